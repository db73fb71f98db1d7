//! Promises to users, each with books of a few lines whose figures are worked out by hand.

use bilan::analysis::{Note, Report, Review, metric};
use bilan::locale::{EN, FR};
use bilan::model::{Billing, Document, RevenueBasis};
use bilan::render::Notes;

use crate::book::{Book, day, decimal, line, money, time_line};

fn note<'a>(report: &'a Report, code: &str) -> &'a Note {
    report.notes().iter().find(|note| note.code == code).unwrap_or_else(|| panic!("{code} in {:?}", report.notes()))
}

#[test]
fn a_base_that_mixes_fixed_prices_into_the_day_rate_is_told_too() {
    let report = Review::year(2020)
        .of(&Book::new()
            .invoice(&time_line("1", "2019-05-31", "A", "6500", "10"))
            .invoice(&line("2", "2019-06-30", "A", "6500", Billing::Fixed))
            .invoice(&time_line("3", "2020-05-31", "A", "7150", "10"))
            .open())
        .expect("a review");
    // 2019: 13 000 ÷ 10 = 1 300 as shown, 650 for time; 2020: 715 both. 715 ÷ 1 300 − 1 = −45 %, 715 ÷ 650 − 1 = +10 %.
    let text = &note(&report, "mixed_scope_day_rate").text;
    let expected = "the day rate of 2019 also divides money not earned by the days (fixed price): 1300 as shown, 650 for time alone; change -45% as shown, +10% like for like";
    assert_eq!(EN.text(text), expected);
}

#[test]
fn numbers_and_dates_of_a_note_are_written_as_its_language_does() {
    let books = Book::new()
        .invoice(&time_line("1", "2020-01-31", "A", "1234.50", "2"))
        .invoice(&time_line("2", "2020-06-30", "A", "100", "1"))
        .entry("2020-01-31", "706000", "-1000")
        .open();
    let report = Review::year(2020).of(&books).expect("a review");
    let differs = &note(&report, "revenue_differs_from_ledger").text;
    assert_eq!(FR.text(differs), "CA des factures 1334,50, classe 70 du grand livre 1000 : écart 334,50");
    assert_eq!(EN.text(differs), "revenue of the invoices 1334.50, class 70 of the ledger 1000: difference 334.50");
    let running = &note(&report, "running_year").text;
    assert_eq!(FR.text(running), "exercice en cours au 30/06/2020, il se termine le 31/12/2020");
    assert_eq!(EN.text(running), "running year on 30 Jun 2020, it ends on 31 Dec 2020");
}

#[test]
fn what_counts_after_as_at_is_said() {
    let books = Book::new()
        .invoice(&time_line("1", "2020-01-31", "A", "100", "1"))
        .invoice(&time_line("2", "2020-11-30", "A", "200", "2"))
        .open();
    let later = |report: &Report| report.notes().iter().any(|note| note.code == "rows_after_as_at");
    assert!(later(&Review::year(2020).as_at(day("2020-08-31")).of(&books).expect("a review")));
    assert!(!later(&Review::year(2020).of(&books).expect("a review")));
}

#[test]
fn unpaid_invoices_of_the_paid_basis_are_counted_and_never_called_absent() {
    let mut paid = time_line("1", "2020-01-31", "A", "100", "1");
    paid.paid = Some(day("2020-02-15"));
    let on_payment = || Book::new().settings(|settings| settings.policy.revenue_basis = RevenueBasis::Paid);
    let open = time_line("2", "2020-03-31", "A", "250.40", "2");
    let report = Review::year(2020).of(&on_payment().invoice(&paid).invoice(&open).open()).expect("a review");
    let text = EN.text(&note(&report, "unpaid").text);
    assert!(
        text.starts_with("paid basis: 1 invoice line(s) that are not paid, or not in full, do not count for 250.40 net"),
        "{text}"
    );

    let report = Review::year(2020).metrics([metric::REVENUE]).of(&on_payment().invoice(&open).open()).expect("a review");
    let why = EN.text(&note(&report, "missing").text);
    assert_eq!(why, "Revenue: no invoice paid in this fiscal year (paid basis)");
}

#[test]
fn a_year_the_files_do_not_reach_is_named() {
    let books = Book::new().invoice(&time_line("1", "2020-01-31", "A", "100", "1")).open();
    for review in [Review::year(2020).against(2010), Review::year(2010)] {
        let report = review.of(&books).expect("a review");
        let note = note(&report, "no_data");
        assert_eq!(note.period.as_deref(), Some("2010"));
        assert_eq!(EN.text(&note.text), "nothing in this fiscal year: the files go from 31 Jan 2020 to 31 Jan 2020");
    }
    let first = Review::year(2020).of(&books).expect("a review");
    assert!(first.notes().iter().all(|note| note.code != "no_data"), "the year before the first is no surprise");
}

