//! Rows in another currency than that of the books. Expected amounts are worked out beside them.

use bilan::analysis::{Review, metric};
use bilan::books::{Books, Reason};
use bilan::check::Reconciliation;
use bilan::locale::{EN, FR};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::book::{day, decimal, files};

/// Two days of the European Central Bank. In 2022 it stopped to publish the rouble; here it stops sooner.
const RATES: &str = "Date,USD,GBP,RUB,\n2020-01-02,1.1193,0.84828,N/A,\n2019-12-31,1.1234,0.8508,69.9563,\n";
const EURO: &str = "[business]\ncurrency = \"EUR\"\n";
const INVOICES: &str = "\
number,date,client,net,vat,gross,currency,type
F-1,2019-12-31,Acme,12000,2400,14400,USD,
F-2,2020-01-02,Acme,0.60,0.12,0.72,$,
A-1,2020-01-05,Acme,1119.30,,,USD,credit_note
F-3,2020-01-02,Acme,50,,,EUR,
";

fn nets(books: &Books) -> Vec<String> {
    books.invoice_lines().iter().map(|row| format!("{} {}", row.value().number, row.value().net)).collect()
}

fn revenue(books: &Books, year: i32) -> Option<Decimal> {
    let report = Review::year(year).of(books).unwrap();
    report.figure(metric::REVENUE, year).unwrap().value().state.value()
}

/// 10 days at 1 000 USD each year. At 1.25 USD a euro they are 8 000, at 1.00 they are 10 000: it is the rate of exchange, and neither days nor prices.
#[test]
fn exchange_rates_are_a_part_of_their_own_of_what_moved_revenue() {
    let rates = "Date,USD,\n2020-06-30,1.00,\n2019-06-28,1.25,\n";
    let invoices = "number,date,client,net,currency,unit,quantity\n\
        1,2019-06-28,Acme,10000,USD,day,10\n2,2020-06-30,Acme,10000,USD,day,10\n\
        3,2019-06-28,Acme,700,EUR,day,1\n4,2020-06-30,Acme,1500,EUR,day,2\n";
    let books = files("currency-bridge", &[("bilan.toml", EURO), ("invoices.csv", invoices), ("eurofxref-hist.csv", rates)]);
    let bridge = Review::year(2020).of(&books).unwrap().revenue_bridge().unwrap();
    let part = |id: &str| bridge.parts.iter().find(|part| part.id == id).map(|part| part.amount.round_dp(2).normalize());
    assert_eq!((bridge.start, bridge.end), (decimal("8700"), decimal("11500")));
    assert_eq!(part("currency"), Some(decimal("2000")));
    // What is left is 9 700 for 11 days, then 10 500 for 12: (12 − 11) × (881.818 + 875) ÷ 2 = 878.41 of days, the rest of 800 of rate.
    assert_eq!((part("days"), part("rate")), (Some(decimal("878.41")), Some(decimal("-78.41"))));
    assert_eq!(bridge.parts.iter().map(|part| part.amount).sum::<Decimal>(), decimal("2800"), "to the last digit");
    // By client: the same 2 000 of exchange rates. The one client is 9 700 for 11 days, then 10 500 for 12.
    let bridge = Review::year(2020).of(&books).unwrap().client_bridge().unwrap();
    let part = |id: &str| bridge.parts.iter().find(|part| part.id == id).map(|part| part.amount.round_dp(2).normalize());
    let expected = ["2000", "878.41", "-78.41"].map(|amount| Some(decimal(amount)));
    assert_eq!([part("currency"), part("volume"), part("rate")], expected);
}

/// Two years of time work: the client, the amount in cents, the quarters of a day, and whether it is in dollars.
type Lines = Vec<(usize, i64, i64, bool)>;

