//! Billable work by time against what was billed by time, for each client and month.
//!
//! What is billed later than it was worked, or before, is set against each other in the order of the months: within a month where lines
//! state their service, within a year where they do not. What is left is told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::agreed_rate;
use super::catalogue::{Check, Outcome};
use super::context::CheckContext;
use super::finding::{Finding, Severity};
use super::month::Month;
use super::phrase::{days, sentence, text};
use super::working_hours::{Work, WorkingDay};
use super::workload::{self, ClientWork};
use crate::books::{Books, Table};
use crate::error::Origin;
use crate::model::{Measure, Wording};

pub(super) const CHECK: Check = Check::new(
    "timesheets_vs_invoices",
    Wording::fixed("Feuilles de temps et factures", "Timesheets against invoices"),
    findings,
);

/// Work of so many last months may still be billed.
const NOT_YET: i32 = 3;
/// Billing that states no service may be so many months away from the work.
const FAR: i32 = 12;
/// Billing that states its service may be so many months off.
const NEAR: i32 = 1;

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Invoices, Table::Timesheets])?;
    let books = context.books();
    let clients = workload::by_client(books);
    let Some(span) = Span::of(context, &clients) else {
        return Err(Wording::fixed(
            "aucun exercice n'a à la fois des temps facturables et des lignes en régie",
            "no fiscal year has both billable work and lines billed by time",
        ));
    };
    let mut findings = Vec::new();
    for client in &clients {
        let comparison = Comparison { context, span: &span, day: WorkingDay::of(books.settings()), client };
        match client.billed.is_empty() {
            true => findings.extend(comparison.never_billed()),
            false => findings.extend(comparison.differences()),
        }
        findings.extend(agreed_rate::findings(context, client));
    }
    Ok(findings)
}

/// Months in which both sides are there.
struct Span {
    first: Month,
    last: Month,
    /// The last month of any row of either side.
    end: Month,
    /// Fiscal years, by their positions.
    years: BTreeSet<usize>,
    /// Whether some work is said not to be billable, so that other work is.
    says_billable: bool,
}

impl Span {
    fn of(context: &CheckContext<'_>, clients: &[ClientWork<'_>]) -> Option<Self> {
        let worked: BTreeSet<Month> = clients.iter().flat_map(|client| client.worked.keys().copied()).collect();
        let billed: BTreeSet<Month> = clients.iter().flat_map(|client| client.billed.keys().copied()).collect();
        let years = |months: &BTreeSet<Month>| -> BTreeSet<usize> {
            months.iter().filter_map(|month| context.year_of(month.last_day())).collect()
        };
        let years: BTreeSet<usize> = years(&worked).intersection(&years(&billed)).copied().collect();
        let entries = context.books().time_entries().table();
        let says_billable = entries.billable.values().contains(&0);
        let (last_worked, last_billed) = (*worked.last()?, *billed.last()?);
        let span = Self {
            first: *worked.first()?.max(billed.first()?),
            last: last_worked,
            end: last_worked.max(last_billed),
            years,
            says_billable,
        };
        (!span.years.is_empty()).then_some(span)
    }

    fn holds(&self, context: &CheckContext<'_>, month: Month) -> bool {
        let year = context.year_of(month.last_day());
        self.first <= month && month <= self.last && year.is_some_and(|year| self.years.contains(&year))
    }

    fn is_recent(&self, month: Month) -> bool {
        month > self.end.plus(-NOT_YET)
    }
}

/// Work of a month that nothing was set against yet.
#[derive(Clone, Copy)]
struct Open {
    month: Month,
    work: Work,
    reach: i32,
    /// Whether some of it was set against another month.
    is_used: bool,
}

/// Work billed in another month than it was done.
struct Shifted {
    worked: Month,
    billed: Month,
    work: Work,
}

struct Comparison<'s, 'a> {
    context: &'s CheckContext<'a>,
    span: &'s Span,
    day: WorkingDay,
    client: &'s ClientWork<'a>,
}

