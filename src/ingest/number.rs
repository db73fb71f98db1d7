//! Numbers as people and programs write them, read exactly.

use rust_decimal::Decimal;

use super::convention::{Hint, Way};
use super::currency::Currency;

/// A number as written: `mantissa` × 10^-`scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) mantissa: i128,
    pub(crate) scale: u32,
    /// Decimals it was written with, zeros at the end too.
    pub(crate) written: u32,
    /// What it says about the decimal mark of its column.
    pub(crate) hint: Hint,
    /// ISO code of a currency written next to it.
    pub(crate) currency: Option<Currency>,
    /// Whether a percent sign follows.
    pub(crate) percent: bool,
}

impl Number {
    /// The number in smallest units of 10^-`scale`; `None` if it has more digits or does not fit.
    pub(crate) fn at_scale(self, scale: u32) -> Option<i64> {
        let factor = 10_i128.checked_pow(scale.checked_sub(self.scale)?)?;
        i64::try_from(self.mantissa.checked_mul(factor)?).ok()
    }

    /// The number as a decimal; `None` if it has more digits than a decimal holds.
    pub(crate) fn to_decimal(self) -> Option<Decimal> {
        Decimal::try_from_i128_with_scale(self.mantissa, self.scale).ok()
    }
}

/// Powers of ten up to the largest scale.
const TENS: [i64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/// The plain spellings `1234`, `-1234.5` and `1234,56`, with at most `scale` digits after the mark: nearly every cell of a large file.
#[inline]
pub(crate) fn plain(bytes: &[u8], scale: u32) -> Option<(i64, Hint)> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let (mut value, mut mark, mut marked) = (0_i64, 0, 0);
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value * 10 + i64::from(digit);
        } else if mark == 0 && matches!(byte, b'.' | b',') {
            (mark, marked) = (*byte, at);
        } else {
            return None;
        }
    }
    let decimals = if mark == 0 { 0 } else { digits.len() - marked - 1 };
    // A mark with three digits after it may be a group separator, and one at an end needs a closer look.
    if mark != 0 && (marked == 0 || decimals == 0 || decimals == 3) {
        return None;
    }
    let hint = match mark {
        0 => Hint::Neutral,
        b'.' => Hint::First,
        _ => Hint::Second,
    };
    let missing = (scale as usize).checked_sub(decimals)?;
    let value = value.checked_mul(*TENS.get(missing)?)?;
    Some((if negative { -value } else { value }, hint))
}

/// The same for four to eight bytes with two digits after the mark and no sign, the spelling of money: all digits are read at once.
/// They come with the bytes before them, the first one the lowest.
#[inline]
pub(crate) fn with_cents(eight: u64, length: usize, scale: u32) -> Option<(i64, Hint)> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const ZEROS: u64 = EACH * b'0' as u64;
    const HIGH: u64 = EACH << 7;
    // Sets the high bit of a byte above nine.
    const ABOVE_NINE: u64 = HIGH - 10 * EACH;
    let hint = match eight >> 40 & 0xFF {
        0x2E => Hint::First,
        0x2C => Hint::Second,
        _ => return None,
    };
    if !(4..=8).contains(&length) {
        return None;
    }
    // A byte that is a digit becomes its value, one before the number nothing, and the mark makes way for the digit before it.
    let digits = (eight ^ ZEROS) & u64::MAX << (64 - 8 * length);
    let digits = (digits & 0xFF_FFFF_FFFF) << 8 | digits & 0xFFFF << 48;
    if (digits | digits.wrapping_add(ABOVE_NINE)) & HIGH != 0 {
        return None;
    }
    // Neighbours are put together, first to pairs, then to fours, then to all eight.
    let pairs = digits * 10 + (digits >> 8);
    let (odd, even) = (pairs & 0xFF_0000_00FF, pairs >> 16 & 0xFF_0000_00FF);
    let cents = odd.wrapping_mul(0x000F_4240_0000_0064).wrapping_add(even.wrapping_mul(0x2710_0000_0001)) >> 32;
    let tens = TENS.get(scale.checked_sub(2)? as usize)?;
    Some((i64::try_from(cents).ok()? * tens, hint))
}

