//! What each figure means, by numbers worked out by hand.

use bilan::analysis::{Amount, Basis, Change, Condition, Field, Formula, Metric, Report, Review, State, metric};
use bilan::books::{Books, BooksBuilder, Chunk, Rejected, Source, Table};
use bilan::error::{Error, ErrorKind};
use bilan::model::{
    BilledDays, Billing, Document, FixedPriceDays, InvoiceLine, LegalForm, Measure, RevenueBasis, ServiceSpread, Settings,
    TimeEntry, TimeKind, TimeOff, Wording,
};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::book::{Book, day, days, decimal, files, hours, line, money, time_line};

/// Revenue, fixed price and days of the published table.
const PUBLISHED: [(i32, &str, &str, &str); 4] = [
    (2020, "138000", "13000", "175"),
    (2019, "150000", "10000", "197"),
    (2018, "132000", "8000", "178"),
    (2017, "100000", "5000", "160"),
];

fn published() -> Books {
    let mut book = Book::new().settings(|s| s.time.leave_days = TimeOff::every_year(25));
    for (year, revenue, fixed, billed) in PUBLISHED {
        let issued = format!("{year}-12-31");
        let time = (decimal(revenue) - decimal(fixed)).to_string();
        book = book.invoice(&time_line("T", &issued, "Client A", &time, billed)).invoice(&line(
            "F",
            &issued,
            "Client B",
            fixed,
            Billing::Fixed,
        ));
    }
    let results = [(2020, "8000", "1412"), (2019, "13500", "2382"), (2018, "10000", "1765"), (2017, "20000", "3529")];
    for (year, result, tax) in results {
        let revenue = PUBLISHED.iter().find(|p| p.0 == year).map(|p| decimal(p.1)).unwrap_or_default();
        let costs = (revenue - decimal(result) - decimal(tax)).to_string();
        book = book.expense(&format!("{year}-06-30"), "6226", &costs).expense(&format!("{year}-12-31"), "695", tax);
    }
    book.open()
}

fn value(books: &Books, metric: &'static Metric, year: i32) -> State {
    Review::year(year).metrics([metric]).of(books).expect("a review").figure(metric, year).expect("a figure").value().state
}

fn known(books: &Books, metric: &'static Metric, year: i32) -> Decimal {
    value(books, metric, year).value().unwrap_or_else(|| panic!("{} {year} is not known", metric.id))
}

