//! Files found in the wild, reached through `BILAN_REAL_DATA`: each is opened alone, as a user would, and compared with what is known
//! of it. Without the variable these tests print `skipped`.

mod contents;
mod decisions;
mod every_file;
mod ledgers;
mod mappings;
mod rates;
mod trackers;
mod working_days;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bilan::books::{Books, Located};
use bilan::error::Errors;
use rust_decimal::Decimal;

/// The folder of the files, if this machine has it.
fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("BILAN_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped {test}: BILAN_REAL_DATA is not set");
    }
    folder
}

/// What is known of some of the files.
fn facts(folder: &Path, name: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.join("facts").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A fact that is a number written as text.
fn number(fact: &serde_json::Value) -> Decimal {
    fact.as_str().unwrap_or_else(|| panic!("{fact} is no text")).parse().unwrap()
}

/// `rows = used + set aside + rejected`, and the rows used are those the books hold.
fn assert_no_row_is_lost(books: &Books, path: &str) {
    for source in books.sources() {
        assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected, "{path}: {source:?}");
    }
    let used: u64 = books.sources().iter().map(|source| source.used).sum();
    let held = books.invoice_lines().len()
        + books.time_entries().len()
        + books.ledger_entries().len()
        + books.expenses().len()
        + books.bank_entries().len()
        + books.assets().len()
        + books.payments().len()
        + rows(books.holidays())
        + rows(books.exchange_rates());
    // A row of published figures holds one figure per year.
    if books.published().is_empty() {
        assert_eq!(used, held as u64, "{path}");
    }
    let rejected: u64 = books.sources().iter().map(|source| source.rejected).sum();
    assert_eq!(rejected, books.rejected().len() as u64, "{path}");
    assert!(rejected == 0 || !books.errors().is_empty(), "{path} rejects rows and does not say why");
}

/// How many rows there are behind these: one may name several days, or give several rates.
fn rows<T>(values: &[Located<T>]) -> usize {
    values.iter().map(|value| (value.source, value.line)).collect::<BTreeSet<_>>().len()
}

/// Sum of what was recorded, in hours.
fn hours(books: &Books) -> Decimal {
    let micros: Decimal =
        books.time_entries().iter().filter_map(|row| row.value().time).map(|time| Decimal::from(time.micros())).sum();
    micros / Decimal::from(3_600_000_000_i64)
}

/// Sum of the invoice lines.
fn net(books: &Books) -> Decimal {
    books.invoice_lines().iter().map(|row| row.value().net.to_decimal()).sum()
}

/// A folder with a copy of a file and a `bilan.toml`, as long as a test lives.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bilan-real-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn copy(self, file: &Path) -> Self {
        std::fs::copy(file, self.0.join(file.file_name().unwrap())).unwrap();
        self
    }

    fn write(self, name: &str, text: &str) -> Self {
        std::fs::write(self.0.join(name), text).unwrap();
        self
    }

    fn open(&self) -> Result<Books, Errors> {
        Books::open(&self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
