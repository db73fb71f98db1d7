//! When people work: hours of a day, time off, part time, who is there.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::TimeKind;

/// `[time]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkingTime {
    /// Hours of a day; `None`: 7 in France, 8 elsewhere.
    pub hours_per_day: Option<Decimal>,
    /// Working days of leave a year.
    pub leave_days: TimeOff,
    /// Working days of sickness a year.
    pub sick_days: TimeOff,
    /// Working days of training a year that are taken off the capacity.
    pub training_days: TimeOff,
    /// What part of full time is worked.
    pub part_time: PartTime,
    /// Whether Whit Monday, a holiday of France, is worked as the *journée de solidarité* (C. trav. L3133-7).
    pub solidarity_day: bool,
}

impl WorkingTime {
    /// Leave of a fiscal year, if it was said.
    pub fn leave_of(&self, year: i32) -> Option<Decimal> {
        self.leave_days.in_year(year)
    }

    /// What was said of a kind of time off; work is none.
    pub fn time_off(&self, kind: TimeKind) -> &TimeOff {
        match kind {
            TimeKind::Leave => &self.leave_days,
            TimeKind::Sick => &self.sick_days,
            TimeKind::Training => &self.training_days,
            TimeKind::Work => &TimeOff::Unsaid,
        }
    }
}

/// `[[person]]`: someone whose days make the capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Person {
    /// The name, as timesheets write it.
    pub name: String,
    /// First day, if there is one.
    pub from: Option<NaiveDate>,
    /// Last day, if there is one.
    pub to: Option<NaiveDate>,
    /// Their part time; `None`: that of `[time]`.
    pub part_time: Option<PartTime>,
    /// Their leave; unsaid: that of `[time]`.
    pub leave_days: TimeOff,
    /// Their sickness; unsaid: that of `[time]`.
    pub sick_days: TimeOff,
    /// Their training; unsaid: that of `[time]`.
    pub training_days: TimeOff,
}

impl Person {
    /// Someone who is always there.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            from: None,
            to: None,
            part_time: None,
            leave_days: TimeOff::Unsaid,
            sick_days: TimeOff::Unsaid,
            training_days: TimeOff::Unsaid,
        }
    }

    /// What was said of a kind of their time off; work is none.
    pub fn time_off(&self, kind: TimeKind) -> &TimeOff {
        match kind {
            TimeKind::Leave => &self.leave_days,
            TimeKind::Sick => &self.sick_days,
            TimeKind::Training => &self.training_days,
            TimeKind::Work => &TimeOff::Unsaid,
        }
    }
}

/// Where the days of a kind of time off are known from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeOff {
    /// Nothing was said.
    #[default]
    Unsaid,
    /// The timesheets, by their kinds of rows: the word `recorded`.
    Recorded,
    /// Stated in days.
    Stated(YearlyDays),
}

impl TimeOff {
    /// So many days in every fiscal year.
    pub fn every_year(days: impl Into<Decimal>) -> Self {
        Self::Stated(YearlyDays { default: Some(days.into()), of: BTreeMap::new() })
    }

    /// The days stated for a fiscal year.
    pub fn in_year(&self, year: i32) -> Option<Decimal> {
        match self {
            Self::Stated(days) => days.of.get(&year).copied().or(days.default),
            Self::Unsaid | Self::Recorded => None,
        }
    }

    /// The same, with days for one fiscal year.
    #[must_use]
    pub fn with(&self, year: i32, days: Decimal) -> Self {
        let mut stated = match self {
            Self::Stated(stated) => stated.clone(),
            Self::Unsaid | Self::Recorded => YearlyDays::default(),
        };
        stated.of.insert(year, days);
        Self::Stated(stated)
    }
}

/// Days by fiscal year, named by the calendar year in which it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct YearlyDays {
    /// Days of years that are not in `of`.
    pub default: Option<Decimal>,
    /// Days of single years.
    pub of: BTreeMap<i32, Decimal>,
}

