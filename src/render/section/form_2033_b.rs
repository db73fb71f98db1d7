//! The section of form 2033-B: its lines by year, and that nothing of the ledger is lost between them.

use super::super::table::{Cell, Header, Row, Table};
use crate::analysis::{Formula, Line, Metric, MetricRef, Report, State, form_2033_b};

pub(super) fn of(_: &[&'static Metric], report: &Report) -> Table {
    let columns = report.periods().iter().map(|shown| Header::Period(shown.period.label.clone())).collect();
    let mut table = Table::new(report.currency(), columns);
    let result = form_2033_b::result();
    if report.books().settings().business.country.as_deref() != Some("FR") {
        let foreign = State::missing(
            "le formulaire 2033-B est français, et [business] country n'est pas \"FR\"",
            "form 2033-B is French, and [business] country is not \"FR\"",
        );
        let cells = vec![Cell::Value(foreign); table.columns.len()];
        table.rows.push(Row::new(&*result.id, result.label.clone(), result.measure, cells));
        return table;
    }
    let metrics: Vec<MetricRef> =
        form_2033_b::lines().into_iter().chain(report.accounts_on_no_line()).chain([result.clone()]).collect();
    let filled = report.with_metrics(&metrics);
    let of_result = filled.lines().iter().find(|line| line.metric == form_2033_b::id(form_2033_b::RESULT));
    // A tax that is not known while the result is was not posted, and says so.
    let unposted = |line: &Line| {
        let mut years = of_result.iter().flat_map(|result| result.values.iter().zip(&line.values));
        line.metric == form_2033_b::id(form_2033_b::TAX)
            && years.any(|(result, tax)| result.state.value().is_some() && tax.state.value().is_none())
    };
    for (metric, line) in metrics.iter().zip(filled.lines()) {
        let is_total = matches!(metric.is, Formula::Terms(_)) || metric.id == result.id;
        if is_total || unposted(line) || line.values.iter().any(|value| value.rows > 0) {
            let cells = line.values.iter().map(|value| Cell::Value(value.state.clone())).collect();
            table.rows.push(Row::new(&*line.metric, line.label.clone(), line.measure, cells));
        }
    }
    table
}
