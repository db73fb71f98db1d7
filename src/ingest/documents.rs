//! Rules across rows, applied once after all files are read: whole documents, credit notes, cancellations, duplicates, payments,
//! and what the rows tell about settings that are not said.
//!
//! Each rule first looks whether anything calls for it, so that large books with nothing special are not hashed.

mod cancelled;
mod credit_notes;
mod currency;
mod duplicates;
mod holidays;
mod overlaps;
mod payments;
mod removal;
mod told;

use std::collections::{HashMap, HashSet};

use self::removal::{Fate, Removal};
use super::rates::Rates;
use crate::books::{BooksBuilder, Column, Table};

/// Applies every rule, in the order in which they depend on each other.
pub(crate) fn settle(builder: &mut BooksBuilder, rates: &Rates) {
    told::country(builder);
    holidays::settle(builder);
    let exchange = currency::settle(builder, rates);
    whole_documents(builder);
    credit_notes::settle(builder);
    duplicates::settle(builder);
    credit_notes::billing(builder);
    cancelled::settle(builder);
    payments::settle(builder);
    overlaps::settle(builder);
    // What is written is compared and paid as written, and converted last.
    currency::convert(builder, exchange, rates);
    told::business(builder);
    told::fiscal_years(builder);
    builder.rejected.sort_by_key(|rejected| (rejected.source, rejected.line));
}

/// One bad line rejects its whole document.
fn whole_documents(builder: &mut BooksBuilder) {
    if builder.bad_documents.is_empty() {
        return;
    }
    let files = files(builder);
    let bad: HashSet<(u32, &str)> =
        builder.bad_documents.iter().map(|(source, number)| (file_of(&files, *source), number.as_str())).collect();
    let mut removal = Removal::default();
    for row in 0..builder.invoice_lines.len() {
        let source = builder.invoice_lines.source.peek(row, &builder.names);
        if bad.contains(&(file_of(&files, source), number(builder, row))) {
            removal.row(row, Fate::Rejected);
        }
    }
    removal.apply(Table::Invoices, builder);
}

/// For each source the first source of the same file: the sheets of a workbook are one file.
fn files(builder: &BooksBuilder) -> Vec<u32> {
    let mut first: HashMap<&str, u32> = HashMap::new();
    (0..).zip(&builder.sources).map(|(number, source)| *first.entry(&source.path).or_insert(number)).collect()
}

fn file_of(files: &[u32], source: u32) -> u32 {
    files.get(source as usize).copied().unwrap_or(source)
}

fn number(builder: &BooksBuilder, row: usize) -> &str {
    builder.invoice_lines.number.peek(row, &builder.names)
}

/// Rows of the documents with these numbers, in the order of the rows.
fn rows_of<'b>(builder: &'b BooksBuilder, wanted: &HashSet<&str>) -> HashMap<&'b str, Vec<usize>> {
    let mut rows: HashMap<&str, Vec<usize>> = HashMap::new();
    if wanted.is_empty() {
        return rows;
    }
    for row in 0..builder.invoice_lines.len() {
        let number = number(builder, row);
        if wanted.contains(number) {
            rows.entry(number).or_default().push(row);
        }
    }
    rows
}

/// The place of an invoice line, as errors and reasons name it.
fn place(builder: &BooksBuilder, row: usize) -> crate::error::Origin {
    let source = builder.invoice_lines.source.peek(row, &builder.names);
    let line = builder.invoice_lines.line.peek(row, &builder.names);
    let origin = builder.sources.get(source as usize).map(crate::books::Source::origin);
    origin.unwrap_or_else(|| crate::error::Origin::file("?")).line(line)
}

/// The sum of the amounts of rows, in ten-thousandths.
fn total(builder: &BooksBuilder, rows: &[usize]) -> i128 {
    rows.iter().map(|row| i128::from(builder.invoice_lines.net.peek(*row, &builder.names).mantissa())).sum()
}

#[cfg(test)]
mod tests;
