//! Cross-checks: what one part of the books says against what another says.
//!
//! ```
//! use bilan::books::Books;
//! use bilan::check::{Checks, Severity};
//!
//! let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/ledger"))?;
//! let findings = Checks::all().without("reading").year(2020).of(&books)?;
//! assert!(findings.worst().is_none_or(|worst| worst == Severity::Info));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod agreed_rate;
mod balance_sheet;
mod balances;
mod bank_matching;
mod bank_statements;
mod bank_vs_ledger;
mod break_class;
mod breaks;
mod catalogue;
mod checks;
mod clients;
mod context;
mod credited;
mod displayed_figures;
mod document;
mod finding;
mod findings;
mod foreign;
mod groups;
mod judgement;
mod labels;
mod ledger_balance;
mod ledger_dates;
mod ledger_reconciliation;
mod matched;
mod matching;
mod missing_months;
mod month;
mod numbering;
mod opening;
mod payable;
mod payments;
mod phrase;
mod posting;
mod published_vs_computed;
mod quality;
mod reading;
mod series;
mod stated;
mod suspense;
mod telling;
mod time_recording;
mod timesheets_vs_invoices;
mod vat;
mod verification;
mod verify;
mod working_hours;
mod workload;

pub use bank_vs_ledger::BankReconciliation;
pub use break_class::BreakClass;
pub use catalogue::{ALL, Check, Outcome, named};
pub use checks::Checks;
pub use context::CheckContext;
pub use finding::{Finding, Severity};
pub use findings::{CheckResult, Findings, Status};
pub use judgement::{Actual, Verdict};
pub use ledger_reconciliation::{LedgerBreak, Reconciliation};
pub use matched::Matched;
pub use matching::Why;
pub use quality::{LedgerMatch, Quality};
pub use verification::{Remedy, Verification, VerifiedCell, VerifiedRow};
pub use verify::Verify;
