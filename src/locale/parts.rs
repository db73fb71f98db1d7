//! Printed parts of a printed total add up.

use rust_decimal::{Decimal, RoundingStrategy};

use super::rounding::round;
use super::{Locale, Scale};

/// Rounds `parts` to multiples of `quantum` so that they add up to `total` rounded the same way (largest remainder: the parts that lose
/// most by rounding down are rounded up). Parts that do not add up to the total, or a quantum that is not positive, leave each part
/// rounded on its own, or as it is.
///
/// ```
/// use bilan::locale::parts_of;
/// use rust_decimal::Decimal;
/// let third = Decimal::ONE_HUNDRED / Decimal::from(3);
/// let shown = parts_of(Decimal::ONE_HUNDRED, &[third, third, Decimal::ONE_HUNDRED - third - third], Decimal::ONE);
/// assert_eq!(shown, [33.into(), 33.into(), 34.into()]);
/// ```
pub fn parts_of(total: Decimal, parts: &[Decimal], quantum: Decimal) -> Vec<Decimal> {
    rounded_parts(total, parts, quantum).unwrap_or_else(|| parts.to_vec())
}

impl Locale {
    /// Money totals of which the ones in between lead from the first to the last, rounded as this style shows them so that they still do. What
    /// rounding the ends moves goes to the largest part.
    pub(crate) fn leading(&self, values: &[Decimal]) -> Vec<Decimal> {
        let [start, parts @ .., end] = values else { return values.to_vec() };
        let largest = values.iter().map(Decimal::abs).max().unwrap_or_default();
        let quantum = match self.style.scale {
            Scale::Units => Decimal::new(1, 2),
            Scale::Thousands if largest >= Decimal::from(100_000) => Decimal::ONE_THOUSAND,
            Scale::Thousands => Decimal::ONE_HUNDRED,
        };
        let whole = |value: &Decimal| parts_of(*value, &[*value], quantum).first().copied().unwrap_or(*value);
        let (from, to) = (whole(start), whole(end));
        let mut parts = parts.to_vec();
        if let Some(largest) = parts.iter_mut().max_by_key(|part| part.abs()) {
            *largest += (start - from) - (end - to);
        }
        let mut shown = vec![from];
        shown.extend(parts_of(to - from, &parts, quantum));
        shown.push(to);
        shown
    }
}

/// `None` without a positive quantum, or beyond what a decimal holds.
fn rounded_parts(total: Decimal, parts: &[Decimal], quantum: Decimal) -> Option<Vec<Decimal>> {
    if quantum <= Decimal::ZERO {
        return None;
    }
    let mut counts = Vec::with_capacity(parts.len());
    let mut lost = Vec::with_capacity(parts.len());
    let mut floors = Decimal::ZERO;
    let mut sum = Decimal::ZERO;
    for (place, part) in parts.iter().enumerate() {
        let count = part.checked_div(quantum)?;
        let floor = count.round_dp_with_strategy(0, RoundingStrategy::ToNegativeInfinity);
        floors = floors.checked_add(floor)?;
        sum = sum.checked_add(*part)?;
        lost.push((count.checked_sub(floor)?, place));
        counts.push((count, floor));
    }
    let of_quanta = |count: Decimal| count.checked_mul(quantum).map(|value| value.normalize());
    if sum != total {
        return counts.iter().map(|(count, _)| of_quanta(round(*count, 0))).collect();
    }
    let missing = round(total.checked_div(quantum)?, 0).checked_sub(floors)?;
    lost.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut shown: Vec<Decimal> = counts.into_iter().map(|(_, floor)| floor).collect();
    let mut given = Decimal::ZERO;
    for (_, place) in lost {
        if given >= missing {
            break;
        }
        if let Some(count) = shown.get_mut(place) {
            *count = count.checked_add(Decimal::ONE)?;
            given = given.checked_add(Decimal::ONE)?;
        }
    }
    shown.into_iter().map(of_quanta).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Decimal {
        text.parse().unwrap_or(Decimal::MAX)
    }

    /// 6 963.0719 + 4 100.4902 + 13 136.4379 = 24 200: in whole units the three round to 6 963 + 4 100 + 13 136, one short.
    #[test]
    fn the_largest_remainder_is_rounded_up() {
        let parts = [exact("6963.0719"), exact("4100.4902"), exact("13136.4379")];
        let shown = parts_of(exact("24200"), &parts, Decimal::ONE);
        assert_eq!(shown, [exact("6963"), exact("4101"), exact("13136")]);
        assert_eq!(shown.iter().sum::<Decimal>(), exact("24200"));
    }

    #[test]
    fn losses_and_thousands() {
        let parts = [exact("3000"), exact("1167.84"), exact("-16842.37"), exact("674.53")];
        let shown = parts_of(exact("-12000"), &parts, exact("1000"));
        assert_eq!(shown.iter().sum::<Decimal>(), exact("-12000"));
        assert_eq!(shown, [exact("3000"), exact("1000"), exact("-17000"), exact("1000")]);
    }

    /// 112 345.60 + 300.70 − 200.20 + 2 053.90 = 114 500: whole thousands do not add up, 112 + 0 − 0 + 2, but for the largest part.
    #[test]
    fn a_way_from_one_total_to_another_adds_up_in_every_style() {
        use crate::locale::{FR, NumberStyle};
        let values = ["112345.60", "300.70", "-200.20", "2053.90", "114500.00"].map(exact);
        let shown = FR.with_style(NumberStyle::COMPACT).leading(&values);
        assert_eq!(shown, ["112000", "0", "0", "3000", "115000"].map(exact));
        assert_eq!(FR.leading(&values), values.map(|value| value.normalize()));
        let thirds = ["0", "33.333333", "66.666667", "100"].map(exact);
        assert_eq!(FR.leading(&thirds), ["0", "33.33", "66.67", "100"].map(exact));
    }

    #[test]
    fn parts_of_another_total_are_rounded_alone() {
        assert_eq!(parts_of(exact("10"), &[exact("1.5"), exact("2.4")], Decimal::ONE), [exact("2"), exact("2")]);
        assert_eq!(parts_of(exact("10"), &[exact("1.5")], Decimal::ZERO), [exact("1.5")]);
    }
}
