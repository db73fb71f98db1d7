//! The workbook: what LibreOffice computes from its rows is what the library says, and text stays text.

mod office;

use bilan::analysis::{Amount, Change, Condition, Distinct, Field, Formula, Metric, MetricRef, Report, Review, State, metric};
use bilan::books::{Books, BooksBuilder, Chunk, Source, Table};
use bilan::locale::{EN, FR, Locale};
use bilan::model::{
    Billing, Document, Expense, LegalForm, MARK, Measure, PartTime, Policy, Settings, Target, TimeEntry, TimeKind, TimeOff,
    Wording,
};
use bilan::render::{Notes, Section, section};
use calamine::Data;
use rust_decimal::Decimal;

use self::office::Cells;
use crate::book::{Book, day, days, decimal, hours, line, money, time_line};
use crate::laws;

struct Case {
    name: String,
    report: Report,
    locale: Locale,
    sections: Vec<&'static Section>,
}

impl Case {
    fn new(name: &str, report: Report) -> Self {
        Self { name: name.to_owned(), report, locale: FR, sections: Vec::new() }
    }

    fn workbook(&self) -> Vec<u8> {
        self.report.to_workbook(&self.locale, Notes::Below, &self.sections).expect("a workbook")
    }
}

fn sample(shape: &str) -> Books {
    Books::open(format!("{}/data/{shape}", env!("CARGO_MANIFEST_DIR"))).expect("the sample")
}

fn everything() -> Review {
    Review::year(2020).metrics(metric::ALL.iter().copied())
}

fn under(books: &Books, review: Review, key: &str, choice: &str) -> Report {
    review.policy(Policy::default().with(key, choice).expect("a policy")).of(books).expect("a review")
}

/// Days and hours, a credit note, names that only an exact comparison tells apart, and accounts that begin with each other.
fn hostile_names() -> Book {
    let mut credit = line("f-1", "2020-06-01", "Client A", "-1000.10", Billing::Time);
    (credit.document, credit.time) = (Document::CreditNote, Some(hours("-3.5")));
    let mut in_hours = line("F-2", "2020-03-01", "client a", "2000.20", Billing::Time);
    in_hours.time = Some(hours("0.1"));
    let mut expense = Expense::new(day("2020-05-01"), money("33.3333"));
    (expense.category, expense.supplier) = ("Income_Tax", "=1+1");
    let mut retainer = line("F-12", "2020-01-15", "Client A", "1200.05", Billing::Fixed);
    (retainer.service_start, retainer.service_end) = (Some(day("2020-10-15")), Some(day("2021-01-14")));
    let mut book = Book::new()
        .invoice(&retainer)
        .invoice(&time_line("F-1", "2020-01-01", "Client A", "7000.01", "10.25"))
        .invoice(&time_line("F-1", "2020-12-31", "Client A", "0.01", "0.000001"))
        .invoice(&in_hours)
        .invoice(&credit)
        .invoice(&line("F-3", "2020-04-01", "Client*", "500", Billing::Fixed))
        .invoice(&line("F-4", "2020-04-01", ">5", "41", Billing::Rebilled))
        .invoice(&line("F-5", "2020-04-01", "=\"A\"", "42", Billing::Disbursement))
        .invoice(&line("F-6", "2020-04-01", "70", "43", Billing::Fixed))
        .invoice(&line("F-7", "2020-04-01", "070", "44", Billing::Fixed))
        .invoice(&time_line("F-8", "2019-12-31", "Client A", "300", "0"))
        .invoice(&line("F-9", "2019-12-31", "L'Étang ~?", "-300", Billing::Fixed))
        .invoice(&time_line("F-10", "2018-12-31", "Client A", "-100", "-2"));
    for (kind, billable) in [(TimeKind::Work, true), (TimeKind::Training, false), (TimeKind::Leave, true)] {
        let mut entry = TimeEntry::new(day("2020-02-03"), "client a");
        (entry.kind, entry.billable, entry.time) = (kind, billable, Some(hours("7.1")));
        book = book.time(&entry);
        (entry.time, entry.days) = (None, Some(days("0.333333")));
        book = book.time(&entry);
    }
    for (account, amount) in [("701000", "-10.1"), ("70", "-20.2"), ("7A", "-3"), ("7a", "-4"), ("0701", "-5"), ("695100", "7")] {
        book = book.entry("2020-02-03", account, amount);
    }
    book.expense("2020-05-01", "6811", "5.5").expense("2019-05-01", "", "15.5").with_expense(&expense)
}

