//! Which rows of a bank statement are which lines of a bank account in the ledger: the same amount on the same day, then some days
//! apart, then several that add up. Every step looks only at what the steps before left over.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::matching::{folded, is_telling};

/// Days between the bank and the ledger that still mean the same movement.
pub(super) const DAYS: i32 = 10;
/// Movements that are tried together, the nearest in time.
const TOGETHER: usize = 12;
/// At most this many of them make one, unless they are all of a day.
const PARTS: usize = 5;
/// Movements that are looked at on each side of a day.
const NEAR: usize = 64;
/// Sums that are tried in all; what is left then stays alone.
const TRIES: u64 = 20_000_000;

/// Money in or out, in the smallest unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Movement<'a> {
    pub(super) day: i32,
    pub(super) amount: i128,
    /// Reference, or piece.
    pub(super) reference: &'a str,
    pub(super) label: &'a str,
    /// Its row in the table.
    pub(super) row: u32,
}

/// Movements of both sides that are the same, by their positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) bank: Vec<u32>,
    pub(super) ledger: Vec<u32>,
}

struct Side<'m, 'a> {
    all: &'m [Movement<'a>],
    free: Vec<bool>,
    /// Positions in the order of days.
    in_time: Vec<(i32, u32)>,
}

impl<'m, 'a> Side<'m, 'a> {
    fn new(all: &'m [Movement<'a>]) -> Self {
        let mut in_time: Vec<(i32, u32)> = (0..).zip(all).map(|(at, movement)| (movement.day, at)).collect();
        in_time.sort_unstable();
        Self { all, free: vec![true; all.len()], in_time }
    }

    fn free(&self, at: u32) -> Option<&Movement<'a>> {
        self.free.get(at as usize).filter(|free| **free).and_then(|_| self.all.get(at as usize))
    }

    fn take(&mut self, at: u32) {
        if let Some(free) = self.free.get_mut(at as usize) {
            *free = false;
        }
    }

    fn rest(&self) -> impl Iterator<Item = (u32, &Movement<'a>)> {
        (0..).zip(self.all).filter(|(at, _)| self.free(*at).is_some())
    }

    /// Amount, day and position of what is left over, in this order.
    fn by_amount(&self) -> Vec<(i128, i32, u32)> {
        let mut entries: Vec<_> = self
            .rest()
            .filter(|(_, movement)| movement.amount != 0)
            .map(|(at, movement)| (movement.amount, movement.day, at))
            .collect();
        entries.sort_unstable();
        entries
    }

    /// Sum and count of what is left over, by day and direction.
    fn by_day(&self) -> BTreeMap<(i32, bool), (i128, usize)> {
        let mut days: BTreeMap<(i32, bool), (i128, usize)> = BTreeMap::new();
        for (_, movement) in self.rest() {
            let (sum, count) = days.entry((movement.day, movement.amount > 0)).or_default();
            *sum += movement.amount;
            *count += 1;
        }
        days
    }
}

/// Both sides matched; what is in no group has nothing on the other side.
pub(super) fn groups(bank: &[Movement<'_>], ledger: &[Movement<'_>]) -> Vec<Group> {
    let mut matcher = Matcher { bank: Side::new(bank), ledger: Side::new(ledger), found: Vec::new() };
    matcher.pairs(0);
    matcher.pairs(DAYS);
    matcher.together(false);
    matcher.together(true);
    matcher.found
}

/// Of what was left over, pairs that bear the same label or reference, once on each side within the tolerance of days.
pub(super) fn same_names(bank: &[Movement<'_>], ledger: &[Movement<'_>]) -> Vec<(u32, u32)> {
    let named = |side: &[Movement<'_>]| {
        let mut named: HashMap<String, Vec<(i32, u32)>> = HashMap::new();
        for (at, movement) in (0..).zip(side) {
            for name in names(movement) {
                named.entry(name).or_default().push((movement.day, at));
            }
        }
        named.values_mut().for_each(|places| places.sort_unstable());
        named
    };
    let (of_bank, of_ledger) = (named(bank), named(ledger));
    let only = |places: Option<&Vec<(i32, u32)>>, day: i32| {
        let places = places?;
        let from = places.partition_point(|(other, _)| *other < day - DAYS);
        let to = places.partition_point(|(other, _)| *other <= day + DAYS);
        match places.get(from..to) {
            Some([(_, only)]) => Some(*only),
            _ => None,
        }
    };
    let (mut taken_bank, mut taken_ledger) = (vec![false; bank.len()], vec![false; ledger.len()]);
    let mut pairs = Vec::new();
    for (at, movement) in (0..).zip(bank) {
        for name in names(movement) {
            let Some(other) = only(of_ledger.get(&name), movement.day) else { continue };
            let back = ledger.get(other as usize).and_then(|line| only(of_bank.get(&name), line.day));
            if back == Some(at)
                && let (Some(one), Some(two)) = (taken_bank.get_mut(at as usize), taken_ledger.get_mut(other as usize))
                && !*one
                && !*two
            {
                (*one, *two) = (true, true);
                pairs.push((at, other));
            }
        }
    }
    pairs
}

