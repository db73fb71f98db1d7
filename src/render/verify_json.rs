//! A verified table as JSON, schema `bilan.verify/1` (`src/guide/verify.schema.json`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{NumberJson, UnitJson, pretty};
use super::quality::QualityJson;
use super::review_json::SourceJson;
use super::stamp_json::PolicyJson;
use crate::check::{Actual, Verdict, Verification, VerifiedCell, VerifiedRow};
use crate::locale::Locale;
use crate::model::Measure;

/// A verified table for machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "bilan.verify/1")]
pub struct VerifyJson {
    /// Always `bilan.verify/1`.
    pub schema: VerifySchema,
    /// The table that was verified.
    pub table: VerifiedTableJson,
    /// ISO 4217 code of the amounts of the books; empty if they hold none.
    pub currency: String,
    /// The day the figures look from, ISO 8601.
    pub as_at: String,
    /// The policy the figures were computed under.
    pub policy: PolicyJson,
    /// SHA-256 over the paths and hashes of all that was read of the books.
    pub books: String,
    /// How far the books can be trusted.
    pub quality: QualityJson,
    /// Whether no cell is wrong.
    pub holds: bool,
    /// How many cells have each verdict.
    pub counts: VerdictCountsJson,
    /// Every cell, row by row.
    pub cells: Vec<VerifiedCellJson>,
    /// Files and sheets of the books, in order.
    pub sources: Vec<SourceJson>,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum VerifySchema {
    /// The only version there is.
    #[serde(rename = "bilan.verify/1")]
    V1,
}

/// Where a table was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifiedTableJson {
    /// Path as it was given.
    pub path: String,
    /// Line of its header.
    pub line: u32,
    /// SHA-256 of the bytes of the file, in hexadecimal.
    pub sha256: String,
}

/// How many cells have each verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictCountsJson {
    /// Cells that hold exactly.
    pub exact: usize,
    /// Cells that hold at the precision shown.
    pub at_precision: usize,
    /// Cells that hold under the rule their year was published under.
    pub as_published: usize,
    /// Cells that do not hold.
    pub does_not_hold: usize,
    /// Cells that cannot be checked.
    pub cannot_be_checked: usize,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifiedCellJson {
    /// Line of its row in the file.
    pub line: u32,
    /// What its row is called.
    pub row: String,
    /// Header of its column.
    pub column: String,
    /// Its text.
    pub text: String,
    /// Identifier of the figure; null if the row is called as none is.
    pub metric: Option<String>,
    /// The fiscal year, by the calendar year in which it ends; null where the header of the column names none.
    pub year: Option<i32>,
    /// The year it is compared with; null in a column of figures.
    pub from: Option<i32>,
    /// Whether it holds.
    pub verdict: VerdictJson,
    /// Unit of `exact`.
    pub unit: Option<UnitJson>,
    /// What the books say: the figure, or its change as a share or in points of a share; null where they have no value.
    pub exact: Option<NumberJson>,
    /// The text with the right number in the place of a wrong one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub should_read: Option<String>,
    /// Why it cannot be checked, in the language that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A policy under which it would hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<RemedyJson>,
    /// The policy of its year in `bilan.toml` under which it holds, if it does not under that of the books; `exact` is then what that policy gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_under: Option<PolicyJson>,
}

/// Whether a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictJson {
    /// The exact figure is what is written.
    Exact,
    /// Rounded half away from zero to the last digit written it is.
    AtPrecision,
    /// So it is under the rule its year was published under, `[policy.YEAR]` of `bilan.toml`.
    AsPublished,
    /// It is not.
    DoesNotHold,
    /// The books, or the cell, do not say.
    CannotBeChecked,
}

/// A key of `[policy]` and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemedyJson {
    /// `revenue_basis`, `revenue_source`, `billed_days`, `fixed_price_days`, `service_spread` or `depreciation`.
    pub key: String,
    /// One of its choices.
    pub value: String,
}

impl Verification {
    /// The verdicts as JSON of schema `bilan.verify/1`, reasons in the language of `locale`.
    pub fn to_json(&self, locale: &Locale) -> String {
        pretty(&VerifyJson::of(self, locale))
    }
}

impl VerifyJson {
    /// The verdicts for machines, reasons in the language of `locale`.
    pub fn of(verification: &Verification, locale: &Locale) -> Self {
        let report = verification.report();
        let cells = verification.rows().iter().flat_map(|row| {
            row.cells.iter().zip(verification.columns()).map(|(cell, column)| VerifiedCellJson::of(row, column, cell, locale))
        });
        Self {
            schema: VerifySchema::V1,
            table: VerifiedTableJson {
                path: verification.path().to_owned(),
                line: verification.line(),
                sha256: verification.sha256().to_owned(),
            },
            currency: report.currency().to_owned(),
            as_at: report.as_at().to_string(),
            policy: PolicyJson::of(*report.policy()),
            books: report.stamp().books,
            quality: QualityJson::of(&report.quality()),
            holds: verification.holds(),
            counts: VerdictCountsJson {
                exact: verification.count("exact"),
                at_precision: verification.count("at_precision"),
                as_published: verification.count("as_published"),
                does_not_hold: verification.count("does_not_hold"),
                cannot_be_checked: verification.count("cannot_be_checked"),
            },
            cells: cells.collect(),
            sources: report.books().sources().iter().map(SourceJson::of).collect(),
        }
    }
}

impl VerifiedCellJson {
    fn of(row: &VerifiedRow, column: &str, cell: &VerifiedCell, locale: &Locale) -> Self {
        let (verdict, reason) = match &cell.verdict {
            Verdict::Exact => (VerdictJson::Exact, None),
            Verdict::AtPrecision => (VerdictJson::AtPrecision, None),
            Verdict::AsPublished => (VerdictJson::AsPublished, None),
            Verdict::Wrong => (VerdictJson::DoesNotHold, None),
            Verdict::Unknown(why) => (VerdictJson::CannotBeChecked, Some(locale.text(why).to_owned())),
        };
        let unit = row.measure.map(|measure| match &cell.actual {
            Some(Actual::Change { .. }) => Measure::Share,
            _ => measure,
        });
        let exact = cell.actual.as_ref().and_then(Actual::value);
        Self {
            line: row.line,
            row: row.name.clone(),
            column: column.to_owned(),
            text: cell.text.clone(),
            metric: row.metric.clone(),
            year: cell.year,
            from: cell.from,
            verdict,
            unit: unit.map(UnitJson::from),
            exact: unit.zip(exact).map(|(unit, exact)| NumberJson::of(unit, exact)),
            should_read: cell.should_read.clone(),
            reason,
            policy: cell.remedy.map(|remedy| RemedyJson { key: remedy.key.to_owned(), value: remedy.value.to_owned() }),
            published_under: cell.published_under.map(PolicyJson::of),
        }
    }
}
