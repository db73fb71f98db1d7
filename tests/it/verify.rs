//! A published table against the books: what was published of the sample holds, and whatever is changed in it is caught.

use bilan::analysis::{Report, Review, metric};
use bilan::books::Books;
use bilan::check::{Verdict, Verification, Verify};
use bilan::error::ErrorKind;
use bilan::locale::{EN, FR, Locale, NumberStyle};
use bilan::model::{BilledDays, Billing, FixedPriceDays, Language, LegalForm, PublishedTable, RevenueBasis};
use bilan::render::{Format, Notes, section};

use crate::book::{Book, day, line, time_line};

const PUBLISHED: &str = "                       2020     2019      2018     2017     Variation n/n-1
Chiffre d'affaires     ~138 K€  ~150 K€   ~132 K€  ~100 K€  -8%
Résultat après impôts  ~8 K€    ~13.5 K€  ~10 K€   ~20 K€   -41%
Jours facturés         175      197       178      160      -11%
TJM                    789€     761€      742€     625€     +3.6%
";

fn sample(shape: &str) -> Books {
    Books::open(format!("{}/data/{shape}", env!("CARGO_MANIFEST_DIR"))).expect("the sample")
}

fn verified(books: &Books, path: &str, text: &str) -> Verification {
    let table = PublishedTable::read(path, text.as_bytes()).expect("a table");
    Verify::new().of(books, &table).expect("a verification")
}

/// Cells that hold exactly, at the precision shown, not, and that cannot be checked.
fn counts(verification: &Verification) -> [usize; 4] {
    ["exact", "at_precision", "does_not_hold", "cannot_be_checked"].map(|verdict| verification.count(verdict))
}

#[test]
fn the_published_table_is_confirmed_whole_by_every_shape_of_the_sample() {
    for shape in ["sample", "workbook", "ledger"] {
        let verification = verified(&sample(shape), "post.txt", PUBLISHED);
        // Exact: money and days of four years, −8 %, and 100 000 ÷ 160 = 625.
        assert_eq!(counts(&verification), [14, 6, 0, 0], "{shape}");
        assert!(verification.holds());
    }
}

#[test]
fn each_single_cell_that_is_changed_is_caught() {
    let books = sample("sample");
    let mut changed = 0;
    for (line, text) in PUBLISHED.lines().enumerate().skip(1) {
        let digits: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
        for at in digits {
            for step in [1, 9] {
                let digit = text.as_bytes()[at] - b'0';
                let other = char::from(b'0' + (digit + step) % 10);
                let mut row = text.to_owned();
                row.replace_range(at..=at, &other.to_string());
                let lines = PUBLISHED.lines().enumerate().map(|(number, text)| if number == line { row.as_str() } else { text });
                let table = lines.collect::<Vec<_>>().join("\n");
                let verification = verified(&books, "post.txt", &table);
                assert_eq!(verification.count("does_not_hold"), 1, "{row}");
                assert_eq!(verification.count("cannot_be_checked"), 0, "{row}");
                let (wrong, cell) =
                    verification.cells().find(|(_, cell)| cell.verdict == Verdict::Wrong).expect("the cell that was changed");
                let should = cell.should_read.as_deref().expect("what it should read");
                // A leading zero is no digit that was published.
                assert!(text.contains(should) || cell.text.contains('0'), "{row}: {should}");
                assert_eq!(usize::try_from(wrong.line).expect("a line"), line + 1);
                changed += 1;
            }
        }
    }
    // Digits of each row: 13, 10, 14 and 14.
    assert_eq!(changed, 2 * 51);
    for (from, to) in [("-8%", "+8%"), ("-8%", "–"), ("789€", "n.a."), ("~8 K€", "~8 €"), ("~8 K€", "~-8 K€"), ("13.5", "13.50")]
    {
        let verification = verified(&books, "post.txt", &PUBLISHED.replace(from, to));
        assert_eq!(verification.count("does_not_hold"), usize::from(to != "13.50"), "{to}");
    }
}

