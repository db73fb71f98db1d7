//! Which thing on one side is which on the other: exact keys first, then amount, date and client within tolerances, then several
//! together. Every step looks only at what the steps before left over, so that the outcome is one and the same for the same books.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use chrono::Datelike;
use hashbrown::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

use crate::model::{Wording, date_of};

/// Days between two dates that still mean the same event.
pub(super) const DAYS: i32 = 7;
/// Days between two dates where amount and client occur only once on each side.
pub(super) const FAR_DAYS: i32 = 62;
/// Things of one client, following each other in time, that are tried together.
pub(super) const TOGETHER: usize = 64;
/// Two amounts of a client on the same days are one amount wrongly written if they differ by at most one part in this many.
pub(super) const NEAR: i128 = 10;

/// Why two things are said to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Why {
    /// The number is the reference, letter by letter.
    Number,
    /// The same, but for separators, case and leading zeros.
    NumberSpeltOtherwise,
    /// The text of one names the number of the other.
    NumberInText,
    /// Same amount and client, at most seven days apart.
    AmountDateClient,
    /// Same amount at most seven days apart, nothing else like it, and no client on one side.
    AmountDate,
    /// Same amount and client, once on each side, at most 62 days apart.
    AmountClient,
    /// Several of one client, or of one day or month, add up to one.
    Together,
    /// Same client at most seven days apart, once on each side, and amounts that differ by at most a tenth.
    ClientDate,
}

impl Why {
    /// Every reason, the surest first.
    pub const ALL: [Self; 8] = [
        Self::Number,
        Self::NumberSpeltOtherwise,
        Self::NumberInText,
        Self::AmountDateClient,
        Self::AmountDate,
        Self::AmountClient,
        Self::Together,
        Self::ClientDate,
    ];

    /// The word that names it in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::NumberSpeltOtherwise => "number_spelt_otherwise",
            Self::NumberInText => "number_in_text",
            Self::AmountDateClient => "amount_date_client",
            Self::AmountDate => "amount_date",
            Self::AmountClient => "amount_client",
            Self::Together => "together",
            Self::ClientDate => "client_date",
        }
    }

    /// The reason for people.
    pub const fn wording(self) -> Wording {
        match self {
            Self::Number => Wording::fixed("même numéro", "same number"),
            Self::NumberSpeltOtherwise => Wording::fixed("même numéro, écrit autrement", "same number, spelt otherwise"),
            Self::NumberInText => Wording::fixed("numéro cité dans le libellé", "number named in the label"),
            Self::AmountDateClient => Wording::fixed("montant, date et client", "amount, date and client"),
            Self::AmountDate => Wording::fixed("montant et date", "amount and date"),
            Self::AmountClient => Wording::fixed("montant et client", "amount and client"),
            Self::Together => Wording::fixed("plusieurs font ensemble le montant", "several add up to the amount"),
            Self::ClientDate => Wording::fixed("client et date, montant voisin", "client and date, amount near by"),
        }
    }
}

/// A thing to be matched. Amounts are in the smallest unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Item<'a> {
    /// Its number or reference; empty if it has none.
    pub(super) key: &'a str,
    /// Amounts by which it may be known, the surest first.
    pub(super) amounts: [Option<i128>; 2],
    /// Day number.
    pub(super) day: i32,
    /// The client; 0 if unknown.
    pub(super) client: u32,
}

/// Things of both sides that belong together, by their positions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
    pub(super) why: Why,
}

