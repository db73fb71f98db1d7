//! The kinds of column a table is made of: each fills row by row, freezes into an arrow array, and reads back typed.

use std::marker::PhantomData;

use chrono::NaiveDate;
#[cfg(feature = "frames")]
use polars::prelude::{Column as PolarsColumn, Int32Chunked, Int64Chunked, IntoColumn, PlSmallStr, StringChunked, UInt8Chunked};
use polars_arrow::array::{Array, MutablePlString, PrimitiveArray, Utf8ViewArray};
use polars_arrow::bitmap::{Bitmap, MutableBitmap};
use polars_arrow::datatypes::ArrowDataType;

use super::names::{Ends, Names};
use crate::model::{self, day_number};

/// One kind of column.
pub(crate) trait Column: Default {
    /// What a row holds in it.
    type Value<'a>;
    /// The column once all rows are in.
    type Frozen: Clone + std::fmt::Debug;

    /// Adds the value of one row.
    fn push(&mut self, value: Self::Value<'_>, names: &mut Names);
    /// Takes the rows of another column, whose names have new numbers, and leaves it empty.
    fn append(&mut self, other: &mut Self, names: &[u32]);
    /// Keeps the rows marked `true`.
    fn retain(&mut self, keep: &[bool]);
    /// The value of a row while the column is being filled.
    fn peek<'a>(&'a self, row: usize, names: &'a Names) -> Self::Value<'a>;
    /// The column as an arrow array.
    fn freeze(self) -> Self::Frozen;
    /// The value of a row.
    fn get<'a>(frozen: &'a Self::Frozen, row: usize, names: &'a Names) -> Self::Value<'a>;
    /// The array as a polars column, sharing its memory; names are spelt out.
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &Self::Frozen, name: &str, names: &Names) -> PolarsColumn;
}

fn get<T: polars_arrow::types::NativeType>(array: &PrimitiveArray<T>, row: usize) -> T {
    array.values().get(row).copied().unwrap_or_default()
}

/// Values row by row. As long as all are the same only their number is kept, so that a column that says nothing costs nothing.
#[derive(Default)]
pub(super) struct Values<T> {
    /// Every value, once there are two.
    all: Vec<T>,
    /// Until then the one, and how often it was pushed.
    same: T,
    count: usize,
}

impl<T: Copy + Default + PartialEq> Values<T> {
    pub(super) fn len(&self) -> usize {
        self.all.len() + self.count
    }
    #[inline]
    pub(super) fn push(&mut self, value: T) {
        if self.all.is_empty() {
            if self.count == 0 || self.same == value {
                self.same = value;
                self.count += 1;
                return;
            }
            self.spread();
        }
        self.all.push(value);
    }
    #[cold]
    fn spread(&mut self) {
        if self.count > 0 {
            self.all.resize(self.all.len() + self.count, self.same);
            self.count = 0;
        }
    }
    /// Takes the values of another column, and leaves it empty.
    pub(super) fn append(&mut self, other: &mut Self) {
        if self.len() == 0 {
            std::mem::swap(self, other);
        } else if other.all.is_empty() && self.all.is_empty() && (other.count == 0 || self.same == other.same) {
            self.count += other.count;
        } else {
            self.spread();
            other.spread();
            self.all.append(&mut other.all);
        }
        other.count = 0;
    }
    pub(super) fn change(&mut self, change: impl Fn(T) -> T) {
        self.same = change(self.same);
        self.all.iter_mut().for_each(|value| *value = change(*value));
    }
    fn set(&mut self, row: usize, value: T) {
        self.spread();
        if let Some(stored) = self.all.get_mut(row) {
            *stored = value;
        }
    }
    pub(super) fn retain(&mut self, keep: &[bool]) {
        if self.all.is_empty() {
            self.count = keep.iter().filter(|keep| **keep).count();
        }
        let mut marks = keep.iter();
        self.all.retain(|_| marks.next().copied().unwrap_or(true));
    }
    pub(super) fn get(&self, row: usize) -> T {
        let same = || if row < self.count { self.same } else { T::default() };
        self.all.get(row).copied().unwrap_or_else(same)
    }
    /// Whether all rows are known to hold this value.
    pub(super) fn are_all(&self, value: T) -> bool {
        self.all.is_empty() && (self.count == 0 || self.same == value)
    }
    /// Whether no row is known to hold this value.
    fn lack(&self, value: T) -> bool {
        self.all.is_empty() && (self.count == 0 || self.same != value)
    }
    pub(super) fn into_vec(self) -> Vec<T> {
        if self.all.is_empty() { vec![self.same; self.count] } else { self.all }
    }
}

