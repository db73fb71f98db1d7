//! What was invoiced, by the date of the invoice, whatever the basis of revenue; a deposit with its final invoice.

use rust_decimal::Decimal;

use super::choice::{NO_INVOICE, clause};
use super::condition::{Clause, Condition, Field, Values};
use super::context::Context;
use super::figure::{State, Value};
use super::formula::{Amount, Sum};
use super::recognition::Entries;
use super::statement::{Statement, StatementRow};
use crate::books::Table;
use crate::model::{Billing, Document, InvoiceLine, Policy, RevenueBasis, date_of};

const INVOICES: &str = Table::Invoices.id();

const fn sum(amount: Amount, clauses: &'static [Clause]) -> Sum {
    Sum { table: Table::Invoices, amount, when: Condition::fixed(clauses), unless: None }
}
const BEFORE_CREDIT: &Sum = &sum(Amount::Net, &[clause!(Billing != "disbursement"), clause!(Document != "credit_note")]);
const CREDITED: &Sum = &sum(Amount::Net, &[clause!(Billing != "disbursement"), clause!(Document = "credit_note")]);
const DAYS_BEFORE_CREDIT: &Sum = &sum(Amount::Days, &[clause!(Billing = "time"), clause!(Document != "credit_note")]);
const CREDITED_DAYS: &Sum = &sum(Amount::Days, &[clause!(Billing = "time"), clause!(Document = "credit_note")]);

type Draw = fn(&Context<'_>, &[Value]) -> Statement;

/// What one of these comes down to where revenue is as invoiced: a sum of the lines that count in the period.
pub(super) fn as_sum(draw: Draw) -> Option<&'static Sum> {
    let all: [(Draw, &'static Sum); 4] = [
        (before_credit, BEFORE_CREDIT),
        (credited, CREDITED),
        (days_before_credit, DAYS_BEFORE_CREDIT),
        (credited_days, CREDITED_DAYS),
    ];
    all.into_iter().find(|(rule, _)| std::ptr::fn_addr_eq(*rule, draw)).map(|(_, sum)| sum)
}

/// Amounts of invoices and of deposits, disbursements apart.
pub(super) fn before_credit(context: &Context<'_>, _: &[Value]) -> Statement {
    money(context, |line| line.document != Document::CreditNote)
}

/// Amounts of credit notes, disbursements apart.
pub(super) fn credited(context: &Context<'_>, _: &[Value]) -> Statement {
    money(context, |line| line.document == Document::CreditNote)
}

/// Days of the time lines of invoices and deposits.
pub(super) fn days_before_credit(context: &Context<'_>, _: &[Value]) -> Statement {
    days(context, |line| line.document != Document::CreditNote)
}

/// Days of the time lines of credit notes.
pub(super) fn credited_days(context: &Context<'_>, _: &[Value]) -> Statement {
    days(context, |line| line.document == Document::CreditNote)
}

fn money(context: &Context<'_>, counts: fn(&InvoiceLine<'_>) -> bool) -> Statement {
    let mut rows = Vec::new();
    let told = each(context, |entries, entry, line, row| {
        if line.billing != Billing::Disbursement && counts(line) {
            rows.push(StatementRow { amount: entries.money_at(entry).unwrap_or_default(), ..row });
        }
    });
    told.map_or_else(|why| Statement::new(why, INVOICES), |()| Statement::sum(rows, INVOICES))
}

fn days(context: &Context<'_>, counts: fn(&InvoiceLine<'_>) -> bool) -> Statement {
    let (mut rows, mut untimed) = (Vec::new(), 0_u64);
    let told = each(context, |entries, entry, line, row| {
        if line.billing != Billing::Time || !counts(line) {
            return;
        }
        untimed += u64::from(entries.lacks_time(entry));
        rows.extend(entries.time_rows(entry, row));
    });
    match told {
        Err(why) => Statement::new(why, INVOICES),
        Ok(()) if untimed > 0 => Statement::new(
            State::missing(
                format!("{untimed} ligne(s) en régie ne disent pas combien de jours elles facturent"),
                format!("{untimed} time line(s) do not say how many days they bill"),
            ),
            INVOICES,
        ),
        Ok(()) => Statement::sum_of_days(rows, context.facts.hours_per_day(), INVOICES),
    }
}

/// Goes through the lines that were invoiced in the period.
fn each(context: &Context<'_>, mut then: impl FnMut(&Entries, usize, &InvoiceLine<'_>, StatementRow)) -> Result<(), State> {
    let facts = context.facts;
    let by_issue = Policy { revenue_basis: RevenueBasis::Invoiced, ..facts.policy };
    let entries = Entries::of(context.books(), Table::Invoices, by_issue, &facts.periods, || facts.bills());
    let lines = context.books().invoice_lines();
    let (years, numbers) = facts.years_of(context.period);
    let mut without: Vec<_> = numbers.iter().filter_map(|number| years.periods.get(*number)).collect();
    let mut is_none = without.is_empty();
    for entry in 0..entries.len() {
        let Some(counted) = entries.day(entry).map(date_of) else { continue };
        without.retain(|year| !year.contains(counted));
        if !context.period().contains(counted) {
            continue;
        }
        let row = entries.row(entry);
        let Some(line) = lines.get(row) else { continue };
        then(&entries, entry, &line.value(), StatementRow::new(Table::Invoices, row, counted, Decimal::ZERO));
    }
    is_none |= !without.is_empty();
    match is_none {
        true => Err(State::Missing(NO_INVOICE)),
        false => Ok(()),
    }
}
