//! Text tables (CSV and its kin): recognised by their beginning, read in blocks by all processors.

use std::collections::BTreeMap;
use std::io::Read;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use csv::StringRecord;

use super::blocks::{Block, Blocks, last_record_end, lines};
use super::convention::Convention;
use super::header::Recognition;
use super::row::Record;
use super::source::{Encoding, Hash, SourceBytes, decode, encoding, sha256};
use super::tabular::{
    Frame, HEADER_WITHIN, Outcome, Part, Reading, Refused, Rows, deliver, deliver_wrong, find_header, overturned, settle, stated,
};
use super::tokens::{Sink, records};
use crate::books::BooksBuilder;
use crate::error::{Error, ErrorKind, Origin};

/// How a text is cut up. It changes the time a file takes, and nothing else.
#[derive(Clone, Copy)]
struct Effort {
    block: usize,
    threads: usize,
}

/// Reads a text table. What is wrong with it, and that it cannot be read to its end, is among the errors of the builder.
pub(crate) fn read_delimited(reading: &Reading<'_>, bytes: SourceBytes, builder: &mut BooksBuilder) -> Outcome {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    read_with(reading, bytes, builder, Effort { block: 2 * 1024 * 1024, threads })
}

fn read_with(reading: &Reading<'_>, bytes: SourceBytes, builder: &mut BooksBuilder, effort: Effort) -> Outcome {
    let Some(encoding) = encoding(bytes.head()) else { return Outcome::NotRecognised };
    let mut text = match encoding {
        Encoding::Bytes { mark } => match head_text(bytes.head(), mark, bytes.is_whole()) {
            Some(_) => Text::Stream { bytes, mark },
            None => match Text::whole(bytes) {
                Some(text) => text,
                None => return Outcome::NotRecognised,
            },
        },
        Encoding::Utf16 { .. } | Encoding::Utf32 { .. } => match Text::whole(bytes) {
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

/// The text is not the UTF-8 its beginning promised.
struct NotUtf8;

enum Text {
    /// UTF-8, as far as is known.
    Stream { bytes: SourceBytes, mark: usize },
    /// Decoded.
    Whole { text: String, sha256: String },
}

impl Text {
    fn whole(bytes: SourceBytes) -> Option<Self> {
        let bytes = bytes.into_whole().ok()?;
        let sha256 = sha256(&bytes);
        let text = decode(&bytes)?.into_owned();
        Some(Self::Whole { text, sha256 })
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
        let head = first_records(head, delimiter);
        records(head, delimiter, 1, &mut first);
        let rows = first.0.iter().map(|(line, record)| (*line, record));
        let (header, found) = find_header(rows, reading.expected(None));
        if found.rank() > best.found.rank() {
            best = Dialect { delimiter, header, found };
        }
    }
    best
}

/// Enough of a text for its header: not more than some records of it.
fn first_records(head: &str, delimiter: u8) -> &str {
    const BYTES: usize = 64 * 1024;
    if head.len() <= BYTES {
        return head;
    }
    let (end, _) = last_record_end(head.as_bytes().get(..BYTES).unwrap_or_default(), delimiter);
    head.get(..end).filter(|records| !records.is_empty()).unwrap_or(head)
}

#[derive(Default)]
struct FirstRecords(Vec<(u32, StringRecord)>);

impl Sink for FirstRecords {
    fn record<'r>(&mut self, line: u32, record: &impl Record<'r>) {
        if self.0.len() < HEADER_WITHIN {
            let cells: Vec<&str> = (0..record.len()).map(|at| record.text(at)).collect();
            self.0.push((line, StringRecord::from(cells)));
        }
    }
}

impl Sink for (&mut Rows<'_>, u32) {
    #[inline]
    fn record<'r>(&mut self, line: u32, record: &impl Record<'r>) {
        if line > self.1 {
            self.0.record(line, record);
        }
    }
}

fn read_text(reading: &Reading<'_>, text: &mut Text, builder: &mut BooksBuilder, effort: Effort) -> Result<Outcome, NotUtf8> {
    let file = Origin::file(reading.path);
    let Dialect { delimiter, header, found } = dialect(reading, text.head());
    let layout = match found {
        Recognition::Table(layout) => layout,
        Recognition::Wrong(table, errors) => {
            let hash = text.blocks(delimiter, effort.block).ok().map(|mut blocks| {
                while let Ok(Some(_)) = blocks.next() {}
                blocks.hash
            });
            let sha256 = text.sha256(hash.unwrap_or_default());
            let number = deliver_wrong(reading, &file.line(header), table, errors, (sha256, "csv"), builder);
            return Ok(Outcome::Read(number));
        }
        Recognition::Nothing => return Ok(Outcome::NotRecognised),
    };
    let task = Task { frame: Frame { reading, layout: &layout, file: &file }, delimiter, header };

    // The beginning tells how numbers and dates are written; should a later cell contradict it, the file is read again.
    let mut conventions = stated(&layout, reading.mapping);
    let sample = text.head();
    let end = if text.is_whole() && sample.len() <= effort.block { 0 } else { last_record_end(sample.as_bytes(), delimiter).0 };
    let mut rows = Rows::new(task.frame, &conventions);
    records(sample.get(..end.min(256 * 1024)).unwrap_or_default(), delimiter, 1, &mut (&mut rows, header));
    conventions = settle(&conventions, &rows.finish().evidence);

    let mut run = task.run(text, &conventions, effort)?;
    let sha256 = text.sha256(std::mem::take(&mut run.hash));
    if overturned(&conventions, &run.part.evidence) {
        conventions = settle(&conventions, &run.part.evidence);
        run = task.run(text, &conventions, effort)?;
    } else {
        conventions = settle(&conventions, &run.part.evidence);
    }
    if let Some((line, error)) = run.broken {
        run.part.refused.push(Refused { line, date: None, document: None, errors: vec![error.at(file.clone().line(line))] });
    }
    Ok(Outcome::Read(deliver(task.frame, &conventions, run.part, sha256, "csv", builder)))
}

/// Everything read from a text.
#[derive(Default)]
struct Run {
    part: Part,
    hash: Hash,
    /// Where and why it could not be read to its end.
    broken: Option<(u32, Error)>,
}

/// What a block became.
enum Parsed {
    Part(Box<Part>),
    /// A zero byte on this line.
    Zero(u32),
    NotUtf8,
}

/// How to read the blocks of a text.
#[derive(Clone, Copy)]
struct Task<'c> {
    frame: Frame<'c>,
    delimiter: u8,
    header: u32,
}

