//! Workbooks found in the wild, reached through `BILAN_REAL_DATA`.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::read_workbook;
use crate::error::ErrorKind;
use crate::ingest::cell::OwnedCell::{Broken, Date, Empty, Number, Text, Time};
use crate::ingest::cell::{Grid, OwnedCell};

fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("BILAN_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped {test}: BILAN_REAL_DATA is not set");
    }
    folder
}

fn read(folder: &Path, file: &str) -> Vec<Grid> {
    let bytes = std::fs::read(folder.join(file)).unwrap();
    read_workbook(file, bytes).unwrap().unwrap_or_else(|| panic!("{file} is a workbook"))
}

fn first(folder: &Path, file: &str) -> Grid {
    read(folder, file).swap_remove(0)
}

fn cell(grid: &Grid, row: u32, column: usize) -> OwnedCell {
    let found = grid.rows.iter().find(|(number, _)| *number == row).and_then(|(_, cells)| cells.get(column));
    found.cloned().unwrap_or(Empty)
}

fn day(year: i32, month: u32, day: u32) -> OwnedCell {
    Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
}
fn number(value: &str) -> Decimal {
    value.parse().unwrap()
}
fn seconds(seconds: i64) -> OwnedCell {
    Time(crate::model::Time::from_micros(seconds * 1_000_000).unwrap())
}

#[test]
fn the_same_dates_in_every_format_and_epoch() {
    let Some(folder) = folder("dates") else { return };
    for file in ["date.xlsx", "date.xls", "date.xlsb", "date_1904.xlsx", "date_1904.xls", "date_1904.xlsb"] {
        let grid = first(&folder, &format!("spreadsheets/calamine/{file}"));
        assert_eq!(cell(&grid, 1, 0), day(2021, 1, 1), "{file}");
        assert_eq!(cell(&grid, 2, 0), day(2021, 1, 2), "{file}");
        assert_eq!(cell(&grid, 3, 0), seconds(255 * 3600 + 610), "{file}");
    }
    let open = first(&folder, "spreadsheets/calamine/date.ods");
    let iso = first(&folder, "spreadsheets/calamine/date_iso.xlsx");
    for grid in [&open, &iso] {
        assert_eq!(cell(grid, 1, 0), day(2021, 1, 1));
        assert_eq!(cell(grid, 2, 0), day(2021, 1, 1));
        assert_eq!(cell(grid, 3, 0), seconds(10 * 3600 + 610));
    }
    for file in ["1904_Calendar.xls", "1904_Calendar.xlsx"] {
        let grid = first(&folder, &format!("spreadsheets/phpspreadsheet/{file}"));
        assert_eq!(cell(&grid, 1, 0), day(2022, 1, 1), "{file}");
        assert_eq!(cell(&grid, 2, 1), day(2023, 1, 1), "{file}");
    }
}

#[test]
fn protected_files_are_named_so() {
    let Some(folder) = folder("passwords") else { return };
    for file in ["pass_protected.xlsx", "pass_protected.xlsb", "pass_protected.ods"] {
        let bytes = std::fs::read(folder.join("spreadsheets/calamine").join(file)).unwrap();
        let error = read_workbook(file, bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable);
        assert!(error.message().contains("password"), "{error}");
    }
}

#[test]
fn errors_merges_headers_and_repetitions() {
    let Some(folder) = folder("shapes") else { return };
    let at = |file: &str| first(&folder, &format!("spreadsheets/calamine/{file}"));
    let errors = at("errors.xlsx");
    for (row, shown) in [(1, "#DIV/0!"), (2, "#NAME?"), (3, "#VALUE!"), (4, "#NULL!"), (5, "#REF!"), (6, "#NUM!"), (7, "#N/A")] {
        assert_eq!(cell(&errors, row, 0), Broken(shown.into()));
    }
    let header = at("header-row.xlsx");
    assert_eq!(cell(&header, 3, 2), Text("Note 1".into()));
    assert_eq!(cell(&header, 9, 0), Text("Columns".into()));
    for file in ["merge_cells.xlsx", "merge_cells.xls"] {
        let grid = at(file);
        assert_eq!((cell(&grid, 1, 0), cell(&grid, 1, 1)), (Text("Row Merge".into()), Empty), "{file}");
        assert_eq!(cell(&grid, 1, 2), Text("Not Merged".into()), "{file}");
    }
    let repeated: Vec<Vec<u32>> = read(&folder, "spreadsheets/calamine/number_rows_repeated.ods")
        .iter()
        .map(|grid| grid.rows.iter().map(|(row, _)| *row).collect())
        .collect();
    assert_eq!(repeated, [[1, 2, 3, 6, 8], [2, 3, 4, 7, 9], [3, 4, 5, 8, 10]]);
    assert_eq!(cell(&at("xls_wrong_decimals.xls"), 1, 0), Number { value: number("0.525625"), shown: None });
}

