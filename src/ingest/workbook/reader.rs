//! The sheets of a workbook that was found safe to read.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{CellType, Data, DataRef, DataType, OdsError, Range, Reader, Sheet, SheetType, XlsError, XlsbError, XlsxError};
use rust_decimal::Decimal;

use super::grid::{GridBuilder, Room};
use super::moment::{Epoch, Shows, decimal, moment};
use super::number_format::NumberFormat;
use super::{Kind, damaged, iso, protected};
use crate::error::Error;
use crate::ingest::cell::{Grid, OwnedCell};

type Bytes = Cursor<Vec<u8>>;

pub(super) fn read(kind: Kind, bytes: Vec<u8>) -> Result<Vec<Grid>, Error> {
    let bytes = Cursor::new(bytes);
    match kind {
        Kind::Xlsx => xlsx(calamine::Xlsx::new(bytes).map_err(xlsx_error)?),
        Kind::Xlsb => xlsb(calamine::Xlsb::new(bytes).map_err(xlsb_error)?),
        Kind::Xls => {
            let book = calamine::Xls::new(bytes).map_err(xls_error)?;
            let epoch = Epoch::new(book.has_1904_epoch());
            ranges(book, epoch, xls_error)
        }
        Kind::Ods => ranges(calamine::Ods::new(bytes).map_err(ods_error)?, Epoch::Y1900, ods_error),
    }
}

fn xlsx_error(error: XlsxError) -> Error {
    if matches!(error, XlsxError::Password) { protected() } else { damaged(error) }
}
fn xlsb_error(error: XlsbError) -> Error {
    if matches!(error, XlsbError::Password) { protected() } else { damaged(error) }
}
fn xls_error(error: XlsError) -> Error {
    if matches!(error, XlsError::Password) { protected() } else { damaged(error) }
}
fn ods_error(error: OdsError) -> Error {
    if matches!(error, OdsError::Password) { protected() } else { damaged(error) }
}

/// Names of the sheets that hold cells; charts and modules do not.
fn names(sheets: &[Sheet]) -> Vec<String> {
    sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).map(|sheet| sheet.name.clone()).collect()
}

fn xlsx(mut book: calamine::Xlsx<Bytes>) -> Result<Vec<Grid>, Error> {
    let epoch = Epoch::new(book.has_1904_epoch());
    let names = names(book.sheets_metadata());
    let mut room = Room::new();
    let mut grids = Vec::new();
    for name in names {
        let mut grid = GridBuilder::new(&name, &mut room);
        let mut cells = match book.worksheet_cells_reader(&name) {
            Err(XlsxError::NotAWorksheet(_)) => continue,
            cells => cells.map_err(xlsx_error)?,
        };
        let formats: Vec<NumberFormat> = cells
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().map(|format| NumberFormat::of(&format.format_code)).unwrap_or_default())
            .collect();
        let mut has_blank = false;
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(xlsx_error)? {
            let (row, column) = cell.get_position();
            let format = formats.get(style).copied().unwrap_or_default();
            has_blank |= cell.get_value() == &DataRef::Empty;
            grid.put(row, column, read_cell(cell.get_value(), format, epoch))?;
        }
        drop(cells);
        if has_blank {
            // Styled blanks and formulas that were never computed look alike until the formulas are read.
            let mut cells = book.worksheet_cells_reader(&name).map_err(xlsx_error)?;
            while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(xlsx_error)? {
                if cell.value == DataRef::Empty && cell.formula.is_some() {
                    grid.put(cell.pos.0, cell.pos.1, not_computed())?;
                }
            }
        }
        grids.push(grid.finish());
    }
    Ok(grids)
}

