//! How much a business depends on few clients.

use rust_decimal::Decimal;

/// The revenue of a period shared out over its clients; those with nothing or less (credit notes) are left out.
///
/// ```
/// use bilan::analysis::concentration::Concentration;
/// let clients = Concentration::of([50, 30, 20, -5].map(Into::into)).ok_or("no revenue")?;
/// assert_eq!(clients.top(1), Some("0.5".parse()?));
/// assert_eq!(clients.hhi(), Some("0.38".parse()?));
/// assert_eq!(clients.left_out(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concentration {
    /// Largest first.
    clients: Vec<Decimal>,
    groups: Vec<Group>,
    left_out: u64,
    total: Decimal,
}

/// Clients that are known together only: *others (3 clients)*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they brought together.
    pub net: Decimal,
    /// How many they are.
    pub clients: u32,
}

/// A number that is known to lie between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// It is this or more.
    pub least: Decimal,
    /// It is this or less.
    pub most: Decimal,
}

impl Concentration {
    /// From the net revenue of each client. `None` when no client has more than nothing, or the amounts are too large.
    pub fn of(clients: impl IntoIterator<Item = Decimal>) -> Option<Self> {
        Self::with_groups(clients, [])
    }

    /// From the net revenue of each client, and of groups of clients. `None` when nobody has more than nothing, a group with revenue has no
    /// client, or the amounts are too large.
    pub fn with_groups(clients: impl IntoIterator<Item = Decimal>, groups: impl IntoIterator<Item = Group>) -> Option<Self> {
        let mut all = Self { clients: Vec::new(), groups: Vec::new(), left_out: 0, total: Decimal::ZERO };
        let alone = clients.into_iter().map(|net| Group { net, clients: 1 });
        for group in alone.chain(groups) {
            if group.net <= Decimal::ZERO {
                all.left_out = all.left_out.checked_add(group.clients.into())?;
                continue;
            }
            match group.clients {
                0 => return None,
                1 => all.clients.push(group.net),
                _ => all.groups.push(group),
            }
            all.total = all.total.checked_add(group.net)?;
        }
        all.clients.sort_by(|a, b| b.cmp(a));
        (all.total > Decimal::ZERO).then_some(all)
    }

    /// What is shared out: the revenue of the clients that are not left out.
    pub const fn total(&self) -> Decimal {
        self.total
    }

    /// How many clients share it.
    pub fn clients(&self) -> u64 {
        let grouped = self.groups.iter().map(|group| u64::from(group.clients)).sum::<u64>();
        grouped.saturating_add(u64::try_from(self.clients.len()).unwrap_or(u64::MAX))
    }

    /// Whether some clients with revenue are known together only.
    pub fn is_grouped(&self) -> bool {
        !self.groups.is_empty()
    }

    /// How many clients are left out.
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The share of the `n` largest clients, or of all when there are fewer. `None` when one of them may be hidden in a group.
    pub fn top(&self, n: usize) -> Option<Decimal> {
        let largest = self.clients.get(..n.min(self.clients.len()))?;
        let smallest = if largest.len() < n { Decimal::ZERO } else { largest.last().copied().unwrap_or_default() };
        if n > 0 && self.groups.iter().any(|group| group.net > smallest) {
            return None;
        }
        largest.iter().try_fold(Decimal::ZERO, |sum, net| sum.checked_add(*net))?.checked_div(self.total)
    }

    /// The Herfindahl-Hirschman index, the sum of squared shares: from 1 ÷ clients, when all weigh the same, to 1. `None` when clients are
    /// known in groups only: see [`Concentration::hhi_bounds`].
    pub fn hhi(&self) -> Option<Decimal> {
        if self.groups.is_empty() { Some(self.hhi_bounds()?.least) } else { None }
    }

    /// Between which numbers the index lies: groups shared out evenly, and each brought by one of its clients alone.
    pub fn hhi_bounds(&self) -> Option<Bounds> {
        let whole = square(self.total)?;
        let (least, most) = self.squares()?;
        Some(Bounds { least: least.checked_div(whole)?, most: most.checked_div(whole)? })
    }

    /// How many clients of equal weight would give the same index: 1 ÷ HHI. `None` when clients are known in groups only.
    pub fn effective(&self) -> Option<Decimal> {
        if self.groups.is_empty() { square(self.total)?.checked_div(self.squares()?.0) } else { None }
    }

    /// Between which numbers [`Concentration::effective`] lies.
    pub fn effective_bounds(&self) -> Option<Bounds> {
        let whole = square(self.total)?;
        let (least, most) = self.squares()?;
        Some(Bounds { least: whole.checked_div(most)?, most: whole.checked_div(least)? })
    }

