//! The column of a text that repeats: the number of an interned name, 0 when it is not stated, in 16 bits as long as there are few.

#[cfg(feature = "frames")]
use polars::prelude::Column as PolarsColumn;
use polars_arrow::array::PrimitiveArray;

#[cfg(feature = "frames")]
use super::column::spelt_out;
use super::column::{Column, Values};
use super::names::Names;

/// The column while rows are being pushed.
#[derive(Default)]
pub(crate) struct Name {
    short: Values<u16>,
    /// All rows, from the first number on that does not fit.
    long: Option<Values<u32>>,
}

/// The same, once all rows are in.
#[derive(Clone, Debug)]
pub(crate) enum NameNumbers {
    Short(PrimitiveArray<u16>),
    Long(PrimitiveArray<u32>),
}

impl NameNumbers {
    /// The number of the name of a row.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> u32 {
        match self {
            Self::Short(numbers) => numbers.values().get(row).copied().map_or(0, u32::from),
            Self::Long(numbers) => numbers.values().get(row).copied().unwrap_or(0),
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Short(numbers) => numbers.len(),
            Self::Long(numbers) => numbers.len(),
        }
    }

    /// The number of the name of each row.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..self.len()).map(|row| self.get(row))
    }
}

impl FromIterator<u32> for NameNumbers {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut column = Name::default();
        numbers.into_iter().for_each(|number| column.add(number));
        column.freeze()
    }
}

impl Name {
    #[inline]
    fn add(&mut self, number: u32) {
        match u16::try_from(number) {
            Ok(number) if self.long.is_none() => self.short.push(number),
            _ => self.long().push(number),
        }
    }

    #[cold]
    #[inline(never)]
    fn long(&mut self) -> &mut Values<u32> {
        let short = &mut self.short;
        self.long.get_or_insert_with(|| {
            let mut long = Values::default();
            (0..short.len()).for_each(|row| long.push(short.get(row).into()));
            *short = Values::default();
            long
        })
    }

    fn number(&self, row: usize) -> u32 {
        self.long.as_ref().map_or_else(|| self.short.get(row).into(), |long| long.get(row))
    }

    /// Whether it is known at once that no row states it.
    pub(crate) fn is_absent(&self) -> bool {
        self.long.as_ref().map_or_else(|| self.short.are_all(0), |long| long.are_all(0))
    }
}

impl Column for Name {
    type Value<'a> = &'a str;
    type Frozen = NameNumbers;

    #[inline]
    fn push(&mut self, value: &str, names: &mut Names) {
        self.add(if value.is_empty() { 0 } else { names.intern(value) });
    }
    fn append(&mut self, other: &mut Self, names: &[u32]) {
        let is_same = (0..).zip(names).all(|(old, new): (u32, _)| old == *new);
        let short: Option<Vec<u16>> = names.iter().map(|new| u16::try_from(*new).ok()).collect();
        match short {
            Some(names) if self.long.is_none() && other.long.is_none() => {
                if !is_same {
                    other.short.change(|old| names.get(usize::from(old)).copied().unwrap_or(0));
                }
                self.short.append(&mut other.short);
            }
            _ => {
                let later = other.long();
                if !is_same {
                    later.change(|old| names.get(old as usize).copied().unwrap_or(0));
                }
                self.long().append(later);
                other.long = None;
            }
        }
    }
    fn retain(&mut self, keep: &[bool]) {
        match &mut self.long {
            Some(long) => long.retain(keep),
            None => self.short.retain(keep),
        }
    }
    fn peek<'a>(&'a self, row: usize, names: &'a Names) -> &'a str {
        names.get(self.number(row))
    }
    fn freeze(self) -> NameNumbers {
        match self.long {
            Some(long) => NameNumbers::Long(PrimitiveArray::from_vec(long.into_vec())),
            None => NameNumbers::Short(PrimitiveArray::from_vec(self.short.into_vec())),
        }
    }
    fn get<'a>(frozen: &'a NameNumbers, row: usize, names: &'a Names) -> &'a str {
        names.get(frozen.get(row))
    }
    #[cfg(feature = "frames")]
    fn to_polars(frozen: &NameNumbers, name: &str, names: &Names) -> PolarsColumn {
        spelt_out(name, frozen.iter().map(|number| names.get(number)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_column_holds_the_numbers_it_was_given_however_large(
            parts in prop::collection::vec(prop::collection::vec(0_u32..4, 0..20), 0..5),
            known in prop::collection::vec(prop_oneof![0_u32..9, 65_530_u32..65_540, Just(u32::MAX)], 4),
            keep in prop::collection::vec(any::<bool>(), 100),
        ) {
            let mut names = Names::default();
            let texts = ["", "a", "b", "c"];
            texts.iter().for_each(|text| { names.intern(text); });
            // The empty name has number 0 everywhere.
            let known = [vec![0], known].concat();
            let mut column = Name::default();
            let mut expected = Vec::new();
            for part in &parts {
                let mut later = Name::default();
                for number in part {
                    later.push(names.get(*number).to_owned().as_str(), &mut names);
                    expected.push(known.get(*number as usize).copied().unwrap_or_default());
                }
                column.append(&mut later, &known);
                later.push("", &mut names);
                prop_assert_eq!(later.freeze().iter().collect::<Vec<_>>(), vec![0], "nothing is left");
            }
            prop_assert!(!column.is_absent() || expected.iter().all(|number| *number == 0));
            prop_assert_eq!((0..expected.len()).map(|row| column.number(row)).collect::<Vec<_>>(), expected.clone());
            let keep = keep.get(..expected.len()).unwrap_or_default();
            column.retain(keep);
            let mut marks = keep.iter();
            expected.retain(|_| marks.next().copied().unwrap_or(true));
            let frozen = column.freeze();
            prop_assert_eq!(frozen.iter().collect::<Vec<_>>(), expected.clone());
            prop_assert_eq!(frozen.get(expected.len()), 0, "a row that is not there has no name");
            prop_assert_eq!(expected.into_iter().collect::<NameNumbers>().iter().collect::<Vec<_>>(), frozen.iter().collect::<Vec<_>>());
        }
    }
}
