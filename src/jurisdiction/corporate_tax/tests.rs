use chrono::NaiveDate;

use super::*;
use crate::jurisdiction::dated::assert_in_order;
use crate::jurisdiction::fr;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}
fn period(start: &str, end: &str) -> Period {
    Period::new("", start.parse().unwrap(), end.parse().unwrap())
}
fn calendar(year: i32) -> Period {
    period(&format!("{year}-01-01"), &format!("{year}-12-31"))
}
fn estimate(profit: &str, year: &Period) -> TaxEstimate {
    fr::CORPORATE_TAX.estimate(d(profit), year, d("138000"), Capital::PaidUpByPeople).unwrap()
}
fn of_months(year: &Period) -> Decimal {
    Decimal::from(year.thirtieths_of_months().unwrap()) / d("30")
}
fn tax(profit: &str, year: &Period) -> Decimal {
    estimate(profit, year).tax
}

#[test]
fn tables_are_in_order() {
    assert_in_order(fr::CORPORATE_TAX.rates);
    assert_in_order(fr::CORPORATE_TAX.ceilings);
}

#[test]
fn calendar_years_of_a_small_company() {
    let table = [
        ("10000", [1500, 1500, 1500, 1500, 1500, 1500, 1500]),
        ("38120", [5718, 5718, 5718, 5718, 5718, 5718, 5718]),
        ("42500", [7178, 6944, 6944, 6944, 6944, 6879, 6375]),
        ("60000", [13011, 11844, 11844, 11844, 11844, 11516, 10750]),
        ("100000", [26345, 24378, 23044, 23044, 23044, 22116, 20750]),
        ("600000", [193_011, 191_044, 168_378, 166_044, 163_044, 154_616, 145_750]),
    ];
    for (profit, taxes) in table {
        for (year, expected) in (2016..=2022).zip(taxes) {
            assert_eq!(tax(profit, &calendar(year)), Decimal::from(expected), "{profit} in {year}");
        }
        assert_eq!(tax(profit, &calendar(2015)), tax(profit, &calendar(2016)), "{profit} in 2015");
        for year in 2023..=2026 {
            assert_eq!(tax(profit, &calendar(year)), Decimal::from(taxes[6]), "{profit} in {year}");
        }
    }
}

#[test]
fn years_of_other_lengths_and_other_closing_days() {
    for (start, end, months, expected) in [
        ("2020-09-15", "2021-12-31", "15.5333", 10385),
        ("2021-10-01", "2022-12-31", "15", 9791),
        ("2021-10-01", "2022-09-30", "12", 11516),
        ("2022-04-01", "2023-03-31", "12", 10750),
        ("2024-07-01", "2024-12-31", "6", 12875),
        ("2025-01-01", "2025-10-15", "9.5", 11635),
        // Twelve months are twelve months, wherever they start: 5 718 + 26.5 % of 21 880, then 6 375 + 25 % of 17 500.
        ("2021-02-15", "2022-02-14", "12", 11516),
        ("2023-03-01", "2024-02-29", "12", 10750),
        ("2024-01-31", "2025-01-30", "12", 10750),
    ] {
        let year = period(start, end);
        assert_eq!(of_months(&year).round_dp(4), d(months), "{start}..{end}");
        assert_eq!(estimate("60000", &year).tax, Decimal::from(expected), "{start}..{end}");
    }
    for (start, end, months) in [
        ("2024-01-01", "2024-01-01", "0.0333"),
        ("2024-01-31", "2024-02-29", "1.0333"),
        ("2024-01-31", "2024-02-28", "0.9667"),
        ("2024-01-31", "2024-03-30", "2"),
        ("2023-12-15", "2024-01-14", "1"),
        ("2023-12-15", "2024-01-13", "1"),
        ("2023-12-15", "2024-01-20", "1.2"),
    ] {
        assert_eq!(of_months(&period(start, end)).round_dp(4), d(months), "{start}..{end}");
    }
    let long = estimate("60000", &period("2020-09-15", "2021-12-31"));
    assert_eq!(long.slices[0].amount.round_dp(2), d("49344.22"));
    assert_eq!(long.slices[1].rate.share(), Some(d("0.28")));
    assert_eq!(estimate("60000", &period("2021-10-01", "2022-12-31")).slices[0].amount, d("53125"));
    // Nine and a half months are 79.17 % of twelve.
    assert_eq!((d("9.5") / d("12")).round_dp(4), d("0.7917"));
}

#[test]
fn the_published_table() {
    for (year, before, expected) in [(2020, "9412", 1412), (2019, "15882", 2382), (2018, "11765", 1765), (2017, "23529", 3529)] {
        assert_eq!(tax(before, &calendar(year)), Decimal::from(expected), "{year}");
    }
    assert_eq!(d("9412") - tax("9412", &calendar(2020)), d("8000"));
}

#[test]
fn profit_and_tax_are_rounded_to_the_euro_halves_up() {
    assert_eq!(tax("10", &calendar(2020)), d("2"));
    assert_eq!(estimate("9411.50", &calendar(2020)).taxable, d("9412"));
    assert_eq!(estimate("9411.49", &calendar(2020)).taxable, d("9411"));
    // Ten months at one third: 31 766⅔ at 15 % is 4 765, then 33⅓ at ⅓ is 11 1/9.
    assert_eq!(tax("31800", &period("2016-01-01", "2016-10-31")), d("4776"));
}

