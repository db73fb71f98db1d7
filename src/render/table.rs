//! A table before it is text: typed cells with exact values, without language or style.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::plain_text::one_line;
use crate::analysis::{Change, Line, Report, Stamp, State};
use crate::locale::{self, Locale};
use crate::model::{MARK, Measure, Wording};
use rust_decimal::Decimal;

/// Figures in rows and columns, to be written in any format, language and style.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// What it shows, for formats with a caption.
    pub caption: Wording,
    /// ISO 4217 code of its amounts; empty if unknown.
    pub currency: String,
    /// What each column holds, the names of the rows apart.
    pub columns: Vec<Header>,
    /// Its rows, each with a cell per column.
    pub rows: Vec<Row>,
    /// What it was made from, if it is an answer of bilan.
    pub stamp: Option<Stamp>,
    /// What is to be known of a period beside its label: that it is running, or how many months it has where years are not of one length.
    pub marks: BTreeMap<String, Wording>,
    /// Whether the rows between the first and the last lead from one to the other: what is printed then adds up.
    pub adds_up: bool,
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
    /// A share of a whole, whatever the unit of the row.
    Share(State),
    /// A text.
    Text(Wording),
}

impl Report {
    /// The report as a table: a row per metric, the periods newest first, then the change.
    pub fn table(&self) -> Table {
        self.table_of(self.lines())
    }

    /// The same of other lines for the periods of this report.
    pub(super) fn table_of(&self, lines: &[Line]) -> Table {
        let mut columns: Vec<Header> = self.periods().iter().map(|shown| Header::Period(shown.period.label.clone())).collect();
        columns.extend(self.against().map(|base| {
            let label = base.label.clone();
            if self.is_against_previous() { Header::ChangeFromPrevious(label) } else { Header::ChangeFrom(label) }
        }));
        let rows = lines.iter().map(|line| {
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
        let mut table = Table::new(self.currency(), columns);
        table.caption = Wording::made(business.clone(), business);
        table.rows = rows.collect();
        table.stamp = Some(self.stamp());
        table.marks = self.marks();
        table
    }
}

impl Table {
    /// An empty table with these columns; amounts are in `currency`.
    pub fn new(currency: impl Into<String>, columns: Vec<Header>) -> Self {
        Self {
            caption: Wording::fixed("", ""),
            currency: currency.into(),
            columns,
            rows: Vec::new(),
            stamp: None,
            marks: BTreeMap::new(),
            adds_up: false,
        }
    }

    /// The table as it is shown: rows that lead from the first to the last are rounded so that they still do.
    pub(super) fn shown(&self, locale: &Locale) -> Cow<'_, Self> {
        if !self.adds_up {
            return Cow::Borrowed(self);
        }
        let mut shown = self.clone();
        for column in 0..self.columns.len() {
            let values: Option<Vec<Decimal>> = self.rows.iter().map(|row| row.known(column)).collect();
            let Some(values) = values else { continue };
            for (row, value) in shown.rows.iter_mut().zip(locale.leading(&values)) {
                if let Some(Cell::Value(state)) = row.cells.get_mut(column) {
                    *state = State::Known(value);
                }
            }
        }
        Cow::Owned(shown)
    }

    /// Why values are not known, a line each, with the rows and the columns it is said of.
    pub(super) fn reasons(&self, locale: &Locale) -> Vec<String> {
        let mut said: Vec<(&str, Vec<String>, Vec<&str>)> = Vec::new();
        for row in &self.rows {
            let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
            for (header, cell) in self.columns.iter().zip(&row.cells) {
                let (Cell::Value(state) | Cell::Share(state)) = cell else { continue };
                let Some(why) = state.reason().map(|why| locale.text(why)).filter(|why| !why.is_empty()) else { continue };
                let column = self.column_name(header, locale);
                match groups.iter_mut().find(|(known, _)| *known == why) {
                    Some((_, columns)) => columns.push(column),
                    None => groups.push((why, vec![column])),
                }
            }
            for (why, columns) in groups {
                match said.iter_mut().find(|(known, of, _)| *known == why && *of == columns) {
                    Some((_, _, rows)) => rows.push(locale.text(&row.label)),
                    None => said.push((why, columns, vec![locale.text(&row.label)])),
                }
            }
        }
        let line = |(why, columns, rows): (&str, Vec<String>, Vec<&str>)| {
            one_line(&format!("{} ({}){}{why}", rows.join(", "), columns.join(", "), locale.words().colon))
        };
        said.into_iter().map(line).collect()
    }

    /// The mark by which bilan knows its own files, and what the table was made from.
    pub(super) fn mark(&self) -> String {
        self.stamp.as_ref().map_or_else(|| MARK.to_owned(), |stamp| format!("{MARK} {stamp}"))
    }

    /// The text of a header: what it holds, and what is to be known of its period. A header of changes tells it of a base that has no column of its own.
    pub fn header_text(&self, header: &Header, locale: &Locale) -> String {
        let name = self.column_name(header, locale);
        let marked = match header {
            Header::Period(label) => Some(label),
            Header::ChangeFromPrevious(base) | Header::ChangeFrom(base) => {
                Some(base).filter(|base| !self.columns.contains(&Header::Period((*base).clone())))
            }
            Header::Text(_) => None,
        };
        match marked.and_then(|label| self.marks.get(label)) {
            Some(mark) => format!("{name} ({})", locale.text(mark)),
            None => name,
        }
    }

    /// What a column holds: a period by its label alone.
    pub(super) fn column_name(&self, header: &Header, locale: &Locale) -> String {
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
            Cell::Share(State::Known(share)) => locale.figure(Measure::Share, *share, ""),
            Cell::Value(State::Missing(_)) | Cell::Share(State::Missing(_)) | Cell::Change(Change::Missing) => {
                locale::MISSING.to_owned()
            }
            Cell::Value(State::Undefined(_)) | Cell::Share(State::Undefined(_)) | Cell::Change(Change::ZeroBase { .. }) => {
                locale::UNDEFINED.to_owned()
            }
            Cell::Change(Change::NotMeaningful { .. }) => locale::NOT_MEANINGFUL.to_owned(),
            Cell::Change(Change::Relative { share, .. }) => locale.relative(*share),
            Cell::Change(Change::Points { points }) => locale.points(*points),
            Cell::Text(wording) => locale.text(wording).to_owned(),
        }
    }
}

impl Row {
    fn known(&self, column: usize) -> Option<Decimal> {
        match self.cells.get(column) {
            Some(Cell::Value(state)) => state.value(),
            _ => None,
        }
    }

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
