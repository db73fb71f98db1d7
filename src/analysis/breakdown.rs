//! What leads from one figure to another, part by part: each part with its formula and the figures it is made of, down to their rows.
//!
//! Identifiers are those of the sections of a review.

mod clients;
mod investment;
mod restated;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::bridge::{Bridge, BridgePart};
use super::explain::{self, Explanation};
use super::facts::Facts;
use super::figure::{BEYOND, Basis, State, Value};
use super::formula::Metric;
use super::metric;
use super::report::Report;
use super::written;
use crate::error::Error;
use crate::model::{LegalForm, Measure, Period, Wording};

/// A change, or another difference, that is made of parts.
///
/// ```
/// use bilan::analysis::{Review, breakdown};
/// use bilan::books::Books;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let report = Review::year(2020).years(1).metrics(breakdown::REVENUE_BRIDGE.metrics.iter().copied()).of(&books)?;
/// let bridge = breakdown::REVENUE_BRIDGE.of(&report);
/// assert_eq!(bridge.value.state.value(), Some((-12_000).into()));
/// assert_eq!(bridge.operands[0].formula.en, "13000 − 10000");
/// # Ok::<(), bilan::error::Errors>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Breakdown {
    /// Stable identifier: that of the section.
    pub id: &'static str,
    /// What it tells.
    pub label: Wording,
    /// Figures it is read from.
    pub metrics: &'static [&'static Metric],
    explain: fn(&Told<'_>) -> Result<Explanation, Wording>,
}

/// A breakdown of a report, about to be told.
struct Told<'a> {
    of: &'a Breakdown,
    report: Report,
}

