//! What a year bought to use for years, and its result had it been expensed at once.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::depreciation;
use super::explain::Contribution;
use super::figure::BEYOND;
use super::ledger_investment;
use super::metric;
use super::notes::{day_en, day_fr};
use super::report::Report;
use super::result_bridge::known;
use super::statement::StatementRow;
use crate::books::{Located, Table};
use crate::error::Result as Outcome;
use crate::model::{Asset, DepreciationTime, Period, Wording};

/// The assets a fiscal year put in service: what they cost it, and what they leave to the years after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Investment {
    /// The fiscal year.
    pub year: Period,
    /// Where it is read: the list of assets, else the ledger.
    pub source: Table,
    /// The listed assets, in the order of the files; none where it is read from the ledger.
    pub assets: Vec<Asset>,
    /// Rows that add up to the difference: each listed asset with its cost less its charge, one of an earlier year with its charge below zero; or what the ledger bought, and below zero what it
    /// charged. Those of assets of earlier years are the last.
    pub rows: Vec<Contribution>,
    /// How many of the rows are of assets of earlier years.
    pub(super) rows_of_earlier: usize,
    /// What they cost.
    pub cost: Decimal,
    /// What of it was charged to the year; of a running one up to the last day that the books know.
    pub charged: Decimal,
    /// What assets of earlier years were charged to this one: nothing would be left of them, had they been expensed at once.
    pub earlier: Decimal,
    /// Result before tax as it is, or why it is not known.
    pub result: Result<Decimal, Wording>,
    /// What is charged to the rest of the year if it is running, and to each fiscal year after, until nothing is left or fifty years have passed; empty where it is read from the ledger, which does
    /// not say for how long an asset is used.
    pub schedule: Vec<(Period, Decimal)>,
}

impl Investment {
    /// By how much the result before tax is higher than if these and all earlier assets had been expensed at once.
    pub fn difference(&self) -> Decimal {
        self.cost - self.charged - self.earlier
    }

    /// The name of what is charged to a fiscal year, or to the rest of the running one.
    pub(crate) fn charged_later(&self, later: &Period) -> Wording {
        let label = &later.label;
        match later.end == self.year.end && later.start > self.year.start {
            true => Wording::made(
                format!("Dotation {label}, à partir du {}", day_fr(later.start)),
                format!("Depreciation {label} from {}", day_en(later.start)),
            ),
            false => Wording::made(format!("Dotation {label}"), format!("Depreciation {label}")),
        }
    }

    /// The result before tax had these and all earlier assets been expensed at once, or why it is not known.
    ///
    /// # Errors
    /// Why the result is not known.
    pub fn if_expensed(&self) -> Result<Decimal, Wording> {
        self.result.clone().map(|result| result - self.difference())
    }
}

