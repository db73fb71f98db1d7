//! What a year bought to use for years, and its result had it been expensed at once.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::depreciation;
use super::figure::BEYOND;
use super::metric;
use super::report::Report;
use super::result_bridge::known;
use crate::error::Result as Outcome;
use crate::model::{Asset, Period, Wording};

/// The assets a fiscal year put in service: what they cost it, and what they leave to the years after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Investment {
    /// The fiscal year.
    pub year: Period,
    /// The assets, in the order of the files.
    pub assets: Vec<Asset>,
    /// What they cost.
    pub cost: Decimal,
    /// What of it was charged to the year.
    pub charged: Decimal,
    /// Result before tax as it is, or why it is not known.
    pub result: Result<Decimal, Wording>,
    /// What is charged to each fiscal year after, until nothing is left or fifty years have passed.
    pub schedule: Vec<(Period, Decimal)>,
}

impl Investment {
    /// By how much the result before tax is higher than if the assets had been expensed at once.
    pub fn difference(&self) -> Decimal {
        self.cost - self.charged
    }

    /// The result before tax had the assets been expensed at once, or why it is not known.
    ///
    /// # Errors
    /// Why the result is not known.
    pub fn if_expensed(&self) -> Result<Decimal, Wording> {
        self.result.clone().map(|result| result - self.difference())
    }
}

impl Report {
    /// What a fiscal year of this report put in service, from the list of assets; taxes are left aside.
    ///
    /// ```
    /// use bilan::analysis::Review;
    /// use bilan::books::Books;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let investment = Review::year(2020).of(&books)?.investment(2020)?.map_err(|why| why.en)?;
    /// assert_eq!(investment.difference(), "5411.11".parse()?); // 6 000 − 588.89
    /// assert_eq!(investment.if_expensed().ok(), Some("4000.89".parse()?)); // 9 412 − 5 411.11
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Question`](crate::error::ErrorKind::Question) if the report does not hold the year. Within: why it cannot be told, as when
    /// there is no list of assets; a ledger does not say over how many years each is used.
    pub fn investment(&self, year: i32) -> Outcome<Result<Investment, Wording>> {
        let facts = &self.with_metrics([metric::RESULT_BEFORE_TAX]).facts;
        let number = (0..facts.periods.len()).find(|number| facts.fiscal_year(*number) == Some(year));
        let number = number.ok_or_else(|| self.does_not_hold(&year.to_string()))?;
        let Some(year) = facts.periods.get(number).cloned() else { return Err(self.does_not_hold(&year.to_string())) };
        if facts.books.assets().is_empty() {
            return Ok(Err(Wording::fixed(
                "pas de liste d'immobilisations : un fichier avec libellé, mise en service, coût et durée (le grand livre ne dit pas la durée de chacune)",
                "no list of assets: a file with label, in_service, cost and years (a ledger does not say for how long each is used)",
            )));
        }
        let assets = facts.books.assets().iter().map(|asset| &asset.value);
        let assets: Vec<Asset> = assets.filter(|asset| year.contains(asset.in_service)).cloned().collect();
        let cost = assets.iter().map(|asset| asset.cost.to_decimal()).sum();
        let charged = charged(&assets, year.start, year.end);
        let schedule = self.schedule(&assets, &year);
        let result = known(facts, metric::RESULT_BEFORE_TAX, number);
        let found = charged.zip(schedule).ok_or(BEYOND);
        Ok(found.map(|(charged, schedule)| Investment { year, assets, cost, charged, result, schedule }))
    }

    /// What these assets cost each fiscal year after one.
    fn schedule(&self, assets: &[Asset], year: &Period) -> Option<Vec<(Period, Decimal)>> {
        const MOST: i32 = 50;
        let calendar = self.books().settings().fiscal_years.clone().unwrap_or_default();
        let mut left = charged(assets, year.end.succ_opt()?, NaiveDate::MAX)?;
        let mut schedule = Vec::new();
        for later in (year.year() + 1..=year.year() + MOST).filter_map(|year| calendar.year(year)) {
            if left.is_zero() {
                break;
            }
            let charge = charged(assets, later.start, later.end)?;
            left -= charge;
            schedule.push((later, charge));
        }
        Some(schedule)
    }
}

fn charged(assets: &[Asset], start: NaiveDate, end: NaiveDate) -> Option<Decimal> {
    let mut charges = assets.iter().map(|asset| depreciation::charge(asset, start, end));
    charges.try_fold(Decimal::ZERO, |sum, charge| sum.checked_add(charge?))
}
