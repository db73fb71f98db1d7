//! A section of the review as JSON: its table, cell by cell.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{NumberJson, UnitJson, ValueState};
use super::review_json::ChangeJson;
use super::table::{Cell, Header, Row, Table};
use crate::analysis::State;
use crate::locale::Locale;
use crate::model::Measure;

/// A section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionJson {
    /// Identifier, as `--sections` names it.
    pub section: String,
    /// Its title, in the language that was asked for.
    pub title: String,
    /// What each column holds, in that language; a period by its label.
    pub columns: Vec<String>,
    /// What is to be known of some periods, by their label: that one is running, or how many months it has where years are not of one length.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, String>,
    /// Its rows.
    pub rows: Vec<SectionRowJson>,
}

/// A row of a section: a cell per column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionRowJson {
    /// Identifier: a metric, a part of a bridge.
    pub id: String,
    /// Its name, in the language that was asked for.
    pub label: String,
    /// Unit of its values.
    pub unit: UnitJson,
    /// One per column.
    pub cells: Vec<SectionCellJson>,
}

/// A cell of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SectionCellJson {
    /// A figure in the unit of its row.
    Value(StateJson),
    /// A share of a whole, whatever the unit of its row.
    Share {
        /// The share.
        share: StateJson,
    },
    /// How a figure moved.
    Change {
        /// The change.
        change: ChangeJson,
    },
    /// Words, in the language that was asked for.
    Text {
        /// The words.
        text: String,
    },
}

/// A value, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateJson {
    /// The figure; null unless `state` is `value`.
    pub value: Option<NumberJson>,
    /// What is known of it.
    pub state: ValueState,
    /// Why it is not known, in the language that was asked for; absent if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl SectionJson {
    pub(super) fn of(id: &str, table: &Table, locale: &Locale) -> Self {
        Self {
            section: id.to_owned(),
            title: locale.text(&table.caption).to_owned(),
            columns: table.columns.iter().map(|header| table.column_name(header, locale)).collect(),
            marks: table
                .columns
                .iter()
                .filter_map(|header| if let Header::Period(label) = header { Some(label) } else { None })
                .filter_map(|label| Some((label.clone(), locale.text(table.marks.get(label)?).to_owned())))
                .collect(),
            rows: table.rows.iter().map(|row| SectionRowJson::of(row, locale)).collect(),
        }
    }
}

impl SectionRowJson {
    fn of(row: &Row, locale: &Locale) -> Self {
        let cell = |cell: &Cell| match cell {
            Cell::Value(state) => SectionCellJson::Value(StateJson::of(state, row.measure, locale)),
            Cell::Share(state) => SectionCellJson::Share { share: StateJson::of(state, Measure::Share, locale) },
            Cell::Change(change) => SectionCellJson::Change { change: ChangeJson::of(change, row.measure) },
            Cell::Text(wording) => SectionCellJson::Text { text: locale.text(wording).to_owned() },
        };
        Self {
            id: row.id.clone(),
            label: locale.text(&row.label).to_owned(),
            unit: row.measure.into(),
            cells: row.cells.iter().map(cell).collect(),
        }
    }
}

impl StateJson {
    fn of(state: &State, measure: Measure, locale: &Locale) -> Self {
        Self {
            value: state.value().map(|known| NumberJson::of(measure, known)),
            state: state.into(),
            reason: state.reason().map(|why| locale.text(why).to_owned()),
        }
    }
}
