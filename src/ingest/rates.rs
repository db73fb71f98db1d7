//! Exchange rates as the European Central Bank publishes them: `eurofxref-hist.csv`, `eurofxref.csv`, and the archives of both.
//!
//! A row is a day, a column a currency, a cell how many units of it one euro bought. Cells are read only of the currencies that rows of
//! the books need.

mod exchange;

use std::io::{Cursor, Read};
use std::ops::Range;

use chrono::NaiveDate;
use zip::ZipArchive;

pub(crate) use self::exchange::Exchange;
use super::convention::{Hint, Way};
use super::currency::Currency;
use super::{date, source};
use crate::books::{BooksBuilder, Rejected, Source, Table};
use crate::error::{Error, ErrorKind, Origin, quoted};

/// Bytes of a file beyond which it cannot be one of rates: a hundred years of them are 10 MB.
pub(crate) const LARGEST: u64 = 64 << 20;
/// No header is longer.
const HEADER: usize = 4096;

/// The files of rates of a folder.
#[derive(Default)]
pub(crate) struct Rates {
    files: Vec<RatesFile>,
}

struct RatesFile {
    source: u32,
    shown: String,
    text: String,
    /// Of the columns after the date.
    currencies: Vec<String>,
    days: Vec<Day>,
    /// Days whose rows were rejected, and their lines.
    broken: Vec<(NaiveDate, u32)>,
}

struct Day {
    date: NaiveDate,
    line: u32,
    /// Where its cells stand in the text.
    cells: Range<usize>,
}

/// Whether a file begins with the header of such a table, right or wrong.
pub(crate) fn is_rates(head: &[u8]) -> bool {
    !matches!(header(first_line(head)), Header::Other)
}

/// The rates in an archive: name and content of each member that holds some.
pub(crate) fn unpacked(path: &str, archive: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut found = Vec::new();
    let unreadable = |message: String| Error::new(ErrorKind::Unreadable, message).at(Origin::file(path));
    let damaged = |why: &dyn std::fmt::Display| unreadable(format!("the archive is cut short or damaged ({why}); get it again"));
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut archive = match ZipArchive::new(Cursor::new(archive)) {
        Ok(archive) => archive,
        Err(error) if name.starts_with("eurofxref") => return Err(damaged(&error)),
        Err(_) => return Ok(found),
    };
    let mut room = LARGEST;
    for index in 0..archive.len() {
        let Ok(mut member) = archive.by_index(index) else { continue };
        let name = member.name().unwrap_or_default().into_owned();
        if !name.to_ascii_lowercase().ends_with(".csv") {
            continue;
        }
        let mut content = Vec::new();
        let begun = member.by_ref().take(HEADER as u64).read_to_end(&mut content);
        if begun.is_err() || !is_rates(&content) {
            continue;
        }
        member.take(room + 1).read_to_end(&mut content).map_err(|error| damaged(&error))?;
        room = room.checked_sub(content.len() as u64).ok_or_else(|| unreadable(too_large("unpacks to")))?;
        found.push((name, content));
    }
    Ok(found)
}

/// What is said of a file no list of rates is as large as.
pub(crate) fn too_large(verb: &str) -> String {
    format!("{verb} more than {} MB, and all rates since 1999 take 2; get it again from the European Central Bank", LARGEST >> 20)
}

impl Rates {
    /// Registers a file as a source and finds its days. Its rows count as used until it is known which are needed.
    pub(crate) fn read(
        &mut self,
        (path, member): (&str, Option<&str>),
        bytes: &[u8],
        sha256: String,
        builder: &mut BooksBuilder,
    ) {
        let mut source = Source::new(path, if member.is_some() { "rates-zip" } else { "rates-csv" });
        source.sheet = member.map(str::to_owned);
        source.sha256 = sha256;
        let origin = source.origin();
        let number = builder.source(source);
        let text = source::decode(bytes).map_or_else(|| source::decode_damaged(bytes), std::borrow::Cow::into_owned);
        let mut file = RatesFile {
            source: number,
            shown: origin.to_string(),
            text: String::new(),
            currencies: Vec::new(),
            days: Vec::new(),
            broken: Vec::new(),
        };
        let mut is_wrong = false;
        let (mut line, mut end) = (0, 0);
        for row in text.split_inclusive('\n') {
            (line, end) = (line + 1, end + row.len());
            if line == 1 {
                match header(row) {
                    Header::Rates(currencies) => file.currencies = currencies,
                    Header::Wrong(message) => {
                        is_wrong = true;
                        builder.error(Error::new(ErrorKind::Structure, message).at(origin.clone().line(1)));
                    }
                    Header::Other => is_wrong = true,
                }
                continue;
            }
            if row.trim().is_empty() {
                continue;
            }
            let day = if is_wrong { Err((None, Vec::new())) } else { day(row, line, end - row.len(), file.currencies.len()) };
            match day {
                Ok(day) => {
                    file.days.push(day);
                    if let Some(source) = builder.source_mut(number) {
                        source.rows += 1;
                        source.used += 1;
                    }
                }
                Err((date, errors)) => {
                    file.broken.extend(date.map(|date| (date, line)));
                    let at = origin.clone().line(line);
                    let errors = errors.into_iter().map(|error| error.at(at.clone()));
                    builder.reject(Rejected::new(Table::Rates, number, line, date), None, errors);
                }
            }
        }
        file.text = text;
        self.files.push(file);
    }
}

