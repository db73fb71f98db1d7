//! What exchange rates did to revenue: the same amounts in their own currency, at other rates.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::choice::CLIENT_LINES;
use super::facts::Facts;
use crate::books::Table;
use crate::model::{Billing, Money};

/// What was billed in one currency.
#[derive(Clone, Copy, Debug, Default)]
struct Foreign {
    /// In that currency.
    original: Decimal,
    /// In the currency of the books.
    converted: Decimal,
}

/// What exchange rates did to the revenue of each client and kind of billing: half of it in the amount of the base year, half in that of the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CurrencyEffect(BTreeMap<Key<String>, (Decimal, Decimal)>);

/// A kind of billing, and a client.
type Key<Name> = (Billing, Name);

impl CurrencyEffect {
    /// Of lines billed like this: what to add to the base year, and what to take off the newest, so that both are at the mean of their rates.
    pub(super) fn of(&self, billing: Billing) -> Option<(Decimal, Decimal)> {
        let mut clients = self.0.iter().filter(|((of, _), _)| *of == billing);
        clients.try_fold((Decimal::ZERO, Decimal::ZERO), |(rise, fall), (_, (more, less))| {
            Some((rise.checked_add(*more)?, fall.checked_add(*less)?))
        })
    }

    /// The same of one client.
    pub(super) fn of_client(&self, billing: Billing, client: &str) -> (Decimal, Decimal) {
        self.0.get(&(billing, client.to_owned())).copied().unwrap_or_default()
    }

    /// What the rates did to lines billed like this.
    pub(super) fn on(&self, billing: Billing) -> Option<Decimal> {
        let (base, new) = self.of(billing)?;
        base.checked_add(new)
    }

    /// What the rates did in all.
    pub(super) fn total(&self) -> Option<Decimal> {
        self.0.values().try_fold(Decimal::ZERO, |sum, (base, new)| sum.checked_add(base.checked_add(*new)?))
    }
}

impl Facts {
    /// What exchange rates did to revenue between two periods. The rate of a currency in a period is the mean at which its amounts were converted; a
    /// currency of one period only has no other rate to be compared with. `None` beyond exact arithmetic.
    pub(super) fn currency_effect(&self, base: usize, new: usize) -> Option<CurrencyEffect> {
        let mut effect = CurrencyEffect::default();
        if self.books.invoice_lines().table().original.iter().next().is_none() {
            return Some(effect);
        }
        let (before, after) = (self.foreign(base)?, self.foreign(new)?);
        for (currency, lines) in &after {
            let Some(earlier) = before.get(currency) else { continue };
            let Some((rate0, rate1)) = mean_rate(earlier).zip(mean_rate(lines)) else { continue };
            let half = rate1.checked_sub(rate0)?.checked_div(Decimal::TWO)?;
            for (of, at) in [(earlier, true), (lines, false)] {
                for ((billing, client), foreign) in of {
                    let moved = half.checked_mul(foreign.original)?.round_dp(10);
                    let sides = effect.0.entry((*billing, (*client).to_owned())).or_default();
                    let side = if at { &mut sides.0 } else { &mut sides.1 };
                    *side = side.checked_add(moved)?;
                }
            }
        }
        Some(effect)
    }

    /// What was billed in each other currency, by kind of billing and client.
    fn foreign(&self, period: usize) -> Option<BTreeMap<&str, BTreeMap<Key<&str>, Foreign>>> {
        let mut found: BTreeMap<&str, BTreeMap<Key<&str>, Foreign>> = BTreeMap::new();
        let mut exact = Some(());
        self.visit(self.books.invoice_lines(), Table::Invoices, &CLIENT_LINES, period, |entries, line| {
            let Some(original) = line.value.original else { return };
            let converted = entries.money_at(line.entry).unwrap_or_default();
            // A line cut by service has the part of the original that it has of the net.
            let net = line.value.net.to_decimal();
            let part = if converted == net { Some(original.amount) } else { part(original.amount, converted, net) };
            let key = (line.value.billing, line.value.client);
            let of = found.entry(original.rate.currency.as_str()).or_default().entry(key).or_default();
            exact = exact.and_then(|()| {
                of.original = of.original.checked_add(part?)?;
                of.converted = of.converted.checked_add(converted)?;
                Some(())
            });
        });
        exact.map(|()| found)
    }
}

fn part(amount: Decimal, converted: Decimal, net: Decimal) -> Option<Decimal> {
    Some(amount.checked_mul(converted)?.checked_div(net)?.round_dp(Money::SCALE + 6))
}

/// What one unit was worth on the mean of the amounts; `None` if they cancel out.
fn mean_rate(lines: &BTreeMap<Key<&str>, Foreign>) -> Option<Decimal> {
    let sum = |of: fn(&Foreign) -> Decimal| lines.values().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(of(line)));
    sum(|line| line.converted)?.checked_div(sum(|line| line.original).filter(|original| !original.is_zero())?)
}
