//! How a language writes numbers, dates and the fixed phrases: one file per language.
//!
//! Figures are rounded here, once, half away from zero. Separators, spaces and signs are those of Unicode CLDR: digits through
//! ICU4X, the places of `%` and of currencies in the file of each language.
//!
//! ```
//! use bilan::locale::{self, NumberStyle};
//! use bilan::model::Measure;
//! let amount = "138000".parse()?;
//! assert_eq!(locale::FR.figure(Measure::Money, amount, "EUR"), "138\u{202f}000\u{a0}€");
//! assert_eq!(locale::EN.figure(Measure::Money, amount, "EUR"), "€138,000");
//! assert_eq!(locale::FR.with_style(NumberStyle::BLOG).figure(Measure::Money, amount, "EUR"), "~138 K€");
//! # Ok::<(), rust_decimal::Error>(())
//! ```

mod currency;
mod date;
mod digits;
mod en;
mod figure;
mod fr;
mod parts;
mod plural;
mod rounding;
mod style;
#[cfg(test)]
mod tests;
mod words;

pub use parts::parts_of;
pub(crate) use rounding::trimmed;
pub use style::{Layout, Marks, NumberStyle, Scale};
pub(crate) use words::{Noun, Words};

use crate::model::{Language, Wording};

/// Printed where the books do not hold what a figure takes.
pub const MISSING: &str = "–";
/// Printed where a figure or a change has no value: a zero denominator, a zero base.
pub const UNDEFINED: &str = "n.a.";
/// Printed where a change would mislead: a negative base, a change of sign (*non significatif*).
pub const NOT_MEANINGFUL: &str = "ns";

/// Decimals of a quotient wherever it is written exactly.
pub(crate) const QUOTIENT_DECIMALS: u32 = 10;

/// French, style plain.
pub const FR: Locale = Locale::new(Language::French);
/// English, style plain.
pub const EN: Locale = Locale::new(Language::English);

/// A language and a style of numbers: what turns figures into text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Locale {
    /// Words, separators and the places of signs.
    pub language: Language,
    /// How much of a number is shown.
    pub style: NumberStyle,
}

impl Locale {
    /// A language, in style plain.
    pub const fn new(language: Language) -> Self {
        Self { language, style: NumberStyle::PLAIN }
    }

    /// The same language in another style.
    #[must_use]
    pub const fn with_style(mut self, style: NumberStyle) -> Self {
        self.style = style;
        self
    }

    /// A phrase in this language.
    pub fn text<'a>(&self, wording: &'a Wording) -> &'a str {
        wording.text(self.language)
    }

    pub(crate) const fn words(&self) -> &'static Words {
        match self.language {
            Language::French => &fr::WORDS,
            Language::English => &en::WORDS,
        }
    }
}
