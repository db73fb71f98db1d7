//! Text tables (CSV and its kin): recognised by their beginning, read in blocks by all processors.

use std::collections::BTreeMap;
use std::io::Read;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use csv::StringRecord;

use super::blocks::{Block, Blocks, LONGEST_RECORD, last_record_end};
use super::convention::Convention;
use super::header::Recognition;
use super::row::Record;
use super::source::{Encoding, Hash, SourceBytes, decode, decode_damaged, encoding, sha256};
use super::tabular::{
    Frame, HEADER_WITHIN, Outcome, Part, Reading, Refused, Rows, deliver, deliver_wrong, find_header, is_blank, overturned,
    settle, stated,
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

/// The text is not the UTF-8 its beginning promised.
struct NotUtf8;

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

/// The lines of the rows below a header.
struct RowLines(Vec<u32>, u32);

impl Sink for RowLines {
    fn record<'r>(&mut self, line: u32, record: &impl Record<'r>) {
        if line > self.1 && !is_blank(record) {
            self.0.push(line);
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
            let mut lines = RowLines(Vec::new(), header);
            let hash = text.blocks(delimiter, effort.block).ok().map(|mut blocks| {
                while let Ok(Some(block)) = blocks.next() {
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
    let task = Task { frame: Frame { reading, layout: &layout, file: &file }, delimiter, header, is_suspect: text.is_suspect() };

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
    NotUtf8,
}

/// How to read the blocks of a text.
#[derive(Clone, Copy)]
struct Task<'c> {
    frame: Frame<'c>,
    delimiter: u8,
    header: u32,
    is_suspect: bool,
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
        let mut rows = Rows::new(self.frame, conventions);
        rows.is_suspect = self.is_suspect || memchr::memchr(0, &block.bytes).is_some();
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
            run.broken = Some((line, unclosed(blocks.stopped)));
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
                let unclosed = blocks.unclosed.map(|line| (line, unclosed(blocks.stopped)));
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

fn unclosed(stopped: bool) -> Error {
    if stopped {
        let message = format!(
            "a quote is opened here and not closed within {} MB; nothing from here on was read: close it, or double a quote inside a cell",
            LONGEST_RECORD >> 20
        );
        return Error::new(ErrorKind::Unreadable, message);
    }
    Error::new(
        ErrorKind::Unreadable,
        "a quote is opened here and never closed: the file is cut off, or a quote inside a cell is not doubled",
    )
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

    #[test]
    fn an_ordinary_timesheet() {
        let books = read(
            "timesheets.csv",
            "date,client,days,hours,project,kind,billable,rate\n\
             2020-01-02,Acme,1,,Site,,yes,700\n\
             2020-01-03,Acme,,7:30,Site,,no,\n\
             2020-01-06,,1,,,congé,,\n\
             2020-01-07,Acme,0,,,,,\n\
             2020-01-08,Acme,,,,,,\n\
             2020-01-09,Acme,1,8,,,,\n\
             2020-01-10,,1,,,,,\n",
        );
        let rows: Vec<_> = books
            .time_entries()
            .iter()
            .map(|row| {
                let entry = row.value();
                (entry.days.map(|days| days.mantissa()), entry.time.map(|time| time.micros()), entry.kind, entry.billable)
            })
            .collect();
        assert_eq!(
            rows,
            [
                (Some(1_000_000), None, TimeKind::Work, true),
                (None, Some(27_000_000_000), TimeKind::Work, false),
                (Some(1_000_000), None, TimeKind::Leave, true),
            ]
        );
        assert_eq!(
            errors(&books),
            [
                "timesheets.csv:7: hours: \"8\" says again how long it took, after \"1\" in days; leave one of them empty",
                "timesheets.csv:8: client: is empty",
            ]
        );
        let source = books.sources().first().cloned();
        assert_eq!(
            source.map(|source| source.set_aside.get(&Reason::Empty).map(|aside| aside.lines.clone())),
            Some(Some(vec![5, 6]))
        );
    }

    #[test]
    fn ledgers_expenses_assets_payments_and_published_figures() {
        let ledger = read(
            "gl.csv",
            "Date;Compte;Libellé;Débit;Crédit\n31/01/2020;706000;Vente;;1 400,00\n31/01/2020;411000;Vente;1680,00;\n",
        );
        assert_eq!(
            ledger.ledger_entries().iter().map(|row| row.value().amount.mantissa()).collect::<Vec<_>>(),
            [-14_000_000, 16_800_000]
        );
        let signed = read("gl.csv", "date,account,amount\n2020-01-31,706000,-1400.5\n");
        assert_eq!(signed.ledger_entries().iter().map(|row| row.value().amount.mantissa()).collect::<Vec<_>>(), [-14_005_000]);
        let sided = read("gl.csv", "date,compte,montant,sens\n2020-01-31,706000,1400.5,C\n2020-01-31,411000,1400.5,d\n");
        assert_eq!(
            sided.ledger_entries().iter().map(|row| row.value().amount.mantissa()).collect::<Vec<_>>(),
            [-14_005_000, 14_005_000]
        );

        let expenses = read(
            "dépenses.csv",
            "date,net,account,category,supplier\n2020-01-01,10.5,606400,,Shop\n2020-01-02,200,445510,,\n2020-01-03,99,,Dividendes,\n2020-01-04,1500,218300,,Shop\n2020-01-05,300,164000,,Bank\n",
        );
        assert_eq!(expenses.expenses().iter().map(|row| row.value().net.mantissa()).collect::<Vec<_>>(), [105_000]);
        let reasons = expenses.sources().first().map(|source| source.set_aside.keys().cloned().collect::<Vec<_>>());
        assert_eq!(reasons, Some(vec![Reason::Vat, Reason::LoanCapital, Reason::Dividend, Reason::Asset]));

        let assets = read("assets.csv", "Label,In service,Cost,Years\nLaptop,2020-03-01,1500,3\nDesk,2020-03-01,800,\n");
        assert_eq!(
            assets.assets().iter().map(|asset| (asset.value.label.as_str(), asset.line)).collect::<Vec<_>>(),
            [("Laptop", 2)]
        );
        assert_eq!(errors(&assets), ["assets.csv:3: Years: is empty"]);

        let payments = read("payments.csv", "invoice,date,amount\nF-1,2020-02-28,1680\n");
        assert_eq!(payments.payments().iter().map(|payment| payment.value.amount.mantissa()).collect::<Vec<_>>(), [16_800_000]);

        let announced = read("payments.csv", "Client,Invoice Number,Amount,Date\nAcme,1,$13.50 ,10/20/2019\n");
        assert_eq!(announced.payments().len(), 1);

        let published = read("published.csv", "metric,2020,2019\nrevenue,~138 K€,~150 K€\nday_rate,789€,\n");
        let figures: Vec<_> =
            published.published().iter().map(|figure| (figure.value.year, figure.value.value.to_string(), figure.line)).collect();
        assert_eq!(figures, [(2020, "138000".into(), 2), (2019, "150000".into(), 2), (2020, "789".into(), 3)]);
    }

    #[test]
    fn an_error_says_what_was_found_and_what_would_be_right_and_all_of_a_row_at_once() {
        let books = read(
            "invoices.csv",
            "number,date,client,net,quantity,unit,billing\n\
             F-1,2020-06-31,Acme,\"12,3O\",,,\n\
             F-2,0020-06-30,,12.5,,,\n\
             F-3,2020-06-30,Acme,12.5,2,km,time\n\
             F-4,2020-06-30,Acme,12.5,,,,surplus\n\
             F-5,2020-06-30,Acme,12.5,,,fixd\n\
             F-6,2020-06-30,Acme,12.5,,,,\n",
        );
        assert_eq!(
            errors(&books),
            [
                "invoices.csv:2: date: \"2020-06-31\" is not a day of the calendar; correct the day or the month",
                "invoices.csv:2: net: \"12,3O\" is not an amount; write 1 234,56 or 1234.56",
                "invoices.csv:3: date: \"0020-06-30\" has a year that is not between 1900 and 2199; write it with four digits, as 2024-01-31",
                "invoices.csv:3: client: is empty",
                "invoices.csv:4: unit: \"km\" is neither a day nor an hour, as work paid by time needs; write day or hour",
                "invoices.csv:5: has 8 cells, the header 7; put quotes around a cell that holds the separator, and double a quote inside it",
                "invoices.csv:6: billing: \"fixd\" is not known; write time, fixed, rebilled or disbursement (régie, forfait, frais, débours)",
            ]
        );
        assert_eq!(books.invoice_lines().len(), 1);
        let dates: Vec<_> =
            books.rejected().iter().map(|rejected| (rejected.line, rejected.date.map(|date| date.to_string()))).collect();
        let june = Some("2020-06-30".to_owned());
        assert_eq!(dates, [(2, None), (3, None), (4, june.clone()), (5, june.clone()), (6, june)]);
    }

    #[test]
    fn an_ambiguous_column_is_one_error_unless_a_cell_or_bilan_toml_decides() {
        let text =
            "number,date,client,net\nF-1,2020-01-31,Acme,\"1,234\"\nF-2,2020-02-28,Acme,\"2,000\"\nF-3,2020-03-31,Acme,500\n";
        let books = read("invoices.csv", text);
        assert_eq!(
            errors(&books),
            [
                "invoices.csv:2: net: \"1,234\" can be read with a decimal point or with a decimal comma, and no cell of the column decides; say which in bilan.toml"
            ]
        );
        let block = books.errors().iter().find_map(|error| error.block().map(str::to_owned));
        assert_eq!(block.as_deref(), Some("[[mapping]]\nfile = \"invoices.csv\"\ndecimal = \",\"  # or \".\"\n"));
        assert_eq!((books.invoice_lines().len(), books.rejected().len()), (1, 2));

        let nets = |books: &Books| books.invoice_lines().iter().map(|row| row.value().net.to_string()).collect::<Vec<_>>();
        assert_eq!(nets(&read("invoices.csv", &format!("{text}F-4,2020-04-30,Acme,0.5\n"))), ["1234", "2000", "500", "0.5"]);
        assert_eq!(nets(&read("invoices.csv", &format!("{text}F-4,2020-04-30,Acme,\"0,5\"\n"))), ["1.234", "2", "500", "0.5"]);
        for (decimal, expected) in [(',', ["1.234", "2", "500"]), ('.', ["1234", "2000", "500"])] {
            let mapping = mapping(|mapping| mapping.decimal = Some(decimal));
            let (_, books) = open("invoices.csv", text.as_bytes(), &Settings::default(), Some(&mapping), EFFORT);
            assert_eq!(nets(&books), expected);
            assert!(books.errors().is_empty());
        }
    }

    #[test]
    fn an_ambiguous_date_column_likewise() {
        let text = "number,date,client,net\nF-1,03/04/2020,Acme,1\n";
        let dates = |books: &Books| books.invoice_lines().iter().map(|row| row.value().issued.to_string()).collect::<Vec<_>>();
        let books = read("invoices.csv", text);
        assert_eq!(books.errors().len(), 1);
        assert!(errors(&books).concat().contains("\"03/04/2020\" can be read with the day first or with the month first"));
        assert_eq!(dates(&read("invoices.csv", &format!("{text}F-2,31/01/2020,Acme,1\n"))), ["2020-04-03", "2020-01-31"]);
        assert_eq!(dates(&read("invoices.csv", &format!("{text}F-2,01/31/2020,Acme,1\n"))), ["2020-03-04", "2020-01-31"]);
        for (format, expected) in [("%d/%m/%Y", "2020-04-03"), ("%m/%d/%Y", "2020-03-04")] {
            let mapping = mapping(|mapping| mapping.date_format = Some(format.to_owned()));
            let (_, books) = open("invoices.csv", text.as_bytes(), &Settings::default(), Some(&mapping), EFFORT);
            assert_eq!(dates(&books), [expected]);
        }
    }

    #[test]
    fn contradicting_cells_are_one_error_that_names_both() {
        let books = read(
            "i.csv",
            "number;date;client;net\nF-1;2020-01-31;Acme;1 234,50\nF-2;2020-02-28;Acme;99.5\nF-3;2020-03-31;Acme;7\n",
        );
        assert_eq!(
            errors(&books),
            [
                "i.csv:2: net: the column is written in two ways: \"1 234,50\" on line 2 has a decimal comma, \"99.5\" on line 3 has a decimal point; write all its cells in one way"
            ]
        );
        assert_eq!((books.invoice_lines().len(), books.rejected().len()), (1, 2));
    }

    #[test]
    fn headers_that_do_not_settle_it_are_errors() {
        let duplicated = read("factures.csv", "N°;Date;Client;Montant HT;Net\n1;2020-01-01;A;1;1\n");
        assert_eq!(
            errors(&duplicated),
            [
                "factures.csv:1: net: duplicated header: columns \"Montant HT\" and \"Net\" could each be it; rename or remove one, or say which in bilan.toml"
            ]
        );
        assert_eq!(errors(&read("x.csv", "number,date,date,client,net\n1,2020-01-01,2020-01-01,A,1\n")).len(), 1);
        let mapping = mapping(|mapping| {
            mapping.columns.insert("net".into(), "Net".into());
        });
        let text = "N°;Date;Client;Montant HT;Net\n1;2020-01-01;A;1;2\n";
        let (_, books) = open("factures.csv", text.as_bytes(), &Settings::default(), Some(&mapping), EFFORT);
        assert_eq!(books.invoice_lines().iter().map(|row| row.value().net.to_string()).collect::<Vec<_>>(), ["2"]);

        let missing = errors(&read("invoices.csv", "number,date,client,total\n1,2020-01-01,A,1\n")).concat();
        assert!(
            missing.starts_with("invoices.csv:1: net: looks like invoices, but no column is net; found \"number\", \"date\""),
            "{missing}"
        );
        let gross = errors(&read("export.csv", "number,date,client,TTC\n1,2020-01-01,A,1\n")).concat();
        assert!(gross.contains("[business] vat = \"exempt\""), "{gross}");
    }

    #[test]
    fn gross_stands_for_net_only_without_vat() {
        let mut settings = Settings::default();
        settings.business.vat_exempt = true;
        let (_, books) = open("export.csv", b"number,date,client,TTC\n1,2020-01-01,A,12.5\n", &settings, None, EFFORT);
        assert_eq!(books.invoice_lines().iter().map(|row| row.value().net.to_string()).collect::<Vec<_>>(), ["12.5"]);
    }

    #[test]
    fn quotes_proforma_and_drafts_are_set_aside_whatever_they_lack() {
        let books = read(
            "invoices.csv",
            "number,date,client,net,type,status\n,,A,1,Devis,\nP-1,2020-01-01,A,1,proforma,\n,,A,x,,Brouillon\nF-1,2020-01-01,A,-1,Avoir,Annulée\nnumber,date,client,net,type,status\n",
        );
        assert!(books.errors().is_empty(), "{}", books.errors());
        let aside = books.sources().first().map(|source| {
            source.set_aside.iter().map(|(reason, aside)| (reason.clone(), aside.lines.clone())).collect::<Vec<_>>()
        });
        let expected =
            vec![(Reason::Total, vec![6]), (Reason::Quote, vec![2]), (Reason::Proforma, vec![3]), (Reason::Draft, vec![4])];
        assert_eq!(aside, Some(expected));
        assert_eq!(books.invoice_lines().len(), 1);
    }

    #[test]
    fn a_file_that_is_cut_off_or_damaged_says_so() {
        let cut = read("invoices.csv", "number,date,client,net\nF-1,2020-01-01,A,1\nF-2,2020-01-01,\"A,1\n");
        assert_eq!(
            errors(&cut),
            [
                "invoices.csv:3: a quote is opened here and never closed: the file is cut off, or a quote inside a cell is not doubled"
            ]
        );
        assert_eq!((cut.invoice_lines().len(), cut.rejected().len()), (1, 1));
    }

    #[test]
    fn other_files_are_not_recognised() {
        for bytes in [
            b"".as_slice(),
            b"\n\n",
            b"a,b\n1,2\n",
            b"name,email\nx,y\n",
            b"Date,Transaction Type,Num,Description,Qty,Sales Price,Amount\n2020-01-01,Invoice,1,x,1,1,1\n",
            b"PK\x03\x04\0\0",
            b"number,date\0,client,net\n",
            b"\xFF\xFE\xFF",
            b"\"\"\"\"",
            b"number",
            b";;;;;;",
        ] {
            let (outcome, books) = open("file.csv", bytes, &Settings::default(), None, EFFORT);
            assert_eq!(outcome, Outcome::NotRecognised, "{bytes:?}");
            assert!(books.sources().is_empty() && books.errors().is_empty());
        }
    }

    /// A file with quoted line breaks, blank lines, errors, totals, and a decision that comes late.
    fn long_file(decided: &str) -> String {
        let mut text = String::from("number;date;client;net;description\r\n");
        for row in 0..400 {
            match row % 10 {
                3 => text.push_str(&format!("F-{row};2020-13-01;Acme;1;\r\n")),
                5 => text.push_str(&format!("F-{row};2020-01-01;\"Acme\r\n\"\"Sons\"\"\";{row};a \"b\" c\r\n\n")),
                7 => text.push_str("Total;;;12;\r\n"),
                _ => text.push_str(&format!("F-{row};2020-01-31;Client é {};1,{row:03};x\n", row % 7)),
            }
        }
        text.push_str(&format!("F-last;2020-12-31;Zoé;{decided};end"));
        text
    }

    #[test]
    fn blocks_and_threads_cannot_show() {
        for decided in ["1,5", "1.5", "7"] {
            let text = long_file(decided);
            let see = |block, threads| {
                let (outcome, books) = open("f.csv", text.as_bytes(), &Settings::default(), None, Effort { block, threads });
                assert_eq!(outcome, Outcome::Read(0));
                let rows: Vec<String> =
                    books.invoice_lines().iter().map(|row| format!("{} {:?}", row.origin(), row.value())).collect();
                (rows, errors(&books), books.sources().to_vec(), books.rejected().to_vec())
            };
            let whole = see(1 << 20, 1);
            assert_eq!(
                whole.0.len() + whole.2.iter().map(|source| source.set_aside_rows()).sum::<u64>() as usize + whole.3.len(),
                401
            );
            for (block, threads) in [(1, 1), (7, 3), (64, 2), (1000, 4), (1 << 20, 4)] {
                assert_eq!(see(block, threads), whole, "blocks of {block}, {threads} threads");
            }
        }
    }

    #[test]
    fn late_bytes_decide_the_encoding_of_a_file_that_is_streamed() {
        let mut bytes = b"number,date,client,net\n".to_vec();
        for row in 0..20_000 {
            bytes.extend(format!("F-{row},2020-01-31,Acme,1.5\n").bytes());
        }
        bytes.extend(b"F-last,2020-01-31,Caf\xE9,1.5\n");
        let path = std::env::temp_dir().join(format!("bilan-late-{}.csv", std::process::id()));
        std::fs::write(&path, &bytes).unwrap_or_default();
        let source = SourceBytes::open(&path);
        let settings = Settings::default();
        let mut builder = BooksBuilder::new(settings.clone());
        let rules = Rules::new(&settings);
        let reading = Reading { path: "late.csv", settings: &settings, mapping: None, rules: rules.for_file("late.csv") };
        let outcome = source.map(|source| {
            assert!(!source.is_whole());
            read_with(&reading, source, &mut builder, Effort { block: 4096, threads: 2 })
        });
        std::fs::remove_file(&path).unwrap_or_default();
        assert_eq!(outcome.ok(), Some(Outcome::Read(0)));
        let books = builder.finish();
        assert_eq!(books.invoice_lines().len(), 20_001);
        assert_eq!(books.invoice_lines().get(20_000).map(|row| row.value().client.to_owned()).as_deref(), Some("Café"));
        assert_eq!(books.sources().first().map(|source| source.sha256.clone()), Some(sha256(&bytes)));
    }

    #[test]
    fn real_files_do_no_harm() {
        let Ok(data) = std::env::var("BILAN_REAL_DATA") else {
            println!("skipped");
            return;
        };
        let mut folders = vec![std::path::PathBuf::from(data)];
        let mut read = 0;
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                if entry.metadata().map_or(0, |metadata| metadata.len()) > 2_000_000 {
                    continue;
                }
                let bytes = std::fs::read(&path).unwrap_or_default();
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let (outcome, books) = open(&name, &bytes, &Settings::default(), None, Effort { block: 10_000, threads: 2 });
                if let Outcome::Read(_) = outcome {
                    for source in books.sources() {
                        assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected, "{name}");
                        println!(
                            "{name}: {} {} rows, {} used, {} errors",
                            source.format,
                            source.rows,
                            source.used,
                            books.errors().len()
                        );
                        for error in books.errors().iter().take(3) {
                            println!("   {error}");
                        }
                    }
                }
                read += 1;
            }
        }
        assert!(read > 100, "{read} files");
    }
}
