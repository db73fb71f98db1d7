//! Who could work on which days: the calendar, part time and time off of each person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days as CalendarDays, NaiveDate};
use rust_decimal::Decimal;

use crate::books::{Books, TypedRow};
use crate::jurisdiction::Calendar;
use crate::model::{Days, PartTime, Period, Person, Settings, Time, TimeEntry, TimeKind, TimeOff, Wording, day_number};

/// Days a year of a *forfait en jours* (C. trav. L3121-64; the default of L3121-66 and of most agreements).
const CONTRACT_DAYS: u32 = 218;

/// What the settings and the timesheets say of working time.
#[derive(Clone, Debug)]
pub(super) struct Timetable<'a> {
    books: &'a Books,
    settings: &'a Settings,
    calendar: Option<Calendar>,
}

/// Someone within a period: a `[[person]]`, or whoever works where none is listed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Presence<'a> {
    pub(super) person: Option<&'a Person>,
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
}

impl<'a> Presence<'a> {
    fn of(person: &'a Person, span: &Period) -> Self {
        Self {
            person: Some(person),
            start: person.from.map_or(span.start, |from| from.max(span.start)),
            end: person.to.map_or(span.end, |to| to.min(span.end)),
        }
    }

    pub(super) fn name(&self) -> &'a str {
        self.person.map_or("", |person| &person.name)
    }

    /// Whether they are there from the first day of a year to its last; everyone is where nobody is listed.
    fn covers(&self, year: Option<&Period>) -> bool {
        self.person.is_none() || year.is_some_and(|year| (self.start, self.end) == (year.start, year.end))
    }
}

/// What is said of a kind of time off in a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Nothing,
    /// It is in the timesheets.
    Recorded,
    /// So many days.
    Days(Decimal),
    /// Days that are not those of someone who is there for a part of the year.
    OfAWholeYear,
}

/// Days that were taken off, and how they are known.
#[derive(Clone, Debug)]
pub(super) enum Taken {
    /// Stated in `bilan.toml`.
    Stated(Decimal),
    /// Rows of the timesheets.
    Recorded(Vec<Off>),
    /// Not known.
    Missing(Wording),
}

impl Taken {
    pub(super) fn rows(self) -> Option<Vec<Off>> {
        match self {
            Self::Recorded(rows) => Some(rows),
            _ => None,
        }
    }
}

/// One row of time off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Off {
    /// Position in the timesheets.
    pub(super) row: usize,
    pub(super) date: NaiveDate,
    days: Option<Days>,
    time: Option<Time>,
    /// Share of full time on that day.
    share: Decimal,
}

impl Off {
    pub(super) fn days(&self) -> Option<Decimal> {
        self.days.map(Days::to_decimal)
    }

    pub(super) fn hours(&self) -> Option<Decimal> {
        micros(self.time?).checked_div(Time::HOUR.into())
    }
}

impl<'a> Timetable<'a> {
    pub(super) fn of(books: &'a Books) -> Self {
        let settings = books.settings();
        let business = &settings.business;
        let of_country = business.country.as_deref().and_then(|country| Calendar::of(country, business.region.as_deref()));
        let listed: Vec<NaiveDate> = books.holidays().iter().map(|day| day.value).collect();
        let calendar = match of_country {
            Some(calendar) => Some(calendar.with_holidays(listed)),
            None if listed.is_empty() => None,
            None => Some(Calendar::weekdays().with_holidays(listed)),
        };
        let calendar = if settings.time.solidarity_day { calendar.map(Calendar::with_solidarity_day) } else { calendar };
        Self { books, settings, calendar }
    }

    /// The holidays of the country by its law, without those that files list.
    pub(super) fn by_law(&self) -> Option<Calendar> {
        let business = &self.settings.business;
        Calendar::of(business.country.as_deref()?, business.region.as_deref())
    }

