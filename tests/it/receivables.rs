//! What clients owe, how long they take to pay, and work that no invoice bills yet.

use bilan::analysis::{Explanation, Grouping, Metric, Report, Review, State, metric};
use bilan::books::Books;
use bilan::model::{Billing, Document, InvoiceLine, Price, RevenueBasis, Status, TimeEntry, TimeKind};
use chrono::TimeDelta;
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::book::{Book, day, days, decimal, files, hours, line, money, time_line};

/// A line with an amount including VAT.
fn gross<'a>(number: &'a str, issued: &str, gross: &str, paid: Option<&str>) -> InvoiceLine<'a> {
    let mut line = line(number, issued, "A", "1", Billing::Fixed);
    line.gross = Some(money(gross));
    line.paid = paid.map(day);
    line
}

fn review(books: &Books, as_at: &str) -> Report {
    Review::year(2020).as_at(day(as_at)).metrics([metric::RECEIVABLES]).of(books).expect("a review")
}

fn value(report: &Report, metric: &'static Metric, year: i32) -> State {
    report.figure(metric, year).expect("a figure").value().state
}

fn known(report: &Report, metric: &'static Metric, year: i32) -> Decimal {
    let state = value(report, metric, year);
    state.value().unwrap_or_else(|| panic!("{} {year}: {state:?}", metric.id))
}

fn rounded(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

fn explain(report: &Report, metric: &'static Metric) -> Explanation {
    let explained = report.figure(metric, 2020).expect("a figure").explain();
    let sum: Decimal = explained.rows.iter().map(|row| row.amount).sum();
    assert_eq!(Some(sum), explained.value.state.value(), "the rows sum to {}", metric.id);
    explained
}

/// An invoice of 1 200 paid in 2021, one of 600 with 200 paid, one settled, a deposit of 240, and 50 of disbursements.
fn owed() -> Book {
    let mut vat = line("F-1", "2020-10-01", "A", "1000", Billing::Fixed);
    (vat.vat, vat.paid, vat.due) = (Some(money("200")), Some(day("2021-02-15")), Some(day("2020-12-31")));
    let mut rate = line("F-2", "2020-11-15", "B", "500", Billing::Fixed);
    rate.vat_rate = Price::from_decimal(decimal("0.2"));
    let mut deposit = line("D-1", "2020-12-20", "B", "200", Billing::Fixed);
    (deposit.document, deposit.vat) = (Document::Deposit, Some(money("40")));
    let mut settled = line("F-0", "2020-01-15", "A", "700", Billing::Fixed);
    settled.paid = Some(day("2020-02-15"));
    let disbursed = line("F-2", "2020-11-15", "B", "50", Billing::Disbursement);
    Book::new()
        .invoice(&settled)
        .invoice(&vat)
        .invoice(&rate)
        .invoice(&disbursed)
        .invoice(&deposit)
        .payment("F-2", "2020-12-10", "200")
        .payment("F-2", "2021-01-10", "100")
}

#[test]
fn receivables_are_what_is_not_settled_on_the_day() {
    let books = owed().open();
    // 1 200 + 600 + 50 − 200 + 240; F-0 is paid, its VAT does not matter.
    let report = review(&books, "2020-12-31");
    assert_eq!(known(&report, metric::RECEIVABLES, 2020), decimal("1890"));
    let explained = explain(&report, metric::RECEIVABLES);
    let rows: Vec<String> = explained.rows.iter().map(|row| format!("{} {}", row.origin(), row.amount)).collect();
    assert_eq!(
        rows,
        ["invoices.csv:3 1200", "invoices.csv:4 600", "invoices.csv:5 50", "payments.csv:2 -200", "invoices.csv:6 240"]
    );
    assert_eq!(explained.value.rows, 5);
    let clients: Vec<String> =
        explained.groups(Grouping::Client).iter().map(|group| format!("{} {}", group.key, group.amount)).collect();
    assert_eq!(clients, ["A 1200", "B 690"], "a payment is one of its client");
    // As at 5 December nothing of F-2 was received and the deposit was not issued.
    assert_eq!(known(&review(&books, "2020-12-05"), metric::RECEIVABLES, 2020), decimal("1850"));
    // At the end of 2021: F-2 with 300 received, the deposit.
    let later = Review::year(2021).as_at(day("2021-12-31")).metrics([metric::RECEIVABLES]).of(&books).expect("a review");
    assert_eq!(known(&later, metric::RECEIVABLES, 2021), decimal("590"));
    assert_eq!(known(&later, metric::RECEIVABLES, 2020), decimal("1890"), "each period at its own end");
}

#[test]
fn overdue_is_past_its_due_date_or_thirty_days() {
    let books = owed().open();
    // F-1 is due on 31 December; F-2 of 15 November, without a due date, on 15 December.
    assert_eq!(known(&review(&books, "2020-12-15"), metric::OVERDUE, 2020), decimal("0"), "the day itself is in time");
    assert_eq!(known(&review(&books, "2020-12-16"), metric::OVERDUE, 2020), decimal("450"));
    assert_eq!(known(&review(&books, "2020-12-31"), metric::OVERDUE, 2020), decimal("450"));
    assert_eq!(explain(&review(&books, "2020-12-31"), metric::OVERDUE).rows.len(), 3, "two lines and a payment");
    let later = Review::year(2021).as_at(day("2021-01-05")).metrics([metric::OVERDUE]).of(&books).expect("a review");
    assert_eq!(known(&later, metric::OVERDUE, 2021), decimal("1650"));
}

#[test]
fn credit_notes_lower_what_is_owed() {
    let credit = |refers_to: &'static str, issued: &str, amount: &str| {
        let mut credit = gross("A-1", issued, amount, None);
        (credit.document, credit.refers_to, credit.net) = (Document::CreditNote, refers_to, money("-1"));
        credit
    };
    let paid = gross("F-9", "2020-01-31", "10", Some("2020-02-28"));
    let with = |invoice: InvoiceLine<'_>, credit: InvoiceLine<'_>| {
        let books = Book::new().invoice(&paid).invoice(&invoice).invoice(&credit).open();
        let report = review(&books, "2020-12-31");
        (known(&report, metric::RECEIVABLES, 2020), known(&report, metric::OVERDUE, 2020))
    };
    let open = || gross("F-1", "2020-06-30", "1200", None);
    assert_eq!(with(open(), credit("F-1", "2020-07-31", "-200")), (decimal("1000"), decimal("1000")));
    assert_eq!(with(open(), credit("F-1", "2020-07-31", "-1200")), (decimal("0"), decimal("0")), "all is credited");
    assert_eq!(with(open(), credit("", "2020-07-31", "-200")), (decimal("1000"), decimal("1200")), "it corrects no document");
    let settled = || gross("F-1", "2020-06-30", "1200", Some("2020-08-31"));
    assert_eq!(with(settled(), credit("F-1", "2020-07-31", "-200")), (decimal("0"), decimal("0")), "settled with its invoice");
    assert_eq!(with(settled(), credit("F-1", "2020-09-30", "-200")), (decimal("0"), decimal("0")), "given back");
}