/// Figures whose conditions compare names, and figures of figures that have no value.
fn own_metrics() -> Vec<MetricRef> {
    let of = |id: &'static str, measure, is| Metric::new(id, measure, Wording::made(id, id), is);
    let invoices = |when| Formula::sum(Table::Invoices, Amount::Net, when);
    let ledger = |when| Formula::sum(Table::Ledger, Amount::Credit, when);
    let client = |names: &[&str]| Condition::ALL.and_is(Field::Client, names.iter().copied());
    let account = |prefixes: &[&str]| Condition::ALL.and_is(Field::Account, prefixes.iter().copied());
    let mut own = vec![
        of("client_a", Measure::Money, invoices(client(&["Client A"]))),
        of("client_signs", Measure::Money, invoices(client(&["Client*", ">5", "=\"A\"", "70", "L'Étang ~?"]))),
        of("not_client_a", Measure::Money, invoices(Condition::ALL.and_is_not(Field::Client, ["Client A", "client a"]))),
        of("not_rebilled", Measure::Money, invoices(Condition::ALL.and_is_not(Field::Billing, ["rebilled", "fixed"]))),
        of("no_client", Measure::Money, invoices(client(&[]))),
        of("nested", Measure::Money, ledger(account(&["70", "701", "7"]))),
        of("letters", Measure::Money, ledger(account(&["7A"]))),
        of("two_lists", Measure::Money, ledger(account(&["70", "695"]).and_is(Field::Account, ["7", "6"]))),
        of("no_such_column", Measure::Money, ledger(Condition::ALL.and_is(Field::Task, ["x"]))),
        of("any_column", Measure::Money, ledger(Condition::ALL.and_is_not(Field::Task, ["x"]))),
        of("lines", Measure::Count, Formula::Count { table: Table::Invoices, when: Condition::ALL }),
        of("long_name", Measure::Money, invoices(client(&["é\"".repeat(300).as_str()]))),
        of(
            "worked_rows",
            Measure::Count,
            Formula::Count { table: Table::Timesheets, when: Condition::ALL.and_is(Field::Kind, ["work", "training"]) },
        ),
        of(
            "numbers",
            Measure::Count,
            Formula::Distinct { of: Distinct::InvoiceNumbers, when: Condition::ALL.and_is_not(Field::Client, ["70"]) },
        ),
        of(
            "clients_in_hand",
            Measure::Count,
            Formula::Distinct { of: Distinct::ClientsWithRevenue, when: Condition::ALL.and_is(Field::Billing, ["fixed"]) },
        ),
    ];
    let undefined = of("undefined", Measure::Money, Formula::ratio(metric::REVENUE, own[4].clone()));
    own.push(of("of_undefined", Measure::Money, Formula::difference(undefined.clone(), metric::REVENUE)));
    own.push(of("by_undefined", Measure::Share, Formula::ratio(metric::REVENUE, undefined)));
    own.into_iter().map(MetricRef::from).collect()
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = ["sample", "workbook", "ledger"]
        .map(|shape| Case::new(shape, everything().of(&sample(shape)).expect("a review")))
        .into_iter()
        .collect();
    let default = Review::year(2020).years(2).against(2017).of(&sample("sample")).expect("a review");
    cases.push(Case { locale: EN, sections: section::ALL.to_vec(), ..Case::new("sections", default) });

    let settings = || {
        let mut settings = Settings::default();
        settings.business.country = Some("FR".into());
        settings.business.currency = Some("EUR".into());
        settings.time.part_time = PartTime::share(decimal("0.8"));
        settings.time.leave_days = TimeOff::every_year(decimal("12.5"));
        settings.targets.insert(2020, Target::new(decimal("700.5"), decimal("0.8")));
        settings
    };
    let policies = [
        ("revenue_basis", "invoiced"),
        ("revenue_basis", "service"),
        ("revenue_basis", "paid"),
        ("fixed_price_days", "equivalent"),
        ("billed_days", "timesheets"),
        ("revenue_source", "ledger"),
    ];
    for (number, (books, (key, choice))) in laws::generated(&settings(), 6).iter().zip(policies.iter().cycle()).enumerate() {
        cases.push(Case::new(&format!("generated-{number}-{choice}"), under(books, everything().years(3), key, choice)));
    }

    let own = |book: Book| {
        Review::year(2020).metrics(metric::ALL.iter().map(|m| MetricRef::from(*m)).chain(own_metrics())).of(&book.open())
    };
    cases.push(Case::new("names", own(hostile_names()).expect("a review")));
    let pass_through = hostile_names().settings(|s| s.business.form = Some(LegalForm::Ei));
    cases.push(Case { locale: EN, ..Case::new("pass-through", own(pass_through).expect("a review")) });
    for (name, form) in [("micro", LegalForm::Micro), ("company", LegalForm::CompanyIs)] {
        let books = Book::new()
            .settings(|s| s.business.form = Some(form))
            .invoice(&time_line("F-1", "2020-02-01", "A", "70000", "100"))
            .invoice(&time_line("F-2", "2019-02-01", "A", "50000.01", "80"))
            .expense("2020-02-01", "6226", "10000")
            .expense("2019-02-01", "6226", "10000.02");
        cases.push(Case::new(name, own(books).expect("a review")));
    }
    let unclassified = hostile_names().invoice(&line("F-11", "2020-07-01", "B", "900", Billing::Unclassified));
    cases.push(Case::new("unclassified", own(unclassified).expect("a review")));
    let service = Policy::default().with("revenue_basis", "service").expect("a policy");
    let declared = hostile_names().invoice(&line("F-11", "2020-07-01", "B", "900", Billing::Unclassified)).settings(|s| {
        s.declared.insert(2020, declared("revenue_time", "8000.5"));
        s.declared.insert(2018, declared("result_after_tax", "-1.5"));
    });
    cases.push(Case::new("declared", own(declared).expect("a review")));
    let year = Review::year(2020).policy(service).of(&hostile_names().open()).expect("a review");
    let months = [metric::REVENUE, metric::BILLED_DAYS, metric::DAY_RATE, metric::CLIENTS, metric::TOP_CLIENT_SHARE];
    cases.push(Case::new("months", year.months(2020, months).expect("months")));
    cases
}

