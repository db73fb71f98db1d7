//! Time as it was recorded: entries twice, days longer than a day, work on days off, time off that is stated and recorded
//! otherwise.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use hashbrown::HashMap;
use rust_decimal::Decimal;

use super::catalogue::{Check, Outcome};
use super::clients::Clients;
use super::context::CheckContext;
use super::finding::{Finding, Severity};
use super::phrase::{count, day, days, sentence, text};
use super::working_hours::WorkingDay;
use crate::analysis::TimeOffTwice;
use crate::books::{Books, Table, TypedRow};
use crate::error::Origin;
use crate::jurisdiction::Calendar;
use crate::model::{Days, Measure, Period, Time, TimeEntry, TimeKind, Wording, date_of, day_number};

pub(super) const CHECK: Check = Check::new("time_recording", Wording::fixed("Saisie des temps", "Recording of time"), findings);

/// Hours of work that are unusual in a day, and those that no day has.
const LONG_HOURS: i64 = 12;
const ALL_HOURS: i64 = 24;

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Timesheets])?;
    let recorded = Recorded::of(context);
    let days = recorded.by_day();
    let mut findings: Vec<Finding> = days.iter().flat_map(|day| recorded.day(day)).collect();
    let is_long = |finding: &Finding| finding.code == TOO_LONG;
    let long = findings.iter().filter(|finding| is_long(finding)).count();
    if long > FEW && long * 10 > days.len() && recorded.names_no_one() {
        let places: Vec<Origin> =
            findings.iter().filter(|finding| is_long(finding)).flat_map(|finding| finding.left.clone()).collect();
        findings.retain(|finding| !is_long(finding));
        findings.push(several_persons(long, places));
    }
    findings.extend(recorded.days_off());
    findings.extend(recorded.stated());
    Ok(findings)
}

const TOO_LONG: &str = "day_too_long";

/// So many long days may be mistakes; more of them, one in ten, are the days of several people.
const FEW: usize = 5;

fn several_persons(long: usize, places: Vec<Origin>) -> Finding {
    let words = sentence(
        "{0} journées dépassent une journée, et personne n'est nommé",
        "{0} days are longer than a day, and no one is named",
        &[&count(long)],
    );
    let finding = Finding::new(TOO_LONG, Severity::Warning, words).between(places, []);
    finding.quantity(Measure::Count, long.into()).remedy(Wording::fixed(
        "si plusieurs personnes saisissent leurs temps, les nommer dans une colonne « personne »",
        "if several people record their time, name them in a column \"person\"",
    ))
}

/// What a person recorded on a day.
#[derive(Clone, Debug)]
struct PersonDay {
    date: NaiveDate,
    rows: Vec<usize>,
}

struct Recorded<'s, 'a> {
    context: &'s CheckContext<'a>,
    books: &'a Books,
    day: WorkingDay,
    calendar: Option<Calendar>,
    /// Sources whose rows are of more than a day, as those of a week or a month are.
    summaries: BTreeSet<u32>,
}

impl<'s, 'a> Recorded<'s, 'a> {
    fn of(context: &'s CheckContext<'a>) -> Self {
        let books = context.books();
        let table = books.time_entries().table();
        let day = WorkingDay::of(books.settings());
        let mut counts: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for (row, source) in table.source.numbers().enumerate() {
            let entry = table.row(row, books.names());
            let (long, all) = counts.entry(source).or_default();
            *long += usize::from(is_more_than_a_day(&entry));
            *all += 1;
        }
        let summaries = counts.into_iter().filter(|(_, (long, all))| long * 2 > *all).map(|(source, _)| source).collect();
        Self { context, books, day, calendar: calendar(books), summaries }
    }

