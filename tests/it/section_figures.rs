//! What sections say of a figure is what the figure says, in numbers, names and remarks.

use bilan::analysis::{Review, State, metric};
use bilan::books::Books;
use bilan::locale::{EN, FR, Locale};
use bilan::render::{Format, Notes, section};
use serde_json::Value;

use crate::book::{Book, decimal, files, time_line};

/// Leave is known of 2022 alone; so is sickness, and 2021 says nothing of either.
fn half_known(name: &str) -> Books {
    let toml = "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n[time]\nhours_per_day = 7\nleave_days = { 2022 = 25 }\n[target.2022]\nday_rate = 500\nshare = 0.5\n";
    let time = "date,client,days,kind\n2022-03-01,A,1,work\n2022-03-02,A,1,sick\n2022-03-03,A,1,sick\n";
    let invoices =
        "number,date,client,billing,quantity,unit,net\n1,2021-02-01,A,time,10,day,5000\n2,2022-02-01,A,time,12,day,6600\n";
    files(name, &[("bilan.toml", toml), ("timesheets.csv", time), ("invoices.csv", invoices)])
}

/// 2021 has a ledger and no invoice; of 2022 four clients are known together, and one had a credit note alone.
fn grouped() -> Books {
    Book::new()
        .entry("2021-06-30", "706000", "-50000")
        .entry("2021-06-30", "622600", "10000")
        .invoice(&time_line("1", "2022-01-31", "Alpha", "20000", "40"))
        .invoice(&time_line("2", "2022-02-28", "Beta", "10000", "20"))
        .invoice(&time_line("3", "2022-03-31", "Autres (4 clients)", "10000", "20"))
        .invoice(&time_line("4", "2022-04-30", "Omega", "-2000", "-4"))
        .open()
}

fn json(books: &Books, year: i32) -> Value {
    let report = Review::year(year).metrics(metric::ALL.iter().copied()).of(books).expect("a review");
    let text = report.to_format(Format::Json, &EN, None, Notes::Below, section::ALL).out;
    serde_json::from_str(&text).expect("JSON")
}

/// Compares every row of a section by year that is a figure; returns how many there were.
fn compared(review: &Value, what: &str) -> usize {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let years: Vec<Value> = list(review, "periods").iter().map(|period| period["label"].clone()).collect();
    let figures = list(review, "figures");
    let mut compared = 0;
    for section in list(review, "sections") {
        // Twelve months are another figure than the year.
        if section["section"] == "annualised" || !list(&section, "columns").starts_with(&years) {
            continue;
        }
        for row in list(&section, "rows") {
            let Some(figure) = figures.iter().find(|figure| figure["metric"] == row["id"]) else { continue };
            let name = format!("{what}, {}, {}", section["section"], row["id"]);
            for (cell, value) in list(&row, "cells").iter().zip(list(figure, "values")) {
                assert_eq!((&cell["value"], &cell["state"]), (&value["value"], &value["state"]), "{name}");
            }
            match list(&row, "cells").get(years.len()) {
                Some(cell) if !cell["change"].is_null() => assert_eq!(cell["change"], figure["change"], "{name}"),
                _ => {}
            }
            compared += 1;
        }
    }
    compared
}

#[test]
fn a_section_says_what_its_figures_say() {
    let data = |name: &str| Books::open(format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))).expect("books");
    let (sample, ledger) = (data("sample"), data("ledger"));
    for (what, books, year) in [
        ("sample", &sample, 2020),
        ("sample", &sample, 2017),
        ("ledger", &ledger, 2020),
        ("half known", &half_known("section-figures"), 2022),
        ("grouped", &grouped(), 2022),
    ] {
        let rows = compared(&json(books, year), what);
        assert!(rows > 60, "{what}: {rows} rows");
    }
}

/// Nothing says how often 2021 was off sick: its two days of 2022 are no change from nought.
#[test]
fn sickness_that_is_not_known_is_not_0() {
    let review = json(&half_known("section-sickness"), 2022);
    let sections = review["sections"].as_array().expect("sections");
    let capacity = sections.iter().find(|section| section["section"] == "capacity").expect("a section");
    let sick = capacity["rows"].as_array().expect("rows").iter().find(|row| row["id"] == "sick_days").expect("a row");
    assert_eq!((&sick["cells"][0]["value"], &sick["cells"][1]["state"]), (&"2".into(), &"missing".into()));
    assert_eq!(sick["cells"][2]["change"]["state"], "missing");
}

