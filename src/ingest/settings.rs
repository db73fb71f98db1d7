//! `bilan.toml` to settings: every unknown key, wrong type and wrong value at once, each with its line.

mod contract;
mod correct;
mod entry;
mod rule;
mod time;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use toml::de::DeTable;

use self::entry::{Checker, Entry, nearest};
use crate::error::{Errors, quoted};
use crate::model::{
    Activity, BilledDays, Business, Declared, DepreciationTime, FiscalCalendar, FixedPriceDays, LegalForm, Period, Policy,
    RevenueBasis, RevenueSource, ServiceSpread, Settings, Target,
};

/// Name of the file.
pub(crate) const FILE_NAME: &str = "bilan.toml";

/// Names of the cross-checks that `[check] off` may switch off.
pub(crate) const CHECKS: [&str; 16] = [
    "reading",
    "ledger_reconciliation",
    "ledger_balance",
    "ledger_dates",
    "suspense",
    "opening",
    "balance_sheet",
    "vat",
    "bank_vs_ledger",
    "numbering",
    "timesheets_vs_invoices",
    "payments",
    "time_recording",
    "missing_months",
    "published_vs_computed",
    "displayed_figures",
];

const SECTIONS: [&str; 13] = [
    "ignore",
    "business",
    "fiscal_year",
    "time",
    "person",
    "contract",
    "policy",
    "target",
    "declared",
    "rule",
    "mapping",
    "correct",
    "check",
];

/// Reads the text of a `bilan.toml`.
///
/// # Errors
/// Everything that is wrong in it.
pub(crate) fn read_settings(path: &str, text: &str) -> Result<Settings, Errors> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (document, syntax) = DeTable::parse_recoverable(text);
    let mut checker = Checker::new(path, text);
    for error in syntax {
        checker.syntax(error.span(), error.message());
    }
    if !checker.errors.is_empty() {
        return Err(checker.errors);
    }
    let settings = settings(&mut checker, document.get_ref());
    if checker.errors.is_empty() {
        Ok(settings)
    } else {
        checker.errors.sort();
        Err(checker.errors)
    }
}

/// A text as a TOML string on one line.
pub(crate) fn toml_text(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn settings<'t>(checker: &mut Checker<'t>, document: &'t DeTable<'t>) -> Settings {
    let mut settings = Settings::default();
    for entry in checker.any_entries("", document) {
        match entry.name {
            "ignore" => settings.ignore = globs(checker, &entry),
            "business" => settings.business = business(checker, &entry, &mut settings.fiscal_years),
            // Their sense depends on other tables: below.
            "fiscal_year" | "policy" => {}
            "time" => settings.time = time::time(checker, &entry),
            "person" => settings.persons = time::persons(checker, &entry),
            "contract" => settings.contracts = contract::contracts(checker, &entry),
            "declared" => declared(checker, &entry, &mut settings),
            "rule" => settings.rules = rule::rules(checker, &entry),
            "mapping" => settings.mappings = rule::mappings(checker, &entry),
            "target" => targets(checker, &entry, &mut settings),
            "check" => settings.checks_off = checks_off(checker, &entry),
            "correct" => settings.corrections = correct::corrections(checker, &entry),
            unknown => {
                let right = nearest(unknown, &SECTIONS);
                checker.wrong(entry.line, &entry.key, format!("{} is not a table or key; {right}", quoted(unknown)));
            }
        }
    }
    // Cash accounting is the rule for these two forms.
    if matches!(settings.business.form, Some(LegalForm::Micro | LegalForm::Bnc)) {
        settings.policy.revenue_basis = RevenueBasis::Paid;
    }
    for entry in checker.any_entries("", document) {
        match entry.name {
            "fiscal_year" => fiscal_years(checker, &entry, &mut settings.fiscal_years),
            "policy" => policy(checker, &entry, &mut settings),
            _ => {}
        }
    }
    settings
}

fn globs<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Vec<String> {
    let globs = checker.texts(entry).unwrap_or_default();
    for glob in &globs {
        check_glob(checker, entry, glob);
    }
    globs
}

fn check_glob<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>, glob: &str) {
    if let Err(error) = globset::Glob::new(glob) {
        checker.wrong(entry.line, &entry.key, format!("{} is not a glob: {}", quoted(glob), error.kind()));
    }
}

