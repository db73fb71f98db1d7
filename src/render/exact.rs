//! Numbers for machines: exact decimals, a point, no separators.

use rust_decimal::Decimal;

use crate::locale::{QUOTIENT_DECIMALS, trimmed};
use crate::model::Measure;

/// Money has at least two decimals and more only if they are not zero; all else is trimmed, quotients rounded half away from zero to 10
/// decimals.
pub(super) fn written(measure: Measure, value: Decimal) -> String {
    let mut value = trimmed(value, QUOTIENT_DECIMALS);
    if measure == Measure::Money {
        value.rescale(value.scale().max(2));
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::exact;

    #[test]
    fn every_kind_of_number() {
        for (measure, value, text) in [
            (Measure::Money, "138000", "138000.00"),
            (Measure::Money, "0.1250", "0.125"),
            (Measure::Money, "-12000.5", "-12000.50"),
            (Measure::Money, "-0", "0.00"),
            (Measure::Days, "175.500000", "175.5"),
            (Measure::MoneyPerDay, "625.00", "625"),
            (Measure::MoneyPerDay, "788.571428571428571428", "788.5714285714"),
            (Measure::Share, "-0.40740740745", "-0.4074074075"),
            (Measure::Count, "12", "12"),
        ] {
            assert_eq!(written(measure, exact(value)), text);
        }
    }
}