#[test]
fn without_vat_or_payments_receivables_are_not_known() {
    let missing = |book: Book| {
        let state = value(&review(&book.open(), "2020-12-31"), metric::RECEIVABLES, 2020);
        let State::Missing(why) = state else { panic!("{state:?}") };
        why.en.into_owned()
    };
    let vague = line("F-1", "2020-06-30", "A", "1000", Billing::Fixed);
    let paid = gross("F-0", "2020-01-31", "10", Some("2020-02-28"));
    assert!(missing(Book::new().invoice(&paid).invoice(&vague)).contains("neither VAT nor"));
    assert!(missing(Book::new().invoice(&gross("F-1", "2020-06-30", "10", None))).contains("nothing says what was paid"));
    let mut some_day = gross("F-2", "2020-03-31", "10", None);
    some_day.status = Status::Paid;
    let undated = Book::new().invoice(&some_day).invoice(&gross("F-3", "2020-12-31", "5", None));
    let books = undated.open();
    assert_eq!(known(&review(&books, "2020-12-31"), metric::RECEIVABLES, 2020), decimal("5"), "paid by the end of the books");
    let State::Missing(why) = value(&review(&books, "2020-06-30"), metric::RECEIVABLES, 2020) else { panic!("it is not known") };
    assert!(why.en.contains("1 invoice(s) paid on a day that is not known"));
    assert!(matches!(value(&review(&books, "2020-12-31"), metric::RECEIVABLES, 2019), State::Missing(_)), "no invoice yet");
    // A credit note is settled with the invoice it corrects, whether that says its day or not.
    let mut credit = gross("A-2", "2020-04-30", "-3", None);
    (credit.document, credit.refers_to, credit.net) = (Document::CreditNote, "F-2", money("-1"));
    let credited = Book::new().invoice(&some_day).invoice(&gross("F-3", "2020-12-31", "5", None)).invoice(&credit).open();
    assert_eq!(known(&review(&credited, "2020-12-31"), metric::RECEIVABLES, 2020), decimal("5"));
    let exempt = Book::new().settings(|s| s.business.vat_exempt = true).invoice(&paid).invoice(&vague).open();
    assert_eq!(known(&review(&exempt, "2020-12-31"), metric::RECEIVABLES, 2020), decimal("1000"));
}

