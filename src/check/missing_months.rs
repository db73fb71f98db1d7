//! A month without an invoice in a fiscal year that has one in every other month.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{Check, Outcome};
use super::context::CheckContext;
use super::finding::{Finding, Severity};
use super::month::Month;
use super::phrase::sentence;
use crate::books::Table;
use crate::error::Origin;
use crate::model::{Wording, date_of};

pub(super) const CHECK: Check =
    Check::new("missing_months", Wording::fixed("Mois sans facture", "Months without an invoice"), findings);

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Invoices])?;
    // The first and the last line of each month, in the order of the books.
    let mut billed: BTreeMap<Month, (usize, usize)> = BTreeMap::new();
    for (row, issued) in context.books().invoice_lines().table().issued.values().iter().enumerate() {
        billed.entry(Month::of(date_of(*issued))).or_insert((row, row)).1 = row;
    }
    let place = |row: usize| -> Option<Origin> { Some(context.books().invoice_lines().get(row)?.origin()) };
    let mut findings = Vec::new();
    for year in context.asked() {
        let (first, last) = (Month::of(year.start), Month::of(year.end));
        let months = std::iter::successors(Some(first), |month| Some(month.plus(1))).take_while(|month| *month <= last);
        let missing: BTreeSet<Month> = months.filter(|month| !billed.contains_key(month)).collect();
        let (Some(month), 1) = (missing.first().copied(), missing.len()) else { continue };
        let (Some(before), Some(after)) = (billed.get(&month.plus(-1)), billed.get(&month.plus(1))) else { continue };
        let words = sentence(
            "aucune facture en {0}, alors que chaque autre mois de l'exercice en a",
            "no invoice in {0}, whereas every other month of the fiscal year has one",
            &[&month.wording()],
        );
        let finding = Finding::new("month_without_invoice", Severity::Info, words).between(place(before.1), place(after.0));
        findings.push(finding.of(&year.label));
    }
    Ok(findings)
}
