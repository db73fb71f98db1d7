//! Rows taken out of a table after they were read, counted where they go.

use crate::books::{BooksBuilder, Column, Reason, Rejected, Table};

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Aside(Reason),
    Rejected,
}

/// Rows to take out of one table.
#[derive(Default)]
pub(super) struct Removal {
    fates: Vec<Fate>,
    rows: Vec<(usize, usize)>,
}

impl Removal {
    /// Takes out a row; what is said first of a row holds.
    pub(super) fn row(&mut self, row: usize, fate: Fate) {
        if self.fates.last() != Some(&fate) {
            self.fates.push(fate);
        }
        self.rows.push((row, self.fates.len() - 1));
    }

    /// Does it, and keeps `rows = used + set aside + rejected`.
    pub(super) fn apply(mut self, table: Table, builder: &mut BooksBuilder) {
        if self.rows.is_empty() {
            return;
        }
        self.rows.sort_by_key(|(row, _)| *row);
        self.rows.dedup_by_key(|(row, _)| *row);
        let rows = match table {
            Table::Invoices => builder.invoice_lines.len(),
            Table::Timesheets => builder.time_entries.len(),
            Table::Ledger => builder.ledger_entries.len(),
            Table::Bank => builder.bank_entries.len(),
            _ => builder.expenses.len(),
        };
        let mut keep = vec![true; rows];
        for (row, fate) in self.rows {
            if let Some(kept) = keep.get_mut(row) {
                *kept = false;
            }
            let names = &builder.names;
            let (source, line, date) = match table {
                Table::Invoices => {
                    let table = &builder.invoice_lines;
                    (table.source.peek(row, names), table.line.peek(row, names), table.issued.peek(row, names))
                }
                Table::Timesheets => {
                    let table = &builder.time_entries;
                    (table.source.peek(row, names), table.line.peek(row, names), table.date.peek(row, names))
                }
                Table::Ledger => {
                    let table = &builder.ledger_entries;
                    (table.source.peek(row, names), table.line.peek(row, names), table.date.peek(row, names))
                }
                Table::Bank => {
                    let table = &builder.bank_entries;
                    (table.source.peek(row, names), table.line.peek(row, names), table.date.peek(row, names))
                }
                _ => {
                    let table = &builder.expenses;
                    (table.source.peek(row, names), table.line.peek(row, names), table.date.peek(row, names))
                }
            };
            // Another row with the number of a duplicate counts.
            let is_elsewhere = matches!(self.fates.get(fate), Some(Fate::Aside(Reason::Duplicate(_) | Reason::Replaced(_))));
            if table == Table::Invoices && !is_elsewhere {
                builder.withheld.push(builder.invoice_lines.number.peek(row, names).to_owned());
            }
            let Some(counts) = builder.sources.get_mut(source as usize) else { continue };
            counts.used = counts.used.saturating_sub(1);
            match self.fates.get(fate) {
                Some(Fate::Aside(reason)) => {
                    let aside = counts.set_aside.entry(reason.clone()).or_default();
                    aside.rows += 1;
                    // Rows of a source come in the order of its lines, but earlier ones may have been set aside by the reader.
                    let at = aside.lines.partition_point(|other| *other <= line);
                    aside.lines.insert(at, line);
                }
                Some(Fate::Rejected) | None => {
                    counts.rejected += 1;
                    builder.rejected.push(Rejected::new(table, source, line, Some(date)));
                }
            }
        }
        match table {
            Table::Invoices => builder.invoice_lines.retain(&keep),
            Table::Timesheets => builder.time_entries.retain(&keep),
            Table::Ledger => builder.ledger_entries.retain(&keep),
            Table::Bank => builder.bank_entries.retain(&keep),
            _ => builder.expenses.retain(&keep),
        }
    }
}
