//! Credit notes reduce revenue, whichever sign they are written with, and count as the work they credit.

use std::collections::{BTreeMap, HashSet};

use crate::books::{BooksBuilder, Column};
use crate::model::{Billing, Days, Document, Money, Quantity, Time};

/// A credit note whose lines sum to more than zero is written as a positive amount: its lines are negated.
pub(super) fn settle(builder: &mut BooksBuilder) {
    if builder.invoice_lines.document.lacks(Document::CreditNote) {
        return;
    }
    let files = super::files(builder);
    let mut notes: BTreeMap<(u32, String), Vec<usize>> = BTreeMap::new();
    for row in 0..builder.invoice_lines.len() {
        if builder.invoice_lines.document.peek(row, &builder.names) == Document::CreditNote {
            let source = builder.invoice_lines.source.peek(row, &builder.names);
            notes.entry((super::file_of(&files, source), super::number(builder, row).to_owned())).or_default().push(row);
        }
    }
    for rows in notes.into_values().filter(|rows| super::total(builder, rows) > 0).collect::<Vec<_>>() {
        for row in rows {
            negate(builder, row);
        }
    }
}

fn negate(builder: &mut BooksBuilder, row: usize) {
    let (lines, names) = (&mut builder.invoice_lines, &builder.names);
    lines.net.set(row, lines.net.peek(row, names).negated());
    lines.vat.set(row, lines.vat.peek(row, names).map(Money::negated));
    lines.gross.set(row, lines.gross.peek(row, names).map(Money::negated));
    lines.quantity.set(row, lines.quantity.peek(row, names).map(Quantity::negated));
    lines.days.set(row, lines.days.peek(row, names).map(Days::negated));
    lines.time.set(row, lines.time.peek(row, names).and_then(|time| Time::from_micros(-time.micros())));
}

/// A negative line that does not say how the work is paid takes it from the document it refers to: from the line with the same
/// description, else from all its lines if they agree.
pub(super) fn billing(builder: &mut BooksBuilder) {
    let (lines, names) = (&builder.invoice_lines, &builder.names);
    if lines.refers_to.is_absent() {
        return;
    }
    let is_open = |row: &usize| {
        lines.billing.peek(*row, names) == Billing::Unclassified
            && lines.net.peek(*row, names).is_negative()
            && !lines.refers_to.peek(*row, names).is_empty()
    };
    let open: Vec<usize> = (0..lines.len()).filter(is_open).collect();
    if open.is_empty() {
        return;
    }
    let wanted: HashSet<&str> = open.iter().map(|row| lines.refers_to.peek(*row, names)).collect();
    let referred = super::rows_of(builder, &wanted);
    let mut changes: Vec<(usize, Billing)> = Vec::new();
    for row in open {
        let Some(originals) = referred.get(lines.refers_to.peek(row, names)) else { continue };
        let description = lines.description.peek(row, names);
        let same = |original: &&usize| lines.description.peek(**original, names) == description;
        let said = |rows: &mut dyn Iterator<Item = &usize>| {
            let mut all = rows.map(|original| lines.billing.peek(*original, names));
            let first = all.next()?;
            (first != Billing::Unclassified && all.all(|billing| billing == first)).then_some(first)
        };
        let billing = said(&mut originals.iter().filter(same)).or_else(|| said(&mut originals.iter()));
        changes.extend(billing.map(|billing| (row, billing)));
    }
    for (row, billing) in changes {
        builder.invoice_lines.billing.set(row, billing);
    }
}
