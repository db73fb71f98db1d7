//! What the law of a country says of a company, found through one list.

use rust_decimal::Decimal;

use super::losses::LossRule;
use super::rate::Rate;
use super::tax_estimate::{TaxEstimate, TaxSlice};
use super::{be, ch, de, fr, gb, us};
use crate::model::{Business, Period, Wording};

/// Every country whose company tax is known here. To add one: its file, and its line here.
pub const COUNTRIES: &[&Country] = &[fr::COUNTRY, gb::COUNTRY, de::COUNTRY, be::COUNTRY, ch::COUNTRY, us::COUNTRY];

/// The tax of companies of a country, and what is left after it.
///
/// ```
/// use bilan::jurisdiction::{CompanyYear, Country};
/// use bilan::model::{Business, FiscalCalendar};
///
/// let britain = Country::of("GB").ok_or("no such country")?;
/// let year = FiscalCalendar::new(4, 1, Vec::new())?.year(2024).ok_or("no such year")?;
/// let business = Business::default();
/// let of = CompanyYear::new(100_000.into(), 150_000.into(), &year, &business);
/// // 25 % of 100 000, less 3/200 of 250 000 − 100 000.
/// assert_eq!((britain.company_tax)(&of).map_err(|why| why.en)?.tax, 22_750.into());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Country {
    /// ISO 3166.
    pub code: &'static str,
    /// ISO 4217 currency its law counts in.
    pub currency: &'static str,
    /// What the tax of a company is called.
    pub tax: Wording,
    /// What is left after it.
    pub result: Wording,
    /// The profit of a business that pays no tax of its own.
    pub profit: Wording,
    /// How losses of earlier years are deducted; `None`: here they are not.
    pub losses: Option<LossRule>,
    /// The tax on the profit of a fiscal year, or why it is not known and what to write.
    pub company_tax: fn(&CompanyYear<'_>) -> Result<TaxEstimate, Wording>,
}

/// What the tax of a company depends on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CompanyYear<'a> {
    /// The profit, losses of earlier years deducted.
    pub profit: Decimal,
    /// The turnover of the fiscal year, excluding VAT.
    pub turnover: Decimal,
    /// The fiscal year.
    pub year: &'a Period,
    /// What the owner says of the business.
    pub business: &'a Business,
}

impl<'a> CompanyYear<'a> {
    /// A profit, a turnover and a fiscal year of a business.
    pub const fn new(profit: Decimal, turnover: Decimal, year: &'a Period, business: &'a Business) -> Self {
        Self { profit, turnover, year, business }
    }

    /// The profit that is taxed: nothing of a loss.
    pub(super) fn taxable(&self) -> Decimal {
        self.profit.max(Decimal::ZERO)
    }

    /// The tax at a total rate that the owner states, in percent; `None` if it is too large.
    ///
    /// ```
    /// use bilan::jurisdiction::CompanyYear;
    /// use bilan::model::{Business, FiscalCalendar};
    ///
    /// let year = FiscalCalendar::default().year(2020).ok_or("no such year")?;
    /// let business = Business::default();
    /// let of = CompanyYear::new(100_000.into(), 150_000.into(), &year, &business);
    /// let tax = of.at("14.5".parse()?).map(|estimate| estimate.tax);
    /// assert_eq!(tax, Some(14_500.into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn at(&self, percent: Decimal) -> Option<TaxEstimate> {
        let (rate, taxable) = (Rate::of_percent(percent)?, self.taxable());
        let name = Wording::fixed("bénéfice", "profit");
        let slices = if taxable.is_zero() { Vec::new() } else { vec![TaxSlice::at(name, taxable, rate)?] };
        let said = percent.normalize().to_string();
        let assumes = Wording::made(
            format!("taux total de {} % donné par company_tax_rate", said.replace('.', ",")),
            format!("total rate of {said}% given by company_tax_rate"),
        );
        Some(TaxEstimate::of(taxable, slices, "[business] company_tax_rate")?.rounded_to_the_cent(assumes))
    }
}

impl Country {
    /// The country of an ISO 3166 code; `None` where its law is not known here.
    pub fn of(code: &str) -> Option<&'static Self> {
        COUNTRIES.iter().find(|country| country.code.eq_ignore_ascii_case(code)).copied()
    }
}

/// Why nothing is estimated where the law is not known here.
pub const UNKNOWN_LAW: Wording = Wording::fixed(
    "aucun impôt comptabilisé, et l'impôt de ce pays n'est pas estimé ici : ajouter la dépense, company_tax_rate = \"25 %\" dans [business] de bilan.toml avec votre taux, ou income_tax dans [declared.ANNÉE]",
    "no tax is posted, and the tax of this country is not estimated here: add the expense, company_tax_rate = \"25 %\" under [business] in bilan.toml with your rate, or income_tax under [declared.YEAR]",
);

/// Why nothing is estimated for a year that the dated rates do not cover.
pub(super) const UNKNOWN_YEAR: Wording = Wording::fixed(
    "aucun impôt comptabilisé, et les taux de cet exercice ne sont pas connus ici : ajouter la dépense, ou income_tax dans [declared.ANNÉE] de bilan.toml",
    "no tax is posted, and the rates of this fiscal year are not known here: add the expense, or income_tax under [declared.YEAR] in bilan.toml",
);

#[cfg(test)]
mod tests;
