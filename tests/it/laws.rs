//! Laws that hold for any books, over generated ones.

use bilan::analysis::{Condition, Field, Formula, Metric, Review, State, metric};
use bilan::books::{Books, BooksBuilder, Chunk, Source, Table};
use bilan::check::{Verdict, Verify};
use bilan::locale;
use bilan::model::{
    BilledDays, Billing, Contract, Days, InvoiceLine, LedgerEntry, Measure, Money, Payment, PublishedTable, Recognition,
    RevenueBasis, RevenueSource, ServiceSpread, Settings, Time, TimeEntry, TimeKind, TimeOff, Wording,
};
use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
#[cfg(feature = "xlsx")]
use proptest::strategy::ValueTree;
use rust_decimal::Decimal;

use crate::book::day;

const AHEAD: Wording =
    Wording::fixed("la période commence après la date de la revue", "the period begins after the day the review looks from");
const CLIENTS: [&str; 4] = ["Atelier Bérénice", "L'Étang", "Globex", "=cmd|' /C calc'!A0"];
const ACCOUNTS: [&str; 9] = ["706000", "708500", "709600", "758000", "622600", "681120", "695000", "411000", "512000"];
const BILLINGS: [Billing; 5] = [Billing::Time, Billing::Time, Billing::Fixed, Billing::Rebilled, Billing::Disbursement];

#[derive(Clone, Debug)]
struct Line {
    number: String,
    issued: NaiveDate,
    client: usize,
    cents: i64,
    billing: Billing,
    quarters: i64,
    in_hours: bool,
    service: i64,
    pays_after: i64,
}

#[derive(Clone, Debug)]
struct Worked {
    date: NaiveDate,
    client: usize,
    quarters: i64,
    in_hours: bool,
    billable: bool,
    kind: TimeKind,
}

#[derive(Clone, Debug)]
struct Generated {
    lines: Vec<Line>,
    worked: Vec<Worked>,
    booked: Vec<(NaiveDate, usize, i64)>,
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    (0_u64..1096).prop_map(|days| day("2018-01-01") + chrono::Days::new(days))
}

fn line() -> impl Strategy<Value = Line> {
    let what = (dates(), 0..CLIENTS.len(), -500_000_i64..5_000_000, 0..BILLINGS.len(), 1_i64..80);
    let when = (any::<bool>(), 0_i64..200, 0_i64..90, 0_u32..40);
    (what, when).prop_map(|((issued, client, cents, billing, quarters), (in_hours, service, pays_after, number))| Line {
        number: format!("F-{number:03}"),
        issued,
        client,
        cents,
        billing: BILLINGS[billing],
        quarters: if cents < 0 { -quarters } else { quarters },
        in_hours,
        service,
        pays_after,
    })
}

fn worked() -> impl Strategy<Value = Worked> {
    (dates(), 0..CLIENTS.len(), 1_i64..8, any::<bool>(), any::<bool>(), 0..TimeKind::ALL.len()).prop_map(
        |(date, client, quarters, in_hours, billable, kind)| Worked {
            date,
            client,
            quarters,
            in_hours,
            billable,
            kind: TimeKind::ALL[kind],
        },
    )
}

fn books_of_three_years() -> impl Strategy<Value = Generated> {
    let booked = (dates(), 0..ACCOUNTS.len(), -900_000_i64..900_000);
    (prop::collection::vec(line(), 1..40), prop::collection::vec(worked(), 0..30), prop::collection::vec(booked, 0..30))
        .prop_map(|(lines, worked, booked)| Generated { lines, worked, booked })
}

fn cents(cents: i64) -> Money {
    Money::from_mantissa(cents * 100).unwrap_or_default()
}

/// A quarter of a day, as days or as time of eight hours.
fn amount(quarters: i64, in_hours: bool) -> (Option<Days>, Option<Time>) {
    if in_hours { (None, Time::from_micros(quarters * 2 * Time::HOUR)) } else { (Days::from_mantissa(quarters * 250_000), None) }
}

