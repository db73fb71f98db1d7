//! What was aimed at.

use super::context::Context;
use super::figure::{Basis, State, Value};
use super::timetable::Timetable;

/// Rate × share of the fiscal year × capacity of the period.
pub(super) fn revenue(context: &Context<'_>, operands: &[Value]) -> Value {
    let year = Timetable::of(context.books()).fiscal_year(context.period());
    let target = year.and_then(|year| context.settings().targets.get(&year.year()));
    let capacity = operands.first().map(|capacity| &capacity.state);
    let state = match (target, capacity) {
        (None, _) => none(),
        (Some(target), Some(State::Known(days))) => {
            let aimed = target.day_rate.checked_mul(target.share).and_then(|per_day| per_day.checked_mul(*days));
            aimed.map_or_else(State::beyond, |aimed| State::Known(aimed.normalize()))
        }
        (Some(_), Some(unknown)) => unknown.clone(),
        (Some(_), None) => State::beyond(),
    };
    Value { state, basis: Basis::Computed, source: "settings", rows: 0 }
}

/// That nothing was aimed at.
pub(super) fn none() -> State {
    State::missing(
        "pas d'objectif : écrire [target.ANNÉE] day_rate et share dans bilan.toml",
        "no target: write [target.YEAR] day_rate and share in bilan.toml",
    )
}