    /// A calendar year of a period of which the files list no holiday, where they are all there is.
    pub(super) fn unlisted(&self, span: &Period) -> Option<i32> {
        if self.by_law().is_some() || self.calendar.is_none() {
            return None;
        }
        let listed: BTreeSet<i32> = self.books.holidays().iter().map(|day| day.value.year()).collect();
        (span.start.year()..=span.end.year()).find(|year| !listed.contains(year))
    }

    pub(super) fn calendar(&self) -> Option<&Calendar> {
        self.calendar.as_ref()
    }

    /// Who is there in a period.
    pub(super) fn presences(&self, span: &Period) -> Vec<Presence<'a>> {
        let persons = &self.settings.persons;
        if persons.is_empty() {
            return vec![Presence { person: None, start: span.start, end: span.end }];
        }
        persons.iter().map(|person| Presence::of(person, span)).filter(|presence| presence.start <= presence.end).collect()
    }

    /// What is said of the time off of all.
    pub(super) fn of_all(&self, kind: TimeKind) -> &'a TimeOff {
        self.settings.time.time_off(kind)
    }

    fn part_time(&self, presence: Presence<'a>) -> &'a PartTime {
        presence.person.and_then(|person| person.part_time.as_ref()).unwrap_or(&self.settings.time.part_time)
    }

    /// The fiscal year a period ends in.
    pub(super) fn fiscal_year(&self, span: &Period) -> Option<Period> {
        self.settings.fiscal_years.clone().unwrap_or_default().of(span.end)
    }

    /// The fiscal year that ends in a calendar year.
    pub(super) fn year(&self, year: i32) -> Option<Period> {
        self.settings.fiscal_years.clone().unwrap_or_default().year(year)
    }

    /// What is said of the time off of someone in a fiscal year; what is said of all holds unless something is said of them.
    pub(super) fn said(&self, presence: Presence<'a>, kind: TimeKind, year: Option<&Period>) -> Said {
        let of = |time_off: &TimeOff| match time_off {
            TimeOff::Recorded => Some(Said::Recorded),
            stated => stated.in_year(year?.year()).map(Said::Days),
        };
        let own = presence.person.and_then(|person| of(person.time_off(kind)));
        match own.or_else(|| of(self.of_all(kind))) {
            // Days of `[time]` are those of a whole year: of someone who is there for a part of it, they say nothing.
            Some(Said::Days(days)) if own.is_none() && !days.is_zero() && !presence.covers(year) => Said::OfAWholeYear,
            Some(said) => said,
            None => Said::Nothing,
        }
    }

    /// The days of a kind of time off someone takes in a period. Days stated for a fiscal year are of no use for a part of one, which has only what is recorded.
    pub(super) fn taken(&self, presence: Presence<'a>, kind: TimeKind, span: &Period) -> Taken {
        let year = self.fiscal_year(span);
        let is_whole = year.as_ref().is_some_and(|year| (year.start, year.end) == (span.start, span.end));
        let said = self.said(self.in_year(presence, year.as_ref()), kind, year.as_ref());
        if let Said::Days(days) = said
            && (is_whole || days.is_zero())
        {
            return Taken::Stated(days);
        }
        let rows = self.recorded(presence, kind);
        if presence.person.is_none() && self.are_of_several(&rows) {
            return Taken::Missing(of_several(kind));
        }
        let is_recorded = || !rows.is_empty() || year.as_ref().is_some_and(|year| self.is_recorded(presence, kind, year));
        let none_is_zero = said == Said::Recorded || (said == Said::Nothing && kind != TimeKind::Leave);
        if is_recorded() || (none_is_zero && year.as_ref().is_some_and(|year| self.has_timesheets(year))) {
            return Taken::Recorded(rows);
        }
        Taken::Missing(match said {
            Said::Days(_) => whole_year_only(kind),
            Said::OfAWholeYear => part_of_a_year(presence.name(), kind),
            Said::Recorded | Said::Nothing if presence.person.is_some() => not_known_of(presence.name(), kind),
            Said::Recorded | Said::Nothing => not_known(kind),
        })
    }

    /// The same person over the whole fiscal year.
    fn in_year(&self, presence: Presence<'a>, year: Option<&Period>) -> Presence<'a> {
        let (Some(person), Some(year)) = (presence.person, year) else { return presence };
        Presence::of(person, year)
    }

    fn are_of_several(&self, rows: &[Off]) -> bool {
        let codes = &self.books.time_entries().table().person;
        let persons: BTreeSet<&str> = rows.iter().map(|off| self.books.names().get(codes.get(off.row))).collect();
        persons.iter().filter(|name| !name.is_empty()).count() > 1
    }

    fn has_timesheets(&self, year: &Period) -> bool {
        let (first, last) = (day_number(year.start), day_number(year.end));
        self.books.time_entries().table().date.values().iter().any(|day| first <= *day && *day <= last)
    }

    /// Whether timesheets hold a row of this kind for someone in a year.
    pub(super) fn is_recorded(&self, presence: Presence<'a>, kind: TimeKind, year: &Period) -> bool {
        self.rows(presence, kind, year.start, year.end).next().is_some()
    }

    /// The rows of a kind of time off of someone that take days away. A row of up to a day on a day that is not worked anyway takes none; more than a day is a
    /// summary, whatever its date.
    pub(super) fn recorded(&self, presence: Presence<'a>, kind: TimeKind) -> Vec<Off> {
        self.rows(presence, kind, presence.start, presence.end).filter_map(|off| self.counted(presence, off)).collect()
    }

    /// The rows that take no day away, since that day is not worked anyway.
    pub(super) fn idle(&self, presence: Presence<'a>, kind: TimeKind) -> Vec<Off> {
        self.rows(presence, kind, presence.start, presence.end).filter(|off| self.counted(presence, *off).is_none()).collect()
    }

    fn counted(&self, presence: Presence<'a>, off: Off) -> Option<Off> {
        let scheduled = self.part_time(presence).on(off.date);
        let is_worked = scheduled.is_some() && self.calendar.as_ref().is_none_or(|calendar| calendar.is_working_day(off.date));
        let is_summary =
            self.in_days(off.days.map(Days::to_decimal), off.time.map(micros)).is_some_and(|days| days > Decimal::ONE);
        let share = scheduled.or_else(|| self.part_time(presence).only_share()).unwrap_or(Decimal::ONE);
        (is_worked || is_summary).then_some(Off { share, ..off })
    }

    fn rows(&self, presence: Presence<'a>, kind: TimeKind, start: NaiveDate, end: NaiveDate) -> impl Iterator<Item = Off> {
        let entries = self.books.time_entries();
        let persons = self.settings.persons.len();
        let of_kind = entries.table().kind.values().iter().enumerate().filter(move |(_, code)| **code == kind.code());
        of_kind.filter_map(move |(row, _)| {
            let entry = entries.get(row)?.value();
            let is_theirs = match presence.person {
                None => true,
                Some(person) => entry.person == person.name || (entry.person.is_empty() && persons == 1),
            };
            let within = is_theirs && start <= entry.date && entry.date <= end;
            within.then_some(Off { row, date: entry.date, days: entry.days, time: entry.time, share: Decimal::ONE })
        })
    }

    /// Source and line of a row of the timesheets.
    pub(super) fn place(&self, row: usize) -> (u32, u32) {
        self.books.time_entries().table().place(row, self.books.names())
    }

    /// A row of the timesheets.
    pub(super) fn entry(&self, row: usize) -> Option<TimeEntry<'a>> {
        self.books.time_entries().get(row).map(|row| row.value())
    }

    /// Days that rows of time off come to.
    pub(super) fn total(&self, rows: &[Off]) -> Option<Decimal> {
        self.weighted(rows, |_| Decimal::ONE)
    }

    /// Days and hours are added first, each by its weight, and hours divided once.
    fn weighted(&self, rows: &[Off], weight: impl Fn(&Off) -> Decimal) -> Option<Decimal> {
        let sum = |of: fn(&Off) -> Option<Decimal>| {
            rows.iter()
                .filter_map(|off| Some((weight(off), of(off)?)))
                .try_fold(Decimal::ZERO, |sum, (weight, amount)| sum.checked_add(weight.checked_mul(amount)?))
        };
        self.in_days(Some(sum(|off| off.days.map(Days::to_decimal))?), Some(sum(|off| off.time.map(micros))?))
    }

    fn in_days(&self, days: Option<Decimal>, micros: Option<Decimal>) -> Option<Decimal> {
        let hours = micros.unwrap_or_default().checked_div(Time::HOUR.into())?;
        days.unwrap_or_default().checked_add(hours.checked_div(self.settings.hours_per_day())?)
    }

    /// Working days of someone that fall on a day of the week off.
    pub(super) fn days_off(&self, presence: Presence<'a>) -> Option<u32> {
        let part_time = self.part_time(presence);
        let working = self.calendar.as_ref()?.each_working_day(presence.start, presence.end);
        u32::try_from(working.filter(|day| part_time.on(*day).is_none()).count()).ok()
    }

    /// Working days of someone by the share of each that is worked.
    fn scheduled(&self, presence: Presence<'a>) -> Option<BTreeMap<Decimal, u32>> {
        let part_time = self.part_time(presence);
        let mut days: BTreeMap<Decimal, u32> = BTreeMap::new();
        for share in self.calendar.as_ref()?.each_working_day(presence.start, presence.end).filter_map(|day| part_time.on(day)) {
            *days.entry(share).or_default() += 1;
        }
        Some(days)
    }

    /// Days of all in a period before time off, by part time.
    pub(super) fn scheduled_days(&self, span: &Period) -> Option<Decimal> {
        let each = |presence| full(&self.scheduled(presence)?);
        self.presences(span).into_iter().try_fold(Decimal::ZERO, |sum, presence| sum.checked_add(each(presence)?))
    }

    /// Days all could work in a period. `None` where a part of it is not known, and where someone has more time off than days to work.
    pub(super) fn total_capacity(&self, span: &Period) -> Option<Decimal> {
        let each = |presence| self.capacity(presence, span).filter(|capacity| !capacity.is_short()).map(|capacity| capacity.days);
        let sum = self.presences(span).into_iter().try_fold(Decimal::ZERO, |sum, presence| sum.checked_add(each(presence)?))?;
        Some(sum.normalize())
    }

    /// Days someone could work: each working day by its share, less time off. `None` where a part of it is not known.
    pub(super) fn capacity(&self, presence: Presence<'a>, span: &Period) -> Option<Capacity> {
        let days = self.scheduled(presence)?;
        let (mut stated, mut recorded) = (Decimal::ZERO, Vec::new());
        let year = self.fiscal_year(span);
        for kind in OFF {
            let is_said = self.said(presence, kind, year.as_ref()) != Said::Nothing;
            if kind == TimeKind::Training && !is_said {
                continue;
            }
            match self.taken(presence, kind, span) {
                Taken::Stated(off) => stated = stated.checked_add(off)?,
                Taken::Recorded(rows) => recorded.extend(rows),
                // Sickness that nobody speaks of is none.
                Taken::Missing(_) if kind == TimeKind::Sick && !is_said => {}
                Taken::Missing(_) => return None,
            }
        }
        let off_of =
            |share: Decimal| self.weighted(&recorded, |off| if off.share == share { Decimal::ONE } else { Decimal::ZERO });
        let shares = days.iter().map(|(share, days)| Some((*share, *days, off_of(*share)?))).collect::<Option<_>>()?;
        Capacity { base: days.values().sum(), stated, off: self.total(&recorded)?, shares, ..Capacity::default() }
            .less(&days, self.weighted(&recorded, |off| off.share)?)
    }

    /// Days of a *forfait en jours* in a part of a year: a twelfth for each month, a part of a month by its days.
    pub(super) fn contract_days(&self, start: NaiveDate, end: NaiveDate) -> Option<Decimal> {
        months(start, end)?.checked_mul(CONTRACT_DAYS.into())?.checked_div(12.into())
    }
}