#[test]
fn days_of_sales_outstanding() {
    // 24 000 of 144 000 including VAT over the 366 days of 2020: 61.
    let books = Book::new()
        .invoice(&gross("F-1", "2020-06-30", "120000", Some("2020-07-30")))
        .invoice(&gross("F-2", "2020-12-01", "24000", None))
        .open();
    let report = review(&books, "2020-12-31");
    assert_eq!(known(&report, metric::DSO_DAYS, 2020), decimal("61"));
    let explained = report.figure(metric::DSO_DAYS, 2020).expect("a figure").explain();
    let operands: Vec<_> = explained.operands.iter().map(|o| (o.metric.as_str(), o.rows.len())).collect();
    assert_eq!(operands, [("receivables", 1), ("invoiced_with_vat", 2)]);
    // As at 1 December: 336 days, of which the invoice of that day is a sixth of the sales.
    assert_eq!(known(&review(&books, "2020-12-01"), metric::DSO_DAYS, 2020), decimal("56"));
    let nothing = Book::new().invoice(&gross("F-1", "2019-06-30", "100", Some("2019-07-30"))).open();
    let state = value(&review(&nothing, "2020-12-31"), metric::DSO_DAYS, 2020);
    assert!(matches!(state, State::Missing(_)), "no invoice in the year: {state:?}");
}

#[test]
fn days_counted_back_month_by_month() {
    // 212 000 owed; December (31 days) 100 000, November 80 000, October 70 000: 31 + 30 + 32 ÷ 70 × 31.
    let month = |number, issued, amount| gross(number, issued, amount, None);
    let book = || {
        Book::new()
            .invoice(&gross("F-0", "2020-09-15", "90000", Some("2020-10-15")))
            .invoice(&gross("F-1", "2020-10-15", "38000", Some("2020-11-15")))
            .invoice(&month("F-2", "2020-10-20", "32000"))
            .invoice(&month("F-3", "2020-11-15", "80000"))
            .invoice(&month("F-4", "2020-12-15", "100000"))
    };
    let report = review(&book().open(), "2020-12-31");
    assert_eq!(known(&report, metric::RECEIVABLES, 2020), decimal("212000"));
    assert_eq!(rounded(known(&report, metric::DSO_COUNTBACK_DAYS, 2020)), decimal("75.17"));
    let explained = report.figure(metric::DSO_COUNTBACK_DAYS, 2020).expect("a figure").explain();
    let steps: Vec<String> =
        explained.operands.iter().filter(|o| o.computed).map(|o| format!("{} {}", o.metric, o.formula.en)).collect();
    assert_eq!(
        steps,
        [
            "dso_countback_days.2020-12 31 days, 100000 invoiced",
            "dso_countback_days.2020-11 30 days, 80000 invoiced",
            "dso_countback_days.2020-10 31 days × 32000 ÷ 70000 invoiced",
        ]
    );
    // The month in which the review looks back counts up to that day.
    assert_eq!(known(&review(&book().open(), "2020-12-15"), metric::DSO_COUNTBACK_DAYS, 2020).trunc(), decimal("59"));
    // A credit note of last month makes receivables larger than what the files hold.
    let credit = gross("A-1", "2020-12-31", "-500000", Some("2020-12-31"));
    let State::Missing(why) = value(&review(&book().invoice(&credit).open(), "2020-12-31"), metric::DSO_COUNTBACK_DAYS, 2020)
    else {
        panic!("not so many sales")
    };
    assert!(why.en.starts_with("more than 122 days"), "{}", why.en);
}

#[test]
fn days_to_payment_weigh_by_amounts() {
    // 10 000 after 30 days, 5 000 after 60, 8 000 after 45: 41.74, whatever is still open or was paid in another year.
    let books = Book::new()
        .invoice(&gross("F-1", "2020-01-01", "10000", Some("2020-01-31")))
        .invoice(&gross("F-2", "2020-03-02", "5000", Some("2020-05-01")))
        .invoice(&gross("F-3", "2020-06-01", "8000", None))
        .invoice(&gross("F-4", "2020-11-01", "700", Some("2021-01-01")))
        .payment("F-3", "2020-07-16", "8000")
        .open();
    let report = review(&books, "2020-12-31");
    assert_eq!(rounded(known(&report, metric::DSO_WEIGHTED_DAYS, 2020)), decimal("41.74"));
    let explained = report.figure(metric::DSO_WEIGHTED_DAYS, 2020).expect("a figure").explain();
    assert_eq!(explained.operands[0].rows.len(), 3, "what was received leads to its rows");
    assert_eq!(explained.operands[1].value.state.value(), Some(decimal("960000")), "300 000 + 300 000 + 360 000");
    // An invoice paid in full whose listed payments lack a part was paid the rest on that day: 600 after 10 days, 400 after 40.
    let parts =
        Book::new().invoice(&gross("F-1", "2020-01-01", "1000", Some("2020-02-10"))).payment("F-1", "2020-01-11", "600").open();
    assert_eq!(known(&review(&parts, "2020-12-31"), metric::DSO_WEIGHTED_DAYS, 2020), decimal("22"));
}

