//! Time off that is both in `bilan.toml` and in the timesheets: it counts once, as `bilan.toml` says.

use rust_decimal::Decimal;

use super::timetable::{Said, Timetable};
use crate::books::Books;
use crate::model::{Period, TimeKind, Wording};

/// Days of a kind of time off that someone takes in a period, as stated and as recorded.
#[derive(Clone, Debug)]
pub(crate) struct TimeOffTwice {
    /// The name of a `[[person]]`; empty where none is listed.
    pub(crate) person: String,
    pub(crate) stated: Decimal,
    pub(crate) recorded: Decimal,
    /// Positions in the timesheets of the rows that count.
    pub(crate) rows: Vec<usize>,
}

impl TimeOffTwice {
    /// Everyone of whom both are known.
    pub(crate) fn of(books: &Books, kind: TimeKind, period: &Period) -> Vec<Self> {
        let timetable = Timetable::of(books);
        let year = timetable.fiscal_year(period);
        let both = |presence| {
            let Said::Days(stated) = timetable.said(presence, kind, year.as_ref()) else { return None };
            let rows = timetable.recorded(presence, kind);
            let recorded = timetable.total(&rows).filter(|_| !rows.is_empty())?;
            let rows = rows.iter().map(|off| off.row).collect();
            Some(Self { person: presence.name().to_owned(), stated, recorded, rows })
        };
        timetable.presences(period).into_iter().filter_map(both).collect()
    }

    /// What a kind of time off is, for people.
    pub(crate) const fn label(kind: TimeKind) -> Wording {
        match kind {
            TimeKind::Sick => Wording::fixed("maladie", "sickness"),
            TimeKind::Training => Wording::fixed("formation", "training"),
            _ => Wording::fixed("congés", "leave"),
        }
    }
}
