//! The question: which years, against which, of which figures.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::change::Change;
use super::declared::undeclarable;
use super::facts::Facts;
use super::figure::{State, Value};
use super::formula::{Formula, Metric, MetricRef};
use super::metric;
use super::notes;
use super::recognition;
use super::report::{Line, Report, ReportPeriod};
use crate::books::{Books, Rejected, Table};
use crate::error::{Error, ErrorKind, Result, quoted};
use crate::jurisdiction::Country;
use crate::model::{FiscalCalendar, LegalForm, Period, Policy, RevenueBasis, Wording, date_of};

/// How many fiscal years are shown unless asked otherwise.
const YEARS: u32 = 4;
/// A year is running while as-at falls more than this many days before its end.
const RUNNING_AFTER_DAYS: i64 = 31;

/// A review to be made: a question that reads as a sentence.
///
/// ```no_run
/// use bilan::analysis::Review;
/// use bilan::books::Books;
///
/// let books = Books::open("data/sample")?;
/// let report = Review::year(2020).back_to(2017).against(2018).of(&books)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Review {
    year: Option<i32>,
    years: u32,
    back_to: Option<i32>,
    against: Option<i32>,
    as_at: Option<NaiveDate>,
    metrics: Vec<MetricRef>,
    read: Vec<MetricRef>,
    policy: Option<Policy>,
    lenient: bool,
}

impl Default for Review {
    fn default() -> Self {
        Self::latest()
    }
}

impl Review {
    /// The last fiscal year that was at least half elapsed when the books end, and up to three before it.
    pub fn latest() -> Self {
        Self {
            year: None,
            years: YEARS,
            back_to: None,
            against: None,
            as_at: None,
            metrics: Vec::new(),
            read: Vec::new(),
            policy: None,
            lenient: false,
        }
    }

    /// The fiscal year that ends in this calendar year, and up to three before it.
    pub fn year(year: i32) -> Self {
        Self { year: Some(year), ..Self::latest() }
    }

    /// At most this many years, the newest included.
    #[must_use]
    pub fn years(self, years: u32) -> Self {
        Self { years: years.max(1), ..self }
    }

    /// Every year from this one on.
    #[must_use]
    pub fn back_to(self, year: i32) -> Self {
        Self { back_to: Some(year), ..self }
    }

    /// Changes against this fiscal year instead of the one before the newest.
    #[must_use]
    pub fn against(self, year: i32) -> Self {
        Self { against: Some(year), ..self }
    }

    /// Looks from this day instead of the last one in the books.
    #[must_use]
    pub fn as_at(self, day: NaiveDate) -> Self {
        Self { as_at: Some(day), ..self }
    }

    /// These figures instead of the default table; each is always in the answer.
    #[must_use]
    pub fn metrics<M: Into<MetricRef>>(self, metrics: impl IntoIterator<Item = M>) -> Self {
        Self { metrics: metrics.into_iter().map(Into::into).collect(), ..self }
    }

    /// Refuses also if rejected rows could change these figures, which are read besides those of the table; remarks speak of them too.
    #[must_use]
    pub fn reading<M: Into<MetricRef>>(self, metrics: impl IntoIterator<Item = M>) -> Self {
        Self { read: metrics.into_iter().map(Into::into).collect(), ..self }
    }

    /// Counts under this policy instead of the one of `bilan.toml`: the same years, under another rule.
    #[must_use]
    pub fn policy(self, policy: Policy) -> Self {
        Self { policy: Some(policy), ..self }
    }

    /// Answers even if rows were rejected that could change a figure; a note counts them.
    #[must_use]
    pub fn lenient(self) -> Self {
        Self { lenient: true, ..self }
    }

