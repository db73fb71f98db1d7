//! A published table against the books, cell by cell.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::judgement::{Actual, Verdict, judge, rewritten, right};
use super::labels::metric_of;
use super::verification::{Remedy, Verification, VerifiedCell, VerifiedRow};
use crate::analysis::{Change, Metric, MetricRef, Report, Review, State};
use crate::books::Books;
use crate::error::{Error, ErrorKind, Origin, Result, quoted};
use crate::model::{
    BilledDays, DepreciationTime, FiscalCalendar, FixedPriceDays, Holds, Period, Policy, PublishedCell, PublishedColumn,
    PublishedRow, PublishedTable, RevenueBasis, RevenueSource, Says, ServiceSpread, Wording,
};
use chrono::NaiveDate;

/// A question put to a published table: does it say what the books say?
///
/// A cell holds when the exact figure, rounded half away from zero to the last digit that is written, is what is written: `138 K€` to the
/// thousand, `13.5 K€` to the hundred, `+3.6%` to a tenth of a point. A `~` widens nothing. A cell of a year that `[policy.YEAR]` says was published under
/// another rule also holds under that rule.
///
/// ```
/// use bilan::books::Books;
/// use bilan::check::{Verdict, Verify};
/// use bilan::model::PublishedTable;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let table = PublishedTable::read("post.md", "|    | 2020    |\n|----|---------|\n| CA | ~138 K€ |\n| TJM | 790€ |\n".as_bytes())?;
/// let verified = Verify::new().of(&books, &table)?;
/// let cells: Vec<_> = verified.cells().map(|(_, cell)| &cell.verdict).collect();
/// assert_eq!(cells, [&Verdict::Exact, &Verdict::Wrong]);
/// assert!(!verified.holds());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Verify {
    year: Option<i32>,
    years: Option<u32>,
    against: Option<i32>,
    as_at: Option<NaiveDate>,
    policy: Option<Policy>,
    is_lenient: bool,
}

impl Verify {
    /// Every year of the table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes are those of this fiscal year where their header does not say, and later years are left out.
    #[must_use]
    pub fn year(self, year: i32) -> Self {
        Self { year: Some(year), ..self }
    }

    /// At most this many years, the newest included.
    #[must_use]
    pub fn years(self, years: u32) -> Self {
        Self { years: Some(years.max(1)), ..self }
    }

    /// Changes are against this fiscal year where their header does not say.
    #[must_use]
    pub fn against(self, year: i32) -> Self {
        Self { against: Some(year), ..self }
    }

    /// Looks from this day instead of the last one in the books.
    #[must_use]
    pub fn as_at(self, day: NaiveDate) -> Self {
        Self { as_at: Some(day), ..self }
    }

    /// Counts under this policy instead of the one of `bilan.toml`.
    #[must_use]
    pub fn policy(self, policy: Policy) -> Self {
        Self { policy: Some(policy), ..self }
    }

    /// Answers even if rows were rejected that could change a figure.
    #[must_use]
    pub fn lenient(self) -> Self {
        Self { is_lenient: true, ..self }
    }