impl Comparison<'_, '_> {
    fn differences(&self) -> Vec<Finding> {
        let months: BTreeSet<Month> = self.client.worked.keys().chain(self.client.billed.keys()).copied().collect();
        let mut unbilled: VecDeque<Open> = VecDeque::new();
        let mut unworked: VecDeque<Open> = VecDeque::new();
        let mut shifted: Vec<Shifted> = Vec::new();
        let (mut never_billed, mut never_worked) = (Vec::new(), Vec::new());
        for month in months.into_iter().filter(|month| self.span.holds(self.context, *month)) {
            let difference = self.client.worked_in(month).less(self.client.billed_in(month));
            if !self.client.is_difference(difference, self.day) {
                continue;
            }
            let is_undated = self.client.billed.get(&month).is_none_or(|billed| billed.is_undated);
            let mut rest = Open { month, work: difference.size(), reach: if is_undated { FAR } else { NEAR }, is_used: false };
            let (others, own, gone) = match difference > Work::NONE {
                true => (&mut unworked, &mut unbilled, &mut never_worked),
                false => (&mut unbilled, &mut unworked, &mut never_billed),
            };
            while let Some(other) = others.front_mut() {
                if other.month.plus(other.reach.max(rest.reach)) < month {
                    gone.extend(others.pop_front());
                    continue;
                }
                let work = other.work.min(rest.work);
                if work == Work::NONE {
                    break;
                }
                let (worked, billed) = if difference > Work::NONE { (month, other.month) } else { (other.month, month) };
                shifted.push(Shifted { worked, billed, work });
                (other.work, rest.work) = (other.work.less(work), rest.work.less(work));
                (other.is_used, rest.is_used) = (true, true);
                if other.work == Work::NONE {
                    others.pop_front();
                }
            }
            if rest.work != Work::NONE {
                own.push_back(rest);
            }
        }
        never_billed.extend(unbilled);
        never_worked.extend(unworked);
        let mut findings: Vec<(Month, Finding)> = Vec::new();
        findings.extend(never_billed.into_iter().filter_map(|open| Some((open.month, self.worked_not_billed(open)?))));
        findings.extend(never_worked.into_iter().filter_map(|open| Some((open.month, self.billed_not_worked(open)?))));
        findings.extend(self.shifted(&shifted));
        findings.sort_by_key(|(month, _)| *month);
        findings.into_iter().map(|(_, finding)| finding).collect()
    }

    fn worked_not_billed(&self, open: Open) -> Option<Finding> {
        let stated = self.client.billed.iter().filter(|(_, billed)| !billed.is_undated).map(|(month, _)| *month).max();
        let may_follow = self.span.is_recent(open.month) && stated.is_none_or(|stated| stated < open.month);
        if may_follow {
            return self.finding("not_billed_yet", Severity::Info, open, Wording::fixed("", ""));
        }
        let remedy = Wording::fixed(
            "facturer ce travail, ou marquer ces temps non facturables ou au forfait",
            "bill this work, or mark these entries as not billable or at a fixed price",
        );
        self.finding("worked_not_billed", self.severity(), open, remedy)
    }

    fn billed_not_worked(&self, open: Open) -> Option<Finding> {
        let open = Open { work: Work::NONE.less(open.work), ..open };
        // Of days paid in advance some are left.
        if open.is_used && open.reach == FAR && open.month.plus(FAR) > self.span.end {
            return self.finding("not_worked_yet", Severity::Info, open, Wording::fixed("", ""));
        }
        let remedy = Wording::fixed(
            "compléter la feuille de temps, corriger la facture par un avoir, ou marquer la ligne au forfait",
            "complete the timesheet, correct the invoice with a credit note, or mark the line as fixed price",
        );
        self.finding("billed_not_worked", self.severity(), open, remedy)
    }

    fn severity(&self) -> Severity {
        if self.client.is_uncertain { Severity::Info } else { Severity::Warning }
    }

    fn finding(&self, code: &'static str, severity: Severity, open: Open, remedy: Wording) -> Option<Finding> {
        let year = self.context.asked_year_of(open.month.last_day())?;
        let (worked, billed) =
            (self.day.days(self.client.worked_in(open.month)), self.day.days(self.client.billed_in(open.month)));
        let words = sentence(
            "{0}, {1} : {2} jour(s) travaillé(s), {3} facturé(s)",
            "{0}, {1}: {2} day(s) worked, {3} billed",
            &[&text(self.client.client), &open.month.wording(), &days(worked), &days(billed)],
        );
        let (left, right) = self.places(open.month);
        let finding = Finding::new(code, severity, words).between(left, right).quantity(Measure::Days, self.day.days(open.work));
        Some(finding.of(&year.label).remedy(remedy))
    }

