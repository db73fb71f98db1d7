//! `[[rule]]`: rows that match get other values.

use std::borrow::Cow;

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::folder;
use crate::model::{Expense, InvoiceLine, LedgerEntry, RuleChange, Settings, TimeEntry};

/// What a rule can look at; the order is that of [`Cells`].
const FIELDS: usize = 7;
type Cells<'r> = [&'r str; FIELDS];

/// The rules of the settings, ready to be asked.
pub(crate) struct Rules(Vec<CompiledRule>);

struct CompiledRule {
    file: Option<String>,
    asked: Vec<(usize, Pattern)>,
    set: RuleChange,
}

enum Pattern {
    Whole(String),
    Part(String),
}

impl Pattern {
    fn new(text: &str) -> Self {
        match text.strip_prefix('=') {
            Some(whole) => Self::Whole(folded(whole.trim()).into_owned()),
            None => Self::Part(folded(text.trim()).into_owned()),
        }
    }

    fn matches(&self, cell: &str) -> bool {
        let cell = folded(cell.trim());
        match self {
            Self::Whole(text) => cell == *text,
            Self::Part(text) => cell.contains(text.as_str()),
        }
    }
}

/// Lower case without accents, every space and apostrophe the plain one.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let plain = |c| if c == '’' { '\'' } else { c };
    Cow::Owned(text.nfkd().filter(|c| !is_combining_mark(*c)).map(plain).flat_map(char::to_lowercase).collect())
}

impl Rules {
    pub(crate) fn new(settings: &Settings) -> Self {
        let compiled = settings.rules.iter().map(|rule| {
            let asked = &rule.matches;
            let cells =
                [&asked.number, &asked.client, &asked.project, &asked.task, &asked.description, &asked.account, &asked.person];
            let asked = cells.into_iter().enumerate().filter_map(|(field, text)| Some((field, Pattern::new(text.as_deref()?))));
            CompiledRule { file: rule.matches.file.clone(), asked: asked.collect(), set: rule.set.clone() }
        });
        Self(compiled.collect())
    }

    /// Those that may be about the rows of a file.
    pub(crate) fn for_file(&self, path: &str) -> FileRules<'_> {
        let is_about = |rule: &&CompiledRule| rule.file.as_deref().is_none_or(|file| names_file(file, path));
        FileRules(self.0.iter().filter(is_about).collect())
    }
}

/// A glob, or like any other match a part of the path, or with `=` the whole of it.
fn names_file(asked: &str, path: &str) -> bool {
    Pattern::new(asked).matches(path) || folder::names(asked, path)
}

/// The rules that may be about one file.
#[derive(Default)]
pub(crate) struct FileRules<'a>(Vec<&'a CompiledRule>);

