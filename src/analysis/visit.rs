//! Row by row: the entries of a table that count in a period.

use super::condition::{Condition, Texts};
use super::facts::Facts;
use super::recognition::Entries;
use crate::books::{Row, Rows, Table, TypedRow};

/// An entry that counts: its number among the entries, the day it counts on, and the row behind it.
pub(super) struct Visited<'b, T: TypedRow> {
    pub(super) entry: usize,
    pub(super) day: i32,
    /// Whether an entry before it, of the same row, counts in the same period.
    pub(super) is_again: bool,
    pub(super) row: Row<'b, T>,
    pub(super) value: T::Row<'b>,
}

impl Facts {
    /// Calls back for every entry of a table that counts in a period and whose row meets a condition.
    pub(super) fn visit<'b, T: TypedRow>(
        &'b self,
        rows: Rows<'b, T>,
        table: Table,
        when: &Condition,
        period: usize,
        mut then: impl FnMut(&Entries, Visited<'b, T>),
    ) where
        T::Row<'b>: Texts,
    {
        let Some(entries) = self.entries(table) else { return };
        for (entry, day) in entries.dates.values().iter().copied().enumerate() {
            if self.period_of(day) != Some(period) {
                continue;
            }
            let Some(row) = rows.get(entries.row(entry)) else { continue };
            let value = row.value();
            if when.holds(|field| value.text(field)) {
                let is_again = entries.is_again(entry, |day| self.period_of(day));
                then(entries, Visited { entry, day, is_again, row, value });
            }
        }
    }
}
