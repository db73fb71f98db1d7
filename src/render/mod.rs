//! Figures to text: a neutral table, then one file per output format.
//!
//! * [`Table`]: [`Report::table`](crate::analysis::Report::table), then `to_terminal`, `to_markdown`, `to_html`, `to_csv`;
//! * [`Screen`]: a whole review as the command prints it, in any [`Format`];
//! * [`ReviewJson`] and [`ExplainJson`]: what the JSON of a review and of an explanation holds;
//! * [`CheckJson`]: what the JSON of cross-checks holds; [`Findings`](crate::check::Findings) have `to_terminal` and `to_json`;
//! * [`OutlookJson`]: what the JSON of an outlook holds; a [`Plan`](crate::analysis::Plan) has `to_terminal` and `to_json`;
//! * [`VerifyJson`]: what the JSON of a verified table holds;
//! * [`with_table`]: a blog post with the table in its place;
//! * [`SourceList`]: what became of every file and row.
//!
//! ```
//! use bilan::locale::{self, NumberStyle};
//! use bilan::model::{Measure, Wording};
//! use bilan::render::{Cell, Header, Row, Table};
//!
//! let mut table = Table::new("EUR", vec![Header::Period("2020".into()), Header::Period("2019".into())]);
//! let revenue = [138_000, 150_000].map(|net| Cell::known(net.into())).to_vec();
//! table.rows.push(Row::new("revenue", Wording::fixed("Chiffre d'affaires", "Revenue"), Measure::Money, revenue));
//! assert_eq!(table.to_terminal(&locale::EN), "             2020      2019\nRevenue  €138,000  €150,000");
//! let blog = locale::FR.with_style(NumberStyle::BLOG);
//! assert_eq!(table.to_terminal(&blog), "                    2020     2019\nChiffre d'affaires  ~138 K€  ~150 K€");
//! ```
//!
//! Text of the books is data everywhere: escaped where a format has markup, on one line and without control characters where people
//! read it.

mod check;
mod check_json;
mod csv;
mod errors;
mod exact;
mod explain;
mod explain_json;
mod explain_text;
mod format;
mod html;
mod json;
mod layout;
mod markdown;
mod occupancy;
mod outlook;
mod outlook_json;
mod plain_text;
mod post;
mod quality;
mod review_json;
mod screen;
pub mod section;
mod section_json;
mod sources;
mod sources_json;
mod stamp_json;
mod table;
mod terminal;
mod verify;
mod verify_json;
#[cfg(feature = "xlsx")]
mod workbook;

pub use check_json::{CheckJson, CheckResultJson, CheckSchema, FindingJson, MatchJson, PlaceJson, SeverityJson, StatusJson};
pub use explain_json::{ExplainJson, ExplainSchema, GroupJson, OperandJson, RowJson};
pub use format::Format;
pub use json::{NumberJson, UnitJson, ValueState};
pub use outlook_json::{OutlookJson, OutlookSchema, PartJson, PlanLineJson};
pub use post::with_table;
pub use quality::QualityJson;
pub use review_json::{
    ChangeJson, ChangeKind, ChangeState, FigureJson, NoteJson, PeriodJson, ReviewJson, ReviewSchema, SourceJson, ValueJson,
};
pub use screen::{Notes, Screen};
pub use section::Section;
pub use section_json::{SectionCellJson, SectionJson, SectionRowJson, StateJson};
pub use sources::SourceList;
pub use stamp_json::{PolicyJson, StampJson};
pub use table::{Cell, Header, Row, Table};
pub use verify_json::{
    RemedyJson, VerdictCountsJson, VerdictJson, VerifiedCellJson, VerifiedTableJson, VerifyJson, VerifySchema,
};

#[cfg(test)]
mod sample;
#[cfg(test)]
mod schema_tests;
