//! One key of `bilan.toml` with its value and place, and what a value may be.

use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, ErrorKind, Errors, Origin, quoted};

/// A key and its value; `key` is dotted, as `business.currency`.
pub(super) struct Entry<'t> {
    pub(super) key: String,
    pub(super) name: &'t str,
    pub(super) value: &'t Spanned<DeValue<'t>>,
    pub(super) line: u32,
}

/// Reads values and collects all that is wrong.
pub(super) struct Checker<'t> {
    path: &'t str,
    text: &'t str,
    pub(super) errors: Errors,
}

impl<'t> Checker<'t> {
    pub(super) fn new(path: &'t str, text: &'t str) -> Self {
        Self { path, text, errors: Errors::default() }
    }

    /// The line of a place in the text, 1 being the first.
    pub(super) fn line(&self, at: usize) -> u32 {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        u32::try_from(memchr::memchr_iter(b'\n', before).count() + 1).unwrap_or(u32::MAX)
    }

    pub(super) fn wrong(&mut self, line: u32, key: &str, message: impl Into<String>) {
        let origin = Origin::file(self.path).line(line);
        let error = Error::new(ErrorKind::Settings, message).at(origin);
        self.errors.push(if key.is_empty() { error } else { error.field(key) });
    }

    /// Syntax errors, each at its line.
    pub(super) fn syntax(&mut self, span: Option<Range<usize>>, message: &str) {
        let line = span.map_or(0, |span| self.line(span.start));
        self.wrong(line, "", format!("not readable as TOML: {message}"));
    }

