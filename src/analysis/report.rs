//! The answer to a review: figures by period, before they are text.

use std::sync::Arc;

use chrono::NaiveDate;

use super::change::Change;
use super::explain::{self, Contribution, Explanation};
use super::facts::Facts;
use super::figure::Value;
use super::formula::{Metric, MetricRef};
use super::note::Note;
use super::review;
use super::stamp::Stamp;
use crate::books::Books;
use crate::error::{Error, ErrorKind, Result, quoted};
use crate::model::{Language, Measure, Period, Policy, Wording};

/// A period of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportPeriod {
    /// Label, first and last day.
    pub period: Period,
    /// Whether as-at falls more than 31 days before its end; of a part of a running year, whether it has begun and goes on after the last day that the books know.
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
    pub(super) facts: Arc<Facts>,
    pub(super) periods: Vec<ReportPeriod>,
    pub(super) lines: Vec<Line>,
    /// The metric of each line.
    pub(super) metrics: Vec<MetricRef>,
    /// Whether the review named no metrics, and shows the table it shows by default.
    pub(super) by_default: bool,
    pub(super) against: Option<Period>,
    /// The first fiscal year of the books, by the calendar year in which it ends.
    pub(super) first_year: i32,
    pub(super) as_at: NaiveDate,
    pub(super) notes: Vec<Note>,
}

#[cfg(test)]
impl Report {
    /// A report made by hand.
    pub(crate) fn for_tests(
        books: &Books,
        periods: Vec<ReportPeriod>,
        lines: Vec<Line>,
        against: Option<Period>,
        as_at: NaiveDate,
        notes: Vec<Note>,
    ) -> Self {
        let facts = Facts::new(books, periods.iter().map(|shown| shown.period.clone()).collect(), Policy::default(), as_at, &[]);
        let metrics = lines.iter().filter_map(|line| super::metric::named(&line.metric)).map(Into::into).collect();
        Self { facts: Arc::new(facts), periods, lines, metrics, by_default: true, against, first_year: i32::MIN, as_at, notes }
    }
}

impl Report {
    /// The books it was made from.
    pub fn books(&self) -> &Books {
        &self.facts.books
    }

    /// Its periods, newest first.
    pub fn periods(&self) -> &[ReportPeriod] {
        &self.periods
    }

    /// Its metrics, in the order they were asked for.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The metrics that the review named, if it named any.
    pub fn named_metrics(&self) -> Option<&[MetricRef]> {
        (!self.by_default).then_some(&self.metrics)
    }

    /// Which fiscal year of the books the newest is: 4 if they begin three years before it. `None` if they hold no row of it or of a year before.
    pub fn number_of_year(&self) -> Option<usize> {
        let books = self.books();
        let calendar = books.settings().fiscal_years.clone().unwrap_or_default();
        let newest = self.periods.first()?.period.year();
        let first = calendar.of(review::Span::under(books, self.facts.policy)?.counted.0)?.year();
        Some((first..=newest).filter(|year| calendar.year(*year).is_some()).count()).filter(|number| *number > 0)
    }

    /// The year changes are measured against; the one before the newest unless another was asked for. There are no changes from a year before the first of the books.
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

    /// The year changes are measured against, if the business existed then.
    pub(super) fn base_year(&self) -> Option<&Period> {
        self.against.as_ref().filter(|base| self.can_be_base(base.year()))
    }

    /// Its place among the periods that the report reads.
    pub(crate) fn base(&self) -> Option<usize> {
        self.facts.number_of(self.base_year()?)
    }

    /// Whether figures can be compared with those of a year: a year that was over before the first row of the books, and before the first that declares a figure, is none
    /// of the business, whatever the calendar says of it.
    pub(crate) fn can_be_base(&self, year: i32) -> bool {
        self.first_year <= year
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
        &self.facts.policy
    }

    /// The currency of amounts; empty if the books hold none.
    pub fn currency(&self) -> &str {
        self.facts.books.settings().business.currency.as_deref().unwrap_or("")
    }

    /// The language of the business: `fr` for France, else English, unless `bilan.toml` says.
    pub fn language(&self) -> Language {
        Language::of_business(&self.facts.books.settings().business)
    }

    /// The name of a metric for people; that of the result follows the legal form of the business.
    pub fn label(&self, metric: &Metric) -> Wording {
        review::label(&self.facts, metric)
    }

