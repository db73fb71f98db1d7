//! Days that could be worked: those of the calendar, less leave.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use rust_decimal::Decimal;

use super::context::Context;
use super::evaluated::Evaluated;
use super::explain::{Contribution, Explanation};
use super::facts::Facts;
use super::figure::{Basis, State, Value};
use super::formula::CalendarFact;
use crate::jurisdiction::Calendar;
use crate::model::{Business, Period, Wording};

impl Facts {
    /// A fact of the calendar or of the settings.
    pub(super) fn calendar(&self, fact: CalendarFact, period: usize) -> Evaluated {
        let Some(span) = self.periods.get(period) else { return Evaluated::new(State::beyond(), "calendar") };
        match fact {
            CalendarFact::WorkingDays => {
                let state = match self.unlisted(span) {
                    Some(unknown) => unknown,
                    None => State::Known(self.listed(span).working_days(span.start, span.end).into()),
                };
                Evaluated::new(state, "calendar")
            }
            CalendarFact::LeaveDays => {
                let state = self.books.settings().time.leave_of(span.year()).map_or_else(
                    || {
                        State::missing(
                            "congés inconnus : écrire leave_days = 25 dans [time] de bilan.toml",
                            "leave is not known: write leave_days = 25 under [time] in bilan.toml",
                        )
                    },
                    State::Known,
                );
                Evaluated::new(state, "settings")
            }
        }
    }

    /// The holidays of the country, and in any case those that the files list.
    fn listed(&self, span: &Period) -> Calendar {
        let listed = self.books.holidays().iter().map(|day| day.value).filter(|day| span.contains(*day));
        self.calendar.clone().unwrap_or_else(Calendar::weekdays).with_holidays(listed)
    }

    /// Why the holidays of a period are not known: the law of the country is not, and the files list none, or none of one of its
    /// calendar years.
    fn unlisted(&self, span: &Period) -> Option<State> {
        let holidays = self.books.holidays();
        if self.calendar.is_some() {
            return None;
        }
        if holidays.is_empty() {
            return Some(no_calendar(&self.books.settings().business));
        }
        let years: BTreeSet<i32> = holidays.iter().map(|day| day.value.year()).collect();
        let unknown = (span.start.year()..=span.end.year()).find(|year| !years.contains(year))?;
        Some(State::missing(
            format!("les fichiers ne donnent aucun jour férié de {unknown} : compléter leur liste"),
            format!("the files list no public holiday of {unknown}: complete the list"),
        ))
    }

    /// What working days are made of, for an explanation.
    pub(super) fn working_days_parts(&self, period: usize, whole: &Explanation) -> Vec<Explanation> {
        let Some(span) = self.periods.get(period) else { return Vec::new() };
        let Some(working) = whole.value.state.value() else { return Vec::new() };
        let weekdays = Decimal::from(Calendar::weekdays().working_days(span.start, span.end));
        let part = |id: &str, label: Wording, formula: Wording, count: Decimal| Explanation {
            metric: format!("{}.{id}", whole.metric),
            label,
            formula,
            value: Value { state: State::Known(count), ..whole.value.clone() },
            rows: Vec::new(),
            operands: Vec::new(),
            computed: true,
            ..whole.clone()
        };
        let law = self.calendar.clone().unwrap_or_else(Calendar::weekdays);
        let of_law = weekdays - Decimal::from(law.working_days(span.start, span.end));
        let days: BTreeMap<_, _> = self.books.holidays().iter().rev().map(|day| (day.value, day)).collect();
        let rows: Vec<Contribution> = days
            .into_iter()
            .filter(|(date, _)| span.contains(*date) && law.is_working_day(*date))
            .map(|(date, day)| Contribution {
                origin: self.books.origin(day.source, day.line),
                date,
                label: String::new(),
                client: String::new(),
                project: String::new(),
                measure: whole.measure,
                amount: Decimal::ONE,
            })
            .collect();
        let mut parts = vec![
            part(
                "weekdays",
                Wording::fixed("jours du lundi au vendredi", "days from Monday to Friday"),
                Wording::made(format!("du {} au {}", span.start, span.end), format!("{} to {}", span.start, span.end)),
                weekdays,
            ),
            part(
                "holidays",
                Wording::fixed("jours fériés tombant en semaine", "public holidays on a weekday"),
                Wording::fixed("à déduire", "to be deducted"),
                of_law,
            ),
        ];
        if !rows.is_empty() {
            let label = Wording::fixed(
                "autres jours de semaine fériés d'après les fichiers",
                "other weekdays that are holidays by the files",
            );
            let count = weekdays - of_law - working;
            let listed = part("listed_holidays", label, Wording::fixed("à déduire", "to be deducted"), count);
            parts.push(Explanation { rows, computed: false, ..listed });
        }
        parts
    }
}

fn no_calendar(business: &Business) -> State {
    match (business.country.as_deref(), business.region.as_deref()) {
        (None, _) => State::missing(
            "pays inconnu : écrire country = \"FR\" dans [business] de bilan.toml, ou déposer une liste de jours fériés (ICS ou CSV)",
            "unknown country: write country = \"FR\" under [business] in bilan.toml, or add a list of public holidays (ICS or CSV)",
        ),
        (Some(country), Some(region)) => State::missing(
            format!("jours fériés inconnus pour {country}, {region} : corriger region dans [business] de bilan.toml"),
            format!("public holidays of {country}, {region} are not known: correct region under [business] in bilan.toml"),
        ),
        (Some(country), None) => State::missing(
            format!("jours fériés inconnus pour {country} : en déposer une liste (ICS ou CSV) dans le dossier"),
            format!("public holidays of {country} are not known: add a list of them (ICS or CSV) to the folder"),
        ),
    }
}

/// (working days − leave) × part time.
pub(super) fn capacity(context: &Context<'_>, operands: &[Value]) -> Value {
    let [working, leave] = operands else {
        return Value { state: State::beyond(), basis: Basis::Computed, source: "", rows: 0 };
    };
    let part_time = context.settings().time.part_time;
    let state = match (&working.state, &leave.state) {
        (State::Known(working), State::Known(leave)) => working
            .checked_sub(*leave)
            .and_then(|days| days.checked_mul(part_time))
            .map_or_else(State::beyond, |days| State::Known(days.normalize())),
        (State::Known(_), other) => other.clone(),
        (other, _) => other.clone(),
    };
    Value { state, basis: Basis::Computed, source: "calendar", rows: 0 }
}
