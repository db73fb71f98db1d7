//! What a reader of a capacity should know of how it came about.

use std::collections::BTreeSet;

use super::facts::Facts;
use super::formula::{Formula, Metric, MetricRef};
use super::note::Note;
use super::report::Report;
use super::time_off::TimeOffTwice;
use super::timetable::OFF;
use crate::model::{Period, TimeKind, Wording, day_number};

/// The notes of the figures that were asked for, if time off has a part in one.
pub(super) fn of(report: &Report, metrics: &[MetricRef], notes: &mut Vec<Note>) {
    if !metrics.iter().any(|metric| depends(metric)) {
        return;
    }
    for kind in OFF {
        stated_and_recorded(report, kind, notes);
    }
    for (number, shown) in report.periods.iter().enumerate() {
        persons(&report.facts, &shown.period, notes);
        idle(&report.facts, number, &shown.period, notes);
    }
}

/// Whether time off has a part in a figure.
fn depends(metric: &Metric) -> bool {
    match &metric.is {
        Formula::Calendar(fact) => fact.is_recorded(),
        Formula::Terms(terms) => terms.iter().any(|term| depends(&term.metric)),
        Formula::Ratio { numerator, denominator } => depends(numerator) || depends(denominator),
        Formula::Chosen { options, .. } => options.iter().any(|(_, metric)| depends(metric)),
        Formula::Computed { operands, .. } | Formula::Statement { operands, .. } => operands.iter().any(|metric| depends(metric)),
        _ => false,
    }
}

/// Time off that is both in `bilan.toml` and in the timesheets counts once.
fn stated_and_recorded(report: &Report, kind: TimeKind, notes: &mut Vec<Note>) {
    let (mut fr, mut en) = (Vec::new(), Vec::new());
    for shown in &report.periods {
        let label = &shown.period.label;
        for twice in TimeOffTwice::of(report.books(), kind, &shown.period) {
            let (stated, recorded) = (twice.stated.normalize().to_string(), twice.recorded.normalize().round_dp(2).to_string());
            let who = if twice.person.is_empty() { String::new() } else { format!(" ({})", twice.person) };
            fr.push(format!("{label}{who} {} et {}", stated.replace('.', ","), recorded.replace('.', ",")));
            en.push(format!("{label}{who} {stated} and {recorded}"));
        }
    }
    if fr.is_empty() {
        return;
    }
    let what = TimeOffTwice::label(kind);
    notes.push(Note::new(
        "time_off_twice",
        Wording::made(
            format!(
                "{} à la fois dans bilan.toml et dans les feuilles de temps, comptés une seule fois, comme le dit bilan.toml : {}",
                what.fr,
                fr.join(" ; ")
            ),
            format!(
                "{} both in bilan.toml and in the timesheets, counted once, as bilan.toml says: {}",
                what.en,
                en.join("; ")
            ),
        ),
    ));
}

/// Several persons record time and the settings list none, or not all of them.
fn persons(facts: &Facts, period: &Period, notes: &mut Vec<Note>) {
    let listed = &facts.books.settings().persons;
    let table = facts.books.time_entries().table();
    let days = day_number(period.start)..=day_number(period.end);
    let within = table.date.values().iter().zip(table.person.iter()).filter(|(day, _)| days.contains(day));
    let found: BTreeSet<u32> = within.map(|(_, person)| person).collect();
    let found: BTreeSet<&str> = found.into_iter().map(|person| facts.books.names().get(person)).collect();
    let is_listed = |name: &str| name.is_empty() || listed.iter().any(|person| person.name == name);
    let unlisted: Vec<&str> = found.into_iter().filter(|name| !is_listed(name)).collect();
    let names = unlisted.join(", ");
    if listed.is_empty() && unlisted.len() > 1 {
        let text = Wording::made(
            format!(
                "les feuilles de temps nomment {} personnes ({names}), la capacité est celle d'une seule : écrire pour chacune [[person]] name = \"…\" dans bilan.toml",
                unlisted.len()
            ),
            format!(
                "the timesheets name {} persons ({names}), the capacity is that of one: write [[person]] name = \"…\" for each in bilan.toml",
                unlisted.len()
            ),
        );
        notes.push(Note::new("several_persons", text).of(&period.label));
    }
    if !listed.is_empty() && !unlisted.is_empty() {
        let text = Wording::made(
            format!("capacité sans {names} : ces noms des feuilles de temps ne sont pas dans les [[person]] de bilan.toml"),
            format!("capacity without {names}: these names of the timesheets are not among the [[person]] of bilan.toml"),
        );
        notes.push(Note::new("person_not_listed", text).of(&period.label));
    }
}

/// Time off recorded on days that are not worked anyway.
fn idle(facts: &Facts, number: usize, period: &Period, notes: &mut Vec<Note>) {
    let days = facts.idle_time_off(number);
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return };
    let text = Wording::made(
        format!(
            "{} ligne(s) d'absence saisies un jour qui n'est pas travaillé (du {first} au {last}) n'ôtent rien à la capacité",
            days.len()
        ),
        format!(
            "{} row(s) of time off on a day that is not worked anyway ({first} to {last}) take nothing from the capacity",
            days.len()
        ),
    );
    notes.push(Note::new("time_off_on_free_days", text).of(&period.label));
}
