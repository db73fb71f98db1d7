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
    let is_calendar_year =
        year.start.ordinal() == 1 && year.start.year() == year.end.year() && year.end.month() == 12 && year.end.day() == 31;
    if business.country.as_deref() != Some("FR") || !is_calendar_year {
        return Vec::new();
    }
    let State::Known(revenue) = context.facts.evaluate(metric::REVENUE, context.period).value.state else { return Vec::new() };
    let activity = business.activity.unwrap_or_default();
    let mut notes = Vec::new();
    let mut note = |code, text: Wording| notes.push(Note::new(code, text).of(&year.label));
    let shown = to_the_cent(revenue);
    let (revenue_fr, revenue_en) = (fr(shown), en(shown));
    if business.form == Some(LegalForm::Micro)
        && let Some(limit) = Dated::on(france::MICRO.thresholds, year.end).map(|law| law.value.of(activity))
    {
        match Nearness::of(revenue, limit) {
            Nearness::Above => note(
                "micro_threshold",
                Wording::made(
                    format!(
                        "CA de {revenue_fr} au-dessus du plafond de la micro-entreprise, {limit} : deux années de suite font sortir du régime"
                    ),
                    format!(
                        "revenue of {revenue_en} above the threshold of the micro-enterprise, {limit}: two years in a row end the regime"
                    ),
                ),
            ),
            Nearness::Near => note(
                "micro_threshold",
                Wording::made(
                    format!("CA de {revenue_fr} à moins de 10 % du plafond de la micro-entreprise, {limit}"),
                    format!("revenue of {revenue_en} within 10% of the threshold of the micro-enterprise, {limit}"),
                ),
            ),
            Nearness::Below => {}
        }
    }
    if business.vat_exempt
        && let Some(limits) = Dated::on(france::MICRO.vat_franchise, year.end).map(|law| law.value.of(activity))
    {
        let (base, upper) = (limits.base, limits.upper);
        match (Nearness::of(revenue, upper), Nearness::of(revenue, base)) {
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
                    format!("CA de {revenue_fr} au-dessus du seuil de la franchise de TVA, {base} (seuil majoré {upper})"),
                    format!("revenue of {revenue_en} above the limit of the VAT franchise, {base} (upper limit {upper})"),
                ),
            ),
            (_, Nearness::Near) => note(
                "vat_threshold",
                Wording::made(
                    format!("CA de {revenue_fr} à moins de 10 % du seuil de la franchise de TVA, {base}"),
                    format!("revenue of {revenue_en} within 10% of the limit of the VAT franchise, {base}"),
                ),
            ),
            (_, Nearness::Below) => {}
        }
    }
    notes
}

/// How an amount stands to a limit.
enum Nearness {
    Above,
    Near,
    Below,
}

impl Nearness {
    /// Near is from nine tenths of the limit on.
    fn of(amount: Decimal, limit: u32) -> Self {
        let limit = Decimal::from(limit);
        if amount > limit {
            Self::Above
        } else if amount >= limit * Decimal::new(9, 1) {
            Self::Near
        } else {
            Self::Below
        }
    }
}
