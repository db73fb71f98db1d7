//! What the law fixes, as dated data with its official sources: public holidays, corporate tax, charges of a
//! micro-enterprise, chart of accounts.

mod accounts;
mod calendar;
mod corporate_tax;
mod dated;
pub mod fr;
mod micro;
mod rate;

pub use accounts::{Accounts, ChartOfAccounts};
pub use calendar::{Calendar, Holiday};
pub use corporate_tax::{Capital, CorporateRates, CorporateTax, LossRule, LossesCarried, TaxEstimate, TaxSlice};
pub use dated::Dated;
pub use micro::{
    Charge, Contributions, IncomeTax, MicroEnterprise, SocialRates, Threshold, TrainingRates, VatFranchise, VatLimits,
};
pub use rate::Rate;
