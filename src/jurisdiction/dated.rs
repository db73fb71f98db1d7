//! What the law fixes for a time.

use chrono::NaiveDate;

/// A value in force from a day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force; [`NaiveDate::MAX`] while no end has been enacted.
    pub until: NaiveDate,
    /// What is in force.
    pub value: T,
    /// The official text.
    pub source: &'static str,
}

impl<T> Dated<T> {
    pub(super) const fn new(from: NaiveDate, until: NaiveDate, value: T, source: &'static str) -> Self {
        Self { from, until, value, source }
    }

    /// The one of `values` that is in force on a day; `None` on days that none covers.
    ///
    /// ```
    /// use bilan::jurisdiction::{Dated, fr};
    /// use chrono::NaiveDate;
    ///
    /// let day = NaiveDate::from_ymd_opt(2022, 12, 31).ok_or("no such day")?;
    /// assert_eq!(Dated::on(fr::CORPORATE_TAX.ceilings, day).map(|ceiling| ceiling.value), Some(42_500));
    /// # Ok::<(), &'static str>(())
    /// ```
    pub fn on(values: &[Self], day: NaiveDate) -> Option<&Self> {
        values.iter().find(|dated| dated.from <= day && day <= dated.until)
    }
}

/// A day of a table of law; one that does not exist becomes a day out of reach, which the tests of the tables refuse.
pub(super) const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// The tables of law cover their time without gap or overlap, and name their source.
#[cfg(test)]
pub(super) fn assert_in_order<T: std::fmt::Debug>(table: &[Dated<T>]) {
    for row in table {
        assert!(NaiveDate::MIN < row.from && row.from <= row.until && !row.source.is_empty(), "{row:?}");
    }
    for pair in table.windows(2) {
        assert_eq!(pair[0].until.succ_opt(), Some(pair[1].from), "{pair:?}");
    }
}
