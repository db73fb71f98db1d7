//! Fiscal years of another length than twelve months, brought to twelve.

use rust_decimal::Decimal;

use super::change::Change;
use super::figure::State;
use super::note::Note;
use super::notes::percent;
use super::report::{Line, Report};
use crate::model::{Measure, Period, Wording};

/// Twelve months in thirtieths of a month.
const YEAR: u32 = 360;

impl Report {
    /// The figures that add up over time (amounts and days), each brought to twelve months: × 12 ÷ the months of its fiscal year, days left over
    /// counted as thirtieths of a month. Changes are those of the figures brought to twelve months.
    pub fn annualised(&self) -> Vec<Line> {
        let additive = self.lines.iter().filter(|line| adds_up(line));
        let base = self.against.as_ref().and_then(|base| self.facts.number_of(base));
        additive
            .map(|line| {
                let mut line = line.clone();
                for (value, shown) in line.values.iter_mut().zip(&self.periods) {
                    value.state = brought(&value.state, &shown.period);
                }
                let metric = super::metric::named(&line.metric);
                let base = metric.zip(base).zip(self.against.as_ref());
                let base =
                    base.map(|((metric, number), period)| brought(&self.facts.evaluate(metric, number).value.state, period));
                line.change = match (line.values.first(), base) {
                    (Some(newest), Some(base)) => Change::between(&newest.state, &base, line.measure),
                    _ => Change::Missing,
                };
                line
            })
            .collect()
    }
}

fn adds_up(line: &Line) -> bool {
    matches!(line.measure, Measure::Money | Measure::Days | Measure::Hours)
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
    let (long, short) = (newest.thirtieths_of_months()?, base.thirtieths_of_months()?);
    if long == short {
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
    Some(
        Note::new(
            "unequal_years",
            Wording::made(
                format!(
                    "{} mois comparés à {} ({}){}",
                    fr_months(now),
                    fr_months(then),
                    base.label,
                    tail(fr, " ; ramené à douze mois : ")
                ),
                format!("{now} months compared with {then} ({}){}", base.label, tail(en, "; brought to twelve months: ")),
            ),
        )
        .of(&newest.label),
    )
}
