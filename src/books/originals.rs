//! The column of what was written in another currency: few rows fill it, or none.

use std::sync::Arc;

#[cfg(feature = "frames")]
use polars::prelude::{Column as PolarsColumn, Int64Chunked, IntoColumn, PlSmallStr};
#[cfg(feature = "frames")]
use polars_arrow::array::PrimitiveArray;

use super::column::Column;
use super::names::Names;
use crate::model::Original;
#[cfg(feature = "frames")]
use crate::model::Price;

/// The rows that were converted, in order; books in one currency have none and pay for none.
#[derive(Default)]
pub(crate) struct Originals {
    filled: Vec<(usize, Original)>,
    rows: usize,
}

/// The same once all rows are in.
#[derive(Clone, Debug)]
pub(crate) struct FrozenOriginals {
    filled: Arc<[(usize, Original)]>,
    #[cfg_attr(not(feature = "frames"), expect(dead_code, reason = "only a frame has a cell for every row"))]
    rows: usize,
}

impl FrozenOriginals {
    /// Numbers of the rows that were converted, in order, and what they said.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &Original)> {
        self.filled.iter().map(|(row, original)| (*row, original))
    }
}

impl Originals {
    /// Tells what the next converted row said; rows come in order.
    pub(crate) fn set(&mut self, row: usize, original: Original) {
        self.filled.push((row, original));
    }
}

fn find(filled: &[(usize, Original)], row: usize) -> Option<&Original> {
    let at = filled.binary_search_by_key(&row, |(row, _)| *row).ok()?;
    filled.get(at).map(|(_, original)| original)
}

impl Column for Originals {
    type Value<'a> = Option<&'a Original>;
    type Frozen = FrozenOriginals;

    #[inline]
    fn push(&mut self, value: Option<&Original>, _: &mut Names) {
        if let Some(original) = value {
            self.filled.push((self.rows, original.clone()));
        }
        self.rows += 1;
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        let before = self.rows;
        self.filled.extend(other.filled.drain(..).map(|(row, original)| (before + row, original)));
        self.rows += std::mem::take(&mut other.rows);
    }
    fn retain(&mut self, keep: &[bool]) {
        let mut filled = std::mem::take(&mut self.filled).into_iter().peekable();
        self.rows = 0;
        for (row, keep) in keep.iter().enumerate() {
            let original = filled.next_if(|(filled, _)| *filled == row);
            if *keep {
                self.filled.extend(original.map(|(_, original)| (self.rows, original)));
                self.rows += 1;
            }
        }
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> Option<&'a Original> {
        find(&self.filled, row)
    }
    fn freeze(self) -> FrozenOriginals {
        FrozenOriginals { filled: self.filled.into(), rows: self.rows }
    }
    fn get<'a>(frozen: &'a FrozenOriginals, row: usize, _: &'a Names) -> Option<&'a Original> {
        find(&frozen.filled, row)
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &FrozenOriginals, name: &str, _: &Names) -> PolarsColumn {
        let mut amounts = vec![None; frozen.rows];
        for (row, original) in frozen.iter() {
            if let Some(amount) = amounts.get_mut(row) {
                *amount = Price::from_decimal(original.amount).map(Price::mantissa);
            }
        }
        let amounts: PrimitiveArray<i64> = amounts.into_iter().collect();
        Int64Chunked::with_chunk(PlSmallStr::from_str(name), amounts).into_column()
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
