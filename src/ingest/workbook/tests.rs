//! Workbooks built here, so that what they hold is known; files found in the wild are in `real_files.rs`.

use std::io::{Cursor, Write};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::read_workbook;
use crate::error::ErrorKind;
use crate::ingest::cell::OwnedCell::{Bool, Broken, Date, Empty, Number, Text, Time};
use crate::ingest::cell::{Grid, OwnedCell};

pub(super) fn number(value: &str, shown: Option<u32>) -> OwnedCell {
    Number { value: value.parse().unwrap(), shown }
}
pub(super) fn text(text: &str) -> OwnedCell {
    Text(text.into())
}
pub(super) fn date(year: i32, month: u32, day: u32) -> OwnedCell {
    Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
}
fn hours(hours: &str) -> OwnedCell {
    Time(crate::model::Time::from_hours(hours.parse::<Decimal>().unwrap()).unwrap())
}

fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

pub(super) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The same archive with one text of one part replaced.
fn changed(archive: &[u8], part: &str, old: &str, new: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).unwrap().unwrap().into_owned();
        let mut content = String::new();
        std::io::Read::read_to_string(&mut archive.by_index(index).unwrap(), &mut content).unwrap();
        if name == part {
            assert!(content.contains(old), "{content}");
            content = content.replace(old, new);
        }
        parts.push((name, content));
    }
    zip(&parts.iter().map(|(name, content)| (name.as_str(), content.as_bytes())).collect::<Vec<_>>())
}

