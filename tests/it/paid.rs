//! The paid basis: an invoice counts when, and as far as, it is paid.

use bilan::analysis::{Metric, Report, Review, State, metric};
use bilan::books::Books;
use bilan::locale::EN;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::book::{decimal, files};

const INVOICES: &str = "\
number,issued,client,net,vat,billing,quantity,unit
F-1,2020-11-01,A,7000,1400,time,10,day
F-1,2020-11-01,A,333.33,66.67,rebilled,,
F-1,2020-11-01,A,100,0,disbursement,,
F-2,2020-11-02,B,1000,200,fixed,,
F-3,2020-11-03,C,600,120,fixed,,
F-4,2020-11-04,D,1000,200,fixed,,
";
const PAYMENTS: &str = "\
number,date,amount
F-1,2020-12-10,3000
F-1,2021-01-15,5900
F-2,2020-12-11,1500
F-3,2020-12-12,360
F-4,2020-12-13,1200
F-4,2021-02-01,-600
F-9,2020-12-14,9999
";

fn paid(name: &str, invoices: &str, payments: &str) -> Books {
    files(
        name,
        &[
            ("invoices.csv", invoices),
            ("payments.csv", payments),
            ("bilan.toml", "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n[policy]\nrevenue_basis = \"paid\"\n"),
        ],
    )
}

