//! The lines of form 2033-B, as metrics of the ledger.
//!
//! Each line is a sum over the accounts that the form assigns to it, or a sum of lines: it knows its rows as every figure does.
//!
//! ```
//! use bilan::analysis::{Review, form_2033_b};
//! use bilan::books::Books;
//!
//! let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/ledger"))?;
//! let services = form_2033_b::named("form_2033_b_218").ok_or("no such line")?;
//! let figure = Review::year(2020).of(&books)?.figure(services, 2020)?;
//! assert_eq!(figure.value().state.value(), Some(138_000.into()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::condition::{Condition, Field};
use super::context::Context;
use super::figure::{Basis, State, Value};
use super::formula::{Amount, Choice, Feed, Formula, Metric, MetricRef, Term};
use super::report::Report;
use crate::books::Table;
use crate::jurisdiction::fr::{FORM_2033_B, FormLine, Reads};
use crate::model::{LegalForm, Measure, Wording};

/// What the identifier of each line begins with; its number follows.
const PREFIX: &str = "form_2033_b_";
/// The line of the tax on the result.
pub(crate) const TAX: &str = "306";
/// The line of the result.
pub(crate) const RESULT: &str = "310";
/// The classes of the result.
const CLASSES: [char; 2] = ['6', '7'];

/// Every line, in the order of the form.
pub fn lines() -> Vec<MetricRef> {
    let mut made: Vec<MetricRef> = Vec::new();
    for line in FORM_2033_B.lines {
        let is = formula(line, &made);
        let label = &line.label;
        let label = Wording::made(format!("{} {}", line.number, label.fr), format!("{} {}", line.number, label.en));
        made.push(Metric::new(format!("{PREFIX}{}", line.number), Measure::Money, label, is).into());
    }
    made
}

/// Income less expenses on accounts of classes 6 and 7 that stand on no line: what line 310 lacks of the result of the ledger.
pub fn on_no_line() -> MetricRef {
    let mapped = FORM_2033_B.lines.iter().flat_map(|line| line.reads.accounts()).copied();
    let when = Condition::ALL.and_is(Field::Account, CLASSES).and_is_not(Field::Account, mapped);
    let label = Wording::fixed("Sur aucune ligne", "On no line");
    Metric::new(format!("{PREFIX}no_line"), Measure::Money, label, Formula::sum(Table::Ledger, Amount::Credit, when)).into()
}

/// The result of the ledger, Σ7 − Σ6: line 310 and what stands on no line.
pub fn result() -> MetricRef {
    let when = Condition::ALL.and_is(Field::Account, CLASSES);
    let label = Wording::fixed("Résultat du grand livre (Σ7 − Σ6)", "Result of the ledger (Σ7 − Σ6)");
    let is = with_expenses("result", &label, Formula::sum(Table::Ledger, Amount::Credit, when));
    Metric::new(format!("{PREFIX}result"), Measure::Money, label, is).into()
}

/// The metric of an identifier: `form_2033_b_218`, `form_2033_b_no_line`, `form_2033_b_result`.
pub fn named(id: &str) -> Option<MetricRef> {
    lines().into_iter().chain([on_no_line(), result()]).find(|metric| metric.id == id)
}

impl Report {
    /// Each account on no line of form 2033-B that has an entry in a year of the report, by its number.
    pub fn accounts_on_no_line(&self) -> Vec<MetricRef> {
        let books = self.books();
        let codes: BTreeSet<u32> = books.ledger_entries().table().account.iter().collect();
        let accounts: BTreeSet<&str> = codes.into_iter().map(|code| books.names().get(code)).collect();
        let is_lost = |account: &&&str| account.starts_with(CLASSES) && FORM_2033_B.line_of(account).is_none();
        let metric = |account: &&str| {
            // A condition is about beginnings, and the account is one alone.
            let longer = accounts.iter().filter(|other| other.len() > account.len() && other.starts_with(account)).copied();
            let when = Condition::ALL.and_is(Field::Account, [*account]).and_is_not(Field::Account, longer);
            let label = Wording::made(format!("Sur aucune ligne : {account}"), format!("On no line: {account}"));
            let is = Formula::sum(Table::Ledger, Amount::Credit, when);
            MetricRef::from(Metric::new(format!("{PREFIX}no_line_{account}"), Measure::Money, label, is))
        };
        accounts.iter().filter(is_lost).map(metric).collect()
    }
}

/// The identifier of the metric of a line.
pub(crate) fn id(number: &str) -> String {
    format!("{PREFIX}{number}")
}

