//! How much of the revenue hangs on few clients: the figures of [`Concentration`] for the clients of a period.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::choice::{CLIENT_LINES, not_concentrated};
use super::concentration::{Concentration, Group};
use super::context::Context;
use super::figure::{State, Value};
use super::statement::{Statement, Step};
use crate::books::Table;
use crate::model::{Measure, Wording};

/// Share of the largest client.
pub(super) fn top(context: &Context<'_>, operands: &[Value]) -> Statement {
    drawn(context, operands, |clients| clients.top(1), HIDDEN)
}

/// Share of the three largest clients.
pub(super) fn top3(context: &Context<'_>, operands: &[Value]) -> Statement {
    drawn(context, operands, |clients| clients.top(3), HIDDEN)
}

/// Herfindahl–Hirschman index: the sum of the squares of the shares, from 1 ÷ clients to 1.
pub(super) fn hhi(context: &Context<'_>, operands: &[Value]) -> Statement {
    drawn(context, operands, Concentration::hhi, BOUNDED)
}

/// How many clients of equal weight would give the same index.
pub(super) fn effective(context: &Context<'_>, operands: &[Value]) -> Statement {
    drawn(context, operands, Concentration::effective, BOUNDED)
}

/// Clients that are known together only, by their name: *Autres (3 clients)*.
pub(super) fn group(client: &str) -> Option<u32> {
    let inside = client.trim_end().strip_suffix(')')?.rsplit_once('(')?.1;
    let (number, clients) = inside.trim().split_once(char::is_whitespace)?;
    let is_clients = ["clients", "customers"].iter().any(|word| clients.trim().eq_ignore_ascii_case(word));
    number.parse().ok().filter(|number| is_clients && *number > 1)
}

/// How many clients a name stands for.
pub(super) fn clients(client: &str) -> u64 {
    group(client).unwrap_or(1).into()
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

/// Why an index is not known of clients that are known together only.
const BOUNDED: Wording = Wording::fixed(
    "des clients ne sont connus qu'ensemble ; une note donne les bornes",
    "some clients are known together only; a note gives the bounds",
);
/// Why the share of the largest is not known of them.
const HIDDEN: Wording = Wording::fixed(
    "des clients ne sont connus qu'ensemble ; l'un d'eux est peut-être parmi les premiers",
    "some clients are known together only; one of them may be among the largest",
);

fn drawn(context: &Context<'_>, operands: &[Value], figure: fn(&Concentration) -> Option<Decimal>, why: Wording) -> Statement {
    let known = operands.first().map(|clients| &clients.state);
    let (state, steps) = match known {
        Some(State::Known(_)) => {
            let clients = concentration(context);
            let found = clients.as_ref().and_then(figure);
            let steps = clients.as_ref().filter(|_| found.is_some()).map(|clients| steps(context, clients.total()));
            let unknown =
                || if clients.is_some_and(|clients| clients.is_grouped()) { State::Missing(why) } else { not_concentrated() };
            (found.map_or_else(unknown, State::Known), steps.unwrap_or_default())
        }
        Some(unknown) => (unknown.clone(), Vec::new()),
        None => (State::beyond(), Vec::new()),
    };
    Statement::new(state, Table::Invoices.id()).with_steps(steps)
}

/// What is shared out, then the share of each client, the largest first, then those that are left out.
fn steps(context: &Context<'_>, total: Decimal) -> Vec<Step> {
    let mut clients: Vec<_> = of(context).into_iter().collect();
    clients.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
    let label = Wording::fixed("CA des clients au-dessus de zéro", "Revenue of the clients above zero");
    let sum = Wording::fixed("somme du CA de ces clients", "sum of the revenue of these clients");
    let mut steps = vec![Step::new("total", label, total, sum)];
    for (number, (client, net)) in (1..).zip(clients) {
        let id = format!("client_{number}");
        let name = Wording::made(client, client);
        steps.push(match net.checked_div(total).filter(|_| net > Decimal::ZERO) {
            Some(share) => Step::new(id, name, share, quotient(net, total)).in_unit(Measure::Share),
            None => Step::new(id, name, net, Wording::fixed("laissé de côté : CA négatif", "left out: revenue below zero")),
        });
    }
    steps
}

fn quotient(net: Decimal, total: Decimal) -> Wording {
    let en = format!("{} ÷ {}", net.normalize(), total.normalize());
    Wording::made(en.replace('.', ","), en)
}