const BILLS: &str = "number,issued,client,billing,net,gross,type,refers to,paid\n";

/// Books of these invoices and payments, with another invoice that is never paid.
fn billed(name: &str, bills: &str, payments: &str) -> Books {
    let bills = format!("{BILLS}{bills}F-Z,2022-12-31,Z,fixed,100,120,,,\n");
    let payments = format!("number,date,amount\n{payments}");
    files(&format!("receivables-{name}"), &[("invoices.csv", &bills), ("payments.csv", &payments)])
}

/// Of F-4, 15 600, 7 000 and 6 260 were paid, and a credit note takes off 2 340: cash of 2023 is 6 260 and the 28 800 of F-5, 35 060, after
/// (6 260 × 216 + 28 800 × 30) ÷ 35 060 = 2 216 160 ÷ 35 060 = 63.21 days. Of the 15 600 + 28 800 invoiced in 2022, 13 260 + 28 800 = 42 060 were received; of 2023's
/// −2 340 + 7 920 nothing.
#[test]
fn a_document_is_not_received_by_the_credit_note_that_lowers_it() {
    let bills = "F-4,2022-06-30,A,fixed,13000,15600,invoice,,\n\
                 A-4,2023-01-10,A,fixed,-1950,-2340,credit_note,F-4,\n\
                 F-5,2022-12-31,A,fixed,24000,28800,invoice,,2023-01-30\n\
                 F-6,2023-12-20,A,fixed,6600,7920,invoice,,\n";
    let books = files(
        "receivables-credited",
        &[
            ("invoices.csv", &format!("{BILLS}{bills}")),
            ("payments.csv", "number,date,amount\nF-4,2022-08-01,7000\nF-4,2023-02-01,6260\n"),
        ],
    );
    let report = Review::year(2023).of(&books).expect("a review");
    assert_eq!(known(&report, metric::RECEIVED_WITH_VAT, 2022), decimal("7000"));
    assert_eq!(known(&report, metric::RECEIVED_WITH_VAT, 2023), decimal("35060"));
    assert_eq!(rounded(known(&report, metric::DSO_WEIGHTED_DAYS, 2023)), decimal("63.21"));
    assert_eq!(known(&report, metric::COLLECTED_WITH_VAT, 2022), decimal("42060"));
    assert_eq!(known(&report, metric::COLLECTION_REALIZATION, 2023), decimal("0"));
    let explained = report.figure(metric::RECEIVED_WITH_VAT, 2023).expect("a figure").explain();
    let rows: Vec<String> = explained.rows.iter().map(|row| format!("{} {}", row.origin(), row.amount)).collect();
    assert_eq!(rows, ["payments.csv:3 6260", "invoices.csv:2 2340", "invoices.csv:3 -2340", "invoices.csv:4 28800"]);
}

/// 1 000 after 30 days, of which 300 go back a year later: 300 below zero that year, and no wait of a year.
#[test]
fn money_that_goes_back_is_below_zero() {
    let bills = "F-1,2020-01-01,A,fixed,1000,1000,,,2020-01-31\nA-1,2021-02-01,A,fixed,-300,-300,credit_note,F-1,2021-03-01\n\
                 F-2,2021-01-01,A,fixed,1000,1000,,,2021-01-31\n";
    let report = Review::year(2021).of(&billed("back", bills, "")).expect("a review");
    assert_eq!(known(&report, metric::RECEIVED_WITH_VAT, 2020), decimal("1000"));
    assert_eq!(known(&report, metric::RECEIVED_WITH_VAT, 2021), decimal("700"));
    assert_eq!(known(&report, metric::DSO_WEIGHTED_DAYS, 2021), decimal("30"));
    assert_eq!(known(&report, metric::COLLECTED_WITH_VAT, 2020), decimal("700"), "of 2020, whenever it goes back");
    // The same as a listed payment.
    let bills = bills.replace("2021-03-01", "");
    let report = Review::year(2021).of(&billed("listed-back", &bills, "A-1,2021-03-01,-300\n")).expect("a review");
    assert_eq!(known(&report, metric::RECEIVED_WITH_VAT, 2021), decimal("700"));
}

