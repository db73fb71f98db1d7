//! What is not said for a year, and so taken from the latest year before that has it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::super::Note;
use super::super::timetable::{Presence, Taken, Timetable};
use crate::books::Books;
use crate::model::{Period, Settings, TimeKind, TimeOff, Wording};

/// Fiscal years before that are searched for recorded leave.
const YEARS_BACK: i32 = 10;

/// The day rate and the share of a target.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Aim {
    pub(super) day_rate: Option<Decimal>,
    pub(super) share: Option<Decimal>,
}

impl Aim {
    /// As asked for, else of the year, else of the latest year before, with a note.
    pub(super) fn of(settings: &Settings, year: i32, asked: (Option<Decimal>, Option<Decimal>), notes: &mut Vec<Note>) -> Self {
        let (day_rate, share) = asked;
        let Some((of_year, target)) = settings.targets.range(..=year).next_back() else { return Self { day_rate, share } };
        if *of_year != year && (day_rate.is_none() || share.is_none()) {
            let text = Wording::made(
                format!("pas de [target.{year}] dans bilan.toml : l'objectif reprend celui de {of_year}"),
                format!("no [target.{year}] in bilan.toml: the target is that of {of_year}"),
            );
            notes.push(Note::new("target_carried_over", text));
        }
        Self { day_rate: day_rate.or(Some(target.day_rate)), share: share.or(Some(target.share)) }
    }
}

/// The books with the leave of a year that is not known carried over from the latest year before.
///
/// Leave that is only recorded is not that of a year that is not over.
pub(super) fn with_leave(books: &Books, period: &Period, as_at: NaiveDate, notes: &mut Vec<Note>) -> Books {
    let mut settings = books.settings().clone();
    let timetable = Timetable::of(books);
    for presence in timetable.presences(period) {
        match timetable.taken(presence, TimeKind::Leave, period) {
            Taken::Stated(_) => continue,
            Taken::Recorded(_) if period.end <= as_at => continue,
            Taken::Recorded(_) | Taken::Missing(_) => {}
        }
        let Some((of_year, days)) = latest(&timetable, presence, period) else { continue };
        let (days, year) = (days.normalize(), period.year());
        match settings.persons.iter_mut().find(|person| presence.person.is_some() && person.name == presence.name()) {
            Some(person) => person.leave_days = person.leave_days.with(year, days),
            None => settings.time.leave_days = settings.time.leave_days.with(year, days),
        }
        let who = if presence.name().is_empty() { String::new() } else { format!(" ({})", presence.name()) };
        let text = Wording::made(
            format!(
                "congés de l'exercice {year} inconnus{who} : ceux de {of_year} sont repris, {} jours",
                days.to_string().replace('.', ",")
            ),
            format!("leave of the year {year} is not known{who}: that of {of_year} is taken, {days} days"),
        );
        notes.push(Note::new("leave_carried_over", text));
    }
    books.with_settings(settings)
}

/// The leave of the latest fiscal year before that states it, else of the latest that records it.
fn latest(timetable: &Timetable<'_>, presence: Presence<'_>, period: &Period) -> Option<(i32, Decimal)> {
    let stated = |time_off: &TimeOff| match time_off {
        TimeOff::Stated(days) => days.of.range(..period.year()).next_back().map(|(year, days)| (*year, *days)),
        _ => None,
    };
    let own = presence.person.and_then(|person| stated(&person.leave_days));
    own.or_else(|| stated(timetable.of_all(TimeKind::Leave))).or_else(|| {
        (1..=YEARS_BACK).find_map(|back| {
            let year = timetable.year(period.year().checked_sub(back)?)?;
            let then = timetable.presences(&year).into_iter().find(|then| then.name() == presence.name())?;
            let rows = timetable.recorded(then, TimeKind::Leave);
            (!rows.is_empty()).then(|| timetable.total(&rows)).flatten().map(|days| (year.year(), days))
        })
    })
}
