//! stand-in
use chrono::{Datelike, NaiveDate};
#[derive(Clone, Debug)]
pub struct Calendar(Vec<NaiveDate>);
impl Calendar {
    pub fn of(_: &str, _: Option<&str>) -> Option<Self> {
        Some(Self(vec![]))
    }
    pub fn with_holidays(days: Vec<NaiveDate>) -> Self {
        Self(days)
    }
    pub fn working_days(&self, start: NaiveDate, end: NaiveDate) -> u32 {
        start
            .iter_days()
            .take_while(|d| *d <= end)
            .filter(|d| d.weekday().num_days_from_monday() < 5 && !self.0.contains(d))
            .count() as u32
    }
}