    /// The answer.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] if the books hold no dated row, or a year cannot be told; [`ErrorKind::Value`] if rows were
    /// rejected that could change what was asked for (see [`Review::lenient`]), or no row could be read; [`ErrorKind::Settings`] if what is
    /// no figure is declared (all of them: [`undeclarable`]).
    pub fn of(&self, books: &Books) -> Result<Report> {
        let own: Vec<MetricRef> = self.metrics.iter().chain(&self.read).cloned().collect();
        if let Some(error) = undeclarable(books.settings(), &own).into_iter().next() {
            return Err(error);
        }
        let calendar = books.settings().fiscal_years.clone().unwrap_or_default();
        // Rows that could not be read are wrong books, not a wrong question.
        let kind = if books.errors().is_empty() { ErrorKind::Question } else { ErrorKind::Value };
        let policy = self.policy.unwrap_or(books.settings().policy);
        let span = Span::under(books, policy).ok_or_else(|| Error::new(kind, "the books hold no dated row to review"))?;
        let as_at = self.as_at.unwrap_or(span.as_at);
        let newest = self.newest(&calendar, &span, as_at)?;
        let first_year = span.first_year(&calendar).unwrap_or(i32::MIN);
        let shown = self.shown(&calendar, &span, &newest)?;
        let against = self.base(&calendar, &newest)?;

        let mut periods = shown.clone();
        if let Some(base) = &against
            && !periods.contains(base)
        {
            periods.push(base.clone());
        }
        let by_default = self.metrics.is_empty();
        let metrics: Vec<MetricRef> =
            if by_default { metric::DEFAULT.iter().map(|m| (*m).into()).collect() } else { once(&self.metrics) };
        let asked: Vec<MetricRef> = metrics.iter().chain(&self.read).cloned().collect();
        let blocking = blocking(books, policy, &asked, &periods);
        if blocking > 0 && !self.lenient {
            return Err(Error::new(
                ErrorKind::Value,
                format!(
                    "{blocking} rejected row(s) or file(s) could change the figures asked for; mend them, or ask for a lenient review"
                ),
            ));
        }
        let facts = Arc::new(Facts::new(books, periods, policy, as_at, &asked));
        let mut lines = Vec::with_capacity(metrics.len());
        let mut kept = Vec::with_capacity(metrics.len());
        let mut left_out = Vec::new();
        for metric in &metrics {
            let line = line(&facts, metric, shown.len(), against.as_ref().filter(|base| first_year <= base.year()));
            let unknown = line.values.iter().all(|value| matches!(value.state, State::Missing(_)));
            if by_default && unknown && metrics.len() > 1 {
                left_out.push(line);
            } else {
                lines.push(line);
                kept.push(metric.clone());
            }
        }
        let periods =
            shown.iter().map(|period| ReportPeriod { running: is_running(period, as_at), period: period.clone() }).collect();
        let mut report =
            Report { facts, periods, lines, metrics: kept, by_default, against, first_year, as_at, notes: Vec::new() };
        report.notes = notes::of(&report, &left_out, &asked, &span, blocking);
        Ok(report)
    }

    pub(super) fn newest(&self, calendar: &FiscalCalendar, span: &Span, as_at: NaiveDate) -> Result<Period> {
        if let Some(year) = self.year {
            return calendar.year(year).ok_or_else(|| no_such_year(year));
        }
        let current = calendar.of(as_at).ok_or_else(|| no_such_year(as_at.year()))?;
        let elapsed = (as_at - current.start).num_days() + 1;
        if elapsed * 2 >= current.days() {
            return Ok(current);
        }
        let previous = calendar.year(current.year() - 1).filter(|previous| span.counted.0 <= previous.end);
        Ok(previous.unwrap_or(current))
    }

    fn shown(&self, calendar: &FiscalCalendar, span: &Span, newest: &Period) -> Result<Vec<Period>> {
        let oldest = match self.back_to {
            Some(year) => year,
            None => {
                let wanted = i64::from(newest.year()) - i64::from(self.years) + 1;
                i32::try_from(wanted).unwrap_or(i32::MIN).max(span.first_year(calendar).unwrap_or(newest.year()))
            }
        };
        if i64::from(newest.year()) - i64::from(oldest) > 200 {
            return Err(Error::new(
                ErrorKind::Question,
                format!("{oldest} to {} are too many years for one review", newest.year()),
            ));
        }
        // Years between the end of the books and the one asked for hold nothing.
        let held =
            calendar.of(span.counted.1).map_or(newest.year(), |year| year.year()).max(span.last_declared.unwrap_or(i32::MIN));
        let last = if self.back_to.is_some() { newest.year() - 1 } else { held.min(newest.year() - 1) };
        let mut shown = vec![newest.clone()];
        for year in (oldest..=last).rev() {
            shown.extend(calendar.year(year));
        }
        Ok(shown)
    }

