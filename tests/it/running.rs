//! A year that is not over, years of other lengths, and days on which rows count in another year than that of their date.

use bilan::analysis::{Change, Report, Review, State, breakdown, metric};
use bilan::books::Books;
use bilan::check::Verify;
use bilan::locale::{EN, FR, NumberStyle};
use bilan::model::{Holds, PublishedTable};
use bilan::render::{Format, Notes, section};
use rust_decimal::Decimal;

use crate::book::{day, decimal, files};

const SETTINGS: &str = "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\nform = \"ei\"\n[time]\nleave_days = 0\n";
const AHEAD: &str = "the period begins after the day the review looks from";

/// 2020 is whole, 2021 goes to the end of May: 5 months of 12.
fn books(name: &str) -> Books {
    let invoices = "number,issued,client,net,quantity,unit\n\
        F-1,2020-03-31,A,6000,10,day\nF-2,2020-12-31,A,6000,10,day\nF-3,2021-02-28,A,3000,5,day\nF-4,2021-05-31,A,3000,5,day\n";
    let expenses = "date,account,label,net\n2020-06-30,613,Rent,1000\n2021-05-31,613,Rent,500\n";
    let assets = "label,in_service,cost,years\nComputer,2020-01-01,3600,3\nScreen,2021-04-01,720,2\n";
    let texts = [("invoices.csv", invoices), ("expenses.csv", expenses), ("assets.csv", assets), ("bilan.toml", SETTINGS)];
    files(&format!("running-{name}"), &texts)
}

fn review(books: &Books) -> Report {
    Review::year(2021).of(books).expect("a review")
}

/// What is known of the figures of the first metric: a number, or why there is none.
fn said(report: &Report) -> Vec<String> {
    report.lines()[0].values.iter().map(|value| told(&value.state)).collect()
}

fn told(state: &State) -> String {
    let why = || EN.text(state.reason().expect("a reason")).to_owned();
    state.value().map_or_else(why, |value| value.normalize().to_string())
}

/// One line of December 2020 for work of 2021: books known to December 2020, a year of which only that line is known.
#[test]
fn a_year_after_the_last_day_of_the_books_is_to_come() {
    let invoices = "number,issued,client,net,quantity,unit,billing,service start,service end\n\
        F-1,2020-06-30,A,6000,10,day,time,,\nF-2,2020-12-15,A,12000,,,fixed,2021-01-01,2021-12-31\n";
    let settings = format!("{SETTINGS}[policy]\nrevenue_basis = \"service\"\n");
    let books = files("running-to-come", &[("invoices.csv", invoices), ("bilan.toml", &settings)]);
    let report = Review::year(2021).metrics([metric::REVENUE, metric::BILLED_DAYS]).of(&books).expect("a review");
    assert_eq!(report.marks().get("2021").map(|mark| &*mark.fr), Some("à venir"));
    let newest = |line: usize| told(&report.lines()[line].values[0].state);
    assert_eq!((newest(0), newest(1)), ("12000".to_owned(), AHEAD.to_owned()));
}

/// The printer is bought in September 2021, after the books end: 720 − 60 of the screen are what expensing would have changed by May.
#[test]
fn what_is_bought_later_is_no_investment_yet() {
    let texts = [
        ("invoices.csv", "number,issued,client,net,billing\nF-1,2020-12-31,A,100,fixed\nF-2,2021-05-31,A,3000,fixed\n"),
        ("expenses.csv", "date,account,label,net\n2021-05-31,613,Rent,500\n"),
        ("assets.csv", "label,in_service,cost,years\nScreen,2021-04-01,720,2\nPrinter,2021-09-01,900,3\n"),
        ("bilan.toml", SETTINGS),
    ];
    let investment = review(&files("running-bought-later", &texts)).investment(2021).expect("held").expect("told");
    assert_eq!(investment.assets.len(), 1);
    assert_eq!((investment.cost, investment.difference()), (decimal("720"), decimal("660")));
}

