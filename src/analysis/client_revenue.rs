//! What each client brought.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::change::Change;
use super::choice::CLIENT_LINES;
use super::client_share;
use super::figure::State;
use super::metric;
use super::report::Report;
use crate::model::Measure;

/// Revenue of a client by period of the report, disbursements apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientRevenue {
    /// The client.
    pub name: String,
    /// A value per period, newest first: zero where the client brought none, missing where the books hold no invoice of the period.
    pub revenue: Vec<State>,
    /// In the base year, if there is one; why it is not known if the books hold no invoice of it.
    pub base: Option<State>,
    /// From the base year to the newest: [`Change::ZeroBase`] for a client won, −100 % for one lost.
    pub change: Change,
}

impl ClientRevenue {
    /// The change from the base year to the newest.
    pub fn change_of(&self) -> Change {
        match (self.revenue.first(), &self.base) {
            (Some(newest), Some(base)) => Change::between(newest, base, Measure::Money),
            _ => Change::Missing,
        }
    }

    /// How many clients the name stands for: 3 for *Others (3 clients)*.
    pub fn clients(&self) -> u64 {
        client_share::clients(&self.name)
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
    /// assert_eq!(clients.iter().filter_map(|client| client.revenue[0].value()).sum::<rust_decimal::Decimal>(), 138_000.into());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn clients(&self) -> Vec<ClientRevenue> {
        let shown = self.periods.len();
        let mut clients: BTreeMap<&str, Vec<Decimal>> = BTreeMap::new();
        let base = self.base();
        let held = self.with_metrics([metric::CLIENTS]).facts;
        let periods = self.facts.periods.len();
        let unknown: Vec<State> = (0..periods).map(|number| held.evaluate(metric::CLIENTS, number).value.state).collect();
        let state = |(net, known): (Decimal, &State)| match known {
            State::Known(_) => State::Known(net),
            unknown => unknown.clone(),
        };
        for number in 0..periods {
            for (client, net) in self.facts.clients(&CLIENT_LINES, number) {
                if let Some(of) = clients.entry(client).or_insert_with(|| vec![Decimal::ZERO; periods]).get_mut(number) {
                    *of = net;
                }
            }
        }
        let mut found: Vec<ClientRevenue> = clients
            .into_iter()
            .map(|(name, nets)| {
                let mut revenue: Vec<State> = nets.into_iter().zip(&unknown).map(state).collect();
                let base = base.and_then(|base| revenue.get(base).cloned());
                revenue.truncate(shown);
                let mut client = ClientRevenue { name: name.to_owned(), revenue, base, change: Change::Missing };
                client.change = client.change_of();
                client
            })
            .collect();
        let newest = |client: &ClientRevenue| client.revenue.first().and_then(State::value);
        found.sort_by(|a, b| newest(b).cmp(&newest(a)).then_with(|| a.name.cmp(&b.name)));
        found
    }
}