/// The label, and the words of label and reference that are long enough to name one thing.
fn names(movement: &Movement<'_>) -> Vec<String> {
    let words =
        [movement.reference, movement.label].into_iter().flat_map(|text| text.split([' ', ',', ';', ':', '(', ')', '\u{a0}']));
    let telling = words.filter_map(folded).filter(|word| is_telling(word));
    let mut names: Vec<String> = folded(movement.label).into_iter().chain(telling).collect();
    names.sort_unstable();
    names.dedup();
    names
}

struct Matcher<'m, 'a> {
    bank: Side<'m, 'a>,
    ledger: Side<'m, 'a>,
    found: Vec<Group>,
}

impl Matcher<'_, '_> {
    fn found(&mut self, group: Group) {
        group.bank.iter().for_each(|at| self.bank.take(*at));
        group.ledger.iter().for_each(|at| self.ledger.take(*at));
        self.found.push(group);
    }

    /// One of each side, of the same amount, in the order of time.
    fn pairs(&mut self, days: i32) {
        let (bank, ledger) = (self.bank.by_amount(), self.ledger.by_amount());
        let (mut banks, mut ledgers) = (bank.iter().peekable(), ledger.iter().peekable());
        while let (Some(one), Some(two)) = (banks.peek(), ledgers.peek()) {
            if one.0 == two.0 && one.1.abs_diff(two.1) <= days.unsigned_abs() {
                let group = Group { bank: vec![one.2], ledger: vec![two.2] };
                banks.next();
                ledgers.next();
                self.found(group);
            } else if (one.0, one.1) < (two.0, two.1) {
                banks.next();
            } else {
                ledgers.next();
            }
        }
    }

    /// Several of one side that add up to one of the other: all of a day, or a few of those nearest in time; all in or all out.
    fn together(&mut self, many_at_bank: bool) {
        let (one_side, many_side) = if many_at_bank { (&self.ledger, &mut self.bank) } else { (&self.bank, &mut self.ledger) };
        let mut days = many_side.by_day();
        let mut tries = TRIES;
        let mut found: Vec<(u32, Vec<u32>)> = Vec::new();
        let wanted: Vec<(u32, i32, i128)> = one_side
            .in_time
            .iter()
            .filter_map(|(day, at)| {
                one_side.free(*at).filter(|movement| movement.amount != 0).map(|movement| (*at, *day, movement.amount))
            })
            .collect();
        for (at, day, amount) in wanted {
            let several = all_of_a_day(many_side, &days, day, amount)
                .or_else(|| a_few(&nearest(many_side, day, amount), amount, &mut tries));
            let Some(several) = several else { continue };
            for part in &several {
                if let Some(movement) = many_side.free(*part)
                    && let Some((sum, count)) = days.get_mut(&(movement.day, movement.amount > 0))
                {
                    *sum -= movement.amount;
                    *count -= 1;
                }
                many_side.take(*part);
            }
            found.push((at, several));
        }
        for (one, mut several) in found {
            several.sort_unstable();
            let group = if many_at_bank { (several, vec![one]) } else { (vec![one], several) };
            self.found(Group { bank: group.0, ledger: group.1 });
        }
    }
}

fn all_of_a_day(side: &Side<'_, '_>, days: &BTreeMap<(i32, bool), (i128, usize)>, day: i32, amount: i128) -> Option<Vec<u32>> {
    let adds_up = |other: &i32| days.get(&(*other, amount > 0)).is_some_and(|(sum, count)| *count > 1 && *sum == amount);
    let mut near: Vec<i32> = (day - DAYS..=day + DAYS).filter(adds_up).collect();
    near.sort_by_key(|other| (other.abs_diff(day), *other));
    let day = *near.first()?;
    let from = side.in_time.partition_point(|(other, _)| *other < day);
    let of_day = side.in_time.get(from..)?.iter().take_while(|(other, _)| *other == day).map(|(_, at)| *at);
    Some(of_day.filter(|at| side.free(*at).is_some_and(|movement| (movement.amount > 0) == (amount > 0))).collect())
}

