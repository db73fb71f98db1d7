//! What every JSON output shares: units, states, and numbers as strings.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exact::written;
use crate::analysis::State;
use crate::model::Measure;

/// A unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnitJson {
    /// An amount in `currency`.
    Money,
    /// Working days.
    Days,
    /// Hours, in the operands of a days figure.
    Hours,
    /// An amount per working day.
    MoneyPerDay,
    /// A share of a whole: 0.77 is 77 %.
    Share,
    /// A number of things.
    Count,
    /// A number without unit.
    Index,
}

impl From<Measure> for UnitJson {
    fn from(measure: Measure) -> Self {
        match measure {
            Measure::Money => Self::Money,
            Measure::Days => Self::Days,
            Measure::Hours => Self::Hours,
            Measure::MoneyPerDay => Self::MoneyPerDay,
            Measure::Share => Self::Share,
            Measure::Count => Self::Count,
            Measure::Index => Self::Index,
        }
    }
}

/// An exact decimal: money with at least two decimals, quotients rounded half away from zero to 10.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NumberJson(#[schemars(regex(pattern = r"^-?[0-9]+(\.[0-9]+)?$"))] pub String);

impl NumberJson {
    pub(super) fn of(measure: Measure, value: Decimal) -> Self {
        Self(written(measure, value))
    }
}

/// What is known of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueState {
    /// It is known.
    Value,
    /// The books do not hold what it takes.
    Missing,
    /// It has no value: a zero denominator.
    Undefined,
}

impl From<&State> for ValueState {
    fn from(state: &State) -> Self {
        match state {
            State::Known(_) => Self::Value,
            State::Missing(_) => Self::Missing,
            State::Undefined(_) => Self::Undefined,
        }
    }
}

/// Indented by two spaces, with a line break at the end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    // Plain structs without maps always serialise.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