impl Generated {
    fn invoice_line<'a>(&'a self, line: &'a Line) -> InvoiceLine<'a> {
        let mut row = InvoiceLine::new(&line.number, line.issued, CLIENTS[line.client], cents(line.cents));
        row.billing = line.billing;
        if line.billing == Billing::Time {
            (row.days, row.time) = amount(line.quarters, line.in_hours);
        }
        if line.service > 0 {
            row.service_start = Some(line.issued);
            row.service_end = Some(line.issued + chrono::TimeDelta::days(line.service));
        }
        row.paid = Some(line.issued + chrono::TimeDelta::days(line.pays_after));
        row
    }

    fn settings() -> Settings {
        let mut settings = Settings::default();
        settings.business.country = Some("FR".into());
        settings.business.currency = Some("EUR".into());
        settings.time.hours_per_day = Some(8.into());
        settings.time.leave_days = TimeOff::every_year(25);
        settings
    }

    fn open(&self) -> Books {
        self.open_with(Self::settings(), 1)
    }

    /// The same rows, dealt out over this many sources of each kind.
    fn open_with(&self, settings: Settings, sources: usize) -> Books {
        let mut builder = BooksBuilder::new(settings);
        for part in 0..sources {
            let mine = |row: usize| row % sources == part;
            let line_of = |row: usize| u32::try_from(row + 2).unwrap_or(0);
            let mut chunk = Chunk::default();
            for (row, line) in self.lines.iter().enumerate().filter(|(row, _)| mine(*row)) {
                chunk.invoice_line(line_of(row), &self.invoice_line(line));
            }
            builder.add(Source::new(format!("invoices-{part}.csv"), "invoices-csv"), chunk);
            let mut chunk = Chunk::default();
            for (row, worked) in self.worked.iter().enumerate().filter(|(row, _)| mine(*row)) {
                let mut entry = TimeEntry::new(worked.date, CLIENTS[worked.client]);
                (entry.days, entry.time) = amount(worked.quarters, worked.in_hours);
                entry.billable = worked.billable;
                entry.kind = worked.kind;
                chunk.time_entry(line_of(row), &entry);
            }
            builder.add(Source::new(format!("time-{part}.csv"), "timesheets-csv"), chunk);
            let mut chunk = Chunk::default();
            for (row, (date, account, amount)) in self.booked.iter().enumerate().filter(|(row, _)| mine(*row)) {
                chunk.ledger_entry(line_of(row), &LedgerEntry::new(*date, ACCOUNTS[*account], cents(*amount)));
            }
            builder.add(Source::new(format!("fec-{part}.txt"), "fec"), chunk);
        }
        builder.finish()
    }
}

impl Generated {
    /// The same, each invoice above zero paid in parts that are listed: so many days after its first line, so many percent of it, and the
    /// rest at last.
    fn paid_in_parts(&self, settings: Settings, cuts: &[(i64, i64)]) -> Books {
        let mut totals: BTreeMap<&str, (NaiveDate, i64)> = BTreeMap::new();
        for line in &self.lines {
            let (first, sum) = totals.entry(&line.number).or_insert((line.issued, 0));
            *first = line.issued.min(*first);
            *sum += line.cents;
        }
        totals.retain(|_, (_, sum)| *sum > 0);
        let mut builder = BooksBuilder::new(settings);
        let mut chunk = Chunk::default();
        for (row, line) in (2..).zip(&self.lines) {
            let mut of_line = self.invoice_line(line);
            of_line.paid = of_line.paid.filter(|_| !totals.contains_key(line.number.as_str()));
            chunk.invoice_line(row, &of_line);
        }
        builder.add(Source::new("invoices.csv", "invoices-csv"), chunk);
        let source = builder.source(Source::new("payments.csv", "payments-csv"));
        for (number, (first, sum)) in totals {
            let mut left = sum;
            let mut pay = |after: i64, amount: i64| {
                builder.payment(source, 2, Payment::new(number, first + chrono::TimeDelta::days(after), cents(amount)));
            };
            for (after, percent) in cuts {
                let amount = sum * percent / 100;
                left -= amount;
                pay(*after, amount);
            }
            pay(500, left);
        }
        builder.finish()
    }
}

