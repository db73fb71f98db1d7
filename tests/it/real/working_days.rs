//! Working days of France, counted by others.

use bilan::jurisdiction::Calendar;

use super::{facts, folder};
use crate::book::day;

#[test]
fn working_days_of_france_are_those_others_count() {
    let Some(folder) = folder("working days") else { return };
    let facts = facts(&folder, "holidays.json");
    let mut years = 0;
    for (year, fact) in facts.as_object().unwrap() {
        if year.parse::<i32>().is_err() {
            continue;
        }
        for (region, name) in [("metropole", "working_days_metropole"), ("alsace-moselle", "working_days_alsace_moselle")] {
            let calendar = Calendar::of("FR", Some(region)).unwrap();
            let counted = calendar.working_days(day(&format!("{year}-01-01")), day(&format!("{year}-12-31")));
            assert_eq!(Some(u64::from(counted)), fact[name].as_u64(), "{year} {region}");
        }
        years += 1;
    }
    assert!(years >= 16, "{years}");
}
