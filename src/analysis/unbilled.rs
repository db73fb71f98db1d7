//! Work done that no invoice bills yet.
//!
//! For each client, and each of its projects where every line of its invoices names one that the timesheets know, billed time pays for the
//! oldest work first; what is left of the latest is unbilled. Work at a fixed price counts as far as its contract says it has come.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::choice;
use super::context::Context;
use super::contracts;
use super::figure::{State, Value};
use super::statement::{Statement, StatementRow};
use crate::books::Table;
use crate::model::{Billing, Days, Measure, Price, Time, TimeKind, rounded_to_the_cent};

const TIMESHEETS: &str = Table::Timesheets.id();

/// Days of billable work without an invoice, at the end of the period or on the day the review looks from.
pub(super) fn days(context: &Context<'_>, _: &[Value]) -> Statement {
    let found = unbilled(context, true).and_then(|work| {
        let per_day = context.facts.hours_per_day();
        let rows: Vec<StatementRow> =
            work.iter().map(|(work, left)| work.row(*left, per_day)).collect::<Option<_>>().ok_or_else(State::beyond)?;
        Ok(Statement::sum_of_days(rows, per_day, TIMESHEETS))
    });
    found.unwrap_or_else(|why| Statement::new(why, TIMESHEETS))
}

/// What they are worth, each at the rate of its row, to the cent; missing while a row has none. And what is earned of fixed prices under contract
/// and not invoiced.
pub(super) fn value(context: &Context<'_>, _: &[Value]) -> Statement {
    let agreed = contracts::of(context.books());
    let day = context.day().unwrap_or(context.period().end);
    // What a contract says is earned needs no timesheet.
    let is_said = agreed.iter().any(|agreed| agreed.earned(day).is_some());
    let found = unbilled(context, !is_said).and_then(|work| {
        let unpriced = work.iter().filter(|(work, _)| work.rate.is_none()).count();
        if unpriced > 0 {
            return Err(State::missing(
                format!("{unpriced} ligne(s) de temps non facturées sans taux : une colonne taux, ou une [[rule]] avec set = {{ rate = 700 }}"),
                format!("{unpriced} unbilled time entries without a rate: a column rate, or a [[rule]] with set = {{ rate = 700 }}"),
            ));
        }
        let per_day = context.facts.hours_per_day();
        let rows = work.iter().map(|(work, left)| {
            let row = work.row(*left, per_day)?;
            let amount = rounded_to_the_cent(row.amount.checked_mul(work.rate?.to_decimal())?);
            Some(StatementRow { measure: Measure::Money, amount, ..row })
        });
        let mut rows: Vec<StatementRow> = rows.collect::<Option<_>>().ok_or_else(State::beyond)?;
        rows.extend(agreed.iter().flat_map(|agreed| agreed.unbilled(day)));
        Ok(Statement::sum(rows, TIMESHEETS))
    });
    found.unwrap_or_else(|why| Statement::new(why, TIMESHEETS))
}

/// A time entry, its length in microseconds.
struct Work {
    row: usize,
    date: NaiveDate,
    length: Decimal,
    rate: Option<Price>,
    in_days: bool,
}

impl Work {
    /// A part of it, in the unit of its row.
    fn row(&self, part: Decimal, hours_per_day: Decimal) -> Option<StatementRow> {
        let hour = Decimal::from(Time::HOUR);
        let (measure, unit) =
            if self.in_days { (Measure::Days, hour.checked_mul(hours_per_day)?) } else { (Measure::Hours, hour) };
        let amount = part.checked_div(unit)?.normalize();
        Some(StatementRow { measure, ..StatementRow::new(Table::Timesheets, self.row, self.date, amount) })
    }
}

/// A client, and a project where invoices tell them apart.
type Key<'a> = (&'a str, &'a str);

