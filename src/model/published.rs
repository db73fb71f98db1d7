//! What a business published of itself before.

use rust_decimal::Decimal;

/// A figure as it was published; kept as stated, never feeding a computed figure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Published {
    /// The metric as named in the file.
    pub metric: String,
    /// The calendar year in which the fiscal year ends.
    pub year: i32,
    /// The value as stated.
    pub value: Decimal,
}

impl Published {
    /// A figure of a year.
    pub fn new(metric: impl Into<String>, year: i32, value: Decimal) -> Self {
        Self { metric: metric.into(), year, value }
    }
}