    fn entry(&self, row: usize) -> TimeEntry<'a> {
        self.books.time_entries().table().row(row, self.books.names())
    }

    fn places(&self, rows: &[usize]) -> Vec<Origin> {
        rows.iter().filter_map(|row| self.books.time_entries().get(*row)).map(|row| row.origin()).collect()
    }

    /// Time off of more than a day is a summary, whatever its date.
    fn is_time_off_of_days(&self, row: usize) -> bool {
        let entry = self.entry(row);
        let is_long = || self.day.work(entry.days, entry.time).is_some_and(|work| self.day.days(work) > Decimal::ONE);
        entry.kind != TimeKind::Work && is_long()
    }

    /// Entries of each person and day, in the order of their first rows.
    fn by_day(&self) -> Vec<PersonDay> {
        let table = self.books.time_entries().table();
        let mut persons = Clients::new(self.books.names());
        let mut found: Vec<PersonDay> = Vec::new();
        let mut known: HashMap<(u32, i32), usize> = HashMap::new();
        let keys = table.person.iter().zip(table.date.values().iter()).zip(table.source.numbers());
        for (row, ((person, date), source)) in keys.enumerate() {
            if self.summaries.contains(&source) || self.is_time_off_of_days(row) {
                continue;
            }
            let next = found.len();
            let at = *known.entry((persons.of(person), *date)).or_insert(next);
            if at == next {
                found.push(PersonDay { date: date_of(*date), rows: Vec::new() });
            }
            if let Some(day) = found.get_mut(at) {
                day.rows.push(row);
            }
        }
        found.retain(|day| self.context.asked_year_of(day.date).is_some());
        found
    }

    /// What is odd about a day of a person.
    fn day(&self, of: &PersonDay) -> Vec<Finding> {
        let entries: Vec<(usize, TimeEntry<'a>)> = of.rows.iter().map(|row| (*row, self.entry(*row))).collect();
        let length = Length::of(entries.iter().map(|(_, entry)| entry), self.day);
        let mut findings = Vec::new();
        if entries.len() > 1 {
            findings.extend(self.twice(of, &entries, length.severity()));
        }
        let away = Length::of(entries.iter().map(|(_, entry)| entry).filter(|entry| is_away(entry)), self.day);
        let has_both = entries.iter().any(|(_, entry)| is_away(entry)) && !entries.iter().all(|(_, entry)| is_away(entry));
        let is_off_and_works = has_both && (length.severity().is_some() || away.is_a_day());
        let Some(severity) = length.severity().or(is_off_and_works.then_some(Severity::Warning)) else { return findings };
        let Some(year) = self.context.asked_year_of(of.date) else { return findings };
        let (code, fr, en) = match is_off_and_works {
            true => ("leave_and_work", "{0} : absence et travail, {1} en tout", "{0}: time off and work, {1} in all"),
            false if entries.iter().all(|(_, entry)| is_away(entry)) => (TOO_LONG, "{0} : {1} d'absence", "{0}: {1} of time off"),
            false => (TOO_LONG, "{0} : {1} de travail", "{0}: {1} of work"),
        };
        let words = sentence(fr, en, &[&self.who(of, &entries), &length.wording()]);
        let rows = |of_right: bool| -> Vec<usize> {
            let side = entries.iter().filter(|(_, entry)| (is_off_and_works && is_away(entry)) == of_right);
            side.map(|(row, _)| *row).collect()
        };
        let (left, right) = (rows(false), rows(true));
        let finding = Finding::new(code, severity, words).between(self.places(&left), self.places(&right));
        let (measure, amount) = length.amount();
        findings.push(finding.quantity(measure, amount).of(&year.label).remedy(Wording::fixed(
            "corriger la date ou la durée d'une des saisies",
            "correct the date or the duration of one of the entries",
        )));
        findings
    }

    fn names_no_one(&self) -> bool {
        self.books.time_entries().table().person.iter().all(|person| person == 0)
    }

    /// The day, and the person if it is said.
    fn who(&self, of: &PersonDay, entries: &[(usize, TimeEntry<'_>)]) -> Wording {
        match entries.iter().map(|(_, entry)| entry.person).find(|person| !person.is_empty()) {
            Some(person) => sentence("{0}, {1}", "{0}, {1}", &[&day(of.date), &text(person)]),
            None => day(of.date),
        }
    }

    /// Entries for one client, project and task that took as long as each other. Two mornings of half a day are none of it, so they are only told.
    fn twice(&self, of: &PersonDay, entries: &[(usize, TimeEntry<'a>)], too_long: Option<Severity>) -> Vec<Finding> {
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (row, entry) in entries {
            let what = (entry.client, entry.project, entry.task, entry.description, entry.kind, entry.billable);
            groups.entry((what, entry.days, entry.time)).or_default().push(*row);
        }
        let mut same: Vec<Vec<usize>> = groups.into_values().filter(|rows| rows.len() > 1).collect();
        same.sort_unstable();
        let told = |rows: Vec<usize>| {
            let (first, again) = rows.split_first()?;
            let year = self.context.asked_year_of(of.date)?;
            let severity = if too_long.is_some() { Severity::Warning } else { Severity::Info };
            let entry = self.entry(*first);
            let what = [entry.client, entry.project, entry.task, entry.description].into_iter().find(|what| !what.is_empty());
            let words = sentence(
                "{0} : la même saisie {1} fois ({2})",
                "{0}: the same entry {1} times ({2})",
                &[&self.who(of, entries), &count(rows.len()), &text(what.unwrap_or("–"))],
            );
            let finding = Finding::new("entry_twice", severity, words).between(self.places(&[*first]), self.places(again));
            Some(
                finding
                    .of(&year.label)
                    .remedy(Wording::fixed("retirer la saisie faite deux fois", "remove the entry that was made twice")),
            )
        };
        same.into_iter().filter_map(told).collect()
    }

    /// Work at weekends and on public holidays, told once for each fiscal year.
    fn days_off(&self) -> Vec<Finding> {
        let Some(calendar) = &self.calendar else { return Vec::new() };
        let weekdays = Calendar::weekdays();
        let table = self.books.time_entries().table();
        let mut off: HashMap<i32, Option<bool>> = HashMap::new();
        let mut by_year: BTreeMap<(usize, bool), Vec<usize>> = BTreeMap::new();
        for (row, date) in table.date.values().iter().enumerate() {
            let is_holiday = *off.entry(*date).or_insert_with(|| {
                let date = date_of(*date);
                (!calendar.is_working_day(date)).then(|| weekdays.is_working_day(date))
            });
            let Some(is_holiday) = is_holiday else { continue };
            let entry = self.entry(row);
            let is_summary = self.summaries.contains(&table.source.number(row));
            if entry.kind != TimeKind::Work || is_summary {
                continue;
            }
            if let Some(year) = self.context.year_of(entry.date) {
                by_year.entry((year, is_holiday)).or_default().push(row);
            }
        }
        let told = |((_, is_holiday), rows): ((usize, bool), Vec<usize>)| {
            let year = self.context.asked_year_of(self.entry(*rows.first()?).date)?;
            let dates: BTreeSet<i32> = rows.iter().map(|row| day_number(self.entry(*row).date)).collect();
            let (code, fr, en) = match is_holiday {
                true => ("work_on_holiday", "travail sur {0} jour(s) férié(s)", "work on {0} public holiday(s)"),
                false => ("work_at_weekend", "travail sur {0} samedi(s) ou dimanche(s)", "work on {0} Saturday(s) or Sunday(s)"),
            };
            let words = sentence(fr, en, &[&count(dates.len())]);
            let finding = Finding::new(code, Severity::Info, words).between(self.places(&rows), []);
            Some(finding.quantity(Measure::Count, dates.len().into()).of(&year.label))
        };
        by_year.into_iter().filter_map(told).collect()
    }

    /// Time off stated in the settings, and another total recorded, unless several people record time and none of them is listed.
    fn stated(&self) -> Vec<Finding> {
        let table = self.books.time_entries().table();
        let mut persons = Clients::new(self.books.names());
        let all: BTreeSet<u32> = table.person.iter().map(|person| persons.of(person)).collect();
        if all.len() > 1 && self.books.settings().persons.is_empty() {
            return Vec::new();
        }
        let Some(last) = self.books.days(Table::Timesheets).map(|(_, last)| date_of(last)) else { return Vec::new() };
        let of_year = |year| STATED.iter().flat_map(move |stated| self.stated_in(year, stated, last));
        self.context.asked().flat_map(of_year).collect()
    }

    /// What the review counts as recorded, against what it takes.
    fn stated_in(&self, year: &Period, (kind, code, key): &(TimeKind, &'static str, &str), last: NaiveDate) -> Vec<Finding> {
        // Hours may make days without an end.
        let recorded = |twice: &TimeOffTwice| twice.recorded.round_dp(6).normalize();
        let told = |twice: TimeOffTwice| {
            let recorded = recorded(&twice);
            // Time off of the rest of the year may still be taken.
            let is_running = last < year.end && recorded < twice.stated;
            let severity = if is_running { Severity::Info } else { Severity::Warning };
            let (shown, what) = (days(recorded), TimeOffTwice::label(*kind));
            let words = sentence(
                "{0} : {1} jours saisis, {2} dans bilan.toml",
                "{0}: {1} days recorded, {2} in bilan.toml",
                &[&who(&what, &twice.person), &shown, &days(twice.stated)],
            );
            let (place_fr, place_en) = match twice.person.as_str() {
                "" => ("[time]".to_owned(), "[time]".to_owned()),
                person => (format!("la [[person]] {person}"), format!("the [[person]] {person}")),
            };
            let said = format!("{key} = {{ {} = {} }}", year.year(), shown.en);
            let finding = Finding::new(code, severity, words).between(self.places(&twice.rows), [Origin::file("bilan.toml")]);
            finding.quantity(Measure::Days, recorded - twice.stated).of(&year.label).remedy(Wording::made(
                format!("écrire {said} dans {place_fr}, ou corriger les saisies"),
                format!("write {said} under {place_en}, or correct the entries"),
            ))
        };
        let all = TimeOffTwice::of(self.books, *kind, year).into_iter();
        all.filter(|twice| twice.stated != recorded(twice)).map(told).collect()
    }
}

/// Kinds of time off that `bilan.toml` may state, with the code of the finding and the key.
const STATED: [(TimeKind, &str, &str); 3] = [
    (TimeKind::Leave, "leave_differs", "leave_days"),
    (TimeKind::Sick, "sickness_differs", "sick_days"),
    (TimeKind::Training, "training_differs", "training_days"),
];

fn who(what: &Wording, person: &str) -> Wording {
    if person.is_empty() { what.clone() } else { sentence("{0} ({1})", "{0} ({1})", &[what, &text(person)]) }
}

/// The calendar of the business, if its holidays are known or listed.
fn calendar(books: &Books) -> Option<Calendar> {
    let business = &books.settings().business;
    let holidays: Vec<NaiveDate> = books.holidays().iter().map(|day| day.value).collect();
    let of_country = business.country.as_deref().and_then(|country| Calendar::of(country, business.region.as_deref()));
    let calendar = of_country.or_else(|| (!holidays.is_empty()).then(Calendar::weekdays))?;
    let calendar = calendar.with_holidays(holidays);
    Some(if books.settings().time.solidarity_day { calendar.with_solidarity_day() } else { calendar })
}

fn is_away(entry: &TimeEntry<'_>) -> bool {
    matches!(entry.kind, TimeKind::Leave | TimeKind::Sick)
}

fn is_more_than_a_day(entry: &TimeEntry<'_>) -> bool {
    let is_long = |time: Time| time.micros() > ALL_HOURS * Time::HOUR;
    entry.days.is_some_and(|days| days.mantissa() > ONE_DAY) || entry.time.is_some_and(is_long)
}

const ONE_DAY: i64 = 1_000_000;

/// How long a day of a person was.
#[derive(Clone, Copy, Debug, Default)]
struct Length {
    days: i128,
    time: i128,
    hours: Decimal,
}

impl Length {
    fn of<'e>(entries: impl Iterator<Item = &'e TimeEntry<'e>>, day: WorkingDay) -> Self {
        entries.fold(Self { hours: day.hours(), ..Self::default() }, |sum, entry| Self {
            days: sum.days + i128::from(entry.days.unwrap_or_default().mantissa()),
            time: sum.time + i128::from(entry.time.unwrap_or_default().micros()),
            ..sum
        })
    }

    fn in_days(self) -> Decimal {
        Decimal::try_from_i128_with_scale(self.days, Days::SCALE).unwrap_or(Decimal::MAX)
    }

    fn in_hours(self) -> Option<Decimal> {
        let time = Decimal::try_from_i128_with_scale(self.time, 0).ok()?.checked_div(Time::HOUR.into())?;
        time.checked_add(self.in_days().checked_mul(self.hours)?)
    }

    fn is_a_day(self) -> bool {
        self.in_hours().is_none_or(|hours| hours >= self.hours)
    }

    /// Nothing for a day that can be; more than 24 hours cannot.
    fn severity(self) -> Option<Severity> {
        let hours = self.in_hours();
        let is_above = |limit: i64| hours.is_none_or(|hours| hours > limit.into());
        if is_above(ALL_HOURS) {
            Some(Severity::Error)
        } else if self.in_days() > Decimal::ONE || (self.time > 0 && is_above(LONG_HOURS)) {
            Some(Severity::Warning)
        } else {
            None
        }
    }

    /// What was recorded, in the unit it was recorded in.
    fn amount(self) -> (Measure, Decimal) {
        match self.time {
            0 => (Measure::Days, self.in_days().normalize()),
            _ => (Measure::Hours, self.in_hours().unwrap_or(Decimal::MAX).round_dp(2).normalize()),
        }
    }

    fn wording(self) -> Wording {
        let (measure, amount) = self.amount();
        match measure {
            Measure::Days => sentence("{0} jours", "{0} days", &[&days(amount)]),
            _ => sentence("{0} heures", "{0} hours", &[&days(amount)]),
        }
    }
}
