//! Sections that show one year under several rules.

use super::super::table::{Cell, Header, Row, Table};
use crate::analysis::{Metric, Report, State};
use crate::model::{RevenueBasis, Wording};

/// As published, as restated, and the difference.
pub(super) fn of(_: &[&'static Metric], report: &Report) -> Table {
    let columns = report.periods().iter().map(|shown| Header::Period(shown.period.label.clone())).collect();
    let mut table = Table::new(report.currency(), columns);
    for line in report.restatement() {
        let row = |id: &str, what: Wording, states: &[State]| {
            let label = Wording::made(format!("{}, {}", line.label.fr, what.fr), format!("{}, {}", line.label.en, what.en));
            Row::new(format!("{}_{id}", line.metric), label, line.measure, states.iter().cloned().map(Cell::Value).collect())
        };
        table.rows.push(row("published", Wording::fixed("publié", "as published"), &line.published));
        table.rows.push(row("restated", Wording::fixed("retraité", "restated"), &line.restated));
        table.rows.push(row("difference", Wording::fixed("écart", "difference"), &line.difference));
    }
    table
}

/// The first figure on the three bases of revenue, then the others.
pub(super) fn bases(metrics: &[&'static Metric], report: &Report) -> Table {
    let labels = [
        (RevenueBasis::Invoiced, Wording::fixed("facturation", "invoiced")),
        (RevenueBasis::Service, Wording::fixed("prestation", "service rendered")),
        (RevenueBasis::Paid, Wording::fixed("encaissement", "paid")),
    ];
    let (revenue, balances) = metrics.split_at(metrics.len().min(1));
    let mut whole: Option<Table> = None;
    for (basis, label) in labels {
        let mut policy = *report.policy();
        policy.revenue_basis = basis;
        let mut table = report.under(policy, revenue.iter().copied()).table();
        for row in &mut table.rows {
            row.id = format!("{}_{}", row.id, basis.id());
            row.label = Wording::made(format!("{}, {}", row.label.fr, label.fr), format!("{}, {}", row.label.en, label.en));
        }
        match &mut whole {
            Some(whole) => whole.rows.append(&mut table.rows),
            None => whole = Some(table),
        }
    }
    let mut whole = whole.unwrap_or_else(|| Table::new(report.currency(), Vec::new()));
    whole.rows.append(&mut report.with_metrics(balances.iter().copied()).table().rows);
    whole
}
