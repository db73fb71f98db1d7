//! Cuts a block of text into records and cells.

use csv::StringRecord;
use memchr::{memchr, memchr_iter, memchr2_iter};

use super::blocks::lines;
use super::cell::Cell;
use super::row::Record;

/// Takes the records of a block one by one.
pub(crate) trait Sink {
    fn record<'r>(&mut self, line: u32, record: &impl Record<'r>);
}

#[inline]
fn trimmed(text: &str) -> &str {
    let is_black = |byte: Option<&u8>| byte.is_some_and(|byte| (0x21..0x7F).contains(byte));
    if is_black(text.as_bytes().first()) && is_black(text.as_bytes().last()) { text } else { text.trim() }
}

#[inline]
fn cell(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// Trimmed cells that borrow from the block.
struct Cells<'r, 'f>(&'f [&'r str]);

impl<'r> Record<'r> for Cells<'r, '_> {
    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }
    #[inline]
    fn cell(&self, at: usize) -> Cell<'r> {
        cell(self.text(at))
    }
    #[inline]
    fn text(&self, at: usize) -> &'r str {
        self.0.get(at).copied().unwrap_or_default()
    }
}

impl<'r> Record<'r> for &'r StringRecord {
    fn len(&self) -> usize {
        StringRecord::len(self)
    }
    fn cell(&self, at: usize) -> Cell<'r> {
        cell(self.text(at))
    }
    fn text(&self, at: usize) -> &'r str {
        self.get(at).map_or("", trimmed)
    }
}

/// Hands every record of a text that begins at a line to the sink.
pub(crate) fn records(text: &str, delimiter: u8, first_line: u32, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let lone_cr = || memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1).is_some_and(|next| *next != b'\n'));
    if memchr(b'"', bytes).is_some() || lone_cr() {
        quoted(text, delimiter, first_line, sink);
    } else {
        plain(text, delimiter, first_line, sink);
    }
}

/// Text without quotes: every line is a record.
fn plain(text: &str, delimiter: u8, first_line: u32, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let mut cells: Vec<&str> = Vec::with_capacity(32);
    let (mut start, mut line) = (0, first_line);
    for at in memchr2_iter(delimiter, b'\n', bytes) {
        cells.push(trimmed(text.get(start..at).unwrap_or_default()));
        start = at + 1;
        if bytes.get(at) == Some(&b'\n') {
            sink.record(line, &Cells(&cells));
            cells.clear();
            line = line.saturating_add(1);
        }
    }
    let last = text.get(start..).unwrap_or_default();
    if !last.is_empty() || !cells.is_empty() {
        cells.push(trimmed(last));
        sink.record(line, &Cells(&cells));
    }
}

fn quoted(text: &str, delimiter: u8, first_line: u32, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 16)
        .from_reader(bytes);
    let mut record = StringRecord::new();
    let (mut counted, mut line) = (0, first_line);
    // Reading text from memory cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        let mut start = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(counted);
        while matches!(bytes.get(start), Some(b'\n' | b'\r')) {
            start += 1;
        }
        line = line.saturating_add(lines(bytes.get(counted..start).unwrap_or_default()));
        counted = start;
        sink.record(line, &&record);
    }
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
}