/// Every accepted spelling; `None` for what is no number. `way` reads `1,234` and `1.234`.
pub(crate) fn parse(text: &str, way: Way) -> Option<Number> {
    let mut text = text.trim();
    let mut negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (text, negative) = (inner.trim(), true);
    }
    let mut signed = negative;
    let mut currency = None;
    let mut percent = false;
    // Signs and currencies in any order, each once, before or after.
    loop {
        let mut sign = |rest: &str, minus: bool| {
            let first = !signed;
            signed = true;
            negative |= minus;
            (first, rest.trim().len())
        };
        let taken = if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
            let (ok, _) = sign(rest, true);
            ok.then_some(rest)
        } else if let Some(rest) = text.strip_prefix('+') {
            let (ok, _) = sign(rest, false);
            ok.then_some(rest)
        } else if let Some(rest) = text.strip_suffix(['-', '\u{2212}']) {
            let (ok, _) = sign(rest, true);
            ok.then_some(rest)
        } else if let Some(rest) = text.strip_suffix('%') {
            let first = !percent && currency.is_none();
            percent = true;
            first.then_some(rest)
        } else if let Some((code, rest)) = currency_before(text).or_else(|| currency_after(text)) {
            let first = currency.is_none() && !percent;
            currency = Some(code);
            first.then_some(rest)
        } else {
            break;
        };
        text = taken?.trim();
    }
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent.parse::<i32>().ok().filter(|e| e.abs() <= 30)?)),
        None => (text, None),
    };
    let (mut mantissa, mut scale, hint) = digits_and_marks(digits, way, exponent.is_some())?;
    if let Some(exponent) = exponent {
        let moved = i32::try_from(scale).ok()? - exponent;
        if let Ok(left) = u32::try_from(moved) {
            scale = left;
        } else {
            mantissa = mantissa.checked_mul(10_i128.checked_pow(moved.unsigned_abs())?)?;
            scale = 0;
        }
    }
    let written = scale;
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Some(Number { mantissa: if negative { -mantissa } else { mantissa }, scale, written, hint, currency, percent })
}

fn currency_before(text: &str) -> Option<(Currency, &str)> {
    let end = text.find(|c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '+' | '.' | ','))?;
    let (code, rest) = text.split_at_checked(end)?;
    Some((Currency::parse(code)?, rest))
}

fn currency_after(text: &str) -> Option<(Currency, &str)> {
    let last = text.rfind(|c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '.' | ','))?;
    let after = text.get(last..)?.chars().next()?.len_utf8();
    let (rest, code) = text.split_at_checked(last + after)?;
    Some((Currency::parse(code)?, rest))
}

/// The group separators that are not `.` or `,`.
fn separator(c: char) -> Option<char> {
    match c {
        '.' | ',' => Some(c),
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' => Some(' '),
        '\'' | '\u{2019}' => Some('\''),
        _ => None,
    }
}

