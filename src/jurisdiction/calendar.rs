//! Public holidays and working days.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use fasti::{CalendarBuilder, Date, EasterOffset, Rule, Weekend};

use super::fr;

/// A public holiday that comes back every year.
#[derive(Clone, Copy, Debug)]
pub struct Holiday {
    /// What it is called where it is kept.
    pub name: &'static str,
    /// The official text that makes it one.
    pub source: &'static str,
    pub(super) rule: Rule,
}

/// The public holidays of a country or a region, and the working days they leave: Monday to Friday without them.
///
/// It knows the years 1901 to 2199; days outside are neither holidays nor working days.
///
/// ```
/// use bilan::jurisdiction::Calendar;
/// use chrono::NaiveDate;
///
/// let france = Calendar::of("FR", None).ok_or("no calendar")?;
/// let day = |month, day| NaiveDate::from_ymd_opt(2020, month, day).ok_or("no such day");
/// assert_eq!(france.working_days(day(1, 1)?, day(12, 31)?), 253);
/// assert_eq!(france.holidays(day(7, 1)?, day(7, 31)?), [(day(7, 14)?, "14 juillet")]);
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Debug)]
pub struct Calendar {
    holidays: Vec<Holiday>,
    working: CalendarBuilder,
    /// Holidays that come from no rule. There may be many, and every day is looked up.
    listed: BTreeSet<NaiveDate>,
    /// Whether Whit Monday is worked, though it is a holiday.
    solidarity_day: bool,
}

/// The first year of the *journée de solidarité*.
const SOLIDARITY_SINCE: i32 = 2005;

impl Calendar {
    /// The calendar of a country (ISO 3166) and one of its regions; `None` where the law is not known here, so that holidays have to be
    /// listed: see [`Calendar::with_holidays`].
    ///
    /// France has the regions `metropole` (unsaid), `alsace-moselle`, and each overseas territory by its name.
    pub fn of(country: &str, region: Option<&str>) -> Option<Self> {
        let holidays = fr::holidays(country, region)?;
        Some(holidays.into_iter().fold(Self::weekdays(), Self::with))
    }

    /// Monday to Friday, without a holiday.
    pub fn weekdays() -> Self {
        Self {
            holidays: Vec::new(),
            working: CalendarBuilder::new("", Weekend::SAT_SUN),
            listed: BTreeSet::new(),
            solidarity_day: false,
        }
    }

    /// The same calendar with more holidays, as listed by the user.
    ///
    /// ```
    /// use bilan::jurisdiction::Calendar;
    /// use chrono::NaiveDate;
    ///
    /// let holiday = NaiveDate::from_ymd_opt(2020, 5, 8).ok_or("no such day")?;
    /// assert!(!Calendar::weekdays().with_holidays([holiday]).is_working_day(holiday));
    /// # Ok::<(), &'static str>(())
    /// ```
    #[must_use]
    pub fn with_holidays(mut self, listed: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.listed.extend(listed);
        self
    }

    fn with(mut self, holiday: Holiday) -> Self {
        self.working = self.working.with_rule(holiday.rule);
        self.holidays.push(holiday);
        self
    }

    /// Every holiday from a day to another, both included, with its name, weekends too; two on one day are both told.
    pub fn holidays(&self, start: NaiveDate, end: NaiveDate) -> Vec<(NaiveDate, &'static str)> {
        let days = range(start, end).into_iter().flat_map(|(first, last)| days(first, last));
        days.flat_map(|day| {
            let here = self.holidays.iter().filter(move |holiday| holiday.rule.is_holiday(day));
            let listed = self.listed.contains(&day.into()).then_some("listed holiday");
            here.map(|holiday| holiday.name).chain(listed).map(move |name| (NaiveDate::from(day), name))
        })
        .collect()
    }

    /// The same calendar with the *journée de solidarité* worked on Whit Monday, from 2005 on (C. trav. L3133-7 and L3133-11, loi n° 2004-626):
    /// one working day more a year, while the day stays a holiday. Where Whit Monday is none, nothing changes.
    ///
    /// ```
    /// use bilan::jurisdiction::Calendar;
    /// use chrono::NaiveDate;
    ///
    /// let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).ok_or("no such day");
    /// let france = Calendar::of("FR", None).ok_or("no calendar")?.with_solidarity_day();
    /// assert_eq!(france.working_days(day(2020, 1, 1)?, day(2020, 12, 31)?), 254);
    /// assert!(france.is_working_day(day(2020, 6, 1)?));
    /// # Ok::<(), &'static str>(())
    /// ```
    #[must_use]
    pub fn with_solidarity_day(self) -> Self {
        Self { solidarity_day: true, ..self }
    }

    /// Whether every day from a day to another, both included, is in the years it knows.
    ///
    /// ```
    /// use bilan::jurisdiction::Calendar;
    /// use chrono::NaiveDate;
    ///
    /// let first = |year| NaiveDate::from_ymd_opt(year, 1, 1).ok_or("no such day");
    /// assert!(Calendar::knows(first(1901)?, first(2199)?));
    /// assert!(!Calendar::knows(first(2199)?, first(2200)?));
    /// # Ok::<(), &'static str>(())
    /// ```
    pub fn knows(start: NaiveDate, end: NaiveDate) -> bool {
        NaiveDate::from(Date::MIN) <= start && end <= NaiveDate::from(Date::MAX)
    }

