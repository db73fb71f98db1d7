//! How a figure moved against another year.

use rust_decimal::Decimal;

use super::figure::State;
use crate::model::Measure;

/// The change of a figure from a base year, from exact values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// `new ÷ base − 1`, for amounts, days, rates and counts.
    Relative {
        /// −0.08 for −8 %.
        share: Decimal,
        /// `new − base`, in the unit of the figure.
        absolute: Decimal,
    },
    /// A difference of shares: −0.1041 for −10.41 points.
    Points {
        /// `new − base`.
        points: Decimal,
    },
    /// One of the two values is missing or undefined.
    Missing,
    /// The base is zero, so there is no relative change.
    ZeroBase {
        /// `new − base`.
        absolute: Decimal,
    },
    /// The base is negative or the sign changes, so a percentage would mislead.
    NotMeaningful {
        /// `new − base`.
        absolute: Decimal,
    },
}

impl Change {
    /// The change from `base` to `new`.
    ///
    /// ```
    /// use bilan::analysis::{Change, State};
    /// use bilan::model::Measure;
    /// let change = Change::between(&State::Known(138_000.into()), &State::Known(150_000.into()), Measure::Money);
    /// assert_eq!(change, Change::Relative { share: "-0.08".parse()?, absolute: (-12_000).into() });
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    pub fn between(new: &State, base: &State, measure: Measure) -> Self {
        let (State::Known(new), State::Known(base)) = (new, base) else { return Self::Missing };
        let Some(absolute) = new.checked_sub(*base) else { return Self::Missing };
        if measure == Measure::Share {
            return Self::Points { points: absolute };
        }
        if base.is_zero() {
            return Self::ZeroBase { absolute };
        }
        if *base < Decimal::ZERO || *new < Decimal::ZERO {
            return Self::NotMeaningful { absolute };
        }
        match absolute.checked_div(*base) {
            Some(share) => Self::Relative { share, absolute },
            None => Self::Missing,
        }
    }

    /// The word that names its state in JSON: `value`, `missing`, `zero_base`, `not_meaningful`.
    pub const fn state(&self) -> &'static str {
        match self {
            Self::Relative { .. } | Self::Points { .. } => "value",
            Self::Missing => "missing",
            Self::ZeroBase { .. } => "zero_base",
            Self::NotMeaningful { .. } => "not_meaningful",
        }
    }

    /// The difference of the two values, whenever both exist.
    pub const fn absolute(&self) -> Option<Decimal> {
        match self {
            Self::Relative { absolute, .. } | Self::ZeroBase { absolute } | Self::NotMeaningful { absolute } => Some(*absolute),
            Self::Points { points } => Some(*points),
            Self::Missing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The truth table of variations: (base, new) and what is printed.
    #[test]
    fn truth_table() {
        let known = |n: i64| State::Known(n.into());
        let missing = || State::missing("", "");
        let relative =
            |share: &str, absolute: i64| Change::Relative { share: share.parse().unwrap_or_default(), absolute: absolute.into() };
        let cases = [
            (known(100), known(138), relative("0.38", 38)),
            (known(0), known(10), Change::ZeroBase { absolute: 10.into() }),
            (known(0), known(0), Change::ZeroBase { absolute: 0.into() }),
            (known(10), known(0), relative("-1", -10)),
            (known(-5), known(10), Change::NotMeaningful { absolute: 15.into() }),
            (known(10), known(-5), Change::NotMeaningful { absolute: (-15).into() }),
            (known(-5), known(-10), Change::NotMeaningful { absolute: (-5).into() }),
            (known(-10), known(-5), Change::NotMeaningful { absolute: 5.into() }),
            (missing(), known(10), Change::Missing),
            (known(10), missing(), Change::Missing),
            (known(100), known(100), relative("0", 0)),
        ];
        for (base, new, expected) in cases {
            assert_eq!(Change::between(&new, &base, Measure::Money), expected, "{base:?} -> {new:?}");
        }
    }

    #[test]
    fn a_share_changes_in_points() {
        let share = |text: &str| State::Known(text.parse().unwrap_or_default());
        let change = Change::between(&share("0.7676"), &share("0.8717"), Measure::Share);
        assert_eq!(change, Change::Points { points: Decimal::new(-1041, 4) });
    }
}
