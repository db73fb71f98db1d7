//! The section of investment: what was bought to use for years.

use super::super::table::{Cell, Header, Row, Table};
use crate::analysis::{Metric, Report, State};
use crate::model::{Measure, Wording};

pub(super) fn of(_: &[&'static Metric], report: &Report) -> Table {
    let mut table = Table::new(report.currency(), vec![Header::Text(Wording::fixed("Montant", "Amount"))]);
    let mut row = |id: &str, label: Wording, state: State| {
        table.rows.push(Row::new(id, label, Measure::Money, vec![Cell::Value(state)]));
    };
    let newest = report.periods().first().map_or(0, |shown| shown.period.year());
    let investment = match report.investment(newest) {
        Ok(Ok(investment)) => investment,
        Ok(Err(why)) => {
            row("cost", Wording::fixed("Immobilisations de l'exercice", "Assets of the year"), State::Missing(why));
            return table;
        }
        // Every report holds its newest year.
        Err(_) => return table,
    };
    for (number, asset) in (1..).zip(&investment.assets) {
        let label = Wording::made(asset.label.clone(), asset.label.clone());
        row(&format!("asset_{number}"), label, State::Known(asset.cost.to_decimal()));
    }
    let known = |result: Result<rust_decimal::Decimal, Wording>| result.map_or_else(State::Missing, State::Known);
    let year = &investment.year.label;
    let charged = Wording::made(format!("Dotation {year}"), format!("Depreciation {year}"));
    row("charged", charged, State::Known(investment.charged));
    for (later, charge) in &investment.schedule {
        let label = Wording::made(format!("Dotation {}", later.label), format!("Depreciation {}", later.label));
        row(&format!("charged_{}", later.year()), label, State::Known(*charge));
    }
    row("result_before_tax", Wording::fixed("Résultat avant impôts", "Result before tax"), known(investment.result.clone()));
    row(
        "if_expensed",
        Wording::fixed("Résultat avant impôts, tout passé en charges", "Result before tax, all expensed at once"),
        known(investment.if_expensed()),
    );
    row("difference", Wording::fixed("Écart", "Difference"), State::Known(investment.difference()));
    table
}
