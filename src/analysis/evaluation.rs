//! Evaluation: a metric and a period in, a value and the cells it was read from out.

use rust_decimal::Decimal;

use super::choice::{self, BILLED_WORK, TIME_LINES};
use super::condition::Condition;
use super::context::Context;
use super::evaluated::Evaluated;
use super::facts::Facts;
use super::figure::{Basis, State, Value};
use super::formula::{Amount, Choice, Feed, Formula, Metric, Sum};
use super::query::Cell;
use crate::books::Table;
use crate::model::{Days, Money, Time, Wording};

impl Facts {
    /// The value of a metric in a period.
    pub(super) fn evaluate(&self, metric: &Metric, period: usize) -> Evaluated {
        let mut found = match &metric.is {
            Formula::Sum(sum) => self.sum(sum, period),
            Formula::Count { table, when } => self.count(*table, when, period),
            Formula::Distinct { of, when } => self.distinct(*of, when, period),
            Formula::Terms(terms) => {
                let mut named: Vec<(&Metric, bool, Evaluated)> = terms
                    .iter()
                    .map(|term| (term, self.evaluate(&term.metric, period)))
                    .filter(|(term, part)| !(term.optional && matches!(part.value.state, State::Missing(_))))
                    .map(|(term, part)| (&*term.metric, term.plus, part))
                    .collect();
                // Beside a part that is declared, the reason alone would speak of the whole.
                if named.iter().any(|(_, _, part)| part.value.basis == Basis::Declared) {
                    for (metric, _, part) in &mut named {
                        part.name_what_lacks(&metric.label);
                    }
                }
                let parts: Vec<(bool, Evaluated)> = named.into_iter().map(|(_, plus, part)| (plus, part)).collect();
                let mut total = State::Known(Decimal::ZERO);
                for (plus, part) in &parts {
                    total = match (total, &part.value.state) {
                        (State::Known(sum), State::Known(value)) => {
                            sum.checked_add(if *plus { *value } else { -*value }).map_or_else(State::beyond, State::Known)
                        }
                        (State::Known(_), other) => other.clone(),
                        (other, _) => other,
                    };
                }
                Evaluated::of_parts(parts.iter().map(|(_, part)| part)).with(total)
            }
            Formula::Ratio { numerator, denominator } => {
                let (mut top, mut bottom) = (self.evaluate(numerator, period), self.evaluate(denominator, period));
                match (top.value.basis, bottom.value.basis) {
                    (Basis::Declared, Basis::Declared) => {}
                    (Basis::Declared, _) => bottom.name_what_lacks(&denominator.label),
                    (_, Basis::Declared) => top.name_what_lacks(&numerator.label),
                    _ => {}
                }
                let answer = Evaluated::of_parts([&top, &bottom]);
                let state = match (top.value.state, bottom.value.state) {
                    (State::Known(_), State::Known(zero)) if zero.is_zero() => State::Undefined(Wording::made(
                        format!("division par zéro : {} vaut 0", denominator.label.fr),
                        format!("division by zero: {} is 0", denominator.label.en),
                    )),
                    (State::Known(a), State::Known(b)) => a.checked_div(b).map_or_else(State::beyond, State::Known),
                    (State::Known(_), other) => other,
                    (other, _) => other,
                };
                answer.with(state)
            }
            Formula::Calendar(fact) => self.calendar(*fact, period),
            Formula::Chosen { choice, options } => match choice::choose(self, *choice, period) {
                Ok(feed) => match options.iter().find(|(of, _)| *of == feed) {
                    Some((feed, metric)) => {
                        let mut answer = self.evaluate(metric, period);
                        answer.is_declared = false;
                        if let Some(source) = feed.id() {
                            answer.value.source = source;
                        }
                        if *feed == Feed::Posted {
                            answer.value.basis = Basis::Posted;
                        }
                        answer
                    }
                    None if feed == Feed::Nothing => {
                        let nothing = self.untold(period).map_or(State::Known(Decimal::ZERO), State::Missing);
                        Evaluated::new(nothing, feed.id().unwrap_or_default())
                    }
                    None => Evaluated::new(choice::not_held(feed), feed.id().unwrap_or_default()),
                },
                Err(why) => Evaluated::new(State::Missing(self.untold(period).unwrap_or(why)), ""),
            },
            Formula::Computed { operands, compute, .. } => {
                let parts: Vec<Evaluated> = operands.iter().map(|operand| self.evaluate(operand, period)).collect();
                let values: Vec<Value> = parts.iter().map(|part| part.value.clone()).collect();
                let mut answer = Evaluated::new(State::Known(Decimal::ZERO), "");
                answer.value = compute(&Context { facts: self, period }, &values);
                for part in &parts {
                    answer.read_like(part);
                }
                answer
            }
            Formula::Statement { operands, draw, .. } => {
                let parts: Vec<Evaluated> = operands.iter().map(|operand| self.evaluate(operand, period)).collect();
                let values: Vec<Value> = parts.iter().map(|part| part.value.clone()).collect();
                let statement = draw(&Context { facts: self, period }, &values);
                let mut answer = Evaluated::new(State::Known(Decimal::ZERO), "");
                answer.value = statement.value;
                if let Some(why) = self.untold(period).filter(|_| self.untold.is_some() || statement.rows.is_empty())
                    && !matches!(answer.value.state, State::Missing(_))
                {
                    answer.value.state = State::Missing(why);
                }
                if !matches!(answer.value.state, State::Missing(_)) {
                    answer.places.extend(statement.rows.iter().filter_map(|row| row.place(&self.books)));
                    parts.iter().for_each(|part| answer.read_like(part));
                }
                answer
            }
        };
        // What is stated in `bilan.toml` comes after the books, and before an estimate.
        if (matches!(found.value.state, State::Missing(_)) || found.value.basis == Basis::Estimated)
            && let Some(declared) = self.declared(metric, period)
        {
            found = Evaluated::new(State::Known(declared), "settings");
            found.value.basis = Basis::Declared;
            found.is_declared = true;
        }
        found.value.rows = self.count_rows(&found);
        found
    }

