//! The kinds of column a table is made of: each fills row by row, freezes into an arrow array, and reads back typed.

use std::marker::PhantomData;

use chrono::NaiveDate;
#[cfg(feature = "frames")]
use polars::prelude::{
    Column as PolarsColumn, Int32Chunked, Int64Chunked, IntoColumn, PlSmallStr, StringChunked, UInt8Chunked, UInt32Chunked,
};
use polars_arrow::array::{Array, MutablePlString, PrimitiveArray, Utf8ViewArray};
use polars_arrow::bitmap::MutableBitmap;
use polars_arrow::datatypes::ArrowDataType;

use super::names::Names;
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
struct Values<T> {
    /// Every value, once there are two.
    all: Vec<T>,
    /// Until then the one, and how often it was pushed.
    same: T,
    count: usize,
}

impl<T: Copy + Default + PartialEq> Values<T> {
    fn len(&self) -> usize {
        self.all.len() + self.count
    }
    #[inline]
    fn push(&mut self, value: T) {
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
    fn append(&mut self, other: &mut Self) {
        if self.len() == 0 {
            std::mem::swap(self, other);
        } else if other.count > 0 && self.all.is_empty() && self.same == other.same {
            self.count += other.count;
        } else {
            self.spread();
            other.spread();
            self.all.append(&mut other.all);
        }
        other.count = 0;
    }
    fn change(&mut self, change: impl Fn(T) -> T) {
        self.same = change(self.same);
        self.all.iter_mut().for_each(|value| *value = change(*value));
    }
    fn set(&mut self, row: usize, value: T) {
        self.spread();
        if let Some(stored) = self.all.get_mut(row) {
            *stored = value;
        }
    }
    fn retain(&mut self, keep: &[bool]) {
        if self.all.is_empty() {
            self.count = keep.iter().filter(|keep| **keep).count();
        }
        let mut marks = keep.iter();
        self.all.retain(|_| marks.next().copied().unwrap_or(true));
    }
    fn get(&self, row: usize) -> T {
        let same = || if row < self.count { self.same } else { T::default() };
        self.all.get(row).copied().unwrap_or_else(same)
    }
    /// Whether all rows are known to hold this value.
    fn are_all(&self, value: T) -> bool {
        self.all.is_empty() && (self.count == 0 || self.same == value)
    }
    /// Whether no row is known to hold this value.
    fn lack(&self, value: T) -> bool {
        self.all.is_empty() && (self.count == 0 || self.same != value)
    }
    fn into_vec(self) -> Vec<T> {
        if self.all.is_empty() { vec![self.same; self.count] } else { self.all }
    }
}

/// Text that seldom repeats, kept as it is: invoice numbers.
#[derive(Default)]
pub(crate) struct Text(MutablePlString);

impl Column for Text {
    type Value<'a> = &'a str;
    type Frozen = Utf8ViewArray;

    fn push(&mut self, value: &str, _: &mut Names) {
        self.0.push_value_ignore_validity(value);
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        if self.0.len() == 0 {
            std::mem::swap(self, other);
        } else {
            self.0.extend_from_array(&std::mem::take(&mut other.0).freeze());
        }
    }
    fn retain(&mut self, keep: &[bool]) {
        let mut kept = MutablePlString::with_capacity(self.0.len());
        for (row, _) in keep.iter().enumerate().filter(|(_, keep)| **keep) {
            kept.push_value_ignore_validity(self.0.value(row));
        }
        self.0 = kept;
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> &'a str {
        if row < self.0.len() { self.0.value(row) } else { "" }
    }
    fn freeze(self) -> Utf8ViewArray {
        self.0.freeze()
    }
    fn get<'a>(frozen: &'a Utf8ViewArray, row: usize, _: &'a Names) -> &'a str {
        if row < frozen.len() { frozen.value(row) } else { "" }
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &Utf8ViewArray, name: &str, _: &Names) -> PolarsColumn {
        StringChunked::with_chunk(PlSmallStr::from_str(name), frozen.clone()).into_column()
    }
}

/// Text that repeats: the number of an interned name, 0 when it is not stated.
#[derive(Default)]
pub(crate) struct Name(Values<u32>);

impl Column for Name {
    type Value<'a> = &'a str;
    type Frozen = PrimitiveArray<u32>;

    fn push(&mut self, value: &str, names: &mut Names) {
        self.0.push(if value.is_empty() { 0 } else { names.intern(value) });
    }
    fn append(&mut self, other: &mut Self, names: &[u32]) {
        other.0.change(|id| names.get(id as usize).copied().unwrap_or(0));
        self.0.append(&mut other.0);
    }
    fn retain(&mut self, keep: &[bool]) {
        self.0.retain(keep);
    }
    fn peek<'a>(&'a self, row: usize, names: &'a Names) -> &'a str {
        names.get(self.0.get(row))
    }
    fn freeze(self) -> PrimitiveArray<u32> {
        PrimitiveArray::from_vec(self.0.into_vec())
    }
    fn get<'a>(frozen: &'a PrimitiveArray<u32>, row: usize, names: &'a Names) -> &'a str {
        names.get(get(frozen, row))
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &PrimitiveArray<u32>, name: &str, names: &Names) -> PolarsColumn {
        let mut texts = MutablePlString::with_capacity(frozen.len());
        for id in frozen.values().iter() {
            texts.push_value_ignore_validity(names.get(*id));
        }
        Text::to_polars(&texts.freeze(), name, names)
    }
}

impl Name {
    /// Whether it is known at once that no row states it.
    pub(crate) fn is_absent(&self) -> bool {
        self.0.are_all(0)
    }
}

/// A number of the books themselves: source, line.
#[derive(Default)]
pub(crate) struct Index(Values<u32>);

impl Index {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is known at once that all rows have the same number.
    pub(crate) fn is_one(&self) -> bool {
        self.0.all.is_empty()
    }

