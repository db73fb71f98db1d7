//! Working time as a review tells it: notes, explanations, every denominator.

use bilan::analysis::{Review, State, metric, occupancy};
use bilan::books::Books;
use bilan::model::{PartTime, Person, Phase, Settings, TimeEntry, TimeKind, TimeOff, Weekday};
use bilan::render::section;
use rust_decimal::RoundingStrategy;

use crate::book::{Book, day, days, decimal, hours, time_line};

fn off<'a>(date: &str, person: &'a str, kind: TimeKind, length: &str) -> TimeEntry<'a> {
    let mut entry = TimeEntry::new(day(date), "");
    (entry.person, entry.kind, entry.days) = (person, kind, Some(days(length)));
    entry
}

fn billed(change: impl FnOnce(&mut Settings)) -> Book {
    Book::new().settings(change).invoice(&time_line("T", "2020-12-31", "A", "125000", "175"))
}

fn notes(books: &Books, metrics: &[&'static bilan::analysis::Metric]) -> Vec<(&'static str, String)> {
    let report = Review::year(2020).years(1).metrics(metrics.iter().copied()).of(books).expect("a review");
    report.notes().iter().map(|note| (note.code, note.text.en.to_string())).collect()
}

/// 2020 has 253 working days, 51 of them Wednesdays; 25 of leave and 3 of sickness. A column of working days, what is taken off and what is left adds up.
#[test]
fn every_line_that_leads_to_the_capacity_is_shown() {
    let lines = |change: fn(&mut Settings)| {
        let work = off("2020-05-13", "", TimeKind::Training, "1");
        let books = billed(change).time(&work).open();
        let report = Review::year(2020).years(1).of(&books).expect("a review");
        let lines = report.capacity();
        let days: Vec<_> = lines.iter().map(|line| line.values[0].state.value().expect("known")).collect();
        let taken: rust_decimal::Decimal = days[1..days.len() - 1].iter().sum();
        assert_eq!(days[0] - taken, days[days.len() - 1], "it adds up");
        let table = section::CAPACITY.of(&report);
        assert!(lines.iter().zip(&table.rows).all(|(line, row)| line.metric == row.id), "the section begins with them");
        let named = lines.iter().zip(days).map(|(line, days)| format!("{} {}", line.metric, days.normalize()));
        named.collect::<Vec<_>>().join(", ")
    };
    let four_days = lines(|settings| {
        settings.time.leave_days = TimeOff::every_year(25);
        settings.time.sick_days = TimeOff::every_year(3);
        settings.time.part_time = PartTime::new([Phase::off([Weekday::Wednesday])]);
    });
    assert_eq!(four_days, "working_days 253, days_off 51, leave_days 25, sick_days 3, capacity_days 174");
    let share = lines(|settings| {
        settings.time.leave_days = TimeOff::every_year(25);
        settings.time.training_days = TimeOff::every_year(8);
        settings.time.part_time = PartTime::share(decimal("0.8"));
    });
    // (253 − 25 − 8) × 0.8 = 176: part time takes 44.
    assert_eq!(share, "working_days 253, leave_days 25, training_days_taken_off 8, part_time_days 44, capacity_days 176");
}

/// Ann's leave is not known, Bob's is.
#[test]
fn who_has_no_leave_recorded_is_named() {
    let books = Book::new()
        .settings(|settings| settings.persons = vec![Person::new("Ann"), Person::new("Bob")])
        .time(&off("2020-07-03", "Bob", TimeKind::Leave, "5"))
        .open();
    let report = Review::year(2020).metrics([metric::LEAVE_DAYS]).of(&books).expect("a review");
    let State::Missing(why) = &report.lines()[0].values[0].state else { panic!("it is not known") };
    assert!(why.en.starts_with("nothing says leave_days of Ann: write it under their [[person]]"), "{}", why.en);
}

#[test]
fn occupancy_over_every_usual_denominator() {
    // 175 billed days of 2020: ÷ 262, 304, 253, 228, 228, 218; at 4/5, capacity is 182.4.
    let shares = |share: &str| {
        let books = billed(|settings| {
            settings.time.leave_days = TimeOff::every_year(25);
            settings.time.part_time = PartTime::share(decimal(share));
        })
        .open();
        let report = Review::year(2020).of(&books).expect("a review");
        let all = occupancy::by_denominator(&report, 2020).expect("the year");
        let percent = |share: rust_decimal::Decimal| {
            (share * rust_decimal::Decimal::ONE_HUNDRED).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
        };
        all.iter().map(|of| percent(of.share.state.value().expect("known")).to_string()).collect::<Vec<_>>()
    };
    assert_eq!(shares("1"), ["66.79", "57.57", "69.17", "76.75", "76.75", "80.28"]);
    assert_eq!(shares("0.8"), ["66.79", "57.57", "69.17", "76.75", "95.94", "80.28"]);
}

#[test]
fn time_off_that_is_stated_and_recorded_is_told_and_not_added_up() {
    let books = billed(|settings| settings.time.leave_days = TimeOff::every_year(25))
        .time(&off("2020-08-03", "", TimeKind::Leave, "5"))
        .open();
    let told = notes(&books, &[metric::UTILIZATION]);
    let text = "leave both in bilan.toml and in the timesheets, counted once, as bilan.toml says: 2020 25 and 5";
    assert_eq!(told, [("time_off_twice", text.to_owned())]);
    assert_eq!(notes(&books, &[metric::REVENUE]), [], "a figure without capacity does not speak of it");
}

#[test]
fn persons_the_capacity_does_not_count_are_named() {
    let of_two = |settings: fn(&mut Settings)| {
        billed(settings)
            .time(&off("2020-03-02", "Alice", TimeKind::Work, "1"))
            .time(&off("2020-03-03", "Bob", TimeKind::Work, "1"))
            .open()
    };
    let unlisted = of_two(|settings| settings.time.leave_days = TimeOff::every_year(25));
    let told = notes(&unlisted, &[metric::CAPACITY_DAYS]);
    assert!(matches!(told.as_slice(), [("several_persons", text)] if text.contains("2 persons (Alice, Bob)")), "{told:?}");
    let half_listed = of_two(|settings| {
        settings.time.leave_days = TimeOff::every_year(25);
        settings.persons = vec![Person::new("Alice")];
    });
    let told = notes(&half_listed, &[metric::CAPACITY_DAYS]);
    assert!(matches!(told.as_slice(), [("person_not_listed", text)] if text.starts_with("capacity without Bob:")), "{told:?}");
}

#[test]
fn recorded_leave_is_followed_to_its_rows() {
    let mut in_hours = off("2020-08-04", "", TimeKind::Leave, "1");
    (in_hours.days, in_hours.time) = (None, Some(hours("3.5")));
    let book =
        billed(|_| {}).time(&off("2020-08-03", "", TimeKind::Leave, "1")).time(&off("2020-08-15", "", TimeKind::Leave, "1"));
    let explain = |books: &Books, metric| {
        Review::year(2020).metrics([metric]).of(books).expect("a review").figure(metric, 2020).expect("a figure").explain()
    };
    // 15 August 2020 is a Saturday and a holiday.
    let by_days = book.open();
    let leave = explain(&by_days, metric::LEAVE_DAYS);
    assert_eq!(leave.value.state, State::Known(1.into()));
    assert_eq!(
        leave.rows.iter().map(|row| (row.origin().to_string(), row.amount())).collect::<Vec<_>>(),
        [("timesheets.csv:2".to_owned(), 1.into())]
    );
    assert_eq!(leave.formula.en, "sum of days (timesheets, kind = leave)");
    let told = notes(&by_days, &[metric::CAPACITY_DAYS]);
    assert!(matches!(told.as_slice(), [("time_off_on_free_days", text)] if text.starts_with("1 row(s)")), "{told:?}");
    let capacity = explain(&by_days, metric::CAPACITY_DAYS);
    assert_eq!(capacity.formula.en, "(Working days − Leave days) × part time");
    assert_eq!(capacity.value.rows, 1, "a capacity counts the rows of its leave");
    // A day and 3.5 hours of seven: 1.5 days, whose parts are the days and the hours.
    let mixed = billed(|_| {}).time(&off("2020-08-03", "", TimeKind::Leave, "1")).time(&in_hours).open();
    let leave = explain(&mixed, metric::LEAVE_DAYS);
    assert_eq!(leave.value.state, State::Known(decimal("1.5")));
    let parts: Vec<_> = leave.operands.iter().map(|part| (part.metric.as_str(), part.value.state.value())).collect();
    assert_eq!(parts, [("leave_days.days", Some(1.into())), ("leave_days.hours", Some(decimal("3.5")))]);
}

#[test]
fn a_calendar_that_is_declared_makes_a_capacity() {
    let books = billed(|settings| {
        settings.business.country = Some("DE".into());
        settings.time.part_time = PartTime::share(decimal("0.8"));
        let mut declared = bilan::model::Declared::default();
        declared.values.insert("working_days".into(), 250.into());
        declared.values.insert("leave_days".into(), 30.into());
        settings.declared.insert(2020, declared);
    })
    .open();
    let report = Review::year(2020).metrics([metric::CAPACITY_DAYS]).of(&books).expect("a review");
    // (250 − 30) × 0.8
    assert_eq!(report.figure(metric::CAPACITY_DAYS, 2020).expect("a figure").value().state, State::Known(176.into()));
}
