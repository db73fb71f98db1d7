//! The files of the European Central Bank.

use bilan::books::{Books, Reason};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Folder, assert_no_row_is_lost, facts, folder, net};
use crate::book::{day, decimal};

const EURO: &str = "[business]\ncurrency = \"EUR\"\n";

fn invoices(rows: &[(&str, &str, &str)]) -> String {
    let mut text = "number,date,client,net,currency\n".to_owned();
    for (number, (date, amount, currency)) in rows.iter().enumerate() {
        text += &format!("F-{number},{date},A,{amount},{currency}\n");
    }
    text
}

fn opened(folder: &Folder) -> Books {
    let books = folder.open().unwrap();
    assert_no_row_is_lost(&books, "rates");
    assert!(books.errors().is_empty(), "{}", books.errors());
    books
}

#[test]
fn the_history_of_2022_is_read_as_published() {
    let Some(data) = folder("rates of 2022") else { return };
    let fact = &facts(&data, "ecb.json")["eurofxref-hist_reduced_2022.csv"];
    let (first, last) = (fact["date_last_row"].as_str().unwrap(), fact["date_first_row"].as_str().unwrap());
    // Rates of 2022-11-10 and 2022-01-03 as the file has them; the rouble was last published on 2022-03-01, and 2022-03-06 is a Sunday.
    let rows = [(last, "9954", "USD"), (last, "145.47", "JPY"), (first, "11355", "USD"), ("2022-01-09", "1", "EUR")];
    let of = Folder::new("ecb").write("bilan.toml", EURO).write("invoices.csv", &invoices(&rows));
    let books = opened(&of.copy(&data.join("ecb/eurofxref-hist_reduced_2022.csv")));
    assert_eq!(net(&books), decimal("10000") + decimal("1") + decimal("10000") + decimal("1"));
    let source = books.sources().iter().find(|source| source.format == "rates-csv").unwrap();
    assert_eq!(source.rows, fact["rows"].as_u64().unwrap());
    assert_eq!((source.used, source.set_aside[&Reason::RateNotNeeded].rows), (2, source.rows - 2));
}

#[test]
fn the_daily_file_is_read_as_published() {
    let Some(data) = folder("rates of a day") else { return };
    // 13 April 2026, a Monday: 1.1684 dollars.
    let rows = [("2026-04-13", "11684", "USD"), ("2026-04-20", "11684", "USD")];
    let of = Folder::new("ecb-daily").write("bilan.toml", EURO).write("invoices.csv", &invoices(&rows));
    let books = opened(&of.copy(&data.join("ecb/eurofxref.csv")));
    assert_eq!(net(&books), decimal("20000"));
    assert!(books.exchange_rates().iter().all(|rate| rate.value.day == day("2026-04-13")));
    let late = Folder::new("ecb-late").write("bilan.toml", EURO).write("invoices.csv", &invoices(&[("2026-04-21", "1", "USD")]));
    let books = late.copy(&data.join("ecb/eurofxref.csv")).open().unwrap();
    assert!(books.errors().to_string().contains("is of 2026-04-13, more than 7 days before"), "{}", books.errors());
}

#[test]
fn rates_known_of_the_whole_history_convert_exactly() {
    let Some(data) = folder("rates known") else { return };
    let facts = facts(&data, "ecb.json");
    let samples = facts["zip:eurofxref-hist.csv"]["samples"].as_object().unwrap();
    let currencies = ["USD", "GBP", "CHF", "SEK"];
    let mut rates = format!("Date,{},\n", currencies.join(","));
    let (mut rows, mut expected) = (Vec::new(), Decimal::ZERO);
    for (date, of_day) in samples {
        let of = currencies.map(|currency| of_day[currency].as_str().unwrap());
        rates += &format!("{date},{},\n", of.join(","));
        for (currency, rate) in currencies.into_iter().zip(of) {
            rows.push((date.as_str(), "1234.56", currency));
            expected += (decimal("1234.56") / decimal(rate)).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        }
    }
    let of = Folder::new("ecb-samples").write("bilan.toml", EURO).write("invoices.csv", &invoices(&rows)).write("r.csv", &rates);
    let books = opened(&of);
    assert_eq!((books.invoice_lines().len(), net(&books)), (36, expected));
}
