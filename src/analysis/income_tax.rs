//! The corporate tax that nobody has posted yet, estimated by the law.
//!
//! The accounting result stands for the taxable one: what tax law adds or takes away is not in the books. What else they do not hold and
//! the law asks about is in the settings, or taken as given, which a note says.

use rust_decimal::Decimal;

use super::context::Context;
use super::figure::{Basis, State, Value};
use super::metric;
use super::note::Note;
use super::notes::{cents, en, fr, to_the_cent};
use super::statement::{Statement, Step};
use crate::books::{Books, Table};
use crate::jurisdiction::{CompanyYear, Country, LossRule, LossesCarried, Rate, TaxEstimate, UNKNOWN_LAW};
use crate::model::{Period, Wording};

/// An estimate, and what it rests on.
struct Estimate {
    before: Decimal,
    turnover: Decimal,
    law: Law,
    losses: Losses,
    carried: LossesCarried,
    tax: TaxEstimate,
}

/// Losses of the fiscal years before.
#[derive(Default)]
struct Losses {
    /// What is left of them.
    left: Decimal,
    /// Years of the books whose result is not known.
    unknown: Vec<Period>,
    /// The first fiscal year that the books hold, if one lies before the period.
    first: Option<Period>,
}

/// The tax on the result before tax of a fiscal year.
pub(super) fn estimate(context: &Context<'_>, operands: &[Value]) -> Statement {
    let source = operands.first().map_or("", |before| before.source);
    match of(context, operands) {
        Ok(estimate) => Statement::new(State::Known(estimate.tax.tax), source).estimated().with_steps(steps(&estimate)),
        Err(why) => Statement::new(why, ""),
    }
}

fn of(context: &Context<'_>, operands: &[Value]) -> Result<Estimate, State> {
    let [before, turnover] = operands else { return Err(State::beyond()) };
    let (before, turnover) = match (&before.state, &turnover.state) {
        (State::Known(before), State::Known(turnover)) => (*before, *turnover),
        (State::Known(_), other) | (other, _) => return Err(other.clone()),
    };
    let business = &context.settings().business;
    let law = Law::of(context).map_err(State::Missing)?;
    if context.facts.fiscal_year(context.period).is_none() {
        return Err(State::missing(
            "l'impôt ne s'estime que par exercice entier",
            "the tax can only be estimated for a whole fiscal year",
        ));
    }
    let losses = losses(context, law.losses()).ok_or_else(State::beyond)?;
    let carried = carried(law.losses(), before, losses.left).ok_or_else(State::beyond)?;
    let of = CompanyYear::new(carried.taxable, turnover, context.period(), business);
    let tax = match law {
        Law::Stated { percent, .. } => of.at(percent).ok_or_else(State::beyond)?,
        Law::Known(country) => (country.company_tax)(&of).map_err(State::Missing)?,
    };
    Ok(Estimate { before, turnover, law, losses, carried, tax })
}

/// By what a company is taxed.
#[derive(Clone, Copy)]
enum Law {
    /// A total rate, stated by the owner.
    Stated { percent: Decimal, country: Option<&'static Country> },
    /// The law of a country.
    Known(&'static Country),
}

impl Law {
    /// The law that holds for a business, or why it is not known.
    fn of(context: &Context<'_>) -> Result<Self, Wording> {
        let business = &context.settings().business;
        let country = business.country.as_deref().and_then(Country::of);
        if let Some(percent) = business.company_tax_rate {
            return Ok(Self::Stated { percent, country });
        }
        let country = country.ok_or(UNKNOWN_LAW)?;
        match business.currency.as_deref() {
            Some(currency) if currency != country.currency => Err(Wording::made(
                format!(
                    "aucun impôt comptabilisé, et la loi compte en {}, les livres en {currency} : ajouter la dépense, ou income_tax dans [declared.ANNÉE] de bilan.toml",
                    country.currency
                ),
                format!(
                    "no tax is posted, and the law counts in {}, the books in {currency}: add the expense, or income_tax under [declared.YEAR] in bilan.toml",
                    country.currency
                ),
            )),
            _ => Ok(Self::Known(country)),
        }
    }

    fn country(self) -> Option<&'static Country> {
        match self {
            Self::Stated { country, .. } => country,
            Self::Known(country) => Some(country),
        }
    }

    fn losses(self) -> Option<&'static LossRule> {
        self.country().and_then(|country| country.losses.as_ref())
    }
}

