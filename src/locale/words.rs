//! What the file of a language holds.

use rust_decimal::Decimal;

use super::Locale;

/// Where the currency stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CurrencyPlace {
    /// `€138,000`.
    Before,
    /// `138 000 €`.
    After,
}

/// A noun for one and for several, told apart by CLDR's plural rules.
pub(crate) struct Noun {
    pub(crate) one: &'static str,
    pub(crate) other: &'static str,
}

/// Identifiers and the words people read for them.
pub(crate) type Glossary = &'static [(&'static str, &'static str)];

/// The patterns of CLDR that ICU4X has not graduated, and the fixed phrases.
pub(crate) struct Words {
    /// The language, as ICU4X names it.
    pub(crate) icu: icu_locale_core::Locale,
    /// Where the currency stands.
    pub(crate) currency: CurrencyPlace,
    /// The decimal mark, which styles may replace by a point.
    pub(crate) decimal: char,
    /// What stands between a number and `%`.
    pub(crate) percent_space: &'static str,
    /// What stands between a number and `pts`.
    pub(crate) points_space: &'static str,
    /// A date from year, month and day.
    pub(crate) date: fn(i32, u32, u32) -> String,

    /// Header of changes against the year before.
    pub(crate) change_previous: &'static str,
    /// Header of changes against a year, whose label follows.
    pub(crate) change_against: &'static str,
    /// Header of the names of the figures, where there must be one.
    pub(crate) figure: &'static str,
    /// What ends a lead-in.
    pub(crate) colon: &'static str,
    /// Separates the statements of a line.
    pub(crate) semicolon: &'static str,

    pub(crate) day: Noun,
    pub(crate) file: Noun,
    pub(crate) row: Noun,
    pub(crate) used: Noun,
    pub(crate) set_aside: Noun,
    pub(crate) rejected: Noun,
    pub(crate) more: Noun,
    pub(crate) more_errors: Noun,
    pub(crate) correction: Noun,
    pub(crate) fiscal_year: Noun,
    pub(crate) source: Noun,
    /// Between the first and the last year.
    pub(crate) to: &'static str,
    pub(crate) running: &'static str,
    /// Before a VAT identifier.
    pub(crate) vat: &'static str,
    pub(crate) not_recognised: &'static str,
    pub(crate) ignored_columns: &'static str,
    pub(crate) basis: &'static str,
    pub(crate) as_at: &'static str,
    /// Documents and entries without a counterpart.
    pub(crate) unmatched: Noun,
    /// Before the share of revenue that three sides confirm.
    pub(crate) matched_share: &'static str,
    /// Before the hash of the books.
    pub(crate) stamp: &'static str,
    pub(crate) formula: &'static str,
    pub(crate) computed: &'static str,
    pub(crate) sum: &'static str,
    pub(crate) sum_is_the_figure: &'static str,
    pub(crate) sum_differs_by: &'static str,
    pub(crate) error: Noun,
    pub(crate) warning: Noun,
    pub(crate) info: Noun,
    pub(crate) check: Noun,
    pub(crate) checks_made: Noun,
    pub(crate) checks_off: Noun,
    pub(crate) checks_not_possible: Noun,
    pub(crate) no_finding: &'static str,
    /// Before what is at stake.
    pub(crate) at_stake: &'static str,
    /// Before what to do.
    pub(crate) remedy: &'static str,
    /// Between the places of both sides.
    pub(crate) against: &'static str,
    pub(crate) cell: Noun,
    /// Cells of a verdict, by its identifier.
    pub(crate) verdicts: [(&'static str, Noun); 5],
    pub(crate) would_hold: &'static str,
    pub(crate) under: &'static str,
    /// Tables of the books.
    pub(crate) tables: Glossary,
    /// When revenue counts.
    pub(crate) revenue_bases: Glossary,
    /// How a value came about.
    pub(crate) value_bases: Glossary,
}

impl Locale {
    /// The word people read for an identifier; the identifier if there is none.
    pub(crate) fn word(&self, glossary: Glossary, id: &'static str) -> &'static str {
        glossary.iter().find(|(known, _)| *known == id).map_or(id, |(_, word)| word)
    }

    /// A number and its noun: `1,5 jour`, `1.5 days`.
    pub(crate) fn counted(&self, number: impl Into<Decimal>, noun: &Noun) -> String {
        let number = super::rounding::trimmed(number.into(), 2);
        format!("{}{}{}", self.digits(number), self.space(), self.inflected(number, noun))
    }

    /// A number of days in a sentence.
    ///
    /// ```
    /// use bilan::locale;
    /// assert_eq!(locale::FR.days("1.5".parse()?), "1,5\u{a0}jour");
    /// assert_eq!(locale::EN.days("1.5".parse()?), "1.5\u{a0}days");
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    pub fn days(&self, days: Decimal) -> String {
        self.counted(days, &self.words().day)
    }
}
