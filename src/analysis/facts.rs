//! What a review knows once its question is put.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::bills::Bills;
use super::choice;
use super::condition::{Condition, Field};
use super::formula::{Formula, Metric, MetricRef};
use super::invoiced;
use super::query::{Cell, DayIndex, Pass};
use super::recognition::Entries;
use super::review::{Span, is_running};
use crate::books::{Books, Table};
use crate::error::Result;
use crate::model::{Period, Policy, Wording};

/// Why a figure of a period that is still to come is missing.
pub(super) const AHEAD: Wording =
    Wording::fixed("la période commence après la date de la revue", "the period begins after the day the review looks from");

/// Everything a review knows once its question is put: periods, entries, grouped passes.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) books: Books,
    pub(super) periods: Vec<Period>,
    pub(super) policy: Policy,
    index: DayIndex,
    fields: BTreeMap<Table, BTreeSet<Field>>,
    tables: BTreeMap<Table, OnceLock<Read>>,
    /// The fiscal years that decide for these periods, when they are no fiscal years themselves.
    pub(super) years: Option<Arc<Self>>,
    /// The day the review looks from.
    pub(super) as_at: NaiveDate,
    /// The last day that the books know: that one, or the day of their last row if it is later.
    pub(super) reached: NaiveDate,
    /// Why rows do not tell what these periods hold, whatever rows there are.
    pub(super) untold: Option<Wording>,
    /// Every fiscal year from the first of the books on, up to the newest of these.
    pub(super) earlier: OnceLock<Box<Self>>,
    bills: OnceLock<Bills>,
}

/// The entries of a table and their grouped pass, made when first needed.
#[derive(Debug)]
struct Read {
    entries: Entries,
    pass: Result<Pass>,
}

impl Facts {
    /// Facts about these periods seen from a day, with passes that answer the conditions of these metrics.
    pub(super) fn new(books: &Books, periods: Vec<Period>, policy: Policy, as_at: NaiveDate, metrics: &[MetricRef]) -> Self {
        let reached = Span::reached(books, policy).map_or(as_at, |reached| reached.max(as_at));
        Self::up_to(reached, books, periods, policy, as_at, metrics)
    }

    fn up_to(
        reached: NaiveDate,
        books: &Books,
        periods: Vec<Period>,
        policy: Policy,
        as_at: NaiveDate,
        metrics: &[MetricRef],
    ) -> Self {
        let mut fields = choice::FIELDS.iter().map(|(table, fields)| (*table, fields.iter().copied().collect())).collect();
        for metric in metrics {
            plan(metric, &mut fields);
        }
        let tables = fields.keys().map(|table| (*table, OnceLock::new())).collect();
        Self {
            books: books.clone(),
            index: DayIndex::new(&periods),
            periods,
            policy,
            fields,
            tables,
            years: None,
            as_at,
            reached,
            untold: None,
            earlier: OnceLock::new(),
            bills: OnceLock::new(),
        }
    }

    /// Facts about parts of these fiscal years, or spans over several: sources are those chosen for the years, and a table without a row in
    /// a month has none there, but is not missing if its year has one.
    pub(super) fn within(years: &Arc<Self>, periods: Vec<Period>, metrics: &[MetricRef]) -> Self {
        let parts = Self::up_to(years.reached, &years.books, periods, years.policy, years.as_at, metrics);
        Self { years: Some(Arc::clone(years)), ..parts }
    }

    /// The same, of which rows do not tell, if there is a reason why.
    pub(super) fn untold_for(self, untold: Option<Wording>) -> Self {
        Self { untold, ..self }
    }

    /// The fiscal years that a period lies in, with the facts that know them: itself, if it is one.
    pub(super) fn years_of(&self, period: usize) -> (&Self, Vec<usize>) {
        let (Some(years), Some(span)) = (&self.years, self.periods.get(period)) else { return (self, vec![period]) };
        let overlap = |year: &Period| year.start <= span.end && span.start <= year.end;
        let numbers = years.periods.iter().enumerate().filter(|(_, year)| overlap(year)).map(|(number, _)| number);
        (years, numbers.collect())
    }

    /// The fiscal year that a period is, by the calendar year in which it ends; `None` for a part of one, or a span over several.
    pub(super) fn fiscal_year(&self, period: usize) -> Option<i32> {
        let span = self.periods.get(period)?;
        let whole =
            self.years.as_ref().is_none_or(|years| years.periods.iter().any(|y| (y.start, y.end) == (span.start, span.end)));
        whole.then(|| span.year())
    }

    /// Why rows say nothing of a period: it begins after the last day that the books know.
    pub(super) fn untold(&self, period: usize) -> Option<Wording> {
        let is_ahead = self.periods.get(period).is_some_and(|span| span.start > self.reached);
        self.untold.clone().or_else(|| is_ahead.then_some(AHEAD))
    }

    /// Whether a part of a year has begun and is not over while its year is running.
    pub(super) fn is_running(&self, part: &Period) -> bool {
        self.elapsed(part).is_some_and(|elapsed| elapsed.end < part.end)
    }