/// The tax in whole numbers: 360 × 60 parts of a euro hold every ceiling and every rate of 2016.
#[test]
fn thirds_never_move_a_half() {
    let mut halves = 0;
    for (months, end) in (1..=12).zip([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        let year = period("2016-01-01", &format!("2016-{months:02}-{end}"));
        for profit in (0..60_000_i64).step_by(97).chain(9_530..9_600) {
            let ceiling = 38_120 * months * 30;
            let all = profit * 360;
            let parts = all.min(ceiling) * 9 + (all - ceiling).max(0) * 20;
            halves += i32::from(parts % 21_600 == 10_800);
            assert_eq!(tax(&profit.to_string(), &year), Decimal::from((parts + 10_800) / 21_600), "{profit} in {months} months");
        }
    }
    assert!(halves > 20, "{halves}");
}

#[test]
fn losses_are_not_taxed() {
    for profit in ["-0.01", "-12000", "0"] {
        let estimate = estimate(profit, &calendar(2020));
        assert_eq!((estimate.tax, estimate.taxable, estimate.slices.len()), (d("0"), d("0"), 0), "{profit}");
    }
}

#[test]
fn the_reduced_rate_has_conditions() {
    let of = |turnover: &str, capital, year: &Period| {
        fr::CORPORATE_TAX.estimate(d("60000"), year, d(turnover), capital).map(|estimate| estimate.tax)
    };
    let whole = calendar(2022);
    assert_eq!(of("10000000", Capital::PaidUpByPeople, &whole), Some(d("10750")));
    assert_eq!(of("10000000.01", Capital::PaidUpByPeople, &whole), Some(d("15000")));
    assert_eq!(of("138000", Capital::Otherwise, &whole), Some(d("15000")));
    assert_eq!(of("7630000.01", Capital::PaidUpByPeople, &calendar(2020)), Some(d("16800")));
    // Six million in six months is twelve in twelve.
    let half = period("2024-07-01", "2024-12-31");
    assert_eq!(of("5000000", Capital::PaidUpByPeople, &half), Some(d("12875")));
    assert_eq!(of("6000000", Capital::PaidUpByPeople, &half), Some(d("15000")));
    // From 50 million in 2017, and 250 million in 2019 to 2021, rates are others.
    assert_eq!(of("50000000", Capital::PaidUpByPeople, &calendar(2017)), None);
    assert_eq!(of("250000000", Capital::PaidUpByPeople, &calendar(2019)), None);
    assert_eq!(of("249999999.99", Capital::PaidUpByPeople, &calendar(2019)), Some(d("16800")));
    assert_eq!(of("250000000", Capital::PaidUpByPeople, &whole), Some(d("15000")));
}

#[test]
fn years_that_are_not_covered_have_no_estimate() {
    let of = |profit: &str, year: &Period| fr::CORPORATE_TAX.estimate(d(profit), year, d("0"), Capital::PaidUpByPeople);
    assert!(of("1", &period("2014-12-31", "2015-12-31")).is_none());
    assert!(of("1", &period("2015-01-01", "2015-12-31")).is_some());
    assert!(of("1", &period("2026-12-31", "2027-12-31")).is_some());
    assert!(of("1", &period("2027-01-01", "2027-12-31")).is_none());
    assert!(of("1", &period("2020-12-31", "2020-01-01")).is_none());
    assert!(of("79228162514264337593543950335", &calendar(2020)).is_none());
    let endless = Period::new("", calendar(2020).start, NaiveDate::MAX);
    assert!(of("1", &endless).is_none());
}

#[test]
fn slices_add_up_to_the_taxable_profit() {
    let estimate = estimate("600000", &calendar(2018));
    let slices: Vec<_> = estimate.slices.iter().map(|slice| slice.amount).collect();
    assert_eq!(slices, [d("38120"), d("461880"), d("100000")]);
    assert_eq!(slices.iter().sum::<Decimal>(), estimate.taxable);
}

#[test]
fn losses_are_carried_forward() {
    let carry = |result: &str, losses: &str| fr::CORPORATE_TAX.losses.carry(d(result), d(losses)).unwrap();
    let first = carry("-12000", "0");
    assert_eq!((first.taxable, first.left), (d("0"), d("12000")));
    let second = carry("9000", "12000");
    assert_eq!((second.used, second.taxable, second.left), (d("9000"), d("0"), d("3000")));
    assert_eq!(tax("0", &calendar(2020)), d("0"));
    let third = carry("20000", "3000");
    assert_eq!((third.used, third.taxable, third.left), (d("3000"), d("17000"), d("0")));
    assert_eq!(tax("17000", &calendar(2020)), d("2550"));
    let large = carry("3000000", "5000000");
    assert_eq!((large.used, large.taxable, large.left), (d("2000000"), d("1000000"), d("3000000")));
    let exact = carry("1000000", "5000000");
    assert_eq!((exact.used, exact.taxable), (d("1000000"), d("0")));
    assert_eq!(carry("-1", "5").left, d("6"));
    assert!(fr::CORPORATE_TAX.losses.carry(Decimal::MIN, Decimal::ONE).is_none());
}
