//! A cancelled invoice and its credit note both count; without one it is set aside.

use std::collections::{BTreeMap, HashSet};

use super::removal::{Fate, Removal};
use crate::books::{BooksBuilder, Column, Reason, Table};
use crate::model::{Document, Status};

#[derive(Default)]
struct Cancelled {
    rows: Vec<usize>,
    client: String,
    refers_to: HashSet<String>,
    is_credit_note: bool,
}

pub(super) fn settle(builder: &mut BooksBuilder) {
    let (lines, names) = (&builder.invoice_lines, &builder.names);
    if lines.status.lacks(Status::Cancelled) {
        return;
    }
    let mut cancelled: BTreeMap<String, Cancelled> = BTreeMap::new();
    for row in (0..lines.len()).filter(|row| lines.status.peek(*row, names) == Status::Cancelled) {
        let document = cancelled.entry(super::number(builder, row).to_owned()).or_default();
        document.rows.push(row);
        lines.client.peek(row, names).clone_into(&mut document.client);
        let refers_to = lines.refers_to.peek(row, names);
        if !refers_to.is_empty() {
            document.refers_to.insert(refers_to.to_owned());
        }
        document.is_credit_note |= lines.document.peek(row, names) == Document::CreditNote;
    }
    if cancelled.is_empty() {
        return;
    }
    let mut credited: HashSet<&str> = HashSet::new();
    let mut notes: BTreeMap<&str, (bool, Vec<usize>)> = BTreeMap::new();
    for row in (0..lines.len()).filter(|row| lines.document.peek(*row, names) == Document::CreditNote) {
        let refers_to = lines.refers_to.peek(row, names);
        credited.insert(refers_to);
        let (refers, rows) = notes.entry(super::number(builder, row)).or_default();
        *refers |= !refers_to.is_empty();
        rows.push(row);
    }
    // Credit notes that refer to nothing may still undo a whole invoice of their client.
    let mut loose: Vec<(&str, i128)> = notes
        .values()
        .filter(|(refers, _)| !refers)
        .filter_map(|(_, rows)| Some((lines.client.peek(*rows.first()?, names), super::total(builder, rows))))
        .collect();
    let mut removal = Removal::default();
    for (number, document) in &cancelled {
        let counts = if document.is_credit_note {
            document.refers_to.iter().any(|invoice| cancelled.contains_key(invoice))
        } else {
            credited.contains(number.as_str()) || document.refers_to.iter().any(|note| notes.contains_key(note.as_str())) || {
                let whole = super::total(builder, &document.rows);
                let undone = loose.iter().position(|(client, sum)| *client == document.client && *sum == -whole);
                undone.map(|at| loose.swap_remove(at)).is_some()
            }
        };
        if !counts {
            document.rows.iter().for_each(|row| removal.row(*row, Fate::Aside(Reason::CancelledWithoutCreditNote)));
        }
    }
    removal.apply(Table::Invoices, builder);
}