impl Report {
    /// What a fiscal year of this report put in service, from the list of assets; taxes are left aside. Without a list it is what the ledger says
    /// for certain: purchases on accounts 20 and 21, and the depreciation that can only be theirs, because their accounts and those against
    /// them were empty when the year opened; all other depreciation is that of earlier assets.
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
    /// [`ErrorKind::Question`](crate::error::ErrorKind::Question) if the report does not hold the year. Within: why it cannot be told.
    pub fn investment(&self, year: i32) -> Outcome<Result<Investment, Wording>> {
        let facts = &self.with_metrics([metric::RESULT_BEFORE_TAX]).facts;
        let number = (0..facts.periods.len()).find(|number| facts.fiscal_year(*number) == Some(year));
        let number = number.ok_or_else(|| self.does_not_hold(&year.to_string()))?;
        let Some(year) = facts.periods.get(number).cloned() else { return Err(self.does_not_hold(&year.to_string())) };
        let result = known(facts, metric::RESULT_BEFORE_TAX, number);
        if facts.books.assets().is_empty() {
            return Ok(self.booked(year, result));
        }
        let time = facts.policy.depreciation;
        // What a running year has charged so far is that of its result.
        let elapsed = facts.elapsed(&year).unwrap_or_else(|| year.clone());
        // Assets of earlier years are there with what they charge.
        let used = facts.books.assets().iter().enumerate().filter(|(_, asset)| asset.value.in_service <= elapsed.end);
        let difference = |(row, asset): (usize, &Located<Asset>)| {
            let asset = &asset.value;
            let cost = if year.contains(asset.in_service) { asset.cost.to_decimal() } else { Decimal::ZERO };
            let left = cost.checked_sub(depreciation::charge(asset, time, elapsed.start, elapsed.end)?)?;
            Some(StatementRow::new(Table::Assets, row, asset.in_service, left))
        };
        let rows: Option<Vec<StatementRow>> = used.clone().map(difference).collect();
        let (assets, before): (Vec<Asset>, Vec<Asset>) =
            used.map(|(_, asset)| asset.value.clone()).partition(|asset| year.contains(asset.in_service));
        let cost = assets.iter().map(|asset| asset.cost.to_decimal()).sum();
        let earlier = charged(&before, time, elapsed.start, elapsed.end);
        let charged = charged(&assets, time, elapsed.start, elapsed.end);
        let schedule = self.schedule(&assets, &year, elapsed.end);
        let found = charged.zip(earlier).zip(schedule).zip(rows).ok_or(BEYOND);
        Ok(found.map(|(((charged, earlier), schedule), rows)| {
            let (of_year, of_earlier): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| year.contains(row.date));
            let of_earlier: Vec<_> = of_earlier.into_iter().filter(|row| !row.amount.is_zero()).collect();
            let rows = of_year.iter().chain(&of_earlier).map(|row| row.contribution(&facts.books)).collect();
            let (source, rows_of_earlier) = (Table::Assets, of_earlier.len());
            Investment { year, source, assets, rows, rows_of_earlier, cost, charged, earlier, result, schedule }
        }))
    }

    /// The same from the ledger of a year.
    fn booked(&self, year: Period, result: Result<Decimal, Wording>) -> Result<Investment, Wording> {
        let books = self.books();
        if !books.ledger_entries().iter().any(|row| year.contains(row.value().date)) {
            return Err(Wording::fixed(
                "pas de liste d'immobilisations : un fichier avec libellé, mise en service, coût et durée ; ni de grand livre de l'exercice",
                "no list of assets: a file with label, in_service, cost and years; and no ledger of the year",
            ));
        }
        let booked = ledger_investment::of(books, &year)?;
        let sum =
            |rows: &[StatementRow]| rows.iter().try_fold(Decimal::ZERO, |sum, row| sum.checked_add(row.amount)).ok_or(BEYOND);
        let (cost, charged, earlier) = (sum(&booked.bought)?, sum(&booked.charged)?, sum(&booked.earlier)?);
        let charges = booked.charged.iter().chain(&booked.earlier).map(|row| StatementRow { amount: -row.amount, ..*row });
        let rows = booked.bought.iter().copied().chain(charges).map(|row| row.contribution(books)).collect();
        Ok(Investment {
            year,
            source: Table::Ledger,
            assets: Vec::new(),
            rows,
            rows_of_earlier: booked.earlier.len(),
            cost,
            charged,
            earlier,
            result,
            schedule: Vec::new(),
        })
    }

    /// What these assets cost the days of a fiscal year after one of its days, if there are any, and each fiscal year after it.
    fn schedule(&self, assets: &[Asset], year: &Period, day: NaiveDate) -> Option<Vec<(Period, Decimal)>> {
        const MOST: i32 = 50;
        let time = self.policy().depreciation;
        let calendar = self.books().settings().fiscal_years.clone().unwrap_or_default();
        let next = day.succ_opt()?;
        let mut left = charged(assets, time, next, NaiveDate::MAX)?;
        let mut schedule = Vec::new();
        let rest = (day < year.end).then(|| Period { start: next, ..year.clone() });
        let years = (year.year() + 1..=year.year() + MOST).filter_map(|year| calendar.year(year));
        for later in rest.into_iter().chain(years) {
            if left.is_zero() {
                break;
            }
            let charge = charged(assets, time, later.start, later.end)?;
            left -= charge;
            schedule.push((later, charge));
        }
        Some(schedule)
    }
}

fn charged(assets: &[Asset], time: DepreciationTime, start: NaiveDate, end: NaiveDate) -> Option<Decimal> {
    let mut charges = assets.iter().map(|asset| depreciation::charge(asset, time, start, end));
    charges.try_fold(Decimal::ZERO, |sum, charge| sum.checked_add(charge?))
}