/// Matches both sides; `texts` are further texts of a thing of the right side that may name numbers of the left. Clients of the right
/// that the left does not know are replaced by those whose numbers they bear.
pub(super) fn matches<'a>(left: &[Item<'a>], right: &mut [Item<'a>], texts: impl Fn(u32) -> Vec<&'a str>) -> Vec<Match> {
    let mut matcher = Matcher { left: Side::new(left), right: Side::new(right), found: Vec::new() };
    matcher.by_number();
    matcher.by_spelling();
    matcher.by_text(texts);
    let names = matcher.names();
    let found = matcher.found;
    for item in &mut *right {
        item.client = names.get(&item.client).copied().unwrap_or(item.client);
    }
    let mut matcher = Matcher { left: Side::new(left), right: Side::new(right), found: Vec::new() };
    for known in found {
        matcher.found(known.left, known.right, known.why);
    }
    for amount in 0..2 {
        matcher.by_amount(amount, Why::AmountDateClient);
    }
    for amount in 0..2 {
        matcher.by_amount(amount, Why::AmountDate);
    }
    for amount in 0..2 {
        matcher.by_amount(amount, Why::AmountClient);
    }
    for amount in 0..2 {
        matcher.together(amount, true);
        matcher.together(amount, false);
    }
    matcher.by_client();
    matcher.found.sort();
    matcher.found
}

struct Side<'i, 'a> {
    items: &'i [Item<'a>],
    free: Vec<bool>,
}

impl<'i, 'a> Side<'i, 'a> {
    fn new(items: &'i [Item<'a>]) -> Self {
        Self { items, free: vec![true; items.len()] }
    }

    fn get(&self, at: u32) -> Item<'a> {
        self.items.get(at as usize).copied().unwrap_or_default()
    }

    fn is_free(&self, at: u32) -> bool {
        self.free.get(at as usize).copied().unwrap_or_default()
    }

    fn take(&mut self, taken: &[u32]) {
        for at in taken {
            if let Some(free) = self.free.get_mut(*at as usize) {
                *free = false;
            }
        }
    }

    /// What is left over, with its position.
    fn rest(&self) -> impl Iterator<Item = (u32, &Item<'a>)> {
        (0..).zip(self.items).filter(|(at, _)| self.is_free(*at))
    }
}

struct Matcher<'i, 'a> {
    left: Side<'i, 'a>,
    right: Side<'i, 'a>,
    found: Vec<Match>,
}

