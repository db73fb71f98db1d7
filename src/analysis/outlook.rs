//! What a year is aimed at, from its real calendar, and how far it has come.

mod carried_over;
mod plan;

use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use self::plan::{Part, Plan, PlanLine};
use super::review::{Review, Span, blocking, no_such_year};
use super::{Note, metric};
use crate::books::Books;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Period, Policy, Wording};

/// A year to look ahead to: a question that reads as a sentence.
///
/// The target is `day rate × share × capacity`. The rate and the share are those asked for, else those of `[target.YEAR]`, else of the latest year before that has a
/// target; leave that is not known for the year is that of the latest year before. The answer says what was carried over.
///
/// ```
/// use bilan::analysis::Outlook;
/// use bilan::books::Books;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let plan = Outlook::for_year(2021).of(&books)?;
/// // 254 working days − 25 of leave = 229; 229 × 80 % × 700 €.
/// assert_eq!(plan.value("capacity_days"), Some(229.into()));
/// assert_eq!(plan.value("target_revenue"), Some(128_240.into()));
/// assert_eq!(plan.notes()[0].code, "target_carried_over");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    year: Option<i32>,
    as_at: Option<NaiveDate>,
    day_rate: Option<Decimal>,
    share: Option<Decimal>,
    policy: Option<Policy>,
    lenient: bool,
}

impl Outlook {
    /// The fiscal year after the one that a review shows: the last that was at least half elapsed when the books end.
    pub fn next() -> Self {
        Self::default()
    }

    /// The fiscal year that ends in this calendar year; it may begin after the books end.
    pub fn for_year(year: i32) -> Self {
        Self { year: Some(year), ..Self::default() }
    }

    /// Looks from this day instead of the last one in the books.
    #[must_use]
    pub fn as_at(self, day: NaiveDate) -> Self {
        Self { as_at: Some(day), ..self }
    }

    /// At this day rate, whatever the settings say.
    #[must_use]
    pub fn day_rate(self, rate: impl Into<Decimal>) -> Self {
        Self { day_rate: Some(rate.into()), ..self }
    }

    /// With this share of the capacity to bill, above 0 and up to 1, whatever the settings say.
    #[must_use]
    pub fn share(self, share: impl Into<Decimal>) -> Self {
        Self { share: Some(share.into()), ..self }
    }

    /// Counts revenue under this policy instead of the one of `bilan.toml`.
    #[must_use]
    pub fn policy(self, policy: Policy) -> Self {
        Self { policy: Some(policy), ..self }
    }

    /// Answers even if rows were rejected that could change a figure; a note counts them.
    #[must_use]
    pub fn lenient(self) -> Self {
        Self { lenient: true, ..self }
    }

    /// The answer.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] if the books hold no dated row, a year cannot be told, or a rate or share is out of range; [`ErrorKind::Value`] if rows were
    /// rejected that could change a figure of the year (see [`Outlook::lenient`]), or no row could be read.
    pub fn of(&self, books: &Books) -> Result<Plan> {
        let question = |message: &str| Err(Error::new(ErrorKind::Question, message));
        if self.day_rate.is_some_and(|rate| rate <= Decimal::ZERO) {
            return question("a day rate is above 0; write 700");
        }
        if self.share.is_some_and(|share| share <= Decimal::ZERO || share > Decimal::ONE) {
            return question("a share of the capacity is above 0 and up to 1; write 0.8 for 80 %");
        }
        let calendar = books.settings().fiscal_years.clone().unwrap_or_default();
        let kind = if books.errors().is_empty() { ErrorKind::Question } else { ErrorKind::Value };
        let span = Span::of(books).ok_or_else(|| Error::new(kind, "the books hold no dated row to look ahead from"))?;
        let as_at = self.as_at.unwrap_or(span.as_at);
        let year = match self.year {
            Some(year) => year,
            None => Review::latest().newest(&calendar, &span, as_at)?.year().saturating_add(1),
        };
        let period = calendar.year(year).ok_or_else(|| no_such_year(year))?;
        let mut notes = Vec::new();
        let policy = self.policy.unwrap_or(books.settings().policy);
        self.rejected(books, policy, &period, &mut notes)?;
        Ok(Plan::make(books, period, policy, as_at, (self.day_rate, self.share), notes))
    }

    /// Refuses if rejected rows could change a figure of the year, or says how many.
    fn rejected(&self, books: &Books, policy: Policy, period: &Period, notes: &mut Vec<Note>) -> Result<()> {
        let metrics = [metric::REVENUE, metric::REVENUE_TIME, metric::CAPACITY_DAYS].map(Into::into);
        let rows = blocking(books, policy, &metrics, std::slice::from_ref(period));
        if rows == 0 {
            return Ok(());
        }
        if !self.lenient {
            let message =
                format!("{rows} rejected row(s) or file(s) could change the outlook; mend them, or ask for a lenient one");
            return Err(Error::new(ErrorKind::Value, message));
        }
        let text = Wording::made(
            format!("perspectives incomplètes : {rows} ligne(s) ou fichier(s) rejetés peuvent changer ces chiffres"),
            format!("incomplete outlook: {rows} rejected row(s) or file(s) could change these figures"),
        );
        notes.push(Note::new("lenient", text));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
