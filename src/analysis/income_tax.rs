//! The corporate tax that nobody has posted yet, estimated by the law.
//!
//! The accounting result stands for the taxable one: what tax law adds or takes away is not in the books. The conditions of the reduced
//! rate that books do not hold (capital paid up, three quarters of it held by natural persons) are taken as met.

use rust_decimal::Decimal;

use super::context::Context;
use super::figure::{Basis, State, Value};
use super::metric;
use super::note::Note;
use super::notes::{cents, en, fr, to_the_cent};
use super::statement::{Statement, Step};
use crate::books::{Books, Table};
use crate::jurisdiction::{Capital, CorporateTax, LossesCarried, Rate, TaxEstimate};
use crate::model::{Period, Wording};

/// An estimate, and what it rests on.
struct Estimate {
    before: Decimal,
    turnover: Decimal,
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
    let law = business.country.as_deref().map(|country| CorporateTax::of(country, business.region.as_deref()));
    let Some(law) = law.flatten() else {
        return Err(State::missing(
            "aucun impôt comptabilisé, et l'impôt de ce pays n'est pas estimé ici : ajouter la dépense, ou income_tax dans [declared.ANNÉE] de bilan.toml",
            "no tax is posted, and the tax of this country is not estimated here: add the expense, or income_tax under [declared.YEAR] in bilan.toml",
        ));
    };
    if context.facts.fiscal_year(context.period).is_none() {
        return Err(State::missing(
            "l'impôt ne s'estime que par exercice entier",
            "the tax can only be estimated for a whole fiscal year",
        ));
    }
    let losses = losses(context, law).ok_or_else(State::beyond)?;
    let carried = law.losses.carry(before, losses.left).ok_or_else(State::beyond)?;
    let tax = law.estimate(carried.taxable, context.period(), turnover, Capital::PaidUpByPeople).ok_or_else(|| {
        State::missing(
            "aucun impôt comptabilisé (compte 695), et les taux de cet exercice ne sont pas connus ici : ajouter la dépense, ou income_tax dans [declared.ANNÉE] de bilan.toml",
            "no tax is posted (account 695), and the rates of this fiscal year are not known here: add the expense, or income_tax under [declared.YEAR] in bilan.toml",
        )
    })?;
    Ok(Estimate { before, turnover, losses, carried, tax })
}

/// What the results of earlier fiscal years leave to be carried forward; a year whose result is not known, or has rejected rows, adds and takes
/// nothing.
fn losses(context: &Context<'_>, law: &CorporateTax) -> Option<Losses> {
    let mut losses = Losses::default();
    for (year, result) in context.earlier(metric::RESULT_BEFORE_TAX) {
        match result.state {
            State::Known(result) if !is_doubtful(context.books(), &year) => {
                losses.left = law.losses.carry(result, losses.left)?.left;
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
    if !estimate.losses.left.is_zero() {
        steps.push(Step::new(
            "losses",
            Wording::fixed("déficits des exercices antérieurs", "losses of earlier fiscal years"),
            estimate.losses.left,
            Wording::fixed("résultats avant impôts des exercices antérieurs", "results before tax of earlier fiscal years"),
        ));
        steps.push(Step::new(
            "losses_used",
            Wording::fixed("déficits imputés", "losses used"),
            estimate.carried.used,
            Wording::fixed(
                "au plus 1 000 000 et la moitié du bénéfice au-delà (CGI, art. 209, I)",
                "at most 1,000,000 and half of the profit beyond (CGI art. 209, I)",
            ),
        ));
    }
    steps.push(Step::new(
        "taxable",
        Wording::fixed("base imposable", "taxable base"),
        estimate.tax.taxable,
        Wording::fixed(
            "résultat avant impôts − déficits imputés, arrondi à l'euro ; 0 pour une perte",
            "result before tax − losses used, rounded to the euro; 0 for a loss",
        ),
    ));
    for (number, slice) in (1..).zip(&estimate.tax.slices) {
        let (percent, tax) = (percent(slice.rate), slice.rate.of(slice.amount).unwrap_or_default());
        let base = to_the_cent(slice.amount);
        steps.push(Step::new(
            format!("slice_{number}"),
            Wording::made(format!("tranche à {} %", fr(percent)), format!("slice at {}%", en(percent))),
            tax,
            Wording::made(format!("{} × {} %", fr(base), fr(percent)), format!("{} × {}%", en(base), en(percent))),
        ));
    }
    steps
}

fn percent(rate: Rate) -> Decimal {
    to_the_cent(rate.of(Decimal::ONE_HUNDRED).unwrap_or_default()).normalize()
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
    let general = Wording::made(
        format!(
            "IS estimé sur le résultat comptable, sans retraitements fiscaux ({years}) ; taux réduit des PME supposé acquis : capital libéré et détenu à 75 % par des personnes physiques, CA sous le plafond ; déficits d'avant {first} inconnus des fichiers, non imputés"
        ),
        format!(
            "corporate tax estimated on the accounting result, without tax adjustments ({years}); reduced rate of small companies taken as due: capital paid up and 75% held by natural persons, revenue below the ceiling; losses before {first} are not in the files and not used"
        ),
    );
    let mut notes = vec![Note::new(CODE, general)];
    notes.extend(estimates.iter().flat_map(|(context, estimate)| particular(context, estimate)));
    notes
}

const CODE: &str = "estimated_income_tax";

/// What is not as the note for all years has it.
fn particular(context: &Context<'_>, estimate: &Estimate) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut add = |fr: String, en: String| notes.push(Note::new(CODE, Wording::made(fr, en)).of(&context.period().label));
    if !estimate.tax.is_small {
        let (turnover, limit) = (to_the_cent(estimate.turnover), to_the_cent(estimate.tax.small_turnover));
        add(
            format!("IS estimé sans taux réduit : CA de {} au-dessus de {}", fr(turnover), fr(limit)),
            format!("corporate tax estimated without the reduced rate: revenue of {} above {}", en(turnover), en(limit)),
        );
    }
    let used = cents(estimate.carried.used);
    if used > Decimal::ZERO {
        add(
            format!("IS estimé après imputation de {} de déficits antérieurs", fr(used)),
            format!("corporate tax estimated after {} of losses of earlier years", en(used)),
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
