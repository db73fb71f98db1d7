//! Digits, separators and signs of a language, through ICU4X.

use icu_decimal::DecimalFormatter;
use icu_decimal::input::{Decimal as Fixed, SignDisplay};
use icu_decimal::options::DecimalFormatterOptions;
use rust_decimal::Decimal;

use super::{Locale, Marks};

/// Whether a gain gets its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `-` for a loss.
    Negative,
    /// `+` for a gain, `-` for a loss, nothing for zero.
    Both,
}

impl Locale {
    /// A number that is already rounded, all its decimals shown: the sign, then the digits.
    pub(super) fn signed_digits(&self, value: Decimal, sign: Sign) -> (String, String) {
        let formatter = DecimalFormatter::try_new((&self.words().icu).into(), DecimalFormatterOptions::default()).ok();
        let format = |value, sign| self.format(formatter.as_ref(), value, sign);
        let mark = match sign {
            _ if value.is_zero() => String::new(),
            Sign::Negative if value.is_sign_positive() => String::new(),
            _ => {
                let one = if value.is_sign_negative() { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
                format(one, SignDisplay::Always).replace(&format(one, SignDisplay::Never), "")
            }
        };
        (mark, format(value, SignDisplay::Never))
    }

    /// A number that is already rounded, all its decimals shown.
    pub(crate) fn digits(&self, value: Decimal) -> String {
        let (sign, digits) = self.signed_digits(value, Sign::Negative);
        sign + &digits
    }

    fn format(&self, formatter: Option<&DecimalFormatter>, value: Decimal, sign: SignDisplay) -> String {
        let plain = value.to_string();
        let text = match (formatter, plain.parse::<Fixed>()) {
            (Some(formatter), Ok(fixed)) => formatter.format(&fixed.with_sign_display(sign)).to_string(),
            // ICU's data is compiled in and holds both languages; digits without separators are still right.
            _ => plain,
        };
        self.marked(&text)
    }

    /// Spaces and decimal marks of the language as the style wants them.
    pub(super) fn marked(&self, text: &str) -> String {
        match self.style.marks {
            Marks::Cldr => text.to_owned(),
            Marks::Blog => text
                .chars()
                .map(|c| match c {
                    '\u{a0}' | '\u{202f}' => ' ',
                    c if c == self.words().decimal => '.',
                    c => c,
                })
                .collect(),
        }
    }
}
