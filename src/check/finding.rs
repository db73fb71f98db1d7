//! What a check finds.

use rust_decimal::Decimal;

use crate::error::Origin;
use crate::model::{Measure, Wording};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Explained, and good to know.
    Info,
    /// Probably wrong, or unusual enough to look at.
    Warning,
    /// The books contradict themselves.
    Error,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// The word that names it in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding: what it is, both sides with their places, the amount at stake, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Stable identifier: `missing_in_ledger`, `entry_unbalanced` …
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, with the values of both sides.
    pub text: Wording,
    /// Places of the first side: the rows that say one thing.
    pub left: Vec<Origin>,
    /// Places of the other side: the rows that say another. Empty where nothing is there.
    pub right: Vec<Origin>,
    /// What is at stake, with its sign: left less right.
    pub amount: Option<Decimal>,
    /// The unit of `amount`.
    pub measure: Measure,
    /// Label of the fiscal year it is about, if it is about one.
    pub period: Option<String>,
    /// What to do about it; empty where there is nothing to do.
    pub remedy: Wording,
}

impl Finding {
    /// A finding without places, about an amount of money if about any.
    pub fn new(code: &'static str, severity: Severity, text: Wording) -> Self {
        Self {
            code,
            severity,
            text,
            left: Vec::new(),
            right: Vec::new(),
            amount: None,
            measure: Measure::Money,
            period: None,
            remedy: Wording::fixed("", ""),
        }
    }

    /// The places of both sides.
    #[must_use]
    pub fn between(mut self, left: impl IntoIterator<Item = Origin>, right: impl IntoIterator<Item = Origin>) -> Self {
        self.left = left.into_iter().collect();
        self.right = right.into_iter().collect();
        self
    }

    /// The amount of money at stake, left less right.
    #[must_use]
    pub fn amount(self, amount: Decimal) -> Self {
        self.quantity(Measure::Money, amount)
    }

    /// What is at stake in another unit, left less right.
    #[must_use]
    pub fn quantity(mut self, measure: Measure, amount: Decimal) -> Self {
        self.measure = measure;
        self.amount = Some(amount);
        self
    }

    /// The fiscal year it is about.
    #[must_use]
    pub fn of(mut self, period: impl Into<String>) -> Self {
        self.period = Some(period.into());
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: Wording) -> Self {
        self.remedy = remedy;
        self
    }
}
