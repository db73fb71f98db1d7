//! Where a figure comes from: formula, operands, and every row with its place.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::choice;
use super::client_share;
use super::condition::{Condition, Texts};
use super::context::Context;
use super::facts::Facts;
use super::figure::{Basis, State, Value};
use super::formula::{Amount, CalendarFact, Choice, Distinct, Formula, Metric, Sum};
use super::named::{Named, join};
use super::stamp::Stamp;
use crate::books::{Rows, Table, TypedRow};
use crate::error::Origin;
use crate::model::{Measure, Period, Time, Wording, date_of};

/// A figure with the way back to its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// Identifier of the metric, or of a part of it.
    pub metric: String,
    /// Its name for people.
    pub label: Wording,
    /// The period.
    pub period: Period,
    /// Its unit.
    pub measure: Measure,
    /// Its value.
    pub value: Value,
    /// How it is computed, in words.
    pub formula: Wording,
    /// Signed contributions that sum to the value; empty for a ratio, and for days read as days and as hours, whose operands carry theirs.
    pub rows: Vec<Contribution>,
    /// What it is computed from.
    pub operands: Vec<Explanation>,
    /// Whether the amount comes from a rule rather than from rows.
    pub computed: bool,
    /// What it was made from; on the figure itself, not on its operands.
    pub stamp: Option<Stamp>,
}

/// What one row adds to a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contribution {
    /// File, sheet and line.
    pub origin: Origin,
    /// The day on which it counts.
    pub date: NaiveDate,
    /// What the row says it is.
    pub label: String,
    /// For whom, or the other party; empty if the row names none.
    pub client: String,
    /// Which engagement; empty if the row names none.
    pub project: String,
    /// Unit of the amount.
    pub measure: Measure,
    /// Signed amount.
    pub amount: Decimal,
}

impl Contribution {
    /// File, sheet and line.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Signed amount, in the unit of the contribution.
    pub fn amount(&self) -> Decimal {
        self.amount
    }
}

/// The explanation of a metric in a period.
pub(super) fn explain(facts: &Facts, metric: &Metric, period: usize) -> Explanation {
    let found = facts.evaluate(metric, period);
    let (value, is_declared) = (found.value, found.is_declared);
    let mut answer = Explanation {
        metric: metric.id.clone().into_owned(),
        label: super::review::label(facts, metric),
        period: facts.periods.get(period).cloned().unwrap_or_else(Period::none),
        measure: metric.measure,
        value,
        formula: formula_by(metric, &|metric| super::review::label(facts, metric)),
        rows: Vec::new(),
        operands: Vec::new(),
        computed: false,
        stamp: None,
    };
    if is_declared {
        declared(facts, &mut answer);
        return answer;
    }
    if answer.value.state.value().is_none() && matches!(metric.is, Formula::Sum(_) | Formula::Count { .. }) {
        return answer;
    }
    match &metric.is {
        Formula::Sum(sum) => sum_rows(facts, sum, period, &mut answer),
        Formula::Count { table, when } => answer.rows = rows(facts, *table, when, period, |_| Decimal::ONE, Measure::Count),
        Formula::Distinct { of, when } => answer.rows = distinct_rows(facts, *of, when, period),
        Formula::Terms(terms) => {
            for term in terms.iter() {
                let part = explain(facts, &term.metric, period);
                let signed =
                    |row: &Contribution| Contribution { amount: if term.plus { row.amount } else { -row.amount }, ..row.clone() };
                answer.rows.extend(part.rows.iter().map(signed));
                answer.operands.push(part);
            }
            keep_rows_that_sum(&mut answer);
        }
        Formula::Ratio { numerator, denominator } => {
            answer.operands = vec![explain(facts, numerator, period), explain(facts, denominator, period)];
        }
        Formula::Calendar(fact) => facts.explain_calendar(*fact, period, &mut answer),
        Formula::Chosen { choice, options } => {
            let chosen = choice::choose(facts, *choice, period).ok().and_then(|feed| options.iter().find(|(of, _)| *of == feed));
            if let Some((_, chosen)) = chosen {
                let part = explain(facts, chosen, period);
                answer.rows.clone_from(&part.rows);
                if options.len() == 1 || matches!(choice, Choice::IncomeTax | Choice::LegalForm) {
                    // The only choice, or a rule of law that holds for the business: its own formula says more than that it was chosen.
                    (answer.formula, answer.operands) = (part.formula, part.operands);
                } else {
                    answer.operands = vec![part];
                }
            }
        }
        Formula::Computed { operands, signs, .. } => {
            answer.operands = operands.iter().map(|operand| explain(facts, operand, period)).collect();
            for (operand, sign) in answer.operands.iter().zip(*signs) {
                let signed = |row: &Contribution| Contribution { amount: row.amount * Decimal::from(*sign), ..row.clone() };
                answer.rows.extend(operand.rows.iter().map(signed));
            }
            keep_rows_that_sum(&mut answer);
        }
        Formula::Statement { operands, draw, .. } => {
            answer.operands = operands.iter().map(|operand| explain(facts, operand, period)).collect();
            let values: Vec<Value> = answer.operands.iter().map(|operand| operand.value.clone()).collect();
            let statement = draw(&Context { facts, period }, &values);
            if answer.value.state.value().is_some() {
                answer.computed = statement.rows.is_empty();
                let steps = statement.steps.into_iter().map(|step| step.of(&answer)).collect::<Vec<_>>();
                answer.operands.extend(steps);
                let rows = statement.rows.iter().map(|row| row.contribution(&facts.books));
                let (hours, rows): (Vec<_>, Vec<_>) = rows.partition(|row| row.measure == Measure::Hours);
                add_days_and_hours(&mut answer, rows, hours, facts.hours_per_day());
            }
        }
    }
    answer
}

