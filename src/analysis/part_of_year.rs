//! One month or quarter of a fiscal year, by its label.

use super::formula::MetricRef;
use super::parts::{months_of, quarters_of};
use super::report::Report;
use super::review::Span;
use crate::books::Books;
use crate::error::{Error, ErrorKind, Result, quoted};
use crate::model::Period;

/// The fiscal year of the books that has a month or a quarter of this label, `2020-03` or `2020-Q1`: the newest of those that share a month, or the one asked for.
///
/// ```
/// use bilan::analysis::{Review, metric, year_of_part};
/// use bilan::books::Books;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let year = year_of_part(&books, None, "2019-Q1")?;
/// assert_eq!(year, 2019);
/// let quarter = Review::year(year).of(&books)?.part("2019-Q1", [metric::REVENUE])?;
/// assert!(quarter.figure_of(metric::REVENUE, "2019-Q1")?.value().state.value().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Question`] if no fiscal year of the books has such a part, with labels that one has.
pub fn year_of_part(books: &Books, year: Option<i32>, label: &str) -> Result<i32> {
    let calendar = books.settings().fiscal_years.clone().unwrap_or_default();
    let nothing = || Error::new(ErrorKind::Question, "the books hold no dated row to review");
    let span = Span::of(books).ok_or_else(nothing)?;
    let of_day = |day| calendar.of(day).map(|year| year.year());
    let (first, last) = of_day(span.first).zip(of_day(span.last)).ok_or_else(nothing)?;
    let (first, last) = year.map_or((first, last), |year| (year, year));
    let years: Vec<Period> = (first..=last).rev().filter_map(|year| calendar.year(year)).collect();
    match years.iter().find(|year| part(year, label).is_some()) {
        Some(year) => Ok(year.year()),
        None => Err(no_such_part(&years, label)),
    }
}

impl Report {
    /// The figures of one month or one quarter of a fiscal year of this report, by its label: `2020-03`, `2020-Q1`. Sources are those chosen for the year.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] if no fiscal year of this report has such a part, with labels that one has.
    pub fn part<M: Into<MetricRef>>(&self, label: &str, metrics: impl IntoIterator<Item = M>) -> Result<Self> {
        let years: Vec<Period> = self.periods.iter().map(|shown| shown.period.clone()).collect();
        let found = years.iter().find_map(|year| part(year, label)).ok_or_else(|| no_such_part(&years, label))?;
        Ok(self.over(vec![found], metrics))
    }
}

fn part(year: &Period, label: &str) -> Option<Period> {
    months_of(year).into_iter().chain(quarters_of(year)).find(|part| part.label.eq_ignore_ascii_case(label.trim()))
}

fn no_such_part(years: &[Period], label: &str) -> Error {
    let said = |parts: fn(&Period) -> Vec<Period>| {
        let (newest, oldest) = (years.first().map(parts).unwrap_or_default(), years.last().map(parts).unwrap_or_default());
        let ends = oldest.first().zip(newest.last()).map(|(first, last)| format!("{} to {}", first.label, last.label));
        ends.unwrap_or_default()
    };
    let message = format!(
        "{} is no month or quarter of these years; months are {}, quarters {}",
        quoted(label),
        said(months_of),
        said(quarters_of)
    );
    Error::new(ErrorKind::Question, message)
}
