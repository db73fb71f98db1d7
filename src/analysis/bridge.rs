//! From one year to another: parts that add up to the change.

use rust_decimal::Decimal;

use super::currency_effect::CurrencyEffect;
use super::decomposition::{ByClients, DayWork, NewAndLost, by_capacity_occupancy_and_rate, by_clients, by_days_and_rate};
use super::facts::Facts;
use super::figure::{BEYOND, State};
use super::formula::Metric;
use super::metric;
use super::report::Report;
use crate::model::{Billing, Period, Wording};

/// What moved an amount from the base year to the newest: the parts add up to the change exactly.
///
/// ```
/// use bilan::analysis::Review;
/// use bilan::books::Books;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let bridge = Review::year(2020).of(&books)?.revenue_bridge().map_err(|why| why.en)?;
/// let sum: rust_decimal::Decimal = bridge.parts.iter().map(|part| part.amount).sum();
/// assert_eq!((bridge.start + sum, bridge.end), (138_000.into(), 138_000.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bridge {
    /// The base year.
    pub from: Period,
    /// The newest year.
    pub to: Period,
    /// The amount in the base year.
    pub start: Decimal,
    /// The amount in the newest year.
    pub end: Decimal,
    /// What moved it, in the currency of the books.
    pub parts: Vec<BridgePart>,
}

/// One cause of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BridgePart {
    /// Stable identifier.
    pub id: &'static str,
    /// Its name for people.
    pub label: Wording,
    /// What it added, negative if it took away.
    pub amount: Decimal,
}

impl BridgePart {
    pub(super) const fn new(id: &'static str, fr: &'static str, en: &'static str, amount: Decimal) -> Self {
        Self { id, label: Wording::fixed(fr, en), amount }
    }
}

impl Report {
    /// Why revenue moved from the base year: work at a fixed price, rebilled expenses, exchange rates, and for time work the capacity, how full it
    /// was, and the rate; days and rate where the capacity is not known. See [`decomposition`](super::decomposition).
    ///
    /// # Errors
    /// Why it cannot be told: a side is not known, or revenue does not come from invoices.
    pub fn revenue_bridge(&self) -> Result<Bridge, Wording> {
        self.bridge_of_revenue(true, |facts, sides, change, effect| Ok(time_parts(facts, sides, change, effect)))
    }

    /// The same change with time work split over its clients: volume, rate and mix of those of both years, clients won and lost. Exchange rates are
    /// part of the rates of clients.
    ///
    /// # Errors
    /// As [`Report::revenue_bridge`], and when the days of the clients are not known.
    pub fn client_bridge(&self) -> Result<Bridge, Wording> {
        self.bridge_of_revenue(false, |facts, (base, new), _, _| {
            let (before, after) = (facts.day_work(base)?, facts.day_work(new)?);
            let mut clients: Vec<&str> = before.keys().chain(after.keys()).copied().collect();
            clients.sort_unstable();
            clients.dedup();
            let work = |of: &std::collections::BTreeMap<&str, DayWork>, client: &str| of.get(client).copied().unwrap_or_default();
            let both: Vec<_> = clients.iter().map(|client| (work(&before, client), work(&after, client))).collect();
            by_clients(&both, NewAndLost::Apart).map(client_parts).ok_or_else(no_rate)
        })
    }