/// What is taken off the working days.
pub(super) const OFF: [TimeKind; 3] = [TimeKind::Leave, TimeKind::Sick, TimeKind::Training];

/// The days someone could work, and what they are made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Capacity {
    /// Working days that are not off by part time.
    pub(super) base: u32,
    /// Time off stated for the year.
    pub(super) stated: Decimal,
    /// Time off recorded.
    pub(super) off: Decimal,
    /// The mean share of a day.
    pub(super) share: Decimal,
    /// Each share of a day that is worked, with the days of that share and the time off recorded on them.
    shares: Vec<(Decimal, u32, Decimal)>,
    pub(super) days: Decimal,
}

impl Capacity {
    /// `recorded` is time off by the share of its day; what is stated for the year has no day, and takes the mean share.
    fn less(mut self, days: &BTreeMap<Decimal, u32>, recorded: Decimal) -> Option<Self> {
        let full = full(days)?;
        self.share = match (days.len(), days.keys().next()) {
            (1, Some(only)) => *only,
            (0, _) | (_, None) => Decimal::ONE,
            _ => full.checked_div(self.base.into())?,
        };
        self.days = full.checked_sub(recorded)?.checked_sub(self.stated.checked_mul(self.share)?)?.normalize();
        Some(self)
    }
}

/// Days by the share of each that is worked.
fn full(days: &BTreeMap<Decimal, u32>) -> Option<Decimal> {
    days.iter().try_fold(Decimal::ZERO, |sum, (share, days)| sum.checked_add(share.checked_mul((*days).into())?))
}

