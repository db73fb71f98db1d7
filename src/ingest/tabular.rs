//! From records to rows: finds the header, settles the columns, reads each row, and hands everything to the builder.

use super::cell::{Cell, Grid, OwnedCell};
use super::columns::Field;
use super::convention::{Convention, Evidence, Way};
use super::corrections::{self, Corrections, Mended};
use super::field::shown;
use super::header::{Expected, Layout, Recognition, mapping_block, recognise};
use super::holidays::holiday;
use super::row::{Record, RowReader};
use super::rules::FileRules;
use super::tokens::Sink;
use super::{bank_row, invoice_row, money_row, time_row};
use crate::books::{BooksBuilder, Chunk, Reason, Rejected, Source, Table};
use crate::error::{Error, ErrorKind, Origin, quoted};
use crate::model::{Asset, Mapping, Payment, Published, Settings};

use chrono::NaiveDate;

/// What goes with a file that is being read.
pub(crate) struct Reading<'a> {
    /// Path relative to the folder, with `/` between its parts.
    pub(crate) path: &'a str,
    pub(crate) settings: &'a Settings,
    /// The `[[mapping]]` whose glob names the file.
    pub(crate) mapping: Option<&'a Mapping>,
    /// The rules whose glob does not exclude the file.
    pub(crate) rules: FileRules<'a>,
}

impl Reading<'_> {
    pub(crate) fn expected<'e>(&'e self, sheet: Option<&'e str>) -> Expected<'e> {
        let vat_exempt = self.settings.business.vat_exempt;
        Expected { path: self.path, sheet, mapping: self.mapping, vat_exempt, client_given: self.rules.give_client() }
    }
}

/// What became of a file or sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is the source of this number; what was wrong with it is among the errors.
    Read(u32),
    /// It is nothing known, and left no trace in the builder.
    NotRecognised,
}

/// What became of a row.
pub(crate) enum Verdict<'r> {
    Used,
    Aside(Reason),
    /// Its errors are with the reader.
    Rejected {
        date: Option<NaiveDate>,
        document: Option<&'r str>,
    },
}

/// A rejected row.
#[derive(Debug, PartialEq)]
pub(crate) struct Refused {
    pub(crate) line: u32,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) document: Option<String>,
    pub(crate) errors: Vec<Error>,
}

/// Everything read from a stretch of a file.
#[derive(Default)]
pub(crate) struct Part {
    pub(crate) chunk: Chunk,
    pub(crate) assets: Vec<(u32, Asset)>,
    pub(crate) payments: Vec<(u32, Payment)>,
    pub(crate) published: Vec<(u32, Vec<Published>)>,
    /// With the zone in which each is kept, if the row says.
    pub(crate) holidays: Vec<(u32, NaiveDate, String)>,
    pub(crate) aside: Vec<(u32, Reason)>,
    /// Corrections that were made, by their position in the settings, and the line of the row.
    pub(crate) corrected: Vec<(usize, u32)>,
    pub(crate) refused: Vec<Refused>,
    /// Numbers of invoices that are set aside.
    pub(crate) withheld: Vec<String>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) rounded: u64,
    pub(crate) unread: u64,
}

impl Part {
    /// Takes the next stretch, and leaves it empty, with its memory.
    pub(crate) fn then(&mut self, later: &mut Self) {
        self.chunk.append(&mut later.chunk);
        self.assets.append(&mut later.assets);
        self.payments.append(&mut later.payments);
        self.published.append(&mut later.published);
        self.holidays.append(&mut later.holidays);
        self.aside.append(&mut later.aside);
        self.corrected.append(&mut later.corrected);
        self.refused.append(&mut later.refused);
        self.withheld.append(&mut later.withheld);
        self.rounded += std::mem::take(&mut later.rounded);
        self.unread += std::mem::take(&mut later.unread);
        self.evidence.resize(self.evidence.len().max(later.evidence.len()), Evidence::default());
        for (evidence, later) in self.evidence.iter_mut().zip(later.evidence.drain(..)) {
            evidence.then(later);
        }
    }
}

/// What all rows of a table are read with.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'c> {
    pub(crate) reading: &'c Reading<'c>,
    pub(crate) corrections: &'c Corrections<'c>,
    pub(crate) layout: &'c Layout,
    pub(crate) file: &'c Origin,
}

