//! The waist of the hourglass: everything one business wrote down, validated, exact, as columns.

mod anonymous;
mod builder;
mod column;
mod mask;
mod name;
mod names;
mod narrow;
mod rows;
mod runs;
mod schema;
mod source;
mod sparse;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

pub use builder::{BooksBuilder, Chunk};
pub(crate) use column::Column;
pub use mask::Mask;
pub(crate) use name::NameNumbers;
pub(crate) use names::Ends;
pub use names::Names;
pub(crate) use narrow::Numbers;
pub use rows::{Located, Row, Rows, TypedRow};
pub use schema::{BankEntries, Expenses, InvoiceLines, LedgerEntries, Table, TimeEntries};
pub use source::{Corrected, Reason, Rejected, SetAside, Source};

use crate::error::{Errors, Origin};
use crate::model::{Asset, ExchangeRate, Payment, Published, Settings};

/// The books of one business. A clone is cheap and shares everything.
///
/// Rows come out as they went in, each with its [`Origin`]; see [`Books::invoice_lines`] and its siblings.
#[derive(Clone, Debug)]
pub struct Books(Arc<Inner>, Arc<Settings>);

#[derive(Debug)]
struct Inner {
    names: Names,
    invoice_lines: InvoiceLines,
    time_entries: TimeEntries,
    ledger_entries: LedgerEntries,
    expenses: Expenses,
    bank_entries: BankEntries,
    assets: Vec<Located<Asset>>,
    payments: Vec<Located<Payment>>,
    published: Vec<Located<Published>>,
    holidays: Vec<Located<NaiveDate>>,
    exchange_rates: Vec<Located<Arc<ExchangeRate>>>,
    sources: Vec<Source>,
    /// The place of each source: those of its rows share its text.
    origins: Vec<Origin>,
    unrecognised: Vec<String>,
    rejected: Vec<Rejected>,
    withheld: Vec<String>,
    errors: Errors,
    /// First and last day of the rows of a table, once asked for.
    days: OnceLock<BTreeMap<Table, (i32, i32)>>,
}

/// The first and the last of some days.
fn ends(days: &[i32]) -> Option<(i32, i32)> {
    let first = *days.first()?;
    Some(days.iter().fold((first, first), |(least, most), day| (least.min(*day), most.max(*day))))
}

impl Books {
    /// What `bilan.toml` and the files decide, with everything that could be told from the files filled in.
    pub fn settings(&self) -> &Settings {
        &self.1
    }

    /// The same books by other settings of working time; rows stay as they were read.
    pub(crate) fn with_settings(&self, settings: Settings) -> Self {
        Self(Arc::clone(&self.0), Arc::new(settings))
    }

