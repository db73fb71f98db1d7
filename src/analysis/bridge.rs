//! From one year to another: parts that add up to the change.

use rust_decimal::Decimal;

use super::currency_effect::CurrencyEffect;
use super::decomposition::{ByClients, DayWork, NewAndLost, by_capacity_occupancy_and_rate, by_clients, by_days_and_rate};
use super::facts::Facts;
use super::figure::{BEYOND, State};
use super::formula::Metric;
use super::metric;
use super::report::Report;
use super::written;
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
    /// How it is computed, with the numbers in it rounded.
    pub formula: Wording,
}

impl BridgePart {
    pub(super) const fn new(id: &'static str, fr: &'static str, en: &'static str, amount: Decimal) -> Self {
        Self { id, label: Wording::fixed(fr, en), amount, formula: Wording::fixed("", "") }
    }

    pub(super) fn by(self, formula: Wording) -> Self {
        Self { formula, ..self }
    }
}

impl Report {
    /// Why revenue moved from the base year: work at a fixed price, rebilled expenses, exchange rates, and for time work the capacity, how full it
    /// was, and the rate; days and rate where the capacity is not known. See [`decomposition`](super::decomposition).
    ///
    /// # Errors
    /// Why it cannot be told: a side is not known, or revenue does not come from invoices.
    pub fn revenue_bridge(&self) -> Result<Bridge, Wording> {
        self.bridge_of_revenue(|facts, sides, change, effect| Ok(time_parts(facts, sides, change, effect)))
    }

    /// The same change with time work split over its clients: volume, rate and mix of those of both years, clients won and lost. Exchange rates are
    /// a part of their own.
    ///
    /// # Errors
    /// As [`Report::revenue_bridge`], and when the days of the clients are not known.
    pub fn client_bridge(&self) -> Result<Bridge, Wording> {
        self.bridge_of_revenue(|facts, (base, new), _, effect| {
            let both: Vec<Both> = facts.work_of_clients(base, new)?.into_values().collect();
            let moved = effect.of(Billing::Time).ok_or(BEYOND)?;
            by_clients(&both, NewAndLost::Apart).map(|parts| client_parts(parts, &both, moved)).ok_or_else(no_rate)
        })
    }

    fn bridge_of_revenue(
        &self,
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
            (Some(base), Some(new)) => facts.currency_effect(base, new).ok_or(BEYOND)?,
            _ => CurrencyEffect::default(),
        };
        let apart = |change: Decimal, billing| effect.on(billing).and_then(|moved| change.checked_sub(moved)).ok_or(BEYOND);
        let moved = |metric: &Metric, billing| {
            let change = written::change((known(metric, sides.0)?, known(metric, sides.1)?));
            Ok::<_, Wording>(written::less_rates(change, effect.on(billing).unwrap_or_default()))
        };
        let fixed = BridgePart::new("fixed", "Forfait", "Fixed price", apart(fixed, Billing::Fixed)?);
        let mut parts = vec![fixed.by(moved(metric::REVENUE_FIXED, Billing::Fixed)?)];
        if !rebilled.is_zero() {
            let part = BridgePart::new("rebilled", "Frais refacturés", "Rebilled expenses", apart(rebilled, Billing::Rebilled)?);
            parts.push(part.by(moved(metric::INVOICE_REBILLED, Billing::Rebilled)?));
        }
        let currency = effect.total().ok_or(BEYOND)?;
        if !currency.is_zero() {
            parts.push(BridgePart::new("currency", "Taux de change", "Exchange rates", currency).by(Wording::fixed(
                "montants en devise × écart des taux moyens des deux exercices, moitié sur chacun",
                "amounts in their own currency × difference of the mean rates of both years, half on each",
            )));
        }
        if let (Some(base), Some(new)) = sides {
            parts.extend(of_time(facts, (base, new), apart(time, Billing::Time)?, &effect)?);
        }
        Ok(Bridge { from, to, start, end, parts })
    }

    /// The base year and the newest.
    pub(super) fn compared(&self) -> Result<(Period, Period), Wording> {
        let newest = self.periods.first().map(|shown| shown.period.clone());
        self.base_year()
            .cloned()
            .zip(newest)
            .ok_or_else(|| Wording::fixed("aucun exercice de comparaison", "no year to compare with"))
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
    let moved = effect.of(Billing::Time);
    let (rise, fall) = moved.unwrap_or_default();
    let work = |number| {
        let (rise, fall) = moved?;
        let revenue = known(metric::REVENUE_TIME, number)?;
        let at_mean_rates = if number == base { revenue.checked_add(rise)? } else { revenue.checked_sub(fall)? };
        Some(DayWork::new(at_mean_rates, known(metric::TIME_DAYS, number)?))
    };
    let capacity = |number| known(metric::CAPACITY_DAYS, number);
    let three = || {
        let sides = ((work(base)?, capacity(base)?), (work(new)?, capacity(new)?));
        let parts = by_capacity_occupancy_and_rate(sides.0, sides.1)?;
        // Without work in either year there is no rate, and nothing moved.
        let (capacity, occupancy, rate) = written::factors(sides).unwrap_or_default();
        let by = |a, b, c| written::at_mean_rates(written::of_three(a, b, c), rise, fall);
        Some(vec![
            BridgePart::new("capacity", "Capacité (jours de l'année)", "Capacity (days of the year)", parts.capacity)
                .by(by(capacity, occupancy, rate)),
            BridgePart::new("occupancy", "Occupation", "Occupancy", parts.occupancy).by(by(occupancy, capacity, rate)),
            BridgePart::new("rate", "Taux journalier", "Day rate", parts.rate).by(by(rate, capacity, occupancy)),
        ])
    };
    let two = || {
        let (before, after) = (work(base)?, work(new)?);
        let parts = by_days_and_rate(before, after)?;
        let rate = before.rate_or(after).zip(after.rate_or(before)).unwrap_or_default();
        let days = (before.days, after.days);
        let by = |a, b| written::at_mean_rates(written::of_two(a, b), rise, fall);
        Some(vec![
            BridgePart::new("days", "Jours facturés", "Billed days", parts.days).by(by(days, rate)),
            BridgePart::new("rate", "Taux journalier", "Day rate", parts.rate).by(by(rate, days)),
        ])
    };
    let one = || {
        let formula = Wording::fixed(
            "variation du CA en régie : ses jours ne sont pas connus",
            "change of time revenue: its days are not known",
        );
        vec![BridgePart::new("time", "Régie", "Time work", change).by(formula)]
    };
    three().or_else(two).unwrap_or_else(one)
}

