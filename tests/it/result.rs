//! The result: taxes that nobody posted, what a micro-enterprise keeps, margins.

use bilan::analysis::{Basis, Explanation, Report, Review, State, metric};
use bilan::books::{Books, Table};
use bilan::model::{Activity, Billing, FiscalCalendar, LegalForm, Period, RevenueBasis};
use chrono::Datelike;

use crate::book::{Book, day, decimal, line};

/// A company at the *impôt sur les sociétés* with these results before tax: 100 000 of fixed price each year, and what it takes of expenses.
fn company(results: &[(i32, &str)]) -> Book {
    let book = Book::new().settings(|s| s.business.form = Some(LegalForm::CompanyIs));
    results.iter().fold(book, |book, (year, result)| {
        let costs = (decimal("100000") - decimal(result)).to_string();
        book.invoice(&line("F", &format!("{year}-06-30"), "A", "100000", Billing::Fixed)).expense(
            &format!("{year}-12-31"),
            "6226",
            &costs,
        )
    })
}

fn review(books: &Books, year: i32) -> Report {
    let metrics = [metric::RESULT_BEFORE_TAX, metric::INCOME_TAX, metric::RESULT_AFTER_TAX, metric::NET_MARGIN];
    Review::year(year).metrics(metrics).of(books).expect("a review")
}

fn tax(books: &Books, year: i32) -> State {
    review(books, year).figure(metric::INCOME_TAX, year).expect("a figure").value().state
}

fn known(books: &Books, year: i32) -> String {
    tax(books, year).value().expect("a tax").normalize().to_string()
}

fn note(report: &Report, code: &str) -> String {
    let notes: Vec<&str> = report.notes().iter().filter(|note| note.code == code).map(|note| note.text.en.as_ref()).collect();
    notes.join("\n")
}

#[test]
fn the_tax_of_the_published_table_is_what_the_law_gives() {
    let books = company(&[(2020, "9412"), (2019, "15882"), (2018, "11765"), (2017, "23529")]).open();
    let report = review(&books, 2020);
    for (year, tax, after) in [(2020, "1412", "8000"), (2019, "2382", "13500"), (2018, "1765", "10000"), (2017, "3529", "20000")]
    {
        let value = |metric| report.figure(metric, year).expect("a figure").value();
        assert_eq!(value(metric::INCOME_TAX).state, State::Known(decimal(tax)), "{year}");
        assert_eq!(value(metric::RESULT_AFTER_TAX).state, State::Known(decimal(after)), "{year}");
        for estimated in [metric::INCOME_TAX, metric::RESULT_AFTER_TAX, metric::NET_MARGIN] {
            assert_eq!(value(estimated).basis, Basis::Estimated, "{} {year}", estimated.id);
        }
        assert_eq!(value(metric::RESULT_BEFORE_TAX).basis, Basis::Computed);
    }
    let notes: Vec<_> = report.notes().iter().filter(|note| note.code == "estimated_income_tax").collect();
    assert_eq!(notes.len(), 1, "one for all years");
    let expected = "IS estimé sur le résultat comptable, sans retraitements fiscaux (2020, 2019, 2018, 2017) ; taux réduit";
    assert!(notes[0].text.fr.starts_with(expected), "{}", notes[0].text.fr);
    assert!(notes[0].text.en.contains("losses before 2017 are not in the files"), "{}", notes[0].text.en);
}

#[test]
fn an_estimate_shows_its_steps() {
    let books = company(&[(2019, "-12000"), (2020, "60000")]).open();
    // 48 000: 38 120 × 15 % = 5 718, 9 880 × 28 % = 2 766.40; 8 484.40.
    assert_eq!(known(&books, 2020), "8484");
    let explained = review(&books, 2020).figure(metric::INCOME_TAX, 2020).expect("a figure").explain();
    assert!(explained.rows.is_empty() && explained.formula.en.contains("less losses carried forward"));
    let operand = |id: &str| explained.operands.iter().find(|operand| operand.metric == id).unwrap_or_else(|| panic!("{id}"));
    let amount = |operand: &Explanation| operand.value.state.value().expect("an amount");
    assert_eq!(amount(operand("result_before_tax")), decimal("60000"));
    assert!(!operand("result_before_tax").rows.is_empty(), "the result leads to its rows");
    for (step, expected) in
        [("losses", "12000"), ("losses_used", "12000"), ("taxable", "48000"), ("slice_1", "5718"), ("slice_2", "2766.4")]
    {
        let step = operand(&format!("estimated_income_tax.{step}"));
        assert_eq!(amount(step), decimal(expected), "{}", step.metric);
        assert!(step.computed);
    }
    assert_eq!(operand("estimated_income_tax.slice_2").formula.fr, "9880 × 28 %");
}

