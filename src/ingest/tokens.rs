//! Cuts a block of text into records and cells.

use memchr::{memchr, memchr_iter, memchr3, memrchr};
use wide::u8x16;

use super::blocks::lines;
use super::cell::Cell;
use super::row::Record;

/// Takes the records of a block one by one.
pub(crate) trait Sink {
    fn record<'r>(&mut self, line: u32, record: &impl Record<'r>);
}

#[inline]
fn trimmed(text: &str) -> &str {
    // As signed numbers, bytes beyond ASCII are below all others.
    let is_black = |byte: Option<&u8>| byte.is_some_and(|byte| byte.cast_signed() > b' '.cast_signed());
    let bytes = text.as_bytes();
    if bytes.is_empty() || is_black(bytes.first()) && is_black(bytes.last()) { text } else { text.trim() }
}

#[inline]
fn cell(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// Trimmed cells that borrow from the block.
struct Cells<'r, 'f> {
    block: &'r str,
    cells: &'f [&'r str],
}

impl<'r> Record<'r> for Cells<'r, '_> {
    #[inline]
    fn len(&self) -> usize {
        self.cells.len()
    }
    #[inline]
    fn cell(&self, at: usize) -> Cell<'r> {
        cell(self.text(at))
    }
    #[inline]
    fn text(&self, at: usize) -> &'r str {
        self.cells.get(at).copied().unwrap_or_default()
    }
    #[inline]
    fn last_eight(&self, at: usize) -> Option<u64> {
        let cell = self.cells.get(at)?.as_bytes().as_ptr_range();
        let end = cell.end.addr().checked_sub(self.block.as_ptr().addr())?;
        let eight = self.block.as_bytes().get(..end)?.last_chunk()?;
        Some(u64::from_le_bytes(*eight))
    }
}

/// Cells of a record with quotes: places in the block, or, where a doubled quote was made a single one, in `unquoted`.
struct Places<'r, 'f> {
    text: &'r str,
    unquoted: &'r str,
    cells: &'f [Place],
}

#[derive(Clone, Copy)]
struct Place {
    rewritten: bool,
    start: usize,
    end: usize,
}

impl<'r> Record<'r> for Places<'r, '_> {
    #[inline]
    fn len(&self) -> usize {
        self.cells.len()
    }
    #[inline]
    fn cell(&self, at: usize) -> Cell<'r> {
        cell(self.text(at))
    }
    #[inline]
    fn text(&self, at: usize) -> &'r str {
        let Some(place) = self.cells.get(at) else { return "" };
        let text = if place.rewritten { self.unquoted } else { self.text };
        trimmed(text.get(place.start..place.end).unwrap_or_default())
    }
}

/// Hands every record of a text that begins at a line to the sink. Quotes are those of RFC 4180, read as the csv crate reads them: they
/// open only at the beginning of a cell, a doubled one stands for itself, and what follows a closing one belongs to the cell.
pub(crate) fn records(text: &str, delimiter: u8, first_line: u32, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let mut line = first_line;
    if memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1).is_some_and(|next| *next != b'\n')) {
        quoted(text, delimiter, &mut line, usize::MAX, sink);
        return;
    }
    // Lines without quotes are quickly cut; a record with quotes is looked at more closely.
    let mut rest = text;
    while let Some(quote) = memchr(b'"', rest.as_bytes()) {
        let start = rest.as_bytes().get(..quote).and_then(|before| memrchr(b'\n', before)).map_or(0, |newline| newline + 1);
        let Some((before, from)) = rest.split_at_checked(start) else { return };
        plain(before, delimiter, &mut line, sink);
        let used = quoted(from, delimiter, &mut line, 1, sink);
        rest = from.get(used..).unwrap_or_default();
    }
    plain(rest, delimiter, &mut line, sink);
}

/// The same of a text without quotes and CR.
pub(crate) fn plain_records(text: &str, delimiter: u8, first_line: u32, sink: &mut impl Sink) {
    let mut line = first_line;
    plain(text, delimiter, &mut line, sink);
}

