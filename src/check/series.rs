//! Which series an invoice number belongs to, and its place in it: `FA-2020-012` is the twelfth of series `FA-{2020}-`.

use chrono::{Datelike, NaiveDate};
use hashbrown::HashMap;

/// A number to be placed. Those of documents that do not count have no day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered<'a> {
    pub(super) text: &'a str,
    pub(super) day: Option<NaiveDate>,
    /// Whether it belongs to the series of credit notes alone.
    pub(super) is_apart: bool,
}

/// Where a number stands in its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// Position in the list that was given.
    pub(super) at: usize,
    /// Its place in the sequence.
    pub(super) place: u64,
}

/// Numbers of one sequence, by their place.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) members: Vec<Member>,
    /// Whether the sequence starts again at one, and this part of it is not the first.
    pub(super) starts_again: bool,
}

/// A run of digits of a number that is a date or the place in the sequence.
#[derive(Clone, Copy, Debug)]
struct Layout {
    /// Which run of digits holds the place.
    run: usize,
    /// How many of its first digits are a date.
    date: usize,
    /// Which runs are dates, as bits.
    dates: u64,
}

/// Digits at which longer numbers are cut: what is before belongs to the name of the series.
const LONGEST: usize = 18;

/// Every series, in the order of their first numbers.
pub(super) fn of(numbers: &[Numbered<'_>]) -> Vec<Series> {
    let mut families: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<(String, bool), usize> = HashMap::new();
    for (at, number) in numbers.iter().enumerate() {
        let next = families.len();
        let family = *known.entry((shape(number.text), number.is_apart)).or_insert(next);
        if family == next {
            families.push(Vec::new());
        }
        if let Some(family) = families.get_mut(family) {
            family.push(at);
        }
    }
    families.iter().flat_map(|family| of_family(numbers, family)).collect()
}

/// A number with each run of digits as `#`, in capitals.
fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_ascii_digit() {
            true if shape.ends_with('#') => {}
            true => shape.push('#'),
            false => shape.push(c.to_ascii_uppercase()),
        }
    }
    shape
}

fn runs(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty())
}

/// Dates that a run of digits may be, as they are written.
const DATES: [(&str, Kind); 9] = [
    ("%Y%m%d", Kind::Day),
    ("%y%m%d", Kind::Day),
    ("%Y%m", Kind::Month),
    ("%y%m", Kind::Month),
    ("%Y", Kind::Year),
    ("%y", Kind::Year),
    ("%m", Kind::Month),
    ("%-m", Kind::Month),
    ("%d", Kind::Day),
];

/// Dates that stand right before the place, with their lengths.
const BEFORE: [(&str, usize); 6] = [("%Y%m%d", 8), ("%y%m%d", 6), ("%Y%m", 6), ("%y%m", 4), ("%Y", 4), ("%y", 2)];

/// How many numbers of a family tell what all of them mean.
const ENOUGH: usize = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Year,
    Month,
    Day,
}

/// The date a run is, if it is one of the day of issue; a year of four digits may also be the one before or after, as fiscal years are.
fn is_date(run: &str, day: NaiveDate) -> Option<Kind> {
    if run.len() == 4 && run.parse().is_ok_and(|year: i32| (year - day.year()).abs() <= 1) {
        return Some(Kind::Year);
    }
    DATES.into_iter().find(|(format, _)| written(day, format) == run).map(|(_, kind)| kind)
}

fn written(day: NaiveDate, format: &str) -> String {
    day.format(format).to_string()
}

/// At least three of four.
fn is_rule(count: usize, all: usize) -> bool {
    count > 0 && count.saturating_mul(4) >= all.saturating_mul(3)
}