impl Task<'_> {
    fn run(self, text: &mut Text, conventions: &[Convention], effort: Effort) -> Result<Run, NotUtf8> {
        if effort.threads > 1 && !(text.is_whole() && text.head().len() <= effort.block) {
            match text.blocks(self.delimiter, effort.block).map(|blocks| self.in_parallel(blocks, conventions, effort.threads)) {
                Ok(Some(run)) => return run,
                // No thread to be had.
                Ok(None) => {}
                Err(error) => return Ok(Run { broken: Some((0, unreadable(&error))), ..Run::default() }),
            }
        }
        match text.blocks(self.delimiter, effort.block) {
            Ok(mut blocks) => self.in_turn(&mut blocks, conventions),
            Err(error) => Ok(Run { broken: Some((0, unreadable(&error))), ..Run::default() }),
        }
    }

    fn parse(self, block: &Block, conventions: &[Convention]) -> Parsed {
        let Ok(text) = std::str::from_utf8(&block.bytes) else { return Parsed::NotUtf8 };
        if let Some(zero) = memchr::memchr(0, &block.bytes) {
            return Parsed::Zero(block.line.saturating_add(lines(block.bytes.get(..zero).unwrap_or_default())));
        }
        let mut rows = Rows::new(self.frame, conventions);
        records(text, self.delimiter, block.line, &mut (&mut rows, self.header));
        Parsed::Part(Box::new(rows.finish()))
    }

    /// One block after the other.
    fn in_turn<R: Read>(self, blocks: &mut Blocks<R>, conventions: &[Convention]) -> Result<Run, NotUtf8> {
        let mut run = Run::default();
        loop {
            match blocks.next() {
                Ok(Some(block)) => match self.parse(&block, conventions) {
                    Parsed::Part(part) => run.part.then(*part),
                    Parsed::Zero(line) => {
                        run.broken.get_or_insert_with(|| (line, zero_byte()));
                    }
                    Parsed::NotUtf8 => return Err(NotUtf8),
                },
                Ok(None) => break,
                Err(error) => {
                    run.broken.get_or_insert_with(|| (0, unreadable(&error)));
                    break;
                }
            }
        }
        run.hash = std::mem::take(&mut blocks.hash);
        if let (None, Some(line)) = (&run.broken, blocks.unclosed) {
            run.broken = Some((line, unclosed()));
        }
        Ok(run)
    }

    /// All at once, put together in the order of the file; `None` if no thread can be had.
    fn in_parallel<R: Read + Send>(
        self,
        mut blocks: Blocks<R>,
        conventions: &[Convention],
        threads: usize,
    ) -> Option<Result<Run, NotUtf8>> {
        let stop = AtomicBool::new(false);
        let (block_sender, block_receiver) = sync_channel::<Block>(threads);
        let block_receiver = Mutex::new(block_receiver);
        let (part_sender, part_receiver) = sync_channel::<(usize, Parsed)>(2 * threads);
        thread::scope(|scope| {
            let (stop, block_receiver) = (&stop, &block_receiver);
            let mut workers = 0;
            for _ in 0..threads {
                let part_sender = part_sender.clone();
                let work = move || {
                    loop {
                        // The lock is held while waiting: the next block goes to one worker.
                        let Ok(Ok(block)) = block_receiver.lock().map(|receiver| receiver.recv()) else { break };
                        if stop.load(Ordering::Relaxed) {
                            continue;
                        }
                        if part_sender.send((block.number, self.parse(&block, conventions))).is_err() {
                            break;
                        }
                    }
                };
                workers += usize::from(thread::Builder::new().spawn_scoped(scope, work).is_ok());
            }
            drop(part_sender);
            if workers == 0 {
                return None;
            }
            let read = move || {
                let mut failure = None;
                while !stop.load(Ordering::Relaxed) {
                    match blocks.next() {
                        Ok(Some(block)) => {
                            if block_sender.send(block).is_err() {
                                break;
                            }
                        }
                        Ok(None) => break,
                        Err(error) => {
                            failure = Some((0, unreadable(&error)));
                            break;
                        }
                    }
                }
                let unclosed = blocks.unclosed.map(|line| (line, unclosed()));
                (std::mem::take(&mut blocks.hash), failure.or(unclosed))
            };
            // If there is no thread for the reader, its end of the channel goes with it and the workers end.
            let reader = thread::Builder::new().spawn_scoped(scope, read).ok()?;

            let mut run = Run::default();
            let mut not_utf8 = false;
            let (mut waiting, mut next) = (BTreeMap::new(), 0);
            for (number, parsed) in part_receiver {
                if matches!(parsed, Parsed::NotUtf8) {
                    not_utf8 = true;
                    stop.store(true, Ordering::Relaxed);
                }
                waiting.insert(number, parsed);
                while let Some(parsed) = waiting.remove(&next) {
                    next += 1;
                    match parsed {
                        Parsed::Part(part) => run.part.then(*part),
                        Parsed::Zero(line) => {
                            run.broken.get_or_insert_with(|| (line, zero_byte()));
                        }
                        Parsed::NotUtf8 => {}
                    }
                }
            }
            let (hash, broken) = reader.join().unwrap_or_default();
            if not_utf8 {
                return Some(Err(NotUtf8));
            }
            run.hash = hash;
            run.broken = run.broken.or(broken);
            Some(Ok(run))
        })
    }
}

