//! What a micro-enterprise owes on its receipts, estimated by the rates of the law, and how near it is to the thresholds.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::context::Context;
use super::explain;
use super::facts::Facts;
use super::figure::{State, Value};
use super::metric;
use super::note::Note;
use super::notes::{cents, en, fr, to_the_cent};
use super::review::Span;
use super::statement::{Statement, Step};
use crate::jurisdiction::{Charge, Dated, fr as france};
use crate::model::{Activity, LegalForm, RevenueBasis, Wording};

/// Social contributions.
pub(super) fn social(context: &Context<'_>, operands: &[Value]) -> Statement {
    charged(context, operands, |receipts, activity| france::MICRO.social_on(receipts, activity))
}

/// The contribution to vocational training.
pub(super) fn training(context: &Context<'_>, operands: &[Value]) -> Statement {
    charged(context, operands, |receipts, activity| france::MICRO.training_on(receipts, activity))
}

/// Income tax paid along with them; nothing where the owner has not chosen so.
pub(super) fn flat_tax(context: &Context<'_>, operands: &[Value]) -> Statement {
    charged(context, operands, |receipts, activity| {
        if context.settings().business.flat_tax { france::MICRO.income_tax_on(receipts, activity) } else { Some(Vec::new()) }
    })
}

fn charged(
    context: &Context<'_>,
    operands: &[Value],
    charges: impl Fn(&[(NaiveDate, Decimal)], Activity) -> Option<Vec<Charge>>,
) -> Statement {
    let source = operands.first().map_or("", |revenue| revenue.source);
    let known = receipts(context, operands).and_then(|receipts| {
        let activity = context.settings().business.activity.unwrap_or_default();
        let owed = charges(&receipts, activity).ok_or_else(|| {
            State::missing(
                "les taux de cette activité ne sont pas connus ici pour toute la période",
                "the rates of this activity are not known here for the whole period",
            )
        })?;
        let total = owed.iter().try_fold(Decimal::ZERO, |sum, charge| sum.checked_add(charge.amount));
        Ok((total.ok_or_else(State::beyond)?, owed))
    });
    match known {
        Ok((total, owed)) => Statement::new(State::Known(total.normalize()), source).estimated().with_steps(steps(&owed)),
        Err(why) => Statement::new(why, ""),
    }
}

/// The receipts of the period, by date.
fn receipts(context: &Context<'_>, operands: &[Value]) -> Result<Vec<(NaiveDate, Decimal)>, State> {
    let business = &context.settings().business;
    if business.form != Some(LegalForm::Micro) {
        return Err(State::missing(
            "ne s'estime que pour une micro-entreprise (form = \"micro\" dans [business] de bilan.toml)",
            "estimated only for a micro-enterprise (form = \"micro\" under [business] in bilan.toml)",
        ));
    }
    let metropolitan =
        business.country.as_deref() == Some("FR") && business.region.as_deref().is_none_or(france::is_metropolitan);
    if !metropolitan {
        return Err(State::missing(
            "les taux ne sont connus que pour la France métropolitaine (country = \"FR\" dans [business] de bilan.toml)",
            "the rates are known for metropolitan France only (country = \"FR\" under [business] in bilan.toml)",
        ));
    }
    match operands.first().map(|revenue| &revenue.state) {
        Some(State::Known(_)) => {}
        Some(other) => return Err(other.clone()),
        None => return Err(State::beyond()),
    }
    if context.facts.evaluate(metric::REVENUE, context.period).is_declared {
        return Err(State::missing(
            "le CA déclaré n'a pas de dates, et les taux en dépendent",
            "the declared revenue has no dates, and the rates depend on them",
        ));
    }
    let rows = explain::explain(context.facts, metric::REVENUE, context.period).rows;
    Ok(rows.iter().map(|row| (row.date, row.amount)).collect())
}

fn steps(owed: &[Charge]) -> Vec<Step> {
    let step = |charge: &Charge| {
        let percent = cents(charge.rate.of(Decimal::ONE_HUNDRED).unwrap_or_default()).normalize();
        let receipts = cents(charge.receipts);
        Step::new(
            format!("from_{}", charge.from),
            Wording::made(
                format!("au taux en vigueur depuis le {}", charge.from),
                format!("at the rate in force since {}", charge.from),
            ),
            charge.amount,
            Wording::made(
                format!("{} × {} % ({})", fr(receipts), fr(percent), charge.source),
                format!("{} × {}% ({})", en(receipts), en(percent), charge.source),
            ),
        )
    };
    owed.iter().map(step).collect()
}

/// What the estimates of a micro-enterprise suppose, in every period alike.
pub(super) fn note(facts: &Facts) -> Option<Note> {
    let business = &facts.books.settings().business;
    if business.form != Some(LegalForm::Micro) {
        return None;
    }
    let activity = business.activity.unwrap_or_default().id();
    let mut text = (
        format!(
            "cotisations et CFP estimées sur le CA aux taux de l'activité {activity}, hors Acre et Cipav ; frais réels non déduits"
        ),
        format!(
            "contributions estimated on revenue at the rates of the activity {activity}, without Acre and Cipav; expenses are not deducted"
        ),
    );
    if business.activity.is_none() {
        text.0 += " ; activité supposée : la dire par activity dans [business] de bilan.toml";
        text.1 += "; the activity is supposed: say it with activity under [business] in bilan.toml";
    }
    if facts.policy.revenue_basis != RevenueBasis::Paid {
        text.0 += " ; la loi les compte sur les encaissements (revenue_basis = \"paid\"), ce CA ne l'est pas";
        text.1 += "; the law counts them on receipts (revenue_basis = \"paid\"), and this revenue is not";
    }
    Some(Note::new("estimated_contributions", Wording::made(text.0, text.1)))
}