fn declared(metric: &str, value: &str) -> bilan::model::Declared {
    let mut declared = bilan::model::Declared::default();
    declared.values.insert(metric.to_owned(), decimal(value));
    declared
}

/// Equal to nine digits: LibreOffice writes fifteen, and a change of a quotient has lost some.
fn is_near(found: &Data, expected: Decimal) -> bool {
    let Data::Float(found) = found else { return false };
    let found = Decimal::try_from(*found).expect("a decimal");
    (found - expected).abs() <= decimal("0.000000001") * expected.abs().max(Decimal::ONE)
}

fn holds(found: &Data, state: &State) -> bool {
    match state {
        State::Known(value) => is_near(found, *value),
        State::Missing(_) => *found == Data::String("–".into()),
        _ => *found == Data::String("n.a.".into()),
    }
}

fn change_holds(found: &Data, change: &Change) -> bool {
    match change {
        Change::Relative { share, .. } => is_near(found, *share),
        Change::Points { points } => is_near(found, points * Decimal::ONE_HUNDRED),
        Change::Missing => *found == Data::String("–".into()),
        Change::ZeroBase { .. } => *found == Data::String("n.a.".into()),
        _ => *found == Data::String("ns".into()),
    }
}

/// Every cell of the review in these cells of the workbook.
fn assert_review(name: &str, cells: &Cells, report: &Report) {
    let sheet = &cells.sheets[0];
    let shown = report.periods().len() as u32;
    for (row, line) in (4..).zip(report.lines()) {
        for (column, value) in (1..).zip(&line.values) {
            let found = cells.at(sheet, (row, column));
            assert!(holds(&found, &value.state), "{name}: {} {column}: {found:?} for {:?}", line.metric, value.state);
        }
        if report.against().is_some() {
            let found = cells.at(sheet, (row, 1 + shown));
            assert!(change_holds(&found, &line.change), "{name}: change of {}: {found:?} for {:?}", line.metric, line.change);
        }
    }
}