    fn bridge_of_revenue(
        &self,
        with_rates: bool,
        of_time: impl FnOnce(&Facts, (usize, usize), Decimal, &CurrencyEffect) -> Result<Vec<BridgePart>, Wording>,
    ) -> Result<Bridge, Wording> {
        let facts = &self.with_metrics(BRIDGED).facts;
        let (from, to) = self.compared()?;
        let sides = (facts.number_of(&from), facts.number_of(&to));
        let known = |metric: &Metric, number: Option<usize>| {
            let state = number.map_or_else(State::beyond, |number| facts.evaluate(metric, number).value.state);
            match state {
                State::Known(value) => Ok(value),
                State::Missing(why) | State::Undefined(why) => Err(why),
            }
        };
        let change = |metric: &Metric| Ok::<_, Wording>(known(metric, sides.1)? - known(metric, sides.0)?);
        let (start, end) = (known(metric::REVENUE, sides.0)?, known(metric::REVENUE, sides.1)?);
        let (fixed, time, rebilled) =
            (change(metric::REVENUE_FIXED)?, change(metric::REVENUE_TIME)?, change(metric::INVOICE_REBILLED)?);
        if fixed + time + rebilled != end - start {
            return Err(Wording::fixed(
                "le CA ne vient pas des factures : ses parts ne sont pas connues",
                "revenue does not come from invoices: its parts are not known",
            ));
        }
        let effect = match sides {
            (Some(base), Some(new)) if with_rates => facts.currency_effect(base, new).ok_or(BEYOND)?,
            _ => CurrencyEffect::default(),
        };
        let apart = |change: Decimal, billing| effect.on(billing).and_then(|moved| change.checked_sub(moved)).ok_or(BEYOND);
        let mut parts = vec![BridgePart::new("fixed", "Forfait", "Fixed price", apart(fixed, Billing::Fixed)?)];
        if !rebilled.is_zero() {
            parts.push(BridgePart::new("rebilled", "Frais refacturés", "Rebilled expenses", apart(rebilled, Billing::Rebilled)?));
        }
        let currency = effect.total().ok_or(BEYOND)?;
        if !currency.is_zero() {
            parts.push(BridgePart::new("currency", "Taux de change", "Exchange rates", currency));
        }
        if let (Some(base), Some(new)) = sides {
            parts.extend(of_time(facts, (base, new), apart(time, Billing::Time)?, &effect)?);
        }
        Ok(Bridge { from, to, start, end, parts })
    }

    /// The base year and the newest.
    pub(super) fn compared(&self) -> Result<(Period, Period), Wording> {
        let newest = self.periods.first().map(|shown| shown.period.clone());
        self.against.clone().zip(newest).ok_or_else(|| Wording::fixed("aucun exercice de comparaison", "no year to compare with"))
    }
}

const BRIDGED: [&Metric; 6] = [
    metric::REVENUE,
    metric::REVENUE_FIXED,
    metric::REVENUE_TIME,
    metric::INVOICE_REBILLED,
    metric::TIME_DAYS,
    metric::CAPACITY_DAYS,
];

fn no_rate() -> Wording {
    Wording::fixed("du CA en régie sans jours : aucun taux ne peut être dit", "time revenue without days: no rate can be told")
}

/// What moved time revenue: three factors if the capacity is known, two if the days are, else the change as it is.
fn time_parts(facts: &Facts, (base, new): (usize, usize), change: Decimal, effect: &CurrencyEffect) -> Vec<BridgePart> {
    let known = |metric: &Metric, number| facts.evaluate(metric, number).value.state.value();
    let (rise, fall) = effect.of(Billing::Time);
    let work = |number| {
        let revenue = known(metric::REVENUE_TIME, number)?;
        let at_mean_rates = if number == base { revenue.checked_add(rise)? } else { revenue.checked_sub(fall)? };
        Some(DayWork::new(at_mean_rates, known(metric::TIME_DAYS, number)?))
    };
    let capacity = |number| known(metric::CAPACITY_DAYS, number);
    let three = || {
        let parts = by_capacity_occupancy_and_rate((work(base)?, capacity(base)?), (work(new)?, capacity(new)?))?;
        Some(vec![
            BridgePart::new("capacity", "Capacité (jours de l'année)", "Capacity (days of the year)", parts.capacity),
            BridgePart::new("occupancy", "Occupation", "Occupancy", parts.occupancy),
            BridgePart::new("rate", "Taux journalier", "Day rate", parts.rate),
        ])
    };
    let two = || {
        let parts = by_days_and_rate(work(base)?, work(new)?)?;
        Some(vec![
            BridgePart::new("days", "Jours facturés", "Billed days", parts.days),
            BridgePart::new("rate", "Taux journalier", "Day rate", parts.rate),
        ])
    };
    three().or_else(two).unwrap_or_else(|| vec![BridgePart::new("time", "Régie", "Time work", change)])
}

fn client_parts(parts: ByClients) -> Vec<BridgePart> {
    let mut found = vec![
        BridgePart::new("volume", "Volume des clients gardés", "Volume of kept clients", parts.volume),
        BridgePart::new("rate", "Taux des clients gardés", "Rates of kept clients", parts.rate),
        BridgePart::new("mix", "Répartition entre clients gardés", "Mix of kept clients", parts.mix),
        BridgePart::new("new", "Clients gagnés", "Clients won", parts.new),
        BridgePart::new("lost", "Clients perdus", "Clients lost", parts.lost),
    ];
    if !parts.without_days.is_zero() {
        found.push(BridgePart::new("without_days", "Régie sans jours", "Time work without days", parts.without_days));
    }
    found
}