    fn declared(&self, metric: &Metric, period: usize) -> Option<Decimal> {
        let year = self.fiscal_year(period)?;
        self.books.settings().declared.get(&year)?.values.get(&*metric.id).copied()
    }

    fn count_rows(&self, found: &Evaluated) -> u64 {
        let of_cells: u64 = found.cells.iter().filter_map(|(table, cell)| self.cell(*table, *cell)).map(|cell| cell.rows).sum();
        of_cells + found.places.len() as u64
    }

    /// A figure over no row at all is missing, unless rows of its table count in the fiscal year: then it is zero, up to the last day the books know.
    pub(super) fn no_rows(&self, table: Table, period: usize) -> Option<Evaluated> {
        let why = self.untold(period).filter(|_| self.untold.is_some() || self.rows(table, period, &Condition::ALL) == 0);
        if let Some(why) = why {
            return Some(Evaluated::new(State::Missing(why), table.id()));
        }
        let (years, numbers) = self.years_of(period);
        let none = |year: &usize| match table {
            Table::Invoices => !choice::is_told_by_invoices(years, *year),
            _ => years.rows(table, *year, &Condition::ALL) == 0,
        };
        (numbers.is_empty() || numbers.iter().any(none)).then(|| Evaluated::new(choice::no_rows(self, table), table.id()))
    }

    pub(super) fn sum(&self, sum: &Sum, period: usize) -> Evaluated {
        let cells = match self.cells(sum.table, period, &sum.when) {
            Ok(cells) => cells,
            Err(error) => return Evaluated::new(State::missing(error.to_string(), error.to_string()), sum.table.id()),
        };
        if let Some(missing) = self.no_rows(sum.table, period) {
            return missing;
        }
        if let Some(unless) = &sum.unless {
            let (years, numbers) = self.years_of(period);
            let unknown = numbers.into_iter().find(|year| years.rows(sum.table, *year, unless) > 0);
            if let Some(year) = unknown {
                return Evaluated::new(choice::unclassified(years, year, unless), sum.table.id());
            }
        }
        let total = |of: fn(&Cell) -> i128| cells.iter().try_fold(0_i128, |sum, (_, cell)| sum.checked_add(of(cell)));
        let exact = |sum: Option<i128>, scale| sum.and_then(|sum| Decimal::try_from_i128_with_scale(sum, scale).ok());
        let value = match sum.amount {
            Amount::Net | Amount::Debit => exact(total(|cell| cell.money), Money::SCALE),
            Amount::Credit => exact(total(|cell| -cell.money), Money::SCALE),
            Amount::Days => {
                days_and_hours(&cells).and_then(|(days, hours)| days.checked_add(hours.checked_div(self.hours_per_day())?))
            }
        };
        let mut answer = Evaluated::new(value.map_or_else(State::beyond, State::Known), sum.table.id());
        answer.cells = cells.iter().map(|(cell, _)| (sum.table, *cell)).collect();
        answer
    }

    /// What billed time adds up to in a period: what is stated in days, and what is stated in hours.
    pub(super) fn billed_time(&self, period: usize) -> Option<(Decimal, Decimal)> {
        let (table, when) = match choice::choose(self, Choice::BilledDays, period).ok()? {
            Feed::Invoices => (Table::Invoices, TIME_LINES),
            Feed::Timesheets => (Table::Timesheets, BILLED_WORK),
            _ => return None,
        };
        days_and_hours(&self.cells(table, period, &when).ok()?)
    }

    fn count(&self, table: Table, when: &Condition, period: usize) -> Evaluated {
        if let Some(missing) = self.no_rows(table, period) {
            return missing;
        }
        let cells = self.cells(table, period, when).unwrap_or_default();
        let rows: u64 = cells.iter().map(|(_, cell)| cell.rows).sum();
        let mut answer = Evaluated::new(State::Known(rows.into()), table.id());
        answer.cells = cells.iter().map(|(cell, _)| (table, *cell)).collect();
        answer
    }
}

/// Sums of the days and of the hours of these cells.
fn days_and_hours(cells: &[(usize, &Cell)]) -> Option<(Decimal, Decimal)> {
    let total = |of: fn(&Cell) -> i128| cells.iter().try_fold(0_i128, |sum, (_, cell)| sum.checked_add(of(cell)));
    let days = Decimal::try_from_i128_with_scale(total(|cell| cell.days)?, Days::SCALE).ok()?;
    let micros = Decimal::try_from_i128_with_scale(total(|cell| cell.time)?, 0).ok()?;
    Some((days, micros.checked_div(Time::HOUR.into())?))
}
