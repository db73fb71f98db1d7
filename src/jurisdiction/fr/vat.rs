//! Rates of French VAT.

use chrono::NaiveDate;

use crate::jurisdiction::dated::{Dated, day};
use crate::jurisdiction::rate::Rate;

const fn thousandths(over: u32) -> Rate {
    Rate::new(over, 1000)
}

const SINCE_2014: &[Rate] =
    &[thousandths(200), thousandths(100), thousandths(55), thousandths(21), thousandths(85), thousandths(130), thousandths(9)];
const SINCE_2012: &[Rate] =
    &[thousandths(196), thousandths(70), thousandths(55), thousandths(21), thousandths(85), thousandths(130), thousandths(9)];
const SINCE_2000: &[Rate] =
    &[thousandths(196), thousandths(55), thousandths(21), thousandths(85), thousandths(130), thousandths(9)];
const SOURCE: &str = "CGI, art. 278 à 281 nonies; 296 (départements d'outre-mer), 297 (Corse)";

/// Every rate in force: normal, intermediate, reduced, particular, overseas, Corsica.
pub const VAT_RATES: [Dated<&[Rate]>; 3] = [
    Dated::new(day(2000, 4, 1), day(2011, 12, 31), SINCE_2000, SOURCE),
    Dated::new(day(2012, 1, 1), day(2013, 12, 31), SINCE_2012, SOURCE),
    Dated::new(day(2014, 1, 1), NaiveDate::MAX, SINCE_2014, SOURCE),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_rate_rose_in_2014() {
        let normal = |year, month, of_month| {
            let rates = Dated::on(&VAT_RATES, day(year, month, of_month))?.value;
            rates.first()?.of(1000.into())
        };
        assert_eq!((normal(2013, 12, 31), normal(2014, 1, 1)), (Some(196.into()), Some(200.into())));
        assert_eq!((normal(2000, 3, 31), normal(2026, 1, 1)), (None, Some(200.into())));
    }
}
