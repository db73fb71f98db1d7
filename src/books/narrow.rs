//! Columns of numbers in 32 bits as long as every one fits: those of the lines of a business nearly always do.

use std::ops::Range;

#[cfg(feature = "frames")]
use polars::prelude::{Column as PolarsColumn, Int32Chunked, IntoColumn, PlSmallStr};
use polars_arrow::array::{Array, PrimitiveArray};
use polars_arrow::types::NativeType;

use super::column::{Column, Optional, Stored};
use super::names::Names;

/// A value whose number fits in 32 bits.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Short<T>(T);

fn short(number: i64) -> Option<i32> {
    i32::try_from(number).ok().filter(|number| *number != i32::MAX)
}

impl<T: Stored<Native = i64>> Short<T> {
    #[inline]
    fn of(value: T) -> Option<Self> {
        short(value.store()).map(|_| Self(value))
    }
}

impl<T: Stored<Native = i64>> Stored for Short<T> {
    type Native = i32;
    const NONE: i32 = i32::MAX;
    #[inline]
    fn store(self) -> i32 {
        short(self.0.store()).unwrap_or(Self::NONE)
    }
    #[inline]
    fn load(native: i32) -> Self {
        Self(T::load(native.into()))
    }
    #[cfg(feature = "frames")]
    fn column(name: PlSmallStr, array: PrimitiveArray<i32>) -> PolarsColumn {
        Int32Chunked::with_chunk(name, array).into_column()
    }
}

/// The column while rows are being pushed.
pub(crate) struct Narrow<T: Stored<Native = i64>> {
    short: Optional<Short<T>>,
    /// All rows, from the first value on that does not fit.
    long: Option<Optional<T>>,
}

/// Numbers of rows, some of which may lack one, once all rows are in.
#[derive(Clone, Debug)]
pub(crate) enum Numbers {
    Short(PrimitiveArray<i32>),
    Long(PrimitiveArray<i64>),
}

impl Numbers {
    /// The number of a row, if it has one.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<i64> {
        match self {
            Self::Short(array) => present(array, row).map(i64::from),
            Self::Long(array) => present(array, row),
        }
    }

    /// Puts the numbers of some rows in place of others, 0 where there is none, and adds one to the count of each row that has one.
    pub(crate) fn read(&self, rows: Range<usize>, numbers: &mut Vec<i64>, counts: &mut [u8]) {
        numbers.clear();
        // What is missing is stored as 0.
        let valid = match self {
            Self::Short(array) => {
                numbers.extend(array.values().get(rows.clone()).unwrap_or_default().iter().map(|number| i64::from(*number)));
                array.validity()
            }
            Self::Long(array) => {
                numbers.extend_from_slice(array.values().get(rows.clone()).unwrap_or_default());
                array.validity()
            }
        };
        match valid {
            None => counts.iter_mut().for_each(|count| *count += 1),
            Some(valid) => {
                let valid = valid.clone().sliced(rows.start, rows.len());
                counts.iter_mut().zip(&valid).for_each(|(count, is_there)| *count += u8::from(is_there));
            }
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Short(array) => array.len(),
            Self::Long(array) => array.len(),
        }
    }

    /// Whether no row has one.
    pub(crate) fn are_missing(&self) -> bool {
        let missing = match self {
            Self::Short(array) => array.null_count(),
            Self::Long(array) => array.null_count(),
        };
        missing == self.len()
    }

    /// All of them in 64 bits.
    pub(crate) fn to_long(&self) -> PrimitiveArray<i64> {
        match self {
            Self::Short(array) => array.iter().map(|value| value.copied().map(i64::from)).collect(),
            Self::Long(array) => array.clone(),
        }
    }
}

impl From<PrimitiveArray<i64>> for Numbers {
    fn from(array: PrimitiveArray<i64>) -> Self {
        Self::Long(array)
    }
}