/// A bit for each byte that is the delimiter or a line feed. Cells are short, so that looking for one end at a time takes longer.
#[inline]
fn ends_of_cells(bytes: &[u8; 64], delimiter: u8) -> u64 {
    let (delimiter, newline) = (u8x16::splat(delimiter), u8x16::splat(b'\n'));
    let bits = |sixteen: &[u8; 16]| {
        let bytes = u8x16::new(*sixteen);
        u64::from((bytes.simd_eq(delimiter) | bytes.simd_eq(newline)).to_bitmask())
    };
    bytes.as_chunks::<16>().0.iter().rev().fold(0, |all, sixteen| all << 16 | bits(sixteen))
}

/// Text without quotes: every line is a record.
fn plain(text: &str, delimiter: u8, line: &mut u32, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let mut cells: Vec<&str> = Vec::with_capacity(32);
    let mut start = 0;
    let (stretches, rest) = bytes.as_chunks::<64>();
    // What is left is filled up with zero bytes, which are no end of a cell.
    let mut left = [0; 64];
    left.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
    for number in 0..=stretches.len() {
        let stretch = stretches.get(number).unwrap_or(&left);
        let mut ends = ends_of_cells(stretch, delimiter);
        while ends != 0 {
            let place = ends.trailing_zeros() as usize;
            let at = number * 64 + place;
            ends &= ends - 1;
            cells.push(trimmed(text.get(start..at).unwrap_or_default()));
            start = at + 1;
            if stretch.get(place) == Some(&b'\n') {
                sink.record(*line, &Cells { block: text, cells: &cells });
                cells.clear();
                *line = line.saturating_add(1);
            }
        }
    }
    let last = text.get(start..).unwrap_or_default();
    if !last.is_empty() || !cells.is_empty() {
        cells.push(trimmed(last));
        sink.record(*line, &Cells { block: text, cells: &cells });
    }
}

/// Up to `most` records with or without quotes; answers how many bytes they took.
fn quoted(text: &str, delimiter: u8, line: &mut u32, most: usize, sink: &mut impl Sink) -> usize {
    let bytes = text.as_bytes();
    let (mut unquoted, mut cells) = (String::new(), Vec::new());
    let (mut at, mut read) = (0, 0);
    while at < bytes.len() && read < most {
        let start = at;
        unquoted.clear();
        cells.clear();
        loop {
            let (place, end) = one_cell(text, at, delimiter, &mut unquoted);
            cells.push(place);
            at = end + 1;
            if bytes.get(end) != Some(&delimiter) {
                if bytes.get(end) == Some(&b'\r') && bytes.get(at) == Some(&b'\n') {
                    at += 1;
                }
                break;
            }
        }
        at = at.min(bytes.len());
        sink.record(*line, &Places { text, unquoted: &unquoted, cells: &cells });
        *line = line.saturating_add(lines(bytes.get(start..at).unwrap_or_default()));
        read += 1;
    }
    at
}

