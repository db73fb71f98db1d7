//! A table before it is text: typed cells with exact values, without language or style.

use crate::analysis::{Change, Report, State};
use crate::locale::{self, Locale};
use crate::model::{Measure, Wording};
use rust_decimal::Decimal;

/// Figures in rows and columns, to be written in any format, language and style.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// What it shows, for formats with a caption.
    pub caption: String,
    /// ISO 4217 code of its amounts; empty if unknown.
    pub currency: String,
    /// What each column holds, the names of the rows apart.
    pub columns: Vec<Header>,
    /// Its rows, each with a cell per column.
    pub rows: Vec<Row>,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Header {
    /// Values of the period of this label.
    Period(String),
    /// Changes of the newest period against the year before it, whose label this is.
    ChangeFromPrevious(String),
    /// Changes of the newest period against the year of this label.
    ChangeFrom(String),
    /// Anything else.
    Text(Wording),
}

/// A row: one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// Identifier for machine formats.
    pub id: String,
    /// Name for people.
    pub label: Wording,
    /// Unit of its values.
    pub measure: Measure,
    /// A cell per column.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cell {
    /// A figure, or why there is none.
    Value(State),
    /// How a figure moved.
    Change(Change),
    /// A text.
    Text(Wording),
}

impl Report {
    /// The report as a table: a row per metric, the periods newest first, then the change.
    pub fn table(&self) -> Table {
        let mut columns: Vec<Header> = self.periods().iter().map(|shown| Header::Period(shown.period.label.clone())).collect();
        columns.extend(self.against().map(|base| {
            let label = base.label.clone();
            if self.is_against_previous() { Header::ChangeFromPrevious(label) } else { Header::ChangeFrom(label) }
        }));
        let rows = self.lines().iter().map(|line| {
            let values = line.values.iter().map(|value| Cell::Value(value.state.clone()));
            let change = self.against().map(|_| Cell::Change(line.change));
            Row {
                id: line.metric.clone(),
                label: line.label.clone(),
                measure: line.measure,
                cells: values.chain(change).collect(),
            }
        });
        let business = self.books().settings().business.name.clone().unwrap_or_default();
        Table { caption: business, currency: self.currency().to_owned(), rows: rows.collect(), columns }
    }
}

impl Table {
    /// An empty table with these columns; amounts are in `currency`.
    pub fn new(currency: impl Into<String>, columns: Vec<Header>) -> Self {
        Self { caption: String::new(), currency: currency.into(), columns, rows: Vec::new() }
    }

    /// The text of a header.
    pub fn header_text(&self, header: &Header, locale: &Locale) -> String {
        let words = locale.words();
        match header {
            Header::Period(label) => label.clone(),
            Header::ChangeFromPrevious(_) => words.change_previous.to_owned(),
            Header::ChangeFrom(label) => format!("{}{label}", words.change_against),
            Header::Text(wording) => locale.text(wording).to_owned(),
        }
    }

    /// The text of a cell of a row.
    pub fn cell_text(&self, row: &Row, cell: &Cell, locale: &Locale) -> String {
        match cell {
            Cell::Value(State::Known(value)) => locale.figure(row.measure, *value, &self.currency),
            Cell::Value(State::Missing(_)) | Cell::Change(Change::Missing) => locale::MISSING.to_owned(),
            Cell::Value(State::Undefined(_)) | Cell::Change(Change::ZeroBase { .. }) => locale::UNDEFINED.to_owned(),
            Cell::Change(Change::NotMeaningful { .. }) => locale::NOT_MEANINGFUL.to_owned(),
            Cell::Change(Change::Relative { share, .. }) => locale.relative(*share),
            Cell::Change(Change::Points { points }) => locale.points(*points),
            Cell::Text(wording) => locale.text(wording).to_owned(),
        }
    }
}

impl Row {
    /// A row of a metric.
    pub fn new(id: impl Into<String>, label: Wording, measure: Measure, cells: Vec<Cell>) -> Self {
        Self { id: id.into(), label, measure, cells }
    }
}

impl Cell {
    /// A known figure.
    pub const fn known(value: Decimal) -> Self {
        Self::Value(State::Known(value))
    }
}
