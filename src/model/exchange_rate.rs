//! What amounts in another currency were worth in that of the books.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Money, Price};

/// How many units of a currency one euro bought, in 10⁻¹⁰ of the unit: above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EuroRate(i64);

impl EuroRate {
    /// Digits kept after the decimal mark.
    pub const SCALE: u32 = 10;
    /// The rate of the euro itself.
    pub const EURO: Self = Self(10_000_000_000);
    /// Of no currency does one euro buy more: ten million units.
    const LIMIT: i64 = 100_000_000_000_000_000;

    /// From an exact decimal; `None` unless it is above zero, at most ten million, and has at most ten decimals.
    ///
    /// ```
    /// use bilan::model::EuroRate;
    /// assert_eq!(EuroRate::from_decimal("1.1234".parse()?).map(|rate| rate.to_string()), Some("1.1234".to_owned()));
    /// assert!(EuroRate::from_decimal("0".parse()?).is_none());
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    pub fn from_decimal(value: Decimal) -> Option<Self> {
        let value = value.normalize();
        let missing = Self::SCALE.checked_sub(value.scale())?;
        let mantissa = value.mantissa().checked_mul(10_i128.pow(missing))?;
        i64::try_from(mantissa).ok().filter(|mantissa| (1..=Self::LIMIT).contains(mantissa)).map(Self)
    }

    /// The exact value.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, Self::SCALE)
    }
}

impl fmt::Display for EuroRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_decimal().normalize())
    }
}

/// The rate at which amounts in another currency became amounts in the currency of the books.
///
/// The European Central Bank publishes how many units of each currency one euro buys. An amount is divided by the rate of its own
/// currency and multiplied by that of the books, and rounded once, half away from zero.
///
/// ```
/// use bilan::model::{EuroRate, ExchangeRate, Money};
/// use chrono::NaiveDate;
///
/// let day = NaiveDate::from_ymd_opt(2019, 12, 31).ok_or("no such day")?;
/// let rate = |text: &str| text.parse().ok().and_then(EuroRate::from_decimal).ok_or("no rate");
/// let dollars = Money::from_decimal(12_000.into()).ok_or("too large")?;
///
/// let in_euros = ExchangeRate::new("USD", day, rate("1.1234")?, EuroRate::EURO);
/// assert_eq!(in_euros.convert(dollars).map(|euros| euros.to_string()), Some("10681.86".to_owned())); // 10 681.8586…
/// assert_eq!(in_euros.to_string(), "÷ 1.1234 (2019-12-31)");
///
/// let in_pounds = ExchangeRate::new("USD", day, rate("1.1234")?, rate("0.8508")?);
/// assert_eq!(in_pounds.convert(dollars).map(|pounds| pounds.to_string()), Some("9088.13".to_owned())); // 9 088.1253…
/// assert_eq!(in_pounds.to_string(), "÷ 1.1234 × 0.8508 (2019-12-31)");
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ExchangeRate {
    /// The currency that was converted, by its ISO 4217 code.
    pub currency: String,
    /// The day the rate was published.
    pub day: NaiveDate,
    /// Units of that currency for one euro.
    pub per_euro: EuroRate,
    /// Units of the currency of the books for one euro.
    pub books_per_euro: EuroRate,
}

impl ExchangeRate {
    /// The rate of a currency, published on a day, for books in a currency of this other rate.
    pub fn new(currency: impl Into<String>, day: NaiveDate, per_euro: EuroRate, books_per_euro: EuroRate) -> Self {
        Self { currency: currency.into(), day, per_euro, books_per_euro }
    }

    /// An amount in the currency of the books, to the cent; `None` if it is larger than any amount may be.
    pub fn convert(&self, amount: Money) -> Option<Money> {
        const CENT: i64 = 100;
        Money::from_mantissa(self.converted(amount.mantissa(), CENT)?)
    }

    /// A price per unit in the currency of the books, to the decimals a price keeps.
    pub fn convert_price(&self, price: Price) -> Option<Price> {
        Price::from_mantissa(self.converted(price.mantissa(), 1)?)
    }

    /// What one unit of the currency is worth in that of the books, to ten decimals.
    pub fn worth(&self) -> Option<Decimal> {
        let one = Decimal::new(self.converted(10_i64.pow(EuroRate::SCALE), 1)?, EuroRate::SCALE);
        Some(one.normalize())
    }

