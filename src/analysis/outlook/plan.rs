//! The answer to an outlook: its figures in order, each with what it is made of.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::super::explain::explain;
use super::super::facts::Facts;
use super::super::figure::State;
use super::super::formula::Metric;
use super::super::stamp::Stamp;
use super::super::timetable::Timetable;
use super::super::{Note, metric};
use super::carried_over::{Aim, with_leave};
use crate::books::Books;
use crate::model::{Language, Measure, Period, Policy, Wording};

/// What was earned, with and without fixed prices.
const EARNED: [&Metric; 2] = [metric::REVENUE, metric::REVENUE_TIME];

/// A part of an outlook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The days of the year, and what is aimed at.
    Target,
    /// What a small change does to the target.
    Sensitivity,
    /// How far the year has come.
    Progress,
    /// What is left to do.
    Remaining,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 4] = [Self::Target, Self::Sensitivity, Self::Progress, Self::Remaining];

    /// The word that names it in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Sensitivity => "sensitivity",
            Self::Progress => "progress",
            Self::Remaining => "remaining",
        }
    }

    /// Its name for people.
    pub const fn label(self) -> Wording {
        match self {
            Self::Target => Wording::fixed("Objectif", "Target"),
            Self::Sensitivity => Wording::fixed("Sensibilité de l'objectif", "Sensitivity of the target"),
            Self::Progress => Wording::fixed("Avancement", "Progress"),
            Self::Remaining => Wording::fixed("Reste à faire", "Left to do"),
        }
    }
}

/// One figure of an outlook.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlanLine {
    /// Where it stands.
    pub part: Part,
    /// Stable identifier; that of the metric where it is one.
    pub id: &'static str,
    /// Its name for people.
    pub label: Wording,
    /// Its unit.
    pub measure: Measure,
    /// The exact value, or the reason there is none.
    pub state: State,
    /// What it is made of, in words; empty where it is only stated.
    pub formula: Wording,
}

/// What a year is aimed at and how far it has come: the answer to an [`Outlook`](super::Outlook).
#[derive(Clone, Debug)]
pub struct Plan {
    books: Books,
    period: Period,
    as_at: NaiveDate,
    policy: Policy,
    lines: Vec<PlanLine>,
    notes: Vec<Note>,
}

impl Plan {
    /// The books it was made from.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// The fiscal year.
    pub fn period(&self) -> &Period {
        &self.period
    }

    /// The day the outlook looks from.
    pub fn as_at(&self) -> NaiveDate {
        self.as_at
    }

    /// What its figures were made from.
    pub fn stamp(&self) -> Stamp {
        Stamp::of(&self.books, self.policy)
    }

    /// Its figures, in order.
    pub fn lines(&self) -> &[PlanLine] {
        &self.lines
    }

    /// A figure by its identifier.
    pub fn line(&self, id: &str) -> Option<&PlanLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// The exact value of a figure, if there is one.
    pub fn value(&self, id: &str) -> Option<Decimal> {
        self.line(id)?.state.value()
    }

    /// Remarks: what was carried over or spread.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The currency of amounts; empty if the books hold none.
    pub fn currency(&self) -> &str {
        self.books.settings().business.currency.as_deref().unwrap_or("")
    }

    /// The language of the business.
    pub fn language(&self) -> Language {
        Language::of_business(&self.books.settings().business)
    }

    pub(super) fn make(
        books: &Books,
        period: Period,
        policy: Policy,
        as_at: NaiveDate,
        asked: (Option<Decimal>, Option<Decimal>),
        mut notes: Vec<Note>,
    ) -> Self {
        let aim = Aim::of(books.settings(), period.year(), asked, &mut notes);
        let planned = with_leave(books, &period, as_at, &mut notes);
        let years = Facts::new(&planned, vec![period.clone()], policy, as_at, &EARNED.map(Into::into));
        let years = Arc::new(years);
        let mut plan = Self { books: books.clone(), period, as_at, policy, lines: Vec::new(), notes };
        plan.days(&years);
        plan.target(aim);
        plan.sensitivity();
        if plan.period.start <= as_at {
            plan.progress(&years);
        }
        if plan.period.contains(as_at) && as_at < plan.period.end {
            plan.remaining();
        }
        plan
    }

    /// Working days, what is taken off them, capacity.
    fn days(&mut self, facts: &Facts) {
        for operand in facts.capacity_operands(0).into_iter().chain([metric::CAPACITY_DAYS]) {
            let explained = explain(facts, operand, 0);
            self.push(Part::Target, operand, explained.value.state, explained.formula);
        }
    }