#[test]
fn libreoffice_computes_what_the_library_says_in_every_cell() {
    let cases = cases();
    let written: Vec<Vec<u8>> = cases.iter().map(Case::workbook).collect();
    for (case, workbook) in cases.iter().zip(&written) {
        assert_review(&case.name, &Cells::of(workbook), &case.report);
    }
    let stale = cases
        .iter()
        .zip(&written)
        .map(|(case, workbook)| (case.name.clone(), office::changed(workbook, |_, sheet| office::stale(&sheet))));
    let Some(computed) = office::computed("xlsx-computed", &stale.collect::<Vec<_>>()) else { return };
    for ((case, workbook), computed) in cases.iter().zip(&written).zip(&computed) {
        let (before, after) = (Cells::of(workbook), Cells::of(computed));
        assert_review(&case.name, &after, &case.report);
        let formulas = office::formulas(workbook);
        assert!(formulas.len() > 20, "{}: {} formulas", case.name, formulas.len());
        for (sheet, at, formula) in formulas {
            let (said, found) = (before.at(&sheet, at), after.at(&sheet, at));
            let is_same = match said {
                Data::Float(said) => is_near(&found, Decimal::try_from(said).expect("a decimal")),
                _ => said == found,
            };
            assert!(is_same, "{}: {sheet} {at:?} ={formula}: {found:?} for {said:?}", case.name);
        }
    }
}

/// A cell by its name, holding another value.
fn with_cell(sheet: &str, cell: &str, content: &str) -> String {
    let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("no cell {cell}"));
    let end = start + sheet[start..].find("</c>").expect("an end") + 4;
    format!("{}<c r=\"{cell}\"{content}</c>{}", &sheet[..start], &sheet[end..])
}

