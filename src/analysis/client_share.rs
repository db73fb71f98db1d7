//! How much of the revenue hangs on few clients: the figures of [`Concentration`] for the clients of a period.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::choice::{CLIENT_LINES, not_concentrated};
use super::concentration::{Concentration, Group};
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

/// How many clients of equal weight would give the same index.
pub(super) fn effective(context: &Context<'_>, operands: &[Value]) -> Value {
    value(context, operands, Concentration::effective)
}

/// Clients that are known together only, by their name: *Autres (3 clients)*.
pub(super) fn group(client: &str) -> Option<u32> {
    let inside = client.trim_end().strip_suffix(')')?.rsplit_once('(')?.1;
    let (number, clients) = inside.trim().split_once(char::is_whitespace)?;
    let is_clients = ["clients", "customers"].iter().any(|word| clients.trim().eq_ignore_ascii_case(word));
    number.parse().ok().filter(|number| is_clients && *number > 1)
}

/// How revenue is shared out over the clients of the period.
pub(super) fn concentration(context: &Context<'_>) -> Option<Concentration> {
    let (groups, alone): (Vec<_>, Vec<_>) =
        of(context).into_iter().map(|(client, net)| (group(client), net)).partition(|(clients, _)| clients.is_some());
    let groups = groups.into_iter().filter_map(|(clients, net)| Some(Group { net, clients: clients? }));
    Concentration::with_groups(alone.into_iter().map(|(_, net)| net), groups)
}

/// Revenue by client of the period.
pub(super) fn of<'a>(context: &Context<'a>) -> BTreeMap<&'a str, Decimal> {
    context.facts.clients(&CLIENT_LINES, context.period)
}

fn grouped() -> State {
    State::missing(
        "des clients ne sont connus qu'ensemble ; une note donne les bornes",
        "some clients are known together only; a note gives the bounds",
    )
}

fn value(context: &Context<'_>, operands: &[Value], figure: fn(&Concentration) -> Option<Decimal>) -> Value {
    let known = operands.first().map(|clients| &clients.state);
    let state = match known {
        Some(State::Known(_)) => {
            let clients = concentration(context);
            let found = clients.as_ref().and_then(figure);
            let unknown = || if clients.is_some_and(|clients| clients.is_grouped()) { grouped() } else { not_concentrated() };
            found.map_or_else(unknown, State::Known)
        }
        Some(unknown) => unknown.clone(),
        None => State::beyond(),
    };
    Value { state, basis: Basis::Computed, source: Table::Invoices.id(), rows: 0 }
}