/// A result less the losses of earlier years, where they are deducted.
fn carried(rule: Option<&LossRule>, result: Decimal, losses: Decimal) -> Option<LossesCarried> {
    match rule {
        Some(rule) => rule.carry(result, losses),
        None => LossRule::NONE.carry(result, Decimal::ZERO),
    }
}

/// What the results of earlier fiscal years leave to be carried forward; a year whose result is not known, or has rejected rows, adds and takes
/// nothing.
fn losses(context: &Context<'_>, rule: Option<&LossRule>) -> Option<Losses> {
    let mut losses = Losses::default();
    let Some(rule) = rule else { return Some(losses) };
    for (year, result) in context.earlier(metric::RESULT_BEFORE_TAX) {
        match result.state {
            State::Known(result) if !is_doubtful(context.books(), &year) => {
                losses.left = rule.carry(result, losses.left)?.left;
            }
            _ => losses.unknown.push(year.clone()),
        }
        losses.first.get_or_insert(year);
    }
    Some(losses)
}

/// Whether rows were rejected that could change the result of a year.
fn is_doubtful(books: &Books, year: &Period) -> bool {
    books.rejected().iter().any(|row| {
        matches!(row.table, Table::Invoices | Table::Ledger | Table::Expenses) && row.date.is_none_or(|day| year.contains(day))
    })
}

fn steps(estimate: &Estimate) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(rule) = estimate.law.losses().filter(|_| !estimate.losses.left.is_zero()) {
        steps.push(Step::new(
            "losses",
            Wording::fixed("déficits des exercices antérieurs", "losses of earlier fiscal years"),
            estimate.losses.left,
            Wording::fixed("résultats avant impôts des exercices antérieurs", "results before tax of earlier fiscal years"),
        ));
        let (whole, beyond) = (Decimal::from(rule.whole), percent(rule.beyond));
        steps.push(Step::new(
            "losses_used",
            Wording::fixed("déficits imputés", "losses used"),
            estimate.carried.used,
            Wording::made(
                format!("au plus {} et {} % du bénéfice au-delà ({})", fr(whole), fr(beyond), rule.source),
                format!("at most {} and {}% of the profit beyond ({})", en(whole), en(beyond), rule.source),
            ),
        ));
    }
    let base = match estimate.tax.is_whole {
        true => Wording::fixed(
            "résultat avant impôts − déficits imputés, arrondi à l'euro ; 0 pour une perte",
            "result before tax − losses used, rounded to the euro; 0 for a loss",
        ),
        false => Wording::fixed(
            "résultat avant impôts − déficits imputés ; 0 pour une perte",
            "result before tax − losses used; 0 for a loss",
        ),
    };
    steps.push(Step::new("taxable", Wording::fixed("base imposable", "taxable base"), estimate.tax.taxable, base));
    for (number, slice) in (1..).zip(&estimate.tax.slices) {
        let (percent, base) = (percent(slice.rate), to_the_cent(slice.amount));
        steps.push(Step::new(
            format!("slice_{number}"),
            Wording::made(format!("{} à {} %", slice.name.fr, fr(percent)), format!("{} at {}%", slice.name.en, en(percent))),
            slice.tax,
            Wording::made(format!("{} × {} %", fr(base), fr(percent)), format!("{} × {}%", en(base), en(percent))),
        ));
    }
    steps
}

