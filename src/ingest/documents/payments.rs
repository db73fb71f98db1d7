//! Payments listed apart give an invoice the day it was paid in full.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use crate::books::{BooksBuilder, Column};

/// Fills `paid` where the payments of a number reach its total including VAT; the day is that of the last payment.
pub(super) fn settle(builder: &mut BooksBuilder) {
    let mut paid: BTreeMap<&str, (i128, NaiveDate)> = BTreeMap::new();
    for payment in &builder.payments {
        let (sum, last) = paid.entry(&payment.value.number).or_insert((0, payment.value.date));
        *sum += i128::from(payment.value.amount.mantissa());
        *last = payment.value.date.max(*last);
    }
    let wanted: HashSet<&str> = paid.keys().copied().collect();
    let mut changes: Vec<(usize, NaiveDate)> = Vec::new();
    // Each document has rows of its own, so their order cannot show.
    super::rows_of(builder, &wanted).into_iter().for_each(|(number, rows)| {
        if let (Some((sum, last)), Some(due)) = (paid.get(number), including_vat(builder, &rows))
            && due > 0
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

/// The total of a document including VAT, if each line tells it.
fn including_vat(builder: &BooksBuilder, rows: &[usize]) -> Option<i128> {
    let (lines, names) = (&builder.invoice_lines, &builder.names);
    let exempt = builder.settings.business.vat_exempt;
    let of_row = |row: &usize| {
        let net = lines.net.peek(*row, names).mantissa();
        let with_vat = || lines.vat.peek(*row, names).map(|vat| i128::from(net) + i128::from(vat.mantissa()));
        let gross = lines.gross.peek(*row, names).map(|gross| i128::from(gross.mantissa()));
        gross.or_else(with_vat).or(exempt.then_some(i128::from(net)))
    };
    rows.iter().map(of_row).sum()
}