fn xlsb(mut book: calamine::Xlsb<Bytes>) -> Result<Vec<Grid>, Error> {
    let epoch = Epoch::new(book.has_1904_epoch());
    let names = names(book.sheets_metadata());
    let mut room = Room::new();
    let mut grids = Vec::new();
    for name in names {
        let mut grid = GridBuilder::new(&name, &mut room);
        let mut blank_texts = BTreeSet::new();
        let mut cells = book.worksheet_cells_reader(&name).map_err(xlsb_error)?;
        while let Some(cell) = cells.next_cell().map_err(xlsb_error)? {
            let (row, column) = cell.get_position();
            if cell.get_value().get_string() == Some("") {
                blank_texts.insert((row, column));
            }
            grid.put(row, column, read_cell(cell.get_value(), NumberFormat::default(), epoch))?;
        }
        drop(cells);
        // The parser skips the records of formulas that end in an error, but tells where formulas are.
        let mut formulas = book.worksheet_cells_reader(&name).map_err(xlsb_error)?;
        loop {
            match formulas.next_formula() {
                Ok(Some(cell)) => {
                    let (row, column) = cell.get_position();
                    if grid.is_empty(row, column) && !blank_texts.contains(&(row, column)) {
                        grid.put(row, column, OwnedCell::Broken("formula with an error".into()))?;
                    }
                }
                Ok(None) => break,
                Err(error @ (XlsbError::Io(_) | XlsbError::Zip(_))) => return Err(xlsb_error(error)),
                // A formula it cannot spell out; its value was read all the same.
                Err(_) => {}
            }
        }
        grids.push(grid.finish());
    }
    Ok(grids)
}

/// XLS and ODS are read as rectangles that begin at their first used cell.
fn ranges<B: Reader<Bytes>>(mut book: B, epoch: Epoch, wrong: fn(B::Error) -> Error) -> Result<Vec<Grid>, Error> {
    let mut room = Room::new();
    let mut grids = Vec::new();
    for name in names(book.sheets_metadata()) {
        let mut grid = GridBuilder::new(&name, &mut room);
        let range = book.worksheet_range(&name).map_err(wrong)?;
        for ((row, column), value) in used(&range) {
            grid.put(row, column, read_cell(value, NumberFormat::default(), epoch))?;
        }
        for (place, _) in used(&book.worksheet_formula(&name).map_err(wrong)?) {
            if range.get_value(place).is_none_or(|value| value == &Data::Empty) {
                grid.put(place.0, place.1, not_computed())?;
            }
        }
        grids.push(grid.finish());
    }
    Ok(grids)
}

/// The used cells of a rectangle, with their place on the sheet.
fn used<T: CellType>(range: &Range<T>) -> impl Iterator<Item = ((u32, u32), &T)> {
    let (top, left) = range.start().unwrap_or_default();
    range.used_cells().filter_map(move |(row, column, value)| {
        let row = top.checked_add(u32::try_from(row).ok()?)?;
        let column = left.checked_add(u32::try_from(column).ok()?)?;
        Some(((row, column), value))
    })
}

fn read_cell(value: &impl DataType, format: NumberFormat, epoch: Epoch) -> OwnedCell {
    if let Some(text) = value.get_string() {
        return read_text(text);
    }
    if let Some(value) = value.get_int() {
        return OwnedCell::Number { value: Decimal::from(value), shown: format.shown };
    }
    if let Some(number) = value.get_float() {
        return match decimal(number) {
            Some(value) => OwnedCell::Number { value, shown: format.shown },
            None => OwnedCell::Broken(number.to_string()),
        };
    }
    if let Some(days) = value.get_datetime() {
        let shows = match (days.is_duration(), format.clock) {
            (true, _) => Shows::Span,
            (false, true) => Shows::Clock,
            (false, false) => Shows::Date,
        };
        return match decimal(days.as_f64()) {
            Some(days) => moment(days, shows, epoch),
            None => OwnedCell::Broken(days.as_f64().to_string()),
        };
    }
    if let Some(value) = value.get_bool() {
        return OwnedCell::Bool(value);
    }
    if let Some(text) = value.get_datetime_iso() {
        return iso::date_or_time(text);
    }
    if let Some(text) = value.get_duration_iso() {
        return iso::duration(text);
    }
    value.get_error().map_or(OwnedCell::Empty, |error| OwnedCell::Broken(error.to_string()))
}

/// Text without the spaces around it; the errors that ODS stores as text are told by their words.
fn read_text(text: &str) -> OwnedCell {
    const ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
    let text = text.trim();
    let numbered = |text: &str| text.strip_prefix("Err:").is_some_and(|code| code.len() == 3 && code.parse::<u16>().is_ok());
    match text {
        "" => OwnedCell::Empty,
        _ if ERRORS.contains(&text) || numbered(text) => OwnedCell::Broken(text.to_owned()),
        _ => OwnedCell::Text(text.to_owned()),
    }
}

fn not_computed() -> OwnedCell {
    OwnedCell::Broken("formula without a stored value".into())
}
