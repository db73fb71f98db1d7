//! What a ledger entry says in another currency.

use std::fmt;

use super::Money;

/// An amount in another currency than that of the books, beside the amount in theirs (`Montantdevise` and `Idevise` of a FEC).
///
/// Displayed as `1200 USD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ForeignAmount {
    /// Debit minus credit, as the amount of the entry.
    pub amount: Money,
    currency: [u8; 3],
}

impl ForeignAmount {
    /// An amount and its ISO 4217 code; `None` unless the code has three capital letters.
    ///
    /// ```
    /// use bilan::model::{ForeignAmount, Money};
    /// let amount = Money::from_mantissa(1200_0000).ok_or("too large")?;
    /// assert_eq!(ForeignAmount::new(amount, "USD").map(|foreign| foreign.to_string()), Some("1200 USD".to_owned()));
    /// assert_eq!(ForeignAmount::new(amount, "dollars"), None);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn new(amount: Money, currency: &str) -> Option<Self> {
        let currency: [u8; 3] = currency.as_bytes().try_into().ok()?;
        currency.iter().all(u8::is_ascii_uppercase).then_some(Self { amount, currency })
    }

    /// The code of its currency.
    pub fn currency(&self) -> &str {
        std::str::from_utf8(&self.currency).unwrap_or_default()
    }
}

impl fmt::Display for ForeignAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount.to_decimal().normalize(), self.currency())
    }
}