#[test]
fn losses_are_carried_forward() {
    let books = company(&[(2018, "-12000"), (2019, "9000"), (2020, "20000")]).open();
    assert_eq!([2018, 2019, 2020].map(|year| known(&books, year)), ["0", "0", "2550"]);
    let report = review(&books, 2020);
    assert!(note(&report, "estimated_income_tax").contains("after 3000 of losses of earlier years"));
    // Three millions of profit take the first million of losses and half of the two others.
    let book = Book::new().settings(|s| s.business.form = Some(LegalForm::CompanyIs));
    let large = book
        .invoice(&line("1", "2019-06-30", "A", "1", Billing::Fixed))
        .expense("2019-12-31", "6226", "5000001")
        .invoice(&line("2", "2020-06-30", "A", "3000000", Billing::Fixed))
        .expense("2020-12-31", "6226", "0")
        .open();
    // 38 120 × 15 % + 961 880 × 28 %
    assert_eq!(known(&large, 2020), "275044");
}

#[test]
fn a_year_whose_result_is_not_known_is_told_and_not_guessed() {
    let books =
        company(&[(2018, "-12000"), (2020, "20000")]).invoice(&line("G", "2019-06-30", "A", "1000", Billing::Fixed)).open();
    // The loss of 2018 is carried over the year without expenses.
    assert_eq!(known(&books, 2020), "1200");
    assert!(note(&review(&books, 2020), "estimated_income_tax").contains("the result of 2019 is not known"));
    assert!(matches!(tax(&books, 2019), State::Missing(_)), "no expense in 2019");
    // A rejected expense could change the loss of 2018: it is not used.
    let books = company(&[(2018, "-12000"), (2020, "20000")]).rejected(Table::Expenses, "2018-05-05").open();
    let report = Review::year(2020).years(1).metrics([metric::INCOME_TAX]).of(&books).expect("it is not about 2020");
    assert_eq!(report.lines()[0].values[0].state, State::Known(decimal("3000")));
    assert!(note(&report, "estimated_income_tax").contains("the result of 2018, 2019 is not known"));
}

#[test]
fn a_posted_or_declared_tax_comes_before_an_estimate() {
    let posted = company(&[(2020, "9412")]).expense("2020-12-31", "695", "1000").open();
    let value = review(&posted, 2020).figure(metric::INCOME_TAX, 2020).expect("a figure").value();
    assert_eq!((value.state, value.basis), (State::Known(decimal("1000")), Basis::Posted));
    assert_eq!(note(&review(&posted, 2020), "estimated_income_tax"), "");
    let declare = |key: &str, value: &str| {
        let (key, value) = (key.to_owned(), decimal(value));
        company(&[(2020, "9412")]).settings(move |s| s.declared.entry(2020).or_default().values.extend([(key, value)])).open()
    };
    let after = |books: &Books| review(books, 2020).figure(metric::RESULT_AFTER_TAX, 2020).expect("a figure").value();
    let tax = after(&declare("income_tax", "1500"));
    assert_eq!((tax.state, tax.basis), (State::Known(decimal("7912")), Basis::Declared));
    let result = after(&declare("result_after_tax", "7000"));
    assert_eq!((result.state, result.basis), (State::Known(decimal("7000")), Basis::Declared));
}

