//! Periods, and the fiscal years of a business.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::error::{Error, ErrorKind, Result};

/// A span of days with a name: a fiscal year, a quarter, a month. Both ends belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Period {
    /// The name printed above its column: `2020`, `2019/20`, or as declared.
    pub label: String,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
}

impl Period {
    /// A period with a name and both its ends.
    pub fn new(label: impl Into<String>, start: NaiveDate, end: NaiveDate) -> Self {
        Self { label: label.into(), start, end }
    }

    /// Where there is no period to speak of: without a name, and of a day that no row has.
    pub(crate) fn none() -> Self {
        Self::new("", NaiveDate::MIN, NaiveDate::MIN)
    }

    /// The calendar year in which it ends: the number that names a fiscal year.
    pub fn year(&self) -> i32 {
        self.end.year()
    }

    /// Whether a day belongs to it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.start <= day && day <= self.end
    }

    /// Calendar days, both ends included.
    pub fn days(&self) -> i64 {
        (self.end - self.start).num_days() + 1
    }

    /// Its length as the law counts it, in thirtieths of a month: whole months, counted back from its end, and the days left over (BOFiP
    /// BOI-IS-LIQ-20-20). `None` if it ends before it starts.
    ///
    /// ```
    /// use bilan::model::FiscalCalendar;
    /// let year = FiscalCalendar::default().year(2020).ok_or("no such year")?;
    /// assert_eq!(year.thirtieths_of_months(), Some(360));
    /// # Ok::<(), &'static str>(())
    /// ```
    pub fn thirtieths_of_months(&self) -> Option<u32> {
        let after = self.end.succ_opt()?;
        if after <= self.start {
            return None;
        }
        let named = (after.year() - self.start.year()) * 12 + after.month0().cast_signed() - self.start.month0().cast_signed();
        let (months, first) = [named, named - 1].into_iter().find_map(|months| {
            let months = u32::try_from(months).ok()?;
            let first = after.checked_sub_months(Months::new(months)).filter(|first| *first >= self.start)?;
            Some((months, first))
        })?;
        let days = u32::try_from((first - self.start).num_days()).ok()?;
        months.checked_mul(30)?.checked_add(days)
    }
}

/// The fiscal years of a business, without overlaps: declared ones, and the regular years around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiscalCalendar {
    start_month: u32,
    start_day: u32,
    declared: Vec<Period>,
}

impl Default for FiscalCalendar {
    fn default() -> Self {
        Self { start_month: 1, start_day: 1, declared: Vec::new() }
    }
}

impl FiscalCalendar {
    /// Regular years starting on a day of a month, and `declared` ones that differ (a long first year, a change of closing date).
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] if declared years overlap, leave a gap, end before they start, or two of them end in one calendar year.
    pub fn new(start_month: u32, start_day: u32, mut declared: Vec<Period>) -> Result<Self> {
        let wrong = |message: String| Error::new(ErrorKind::Settings, message);
        if start_day > 28 || NaiveDate::from_ymd_opt(2001, start_month, start_day).is_none() {
            return Err(wrong(format!(
                "a fiscal year cannot start on {start_month:02}-{start_day:02}; write month and day as \"MM-DD\", the day from 01 to 28"
            )));
        }
        declared.sort_by_key(|year| year.start);
        for year in &declared {
            if year.end < year.start {
                return Err(wrong(format!(
                    "fiscal year {} ends on {}, before it starts on {}",
                    year.label, year.end, year.start
                )));
            }
        }
        for pair in declared.windows(2) {
            let [before, after] = pair else { continue };
            let expected = before.end.checked_add_days(Days::new(1));
            if after.start <= before.end {
                return Err(wrong(format!(
                    "fiscal years {} and {} overlap: the first ends on {}, the second starts on {}; start it on the day after the first ends",
                    before.label, after.label, before.end, after.start
                )));
            }
            if before.year() == after.year() {
                return Err(wrong(format!(
                    "fiscal years {} and {} both end in {}; a fiscal year is named by the calendar year in which it ends",
                    before.label,
                    after.label,
                    before.year()
                )));
            }
            if expected != Some(after.start) && after.year() == before.year() + 1 {
                return Err(wrong(format!(
                    "there is a gap between fiscal years {} and {}: {} to {}; start the second on the day after the first ends",
                    before.label, after.label, before.end, after.start
                )));
            }
        }
        Ok(Self { start_month, start_day, declared })
    }

    /// The same regular years, with these declared ones.
    ///
    /// # Errors
    /// As [`FiscalCalendar::new`].
    pub fn with_declared(&self, declared: Vec<Period>) -> Result<Self> {
        Self::new(self.start_month, self.start_day, declared)
    }

    /// Month and day on which regular years start.
    pub fn start(&self) -> (u32, u32) {
        (self.start_month, self.start_day)
    }

    /// The declared years, in order.
    pub fn declared(&self) -> &[Period] {
        &self.declared
    }

    /// The fiscal year that ends in this calendar year, if it can be told.
    ///
    /// ```
    /// use bilan::model::FiscalCalendar;
    /// let july = FiscalCalendar::new(7, 1, vec![])?;
    /// let year = july.year(2020).ok_or("no such year")?;
    /// assert_eq!((year.label.as_str(), year.start.to_string().as_str()), ("2019/20", "2019-07-01"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn year(&self, year: i32) -> Option<Period> {
        if let Some(declared) = self.declared.iter().find(|p| p.year() == year) {
            return Some(declared.clone());
        }
        let calendar = self.start_month == 1 && self.start_day == 1;
        let first = if calendar { year } else { year.checked_sub(1)? };
        let mut start = NaiveDate::from_ymd_opt(first, self.start_month, self.start_day)?;
        let mut end = NaiveDate::from_ymd_opt(first.checked_add(1)?, self.start_month, self.start_day)?.pred_opt()?;
        // A regular year next to a declared one gives way to it.
        for declared in &self.declared {
            if declared.year() < year && declared.end >= start {
                start = declared.end.succ_opt()?;
            }
            if declared.year() > year && declared.start <= end {
                end = declared.start.pred_opt()?;
            }
        }
        if end < start || end.year() != year {
            return None;
        }
        let label = if start.year() == end.year() {
            format!("{year}")
        } else {
            format!("{}/{:02}", start.year(), end.year().rem_euclid(100))
        };
        Some(Period { label, start, end })
    }

    /// The fiscal year a day falls in.
    pub fn of(&self, day: NaiveDate) -> Option<Period> {
        let near = day.year();
        (near - 1..=near + 2).filter_map(|year| self.year(year)).find(|period| period.contains(day))
    }
}

/// Days since 1970-01-01, as date columns store them.
pub fn day_number(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}

/// The date of a day number; dates outside the calendar chrono knows become its last day.
pub fn date_of(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or(NaiveDate::MAX)
}
