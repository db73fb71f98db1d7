//! The sample business of `data/`: made by arithmetic from a few yearly facts, in three shapes that give the same table.
//!
//! `BILAN_UPDATE=1 cargo test --test it sample` writes the files again.

#![expect(clippy::inconsistent_digit_grouping, reason = "cents stand apart from euros: 1_234_56")]

mod csv;
mod days;
mod expenses;
mod fec;
mod invoices;
mod ledger;
mod plan;
mod totals;
mod workbook;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use plan::YEARS;

/// The folder of the sample, written again first if that is asked for.
fn data() -> &'static Path {
    static DATA: LazyLock<PathBuf> = LazyLock::new(|| {
        let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data");
        if std::env::var_os("BILAN_UPDATE").is_some() {
            write(&data).expect("the sample can be written");
        }
        data
    });
    &DATA
}

fn write(data: &Path) -> Result<(), Box<dyn Error>> {
    for shape in ["sample", "workbook", "ledger"] {
        fs::create_dir_all(data.join(shape))?;
    }
    for (name, made) in files() {
        fs::write(data.join(name), made)?;
    }
    fs::write(data.join("workbook").join(workbook::NAME), workbook::bytes(&sheets())?)?;
    Ok(())
}

/// Every text file of the sample: path below `data/` and content.
fn files() -> Vec<(String, String)> {
    let timesheet = days::timesheet();
    let invoices = invoices::invoices(&timesheet);
    let expenses = expenses::expenses();
    let entries = ledger::entries(&invoices, &expenses);
    let mut files = vec![
        ("sample/invoices.csv".to_owned(), csv::invoices(&invoices)),
        ("sample/timesheets.csv".to_owned(), csv::timesheets(&timesheet)),
        ("sample/expenses.csv".to_owned(), csv::expenses(&expenses)),
        ("sample/assets.csv".to_owned(), csv::assets()),
        ("ledger/timesheets.csv".to_owned(), csv::timesheets(&timesheet)),
    ];
    files.extend(YEARS.iter().map(|plan| (format!("ledger/{}", fec::name(plan.year)), fec::of_year(&entries, plan.year))));
    files.extend(["sample", "workbook", "ledger"].map(|shape| (format!("{shape}/bilan.toml"), csv::settings())));
    files
}

fn sheets() -> [workbook::Sheet; 4] {
    let timesheet = days::timesheet();
    workbook::sheets(&invoices::invoices(&timesheet), &timesheet, &expenses::expenses())
}

#[test]
fn text_files_are_what_the_facts_make() -> Result<(), Box<dyn Error>> {
    for (name, made) in files() {
        let kept = fs::read_to_string(data().join(&name))?;
        let differs = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made);
        assert!(kept == made, "{name} differs from what the facts make, first in line {:?}", differs.map(|line| line + 1));
    }
    Ok(())
}

#[test]
fn workbook_holds_what_the_facts_make() -> Result<(), Box<dyn Error>> {
    let kept = fs::read(data().join("workbook").join(workbook::NAME))?;
    assert_eq!(totals::cells(kept)?, totals::cells(workbook::bytes(&sheets())?)?, "cells of {}", workbook::NAME);
    Ok(())
}