    /// Gives every row the same number.
    pub(super) fn fill(&mut self, number: u32) {
        self.0 = Values { all: Vec::new(), same: number, count: self.len() };
    }
}

impl Column for Index {
    type Value<'a> = u32;
    type Frozen = PrimitiveArray<u32>;

    fn push(&mut self, value: u32, _: &mut Names) {
        self.0.push(value);
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        self.0.append(&mut other.0);
    }
    fn retain(&mut self, keep: &[bool]) {
        self.0.retain(keep);
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> u32 {
        self.0.get(row)
    }
    fn freeze(self) -> PrimitiveArray<u32> {
        PrimitiveArray::from_vec(self.0.into_vec())
    }
    fn get<'a>(frozen: &'a PrimitiveArray<u32>, row: usize, _: &'a Names) -> u32 {
        get(frozen, row)
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &PrimitiveArray<u32>, name: &str, _: &Names) -> PolarsColumn {
        UInt32Chunked::with_chunk(PlSmallStr::from_str(name), frozen.clone()).into_column()
    }
}

/// A value stored as a number of fixed width.
pub(crate) trait Stored: Copy {
    /// How it is stored.
    type Native: polars_arrow::types::NativeType + Default + PartialEq;
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
pub(crate) struct Required<T: Stored>(Values<T::Native>);

impl<T: Stored> Default for Required<T> {
    fn default() -> Self {
        Self(Values::default())
    }
}

impl<T: Stored> Required<T> {
    /// Whether it is known at once that no row has this value.
    pub(crate) fn lacks(&self, value: T) -> bool {
        self.0.lack(value.store())
    }

    /// Gives a row another value.
    pub(crate) fn set(&mut self, row: usize, value: T) {
        self.0.set(row, value.store());
    }
}

impl<T: Stored> Column for Required<T> {
    type Value<'a> = T;
    type Frozen = PrimitiveArray<T::Native>;

    fn push(&mut self, value: T, _: &mut Names) {
        self.0.push(value.store());
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        self.0.append(&mut other.0);
    }
    fn retain(&mut self, keep: &[bool]) {
        self.0.retain(keep);
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> T {
        T::load(self.0.get(row))
    }
    fn freeze(self) -> Self::Frozen {
        PrimitiveArray::from_vec(self.0.into_vec())
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
    /// Which values are there; empty while all are.
    valid: MutableBitmap,
    /// Rows without a value, while no row has one.
    missing: usize,
    stored: PhantomData<T>,
}

impl<T: Stored> Default for Optional<T> {
    fn default() -> Self {
        Self { values: Vec::new(), valid: MutableBitmap::new(), missing: 0, stored: PhantomData }
    }
}

impl<T: Stored> Optional<T> {
    /// Stores the rows without a value.
    #[cold]
    fn materialise(&mut self) {
        if self.missing > 0 {
            self.values.resize(self.missing, T::Native::default());
            self.valid.extend_constant(self.missing, false);
            self.missing = 0;
        }
    }

    /// Marks the values that are there.
    #[cold]
    fn mark(&mut self) {
        if self.valid.is_empty() {
            self.valid.extend_constant(self.values.len(), true);
        }
    }

    fn is_valid(&self, row: usize) -> bool {
        row < self.values.len() && (row >= self.valid.len() || self.valid.get(row))
    }

    /// Gives a row another value, or takes away the one it has.
    pub(crate) fn set(&mut self, row: usize, value: Option<T>) {
        if self.values.is_empty() && value.is_none() {
            return;
        }
        self.materialise();
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
        match value {
            None if self.values.is_empty() => self.missing += 1,
            Some(value) => {
                if self.missing > 0 {
                    self.materialise();
                }
                self.values.push(value.store());
                if !self.valid.is_empty() {
                    self.valid.push(true);
                }
            }
            None => {
                if self.valid.is_empty() {
                    self.mark();
                }
                self.values.push(T::Native::default());
                self.valid.push(false);
            }
        }
    }
    fn append(&mut self, other: &mut Self, _: &[u32]) {
        if self.values.is_empty() && self.missing == 0 {
            std::mem::swap(self, other);
        } else if self.values.is_empty() && other.values.is_empty() {
            self.missing += other.missing;
        } else {
            self.materialise();
            other.materialise();
            if !self.valid.is_empty() || !other.valid.is_empty() {
                self.mark();
                other.mark();
                self.valid.extend_from_bitmap(&std::mem::take(&mut other.valid).into());
            }
            self.values.append(&mut other.values);
        }
        other.valid = MutableBitmap::new();
        other.missing = 0;
    }
    fn retain(&mut self, keep: &[bool]) {
        if self.values.is_empty() {
            self.missing = keep.iter().filter(|keep| **keep).count();
            return;
        }
        let old = std::mem::take(self);
        for (row, value) in old.values.iter().enumerate().filter(|(row, _)| keep.get(*row).copied().unwrap_or(true)) {
            self.push(old.is_valid(row).then(|| T::load(*value)), &mut Names::default());
        }
    }
    fn peek<'a>(&'a self, row: usize, _: &'a Names) -> Option<T> {
        let value = self.values.get(row)?;
        self.is_valid(row).then(|| T::load(*value))
    }
    fn freeze(self) -> Self::Frozen {
        let dtype = ArrowDataType::from(<T::Native as polars_arrow::types::NativeType>::PRIMITIVE);
        if self.values.is_empty() {
            return PrimitiveArray::new_null(dtype, self.missing);
        }
        let valid = (!self.valid.is_empty()).then(|| self.valid.into());
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