/// What part of full time is worked, from one day to the next change.
///
/// ```
/// use bilan::model::{PartTime, Phase, Weekday};
/// use chrono::NaiveDate;
///
/// let day = |day| NaiveDate::from_ymd_opt(2020, 1, day).ok_or("no such day");
/// let from_2020 = PartTime::new([Phase::off([Weekday::Wednesday]).from(day(1)?)]);
/// assert_eq!(from_2020.on(NaiveDate::MIN), Some(1.into()));
/// assert_eq!(from_2020.on(day(7)?), Some(1.into()));
/// assert_eq!(from_2020.on(day(8)?), None);
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartTime {
    phases: Vec<Phase>,
}

impl PartTime {
    /// Phases by the day on which they begin; full time before the first.
    pub fn new(phases: impl IntoIterator<Item = Phase>) -> Self {
        let mut phases: Vec<Phase> = phases.into_iter().collect();
        phases.sort_by_key(|phase| phase.from);
        Self { phases }
    }

    /// The same share of every day.
    pub fn share(share: Decimal) -> Self {
        if share == Decimal::ONE { Self::default() } else { Self::new([Phase { share, ..Phase::off([]) }]) }
    }

    /// Its phases, in order.
    pub fn phases(&self) -> &[Phase] {
        &self.phases
    }

    /// The share of a day that is worked; `None` on a day of the week that is off.
    pub fn on(&self, day: NaiveDate) -> Option<Decimal> {
        let phase = self.phases.iter().rev().find(|phase| phase.from.is_none_or(|from| from <= day));
        match phase {
            Some(phase) if Weekday::of(day).is_some_and(|weekday| phase.off.contains(&weekday)) => None,
            phase => Some(phase.map_or(Decimal::ONE, |phase| phase.share)),
        }
    }

    /// The share, if it is the same on every day and no day of the week is off.
    pub fn only_share(&self) -> Option<Decimal> {
        match self.phases.as_slice() {
            [] => Some(Decimal::ONE),
            [Phase { from: None, off, share }] if off.is_empty() => Some(*share),
            _ => None,
        }
    }
}

/// Part time from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Phase {
    /// Its first day; `None`: from the beginning.
    pub from: Option<NaiveDate>,
    /// Days of the week that are not worked.
    pub off: Vec<Weekday>,
    /// Share of the other days, 1 for whole days.
    pub share: Decimal,
}

impl Phase {
    /// Whole days, except these days of the week.
    pub fn off(days: impl IntoIterator<Item = Weekday>) -> Self {
        Self { from: None, off: days.into_iter().collect(), share: Decimal::ONE }
    }

    /// The same, from a day on.
    #[must_use]
    pub fn from(self, day: NaiveDate) -> Self {
        Self { from: Some(day), ..self }
    }
}

/// A day of the week on which people work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// *Lundi*.
    Monday,
    /// *Mardi*.
    Tuesday,
    /// *Mercredi*.
    Wednesday,
    /// *Jeudi*.
    Thursday,
    /// *Vendredi*.
    Friday,
}

impl Weekday {
    /// Every day with the words that name it in `bilan.toml`, English first.
    pub const ALL: [(&'static str, Self); 10] = [
        ("monday", Self::Monday),
        ("tuesday", Self::Tuesday),
        ("wednesday", Self::Wednesday),
        ("thursday", Self::Thursday),
        ("friday", Self::Friday),
        ("lundi", Self::Monday),
        ("mardi", Self::Tuesday),
        ("mercredi", Self::Wednesday),
        ("jeudi", Self::Thursday),
        ("vendredi", Self::Friday),
    ];

    /// The word that names it.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, day)| *day == self).map_or("", |(id, _)| id)
    }

    /// The day of the week of a date; none at a weekend.
    pub fn of(date: NaiveDate) -> Option<Self> {
        match date.weekday() {
            chrono::Weekday::Mon => Some(Self::Monday),
            chrono::Weekday::Tue => Some(Self::Tuesday),
            chrono::Weekday::Wed => Some(Self::Wednesday),
            chrono::Weekday::Thu => Some(Self::Thursday),
            chrono::Weekday::Fri => Some(Self::Friday),
            chrono::Weekday::Sat | chrono::Weekday::Sun => None,
        }
    }
}
