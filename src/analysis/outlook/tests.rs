use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Outlook, Plan};
use crate::books::{Books, BooksBuilder, Chunk, Source};
use crate::model::{Billing, Days, InvoiceLine, Money, Person, Settings, Target, TimeEntry, TimeKind, TimeOff};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// An invoice of 30 000 of time and 5 000 at a fixed price on 31 March 2020, and leave on these days.
fn books(change: impl FnOnce(&mut Settings), leave: &[(&str, &str)]) -> Books {
    let mut settings = Settings::default();
    settings.business.country = Some("FR".into());
    settings.targets.insert(2020, Target::new(700.into(), d("0.8")));
    change(&mut settings);
    let mut builder = BooksBuilder::new(settings);
    let mut invoices = Chunk::default();
    for (at, net, billing) in [(2, 30_000, Billing::Time), (3, 5_000, Billing::Fixed)] {
        let net = Money::from_mantissa(net * 10_000).unwrap();
        let mut line = InvoiceLine::new("F-1", day("2020-03-31"), "A", net);
        line.billing = billing;
        invoices.invoice_line(at, &line);
    }
    builder.add(Source::new("invoices.csv", "invoices-csv"), invoices);
    let mut time = Chunk::default();
    for (at, (date, days)) in (2..).zip(leave) {
        let mut entry = TimeEntry::new(day(date), "");
        (entry.kind, entry.days) = (TimeKind::Leave, Days::from_decimal(d(days)));
        time.time_entry(at, &entry);
    }
    builder.add(Source::new("timesheets.csv", "timesheets-csv"), time);
    builder.finish()
}

fn leave_of_25(settings: &mut Settings) {
    settings.time.leave_days = TimeOff::every_year(25);
}

fn codes(plan: &Plan) -> Vec<&str> {
    plan.notes().iter().map(|note| note.code).collect()
}

#[track_caller]
fn assert_values(plan: &Plan, expected: &[(&str, &str)]) {
    for (id, value) in expected {
        let value = d(value);
        if value.scale() == 0 {
            assert_eq!(plan.value(id), Some(value), "{id} is exact: {:?}", plan.line(id));
        }
        let found =
            plan.value(id).map(|found| found.round_dp_with_strategy(value.scale(), RoundingStrategy::MidpointAwayFromZero));
        assert_eq!(found, Some(value), "{id}: {:?}", plan.line(id));
    }
}

#[test]
fn a_year_that_has_not_begun_has_a_target_and_what_moves_it() {
    // 2021: 254 − 25 = 229; × 0.8 = 183.2 days; × 700.
    let plan = Outlook::for_year(2021).of(&books(leave_of_25, &[])).unwrap();
    assert_values(
        &plan,
        &[
            ("working_days", "254"),
            ("leave_days", "25"),
            ("capacity_days", "229"),
            ("target_days", "183.2"),
            ("target_revenue", "128240"),
            // 700 × 0.8; 700 × 229 ÷ 100; 10 × 0.8 × 229.
            ("one_day", "560"),
            ("one_point", "1603"),
            ("ten_a_day", "1832"),
        ],
    );
    assert_eq!(codes(&plan), ["target_carried_over"]);
    assert!(plan.line("revenue").is_none() && plan.line("remaining_days").is_none());
}

#[test]
fn each_step_of_the_sensitivity_is_the_change_it_says() {
    let of = |rate: &str, share: &str, leave: i64| {
        let books = books(|settings| settings.time.leave_days = TimeOff::every_year(leave), &[]);
        let plan = Outlook::for_year(2021).day_rate(d(rate)).share(d(share)).of(&books).unwrap();
        let value = |id| plan.value(id).unwrap();
        (value("target_revenue"), value("one_day"), value("one_point"), value("ten_a_day"))
    };
    let (target, one_day, one_point, ten) = of("712.5", "0.77", 25);
    assert_eq!(of("712.5", "0.77", 24).0 - target, one_day);
    assert_eq!(of("712.5", "0.78", 25).0 - target, one_point);
    assert_eq!(of("722.5", "0.77", 25).0 - target, ten);
}

