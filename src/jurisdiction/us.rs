//! United States: the federal income tax of a C corporation.
//!
//! A single-member LLC is passed through to its owner and pays none: `form = "company_ir"`. The tax of the states is left out, and so
//! are losses of earlier years (IRC § 172).

use chrono::NaiveDate;

use super::country::{CompanyYear, Country, UNKNOWN_YEAR};
use super::dated::{Dated, day};
use super::rate::Rate;
use super::tax_estimate::{TaxEstimate, TaxSlice};
use crate::model::Wording;

/// The United States.
pub const COUNTRY: &Country = &Country {
    code: "US",
    currency: "USD",
    tax: Wording::fixed("Impôt fédéral", "federal income tax"),
    result: Wording::fixed("Résultat après impôt des sociétés", "Profit after corporate income tax"),
    profit: Wording::fixed("Bénéfice (transparence fiscale, avant impôt)", "Profit (pass-through, before tax)"),
    losses: None,
    company_tax,
};

/// The federal rate by the day the fiscal year opens. Years opened before straddle older rates.
pub const RATES: &[Dated<Rate>] =
    &[Dated::new(day(2018, 1, 1), NaiveDate::MAX, Rate::new(21, 100), "26 U.S.C. § 11(b) (Pub. L. 115-97, § 13001)")];

const FEDERAL_ONLY: Wording = Wording::fixed(
    "impôt fédéral seul, sans celui des États (taux total : company_tax_rate)",
    "federal tax alone, without that of the states (a total rate: company_tax_rate)",
);

fn company_tax(of: &CompanyYear<'_>) -> Result<TaxEstimate, Wording> {
    estimate(of).map(|estimate| estimate.rounded_to_the_cent(FEDERAL_ONLY)).ok_or(UNKNOWN_YEAR)
}

/// `None` outside the years covered, or if amounts are too large.
fn estimate(of: &CompanyYear<'_>) -> Option<TaxEstimate> {
    let rate = Dated::on(RATES, of.year.start)?;
    let profit = of.taxable();
    let name = Wording::fixed("impôt fédéral", "federal tax");
    let slices = vec![TaxSlice::at(name, profit, rate.value)?];
    TaxEstimate::of(profit, slices, rate.source)
}
