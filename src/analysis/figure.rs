//! One figure of one period: its exact value, or the reason there is none.

use rust_decimal::Decimal;

use crate::model::Wording;

/// Why an amount is not known that no exact decimal holds.
pub(super) const BEYOND: Wording = Wording::fixed("hors des bornes du calcul exact", "beyond what exact arithmetic holds");

/// What is known of a figure. Missing, zero and undefined are three things.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// The exact value.
    Known(Decimal),
    /// The books do not hold what it takes; the reason says what is lacking.
    Missing(Wording),
    /// It has no value: a zero denominator.
    Undefined(Wording),
}

impl State {
    /// Not known, for this reason.
    pub fn missing(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Missing(Wording::made(fr, en))
    }

    /// Not known, because the amounts are too large.
    pub(super) fn beyond() -> Self {
        Self::Missing(BEYOND)
    }

    /// The difference of two values; why there is none if one of them is not known.
    pub(super) fn minus(&self, take: &Self) -> Self {
        match (self, take) {
            (Self::Known(from), Self::Known(take)) => from.checked_sub(*take).map_or_else(Self::beyond, Self::Known),
            (Self::Known(_), other) | (other, _) => other.clone(),
        }
    }

    /// The sum of two values; why there is none if one of them is not known.
    #[must_use]
    pub fn plus(&self, add: &Self) -> Self {
        self.zip_with(add, Decimal::checked_add)
    }

    /// The exact value, if there is one.
    pub const fn value(&self) -> Option<Decimal> {
        match self {
            Self::Known(value) => Some(*value),
            _ => None,
        }
    }

    /// The reason there is no value.
    pub const fn reason(&self) -> Option<&Wording> {
        match self {
            Self::Missing(why) | Self::Undefined(why) => Some(why),
            Self::Known(_) => None,
        }
    }

    /// Two exact values put together, or the reason there is none: that of the first that is not known.
    pub(super) fn zip_with(&self, other: &Self, put: impl FnOnce(Decimal, Decimal) -> Option<Decimal>) -> Self {
        match (self, other) {
            (Self::Known(one), Self::Known(two)) => put(*one, *two).map_or_else(Self::beyond, Self::Known),
            (Self::Known(_), unknown) | (unknown, _) => unknown.clone(),
        }
    }

    /// The word that names it in JSON: `value`, `missing`, `undefined`.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Known(_) => "value",
            Self::Missing(_) => "missing",
            Self::Undefined(_) => "undefined",
        }
    }
}

/// How a value came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Basis {
    /// Added up or divided from rows.
    #[default]
    Computed,
    /// Booked as such: a tax on account 695.
    Posted,
    /// Estimated by a rule of law.
    Estimated,
    /// Stated in `bilan.toml`.
    Declared,
}

impl Basis {
    /// The word that names it in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Posted => "posted",
            Self::Estimated => "estimated",
            Self::Declared => "declared",
        }
    }
}

/// The value of a metric in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Value {
    /// What is known of it.
    pub state: State,
    /// How it came about.
    pub basis: Basis,
    /// The table it was read from: `invoices`, `ledger`, `timesheets`, `expenses`, `calendar`, `settings`; empty for several.
    pub source: &'static str,
    /// Distinct rows it was computed from.
    pub rows: u64,
}
