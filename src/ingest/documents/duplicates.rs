//! An invoice number is one identity across files: the same document again is set aside, another one is a conflict.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::removal::{Fate, Removal};
use crate::books::{BooksBuilder, Column, Reason, Table};
use crate::error::{Error, ErrorKind, quoted};
use crate::ingest::folder;
use crate::ingest::rules::folded;
use crate::ingest::settings::toml_text;
use crate::model::{Days, Money, Time};

pub(super) fn settle(builder: &mut BooksBuilder) {
    let files = super::files(builder);
    let shared = shared_numbers(builder, &files);
    if shared.is_empty() {
        return;
    }
    let wanted: HashSet<&str> = shared.iter().map(String::as_str).collect();
    let mut by_number: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    by_number.extend(super::rows_of(builder, &wanted).into_iter().map(|(number, rows)| (number.to_owned(), rows)));
    let mut removal = Removal::default();
    for (number, rows) in by_number {
        let mut documents: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for row in rows {
            let source = builder.invoice_lines.source.peek(row, &builder.names);
            documents.entry(super::file_of(&files, source)).or_default().push(row);
        }
        let mut documents: Vec<(u32, Vec<usize>)> = documents.into_iter().collect();
        replace(builder, &mut documents, &mut removal);
        compare(builder, &number, &documents, &mut removal);
    }
    removal.apply(Table::Invoices, builder);
}

/// Numbers that occur in more than one file.
fn shared_numbers(builder: &BooksBuilder, files: &[u32]) -> HashSet<String> {
    let (lines, names) = (&builder.invoice_lines, &builder.names);
    let mut shared = HashSet::new();
    if lines.source.is_one() {
        return shared;
    }
    let file = |row: usize| super::file_of(files, lines.source.peek(row, names));
    let Some(first) = (lines.len() > 0).then(|| file(0)) else { return shared };
    if (0..lines.len()).all(|row| file(row) == first) {
        return shared;
    }
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let mut last = ("", u32::MAX);
    for row in 0..lines.len() {
        let this = (super::number(builder, row), file(row));
        if this != last && !this.0.is_empty() && *seen.entry(this.0).or_insert(this.1) != this.1 {
            shared.insert(this.0.to_owned());
        }
        last = this;
    }
    shared
}

/// `[[mapping]] replaces`: the documents of one file take the place of those of another.
fn replace(builder: &BooksBuilder, documents: &mut Vec<(u32, Vec<usize>)>, removal: &mut Removal) {
    let path = |file: u32| builder.sources.get(file as usize).map_or("", |source| source.path.as_str());
    let replaced_by = |old: u32| {
        let by = |new: &&u32| {
            builder.settings.mappings.iter().any(|mapping| {
                mapping.replaces.as_deref().is_some_and(|replaced| folder::names(replaced, path(old)))
                    && mapping.file.as_deref().is_some_and(|file| folder::names(file, path(**new)))
            })
        };
        let files: Vec<u32> = documents.iter().map(|(file, _)| *file).filter(|file| *file != old).collect();
        files.iter().find(by).copied()
    };
    let replaced: Vec<(u32, u32)> = documents.iter().filter_map(|(old, _)| Some((*old, replaced_by(*old)?))).collect();
    documents.retain(|(file, rows)| match replaced.iter().find(|(old, _)| old == file) {
        Some((_, new)) => {
            rows.iter().for_each(|row| removal.row(*row, Fate::Aside(Reason::Replaced(path(*new).to_owned()))));
            false
        }
        None => true,
    });
}

fn compare(builder: &mut BooksBuilder, number: &str, documents: &[(u32, Vec<usize>)], removal: &mut Removal) {
    let [(_, first), others @ ..] = documents else { return };
    let content = Content::of(builder, first);
    let mut agreed = true;
    for (_, other) in others {
        let difference = content.difference(&Content::of(builder, other));
        let (Some(difference), Some(here), Some(there)) = (difference, other.first(), first.first()) else { continue };
        agreed = false;
        let (here, there) = (super::place(builder, *here), super::place(builder, *there));
        let message = format!("{} is another document in {there}: {difference}; one number is one document", quoted(number));
        let glob = |path: &str| toml_text(&globset::escape(path));
        let block = format!("[[mapping]]\nfile = {}\nreplaces = {}\n", glob(here.path()), glob(there.path()));
        builder.error(Error::new(ErrorKind::Conflict, message).at(here).field("number").paste(block));
    }
    if !agreed {
        documents.iter().flat_map(|(_, rows)| rows).for_each(|row| removal.row(*row, Fate::Rejected));
        return;
    }
    for (_, other) in others {
        let paid = other.iter().filter_map(|row| builder.invoice_lines.paid.peek(*row, &builder.names)).max();
        for row in first {
            if let (None, Some(paid)) = (builder.invoice_lines.paid.peek(*row, &builder.names), paid) {
                builder.invoice_lines.paid.set(*row, Some(paid));
            }
        }
        let place = first.first().map(|row| super::place(builder, *row).to_string()).unwrap_or_default();
        other.iter().for_each(|row| removal.row(*row, Fate::Aside(Reason::Duplicate(place.clone()))));
    }
}

/// What makes two documents the same: date, client, and the amounts (with days or time, where both state them) of their lines.
struct Content {
    issued: NaiveDate,
    client: String,
    lines: Vec<(Money, Option<Days>, Option<Time>)>,
}

impl Content {
    fn of(builder: &BooksBuilder, rows: &[usize]) -> Self {
        let (table, names) = (&builder.invoice_lines, &builder.names);
        let line = |row: &usize| (table.net.peek(*row, names), table.days.peek(*row, names), table.time.peek(*row, names));
        let mut lines: Vec<_> = rows.iter().map(line).collect();
        lines.sort_unstable();
        let row = rows.first().copied().unwrap_or_default();
        Self { issued: table.issued.peek(row, names), client: table.client.peek(row, names).to_owned(), lines }
    }

    /// The first thing in which another one differs.
    fn difference(&self, other: &Self) -> Option<String> {
        let (there, here) = (self, other);
        if there.issued != here.issued {
            return Some(format!("issued {} there, {} here", there.issued, here.issued));
        }
        if folded(there.client.trim()) != folded(here.client.trim()) {
            return Some(format!("client {} there, {} here", quoted(&there.client), quoted(&here.client)));
        }
        if there.lines.len() != here.lines.len() {
            return Some(format!("{} lines there, {} here", there.lines.len(), here.lines.len()));
        }
        for ((net, days, time), (net_here, days_here, time_here)) in there.lines.iter().zip(&here.lines) {
            if net != net_here {
                return Some(format!("net {net} there, {net_here} here"));
            }
            if let (Some(days), Some(days_here)) = (days, days_here)
                && days != days_here
            {
                return Some(format!("{days} days there, {days_here} here"));
            }
            if time.is_some() && time_here.is_some() && time != time_here {
                return Some("other hours".to_owned());
            }
        }
        None
    }
}
