//! The currency of the books, and rows in another one: converted at the rate of their day, or rejected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::removal::{Fate, Removal};
use crate::books::{BooksBuilder, Column, Source, Table};
use crate::error::{Error, ErrorKind, Origin, quoted};
use crate::ingest::currency::Currency;
use crate::ingest::rates::{Exchange, Rates};
use crate::model::{ExchangeRate, Money, Original, Price};

/// Tables whose amounts tell the currency of the books. A rate of a timesheet is often in the currency a time tracker came with.
const TABLES: [Table; 3] = [Table::Invoices, Table::Ledger, Table::Expenses];
const ALL: [Table; 4] = [Table::Invoices, Table::Ledger, Table::Expenses, Table::Timesheets];
const CONVERTED: [Table; 3] = [Table::Invoices, Table::Expenses, Table::Timesheets];

/// What was found of a currency.
#[derive(Default)]
struct Found {
    /// Where each was stated first; nowhere for that of a FEC.
    codes: BTreeMap<String, Option<Origin>>,
    has_unknown: bool,
}

impl Found {
    fn look(&mut self, builder: &BooksBuilder, table: Table) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut last = "";
        stated(builder, table, |row, text| {
            if text != std::mem::replace(&mut last, text) && seen.insert(text) {
                let code = code(text);
                if is_known(&code, builder.settings.business.currency.as_deref()) {
                    self.codes.entry(code).or_insert_with(|| Some(origin(builder, table, row)));
                } else {
                    self.has_unknown = true;
                }
            }
        });
    }
}

/// Settles the currency: as said, else the only one found, else by an error. Of rows in another one, those that cannot be converted
/// are rejected; the answer converts the others.
pub(super) fn settle(builder: &mut BooksBuilder, rates: &Rates) -> Option<Exchange> {
    let mut found = Found::default();
    // Debit and credit of a FEC are in euros.
    if builder.sources.iter().any(|source| source.format == "fec") {
        found.codes.insert("EUR".to_owned(), None);
    }
    TABLES.iter().for_each(|table| found.look(builder, *table));
    let mut of_time = Found::default();
    of_time.look(builder, Table::Timesheets);
    if builder.settings.business.currency.is_none() {
        let is_french = builder.settings.business.country.as_deref() == Some("FR");
        let telling = if found.codes.is_empty() && !is_french { &of_time.codes } else { &found.codes };
        let mut codes = telling.keys();
        let currency = match (codes.next(), codes.next()) {
            (Some(only), None) => Some(only.clone()),
            (None, _) if is_french => Some("EUR".to_owned()),
            _ => None,
        };
        if telling.len() > 1 {
            ask(builder, telling);
        }
        builder.settings.business.currency = currency;
    }
    let currency = builder.settings.business.currency.clone();
    let mut others: BTreeSet<String> = found.codes.into_keys().chain(of_time.codes.into_keys()).collect();
    if let Some(currency) = &currency {
        others.remove(currency);
    }
    if others.is_empty() && !found.has_unknown && !of_time.has_unknown {
        return None;
    }
    let Some(currency) = currency else {
        ALL.into_iter().for_each(|table| reject_others(builder, table, None));
        return None;
    };
    others.insert(currency.clone());
    let mut exchange = rates.exchange(&others, &currency, builder);
    for table in ALL {
        reject_others(builder, table, Some((&currency, &mut exchange)));
    }
    Some(exchange)
}

/// Converts the rows in another currency, once it is known which rows there are, and sets aside the rates that none needed.
pub(super) fn convert(builder: &mut BooksBuilder, exchange: Option<Exchange>, rates: &Rates) {
    let (Some(mut exchange), Some(currency)) = (exchange, builder.settings.business.currency.clone()) else {
        return rates.set_aside(&BTreeSet::new(), builder);
    };
    for table in CONVERTED {
        for (row, other) in in_others(builder, table, Some(&currency)) {
            let date = date(builder, table, row);
            if let Ok(rate) = exchange.rate(&other.code, date, builder)
                && let Some(converted) = Converted::of(builder, table, row, &rate)
            {
                converted.write(builder, table, row);
                exchange.note(&other.code, date);
            }
        }
    }
    let used = exchange.finish(builder);
    rates.set_aside(&used, builder);
}

/// A row in the currency of the books.
struct Converted {
    net: Money,
    vat: Option<Money>,
    gross: Option<Money>,
    price: Option<Price>,
    original: Original,
}