/// The report in every format and language and in these styles, as it is printed.
fn outputs(report: &Report, styles: &[NumberStyle]) -> Vec<(&'static str, String)> {
    let mut outputs = Vec::new();
    for (_, language) in Language::ALL {
        for style in styles {
            let locale = Locale::new(language).with_style(*style);
            for (format, name) in
                [(Format::Table, "a.txt"), (Format::Markdown, "a.md"), (Format::Html, "a.html"), (Format::Csv, "a.csv")]
            {
                outputs.push((name, report.to_format(format, &locale, None, Notes::None, &[]).out));
            }
        }
    }
    outputs
}

const STYLES: &[NumberStyle] = &[NumberStyle::PLAIN, NumberStyle::COMPACT, NumberStyle::BLOG];

#[test]
fn what_bilan_prints_holds_in_every_format_language_and_style() {
    let books = sample("sample");
    for (review, styles) in [
        (Review::year(2020), STYLES),
        (Review::year(2020).against(2018).years(2), STYLES),
        (Review::year(2020).metrics(metric::ALL.iter().copied()), &[NumberStyle::PLAIN]),
        (Review::year(2016).back_to(2015).metrics([metric::REVENUE, metric::DAY_RATE]), STYLES),
    ] {
        let report = review.of(&books).expect("a report");
        for (path, text) in outputs(&report, styles) {
            let verification = verified(&books, path, &text);
            let [exact, at_precision, wrong, unknown] = counts(&verification);
            assert_eq!([wrong, unknown], [0, 0], "{path}\n{text}\n{}", verification.to_terminal(&EN));
            assert!(exact + at_precision >= report.lines().len() * report.periods().len(), "{path}");
        }
    }
}

/// Sections stand below the table as tables of their own.
#[test]
fn of_a_review_with_sections_the_first_table_is_verified() {
    let books = sample("sample");
    let report = Review::year(2020).years(4).of(&books).expect("a report");
    for (path, format) in [("r.csv", Format::Csv), ("r.md", Format::Markdown), ("r.html", Format::Html), ("r.txt", Format::Table)]
    {
        let sections = section::named(["all"]).expect("sections");
        let text = report.to_format(format, &FR, None, Notes::None, &sections).out;
        let verification = verified(&books, path, &text);
        let [exact, at_precision, wrong, unknown] = counts(&verification);
        assert_eq!((exact + at_precision, wrong, unknown), (20, 0, 0), "{path}");
    }
}

#[test]
fn what_has_no_value_is_confirmed_as_such() {
    // 2018: nothing. 2019: revenue −100, no days. 2020: revenue 100, no days.
    let books = Book::new()
        .invoice(&line("1", "2019-03-31", "A", "-100", Billing::Fixed))
        .invoice(&line("2", "2020-03-31", "A", "100", Billing::Fixed))
        .open();
    let metrics = [metric::REVENUE, metric::BILLED_DAYS, metric::DAY_RATE, metric::WORKED_DAYS];
    for review in [Review::year(2020).back_to(2018), Review::year(2019).back_to(2018)] {
        let report = review.metrics(metrics).of(&books).expect("a report");
        for (path, text) in outputs(&report, STYLES) {
            let verification = verified(&books, path, &text);
            assert!(verification.holds(), "{path}\n{text}\n{}", verification.to_terminal(&EN));
        }
    }
}

