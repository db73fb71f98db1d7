//! What the accountant booked.

use chrono::NaiveDate;

use super::{ForeignAmount, Money};

/// Journals of opening entries.
const OPENING_JOURNALS: [&str; 7] = ["an", "ano", "ran", "ad", "anouv", "anouveau", "a nouveau"];
/// Words of the labels of opening entries.
const OPENING_LABELS: [&str; 5] = ["à nouveau", "a nouveau", "à-nouveau", "a-nouveau", "opening balance"];

/// Whether an account is one of the balance sheet: of the classes 1 to 5 of the French chart.
pub(crate) fn is_of_balance_sheet(account: &str) -> bool {
    account.starts_with(['1', '2', '3', '4', '5'])
}

fn is_labelled_opening(label: &str) -> bool {
    // Nearly every label is told apart without a copy.
    if !label.contains("ouveau") && !label.contains("OUVEAU") && !label.contains("pening") && !label.contains("PENING") {
        return false;
    }
    let label = label.to_lowercase();
    OPENING_LABELS.iter().any(|words| label.contains(words))
}

/// One line of the ledger; the names are those of the FEC (LPF art. A47 A-1) in English.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LedgerEntry<'a> {
    /// Date of the entry (`EcritureDate`).
    pub date: NaiveDate,
    /// Account number (`CompteNum`), by the chart of accounts of the country.
    pub account: &'a str,
    /// Debit minus credit.
    pub amount: Money,
    /// Name of the account (`CompteLib`).
    pub account_label: &'a str,
    /// What it is about (`EcritureLib`).
    pub label: &'a str,
    /// Reference of the document (`PieceRef`).
    pub piece: &'a str,
    /// Journal code (`JournalCode`).
    pub journal: &'a str,
    /// Number of the entry (`EcritureNum`).
    pub entry: &'a str,
    /// Third party of a 411 or 401 line (`CompAuxLib`).
    pub party: &'a str,
    /// Currency of the amount; empty for the currency of the books.
    pub currency: &'a str,
    /// The same amount in another currency, if it was agreed in one (`Montantdevise`, `Idevise`).
    pub foreign: Option<ForeignAmount>,
}

impl<'a> LedgerEntry<'a> {
    /// A line on an account; `amount` is debit minus credit.
    pub fn new(date: NaiveDate, account: &'a str, amount: Money) -> Self {
        Self {
            date,
            account,
            amount,
            account_label: "",
            label: "",
            piece: "",
            journal: "",
            entry: "",
            party: "",
            currency: "",
            foreign: None,
        }
    }

    /// Whether it carries a balance forward from the year before, by its journal or its label.
    pub(crate) fn carries_forward(&self) -> bool {
        let journal = self.journal.trim().to_lowercase().replace('à', "a").replace('-', " ");
        // Only balances are carried forward.
        let is_balance = !self.account.starts_with(['6', '7']);
        is_balance && (OPENING_JOURNALS.contains(&journal.as_str()) || is_labelled_opening(self.label))
    }
}
