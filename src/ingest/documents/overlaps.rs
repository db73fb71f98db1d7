//! Rows of timesheets, ledgers and bank statements that two overlapping files of one format both hold are counted once. Within one file equal rows
//! all count, so of a row that is `a` times in one file and `b` times in another, `max(a, b)` count.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use chrono::NaiveDate;

use super::removal::{Fate, Removal};
use crate::books::{BooksBuilder, Column, Reason, Table};
use crate::model::BankEntry;

pub(super) fn settle(builder: &mut BooksBuilder) {
    let files = files(builder);
    for table in [Table::Timesheets, Table::Ledger, Table::Bank] {
        let (rows, sources, names) = match table {
            Table::Timesheets => (builder.time_entries.len(), &builder.time_entries.source, &builder.names),
            Table::Ledger => (builder.ledger_entries.len(), &builder.ledger_entries.source, &builder.names),
            _ => (builder.bank_entries.len(), &builder.bank_entries.source, &builder.names),
        };
        if sources.is_one() {
            continue;
        }
        let (times, entries, bank) = (&builder.time_entries, &builder.ledger_entries, &builder.bank_entries);
        let place = |row: usize| match table {
            Table::Timesheets => (times.source.peek(row, names), times.date.peek(row, names)),
            Table::Ledger => (entries.source.peek(row, names), entries.date.peek(row, names)),
            _ => (bank.source.peek(row, names), bank.date.peek(row, names)),
        };
        let spans = spans(rows, &files, place);
        let overlapping = overlapping(builder, &spans);
        if overlapping.is_empty() {
            continue;
        }
        let removal = match table {
            Table::Timesheets => repeated(builder, rows, &files, &overlapping, place, |row| times.peek(row, names)),
            Table::Ledger => repeated(builder, rows, &files, &overlapping, place, |row| entries.peek(row, names)),
            _ => repeated(builder, rows, &files, &overlapping, place, |row| known_by(builder, row)),
        };
        removal.apply(table, builder);
    }
}

/// What makes a row of a bank statement the same: in OFX account, reference (`FITID`), day and amount; else all of it.
fn known_by(builder: &BooksBuilder, row: usize) -> BankEntry<'_> {
    let entry = builder.bank_entries.peek(row, &builder.names);
    let source = builder.bank_entries.source.peek(row, &builder.names);
    let is_ofx = builder.sources.get(source as usize).is_some_and(|source| source.format == "bank-ofx");
    match is_ofx && !entry.reference.is_empty() {
        true => BankEntry { account: entry.account, reference: entry.reference, ..BankEntry::new(entry.date, entry.amount) },
        false => entry,
    }
}

/// For each source the first source of the same file, where the parts `_1`, `_2` … of a split file are one.
fn files(builder: &BooksBuilder) -> Vec<u32> {
    let mut first: HashMap<String, u32> = HashMap::new();
    let whole = |path: &str| {
        let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
        let is_part = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
        match stem.rsplit_once('_') {
            Some((stem, part)) if is_part(part) => format!("{stem}.{extension}"),
            _ => path.to_owned(),
        }
    };
    (0..).zip(&builder.sources).map(|(number, source)| *first.entry(whole(&source.path)).or_insert(number)).collect()
}

/// First and last day of each file.
fn spans(rows: usize, files: &[u32], place: impl Fn(usize) -> (u32, NaiveDate)) -> BTreeMap<u32, (NaiveDate, NaiveDate)> {
    let mut spans: BTreeMap<u32, (NaiveDate, NaiveDate)> = BTreeMap::new();
    let mut current: Option<(u32, NaiveDate, NaiveDate)> = None;
    let mut keep = |span: Option<(u32, NaiveDate, NaiveDate)>| {
        if let Some((source, first, last)) = span {
            let span = spans.entry(super::file_of(files, source)).or_insert((first, last));
            *span = (span.0.min(first), span.1.max(last));
        }
    };
    for row in 0..rows {
        let (source, day) = place(row);
        match &mut current {
            Some((of, first, last)) if *of == source => {
                *first = day.min(*first);
                *last = day.max(*last);
            }
            _ => keep(current.replace((source, day, day))),
        }
    }
    keep(current);
    spans
}

/// Files that overlap another one of their format, each with the days that another one covers too.
fn overlapping(
    builder: &BooksBuilder,
    spans: &BTreeMap<u32, (NaiveDate, NaiveDate)>,
) -> BTreeMap<u32, Vec<(NaiveDate, NaiveDate)>> {
    let format = |file: u32| builder.sources.get(file as usize).map(|source| source.format.as_str());
    let mut shared: BTreeMap<u32, Vec<(NaiveDate, NaiveDate)>> = BTreeMap::new();
    for (file, (first, last)) in spans {
        for (other, (other_first, other_last)) in spans {
            let days = (*first.max(other_first), *last.min(other_last));
            if file != other && format(*file) == format(*other) && days.0 <= days.1 {
                shared.entry(*file).or_default().push(days);
            }
        }
    }
    shared
}

fn repeated<R: Hash + Eq>(
    builder: &BooksBuilder,
    rows: usize,
    files: &[u32],
    overlapping: &BTreeMap<u32, Vec<(NaiveDate, NaiveDate)>>,
    place: impl Fn(usize) -> (u32, NaiveDate),
    read: impl Fn(usize) -> R,
) -> Removal {
    let mut by_file: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for row in 0..rows {
        let (source, day) = place(row);
        let file = super::file_of(files, source);
        if overlapping.get(&file).is_some_and(|days| days.iter().any(|(first, last)| *first <= day && day <= *last)) {
            by_file.entry(file).or_default().push(row);
        }
    }
    let mut removal = Removal::default();
    // How often a row was in one earlier file of the format at most, and in which one.
    let mut seen: HashMap<(&str, R), (usize, u32)> = HashMap::new();
    for (file, rows) in by_file {
        let format = builder.sources.get(file as usize).map_or("", |source| source.format.as_str());
        let mut here: HashMap<R, usize> = HashMap::new();
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for row in rows {
            let count = here.entry(read(row)).or_default();
            *count += 1;
            counts.push((row, *count));
        }
        for (row, count) in counts {
            if let Some((times, earlier)) = seen.get(&(format, read(row)))
                && count <= *times
            {
                let path = builder.sources.get(*earlier as usize).map(|source| source.path.clone()).unwrap_or_default();
                removal.row(row, Fate::Aside(Reason::Duplicate(path)));
            }
        }
        // Each row has an entry of its own, so their order cannot show.
        here.into_iter().for_each(|(row, count)| {
            let most = seen.entry((format, row)).or_insert((0, file));
            if count > most.0 {
                *most = (count, file);
            }
        });
    }
    removal
}
