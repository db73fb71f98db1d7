//! Sections of capacity: every line that leads to it, then what it is compared with.

use super::super::table::Table;
use crate::analysis::{Line, Metric, Report};

pub(super) fn of(metrics: &[&'static Metric], report: &Report) -> Table {
    followed_by(report.capacity(), metrics, report)
}

pub(super) fn target(metrics: &[&'static Metric], report: &Report) -> Table {
    followed_by([report.capacity(), report.aims()].concat(), metrics, report)
}

/// These lines, then the figures that are none of them.
fn followed_by(mut lines: Vec<Line>, metrics: &[&'static Metric], report: &Report) -> Table {
    let others: Vec<_> = metrics.iter().filter(|metric| lines.iter().all(|line| line.metric != metric.id)).copied().collect();
    lines.extend(report.with_metrics(others).lines().iter().cloned());
    report.table_of(&lines)
}
