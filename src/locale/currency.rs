//! Where a language puts the currency.

use rust_decimal::Decimal;

use super::digits::Sign;
use super::words::CurrencyPlace;
use super::{Locale, Marks};

/// No-break space.
pub(super) const NBSP: &str = "\u{a0}";

/// The narrow symbol of CLDR, for the currencies that have one everybody knows; else the code.
fn symbol(currency: &str) -> &str {
    match currency {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        code => code,
    }
}

impl Locale {
    /// An amount that is already rounded, in thousands of the currency (`K`) or in units (``).
    pub(super) fn amount(&self, value: Decimal, thousands: &str, currency: &str) -> String {
        let (sign, digits) = self.signed_digits(value, Sign::Negative);
        let symbol = symbol(currency);
        match self.words().currency {
            CurrencyPlace::After => {
                let unit = format!("{thousands}{symbol}");
                let space = if unit.is_empty() { "" } else { self.space() };
                format!("{sign}{digits}{space}{unit}")
            }
            CurrencyPlace::Before => {
                let space = if symbol.ends_with(char::is_alphanumeric) { self.space() } else { "" };
                format!("{sign}{symbol}{space}{digits}{thousands}")
            }
        }
    }

    /// An amount per day that is already rounded; a blog writes `789€`.
    pub(super) fn rate(&self, value: Decimal, currency: &str) -> String {
        let text = self.amount(value, "", currency);
        let is_unspaced = self.style.marks == Marks::Blog && self.words().currency == CurrencyPlace::After;
        match text.strip_suffix(symbol(currency)) {
            Some(number) if is_unspaced && !symbol(currency).starts_with(char::is_alphanumeric) => {
                format!("{}{}", number.trim_end(), symbol(currency))
            }
            _ => text,
        }
    }

    /// The space between a number and its unit.
    pub(super) fn space(&self) -> &'static str {
        match self.style.marks {
            Marks::Cldr => NBSP,
            Marks::Blog => " ",
        }
    }
}
