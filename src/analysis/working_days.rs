//! Days that could be worked: those of the calendar, less time off.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::capacity::PART_TIME_DAYS;
use super::condition::{Field, french};
use super::evaluated::Evaluated;
use super::explain::{Contribution, Explanation, add_days_and_hours, explain};
use super::facts::Facts;
use super::figure::{State, Value};
use super::formula::{CalendarFact, Metric};
use super::metric;
use super::timetable::{Capacity, OFF, Off, Presence, Said, Taken, Timetable, key};
use crate::books::Table;
use crate::jurisdiction::Calendar;
use crate::model::{Business, Measure, Period, TimeKind, Wording};

/// Where a fact that is stated comes from.
const SETTINGS: &str = "settings";
const CALENDAR: &str = "calendar";

impl Facts {
    /// A fact of the calendar or of working time: of all who are there.
    pub(super) fn calendar(&self, fact: CalendarFact, period: usize) -> Evaluated {
        let Some(span) = self.periods.get(period) else { return Evaluated::new(State::beyond(), CALENDAR) };
        let timetable = Timetable::of(&self.books);
        let persons = timetable.presences(span);
        if fact == CalendarFact::Capacity {
            return self.capacity(&timetable, &persons, span, period);
        }
        let parts: Vec<Evaluated> = persons.iter().map(|presence| self.of_one(&timetable, fact, *presence, span)).collect();
        let mut total = State::Known(Decimal::ZERO);
        for part in &parts {
            total = total.zip_with(&part.value.state, Decimal::checked_add);
        }
        let mut answer = Evaluated::of_parts(&parts).with(normal(total));
        if persons.is_empty() {
            answer.value.source = SETTINGS;
        }
        answer
    }

    fn of_one(&self, timetable: &Timetable<'_>, fact: CalendarFact, presence: Presence<'_>, span: &Period) -> Evaluated {
        let (start, end) = (presence.start, presence.end);
        if !Calendar::knows(start, end) {
            return Evaluated::new(beyond_calendar(), CALENDAR);
        }
        let needs_holidays = matches!(fact, CalendarFact::WorkingDays | CalendarFact::BusinessDays | CalendarFact::DaysOff);
        if let Some(year) = timetable.unlisted(span).filter(|_| needs_holidays) {
            return Evaluated::new(not_listed(year), CALENDAR);
        }
        let count = |days: fn(&Calendar, chrono::NaiveDate, chrono::NaiveDate) -> u32| {
            let known = timetable.calendar().map(|calendar| State::Known(days(calendar, start, end).into()));
            Evaluated::new(known.unwrap_or_else(|| no_calendar(&self.books.settings().business)), CALENDAR)
        };
        match fact {
            CalendarFact::Weekdays => {
                let days = Calendar::weekdays().working_days(start, end);
                Evaluated::new(State::Known(days.into()), CALENDAR)
            }
            CalendarFact::WorkingDays => count(Calendar::working_days),
            CalendarFact::BusinessDays => count(Calendar::business_days),
            CalendarFact::ContractDays => {
                let is_french = self.books.settings().business.country.as_deref() == Some("FR");
                let days = timetable.contract_days(start, end).map_or_else(State::beyond, State::Known);
                Evaluated::new(if is_french { days } else { no_contract() }, CALENDAR)
            }
            CalendarFact::DaysOff => {
                let days = timetable.days_off(presence).map(|days| State::Known(days.into()));
                Evaluated::new(days.unwrap_or_else(|| no_calendar(&self.books.settings().business)), CALENDAR)
            }
            CalendarFact::LeaveDays => time_off(timetable, presence, TimeKind::Leave, span),
            CalendarFact::SickDays => time_off(timetable, presence, TimeKind::Sick, span),
            CalendarFact::TrainingDays => time_off(timetable, presence, TimeKind::Training, span),
            CalendarFact::Capacity => {
                let capacity = timetable.capacity(presence, span);
                let state = capacity.map_or_else(State::beyond, |capacity| State::Known(capacity.days));
                Evaluated::new(state, CALENDAR)
            }
        }
    }

