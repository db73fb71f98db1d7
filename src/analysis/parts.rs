//! The same figures over parts of a fiscal year: months, quarters, twelve months that slide.

use std::sync::Arc;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::change::Change;
use super::facts::{AHEAD, Facts};
use super::formula::MetricRef;
use super::notes::{day_en, day_fr};
use super::report::{Line, Report, ReportPeriod};
use super::review::{self, Span};
use crate::error::Result;
use crate::model::{Period, Wording};

impl Report {
    /// The figures of each calendar month of a fiscal year of this report, in order of time; the first and the last month are cut where the
    /// year starts and ends. Sources are those chosen for the year, so months add up to it.
    ///
    /// ```
    /// use bilan::analysis::{Review, metric};
    /// use bilan::books::Books;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let months = Review::year(2020).of(&books)?.months(2020, [metric::REVENUE])?;
    /// assert_eq!(months.periods().len(), 12);
    /// let sum: rust_decimal::Decimal = months.lines()[0].values.iter().filter_map(|month| month.state.value()).sum();
    /// assert_eq!(sum, 138_000.into());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Question`](crate::error::ErrorKind::Question) if the report does not hold the year.
    pub fn months<M: Into<MetricRef>>(&self, year: i32, metrics: impl IntoIterator<Item = M>) -> Result<Self> {
        let year = self.fiscal_year(year)?;
        Ok(self.over(months_of(&year), metrics))
    }

    /// The figures of each quarter of a fiscal year of this report, in order of time: three months each, counted from its start.
    ///
    /// # Errors
    /// [`ErrorKind::Question`](crate::error::ErrorKind::Question) if the report does not hold the year.
    pub fn quarters<M: Into<MetricRef>>(&self, year: i32, metrics: impl IntoIterator<Item = M>) -> Result<Self> {
        let year = self.fiscal_year(year)?;
        Ok(self.over(quarters_of(&year), metrics))
    }

    /// The figures of twelve months up to the end of each month of a fiscal year of this report, a report each, in order of time. They begin in
    /// the year before; what rows say is missing, with the reason, where they begin before the books or in a year that this report does not hold, and
    /// where their last month begins after the last day that the books know.
    ///
    /// # Errors
    /// [`ErrorKind::Question`](crate::error::ErrorKind::Question) if the report does not hold the year.
    pub fn sliding_years<M: Into<MetricRef>>(&self, year: i32, metrics: impl IntoIterator<Item = M>) -> Result<Vec<Self>> {
        let metrics: Vec<MetricRef> = metrics.into_iter().map(Into::into).collect();
        let year = self.fiscal_year(year)?;
        let held = |day| self.facts.periods.iter().any(|period| period.contains(day));
        let calendar = self.books().settings().fiscal_years.clone().unwrap_or_default();
        let first = Span::under(self.books(), self.facts.policy).map(|span| span.counted.0);
        let first = first.map_or(year.start, |day| calendar.of(day).map_or(day, |year| year.start));
        let windows = months_of(&year).into_iter().filter_map(|month| {
            let start = month.end.checked_add_days(Days::new(1))?.checked_sub_months(Months::new(12))?;
            let untold = if month.start > self.facts.reached {
                Some(AHEAD)
            } else if start < first {
                Some(Wording::made(
                    format!("les comptes commencent le {}, moins de douze mois avant", day_fr(first)),
                    format!("the books begin on {}, less than twelve months before", day_en(first)),
                ))
            } else if !held(start) {
                Some(Wording::fixed("l'exercice d'avant n'est pas dans la revue", "the review does not hold the year before"))
            } else {
                None
            };
            Some((Period::new(month.label, start, month.end), untold))
        });
        Ok(windows.map(|(window, untold)| self.told_over(vec![window], metrics.iter(), untold)).collect())
    }

    /// The figures of these periods, which lie within the fiscal years of this report and do not overlap.
    pub(super) fn over<M: Into<MetricRef>>(&self, periods: Vec<Period>, metrics: impl IntoIterator<Item = M>) -> Self {
        self.told_over(periods, metrics, None)
    }

