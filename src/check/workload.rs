//! Work recorded and work billed by time, by client and month.
//!
//! An invoice line belongs to the months of its service. Where it states none, it is for the month of its issue or the one before: whichever
//! agrees best with what was worked for the client.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use hashbrown::{HashMap, HashSet};

use super::clients::Clients;
use super::month::Month;
use super::working_hours::{Work, WorkingDay};
use crate::books::{Books, TypedRow};
use crate::model::{Billing, InvoiceLine, TimeEntry, TimeKind};

/// What was worked for a client and what was billed by time, in each month.
#[derive(Debug, Default)]
pub(super) struct ClientWork<'a> {
    pub(super) client: &'a str,
    pub(super) worked: BTreeMap<Month, Worked>,
    pub(super) billed: BTreeMap<Month, Billed>,
    /// Whether some of it is in hours and some in days, or was measured in hours: a difference may come from rounding.
    pub(super) has_hours: bool,
    /// Whether lines or entries do not say enough to tell what is billed by time.
    pub(super) is_uncertain: bool,
}

impl ClientWork<'_> {
    pub(super) fn worked_in(&self, month: Month) -> Work {
        self.worked.get(&month).map_or(Work::NONE, |worked| worked.work)
    }

    pub(super) fn billed_in(&self, month: Month) -> Work {
        self.billed.get(&month).map_or(Work::NONE, |billed| billed.work)
    }

    /// Whether an amount of work is more than what rounding hours may lose.
    pub(super) fn is_difference(&self, work: Work, day: WorkingDay) -> bool {
        work != Work::NONE && !(self.has_hours && work.size() < day.half())
    }

    /// Lines for months of which as much was worked as billed.
    pub(super) fn agreed_lines(&self, day: WorkingDay) -> BTreeSet<usize> {
        let agrees = |month: Month| {
            self.worked.contains_key(&month) && !self.is_difference(self.worked_in(month).less(self.billed_in(month)), day)
        };
        let of = |wanted: bool| -> BTreeSet<usize> {
            let months = self.billed.iter().filter(|(month, _)| agrees(**month) == wanted);
            months.flat_map(|(_, billed)| billed.rows.iter().copied()).collect()
        };
        &of(true) - &of(false)
    }
}

/// Work of a month, with its rows.
#[derive(Debug, Default)]
pub(super) struct Worked {
    pub(super) work: Work,
    pub(super) rows: Vec<usize>,
}

/// What was billed of the work of a month, with the lines.
#[derive(Debug, Default)]
pub(super) struct Billed {
    pub(super) work: Work,
    pub(super) rows: Vec<usize>,
    /// Whether a line leaves open which month it is for.
    pub(super) is_undated: bool,
}

/// A line billed by time.
#[derive(Clone, Copy, Debug)]
struct TimeLine<'a> {
    row: usize,
    number: &'a str,
    refers_to: &'a str,
    work: Work,
    issued: NaiveDate,
    service: Option<(Month, Month)>,
}

/// Which month a line is for that does not say.
#[derive(Clone, Copy, Debug)]
enum Habit {
    SameMonth,
    /// That of the issue; in its first ten days the one before.
    SoonAfter,
    MonthBefore,
}

impl Habit {
    fn month(self, issued: NaiveDate) -> Month {
        let same = Month::of(issued);
        match self {
            Self::SoonAfter if issued.day() <= 10 => same.plus(-1),
            Self::SameMonth | Self::SoonAfter => same,
            Self::MonthBefore => same.plus(-1),
        }
    }
}

/// What the lines and entries of a client say.
#[derive(Default)]
struct Gathered<'a> {
    work: ClientWork<'a>,
    lines: Vec<TimeLine<'a>>,
    has_fixed_lines: bool,
    /// Projects that are billed by time, and those at a fixed price.
    timed: HashSet<u32>,
    fixed: HashSet<u32>,
}

/// Every client with work recorded or billed by time, in the order of their first rows.
pub(super) fn by_client(books: &Books) -> Vec<ClientWork<'_>> {
    let names = books.names();
    let (mut clients, mut projects) = (Clients::new(names), Clients::new(names));
    let day = WorkingDay::of(books.settings());
    let mut gathered: Vec<Gathered<'_>> = Vec::new();
    let mut known: HashMap<u32, usize> = HashMap::new();
    let mut number_of = |name: u32, gathered: &mut Vec<Gathered<'_>>| {
        let client = clients.of(name);
        *known.entry(client).or_insert_with(|| {
            gathered.push(Gathered::default());
            gathered.len() - 1
        })
    };
    let lines = books.invoice_lines().table();
    for (row, (name, project)) in lines.client.iter().zip(lines.project.iter()).enumerate() {
        let number = number_of(name, &mut gathered);
        if let Some(client) = gathered.get_mut(number) {
            let line = lines.row(row, names);
            client.work.client = line.client;
            client.line(row, &line, projects.of(project), day);
        }
    }
    let entries = books.time_entries().table();
    for (row, (name, project)) in entries.client.iter().zip(entries.project.iter()).enumerate() {
        let entry = entries.row(row, names);
        let is_by_time = matches!(entry.billing, Billing::Time | Billing::Unclassified);
        if !entry.billable || entry.kind != TimeKind::Work || !is_by_time {
            continue;
        }
        let number = number_of(name, &mut gathered);
        if let Some(client) = gathered.get_mut(number) {
            client.work.client = if client.work.client.is_empty() { entry.client } else { client.work.client };
            client.entry(row, &entry, projects.of(project), day);
        }
    }
    let settled = gathered.into_iter().map(Gathered::settled);
    settled.filter(|client| !client.worked.is_empty() || !client.billed.is_empty()).collect()
}

