//! Which rate an amount of a day is converted at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::{Rates, RatesFile};
use crate::books::{BooksBuilder, Located, Reason, Rejected, Table};
use crate::error::{Error, ErrorKind, Origin, quoted};
use crate::model::{EuroRate, ExchangeRate};

/// A rate serves the days after it, but not more of them than this.
const OLDEST: u64 = 7;
/// Where rates come from.
const REMEDY: &str = "eurofxref-hist.zip of the European Central Bank";

/// The rates that the books need, by day.
#[derive(Default)]
pub(crate) struct Exchange {
    /// The currency of the books.
    books: String,
    days: BTreeMap<NaiveDate, Vec<Quotes>>,
    /// Currencies that a file has a column for.
    known: BTreeSet<String>,
    /// The files, for messages.
    files: Vec<String>,
    /// What was asked for, by currency and day.
    found: BTreeMap<String, BTreeMap<NaiveDate, Result<Found, String>>>,
}

/// One row of a file.
struct Quotes {
    source: u32,
    line: u32,
    /// `None` where a cell of it is wrong.
    rates: Option<BTreeMap<String, EuroRate>>,
}

struct Found {
    rate: Arc<ExchangeRate>,
    source: u32,
    line: u32,
    is_used: bool,
}

impl Rates {
    /// The rates of these currencies, for books in another one. Rows with a wrong one are rejected.
    pub(crate) fn exchange(&self, needed: &BTreeSet<String>, books: &str, builder: &mut BooksBuilder) -> Exchange {
        let mut exchange = Exchange { books: books.to_owned(), ..Exchange::default() };
        for file in &self.files {
            exchange.files.push(file.shown.clone());
            exchange.known.extend(file.currencies.iter().cloned());
            let columns: Vec<(usize, &str)> = (0..)
                .zip(&file.currencies)
                .filter(|(_, code)| needed.contains(*code))
                .map(|(at, code)| (at, code.as_str()))
                .collect();
            for (date, line) in &file.broken {
                exchange.days.entry(*date).or_default().push(Quotes { source: file.source, line: *line, rates: None });
            }
            for day in &file.days {
                let cells = file.text.get(day.cells.clone()).unwrap_or_default();
                let rates = rates(cells, &columns).map_err(|(code, cell)| {
                    let message =
                        format!("{} is not a rate; write 1.1234, above zero and with at most 10 decimals, or N/A", quoted(cell));
                    reject(file, day.line, day.date, Error::new(ErrorKind::Value, message).field(code), builder);
                });
                exchange.days.entry(day.date).or_default().push(Quotes {
                    source: file.source,
                    line: day.line,
                    rates: rates.ok(),
                });
            }
        }
        exchange
    }

    /// Sets aside the rows whose rates nothing was converted at.
    pub(crate) fn set_aside(&self, used: &BTreeSet<(u32, u32)>, builder: &mut BooksBuilder) {
        for file in &self.files {
            let rejected: BTreeSet<u32> =
                builder.rejected.iter().filter(|row| row.source == file.source).map(|row| row.line).collect();
            let Some(source) = builder.source_mut(file.source) else { continue };
            for day in file.days.iter().filter(|day| !used.contains(&(file.source, day.line)) && !rejected.contains(&day.line)) {
                let aside = source.set_aside.entry(Reason::RateNotNeeded).or_default();
                aside.rows += 1;
                aside.lines.push(day.line);
                source.used = source.used.saturating_sub(1);
            }
        }
    }
}

