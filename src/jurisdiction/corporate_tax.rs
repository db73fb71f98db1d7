//! A tax whose rates follow the size of the company: from a profit and a fiscal year to the tax, the way the law of France counts.

use rust_decimal::{Decimal, RoundingStrategy};

use super::dated::Dated;
use super::losses::LossRule;
use super::rate::Rate;
use super::tax_estimate::{TaxEstimate, TaxSlice};
use crate::model::{Period, Wording};

/// A corporate tax over the years.
///
/// ```
/// use bilan::jurisdiction::{Capital, fr};
/// use bilan::model::FiscalCalendar;
///
/// let year = FiscalCalendar::default().year(2020).ok_or("no such year")?;
/// let tax = fr::CORPORATE_TAX;
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

impl CorporateTax {
    /// The tax on the profit of a fiscal year, losses of earlier years already deducted (see [`LossRule::carry`]).
    ///
    /// `turnover` is that of the fiscal year, excluding VAT. Every amount the law gives for twelve months is brought to the length of the
    /// year. Profit and tax are rounded to the euro, halves up; a loss is not taxed. `None` when the year opens outside the years
    /// covered, ends before it starts, belongs to a company too large for the rates known here, or the amounts are too large.
    pub fn estimate(&self, profit: Decimal, year: &Period, turnover: Decimal, capital: Capital) -> Option<TaxEstimate> {
        let rates = Dated::on(self.rates, year.start)?;
        let ceiling = Dated::on(self.ceilings, year.end)?.value;
        let thirtieths = Decimal::from(year.thirtieths_of_months()?);
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
        let slice = |amount, rate| TaxSlice::at(SLICE, amount, rate);
        for (rate, limit) in [is_small.then_some((law.reduced, ceiling)), law.intermediate].into_iter().flatten() {
            let upto = brought(limit)?.min(taxable);
            if upto > taxed {
                slices.push(slice(upto - taxed, rate)?);
                taxed = upto;
            }
        }
        if taxable > taxed {
            slices.push(slice(taxable - taxed, law.normal)?);
        }
        let mut estimate = TaxEstimate::of(taxable, slices, rates.source)?;
        estimate.tax = euros(estimate.tax);
        estimate.is_whole = true;
        estimate.turnover_limit = (turnover > small_turnover).then_some(small_turnover);
        estimate.assumes = match capital {
            Capital::PaidUpByPeople => BY_PEOPLE,
            Capital::Otherwise => OTHERWISE,
        };
        Some(estimate)
    }
}

const SLICE: Wording = Wording::fixed("tranche", "slice");
const BY_PEOPLE: Wording = Wording::fixed(
    "taux réduit des PME supposé acquis : capital libéré et détenu à 75 % par des personnes physiques, CA sous le plafond",
    "reduced rate of small companies taken as due: capital paid up and 75% held by natural persons, revenue below the ceiling",
);
const OTHERWISE: Wording = Wording::fixed(
    "sans le taux réduit des PME (small_company = false)",
    "without the reduced rate of small companies (small_company = false)",
);

/// To the euro, halves up; of amounts that are not negative.
fn euros(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests;
