//! The price of billed work against the rate that timesheets state for it.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::context::CheckContext;
use super::finding::{Finding, Severity};
use super::month::Month;
use super::phrase::{money, sentence, text};
use super::timesheets_vs_invoices::{places_of_entries, places_of_lines};
use super::working_hours::WorkingDay;
use super::workload::ClientWork;
use crate::books::{Books, TypedRow};
use crate::model::{Measure, Price, Unit, Wording};

/// Prices of a day with the rows that state them.
type Prices = BTreeMap<Decimal, Vec<usize>>;

/// For each month of a client: prices that no timesheet agrees with, and rates that nothing was billed at.
pub(super) fn findings(context: &CheckContext<'_>, client: &ClientWork<'_>) -> Vec<Finding> {
    let books = context.books();
    let entries = books.time_entries().table();
    // Most timesheets state no rate at all.
    if entries.rate.are_missing() {
        return Vec::new();
    }
    client.billed.iter().filter_map(|(month, billed)| of_month(context, client, *month, &billed.rows)).collect()
}

fn of_month(context: &CheckContext<'_>, client: &ClientWork<'_>, month: Month, lines: &[usize]) -> Option<Finding> {
    let books = context.books();
    let year = context.asked_year_of(month.last_day())?;
    let worked = client.worked.get(&month)?;
    let billed = billed(books, lines);
    let agreed = agreed(books, &worked.rows, &billed);
    let odd_lines: Vec<usize> = unmatched(&billed, &agreed);
    let odd_entries: Vec<usize> = unmatched(&agreed, &billed);
    if agreed.is_empty() || billed.is_empty() || (odd_lines.is_empty() && odd_entries.is_empty()) {
        return None;
    }
    // Lines may bill several rates at their mean.
    if value_of_lines(books, lines)? == value_of_entries(books, &worked.rows)? {
        return None;
    }
    let of_both = |side: &Prices, other: &Prices| match side.keys().find(|price| !other.contains_key(price)) {
        Some(price) => Some(*price),
        None => side.keys().next().copied(),
    };
    let (price, rate) = (of_both(&billed, &agreed)?, of_both(&agreed, &billed)?);
    let all = |side: &Prices| side.values().flatten().copied().collect::<BTreeSet<usize>>().into_iter().collect();
    let or_all = |odd: Vec<usize>, side: &Prices| if odd.is_empty() { all(side) } else { odd };
    let (left, right): (Vec<usize>, Vec<usize>) = (or_all(odd_lines, &billed), or_all(odd_entries, &agreed));
    let words = sentence(
        "{0}, {1} : facturé à {2} le jour, convenu {3}",
        "{0}, {1}: billed at {2} a day, agreed {3}",
        &[&text(client.client), &month.wording(), &money(price), &money(rate)],
    );
    let finding = Finding::new("rate_differs", Severity::Warning, words)
        .between(places_of_lines(books, &left), places_of_entries(books, &right))
        .quantity(Measure::MoneyPerDay, price - rate);
    Some(finding.of(&year.label).remedy(Wording::fixed(
        "corriger le taux de la feuille de temps, ou la facture par un avoir",
        "correct the rate in the timesheet, or the invoice with a credit note",
    )))
}

/// Rows whose price the other side does not state.
fn unmatched(side: &Prices, other: &Prices) -> Vec<usize> {
    let rows = side.iter().filter(|(price, _)| !other.contains_key(price)).flat_map(|(_, rows)| rows);
    rows.copied().collect::<BTreeSet<usize>>().into_iter().collect()
}

/// Rates that entries state: of an hour or of a day, whichever something was billed at, else that of the unit of the entry.
fn agreed(books: &Books, rows: &[usize], billed: &Prices) -> Prices {
    let day = WorkingDay::of(books.settings());
    let entries = books.time_entries().table();
    let mut prices = Prices::new();
    for row in rows {
        let entry = entries.row(*row, books.names());
        // At the rates of two days one price is two.
        let Some(rate) = entry.rate.filter(|rate| *rate > Price::ZERO && entry.original.is_none()) else { continue };
        let price = |is_hourly| day.price_of_day(rate, is_hourly);
        let is_billed = |price: &Decimal| billed.contains_key(price);
        let as_billed = || [true, false].into_iter().filter_map(price).find(is_billed);
        if let Some(price) = as_billed().or_else(|| price(entry.time.is_some())) {
            prices.entry(price).or_default().push(*row);
        }
    }
    prices
}

fn billed(books: &Books, rows: &[usize]) -> Prices {
    let day = WorkingDay::of(books.settings());
    let lines = books.invoice_lines().table();
    let mut prices = Prices::new();
    for row in rows {
        let line = lines.row(*row, books.names());
        let is_hourly = Unit::parse(line.unit) == Some(Unit::Hour);
        let stated = line.unit_price.and_then(|price| day.price_of_day(price, is_hourly));
        if let Some(price) = stated.or_else(|| day.mean_price(&line)).filter(|_| line.original.is_none()) {
            prices.entry(price.abs()).or_default().push(*row);
        }
    }
    prices
}

fn value_of_lines(books: &Books, rows: &[usize]) -> Option<Decimal> {
    let lines = books.invoice_lines().table();
    rows.iter().map(|row| lines.row(*row, books.names()).net.to_decimal()).try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// What the entries come to at their rates, to the cent.
fn value_of_entries(books: &Books, rows: &[usize]) -> Option<Decimal> {
    let (entries, day) = (books.time_entries().table(), WorkingDay::of(books.settings()));
    let values = rows.iter().map(|row| {
        let entry = entries.row(*row, books.names());
        let price = day.price_of_day(entry.rate.unwrap_or_default(), entry.time.is_some())?;
        day.days(day.work(entry.days, entry.time)?).checked_mul(price)
    });
    let sum = values.into_iter().try_fold(Decimal::ZERO, |sum, value| sum.checked_add(value?))?;
    Some(sum.round_dp(2).normalize())
}
