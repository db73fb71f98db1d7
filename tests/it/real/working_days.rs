//! Working days of France, counted by others.

use bilan::analysis::{Review, metric};
use bilan::jurisdiction::Calendar;
use rust_decimal::Decimal;

use super::{Folder, assert_no_row_is_lost, facts, folder};
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

#[test]
fn official_lists_give_the_same_days_as_the_law_and_stand_alone_for_others() {
    let Some(folder) = folder("official holidays") else { return };
    let facts = facts(&folder, "holidays.json");
    let lists = [
        ("jours_feries_metropole.csv", "metropole", "working_days_metropole", 2015),
        ("jours_feries_alsace-moselle.csv", "alsace-moselle", "working_days_alsace_moselle", 2015),
        ("jours_feries_metropole.ics", "metropole", "working_days_metropole", 2021),
        ("jours_feries_alsace-moselle.ics", "alsace-moselle", "working_days_alsace_moselle", 2021),
        ("jours_feries.csv", "metropole", "working_days_metropole", 2015),
        ("jours_feries.csv", "alsace-moselle", "working_days_alsace_moselle", 2015),
    ];
    for (list, region, fact, first) in lists {
        // Of a country without a calendar here the list is all there is; in France it adds nothing.
        for country in ["XX", "FR"] {
            let books = Folder::new(&format!("{country}-{region}-{list}"))
                .write("bilan.toml", &format!("[business]\ncountry = \"{country}\"\nregion = \"{region}\"\n"))
                .write("invoices.csv", "number,date,client,net\nF-1,2030-12-31,A,1\n")
                .copy(&folder.join("holidays/etalab").join(list))
                .open()
                .unwrap();
            assert_no_row_is_lost(&books, list);
            assert!(books.errors().is_empty(), "{}", books.errors());
            let report = Review::year(2030).back_to(first).metrics([metric::WORKING_DAYS]).of(&books).unwrap();
            for year in first..=2030 {
                let counted = report.figure(metric::WORKING_DAYS, year).unwrap().value().state.value().unwrap();
                assert_eq!(
                    Some(counted),
                    facts[year.to_string()][fact].as_u64().map(Decimal::from),
                    "{country} {list} {region} {year}"
                );
            }
        }
    }
}
