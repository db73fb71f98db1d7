//! Columns that few rows fill, or none: what was written in another currency.

use std::sync::Arc;

#[cfg(feature = "frames")]
use polars::prelude::{Column as PolarsColumn, Int64Chunked, IntoColumn, PlSmallStr};
#[cfg(feature = "frames")]
use polars_arrow::array::PrimitiveArray;

use super::column::Column;
use super::names::Names;
#[cfg(feature = "frames")]
use crate::model::Price;
use crate::model::{ForeignAmount, Original};

/// The rows that say something, in order; books in one currency have none and pay for none.
pub(crate) struct Sparse<T> {
    filled: Vec<(usize, T)>,
    rows: usize,
}

/// The same once all rows are in.
#[derive(Clone, Debug)]
pub(crate) struct FrozenSparse<T> {
    filled: Arc<[(usize, T)]>,
    #[cfg_attr(not(feature = "frames"), expect(dead_code, reason = "only a frame has a cell for every row"))]
    rows: usize,
}

/// What converted rows said.
pub(crate) type Originals = Sparse<Original>;
/// What ledger entries say in another currency.
pub(crate) type ForeignAmounts = Sparse<ForeignAmount>;

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self { filled: Vec::new(), rows: 0 }
    }
}

impl<T> FrozenSparse<T> {
    /// Numbers of the rows that say something, in order, and what they say.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.filled.iter().map(|(row, value)| (*row, value))
    }

    #[cfg(feature = "frames")]
    fn amounts(&self, name: &str, amount: impl Fn(&T) -> Option<i64>) -> PolarsColumn {
        let mut amounts = vec![None; self.rows];
        for (row, value) in self.iter() {
            if let Some(cell) = amounts.get_mut(row) {
                *cell = amount(value);
            }
        }
        let amounts: PrimitiveArray<i64> = amounts.into_iter().collect();
        Int64Chunked::with_chunk(PlSmallStr::from_str(name), amounts).into_column()
    }
}

impl<T> Sparse<T> {
    /// Tells what the next row says; rows come in order.
    pub(crate) fn set(&mut self, row: usize, value: T) {
        self.filled.push((row, value));
    }

    #[inline]
    fn add(&mut self, value: Option<T>) {
        if let Some(value) = value {
            self.filled.push((self.rows, value));
        }
        self.rows += 1;
    }

    fn take(&mut self, other: &mut Self) {
        let before = self.rows;
        self.filled.extend(other.filled.drain(..).map(|(row, value)| (before + row, value)));
        self.rows += std::mem::take(&mut other.rows);
    }

    fn keep(&mut self, keep: &[bool]) {
        let mut filled = std::mem::take(&mut self.filled).into_iter().peekable();
        self.rows = 0;
        for (row, keep) in keep.iter().enumerate() {
            let value = filled.next_if(|(filled, _)| *filled == row);
            if *keep {
                self.filled.extend(value.map(|(_, value)| (self.rows, value)));
                self.rows += 1;
            }
        }
    }

    fn frozen(self) -> FrozenSparse<T> {
        FrozenSparse { filled: self.filled.into(), rows: self.rows }
    }
}

fn find<T>(filled: &[(usize, T)], row: usize) -> Option<&T> {
    let at = filled.binary_search_by_key(&row, |(row, _)| *row).ok()?;
    filled.get(at).map(|(_, value)| value)
}

impl Column for Originals {
    type Value<'a> = Option<&'a Original>;
    type Frozen = FrozenSparse<Original>;

    #[inline]
    fn push(&mut self, value: Option<&Original>, _: &mut Names) {
        self.add(value.cloned());
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        self.take(other);
    }
    fn retain(&mut self, keep: &[bool]) {
        self.keep(keep);
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> Option<&'a Original> {
        find(&self.filled, row)
    }
    fn freeze(self) -> Self::Frozen {
        self.frozen()
    }
    fn get<'a>(frozen: &'a Self::Frozen, row: usize, _: &'a Names) -> Option<&'a Original> {
        find(&frozen.filled, row)
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &Self::Frozen, name: &str, _: &Names) -> PolarsColumn {
        frozen.amounts(name, |original| Price::from_decimal(original.amount).map(Price::mantissa))
    }
}

impl Column for ForeignAmounts {
    type Value<'a> = Option<ForeignAmount>;
    type Frozen = FrozenSparse<ForeignAmount>;

    #[inline]
    fn push(&mut self, value: Option<ForeignAmount>, _: &mut Names) {
        self.add(value);
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        self.take(other);
    }
    fn retain(&mut self, keep: &[bool]) {
        self.keep(keep);
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> Option<ForeignAmount> {
        find(&self.filled, row).copied()
    }
    fn freeze(self) -> Self::Frozen {
        self.frozen()
    }
    fn get<'a>(frozen: &'a Self::Frozen, row: usize, _: &'a Names) -> Option<ForeignAmount> {
        find(&frozen.filled, row).copied()
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &Self::Frozen, name: &str, _: &Names) -> PolarsColumn {
        frozen.amounts(name, |foreign| Some(foreign.amount.mantissa()))
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::model::{EuroRate, ExchangeRate};

    #[test]
    fn rows_keep_their_originals_whatever_is_added_and_taken_out() {
        let rate = Arc::new(ExchangeRate::new("USD", chrono::NaiveDate::MIN, EuroRate::EURO, EuroRate::EURO));
        let of = |amount: i64| Original::new(Decimal::from(amount), Arc::clone(&rate));
        let names = &mut Names::default();
        let (mut column, mut more) = (Originals::default(), Originals::default());
        for amount in [None, Some(1), None, Some(3)] {
            column.push(amount.map(of).as_ref(), names);
        }
        for amount in [Some(4), None] {
            more.push(amount.map(of).as_ref(), names);
        }
        column.append(&mut more, &[]);
        column.retain(&[true, false, true, true, true, true]);
        column.set(4, of(5));
        let amounts = |row| column.peek(row, names).map(|original| original.amount);
        assert_eq!([0, 1, 2, 3, 4, 5].map(amounts), [None, None, Some(3.into()), Some(4.into()), Some(5.into()), None]);
    }
}
