//! Why revenue changed: a change split into the parts its causes had in it.
//!
//! A part is the mean of what its cause does over every order in which the causes may be taken (Shapley), so that no order is preferred:
//! seen backwards in time every part changes its sign and nothing else. Parts are rounded to 10 decimals, as quotients are written; what
//! that leaves, and no more, goes to the last one, so that parts add up to the change exactly, written ones too.

use rust_decimal::{Decimal, RoundingStrategy};

/// Work billed by the day in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayWork {
    /// What was billed for it, excluding VAT.
    pub revenue: Decimal,
    /// Days billed.
    pub days: Decimal,
}

/// A change of revenue, by days and by rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ByDaysAndRate {
    /// More or fewer days, in the currency of the revenue.
    pub days: Decimal,
    /// A higher or lower revenue per day.
    pub rate: Decimal,
}

/// A change of revenue, by capacity, occupancy and rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ByCapacityOccupancyAndRate {
    /// More or fewer days that could be worked, in the currency of the revenue.
    pub capacity: Decimal,
    /// A larger or smaller share of them billed.
    pub occupancy: Decimal,
    /// A higher or lower revenue per day.
    pub rate: Decimal,
}

/// What becomes of clients that had work in one of the two periods only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewAndLost {
    /// They are part of the mix: their rate is taken as unchanged.
    #[default]
    InMix,
    /// They are parts of their own, and volume, rate and mix are those of the clients of both periods.
    Apart,
}

/// A change of revenue over clients, by volume, rate and mix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ByClients {
    /// More or fewer days in all, in the currency of the revenue.
    pub volume: Decimal,
    /// Rates of clients that rose or fell.
    pub rate: Decimal,
    /// Clients that gained new work; zero with [`NewAndLost::InMix`].
    pub new: Decimal,
    /// Clients that were lost, negative; zero with [`NewAndLost::InMix`].
    pub lost: Decimal,
    /// Revenue that came without days.
    pub without_days: Decimal,
    /// A larger or smaller share of days at clients who pay more.
    pub mix: Decimal,
}

impl DayWork {
    /// So much revenue for so many days.
    pub const fn new(revenue: Decimal, days: Decimal) -> Self {
        Self { revenue, days }
    }

    /// Revenue per day; that of another period where there was no work. `None` if neither says one.
    pub(super) fn rate_or(self, other: Self) -> Option<Decimal> {
        let had_work = if self.days.is_zero() { other } else { self };
        if had_work.days.is_zero() { None } else { had_work.revenue.checked_div(had_work.days) }
    }

    const fn is_none(self) -> bool {
        self.days.is_zero() && self.revenue.is_zero()
    }
}

/// Splits the change from `base` to `new` by days and by rate.
///
/// Where one period had no work at all, the whole change is of days. `None` when there is revenue without days, for which no rate can be
/// told, or the amounts are too large.
///
/// ```
/// use bilan::analysis::decomposition::{DayWork, by_days_and_rate};
/// let parts = by_days_and_rate(DayWork::new(6_000.into(), 10.into()), DayWork::new(8_400.into(), 12.into())).ok_or("no rate")?;
/// assert_eq!((parts.days, parts.rate), (1_300.into(), 1_100.into()));
/// # Ok::<(), &'static str>(())
/// ```
pub fn by_days_and_rate(base: DayWork, new: DayWork) -> Option<ByDaysAndRate> {
    let change = new.revenue.checked_sub(base.revenue)?;
    if base.is_none() && new.is_none() {
        return Some(ByDaysAndRate { days: Decimal::ZERO, rate: Decimal::ZERO });
    }
    if carries_no_days(base) || carries_no_days(new) {
        return None;
    }
    let days = part(mean(base.rate_or(new)?, new.rate_or(base)?)?.checked_mul(new.days.checked_sub(base.days)?)?);
    Some(ByDaysAndRate { days, rate: change.checked_sub(days)? })
}

/// Splits the change from `base` to `new` by capacity (days that could be worked in each period), occupancy (the share of them that was
/// billed) and rate.
///
/// Where a period had no work, the rate is taken as unchanged; where it had no capacity, so is the occupancy. `None` when there is revenue
/// without days or days without capacity, or the amounts are too large.
///
/// ```
/// use bilan::analysis::decomposition::{DayWork, by_capacity_occupancy_and_rate};
/// let (base, new) = (DayWork::new(140_000.into(), 197.into()), DayWork::new(125_000.into(), 175.into()));
/// let parts = by_capacity_occupancy_and_rate((base, 226.into()), (new, 228.into())).ok_or("no rate")?;
/// assert_eq!(parts.occupancy.round_dp(2), "-16842.37".parse()?);
/// assert_eq!(parts.capacity + parts.occupancy + parts.rate, (-15_000).into());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn by_capacity_occupancy_and_rate(base: (DayWork, Decimal), new: (DayWork, Decimal)) -> Option<ByCapacityOccupancyAndRate> {
    let ((work0, capacity0), (work1, capacity1)) = (base, new);
    let change = work1.revenue.checked_sub(work0.revenue)?;
    if work0.is_none() && work1.is_none() {
        return Some(ByCapacityOccupancyAndRate { capacity: Decimal::ZERO, occupancy: Decimal::ZERO, rate: Decimal::ZERO });
    }
    let no_capacity = |work: DayWork, capacity: Decimal| capacity.is_zero() && !work.days.is_zero();
    if carries_no_days(work0) || carries_no_days(work1) || no_capacity(work0, capacity0) || no_capacity(work1, capacity1) {
        return None;
    }
    let (rate0, rate1) = (work0.rate_or(work1)?, work1.rate_or(work0)?);
    let occupancy = |own: (DayWork, Decimal), other: (DayWork, Decimal)| {
        let (work, capacity) = if own.1.is_zero() { other } else { own };
        work.days.checked_div(capacity)
    };
    let (occupancy0, occupancy1) = (occupancy(base, new)?, occupancy(new, base)?);
    let capacity = part(one_of_three((capacity0, capacity1), (occupancy0, occupancy1), (rate0, rate1))?);
    let occupancy = part(one_of_three((occupancy0, occupancy1), (capacity0, capacity1), (rate0, rate1))?);
    Some(ByCapacityOccupancyAndRate { capacity, occupancy, rate: change.checked_sub(capacity)?.checked_sub(occupancy)? })
}

