//! `[[rule]]` and `[[mapping]]`.

use super::check_glob;
use super::entry::{Checker, Entry};
use crate::ingest::columns::{TABLES, columns};
use crate::model::{Billing, Mapping, Price, Rule, RuleChange, RuleMatch, TimeKind};

/// Kinds of rows a `[[mapping]]` may name.
const KINDS: [&str; 9] = ["invoices", "timesheets", "ledger", "expenses", "bank", "assets", "payments", "published", "holidays"];

pub(super) fn rules<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (line, table) in checker.tables(entry) {
        let mut rule = Rule { line, ..Rule::default() };
        for entry in checker.entries(&entry.key, table, &["match", "set"]) {
            match entry.name {
                "match" => rule.matches = rule_match(checker, &entry),
                _ => rule.set = rule_change(checker, &entry),
            }
        }
        for (key, example) in [("match", "{ description = \"maintenance\" }"), ("set", "{ billing = \"fixed\" }")] {
            if !table.contains_key(key) {
                checker.wrong(line, &entry.key, format!("{key} is missing; write {key} = {example}"));
            }
        }
        rules.push(rule);
    }
    rules
}

fn rule_match<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> RuleMatch {
    const KEYS: [&str; 8] = ["file", "number", "client", "project", "task", "description", "account", "person"];
    let mut matches = RuleMatch::default();
    let Some(table) = checker.table(entry) else { return matches };
    if table.is_empty() {
        checker.wrong(entry.line, &entry.key, "nothing to match; write { description = \"maintenance\" }");
    }
    for entry in checker.entries(&entry.key, table, &KEYS) {
        let text = checker.text(&entry);
        match entry.name {
            "file" => {
                text.iter().for_each(|glob| check_glob(checker, &entry, glob));
                matches.file = text;
            }
            "number" => matches.number = text,
            "client" => matches.client = text,
            "project" => matches.project = text,
            "task" => matches.task = text,
            "description" => matches.description = text,
            "account" => matches.account = text,
            _ => matches.person = text,
        }
    }
    matches
}

fn rule_change<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> RuleChange {
    const KEYS: [&str; 7] = ["billing", "client", "project", "billable", "kind", "hours_per_day", "rate"];
    const HIGHEST_RATE: u32 = 1_000_000;
    let mut set = RuleChange::default();
    let Some(table) = checker.table(entry) else { return set };
    if table.is_empty() {
        checker.wrong(entry.line, &entry.key, "nothing to set; write { billing = \"fixed\" }");
    }
    let billings: Vec<_> = Billing::ALL.iter().skip(1).map(|billing| (billing.id(), *billing)).collect();
    let kinds: Vec<_> = TimeKind::ALL.iter().map(|kind| (kind.id(), *kind)).collect();
    for entry in checker.entries(&entry.key, table, &KEYS) {
        match entry.name {
            "billing" => set.billing = checker.choice(&entry, &billings),
            "client" => set.client = checker.text(&entry),
            "project" => set.project = checker.text(&entry),
            "billable" => set.billable = checker.boolean(&entry),
            "kind" => set.kind = checker.choice(&entry, &kinds),
            "hours_per_day" => set.hours_per_day = checker.within(&entry, 24, false),
            _ => {
                if let Some(rate) = checker.within(&entry, HIGHEST_RATE, true) {
                    set.rate = Price::from_decimal(rate).or_else(|| checker.unfit(&entry, "a rate", "at most six decimals"));
                }
            }
        }
    }
    set
}

/// What the columns of a kind of rows, or of any, are called.
fn columns_of(kind: Option<&str>) -> Vec<&'static str> {
    let tables = TABLES.into_iter().filter(|table| kind.is_none_or(|kind| kind == table.id()));
    let mut ids: Vec<_> = tables.flat_map(columns).map(|column| column.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

pub(super) fn mappings<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Vec<Mapping> {
    const KEYS: [&str; 6] = ["file", "kind", "columns", "date_format", "decimal", "replaces"];
    let kinds: Vec<_> = KINDS.iter().map(|kind| (*kind, *kind)).collect();
    let mut mappings = Vec::new();
    for (line, table) in checker.tables(entry) {
        let mut mapping = Mapping { line, ..Mapping::default() };
        if !table.contains_key("file") {
            checker.wrong(line, &entry.key, "file is missing; write file = \"export*.csv\" with the files it is about");
        }
        for entry in checker.entries(&entry.key, table, &KEYS) {
            match entry.name {
                "file" => {
                    mapping.file = checker.text(&entry);
                    mapping.file.iter().for_each(|glob| check_glob(checker, &entry, glob));
                }
                "kind" => mapping.kind = checker.choice(&entry, &kinds).map(str::to_owned),
                "columns" => {
                    let ids = columns_of(
                        table.get("kind").and_then(|kind| kind.get_ref().as_str()).filter(|kind| KINDS.contains(kind)),
                    );
                    let columns = checker.table(&entry).map(|columns| checker.entries(&entry.key, columns, &ids));
                    for column in columns.unwrap_or_default() {
                        // An empty header says that no column of the file is it.
                        if let Some(header) = checker.shaped(&column, "a header", "it in quotation marks", |_| true) {
                            mapping.columns.insert(column.name.to_owned(), header);
                        }
                    }
                }
                "date_format" => {
                    const FITS: fn(&str) -> bool = |text| text.contains('%');
                    mapping.date_format = checker.shaped(&entry, "a date format", "it in strftime terms, as \"%d/%m/%Y\"", FITS);
                }
                "decimal" => mapping.decimal = checker.choice(&entry, &[(",", ','), (".", '.')]),
                _ => mapping.replaces = checker.text(&entry),
            }
        }
        mappings.push(mapping);
    }
    mappings
}
