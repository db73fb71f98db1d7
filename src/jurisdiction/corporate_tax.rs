//! Tax on the profit of a company: from a profit and a fiscal year to the tax, the way the law counts.

use rust_decimal::{Decimal, RoundingStrategy};

use super::dated::Dated;
use super::fr;
use super::rate::Rate;
use crate::model::Period;

/// The corporate tax of a country, over the years.
///
/// ```
/// use bilan::jurisdiction::{Capital, CorporateTax};
/// use bilan::model::FiscalCalendar;
///
/// let tax = CorporateTax::of("FR", None).ok_or("no such tax")?;
/// let year = FiscalCalendar::default().year(2020).ok_or("no such year")?;
/// let estimate = tax.estimate(9_412.into(), &year, 138_000.into(), Capital::PaidUpByPeople).ok_or("not covered")?;
/// assert_eq!(estimate.tax, 1_412.into());
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorporateTax {
    /// Rates, in force by the day a fiscal year opens.
    pub rates: &'static [Dated<CorporateRates>],
    /// How much profit of twelve months is taxed at the reduced rate, in whole euros, in force by the day a fiscal year closes.
    pub ceilings: &'static [Dated<u32>],
    /// How losses are carried forward.
    pub losses: LossRule,
}

/// The rates of the fiscal years that open in a span of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorporateRates {
    /// The rate of small companies, up to the ceiling.
    pub reduced: Rate,
    /// The most turnover of twelve months, in euros, with which a company is small.
    pub small_turnover: u32,
    /// A rate beyond the ceiling and up to an amount of profit of twelve months, in euros.
    pub intermediate: Option<(Rate, u32)>,
    /// The rate of all the rest.
    pub normal: Rate,
    /// The turnover of twelve months, in euros, from which other rates hold, which are not known here.
    pub large_turnover: Option<u32>,
}

/// Whether the capital of a company lets it have the reduced rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Capital {
    /// Fully paid up, and held for three quarters or more by natural persons.
    #[default]
    PaidUpByPeople,
    /// Not so: there is no reduced rate.
    Otherwise,
}

/// A tax and how it was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaxEstimate {
    /// The profit that is taxed, to the euro; zero for a loss.
    pub taxable: Decimal,
    /// Length of the fiscal year: whole months, and days left over ÷ 30.
    pub months: Decimal,
    /// The parts of the profit and their rates, in the order of the law; they add up to `taxable`, up to the last of 28 digits.
    pub slices: Vec<TaxSlice>,
    /// The tax, to the euro.
    pub tax: Decimal,
    /// The most turnover of a year of this length, in euros, with which a company is small.
    pub small_turnover: Decimal,
    /// Whether the reduced rate of small companies holds.
    pub is_small: bool,
    /// The official text of the rates.
    pub source: &'static str,
}

/// A part of a profit, taxed at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaxSlice {
    /// The part of the profit, in euros.
    pub amount: Decimal,
    /// The rate.
    pub rate: Rate,
}

impl CorporateTax {
    /// The corporate tax of a country (ISO 3166) and a region of it; `None` where the law is not known here, as in the parts of France that
    /// have a tax of their own.
    pub fn of(country: &str, region: Option<&str>) -> Option<&'static Self> {
        (country.eq_ignore_ascii_case("FR") && region.is_none_or(fr::has_common_tax)).then_some(&fr::CORPORATE_TAX)
    }

    /// The tax on the profit of a fiscal year, losses of earlier years already deducted (see [`LossRule::carry`]).
    ///
    /// `turnover` is that of the fiscal year, excluding VAT. Every amount the law gives for twelve months is brought to the length of the
    /// year. Profit and tax are rounded to the euro, halves up; a loss is not taxed. `None` when the year opens outside the years
    /// covered, ends before it starts, belongs to a company too large for the rates known here, or the amounts are too large.
    pub fn estimate(&self, profit: Decimal, year: &Period, turnover: Decimal, capital: Capital) -> Option<TaxEstimate> {
        let rates = Dated::on(self.rates, year.start)?;
        let ceiling = Dated::on(self.ceilings, year.end)?.value;
        let thirtieths = Decimal::from(year.thirtieths_of_months()?);
        let months = thirtieths.checked_div(Decimal::from(30))?;
        let brought = |limit: u32| Decimal::from(limit).checked_mul(thirtieths)?.checked_div(Decimal::from(360));
        let law = &rates.value;
        if let Some(limit) = law.large_turnover
            && turnover >= brought(limit)?
        {
            return None;
        }
        let small_turnover = brought(law.small_turnover)?;
        let is_small = capital == Capital::PaidUpByPeople && turnover <= small_turnover;
        let taxable = euros(profit.max(Decimal::ZERO));

        let mut slices = Vec::new();
        let mut taxed = Decimal::ZERO;
        for (rate, limit) in [is_small.then_some((law.reduced, ceiling)), law.intermediate].into_iter().flatten() {
            let upto = brought(limit)?.min(taxable);
            if upto > taxed {
                slices.push(TaxSlice { amount: upto - taxed, rate });
                taxed = upto;
            }
        }
        if taxable > taxed {
            slices.push(TaxSlice { amount: taxable - taxed, rate: law.normal });
        }
        let tax = slices.iter().try_fold(Decimal::ZERO, |sum, slice| sum.checked_add(slice.rate.of(slice.amount)?))?;
        Some(TaxEstimate { taxable, months, slices, tax: euros(tax), small_turnover, is_small, source: rates.source })
    }
}

/// To the euro, halves up; of amounts that are not negative.
fn euros(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
}

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

#[cfg(test)]
mod tests;
