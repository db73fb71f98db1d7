//! Each fiscal year opens with the balances the one before closed with, account by account.

use crate::books::{Books, TypedRow};
use crate::model::LedgerEntry;

/// Journals of opening entries.
const JOURNALS: [&str; 7] = ["an", "ano", "ran", "ad", "anouv", "anouveau", "a nouveau"];

/// Whether a line of the ledger carries a balance forward.
pub(super) fn opens(books: &Books, row: u32) -> bool {
    let rows = books.ledger_entries();
    let line = rows.table().row(row as usize, books.names());
    is_opening(&line)
}

fn is_opening(line: &LedgerEntry<'_>) -> bool {
    let journal = line.journal.trim().to_lowercase().replace('à', "a").replace('-', " ");
    let label = line.label.to_lowercase();
    JOURNALS.contains(&journal.as_str())
        || ["à nouveau", "a nouveau", "à-nouveau", "a-nouveau", "à nouveaux", "opening balance"]
            .iter()
            .any(|word| label.contains(word))
}