impl Capacity {
    /// Whether more is taken off than there are days.
    pub(super) fn is_short(&self) -> bool {
        self.stated.checked_add(self.off).is_none_or(|off| off > self.base.into())
    }

    /// Days before part time.
    fn whole_days(&self) -> Option<Decimal> {
        Decimal::from(self.base).checked_sub(self.stated)?.checked_sub(self.off)
    }

    /// What every day that is worked is multiplied by, if that is one number.
    pub(super) fn only_share(&self) -> Option<Decimal> {
        (self.whole_days()?.checked_mul(self.share)?.normalize() == self.days).then_some(self.share)
    }

    /// What part time takes of the days, where some are worked by one share and some by another; and the sum in numbers.
    pub(super) fn part_time_days(&self) -> Option<(Decimal, Wording)> {
        let lost = self.whole_days()?.checked_sub(self.days)?.normalize();
        let mut terms: Vec<String> = Vec::new();
        for (share, days, off) in self.shares.iter().filter(|(share, ..)| *share != Decimal::ONE) {
            let part = (Decimal::ONE - share).normalize();
            terms.push(match off.is_zero() {
                true => format!("{days} × {part}"),
                false => format!("({days} − {}) × {part}", off.round_dp(10).normalize()),
            });
        }
        let mut en = terms.join(" + ");
        if !self.stated.is_zero() {
            // Time off that is stated for the year has no day, and takes the mean share.
            en += &format!(" − {} × {}", self.stated.normalize(), (Decimal::ONE - self.share).round_dp(10).normalize());
        }
        Some((lost, Wording::made(en.replace('.', ","), en)))
    }