fn formula(line: &FormLine, made: &[MetricRef]) -> Formula {
    match line.reads {
        Reads::Income(accounts) => Formula::sum(Table::Ledger, Amount::Credit, on(line, accounts)),
        Reads::Expenses(accounts) => {
            let read = with_expenses(line.number, &line.label, Formula::sum(Table::Ledger, Amount::Debit, on(line, accounts)));
            if line.number == TAX { tax(line, read) } else { read }
        }
        Reads::Lines(added, taken) => {
            let find = |number: &&str| made.iter().find(|metric| metric.id.strip_prefix(PREFIX) == Some(*number)).cloned();
            let added = added.iter().filter_map(find).map(Term::plus);
            // A result without the tax that nobody has posted is one before tax; the line of the tax says so.
            let tax = |term: Term| if term.metric.id == id(TAX) { term.if_known() } else { term };
            Formula::Terms(added.chain(taken.iter().filter_map(find).map(Term::minus).map(tax)).collect::<Vec<_>>().into())
        }
    }
}

/// The tax on the result as it is posted. A company that is taxed and has posted none of a profit has a tax nobody has written down yet, not one of 0.
fn tax(line: &FormLine, read: Formula) -> Formula {
    let posted = Metric::new(format!("{PREFIX}{TAX}.posted"), Measure::Money, line.label.clone(), read);
    Formula::Computed {
        operands: vec![posted.into()].into(),
        signs: &[1],
        rule: Wording::fixed("impôt comptabilisé", "tax as posted"),
        compute: posted_tax,
    }
}

fn posted_tax(context: &Context<'_>, operands: &[Value]) -> Value {
    let posted = operands.first().cloned();
    let mut tax = posted.unwrap_or(Value { state: State::beyond(), basis: Basis::Computed, source: Table::Ledger.id(), rows: 0 });
    // A form that is not said may be taxed.
    let is_taxed = matches!(context.settings().business.form, Some(LegalForm::CompanyIs) | None);
    if tax.rows > 0 || tax.state.value().is_none() || !is_taxed {
        return tax;
    }
    let accounts = FORM_2033_B.lines.iter().filter(|line| line.number == TAX).flat_map(|line| line.reads.accounts()).copied();
    let on_tax = Condition::ALL.and_is(Field::Account, accounts);
    let (years, numbers) = context.facts.years_of(context.period);
    let is_posted = numbers.iter().any(|year| years.rows(Table::Ledger, *year, &on_tax) > 0);
    let profit = context.facts.evaluate(&result(), context.period).value.state.value().filter(|net| *net > Decimal::ZERO);
    if !is_posted && profit.is_some() {
        tax.state = State::missing(
            "aucun impôt sur les sociétés (695) n'est comptabilisé dans cet exercice : le résultat de la ligne 310 est avant impôt",
            "no corporate tax (695) is posted in this fiscal year: the result on line 310 is before tax",
        );
    }
    tax
}

/// The accounts of a line, less those that another line claims by a longer beginning.
fn on(line: &FormLine, accounts: &'static [&'static str]) -> Condition {
    let others = FORM_2033_B.lines.iter().filter(|other| other.number != line.number).flat_map(|other| other.reads.accounts());
    let longer: Vec<&str> = others.copied().filter(|claim| accounts.iter().any(|own| claim.starts_with(own))).collect();
    let condition = Condition::ALL.and_is(Field::Account, accounts.iter().copied());
    if longer.is_empty() { condition } else { condition.and_is_not(Field::Account, longer) }
}

/// What takes expenses into account, known only of a year whose result is read from the ledger: without class 6 they are not known to be 0.
fn with_expenses(id: &str, label: &Wording, is: Formula) -> Formula {
    let of_ledger = Metric::new(format!("{PREFIX}{id}.ledger"), Measure::Money, label.clone(), is);
    Formula::Chosen { choice: Choice::Result, options: vec![(Feed::Ledger, of_ledger.into())].into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every account of five digits is on the line with the longest beginning, and on no other.
    #[test]
    fn conditions_say_what_the_form_says() {
        let sums: Vec<(String, Condition)> = lines()
            .iter()
            .chain([&on_no_line()])
            .filter_map(|metric| {
                fn of(metric: &Metric) -> Option<Condition> {
                    match &metric.is {
                        Formula::Sum(sum) => Some(sum.when.clone()),
                        Formula::Chosen { options, .. } => of(&options.first()?.1),
                        Formula::Computed { operands, .. } => of(operands.first()?),
                        _ => None,
                    }
                }
                Some((metric.id.strip_prefix(PREFIX)?.to_owned(), of(metric)?))
            })
            .collect();
        for account in (60_000..80_000).map(|number: u32| number.to_string()) {
            let held: Vec<&str> =
                sums.iter().filter(|(_, when)| when.holds(|_| account.as_str())).map(|(id, _)| id.as_str()).collect();
            let expected = FORM_2033_B.line_of(&account).map_or("no_line", |line| line.number);
            assert_eq!(held, [expected], "{account}");
        }
    }
}