/// Rows that do not add up to the value would mislead: a part of it is a quotient, or not known. The operands carry theirs.
fn keep_rows_that_sum(answer: &mut Explanation) {
    let sum = answer.rows.iter().try_fold(Decimal::ZERO, |sum, row| sum.checked_add(row.amount));
    if sum.is_none() || sum != answer.value.state.value() {
        answer.rows.clear();
    }
}

fn declared(facts: &Facts, answer: &mut Explanation) {
    let declared = facts.books.settings().declared.get(&answer.period.year());
    let (line, source) = declared.map_or((0, None), |d| (d.line, d.source.clone()));
    answer.formula = Wording::made(
        format!("déclaré{}", source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default()),
        format!("declared{}", source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default()),
    );
    answer.rows.push(Contribution {
        origin: Origin::file("bilan.toml").line(line),
        date: answer.period.end,
        label: source.unwrap_or_default(),
        client: String::new(),
        project: String::new(),
        measure: answer.measure,
        amount: answer.value.state.value().unwrap_or_default(),
    });
}

fn sum_rows(facts: &Facts, sum: &Sum, period: usize, answer: &mut Explanation) {
    if sum.amount != Amount::Days {
        let sign = if sum.amount == Amount::Credit { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        answer.rows = rows(facts, sum.table, &sum.when, period, |entry| entry.money.unwrap_or_default() * sign, Measure::Money);
        return;
    }
    let mut days = Vec::new();
    let mut hours = Vec::new();
    each(facts, sum.table, &sum.when, period, |entry| {
        if let Some(amount) = entry.days {
            days.push(entry.contribution(Measure::Days, amount));
        }
        if let Some(amount) = entry.hours {
            hours.push(entry.contribution(Measure::Hours, amount));
        }
    });
    add_days_and_hours(answer, days, hours, facts.hours_per_day());
}

/// Rows stated in days; where some are stated in hours, each kind as an operand, since hours are divided after adding.
pub(super) fn add_days_and_hours(answer: &mut Explanation, days: Vec<Contribution>, hours: Vec<Contribution>, per_day: Decimal) {
    if hours.is_empty() {
        answer.rows = days;
        return;
    }
    let part = |id: &str, label: Wording, measure, rows: Vec<Contribution>| Explanation {
        metric: format!("{}.{id}", answer.metric),
        label,
        period: answer.period.clone(),
        measure,
        value: Value {
            state: State::Known(rows.iter().map(|row| row.amount).sum::<Decimal>().normalize()),
            basis: Basis::Computed,
            source: answer.value.source,
            rows: rows.len() as u64,
        },
        formula: Wording::fixed("somme des lignes", "sum of the rows"),
        rows,
        operands: Vec::new(),
        computed: false,
        stamp: None,
    };
    let operands = vec![
        part("days", Wording::fixed("saisis en jours", "stated in days"), Measure::Days, days),
        part("hours", Wording::fixed("saisis en heures", "stated in hours"), Measure::Hours, hours),
    ];
    let per_day = per_day.normalize();
    answer.formula = Wording::made(format!("jours + heures ÷ {per_day}"), format!("days + hours ÷ {per_day}"));
    answer.operands.extend(operands);
}

/// One entry of a table, as an explanation needs it.
struct Entry<'a> {
    origin: Origin,
    date: NaiveDate,
    named: Named<'a>,
    /// Where the payment is that this is a part of.
    payment: Option<Origin>,
    /// Whether the row is the one of the entry before.
    is_again: bool,
    money: Option<Decimal>,
    days: Option<Decimal>,
    hours: Option<Decimal>,
}