/// A polars column of texts.
#[cfg(feature = "frames")]
pub(super) fn spelt_out<'a>(name: &str, rows: impl Iterator<Item = &'a str>) -> PolarsColumn {
    let mut texts = MutablePlString::with_capacity(rows.size_hint().0);
    rows.for_each(|text| texts.push_value_ignore_validity(text));
    StringChunked::with_chunk(PlSmallStr::from_str(name), texts.freeze()).into_column()
}

/// Text that seldom comes back, but may be that of the rows before: invoice numbers.
#[derive(Default)]
pub(crate) struct Text {
    texts: MutablePlString,
    /// The last of them.
    last: Ends,
    /// Which of them each row has.
    of: Values<u32>,
}

/// The same, once all rows are in.
#[derive(Clone, Debug)]
pub(crate) struct FrozenText {
    texts: Utf8ViewArray,
    of: PrimitiveArray<u32>,
}

impl Text {
    #[inline]
    fn add(&mut self, value: &str) {
        let ends = Ends::of(value);
        let is_last = |last| self.last == ends && (ends.are_all() || self.texts.value(last) == value);
        if !self.texts.len().checked_sub(1).is_some_and(is_last) {
            self.texts.push_value_ignore_validity(value);
            self.last = ends;
        }
        self.of.push(u32::try_from(self.texts.len() - 1).unwrap_or(u32::MAX));
    }

    fn text(&self, row: usize) -> &str {
        let text = self.of.get(row) as usize;
        if row < self.of.len() && text < self.texts.len() { self.texts.value(text) } else { "" }
    }
}

impl Column for Text {
    type Value<'a> = &'a str;
    type Frozen = FrozenText;

    fn push(&mut self, value: &str, _: &mut Names) {
        self.add(value);
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        if self.texts.len() == 0 {
            std::mem::swap(self, other);
            return;
        }
        let before = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        if other.texts.len() > 0 {
            self.last = other.last;
        }
        self.texts.extend_from_array(&std::mem::take(&mut other.texts).freeze());
        other.of.change(|text| text.saturating_add(before));
        self.of.append(&mut other.of);
    }
    fn retain(&mut self, keep: &[bool]) {
        let old = std::mem::take(self);
        for (row, _) in keep.iter().enumerate().filter(|(_, keep)| **keep) {
            self.add(old.text(row));
        }
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> &'a str {
        self.text(row)
    }
    fn freeze(self) -> FrozenText {
        FrozenText { texts: self.texts.freeze(), of: PrimitiveArray::from_vec(self.of.into_vec()) }
    }
    fn get<'a>(frozen: &'a FrozenText, row: usize, _: &'a Names) -> &'a str {
        let text = get(&frozen.of, row) as usize;
        if row < frozen.of.len() && text < frozen.texts.len() { frozen.texts.value(text) } else { "" }
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &FrozenText, name: &str, names: &Names) -> PolarsColumn {
        spelt_out(name, (0..frozen.of.len()).map(|row| Self::get(frozen, row, names)))
    }
}

/// A value stored as a number of fixed width.
pub(crate) trait Stored: Copy + PartialEq {
    /// How it is stored.
    type Native: polars_arrow::types::NativeType + Default + PartialEq;
    /// What no value is stored as.
    const NONE: Self::Native;
    /// Whether it takes time to store, so that the last one is worth keeping.
    const IS_COMPUTED: bool = false;
    /// To the stored number.
    fn store(self) -> Self::Native;
    /// From the stored number.
    fn load(native: Self::Native) -> Self;
    /// The array as a polars column.
    #[cfg(feature = "frames")]
    fn column(name: PlSmallStr, array: PrimitiveArray<Self::Native>) -> PolarsColumn;
}

