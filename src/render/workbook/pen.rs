//! How cells are written: text that stays text, numbers, dates, formats.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Note, Worksheet, XlsxError};

use super::super::plain_text::one_line;
use crate::locale::Locale;
use crate::model::{Measure, Wording, day_number};

/// The longest text of a cell, in units of UTF-16.
const LONGEST: usize = 32_767;
/// The longest note, which Excel shows behind an author.
const LONGEST_NOTE: usize = 32_000;
/// The longest text of a document property.
const LONGEST_PROPERTY: usize = 255;

pub(super) type Written = Result<(), XlsxError>;

/// Writes cells in a language, and counts the texts that had to be cut.
pub(super) struct Pen {
    pub(super) locale: Locale,
    pub(super) title: Format,
    pub(super) header: Format,
    pub(super) text: Format,
    pub(super) pale: Format,
    date: Format,
    money: Format,
    two_decimals: Format,
    share: Format,
    whole: Format,
    index: Format,
    change: Format,
    points: Format,
    /// How many texts were longer than a cell holds.
    pub(super) cut: u64,
}

impl Pen {
    pub(super) fn new(locale: &Locale, currency: &str) -> Self {
        let right = |code: &str| Format::new().set_num_format(code).set_align(FormatAlign::Right);
        Self {
            locale: *locale,
            title: Format::new().set_bold().set_font_size(14),
            header: Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_num_format("@"),
            // Excel keeps as text what is typed over a text, an account number for one.
            text: Format::new().set_num_format("@"),
            pale: Format::new().set_num_format("@").set_font_color("#808080"),
            date: right(if locale.text(&Wording::fixed("fr", "en")) == "fr" { "dd/mm/yyyy" } else { "yyyy-mm-dd" }),
            money: right(&money_format(locale, currency)),
            two_decimals: right("#,##0.00"),
            share: right("0.0%"),
            whole: right("#,##0"),
            index: right("0.0000"),
            change: right("+0.0%;-0.0%;0.0%"),
            points: right("+0.0\" pts\";-0.0\" pts\";0.0\" pts\""),
            cut: 0,
        }
    }

    /// The format of the values of a measure.
    pub(super) fn of(&self, measure: Measure) -> &Format {
        match measure {
            Measure::Money | Measure::MoneyPerDay => &self.money,
            Measure::Days | Measure::Hours => &self.two_decimals,
            Measure::Share => &self.share,
            Measure::Count => &self.whole,
            Measure::Index => &self.index,
        }
    }

    /// The format of the changes of a measure.
    pub(super) fn of_change(&self, measure: Measure) -> &Format {
        if measure == Measure::Share { &self.points } else { &self.change }
    }

