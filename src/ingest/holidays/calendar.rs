//! The events of a calendar in the terms of RFC 5545: folded lines, components within each other, properties with parameters.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::recurrence::Recurrence;
use crate::error::{Error, ErrorKind, quoted};
use crate::ingest::columns::{key, speaks_of_holidays};
use crate::ingest::convention::Way;
use crate::ingest::date;

/// No public holiday lasts longer, in days.
const LONGEST: u64 = 31;

/// What matters of a calendar.
#[derive(Default)]
pub(super) struct Calendar {
    /// What it is called, and what made it.
    names: Vec<String>,
    pub(super) events: Vec<Event>,
    /// The last line, if the file ends before the calendar does.
    pub(super) cut: Option<u32>,
}

/// One event.
pub(super) struct Event {
    /// Line on which it begins.
    pub(super) line: u32,
    properties: Vec<Property>,
}

struct Property {
    line: u32,
    name: String,
    parameters: String,
    value: String,
}

impl Calendar {
    /// Reads a text; what is no calendar has no events.
    pub(super) fn read(text: &str) -> Self {
        let mut calendar = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut last = 1;
        for (line, text) in unfolded(text) {
            last = line;
            let Some(property) = Property::read(line, &text) else { continue };
            let value = property.value.trim().to_ascii_uppercase();
            match property.name.as_str() {
                "BEGIN" => {
                    if value == "VEVENT" {
                        calendar.events.push(Event { line, properties: Vec::new() });
                    }
                    open.push(value);
                }
                "END" => {
                    if let Some(at) = open.iter().rposition(|component| *component == value) {
                        open.truncate(at);
                    }
                }
                _ => match (open.last().map(String::as_str), calendar.events.last_mut()) {
                    (Some("VEVENT"), Some(event)) => event.properties.push(property),
                    (Some("VCALENDAR"), _) => calendar.names.push(property.value),
                    _ => {}
                },
            }
        }
        calendar.cut = (!open.is_empty()).then_some(last);
        calendar
    }

    /// Whether its name or one of its events says that it is about public holidays.
    pub(super) fn says_holidays(&self) -> bool {
        self.names.iter().any(|name| speaks_of_holidays(name)) || self.events.iter().any(Event::says_holiday)
    }
}

/// Lines with their continuations, each with the number of its first.
fn unfolded(text: &str) -> Vec<(u32, String)> {
    let mut lines: Vec<(u32, String)> = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').replace("\r\n", "\n").split(['\n', '\r'])) {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => lines.push((number, line.to_owned())),
        }
    }
    lines
}

impl Property {
    /// `NAME;PARAMETER=value;…:value`; a parameter in quotes may hold a colon.
    fn read(line: u32, text: &str) -> Option<Self> {
        let mut quoted = false;
        let colon = text.find(|c: char| {
            quoted ^= c == '"';
            c == ':' && !quoted
        })?;
        let (head, value) = text.split_at_checked(colon)?;
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        let value = value.get(1..)?.to_owned();
        Some(Self { line, name: name.trim().to_ascii_uppercase(), parameters: parameters.to_ascii_uppercase(), value })
    }

    /// Whether it is a moment of a day: `20200101T080000Z`.
    fn has_time(&self) -> bool {
        let says_date = self.parameters.split(';').any(|parameter| parameter == "VALUE=DATE");
        !says_date && self.value.to_ascii_uppercase().contains('T')
    }

    fn wrong(&self, what: impl std::fmt::Display) -> Wrong {
        Wrong {
            line: self.line,
            error: Error::new(ErrorKind::Value, format!("{} {what}", quoted(&self.value))).field(self.name.as_str()),
        }
    }

    /// `20200101`.
    fn date(&self, text: &str) -> Result<NaiveDate, Wrong> {
        let digits = text.trim();
        if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.wrong("is not a date; write 20240131"));
        }
        date::parse(digits, Way::First).map(|(date, _)| date).map_err(|no| self.wrong(no.message()))
    }
}

/// What is wrong with an event, and on which line.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) line: u32,
    pub(super) error: Error,
}