#[test]
fn what_rows_say_of_a_part_that_is_still_to_come_is_missing() {
    let books = books("ahead");
    let report = review(&books);
    let ahead = [AHEAD; 7];
    let months = |metric| said(&report.months(2021, [metric]).expect("months"));
    let first = ["0", "3000", "0", "0", "3000"];
    assert_eq!(months(metric::REVENUE), [&first[..], &ahead[..]].concat());
    assert_eq!(months(metric::BILLED_DAYS), [&["0", "5", "0", "0", "5"][..], &ahead[..]].concat());
    assert_eq!(months(metric::INVOICES), [&["0", "1", "0", "0", "1"][..], &ahead[..]].concat());
    assert_eq!(months(metric::CLIENTS), [&["0", "1", "0", "0", "1"][..], &ahead[..]].concat());
    // The computer 3 600 ÷ 36, and from April the screen 720 ÷ 24.
    assert_eq!(months(metric::DEPRECIATION), [&["100", "100", "100", "130", "130"][..], &ahead[..]].concat());
    // 3 000 − 100 in February, 3 000 − 500 − 130 in May.
    assert_eq!(months(metric::RESULT_BEFORE_TAX), [&["-100", "2900", "-100", "-130", "2370"][..], &ahead[..]].concat());
    // The calendar knows June to December 2021: 22, 21, 22, 22, 21, 20 and 23 days from Monday to Friday less holidays (14 July, 1 and 11 November).
    assert_eq!(months(metric::WORKING_DAYS)[5..], ["22", "21", "22", "22", "21", "20", "23"]);
    let quarters = report.quarters(2021, [metric::REVENUE]).expect("quarters");
    assert_eq!(said(&quarters), ["3000", "3000", AHEAD, AHEAD]);
    // The second is cut at the end of May; the others are still to come, and run as little as those that are over.
    assert_eq!(quarters.periods().iter().map(|part| part.running).collect::<Vec<_>>(), [false, true, false, false]);
    // Seen from the end of the year nothing was invoiced after May, which is known.
    let later = Review::year(2021).as_at(day("2021-12-31")).of(&books).expect("a review");
    assert_eq!(said(&later.quarters(2021, [metric::REVENUE]).expect("quarters")), ["3000", "3000", "0", "0"]);
}

#[test]
fn twelve_months_that_slide_have_a_column_for_each_month_of_the_year() {
    let books = books("sliding");
    let report = review(&books);
    let slide = |report: &Report, year| -> Vec<(String, String)> {
        let windows = report.sliding_years(year, [metric::REVENUE]).expect("windows");
        windows.iter().map(|window| (window.periods()[0].period.label.clone(), said(window)[0].clone())).collect()
    };
    let of_2021 = slide(&report, 2021);
    assert_eq!(of_2021.len(), 12);
    // To January: both of 2020. To February: they and 3 000. To March: without the 6 000 of March 2020. To May: 6 000 + 3 000 + 3 000.
    assert_eq!(
        of_2021[..5].iter().map(|(_, said)| said.as_str()).collect::<Vec<_>>(),
        ["12000", "15000", "9000", "9000", "12000"]
    );
    assert!(of_2021[5..].iter().all(|(_, said)| said == AHEAD), "{of_2021:?}");
    // On 15 June the window to the end of June is under way; that to July is still to come, although it begins in August 2020.
    let within = Review::year(2021).as_at(day("2021-06-15")).of(&books).expect("a review");
    let windows = within.sliding_years(2021, [metric::REVENUE]).expect("windows");
    let running: Vec<bool> = windows.iter().map(|window| window.periods()[0].running).collect();
    assert_eq!(running, [[false; 5].as_slice(), &[true], &[false; 6]].concat());
    let of_2020 = slide(&report, 2020);
    let before = "the books begin on 1 Jan 2020, less than twelve months before";
    assert!(of_2020[..11].iter().all(|(_, said)| said == before), "{of_2020:?}");
    assert_eq!(of_2020[11], ("2020-12".to_owned(), "12000".to_owned()));
    // A first year that leaves a gap to the regular one before it: no month of it is dropped.
    let settings = format!("{SETTINGS}[[fiscal_year]]\nlabel = \"First\"\nstart = 2018-10-15\nend = 2019-06-30\n")
        .replace("[time]", "fiscal_year_start = \"07-01\"\n[time]");
    let invoices = "number,issued,client,net,billing\nF-1,2018-11-30,A,1000,fixed\nF-2,2019-06-30,A,1000,fixed\n";
    let odd = files("running-odd", &[("invoices.csv", invoices), ("bilan.toml", &settings)]);
    let windows = slide(&Review::year(2019).of(&odd).expect("a review"), 2019);
    assert_eq!((windows.len(), windows[0].0.as_str(), windows[8].0.as_str()), (9, "2018-10", "2019-06"));
    let before = "the books begin on 15 Oct 2018, less than twelve months before";
    assert!(windows.iter().all(|(_, said)| said == before), "{windows:?}");
}