    fn target(&mut self, aim: Aim) {
        let year = self.period.year();
        let stated = |value: Option<Decimal>| {
            value.map_or_else(
                || {
                    State::missing(
                        format!("pas d'objectif : écrire [target.{year}] day_rate et share dans bilan.toml, ou les demander"),
                        format!("no target: write [target.{year}] day_rate and share in bilan.toml, or ask for them"),
                    )
                },
                State::Known,
            )
        };
        self.add(Part::Target, TARGET_DAY_RATE, stated(aim.day_rate), Wording::fixed("", ""));
        self.add(Part::Target, TARGET_SHARE, stated(aim.share), Wording::fixed("", ""));
        let days = self.product(&["target_share", "capacity_days"]);
        self.add(Part::Target, TARGET_DAYS, days, Wording::fixed("part × capacité", "share × capacity"));
        let revenue = self.product(&["target_day_rate", "target_share", "capacity_days"]);
        let formula = Wording::fixed("TJM × part × capacité", "day rate × share × capacity");
        self.push(Part::Target, metric::TARGET_REVENUE, revenue, formula);
    }

    fn sensitivity(&mut self) {
        let one_day = self.product(&["target_day_rate", "target_share"]);
        self.add(Part::Sensitivity, ONE_DAY, one_day, Wording::fixed("TJM × part", "day rate × share"));
        let one_point = times(&self.product(&["target_day_rate", "capacity_days"]), Decimal::new(1, 2));
        self.add(Part::Sensitivity, ONE_POINT, one_point, Wording::fixed("TJM × capacité × 1 %", "day rate × capacity × 1%"));
        let ten = times(&self.product(&["target_share", "capacity_days"]), Decimal::TEN);
        self.add(Part::Sensitivity, TEN_A_DAY, ten, Wording::fixed("10 × part × capacité", "10 × share × capacity"));
    }

    fn progress(&mut self, years: &Arc<Facts>) {
        let end = self.as_at.min(self.period.end);
        let so_far = Period::new(self.period.label.clone(), self.period.start, end);
        let facts = Facts::within(years, vec![so_far.clone()], &EARNED.map(Into::into));
        for metric in EARNED {
            self.push(Part::Progress, metric, facts.evaluate(metric, 0).value.state, Wording::fixed("", ""));
        }
        if end < self.period.end {
            let elapsed = self.elapsed(&years.books, &so_far);
            let until = Wording::made(format!("jusqu'au {end}"), format!("up to {end}"));
            self.add(Part::Progress, ELAPSED_CAPACITY, elapsed, until);
            let target = divided(&self.product(&["target_revenue", "elapsed_capacity"]), &self.state("capacity_days"));
            let formula = Wording::fixed("objectif × capacité écoulée ÷ capacité", "target × elapsed capacity ÷ capacity");
            self.add(Part::Progress, ELAPSED_TARGET, target, formula);
            let whole = Wording::fixed("CA ÷ objectif à ce jour", "revenue ÷ target to date");
            let time = Wording::fixed("CA en régie ÷ objectif à ce jour", "time revenue ÷ target to date");
            for (line, revenue, formula) in
                [(ELAPSED_ATTAINMENT, "revenue", whole), (ELAPSED_ATTAINMENT_TIME, "revenue_time", time)]
            {
                let attained = self.quotient(revenue, "elapsed_target");
                self.add(Part::Progress, line, attained, formula);
            }
        }
        let whole = Wording::fixed("CA ÷ objectif", "revenue ÷ target");
        let time = Wording::fixed("CA en régie ÷ objectif", "time revenue ÷ target");
        for (metric, revenue, formula) in
            [(metric::TARGET_ATTAINMENT, "revenue", whole), (metric::TARGET_ATTAINMENT_TIME, "revenue_time", time)]
        {
            let attained = self.quotient(revenue, "target_revenue");
            self.push(Part::Progress, metric, attained, formula);
        }
    }

    /// The capacity that is gone: by the leave that is recorded, else with the leave of the year spread evenly over its working days.
    fn elapsed(&mut self, books: &Books, so_far: &Period) -> State {
        let timetable = Timetable::of(books);
        let whole = self.state("capacity_days");
        let Some(capacity) = whole.value() else { return whole };
        if let Some(elapsed) = timetable.total_capacity(so_far) {
            return State::Known(elapsed.min(capacity));
        }
        let part = timetable.scheduled_days(so_far).zip(timetable.scheduled_days(&self.period));
        let elapsed = part.and_then(|(so_far, year)| capacity.checked_mul(so_far)?.checked_div(year));
        if elapsed.is_some() {
            let text = Wording::fixed(
                "congés pris à ce jour inconnus : ceux de l'exercice sont répartis également sur ses jours à travailler",
                "leave taken to date is not known: that of the year is spread evenly over its days to work",
            );
            self.notes.push(Note::new("leave_spread", text));
        }
        elapsed.map_or_else(State::beyond, State::Known)
    }