/// The cell that begins at a place, and where it ends: at a delimiter, a line break, or the end.
fn one_cell(text: &str, start: usize, delimiter: u8, unquoted: &mut String) -> (Place, usize) {
    let bytes = text.as_bytes();
    let end_from = |from: usize| {
        bytes.get(from..).and_then(|rest| memchr3(delimiter, b'\n', b'\r', rest)).map_or(bytes.len(), |at| from + at)
    };
    if bytes.get(start) != Some(&b'"') {
        let end = end_from(start);
        return (Place { rewritten: false, start, end }, end);
    }
    let quote_from = |from: usize| bytes.get(from..).and_then(|rest| memchr(b'"', rest)).map_or(bytes.len(), |at| from + at);
    let close = quote_from(start + 1);
    if bytes.get(close + 1) != Some(&b'"') {
        let end = end_from((close + 1).min(bytes.len()));
        if end <= close + 1 {
            return (Place { rewritten: false, start: start + 1, end: close }, end);
        }
    }
    let rewritten = unquoted.len();
    let (mut from, mut close) = (start + 1, close);
    while bytes.get(close + 1) == Some(&b'"') {
        unquoted.push_str(text.get(from..=close).unwrap_or_default());
        from = close + 2;
        close = quote_from(from);
    }
    unquoted.push_str(text.get(from..close).unwrap_or_default());
    let end = end_from((close + 1).min(bytes.len()));
    unquoted.push_str(text.get(close + 1..end).unwrap_or_default());
    (Place { rewritten: true, start: rewritten, end: unquoted.len() }, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Lines(Vec<(u32, Vec<String>)>);

    impl Sink for Lines {
        fn record<'r>(&mut self, line: u32, record: &impl Record<'r>) {
            self.0.push((line, (0..record.len()).map(|at| record.text(at).to_owned()).collect()));
        }
    }

    fn read(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut lines = Lines::default();
        records(text, b',', 1, &mut lines);
        lines.0.retain(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
        lines.0
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quotes_change_nothing_but_what_they_hold() {
        assert_eq!(read("a, b \nc,d"), [row(1, &["a", "b"]), row(2, &["c", "d"])]);
        assert_eq!(read("\"a\",b\n\nc,\"d\"\n"), [row(1, &["a", "b"]), row(3, &["c", "d"])]);
        assert_eq!(read("a,\"b\nb\"\r\n\r\nc,d\r\n"), [row(1, &["a", "b\nb"]), row(4, &["c", "d"])]);
        assert_eq!(read("a,b\r\r\nc,d"), [row(1, &["a", "b"]), row(3, &["c", "d"])]);
        assert_eq!(read("a,b\rc,\"d\"\"\"\r"), [row(1, &["a", "b"]), row(2, &["c", "d\""])]);
        assert_eq!(read("a,12\" disk\nb,c"), [row(1, &["a", "12\" disk"]), row(2, &["b", "c"])]);
        assert_eq!(read("a,b,\n"), [row(1, &["a", "b", ""])]);
    }

    #[test]
    fn an_end_of_a_cell_is_found_wherever_it_is() {
        let others = [0, b'\n' ^ 0x80, b',' ^ 0x80, b'\n' + 1, b',' - 1, 0xFF];
        for (other, place) in others.into_iter().flat_map(|other| (0..64).map(move |place| (other, place))) {
            let mut bytes = [other; 64];
            for (end, apart) in [(b',', 5), (b'\n', 17)] {
                bytes.iter_mut().skip(place).step_by(apart).for_each(|byte| *byte = end);
            }
            let bit = |(at, byte): (usize, &u8)| u64::from(*byte == b',' || *byte == b'\n') << at;
            let expected: u64 = bytes.iter().enumerate().map(bit).sum();
            assert_eq!(ends_of_cells(&bytes, b','), expected, "{bytes:?}");
        }
    }

    #[test]
    fn cells_are_those_of_the_csv_crate() {
        // Every text of these letters up to a length, so that every meeting of quote, separator and line break occurs.
        const LETTERS: [&str; 5] = ["\"", ",", "\n", "\r", "é"];
        for length in 0..=6_u32 {
            for code in 0..LETTERS.len().pow(length) {
                let mut code = code;
                let mut text = String::new();
                for _ in 0..length {
                    text.push_str(LETTERS.get(code % LETTERS.len()).unwrap_or(&""));
                    code /= LETTERS.len();
                }
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
                let expected: Vec<Vec<String>> = reader
                    .records()
                    .flatten()
                    .map(|record| record.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>())
                    .filter(|cells| cells.iter().any(|cell| !cell.is_empty()))
                    .collect();
                let found: Vec<Vec<String>> = read(&text).into_iter().map(|(_, cells)| cells).collect();
                assert_eq!(found, expected, "{text:?}");
            }
        }
    }
}