#[test]
fn a_policy_that_would_make_a_cell_hold_is_named() {
    let remedies = |books: &Books, text: &str| -> Vec<String> {
        let verification = verified(books, "a.csv", text);
        verification
            .cells()
            .filter(|(_, cell)| cell.verdict == Verdict::Wrong)
            .map(|(_, cell)| cell.remedy.map_or_else(String::new, |remedy| format!("{} = {}", remedy.key, remedy.value)))
            .collect()
    };
    let mut late = time_line("1", "2020-12-31", "A", "1000", "2");
    late.paid = Some(day("2021-01-31"));
    late.service_start = Some(day("2020-11-15"));
    late.service_end = Some(day("2021-02-14"));
    let mut early = time_line("2", "2020-01-31", "A", "500", "1");
    early.paid = Some(day("2020-02-28"));
    let books = || Book::new().invoice(&late).invoice(&early).invoice(&line("3", "2020-06-30", "A", "1500", Billing::Fixed));
    let open = books().open();
    // Invoiced 3 000. Paid in 2020: 500. Fixed 1 500 at (1 000 + 500) ÷ 3 = 500 a day: 3 more days.
    assert_eq!(remedies(&open, "x;2020\nCA;500\nJours facturés;6\n"), ["revenue_basis = paid", "fixed_price_days = equivalent"]);
    assert_eq!(remedies(&open, "x;2020\nCA;3001\nJours facturés;3\n"), [""]);
    assert!(remedies(&open, "x;2020\nCA;3000\nJours facturés;3\n").is_empty());
    let on_payment = books().settings(|settings| settings.policy.revenue_basis = RevenueBasis::Paid).open();
    assert_eq!(remedies(&on_payment, "x;2020\nCA;3000\n"), ["revenue_basis = invoiced"]);
    let mut worked = bilan::model::TimeEntry::new(day("2020-05-04"), "A");
    worked.days = Some(crate::book::days("4"));
    let with_timesheets = books().time(&worked).open();
    assert_eq!(remedies(&with_timesheets, "x;2020\nJours;1\nJours facturés;4\n"), ["billed_days = timesheets"]);
    let on_timesheets = books().time(&worked).settings(|settings| settings.policy.billed_days = BilledDays::Timesheets).open();
    assert_eq!(remedies(&on_timesheets, "x;2020\nJours facturés;3\n"), ["billed_days = auto"]);
}

#[test]
fn years_and_the_base_of_changes_are_those_of_the_header_or_of_the_question() {
    let books = sample("sample");
    let read = |text: &str| PublishedTable::read("a.csv", text.as_bytes()).expect("a table");
    let counted = |verify: Verify, text: &str| counts(&verify.of(&books, &read(text)).expect("a verification"));
    // 138 ÷ 132 − 1 = 4.5 %, 138 ÷ 150 − 1 = −8 %, 150 ÷ 132 − 1 = 13.6 %.
    assert_eq!(counted(Verify::new(), "x;2020;Variation n/2018\nCA;138000;+4.5%\n"), [1, 1, 0, 0]);
    assert_eq!(counted(Verify::new(), "x;2020;Variation\nCA;138000;-8%\n"), [2, 0, 0, 0]);
    assert_eq!(counted(Verify::new().against(2018), "x;2020;Variation\nCA;138000;+4.5%\n"), [1, 1, 0, 0]);
    assert_eq!(counted(Verify::new().against(2018), "x;2020;Variation n/2019\nCA;138000;-8%\n"), [2, 0, 0, 0]);
    assert_eq!(counted(Verify::new(), "x;2020;Var.;2019;Var.\nCA;138000;-8%;150000;+14%\n"), [3, 1, 0, 0]);
    assert_eq!(counted(Verify::new(), "x;2020;Évolution 2018-2019\nCA;138000;+14%\n"), [1, 1, 0, 0]);
    let three = "x;2020;2019;2018;Variation\nCA;1;150000;132000;+14%\n";
    assert_eq!(counted(Verify::new().year(2019), three), [2, 1, 0, 0], "2020 is left out, and changes are those of 2019");
    assert_eq!(counted(Verify::new().year(2019).years(1), three), [1, 1, 0, 0]);
    assert_eq!(counted(Verify::new(), "x;2030;2020\nCA;1;138000\n"), [1, 0, 0, 1], "the books hold nothing of 2030");
    let none = Verify::new().year(2010).of(&books, &read(three)).map(|_| ()).map_err(|error| error.kind());
    assert_eq!(none, Err(ErrorKind::Question));
    let no_figure = Verify::new().of(&books, &read("x;2020\nMétéo;12\n")).map(|_| ()).map_err(|error| error.to_string());
    assert!(no_figure.is_err_and(|message| message.starts_with("a.csv:1: no row is called as a figure is; found \"Météo\"")));
}

