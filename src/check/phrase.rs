//! Amounts, days and lists inside the sentences of findings.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::model::Wording;

/// An amount with its cents, or more decimals if they are not zero.
pub(super) fn money(amount: Decimal) -> Wording {
    let mut amount = amount.normalize();
    amount.rescale(amount.scale().max(2));
    let en = if amount.is_zero() { amount.abs().to_string() } else { amount.to_string() };
    Wording::made(en.replace('.', ","), en)
}

/// A day.
pub(super) fn day(day: NaiveDate) -> Wording {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
    let (year, month, day) = (day.year(), day.month(), day.day());
    Wording::made(format!("{day:02}/{month:02}/{year:04}"), format!("{day} {name} {year:04}"))
}

/// Working days, without zeros at the end.
pub(super) fn days(days: Decimal) -> Wording {
    let en = days.normalize().to_string();
    Wording::made(en.replace('.', ","), en)
}

/// How many.
pub(super) fn count(count: usize) -> Wording {
    text(&count.to_string())
}

/// A sentence with parts that are written in each language: `{0}` is the first of them.
pub(super) fn sentence(fr: &str, en: &str, parts: &[&Wording]) -> Wording {
    let (of_fr, of_en) = (|part: &Wording| part.fr.len(), |part: &Wording| part.en.len());
    let length = |pattern: &str, of: fn(&Wording) -> usize| pattern.len() + parts.iter().map(|part| of(part)).sum::<usize>();
    let (fr_length, en_length) = (length(fr, of_fr), length(en, of_en));
    let fr = filled(fr, fr_length, |number| parts.get(number).map(|part| &*part.fr));
    let en = filled(en, en_length, |number| parts.get(number).map(|part| &*part.en));
    Wording::made(fr, en)
}

/// Each `{0}` to `{9}` of a pattern by its part, in one pass, so that braces in a part stay what they are.
fn filled<'a>(pattern: &str, length: usize, part: impl Fn(usize) -> Option<&'a str>) -> String {
    let mut pieces = pattern.split('{');
    let mut text = String::with_capacity(length);
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (number, rest) = piece.split_once('}').unwrap_or((piece, ""));
        text.push_str(number.parse().ok().and_then(&part).unwrap_or(number));
        text.push_str(rest);
    }
    text
}

/// Text of the books, the same in every language.
pub(super) fn text(text: &str) -> Wording {
    Wording::made(text, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stay_what_they_are() {
        let odd = text("{1} & {");
        let found = sentence("{1} : {0} !", "{0}: {1}!", &[&money(Decimal::new(-125, 1)), &odd]);
        assert_eq!((&*found.fr, &*found.en), ("{1} & { : -12,50 !", "-12.50: {1} & {!"));
        assert_eq!(money(Decimal::new(12_345, 4)).en, "1.2345");
        assert_eq!(money(-Decimal::ZERO).en, "0.00");
    }
}
