//! One check, and the list of all.

use super::context::CheckContext;
use super::finding::Finding;
use super::{
    balance_sheet, bank_vs_ledger, displayed_figures, ledger_balance, ledger_dates, ledger_reconciliation, missing_months,
    numbering, opening, payments, published_vs_computed, reading, suspense, time_recording, timesheets_vs_invoices, vat,
};
use crate::model::Wording;

/// What a check found, or why it could not be made.
pub type Outcome = Result<Vec<Finding>, Wording>;

/// One check: compares two things the books say, and tells where they differ.
#[derive(Debug)]
#[non_exhaustive]
pub struct Check {
    /// The word that names it in `--without`, in `bilan.toml` and in output.
    pub id: &'static str,
    /// What it compares, for people.
    pub label: Wording,
    pub(super) run: fn(&CheckContext<'_>) -> Outcome,
}

/// Every check, in the order in which they are told.
pub static ALL: [Check; 16] = [
    reading::CHECK,
    ledger_reconciliation::CHECK,
    ledger_balance::CHECK,
    ledger_dates::CHECK,
    suspense::CHECK,
    opening::CHECK,
    balance_sheet::CHECK,
    vat::CHECK,
    bank_vs_ledger::CHECK,
    numbering::CHECK,
    timesheets_vs_invoices::CHECK,
    payments::CHECK,
    time_recording::CHECK,
    missing_months::CHECK,
    published_vs_computed::CHECK,
    displayed_figures::CHECK,
];

impl Check {
    pub(super) const fn new(id: &'static str, label: Wording, run: fn(&CheckContext<'_>) -> Outcome) -> Self {
        Self { id, label, run }
    }
}

/// The check of this name.
pub fn named(id: &str) -> Option<&'static Check> {
    ALL.iter().find(|check| check.id == id)
}