#[test]
fn a_row_that_is_changed_changes_the_figures() {
    let book = |net: &str, billing: Billing, issued: &str, leave: &str, part_time: &str| {
        let books = Book::new()
            .settings(|s| {
                s.business.form = Some(LegalForm::Ei);
                s.time.leave_days = TimeOff::every_year(decimal(leave));
                s.time.part_time = PartTime::share(decimal(part_time));
            })
            .invoice(&time_line("F-1", "2020-02-01", "A", "7000", "10"))
            .invoice(&line("F-2", "2020-03-01", "B", net, Billing::Fixed))
            .invoice(&line("F-3", "2020-04-01", "A", "90", billing))
            .invoice(&line("F-4", issued, "C", "11", Billing::Fixed))
            .invoice(&time_line("F-5", "2019-02-01", "A", "5000", "8"))
            .expense("2020-01-01", "6226", "100")
            .expense("2019-01-01", "6226", "100")
            .open();
        everything().years(2).of(&books).expect("a review")
    };
    let before = book("5000", Billing::Fixed, "2020-05-01", "25", "1");
    let after = book("6500", Billing::Disbursement, "2019-05-01", "24.5", "0.85");
    let workbook = before.to_workbook(&FR, Notes::None, &[]).expect("a workbook");
    let cells = Cells::of(&workbook);
    let row_of = |sheet: &str, label: &str| {
        let row = (0..99).find(|row| cells.at(sheet, (*row, 0)) == Data::String(label.into()));
        row.unwrap_or_else(|| panic!("{label} is not there")) + 1
    };
    let leave = row_of("Revue", "Jours de congés");
    let part_time = row_of("Calcul", "Temps partiel (part_time)");
    let changes = [
        // Rows 3, 4 and 5: net in M, billing in J, the day that counts in C. 43586 is 2019-05-01.
        ("Factures", "M3".to_owned(), "><v>6500</v>"),
        ("Factures", "J4".to_owned(), " t=\"inlineStr\"><is><t>disbursement</t></is>"),
        ("Factures", "C5".to_owned(), "><v>43586</v>"),
        ("Revue", format!("B{leave}"), "><v>24.5</v>"),
        ("Revue", format!("C{leave}"), "><v>24.5</v>"),
        ("Calcul", format!("B{part_time}"), "><v>0.85</v>"),
        ("Calcul", format!("C{part_time}"), "><v>0.85</v>"),
    ];
    let changed = office::changed(&workbook, |file, text| {
        let is_of = |sheet: &str| {
            cells.sheets.iter().zip(1..).any(|(name, number)| name == sheet && file.ends_with(&format!("sheet{number}.xml")))
        };
        let mine = changes.iter().filter(|(sheet, _, _)| is_of(sheet));
        mine.fold(office::stale(&text), |text, (_, cell, content)| with_cell(&text, cell, content))
    });
    let Some(computed) = office::computed("xlsx-changed", &[("changed".to_owned(), changed)]) else { return };
    let cells = Cells::of(&computed[0]);
    assert_review("changed", &cells, &after);
    // 7 000 + 6 500 by hand; 90 is a disbursement now, 11 counts in 2019.
    assert!(is_near(&cells.at("Revue", (4, 1)), 13_500.into()));
    assert!(is_near(&cells.at("Revue", (4, 2)), 5_011.into()));
    // (253 − 24.5) × 0.85
    let capacity = metric::ALL.iter().position(|metric| metric.id == "capacity_days").expect("a metric") as u32;
    assert!(is_near(&cells.at("Revue", (4 + capacity, 1)), decimal("194.225")));
}

const HOSTILE: [&str; 9] = [
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "+1",
    "@x",
    "-2",
    "{=1+1}",
    "_x0041_",
    "<c t=\"n\"><v>1</v></c>&amp;",
    "a\u{1}b\nc\u{202e}d\u{fffe}",
    "'=1",
];

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let mut book = Book::new().settings(|s| s.business.name = Some(HOSTILE[0].to_owned()));
    let long = "é".repeat(40_000);
    for text in HOSTILE.into_iter().chain([long.as_str()]) {
        let mut line = time_line(text, "2020-02-01", text, "100", "1");
        (line.project, line.description) = (text, text);
        book = book.invoice(&line);
    }
    let report = Review::year(2020).metrics([metric::REVENUE, metric::CLIENTS]).of(&book.open()).expect("a review");
    let workbook = report.to_workbook(&FR, Notes::Below, &[]).expect("a workbook");
    assert!(office::formulas(&workbook).iter().all(|(sheet, _, _)| sheet != "Factures" && sheet != "Notes"));
    let computed = office::computed("xlsx-hostile", &[("hostile".to_owned(), workbook.clone())]);
    for cells in std::iter::once(&workbook).chain(computed.iter().flatten()).map(|workbook| Cells::of(workbook)) {
        assert!(cells.at("Revue", (0, 0)).to_string().starts_with("=HYPERLINK"));
        for (row, text) in (1..).zip(HOSTILE) {
            let expected = if row == 8 { "a\u{fffd}b cd" } else { text };
            for column in [3, 6, 7, 8] {
                assert_eq!(cells.at("Factures", (row, column)), Data::String(expected.into()), "{text:?}");
            }
        }
        let cut = cells.at("Factures", (10, 8)).to_string();
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (32_767, true));
        // Number, client, project and description of the last line, and the client on the sheet of clients.
        assert!(cells.at("Notes", (4, 0)).to_string().starts_with("5 texte(s) plus longs"), "the cut texts are counted");
    }
}

#[test]
fn the_same_books_give_the_same_bytes() {
    let write = || {
        everything().of(&sample("sample")).expect("a review").to_workbook(&EN, Notes::Below, section::ALL).expect("a workbook")
    };
    let first = write();
    // Longer than the two seconds that an archive tells apart.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert!(first == write(), "a clock shows in the file");
}

