//! `[time]` and `[[person]]`.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::entry::{Checker, Entry, nearest};
use super::year;
use crate::error::quoted;
use crate::model::{PartTime, Person, Phase, TimeOff, Weekday, WorkingTime, YearlyDays};

/// The word that says days are in the timesheets.
const RECORDED: &str = "recorded";

pub(super) fn time<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> WorkingTime {
    const KEYS: [&str; 6] = ["hours_per_day", "leave_days", "sick_days", "training_days", "part_time", "solidarity_day"];
    let mut time = WorkingTime::default();
    let Some(table) = checker.table(entry) else { return time };
    for entry in checker.entries(&entry.key, table, &KEYS) {
        match entry.name {
            "hours_per_day" => time.hours_per_day = checker.within(&entry, 24, false),
            "leave_days" => time.leave_days = time_off(checker, &entry),
            "sick_days" => time.sick_days = time_off(checker, &entry),
            "training_days" => time.training_days = time_off(checker, &entry),
            "part_time" => time.part_time = part_time(checker, &entry).unwrap_or_default(),
            _ => time.solidarity_day = checker.boolean(&entry).unwrap_or_default(),
        }
    }
    time
}

pub(super) fn persons<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Vec<Person> {
    const KEYS: [&str; 7] = ["name", "from", "to", "part_time", "leave_days", "sick_days", "training_days"];
    let mut persons: Vec<(u32, Person)> = Vec::new();
    for (line, table) in checker.tables(entry) {
        let mut person = Person::new("");
        for entry in checker.entries(&entry.key, table, &KEYS) {
            match entry.name {
                "name" => person.name = checker.text(&entry).unwrap_or_default(),
                "from" => person.from = checker.date(&entry),
                "to" => person.to = checker.date(&entry),
                "part_time" => person.part_time = part_time(checker, &entry),
                "leave_days" => person.leave_days = time_off(checker, &entry),
                "sick_days" => person.sick_days = time_off(checker, &entry),
                _ => person.training_days = time_off(checker, &entry),
            }
        }
        let name = person.name.clone();
        if !table.contains_key("name") {
            checker.wrong(line, &entry.key, "name is missing; write name = \"Alice\" as the timesheets have it");
        } else if let Some(known) = persons.iter().find(|(_, known)| known.name == name) {
            let message = format!("{} is already at line {}; keep one of the two", quoted(&name), known.0);
            checker.wrong(line, &entry.key, message);
        }
        if let (Some(from), Some(to)) = (person.from, person.to)
            && to < from
        {
            checker.wrong(line, &entry.key, format!("to = {to} is before from = {from}; write the last day after the first"));
        }
        persons.push((line, person));
    }
    persons.into_iter().map(|(_, person)| person).collect()
}

/// A number, one per year with a default, or the word `recorded`.
fn time_off<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> TimeOff {
    const MOST: u32 = 366;
    if let Some(word) = entry.value.get_ref().as_str() {
        if word == RECORDED {
            return TimeOff::Recorded;
        }
        let right = format!("write a number of days, {{ 2020 = 25 }}, or {}", quoted(RECORDED));
        checker.wrong(entry.line, &entry.key, format!("{} is not a number of days; {right}", quoted(word)));
        return TimeOff::Unsaid;
    }
    let Some(years) = entry.value.get_ref().as_table() else {
        return checker.within(entry, MOST, true).map_or(TimeOff::Unsaid, TimeOff::every_year);
    };
    let mut days = YearlyDays::default();
    for entry in checker.any_entries(&entry.key, years) {
        if entry.name == "default" {
            days.default = checker.within(&entry, MOST, true);
        } else if let (Some(year), Some(of_year)) = (year(checker, &entry), checker.within(&entry, MOST, true)) {
            days.of.insert(year, of_year);
        }
    }
    TimeOff::Stated(days)
}

/// A share of full time, or a list of phases.
fn part_time<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Option<PartTime> {
    if entry.value.get_ref().as_array().is_none() {
        return checker.within(entry, 1, false).map(PartTime::share);
    }
    let mut phases: Vec<Phase> = Vec::new();
    for (line, table) in checker.tables(entry) {
        let (mut from, mut off, mut share): (Option<NaiveDate>, _, Option<Decimal>) = (None, None, None);
        for entry in checker.entries(&entry.key, table, &["from", "off", "share"]) {
            match entry.name {
                "from" => from = checker.date(&entry),
                "off" => off = Some(weekdays(checker, &entry)),
                _ => share = checker.within(&entry, 1, false),
            }
        }
        if !table.contains_key("off") && !table.contains_key("share") {
            checker.wrong(line, &entry.key, "off is missing; write off = [\"wednesday\"], or share = 0.8");
        }
        if phases.iter().any(|known| known.from == from) {
            checker.wrong(line, &entry.key, "another part time begins on the same day; write from = 2020-01-01 with its date");
        }
        phases.push(Phase { from, share: share.unwrap_or(Decimal::ONE), ..Phase::off(off.unwrap_or_default()) });
    }
    Some(PartTime::new(phases))
}

fn weekdays<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Vec<Weekday> {
    let mut days: Vec<Weekday> = Vec::new();
    for word in checker.texts(entry).unwrap_or_default() {
        match Weekday::ALL.iter().find(|(id, _)| *id == word) {
            Some((_, day)) if days.contains(day) => {}
            Some((_, day)) => days.push(*day),
            None => {
                let words: Vec<&str> = Weekday::ALL.iter().take(5).map(|(id, _)| *id).collect();
                let message = format!("{} is no day of the working week; {}", quoted(&word), nearest(&word, &words));
                checker.wrong(entry.line, &entry.key, message);
            }
        }
    }
    days.sort_unstable();
    if days.len() == 5 {
        checker.wrong(entry.line, &entry.key, "no day is left to work; take one out");
    }
    days
}