/// What the runs of digits of a family are, by what most of its numbers say.
fn layout(numbers: &[Numbered<'_>], family: &[usize]) -> Option<Layout> {
    let step = family.len() / ENOUGH + 1;
    let some = family.iter().step_by(step).filter_map(|at| numbers.get(*at));
    let dated: Vec<(&str, NaiveDate)> = some.filter_map(|number| Some((number.text, number.day?))).collect();
    let (first, _) = dated.first()?;
    let width = runs(first).count();
    let mut kinds: Vec<Option<Kind>> = Vec::with_capacity(width);
    for run in 0..width.min(64) {
        let mut counts: [(Kind, usize); 3] = [(Kind::Year, 0), (Kind::Month, 0), (Kind::Day, 0)];
        for (text, day) in &dated {
            let kind = runs(text).nth(run).and_then(|digits| is_date(digits, *day));
            counts.iter_mut().filter(|(of, _)| Some(*of) == kind).for_each(|(_, count)| *count += 1);
        }
        let all: usize = counts.iter().map(|(_, count)| count).sum();
        let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(kind, _)| kind);
        kinds.push(most.filter(|_| is_rule(all, dated.len())));
    }
    let plain = kinds.iter().rposition(Option::is_none);
    // Where all runs are dates, the month or the year counts the invoices; a whole day does not.
    let run = match plain {
        Some(run) => run,
        None if kinds.contains(&Some(Kind::Day)) => return None,
        None => kinds.iter().enumerate().max_by_key(|(at, kind)| (**kind, *at)).map(|(at, _)| at)?,
    };
    let begins = |format: &str| {
        let is_before_more = |(text, day): &&(&str, NaiveDate)| {
            let date = written(*day, format);
            runs(text).nth(run).is_some_and(|digits| digits.len() > date.len() && digits.starts_with(&date))
        };
        is_rule(dated.iter().filter(is_before_more).count(), dated.len())
    };
    let date = BEFORE.into_iter().find(|(format, _)| begins(format)).map_or(0, |(_, length)| length);
    let is_dated = |at: &usize| *at != run && kinds.get(*at).is_some_and(Option::is_some);
    let dates = (0..kinds.len()).filter(is_dated).fold(0, |bits, at| bits | 1 << at);
    Some(Layout { run, date, dates })
}

/// The digits of a number that are no date and not its place, then those that are a date, then its place.
fn read(text: &str, layout: Layout) -> Option<(String, String, u64)> {
    let (mut name, mut date, mut place) = (String::new(), String::new(), None);
    for (at, run) in runs(text).enumerate() {
        if at == layout.run {
            let start = layout.date.min(run.len().saturating_sub(1));
            let cut = run.len().saturating_sub(LONGEST).max(start);
            date.push_str(run.get(..start)?);
            name.push_str(run.get(start..cut)?);
            place = run.get(cut..)?.parse().ok();
        } else {
            let is_date = at < 64 && layout.dates >> at & 1 == 1;
            let part = if is_date { &mut date } else { &mut name };
            part.push_str(run);
        }
        name.push('-');
        date.push('-');
    }
    Some((name, date, place?))
}

/// Numbers of one name, by the dates they hold.
type Dated = Vec<(String, Vec<Member>)>;