    /// A text, which stays one whatever it looks like.
    pub(super) fn text(&mut self, sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Written {
        let format = self.text.clone();
        self.text_as(sheet, row, column, text, &format)
    }

    pub(super) fn text_as(&mut self, sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Written {
        if text.is_empty() {
            return Ok(());
        }
        let (text, is_cut) = shortened(&clean(text), LONGEST);
        self.cut += u64::from(is_cut);
        sheet.write_string_with_format(row, column, text, format)?;
        Ok(())
    }

    /// A phrase in the language of the workbook.
    pub(super) fn phrase(&mut self, sheet: &mut Worksheet, row: u32, column: u16, wording: &Wording, format: &Format) -> Written {
        let text = self.locale.text(wording).to_owned();
        self.text_as(sheet, row, column, &text, format)
    }

    /// Headers in a row, from the first column on.
    pub(super) fn headers<'a>(&mut self, sheet: &mut Worksheet, row: u32, texts: impl IntoIterator<Item = &'a str>) -> Written {
        let format = self.header.clone();
        for (column, text) in (0..).zip(texts) {
            self.text_as(sheet, row, column, text, &format)?;
        }
        Ok(())
    }

    pub(super) fn number(&self, sheet: &mut Worksheet, row: u32, column: u16, value: Decimal, format: &Format) -> Written {
        sheet.write_number_with_format(row, column, number(value), format)?;
        Ok(())
    }

    /// A day, as the number that workbooks have for it, also before 1900, where Excel shows none.
    pub(super) fn date(&self, sheet: &mut Worksheet, row: u32, column: u16, day: NaiveDate) -> Written {
        /// Days from 1899-12-30, the day 0 of workbooks, to 1970-01-01.
        const EPOCH: i32 = 25_569;
        sheet.write_number_with_format(row, column, day_number(day).saturating_add(EPOCH), &self.date)?;
        Ok(())
    }

    /// A formula with its present result, for programs that do not calculate; those that do calculate it anew.
    pub(super) fn formula(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        text: &str,
        is_array: bool,
        result: &str,
        format: &Format,
    ) -> Written {
        let formula = Formula::new(text).set_result(result);
        if is_array {
            sheet.write_array_formula_with_format(row, column, row, column, formula, format)?;
        } else {
            sheet.write_formula_with_format(row, column, formula, format)?;
        }
        Ok(())
    }

    pub(super) fn note(&self, sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Written {
        if !text.is_empty() {
            let note = Note::new(shortened(&clean(text), LONGEST_NOTE).0).set_author("bilan").add_author_prefix(false);
            sheet.insert_note(row, column, &note.set_width(280))?;
        }
        Ok(())
    }
}

/// The double nearest to an exact value: the only kind of number a workbook holds. Amounts of rows have at most 15 digits and come back as
/// they were written; quotients and larger sums keep 15.
#[expect(clippy::disallowed_types, reason = "a workbook holds no other numbers")]
fn number(value: Decimal) -> f64 {
    // Parsing rounds to the nearest double, which `Decimal::to_f64` does not promise.
    value.to_string().parse().unwrap_or_default()
}

/// Text of the books as a cell holds it: on one line, without control characters and without what XML forbids.
pub(super) fn clean(text: &str) -> String {
    one_line(text).chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

/// A text that is no longer than this, and whether it was.
fn shortened(text: &str, longest: usize) -> (String, bool) {
    // Few bytes cannot be many units.
    if text.len() <= longest || text.encode_utf16().count() <= longest {
        return (text.to_owned(), false);
    }
    let mut units = 1;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= longest
    });
    (kept.chain(['…']).collect(), true)
}

/// A text as a document property holds it.
pub(super) fn property(text: &str) -> String {
    shortened(&clean(text), LONGEST_PROPERTY).0
}

/// `#,##0.00 "€"`, the currency where the language puts it; the program that opens the file writes the digits.
fn money_format(locale: &Locale, currency: &str) -> String {
    let zero = Locale::new(locale.language).exact(Measure::Money, Decimal::ZERO, &clean(currency).replace(['"', '0'], ""));
    let (before, rest) = zero.split_once('0').unwrap_or_default();
    let (_, after) = rest.rsplit_once('0').unwrap_or_default();
    let quoted = |text: &str| if text.is_empty() { String::new() } else { format!("\"{text}\"") };
    format!("{}#,##0.00{}", quoted(before), quoted(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{EN, FR};

    #[test]
    fn money_has_its_currency_where_the_language_puts_it() {
        assert_eq!(money_format(&FR, "EUR"), "#,##0.00\"\u{a0}€\"");
        assert_eq!(money_format(&EN, "EUR"), "\"€\"#,##0.00");
        assert_eq!(money_format(&EN, ""), "#,##0.00");
        assert_eq!(money_format(&FR, "X\"0Y"), "#,##0.00\"\u{a0}XY\"");
    }

    #[test]
    fn long_texts_are_cut_in_units_of_utf_16() {
        assert_eq!(shortened("abc", 3), ("abc".to_owned(), false));
        assert_eq!(shortened("abcd", 3), ("ab…".to_owned(), true));
        assert_eq!(shortened("é😀é", 4), ("é😀é".to_owned(), false));
        assert_eq!(shortened("é😀éé", 4), ("é😀…".to_owned(), true));
        assert_eq!(shortened("😀😀", 3), ("😀…".to_owned(), true));
    }

    #[test]
    fn what_xml_forbids_is_gone() {
        assert_eq!(clean("a\u{1}b\nc\u{fffe}\u{ffff}"), "a\u{fffd}b c");
    }

    #[test]
    fn amounts_of_fifteen_digits_are_what_was_written() {
        for text in ["0.1", "-12345678901.2345", "10000000000", "0.0001", "788.5714285714285714285714286"] {
            let exact: Decimal = text.parse().unwrap();
            assert_eq!(Decimal::try_from(number(exact)).unwrap().round_sf(15), exact.round_sf(15), "{text}");
        }
    }
}
