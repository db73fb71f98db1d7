//! What a business spends.

use chrono::NaiveDate;

use super::{Money, Original};

/// One expense, excluding VAT.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expense<'a> {
    /// Date of the expense.
    pub date: NaiveDate,
    /// Amount excluding VAT.
    pub net: Money,
    /// Account number, if the file has one.
    pub account: &'a str,
    /// Category in words, if the file has one.
    pub category: &'a str,
    /// What it is.
    pub label: &'a str,
    /// Who was paid.
    pub supplier: &'a str,
    /// VAT amount.
    pub vat: Option<Money>,
    /// Currency as written.
    pub currency: &'a str,
    /// What was written, if it is in another currency than that of the books; `net` and `vat` are then converted.
    pub original: Option<&'a Original>,
}

impl Expense<'_> {
    /// An expense of an amount on a day.
    pub fn new(date: NaiveDate, net: Money) -> Self {
        Self { date, net, account: "", category: "", label: "", supplier: "", vat: None, currency: "", original: None }
    }
}