/// Reads row after row of one table.
pub(crate) struct Rows<'c> {
    pub(crate) reader: RowReader<'c>,
    pub(crate) rules: &'c FileRules<'c>,
    pub(crate) vat_exempt: bool,
    /// Whether the text holds what is no text somewhere.
    pub(crate) is_suspect: bool,
    /// Whether a row may be longer than any is.
    pub(crate) has_long_rows: bool,
    pub(crate) part: Part,
}

/// What is said of a row with bytes that are no text.
pub(crate) const NO_TEXT: &str = "holds bytes that are no text: the file is damaged or cut; get it again, or save it as UTF-8";

/// No row of a business is as long as this, in bytes.
pub(crate) const LONGEST_ROW: usize = 1 << 20;

/// Whether a row has no content.
#[inline]
pub(crate) fn is_blank<'r>(record: &impl Record<'r>) -> bool {
    (0..record.len()).all(|at| matches!(record.cell(at), Cell::Empty))
}

impl<'c> Rows<'c> {
    pub(crate) fn new(frame: Frame<'c>, conventions: &'c [Convention]) -> Self {
        Self::into_part(frame, conventions, Part::default())
    }

    /// Reads into a part that is empty.
    pub(crate) fn into_part(frame: Frame<'c>, conventions: &'c [Convention], part: Part) -> Self {
        let format = frame.reading.mapping.and_then(|mapping| mapping.date_format.as_deref());
        Self {
            reader: RowReader::new(frame.layout, conventions, format, frame.file),
            rules: &frame.reading.rules,
            vat_exempt: frame.reading.settings.business.vat_exempt,
            is_suspect: false,
            has_long_rows: true,
            part,
        }
    }

    /// Reads one row; one without content is none.
    #[inline]
    pub(crate) fn record<'r>(&mut self, line: u32, record: &impl Record<'r>) {
        if is_blank(record) {
            return;
        }
        self.reader.start(line);
        if (self.is_suspect || self.has_long_rows) && self.is_damaged(record) {
            self.part.refused.push(Refused { line, date: None, document: None, errors: self.reader.take_errors() });
            return;
        }
        let verdict = match self.reader.layout.table {
            Table::Invoices => invoice_row::read(self, record),
            Table::Timesheets => time_row::read(self, record),
            Table::Ledger => money_row::ledger(self, record),
            Table::Expenses => money_row::expense(self, record),
            Table::Bank => bank_row::read(self, record),
            Table::Assets => money_row::asset(self, record),
            Table::Payments => money_row::payment(self, record),
            Table::Holidays => holiday(&mut self.reader, &mut self.part, record),
            Table::Published | Table::Rates => money_row::published(self, record),
        };
        match verdict {
            Verdict::Used => {}
            Verdict::Aside(reason) => {
                self.reader.take_errors();
                self.part.aside.push((line, reason));
            }
            Verdict::Rejected { date, document } => {
                let document = document.filter(|number| !number.is_empty()).map(str::to_owned);
                self.part.refused.push(Refused { line, date, document, errors: self.reader.take_errors() });
            }
        }
    }

    /// Whether a cell of a row cannot be text that someone wrote.
    fn is_damaged<'r>(&mut self, record: &impl Record<'r>) -> bool {
        let mut bytes = 0;
        let mut is_broken = false;
        for at in 0..record.len() {
            let text = record.text(at);
            bytes += text.len();
            is_broken |= self.is_suspect && text.contains(['\0', char::REPLACEMENT_CHARACTER]);
        }
        if bytes > LONGEST_ROW {
            let message =
                format!("holds {} MB of text, and a row at most {} MB; is a quote missing?", bytes >> 20, LONGEST_ROW >> 20);
            self.reader.wrong_row(Error::new(ErrorKind::Structure, message));
        } else if is_broken {
            self.reader.wrong_row(Error::new(ErrorKind::Structure, NO_TEXT));
        }
        bytes > LONGEST_ROW || is_broken
    }

    pub(crate) fn finish(mut self) -> Part {
        self.part.evidence = self.reader.evidence;
        self.part.rounded = self.reader.rounded;
        self.part.unread = self.reader.unread;
        self.part
    }
}