    /// The capacity of all: as the timetable has it, else from its parts, which may be declared.
    fn capacity(&self, timetable: &Timetable<'_>, persons: &[Presence<'_>], span: &Period, period: usize) -> Evaluated {
        let parts: Vec<Evaluated> = self.capacity_operands(period).iter().map(|part| self.evaluate(part, period)).collect();
        let mut answer = Evaluated::new(State::Known(Decimal::ZERO), CALENDAR);
        for part in &parts {
            answer.read_like(part);
        }
        let mut total = Some(Decimal::ZERO);
        for presence in persons {
            let is_known = timetable.unlisted(span).is_none() && Calendar::knows(presence.start, presence.end);
            let known = timetable.capacity(*presence, span).filter(|_| is_known);
            let Some(capacity) = known else {
                let state = self.capacity_of_parts(&parts);
                return answer.with(normal(state));
            };
            if capacity.is_short() {
                return answer.with(too_much_off(capacity.stated + capacity.off, capacity.base, presence.name()));
            }
            total = total.and_then(|sum| sum.checked_add(capacity.days));
        }
        answer.with(normal(total.map_or_else(State::beyond, State::Known)))
    }

    /// (working days − time off) × part time, of figures some of which are declared.
    fn capacity_of_parts(&self, parts: &[Evaluated]) -> State {
        let settings = self.books.settings();
        let mut days: Option<Decimal> = None;
        for part in parts {
            days = match (&part.value.state, days) {
                (State::Known(working), None) => Some(*working),
                (State::Known(off), Some(days)) => days.checked_sub(*off),
                (unknown, _) => return unknown.clone(),
            };
        }
        let share = settings.time.part_time.only_share().filter(|_| settings.persons.is_empty());
        match (days, share) {
            (Some(days), Some(share)) => days.checked_mul(share).map_or_else(State::beyond, State::Known),
            (Some(_), None) => no_calendar(&settings.business),
            (None, _) => State::beyond(),
        }
    }

    /// What capacity is made of: working days, then what is taken off them.
    pub(super) fn capacity_operands(&self, period: usize) -> Vec<&'static Metric> {
        let Some(span) = self.periods.get(period) else { return Vec::new() };
        let timetable = Timetable::of(&self.books);
        let persons = timetable.presences(span);
        let year = timetable.fiscal_year(span);
        let said = |kind| persons.iter().any(|presence| timetable.said(*presence, kind, year.as_ref()) != Said::Nothing);
        let counts = |metric: &Metric| {
            let days = self.evaluate(metric, period).value.state.value();
            days.is_some_and(|days| !days.is_zero())
        };
        let mut operands = vec![metric::WORKING_DAYS];
        if counts(metric::DAYS_OFF) {
            operands.push(metric::DAYS_OFF);
        }
        operands.push(metric::LEAVE_DAYS);
        if said(TimeKind::Sick) || counts(metric::SICK_DAYS) {
            operands.push(metric::SICK_DAYS);
        }
        if said(TimeKind::Training) {
            operands.push(metric::TRAINING_DAYS);
        }
        operands
    }

    /// Formula, parts and rows of a fact of the calendar.
    pub(super) fn explain_calendar(&self, fact: CalendarFact, period: usize, answer: &mut Explanation) {
        let Some(span) = self.periods.get(period) else { return };
        let timetable = Timetable::of(&self.books);
        let persons = timetable.presences(span);
        answer.computed = answer.value.source != Table::Timesheets.id();
        match fact {
            CalendarFact::Capacity => {
                let operands = self.capacity_operands(period);
                answer.formula = capacity_formula(&operands);
                answer.operands = operands.iter().map(|operand| explain(self, operand, period)).collect();
                if let ([presence], true) = (&persons[..], self.books.settings().persons.is_empty()) {
                    self.explain_part_time(timetable.capacity(*presence, span).as_ref(), &operands, answer);
                }
            }
            CalendarFact::LeaveDays => self.explain_time_off(&timetable, TimeKind::Leave, span, answer),
            CalendarFact::SickDays => self.explain_time_off(&timetable, TimeKind::Sick, span, answer),
            CalendarFact::TrainingDays => self.explain_time_off(&timetable, TimeKind::Training, span, answer),
            CalendarFact::WorkingDays if self.books.settings().persons.is_empty() => {
                answer.operands = self.working_days_parts(&timetable, span, answer);
            }
            _ => {}
        }
        if answer.value.state.value().is_some() && persons.iter().any(|presence| presence.person.is_some()) {
            let parts = persons.iter().map(|presence| {
                let found = self.of_one(&timetable, fact, *presence, span).value;
                let formula = match timetable.capacity(*presence, span) {
                    Some(capacity) if fact == CalendarFact::Capacity => capacity.formula(),
                    _ => Wording::made(
                        format!("du {} au {}", presence.start, presence.end),
                        format!("{} to {}", presence.start, presence.end),
                    ),
                };
                part(answer, presence.name(), Wording::made(presence.name(), presence.name()), formula, found.state)
            });
            let parts: Vec<Explanation> = parts.collect();
            answer.operands.extend(parts);
        }
    }

    /// What part time does to a capacity that is known: the number it is multiplied by, or the days it takes where some days are worked by another share
    /// than others.
    fn explain_part_time(&self, capacity: Option<&Capacity>, operands: &[&Metric], answer: &mut Explanation) {
        if answer.value.state.value().is_none() {
            return;
        }
        let settled = self.books.settings().time.part_time.only_share();
        let share = capacity.map_or(settled, Capacity::only_share);
        if let Some(share) = share {
            let label = Wording::fixed("Temps partiel (part_time)", "Part time (part_time)");
            let formula = Wording::fixed("part travaillée de chaque jour", "share of each day that is worked");
            let share = part(answer, "part_time", label, formula, State::Known(share.normalize()));
            answer.operands.push(Explanation { measure: Measure::Index, ..share });
        } else if let Some((days, formula)) = capacity.and_then(Capacity::part_time_days) {
            answer.formula = less(&operands.iter().map(|of| &of.label).chain([&PART_TIME_DAYS]).collect::<Vec<_>>());
            answer.operands.push(part(answer, "part_time_days", PART_TIME_DAYS, formula, State::Known(days)));
        }
    }

    /// What working days are made of: the holidays of the law, then those that files alone list.
    fn working_days_parts(&self, timetable: &Timetable<'_>, span: &Period, whole: &Explanation) -> Vec<Explanation> {
        let Some(working) = whole.value.state.value() else { return Vec::new() };
        let weekdays = Decimal::from(Calendar::weekdays().working_days(span.start, span.end));
        let by_law = timetable.by_law();
        let is_known = by_law.is_some();
        let law = by_law.unwrap_or_else(Calendar::weekdays);
        let of_law = weekdays - Decimal::from(law.working_days(span.start, span.end));
        let days: BTreeMap<_, _> = self.books.holidays().iter().rev().map(|day| (day.value, day)).collect();
        let alone = days.into_iter().filter(|(date, _)| span.contains(*date) && law.is_working_day(*date));
        let rows: Vec<Contribution> = alone
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
        let deducted = || Wording::fixed("à déduire", "to be deducted");
        let listed = Decimal::from(rows.len());
        let mut parts = vec![part(
            whole,
            "weekdays",
            Wording::fixed("jours du lundi au vendredi", "days from Monday to Friday"),
            Wording::made(format!("du {} au {}", span.start, span.end), format!("{} to {}", span.start, span.end)),
            State::Known(weekdays),
        )];
        if is_known {
            let label = Wording::fixed("jours fériés tombant en semaine", "public holidays on a weekday");
            parts.push(part(whole, "holidays", label, deducted(), State::Known(of_law)));
        }
        if !rows.is_empty() {
            let label =
                Wording::fixed("jours fériés listés par les fichiers, en semaine", "holidays listed by the files, on a weekday");
            let listed = part(whole, "listed_holidays", label, deducted(), State::Known(listed));
            parts.push(Explanation { rows, computed: false, ..listed });
        }
        let solidarity = working - (weekdays - of_law - listed);
        if !solidarity.is_zero() {
            let label = Wording::fixed("journée de solidarité", "solidarity day");
            parts.push(part(
                whole,
                "solidarity_day",
                label,
                Wording::fixed("à ajouter", "to be added"),
                State::Known(solidarity),
            ));
        }
        parts
    }

    fn explain_time_off(&self, timetable: &Timetable<'_>, kind: TimeKind, span: &Period, answer: &mut Explanation) {
        let persons = timetable.presences(span);
        let taken: Vec<Taken> = persons.iter().map(|presence| timetable.taken(*presence, kind, span)).collect();
        let stated = taken.iter().any(|taken| matches!(taken, Taken::Stated(_)));
        let recorded: Vec<Off> = taken.into_iter().filter_map(Taken::rows).flatten().collect();
        let key = key(kind);
        answer.formula = match (stated, recorded.is_empty()) {
            (true, true) => Wording::made(format!("{key} de bilan.toml"), format!("{key} of bilan.toml")),
            (true, false) => Wording::made(
                format!("{key} de bilan.toml, et somme des jours (timesheets, kind = {})", french(Field::Kind, kind.id())),
                format!("{key} of bilan.toml, and sum of days (timesheets, kind = {})", kind.id()),
            ),
            (false, _) => Wording::made(
                format!("somme des jours (timesheets, kind = {})", french(Field::Kind, kind.id())),
                format!("sum of days (timesheets, kind = {})", kind.id()),
            ),
        };
        let (mut days, mut hours) = (Vec::new(), Vec::new());
        for off in recorded {
            let Some(entry) = timetable.entry(off.row) else { continue };
            let (source, line) = timetable.place(off.row);
            let parts = [entry.person, entry.client, entry.project, entry.task, entry.description];
            let label = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            let row = |measure, amount: Decimal| Contribution {
                origin: self.books.origin(source, line),
                date: off.date,
                label: label.clone(),
                client: entry.client.to_owned(),
                project: entry.project.to_owned(),
                measure,
                amount: amount.normalize(),
            };
            days.extend(off.days().map(|amount| row(Measure::Days, amount)));
            hours.extend(off.hours().map(|amount| row(Measure::Hours, amount)));
        }
        if !stated {
            add_days_and_hours(answer, days, hours, self.hours_per_day());
        }
    }

    /// Rows of time off on days that are not worked anyway, and so take none away.
    pub(super) fn idle_time_off(&self, period: usize) -> Vec<chrono::NaiveDate> {
        let Some(span) = self.periods.get(period) else { return Vec::new() };
        let timetable = Timetable::of(&self.books);
        let mut days = Vec::new();
        for presence in timetable.presences(span) {
            for kind in OFF {
                if let Taken::Recorded(_) = timetable.taken(presence, kind, span) {
                    days.extend(timetable.idle(presence, kind).iter().map(|off| off.date));
                }
            }
        }
        days.sort_unstable();
        days
    }
}