fn bridges(years: [&Lines; 2], rates: [i64; 2]) -> [(Decimal, Vec<(&'static str, Decimal)>); 2] {
    let mut invoices = "number,date,client,net,currency,billing,unit,quantity\n".to_owned();
    for (lines, date) in years.into_iter().zip(["2019-06-28", "2020-06-30"]) {
        for (number, (client, cents, quarters, is_foreign)) in lines.iter().enumerate() {
            let (net, days) = (Decimal::new(*cents, 2), Decimal::new(quarters * 25, 2));
            let currency = if *is_foreign { "USD" } else { "EUR" };
            invoices += &format!("{date}-{number},{date},Client {client},{net},{currency},time,day,{days}\n");
        }
    }
    let [before, after] = rates.map(|rate| Decimal::new(rate, 4));
    let rates = format!("Date,USD,\n2020-06-30,{after},\n2019-06-28,{before},\n");
    let books = files("currency-laws", &[("bilan.toml", EURO), ("invoices.csv", &invoices), ("eurofxref-hist.csv", &rates)]);
    let report = Review::year(2020).of(&books).unwrap();
    [report.revenue_bridge().unwrap(), report.client_bridge().unwrap()].map(|bridge| {
        let parts = bridge.parts.iter().map(|part| (part.id, part.amount)).collect();
        (bridge.end - bridge.start, parts)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    /// Whatever the rates, parts add up to the change, and seen backwards each has the other sign.
    #[test]
    fn parts_add_up_and_turn_round_in_any_currency(
        before in lines(),
        after in lines(),
        rates in (5_000_i64..20_000, 5_000_i64..20_000),
    ) {
        let there = bridges([&before, &after], [rates.0, rates.1]);
        let back = bridges([&after, &before], [rates.1, rates.0]);
        for ((change, parts), (_, backwards)) in there.iter().zip(&back) {
            prop_assert_eq!(parts.iter().map(|(_, amount)| *amount).sum::<Decimal>(), *change);
            for (id, amount) in parts {
                // Clients won are those that are lost backwards.
                let other = match *id { "new" => "lost", "lost" => "new", id => id };
                let turned = backwards.iter().find(|(id, _)| *id == other).map(|(_, amount)| -*amount);
                prop_assert_eq!(turned, Some(*amount), "{}", id);
            }
        }
        let [currency, of_clients] = there.map(|(_, parts)| parts.into_iter().find(|(id, _)| *id == "currency"));
        prop_assert_eq!(currency, of_clients, "one effect, whatever the bridge");
    }
}

fn lines() -> impl Strategy<Value = Lines> {
    proptest::collection::vec((0_usize..4, 1_000_i64..5_000_000, 1_i64..80, any::<bool>()), 1..6)
}

#[test]
fn amounts_are_converted_at_the_rate_of_their_day_and_keep_what_was_written() {
    let books = files("currency-amounts", &[("bilan.toml", EURO), ("invoices.csv", INVOICES), ("eurofxref-hist.csv", RATES)]);
    assert!(books.errors().is_empty(), "{}", books.errors());
    // 12 000 ÷ 1.1234 = 10 681.8586…; 0.60 ÷ 1.1193 = 0.536…; 1 119.30 ÷ 1.1193 = 1 000, taken off by a credit note.
    assert_eq!(nets(&books), ["F-1 10681.86", "F-2 0.54", "A-1 -1000", "F-3 50"]);
    let lines: Vec<_> = books.invoice_lines().iter().collect();
    // 2 400 ÷ 1.1234 = 2 136.3717…; 0.12 ÷ 1.1193 = 0.107…, and 0.54 + 0.11 = 0.65 although 0.72 ÷ 1.1193 = 0.643….
    let with_vat = |row: usize| (lines[row].value().vat.unwrap().to_string(), lines[row].value().gross.unwrap().to_string());
    assert_eq!(
        [with_vat(0), with_vat(1)],
        [("2136.37", "12818.23"), ("0.11", "0.65")].map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
    let original = lines[0].value().original.unwrap().clone();
    assert_eq!(
        (original.amount, original.vat, original.gross),
        (decimal("12000"), Some(decimal("2400")), Some(decimal("14400")))
    );
    assert_eq!((original.rate.currency.as_str(), original.rate.day), ("USD", day("2019-12-31")));
    assert_eq!(lines[2].value().original.unwrap().to_string(), "-1119.3 USD ÷ 1.1193 (2020-01-02)");
    assert!(lines[3].value().original.is_none());
    assert_eq!([2019, 2020].map(|year| revenue(&books, year)), [Some(decimal("10681.86")), Some(decimal("-949.46"))]);

    let rates: Vec<String> =
        books.exchange_rates().iter().map(|rate| format!("{} {} line {}", rate.value.currency, *rate.value, rate.line)).collect();
    assert_eq!(rates, ["USD ÷ 1.1234 (2019-12-31) line 3", "USD ÷ 1.1193 (2020-01-02) line 2"]);
    let source = books.sources().iter().find(|source| source.format == "rates-csv").unwrap();
    assert_eq!((source.rows, source.used, source.set_aside_rows()), (2, 2, 0));
}

#[test]
fn an_explanation_shows_the_amount_and_the_rate() {
    let expenses = "date,net,category,currency\n2019-12-31,85.08,books,GBP\n";
    let files_of = [("bilan.toml", EURO), ("invoices.csv", INVOICES), ("expenses.csv", expenses), ("eurofxref-hist.csv", RATES)];
    let books = files("currency-explain", &files_of);
    let report = Review::year(2020).of(&books).unwrap();
    let revenue = report.figure(metric::REVENUE, 2019).unwrap().explain();
    let text = revenue.to_terminal(&EN, "EUR");
    assert!(text.contains("F-1 · Acme · 12000 USD ÷ 1.1234 (2019-12-31)  €10,681.86"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&revenue.to_json(&FR)).unwrap();
    assert_eq!(json["rows"][0]["label"], "F-1 · Acme · 12000 USD ÷ 1.1234 (2019-12-31)");
    assert_eq!(json["rows"][0]["amount"], "10681.86");
    let expenses = report.figure(metric::EXPENSES, 2019).unwrap().explain();
    // 85.08 ÷ 0.8508 = 100.
    assert_eq!(
        (expenses.rows[0].label.as_str(), expenses.rows[0].amount),
        ("books · 85.08 GBP ÷ 0.8508 (2019-12-31)", decimal("100"))
    );
}

#[test]
fn a_day_without_a_rate_takes_the_last_one_before_it_and_says_so() {
    let books = files("currency-note", &[("bilan.toml", EURO), ("invoices.csv", INVOICES), ("eurofxref-hist.csv", RATES)]);
    let report = Review::year(2020).of(&books).unwrap();
    let notes: Vec<_> = report.notes().iter().filter(|note| note.code == "exchange_rate_earlier").collect();
    let [note] = notes[..] else { panic!("{notes:?}") };
    assert_eq!(note.period.as_deref(), Some("2020"));
    assert_eq!(
        EN.text(&note.text),
        "1 row(s) in another currency converted at the last rate published before their day; the oldest: USD of 2 Jan 2020 for 5 Jan 2020"
    );
    assert!(FR.text(&note.text).ends_with("le plus ancien : USD du 02/01/2020 pour le 05/01/2020"));
}

#[test]
fn books_in_another_currency_than_the_euro_cross_two_rates() {
    let invoices = "number,date,client,net,currency\nF-1,2019-12-31,A,12000,USD\nF-2,2019-12-31,A,1000,EUR\nF-3,2020-01-02,A,69956.30,RUB\nF-4,2020-01-02,A,7,GBP\n";
    let settings = "[business]\ncurrency = \"GBP\"\n";
    let books = files("currency-cross", &[("bilan.toml", settings), ("invoices.csv", invoices), ("rates.csv", RATES)]);
    assert!(books.errors().is_empty(), "{}", books.errors());
    // 12 000 ÷ 1.1234 × 0.8508 = 9 088.1253…; 1 000 × 0.8508; 69 956.30 ÷ 69.9563 × 0.8508, of the last day with a rate of the rouble.
    assert_eq!(nets(&books), ["F-1 9088.13", "F-2 850.8", "F-3 850.8", "F-4 7"]);
    let written: Vec<String> = books.invoice_lines().iter().filter_map(|row| Some(row.value().original?.to_string())).collect();
    assert_eq!(
        written,
        [
            "12000 USD ÷ 1.1234 × 0.8508 (2019-12-31)",
            "1000 EUR × 0.8508 (2019-12-31)",
            "69956.3 RUB ÷ 69.9563 × 0.8508 (2019-12-31)"
        ]
    );
}

#[test]
fn what_is_compared_and_paid_is_what_was_written() {
    // A deposit of half the price, taken off the amount payable of the final invoice, at another rate: 10 000 ÷ 1.1193 = 8 934.1552….
    let invoices = "number,date,client,net,vat,gross,currency,type,refers to\nD-1,2019-12-31,A,5000,0,5000,USD,deposit,\nF-2,2020-01-02,A,10000,0,5000,USD,,D-1\n";
    let payments = "number,payment date,amount\nF-2,2020-01-31,5000\n";
    let books = files(
        "currency-deposit",
        &[("bilan.toml", EURO), ("invoices.csv", invoices), ("payments.csv", payments), ("eurofxref-hist.csv", RATES)],
    );
    assert_eq!([2019, 2020].map(|year| revenue(&books, year)), [None, Some(decimal("8934.16"))]);
    assert_eq!(books.invoice_lines().get(1).unwrap().value().paid, Some(day("2020-01-31")));
}

#[test]
fn the_rate_of_an_entry_of_time_is_converted_too() {
    let time = "date,client,hours,billable rate (USD)\n2020-01-02,Acme,7,111.93\n2020-01-02,Acme,7,0\n2020-01-02,Acme,7,\n";
    let invoices = "number,date,client,net,currency\nF-1,2020-01-02,A,7,EUR\n";
    let books = files("currency-time", &[("time.csv", time), ("invoices.csv", invoices), ("eurofxref-hist.csv", RATES)]);
    assert_eq!(books.settings().business.currency.as_deref(), Some("EUR"), "a timesheet does not tell the currency of the books");
    let entries: Vec<_> = books.time_entries().iter().collect();
    // 111.93 ÷ 1.1193 = 100.
    assert_eq!(entries[0].value().rate.unwrap().to_decimal(), decimal("100"));
    assert_eq!(entries[0].value().original.unwrap().to_string(), "111.93 USD ÷ 1.1193 (2020-01-02)");
    assert!(entries[1..].iter().all(|entry| entry.value().original.is_none() && entry.value().currency.is_empty()));
}

#[test]
fn books_in_one_currency_set_every_rate_aside() {
    let books =
        files("currency-one", &[("invoices.csv", "number,date,client,net\nF-1,2020-01-31,A,7\n"), ("eurofxref.csv", RATES)]);
    let source = books.sources().iter().find(|source| source.format == "rates-csv").unwrap();
    assert_eq!((source.rows, source.set_aside[&Reason::RateNotNeeded].rows), (2, 2));
    assert!(books.exchange_rates().is_empty());
}

#[test]
fn checks_find_no_fault_in_what_was_only_converted() {
    // Ten days at 500 dollars, clocked at that rate and paid in dollars, at the rates of two days.
    let invoices = "number,date,client,net,vat,gross,currency,quantity,unit,unit price,service start,service end\n\
                    F-1,2020-01-02,Acme,5000,0,5000,USD,10,day,500,2019-12-01,2019-12-31\n";
    let time = "date,client,days,rate,currency\n2019-12-31,Acme,10,500,USD\n";
    let payments = "number,payment date,amount\nF-1,2020-01-31,5000\n";
    let books = files(
        "currency-checks",
        &[
            ("bilan.toml", EURO),
            ("invoices.csv", invoices),
            ("time.csv", time),
            ("payments.csv", payments),
            ("eurofxref-hist.csv", RATES),
        ],
    );
    assert!(books.errors().is_empty(), "{}", books.errors());
    let findings = bilan::check::Checks::all().of(&books).unwrap();
    let codes: Vec<&str> = findings.iter().map(|(_, finding)| finding.code).collect();
    let of_conversion = ["overpaid", "paid_in_part", "paid_twice", "rate_differs"];
    assert!(!codes.iter().any(|code| of_conversion.contains(code)), "{codes:?}");
}

const FEC: &str = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\n";

/// 11 193 dollars at 1.1193 are 10 000 €; the accountant took the rate of the day before, 1.1234, and booked 9 963.50: 36.50 less, all of it the rate.
#[test]
fn an_invoice_booked_at_another_rate_is_a_difference_of_rates() {
    let books = |dollars: &str| {
        let row = |account: &str, debit: &str, credit: &str| {
            format!(
                "VE|Ventes|1|20200102|{account}|C|C1|Acme|F-1|20200102|Facture F-1|{debit}|{credit}|||20200102|{dollars}|USD\n"
            )
        };
        let fec = [FEC.to_owned(), row("411000", "9963,50", "0,00"), row("706000", "0,00", "9963,50")].concat();
        let invoices = "number,date,client,net,vat,gross,currency\nF-1,2020-01-02,Acme,11193,0,11193,USD\n";
        let settings = "[business]\ncurrency = \"EUR\"\ncountry = \"FR\"\n";
        let all =
            [("bilan.toml", settings), ("invoices.csv", invoices), ("fec.txt", fec.as_str()), ("eurofxref-hist.csv", RATES)];
        let books = files("currency-ledger", &all);
        assert!(books.errors().is_empty(), "{}", books.errors());
        books
    };
    let same = books("11193,00");
    let years = Reconciliation::of(&same).expect("both sides");
    let [year] = years.as_slice() else { panic!("{years:?}") };
    let [found] = year.breaks.as_slice() else { panic!("{:?}", year.breaks) };
    assert_eq!((found.class.code(), found.net, found.gross), ("exchange_rate_differs", decimal("36.5"), decimal("36.5")));
    assert_eq!((year.residual_net(), year.residual_gross()), (Decimal::ZERO, Decimal::ZERO));
    let (fr, en) = (&found.finding.text.fr, &found.finding.text.en);
    let told = "invoice F-1 of 2 Jan 2020 (Acme): 11193.00 USD, which is 10000.00 EUR on the invoice (1 EUR = 1.1193 USD) and 9963.50 EUR in the ledger (1 EUR = 1.1234 USD), difference 36.50 net";
    assert!(en.starts_with(told), "{en}");
    assert!(
        fr.contains("soit 10000,00 EUR sur la facture (1 EUR = 1,1193 USD) et 9963,50 EUR au grand livre (1 EUR = 1,1234 USD)"),
        "{fr}"
    );
    let class = |books: &Books| {
        let years = Reconciliation::of(books).expect("both sides");
        assert!(years.iter().all(|year| year.residual_net().is_zero() && year.residual_gross().is_zero()));
        years.iter().flat_map(|year| &year.breaks).map(|found| found.class.code()).collect::<Vec<_>>()
    };
    assert_eq!(class(&books("11139,00")), ["amount_differs"], "another amount in dollars is no matter of rates");
    assert_eq!(class(&books("")), ["exchange_differences"], "nothing is said in dollars");
    let revenue = Review::year(2020).of(&same).unwrap().figure(metric::LEDGER_REVENUE, 2020).unwrap();
    assert_eq!(revenue.rows()[0].label, "706000 · F-1 · Facture F-1 · -11193 USD");
}

#[test]
fn a_ledger_as_a_table_may_say_an_amount_in_another_currency() {
    let ledger = |rows: &str| {
        let text = format!("date;compte;débit;crédit;montant devise;devise\n{rows}");
        files("currency-table", &[("bilan.toml", EURO), ("grand livre.csv", text.as_str())])
    };
    let books = ledger(
        "02/01/2020;411000;100,50;;112,49;USD\n02/01/2020;706000;;100,50;112,49;usd\n13/01/2020;512000;50,00;;50,00;EUR\n14/01/2020;706000;;7,00;;\n",
    );
    assert!(books.errors().is_empty(), "{}", books.errors());
    let foreign: Vec<_> =
        books.ledger_entries().iter().map(|row| row.value().foreign.map(|foreign| foreign.to_string())).collect();
    assert_eq!(foreign, [Some("112.49 USD".to_owned()), Some("-112.49 USD".to_owned()), None, None]);
    // What cannot be read there matters to no figure: it is left out, and told.
    for (cells, unread) in [("112,49;", 0), ("112,49;dollars", 1), ("n/a;", 1), ("n/a;n/a", 1)] {
        let books = ledger(&format!("02/01/2020;411000;100,50;;{cells}\n13/01/2020;512000;1,00;;;\n"));
        assert!(books.errors().is_empty(), "{cells}: {}", books.errors());
        assert!(books.ledger_entries().iter().all(|row| row.value().foreign.is_none()), "{cells}");
        let notes = Review::year(2020).of(&books).unwrap().notes().to_vec();
        let told: Vec<_> = notes.iter().filter(|note| note.code == "unread_currency").map(|note| note.text.en.as_ref()).collect();
        assert_eq!(told.len(), unread, "{cells}: {told:?}");
        assert!(told.iter().all(|told| told.contains("cannot be read: 1, the first in grand livre.csv")), "{told:?}");
    }
}