#[test]
fn years_of_another_length_and_companies_that_are_not_small() {
    let long = Period::new("2021", day("2020-09-15"), day("2021-12-31"));
    let odd = company(&[(2021, "60000")])
        .settings(|s| s.fiscal_years = Some(FiscalCalendar::new(1, 1, vec![long]).expect("a calendar")))
        .open();
    // 15.5333 months: 49 344.22 × 15 %, the rest × 28 %, by the day it opened.
    assert_eq!(known(&odd, 2021), "10385");
    let large = company(&[(2020, "60000")])
        .invoice(&line("G", "2020-06-30", "A", "7600000", Billing::Fixed))
        .expense("2020-12-31", "6226", "7600000")
        .open();
    assert_eq!(known(&large, 2020), "16800");
    assert!(
        note(&review(&large, 2020), "estimated_income_tax")
            .contains("without the reduced rate: revenue of 7700000 above 7630000")
    );
}

#[test]
fn where_the_law_is_not_known_nothing_is_estimated() {
    let changed = |change: fn(&mut bilan::model::Settings)| tax(&company(&[(2020, "9412")]).settings(change).open(), 2020);
    assert!(matches!(changed(|s| s.business.country = Some("DE".into())), State::Missing(_)));
    assert!(matches!(changed(|s| s.business.country = None), State::Missing(_)));
    assert!(matches!(changed(|s| s.business.region = Some("nouvelle-caledonie".into())), State::Missing(_)));
    assert!(matches!(changed(|s| s.business.form = None), State::Missing(_)));
    assert!(matches!(tax(&company(&[(2010, "9412")]).open(), 2010), State::Missing(_)), "rates are known from 2015 on");
    let months = review(&company(&[(2020, "9412")]).open(), 2020).months(2020, [metric::INCOME_TAX]).expect("months");
    assert!(months.lines()[0].values.iter().all(|value| matches!(value.state, State::Missing(_))), "a month has no tax");
}

#[test]
fn a_margin_divides_what_comes_from_one_source() {
    // The ledger: 100 000 − 60 000 = 40 000, and 10 000 of tax; the invoices say 99 000.
    let books = Book::new()
        .entry("2020-12-31", "706000", "-100000")
        .entry("2020-12-31", "622600", "60000")
        .entry("2020-12-31", "695000", "10000")
        .invoice(&line("1", "2020-12-31", "A", "99000", Billing::Fixed))
        .open();
    let report = review(&books, 2020);
    assert_eq!(report.figure(metric::REVENUE, 2020).expect("a figure").value().state, State::Known(decimal("99000")));
    let margin = report.figure(metric::NET_MARGIN, 2020).expect("a figure").value();
    assert_eq!((margin.state, margin.source), (State::Known(decimal("0.3")), "ledger"));
}

fn micro() -> Book {
    let mut june = line("1", "2024-05-31", "A", "10000", Billing::Fixed);
    june.paid = Some(day("2024-06-30"));
    let mut july = line("2", "2024-05-31", "A", "12345.67", Billing::Fixed);
    july.paid = Some(day("2024-07-01"));
    let mut open = line("3", "2024-12-31", "A", "5000", Billing::Fixed);
    open.paid = Some(day("2025-01-15"));
    Book::new()
        .settings(|s| {
            s.business.form = Some(LegalForm::Micro);
            s.policy.revenue_basis = RevenueBasis::Paid;
        })
        .invoice(&june)
        .invoice(&july)
        .invoice(&open)
        .expense("2024-03-31", "6226", "700")
}

fn micro_review(books: &Books) -> Report {
    let metrics = [
        metric::REVENUE,
        metric::SOCIAL_CONTRIBUTIONS,
        metric::TRAINING_CONTRIBUTION,
        metric::FLAT_TAX,
        metric::RESULT_AFTER_TAX,
        metric::NET_MARGIN,
    ];
    Review::year(2024).metrics(metrics).of(books).expect("a review")
}

