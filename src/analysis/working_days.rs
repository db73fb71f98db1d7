//! Days that could be worked: those of the calendar, less leave.

use rust_decimal::Decimal;

use super::context::Context;
use super::evaluated::Evaluated;
use super::explain::Explanation;
use super::facts::Facts;
use super::figure::{Basis, State, Value};
use super::formula::CalendarFact;
use crate::jurisdiction::Calendar;
use crate::model::{Business, Wording};

impl Facts {
    /// A fact of the calendar or of the settings.
    pub(super) fn calendar(&self, fact: CalendarFact, period: usize) -> Evaluated {
        let Some(span) = self.periods.get(period) else { return Evaluated::new(State::beyond(), "calendar") };
        match fact {
            CalendarFact::WorkingDays => {
                let holidays: Vec<chrono::NaiveDate> = self.books.holidays().iter().map(|day| day.value).collect();
                let calendar = match &self.calendar {
                    Some(calendar) => Some(calendar.clone().with_holidays(holidays)),
                    None if holidays.is_empty() => None,
                    None => Some(Calendar::weekdays().with_holidays(holidays)),
                };
                let state = calendar.map_or_else(
                    || no_calendar(&self.books.settings().business),
                    |calendar| State::Known(calendar.working_days(span.start, span.end).into()),
                );
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
        vec![
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
                weekdays - working,
            ),
        ]
    }
}

fn no_calendar(business: &Business) -> State {
    match (business.country.as_deref(), business.region.as_deref()) {
        (None, _) => State::missing(
            "pays inconnu : écrire country = \"FR\" dans [business] de bilan.toml",
            "unknown country: write country = \"FR\" under [business] in bilan.toml",
        ),
        (Some(country), Some(region)) => State::missing(
            format!("jours fériés inconnus pour {country}, {region} : corriger region dans [business] de bilan.toml"),
            format!("public holidays of {country}, {region} are not known: correct region under [business] in bilan.toml"),
        ),
        (Some(country), None) => {
            State::missing(format!("jours fériés inconnus pour {country}"), format!("public holidays of {country} are not known"))
        }
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