#[cfg(feature = "xlsx")]
/// Books of three years, the same ones in every run.
pub(crate) fn generated(settings: &Settings, count: usize) -> Vec<Books> {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut next = || books_of_three_years().new_tree(&mut runner).expect("books").current().open_with(settings.clone(), 1);
    (0..count).map(|_| next()).collect()
}

fn review_of(books: &Books) -> bilan::analysis::Report {
    Review::year(2020).back_to(2018).metrics(metric::ALL.iter().copied()).of(books).expect("a review")
}

/// Every value of every metric, as text: what must not change.
fn values(books: &Books) -> Vec<String> {
    let report = review_of(books);
    let line = |line: &bilan::analysis::Line| format!("{} {:?} {:?}", line.metric, line.values, line.change);
    report.lines().iter().map(line).collect()
}

fn is_additive(formula: &Formula) -> bool {
    match formula {
        Formula::Sum(_) | Formula::Distinct { .. } | Formula::Count { .. } => true,
        // Without operands its rows are its own.
        Formula::Statement { operands, .. } => operands.is_empty(),
        Formula::Terms(terms) => terms.iter().all(|term| is_additive(&term.metric.is)),
        Formula::Chosen { options, .. } => options.iter().all(|(_, metric)| is_additive(&metric.is)),
        Formula::Computed { .. } | Formula::Ratio { .. } | Formula::Calendar(_) => false,
        _ => false,
    }
}

/// Rows of an explanation, or those of its operands where the rows are there: days and hours apart.
fn added_up(explanation: &bilan::analysis::Explanation) -> Decimal {
    let in_days = |row: &bilan::analysis::Contribution| {
        if row.measure == Measure::Hours { row.amount / Decimal::from(8) } else { row.amount }
    };
    if explanation.rows.is_empty() {
        explanation.operands.iter().map(added_up).sum()
    } else {
        explanation.rows.iter().map(in_days).sum()
    }
}

type Prints = fn(&locale::Locale, Decimal) -> String;