/// The days of a kind of time off of someone.
fn time_off(timetable: &Timetable<'_>, presence: Presence<'_>, kind: TimeKind, span: &Period) -> Evaluated {
    match timetable.taken(presence, kind, span) {
        Taken::Stated(days) => Evaluated::new(State::Known(days), SETTINGS),
        Taken::Recorded(rows) => {
            let days = timetable.total(&rows).map_or_else(State::beyond, State::Known);
            let mut answer = Evaluated::new(days, Table::Timesheets.id());
            answer.places.extend(rows.iter().map(|off| timetable.place(off.row)));
            answer
        }
        Taken::Missing(why) => Evaluated::new(State::Missing(why), SETTINGS),
    }
}

fn part(whole: &Explanation, id: &str, label: Wording, formula: Wording, state: State) -> Explanation {
    Explanation {
        metric: format!("{}.{id}", whole.metric),
        label,
        formula,
        value: Value { state, ..whole.value.clone() },
        rows: Vec::new(),
        operands: Vec::new(),
        computed: true,
        ..whole.clone()
    }
}

fn capacity_formula(operands: &[&Metric]) -> Wording {
    let days = less(&operands.iter().map(|of| &of.label).collect::<Vec<_>>());
    Wording::made(format!("({}) × temps partiel", days.fr), format!("({}) × part time", days.en))
}

