//! Fiscal years of another length than twelve months, brought to twelve.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use super::change::Change;
use super::figure::{State, Value};
use super::metric;
use super::note::Note;
use super::notes::{day_en, day_fr, en, fr, percent};
use super::report::{Line, Report};
use super::review::is_running;
use crate::model::{Measure, Period, Wording};

/// Twelve months in thirtieths of a month.
const YEAR: u32 = 360;

impl Report {
    /// The figures that add up over time (amounts and days, not what stands at a day: receivables, delays, what is accrued or deferred), each brought to twelve months: × 12 ÷ the months of its fiscal year, days left over
    /// counted as thirtieths of a month. Of a running year the months are those up to *as at*, or to the last row of the books if that is later; what
    /// the calendar and the settings say of it is already that of the whole year. Changes are those of the figures brought to twelve months.
    pub fn annualised(&self) -> Vec<Line> {
        let additive = self.lines.iter().filter(|line| adds_up(line));
        let base = self.base();
        additive
            .map(|line| {
                let mut line = line.clone();
                for (value, shown) in line.values.iter_mut().zip(&self.periods) {
                    value.state = self.brought(value, &shown.period);
                }
                let metric = metric::named(&line.metric);
                let base = metric.zip(base).zip(self.base_year());
                let base =
                    base.map(|((metric, number), period)| self.brought(&self.facts.evaluate(metric, number).value, period));
                line.change = match (line.values.first(), base) {
                    (Some(newest), Some(base)) => Change::between(&newest.state, &base, line.measure),
                    _ => Change::Missing,
                };
                line
            })
            .collect()
    }
}

impl Report {
    /// The part of a fiscal year that its rows can be of: all of it, unless it is running.
    pub(super) fn elapsed(&self, year: &Period) -> Period {
        self.facts.elapsed(year).unwrap_or_else(|| year.clone())
    }

    /// What is to be known of periods of this report beside their labels, the base of comparison with them: which are running, and how many months each year has that
    /// has not twelve, where they are not of one length.
    pub fn marks(&self) -> BTreeMap<String, Wording> {
        let length = |year: &Period| year.thirtieths_of_months();
        let years: Vec<&Period> = match self.facts.years {
            Some(_) => Vec::new(),
            None => self.periods.iter().map(|shown| &shown.period).chain(self.base_year()).collect(),
        };
        let differ = years.iter().any(|year| years.first().is_some_and(|first| length(first) != length(year)));
        let odd = years.iter().filter(|year| differ && length(year) != Some(YEAR));
        let mut marks: BTreeMap<String, Wording> =
            odd.filter_map(|year| Some((year.label.clone(), months_of(length(year)?)))).collect();
        for label in self.running() {
            marks.insert(label.to_owned(), Wording::fixed("en cours", "running"));
        }
        for year in years.iter().filter(|year| year.start > self.facts.reached) {
            marks.insert(year.label.clone(), Wording::fixed("à venir", "to come"));
        }
        marks
    }

    /// Whether the period of a label is running, of this report or the base of comparison.
    pub(crate) fn is_running(&self, label: &str) -> bool {
        self.running().any(|running| running == label)
    }

    fn running(&self) -> impl Iterator<Item = &str> {
        let shown = self.periods.iter().filter(|shown| shown.running).map(|shown| &shown.period);
        let base = self.against.iter().filter(|base| is_running(base, self.as_at));
        shown.chain(base).map(|period| period.label.as_str())
    }

    fn brought(&self, value: &Value, year: &Period) -> State {
        let elapsed = self.elapsed(year);
        let is_of_the_year = matches!(value.source, "calendar" | "settings");
        brought(&value.state, if is_of_the_year { year } else { &elapsed })
    }
}

/// A length in months, as people say it.
fn months_of(thirtieths: u32) -> Wording {
    let months = months(thirtieths);
    let s = if months > Decimal::ONE { "s" } else { "" };
    Wording::made(format!("{} mois", fr(months)), format!("{} month{s}", en(months)))
}

/// A label within a sentence: *bénéfice (avant IR)*, and *TJM* as it is.
fn in_a_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match letters.next() {
        Some(first) if !letters.clone().next().is_some_and(char::is_uppercase) => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

fn months(thirtieths: u32) -> Decimal {
    Decimal::from(thirtieths)
        .checked_div(Decimal::from(30))
        .unwrap_or_default()
        .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
}

fn adds_up(line: &Line) -> bool {
    matches!(line.measure, Measure::Money | Measure::Days | Measure::Hours) && !metric::is_of_a_day(&line.metric)
}

fn brought(state: &State, period: &Period) -> State {
    let (State::Known(value), Some(length)) = (state, period.thirtieths_of_months()) else { return state.clone() };
    if length == YEAR {
        return state.clone();
    }
    let year = value.checked_mul(Decimal::from(YEAR)).and_then(|whole| whole.checked_div(Decimal::from(length)));
    year.map_or_else(State::beyond, State::Known)
}

/// That the year and its base are not of the same length, with the changes brought to twelve months.
pub(super) fn note(report: &Report) -> Option<Note> {
    let newest = &report.periods.first()?.period;
    let base = report.base_year()?;
    let (of_newest, of_base) = (report.elapsed(newest), report.elapsed(base));
    let (long, short) = (of_newest.thirtieths_of_months()?, of_base.thirtieths_of_months()?);
    let nothing_compared = report.lines.iter().all(|line| matches!(line.change, Change::Missing));
    if long == short || nothing_compared {
        return None;
    }
    let lines = report.annualised();
    let said = |text: fn(&Wording) -> &str, unit: &str, comma: bool| {
        let each = lines.iter().filter_map(|line| {
            let percent = percent(line.change)?;
            let percent = if comma { percent.replace('.', ",") } else { percent };
            Some(format!("{} {percent}{unit}", in_a_sentence(text(&line.label))))
        });
        each.collect::<Vec<_>>().join(", ")
    };
    let (of_each_fr, of_each_en) = (said(|label| &label.fr, " %", true), said(|label| &label.en, "%", false));
    let (now, then) = (months(long), months(short));
    let tail = |text: String, lead: &str| if text.is_empty() { text } else { format!("{lead}{text}") };
    // A year that is not over says up to which day it is counted.
    let until = |part: &Period, year: &Period| match part.end == year.end {
        true => (String::new(), String::new()),
        false => (format!(" (jusqu'au {})", day_fr(part.end)), format!(" (up to {})", day_en(part.end))),
    };
    let (now_until, then_until) = (until(&of_newest, newest), until(&of_base, base));
    Some(
        Note::new(
            "unequal_years",
            Wording::made(
                format!(
                    "{} mois{} comparés à {}{} ({}){}",
                    fr(now),
                    now_until.0,
                    fr(then),
                    then_until.0,
                    base.label,
                    tail(of_each_fr, " ; ramené à douze mois : ")
                ),
                format!(
                    "{now} months{} compared with {then}{} ({}){}",
                    now_until.1,
                    then_until.1,
                    base.label,
                    tail(of_each_en, "; brought to twelve months: ")
                ),
            ),
        )
        .of(&newest.label),
    )
}