#[inline]
fn present<T: NativeType>(array: &PrimitiveArray<T>, row: usize) -> Option<T> {
    let value = array.values().as_slice().get(row).copied()?;
    array.validity().is_none_or(|valid| valid.get_bit(row)).then_some(value)
}

impl<T: Stored<Native = i64>> Default for Narrow<T> {
    fn default() -> Self {
        Self { short: Optional::default(), long: None }
    }
}

impl<T: Stored<Native = i64>> Narrow<T> {
    #[cold]
    fn long(&mut self) -> &mut Optional<T> {
        let short = &mut self.short;
        self.long.get_or_insert_with(|| {
            let (short, names) = (std::mem::take(short), &mut Names::default());
            let mut long = Optional::default();
            (0..short.len()).for_each(|row| long.push(short.value(row).map(|value| value.0), names));
            long
        })
    }

    #[cold]
    #[inline(never)]
    fn push_long(&mut self, value: Option<T>) {
        self.long().push_stored(value.map_or(T::NONE, T::store));
    }

    /// Gives a row another value, or takes away the one it has.
    pub(crate) fn set(&mut self, row: usize, value: Option<T>) {
        match (&mut self.long, value.map(Short::of)) {
            (Some(long), _) => long.set(row, value),
            (None, None) => self.short.set(row, None),
            (None, Some(Some(short))) => self.short.set(row, Some(short)),
            (None, Some(None)) => self.long().set(row, value),
        }
    }
}

impl<T: Stored<Native = i64>> Column for Narrow<T> {
    type Value<'a> = Option<T>;
    type Frozen = Numbers;

    #[inline]
    fn push(&mut self, value: Option<T>, _: &mut Names) {
        let stored = value.map_or(Some(i32::MAX), |value| short(value.store()));
        match stored {
            Some(stored) if self.long.is_none() => self.short.push_stored(stored),
            _ => self.push_long(value),
        }
    }
    fn append(&mut self, other: &mut Self, names: &[u32]) {
        if self.long.is_none() && other.long.is_none() {
            self.short.append(&mut other.short, names);
        } else {
            self.long().append(other.long(), names);
            other.long = None;
        }
    }
    fn retain(&mut self, keep: &[bool]) {
        match &mut self.long {
            Some(long) => long.retain(keep),
            None => self.short.retain(keep),
        }
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> Option<T> {
        match &self.long {
            Some(long) => long.value(row),
            None => self.short.value(row).map(|value| value.0),
        }
    }
    fn freeze(self) -> Numbers {
        match self.long {
            Some(long) => Numbers::Long(long.freeze()),
            None => Numbers::Short(self.short.freeze()),
        }
    }
    fn get<'a>(frozen: &'a Numbers, row: usize, _: &'a Names) -> Option<T> {
        frozen.get(row).map(T::load)
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &Numbers, name: &str, names: &Names) -> PolarsColumn {
        <Optional<T>>::to_polars(&frozen.to_long(), name, names)
    }
}

/// The same of a number every row has.
pub(crate) struct RequiredNarrow<T: Stored<Native = i64>>(Narrow<T>);

impl<T: Stored<Native = i64>> Default for RequiredNarrow<T> {
    fn default() -> Self {
        Self(Narrow::default())
    }
}

impl<T: Stored<Native = i64>> RequiredNarrow<T> {
    /// Gives a row another value.
    pub(crate) fn set(&mut self, row: usize, value: T) {
        self.0.set(row, Some(value));
    }
}

impl<T: Stored<Native = i64> + Default> Column for RequiredNarrow<T> {
    type Value<'a> = T;
    type Frozen = Numbers;

