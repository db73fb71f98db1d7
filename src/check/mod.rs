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
mod catalogue;
mod checks;
mod clients;
mod context;
mod displayed_figures;
mod finding;
mod findings;
mod ledger_balance;
mod missing_months;
mod month;
mod numbering;
mod payable;
mod payments;
mod phrase;
mod published_vs_computed;
mod reading;
mod series;
mod stated;
mod time_recording;
mod timesheets_vs_invoices;
mod working_hours;
mod workload;

pub use catalogue::{ALL, Check, Outcome, named};
pub use checks::Checks;
pub use context::CheckContext;
pub use finding::{Finding, Severity};
pub use findings::{CheckResult, Findings, Status};
