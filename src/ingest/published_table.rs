//! A table that was published, read from Markdown, HTML, CSV, or columns as a terminal shows them.

mod cell;
mod html;
mod text;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use self::cell::{Seen, Unit};
use super::convention::{Convention, Evidence};
use super::source;
use crate::error::{Error, ErrorKind, Origin, Result, quoted};
use crate::model::{Holds, PublishedCell, PublishedColumn, PublishedRow, PublishedTable, Says};

/// No published table is longer or wider.
const MOST_ROWS: usize = 2_000;
const MOST_COLUMNS: usize = 100;
/// Titles above a header.
const HEADER_WITHIN: usize = 10;

/// Texts in rows.
type Grid = Vec<GridRow>;

#[derive(Clone, Debug, Default)]
struct GridRow {
    line: u32,
    cells: Vec<String>,
}

impl PublishedTable {
    /// No page with a table is larger, in bytes.
    pub const LARGEST: u64 = 8 << 20;

    /// Reads the first table of a file whose header names years, or announces changes: of a Markdown text, an HTML page, a CSV file, or columns set apart by
    /// spaces, as a terminal shows them.
    ///
    /// ```no_run
    /// use bilan::model::PublishedTable;
    /// let table = PublishedTable::open("review-2020.md")?;
    /// # Ok::<(), bilan::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Unreadable`] if the file cannot be opened, is no text or is too large; [`ErrorKind::NothingRecognised`] if there is no
    /// such table in it; [`ErrorKind::Structure`] if its years cannot be told apart or it is larger than any published table.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let shown = path.to_string_lossy();
        let unreadable = |error: std::io::Error| {
            Error::new(ErrorKind::Unreadable, format!("cannot be read: {error}")).at(Origin::file(&*shown))
        };
        let mut bytes = Vec::new();
        File::open(path).map_err(unreadable)?.take(Self::LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        Self::read(&shown, &bytes)
    }

    /// The same for the content of a file; the end of its name says what is tried first.
    ///
    /// ```
    /// use bilan::model::PublishedTable;
    /// let table = PublishedTable::read("post.md", b"|    | 2020    |\n|----|---------|\n| CA | ~138 K\xe2\x82\xac |\n")?;
    /// assert_eq!(table.rows[0].names, ["CA"]);
    /// assert_eq!(table.rows[0].cells[0].text, "~138 K€");
    /// # Ok::<(), bilan::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`PublishedTable::open`].
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self> {
        let wrong = |kind, message: String| Error::new(kind, message).at(Origin::file(path));
        if bytes.len() as u64 > Self::LARGEST {
            return Err(wrong(
                ErrorKind::Unreadable,
                format!("is larger than {} MB; cut the table out of it", Self::LARGEST >> 20),
            ));
        }
        let text =
            source::decode(bytes).ok_or_else(|| wrong(ErrorKind::Unreadable, "is no text; save it as UTF-8".to_owned()))?;
        let extension = path.rsplit_once('.').map(|(_, end)| end.to_lowercase());
        let mut formats: [fn(&str) -> Vec<Grid>; 4] = [text::piped, html::tables, text::in_columns, separated];
        match extension.as_deref() {
            Some("html" | "htm" | "xhtml") => formats.swap(0, 1),
            Some("csv" | "tsv") => formats.rotate_right(1),
            _ => {}
        }
        // Where years go by labels of their own, the header of changes tells the table.
        let found = [Holds::is_year as fn(&Holds) -> bool, Holds::is_change].into_iter().find_map(|names| {
            formats.iter().find_map(|tables| {
                tables(&text).into_iter().find_map(|grid| header(&grid, names).map(|(at, columns)| (grid, at, columns)))
            })
        });
        let Some((grid, at, columns)) = found else {
            return Err(wrong(
                ErrorKind::NothingRecognised,
                "holds no table whose header names years; looked for Markdown, HTML, CSV, and columns two spaces apart"
                    .to_owned(),
            ));
        };
        table(path, &grid, at, &columns).map(|table| Self { sha256: source::sha256(bytes), ..table })
    }
}

