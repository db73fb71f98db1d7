//! Belgium: *impôt des sociétés* (ISOC).
//!
//! Rates go by the opening of the fiscal year, the contribution for the crisis included. A small company (CSA art. 1:24) has the reduced
//! rate on its first 100 000 € if it pays a director who is a natural person 45 000 € or more, or as much as its taxable income; in its
//! first four years without that. The reduced rates of before 2018 are left out.
//!
//! Losses are carried forward up to one million a year and 40 % of the profit beyond, as since 2023; 70 % before is left out.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::country::{CompanyYear, Country, UNKNOWN_YEAR};
use super::dated::{Dated, day};
use super::losses::LossRule;
use super::rate::Rate;
use super::tax_estimate::{TaxEstimate, TaxSlice};
use crate::model::Wording;

/// Belgium.
pub const COUNTRY: &Country = &Country {
    code: "BE",
    currency: "EUR",
    tax: Wording::fixed("ISOC", "ISOC"),
    result: Wording::fixed("Résultat après ISOC", "Profit after ISOC"),
    profit: Wording::fixed("Bénéfice (avant IPP)", "Profit (before IPP)"),
    losses: Some(LossRule { whole: 1_000_000, beyond: Rate::new(40, 100), source: "CIR 92, art. 207" }),
    company_tax,
};

/// The rates of a span of fiscal years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rates {
    /// The rate of all companies.
    pub normal: Rate,
    /// The rate of small ones on their first 100 000 €.
    pub reduced: Option<Rate>,
}

/// Rates by the day the fiscal year opens.
pub const RATES: &[Dated<Rates>] = &[
    Dated::new(
        day(2003, 1, 1),
        day(2017, 12, 31),
        Rates { normal: Rate::new(3399, 10_000), reduced: None },
        "CIR 92, art. 215 et 463bis (loi du 24 décembre 2002)",
    ),
    Dated::new(
        day(2018, 1, 1),
        day(2019, 12, 31),
        Rates { normal: Rate::new(2958, 10_000), reduced: Some(Rate::new(204, 1000)) },
        "CIR 92, art. 215 et 463bis (loi du 25 décembre 2017, art. 53)",
    ),
    Dated::new(
        day(2020, 1, 1),
        NaiveDate::MAX,
        Rates { normal: Rate::new(25, 100), reduced: Some(Rate::new(20, 100)) },
        "CIR 92, art. 215 (loi du 25 décembre 2017, art. 54)",
    ),
];

/// How much profit of a small company is taxed at the reduced rate, in euros.
pub const REDUCED_UP_TO: u32 = 100_000;

const SMALL: Wording = Wording::fixed(
    "taux réduit des petites sociétés (small_company = true) : rémunération d'un dirigeant d'au moins 45 000, ou du bénéfice imposable, sauf les quatre premiers exercices",
    "reduced rate of small companies (small_company = true): a director is paid at least 45,000, or as much as the taxable income, but for the first four years",
);
const NORMAL: Wording = Wording::fixed(
    "sans le taux réduit des petites sociétés : s'il est dû, small_company = true dans [business] de bilan.toml (rémunération d'un dirigeant d'au moins 45 000, ou du bénéfice imposable, sauf les quatre premiers exercices)",
    "without the reduced rate of small companies: where it is due, small_company = true under [business] in bilan.toml (a director is paid at least 45,000, or as much as the taxable income, but for the first four years)",
);
const NOT_BEFORE_2018: Wording = Wording::fixed(
    "aucun impôt comptabilisé, et les taux réduits belges d'avant 2018 ne sont pas connus ici : ajouter la dépense, ou income_tax dans [declared.ANNÉE] de bilan.toml",
    "no tax is posted, and the reduced rates of Belgium before 2018 are not known here: add the expense, or income_tax under [declared.YEAR] in bilan.toml",
);

fn company_tax(of: &CompanyYear<'_>) -> Result<TaxEstimate, Wording> {
    let rates = Dated::on(RATES, of.year.start).ok_or(UNKNOWN_YEAR)?;
    let is_small = of.business.small_company.unwrap_or_default();
    if is_small && rates.value.reduced.is_none() {
        return Err(NOT_BEFORE_2018);
    }
    let assumes = if is_small { SMALL } else { NORMAL };
    estimate(of, rates, is_small).map(|estimate| estimate.rounded_to_the_cent(assumes)).ok_or(UNKNOWN_YEAR)
}

/// `None` if amounts are too large.
fn estimate(of: &CompanyYear<'_>, rates: &Dated<Rates>, is_small: bool) -> Option<TaxEstimate> {
    let profit = of.taxable();
    let reduced = rates.value.reduced.filter(|_| is_small).map(|rate| (profit.min(REDUCED_UP_TO.into()), rate));
    let rest = profit - reduced.map_or(Decimal::ZERO, |(amount, _)| amount);
    let slices = reduced.into_iter().chain([(rest, rates.value.normal)]).filter(|(amount, _)| !amount.is_zero());
    let slice = |(amount, rate)| TaxSlice::at(Wording::fixed("tranche", "slice"), amount, rate);
    TaxEstimate::of(profit, slices.map(slice).collect::<Option<_>>()?, rates.source)
}
