//! Work billed by the day, client by client.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::choice::{self, BILLED_WORK, TIME_LINES};
use super::decomposition::DayWork;
use super::facts::Facts;
use super::figure::BEYOND;
use super::formula::{Choice, Feed};
use super::recognition::Entries;
use crate::books::Table;
use crate::model::{Billing, Money, Time, Wording};

/// What one client brought and took, in the smallest units.
#[derive(Clone, Copy, Default)]
struct Work {
    net: i128,
    days: Decimal,
    micros: i128,
}

impl Work {
    fn add_time(&mut self, entries: &Entries, entry: usize) {
        self.days = self.days.saturating_add(entries.days_at(entry).unwrap_or_default());
        self.micros += entries.micros_at(entry).map_or(0, i128::from);
    }

    fn whole(&self, hours_per_day: Decimal) -> Option<DayWork> {
        let revenue = Decimal::try_from_i128_with_scale(self.net, Money::SCALE).ok()?;
        let micros = Decimal::try_from_i128_with_scale(self.micros, 0).ok()?;
        let hours = micros.checked_div(Time::HOUR.into())?;
        Some(DayWork::new(revenue, self.days.checked_add(hours.checked_div(hours_per_day)?)?))
    }
}

impl Facts {
    /// Time revenue and billed days of each client in a base year and in another, by name; revenue is at the mean exchange rates of both.
    pub(super) fn work_of_clients(&self, base: usize, new: usize) -> Result<BTreeMap<&str, (DayWork, DayWork)>, Wording> {
        let mut both: BTreeMap<&str, (DayWork, DayWork)> = BTreeMap::new();
        for (client, work) in self.day_work(base)? {
            both.entry(client).or_default().0 = work;
        }
        for (client, work) in self.day_work(new)? {
            both.entry(client).or_default().1 = work;
        }
        let effect = self.currency_effect(base, new).ok_or(BEYOND)?;
        for (client, (before, after)) in &mut both {
            let (rise, fall) = effect.of_client(Billing::Time, client);
            before.revenue = before.revenue.checked_add(rise).ok_or(BEYOND)?;
            after.revenue = after.revenue.checked_sub(fall).ok_or(BEYOND)?;
        }
        Ok(both)
    }

    /// Time revenue and billed days of each client in a period, by name. `Err` says why days are not known.
    pub(super) fn day_work(&self, period: usize) -> Result<BTreeMap<&str, DayWork>, Wording> {
        let feed = choice::choose(self, Choice::BilledDays, period)?;
        let mut clients: BTreeMap<&str, Work> = BTreeMap::new();
        self.visit(self.books.invoice_lines(), Table::Invoices, &TIME_LINES, period, |entries, line| {
            let client = clients.entry(line.value.client).or_default();
            client.net += entries.mantissa_at(line.entry);
            if feed == Feed::Invoices {
                client.add_time(entries, line.entry);
            }
        });
        if feed == Feed::Timesheets {
            self.visit(self.books.time_entries(), Table::Timesheets, &BILLED_WORK, period, |entries, work| {
                clients.entry(work.value.client).or_default().add_time(entries, work.entry);
            });
        }
        let per_day = self.hours_per_day();
        let whole = clients.into_iter().map(|(client, work)| Some((client, work.whole(per_day)?)));
        whole.collect::<Option<_>>().ok_or(BEYOND)
    }
}