/// Splits the change of a revenue that is the sum over clients (the work of each in the base period and in the new one) by volume, rate
/// and mix.
///
/// Revenue of a client without days is a part of its own. Where one period had no days at all, the change is of volume. `None` when the
/// days of a period with work sum to zero, or the amounts are too large.
///
/// ```
/// use bilan::analysis::decomposition::{DayWork, NewAndLost, by_clients};
/// let kept = (DayWork::new(6_000.into(), 10.into()), DayWork::new(7_000.into(), 10.into()));
/// let gained = (DayWork::default(), DayWork::new(4_000.into(), 5.into()));
/// let parts = by_clients(&[kept, gained], NewAndLost::Apart).ok_or("no rate")?;
/// assert_eq!((parts.rate, parts.new, parts.volume), (1_000.into(), 4_000.into(), 0.into()));
/// # Ok::<(), &'static str>(())
/// ```
pub fn by_clients(clients: &[(DayWork, DayWork)], new_and_lost: NewAndLost) -> Option<ByClients> {
    let mut parts = ByClients::default();
    let mut split = Vec::with_capacity(clients.len());
    let mut change = Decimal::ZERO;
    for (base, new) in clients {
        change = change.checked_add(new.revenue)?.checked_sub(base.revenue)?;
        let (base, new) =
            (take_without_days(*base, &mut parts, -Decimal::ONE)?, take_without_days(*new, &mut parts, Decimal::ONE)?);
        match (base.days.is_zero(), new.days.is_zero(), new_and_lost) {
            (true, true, _) => {}
            (true, false, NewAndLost::Apart) => parts.new = parts.new.checked_add(new.revenue)?,
            (false, true, NewAndLost::Apart) => parts.lost = parts.lost.checked_sub(base.revenue)?,
            _ => split.push((base, new)),
        }
    }
    if !split.is_empty() {
        let total = split.iter().try_fold((DayWork::default(), DayWork::default()), |(base, new), (base1, new1)| {
            Some((base.plus(*base1)?, new.plus(*new1)?))
        })?;
        let nothing = |side: fn(&(DayWork, DayWork)) -> DayWork| split.iter().all(|client| side(client).days.is_zero());
        if (total.0.days.is_zero() && !nothing(|client| client.0)) || (total.1.days.is_zero() && !nothing(|client| client.1)) {
            return None;
        }
        parts.volume = by_days_and_rate(total.0, total.1)?.days;
        if !total.0.days.is_zero() && !total.1.days.is_zero() {
            let days = mean(total.0.days, total.1.days)?;
            let rate = split.iter().try_fold(Decimal::ZERO, |sum, (base, new)| {
                let share = mean(base.days.checked_div(total.0.days)?, new.days.checked_div(total.1.days)?)?;
                sum.checked_add(new.rate_or(*base)?.checked_sub(base.rate_or(*new)?)?.checked_mul(share)?)
            })?;
            parts.rate = part(rate.checked_mul(days)?);
        }
    }
    let others = [parts.volume, parts.rate, parts.new, parts.lost, parts.without_days];
    parts.mix = others.into_iter().try_fold(change, Decimal::checked_sub)?;
    Some(parts)
}

impl DayWork {
    pub(super) fn plus(self, more: Self) -> Option<Self> {
        Some(Self { revenue: self.revenue.checked_add(more.revenue)?, days: self.days.checked_add(more.days)? })
    }
}

const fn carries_no_days(work: DayWork) -> bool {
    work.days.is_zero() && !work.revenue.is_zero()
}

/// Moves revenue without days to its part.
fn take_without_days(work: DayWork, parts: &mut ByClients, sign: Decimal) -> Option<DayWork> {
    if !carries_no_days(work) {
        return Some(work);
    }
    parts.without_days = parts.without_days.checked_add(work.revenue.checked_mul(sign)?)?;
    Some(DayWork::default())
}

/// What the first of three factors (before, after) does to their product.
fn one_of_three(a: (Decimal, Decimal), b: (Decimal, Decimal), c: (Decimal, Decimal)) -> Option<Decimal> {
    let same = b.0.checked_mul(c.0)?.checked_add(b.1.checked_mul(c.1)?)?;
    let crossed = b.0.checked_mul(c.1)?.checked_add(b.1.checked_mul(c.0)?)?;
    let weight = same.checked_mul(Decimal::TWO)?.checked_add(crossed)?;
    a.1.checked_sub(a.0)?.checked_mul(weight)?.checked_div(Decimal::from(6))
}

fn mean(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_add(b)?.checked_div(Decimal::TWO)
}

fn part(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(10, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests;