/// The first less the others.
fn less(labels: &[&Wording]) -> Wording {
    let joined = |label: fn(&Wording) -> &str| labels.iter().map(|of| label(of)).collect::<Vec<_>>().join(" − ");
    Wording::made(joined(|label| &label.fr), joined(|label| &label.en))
}

fn normal(state: State) -> State {
    match state {
        State::Known(days) => State::Known(days.normalize()),
        unknown => unknown,
    }
}

fn no_contract() -> State {
    State::missing(
        "le forfait en jours est une règle du droit français : country = \"FR\" dans [business] de bilan.toml",
        "the contract in days is a rule of French law: country = \"FR\" under [business] in bilan.toml",
    )
}

fn too_much_off(off: Decimal, base: u32, name: &str) -> State {
    let (off, of) = (off.normalize(), if name.is_empty() { String::new() } else { format!(" ({name})") });
    State::missing(
        format!("{} jours d'absence pour {base} jours à travailler{of} : corriger bilan.toml", off.to_string().replace('.', ",")),
        format!("{off} days off for {base} days to work{of}: correct bilan.toml"),
    )
}

fn beyond_calendar() -> State {
    State::missing("le calendrier va de 1901 à 2199", "the calendar goes from 1901 to 2199")
}

fn not_listed(year: i32) -> State {
    State::missing(
        format!("les fichiers ne donnent aucun jour férié de {year} : compléter leur liste"),
        format!("the files list no public holiday of {year}: complete the list"),
    )
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

#[cfg(test)]
mod tests;