impl Converted {
    /// `None` if an amount is then too large. Where net and VAT made the amount including VAT, they still do.
    fn of(builder: &BooksBuilder, table: Table, row: usize, rate: &Arc<ExchangeRate>) -> Option<Self> {
        let names = &builder.names;
        let (net, vat, gross) = match table {
            Table::Invoices => {
                let lines = &builder.invoice_lines;
                (lines.net.peek(row, names), lines.vat.peek(row, names), lines.gross.peek(row, names))
            }
            Table::Expenses => (builder.expenses.net.peek(row, names), builder.expenses.vat.peek(row, names), None),
            _ => {
                let price = builder.time_entries.rate.peek(row, names)?;
                let original = Original::new(price.to_decimal(), Arc::clone(rate));
                let price = Some(rate.convert_price(price)?);
                return Some(Self { net: Money::ZERO, vat: None, gross: None, price, original });
            }
        };
        let mut original = Original::new(net.to_decimal(), Arc::clone(rate));
        (original.vat, original.gross) = (vat.map(Money::to_decimal), gross.map(Money::to_decimal));
        let sum = |net: Money, vat: Money| Money::from_mantissa(net.mantissa() + vat.mantissa());
        let adds_up = vat.zip(gross).is_some_and(|(vat, gross)| sum(net, vat) == Some(gross));
        let convert = |amount: Option<Money>| amount.map_or(Some(None), |amount| rate.convert(amount).map(Some));
        let (net, vat) = (rate.convert(net)?, convert(vat)?);
        let gross = match vat.filter(|_| adds_up) {
            Some(vat) => Some(sum(net, vat)?),
            None => convert(gross)?,
        };
        Some(Self { net, vat, gross, price: None, original })
    }

    fn write(self, builder: &mut BooksBuilder, table: Table, row: usize) {
        match table {
            Table::Invoices => {
                builder.invoice_lines.net.set(row, self.net);
                builder.invoice_lines.vat.set(row, self.vat);
                builder.invoice_lines.gross.set(row, self.gross);
                builder.invoice_lines.original.set(row, self.original);
            }
            Table::Expenses => {
                builder.expenses.net.set(row, self.net);
                builder.expenses.vat.set(row, self.vat);
                builder.expenses.original.set(row, self.original);
            }
            _ => {
                builder.time_entries.rate.set(row, self.price);
                builder.time_entries.original.set(row, self.original);
            }
        }
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

/// Rejects the rows of a table that state what is no currency, or one that cannot be converted to that of the books.
fn reject_others(builder: &mut BooksBuilder, table: Table, mut to: Option<(&String, &mut Exchange)>) {
    let currency = to.as_ref().map(|(currency, _)| (*currency).clone());
    let mut removal = Removal::default();
    for (row, other) in in_others(builder, table, currency.as_deref()) {
        let wrong = match &mut to {
            _ if !other.is_known => {
                Some(format!("is not a currency; write its code of three letters, as {}", currency.as_deref().unwrap_or("EUR")))
            }
            Some((currency, _)) if table == Table::Ledger => Some(format!(
                "is not the currency of the books, {currency}, in which a ledger is kept; write the amount in {currency}"
            )),
            Some((_, exchange)) => match exchange.rate(&other.code, date(builder, table, row), builder) {
                Ok(rate) if Converted::of(builder, table, row, &rate).is_some() => continue,
                Ok(rate) => Some(format!("converted {rate} is larger than any amount may be")),
                Err(why) => Some(why),
            },
            // An error asks for the currency of the books.
            None => None,
        };
        if let Some(what) = wrong {
            let message = format!("{} {what}", quoted(&other.text));
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

/// Another currency than that of the books, as rows spell it.
struct Other {
    text: String,
    code: String,
    is_known: bool,
}

/// The rows that state another currency than this.
fn in_others(builder: &BooksBuilder, table: Table, currency: Option<&str>) -> Vec<(usize, Arc<Other>)> {
    let mut spellings: BTreeMap<&str, Option<Arc<Other>>> = BTreeMap::new();
    let mut others: Vec<(usize, Arc<Other>)> = Vec::new();
    stated(builder, table, |row, text| {
        let other = spellings.entry(text).or_insert_with(|| {
            let code = code(text);
            let is_known = is_known(&code, currency);
            (currency != Some(&code)).then(|| Arc::new(Other { text: text.to_owned(), code, is_known }))
        });
        others.extend(other.as_ref().map(|other| (row, Arc::clone(other))));
    });
    others
}

/// Calls back for each row that states a currency.
fn stated<'b>(builder: &'b BooksBuilder, table: Table, mut call: impl FnMut(usize, &'b str)) {
    let (column, rows) = match table {
        Table::Invoices => (&builder.invoice_lines.currency, builder.invoice_lines.len()),
        Table::Ledger => (&builder.ledger_entries.currency, builder.ledger_entries.len()),
        Table::Timesheets => (&builder.time_entries.currency, builder.time_entries.len()),
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

fn date(builder: &BooksBuilder, table: Table, row: usize) -> NaiveDate {
    match table {
        Table::Invoices => builder.invoice_lines.issued.peek(row, &builder.names),
        Table::Ledger => builder.ledger_entries.date.peek(row, &builder.names),
        Table::Timesheets => builder.time_entries.date.peek(row, &builder.names),
        _ => builder.expenses.date.peek(row, &builder.names),
    }
}

fn origin(builder: &BooksBuilder, table: Table, row: usize) -> Origin {
    let (sources, lines) = match table {
        Table::Invoices => (&builder.invoice_lines.source, &builder.invoice_lines.line),
        Table::Ledger => (&builder.ledger_entries.source, &builder.ledger_entries.line),
        Table::Timesheets => (&builder.time_entries.source, &builder.time_entries.line),
        _ => (&builder.expenses.source, &builder.expenses.line),
    };
    let source = sources.peek(row, &builder.names) as usize;
    let origin = builder.sources.get(source).map(Source::origin);
    origin.unwrap_or_else(|| Origin::file("?")).line(lines.peek(row, &builder.names))
}
