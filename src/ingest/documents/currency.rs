//! The currency of the books, and rows in another one.

use std::collections::BTreeMap;

use super::removal::{Fate, Removal};
use crate::books::{BooksBuilder, Column, Source, Table};
use crate::error::{Error, ErrorKind, Origin, quoted};
use crate::ingest::currency::Currency;

const TABLES: [Table; 3] = [Table::Invoices, Table::Ledger, Table::Expenses];

/// Settles the currency: as said, else the only one found, else by an error; rejects what is in another one.
pub(super) fn settle(builder: &mut BooksBuilder) {
    let mut found: BTreeMap<String, Option<Origin>> = BTreeMap::new();
    // Debit and credit of a FEC are in euros.
    if builder.sources.iter().any(|source| source.format == "fec") {
        found.insert("EUR".to_owned(), None);
    }
    let mut has_unknown = false;
    for table in TABLES {
        let mut last = "";
        stated(builder, table, |row, text| {
            if text != last {
                last = text;
                let code = code(text);
                if is_known(&code, builder.settings.business.currency.as_deref()) {
                    found.entry(code).or_insert_with(|| Some(origin(builder, table, row)));
                } else {
                    has_unknown = true;
                }
            }
        });
    }
    if builder.settings.business.currency.is_none() {
        let mut codes = found.keys();
        builder.settings.business.currency = match (codes.next(), codes.next()) {
            (Some(only), None) => Some(only.clone()),
            (None, _) if builder.settings.business.country.as_deref() == Some("FR") => Some("EUR".to_owned()),
            _ => None,
        };
        if found.len() > 1 {
            ask(builder, &found);
        }
    }
    let currency = builder.settings.business.currency.clone();
    if !has_unknown && found.keys().all(|code| currency.as_ref() == Some(code)) {
        return;
    }
    for table in TABLES {
        reject_others(builder, table, currency.as_deref());
    }
}

/// The ISO 4217 code behind a spelling: `eur`, `€`, `Euro - EUR`.
fn code(text: &str) -> String {
    let text = text.trim();
    let last = text.rsplit([' ', '-', '(']).next().unwrap_or(text).trim_end_matches(')');
    match text {
        "€" => "EUR".to_owned(),
        "£" => "GBP".to_owned(),
        "$" => "USD".to_owned(),
        _ if text.eq_ignore_ascii_case("euro") || text.eq_ignore_ascii_case("euros") => "EUR".to_owned(),
        _ if last.len() == 3 && last.bytes().all(|b| b.is_ascii_uppercase()) => last.to_owned(),
        _ => text.to_uppercase(),
    }
}

fn is_known(code: &str, of_books: Option<&str>) -> bool {
    of_books == Some(code) || Currency::parse(code).is_some()
}

fn reject_others(builder: &mut BooksBuilder, table: Table, currency: Option<&str>) {
    let mut others: Vec<(usize, String)> = Vec::new();
    let (mut last, mut last_is_other) = (String::new(), false);
    stated(builder, table, |row, text| {
        if text != last {
            text.clone_into(&mut last);
            last_is_other = currency != Some(code(text).as_str());
        }
        if last_is_other {
            others.push((row, last.clone()));
        }
    });
    let mut removal = Removal::default();
    for (row, text) in others {
        let what = if is_known(&code(&text), currency) {
            currency.map(|currency| {
                format!(
                    "is not the currency of the books, {currency}; exchange rates are not read: write the amount in {currency}"
                )
            })
        } else {
            Some(format!("is not a currency; write its code of three letters, as {}", currency.unwrap_or("EUR")))
        };
        if let Some(what) = what {
            let message = format!("{} {what}", quoted(&text));
            let origin = origin(builder, table, row);
            builder.error(Error::new(ErrorKind::Currency, message).at(origin).field("currency"));
        }
        if table == Table::Invoices {
            let source = builder.invoice_lines.source.peek(row, &builder.names);
            let number = super::number(builder, row).to_owned();
            builder.bad_documents.push((source, number));
        } else {
            removal.row(row, Fate::Rejected);
        }
    }
    removal.apply(table, builder);
}

/// One error that asks which currency it is, with the first place of each. Rows that state one are then rejected.
fn ask(builder: &mut BooksBuilder, found: &BTreeMap<String, Option<Origin>>) {
    let place = |(code, origin): (&String, &Option<Origin>)| match origin {
        Some(origin) => format!("{code} ({origin})"),
        None => format!("{code} (a FEC is in euros)"),
    };
    let places: Vec<String> = found.iter().map(place).collect();
    let message = format!("the books are in several currencies, {}; say in bilan.toml which one is theirs", places.join(", "));
    let first = found.keys().next().map_or("EUR", String::as_str);
    let block = format!("[business]\ncurrency = \"{first}\"\n");
    builder.error(Error::new(ErrorKind::Currency, message).field("currency").paste(block));
}

/// Calls back for each row that states a currency.
fn stated<'b>(builder: &'b BooksBuilder, table: Table, mut call: impl FnMut(usize, &'b str)) {
    let (column, rows) = match table {
        Table::Invoices => (&builder.invoice_lines.currency, builder.invoice_lines.len()),
        Table::Ledger => (&builder.ledger_entries.currency, builder.ledger_entries.len()),
        _ => (&builder.expenses.currency, builder.expenses.len()),
    };
    if column.is_absent() {
        return;
    }
    for row in 0..rows {
        let text = column.peek(row, &builder.names);
        if !text.is_empty() {
            call(row, text);
        }
    }
}

fn origin(builder: &BooksBuilder, table: Table, row: usize) -> Origin {
    let (sources, lines) = match table {
        Table::Invoices => (&builder.invoice_lines.source, &builder.invoice_lines.line),
        Table::Ledger => (&builder.ledger_entries.source, &builder.ledger_entries.line),
        _ => (&builder.expenses.source, &builder.expenses.line),
    };
    let source = sources.peek(row, &builder.names) as usize;
    let origin = builder.sources.get(source).map(Source::origin);
    origin.unwrap_or_else(|| Origin::file("?")).line(lines.peek(row, &builder.names))
}