fn review(books: &Books) -> Report {
    let metrics: [&'static Metric; 4] = [metric::REVENUE, metric::BILLED_DAYS, metric::REVENUE_TIME, metric::REVENUE_REBILLED];
    Review::year(2021).back_to(2020).metrics(metrics).of(books).expect("a review")
}

fn known(report: &Report, metric: &'static Metric, year: i32) -> Decimal {
    report.figure(metric, year).expect("a figure").value().state.value().expect("a value").normalize()
}

#[test]
fn each_payment_is_revenue_as_far_as_it_pays() {
    let books = paid("paid-parts", INVOICES, PAYMENTS);
    let report = review(&books);
    // F-1 asks for 8 400 + 400 + 100 = 8 900. Of its first 3 000: 7 000 × 3 000 ÷ 8 900 = 2 359.55; 7 333.33 × 3 000 ÷ 8 900 = 2 471.91, of which
    // 112.36 are rebilled; what pays the disbursement is no revenue. 10 days × 3 000 ÷ 8 900 = 3.370787.
    assert_eq!(known(&report, metric::REVENUE_TIME, 2020), decimal("2359.55"));
    assert_eq!(known(&report, metric::REVENUE_REBILLED, 2020), decimal("112.36"));
    assert_eq!(known(&report, metric::BILLED_DAYS, 2020), decimal("3.370787"));
    assert_eq!(known(&report, metric::REVENUE_TIME, 2021), decimal("4640.45"), "7 000 − 2 359.55");
    assert_eq!(known(&report, metric::REVENUE_REBILLED, 2021), decimal("220.97"), "333.33 − 112.36");
    assert_eq!(known(&report, metric::BILLED_DAYS, 2021), decimal("6.629213"));
    // F-2 is paid 1 500 of 1 200: 1 000. F-3 the half of 720: 300. F-4: 1 000, of which the half goes back in 2021. No invoice is F-9.
    assert_eq!(known(&report, metric::REVENUE, 2020), decimal("4771.91"), "2 471.91 + 1 000 + 300 + 1 000");
    assert_eq!(known(&report, metric::REVENUE, 2021), decimal("4361.42"), "4 861.42 − 500");
    // F-3 lacks 300, and F-4 500 again.
    let unpaid = report.notes().iter().find(|note| note.code == "unpaid").expect("a note");
    assert!(EN.text(&unpaid.text).contains("2 invoice line(s) that are not paid, or not in full, do not count for 800 net"));
}

/// As above, on the books as invoiced: 3.370787 days of F-1 in 2020, the rest of its ten in 2021.
#[test]
fn days_are_paid_for_as_far_as_their_line_is() {
    let settings = "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n";
    let of = |name: &str, invoices: &str, payments: &str| {
        let books = files(name, &[("invoices.csv", invoices), ("payments.csv", payments), ("bilan.toml", settings)]);
        let end = NaiveDate::from_ymd_opt(2021, 12, 31).expect("a day");
        Review::year(2021).back_to(2020).as_at(end).metrics([metric::RECEIVED_DAYS]).of(&books).expect("a review")
    };
    let report = of("paid-days", INVOICES, PAYMENTS);
    assert_eq!(known(&report, metric::RECEIVED_DAYS, 2020), decimal("3.370787"));
    assert_eq!(known(&report, metric::RECEIVED_DAYS, 2021), decimal("6.629213"));
    let explained = report.figure(metric::RECEIVED_DAYS, 2020).expect("a figure").explain();
    let rows: Vec<String> = explained.rows.iter().map(|row| format!("{} {} {}", row.origin(), row.date, row.amount())).collect();
    assert_eq!(rows, ["invoices.csv:2 2020-12-10 3.370787"]);

    // Half of 21 hours are 10.5, at 7 hours 1.5 days. The credit note of 2 days has no payment of its own: it counts with F-2, paid in 2021.
    let hours = of(
        "paid-hours",
        "number,issued,client,net,vat,billing,quantity,unit,type,refers to
F-1,2020-11-01,A,1000,200,time,21,hour,,
F-2,2020-11-01,A,3000,600,time,5,day,,
A-2,2020-11-02,A,-1200,-240,time,2,day,credit_note,F-2
",
        "number,date,amount\nF-1,2020-12-10,600\nF-2,2021-01-10,2160\n",
    );
    assert_eq!(known(&hours, metric::RECEIVED_DAYS, 2020), decimal("1.5"));
    assert_eq!(known(&hours, metric::RECEIVED_DAYS, 2021), decimal("3"), "5 − 2");

    // A-3 corrects nothing and is paid out in 2021, A-4 never: 5 days paid for in 2020, and 1 given back in 2021.
    let free = of(
        "paid-free-credits",
        "number,issued,client,net,vat,billing,quantity,unit,type,paid
F-1,2020-11-01,A,3000,600,time,5,day,,2020-12-10
A-3,2020-11-02,A,-600,-120,time,1,day,credit_note,2021-03-01
A-4,2020-11-03,A,-1200,-240,time,2,day,credit_note,
",
        "number,date,amount\n",
    );
    assert_eq!(known(&free, metric::RECEIVED_DAYS, 2020), decimal("5"));
    assert_eq!(known(&free, metric::RECEIVED_DAYS, 2021), decimal("-1"));

    let state = |report: &Report| report.figure(metric::RECEIVED_DAYS, 2020).expect("a figure").value().state.clone();
    let line = "number,issued,client,net,vat,billing,quantity,unit\nF-1,2020-11-01,A,1000,200,time,,\n";
    let untimed = state(&of("paid-untimed", line, "number,date,amount\nF-1,2020-12-10,600\n"));
    assert_eq!(
        untimed,
        State::missing(
            "1 ligne(s) de facture payées ne disent pas combien de jours elles facturent",
            "1 paid invoice line(s) do not say how many days they bill",
        )
    );
    let later = state(&of("paid-later", line, "number,date,amount\nF-1,2021-12-10,600\n"));
    assert_eq!(later, State::Known(Decimal::ZERO), "what is invoiced in 2020 is paid in 2021");
    let never = state(&of("paid-never", line, "number,date,amount\n"));
    assert_eq!(never, State::missing("aucun règlement daté dans la période", "no dated payment in the period"));
}

#[test]
fn a_part_leads_to_its_invoice_and_its_payment() {
    let report = review(&paid("paid-trace", INVOICES, PAYMENTS));
    let figure = report.figure(metric::REVENUE, 2020).expect("a figure");
    let rows: Vec<String> =
        figure.explain().rows.iter().map(|row| format!("{} {} {} {}", row.origin(), row.date, row.label, row.amount())).collect();
    assert_eq!(
        rows,
        [
            "invoices.csv:2 2020-12-10 F-1 · A · payments.csv:2 2359.55",
            "invoices.csv:3 2020-12-10 F-1 · A · payments.csv:2 112.36",
            "invoices.csv:5 2020-12-11 F-2 · B · payments.csv:4 1000",
            "invoices.csv:6 2020-12-12 F-3 · C · payments.csv:5 300",
            "invoices.csv:7 2020-12-13 F-4 · D · payments.csv:6 1000",
        ]
    );
    let quarter =
        report.quarters(2021, [metric::REVENUE]).expect("quarters").figure_of(metric::REVENUE, "2021-Q1").expect("a figure");
    assert_eq!(quarter.value().state.value(), Some(decimal("4361.42")));
}

#[test]
fn a_row_of_many_payments_is_one_row() {
    let payments = "number,date,amount\nF-1,2020-12-01,100\nF-1,2020-12-02,100\nF-1,2020-12-03,100\n";
    let report = review(&paid("paid-rows", "number,issued,client,net,vat,billing\nF-1,2020-11-01,A,1000,200,fixed\n", payments));
    let figure = report.figure(metric::REVENUE, 2020).expect("a figure");
    // 1 000 × 300 ÷ 1 200; the parts are 83.33, 83.34 and 83.33.
    assert_eq!(figure.value().state.value(), Some(decimal("250")));
    assert_eq!((figure.value().rows, figure.explain().rows.len()), (1, 3));
}

#[test]
fn the_rest_counts_on_the_day_of_full_payment() {
    // 1 200 asked for, 300 listed, said to be paid on 2021-03-01; A-1 takes 240 off G-1, whose 960 settle it in 2021.
    let invoices = "\
number,issued,client,net,vat,billing,paid,type,refers to
F-1,2020-11-01,A,1000,200,fixed,2021-03-01,,
G-1,2020-11-01,A,1000,200,fixed,,,
A-1,2020-12-01,A,-200,-40,fixed,,credit_note,G-1
";
    let payments = "number,date,amount\nF-1,2020-12-01,300\nG-1,2020-12-15,480\nG-1,2021-01-15,480\n";
    let report = review(&paid("paid-rest", invoices, payments));
    assert_eq!(known(&report, metric::REVENUE, 2020), decimal("650"), "250 + 400");
    assert_eq!(known(&report, metric::REVENUE, 2021), decimal("1150"), "750 + 600 − 200");
    assert!(report.notes().iter().all(|note| note.code != "unpaid"));
}

#[test]
fn a_payment_of_an_invoice_without_vat_is_told() {
    let report = review(&paid(
        "paid-no-vat",
        "number,issued,client,net,vat,billing,paid\nF-1,2020-11-01,A,1000,,fixed,\nF-2,2020-11-01,A,50,10,fixed,2020-11-30\n",
        "number,date,amount\nF-1,2020-12-01,600\n",
    ));
    assert_eq!(known(&report, metric::REVENUE, 2020), decimal("50"));
    let note = report.notes().iter().find(|note| note.code == "payment_without_vat").expect("a note");
    assert!(
        EN.text(&note.text).starts_with("1 invoice(s) with listed payments tell neither VAT nor an amount including it, as F-1")
    );
}

#[test]
fn a_deposit_counts_when_it_is_paid_and_its_final_invoice_without_it() {
    // 12 000 asked for, less 3 600 on deposit: the final invoice at the full price of 10 000 counts for 7 000 when its 8 400 are paid.
    let invoices = "\
number,issued,client,net,vat,gross,billing,paid,type,refers to
F-1,2020-06-01,A,3000,600,3600,fixed,2020-07-01,deposit,
F-2,2021-04-10,A,4000,800,4800,fixed,2021-05-01,,F-1
F-2,2021-04-10,A,6000,1200,3600,rebilled,2021-05-01,,F-1
";
    let listed = "number,date,amount\nF-1,2020-07-01,3600\nF-2,2021-05-01,4200\nF-2,2021-06-01,4200\n";
    for (name, payments) in [("stated", "number,date,amount\nF-9,2020-07-01,1\n"), ("listed", listed)] {
        let report = review(&paid(&format!("paid-deposit-{name}"), invoices, payments));
        assert_eq!(known(&report, metric::REVENUE, 2020), decimal("3000"), "{name}");
        assert_eq!(known(&report, metric::REVENUE, 2021), decimal("7000"), "{name}");
        // 6 000 × 7 000 ÷ 10 000.
        assert_eq!(known(&report, metric::REVENUE_REBILLED, 2021), decimal("4200"), "{name}");
    }
}
