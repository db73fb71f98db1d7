//! Sections that are figures by year, as the table of the review is.

use super::super::table::Table;
use crate::analysis::{Metric, Report};

pub(super) fn of(metrics: &[&'static Metric], report: &Report) -> Table {
    report.with_metrics(metrics.iter().copied()).table()
}

pub(super) fn annualised(metrics: &[&'static Metric], report: &Report) -> Table {
    let report = report.with_metrics(metrics.iter().copied());
    report.table_of(&report.annualised())
}