macro_rules! stored {
    ($($type:ty: $native:ty, $chunked:ident, $store:expr, $load:expr);+ $(;)?) => {$(
        impl Stored for $type {
            type Native = $native;
            const NONE: $native = <$native>::MAX;
            fn store(self) -> $native {
                let store: fn($type) -> $native = $store;
                store(self)
            }
            fn load(native: $native) -> Self {
                let load: fn($native) -> $type = $load;
                load(native)
            }
            #[cfg(feature = "frames")]
            fn column(name: PlSmallStr, array: PrimitiveArray<$native>) -> PolarsColumn {
                $chunked::with_chunk(name, array).into_column()
            }
        }
    )+};
}

stored! {
    model::Money: i64, Int64Chunked, |v| v.mantissa(), |n| Self::from_mantissa(n).unwrap_or_default();
    model::Price: i64, Int64Chunked, |v| v.mantissa(), |n| Self::from_mantissa(n).unwrap_or_default();
    model::Quantity: i64, Int64Chunked, |v| v.mantissa(), |n| Self::from_mantissa(n).unwrap_or_default();
    model::Days: i64, Int64Chunked, |v| v.mantissa(), |n| Self::from_mantissa(n).unwrap_or_default();
    model::Time: i64, Int64Chunked, |v| v.micros(), |n| Self::from_micros(n).unwrap_or_default();
    model::Billing: u8, UInt8Chunked, |v| v.code(), Self::from_code;
    model::Document: u8, UInt8Chunked, |v| v.code(), Self::from_code;
    model::Status: u8, UInt8Chunked, |v| v.code(), Self::from_code;
    model::TimeKind: u8, UInt8Chunked, |v| v.code(), Self::from_code;
    bool: u8, UInt8Chunked, u8::from, |n| n != 0;
}

impl Stored for NaiveDate {
    type Native = i32;
    const NONE: i32 = i32::MAX;
    const IS_COMPUTED: bool = true;
    fn store(self) -> i32 {
        day_number(self)
    }
    fn load(native: i32) -> Self {
        model::date_of(native)
    }
    #[cfg(feature = "frames")]
    fn column(name: PlSmallStr, array: PrimitiveArray<i32>) -> PolarsColumn {
        Int32Chunked::with_chunk(name, array).into_date().into_column()
    }
}

/// A value every row has.
pub(crate) struct Required<T: Stored> {
    values: Values<T::Native>,
    last: Option<(T, T::Native)>,
}

impl<T: Stored> Default for Required<T> {
    fn default() -> Self {
        Self { values: Values::default(), last: None }
    }
}

impl<T: Stored> Required<T> {
    /// Whether it is known at once that no row has this value.
    pub(crate) fn lacks(&self, value: T) -> bool {
        self.values.lack(value.store())
    }

    /// Gives a row another value.
    pub(crate) fn set(&mut self, row: usize, value: T) {
        self.values.set(row, value.store());
    }
}

impl<T: Stored> Column for Required<T> {
    type Value<'a> = T;
    type Frozen = PrimitiveArray<T::Native>;

    fn push(&mut self, value: T, _: &mut Names) {
        let native = match self.last {
            Some((last, native)) if T::IS_COMPUTED && last == value => native,
            _ => value.store(),
        };
        if T::IS_COMPUTED {
            self.last = Some((value, native));
        }
        self.values.push(native);
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        self.values.append(&mut other.values);
    }
    fn retain(&mut self, keep: &[bool]) {
        self.values.retain(keep);
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> T {
        T::load(self.values.get(row))
    }
    fn freeze(self) -> Self::Frozen {
        PrimitiveArray::from_vec(self.values.into_vec())
    }
    fn get<'a>(frozen: &'a Self::Frozen, row: usize, _: &'a Names) -> T {
        T::load(get(frozen, row))
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &Self::Frozen, name: &str, _: &Names) -> PolarsColumn {
        T::column(PlSmallStr::from_str(name), frozen.clone())
    }
}