#[test]
fn why_a_figure_is_missing_is_said_once() {
    let books = Book::new().invoice(&time_line("1", "2020-01-31", "A", "100", "1")).open();
    let report = Review::year(2020).metrics([metric::REVENUE, metric::WORKED_DAYS]).of(&books).expect("a review");
    let said = report.remarks(&EN).into_iter().filter(|remark| remark.contains("no timesheet")).count();
    assert_eq!(said, 1);
}

#[test]
fn figures_of_the_same_rows_share_one_list() {
    let books = Book::new().invoice(&time_line("1", "2020-01-31", "A", "100", "1")).open();
    let report = Review::year(2020).metrics([metric::REVENUE]).of(&books).expect("a review");
    let text = report.figure(metric::REVENUE, 2020).expect("a figure").explain().to_terminal(&EN, "EUR");
    assert_eq!(text.matches("invoices.csv:2").count(), 1, "{text}");
    assert!(text.contains("Revenue (revenue), 2020\n= Invoiced revenue (invoice_revenue), 2020\n"), "{text}");
}

#[test]
fn a_rule_to_paste_stands_on_lines_of_its_own() {
    let mut unclassified = line("1", "2020-01-31", "A", "100", Billing::Unclassified);
    unclassified.description = "Audit\n[[rule]]";
    let report = Review::year(2020).of(&Book::new().invoice(&unclassified).open()).expect("a review");
    let screen = report.to_screen(&EN, None, Notes::Below, &[]).out;
    let rule: Vec<&str> = screen.lines().skip_while(|line| !line.trim().starts_with("[[rule]]")).take(3).collect();
    assert_eq!(
        rule,
        ["    [[rule]]", r#"    match = { description = "Audit\n[[rule]]" }"#, r#"    set = { billing = "fixed" }"#],
        "{screen}"
    );
}

#[test]
fn a_credit_that_lowers_a_price_leaves_the_days_as_invoiced() {
    let mut credit = line("2", "2020-02-28", "A", "-100", Billing::Time);
    credit.document = Document::CreditNote;
    let books = Book::new().invoice(&time_line("1", "2020-01-31", "A", "1000", "2")).invoice(&credit).open();
    let report = Review::year(2020).of(&books).expect("a review");
    let value = |metric| report.figure(metric, 2020).expect("a figure").value().state.value();
    // 2 days as invoiced; (1 000 − 100) ÷ 2.
    assert_eq!(value(metric::BILLED_DAYS), Some(decimal("2")));
    assert_eq!(value(metric::DAY_RATE), Some(decimal("450")));
}

#[test]
fn months_of_one_line_do_not_stand_for_days_another_lacks() {
    let mut long = time_line("1", "2020-03-31", "A", "3000", "6");
    (long.service_start, long.service_end) = (Some(day("2020-01-01")), Some(day("2020-03-31")));
    let lacking = line("2", "2020-04-30", "A", "500", Billing::Time);
    for basis in [RevenueBasis::Invoiced, RevenueBasis::Service] {
        let books =
            Book::new().settings(|settings| settings.policy.revenue_basis = basis).invoice(&long).invoice(&lacking).open();
        let report = Review::year(2020).metrics([metric::BILLED_DAYS]).of(&books).expect("a review");
        let why = EN.text(&note(&report, "missing").text);
        assert_eq!(why, "Billed days: 1 time line(s) without days or hours, and no timesheet");
    }
}

#[test]
fn a_final_invoice_at_the_full_price_does_not_add_its_deposit_again() {
    let document = |number, issued, net, vat, gross| {
        let mut line = line(number, issued, "A", net, Billing::Fixed);
        (line.vat, line.gross) = (Some(money(vat)), Some(money(gross)));
        line
    };
    let mut deposit = document("D", "2019-11-30", "3000", "600", "3600");
    deposit.document = Document::Deposit;
    // 10 000 + 2 000 of VAT less the 3 600 paid before: 8 400 payable, and the price is 10 000. Else 7 000 are left of it.
    for (net, vat, gross) in [("10000", "2000", "8400"), ("7000", "1400", "8400")] {
        let mut balance = document("F", "2020-06-30", net, vat, gross);
        balance.refers_to = "D";
        let books = Book::new().invoice(&deposit).invoice(&balance).open();
        let report = Review::year(2020).of(&books).expect("a review");
        let revenue = report.figure(metric::REVENUE, 2020).expect("a figure").value().state.value();
        assert_eq!(revenue, Some(decimal("10000")), "{net}");
        assert!(report.notes().iter().all(|note| note.code != "deposits_received"), "nothing waits");
    }
}
