//! Working days and holidays of France against figures worked out elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

use super::{CHART, HOLIDAYS, ZONES};
use crate::jurisdiction::Calendar;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Zones of the columns of `WORKING_DAYS` after the year and the weekdays.
const COLUMNS: [&str; 10] = [
    "métropole",
    "Alsace-Moselle",
    "Guadeloupe",
    "Martinique",
    "Guyane",
    "La Réunion",
    "Mayotte",
    "Saint-Barthélemy",
    "Saint-Martin",
    "Saint-Pierre-et-Miquelon",
];

/// Working days of each year, agreed on by the State's list of holidays and two other calculations.
const WORKING_DAYS: [[i32; 12]; 16] = [
    [2015, 261, 252, 251, 251, 251, 251, 252, 251, 251, 251, 252],
    [2016, 261, 253, 251, 252, 253, 252, 252, 252, 253, 252, 253],
    [2017, 260, 251, 249, 251, 250, 251, 250, 250, 250, 251, 251],
    [2018, 261, 252, 250, 252, 251, 252, 251, 251, 251, 251, 252],
    [2019, 261, 251, 249, 250, 250, 251, 250, 251, 250, 250, 251],
    [2020, 262, 253, 252, 252, 252, 252, 253, 252, 252, 252, 253],
    [2021, 261, 254, 253, 253, 254, 253, 253, 253, 254, 253, 254],
    [2022, 260, 253, 251, 252, 253, 252, 252, 252, 253, 253, 253],
    [2023, 260, 251, 249, 251, 250, 251, 250, 250, 250, 251, 251],
    [2024, 262, 252, 250, 251, 251, 251, 251, 252, 251, 251, 252],
    [2025, 261, 251, 249, 250, 250, 250, 251, 251, 250, 250, 251],
    [2026, 261, 252, 251, 251, 251, 251, 252, 251, 251, 251, 252],
    [2027, 261, 254, 253, 253, 254, 253, 253, 253, 254, 253, 254],
    [2028, 260, 251, 249, 251, 250, 251, 250, 250, 250, 251, 251],
    [2029, 261, 252, 250, 252, 251, 252, 251, 251, 251, 251, 252],
    [2030, 261, 251, 249, 250, 250, 251, 250, 251, 250, 250, 251],
];

#[test]
fn working_days_of_every_zone() {
    for [year, weekdays, zones @ ..] in WORKING_DAYS {
        let count = |calendar: &Calendar| calendar.working_days(day(year, 1, 1), day(year, 12, 31));
        assert_eq!(i64::from(count(&Calendar::weekdays())), i64::from(weekdays), "{year}");
        for (zone, expected) in COLUMNS.into_iter().zip(zones) {
            let calendar = Calendar::of("FR", Some(zone)).unwrap();
            assert_eq!(i64::from(count(&calendar)), i64::from(expected), "{zone} {year}");
        }
    }
}

/// *Jours ouvrables*, Monday to Saturday, of each year: metropole, then Alsace-Moselle.
const BUSINESS_DAYS: [[u32; 3]; 16] = [
    [2015, 303, 301],
    [2016, 306, 304],
    [2017, 302, 300],
    [2018, 303, 301],
    [2019, 303, 301],
    [2020, 304, 302],
    [2021, 303, 302],
    [2022, 305, 303],
    [2023, 302, 300],
    [2024, 304, 302],
    [2025, 302, 300],
    [2026, 303, 301],
    [2027, 303, 302],
    [2028, 302, 300],
    [2029, 303, 301],
    [2030, 303, 301],
];

#[test]
fn business_days_of_every_year() {
    for [year, metropole, alsace] in BUSINESS_DAYS {
        let year = i32::try_from(year).unwrap();
        for (zone, expected) in [("metropole", metropole), ("alsace-moselle", alsace)] {
            let calendar = Calendar::of("FR", Some(zone)).unwrap();
            assert_eq!(calendar.business_days(day(year, 1, 1), day(year, 12, 31)), expected, "{zone} {year}");
        }
    }
}

