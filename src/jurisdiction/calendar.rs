//! Public holidays and working days.

use chrono::NaiveDate;
use fasti::{CalendarBuilder, Date, OneOff, Rule, Weekend};

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
}

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
        Self { holidays: Vec::new(), working: CalendarBuilder::new("", Weekend::SAT_SUN) }
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
    pub fn with_holidays(self, listed: impl IntoIterator<Item = NaiveDate>) -> Self {
        let dates = listed.into_iter().filter_map(|date| Date::try_from(date).ok());
        dates.fold(self, |calendar, date| {
            calendar.with(Holiday { name: "listed holiday", source: "listed by the user", rule: Rule::OneOff(OneOff::new(date)) })
        })
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
            here.map(move |holiday| (NaiveDate::from(day), holiday.name))
        })
        .collect()
    }

    /// How many days from a day to another, both included, are worked.
    pub fn working_days(&self, start: NaiveDate, end: NaiveDate) -> u32 {
        let calendar = self.working.view();
        let days = range(start, end).into_iter().flat_map(|(first, last)| days(first, last));
        u32::try_from(days.filter(|day| calendar.is_business_day(*day)).count()).unwrap_or(u32::MAX)
    }

    /// Whether a day is neither at a weekend nor a holiday.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        Date::try_from(date).is_ok_and(|date| self.working.view().is_business_day(date))
    }
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
