//! How much of the revenue hangs on few clients: the figures of [`Concentration`] for the clients of a period.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::choice::{CLIENT_LINES, not_concentrated};
use super::concentration::Concentration;
use super::context::Context;
use super::figure::{Basis, State, Value};
use crate::books::Table;

/// Share of the largest client.
pub(super) fn top(context: &Context<'_>, operands: &[Value]) -> Value {
    value(context, operands, |clients| clients.top(1))
}

/// Share of the three largest clients.
pub(super) fn top3(context: &Context<'_>, operands: &[Value]) -> Value {
    value(context, operands, |clients| clients.top(3))
}

/// Herfindahl–Hirschman index: the sum of the squares of the shares, from 1 ÷ clients to 1.
pub(super) fn hhi(context: &Context<'_>, operands: &[Value]) -> Value {
    value(context, operands, Concentration::hhi)
}

/// Revenue by client of the period.
pub(super) fn of<'a>(context: &Context<'a>) -> BTreeMap<&'a str, Decimal> {
    context.facts.clients(&CLIENT_LINES, context.period)
}

fn value(context: &Context<'_>, operands: &[Value], figure: fn(&Concentration) -> Option<Decimal>) -> Value {
    let known = operands.first().map(|clients| &clients.state);
    let state = match known {
        Some(State::Known(_)) => {
            let found = Concentration::of(of(context).into_values()).and_then(|clients| figure(&clients));
            found.map_or_else(not_concentrated, State::Known)
        }
        Some(unknown) => unknown.clone(),
        None => State::beyond(),
    };
    Value { state, basis: Basis::Computed, source: Table::Invoices.id(), rows: 0 }
}
