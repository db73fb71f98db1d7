//! What clients owe, including VAT, and how long they take to pay.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

use super::bills::{Bills, gross_row};
use super::choice::{self, NO_INVOICE};
use super::context::Context;
use super::dso::{self, CountBack, Month};
use super::figure::{Basis, State, Value};
use super::notes::{cents, en, fr};
use super::review::Span;
use super::statement::{Statement, StatementRow, Step};
use crate::books::{Books, Table};
use crate::model::{Measure, Wording, date_of, day_number};

const INVOICES: &str = Table::Invoices.id();

/// Rows of the documents of the books on a day, the books being known up to another.
type Drawn = fn(&Bills, &Books, NaiveDate, NaiveDate) -> Result<Vec<StatementRow>, State>;

/// What clients owe at the end of the period, or on the day the review looks from.
pub(super) fn receivables(context: &Context<'_>, _: &[Value]) -> Statement {
    balance(context, Bills::receivables)
}

/// The part of it that is past its due date.
pub(super) fn overdue(context: &Context<'_>, _: &[Value]) -> Statement {
    balance(context, Bills::overdue)
}

fn balance(context: &Context<'_>, rows: Drawn) -> Statement {
    let ends = Span::of(context.books()).map_or(NaiveDate::MAX, |span| span.as_at);
    of_rows(context.known_day().and_then(|day| rows(context.facts.bills(), context.books(), day, ends)))
}

/// Amounts including VAT of what was issued in the period, by the day the review looks from.
pub(super) fn invoiced(context: &Context<'_>, _: &[Value]) -> Statement {
    let rows = context.known_day().and_then(|day| {
        let span = day_number(context.period().start)..=day_number(day);
        let issued = issued(context.books()).filter(|(_, issued)| span.contains(issued));
        issued.map(|(row, _)| gross_row(context.books(), row)).collect::<Result<Vec<_>, _>>()
    });
    match rows {
        Ok(rows) if rows.is_empty() && context.facts.fiscal_year(context.period).is_some() => {
            Statement::new(State::Missing(NO_INVOICE), INVOICES)
        }
        rows => of_rows(rows),
    }
}

/// Amounts including VAT that were received in the period for invoices and deposits, less those that credit notes take off or give back.
pub(super) fn received(context: &Context<'_>, _: &[Value]) -> Statement {
    of_rows(receipts(context))
}

fn receipts(context: &Context<'_>) -> Result<Vec<StatementRow>, State> {
    let received = context.facts.bills().received(context.books(), context.period().start, context.known_day()?)?;
    if received.is_empty() && !choice::are_payments_told(context.facts, context.period) {
        return Err(State::missing("aucun règlement daté dans la période", "no dated payment in the period"));
    }
    Ok(received)
}

fn of_rows(rows: Result<Vec<StatementRow>, State>) -> Statement {
    match rows {
        Ok(rows) => Statement::sum(rows, INVOICES),
        Err(why) => Statement::new(why, INVOICES),
    }
}

/// Receivables ÷ what was invoiced in the period × its days.
pub(super) fn simple(context: &Context<'_>, operands: &[Value]) -> Value {
    let value = |state| Value { state, basis: Basis::Computed, source: INVOICES, rows: 0 };
    let (owed, invoiced) = match operands {
        [owed, invoiced] => match (&owed.state, &invoiced.state) {
            (State::Known(owed), State::Known(invoiced)) => (*owed, *invoiced),
            (State::Known(_), other) | (other, _) => return value(other.clone()),
        },
        _ => return value(State::beyond()),
    };
    let days = match context.known_day() {
        Ok(day) => (day - context.period().start).num_days() + 1,
        Err(why) => return value(why),
    };
    let days = u32::try_from(days).ok().and_then(|days| dso::simple(owed, invoiced, days));
    value(days.map_or_else(nothing_invoiced, State::Known))
}

fn nothing_invoiced() -> State {
    State::Undefined(Wording::fixed("division par zéro : rien n'a été facturé", "division by zero: nothing was invoiced"))
}

fn nothing_received() -> State {
    State::Undefined(Wording::fixed("division par zéro : rien n'a été encaissé", "division by zero: nothing was received"))
}

/// Takes what was invoiced month by month, the latest first, away from receivables.
pub(super) fn count_back(context: &Context<'_>, operands: &[Value]) -> Statement {
    match counted(context, operands) {
        Ok((days, steps)) => Statement::new(State::Known(days.normalize()), INVOICES).with_steps(steps),
        Err(why) => Statement::new(why, INVOICES),
    }
}

