//! The section of investment: what was bought to use for years.

use super::super::table::{Cell, Header, Row, Table};
use crate::analysis::{Metric, Report, State, metric};
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
    // A ledger says which lines bought, not over how many years each is used.
    let is_booked = investment.source == crate::books::Table::Ledger;
    let bought: Vec<_> = investment.rows.iter().filter(|row| is_booked && row.amount > rust_decimal::Decimal::ZERO).collect();
    for (number, bought) in (1..).zip(&bought) {
        let label = format!("{} ({})", bought.label, bought.origin());
        row(&format!("asset_{number}"), Wording::made(label.clone(), label), State::Known(bought.amount));
    }
    let known = |result: Result<rust_decimal::Decimal, Wording>| result.map_or_else(State::Missing, State::Known);
    let year = &investment.year.label;
    let charged = match is_booked {
        true => Wording::made(
            format!("Dotation {year} (comptabilisée sur ces comptes, d'après le grand livre)"),
            format!("Depreciation {year} (posted on their accounts, by the ledger)"),
        ),
        false => Wording::made(format!("Dotation {year}"), format!("Depreciation {year}")),
    };
    if investment.assets.is_empty() && bought.is_empty() {
        let none = match is_booked {
            true => Wording::fixed(
                "le grand livre n'a aucun achat sur 20 ou 21 dans l'exercice",
                "the ledger has no purchase on 20 or 21 in this fiscal year",
            ),
            false => Wording::fixed("aucune mise en service dans l'exercice", "nothing was put in service in this fiscal year"),
        };
        row("cost", Wording::fixed("Immobilisations de l'exercice", "Assets of the year"), State::Missing(none));
    } else {
        row("charged", charged, State::Known(investment.charged));
    }
    if !investment.earlier.is_zero() {
        let label = Wording::made(
            format!("Dotation {year}, immobilisations antérieures"),
            format!("Depreciation {year} of earlier assets"),
        );
        row("charged_of_earlier", label, State::Known(investment.earlier));
    }
    if is_booked && !investment.cost.is_zero() {
        row(
            "charged_later",
            Wording::fixed("Dotations suivantes", "Depreciation of later years"),
            State::missing(
                "le grand livre ne dit pas la durée de chaque immobilisation ; la donner dans un fichier avec libellé, mise en service, coût et durée",
                "a ledger does not say for how long each asset is used; give it in a file with label, in_service, cost and years",
            ),
        );
    }
    for (later, charge) in &investment.schedule {
        let label = investment.charged_later(later);
        row(&format!("charged_{}", later.year()), label, State::Known(*charge));
    }
    row("result_before_tax", report.label(metric::RESULT_BEFORE_TAX), known(investment.result.clone()));
    row(
        "if_expensed",
        Wording::fixed("Résultat avant impôts, tout passé en charges", "Result before tax, all expensed at once"),
        known(investment.if_expensed()),
    );
    row("difference", Wording::fixed("Écart", "Difference"), State::Known(investment.difference()));
    table
}