/// The rates of some columns; else the first cell that holds none, and its column.
fn rates<'t>(cells: &'t str, columns: &[(usize, &'t str)]) -> Result<BTreeMap<String, EuroRate>, (&'t str, &'t str)> {
    let mut rates = BTreeMap::new();
    let mut rest = cells.split(',').map(str::trim).enumerate();
    for (at, code) in columns {
        let Some((_, cell)) = rest.find(|(position, _)| position == at) else { break };
        if cell.is_empty() || cell == "N/A" {
            continue;
        }
        let is_plain = cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let rate = cell.parse().ok().filter(|_| is_plain).and_then(EuroRate::from_decimal).ok_or((*code, cell))?;
        rates.insert((*code).to_owned(), rate);
    }
    Ok(rates)
}

fn reject(file: &RatesFile, line: u32, date: NaiveDate, error: Error, builder: &mut BooksBuilder) {
    let Some(source) = builder.source_mut(file.source) else { return };
    source.used = source.used.saturating_sub(1);
    source.rejected += 1;
    let origin = source.origin().line(line);
    builder.rejected.push(Rejected::new(Table::Rates, file.source, line, Some(date)));
    builder.error(error.at(origin));
}

impl Exchange {
    /// The rate of a currency on a day: the last one on or before it that both currencies have.
    pub(crate) fn rate(&mut self, code: &str, date: NaiveDate, builder: &BooksBuilder) -> Result<Arc<ExchangeRate>, String> {
        let found = match self.found.get(code).and_then(|days| days.get(&date)) {
            Some(found) => found,
            None => {
                let found = self.find(code, date, builder);
                self.found.entry(code.to_owned()).or_default().entry(date).or_insert(found)
            }
        };
        found.as_ref().map(|found| Arc::clone(&found.rate)).map_err(Clone::clone)
    }

    /// Notes that a row was converted at the rate of a currency on a day.
    pub(crate) fn note(&mut self, code: &str, date: NaiveDate) {
        if let Some(Ok(found)) = self.found.get_mut(code).and_then(|days| days.get_mut(&date)) {
            found.is_used = true;
        }
    }

    fn find(&self, code: &str, date: NaiveDate, builder: &BooksBuilder) -> Result<Found, String> {
        let books = self.books.as_str();
        if self.files.is_empty() {
            return Err(format!(
                "is not the currency of the books, {books}; put {REMEDY} in the folder to convert it, or write the amount in {books}"
            ));
        }
        let wrong = |why: String| format!("of {date} cannot be converted to {books}: {why}");
        let files = self.files.join(", ");
        if let Some(unknown) = [code, books].into_iter().find(|code| *code != "EUR" && !self.known.contains(*code)) {
            return Err(wrong(format!("no rate of {unknown} in {files}; write the amount in {books}")));
        }
        let oldest = date.checked_sub_days(Days::new(OLDEST)).unwrap_or(NaiveDate::MIN);
        for (day, quotes) in self.days.range(..=date).rev() {
            let both = quotes.iter().filter_map(|quotes| Some((quotes, quotes.rate(code)?, quotes.rate(books)?)));
            let both: Vec<(&Quotes, EuroRate, EuroRate)> = both.collect();
            let Some((quotes, own, of_books)) = both.first() else {
                match quotes.iter().find(|quotes| quotes.rates.is_none()).filter(|_| *day >= oldest) {
                    Some(broken) => {
                        return Err(wrong(format!("the rates of {day} cannot be read ({})", place(broken, builder))));
                    }
                    None => continue,
                }
            };
            if *day < oldest {
                return Err(wrong(format!(
                    "the last rate of {code} in {files} is of {day}, more than {OLDEST} days before; put a newer {REMEDY} in the folder"
                )));
            }
            if let Some((other, ..)) = both.iter().find(|(_, again, of_books_again)| (again, of_books_again) != (own, of_books)) {
                let (here, there) = (place(quotes, builder), place(other, builder));
                return Err(wrong(format!("{here} and {there} have different rates for {day}; remove one of the files")));
            }
            let rate = Arc::new(ExchangeRate::new(code, *day, *own, *of_books));
            return Ok(Found { rate, source: quotes.source, line: quotes.line, is_used: false });
        }
        Err(wrong(format!("no rate of {code} on that day or before in {files}; put {REMEDY} in the folder")))
    }

    /// Tells the books which rates rows were converted at, and gives the rows of the files that hold them.
    pub(crate) fn finish(self, builder: &mut BooksBuilder) -> BTreeSet<(u32, u32)> {
        let used: Vec<Found> =
            self.found.into_values().flat_map(BTreeMap::into_values).flatten().filter(|found| found.is_used).collect();
        let rows = used.iter().map(|found| (found.source, found.line)).collect();
        builder.exchange_rates = used.into_iter().map(|found| Located::new(found.rate, found.source, found.line)).collect();
        builder.exchange_rates.sort_by(|a, b| (a.value.day, &a.value.currency).cmp(&(b.value.day, &b.value.currency)));
        builder.exchange_rates.dedup();
        rows
    }
}

impl Quotes {
    fn rate(&self, code: &str) -> Option<EuroRate> {
        if code == "EUR" { Some(EuroRate::EURO) } else { self.rates.as_ref()?.get(code).copied() }
    }
}

fn place(quotes: &Quotes, builder: &BooksBuilder) -> Origin {
    let origin = builder.sources.get(quotes.source as usize).map(crate::books::Source::origin);
    origin.unwrap_or_else(|| Origin::file("?")).line(quotes.line)
}