/// In percent, rounded to two decimals if it does not end after four.
fn percent(rate: Rate) -> Decimal {
    let percent = rate.of(Decimal::ONE_HUNDRED).unwrap_or_default().normalize();
    if percent.scale() <= 4 { percent } else { to_the_cent(percent).normalize() }
}

/// What the estimates of these periods suppose: once for all of them, and for each what is its own.
pub(super) fn notes(contexts: &[Context<'_>]) -> Vec<Note> {
    let value = |context: &Context<'_>, metric| context.facts.evaluate(metric, context.period).value;
    let estimates: Vec<(&Context<'_>, Estimate)> = contexts
        .iter()
        .filter(|context| {
            context.facts.covers(metric::INCOME_TAX) && value(context, metric::INCOME_TAX).basis == Basis::Estimated
        })
        .filter_map(|context| {
            let operands = [value(context, metric::RESULT_BEFORE_TAX), value(context, metric::RESULT_REVENUE)];
            Some((context, of(context, &operands).ok()?))
        })
        .collect();
    let Some((last, estimate)) = estimates.last() else { return Vec::new() };
    let years: Vec<&str> = estimates.iter().map(|(context, _)| context.period().label.as_str()).collect();
    let years = years.join(", ");
    let first = &estimate.losses.first.as_ref().unwrap_or_else(|| last.period()).label;
    let name = estimate.law.country().map_or(COMPANY_TAX, |country| country.tax.clone());
    let assumes = &estimate.tax.assumes;
    let losses = match estimate.law.losses() {
        Some(_) => Wording::made(
            format!("déficits d'avant {first} inconnus des fichiers, non imputés"),
            format!("losses before {first} are not in the files and not used"),
        ),
        None => Wording::fixed("déficits antérieurs non imputés", "losses of earlier years are not used"),
    };
    // KSt, SolZ et GewSt.
    let plural = if name.fr.contains(" et ") { "s" } else { "" };
    let general = Wording::made(
        format!(
            "{} estimé{plural} sur le résultat comptable, sans retraitements fiscaux ({years}) ; {} ; {}",
            name.fr, assumes.fr, losses.fr
        ),
        format!(
            "{} estimated on the accounting result, without tax adjustments ({years}); {}; {}",
            name.en, assumes.en, losses.en
        ),
    );
    let mut notes = vec![Note::new(CODE, general)];
    notes.extend(estimates.iter().flat_map(|(context, estimate)| particular(context, estimate)));
    notes
}

const CODE: &str = "estimated_income_tax";
const COMPANY_TAX: Wording = Wording::fixed("Impôt des sociétés", "company tax");

/// What is not as the note for all years has it.
fn particular(context: &Context<'_>, estimate: &Estimate) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut add = |fr: String, en: String| notes.push(Note::new(CODE, Wording::made(fr, en)).of(&context.period().label));
    if let Some(limit) = estimate.tax.turnover_limit {
        let (turnover, limit) = (to_the_cent(estimate.turnover), to_the_cent(limit));
        add(
            format!("IS estimé sans taux réduit : CA de {} au-dessus de {}", fr(turnover), fr(limit)),
            format!("corporate tax estimated without the reduced rate: revenue of {} above {}", en(turnover), en(limit)),
        );
    }
    let used = cents(estimate.carried.used);
    if used > Decimal::ZERO {
        add(
            format!("impôt estimé après imputation de {} de déficits antérieurs", fr(used)),
            format!("tax estimated after {} of losses of earlier years", en(used)),
        );
    }
    if !estimate.losses.unknown.is_empty() && estimate.before > Decimal::ZERO {
        let years: Vec<&str> = estimate.losses.unknown.iter().map(|year| year.label.as_str()).collect();
        let years = years.join(", ");
        add(
            format!("résultat inconnu pour {years} : ses déficits éventuels ne sont pas imputés"),
            format!("the result of {years} is not known: losses it may have are not used"),
        );
    }
    notes
}
