//! Valid books, damaged at random or only written otherwise: no panic, no row lost, and the same figures when the content is the same.

use std::fs;
use std::path::Path;

use bilan::analysis::{Line, Report, Review, metric};
use bilan::books::Books;

use super::scratch::Scratch;
use super::workbooks::{Bytes, row, sheet, small, with_sheet};
use super::{Outcome, check_conservation, check_review};

/// Numbers that look random and are the same on every run: Knuth's MMIX generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides.max(1)
    }
}

fn data(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The first lines of a text: every case reads them all.
fn beginning(text: &[u8], lines: usize) -> Vec<u8> {
    text.split_inclusive(|byte| *byte == b'\n').take(lines).flatten().copied().collect()
}

/// One to three random damages.
fn damaged(whole: &[u8], dice: &mut Dice) -> Vec<u8> {
    const ODD: [u8; 16] = [0, b'"', b'\n', b'\r', b',', b';', b'\t', b'-', b'9', b'.', b' ', 0xA0, 0xE9, 0xFF, 0xFE, b'='];
    let mut bytes = whole.to_vec();
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(bytes.len());
        match dice.roll(7) {
            0 => bytes.truncate(at),
            1 => bytes[at..].iter_mut().take(1).for_each(|byte| *byte ^= 1 << dice.roll(8)),
            2 => bytes[at..].iter_mut().take(1).for_each(|byte| *byte = ODD[dice.roll(ODD.len())]),
            3 => bytes.insert(at, ODD[dice.roll(ODD.len())]),
            4 => {
                let end = (at + dice.roll(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            // A line again, somewhere else.
            5 => {
                let lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
                let mut more = lines.clone();
                if !lines.is_empty() {
                    more.insert(dice.roll(lines.len()), lines[dice.roll(lines.len())].clone());
                }
                bytes = more.concat();
            }
            _ => {
                let end = (at + dice.roll(200)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = dice.roll(bytes.len());
                bytes.splice(to..to, piece);
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

fn assault(name: &str, whole: &[u8], cases: usize, seed: u64) -> Outcome {
    assault_with(name, whole, cases, seed, |bytes| Ok(bytes.to_vec()))
}

/// The same for what becomes a file only when it is packed.
fn assault_with(name: &str, whole: &[u8], cases: usize, seed: u64, pack: fn(&[u8]) -> Bytes) -> Outcome {
    let scratch = Scratch::new(&format!("fuzz-{seed}"))?;
    let mut dice = Dice(seed);
    for case in 0..cases {
        let bytes = pack(&damaged(whole, &mut dice))?;
        fs::write(scratch.path().join(name), &bytes)?;
        let what = format!("{name}, case {case}");
        match Books::open(scratch.path()) {
            Ok(books) => {
                check_conservation(&books, &what);
                check_review(&books, &what);
                for error in books.errors() {
                    let text = error.to_string();
                    assert!(
                        !text.contains(char::is_control) && error.origin().is_none_or(|at| at.path() == name),
                        "{what}: {text:?}"
                    );
                }
            }
            Err(errors) => assert!(!errors.is_empty(), "{what}: refused without a word"),
        }
    }
    Ok(())
}

#[test]
fn damaged_invoices_do_no_harm() -> Outcome {
    assault("invoices.csv", &beginning(&data("sample/invoices.csv"), 12), 150, 1)
}

#[test]
fn damaged_timesheets_and_expenses_do_no_harm() -> Outcome {
    assault("timesheets.csv", &beginning(&data("sample/timesheets.csv"), 12), 80, 2)?;
    assault("expenses.csv", &beginning(&data("sample/expenses.csv"), 12), 80, 3)?;
    assault("assets.csv", &data("sample/assets.csv"), 40, 4)
}

#[test]
fn damaged_ledgers_do_no_harm() -> Outcome {
    assault("000000000FEC20201231.txt", &beginning(&data("ledger/000000000FEC20201231.txt"), 15), 120, 5)
}

#[test]
fn damaged_workbooks_do_no_harm() -> Outcome {
    assault("exemple.xlsx", &small()?, 120, 6)
}

#[test]
fn damaged_sheets_do_no_harm() -> Outcome {
    let rows = [row(1, "number|date|client|net"), row(2, "F-1|2020-01-31|Acme|1200.50"), row(3, "F-2|2020-02-28|Acme|-")];
    let whole = sheet(&rows, r#"<mergeCells count="1"><mergeCell ref="A4:B4"/></mergeCells>"#);
    assault_with("invoices.xlsx", whole.as_bytes(), 150, 8, |xml| with_sheet(&String::from_utf8_lossy(xml), &[]))
}

#[test]
fn damaged_settings_do_no_harm() -> Outcome {
    let scratch = Scratch::new("fuzz-settings")?;
    let settings = data("sample/bilan.toml");
    fs::write(scratch.path().join("invoices.csv"), beginning(&data("sample/invoices.csv"), 5))?;
    let mut dice = Dice(7);
    for case in 0..150 {
        fs::write(scratch.path().join("bilan.toml"), damaged(&settings, &mut dice))?;
        if let Ok(books) = Books::open(scratch.path()) {
            check_conservation(&books, &format!("bilan.toml, case {case}"));
        }
    }
    Ok(())
}

/// Every figure of a review, without what only tells of files.
fn figures(folder: &Path) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let books = Books::open(folder)?;
    assert!(books.errors().is_empty(), "{}", books.errors());
    let report: Report = Review::year(2020).back_to(2017).metrics(metric::ALL.iter().copied()).of(&books)?;
    let shown = |line: &Line| format!("{} {:?} {:?}", line.metric, line.values, line.change);
    Ok(report.lines().iter().map(shown).collect())
}

type Records = Vec<Vec<String>>;

fn records(text: &[u8]) -> Result<Records, csv::Error> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|record| Ok(record?.iter().map(str::to_owned).collect())).collect()
}

/// The records with their columns in another order.
fn shuffled(mut records: Records, dice: &mut Dice) -> Records {
    let width = records.first().map_or(0, Vec::len);
    for last in (1..width).rev() {
        let other = dice.roll(last + 1);
        records.iter_mut().for_each(|record| record.swap(last, other));
    }
    records
}

fn written(records: &Records, delimiter: u8, line_end: &str) -> Result<String, Box<dyn std::error::Error>> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for record in records {
        writer.write_record(record)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?.replace('\n', line_end))
}

fn encoded(text: &str, way: usize) -> Vec<u8> {
    match way {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        2 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        3 => [vec![0xFF, 0xFE], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        _ => [vec![0xFE, 0xFF], text.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat(),
    }
}

#[test]
fn other_columns_encodings_and_separators_change_no_figure() -> Outcome {
    const FILES: [&str; 4] = ["invoices.csv", "timesheets.csv", "expenses.csv", "assets.csv"];
    let scratch = Scratch::new("rewritten")?;
    let write = |name: &str, bytes: Vec<u8>| fs::write(scratch.path().join(name), bytes);
    write("bilan.toml", data("sample/bilan.toml"))?;
    for name in FILES {
        write(name, data(&format!("sample/{name}")))?;
    }
    let expected = figures(scratch.path())?;
    let mut dice = Dice(11);
    for (case, delimiter) in [b',', b';', b'\t', b'|', b';'].into_iter().enumerate() {
        let line_end = ["\n", "\r\n", "\r"][case % 3];
        for name in FILES {
            let records = shuffled(records(&data(&format!("sample/{name}")))?, &mut dice);
            write(name, encoded(&written(&records, delimiter, line_end)?, case))?;
        }
        assert_eq!(figures(scratch.path())?, expected, "case {case}");
    }
    Ok(())
}

#[test]
fn damaged_calendars_and_rates_do_no_harm() -> Outcome {
    let calendar = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Holidays\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20200501\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20201225\r\nDTEND;VALUE=DATE:20201227\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assault("holidays.ics", calendar.as_bytes(), 150, 21)?;
    assault("holidays.csv", b"date,holiday\n2020-05-01,Labour Day\n2020-12-25,Christmas\n", 80, 22)?;
    let rates = b"Date,USD,JPY,\n2020-01-03,1.1147,120.46,\n2020-01-02,1.1193,N/A,\n2019-12-31,1.1234,121.94,\n";
    let scratch = Scratch::new("fuzz-rates")?;
    let invoices =
        "number,date,client,net,currency\nF-1,2020-01-02,A,100,USD\nF-2,2020-01-05,A,100,JPY\nF-3,2019-12-31,A,100,EUR\n";
    fs::write(scratch.path().join("invoices.csv"), invoices)?;
    fs::write(scratch.path().join("bilan.toml"), "[business]\ncurrency = \"EUR\"\n")?;
    let mut dice = Dice(23);
    for case in 0..150 {
        fs::write(scratch.path().join("eurofxref-hist.csv"), damaged(rates, &mut dice))?;
        let books = Books::open(scratch.path())?;
        check_conservation(&books, &format!("rates, case {case}"));
        check_review(&books, &format!("rates, case {case}"));
    }
    Ok(())
}