/// Five months: 5 × 100 of the computer, and 2 × 30 of the screen.
#[test]
fn a_running_year_has_the_depreciation_of_its_months() {
    let books = books("depreciation");
    let report = review(&books).with_metrics([metric::DEPRECIATION, metric::RESULT_BEFORE_TAX]);
    let of = |year| report.figure(metric::DEPRECIATION, year).expect("a figure").value().state.value();
    assert_eq!((of(2021), of(2020)), (Some(decimal("560")), Some(decimal("1200"))));
    let rows = report.figure(metric::DEPRECIATION, 2021).expect("a figure").rows();
    assert_eq!(rows.iter().map(|row| row.amount).collect::<Vec<_>>(), [decimal("500"), decimal("60")]);
    // 6 000 − 500 − 560.
    assert_eq!(report.figure(metric::RESULT_BEFORE_TAX, 2021).expect("a figure").value().state.value(), Some(decimal("4940")));
    // 560 × 12 ÷ 5 against 1 200: +12 %.
    let annualised = report.annualised();
    assert_eq!(annualised[0].values[0].state.value(), Some(decimal("1344")));
    assert!(
        matches!(annualised[0].change, Change::Relative { share, .. } if share == decimal("0.12")),
        "{:?}",
        annualised[0].change
    );
    // 720 − 60 − 500; 4 940 − 160. Seven months of the year are left, then 360, and three months.
    let investment = report.investment(2021).expect("the year").expect("an investment");
    assert_eq!(
        (investment.charged, investment.earlier, investment.difference()),
        (decimal("60"), decimal("500"), decimal("160"))
    );
    assert_eq!(investment.if_expensed(), Ok(decimal("4780")));
    let schedule: Vec<(String, Decimal)> =
        investment.schedule.iter().map(|(year, charge)| (year.start.to_string(), charge.normalize())).collect();
    let expected = [("2021-06-01", "210"), ("2022-01-01", "360"), ("2023-01-01", "90")];
    assert_eq!(schedule, expected.map(|(start, charge)| (start.to_owned(), decimal(charge))));
    // A year that is over, or whose last month is under way, has all of it: 1 200 + 9 × 30.
    for as_at in ["2021-12-31", "2021-11-30"] {
        let later = Review::year(2021).as_at(day(as_at)).of(&books).expect("a review");
        assert_eq!(
            later.figure(metric::DEPRECIATION, 2021).expect("a figure").value().state.value(),
            Some(decimal("1470")),
            "{as_at}"
        );
    }
}