#[test]
fn a_year_that_is_over_is_measured_against_all_of_its_target() {
    let plan = Outlook::for_year(2020).as_at(day("2020-12-31")).of(&books(leave_of_25, &[])).unwrap();
    // 35 000 and 30 000 ÷ 127 680.
    assert_values(&plan, &[("target_revenue", "127680"), ("target_attainment", "0.2741"), ("target_attainment_time", "0.2350")]);
    assert!(plan.line("elapsed_capacity").is_none() && plan.line("remaining_days").is_none());
    assert!(plan.notes().is_empty());
}

#[test]
fn half_way_the_target_is_that_of_the_capacity_that_is_gone() {
    // 124 of 253 working days are gone on 30 June, 5 of them on leave: 119 of 228 days of capacity; 127 680 × 119 ÷ 228 = 66 640.
    let recorded = books(leave_of_25, &[("2020-02-10", "5"), ("2020-08-03", "10")]);
    let plan = Outlook::for_year(2020).as_at(day("2020-06-30")).of(&recorded).unwrap();
    assert_values(
        &plan,
        &[
            ("revenue", "35000"),
            ("revenue_time", "30000"),
            ("elapsed_capacity", "119"),
            ("elapsed_target", "66640"),
            ("elapsed_attainment", "0.5252"),
            ("elapsed_attainment_time", "0.4502"),
            // 92 680 ÷ 700 = 132.4 days in the 109 that are left.
            ("remaining_revenue", "92680"),
            ("remaining_capacity", "109"),
            ("remaining_days", "132.4"),
            ("remaining_share", "1.2147"),
        ],
    );
    assert!(plan.notes().is_empty());
}

#[test]
fn leave_without_days_is_spread_over_the_year() {
    // 228 × 124 ÷ 253 = 111.747; 127 680 × 124 ÷ 253 = 62 578.34.
    let plan = Outlook::for_year(2020).as_at(day("2020-06-30")).of(&books(leave_of_25, &[])).unwrap();
    assert_values(&plan, &[("elapsed_capacity", "111.747"), ("elapsed_target", "62578.34"), ("elapsed_attainment", "0.5593")]);
    assert_eq!(codes(&plan), ["leave_spread"]);
}

#[test]
fn what_is_after_the_day_does_not_count_yet() {
    let plan = Outlook::for_year(2020).as_at(day("2020-03-30")).of(&books(leave_of_25, &[])).unwrap();
    assert_values(&plan, &[("revenue", "0"), ("remaining_revenue", "127680")]);
}

#[test]
fn a_target_that_is_reached_leaves_nothing_to_bill() {
    let plan = Outlook::for_year(2020).as_at(day("2020-06-30")).day_rate(100).of(&books(leave_of_25, &[])).unwrap();
    // 100 × 0.8 × 228 = 18 240, less than 35 000.
    assert_values(
        &plan,
        &[("target_revenue", "18240"), ("remaining_revenue", "0"), ("remaining_days", "0"), ("remaining_share", "0")],
    );
}

#[test]
fn the_target_is_the_one_asked_for_then_that_of_the_year_then_the_latest_before() {
    let with_others = |settings: &mut Settings| {
        leave_of_25(settings);
        settings.targets.insert(2018, Target::new(600.into(), d("0.7")));
        settings.targets.insert(2023, Target::new(900.into(), d("0.9")));
    };
    let rate = |outlook: Outlook| outlook.of(&books(with_others, &[])).unwrap().value("target_day_rate");
    assert_eq!(rate(Outlook::for_year(2020)), Some(700.into()));
    assert_eq!(rate(Outlook::for_year(2022)), Some(700.into()));
    assert_eq!(rate(Outlook::for_year(2019)), Some(600.into()));
    assert_eq!(rate(Outlook::for_year(2020).day_rate(750)), Some(750.into()));
    assert_eq!(rate(Outlook::for_year(2017)), None, "a later target is none for an earlier year");
    let half_asked = Outlook::for_year(2022).day_rate(750).of(&books(with_others, &[])).unwrap();
    assert_eq!(half_asked.value("target_share"), Some(d("0.8")));
    assert_eq!(codes(&half_asked), ["target_carried_over"]);
    let asked = Outlook::for_year(2022).day_rate(750).share(d("0.75")).of(&books(with_others, &[])).unwrap();
    assert_eq!(codes(&asked), Vec::<&str>::new());
    let none = Outlook::for_year(2017).of(&books(with_others, &[])).unwrap();
    assert_eq!(none.value("capacity_days"), Some(226.into()));
    assert!(none.line("target_revenue").and_then(|line| line.state.reason()).is_some_and(|why| why.en.contains("[target.2017]")));
}

