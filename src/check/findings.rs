//! The answer: what each check found, or why it could not be made.

use super::catalogue::Check;
use super::finding::{Finding, Severity};
use super::matched::Matched;
use super::quality::Quality;
use crate::analysis::Stamp;
use crate::books::Mask;
use crate::model::{Language, Wording};

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// It was made.
    Made,
    /// The books do not hold what it takes.
    NotPossible(Wording),
    /// It was switched off by name.
    Off,
}

impl Status {
    /// The word that names it in JSON.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::NotPossible(_) => "not_possible",
            Self::Off => "off",
        }
    }
}

/// A check and what it found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CheckResult {
    /// The check.
    pub check: &'static Check,
    /// What became of it.
    pub status: Status,
    /// What it found, in the order of the books.
    pub findings: Vec<Finding>,
}

impl CheckResult {
    pub(super) fn new(check: &'static Check, status: Status, findings: Vec<Finding>) -> Self {
        Self { check, status, findings }
    }
}

/// What all checks found.
#[derive(Clone, Debug)]
pub struct Findings {
    pub(super) results: Vec<CheckResult>,
    pub(super) matches: Option<Vec<Matched>>,
    pub(super) quality: Quality,
    pub(super) stamp: Stamp,
    pub(super) business: Option<String>,
    pub(super) currency: String,
    pub(super) language: Language,
}

impl Findings {
    /// Every check with its status and findings, in the order of [`ALL`](super::ALL).
    pub fn results(&self) -> &[CheckResult] {
        &self.results
    }

    /// Every finding with its check: the worst first, then in the order of the checks and of the books.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Check, &Finding)> {
        Severity::ALL.into_iter().flat_map(|severity| self.of(severity))
    }

    /// The findings of a severity, in the order of the checks and of the books.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = (&'static Check, &Finding)> {
        let of_result = |result: &'_ CheckResult| result.check;
        self.results
            .iter()
            .flat_map(move |result| result.findings.iter().map(move |finding| (of_result(result), finding)))
            .filter(move |(_, finding)| finding.severity == severity)
    }

    /// How bad the worst finding is; `None` if there is none.
    pub fn worst(&self) -> Option<Severity> {
        self.results.iter().flat_map(|result| &result.findings).map(|finding| finding.severity).max()
    }

    /// The same findings without the names in them. They are masked after the checks, which read numbers and names.
    #[must_use]
    pub fn anonymised(mut self, mask: &Mask) -> Self {
        self.business = None;
        for matched in self.matches.iter_mut().flatten() {
            for number in &mut matched.numbers {
                *number = mask.text(number);
            }
            for place in matched.left.iter_mut().chain(&mut matched.right) {
                *place = mask.origin(place);
            }
        }
        for result in &mut self.results {
            if let Status::NotPossible(why) = &mut result.status {
                *why = mask.wording(why);
            }
            for finding in &mut result.findings {
                finding.text = mask.wording(&finding.text);
                finding.remedy = mask.wording(&finding.remedy);
                for place in finding.left.iter_mut().chain(&mut finding.right) {
                    *place = mask.origin(place);
                }
            }
        }
        self
    }

    /// Every match of invoices and ledger, where [`Checks::with_matches`](super::Checks::with_matches) asked for them.
    pub fn matches(&self) -> Option<&[Matched]> {
        self.matches.as_deref()
    }

    /// How far the books can be trusted, in the year that was asked for, else in the newest with an invoice.
    pub fn quality(&self) -> &Quality {
        &self.quality
    }

    /// What they were made from.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// Name of the business.
    pub fn business(&self) -> Option<&str> {
        self.business.as_deref()
    }

    /// ISO 4217 currency of the books; empty if unknown.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The language of the business.
    pub fn language(&self) -> Language {
        self.language
    }
}
