//! Figures to text: a neutral table, then one file per output format.
//!
//! * [`Table`]: [`Report::table`](crate::analysis::Report::table), then `to_terminal`, `to_markdown`, `to_html`, `to_csv`;
//! * [`Screen`]: a whole review as the command prints it;
//! * [`ReviewJson`] and [`ExplainJson`]: what the JSON of a review and of an explanation holds;
//! * [`SourceList`]: what became of every file and row.
//!
//! Text of the books is data everywhere: escaped where a format has markup, on one line and without control characters where people
//! read it.

mod csv;
mod errors;
mod exact;
mod explain;
mod explain_json;
mod html;
mod json;
mod layout;
mod markdown;
mod plain_text;
mod screen;
mod sources;
mod sources_json;
mod table;
mod terminal;

pub use explain_json::{ExplainJson, ExplainSchema, OperandJson, RowJson};
pub use json::{
    ChangeJson, ChangeKind, ChangeState, FigureJson, NoteJson, NumberJson, PeriodJson, PolicyJson, ReviewJson, ReviewSchema,
    SourceJson, UnitJson, ValueJson, ValueState,
};
pub use screen::{Notes, Screen};
pub use sources::SourceList;
pub use table::{Cell, Header, Row, Table};

#[cfg(test)]
mod sample;
#[cfg(test)]
mod schema_tests;
