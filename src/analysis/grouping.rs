//! The rows of a figure, sorted into groups that add up to it.

use std::collections::BTreeMap;

use chrono::Datelike;
use rust_decimal::Decimal;

use super::explain::{Contribution, Explanation};
use crate::model::Measure;

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Grouping {
    /// The client, or the other party of a ledger entry or an expense.
    Client,
    /// The project.
    Project,
    /// The calendar month of the day on which the row counts.
    Month,
}

impl Grouping {
    /// Every choice with the word that names it.
    pub const ALL: [(&'static str, Self); 3] = [("client", Self::Client), ("project", Self::Project), ("month", Self::Month)];

    fn key(self, row: &Contribution) -> String {
        match self {
            Self::Client => row.client.clone(),
            Self::Project => row.project.clone(),
            Self::Month => format!("{}-{:02}", row.date.year(), row.date.month()),
        }
    }
}

/// Rows that share a client, a project or a month.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group<'a> {
    /// The client, the project, or the month as `2020-01`; empty for rows that name none.
    pub key: String,
    /// What the rows sum to, in the unit of the rows.
    pub amount: Decimal,
    /// The unit of the rows.
    pub measure: Measure,
    /// The rows, in the order of the explanation.
    pub rows: Vec<&'a Contribution>,
}

impl Explanation {
    /// Its own rows in groups that add up to their sum: months in order, clients and projects by name. Empty for a figure without rows of its own,
    /// whose operands carry theirs.
    ///
    /// ```
    /// use bilan::analysis::{Grouping, Review, metric};
    /// use bilan::books::Books;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let revenue = Review::year(2020).of(&books)?.figure(metric::REVENUE, 2020)?.explain();
    /// let clients = revenue.groups(Grouping::Client);
    /// assert_eq!(clients.len(), 4);
    /// assert_eq!(clients.iter().map(|client| client.amount).sum::<rust_decimal::Decimal>(), 138_000.into());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn groups(&self, by: Grouping) -> Vec<Group<'_>> {
        let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
        for row in &self.rows {
            let key = by.key(row);
            let group = groups.entry(key.clone()).or_insert_with(|| Group {
                key,
                amount: Decimal::ZERO,
                measure: row.measure,
                rows: Vec::new(),
            });
            group.amount = group.amount.saturating_add(row.amount);
            group.rows.push(row);
        }
        groups.into_values().collect()
    }
}
