//! Dates as people and programs write them.

use chrono::{Datelike, NaiveDate};

use super::columns::key;
use super::convention::{Hint, Way};

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoDate {
    /// It does not look like one.
    Shape,
    /// The calendar has no such day.
    NoSuchDay,
    /// The year has two digits, or is outside 1900 to 2199.
    Year,
}

impl NoDate {
    /// What is wrong and what would be right, after the text found.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Shape => "is not a date; write 2024-01-31 or 31/01/2024",
            Self::NoSuchDay => "is not a day of the calendar; correct the day or the month",
            Self::Year => "has a year that is not between 1900 and 2199; write it with four digits, as 2024-01-31",
        }
    }
}

/// Two digits as a number.
fn two(tens: u8, units: u8) -> Option<u32> {
    let (tens, units) = (tens.wrapping_sub(b'0'), units.wrapping_sub(b'0'));
    (tens < 10 && units < 10).then_some(u32::from(tens) * 10 + u32::from(units))
}

/// `2024-01-31`: nearly every date of a large file.
#[inline]
pub(crate) fn iso(bytes: &[u8]) -> Option<NaiveDate> {
    let &[a, b, c, d, b'-', m, n, b'-', x, y] = bytes else { return None };
    let year = two(a, b)? * 100 + two(c, d)?;
    day(year, two(m, n)?, two(x, y)?).ok()
}

fn day(year: u32, month: u32, day: u32) -> Result<NaiveDate, NoDate> {
    if !(1900..=2199).contains(&year) {
        return Err(NoDate::Year);
    }
    i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).ok_or(NoDate::NoSuchDay)
}

/// Every accepted spelling, and what it says about the order of day and month; `way` reads `03/04/2024`.
pub(crate) fn parse(text: &str, way: Way) -> Result<(NaiveDate, Hint), NoDate> {
    let text = text.trim();
    if let Some(date) = iso(text.as_bytes()) {
        return Ok((date, Hint::Neutral));
    }
    let text = without_time(text);
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: u32 = text.parse().map_err(|_| NoDate::Shape)?;
        return day(number / 10_000, number / 100 % 100, number % 100).map(|date| (date, Hint::Neutral));
    }
    for separator in ['-', '/', '.'] {
        let mut parts = text.split(separator);
        if let (Some(a), Some(b), Some(c), None) = (parts.next(), parts.next(), parts.next(), parts.next())
            && let (Some(first), Some(second), Some(third)) = (digits(a), digits(b), digits(c))
        {
            return numeric((a, first), second, (c, third), separator == '.', way);
        }
    }
    with_month_name(text).map(|date| (date, Hint::Neutral))
}

/// A date in the strftime terms of a `[[mapping]]`.
pub(crate) fn formatted(text: &str, format: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), format).ok().filter(|date| (1900..=2199).contains(&date.year()))
}

