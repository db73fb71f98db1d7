//! Settings that are not said and that the files tell.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};

use crate::books::{BooksBuilder, Column};
use crate::ingest::rules::folded;
use crate::model::{FiscalCalendar, LegalForm, Period, is_of_balance_sheet};

/// France, if a FEC or French headers are there.
pub(super) fn country(builder: &mut BooksBuilder) {
    let is_french = builder.sources.iter().any(|source| source.french || source.format == "fec");
    let business = &mut builder.settings.business;
    if business.country.is_none() && is_french {
        business.country = Some("FR".to_owned());
    }
    if business.language.is_none() {
        let language = if business.country.as_deref() == Some("FR") { "fr" } else { "en" };
        business.language = Some(language.to_owned());
    }
}

/// A French company that posts corporate tax (account 695) pays it.
pub(super) fn business(builder: &mut BooksBuilder) {
    let business = &builder.settings.business;
    if business.form.is_some() || business.country.as_deref() != Some("FR") {
        return;
    }
    let (ledger, names) = (&builder.ledger_entries, &builder.names);
    if (0..ledger.len()).any(|row| ledger.account.peek(row, names).starts_with("695")) {
        builder.settings.business.form = Some(LegalForm::CompanyIs);
    }
}

/// Fiscal years begin where the ledger is opened; without an opening entry, where a FEC that crosses the turn of a year tells.
pub(super) fn fiscal_years(builder: &mut BooksBuilder) {
    if builder.settings.fiscal_years.is_some() || builder.ledger_entries.len() == 0 {
        return;
    }
    let (ledger, names) = (&builder.ledger_entries, &builder.names);
    let earliest = (0..ledger.len()).map(|row| ledger.date.peek(row, names)).min();
    let mut starts = openings(builder);
    if starts.is_empty() {
        starts = after_closings(builder);
    }
    let (Some(earliest), Some(last)) = (earliest, starts.last().copied()) else { return };
    let mut declared: Vec<Period> = Vec::new();
    // A first year longer than twelve months has no opening entry of its own.
    if let Some(first) = starts.first().copied()
        && let (Some(regular), Some(end)) = (first.checked_sub_months(Months::new(12)), first.pred_opt())
        && earliest < regular
        && first.checked_sub_months(Months::new(22)).is_some_and(|longest| earliest >= longest)
        && let Some(start) = earliest.with_day(1)
    {
        declared.push(period(start, end));
    }
    for (start, next) in starts.iter().zip(starts.iter().skip(1)) {
        let is_regular = start.checked_add_months(Months::new(12)) == Some(*next);
        let is_possible = start.checked_add_months(Months::new(24)).is_some_and(|longest| *next < longest);
        if let (false, true, Some(end)) = (is_regular, is_possible, next.pred_opt()) {
            declared.push(period(*start, end));
        }
    }
    let regular = || FiscalCalendar::new(last.month(), last.day(), Vec::new());
    builder.settings.fiscal_years = FiscalCalendar::new(last.month(), last.day(), declared).or_else(|_| regular()).ok();
}

fn period(start: NaiveDate, end: NaiveDate) -> Period {
    let label = if start.year() == end.year() || end.month() == 12 {
        end.year().to_string()
    } else {
        format!("{}/{:02}", start.year(), end.year().rem_euclid(100))
    };
    Period::new(label, start, end)
}

/// Days on which balances are carried forward: first days of a month with entries of classes 1 to 5 in an opening journal, or
/// labelled so. Two of them are at least ten months apart; later ones in between are corrections.
fn openings(builder: &BooksBuilder) -> Vec<NaiveDate> {
    const JOURNALS: [&str; 7] = ["an", "ano", "ran", "ad", "anouv", "anouveau", "a nouveau"];
    let (ledger, names) = (&builder.ledger_entries, &builder.names);
    let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
    for row in 0..ledger.len() {
        let day = ledger.date.peek(row, names);
        if day.day() != 1 || days.contains(&day) || !is_of_balance_sheet(ledger.account.peek(row, names)) {
            continue;
        }
        let journal = folded(ledger.journal.peek(row, names));
        let label = || folded(ledger.label.peek(row, names)).into_owned();
        let is_labelled =
            |label: String| label.contains("a nouveau") || label.contains("a-nouveau") || label.contains("opening balance");
        if JOURNALS.contains(&&*journal) || is_labelled(label()) {
            days.insert(day);
        }
    }
    let mut starts: Vec<NaiveDate> = Vec::new();
    for day in days {
        let earliest = starts.last().and_then(|last| last.checked_add_months(Months::new(10)));
        if earliest.is_none_or(|earliest| day >= earliest) {
            starts.push(day);
        }
    }
    starts
}

/// The day after the last month of a FEC, if it crosses the turn of a year: then it is no calendar year.
fn after_closings(builder: &BooksBuilder) -> Vec<NaiveDate> {
    let (ledger, names) = (&builder.ledger_entries, &builder.names);
    let mut spans: BTreeMap<u32, (NaiveDate, NaiveDate)> = BTreeMap::new();
    for row in 0..ledger.len() {
        let source = ledger.source.peek(row, names);
        if builder.sources.get(source as usize).is_some_and(|source| source.format == "fec") {
            let day = ledger.date.peek(row, names);
            let span = spans.entry(source).or_insert((day, day));
            *span = (span.0.min(day), span.1.max(day));
        }
    }
    let crosses =
        |(first, last): &&(NaiveDate, NaiveDate)| first.year() != last.year() && *last - *first < chrono::TimeDelta::days(730);
    let next = |(_, last): &(NaiveDate, NaiveDate)| last.with_day(1)?.checked_add_months(Months::new(1));
    let ends: BTreeSet<NaiveDate> = spans.values().filter(crosses).filter_map(next).collect();
    ends.into_iter().collect()
}