#[test]
fn two_holidays_on_one_day_count_once() {
    let france = Calendar::of("fr", None).unwrap();
    let may = france.holidays(day(2008, 5, 1), day(2008, 5, 31));
    assert_eq!(
        may,
        [
            (day(2008, 5, 1), "1er mai"),
            (day(2008, 5, 1), "Ascension"),
            (day(2008, 5, 8), "8 mai"),
            (day(2008, 5, 12), "Lundi de Pentecôte")
        ]
    );
    // 22 weekdays, less 1, 8 and 12 May.
    assert_eq!(france.working_days(day(2008, 5, 1), day(2008, 5, 31)), 19);
}

#[test]
fn an_overseas_territory_is_known_by_its_own_country_code() {
    let abolition = day(2021, 12, 20);
    for (country, region) in [("RE", None), ("FR", Some("reunion")), ("fr", Some("La Réunion")), ("RE", Some("Réunion"))] {
        assert!(!Calendar::of(country, region).unwrap().is_working_day(abolition), "{country} {region:?}");
    }
    assert!(Calendar::of("FR", Some("metropole")).unwrap().is_working_day(abolition));
    assert!(Calendar::of("alsace", None).is_none());
    assert!(Calendar::of("RE", Some("mayotte")).is_none());
}

#[test]
fn every_rule_names_its_source() {
    let rules = HOLIDAYS.iter().chain(ZONES.iter().flat_map(|zone| zone.holidays));
    assert!(rules.clone().all(|rule| !rule.source.is_empty()));
    assert_eq!(rules.count(), 11 + 2 + 6 + 2);
}

#[test]
fn classes_6_and_7_are_shared_out_without_gap_or_overlap() {
    let sets = [CHART.revenue, CHART.other_income, CHART.depreciation, CHART.income_tax, CHART.expenses];
    for account in 600..=799 {
        for sub in ["", "1", "20"] {
            let account = format!("{account}{sub}");
            assert_eq!(sets.iter().filter(|set| set.contains(&account)).count(), 1, "{account}");
        }
    }
    assert!(CHART.revenue.contains("706000") && CHART.revenue.contains("7096"));
    assert!(CHART.depreciation.contains("681120") && CHART.expenses.contains("6815"));
    assert!(CHART.rebilled.contains("7085") && CHART.receivable.contains("411DUPONT") && CHART.vat.contains("445710"));
    assert!(!sets.iter().any(|set| set.contains("4457")));
}

#[test]
fn the_published_list_of_the_state() {
    let Some(folder) = std::env::var_os("BILAN_REAL_DATA") else {
        println!("skipped: BILAN_REAL_DATA is not set");
        return;
    };
    let list = std::path::Path::new(&folder).join("holidays/etalab/jours_feries.csv");
    let list = std::fs::read_to_string(list).unwrap();
    let mut stated: BTreeMap<&str, BTreeSet<(NaiveDate, &str)>> = BTreeMap::new();
    for line in list.lines().skip(1) {
        let [date, name, zones] = line.splitn(3, ',').collect::<Vec<_>>().try_into().unwrap();
        for zone in zones.split('|') {
            stated.entry(zone).or_default().insert((date.parse().unwrap(), name));
        }
    }
    assert_eq!(stated.len(), 13);
    for (zone, stated) in stated {
        let calendar = Calendar::of("FR", Some(zone)).unwrap_or_else(|| panic!("{zone}"));
        let computed: BTreeSet<_> = calendar.holidays(day(2006, 1, 1), day(2031, 12, 31)).into_iter().collect();
        assert_eq!(computed, stated, "{zone}");
        let weekday = |date: NaiveDate| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        let days = day(2006, 1, 1).iter_days().take_while(|date| date.year() < 2032);
        let worked = days.filter(|date| weekday(*date) && !stated.iter().any(|(holiday, _)| holiday == date)).count();
        assert_eq!(calendar.working_days(day(2006, 1, 1), day(2031, 12, 31)) as usize, worked, "{zone}");
    }
}