/// One to four digits.
fn digits(text: &str) -> Option<u32> {
    (matches!(text.len(), 1..=4) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn numeric(
    (a, first): (&str, u32),
    second: u32,
    (c, third): (&str, u32),
    dots: bool,
    way: Way,
) -> Result<(NaiveDate, Hint), NoDate> {
    if a.len() == 4 && c.len() <= 2 {
        return day(first, second, third).map(|date| (date, Hint::Neutral));
    }
    if a.len() > 2 {
        return Err(NoDate::Shape);
    }
    if c.len() != 4 {
        return Err(NoDate::Year);
    }
    let hint = match (first > 12, second > 12) {
        (true, true) => return Err(NoDate::NoSuchDay),
        _ if dots || first == second => Hint::Neutral,
        (true, false) => Hint::First,
        (false, true) => Hint::Second,
        (false, false) => Hint::Either,
    };
    let day_first = match hint {
        Hint::First => true,
        Hint::Second => false,
        Hint::Neutral => true,
        Hint::Either => way == Way::First,
    };
    let (d, m) = if day_first { (first, second) } else { (second, first) };
    day(third, m, d).map(|date| (date, hint))
}

/// `2024-06-07 02:38:54`, `2021-01-28T10:00:00+01:00`, `31/01/2024 10:23 AM` without their time of day: the day is the one written.
fn without_time(text: &str) -> &str {
    let time_at = |at: usize| {
        let time = text.get(at + 1..).unwrap_or_default();
        let plausible = |byte: u8| byte.is_ascii_digit() || b":.+- ZUTCAPMapm".contains(&byte);
        time.as_bytes().first().is_some_and(u8::is_ascii_digit) && time.contains(':') && time.bytes().all(plausible)
    };
    text.char_indices()
        .find(|&(at, c)| (c == 'T' || c == ' ') && time_at(at))
        .and_then(|(at, _)| text.get(..at))
        .unwrap_or(text)
        .trim_end()
}

/// `Jan 28 2021`, `28 janvier 2021`, `January 28, 2021`, `Le 1er mars 2021`.
fn with_month_name(text: &str) -> Result<NaiveDate, NoDate> {
    if text.len() > 40 {
        return Err(NoDate::Shape);
    }
    let (mut month, mut number, mut year) = (None, None, None);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let ordinal = ["er", "st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
        let slot = match digits(ordinal) {
            Some(value) if word.len() == 4 => (&mut year, value),
            Some(value) if ordinal.len() <= 2 && number.is_none() => (&mut number, value),
            Some(_) if ordinal.len() == 2 && month.is_some() => return Err(NoDate::Year),
            Some(_) => return Err(NoDate::Shape),
            None if word.eq_ignore_ascii_case("le") => continue,
            None => (&mut month, month_number(word).ok_or(NoDate::Shape)?),
        };
        if slot.0.replace(slot.1).is_some() {
            return Err(NoDate::Shape);
        }
    }
    match (year, month, number) {
        (Some(year), Some(month), Some(number)) => day(year, month, number),
        _ => Err(NoDate::Shape),
    }
}

fn month_number(word: &str) -> Option<u32> {
    const MONTHS: [(&str, &str); 12] = [
        ("january", "janvier"),
        ("february", "fevrier"),
        ("march", "mars"),
        ("april", "avril"),
        ("may", "mai"),
        ("june", "juin"),
        ("july", "juillet"),
        ("august", "aout"),
        ("september", "septembre"),
        ("october", "octobre"),
        ("november", "novembre"),
        ("december", "decembre"),
    ];
    let word = key(word);
    // `jui` would be two months, in French.
    if word.len() < 3 || word == "jui" {
        return None;
    }
    (1..)
        .zip(MONTHS)
        .find(|(_, (english, french))| english.starts_with(&word) || french.starts_with(&word))
        .map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, Hint), NoDate> {
        parse(text, Way::First).map(|(date, hint)| (date.to_string(), hint))
    }

    #[test]
    fn every_spelling() {
        for (text, date, hint) in [
            ("2024-01-31", "2024-01-31", Hint::Neutral),
            ("2024/1/31", "2024-01-31", Hint::Neutral),
            ("2016/2/3", "2016-02-03", Hint::Neutral),
            ("20240131", "2024-01-31", Hint::Neutral),
            ("31.01.2024", "2024-01-31", Hint::Neutral),
            ("03.04.2024", "2024-04-03", Hint::Neutral),
            ("31/01/2024", "2024-01-31", Hint::First),
            ("01/31/2024", "2024-01-31", Hint::Second),
            ("31-01-2024", "2024-01-31", Hint::First),
            ("05/05/2024", "2024-05-05", Hint::Neutral),
            ("03/04/2024", "2024-04-03", Hint::Either),
            ("1/2/2024", "2024-02-01", Hint::Either),
            ("2024-06-07 02:38:54", "2024-06-07", Hint::Neutral),
            ("2024-06-07 02:38:54 UTC", "2024-06-07", Hint::Neutral),
            ("2021-01-28T10:00:00+01:00", "2021-01-28", Hint::Neutral),
            ("2021-01-28T23:30:00Z", "2021-01-28", Hint::Neutral),
            ("31/01/2024 10:23 AM", "2024-01-31", Hint::First),
            ("Jan 28 2021", "2021-01-28", Hint::Neutral),
            ("January 28, 2021", "2021-01-28", Hint::Neutral),
            ("28 janvier 2021", "2021-01-28", Hint::Neutral),
            ("1er f\u{e9}vr. 2021", "2021-02-01", Hint::Neutral),
            ("Le 04 Septembre 2022", "2022-09-04", Hint::Neutral),
            ("13 April 2026", "2026-04-13", Hint::Neutral),
            ("28-Jan-2021", "2021-01-28", Hint::Neutral),
            ("15 ao\u{fb}t 2020", "2020-08-15", Hint::Neutral),
            ("29/02/2020", "2020-02-29", Hint::First),
        ] {
            assert_eq!(read(text), Ok((date.to_owned(), hint)), "{text}");
        }
        assert_eq!(parse("03/04/2024", Way::Second).map(|(date, _)| date.to_string()), Ok("2024-03-04".to_owned()));
    }

    #[test]
    fn refusals() {
        for (text, why) in [
            ("", NoDate::Shape),
            ("soon", NoDate::Shape),
            ("2024-01", NoDate::Shape),
            ("2024", NoDate::Shape),
            ("1 234,56", NoDate::Shape),
            ("28 jui 2021", NoDate::Shape),
            ("Jan Feb 2021", NoDate::Shape),
            ("2024-06-31", NoDate::NoSuchDay),
            ("31/06/2024", NoDate::NoSuchDay),
            ("13/15/2024", NoDate::NoSuchDay),
            ("20139102", NoDate::NoSuchDay),
            ("29/02/2021", NoDate::NoSuchDay),
            ("00/01/2024", NoDate::NoSuchDay),
            ("0020-01-31", NoDate::Year),
            ("31/01/0020", NoDate::Year),
            ("31/01/20", NoDate::Year),
            ("31 janvier 20", NoDate::Year),
            ("$5.01", NoDate::Shape),
            ("2200-01-01", NoDate::Year),
            ("1899-12-31", NoDate::Year),
        ] {
            assert_eq!(read(text).map_err(|why| (text, why)), Err((text, why)));
        }
    }
}
