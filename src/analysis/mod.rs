//! Rows to figures: the only room with queries.

mod change;
mod choice;
pub mod concentration;
mod condition;
pub mod decomposition;
mod depreciation;
pub mod dso;
mod explain;
mod facts;
mod figure;
mod formula;
pub mod metric;
mod note;
mod notes;
mod query;
mod recognition;
mod report;
mod review;
mod target;

pub use change::Change;
pub use condition::{Clause, Condition, Field, Values};
pub use explain::{Contribution, Explanation};
pub use facts::Context;
pub use figure::{Basis, State, Value};
pub use formula::{Amount, CalendarFact, Choice, Distinct, Feed, Formula, Metric, MetricRef, Sum, Term};
pub use note::Note;
pub use report::{Figure, Line, Report, ReportPeriod};
pub use review::Review;