fn of_family(numbers: &[Numbered<'_>], family: &[usize]) -> Vec<Series> {
    let Some(layout) = layout(numbers, family) else { return Vec::new() };
    let mut names: Vec<Dated> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut parts: HashMap<(usize, String), usize> = HashMap::new();
    for at in family {
        let Some((name, date, place)) = numbers.get(*at).and_then(|number| read(number.text, layout)) else { continue };
        let next = names.len();
        let name = *known.entry(name).or_insert(next);
        if name == next {
            names.push(Vec::new());
        }
        let Some(dated) = names.get_mut(name) else { continue };
        let next = dated.len();
        let part = *parts.entry((name, date.clone())).or_insert(next);
        if part == next {
            dated.push((date, Vec::new()));
        }
        if let Some((_, members)) = dated.get_mut(part) {
            members.push(Member { at: *at, place });
        }
    }
    names.into_iter().flat_map(|dated| of_name(numbers, dated)).collect()
}

/// Numbers with a date in them start again with the date, unless each part goes on where the one before ended.
fn of_name(numbers: &[Numbered<'_>], dated: Dated) -> Vec<Series> {
    let first_day = |members: &[Member]| members.iter().filter_map(|member| numbers.get(member.at)?.day).min();
    let mut parts: Vec<Vec<Member>> = dated.into_iter().map(|(_, members)| members).collect();
    for part in &mut parts {
        part.sort_by_key(|member| (member.place, member.at));
    }
    parts.sort_by_key(|part| first_day(part).unwrap_or(NaiveDate::MAX));
    let ends = |part: &Vec<Member>| part.first().zip(part.last()).map(|(first, last)| (first.place, last.place));
    let bounds: Vec<(u64, u64)> = parts.iter().filter_map(ends).collect();
    let mut pairs = bounds.iter().zip(bounds.iter().skip(1));
    if pairs.clone().all(|((_, last), (next, _))| next > last) {
        return vec![Series { members: parts.into_iter().flatten().collect(), starts_again: false }];
    }
    let starts_at_one = bounds.iter().filter(|(first, _)| *first <= 1).count();
    let goes_on = pairs.any(|((_, last), (next, _))| next > last && *next > 1);
    let starts_again = starts_at_one > 0 && starts_at_one + 1 >= bounds.len() && !goes_on;
    let series = parts.into_iter().enumerate();
    series.map(|(number, members)| Series { members, starts_again: starts_again && number > 0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of each series.
    fn places(numbers: &[(&str, &str)]) -> Vec<Vec<u64>> {
        let numbers: Vec<Numbered<'_>> =
            numbers.iter().map(|(text, day)| Numbered { text, day: day.parse().ok(), is_apart: false }).collect();
        of(&numbers).iter().map(|series| series.members.iter().map(|member| member.place).collect()).collect()
    }

    #[test]
    fn a_year_in_the_number_starts_the_series_again() {
        for [a, b, c] in [
            ["FA-2019-002", "FA-2020-001", "FA-2020-002"],
            ["2019002", "2020001", "2020002"],
            ["19-002", "20-001", "20-002"],
            ["F19002", "F20001", "F20002"],
            ["002/2019", "001/2020", "002/2020"],
            ["F-002-12-2019", "F-001-02-2020", "F-002-02-2020"],
            ["201912-02", "202002-01", "202002-02"],
            ["19120002", "20020001", "20020002"],
        ] {
            let found = places(&[(a, "2019-12-31"), (b, "2020-02-10"), (c, "2020-02-29")]);
            assert_eq!(found, [vec![2], vec![1, 2]], "{a}");
        }
    }

    #[test]
    fn a_series_that_goes_on_over_the_turn_of_the_year_is_one() {
        let found = places(&[("F-2019-045", "2019-12-31"), ("F-2020-046", "2020-01-31"), ("F-2020-047", "2020-02-29")]);
        assert_eq!(found, [vec![45, 46, 47]]);
        assert_eq!(places(&[("9", "2019-12-31"), ("10", "2020-01-31")]), [vec![9, 10]]);
    }

    #[test]
    fn prefixes_and_sites_are_series_of_their_own() {
        let found = places(&[("F-1", "2020-01-31"), ("A-1", "2020-01-31"), ("f-2", "2020-02-29"), ("F-2/7", "2020-02-29")]);
        assert_eq!(found, [vec![1, 2], vec![1], vec![7]]);
    }

    #[test]
    fn a_number_that_is_only_a_month_or_a_year_counts_and_a_whole_date_does_not() {
        assert_eq!(places(&[("F-2020-01", "2020-01-31"), ("F-2020-02", "2020-02-29")]), [vec![1, 2]]);
        assert_eq!(places(&[("F-2019", "2019-12-31"), ("F-2020", "2020-12-31")]), [vec![2019, 2020]]);
        assert!(places(&[("20200131", "2020-01-31"), ("20200229", "2020-02-29")]).is_empty());
        assert_eq!(places(&[("20200131-1", "2020-01-31"), ("20200131-2", "2020-01-31")]), [vec![1, 2]]);
    }

    #[test]
    fn odd_numbers_are_no_panic() {
        let digits = "9".repeat(70);
        let many = "1-".repeat(80);
        for text in ["", "no digits", "é1é", "١٢", &digits, &many] {
            assert!(places(&[(text, "2020-01-31")]).len() <= 1, "{text}");
        }
    }
}
