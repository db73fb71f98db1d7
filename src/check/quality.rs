//! How far books can be trusted: how many of their rows count, and how much of the revenue is confirmed from three sides.

use std::collections::HashSet;

use hashbrown::HashMap;
use rust_decimal::{Decimal, RoundingStrategy};

use super::break_class::BreakClass;
use super::context::CheckContext;
use super::finding::Severity;
use super::payable::Payables;
use super::working_hours::WorkingDay;
use super::workload;
use crate::analysis::{Plan, Report};
use crate::books::{Books, Table, TypedRow};
use crate::model::{Billing, Period, Wording, date_of};

/// Counts of rows, and the share of revenue that an invoice, the ledger, and a timesheet or a payment all state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quality {
    /// Rows read from all sources.
    pub read: u64,
    /// Rows that feed the books.
    pub used: u64,
    /// Rows set aside, each for a reason.
    pub set_aside: u64,
    /// Rows rejected with an error.
    pub rejected: u64,
    /// Rows that a correction of `bilan.toml` changes or sets aside.
    pub corrected: u64,
    /// Invoices without an entry and entries without an invoice, or why that is not known.
    pub unmatched: Result<u64, Wording>,
    /// Share of the revenue of the period, without its sign, that three sides confirm; or why there is none.
    pub matched_share: Result<Decimal, Wording>,
}

/// What the comparison of invoices and ledger found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LedgerMatch {
    /// Numbers of the invoices and credit notes that the ledger has, with nothing wrong about them.
    pub matched: HashSet<String>,
    /// Invoices without an entry, and entries without an invoice.
    pub unmatched: u64,
}

impl LedgerMatch {
    /// What the reconciliation of all fiscal years finds.
    ///
    /// # Errors
    /// Why it is not possible: no invoices, no ledger, accounts of a country that is not known.
    pub fn of(books: &Books) -> Result<Self, Wording> {
        Self::within(&CheckContext::new(books, None))
    }

    /// The same where invoices and ledger may have been compared already.
    pub(super) fn within(context: &CheckContext<'_>) -> Result<Self, Wording> {
        context.needs(&[Table::Invoices, Table::Ledger])?;
        let comparison = context.comparison()?;
        let wrong = comparison.breaks.iter().filter(|found| found.class.severity() > Severity::Info);
        let wrong: HashSet<u32> = wrong.flat_map(|found| found.documents.iter().copied()).collect();
        let matched = comparison.matches.iter().flat_map(|found| &found.left).filter(|at| !wrong.contains(at));
        let matched = matched.filter_map(|at| comparison.documents.get(*at)).map(|document| document.number.to_owned());
        let unmatched = comparison.breaks.iter().map(|found| match found.class {
            BreakClass::MissingInLedger | BreakClass::NotBookedYet | BreakClass::YearWithoutLedger => {
                found.documents.len() as u64
            }
            BreakClass::MissingInInvoices | BreakClass::YearWithoutInvoices => found.postings.len() as u64,
            _ => 0,
        });
        Ok(Self::new(matched, unmatched.sum()))
    }

    /// Numbers of documents that the ledger has, and how many of both sides have no counterpart.
    pub fn new(matched: impl IntoIterator<Item = String>, unmatched: u64) -> Self {
        Self { matched: matched.into_iter().collect(), unmatched }
    }
}

impl Quality {
    /// The quality of books in a period. `ledger` is what the comparison with the ledger found, or why there was none.
    ///
    /// A line is confirmed by a timesheet if as much was worked for its client in its month as billed, and by a payment if listed payments reach
    /// what its invoice asks for. Disbursements are no revenue.
    ///
    /// ```
    /// use bilan::books::Books;
    /// use bilan::check::{LedgerMatch, Quality};
    /// use bilan::model::{FiscalCalendar, Wording};
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let year = FiscalCalendar::default().year(2020).ok_or("no such year")?;
    /// let all = books.invoice_lines().iter().map(|row| row.value().number.to_owned());
    /// let quality = Quality::of(&books, &year, Ok(&LedgerMatch::new(all, 0)));
    /// // Of 138 000 € the timesheets confirm all that is billed by time: 125 000 €.
    /// assert_eq!(quality.matched_share, Ok("0.9057971014".parse()?));
    /// assert_eq!((quality.read, quality.rejected), (quality.used, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(books: &Books, period: &Period, ledger: Result<&LedgerMatch, Wording>) -> Self {
        let sum = |count: fn(&crate::books::Source) -> u64| books.sources().iter().map(count).sum();
        Self {
            read: sum(|source| source.rows),
            used: sum(|source| source.used),
            set_aside: sum(|source| source.set_aside_rows()),
            rejected: sum(|source| source.rejected),
            corrected: sum(|source| source.corrected.len() as u64),
            unmatched: ledger.clone().map(|ledger| ledger.unmatched),
            matched_share: ledger.and_then(|ledger| matched_share(books, period, &ledger.matched)),
        }
    }
}

/// Rows of invoices and ledger up to which a review compares them on its own; beyond, a cross-check is asked for.
const COMPARED_IN_A_REVIEW: usize = 200_000;

