//! What the bank says.

use chrono::NaiveDate;

use super::Money;

/// One row of a bank statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BankEntry<'a> {
    /// Day on which the bank entered it.
    pub date: NaiveDate,
    /// Money that came in; below zero what went out.
    pub amount: Money,
    /// What the bank calls it.
    pub label: &'a str,
    /// Number or IBAN of the account, if the file says.
    pub account: &'a str,
    /// Day from which it bears interest (*date de valeur*).
    pub value_date: Option<NaiveDate>,
    /// Balance of the account after the row.
    pub balance: Option<Money>,
    /// Reference of the bank: `FITID` in OFX.
    pub reference: &'a str,
    /// Currency of the account; empty for that of the books.
    pub currency: &'a str,
}

impl BankEntry<'_> {
    /// An amount that came in, or went out, on a day.
    pub fn new(date: NaiveDate, amount: Money) -> Self {
        Self { date, amount, label: "", account: "", value_date: None, balance: None, reference: "", currency: "" }
    }
}
