//! Days and hours in one unit, exactly.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::{Days, InvoiceLine, Price, Settings, Time};

/// How long a day is.
#[derive(Clone, Copy, Debug)]
pub(super) struct WorkingDay {
    hours: Decimal,
    units: i128,
}

/// An amount of work, in a unit so small that any day and any hour are whole numbers of it: 9 × 10¹² to the hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Work(i128);

impl WorkingDay {
    pub(super) fn of(settings: &Settings) -> Self {
        let hours = settings.hours_per_day();
        let millionths = hours.checked_mul(1_000_000.into()).and_then(|hours| i128::try_from(hours.round()).ok());
        Self { hours, units: millionths.filter(|hours| *hours > 0).unwrap_or(7_000_000) * 9_000_000 }
    }

    /// Hours of a day.
    pub(super) fn hours(self) -> Decimal {
        self.hours
    }

    /// Work of a row, which has days or time.
    pub(super) fn work(self, days: Option<Days>, time: Option<Time>) -> Option<Work> {
        let of_days = days.map(|days| i128::from(days.mantissa()) * (self.units / 1_000_000));
        of_days.or_else(|| time.map(|time| i128::from(time.micros()) * 2500)).map(Work)
    }

    /// In days, rounded half away from zero to six decimals.
    pub(super) fn days(self, work: Work) -> Decimal {
        // Both stay far below what a decimal holds: a row has at most 10¹⁴ units of either.
        let exact = Decimal::try_from_i128_with_scale(work.0 / self.units, 0).unwrap_or_default()
            + Decimal::try_from_i128_with_scale(work.0 % self.units, 0).unwrap_or_default()
                / Decimal::try_from_i128_with_scale(self.units, 0).unwrap_or(Decimal::ONE);
        exact.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero).normalize()
    }

    /// A price for a day, from one for a day or an hour.
    pub(super) fn price_of_day(self, price: Price, is_hourly: bool) -> Option<Decimal> {
        let factor = if is_hourly { self.hours } else { Decimal::ONE };
        Some(price.to_decimal().checked_mul(factor)?.normalize())
    }

    /// The price of a day that the net and the quantity of a line make, to six decimals as prices are.
    pub(super) fn mean_price(self, line: &InvoiceLine<'_>) -> Option<Decimal> {
        let per_unit = |quantity: Decimal| line.net.to_decimal().checked_div(quantity);
        let price = match (line.days, line.time) {
            (Some(days), _) => per_unit(days.to_decimal())?,
            (None, Some(time)) => {
                let hours = Decimal::from(time.micros()).checked_div(Time::HOUR.into())?;
                per_unit(hours)?.checked_mul(self.hours)?
            }
            (None, None) => return None,
        };
        Some(price.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero).normalize())
    }

    /// Half a day.
    pub(super) fn half(self) -> Work {
        Work(self.units / 2)
    }
}

impl Work {
    pub(super) const NONE: Self = Self(0);

    pub(super) fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    pub(super) fn less(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    pub(super) fn size(self) -> Self {
        Self(self.0.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours_are_compared_without_rounding() {
        let mut settings = Settings::default();
        for (hours, time) in [("7", "7"), ("7.8", "7.8"), ("7.333333", "7.333333")] {
            settings.time.hours_per_day = hours.parse().ok();
            let day = WorkingDay::of(&settings);
            let one = day.work(Days::from_decimal(Decimal::ONE), None);
            assert_eq!(one, day.work(None, Time::from_hours(time.parse().unwrap())), "{hours}");
            assert_eq!(one.map(|one| (day.days(one), day.days(day.half()))), Some((Decimal::ONE, Decimal::new(5, 1))));
        }
        // 20 minutes of 7 hours are 1/21 of a day.
        settings.time.hours_per_day = Some(7.into());
        let day = WorkingDay::of(&settings);
        let minutes = day.work(None, Time::from_micros(20 * 60 * 1_000_000)).unwrap();
        assert_eq!(day.days(minutes).to_string(), "0.047619");
    }
}
