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

/// What exchange rates did to the revenue of each kind of billing: half of it in the amount of the base year, half in that of the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CurrencyEffect(BTreeMap<Billing, (Decimal, Decimal)>);

impl CurrencyEffect {
    /// Of lines billed like this: what to add to the base year, and what to take off the newest, so that both are at the mean of their rates.
    pub(super) fn of(&self, billing: Billing) -> (Decimal, Decimal) {
        self.0.get(&billing).copied().unwrap_or_default()
    }

    /// What the rates did to lines billed like this.
    pub(super) fn on(&self, billing: Billing) -> Option<Decimal> {
        let (base, new) = self.of(billing);
        base.checked_add(new)
    }

    /// What the rates did in all.
    pub(super) fn total(&self) -> Option<Decimal> {
        self.0.keys().try_fold(Decimal::ZERO, |sum, billing| sum.checked_add(self.on(*billing)?))
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
        for (currency, kinds) in &after {
            let Some(earlier) = before.get(currency) else { continue };
            let Some((rate0, rate1)) = mean_rate(earlier).zip(mean_rate(kinds)) else { continue };
            let half = rate1.checked_sub(rate0)?.checked_div(Decimal::TWO)?;
            for (of, at) in [(earlier, true), (kinds, false)] {
                for (billing, foreign) in of {
                    let moved = half.checked_mul(foreign.original)?.round_dp(10);
                    let sides = effect.0.entry(*billing).or_default();
                    let side = if at { &mut sides.0 } else { &mut sides.1 };
                    *side = side.checked_add(moved)?;
                }
            }
        }
        Some(effect)
    }

    /// What was billed in each other currency, by kind of billing.
    fn foreign(&self, period: usize) -> Option<BTreeMap<&str, BTreeMap<Billing, Foreign>>> {
        let mut found: BTreeMap<&str, BTreeMap<Billing, Foreign>> = BTreeMap::new();
        let mut exact = Some(());
        self.visit(self.books.invoice_lines(), Table::Invoices, &CLIENT_LINES, period, |entries, line| {
            let Some(original) = line.value.original else { return };
            let converted = entries.money_at(line.entry).unwrap_or_default();
            // A line cut by service has the part of the original that it has of the net.
            let net = line.value.net.to_decimal();
            let part = if converted == net { Some(original.amount) } else { part(original.amount, converted, net) };
            let of = found.entry(original.rate.currency.as_str()).or_default().entry(line.value.billing).or_default();
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
fn mean_rate(kinds: &BTreeMap<Billing, Foreign>) -> Option<Decimal> {
    let sum = |of: fn(&Foreign) -> Decimal| kinds.values().try_fold(Decimal::ZERO, |sum, kind| sum.checked_add(of(kind)));
    sum(|kind| kind.converted)?.checked_div(sum(|kind| kind.original).filter(|original| !original.is_zero())?)
}