    /// The same, with the reason why rows do not tell, if there is one.
    fn told_over<M: Into<MetricRef>>(
        &self,
        periods: Vec<Period>,
        metrics: impl IntoIterator<Item = M>,
        untold: Option<Wording>,
    ) -> Self {
        let metrics: Vec<MetricRef> = metrics.into_iter().map(Into::into).collect();
        let is_ahead = untold.as_ref() == Some(&AHEAD);
        let facts = Arc::new(Facts::within(&self.facts, periods, &metrics).untold_for(untold));
        let count = facts.periods.len();
        let line = |metric: &MetricRef| Line { change: Change::Missing, ..review::line(&facts, metric, count, None) };
        let lines = metrics.iter().map(line).collect();
        let is_running = |period| !is_ahead && facts.is_running(period);
        let periods = facts.periods.iter().map(|period| ReportPeriod { running: is_running(period), period: period.clone() });
        Self {
            periods: periods.collect(),
            lines,
            metrics,
            by_default: false,
            against: None,
            first_year: self.first_year,
            as_at: self.as_at,
            notes: Vec::new(),
            facts,
        }
    }

    /// A fiscal year of this report, shown or compared with.
    fn fiscal_year(&self, year: i32) -> Result<Period> {
        let found = self.facts.periods.iter().find(|period| period.year() == year);
        found.cloned().ok_or_else(|| self.does_not_hold(&year.to_string()))
    }
}

/// Calendar months, cut where the year starts and ends, named `2020-01`.
pub(super) fn months_of(year: &Period) -> Vec<Period> {
    let mut months = Vec::new();
    let mut start = year.start;
    while start <= year.end {
        let end = month_end(start).min(year.end);
        months.push(Period::new(format!("{}-{:02}", start.year(), start.month()), start, end));
        let Some(next) = end.succ_opt() else { break };
        start = next;
    }
    months
}

/// Three months each, counted from the start of the year; the last one may be shorter. Named `2020-Q1`.
pub(super) fn quarters_of(year: &Period) -> Vec<Period> {
    let mut quarters = Vec::new();
    let starts =
        (0_u32..).map_while(|number| year.start.checked_add_months(Months::new(3 * number))).take_while(|s| *s <= year.end);
    for (number, start) in (1..).zip(starts) {
        let next = year.start.checked_add_months(Months::new(3 * number)).and_then(|next| next.pred_opt());
        quarters.push(Period::new(format!("{}-Q{number}", year.label), start, next.map_or(year.end, |end| end.min(year.end))));
    }
    quarters
}

fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn spans(periods: &[Period]) -> Vec<String> {
        periods.iter().map(|p| format!("{} {}..{}", p.label, p.start, p.end)).collect()
    }

    #[test]
    fn months_and_quarters_of_an_odd_year_cover_it_once() {
        let odd = Period::new("2017", day("2016-11-15"), day("2017-04-20"));
        let months = months_of(&odd);
        assert_eq!(
            spans(&months),
            [
                "2016-11 2016-11-15..2016-11-30",
                "2016-12 2016-12-01..2016-12-31",
                "2017-01 2017-01-01..2017-01-31",
                "2017-02 2017-02-01..2017-02-28",
                "2017-03 2017-03-01..2017-03-31",
                "2017-04 2017-04-01..2017-04-20",
            ]
        );
        assert_eq!(spans(&quarters_of(&odd)), ["2017-Q1 2016-11-15..2017-02-14", "2017-Q2 2017-02-15..2017-04-20"]);
        let leap = Period::new("2020", day("2020-01-01"), day("2020-12-31"));
        assert_eq!(months_of(&leap).iter().map(Period::days).sum::<i64>(), 366);
        assert_eq!(quarters_of(&leap).iter().map(Period::days).collect::<Vec<_>>(), [91, 91, 92, 92]);
    }
}