impl Entry<'_> {
    fn contribution(&self, measure: Measure, amount: Decimal) -> Contribution {
        Contribution {
            origin: self.origin.clone(),
            date: self.date,
            label: match &self.payment {
                Some(payment) => join(&[&self.named.label, &payment.to_string()]),
                None => self.named.label.clone(),
            },
            client: self.named.client.to_owned(),
            project: self.named.project.to_owned(),
            measure,
            amount: amount.normalize(),
        }
    }
}

fn rows(
    facts: &Facts,
    table: Table,
    when: &Condition,
    period: usize,
    amount: impl Fn(&Entry<'_>) -> Decimal,
    measure: Measure,
) -> Vec<Contribution> {
    let mut found = Vec::new();
    each(facts, table, when, period, |entry| {
        // A row is counted once, however many parts of it count.
        if measure != Measure::Count || !entry.is_again {
            found.push(entry.contribution(measure, amount(&entry)));
        }
    });
    found
}

/// One row for each thing counted: the first on which it occurs.
fn distinct_rows(facts: &Facts, of: Distinct, when: &Condition, period: usize) -> Vec<Contribution> {
    let with_revenue = facts.clients(when, period);
    let mut seen = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    each(facts, Table::Invoices, when, period, |entry| {
        let client = entry.named.client;
        let (key, number) = match of {
            Distinct::InvoiceNumbers => (entry.named.number, 1),
            Distinct::ClientsWithRevenue if with_revenue.contains_key(client) => (client, client_share::clients(client)),
            Distinct::ClientsWithRevenue => return,
        };
        if seen.insert(key.to_owned()) {
            found.push(entry.contribution(Measure::Count, number.into()));
        }
    });
    found
}

/// Calls back for every entry of a table that counts in a period and whose row meets a condition.
fn each(facts: &Facts, table: Table, when: &Condition, period: usize, then: impl FnMut(Entry<'_>)) {
    let books = &facts.books;
    match table {
        Table::Invoices => visit(facts, books.invoice_lines(), table, when, period, Named::invoice, then),
        Table::Timesheets => visit(facts, books.time_entries(), table, when, period, Named::time, then),
        Table::Ledger => visit(facts, books.ledger_entries(), table, when, period, Named::ledger, then),
        Table::Expenses => visit(facts, books.expenses(), table, when, period, Named::expense, then),
        _ => {}
    }
}

fn visit<'b, T: TypedRow>(
    facts: &'b Facts,
    rows: Rows<'b, T>,
    table: Table,
    when: &Condition,
    period: usize,
    name: impl Fn(&T::Row<'b>) -> Named<'b>,
    mut then: impl FnMut(Entry<'_>),
) where
    T::Row<'b>: Texts,
{
    let micros_per_hour = Decimal::from(Time::HOUR);
    facts.visit(rows, table, when, period, |entries, found| {
        then(Entry {
            origin: found.row.origin(),
            date: date_of(found.day),
            named: name(&found.value),
            payment: entries.payment(found.entry).and_then(|payment| {
                let payment = facts.books.payments().get(payment)?;
                Some(facts.books.origin(payment.source, payment.line))
            }),
            is_again: found.is_again,
            money: entries.money_at(found.entry),
            days: entries.days_at(found.entry),
            hours: entries.micros_at(found.entry).and_then(|micros| Decimal::from(micros).checked_div(micros_per_hour)),
        });
    });
}

/// The formula of a metric in words.
pub(super) fn formula(metric: &Metric) -> Wording {
    formula_by(metric, &|metric| metric.label.clone())
}

/// The same, with what its parts are called here.
fn formula_by(metric: &Metric, name: &dyn Fn(&Metric) -> Wording) -> Wording {
    match &metric.is {
        Formula::Sum(sum) => {
            let of = match sum.amount {
                Amount::Net => Wording::fixed("somme des montants HT", "sum of net amounts"),
                Amount::Credit => Wording::fixed("somme des crédits moins débits", "sum of credits less debits"),
                Amount::Debit => Wording::fixed("somme des débits moins crédits", "sum of debits less credits"),
                Amount::Days => Wording::fixed("somme des jours", "sum of days"),
            };
            where_clause(&of, sum.table, &sum.when)
        }
        Formula::Count { table, when } => where_clause(&Wording::fixed("nombre de lignes", "number of rows"), *table, when),
        Formula::Distinct { of, when } => {
            let what = match of {
                Distinct::InvoiceNumbers => Wording::fixed("numéros distincts", "distinct numbers"),
                Distinct::ClientsWithRevenue => {
                    Wording::fixed("clients dont le CA n'est pas nul", "clients whose revenue is not zero")
                }
            };
            where_clause(&what, Table::Invoices, when)
        }
        Formula::Terms(terms) => {
            let mut words = (String::new(), String::new());
            for (i, term) in terms.iter().enumerate() {
                let sign = match (i, term.plus) {
                    (0, true) => "",
                    (0, false) => "−",
                    (_, true) => " + ",
                    (_, false) => " − ",
                };
                let name = name(&term.metric);
                words.0 += &format!("{sign}{}", name.fr);
                words.1 += &format!("{sign}{}", name.en);
            }
            Wording::made(words.0, words.1)
        }
        Formula::Ratio { numerator, denominator } => {
            let (top, bottom) = (name(numerator), name(denominator));
            Wording::made(format!("{} ÷ {}", top.fr, bottom.fr), format!("{} ÷ {}", top.en, bottom.en))
        }
        Formula::Calendar(fact) => match fact {
            CalendarFact::Weekdays => Wording::fixed("du lundi au vendredi", "Monday to Friday"),
            CalendarFact::WorkingDays => {
                Wording::fixed("du lundi au vendredi, moins les jours fériés", "Monday to Friday less public holidays")
            }
            CalendarFact::BusinessDays => {
                Wording::fixed("du lundi au samedi, moins les jours fériés", "Monday to Saturday less public holidays")
            }
            CalendarFact::ContractDays => {
                Wording::fixed("218 × mois ÷ 12 (C. trav. L3121-64)", "218 × months ÷ 12 (C. trav. L3121-64)")
            }
            CalendarFact::DaysOff => Wording::fixed(
                "jours ouvrés tombant un jour de la semaine non travaillé",
                "working days on a day of the week that is not worked",
            ),
            // What the rest is made of depends on the year.
            _ => Wording::fixed("", ""),
        },
        Formula::Chosen { choice: Choice::FixedPriceDays, .. } => {
            Wording::fixed("selon fixed_price_days de la politique", "as fixed_price_days of the policy says")
        }
        Formula::Chosen { choice: Choice::IncomeTax, .. } => {
            Wording::fixed("impôt comptabilisé (695 à 699), sinon estimé", "tax as posted (695 to 699), else estimated")
        }
        Formula::Chosen { choice: Choice::LegalForm, .. } => Wording::fixed("selon la forme juridique", "by the legal form"),
        Formula::Chosen { .. } => Wording::fixed("la source choisie pour l'exercice", "the source chosen for the fiscal year"),
        Formula::Computed { rule, .. } | Formula::Statement { rule, .. } => rule.clone(),
    }
}

fn where_clause(what: &Wording, table: Table, when: &Condition) -> Wording {
    let condition = when.in_words();
    let joined = |what: &str, condition: &str| match condition {
        "" => format!("{what} ({})", table.id()),
        condition => format!("{what} ({}, {condition})", table.id()),
    };
    Wording::made(joined(&what.fr, &condition.fr), joined(&what.en, &condition.en))
}