    /// How many days from a day to another, both included, are worked (*jours ouvrés*).
    pub fn working_days(&self, start: NaiveDate, end: NaiveDate) -> u32 {
        count(self.each_working_day(start, end))
    }

    /// Each of them.
    pub fn each_working_day(&self, start: NaiveDate, end: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let all = range(start, end).into_iter().flat_map(|(first, last)| days(first, last));
        all.filter(|day| self.is_worked(*day, &self.working)).map(NaiveDate::from)
    }

    /// How many days from a day to another, both included, are no Sunday and no holiday (*jours ouvrables*, C. trav. L3141-3).
    ///
    /// ```
    /// use bilan::jurisdiction::Calendar;
    /// use chrono::NaiveDate;
    ///
    /// let france = Calendar::of("FR", None).ok_or("no calendar")?;
    /// let day = |month, day| NaiveDate::from_ymd_opt(2020, month, day).ok_or("no such day");
    /// assert_eq!(france.business_days(day(1, 1)?, day(12, 31)?), 304);
    /// # Ok::<(), &'static str>(())
    /// ```
    pub fn business_days(&self, start: NaiveDate, end: NaiveDate) -> u32 {
        let six_days = self.working.clone().with_weekend(Weekend::SUN_ONLY);
        let all = range(start, end).into_iter().flat_map(|(first, last)| days(first, last));
        count(all.filter(|day| self.is_worked(*day, &six_days)))
    }

    /// Whether a day is neither at a weekend nor a holiday.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        Date::try_from(date).is_ok_and(|date| self.is_worked(date, &self.working))
    }

    fn is_worked(&self, date: Date, calendar: &CalendarBuilder) -> bool {
        let is_listed = self.listed.contains(&date.into());
        !is_listed && calendar.view().is_business_day(date) || (self.solidarity_day && self.is_solidarity_day(date))
    }

    fn is_solidarity_day(&self, date: Date) -> bool {
        // No other rule counted from Easter holds on Whit Monday.
        let by_easter = |holiday: &Holiday| matches!(holiday.rule, Rule::Easter(_)) && holiday.rule.is_holiday(date);
        let is_whit_monday = Rule::Easter(EasterOffset::new(WHIT_MONDAY)).is_holiday(date);
        NaiveDate::from(date).year() >= SOLIDARITY_SINCE && is_whit_monday && self.holidays.iter().any(by_easter)
    }
}

/// Whit Monday in days after Easter Sunday.
pub(super) const WHIT_MONDAY: i16 = 50;

fn count<T>(days: impl Iterator<Item = T>) -> u32 {
    u32::try_from(days.count()).unwrap_or(u32::MAX)
}

/// The part of a span that lies in the years that are known.
fn range(start: NaiveDate, end: NaiveDate) -> Option<(Date, Date)> {
    let first = NaiveDate::from(Date::MIN).max(start);
    let last = NaiveDate::from(Date::MAX).min(end);
    if first > last { None } else { Date::try_from(first).ok().zip(Date::try_from(last).ok()) }
}

fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    (first.serial()..=last.serial()).filter_map(|serial| Date::from_serial(serial).ok())
}

#[cfg(test)]
mod tests {
    use super::Calendar;
    use chrono::NaiveDate;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn unknown_countries_and_regions_have_no_calendar() {
        assert!(Calendar::of("DE", None).is_none());
        assert!(Calendar::of("", None).is_none());
        assert!(Calendar::of("FR", Some("atlantide")).is_none());
    }

    #[test]
    fn listed_holidays_count_once() {
        let weekdays = Calendar::weekdays();
        assert_eq!(weekdays.working_days(day(2020, 1, 1), day(2020, 12, 31)), 262);
        let listed = weekdays.with_holidays([day(2020, 5, 1), day(2020, 5, 1), day(2020, 5, 2)]);
        assert_eq!(listed.working_days(day(2020, 1, 1), day(2020, 12, 31)), 261);
        assert_eq!(listed.working_days(day(2020, 5, 4), day(2020, 5, 1)), 0);
        assert_eq!(listed.working_days(day(2020, 5, 4), day(2020, 5, 4)), 1);
    }

    #[test]
    fn days_out_of_reach_are_no_panic() {
        let france = Calendar::of("FR", None).unwrap();
        assert_eq!(france.working_days(NaiveDate::MIN, day(1900, 12, 31)), 0);
        assert_eq!(france.working_days(NaiveDate::MIN, day(1901, 1, 2)), 1);
        assert_eq!(france.working_days(day(2200, 1, 1), NaiveDate::MAX), 0);
        assert!(!france.is_working_day(NaiveDate::MAX));
        let listed = france.with_holidays([NaiveDate::MIN, NaiveDate::MAX]);
        assert_eq!(listed.holidays(day(2020, 7, 1), day(2020, 7, 31)), [(day(2020, 7, 14), "14 juillet")]);
    }
}
