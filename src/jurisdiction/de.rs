//! Germany: *Körperschaftsteuer*, *Solidaritätszuschlag* and *Gewerbesteuer* of a GmbH or UG.
//!
//! Rates go by the calendar year in which the fiscal year ends (KStG § 7 Abs. 4, GewStG § 10 Abs. 2). The KSt is rounded down to the euro
//! (KStG § 31 Abs. 1), the SolZ to the cent (SolZG § 4), the profit for the GewSt to a hundred euros (GewStG § 11 Abs. 1) and its base
//! amount to the euro (GewStR R 14.1). A *Freiberufler* pays none of them.
//!
//! Losses are carried forward up to one million a year and 60 % of the profit beyond; that the KSt takes 70 % of it from 2024 to 2027 is
//! left out.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use super::country::{CompanyYear, Country, UNKNOWN_YEAR};
use super::dated::{Dated, day};
use super::losses::LossRule;
use super::rate::Rate;
use super::tax_estimate::{TaxEstimate, TaxSlice};
use crate::model::Wording;

/// Germany.
pub const COUNTRY: &Country = &Country {
    code: "DE",
    currency: "EUR",
    tax: Wording::fixed("KSt, SolZ et GewSt", "KSt, SolZ and GewSt"),
    result: Wording::fixed("Résultat après KSt, SolZ et GewSt", "Profit after KSt, SolZ and GewSt"),
    profit: Wording::fixed("Gewinn (avant ESt)", "Gewinn (profit before ESt)"),
    losses: Some(LossRule { whole: 1_000_000, beyond: Rate::new(60, 100), source: "EStG § 10d Abs. 2; GewStG § 10a" }),
    company_tax,
};

const REFORM: &str = "KStG § 23 Abs. 1 (Gesetz vom 11. Juli 2025, BGBl. 2025 I Nr. 161)";

const fn until(first: i32, last: i32, percent: u32, source: &'static str) -> Dated<Rate> {
    Dated::new(day(first, 1, 1), day(last, 12, 31), Rate::new(percent, 100), source)
}

/// The rate of the *Körperschaftsteuer* by the day the fiscal year ends.
pub const CORPORATION_TAX: &[Dated<Rate>] = &[
    until(2008, 2027, 15, "KStG § 23 Abs. 1"),
    until(2028, 2028, 14, REFORM),
    until(2029, 2029, 13, REFORM),
    until(2030, 2030, 12, REFORM),
    until(2031, 2031, 11, REFORM),
    Dated::new(day(2032, 1, 1), NaiveDate::MAX, Rate::new(10, 100), REFORM),
];

/// The *Solidaritätszuschlag*, of the *Körperschaftsteuer* (SolZG § 4).
pub const SOLIDARITY_SURCHARGE: Rate = Rate::new(55, 1000);

/// What the *Gewerbesteuer* takes of the profit before the municipality multiplies it by its *Hebesatz* (GewStG § 11 Abs. 2).
pub const TRADE_TAX_BASE: Rate = Rate::new(35, 1000);

const NO_MULTIPLIER: Wording = Wording::fixed(
    "aucun impôt comptabilisé, et la Gewerbesteuer dépend du Hebesatz de la commune : trade_tax_multiplier = 410 dans [business] de bilan.toml, avec le vôtre",
    "no tax is posted, and the Gewerbesteuer depends on the Hebesatz of the municipality: trade_tax_multiplier = 410 under [business] in bilan.toml, with yours",
);

fn company_tax(of: &CompanyYear<'_>) -> Result<TaxEstimate, Wording> {
    let multiplier = of.business.trade_tax_multiplier.ok_or(NO_MULTIPLIER)?;
    let assumes = Wording::made(
        format!(
            "Hebesatz de {multiplier} % (trade_tax_multiplier), sans ajout ni déduction de la Gewerbesteuer (GewStG §§ 8 et 9)"
        ),
        format!(
            "Hebesatz of {multiplier}% (trade_tax_multiplier), without additions and deductions of the Gewerbesteuer (GewStG §§ 8 and 9)"
        ),
    );
    estimate(of, multiplier).map(|estimate| estimate.rounded_to_the_cent(assumes)).ok_or(UNKNOWN_YEAR)
}

/// `None` outside the years covered, or if amounts are too large.
fn estimate(of: &CompanyYear<'_>, multiplier: u32) -> Option<TaxEstimate> {
    let rate = Dated::on(CORPORATION_TAX, of.year.end)?;
    let (profit, hundred) = (of.taxable(), Decimal::ONE_HUNDRED);
    let tax = down(rate.value.of(profit)?, 0);
    let surcharge = down(SOLIDARITY_SURCHARGE.of(tax)?, 2);
    let base = down(TRADE_TAX_BASE.of(down(profit.checked_div(hundred)?, 0).checked_mul(hundred)?)?, 0);
    let slices = vec![
        TaxSlice::new(Wording::fixed("Körperschaftsteuer", "Körperschaftsteuer"), profit, rate.value, tax),
        TaxSlice::new(Wording::fixed("Solidaritätszuschlag", "Solidaritätszuschlag"), tax, SOLIDARITY_SURCHARGE, surcharge),
        TaxSlice::at(
            Wording::fixed("Gewerbesteuer, Hebesatz sur 3,5 % du bénéfice", "Gewerbesteuer, Hebesatz on 3.5% of the profit"),
            base,
            Rate::new(multiplier, 100),
        )?,
    ];
    TaxEstimate::of(profit, slices, rate.source)
}

/// Rounded down to some decimals.
fn down(amount: Decimal, decimals: u32) -> Decimal {
    amount.round_dp_with_strategy(decimals, RoundingStrategy::ToZero)
}