#[test]
fn the_terminal_marks_every_cell_and_says_what_is_wrong() {
    let text =
        PUBLISHED.replace("789€", "790€").replace("Jours facturés        ", "Jours de pluie        ").replace("~8 K€ ", "~9 K€ ");
    let books = sample("sample");
    let verification = verified(&books, "post.md", &text);
    let expected = "                       2020       2019        2018       2017       Variation n/n-1
Chiffre d'affaires     ~138 K€ =  ~150 K€ =   ~132 K€ =  ~100 K€ =  -8% =
Résultat après impôts  ~9 K€ ✗    ~13.5 K€ =  ~10 K€ =   ~20 K€ =   -41% ≈
Jours de pluie         175 ?      197 ?       178 ?      160 ?      -11% ?
TJM                    790€ ✗     761€ ≈      742€ ≈     625€ =     +3.6% ≈

= exact  ≈ at the precision shown  ✗ does not hold  ? cannot be checked

post.md:3: Résultat après impôts, 2020: ~9 K€ does not hold: ~8 K€ (€8,000.00)
post.md:4: Jours de pluie cannot be checked: no figure has this name
post.md:5: TJM, 2020: 790€ does not hold: 789€ (€788.5714285714)

1,615\u{a0}rows: 1,615\u{a0}used, 0\u{a0}set aside, 0\u{a0}rejected
Sources: invoices, expenses; basis: invoiced; as at 31 Dec 2020; revenue confirmed from three sides: – (no ledger); fingerprint STAMP
fingerprint: bilan.verify/1 books=BOOKS revenue_basis=invoiced revenue_source=auto billed_days=auto fixed_price_days=excluded
20\u{a0}cells: 9\u{a0}exact, 4\u{a0}at the precision shown, 2\u{a0}do not hold, 5\u{a0}cannot be checked";
    assert_eq!(
        verification.to_terminal(&EN),
        expected.replace("STAMP", &books.fingerprint()[..12]).replace("BOOKS", &books.fingerprint())
    );
    let french = verification.to_terminal(&FR);
    assert!(french.contains("post.md:5: TJM, 2020\u{a0}: 790€ ne tient pas\u{a0}: 789€ (788,5714285714\u{a0}€)"), "{french}");
    assert!(french.ends_with("2\u{a0}ne tiennent pas, 5\u{a0}invérifiables"), "{french}");
}

