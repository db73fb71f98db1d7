//! Interned text: a name is stored once, columns hold its number.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The names of a set of books; number 0 is the empty text, which means "not stated".
#[derive(Clone, Debug)]
pub struct Names {
    texts: Vec<Arc<str>>,
    index: HashTable<u32>,
    /// The last name of each group of like endings: names of one column follow each other again and again.
    recent: Vec<u32>,
    hasher: DefaultHashBuilder,
}

const RECENT: usize = 1024;

/// A number below [`RECENT`] for the end of a text.
fn group(text: &str) -> usize {
    let end = text.as_bytes().last_chunk().map_or(0, |end| u32::from_le_bytes(*end));
    (end.wrapping_mul(0x9E37_79B1) >> 22) as usize
}

impl Default for Names {
    fn default() -> Self {
        let mut names =
            Self { texts: Vec::new(), index: HashTable::new(), recent: vec![0; RECENT], hasher: DefaultHashBuilder::default() };
        names.intern("");
        names
    }
}

impl Names {
    /// The number of a name, new or known.
    pub fn intern(&mut self, text: &str) -> u32 {
        let group = group(text);
        if let Some(&id) = self.recent.get(group)
            && self.texts.get(id as usize).is_some_and(|known| **known == *text)
        {
            return id;
        }
        let id = self.find_or_add(text);
        if let Some(recent) = self.recent.get_mut(group) {
            *recent = id;
        }
        id
    }

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

    /// Numbers of the names for which a question is answered yes.
    pub fn ids_where(&self, matches: impl Fn(&str) -> bool) -> Vec<u32> {
        (0..).zip(&self.texts).filter(|(_, text)| matches(text)).map(|(id, _)| id).collect()
    }

    /// Forgets all but the empty name.
    pub(crate) fn clear(&mut self) {
        self.texts.truncate(1);
        self.index.clear();
        let hash = self.hasher.hash_one("");
        self.index.insert_unique(hash, 0, |_| hash);
    }

    /// Takes over another set; the answer maps its numbers to ours.
    pub(crate) fn absorb(&mut self, other: &Self) -> Vec<u32> {
        other.texts.iter().map(|text| self.intern(text)).collect()
    }
}
