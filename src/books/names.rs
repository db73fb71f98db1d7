//! Interned text: a name is stored once, columns hold its number.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The names of a set of books; number 0 is the empty text, which means "not stated".
#[derive(Clone, Debug)]
pub struct Names {
    texts: Vec<Arc<str>>,
    index: HashTable<u32>,
    /// The last name of each group with its ends: the same few names follow each other again and again.
    recent: Vec<(Ends, u32)>,
    hasher: DefaultHashBuilder,
}

const RECENT: usize = 1024;

/// A text by its ends: the first and the last eight bytes are all of one that is not longer than both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ends {
    first: u64,
    last: u64,
    length: usize,
}

impl Ends {
    #[inline]
    pub(crate) const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let length = bytes.len();
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return Self { first: u64::from_le_bytes(*first), last: u64::from_le_bytes(*last), length };
        }
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return Self { first: u32::from_le_bytes(*first) as u64, last: u32::from_le_bytes(*last) as u64, length };
        }
        let first = match bytes {
            [] => 0,
            [a] => *a as u64,
            [a, b] => (*a as u64) << 8 | *b as u64,
            [a, b, c, ..] => (*a as u64) << 16 | (*b as u64) << 8 | *c as u64,
        };
        Self { first, last: 0, length }
    }

    /// Whether nothing lies between them that they do not hold.
    #[inline]
    pub(crate) const fn are_all(self) -> bool {
        self.length <= 16
    }

    /// A number below [`RECENT`].
    fn group(self) -> usize {
        let mixed = (self.first ^ self.last.rotate_left(5)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(mixed >> 54).unwrap_or_default()
    }
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Self {
            texts: Vec::new(),
            index: HashTable::new(),
            recent: vec![(Ends::default(), 0); RECENT],
            hasher: DefaultHashBuilder::default(),
        };
        names.find_or_add("");
        names
    }
}

impl Names {
    /// The number of a name, new or known.
    pub fn intern(&mut self, text: &str) -> u32 {
        let ends = Ends::of(text);
        let group = ends.group();
        if let Some((known, id)) = self.recent.get(group)
            && *known == ends
            && (ends.are_all() || self.get(*id) == text)
        {
            return *id;
        }
        let id = self.find_or_add(text);
        if let Some(recent) = self.recent.get_mut(group) {
            *recent = (ends, id);
        }
        id
    }

    #[cold]
    #[inline(never)]
    fn find_or_add(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        let texts = &self.texts;
        if let Some(&id) = self.index.find(hash, |&id| texts.get(id as usize).is_some_and(|t| **t == *text)) {
            return id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        let (texts, hasher) = (&self.texts, &self.hasher);
        self.index.insert_unique(hash, id, |&id| texts.get(id as usize).map_or(0, |t| hasher.hash_one(&**t)));
        id
    }

    /// The name of a number; an unknown number has no name.
    pub fn get(&self, id: u32) -> &str {
        self.texts.get(id as usize).map_or("", |text| text)
    }

    /// How many names there are, the empty one included.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether only the empty name is known.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// Forgets all but the empty name.
    pub(crate) fn clear(&mut self) {
        self.texts.truncate(1);
        self.recent.fill((Ends::default(), 0));
        self.index.clear();
        let hash = self.hasher.hash_one("");
        self.index.insert_unique(hash, 0, |_| hash);
    }

    /// Takes over another set; the answer maps its numbers to ours.
    pub(crate) fn absorb(&mut self, other: &Self) -> Vec<u32> {
        other.texts.iter().map(|text| self.intern(text)).collect()
    }
}
