//! Where readers push their rows.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use super::names::Names;
use super::rows::Located;
use super::runs::Sources;
use super::schema::{BankColumns, ExpenseColumns, InvoiceColumns, LedgerColumns, TimeColumns};
use super::source::{Reason, Rejected, Source};
use super::{Books, Inner};
use crate::error::{Error, Errors, Origin};
use crate::model::{Asset, BankEntry, ExchangeRate, Expense, InvoiceLine, LedgerEntry, Payment, Published, Settings, TimeEntry};

/// Rows of one source, or of a part of it, pushed in the order of the file.
#[derive(Default)]
pub struct Chunk {
    pub(crate) names: Names,
    pub(crate) invoice_lines: InvoiceColumns,
    pub(crate) time_entries: TimeColumns,
    pub(crate) ledger_entries: LedgerColumns,
    pub(crate) expenses: ExpenseColumns,
    pub(crate) bank_entries: BankColumns,
}

impl Chunk {
    /// Adds an invoice line read at a line of the source.
    pub fn invoice_line(&mut self, line: u32, row: &InvoiceLine<'_>) {
        self.invoice_lines.push(row, line, &mut self.names);
    }

    /// Adds a time entry.
    pub fn time_entry(&mut self, line: u32, row: &TimeEntry<'_>) {
        self.time_entries.push(row, line, &mut self.names);
    }

    /// Adds a ledger entry.
    pub fn ledger_entry(&mut self, line: u32, row: &LedgerEntry<'_>) {
        self.ledger_entries.push(row, line, &mut self.names);
    }

    /// Adds an expense.
    pub fn expense(&mut self, line: u32, row: &Expense<'_>) {
        self.expenses.push(row, line, &mut self.names);
    }

    /// Adds a row of a bank statement.
    pub fn bank_entry(&mut self, line: u32, row: &BankEntry<'_>) {
        self.bank_entries.push(row, line, &mut self.names);
    }

    /// Takes the rows of the next part of the same source, and leaves it empty.
    pub(crate) fn append(&mut self, later: &mut Self) {
        let names = self.names.absorb(&later.names);
        later.names.clear();
        self.invoice_lines.append(&mut later.invoice_lines, &names);
        self.time_entries.append(&mut later.time_entries, &names);
        self.ledger_entries.append(&mut later.ledger_entries, &names);
        self.expenses.append(&mut later.expenses, &names);
        self.bank_entries.append(&mut later.bank_entries, &names);
    }

