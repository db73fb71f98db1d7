//! An explanation as JSON, schema `bilan.explain/1` (`src/guide/explain.schema.json`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{NumberJson, UnitJson, ValueState, pretty};
use super::quality::QualityJson;
use super::stamp_json::StampJson;
use crate::analysis::{Contribution, Explanation, Group, Grouping, Report};
use crate::locale::Locale;

/// A figure with everything it was computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "bilan.explain/1")]
pub struct ExplainJson {
    /// Always `bilan.explain/1`.
    pub schema: ExplainSchema,
    /// Identifier of the metric.
    pub metric: String,
    /// Label of the period.
    pub period: String,
    /// Whether its period is not over: as `running` of `bilan.review/1`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub running: bool,
    /// Unit of the value.
    pub unit: UnitJson,
    /// What is known of it.
    pub state: ValueState,
    /// The figure; null unless `state` is `value`.
    pub value: Option<NumberJson>,
    /// How it is computed, in the language that was asked for.
    pub formula: String,
    /// Signed contributions that sum to `value`; empty for a ratio, whose operands carry theirs.
    pub rows: Vec<RowJson>,
    /// What it is made of.
    pub operands: Vec<OperandJson>,
    /// What the rows of `value` sum to by client, project or month; absent unless asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupJson>,
    /// By what two people can tell that they looked at the same books under the same rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<StampJson>,
    /// How far the books can be trusted, as the command tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<QualityJson>,
}

/// A part of the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupJson {
    /// The client, the project, or the month as `2020-01`; empty for rows that name none.
    pub key: String,
    /// Unit of the amount.
    pub unit: UnitJson,
    /// What its rows sum to.
    pub amount: NumberJson,
    /// How many rows it has.
    pub rows: u64,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ExplainSchema {
    /// The only version there is.
    #[serde(rename = "bilan.explain/1")]
    V1,
}

/// A figure that another is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OperandJson {
    /// Identifier of the metric, or of the part of it.
    pub metric: String,
    /// Label of the period.
    pub period: String,
    /// Whether its period is not over: as `running` of `bilan.review/1`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub running: bool,
    /// Unit of the value.
    pub unit: UnitJson,
    /// What is known of it.
    pub state: ValueState,
    /// The figure; null unless `state` is `value`.
    pub value: Option<NumberJson>,
    /// How it is computed, in the language that was asked for.
    pub formula: String,
    /// True for an amount computed without rows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub computed: bool,
    /// Signed contributions that sum to `value`.
    pub rows: Vec<RowJson>,
    /// What it is made of.
    pub operands: Vec<OperandJson>,
}

/// What a row of the books adds to a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowJson {
    /// Path relative to the folder.
    pub path: String,
    /// Line as an editor counts it, or row of the sheet; null for a whole file.
    pub line: Option<u32>,
    /// Sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// ISO 8601.
    pub date: String,
    /// What names it.
    pub label: String,
    /// For whom, or the other party; absent if the row names none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client: String,
    /// Which engagement; absent if the row names none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub project: String,
    /// Unit of the amount.
    pub unit: UnitJson,
    /// The signed amount.
    pub amount: NumberJson,
}

impl Explanation {
    /// The explanation as JSON of schema `bilan.explain/1`, formulas in the language of `locale`.
    pub fn to_json(&self, locale: &Locale) -> String {
        self.to_json_by(locale, None)
    }

    /// The same with what its rows sum to in groups.
    pub fn to_json_by(&self, locale: &Locale, by: Option<Grouping>) -> String {
        self.json(locale, by, None, None)
    }

    pub(super) fn json(
        &self,
        locale: &Locale,
        by: Option<Grouping>,
        quality: Option<QualityJson>,
        report: Option<&Report>,
    ) -> String {
        let mut json = ExplainJson::of(self, locale);
        if let Some(report) = report {
            json.running = report.is_running(&json.period);
            json.operands.iter_mut().for_each(|operand| operand.mark(report));
        }
        json.quality = quality;
        json.groups = by.map_or_else(Vec::new, |by| self.groups(by).iter().map(GroupJson::of).collect());
        pretty(&json)
    }
}

impl ExplainJson {
    /// An explanation for machines, formulas in the language of `locale`.
    pub fn of(explanation: &Explanation, locale: &Locale) -> Self {
        let OperandJson { metric, period, unit, state, value, formula, rows, operands, .. } =
            OperandJson::of(explanation, locale);
        let stamp = explanation.stamp.as_ref().map(StampJson::of);
        Self {
            schema: ExplainSchema::V1,
            metric,
            period,
            running: false,
            unit,
            state,
            value,
            formula,
            rows,
            operands,
            groups: Vec::new(),
            stamp,
            quality: None,
        }
    }
}

impl GroupJson {
    fn of(group: &Group<'_>) -> Self {
        Self {
            key: group.key.clone(),
            unit: group.measure.into(),
            amount: NumberJson::of(group.measure, group.amount),
            rows: group.rows.len() as u64,
        }
    }
}

impl OperandJson {
    /// Says of each figure whether its period is running.
    fn mark(&mut self, report: &Report) {
        self.running = report.is_running(&self.period);
        self.operands.iter_mut().for_each(|operand| operand.mark(report));
    }

    fn of(explanation: &Explanation, locale: &Locale) -> Self {
        Self {
            metric: explanation.metric.clone(),
            period: explanation.period.label.clone(),
            running: false,
            unit: explanation.measure.into(),
            state: (&explanation.value.state).into(),
            value: explanation.value.state.value().map(|known| NumberJson::of(explanation.measure, known)),
            formula: locale.text(&explanation.formula).to_owned(),
            computed: explanation.computed,
            rows: explanation.rows.iter().map(RowJson::of).collect(),
            operands: explanation.operands.iter().map(|operand| Self::of(operand, locale)).collect(),
        }
    }
}

impl RowJson {
    fn of(row: &Contribution) -> Self {
        Self {
            path: row.origin.path().to_owned(),
            line: row.origin.line_number(),
            sheet: row.origin.sheet_name().map(str::to_owned),
            date: row.date.to_string(),
            label: row.label.clone(),
            client: row.client.clone(),
            project: row.project.clone(),
            unit: row.measure.into(),
            amount: NumberJson::of(row.measure, row.amount),
        }
    }
}