/// The columns whose way of writing is in question: numbers and dates as `bilan.toml` states them, or open.
pub(crate) fn stated(layout: &Layout, mapping: Option<&Mapping>) -> Vec<Convention> {
    let decimal = mapping.and_then(|mapping| mapping.decimal);
    let numbers = match decimal {
        Some('.') => Convention::Stated(Way::First),
        Some(',') => Convention::Stated(Way::Second),
        _ => Convention::Open,
    };
    let dates = mapping.and_then(|mapping| mapping.date_format.as_deref()).map_or(Convention::Open, |format| {
        let day = format.find("%d").or_else(|| format.find("%e"));
        match (day, format.find("%m")) {
            (Some(day), Some(month)) if day > month => Convention::Stated(Way::Second),
            _ => Convention::Stated(Way::First),
        }
    });
    let mut conventions = vec![numbers; layout.headers.len()];
    for field in DATES {
        if let Some(convention) = layout.position(field).and_then(|at| conventions.get_mut(at)) {
            *convention = dates;
        }
    }
    conventions
}

const DATES: [Field; 8] = [
    Field::Date,
    Field::ValueDate,
    Field::ServiceStart,
    Field::ServiceEnd,
    Field::Due,
    Field::Paid,
    Field::InService,
    Field::Disposed,
];

/// How each column is to be read after what its cells said.
pub(crate) fn settle(conventions: &[Convention], evidence: &[Evidence]) -> Vec<Convention> {
    let settled = |(convention, evidence): (&Convention, &Evidence)| match convention {
        Convention::Stated(_) => *convention,
        _ => evidence.settle(),
    };
    conventions.iter().zip(evidence).map(settled).collect()
}

/// Whether rows must be read again.
pub(crate) fn overturned(conventions: &[Convention], evidence: &[Evidence]) -> bool {
    conventions.iter().zip(evidence).any(|(convention, evidence)| evidence.overturns(*convention))
}

/// One error for each column that can be read in two ways, or is written in both.
fn column_errors(frame: Frame<'_>, conventions: &[Convention], evidence: &[Evidence]) -> Vec<Error> {
    let mut errors = Vec::new();
    for (at, (convention, evidence)) in conventions.iter().zip(evidence).enumerate() {
        // No row is lost for it.
        if frame.layout.position(Field::ValueDate) == Some(at) {
            continue;
        }
        let is_date = DATES.iter().any(|field| frame.layout.position(*field) == Some(at));
        let (first, second, setting) = if is_date {
            ("the day first", "the month first", "date_format = \"%d/%m/%Y\"  # or \"%m/%d/%Y\"")
        } else {
            ("a decimal point", "a decimal comma", "decimal = \",\"  # or \".\"")
        };
        let mut error = match convention {
            Convention::Conflict => {
                let (a, b) = (&evidence.first, &evidence.second);
                let (line, text, other) = if a.line <= b.line { (a.line, a, b) } else { (b.line, b, a) };
                let (way, other_way) = if a.line <= b.line { (first, second) } else { (second, first) };
                let message = format!(
                    "the column is written in two ways: {} on line {} has {way}, {} on line {} has {other_way}; write all its cells in one way",
                    quoted(&text.text),
                    text.line,
                    quoted(&other.text),
                    other.line
                );
                Error::new(ErrorKind::Ambiguous, message).at(frame.file.clone().line(line))
            }
            Convention::Open if evidence.either.line > 0 => {
                let message = format!(
                    "{} can be read with {first} or with {second}, and no cell of the column decides; say which in bilan.toml",
                    quoted(&evidence.either.text)
                );
                let error = Error::new(ErrorKind::Ambiguous, message).at(frame.file.clone().line(evidence.either.line));
                error.paste(mapping_block(frame.reading.path, setting))
            }
            _ => continue,
        };
        let name = frame.layout.headers.get(at).cloned().unwrap_or_default();
        error = error.field(name);
        errors.push(error);
    }
    errors
}

