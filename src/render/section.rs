//! What a review can show besides its table: one const per section, found through one list.

mod bridges;
mod capacity;
mod clients;
mod figures;
mod form_2033_b;
mod investment;
mod periods;
mod restated;

use super::table::Table;
use crate::analysis::{Metric, Report, metric};
use crate::error::{Error, ErrorKind, Result, quoted};
use crate::model::Wording;

/// A part of a review: a title and a table.
///
/// ```
/// use bilan::analysis::Review;
/// use bilan::books::Books;
/// use bilan::locale;
/// use bilan::render::section;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let report = Review::year(2020).years(1).of(&books)?;
/// let target = section::TARGET.of(&report).to_terminal(&locale::EN);
/// assert!(target.contains("€127,680"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Section {
    /// Stable identifier: what `--sections` names.
    pub id: &'static str,
    /// What stands above it.
    pub title: Wording,
    /// The figures it is read from; rejected rows that could change them stop a review.
    pub metrics: &'static [&'static Metric],
    make: fn(&[&'static Metric], &Report) -> Table,
}

impl Section {
    /// The table of the section.
    pub fn of(&self, report: &Report) -> Table {
        let mut table = (self.make)(self.metrics, report);
        table.caption = self.title.clone();
        table.marks.extend(report.marks());
        table
    }
}

macro_rules! section {
    ($(#[$doc:meta])* $name:ident, $id:literal, $fr:literal, $en:literal, [$($metric:ident),* $(,)?], $make:path) => {
        $(#[$doc])*
        pub const $name: &Section = &Section {
            id: $id,
            title: Wording::fixed($fr, $en),
            metrics: &[$(metric::$metric),*],
            make: $make,
        };
    };
}

section! {
    /// Revenue and its parts.
    REVENUE, "revenue", "Chiffre d'affaires", "Revenue",
    [REVENUE, REVENUE_TIME, REVENUE_FIXED, REVENUE_REBILLED, REVENUE_UNCLASSIFIED, INVOICES, CLIENTS], figures::of
}
section! {
    /// Revenue when invoiced, when the service is rendered, when paid; what sets the second apart at the end of each year.
    BASES, "bases", "Chiffre d'affaires selon la base", "Revenue by basis",
    [REVENUE, ACCRUED_INCOME, DEFERRED_INCOME, DEPOSITS_RECEIVED], restated::bases
}
section! {
    /// Days billed and worked, and every day rate.
    DAYS, "days", "Jours et taux journaliers", "Days and day rates",
    [BILLED_DAYS, WORKED_DAYS, WORKED_DAYS_BILLABLE, EQUIVALENT_DAYS, DAY_RATE, DAY_RATE_TIME, DAY_RATE_EQUIVALENT, DAY_RATE_EFFECTIVE], figures::of
}
section! {
    /// How full the year was.
    CAPACITY, "capacity", "Capacité et occupation", "Capacity and occupancy",
    [WORKING_DAYS, LEAVE_DAYS, CAPACITY_DAYS, BILLED_DAYS, UTILIZATION, UTILIZATION_GROSS], capacity::of
}
section! {
    /// Billed days over every usual denominator.
    OCCUPANCY, "occupancy", "Occupation selon le dénominateur", "Occupancy by denominator",
    [BILLED_DAYS, WEEKDAYS, BUSINESS_DAYS, WORKING_DAYS, AVAILABLE_DAYS, CAPACITY_DAYS, CONTRACT_DAYS, UTILIZATION_WEEKDAYS, UTILIZATION_BUSINESS, UTILIZATION_GROSS, UTILIZATION_AVAILABLE, UTILIZATION, UTILIZATION_CONTRACT],
    figures::of
}
section! {
    /// What was aimed at, and how much of it was reached.
    TARGET, "target", "Objectif", "Target",
    [CAPACITY_DAYS, TARGET_REVENUE, REVENUE_TIME, REVENUE, TARGET_ATTAINMENT_TIME, TARGET_ATTAINMENT], capacity::target
}
section! {
    /// From revenue to what is left after tax.
    RESULT, "result", "Du chiffre d'affaires au résultat", "From revenue to result",
    [REVENUE, OTHER_INCOME, EXPENSES, DEPRECIATION, RESULT_BEFORE_TAX, INCOME_TAX, RESULT_AFTER_TAX, NET_MARGIN], figures::result
}
section! {
    /// The lines of the French form 2033-B, read from the ledger.
    FORM_2033_B, "form_2033_b", "Compte de résultat simplifié (2033-B)", "Simplified profit and loss account (2033-B)", [LEDGER_REVENUE], form_2033_b::of
}
section! {
    /// Why revenue moved from the base year.
    REVENUE_BRIDGE, "revenue_bridge", "Ce qui a fait varier le chiffre d'affaires", "Why revenue moved",
    [REVENUE, REVENUE_FIXED, REVENUE_TIME, TIME_DAYS, CAPACITY_DAYS], bridges::revenue
}
section! {
    /// The same, time work split over clients.
    CLIENT_BRIDGE, "client_bridge", "La variation du chiffre d'affaires par client", "Why revenue moved, by client",
    [REVENUE, REVENUE_FIXED, REVENUE_TIME, TIME_DAYS], bridges::clients
}
section! {
    /// Why the result moved from the base year.
    RESULT_BRIDGE, "result_bridge", "Ce qui a fait varier le résultat", "Why the result moved",
    [RESULT_BEFORE_TAX, DEPRECIATION, RESULT_AFTER_TAX], bridges::result
}
section! {
    /// What the newest year bought to use for years, and its result had it been expensed at once.
    INVESTMENT, "investment", "Investissement", "Investment", [RESULT_BEFORE_TAX, ASSET_DEPRECIATION], investment::of
}
section! {
    /// What a micro-enterprise keeps of its receipts, estimated.
    CONTRIBUTIONS, "contributions", "Micro-entreprise : cotisations estimées", "Micro-enterprise: estimated contributions",
    [REVENUE, SOCIAL_CONTRIBUTIONS, TRAINING_CONTRIBUTION, FLAT_TAX, RESULT_AFTER_TAX], figures::of
}
section! {
    /// From work recorded to money received, in days and in money.
    CHAIN, "chain", "Du temps saisi à l'encaissement", "From time recorded to money received",
    [
        WORKED_DAYS, WORKED_DAYS_BILLABLE, INVOICED_DAYS_BEFORE_CREDIT, CREDITED_DAYS, INVOICED_DAYS, RECEIVED_DAYS, UNBILLED_DAYS, UNBILLED_VALUE,
        INVOICED_BEFORE_CREDIT, CREDITED, INVOICED, INVOICED_WITH_VAT, RECEIVED_WITH_VAT, RECEIVABLES,
    ],
    figures::of
}
section! {
    /// What clients owe, and how long they take to pay.
    RECEIVABLES, "receivables", "Créances et délais de règlement", "Receivables and days to payment",
    [RECEIVABLES, OVERDUE, DSO_DAYS, DSO_COUNTBACK_DAYS, DSO_WEIGHTED_DAYS], figures::of
}
section! {
    /// As published and as restated.
    RESTATEMENT, "restatement", "Publié et retraité", "As published and restated", [], restated::of
}
section! {
    /// Revenue by client, and how much hangs on few of them.
    CLIENTS, "clients", "Clients", "Clients", [CLIENTS, TOP_CLIENT_SHARE, TOP3_CLIENT_SHARE, CLIENT_HHI, EFFECTIVE_CLIENTS], clients::of
}
section! {
    /// Months of the newest year.
    MONTHS, "months", "Par mois", "By month", [REVENUE, BILLED_DAYS, DAY_RATE, DAY_RATE_TIME], periods::months
}
section! {
    /// Quarters of the newest year.
    QUARTERS, "quarters", "Par trimestre", "By quarter", [REVENUE, BILLED_DAYS, DAY_RATE, DAY_RATE_TIME], periods::quarters
}
section! {
    /// Twelve months up to each month of the newest year.
    SLIDING, "sliding", "Douze mois glissants", "Sliding twelve months", [REVENUE, BILLED_DAYS, DAY_RATE, DAY_RATE_TIME], periods::sliding
}
section! {
    /// Revenue, a month a row and a year a column.
    GRID, "grid", "Chiffre d'affaires, mois par mois", "Revenue, month by month", [REVENUE], periods::grid
}
section! {
    /// Billed days, a month a row and a year a column.
    GRID_DAYS, "grid_days", "Jours facturés, mois par mois", "Billed days, month by month", [BILLED_DAYS], periods::grid
}
section! {
    /// Years of another length brought to twelve months.
    ANNUALISED, "annualised", "Ramené à douze mois", "Brought to twelve months", [REVENUE, RESULT_AFTER_TAX, BILLED_DAYS], figures::annualised
}

/// Every section, in the order in which they are printed.
pub const ALL: &[&Section] = &[
    REVENUE,
    BASES,
    DAYS,
    CAPACITY,
    OCCUPANCY,
    TARGET,
    RESULT,
    FORM_2033_B,
    REVENUE_BRIDGE,
    CLIENT_BRIDGE,
    RESULT_BRIDGE,
    INVESTMENT,
    CONTRIBUTIONS,
    RESTATEMENT,
    CLIENTS,
    CHAIN,
    RECEIVABLES,
    MONTHS,
    QUARTERS,
    SLIDING,
    GRID,
    GRID_DAYS,
    ANNUALISED,
];

/// The sections of these identifiers, each once, in the order in which they are printed; `all` names every one.
///
/// # Errors
/// [`ErrorKind::Question`] for each identifier that names none, with the nearest one.
pub fn named<'a>(ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<&'static Section>> {
    let ids: Vec<&str> = ids.into_iter().map(str::trim).collect();
    for id in &ids {
        if *id != "all" && ALL.iter().all(|section| section.id != *id) {
            let nearest = ALL.iter().min_by_key(|section| strsim::damerau_levenshtein(id, section.id));
            let hint = nearest.map_or(String::new(), |section| format!("did you mean {}? ", section.id));
            let known: Vec<&str> = ALL.iter().map(|section| section.id).collect();
            let message = format!("{} is no section; {hint}known: all, {}", quoted(id), known.join(", "));
            return Err(Error::new(ErrorKind::Question, message));
        }
    }
    Ok(ALL.iter().copied().filter(|section| ids.contains(&"all") || ids.contains(&section.id)).collect())
}
