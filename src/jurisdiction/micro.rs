//! The micro-enterprise (*micro-entreprise*): what it owes on what it receives, and how much it may receive.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::dated::Dated;
use super::rate::Rate;
use crate::model::Activity;

/// How a micro-enterprise pays the income tax of its owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IncomeTax {
    /// By the tax return of the person, out of sight here.
    #[default]
    Apart,
    /// Along with the contributions, as a share of receipts (*versement libératoire*).
    Along,
}

/// The rules of the micro-enterprise in a country, over the years.
///
/// ```
/// use bilan::jurisdiction::{IncomeTax, fr};
/// use bilan::model::Activity;
/// use chrono::NaiveDate;
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2024, month, day).ok_or("no such day");
/// let receipts = [(day(6, 30)?, 1_000.into()), (day(7, 1)?, 1_000.into())];
/// let owed = fr::MICRO.contributions(receipts, Activity::Liberal, IncomeTax::Apart).ok_or("not covered")?;
/// assert_eq!(owed.social, 442.into()); // 21.1 % until June, 23.1 % from July
/// assert_eq!(owed.training, 4.into());
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MicroEnterprise {
    /// The most that may be received in a calendar year, in euros.
    pub thresholds: &'static [Dated<Threshold>],
    /// Up to how much no VAT is charged (*franchise en base*), in euros of a calendar year.
    pub vat_franchise: &'static [Dated<VatFranchise>],
    /// Social contributions, as shares of receipts.
    pub social: &'static [Dated<SocialRates>],
    /// Contribution to vocational training (*CFP*), as shares of receipts.
    pub training: &'static [Dated<TrainingRates>],
    /// Income tax paid with the contributions (*versement libératoire*), as shares of receipts.
    pub income_tax: &'static [Dated<SocialRates>],
}

/// The most that may be received in a calendar year, in euros. The regime ends after two years in a row above it; the year in which a
/// business starts counts in proportion to its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Threshold {
    /// Services of every kind.
    pub services: u32,
    /// Sales of goods.
    pub sales: u32,
}

/// Receipts of a calendar year, in euros, up to which no VAT is charged. Since 2025, it is charged from the day on which they pass the upper
/// limit, and from the next 1 January where they only pass the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VatFranchise {
    /// For services.
    pub services: VatLimits,
    /// For sales of goods.
    pub sales: VatLimits,
}

/// The two limits of the VAT franchise, in euros of a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VatLimits {
    /// The limit (*seuil de base*).
    pub base: u32,
    /// The limit with the tolerance (*seuil majoré*).
    pub upper: u32,
}

/// Rates by the nature of the receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SocialRates {
    /// Liberal professions.
    pub liberal: Rate,
    /// Commercial and craft services; `None` where the rate is not known here.
    pub services: Option<Rate>,
    /// Sales of goods.
    pub sales: Rate,
}

/// Rates by trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrainingRates {
    /// Liberal professions.
    pub liberal: Rate,
    /// Crafts.
    pub craft: Rate,
    /// Commerce and commercial services.
    pub trade: Rate,
}

impl Threshold {
    /// The threshold of an activity, in euros.
    pub const fn of(&self, activity: Activity) -> u32 {
        match activity {
            Activity::Sales => self.sales,
            Activity::Liberal | Activity::Craft | Activity::Services => self.services,
        }
    }
}

impl VatFranchise {
    /// The limits of an activity.
    pub const fn of(&self, activity: Activity) -> VatLimits {
        match activity {
            Activity::Sales => self.sales,
            Activity::Liberal | Activity::Craft | Activity::Services => self.services,
        }
    }
}

impl SocialRates {
    /// The rate of an activity; `None` where it is not known here.
    pub const fn of(&self, activity: Activity) -> Option<Rate> {
        match activity {
            Activity::Liberal => Some(self.liberal),
            Activity::Craft | Activity::Services => self.services,
            Activity::Sales => Some(self.sales),
        }
    }
}

