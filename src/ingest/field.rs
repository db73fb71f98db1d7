//! One cell to one value: exact, or what is wrong with it.

use chrono::{Datelike, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use super::cell::Cell;
use super::convention::{Hint, Way};
use super::currency::Currency;
use super::date;
use super::duration::{self, Span};
use super::number;
use crate::model::{Days, Money, Price, Quantity, Time, Unit};

/// A value that a column stores at a fixed scale.
pub(crate) trait Fixed: Copy {
    const SCALE: u32;
    /// What it is, and how to write it.
    const WHAT: &'static str;
    fn from_mantissa(mantissa: i64) -> Option<Self>;
}

macro_rules! fixed {
    ($($name:ident: $what:literal),+ $(,)?) => {$(
        impl Fixed for $name {
            const SCALE: u32 = Self::SCALE;
            const WHAT: &'static str = $what;
            fn from_mantissa(mantissa: i64) -> Option<Self> {
                Self::from_mantissa(mantissa)
            }
        }
    )+};
}

fixed! {
    Money: "an amount; write 1 234,56 or 1234.56",
    Price: "a price; write 1 234,56 or 1234.56",
    Quantity: "a quantity; write 12,5 or 12.5",
    Days: "a number of days; write 12,5 or 12.5",
}

/// A value and what its cell says besides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Read<T> {
    pub(crate) value: T,
    pub(crate) hint: Hint,
    pub(crate) currency: Option<Currency>,
    /// Whether a workbook number was rounded to the decimals its cell shows.
    pub(crate) rounded: bool,
}

impl<T> Read<T> {
    fn plain(value: T) -> Self {
        Self { value, hint: Hint::Neutral, currency: None, rounded: false }
    }
}

/// The text of a cell, for messages.
pub(crate) fn shown(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Broken(text) => (*text).to_owned(),
        Cell::Number { value, .. } => value.normalize().to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Time(time) => {
            let seconds = time.micros() / 1_000_000;
            let sign = if seconds < 0 { "-" } else { "" };
            let seconds = seconds.abs();
            format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        Cell::Bool(value) => value.to_string(),
    }
}

fn digits(scale: u32) -> String {
    format!("has more than {scale} decimals; nothing is rounded unseen, write fewer")
}

/// Nothing beyond 10¹⁴ of the smallest units is kept.
fn too_large(scale: u32) -> String {
    let most = 10_u64.checked_pow(14_u32.saturating_sub(scale)).unwrap_or(u64::MAX);
    format!("is too large; nothing above {most} is read")
}

const BROKEN: &str = "is no value; mend the cell or its formula in the workbook";

/// A number at the scale of its column.
#[inline]
pub(crate) fn fixed<T: Fixed>(cell: &Cell<'_>, way: Way) -> Result<Read<T>, String> {
    if let Cell::Text(text) = cell
        && let Some((mantissa, hint)) = number::plain(text.as_bytes(), T::SCALE)
        && let Some(value) = T::from_mantissa(mantissa)
    {
        return Ok(Read { hint, ..Read::plain(value) });
    }
    any_number(cell, way)
}

fn any_number<T: Fixed>(cell: &Cell<'_>, way: Way) -> Result<Read<T>, String> {
    let wrong = || format!("is not {}", T::WHAT);
    match cell {
        Cell::Text(text) => {
            let number = number::parse(text, way).filter(|number| !number.percent).ok_or_else(wrong)?;
            if number.scale > T::SCALE {
                return Err(digits(T::SCALE));
            }
            let value = number.at_scale(T::SCALE).and_then(T::from_mantissa).ok_or_else(|| too_large(T::SCALE))?;
            Ok(Read { value, hint: number.hint, currency: number.currency, rounded: false })
        }
        Cell::Number { value, shown } => {
            let (value, rounded) = fit(*value, *shown, T::SCALE).ok_or_else(|| digits(T::SCALE))?;
            let value = at_scale(value, T::SCALE).and_then(T::from_mantissa).ok_or_else(|| too_large(T::SCALE))?;
            Ok(Read { rounded, ..Read::plain(value) })
        }
        Cell::Broken(_) => Err(BROKEN.to_owned()),
        _ => Err(wrong()),
    }
}

fn at_scale(value: Decimal, scale: u32) -> Option<i64> {
    let value = value.normalize();
    let factor = 10_i128.checked_pow(scale.checked_sub(value.scale())?)?;
    i64::try_from(value.mantissa().checked_mul(factor)?).ok()
}

/// A workbook number with at most `scale` decimals: itself, or rounded half away from zero to the decimals its cell shows.
fn fit(value: Decimal, shown: Option<u32>, scale: u32) -> Option<(Decimal, bool)> {
    let value = value.normalize();
    if value.scale() <= scale {
        return Some((value, false));
    }
    let shown = shown.filter(|shown| *shown <= scale)?;
    Some((value.round_dp_with_strategy(shown, RoundingStrategy::MidpointAwayFromZero), true))
}

