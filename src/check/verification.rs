//! A published table with the verdict on each of its cells.

use super::judgement::{Actual, Verdict};
use crate::analysis::Report;
use crate::model::{Measure, Policy};

/// A policy under which a cell would hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remedy {
    /// Key of `[policy]`.
    pub key: &'static str,
    /// Its value.
    pub value: &'static str,
}

/// A row of the table that was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedRow {
    /// Its line in the file.
    pub line: u32,
    /// What it is called there.
    pub name: String,
    /// Identifier of the metric it is about.
    pub metric: Option<String>,
    /// Unit of that metric.
    pub measure: Option<Measure>,
    /// A cell for each column.
    pub cells: Vec<VerifiedCell>,
}

/// A cell that was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedCell {
    /// Its text.
    pub text: String,
    /// The year it is about; `None` where the header of its column names none.
    pub year: Option<i32>,
    /// The year it is compared with, in a column of changes.
    pub from: Option<i32>,
    /// What the books say; `None` if the row is about no metric.
    pub actual: Option<Actual>,
    /// Whether both agree.
    pub verdict: Verdict,
    /// What it should read, where it shows a wrong number.
    pub should_read: Option<String>,
    /// A policy under which it would hold.
    pub remedy: Option<Remedy>,
    /// The policy of `[policy.YEAR]` under which it holds, if it does not under that of the books; `actual` is then the figure of that policy.
    pub published_under: Option<Policy>,
}

/// The cells of a published table, each with its verdict.
#[derive(Clone, Debug)]
pub struct Verification {
    pub(super) path: String,
    pub(super) sha256: String,
    pub(super) line: u32,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<VerifiedRow>,
    pub(super) report: Report,
}

impl Verification {
    /// Path of the table as it was given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// SHA-256 of the file the table was read from, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Line of the header.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Headers of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Rows, in the order of the table.
    pub fn rows(&self) -> &[VerifiedRow] {
        &self.rows
    }

    /// Every cell with its row.
    pub fn cells(&self) -> impl Iterator<Item = (&VerifiedRow, &VerifiedCell)> {
        self.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row, cell)))
    }

    /// How many cells have this verdict, by its word.
    pub fn count(&self, verdict: &str) -> usize {
        self.cells().filter(|(_, cell)| cell.verdict.id() == verdict).count()
    }

    /// Whether no cell is wrong: each holds, under the policy of the books or the one its year was published under, or cannot be checked.
    pub fn holds(&self) -> bool {
        self.cells().all(|(_, cell)| cell.verdict != Verdict::Wrong)
    }

    /// The review the table was compared with.
    pub fn report(&self) -> &Report {
        &self.report
    }
}
