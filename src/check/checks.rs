//! The question: which checks, of which year.

use super::catalogue::{ALL, named};
use super::context::CheckContext;
use super::findings::{CheckResult, Findings, Status};
use super::matched;
use super::quality::Quality;
use crate::analysis::Stamp;
use crate::books::Books;
use crate::error::{Error, ErrorKind, Result, quoted};
use crate::model::Language;

/// Checks to be made: a question that reads as a sentence.
///
/// ```no_run
/// use bilan::books::Books;
/// use bilan::check::Checks;
///
/// let books = Books::open("data/sample")?;
/// for (check, finding) in Checks::all().year(2020).of(&books)?.iter() {
///     println!("{} {}: {}", check.id, finding.code, finding.text.en);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Checks {
    year: Option<i32>,
    off: Vec<String>,
    lists_matches: bool,
}

impl Checks {
    /// Every check that `[check] off` of `bilan.toml` does not switch off, of every fiscal year.
    pub fn all() -> Self {
        Self::default()
    }

    /// Without the check of this name.
    #[must_use]
    pub fn without(mut self, id: impl Into<String>) -> Self {
        self.off.push(id.into());
        self
    }

    /// With every match of invoices and ledger, and why it was made.
    #[must_use]
    pub fn with_matches(self) -> Self {
        Self { lists_matches: true, ..self }
    }

    /// Only findings about the fiscal year that ends in this calendar year.
    #[must_use]
    pub fn year(self, year: i32) -> Self {
        Self { year: Some(year), ..self }
    }

    /// What is found.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] if a check is not known, the books hold no dated row, or none of them in the year.
    pub fn of(&self, books: &Books) -> Result<Findings> {
        let settings = books.settings();
        let off: Vec<&str> = self.off.iter().chain(&settings.checks_off).map(|id| id.trim()).collect();
        if let Some(unknown) = off.iter().find(|id| named(id).is_none()) {
            let known: Vec<&str> = ALL.iter().map(|check| check.id).collect();
            let message = format!("{} is not a check; the checks are {}", quoted(unknown), known.join(", "));
            return Err(Error::new(ErrorKind::Question, message));
        }
        let context = CheckContext::new(books, self.year);
        if context.asked().next().is_none() && books.errors().is_empty() {
            let message = match self.year.filter(|_| !context.years().is_empty()) {
                Some(year) => format!("no row of the books falls in the fiscal year that ends in {year}"),
                None => "the books hold no dated row to check".to_owned(),
            };
            return Err(Error::new(ErrorKind::Question, message));
        }
        let results = ALL.iter().map(|check| match off.contains(&check.id) {
            true => CheckResult::new(check, Status::Off, Vec::new()),
            false => match (check.run)(&context) {
                Ok(findings) => CheckResult::new(check, Status::Made, findings),
                Err(why) => CheckResult::new(check, Status::NotPossible(why), Vec::new()),
            },
        });
        Ok(Findings {
            results: results.collect(),
            matches: self.lists_matches.then(|| matched::all(&context)),
            quality: Quality::within(&context, !off.contains(&"ledger_reconciliation")),
            stamp: Stamp::of(books, settings.policy),
            business: settings.business.name.clone(),
            currency: settings.business.currency.clone().unwrap_or_default(),
            language: Language::of_business(&settings.business),
        })
    }
}