    /// Lines of invoices and credit notes.
    pub fn invoice_lines(&self) -> Rows<'_, InvoiceLines> {
        Rows::new(self, &self.0.invoice_lines)
    }

    /// Rows of timesheets.
    pub fn time_entries(&self) -> Rows<'_, TimeEntries> {
        Rows::new(self, &self.0.time_entries)
    }

    /// Lines of the ledger.
    pub fn ledger_entries(&self) -> Rows<'_, LedgerEntries> {
        Rows::new(self, &self.0.ledger_entries)
    }

    /// Expenses.
    pub fn expenses(&self) -> Rows<'_, Expenses> {
        Rows::new(self, &self.0.expenses)
    }

    /// Rows of bank statements. They feed no figure.
    pub fn bank_entries(&self) -> Rows<'_, BankEntries> {
        Rows::new(self, &self.0.bank_entries)
    }

    /// First and last day of invoices (by issue), of work, of ledger entries or of expenses; `None` without a row.
    pub(crate) fn days(&self, table: Table) -> Option<(i32, i32)> {
        let rows = &self.0;
        let days = rows.days.get_or_init(|| {
            let of = |table, days: &[i32]| Some((table, ends(days)?));
            let tables = [
                of(Table::Invoices, rows.invoice_lines.issued.values()),
                of(Table::Timesheets, rows.time_entries.date.values()),
                of(Table::Ledger, rows.ledger_entries.date.values()),
                of(Table::Expenses, rows.expenses.date.values()),
            ];
            tables.into_iter().flatten().collect()
        });
        days.get(&table).copied()
    }

    /// A table as a polars frame; empty for the small lists, which have accessors of their own. Only with the feature `frames`.
    ///
    /// Columns are named as the fields of the rows. Amounts stay exact, as whole numbers of the smallest unit: `net`, `vat`, `gross`,
    /// `amount` and `balance` in 10⁻⁴, `quantity`, `unit_price`, `vat_rate`, `rate`, `original` and `days` in 10⁻⁶, `time` in microseconds;
    /// enumerations are their codes, dates are dates, names are text.
    #[cfg(feature = "frames")]
    pub fn frame(&self, table: Table) -> polars::prelude::DataFrame {
        let names = &self.0.names;
        match table {
            Table::Invoices => self.0.invoice_lines.frame(names),
            Table::Timesheets => self.0.time_entries.frame(names),
            Table::Ledger => self.0.ledger_entries.frame(names),
            Table::Expenses => self.0.expenses.frame(names),
            Table::Bank => self.0.bank_entries.frame(names),
            _ => polars::prelude::DataFrame::default(),
        }
    }

    /// Assets.
    pub fn assets(&self) -> &[Located<Asset>] {
        &self.0.assets
    }

    /// Payments.
    pub fn payments(&self) -> &[Located<Payment>] {
        &self.0.payments
    }

    /// Figures published before.
    pub fn published(&self) -> &[Located<Published>] {
        &self.0.published
    }

    /// Public holidays stated by a file of the folder.
    pub fn holidays(&self) -> &[Located<NaiveDate>] {
        &self.0.holidays
    }

    /// The exchange rates that rows were converted at, in the order of their days; empty for books in one currency.
    pub fn exchange_rates(&self) -> &[Located<Arc<ExchangeRate>>] {
        &self.0.exchange_rates
    }

    /// Every source that was recognised, in the order of paths and sheets.
    pub fn sources(&self) -> &[Source] {
        &self.0.sources
    }

    /// SHA-256, in hexadecimal, over the hashes of the files that were recognised, those that bilan wrote apart, and of `bilan.toml`: who has
    /// the same one looked at the same books, wherever they are kept.
    pub fn fingerprint(&self) -> String {
        let own = |source: &&Source| source.set_aside.contains_key(&Reason::WrittenByBilan);
        let read = self.sources().iter().filter(|source| !own(source)).map(|source| source.sha256.as_str());
        let files: BTreeSet<&str> = read.chain([self.settings().sha256.as_str()]).collect();
        let hash = files.into_iter().fold(Sha256::new(), |hash, file| hash.chain_update(file).chain_update("\n"));
        hash.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }

    /// Files no format recognised; they are no error.
    pub fn unrecognised(&self) -> &[String] {
        &self.0.unrecognised
    }

    /// Everything that was wrong, in the order of files and lines.
    pub fn errors(&self) -> &Errors {
        &self.0.errors
    }

    /// Rows that could not be used, and what is known of them.
    pub fn rejected(&self) -> &[Rejected] {
        &self.0.rejected
    }

    /// Numbers of invoices, quotes and drafts that were read and do not count, because they are rejected or set aside; sorted. An invoice that counts may
    /// have the number of one of them.
    pub fn withheld_numbers(&self) -> &[String] {
        &self.0.withheld
    }

    /// The place of a row, from the two numbers its table keeps.
    pub fn origin(&self, source: u32, line: u32) -> Origin {
        usize::try_from(source).ok().and_then(|i| self.0.origins.get(i).cloned()).unwrap_or_else(|| Origin::file("?")).line(line)
    }

    pub(crate) fn names(&self) -> &Names {
        &self.0.names
    }
}
