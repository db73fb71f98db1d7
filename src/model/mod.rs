//! What a consulting business records and decides: plain data, exact numbers.

mod asset;
mod bank_entry;
mod contract;
mod correction;
mod exchange_rate;
mod expense;
mod fixed;
mod foreign_amount;
mod invoice;
mod language;
mod ledger_entry;
mod mark;
mod measure;
mod payment;
mod period;
mod published;
mod published_table;
mod settings;
mod time_entry;
mod working_time;

pub use asset::Asset;
pub use bank_entry::BankEntry;
pub use contract::{Contract, Recognition};
pub use correction::{Correction, Mend};
pub use exchange_rate::{EuroRate, ExchangeRate, Original};
pub use expense::Expense;
pub(crate) use fixed::rounded_to_the_cent;
pub use fixed::{Days, Money, Price, Quantity, Time};
pub use foreign_amount::ForeignAmount;
pub use invoice::{Billing, Document, InvoiceLine, Status, Unit};
pub use language::{Language, Wording};
pub use ledger_entry::LedgerEntry;
pub(crate) use ledger_entry::is_of_balance_sheet;
pub use mark::{MARK, MARKS};
pub use measure::Measure;
pub use payment::Payment;
pub use period::{FiscalCalendar, Period, date_of, day_number};
pub use published::Published;
pub use published_table::{Holds, PublishedCell, PublishedColumn, PublishedRow, PublishedTable, Says, ShownNumber, ShownUnit};
pub use settings::{
    Activity, BilledDays, Business, Declared, DepreciationTime, FixedPriceDays, LegalForm, Mapping, Policy, RevenueBasis,
    RevenueSource, Rule, RuleChange, RuleMatch, ServiceSpread, Settings, Target,
};
pub use time_entry::{TimeEntry, TimeKind};
pub use working_time::{PartTime, Person, Phase, TimeOff, Weekday, WorkingTime, YearlyDays};
