//! Dates, times and durations that a workbook writes as text in the manner of ISO 8601.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::ingest::cell::OwnedCell;
use crate::model::Time;

/// `2020-02-29`, `2020-02-29T18:00:00`, `18:00:00`; anything else is shown as broken.
pub(super) fn date_or_time(text: &str) -> OwnedCell {
    let found = date(text).map(OwnedCell::Date).or_else(|| clock(text).map(OwnedCell::Time));
    found.unwrap_or_else(|| OwnedCell::Broken(text.to_owned()))
}

/// `PT07H30M00S`, `-P1DT2H`; anything else is shown as broken.
pub(super) fn duration(text: &str) -> OwnedCell {
    span(text).map_or_else(|| OwnedCell::Broken(text.to_owned()), OwnedCell::Time)
}

fn date(text: &str) -> Option<NaiveDate> {
    let (day, rest) = text.split_at_checked(10)?;
    if !(rest.is_empty() || rest.starts_with(['T', ' ', 'Z', '+', '-'])) {
        return None;
    }
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn clock(text: &str) -> Option<Time> {
    let mut hours = Decimal::ZERO;
    let mut parts = text.trim_end_matches('Z').split(':');
    for unit in [1, 60, 3600] {
        let Some(part) = parts.next() else { break };
        hours = hours.checked_add(plain(part)?.checked_div(Decimal::from(unit))?)?;
    }
    if parts.next().is_some() || !text.contains(':') {
        return None;
    }
    rounded(hours)
}

fn span(text: &str) -> Option<Time> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-Decimal::ONE, rest),
        None => (Decimal::ONE, text),
    };
    let rest = rest.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut hours = Decimal::ZERO;
    let mut found = false;
    for (part, units) in [(days, &[('D', 24, 1)][..]), (time, &[('H', 1, 1), ('M', 1, 60), ('S', 1, 3600)][..])] {
        let mut rest = part;
        for &(unit, times, share) in units {
            if let Some((value, after)) = rest.split_once(unit) {
                let value = plain(value)?.checked_mul(Decimal::from(times))?.checked_div(Decimal::from(share))?;
                hours = hours.checked_add(value)?;
                rest = after;
                found = true;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    if found { rounded(hours.checked_mul(sign)?) } else { None }
}

/// Digits, with a decimal mark or without.
fn plain(text: &str) -> Option<Decimal> {
    let text = text.replace(',', ".");
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if digits { text.parse().ok() } else { None }
}

fn rounded(hours: Decimal) -> Option<Time> {
    let micros = hours.checked_mul(Decimal::from(Time::HOUR))?.round();
    Time::from_micros(i64::try_from(micros).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> Option<i64> {
        span(text).map(Time::micros)
    }

    #[test]
    fn dates_and_times() {
        let leap = OwnedCell::Date(NaiveDate::from_ymd_opt(2020, 2, 29).unwrap());
        for text in ["2020-02-29", "2020-02-29T23:59:59.999", "2020-02-29T10:00:00Z"] {
            assert_eq!(date_or_time(text), leap, "{text}");
        }
        assert_eq!(date_or_time("18:30:00"), OwnedCell::Time(Time::from_micros(66_600_000_000).unwrap()));
        for text in ["2021-02-29", "20-02-29", "0000-00-00", "", "é2020-02-29", "29/02/2020", "12"] {
            assert_eq!(date_or_time(text), OwnedCell::Broken(text.to_owned()));
        }
    }

    #[test]
    fn durations() {
        assert_eq!(micros("PT07H30M00S"), Some(27_000_000_000));
        assert_eq!(micros("PT7H20M"), Some(26_400_000_000));
        assert_eq!(micros("-PT1H"), Some(-3_600_000_000));
        assert_eq!(micros("P1DT2H"), Some(93_600_000_000));
        assert_eq!(micros("PT36H00M00.500S"), Some(129_600_500_000));
        assert_eq!(micros("PT90M"), Some(5_400_000_000));
        for wrong in ["", "P", "PT", "7:30", "PT1X", "P1Y", "PT1H-3M", "PTH"] {
            assert_eq!(micros(wrong), None, "{wrong}");
        }
    }
}
