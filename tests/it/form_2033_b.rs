//! The lines of form 2033-B, by numbers worked out by hand, and that none of the ledger is lost between them.

use bilan::analysis::{Report, Review, State, form_2033_b, metric};
use bilan::books::Books;
use bilan::locale::{EN, FR};
use bilan::model::LegalForm;
use bilan::render::section;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::book::{Book, decimal};

fn report(books: &Books) -> Report {
    Review::year(2020).of(books).expect("a review")
}

fn state(report: &Report, line: &str, year: i32) -> State {
    let metric = form_2033_b::named(&format!("form_2033_b_{line}")).unwrap_or_else(|| panic!("line {line}"));
    report.figure(metric, year).expect("a figure").value().state
}

fn known(report: &Report, line: &str, year: i32) -> Decimal {
    state(report, line, year).value().unwrap_or_else(|| panic!("line {line} of {year}"))
}

/// Rows of the section: the number of the line, and the newest value.
fn shown(report: &Report) -> Vec<(String, State)> {
    let table = section::FORM_2033_B.of(report);
    let row = |row: &bilan::render::Row| match row.cells.first() {
        Some(bilan::render::Cell::Value(state)) => (row.id.replace("form_2033_b_", ""), state.clone()),
        other => panic!("{other:?}"),
    };
    table.rows.iter().map(row).collect()
}

fn amounts(lines: &[(&str, &str)]) -> Vec<(String, State)> {
    lines.iter().map(|(line, amount)| ((*line).to_owned(), State::Known(decimal(amount)))).collect()
}

/// The costs of a year of `tests/it/sample`: rent 12 × 320, servers 12 × 64.35, telephone 12 × 49.90, bank 12 × 12.50, accountant 4 × 465, insurance 684.12, supplies
/// 4 × 38.75, conference 290: 8 350.12. Train tickets of 2020: 12 × 61.20 + 642 × 1.37 = 1 613.94, of 2017: 12 × 61.20 + 537 × 1.37 = 1 470.09. The local tax is 512.
/// What is left of the expenses, 138 000 − 588.89 − 9 412 in 2020 and 100 000 − 23 529 in 2017, goes to the owner: 69 % as salary, cut to the cent, and the rest as charges.
#[test]
fn the_form_of_the_sample() {
    let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/ledger")).expect("the ledger");
    let report = report(&books);
    let of_2020 = [
        ("218", "138000"),
        ("232", "138000"),
        // 8 350.12 + 1 613.94
        ("242", "9964.06"),
        ("244", "512"),
        // 127 999.11 − 9 964.06 − 512 = 117 523.05, × 69 % = 81 090.9045
        ("250", "81090.90"),
        ("252", "36432.15"),
        // 6 000 ÷ 3 × 106 ÷ 360
        ("254", "588.89"),
        // 9 964.06 + 512 + 117 523.05 + 588.89
        ("264", "128588"),
        ("270", "9412"),
        ("306", "1412"),
        ("310", "8000"),
        ("result", "8000"),
    ];
    assert_eq!(shown(&report), amounts(&of_2020));
    // 2017: 8 350.12 + 1 470.09; 76 471 − 9 820.21 − 512 = 66 138.79, × 69 % = 45 635.7651.
    for (line, amount) in [("242", "9820.21"), ("250", "45635.76"), ("252", "20503.03"), ("264", "76471"), ("310", "20000")] {
        assert_eq!(known(&report, line, 2017), decimal(amount), "line {line} of 2017");
    }
    for (year, result) in [(2020, "8000"), (2019, "13500"), (2018, "10000"), (2017, "20000")] {
        assert_eq!(known(&report, "310", year), decimal(result), "{year}");
        assert_eq!(report.figure(metric::RESULT_AFTER_TAX, year).expect("a figure").value().state.value(), Some(decimal(result)));
        assert_eq!(known(&report, "no_line", year), Decimal::ZERO);
    }
}

