//! Rounding for display: once, from the exact value, half away from zero.

use rust_decimal::{Decimal, RoundingStrategy};

/// To this many decimals; never minus zero.
pub(super) fn round(value: Decimal, decimals: u32) -> Decimal {
    let rounded = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    if rounded.is_zero() { Decimal::ZERO } else { rounded }
}

/// To this many decimals, without trailing zeros.
pub(crate) fn trimmed(value: Decimal, decimals: u32) -> Decimal {
    round(value, decimals).normalize()
}

/// To one decimal below `limit`, whole from there on; the rounded value decides, so that 9.97 is 10 and not 10.0.
pub(super) fn one_decimal_below(limit: i64, value: Decimal) -> Decimal {
    let tenths = round(value, 1);
    if tenths.abs() < Decimal::from(limit) { tenths.normalize() } else { round(value, 0) }
}

/// Whole if the rounded value is, else with all these decimals: 789, 788.50.
pub(super) fn whole_or(decimals: u32, value: Decimal) -> Decimal {
    let mut rounded = round(value, decimals);
    if rounded.fract().is_zero() {
        return rounded.normalize();
    }
    rounded.rescale(decimals);
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Decimal {
        text.parse().unwrap_or(Decimal::MAX)
    }

    #[test]
    fn half_goes_away_from_zero_and_zero_has_no_sign() {
        assert_eq!(round(exact("0.5"), 0), exact("1"));
        assert_eq!(round(exact("-0.5"), 0), exact("-1"));
        assert_eq!(round(exact("2.5"), 0), exact("3"));
        assert_eq!(round(exact("1.005"), 2), exact("1.01"));
        assert_eq!(round(exact("-0.04"), 1).to_string(), "0");
        assert_eq!(trimmed(exact("-0.001"), 2).to_string(), "0");
    }

    #[test]
    fn the_rounded_value_decides_the_decimals() {
        for (value, shown) in [
            ("9.94", "9.9"),
            ("9.95", "10"),
            ("9.97", "10"),
            ("-9.97", "-10"),
            ("10.49", "10"),
            ("3.566", "3.6"),
            ("8.04", "8"),
            ("-40.741", "-41"),
        ] {
            assert_eq!(one_decimal_below(10, exact(value)).to_string(), shown, "{value}");
        }
    }

    #[test]
    fn cents_are_shown_together_or_not_at_all() {
        for (value, shown) in [("788.571", "788.57"), ("788.5", "788.50"), ("788.999", "789"), ("625.000", "625"), ("0.001", "0")]
        {
            assert_eq!(whole_or(2, exact(value)).to_string(), shown, "{value}");
        }
    }
}
