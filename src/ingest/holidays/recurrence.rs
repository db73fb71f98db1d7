//! Days that come back every year: `FREQ=YEARLY` of RFC 5545, on the same day or on the same weekday of a month.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::ingest::convention::Way;
use crate::ingest::date;

/// The last year there are days of.
const LAST: i32 = 2199;

/// How a day comes back.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Recurrence {
    interval: usize,
    count: usize,
    until: NaiveDate,
    /// The weekday in a month, counted from its beginning, or below zero from its end.
    weekday: Option<(i32, Weekday)>,
}

impl Recurrence {
    /// Reads a rule for a day; the error says what is not understood, after the rule.
    pub(super) fn parse(rule: &str, first: NaiveDate) -> Result<Self, String> {
        let unread = |part: &str| format!("has {part}, which is not read; write the days one by one");
        let mut recurrence = Self { interval: 1, count: usize::MAX, until: NaiveDate::MAX, weekday: None };
        let (mut yearly, mut has_month) = (false, false);
        for part in rule.trim().split(';').filter(|part| !part.trim().is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (name.trim().to_ascii_uppercase(), value.trim().to_ascii_uppercase());
            let number = || value.parse::<usize>().ok().filter(|number| *number > 0);
            let known = match name.as_str() {
                "FREQ" => {
                    yearly = value == "YEARLY";
                    yearly
                }
                "INTERVAL" => number().map(|number| recurrence.interval = number).is_some(),
                "COUNT" => number().map(|number| recurrence.count = number).is_some(),
                "UNTIL" => {
                    let day = value.get(..8).and_then(|day| date::parse(day, Way::First).ok());
                    day.map(|(day, _)| recurrence.until = day).is_some()
                }
                "BYMONTH" => {
                    has_month = true;
                    value.parse() == Ok(first.month())
                }
                "BYMONTHDAY" => value.parse() == Ok(first.day()),
                "BYDAY" => {
                    recurrence.weekday = weekday(&value);
                    recurrence.weekday.is_some_and(|(at, day)| in_month(first, at, day) == Some(first))
                }
                "WKST" => true,
                _ => false,
            };
            if !known {
                return Err(unread(part));
            }
        }
        if !yearly {
            return Err("does not come back every year (FREQ=YEARLY); write the days one by one".to_owned());
        }
        if recurrence.weekday.is_some() && !has_month {
            return Err(unread("BYDAY without BYMONTH"));
        }
        Ok(recurrence)
    }

    /// Every day, the first included.
    pub(super) fn days(&self, first: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let years = (first.year()..=LAST).step_by(self.interval);
        // 29 February comes back only in leap years, a fifth Monday only in some.
        let day = move |year| match self.weekday {
            Some((at, day)) => in_month(NaiveDate::from_ymd_opt(year, first.month(), 1)?, at, day),
            None => NaiveDate::from_ymd_opt(year, first.month(), first.day()),
        };
        years.filter_map(day).take_while(|day| *day <= self.until).take(self.count)
    }
}

/// `4TH`, `-1MO`.
fn weekday(text: &str) -> Option<(i32, Weekday)> {
    let (at, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let at = at.parse().ok().filter(|at| matches!(at, -5..=-1 | 1..=5))?;
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let number = days.iter().position(|name| *name == day)?;
    Some((at, Weekday::try_from(u8::try_from(number).ok()?).ok()?))
}

/// The n-th such weekday of the month of a day.
fn in_month(month: NaiveDate, at: i32, day: Weekday) -> Option<NaiveDate> {
    let nth = |n| NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), day, n);
    if at > 0 {
        return nth(u8::try_from(at).ok()?);
    }
    let last = nth(5).map_or(4, |_| 5);
    nth(u8::try_from(last + 1 + at).ok().filter(|n| *n > 0)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    fn days(rule: &str, first: &str) -> Result<Vec<String>, String> {
        let recurrence = Recurrence::parse(rule, day(first))?;
        Ok(recurrence.days(day(first)).map(|day| day.to_string()).collect())
    }

    #[test]
    fn a_day_comes_back_until_it_ends() {
        assert_eq!(
            days("FREQ=YEARLY;COUNT=3", "2020-05-01"),
            Ok(["2020-05-01", "2021-05-01", "2022-05-01"].map(str::to_owned).into())
        );
        assert_eq!(days("FREQ=YEARLY;UNTIL=20220430", "2020-05-01").map(|days| days.len()), Ok(2));
        assert_eq!(days("FREQ=YEARLY;UNTIL=20220501T235959Z;BYMONTH=5;BYMONTHDAY=1", "2020-05-01").map(|days| days.len()), Ok(3));
        assert_eq!(
            days("FREQ=YEARLY;INTERVAL=4;COUNT=2;WKST=MO", "2020-05-01"),
            Ok(["2020-05-01", "2024-05-01"].map(str::to_owned).into())
        );
        // 2020, 2024 … 2196, without 2100, which is no leap year: 45 − 1.
        assert_eq!(days("FREQ=YEARLY", "2020-02-29").map(|days| days.len()), Ok(44));
        assert_eq!(days("FREQ=YEARLY", "2020-01-01").map(|days| days.len()), Ok(180));
    }

    #[test]
    fn a_weekday_of_a_month_comes_back() {
        // Thanksgiving: 26 November 2020, 25 November 2021; Memorial Day: 25 May 2020, 31 May 2021.
        assert_eq!(
            days("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2", "2020-11-26"),
            Ok(["2020-11-26", "2021-11-25"].map(str::to_owned).into())
        );
        assert_eq!(
            days("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2", "2020-05-25"),
            Ok(["2020-05-25", "2021-05-31"].map(str::to_owned).into())
        );
    }

    #[test]
    fn other_rules_are_refused() {
        for rule in [
            "",
            "FREQ=MONTHLY",
            "COUNT=3",
            "FREQ=YEARLY;COUNT=0",
            "FREQ=YEARLY;UNTIL=soon",
            "FREQ=YEARLY;BYMONTH=6",
            "FREQ=YEARLY;BYDAY=FR",
            "FREQ=YEARLY;BYDAY=1FR",
            "FREQ=YEARLY;BYMONTH=5;BYDAY=2FR",
            "FREQ=YEARLY;BYEASTER=1",
            "FREQ=YEARLY;BYMONTHDAY=1,2",
        ] {
            assert!(days(rule, "2020-05-01").is_err(), "{rule}");
        }
    }
}
