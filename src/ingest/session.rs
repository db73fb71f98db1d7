//! Files one after the other: what each is, and who reads it.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;

use super::cell::{Grid, OwnedCell};
use super::folder::{self, File};
use super::rates::{self, Rates};
use super::rules::Rules;
use super::source::{self, SourceBytes};
use super::tabular::{self, Outcome, Reading};
use super::{delimited, fec, french, holidays, ofx, workbook};
use crate::books::{BooksBuilder, Reason, SetAside, Source};
use crate::error::{Error, ErrorKind, Origin};
use crate::model::{MARKS, Mapping, Settings};

/// What is known while the files are read one after the other.
pub(super) struct Session {
    settings: Settings,
    rules: Rules,
    /// Files by size, to find those with the same bytes.
    seen: BTreeMap<u64, Vec<Seen>>,
    rates: Rates,
}

struct Seen {
    file: File,
    sha256: Option<String>,
    /// Its sources; none if it was not recognised.
    sources: Range<usize>,
}

impl Session {
    pub(super) fn new(settings: &Settings) -> Self {
        Self { settings: settings.clone(), rules: Rules::new(settings), seen: BTreeMap::new(), rates: Rates::default() }
    }

    /// The exchange rates among the files.
    pub(super) fn rates(&self) -> &Rates {
        &self.rates
    }

    /// Reads one file into the books, or lists it as not recognised.
    pub(super) fn read(&mut self, file: &File, builder: &mut BooksBuilder) -> Result<(), Error> {
        let unreadable = |error: io::Error| folder::unreadable(&file.shown, &error);
        let sha256 =
            if file.size > 0 && self.seen.contains_key(&file.size) { Some(hash(&file.path).map_err(unreadable)?) } else { None };
        if let Some(sha256) = &sha256 {
            for earlier in self.seen.get_mut(&file.size).into_iter().flatten() {
                if earlier.sha256.is_none() {
                    earlier.sha256 = hash(&earlier.file.path).ok();
                }
                if earlier.sha256.as_ref() == Some(sha256) && !earlier.sources.is_empty() {
                    same_file(earlier, &file.shown, builder);
                    return Ok(());
                }
            }
        }
        let first = builder.sources.len();
        let recognised = self.recognise(file, builder).map_err(|error| match error {
            Unread::Io(error) => unreadable(error),
            Unread::Said(error) => error,
        })?;
        if !recognised {
            builder.unrecognised.push(file.shown.clone());
        }
        let sources = first..builder.sources.len();
        self.seen.entry(file.size).or_default().push(Seen { file: file.clone(), sha256, sources });
        Ok(())
    }

    fn recognise(&mut self, file: &File, builder: &mut BooksBuilder) -> Result<bool, Unread> {
        const PROSE: [&str; 5] = ["md", "markdown", "html", "htm", "toml"];
        let path = file.shown.as_str();
        let bytes = SourceBytes::open(&file.path)?;
        if bytes.head().is_empty() {
            return Ok(false);
        }
        if is_marked(bytes.head(), &bytes.tail(&file.path)?) {
            let bytes = bytes.into_whole()?;
            let rows = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
            written_by_bilan(path, None, &source::sha256(&bytes), rows, builder);
            return Ok(true);
        }
        let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_lowercase());
        let extension = extension.as_deref().unwrap_or_default();
        if is_web_page(bytes.head()) && ["xls", "xlsx"].contains(&extension) {
            let message = "is a web page under the name of a workbook; open it in a spreadsheet program and save it as XLSX";
            return Err(Unread::Said(Error::new(ErrorKind::Unreadable, message).at(Origin::file(path))));
        }
        if PROSE.contains(&extension) {
            return Ok(false);
        }
        let mapping = mapping_of(&self.settings, path);
        let reading = Reading { path, settings: &self.settings, mapping: mapping.as_ref(), rules: self.rules.for_file(path) };
        let bytes = if may_be_workbook(bytes.head()) {
            let bytes = bytes.into_whole()?;
            let sha256 = source::sha256(&bytes);
            if bytes.starts_with(b"PK") {
                let members = rates::unpacked(path, &bytes)?;
                for (name, member) in &members {
                    self.rates.read((path, Some(name)), member, sha256.clone(), builder);
                }
                if !members.is_empty() {
                    return Ok(true);
                }
            }
            if let Some(grids) = workbook::read_workbook(path, bytes)? {
                return Ok(read_grids(&reading, &grids, &sha256, extension, builder));
            }
            SourceBytes::open(&file.path)?
        } else {
            bytes
        };
        if fec::is_fec(bytes.head()) {
            return Ok(fec::read_fec(&reading, &bytes.into_whole()?, builder) != Outcome::NotRecognised);
        }
        if holidays::is_calendar(bytes.head()) {
            return Ok(file.size <= holidays::LARGEST && holidays::read_calendar(path, &bytes.into_whole()?, builder));
        }
        if reading.mapping.is_none_or(|mapping| mapping.kind.is_none()) && rates::is_rates(bytes.head()) {
            if file.size > rates::LARGEST {
                let message = rates::too_large("is larger than");
                return Err(Unread::Said(Error::new(ErrorKind::Unreadable, message).at(Origin::file(path))));
            }
            let bytes = bytes.into_whole()?;
            self.rates.read((path, None), &bytes, source::sha256(&bytes), builder);
            return Ok(true);
        }
        if ofx::is_ofx(bytes.head()) {
            let bytes = bytes.into_whole()?;
            let sha256 = source::sha256(&bytes);
            let grid = ofx::read(path, &bytes)?;
            return Ok(tabular::read_grid(&reading, &grid, &sha256, "ofx", builder) != Outcome::NotRecognised);
        }
        let french = is_french_head(bytes.head());
        let outcome = delimited::read_delimited(&reading, bytes, builder);
        Ok(recognised(outcome, french, builder))
    }
}

