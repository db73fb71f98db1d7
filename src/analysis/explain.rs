//! Why a figure is what it is: its formula, its operands and the rows behind it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::figure::Value;
use crate::error::Origin;
use crate::model::{Measure, Period, Wording};

/// A figure of a period with its formula and everything it was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Identifier of the metric.
    pub metric: String,
    /// Its name for people.
    pub label: Wording,
    /// The period.
    pub period: Period,
    /// Its unit.
    pub measure: Measure,
    /// The figure.
    pub value: Value,
    /// How it is computed.
    pub formula: Wording,
    /// Signed contributions that sum to an additive figure.
    pub rows: Vec<Contribution>,
    /// What a ratio or difference is made of.
    pub operands: Vec<Explanation>,
    /// Whether it has no rows because it was computed: working days, an estimated tax.
    pub computed: bool,
}

/// What a row adds to a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Where the row is.
    pub origin: Origin,
    /// Its date.
    pub date: NaiveDate,
    /// Client, account or whatever names it.
    pub label: String,
    /// Unit of the amount.
    pub measure: Measure,
    /// The signed amount.
    pub amount: Decimal,
}
