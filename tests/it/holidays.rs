//! Public holidays from a file of the folder.

use bilan::analysis::{Review, State, metric};
use bilan::books::{Books, Reason};
use bilan::locale::EN;

use crate::book::{decimal, files};

const INVOICES: &str = "number,date,client,net\nF-1,2020-06-30,A,7\nF-2,2021-06-30,A,7\n";
const BELGIUM: &str = "[business]\ncountry = \"BE\"\n";

fn calendar(name: &str, events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:{name}\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", lines.replace('\n', "\r\n"))
}

fn working_days(books: &Books, year: i32) -> State {
    let report = Review::year(year).metrics([metric::WORKING_DAYS]).of(books).unwrap();
    report.figure(metric::WORKING_DAYS, year).unwrap().value().state.clone()
}

fn known(days: i64) -> State {
    State::Known(days.into())
}

#[test]
fn where_the_law_is_not_known_the_list_is_all_there_is() {
    // 2020 has 262 weekdays: 1 May and 21 July 2020 are among them, 15 August 2020 is a Saturday.
    let list = "date,holiday\n2020-05-01,Labour Day\n2020-07-21,National Day\n2020-08-15,Assumption\n2020-05-01,again\n";
    let books = files("holidays-list", &[("bilan.toml", BELGIUM), ("invoices.csv", INVOICES), ("days.csv", list)]);
    assert!(books.errors().is_empty() && books.unrecognised().is_empty(), "{books:?}");
    assert_eq!(working_days(&books, 2020), known(260));
    // A year of which the list says nothing is not a year without holidays.
    let State::Missing(why) = working_days(&books, 2021) else { panic!("{books:?}") };
    assert_eq!(EN.text(&why), "the files list no public holiday of 2021: complete the list");

    let report = Review::year(2020).metrics([metric::WORKING_DAYS]).of(&books).unwrap();
    let parts = report.figure(metric::WORKING_DAYS, 2020).unwrap().explain().operands;
    let counts: Vec<_> = parts.iter().map(|part| part.value.state.value().unwrap()).collect();
    assert_eq!(counts, [262, 2].map(rust_decimal::Decimal::from));
    let rows: Vec<String> = parts[1].rows.iter().map(|row| format!("{} {}", row.origin, row.date)).collect();
    assert_eq!(rows, ["days.csv:2 2020-05-01", "days.csv:3 2020-07-21"]);
}

#[test]
fn where_it_is_known_the_list_adds_to_it() {
    // Metropolitan France has 253 working days in 2020; 2 June is a Tuesday, Ascension is a holiday anyway.
    let list = "Date;Jour férié\n02/06/2020;Fête du bureau\n21/05/2020;Ascension\n";
    let settings = "[business]\ncountry = \"FR\"\n";
    let books = files("holidays-more", &[("bilan.toml", settings), ("invoices.csv", INVOICES), ("liste.csv", list)]);
    assert_eq!([working_days(&books, 2020), working_days(&books, 2021)], [known(252), known(254)]);
}

#[test]
fn a_calendar_gives_days_that_come_back_and_last() {
    let events = [
        // Folded, and a parameter in quotes that holds a colon.
        "DTSTART;X-NOTE=\"a:b\";VALUE=DATE:202005\n 01\nSUMMARY:Labour Day\nRRULE:FREQ=YEARLY;COUNT=2",
        // Thursday and Friday: the end is the day after.
        "DTSTART;VALUE=DATE:20200521\nDTEND;VALUE=DATE:20200523\nSUMMARY:Ascension",
        "DTSTART:20201225\nDURATION:P1D\nSUMMARY:Christmas",
        "DTSTART;VALUE=DATE:20200714\nSTATUS:CANCELLED\nSUMMARY:gone",
    ];
    let text = calendar("Holidays in Belgium", &events.map(event).concat());
    let books = files("holidays-calendar", &[("bilan.toml", BELGIUM), ("invoices.csv", INVOICES), ("x.ics", &text)]);
    assert!(books.errors().is_empty(), "{}", books.errors());
    // 262 − 1 May − 21 and 22 May − 25 December; in 2021, of 261 weekdays, 1 May is a Saturday.
    assert_eq!([working_days(&books, 2020), working_days(&books, 2021)], [known(258), known(261)]);
    let source = books.sources().iter().find(|source| source.format == "holidays-ics").unwrap();
    assert_eq!((source.rows, source.used, source.set_aside[&Reason::Worked].rows), (4, 3, 1));
}