/// The sample was published with days for fixed-price work until 2019: 197 + 10 000 ÷ (140 000 ÷ 197) = 211.07 days, 710.66 € a day; 178 + 8 000 ÷ (124 000 ÷ 178) =
/// 189.48 days in 2018, so 11.4 % more. In 2020 the rule is that of today: 175 + 13 000 ÷ (125 000 ÷ 175) = 193.2 does not hold.
#[test]
fn what_a_year_was_published_under_holds_and_says_so() {
    let table = "| | 2020 | 2019 | Variation 2019/2018 |\n|---|---|---|---|\n| Jours facturés | 175 | 211 | +11.4% |\n| TJM | 789€ | 711€ | |\n";
    let books = sample("sample");
    let verification = verified(&books, "post.md", table);
    let verdicts: Vec<&str> = verification.cells().map(|(_, cell)| cell.verdict.id()).collect();
    assert_eq!(verdicts, ["exact", "as_published", "as_published", "at_precision", "as_published", "cannot_be_checked"]);
    assert!(verification.holds());
    let (_, days) = verification.cells().nth(1).expect("a cell");
    assert_eq!(days.published_under.map(|policy| policy.fixed_price_days), Some(FixedPriceDays::Equivalent));
    assert_eq!((&days.remedy, &days.should_read), (&None, &None));
    let text = verification.to_terminal(&EN);
    let told = "post.md:3: Jours facturés, 2019: 211 holds under the rule it was published under: fixed_price_days = \"equivalent\" ([policy.2019])";
    assert!(text.contains(told) && text.contains("211 †"), "{text}");
    assert!(verification.to_terminal(&FR).contains("211 juste selon la règle en vigueur à la publication"));
    let json: serde_json::Value = serde_json::from_str(&verification.to_json(&EN)).expect("JSON");
    assert_eq!((&json["holds"], &json["counts"]["as_published"]), (&true.into(), &3.into()));
    let cell = &json["cells"][1];
    assert_eq!((&cell["verdict"], &cell["published_under"]["fixed_price_days"]), (&"as_published".into(), &"equivalent".into()));
    assert!(cell["exact"].as_str().is_some_and(|exact| exact.starts_with("211.07")), "{cell}");
    let of_2020 = verified(&books, "post.md", "| | 2020 | 2019 |\n|---|---|---|\n| Jours facturés | 193.2 | 212 |\n");
    assert_eq!(of_2020.count("does_not_hold"), 2, "no such rule in 2020, and another number in 2019");
}

/// 84 810 in the year that spans 2019 and 2020, 55 530 in the one that `bilan.toml` calls *Premier*.
fn labelled(name: &str) -> Books {
    let toml = "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\nfiscal_year_start = \"07-01\"\n[[fiscal_year]]\nlabel = \"Premier\"\nstart = 2018-10-15\nend = 2019-06-30\n";
    let invoices =
        "number,date,client,billing,quantity,unit,net\n1,2019-02-01,A,time,100,day,55530\n2,2020-02-01,A,time,120,day,84810\n";
    crate::book::files(name, &[("bilan.toml", toml), ("invoices.csv", invoices)])
}

#[test]
fn a_column_under_the_label_of_a_year_is_checked() {
    let books = labelled("verify-labels");
    let verdicts = |table: &str| -> Vec<(String, &'static str)> {
        let verification = verified(&books, "post.md", table);
        verification.cells().map(|(_, cell)| (cell.text.clone(), cell.verdict.id())).collect()
    };
    let cell = |text: &str, verdict| (text.to_owned(), verdict);
    let wrong = verdicts("| | 2019/20 | Premier |\n|-|-|-|\n| CA | 84 810 € | 99 999 € |\n");
    assert_eq!(wrong, [cell("84 810 €", "exact"), cell("99 999 €", "does_not_hold")]);
    let right = verdicts("| | PREMIER | 2019/20 |\n|-|-|-|\n| CA | 55 530 € | 84 810 € |\n");
    assert_eq!(right, [cell("55 530 €", "exact"), cell("84 810 €", "exact")]);
}

/// 84 810 ÷ 55 530 − 1 = 52.7 % and 120 ÷ 100 − 1 = 20 %. Before *Premier* there was nothing, and 2018/19 is another year.
#[test]
fn changes_are_against_the_year_whose_label_stands_in_the_header() {
    let books = labelled("verify-against-labels");
    for header in ["Variation n/Premier", "Variation n/premier (8,6 mois)", "Change n/Premier (8.6 months)"] {
        let table = format!(
            "| | 2019/20 | Premier (8,6 mois) | {header} |\n|-|-|-|-|\n| CA | 84 810 € | 55 530 € | +53 % |\n| Jours facturés | 120 | 99 | +19 % |\n"
        );
        let verification = verified(&books, "post.md", &table);
        let verdicts: Vec<&str> = verification.cells().map(|(_, cell)| cell.verdict.id()).collect();
        assert_eq!(verdicts, ["exact", "exact", "at_precision", "exact", "does_not_hold", "does_not_hold"], "{header}");
        let (_, cell) = verification.cells().nth(5).expect("a cell");
        assert_eq!((cell.from, cell.should_read.as_deref()), (Some(2019), Some("+20 %")), "{header}");
    }
    let csv =
        "metric,label,unit,currency,2019/20,against,change_kind,change\nrevenue,CA,money,EUR,84810,Premier,relative,0.527\n";
    assert_eq!(counts(&verified(&books, "a.csv", csv)), [1, 1, 0, 0]);
}

