//! What the law fixes, as dated data with its official sources: public holidays, chart of accounts.

mod accounts;
mod calendar;
pub mod fr;

pub use accounts::{Accounts, ChartOfAccounts};
pub use calendar::{Calendar, Holiday};