/// A rate as a share: `20 %`, `20`, `5.5` and `0.2`; from 1 on a number alone is a percentage.
pub(crate) fn share(cell: &Cell<'_>, way: Way) -> Result<Read<Price>, String> {
    const WRONG: &str = "is not a rate; write 20 % or 0.2";
    let (value, percent, read) = match cell {
        Cell::Text(text) => {
            let number = number::parse(text, way).filter(|number| number.currency.is_none()).ok_or(WRONG)?;
            let value = number.to_decimal().ok_or(WRONG)?;
            (value, number.percent, Read { hint: number.hint, ..Read::plain(()) })
        }
        Cell::Number { value, shown } => {
            let (value, rounded) = fit(*value, *shown, 8).ok_or_else(|| digits(8))?;
            (value, false, Read { rounded, ..Read::plain(()) })
        }
        _ => return Err(WRONG.into()),
    };
    if value.is_sign_negative() && !value.is_zero() {
        return Err(WRONG.into());
    }
    let share = if percent || value >= Decimal::ONE { value.checked_div(Decimal::ONE_HUNDRED).ok_or(WRONG)? } else { value };
    let value = Price::from_decimal(share).ok_or_else(|| digits(6))?;
    Ok(Read { value, hint: read.hint, currency: None, rounded: read.rounded })
}