    /// The least and the most that the squares of what clients brought may sum to.
    fn squares(&self) -> Option<(Decimal, Decimal)> {
        let alone = self.clients.iter().try_fold(Decimal::ZERO, |sum, net| sum.checked_add(square(*net)?))?;
        self.groups.iter().try_fold((alone, alone), |(least, most), group| {
            let one = square(group.net)?;
            Some((least.checked_add(one.checked_div(group.clients.into())?)?, most.checked_add(one)?))
        })
    }
}

fn square(net: Decimal) -> Option<Decimal> {
    net.checked_mul(net)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn of(clients: &[i64]) -> Concentration {
        Concentration::of(clients.iter().map(|net| Decimal::from(*net))).unwrap()
    }

    #[test]
    fn worked_numbers() {
        for (clients, hhi, effective) in [
            (&[50, 30, 20][..], "0.38", "2.632"),
            (&[7], "1", "1"),
            (&[25, 25, 25, 25], "0.25", "4"),
            (&[60, 10, 10, 10, 10], "0.40", "2.5"),
        ] {
            let concentration = of(clients);
            assert_eq!(concentration.hhi(), Some(d(hhi)), "{clients:?}");
            assert_eq!(concentration.effective().map(|number| number.round_dp(3)), Some(d(effective)), "{clients:?}");
        }
    }

    #[test]
    fn the_share_of_the_largest() {
        let clients = of(&[10, 60, 10, 10, 10]);
        assert_eq!([0, 1, 3, 5, 9].map(|n| clients.top(n)), [d("0"), d("0.6"), d("0.8"), d("1"), d("1")].map(Some));
    }

    #[test]
    fn clients_without_revenue_are_left_out_and_counted() {
        let clients = of(&[50, -20, 30, 0, 20]);
        assert_eq!((clients.left_out(), clients.clients(), clients.total()), (2, 3, d("100")));
        assert_eq!(clients.hhi(), Some(d("0.38")));
        assert_eq!(Concentration::of([]), None);
        assert_eq!(Concentration::of([d("0"), d("-3")]), None);
        assert_eq!(Concentration::of([Decimal::MAX, Decimal::MAX]), None);
        assert_eq!(Concentration::of([Decimal::MAX]).unwrap().hhi(), None);
    }

    #[test]
    fn groups_give_bounds() {
        let group = |net: i64, clients| Group { net: net.into(), clients };
        // 50² + 20²; 30 as 10 + 10 + 10, or as 30 + 0 + 0.
        let grouped = Concentration::with_groups([d("50"), d("20")], [group(30, 3), group(-1, 2)]).unwrap();
        assert_eq!(grouped.hhi_bounds(), Some(Bounds { least: d("0.32"), most: d("0.38") }));
        assert_eq!((grouped.hhi(), grouped.effective()), (None, None));
        // 1 ÷ 0.38 and 1 ÷ 0.32.
        let effective = grouped.effective_bounds().map(|bounds| (bounds.least.round_dp(4), bounds.most));
        assert_eq!(effective, Some((d("2.6316"), d("3.125"))));
        assert_eq!((grouped.clients(), grouped.left_out()), (5, 2));
        assert_eq!([grouped.top(1), grouped.top(2)], [Some(d("0.5")), None]);
        assert_eq!(of(&[50, 30, 20]).hhi_bounds(), Some(Bounds { least: d("0.38"), most: d("0.38") }));
        // A group of one is a client; one of nobody cannot have brought anything.
        assert_eq!(Concentration::with_groups([d("50")], [group(50, 1)]), Concentration::of([d("50"), d("50")]));
        assert_eq!(Concentration::with_groups([d("50")], [group(50, 0)]), None);
    }

    proptest! {
        #[test]
        fn the_index_lies_between_even_shares_and_one(nets in proptest::collection::vec(1_i64..100_000_000, 1..20)) {
            let all = Concentration::of(nets.iter().map(|cents| Decimal::new(*cents, 2))).unwrap();
            let hhi = all.hhi().unwrap();
            let even = Decimal::ONE / Decimal::from(nets.len());
            prop_assert!(hhi <= Decimal::ONE && hhi >= even - Decimal::new(1, 20));
            prop_assert_eq!(all.top(nets.len()), Some(Decimal::ONE));
            let (known, hidden) = nets.split_at(nets.len() / 2);
            let known = known.iter().map(|cents| Decimal::new(*cents, 2));
            let group = Group { net: Decimal::new(hidden.iter().sum(), 2), clients: u32::try_from(hidden.len()).unwrap() };
            let bounds = Concentration::with_groups(known, [group]).unwrap().hhi_bounds().unwrap();
            let last_digit = Decimal::new(1, 20);
            prop_assert!(bounds.least - last_digit <= hhi && hhi <= bounds.most + last_digit);
        }
    }
}