macro_rules! breakdown {
    ($(#[$doc:meta])* $name:ident, $id:literal, $fr:literal, $en:literal, [$($metric:ident),* $(,)?], $explain:expr) => {
        $(#[$doc])*
        pub const $name: &Breakdown = &Breakdown {
            id: $id,
            label: Wording::fixed($fr, $en),
            metrics: &[$(metric::$metric),*],
            explain: $explain,
        };
    };
}

breakdown! {
    /// Why revenue moved from the base year: see [`Report::revenue_bridge`].
    REVENUE_BRIDGE, "revenue_bridge", "Ce qui a fait varier le chiffre d'affaires", "Why revenue moved",
    [REVENUE, REVENUE_FIXED, REVENUE_TIME, INVOICE_REBILLED, TIME_DAYS, DAY_RATE_TIME, CAPACITY_DAYS],
    |told| told.bridge(told.report.revenue_bridge()?, metric::REVENUE)
}
breakdown! {
    /// The same, time work split over clients: see [`Report::client_bridge`].
    CLIENT_BRIDGE, "client_bridge", "La variation du chiffre d'affaires par client", "Why revenue moved, by client",
    [REVENUE, REVENUE_FIXED, REVENUE_TIME, INVOICE_REBILLED, TIME_DAYS],
    |told| clients::told(told, told.bridge(told.report.client_bridge()?, metric::REVENUE)?)
}
breakdown! {
    /// Why the result moved from the base year: see [`Report::result_bridge`].
    RESULT_BRIDGE, "result_bridge", "Ce qui a fait varier le résultat", "Why the result moved",
    [RESULT_BEFORE_TAX, DEPRECIATION, INCOME_TAX, RESULT_AFTER_TAX, REVENUE, SOCIAL_CONTRIBUTIONS, TRAINING_CONTRIBUTION, FLAT_TAX],
    |told| told.bridge(told.report.result_bridge()?, metric::RESULT_AFTER_TAX)
}
breakdown! {
    /// By how much the result would be lower had what the newest year bought been expensed at once: see [`Report::investment`].
    INVESTMENT, "investment", "Investissement", "Investment", [RESULT_BEFORE_TAX, ASSET_DEPRECIATION], investment::told
}
breakdown! {
    /// As published and as restated: see [`Report::restatement`].
    RESTATEMENT, "restatement", "Publié et retraité", "As published and restated", [REVENUE, RESULT_AFTER_TAX, BILLED_DAYS, DAY_RATE],
    restated::told
}

/// Every breakdown.
pub const ALL: &[&Breakdown] = &[REVENUE_BRIDGE, CLIENT_BRIDGE, RESULT_BRIDGE, INVESTMENT, RESTATEMENT];

/// The breakdown of an identifier.
pub fn named(id: &str) -> Option<&'static Breakdown> {
    ALL.iter().find(|breakdown| breakdown.id == id).copied()
}

/// What to say of an identifier that names neither a metric nor a breakdown: the nearest one, or all of them.
pub fn unknown(id: &str) -> Error {
    let metrics = metric::ALL.iter().map(|metric| &*metric.id);
    metric::none_of(id, &metrics.chain(ALL.iter().map(|breakdown| breakdown.id)).collect::<Vec<_>>())
}

impl Breakdown {
    /// Its parts for the newest year of a report; without parts and with the reason where it cannot be told.
    pub fn of(&self, report: &Report) -> Explanation {
        let told = Told { of: self, report: report.with_metrics(self.metrics.iter().copied()) };
        let found = (self.explain)(&told);
        let why = |why| told.part(self.id.to_owned(), self.label.clone(), told.newest(), State::Missing(why));
        Explanation { stamp: Some(report.stamp()), ..found.unwrap_or_else(why) }
    }
}

impl Told<'_> {
    fn facts(&self) -> &Facts {
        &self.report.facts
    }

    fn newest(&self) -> Period {
        self.report.periods.first().map_or_else(Period::none, |shown| shown.period.clone())
    }

    /// An amount of money without rows, formula and operands.
    fn part(&self, metric: String, label: Wording, period: Period, state: State) -> Explanation {
        Explanation {
            metric,
            label,
            period,
            measure: Measure::Money,
            value: Value { state, basis: Basis::Computed, source: "", rows: 0 },
            formula: Wording::fixed("", ""),
            rows: Vec::new(),
            operands: Vec::new(),
            computed: false,
            stamp: None,
        }
    }

    /// The change of a figure, and each of its parts with the figures of both years.
    fn bridge(&self, bridge: Bridge, of: &Metric) -> Result<Explanation, Wording> {
        let facts = self.facts();
        let (base, new) = facts.number_of(&bridge.from).zip(facts.number_of(&bridge.to)).ok_or(BEYOND)?;
        let values = [new, base].map(|number| facts.evaluate(of, number).value);
        let mut known: BTreeMap<&str, [Explanation; 2]> = BTreeMap::new();
        let mut figures = |metric: &'static Metric| {
            let both =
                known.entry(&metric.id).or_insert_with(|| [new, base].map(|number| explain::explain(facts, metric, number)));
            both.clone()
        };
        let id = self.of.id;
        let part = |part: BridgePart| {
            let state = State::Known(part.amount.normalize());
            let operands: Vec<Explanation> = self.read_by(part.id, (base, new)).into_iter().flat_map(&mut figures).collect();
            Explanation {
                formula: part.formula,
                computed: operands.is_empty(),
                operands,
                ..self.part(format!("{id}.{}", part.id), part.label, bridge.to.clone(), state)
            }
        };
        let operands = bridge.parts.into_iter().map(part).collect();
        let change = bridge.end.checked_sub(bridge.start).map_or_else(State::beyond, |change| State::Known(change.normalize()));
        let [_, before] = &values;
        let (basis, source) = values
            .iter()
            .find(|value| value.basis != Basis::Computed)
            .map_or((Basis::Computed, before.source), |value| (value.basis, value.source));
        let whole = self.part(id.to_owned(), self.of.label.clone(), bridge.to, change);
        let numbers = written::change((bridge.start, bridge.end));
        let label = super::review::label(facts, of);
        let formula = Wording::made(
            format!("{}, {} ; la somme des parts", label.fr, numbers.fr),
            format!("{}, {}; the sum of the parts", label.en, numbers.en),
        );
        Ok(Explanation { formula, operands, value: Value { basis, source, ..whole.value.clone() }, ..whole })
    }

    /// The figures a part is made of.
    fn read_by(&self, part: &str, (base, new): (usize, usize)) -> Vec<&'static Metric> {
        let facts = self.facts();
        let is_micro = facts.books.settings().business.form == Some(LegalForm::Micro);
        let is_known =
            |metric: &Metric| [base, new].iter().all(|number| facts.evaluate(metric, *number).value.state.value().is_some());
        match (self.of.id, part) {
            (_, "fixed") => vec![metric::REVENUE_FIXED],
            (_, "rebilled") => vec![metric::INVOICE_REBILLED],
            ("client_bridge", "new" | "lost" | "without_days") => Vec::new(),
            ("client_bridge", _) => vec![metric::REVENUE_TIME, metric::TIME_DAYS],
            (_, "capacity" | "occupancy") => vec![metric::CAPACITY_DAYS, metric::TIME_DAYS, metric::DAY_RATE_TIME],
            (_, "rate") if is_known(metric::CAPACITY_DAYS) => {
                vec![metric::CAPACITY_DAYS, metric::TIME_DAYS, metric::DAY_RATE_TIME]
            }
            (_, "days" | "rate") => vec![metric::TIME_DAYS, metric::DAY_RATE_TIME],
            (_, "time") => vec![metric::REVENUE_TIME],
            (_, "operations") if is_micro => vec![metric::REVENUE],
            (_, "operations") => vec![metric::RESULT_BEFORE_TAX, metric::DEPRECIATION],
            (_, "investment") => vec![metric::DEPRECIATION],
            (_, "contributions") => vec![metric::SOCIAL_CONTRIBUTIONS, metric::TRAINING_CONTRIBUTION],
            (_, "tax") if is_micro => vec![metric::FLAT_TAX],
            (_, "tax") if is_known(metric::INCOME_TAX) => vec![metric::INCOME_TAX],
            (_, "tax") => vec![metric::RESULT_BEFORE_TAX, metric::RESULT_AFTER_TAX],
            _ => Vec::new(),
        }
    }
}

/// Its value as it stands.
fn amount(explanation: &Explanation) -> Decimal {
    explanation.value.state.value().unwrap_or_default()
}
