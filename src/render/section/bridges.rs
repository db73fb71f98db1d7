//! Sections that lead from the base year to the newest, part by part.

use super::super::table::{Cell, Header, Row, Table};
use crate::analysis::{Bridge, Metric, Report, State, metric};
use crate::model::{Measure, Wording};

pub(super) fn revenue(_: &[&'static Metric], report: &Report) -> Table {
    table(report, &report.label(metric::REVENUE), report.revenue_bridge())
}

pub(super) fn clients(_: &[&'static Metric], report: &Report) -> Table {
    table(report, &report.label(metric::REVENUE), report.client_bridge())
}

pub(super) fn result(_: &[&'static Metric], report: &Report) -> Table {
    table(report, &report.label(metric::RESULT_AFTER_TAX), report.result_bridge())
}

/// The amount of the base year, what moved it, the amount of the newest year; printed rows add up.
pub(super) fn table(report: &Report, of: &Wording, bridge: Result<Bridge, Wording>) -> Table {
    let mut table = Table::new(report.currency(), vec![Header::Text(Wording::fixed("Montant", "Amount"))]);
    let row = |id: &str, label: Wording, state: State| Row::new(id, label, Measure::Money, vec![Cell::Value(state)]);
    let bridge = match bridge {
        Ok(bridge) => bridge,
        Err(why) => {
            table.rows.push(row("change", Wording::fixed("Variation", "Change"), State::Missing(why)));
            return table;
        }
    };
    let marks = report.marks();
    let end = |year: &str| match marks.get(year) {
        Some(mark) => Wording::made(format!("{} {year} ({})", of.fr, mark.fr), format!("{} {year} ({})", of.en, mark.en)),
        None => Wording::made(format!("{} {year}", of.fr), format!("{} {year}", of.en)),
    };
    table.rows.push(row("start", end(&bridge.from.label), State::Known(bridge.start)));
    table.rows.extend(bridge.parts.into_iter().map(|part| row(part.id, part.label, State::Known(part.amount))));
    table.rows.push(row("end", end(&bridge.to.label), State::Known(bridge.end)));
    table.adds_up = true;
    table
}
