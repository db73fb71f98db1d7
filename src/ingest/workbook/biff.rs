//! The records of an XLS workbook, walked once before the parser trusts them.

use super::grid::LARGEST_RECTANGLE;
use super::{damaged, protected, unreadable};
use crate::error::Error;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MUL_RK: u16 = 0x00BD;
/// Records that begin with the row and the column of one cell: formula, number, two labels, boolean or error, RK, shared label.
const CELLS: [u16; 7] = [0x0006, 0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD];
/// Every cell a sheet of this format can have.
const WHOLE_SHEET: u64 = 65_536 * 256;

/// Looks for a password, for an end that is missing, and for sheets that would take too much memory.
pub(super) fn inspect(stream: &[u8]) -> Result<(), Error> {
    let mut sheets = Vec::new();
    let mut ended = false;
    for record in Records(stream) {
        let (kind, data) = record?;
        match kind {
            FILE_PASS => return Err(protected()),
            BOUND_SHEET => sheets.push(long(data, 0)?),
            EOF => {
                ended = true;
                break;
            }
            _ => {}
        }
    }
    if !ended {
        return Err(damaged("its list of sheets has no end"));
    }
    let mut cells = 0;
    for start in sheets {
        let sheet = stream.get(start as usize..).ok_or_else(|| damaged("a sheet is missing"))?;
        cells += rectangle(sheet)?;
        if cells > LARGEST_RECTANGLE {
            return Err(unreadable("the cells of the workbook lie too far apart; delete the far ones, or save it as XLSX"));
        }
    }
    Ok(())
}

/// How many cells lie between the first and the last one of a sheet.
fn rectangle(sheet: &[u8]) -> Result<u64, Error> {
    let mut corners: Option<[u32; 4]> = None;
    let mut depth = 0_u32;
    for record in Records(sheet) {
        let (kind, data) = record?;
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => return Ok(corners.map_or(0, area)),
            EOF => depth -= 1,
            _ if depth > 1 => {}
            DIMENSIONS => dimensions(data)?,
            MUL_RK => {
                let last = data.len().checked_sub(2).ok_or_else(|| damaged("a row is cut short"))?;
                let (row, first, last) = (short(data, 0)?, short(data, 2)?, short(data, last)?);
                corners = Some(around(corners, row, first.min(last), last.max(first)));
            }
            _ if CELLS.contains(&kind) => {
                let (row, column) = (short(data, 0)?, short(data, 2)?);
                corners = Some(around(corners, row, column, column));
            }
            _ => {}
        }
    }
    Err(damaged("a sheet has no end"))
}

fn around(corners: Option<[u32; 4]>, row: u32, first: u32, last: u32) -> [u32; 4] {
    let [top, left, bottom, right] = corners.unwrap_or([row, first, row, last]);
    [top.min(row), left.min(first), bottom.max(row), right.max(last)]
}

fn area([top, left, bottom, right]: [u32; 4]) -> u64 {
    u64::from(bottom - top + 1) * u64::from(right - left + 1)
}

/// The parser reserves memory for the rectangle a sheet declares.
fn dimensions(data: &[u8]) -> Result<(), Error> {
    let (first_row, end_row, first_column, end_column) = match data.len() {
        10 => (short(data, 0)?, short(data, 2)?, short(data, 4)?, short(data, 6)?),
        14 | 16 => (long(data, 0)?, long(data, 4)?, short(data, 8)?, short(data, 10)?),
        _ => return Ok(()),
    };
    let first_column = if first_column > 0xFF || end_column < first_column { 0 } else { first_column };
    if end_row == 0 || end_column == 0 {
        return Ok(());
    }
    let rows = end_row.checked_sub(first_row);
    let columns = end_column.checked_sub(first_column);
    match rows.zip(columns) {
        Some((rows, columns)) if rows > 0 && columns > 0 && u64::from(rows) * u64::from(columns) <= WHOLE_SHEET => Ok(()),
        _ => Err(damaged("a sheet declares an impossible size")),
    }
}

fn short(data: &[u8], place: usize) -> Result<u32, Error> {
    let two = data.get(place..place + 2).and_then(|two| two.try_into().ok());
    two.map(|two| u32::from(u16::from_le_bytes(two))).ok_or_else(|| damaged("a record is cut short"))
}

fn long(data: &[u8], place: usize) -> Result<u32, Error> {
    Ok(short(data, place)? | short(data, place + 2)? << 16)
}

/// Records one after the other: two bytes of kind, two of length, the data.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = Result<(u16, &'a [u8]), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let record = self.0.split_first_chunk::<4>().and_then(|(&[k0, k1, l0, l1], rest)| {
            let (data, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes([l0, l1])))?;
            self.0 = rest;
            Some((u16::from_le_bytes([k0, k1]), data))
        });
        if record.is_none() {
            self.0 = &[];
        }
        Some(record.ok_or_else(|| damaged("a record is cut short")))
    }
}
