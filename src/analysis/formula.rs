//! What a metric is, as data: sums of rows, differences, ratios, facts of the calendar.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use super::condition::Condition;
use super::context::Context;
use super::figure::Value;
use super::statement::Statement;
use crate::books::Table;
use crate::model::{Measure, Wording};

/// A figure that can be asked for: its name, its unit, and what it is.
///
/// A metric of your own is a value like those of [`metric`](super::metric):
///
/// ```
/// use bilan::analysis::{Amount, Condition, Field, Formula, Metric};
/// use bilan::books::Table;
/// use bilan::model::{Measure, Wording};
///
/// let training = Metric::new(
///     "training_days",
///     Measure::Days,
///     Wording::fixed("jours de formation", "training days"),
///     Formula::sum(Table::Timesheets, Amount::Days, Condition::ALL.and_is(Field::Kind, ["training"])),
/// );
/// assert_eq!(training.id, "training_days");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Metric {
    /// Stable identifier, in snake case.
    pub id: Cow<'static, str>,
    /// Unit.
    pub measure: Measure,
    /// Name for people.
    pub label: Wording,
    /// What it is.
    pub is: Formula,
}

impl Metric {
    /// A metric.
    pub fn new(id: impl Into<Cow<'static, str>>, measure: Measure, label: Wording, is: Formula) -> Self {
        Self { id: id.into(), measure, label, is }
    }

    pub(super) const fn fixed(id: &'static str, measure: Measure, label: Wording, is: Formula) -> Self {
        Self { id: Cow::Borrowed(id), measure, label, is }
    }
}

/// A metric of the library, or one made at run time.
#[derive(Clone, Debug)]
pub enum MetricRef {
    /// A metric written in a program.
    Static(&'static Metric),
    /// A metric made at run time.
    Shared(Arc<Metric>),
}

impl Deref for MetricRef {
    type Target = Metric;

    fn deref(&self) -> &Metric {
        match self {
            Self::Static(metric) => metric,
            Self::Shared(metric) => metric,
        }
    }
}

impl From<&'static Metric> for MetricRef {
    fn from(metric: &'static Metric) -> Self {
        Self::Static(metric)
    }
}

impl From<Metric> for MetricRef {
    fn from(metric: Metric) -> Self {
        Self::Shared(Arc::new(metric))
    }
}

impl From<&Self> for MetricRef {
    fn from(metric: &Self) -> Self {
        metric.clone()
    }
}

/// What is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Amount {
    /// Amount excluding VAT, of invoice lines or expenses.
    Net,
    /// Credit minus debit, of ledger entries: positive for income.
    Credit,
    /// Debit minus credit, of ledger entries: positive for expenses.
    Debit,
    /// Days, plus time divided by the hours of a day; of invoice lines or time entries.
    Days,
}

/// What a metric is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Formula {
    /// Rows of a table added up.
    Sum(Sum),
    /// Rows of a table counted.
    Count {
        /// The table.
        table: Table,
        /// Which rows.
        when: Condition,
    },
    /// Different values of a column counted.
    Distinct {
        /// What is counted.
        of: Distinct,
        /// Which rows.
        when: Condition,
    },
    /// Metrics added and subtracted.
    Terms(Cow<'static, [Term]>),
    /// One metric divided by another; undefined when the second is zero.
    Ratio {
        /// What is divided.
        numerator: MetricRef,
        /// By what.
        denominator: MetricRef,
    },
    /// A fact of the calendar or of working time.
    Calendar(CalendarFact),
    /// The metric of the source that was chosen for the fiscal year.
    Chosen {
        /// Which choice of source.
        choice: Choice,
        /// The metric of each source.
        options: Cow<'static, [(Feed, MetricRef)]>,
    },
    /// A rule in code: a function of the values of its operands.
    Computed {
        /// What it is computed from.
        operands: Cow<'static, [MetricRef]>,
        /// The sign with which the rows of each operand add to the value; none where the value is no sum of them.
        signs: &'static [i8],
        /// The rule in words, as `explain` prints it.
        rule: Wording,
        /// The rule.
        compute: fn(&Context<'_>, &[Value]) -> Value,
    },
    /// A rule in code that names the rows it adds up, or the steps it takes.
    Statement {
        /// What it is computed from.
        operands: Cow<'static, [MetricRef]>,
        /// Tables it reads besides.
        reads: &'static [Table],
        /// The rule in words, as `explain` prints it.
        rule: Wording,
        /// The rule.
        draw: fn(&Context<'_>, &[Value]) -> Statement,
    },
}

impl Formula {
    /// The sum of an amount over the rows of a table that meet a condition.
    pub fn sum(table: Table, amount: Amount, when: Condition) -> Self {
        Self::Sum(Sum { table, amount, when, unless: None })
    }

    /// One metric divided by another.
    pub fn ratio(numerator: impl Into<MetricRef>, denominator: impl Into<MetricRef>) -> Self {
        Self::Ratio { numerator: numerator.into(), denominator: denominator.into() }
    }

    /// The first metric minus the second.
    pub fn difference(from: impl Into<MetricRef>, take: impl Into<MetricRef>) -> Self {
        Self::Terms(Cow::Owned(vec![Term::plus(from.into()), Term::minus(take.into())]))
    }
}

/// Rows of a table added up.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sum {
    /// The table.
    pub table: Table,
    /// What is added up.
    pub amount: Amount,
    /// Which rows.
    pub when: Condition,
    /// Rows whose presence in the fiscal year makes the figure unknowable.
    pub unless: Option<Condition>,
}

/// What is counted once, however often it occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Distinct {
    /// Invoice numbers.
    InvoiceNumbers,
    /// Clients whose revenue in the period is not zero.
    ClientsWithRevenue,
}

