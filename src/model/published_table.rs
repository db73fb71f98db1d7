//! A table as it was published: its words and numbers, before anything is compared with them.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Wording;

/// A table read from a page, a post or a sheet. The cells of a row stand under the columns; its names are apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishedTable {
    /// Path as it was given.
    pub path: String,
    /// SHA-256 of the bytes of the file, in hexadecimal.
    pub sha256: String,
    /// Line of the header.
    pub line: u32,
    /// Columns that hold figures.
    pub columns: Vec<PublishedColumn>,
    /// Rows, in order.
    pub rows: Vec<PublishedRow>,
}

/// A column of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishedColumn {
    /// Its header, as written.
    pub header: String,
    /// What it holds.
    pub holds: Holds,
    /// What changes are measured against, as it is written: a year, or the label of a fiscal year, as `[[fiscal_year]]` gives it.
    pub against: Option<String>,
}

impl PublishedColumn {
    /// A column under a header.
    pub fn new(header: impl Into<String>, holds: Holds) -> Self {
        Self { header: header.into(), holds, against: None }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Holds {
    /// Figures of the fiscal year that ends in this calendar year.
    Year(i32),
    /// Changes of a year against another, as far as the header names them.
    Change {
        /// The year that moved; unsaid: the newest.
        of: Option<i32>,
        /// The year it is compared with; unsaid: the one before.
        from: Option<i32>,
    },
    /// Numbers under a header that names neither a year nor a change: the label of a fiscal year, as `[[fiscal_year]]` gives it, or what nothing can be
    /// compared with.
    Other,
}

impl Holds {
    pub(crate) const fn is_year(&self) -> bool {
        matches!(self, Self::Year(_))
    }

    pub(crate) const fn is_change(&self) -> bool {
        matches!(self, Self::Change { .. })
    }
}

/// A row: its names, and a cell for each column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishedRow {
    /// Its line in the file.
    pub line: u32,
    /// What the row is called: the texts of the columns that hold no figures.
    pub names: Vec<String>,
    /// A cell for each column.
    pub cells: Vec<PublishedCell>,
}

impl PublishedRow {
    /// A row at a line.
    pub fn new(line: u32, names: Vec<String>, cells: Vec<PublishedCell>) -> Self {
        Self { line, names, cells }
    }
}

/// A cell as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishedCell {
    /// Its text.
    pub text: String,
    /// What it says.
    pub says: Says,
}

impl PublishedCell {
    /// A text and what it says.
    pub fn new(text: impl Into<String>, says: Says) -> Self {
        Self { text: text.into(), says }
    }
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Says {
    /// It is empty.
    Nothing,
    /// `–`: not known.
    Missing,
    /// `n.a.`: without a value.
    Undefined,
    /// `n/a`, `nd`: one of these two.
    NoValue,
    /// `ns`: a change that would mislead.
    NotMeaningful,
    /// A number; two where `1,234` can be read in two ways and no other cell of the table decides.
    Number(Vec<ShownNumber>),
    /// It cannot be read, and why.
    Unreadable(Wording),
}

/// A number with the digits it was shown with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShownNumber {
    /// Its digits as a whole number, with its sign: 135 of `13.5 K€`.
    pub digits: Decimal,
    /// The power of ten that its last digit stands for, in the unit of the figure: 2 of `13.5 K€`, -3 of `+3.6%`.
    pub exponent: i32,
    /// How many of its digits stand after the decimal mark.
    pub decimals: u32,
    /// What stands next to it.
    pub unit: ShownUnit,
}

/// What stands next to a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShownUnit {
    /// Nothing that says what it measures.
    #[default]
    None,
    /// `%`.
    Percent,
    /// `pts`.
    Points,
    /// A currency, by its ISO 4217 code.
    Currency(String),
}

impl ShownNumber {
    /// Digits whose last stands for a power of ten.
    pub fn new(digits: Decimal, exponent: i32, decimals: u32, unit: ShownUnit) -> Self {
        Self { digits, exponent, decimals, unit }
    }

    /// What an exact figure is in these digits, rounded half away from zero: 138 for 138 499.99 in `K€`. `None` beyond exact arithmetic.
    ///
    /// ```
    /// use bilan::model::{ShownNumber, ShownUnit};
    /// let shown = ShownNumber::new(135.into(), 2, 1, ShownUnit::None);
    /// assert_eq!(shown.digits_of("13_550".parse()?), Some(136.into()));
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    pub fn digits_of(&self, exact: Decimal) -> Option<Decimal> {
        let tens = |power: u32| 10_i64.checked_pow(power).map(Decimal::from);
        // A half of the last digit is tens of units or decimals of the figure: neither way is anything lost before rounding.
        let rounded = match u32::try_from(self.exponent) {
            Ok(power) => exact.checked_div(tens(power)?)?,
            Err(_) => {
                let decimals = self.exponent.unsigned_abs();
                exact.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).checked_mul(tens(decimals)?)?
            }
        };
        Some(rounded.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).normalize())
    }

    /// Whether an exact figure, rounded to the last digit shown, is this number.
    pub fn holds(&self, exact: Decimal) -> bool {
        self.digits_of(exact) == Some(self.digits.normalize())
    }

    /// Whether an exact figure is this number without any rounding.
    pub fn is(&self, exact: Decimal) -> bool {
        self.value().is_some_and(|value| value == exact)
    }

    /// The number itself, in the unit of the figure.
    pub fn value(&self) -> Option<Decimal> {
        let power = 10_i64.checked_pow(self.exponent.unsigned_abs()).map(Decimal::from)?;
        if self.exponent < 0 { self.digits.checked_div(power) } else { self.digits.checked_mul(power) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(digits: i64, exponent: i32) -> ShownNumber {
        ShownNumber::new(digits.into(), exponent, 0, ShownUnit::None)
    }

    fn exact(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_digit_shown_decides() {
        // 138 K€: from 137 500 up to, not including, 138 500.
        let thousands = shown(138, 3);
        for (figure, holds) in [("137499.99", false), ("137500", true), ("138000", true), ("138499.99", true), ("138500", false)]
        {
            assert_eq!(thousands.holds(exact(figure)), holds, "{figure}");
        }
        assert!(thousands.is(exact("138000.00")) && !thousands.is(exact("138000.01")));
        // −41 %: half goes away from zero.
        let percent = shown(-41, -2);
        for (figure, holds) in [("-0.4049", false), ("-0.405", true), ("-0.4149", true), ("-0.415", false)] {
            assert_eq!(percent.holds(exact(figure)), holds, "{figure}");
        }
        // 13.50 is not 13.5: the zero is a digit.
        assert!(shown(135, -1).holds(exact("13.54")) && !shown(1350, -2).holds(exact("13.54")));
    }

    #[test]
    fn nothing_overflows() {
        assert_eq!(shown(1, 30).digits_of(Decimal::MAX), None);
        assert_eq!(shown(1, -18).digits_of(Decimal::MAX), None);
        assert_eq!(shown(1, 30).value(), None);
        assert!(!shown(i64::MAX, 6).is(Decimal::MAX));
    }
}