    fn remaining(&mut self) {
        let nothing_less = |left: Decimal| Some(left.max(Decimal::ZERO));
        let revenue =
            self.state("target_revenue").zip_with(&self.state("revenue"), |target, done| nothing_less(target.checked_sub(done)?));
        self.add(Part::Remaining, REMAINING_REVENUE, revenue, Wording::fixed("objectif − CA", "target − revenue"));
        let capacity = self
            .state("capacity_days")
            .zip_with(&self.state("elapsed_capacity"), |all, gone| nothing_less(all.checked_sub(gone)?));
        self.add(
            Part::Remaining,
            REMAINING_CAPACITY,
            capacity,
            Wording::fixed("capacité − capacité écoulée", "capacity − elapsed capacity"),
        );
        let days = self.quotient("remaining_revenue", "target_day_rate");
        self.add(Part::Remaining, REMAINING_DAYS, days, Wording::fixed("reste à facturer ÷ TJM", "left to bill ÷ day rate"));
        let share = self.quotient("remaining_days", "remaining_capacity");
        self.add(
            Part::Remaining,
            REMAINING_SHARE,
            share,
            Wording::fixed("jours à facturer ÷ capacité restante", "days to bill ÷ remaining capacity"),
        );
    }

    fn state(&self, id: &str) -> State {
        self.line(id).map_or_else(State::beyond, |line| line.state.clone())
    }

    fn product(&self, ids: &[&str]) -> State {
        let factors = ids.iter().map(|id| self.state(id));
        normal(factors.fold(State::Known(Decimal::ONE), |product, factor| product.zip_with(&factor, Decimal::checked_mul)))
    }

    fn quotient(&self, top: &str, bottom: &str) -> State {
        divided(&self.state(top), &self.state(bottom))
    }

    /// A figure that is a metric.
    fn push(&mut self, part: Part, metric: &'static Metric, state: State, formula: Wording) {
        let Cow::Borrowed(id) = metric.id else { return };
        let label = metric.label.clone();
        self.lines.push(PlanLine { part, id, label, measure: metric.measure, state, formula });
    }

    fn add(&mut self, part: Part, name: Name, state: State, formula: Wording) {
        let Name { id, measure, fr, en } = name;
        self.lines.push(PlanLine { part, id, label: Wording::fixed(fr, en), measure, state, formula });
    }
}

fn times(state: &State, factor: Decimal) -> State {
    normal(state.zip_with(&State::Known(factor), Decimal::checked_mul))
}

fn divided(top: &State, bottom: &State) -> State {
    match bottom {
        State::Known(zero) if zero.is_zero() => State::Undefined(Wording::fixed("division par zéro", "division by zero")),
        bottom => normal(top.zip_with(bottom, Decimal::checked_div)),
    }
}

fn normal(state: State) -> State {
    match state {
        State::Known(value) => State::Known(value.normalize()),
        unknown => unknown,
    }
}

/// A figure of an outlook that is no metric.
#[derive(Clone, Copy)]
struct Name {
    id: &'static str,
    measure: Measure,
    fr: &'static str,
    en: &'static str,
}

macro_rules! names {
    ($($name:ident $id:literal $measure:ident $fr:literal $en:literal;)+) => {
        $(const $name: Name = Name { id: $id, measure: Measure::$measure, fr: $fr, en: $en };)+
    };
}

names! {
    TARGET_DAY_RATE "target_day_rate" MoneyPerDay "TJM visé" "Target day rate";
    TARGET_SHARE "target_share" Share "Part de la capacité à facturer" "Share of the capacity to bill";
    TARGET_DAYS "target_days" Days "Jours à facturer" "Days to bill";
    ONE_DAY "one_day" Money "Un jour de capacité" "One day of capacity";
    ONE_POINT "one_point" Money "Un point d'occupation" "One point of occupancy";
    TEN_A_DAY "ten_a_day" Money "Dix de plus par jour (TJM)" "Ten more a day (day rate)";
    ELAPSED_CAPACITY "elapsed_capacity" Days "Capacité écoulée" "Elapsed capacity";
    ELAPSED_TARGET "elapsed_target" Money "Objectif à ce jour" "Target to date";
    ELAPSED_ATTAINMENT "elapsed_attainment" Share "Atteinte à ce jour" "Attainment to date";
    ELAPSED_ATTAINMENT_TIME "elapsed_attainment_time" Share "Atteinte à ce jour (régie)" "Attainment to date (time only)";
    REMAINING_REVENUE "remaining_revenue" Money "Reste à facturer" "Left to bill";
    REMAINING_CAPACITY "remaining_capacity" Days "Capacité restante" "Remaining capacity";
    REMAINING_DAYS "remaining_days" Days "Jours restant à facturer" "Days left to bill";
    REMAINING_SHARE "remaining_share" Share "Part de la capacité restante" "Share of the remaining capacity";
}