#[test]
fn observances_of_a_calendar_that_tells_them_are_worked() {
    let events = [
        "DTSTART;VALUE=DATE:20200501\nDESCRIPTION:Public holiday\nSUMMARY:Labour Day",
        "DTSTART;VALUE=DATE:20200511\nDESCRIPTION:Observance\\nTo hide observances\\, go to Settings\nSUMMARY:Mother's Day",
    ];
    let text = calendar("x", &events.map(event).concat());
    let books = files("holidays-observed", &[("bilan.toml", BELGIUM), ("invoices.csv", INVOICES), ("x.ics", &text)]);
    assert_eq!(working_days(&books, 2020), known(261));
}

#[test]
fn other_calendars_and_diaries_are_no_lists_of_holidays() {
    let all_day = event("DTSTART;VALUE=DATE:20200504\nSUMMARY:Offsite");
    let timed = event("DTSTART:20200504T080000Z\nSUMMARY:Bank holiday lunch");
    let books = files(
        "holidays-none",
        &[
            ("invoices.csv", INVOICES),
            ("a.ics", &calendar("Work", &all_day)),
            ("b.ics", &calendar("Holidays", &format!("{all_day}{timed}"))),
            ("diary.csv", "date,title\n2020-05-04,Offsite\n"),
            ("holidays.csv", "date,days\n2020-05-04,1\n"),
        ],
    );
    assert_eq!(books.unrecognised(), ["a.ics", "b.ics", "diary.csv", "holidays.csv"]);
    // Leave is none, whatever its file is called.
    let leave = "date,client,days,kind\n2020-05-04,,1,leave\n";
    let books = files("holidays-leave", &[("invoices.csv", INVOICES), ("holidays.csv", leave)]);
    assert_eq!((books.time_entries().len(), books.holidays().len()), (1, 0));
}

#[test]
fn a_list_may_be_nothing_but_days_under_a_name_that_says_so() {
    let list = "date\n2020-05-01\n2020-07-21\n";
    let books = files("holidays-days", &[("bilan.toml", BELGIUM), ("invoices.csv", INVOICES), ("public_holidays.csv", list)]);
    assert_eq!(working_days(&books, 2020), known(260));
}

#[test]
fn of_a_list_of_several_zones_those_of_the_region_count() {
    let list = "date,nom_jour_ferie,zones\n2020-05-01,1er mai,Flandre|Wallonie\n2020-07-13,Fête,Flandre\n2020-07-14,Fête,Wallonie\n2020-07-15,Fête,\n";
    let settings = |region: &str| format!("{BELGIUM}{region}");
    let books = files(
        "holidays-zone",
        &[("bilan.toml", &settings("region = \"wallonie\"\n")), ("invoices.csv", INVOICES), ("x.csv", list)],
    );
    assert_eq!(working_days(&books, 2020), known(259));
    assert_eq!(books.sources()[1].set_aside[&Reason::OtherZone].lines, [3]);
    let books = files("holidays-zones", &[("bilan.toml", &settings("")), ("invoices.csv", INVOICES), ("x.csv", list)]);
    assert_eq!(
        books.errors().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["x.csv:2: zone: has the holidays of several zones, \"Flandre\", \"Wallonie\"; say in bilan.toml which one is yours"]
    );
    assert!(Review::year(2020).metrics([metric::WORKING_DAYS]).of(&books).is_err(), "not a figure of the wrong zone");
    let revenue = Review::year(2020).metrics([metric::REVENUE]).of(&books).unwrap();
    assert_eq!(revenue.figure(metric::REVENUE, 2020).unwrap().value().state.value(), Some(decimal("7")));
}
