//! `[[correct]]` while a file is read: rows set aside, cells replaced. Without corrections nothing of this is asked for any row.

use std::collections::BTreeMap;

use super::cell::Cell;
use super::columns::{columns, key};
use super::convention::{Hint, Way};
use super::header::Layout;
use super::number;
use super::row::Record;
use super::settings::toml_text;
use super::tabular::{Rows, is_blank};
use super::tokens::Sink;
use crate::books::{BooksBuilder, Corrected, Reason, Table};
use crate::error::{Error, ErrorKind, Errors, Origin, quoted};
use crate::model::{Correction, Mend, Settings};

/// What is to be done to the rows of one table, by line.
#[derive(Default)]
pub(crate) struct Corrections<'a> {
    of_rows: BTreeMap<u32, Vec<Fix<'a>>>,
    /// Corrections that cannot be made here, and why.
    pub(crate) refused: Vec<(usize, String)>,
}

/// A correction of a row: its position among those of the settings, and what it does.
struct Fix<'a> {
    number: usize,
    correction: &'a Correction,
    /// Position and content of the cell; `None` to set the row aside.
    cell: Option<(usize, Cell<'a>, &'a str)>,
}

/// Those that name a file and one of its sheets, with their position among all.
fn about<'a>(settings: &'a Settings, path: &str, sheet: Option<&str>) -> impl Iterator<Item = (usize, &'a Correction)> {
    let is_about = move |correction: &Correction| {
        correction.names(path) && correction.sheet.as_deref().is_none_or(|asked| sheet.is_some_and(|sheet| sheet == asked))
    };
    settings.corrections.iter().enumerate().filter(move |(_, correction)| is_about(correction)).collect::<Vec<_>>().into_iter()
}

const LEDGER: &str = "rows of a ledger may be set aside and never changed; write set_aside = true, or a correcting entry";

const BANK: &str = "rows of a bank statement may be set aside and never changed; write set_aside = true";

impl<'a> Corrections<'a> {
    /// What the settings say of the rows of a table.
    pub(crate) fn of(settings: &'a Settings, path: &str, sheet: Option<&str>, layout: &Layout) -> Self {
        let mut corrections = Self::default();
        for (number, correction) in about(settings, path, sheet) {
            let cell = match &correction.mend {
                Mend::SetAside => None,
                Mend::Replace { .. } if matches!(layout.table, Table::Ledger | Table::Bank) => {
                    let why = if layout.table == Table::Bank { BANK } else { LEDGER };
                    corrections.refused.push((number, why.to_owned()));
                    continue;
                }
                Mend::Replace { field, value } => match column(layout, field) {
                    Some(at) => Some((at, content(value), value.as_str())),
                    None => {
                        let found: Vec<String> = layout.headers.iter().map(|header| quoted(header)).collect();
                        let message = format!("{} is no column of {path}; it has {}", quoted(field), found.join(", "));
                        corrections.refused.push((number, message));
                        continue;
                    }
                },
            };
            corrections.of_rows.entry(correction.row).or_default().push(Fix { number, correction, cell });
        }
        corrections
    }

    /// The same for a ledger export, whose rows may only be set aside.
    pub(crate) fn of_ledger(settings: &'a Settings, path: &str) -> Self {
        let mut corrections = Self::default();
        for (number, correction) in about(settings, path, None) {
            match correction.mend {
                Mend::SetAside => {
                    corrections.of_rows.entry(correction.row).or_default().push(Fix { number, correction, cell: None });
                }
                Mend::Replace { .. } => corrections.refused.push((number, LEDGER.to_owned())),
            }
        }
        corrections
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.of_rows.is_empty()
    }

    /// Why a row is set aside, if one of its corrections says so.
    pub(crate) fn set_aside(&self, line: u32) -> Option<(usize, Reason)> {
        let fix = self.of_rows.get(&line)?.iter().find(|fix| fix.cell.is_none())?;
        Some((fix.number, Reason::Corrected(fix.correction.reason.clone())))
    }
}

/// The column of a field, named by its header or by what `bilan.toml` calls it.
fn column(layout: &Layout, field: &str) -> Option<usize> {
    let headers = || layout.headers.iter();
    let exact = headers().position(|header| header == field);
    let by_id =
        || columns(layout.table).iter().find(|column| column.id == field).and_then(|column| layout.position(column.field));
    exact.or_else(by_id).or_else(|| headers().position(|header| key(header) == key(field)))
}

/// A value of `bilan.toml` as a cell: a number that reads one way only says nothing of how its column writes numbers.
fn content(value: &str) -> Cell<'_> {
    let number = number::parse(value, Way::First).filter(|n| n.hint != Hint::Either && n.currency.is_none() && !n.percent);
    match (value, number.and_then(number::Number::to_decimal)) {
        ("", _) => Cell::Empty,
        (_, Some(value)) => Cell::Number { value, shown: None },
        (text, None) => Cell::Text(text),
    }
}

/// Hands rows on to be read, those with corrections after these are made.
pub(crate) struct Mended<'m, 'c> {
    pub(crate) rows: &'m mut Rows<'c>,
    pub(crate) header: u32,
    pub(crate) corrections: &'c Corrections<'c>,
}

impl Sink for Mended<'_, '_> {
    fn record<'r>(&mut self, line: u32, record: &impl Record<'r>) {
        if line <= self.header {
            return;
        }
        match self.corrections.of_rows.get(&line) {
            Some(fixes) if !is_blank(record) => mended(self.rows, line, record, fixes),
            _ => self.rows.record(line, record),
        }
    }
}