/// What counts in a year without an invoice of its own.
#[test]
fn a_year_that_only_services_or_payments_reach_is_shown() {
    let review = |basis: &str, line: &str| {
        let settings = format!("{SETTINGS}[policy]\nrevenue_basis = \"{basis}\"\nservice_spread = \"months\"\n");
        let invoices = format!("number,issued,client,net,vat,gross,billing,service start,service end,paid\n{line}\n");
        let books = files(&format!("running-{basis}"), &[("invoices.csv", &invoices), ("bilan.toml", &settings)]);
        assert!(books.errors().is_empty(), "{:?}", books.errors());
        books
    };
    let years = |report: &Report| -> Vec<(String, String)> {
        report.periods().iter().zip(said(report)).map(|(shown, said)| (shown.period.label.clone(), said)).collect()
    };
    let expected = |years: &[(&str, &str)]| years.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    // Issued at the end of 2021 for February 2020 to January 2021: 11 months of 12 are of 2020.
    let service = review("service", "F-1,2021-12-31,A,1200,240,1440,fixed,2020-02-01,2021-01-31,");
    let report = Review::latest().metrics([metric::REVENUE]).of(&service).expect("a review");
    assert_eq!(years(&report), expected(&[("2021", "100"), ("2020", "1100")]));
    let of_2020 = Review::year(2020).metrics([metric::REVENUE]).of(&service).expect("a review");
    assert_eq!(years(&of_2020), expected(&[("2020", "1100")]));
    assert!(of_2020.notes().iter().all(|note| note.code != "no_data"), "{:?}", of_2020.notes());
    // Issued in 2020, paid in 2021.
    let paid = review("paid", "F-1,2020-12-31,A,1200,240,1440,fixed,,,2021-03-01");
    let of_2021 = Review::year(2021).metrics([metric::REVENUE]).of(&paid).expect("a review");
    assert_eq!(years(&of_2021)[0], ("2021".to_owned(), "1200".to_owned()));
    assert!(of_2021.notes().iter().all(|note| note.code != "no_data"), "{:?}", of_2021.notes());
}

/// 2020 has 6 000 of time for 10 days and 1 000 at a fixed price: 700 shown, 600 for time alone. 2021 has 6 600 of time for 10 days: 660. 660 ÷ 700 is −5.7 %, 660 ÷ 600 +10 %.
#[test]
fn a_note_on_a_mixed_day_rate_names_the_year_that_mixes() {
    let invoices = "number,issued,client,net,quantity,unit,billing\n\
        F-1,2020-03-31,A,6000,10,day,time\nF-2,2020-12-31,A,1000,,,fixed\nF-3,2021-12-31,A,6600,10,day,time\n";
    let books = files("running-mixed", &[("invoices.csv", invoices), ("bilan.toml", SETTINGS)]);
    let report = review(&books);
    let note = report.notes().iter().find(|note| note.code == "mixed_scope_day_rate").expect("the note");
    assert_eq!(note.period.as_deref(), Some("2021"));
    assert_eq!(
        EN.text(&note.text),
        "the day rate of 2020 also divides money not earned by the days (fixed price): 700 as shown, 600 for time alone; change -5.7% as shown, +10% like for like"
    );
    assert!(note.text.fr.starts_with("le TJM de 2020 divise aussi des montants"), "{}", note.text.fr);
    // Of a year that mixes itself, its own rates are told.
    let of_2020 = Review::year(2020).of(&books).expect("a review");
    let note = of_2020.notes().iter().find(|note| note.code == "mixed_scope_day_rate").expect("the note");
    assert!(
        EN.text(&note.text).starts_with("the day rate also divides money not earned by the days (fixed price): 700 as shown")
    );
}

#[test]
fn a_year_that_is_not_over_is_marked_in_every_table() {
    let report = review(&books("marked"));
    let table = report.table();
    let blog = FR.with_style(NumberStyle::BLOG);
    let printed = [
        table.to_terminal(&FR),
        table.to_terminal(&blog),
        table.to_markdown(&FR),
        table.to_markdown(&blog),
        table.to_html(&FR),
        table.to_csv(&FR),
    ];
    for printed in &printed {
        assert!(printed.contains("2021 (en cours)"), "{printed}");
        assert!(!printed.contains("2020 ("), "2020 is over: {printed}");
    }
    assert!(table.to_markdown(&EN).contains("| 2021 (running) | 2020 |"), "{}", table.to_markdown(&EN));
    // A table that says so is read as the one that does not.
    for (printed, name) in printed[..4].iter().zip(["post.txt", "post.txt", "post.md", "post.md"]) {
        let read = PublishedTable::read(name, printed.as_bytes()).expect("a table");
        let years: Vec<Holds> = read.columns.iter().map(|column| column.holds).take(2).collect();
        assert_eq!(years, [Holds::Year(2021), Holds::Year(2020)], "{printed}");
        let verified = Verify::new().of(report.books(), &read).expect("a verification");
        assert!(verified.holds(), "{printed}");
    }
    // So is the quarter that is under way, and in JSON the columns keep their labels.
    let quarters = section::QUARTERS.of(&report).to_markdown(&EN);
    assert!(quarters.contains("| 2021-Q1 | 2021-Q2 (running) |"), "{quarters}");
    let json: serde_json::Value =
        serde_json::from_str(&report.to_format(Format::Json, &EN, None, Notes::Below, &[section::QUARTERS]).out).expect("JSON");
    assert_eq!(json["sections"][0]["columns"][1], "2021-Q2");
    assert_eq!(json["sections"][0]["marks"]["2021-Q2"], "running");
    assert_eq!(json["sections"][0]["marks"].as_object().map(serde_json::Map::len), Some(1));
}

