//! What was aimed at.

use super::context::Context;
use super::figure::{State, Value};
use super::statement::{Statement, Step};
use super::timetable::Timetable;
use crate::model::{Measure, Target, Wording};

/// The day rate of `[target.YEAR]`.
pub(super) const DAY_RATE: Wording = Wording::fixed("TJM visé", "Target day rate");
/// The share of `[target.YEAR]`.
pub(super) const SHARE: Wording = Wording::fixed("Part de la capacité à facturer", "Share of the capacity to bill");

/// The fiscal year of the period and its target.
pub(super) fn of<'a>(context: &Context<'a>) -> Option<(i32, &'a Target)> {
    let year = Timetable::of(context.books()).fiscal_year(context.period())?.year();
    Some((year, context.settings().targets.get(&year)?))
}

/// Rate × share of the fiscal year × capacity of the period.
pub(super) fn revenue(context: &Context<'_>, operands: &[Value]) -> Statement {
    let capacity = operands.first().map(|capacity| &capacity.state);
    let (state, steps) = match (of(context), capacity) {
        (None, _) => (none(), Vec::new()),
        (Some((year, target)), Some(State::Known(days))) => {
            let aimed = target.day_rate.checked_mul(target.share).and_then(|per_day| per_day.checked_mul(*days));
            (aimed.map_or_else(State::beyond, |aimed| State::Known(aimed.normalize())), steps(year, target))
        }
        (Some(_), Some(unknown)) => (unknown.clone(), Vec::new()),
        (Some(_), None) => (State::beyond(), Vec::new()),
    };
    Statement::new(state, "settings").with_steps(steps)
}

/// The rate and the share, with their place in `bilan.toml`.
fn steps(year: i32, target: &Target) -> Vec<Step> {
    let place = |key| {
        let said = format!("{key} [target.{year}], bilan.toml:{}", target.line);
        Wording::made(said.clone(), said)
    };
    vec![
        Step::new("target_day_rate", DAY_RATE, target.day_rate, place("day_rate")).in_unit(Measure::MoneyPerDay),
        Step::new("target_share", SHARE, target.share, place("share")).in_unit(Measure::Share),
    ]
}

/// That nothing was aimed at.
pub(super) fn none() -> State {
    State::missing(
        "pas d'objectif : écrire [target.ANNÉE] day_rate et share dans bilan.toml",
        "no target: write [target.YEAR] day_rate and share in bilan.toml",
    )
}
