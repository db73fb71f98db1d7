//! The rules of `bilan.toml` that concern one file.

use std::marker::PhantomData;

use rust_decimal::Decimal;

use crate::model::{Expense, InvoiceLine, LedgerEntry, TimeEntry};

/// Rules for the rows of one file.
pub(crate) struct FileRules<'a>(pub(crate) PhantomData<&'a ()>);

impl FileRules<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        true
    }

    pub(crate) fn invoice_line<'r>(&'r self, _: &mut InvoiceLine<'r>) {}

    pub(crate) fn time_entry<'r>(&'r self, _: &mut TimeEntry<'r>) -> Option<Decimal> {
        None
    }

    pub(crate) fn ledger_entry<'r>(&'r self, _: &mut LedgerEntry<'r>) {}

    pub(crate) fn expense<'r>(&'r self, _: &mut Expense<'r>) {}
}
