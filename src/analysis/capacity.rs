//! What leads from working days to capacity, and from capacity to a target: lines that add up.

use rust_decimal::Decimal;

use super::change::Change;
use super::context::Context;
use super::facts::Facts;
use super::figure::{Basis, State, Value};
use super::formula::Metric;
use super::metric;
use super::report::{Line, Report};
use super::target;
use crate::model::{Measure, Target, Wording};

/// What is taken off working days; training only where `training_days` says so.
const TAKEN: [&Metric; 4] = [metric::DAYS_OFF, metric::LEAVE_DAYS, metric::SICK_DAYS, metric::TRAINING_DAYS];

/// What part time takes of the days that are worked in part.
pub(super) const PART_TIME_DAYS: Wording =
    Wording::fixed("Fractions de jour non travaillées (temps partiel)", "Parts of days not worked (part time)");

impl Report {
    /// Working days, what is taken off them, and the capacity that is left: the first line less those between that are known is the last. What takes
    /// nothing in any year has no line, but leave.
    ///
    /// ```
    /// use bilan::analysis::Review;
    /// use bilan::books::Books;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let lines = Review::year(2020).of(&books)?.capacity();
    /// let of_2020: Vec<String> = lines.iter().filter_map(|line| line.values[0].state.value()).map(|days| days.to_string()).collect();
    /// assert_eq!(of_2020, ["253", "25", "228"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn capacity(&self) -> Vec<Line> {
        let facts = &self.with_metrics([metric::WORKING_DAYS, metric::CAPACITY_DAYS].into_iter().chain(TAKEN)).facts;
        let is_taken = |of: &Metric, number: usize| facts.capacity_operands(number).iter().any(|part| part.id == of.id);
        // Training that nobody takes off is nothing taken off; the other figures say what they are, known or not.
        let taken = |of: &'static Metric, number: usize| match of.id == metric::TRAINING_DAYS.id && !is_taken(of, number) {
            true => calendar(State::Known(Decimal::ZERO)),
            false => facts.evaluate(of, number).value,
        };
        let working = |number| facts.evaluate(metric::WORKING_DAYS, number).value;
        let capacity = |number| facts.evaluate(metric::CAPACITY_DAYS, number).value;
        let part_time = |number| {
            let taken = TAKEN.into_iter().filter(|of| is_taken(of, number)).map(|of| taken(of, number).state);
            let left = taken.fold(working(number).state, |left, off| left.minus(&off));
            calendar(left.minus(&capacity(number).state))
        };
        let days = |of: &Metric, value: &dyn Fn(usize) -> Value| self.line_of(facts, &of.id, &of.label, Measure::Days, value);
        let counts = |line: &Line| line.values.iter().any(|value| value.state.value().is_some_and(|days| !days.is_zero()));
        let mut lines = vec![days(metric::WORKING_DAYS, &working)];
        for of in TAKEN {
            let mut line = days(of, &|number| taken(of, number));
            if of.id == metric::TRAINING_DAYS.id {
                let label = Wording::fixed("Jours de formation déduits", "Training days taken off");
                line = Line { metric: "training_days_taken_off".to_owned(), label, ..line };
            }
            if counts(&line) || of.id == metric::LEAVE_DAYS.id {
                lines.push(line);
            }
        }
        lines.extend(Some(self.line_of(facts, "part_time_days", &PART_TIME_DAYS, Measure::Days, &part_time)).filter(counts));
        lines.push(days(metric::CAPACITY_DAYS, &capacity));
        lines
    }

    /// The day rate and the share of the capacity that `[target.YEAR]` aims at.
    pub fn aims(&self) -> Vec<Line> {
        let facts = &self.facts;
        let of = |number: usize, read: fn(&Target) -> Decimal| {
            let of_year = target::of(&Context { facts, period: number });
            let state = of_year.map_or_else(target::none, |(_, target)| State::Known(read(target)));
            Value { state, basis: Basis::Computed, source: "settings", rows: 0 }
        };
        vec![
            self.line_of(facts, "target_day_rate", &target::DAY_RATE, Measure::MoneyPerDay, &|number| {
                of(number, |target| target.day_rate)
            }),
            self.line_of(facts, "target_share", &target::SHARE, Measure::Share, &|number| of(number, |target| target.share)),
        ]
    }

    fn line_of(&self, facts: &Facts, id: &str, label: &Wording, measure: Measure, value: &dyn Fn(usize) -> Value) -> Line {
        let values: Vec<Value> = (0..self.periods.len()).map(value).collect();
        let base = self.base_year().and_then(|base| facts.number_of(base)).map(|number| value(number).state);
        let change = match (values.first(), base) {
            (Some(newest), Some(base)) => Change::between(&newest.state, &base, measure),
            _ => Change::Missing,
        };
        Line { metric: id.to_owned(), label: label.clone(), measure, values, change }
    }
}

fn calendar(state: State) -> Value {
    Value { state, basis: Basis::Computed, source: "calendar", rows: 0 }
}