/// Thresholds of a calendar year that its receipts pass or come near to: the micro-enterprise's, and those below which no VAT is charged.
pub(super) fn thresholds(context: &Context<'_>) -> Vec<Note> {
    let (business, year) = (&context.settings().business, context.period());
    let Some(part) = PartOfYear::of(context).filter(|_| business.country.as_deref() == Some("FR")) else { return Vec::new() };
    let State::Known(revenue) = context.facts.evaluate(metric::REVENUE, context.period).value.state else { return Vec::new() };
    let activity = business.activity.unwrap_or_default();
    let mut notes = Vec::new();
    let mut note = |code, text: Wording| notes.push(Note::new(code, text).of(&year.label));
    let shown = to_the_cent(revenue);
    let (revenue_fr, revenue_en) = (fr(shown), en(shown));
    if business.form == Some(LegalForm::Micro)
        && let Some(law) = Dated::on(france::MICRO.thresholds, year.end).map(|law| law.value.of(activity))
    {
        let limit = part.of_limit(law);
        let (limit_fr, limit_en) = (part.shown_fr(law), part.shown_en(law));
        match Nearness::of(revenue, limit) {
            Nearness::Above => note(
                "micro_threshold",
                Wording::made(
                    format!(
                        "CA de {revenue_fr} au-dessus du plafond de la micro-entreprise, {limit_fr} : deux années de suite font sortir du régime"
                    ),
                    format!(
                        "revenue of {revenue_en} above the threshold of the micro-enterprise, {limit_en}: two years in a row end the regime"
                    ),
                ),
            ),
            Nearness::Near => note(
                "micro_threshold",
                Wording::made(
                    format!("CA de {revenue_fr} à moins de 10 % du plafond de la micro-entreprise, {limit_fr}"),
                    format!("revenue of {revenue_en} within 10% of the threshold of the micro-enterprise, {limit_en}"),
                ),
            ),
            Nearness::Below => {}
        }
    }
    if business.vat_exempt
        && let Some(limits) = Dated::on(france::MICRO.vat_franchise, year.end).map(|law| law.value.of(activity))
    {
        let upper = limits.upper;
        let (base_fr, base_en) = (part.shown_fr(limits.base), part.shown_en(limits.base));
        match (Nearness::of(revenue, upper.into()), Nearness::of(revenue, part.of_limit(limits.base))) {
            (Nearness::Above, _) => note(
                "vat_threshold",
                Wording::made(
                    format!("CA de {revenue_fr} au-dessus du seuil majoré de la franchise de TVA, {upper} : la TVA est due"),
                    format!("revenue of {revenue_en} above the upper limit of the VAT franchise, {upper}: VAT is due"),
                ),
            ),
            (_, Nearness::Above) => note(
                "vat_threshold",
                Wording::made(
                    format!("CA de {revenue_fr} au-dessus du seuil de la franchise de TVA, {base_fr} (seuil majoré {upper})"),
                    format!("revenue of {revenue_en} above the limit of the VAT franchise, {base_en} (upper limit {upper})"),
                ),
            ),
            (_, Nearness::Near) => note(
                "vat_threshold",
                Wording::made(
                    format!("CA de {revenue_fr} à moins de 10 % du seuil de la franchise de TVA, {base_fr}"),
                    format!("revenue of {revenue_en} within 10% of the limit of the VAT franchise, {base_en}"),
                ),
            ),
            (_, Nearness::Below) => {}
        }
    }
    notes
}

/// Of how many days of a calendar year the receipts are. The limits of the year in which a business starts are those of its days (CGI art. 50-0,
/// 102 ter, 293 D).
#[derive(Clone, Copy)]
struct PartOfYear {
    days: i64,
    of: i64,
}

impl PartOfYear {
    /// `None` unless the period is a calendar year, or the first fiscal year of the books and ends with one.
    fn of(context: &Context<'_>) -> Option<Self> {
        let year = context.period();
        let (first, last) = (NaiveDate::from_ymd_opt(year.end.year(), 1, 1)?, NaiveDate::from_ymd_opt(year.end.year(), 12, 31)?);
        let is_first = || Span::of(context.books()).is_some_and(|span| span.first >= year.start);
        if year.end != last || year.start < first || (year.start > first && !is_first()) {
            return None;
        }
        let days = |start: NaiveDate| (last - start).num_days() + 1;
        Some(Self { days: days(year.start), of: days(first) })
    }

    fn is_whole(self) -> bool {
        self.days == self.of
    }

    /// To the cent.
    fn of_limit(self, limit: u32) -> Decimal {
        let whole = Decimal::from(limit);
        let part = whole * Decimal::from(self.days) / Decimal::from(self.of);
        if self.is_whole() { whole } else { to_the_cent(part) }
    }

    fn shown_fr(self, limit: u32) -> String {
        let shown = fr(self.of_limit(limit));
        if self.is_whole() { shown } else { format!("{shown} ({limit} × {} ÷ {} jours)", self.days, self.of) }
    }

    fn shown_en(self, limit: u32) -> String {
        let shown = en(self.of_limit(limit));
        if self.is_whole() { shown } else { format!("{shown} ({limit} × {} ÷ {} days)", self.days, self.of) }
    }
}

/// How an amount stands to a limit.
enum Nearness {
    Above,
    Near,
    Below,
}

impl Nearness {
    /// Near is from nine tenths of the limit on.
    fn of(amount: Decimal, limit: Decimal) -> Self {
        if amount > limit {
            Self::Above
        } else if amount >= limit * Decimal::new(9, 1) {
            Self::Near
        } else {
            Self::Below
        }
    }
}