/// Why a file could not be read: the system says it, or a format.
enum Unread {
    Io(io::Error),
    Said(Error),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Error> for Unread {
    fn from(error: Error) -> Self {
        Self::Said(error)
    }
}

fn hash(path: &Path) -> io::Result<String> {
    let mut bytes = SourceBytes::open(path)?;
    let mut hash = source::Hash::default();
    let mut reader = io::BufReader::with_capacity(1 << 16, bytes.reader()?);
    loop {
        let chunk = io::BufRead::fill_buf(&mut reader)?;
        let read = chunk.len();
        if read == 0 {
            break;
        }
        hash.update(chunk);
        io::BufRead::consume(&mut reader, read);
    }
    Ok(hash.finish())
}

/// Sets a file aside whole, with as many rows as the one it repeats.
fn same_file(earlier: &Seen, shown: &str, builder: &mut BooksBuilder) {
    let originals: Vec<Source> = builder.sources.get(earlier.sources.clone()).unwrap_or_default().to_vec();
    for original in originals {
        let mut source = Source::new(shown, original.format);
        source.sheet = original.sheet;
        source.sha256 = earlier.sha256.clone().unwrap_or(original.sha256);
        source.ignored_columns = original.ignored_columns;
        aside_whole(source, original.rows, Reason::SameFile(earlier.file.shown.clone()), builder);
    }
}

fn written_by_bilan(path: &str, sheet: Option<&str>, sha256: &str, rows: usize, builder: &mut BooksBuilder) {
    let mut source = Source::new(path, "bilan");
    source.sheet = sheet.map(str::to_owned);
    sha256.clone_into(&mut source.sha256);
    aside_whole(source, rows as u64, Reason::WrittenByBilan, builder);
}

fn aside_whole(mut source: Source, rows: u64, reason: Reason, builder: &mut BooksBuilder) {
    let aside = SetAside { rows, ..SetAside::default() };
    source.rows = rows;
    source.set_aside.insert(reason, aside);
    builder.source(source);
}

/// Whether a text begins or ends as those that bilan writes.
fn is_marked(head: &[u8], tail: &[u8]) -> bool {
    let ends = [head.get(..source::TAIL).unwrap_or(head), tail];
    MARKS.iter().any(|mark| ends.iter().any(|end| memchr::memmem::find(end, mark.as_bytes()).is_some()))
}

/// A page with a table, as some programs export under the name of a workbook.
fn is_web_page(head: &[u8]) -> bool {
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    start.starts_with(b"<") && source::decode(head).is_some_and(|text| text.to_ascii_lowercase().contains("<table"))
}

/// A zip archive, a compound file, or one of the workbook streams that came before both.
fn may_be_workbook(head: &[u8]) -> bool {
    matches!(head, [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] | [0x09, 0x00 | 0x02 | 0x04 | 0x08, _, 0x00, ..])
}

fn read_grids(reading: &Reading<'_>, grids: &[Grid], sha256: &str, extension: &str, builder: &mut BooksBuilder) -> bool {
    let is_marked = |cell: &OwnedCell| matches!(cell, OwnedCell::Text(text) if MARKS.iter().any(|mark| text.contains(mark)));
    let has_mark = |grid: &Grid| grid.rows.first().is_some_and(|(_, cells)| cells.iter().any(is_marked));
    if grids.iter().any(has_mark) {
        for grid in grids.iter().filter(|grid| !grid.rows.is_empty()) {
            written_by_bilan(reading.path, Some(&grid.sheet), sha256, grid.rows.len(), builder);
        }
        return true;
    }
    let mut found = false;
    let mut others = Vec::new();
    for grid in grids.iter().filter(|grid| !grid.rows.is_empty()) {
        match tabular::read_grid(reading, grid, sha256, if extension.is_empty() { "workbook" } else { extension }, builder) {
            Outcome::NotRecognised => others.push(Origin::file(reading.path).sheet(grid.sheet.as_str()).to_string()),
            outcome @ Outcome::Read(_) => {
                let french = french::is_french(grid.rows.iter().map(|(_, cells)| cells.iter().map(text_of)));
                found |= recognised(outcome, french, builder);
            }
        }
    }
    if found {
        builder.unrecognised.extend(others);
    }
    found
}

fn text_of(cell: &OwnedCell) -> &str {
    if let OwnedCell::Text(text) = cell { text } else { "" }
}

/// Notes on a source that was read whether it is French.
fn recognised(outcome: Outcome, french: bool, builder: &mut BooksBuilder) -> bool {
    let Outcome::Read(number) = outcome else { return false };
    if let Some(source) = builder.source_mut(number) {
        source.french |= french;
    }
    true
}

fn is_french_head(head: &[u8]) -> bool {
    const ENOUGH: usize = 8 * 1024;
    let head = head.get(..ENOUGH).unwrap_or(head);
    let lines = memchr::memrchr(b'\n', head).and_then(|end| head.get(..end)).unwrap_or(head);
    source::decode(lines).is_some_and(|text| french::is_french_text(&text))
}

/// What the mappings that name a file say together; a later one wins.
fn mapping_of(settings: &Settings, path: &str) -> Option<Mapping> {
    let is_about = |mapping: &&Mapping| mapping.file.as_deref().is_some_and(|file| folder::names(file, path));
    settings.mappings.iter().filter(is_about).cloned().reduce(|mut all, later| {
        all.kind = later.kind.or(all.kind);
        all.columns.extend(later.columns);
        all.date_format = later.date_format.or(all.date_format);
        all.decimal = later.decimal.or(all.decimal);
        all.replaces = later.replaces.or(all.replaces);
        all.line = later.line;
        all
    })
}