/// Registers the source and hands over what was read from it.
pub(crate) fn deliver(
    frame: Frame<'_>,
    conventions: &[Convention],
    mut part: Part,
    sha256: String,
    format: &str,
    builder: &mut BooksBuilder,
) -> u32 {
    let table = frame.layout.table;
    let mut source = source(frame.reading, frame.file, table, sha256, format);
    source.ignored_columns.clone_from(&frame.layout.ignored);
    (source.rounded_cells, source.unread_cells) = (part.rounded, part.unread);
    let number = builder.source(source);
    for error in column_errors(frame, conventions, &part.evidence) {
        builder.error(error);
    }
    builder.absorb(number, part.chunk);
    for (line, asset) in part.assets {
        builder.asset(number, line, asset);
    }
    for (line, payment) in part.payments {
        builder.payment(number, line, payment);
    }
    for (line, figures) in part.published {
        for figure in figures {
            builder.published(number, line, figure);
        }
        if let Some(source) = builder.source_mut(number) {
            source.rows += 1;
            source.used += 1;
        }
    }
    for (line, day, zone) in part.holidays {
        builder.holiday(number, line, day);
        if !zone.is_empty() {
            builder.zones.insert((number, line), zone);
        }
    }
    builder.withheld.extend(part.withheld);
    for (line, reason) in part.aside {
        builder.set_aside(number, line, reason);
    }
    corrected(frame.reading.settings, frame.corrections, &part.corrected, number, builder);
    let is_settled = |error: &Error| error.block().is_some() || error.message().contains("[[correct]]");
    for refused in part.refused.iter_mut().filter(|refused| !refused.errors.iter().any(is_settled)) {
        if let Some(error) = refused.errors.first_mut()
            && let Some(block) = error.origin().and_then(|origin| corrections::block(origin, table, error))
        {
            *error = error.clone().paste(block);
        }
    }
    for refused in part.refused {
        let rejected = Rejected::new(table, number, refused.line, refused.date);
        builder.reject(rejected, refused.document.as_deref(), refused.errors);
    }
    number
}

/// Notes the corrections that were made to the rows of a source, and those that cannot be.
pub(crate) fn corrected(
    settings: &Settings,
    corrections: &Corrections<'_>,
    made: &[(usize, u32)],
    source: u32,
    builder: &mut BooksBuilder,
) {
    builder.refused_corrections.extend(corrections.refused.iter().cloned());
    if let Some(source) = builder.source_mut(source) {
        source.corrected.extend(made.iter().filter_map(|(number, line)| corrections::told(settings, *number, *line)));
        let origin = source.origin();
        builder.corrected.extend(made.iter().map(|(number, line)| (*number, origin.clone().line(*line))));
    }
}

/// A source of a table, without its rows.
fn source(reading: &Reading<'_>, file: &Origin, table: Table, sha256: String, format: &str) -> Source {
    let mut source = Source::new(reading.path, format!("{}-{format}", table.id()));
    source.sheet = file.sheet_name().map(str::to_owned);
    source.sha256 = sha256;
    source
}

/// Registers a source whose header is wrong: these lines below it are rejected.
pub(crate) fn deliver_wrong(
    reading: &Reading<'_>,
    header: &Origin,
    (table, errors): (Table, Vec<Error>),
    lines: Vec<u32>,
    (sha256, format): (String, &str),
    builder: &mut BooksBuilder,
) -> u32 {
    let number = builder.source(source(reading, header, table, sha256, format));
    for error in errors {
        builder.error(error.at(header.clone()));
    }
    for line in lines {
        builder.reject(Rejected::new(table, number, line, None), None, []);
    }
    number
}

/// The header among the first rows: the one that is understood best, the first of those.
pub(crate) fn find_header<'r, R: Record<'r>>(rows: impl Iterator<Item = (u32, R)>, expected: Expected<'_>) -> (u32, Recognition) {
    let mut best = (0, Recognition::Nothing);
    for (line, row) in rows {
        let cells: Vec<&str> = (0..row.len()).map(|at| row.text(at)).collect();
        let found = recognise(&cells, expected);
        let complete = matches!(found, Recognition::Table(_));
        if found.rank() > best.1.rank() {
            best = (line, found);
        }
        if complete {
            break;
        }
    }
    best
}

/// Above which row of a sheet, or record of a text, the header must be.
pub(crate) const HEADER_WITHIN: usize = 100;

/// A row of a sheet, with the text of its cells.
struct GridRow<'g> {
    cells: &'g [OwnedCell],
    texts: &'g [String],
}

impl<'g> Record<'g> for GridRow<'g> {
    fn len(&self) -> usize {
        self.cells.len()
    }

    fn cell(&self, at: usize) -> Cell<'g> {
        match self.cells.get(at) {
            Some(OwnedCell::Text(text)) => match text.trim() {
                "" => Cell::Empty,
                text => Cell::Text(text),
            },
            Some(cell) => cell.as_cell(),
            None => Cell::Empty,
        }
    }

    fn text(&self, at: usize) -> &'g str {
        match self.cells.get(at) {
            Some(OwnedCell::Text(text)) => text.trim(),
            _ => self.texts.get(at).map_or("", |text| text.trim()),
        }
    }
}

