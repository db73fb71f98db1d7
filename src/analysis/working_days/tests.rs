use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::super::facts::Facts;
use super::super::figure::State;
use super::super::formula::Metric;
use super::super::metric;
use crate::books::{Books, BooksBuilder, Chunk, Source};
use crate::model::{Days, PartTime, Period, Person, Phase, Settings, Time, TimeEntry, TimeKind, TimeOff, Weekday};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Time off: date, person, kind, days.
type Row<'a> = (&'a str, &'a str, TimeKind, &'a str);

fn books(change: impl FnOnce(&mut Settings), rows: &[Row<'_>]) -> Books {
    let mut settings = Settings::default();
    settings.business.country = Some("FR".into());
    change(&mut settings);
    let mut chunk = Chunk::default();
    for (line, (date, person, kind, days)) in (2..).zip(rows) {
        let mut entry = TimeEntry::new(day(date), "");
        (entry.person, entry.kind, entry.days) = (person, *kind, Days::from_decimal(d(days)));
        chunk.time_entry(line, &entry);
    }
    let mut builder = BooksBuilder::new(settings);
    builder.add(Source::new("timesheets.csv", "timesheets-csv"), chunk);
    builder.finish()
}

fn year(year: i32) -> Period {
    Period::new("year", day(&format!("{year}-01-01")), day(&format!("{year}-12-31")))
}

fn months(of: &Period) -> Vec<Period> {
    let mut found = Vec::new();
    let mut start = of.start;
    while start <= of.end {
        let next = start.with_day(1).unwrap() + Months::new(1);
        found.push(Period::new("month", start, (next - TimeDelta::days(1)).min(of.end)));
        start = next;
    }
    found
}

fn state(books: &Books, metric: &'static Metric, period: Period) -> State {
    Facts::new(books, vec![period], books.settings().policy, NaiveDate::MAX, &[metric.into()]).evaluate(metric, 0).value.state
}

fn known(books: &Books, metric: &'static Metric, period: Period) -> Decimal {
    let state = state(books, metric, period);
    state.value().unwrap_or_else(|| panic!("{}: {state:?}", metric.id))
}

fn why(books: &Books, metric: &'static Metric, period: Period) -> String {
    state(books, metric, period).reason().unwrap_or_else(|| panic!("{} is known", metric.id)).en.to_string()
}

fn leave(days: i64) -> impl FnOnce(&mut Settings) {
    move |settings| settings.time.leave_days = TimeOff::every_year(days)
}

fn off_on_wednesdays(from: Option<&str>) -> PartTime {
    let phase = Phase::off([Weekday::Wednesday]);
    PartTime::new([from.map_or(phase.clone(), |from| phase.from(day(from)))])
}

#[test]
fn every_usual_denominator_of_2020() {
    let books = books(leave(25), &[]);
    let expected = [
        (metric::WEEKDAYS, "262"),
        (metric::WORKING_DAYS, "253"),
        (metric::BUSINESS_DAYS, "304"),
        (metric::CONTRACT_DAYS, "218"),
        (metric::AVAILABLE_DAYS, "228"),
        (metric::CAPACITY_DAYS, "228"),
        (metric::DAYS_OFF, "0"),
    ];
    for (metric, days) in expected {
        assert_eq!(known(&books, metric, year(2020)), d(days), "{}", metric.id);
    }
    // Half a year of contract is 109 days; the first 15 of 31 days of January 218 ÷ 12 × 15 ÷ 31.
    let half = Period::new("half", day("2020-01-01"), day("2020-06-30"));
    assert_eq!(known(&books, metric::CONTRACT_DAYS, half), d("109"));
    let part = Period::new("part", day("2020-01-01"), day("2020-01-15"));
    assert_eq!(known(&books, metric::CONTRACT_DAYS, part).round_dp(6), d("8.790323"));
    // A fiscal year that spans a leap day is still 218 days.
    let crossing = Period::new("2019/20", day("2019-07-01"), day("2020-06-30"));
    assert_eq!(known(&books, metric::CONTRACT_DAYS, crossing), d("218"));
}

#[test]
fn a_share_of_full_time_is_a_share_of_what_is_left_after_leave() {
    // (253 − 25) × 0.8
    let books = books(
        |settings| {
            settings.time.leave_days = TimeOff::every_year(25);
            settings.time.part_time = PartTime::share(d("0.8"));
        },
        &[],
    );
    assert_eq!(known(&books, metric::CAPACITY_DAYS, year(2020)), d("182.4"));
}

#[test]
fn a_real_four_fifths_loses_no_holiday_twice() {
    // 2020 has 53 Wednesdays; 1 January and 11 November are holidays: 51 days off, not 53, and not 253 ÷ 5 = 50.6.
    // Five weeks of leave are 20 days for who works four a week: 253 − 51 − 20.
    let books = books(
        |settings| {
            settings.time.leave_days = TimeOff::every_year(20);
            settings.time.part_time = off_on_wednesdays(None);
        },
        &[],
    );
    assert_eq!(known(&books, metric::DAYS_OFF, year(2020)), d("51"));
    assert_eq!(known(&books, metric::CAPACITY_DAYS, year(2020)), d("182"));
}

#[test]
fn part_time_begins_on_its_day() {
    // From 1 July there are 27 Wednesdays, one of them 11 November: 253 − 26 − 25.
    let from_july = books(
        |settings| {
            settings.time.leave_days = TimeOff::every_year(25);
            settings.time.part_time = off_on_wednesdays(Some("2020-07-01"));
        },
        &[],
    );
    assert_eq!(known(&from_july, metric::CAPACITY_DAYS, year(2020)), d("202"));
    assert_eq!(known(&from_july, metric::CAPACITY_DAYS, year(2019)), d("226"));
    // 124 working days at full time and 129 at half; leave has no day, and takes the mean share: (253 − 25) × 188.5 ÷ 253.
    let half_from_july = books(
        |settings| {
            settings.time.leave_days = TimeOff::every_year(25);
            let mut half = Phase::off([]).from(day("2020-07-01"));
            half.share = d("0.5");
            settings.time.part_time = PartTime::new([half]);
        },
        &[],
    );
    assert_eq!(known(&half_from_july, metric::CAPACITY_DAYS, year(2020)).round_dp(6), d("169.873518"));
}

#[test]
fn time_off_is_stated_or_recorded_and_never_added_up() {
    let rows = [
        ("2020-08-03", "", TimeKind::Leave, "5"),
        ("2020-08-10", "", TimeKind::Leave, "1"),
        ("2020-03-02", "", TimeKind::Sick, "2"),
        ("2020-09-01", "", TimeKind::Training, "3"),
    ];
    // Recorded: 253 − 6 − 2; training is worked time unless the settings take it off.
    let recorded = books(|_| {}, &rows);
    assert_eq!(known(&recorded, metric::LEAVE_DAYS, year(2020)), d("6"));
    assert_eq!(known(&recorded, metric::SICK_DAYS, year(2020)), d("2"));
    assert_eq!(known(&recorded, metric::TRAINING_DAYS, year(2020)), d("3"));
    assert_eq!(known(&recorded, metric::CAPACITY_DAYS, year(2020)), d("245"));
    // Stated leave wins: 253 − 25 − 2. Stated sickness too: 253 − 25 − 0.
    let stated = books(leave(25), &rows);
    assert_eq!(known(&stated, metric::CAPACITY_DAYS, year(2020)), d("226"));
    let all_stated = books(
        |settings| {
            settings.time.leave_days = TimeOff::every_year(25);
            settings.time.sick_days = TimeOff::every_year(0);
            settings.time.training_days = TimeOff::Recorded;
        },
        &rows,
    );
    assert_eq!(known(&all_stated, metric::CAPACITY_DAYS, year(2020)), d("225"));
    // 253 − 6 − 2 − 4.
    let training = books(|settings| settings.time.training_days = TimeOff::every_year(4), &rows);
    assert_eq!(known(&training, metric::CAPACITY_DAYS, year(2020)), d("241"));
}

#[test]
fn leave_has_no_default_and_sickness_that_nobody_speaks_of_is_none() {
    let nothing = books(|_| {}, &[]);
    assert!(why(&nothing, metric::CAPACITY_DAYS, year(2020)).contains("leave_days = 25"));
    assert!(matches!(state(&nothing, metric::SICK_DAYS, year(2020)), State::Missing(_)));
    let worked = books(|_| {}, &[("2020-03-02", "", TimeKind::Work, "1")]);
    assert!(matches!(state(&worked, metric::LEAVE_DAYS, year(2020)), State::Missing(_)), "work recorded says nothing of leave");
    assert_eq!(known(&worked, metric::SICK_DAYS, year(2020)), d("0"));
    let said = books(|settings| settings.time.leave_days = TimeOff::Recorded, &[("2020-03-02", "", TimeKind::Work, "1")]);
    assert_eq!(known(&said, metric::CAPACITY_DAYS, year(2020)), d("253"), "unless the settings say that leave is recorded");
    let other_year = books(|settings| settings.time.sick_days = TimeOff::Unsaid.with(2019, 3.into()), &[]);
    assert!(
        why(&other_year, metric::CAPACITY_DAYS, year(2020)).contains("leave_days"),
        "sickness of another year is no obstacle"
    );
}

#[test]
fn leave_recorded_on_a_free_day_takes_nothing() {
    // 1 May 2020 is a holiday, 2 May a Saturday, 6 May a Wednesday off; 7 May counts. A row of five days is a summary, whatever its day.
    let books = books(
        |settings| settings.time.part_time = off_on_wednesdays(None),
        &[
            ("2020-05-01", "", TimeKind::Leave, "1"),
            ("2020-05-02", "", TimeKind::Leave, "1"),
            ("2020-05-06", "", TimeKind::Leave, "1"),
            ("2020-05-07", "", TimeKind::Leave, "1"),
            ("2020-05-31", "", TimeKind::Leave, "5"),
        ],
    );
    assert_eq!(known(&books, metric::LEAVE_DAYS, year(2020)), d("6"));
    assert_eq!(known(&books, metric::CAPACITY_DAYS, year(2020)), d("196"));
}

#[test]
fn a_part_of_a_year_knows_only_recorded_leave() {
    let july = || Period::new("2020-07", day("2020-07-01"), day("2020-07-31"));
    let stated = books(leave(25), &[]);
    assert!(why(&stated, metric::CAPACITY_DAYS, july()).contains("leave_days of bilan.toml is for the whole year"));
    assert_eq!(known(&stated, metric::WORKING_DAYS, july()), d("22"));
    assert_eq!(known(&books(leave(0), &[]), metric::CAPACITY_DAYS, july()), d("22"), "no leave is none in any month");
    let both = books(leave(25), &[("2020-08-03", "", TimeKind::Leave, "10")]);
    assert_eq!(known(&both, metric::CAPACITY_DAYS, july()), d("22"), "leave is recorded, in another month");
}

fn alice_and_bob(settings: &mut Settings) {
    settings.time.leave_days = TimeOff::every_year(25);
    let mut bob = Person::new("Bob");
    bob.from = Some(day("2020-07-01"));
    bob.part_time = Some(PartTime::share(d("0.5")));
    bob.leave_days = TimeOff::every_year(12);
    settings.persons = vec![Person::new("Alice"), bob];
}

#[test]
fn the_capacity_of_several_is_the_sum_of_theirs() {
    // Alice 253 − 25; Bob, there from July on, (129 − 12) × 0.5.
    let team = books(alice_and_bob, &[]);
    assert_eq!(known(&team, metric::WORKING_DAYS, year(2020)), d("382"));
    assert_eq!(known(&team, metric::LEAVE_DAYS, year(2020)), d("37"));
    assert_eq!(known(&team, metric::CAPACITY_DAYS, year(2020)), d("286.5"));
    assert_eq!(known(&team, metric::CAPACITY_DAYS, year(2019)), d("226"), "Bob is not there yet");
    let later = |settings: &mut Settings| {
        let mut bob = Person::new("Bob");
        bob.from = Some(day("2021-01-01"));
        settings.persons = vec![bob];
    };
    let nobody = books(later, &[]);
    assert_eq!(known(&nobody, metric::CAPACITY_DAYS, year(2020)), d("0"), "nobody is there");
    let facts = Facts::new(&team, vec![year(2020)], team.settings().policy, NaiveDate::MAX, &[]);
    let parts = super::super::explain::explain(&facts, metric::CAPACITY_DAYS, 0).operands;
    let parts: Vec<(&str, Option<Decimal>, &str)> =
        parts.iter().map(|part| (part.metric.as_str(), part.value.state.value(), &*part.formula.en)).skip(2).collect();
    assert_eq!(
        parts,
        [("capacity_days.Alice", Some(d("228")), "253 − 25"), ("capacity_days.Bob", Some(d("58.5")), "(129 − 12) × 0.5")]
    );
}

#[test]
fn recorded_leave_is_that_of_its_person() {
    let rows = [
        ("2020-08-03", "Alice", TimeKind::Leave, "1"),
        ("2020-08-04", "Bob", TimeKind::Leave, "1"),
        ("2020-08-05", "Bob", TimeKind::Leave, "1"),
    ];
    let team = books(|settings| settings.persons = vec![Person::new("Alice"), Person::new("Bob")], &rows);
    assert_eq!(known(&team, metric::CAPACITY_DAYS, year(2020)), d("503"));
    let unlisted = books(|_| {}, &rows);
    assert!(why(&unlisted, metric::CAPACITY_DAYS, year(2020)).contains("time off of several persons"));
}

#[test]
fn leave_of_a_whole_year_is_not_that_of_someone_there_for_a_part() {
    let team = books(
        |settings| {
            alice_and_bob(settings);
            settings.persons[1].leave_days = TimeOff::Unsaid;
        },
        &[],
    );
    assert!(why(&team, metric::CAPACITY_DAYS, year(2020)).starts_with("Bob is there for a part of the year"));
    assert_eq!(known(&team, metric::CAPACITY_DAYS, year(2019)), d("226"));
    // 2021 has 254 working days: 229, and half of it.
    assert_eq!(known(&team, metric::CAPACITY_DAYS, year(2021)), d("343.5"));
}

/// A fiscal year half of which the calendar does not know has no half of its days.
#[test]
fn the_calendar_has_an_end() {
    let books = books(leave(25), &[]);
    let last = || Period::new("2199/00", day("2199-07-01"), day("2200-06-30"));
    for metric in [metric::WEEKDAYS, metric::WORKING_DAYS, metric::CAPACITY_DAYS] {
        assert!(why(&books, metric, last()).contains("1901"), "{}", metric.id);
    }
    // 365 days from a Tuesday: 52 weeks and a day.
    assert_eq!(known(&books, metric::WEEKDAYS, year(2199)), d("261"));
}

#[test]
fn more_leave_than_days_is_a_mistake() {
    let first = books(leave(25), &[]);
    let settings = |settings: &mut Settings| {
        settings.time.leave_days = TimeOff::every_year(300);
    };
    assert!(why(&books(settings, &[]), metric::CAPACITY_DAYS, year(2020)).contains("300 days off for 253 days"));
    assert_eq!(known(&first, metric::CAPACITY_DAYS, year(2020)), d("228"));
}

#[test]
fn the_solidarity_day_is_a_working_day_more() {
    let books = |worked| {
        books(
            |settings| {
                settings.time.leave_days = TimeOff::every_year(25);
                settings.time.solidarity_day = worked;
            },
            &[],
        )
    };
    assert_eq!(known(&books(true), metric::CAPACITY_DAYS, year(2020)), d("229"));
    let june = |start: &str| Period::new("June", day(start), day("2020-06-30"));
    // 1 June 2020 is Whit Monday.
    assert_eq!(known(&books(true), metric::WORKING_DAYS, june("2020-06-01")), d("22"));
    assert_eq!(known(&books(false), metric::WORKING_DAYS, june("2020-06-01")), d("21"));
    assert_eq!(known(&books(true), metric::BUSINESS_DAYS, year(2020)), d("305"));
}

#[test]
fn a_country_without_law_here_has_the_holidays_of_its_list() {
    let belgium = |settings: &mut Settings| {
        settings.business.country = Some("BE".into());
        settings.time.leave_days = TimeOff::every_year(20);
    };
    let mut settings = Settings::default();
    belgium(&mut settings);
    let mut builder = BooksBuilder::new(settings);
    let source = builder.add(Source::new("feries.ics", "ics"), Chunk::default());
    builder.holiday(source, 2, day("2020-07-21"));
    let listed = builder.finish();
    // 262 weekdays less the one listed (a Tuesday), less 20.
    assert_eq!(known(&listed, metric::CAPACITY_DAYS, year(2020)), d("241"));
    assert!(why(&listed, metric::CONTRACT_DAYS, year(2020)).contains("French law"));
    assert!(why(&books(belgium, &[]), metric::CAPACITY_DAYS, year(2020)).contains("public holidays of BE are not known"));
}

fn kinds() -> impl Strategy<Value = TimeKind> {
    prop::sample::select(vec![TimeKind::Leave, TimeKind::Sick, TimeKind::Training, TimeKind::Work])
}

fn part_times() -> impl Strategy<Value = PartTime> {
    let phase = (0_i64..1200, prop::option::of(0_usize..5), 1_i64..=4);
    prop::collection::vec(phase, 0..3).prop_map(|phases| {
        PartTime::new(phases.into_iter().map(|(from, off, share)| {
            let mut phase = Phase::off(off.map(|day| Weekday::ALL[day].1)).from(day("2018-06-01") + TimeDelta::days(from));
            phase.share = Decimal::new(25 * share, 2);
            phase
        }))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Days are additive: months sum to the year, whatever the part time and whoever is there; hours of eight a day divide without a rest.
    #[test]
    fn months_sum_to_the_year(
        rows in prop::collection::vec((0_i64..1096, kinds(), 1_i64..=12, any::<bool>()), 0..40),
        part_time in part_times(),
        of_bob in prop::option::of((part_times(), 0_i64..1096, 0_i64..400)),
        solidarity_day in any::<bool>(),
        fiscal_start in prop::sample::select(vec![1_u32, 4, 7, 10]),
    ) {
        let mut settings = Settings::default();
        settings.business.country = Some("FR".into());
        settings.time.hours_per_day = Some(8.into());
        settings.time.leave_days = TimeOff::Recorded;
        settings.time.training_days = TimeOff::Recorded;
        settings.time.solidarity_day = solidarity_day;
        settings.time.part_time = part_time;
        settings.fiscal_years = crate::model::FiscalCalendar::new(fiscal_start, 1, Vec::new()).ok();
        if let Some((part_time, from, length)) = of_bob {
            let mut bob = Person::new("Bob");
            bob.part_time = Some(part_time);
            bob.from = Some(day("2018-01-01") + TimeDelta::days(from));
            bob.to = bob.from.map(|from| from + TimeDelta::days(length));
            settings.persons = vec![Person::new("Alice"), bob];
        }
        let mut chunk = Chunk::default();
        for (line, (at, kind, quarters, in_hours)) in (2..).zip(&rows) {
            let mut entry = TimeEntry::new(day("2018-01-01") + TimeDelta::days(*at), "");
            entry.kind = *kind;
            entry.person = if settings.persons.is_empty() || at % 2 == 0 { "Alice" } else { "Bob" };
            if *in_hours {
                entry.time = Time::from_hours(Decimal::from(2 * quarters));
            } else {
                entry.days = Days::from_decimal(Decimal::new(25 * quarters, 2));
            }
            chunk.time_entry(line, &entry);
        }
        let years: Vec<Period> = (2018..=2021)
            .filter_map(|year| settings.fiscal_years.as_ref().and_then(|years| years.year(year)))
            .filter(|year| rows.iter().any(|(at, ..)| year.contains(day("2018-01-01") + TimeDelta::days(*at))))
            .collect();
        let mut builder = BooksBuilder::new(settings);
        builder.add(Source::new("timesheets.csv", "timesheets-csv"), chunk);
        let books = builder.finish();
        let metrics = [
            metric::WEEKDAYS, metric::WORKING_DAYS, metric::BUSINESS_DAYS, metric::CONTRACT_DAYS, metric::DAYS_OFF, metric::LEAVE_DAYS,
            metric::SICK_DAYS, metric::TRAINING_DAYS, metric::AVAILABLE_DAYS, metric::CAPACITY_DAYS,
        ];
        for year in years {
            for metric in metrics {
                let whole = state(&books, metric, year.clone());
                let parts: Vec<State> = months(&year).into_iter().map(|month| state(&books, metric, month)).collect();
                // More time off than days is told for the months it is in; nobody is there in a month without a person.
                if parts.iter().chain([&whole]).all(|part| part.value().is_some()) {
                    let sum: Decimal = parts.iter().filter_map(State::value).sum();
                    prop_assert_eq!(whole.value().map(|days| days.round_dp(20)), Some(sum.round_dp(20)), "{} {}", metric.id, year.label);
                } else {
                    prop_assert!(metric.id == "capacity_days", "{} {}: {whole:?} {parts:?}", metric.id, year.end.year());
                }
            }
        }
    }
}