    /// The sum in numbers.
    pub(super) fn formula(&self) -> Wording {
        let parts = [self.stated, self.off].into_iter().filter(|off| !off.is_zero()).map(|off| format!(" − {}", off.normalize()));
        let days = format!("{}{}", self.base, parts.collect::<String>());
        let en = match (self.only_share(), self.part_time_days()) {
            (Some(share), _) if share == Decimal::ONE => days,
            (None, Some((_, lost))) => format!("{days} − ({})", lost.en),
            _ => format!("({days}) × {}", self.share.normalize()),
        };
        Wording::made(en.replace('.', ","), en)
    }
}

/// The key of `bilan.toml` that states a kind of time off.
pub(super) fn key(kind: TimeKind) -> &'static str {
    match kind {
        TimeKind::Sick => "sick_days",
        TimeKind::Training => "training_days",
        _ => "leave_days",
    }
}

fn not_known(kind: TimeKind) -> Wording {
    match kind {
        TimeKind::Leave => Wording::fixed(
            "congés inconnus : écrire leave_days = 25 dans [time] de bilan.toml, ou les saisir dans les feuilles de temps (kind = leave)",
            "leave is not known: write leave_days = 25 under [time] in bilan.toml, or record it in the timesheets (kind = leave)",
        ),
        TimeKind::Sick => Wording::fixed(
            "aucun jour de maladie dans bilan.toml ni dans les feuilles de temps",
            "no sick day in bilan.toml or in the timesheets",
        ),
        _ => Wording::fixed(
            "aucun jour de formation dans bilan.toml ni dans les feuilles de temps",
            "no training day in bilan.toml or in the timesheets",
        ),
    }
}