/// Of 2021: F-1, 12 000 of which 10 000 came in 2020, gives 4 000 back of which 6 000 are credited; F-2, 6 000 paid in 2020, is given back whole; F-3 is paid
/// 7 000 after 31 days and 1 000 goes back; D-4, 4 800, is paid after 31 days; F-5 of 8 400 after 92: (7 000 × 31 + 4 800 × 31 + 8 400 × 92) ÷ 20 200
/// = 1 138 600 ÷ 20 200 = 56.37 days. Of the 12 000 of F-6 a credit note takes 2 400 before they are paid after 62 days in 2022, so 9 600 weigh against the 1 200 of F-7
/// after 6: (9 600 × 62 + 1 200 × 6) ÷ 10 800 = 602 400 ÷ 10 800 = 55.78.
#[test]
fn money_that_goes_back_weighs_nothing() {
    let bills = "F-1,2020-03-01,A,fixed,10000,12000,,,\nA-1,2020-11-01,A,fixed,-5000,-6000,credit_note,F-1,\n\
                 F-2,2020-05-01,A,fixed,5000,6000,,,\nA-2,2021-02-01,A,fixed,-5000,-6000,credit_note,F-2,\n\
                 F-3,2021-03-01,A,fixed,5000,6000,,,\nD-4,2020-12-05,A,fixed,4000,4800,deposit,,2021-01-05\n\
                 F-5,2021-06-01,A,fixed,7000,8400,,,2021-09-01\nF-6,2021-12-01,A,fixed,10000,12000,,,2022-02-01\n\
                 A-6,2022-01-10,A,fixed,-2000,-2400,credit_note,F-6,\nF-7,2022-03-01,A,fixed,1000,1200,,,2022-03-07\n";
    let payments = "F-1,2020-06-01,10000\nF-1,2021-03-01,-4000\nF-2,2020-07-01,6000\nF-2,2021-04-01,-6000\n\
                    F-3,2021-04-01,7000\nF-3,2021-05-15,-1000\n";
    let report = Review::year(2022).back_to(2020).of(&billed("weights", bills, payments)).expect("a review");
    assert_eq!(rounded(known(&report, metric::DSO_WEIGHTED_DAYS, 2021)), decimal("56.37"));
    assert_eq!(rounded(known(&report, metric::DSO_WEIGHTED_DAYS, 2022)), decimal("55.78"));
    let explained = report.figure(metric::DSO_WEIGHTED_DAYS, 2021).expect("a figure").explain();
    let steps: Vec<_> = explained.operands.iter().skip(1).map(|step| step.value.state.value()).collect();
    assert_eq!(steps, [Some(decimal("1138600")), Some(decimal("20200"))]);
}

/// F-1 is paid in 2020 and F-2 of 2021 in 2022: in 2021, and in its every month, nothing is received. 2023 has no invoice, but F-Z is owed at its start. In 2019, before
/// any invoice, nothing is known.
#[test]
fn a_year_without_a_payment_has_received_nothing() {
    let bills = "F-1,2020-10-01,A,time,5000,6000,,,2020-11-15\nF-2,2021-10-01,A,time,5000,6000,,,2022-02-15\n";
    let books = billed("no-payment", bills, "");
    let report = Review::year(2023).back_to(2019).as_at(day("2023-12-31")).of(&books).expect("a review");
    let received = [2019, 2020, 2021, 2022, 2023].map(|year| value(&report, metric::RECEIVED_WITH_VAT, year).value());
    assert_eq!(received, [None, Some("6000"), Some("0"), Some("6000"), Some("0")].map(|amount| amount.map(decimal)));
    assert_eq!(value(&report, metric::RECEIVED_DAYS, 2021), State::Known(Decimal::ZERO));
    assert!(matches!(value(&report, metric::DSO_WEIGHTED_DAYS, 2021), State::Undefined(_)));
    let months = report.months(2021, [metric::RECEIVED_WITH_VAT]).expect("months");
    let june = months.figure_of(metric::RECEIVED_WITH_VAT, "2021-06").expect("a figure").value().state.clone();
    assert_eq!(june, State::Known(Decimal::ZERO));
    // Where nothing says what was paid, nothing is known.
    let unsaid = bills.replace("2020-11-15", "").replace("2022-02-15", "");
    let report = Review::year(2021).of(&billed("no-payments", &unsaid, "")).expect("a review");
    assert!(matches!(value(&report, metric::RECEIVED_WITH_VAT, 2021), State::Missing(_)));
}