/// What a column of a grid is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Column {
    /// It names its rows.
    Name,
    Figures(Holds),
    /// The year that changes are measured against, as bilan's own CSV has it.
    Against,
}

/// The row of a grid that names years, or announces changes, and what it says of each column.
fn header(grid: &Grid, names: fn(&Holds) -> bool) -> Option<(usize, Vec<Column>)> {
    let column = |text: &String| match (cell::year(text), cell::change(text)) {
        _ if text == "against" => Column::Against,
        _ if text == "change_kind" => Column::Name,
        (Some(year), _) => Column::Figures(Holds::Year(year)),
        (None, Some((of, from))) => Column::Figures(Holds::Change { of, from }),
        _ => Column::Name,
    };
    grid.iter().take(HEADER_WITHIN).enumerate().find_map(|(at, row)| {
        let mut columns: Vec<Column> = row.cells.iter().map(column).collect();
        // The first column names the rows, whatever stands above them.
        if let Some(first) = columns.first_mut() {
            *first = Column::Name;
        }
        let is_header = |column: &Column| match column {
            Column::Figures(holds) => names(holds),
            Column::Against => true,
            Column::Name => false,
        };
        columns.iter().any(is_header).then_some((at, columns))
    })
}

/// Tables of text values, CSV and its kin, with empty lines between them.
fn separated(text: &str) -> Vec<Grid> {
    let stretches = stretches(text);
    let grid = |delimiter: u8, (above, text): (u32, &str)| {
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(delimiter).trim(csv::Trim::All);
        let records = reader.from_reader(text.as_bytes()).into_records().filter_map(std::result::Result::ok);
        let row = |record: csv::StringRecord| GridRow {
            line: record.position().and_then(|at| u32::try_from(at.line()).ok()).map_or(0, |line| above.saturating_add(line)),
            cells: record.iter().take(MOST_COLUMNS + 1).map(str::to_owned).collect(),
        };
        records.take(MOST_ROWS + 1).map(row).collect()
    };
    let with = |delimiter| stretches.iter().map(move |stretch| grid(delimiter, *stretch));
    let grids = [b';', b'\t', b',', b'|'].into_iter().flat_map(with);
    grids.filter(|grid: &Grid| grid.iter().any(|row| row.cells.len() > 1)).collect()
}

/// The parts of a text between empty lines, each with the number of lines above it. An empty line within quotes parts nothing.
fn stretches(text: &str) -> Vec<(u32, &str)> {
    let mut stretches = Vec::new();
    let (mut start, mut above, mut at, mut is_quoted) = (0, 0, 0, false);
    for (number, line) in (0..).zip(text.split_inclusive('\n')) {
        if !is_quoted && line.trim().is_empty() {
            stretches.push((above, text.get(start..at).unwrap_or_default()));
            (start, above) = (at + line.len(), number + 1);
        }
        is_quoted ^= line.matches('"').count() % 2 == 1;
        at += line.len();
    }
    stretches.push((above, text.get(start..).unwrap_or_default()));
    stretches
}