/// Mantissa and scale of digits with marks and groups, and what they say about the decimal mark.
fn digits_and_marks(text: &str, way: Way, scientific: bool) -> Option<(i128, u32, Hint)> {
    let mut mantissa = 0_i128;
    let (mut length, mut significant) = (0_u32, 0_u32);
    let leading_zero = text.starts_with('0');
    // Of the groups before the last separator: the first is one to three digits, the others three.
    let (mut first_length, mut well_grouped) = (None, true);
    let (mut last, mut count, mut grouping) = (None, 0_u32, None);
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit))?;
            length += 1;
            significant += u32::from(mantissa > 0);
            if significant > 30 {
                return None;
            }
            continue;
        }
        let found = separator(c)?;
        match last {
            None => {
                first_length = Some(length);
                well_grouped &= (1..=3).contains(&length);
            }
            Some(before) => {
                well_grouped &= length == 3;
                if before != found {
                    // `1 234,56`: the separator so far separates groups, this one is the decimal mark.
                    if grouping.is_some() {
                        return None;
                    }
                    grouping = Some(before);
                    count = 0;
                }
            }
        }
        last = Some(found);
        count += 1;
        length = 0;
    }
    let Some(last) = last else {
        return (length > 0).then_some((mantissa, 0, Hint::Neutral));
    };
    if length == 0 {
        return None;
    }
    let way_of = |mark: char| if mark == '.' { Way::First } else { Way::Second };
    let opposite = |mark: char| if mark == '.' { Way::Second } else { Way::First };
    let is_mark = last == '.' || last == ',';
    match grouping {
        // `1.234,56`, `1 234.56`
        Some(_) => (is_mark && count == 1 && well_grouped).then_some((mantissa, length, way_of(last).into())),
        // `1 234`, `1'234'567`
        None if !is_mark => (well_grouped && length == 3).then_some((mantissa, 0, Hint::Neutral)),
        // `1.234.567`
        None if count > 1 => {
            (well_grouped && length == 3 && !leading_zero && !scientific).then_some((mantissa, 0, opposite(last).into()))
        }
        // `1.234`
        None if length == 3 && well_grouped && !leading_zero && !scientific => {
            let scale = if way_of(last) == way { 3 } else { 0 };
            Some((mantissa, scale, Hint::Either))
        }
        // `1234.5`, `.5`
        None => first_length.map(|_| (mantissa, length, way_of(last).into())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::ProptestConfig;

    use super::*;

    const DOT: Hint = Hint::First;
    const COMMA: Hint = Hint::Second;

    fn read(text: &str) -> Option<(String, Hint)> {
        parse(text, Way::First).and_then(|n| n.to_decimal().map(|d| (d.to_string(), n.hint)))
    }

    #[test]
    fn every_spelling() {
        for (text, value, hint) in [
            ("0", "0", Hint::Neutral),
            ("1234", "1234", Hint::Neutral),
            ("1234.56", "1234.56", DOT),
            ("1234,56", "1234.56", COMMA),
            ("1 234,56", "1234.56", COMMA),
            ("1\u{a0}234\u{a0}567,5", "1234567.5", COMMA),
            ("1\u{202f}234\u{a0}567.5", "1234567.5", DOT),
            ("1'234.50", "1234.5", DOT),
            ("1\u{2019}234", "1234", Hint::Neutral),
            ("1,234.56", "1234.56", DOT),
            ("1.234,56", "1234.56", COMMA),
            ("1.234.567", "1234567", COMMA),
            ("1,234,567", "1234567", DOT),
            ("1 234,567", "1234.567", COMMA),
            ("1234.567", "1234.567", DOT),
            ("0.500", "0.5", DOT),
            ("0,125", "0.125", COMMA),
            (".5", "0.5", DOT),
            ("12,00-", "-12", COMMA),
            ("-12.5", "-12.5", DOT),
            ("\u{2212}12.5", "-12.5", DOT),
            ("- 12.5", "-12.5", DOT),
            ("(12.50)", "-12.5", DOT),
            ("(1 234,50 €)", "-1234.5", COMMA),
            ("+12", "12", Hint::Neutral),
            ("0000000069,60", "69.6", COMMA),
            (" 000000000001437,12", "1437.12", COMMA),
            ("$13.50 ", "13.5", DOT),
            ("-$13.50", "-13.5", DOT),
            ("€-13.50", "-13.5", DOT),
            ("1 234,56 €", "1234.56", COMMA),
            ("1 234,56EUR", "1234.56", COMMA),
            ("EUR 1 234", "1234", Hint::Neutral),
            ("£ 5", "5", Hint::Neutral),
            ("20 %", "20", Hint::Neutral),
            ("1e3", "1000", Hint::Neutral),
            ("1.5E+3", "1500", DOT),
            ("25e-2", "0.25", Hint::Neutral),
            ("1,234", "1234", Hint::Either),
            ("1.234", "1.234", Hint::Either),
        ] {
            assert_eq!(read(text), Some((value.to_owned(), hint)), "{text}");
        }
    }

    #[test]
    fn what_is_ambiguous_follows_the_column() {
        let value = |text, way| parse(text, way).and_then(Number::to_decimal).map(|d| d.to_string());
        assert_eq!(value("1,234", Way::Second).as_deref(), Some("1.234"));
        assert_eq!(value("1.234", Way::Second).as_deref(), Some("1234"));
    }

    /// The last eight bytes of a text that follows another.
    fn last_eight(before: &str, text: &str) -> u64 {
        let all = [before, text].concat();
        all.as_bytes().last_chunk().map_or(0, |eight| u64::from_le_bytes(*eight))
    }

    #[test]
    fn money_is_read_at_once() {
        for (text, cents) in [("0.00", 0), ("9,99", 999), ("00012,34", 1_234), ("650.00", 65_000), ("99999.99", 9_999_999)] {
            for before in ["12345678", "99.99,99", "éééé"] {
                let hint = if text.contains('.') { Hint::First } else { Hint::Second };
                assert_eq!(with_cents(last_eight(before, text), text.len(), 4), Some((cents * 100, hint)), "{before}{text}");
            }
        }
        assert_eq!(with_cents(last_eight("12345678", "1.50"), 4, 1), None, "more digits than are kept");
    }

    proptest::proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn money_read_at_once_is_what_it_is_read_digit_by_digit(before in "[0-9.,-]{8}", text in "[0-9]{0,5}[0-9.,:/é -]{1,4}") {
            if let Some(found) = with_cents(last_eight(&before, &text), text.len(), 4) {
                proptest::prop_assert_eq!(plain(text.as_bytes(), 4), Some(found), "{}", text);
            }
        }
    }

    #[test]
    fn refusals() {
        for text in [
            "",
            "-",
            "abc",
            "12,3O",
            "12,34,5",
            "1,23,456.5",
            "1.234.56",
            "1 23",
            "12 34",
            "1 2345",
            "1,234.567,8",
            "--1",
            "-1-",
            "(-1)",
            "1..2",
            "1,,2",
            "12.",
            ",",
            "1e",
            "e3",
            "1e99",
            "1.2.3",
            "€",
            "€ $5",
            "5 % %",
            "1 234'567",
            "0.123.456",
            "NaN",
            "inf",
            "1_000",
            "0x10",
            "12h",
            "١٢",
            "9999999999999999999999999999999999999999",
        ] {
            assert_eq!(parse(text, Way::First), None, "{text}");
        }
    }

    #[test]
    fn currency_and_percent_are_kept() {
        let currency = |text| parse(text, Way::First).and_then(|n| n.currency).map(|c| c.code().to_owned());
        assert_eq!(currency("12 €").as_deref(), Some("EUR"));
        assert_eq!(currency("CHF 12").as_deref(), Some("CHF"));
        assert_eq!(currency("12"), None);
        assert_eq!(parse("20,00%", Way::First).map(|n| n.percent), Some(true));
    }

    #[test]
    fn the_short_way_agrees_with_the_long_one() {
        for text in
            ["0", "12", "-12", "12.5", "-0.25", "12,5", "1234.5678", "1,234", "1.234", ".5", "5.", "1.23456", "-", "", "00012.50"]
        {
            for way in [Way::First, Way::Second] {
                if let Some((value, hint)) = plain(text.as_bytes(), 4) {
                    let number = parse(text, way);
                    assert_eq!(number.and_then(|n| n.at_scale(4)), Some(value), "{text}");
                    assert_eq!(number.map(|n| n.hint), Some(hint), "{text}");
                }
            }
        }
        assert_eq!(plain(b"1234.56", 4), Some((12_345_600, DOT)));
        assert_eq!(plain(b"1.234", 4), None, "three digits need a look at the column");
    }
}
