//! What a business published of itself before.

use rust_decimal::{Decimal, RoundingStrategy};

/// A figure as it was published; kept as stated, never feeding a computed figure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Published {
    /// The metric as named in the file.
    pub metric: String,
    /// The calendar year in which the fiscal year ends.
    pub year: i32,
    /// The value as stated.
    pub value: Decimal,
    /// The power of ten that its last written digit stands for: 3 of `138 K€`, 2 of `13.5 K€`, -2 of `8 %`.
    pub exponent: i32,
}

impl Published {
    /// A figure of a year, written with the decimals of `value`.
    pub fn new(metric: impl Into<String>, year: i32, value: Decimal) -> Self {
        let exponent = i32::try_from(value.scale()).map_or(0, |scale| -scale);
        Self { metric: metric.into(), year, value, exponent }
    }

    /// What its last written digit stands for: 1000 of `138 K€`, 0.01 of `8 %`. `None` beyond exact arithmetic.
    pub fn last_digit(&self) -> Option<Decimal> {
        match u32::try_from(self.exponent) {
            Ok(power) => 10_i64.checked_pow(power).map(Decimal::from),
            Err(_) => Decimal::try_from_i128_with_scale(1, self.exponent.unsigned_abs()).ok(),
        }
    }

    /// Whether an exact figure, rounded half away from zero to the last digit written, is this one.
    ///
    /// ```
    /// use bilan::model::Published;
    /// let mut revenue = Published::new("revenue", 2020, "138_000".parse()?);
    /// revenue.exponent = 3;
    /// assert!(revenue.holds("137_500".parse()?) && !revenue.holds("138_500".parse()?));
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    pub fn holds(&self, exact: Decimal) -> bool {
        let Some(unit) = self.last_digit() else { return false };
        let round = |value: Decimal, decimals| value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        let rounded = match u32::try_from(self.exponent) {
            Ok(_) => exact.checked_div(unit).and_then(|units| round(units, 0).checked_mul(unit)),
            Err(_) => Some(round(exact, self.exponent.unsigned_abs())),
        };
        rounded == Some(self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_digit_written_decides() {
        // −41 %: from −40.5 % down to, not including, −41.5 %.
        let change = Published::new("change", 2020, exact("-0.41"));
        let holds = ["-0.4049", "-0.405", "-0.4149", "-0.415"].map(|figure| change.holds(exact(figure)));
        assert_eq!((change.exponent, holds), (-2, [false, true, true, false]));
        let rate = Published::new("day_rate", 2020, exact("789"));
        assert!(rate.holds(exact("788.571428")) && !rate.holds(exact("788.49")));
    }

    #[test]
    fn nothing_overflows() {
        let mut huge = Published::new("revenue", 2020, Decimal::MAX);
        for exponent in [40, -40, i32::MIN, i32::MAX] {
            huge.exponent = exponent;
            assert!(!huge.holds(Decimal::MAX), "{exponent}");
        }
    }
}