impl FileRules<'_> {
    /// Whether a rule says, of every row of the file it names, whose work it is.
    pub(crate) fn give_client(&self) -> bool {
        self.0.iter().any(|rule| rule.file.is_some() && rule.asked.is_empty() && rule.set.client.is_some())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Changes a line; the answer is the hours of a day that a rule sets for it.
    #[inline]
    pub(crate) fn invoice_line<'r>(&'r self, row: &mut InvoiceLine<'r>) -> Option<Decimal> {
        if self.is_empty() { None } else { self.change_invoice_line(row) }
    }

    fn change_invoice_line<'r>(&'r self, row: &mut InvoiceLine<'r>) -> Option<Decimal> {
        let cells = [row.number, row.client, row.project, "", row.description, "", ""];
        let mut hours = None;
        for set in self.matching(cells) {
            row.billing = set.billing.unwrap_or(row.billing);
            row.client = set.client.as_deref().unwrap_or(row.client);
            row.project = set.project.as_deref().unwrap_or(row.project);
            hours = set.hours_per_day.or(hours);
        }
        hours
    }

    /// Changes a time entry; the answer is the hours of a day that a rule sets for it.
    #[inline]
    pub(crate) fn time_entry<'r>(&'r self, row: &mut TimeEntry<'r>) -> Option<Decimal> {
        if self.is_empty() { None } else { self.change_time_entry(row) }
    }

    fn change_time_entry<'r>(&'r self, row: &mut TimeEntry<'r>) -> Option<Decimal> {
        let cells = ["", row.client, row.project, row.task, row.description, "", row.person];
        let mut hours = None;
        for set in self.matching(cells) {
            row.billing = set.billing.unwrap_or(row.billing);
            row.client = set.client.as_deref().unwrap_or(row.client);
            row.project = set.project.as_deref().unwrap_or(row.project);
            row.billable = set.billable.unwrap_or(row.billable);
            row.kind = set.kind.unwrap_or(row.kind);
            row.rate = set.rate.or(row.rate);
            hours = set.hours_per_day.or(hours);
        }
        hours
    }

    /// Changes a ledger entry: its piece is the number, its label the description, its third party the client.
    pub(crate) fn ledger_entry<'r>(&'r self, row: &mut LedgerEntry<'r>) {
        let cells = [row.piece, row.party, "", "", row.label, row.account, ""];
        for set in self.matching(cells) {
            row.party = set.client.as_deref().unwrap_or(row.party);
        }
    }

    /// Changes an expense: its label is the description, its supplier the client.
    pub(crate) fn expense<'r>(&'r self, row: &mut Expense<'r>) {
        let cells = ["", row.supplier, "", "", row.label, row.account, ""];
        for set in self.matching(cells) {
            row.supplier = set.client.as_deref().unwrap_or(row.supplier);
        }
    }

    fn matching<'r>(&'r self, cells: Cells<'r>) -> impl Iterator<Item = &'r RuleChange> {
        let holds = move |(field, pattern): &(usize, Pattern)| cells.get(*field).is_some_and(|cell| pattern.matches(cell));
        self.0.iter().filter(move |rule| rule.asked.iter().all(&holds)).map(|rule| &rule.set)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::ingest::settings::read_settings;
    use crate::model::{Billing, Money, Price, TimeKind};

    fn rules(text: &str) -> Rules {
        Rules::new(&read_settings("bilan.toml", text).unwrap_or_default())
    }

    fn line<'a>(client: &'a str, description: &'a str) -> InvoiceLine<'a> {
        let mut line = InvoiceLine::new("F-1", NaiveDate::default(), client, Money::ZERO);
        line.description = description;
        line
    }

    #[test]
    fn a_part_of_the_cell_without_case_or_accents_matches() {
        let rules = rules("[[rule]]\nmatch = { description = \"D'INFOGERANCE\" }\nset = { billing = \"fixed\" }\n");
        let file = rules.for_file("a.csv");
        let mut row = line("Acme", "Forfait d’infogérance mensuel");
        file.invoice_line(&mut row);
        assert_eq!(row.billing, Billing::Fixed);
        let mut other = line("Acme", "conseil");
        file.invoice_line(&mut other);
        assert_eq!(other.billing, Billing::Unclassified);
    }

    #[test]
    fn every_key_must_match_and_an_equals_sign_asks_for_the_whole_cell() {
        let rules = rules("[[rule]]\nmatch = { client = \"=acme\", description = \"é\" }\nset = { project = \"P\" }\n");
        let file = rules.for_file("a.csv");
        for (client, description, project) in [("ACME", "Été", "P"), ("Acme SA", "Été", ""), ("Acme", "xx", "")] {
            let mut row = line(client, description);
            file.invoice_line(&mut row);
            assert_eq!(row.project, project, "{client} {description}");
        }
    }

    #[test]
    fn a_later_rule_wins_over_the_cell_and_over_an_earlier_one() {
        let rules = rules(concat!(
            "[[rule]]\nmatch = { client = \"a\" }\nset = { billing = \"time\", hours_per_day = 7.5 }\n",
            "[[rule]]\nmatch = { client = \"ac\" }\nset = { billing = \"rebilled\" }\n",
        ));
        let file = rules.for_file("a.csv");
        let mut row = line("Acme", "");
        row.billing = Billing::Fixed;
        assert_eq!(file.invoice_line(&mut row), Some(Decimal::new(75, 1)));
        assert_eq!(row.billing, Billing::Rebilled);
    }

    #[test]
    fn a_rule_gives_time_its_rate() {
        let rules = rules("[[rule]]\nmatch = { client = \"acme\" }\nset = { rate = 650.5 }\n");
        let file = rules.for_file("a.csv");
        let mut row = TimeEntry::new(NaiveDate::default(), "Acme");
        row.rate = Price::from_decimal(Decimal::from(700));
        file.time_entry(&mut row);
        assert_eq!(row.rate, Price::from_decimal(Decimal::new(6505, 1)), "it wins over the cell");
    }

    #[test]
    fn a_rule_may_be_about_one_file_and_about_time_off() {
        let rules = rules(concat!(
            "[[rule]]\nmatch = { file = \"toggl*.csv\", project = \"vacances\" }\n",
            "set = { kind = \"leave\", billable = false, hours_per_day = 8 }\n",
        ));
        assert!(rules.for_file("harvest.csv").is_empty());
        let file = rules.for_file("2020/toggl-2020.csv");
        let mut row = TimeEntry::new(NaiveDate::default(), "");
        row.project = "Vacances d'été";
        assert_eq!(file.time_entry(&mut row), Some(Decimal::from(8)));
        assert_eq!((row.kind, row.billable), (TimeKind::Leave, false));
    }
}