/// Ways in which amounts are written: as the library prints them in each language, and as people and exports do.
const SPELLINGS: [(locale::Locale, Prints); 7] = [
    (locale::FR, |locale, net| locale.exact(Measure::Money, net, "EUR")),
    (locale::EN, |locale, net| locale.exact(Measure::Money, net, "EUR")),
    (locale::EN, |locale, net| locale.exact(Measure::Money, net, "EUR").replace('€', "")),
    (locale::FR, |locale, net| locale.exact(Measure::Money, net, "EUR").replace('\u{202f}', " ").replace('€', "EUR")),
    (locale::FR, |_, net| format!("{net:.2}").replace('.', ",")),
    (locale::EN, |_, net| if net.is_sign_negative() { format!("({:.2})", -net) } else { format!("{net:.2}") }),
    (locale::EN, |_, net| if net.is_sign_negative() { format!("{:.2}-", -net) } else { format!("+{net:.2}") }),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_figure_is_the_sum_of_its_rows(generated in books_of_three_years()) {
        let books = generated.open();
        let report = review_of(&books);
        for metric in metric::ALL.iter().filter(|metric| is_additive(&metric.is)) {
            for year in [2018, 2019, 2020] {
                let figure = report.figure(*metric, year).expect("a figure");
                if let State::Known(value) = figure.value().state {
                    prop_assert_eq!(added_up(&figure.explain()), value, "{} {}", metric.id, year);
                }
            }
        }
        let result = report.figure(metric::RESULT_AFTER_TAX, 2020).expect("a figure");
        if let State::Known(value) = result.value().state {
            prop_assert_eq!(result.rows().iter().map(bilan::analysis::Contribution::amount).sum::<Decimal>(), value);
        }
    }

    #[test]
    fn revenue_is_what_typed_rows_add_up_to(generated in books_of_three_years()) {
        let books = generated.open();
        let report = review_of(&books);
        for year in [2018, 2019, 2020] {
            let mine = |row: &InvoiceLine<'_>| row.issued.format("%Y").to_string() == year.to_string();
            let rows: Vec<InvoiceLine<'_>> = books.invoice_lines().iter().map(|row| row.value()).filter(|row| mine(row)).collect();
            let revenue: Decimal = rows.iter().filter(|row| row.billing != Billing::Disbursement).map(|row| row.net.to_decimal()).sum();
            let found = report.figure(metric::REVENUE, year).expect("a figure").value().state;
            if rows.is_empty() {
                prop_assert!(!matches!(found, State::Known(value) if value == Decimal::ZERO && generated.booked.is_empty()));
            } else {
                prop_assert_eq!(found, State::Known(revenue));
            }
        }
    }

    #[test]
    fn clients_sum_to_the_total(generated in books_of_three_years()) {
        let books = generated.open();
        let mut sum = Decimal::ZERO;
        for client in CLIENTS {
            let condition = Condition::ALL.and_is_not(Field::Billing, ["disbursement"]).and_is(Field::Client, [client]);
            let of_client = Metric::new(
                "revenue_of_client",
                Measure::Money,
                Wording::fixed("CA du client", "revenue of the client"),
                Formula::sum(Table::Invoices, bilan::analysis::Amount::Net, condition),
            );
            let report = Review::year(2020).metrics([of_client]).of(&books).expect("a review");
            sum += report.lines()[0].values[0].state.value().unwrap_or_default();
        }
        let total = review_of(&books).figure(metric::INVOICE_REVENUE, 2020).expect("a figure").value().state;
        prop_assert_eq!(sum, total.value().unwrap_or_default());
    }

    #[test]
    fn months_and_quarters_sum_to_the_year(generated in books_of_three_years()) {
        for basis in RevenueBasis::ALL {
            let mut settings = Generated::settings();
            settings.policy.revenue_basis = basis.1;
            let books = generated.open_with(settings, 1);
            let additive = metric::ALL.iter().copied().filter(|metric| is_additive(&metric.is) && !matches!(metric.is, Formula::Distinct { .. } | Formula::Statement { .. }));
            let additive: Vec<&'static Metric> = additive.collect();
            let asked = Review::year(2020).back_to(2018).metrics(additive.iter().copied());
            for (report, is_over) in [(asked.clone().of(&books), false), (asked.as_at(day("2020-12-31")).of(&books), true)] {
                let report = report.expect("a review");
                for year in 2018..=2020 {
                    let months = report.months(year, additive.iter().copied()).expect("months");
                    let quarters = report.quarters(year, additive.iter().copied()).expect("quarters");
                    for (line, (by_month, by_quarter)) in additive.iter().zip(months.lines().iter().zip(quarters.lines())) {
                        let whole = report.figure(*line, year).expect("a figure").value().state;
                        for parts in [by_month, by_quarter] {
                            // What is still to come is missing, and the year holds nothing of it.
                            let told = |part: &&bilan::analysis::Value| is_over || part.state.reason() != Some(&AHEAD);
                            let told: Vec<_> = parts.values.iter().filter(told).collect();
                            if told.is_empty() {
                                prop_assert_eq!(whole.value(), None);
                                continue;
                            }
                            let known: Option<Vec<Decimal>> = told.iter().map(|part| part.state.value()).collect();
                            // Hours of a microsecond are no finite part of a day: the last of 28 digits may differ.
                            let sum = known.map(|parts| parts.into_iter().sum::<Decimal>().round_dp(20));
                            prop_assert_eq!(sum, whole.value().map(|whole| whole.round_dp(20)), "{} {} {:?}", line.id, year, basis.0);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn three_bases_agree_once_all_is_delivered_invoiced_and_paid(
        generated in books_of_three_years(),
        cuts in prop::collection::vec((0_i64..400, -20_i64..120), 1..6),
        price in 1_i64..100_000,
        progress in prop::collection::vec((dates(), 0_i64..100), 0..5),
    ) {
        let spread_by = |by, basis, in_parts: bool, contracts: &[Contract]| {
            let mut settings = Generated::settings();
            settings.policy.service_spread = by;
            settings.business.vat_exempt = true;
            settings.policy.revenue_basis = basis;
            settings.contracts = contracts.to_vec();
            settings.policy.revenue_source = RevenueSource::Invoices;
            let books = if in_parts { generated.paid_in_parts(settings, &cuts) } else { generated.open_with(settings, 1) };
            let report = Review::year(2022).back_to(2018).metrics([metric::REVENUE, metric::INVOICE_DAYS]).of(&books).expect("a review");
            // A year of hours is a quotient of 28 digits; ten are shown.
            let sum = |line: &bilan::analysis::Line| line.values.iter().filter_map(|value| value.state.value()).sum::<Decimal>().round_dp(10).normalize();
            report.lines().iter().map(sum).collect::<Vec<_>>()
        };
        let total = |basis, in_parts, contracts: &[Contract]| spread_by(ServiceSpread::Days, basis, in_parts, contracts);
        let mut contracts = [CLIENTS[0], CLIENTS[1]].map(Contract::new);
        for (contract, recognition) in contracts.iter_mut().zip([Recognition::Progress, Recognition::Completion]) {
            contract.recognition = recognition;
            contract.price = Some(price.into());
            contract.progress = progress.iter().map(|(date, percent)| (*date, Decimal::new(*percent, 2))).collect();
            contract.delivered = Some(day("2022-03-31"));
        }
        let invoiced = total(RevenueBasis::Invoiced, false, &[]);
        prop_assert_eq!(&invoiced, &total(RevenueBasis::Service, false, &[]));
        prop_assert_eq!(&invoiced, &total(RevenueBasis::Service, false, &contracts));
        prop_assert_eq!(&invoiced, &spread_by(ServiceSpread::Months, RevenueBasis::Service, false, &contracts));
        prop_assert_eq!(&invoiced, &total(RevenueBasis::Paid, false, &[]));
        prop_assert_eq!(&invoiced, &total(RevenueBasis::Paid, true, &contracts));
    }

    #[test]
    fn order_of_rows_and_splitting_files_change_nothing(generated in books_of_three_years()) {
        let expected = values(&generated.open());
        let mut reversed = generated.clone();
        reversed.lines.reverse();
        reversed.worked.reverse();
        reversed.booked.reverse();
        prop_assert_eq!(&expected, &values(&reversed.open()));
        prop_assert_eq!(&expected, &values(&generated.open_with(Generated::settings(), 3)));
    }

    #[test]
    fn a_policy_changes_only_the_figures_that_name_it(generated in books_of_three_years()) {
        let with = |change: fn(&mut Settings)| {
            let mut settings = Generated::settings();
            change(&mut settings);
            values(&generated.open_with(settings, 1))
        };
        let plain = with(|_| ());
        let by_days = with(|settings| settings.policy.billed_days = BilledDays::Timesheets);
        let names_days = ["billed_days", "result_per_billed_day", "day_rate", "day_rate_time", "day_rate_equivalent", "equivalent_days"];
        for (before, after) in plain.iter().zip(&by_days) {
            let metric = before.split(' ').next().unwrap_or_default();
            prop_assert!(before == after || names_days.contains(&metric) || metric.starts_with("utilization"), "{} changed", metric);
        }
        let by_source = with(|settings| settings.policy.revenue_source = RevenueSource::Ledger);
        let names_source = ["revenue", "revenue_rebilled", "day_rate", "day_rate_equivalent", "day_rate_effective", "net_margin", "target_attainment"];
        for (before, after) in plain.iter().zip(&by_source) {
            let metric = before.split(' ').next().unwrap_or_default();
            prop_assert!(before == after || names_source.contains(&metric), "{} changed", metric);
        }
    }

    #[test]
    fn csv_and_json_carry_the_same_values(generated in books_of_three_years()) {
        let books = generated.open();
        let report = review_of(&books);
        let json: serde_json::Value = serde_json::from_str(&report.to_json(&locale::FR)).expect("JSON");
        let csv = report.table().to_csv(&locale::FR);
        let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("a record")).collect();
        let figures = json["figures"].as_array().expect("figures");
        prop_assert_eq!(records.len(), figures.len());
        for (record, figure) in records.iter().zip(figures) {
            for (number, value) in figure["values"].as_array().expect("values").iter().enumerate() {
                let in_csv = record.get(4 + number).filter(|cell| *cell != "n.a.").unwrap_or_default();
                prop_assert_eq!(value["value"].as_str().unwrap_or_default(), in_csv, "{}", figure["metric"]);
            }
        }
    }

    #[test]
    fn what_is_printed_reads_back(
        rows in prop::collection::vec((-9_000_000_000_i64..9_000_000_000, dates(), 1_i64..400), 1..12),
        spelling in 0..SPELLINGS.len(),
        folder in any::<u64>(),
    ) {
        let (locale, prints) = SPELLINGS[spelling];
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("spelling-{folder}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut text = String::from("number;issued;client;net;unit;quantity\n");
        for (number, (amount, issued, quarters)) in rows.iter().enumerate() {
            let (net, days) = (Decimal::new(*amount, 2), Decimal::new(*quarters * 25, 2));
            let printed = prints(&locale, net);
            text += &format!("{number};{issued};A;{printed};day;{}\n", locale.exact(Measure::Days, days, ""));
        }
        // Two decimals decide how the column is written, whatever was generated.
        text += &format!("last;2020-12-31;A;{};day;{}\n", prints(&locale, Decimal::new(12_345_678, 2)), locale.exact(Measure::Days, Decimal::new(125, 2), ""));
        std::fs::write(folder.join("invoices.csv"), &text).expect("a file");
        let books = Books::open(&folder).expect("books");
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        prop_assert!(books.errors().is_empty(), "{}\n{}", books.errors(), text);
        for (row, (amount, issued, quarters)) in books.invoice_lines().iter().zip(&rows) {
            let line = row.value();
            prop_assert_eq!(line.net.to_decimal(), Decimal::new(*amount, 2), "{}", text);
            prop_assert_eq!(line.issued, *issued);
            let days = Decimal::new(if *amount < 0 { -quarters * 25 } else { quarters * 25 }, 2);
            prop_assert_eq!(line.days.map(Days::to_decimal), Some(days), "{}", text);
        }
    }

    #[test]
    fn what_was_printed_is_verified(generated in books_of_three_years()) {
        let books = generated.open();
        let report = review_of(&books);
        let blog = locale::FR.with_style(locale::NumberStyle::BLOG);
        for (path, text) in [
            ("a.md", report.table().to_markdown(&blog)),
            ("a.html", report.table().to_html(&locale::EN)),
            ("a.csv", report.table().to_csv(&locale::EN)),
            ("a.txt", report.table().to_terminal(&locale::FR)),
        ] {
            let published = PublishedTable::read(path, text.as_bytes()).expect("a table");
            let verified = Verify::new().of(&books, &published).expect("a verification");
            let wrong: Vec<_> = verified.cells().filter(|(_, cell)| !matches!(cell.verdict, Verdict::Exact | Verdict::AtPrecision)).collect();
            prop_assert!(wrong.is_empty(), "{}\n{}", text, verified.to_terminal(&locale::EN));
        }
    }

    #[test]
    fn a_figure_without_names_is_the_same_figure(generated in books_of_three_years()) {
        let books = generated.open();
        let masked = books.anonymised(bilan::model::Language::English);
        prop_assert_eq!(review_of(&masked).table(), review_of(&books).table());
    }

    #[test]
    fn markdown_shows_what_the_table_shows(generated in books_of_three_years()) {
        let table = review_of(&generated.open()).table();
        let markdown = table.to_markdown(&locale::EN);
        for row in &table.rows {
            for cell in &row.cells {
                let shown = table.cell_text(row, cell, &locale::EN);
                prop_assert!(markdown.contains(&shown), "{} in\n{}", shown, markdown);
            }
        }
    }
}