/// A value a row may lack. Until the first value arrives nothing is stored, and until a row lacks one no mark of which rows do.
pub(crate) struct Optional<T: Stored> {
    values: Vec<T::Native>,
    /// Which of the first values are there; beyond, [`Stored::NONE`] stands where there is none.
    valid: MutableBitmap,
    /// Whether a row lacks a value, once one has one.
    is_partial: bool,
    /// Rows without a value, while no row has one.
    missing: usize,
    stored: PhantomData<T>,
}

impl<T: Stored> Default for Optional<T> {
    fn default() -> Self {
        Self { values: Vec::new(), valid: MutableBitmap::new(), is_partial: false, missing: 0, stored: PhantomData }
    }
}

impl<T: Stored> Optional<T> {
    /// Stores the rows without a value.
    #[cold]
    fn materialise(&mut self) {
        if self.missing > 0 {
            self.values.resize(self.missing, T::NONE);
            (self.missing, self.is_partial) = (0, true);
        }
    }

    /// Marks which values are there, if not all are.
    fn mark(&mut self) {
        let marked = self.valid.len();
        // The bitmap must not be extended by nothing: at a whole byte it would take one more.
        if !self.is_partial || marked == self.values.len() {
            return;
        }
        let unmarked = self.values.get_mut(marked..).unwrap_or_default();
        let bits = |eight: &[T::Native]| eight.iter().rev().fold(0, |bits, value| bits << 1 | u8::from(*value != T::NONE));
        let bytes: Vec<u8> = unmarked.chunks(8).map(bits).collect();
        self.valid.extend_from_slice(&bytes, 0, unmarked.len());
        unmarked.iter_mut().filter(|value| **value == T::NONE).for_each(|value| *value = T::Native::default());
    }

    /// Adds a value as it is stored.
    #[inline]
    pub(super) fn push_stored(&mut self, stored: T::Native) {
        if stored != T::NONE {
            if self.missing > 0 {
                self.materialise();
            }
        } else if self.values.is_empty() {
            self.missing += 1;
            return;
        } else {
            self.is_partial = true;
        }
        self.values.push(stored);
    }

    pub(super) fn len(&self) -> usize {
        self.values.len() + self.missing
    }

    pub(super) fn value(&self, row: usize) -> Option<T> {
        let value = *self.values.get(row)?;
        let is_valid = if row < self.valid.len() { self.valid.get(row) } else { value != T::NONE };
        is_valid.then(|| T::load(value))
    }

    /// Gives a row another value, or takes away the one it has.
    pub(crate) fn set(&mut self, row: usize, value: Option<T>) {
        if self.values.is_empty() && value.is_none() {
            return;
        }
        self.materialise();
        self.is_partial = true;
        self.mark();
        if let Some(stored) = self.values.get_mut(row) {
            *stored = value.map_or_else(T::Native::default, T::store);
            self.valid.set(row, value.is_some());
        }
    }
}

impl<T: Stored> Column for Optional<T> {
    type Value<'a> = Option<T>;
    type Frozen = PrimitiveArray<T::Native>;

