//! What each client brought.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::change::Change;
use super::choice::CLIENT_LINES;
use super::figure::State;
use super::report::Report;
use crate::model::Measure;

/// Revenue of a client by period of the report, disbursements apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientRevenue {
    /// The client.
    pub name: String,
    /// A value per period, newest first; zero where there is none.
    pub revenue: Vec<Decimal>,
    /// In the base year, if there is one.
    pub base: Option<Decimal>,
    /// From the base year to the newest: [`Change::ZeroBase`] for a client won, −100 % for one lost.
    pub change: Change,
}

impl ClientRevenue {
    /// The change from the base year to the newest.
    pub fn change_of(&self) -> Change {
        match (self.revenue.first(), self.base) {
            (Some(newest), Some(base)) => Change::between(&State::Known(*newest), &State::Known(base), Measure::Money),
            _ => Change::Missing,
        }
    }
}

impl Report {
    /// Clients with revenue in a period of the report, on invoices, the largest of the newest year first, then by name. Their revenue adds up to
    /// `revenue` where that is read from invoices.
    ///
    /// ```
    /// use bilan::analysis::Review;
    /// use bilan::books::Books;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let clients = Review::year(2020).of(&books)?.clients();
    /// assert_eq!(clients.iter().map(|client| client.revenue[0]).sum::<rust_decimal::Decimal>(), 138_000.into());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn clients(&self) -> Vec<ClientRevenue> {
        let shown = self.periods.len();
        let mut clients: BTreeMap<&str, Vec<Decimal>> = BTreeMap::new();
        let base = self.against.as_ref().and_then(|base| self.facts.number_of(base));
        for number in 0..self.facts.periods.len() {
            for (client, net) in self.facts.clients(&CLIENT_LINES, number) {
                if let Some(of) =
                    clients.entry(client).or_insert_with(|| vec![Decimal::ZERO; self.facts.periods.len()]).get_mut(number)
                {
                    *of = net;
                }
            }
        }
        let mut found: Vec<ClientRevenue> = clients
            .into_iter()
            .map(|(name, nets)| {
                let base = base.and_then(|base| nets.get(base).copied());
                let revenue = nets.into_iter().take(shown).collect();
                let mut client = ClientRevenue { name: name.to_owned(), revenue, base, change: Change::Missing };
                client.change = client.change_of();
                client
            })
            .collect();
        found.sort_by(|a, b| b.revenue.first().cmp(&a.revenue.first()).then_with(|| a.name.cmp(&b.name)));
        found
    }
}
