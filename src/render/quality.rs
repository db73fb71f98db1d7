//! How far books can be trusted: the piece of every footer, and of every JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::NumberJson;
use super::plain_text::one_line;
use crate::analysis::Stamp;
use crate::books::{Books, Source};
use crate::check::Quality;
use crate::locale::{self, Locale};
use crate::model::Measure;

/// How far the books can be trusted: rows that count, and what three sides confirm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QualityJson {
    /// Rows read.
    pub read: u64,
    /// Rows that feed the books.
    pub used: u64,
    /// Rows that do not, each for a reason.
    pub set_aside: u64,
    /// Rows that are wrong.
    pub rejected: u64,
    /// Rows that a correction sets aside or changes.
    pub corrected: u64,
    /// Invoices without a ledger entry and entries without an invoice; null if they cannot be compared.
    pub unmatched: Option<u64>,
    /// Share of the revenue of the newest period that an invoice, the ledger, and a timesheet or a payment all state; null if it is not known.
    pub matched_share: Option<NumberJson>,
}

impl QualityJson {
    pub(super) fn of(quality: &Quality) -> Self {
        Self {
            read: quality.read,
            used: quality.used,
            set_aside: quality.set_aside,
            rejected: quality.rejected,
            corrected: quality.corrected,
            unmatched: quality.unmatched.as_ref().ok().copied(),
            matched_share: quality.matched_share.as_ref().ok().map(|share| NumberJson::of(Measure::Share, *share)),
        }
    }
}

/// What two people compare who are not sure that they looked at the same books: the last line of a text, by which bilan also knows it.
pub(super) fn stamped(locale: &Locale, mark: &str, stamp: &Stamp) -> String {
    format!("{}{}{mark} {stamp}", locale.words().stamp, locale.words().colon)
}

impl Quality {
    /// What a footer tells: rows and what became of them, how many `bilan.toml` corrects, documents without a counterpart, and the share of the
    /// revenue that three sides confirm, or why it is not known. Without a line break.
    ///
    /// ```
    /// use bilan::analysis::Review;
    /// use bilan::books::Books;
    /// use bilan::locale::EN;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let line = Review::year(2020).of(&books)?.quality().to_line(&EN).replace('\u{a0}', " ");
    /// assert!(line.ends_with(" 0 set aside, 0 rejected; revenue confirmed from three sides: – (no ledger)"), "{line}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_line(&self, locale: &Locale) -> String {
        let mut parts = vec![rows(locale, [self.read, self.used, self.set_aside, self.rejected])];
        parts.extend(corrections(locale, self.corrected));
        parts.extend(self.confirmed(locale));
        parts.join(locale.words().semicolon)
    }

    /// Documents without a counterpart, and what three sides confirm.
    pub(super) fn confirmed(&self, locale: &Locale) -> Vec<String> {
        let words = locale.words();
        let unmatched = self.unmatched.as_ref().ok().map(|count| locale.counted(*count, &words.unmatched));
        let share = match &self.matched_share {
            Ok(share) => locale.figure(Measure::Share, *share, ""),
            Err(why) => one_line(&format!("{} ({})", locale::MISSING, locale.text(why))),
        };
        unmatched.into_iter().chain([format!("{}{}{share}", words.matched_share, words.colon)]).collect()
    }
}

/// `160 rows: 158 used, 2 set aside, 0 rejected`.
pub(super) fn rows(locale: &Locale, [read, used, set_aside, rejected]: [u64; 4]) -> String {
    let words = locale.words();
    format!(
        "{}{}{}, {}, {}",
        locale.counted(read, &words.row),
        words.colon,
        locale.counted(used, &words.used),
        locale.counted(set_aside, &words.set_aside),
        locale.counted(rejected, &words.rejected),
    )
}

/// The same of books.
pub(super) fn rows_of(locale: &Locale, books: &Books) -> String {
    let sum = |count: fn(&Source) -> u64| books.sources().iter().map(count).sum();
    rows(
        locale,
        [sum(|source| source.rows), sum(|source| source.used), sum(Source::set_aside_rows), sum(|source| source.rejected)],
    )
}

/// How many rows `bilan.toml` sets aside or changes, if it does.
pub(super) fn corrections(locale: &Locale, count: u64) -> Option<String> {
    (count > 0).then(|| locale.counted(count, &locale.words().correction))
}