#[test]
fn an_invoice_keeps_every_stated_cell() {
    let Some(folder) = folder("invoice") else { return };
    let grid = first(&folder, "spreadsheets/invoices/facture_fr_atelier.xlsx");
    let facts = std::fs::read_to_string(folder.join("facts/sheets.json")).unwrap();
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    let cells = facts["facture_fr_atelier.xlsx"]["cells"].as_object().unwrap();
    assert!(cells.len() > 80);
    for (place, stated) in cells {
        let (column, row) = place.split_at(1);
        let column = usize::from(column.as_bytes()[0] - b'A');
        match (cell(&grid, row.parse().unwrap(), column), stated) {
            (Text(text), serde_json::Value::String(stated)) => assert_eq!(text, stated.trim(), "{place}"),
            (Number { value, .. }, serde_json::Value::Number(stated)) => {
                assert_eq!(value, number(&stated.to_string()), "{place}");
            }
            (found, _) => panic!("{place}: {found:?} instead of {stated}"),
        }
    }
}

#[test]
fn a_timesheet_with_times_typed_in_two_ways() {
    let Some(folder) = folder("timesheet") else { return };
    let grid = first(&folder, "spreadsheets/timesheets/timesheet_mixed_types.xlsx");
    let starts: Vec<OwnedCell> = (2..=29).map(|row| cell(&grid, row, 1)).collect();
    assert_eq!(starts.iter().filter(|start| matches!(start, Time(_))).count(), 7);
    assert_eq!(starts.iter().filter(|start| matches!(start, Text(_))).count(), 21);
    assert_eq!(cell(&grid, 2, 1), seconds(13 * 3600 + 36 * 60 + 27));
    assert_eq!(cell(&grid, 2, 2), seconds(18 * 3600 + 28 * 60 + 7));
    assert_eq!(cell(&grid, 2, 3), Text("4.86 Hours".into()));
    let total = grid.rows.iter().find(|(_, cells)| cells.contains(&Text("Total Duration:".into()))).unwrap();
    assert_eq!(total.1.last(), Some(&Text("33.5 Hours".into())));
}

#[test]
fn a_form_in_two_formats_has_its_text_where_it_is_on_screen() {
    let Some(folder) = folder("form") else { return };
    let facts = std::fs::read_to_string(folder.join("facts/sheets.json")).unwrap();
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    let xls = first(&folder, "spreadsheets/timesheets/taetigkeitsnachweis.xls");
    let ods = first(&folder, "spreadsheets/timesheets/taetigkeitsnachweis.ods");
    for stated in facts["taetigkeitsnachweis.xls"]["text_cells"].as_array().unwrap() {
        let row = u32::try_from(stated[0].as_u64().unwrap()).unwrap();
        let column = usize::try_from(stated[1].as_u64().unwrap()).unwrap();
        let expected = Text(stated[2].as_str().unwrap().trim().to_owned());
        assert_eq!(cell(&xls, row, column), expected, "xls {row}:{column}");
        assert_eq!(cell(&ods, row, column), expected, "ods {row}:{column}");
    }
}

#[test]
fn nothing_in_the_wild_panics_whole_cut_or_scratched() {
    let Some(folder) = folder("wild") else { return };
    let mut read = 0;
    for part in ["spreadsheets/calamine", "spreadsheets/invoices", "spreadsheets/timesheets", "timetrackers/kimai"] {
        for file in std::fs::read_dir(folder.join(part)).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).unwrap();
            let result = read_workbook(&name, bytes.clone());
            assert!(name.starts_with("pass_") == result.is_err(), "{name}: {result:?}");
            assert!(!matches!(result, Ok(None)), "{name} is a workbook");
            assert!(read_workbook(&name, bytes.get(..bytes.len() * 3 / 4).unwrap().to_vec()).is_err(), "{name} cut");
            for place in (512..bytes.len()).step_by(bytes.len() / 23) {
                let mut scratched = bytes.clone();
                scratched.iter_mut().skip(place).take(8).for_each(|byte| *byte = 0xFF);
                let _ = read_workbook(&name, scratched);
            }
            read += 1;
        }
    }
    assert!(read > 35, "{read}");
}