/// What clients brought in a year without invoices is not known, and neither is what has changed since.
#[test]
fn clients_of_a_year_without_invoices_are_not_0() {
    let clients = Review::year(2022).of(&grouped()).expect("a review").clients();
    assert_eq!(clients.first().map(|client| client.name.as_str()), Some("Alpha"));
    for client in clients {
        assert!(matches!(client.revenue.as_slice(), [State::Known(_), State::Missing(_)]), "{client:?}");
        assert_eq!(client.change.state(), "missing", "{}", client.name);
    }
    let before = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample")).expect("the sample");
    let clients = Review::year(2017).of(&before).expect("a review").clients();
    assert!(clients.iter().all(|client| client.change.absolute().is_none()), "2016 is not in the books");
}

/// Alpha, Beta and Omega, and four clients that are known together: seven.
#[test]
fn a_name_that_stands_for_four_clients_counts_as_four() {
    let figure = Review::year(2022).of(&grouped()).expect("a review").figure(metric::CLIENTS, 2022).expect("a figure");
    assert_eq!(figure.value().state, State::Known(7.into()));
    assert_eq!(figure.rows().iter().map(|row| row.amount()).sum::<rust_decimal::Decimal>(), 7.into());
}

fn screen(books: &Books, year: i32, sections: &[&'static section::Section], locale: &Locale) -> String {
    let review = Review::year(year).reading(sections.iter().flat_map(|section| section.metrics).copied());
    review.of(books).expect("a review").to_format(Format::Table, locale, None, Notes::Below, sections).out.replace('\u{a0}', " ")
}

/// 20 000, 10 000 and four clients with 10 000 of 40 000: between 0.5² + 0.25² + 4 × 0.0625² = 0.328125 and 0.5² + 2 × 0.25² = 0.375.
#[test]
fn a_section_brings_its_notes() {
    let told = screen(&grouped(), 2022, &[section::CLIENTS], &FR);
    assert!(told.contains("HHI entre 0,3281 et 0,375"), "{told}");
    assert!(told.contains("concentration sans les clients dont le CA est négatif : Omega"), "{told}");
    assert!(told.contains("Omega (Part 2022) : CA négatif dans l'exercice (avoirs)"), "{told}");
    assert!(!screen(&grouped(), 2022, &[section::DAYS], &FR).contains("HHI"));
}

/// 20 000 of 50 000, 16 000 and 14 000: 0.4² + 0.32² + 0.28² = 0.3408; 1 ÷ 0.3408 = 2.9342…
#[test]
fn shares_of_clients_are_explained_client_by_client() {
    let book = Book::new()
        .invoice(&time_line("1", "2022-01-31", "B", "16000", "40"))
        .invoice(&time_line("2", "2022-02-28", "A", "20000", "20"))
        .invoice(&time_line("3", "2022-03-31", "C", "14000", "20"))
        .invoice(&time_line("4", "2022-04-30", "D", "-100", "-1"))
        .open();
    let report = Review::year(2022).of(&book).expect("a review");
    for of in [metric::TOP_CLIENT_SHARE, metric::TOP3_CLIENT_SHARE, metric::CLIENT_HHI, metric::EFFECTIVE_CLIENTS] {
        let told = report.figure(of, 2022).expect("a figure").explain();
        let part = |part: &bilan::analysis::Explanation| {
            (part.label.en.to_string(), part.value.state.value().expect("known"), part.formula.en.to_string(), part.computed)
        };
        let steps: Vec<_> = told.operands.iter().skip(1).map(part).collect();
        let step = |label: &str, value: &str, formula: &str| (label.to_owned(), decimal(value), formula.to_owned(), true);
        let expected = [
            step("Revenue of the clients above zero", "50000", "sum of the revenue of these clients"),
            step("A", "0.4", "20000 ÷ 50000"),
            step("B", "0.32", "16000 ÷ 50000"),
            step("C", "0.28", "14000 ÷ 50000"),
            step("D", "-100", "left out: revenue below zero"),
        ];
        assert_eq!(steps, expected, "{}", of.id);
    }
    let known = |of| report.figure(of, 2022).expect("a figure").value().state.value().expect("known").round_dp(4);
    assert_eq!((known(metric::CLIENT_HHI), known(metric::EFFECTIVE_CLIENTS)), (decimal("0.3408"), decimal("2.9343")));
}

fn part_time(name: &str, toml: &str, timesheets: &str) -> bilan::analysis::Explanation {
    let toml = format!("[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n{toml}");
    let invoices = "number,date,client,billing,quantity,unit,net\n1,2020-02-01,A,time,10,day,5000\n";
    let files = files(name, &[("bilan.toml", &toml), ("timesheets.csv", timesheets), ("invoices.csv", invoices)]);
    Review::year(2020).of(&files).expect("a review").figure(metric::CAPACITY_DAYS, 2020).expect("a figure").explain()
}

/// 253 working days in 2020, less 25, four fifths of each: (253 − 25) × 0.8 = 182.4.
#[test]
fn part_time_is_an_operand_of_capacity() {
    let told = part_time("part-time-share", "[time]\nleave_days = 25\npart_time = 0.8\n", "date,client,days\n2020-02-03,A,1\n");
    assert_eq!(told.value.state.value(), Some(decimal("182.4")));
    assert_eq!(told.formula.fr, "(Jours ouvrés − Jours de congés) × temps partiel");
    let parts: Vec<_> = told.operands.iter().map(|part| (part.metric.as_str(), part.value.state.value())).collect();
    let part = |id, value: &str| (id, Some(decimal(value)));
    assert_eq!(parts, [part("working_days", "253"), part("leave_days", "25"), part("capacity_days.part_time", "0.8")]);
}

/// January to June 2020 have 130 days from Monday to Friday and 124 without 1 January, 13 April, 1, 8 and 21 May, 1 June; four fifths of each but the two of leave: part
/// time takes 122 × 0.2 = 24.4. The 14 Wednesdays of July to September are off, and the third day of leave is a whole one: 253 − 14 − 3 − 24.4 = 211.6.
#[test]
fn part_time_that_changes_is_told_in_days() {
    let toml = "[[time.part_time]]\nfrom = 2020-01-01\nshare = 0.8\n[[time.part_time]]\nfrom = 2020-07-01\noff = [\"wednesday\"]\nshare = 1\n[[time.part_time]]\nfrom = 2020-10-01\noff = []\n";
    let time = "date,client,days,kind\n2020-02-03,A,1,work\n2020-02-04,,1,leave\n2020-02-05,,1,leave\n2020-11-03,,1,leave\n";
    let told = part_time("part-time-phases", toml, time);
    assert_eq!(told.value.state.value(), Some(decimal("211.6")));
    let parts: Vec<_> = told.operands.iter().map(|part| (part.metric.as_str(), part.value.state.value())).collect();
    let part = |id, value: &str| (id, Some(decimal(value)));
    let expected = [
        part("working_days", "253"),
        part("days_off", "14"),
        part("leave_days", "3"),
        part("capacity_days.part_time_days", "24.4"),
    ];
    assert_eq!(parts, expected);
    assert_eq!(told.operands[3].formula.fr, "(124 − 2) × 0,2");
    let labels = told.operands.iter().map(|part| part.label.fr.as_ref()).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(labels.len(), 4, "{labels:?}");
}

#[test]
fn the_result_is_named_as_the_form_names_it() {
    let toml = "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\nform = \"ei\"\n";
    let invoices =
        "number,date,client,billing,quantity,unit,net\n1,2021-02-01,A,time,10,day,5000\n2,2022-02-01,A,time,12,day,6600\n";
    let expenses = "date,category,label,net\n2021-05-01,rent,x,300\n2022-05-01,rent,x,350\n";
    let books = files("result-by-form", &[("bilan.toml", toml), ("invoices.csv", invoices), ("expenses.csv", expenses)]);
    let told = screen(&books, 2022, &[section::RESULT_BRIDGE], &EN);
    assert!(told.contains("Profit (before personal income tax) 2021") && !told.contains("Result after tax"), "{told}");
    let margin = Review::year(2022).of(&books).expect("a review").figure(metric::NET_MARGIN, 2022).expect("a figure").explain();
    assert_eq!(margin.formula.fr, "Bénéfice (avant IR) ÷ CA de la source du résultat");
}

/// A tax of 15 % of 10 000 is estimated in the section, and what that rests on is told though the table shows revenue alone.
#[test]
fn an_estimate_in_a_section_says_what_it_rests_on() {
    let toml = "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\nform = \"company_is\"\n";
    let invoices = "number,date,client,billing,quantity,unit,net\n1,2022-02-01,A,time,10,day,11000\n";
    let books = files(
        "estimate-in-section",
        &[
            ("bilan.toml", toml),
            ("invoices.csv", invoices),
            ("expenses.csv", "date,category,label,net\n2022-05-01,rent,x,1000\n"),
        ],
    );
    let review = Review::year(2022).metrics([metric::REVENUE]).reading(section::RESULT.metrics.iter().copied());
    let report = review.of(&books).expect("a review");
    assert!(report.notes().iter().any(|note| note.code == "estimated_income_tax"), "{:?}", report.notes());
}
