//! An investment: what it cost and what was charged of it, asset by asset.

use rust_decimal::Decimal;

use super::{Told, amount};
use crate::analysis::depreciation;
use crate::analysis::explain::{self, Contribution, Explanation};
use crate::analysis::figure::{BEYOND, State};
use crate::analysis::metric;
use crate::analysis::statement::StatementRow;
use crate::analysis::written;
use crate::books::Table;
use crate::model::{Asset, Period, Wording};

/// By how much the result would be lower had the assets been expensed at once.
pub(super) fn told(told: &Told<'_>) -> Result<Explanation, Wording> {
    let year = told.newest();
    let found = told.report.investment(year.year()).map_err(|_| BEYOND)??;
    let books = told.report.books();
    // A part whose rows are the assets of the year, each with what it adds.
    let of_assets = |id: String, label: Wording, formula: Wording, period: &Period, each: &dyn Fn(&Asset) -> Option<Decimal>| {
        let assets = books.assets().iter().enumerate().filter(|(_, asset)| year.contains(asset.value.in_service));
        let rows = assets.map(|(row, asset)| {
            let row = StatementRow::new(Table::Assets, row, asset.value.in_service, each(&asset.value)?);
            Some(row.contribution(books))
        });
        let mut rows: Vec<_> = rows.collect::<Option<_>>().ok_or(BEYOND)?;
        rows.retain(|row| !row.amount.is_zero());
        let sum: Decimal = rows.iter().map(|row| row.amount).sum();
        let mut part = told.part(format!("investment.{id}"), label, period.clone(), State::Known(sum));
        part.value.rows = rows.len() as u64;
        Ok::<_, Wording>(Explanation { formula, rows, ..part })
    };
    let time = told.report.policy().depreciation;
    let elapsed = told.facts().elapsed(&year).unwrap_or_else(|| year.clone());
    let charged = |period: &Period| {
        let label = found.charged_later(period);
        let rule = explain::formula(metric::ASSET_DEPRECIATION);
        let id = if *period == elapsed { "charged".to_owned() } else { format!("charged_{}", period.year()) };
        of_assets(id, label, rule, period, &|asset| depreciation::charge(asset, time, period.start, period.end))
    };
    let of_year = found.rows.len().saturating_sub(found.rows_of_earlier);
    let (of_year, of_earlier) = found.rows.split_at_checked(of_year).unwrap_or_default();
    // A part whose rows are lines of the ledger that bought, or that charged.
    let booked = |id: &str, label: Wording, formula: Wording, sum: Decimal, bought: bool| {
        let rows = of_year.iter().filter(|row| row.amount.is_sign_positive() == bought);
        let rows: Vec<_> = rows.map(|row| Contribution { amount: row.amount.abs(), ..row.clone() }).collect();
        let mut part = told.part(format!("investment.{id}"), label, year.clone(), State::Known(sum));
        part.value.rows = rows.len() as u64;
        Explanation { formula, rows, ..part }
    };
    let is_booked = found.source == Table::Ledger;
    let bought = Wording::fixed("Immobilisations de l'exercice", "Assets of the year");
    let costs = Wording::fixed("somme des coûts", "sum of the costs");
    let (cost, of_year) = if is_booked {
        let label = Wording::made(format!("Dotation {}", year.label), format!("Depreciation {}", year.label));
        let rule = Wording::fixed(
            "somme des dotations sur les comptes de ces immobilisations",
            "sum of the depreciation on their accounts",
        );
        (booked("cost", bought, costs, found.cost, true), booked("charged", label, rule, found.charged, false))
    } else {
        let cost = of_assets("cost".to_owned(), bought, costs, &year, &|asset| Some(asset.cost.to_decimal()))?;
        (cost, charged(&elapsed)?)
    };
    let all_charged = amount(&of_year).checked_add(found.earlier).ok_or(BEYOND)?;
    let formula = written::change((all_charged, amount(&cost)));
    let mut operands = vec![cost, of_year];
    if !found.earlier.is_zero() {
        let rows: Vec<_> = of_earlier.iter().map(|row| Contribution { amount: -row.amount, ..row.clone() }).collect();
        let label = Wording::made(
            format!("Dotation {}, immobilisations antérieures", year.label),
            format!("Depreciation {} of earlier assets", year.label),
        );
        let state = State::Known(found.earlier);
        let mut earlier = told.part("investment.charged_of_earlier".to_owned(), label, year.clone(), state);
        earlier.value.rows = rows.len() as u64;
        earlier.formula = match is_booked {
            true => Wording::fixed("somme des autres dotations comptabilisées", "sum of all other depreciation posted"),
            false => explain::formula(metric::ASSET_DEPRECIATION),
        };
        operands.push(Explanation { rows, ..earlier });
    }
    for (later, _) in &found.schedule {
        operands.push(charged(later)?);
    }
    let facts = told.facts();
    let number = facts.number_of(&year).ok_or(BEYOND)?;
    operands.push(explain::explain(facts, metric::RESULT_BEFORE_TAX, number));
    if let (Ok(result), Ok(expensed)) = (&found.result, found.if_expensed()) {
        let label = Wording::fixed("Résultat avant impôts, tout passé en charges", "Result before tax, all expensed at once");
        let part = told.part("investment.if_expensed".to_owned(), label, year.clone(), State::Known(expensed.normalize()));
        operands.push(Explanation { formula: written::change((found.difference(), *result)), computed: true, ..part });
    }
    let whole = told.part("investment".to_owned(), told.of.label.clone(), year, State::Known(found.difference().normalize()));
    Ok(Explanation { formula, operands, ..whole })
}
