//! Files and sheets that were read, and what became of each of their rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Table;
use crate::error::Origin;
use crate::model::Wording;

/// A file, or one sheet of a workbook. `rows = used + set aside + rejected`, always.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// Path relative to the folder, with `/` between its parts.
    pub path: String,
    /// Sheet of a workbook, or member of an archive.
    pub sheet: Option<String>,
    /// What it was recognised as: `invoices-csv`, `timesheets-xlsx`, `fec` …
    pub format: String,
    /// SHA-256 of the bytes of the file, in hexadecimal.
    pub sha256: String,
    /// Rows read, headers and blank lines apart.
    pub rows: u64,
    /// Rows that feed the books.
    pub used: u64,
    /// Rows that do not, by reason.
    pub set_aside: BTreeMap<Reason, SetAside>,
    /// Corrections of `bilan.toml` that were made to rows, in order.
    pub corrected: Vec<Corrected>,
    /// Rows that are wrong, each with an error, or that belong to a document with an error.
    pub rejected: u64,
    /// Headers that mean nothing to bilan, in their order.
    pub ignored_columns: Vec<String>,
    /// Whether its headers are French, or its format is.
    pub french: bool,
    /// Workbook numbers with more digits than are kept, rounded half away from zero to the decimals their cells show.
    pub rounded_cells: u64,
    /// Ledger entries of which an amount in another currency, or its currency, could not be read; no figure needs it.
    pub unread_cells: u64,
}

impl Source {
    /// A source whose rows are still to be counted.
    pub fn new(path: impl Into<String>, format: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            sheet: None,
            format: format.into(),
            sha256: String::new(),
            rows: 0,
            used: 0,
            set_aside: BTreeMap::new(),
            corrected: Vec::new(),
            rejected: 0,
            ignored_columns: Vec::new(),
            french: false,
            rounded_cells: 0,
            unread_cells: 0,
        }
    }

    /// The place of the whole source.
    pub fn origin(&self) -> Origin {
        let origin = Origin::file(self.path.as_str());
        match &self.sheet {
            Some(sheet) => origin.sheet(sheet.as_str()),
            None => origin,
        }
    }

    /// How many rows were set aside.
    pub fn set_aside_rows(&self) -> u64 {
        self.set_aside.values().map(|aside| aside.rows).sum()
    }
}

/// Rows set aside for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SetAside {
    /// How many.
    pub rows: u64,
    /// Their lines, in order; empty when the whole source was set aside.
    pub lines: Vec<u32>,
}

/// A correction of `bilan.toml` that was made to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Corrected {
    /// Line of the row.
    pub line: u32,
    /// Field and text of the cell that was replaced; `None` if the row was set aside.
    pub replaced: Option<(String, String)>,
    /// Why, as `bilan.toml` says.
    pub reason: String,
}

impl Corrected {
    /// A correction of the row on a line.
    pub fn new(line: u32, replaced: Option<(String, String)>, reason: impl Into<String>) -> Self {
        Self { line, replaced, reason: reason.into() }
    }
}

/// Why a row that was read does not feed the books.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A total or subtotal of other rows.
    Total,
    /// A quote (*devis*).
    Quote,
    /// A proforma.
    Proforma,
    /// A draft.
    Draft,
    /// A cancelled invoice without its credit note.
    CancelledWithoutCreditNote,
    /// The same bytes as another file.
    SameFile(String),
    /// The same document or row as another place.
    Duplicate(String),
    /// Replaced by another file, by a mapping.
    Replaced(String),
    /// An expense that is VAT.
    Vat,
    /// An expense that repays the capital of a loan.
    LoanCapital,
    /// A dividend.
    Dividend,
    /// A class 2 expense: an asset, to be listed as one.
    Asset,
    /// Written by bilan itself.
    WrittenByBilan,
    /// An entry that closes classes 6 and 7 into the result.
    Closing,
    /// A purchase: someone else is the seller.
    Purchase,
    /// A row with nothing to count: a zero time entry, an open timer.
    Empty,
    /// A day of a calendar that is worked all the same: cancelled, or a mere observance.
    Worked,
    /// A public holiday of somewhere else.
    OtherZone,
    /// Exchange rates of a day that no row needs.
    RateNotNeeded,
    /// Set aside by a correction of `bilan.toml`, for this reason.
    Corrected(String),
}

impl Reason {
    /// The reason in every language.
    pub fn wording(&self) -> Wording {
        let fr: String = match self {
            Self::Total => "total d'autres lignes".into(),
            Self::Quote => "devis".into(),
            Self::Proforma => "proforma".into(),
            Self::Draft => "brouillon".into(),
            Self::CancelledWithoutCreditNote => "annulée, sans avoir".into(),
            Self::SameFile(path) => format!("mêmes octets que {path}"),
            Self::Duplicate(place) => format!("doublon de {place}"),
            Self::Replaced(path) => format!("remplacée par {path}"),
            Self::Vat => "TVA, pas une charge".into(),
            Self::LoanCapital => "capital d'un emprunt, pas une charge".into(),
            Self::Dividend => "dividende, pas une charge".into(),
            Self::Asset => "classe 2 : à inscrire comme immobilisation".into(),
            Self::WrittenByBilan => "écrit par bilan".into(),
            Self::Closing => "écriture de clôture".into(),
            Self::Purchase => "achat : le vendeur est un autre".into(),
            Self::Empty => "rien à compter".into(),
            Self::Worked => "annulé, ou simple célébration".into(),
            Self::OtherZone => "férié dans une autre zone".into(),
            Self::RateNotNeeded => "cours dont aucune ligne n'a besoin".into(),
            Self::Corrected(why) => format!("[[correct]] : {why}"),
        };
        Wording::made(fr, self.text())
    }

    /// The reason in English.
    pub fn text(&self) -> String {
        match self {
            Self::Total => "total of other rows".into(),
            Self::Quote => "quote".into(),
            Self::Proforma => "proforma".into(),
            Self::Draft => "draft".into(),
            Self::CancelledWithoutCreditNote => "cancelled, without a credit note".into(),
            Self::SameFile(path) => format!("same bytes as {path}"),
            Self::Duplicate(place) => format!("duplicate of {place}"),
            Self::Replaced(path) => format!("replaced by {path}"),
            Self::Vat => "VAT, not an expense".into(),
            Self::LoanCapital => "capital of a loan, not an expense".into(),
            Self::Dividend => "dividend, not an expense".into(),
            Self::Asset => "class 2: list it as an asset".into(),
            Self::WrittenByBilan => "written by bilan".into(),
            Self::Closing => "closing entry".into(),
            Self::Purchase => "purchase: the seller is someone else".into(),
            Self::Empty => "nothing to count".into(),
            Self::Worked => "cancelled, or a mere observance".into(),
            Self::OtherZone => "holiday of another zone".into(),
            Self::RateNotNeeded => "rates that no row needs".into(),
            Self::Corrected(why) => format!("[[correct]]: {why}"),
        }
    }
}

/// A row that could not be used, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejected {
    /// The table it would have gone to.
    pub table: Table,
    /// Number of its source.
    pub source: u32,
    /// Its line.
    pub line: u32,
    /// Its date, if that could be read.
    pub date: Option<NaiveDate>,
}

impl Rejected {
    /// A row of a table that could not be used.
    pub fn new(table: Table, source: u32, line: u32, date: Option<NaiveDate>) -> Self {
        Self { table, source, line, date }
    }
}