impl<'a> Gathered<'a> {
    fn line(&mut self, row: usize, line: &InvoiceLine<'a>, project: u32, day: WorkingDay) {
        match line.billing {
            Billing::Time => {}
            Billing::Fixed => {
                self.has_fixed_lines = true;
                self.fixed.insert(project);
                return;
            }
            Billing::Unclassified => {
                self.work.is_uncertain = true;
                return;
            }
            _ => return,
        }
        self.timed.insert(project);
        let Some(work) = day.work(line.days, line.time) else {
            self.work.is_uncertain = true;
            return;
        };
        self.work.has_hours |= line.time.is_some();
        let service = match (line.service_start, line.service_end) {
            (Some(start), Some(end)) => Some((Month::of(start), Month::of(end))),
            (Some(start), None) => Some((Month::of(start), Month::of(start.max(line.issued)))),
            (None, Some(end)) => Some((Month::of(end), Month::of(end))),
            (None, None) => None,
        };
        let (number, refers_to) = (line.number, line.refers_to);
        self.lines.push(TimeLine { row, number, refers_to, work, issued: line.issued, service });
    }

    /// Work at a fixed price is not expected on lines billed by time.
    fn entry(&mut self, row: usize, entry: &TimeEntry<'_>, project: u32, day: WorkingDay) {
        if entry.billing == Billing::Unclassified && self.has_fixed_lines && !(project != 0 && self.timed.contains(&project)) {
            if self.timed.is_empty() || (project != 0 && self.fixed.contains(&project)) {
                return;
            }
            self.work.is_uncertain = true;
        }
        let Some(work) = day.work(entry.days, entry.time) else { return };
        self.work.has_hours |= entry.time.is_some();
        let worked = self.work.worked.entry(Month::of(entry.date)).or_default();
        worked.work = worked.work.plus(work);
        worked.rows.push(row);
    }

    fn settled(mut self) -> ClientWork<'a> {
        self.date_credit_notes();
        let habits = [Habit::SameMonth, Habit::SoonAfter, Habit::MonthBefore];
        let habits: &[Habit] =
            if self.lines.iter().any(|line| line.service.is_none()) { &habits } else { habits.get(..1).unwrap_or_default() };
        let ways = habits.iter().map(|habit| self.billed(*habit));
        self.work.billed = ways.min_by_key(|billed| self.disagreement(billed)).unwrap_or_default();
        self.work
    }

    /// A credit note that does not say what it is for is for the service of its invoice.
    fn date_credit_notes(&mut self) {
        let open = |line: &TimeLine<'_>| line.service.is_none() && !line.refers_to.is_empty();
        if !self.lines.iter().any(open) {
            return;
        }
        let originals: HashMap<&str, TimeLine<'_>> = self.lines.iter().rev().map(|line| (line.number, *line)).collect();
        for line in self.lines.iter_mut().filter(|line| open(line)) {
            if let Some(original) = originals.get(line.refers_to) {
                (line.issued, line.service) = (original.issued, original.service);
            }
        }
    }

    /// What is billed of each month under a habit.
    fn billed(&self, habit: Habit) -> BTreeMap<Month, Billed> {
        let mut billed: BTreeMap<Month, Billed> = BTreeMap::new();
        let mut add = |month: Month, work: Work, line: &TimeLine<'_>| {
            let of_month = billed.entry(month).or_default();
            of_month.work = of_month.work.plus(work);
            if of_month.rows.last() != Some(&line.row) {
                of_month.rows.push(line.row);
            }
            of_month.is_undated |= line.service.is_none();
            of_month.work
        };
        let mut over_several = Vec::new();
        for line in &self.lines {
            match line.service {
                Some((first, last)) if first < last => over_several.push((first, last, line)),
                Some((_, month)) => _ = add(month, line.work, line),
                None => _ = add(habit.month(line.issued), line.work, line),
            }
        }
        // What is billed for several months is for the work of these months that is left.
        for (first, last, line) in over_several {
            let mut rest = line.work;
            for (month, worked) in self.work.worked.range(first..=last) {
                let left = worked.work.less(add(*month, Work::NONE, line));
                let part = rest.min(left).max(Work::NONE);
                add(*month, part, line);
                rest = rest.less(part);
            }
            if rest != Work::NONE {
                add(last, rest, line);
            }
        }
        billed
    }

    /// How far what is billed is from what was worked, over all months.
    fn disagreement(&self, billed: &BTreeMap<Month, Billed>) -> Work {
        let worked = |month: &Month| self.work.worked.get(month).map_or(Work::NONE, |worked| worked.work);
        let of_billed = billed.iter().map(|(month, billed)| billed.work.less(worked(month)).size());
        let unbilled = self.work.worked.iter().filter(|(month, _)| !billed.contains_key(month)).map(|(_, worked)| worked.work);
        of_billed.chain(unbilled).fold(Work::NONE, Work::plus)
    }
}
