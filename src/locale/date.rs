//! Dates for people; machine formats use ISO 8601.

use chrono::{Datelike, NaiveDate};

use super::Locale;

impl Locale {
    /// `31/12/2020` in French, `31 Dec 2020` in English.
    pub fn date(&self, date: NaiveDate) -> String {
        (self.words().date)(date.year(), date.month(), date.day())
    }
}