/// Rebilled expenses (7085) and rebates on services (7096, debit) are part of what services brought: 100 000 + 500 − 1 000.
#[test]
fn rebilled_expenses_and_rebates_stand_with_services() {
    let books = Book::new()
        .settings(|settings| settings.business.form = Some(LegalForm::Ei))
        .entry("2020-06-30", "706000", "-100000")
        .entry("2020-06-30", "708500", "-500")
        .entry("2020-06-30", "709600", "1000")
        .entry("2020-06-30", "622600", "40000")
        .open();
    let report = report(&books);
    assert_eq!(known(&report, "218", 2020), decimal("99500"));
    let figure = report.figure(form_2033_b::named("form_2033_b_218").expect("a line"), 2020).expect("a figure");
    let rows: Vec<Decimal> = figure.rows().iter().map(|row| row.amount()).collect();
    assert_eq!(rows, [decimal("100000"), decimal("500"), decimal("-1000")]);
    let expected = [
        ("218", "99500"),
        ("232", "99500"),
        ("242", "40000"),
        ("264", "40000"),
        ("270", "59500"),
        ("310", "59500"),
        ("result", "59500"),
    ];
    assert_eq!(shown(&report), amounts(&expected));
}

/// 6033 is no account of the general chart, 681 none to post on and 7093 one that the form has no line for: 310 is 1 000 − 400 − 60 without them (6811 stands on 254), the
/// ledger 1 000 − 400 − 60 − 30 − 7 − 20.
#[test]
fn an_account_on_no_line_is_shown_by_itself() {
    let books = Book::new()
        .entry("2020-06-30", "706000", "-1000")
        .entry("2020-06-30", "709300", "20")
        .entry("2020-06-30", "622600", "400")
        .entry("2020-06-30", "6033", "25")
        .entry("2020-06-30", "603310", "5")
        .entry("2020-06-30", "681", "7")
        .entry("2020-06-30", "6811", "60")
        .open();
    let report = report(&books);
    let shown = shown(&report);
    let last: Vec<_> = shown.iter().skip_while(|(line, _)| line != "310").cloned().collect();
    let expected = [
        ("310", "540"),
        ("no_line_6033", "-25"),
        ("no_line_603310", "-5"),
        ("no_line_681", "-7"),
        ("no_line_709300", "-20"),
        ("result", "483"),
    ];
    assert_eq!(last, amounts(&expected));
    assert_eq!(known(&report, "no_line", 2020), decimal("-57"));
    let text = section::FORM_2033_B.of(&report).to_terminal(&FR);
    assert!(text.contains("Sur aucune ligne : 709300"), "{text}");
}

/// A charge of 655 is financial although 65 is not, and line 262 does not count it again.
#[test]
fn the_longer_beginning_wins() {
    let books = Book::new().entry("2020-06-30", "655000", "70").entry("2020-06-30", "658000", "3").open();
    let report = report(&books);
    assert_eq!((known(&report, "294", 2020), known(&report, "262", 2020)), (decimal("70"), decimal("3")));
    assert_eq!(known(&report, "310", 2020), decimal("-73"));
}

#[test]
fn a_year_without_a_ledger_has_no_form_and_says_why() {
    let books = Book::new()
        .entry("2020-06-30", "706000", "-1000")
        .entry("2020-06-30", "622600", "400")
        .entry("2019-06-30", "706000", "-1000")
        .invoice(&crate::book::time_line("1", "2018-06-30", "A", "100", "1"))
        .open();
    let report = report(&books);
    let why = |line: &str, year: i32| match state(&report, line, year) {
        State::Missing(why) => why.en.into_owned(),
        other => panic!("{line} of {year}: {other:?}"),
    };
    assert_eq!(why("218", 2018), "no ledger entry in this fiscal year");
    assert!(why("242", 2019).contains("no expense (class 6)"), "{}", why("242", 2019));
    assert_eq!(why("310", 2019), why("242", 2019));
    assert_eq!(known(&report, "232", 2019), decimal("1000"), "income is known without expenses");
    let screen = report.to_screen(&EN, None, bilan::render::Notes::None, &[section::FORM_2033_B]).out;
    let why = "- 218 Services sold, 232 Total operating income, 270 Operating result, 310 Profit or loss (2018): no ledger entry in this fiscal year";
    assert!(screen.contains(why), "{screen}");
}