/// Reads the cells below a header.
fn table(path: &str, grid: &Grid, at: usize, columns: &[Column]) -> Result<PublishedTable> {
    let Some((header, rows)) = grid.get(at..).and_then(<[GridRow]>::split_first) else {
        return Err(Error::new(ErrorKind::NothingRecognised, "holds no table").at(Origin::file(path)));
    };
    // Another table may follow without an empty line: its header says what this one says.
    let is_header = |row: &&GridRow| row.cells.first() == header.cells.first() && years_of(row).next().is_some();
    let rows = rows.iter().position(|row| is_header(&row)).and_then(|end| rows.get(..end)).unwrap_or(rows);
    let origin = |line| Origin::file(path).line(line);
    if columns.len() > MOST_COLUMNS || grid.len() > MOST_ROWS {
        let message = format!("the table has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns; no published one has");
        return Err(Error::new(ErrorKind::Structure, message).at(origin(header.line)));
    }
    // Numbers whose header says nothing of a year are not left aside in silence, nor is it said that there are none.
    let seen = |at: usize| rows.iter().filter_map(move |row| row.cells.get(at)).map(|text| cell::look(text));
    let has_number = |at: usize| seen(at).any(|cell| matches!(cell, Seen::Number(_)));
    let has_none = |at: usize| {
        seen(at).all(|cell| !matches!(cell, Seen::Says(Says::Unreadable(_))))
            && seen(at).any(|cell| !matches!(cell, Seen::Says(Says::Nothing)))
    };
    let other = |(at, column): (usize, &Column)| match column {
        Column::Name if at > 0 && (has_number(at) || has_none(at)) => Column::Figures(Holds::Other),
        column => *column,
    };
    let columns: Vec<Column> = columns.iter().enumerate().map(other).collect();
    let figures = || {
        columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| if let Column::Figures(holds) = column { Some((at, *holds)) } else { None })
    };
    let text_of = |row: &GridRow, at: usize| row.cells.get(at).cloned().unwrap_or_default();
    let mut seen_years = Vec::new();
    for (at, holds) in figures() {
        if let Holds::Year(year) = holds {
            if seen_years.contains(&year) {
                let message = format!("two columns are of {year}: {} is the second", quoted(&text_of(header, at)));
                return Err(Error::new(ErrorKind::Structure, message).at(origin(header.line)));
            }
            seen_years.push(year);
        }
    }
    // bilan's own CSV says in its rows what the changes are measured against.
    let against = columns.iter().position(|column| *column == Column::Against);
    let against = against.and_then(|at| rows.iter().find_map(|row| row.cells.get(at).filter(|text| !text.is_empty())));
    let names = |row: &GridRow| {
        let of_names = columns.iter().zip(&row.cells).filter(|(column, text)| **column == Column::Name && !text.is_empty());
        of_names.map(|(_, text)| text.clone()).collect::<Vec<_>>()
    };
    let positions: Vec<usize> = figures().filter(|(_, holds)| *holds != Holds::Other).map(|(at, _)| at).collect();
    let way = match convention(rows, &positions) {
        Convention::Settled(way) => Some(way),
        _ => None,
    };
    let corner = Unit::of_name(&header.cells.first().cloned().unwrap_or_default());
    let unit_of = |row: &GridRow, at: usize| {
        let named = [Unit::of_name(&text_of(header, at)), Unit::of_name(&text_of(row, 0))];
        named.into_iter().find(|unit| *unit != Unit::default()).unwrap_or_else(|| corner.clone())
    };
    let cell = |row: &GridRow, at: usize| {
        let text = text_of(row, at);
        let says = match cell::look(&text) {
            _ if row.cells.len() > columns.len() => Says::Unreadable(cell::too_many()),
            Seen::Says(says) => says,
            Seen::Number(number) => number.says(way, &unit_of(row, at)),
        };
        PublishedCell::new(text, says)
    };
    Ok(PublishedTable {
        path: path.to_owned(),
        sha256: String::new(),
        line: header.line,
        columns: figures()
            .map(|(at, holds)| {
                let header = text_of(header, at);
                let Holds::Change { of, from } = holds else { return PublishedColumn::new(header, holds) };
                let against = cell::against(&header).or(against.map(String::as_str)).map(str::to_owned);
                let from = from.or_else(|| against.as_deref().and_then(cell::year));
                PublishedColumn { against, ..PublishedColumn::new(header, Holds::Change { of, from }) }
            })
            .collect(),
        rows: rows
            .iter()
            .filter(|row| row.cells.iter().any(|text| !text.is_empty()))
            .map(|row| PublishedRow::new(row.line, names(row), figures().map(|(at, _)| cell(row, at)).collect()))
            .collect(),
    })
}

/// The years a row names, but for its first cell.
fn years_of(row: &GridRow) -> impl Iterator<Item = i32> {
    row.cells.iter().skip(1).filter_map(|text| cell::year(text))
}

/// How the cells of a table write numbers.
fn convention(rows: &[GridRow], figures: &[usize]) -> Convention {
    let mut evidence = Evidence::default();
    for row in rows {
        for text in figures.iter().filter_map(|at| row.cells.get(*at)) {
            if let Seen::Number(number) = cell::look(text) {
                evidence.note(number.hint, row.line.max(1), text);
            }
        }
    }
    evidence.settle()
}

#[cfg(test)]
mod tests;
