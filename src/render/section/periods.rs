//! Sections by month, by quarter, and over twelve months that slide.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::super::table::{Cell, Header, Row, Table};
use crate::analysis::{Metric, MetricRef, Report, State};
use crate::model::{Period, Wording};

pub(super) fn months(metrics: &[&'static Metric], report: &Report) -> Table {
    parts(report, |year| report.months(year, asked(metrics, report)).map(|months| months.table()))
}

pub(super) fn quarters(metrics: &[&'static Metric], report: &Report) -> Table {
    parts(report, |year| report.quarters(year, asked(metrics, report)).map(|quarters| quarters.table()))
}

/// The figures that the review names, else those of the section.
fn asked(metrics: &[&'static Metric], report: &Report) -> Vec<MetricRef> {
    report.named_metrics().map_or_else(|| metrics.iter().map(|metric| (*metric).into()).collect(), <[MetricRef]>::to_vec)
}

pub(super) fn sliding(metrics: &[&'static Metric], report: &Report) -> Table {
    parts(report, |year| {
        let mut spans = report.sliding_years(year, asked(metrics, report))?.into_iter().map(|span| span.table());
        let Some(mut first) = spans.next() else { return Ok(Table::new(report.currency(), Vec::new())) };
        for span in spans {
            first.columns.extend(span.columns);
            first.marks.extend(span.marks);
            for (row, more) in first.rows.iter_mut().zip(span.rows) {
                row.cells.extend(more.cells);
            }
        }
        Ok(first)
    })
}

/// The table of the newest year, which every report holds.
fn parts(report: &Report, of: impl FnOnce(i32) -> crate::error::Result<Table>) -> Table {
    let newest = report.periods().first().map_or(0, |shown| shown.period.year());
    of(newest).unwrap_or_else(|_| Table::new(report.currency(), Vec::new()))
}

/// One figure, a row per month and a column per year. Months stand beside each other by their place before the end of their year, so that years
/// of other lengths end in one row.
pub(super) fn grid(metrics: &[&'static Metric], report: &Report) -> Table {
    let columns = report.periods().iter().map(|shown| Header::Period(shown.period.label.clone())).collect();
    let mut table = Table::new(report.currency(), columns);
    let Some(metric) = metrics.first() else { return table };
    let mut rows: BTreeMap<usize, (Wording, Vec<Option<State>>)> = BTreeMap::new();
    let years = report.periods();
    for (column, shown) in years.iter().enumerate() {
        let Ok(months) = report.months(shown.period.year(), [*metric]) else { continue };
        let values = months.lines().first().map_or(&[][..], |line| &line.values);
        for (before_end, (month, value)) in months.periods().iter().zip(values).rev().enumerate() {
            let (_, cells) = rows.entry(before_end).or_insert_with(|| (name(&month.period), vec![None; years.len()]));
            if let Some(cell) = cells.get_mut(column) {
                *cell = Some(value.state.clone());
            }
        }
    }
    for (before_end, (label, cells)) in rows.into_iter().rev() {
        let absent = || State::missing("l'exercice n'a pas ce mois", "the fiscal year does not have this month");
        let cells = cells.into_iter().map(|state| Cell::Value(state.unwrap_or_else(absent))).collect();
        table.rows.push(Row::new(format!("month_{before_end}"), label, metric.measure, cells));
    }
    table
}

/// The name of a calendar month.
fn name(month: &Period) -> Wording {
    const NAMES: [(&str, &str); 12] = [
        ("Janvier", "January"),
        ("Février", "February"),
        ("Mars", "March"),
        ("Avril", "April"),
        ("Mai", "May"),
        ("Juin", "June"),
        ("Juillet", "July"),
        ("Août", "August"),
        ("Septembre", "September"),
        ("Octobre", "October"),
        ("Novembre", "November"),
        ("Décembre", "December"),
    ];
    let number = usize::try_from(month.start.month0()).unwrap_or(0);
    NAMES.get(number).map_or(Wording::fixed("", ""), |(fr, en)| Wording::fixed(fr, en))
}