    /// Entries and lines of a month.
    fn places(&self, month: Month) -> (Vec<Origin>, Vec<Origin>) {
        let books = self.context.books();
        let entries = self.client.worked.get(&month).map_or(&[][..], |worked| &worked.rows);
        let lines = self.client.billed.get(&month).map_or(&[][..], |billed| &billed.rows);
        (places_of_entries(books, entries), places_of_lines(books, lines))
    }

    /// Work billed later or before, told once for each fiscal year of the work.
    fn shifted(&self, shifted: &[Shifted]) -> Vec<(Month, Finding)> {
        let mut groups: BTreeMap<(usize, bool), Vec<&Shifted>> = BTreeMap::new();
        for one in shifted {
            if let Some(year) = self.context.year_of(one.worked.last_day()) {
                groups.entry((year, one.billed > one.worked)).or_default().push(one);
            }
        }
        let of_group = |((_, is_later), group): ((usize, bool), Vec<&Shifted>)| {
            let first = group.iter().map(|one| one.worked).min()?;
            let year = self.context.asked_year_of(first.last_day())?;
            let work = group.iter().fold(Work::NONE, |sum, one| sum.plus(one.work));
            let (code, fr, en) = match is_later {
                true => (
                    "billed_later",
                    "{0} : {1} jour(s) facturé(s) plus tard que travaillés",
                    "{0}: {1} day(s) billed later than worked",
                ),
                false => (
                    "billed_before",
                    "{0} : {1} jour(s) facturé(s) avant d'être travaillés",
                    "{0}: {1} day(s) billed before they were worked",
                ),
            };
            let worked: BTreeSet<Month> = group.iter().map(|one| one.worked).collect();
            let billed: BTreeSet<Month> = group.iter().map(|one| one.billed).collect();
            let left = worked.into_iter().flat_map(|month| self.places(month).0);
            let right = billed.into_iter().flat_map(|month| self.places(month).1);
            let words = sentence(fr, en, &[&text(self.client.client), &days(self.day.days(work))]);
            let finding = Finding::new(code, Severity::Info, words).between(left, right);
            Some((first, finding.quantity(Measure::Days, self.day.days(work)).of(&year.label)))
        };
        groups.into_iter().filter_map(of_group).collect()
    }

    /// A client with work recorded by time and no line billed by time.
    fn never_billed(&self) -> Option<Finding> {
        let settings = self.context.books().settings();
        let is_own = settings.business.name.as_deref().is_some_and(|name| name.trim() == self.client.client);
        let months: Vec<Month> = self.client.worked.keys().copied().collect();
        let months: Vec<Month> = months
            .into_iter()
            .filter(|month| self.span.holds(self.context, *month) && self.context.asked_year_of(month.last_day()).is_some())
            .collect();
        let (first, last) = (*months.first()?, *months.last()?);
        let year = self.context.asked_year_of(first.last_day())?;
        let work = months.iter().fold(Work::NONE, |sum, month| sum.plus(self.client.worked_in(*month)));
        if is_own || !self.client.is_difference(work, self.day) {
            return None;
        }
        let (code, severity) = match (self.span.is_recent(first), self.span.says_billable && !self.client.is_uncertain) {
            (true, _) => ("not_billed_yet", Severity::Info),
            (false, true) => ("worked_not_billed", Severity::Warning),
            (false, false) => ("worked_not_billed", Severity::Info),
        };
        let words = sentence(
            "{0}, de {1} à {2} : {3} jour(s) travaillé(s), aucune facture en régie",
            "{0}, {1} to {2}: {3} day(s) worked, no invoice by time",
            &[&text(self.client.client), &first.wording(), &last.wording(), &days(self.day.days(work))],
        );
        let left = months.iter().flat_map(|month| self.places(*month).0);
        let finding = Finding::new(code, severity, words).between(left, []).quantity(Measure::Days, self.day.days(work));
        Some(finding.of(&year.label).remedy(Wording::fixed(
            "facturer ce travail, ou marquer ces temps non facturables ou au forfait",
            "bill this work, or mark these entries as not billable or at a fixed price",
        )))
    }
}

pub(super) fn places_of_entries(books: &Books, rows: &[usize]) -> Vec<Origin> {
    rows.iter().filter_map(|row| books.time_entries().get(*row)).map(|row| row.origin()).collect()
}

pub(super) fn places_of_lines(books: &Books, rows: &[usize]) -> Vec<Origin> {
    rows.iter().filter_map(|row| books.invoice_lines().get(*row)).map(|row| row.origin()).collect()
}
