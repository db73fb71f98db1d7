//! What the rows of real tables hold, beyond their sums.

use std::collections::BTreeMap;

use bilan::model::{Document, Status};
use rust_decimal::Decimal;

use super::decisions::{Decision, decision, open};
use super::{facts, folder, net, number};
use crate::book::{day, decimal};

#[test]
fn times_are_those_known_by_month_and_by_what_is_billed() {
    let Some(folder) = folder("times") else { return };
    let mut read = 0;
    for (path, fact) in facts(&folder, "time.json").as_object().unwrap() {
        if !matches!(decision(path), Some(Decision::Time { .. })) {
            continue;
        }
        let books = open(&folder, path);
        let mut months: BTreeMap<String, Decimal> = BTreeMap::new();
        let mut billed: BTreeMap<bool, Decimal> = BTreeMap::new();
        for row in books.time_entries().iter() {
            let entry = row.value();
            let seconds = Decimal::from(entry.time.unwrap().micros()) / Decimal::from(1_000_000);
            *months.entry(entry.date.format("%Y-%m").to_string()).or_default() += seconds;
            *billed.entry(entry.billable).or_default() += seconds;
        }
        let hour = Decimal::from(3600);
        let total: Decimal = months.values().sum();
        if let Some(seconds) = fact["total_seconds"].as_u64() {
            assert_eq!(total, Decimal::from(seconds), "{path}");
        } else {
            assert_eq!(total / hour, number(&fact["hours"]), "{path}");
        }
        for (month, seconds) in fact["seconds_by_month"].as_object().into_iter().flatten() {
            assert_eq!(months.get(month).copied(), seconds.as_u64().map(Decimal::from), "{path} {month}");
        }
        for (month, hours) in fact["hours_by_month"].as_object().into_iter().flatten() {
            assert_eq!(months.get(month).map(|seconds| seconds / hour), Some(number(hours)), "{path} {month}");
        }
        for (word, seconds) in fact["seconds_by_billable"].as_object().into_iter().flatten() {
            let found = billed.get(&(word == "Yes")).copied().unwrap_or_default();
            assert_eq!(Some(found), seconds.as_u64().map(Decimal::from), "{path} {word}");
        }
        if !fact["hours_billable"].is_null() {
            assert_eq!(billed[&true] / hour, number(&fact["hours_billable"]), "{path}");
            // Hours at their rate are the amounts of the file.
            let worth = |row: bilan::model::TimeEntry<'_>| {
                row.rate.unwrap().to_decimal() * Decimal::from(row.time.unwrap().micros()) / Decimal::from(3_600_000_000_i64)
            };
            let worth: Decimal = books.time_entries().iter().map(|row| worth(row.value())).sum();
            assert_eq!(worth, number(&fact["sum_of_hours_x_rate"]), "{path}");
        }
        read += 1;
    }
    assert_eq!(read, 8);
}

#[test]
fn lines_of_invoices_keep_what_their_columns_say() {
    let Some(folder) = folder("lines") else { return };
    let french = open(&folder, "extracts/faktu_export_simple_fr.csv");
    assert!(french.sources()[0].french);
    let lines: Vec<_> = french.invoice_lines().iter().map(|row| row.value()).collect();
    let amounts = |line: &bilan::model::InvoiceLine<'_>| {
        [line.net, line.vat.unwrap(), line.gross.unwrap()].map(bilan::model::Money::to_decimal)
    };
    assert_eq!(amounts(&lines[0]), ["1000", "200", "1200"].map(decimal));
    assert_eq!(amounts(&lines[1]), ["2500", "500", "3000"].map(decimal));
    assert!(lines.iter().all(|line| line.vat_rate.unwrap().to_decimal() == decimal("0.2") && line.document == Document::Invoice));
    assert_eq!([lines[0].status, lines[1].status], [Status::Paid, Status::Sent]);
    assert_eq!([lines[0].due, lines[1].due], ["2025-02-15", "2025-02-20"].map(|date| Some(day(date))));

    let one = open(&folder, "extracts/harvest_invoice_lines_2011_usd.csv");
    let line = one.invoice_lines().get(0).unwrap().value();
    assert_eq!((line.number, line.currency), ("INV.11.105", "USD"));
    assert_eq!((line.quantity.unwrap().to_decimal(), line.unit_price.unwrap().to_decimal()), (decimal("10"), decimal("42.5")));

    let several = open(&folder, "invoices/freshbooks_invoices.csv");
    for row in several.invoice_lines().iter() {
        let line = row.value();
        assert_eq!((line.number, line.client, line.currency, line.status), ("0000001", "X-Men", "USD", Status::Sent));
        assert_eq!(line.quantity.unwrap().to_decimal() * line.unit_price.unwrap().to_decimal(), line.net.to_decimal());
    }
    let fact = &facts(&folder, "invoices.json")["freshbooks_invoices.csv"];
    assert_eq!(net(&several), number(&fact["line_subtotal"]));

    let refunds = open(&folder, "invoices/invoiceninja/invoiceninja_v4_payments.csv");
    let back: Vec<_> = refunds.payments().iter().filter(|payment| payment.value.amount.is_negative()).collect();
    assert_eq!(back.len(), 2);
    let stated = number(&facts(&folder, "invoices.json")["invoiceninja_v4_payments.csv"]["amount"]);
    let sum: Decimal = refunds.payments().iter().map(|payment| payment.value.amount.to_decimal().abs()).sum();
    assert_eq!(sum, stated);
}