#[test]
fn the_ends_of_a_bridge_are_marked_as_columns_are() {
    let report = review(&books("bridges"));
    let ends = |section: &section::Section, locale| -> Vec<String> {
        let table = section.of(&report);
        let labels: Vec<String> = table.rows.iter().map(|row| EN.text(&row.label).to_owned()).collect();
        let printed = table.to_markdown(locale);
        assert!(printed.contains("2021 (en cours) |") || printed.contains("2021 (running) |"), "{printed}");
        assert_eq!((table.rows[0].id.as_str(), table.rows[labels.len() - 1].id.as_str()), ("start", "end"));
        vec![labels[0].clone(), labels[labels.len() - 1].clone()]
    };
    for bridge in [section::REVENUE_BRIDGE, section::CLIENT_BRIDGE] {
        assert_eq!(ends(bridge, &FR), ["Revenue 2020", "Revenue 2021 (running)"]);
    }
    let profit = "Profit (before personal income tax)";
    assert_eq!(ends(section::RESULT_BRIDGE, &EN), [format!("{profit} 2020"), format!("{profit} 2021 (running)")]);
}

/// 12 000 in 2020 and 6 000 in 5 months of 2021, which are 14 400 in twelve: +20 %. 12 000 − 1 000 − 1 200 = 9 800, and 6 000 − 500 − 500 − 60 = 4 940, 11 856 in
/// twelve: +20.98 %, one decimal below ten percent and none above.
#[test]
fn labels_within_a_sentence_keep_their_acronyms_and_months_are_written_as_labels() {
    let report = Review::year(2021).metrics([metric::REVENUE, metric::RESULT_AFTER_TAX]).of(&books("labels")).expect("a review");
    let note = report.notes().iter().find(|note| note.code == "unequal_years").expect("a note");
    assert!(note.text.fr.ends_with("chiffre d'affaires +20 %, bénéfice (avant IR) +21 %"), "{}", note.text.fr);
    assert!(note.text.en.ends_with("revenue +20%, profit (before personal income tax) +21%"), "{}", note.text.en);
    let grid = section::GRID.of(&report);
    let months: Vec<&str> = grid.rows.iter().map(|row| FR.text(&row.label)).collect();
    let year = "Janvier Février Mars Avril Mai Juin Juillet Août Septembre Octobre Novembre Décembre";
    assert_eq!(months.join(" "), year);
}

/// 15 October 2018 to 30 June 2019 are 8 months and 17 days: 8.6 of 30 days.
#[test]
fn a_year_of_another_length_is_marked_beside_one_of_twelve_months() {
    let settings = "[business]\ncountry = \"FR\"\nfiscal_year_start = \"07-01\"\n[[fiscal_year]]\nlabel = \"First\"\nstart = 2018-10-15\nend = 2019-06-30\n";
    let invoices = "number,issued,client,net,billing\nF-1,2018-11-30,A,1000,fixed\nF-2,2020-06-30,A,1000,fixed\n";
    let books = files("running-lengths", &[("invoices.csv", invoices), ("bilan.toml", settings)]);
    let header = |review: Review| {
        let table = review.metrics([metric::REVENUE]).of(&books).expect("a review").table().to_markdown(&EN);
        table.lines().find(|line| line.starts_with('|')).expect("a header").to_owned()
    };
    assert_eq!(header(Review::year(2020)), "|  | 2019/20 | First (8.6 months) | Change n/n-1 |");
    // Without a column of its own, the base is marked where it is compared with.
    assert_eq!(header(Review::year(2020).years(1)), "|  | 2019/20 | Change n/n-1 (8.6 months) |");
}

