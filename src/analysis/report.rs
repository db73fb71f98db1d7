//! The answer to a review: figures by period, before they are text.

use chrono::NaiveDate;

use super::change::Change;
use super::figure::Value;
use super::note::Note;
use crate::books::Books;
use crate::model::{Language, Measure, Period, Policy, Wording};

/// A period of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportPeriod {
    /// Label, first and last day.
    pub period: Period,
    /// Whether as-at falls more than 31 days before its end.
    pub running: bool,
}

/// One metric of the review: a value for each period, and the change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// Identifier of the metric.
    pub metric: String,
    /// Its name for people.
    pub label: Wording,
    /// Its unit.
    pub measure: Measure,
    /// One value per period, newest first.
    pub values: Vec<Value>,
    /// From the base year to the newest.
    pub change: Change,
}

/// Figures by period, each with its exact value or the reason there is none, and the way back to its rows.
#[derive(Clone, Debug)]
pub struct Report {
    pub(super) books: Books,
    pub(super) periods: Vec<ReportPeriod>,
    pub(super) lines: Vec<Line>,
    pub(super) against: Option<Period>,
    pub(super) as_at: NaiveDate,
    pub(super) notes: Vec<Note>,
    pub(super) policy: Policy,
}

#[cfg(test)]
impl Report {
    /// A report made by hand.
    pub(crate) fn for_tests(
        books: Books,
        periods: Vec<ReportPeriod>,
        lines: Vec<Line>,
        against: Option<Period>,
        as_at: NaiveDate,
        notes: Vec<Note>,
    ) -> Self {
        Self { books, periods, lines, against, as_at, notes, policy: Policy::default() }
    }
}

impl Report {
    /// The books it was made from.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// Its periods, newest first.
    pub fn periods(&self) -> &[ReportPeriod] {
        &self.periods
    }

    /// Its metrics, in the order they were asked for.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The year changes are measured against; the one before the newest unless another was asked for.
    pub fn against(&self) -> Option<&Period> {
        self.against.as_ref()
    }

    /// Whether changes are measured against the year just before the newest.
    pub fn is_against_previous(&self) -> bool {
        match (&self.against, self.periods.first()) {
            (Some(against), Some(newest)) => against.year() + 1 == newest.period.year(),
            _ => true,
        }
    }

    /// The day the review looks from.
    pub fn as_at(&self) -> NaiveDate {
        self.as_at
    }

    /// Remarks, in a stable order.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The policy the figures were computed under.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The currency of amounts; empty if the books hold none.
    pub fn currency(&self) -> &str {
        self.books.settings().business.currency.as_deref().unwrap_or("")
    }

    /// The language of the business: `fr` for France, else English, unless `bilan.toml` says.
    pub fn language(&self) -> Language {
        let business = &self.books.settings().business;
        let of_country = if business.country.as_deref() == Some("FR") { Language::French } else { Language::English };
        business.language.as_deref().and_then(Language::of).unwrap_or(of_country)
    }
}
