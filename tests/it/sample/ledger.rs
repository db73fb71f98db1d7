//! The same business as an accountant keeps it: double entry, one FEC per fiscal year.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::expenses::Expense;
use super::invoices::{Billing, Invoice};
use super::plan::{ASSET, YEARS, day, in_service, later, month_end};

/// Account and name of a client in the ledger.
type Auxiliary = Option<(&'static str, &'static str)>;

/// One side of an entry: cents, debit positive.
pub(super) struct Posting {
    pub account: &'static str,
    pub cents: i64,
    pub client: Auxiliary,
    /// The letters that tie an invoice to its payment, and its date.
    pub lettering: Option<(String, NaiveDate)>,
}

pub(super) struct Entry {
    pub journal: &'static str,
    pub date: NaiveDate,
    pub piece: String,
    pub label: String,
    pub postings: Vec<Posting>,
}

const LAST_DAY: (i32, u32, u32) = (2020, 12, 31);

/// Every entry of the four years in the order of dates.
pub(super) fn entries(invoices: &[Invoice], expenses: &[Expense]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (invoice, letters) in invoices.iter().zip(1..) {
        sale(invoice, letters, &mut entries);
    }
    for (expense, number) in expenses.iter().zip(1..) {
        purchase(expense, number, &mut entries);
    }
    investment(&mut entries);
    vat_returns(&mut entries);
    let (year, month, last) = LAST_DAY;
    entries.retain(|entry| entry.date <= day(year, month, last) && !entry.postings.is_empty());
    entries.sort_by_key(|entry| entry.date);
    carry_forward(entries)
}

fn post(account: &'static str, cents: i64) -> Posting {
    Posting { account, cents, client: None, lettering: None }
}

fn entry(journal: &'static str, date: NaiveDate, piece: &str, label: &str, postings: Vec<Posting>) -> Entry {
    let postings = postings.into_iter().filter(|posting| posting.cents != 0).collect();
    Entry { journal, date, piece: piece.to_owned(), label: label.to_owned(), postings }
}

fn sale(invoice: &Invoice, letters: u32, entries: &mut Vec<Entry>) {
    let client = Some((invoice.client.account, invoice.client.name));
    let lettering = invoice.paid.map(|paid| (letter(letters), paid));
    let owed = |cents| Posting { client, lettering: lettering.clone(), ..post("411000", cents) };
    let mut postings = vec![owed(invoice.gross())];
    for line in &invoice.lines {
        let account = match line.billing {
            Billing::Time => "706100",
            Billing::Fixed => "706200",
            Billing::Disbursement => "467000",
        };
        postings.push(post(account, -line.net));
        postings.push(post("445710", -line.vat()));
        if line.billing == Billing::Disbursement {
            let paid = vec![post("467000", line.net), post("512000", -line.net)];
            entries.push(entry("BQ", invoice.service.0, &invoice.number, &line.description, paid));
        }
    }
    let word = if invoice.refers_to.is_some() { "Avoir" } else { "Facture" };
    let label = format!("{word} {} {}", invoice.number, invoice.client.name);
    entries.push(entry("VE", invoice.issued, &invoice.number, &label, postings));
    if let Some(paid) = invoice.paid {
        let label = format!("Règlement {} {}", invoice.number, invoice.client.name);
        let postings = vec![post("512000", invoice.gross()), owed(-invoice.gross())];
        entries.push(entry("BQ", paid, &invoice.number, &label, postings));
    }
}

/// AAA, AAB, AAC…
fn letter(number: u32) -> String {
    [number / 676 % 26, number / 26 % 26, number % 26].iter().map(|n| char::from(b'A' + *n as u8)).collect()
}

fn purchase(expense: &Expense, number: u32, entries: &mut Vec<Entry>) {
    let (account, owed, delay) = match expense.account {
        "6132" => ("613200", "401000", 15),
        "6135" => ("613500", "401000", 15),
        "6262" => ("626200", "401000", 15),
        "6226" => ("622600", "401000", 25),
        "616" => ("616000", "401000", 10),
        "6064" => ("606400", "401000", 5),
        "6185" => ("618500", "401000", 20),
        "6251" => ("625100", "401000", 3),
        "63511" => ("635110", "447000", 0),
        "641" => ("641000", "421000", 3),
        "645" => ("645000", "431000", 15),
        "695" => ("695000", "444000", 135),
        _ => ("627000", "", 0),
    };
    let gross = expense.net + expense.vat;
    let piece = format!("{}-{number:04}", if account.starts_with("64") { "P" } else { "A" });
    let label = format!("{} {}", expense.supplier, expense.label);
    if owed.is_empty() {
        entries.push(entry("BQ", expense.date, &piece, &label, vec![post(account, gross), post("512000", -gross)]));
        return;
    }
    let journal = if owed == "401000" { "AC" } else { "OD" };
    let postings = vec![post(account, expense.net), post("445660", expense.vat), post(owed, -gross)];
    entries.push(entry(journal, expense.date, &piece, &label, postings));
    let paid = vec![post(owed, gross), post("512000", -gross)];
    entries.push(entry("BQ", later(expense.date, delay), &piece, &format!("Paiement {label}"), paid));
}

