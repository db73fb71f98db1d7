//! A figure, a change: exact decimals in, text out.

use rust_decimal::Decimal;

use super::digits::Sign;
use super::rounding::{one_decimal_below, round, trimmed, whole_or};
use super::{Locale, Marks, Scale};
use crate::model::{Measure, Money};

const MONEY_DECIMALS: u32 = Money::SCALE;

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

impl Locale {
    /// A figure as it is shown in a cell. `currency` is an ISO 4217 code (empty: none is printed).
    ///
    /// ```
    /// use bilan::locale;
    /// use bilan::model::Measure;
    /// let rate = "788.5714285714".parse()?;
    /// assert_eq!(locale::FR.figure(Measure::MoneyPerDay, rate, "EUR"), "788,57\u{a0}€");
    /// assert_eq!(locale::EN.figure(Measure::Share, "0.0580".parse()?, ""), "5.8%");
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    pub fn figure(&self, measure: Measure, value: Decimal, currency: &str) -> String {
        match measure {
            Measure::Money => format!("{}{}", self.style.money_prefix, self.total(value, currency)),
            Measure::MoneyPerDay => self.rate(whole_or(self.style.rate_decimals, value), currency),
            Measure::Days => self.digits(trimmed(value, self.style.day_decimals)),
            Measure::Hours => self.hours(trimmed(value, self.style.day_decimals)),
            Measure::Share => self.percent(value, Sign::Negative),
            Measure::Count => self.digits(round(value, 0)),
            Measure::Index => self.digits(trimmed(value, self.style.index_decimals)),
        }
    }

    /// A relative change: `-8 %`, `+3,6 %`, `0 %`. One decimal below 10, none above.
    pub fn relative(&self, share: Decimal) -> String {
        self.percent(share, Sign::Both)
    }

    /// A difference of shares: −0.1041 is `-10 pts`. One decimal below 10, none above.
    pub fn points(&self, points: Decimal) -> String {
        let (sign, digits) = self.signed_digits(one_decimal_below(10, hundredfold(points)), Sign::Both);
        format!("{sign}{digits}{}pts", self.marked(self.words().points_space))
    }

    /// A figure with all its decimals (quotients: ten), as an explanation shows it: money has at least two.
    pub fn exact(&self, measure: Measure, value: Decimal, currency: &str) -> String {
        let value = trimmed(value, super::QUOTIENT_DECIMALS);
        match measure {
            Measure::Money => {
                // More decimals than an amount of a row can have are those of a quotient.
                let mut cents = if value.scale() > MONEY_DECIMALS { round(value, 2) } else { value };
                cents.rescale(cents.scale().max(2));
                self.amount(cents, "", currency)
            }
            Measure::MoneyPerDay => self.amount(value, "", currency),
            Measure::Share => self.percentage(hundredfold(value).normalize(), Sign::Negative),
            Measure::Days | Measure::Count | Measure::Index => self.digits(value),
            Measure::Hours => self.hours(value),
        }
    }

    fn hours(&self, value: Decimal) -> String {
        format!("{}{}h", self.digits(value), self.space())
    }

    fn total(&self, value: Decimal, currency: &str) -> String {
        let thousands = one_decimal_below(100, value.checked_div(Decimal::ONE_THOUSAND).unwrap_or(value));
        match self.style.scale {
            Scale::Thousands if value.is_zero() || !thousands.is_zero() => self.amount(thousands, "K", currency),
            Scale::Thousands => self.amount(round(value, 0), "", currency),
            Scale::Units => self.amount(whole_or(2, value), "", currency),
        }
    }

    fn percent(&self, share: Decimal, sign: Sign) -> String {
        self.percentage(one_decimal_below(10, hundredfold(share)), sign)
    }

    fn percentage(&self, rounded: Decimal, sign: Sign) -> String {
        let (sign, digits) = self.signed_digits(rounded, sign);
        let space = match self.style.marks {
            Marks::Cldr => self.words().percent_space,
            Marks::Blog => "",
        };
        format!("{sign}{digits}{space}%")
    }
}

fn hundredfold(share: Decimal) -> Decimal {
    share.checked_mul(HUNDRED).unwrap_or(share)
}
