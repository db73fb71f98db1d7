//! A sheet while its cells come in, and how much of them memory has room for.

use super::unreadable;
use crate::error::{Error, quoted};
use crate::ingest::cell::{Grid, OwnedCell};

/// Cells of a workbook that is read cell by cell, the empty ones left of the last of each row included.
const MOST_CELLS: u64 = 20_000_000;
/// Cells of a workbook that is read as whole rectangles.
pub(super) const LARGEST_RECTANGLE: u64 = 8_000_000;
/// Bytes of text of a workbook: one long text may be shown by a million cells.
pub(super) const MOST_TEXT: u64 = 512 << 20;

/// What is left to be used by the sheets still to come.
pub(super) struct Room {
    cells: u64,
    text: u64,
}

impl Room {
    pub(super) fn new() -> Self {
        Self { cells: MOST_CELLS, text: MOST_TEXT }
    }
}

/// Collects the cells of one sheet.
pub(super) struct GridBuilder<'a> {
    grid: Grid,
    room: &'a mut Room,
}

impl<'a> GridBuilder<'a> {
    pub(super) fn new(sheet: &str, room: &'a mut Room) -> Self {
        Self { grid: Grid { sheet: sheet.to_owned(), rows: Vec::new() }, room }
    }

    /// Puts a cell at a row and a column counted from 0; empty ones need not be told.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: OwnedCell) -> Result<(), Error> {
        if cell == OwnedCell::Empty {
            return Ok(());
        }
        if let OwnedCell::Text(text) | OwnedCell::Broken(text) = &cell {
            self.room.text = self.room.text.checked_sub(text.len() as u64).ok_or_else(|| self.too_large("text"))?;
        }
        let too_large = self.too_large("cells");
        let on_screen = row.checked_add(1).ok_or_else(|| too_large.clone())?;
        let column = column as usize;
        let Some(cells) = self.row(on_screen) else { return Err(too_large) };
        let new = (column + 1).saturating_sub(cells.len());
        if new == 0 {
            if let Some(place) = cells.get_mut(column) {
                *place = cell;
            }
            return Ok(());
        }
        let left = self.room.cells.checked_sub(new as u64).ok_or(too_large)?;
        self.room.cells = left;
        if let Some(cells) = self.row(on_screen) {
            cells.resize(column, OwnedCell::Empty);
            cells.push(cell);
        }
        Ok(())
    }

    /// The cells of a row, which is the last one unless the file jumps back.
    fn row(&mut self, on_screen: u32) -> Option<&mut Vec<OwnedCell>> {
        let rows = &mut self.grid.rows;
        let place = match rows.last() {
            Some((last, _)) if *last == on_screen => rows.len() - 1,
            Some((last, _)) if *last > on_screen => match rows.binary_search_by_key(&on_screen, |(number, _)| *number) {
                Ok(place) => place,
                Err(place) => {
                    rows.insert(place, (on_screen, Vec::new()));
                    place
                }
            },
            _ => {
                rows.push((on_screen, Vec::new()));
                rows.len() - 1
            }
        };
        rows.get_mut(place).map(|(_, cells)| cells)
    }

    fn too_large(&self, what: &str) -> Error {
        unreadable(format!(
            "sheet {} makes the workbook too large to be read (too many {what}); save the rows as CSV, or delete the cells far from the others",
            quoted(&self.grid.sheet)
        ))
    }

    /// Whether nothing was put at a place, rows and columns counted from 0.
    pub(super) fn is_empty(&self, row: u32, column: u32) -> bool {
        let rows = &self.grid.rows;
        let found = rows.binary_search_by_key(&(u64::from(row) + 1), |(number, _)| u64::from(*number));
        let cells = found.ok().and_then(|place| rows.get(place)).map(|(_, cells)| cells);
        cells.and_then(|cells| cells.get(column as usize)).is_none_or(|cell| *cell == OwnedCell::Empty)
    }

    pub(super) fn finish(self) -> Grid {
        self.grid
    }
}

#[cfg(test)]
mod tests {
    use super::{GridBuilder, Room};
    use crate::ingest::cell::OwnedCell::{Bool, Empty};

    #[test]
    fn keeps_rows_in_order_and_cells_in_their_columns() {
        let mut room = Room::new();
        let mut sheet = GridBuilder::new("S", &mut room);
        for (row, column) in [(4, 2), (1, 0), (4, 0), (4, 4)] {
            sheet.put(row, column, Bool(true)).unwrap();
        }
        sheet.put(9, 9, Empty).unwrap();
        assert!(sheet.is_empty(4, 1) && sheet.is_empty(9, 9) && !sheet.is_empty(4, 2));
        let grid = sheet.finish();
        let expected = vec![(2, vec![Bool(true)]), (5, vec![Bool(true), Empty, Bool(true), Empty, Bool(true)])];
        assert_eq!(grid.rows, expected);
    }

    #[test]
    fn refuses_more_cells_than_there_is_room_for() {
        let mut room = Room { cells: 10, text: 100 };
        let mut sheet = GridBuilder::new("S", &mut room);
        sheet.put(0, 4, Bool(true)).unwrap();
        assert!(sheet.put(1, 5, Bool(true)).is_err());
    }
}
