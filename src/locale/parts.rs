//! Printed parts of a printed total add up.

use rust_decimal::{Decimal, RoundingStrategy};

use super::rounding::round;

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

    #[test]
    fn parts_of_another_total_are_rounded_alone() {
        assert_eq!(parts_of(exact("10"), &[exact("1.5"), exact("2.4")], Decimal::ONE), [exact("2"), exact("2")]);
        assert_eq!(parts_of(exact("10"), &[exact("1.5")], Decimal::ZERO), [exact("1.5")]);
    }
}
