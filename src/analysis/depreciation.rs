//! Straight-line depreciation in proportion to time (*amortissement linéaire, prorata temporis*).
//!
//! The cost is spread over the years of use (Plan comptable général, art. 214-13), counted as accountants do unless
//! the policy says otherwise: years have 360 days and months 30. The day of putting in service counts, the day of leaving is the last one
//! that does, and the last year takes what is left, so that the book value ends at zero.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::model::{Asset, DepreciationTime, rounded_to_the_cent};

/// What an asset costs a period, both ends included, in the currency of its cost.
///
/// What has been charged by the end of a period is rounded to the cent, half away from zero, and a period is the difference of two such
/// sums: however time is cut, the charges add up to the cost. `None` when the years of use are not above zero, the period ends before it
/// starts, or the amounts are too large.
pub(crate) fn charge(asset: &Asset, time: DepreciationTime, start: NaiveDate, end: NaiveDate) -> Option<Decimal> {
    if end < start {
        return None;
    }
    let before = start.pred_opt().map_or(Some(Decimal::ZERO), |eve| charged(asset, time, eve))?;
    charged(asset, time, end)?.checked_sub(before)
}

/// What has been charged by the end of a day.
fn charged(asset: &Asset, time: DepreciationTime, day: NaiveDate) -> Option<Decimal> {
    let last = asset.disposed.map_or(day, |disposed| disposed.min(day));
    let (used, year) = used(time, asset.in_service, last);
    let whole = asset.years.to_decimal().checked_mul(Decimal::from(year))?;
    if whole <= Decimal::ZERO {
        return None;
    }
    if last < asset.in_service {
        return Some(Decimal::ZERO);
    }
    let (used, cost) = (Decimal::from(used), asset.cost.to_decimal());
    if used >= whole {
        return Some(cost);
    }
    cost.checked_mul(used)?.checked_div(whole).map(rounded_to_the_cent)
}

/// How long something was used from one day to another, both included, and how long a year is in that unit.
fn used(time: DepreciationTime, first: NaiveDate, last: NaiveDate) -> (i64, i64) {
    let years = i64::from(last.year()) - i64::from(first.year());
    match time {
        DepreciationTime::Days360 => (day_360(last, is_month_end(last)) - day_360(first, false) + 1, 360),
        DepreciationTime::Actual => {
            let (of_first, of_last) = (days_of_year(first), days_of_year(last));
            let (before, until) = (i64::from(first.ordinal0()), i64::from(last.ordinal()));
            (years * of_first * of_last + until * of_first - before * of_last, of_first * of_last)
        }
        DepreciationTime::Days365 => (day_365(last) - day_365(first) + 1, 365),
        DepreciationTime::Months => (years * 12 + i64::from(last.month0()) - i64::from(first.month0()) + 1, 12),
    }
}

/// Number of a day when every year has 365: 29 February is the 28th.
fn day_365(day: NaiveDate) -> i64 {
    let is_after = day.leap_year() && day.ordinal() > 59;
    i64::from(day.year()) * 365 + i64::from(day.ordinal()) - i64::from(is_after)
}

fn days_of_year(day: NaiveDate) -> i64 {
    if day.leap_year() { 366 } else { 365 }
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
    use crate::model::DepreciationTime::{Actual, Days360, Days365, Months};
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
        of_year_by(asset, Days360, year)
    }
    fn of_year_by(asset: &Asset, time: DepreciationTime, year: i32) -> Decimal {
        charge(asset, time, day(&format!("{year}-01-01")), day(&format!("{year}-12-31"))).unwrap()
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

    /// 15 September to 31 December are 106 days of 360, 108 days of 366 or 365, or four months of twelve: 2 000 × each.
    #[test]
    fn time_may_be_counted_otherwise() {
        let september = asset("6000", "2020-09-15", "3");
        for (time, first, last) in [
            (Days360, "588.89", "1411.11"),
            (Actual, "590.16", "1409.84"),
            (Days365, "591.78", "1408.22"),
            (Months, "666.67", "1333.33"),
        ] {
            let years = [2019, 2020, 2021, 2022, 2023, 2024].map(|year| of_year_by(&september, time, year));
            assert_eq!(years, ["0", first, "2000", "2000", last, "0"].map(d), "{time:?}");
        }
        // A leap year is a year in each, and so is a fiscal year from March to February.
        let leap = asset("3600", "2019-01-01", "3");
        let march = asset("3600", "2019-03-01", "3");
        for time in [Days360, Actual, Days365, Months] {
            assert_eq!([2019, 2020, 2021].map(|year| of_year_by(&leap, time, year)), [d("1200"); 3], "{time:?}");
            if time != Actual {
                assert_eq!(charge(&march, time, day("2019-03-01"), day("2020-02-29")), Some(d("1200")), "{time:?}");
                assert_eq!(charge(&march, time, day("2020-03-01"), day("2021-02-28")), Some(d("1200")), "{time:?}");
            }
        }
        // 306 days of 365, and 60 of 366: 1 200 × (306 ÷ 365 + 60 ÷ 366) = 1 202.75.
        assert_eq!(charge(&march, Actual, day("2019-03-01"), day("2020-02-29")), Some(d("1202.75")));
    }

    #[test]
    fn however_time_is_cut_the_charges_add_up_to_the_cost() {
        let asset = asset("1999.99", "2020-01-31", "3");
        for (_, time) in DepreciationTime::ALL {
            let mut total = Decimal::ZERO;
            let mut start = day("2019-12-17");
            for length in [1, 13, 28, 31, 90, 365, 366, 500].into_iter().cycle().take(24) {
                let end = start + chrono::Days::new(length);
                let charge = charge(&asset, *time, start, end).unwrap();
                assert!(charge >= Decimal::ZERO, "{time:?} {start}");
                total += charge;
                start = end.succ_opt().unwrap();
            }
            assert_eq!(total, d("1999.99"), "{time:?}");
        }
    }

    #[test]
    fn fiscal_years_that_end_in_february_are_whole() {
        let asset = asset("3600", "2019-03-01", "3");
        for (start, end) in [("2019-03-01", "2020-02-29"), ("2020-03-01", "2021-02-28"), ("2021-03-01", "2022-02-28")] {
            assert_eq!(charge(&asset, Days360, day(start), day(end)), Some(d("1200")));
        }
        assert_eq!(charge(&asset, Days360, day("2022-03-01"), day("2023-02-28")), Some(d("0")));
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
        assert_eq!(charge(&never, Days360, day("2020-01-01"), day("2020-12-31")), None);
        assert_eq!(charge(&half, Days360, day("2020-12-31"), day("2020-01-01")), None);
        assert_eq!(charge(&half, Days360, NaiveDate::MIN, NaiveDate::MAX), Some(d("1000")));
    }
}
