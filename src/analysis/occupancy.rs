//! How full a year was, over every usual denominator, and which one a published percentage comes from.

use rust_decimal::{Decimal, RoundingStrategy};

use super::figure::{State, Value};
use super::formula::Metric;
use super::metric;
use super::report::Report;
use crate::error::{Error, ErrorKind, Result, quoted};
use crate::model::Wording;

/// What billed days are divided by. Reviews rarely say which, and the difference is large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denominator {
    /// Monday to Friday.
    Weekdays,
    /// Monday to Saturday less public holidays (*jours ouvrables*).
    BusinessDays,
    /// Monday to Friday less public holidays (*jours ouvrés*; the share is the *TACI*).
    WorkingDays,
    /// Working days less leave.
    AvailableDays,
    /// Working days less all time off, by part time (the share is the *TACE*).
    Capacity,
    /// The 218 days of a *forfait en jours*.
    ContractDays,
}

impl Denominator {
    /// Every denominator, from the calendar to the contract.
    pub const ALL: [Self; 6] =
        [Self::Weekdays, Self::BusinessDays, Self::WorkingDays, Self::AvailableDays, Self::Capacity, Self::ContractDays];

    /// The metric that counts its days.
    pub const fn days(self) -> &'static Metric {
        match self {
            Self::Weekdays => metric::WEEKDAYS,
            Self::BusinessDays => metric::BUSINESS_DAYS,
            Self::WorkingDays => metric::WORKING_DAYS,
            Self::AvailableDays => metric::AVAILABLE_DAYS,
            Self::Capacity => metric::CAPACITY_DAYS,
            Self::ContractDays => metric::CONTRACT_DAYS,
        }
    }

    /// The metric that divides billed days by them.
    pub const fn share(self) -> &'static Metric {
        match self {
            Self::Weekdays => metric::UTILIZATION_WEEKDAYS,
            Self::BusinessDays => metric::UTILIZATION_BUSINESS,
            Self::WorkingDays => metric::UTILIZATION_GROSS,
            Self::AvailableDays => metric::UTILIZATION_AVAILABLE,
            Self::Capacity => metric::UTILIZATION,
            Self::ContractDays => metric::UTILIZATION_CONTRACT,
        }
    }

    /// Its name for people: that of its days.
    pub fn label(self) -> &'static Wording {
        &self.days().label
    }
}

/// Billed days over one denominator.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Occupancy {
    /// What is divided by.
    pub denominator: Denominator,
    /// Its days.
    pub days: Value,
    /// Billed days ÷ these days.
    pub share: Value,
}

/// The occupancy of a year of a report over every denominator.
///
/// ```
/// use bilan::analysis::{Review, occupancy};
/// use bilan::books::Books;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let shares: Vec<String> = occupancy::by_denominator(&Review::year(2020).of(&books)?, 2020)?
///     .iter()
///     .filter_map(|of| Some(format!("175 ÷ {} = {}", of.days.state.value()?, of.share.state.value()?.round_dp(4))))
///     .collect();
/// assert_eq!(
///     shares,
///     ["175 ÷ 262 = 0.6679", "175 ÷ 304 = 0.5757", "175 ÷ 253 = 0.6917", "175 ÷ 228 = 0.7675", "175 ÷ 228 = 0.7675", "175 ÷ 218 = 0.8028"]
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Question`] if the report does not hold the year.
pub fn by_denominator(report: &Report, year: i32) -> Result<Vec<Occupancy>> {
    let of = |denominator: Denominator| {
        let value = |metric: &'static Metric| report.figure(metric, year).map(|figure| figure.value());
        Ok(Occupancy { denominator, days: value(denominator.days())?, share: value(denominator.share())? })
    };
    Denominator::ALL.into_iter().map(of).collect()
}

/// Those of the denominators that give a published percentage, rounded as it is written.
///
/// ```
/// use bilan::analysis::{Review, occupancy};
/// use bilan::books::Books;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let of_2020 = occupancy::by_denominator(&Review::year(2020).of(&books)?, 2020)?;
/// let found = occupancy::denominators_of(&"69,2 %".parse()?, &of_2020);
/// assert_eq!(found.iter().map(|of| of.denominator.days().id.as_ref()).collect::<Vec<_>>(), ["working_days"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn denominators_of<'a>(published: &Percentage, among: &'a [Occupancy]) -> Vec<&'a Occupancy> {
    among.iter().filter(|of| matches!(of.share.state, State::Known(share) if published.holds(share))).collect()
}