    /// The answer.
    ///
    /// # Errors
    /// [`ErrorKind::NothingRecognised`] if no row of the table is called as a figure is; else as [`Review::of`].
    pub fn of(&self, books: &Books, table: &PublishedTable) -> Result<Verification> {
        let rows: Vec<Option<&'static Metric>> = table.rows.iter().map(|row| metric_of(&row.names)).collect();
        let metrics: Vec<MetricRef> = rows.iter().copied().flatten().map(MetricRef::from).collect();
        if metrics.is_empty() {
            let found: Vec<String> =
                table.rows.iter().filter_map(|row| row.names.first()).take(10).map(|name| quoted(name)).collect();
            let message = format!(
                "no row is called as a figure is; found {}; use labels or identifiers of figures, as Chiffre d'affaires or day_rate",
                found.join(", ")
            );
            return Err(Error::new(ErrorKind::NothingRecognised, message).at(Origin::file(&*table.path).line(table.line)));
        }
        let columns = self.columns(books, table);
        let years: Vec<i32> = columns.iter().flatten().flat_map(|column| [column.year, column.from]).flatten().collect();
        let is_asked = columns.iter().flatten().any(|column| column.year.is_some() && column.from.is_none());
        let (true, Some(oldest), Some(newest)) = (is_asked, years.iter().min(), years.iter().max()) else {
            return Err(
                Error::new(ErrorKind::Question, "the table holds none of the years asked for").at(Origin::file(&*table.path))
            );
        };
        let mut review = Review::year(*newest).back_to(*oldest).metrics(metrics);
        if let Some(day) = self.as_at {
            review = review.as_at(day);
        }
        if let Some(policy) = self.policy {
            review = review.policy(policy);
        }
        if self.is_lenient {
            review = review.lenient();
        }
        let report = review.of(books)?;
        let others = Others::of(books, &review, *report.policy());
        let published = AsPublished::of(books, &review, &columns);
        let row = |(row, metric): (&PublishedRow, Option<&'static Metric>)| VerifiedRow {
            line: row.line,
            name: row.names.first().cloned().unwrap_or_default(),
            metric: metric.map(|metric| metric.id.clone().into_owned()),
            measure: metric.map(|metric| metric.measure),
            cells: columns
                .iter()
                .zip(&row.cells)
                .filter_map(|(column, cell)| Some(verified(&report, (&others, &published), metric, column.as_ref()?, cell)))
                .collect(),
        };
        // What stands between rows of figures says nothing of them.
        let is_heading = |row: &PublishedRow| row.cells.iter().all(|cell| cell.says == Says::Nothing);
        let said = table.rows.iter().zip(rows).filter(|(row, metric)| metric.is_some() || !is_heading(row));
        let verified: Vec<VerifiedRow> = said.map(row).collect();
        let shown = table.columns.iter().zip(&columns).filter(|(_, column)| column.is_some());
        Ok(Verification {
            path: table.path.clone(),
            sha256: table.sha256.clone(),
            line: table.line,
            columns: shown.map(|(column, _)| column.header.clone()).collect(),
            rows: verified,
            report,
        })
    }

    /// What each column is compared with; `None` for one that was not asked about.
    fn columns(&self, books: &Books, table: &PublishedTable) -> Vec<Option<Column>> {
        let declared = books.settings().fiscal_years.as_ref().map(FiscalCalendar::declared).unwrap_or_default();
        let called = |name: &str| declared.iter().find(|year| year.label.to_lowercase() == name.trim().to_lowercase());
        // `Premier (8,6 mois)`: what stands in parentheses is no part of the label, unless it is.
        let unmarked = |name: &str| called(name.trim().strip_suffix(')')?.rsplit_once('(')?.0);
        let labelled = |name: &str| called(name).or_else(|| unmarked(name)).map(Period::year);
        // What the books call a fiscal year is that year, whatever it looks like.
        let holds = |column: &PublishedColumn| match (column.holds, column.against.as_deref().and_then(labelled)) {
            (Holds::Change { of: None, .. }, Some(from)) => Holds::Change { of: None, from: Some(from) },
            (holds, _) => labelled(&column.header).map_or(holds, Holds::Year),
        };
        let held: Vec<Holds> = table.columns.iter().map(holds).collect();
        let of_years = held.iter().filter_map(|holds| if let Holds::Year(year) = holds { Some(*year) } else { None });
        let newest = of_years.clone().filter(|year| self.year.is_none_or(|asked| *year <= asked)).max();
        let newest = self.year.or(newest).unwrap_or_default();
        let is_asked = |year: i32| {
            let age = i64::from(newest) - i64::from(year);
            age >= 0 && self.years.is_none_or(|years| age < i64::from(years))
        };
        let unnamed = held.iter().filter(|holds| matches!(holds, Holds::Change { of: None, .. })).count();
        let mut left = newest;
        let column = |holds: Holds| match holds {
            Holds::Year(year) => {
                left = year;
                is_asked(year).then_some(Column { year: Some(year), from: None })
            }
            Holds::Change { of, from } => {
                // Of several columns of changes each is about the year on its left.
                let year = of.unwrap_or(if unnamed > 1 { left } else { newest });
                let from = from.or(self.against).unwrap_or(year.saturating_sub(1));
                is_asked(year).then_some(Column { year: Some(year), from: Some(from) })
            }
            Holds::Other => Some(Column { year: None, from: None }),
        };
        held.into_iter().map(column).collect()
    }
}

/// What a column is compared with: the figures of a year, or their change from another; without a year, nothing.
#[derive(Clone, Copy)]
struct Column {
    year: Option<i32>,
    from: Option<i32>,
}

/// The same review under every policy that differs in one thing, made when first needed.
struct Others<'b> {
    books: &'b Books,
    review: &'b Review,
    policies: Vec<(Remedy, Policy, OnceCell<Option<Report>>)>,
}

