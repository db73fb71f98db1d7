//! A value, and what it was read from.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::figure::{Basis, State, Value};
use crate::books::Table;
use crate::model::Wording;

/// A value with the rows it counts.
#[derive(Clone, Debug)]
pub(super) struct Evaluated {
    pub(super) value: Value,
    /// Whether the value itself is stated in `bilan.toml`, not only something it is computed from.
    pub(super) is_declared: bool,
    /// Cells of grouped passes, by their numbers.
    pub(super) cells: BTreeSet<(Table, usize)>,
    /// Rows of small lists: source and line.
    pub(super) places: BTreeSet<(u32, u32)>,
}

impl Evaluated {
    pub(super) fn new(state: State, source: &'static str) -> Self {
        Self {
            value: Value { state, basis: Basis::Computed, source, rows: 0 },
            is_declared: false,
            cells: BTreeSet::new(),
            places: BTreeSet::new(),
        }
    }

    /// A value of these parts: their rows, the source they share if they do, the weakest basis.
    pub(super) fn of_parts<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut whole = Self::new(State::Known(Decimal::ZERO), "");
        let mut sources = BTreeSet::new();
        for part in parts {
            whole.read_like(part);
            whole.value.basis = whole.value.basis.max(match part.value.basis {
                // A posted tax within a computed result leaves the result computed.
                Basis::Posted => Basis::Computed,
                other => other,
            });
            sources.insert(part.value.source);
        }
        if let (Some(source), true) = (sources.first(), sources.len() == 1) {
            whole.value.source = source;
        }
        whole
    }

    pub(super) fn read_like(&mut self, other: &Self) {
        self.cells.extend(&other.cells);
        self.places.extend(&other.places);
    }

    /// Puts the name of the figure before the reason why it is missing.
    pub(super) fn name_what_lacks(&mut self, name: &Wording) {
        if let State::Missing(why) = &self.value.state {
            self.value.state = State::missing(format!("{} : {}", name.fr, why.fr), format!("{}: {}", name.en, why.en));
        }
    }

    /// The same, with another state.
    pub(super) fn with(mut self, state: State) -> Self {
        self.value.state = state;
        self
    }
}
