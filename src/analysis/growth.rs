//! Mean growth over several years: that which, every year the same, leads from the first figure to the last.

use rust_decimal::{Decimal, RoundingStrategy};

use super::formula::MetricRef;
use super::report::Report;
use crate::model::Measure;

/// Decimals of a rate of growth.
const DECIMALS: u32 = 10;
/// More years than any books hold.
const MOST_YEARS: u32 = 1000;

/// `(last ÷ first)^(1 ÷ years) − 1`, a share, rounded half away from zero to ten decimals: the mean growth of a year, compounded.
///
/// `None` if the first figure is not above zero, the last is below, there is no year or more than a thousand, or the figures are too far apart.
///
/// ```
/// use bilan::analysis::growth::mean_growth;
///
/// // 100, 110, 121: a tenth each year.
/// assert_eq!(mean_growth(100.into(), 121.into(), 2), Some("0.1".parse()?));
/// assert_eq!(mean_growth(0.into(), 121.into(), 2), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mean_growth(first: Decimal, last: Decimal, years: u32) -> Option<Decimal> {
    if first <= Decimal::ZERO || last < Decimal::ZERO || !(1..=MOST_YEARS).contains(&years) {
        return None;
    }
    let growth = root(last.checked_div(first)?, years)?.checked_sub(Decimal::ONE)?;
    Some(growth.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero).normalize())
}

/// The positive n-th root, by Newton's method from above: `1 + (value − 1) ÷ n` is never below it (Bernoulli), and each step comes closer until
/// digits run out.
fn root(value: Decimal, n: u32) -> Option<Decimal> {
    if value.is_zero() {
        return Some(value);
    }
    let whole = Decimal::from(n);
    let mut root = value.checked_sub(Decimal::ONE)?.checked_div(whole)?.checked_add(Decimal::ONE)?;
    loop {
        let quotient = (1..n).try_fold(value, |quotient, _| quotient.checked_div(root))?;
        let next = root.checked_add(quotient.checked_sub(root)?.checked_div(whole)?)?;
        if next >= root {
            return Some(root);
        }
        root = next;
    }
}

impl Report {
    /// The [mean growth](mean_growth) of a year, from the oldest year shown to the newest.
    ///
    /// `None` unless there are two years or more, all of twelve months and over, and both figures are known; nor for a share, which moves in
    /// points.
    pub fn mean_growth(&self, metric: impl Into<MetricRef>) -> Option<Decimal> {
        let metric = metric.into();
        let (newest, oldest, years) = self.years_of_growth()?;
        if metric.measure == Measure::Share {
            return None;
        }
        let value = |label: &str| self.figure_of(metric.clone(), label).ok()?.value().state.value();
        mean_growth(value(oldest)?, value(newest)?, years)
    }

    /// The labels of the newest and the oldest year shown, and how many years lie between.
    pub(crate) fn years_of_growth(&self) -> Option<(&str, &str, u32)> {
        let is_whole = |year| self.elapsed(year) == *year && year.thirtieths_of_months() == Some(360);
        if !self.periods.iter().all(|shown| is_whole(&shown.period)) {
            return None;
        }
        let (newest, oldest) = (&self.periods.first()?.period, &self.periods.last()?.period);
        let years = u32::try_from(newest.year().checked_sub(oldest.year())?).ok()?;
        (years > 0).then_some((&newest.label, &oldest.label, years))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn worked_numbers() {
        // The published years: 1.1133362815³ = 1.38 to ten digits.
        let published = mean_growth(d("100"), d("138"), 3).unwrap();
        assert_eq!(published, d("0.1133362815"));
        let cube = |growth: Decimal| (growth + Decimal::ONE) * (growth + Decimal::ONE) * (growth + Decimal::ONE);
        let half = d("0.00000000005");
        assert!(cube(published - half) < d("1.38") && d("1.38") < cube(published + half));
        for (first, last, years, expected) in [
            ("100", "150", 1, "0.5"),
            ("100", "100", 7, "0"),
            ("1000", "125", 3, "-0.5"),
            ("1", "1024", 10, "1"),
            ("100", "0", 3, "-1"),
            ("0.01", "100000000000000", 16, "9"),
        ] {
            assert_eq!(mean_growth(d(first), d(last), years), Some(d(expected)), "{first} to {last}");
        }
    }

    #[test]
    fn what_has_no_growth() {
        for (first, last, years) in [("0", "5", 1), ("-5", "5", 1), ("5", "-5", 1), ("5", "6", 0), ("5", "6", 1001)] {
            assert_eq!(mean_growth(d(first), d(last), years), None);
        }
        assert_eq!(mean_growth(d("0.0000000001"), Decimal::MAX, 2), None);
        assert!(mean_growth(Decimal::ONE, Decimal::MAX, 1000).is_some());
    }
}
