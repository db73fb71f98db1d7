//! Payments listed apart give an invoice the day it was paid in full.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::books::{BooksBuilder, Column};
use crate::model::Document;

/// Fills `paid` where the payments of a number, and the credit notes that refer to it, reach its total including VAT; the day is that of the
/// last of them.
pub(super) fn settle(builder: &mut BooksBuilder) {
    let mut paid: BTreeMap<&str, (Decimal, NaiveDate)> = BTreeMap::new();
    for payment in &builder.payments {
        let (sum, last) = paid.entry(&payment.value.number).or_insert((Decimal::ZERO, payment.value.date));
        *sum += payment.value.amount.to_decimal();
        *last = payment.value.date.max(*last);
    }
    credit(builder, &mut paid);
    let wanted: HashSet<&str> = paid.keys().copied().collect();
    let mut changes: Vec<(usize, NaiveDate)> = Vec::new();
    // Each document has rows of its own, so their order cannot show.
    super::rows_of(builder, &wanted).into_iter().for_each(|(number, rows)| {
        if let (Some((sum, last)), Some(due)) = (paid.get(number), including_vat(builder, &rows))
            && due > Decimal::ZERO
            && *sum >= due
        {
            changes.extend(rows.into_iter().map(|row| (row, *last)));
        }
    });
    for (row, last) in changes {
        if builder.invoice_lines.paid.peek(row, &builder.names).is_none() {
            builder.invoice_lines.paid.set(row, Some(last));
        }
    }
}

/// What credit notes take off documents that payments are listed for.
fn credit(builder: &BooksBuilder, paid: &mut BTreeMap<&str, (Decimal, NaiveDate)>) {
    let lines = &builder.invoice_lines;
    if paid.is_empty() || lines.refers_to.is_absent() {
        return;
    }
    for row in 0..lines.len() {
        if lines.document.peek(row, &builder.names) != Document::CreditNote {
            continue;
        }
        let line = lines.peek(row, &builder.names);
        if let Some((sum, last)) = paid.get_mut(line.refers_to)
            && let Some(gross) = line.including_vat(builder.settings.business.vat_exempt)
        {
            *sum -= gross;
            *last = line.issued.max(*last);
        }
    }
}

/// The total of a document including VAT, if each line tells it.
fn including_vat(builder: &BooksBuilder, rows: &[usize]) -> Option<Decimal> {
    let exempt = builder.settings.business.vat_exempt;
    let of_row = |row: &usize| builder.invoice_lines.peek(*row, &builder.names).including_vat(exempt);
    rows.iter().map(of_row).sum()
}