fn business<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>, years: &mut Option<FiscalCalendar>) -> Business {
    const KEYS: [&str; 16] = [
        "name",
        "country",
        "region",
        "currency",
        "language",
        "form",
        "activity",
        "flat_tax",
        "company_tax_rate",
        "small_company",
        "associated_companies",
        "trade_tax_multiplier",
        "fiscal_year_start",
        "siren",
        "vat_id",
        "vat",
    ];
    let mut business = Business::default();
    let Some(table) = checker.table(entry) else { return business };
    for entry in checker.entries(&entry.key, table, &KEYS) {
        match entry.name {
            "name" => business.name = checker.text(&entry),
            "country" => {
                const FITS: fn(&str) -> bool = |text| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
                let country = checker.shaped(&entry, "a country", "its two letters (ISO 3166), as \"FR\"", FITS);
                // What the British call it, which ISO 3166 keeps free for them.
                business.country = country.map(|code| if code == "UK" { "GB".to_owned() } else { code });
            }
            "region" => business.region = checker.text(&entry),
            "currency" => {
                const FITS: fn(&str) -> bool = |text| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
                business.currency = checker.shaped(&entry, "a currency", "its three letters (ISO 4217), as \"EUR\"", FITS);
            }
            "language" => business.language = checker.choice(&entry, &[("fr", "fr"), ("en", "en")]).map(str::to_owned),
            "form" => business.form = checker.choice(&entry, &LegalForm::ALL),
            "activity" => business.activity = checker.choice(&entry, Activity::ALL),
            "flat_tax" => business.flat_tax = checker.boolean(&entry).unwrap_or_default(),
            "company_tax_rate" => business.company_tax_rate = percent(checker, &entry),
            "small_company" => business.small_company = checker.boolean(&entry),
            "associated_companies" => {
                business.associated_companies = checker.whole(&entry, 0, 1_000).unwrap_or_default();
            }
            // GewStG § 16 Abs. 4: at least 200 %.
            "trade_tax_multiplier" => business.trade_tax_multiplier = checker.whole(&entry, 200, 2_000),
            "fiscal_year_start" => *years = fiscal_year_start(checker, &entry),
            "siren" => {
                const FITS: fn(&str) -> bool = |text| {
                    text.bytes().filter(u8::is_ascii_digit).count() == 9
                        && !text.contains(|c: char| c != ' ' && !c.is_ascii_digit())
                };
                let siren = checker.shaped(&entry, "a SIREN", "its nine digits in quotation marks", FITS);
                business.siren = siren.map(|siren| siren.replace(' ', ""));
            }
            "vat_id" => business.vat_id = checker.text(&entry).map(|id| id.replace(' ', "")),
            _ => business.vat_exempt = checker.choice(&entry, &[("exempt", true)]).unwrap_or_default(),
        }
    }
    business
}

/// A rate in percent: `"14.5 %"`. The sign is asked for, since 0.145 could be meant as well.
fn percent<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Option<Decimal> {
    let number = entry.value.get_ref().as_str().and_then(|text| text.trim().strip_suffix('%')).map(str::trim_end);
    let number = number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    match number.and_then(|number| Decimal::from_str_exact(number).ok()).map(|percent| percent.normalize()) {
        Some(percent) if percent <= Decimal::ONE_HUNDRED && percent.scale() <= 4 => Some(percent),
        _ => checker.unfit(entry, "a rate", "it in percent and quotation marks, as \"14.5 %\""),
    }
}

fn fiscal_year_start<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Option<FiscalCalendar> {
    const RIGHT: &str = "month and day in quotation marks, as \"01-01\"";
    let text = entry.value.get_ref().as_str().unwrap_or_default();
    let start = text.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2);
    let start = start.and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
    let Some((month, day)) = start else { return checker.unfit(entry, "the start of a year", RIGHT) };
    match FiscalCalendar::new(month, day, Vec::new()) {
        Ok(calendar) => Some(calendar),
        Err(error) => {
            checker.wrong(entry.line, &entry.key, error.message());
            None
        }
    }
}

fn fiscal_years<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>, years: &mut Option<FiscalCalendar>) {
    let mut declared: Vec<(u32, Period)> = Vec::new();
    for (line, table) in checker.tables(entry) {
        let (mut label, mut start, mut end): (_, Option<NaiveDate>, Option<NaiveDate>) = (None, None, None);
        let mut complete = true;
        for entry in checker.entries(&entry.key, table, &["label", "start", "end"]) {
            match entry.name {
                "label" => label = checker.text(&entry),
                "start" => start = checker.date(&entry),
                _ => end = checker.date(&entry),
            }
        }
        for key in ["start", "end"] {
            if !table.contains_key(key) {
                checker.wrong(line, &entry.key, format!("{key} is missing; write {key} = 2017-12-31 with its date"));
                complete = false;
            }
        }
        if let (true, Some(start), Some(end)) = (complete, start, end) {
            let label = label.unwrap_or_else(|| match start.year() == end.year() {
                true => end.year().to_string(),
                false => format!("{}/{:02}", start.year(), end.year().rem_euclid(100)),
            });
            declared.push((line, Period::new(label, start, end)));
        }
    }
    let regular = years.clone().unwrap_or_default();
    let periods = |count: usize| declared.iter().take(count).map(|(_, period)| period.clone()).collect();
    match regular.with_declared(periods(declared.len())) {
        Ok(calendar) => *years = Some(calendar),
        Err(error) => {
            // The first one that no longer goes with those above it.
            let culprit = (1..=declared.len()).find(|count| regular.with_declared(periods(*count)).is_err());
            let line = culprit.and_then(|count| declared.get(count - 1)).map_or(entry.line, |(line, _)| *line);
            checker.wrong(line, &entry.key, error.message());
        }
    }
}