#[test]
fn a_micro_enterprise_keeps_what_contributions_leave_of_its_receipts() {
    let books = micro().settings(|s| s.business.flat_tax = true).open();
    let report = micro_review(&books);
    // 10 000 × 21.1 % + 12 345.67 × 23.1 %; 0.2 % and 2.2 % of 22 345.67.
    let expected = ["22345.67", "4961.84977", "44.69134", "491.60474", "16847.52415"];
    for (line, expected) in report.lines().iter().zip(expected) {
        assert_eq!(line.values[0].state, State::Known(decimal(expected)), "{}", line.metric);
        let basis = if line.metric == "revenue" { Basis::Computed } else { Basis::Estimated };
        assert_eq!(line.values[0].basis, basis, "{}", line.metric);
    }
    let result = &report.lines()[4];
    assert_eq!((result.label.fr.as_ref(), result.label.en.as_ref()), ("Disponible estimé", "Estimated disposable income"));
    assert_eq!(report.lines()[5].values[0].state, State::Known(decimal("16847.52415") / decimal("22345.67")));
    let explained = report.figure(metric::SOCIAL_CONTRIBUTIONS, 2024).expect("a figure").explain();
    let steps: Vec<&str> = explained.operands.iter().filter(|step| step.computed).map(|step| step.formula.en.as_ref()).collect();
    assert_eq!(steps.len(), 2);
    assert!(steps[0].starts_with("10000 × 21.1%") && steps[1].starts_with("12345.67 × 23.1%"), "{steps:?}");
    assert!(note(&report, "estimated_contributions").contains("the activity is supposed"));

    let plain = micro().settings(|s| s.business.activity = Some(Activity::Services)).open();
    let report = micro_review(&plain);
    // 22 345.67 × 21.2 %, × 0.1 %, no flat tax.
    let values: Vec<_> = report.lines().iter().filter_map(|line| line.values[0].state.value()).collect();
    assert_eq!(values[1..4], [decimal("4737.28204"), decimal("22.34567"), decimal("0")]);
    assert!(!note(&report, "estimated_contributions").contains("supposed"));
}

#[test]
fn contributions_are_known_for_metropolitan_micro_enterprises() {
    let missing = |change: fn(&mut bilan::model::Settings)| {
        let report = micro_review(&micro().settings(change).open());
        matches!(report.lines()[1].values[0].state, State::Missing(_))
    };
    assert!(missing(|s| s.business.form = Some(LegalForm::Ei)));
    assert!(missing(|s| s.business.region = Some("guadeloupe".into())));
    assert!(missing(|s| s.business.country = Some("BE".into())));
    assert!(!missing(|s| s.business.region = Some("Alsace".into())));
    let invoiced = micro().settings(|s| s.policy.revenue_basis = RevenueBasis::Invoiced).open();
    assert!(note(&micro_review(&invoiced), "estimated_contributions").contains("the law counts them on receipts"));
}

#[test]
fn a_liberal_profession_has_no_tax_line() {
    let books = micro().settings(|s| s.business.form = Some(LegalForm::Bnc)).open();
    let report = Review::year(2024).metrics([metric::RESULT_AFTER_TAX, metric::INCOME_TAX]).of(&books).expect("a review");
    assert_eq!(report.lines()[0].label.fr, "Bénéfice (avant IR)");
    assert_eq!(report.lines()[0].values[0].state, State::Known(decimal("21645.67")));
    assert!(matches!(report.lines()[1].values[0].state, State::Missing(_)));
}

#[test]
fn thresholds_that_are_passed_or_near_are_told() {
    let received = |amount: &str, exempt: bool| {
        let mut line = line("1", "2024-05-31", "A", amount, Billing::Fixed);
        line.paid = Some(day("2024-06-30"));
        let books = Book::new()
            .settings(|s| {
                s.business.form = Some(LegalForm::Micro);
                s.business.vat_exempt = exempt;
                s.policy.revenue_basis = RevenueBasis::Paid;
            })
            .invoice(&line)
            .open();
        let report = Review::year(2024).of(&books).expect("a review");
        (note(&report, "micro_threshold"), note(&report, "vat_threshold"))
    };
    // In 2024: 77 700 for services; VAT from 36 800, at once from 39 100.
    assert_eq!(received("33119.99", true), (String::new(), String::new()));
    assert!(received("33120", true).1.contains("within 10% of the limit of the VAT franchise, 36800"));
    assert!(received("36800", true).1.contains("within 10%"), "up to the limit");
    assert!(received("36800.01", true).1.contains("above the limit of the VAT franchise, 36800 (upper limit 39100)"));
    assert!(received("39100.01", true).1.contains("upper limit of the VAT franchise, 39100: VAT is due"));
    assert_eq!(received("50000", false), (String::new(), String::new()), "VAT is charged");
    assert!(received("69930", false).0.contains("within 10% of the threshold of the micro-enterprise, 77700"));
    assert!(received("77700.01", false).0.contains("revenue of 77700.01 above the threshold"));
}

