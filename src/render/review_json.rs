//! The review as JSON, schema `bilan.review/1` (`src/guide/review.schema.json`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{NumberJson, UnitJson, ValueState, pretty};
use super::quality::QualityJson;
use super::section_json::SectionJson;
use super::stamp_json::PolicyJson;
use crate::analysis::{Change, Line, Report, Value};
use crate::books::Source;
use crate::locale::Locale;
use crate::model::Measure;

/// A review for machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "bilan.review/1")]
pub struct ReviewJson {
    /// Always `bilan.review/1`.
    pub schema: ReviewSchema,
    /// Name of the business; empty if `bilan.toml` does not say.
    pub business: String,
    /// ISO 4217 code of all amounts; empty if the books hold none.
    pub currency: String,
    /// The day the review looks from, ISO 8601.
    pub as_at: String,
    /// Label of the year that changes are measured against.
    pub against: Option<String>,
    /// The policy the figures were computed under.
    pub policy: PolicyJson,
    /// SHA-256 over the paths and hashes of all that was read: who has the same one looked at the same books.
    #[serde(default)]
    pub books: String,
    /// How far the books can be trusted.
    pub quality: QualityJson,
    /// Periods, newest first.
    pub periods: Vec<PeriodJson>,
    /// Figures, in the order they were asked for.
    pub figures: Vec<FigureJson>,
    /// Sections, in the order in which they are printed; absent unless some were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionJson>,
    /// Files and sheets that were read, in order.
    pub sources: Vec<SourceJson>,
    /// Remarks.
    pub notes: Vec<NoteJson>,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ReviewSchema {
    /// The only version there is.
    #[serde(rename = "bilan.review/1")]
    V1,
}

/// A period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodJson {
    /// `2020`, `2019/20`, or as declared.
    pub label: String,
    /// First day, ISO 8601.
    pub start: String,
    /// Last day, ISO 8601.
    pub end: String,
    /// Whether `as_at` falls more than 31 days before its end.
    pub running: bool,
}

/// A metric: a value per period, and the change from `against` to the newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureJson {
    /// Identifier: `revenue`, `day_rate` …
    pub metric: String,
    /// Unit of its values.
    pub unit: UnitJson,
    /// One per period.
    pub values: Vec<ValueJson>,
    /// How it moved.
    pub change: ChangeJson,
}

/// The value of a metric in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueJson {
    /// The figure; null unless `state` is `value`.
    pub value: Option<NumberJson>,
    /// What is known of it.
    pub state: ValueState,
    /// Table it was read from: `invoices`, `ledger`, `timesheets`, `expenses`, `calendar`, `settings`; empty for several.
    pub source: String,
    /// `computed`, `posted`, `estimated` or `declared`.
    pub basis: String,
    /// Distinct rows of the books it was computed from.
    pub rows: u64,
}

/// How a figure moved, from exact values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeJson {
    /// Whether there is a change to tell.
    pub state: ChangeState,
    /// Relative (new ÷ base − 1), or points: a difference of shares.
    pub kind: ChangeKind,
    /// The change; null unless `state` is `value`. −0.08 is −8 %, and −0.1041 is −10.41 points.
    pub value: Option<NumberJson>,
    /// New − base in the unit of the figure; null unless both exist.
    pub absolute: Option<NumberJson>,
}

/// Whether there is a change to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// There is.
    Value,
    /// One of the two values is missing or undefined.
    Missing,
    /// The base is zero.
    ZeroBase,
    /// The base is negative, or the sign changes.
    NotMeaningful,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// New ÷ base − 1.
    Relative,
    /// A difference of shares.
    Points,
}

/// A file or sheet: `rows = used + set_aside + rejected`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceJson {
    /// Path relative to the folder.
    pub path: String,
    /// Sheet of a workbook, or member of an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// What it was recognised as.
    pub format: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Rows read.
    pub rows: u64,
    /// Rows that feed the books.
    pub used: u64,
    /// Rows that do not, each for a reason.
    pub set_aside: u64,
    /// Rows that are wrong.
    pub rejected: u64,
    /// Corrections of `bilan.toml` that were made to its rows; left out if there is none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub corrected: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteJson {
    /// Identifier that scripts can rely on.
    pub code: String,
    /// Label of the period it is about; null for the whole review.
    pub period: Option<String>,
    /// The remark, in the language that was asked for.
    pub text: String,
}

impl Report {
    /// The review as JSON of schema `bilan.review/1`, notes in the language of `locale`.
    pub fn to_json(&self, locale: &Locale) -> String {
        pretty(&ReviewJson::of(self, locale))
    }
}

impl ReviewJson {
    /// A report for machines, notes in the language of `locale`; without sections until some are put in.
    pub fn of(report: &Report, locale: &Locale) -> Self {
        Self {
            schema: ReviewSchema::V1,
            business: report.books().settings().business.name.clone().unwrap_or_default(),
            currency: report.currency().to_owned(),
            as_at: report.as_at().to_string(),
            against: report.against().map(|base| base.label.clone()),
            policy: PolicyJson::of(*report.policy()),
            books: report.stamp().books,
            quality: QualityJson::of(&report.quality()),
            periods: report
                .periods()
                .iter()
                .map(|shown| PeriodJson {
                    label: shown.period.label.clone(),
                    start: shown.period.start.to_string(),
                    end: shown.period.end.to_string(),
                    running: shown.running,
                })
                .collect(),
            figures: report.lines().iter().map(FigureJson::of).collect(),
            sections: Vec::new(),
            sources: report.books().sources().iter().map(SourceJson::of).collect(),
            notes: report
                .notes()
                .iter()
                .map(|note| NoteJson {
                    code: note.code.to_owned(),
                    period: note.period.clone(),
                    text: locale.text(&note.text).to_owned(),
                })
                .collect(),
        }
    }
}

impl FigureJson {
    fn of(line: &Line) -> Self {
        Self {
            metric: line.metric.clone(),
            unit: line.measure.into(),
            values: line.values.iter().map(|value| ValueJson::of(value, line.measure)).collect(),
            change: ChangeJson::of(&line.change, line.measure),
        }
    }
}

impl ValueJson {
    fn of(value: &Value, measure: Measure) -> Self {
        Self {
            value: value.state.value().map(|known| NumberJson::of(measure, known)),
            state: (&value.state).into(),
            source: value.source.to_owned(),
            basis: value.basis.id().to_owned(),
            rows: value.rows,
        }
    }
}

impl ChangeJson {
    pub(super) fn of(change: &Change, measure: Measure) -> Self {
        let (state, value) = match change {
            Change::Relative { share, .. } => (ChangeState::Value, Some(*share)),
            Change::Points { points } => (ChangeState::Value, Some(*points)),
            Change::Missing => (ChangeState::Missing, None),
            Change::ZeroBase { .. } => (ChangeState::ZeroBase, None),
            Change::NotMeaningful { .. } => (ChangeState::NotMeaningful, None),
        };
        Self {
            state,
            kind: if measure == Measure::Share { ChangeKind::Points } else { ChangeKind::Relative },
            value: value.map(|value| NumberJson::of(Measure::Share, value)),
            absolute: change.absolute().map(|absolute| NumberJson::of(measure, absolute)),
        }
    }
}

impl SourceJson {
    pub(super) fn of(source: &Source) -> Self {
        Self {
            path: source.path.clone(),
            sheet: source.sheet.clone(),
            format: source.format.clone(),
            sha256: source.sha256.clone(),
            rows: source.rows,
            used: source.used,
            set_aside: source.set_aside_rows(),
            rejected: source.rejected,
            corrected: source.corrected.len() as u64,
        }
    }
}