impl Report {
    /// The quality of its books in its newest period: what the footer of a review tells.
    ///
    /// ```
    /// use bilan::analysis::Review;
    /// use bilan::books::Books;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let quality = Review::year(2020).of(&books)?.quality();
    /// assert_eq!(quality.read, quality.used);
    /// assert!(quality.unmatched.is_err(), "there is no ledger beside the invoices");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quality(&self) -> Quality {
        let newest = self.periods().first().map(|shown| shown.period.clone());
        of_period(self.books(), newest.as_ref())
    }
}

impl Plan {
    /// The quality of its books in the fiscal year it looks from.
    pub fn quality(&self) -> Quality {
        let calendar = self.books().settings().fiscal_years.clone().unwrap_or_default();
        of_period(self.books(), calendar.of(self.as_at()).as_ref())
    }
}

/// The quality of books in a period, unless there are too many rows to compare them aside.
fn of_period(books: &Books, period: Option<&Period>) -> Quality {
    let rows = books.invoice_lines().len() + books.ledger_entries().len();
    let ledger = match rows <= COMPARED_IN_A_REVIEW {
        true => LedgerMatch::of(books),
        false => {
            Err(Wording::fixed("trop de lignes pour une revue : voir bilan check", "too many rows for a review: see bilan check"))
        }
    };
    Quality::of(books, &period.cloned().unwrap_or_else(Period::none), ledger.as_ref().map_err(Clone::clone))
}

impl Quality {
    /// In the fiscal year that was asked for, else in the newest with an invoice, as the comparison of all checks has it.
    pub(super) fn within(context: &CheckContext<'_>, is_compared: bool) -> Self {
        let books = context.books();
        let ledger = match is_compared {
            true => LedgerMatch::within(context),
            false => Err(Wording::fixed("ledger_reconciliation est désactivé", "ledger_reconciliation is off")),
        };
        let last = books.days(Table::Invoices).map(|(_, last)| date_of(last));
        let newest = || last.and_then(|day| context.asked_year_of(day)).or_else(|| context.asked().last());
        Self::of(books, &newest().cloned().unwrap_or_else(Period::none), ledger.as_ref().map_err(Clone::clone))
    }
}

fn matched_share(books: &Books, period: &Period, in_ledger: &HashSet<String>) -> Result<Decimal, Wording> {
    let day = WorkingDay::of(books.settings());
    let worked: HashSet<usize> = workload::by_client(books).iter().flat_map(|client| client.agreed_lines(day)).collect();
    let (payments, paid) = paid(books);
    let lines = books.invoice_lines().table();
    let is_within = |dates: &[i32]| dates.iter().any(|day| period.contains(date_of(*day)));
    let booked = books.ledger_entries().table().date.values();
    let has_ledger = booked.is_empty() || is_within(booked);
    let mut has_third_side = is_within(books.time_entries().table().date.values());
    let (mut all, mut matched) = (0_i128, 0_i128);
    for row in 0..lines.rows() {
        let line = lines.row(row, books.names());
        if !period.contains(line.issued) || line.billing == Billing::Disbursement {
            continue;
        }
        let net = i128::from(line.net.mantissa()).abs();
        all += net;
        has_third_side |= payments.contains_key(line.number);
        if in_ledger.contains(line.number) && (worked.contains(&row) || paid.contains(line.number)) {
            matched += net;
        }
    }
    // What nothing could confirm is not known, and no zero.
    if all != 0 && !has_ledger {
        return Err(Wording::fixed("pas de grand livre dans la période", "no ledger in the period"));
    }
    if all != 0 && !has_third_side {
        return Err(Wording::fixed(
            "ni feuilles de temps ni règlements dans la période",
            "neither timesheets nor payments in the period",
        ));
    }
    let share = Decimal::try_from_i128_with_scale(matched, 0).ok();
    let share = share.zip(Decimal::try_from_i128_with_scale(all, 0).ok()).and_then(|(matched, all)| matched.checked_div(all));
    share
        .map(|share| share.round_dp_with_strategy(10, RoundingStrategy::MidpointAwayFromZero).normalize())
        .ok_or(Wording::fixed("aucune facture dans la période", "no invoice in the period"))
}

/// What listed payments pay by number, and the numbers of documents that they pay in full.
fn paid(books: &Books) -> (HashMap<&str, i128>, HashSet<&str>) {
    let mut sums: HashMap<&str, i128> = HashMap::new();
    for payment in books.payments() {
        *sums.entry(payment.value.number.as_str()).or_default() += i128::from(payment.value.amount.mantissa());
    }
    let payables = Payables::of(books);
    let is_paid = |payable: &&super::payable::Payable<'_>| {
        let sum = sums.get(payable.number).copied();
        sum.zip(payables.due(payable)).is_some_and(|(sum, due)| sum.abs() >= due.abs() && sum.signum() == due.signum())
    };
    let paid = payables.all.iter().filter(is_paid).map(|payable| payable.number).collect();
    (sums, paid)
}
