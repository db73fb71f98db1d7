//! Names in sentences, and what stands for them.

use std::collections::{BTreeMap, BTreeSet};

use super::Books;
use crate::error::Origin;
use crate::model::Wording;

/// What stands for the names of books in sentences that were made from them, as [`Books::anonymised`] has it.
///
/// ```
/// use bilan::books::{Books, Mask};
/// use bilan::model::Language;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let mask = Mask::between(&books, &books.anonymised(Language::English));
/// assert_eq!(mask.text("F-2017-001 is due by Mutuelle Garance"), "Invoice 1 is due by Client A");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Mask {
    names: BTreeMap<String, String>,
    /// Bytes of the longest name.
    longest: usize,
    /// Files and sheets.
    places: BTreeMap<(String, Option<String>), (String, Option<String>)>,
}

impl Mask {
    /// What stands for each name of `books` in the same books without names.
    pub fn between(books: &Books, masked: &Books) -> Self {
        let mut seen = BTreeSet::new();
        let mut mask = Self::default();
        let mut pair = |old: &str, new: &str| {
            if seen.insert(old.to_owned()) {
                mask.name(old, new);
            }
        };
        for (old, new) in books.invoice_lines().iter().zip(masked.invoice_lines().iter()) {
            let (old, new) = (old.value(), new.value());
            pair(old.client, new.client);
            pair(old.number, new.number);
            pair(old.refers_to, new.refers_to);
            pair(old.project, new.project);
            pair(old.description, new.description);
        }
        for (old, new) in books.time_entries().iter().zip(masked.time_entries().iter()) {
            let (old, new) = (old.value(), new.value());
            pair(old.client, new.client);
            pair(old.person, new.person);
            pair(old.project, new.project);
            pair(old.task, new.task);
            pair(old.description, new.description);
        }
        for (old, new) in books.ledger_entries().iter().zip(masked.ledger_entries().iter()) {
            let (old, new) = (old.value(), new.value());
            pair(old.party, new.party);
            pair(old.piece, new.piece);
            pair(old.account, new.account);
            pair(old.account_label, new.account_label);
            pair(old.label, new.label);
        }
        for (old, new) in books.expenses().iter().zip(masked.expenses().iter()) {
            let (old, new) = (old.value(), new.value());
            pair(old.supplier, new.supplier);
            pair(old.account, new.account);
            pair(old.label, new.label);
        }
        for (old, new) in books.assets().iter().zip(masked.assets()) {
            pair(&old.value.label, &new.value.label);
        }
        for (old, new) in books.payments().iter().zip(masked.payments()) {
            pair(&old.value.number, &new.value.number);
        }
        for (old, new) in books.bank_entries().iter().zip(masked.bank_entries().iter()) {
            let (old, new) = (old.value(), new.value());
            pair(old.label, new.label);
            pair(old.reference, new.reference);
        }
        for (old, new) in books.settings().contracts.iter().zip(&masked.settings().contracts) {
            pair(&old.client, &new.client);
            if let Some((old, new)) = old.project.as_deref().zip(new.project.as_deref()) {
                pair(old, new);
            }
        }
        for (old, new) in books.settings().persons.iter().zip(&masked.settings().persons) {
            pair(&old.name, &new.name);
        }
        let business = &books.settings().business;
        for name in [&business.name, &business.siren, &business.vat_id].into_iter().flatten() {
            pair(name, "");
        }
        for number in &books.0.withheld {
            pair(number, "");
        }
        // An account at a bank is a name even where it is all digits, unless it is the number of an account of the ledger.
        for (old, new) in books.bank_entries().iter().zip(masked.bank_entries().iter()) {
            let (old, new) = (old.value().account, new.value().account);
            if !old.is_empty() && seen.insert(old.to_owned()) {
                mask.insert(old.trim(), new);
            }
        }
        for (old, new) in books.sources().iter().zip(masked.sources()) {
            mask.places.insert((old.path.clone(), old.sheet.clone()), (new.path.clone(), new.sheet.clone()));
        }
        mask
    }

    /// What stands for a name. Digits alone name nobody, and would be taken for amounts.
    fn name(&mut self, old: &str, new: &str) {
        let old = old.trim();
        if old == new || old.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        self.insert(old, new);
    }

    fn insert(&mut self, old: &str, new: &str) {
        self.longest = self.longest.max(old.len());
        self.names.insert(old.to_owned(), if new.is_empty() { "…".to_owned() } else { new.to_owned() });
    }

    /// A sentence with what stands for each name in its place, the longest name first; a name is not looked for within a word.
    pub fn text(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(next) = rest.chars().next() {
            if !before.is_some_and(char::is_alphanumeric)
                && let Some((end, new)) = self.at_start(rest)
            {
                masked.push_str(new);
                before = rest.get(..end).and_then(|name| name.chars().next_back());
                rest = rest.get(end..).unwrap_or_default();
                continue;
            }
            masked.push(next);
            before = Some(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
        masked
    }

    /// The longest name that a text begins with: where it ends, and what stands for it.
    fn at_start(&self, text: &str) -> Option<(usize, &str)> {
        let mut found = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let end = at + c.len_utf8();
            if end > self.longest {
                break;
            }
            let is_within = c.is_alphanumeric() && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            if !is_within && let Some(new) = text.get(..end).and_then(|name| self.names.get(name)) {
                found = Some((end, new.as_str()));
            }
        }
        found
    }

    /// The same in both languages.
    pub fn wording(&self, wording: &Wording) -> Wording {
        Wording::made(self.text(&wording.fr), self.text(&wording.en))
    }

    /// A place, as the books without names have it.
    pub fn origin(&self, origin: &Origin) -> Origin {
        let key = (origin.path().to_owned(), origin.sheet_name().map(str::to_owned));
        let Some((path, sheet)) = self.places.get(&key) else { return origin.clone() };
        let place = Origin::file(path.as_str());
        let place = match sheet {
            Some(sheet) => place.sheet(sheet.as_str()),
            None => place,
        };
        match origin.line_number() {
            Some(line) => place.line(line),
            None => place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_and_what_is_no_name_stays() {
        let mut mask = Mask::default();
        for (old, new) in
            [("Acme", "Client A"), ("Acme Nord", "Client B"), ("F-12", "Invoice 1"), ("12", "Invoice 2"), ("note", "")]
        {
            mask.name(old, new);
        }
        let text = mask.text("F-12, F-123: Acme Nord (Acme), 12 notes, une note; Acmes");
        assert_eq!(text, "Invoice 1, F-123: Client B (Client A), 12 notes, une …; Acmes");
        assert_eq!(mask.text("Acme"), "Client A");
        assert_eq!(mask.text(""), "");
    }
}