fn ods(body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:body><office:spreadsheet>{body}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

fn grids(bytes: Vec<u8>) -> Vec<Grid> {
    read_workbook("book", bytes).unwrap().unwrap()
}

pub(super) fn rows(bytes: Vec<u8>) -> Vec<(u32, Vec<OwnedCell>)> {
    grids(bytes).swap_remove(0).rows
}

fn refusal(path: &str, bytes: Vec<u8>) -> String {
    let error = read_workbook(path, bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    error.to_string()
}

#[test]
fn rows_keep_their_number_on_screen_and_numbers_their_shown_decimals() {
    let bytes = xlsx(|sheet| {
        let euros = Format::new().set_num_format("#,##0.00\\ \"€\"");
        sheet.write(0, 0, "Factures 2020").unwrap();
        sheet.merge_range(3, 0, 3, 1, "Montants", &Format::new()).unwrap();
        sheet.write(4, 0, " Client\u{a0}").unwrap();
        sheet.write(4, 1, "HT").unwrap();
        sheet.write(5, 0, "1\u{a0}234,56").unwrap();
        sheet.write_with_format(5, 1, 0.1 + 0.2, &euros).unwrap();
        sheet.write(6, 1, 29.020_000_000_000_003).unwrap();
        sheet.write(6, 3, true).unwrap();
        sheet.write(7, 0, "  ").unwrap();
    });
    let expected = vec![
        (1, vec![text("Factures 2020")]),
        (4, vec![text("Montants")]),
        (5, vec![text("Client"), text("HT")]),
        (6, vec![text("1\u{a0}234,56"), number("0.3", Some(2))]),
        (7, vec![Empty, number("29.02", None), Empty, Bool(true)]),
    ];
    assert_eq!(rows(bytes), expected);
}

fn dated() -> Vec<u8> {
    xlsx(|sheet| {
        let mut put = |column, format: &str, serial: u32, part: u32| {
            let value = Formula::new("=0").set_result(format!("{}", Decimal::from(serial) + Decimal::new(part.into(), 2)));
            sheet.write_formula_with_format(0, column, value, &Format::new().set_num_format(format)).unwrap();
        };
        put(0, "dd/mm/yyyy", 43890, 0);
        put(1, "yyyy-mm-dd hh:mm", 43890, 75);
        put(2, "hh:mm", 0, 50);
        put(3, "[h]:mm", 1, 50);
        put(4, "hh:mm", 1, 50);
        put(5, "dd/mm/yyyy", 60, 0);
        put(6, "0", 43890, 0);
    })
}

#[test]
fn dates_times_and_spans_are_told_by_their_format() {
    let expected = vec![
        date(2020, 2, 29),
        date(2020, 2, 29),
        hours("12"),
        hours("36"),
        hours("36"),
        Broken("1900-02-29".into()),
        number("43890", Some(0)),
    ];
    assert_eq!(rows(dated()), [(1, expected)]);
}

#[test]
fn the_epoch_of_1904_is_four_years_and_a_day_later() {
    let bytes = changed(&dated(), "xl/workbook.xml", "<workbookPr ", "<workbookPr date1904=\"1\" ");
    let rows = rows(bytes);
    let cells = &rows.first().unwrap().1;
    assert_eq!(cells.first(), Some(&date(2024, 3, 1)));
    assert_eq!(cells.get(3), Some(&hours("36")));
    assert_eq!(cells.get(5), Some(&date(1904, 3, 1)));
}

#[test]
fn broken_values_say_what_the_sheet_shows() {
    let bytes = xlsx(|sheet| {
        sheet.write(0, 0, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write(0, 1, Formula::new("=A9&\"\"").set_result("x")).unwrap();
        sheet.write(0, 2, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write(0, 3, Formula::new("=1+2").set_result("3")).unwrap();
        sheet.write(0, 4, 5).unwrap();
        sheet.write(0, 5, 6).unwrap();
        sheet.write_blank(0, 6, &Format::new().set_bold()).unwrap();
    });
    let sheet = "xl/worksheets/sheet1.xml";
    let bytes = changed(&bytes, sheet, "<v>x</v>", "<v></v>");
    let bytes = changed(&bytes, sheet, "<v>3</v>", "");
    let bytes = changed(&bytes, sheet, "<v>5</v>", "<v>1e400</v>");
    let bytes = changed(&bytes, sheet, "<v>6</v>", "<v>NaN</v>");
    let rows = rows(bytes);
    let cells = &rows.first().unwrap().1;
    assert_eq!(cells.first(), Some(&Broken("#DIV/0!".into())));
    assert_eq!(cells.get(1), Some(&Empty));
    assert_eq!(cells.get(2), Some(&number("2", None)));
    assert_eq!(cells.get(3), Some(&Broken("formula without a stored value".into())));
    assert!(matches!(cells.get(4), Some(Broken(_))), "{cells:?}");
    assert!(matches!(cells.get(5), Some(Broken(_))), "{cells:?}");
    assert_eq!(cells.len(), 6);
}

#[test]
fn a_cell_far_away_costs_its_row_only() {
    let rows = rows(xlsx(|sheet| {
        sheet.write(0, 0, 1).unwrap();
        sheet.write(1_048_575, 16_383, 2).unwrap();
    }));
    assert_eq!(rows.first(), Some(&(1, vec![number("1", None)])));
    let (last, cells) = rows.last().unwrap();
    assert_eq!((*last, cells.len(), cells.last()), (1_048_576, 16_384, Some(&number("2", None))));
    assert_eq!(rows.len(), 2);
}

#[test]
fn every_sheet_is_read_in_order_hidden_ones_too() {
    let mut book = Workbook::new();
    for name in ["Temps", "Factures", "Archives"] {
        book.add_worksheet().set_name(name).unwrap().write(0, 0, name).unwrap();
    }
    book.worksheet_from_name("Factures").unwrap().set_hidden(true);
    let names: Vec<String> = grids(book.save_to_buffer().unwrap()).into_iter().map(|grid| grid.sheet).collect();
    assert_eq!(names, ["Temps", "Factures", "Archives"]);
}

#[test]
fn open_document_cells_of_every_type() {
    let cell =
        |attributes: &str, shown: &str| format!("<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>");
    let row = [
        cell("office:value-type=\"float\" office:value=\"0.30000000000000004\"", "0,30"),
        cell("office:value-type=\"currency\" office:currency=\"EUR\" office:value=\"1234.5\"", "1 234,50 €"),
        cell("office:value-type=\"percentage\" office:value=\"0.2\"", "20 %"),
        cell("office:value-type=\"date\" office:date-value=\"2020-02-29T18:00:00\"", "29/02/20"),
        cell("office:value-type=\"time\" office:time-value=\"PT36H30M00S\"", "36:30"),
        cell("office:value-type=\"boolean\" office:boolean-value=\"true\"", "VRAI"),
        cell("office:value-type=\"string\"", " Client&amp;Cie\u{a0}"),
        cell("office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"", "#DIV/0!"),
        cell("office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"", "Err:508"),
        "<table:table-cell table:formula=\"of:=1+1\"/>".to_owned(),
    ];
    let body = format!(
        "<table:table table:name=\"T\"><table:table-row table:number-rows-repeated=\"4\"><table:table-cell/></table:table-row>\
         <table:table-row><table:table-cell table:number-columns-repeated=\"2\"/>{}<table:table-cell \
         table:number-columns-repeated=\"16000\"/></table:table-row><table:table-row \
         table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         </table:table>",
        row.concat()
    );
    let expected = vec![
        Empty,
        Empty,
        number("0.3", None),
        number("1234.5", None),
        number("0.2", None),
        date(2020, 2, 29),
        hours("36.5"),
        Bool(true),
        text("Client&Cie"),
        Broken("#DIV/0!".into()),
        Broken("Err:508".into()),
        Broken("formula without a stored value".into()),
    ];
    assert_eq!(rows(ods(&body)), [(5, expected)]);
}

#[test]
fn open_document_repetitions_are_rows_of_their_own() {
    let body = "<table:table table:name=\"T\"><table:table-row table:number-rows-repeated=\"2\"><table:table-cell \
                office:value-type=\"float\" office:value=\"7\" table:number-columns-repeated=\"2\"/></table:table-row></table:table>";
    let seven = || vec![number("7", None), number("7", None)];
    assert_eq!(rows(ods(body)), [(1, seven()), (2, seven())]);
    let endless = body.replace("repeated=\"2\"", "repeated=\"999999999\"");
    assert!(refusal("a.ods", ods(&endless)).contains("too far apart"));
}

#[test]
fn what_is_no_workbook_is_left_to_others() {
    for bytes in [&b""[..], b"PK", b"number;date\n1;2020-01-01\n", b"<html><table></table></html>", b"PK\x03\x04rest"] {
        assert_eq!(read_workbook("a.txt", bytes.to_vec()), Ok(None));
    }
    assert_eq!(read_workbook("a.xls", b"<html><table></table></html>".to_vec()), Ok(None));
    let letter = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<a/>")]);
    assert_eq!(read_workbook("letter.docx", letter), Ok(None));
}

#[test]
fn cut_or_damaged_workbooks_are_errors_and_never_panics() {
    let xlsx = dated();
    let ods = ods("<table:table table:name=\"T\"><table:table-row><table:table-cell office:value-type=\"float\" \
                   office:value=\"7\"/></table:table-row></table:table>");
    for (path, whole) in [("a.xlsx", &xlsx), ("a.ods", &ods)] {
        let half = whole.get(..whole.len() / 2).unwrap().to_vec();
        let message = refusal(path, half);
        assert!(message.starts_with(&format!("{path}: the workbook is cut short or damaged (")), "{message}");
        for place in (0..whole.len()).step_by(97) {
            let mut damaged = whole.clone();
            if let Some(byte) = damaged.get_mut(place) {
                *byte ^= 0x55;
            }
            let _ = read_workbook(path, damaged);
        }
    }
    let open = changed(&xlsx, "xl/worksheets/sheet1.xml", "</sheetData>", "");
    assert!(read_workbook("a.xlsx", open).is_err());
}

#[test]
fn a_password_is_named_as_the_reason() {
    let manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>";
    let locked = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"\x01\x02<\x03"),
        ("META-INF/manifest.xml", manifest),
    ]);
    assert_eq!(refusal("a.ods", locked), "a.ods: the workbook is protected by a password; save a copy without one");
}