/// A day of its own does not make a credit note money while the invoice it corrects is not paid: 1 000 − 300 are still owed.
#[test]
fn a_credit_note_set_off_against_an_open_invoice_is_not_money() {
    let bills = "F-0,2020-01-01,A,fixed,10,10,,,2020-01-31\nF-1,2020-06-01,A,fixed,1000,1000,,,\n\
                 A-1,2020-07-01,A,fixed,-300,-300,credit_note,F-1,2020-07-01\n";
    let report = Review::year(2020).of(&billed("set-off", bills, "")).expect("a review");
    assert_eq!(known(&report, metric::RECEIVED_WITH_VAT, 2020), decimal("10"));
    assert_eq!(known(&report, metric::RECEIVABLES, 2020), decimal("700"));
}

#[test]
fn what_was_received_is_not_known_while_a_day_is_not() {
    let mut some_day = gross("F-2", "2020-03-31", "10", None);
    some_day.status = Status::Paid;
    let books = Book::new().invoice(&gross("F-1", "2020-01-31", "5", Some("2020-02-15"))).invoice(&some_day).open();
    let State::Missing(why) = value(&review(&books, "2020-12-31"), metric::RECEIVED_WITH_VAT, 2020) else { panic!("5 or 15") };
    assert!(why.en.contains("1 invoice(s) paid on a day that is not known"), "{}", why.en);
}

#[test]
fn a_credit_note_counts_when_it_is_money() {
    let credit = |refers_to: &'static str, issued: &str| {
        let mut credit = line("A-1", issued, "A", "-200", Billing::Fixed);
        (credit.document, credit.refers_to) = (Document::CreditNote, refers_to);
        credit
    };
    let revenue = |paid: Option<&str>, credit: InvoiceLine<'_>| {
        let mut invoice = line("F-1", "2019-11-30", "A", "1000", Billing::Fixed);
        invoice.paid = paid.map(day);
        let mut other = line("F-0", "2019-01-31", "A", "10", Billing::Fixed);
        other.paid = Some(day("2020-01-31"));
        let books = Book::new()
            .settings(|s| s.policy.revenue_basis = RevenueBasis::Paid)
            .invoice(&other)
            .invoice(&invoice)
            .invoice(&credit)
            .open();
        known(&Review::year(2020).metrics([metric::REVENUE]).of(&books).expect("a review"), metric::REVENUE, 2020)
    };
    assert_eq!(revenue(Some("2020-03-31"), credit("F-1", "2019-12-15")), decimal("810"), "deducted when the invoice was paid");
    assert_eq!(revenue(Some("2019-12-31"), credit("F-1", "2020-02-15")), decimal("-190"), "given back on its own date");
    assert_eq!(revenue(None, credit("F-1", "2020-02-15")), decimal("10"), "of an invoice that is not paid");
    assert_eq!(revenue(None, credit("", "2020-02-15")), decimal("-190"), "it corrects no document");
}

fn worked(date: &str, amount: &str, rate: Option<&str>) -> TimeEntry<'static> {
    let mut entry = TimeEntry::new(day(date), "A");
    entry.days = Some(days(amount));
    entry.rate = rate.map(|rate| Price::from_decimal(decimal(rate)).expect("a rate"));
    entry
}

#[test]
fn unbilled_work_is_the_latest() {
    // 10 + 5 + 4.5 days, 13 billed: 2 of the second entry and 4.5 of the third are left, at 720 a day.
    let mut unpaid = worked("2020-12-12", "9", None);
    unpaid.billable = false;
    let mut leave = worked("2020-12-13", "9", None);
    leave.kind = TimeKind::Leave;
    let mut fixed = worked("2020-12-14", "9", None);
    fixed.billing = Billing::Fixed;
    let book = |rate| {
        Book::new()
            .time(&worked("2020-10-31", "10", None))
            .time(&worked("2020-11-30", "5", Some("720")))
            .time(&worked("2020-12-11", "4.5", rate))
            .time(&unpaid)
            .time(&leave)
            .time(&fixed)
            .invoice(&time_line("F-1", "2020-11-30", "A", "9360", "13"))
            .invoice(&time_line("F-2", "2021-01-31", "A", "4680", "6.5"))
    };
    let report = review(&book(Some("720")).open(), "2020-12-31");
    assert_eq!(known(&report, metric::UNBILLED_DAYS, 2020), decimal("6.5"));
    assert_eq!(known(&report, metric::UNBILLED_VALUE, 2020), decimal("4680"));
    let rows: Vec<String> =
        explain(&report, metric::UNBILLED_DAYS).rows.iter().map(|row| format!("{} {}", row.origin(), row.amount)).collect();
    assert_eq!(rows, ["timesheets.csv:3 2", "timesheets.csv:4 4.5"]);
    assert_eq!(explain(&report, metric::UNBILLED_VALUE).rows.len(), 2);
    let no_rate = review(&book(None).open(), "2020-12-31");
    assert_eq!(known(&no_rate, metric::UNBILLED_DAYS, 2020), decimal("6.5"));
    let State::Missing(why) = value(&no_rate, metric::UNBILLED_VALUE, 2020) else { panic!("never the mean") };
    assert!(why.en.contains("1 unbilled time entries without a rate"), "{}", why.en);
    let later = Review::year(2021).as_at(day("2021-02-28")).metrics([metric::UNBILLED_DAYS]).of(&book(None).open());
    assert!(matches!(value(&later.expect("a review"), metric::UNBILLED_DAYS, 2021), State::Missing(_)), "no timesheet in 2021");
}