    fn base(&self, calendar: &FiscalCalendar, newest: &Period) -> Result<Option<Period>> {
        match self.against {
            None => Ok(calendar.year(newest.year() - 1)),
            Some(year) if year == newest.year() => {
                Err(Error::new(ErrorKind::Question, format!("{year} cannot be compared with itself; name another year")))
            }
            Some(year) => calendar.year(year).map(Some).ok_or_else(|| no_such_year(year)),
        }
    }
}

/// Whether a year is not over on a day.
pub(super) fn is_running(year: &Period, day: NaiveDate) -> bool {
    (year.end - day).num_days() > RUNNING_AFTER_DAYS
}

/// Metrics, each once.
fn once(metrics: &[MetricRef]) -> Vec<MetricRef> {
    let mut named = BTreeSet::new();
    metrics.iter().filter(|metric| named.insert(metric.id.clone())).cloned().collect()
}

/// One metric in each of the first `shown` periods, and its change.
pub(super) fn line(facts: &Facts, metric: &Metric, shown: usize, against: Option<&Period>) -> Line {
    let values: Vec<Value> = (0..shown).map(|period| facts.evaluate(metric, period).value).collect();
    let base = against.and_then(|base| facts.periods.iter().position(|period| period == base));
    let base = base.map_or_else(|| State::missing("", ""), |period| facts.evaluate(metric, period).value.state);
    let change = values.first().map_or(Change::Missing, |newest| Change::between(&newest.state, &base, metric.measure));
    Line { metric: metric.id.clone().into_owned(), label: label(facts, metric), measure: metric.measure, values, change }
}

/// The label of a metric; the label of the result follows the legal form.
pub(super) fn label(facts: &Facts, metric: &Metric) -> Wording {
    let business = &facts.books.settings().business;
    let country = business.country.as_deref().and_then(Country::of);
    match business.form {
        Some(LegalForm::Micro) if metric.id == metric::RESULT_AFTER_TAX.id => metric::DISPOSABLE_INCOME.label.clone(),
        Some(form) if metric.id == metric::RESULT_AFTER_TAX.id && form.is_pass_through() => {
            country.map_or(metric::PROFIT_LABEL, |country| country.profit.clone())
        }
        Some(_) if metric.id == metric::RESULT_AFTER_TAX.id => {
            country.map_or_else(|| metric.label.clone(), |country| country.result.clone())
        }
        _ => metric.label.clone(),
    }
}

pub(super) fn no_such_year(year: i32) -> Error {
    Error::new(ErrorKind::Question, format!("no fiscal year ends in {}", quoted(&year.to_string())))
}

/// The days the books span.
pub(super) struct Span {
    /// The first day of any row.
    pub(super) first: NaiveDate,
    /// The first and the last day of any row, or on which one counts.
    pub(super) counted: (NaiveDate, NaiveDate),
    pub(super) first_declared: Option<i32>,
    pub(super) last_declared: Option<i32>,
    /// The last day of any row.
    pub(super) last: NaiveDate,
    /// The latest issue, entry or work date.
    pub(super) as_at: NaiveDate,
}

impl Span {
    pub(super) fn of(books: &Books) -> Option<Self> {
        let main = [Table::Invoices, Table::Ledger, Table::Timesheets].map(|table| books.days(table));
        let expenses = books.days(Table::Expenses);
        let declared = books.settings().declared.keys();
        let of_declared = declared.clone().next_back().and_then(|year| NaiveDate::from_ymd_opt(*year, 12, 31));
        let all: Vec<(i32, i32)> = main.iter().chain([&expenses]).flatten().copied().collect();
        let (first_declared, last_declared) = (declared.clone().next().copied(), declared.clone().next_back().copied());
        let Some(first) = all.iter().map(|(first, _)| *first).min() else {
            let day = of_declared?;
            let counted = (day, day);
            return Some(Self { first: day, counted, first_declared, last_declared, last: day, as_at: day });
        };
        let last = all.iter().map(|(_, last)| *last).max()?;
        let as_at = main.iter().flatten().map(|(_, last)| *last).max().unwrap_or(last);
        let (first, last) = (date_of(first), date_of(last));
        Some(Self { first, counted: (first, last), first_declared, last_declared, last, as_at: date_of(as_at) })
    }