impl Event {
    fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    fn text(&self, name: &str) -> &str {
        self.get(name).map_or("", |property| property.value.as_str())
    }

    /// Whether it begins at a time of day.
    pub(super) fn has_time(&self) -> bool {
        self.get("DTSTART").is_some_and(Property::has_time)
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.text("STATUS").trim().eq_ignore_ascii_case("cancelled")
    }

    fn says_holiday(&self) -> bool {
        const WORDS: [&str; 4] = ["publicholiday", "bankholiday", "jourferie", "feiertag"];
        let says = |name| {
            let text = key(self.text(name));
            WORDS.iter().any(|word| text.contains(word))
        };
        ["SUMMARY", "DESCRIPTION", "CATEGORIES"].into_iter().any(says)
    }

    /// Whether its description begins with *Public holiday*, as some calendars tell those from other days.
    pub(super) fn is_public(&self) -> bool {
        let description = key(self.text("DESCRIPTION"));
        ["publicholiday", "jourferie"].iter().any(|word| description.starts_with(word))
    }

    /// Whether its description says something else.
    pub(super) fn is_observance(&self) -> bool {
        !self.text("DESCRIPTION").trim().is_empty() && !self.is_public()
    }

    /// Every day of it, of which there is room for so many.
    pub(super) fn days(&self, room: usize) -> Result<Vec<NaiveDate>, Wrong> {
        let whole = |message: &str| Wrong { line: self.line, error: Error::new(ErrorKind::Structure, message) };
        let Some(start) = self.get("DTSTART") else { return Err(whole("the event has no DTSTART, the day it begins")) };
        let first = start.date(&start.value)?;
        let length = self.length(first)?;
        if let Some(moved) = self.get("RECURRENCE-ID") {
            return Err(moved.wrong("moves one day of another event, which is not read; write the days one by one"));
        }
        let rules: Vec<&Property> = self.properties.iter().filter(|property| property.name == "RRULE").collect();
        let mut starts: BTreeSet<NaiveDate> = match rules.as_slice() {
            [] => BTreeSet::from([first]),
            [rule] => {
                let recurrence = Recurrence::parse(&rule.value, first).map_err(|why| rule.wrong(why))?;
                recurrence.days(first).collect()
            }
            [_, second, ..] => return Err(second.wrong("is a second rule, which is not read; write the days one by one")),
        };
        for property in &self.properties {
            let dates = || property.value.split(',').map(|text| property.date(text.get(..8).unwrap_or(text)));
            match property.name.as_str() {
                "RDATE" => starts.extend(dates().collect::<Result<Vec<_>, _>>()?),
                "EXDATE" => {
                    for date in dates() {
                        starts.remove(&date?);
                    }
                }
                _ => {}
            }
        }
        let days = starts.iter().flat_map(|start| (0..length).filter_map(|after| start.checked_add_days(Days::new(after))));
        let days: Vec<NaiveDate> = days.take(room + 1).collect();
        if days.len() > room { Err(whole("the calendar names more days than there are from 1900 to 2199")) } else { Ok(days) }
    }

    /// How many days it lasts. The day a calendar gives as its end is the one after; some give the last.
    fn length(&self, first: NaiveDate) -> Result<u64, Wrong> {
        let (property, days) = match (self.get("DTEND"), self.get("DURATION")) {
            (Some(end), _) => {
                let days = (end.date(&end.value)? - first).num_days();
                (end, if days == 0 { Some(1) } else { u64::try_from(days).ok() })
            }
            (None, Some(duration)) => {
                let value = duration.value.trim().to_ascii_uppercase();
                let count = |unit: char| value.strip_prefix('P')?.strip_suffix(unit)?.parse::<u64>().ok();
                (duration, count('D').or_else(|| count('W')?.checked_mul(7)))
            }
            (None, None) => return Ok(1),
        };
        match days {
            Some(days @ 1..=LONGEST) => Ok(days),
            Some(0) | None => Err(property.wrong("is no end after the beginning")),
            Some(days) => {
                Err(property.wrong(format!("makes it {days} days long, and no public holiday is longer than {LONGEST}")))
            }
        }
    }
}