/// What is left over around a day and is smaller than an amount, the nearest first.
fn nearest(side: &Side<'_, '_>, day: i32, amount: i128) -> Vec<(u32, i128)> {
    let at = side.in_time.partition_point(|(other, _)| *other < day);
    let (before, after) = side.in_time.split_at_checked(at).unwrap_or_default();
    let near = before.iter().rev().take(NEAR).chain(after.iter().take(NEAR));
    let mut near: Vec<(u32, u32, i128)> = near
        .filter(|(other, _)| other.abs_diff(day) <= DAYS.unsigned_abs())
        .filter_map(|(other, at)| Some((other.abs_diff(day), *at, side.free(*at)?.amount)))
        .filter(|(_, _, part)| part.signum() == amount.signum() && part.abs() < amount.abs())
        .collect();
    near.sort_unstable();
    near.truncate(TOGETHER);
    near.into_iter().map(|(_, at, part)| (at, part)).collect()
}

/// The fewest that add up, of these the first in the order given.
fn a_few(of: &[(u32, i128)], amount: i128, tries: &mut u64) -> Option<Vec<u32>> {
    fn choose(of: &[(u32, i128)], count: usize, left: i128, chosen: &mut Vec<u32>, tries: &mut u64) -> bool {
        if count == 0 {
            return left == 0;
        }
        for (next, (at, part)) in (1..).zip(of) {
            if *tries == 0 {
                return false;
            }
            *tries -= 1;
            if part.abs() > left.abs() {
                continue;
            }
            chosen.push(*at);
            if choose(of.get(next..).unwrap_or_default(), count - 1, left - part, chosen, tries) {
                return true;
            }
            chosen.pop();
        }
        false
    }
    let mut chosen = Vec::new();
    (2..=PARTS.min(of.len())).any(|count| choose(of, count, amount, &mut chosen, tries)).then_some(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(movements: &[(i32, i128)]) -> Vec<Movement<'static>> {
        (0..)
            .zip(movements)
            .map(|(row, (day, amount))| Movement { day: *day, amount: *amount, reference: "", label: "", row })
            .collect()
    }

    fn found(bank: &[(i32, i128)], ledger: &[(i32, i128)]) -> Vec<(Vec<u32>, Vec<u32>)> {
        groups(&side(bank), &side(ledger)).into_iter().map(|group| (group.bank, group.ledger)).collect()
    }

    #[test]
    fn the_same_day_comes_before_days_apart() {
        assert_eq!(found(&[(5, 100), (9, 100)], &[(9, 100), (2, 100)]), [(vec![1], vec![0]), (vec![0], vec![1])]);
        assert_eq!(found(&[(11, 100)], &[(1, 100)]), [(vec![0], vec![0])]);
        assert_eq!(found(&[(12, 100), (1, -100)], &[(1, 100)]), [], "eleven days, another direction");
    }

    #[test]
    fn several_make_one() {
        // Of 1, 2, 4 and 8, 13 is 1 + 4 + 8; 3 of another direction is none of them.
        let ledger = [(1, 1), (2, 2), (3, 4), (4, 8), (4, -3)];
        assert_eq!(found(&[(5, 13)], &ledger), [(vec![0], vec![0, 2, 3])]);
        assert_eq!(found(&[(5, 1), (5, 1), (5, 1), (5, 1), (5, 1), (5, 1)], &[(5, 6)]), [(vec![0, 1, 2, 3, 4, 5], vec![0])]);
        assert_eq!(found(&[(5, 14)], &[(5, 7), (16, 7)]), []);
    }

    #[test]
    fn names_are_the_same_once_on_each_side() {
        let named = |labels: &[(i32, &'static str)]| -> Vec<Movement<'static>> {
            (0..).zip(labels).map(|(row, (day, label))| Movement { day: *day, amount: 1, reference: "", label, row }).collect()
        };
        let pairs = |bank: &[(i32, &'static str)], ledger: &[(i32, &'static str)]| same_names(&named(bank), &named(ledger));
        assert_eq!(pairs(&[(1, "VIR GARANCE F-2020-001")], &[(3, "F-2020-001")]), [(0, 0)]);
        assert_eq!(pairs(&[(1, "Loyer")], &[(3, "LOYER"), (40, "loyer")]), [(0, 0)]);
        assert_eq!(pairs(&[(1, "Loyer")], &[(3, "LOYER"), (4, "loyer")]), [], "which of the two is not known");
    }
}