/// Unbilled work, and how much of each entry it is, in microseconds.
fn unbilled(context: &Context<'_>, needs_time: bool) -> Result<Vec<(Work, Decimal)>, State> {
    let day = context.known_day()?;
    let per_day = context.facts.hours_per_day();
    let length = |days: Option<Days>, time: Option<Time>| {
        let days = days.map_or(Decimal::ZERO, Days::to_decimal).checked_mul(per_day)?.checked_mul(Time::HOUR.into())?;
        days.checked_add(time.map_or(0, Time::micros).into())
    };
    let (entries, lines) = (context.books().time_entries(), context.books().invoice_lines());
    let start = context.period().start;
    if needs_time
        && !entries.iter().any(|entry| (start..=day).contains(&entry.value().date))
        && context.facts.fiscal_year(context.period).is_some()
    {
        return Err(choice::no_rows(context.facts, Table::Timesheets));
    }
    if lines.is_empty() {
        return Err(State::missing("aucune facture ne dit ce qui est facturé", "no invoice says what is billed"));
    }
    let mut work: BTreeMap<Key<'_>, Vec<Work>> = BTreeMap::new();
    for entry in entries.iter() {
        let value = entry.value();
        let is_fixed = value.billing == Billing::Fixed || contracts::has_work(context.books(), value.client, value.project);
        if value.date <= day && value.kind == TimeKind::Work && value.billable && !is_fixed {
            let length = length(value.days, value.time).ok_or_else(State::beyond)?;
            let (row, in_days) = (entry.index(), value.days.is_some());
            let one = Work { row, date: value.date, length, rate: value.rate, in_days };
            work.entry((value.client, value.project)).or_default().push(one);
        }
    }
    if work.is_empty() && !needs_time {
        return Ok(Vec::new());
    }
    // Invoices for work from before the timesheets begin pay for none of it.
    let first = work.values().flatten().map(|work| work.date).min();
    let mut billed: BTreeMap<Key<'_>, Decimal> = BTreeMap::new();
    let (mut untimed, mut unclassified) = (0_u64, 0_u64);
    for line in lines.iter() {
        let value = line.value();
        let is_old = first.is_some_and(|first| value.service_end.unwrap_or(value.issued) < first);
        if value.issued > day || is_old {
            continue;
        }
        match value.billing {
            Billing::Unclassified => unclassified += 1,
            Billing::Time if value.days.is_none() && value.time.is_none() => untimed += u64::from(!value.net.is_negative()),
            Billing::Time => {
                let sum = billed.entry((value.client, value.project)).or_default();
                let more = length(value.days, value.time).and_then(|more| sum.checked_add(more));
                *sum = more.ok_or_else(State::beyond)?;
            }
            _ => {}
        }
    }
    if untimed + unclassified > 0 {
        return Err(State::missing(
            format!("{} ligne(s) de facture ne disent pas combien de jours elles facturent", untimed + unclassified),
            format!("{} invoice line(s) do not say how many days they bill", untimed + unclassified),
        ));
    }
    let known: BTreeSet<Key<'_>> = work.keys().copied().collect();
    let vague = billed.keys().filter(|key| key.1.is_empty() || !known.contains(*key));
    let together: BTreeSet<&str> = vague.map(|(client, _)| *client).collect();
    let key = |(client, project)| (client, if together.contains(client) { "" } else { project });
    let mut of_key: BTreeMap<Key<'_>, (Vec<Work>, Decimal)> = BTreeMap::new();
    for (of, entries) in work {
        of_key.entry(key(of)).or_default().0.extend(entries);
    }
    for (of, sum) in billed {
        of_key.entry(key(of)).or_default().1 += sum;
    }
    let mut left: Vec<_> = of_key.into_values().flat_map(|(work, billed)| left_over(work, billed)).collect();
    left.sort_by_key(|(work, _)| work.row);
    Ok(left)
}

/// What billed time leaves of the work, oldest first.
fn left_over(mut work: Vec<Work>, billed: Decimal) -> Vec<(Work, Decimal)> {
    let mut billed = billed.max(Decimal::ZERO);
    // Work of one day in an order that files cannot change.
    work.sort_by_key(|work| (work.date, work.rate, work.length, work.in_days));
    let mut open: Vec<(Work, Decimal)> = Vec::new();
    for work in work {
        if work.length < Decimal::ZERO {
            // A correction takes away the latest work.
            let mut back = -work.length;
            while back > Decimal::ZERO
                && let Some((latest, rest)) = open.pop()
            {
                if rest > back {
                    open.push((latest, rest - back));
                }
                back = (back - rest).max(Decimal::ZERO);
            }
            billed += back;
            continue;
        }
        let covered = billed.min(work.length);
        billed -= covered;
        if covered < work.length {
            let rest = work.length - covered;
            open.push((work, rest));
        }
    }
    open
}