#[test]
fn unbilled_work_is_counted_by_client_and_by_project_where_invoices_name_them() {
    let entry = |client, project, amount: &str| {
        let mut entry = TimeEntry::new(day("2020-06-30"), client);
        (entry.project, entry.days) = (project, Some(days(amount)));
        entry
    };
    let billed = |client, project, amount: &str| {
        let mut line = time_line("F-1", "2020-07-31", client, "700", amount);
        line.project = project;
        line
    };
    let book = |of_a: &'static str| {
        Book::new()
            .time(&entry("A", "one", "3"))
            .time(&entry("A", "two", "4"))
            .time(&entry("B", "one", "1"))
            .invoice(&billed("A", of_a, "5"))
    };
    let unbilled = |book: Book| known(&review(&book.open(), "2020-12-31"), metric::UNBILLED_DAYS, 2020);
    assert_eq!(unbilled(book("one")), decimal("5"), "4 of A two and 1 of B; 2 of A one are billed in advance");
    assert_eq!(unbilled(book("")), decimal("3"), "7 − 5 of A and 1 of B");
    assert_eq!(unbilled(book("unknown")), decimal("3"), "the timesheets do not know this project");
    // Hours and days: 1 day and 3.5 h of 7, half a day billed: 0.5 day and 3.5 h are left, which is one day.
    let mut in_hours = TimeEntry::new(day("2020-07-01"), "A");
    in_hours.time = Some(hours("3.5"));
    let mixed = Book::new().time(&worked("2020-06-30", "1", None)).time(&in_hours).invoice(&billed("A", "", "0.5")).open();
    let report = review(&mixed, "2020-12-31");
    assert_eq!(known(&report, metric::UNBILLED_DAYS, 2020), decimal("1"));
    let explained = report.figure(metric::UNBILLED_DAYS, 2020).expect("a figure").explain();
    let operands: Vec<&str> = explained.operands.iter().map(|operand| operand.metric.as_str()).collect();
    assert_eq!(operands, ["unbilled_days.days", "unbilled_days.hours"]);
}

