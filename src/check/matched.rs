//! Which documents and entries belong together, and why.

use super::context::CheckContext;
use super::matching::Why;
use crate::error::Origin;
use crate::model::date_of;

/// Documents of the invoices and the entries of the ledger they were matched with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matched {
    /// Numbers of the documents.
    pub numbers: Vec<String>,
    /// What made the match.
    pub why: Why,
    /// Places of the lines of the documents.
    pub left: Vec<Origin>,
    /// Places of the lines of the entries.
    pub right: Vec<Origin>,
}

/// Every match with a document of a fiscal year that was asked for, in the order of the invoices; none where the two cannot be compared.
pub(super) fn all(context: &CheckContext<'_>) -> Vec<Matched> {
    let Ok(comparison) = context.comparison() else { return Vec::new() };
    let (lines, entries) = (context.books().invoice_lines(), context.books().ledger_entries());
    let mut all = Vec::new();
    for found in &comparison.matches {
        let documents = || found.left.iter().filter_map(|at| comparison.documents.get(*at));
        if !documents().any(|document| context.asked_year_of(date_of(document.day)).is_some()) {
            continue;
        }
        let left = found.left.iter().flat_map(|at| comparison.documents.lines.rows(*at as usize));
        let right = found.right.iter().flat_map(|at| comparison.postings.lines.rows(*at as usize));
        all.push(Matched {
            numbers: documents().map(|document| document.number.to_owned()).collect(),
            why: found.why,
            left: left.filter_map(|row| lines.get(*row as usize)).map(|row| row.origin()).collect(),
            right: right.filter_map(|row| entries.get(*row as usize)).map(|row| row.origin()).collect(),
        });
    }
    all
}
