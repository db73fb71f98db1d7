//! The tables of the books and their columns: the one place that names them.

use chrono::NaiveDate;
#[cfg(feature = "frames")]
use polars::prelude::{Column as PolarsColumn, DataFrame};

use super::column::{Column, Optional, Required, Text};
use super::name::Name;
use super::names::Names;
use super::narrow::{Narrow, RequiredNarrow};
use super::rows::TypedRow;
use super::runs::{Lines, Sources};
use super::sparse::{ForeignAmounts, Originals};
use crate::model::{
    BankEntry, Billing, Days, Document, Expense, InvoiceLine, LedgerEntry, Money, Price, Quantity, Status, Time, TimeEntry,
    TimeKind,
};

/// A table of the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Table {
    /// Lines of invoices and credit notes.
    Invoices,
    /// Rows of timesheets.
    Timesheets,
    /// Lines of the ledger.
    Ledger,
    /// Expenses.
    Expenses,
    /// Rows of bank statements.
    Bank,
    /// Assets.
    Assets,
    /// Payments.
    Payments,
    /// Figures published before.
    Published,
    /// Public holidays.
    Holidays,
    /// Exchange rates.
    Rates,
}

impl Table {
    /// The word that names the kind of rows in `bilan.toml` and in messages.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Invoices => "invoices",
            Self::Timesheets => "timesheets",
            Self::Ledger => "ledger",
            Self::Expenses => "expenses",
            Self::Bank => "bank",
            Self::Assets => "assets",
            Self::Payments => "payments",
            Self::Published => "published",
            Self::Holidays => "holidays",
            Self::Rates => "rates",
        }
    }
}

macro_rules! table {
    ($(#[$doc:meta])* $frozen:ident, $columns:ident, $row:ident { $($field:ident: $column:ty),+ $(,)? }) => {
        /// The table while rows are being pushed.
        #[derive(Default)]
        pub(crate) struct $columns {
            $(pub(crate) $field: $column,)+
            /// Of the rows of a chunk it is not known yet.
            pub(crate) source: Sources,
            pub(crate) line: Lines,
        }

        impl $columns {
            pub(crate) fn len(&self) -> usize {
                self.line.len()
            }

            pub(crate) fn push(&mut self, row: &$row<'_>, line: u32, names: &mut Names) {
                $(self.$field.push(row.$field, names);)+
                self.line.push(line, names);
            }

            pub(crate) fn append(&mut self, other: &mut Self, names: &[u32]) {
                $(self.$field.append(&mut other.$field, names);)+
                self.source.append(&mut other.source, names);
                self.line.append(&mut other.line, names);
            }

            pub(crate) fn retain(&mut self, keep: &[bool]) {
                $(self.$field.retain(keep);)+
                self.source.retain(keep);
                self.line.retain(keep);
            }

            #[allow(dead_code, reason = "not every table is inspected before it freezes")]
            pub(crate) fn peek<'a>(&'a self, row: usize, names: &'a Names) -> $row<'a> {
                $row { $($field: self.$field.peek(row, names)),+ }
            }

            pub(crate) fn freeze(self) -> $frozen {
                let rows = self.len();
                $frozen {
                    rows,
                    $($field: self.$field.freeze(),)+
                    source: self.source.freeze(),
                    line: self.line.freeze(),
                }
            }
        }

        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $frozen {
            rows: usize,
            $(pub(crate) $field: <$column as Column>::Frozen,)+
            pub(crate) source: Sources,
            pub(crate) line: Lines,
        }

        impl $frozen {
            /// Names of its columns, in order.
            pub const COLUMNS: &'static [&'static str] = &[$(stringify!($field),)+ "source", "line"];

            #[cfg(feature = "frames")]
            pub(super) fn frame(&self, names: &Names) -> DataFrame {
                let columns: Vec<PolarsColumn> = vec![
                    $(<$column>::to_polars(&self.$field, stringify!($field), names),)+
                    Sources::to_polars(&self.source, "source", names),
                    Lines::to_polars(&self.line, "line", names),
                ];
                DataFrame::new(self.rows, columns).unwrap_or_default()
            }
        }

        impl TypedRow for $frozen {
            type Row<'a> = $row<'a>;

            fn rows(&self) -> usize {
                self.rows
            }
            fn row<'a>(&'a self, row: usize, names: &'a Names) -> $row<'a> {
                $row { $($field: <$column>::get(&self.$field, row, names)),+ }
            }
            fn place(&self, row: usize, names: &Names) -> (u32, u32) {
                (Sources::get(&self.source, row, names), Lines::get(&self.line, row, names))
            }
        }
    };
}

table! {
    /// Invoice lines: money in 10⁻⁴ (`net`, `vat`, `gross`), prices, rates, quantities and days in 10⁻⁶, time in microseconds,
    /// dates as dates, names as numbers of interned text, enumerations as their codes.
    InvoiceLines, InvoiceColumns, InvoiceLine {
        number: Text,
        issued: Required<NaiveDate>,
        client: Name,
        net: RequiredNarrow<Money>,
        project: Name,
        description: Name,
        billing: Required<Billing>,
        quantity: Narrow<Quantity>,
        unit: Name,
        unit_price: Narrow<Price>,
        vat: Narrow<Money>,
        vat_rate: Narrow<Price>,
        gross: Narrow<Money>,
        currency: Name,
        service_start: Optional<NaiveDate>,
        service_end: Optional<NaiveDate>,
        due: Optional<NaiveDate>,
        paid: Optional<NaiveDate>,
        document: Required<Document>,
        status: Required<Status>,
        refers_to: Name,
        days: Narrow<Days>,
        time: Optional<Time>,
        original: Originals,
    }
}

table! {
    /// Time entries: days in 10⁻⁶, time in microseconds, rates in 10⁻⁶ of the currency unit.
    TimeEntries, TimeColumns, TimeEntry {
        date: Required<NaiveDate>,
        client: Name,
        days: Narrow<Days>,
        time: Optional<Time>,
        project: Name,
        task: Name,
        description: Name,
        person: Name,
        billable: Required<bool>,
        billing: Required<Billing>,
        kind: Required<TimeKind>,
        rate: Narrow<Price>,
        currency: Name,
        original: Originals,
    }
}

table! {
    /// Ledger entries: `amount` is debit minus credit, in 10⁻⁴ of the currency unit.
    LedgerEntries, LedgerColumns, LedgerEntry {
        date: Required<NaiveDate>,
        account: Name,
        amount: Required<Money>,
        account_label: Name,
        label: Name,
        piece: Name,
        journal: Name,
        entry: Name,
        party: Name,
        currency: Name,
        foreign: ForeignAmounts,
    }
}

table! {
    /// Expenses, excluding VAT, in 10⁻⁴ of the currency unit.
    Expenses, ExpenseColumns, Expense {
        date: Required<NaiveDate>,
        net: Required<Money>,
        account: Name,
        category: Name,
        label: Name,
        supplier: Name,
        vat: Optional<Money>,
        currency: Name,
        original: Originals,
    }
}

table! {
    /// Rows of bank statements, in 10⁻⁴ of the currency unit.
    BankEntries, BankColumns, BankEntry {
        date: Required<NaiveDate>,
        amount: Required<Money>,
        label: Name,
        account: Name,
        value_date: Optional<NaiveDate>,
        balance: Optional<Money>,
        reference: Name,
        currency: Name,
    }
}
