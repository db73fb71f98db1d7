//! Straight-line depreciation in proportion to time (*amortissement linéaire, prorata temporis*).
//!
//! The cost is spread over the years of use (Plan comptable général, art. 214-13), counted as accountants do: years have 360 days and
//! months 30, the day of putting in service counts, the day of leaving is the last one that does, and the last year takes what is
//! left, so that the book value ends at zero.

use chrono::{Datelike, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::Asset;

/// What an asset costs a period, both ends included, in the currency of its cost.
///
/// What has been charged by the end of a period is rounded to the cent, half away from zero, and a period is the difference of two such
/// sums: however time is cut, the charges add up to the cost. `None` when the years of use are not above zero, the period ends before it
/// starts, or the amounts are too large.
pub(crate) fn charge(asset: &Asset, start: NaiveDate, end: NaiveDate) -> Option<Decimal> {
    if end < start {
        return None;
    }
    let before = start.pred_opt().map_or(Some(Decimal::ZERO), |eve| charged(asset, eve))?;
    charged(asset, end)?.checked_sub(before)
}

/// What has been charged by the end of a day.
fn charged(asset: &Asset, day: NaiveDate) -> Option<Decimal> {
    let whole = asset.years.to_decimal().checked_mul(Decimal::from(360))?;
    if whole <= Decimal::ZERO {
        return None;
    }
    let last = asset.disposed.map_or(day, |disposed| disposed.min(day));
    if last < asset.in_service {
        return Some(Decimal::ZERO);
    }
    let days = Decimal::from(day_360(last, is_month_end(last)) - day_360(asset.in_service, false) + 1);
    let cost = asset.cost.to_decimal();
    if days >= whole {
        return Some(cost);
    }
    let share = cost.checked_mul(days)?.checked_div(whole)?;
    Some(share.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

/// Number of a day when every month has 30: the 31st is the 30th, and so is the last day of a month that ends a span.
fn day_360(day: NaiveDate, ends_month: bool) -> i64 {
    let of_month = if ends_month { 30 } else { day.day().min(30) };
    i64::from(day.year()) * 360 + i64::from(day.month0()) * 30 + i64::from(of_month)
}

fn is_month_end(day: NaiveDate) -> bool {
    day.succ_opt().is_none_or(|next| next.month() != day.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Money, Quantity};

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn asset(cost: &str, in_service: &str, years: &str) -> Asset {
        let cost = Money::from_decimal(d(cost)).unwrap();
        Asset::new("ordinateur", day(in_service), cost, Quantity::from_decimal(d(years)).unwrap())
    }
    fn of_year(asset: &Asset, year: i32) -> Decimal {
        charge(asset, day(&format!("{year}-01-01")), day(&format!("{year}-12-31"))).unwrap()
    }

    #[test]
    fn worked_numbers() {
        let september = asset("6000", "2020-09-15", "3");
        for (year, expected) in
            [(2019, "0"), (2020, "588.89"), (2021, "2000.00"), (2022, "2000.00"), (2023, "1411.11"), (2024, "0")]
        {
            assert_eq!(of_year(&september, year), d(expected), "{year}");
        }
        assert_eq!(of_year(&asset("6000", "2020-09-01", "3"), 2020), d("666.67"));
        assert_eq!(of_year(&asset("1999.99", "2020-02-29", "3"), 2020), d("559.26"));
    }

    #[test]
    fn however_time_is_cut_the_charges_add_up_to_the_cost() {
        let asset = asset("1999.99", "2020-01-31", "3");
        let mut total = Decimal::ZERO;
        let mut start = day("2019-12-17");
        for length in [1, 13, 28, 31, 90, 365, 366, 500].into_iter().cycle().take(24) {
            let end = start + chrono::Days::new(length);
            total += charge(&asset, start, end).unwrap();
            start = end.succ_opt().unwrap();
        }
        assert_eq!(total, d("1999.99"));
    }

    #[test]
    fn fiscal_years_that_end_in_february_are_whole() {
        let asset = asset("3600", "2019-03-01", "3");
        for (start, end) in [("2019-03-01", "2020-02-29"), ("2020-03-01", "2021-02-28"), ("2021-03-01", "2022-02-28")] {
            assert_eq!(charge(&asset, day(start), day(end)), Some(d("1200")));
        }
        assert_eq!(charge(&asset, day("2022-03-01"), day("2023-02-28")), Some(d("0")));
    }

    #[test]
    fn leaving_stops_it() {
        let mut asset = asset("3600", "2020-01-01", "5");
        asset.disposed = Some(day("2021-06-30"));
        assert_eq!(of_year(&asset, 2020), d("720"));
        assert_eq!(of_year(&asset, 2021), d("360"));
        assert_eq!(of_year(&asset, 2022), d("0"));
        asset.disposed = Some(day("2019-12-31"));
        assert_eq!(of_year(&asset, 2020), d("0"));
    }

    #[test]
    fn years_may_be_broken_and_must_be_above_zero() {
        let half = asset("1000", "2020-07-01", "2.5");
        assert_eq!([of_year(&half, 2020), of_year(&half, 2021), of_year(&half, 2022)], [d("200"), d("400"), d("400")]);
        let never = asset("1000", "2020-07-01", "0");
        assert_eq!(charge(&never, day("2020-01-01"), day("2020-12-31")), None);
        assert_eq!(charge(&half, day("2020-12-31"), day("2020-01-01")), None);
        assert_eq!(charge(&half, NaiveDate::MIN, NaiveDate::MAX), Some(d("1000")));
    }
}