    /// The days of a period that rows can be of: all of it, or those up to the last day that the books know if its fiscal year is running and has begun.
    /// `None` if it begins after that day.
    pub(super) fn elapsed(&self, span: &Period) -> Option<Period> {
        let year = self.books.settings().fiscal_years.clone().unwrap_or_default().of(span.end);
        let running = year.filter(|year| year.start <= self.reached && is_running(year, self.reached));
        let end = running.map_or(span.end, |_| span.end.min(self.reached));
        (span.start <= end).then(|| Period { end, ..span.clone() })
    }

    /// The number of a period.
    pub(super) fn number_of(&self, period: &Period) -> Option<usize> {
        self.periods.iter().position(|known| known == period)
    }

    /// Whether the passes answer the conditions of a metric.
    pub(super) fn covers(&self, metric: &Metric) -> bool {
        let mut needed = BTreeMap::new();
        plan(metric, &mut needed);
        needed.iter().all(|(table, fields)| self.fields.get(table).is_some_and(|known| known.is_superset(fields)))
    }

    fn read(&self, table: Table) -> Option<&Read> {
        let made = self.tables.get(&table)?;
        Some(made.get_or_init(|| {
            let entries = Entries::of(&self.books, table, self.policy, &self.periods, || self.bills());
            let fields: Vec<Field> = self.fields.get(&table).into_iter().flatten().copied().collect();
            let pass = Pass::over(&self.books, table, &entries, &self.index, &fields);
            Read { entries, pass }
        }))
    }

    pub(super) fn entries(&self, table: Table) -> Option<&Entries> {
        self.read(table).map(|read| &read.entries)
    }

    /// The period an entry falls in.
    pub(super) fn period_of(&self, day: i32) -> Option<usize> {
        let number = self.index.of(day);
        (number != DayIndex::NONE).then_some(usize::from(number))
    }

    pub(super) fn cells(&self, table: Table, period: usize, when: &Condition) -> Result<Vec<(usize, &Cell)>> {
        let Some(read) = self.read(table) else { return Ok(Vec::new()) };
        let pass = read.pass.as_ref().map_err(Clone::clone)?;
        let number = u16::try_from(period).unwrap_or(DayIndex::NONE);
        let numbers = pass.matching(&self.books, table, number, when);
        Ok(numbers.into_iter().filter_map(|i| Some((i, pass.cells.get(i)?))).collect())
    }

    /// A cell by its number.
    pub(super) fn cell(&self, table: Table, number: usize) -> Option<&Cell> {
        self.read(table)?.pass.as_ref().ok()?.cells.get(number)
    }

    /// How many rows of a table count in a period and meet a condition.
    pub(super) fn rows(&self, table: Table, period: usize, when: &Condition) -> u64 {
        self.cells(table, period, when).map_or(0, |cells| cells.iter().map(|(_, cell)| cell.rows).sum())
    }

    /// How many of them have days or time, each of their parts by itself, and how many should have and do not.
    pub(super) fn timed(&self, table: Table, period: usize, when: &Condition) -> (u64, u64) {
        let add = |(timed, untimed): (u64, u64), cell: &Cell| (timed + cell.timed, untimed + cell.untimed);
        self.cells(table, period, when).map_or((0, 0), |cells| cells.iter().fold((0, 0), |sums, (_, cell)| add(sums, cell)))
    }

    /// The invoices of the books as documents.
    pub(super) fn bills(&self) -> &Bills {
        match &self.years {
            Some(years) => years.bills(),
            None => self.bills.get_or_init(|| Bills::of(&self.books)),
        }
    }

    /// Hours of a day: as said, else 7 in France and 8 elsewhere.
    pub(super) fn hours_per_day(&self) -> Decimal {
        self.books.settings().hours_per_day()
    }
}

/// Adds the columns the conditions of a metric name.
fn plan(metric: &Metric, fields: &mut BTreeMap<Table, BTreeSet<Field>>) {
    let mut need = |table: Table, when: &Condition| {
        fields.entry(table).or_default().extend(when.clauses().iter().map(|clause| clause.field));
    };
    if let Formula::Statement { draw, .. } = &metric.is
        && let Some(sum) = invoiced::as_sum(*draw)
    {
        need(sum.table, &sum.when);
    }
    match &metric.is {
        Formula::Sum(sum) => {
            need(sum.table, &sum.when);
            if let Some(unless) = &sum.unless {
                need(sum.table, unless);
            }
        }
        Formula::Count { table, when } => need(*table, when),
        Formula::Distinct { when, .. } => need(Table::Invoices, when),
        Formula::Calendar(_) => {}
        Formula::Terms(terms) => terms.iter().for_each(|term| plan(&term.metric, fields)),
        Formula::Ratio { numerator, denominator } => {
            plan(numerator, fields);
            plan(denominator, fields);
        }
        Formula::Chosen { options, .. } => options.iter().for_each(|(_, metric)| plan(metric, fields)),
        Formula::Computed { operands, .. } | Formula::Statement { operands, .. } => {
            operands.iter().for_each(|metric| plan(metric, fields));
        }
    }
}