    #[inline]
    fn push(&mut self, value: Option<T>, _: &mut Names) {
        self.push_stored(value.map_or(T::NONE, T::store));
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        if self.values.is_empty() && self.missing == 0 {
            std::mem::swap(self, other);
        } else if self.values.is_empty() && other.values.is_empty() {
            self.missing += other.missing;
        } else {
            self.materialise();
            other.materialise();
            self.is_partial |= other.is_partial;
            other.is_partial = self.is_partial;
            self.mark();
            other.mark();
            self.values.append(&mut other.values);
            self.valid.extend_from_bitmap(&std::mem::take(&mut other.valid).into());
        }
        other.valid = MutableBitmap::new();
        (other.missing, other.is_partial) = (0, false);
    }
    fn retain(&mut self, keep: &[bool]) {
        if self.values.is_empty() {
            self.missing = keep.iter().filter(|keep| **keep).count();
            return;
        }
        let old = std::mem::take(self);
        let names = &mut Names::default();
        for (row, _) in keep.iter().enumerate().filter(|(_, keep)| **keep) {
            self.push(old.value(row), names);
        }
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> Option<T> {
        self.value(row)
    }
    fn freeze(mut self) -> Self::Frozen {
        let dtype = ArrowDataType::from(<T::Native as polars_arrow::types::NativeType>::PRIMITIVE);
        if self.values.is_empty() {
            // Not `new_null`: it writes eight megabytes of zeros, which takes longer than to read a small folder.
            let none = Bitmap::from_u8_vec(vec![0; self.missing.div_ceil(8)], self.missing);
            return PrimitiveArray::new(dtype, vec![T::Native::default(); self.missing].into(), Some(none));
        }
        self.mark();
        let valid = self.is_partial.then(|| self.valid.into());
        PrimitiveArray::new(dtype, self.values.into(), valid)
    }
    fn get<'a>(frozen: &'a Self::Frozen, row: usize, _: &'a Names) -> Option<T> {
        (row < frozen.len() && frozen.is_valid(row)).then(|| T::load(get(frozen, row)))
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &Self::Frozen, name: &str, _: &Names) -> PolarsColumn {
        T::column(PlSmallStr::from_str(name), frozen.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Days;

    fn pushed<'a, C: Column>(values: impl IntoIterator<Item = C::Value<'a>>) -> C {
        let mut column = C::default();
        values.into_iter().for_each(|value| column.push(value, &mut Names::default()));
        column
    }

    /// Parts of rows that have a value always, never, or now and then.
    fn parts() -> impl Strategy<Value = Vec<Vec<Option<i64>>>> {
        let value = -2_i64..3;
        let part = prop_oneof![
            prop::collection::vec(Just(None), 0..20),
            prop::collection::vec(value.clone().prop_map(Some), 0..20),
            prop::collection::vec(prop::option::of(value), 0..80)
        ];
        prop::collection::vec(part, 0..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_column_holds_what_was_pushed(
            parts in parts(), set in any::<prop::sample::Index>(), keep in prop::collection::vec(any::<bool>(), 400)
        ) {
            let names = Names::default();
            let days = |value: &Option<i64>| value.and_then(Days::from_mantissa);
            let mut expected: Vec<Option<Days>> = parts.iter().flatten().map(days).collect();
            let mut column = Optional::<Days>::default();
            let mut text = Text::default();
            for part in &parts {
                let mut later: Optional<Days> = pushed(part.iter().map(days));
                let spelt: Vec<String> = part.iter().map(|value| format!("{value:?}")).collect();
                let mut later_text: Text = pushed(spelt.iter().map(String::as_str));
                column.append(&mut later, &[]);
                text.append(&mut later_text, &[]);
                later.push(None, &mut Names::default());
                prop_assert_eq!(later.peek(0, &names), None, "nothing is left");
            }
            if !expected.is_empty() && expected.iter().any(Option::is_some) {
                let row = set.index(expected.len());
                let value = if expected.get(row).is_some_and(Option::is_some) { None } else { Days::from_mantissa(7) };
                column.set(row, value);
                expected.iter_mut().skip(row).take(1).for_each(|stored| *stored = value);
            }
            for kept in [None, Some(keep)] {
                if let Some(keep) = kept {
                    let keep = keep.get(..expected.len()).unwrap_or_default();
                    column.retain(keep);
                    let mut marks = keep.iter();
                    expected.retain(|_| marks.next().copied().unwrap_or(true));
                }
                let peeked: Vec<Option<Days>> = (0..expected.len()).map(|row| column.peek(row, &names)).collect();
                prop_assert_eq!(&peeked, &expected);
            }
            let frozen = column.freeze();
            let got: Vec<Option<Days>> =
                (0..expected.len()).map(|row| <Optional<Days>>::get(&frozen, row, &names)).collect();
            prop_assert_eq!(frozen.len(), expected.len());
            prop_assert_eq!(frozen.null_count(), expected.iter().filter(|value| value.is_none()).count());
            prop_assert_eq!(got, expected);
            let spelt: Vec<String> = parts.iter().flatten().map(|value| format!("{value:?}")).collect();
            let texts = text.freeze();
            let got: Vec<&str> = (0..spelt.len()).map(|row| Text::get(&texts, row, &names)).collect();
            prop_assert_eq!(got, spelt);
        }
    }
}