/// Work of a client in the base year and in the newest.
pub(super) type Both = (DayWork, DayWork);

/// Clients with days in both years, and the work of all of them.
pub(super) fn kept(both: &[Both]) -> Option<(Vec<Both>, Both)> {
    let kept: Vec<Both> =
        both.iter().filter(|(before, after)| !before.days.is_zero() && !after.days.is_zero()).copied().collect();
    let total = |side: fn(&Both) -> DayWork| kept.iter().try_fold(DayWork::default(), |sum, both| sum.plus(side(both)));
    let total = (total(|both| both.0)?, total(|both| both.1)?);
    Some((kept, total))
}

fn client_parts(parts: ByClients, both: &[Both], (rise, fall): (Decimal, Decimal)) -> Vec<BridgePart> {
    let (before, after) = kept(both).map(|(_, total)| total).unwrap_or_default();
    let rates = before.rate_or(after).zip(after.rate_or(before)).unwrap_or_default();
    let volume = written::at_mean_rates(written::of_two((before.days, after.days), rates), rise, fall);
    let mut found = vec![
        BridgePart::new("volume", "Volume des clients gardés", "Volume of kept clients", parts.volume).by(volume),
        BridgePart::new("rate", "Taux des clients gardés", "Rates of kept clients", parts.rate).by(Wording::fixed(
            "jours moyens × somme, client par client, de (taux nouveau − taux ancien) × part moyenne des jours",
            "mean days × sum, client by client, of (new rate − old rate) × mean share of days",
        )),
        BridgePart::new("mix", "Répartition entre clients gardés", "Mix of kept clients", parts.mix).by(Wording::fixed(
            "jours moyens × somme, client par client, de (part nouvelle − part ancienne) × taux moyen",
            "mean days × sum, client by client, of (new share − old share) × mean rate",
        )),
        BridgePart::new("new", "Clients gagnés", "Clients won", parts.new)
            .by(Wording::fixed("CA en régie des clients gagnés", "time revenue of the clients won")),
        BridgePart::new("lost", "Clients perdus", "Clients lost", parts.lost)
            .by(Wording::fixed("− CA en régie des clients perdus", "− time revenue of the clients lost")),
    ];
    if !parts.without_days.is_zero() {
        let formula = Wording::fixed("variation du CA en régie sans jours", "change of time revenue without days");
        found.push(BridgePart::new("without_days", "Régie sans jours", "Time work without days", parts.without_days).by(formula));
    }
    found
}
