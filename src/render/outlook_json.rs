//! The outlook as JSON, schema `bilan.outlook/1` (`src/guide/outlook.schema.json`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{NumberJson, UnitJson, ValueState, pretty};
use super::quality::QualityJson;
use super::review_json::NoteJson;
use super::stamp_json::StampJson;
use crate::analysis::{Part, Plan, PlanLine};
use crate::locale::Locale;

/// What a year is aimed at and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "bilan.outlook/1")]
pub struct OutlookJson {
    /// Always `bilan.outlook/1`.
    pub schema: OutlookSchema,
    /// Name of the business; empty if `bilan.toml` does not say.
    pub business: String,
    /// ISO 4217 code of all amounts; empty if the books hold none.
    pub currency: String,
    /// The day the outlook looks from, ISO 8601.
    pub as_at: String,
    /// Label of the fiscal year.
    pub period: String,
    /// Its first day, ISO 8601.
    pub start: String,
    /// Its last day, ISO 8601.
    pub end: String,
    /// Figures, in order; parts that do not apply to the year are absent.
    pub figures: Vec<PlanLineJson>,
    /// Remarks: what was carried over or spread.
    pub notes: Vec<NoteJson>,
    /// How far the books can be trusted, in the fiscal year the outlook looks from.
    pub quality: QualityJson,
    /// By what two people can tell that they looked at the same books under the same rules.
    pub stamp: StampJson,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OutlookSchema {
    /// The only version there is.
    #[serde(rename = "bilan.outlook/1")]
    V1,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanLineJson {
    /// Where it stands.
    pub part: PartJson,
    /// Identifier that scripts can rely on; that of the metric where it is one.
    pub figure: String,
    /// Its name, in the language that was asked for.
    pub label: String,
    /// Unit.
    pub unit: UnitJson,
    /// What is known of it.
    pub state: ValueState,
    /// The value; null unless `state` is `value`.
    pub value: Option<NumberJson>,
    /// What it is made of, or why it is not known, in the language that was asked for.
    pub formula: String,
}

/// A part of an outlook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PartJson {
    /// The days of the year, and what is aimed at.
    Target,
    /// What a small change does to the target.
    Sensitivity,
    /// How far the year has come.
    Progress,
    /// What is left to do.
    Remaining,
}

impl From<Part> for PartJson {
    fn from(part: Part) -> Self {
        match part {
            Part::Target => Self::Target,
            Part::Sensitivity => Self::Sensitivity,
            Part::Progress => Self::Progress,
            Part::Remaining => Self::Remaining,
        }
    }
}

impl Plan {
    /// The outlook as JSON of schema `bilan.outlook/1`, texts in the language of `locale`.
    pub fn to_json(&self, locale: &Locale) -> String {
        pretty(&OutlookJson::of(self, locale))
    }
}

impl OutlookJson {
    /// An outlook for machines, texts in the language of `locale`.
    pub fn of(plan: &Plan, locale: &Locale) -> Self {
        let note = |note: &crate::analysis::Note| NoteJson {
            code: note.code.to_owned(),
            period: note.period.clone(),
            text: locale.text(&note.text).to_owned(),
        };
        Self {
            schema: OutlookSchema::V1,
            business: plan.books().settings().business.name.clone().unwrap_or_default(),
            currency: plan.currency().to_owned(),
            as_at: plan.as_at().to_string(),
            period: plan.period().label.clone(),
            start: plan.period().start.to_string(),
            end: plan.period().end.to_string(),
            figures: plan.lines().iter().map(|line| PlanLineJson::of(line, locale)).collect(),
            notes: plan.notes().iter().map(note).collect(),
            quality: QualityJson::of(&plan.quality()),
            stamp: StampJson::of(&plan.stamp()),
        }
    }
}

impl PlanLineJson {
    fn of(line: &PlanLine, locale: &Locale) -> Self {
        Self {
            part: line.part.into(),
            figure: line.id.to_owned(),
            label: locale.text(&line.label).to_owned(),
            unit: line.measure.into(),
            state: (&line.state).into(),
            value: line.state.value().map(|value| NumberJson::of(line.measure, value)),
            formula: locale.text(line.state.reason().unwrap_or(&line.formula)).to_owned(),
        }
    }
}