fn unreadable(error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Unreadable, format!("cannot be read to its end: {error}"))
}

fn unclosed() -> Error {
    Error::new(
        ErrorKind::Unreadable,
        "a quote is opened here and never closed: the file is cut off, or a quote inside a cell is not doubled",
    )
}

fn zero_byte() -> Error {
    Error::new(ErrorKind::Unreadable, "holds a zero byte, so it is damaged or no text; the rows around it were not read")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::{Books, Reason};
    use crate::ingest::rules::Rules;
    use crate::model::{Billing, Mapping, Settings, TimeKind};

    const EFFORT: Effort = Effort { block: 1 << 20, threads: 1 };

    fn open(path: &str, bytes: &[u8], settings: &Settings, mapping: Option<&Mapping>, effort: Effort) -> (Outcome, Books) {
        let rules = Rules::new(settings);
        let reading = Reading { path, settings, mapping, rules: rules.for_file(path) };
        let mut builder = BooksBuilder::new(settings.clone());
        let outcome = read_with(&reading, SourceBytes::from_bytes(bytes.to_vec()), &mut builder, effort);
        (outcome, builder.finish())
    }

    fn read(path: &str, text: &str) -> Books {
        let (outcome, books) = open(path, text.as_bytes(), &Settings::default(), None, EFFORT);
        assert_eq!(outcome, Outcome::Read(0), "{path}");
        for source in books.sources() {
            assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected, "conservation");
        }
        books
    }

    fn errors(books: &Books) -> Vec<String> {
        books.errors().iter().map(ToString::to_string).collect()
    }

    fn mapping(change: impl FnOnce(&mut Mapping)) -> Mapping {
        let mut mapping = Mapping::default();
        change(&mut mapping);
        mapping
    }

    #[test]
    fn an_ordinary_invoice_file() {
        let books = read(
            "invoices.csv",
            "number,date,client,net,project,quantity,unit,unit price,vat rate,paid\n\
             F-1,2020-01-31,Acme,1400.00,Site,2,day,700,20 %,2020-02-28\n\
             F-2,2020-02-29,Acme,-350.50,,3.5,hours,100.142857,,\n\
             F-3,2020-03-31,Bolt,5000,,,,,,\n",
        );
        assert!(books.errors().is_empty(), "{}", books.errors());
        let rows: Vec<_> = books.invoice_lines().iter().map(|row| (row.origin().to_string(), row.value().clone())).collect();
        let [(place, first), (_, second), (_, third)] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(place, "invoices.csv:2");
        assert_eq!((first.number, first.client, first.net.mantissa()), ("F-1", "Acme", 14_000_000));
        assert_eq!(first.issued.to_string(), "2020-01-31");
        assert_eq!((first.billing, first.days.map(|days| days.mantissa())), (Billing::Time, Some(2_000_000)));
        assert_eq!(first.vat_rate.map(|rate| rate.mantissa()), Some(200_000));
        assert_eq!(first.paid.map(|paid| paid.to_string()).as_deref(), Some("2020-02-28"));
        assert_eq!(second.quantity.map(|quantity| quantity.mantissa()), Some(-3_500_000), "quantity has the sign of net");
        assert_eq!(second.time.map(|time| time.micros()), Some(-12_600_000_000));
        assert_eq!((third.billing, third.days), (Billing::Unclassified, None));
        let source =
            books.sources().first().map(|source| (source.format.as_str(), source.sha256.len(), source.rows, source.used));
        assert_eq!(source, Some(("invoices-csv", 64, 3, 3)));
    }

    #[test]
    fn an_ordinary_french_file_in_windows_1252() {
        let text = "sep=;\r\nFactures 2020;;;;;\r\n\r\nN° Facture;Date d'émission;Raison sociale;Montant HT (€);Facturation;Notes internes\r\n\
                    F-1;31/01/2020;Société Générale;1 234,50;Forfait;x\r\n\
                    F-2;28/02/2020;Société Générale;-12,00 €;régie;\r\n\
                    ;;;1 222,50;;\r\nTotal;;;1 222,50;;\r\n;;;;;\r\n";
        let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
        let (outcome, books) = open("export.csv", &bytes, &Settings::default(), None, EFFORT);
        assert_eq!(outcome, Outcome::Read(0));
        assert!(books.errors().is_empty(), "{}", books.errors());
        let rows: Vec<_> = books
            .invoice_lines()
            .iter()
            .map(|row| {
                let line = row.value();
                (row.origin().to_string(), line.client.to_owned(), line.net.to_string(), line.billing, line.currency.to_owned())
            })
            .collect();
        let expected = |place: &str, net: &str, billing| {
            (place.to_owned(), "Société Générale".to_owned(), net.to_owned(), billing, "EUR".to_owned())
        };
        assert_eq!(rows, [expected("export.csv:5", "1234.5", Billing::Fixed), expected("export.csv:6", "-12", Billing::Time)]);
        let source = books.sources().first().cloned();
        assert_eq!(
            source.as_ref().map(|source| source.ignored_columns.as_slice()),
            Some(["Notes internes".to_owned()].as_slice())
        );
        assert_eq!(
            source.map(|source| source.set_aside.into_iter().map(|(reason, aside)| (reason, aside.lines)).collect::<Vec<_>>()),
            Some(vec![(Reason::Total, vec![7, 8])])
        );
    }
}