/// From 1 May 2020 to 31 December are 245 days of 366: 72 600 × 245 ÷ 366 = 48 598.36; 34 400 × 245 ÷ 366 = 23 027.32, of which 90 % are 20 724.59.
#[test]
fn thresholds_of_the_year_a_business_starts_are_those_of_its_days() {
    let received = |amount: &str, issued: &str, exempt: bool| {
        let mut line = line("1", issued, "A", amount, Billing::Fixed);
        line.paid = Some(day(issued));
        let books = Book::new()
            .settings(|s| {
                let (start, end) = (day("2020-05-01"), day("2020-12-31"));
                s.fiscal_years = FiscalCalendar::new(1, 1, vec![Period::new("2020", start, end)]).ok();
                s.business.form = Some(LegalForm::Micro);
                s.business.vat_exempt = exempt;
                s.policy.revenue_basis = RevenueBasis::Paid;
            })
            .invoice(&line)
            .open();
        let report = Review::year(day(issued).year()).of(&books).expect("a review");
        (note(&report, "micro_threshold"), note(&report, "vat_threshold"))
    };
    assert!(
        received("48598.37", "2020-06-30", false)
            .0
            .contains("above the threshold of the micro-enterprise, 48598.36 (72600 × 245 ÷ 366 days)")
    );
    assert!(received("48598.36", "2020-06-30", false).0.contains("within 10%"));
    assert_eq!(received("20724.58", "2020-06-30", true), (String::new(), String::new()));
    assert!(
        received("20724.59", "2020-06-30", true)
            .1
            .contains("within 10% of the limit of the VAT franchise, 23027.32 (34400 × 245")
    );
    assert!(received("36500.01", "2020-06-30", true).1.contains("above the upper limit of the VAT franchise, 36500: VAT is due"));
    assert_eq!(received("48598.37", "2021-06-30", false).0, "", "a whole year");
}

