//! Spans of time as timesheets write them.

use rust_decimal::Decimal;

use super::convention::{Hint, Way};
use super::number;
use crate::model::{Time, Unit};

/// How long something took: hours and minutes, or days, which have no fixed number of hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    Time(Time),
    Days(Decimal),
}

/// `7:30`, `649:28:34`, `7.5`, `7,5`, `7h`, `7h30`, `1h30m`, `90m`, `90 min`, `PT1H30M`, `2 d`; a number alone is in `unit`.
/// `None` for what is no span of time, or is no whole number of microseconds.
pub(crate) fn parse(text: &str, unit: Unit, way: Way) -> Option<(Span, Hint)> {
    let text = text.trim();
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let signed =
        |micros: i64| Time::from_micros(if negative { -micros } else { micros }).map(|time| (Span::Time(time), Hint::Neutral));
    if body.contains(':') {
        return clock(body).and_then(signed);
    }
    if let Some(number) = number::parse(text, way) {
        if number.percent || number.currency.is_some() {
            return None;
        }
        let value = number.to_decimal()?;
        let span = match unit {
            Unit::Day => Span::Days(value),
            Unit::Hour => Span::Time(Time::from_hours(value)?),
        };
        return Some((span, number.hint));
    }
    let body = body.to_ascii_lowercase();
    if let Some(iso) = body.strip_prefix("pt") {
        return (!iso.is_empty()).then(|| units(iso)).flatten().and_then(signed);
    }
    // `2 d`, `0,5 jour`, `7,5 h`
    let split = body.find(char::is_alphabetic)?;
    if let (Some(amount), Some(unit)) = (body.get(..split), body.get(split..).and_then(Unit::parse))
        && let Some(number) = number::parse(amount, way)
    {
        let value = number.to_decimal()?;
        let value = if negative { -value } else { value };
        let span = match unit {
            Unit::Day => Span::Days(value),
            Unit::Hour => Span::Time(Time::from_hours(value)?),
        };
        return Some((span, number.hint));
    }
    units(&body).and_then(signed)
}

/// `H:MM` or `H:MM:SS`, with any number of hours, in microseconds.
fn clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let whole = |text: &str, longest: usize| {
        ((1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<i64>().ok())
            .flatten()
    };
    let sixty = |text: &str| (text.len() == 2).then(|| whole(text, 2)).flatten().filter(|value| *value < 60);
    let seconds = match seconds {
        Some(seconds) => sixty(seconds)?,
        None => 0,
    };
    Some((whole(hours, 7)? * 3600 + sixty(minutes)? * 60 + seconds) * 1_000_000)
}

/// `1h30m`, `1h30`, `7 h 30 min`, `45 sec`, in microseconds.
fn units(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let (mut total, mut largest) = (Decimal::ZERO, 0_i64);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (amount, after) = rest.split_at_checked(digits)?;
        let after = after.trim_start();
        let word = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (word, after) = after.split_at_checked(word)?;
        let seconds = match word {
            "h" | "hr" | "hrs" | "hour" | "hours" | "heure" | "heures" => 3600,
            "m" | "mn" | "min" | "mins" | "minute" | "minutes" => 60,
            "s" | "sec" | "secs" | "second" | "seconds" | "seconde" | "secondes" => 1,
            // `7h30`
            "" if largest == 3600 && after.is_empty() => 60,
            _ => return None,
        };
        // Units come in descending order, each once.
        if largest != 0 && seconds >= largest {
            return None;
        }
        largest = seconds;
        let amount: Decimal = amount.parse().ok()?;
        total = total.checked_add(amount.checked_mul(Decimal::from(seconds * 1_000_000))?)?;
        rest = after.trim_start();
    }
    let total = total.normalize();
    (largest != 0 && total.scale() == 0).then(|| i64::try_from(total.mantissa()).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        match parse(text, Unit::Hour, Way::First)? {
            (Span::Time(time), _) => Some(time.micros() / 1_000_000),
            (Span::Days(_), _) => None,
        }
    }

    #[test]
    fn every_spelling() {
        for (text, expected) in [
            ("7:30", 27_000),
            ("07:30:00", 27_000),
            ("649:28:34", 2_338_114),
            ("0:13", 780),
            ("1:30", 5_400),
            ("1.30", 4_680),
            ("7.5", 27_000),
            ("7,5", 27_000),
            ("7", 25_200),
            ("7h", 25_200),
            ("7,5 h", 27_000),
            ("4.86 Hours", 17_496),
            ("7h30", 27_000),
            ("1h30m", 5_400),
            ("1 h 30 min", 5_400),
            ("90m", 5_400),
            ("90 min", 5_400),
            ("PT1H30M", 5_400),
            ("PT45S", 45),
            ("-1:30", -5_400),
            ("-1h30m", -5_400),
            ("00:00:00", 0),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn days_stay_days() {
        let days = |text, unit| parse(text, unit, Way::First).map(|(span, _)| span);
        assert_eq!(days("0,5", Unit::Day), Some(Span::Days(Decimal::new(5, 1))));
        assert_eq!(days("2 jours", Unit::Hour), Some(Span::Days(Decimal::TWO)));
        assert_eq!(days("2 h", Unit::Day), Time::from_hours(Decimal::TWO).map(Span::Time));
    }

    #[test]
    fn refusals() {
        for text in [
            "",
            "-",
            "x",
            "7:3",
            "7:60",
            "7:30:61",
            "1:2:3:4",
            ":30",
            "7h30h",
            "30m1h",
            "PT",
            "5x",
            "7 €",
            "0.0000000000001",
            "h",
            "1h30m5",
            "12345678:00",
        ] {
            assert_eq!(parse(text, Unit::Hour, Way::First), None, "{text}");
        }
    }
}
