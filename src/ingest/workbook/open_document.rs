//! The content of an ODS workbook, walked once before the parser trusts its repeat counts and waits for its closing tags.

use memchr::{memchr, memmem};

use super::grid::{LARGEST_RECTANGLE, MOST_TEXT};
use super::{damaged, unreadable};
use crate::error::Error;

/// The parser itself stops counting there.
const MOST_COLUMNS: u64 = 16_384;
const MOST_ROWS: u64 = 1_048_576;

/// Checks that every element is closed, and that the cells with their repetitions fit into memory.
pub(super) fn inspect(content: &[u8]) -> Result<(), Error> {
    let mut open: Vec<&[u8]> = Vec::new();
    let mut extent = Extent::default();
    let mut tags = Tags { content, place: 0 };
    while let Some(tag) = tags.next()? {
        match tag {
            Tag::Text(length) => extent.text(length),
            Tag::Open { name, attributes, closed } => {
                extent.open(name, attributes, open.len())?;
                if closed {
                    extent.close(name, open.len())?;
                } else {
                    open.push(name);
                }
            }
            Tag::Close(name) => {
                if open.pop() != Some(name) {
                    return Err(damaged("its elements do not close"));
                }
                extent.close(name, open.len())?;
            }
        }
    }
    if open.is_empty() { Ok(()) } else { Err(damaged("its elements do not close")) }
}

enum Tag<'a> {
    Text(u64),
    Open { name: &'a [u8], attributes: &'a [u8], closed: bool },
    Close(&'a [u8]),
}

struct Tags<'a> {
    content: &'a [u8],
    place: usize,
}

impl<'a> Tags<'a> {
    fn next(&mut self) -> Result<Option<Tag<'a>>, Error> {
        loop {
            let rest = self.content.get(self.place..).unwrap_or_default();
            let Some(start) = memchr(b'<', rest) else { return Ok(None) };
            if start > 0 {
                self.place += start;
                return Ok(Some(Tag::Text(start as u64)));
            }
            let skipped: [(&[u8], &[u8]); 4] = [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"), (b"<!", b">")];
            if let Some((_, end)) = skipped.into_iter().find(|(start, _)| rest.starts_with(start)) {
                let length = memmem::find(rest, end).ok_or_else(|| damaged("a comment does not end"))? + end.len();
                self.place += length;
                if rest.starts_with(b"<![CDATA[") {
                    return Ok(Some(Tag::Text(length as u64)));
                }
                continue;
            }
            let end = tag_end(rest).ok_or_else(|| damaged("it ends inside an element"))?;
            self.place += end + 1;
            let inside = rest.get(1..end).unwrap_or_default();
            if let Some(name) = inside.strip_prefix(b"/") {
                return Ok(Some(Tag::Close(name.trim_ascii())));
            }
            let (inside, closed) = inside.strip_suffix(b"/").map_or((inside, false), |inside| (inside, true));
            let name = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
            let (name, attributes) = inside.split_at(name);
            return Ok(Some(Tag::Open { name, attributes, closed }));
        }
    }
}

/// Where a tag ends: the first `>` outside quotes.
fn tag_end(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (place, &byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return Some(place),
            _ => {}
        }
    }
    None
}

/// The value of an attribute, if the element has it.
fn attribute<'a>(attributes: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    let mut rest = attributes;
    loop {
        let equals = memchr(b'=', rest)?;
        let (name, after) = rest.split_at_checked(equals)?;
        let after = after.get(1..)?.trim_ascii_start();
        let (&quote, after) = after.split_first()?;
        let (value, after) = after.split_at_checked(memchr(quote, after)?)?;
        if name.trim_ascii() == wanted {
            return Some(value);
        }
        rest = after.get(1..)?;
    }
}

fn count(attributes: &[u8], wanted: &[u8]) -> Result<u64, Error> {
    let Some(value) = attribute(attributes, wanted) else { return Ok(1) };
    let count = std::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
    count.ok_or_else(|| damaged("a repeat count is no number"))
}

/// How far the cells of the sheets reach, and how much text they repeat.
#[derive(Default)]
struct Extent {
    /// Cells of the sheets that are done.
    cells: u64,
    /// Cells as they are written, each row once.
    written: u64,
    /// Bytes of text, repetitions included.
    repeated_text: u64,
    /// Rows of the sheet so far, the first and the last that hold something, and its widest row.
    rows: u64,
    first: Option<u64>,
    last: u64,
    widest: u64,
    row: Option<Row>,
    cell: Option<Cell>,
}

struct Row {
    repeated: u64,
    width: u64,
    /// Empty cells that count once another cell follows.
    pending: u64,
    text: u64,
}

struct Cell {
    depth: usize,
    repeated: u64,
    holds: bool,
    text: u64,
}

