//! The section of clients: what each brought, and how much hangs on few of them.

use super::super::table::{Cell, Header, Row, Table};
use crate::analysis::{ClientRevenue, Metric, Report, State};
use crate::model::{Measure, Wording};
use rust_decimal::Decimal;

/// Clients shown by name; the others are added up.
const SHOWN: usize = 20;

pub(super) fn of(metrics: &[&'static Metric], report: &Report) -> Table {
    let mut figures = report.with_metrics(metrics.iter().copied()).table();
    let share = Wording::fixed("Part", "Share");
    let newest = report.periods().first().map(|shown| shown.period.label.clone()).unwrap_or_default();
    figures.columns.push(Header::Text(Wording::made(format!("{} {newest}", share.fr), format!("{} {newest}", share.en))));
    for row in &mut figures.rows {
        row.cells.push(Cell::Text(Wording::fixed("", "")));
    }
    let clients = report.clients();
    let nets = clients.iter().filter_map(|client| client.revenue.first()?.value());
    let total: Decimal = nets.filter(|net| *net > Decimal::ZERO).sum();
    let mut rows: Vec<Row> = Vec::new();
    let row = |id: String, label: Wording, revenue: &[State], change| {
        let share = match revenue.first() {
            Some(State::Known(net)) if *net > Decimal::ZERO => {
                net.checked_div(total).map_or_else(|| State::missing("", ""), State::Known)
            }
            Some(State::Known(net)) if *net < Decimal::ZERO => {
                State::missing("CA négatif dans l'exercice (avoirs)", "negative revenue in the year (credit notes)")
            }
            Some(State::Known(_)) | None => State::missing("pas de CA dans l'exercice", "no revenue in the year"),
            Some(unknown) => unknown.clone(),
        };
        let cells = revenue.iter().cloned().map(Cell::Value);
        let cells = cells.chain(report.against().map(|_| Cell::Change(change))).chain([Cell::Share(share)]).collect();
        Row::new(id, label, Measure::Money, cells)
    };
    for (number, client) in (1..).zip(clients.iter().take(SHOWN)) {
        let name = Wording::made(client.name.clone(), client.name.clone());
        rows.push(row(format!("client_{number}"), name, &client.revenue, client.change));
    }
    if let Some((first, others)) = clients.get(SHOWN..).and_then(<[_]>::split_first) {
        let mut sum = first.clone();
        for client in others {
            for (sum, net) in sum.revenue.iter_mut().zip(&client.revenue) {
                *sum = sum.plus(net);
            }
            sum.base = sum.base.zip(client.base.as_ref()).map(|(sum, net)| sum.plus(net));
        }
        let number = others.iter().map(ClientRevenue::clients).sum::<u64>() + first.clients();
        let label = Wording::made(format!("Autres ({number} clients)"), format!("Others ({number} clients)"));
        rows.push(row("others".to_owned(), label, &sum.revenue, sum.change_of()));
    }
    rows.append(&mut figures.rows);
    figures.rows = rows;
    figures
}
