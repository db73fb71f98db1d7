//! Numbers of the books themselves, source and line: they are the same, or count up, over long stretches of rows.

#[cfg(feature = "frames")]
use polars::prelude::{Column as PolarsColumn, IntoColumn, PlSmallStr, UInt32Chunked};

use super::column::Column;
use super::names::Names;

/// The source of each row.
pub(crate) type Sources = Runs<0>;
/// The line of each row in its source.
pub(crate) type Lines = Runs<1>;

/// A number for each row, as runs: within one, the number of a row is that of the row before plus `STEP`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs<const STEP: u32> {
    /// First row of each run, and its number.
    starts: Vec<(usize, u32)>,
    rows: usize,
    /// What the next row has if it continues the last run.
    next: u32,
}

impl<const STEP: u32> Runs<STEP> {
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// Whether all rows are one run.
    pub(crate) fn is_one(&self) -> bool {
        self.starts.len() <= 1
    }

    /// Adds so many rows that follow each other, the first with this number.
    #[inline]
    fn extend(&mut self, number: u32, rows: usize) {
        if self.next != number || self.starts.is_empty() {
            self.starts.push((self.rows, number));
        }
        self.rows += rows;
        self.next = after::<STEP>(number, rows);
    }

    pub(crate) fn number(&self, row: usize) -> u32 {
        let run = self.starts.partition_point(|(start, _)| *start <= row);
        match run.checked_sub(1).and_then(|run| self.starts.get(run)) {
            Some((start, number)) if row < self.rows => after::<STEP>(*number, row - start),
            _ => 0,
        }
    }

    /// First number and length of each run.
    fn runs(&self) -> impl Iterator<Item = (u32, usize)> {
        let ends = self.starts.iter().skip(1).map(|(start, _)| *start).chain([self.rows]);
        self.starts.iter().zip(ends).map(|((start, number), end)| (*number, end - start))
    }

    /// The number of each row.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.runs().flat_map(|(number, rows)| (0..rows).map(move |row| after::<STEP>(number, row)))
    }
}

/// The number so many rows after that of another.
#[inline]
fn after<const STEP: u32>(number: u32, rows: usize) -> u32 {
    number.saturating_add(STEP.saturating_mul(u32::try_from(rows).unwrap_or(u32::MAX)))
}

impl Sources {
    /// The same number for so many rows.
    pub(super) fn of(number: u32, rows: usize) -> Self {
        let mut sources = Self::default();
        if rows > 0 {
            sources.extend(number, rows);
        }
        sources
    }
}

impl<const STEP: u32> Column for Runs<STEP> {
    type Value<'a> = u32;
    type Frozen = Self;

    #[inline]
    fn push(&mut self, value: u32, _: &mut Names) {
        self.extend(value, 1);
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        for (number, rows) in other.runs() {
            self.extend(number, rows);
        }
        other.starts.clear();
        other.rows = 0;
    }
    fn retain(&mut self, keep: &[bool]) {
        let old = std::mem::take(self);
        for (number, _) in old.numbers().zip(keep).filter(|(_, keep)| **keep) {
            self.extend(number, 1);
        }
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> u32 {
        self.number(row)
    }
    fn freeze(self) -> Self {
        self
    }
    fn get<'a>(frozen: &'a Self, row: usize, _: &'a Names) -> u32 {
        frozen.number(row)
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &Self, name: &str, _: &Names) -> PolarsColumn {
        UInt32Chunked::from_vec(PlSmallStr::from_str(name), frozen.numbers().collect()).into_column()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all<const STEP: u32>(runs: &Runs<STEP>) -> Vec<u32> {
        let names = Names::default();
        let each: Vec<u32> = (0..runs.len()).map(|row| runs.peek(row, &names)).collect();
        assert_eq!(runs.numbers().collect::<Vec<_>>(), each);
        each
    }

    fn of<const STEP: u32>(numbers: &[u32]) -> Runs<STEP> {
        let mut runs = Runs::default();
        numbers.iter().for_each(|number| runs.push(*number, &mut Names::default()));
        runs
    }

    #[test]
    fn what_follows_costs_nothing() {
        assert_eq!(of::<1>(&[2, 3, 4, 7, 8]).starts, [(0, 2), (3, 7)]);
        assert_eq!(of::<0>(&[0, 0, 0, 1]).starts, [(0, 0), (3, 1)]);
        assert_eq!(all(&of::<1>(&[u32::MAX, u32::MAX])), [u32::MAX, u32::MAX], "lines beyond the last number");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn runs_are_the_numbers_that_were_pushed(
            first in prop::collection::vec(0_u32..4, 0..20),
            second in prop::collection::vec(0_u32..4, 0..20),
            keep in prop::collection::vec(any::<bool>(), 40)
        ) {
            let numbers = [first.clone(), second.clone()].concat();
            let keep = keep.get(..numbers.len()).unwrap_or_default();
            let kept: Vec<u32> = numbers.iter().zip(keep).filter(|(_, keep)| **keep).map(|(number, _)| *number).collect();
            let (mut lines, mut later) = (of::<1>(&first), of::<1>(&second));
            lines.append(&mut later, &[]);
            prop_assert_eq!((all(&lines), later.len()), (numbers.clone(), 0));
            later.push(9, &mut Names::default());
            prop_assert_eq!(all(&later), [9]);
            lines.retain(keep);
            prop_assert_eq!(all(&lines), kept.clone());
            let mut sources = of::<0>(&numbers);
            prop_assert_eq!(all(&sources), numbers);
            sources.retain(keep);
            prop_assert_eq!(all(&sources), kept.clone());
            prop_assert_eq!(all(&Sources::of(3, kept.len())), vec![3; kept.len()]);
        }
    }
}
