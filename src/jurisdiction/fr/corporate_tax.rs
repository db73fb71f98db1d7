//! The French *impôt sur les sociétés*.
//!
//! The *contribution sociale* of 3.3 % is left out: it concerns companies that owe more than 763 000 € of tax. The large companies whose
//! rates are not known here are those of 250 million euros of turnover (2019 to 2021), and, for years opened in 2017, those that are no
//! *PME* of European law (50 million euros).

use chrono::NaiveDate;

use crate::jurisdiction::corporate_tax::{Capital, CorporateRates, CorporateTax};
use crate::jurisdiction::country::{CompanyYear, UNKNOWN_LAW, UNKNOWN_YEAR};
use crate::jurisdiction::dated::{Dated, day};
use crate::jurisdiction::losses::LossRule;
use crate::jurisdiction::rate::Rate;
use crate::jurisdiction::tax_estimate::TaxEstimate;
use crate::model::Wording;

const THIRD: Rate = Rate::new(1, 3);
const PERCENT_28: Rate = Rate::new(28, 100);
const BEFORE_2021: u32 = 7_630_000;
const SINCE_2021: u32 = 10_000_000;

/// Rates of the fiscal years that open in two years and those between them.
const fn opened(first: i32, last: i32, value: CorporateRates, source: &'static str) -> Dated<CorporateRates> {
    Dated::new(day(first, 1, 1), day(last, 12, 31), value, source)
}
const fn rates(
    small_turnover: u32,
    intermediate: Option<(Rate, u32)>,
    normal: Rate,
    large_turnover: Option<u32>,
) -> CorporateRates {
    CorporateRates { reduced: Rate::new(15, 100), small_turnover, intermediate, normal, large_turnover }
}

/// How losses are carried forward.
pub const LOSSES: LossRule = LossRule { whole: 1_000_000, beyond: Rate::new(1, 2), source: "CGI, art. 209, I" };

/// Rates by the opening of the fiscal year, ceilings by its closing, losses.
pub const CORPORATE_TAX: CorporateTax = CorporateTax {
    rates: &[
        opened(2015, 2016, rates(BEFORE_2021, None, THIRD, None), "CGI, art. 219, I"),
        opened(
            2017,
            2017,
            rates(BEFORE_2021, Some((PERCENT_28, 75_000)), THIRD, Some(50_000_000)),
            "CGI, art. 219, I; loi n° 2016-1917 de finances pour 2017, art. 11",
        ),
        opened(
            2018,
            2018,
            rates(BEFORE_2021, Some((PERCENT_28, 500_000)), THIRD, None),
            "CGI, art. 219, I; loi n° 2017-1837 de finances pour 2018, art. 84",
        ),
        opened(
            2019,
            2019,
            rates(BEFORE_2021, Some((PERCENT_28, 500_000)), Rate::new(31, 100), Some(250_000_000)),
            "CGI, art. 219, I; loi n° 2017-1837 de finances pour 2018, art. 84",
        ),
        opened(
            2020,
            2020,
            rates(BEFORE_2021, None, PERCENT_28, Some(250_000_000)),
            "CGI, art. 219, I; loi n° 2017-1837 de finances pour 2018, art. 84",
        ),
        opened(
            2021,
            2021,
            rates(SINCE_2021, None, Rate::new(265, 1000), Some(250_000_000)),
            "CGI, art. 219, I; loi n° 2020-1721 de finances pour 2021, art. 18",
        ),
        opened(2022, 2026, rates(SINCE_2021, None, Rate::new(25, 100), None), "CGI, art. 219, I"),
    ],
    // A ceiling of 100 000 €, voted in first reading for 2026, did not become law.
    ceilings: &[
        Dated::new(day(2002, 1, 1), day(2022, 12, 30), 38_120, "CGI, art. 219, I-b"),
        Dated::new(
            day(2022, 12, 31),
            NaiveDate::MAX,
            42_500,
            "CGI, art. 219, I-b; loi n° 2022-1726 de finances pour 2023, art. 37",
        ),
    ],
    losses: LOSSES,
};

/// The tax of a company; not of those parts of France that have a tax of their own.
pub(super) fn company_tax(of: &CompanyYear<'_>) -> Result<TaxEstimate, Wording> {
    if !of.business.region.as_deref().is_none_or(super::has_common_tax) {
        return Err(UNKNOWN_LAW);
    }
    let capital = if of.business.small_company == Some(false) { Capital::Otherwise } else { Capital::PaidUpByPeople };
    CORPORATE_TAX.estimate(of.profit, of.year, of.turnover, capital).ok_or(UNKNOWN_YEAR)
}
