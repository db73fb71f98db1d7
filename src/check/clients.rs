//! The same client under two spellings: case, accents, punctuation and legal form do not count.

use hashbrown::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::books::Names;

/// Words that say what a company is, not which.
const FORMS: [&str; 13] = ["sarl", "sas", "sasu", "sa", "eurl", "sci", "scop", "ste", "societe", "ltd", "llc", "inc", "gmbh"];

/// One number for all spellings of a name.
pub(super) struct Clients<'a> {
    names: &'a Names,
    of_name: HashMap<u32, u32>,
    of_spelling: HashMap<String, u32>,
}

impl<'a> Clients<'a> {
    pub(super) fn new(names: &'a Names) -> Self {
        Self { names, of_name: HashMap::new(), of_spelling: HashMap::new() }
    }

    /// The first name of the same spelling; 0 for no name.
    pub(super) fn of(&mut self, name: u32) -> u32 {
        if let Some(known) = self.of_name.get(&name) {
            return *known;
        }
        let spelling = folded(self.names.get(name));
        let client = if spelling.is_empty() { 0 } else { *self.of_spelling.entry(spelling).or_insert(name) };
        self.of_name.insert(name, client);
        client
    }
}

fn folded(name: &str) -> String {
    let plain: String = name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric());
    let telling: Vec<&str> = words.filter(|word| !word.is_empty() && !FORMS.contains(word)).collect();
    if telling.is_empty() { plain.trim().to_owned() } else { telling.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name() {
        let mut names = Names::default();
        let ids = ["Éolis Ponant", "EOLIS-PONANT SARL", "Eolis", "", "SA"].map(|name| names.intern(name));
        let mut clients = Clients::new(&names);
        let found = ids.map(|id| clients.of(id));
        assert_eq!((found[0], found[3]), (found[1], 0));
        assert!(found[2] != found[0] && found[4] != 0);
    }
}
