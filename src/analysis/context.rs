//! What a computed metric may ask about.

use chrono::NaiveDate;

use super::facts::Facts;
use crate::books::Books;
use crate::model::{Period, Settings};

/// What a computed metric may ask about.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub(super) facts: &'a Facts,
    pub(super) period: usize,
}

impl<'a> Context<'a> {
    /// The period the value is for.
    pub fn period(&self) -> &'a Period {
        self.facts.periods.get(self.period).unwrap_or(&EPOCH)
    }

    /// The books.
    pub fn books(&self) -> &'a Books {
        &self.facts.books
    }

    /// The settings of the books.
    pub fn settings(&self) -> &'a Settings {
        self.facts.books.settings()
    }
}

static EPOCH: Period = Period { label: String::new(), start: NaiveDate::MIN, end: NaiveDate::MIN };
