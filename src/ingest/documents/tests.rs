use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::books::{Books, Chunk, Reason, Rejected, Source};
use crate::error::{Error, ErrorKind};
use crate::ingest::settings::read_settings;
use crate::model::{Billing, Days, Document, Expense, InvoiceLine, LedgerEntry, Money, Payment, Settings, Status, TimeEntry};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn euros(whole: i64) -> Money {
    Money::from_mantissa(whole * 10_000).unwrap_or_default()
}

fn invoice(number: &str, net: i64) -> InvoiceLine<'_> {
    InvoiceLine::new(number, day("2020-01-31"), "Client A", euros(net))
}

fn credit<'a>(number: &'a str, net: i64, refers_to: &'a str) -> InvoiceLine<'a> {
    let mut line = invoice(number, net);
    line.document = Document::CreditNote;
    line.refers_to = refers_to;
    line
}

fn cancelled(number: &str, net: i64) -> InvoiceLine<'_> {
    let mut line = invoice(number, net);
    line.status = Status::Cancelled;
    line
}

/// Files of invoice lines, the first at line 2 of each.
fn builder(settings: &str, files: &[(&str, &[InvoiceLine<'_>])]) -> BooksBuilder {
    let settings = read_settings("bilan.toml", settings);
    assert!(settings.is_ok(), "{settings:?}");
    let mut builder = BooksBuilder::new(settings.unwrap_or_default());
    for (path, lines) in files {
        let mut chunk = Chunk::default();
        for (line, row) in (2..).zip(*lines) {
            chunk.invoice_line(line, row);
        }
        builder.add(Source::new(*path, "invoices-csv"), chunk);
    }
    builder
}

fn settled(mut builder: BooksBuilder) -> Books {
    settle(&mut builder, &Rates::default());
    let books = builder.finish();
    for source in books.sources() {
        assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected, "{source:?}");
    }
    let used: u64 = books.sources().iter().map(|source| source.used).sum();
    let held = books.invoice_lines().len() + books.time_entries().len() + books.ledger_entries().len() + books.expenses().len();
    let held = held + books.bank_entries().len();
    assert_eq!(used, (held + books.payments().len()) as u64);
    let rejected: u64 = books.sources().iter().map(|source| source.rejected).sum();
    assert_eq!(rejected, books.rejected().len() as u64);
    books
}

fn nets(books: &Books) -> Vec<String> {
    books.invoice_lines().iter().map(|row| format!("{} {}", row.value().number, row.value().net)).collect()
}

fn asides(books: &Books) -> Vec<(String, Reason, Vec<u32>)> {
    let of = |source: &Source| {
        let path = source.path.clone();
        source.set_aside.clone().into_iter().map(move |(reason, aside)| (path.clone(), reason, aside.lines)).collect::<Vec<_>>()
    };
    books.sources().iter().flat_map(of).collect()
}

fn errors(books: &Books) -> Vec<String> {
    books.errors().iter().map(ToString::to_string).collect()
}

#[test]
fn one_bad_line_rejects_its_whole_document_in_its_file_only() {
    let mut builder =
        builder("", &[("a.csv", &[invoice("F-1", 1), invoice("F-2", 2), invoice("F-1", 3)]), ("b.csv", &[invoice("F-1", 9)])]);
    let bad = Rejected::new(Table::Invoices, 0, 5, None);
    builder.reject(bad, Some("F-1"), [Error::new(ErrorKind::Value, "wrong")]);
    let books = settled(builder);
    assert_eq!(nets(&books), ["F-2 2", "F-1 9"]);
    let rejected: Vec<_> = books.rejected().iter().map(|rejected| (rejected.line, rejected.date)).collect();
    assert_eq!(rejected, [(2, Some(day("2020-01-31"))), (4, Some(day("2020-01-31"))), (5, None)]);
}

#[test]
fn a_credit_note_reduces_whichever_sign_it_is_written_with() {
    let mut positive = credit("A-1", 300, "F-1");
    positive.days = Days::from_mantissa(2_000_000);
    positive.vat = Some(euros(60));
    let lines = [invoice("F-1", 1000), positive, credit("A-1", -100, "F-1"), credit("A-2", -50, "F-1"), credit("A-2", 20, "F-1")];
    let books = settled(builder("", &[("a.csv", &lines)]));
    assert_eq!(nets(&books), ["F-1 1000", "A-1 -300", "A-1 100", "A-2 -50", "A-2 20"]);
    let note = books.invoice_lines().get(1);
    let note = note.as_ref().map(|row| row.value());
    assert_eq!(note.map(|note| (note.days, note.vat)), Some((Days::from_mantissa(-2_000_000), Some(euros(-60)))));
}

#[test]
fn a_negative_line_counts_as_the_work_it_credits() {
    let mut time = invoice("F-1", 1000);
    (time.billing, time.description) = (Billing::Time, "conseil");
    let mut fixed = invoice("F-1", 500);
    (fixed.billing, fixed.description) = (Billing::Fixed, "forfait");
    let mut by_description = credit("A-1", -500, "F-1");
    by_description.description = "forfait";
    let mut unclear = credit("A-2", -10, "F-1");
    unclear.description = "geste";
    let mut rebilled = invoice("F-2", 80);
    rebilled.billing = Billing::Rebilled;
    let books = settled(builder("", &[("a.csv", &[time, fixed, rebilled, by_description, unclear, credit("A-3", -80, "F-2")])]));
    let billing: Vec<Billing> = books.invoice_lines().iter().map(|row| row.value().billing).skip(3).collect();
    assert_eq!(billing, [Billing::Fixed, Billing::Unclassified, Billing::Rebilled]);
}

#[test]
fn a_cancelled_invoice_counts_only_with_its_credit_note() {
    let lines = [
        cancelled("F-1", 100),
        cancelled("F-2", 200),
        credit("A-2", -200, "F-2"),
        cancelled("F-3", 300),
        credit("A-3", 300, ""),
        invoice("F-4", 400),
    ];
    let books = settled(builder("", &[("a.csv", &lines)]));
    assert_eq!(nets(&books), ["F-2 200", "A-2 -200", "F-3 300", "A-3 -300", "F-4 400"]);
    assert_eq!(asides(&books), [("a.csv".to_owned(), Reason::CancelledWithoutCreditNote, vec![2])]);
}

#[test]
fn the_same_document_in_another_file_is_set_aside_and_its_payment_kept() {
    let mut paid = invoice("F-1", 100);
    paid.paid = Some(day("2020-03-01"));
    let mut shouted = invoice("F-2", 200);
    shouted.client = "CLIENT A";
    let books = settled(builder(
        "",
        &[("a.csv", &[invoice("F-1", 100), invoice("F-2", 200)]), ("b.csv", &[shouted, paid, invoice("F-3", 3)])],
    ));
    assert_eq!(nets(&books), ["F-1 100", "F-2 200", "F-3 3"]);
    assert_eq!(books.invoice_lines().get(0).and_then(|row| row.value().paid), Some(day("2020-03-01")));
    let expected = [("a.csv:2", 3), ("a.csv:3", 2)]
        .map(|(place, line)| ("b.csv".to_owned(), Reason::Duplicate(place.to_owned()), vec![line]));
    assert_eq!(asides(&books), expected);
}

#[test]
fn equal_lines_of_one_file_all_count() {
    let books = settled(builder("", &[("a.csv", &[invoice("F-1", 100), invoice("F-1", 100)])]));
    assert_eq!(nets(&books).len(), 2);
}

#[test]
fn one_number_with_two_contents_is_a_conflict_unless_a_mapping_settles_it() {
    let files: [(&str, &[InvoiceLine<'_>]); 2] =
        [("a.csv", &[invoice("F-1", 100), invoice("F-2", 7)]), ("b.csv", &[invoice("F-1", 90)])];
    let books = settled(builder("", &files));
    assert_eq!(
        errors(&books),
        ["b.csv:2: number: \"F-1\" is another document in a.csv:2: net 100 there, 90 here; one number is one document"]
    );
    let block = books.errors().iter().next().and_then(Error::block).unwrap_or_default().to_owned();
    assert_eq!(block, "[[mapping]]\nfile = \"b.csv\"\nreplaces = \"a.csv\"\n");
    assert_eq!(nets(&books), ["F-2 7"]);
    assert_eq!(books.rejected().len(), 2);
    let books = settled(builder(&block, &files));
    assert!(books.errors().is_empty());
    assert_eq!(nets(&books), ["F-2 7", "F-1 90"]);
    assert_eq!(asides(&books), [("a.csv".to_owned(), Reason::Replaced("b.csv".to_owned()), vec![2])]);
}

#[test]
fn the_only_currency_is_that_of_the_books() {
    let mut euro = invoice("F-1", 100);
    euro.currency = "€";
    let mut code = invoice("F-2", 100);
    code.currency = "eur";
    let books = settled(builder("", &[("a.csv", &[euro, code, invoice("F-3", 1)])]));
    assert_eq!(books.settings().business.currency.as_deref(), Some("EUR"));
    assert_eq!(nets(&books).len(), 3);
    assert!(books.errors().is_empty());
}

#[test]
fn another_currency_is_rejected_and_several_are_asked_about() {
    let mut euro = invoice("F-1", 100);
    euro.currency = "EUR";
    let mut dollar = invoice("F-2", 100);
    dollar.currency = "USD";
    let files: [(&str, &[InvoiceLine<'_>]); 1] = [("a.csv", &[euro, dollar, invoice("F-2", 5), invoice("F-3", 7)])];
    let said = settled(builder("[business]\ncurrency = \"EUR\"\n", &files));
    assert_eq!(
        errors(&said),
        [
            "a.csv:3: currency: \"USD\" is not the currency of the books, EUR; put eurofxref-hist.zip of the European Central Bank in the folder to convert it, or write the amount in EUR"
        ]
    );
    assert_eq!(nets(&said), ["F-1 100", "F-3 7"]);
    let asked = settled(builder("", &files));
    assert_eq!(
        errors(&asked),
        ["currency: the books are in several currencies, EUR (a.csv:2), USD (a.csv:3); say in bilan.toml which one is theirs"]
    );
    assert_eq!(nets(&asked), ["F-3 7"]);
}

#[test]
fn payments_that_reach_the_total_give_the_day_of_the_last() {
    let mut gross = invoice("F-1", 100);
    gross.gross = Some(euros(120));
    let mut vat = invoice("F-2", 100);
    vat.vat = Some(euros(20));
    let mut builder = builder("", &[("a.csv", &[gross, vat, invoice("F-3", 100)])]);
    let source = builder.source(Source::new("payments.csv", "payments-csv"));
    let payments = [("F-1", "2020-03-01", 70), ("F-1", "2020-02-01", 50), ("F-2", "2020-02-01", 119), ("F-3", "2020-02-01", 500)];
    for (line, (number, on, amount)) in (2..).zip(payments) {
        builder.payment(source, line, Payment::new(number, day(on), euros(amount)));
    }
    let books = settled(builder);
    let paid: Vec<_> = books.invoice_lines().iter().map(|row| row.value().paid).collect();
    assert_eq!(paid, [Some(day("2020-03-01")), None, None]);
}

#[test]
fn a_credit_note_lowers_what_payments_must_reach() {
    let with_vat = |mut line: InvoiceLine<'static>, vat: i64| {
        line.vat = Some(euros(vat));
        line
    };
    let rows = [with_vat(invoice("F-1", 100), 20), with_vat(credit("A-1", -20, "F-1"), -4)];
    let paid = |amount| {
        let mut builder = builder("", &[("a.csv", &rows)]);
        let source = builder.source(Source::new("payments.csv", "payments-csv"));
        builder.payment(source, 2, Payment::new("F-1", day("2020-03-01"), euros(amount)));
        settled(builder).invoice_lines().get(0).and_then(|row| row.value().paid)
    };
    assert_eq!(paid(96), Some(day("2020-03-01")));
    assert_eq!(paid(95), None);
}

fn times(files: &[(&str, &[(&str, i64)])]) -> Books {
    let mut builder = BooksBuilder::new(Settings::default());
    for (path, rows) in files {
        let mut chunk = Chunk::default();
        for (line, (on, days)) in (2..).zip(*rows) {
            let mut row = TimeEntry::new(day(on), "Client A");
            row.days = Days::from_mantissa(days * 1_000_000);
            chunk.time_entry(line, &row);
        }
        builder.add(Source::new(*path, "timesheets-csv"), chunk);
    }
    settled(builder)
}

#[test]
fn of_rows_in_two_overlapping_timesheets_the_larger_number_counts() {
    let (a, b) = (("2020-01-01", 1), ("2020-01-02", 1));
    let books = times(&[("1st.csv", &[a, a, b]), ("2nd.csv", &[a, a, a, ("2020-01-03", 1)])]);
    assert_eq!(books.time_entries().len(), 3 + 2);
    assert_eq!(asides(&books), [("2nd.csv".to_owned(), Reason::Duplicate("1st.csv".to_owned()), vec![2, 3])]);
    let alone = times(&[("1st.csv", &[a, a, a])]);
    assert_eq!(alone.time_entries().len(), 3);
}

#[test]
fn parts_of_a_split_file_are_one_file() {
    let a = ("2020-01-01", 1);
    assert_eq!(times(&[("fec_1.csv", &[a]), ("fec_2.csv", &[a])]).time_entries().len(), 2);
    assert_eq!(times(&[("fec_2019.csv", &[a]), ("fec_2020.csv", &[a])]).time_entries().len(), 1);
}

fn ledger(entries: &[(&str, &str, &str)]) -> Books {
    let mut builder = BooksBuilder::new(Settings::default());
    let mut chunk = Chunk::default();
    for (line, (on, journal, account)) in (2..).zip(entries) {
        let mut row = LedgerEntry::new(day(on), account, euros(1));
        row.journal = journal;
        chunk.ledger_entry(line, &row);
    }
    builder.add(Source::new("fec.txt", "fec"), chunk);
    settled(builder)
}

fn year(books: &Books, year: i32) -> Option<(String, NaiveDate, NaiveDate)> {
    let period = books.settings().fiscal_years.as_ref()?.year(year)?;
    Some((period.label.clone(), period.start, period.end))
}

#[test]
fn a_fec_tells_country_currency_language_and_form() {
    let books = ledger(&[("2020-06-01", "OD", "695000")]);
    let business = &books.settings().business;
    assert_eq!(
        (business.country.as_deref(), business.currency.as_deref(), business.language.as_deref()),
        (Some("FR"), Some("EUR"), Some("fr"))
    );
    assert_eq!(business.form, Some(crate::model::LegalForm::CompanyIs));
    assert_eq!(books.settings().fiscal_years, None);
}

#[test]
fn fiscal_years_start_where_the_ledger_is_opened() {
    let books = ledger(&[
        ("2020-09-01", "AN", "512000"),
        ("2020-10-01", "AN", "512000"),
        ("2021-08-31", "VE", "706000"),
        ("2021-09-01", "ano", "411000"),
        ("2021-12-01", "VE", "706000"),
    ]);
    assert_eq!(year(&books, 2021), Some(("2020/21".to_owned(), day("2020-09-01"), day("2021-08-31"))));
}

#[test]
fn a_long_first_year_is_told_by_the_opening_of_the_second() {
    let books = ledger(&[("2016-12-05", "VE", "706000"), ("2017-12-31", "VE", "706000"), ("2018-01-01", "AN", "512000")]);
    assert_eq!(year(&books, 2017), Some(("2017".to_owned(), day("2016-12-01"), day("2017-12-31"))));
    assert_eq!(year(&books, 2018), Some(("2018".to_owned(), day("2018-01-01"), day("2018-12-31"))));
}

#[test]
fn a_fec_without_an_opening_that_crosses_the_turn_of_the_year_ends_its_year() {
    let books = ledger(&[("2020-07-04", "VE", "706000"), ("2021-06-30", "VE", "706000")]);
    assert_eq!(year(&books, 2021), Some(("2020/21".to_owned(), day("2020-07-01"), day("2021-06-30"))));
}

#[test]
fn expenses_in_another_currency_are_rejected_and_the_others_left_alone() {
    let settings = read_settings("bilan.toml", "[business]\ncurrency = \"EUR\"\n").unwrap_or_default();
    let mut builder = BooksBuilder::new(settings);
    let mut chunk = Chunk::default();
    let mut dollar = Expense::new(day("2020-01-01"), euros(1));
    dollar.currency = "USD";
    chunk.expense(2, &dollar);
    chunk.expense(3, &Expense::new(day("2020-01-01"), euros(2)));
    builder.add(Source::new("e.csv", "expenses-csv"), chunk);
    let books = settled(builder);
    assert_eq!((books.expenses().len(), books.rejected().len(), books.errors().len()), (1, 1, 1));
}

prop_compose! {
    fn any_line()(number in 0..4_usize, net in -3..4_i64, kind in 0..4_u8, refers in 0..5_usize, dollars in 0..12_u8) -> InvoiceLine<'static> {
        const NUMBERS: [&str; 5] = ["F-1", "F-2", "F-3", "F-4", ""];
        let at = |index: usize| NUMBERS.get(index).copied().unwrap_or_default();
        let mut line = InvoiceLine::new(at(number), day("2020-01-31"), "Client A", euros(net));
        line.refers_to = at(refers);
        line.currency = if dollars == 0 { "USD" } else { "EUR" };
        match kind {
            0 => line.document = Document::CreditNote,
            1 => line.status = Status::Cancelled,
            _ => {}
        }
        line
    }
}

proptest! {
    #[test]
    fn no_row_is_lost_whatever_the_files_hold(
        files in prop::collection::vec(prop::collection::vec(any_line(), 0..6), 1..4),
        bad in prop::collection::vec((0..3_u32, 0..4_usize), 0..3),
    ) {
        let rows: usize = files.iter().map(Vec::len).sum();
        let named: Vec<(String, &[InvoiceLine<'_>])> = files.iter().enumerate().map(|(at, lines)| (format!("{at}.csv"), lines.as_slice())).collect();
        let named: Vec<(&str, &[InvoiceLine<'_>])> = named.iter().map(|(path, lines)| (path.as_str(), *lines)).collect();
        let mut builder = builder("[business]\ncurrency = \"EUR\"\n", &named);
        let mut rejected = 0;
        for (source, number) in bad.into_iter().filter(|(source, _)| (*source as usize) < files.len()) {
            let document = ["F-1", "F-2", "F-3", "F-4"].get(number).copied();
            builder.reject(Rejected::new(Table::Invoices, source, 99, None), document, [Error::new(ErrorKind::Value, "wrong")]);
            rejected += 1;
        }
        let books = settled(builder);
        let total: u64 = books.sources().iter().map(|source| source.rows).sum();
        prop_assert_eq!(total, (rows + rejected) as u64);
    }
}
