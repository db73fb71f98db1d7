//! Dates, amounts and sides as they are written in a FEC.

use chrono::{Datelike, NaiveDate};

use crate::model::Money;

/// A cell without padding and without the quotation marks a spreadsheet puts around it.
pub(super) fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).map_or(cell, str::trim)
}

/// AAAAMMJJ; as the official checker also JJMMAAAA, `/`, `-` or `.` between the parts, and a time of day after them.
pub(super) fn date(cell: &str) -> Option<NaiveDate> {
    let day = cell.split([' ', 'T']).next()?;
    let parts: Vec<&str> = day.split(['/', '-', '.']).collect();
    let ymd = |year: &str, month: &str, day: &str| {
        let digits = |part: &str, longest: usize| part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit());
        let shaped = year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2);
        let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
        (shaped && (1900..=2099).contains(&date.year())).then_some(date)
    };
    match *parts.as_slice() {
        [whole] if whole.len() == 8 => ymd(whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?)
            .or_else(|| ymd(whole.get(4..)?, whole.get(2..4)?, whole.get(..2)?)),
        [first, month, last] if first.len() == 4 => ymd(first, month, last),
        [first, month, last] => ymd(last, month, first),
        _ => None,
    }
}

/// An amount; nothing is zero. The decimal mark is a comma (a point is tolerated), zeros and spaces may pad it.
pub(super) fn amount(cell: &str) -> Option<Money> {
    let cell = cell.trim();
    let (negative, digits) = match (cell.strip_prefix(['-', '+']), cell.strip_suffix(['-', '+'])) {
        (Some(_), Some(_)) => return None,
        (Some(rest), None) => (cell.starts_with('-'), rest.trim_start()),
        (None, Some(rest)) => (cell.ends_with('-'), rest.trim_end()),
        (None, None) => (false, cell),
    };
    if digits.is_empty() {
        return (cell == digits).then_some(Money::ZERO);
    }
    let mark = digits.rfind([',', '.']).filter(|at| {
        let mark = digits.get(*at..=*at).unwrap_or_default();
        digits.matches(mark).count() == 1
    });
    let (whole, fraction) = match mark {
        Some(at) => (digits.get(..at)?, digits.get(at + 1..)?),
        None => (digits, ""),
    };
    let fraction = fraction.trim_end_matches('0');
    let scale = Money::SCALE as usize;
    if fraction.len() > scale || !digits.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut groups = whole.split([' ', '\u{a0}', '\u{202f}', ',', '.']);
    let mut mantissa: i64 = 0;
    let mut add = |part: &str| -> Option<()> {
        for byte in part.bytes() {
            let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
        }
        Some(())
    };
    add(groups.next()?)?;
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        add(group)?;
    }
    add(fraction)?;
    let missing = u32::try_from(scale - fraction.len()).ok()?;
    let mantissa = mantissa.checked_mul(10_i64.checked_pow(missing)?)?;
    Money::from_mantissa(if negative { -mantissa } else { mantissa })
}

/// 1 for debit, -1 for credit.
pub(super) fn side(cell: &str) -> Option<i64> {
    match cell {
        "D" | "d" | "+1" | "1" | "+" => Some(1),
        "C" | "c" | "-1" | "-" => Some(-1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_they_are_written() {
        for (cell, expected) in [
            ("1234,56", Some(12_345_600)),
            ("1234.56", Some(12_345_600)),
            ("0000000069,60", Some(696_000)),
            (" 000000000001437,12", Some(14_371_200)),
            ("-12,00", Some(-120_000)),
            ("12,00-", Some(-120_000)),
            ("+5", Some(50_000)),
            ("", Some(0)),
            ("0", Some(0)),
            (",50", Some(5_000)),
            ("1 234,56", Some(12_345_600)),
            ("1\u{202f}234\u{a0}567,8", Some(12_345_678_000)),
            ("1.234,56", Some(12_345_600)),
            ("1.234.567", Some(12_345_670_000)),
            ("1,234", Some(12_340)),
            ("1,000000", Some(10_000)),
            ("1,00001", None),
            ("12 34", None),
            ("1,2,3", None),
            ("12,3O", None),
            ("-", None),
            ("--1", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(amount(cell).map(Money::mantissa), expected, "{cell:?}");
        }
    }

    #[test]
    fn dates_as_they_are_written() {
        let day = NaiveDate::from_ymd_opt(2022, 8, 31);
        for cell in
            ["20220831", "31082022", "2022-08-31", "31/08/2022", "31.08.2022", "20220831 00:00:00", "2022-08-31T10:00:00Z"]
        {
            assert_eq!(date(cell), day, "{cell:?}");
        }
        for cell in ["", "20221301", "2022083", "00000000", "31/08/22", "aaaammjj", "2022-08"] {
            assert_eq!(date(cell), None, "{cell:?}");
        }
    }

    #[test]
    fn padding_and_quotation_marks_are_no_part_of_a_cell() {
        assert_eq!(plain("  \"Loyer \" "), "Loyer");
        assert_eq!(plain("Loyer \"dû\""), "Loyer \"dû\"");
        assert_eq!(plain("\""), "\"");
    }
}
