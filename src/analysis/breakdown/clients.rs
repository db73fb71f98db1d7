//! The change of revenue by client: what each client did to rates and mix, and the rows of those won and lost.

use rust_decimal::Decimal;

use super::{Told, amount};
use crate::analysis::bridge::{Both, kept};
use crate::analysis::decomposition::DayWork;
use crate::analysis::explain::{self, Contribution, Explanation};
use crate::analysis::figure::{BEYOND, State};
use crate::analysis::metric;
use crate::analysis::written;
use crate::model::Wording;

/// The bridge with its clients.
pub(super) fn told(told: &Told<'_>, mut whole: Explanation) -> Result<Explanation, Wording> {
    let facts = told.facts();
    let (from, to) = told.report.compared()?;
    let (base, new) = facts.number_of(&from).zip(facts.number_of(&to)).ok_or(BEYOND)?;
    let clients = facts.work_of_clients(base, new)?;
    let both: Vec<Both> = clients.values().copied().collect();
    let (_, total) = kept(&both).ok_or(BEYOND)?;
    let rows = |number| explain::explain(facts, metric::REVENUE_TIME, number).rows;
    // Rows of clients whose work meets a condition, with a sign.
    let of = |number, sign: Decimal, is: fn(&Both) -> bool| {
        let is_one = |row: &Contribution| clients.get(row.client.as_str()).is_some_and(is);
        let signed = |row: Contribution| Contribution { amount: row.amount * sign, ..row };
        rows(number).into_iter().filter(is_one).map(signed).collect::<Vec<_>>()
    };
    for part in &mut whole.operands {
        match part.metric.rsplit_once('.').map(|(_, id)| id) {
            Some("new") => part.rows = of(new, Decimal::ONE, |(before, after)| before.days.is_zero() && !after.days.is_zero()),
            Some("lost") => part.rows = of(base, -Decimal::ONE, |(before, after)| !before.days.is_zero() && after.days.is_zero()),
            Some("without_days") => {
                part.rows = of(new, Decimal::ONE, |(_, after)| after.days.is_zero());
                part.rows.extend(of(base, -Decimal::ONE, |(before, _)| before.days.is_zero()));
            }
            Some(id @ ("rate" | "mix")) => {
                let of_client = |(number, (client, both)): (usize, (&&str, &Both))| {
                    let (formula, value) = if id == "rate" { rate(both, total)? } else { mix(both, total)? };
                    let label = Wording::made(*client, *client);
                    let name = format!("{}.client_{number}", part.metric);
                    let state = State::Known(value);
                    Some(Explanation { formula, computed: true, ..told.part(name, label, part.period.clone(), state) })
                };
                let parts: Vec<_> = (1..).zip(clients.iter()).filter_map(of_client).collect();
                part.operands.splice(0..0, parts);
            }
            _ => {}
        }
        // Rows that do not add up to the part would mislead.
        if part.rows.iter().map(|row| row.amount).sum::<Decimal>() != amount(part) {
            part.rows.clear();
        }
        part.computed = part.rows.is_empty() && part.operands.is_empty();
        part.value.rows = part.rows.len() as u64;
    }
    Ok(whole)
}

/// A number before and after.
type Pair = (Decimal, Decimal);

/// What the rate and the share of days of a client were, and the mean days of all; `None` unless it is kept.
fn of_client((before, after): &Both, total: (DayWork, DayWork)) -> Option<(Pair, Pair, Decimal)> {
    if before.days.is_zero() || after.days.is_zero() {
        return None;
    }
    let rate = (before.revenue.checked_div(before.days)?, after.revenue.checked_div(after.days)?);
    let share = (before.days.checked_div(total.0.days)?, after.days.checked_div(total.1.days)?);
    Some((rate, share, total.0.days.checked_add(total.1.days)?.checked_div(Decimal::TWO)?))
}

fn rate(both: &Both, total: (DayWork, DayWork)) -> Option<(Wording, Decimal)> {
    let (rate, share, days) = of_client(both, total)?;
    Some((written::of_two_times(rate, share, days), half(rate, share, days)?))
}

fn mix(both: &Both, total: (DayWork, DayWork)) -> Option<(Wording, Decimal)> {
    let (rate, share, days) = of_client(both, total)?;
    Some((written::of_two_times(share, rate, days), half(share, rate, days)?))
}

/// What the first of two factors does, times a number; to ten decimals, as quotients are written.
fn half(a: Pair, b: Pair, times: Decimal) -> Option<Decimal> {
    let mean = b.0.checked_add(b.1)?.checked_div(Decimal::TWO)?;
    Some(a.1.checked_sub(a.0)?.checked_mul(mean)?.checked_mul(times)?.round_dp(10).normalize())
}