fn not_known_of(name: &str, kind: TimeKind) -> Wording {
    let (key, kind) = (key(kind), kind.id());
    Wording::made(
        format!(
            "rien ne dit {key} de {name} : l'écrire dans son [[person]] de bilan.toml, ou saisir ces jours dans les feuilles de temps (kind = {kind})"
        ),
        format!(
            "nothing says {key} of {name}: write it under their [[person]] in bilan.toml, or record these days in the timesheets (kind = {kind})"
        ),
    )
}

fn of_several(kind: TimeKind) -> Wording {
    let key = key(kind);
    Wording::made(
        format!(
            "absences de plusieurs personnes dans les feuilles de temps : écrire pour chacune [[person]] name = \"…\" dans bilan.toml, ou {key} dans [time]"
        ),
        format!(
            "time off of several persons in the timesheets: write [[person]] name = \"…\" for each in bilan.toml, or {key} under [time]"
        ),
    )
}

fn part_of_a_year(name: &str, kind: TimeKind) -> Wording {
    let key = key(kind);
    Wording::made(
        format!("{name} n'est là qu'une partie de l'exercice : écrire {key} pour cet exercice dans son [[person]] de bilan.toml"),
        format!("{name} is there for a part of the year: write {key} of that year under their [[person]] in bilan.toml"),
    )
}

fn whole_year_only(kind: TimeKind) -> Wording {
    let key = key(kind);
    Wording::made(
        format!(
            "{key} de bilan.toml vaut pour l'exercice entier : saisir ces jours dans les feuilles de temps pour en connaître une partie"
        ),
        format!("{key} of bilan.toml is for the whole year: record these days in the timesheets to know a part of it"),
    )
}

fn micros(time: Time) -> Decimal {
    time.micros().into()
}

/// Months from a day to another, both included: parts of a month by its days, added up before they are divided where they can be.
fn months(start: NaiveDate, end: NaiveDate) -> Option<Decimal> {
    let mut months = Decimal::ZERO;
    let mut day = start;
    while day <= end {
        let next = day.with_day(1)?.checked_add_months(chrono::Months::new(1))?;
        let length = (next - day.with_day(1)?).num_days();
        let last = end.min(next.checked_sub_days(CalendarDays::new(1))?);
        let part = Decimal::from((last - day).num_days() + 1).checked_div(length.into())?;
        months = months.checked_add(part)?;
        day = next;
    }
    Some(months)
}
