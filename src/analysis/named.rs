//! What a row is called: in an explanation, and among the rows of its client or project.

use crate::books::{Books, Table};
use crate::model::{Expense, InvoiceLine, LedgerEntry, Original, TimeEntry};

/// The names of a row; empty where it has none.
#[derive(Default)]
pub(super) struct Named<'a> {
    /// For whom, or the other party.
    pub(super) client: &'a str,
    pub(super) project: &'a str,
    /// Number of the document.
    pub(super) number: &'a str,
    /// What the row says it is.
    pub(super) label: String,
}

impl<'a> Named<'a> {
    pub(super) fn invoice(line: &InvoiceLine<'a>) -> Self {
        let InvoiceLine { client, project, number, description, original, .. } = *line;
        Self { client, project, number, label: with_original(join(&[number, client, description]), original) }
    }

    pub(super) fn time(entry: &TimeEntry<'a>) -> Self {
        let TimeEntry { client, project, task, description, .. } = *entry;
        Self { client, project, number: "", label: join(&[client, project, task, description]) }
    }

    pub(super) fn ledger(entry: &LedgerEntry<'a>) -> Self {
        let LedgerEntry { account, piece, label, party, foreign, .. } = *entry;
        let foreign = foreign.map_or_else(String::new, |foreign| foreign.to_string());
        Self { client: party, project: "", number: piece, label: join(&[account, piece, label, &foreign]) }
    }

    pub(super) fn expense(expense: &Expense<'a>) -> Self {
        let Expense { account, category, supplier, label, original, .. } = *expense;
        let label = with_original(join(&[account, category, supplier, label]), original);
        Self { client: supplier, project: "", number: "", label }
    }

    /// The names of a row by its position.
    pub(super) fn of(books: &'a Books, table: Table, row: usize) -> Self {
        let labelled = |label: &str| Self { label: label.to_owned(), ..Self::default() };
        let named = match table {
            Table::Invoices => books.invoice_lines().get(row).map(|row| Self::invoice(&row.value())),
            Table::Timesheets => books.time_entries().get(row).map(|row| Self::time(&row.value())),
            Table::Ledger => books.ledger_entries().get(row).map(|row| Self::ledger(&row.value())),
            Table::Expenses => books.expenses().get(row).map(|row| Self::expense(&row.value())),
            Table::Bank => books.bank_entries().get(row).map(|row| labelled(row.value().label)),
            Table::Assets => books.assets().get(row).map(|asset| labelled(&asset.value.label)),
            Table::Payments => books.payments().get(row).map(|payment| labelled(&payment.value.number)),
            Table::Published => books.published().get(row).map(|published| labelled(&published.value.metric)),
            Table::Holidays | Table::Rates => None,
        };
        named.unwrap_or_default()
    }
}

pub(super) fn join(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

/// A label with what was written in another currency, and the rate.
fn with_original(label: String, original: Option<&Original>) -> String {
    match original {
        Some(original) => join(&[&label, &original.to_string()]),
        None => label,
    }
}