#[test]
fn another_country_has_another_form() {
    let books = Book::new()
        .settings(|settings| settings.business.country = Some("BE".to_owned()))
        .entry("2020-06-30", "706000", "-1000")
        .open();
    let shown = shown(&report(&books));
    let [(line, State::Missing(why))] = shown.as_slice() else { panic!("{shown:?}") };
    assert_eq!(line, "result");
    assert!(why.fr.contains("français") && why.en.contains("French"), "{why:?}");
}

/// A profit of 60 000 − 27 300 whose tax nobody has posted is one before tax; the year before posted 3 990, and a loss owes none.
#[test]
fn a_tax_that_is_not_posted_is_not_0() {
    let book = Book::new().settings(|settings| settings.business.form = Some(LegalForm::CompanyIs));
    let books = book
        .entry("2018-06-30", "706000", "-1000")
        .entry("2018-06-30", "622600", "1500")
        .entry("2019-06-30", "706000", "-50000")
        .entry("2019-06-30", "622600", "23320")
        .entry("2019-12-31", "695000", "3990")
        .entry("2020-06-30", "706000", "-60000")
        .entry("2020-06-30", "622600", "27300")
        .open();
    let report = report(&books);
    let State::Missing(why) = state(&report, "306", 2020) else { panic!("{:?}", state(&report, "306", 2020)) };
    assert!(why.fr.contains("aucun impôt sur les sociétés (695)") && why.en.contains("line 310 is before tax"), "{why:?}");
    assert_eq!(known(&report, "310", 2020), decimal("32700"));
    assert_eq!((known(&report, "306", 2019), known(&report, "310", 2019)), (decimal("3990"), decimal("22690")));
    assert_eq!((known(&report, "306", 2018), known(&report, "310", 2018)), (decimal("0"), decimal("-500")));
    for (locale, told) in
        [(&EN, "306 Income tax (2020): no corporate tax (695)"), (&FR, "306 Impôt sur les bénéfices (2020) : aucun impôt")]
    {
        let screen =
            report.to_screen(locale, None, bilan::render::Notes::None, &[section::FORM_2033_B]).out.replace('\u{a0}', " ");
        assert!(screen.contains(told), "{screen}");
    }
    let unsaid = Book::new().entry("2020-06-30", "706000", "-60000").entry("2020-06-30", "622600", "27300").open();
    let unsaid = self::report(&unsaid);
    assert!(matches!(state(&unsaid, "306", 2020), State::Missing(_)), "a form that is not said may be taxed");
    let month = report.months(2019, [form_2033_b::named("form_2033_b_306").expect("a line")]).expect("months");
    assert_eq!(month.lines()[0].values[0].state, State::Known(Decimal::ZERO), "nothing in January of a year that posts its tax");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Lines and what stands on none of them are Σ7 − Σ6, added up here without a query.
    #[test]
    fn nothing_of_the_ledger_is_lost(
        entries in prop::collection::vec((prop_oneof![600_u32..800, 6_000_u32..8_000, 60_000_u32..80_000, 400_u32..600], -900_000_i64..900_000), 1..40)
    ) {
        let mut book = Book::new().entry("2020-01-31", "606100", "0.01");
        let mut result = Decimal::new(-1, 2);
        for (account, cents) in &entries {
            let (account, amount) = (account.to_string(), Decimal::new(*cents, 2));
            if account.starts_with(['6', '7']) {
                result -= amount;
            }
            book = book.entry("2020-06-30", &account, &amount.to_string());
        }
        let report = report(&book.open());
        let no_line: Decimal = report
            .accounts_on_no_line()
            .into_iter()
            .map(|account| report.figure(account, 2020).expect("a figure").value().state.value().expect("an amount"))
            .sum();
        prop_assert_eq!(known(&report, "no_line", 2020), no_line);
        prop_assert_eq!(known(&report, "310", 2020) + no_line, result);
        prop_assert_eq!(known(&report, "result", 2020), result);
        let rows: Decimal =
            report.figure(form_2033_b::named("form_2033_b_310").expect("a line"), 2020).expect("a figure").rows().iter().map(|row| row.amount()).sum();
        prop_assert_eq!(rows, result - no_line, "the rows of line 310 add up to it");
    }
}
