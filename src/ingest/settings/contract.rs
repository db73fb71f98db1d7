//! `[[contract]]`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::entry::{Checker, Entry};
use crate::error::quoted;
use crate::model::{Contract, Recognition};

const HIGHEST_PRICE: u32 = 1_000_000_000;

pub(super) fn contracts<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Vec<Contract> {
    const KEYS: [&str; 6] = ["client", "project", "price", "recognition", "progress", "delivered"];
    let mut contracts: Vec<Contract> = Vec::new();
    for (line, table) in checker.tables(entry) {
        let mut contract = Contract { line, ..Contract::default() };
        for entry in checker.entries(&entry.key, table, &KEYS) {
            match entry.name {
                "client" => contract.client = checker.text(&entry).unwrap_or_default(),
                "project" => contract.project = checker.text(&entry),
                "price" => contract.price = checker.within(&entry, HIGHEST_PRICE, false),
                "recognition" => contract.recognition = checker.choice(&entry, Recognition::ALL).unwrap_or_default(),
                "progress" => contract.progress = progress(checker, &entry),
                _ => contract.delivered = checker.date(&entry),
            }
        }
        let mut lacks = |message: &str| checker.wrong(line, &entry.key, message);
        if !table.contains_key("client") {
            lacks("client is missing; write client = \"Acme\" as the invoices have it");
        }
        if !table.contains_key("price") && (contract.recognition == Recognition::Progress || table.contains_key("progress")) {
            lacks("price is missing; write price = 10000, the whole price excluding VAT, that progress is a share of");
        }
        if contract.recognition == Recognition::Progress && !table.contains_key("progress") {
            lacks("progress is missing; write progress = { 2020-12-31 = 0.40 }, a share of the whole by day");
        }
        let same = |known: &&Contract| (&known.client, &known.project) == (&contract.client, &contract.project);
        if let Some(known) = contracts.iter().find(same) {
            let message = format!("{} is already at line {}; keep one of the two", quoted(&contract.name()), known.line);
            checker.wrong(line, &entry.key, message);
        }
        contracts.push(contract);
    }
    contracts
}

/// Shares of the whole by day, that never go back.
fn progress<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> BTreeMap<NaiveDate, Decimal> {
    let mut shares = BTreeMap::new();
    let Some(days) = entry.value.get_ref().as_table() else {
        checker.unfit::<()>(entry, "a progress by day", "{ 2020-12-31 = 0.40 }");
        return shares;
    };
    for entry in checker.any_entries(&entry.key, days) {
        let Ok(day) = entry.name.parse::<NaiveDate>() else {
            let message = format!("{} is not a date; write year, month and day, as 2020-12-31", quoted(entry.name));
            checker.wrong(entry.line, &entry.key, message);
            continue;
        };
        if let Some(share) = share(checker, &entry) {
            shares.insert(day, share);
        }
    }
    if let Some(((_, more), (day, less))) =
        shares.iter().zip(shares.iter().skip(1)).find(|((_, before), (_, after))| after < before)
    {
        let message = format!("progress falls from {more} to {less} on {day}; write the whole of what is done by each day");
        checker.wrong(entry.line, &entry.key, message);
    }
    shares
}

/// `0.40`, or `"40 %"`.
fn share<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Option<Decimal> {
    let Some(text) = entry.value.get_ref().as_str() else { return checker.within(entry, 1, true) };
    let percent = text.strip_suffix('%').and_then(|text| text.trim().replace(',', ".").parse::<Decimal>().ok());
    let share = percent.and_then(|percent| percent.checked_div(Decimal::ONE_HUNDRED)).map(|share| share.normalize());
    match share.filter(|share| (Decimal::ZERO..=Decimal::ONE).contains(share)) {
        Some(share) => Some(share),
        None => checker.unfit(entry, "a share of the whole", "0.40 or \"40 %\", up to 1"),
    }
}
