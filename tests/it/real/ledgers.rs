//! French ledger exports: every variant of one ledger gives the same sums.

use std::collections::BTreeMap;

use bilan::books::{Books, Reason};
use rust_decimal::Decimal;

use super::{assert_no_row_is_lost, facts, folder, number};

const WHOLE: &str = "fec/neolegal/0000000001FEC20220831.txt";
const HALVES: [&str; 2] = ["fec/derived/split_000000001FEC20220831_1.txt", "fec/derived/split_000000001FEC20220831_2.txt"];

/// Credit minus debit of the accounts that begin so.
fn credit(books: &Books, classes: &[&str]) -> Decimal {
    let rows = books.ledger_entries();
    let of_classes = rows.iter().filter(|row| classes.iter().any(|class| row.value().account.starts_with(class)));
    of_classes.map(|row| -row.value().amount.to_decimal()).sum()
}

fn turnover_by_month(books: &Books) -> BTreeMap<String, Decimal> {
    let mut months = BTreeMap::new();
    for row in books.ledger_entries().iter().filter(|row| row.value().account.starts_with("70")) {
        let row = row.value();
        *months.entry(row.date.format("%Y%m").to_string()).or_default() -= row.amount.to_decimal();
    }
    months
}

fn assert_agrees(books: &Books, path: &str, fact: &serde_json::Value) {
    assert!(books.errors().is_empty(), "{path}: {}", books.errors());
    assert_eq!(books.ledger_entries().len() as u64, fact["data_rows"].as_u64().unwrap(), "{path}");
    let amounts = || books.ledger_entries().iter().map(|row| row.value().amount.to_decimal()).collect::<Vec<_>>();
    let debits: Decimal = amounts().iter().filter(|amount| amount.is_sign_positive()).sum();
    let credits: Decimal = amounts().iter().filter(|amount| amount.is_sign_negative()).sum();
    assert_eq!(debits, number(&fact["sum_debit"]), "{path}");
    assert_eq!(-credits, number(&fact["sum_credit"]), "{path}");
    assert_eq!(credit(books, &["70"]), number(&fact["class70_turnover"]), "{path}");
    assert_eq!(credit(books, &["708"]), number(&fact["account_708"]), "{path}");
    assert_eq!(credit(books, &["7"]), number(&fact["class7"]), "{path}");
    assert_eq!(-credit(books, &["6"]), number(&fact["class6"]), "{path}");
    assert_eq!(credit(books, &["6", "7"]), number(&fact["result_class7_minus_class6"]), "{path}");
    assert_eq!(credit(books, &["12"]), number(&fact["account_12_balance"]), "{path}");
    assert_eq!(credit(books, &["4457"]), number(&fact["vat_collected_4457"]), "{path}");
    let dates: Vec<String> = books.ledger_entries().iter().map(|row| row.value().date.format("%Y%m%d").to_string()).collect();
    let written = |name: &str| fact[name].as_str().unwrap().replace('-', "");
    assert_eq!(dates.iter().min(), Some(&written("date_min")), "{path}");
    assert_eq!(dates.iter().max(), Some(&written("date_max")), "{path}");
    let mut journals: BTreeMap<String, u64> = BTreeMap::new();
    for row in books.ledger_entries().iter() {
        *journals.entry(row.value().journal.to_owned()).or_default() += 1;
    }
    let stated = fact["journals"].as_object().unwrap().iter();
    let stated: BTreeMap<String, u64> =
        stated.map(|(name, rows)| (name.split('|').next().unwrap().to_owned(), rows.as_u64().unwrap())).collect();
    assert_eq!(journals, stated, "{path}");
    let stated = fact["class70_by_month"].as_object().unwrap().iter();
    let stated: BTreeMap<String, Decimal> = stated.map(|(month, amount)| (month.replace('-', ""), number(amount))).collect();
    assert_eq!(turnover_by_month(books), stated, "{path}");
}

#[test]
fn every_ledger_has_the_sums_that_are_known_of_it() {
    let Some(folder) = folder("ledgers") else { return };
    let facts = facts(&folder, "fec.json");
    let mut read = 0;
    for (path, fact) in facts.as_object().unwrap() {
        let books = Books::open(folder.join(path)).unwrap_or_else(|errors| panic!("{path}: {errors}"));
        let formats: Vec<&str> = books.sources().iter().map(|source| source.format.as_str()).collect();
        assert_eq!(formats, ["fec"], "{path}");
        assert!(books.sources()[0].french, "{path}");
        assert_no_row_is_lost(&books, path);
        assert_agrees(&books, path, fact);
        read += 1;
    }
    assert_eq!(read, 7);
}

#[test]
fn halves_make_the_whole() {
    let Some(folder) = folder("halves") else { return };
    let books = Books::open_all(&HALVES.map(|path| folder.join(path))).unwrap_or_else(|errors| panic!("{errors}"));
    assert_no_row_is_lost(&books, "halves");
    assert_agrees(&books, "halves", &facts(&folder, "fec.json")[WHOLE]);
}

#[test]
fn the_same_ledger_in_another_form_does_not_count_twice() {
    let Some(folder) = folder("the same ledger twice") else { return };
    let fact = &facts(&folder, "fec.json")[WHOLE];
    for path in [
        "fec/derived/montant_sens_DC_tab_latin9_crlf_000000001FEC20220831.txt",
        "fec/derived/montant_sens_plusminus_pipe_utf8_000000001FEC20220831.txt",
        "fec/derived/nonconforming_iso_dates_dot_decimals_000000001FEC20220831.txt",
        "fec/derived/shuffled_columns_pipe_utf8_000000001FEC20220831.txt",
        HALVES[0],
        HALVES[1],
    ] {
        let books = Books::open_all(&[folder.join(WHOLE), folder.join(path)]).unwrap_or_else(|errors| panic!("{errors}"));
        assert_no_row_is_lost(&books, path);
        assert_agrees(&books, path, fact);
        let aside: u64 = books.sources().iter().map(|source| source.set_aside_rows()).sum();
        let rows: u64 = books.sources().iter().map(|source| source.rows).sum();
        assert_eq!(aside, rows - fact["data_rows"].as_u64().unwrap(), "{path}");
        let reasons = books.sources().iter().flat_map(|source| source.set_aside.keys());
        assert!(reasons.into_iter().all(|reason| matches!(reason, Reason::Duplicate(_))), "{path}");
    }
}