/// Of every legal form: a first year under a label, which is shorter than the others, and a last one that is running.
#[test]
fn what_bilan_writes_of_any_books_is_verified_in_every_cell() {
    let invoices = "number,date,paid_on,client,billing,quantity,unit,net\n1,2019-02-01,2019-03-01,A,time,100,day,55530\n\
                    2,2020-02-01,2020-03-01,A,time,120,day,84810\n3,2020-10-01,2020-11-01,B,time,30,day,21000.50\n";
    let expenses =
        "date,category,label,net\n2019-03-01,rent,rent,12000\n2020-03-01,rent,rent,15000\n2020-11-02,rent,rent,4000.25\n";
    for (form, _) in LegalForm::ALL {
        for label in ["Premier", "Exercice 1", "2018-2019", "2018 (long)"] {
            let toml = format!(
                "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\nform = \"{form}\"\nfiscal_year_start = \"07-01\"\n[[fiscal_year]]\nlabel = \"{label}\"\nstart = 2018-10-15\nend = 2019-06-30\n"
            );
            let contents = [("bilan.toml", &*toml), ("invoices.csv", invoices), ("expenses.csv", expenses)];
            let books = crate::book::files("verify-own", &contents);
            for (review, columns) in [
                (Review::year(2021), 4),
                (Review::year(2021).against(2019), 4),
                (Review::year(2021).years(1).against(2019), 2),
                (Review::year(2020).years(2).against(2021), 3),
                (Review::year(2019), 2),
            ] {
                let report = review.of(&books).expect("a report");
                for (path, text) in outputs(&report, &[NumberStyle::PLAIN]) {
                    let verification = verified(&books, path, &text);
                    let [exact, at_precision, wrong, unknown] = counts(&verification);
                    assert_eq!([wrong, unknown], [0, 0], "{form} {label} {path}\n{text}\n{}", verification.to_terminal(&EN));
                    assert_eq!(exact + at_precision, report.lines().len() * columns, "{form} {label} {path}\n{text}");
                }
            }
        }
    }
}

#[test]
fn numbers_under_a_header_that_says_nothing_are_not_passed_over() {
    let table =
        "| | 2019/20 | Prévu | Remarque |\n|-|-|-|-|\n| CA | 84 810 € | 99 999 € | relu |\n| Jours facturés | 120 | | |\n";
    let verification = verified(&labelled("verify-headers"), "post.md", table);
    assert_eq!(verification.columns(), ["2019/20", "Prévu"], "words are no column of figures");
    assert_eq!((verification.count("exact"), verification.count("cannot_be_checked")), (2, 2));
    assert_eq!(verification.rows()[0].cells[1].year, None);
    let text = verification.to_terminal(&EN);
    let told = "post.md:1: Prévu cannot be checked: the header of the column names neither a fiscal year nor a change";
    assert_eq!(text.matches("Prévu").count(), 2, "in the head of the table and in one remark: {text}");
    assert!(text.contains(told) && text.contains("99 999 € ?"), "{text}");
    assert!(verification.to_terminal(&FR).contains("l'en-tête de la colonne ne nomme ni un exercice ni une variation"));
    let json: serde_json::Value = serde_json::from_str(&verification.to_json(&EN)).expect("JSON");
    assert_eq!(
        (&json["cells"][1]["year"], &json["cells"][1]["verdict"]),
        (&serde_json::Value::Null, &"cannot_be_checked".into())
    );
}
