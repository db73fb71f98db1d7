//! The timesheet: every working day of the four years, in halves of a day.

use chrono::{Datelike, NaiveDate};

use super::plan::{BUSINESS, CLIENTS, FIXED_CLIENT, YEARS, Year, share};

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Activity {
    Billed(usize),
    FixedPrice,
    Internal,
    Training,
    Leave,
}

pub(super) struct Entry {
    pub date: NaiveDate,
    pub half_days: i64,
    pub activity: Activity,
}

impl Entry {
    pub(super) fn client(&self) -> &'static str {
        match self.activity {
            Activity::Billed(client) => CLIENTS[client].name,
            Activity::FixedPrice => FIXED_CLIENT.name,
            _ => BUSINESS,
        }
    }

    pub(super) fn project(&self) -> &'static str {
        match self.activity {
            Activity::Billed(client) => CLIENTS[client].project,
            Activity::FixedPrice => FIXED_CLIENT.project,
            _ => "",
        }
    }

    pub(super) fn task(&self) -> &'static str {
        match self.activity {
            Activity::Billed(client) => CLIENTS[client].task,
            Activity::FixedPrice => FIXED_CLIENT.task,
            Activity::Internal if self.date.day().is_multiple_of(3) => "Administration",
            Activity::Internal => "Prospection",
            Activity::Training => "Formation",
            Activity::Leave => "Congé",
        }
    }

    pub(super) fn is_billable(&self) -> bool {
        matches!(self.activity, Activity::Billed(_) | Activity::FixedPrice)
    }
}

pub(super) fn timesheet() -> Vec<Entry> {
    YEARS.iter().flat_map(of_year).collect()
}

fn of_year(plan: &Year) -> Vec<Entry> {
    let leave = plan.leave();
    let working: Vec<_> = plan.working_days();
    let present: Vec<Vec<NaiveDate>> =
        (1..=12).map(|month| working.iter().copied().filter(|d| d.month() == month && !leave.contains(d)).collect()).collect();
    let weights: Vec<i64> = present.iter().map(|days| 2 * days.len() as i64).collect();

    // What is not billed, sold at a fixed price or training is internal work.
    let mut quotas: Vec<(Activity, Vec<i64>)> = Vec::new();
    for (client, half_days) in plan.billed.iter().enumerate() {
        quotas.push((Activity::Billed(client), share(*half_days, &weights)));
    }
    quotas.push((Activity::FixedPrice, share(plan.fixed_work, &weights)));
    quotas.push((Activity::Training, share(plan.training, &weights)));

    let mut entries: Vec<Entry> =
        leave.iter().map(|date| Entry { date: *date, half_days: 2, activity: Activity::Leave }).collect();
    for (month, days) in present.iter().enumerate() {
        let mut left: Vec<(Activity, i64)> = quotas.iter().map(|(activity, parts)| (*activity, parts[month])).collect();
        let internal = weights[month] - left.iter().map(|(_, half_days)| half_days).sum::<i64>();
        assert!(internal >= 0, "{}-{} is too full", plan.year, month + 1);
        left.push((Activity::Internal, internal));
        let of_month = left.clone();
        for date in days {
            entries.extend(fill(*date, &mut left, &of_month));
        }
    }
    entries.sort_by_key(|entry| entry.date);
    entries
}

/// Gives a day to the activity that is furthest from its share of the month, in two halves where none has a whole day left.
fn fill(date: NaiveDate, left: &mut [(Activity, i64)], of_month: &[(Activity, i64)]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut room = 2;
    while room > 0 {
        let wanted = if left.iter().any(|(_, half_days)| *half_days >= room) { room } else { 1 };
        let next = (0..left.len())
            .filter(|i| left[*i].1 >= wanted)
            .max_by_key(|i| (left[*i].1 * 1000 / of_month[*i].1, of_month[*i].1))
            .expect("the month has as many half days as its activities");
        left[next].1 -= wanted;
        room -= wanted;
        entries.push(Entry { date, half_days: wanted, activity: left[next].0 });
    }
    entries
}

/// Half days billed to a client in a month.
pub(super) fn billed(entries: &[Entry], year: i32, month: u32, client: usize) -> i64 {
    entries
        .iter()
        .filter(|e| e.date.year() == year && e.date.month() == month && e.activity == Activity::Billed(client))
        .map(|e| e.half_days)
        .sum()
}