/// A percentage as it was published, with the digits it was published with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percentage {
    percent: Decimal,
}

impl Percentage {
    /// The share it is: 0.77 for 77 %.
    pub fn share(&self) -> Decimal {
        self.percent.checked_div(Decimal::ONE_HUNDRED).unwrap_or_default()
    }

    /// Whether a share, rounded half away from zero to the digits that were published, is this percentage.
    pub fn holds(&self, share: Decimal) -> bool {
        let rounded = share
            .checked_mul(Decimal::ONE_HUNDRED)
            .map(|percent| percent.round_dp_with_strategy(self.percent.scale(), RoundingStrategy::MidpointAwayFromZero));
        rounded == Some(self.percent)
    }

    /// The denominators that give it for so many billed days: above the first, and up to the second. `None` for 0 % and for amounts too large.
    ///
    /// ```
    /// use bilan::analysis::occupancy::Percentage;
    /// let (above, up_to) = "77%".parse::<Percentage>()?.days_for(175.into()).ok_or("none")?;
    /// assert_eq!((above.round_dp(2), up_to.round_dp(2)), ("225.81".parse()?, "228.76".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn days_for(&self, billed: Decimal) -> Option<(Decimal, Decimal)> {
        let half = Decimal::try_from_i128_with_scale(5, self.percent.scale() + 1).ok()?;
        let bound = |percent: Decimal| billed.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(percent);
        let (above, up_to) = (bound(self.percent.checked_add(half)?)?, bound(self.percent.checked_sub(half)?)?);
        (self.percent > Decimal::ZERO && up_to > Decimal::ZERO).then_some((above, up_to))
    }
}

impl std::str::FromStr for Percentage {
    type Err = Error;

    /// `77%`, `76,75 %`, `69.2`.
    fn from_str(text: &str) -> Result<Self> {
        let digits: String = text.trim().trim_end_matches('%').trim_end().replace(',', ".");
        let fits = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
        let percent = Decimal::from_str_exact(&digits).ok().filter(|percent| fits && percent.scale() <= 10);
        percent
            .map(|percent| Self { percent })
            .ok_or_else(|| Error::new(ErrorKind::Question, format!("{} is not a percentage; write 77% or 76.75%", quoted(text))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percentage(text: &str) -> Percentage {
        text.parse().unwrap()
    }

    #[test]
    fn a_percentage_keeps_its_digits() {
        let share = Decimal::from(175) / Decimal::from(228);
        for (text, holds) in [("77%", true), ("76.8 %", true), ("76,75\u{a0}%", true), ("77.0%", false), ("76%", false)] {
            assert_eq!(percentage(text).holds(share), holds, "{text}");
        }
        // 175 ÷ 227 = 77.09 and 175 ÷ 229 = 76.42.
        assert!(percentage("77").holds(Decimal::from(175) / Decimal::from(227)));
        assert!(!percentage("77").holds(Decimal::from(175) / Decimal::from(229)));
    }

    #[test]
    fn what_is_no_percentage_is_refused() {
        for text in ["", "%", "-1%", "seventy", "1e3", "77%%x", "1.2.3"] {
            assert!(text.parse::<Percentage>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_denominators_of_a_percentage_are_a_span() {
        assert_eq!(percentage("0%").days_for(175.into()), None);
        assert_eq!(percentage("0.4%").days_for(Decimal::MAX), None);
        let (above, up_to) = percentage("50%").days_for(100.into()).unwrap();
        assert!(percentage("50%").holds(Decimal::from(100) / up_to) && !percentage("50%").holds(Decimal::from(100) / above));
    }
}
