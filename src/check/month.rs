//! Months of the calendar.

use chrono::{Datelike, Months, NaiveDate};

use crate::model::Wording;

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Month(i32);

impl Month {
    pub(super) fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0().cast_signed())
    }

    /// So many months later, or earlier.
    pub(super) fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    pub(super) fn first_day(self) -> NaiveDate {
        let month = u32::try_from(self.0.rem_euclid(12)).unwrap_or_default() + 1;
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), month, 1).unwrap_or_default()
    }

    pub(super) fn last_day(self) -> NaiveDate {
        let first = self.first_day();
        first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first)
    }

    pub(super) fn wording(self) -> Wording {
        let first = self.first_day();
        Wording::made(first.format("%m/%Y").to_string(), first.format("%b %Y").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_turn_the_year() {
        let december = Month::of(NaiveDate::from_ymd_opt(2019, 12, 31).unwrap());
        assert_eq!(december.plus(2).last_day().to_string(), "2020-02-29");
        assert_eq!((&*december.wording().fr, &*december.plus(1).wording().en), ("12/2019", "Jan 2020"));
    }
}
