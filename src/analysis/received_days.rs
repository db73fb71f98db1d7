//! How many of the days on invoices are paid for.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::choice;
use super::context::Context;
use super::figure::{State, Value};
use super::recognition::Entries;
use super::statement::{Statement, StatementRow};
use crate::books::Table;
use crate::model::{Billing, Policy, RevenueBasis, date_of};

const INVOICES: &str = Table::Invoices.id();

/// Days of the time lines whose payment came in the period by the day the review looks from, whatever the basis of revenue: of a line that is
/// paid in part, that part.
pub(super) fn paid(context: &Context<'_>, _: &[Value]) -> Statement {
    rows(context).map_or_else(
        |why| Statement::new(why, INVOICES),
        |rows| Statement::sum_of_days(rows, context.facts.hours_per_day(), INVOICES),
    )
}

fn rows(context: &Context<'_>) -> Result<Vec<StatementRow>, State> {
    let day = context.known_day()?;
    let facts = context.facts;
    let by_payment = Policy { revenue_basis: RevenueBasis::Paid, ..facts.policy };
    let entries = Entries::of(context.books(), Table::Invoices, by_payment, &facts.periods, || facts.bills());
    let lines = context.books().invoice_lines();
    // As with the money: one that corrects nothing is owed to the client until it is paid out.
    let free: HashMap<usize, Option<NaiveDate>> = facts.bills().free_credits().collect();
    let (mut rows, mut untimed, mut is_paid) = (Vec::new(), 0_u64, false);
    for entry in 0..entries.len() {
        let row = entries.row(entry);
        let paid = free.get(&row).copied().unwrap_or_else(|| entries.day(entry).map(date_of));
        let Some(paid) = paid.filter(|paid| (context.period().start..=day).contains(paid)) else { continue };
        is_paid = true;
        let billing = lines.get(row).map(|line| line.value().billing);
        if !matches!(billing, Some(Billing::Time | Billing::Unclassified)) {
            continue;
        }
        untimed += u64::from(entries.lacks_time(entry));
        rows.extend(entries.time_rows(entry, StatementRow::new(Table::Invoices, row, paid, Decimal::ZERO)));
    }
    if untimed > 0 {
        return Err(State::missing(
            format!("{untimed} ligne(s) de facture payées ne disent pas combien de jours elles facturent"),
            format!("{untimed} paid invoice line(s) do not say how many days they bill"),
        ));
    }
    if !is_paid && !choice::are_payments_told(facts, context.period) {
        return Err(State::missing("aucun règlement daté dans la période", "no dated payment in the period"));
    }
    Ok(rows)
}
