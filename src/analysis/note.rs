//! What a reader of the figures should know.

use crate::model::Wording;

/// A remark on the review, with a code that scripts can rely on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// Stable identifier: `mixed_scope_day_rate`, `running_year` …
    pub code: &'static str,
    /// Label of the period it is about, if it is about one.
    pub period: Option<String>,
    /// The remark.
    pub text: Wording,
}

impl Note {
    /// A remark about the whole review.
    pub fn new(code: &'static str, text: Wording) -> Self {
        Self { code, period: None, text }
    }

    /// A remark about a period.
    #[must_use]
    pub fn of(mut self, period: impl Into<String>) -> Self {
        self.period = Some(period.into());
        self
    }
}