    /// A mantissa converted, rounded half away from zero to a multiple of `step`.
    fn converted(&self, mantissa: i64, step: i64) -> Option<i64> {
        let exact = i128::from(mantissa) * i128::from(self.books_per_euro.0);
        let unit = i128::from(self.per_euro.0) * i128::from(step);
        let rounded = (exact.abs() * 2 + unit) / (unit * 2) * exact.signum();
        i64::try_from(rounded * i128::from(step)).ok()
    }
}

impl fmt::Display for ExchangeRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.per_euro != EuroRate::EURO {
            write!(f, "÷ {} ", self.per_euro)?;
        }
        if self.books_per_euro != EuroRate::EURO {
            write!(f, "× {} ", self.books_per_euro)?;
        }
        write!(f, "({})", self.day)
    }
}

/// What a row said in another currency than that of the books, and the rate it was converted at.
///
/// Displayed as `12000 USD ÷ 1.1234 (2019-12-31)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Original {
    /// The net amount of an invoice line or an expense; the rate of an entry of time.
    pub amount: Decimal,
    /// VAT amount.
    pub vat: Option<Decimal>,
    /// Amount including VAT.
    pub gross: Option<Decimal>,
    /// The rate, and the currency of the amounts.
    pub rate: Arc<ExchangeRate>,
}

impl Original {
    /// An amount and its rate.
    pub fn new(amount: Decimal, rate: Arc<ExchangeRate>) -> Self {
        Self { amount, vat: None, gross: None, rate }
    }
}

impl fmt::Display for Original {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.amount.normalize(), self.rate.currency, self.rate)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(text: &str) -> EuroRate {
        text.parse().ok().and_then(EuroRate::from_decimal).unwrap_or(EuroRate::EURO)
    }

    fn converted(amount: &str, own: &str, books: &str) -> String {
        let amount = amount.parse().ok().and_then(Money::from_decimal).unwrap_or_default();
        let rate = ExchangeRate::new("USD", NaiveDate::MIN, rate(own), rate(books));
        rate.convert(amount).map(|amount| amount.to_string()).unwrap_or_default()
    }

    #[test]
    fn half_a_cent_goes_away_from_zero() {
        // 0.01 ÷ 2 and 0.03 ÷ 2 are half a cent and one and a half.
        for (amount, expected) in [("0.01", "0.01"), ("0.03", "0.02"), ("-0.01", "-0.01"), ("-0.03", "-0.02"), ("0", "0")] {
            assert_eq!(converted(amount, "2", "1"), expected, "{amount}");
        }
        // 1 ÷ 3 = 0.333…, 2 ÷ 3 = 0.666…; 0.0049 is below half a cent.
        assert_eq!([converted("1", "3", "1"), converted("2", "3", "1"), converted("0.0049", "1", "1")], ["0.33", "0.67", "0"]);
    }

    #[test]
    fn the_euro_may_be_either_side() {
        assert_eq!(converted("100", "1", "1.1234"), "112.34");
        let to_dollars =
            ExchangeRate::new("EUR", NaiveDate::from_ymd_opt(2019, 12, 31).unwrap_or_default(), EuroRate::EURO, rate("1.1234"));
        assert_eq!(Original::new(Decimal::ONE_HUNDRED, Arc::new(to_dollars)).to_string(), "100 EUR × 1.1234 (2019-12-31)");
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in ["0", "-1.2", "10000001", "1.12345678901"] {
            assert_eq!(text.parse().ok().and_then(EuroRate::from_decimal), None, "{text}");
        }
        // Old Turkish lira, and ten decimals.
        assert_eq!([rate("1935170"), rate("0.0000000001")].map(|rate| rate.to_string()), ["1935170", "0.0000000001"]);
        assert_eq!(converted("9999999999", "0.0000000001", "1"), "", "more than an amount may be");
    }

    proptest! {
        #[test]
        fn converting_is_dividing_and_rounding_once(mantissa in -1_000_000_000_000_i64..1_000_000_000_000, own in 1_i64..2_000_000, books in 1_i64..2_000_000) {
            let [own, books] = [own, books].map(|units| Decimal::new(units, 4));
            let rate = EuroRate::from_decimal(own).zip(EuroRate::from_decimal(books)).map(|(own, books)| ExchangeRate::new("X", NaiveDate::MIN, own, books));
            let amount = Money::from_mantissa(mantissa).unwrap_or_default();
            if let Some(found) = rate.and_then(|rate| rate.convert(amount)) {
                // Off the exact quotient by half a cent at most: |found × own − amount × books| ≤ own ÷ 200.
                let error = (found.to_decimal() * own - amount.to_decimal() * books).abs();
                prop_assert!(error * Decimal::from(200) <= own, "{amount} {own} {books} {found}");
            }
        }
    }
}