    /// A figure of a year, named by the calendar year in which it ends; of any metric, shown in the table or not.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] if the year is neither shown nor compared with.
    pub fn figure(&self, metric: impl Into<MetricRef>, year: i32) -> Result<Figure> {
        let period = (0..self.facts.periods.len()).find(|period| self.facts.fiscal_year(*period) == Some(year));
        self.figure_at(metric.into(), period, &year.to_string())
    }

    /// A figure of a period of this report, by its label: `2020`, `2020-03`, `2020-Q1`.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] if no period has the label.
    pub fn figure_of(&self, metric: impl Into<MetricRef>, label: &str) -> Result<Figure> {
        let period = self.facts.periods.iter().position(|period| period.label == label);
        self.figure_at(metric.into(), period, label)
    }

    fn figure_at(&self, metric: MetricRef, period: Option<usize>, asked: &str) -> Result<Figure> {
        let period = period.ok_or_else(|| self.does_not_hold(asked))?;
        Ok(Figure { facts: self.facts_for(&metric), metric, period })
    }

    pub(super) fn does_not_hold(&self, asked: &str) -> Error {
        let held: Vec<&str> = self.facts.periods.iter().map(|period| period.label.as_str()).collect();
        Error::new(ErrorKind::Question, format!("the review does not hold {}; it holds {}", quoted(asked), held.join(", ")))
    }

    /// The same years with these figures instead: no remarks, and nothing is left out.
    #[must_use]
    pub fn with_metrics<M: Into<MetricRef>>(&self, metrics: impl IntoIterator<Item = M>) -> Self {
        let metrics: Vec<MetricRef> = metrics.into_iter().map(Into::into).collect();
        let facts = match metrics.iter().all(|metric| self.facts.covers(metric)) {
            true => Arc::clone(&self.facts),
            false => self.facts_of(&metrics),
        };
        let lines = metrics.iter().map(|metric| review::line(&facts, metric, self.periods.len(), self.base_year())).collect();
        Self { facts, lines, metrics, notes: Vec::new(), ..self.clone() }
    }

    /// These figures of the same years under another policy: no remarks, and nothing is left out.
    #[must_use]
    pub fn under<M: Into<MetricRef>>(&self, policy: Policy, metrics: impl IntoIterator<Item = M>) -> Self {
        let metrics: Vec<MetricRef> = metrics.into_iter().map(Into::into).collect();
        let whole = |periods: &[Period]| Facts::new(&self.facts.books, periods.to_vec(), policy, self.as_at, &metrics);
        let facts = match &self.facts.years {
            Some(years) => Facts::within(&Arc::new(whole(&years.periods)), self.facts.periods.clone(), &metrics)
                .untold_for(self.facts.untold.clone()),
            None => whole(&self.facts.periods),
        };
        Self { facts: Arc::new(facts), ..self.clone() }.with_metrics(metrics)
    }

    /// The facts at hand if their passes answer the metric, else new ones that do.
    fn facts_for(&self, metric: &MetricRef) -> Arc<Facts> {
        if self.facts.covers(metric) {
            return Arc::clone(&self.facts);
        }
        self.facts_of(std::slice::from_ref(metric))
    }

    fn facts_of(&self, metrics: &[MetricRef]) -> Arc<Facts> {
        let periods = self.facts.periods.clone();
        Arc::new(match &self.facts.years {
            Some(years) => Facts::within(years, periods, metrics).untold_for(self.facts.untold.clone()),
            None => Facts::new(&self.facts.books, periods, self.facts.policy, self.as_at, metrics),
        })
    }
}

/// One figure: its value, and the way back to its rows.
#[derive(Clone, Debug)]
pub struct Figure {
    facts: Arc<Facts>,
    metric: MetricRef,
    period: usize,
}

impl Figure {
    /// Its value, or the reason there is none.
    pub fn value(&self) -> Value {
        self.facts.evaluate(&self.metric, self.period).value
    }

    /// Signed contributions that sum to the value; empty for a ratio, whose operands carry theirs.
    pub fn rows(&self) -> Vec<Contribution> {
        self.explain().rows
    }

    /// What it is computed from.
    pub fn operands(&self) -> Vec<Explanation> {
        self.explain().operands
    }

    /// Formula, operands and rows.
    pub fn explain(&self) -> Explanation {
        let stamp = Stamp::of(&self.facts.books, self.facts.policy);
        Explanation { stamp: Some(stamp), ..explain::explain(&self.facts, &self.metric, self.period) }
    }
}