fn to(value: Decimal, digits: u32) -> Decimal {
    value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

#[test]
fn the_published_table_is_decoded() {
    let books = published();
    let expected = [
        (metric::REVENUE, ["138000", "150000", "132000", "100000"]),
        (metric::RESULT_AFTER_TAX, ["8000", "13500", "10000", "20000"]),
        (metric::BILLED_DAYS, ["175", "197", "178", "160"]),
        (metric::RESULT_BEFORE_TAX, ["9412", "15882", "11765", "23529"]),
        (metric::WORKING_DAYS, ["253", "251", "252", "251"]),
        (metric::CAPACITY_DAYS, ["228", "226", "227", "226"]),
    ];
    for (metric, values) in expected {
        for (year, value) in [2020, 2019, 2018, 2017].into_iter().zip(values) {
            assert_eq!(known(&books, metric, year), decimal(value), "{} {year}", metric.id);
        }
    }
    let rounded = [
        (metric::DAY_RATE, 3, ["788.571", "761.421", "741.573", "625.000"]),
        (metric::DAY_RATE_TIME, 2, ["714.29", "710.66", "696.63", "593.75"]),
        (metric::UTILIZATION, 4, ["0.7675", "0.8717", "0.7841", "0.7080"]),
        (metric::UTILIZATION_GROSS, 4, ["0.6917", "0.7849", "0.7063", "0.6375"]),
        // 8 000 ÷ 175, 13 500 ÷ 197, 10 000 ÷ 178, 20 000 ÷ 160.
        (metric::RESULT_PER_BILLED_DAY, 2, ["45.71", "68.53", "56.18", "125.00"]),
        (metric::NET_MARGIN, 4, ["0.0580", "0.0900", "0.0758", "0.2000"]),
    ];
    for (metric, digits, values) in rounded {
        for (year, value) in [2020, 2019, 2018, 2017].into_iter().zip(values) {
            assert_eq!(to(known(&books, metric, year), digits), decimal(value), "{} {year}", metric.id);
        }
    }
}

#[test]
fn changes_come_from_exact_values() {
    let books = published();
    let change = |metric: &'static Metric, review: Review| {
        let report = review.metrics([metric]).of(&books).expect("a review");
        match report.lines()[0].change {
            Change::Relative { share, .. } => to(share * Decimal::ONE_HUNDRED, 3),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(change(metric::REVENUE, Review::year(2020)), decimal("-8"));
    assert_eq!(change(metric::RESULT_AFTER_TAX, Review::year(2020)), decimal("-40.741"));
    assert_eq!(change(metric::BILLED_DAYS, Review::year(2020)), decimal("-11.168"));
    // 788.571 ÷ 761.421, not 789 ÷ 761, which would print +3.7 %.
    assert_eq!(change(metric::DAY_RATE, Review::year(2020)), decimal("3.566"));
    assert_eq!(to(change(metric::DAY_RATE_TIME, Review::year(2020)), 2), decimal("0.51"));
    assert_eq!(change(metric::RESULT_AFTER_TAX, Review::year(2020).against(2018)), decimal("-20"));
    assert_eq!(to(change(metric::REVENUE, Review::year(2020).against(2018)), 1), decimal("4.5"));
    assert_eq!(to(change(metric::BILLED_DAYS, Review::year(2020).against(2018)), 1), decimal("-1.7"));
    assert_eq!(to(change(metric::REVENUE, Review::year(2019)), 2), decimal("13.64"));
    assert_eq!(to(change(metric::DAY_RATE, Review::year(2018)), 3), decimal("18.652"));
}

#[test]
fn fixed_price_work_can_have_equivalent_days() {
    // 13 000 at 714.29 a day is 18.2 days; then the day rate is the rate of time work.
    let books = published();
    assert_eq!(to(known(&books, metric::DAY_RATE_EQUIVALENT, 2020), 2), decimal("714.29"));
    assert_eq!(to(known(&books, metric::EQUIVALENT_DAYS, 2020), 1), decimal("18.2"));
    assert_eq!(known(&books, metric::BILLED_DAYS, 2020), decimal("175"), "excluded unless the policy says otherwise");
    let older = Book::new()
        .settings(|s| s.policy.fixed_price_days = FixedPriceDays::Equivalent)
        .invoice(&time_line("T", "2020-12-31", "A", "125000", "175"))
        .invoice(&line("F", "2020-12-31", "B", "13000", Billing::Fixed))
        .open();
    assert_eq!(to(known(&older, metric::BILLED_DAYS, 2020), 10), decimal("193.2"));
    assert_eq!(to(known(&older, metric::DAY_RATE, 2020), 2), decimal("714.29"));
}

#[test]
fn a_share_is_compared_in_points() {
    let books = published();
    let report = Review::year(2020).metrics([metric::UTILIZATION]).of(&books).expect("a review");
    let Change::Points { points } = report.lines()[0].change else { panic!("{:?}", report.lines()[0].change) };
    // 175 ÷ 228 − 197 ÷ 226
    assert_eq!(to(points, 4), decimal("-0.1041"));
}

#[test]
fn the_note_on_a_mixed_day_rate_gives_the_like_for_like_change() {
    let report = Review::year(2020).of(&published()).expect("a review");
    let note = report.notes().iter().find(|note| note.code == "mixed_scope_day_rate").expect("the note");
    assert_eq!(note.period.as_deref(), Some("2020"));
    for part in ["788.57", "714.29", "+3.6%", "+0.5%"] {
        assert!(note.text.en.contains(part), "{part} in {}", note.text.en);
    }
    assert!(note.text.fr.contains("714,29") && note.text.fr.contains("+0,5 %"), "{}", note.text.fr);
}

#[test]
fn missing_zero_and_undefined_are_three_things() {
    let books = Book::new().invoice(&line("1", "2020-03-01", "A", "100", Billing::Fixed)).open();
    assert_eq!(known(&books, metric::REVENUE_TIME, 2020), Decimal::ZERO, "the table has rows and none matches");
    assert!(matches!(value(&books, metric::REVENUE, 2018), State::Missing(_)), "no row in the year");
    assert_eq!(known(&books, metric::BILLED_DAYS, 2020), Decimal::ZERO, "nothing was billed by the day, which is known");
    assert!(matches!(value(&books, metric::DAY_RATE, 2020), State::Undefined(_)), "a zero denominator");
    assert!(matches!(value(&books, metric::RESULT_AFTER_TAX, 2020), State::Missing(_)));
    assert!(matches!(value(&books, metric::CAPACITY_DAYS, 2020), State::Missing(_)), "leave has no default");
}

#[test]
fn unclassified_lines_make_the_split_unknown_and_say_what_to_paste() {
    let mut vague = InvoiceLine::new("2", day("2020-05-01"), "B", money("500"));
    vague.description = "Infogérance \"mai\"";
    let books = Book::new().invoice(&time_line("1", "2020-03-01", "A", "1000", "2")).invoice(&vague).open();
    assert_eq!(known(&books, metric::REVENUE, 2020), decimal("1500"));
    assert_eq!(known(&books, metric::REVENUE_UNCLASSIFIED, 2020), decimal("500"));
    for metric in [metric::REVENUE_TIME, metric::REVENUE_FIXED, metric::DAY_RATE_TIME] {
        assert!(matches!(value(&books, metric, 2020), State::Missing(_)), "{}", metric.id);
    }
    assert_eq!(known(&books, metric::DAY_RATE, 2020), decimal("750"), "the blended rate needs no split");
    let report = Review::year(2020).of(&books).expect("a review");
    let note = report.notes().iter().find(|note| note.code == "unclassified").expect("the note");
    assert!(
        note.text.en.contains("1 line(s) worth 500") && note.text.en.contains(r#"description = "Infogérance \"mai\"""#),
        "{}",
        note.text.en
    );
}

#[test]
fn disbursements_are_no_revenue_and_rebilled_expenses_are_in_no_rate() {
    let books = Book::new()
        .invoice(&time_line("1", "2020-12-31", "A", "10500", "15"))
        .invoice(&line("1", "2020-12-31", "A", "300", Billing::Disbursement))
        .invoice(&line("1", "2020-12-31", "A", "450", Billing::Rebilled))
        .open();
    assert_eq!(known(&books, metric::REVENUE, 2020), decimal("10950"));
    assert_eq!(known(&books, metric::DAY_RATE, 2020), decimal("700"));
    assert_eq!(known(&books, metric::REVENUE_REBILLED, 2020), decimal("450"));
}

/// The seven-line example of revenue bases: a deposit, a retainer, a credit note, work invoiced late.
fn seven_lines() -> Book {
    let mut deposit = line("F-2020-029", "2020-11-10", "A", "5000", Billing::Fixed);
    deposit.document = Document::Deposit;
    deposit.paid = Some(day("2020-11-20"));
    let mut retainer = line("F-2020-030", "2020-10-01", "A", "12000", Billing::Fixed);
    retainer.service_start = Some(day("2020-10-01"));
    retainer.service_end = Some(day("2021-09-30"));
    retainer.paid = Some(day("2020-10-15"));
    let mut credit = time_line("A-2020-001", "2020-12-15", "A", "-1400", "-2");
    credit.document = Document::CreditNote;
    credit.service_start = Some(day("2020-11-01"));
    credit.service_end = Some(day("2020-11-30"));
    credit.paid = Some(day("2020-12-20"));
    let mut december = time_line("F-2020-031", "2020-12-31", "A", "10500", "15");
    december.service_start = Some(day("2020-12-01"));
    december.service_end = Some(day("2020-12-31"));
    december.paid = Some(day("2021-01-30"));
    let mut disbursed = line("F-2020-031", "2020-12-31", "A", "300", Billing::Disbursement);
    disbursed.paid = Some(day("2021-01-30"));
    let mut late = time_line("F-2021-001", "2021-01-04", "A", "2100", "3");
    late.service_start = Some(day("2020-12-01"));
    late.service_end = Some(day("2020-12-31"));
    late.paid = Some(day("2021-02-03"));
    let mut balance = line("F-2021-010", "2021-03-31", "A", "5000", Billing::Fixed);
    balance.service_start = Some(day("2021-03-31"));
    balance.service_end = Some(day("2021-03-31"));
    balance.paid = Some(day("2021-04-30"));
    balance.refers_to = "F-2020-029";
    [deposit, retainer, credit, december, disbursed, late, balance].iter().fold(Book::new(), |book, line| book.invoice(line))
}

#[test]
fn three_bases_of_revenue() {
    let on = |basis| seven_lines().settings(|s| s.policy.revenue_basis = basis).open();
    let invoiced = on(RevenueBasis::Invoiced);
    assert_eq!(known(&invoiced, metric::REVENUE, 2020), decimal("21100"));
    assert_eq!(known(&invoiced, metric::BILLED_DAYS, 2020), decimal("13"));
    assert_eq!(known(&invoiced, metric::REVENUE, 2021), decimal("12100"));
    let service = on(RevenueBasis::Service);
    assert_eq!(known(&service, metric::REVENUE, 2020), decimal("14224.66"));
    assert_eq!(known(&service, metric::BILLED_DAYS, 2020), decimal("16"));
    assert_eq!(known(&service, metric::REVENUE, 2021), decimal("18975.34"));
    let paid = on(RevenueBasis::Paid);
    assert_eq!(known(&paid, metric::REVENUE, 2020), decimal("15600"));
    assert_eq!(known(&paid, metric::REVENUE, 2021), decimal("17600"));
}

/// Month by month the retainer counts 12 000 × 3 ÷ 12 in 2020: 10 500 + 2 100 − 1 400 + 3 000 = 14 200, and 9 000 are deferred.
#[test]
fn a_retainer_may_count_by_months() {
    let books = seven_lines()
        .settings(|s| {
            s.policy.revenue_basis = RevenueBasis::Service;
            s.policy.service_spread = ServiceSpread::Months;
        })
        .open();
    assert_eq!(known(&books, metric::REVENUE, 2020), decimal("14200"));
    assert_eq!(known(&books, metric::BILLED_DAYS, 2020), decimal("16"));
    assert_eq!(known(&books, metric::REVENUE, 2021), decimal("19000"));
    assert_eq!(known(&books, metric::DEFERRED_INCOME, 2020), decimal("9000"));
    let policy = bilan::model::Policy::default().with("service_spread", "months").expect("a policy");
    let stamp = bilan::analysis::Stamp::of(&books, policy).to_string();
    assert!(stamp.ends_with(" fixed_price_days=excluded service_spread=months"), "{stamp}");
}

#[test]
fn a_deposit_waits_for_its_final_invoice() {
    let mut deposit = line("D-1", "2020-11-10", "A", "5000", Billing::Fixed);
    deposit.document = Document::Deposit;
    let books = Book::new().invoice(&deposit).invoice(&line("1", "2020-06-30", "A", "100", Billing::Fixed)).open();
    let report = Review::year(2020).of(&books).expect("a review");
    assert_eq!(known(&books, metric::REVENUE, 2020), decimal("100"));
    let note = report.notes().iter().find(|note| note.code == "deposits_received").expect("the note");
    assert!(note.text.en.contains("5000 (D-1)"), "{}", note.text.en);
}

/// The published years, worked out: 197 ÷ 226, 178 ÷ 227, 160 ÷ 226 of the capacity, 197 ÷ 251 of the working days; 761.42 ÷ 741.57 and 741.57 ÷ 625.
#[test]
fn worked_numbers_of_the_published_years() {
    let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample")).expect("the sample");
    let percent = |share: Decimal, digits| {
        (share * Decimal::ONE_HUNDRED).round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
    };
    let share = |metric, year| percent(known(&books, metric, year), 2);
    assert_eq!([2019, 2018, 2017].map(|year| share(metric::UTILIZATION, year)), ["87.17", "78.41", "70.80"].map(decimal));
    assert_eq!(share(metric::UTILIZATION_GROSS, 2019), decimal("78.49"));
    let change = |year| match Review::year(year).of(&books).expect("a review").lines()[3].change {
        Change::Relative { share, .. } => percent(share, 3),
        other => panic!("{other:?}"),
    };
    assert_eq!([2019, 2018].map(change), ["2.677", "18.652"].map(decimal), "the day rate, from exact values");
}

/// 6 000 over three years from 15 September 2020: 2 000 × 106 ÷ 360, 108 ÷ 366, 108 ÷ 365 and 4 ÷ 12; the result before tax moves by the difference.
#[test]
fn the_time_of_assets_is_counted_as_the_policy_says() {
    let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample")).expect("the sample");
    for (time, charge, result) in [
        ("360", "588.89", "9412"),
        ("actual", "590.16", "9410.73"),
        ("365", "591.78", "9409.11"),
        ("months", "666.67", "9334.22"),
    ] {
        let policy = bilan::model::Policy::default().with("depreciation", time).expect("a policy");
        let review = Review::year(2020).policy(policy).metrics([metric::DEPRECIATION, metric::RESULT_BEFORE_TAX]);
        let report = review.of(&books).expect("a review");
        let value = |line: usize| report.lines()[line].values[0].state.value();
        assert_eq!([value(0), value(1)], [charge, result].map(|text| Some(decimal(text))), "{time}");
        let found = report.investment(2020).expect("a year").expect("an investment");
        assert_eq!(found.charged, decimal(charge), "{time}");
        assert_eq!(found.charged + found.schedule.iter().map(|(_, charge)| *charge).sum::<Decimal>(), found.cost, "{time}");
    }
}

/// With the deposit of 5 000 that is not revenue yet, 21 100 invoiced in 2020 are 26 100.
#[test]
fn what_was_invoiced_with_its_deposit() {
    let books = seven_lines().open();
    assert_eq!(known(&books, metric::REVENUE, 2020) + known(&books, metric::DEPOSITS_RECEIVED, 2020), decimal("26100"));
}

/// 9 days at 900 and one at 1 900 are 10 000 for 10 days: 1 000 a day. The mean of both rates, 1 400, is nobody's rate.
#[test]
fn a_mean_rate_is_weighted_by_days() {
    let books = Book::new()
        .invoice(&time_line("1", "2020-03-31", "A", "8100", "9"))
        .invoice(&time_line("2", "2020-04-30", "B", "1900", "1"))
        .open();
    assert_eq!(known(&books, metric::DAY_RATE_TIME, 2020), decimal("1000"));
}

/// At the end of 2020: three December days invoiced in 2021 for 2 100; of the retainer 12 000 − 3 024.66 for 2021; the deposit until the balance of
/// March. So 21 100 invoiced + 2 100 − 8 975.34 are the 14 224.66 of the service basis.
#[test]
fn what_closing_the_books_sets_apart() {
    for basis in [RevenueBasis::Invoiced, RevenueBasis::Service, RevenueBasis::Paid] {
        let books = seven_lines().settings(|s| s.policy.revenue_basis = basis).open();
        assert_eq!(known(&books, metric::ACCRUED_INCOME, 2020), decimal("2100"));
        assert_eq!(known(&books, metric::DEFERRED_INCOME, 2020), decimal("8975.34"));
        assert_eq!(known(&books, metric::DEPOSITS_RECEIVED, 2020), decimal("5000"));
    }
    let books = seven_lines().open();
    let report = Review::year(2020).as_at(day("2020-12-31")).of(&books).expect("a review");
    let rows = |metric| {
        let explained = report.figure(metric, 2020).expect("a figure").explain();
        explained.rows.iter().map(|row| format!("{} {}", row.origin(), row.amount)).collect::<Vec<_>>()
    };
    assert_eq!(rows(metric::ACCRUED_INCOME), ["invoices.csv:7 2100"]);
    assert_eq!(rows(metric::DEFERRED_INCOME), ["invoices.csv:3 8975.34"]);
    assert_eq!(rows(metric::DEPOSITS_RECEIVED), ["invoices.csv:2 5000"]);
    let note = report.notes().iter().find(|note| note.code == "deposits_received").expect("the note");
    assert!(note.text.en.ends_with("5000 (F-2020-029)"), "it is settled in 2021: {}", note.text.en);
    // A year later nothing waits. The last entry of the books is of 31 March 2021, when half of the retainer, 183 of 365 days, is still to come.
    let later = Review::year(2021).as_at(day("2021-12-31")).of(&books).expect("a review");
    let known = |metric| later.figure(metric, 2021).expect("a figure").value().state;
    for metric in [metric::ACCRUED_INCOME, metric::DEFERRED_INCOME, metric::DEPOSITS_RECEIVED] {
        assert_eq!(known(metric), State::Known(Decimal::ZERO), "{}", metric.id);
    }
    assert!(later.notes().iter().all(|note| note.code != "deposits_received"));
    let march = Review::year(2021).of(&books).expect("a review").figure(metric::DEFERRED_INCOME, 2021).expect("a figure");
    // 12 000 − 12 000 × 182 ÷ 365 = 12 000 − 5 983.56.
    assert_eq!(march.value().state, State::Known(decimal("6016.44")));
}

/// A deposit of 5 000 and a final invoice of 10 000 that say no VAT: 5 000 more of the price, or the price itself? They count as 15 000, and it is said.
#[test]
fn a_deposit_that_may_count_twice_is_told() {
    let mut deposit = line("D-1", "2020-11-10", "A", "5000", Billing::Fixed);
    deposit.document = Document::Deposit;
    let mut last = line("F-1", "2020-12-31", "A", "10000", Billing::Fixed);
    last.refers_to = "D-1";
    let review = |book: Book| Review::year(2020).of(&book.open()).expect("a review");
    let added =
        |report: &Report| report.notes().iter().find(|note| note.code == "deposit_added").map(|note| note.text.en.clone());
    let report = review(Book::new().invoice(&deposit).invoice(&last));
    assert_eq!(report.figure(metric::REVENUE, 2020).expect("a figure").value().state, State::Known(decimal("15000")));
    let told = added(&report).expect("a note");
    assert!(told.starts_with("the deposit D-1 (5000) and its final invoice F-1 (10000) both count, 15000: "), "{told}");
    // Its VAT and total settle it: 12 000 asked for is a balance, 7 000 is the price less the deposit.
    deposit.gross = Some(money("5000"));
    for (vat, gross, revenue) in [("2000", "12000", "15000"), ("0", "5000", "10000")] {
        (last.vat, last.gross) = (Some(money(vat)), Some(money(gross)));
        let report = review(Book::new().invoice(&deposit).invoice(&last));
        assert_eq!(report.figure(metric::REVENUE, 2020).expect("a figure").value().state, State::Known(decimal(revenue)));
        assert_eq!(added(&report), None, "{gross}");
    }
    // So does a line that takes the deposit off.
    (last.vat, last.gross) = (None, None);
    let mut off = line("F-1", "2020-12-31", "A", "-5000", Billing::Fixed);
    off.refers_to = "D-1";
    let report = review(Book::new().invoice(&deposit).invoice(&last).invoice(&off));
    assert_eq!(report.figure(metric::REVENUE, 2020).expect("a figure").value().state, State::Known(decimal("10000")));
    assert_eq!(added(&report), None);
}

#[test]
fn a_final_invoice_at_the_full_price_does_not_add_its_deposit_again() {
    // 10 000 and 2 000 of VAT; the deposit of 5 000 and 1 000 of VAT is taken off the amount payable only.
    let mut deposit = line("D-1", "2020-11-10", "A", "5000", Billing::Fixed);
    deposit.document = Document::Deposit;
    let mut settled = line("F-1", "2020-12-31", "A", "10000", Billing::Fixed);
    settled.refers_to = "D-1";
    settled.vat = Some(money("2000"));
    settled.gross = Some(money("6000"));
    let books = Book::new().invoice(&deposit).invoice(&settled).open();
    assert_eq!(known(&books, metric::REVENUE, 2020), decimal("10000"));
    let report = Review::year(2020).of(&books).expect("a review");
    assert!(report.notes().iter().all(|note| note.code != "deposits_received"), "it is settled: {:?}", report.notes());
    // A balance of 5 000 with its own VAT leaves the deposit to be added.
    settled.net = money("5000");
    settled.vat = Some(money("1000"));
    assert_eq!(known(&Book::new().invoice(&deposit).invoice(&settled).open(), metric::REVENUE, 2020), decimal("10000"));
}

#[test]
fn the_result_follows_one_source() {
    // Ledger: 706 100 000, 7085 500, 7096 −1 000 give revenue 99 500.
    let ledger = Book::new()
        .entry("2020-12-31", "706000", "-100000")
        .entry("2020-12-31", "708500", "-500")
        .entry("2020-12-31", "709600", "1000")
        .entry("2020-12-31", "758000", "-10")
        .entry("2020-12-31", "622600", "40000")
        .entry("2020-12-31", "681120", "588.89")
        .entry("2020-12-31", "695000", "1412")
        .entry("2020-12-31", "411000", "120000")
        .expense("2020-12-31", "6226", "1");
    let books = ledger.invoice(&time_line("1", "2020-12-31", "A", "99000", "100")).open();
    assert_eq!(known(&books, metric::LEDGER_REVENUE, 2020), decimal("99500"));
    assert_eq!(known(&books, metric::OTHER_INCOME, 2020), decimal("10"));
    assert_eq!(known(&books, metric::EXPENSES, 2020), decimal("40000"));
    assert_eq!(known(&books, metric::DEPRECIATION, 2020), decimal("588.89"));
    assert_eq!(known(&books, metric::RESULT_BEFORE_TAX, 2020), decimal("58921.11"));
    assert_eq!(known(&books, metric::RESULT_AFTER_TAX, 2020), decimal("57509.11"));
    assert_eq!(known(&books, metric::REVENUE, 2020), decimal("99000"), "invoices come first for revenue");
    let report = Review::year(2020).of(&books).expect("a review");
    let note = report.notes().iter().find(|note| note.code == "revenue_differs_from_ledger").expect("the note");
    assert!(
        note.text.en.contains("99000") && note.text.en.contains("99500") && note.text.en.contains("-500"),
        "{}",
        note.text.en
    );
}

/// Class 70 of 2020 is 600 − 50 = 550 as invoiced. A ledger does not say when that was received or rendered, unless the form keeps its books on receipts; what is
/// computed of it is missing with it.
#[test]
fn a_ledger_is_revenue_as_invoiced() {
    let of = |form: LegalForm, basis: RevenueBasis| {
        let books = Book::new()
            .settings(|s| {
                s.business.form = Some(form);
                s.policy.revenue_basis = basis;
            })
            .entry("2020-06-30", "706000", "-600")
            .entry("2020-06-30", "709600", "50")
            .open();
        let metrics = [metric::REVENUE, metric::REVENUE_REBILLED, metric::SOCIAL_CONTRIBUTIONS];
        let report = Review::year(2020).metrics(metrics).of(&books).expect("a review");
        let states: Vec<State> = report.lines().iter().map(|line| line.values[0].state.clone()).collect();
        let told = report.notes().iter().any(|note| note.code == "ledger_basis");
        (states, told)
    };
    let known = |states: &[State]| states.iter().map(|state| matches!(state, State::Known(_))).collect::<Vec<_>>();
    let (states, told) = of(LegalForm::CompanyIs, RevenueBasis::Invoiced);
    assert_eq!((states[0].value(), told), (Some(decimal("550")), false));
    let (states, _) = of(LegalForm::CompanyIs, RevenueBasis::Paid);
    let why = states[0].reason().expect("missing");
    assert!(why.fr.starts_with("le grand livre ne dit pas quand le CA est encaissé"), "{}", why.fr);
    assert_eq!(known(&states), [false; 3]);
    let (states, told) = of(LegalForm::Bnc, RevenueBasis::Paid);
    assert_eq!((states[0].value(), told), (Some(decimal("550")), true));
    assert_eq!(known(&of(LegalForm::Micro, RevenueBasis::Paid).0), [true; 3]);
    let (states, told) = of(LegalForm::Micro, RevenueBasis::Service);
    assert_eq!((known(&states), told), (vec![false; 3], false));
}

/// 2020 has 100 000 on class 70 and no invoice; one of 31 January 2021, 10 000 for 20 days, is for the 30 days from 17 December to 15 January, 15 of them in
/// 2020: 5 000, which is not the revenue of 2020. 2021 has 5 000 + 30 000.
#[test]
fn a_year_of_the_ledger_is_not_told_by_parts_of_later_invoices() {
    let of = |basis: &str, source: &str| {
        let settings =
            format!("[business]\nform = \"company_is\"\ncurrency = \"EUR\"\n[policy]\nrevenue_basis = \"{basis}\"\n{source}");
        let invoices = "number,issued,client,net,vat,billing,quantity,unit,service start,service end,paid\n\
                        F1,2021-01-31,A,10000,2000,time,20,day,2020-12-17,2021-01-15,2020-12-20\nF2,2021-12-31,A,30000,6000,time,60,day,,,\n";
        let ledger = "date,journal,piece,account,label,debit,credit\n2020-03-01,VE,1,411000,v,120000,\n2020-03-01,VE,1,706000,v,,100000\n\
                      2020-03-01,VE,1,445710,v,,20000\n";
        let name = format!("figures-ledger-year-{basis}-{}", source.len());
        let books = files(&name, &[("bilan.toml", settings.as_str()), ("invoices.csv", invoices), ("ledger.csv", ledger)]);
        assert!(books.errors().is_empty(), "{:?}", books.errors());
        let metrics = [metric::REVENUE, metric::REVENUE_TIME, metric::BILLED_DAYS];
        let report = Review::year(2021).back_to(2020).metrics(metrics).of(&books).expect("a review");
        let december = report
            .months(2020, metrics)
            .expect("months")
            .figure_of(metric::REVENUE, "2020-12")
            .expect("a figure")
            .value()
            .clone();
        let of = |metric, year| report.figure(metric, year).expect("a figure").value().state.clone();
        (metrics.map(|metric| of(metric, 2020)), december.state, of(metric::REVENUE, 2021))
    };
    let (year, december, next) = of("service", "");
    assert!(
        year[0].reason().is_some_and(|why| why.en.starts_with("the ledger does not say when the service is rendered")),
        "{year:?}"
    );
    assert!(year.iter().all(|state| state.value().is_none()) && december.value().is_none(), "{year:?} {december:?}");
    assert_eq!(next, State::Known(decimal("35000")));
    // F1 was paid before it was issued, in a year that is the ledger's.
    let (year, december, _) = of("paid", "");
    assert!(
        year[0].reason().is_some_and(|why| why.en.starts_with("the ledger does not say when revenue is received")),
        "{year:?}"
    );
    assert!(december.value().is_none(), "{december:?}");
    // Whoever names the invoices as the source means them.
    let (year, december, _) = of("service", "revenue_source = \"invoices\"\n");
    assert_eq!((&year[0], &december), (&State::Known(decimal("5000")), &State::Known(decimal("5000"))));
}

/// F1 is paid in 2020, and F2 of 2021 in 2022: in 2021 invoices were issued and none was paid.
#[test]
fn a_year_in_which_no_invoice_is_paid_has_no_revenue_on_the_paid_basis() {
    let of = |name: &str, paid: [&str; 2], declared: &str| {
        let settings = format!("[business]\ncountry = \"FR\"\nform = \"micro\"\n{declared}");
        let invoices = format!(
            "number,issued,client,net,billing,quantity,unit,paid\nF1,2020-10-01,A,5000,time,10,day,{}\nF2,2021-10-01,A,5000,time,10,day,{}\n\
             F3,2022-12-01,A,5000,time,10,day,\n",
            paid[0], paid[1]
        );
        let books = files(name, &[("bilan.toml", &settings), ("invoices.csv", &invoices)]);
        let metrics = [metric::REVENUE, metric::BILLED_DAYS, metric::CLIENTS];
        let report = Review::year(2022).back_to(2020).metrics(metrics).of(&books).expect("a review");
        let month = report
            .months(2021, metrics)
            .expect("months")
            .figure_of(metric::REVENUE, "2021-10")
            .expect("a figure")
            .value()
            .clone();
        let states = |year| metrics.map(|metric| report.figure(metric, year).expect("a figure").value().state.clone());
        assert_eq!(
            month.state.value(),
            states(2021)[0].value().filter(|_| declared.is_empty()),
            "a year is stated, and no month of it"
        );
        (states(2021).map(|state| state.value()), states(2022)[0].value())
    };
    let none = Some(Decimal::ZERO);
    let paid = ["2020-11-15", "2022-02-15"];
    assert_eq!(of("figures-none-paid", paid, ""), ([none; 3], Some(decimal("5000"))));
    assert_eq!(of("figures-nothing-said", ["", ""], ""), ([None; 3], None), "nothing says what was paid");
    let stated = of("figures-none-paid-stated", paid, "[declared.2021]\nrevenue = 700\n");
    assert_eq!(stated.0[0], Some(decimal("700")), "what is stated comes before a zero for want of a payment");
}

#[test]
fn class_7_without_class_6_gives_no_result() {
    let books = Book::new().entry("2020-12-31", "706000", "-100000").open();
    assert_eq!(known(&books, metric::REVENUE, 2020), decimal("100000"));
    assert!(matches!(value(&books, metric::RESULT_BEFORE_TAX, 2020), State::Missing(_)));
}

#[test]
fn a_tax_is_posted_or_not_known_or_not_due() {
    let book = || Book::new().invoice(&time_line("1", "2020-12-31", "A", "1000", "1")).expense("2020-12-31", "6226", "400");
    let form = |form| book().settings(|s| s.business.form = form).open();
    assert!(matches!(value(&form(None), metric::RESULT_AFTER_TAX, 2020), State::Missing(_)));
    assert_eq!(
        known(&form(Some(LegalForm::CompanyIs)), metric::RESULT_AFTER_TAX, 2020),
        decimal("510"),
        "15 % of 600, estimated"
    );
    let sole_trader = form(Some(LegalForm::Ei));
    assert_eq!(known(&sole_trader, metric::RESULT_AFTER_TAX, 2020), decimal("600"));
    let report = Review::year(2020).of(&sole_trader).expect("a review");
    assert!(report.lines().iter().any(|line| line.label.fr == "Bénéfice (avant IR)"));
    assert_eq!(known(&book().expense("2020-12-31", "695", "90").open(), metric::RESULT_AFTER_TAX, 2020), decimal("510"));
}

#[test]
fn billed_days_come_from_invoices_or_else_from_timesheets() {
    let entry = |date: &str, amount: &str| {
        let mut entry = TimeEntry::new(day(date), "A");
        entry.days = Some(days(amount));
        entry
    };
    let mut fixed = entry("2020-02-03", "3");
    fixed.billing = Billing::Fixed;
    let mut free = entry("2020-02-04", "5");
    free.billable = false;
    let mut training = entry("2020-02-05", "2");
    training.kind = TimeKind::Training;
    let mut leave = entry("2020-02-06", "7");
    leave.kind = TimeKind::Leave;
    let mut timed = TimeEntry::new(day("2020-02-07"), "A");
    timed.time = Some(hours("3.5"));
    let sheets = |book: Book| {
        [entry("2020-02-02", "10"), fixed.clone(), free.clone(), training.clone(), leave.clone(), timed.clone()]
            .iter()
            .fold(book, |b, e| b.time(e))
    };

    // A time line without days or hours sends the whole year to the timesheets: 10 days and 3.5 h of 7.
    let mut vague = line("2", "2020-03-31", "A", "700", Billing::Time);
    vague.unit = "day";
    let books = sheets(Book::new().invoice(&time_line("1", "2020-03-01", "A", "7000", "9")).invoice(&vague)).open();
    assert_eq!(known(&books, metric::BILLED_DAYS, 2020), decimal("10.5"));
    let report = Review::year(2020).of(&books).expect("a review");
    assert!(report.notes().iter().any(|note| note.code == "billed_days_from_timesheets"));
    let note = report.notes().iter().find(|note| note.code == "hours_per_day").expect("nobody said 7");
    assert!(note.text.en.contains("10.5 billed days at 7 h, 10.44 at 8 h"), "{}", note.text.en);

    let books = sheets(Book::new().invoice(&time_line("1", "2020-03-01", "A", "7000", "9"))).open();
    assert_eq!(known(&books, metric::BILLED_DAYS, 2020), decimal("9"));
    assert_eq!(known(&books, metric::WORKED_DAYS, 2020), decimal("20.5"), "work and training, not leave");
    assert_eq!(known(&books, metric::WORKED_DAYS_BILLABLE, 2020), decimal("13.5"));
    let books = sheets(Book::new().invoice(&time_line("1", "2020-03-01", "A", "7000", "9")))
        .settings(|s| s.policy.billed_days = BilledDays::Timesheets)
        .open();
    assert_eq!(known(&books, metric::BILLED_DAYS, 2020), decimal("10.5"));
    assert_eq!(known(&books, metric::DAY_RATE_EFFECTIVE, 2020), decimal("7000") / decimal("20.5"));
}

#[test]
fn hours_of_a_day_are_seven_in_france_and_eight_elsewhere() {
    let mut timed = line("1", "2020-03-31", "A", "5600", Billing::Time);
    timed.time = Some(hours("56"));
    let books = |country: &str| Book::new().settings(|s| s.business.country = Some(country.into())).invoice(&timed).open();
    assert_eq!(known(&books("FR"), metric::BILLED_DAYS, 2020), decimal("8"));
    assert_eq!(known(&books("DE"), metric::BILLED_DAYS, 2020), decimal("7"));
}

#[test]
fn clients_and_invoices_are_counted_once() {
    let mut credit = time_line("A-1", "2020-06-30", "B", "-700", "-1");
    credit.document = Document::CreditNote;
    let books = Book::new()
        .invoice(&time_line("1", "2020-01-31", "A", "700", "1"))
        .invoice(&time_line("1", "2020-01-31", "A", "1400", "2"))
        .invoice(&time_line("2", "2020-02-29", "B", "700", "1"))
        .invoice(&credit)
        .invoice(&time_line("3", "2020-03-31", "C", "700", "1"))
        .open();
    assert_eq!(known(&books, metric::CLIENTS, 2020), decimal("2"), "the revenue of B is zero");
    assert_eq!(known(&books, metric::INVOICES, 2020), decimal("3"), "credit notes apart");
}

/// Revenue and days of 2020 are declared, rebilled expenses are not: the day rate lacks these, and not revenue.
#[test]
fn what_lacks_beside_a_declared_figure_is_named() {
    let books = Book::new()
        .settings(|s| {
            let declared = s.declared.entry(2020).or_default();
            declared.values.insert("revenue".into(), decimal("138000"));
            declared.values.insert("billed_days".into(), decimal("175"));
        })
        .invoice(&line("1", "2021-12-31", "A", "10000", Billing::Fixed))
        .open();
    let report = Review::year(2021).of(&books).expect("a review");
    let State::Missing(why) = report.figure(metric::DAY_RATE, 2020).expect("a figure").value().state else { panic!("known") };
    assert_eq!(why.en, "Rebilled expenses: neither an invoice nor account 70 in this fiscal year");
}

#[test]
fn years_after_the_books_are_not_shown_and_a_figure_is_shown_once() {
    let books = Book::new().invoice(&line("1", "2019-12-31", "A", "10", Billing::Fixed)).open();
    let years = |review: Review| -> Vec<i32> {
        review.of(&books).expect("a review").periods().iter().map(|shown| shown.period.year()).collect()
    };
    assert_eq!(years(Review::year(2022)), [2022, 2019]);
    assert_eq!(years(Review::year(2050)), [2050]);
    assert_eq!(years(Review::year(2021).back_to(2019)), [2021, 2020, 2019], "as asked");
    let twice = Review::year(2019).metrics([metric::REVENUE, metric::CLIENTS, metric::REVENUE]).of(&books).expect("a review");
    assert_eq!(twice.lines().iter().map(|line| line.metric.as_str()).collect::<Vec<_>>(), ["revenue", "clients"]);
}

#[test]
fn a_declared_figure_is_used_only_where_nothing_feeds_it() {
    let declare = |book: Book| {
        book.settings(|s| {
            let declared = s.declared.entry(2020).or_default();
            declared.values.insert("result_after_tax".into(), decimal("8000"));
            declared.values.insert("revenue".into(), decimal("1"));
        })
        .open()
    };
    let books = declare(Book::new().invoice(&time_line("1", "2020-12-31", "A", "1000", "1")));
    assert_eq!(known(&books, metric::RESULT_AFTER_TAX, 2020), decimal("8000"));
    assert_eq!(known(&books, metric::REVENUE, 2020), decimal("1000"));
}

#[test]
fn what_is_computed_from_a_declared_figure_is_not_itself_declared() {
    let books = Book::new()
        .invoice(&time_line("1", "2019-12-31", "A", "1000", "1"))
        .settings(|s| {
            let declared = s.declared.entry(2020).or_default();
            declared.line = 9;
            declared.values.insert("revenue".into(), decimal("138000"));
            declared.values.insert("result_after_tax".into(), decimal("8280"));
        })
        .open();
    let report = Review::year(2020).metrics([metric::REVENUE, metric::RESULT_AFTER_TAX, metric::NET_MARGIN]).of(&books);
    let report = report.expect("a review");
    let noted: Vec<&str> = report.notes().iter().filter(|n| n.code == "declared").map(|n| n.text.en.as_ref()).collect();
    assert_eq!(noted, ["Revenue: declared in bilan.toml", "Result after tax: declared in bilan.toml"]);
    let margin = report.figure(metric::NET_MARGIN, 2020).expect("a figure").explain();
    assert_eq!((margin.value.state.value(), margin.value.basis), (Some(decimal("0.06")), Basis::Declared));
    assert_eq!((margin.rows.len(), margin.operands.len()), (0, 2), "a quotient of two stated figures");
    let revenue = report.figure(metric::REVENUE, 2020).expect("a figure");
    assert_eq!(revenue.rows()[0].origin().to_string(), "bilan.toml:9");
}

#[test]
fn a_line_cut_by_service_is_one_line_when_days_are_looked_for() {
    // One line of a year with days and one without: however often the first is cut, one of two has days.
    let mut year = time_line("1", "2020-12-31", "A", "12000", "12");
    (year.service_start, year.service_end) = (Some(day("2020-01-01")), Some(day("2020-12-31")));
    let vague = line("2", "2020-03-31", "A", "700", Billing::Time);
    let mut entry = TimeEntry::new(day("2020-02-05"), "A");
    entry.days = Some(days("20"));
    let books = Book::new()
        .settings(|s| s.policy.revenue_basis = RevenueBasis::Service)
        .invoice(&year)
        .invoice(&vague)
        .time(&entry)
        .open();
    assert_eq!(known(&books, metric::BILLED_DAYS, 2020), decimal("20"), "from the timesheets");
}

#[test]
fn a_figure_of_several_sources_names_none() {
    let mut entry = TimeEntry::new(day("2020-02-05"), "A");
    entry.days = Some(days("2"));
    let books = Book::new().invoice(&line("1", "2020-12-31", "A", "1400", Billing::Fixed)).time(&entry).open();
    let report = Review::year(2020).metrics([metric::REVENUE, metric::FEES, metric::DAY_RATE]).of(&books).expect("a review");
    let sources: Vec<&str> = report.lines().iter().map(|line| line.values[0].source).collect();
    assert_eq!(sources, ["invoices", "invoices", ""]);
    assert_eq!(report.lines()[2].values[0].rows, 2, "a line and a time entry");
}

#[test]
fn rows_of_billed_days_with_equivalents_stay_with_the_part_they_make() {
    // 10 days of time work for 7 000, and 1 400 at a fixed price, worth 2 days: 12, of which rows make 10.
    let books = Book::new()
        .settings(|s| s.policy.fixed_price_days = FixedPriceDays::Equivalent)
        .invoice(&time_line("1", "2020-12-31", "A", "7000", "10"))
        .invoice(&line("2", "2020-12-31", "A", "1400", Billing::Fixed))
        .open();
    let report = Review::year(2020).of(&books).expect("a review");
    let explained = report.figure(metric::BILLED_DAYS, 2020).expect("a figure").explain();
    assert_eq!(explained.value.state.value(), Some(decimal("12")));
    assert!(explained.rows.is_empty(), "rows that make 10 are not those of 12");
    assert_eq!(explained.operands[0].operands[0].rows.len(), 1, "the days of time work keep their row");
}

#[test]
fn equivalent_days_leave_nothing_mixed() {
    // 125 000 ÷ 175 has no end; with equivalent days the day rate is the same quotient, but for its last digit.
    for (time, days, fixed) in
        [("125000", "175", "13000"), ("100000", "7", "1"), ("1234.56", "13", "777.77"), ("99999.99", "17", "3.33")]
    {
        let books = Book::new()
            .settings(|s| s.policy.fixed_price_days = FixedPriceDays::Equivalent)
            .invoice(&time_line("T", "2020-12-31", "A", time, days))
            .invoice(&line("F", "2020-12-31", "B", fixed, Billing::Fixed))
            .open();
        let report = Review::year(2020).of(&books).expect("a review");
        assert!(report.notes().iter().all(|note| note.code != "mixed_scope_day_rate"), "{:?}", report.notes());
    }
}

#[test]
fn a_change_beyond_all_bounds_has_no_percentage() {
    // From 10⁻¹² a day to 10¹⁶: a change of 10²⁸, whose percentage has no exact decimal.
    let books = Book::new()
        .invoice(&time_line("1", "2019-12-31", "A", "0.0001", "100000000"))
        .invoice(&time_line("2", "2020-12-31", "A", "10000000000", "0.000001"))
        .invoice(&line("3", "2020-12-31", "A", "10000000000", Billing::Fixed))
        .open();
    let report = Review::year(2020).of(&books).expect("a review");
    let note = report.notes().iter().find(|note| note.code == "mixed_scope_day_rate").expect("the note");
    assert!(!note.text.en.contains('%'), "{}", note.text.en);
    assert!(report.table().to_terminal(&bilan::locale::FR).contains("TJM"));
}

#[test]
fn a_deposit_that_was_paid_waits_for_nothing_on_the_paid_basis() {
    let mut deposit = line("D-1", "2020-11-10", "A", "5000", Billing::Fixed);
    deposit.document = Document::Deposit;
    deposit.paid = Some(day("2020-11-20"));
    let books = Book::new().settings(|s| s.policy.revenue_basis = RevenueBasis::Paid).invoice(&deposit).open();
    assert_eq!(known(&books, metric::REVENUE, 2020), decimal("5000"));
    let report = Review::year(2020).of(&books).expect("a review");
    assert!(report.notes().iter().all(|note| note.code != "deposits_received"), "{:?}", report.notes());
}

#[test]
fn a_rejected_row_blocks_the_years_it_could_change() {
    let refused = |table: Table, day_of_row: &str, basis: RevenueBasis, metric: &'static Metric| {
        let mut settings = Settings::default();
        settings.policy.revenue_basis = basis;
        let mut chunk = Chunk::default();
        let mut paid = time_line("1", "2020-06-30", "A", "700", "1");
        paid.paid = Some(day("2020-07-31"));
        chunk.invoice_line(2, &paid);
        let mut builder = BooksBuilder::new(settings);
        let source = builder.add(Source::new("all.csv", "x"), chunk);
        let error = Error::new(ErrorKind::Value, "wrong");
        builder.reject(Rejected::new(table, source, 3, Some(day(day_of_row))), None, [error]);
        Review::year(2020).years(1).metrics([metric]).against(2019).of(&builder.finish()).is_err()
    };
    let (invoiced, paid) = (RevenueBasis::Invoiced, RevenueBasis::Paid);
    assert!(refused(Table::Invoices, "2020-01-31", invoiced, metric::REVENUE));
    assert!(!refused(Table::Invoices, "2018-12-31", invoiced, metric::REVENUE), "it was issued in another year");
    assert!(refused(Table::Invoices, "2018-12-31", paid, metric::REVENUE), "it may have been paid in this one");
    assert!(refused(Table::Payments, "2020-01-31", paid, metric::REVENUE));
    assert!(!refused(Table::Payments, "2020-01-31", invoiced, metric::REVENUE), "payments change nothing that was invoiced");
    assert!(refused(Table::Invoices, "2018-12-31", invoiced, metric::RECEIVABLES), "it may still be owed");
    assert!(refused(Table::Payments, "2018-12-31", invoiced, metric::RECEIVABLES));
    assert!(!refused(Table::Payments, "2021-01-31", invoiced, metric::RECEIVABLES), "it came later");
    assert!(refused(Table::Assets, "2018-06-30", invoiced, metric::DEPRECIATION), "it is still being written off");
    assert!(!refused(Table::Assets, "2021-06-30", invoiced, metric::DEPRECIATION), "it is not in service yet");
}

#[test]
fn a_metric_of_your_own_is_a_value() {
    let training = Metric::new(
        "training_days",
        Measure::Days,
        Wording::fixed("jours de formation", "training days"),
        Formula::sum(Table::Timesheets, Amount::Days, Condition::ALL.and_is(Field::Kind, ["training"])),
    );
    let mut entry = TimeEntry::new(day("2020-02-05"), "A");
    entry.kind = TimeKind::Training;
    entry.days = Some(days("2.5"));
    let books = Book::new().time(&entry).open();
    let report = Review::year(2020).metrics([training.clone()]).of(&books).expect("a review");
    assert_eq!(report.lines()[0].values[0].state.value(), Some(decimal("2.5")));
    let figure = report.figure(training, 2020).expect("a figure");
    assert_eq!(figure.rows().len(), 1);
    assert_eq!(figure.rows()[0].origin().to_string(), "timesheets.csv:2");
}

#[test]
fn the_latest_year_is_the_last_one_half_elapsed() {
    let at = |last: &str| {
        let books = Book::new()
            .invoice(&time_line("1", "2019-05-01", "A", "1", "1"))
            .invoice(&time_line("2", last, "A", "1", "1"))
            .open();
        let report = Review::latest().of(&books).expect("a review");
        (
            report.periods()[0].period.label.clone(),
            report.periods()[0].running,
            report.notes().iter().any(|n| n.code == "later_data"),
        )
    };
    assert_eq!(at("2020-12-31"), ("2020".into(), false, false));
    assert_eq!(at("2020-12-01"), ("2020".into(), false, false), "30 days before the end");
    assert_eq!(at("2020-11-29"), ("2020".into(), true, false), "32 days before the end");
    assert_eq!(at("2020-07-01"), ("2020".into(), true, false));
    assert_eq!(at("2020-02-01"), ("2019".into(), false, true));
}

#[cfg(feature = "frames")]
#[test]
fn a_table_comes_out_as_a_frame() {
    let books = Book::new().invoice(&time_line("F-1", "2020-12-31", "L'Étang", "1400.50", "2")).open();
    let frame = books.frame(Table::Invoices);
    assert_eq!(frame.height(), 1);
    let text = |name: &str| frame.column(name).expect("a column").get(0).expect("a value").to_string();
    assert_eq!((text("net").as_str(), text("days").as_str(), text("client").as_str()), ("14005000", "2000000", "\"L'Étang\""));
    assert_eq!(text("line"), "2");
}

#[test]
fn concentration_of_clients() {
    // 50, 30 and 20 %: HHI 0.25 + 0.09 + 0.04 = 0.38; a client whose credit notes outweigh its invoices is left out, and told.
    let mut credit = line("A-1", "2020-06-30", "D", "-10", Billing::Fixed);
    credit.document = Document::CreditNote;
    let books = Book::new()
        .invoice(&line("1", "2020-01-31", "A", "50", Billing::Fixed))
        .invoice(&line("2", "2020-02-29", "B", "30", Billing::Fixed))
        .invoice(&line("3", "2020-03-31", "C", "20", Billing::Fixed))
        .invoice(&line("3", "2020-03-31", "C", "900", Billing::Disbursement))
        .invoice(&credit)
        .open();
    assert_eq!(known(&books, metric::TOP_CLIENT_SHARE, 2020), decimal("0.5"));
    assert_eq!(known(&books, metric::TOP3_CLIENT_SHARE, 2020), Decimal::ONE);
    assert_eq!(known(&books, metric::CLIENT_HHI, 2020), decimal("0.38"));
    assert!(matches!(value(&books, metric::CLIENT_HHI, 2019), State::Missing(_)));
    let report = Review::year(2020).metrics([metric::CLIENT_HHI]).of(&books).expect("a review");
    let note = report.notes().iter().find(|note| note.code == "clients_left_out").expect("the note");
    assert!(note.text.en.ends_with(": D"), "{}", note.text.en);
    let single = Book::new().invoice(&line("1", "2020-01-31", "A", "50", Billing::Fixed)).open();
    assert_eq!(known(&single, metric::CLIENT_HHI, 2020), Decimal::ONE);
}
