//! What clients pay.

use chrono::NaiveDate;

use super::Money;

/// One payment of an invoice, including VAT.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payment {
    /// Number of the invoice it pays.
    pub number: String,
    /// Day it was received.
    pub date: NaiveDate,
    /// Amount including VAT.
    pub amount: Money,
}

impl Payment {
    /// A payment of an invoice.
    pub fn new(number: impl Into<String>, date: NaiveDate, amount: Money) -> Self {
        Self { number: number.into(), date, amount }
    }
}
