//! A cell of a figure, before it is written.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Worksheet};

use super::pen::{Pen, Written};
use crate::analysis::{Change, State};
use crate::locale;
use crate::model::Measure;

/// A cell: what it holds, and what is said of it.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) content: Content,
    pub(super) note: String,
}

/// What a cell holds.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Formula(Formula),
    Known(Known),
}

/// A formula, with its result when it was written.
#[derive(Clone, Debug)]
pub(super) struct Formula {
    pub(super) text: String,
    pub(super) is_array: bool,
    pub(super) result: Known,
}

/// A number, or the text that stands where there is none.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Number(Decimal),
    Text(&'static str),
}

impl From<&State> for Known {
    fn from(state: &State) -> Self {
        match state {
            State::Known(value) => Self::Number(*value),
            State::Missing(_) => Self::Text(locale::MISSING),
            State::Undefined(_) => Self::Text(locale::UNDEFINED),
        }
    }
}

impl From<&Change> for Known {
    /// Points are in hundredths, as they are read.
    fn from(change: &Change) -> Self {
        match change {
            Change::Relative { share, .. } => Self::Number(*share),
            Change::Points { points } => Self::Number(points.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(*points)),
            Change::Missing => Self::Text(locale::MISSING),
            Change::ZeroBase { .. } => Self::Text(locale::UNDEFINED),
            Change::NotMeaningful { .. } => Self::Text(locale::NOT_MEANINGFUL),
        }
    }
}

impl Cell {
    pub(super) fn known(known: Known, note: impl Into<String>) -> Self {
        Self { content: Content::Known(known), note: note.into() }
    }

    pub(super) fn formula(text: String, result: Known) -> Self {
        Self { content: Content::Formula(Formula { text, is_array: false, result }), note: String::new() }
    }

    pub(super) fn write(&self, sheet: &mut Worksheet, pen: &mut Pen, row: u32, column: u16, format: &Format) -> Written {
        match &self.content {
            Content::Formula(formula) => {
                let result = match &formula.result {
                    Known::Number(value) => value.normalize().to_string(),
                    Known::Text(text) => (*text).to_owned(),
                };
                pen.formula(sheet, (row, column), &formula.text, formula.is_array, &result, format)?;
            }
            Content::Known(Known::Number(value)) => pen.number(sheet, row, column, *value, format)?,
            Content::Known(Known::Text(text)) => pen.text_as(sheet, row, column, text, format)?,
        }
        pen.note(sheet, row, column, &self.note)
    }
}

/// A row of figures: a cell per column that has one.
pub(super) struct Row {
    pub(super) label: String,
    /// How it is computed.
    pub(super) words: String,
    pub(super) measure: Measure,
    pub(super) cells: BTreeMap<u16, Cell>,
}
