use proptest::prelude::*;

use super::*;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}
fn work(revenue: &str, days: &str) -> DayWork {
    DayWork::new(d(revenue), d(days))
}
fn sum(parts: &ByClients) -> Decimal {
    parts.volume + parts.rate + parts.new + parts.lost + parts.without_days + parts.mix
}
fn negated(parts: ByClients) -> ByClients {
    ByClients {
        volume: -parts.volume,
        rate: -parts.rate,
        new: -parts.lost,
        lost: -parts.new,
        without_days: -parts.without_days,
        mix: -parts.mix,
    }
}
fn backwards(clients: &[(DayWork, DayWork)]) -> Vec<(DayWork, DayWork)> {
    clients.iter().map(|(base, new)| (*new, *base)).collect()
}

#[test]
fn the_bridge_from_2019_to_2020() {
    let (base, new) = (work("140000", "197"), work("125000", "175"));
    let parts = by_capacity_occupancy_and_rate((base, d("226")), (new, d("228"))).unwrap();
    let cents = [parts.capacity, parts.occupancy, parts.rate].map(|part| part.round_dp(2));
    assert_eq!(cents, [d("1167.84"), d("-16842.37"), d("674.53")]);
    let fixed_price = d("13000") - d("10000");
    assert_eq!(fixed_price + parts.capacity + parts.occupancy + parts.rate, d("-12000"));

    let two = by_days_and_rate(base, new).unwrap();
    assert_eq!([two.days.round_dp(2), two.rate.round_dp(2)], [d("-15674.40"), d("674.40")]);
    assert_eq!(two.days + two.rate, d("-15000"));
}

#[test]
fn with_fixed_price_in_the_rate_the_same_years_tell_another_story() {
    let parts = by_days_and_rate(work("150000", "197"), work("138000", "175")).unwrap();
    assert_eq!([parts.days.round_dp(2), parts.rate.round_dp(2)], [d("-17049.92"), d("5049.92")]);
}

/// Four clients, one lost and one gained.
fn four() -> [(DayWork, DayWork); 4] {
    let none = DayWork::default();
    [
        (work("60000", "100"), work("50400", "80")),
        (work("40000", "50"), work("73800", "90")),
        (work("10000", "20"), none),
        (none, work("10000", "10")),
    ]
}

#[test]
fn volume_rate_and_mix_of_clients() {
    let parts = by_clients(&four(), NewAndLost::InMix).unwrap();
    let shown = [parts.volume, parts.rate, parts.mix].map(|part| part.round_dp(4));
    assert_eq!(shown, [d("6963.0719"), d("4100.4902"), d("13136.4379")]);
    assert_eq!((parts.new, parts.lost), (d("0"), d("0")));
    assert_eq!(sum(&parts), d("24200"));
    assert_eq!(by_clients(&backwards(&four()), NewAndLost::InMix), Some(negated(parts)));
}

#[test]
fn new_and_lost_clients_apart() {
    let parts = by_clients(&four(), NewAndLost::Apart).unwrap();
    assert_eq!((parts.new, parts.lost), (d("10000"), d("-10000")));
    // 150 days at 666⅔ became 170 at 730 10/17: volume 20 × the mean of both.
    assert_eq!(parts.volume.round_dp(4), d("13972.5490"));
    // 160 × (30 × (⅔ + 8/17) ÷ 2 + 20 × (⅓ + 9/17) ÷ 2)
    assert_eq!(parts.rate.round_dp(4), d("4109.8039"));
    assert_eq!(sum(&parts), d("24200"));
    assert_eq!(by_clients(&backwards(&four()), NewAndLost::Apart), Some(negated(parts)));
}

#[test]
fn without_work_in_a_period_the_change_is_of_days() {
    let none = DayWork::default();
    let year = work("1000", "3");
    assert_eq!(by_days_and_rate(none, year), Some(ByDaysAndRate { days: d("1000"), rate: d("0") }));
    assert_eq!(by_days_and_rate(year, none), Some(ByDaysAndRate { days: d("-1000"), rate: d("0") }));
    assert_eq!(by_days_and_rate(none, none), Some(ByDaysAndRate { days: d("0"), rate: d("0") }));
    let idle = by_capacity_occupancy_and_rate((none, d("226")), (work("900", "3"), d("226"))).unwrap();
    assert_eq!((idle.capacity, idle.occupancy, idle.rate), (d("0"), d("900"), d("0")));
    let first = by_capacity_occupancy_and_rate((none, d("0")), (work("900", "3"), d("200"))).unwrap();
    assert_eq!((first.capacity, first.occupancy, first.rate), (d("900"), d("0"), d("0")));
    let clients = by_clients(&[(none, year)], NewAndLost::InMix).unwrap();
    assert_eq!((clients.volume, clients.rate, clients.mix), (d("1000"), d("0"), d("0")));
    assert_eq!(by_clients(&[], NewAndLost::InMix), Some(ByClients::default()));
}