    /// The known keys of a table in the order of the file; the others are wrong.
    pub(super) fn entries(&mut self, prefix: &str, table: &'t DeTable<'t>, known: &[&str]) -> Vec<Entry<'t>> {
        let entries = self.any_entries(prefix, table);
        self.known(entries, known)
    }

    /// Those of these keys that are known; the others are wrong.
    pub(super) fn known(&mut self, mut entries: Vec<Entry<'t>>, known: &[&str]) -> Vec<Entry<'t>> {
        entries.retain(|entry| {
            let is_known = known.contains(&entry.name);
            if !is_known {
                self.wrong(
                    entry.line,
                    &entry.key,
                    format!("{} is not a key here; {}", quoted(entry.name), nearest(entry.name, known)),
                );
            }
            is_known
        });
        entries
    }

    /// Every key of a table in the order of the file.
    pub(super) fn any_entries(&mut self, prefix: &str, table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
        let mut found: Vec<_> = table.iter().collect();
        found.sort_by_key(|(key, _)| key.span().start);
        let entry = |(key, value): (&'t Spanned<_>, &'t Spanned<_>)| {
            let name: &std::borrow::Cow<'t, str> = key.get_ref();
            let dotted = if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") };
            Entry { key: dotted, name, value, line: self.line(key.span().start) }
        };
        found.into_iter().map(entry).collect()
    }

    /// `[name]`.
    pub(super) fn table(&mut self, entry: &Entry<'t>) -> Option<&'t DeTable<'t>> {
        let table = entry.value.get_ref().as_table();
        if table.is_none() {
            self.unfit::<()>(entry, "a table", &format!("[{}] on a line of its own", entry.key));
        }
        table
    }

    /// Each `[[name]]` with its line.
    pub(super) fn tables(&mut self, entry: &Entry<'t>) -> Vec<(u32, &'t DeTable<'t>)> {
        let list = entry.value.get_ref().as_array();
        let tables: Option<Vec<_>> = list.and_then(|list| {
            list.iter().map(|item| item.get_ref().as_table().map(|table| (self.line(item.span().start), table))).collect()
        });
        if tables.is_none() {
            self.unfit::<()>(entry, "a list of tables", &format!("[[{}]] on a line of its own", entry.key));
        }
        tables.unwrap_or_default()
    }

    pub(super) fn text(&mut self, entry: &Entry<'t>) -> Option<String> {
        match entry.value.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => self.unfit(entry, "a text", "it in quotation marks"),
        }
    }

    /// A text, or anything else on one line, as it stands.
    pub(super) fn scalar(&mut self, entry: &Entry<'t>) -> Option<String> {
        let value = entry.value.get_ref();
        if value.is_table() || value.is_array() {
            return self.unfit(entry, "a text", "it in quotation marks");
        }
        // Numbers of TOML may have `_` between digits.
        let raw = || self.text.get(entry.value.span()).unwrap_or_default().replace('_', "");
        Some(value.as_str().map_or_else(raw, |text| text.trim().to_owned()))
    }

    /// A text of some shape.
    pub(super) fn shaped(&mut self, entry: &Entry<'t>, what: &str, example: &str, fits: fn(&str) -> bool) -> Option<String> {
        match entry.value.get_ref().as_str().map(str::trim) {
            Some(text) if fits(text) => Some(text.to_owned()),
            _ => self.unfit(entry, what, example),
        }
    }

    pub(super) fn texts(&mut self, entry: &Entry<'t>) -> Option<Vec<String>> {
        let list = entry.value.get_ref().as_array();
        let texts = list.and_then(|list| list.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect());
        if texts.is_none() {
            self.unfit::<()>(entry, "a list of texts", "[\"first\", \"second\"]");
        }
        texts
    }

    pub(super) fn boolean(&mut self, entry: &Entry<'t>) -> Option<bool> {
        let value = entry.value.get_ref().as_bool();
        if value.is_none() {
            self.unfit::<()>(entry, "a yes or no", "true or false");
        }
        value
    }

    /// One of some words.
    pub(super) fn choice<T: Copy>(&mut self, entry: &Entry<'t>, choices: &[(&str, T)]) -> Option<T> {
        let word = entry.value.get_ref().as_str();
        if let Some((_, value)) = choices.iter().find(|(id, _)| Some(*id) == word) {
            return Some(*value);
        }
        let ids: Vec<&str> = choices.iter().map(|(id, _)| *id).collect();
        let right = word.map_or_else(|| one_of(&ids), |word| nearest(word, &ids));
        let found = self.found(entry);
        self.wrong(entry.line, &entry.key, format!("{found} is not a choice; {right}"));
        None
    }

    /// An exact decimal, read from its text.
    pub(super) fn decimal(&mut self, entry: &Entry<'t>) -> Option<Decimal> {
        let value = match entry.value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => Decimal::from_str_exact(number.as_str()).ok(),
            DeValue::Float(number) => {
                Decimal::from_str_exact(number.as_str()).or_else(|_| Decimal::from_scientific(number.as_str())).ok()
            }
            _ => None,
        };
        match value {
            Some(value) => Some(value.normalize()),
            None => self.unfit(entry, "a number", "digits with a point, as 7.5"),
        }
    }

    /// A decimal between two bounds, the lower one included only if `from_zero`.
    pub(super) fn within(&mut self, entry: &Entry<'t>, most: u32, from_zero: bool) -> Option<Decimal> {
        let value = self.decimal(entry)?;
        if value.is_sign_negative() && !value.is_zero() || value > Decimal::from(most) || (value.is_zero() && !from_zero) {
            let least = if from_zero { "from 0" } else { "above 0 and" };
            return self.unfit(entry, "in range", &format!("a number {least} up to {most}"));
        }
        Some(value)
    }

    /// A whole number between two bounds, both included.
    pub(super) fn whole(&mut self, entry: &Entry<'t>, least: u32, most: u32) -> Option<u32> {
        let number = match entry.value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            _ => None,
        };
        match number.filter(|number| (least..=most).contains(number)) {
            Some(number) => Some(number),
            None => self.unfit(entry, "in range", &format!("a whole number from {least} to {most}")),
        }
    }

    pub(super) fn date(&mut self, entry: &Entry<'t>) -> Option<NaiveDate> {
        let day = entry.value.get_ref().as_datetime().filter(|at| at.time.is_none()).and_then(|at| at.date);
        let day = day.and_then(|day| NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into()));
        match day {
            Some(day) => Some(day),
            None => self.unfit(entry, "a date", "year, month and day without quotation marks, as 2017-12-31"),
        }
    }

    /// Says what a value is not, and what would be right.
    pub(super) fn unfit<T>(&mut self, entry: &Entry<'t>, what: &str, right: &str) -> Option<T> {
        let found = self.found(entry);
        self.wrong(entry.line, &entry.key, format!("{found} is not {what}; write {right}"));
        None
    }

    /// The value as it stands in the file.
    pub(super) fn found(&self, entry: &Entry<'t>) -> String {
        let value = entry.value.get_ref();
        match value.as_str() {
            Some(text) => quoted(text),
            None if value.is_table() => "a table".to_owned(),
            None => quoted(self.text.get(entry.value.span()).unwrap_or_default()),
        }
    }
}

/// The nearest of the words that would be right, or all of them.
pub(super) fn nearest(found: &str, known: &[&str]) -> String {
    let found = found.to_lowercase();
    let distance = |word: &&&str| strsim::damerau_levenshtein(&found, word);
    match known.iter().min_by_key(distance) {
        Some(word) if word.len() > 1 && distance(&word) <= 2.max(word.len() / 3) => format!("did you mean {word}?"),
        _ => one_of(known),
    }
}

fn one_of(words: &[&str]) -> String {
    if let [first, second] = words
        && first.len() == 1
    {
        return format!("write {} or {}", quoted(first), quoted(second));
    }
    match words {
        [] => "remove it".to_owned(),
        [only] => format!("write {only}"),
        [first @ .., last] => format!("write one of {} or {last}", first.join(", ")),
    }
}
