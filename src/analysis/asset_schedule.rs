//! What the listed assets cost each period.

use rust_decimal::Decimal;

use super::context::Context;
use super::depreciation;
use super::figure::{State, Value};
use super::statement::{Statement, StatementRow};
use crate::books::Table;

/// The depreciation of the assets of the books in a period, to the cent; of a running year up to the last day that the books know, as that of its revenue and
/// expenses.
pub(super) fn draw(context: &Context<'_>, _: &[Value]) -> Statement {
    let Some(span) = context.facts.elapsed(context.period()) else {
        return Statement::new(State::Known(Decimal::ZERO), Table::Expenses.id());
    };
    let mut rows = Vec::new();
    for (row, asset) in context.books().assets().iter().enumerate() {
        match depreciation::charge(&asset.value, context.facts.policy.depreciation, span.start, span.end) {
            Some(charge) if charge.is_zero() => {}
            Some(charge) => rows.push(StatementRow::new(Table::Assets, row, span.end, charge)),
            None => return Statement::new(State::beyond(), Table::Expenses.id()),
        }
    }
    if rows.is_empty() {
        return Statement::new(State::Known(Decimal::ZERO), Table::Expenses.id());
    }
    Statement::sum(rows, Table::Expenses.id())
}