    /// The fiscal year of the first row, or the first that declares a figure if that is earlier.
    fn first_year(&self, calendar: &FiscalCalendar) -> Option<i32> {
        let held = calendar.of(self.counted.0).map(|year| year.year());
        held.into_iter().chain(self.first_declared).min()
    }

    /// The same with the days on which revenue counts under a policy, which are not always those of the rows.
    pub(super) fn under(books: &Books, policy: Policy) -> Option<Self> {
        let span = Self::of(books)?;
        let Some((first, last)) = recognition::days(books, policy) else { return Some(span) };
        Some(Self { counted: (span.first.min(date_of(first)), span.last.max(date_of(last))), ..span })
    }

    /// The last day of any row, or of a payment where that is when revenue counts. A service may be stated for days that are still to come.
    pub(super) fn reached(books: &Books, policy: Policy) -> Option<NaiveDate> {
        match policy.revenue_basis {
            RevenueBasis::Paid => Self::under(books, policy).map(|span| span.counted.1),
            RevenueBasis::Invoiced | RevenueBasis::Service => Self::of(books).map(|span| span.last),
        }
    }
}

/// Tables that figures are read from.
#[derive(Default)]
struct Asked {
    /// Those whose rows count in their own period.
    tables: BTreeSet<Table>,
    /// Those whose rows count in every period after them too: what is owed, what is written off.
    past: BTreeSet<Table>,
}

/// Adds the tables a metric is read from.
fn tables(metric: &Metric, found: &mut Asked) {
    match &metric.is {
        Formula::Sum(sum) => {
            found.tables.insert(sum.table);
        }
        Formula::Count { table, .. } => {
            found.tables.insert(*table);
        }
        Formula::Distinct { .. } => {
            found.tables.insert(Table::Invoices);
        }
        Formula::Calendar(fact) => {
            found.tables.insert(Table::Holidays);
            if fact.is_recorded() {
                found.tables.insert(Table::Timesheets);
            }
        }
        Formula::Terms(terms) => terms.iter().for_each(|term| tables(&term.metric, found)),
        Formula::Ratio { numerator, denominator } => {
            tables(numerator, found);
            tables(denominator, found);
        }
        Formula::Chosen { options, .. } => {
            options.iter().for_each(|(_, metric)| tables(metric, found));
            found.tables.insert(Table::Invoices);
        }
        Formula::Computed { operands, .. } => operands.iter().for_each(|metric| tables(metric, found)),
        Formula::Statement { operands, reads, .. } => {
            operands.iter().for_each(|metric| tables(metric, found));
            found.past.extend(*reads);
        }
    }
}

/// How many rejected rows and files could change a figure and period that was asked for: rejected rows of a table in question whose day is unknown or
/// falls in a period, and files that could not be read at all.
pub(super) fn blocking(books: &Books, policy: Policy, metrics: &[MetricRef], periods: &[Period]) -> u64 {
    let mut asked = Asked::default();
    for metric in metrics {
        tables(metric, &mut asked);
    }
    let basis = policy.revenue_basis;
    if basis == RevenueBasis::Paid && asked.tables.contains(&Table::Invoices) {
        asked.tables.insert(Table::Payments);
    }
    let matters = |row: &&Rejected| {
        let in_time = |day| match row.table {
            // The day of a rejected invoice is that of its issue; those of its service and its payment are not known.
            Table::Invoices | Table::Payments => basis != RevenueBasis::Invoiced || periods.iter().any(|p| p.contains(day)),
            _ => periods.iter().any(|p| p.contains(day)),
        };
        let in_past = |day| periods.iter().any(|p| day <= p.end);
        asked.tables.contains(&row.table) && row.date.is_none_or(in_time)
            || asked.past.contains(&row.table) && row.date.is_none_or(in_past)
    };
    let rows = books.rejected().iter().filter(matters).count();
    let whole_files =
        books.errors().iter().filter(|error| error.kind() == ErrorKind::Unreadable || error.kind() == ErrorKind::Structure);
    let files = whole_files.filter(|error| error.origin().is_none_or(|origin| origin.line_number().is_none())).count();
    (rows + files) as u64
}
