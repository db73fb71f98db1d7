//! What the listed assets cost each period.

use rust_decimal::Decimal;

use super::depreciation;
use super::evaluated::Evaluated;
use super::explain::Contribution;
use super::facts::Facts;
use super::figure::State;
use crate::books::{Located, Table};
use crate::model::{Asset, Measure, Period};

impl Facts {
    /// The assets that cost a period something, and what.
    pub(super) fn charges(&self, period: usize) -> impl Iterator<Item = (&Located<Asset>, Decimal)> {
        let charge = |span: &Period, asset: &Asset| depreciation::charge(asset, span.start, span.end);
        let span = self.periods.get(period);
        self.books
            .assets()
            .iter()
            .filter_map(move |asset| Some((asset, charge(span?, &asset.value)?)))
            .filter(|(_, charge)| !charge.is_zero())
    }

    /// The charge of each asset in a period, as contributions.
    pub(super) fn asset_rows(&self, period: usize) -> Vec<Contribution> {
        let Some(span) = self.periods.get(period) else { return Vec::new() };
        let row = |(asset, amount): (&Located<Asset>, Decimal)| Contribution {
            origin: self.books.origin(asset.source, asset.line),
            date: span.end,
            label: asset.value.label.clone(),
            client: String::new(),
            project: String::new(),
            measure: Measure::Money,
            amount,
        };
        self.charges(period).map(row).collect()
    }

    /// The depreciation of the assets of the books in a period, to the cent.
    pub(super) fn asset_schedule(&self, period: usize) -> Evaluated {
        let span = self.periods.get(period);
        let mut charges = self.books.assets().iter().map(|asset| depreciation::charge(&asset.value, span?.start, span?.end));
        let total = charges.try_fold(Decimal::ZERO, |sum, charge| sum.checked_add(charge?));
        let mut answer = Evaluated::new(total.map_or_else(State::beyond, State::Known), Table::Expenses.id());
        answer.places.extend(self.charges(period).map(|(asset, _)| (asset.source, asset.line)));
        answer
    }
}
