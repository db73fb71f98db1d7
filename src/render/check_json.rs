//! Findings as JSON, schema `bilan.check/1` (`src/guide/check.schema.json`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{NumberJson, UnitJson, pretty};
use super::quality::QualityJson;
use super::stamp_json::StampJson;
use crate::check::{Check, CheckResult, Finding, Findings, Matched, Severity, Status};
use crate::error::Origin;
use crate::locale::Locale;

/// What all checks found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "bilan.check/1")]
pub struct CheckJson {
    /// Always `bilan.check/1`.
    pub schema: CheckSchema,
    /// Name of the business; null if it is not said.
    pub business: Option<String>,
    /// ISO 4217 currency of amounts of money; null if it is not known.
    pub currency: Option<String>,
    /// Every check, in a fixed order.
    pub checks: Vec<CheckResultJson>,
    /// Every finding: the worst first, then in the order of the checks and of the books.
    pub findings: Vec<FindingJson>,
    /// Every match of invoices and ledger, in the order of the invoices; absent unless asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<Vec<MatchJson>>,
    /// How far the books can be trusted.
    pub quality: QualityJson,
    /// By what two people can tell that they looked at the same books under the same rules.
    pub stamp: StampJson,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum CheckSchema {
    /// The only version there is.
    #[serde(rename = "bilan.check/1")]
    V1,
}

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckResultJson {
    /// The word that names it.
    pub check: String,
    /// What it compares, in the language that was asked for.
    pub label: String,
    /// Whether it was made.
    pub status: StatusJson,
    /// Why it was not possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
}

/// Whether a check was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StatusJson {
    /// It was.
    Made,
    /// The books do not hold what it takes.
    NotPossible,
    /// It was switched off.
    Off,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeverityJson {
    /// Explained, and good to know.
    Info,
    /// Probably wrong, or unusual enough to look at.
    Warning,
    /// The books contradict themselves.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingJson {
    /// The check that found it.
    pub check: String,
    /// Stable identifier of what was found.
    pub code: String,
    /// How much it matters.
    pub severity: SeverityJson,
    /// Label of the fiscal year; null if it is about none.
    pub period: Option<String>,
    /// What was found, in the language that was asked for.
    pub text: String,
    /// Rows that say one thing.
    pub left: Vec<PlaceJson>,
    /// Rows that say another.
    pub right: Vec<PlaceJson>,
    /// What is at stake, left less right; null if it is no amount.
    pub amount: Option<NumberJson>,
    /// Unit of the amount.
    pub unit: UnitJson,
    /// What to do, in the language that was asked for; empty if nothing is to be done.
    pub remedy: String,
}

/// Documents and the entries they were matched with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchJson {
    /// Numbers of the documents.
    pub numbers: Vec<String>,
    /// What made the match: `number`, `number_spelt_otherwise`, `number_in_text`, `amount_date_client`, `amount_date`, `amount_client`, `together` or `client_date`.
    pub why: String,
    /// Lines of the documents.
    pub left: Vec<PlaceJson>,
    /// Lines of the entries.
    pub right: Vec<PlaceJson>,
}

/// A place in the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceJson {
    /// Path relative to the folder.
    pub path: String,
    /// Line as an editor counts it, or row of the sheet; null for a whole file.
    pub line: Option<u32>,
    /// Sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
}

impl Findings {
    /// The findings as JSON of schema `bilan.check/1`, texts in the language of `locale`.
    pub fn to_json(&self, locale: &Locale) -> String {
        pretty(&CheckJson::of(self, locale))
    }
}

impl CheckJson {
    /// The findings for machines, texts in the language of `locale`.
    pub fn of(findings: &Findings, locale: &Locale) -> Self {
        Self {
            schema: CheckSchema::V1,
            business: findings.business().map(str::to_owned),
            currency: Some(findings.currency()).filter(|currency| !currency.is_empty()).map(str::to_owned),
            checks: findings.results().iter().map(|result| CheckResultJson::of(result, locale)).collect(),
            findings: findings.iter().map(|(check, finding)| FindingJson::of(check, finding, locale)).collect(),
            matches: findings.matches().map(|all| all.iter().map(MatchJson::of).collect()),
            quality: QualityJson::of(findings.quality()),
            stamp: StampJson::of(findings.stamp()),
        }
    }
}

impl CheckResultJson {
    fn of(result: &CheckResult, locale: &Locale) -> Self {
        let (status, reason) = match &result.status {
            Status::Made => (StatusJson::Made, None),
            Status::NotPossible(why) => (StatusJson::NotPossible, Some(locale.text(why).to_owned())),
            Status::Off => (StatusJson::Off, None),
        };
        let count = |severity| result.findings.iter().filter(|finding| finding.severity == severity).count();
        Self {
            check: result.check.id.to_owned(),
            label: locale.text(&result.check.label).to_owned(),
            status,
            reason,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        }
    }
}

impl FindingJson {
    fn of(check: &Check, finding: &Finding, locale: &Locale) -> Self {
        Self {
            check: check.id.to_owned(),
            code: finding.code.to_owned(),
            severity: finding.severity.into(),
            period: finding.period.clone(),
            text: locale.text(&finding.text).to_owned(),
            left: finding.left.iter().map(PlaceJson::of).collect(),
            right: finding.right.iter().map(PlaceJson::of).collect(),
            amount: finding.amount.map(|amount| NumberJson::of(finding.measure, amount)),
            unit: finding.measure.into(),
            remedy: locale.text(&finding.remedy).to_owned(),
        }
    }
}

impl MatchJson {
    fn of(matched: &Matched) -> Self {
        Self {
            numbers: matched.numbers.clone(),
            why: matched.why.id().to_owned(),
            left: matched.left.iter().map(PlaceJson::of).collect(),
            right: matched.right.iter().map(PlaceJson::of).collect(),
        }
    }
}

impl PlaceJson {
    fn of(origin: &Origin) -> Self {
        Self { path: origin.path().to_owned(), line: origin.line_number(), sheet: origin.sheet_name().map(str::to_owned) }
    }
}

impl From<Severity> for SeverityJson {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Info,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}