fn counted(context: &Context<'_>, operands: &[Value]) -> Result<(Decimal, Vec<Step>), State> {
    let owed = match operands {
        [Value { state: State::Known(owed), .. }] => *owed,
        [other] => return Err(other.state.clone()),
        _ => return Err(State::beyond()),
    };
    let day = context.known_day()?;
    let months = months(context.books(), day);
    let mut steps = Vec::new();
    let mut taken = Vec::new();
    let mut left = owed;
    for (first, sales) in months {
        if left <= Decimal::ZERO {
            break;
        }
        let sales = sales?;
        let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first);
        let month = Month { sales, days: last.min(day).day() };
        let part = if left < sales { left } else { sales };
        let counted = dso::count_back(left, [month]).ok_or_else(State::beyond)?;
        let (CountBack::Days(days) | CountBack::MoreThan(days)) = counted;
        let (shown, total) = (cents(part), cents(sales));
        let formula = if part == sales {
            Wording::made(
                format!("{} jours, {} facturés", month.days, fr(total)),
                format!("{} days, {} invoiced", month.days, en(total)),
            )
        } else {
            Wording::made(
                format!("{} jours × {} ÷ {} facturés", month.days, fr(shown), fr(total)),
                format!("{} days × {} ÷ {} invoiced", month.days, en(shown), en(total)),
            )
        };
        steps.push(
            Step::new(
                first.format("%Y-%m").to_string(),
                Wording::made(first.format("%m/%Y").to_string(), first.format("%B %Y").to_string()),
                days,
                formula,
            )
            .in_unit(Measure::Days),
        );
        left = left.checked_sub(sales).ok_or_else(State::beyond)?;
        taken.push(month);
    }
    match dso::count_back(owed, taken).ok_or_else(State::beyond)? {
        CountBack::Days(days) => Ok((days, steps)),
        CountBack::MoreThan(days) => Err(State::missing(
            format!("plus de {days} jours : les créances dépassent tout ce que les fichiers ont de factures"),
            format!("more than {days} days: receivables exceed all that the files hold of invoices"),
        )),
    }
}

/// Invoice lines with the day of their issue.
fn issued(books: &Books) -> impl Iterator<Item = (usize, i32)> {
    books.invoice_lines().table().issued.values().iter().copied().enumerate()
}

/// What was invoiced including VAT in each calendar month, the latest first, by the first day of the month; months without an invoice among
/// them.
fn months(books: &Books, day: NaiveDate) -> impl Iterator<Item = (NaiveDate, Result<Decimal, State>)> {
    let first_of = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let mut lines: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    let until = day_number(day);
    for (row, issued) in issued(books).filter(|(_, issued)| *issued <= until) {
        lines.entry(first_of(date_of(issued))).or_default().push(row);
    }
    let oldest = lines.keys().next().copied().unwrap_or(NaiveDate::MAX);
    let back = (0_u32..).map_while(move |number| first_of(day).checked_sub_months(Months::new(number)));
    back.take_while(move |month| *month >= oldest).map(move |month| {
        let rows = lines.remove(&month).unwrap_or_default();
        let sum = rows
            .into_iter()
            .try_fold(Decimal::ZERO, |sum, row| sum.checked_add(gross_row(books, row)?.amount).ok_or_else(State::beyond));
        (month, sum)
    })
}

/// The mean of the days from issue to payment, weighted by the amounts received.
pub(super) fn weighted(context: &Context<'_>, operands: &[Value]) -> Statement {
    let waits = || context.facts.bills().waits(context.books(), context.period().start, context.known_day()?);
    let waits = match (operands, waits()) {
        ([Value { state: State::Known(_), .. }], Ok(waits)) => waits,
        ([other], Ok(_)) => return Statement::new(other.state.clone(), INVOICES),
        (_, Err(why)) => return Statement::new(why, INVOICES),
        _ => return Statement::new(State::beyond(), INVOICES),
    };
    let days = dso::weighted(waits.iter().copied());
    let sum =
        |of: fn(&(Decimal, i64)) -> Option<Decimal>| waits.iter().try_fold(Decimal::ZERO, |sum, wait| sum.checked_add(of(wait)?));
    let waited = sum(|(amount, days)| amount.checked_mul((*days).into())).map(|waited| {
        Step::new(
            "waited",
            Wording::fixed("montants × jours d'attente", "amounts × days waited"),
            waited,
            Wording::fixed(
                "somme de chaque règlement × jours entre la facture et lui",
                "sum of each payment × days from the invoice to it",
            ),
        )
    });
    let weighed = sum(|(amount, _)| Some(*amount)).map(|weighed| {
        Step::new(
            "weighed",
            Wording::fixed("montants pesés", "amounts weighed"),
            weighed,
            Wording::fixed(
                "règlements reçus, sans ce que des avoirs retirent ni ce qui est rendu",
                "payments received, without what credit notes take off and what goes back",
            ),
        )
    });
    let state = days.map_or_else(nothing_received, |days| State::Known(days.normalize()));
    Statement::new(state, INVOICES).with_steps(waited.into_iter().chain(weighed).collect())
}
