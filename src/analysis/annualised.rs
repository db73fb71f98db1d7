//! Fiscal years of another length than twelve months, brought to twelve.

use rust_decimal::Decimal;

use super::change::Change;
use super::figure::{State, Value};
use super::metric;
use super::note::Note;
use super::notes::{day_en, day_fr, percent};
use super::report::{Line, Report};
use crate::model::{Measure, Period, Wording};

/// Twelve months in thirtieths of a month.
const YEAR: u32 = 360;

impl Report {
    /// The figures that add up over time (amounts and days, not what stands at a day: receivables, delays, what is accrued or deferred), each brought to twelve months: × 12 ÷ the months of its fiscal year, days left over
    /// counted as thirtieths of a month. Of a running year the months are those up to *as at*, or to the last row of the books if that is later; what
    /// the calendar and the settings say of it is already that of the whole year. Changes are those of the figures brought to twelve months.
    pub fn annualised(&self) -> Vec<Line> {
        let additive = self.lines.iter().filter(|line| adds_up(line));
        let base = self.against.as_ref().and_then(|base| self.facts.number_of(base));
        additive
            .map(|line| {
                let mut line = line.clone();
                for (value, shown) in line.values.iter_mut().zip(&self.periods) {
                    value.state = self.brought(value, &shown.period);
                }
                let metric = metric::named(&line.metric);
                let base = metric.zip(base).zip(self.against.as_ref());
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

    fn brought(&self, value: &Value, year: &Period) -> State {
        let elapsed = self.elapsed(year);
        let is_of_the_year = matches!(value.source, "calendar" | "settings");
        brought(&value.state, if is_of_the_year { year } else { &elapsed })
    }
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
    let base = report.against.as_ref()?;
    let (of_newest, of_base) = (report.elapsed(newest), report.elapsed(base));
    let (long, short) = (of_newest.thirtieths_of_months()?, of_base.thirtieths_of_months()?);
    let nothing_compared = report.lines.iter().all(|line| matches!(line.change, Change::Missing));
    if long == short || nothing_compared {
        return None;
    }
    let months = |length: u32| Decimal::from(length).checked_div(Decimal::from(30)).unwrap_or_default().round_dp(1).normalize();
    let lines = report.annualised();
    let said = |text: fn(&Wording) -> &str, unit: &str, comma: bool| {
        let each = lines.iter().filter_map(|line| {
            let percent = percent(line.change)?;
            let percent = if comma { percent.replace('.', ",") } else { percent };
            Some(format!("{} {percent}{unit}", text(&line.label).to_lowercase()))
        });
        each.collect::<Vec<_>>().join(", ")
    };
    let (fr, en) = (said(|label| &label.fr, " %", true), said(|label| &label.en, "%", false));
    let (now, then) = (months(long), months(short));
    let fr_months = |months: Decimal| months.to_string().replace('.', ",");
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
                    fr_months(now),
                    now_until.0,
                    fr_months(then),
                    then_until.0,
                    base.label,
                    tail(fr, " ; ramené à douze mois : ")
                ),
                format!(
                    "{now} months{} compared with {then}{} ({}){}",
                    now_until.1,
                    then_until.1,
                    base.label,
                    tail(en, "; brought to twelve months: ")
                ),
            ),
        )
        .of(&newest.label),
    )
}