/// Reads a sheet of a workbook.
pub(crate) fn read_grid(
    reading: &Reading<'_>,
    grid: &Grid,
    sha256: &str,
    format_suffix: &str,
    builder: &mut BooksBuilder,
) -> Outcome {
    let texts: Vec<Vec<String>> = grid
        .rows
        .iter()
        .map(|(_, cells)| {
            let text = |cell: &OwnedCell| if matches!(cell, OwnedCell::Text(_)) { String::new() } else { shown(&cell.as_cell()) };
            cells.iter().map(text).collect()
        })
        .collect();
    let rows = || grid.rows.iter().zip(&texts).map(|((line, cells), texts)| (*line, GridRow { cells, texts }));
    let sheet = Some(grid.sheet.as_str()).filter(|sheet| !sheet.is_empty());
    let file = sheet.map_or_else(|| Origin::file(reading.path), |sheet| Origin::file(reading.path).sheet(sheet));
    let (header, found) = find_header(rows().take(HEADER_WITHIN), reading.expected(sheet));
    let layout = match found {
        Recognition::Table(layout) => layout,
        Recognition::Wrong(table, errors) => {
            let of_file = (sha256.to_owned(), format_suffix);
            let is_row = |(line, row): &(u32, GridRow<'_>)| *line > header && !is_blank(row);
            let lines = rows().filter(is_row).map(|(line, _)| line).collect();
            return Outcome::Read(deliver_wrong(reading, &file.line(header), (table, errors), lines, of_file, builder));
        }
        Recognition::Nothing => return Outcome::NotRecognised,
    };
    let corrections = Corrections::of(reading.settings, reading.path, sheet, &layout);
    let frame = Frame { reading, corrections: &corrections, layout: &layout, file: &file };
    let read = |conventions: &[Convention]| {
        let mut read = Rows::new(frame, conventions);
        let mut mended = Mended { rows: &mut read, header, corrections: &corrections };
        for (line, row) in rows() {
            mended.record(line, &row);
        }
        read.finish()
    };
    let mut conventions = stated(&layout, reading.mapping);
    let mut part = read(&conventions);
    let again = overturned(&conventions, &part.evidence);
    conventions = settle(&conventions, &part.evidence);
    if again {
        part = read(&conventions);
    }
    Outcome::Read(deliver(frame, &conventions, part, sha256.to_owned(), format_suffix, builder))
}

/// Rules of a folder without any.
#[cfg(test)]
pub(crate) fn no_rules() -> FileRules<'static> {
    FileRules::default()
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::books::Books;
    use crate::model::Time;

    fn text(text: &str) -> OwnedCell {
        OwnedCell::Text(text.to_owned())
    }

    fn number(number: &str, shown: Option<u32>) -> OwnedCell {
        OwnedCell::Number { value: number.parse().unwrap_or(Decimal::ZERO), shown }
    }

    fn day(month: u32, day: u32) -> OwnedCell {
        NaiveDate::from_ymd_opt(2020, month, day).map_or(OwnedCell::Empty, OwnedCell::Date)
    }

    fn read(sheet: &str, rows: Vec<(u32, Vec<OwnedCell>)>) -> (Outcome, Books) {
        let settings = Settings::default();
        let mut builder = BooksBuilder::new(settings.clone());
        let reading = Reading { path: "bilan.xlsx", settings: &settings, mapping: None, rules: no_rules() };
        let grid = Grid { sheet: sheet.to_owned(), rows };
        let outcome = read_grid(&reading, &grid, "00", "xlsx", &mut builder);
        (outcome, builder.finish())
    }

    #[test]
    fn a_sheet_of_invoices() {
        let (outcome, books) = read(
            "Factures",
            vec![
                (1, vec![text("Factures 2020")]),
                (4, ["Numéro", "Date", "Client", "Montant HT", "Qté", "Unité"].map(text).to_vec()),
                (
                    5,
                    vec![
                        number("2020001", Some(0)),
                        day(1, 31),
                        text("Acme"),
                        number("1234", None),
                        number("2", None),
                        text("j"),
                    ],
                ),
                (6, vec![text("F-2"), text("28/02/2020"), text(" Acme "), number("788.571428571429", Some(2))]),
                (7, vec![text("F-3"), number("43890", None), text("Acme"), OwnedCell::Broken("#DIV/0!".into())]),
                (8, vec![text("Total"), OwnedCell::Empty, OwnedCell::Empty, number("2022.57", Some(2))]),
            ],
        );
        assert_eq!(outcome, Outcome::Read(0));
        let rows: Vec<String> = books
            .invoice_lines()
            .iter()
            .map(|row| {
                format!(
                    "{} {} {} {} {}",
                    row.origin(),
                    row.value().number,
                    row.value().issued,
                    row.value().client,
                    row.value().net
                )
            })
            .collect();
        assert_eq!(
            rows,
            ["bilan.xlsx!Factures:5 2020001 2020-01-31 Acme 1234", "bilan.xlsx!Factures:6 F-2 2020-02-28 Acme 788.57"]
        );
        let errors: Vec<String> = books.errors().iter().map(ToString::to_string).collect();
        assert_eq!(
            errors,
            [
                "bilan.xlsx!Factures:7: Date: \"43890\" is a number, not a date; give the cell a date format",
                "bilan.xlsx!Factures:7: Montant HT: \"#DIV/0!\" is no value; mend the cell or its formula in the workbook",
            ]
        );
        let source = books.sources().first().map(|source| {
            (source.format.as_str(), source.rows, source.used, source.set_aside_rows(), source.rejected, source.rounded_cells)
        });
        assert_eq!(source, Some(("invoices-xlsx", 4, 2, 1, 1, 1)));
    }

    #[test]
    fn rows_of_a_sheet_are_corrected() {
        let mut settings = Settings::default();
        let sheet = |name: &str, row| {
            let mut correction = crate::model::Correction::set_aside("bilan.xlsx", row, "x");
            correction.sheet = Some(name.to_owned());
            correction
        };
        let mut replaced = sheet("Factures", 3);
        replaced.mend = crate::model::Mend::Replace { field: "net".into(), value: "100".into() };
        settings.corrections = vec![sheet("Factures", 2), replaced, sheet("Autre", 3)];
        let mut builder = BooksBuilder::new(settings.clone());
        let reading = Reading { path: "bilan.xlsx", settings: &settings, mapping: None, rules: no_rules() };
        let row = |number: &str, net: OwnedCell| vec![text(number), day(1, 31), text("Acme"), net];
        let header = ["Numéro", "Date", "Client", "Montant HT"].map(text).to_vec();
        let rows = vec![(1, header), (2, row("F-1", number("1", None))), (3, row("F-2", OwnedCell::Broken("#REF!".into())))];
        let grid = Grid { sheet: "Factures".to_owned(), rows };
        assert_eq!(read_grid(&reading, &grid, "00", "xlsx", &mut builder), Outcome::Read(0));
        assert_eq!(
            builder.corrected.iter().map(|(number, at)| (*number, at.to_string())).collect::<Vec<_>>(),
            [(0, "bilan.xlsx!Factures:2".to_owned()), (1, "bilan.xlsx!Factures:3".to_owned())]
        );
        let books = builder.finish();
        let nets: Vec<String> = books.invoice_lines().iter().map(|row| row.value().net.to_string()).collect();
        assert_eq!((nets, books.errors().len()), (vec!["100".to_owned()], 0));
    }

    #[test]
    fn a_sheet_of_time() {
        let time = Time::from_micros(27_000_000_000).map_or(OwnedCell::Empty, OwnedCell::Time);
        let (outcome, books) = read(
            "Temps",
            vec![
                (1, ["Date", "Client", "Durée", "Facturable"].map(text).to_vec()),
                (2, vec![day(1, 2), text("Acme"), time, OwnedCell::Bool(true)]),
                (3, vec![day(1, 3), text("Acme"), number("7.5", None), OwnedCell::Bool(false)]),
            ],
        );
        assert_eq!(outcome, Outcome::Read(0));
        assert!(books.errors().is_empty(), "{}", books.errors());
        let times: Vec<_> =
            books.time_entries().iter().map(|row| (row.value().time.map(Time::micros), row.value().billable)).collect();
        assert_eq!(times, [(Some(27_000_000_000), true), (Some(27_000_000_000), false)]);
    }

    #[test]
    fn other_sheets_are_not_recognised() {
        assert_eq!(read("Feuil1", vec![]).0, Outcome::NotRecognised);
        assert_eq!(read("Feuil1", vec![(1, vec![text("x"), number("1", None)])]).0, Outcome::NotRecognised);
    }
}