    /// How many rows it holds.
    pub fn len(&self) -> usize {
        self.invoice_lines.len()
            + self.time_entries.len()
            + self.ledger_entries.len()
            + self.expenses.len()
            + self.bank_entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Collects rows, sources and errors, and makes [`Books`] of them.
///
/// ```
/// use bilan::books::{BooksBuilder, Chunk, Source};
/// use bilan::model::{InvoiceLine, Money, Settings};
/// use chrono::NaiveDate;
///
/// let mut builder = BooksBuilder::new(Settings::default());
/// let mut chunk = Chunk::default();
/// let day = NaiveDate::from_ymd_opt(2020, 1, 31).ok_or("no such day")?;
/// let net = Money::from_decimal("1400".parse()?).ok_or("too many digits")?;
/// chunk.invoice_line(2, &InvoiceLine::new("F-001", day, "Client A", net));
/// builder.add(Source::new("invoices.csv", "invoices-csv"), chunk);
/// let books = builder.finish();
/// assert_eq!(books.invoice_lines().len(), 1);
/// assert_eq!(books.sources()[0].used, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct BooksBuilder {
    pub(crate) settings: Settings,
    pub(crate) names: Names,
    pub(crate) invoice_lines: InvoiceColumns,
    pub(crate) time_entries: TimeColumns,
    pub(crate) ledger_entries: LedgerColumns,
    pub(crate) expenses: ExpenseColumns,
    pub(crate) bank_entries: BankColumns,
    pub(crate) assets: Vec<Located<Asset>>,
    pub(crate) payments: Vec<Located<Payment>>,
    pub(crate) published: Vec<Located<Published>>,
    pub(crate) holidays: Vec<Located<NaiveDate>>,
    pub(crate) exchange_rates: Vec<Located<Arc<ExchangeRate>>>,
    pub(crate) sources: Vec<Source>,
    pub(crate) unrecognised: Vec<String>,
    pub(crate) rejected: Vec<Rejected>,
    pub(crate) errors: Errors,
    /// Where holidays are kept, by source and line, for those that are not kept everywhere.
    pub(crate) zones: BTreeMap<(u32, u32), String>,
    /// Source and number of documents with a rejected line.
    pub(crate) bad_documents: Vec<(u32, String)>,
    /// Corrections that were made, by their position in the settings, each with the place of its row.
    pub(crate) corrected: Vec<(usize, Origin)>,
    /// Corrections that cannot be made, and why.
    pub(crate) refused_corrections: Vec<(usize, String)>,
    /// Numbers of invoices that are set aside.
    pub(crate) withheld: Vec<String>,
}

impl BooksBuilder {
    /// Empty books with these settings.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            names: Names::default(),
            invoice_lines: InvoiceColumns::default(),
            time_entries: TimeColumns::default(),
            ledger_entries: LedgerColumns::default(),
            expenses: ExpenseColumns::default(),
            bank_entries: BankColumns::default(),
            assets: Vec::new(),
            payments: Vec::new(),
            published: Vec::new(),
            holidays: Vec::new(),
            exchange_rates: Vec::new(),
            sources: Vec::new(),
            unrecognised: Vec::new(),
            rejected: Vec::new(),
            errors: Errors::default(),
            zones: BTreeMap::new(),
            bad_documents: Vec::new(),
            corrected: Vec::new(),
            refused_corrections: Vec::new(),
            withheld: Vec::new(),
        }
    }

    /// Registers a source; its number goes with everything read from it.
    pub fn source(&mut self, source: Source) -> u32 {
        self.sources.push(source);
        u32::try_from(self.sources.len() - 1).unwrap_or(u32::MAX)
    }

    /// The source of a number.
    pub fn source_mut(&mut self, number: u32) -> Option<&mut Source> {
        self.sources.get_mut(number as usize)
    }

    /// Takes over the rows of a chunk, read from a registered source, and counts them as read and used.
    pub fn absorb(&mut self, source: u32, mut chunk: Chunk) {
        let count = chunk.len() as u64;
        let names = self.names.absorb(&chunk.names);
        chunk.invoice_lines.source = Sources::of(source, chunk.invoice_lines.len());
        chunk.time_entries.source = Sources::of(source, chunk.time_entries.len());
        chunk.ledger_entries.source = Sources::of(source, chunk.ledger_entries.len());
        chunk.expenses.source = Sources::of(source, chunk.expenses.len());
        chunk.bank_entries.source = Sources::of(source, chunk.bank_entries.len());
        self.invoice_lines.append(&mut chunk.invoice_lines, &names);
        self.time_entries.append(&mut chunk.time_entries, &names);
        self.ledger_entries.append(&mut chunk.ledger_entries, &names);
        self.expenses.append(&mut chunk.expenses, &names);
        self.bank_entries.append(&mut chunk.bank_entries, &names);
        if let Some(source) = self.source_mut(source) {
            source.rows += count;
            source.used += count;
        }
    }

    /// Registers a source and takes over its rows.
    pub fn add(&mut self, source: Source, chunk: Chunk) -> u32 {
        let number = self.source(source);
        self.absorb(number, chunk);
        number
    }

    /// Adds an asset read from a registered source.
    pub fn asset(&mut self, source: u32, line: u32, asset: Asset) {
        self.assets.push(Located::new(asset, source, line));
        self.count(source);
    }

    /// Adds a payment.
    pub fn payment(&mut self, source: u32, line: u32, payment: Payment) {
        self.payments.push(Located::new(payment, source, line));
        self.count(source);
    }

    /// Adds a published figure; one row may hold several, so the reader counts the row.
    pub fn published(&mut self, source: u32, line: u32, published: Published) {
        self.published.push(Located::new(published, source, line));
    }

    /// Adds a public holiday.
    pub fn holiday(&mut self, source: u32, line: u32, day: NaiveDate) {
        self.holidays.push(Located::new(day, source, line));
        self.count(source);
    }

    /// Adds the public holidays that one row names.
    pub fn holidays(&mut self, source: u32, line: u32, days: impl IntoIterator<Item = NaiveDate>) {
        self.holidays.extend(days.into_iter().map(|day| Located::new(day, source, line)));
        self.count(source);
    }

    /// Counts a row that was read and does not feed the books. Line 0 counts a row of a source set aside whole.
    pub fn set_aside(&mut self, source: u32, line: u32, reason: Reason) {
        if let Some(source) = self.source_mut(source) {
            source.rows += 1;
            let aside = source.set_aside.entry(reason).or_default();
            aside.rows += 1;
            if line > 0 {
                aside.lines.push(line);
            }
        }
    }

    /// Counts a row that was read and is wrong, with what is known of it and what is wrong. With the number of its document the
    /// whole document is rejected when the books are finished.
    pub fn reject(&mut self, rejected: Rejected, document: Option<&str>, errors: impl IntoIterator<Item = Error>) {
        if let Some(source) = self.source_mut(rejected.source) {
            source.rows += 1;
            source.rejected += 1;
        }
        if let Some(number) = document {
            self.bad_documents.push((rejected.source, number.to_owned()));
        }
        self.rejected.push(rejected);
        self.errors.extend(errors);
    }

    /// Adds an error that is not about a row.
    pub fn error(&mut self, error: Error) {
        self.errors.push(error);
    }

    fn count(&mut self, source: u32) {
        if let Some(source) = self.source_mut(source) {
            source.rows += 1;
            source.used += 1;
        }
    }

    /// The books.
    pub fn finish(mut self) -> Books {
        self.errors.sort();
        self.withheld.extend(self.bad_documents.into_iter().map(|(_, number)| number));
        self.withheld.retain(|number| !number.is_empty());
        self.withheld.sort_unstable();
        self.withheld.dedup();
        let rows = Inner {
            names: self.names,
            invoice_lines: self.invoice_lines.freeze(),
            time_entries: self.time_entries.freeze(),
            ledger_entries: self.ledger_entries.freeze(),
            expenses: self.expenses.freeze(),
            bank_entries: self.bank_entries.freeze(),
            assets: self.assets,
            payments: self.payments,
            published: self.published,
            holidays: self.holidays,
            exchange_rates: self.exchange_rates,
            origins: self.sources.iter().map(Source::origin).collect(),
            sources: self.sources,
            unrecognised: self.unrecognised,
            rejected: self.rejected,
            withheld: self.withheld,
            errors: self.errors,
            days: OnceLock::new(),
        };
        Books(Arc::new(rows), Arc::new(self.settings))
    }
}
