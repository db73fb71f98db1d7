use super::*;
use crate::jurisdiction::dated::assert_in_order;
use crate::jurisdiction::fr::MICRO;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}
fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
fn share(rate: Option<Rate>) -> Option<Decimal> {
    rate.and_then(Rate::share)
}

#[test]
fn tables_are_in_order() {
    assert_in_order(MICRO.thresholds);
    assert_in_order(MICRO.vat_franchise);
    assert_in_order(MICRO.social);
    assert_in_order(MICRO.training);
    assert_in_order(MICRO.income_tax);
}

#[test]
fn thresholds_of_every_year() {
    for (first, last, services, sales) in [
        (2017, 2019, 70_000, 170_000),
        (2020, 2022, 72_600, 176_200),
        (2023, 2025, 77_700, 188_700),
        (2026, 2028, 83_600, 203_100),
    ] {
        for date in [day(&format!("{first}-01-01")), day(&format!("{last}-12-31"))] {
            let threshold = Dated::on(MICRO.thresholds, date).unwrap().value;
            assert_eq!((threshold.services, threshold.sales), (services, sales), "{date}");
            let of =
                [Activity::Liberal, Activity::Craft, Activity::Services, Activity::Sales].map(|activity| threshold.of(activity));
            assert_eq!(of, [services, services, services, sales]);
        }
    }
    assert!(Dated::on(MICRO.thresholds, day("2016-12-31")).is_none());
    assert!(Dated::on(MICRO.thresholds, day("2029-01-01")).is_none());
}

#[test]
fn the_vat_franchise_on_the_first_and_last_day_of_every_row() {
    for (from, until, services, sales) in [
        ("2017-01-01", "2019-12-31", (33_200, 35_200), (82_800, 91_000)),
        ("2020-01-01", "2022-12-31", (34_400, 36_500), (85_800, 94_300)),
        ("2023-01-01", "2024-12-31", (36_800, 39_100), (91_900, 101_000)),
        ("2025-01-01", "2026-12-31", (37_500, 41_250), (85_000, 93_500)),
    ] {
        for date in [from, until] {
            let franchise = Dated::on(MICRO.vat_franchise, day(date)).unwrap().value;
            let of = |activity| (franchise.of(activity).base, franchise.of(activity).upper);
            assert_eq!(of(Activity::Sales), sales, "{date}");
            for activity in [Activity::Liberal, Activity::Craft, Activity::Services] {
                assert_eq!(of(activity), services, "{date}");
            }
        }
    }
    assert!(Dated::on(MICRO.vat_franchise, day("2016-12-31")).is_none());
}

#[test]
fn social_rates_on_the_first_and_last_day_of_every_row() {
    for (from, until, liberal, services, sales) in [
        ("2016-01-01", "2017-03-31", "0.231", None, "0.134"),
        ("2017-04-01", "2017-12-31", "0.227", None, "0.131"),
        ("2018-01-01", "2022-09-30", "0.22", Some("0.22"), "0.128"),
        ("2022-10-01", "2024-06-30", "0.211", Some("0.212"), "0.123"),
        ("2024-07-01", "2024-12-31", "0.231", Some("0.212"), "0.123"),
        ("2025-01-01", "2025-12-31", "0.246", Some("0.212"), "0.123"),
        ("2026-01-01", "2026-12-31", "0.256", Some("0.212"), "0.123"),
    ] {
        for date in [from, until] {
            let rates = Dated::on(MICRO.social, day(date)).unwrap().value;
            assert_eq!(share(rates.of(Activity::Liberal)), Some(d(liberal)), "{date}");
            assert_eq!(share(rates.of(Activity::Services)), services.map(d), "{date}");
            assert_eq!(share(rates.of(Activity::Craft)), services.map(d), "{date}");
            assert_eq!(share(rates.of(Activity::Sales)), Some(d(sales)), "{date}");
        }
    }
    assert!(Dated::on(MICRO.social, day("2015-12-31")).is_none());
}

#[test]
fn training_and_income_tax_by_activity() {
    for (activity, training, income_tax) in [
        (Activity::Liberal, "0.002", "0.022"),
        (Activity::Craft, "0.003", "0.017"),
        (Activity::Services, "0.001", "0.017"),
        (Activity::Sales, "0.001", "0.010"),
    ] {
        let owed = MICRO.contributions([(day("2020-06-01"), d("1000"))], activity, IncomeTax::Along).unwrap();
        assert_eq!(owed.training, d(training) * d("1000"), "{activity:?}");
        assert_eq!(owed.income_tax, d(income_tax) * d("1000"), "{activity:?}");
    }
}

#[test]
fn each_receipt_is_charged_at_the_rate_of_its_day() {
    // 10 000 × 21.1 % + 12 345.67 × 23.1 % − 500 × 24.6 %
    let receipts = [("2024-06-30", "10000"), ("2024-07-01", "12345.67"), ("2025-01-01", "-500")];
    let receipts = receipts.map(|(date, amount)| (day(date), d(amount)));
    let owed = MICRO.contributions(receipts, Activity::Liberal, IncomeTax::Along).unwrap();
    assert_eq!(owed.receipts, d("21845.67"));
    assert_eq!(owed.social, d("4838.84977"));
    assert_eq!(owed.training, d("43.69134"));
    assert_eq!(owed.income_tax, d("480.60474"));
    assert_eq!(owed.remaining(), Some(d("16482.52415")));

    let without = MICRO.contributions(receipts, Activity::Liberal, IncomeTax::Apart).unwrap();
    assert_eq!((without.social, without.income_tax), (owed.social, d("0")));
    let months = receipts.map(|receipt| MICRO.contributions([receipt], Activity::Liberal, IncomeTax::Along).unwrap().social);
    assert_eq!(months.iter().sum::<Decimal>(), owed.social);
}

#[test]
fn days_without_a_known_rate_have_no_contributions() {
    let of = |date: &str, activity| MICRO.contributions([(day(date), d("1"))], activity, IncomeTax::Apart);
    assert_eq!(of("2015-12-31", Activity::Liberal), None);
    assert_eq!(of("2017-12-31", Activity::Services), None);
    assert!(of("2018-01-01", Activity::Services).is_some());
    assert_eq!(MICRO.contributions([], Activity::Liberal, IncomeTax::Along), Some(Contributions::default()));
    assert_eq!(MICRO.contributions([(day("2020-01-01"), Decimal::MAX)], Activity::Liberal, IncomeTax::Along), None);
}