/// A company since 10 September 2018: the calendar has working days from January to 9 September 2018, and none of them was its own.
#[test]
fn a_year_before_the_books_begin_is_no_base() {
    let settings =
        "[business]\ncountry = \"FR\"\n[[fiscal_year]]\nstart = 2018-09-10\nend = 2019-12-31\n[time]\nleave_days = 0\n";
    let invoices = "number,issued,client,net,quantity,unit\nF-1,2018-11-30,A,1000,2,day\nF-2,2020-06-30,A,1500,2,day\n";
    let books = files("running-first", &[("invoices.csv", invoices), ("bilan.toml", settings)]);
    let of = |review: Review| review.metrics([metric::WORKING_DAYS, metric::REVENUE]).of(&books).expect("a review");
    let changes = |report: &Report| report.lines().iter().map(|line| line.change.state()).collect::<Vec<_>>();
    for review in [Review::year(2019), Review::year(2020).against(2018), Review::year(2019).back_to(2018)] {
        let report = of(review);
        assert_eq!(changes(&report), ["missing", "missing"]);
        assert_eq!(changes(&report.with_metrics([metric::WORKING_DAYS])), ["missing"]);
        assert!(report.capacity().iter().chain(&report.annualised()).all(|line| line.change == Change::Missing));
        assert!(report.revenue_bridge().is_err() && report.result_bridge().is_err());
        assert!(report.notes().iter().all(|note| note.code != "unequal_years"));
        let printed = section::CAPACITY.of(&report).to_markdown(&FR);
        let is_shown = report.periods().iter().any(|shown| shown.period.year() == 2018);
        assert!(printed.contains("8,3 mois") == is_shown && printed.contains("– |"), "{printed}");
        let table = report.table().to_markdown(&FR);
        let read = PublishedTable::read("post.md", table.as_bytes()).expect("a table");
        let verified = Verify::new().of(&books, &read).expect("a verification");
        assert_eq!((verified.count("does_not_hold"), verified.count("cannot_be_checked")), (0, 0), "{table}");
    }
    // A table that says a change from it is told that there is none.
    let read = PublishedTable::read("a.csv", b"x;2019;Variation\nJours ouvr\xc3\xa9s;1;+90%\n").expect("a table");
    let verified = Verify::new().of(&books, &read).expect("a verification");
    assert_eq!(verified.cells().nth(1).map(|(_, cell)| cell.verdict.id()), Some("cannot_be_checked"));
    assert_eq!(changes(&of(Review::year(2020))), ["value", "value"], "2019 is a year of its own");
    // A figure that is declared of the year before makes it one.
    let declared = format!("{settings}[declared.2018]\nrevenue = 500\n");
    let books = files("running-first-declared", &[("invoices.csv", invoices), ("bilan.toml", &declared)]);
    let report = Review::year(2019).metrics([metric::WORKING_DAYS, metric::REVENUE]).of(&books).expect("a review");
    assert_eq!(changes(&report), ["value", "value"]);
}

#[test]
fn an_explanation_marks_the_year_that_is_not_over() {
    let report = review(&books("explained")).with_metrics(breakdown::RESULT_BRIDGE.metrics.iter().copied());
    let bridge = breakdown::RESULT_BRIDGE.of(&report);
    let text = bridge.to_screen(&report, Format::Table, &EN, None).out;
    assert!(text.contains(", 2021 (running): ") && !text.contains(", 2021: "), "{text}");
    let json: serde_json::Value = serde_json::from_str(&bridge.to_screen(&report, Format::Json, &EN, None).out).expect("JSON");
    assert_eq!((&json["period"], &json["running"]), (&"2021".into(), &true.into()));
    let operands = json["operands"][0]["operands"].as_array().expect("operands");
    let running: Vec<_> = operands.iter().map(|of| (of["period"].as_str(), of["running"].as_bool())).collect();
    assert_eq!(running[..2], [(Some("2021"), Some(true)), (Some("2020"), None)]);
}
