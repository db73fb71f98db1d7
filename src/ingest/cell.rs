//! Cells of a table before a column gives them a meaning, and the grid a workbook sheet is read into.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::Time;

/// One cell. A text file has only `Empty` and `Text`; a workbook also knows numbers, dates and durations.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing, or only spaces.
    Empty,
    /// Text as written.
    Text(&'a str),
    /// A number of a workbook, read at 15 significant digits, and the decimals its format shows, if it says.
    Number { value: Decimal, shown: Option<u32> },
    /// A date (its time of day dropped).
    Date(NaiveDate),
    /// A span of time (`[h]:mm`), or a time of day.
    Time(Time),
    /// TRUE or FALSE.
    Bool(bool),
    /// What a workbook shows instead of a value: `#DIV/0!`, a number that is none (NaN, 1e400), a formula without a stored value.
    Broken(&'a str),
}

/// The same, owned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OwnedCell {
    Empty,
    Text(String),
    Number { value: Decimal, shown: Option<u32> },
    Date(NaiveDate),
    Time(Time),
    Bool(bool),
    Broken(String),
}

impl OwnedCell {
    pub(crate) fn as_cell(&self) -> Cell<'_> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(text),
            Self::Number { value, shown } => Cell::Number { value: *value, shown: *shown },
            Self::Date(date) => Cell::Date(*date),
            Self::Time(time) => Cell::Time(*time),
            Self::Bool(value) => Cell::Bool(*value),
            Self::Broken(text) => Cell::Broken(text),
        }
    }
}

/// A sheet of a workbook: rows that hold anything, each with its number on screen (1 is the first).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Grid {
    pub(crate) sheet: String,
    pub(crate) rows: Vec<(u32, Vec<OwnedCell>)>,
}
