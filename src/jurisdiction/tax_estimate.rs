//! A tax and how it was counted.

use rust_decimal::Decimal;

use super::rate::Rate;
use crate::model::{Wording, rounded_to_the_cent};

/// A tax on the profit of a company, and how it was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaxEstimate {
    /// The profit that is taxed; zero for a loss.
    pub taxable: Decimal,
    /// What the tax is made of, in the order of the law.
    pub slices: Vec<TaxSlice>,
    /// The tax, in the currency of the country and rounded as its law says.
    pub tax: Decimal,
    /// Whether the law counts the profit and the tax in whole units of the currency.
    pub is_whole: bool,
    /// The turnover up to which a company is small, where this one is above it.
    pub turnover_limit: Option<Decimal>,
    /// What is taken as given, since no books say it.
    pub assumes: Wording,
    /// The official text of the rates.
    pub source: &'static str,
}

/// A part of a tax: a rate on an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaxSlice {
    /// What it is, before its rate is said.
    pub name: Wording,
    /// The amount the rate is taken of; negative for a relief.
    pub amount: Decimal,
    /// The rate.
    pub rate: Rate,
    /// What it comes to.
    pub tax: Decimal,
}

impl TaxSlice {
    pub(super) const fn new(name: Wording, amount: Decimal, rate: Rate, tax: Decimal) -> Self {
        Self { name, amount, rate, tax }
    }

    /// A rate of an amount, not rounded; `None` if that is too large.
    pub(super) fn at(name: Wording, amount: Decimal, rate: Rate) -> Option<Self> {
        Some(Self::new(name, amount, rate, rate.of(amount)?))
    }
}

impl TaxEstimate {
    /// The sum of its slices, not rounded; `None` if that is too large.
    pub(super) fn of(taxable: Decimal, slices: Vec<TaxSlice>, source: &'static str) -> Option<Self> {
        let tax = slices.iter().try_fold(Decimal::ZERO, |sum, slice| sum.checked_add(slice.tax))?;
        Some(Self { taxable, slices, tax, is_whole: false, turnover_limit: None, assumes: Wording::fixed("", ""), source })
    }

    /// The same rounded to the cent, halves up, with what it takes as given.
    pub(super) fn rounded_to_the_cent(mut self, assumes: Wording) -> Self {
        self.tax = rounded_to_the_cent(self.tax);
        self.assumes = assumes;
        self
    }
}
