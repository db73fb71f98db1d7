//! How a figure of a period follows from rows, settings and other figures: its formula, with the choices of source made. A workbook writes
//! it as a formula of its own, so that evaluation and workbook come from the same data.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::choice::{self, CLIENT_LINES};
use super::condition::Condition;
use super::context::Context;
use super::depreciation;
use super::explain;
use super::facts::Facts;
use super::figure::{State, Value};
use super::formula::{CalendarFact, Distinct, Feed, Formula, Metric, MetricRef, Sum};
use super::report::Report;
use super::statement::Statement;
use super::{asset_schedule, client_share, invoiced, target};
use crate::books::Table;
use crate::model::{Asset, Measure, Period, RevenueBasis, Time, Wording, date_of};

/// Where a figure of a period comes from.
#[derive(Clone, Debug)]
pub(crate) enum Derivation<'m> {
    /// Rows added up.
    Sum(&'m Sum),
    /// Rows counted.
    Count(Table, &'m Condition),
    /// Different invoice numbers counted.
    InvoiceNumbers(&'m Condition),
    /// A figure of what each client brought.
    Clients(OfClients),
    /// What the listed assets cost the period.
    Assets,
    /// Figures added (`true`) and subtracted, then multiplied by settings.
    Terms(Vec<(bool, &'m Metric)>, Vec<Setting>),
    /// One figure divided by another.
    Ratio(&'m Metric, &'m Metric),
    /// Only the value, and where it comes from in words.
    Stated(Wording),
}

impl Derivation<'_> {
    /// That a value comes from a rule of bilan, not from a formula.
    pub(crate) fn computed(rule: &Wording) -> Wording {
        Wording::made(format!("calculé par bilan : {}", rule.fr), format!("computed by bilan: {}", rule.en))
    }
}

/// A figure of what each client brought in a period, disbursements apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfClients {
    /// How many brought something, each known by itself.
    Count,
    /// The share of so many largest ones in what those above zero brought.
    Top(usize),
    /// The sum of the squared shares of those above zero.
    Hhi,
    /// One divided by it.
    Effective,
}

/// A number that is settled, not counted.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) id: &'static str,
    pub(crate) label: Wording,
    pub(crate) measure: Measure,
    pub(crate) value: Decimal,
}

/// An entry of a table: a row, or the part of it that counts on one day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    /// Position of the row in its table.
    pub(crate) row: usize,
    /// The day on which it counts; `None` if it does not.
    pub(crate) day: Option<NaiveDate>,
    pub(crate) money: Option<Decimal>,
    pub(crate) days: Option<Decimal>,
    pub(crate) hours: Option<Decimal>,
}