/// The year a key names.
fn year<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Option<i32> {
    let year = entry.name.parse().ok().filter(|year| entry.name.len() == 4 && (1900..=2999).contains(year));
    if year.is_none() {
        let message =
            format!("{} is not a year; write the four digits of the year in which the fiscal year ends", quoted(entry.name));
        checker.wrong(entry.line, &entry.key, message);
    }
    year
}

/// The year a key names, and its table.
fn table_of_year<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Option<(i32, &'t DeTable<'t>)> {
    let year = year(checker, entry)?;
    Some((year, checker.table(entry)?))
}

fn policy<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>, settings: &mut Settings) {
    let Some(table) = checker.table(entry) else { return };
    let (years, keys): (Vec<_>, Vec<_>) =
        checker.any_entries(&entry.key, table).into_iter().partition(|entry| entry.value.get_ref().as_table().is_some());
    settings.policy = rules_of_counting(checker, keys, settings.policy);
    for entry in years {
        let Some((year, table)) = table_of_year(checker, &entry) else { continue };
        let keys = checker.any_entries(&entry.key, table);
        let then = rules_of_counting(checker, keys, settings.policy);
        settings.published_under.insert(year, then);
    }
}

/// What these keys change in a policy.
fn rules_of_counting<'t>(checker: &mut Checker<'t>, keys: Vec<Entry<'t>>, mut policy: Policy) -> Policy {
    const KEYS: [&str; 6] =
        ["revenue_basis", "revenue_source", "billed_days", "fixed_price_days", "service_spread", "depreciation"];
    for entry in checker.known(keys, &KEYS) {
        match entry.name {
            "revenue_basis" => policy.revenue_basis = checker.choice(&entry, RevenueBasis::ALL).unwrap_or_default(),
            "revenue_source" => policy.revenue_source = checker.choice(&entry, RevenueSource::ALL).unwrap_or_default(),
            "billed_days" => policy.billed_days = checker.choice(&entry, BilledDays::ALL).unwrap_or_default(),
            "service_spread" => policy.service_spread = checker.choice(&entry, ServiceSpread::ALL).unwrap_or_default(),
            "depreciation" => policy.depreciation = checker.choice(&entry, DepreciationTime::ALL).unwrap_or_default(),
            _ => policy.fixed_price_days = checker.choice(&entry, FixedPriceDays::ALL).unwrap_or_default(),
        }
    }
    policy
}

fn targets<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>, settings: &mut Settings) {
    const HIGHEST_RATE: u32 = 1_000_000;
    let Some(years) = checker.table(entry) else { return };
    for entry in checker.any_entries(&entry.key, years) {
        let Some((year, table)) = table_of_year(checker, &entry) else { continue };
        let (mut rate, mut share) = (None, None);
        let given = checker.entries(&entry.key, table, &["day_rate", "share"]);
        for missing in ["day_rate", "share"].iter().filter(|key| given.iter().all(|entry| entry.name != **key)) {
            checker.wrong(entry.line, &entry.key, format!("{missing} is missing; write day_rate = 700 and share = 0.80"));
        }
        for entry in given {
            match entry.name {
                "day_rate" => rate = checker.within(&entry, HIGHEST_RATE, false),
                _ => share = checker.within(&entry, 1, false),
            }
        }
        if let (Some(rate), Some(share)) = (rate, share) {
            let mut target = Target::new(rate, share);
            target.line = entry.line;
            settings.targets.insert(year, target);
        }
    }
}

fn checks_off<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Vec<String> {
    let mut off = Vec::new();
    let Some(table) = checker.table(entry) else { return off };
    for entry in checker.entries(&entry.key, table, &["off"]) {
        off = checker.texts(&entry).unwrap_or_default();
        for unknown in off.iter().filter(|id| !CHECKS.contains(&id.as_str())) {
            checker.wrong(entry.line, &entry.key, format!("{} is not a check; {}", quoted(unknown), nearest(unknown, &CHECKS)));
        }
    }
    off
}

fn declared<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>, settings: &mut Settings) {
    let Some(years) = checker.table(entry) else { return };
    for entry in checker.any_entries(&entry.key, years) {
        let Some((year, table)) = table_of_year(checker, &entry) else { continue };
        let mut declared = Declared { line: entry.line, ..Declared::default() };
        for entry in checker.any_entries(&entry.key, table) {
            if entry.name == "source" {
                declared.source = checker.text(&entry);
            } else if let Some(value) = checker.decimal(&entry) {
                declared.values.insert(entry.name.to_owned(), value);
                declared.lines.insert(entry.name.to_owned(), entry.line);
            }
        }
        settings.declared.insert(year, declared);
    }
}

#[cfg(test)]
mod tests;
