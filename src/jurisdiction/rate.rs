//! Rates as the law writes them: exact fractions.

use rust_decimal::Decimal;

/// A share of an amount, as an exact fraction: 33 ⅓ % is one third.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub(super) over: u32,
    pub(super) under: u32,
}

impl Rate {
    pub(super) const fn new(over: u32, under: u32) -> Self {
        Self { over, under }
    }

    /// A rate in percent, as 14.5; `None` if it is negative or has too many digits.
    pub(super) fn of_percent(percent: Decimal) -> Option<Self> {
        let percent = percent.normalize();
        let under = 10_u32.checked_pow(percent.scale())?.checked_mul(100)?;
        Some(Self { over: u32::try_from(percent.mantissa()).ok()?, under })
    }

    /// What it takes of an amount: exact where the division ends, else at the 28 digits of a [`Decimal`]; `None` if that is too large.
    ///
    /// ```
    /// use bilan::jurisdiction::fr;
    /// let normal = fr::CORPORATE_TAX.rates[0].value.normal;
    /// assert_eq!(normal.of(300.into()), Some(100.into()));
    /// ```
    pub fn of(self, amount: Decimal) -> Option<Decimal> {
        amount.checked_mul(self.over.into())?.checked_div(self.under.into())
    }

    /// The share itself: 0.265 for 26.5 %.
    pub fn share(self) -> Option<Decimal> {
        self.of(Decimal::ONE)
    }
}