impl TrainingRates {
    /// The rate of an activity.
    pub const fn of(&self, activity: Activity) -> Rate {
        match activity {
            Activity::Liberal => self.liberal,
            Activity::Craft => self.craft,
            Activity::Services | Activity::Sales => self.trade,
        }
    }
}

/// What is owed on receipts, in euros: exact, so that the months of a year add up to it. What is declared is rounded each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contributions {
    /// What was received.
    pub receipts: Decimal,
    /// Social contributions.
    pub social: Decimal,
    /// Contribution to vocational training.
    pub training: Decimal,
    /// Income tax paid with them; zero without that option.
    pub income_tax: Decimal,
}

impl Contributions {
    /// What remains of the receipts; `None` if the amounts are too large.
    pub fn remaining(&self) -> Option<Decimal> {
        self.receipts.checked_sub(self.social)?.checked_sub(self.training)?.checked_sub(self.income_tax)
    }
}

/// What is owed on the receipts that fall under one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Charge {
    /// First day on which the rate is in force.
    pub from: NaiveDate,
    /// What was received while it was.
    pub receipts: Decimal,
    /// The rate.
    pub rate: Rate,
    /// What is owed, exact.
    pub amount: Decimal,
    /// The official text.
    pub source: &'static str,
}

impl MicroEnterprise {
    /// What is owed on receipts (date and amount, refunds negative), each at the rates in force at its date.
    ///
    /// `None` when a receipt falls on a day whose rates are not known here, or the amounts are too large.
    pub fn contributions(
        &self,
        receipts: impl IntoIterator<Item = (NaiveDate, Decimal)>,
        activity: Activity,
        income_tax: IncomeTax,
    ) -> Option<Contributions> {
        let receipts: Vec<_> = receipts.into_iter().collect();
        let total = |charges: Vec<Charge>| charges.iter().try_fold(Decimal::ZERO, |sum, charge| sum.checked_add(charge.amount));
        Some(Contributions {
            receipts: receipts.iter().try_fold(Decimal::ZERO, |sum, (_, amount)| sum.checked_add(*amount))?,
            social: total(self.social_on(&receipts, activity)?)?,
            training: total(self.training_on(&receipts, activity)?)?,
            income_tax: match income_tax {
                IncomeTax::Apart => Decimal::ZERO,
                IncomeTax::Along => total(self.income_tax_on(&receipts, activity)?)?,
            },
        })
    }

    /// Social contributions on receipts, rate by rate in the order of time; `None` as for [`MicroEnterprise::contributions`].
    pub fn social_on(&self, receipts: &[(NaiveDate, Decimal)], activity: Activity) -> Option<Vec<Charge>> {
        charges(self.social, receipts, |rates| rates.of(activity))
    }

    /// The contribution to vocational training on receipts, rate by rate.
    pub fn training_on(&self, receipts: &[(NaiveDate, Decimal)], activity: Activity) -> Option<Vec<Charge>> {
        charges(self.training, receipts, |rates| Some(rates.of(activity)))
    }

    /// Income tax paid along with the contributions, rate by rate.
    pub fn income_tax_on(&self, receipts: &[(NaiveDate, Decimal)], activity: Activity) -> Option<Vec<Charge>> {
        charges(self.income_tax, receipts, |rates| rates.of(activity))
    }
}

fn charges<T>(
    table: &'static [Dated<T>],
    receipts: &[(NaiveDate, Decimal)],
    rate: impl Fn(&T) -> Option<Rate>,
) -> Option<Vec<Charge>> {
    let mut charges: Vec<Charge> = Vec::new();
    for (day, amount) in receipts {
        let law = Dated::on(table, *day)?;
        match charges.iter_mut().find(|charge| charge.from == law.from) {
            Some(charge) => charge.receipts = charge.receipts.checked_add(*amount)?,
            None => {
                let rate = rate(&law.value)?;
                charges.push(Charge { from: law.from, receipts: *amount, rate, amount: Decimal::ZERO, source: law.source });
            }
        }
    }
    for charge in &mut charges {
        charge.amount = charge.rate.of(charge.receipts)?;
    }
    charges.sort_by_key(|charge| charge.from);
    Some(charges)
}

#[cfg(test)]
mod tests;