    #[inline]
    fn push(&mut self, value: T, names: &mut Names) {
        self.0.push(Some(value), names);
    }
    fn append(&mut self, other: &mut Self, names: &[u32]) {
        self.0.append(&mut other.0, names);
    }
    fn retain(&mut self, keep: &[bool]) {
        self.0.retain(keep);
    }
    fn peek<'a>(&'a self, row: usize, names: &'a Names) -> T {
        self.0.peek(row, names).unwrap_or_default()
    }
    fn freeze(self) -> Numbers {
        self.0.freeze()
    }
    fn get<'a>(frozen: &'a Numbers, row: usize, names: &'a Names) -> T {
        <Narrow<T>>::get(frozen, row, names).unwrap_or_default()
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &Numbers, name: &str, names: &Names) -> PolarsColumn {
        <Narrow<T>>::to_polars(frozen, name, names)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Price;

    fn values() -> impl Strategy<Value = Vec<Option<i64>>> {
        let limit = i64::from(i32::MAX);
        prop_oneof![
            prop::collection::vec(prop::option::of(-9_i64..9), 0..40),
            prop::collection::vec(prop::option::of(prop_oneof![-9_i64..9, limit - 1..limit + 2, -limit - 2..2 - limit]), 0..40),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn numbers_that_every_row_has_are_held_whatever_fits(values in values(), set in any::<prop::sample::Index>(), new in values()) {
            let names = &mut Names::default();
            let price = |value: &Option<i64>| Price::from_mantissa(value.unwrap_or(0)).unwrap_or_default();
            let mut expected: Vec<Price> = values.iter().map(price).collect();
            let mut column = RequiredNarrow::<Price>::default();
            expected.iter().for_each(|value| column.push(*value, names));
            for value in new.iter().filter(|_| !values.is_empty()).map(price) {
                let row = set.index(expected.len());
                column.set(row, value);
                expected.iter_mut().skip(row).take(1).for_each(|stored| *stored = value);
            }
            let frozen = column.freeze();
            let got: Vec<Price> = (0..expected.len()).map(|row| <RequiredNarrow<Price>>::get(&frozen, row, names)).collect();
            prop_assert_eq!(got, expected);
        }

        #[test]
        fn a_column_holds_what_was_pushed_whatever_fits(
            parts in prop::collection::vec(values(), 0..4), set in any::<prop::sample::Index>(), new in values(),
            keep in prop::collection::vec(any::<bool>(), 160)
        ) {
            let names = &mut Names::default();
            let price = |value: &Option<i64>| value.and_then(Price::from_mantissa);
            let mut expected: Vec<Option<Price>> = parts.iter().flatten().map(price).collect();
            let mut column = Narrow::<Price>::default();
            for part in &parts {
                let mut later = Narrow::<Price>::default();
                part.iter().for_each(|value| later.push(price(value), names));
                column.append(&mut later, &[]);
                prop_assert_eq!(later.peek(0, names), None, "nothing is left");
            }
            if !expected.is_empty() {
                for value in new.iter().map(price) {
                    let row = set.index(expected.len());
                    column.set(row, value);
                    expected.iter_mut().skip(row).take(1).for_each(|stored| *stored = value);
                }
            }
            let keep = keep.get(..expected.len()).unwrap_or_default();
            column.retain(keep);
            let mut marks = keep.iter();
            expected.retain(|_| marks.next().copied().unwrap_or(true));
            let peeked: Vec<Option<Price>> = (0..expected.len()).map(|row| column.peek(row, names)).collect();
            prop_assert_eq!(&peeked, &expected);
            let frozen = column.freeze();
            let got: Vec<Option<Price>> = (0..expected.len()).map(|row| <Narrow<Price>>::get(&frozen, row, names)).collect();
            prop_assert_eq!(&got, &expected);
            let rows = set.index(expected.len() + 1)..expected.len();
            let (mut numbers, mut counts) = (vec![7], vec![1; rows.len()]);
            frozen.read(rows.clone(), &mut numbers, &mut counts);
            let expected = expected.get(rows).unwrap_or_default();
            let mantissas: Vec<i64> = expected.iter().map(|value| value.map_or(0, Price::mantissa)).collect();
            prop_assert_eq!(numbers, mantissas);
            let present: Vec<u8> = expected.iter().map(|value| 1 + u8::from(value.is_some())).collect();
            prop_assert_eq!(counts, present);
        }
    }
}
