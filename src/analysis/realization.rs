//! What becomes of work at its list rates: how much of it is billed, and how much of that is received.

use rust_decimal::Decimal;

use super::choice::{self, NO_INVOICE};
use super::context::Context;
use super::figure::{Basis, State, Value};
use super::review::Span;
use super::statement::{Statement, StatementRow};
use crate::books::Table;
use crate::model::{Billing, Days, Document, Price, Time, TimeEntry, TimeKind, rounded_to_the_cent};

const INVOICES: &str = Table::Invoices.id();
const TIMESHEETS: &str = Table::Timesheets.id();

/// Client work of the period, each entry at its list rate, to the cent; missing while one has none.
pub(super) fn standard(context: &Context<'_>, _: &[Value]) -> Statement {
    at_list_rates(context).unwrap_or_else(|why| Statement::new(why, TIMESHEETS))
}

fn at_list_rates(context: &Context<'_>) -> Result<Statement, State> {
    let entries = context.books().time_entries();
    let mut of_period = entries.iter().filter(|entry| context.period().contains(entry.value().date)).peekable();
    if of_period.peek().is_none() && context.facts.fiscal_year(context.period).is_some() {
        return Err(choice::no_rows(context.facts, Table::Timesheets));
    }
    let (mut rows, mut unpriced) = (Vec::new(), 0_u64);
    for entry in of_period {
        let value = entry.value();
        if value.kind != TimeKind::Work || !value.billable {
            continue;
        }
        let Some(rate) = value.rate else {
            unpriced += 1;
            continue;
        };
        let amount = at(&value, rate).ok_or_else(State::beyond)?;
        rows.push(StatementRow::new(Table::Timesheets, entry.index(), value.date, amount));
    }
    if unpriced > 0 {
        return Err(State::missing(
            format!(
                "{unpriced} ligne(s) de travail facturable sans taux : une colonne taux, ou une [[rule]] avec set = {{ rate = 700 }}"
            ),
            format!(
                "{unpriced} entries of billable work without a rate: a column rate, or a [[rule]] with set = {{ rate = 700 }}"
            ),
        ));
    }
    Ok(Statement::sum(rows, TIMESHEETS))
}

/// Days at the rate of a day, or hours at that of an hour.
fn at(entry: &TimeEntry<'_>, rate: Price) -> Option<Decimal> {
    let hours = |time: Time| Decimal::from(time.micros()).checked_div(Time::HOUR.into());
    let quantity = match entry.days {
        Some(days) => Days::to_decimal(days),
        None => hours(entry.time?)?,
    };
    quantity.checked_mul(rate.to_decimal()).map(rounded_to_the_cent)
}

/// Work on the invoices of the period, excluding VAT and less credit notes: neither rebilled expenses, nor disbursements, nor deposits, which
/// a final invoice bills again. By the date of the invoice, whatever the basis of revenue.
pub(super) fn billed(context: &Context<'_>, _: &[Value]) -> Statement {
    let lines = context.books().invoice_lines();
    let mut of_period = lines.iter().filter(|line| context.period().contains(line.value().issued)).peekable();
    if of_period.peek().is_none() && context.facts.fiscal_year(context.period).is_some() {
        return Statement::new(State::Missing(NO_INVOICE), INVOICES);
    }
    let is_work = |billing| !matches!(billing, Billing::Rebilled | Billing::Disbursement);
    let rows = of_period.filter_map(|line| {
        let value = line.value();
        let counts = is_work(value.billing) && value.document != Document::Deposit;
        counts.then(|| StatementRow::new(Table::Invoices, line.index(), value.issued, value.net.to_decimal()))
    });
    Statement::sum(rows.collect(), INVOICES)
}

/// What was received for the documents of the period by the day the review looks from, including VAT.
pub(super) fn collected(context: &Context<'_>, _: &[Value]) -> Statement {
    let ends = Span::of(context.books()).map_or(context.as_at(), |span| span.as_at);
    let rows = context.facts.bills().collected(context.books(), context.period(), context.as_at(), ends);
    rows.map_or_else(|why| Statement::new(why, INVOICES), |rows| Statement::sum(rows, INVOICES))
}

/// What the documents of the period ask for after the credit notes that refer to them, including VAT.
pub(super) fn asked(context: &Context<'_>, _: &[Value]) -> Statement {
    let rows = context.facts.bills().asked(context.books(), context.period(), context.as_at());
    match rows {
        Ok(rows) if rows.is_empty() && context.facts.fiscal_year(context.period).is_some() => {
            Statement::new(State::Missing(NO_INVOICE), INVOICES)
        }
        Ok(rows) => Statement::sum(rows, INVOICES),
        Err(why) => Statement::new(why, INVOICES),
    }
}

/// Of work at list rates, the share that is received: the product of both.
pub(super) fn overall(_: &Context<'_>, operands: &[Value]) -> Value {
    let state = match operands {
        [billing, collection] => match (&billing.state, &collection.state) {
            (State::Known(billing), State::Known(collection)) => {
                billing.checked_mul(*collection).map_or_else(State::beyond, State::Known)
            }
            (State::Known(_), other) | (other, _) => other.clone(),
        },
        _ => State::beyond(),
    };
    Value { state, basis: Basis::Computed, source: TIMESHEETS, rows: 0 }
}
