//! Rows to figures: the only room with queries.

mod asset_schedule;
mod change;
mod choice;
mod client_share;
pub mod concentration;
mod condition;
mod context;
pub mod decomposition;
mod depreciation;
mod distinct;
pub mod dso;
mod evaluated;
mod evaluation;
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
mod result;
mod review;
mod target;
mod working_days;

pub use change::Change;
pub use condition::{Clause, Condition, Field, Values};
pub use context::Context;
pub use explain::{Contribution, Explanation};
pub use figure::{Basis, State, Value};
pub use formula::{Amount, CalendarFact, Choice, Distinct, Feed, Formula, Metric, MetricRef, Sum, Term};
pub use note::Note;
pub use report::{Figure, Line, Report, ReportPeriod};
pub use review::Review;
