//! What a computed metric may ask about.

use chrono::NaiveDate;

use super::facts::{AHEAD, Facts};
use super::figure::{State, Value};
use super::formula::MetricRef;
use super::metric;
use super::review::Span;
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

    /// The day the review looks from.
    pub fn as_at(&self) -> NaiveDate {
        self.facts.as_at
    }

    /// The last day of the period, or the day the review looks from if that is earlier; `None` while the period has not begun.
    pub fn day(&self) -> Option<NaiveDate> {
        let day = self.period().end.min(self.facts.as_at);
        (self.period().start <= day).then_some(day)
    }

    /// The same, or why there is none.
    pub(super) fn known_day(&self) -> Result<NaiveDate, State> {
        self.day().ok_or(State::Missing(AHEAD))
    }

    /// A metric in the fiscal years before the period, the oldest first: from the first of the books on, at most fifty.
    pub fn earlier(&self, metric: impl Into<MetricRef>) -> Vec<(Period, Value)> {
        let metric = metric.into();
        let known = self.facts.earlier.get_or_init(|| Box::new(before(self.facts, &metric::RESULT_BEFORE_TAX.into())));
        let other = (!known.covers(&metric)).then(|| before(self.facts, &metric));
        let facts = other.as_ref().unwrap_or(known);
        let years = facts.periods.iter().enumerate().filter(|(_, year)| year.end < self.period().start);
        years.map(|(number, year)| (year.clone(), facts.evaluate(&metric, number).value)).collect()
    }
}

/// Facts about the fiscal years of the books before the newest of these.
fn before(facts: &Facts, metric: &MetricRef) -> Facts {
    const MOST: i32 = 50;
    let calendar = facts.books.settings().fiscal_years.clone().unwrap_or_default();
    let newest = facts.periods.iter().map(Period::year).max();
    let first = Span::under(&facts.books, facts.policy).and_then(|span| {
        let held = calendar.of(span.counted.0)?.year();
        Some(span.first_declared.map_or(held, |declared| declared.min(held)))
    });
    let years = newest.zip(first).into_iter().flat_map(|(newest, first)| first.max(newest.saturating_sub(MOST))..newest);
    let periods = years.filter_map(|year| calendar.year(year)).collect();
    Facts::new(&facts.books, periods, facts.policy, facts.as_at, std::slice::from_ref(metric))
}

static EPOCH: Period = Period { label: String::new(), start: NaiveDate::MIN, end: NaiveDate::MIN };