fn investment(entries: &mut Vec<Entry>) {
    let (label, cost, _) = ASSET;
    let vat = cost * 20 / 100;
    let owed = cost + vat;
    let bought = vec![post("218300", cost), post("445620", vat), post("404000", -owed)];
    entries.push(entry("AC", in_service(), "I-0001", label, bought));
    let paid = vec![post("404000", owed), post("512000", -owed)];
    entries.push(entry("BQ", later(in_service(), 30), "I-0001", &format!("Paiement {label}"), paid));
    for plan in YEARS.iter().filter(|plan| plan.depreciation > 0) {
        let postings = vec![post("681120", plan.depreciation), post("281830", -plan.depreciation)];
        let label = format!("Dotation aux amortissements {}", plan.year);
        entries.push(entry("OD", day(plan.year, 12, 31), &format!("D-{}", plan.year), &label, postings));
    }
}

/// The VAT of a month is declared at its end and paid, or claimed back, on the 20th of the next.
fn vat_returns(entries: &mut Vec<Entry>) {
    for plan in &YEARS {
        for month in 1..=12 {
            let end = month_end(plan.year, month);
            let sum = |account: &str| -> i64 {
                let of_month = entries.iter().filter(|e| e.date.year() == plan.year && e.date.month() == month);
                of_month.flat_map(|e| &e.postings).filter(|p| p.account == account).map(|p| p.cents).sum()
            };
            let (collected, deducted, on_assets) = (sum("445710"), sum("445660"), sum("445620"));
            let owed = collected + deducted + on_assets;
            let account = if owed <= 0 { "445510" } else { "445670" };
            let postings =
                vec![post("445710", -collected), post("445660", -deducted), post("445620", -on_assets), post(account, owed)];
            let (piece, label) = (format!("TVA-{}-{month:02}", plan.year), format!("TVA {month:02}/{}", plan.year));
            entries.push(entry("OD", end, &piece, &label, postings));
            let paid = vec![post(account, -owed), post("512000", owed)];
            entries.push(entry("BQ", later(end, 20), &piece, &format!("Règlement {label}"), paid));
        }
    }
}

/// Opens each year with the balances of the one before; its result goes to 120, and in June to what is carried forward.
fn carry_forward(entries: Vec<Entry>) -> Vec<Entry> {
    let mut balances: BTreeMap<(&'static str, Auxiliary), i64> =
        [(("512000", None), 20_000_00), (("101000", None), -5_000_00), (("110000", None), -15_000_00)].into();
    let mut all = Vec::new();
    let mut waiting = entries.into_iter().peekable();
    for plan in &YEARS {
        let opening: Vec<Posting> = balances
            .iter()
            .filter(|(_, cents)| **cents != 0)
            .map(|((account, client), cents)| Posting { account, cents: *cents, client: *client, lettering: None })
            .collect();
        let result = balances.get(&("120000", None)).copied().unwrap_or(0);
        let mut of_year = vec![entry("AN", day(plan.year, 1, 1), "AN", "À nouveau", opening)];
        while let Some(next) = waiting.next_if(|next| next.date.year() == plan.year) {
            of_year.push(next);
        }
        if result != 0 {
            let label = format!("Affectation du résultat {}", plan.year - 1);
            let postings = vec![post("120000", -result), post("110000", result)];
            let at = of_year.partition_point(|e| e.date <= day(plan.year, 6, 15));
            of_year.insert(at, entry("OD", day(plan.year, 6, 15), "AG", &label, postings));
        }
        balances.clear();
        for posting in of_year.iter().flat_map(|e| &e.postings) {
            let account = if posting.account.starts_with(['6', '7']) { "120000" } else { posting.account };
            *balances.entry((account, posting.client)).or_default() += posting.cents;
        }
        all.extend(of_year);
    }
    all
}