#[test]
fn unbilled_work_is_not_known_while_invoices_do_not_tell_their_days() {
    let mut vague = line("F-1", "2020-07-31", "A", "700", Billing::Time);
    vague.unit = "day";
    for invoice in [vague, line("F-1", "2020-07-31", "A", "700", Billing::Unclassified)] {
        let books = Book::new().time(&worked("2020-06-30", "1", None)).invoice(&invoice).open();
        assert!(matches!(value(&review(&books, "2020-12-31"), metric::UNBILLED_DAYS, 2020), State::Missing(_)));
    }
    let alone = Book::new().time(&worked("2020-06-30", "1", None)).open();
    assert!(matches!(value(&review(&alone, "2020-12-31"), metric::UNBILLED_DAYS, 2020), State::Missing(_)), "no invoices at all");
    // A line for work from before the timesheets begin pays for none of it.
    let mut old = time_line("F-1", "2020-07-31", "A", "7000", "10");
    old.service_end = Some(day("2020-05-31"));
    let books = Book::new().time(&worked("2020-06-30", "1", None)).invoice(&old).open();
    assert_eq!(known(&review(&books, "2020-12-31"), metric::UNBILLED_DAYS, 2020), decimal("1"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is owed is what was issued less what was received, on every day, however invoices are paid: at once, in part, never.
    #[test]
    fn what_is_owed_is_what_was_issued_less_what_was_received(
        bills in prop::collection::vec((0_i64..366, 1_i64..900_000, prop::option::of(0_i64..200), prop::option::of((0_i64..200, 1_i64..100))), 1..12),
        as_at in 0_i64..366,
    ) {
        let first = day("2020-01-01");
        let on = |days: i64| first + TimeDelta::days(days);
        let (today, euros) = (on(as_at), |cents: i64| Decimal::new(cents, 2));
        let mut book = Book::new().invoice(&gross("F", "2020-01-01", "1", Some("2020-01-01")));
        let (mut owed, mut overdue) = (Decimal::ZERO, Decimal::ZERO);
        for (number, (issued, cents, paid, part)) in bills.iter().enumerate() {
            let number = format!("F-{number}");
            let mut line = gross(&number, &on(*issued).to_string(), &euros(*cents).to_string(), None);
            line.paid = paid.map(|after| on(issued + after));
            let mut left = euros(*cents);
            if let Some((after, share)) = part {
                let amount = euros(cents * share / 100);
                book = book.payment(&number, &on(issued + after).to_string(), &amount.to_string());
                left -= if on(issued + after) <= today { amount } else { Decimal::ZERO };
            }
            book = book.invoice(&line);
            if on(*issued) <= today && line.paid.is_none_or(|paid| paid > today) {
                owed += left;
                overdue += if on(issued + 30) < today { left } else { Decimal::ZERO };
            }
        }
        let report = review(&book.open(), &today.to_string());
        prop_assert_eq!(known(&report, metric::RECEIVABLES, 2020), owed);
        prop_assert_eq!(known(&report, metric::OVERDUE, 2020), overdue);
        explain(&report, metric::RECEIVABLES);
        explain(&report, metric::OVERDUE);
    }

    /// Receivables of each year are those of the year before, and what was invoiced, less what was received: with deposits, payments in part, credit notes
    /// set off, paid back, or of no invoice.
    #[test]
    fn receivables_roll_forward(
        bills in prop::collection::vec(
            (
                (0_i64..700, 100_i64..900_000, any::<bool>()),
                (prop::option::of((0_i64..100, 1_i64..100)), prop::option::of(100_i64..200)),
                prop::option::of((0_i64..300, 1_i64..=100, any::<bool>())),
                (prop::option::of(0_i64..60), prop::option::of((0_i64..60, 1_i64..=100))),
            ),
            1..10,
        ),
    ) {
        let on = |days: i64| (day("2020-01-01") + TimeDelta::days(days)).to_string();
        let on_or_never = |days: Option<i64>| days.map(on).unwrap_or_default();
        let mut rows = String::from("F,2020-01-01,A,fixed,1,1,,,2020-01-01\n");
        let mut payments = String::new();
        for (number, ((issued, cents, has_deposit), (part, paid), credit, (credit_paid, refund))) in bills.into_iter().enumerate() {
            let mut asked = Decimal::new(cents, 2);
            let mut of = String::new();
            if has_deposit {
                let deposit = Decimal::new(cents * 3 / 10, 2);
                of = format!("D-{number}");
                rows += &format!("{of},{},A,fixed,{deposit},{deposit},deposit,,{}\n", on(issued), on(issued + 40));
                rows += &format!("F-{number},{},A,fixed,{asked},{},,{of},", on(issued), asked - deposit);
                asked -= deposit;
            } else {
                rows += &format!("F-{number},{},A,fixed,{asked},{asked},,{of},", on(issued));
            }
            rows += &format!("{}\n", on_or_never(paid.map(|after| issued + after)));
            let share = |amount: Decimal, share: i64| (amount * Decimal::new(share, 2)).round_dp(2);
            if let Some((after, of)) = part {
                payments += &format!("F-{number},{},{}\n", on(issued + after), share(asked, of));
            }
            let Some((after, of, refers)) = credit else { continue };
            let (credited, noted, refers) = (share(asked, of), issued + after, if refers { format!("F-{number}") } else { String::new() });
            let paid = on_or_never(credit_paid.map(|after| noted + after));
            rows += &format!("A-{number},{},A,fixed,-{credited},-{credited},credit_note,{refers},{paid}\n", on(noted));
            if let Some((after, of)) = refund {
                payments += &format!("A-{number},{},-{}\n", on(noted + after), share(credited, of));
            }
        }
        let report = Review::year(2022).back_to(2020).of(&billed("law", &rows, &payments)).expect("a review");
        let or_nothing = |metric, year| match value(&report, metric, year) {
            State::Known(value) => value,
            State::Missing(why) if why.en.starts_with("no dated payment") || why.en.starts_with("no invoice") => Decimal::ZERO,
            other => panic!("{other:?}"),
        };
        let mut owed = Decimal::ZERO;
        for year in 2020..=2022 {
            owed += or_nothing(metric::INVOICED_WITH_VAT, year) - or_nothing(metric::RECEIVED_WITH_VAT, year);
            prop_assert_eq!(owed, or_nothing(metric::RECEIVABLES, year), "{}", year);
        }
    }
}