impl Extent {
    fn open(&mut self, name: &[u8], attributes: &[u8], depth: usize) -> Result<(), Error> {
        match (name, &mut self.cell) {
            (b"text:s", Some(cell)) => cell.text = cell.text.saturating_add(count(attributes, b"text:c")?),
            (_, Some(_)) => {}
            (b"table:table-row", None) => {
                let repeated = count(attributes, b"table:number-rows-repeated")?;
                self.row = Some(Row { repeated: repeated.min(MOST_ROWS), width: 0, pending: 0, text: 0 });
            }
            (b"table:table-cell" | b"table:covered-table-cell", None) if self.row.is_some() => {
                let repeated = count(attributes, b"table:number-columns-repeated")?;
                let holds = [&b"office:value-type"[..], b"office:value", b"office:string-value", b"table:formula"]
                    .into_iter()
                    .chain([&b"office:date-value"[..], b"office:time-value", b"office:boolean-value", b"calcext:value-type"])
                    .any(|wanted| attribute(attributes, wanted).is_some());
                // A number takes no room beside its cell.
                let text = if attribute(attributes, b"office:value").is_some() { 0 } else { attributes.len() as u64 };
                self.cell = Some(Cell { depth, repeated: repeated.min(MOST_COLUMNS), holds, text });
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, length: u64) {
        if let Some(cell) = &mut self.cell {
            cell.text = cell.text.saturating_add(length);
        }
    }

    fn close(&mut self, name: &[u8], depth: usize) -> Result<(), Error> {
        match name {
            b"table:table-cell" | b"table:covered-table-cell" if self.cell.as_ref().is_some_and(|cell| cell.depth == depth) => {
                if let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) {
                    if cell.holds {
                        row.width = (row.width + row.pending + cell.repeated).min(MOST_COLUMNS);
                        row.pending = 0;
                        row.text = row.text.saturating_add(cell.text.saturating_mul(cell.repeated));
                    } else {
                        row.pending = (row.pending + cell.repeated).min(MOST_COLUMNS);
                    }
                }
            }
            b"table:table-row" if self.cell.is_none() => self.close_row(),
            b"table:table" if self.cell.is_none() => {
                let rows = self.first.map_or(0, |first| self.last - first);
                self.cells = self.cells.saturating_add(rows.saturating_mul(self.widest));
                (self.rows, self.first, self.last, self.widest) = (0, None, 0, 0);
            }
            _ => {}
        }
        if self.cells.max(self.written) > LARGEST_RECTANGLE {
            return Err(unreadable("the cells of the workbook lie too far apart; delete the far ones, or save it as XLSX"));
        }
        if self.repeated_text > MOST_TEXT {
            return Err(unreadable("the workbook holds too much text to be read; delete what is not to be read"));
        }
        Ok(())
    }

    fn close_row(&mut self) {
        let Some(row) = self.row.take() else { return };
        let before = self.rows;
        self.rows = (self.rows + row.repeated).min(MOST_ROWS);
        if row.width > 0 {
            self.first.get_or_insert(before);
            self.last = self.rows;
            self.widest = self.widest.max(row.width);
            self.written = self.written.saturating_add(row.width);
            self.repeated_text = self.repeated_text.saturating_add(row.text.saturating_mul(row.repeated));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::inspect;

    fn sheet(rows: &str) -> String {
        format!("<?xml version='1.0'?><!-- a > b --><d><table:table table:name=\"a>b\">{rows}</table:table></d>")
    }

    #[test]
    fn empty_repetitions_are_free() {
        let cell = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
        let value = "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
        let rows = format!(
            "<table:table-row>{value}{cell}</table:table-row>\
             <table:table-row table:number-rows-repeated=\"1048575\">{cell}</table:table-row>"
        );
        assert_eq!(inspect(sheet(&rows).as_bytes()), Ok(()));
    }

    #[test]
    fn full_repetitions_are_counted() {
        let value =
            "<table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"999999999\"/>";
        let wide = format!("<table:table-row table:number-rows-repeated=\"999999999\">{value}</table:table-row>");
        assert!(inspect(sheet(&wide).as_bytes()).is_err());
        let far = "<table:table-row><table:table-cell office:value='1'/></table:table-row>\
                   <table:table-row table:number-rows-repeated='1000000'><table:table-cell/></table:table-row>\
                   <table:table-row><table:table-cell table:number-columns-repeated='9000'/><table:table-cell office:value='1'/></table:table-row>";
        assert!(inspect(sheet(far).as_bytes()).is_err());
        let spaces = "<table:table-row><table:table-cell office:value-type='string'><text:p><text:s text:c='4000000000'/></text:p>\
                      </table:table-cell></table:table-row>";
        assert!(inspect(sheet(spaces).as_bytes()).is_err());
        let words = "<table:table-row table:number-rows-repeated='many'/>";
        assert!(inspect(sheet(words).as_bytes()).is_err());
    }

    #[test]
    fn every_element_must_close() {
        let whole = sheet("<table:table-row><table:table-cell office:value='1'/></table:table-row>");
        assert_eq!(inspect(whole.as_bytes()), Ok(()));
        for length in 1..whole.len() {
            // The declaration and the comment alone are well formed.
            let cut = whole.get(..length).unwrap();
            assert!(inspect(cut.as_bytes()).is_err() || !cut.contains("<d>"), "{cut}");
        }
    }
}
