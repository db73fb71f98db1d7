//! Workbooks (XLSX, XLSB, XLS, ODS) to grids of cells, each with its row number on screen.

mod archive;
mod biff;
mod compound;
mod grid;
mod iso;
mod moment;
mod number_format;
mod open_document;
mod reader;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::cell::Grid;
use crate::error::{Error, ErrorKind, Origin};

/// What a file is, told by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

/// Reads every sheet of a workbook, hidden ones too, in workbook order; `None` when the bytes are no workbook.
///
/// A workbook that is recognised and cannot be read (password, truncated, too large) is an error of kind
/// [`ErrorKind::Unreadable`].
pub(crate) fn read_workbook(path: &str, bytes: Vec<u8>) -> Result<Option<Vec<Grid>>, Error> {
    let at_path = |error: Error| error.at(Origin::file(path));
    let kind = if archive::is_zip(&bytes) {
        archive::inspect(path, &bytes, archive::Limits::default())
    } else if compound::is_compound(&bytes) {
        compound::inspect(path, &bytes)
    } else {
        return Ok(None);
    };
    let Some(kind) = kind.map_err(at_path)? else { return Ok(None) };
    // The parser indexes into records of damaged XLS and XLSB files without looking; a panic there is a damaged file.
    let read = catch_unwind(AssertUnwindSafe(|| reader::read(kind, bytes)));
    read.unwrap_or_else(|_| Err(damaged("its records contradict each other"))).map(Some).map_err(at_path)
}

fn unreadable(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unreadable, message)
}

fn damaged(why: impl std::fmt::Display) -> Error {
    unreadable(format!(
        "the workbook is cut short or damaged ({why}); get it again, or open it in a spreadsheet program and save a copy"
    ))
}

fn protected() -> Error {
    unreadable("the workbook is protected by a password; save a copy without one")
}

/// The extension of a path, in lower case.
fn extension(path: &str) -> String {
    path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod binary_tests;
#[cfg(test)]
mod real_files;
#[cfg(test)]
mod tests;