/// One row: its date and where its cells are.
fn day(row: &str, line: u32, start: usize, currencies: usize) -> Result<Day, (Option<NaiveDate>, Vec<Error>)> {
    let written = row.split(',').next().unwrap_or_default();
    let date = match date::parse(written.trim(), Way::First) {
        Ok((date, Hint::Neutral)) => Ok(date),
        Ok(_) => Err("can be read in two ways; write 2024-01-31"),
        Err(no) => Err(no.message()),
    };
    let date = date.map_err(|message| {
        let message = format!("{} {message}", quoted(written.trim()));
        (None, vec![Error::new(ErrorKind::Value, message).field("Date")])
    })?;
    let cells = row.get(written.len() + 1..).unwrap_or_default();
    let (found, ends_empty) = (cells.split(',').count(), cells.rsplit(',').next().is_some_and(|last| last.trim().is_empty()));
    if found != currencies && !(found == currencies + 1 && ends_empty) {
        let message = format!("has {found} rates where the header has {currencies} currencies; is the line cut?");
        return Err((Some(date), vec![Error::new(ErrorKind::Structure, message)]));
    }
    let start = start + written.len() + 1;
    Ok(Day { date, line, cells: start..start + cells.len() })
}

enum Header {
    /// The currencies of its columns.
    Rates(Vec<String>),
    Wrong(String),
    Other,
}

fn first_line(head: &[u8]) -> &str {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let head = head.get(..HEADER).unwrap_or(head);
    let end = memchr::memchr(b'\n', head).unwrap_or(head.len());
    head.get(..end).and_then(|line| std::str::from_utf8(line).ok()).unwrap_or_default()
}

/// `Date`, then codes of currencies, most of which are known, and not the euro.
fn header(line: &str) -> Header {
    let line = line.trim_start_matches('\u{feff}').trim_end();
    let Some((first, codes)) = line.split_once(',').filter(|(first, _)| first.trim().eq_ignore_ascii_case("date")) else {
        return Header::Other;
    };
    let codes = codes.trim_end();
    let codes: Vec<&str> = codes.strip_suffix(',').unwrap_or(codes).split(',').map(str::trim).collect();
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let known = codes.iter().filter(|code| is_code(code) && Currency::parse(code).is_some()).count();
    if first.is_empty() || known * 2 <= codes.len() || codes.contains(&"EUR") {
        return Header::Other;
    }
    if let Some(wrong) = codes.iter().find(|code| !is_code(code)) {
        return Header::Wrong(format!(
            "{} is no code of a currency, which has three capital letters; get the file again",
            quoted(wrong)
        ));
    }
    let mut seen = std::collections::BTreeSet::new();
    if let Some(twice) = codes.iter().find(|code| !seen.insert(**code)) {
        return Header::Wrong(format!("{twice} stands twice; get the file again"));
    }
    Header::Rates(codes.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn archives_hold_rates_among_other_files() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in
            [("readme.csv", "a,b\n"), ("x/EUROFXREF.CSV", "Date, USD, \n13 April 2026, 1.1684, \n"), ("rates.txt", "Date,USD\n")]
        {
            assert!(writer.start_file(name, zip::write::SimpleFileOptions::default()).is_ok());
            assert!(writer.write_all(content.as_bytes()).is_ok());
        }
        let archive = writer.finish().map(Cursor::into_inner).unwrap_or_default();
        let found = unpacked("eurofxref.zip", &archive).unwrap_or_default();
        let names: Vec<_> = found.iter().map(|(name, content)| (name.as_str(), content.len())).collect();
        assert_eq!(names, [("x/EUROFXREF.CSV", 36)]);
        let cut = archive.get(..archive.len() / 2).unwrap_or_default();
        assert!(unpacked("eurofxref.zip", cut).is_err());
        assert_eq!(unpacked("other.zip", cut), Ok(Vec::new()), "what it was cannot be told");
    }

    #[test]
    fn the_header_tells_a_table_of_rates() {
        for rates in ["Date,USD,JPY\n", "\u{feff}Date,USD,JPY,\r\n", "Date, USD, JPY, BGN, \n", "Date,USD", "Date,USD,JPY,XQZ\n"]
        {
            assert!(matches!(header(rates), Header::Rates(_)), "{rates}");
            assert!(is_rates(rates.as_bytes()), "{rates}");
        }
        for wrong in ["Date,USD,JPY,Yen\n", "Date,USD,,JPY,GBP\n", "Date,USD,JPY,USD\n"] {
            assert!(matches!(header(wrong), Header::Wrong(_)), "{wrong}");
        }
        for other in [
            "",
            "Date\n",
            "Date,Client,Hours\n",
            "Date,EUR,USD\n",
            "Date;USD;JPY\n",
            "Day,USD,JPY\n",
            "Date,Client,USD\n",
            "Date,,\n",
        ] {
            assert!(matches!(header(other), Header::Other), "{other}");
        }
    }

    #[test]
    fn days_are_those_of_both_files_of_the_bank() {
        let found =
            |row: &str, currencies| day(row, 2, 0, currencies).map(|day| (day.date.to_string(), row[day.cells].to_owned())).ok();
        assert_eq!(found("2022-11-10,0.9954,N/A,\r\n", 2), Some(("2022-11-10".to_owned(), "0.9954,N/A,\r\n".to_owned())));
        assert_eq!(found("13 April 2026, 1.1684, \n", 1), Some(("2026-04-13".to_owned(), " 1.1684, \n".to_owned())));
        for wrong in ["2022-13-10,1,2\n", "03/04/2022,1,2\n", "2022-11-10,1\n", "2022-11-10,1,2,3\n", "2022-11-10\n"] {
            assert_eq!(found(wrong, 2), None, "{wrong}");
        }
    }
}
