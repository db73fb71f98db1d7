//! What closing the books sets apart (*cut-off*): work rendered and not invoiced yet, invoices not earned yet, deposits. By the service that lines
//! state, whatever the basis of revenue.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::context::Context;
use super::contracts::{self, Agreed};
use super::figure::{State, Value};
use super::recognition::{Entries, deposits_received};
use super::statement::{Statement, StatementRow};
use crate::books::{Books, Table};
use crate::model::{Billing, Document, Period, RevenueBasis, day_number};

const INVOICES: &str = Table::Invoices.id();

/// *Factures à établir* (PCG, account 418): rendered by the end of the day, invoiced after it.
pub(super) fn accrued(context: &Context<'_>, _: &[Value]) -> Statement {
    balance(context, |books, day| {
        let mut rows = parted(context, books, day, |issued, counts, day| issued > day && counts <= day);
        rows.extend(of_contracts(books, day, |net| net > Decimal::ZERO));
        rows
    })
}

/// *Produits constatés d'avance* (PCG, account 487): invoiced by the end of the day, rendered after it.
pub(super) fn deferred(context: &Context<'_>, _: &[Value]) -> Statement {
    balance(context, |books, day| {
        let mut rows = parted(context, books, day, |issued, counts, day| issued <= day && counts > day);
        let ahead = of_contracts(books, day, |net| net < Decimal::ZERO);
        rows.extend(ahead.into_iter().map(|row| StatementRow { amount: -row.amount, ..row }));
        rows
    })
}

/// *Acomptes reçus* (PCG, account 4191): deposits invoiced by the end of the day that were not revenue by then.
pub(super) fn deposits(context: &Context<'_>, _: &[Value]) -> Statement {
    balance(context, |books, day| {
        let rows = deposits_received(books, day).into_iter().filter_map(|row| {
            let line = books.invoice_lines().get(row)?.value();
            Some(StatementRow::new(Table::Invoices, row, line.issued, line.net.to_decimal()))
        });
        rows.collect()
    })
}

fn balance(context: &Context<'_>, rows: impl FnOnce(&Books, NaiveDate) -> Vec<StatementRow>) -> Statement {
    let day = match context.known_day() {
        Ok(day) => day,
        Err(why) => return Statement::new(why, INVOICES),
    };
    let rows = rows(context.books(), day);
    let issued = context.books().invoice_lines().table().issued.values();
    if rows.is_empty() && !issued.iter().any(|issued| *issued <= day_number(day)) {
        return Statement::new(State::missing("aucune facture à cette date", "no invoice by that day"), INVOICES);
    }
    Statement::sum(rows, INVOICES)
}

/// Lines of the contracts whose net is on this side: what they have earned by the end of the day less what they have invoiced, a contract at a time.
fn of_contracts(books: &Books, day: NaiveDate, is_here: impl Fn(Decimal) -> bool) -> Vec<StatementRow> {
    let agreed = contracts::of(books);
    if agreed.is_empty() {
        return Vec::new();
    }
    let waiting = deposits_received(books, day);
    let nets = agreed.iter().filter_map(|agreed| agreed.accrual(day, &waiting));
    nets.filter(|rows| is_here(rows.iter().map(|row| row.amount).sum())).flatten().collect()
}

/// Parts of lines, those of contracts apart, that belong by the day of their invoice, the day they count on, and the day at whose end each line is cut.
fn parted(context: &Context<'_>, books: &Books, day: NaiveDate, belongs: impl Fn(i32, i32, i32) -> bool) -> Vec<StatementRow> {
    let until = [Period::new("", NaiveDate::MIN, day)];
    let mut policy = context.facts.policy;
    policy.revenue_basis = RevenueBasis::Service;
    let entries = Entries::of(books, Table::Invoices, policy, &until, || context.facts.bills());
    let mut agreed = contracts::of(books);
    agreed.retain(Agreed::counts_apart);
    let lines = books.invoice_lines();
    let issued = lines.table().issued.values();
    let mut rows = Vec::new();
    for (entry, counts) in entries.dates.values().iter().copied().enumerate() {
        let row = entries.row(entry);
        let counts = if entries.never_counts(entry) { i32::MAX } else { counts };
        if !issued.get(row).is_some_and(|issued| belongs(*issued, counts, day_number(day)))
            || agreed.iter().any(|agreed| agreed.has(row))
        {
            continue;
        }
        let Some(line) = lines.get(row).map(|row| row.value()) else { continue };
        let amount = entries.money_at(entry).unwrap_or_default();
        if line.document != Document::Deposit && line.billing != Billing::Disbursement && amount != Decimal::ZERO {
            rows.push(StatementRow::new(Table::Invoices, row, line.issued, amount));
        }
    }
    rows
}