/// A row with other cells.
struct Row<'r> {
    cells: Vec<Cell<'r>>,
    texts: Vec<&'r str>,
}

impl<'r> Record<'r> for Row<'r> {
    fn len(&self) -> usize {
        self.cells.len()
    }
    fn cell(&self, at: usize) -> Cell<'r> {
        self.cells.get(at).cloned().unwrap_or(Cell::Empty)
    }
    fn text(&self, at: usize) -> &'r str {
        self.texts.get(at).copied().unwrap_or_default()
    }
}

fn mended<'r>(rows: &mut Rows<'_>, line: u32, record: &impl Record<'r>, fixes: &[Fix<'_>]) {
    rows.part.corrected.extend(fixes.iter().map(|fix| (fix.number, line)));
    if let Some(fix) = fixes.iter().find(|fix| fix.cell.is_none()) {
        rows.part.aside.push((line, Reason::Corrected(fix.correction.reason.clone())));
        return;
    }
    let mut row = Row {
        cells: (0..record.len()).map(|at| record.cell(at)).collect(),
        texts: (0..record.len()).map(|at| record.text(at)).collect(),
    };
    for (at, cell, text) in fixes.iter().filter_map(|fix| fix.cell.as_ref()) {
        row.cells.resize(row.cells.len().max(at + 1), Cell::Empty);
        row.texts.resize(row.cells.len(), "");
        if let (Some(old), Some(old_text)) = (row.cells.get_mut(*at), row.texts.get_mut(*at)) {
            (*old, *old_text) = (cell.clone(), text);
        }
    }
    rows.record(line, &row);
    let headers = &rows.reader.layout.headers;
    let is_ours = |error: &Error| {
        let of_fix = |fix: &Fix<'_>| fix.cell.as_ref().and_then(|(at, ..)| headers.get(*at)).map(String::as_str);
        fixes.iter().find(|fix| of_fix(fix) == error.field_name()).map(|fix| fix.correction.line)
    };
    if let Some(refused) = rows.part.refused.last_mut().filter(|refused| refused.line == line) {
        for error in &mut refused.errors {
            if let Some(line) = is_ours(error) {
                *error = error.clone().adding(&format!(" (as the [[correct]] on line {line} of bilan.toml has it)"));
            }
        }
    }
}

/// What `bilan sources` tells of a correction that was made.
pub(crate) fn told(settings: &Settings, number: usize, line: u32) -> Option<Corrected> {
    let correction = settings.corrections.get(number)?;
    let replaced = match &correction.mend {
        Mend::SetAside => None,
        Mend::Replace { field, value } => Some((field.clone(), value.clone())),
    };
    Some(Corrected::new(line, replaced, correction.reason.clone()))
}

/// A block to paste that settles a bad row.
pub(crate) fn block(origin: &Origin, table: Table, error: &Error) -> Option<String> {
    let line = origin.line_number().filter(|_| error.kind() != ErrorKind::Unreadable)?;
    let sheet = origin.sheet_name().map(|sheet| format!("sheet = {}\n", toml_text(sheet))).unwrap_or_default();
    let field = toml_text(error.field_name().unwrap_or("net"));
    let or = if matches!(table, Table::Ledger | Table::Bank) {
        String::new()
    } else {
        format!("   # or its cell: field = {field}, value = \"…\"")
    };
    let file = toml_text(origin.path());
    Some(format!("[[correct]]\nfile = {file}\n{sheet}line = {line}\nset_aside = true{or}\nreason = \"…\"\n"))
}

/// Every correction that was not made, or that was made to several rows. Those about files that were not opened are let alone unless the
/// whole folder was.
pub(crate) fn not_made(builder: &BooksBuilder, settings_file: &str, paths: &[&str], is_whole: bool) -> Errors {
    let mut errors = Errors::default();
    for (number, correction) in builder.settings.corrections.iter().enumerate() {
        let mut wrong = |field: &str, message: String| {
            let error = Error::new(ErrorKind::Settings, message).at(Origin::file(settings_file).line(correction.line));
            errors.push(error.field(format!("correct.{field}")));
        };
        let rows: Vec<String> =
            builder.corrected.iter().filter(|(made, _)| *made == number).map(|(_, at)| at.to_string()).collect();
        let refused = builder.refused_corrections.iter().find(|(refused, _)| *refused == number);
        let (file, row) = (quoted(&correction.file), correction.row);
        match (rows.as_slice(), refused) {
            (_, Some((_, why))) => wrong("field", why.clone()),
            ([_], None) => {}
            ([_, ..], None) => {
                let message = format!("the rows {} are meant alike; write the path in file, or the sheet", rows.join(" and "));
                wrong("file", message);
            }
            ([], None) if paths.iter().any(|path| correction.names(path)) => {
                let sheet =
                    correction.sheet.as_deref().map(|sheet| format!(" on the sheet {}", quoted(sheet))).unwrap_or_default();
                let message = format!("no row was read on line {row} of {file}{sheet}; correct it, or remove the [[correct]]");
                wrong("line", message);
            }
            ([], None) if is_whole => {
                let distance = |path: &&&str| strsim::damerau_levenshtein(&correction.file, path);
                let nearest = paths.iter().min_by_key(distance).filter(|path| distance(path) <= 3);
                let right = nearest
                    .map_or_else(|| "correct it, or remove the [[correct]]".to_owned(), |path| format!("did you mean {path}?"));
                wrong("file", format!("{file} names no file of the folder; {right}"));
            }
            ([], None) => {}
        }
    }
    errors
}

#[cfg(test)]
mod tests;
