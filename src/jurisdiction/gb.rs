//! United Kingdom: corporation tax.
//!
//! Rates hold for financial years, 1 April to 31 March. A fiscal year is cut into accounting periods of twelve months at most (CTA 2009,
//! s. 10), and these where rates change; profit goes with the days (CTA 2010, s. 1172). Each part has its share of the limits of a year
//! (s. 18D; HMRC CTM03640), divided by the associated companies and one (s. 18E). Left out: dividends received, which count for the
//! limits, and close investment-holding companies.
//!
//! Losses are carried forward up to £5 million a year and half of the profit beyond (CTA 2010, ss. 45A and 269ZW).

use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;

use super::country::{CompanyYear, Country, UNKNOWN_YEAR};
use super::dated::{Dated, day};
use super::losses::LossRule;
use super::rate::Rate;
use super::tax_estimate::{TaxEstimate, TaxSlice};
use crate::model::{Period, Wording};

/// The United Kingdom.
pub const COUNTRY: &Country = &Country {
    code: "GB",
    currency: "GBP",
    tax: Wording::fixed("Corporation tax", "corporation tax"),
    result: Wording::fixed("Résultat après corporation tax", "Profit after corporation tax"),
    profit: Wording::fixed("Bénéfice (avant income tax)", "Profit (before income tax)"),
    losses: Some(LossRule { whole: 5_000_000, beyond: Rate::new(1, 2), source: "CTA 2010, s. 269ZW" }),
    company_tax,
};

/// The rates of a span of financial years.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FinancialYears {
    /// Which years they are.
    pub name: Wording,
    /// The main rate.
    pub main: Rate,
    /// What companies with small profits pay, since 2023.
    pub small: Option<SmallProfits>,
}

/// The small profits rate and marginal relief.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SmallProfits {
    /// The rate up to the lower limit.
    pub rate: Rate,
    /// The limit, in pounds a year.
    pub lower: u32,
    /// The limit up to which there is marginal relief, in pounds a year.
    pub upper: u32,
    /// What marginal relief is of the distance to the upper limit.
    pub relief: Rate,
}

/// Rates in force by day.
pub const RATES: &[Dated<FinancialYears>] = &[
    Dated::new(
        day(2015, 4, 1),
        day(2017, 3, 31),
        FinancialYears {
            name: Wording::fixed("financial years 2015 et 2016", "financial years 2015 and 2016"),
            main: Rate::new(20, 100),
            small: None,
        },
        "Finance Act 2014, s. 5; Finance (No. 2) Act 2015, s. 7",
    ),
    Dated::new(
        day(2017, 4, 1),
        day(2023, 3, 31),
        FinancialYears {
            name: Wording::fixed("financial years 2017 à 2022", "financial years 2017 to 2022"),
            main: Rate::new(19, 100),
            small: None,
        },
        "Finance (No. 2) Act 2015, s. 7; Finance Act 2020, s. 5; Finance Act 2021, s. 6",
    ),
    Dated::new(
        day(2023, 4, 1),
        NaiveDate::MAX,
        FinancialYears {
            name: Wording::fixed("financial years depuis 2023", "financial years since 2023"),
            main: Rate::new(25, 100),
            small: Some(SmallProfits { rate: Rate::new(19, 100), lower: 50_000, upper: 250_000, relief: Rate::new(3, 200) }),
        },
        "Finance Act 2021, ss. 6 and 7; CTA 2010, ss. 18A to 18E",
    ),
];

const RELIEF: Wording = Wording::fixed("marginal relief", "marginal relief");

fn company_tax(of: &CompanyYear<'_>) -> Result<TaxEstimate, Wording> {
    let associated = of.business.associated_companies;
    let assumes = Wording::made(
        format!("sociétés associées : {associated} (associated_companies) ; aucun dividende reçu"),
        format!("associated companies: {associated} (associated_companies); no dividends received"),
    );
    estimate(of, associated).map(|estimate| estimate.rounded_to_the_cent(assumes)).ok_or(UNKNOWN_YEAR)
}

/// The tax before it is rounded; `None` outside the years covered, or if amounts are too large.
fn estimate(of: &CompanyYear<'_>, associated: u32) -> Option<TaxEstimate> {
    let companies = Decimal::from(associated).checked_add(Decimal::ONE)?;
    let (all, all_days) = (of.taxable(), Decimal::from(of.year.days()));
    let (mut slices, mut source) = (Vec::new(), "");
    let (mut start, mut next, mut twelve_months) = (of.year.start, of.year.start, Decimal::ZERO);
    while start <= of.year.end {
        if start == next {
            next = start.checked_add_months(Months::new(12))?;
            twelve_months = Decimal::from((next - start).num_days());
        }
        let rates = Dated::on(RATES, start)?;
        let end = of.year.end.min(next.pred_opt()?).min(rates.until);
        let days = Decimal::from(Period::new("", start, end).days());
        let profit = all.checked_mul(days)?.checked_div(all_days)?;
        let share = |limit: u32| Decimal::from(limit).checked_mul(days)?.checked_div(twelve_months.checked_mul(companies)?);
        if profit > Decimal::ZERO {
            slices.extend(taxed(&rates.value, profit, share)?);
        }
        source = rates.source;
        start = end.succ_opt()?;
    }
    TaxEstimate::of(all, slices, source)
}

/// The slices of a part of a profit, given its share of the limits of a year.
fn taxed(rates: &FinancialYears, profit: Decimal, share: impl Fn(u32) -> Option<Decimal>) -> Option<Vec<TaxSlice>> {
    let slice = |name: &Wording, amount, rate| TaxSlice::at(name.clone(), amount, rate);
    let Some(small) = rates.small else { return Some(vec![slice(&rates.name, profit, rates.main)?]) };
    if profit <= share(small.lower)? {
        return Some(vec![slice(&rates.name, profit, small.rate)?]);
    }
    let main = slice(&rates.name, profit, rates.main)?;
    let beyond = profit.checked_sub(share(small.upper)?)?;
    Some(if beyond < Decimal::ZERO { vec![main, slice(&RELIEF, beyond, small.relief)?] } else { vec![main] })
}
