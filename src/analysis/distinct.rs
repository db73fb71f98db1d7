//! Things counted once, however often they occur: invoice numbers, clients.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;

use super::condition::{Condition, Texts};
use super::evaluated::Evaluated;
use super::facts::Facts;
use super::figure::State;
use super::formula::Distinct;
use crate::books::Table;
use crate::model::Money;

impl Facts {
    /// How many there are in a period.
    pub(super) fn distinct(&self, of: Distinct, when: &Condition, period: usize) -> Evaluated {
        if let Some(missing) = self.no_rows(Table::Invoices, period) {
            return missing;
        }
        let mut answer = Evaluated::new(State::Known(Decimal::ZERO), Table::Invoices.id());
        let cells = self.cells(Table::Invoices, period, when).unwrap_or_default();
        answer.cells = cells.iter().map(|(cell, _)| (Table::Invoices, *cell)).collect();
        let count = match of {
            Distinct::InvoiceNumbers => self.invoice_numbers(when, period),
            Distinct::ClientsWithRevenue => self.clients(when, period).len(),
        };
        answer.with(State::Known(Decimal::from(count)))
    }

    /// Revenue by client in a period, clients whose revenue is not zero, by name.
    pub(super) fn clients(&self, when: &Condition, period: usize) -> BTreeMap<&str, Decimal> {
        let lines = self.books.invoice_lines();
        let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
        let Some(entries) = self.entries(Table::Invoices) else { return BTreeMap::new() };
        let net = entries.money.as_ref();
        for entry in 0..entries.len() {
            if entries.dates.values().get(entry).and_then(|day| self.period_of(*day)) != Some(period) {
                continue;
            }
            let Some(row) = lines.get(entries.row(entry)) else { continue };
            let line = row.value();
            if when.holds(|field| line.text(field)) {
                *sums.entry(line.client).or_default() += net.and_then(|n| n.values().get(entry)).copied().map_or(0, i128::from);
            }
        }
        sums.into_iter()
            .filter(|(_, sum)| *sum != 0)
            .filter_map(|(client, sum)| Some((client, Decimal::try_from_i128_with_scale(sum, Money::SCALE).ok()?)))
            .collect()
    }

    /// How many invoice numbers occur on the lines that count in a period and meet a condition.
    fn invoice_numbers(&self, when: &Condition, period: usize) -> usize {
        let lines = self.books.invoice_lines();
        let Some(entries) = self.entries(Table::Invoices) else { return 0 };
        let mut numbers = HashSet::new();
        for (entry, day) in entries.dates.values().iter().enumerate() {
            if self.period_of(*day) != Some(period) {
                continue;
            }
            let Some(line) = lines.get(entries.row(entry)).map(|row| row.value()) else { continue };
            if when.holds(|field| line.text(field)) {
                numbers.insert(line.number);
            }
        }
        numbers.len()
    }
}
