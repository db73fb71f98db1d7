//! Sections that are figures by year, as the table of the review is.

use super::super::table::{Cell, Header, Table};
use super::CONTRIBUTIONS;
use crate::analysis::{Change, Metric, Report, Value};
use crate::model::{LegalForm, Wording};

pub(super) fn of(metrics: &[&'static Metric], report: &Report) -> Table {
    report.with_metrics(metrics.iter().copied()).table()
}

/// The result as its legal form has it: expenses lower none of a micro-enterprise, contributions do.
pub(super) fn result(metrics: &[&'static Metric], report: &Report) -> Table {
    match report.books().settings().business.form {
        Some(LegalForm::Micro) => of(CONTRIBUTIONS.metrics, report),
        _ => of(metrics, report),
    }
}

pub(super) fn annualised(metrics: &[&'static Metric], report: &Report) -> Table {
    let report = report.with_metrics(metrics.iter().copied());
    let lines = report.annualised();
    let mut table = report.table_of(&lines);
    if let Some((newest, oldest, _)) = report.years_of_growth() {
        table.columns.push(Header::Text(Wording::made(
            format!("Croissance annuelle moyenne {oldest}–{newest}"),
            format!("Mean yearly growth {oldest}–{newest}"),
        )));
        for ((row, metric), line) in table.rows.iter_mut().zip(metrics).zip(&lines) {
            let known = |value: Option<&Value>| value?.state.value();
            let moved = known(line.values.first()).zip(known(line.values.last()));
            let moved = moved.and_then(|(newest, oldest)| newest.checked_sub(oldest));
            let change = report.mean_growth(*metric).zip(moved);
            let change = change.map_or(Change::Missing, |(share, absolute)| Change::Relative { share, absolute });
            row.cells.push(Cell::Change(change));
        }
    }
    table
}