/// A date.
#[inline]
pub(crate) fn date(cell: &Cell<'_>, way: Way) -> Result<(NaiveDate, Hint), &'static str> {
    match cell {
        Cell::Text(text) => match date::iso(text.as_bytes()) {
            Some(date) => Ok((date, Hint::Neutral)),
            None => date::parse(text, way).map_err(date::NoDate::message),
        },
        Cell::Date(date) if (1900..=2199).contains(&date.year()) => Ok((*date, Hint::Neutral)),
        Cell::Date(_) => Err(date::NoDate::Year.message()),
        // 20240131 typed as a number.
        Cell::Number { value, .. } if value.is_integer() && *value >= Decimal::from(19_000_101) => {
            date::parse(&value.normalize().to_string(), way).map_err(date::NoDate::message)
        }
        Cell::Number { .. } => Err("is a number, not a date; give the cell a date format"),
        _ => Err(date::NoDate::Shape.message()),
    }
}

/// A span of time; a number alone is in `unit`.
pub(crate) fn span(cell: &Cell<'_>, unit: Unit, way: Way) -> Result<Read<Span>, String> {
    const WRONG: &str = "is not a duration; write 7:30, 7.5 or 7h30";
    match cell {
        Cell::Text(text) => {
            if let Some((mantissa, hint)) = number::plain(text.as_bytes(), 6)
                && unit == Unit::Hour
                && let Some(time) = mantissa.checked_mul(Time::HOUR / 1_000_000).and_then(Time::from_micros)
            {
                return Ok(Read { hint, ..Read::plain(Span::Time(time)) });
            }
            let (value, hint) = duration::parse(text, unit, way).ok_or(WRONG)?;
            Ok(Read { hint, ..Read::plain(value) })
        }
        Cell::Number { value, shown } => {
            let exact = |value: Decimal| match unit {
                Unit::Day => (value.normalize().scale() <= Days::SCALE).then_some(Span::Days(value)),
                Unit::Hour => Time::from_hours(value).map(Span::Time),
            };
            if let Some(span) = exact(*value) {
                return Ok(Read::plain(span));
            }
            let rounded = shown.map(|shown| value.round_dp_with_strategy(shown, RoundingStrategy::MidpointAwayFromZero));
            let span = rounded.and_then(exact).ok_or_else(|| digits(6))?;
            Ok(Read { rounded: true, ..Read::plain(span) })
        }
        Cell::Time(time) => Ok(Read::plain(Span::Time(*time))),
        _ => Err(WRONG.into()),
    }
}

/// A figure as it was published, and the power of ten that its last digit stands for: `~138 K€`, `13,5 K€`, `789 €`, `-8 %`.
pub(crate) fn figure(cell: &Cell<'_>, way: Way) -> Result<Read<(Decimal, i32)>, String> {
    const WRONG: &str = "is not a figure; write 138000, 13.5 K€ or 4 %";
    let text = match cell {
        Cell::Text(text) => text.trim_start_matches('~').trim(),
        Cell::Number { value, .. } => {
            let value = value.normalize();
            return Ok(Read::plain((value, exponent(value.scale(), 0))));
        }
        _ => return Err(WRONG.into()),
    };
    let bare = text.trim_end_matches(['€', '$', '£']).trim_end();
    let thousand = bare.strip_suffix(['K', 'k']).map(|bare| (bare, Decimal::ONE_THOUSAND, 3));
    let million = || bare.strip_suffix('M').map(|bare| (bare, Decimal::from(1_000_000), 6));
    let (bare, factor, power) = thousand.or_else(million).unwrap_or((text, Decimal::ONE, 0));
    let number = number::parse(bare, way).ok_or(WRONG)?;
    let (factor, power) = if number.percent { (Decimal::new(1, 2), -2) } else { (factor, power) };
    let value = number.to_decimal().and_then(|value| value.checked_mul(factor)).ok_or("is too large; write fewer digits")?;
    let value = (value.normalize(), exponent(number.written, power));
    Ok(Read { value, hint: number.hint, currency: None, rounded: false })
}

/// The power of ten of the last of so many decimals, in a number of so many powers of ten.
fn exponent(scale: u32, power: i32) -> i32 {
    i32::try_from(scale).map_or(power, |scale| power - scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Result<i64, String> {
        fixed::<Money>(&Cell::Text(text), Way::First).map(|read| read.value.mantissa())
    }

    fn number(text: &str, shown: Option<u32>) -> Cell<'static> {
        Cell::Number { value: text.parse().unwrap_or_default(), shown }
    }

    #[test]
    fn amounts_keep_four_decimals_and_no_more() {
        assert_eq!(money("1 234,56"), Ok(12_345_600));
        assert_eq!(money("0.1234"), Ok(1_234));
        assert_eq!(money("0.12340000"), Ok(1_234), "trailing zeros are not digits");
        assert!(money("0.12345").is_err_and(|m| m.contains("more than 4 decimals")));
        assert_eq!(money("10000000000"), Ok(100_000_000_000_000));
        assert_eq!(money("10000000000.01"), Err("is too large; nothing above 10000000000 is read".into()));
        assert!(money("12,3O").is_err_and(|m| m == "is not an amount; write 1 234,56 or 1234.56"));
        assert!(money("20 %").is_err());
        assert_eq!(fixed::<Quantity>(&Cell::Text("0,1234567"), Way::Second).map(|read| read.value.mantissa()), Err(digits(6)));
    }

    #[test]
    fn workbook_numbers_are_rounded_only_to_what_is_shown() {
        let read = |cell: &Cell<'_>| fixed::<Money>(cell, Way::First).map(|read| (read.value.mantissa(), read.rounded));
        assert_eq!(read(&number("1234.5", None)), Ok((12_345_000, false)));
        assert_eq!(read(&number("788.571428571429", Some(2))), Ok((7_885_700, true)));
        assert_eq!(read(&number("-0.005005", Some(2))), Ok((-100, true)), "half away from zero");
        assert!(read(&number("788.571428571429", None)).is_err());
        assert!(read(&number("788.571428571429", Some(9))).is_err());
        assert!(read(&Cell::Bool(true)).is_err());
        assert!(read(&Cell::Broken("#DIV/0!")).is_err());
    }

    #[test]
    fn rates_are_shares() {
        for (text, mantissa) in [
            ("20 %", 200_000),
            ("20.00%", 200_000),
            ("0.2", 200_000),
            ("20", 200_000),
            ("5,5", 55_000),
            ("0", 0),
            ("0,5 %", 5_000),
        ] {
            assert_eq!(share(&Cell::Text(text), Way::First).map(|read| read.value.mantissa()), Ok(mantissa), "{text}");
        }
        assert_eq!(share(&number("0.2", Some(0)), Way::First).map(|read| read.value.mantissa()), Ok(200_000));
        assert!(share(&Cell::Text("-20 %"), Way::First).is_err());
        assert!(share(&Cell::Text("20 €"), Way::First).is_err());
    }

    #[test]
    fn dates_of_workbooks() {
        let day = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap_or_default();
        assert_eq!(date(&Cell::Date(day), Way::First), Ok((day, Hint::Neutral)));
        assert_eq!(date(&number("20240131", None), Way::First), Ok((day, Hint::Neutral)));
        assert!(date(&number("45322", None), Way::First).is_err());
        assert!(date(&Cell::Date(NaiveDate::from_ymd_opt(20, 1, 31).unwrap_or_default()), Way::First).is_err());
    }

    #[test]
    fn published_figures() {
        for (text, value, exponent) in [
            ("~138 K€", "138000", 3),
            ("13,5 K€", "13500", 2),
            ("789€", "789", 0),
            ("-8 %", "-0.08", -2),
            ("+3.6 %", "0.036", -3),
            ("1.2 M€", "1200000", 5),
            ("175", "175", 0),
            ("175.50", "175.5", -2),
        ] {
            let read = figure(&Cell::Text(text), Way::First).map(|read| (read.value.0.to_string(), read.value.1));
            assert_eq!(read, Ok((value.to_owned(), exponent)), "{text}");
        }
        assert_eq!(figure(&number("788.5", Some(0)), Way::First).map(|read| read.value.1), Ok(-1));
        assert!(figure(&Cell::Text("n.a."), Way::First).is_err());
    }

    #[test]
    fn durations_of_workbooks() {
        let time = |cell: &Cell<'_>| span(cell, Unit::Hour, Way::First).map(|read| (read.value, read.rounded));
        let hours = |text: &str| Time::from_hours(text.parse().unwrap_or_default()).map(Span::Time);
        assert_eq!(time(&number("7.5", None)).map(|(span, _)| Some(span)), Ok(hours("7.5")));
        assert_eq!(
            time(&number("0.333333333333333", Some(2))).map(|(span, rounded)| (Some(span), rounded)),
            Ok((hours("0.33"), true))
        );
        assert!(time(&number("0.333333333333333", None)).is_err());
        assert_eq!(time(&Cell::Text("7:30")).map(|(span, _)| Some(span)), Ok(hours("7.5")));
    }
}