/// 16 000 before tax in 2019 of 100 000: 84 000 of expenses, of which 30 000.50 are pay and 12 000 contributions: 58 000.50.
#[test]
fn the_result_before_the_pay_of_the_owner() {
    let paid = || {
        company(&[])
            .invoice(&line("F", "2019-06-30", "A", "100000", Billing::Fixed))
            .expense("2019-12-31", "6411", "30000.50")
            .expense("2019-12-31", "646", "12000")
            .expense("2019-12-31", "6226", "41999.50")
    };
    let of = |book: Book| {
        let report = Review::year(2019)
            .metrics([metric::STAFF_COSTS, metric::RESULT_BEFORE_STAFF_COSTS])
            .of(&book.open())
            .expect("a review");
        report.lines().iter().map(|line| line.values[0].state.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(paid()), [State::Known(decimal("42000.50")), State::Known(decimal("58000.50"))]);
    let unsaid = of(paid().expense("2019-12-31", "", "1"));
    assert!(
        unsaid.iter().all(|state| matches!(state, State::Missing(why) if why.en.starts_with("1 expense(s) without an account"))),
        "{unsaid:?}"
    );
}

#[test]
fn the_bridge_of_the_result_adds_up_to_its_change() {
    // 2019: 16 000 of operations, 118 of depreciation, 2 382 of tax: 13 500. 2020: 10 000.89, 588.89, 1 412: 8 000.
    let books = company(&[(2019, "16000"), (2020, "10000.89")])
        .expense("2019-12-31", "6811", "118")
        .asset("2020-09-15", "6000", "3")
        .expense("2019-12-31", "695", "2382")
        .open();
    let bridge = review(&books, 2020).result_bridge().expect("a bridge");
    let parts: Vec<String> = bridge.parts.iter().map(|part| format!("{} {}", part.id, part.amount.normalize())).collect();
    assert_eq!(parts, ["operations -5999.11", "investment -470.89", "tax 970"]);
    assert_eq!((bridge.start, bridge.end), (decimal("13500"), decimal("8000")));
    assert_eq!(bridge.parts.iter().map(|part| part.amount).sum::<rust_decimal::Decimal>(), decimal("-5500"));
    let unknown = review(&books, 2020).result_bridge().map(|bridge| bridge.from.label);
    assert_eq!(unknown.as_deref(), Ok("2019"));
    let alone = review(&company(&[(2020, "10")]).open(), 2020).result_bridge();
    assert!(alone.is_err(), "2019 is not known");

    let untaxed = company(&[(2019, "16000"), (2020, "10000")]).settings(|s| s.business.form = Some(LegalForm::Ei)).open();
    let bridge = review(&untaxed, 2020).result_bridge().expect("a bridge");
    assert_eq!(bridge.parts.iter().map(|part| part.amount).collect::<Vec<_>>(), ["-6000", "0", "0"].map(decimal));

    let micro = micro().settings(|s| s.business.flat_tax = true).open();
    let bridge = Review::year(2025).of(&micro).expect("a review").result_bridge().expect("a bridge");
    // Receipts 22 345.67 → 5 000; contributions 5 006.54111 → 24.8 % of 5 000; 2.2 %.
    assert_eq!(
        bridge.parts.iter().map(|part| part.amount).collect::<Vec<_>>(),
        ["-17345.67", "3766.54111", "381.60474"].map(decimal)
    );
    let sum: rust_decimal::Decimal = bridge.parts.iter().map(|part| part.amount).sum();
    assert_eq!(bridge.start + sum, bridge.end);
}

#[test]
fn an_investment_against_expensing_it_at_once() {
    let books =
        company(&[(2020, "10000.89"), (2021, "7000")]).asset("2020-09-15", "6000", "3").asset("2018-01-01", "900", "3").open();
    let report = review(&books, 2020);
    let investment = report.investment(2020).expect("the year").expect("an investment");
    assert_eq!((investment.assets.len(), investment.cost, investment.charged), (1, decimal("6000"), decimal("588.89")));
    // 10 000.89 − 588.89 − 300 of the older one; expensed at once, 6 000 in 2020 and nothing left of the older one.
    assert_eq!(investment.result, Ok(decimal("9112")));
    assert_eq!(investment.if_expensed(), Ok(decimal("4000.89")));
    assert_eq!((investment.earlier, investment.difference()), (decimal("300"), decimal("5111.11")));
    // A year that buys nothing carries what was bought before: 7 000 − 2 000 − 0 of the one written off by the end of 2020.
    let carried = review(&books, 2021).investment(2021).expect("the year").expect("an investment");
    assert_eq!((carried.assets.len(), carried.charged, carried.earlier), (0, decimal("0"), decimal("2000")));
    assert_eq!((carried.result.clone(), carried.if_expensed()), (Ok(decimal("5000")), Ok(decimal("7000"))));
    let shown = bilan::render::section::INVESTMENT.of(&review(&books, 2021)).to_terminal(&bilan::locale::EN);
    let earlier = shown.lines().find(|line| line.starts_with("Depreciation 2021 of earlier assets")).expect("a line");
    assert!(earlier.ends_with(" €2,000") && !shown.contains("€0"), "{shown}");
    let schedule: Vec<String> =
        investment.schedule.iter().map(|(year, charge)| format!("{} {}", year.label, charge.normalize())).collect();
    assert_eq!(schedule, ["2021 2000", "2022 2000", "2023 1411.11"]);
    assert!(report.investment(1999).is_err(), "the report does not hold it");
    let rows: Vec<String> = investment.rows.iter().map(|row| format!("{} {}", row.date, row.amount)).collect();
    assert_eq!(rows, ["2020-09-15 5411.11", "2018-01-01 -300"]);
    let without = review(&company(&[(2020, "9412")]).open(), 2020).investment(2020).expect("the year");
    assert!(without.is_err_and(|why| why.en.contains("no list of assets")));
    // Used for a hundred years: the schedule stops after fifty.
    let endless = company(&[(2020, "9412")]).asset("2020-01-01", "100", "100").open();
    let investment = review(&endless, 2020).investment(2020).expect("the year").expect("an investment");
    assert_eq!((investment.charged, investment.schedule.len()), (decimal("1"), 50));
}
