//! Text tables (CSV and its kin): recognised by their beginning, read in blocks by all processors.

use std::io::Read;
use std::num::NonZero;
use std::thread;

use csv::StringRecord;

use super::blocks::{Blocks, last_record_end};
use super::cell::Cell;
use super::convention::Convention;
use super::corrections::Corrections;
use super::header::Recognition;
use super::row::Record;
use super::source::{Encoding, Hash, SourceBytes, decode, decode_damaged, encoding, sha256};
use super::tabular::{
    Frame, HEADER_WITHIN, Outcome, Reading, Refused, Rows, deliver, deliver_wrong, find_header, is_blank, overturned, settle,
    stated,
};
use super::task::{NotUtf8, Run, Task, unreadable};
use super::tokens::{Sink, records};
use crate::books::{BooksBuilder, Names};
use crate::error::Origin;

/// How a text is cut up. It changes the time a file takes, and nothing else.
#[derive(Clone, Copy)]
struct Effort {
    block: usize,
    /// As many as there are processors, if it is not said.
    threads: Option<usize>,
}

/// Reads a text table. What is wrong with it, and that it cannot be read to its end, is among the errors of the builder.
pub(crate) fn read_delimited(reading: &Reading<'_>, bytes: SourceBytes, builder: &mut BooksBuilder) -> Outcome {
    read_with(reading, bytes, builder, Effort { block: 512 * 1024, threads: None })
}

fn read_with(reading: &Reading<'_>, bytes: SourceBytes, builder: &mut BooksBuilder, effort: Effort) -> Outcome {
    let mut text = match encoding(bytes.head()) {
        // Text up to some zero byte, if that has a header.
        None => {
            let head = bytes.head().split(|byte| *byte == 0).next().unwrap_or_default();
            if matches!(dialect(reading, &decode_damaged(head)).found, Recognition::Nothing) {
                return Outcome::NotRecognised;
            }
            match Text::whole(bytes) {
                Some(text) => text,
                None => return Outcome::NotRecognised,
            }
        }
        Some(Encoding::Bytes { mark }) => match head_text(bytes.head(), mark, bytes.is_whole()) {
            Some(_) => Text::Stream { bytes, mark },
            None => match Text::whole(bytes) {
                Some(text) => text,
                None => return Outcome::NotRecognised,
            },
        },
        Some(Encoding::Utf16 { .. } | Encoding::Utf32 { .. }) => match Text::whole(bytes) {
            Some(text) => text,
            None => return Outcome::NotRecognised,
        },
    };
    match read_text(reading, &mut text, builder, effort) {
        Ok(outcome) => outcome,
        // One byte somewhere in the file is not UTF-8: all of it is in another encoding.
        Err(NotUtf8) => match text {
            Text::Stream { bytes, .. } => match Text::whole(bytes) {
                Some(mut text) => read_text(reading, &mut text, builder, effort).unwrap_or(Outcome::NotRecognised),
                None => Outcome::NotRecognised,
            },
            Text::Whole { .. } => Outcome::NotRecognised,
        },
    }
}

enum Text {
    /// UTF-8, as far as is known.
    Stream { bytes: SourceBytes, mark: usize },
    /// Decoded; a suspect one holds bytes that are no text.
    Whole { text: String, sha256: String, is_suspect: bool },
}

impl Text {
    fn whole(bytes: SourceBytes) -> Option<Self> {
        let bytes = bytes.into_whole().ok()?;
        let sha256 = sha256(&bytes);
        Some(match decode(&bytes) {
            Some(text) => Self::Whole { text: text.into_owned(), sha256, is_suspect: false },
            None => Self::Whole { text: decode_damaged(&bytes), sha256, is_suspect: true },
        })
    }

    fn is_suspect(&self) -> bool {
        matches!(self, Self::Whole { is_suspect: true, .. })
    }

    /// Its beginning: whole characters, perhaps not whole records.
    fn head(&self) -> &str {
        match self {
            Self::Stream { bytes, mark } => head_text(bytes.head(), *mark, bytes.is_whole()).unwrap_or_default(),
            Self::Whole { text, .. } => text,
        }
    }

    fn is_whole(&self) -> bool {
        match self {
            Self::Stream { bytes, .. } => bytes.is_whole(),
            Self::Whole { .. } => true,
        }
    }

    fn blocks(&mut self, delimiter: u8, size: usize) -> std::io::Result<Blocks<Box<dyn Read + Send + '_>>> {
        match self {
            Self::Stream { bytes, mark } => {
                let mark = *mark;
                Ok(Blocks::new(bytes.reader()?, mark, delimiter, size))
            }
            Self::Whole { text, .. } => Ok(Blocks::new(Box::new(text.as_bytes()), 0, delimiter, size)),
        }
    }

    /// Its hash, given that of what was read.
    fn sha256(&self, read: Hash) -> String {
        match self {
            Self::Stream { .. } => read.finish(),
            Self::Whole { sha256, .. } => sha256.clone(),
        }
    }
}

/// The beginning of a text as UTF-8, without a character that is cut in two at its end.
fn head_text(head: &[u8], mark: usize, is_whole: bool) -> Option<&str> {
    let head = head.get(mark..)?;
    match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() && !is_whole => std::str::from_utf8(head.get(..error.valid_up_to())?).ok(),
        Err(_) => None,
    }
}

/// How the table is written.
struct Dialect {
    delimiter: u8,
    /// Line of the header.
    header: u32,
    found: Recognition,
}

