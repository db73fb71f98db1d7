//! The law of the residual: invoices less ledger is the sum of the classified breaks, to the cent, whatever is wrong with the books.

use std::collections::BTreeMap;

use bilan::books::Books;
use bilan::check::{BankReconciliation, Checks, Reconciliation};
use bilan::model::{Billing, Document, LedgerEntry};
use chrono::Datelike;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::sound::{self, A, B, Business};

/// What is done to the books: a kind of fault, where, and how much.
type Fault = (u8, usize, i64);

const DATES: [&str; 6] = ["2019-01-15", "2019-06-30", "2019-12-31", "2020-01-01", "2020-07-31", "2020-12-31"];
const ACCOUNTS: [&str; 14] = [
    "411000", "706000", "709600", "445710", "445870", "419100", "467000", "487000", "418100", "419800", "791000", "665000",
    "512000", "758000",
];

fn seed(b: &mut Business, (kind, at, cents): Fault) {
    let (lines, posted) = (b.lines.len(), b.posted.len());
    if lines == 0 || posted == 0 {
        return;
    }
    let (line, row) = (at % lines, at % posted);
    match kind {
        0 => drop(b.lines.remove(line)),
        1 => {
            let entry = b.posted[row].entry.clone();
            b.posted.retain(|posted| posted.entry != entry);
        }
        2 => b.lines[line].net += cents,
        3 => b.lines[line].vat += cents,
        4 => b.posted[row].cents += cents,
        5 => b.posted[row].account = ACCOUNTS[at % ACCOUNTS.len()].into(),
        6 => {
            let entry = b.posted[row].entry.clone();
            b.posted
                .iter_mut()
                .filter(|posted| posted.entry == entry)
                .for_each(|posted| posted.date = DATES[at % DATES.len()].into());
        }
        7 => {
            let entry = b.posted[row].entry.clone();
            let again: Vec<_> = b.posted.iter().filter(|posted| posted.entry == entry).cloned().collect();
            b.posted.extend(again.into_iter().map(|mut posted| {
                posted.entry += "bis";
                posted
            }));
        }
        8 => {
            let again = b.lines[line].clone();
            b.lines.push(again);
        }
        9 => b.posted[row].piece = format!("{cents}"),
        10 => b.posted[row].entry = String::new(),
        11 => b.lines[line].payable = Some(b.lines[line].net + cents),
        12 => b.lines[line].billing = [Billing::Time, Billing::Disbursement, Billing::Rebilled, Billing::Unclassified][at % 4],
        13 => b.lines[line].document = [Document::Invoice, Document::Deposit, Document::CreditNote][at % 3],
        14 => b.lines[line].issued = DATES[at % DATES.len()].into(),
        15 => b.posted[row].party = [A, B, ""][at % 3],
        16 => b.lines[line].currency = ["EUR", "USD", ""][at % 3],
        17 => b.posted.retain(|posted| !posted.account.starts_with("411")),
        18 => b.posted.retain(|posted| posted.account.starts_with(['6', '7'])),
        19 => {
            let number = b.lines[line].number.clone();
            b.lines.iter_mut().filter(|line| line.number == number).for_each(|line| line.currency = "USD");
            let odd = if at % 2 == 0 { 0 } else { cents };
            for posted in b.sale(&number) {
                posted.dollars = Some(posted.cents * 11 / 10 + odd);
                posted.cents += posted.cents * 3 / 100;
            }
        }
        20 => b.lines.retain(|line| !line.issued.starts_with("2019")),
        // VAT wrong, net right.
        _ => {
            let taxed = |posted: &sound::Posted| posted.account == "445710" && posted.journal == "VE";
            let Some(entry) = b.posted[row..].iter().find(|posted| taxed(posted)).map(|posted| posted.entry.clone()) else {
                return;
            };
            let of_entry = |posted: &&mut sound::Posted| posted.entry == entry;
            for posted in b.posted.iter_mut().filter(of_entry) {
                match posted.account.as_str() {
                    "445710" => posted.cents -= cents,
                    "411000" => posted.cents += cents,
                    _ => {}
                }
            }
        }
    }
}

