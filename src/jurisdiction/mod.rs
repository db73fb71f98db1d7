//! What the law fixes, as dated data with its official sources: public holidays, corporate tax, charges of a
//! micro-enterprise, chart of accounts.

mod accounts;
pub mod be;
mod calendar;
pub mod ch;
mod corporate_tax;
mod country;
mod dated;
pub mod de;
pub mod fr;
pub mod gb;
mod losses;
mod micro;
mod rate;
mod tax_estimate;
pub mod us;

pub use accounts::{Accounts, ChartOfAccounts};
pub use calendar::{Calendar, Holiday};
pub use corporate_tax::{Capital, CorporateRates, CorporateTax};
pub use country::{COUNTRIES, CompanyYear, Country, UNKNOWN_LAW};
pub use dated::Dated;
pub use losses::{LossRule, LossesCarried};
pub use micro::{
    Charge, Contributions, IncomeTax, MicroEnterprise, SocialRates, Threshold, TrainingRates, VatFranchise, VatLimits,
};
pub use rate::Rate;
pub use tax_estimate::{TaxEstimate, TaxSlice};