#[test]
fn leave_that_is_not_known_is_that_of_the_latest_year_before() {
    let of_2019 =
        |settings: &mut Settings| settings.time.leave_days = TimeOff::Unsaid.with(2018, 20.into()).with(2019, 30.into());
    let stated = Outlook::for_year(2021).of(&books(of_2019, &[])).unwrap();
    assert_values(&stated, &[("leave_days", "30"), ("capacity_days", "224")]);
    assert_eq!(codes(&stated), ["target_carried_over", "leave_carried_over"]);
    // Recorded in 2020: 12 days; what is recorded of a year that is not over is not its leave, and yet has gone.
    let recorded = books(|_| {}, &[("2020-08-03", "12"), ("2021-02-01", "3")]);
    let plan = Outlook::for_year(2021).as_at(day("2021-03-31")).of(&recorded).unwrap();
    // 254 − 12; 64 weekdays from January to March less 1 January, less 3.
    assert_values(&plan, &[("leave_days", "12"), ("capacity_days", "242"), ("elapsed_capacity", "60")]);
    assert_eq!(codes(&plan), ["target_carried_over", "leave_carried_over"]);
    let over = Outlook::for_year(2020).as_at(day("2020-12-31")).of(&recorded).unwrap();
    assert_values(&over, &[("capacity_days", "241")]);
    let unknown = Outlook::for_year(2021).of(&books(|_| {}, &[])).unwrap();
    assert_eq!(unknown.value("capacity_days"), None, "leave has no default");
}

#[test]
fn each_person_has_their_own_leave_carried_over() {
    let team = |settings: &mut Settings| {
        let mut alice = Person::new("Alice");
        alice.leave_days = TimeOff::Unsaid.with(2020, 20.into());
        let mut bob = Person::new("Bob");
        bob.leave_days = TimeOff::every_year(10);
        settings.persons = vec![alice, bob];
    };
    let plan = Outlook::for_year(2021).of(&books(team, &[])).unwrap();
    // (254 − 20) + (254 − 10)
    assert_values(&plan, &[("capacity_days", "478")]);
    assert!(plan.notes().iter().any(|note| note.code == "leave_carried_over" && note.text.en.contains("Alice")));
}

#[test]
fn the_next_year_is_the_one_after_the_review() {
    let books = books(leave_of_25, &[("2021-02-01", "1")]);
    let next = |as_at: &str| Outlook::next().as_at(day(as_at)).of(&books).unwrap().period().year();
    assert_eq!([next("2020-12-31"), next("2021-03-01"), next("2021-08-01")], [2021, 2021, 2022]);
}

#[test]
fn holidays_that_are_listed_make_the_calendar_of_another_country() {
    let mut settings = Settings::default();
    settings.business.country = Some("BE".into());
    settings.time.leave_days = TimeOff::every_year(20);
    let mut builder = BooksBuilder::new(settings);
    let mut time = Chunk::default();
    time.time_entry(2, &TimeEntry::new(day("2020-12-31"), "A"));
    builder.add(Source::new("timesheets.csv", "timesheets-csv"), time);
    let source = builder.add(Source::new("feries.ics", "ics"), Chunk::default());
    builder.holiday(source, 2, day("2021-07-21"));
    builder.holiday(source, 3, day("2021-12-25"));
    // 261 weekdays less a Wednesday (the other is a Saturday), less 20.
    let plan = Outlook::for_year(2021).day_rate(650).share(d("0.5")).of(&builder.finish()).unwrap();
    assert_values(&plan, &[("working_days", "260"), ("capacity_days", "240"), ("target_revenue", "78000")]);
}

#[test]
fn rates_and_shares_out_of_range_are_refused() {
    let books = books(leave_of_25, &[]);
    for outlook in [Outlook::next().day_rate(0), Outlook::next().share(0), Outlook::next().share(80), Outlook::for_year(-400_000)]
    {
        assert!(outlook.of(&books).is_err(), "{outlook:?}");
    }
    assert!(Outlook::next().of(&BooksBuilder::new(Settings::default()).finish()).is_err(), "nothing to look ahead from");
}
