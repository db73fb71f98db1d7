//! Losses carried forward: what those of earlier years take from the profit of a company.

use rust_decimal::Decimal;

use super::rate::Rate;

/// How much of a profit earlier losses may take away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LossRule {
    /// The amount of profit, in euros, that losses may take away whole.
    pub whole: u32,
    /// The share they may take of the profit beyond.
    pub beyond: Rate,
    /// The official text.
    pub source: &'static str,
}

/// What earlier losses do to a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LossesCarried {
    /// Earlier losses deducted this year.
    pub used: Decimal,
    /// The profit that remains to be taxed; zero for a loss.
    pub taxable: Decimal,
    /// Losses left for the years to come, that of this year among them.
    pub left: Decimal,
}

impl LossRule {
    /// No losses are deducted.
    pub const NONE: Self = Self { whole: 0, beyond: Rate::new(0, 1), source: "" };

    /// Deducts earlier losses (an amount that is not negative) from the result of a year; `None` if the amounts are too large.
    ///
    /// ```
    /// use bilan::jurisdiction::fr;
    /// let carried = fr::CORPORATE_TAX.losses.carry(20_000.into(), 3_000.into()).ok_or("too large")?;
    /// assert_eq!((carried.taxable, carried.left), (17_000.into(), 0.into()));
    /// # Ok::<(), &'static str>(())
    /// ```
    pub fn carry(&self, result: Decimal, losses: Decimal) -> Option<LossesCarried> {
        let losses = losses.max(Decimal::ZERO);
        if result <= Decimal::ZERO {
            let left = losses.checked_sub(result)?;
            return Some(LossesCarried { used: Decimal::ZERO, taxable: Decimal::ZERO, left });
        }
        let whole = Decimal::from(self.whole).min(result);
        let most = whole.checked_add(self.beyond.of(result - whole)?)?;
        let used = losses.min(most);
        Some(LossesCarried { used, taxable: result - used, left: losses - used })
    }
}