impl<'b> Others<'b> {
    fn of(books: &'b Books, review: &'b Review, policy: Policy) -> Self {
        let mut policies = Vec::new();
        macro_rules! every {
            ($key:ident, $choices:ident) => {
                for (id, choice) in $choices::ALL.iter().filter(|(_, choice)| *choice != policy.$key) {
                    let mut other = policy;
                    other.$key = *choice;
                    policies.push((Remedy { key: stringify!($key), value: id }, other, OnceCell::new()));
                }
            };
        }
        every!(fixed_price_days, FixedPriceDays);
        every!(billed_days, BilledDays);
        every!(revenue_basis, RevenueBasis);
        every!(revenue_source, RevenueSource);
        every!(service_spread, ServiceSpread);
        every!(depreciation, DepreciationTime);
        Self { books, review, policies }
    }

    /// The first policy under which this holds.
    fn under_which(&self, holds: impl Fn(&Report) -> bool) -> Option<Remedy> {
        let made = |policy: &Policy, report: &OnceCell<Option<Report>>| {
            report.get_or_init(|| self.review.clone().policy(*policy).of(self.books).ok()).as_ref().is_some_and(&holds)
        };
        self.policies.iter().find(|(_, policy, report)| made(policy, report)).map(|(remedy, ..)| *remedy)
    }
}

/// The same review under the rule that each year was published under, made when first needed.
struct AsPublished<'b> {
    books: &'b Books,
    review: &'b Review,
    policies: BTreeMap<i32, (Policy, OnceCell<Option<Report>>)>,
}

impl<'b> AsPublished<'b> {
    fn of(books: &'b Books, review: &'b Review, columns: &[Option<Column>]) -> Self {
        let under = &books.settings().published_under;
        let years = columns.iter().flatten().filter_map(|column| Some((column.year?, *under.get(&column.year?)?)));
        Self { books, review, policies: years.map(|(year, policy)| (year, (policy, OnceCell::new()))).collect() }
    }

    /// The policy and the review of a year that was published under a rule of its own.
    fn year(&self, year: i32) -> Option<(Policy, &Report)> {
        let (policy, report) = self.policies.get(&year)?;
        let made = report.get_or_init(|| self.review.clone().policy(*policy).of(self.books).ok());
        Some((*policy, made.as_ref()?))
    }
}

/// The figure of a column, or its change.
fn actual(report: &Report, metric: &'static Metric, (year, from): (i32, Option<i32>)) -> Actual {
    let state = |year| match report.figure(metric, year) {
        Ok(figure) => figure.value().state,
        Err(_) => State::missing("hors des exercices", "outside the fiscal years"),
    };
    let new = state(year);
    match from {
        None => Actual::Value(new),
        Some(from) => {
            let base = match report.can_be_base(from) {
                true => state(from),
                false => State::missing("avant le premier exercice des comptes", "before the first fiscal year of the books"),
            };
            Actual::Change { change: Change::between(&new, &base, metric.measure), new, base }
        }
    }
}

fn verified(
    report: &Report,
    (others, published): (&Others<'_>, &AsPublished<'_>),
    metric: Option<&'static Metric>,
    column: &Column,
    cell: &PublishedCell,
) -> VerifiedCell {
    let unknown = Verdict::Unknown(Wording::fixed("aucun chiffre ne porte ce nom", "no figure has this name"));
    let mut found = VerifiedCell {
        text: cell.text.clone(),
        year: column.year,
        from: column.from,
        actual: None,
        verdict: unknown,
        should_read: None,
        remedy: None,
        published_under: None,
    };
    let Some(year) = column.year else {
        found.verdict = Verdict::Unknown(Wording::fixed(
            "l'en-tête de la colonne ne nomme ni un exercice ni une variation",
            "the header of the column names neither a fiscal year nor a change",
        ));
        return found;
    };
    let Some(metric) = metric else { return found };
    let judged = |report: &Report| {
        let actual = actual(report, metric, (year, column.from));
        (judge(&cell.says, &actual, metric.measure, report.currency()), actual)
    };
    let holds = |verdict: &Verdict| matches!(verdict, Verdict::Exact | Verdict::AtPrecision);
    let (verdict, actual) = judged(report);
    if verdict == Verdict::Wrong {
        if let Some((policy, (_, actual))) =
            published.year(year).map(|(policy, then)| (policy, judged(then))).filter(|(_, (then, _))| holds(then))
        {
            (found.verdict, found.actual, found.published_under) = (Verdict::AsPublished, Some(actual), Some(policy));
            return found;
        }
        found.should_read =
            right(&cell.says, &actual, metric.measure).and_then(|(shown, exact)| rewritten(&cell.text, shown, exact));
        found.remedy = others.under_which(|other| holds(&judged(other).0));
    }
    (found.verdict, found.actual) = (verdict, Some(actual));
    found
}
