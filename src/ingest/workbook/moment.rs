//! Numbers of a workbook: exact decimals, and the dates and times that are stored as days since an epoch.

use chrono::{Days, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::ingest::cell::OwnedCell;
use crate::model::Time;

const DAY: i64 = 86_400_000;
/// A value that shows only hours and is shorter than this is a span of time; a longer one is a date whose day is hidden.
const LONGEST_SPAN: i64 = 366 * DAY;

/// Day 0 of the workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Epoch {
    /// Day 1 is 1 January 1900, and day 60 is a 29 February 1900 that never was.
    Y1900,
    /// Day 0 is 1 January 1904.
    Y1904,
}

impl Epoch {
    pub(super) fn new(is_1904: bool) -> Self {
        if is_1904 { Self::Y1904 } else { Self::Y1900 }
    }
}

/// What the format of a cell makes of a number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// A date, with or without a time.
    Date,
    /// Only hours, minutes, seconds.
    Clock,
    /// Hours that go on past 24.
    Span,
}

/// The one way from a binary fraction to an exact number: at 15 significant digits, as the spreadsheet shows it.
#[expect(clippy::disallowed_types, reason = "workbooks store their numbers as binary fractions")]
pub(super) fn decimal(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    Decimal::try_from(value).ok().map(|value| value.normalize())
}

/// The date or time a number of days stands for, to the millisecond the spreadsheet itself keeps.
pub(super) fn moment(days: Decimal, shows: Shows, epoch: Epoch) -> OwnedCell {
    read(days, shows, epoch).unwrap_or_else(|| OwnedCell::Broken(days.to_string()))
}

fn read(days: Decimal, shows: Shows, epoch: Epoch) -> Option<OwnedCell> {
    let millis = days.checked_mul(Decimal::from(DAY))?.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    let millis = i64::try_from(millis).ok()?;
    let time = |millis: i64| Some(OwnedCell::Time(Time::from_micros(millis.checked_mul(1000)?)?));
    let (day, rest) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    match shows {
        Shows::Span => time(millis),
        _ if day < 0 => None,
        Shows::Clock if millis < LONGEST_SPAN => time(millis),
        Shows::Clock => time(rest),
        Shows::Date if day == 0 => time(rest),
        Shows::Date => Some(date(u64::try_from(day).ok()?, epoch)?),
    }
}

fn date(day: u64, epoch: Epoch) -> Option<OwnedCell> {
    let (year, month, first) = match epoch {
        Epoch::Y1904 => (1904, 1, 1),
        Epoch::Y1900 if day == 60 => return Some(OwnedCell::Broken("1900-02-29".into())),
        Epoch::Y1900 if day < 60 => (1899, 12, 31),
        Epoch::Y1900 => (1899, 12, 30),
    };
    let date = NaiveDate::from_ymd_opt(year, month, first)?.checked_add_days(Days::new(day))?;
    (date.to_string().len() == 10).then_some(OwnedCell::Date(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn day(year: i32, month: u32, day: u32) -> OwnedCell {
        OwnedCell::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }
    fn hours(text: &str) -> OwnedCell {
        OwnedCell::Time(Time::from_hours(d(text)).unwrap())
    }

    #[test]
    fn binary_fractions_become_what_was_typed() {
        for (value, exact) in [
            (29.020_000_000_000_003, "29.02"),
            (0.1 + 0.2, "0.3"),
            (99_999_999_999.99, "99999999999.99"),
            (1234.56, "1234.56"),
            (-0.005, "-0.005"),
            (1.0e15, "1000000000000000"),
            (123_456_789_012.345, "123456789012.345"),
            (0.0, "0"),
            (-0.0, "0"),
        ] {
            assert_eq!(decimal(value), Some(d(exact)), "{exact}");
        }
        assert_eq!(decimal(1.0 / 0.0), None);
        assert_eq!(decimal("NaN".parse().unwrap()), None);
        assert_eq!(decimal(1.0e300), None);
    }

    #[test]
    fn both_epochs() {
        assert_eq!(moment(d("1"), Shows::Date, Epoch::Y1900), day(1900, 1, 1));
        assert_eq!(moment(d("59"), Shows::Date, Epoch::Y1900), day(1900, 2, 28));
        assert_eq!(moment(d("60"), Shows::Date, Epoch::Y1900), OwnedCell::Broken("1900-02-29".into()));
        assert_eq!(moment(d("61"), Shows::Date, Epoch::Y1900), day(1900, 3, 1));
        assert_eq!(moment(d("43890"), Shows::Date, Epoch::Y1900), day(2020, 2, 29));
        assert_eq!(moment(d("43890.75"), Shows::Date, Epoch::Y1900), day(2020, 2, 29));
        assert_eq!(moment(d("42428"), Shows::Date, Epoch::Y1904), day(2020, 2, 29));
        assert_eq!(moment(d("2958465"), Shows::Date, Epoch::Y1900), day(9999, 12, 31));
        for wrong in ["2958466", "-1", "-0.5", "79228162514264337593543950335"] {
            assert_eq!(moment(d(wrong), Shows::Date, Epoch::Y1900), OwnedCell::Broken(wrong.into()));
        }
    }

    #[test]
    fn spans_and_times_of_day() {
        assert_eq!(moment(d("0.3125"), Shows::Date, Epoch::Y1900), hours("7.5"));
        assert_eq!(moment(d("1.5"), Shows::Span, Epoch::Y1900), hours("36"));
        assert_eq!(moment(d("-0.25"), Shows::Span, Epoch::Y1900), hours("-6"));
        assert_eq!(moment(d("1.5"), Shows::Clock, Epoch::Y1900), hours("36"));
        assert_eq!(moment(d("43890.75"), Shows::Clock, Epoch::Y1900), hours("18"));
        assert_eq!(
            moment(d("0.305555555555556"), Shows::Span, Epoch::Y1900),
            OwnedCell::Time(Time::from_micros(26_400_000_000).unwrap())
        );
        assert_eq!(moment(d("100000"), Shows::Span, Epoch::Y1900), OwnedCell::Broken("100000".into()));
    }
}
