//! Rows to figures: the only room with queries.

mod change;
mod explain;
mod figure;
mod note;
mod report;

pub use change::Change;
pub use explain::{Contribution, Explanation};
pub use figure::{Basis, State, Value};
pub use note::Note;
pub use report::{Line, Report, ReportPeriod};
