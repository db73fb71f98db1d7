//! What closing the books sets apart (*cut-off*): work rendered and not invoiced yet, invoices not earned yet, deposits. By the service that lines
//! state, whatever the basis of revenue.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::context::Context;
use super::figure::{State, Value};
use super::recognition::{Entries, deposits_received};
use super::statement::{Statement, StatementRow};
use crate::books::{Books, Table};
use crate::model::{Billing, Document, Period, RevenueBasis, date_of, day_number};

const INVOICES: &str = Table::Invoices.id();

/// *Factures à établir* (PCG, account 418): rendered by the end of the day, invoiced after it.
pub(super) fn accrued(context: &Context<'_>, _: &[Value]) -> Statement {
    balance(context, |books, day| parted(context, books, day, |issued, counts| issued > day && counts <= day))
}

/// *Produits constatés d'avance* (PCG, account 487): invoiced by the end of the day, rendered after it.
pub(super) fn deferred(context: &Context<'_>, _: &[Value]) -> Statement {
    balance(context, |books, day| parted(context, books, day, |issued, counts| issued <= day && counts > day))
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
    let Some(day) = context.day() else {
        let why = State::missing(
            "la période commence après la date de la revue",
            "the period begins after the day the review looks from",
        );
        return Statement::new(why, INVOICES);
    };
    let rows = rows(context.books(), day);
    let issued = context.books().invoice_lines().table().issued.values();
    if rows.is_empty() && !issued.iter().any(|issued| *issued <= day_number(day)) {
        return Statement::new(State::missing("aucune facture à cette date", "no invoice by that day"), INVOICES);
    }
    Statement::sum(rows, INVOICES)
}

/// Parts of lines by the day of their invoice and the day they count on, each line cut at the end of a day.
fn parted(
    context: &Context<'_>,
    books: &Books,
    day: NaiveDate,
    belongs: impl Fn(NaiveDate, NaiveDate) -> bool,
) -> Vec<StatementRow> {
    let until = [Period::new("", NaiveDate::MIN, day)];
    let entries = Entries::of(books, Table::Invoices, RevenueBasis::Service, &until, || context.facts.bills());
    let lines = books.invoice_lines();
    let mut rows = Vec::new();
    for (entry, counts) in entries.dates.values().iter().copied().enumerate() {
        let row = entries.row(entry);
        let Some(line) = lines.get(row).map(|row| row.value()) else { continue };
        if line.document == Document::Deposit || line.billing == Billing::Disbursement {
            continue;
        }
        let amount = entries.money_at(entry).unwrap_or_default();
        let counts = if entries.never_counts(entry) { NaiveDate::MAX } else { date_of(counts) };
        if amount != Decimal::ZERO && belongs(line.issued, counts) {
            rows.push(StatementRow::new(Table::Invoices, row, line.issued, amount));
        }
    }
    rows
}