/// The delimiter that makes the best header of one of the first records.
fn dialect(reading: &Reading<'_>, head: &str) -> Dialect {
    let first_line = head.lines().next().unwrap_or_default().trim().trim_matches('"');
    let stated =
        first_line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| first_line.as_bytes().get(4));
    let mut best = Dialect { delimiter: b',', header: 0, found: Recognition::Nothing };
    for delimiter in [b',', b';', b'\t', b'|'] {
        if stated.is_some_and(|stated| *stated != delimiter) {
            continue;
        }
        let mut first = FirstRecords::default();
        let head = whole_records(head, delimiter, 64 * 1024);
        records(head, delimiter, 1, &mut first);
        let rows = first.0.iter().map(|(line, record)| (*line, record));
        let (header, found) = find_header(rows, reading.expected(None));
        if found.rank() > best.found.rank() {
            best = Dialect { delimiter, header, found };
        }
    }
    best
}

/// The first records of a text, not more than so many bytes of it; all of it if no record ends within them.
fn whole_records(text: &str, delimiter: u8, bytes: usize) -> &str {
    let Some(beginning) = text.as_bytes().get(..bytes) else { return text };
    let (end, _) = last_record_end(beginning, delimiter);
    text.get(..end).filter(|records| !records.is_empty()).unwrap_or(text)
}

#[derive(Default)]
struct FirstRecords(Vec<(u32, StringRecord)>);

impl<'r> Record<'r> for &'r StringRecord {
    fn len(&self) -> usize {
        StringRecord::len(self)
    }
    fn cell(&self, at: usize) -> Cell<'r> {
        self.get(at).filter(|text| !text.is_empty()).map_or(Cell::Empty, Cell::Text)
    }
    fn text(&self, at: usize) -> &'r str {
        self.get(at).unwrap_or_default()
    }
}

impl Sink for FirstRecords {
    fn record<'r>(&mut self, line: u32, record: &impl Record<'r>) {
        if self.0.len() < HEADER_WITHIN {
            let cells: Vec<&str> = (0..record.len()).map(|at| record.text(at)).collect();
            self.0.push((line, StringRecord::from(cells)));
        }
    }
}

/// The lines of the rows below a header.
struct RowLines(Vec<u32>, u32);

impl Sink for RowLines {
    fn record<'r>(&mut self, line: u32, record: &impl Record<'r>) {
        if line > self.1 && !is_blank(record) {
            self.0.push(line);
        }
    }
}

fn read_text(reading: &Reading<'_>, text: &mut Text, builder: &mut BooksBuilder, effort: Effort) -> Result<Outcome, NotUtf8> {
    let file = Origin::file(reading.path);
    let Dialect { delimiter, header, found } = dialect(reading, text.head());
    let layout = match found {
        Recognition::Table(layout) => layout,
        Recognition::Wrong(table, errors) => {
            let mut lines = RowLines(Vec::new(), header);
            let hash = text.blocks(delimiter, effort.block).ok().map(|mut blocks| {
                while let Ok(Some(block)) = blocks.next(Vec::new()) {
                    records(&String::from_utf8_lossy(&block.bytes), delimiter, block.line, &mut lines);
                }
                blocks.hash
            });
            let sha256 = text.sha256(hash.unwrap_or_default());
            let number = deliver_wrong(reading, &file.line(header), (table, errors), lines.0, (sha256, "csv"), builder);
            return Ok(Outcome::Read(number));
        }
        Recognition::Nothing => return Ok(Outcome::NotRecognised),
    };
    let corrections = Corrections::of(reading.settings, reading.path, None, &layout);
    let frame = Frame { reading, corrections: &corrections, layout: &layout, file: &file };
    let task = Task { frame, delimiter, header, is_suspect: text.is_suspect() };

    // The beginning tells how numbers and dates are written; should a later cell contradict it, the file is read again.
    let mut conventions = stated(&layout, reading.mapping);
    let mut rows = Rows::new(task.frame, &conventions);
    if !text.is_whole() || text.head().len() > effort.block {
        task.read(whole_records(text.head(), delimiter, 256 * 1024), 1, false, &mut rows);
    }
    conventions = settle(&conventions, &rows.finish().evidence);

    let mut all = run(task, text, &conventions, effort, &builder.names)?;
    let sha256 = text.sha256(std::mem::take(&mut all.hash));
    if overturned(&conventions, &all.part.evidence) {
        conventions = settle(&conventions, &all.part.evidence);
        all = run(task, text, &conventions, effort, &builder.names)?;
    } else {
        conventions = settle(&conventions, &all.part.evidence);
    }
    if let Some((line, error)) = all.broken {
        all.part.refused.push(Refused { line, date: None, document: None, errors: vec![error.at(file.clone().line(line))] });
    }
    Ok(Outcome::Read(deliver(task.frame, &conventions, all.part, sha256, "csv", builder)))
}

/// Reads all of a text; a short one is not worth a thread.
fn run(task: Task<'_>, text: &mut Text, conventions: &[Convention], effort: Effort, known: &Names) -> Result<Run, NotUtf8> {
    let processors = || thread::available_parallelism().map_or(1, NonZero::get);
    let is_short = text.is_whole() && text.head().len() <= effort.block;
    let threads = if is_short { 1 } else { effort.threads.unwrap_or_else(processors) };
    match text.blocks(task.delimiter, effort.block) {
        Ok(blocks) => task.run(blocks, conventions, threads, known),
        Err(error) => Ok(Run { broken: Some((0, unreadable(&error))), ..Run::default() }),
    }
}

#[cfg(test)]
mod tests;