type Draw = fn(&Context<'_>, &[Value]) -> Statement;

impl Facts {
    /// The value of a metric in a period, and where it comes from.
    fn derive<'m>(&self, metric: &'m Metric, period: usize) -> (Value, Derivation<'m>) {
        let found = self.evaluate(metric, period);
        if found.is_declared || found.value.source == "settings" && matches!(metric.is, Formula::Calendar(_)) {
            return (found.value, Derivation::Stated(Wording::fixed("dit dans bilan.toml", "stated in bilan.toml")));
        }
        let stated = || Derivation::Stated(Derivation::computed(&explain::formula(metric)));
        let derivation = match &metric.is {
            Formula::Sum(sum) => Derivation::Sum(sum),
            Formula::Count { table, when } => Derivation::Count(*table, when),
            Formula::Distinct { of: Distinct::InvoiceNumbers, when } => Derivation::InvoiceNumbers(when),
            Formula::Distinct { of: Distinct::ClientsWithRevenue, when } if *when == CLIENT_LINES && !self.is_grouped(period) => {
                Derivation::Clients(OfClients::Count)
            }
            Formula::Distinct { .. } => stated(),
            Formula::Terms(terms) => {
                let is_missing = |metric| matches!(self.evaluate(metric, period).value.state, State::Missing(_));
                let kept = terms.iter().filter(|term| !(term.optional && is_missing(&term.metric)));
                Derivation::Terms(kept.map(|term| (term.plus, &*term.metric)).collect(), Vec::new())
            }
            Formula::Ratio { numerator, denominator } => Derivation::Ratio(numerator, denominator),
            Formula::Calendar(CalendarFact::Capacity) => self.plain_capacity(period, &found.value.state).unwrap_or_else(stated),
            Formula::Calendar(_) => stated(),
            Formula::Chosen { choice, options } => {
                let feed = choice::choose(self, *choice, period).ok();
                match options.iter().find(|(of, _)| Some(*of) == feed) {
                    Some((_, metric)) => self.derive(metric, period).1,
                    None if feed == Some(Feed::Nothing) => Derivation::Stated(Wording::fixed(
                        "aucune ligne en régie dans l'exercice",
                        "no time line in the fiscal year",
                    )),
                    None => stated(),
                }
            }
            // Two rules that are compiled to one function are one rule.
            Formula::Statement { draw, .. } if std::ptr::fn_addr_eq(*draw, asset_schedule::draw as Draw) => Derivation::Assets,
            Formula::Statement { operands, draw, .. } => {
                let is_same = |sum: &&Sum| self.sum(sum, period).value.state == found.value.state;
                let as_invoiced = invoiced::as_sum(*draw).filter(|_| self.policy.revenue_basis == RevenueBasis::Invoiced);
                let as_sum = as_invoiced.filter(is_same).map(Derivation::Sum);
                as_sum.or_else(|| self.rule(*draw, operands, period)).unwrap_or_else(stated)
            }
            Formula::Computed { .. } => stated(),
        };
        (found.value, derivation)
    }

    /// (working days − time off) × part time, where capacity is no more than that: one share for all, and no day that counts half.
    fn plain_capacity<'m>(&self, period: usize, capacity: &State) -> Option<Derivation<'m>> {
        let value = self.books.settings().time.part_time.only_share()?;
        let operands = self.capacity_operands(period);
        let mut sum = Decimal::ZERO;
        let mut terms = Vec::with_capacity(operands.len());
        for metric in operands {
            let days = self.evaluate(metric, period).value.state.value()?;
            let is_first = terms.is_empty();
            sum = if is_first { days } else { sum.checked_sub(days)? };
            terms.push((is_first, metric));
        }
        let label = Wording::fixed("Temps partiel (part_time)", "Part time (part_time)");
        let part_time = Setting { id: "part_time", label, measure: Measure::Index, value };
        (sum.checked_mul(value) == capacity.value()).then(|| Derivation::Terms(terms, vec![part_time]))
    }

    /// Whether some clients are known together only.
    fn is_grouped(&self, period: usize) -> bool {
        self.clients(&CLIENT_LINES, period).into_keys().any(|client| client_share::group(client).is_some())
    }

    /// What a rule in code comes down to in a period, where it is arithmetic.
    fn rule<'m>(&self, draw: Draw, operands: &'m [MetricRef], period: usize) -> Option<Derivation<'m>> {
        // Two rules that are compiled to one function are one rule.
        let is = |rule: Draw| std::ptr::fn_addr_eq(draw, rule);
        match operands {
            [capacity] if is(target::revenue) => {
                let (_, target) = target::of(&Context { facts: self, period })?;
                let setting = |id, label: &Wording, measure, value| Setting { id, label: label.clone(), measure, value };
                let aims = vec![
                    setting("target_day_rate", &target::DAY_RATE, Measure::MoneyPerDay, target.day_rate),
                    setting("target_share", &target::SHARE, Measure::Share, target.share),
                ];
                Some(Derivation::Terms(vec![(true, capacity)], aims))
            }
            // Clients that are known together only have bounds, and those are in a note.
            _ if self.is_grouped(period) => None,
            _ if is(client_share::top) => Some(Derivation::Clients(OfClients::Top(1))),
            _ if is(client_share::top3) => Some(Derivation::Clients(OfClients::Top(3))),
            _ if is(client_share::hhi) => Some(Derivation::Clients(OfClients::Hhi)),
            _ if is(client_share::effective) => Some(Derivation::Clients(OfClients::Effective)),
            _ => None,
        }
    }
}

/// Lines that are revenue of a client.
pub(crate) const OF_CLIENTS: &Condition = &CLIENT_LINES;

impl Report {
    /// The metric of each line.
    pub(crate) fn metrics(&self) -> &[MetricRef] {
        &self.metrics
    }

    /// The periods shown, then the base of comparison if it is not among them.
    pub(crate) fn periods_read(&self) -> &[Period] {
        &self.facts.periods
    }

    /// The value of a metric in one of [`Report::periods_read`], and where it comes from.
    pub(crate) fn derive<'m>(&self, metric: &'m Metric, period: usize) -> (Value, Derivation<'m>) {
        self.facts.derive(metric, period)
    }

    /// Revenue by client in one of [`Report::periods_read`], clients whose revenue is not zero, by name.
    pub(crate) fn revenue_by_client(&self, period: usize) -> BTreeMap<&str, Decimal> {
        self.facts.clients(OF_CLIENTS, period)
    }

    /// Hours of a day.
    pub(crate) fn hours_per_day(&self) -> Setting {
        Setting {
            id: "hours_per_day",
            label: Wording::fixed("Heures par jour (hours_per_day)", "Hours per day (hours_per_day)"),
            measure: Measure::Hours,
            value: self.facts.hours_per_day(),
        }
    }

    /// The entries of a table, with the day on which the basis of revenue counts them.
    pub(crate) fn counted(&self, table: Table) -> impl ExactSizeIterator<Item = Counted> {
        let entries = self.facts.entries(table);
        (0..entries.map_or(0, |entries| entries.len())).map(move |entry| Counted {
            row: entries.map_or(usize::MAX, |entries| entries.row(entry)),
            day: entries.and_then(|entries| entries.day(entry)).map(date_of),
            money: entries.and_then(|entries| entries.money_at(entry)),
            days: entries.and_then(|entries| entries.days_at(entry)),
            hours: entries
                .and_then(|entries| entries.micros_at(entry))
                .and_then(|micros| Decimal::from(micros).checked_div(Time::HOUR.into())),
        })
    }

    /// What an asset costs one of [`Report::periods_read`].
    pub(crate) fn charge(&self, asset: &Asset, period: usize) -> Option<Decimal> {
        let span = self.facts.elapsed(self.facts.periods.get(period)?)?;
        depreciation::charge(asset, self.facts.policy.depreciation, span.start, span.end)
    }

    /// How a metric is computed, in words.
    pub(crate) fn in_words(metric: &Metric) -> Wording {
        explain::formula(metric)
    }
}