impl<'a> Matcher<'_, 'a> {
    fn found(&mut self, left: Vec<u32>, right: Vec<u32>, why: Why) {
        self.left.take(&left);
        self.right.take(&right);
        self.found.push(Match { left, right, why });
    }

    /// Everything on the right that bears the number of one thing on the left. A reference used again years later is another.
    fn by_number(&mut self) {
        let mut by_key: HashMap<&str, u32> = HashMap::with_capacity(self.left.items.len());
        for (at, item) in self.left.rest().filter(|(_, item)| !item.key.is_empty()) {
            by_key.entry(item.key).or_insert(at);
        }
        let find = |_: u32, item: &Item<'a>| by_key.get(item.key).copied();
        self.by_key(Why::Number, find);
    }

    fn by_spelling(&mut self) {
        let mut by_key: HashMap<String, Option<u32>> = HashMap::new();
        for (at, item) in self.left.rest() {
            let Some(key) = folded(item.key) else { continue };
            // A spelling that two numbers share tells nothing.
            by_key.entry(key).and_modify(|known| *known = None).or_insert(Some(at));
        }
        if by_key.is_empty() {
            return;
        }
        let find = |_: u32, item: &Item<'a>| folded(item.key).and_then(|key| by_key.get(&key).copied().flatten());
        self.by_key(Why::NumberSpeltOtherwise, find);
    }

    fn by_key(&mut self, why: Why, find: impl Fn(u32, &Item<'a>) -> Option<u32>) {
        let mut of_left: Vec<(u32, u32)> = Vec::new();
        for (at, item) in self.right.rest() {
            let Some(left) = find(at, item) else { continue };
            let other = self.left.get(left);
            let same_amount = || other.amounts.iter().zip(item.amounts).any(|(one, two)| one.is_some() && *one == two);
            if other.day.abs_diff(item.day) <= 366 || same_amount() {
                of_left.push((left, at));
            }
        }
        of_left.sort_unstable();
        for group in of_left.chunk_by(|one, two| one.0 == two.0) {
            let right = group.iter().map(|(_, right)| *right).collect();
            self.found(group.first().map(|(left, _)| *left).into_iter().collect(), right, why);
        }
    }

    /// Clients of the right that the left does not know, and the one whose numbers more than half of their things bear; 0 where there
    /// is no such one.
    fn names(&self) -> HashMap<u32, u32> {
        let known: HashSet<u32> = self.left.items.iter().map(|item| item.client).collect();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for found in &self.found {
            let ([left], [right]) = (found.left.as_slice(), found.right.as_slice()) else { continue };
            let (one, other) = (self.left.get(*left).client, self.right.get(*right).client);
            if one != 0 && !known.contains(&other) {
                pairs.push((other, one));
            }
        }
        pairs.sort_unstable();
        let mut names = HashMap::new();
        for of_one in pairs.chunk_by(|one, two| one.0 == two.0) {
            let most = of_one.chunk_by(|one, two| one == two).find(|same| same.len() * 2 > of_one.len());
            let name = most.and_then(|same| same.first()).map_or(0, |(_, name)| *name);
            names.extend(of_one.first().map(|(other, _)| (*other, name)));
        }
        names.remove(&0);
        names
    }

    /// Numbers of the left that a text of the right names: all of them together, if they add up, else the only one.
    fn by_text(&mut self, texts: impl Fn(u32) -> Vec<&'a str>) {
        let mut by_key: HashMap<String, Option<u32>> = HashMap::new();
        for (at, item) in self.left.rest() {
            let Some(key) = folded(item.key).filter(|key| is_telling(key)) else { continue };
            by_key.entry(key).and_modify(|known| *known = None).or_insert(Some(at));
        }
        if by_key.is_empty() {
            return;
        }
        let rest: Vec<u32> = self.right.rest().map(|(at, _)| at).collect();
        for at in rest {
            let mut named: Vec<u32> = Vec::new();
            for word in texts(at).into_iter().flat_map(|text| text.split([' ', ',', ';', ':', '(', ')', '\u{a0}', '+', '&'])) {
                let left = folded(word).and_then(|key| by_key.get(&key).copied().flatten());
                named.extend(left.filter(|left| self.left.is_free(*left)));
            }
            named.sort_unstable();
            named.dedup();
            let item = self.right.get(at);
            let adds_up = |amount: usize| {
                let of = |item: Item<'_>| item.amounts.get(amount).copied().flatten();
                let sum = named.iter().map(|left| of(self.left.get(*left))).sum::<Option<i128>>();
                sum.is_some() && sum == of(item)
            };
            if named.len() == 1 || (named.len() > 1 && (adds_up(0) || adds_up(1))) {
                self.found(named, vec![at], Why::NumberInText);
            }
        }
    }

    fn by_amount(&mut self, amount: usize, why: Why) {
        let with_client = why != Why::AmountDate;
        let entries = |side: &Side<'_, 'a>| {
            let mut entries: Vec<(i128, u32, i32, u32)> = Vec::new();
            for (at, item) in side.rest() {
                let known = item.amounts.get(amount).copied().flatten().filter(|amount| *amount != 0);
                let Some(known) = known.filter(|_| !with_client || item.client != 0) else { continue };
                entries.push((known, if with_client { item.client } else { 0 }, item.day, at));
            }
            entries.sort_unstable();
            entries
        };
        let (left, right) = (entries(&self.left), entries(&self.right));
        let same = |one: &(i128, u32, i32, u32), two: &(i128, u32, i32, u32)| (one.0, one.1) == (two.0, two.1);
        let mut rights = right.chunk_by(same).peekable();
        for lefts in left.chunk_by(same) {
            let key = |group: &[(i128, u32, i32, u32)]| group.first().map(|entry| (entry.0, entry.1));
            while rights.next_if(|group| key(group) < key(lefts)).is_some() {}
            let Some(rights) = rights.next_if(|group| key(group) == key(lefts)) else { continue };
            if why == Why::AmountDateClient {
                self.nearest(lefts, rights);
            } else if let ([one], [two]) = (lefts, rights) {
                let days = if why == Why::AmountDate { DAYS } else { FAR_DAYS };
                let is_client_open = self.left.get(one.3).client == 0 || self.right.get(two.3).client == 0;
                if one.2.abs_diff(two.2) <= days.unsigned_abs() && (with_client || is_client_open) {
                    self.found(vec![one.3], vec![two.3], why);
                }
            }
        }
    }

    /// Pairs in the order of time.
    fn nearest(&mut self, left: &[(i128, u32, i32, u32)], right: &[(i128, u32, i32, u32)]) {
        let (mut lefts, mut rights) = (left.iter().peekable(), right.iter().peekable());
        while let (Some(one), Some(two)) = (lefts.peek(), rights.peek()) {
            if one.2.abs_diff(two.2) <= DAYS.unsigned_abs() {
                let (one, two) = (one.3, two.3);
                self.found(vec![one], vec![two], Why::AmountDateClient);
                lefts.next();
                rights.next();
            } else if one.2 < two.2 {
                lefts.next();
            } else {
                rights.next();
            }
        }
    }

    /// Several of one side that add up to one of the other: all of the same day or month, or some that follow each other in time. Of
    /// one client, or of all clients where the one names none.
    fn together(&mut self, amount: usize, many_left: bool) {
        let (one_side, many_side) = if many_left { (&self.right, &self.left) } else { (&self.left, &self.right) };
        if one_side.rest().next().is_none() {
            return;
        }
        let of = |item: &Item<'_>| item.amounts.get(amount).copied().flatten();
        let mut of_client: Vec<(u32, i32, u32, i128)> = Vec::new();
        for (at, item) in many_side.rest() {
            let Some(known) = of(item) else { continue };
            of_client.push((item.client, item.day, at, known));
        }
        // Then all of them again, as those of no client.
        let all: Vec<_> = of_client.iter().map(|(_, day, at, known)| (0, *day, *at, *known)).collect();
        of_client.retain(|(client, ..)| *client != 0);
        of_client.extend(all);
        of_client.sort_unstable();
        let mut sums: Vec<i128> = Vec::with_capacity(of_client.len() + 1);
        sums.push(0);
        sums.extend(of_client.iter().scan(0, |sum, entry| {
            *sum += entry.3;
            Some(*sum)
        }));
        let wanted: Vec<(u32, Item<'_>, i128)> =
            one_side.rest().filter_map(|(at, item)| of(item).filter(|sum| *sum != 0).map(|sum| (at, *item, sum))).collect();
        let mut taken = vec![false; many_side.items.len()];
        let mut found: Vec<(u32, Vec<u32>)> = Vec::new();
        for (at, item, sum) in wanted {
            let within = |days: RangeInclusive<i32>| {
                let from = of_client.partition_point(|entry| (entry.0, entry.1) < (item.client, *days.start()));
                from..of_client.partition_point(|entry| (entry.0, entry.1) <= (item.client, *days.end()))
            };
            let is_free = |entry: &(u32, i32, u32, i128)| !taken.get(entry.2 as usize).copied().unwrap_or(true);
            let whole = |days| {
                let range = within(days);
                let total = sums.get(range.end).zip(sums.get(range.start)).map(|(end, start)| end - start);
                let entries = of_client.get(range).filter(|entries| entries.len() > 1 && total == Some(sum))?;
                entries.iter().all(is_free).then(|| entries.iter().map(|entry| entry.2).collect::<Vec<u32>>())
            };
            let following = || {
                let before = if many_left { FAR_DAYS } else { DAYS };
                let days = item.day.saturating_sub(before)..=item.day.saturating_add(DAYS);
                let entries = of_client.get(within(days)).unwrap_or_default();
                let entries = entries.iter().rev().take(4 * TOGETHER).filter(|entry| is_free(entry));
                run(&entries.take(TOGETHER).collect::<Vec<_>>(), sum)
            };
            if let Some(several) = whole(item.day..=item.day).or_else(|| whole(month_of(item.day))).or_else(following) {
                for at in &several {
                    if let Some(taken) = taken.get_mut(*at as usize) {
                        *taken = true;
                    }
                }
                found.push((at, several));
            }
        }
        for (one, mut several) in found {
            several.sort_unstable();
            match many_left {
                true => self.found(several, vec![one], Why::Together),
                false => self.found(vec![one], several, Why::Together),
            }
        }
    }

    /// One of a client on some days on each side, with amounts that differ a little: a wrong amount.
    fn by_client(&mut self) {
        let entries = |side: &Side<'_, 'a>| {
            let mut entries: Vec<(u32, i32, u32)> =
                side.rest().filter(|(_, item)| item.client != 0).map(|(at, item)| (item.client, item.day, at)).collect();
            entries.sort_unstable();
            entries
        };
        let (left, right) = (entries(&self.left), entries(&self.right));
        let only = |entries: &[(u32, i32, u32)], client: u32, day: i32| {
            let from = entries.partition_point(|entry| (entry.0, entry.1) < (client, day.saturating_sub(DAYS)));
            let to = entries.partition_point(|entry| (entry.0, entry.1) <= (client, day.saturating_add(DAYS)));
            match entries.get(from..to) {
                Some([only]) => Some(*only),
                _ => None,
            }
        };
        let mut pairs = Vec::new();
        for (client, day, one) in &left {
            let Some((_, other_day, two)) = only(&right, *client, *day) else { continue };
            let is_mutual = only(&left, *client, other_day).is_some_and(|(_, _, back)| back == *one);
            let amounts = self.left.get(*one).amounts.into_iter().zip(self.right.get(two).amounts);
            let is_near = |(one, two): (Option<i128>, Option<i128>)| {
                let (Some(one), Some(two)) = (one, two) else { return false };
                (one - two).abs() * NEAR <= one.abs().max(two.abs()) && one.signum() == two.signum()
            };
            if is_mutual && amounts.into_iter().any(is_near) {
                pairs.push((*one, two));
            }
        }
        for (one, two) in pairs {
            self.found(vec![one], vec![two], Why::ClientDate);
        }
    }
}

/// Entries that follow each other and add up, of the latest the fewest; `window` begins with the latest.
fn run(window: &[&(u32, i32, u32, i128)], wanted: i128) -> Option<Vec<u32>> {
    for first in 0..window.len() {
        let mut sum = 0;
        for (count, entry) in (1..).zip(window.get(first..)?) {
            sum += entry.3;
            if sum == wanted && count > 1 {
                return Some(window.get(first..first + count)?.iter().map(|entry| entry.2).collect());
            }
        }
    }
    None
}

/// The days of the month of a day.
fn month_of(day: i32) -> RangeInclusive<i32> {
    let date = date_of(day);
    let first = day.saturating_sub(i32::try_from(date.day0()).unwrap_or_default());
    first..=first.saturating_add(i32::from(date.num_days_in_month()) - 1)
}

/// A number without what people leave out or add: separators, case, accents, leading zeros. Runs of digits stay apart.
pub(super) fn folded(key: &str) -> Option<String> {
    let key: Cow<'_, str> = if key.is_ascii() { key.into() } else { key.nfd().collect::<String>().into() };
    let mut text = String::with_capacity(key.len());
    for word in key.split(|c: char| !c.is_ascii_alphanumeric()) {
        for run in word.as_bytes().chunk_by(|one, two| one.is_ascii_digit() == two.is_ascii_digit()) {
            let run = std::str::from_utf8(run).unwrap_or_default();
            if run.starts_with(|c: char| c.is_ascii_digit()) {
                if text.ends_with(|c: char| c.is_ascii_digit()) {
                    text.push('.');
                }
                let trimmed = run.trim_start_matches('0');
                text.push_str(if trimmed.is_empty() { "0" } else { trimmed });
            } else {
                text.extend(run.chars().map(|c| c.to_ascii_uppercase()));
            }
        }
    }
    (!text.is_empty()).then_some(text)
}

/// Whether a number is long enough to be one in the middle of a sentence.
pub(super) fn is_telling(key: &str) -> bool {
    key.len() >= 4 && key.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
