//! Things counted once, however often they occur: invoice numbers, clients.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;

use super::client_share;
use super::condition::Condition;
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
            Distinct::InvoiceNumbers => self.invoice_numbers(when, period) as u64,
            Distinct::ClientsWithRevenue => self.clients(when, period).into_keys().map(client_share::clients).sum(),
        };
        answer.with(State::Known(Decimal::from(count)))
    }

    /// Revenue by client in a period, clients whose revenue is not zero, by name.
    pub(super) fn clients(&self, when: &Condition, period: usize) -> BTreeMap<&str, Decimal> {
        let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
        self.visit(self.books.invoice_lines(), Table::Invoices, when, period, |entries, line| {
            *sums.entry(line.value.client).or_default() += entries.mantissa_at(line.entry);
        });
        sums.into_iter()
            .filter(|(_, sum)| *sum != 0)
            .filter_map(|(client, sum)| Some((client, Decimal::try_from_i128_with_scale(sum, Money::SCALE).ok()?)))
            .collect()
    }

    /// How many invoice numbers occur on the lines that count in a period and meet a condition.
    fn invoice_numbers(&self, when: &Condition, period: usize) -> usize {
        let mut numbers = HashSet::new();
        self.visit(self.books.invoice_lines(), Table::Invoices, when, period, |_, line| {
            numbers.insert(line.value.number);
        });
        numbers.len()
    }
}