#[test]
fn revenue_without_days_has_no_rate() {
    let year = work("1000", "3");
    assert_eq!(by_days_and_rate(work("10", "0"), year), None);
    assert_eq!(by_capacity_occupancy_and_rate((year, d("0")), (year, d("200"))), None);
    let mut clients = four().to_vec();
    clients.push((work("7", "0"), work("10", "0")));
    let parts = by_clients(&clients, NewAndLost::InMix).unwrap();
    assert_eq!(parts.without_days, d("3"));
    assert_eq!(ByClients { without_days: d("0"), ..parts }, by_clients(&four(), NewAndLost::InMix).unwrap());
    // Days that cancel out leave no share of days.
    assert_eq!(by_clients(&[(year, year), (work("-1000", "-3"), year)], NewAndLost::InMix), None);
    assert_eq!(by_days_and_rate(DayWork::new(Decimal::MAX, Decimal::ONE), DayWork::new(Decimal::MIN, Decimal::ONE)), None);
}

/// An amount to the cent with a count of days to the quarter, sometimes none.
fn any_work() -> impl Strategy<Value = DayWork> {
    prop_oneof![
        1 => Just(DayWork::default()),
        9 => (-100_000_i64..100_000_000, 1_i64..2_000)
            .prop_map(|(cents, quarters)| DayWork::new(Decimal::new(cents, 2), Decimal::new(quarters * 25, 2))),
    ]
}

proptest! {
    #[test]
    fn two_parts_add_up_and_turn_round(base in any_work(), new in any_work()) {
        let parts = by_days_and_rate(base, new).unwrap();
        prop_assert_eq!(parts.days + parts.rate, new.revenue - base.revenue);
        let back = by_days_and_rate(new, base).unwrap();
        prop_assert_eq!((back.days, back.rate), (-parts.days, -parts.rate));
    }

    #[test]
    fn three_parts_add_up_and_turn_round(base in any_work(), new in any_work(), capacity in (1_i64..300, 1_i64..300)) {
        let (base, new) = ((base, capacity.0.into()), (new, capacity.1.into()));
        let parts = by_capacity_occupancy_and_rate(base, new).unwrap();
        prop_assert_eq!(parts.capacity + parts.occupancy + parts.rate, new.0.revenue - base.0.revenue);
        let back = by_capacity_occupancy_and_rate(new, base).unwrap();
        prop_assert_eq!((back.capacity, back.occupancy, back.rate), (-parts.capacity, -parts.occupancy, -parts.rate));
        // The last part is what the formula says, not only what the others leave.
        if let Some((rate0, rate1)) = base.0.rate_or(new.0).zip(new.0.rate_or(base.0)) {
            let share = |(work, capacity): (DayWork, Decimal)| work.days / capacity;
            let rate = one_of_three((rate0, rate1), (base.1, new.1), (share(base), share(new))).unwrap();
            prop_assert!((rate - parts.rate).abs() < Decimal::new(1, 8), "{rate} {}", parts.rate);
        }
    }

    #[test]
    fn parts_of_clients_add_up_and_turn_round(clients in proptest::collection::vec((any_work(), any_work()), 0..8)) {
        let change: Decimal = clients.iter().map(|(base, new)| new.revenue - base.revenue).sum();
        for new_and_lost in [NewAndLost::InMix, NewAndLost::Apart] {
            let parts = by_clients(&clients, new_and_lost).unwrap();
            prop_assert_eq!(sum(&parts), change);
            prop_assert_eq!(by_clients(&backwards(&clients), new_and_lost).unwrap(), negated(parts));
        }
        // The mix is what the formula says, not only what the others leave.
        let parts = by_clients(&clients, NewAndLost::InMix).unwrap();
        let days = |side: fn(&(DayWork, DayWork)) -> DayWork| clients.iter().map(|client| side(client).days).sum::<Decimal>();
        let (days0, days1) = (days(|client| client.0), days(|client| client.1));
        if !days0.is_zero() && !days1.is_zero() {
            let mix: Decimal = clients.iter().filter(|(base, new)| !base.is_none() || !new.is_none()).map(|(base, new)| {
                let rate = mean(base.rate_or(*new).unwrap(), new.rate_or(*base).unwrap()).unwrap();
                (new.days / days1 - base.days / days0) * rate
            }).sum();
            let mix = mix * mean(days0, days1).unwrap();
            prop_assert!((mix - parts.mix).abs() < Decimal::new(1, 8), "{mix} {}", parts.mix);
        }
    }
}