/// A metric with a sign.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Term {
    /// Added, or subtracted.
    pub plus: bool,
    /// The metric.
    pub metric: MetricRef,
    /// Whether the sum goes on without it when it is missing.
    pub optional: bool,
}

impl Term {
    /// A metric that is added.
    pub const fn plus(metric: MetricRef) -> Self {
        Self { plus: true, metric, optional: false }
    }

    /// A metric that is subtracted.
    pub const fn minus(metric: MetricRef) -> Self {
        Self { plus: false, metric, optional: false }
    }

    /// The same term, left out when its metric is missing.
    #[must_use]
    pub fn if_known(self) -> Self {
        Self { optional: true, ..self }
    }
}

/// A fact of the calendar or of working time, of all who are there: where persons are listed, days are theirs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CalendarFact {
    /// Monday to Friday.
    Weekdays,
    /// Monday to Friday less public holidays.
    WorkingDays,
    /// Monday to Saturday less public holidays.
    BusinessDays,
    /// Days of a *forfait en jours* of France.
    ContractDays,
    /// Working days that fall on a day of the week off by part time.
    DaysOff,
    /// Working days of leave.
    LeaveDays,
    /// Working days of sickness.
    SickDays,
    /// Working days of training.
    TrainingDays,
    /// Working days less time off, by part time.
    Capacity,
}

impl CalendarFact {
    /// Whether timesheets may say something of it.
    pub(super) const fn is_recorded(self) -> bool {
        matches!(self, Self::LeaveDays | Self::SickDays | Self::TrainingDays | Self::Capacity)
    }
}

/// A choice of source, made once per fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Choice {
    /// Invoices if the year has a used line, else class 70 of the ledger.
    Revenue,
    /// The ledger if it has class 6 that year, else invoices, expenses and assets.
    Result,
    /// Invoices if every time line of the year has days or hours and there is one, else timesheets.
    BilledDays,
    /// Whether fixed-price work has days: what the policy says.
    FixedPriceDays,
    /// The tax as posted, else an estimate where the law is known.
    IncomeTax,
    /// What is left after tax, by the legal form of the business.
    LegalForm,
    /// The revenue of the source that the result is read from.
    ResultRevenue,
}

/// Where a figure is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Feed {
    /// Invoices.
    Invoices,
    /// The ledger.
    Ledger,
    /// Timesheets.
    Timesheets,
    /// Expenses and assets.
    Expenses,
    /// Nothing was billed, which is known.
    Nothing,
    /// No days for fixed-price work.
    Excluded,
    /// Equivalent days for fixed-price work.
    Equivalent,
    /// Tax as it was booked.
    Posted,
    /// Tax estimated by the law.
    Estimated,
    /// The business pays a tax of its own.
    Taxed,
    /// The profit is taxed in the hands of the owner.
    Untaxed,
    /// A micro-enterprise keeps what its contributions leave of its receipts.
    Micro,
    /// Revenue, wherever it is read.
    Revenue,
}

impl Feed {
    /// The word that names it in JSON; `None` for a rule of counting, which is no source.
    pub const fn id(self) -> Option<&'static str> {
        match self {
            Self::Invoices | Self::Nothing => Some("invoices"),
            Self::Ledger => Some("ledger"),
            Self::Timesheets => Some("timesheets"),
            Self::Expenses => Some("expenses"),
            Self::Excluded
            | Self::Equivalent
            | Self::Posted
            | Self::Estimated
            | Self::Taxed
            | Self::Untaxed
            | Self::Micro
            | Self::Revenue => None,
        }
    }
}