#[test]
fn properties_identify_the_books_the_program_and_the_policy() {
    let books = sample("sample");
    let workbook = Review::year(2020).of(&books).expect("a review").to_workbook(&FR, Notes::Below, &[]).expect("a workbook");
    let members = office::members(&workbook);
    let member = |name: &str| members.iter().find(|(found, _)| found == name).map_or("", |(_, text)| text.as_str());
    let custom = member("docProps/custom.xml");
    for source in books.sources() {
        assert!(custom.contains(&format!("{} {}", source.sha256, source.path)), "{}", source.path);
    }
    for text in ["policy revenue_basis", "invoiced", env!("CARGO_PKG_VERSION"), "2020-12-31"] {
        assert!(custom.contains(text), "{text}: {custom}");
    }
    let core = member("docProps/core.xml");
    assert!(core.contains("Exemple Conseil, exercices 2017 à 2020") && core.contains("2020-12-31T00:00:00Z"), "{core}");
    assert!(member("docProps/app.xml").contains("<Company>Exemple Conseil</Company>"));
}

#[test]
fn why_a_figure_is_missing_is_said_in_a_comment() {
    let books = Book::new().invoice(&line("F-1", "2020-02-01", "A", "100", Billing::Unclassified)).open();
    let report = Review::year(2020).metrics([metric::REVENUE, metric::REVENUE_TIME]).of(&books).expect("a review");
    let workbook = report.to_workbook(&EN, Notes::Below, &[]).expect("a workbook");
    assert_eq!(Cells::of(&workbook).at("Review", (5, 1)), Data::String("–".into()));
    let comments =
        office::members(&workbook).into_iter().filter(|(name, _)| name.starts_with("xl/comments")).map(|(_, text)| text);
    assert!(comments.collect::<String>().contains("1 invoice line(s) do not say how they are billed (time or fixed)"));
}

#[test]
fn a_workbook_found_among_the_books_is_set_aside() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("xlsx-mark");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    for name in ["invoices.csv", "expenses.csv", "assets.csv", "timesheets.csv", "bilan.toml"] {
        let from = format!("{}/data/sample/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(from, folder.join(name)).expect("a copy");
    }
    let report = Review::year(2020).of(&Books::open(&folder).expect("books")).expect("a review");
    let workbook = report.to_workbook(&FR, Notes::Below, &[]).expect("a workbook");
    let computed = office::computed("xlsx-mark-computed", &[("revue".to_owned(), workbook.clone())]);
    for workbook in std::iter::once(workbook).chain(computed.into_iter().flatten()) {
        std::fs::write(folder.join("revue.xlsx"), workbook).expect("a workbook");
        let books = Books::open(&folder).expect("books");
        let written: Vec<_> = books.sources().iter().filter(|source| source.path == "revue.xlsx").collect();
        assert!(written.len() >= 8 && written.iter().all(|source| source.format == "bilan" && source.used == 0), "{written:?}");
        let again = Review::year(2020).of(&books).expect("a review");
        assert_eq!(again.lines(), report.lines());
    }
    assert!(MARK.starts_with("bilan."));
}

#[test]
fn more_rows_than_a_sheet_holds_are_refused() {
    let mut chunk = Chunk::default();
    let entry = {
        let mut entry = TimeEntry::new(day("2020-02-03"), "A");
        entry.days = Some(days("1"));
        entry
    };
    for row in 0..1_048_576 {
        chunk.time_entry(row + 2, &entry);
    }
    let mut builder = BooksBuilder::new(Settings::default());
    builder.add(Source::new("timesheets.csv", "timesheets-csv"), chunk);
    let report = Review::year(2020).metrics([metric::WORKED_DAYS]).of(&builder.finish()).expect("a review");
    let error = report.to_workbook(&EN, Notes::Below, &[]).expect_err("too many rows").to_string();
    assert!(error.contains("timesheets have 1048576 rows, and a sheet of a workbook holds 1048575"), "{error}");
}
