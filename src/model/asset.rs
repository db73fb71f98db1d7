//! What a business invests in.

use chrono::NaiveDate;

use super::{Money, Quantity};

/// An asset that is depreciated over its years of use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asset {
    /// What it is.
    pub label: String,
    /// Day it was put in service (*mise en service*).
    pub in_service: NaiveDate,
    /// Cost excluding VAT.
    pub cost: Money,
    /// Years of use.
    pub years: Quantity,
    /// Day it left the business.
    pub disposed: Option<NaiveDate>,
}

impl Asset {
    /// An asset in use.
    pub fn new(label: impl Into<String>, in_service: NaiveDate, cost: Money, years: Quantity) -> Self {
        Self { label: label.into(), in_service, cost, years, disposed: None }
    }
}