/// Totals of each year, added up line by line: net of invoices by the day of their first line, class 70 by the day of its lines.
fn totals(books: &Books) -> BTreeMap<i32, (Decimal, Decimal)> {
    let mut totals: BTreeMap<i32, (Decimal, Decimal)> = BTreeMap::new();
    let mut day_of: BTreeMap<String, i32> = BTreeMap::new();
    for row in books.invoice_lines().iter() {
        let line = row.value();
        let year = *day_of.entry(line.number.to_owned()).or_insert(line.issued.year());
        totals.entry(year).or_default().0 += line.net.to_decimal();
    }
    for row in books.ledger_entries().iter() {
        let line = row.value();
        if line.account.starts_with("70") {
            totals.entry(line.date.year()).or_default().1 -= line.amount.to_decimal();
        }
    }
    totals
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_classified_breaks_are_the_whole_difference(faults in prop::collection::vec((0..22_u8, 0..1_000_usize, -50_000..50_000_i64), 0..8)) {
        let mut business = sound::business();
        faults.into_iter().for_each(|fault| seed(&mut business, fault));
        let books = business.open();
        let Ok(years) = Reconciliation::of(&books) else { return Ok(()) };
        let totals = totals(&books);
        for year in &years {
            let (invoices, ledger) = totals.get(&year.period.year()).copied().unwrap_or_default();
            prop_assert_eq!(year.invoices_net, invoices);
            prop_assert_eq!(year.ledger_net, ledger);
            let net: Decimal = year.breaks.iter().map(|found| found.net).sum();
            let gross: Decimal = year.breaks.iter().map(|found| found.gross).sum();
            prop_assert_eq!(net, invoices - ledger, "{:#?}", year.breaks);
            prop_assert_eq!(gross, year.invoices_gross - year.ledger_gross, "{:#?}", year.breaks);
            prop_assert!(year.breaks.iter().all(|found| found.class.code() != "unexplained"));
        }
        // What is told is the same sum, but VAT where VAT is wrong and the net is right.
        let vat: Decimal = years.iter().flat_map(|year| &year.breaks)
            .filter(|found| found.class.code() == "vat_differs" && found.net.abs() < found.gross.abs())
            .map(|found| found.gross - found.net).sum();
        let is_repeated = |found: &&bilan::check::LedgerBreak| found.class.code() == "duplicate_in_invoices";
        prop_assert!(years.iter().flat_map(|year| &year.breaks).filter(is_repeated).all(|found| !found.net.is_zero()));
        let findings = Checks::all().of(&books).expect("findings");
        let told = findings.results().iter().find(|result| result.check.id == "ledger_reconciliation").expect("the check");
        let told: Decimal = told.findings.iter().filter_map(|finding| finding.amount).sum();
        prop_assert_eq!(told - vat, years.iter().map(|year| year.invoices_net - year.ledger_net).sum::<Decimal>());
        let again = Checks::all().of(&business.open()).expect("findings");
        let all = |findings: &bilan::check::Findings| findings.iter().map(|(_, finding)| finding.clone()).collect::<Vec<_>>();
        prop_assert_eq!(all(&findings), all(&again));
    }
}

/// What is done to statements and to the accounts at the bank.
fn seed_bank(b: &mut Business, (kind, at, cents): Fault) {
    let at_bank = |posted: &sound::Posted| posted.account.starts_with("512");
    let booked: Vec<usize> = b.posted.iter().enumerate().filter(|(_, p)| at_bank(p)).map(|(at, _)| at).collect();
    let (Some(booked), rows) = (booked.get(at % booked.len().max(1)).copied(), b.at_bank.len()) else { return };
    if rows == 0 {
        return;
    }
    let row = at % rows;
    match kind {
        0 => drop(b.at_bank.remove(row)),
        1 => drop(b.posted.remove(booked)),
        2 => b.at_bank[row].cents += cents,
        3 => b.posted[booked].cents += cents,
        4 => b.at_bank[row].date = DATES[at % DATES.len()].into(),
        5 => b.posted[booked].date = DATES[at % DATES.len()].into(),
        6 => b.at_bank.push(b.at_bank[row].clone()),
        7 => b.posted.push(b.posted[booked].clone()),
        8 => b.at_bank[row].balance = Some(cents),
        9 => b.at_bank[row].balance = None,
        10 => b.posted[booked].label.clone_from(&b.at_bank[row].label),
        11 => b.posted[booked].account = ["512000", "512100", "512200"][at % 3].into(),
        12 => b.at_bank.reverse(),
        // A row in parts.
        13 => {
            b.at_bank[row].cents -= cents;
            let part = b.at_bank[row].clone();
            b.at_bank.push(sound::AtBank { cents, ..part });
        }
        _ => b.posted.retain(|posted| !posted.date.starts_with("2019")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Bank less ledger over the days both cover is what the findings tell, to the cent.
    #[test]
    fn the_findings_are_the_whole_difference_of_the_bank(faults in prop::collection::vec((0..15_u8, 0..1_000_usize, -50_000..50_000_i64), 0..8)) {
        let mut business = sound::business();
        faults.into_iter().for_each(|fault| seed_bank(&mut business, fault));
        let books = business.open();
        let Ok(accounts) = BankReconciliation::of(&books) else { return Ok(()) };
        let opening = |line: &LedgerEntry<'_>| line.journal == "AN" && (line.date.month(), line.date.day()) == (1, 1);
        for account in &accounts {
            let within = |day| account.from <= day && day <= account.to;
            let lines = books.ledger_entries();
            let lines = lines.iter().map(|row| row.value()).filter(|line| line.account == account.account && !opening(line));
            let ledger: Decimal = lines.filter(|line| within(line.date)).map(|line| line.amount.to_decimal()).sum();
            prop_assert_eq!(account.ledger, ledger);
            let told: Decimal = account.breaks.iter().filter_map(|found| found.amount).sum();
            prop_assert_eq!(account.bank - account.ledger, told, "{:#?}", account.breaks);
            prop_assert_eq!(account.residual(), Decimal::ZERO);
            prop_assert!(account.breaks.iter().all(|found| found.code != "bank_unexplained"));
        }
        let findings = Checks::all().of(&books).expect("findings");
        let again = Checks::all().of(&business.open()).expect("findings");
        let all = |findings: &bilan::check::Findings| findings.iter().map(|(_, finding)| finding.clone()).collect::<Vec<_>>();
        prop_assert_eq!(all(&findings), all(&again));
    }
}
