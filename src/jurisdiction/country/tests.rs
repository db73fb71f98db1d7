use super::*;
use crate::jurisdiction::dated::assert_in_order;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}
fn period(start: &str, end: &str) -> Period {
    Period::new("", start.parse().unwrap(), end.parse().unwrap())
}
fn calendar(year: i32) -> Period {
    period(&format!("{year}-01-01"), &format!("{year}-12-31"))
}
fn estimate(code: &str, profit: &str, year: &Period, business: &Business) -> Result<TaxEstimate, Wording> {
    (Country::of(code).unwrap().company_tax)(&CompanyYear::new(d(profit), d("150000"), year, business))
}
fn tax(code: &str, profit: &str, year: &Period, business: &Business) -> Option<Decimal> {
    estimate(code, profit, year, business).ok().map(|estimate| estimate.tax)
}

/// What holds of a country by being in the list: nothing else has to be written for it.
#[test]
fn every_country_of_the_list_answers() {
    let mut business = Business { trade_tax_multiplier: Some(400), ..Business::default() };
    business.small_company = Some(true);
    for country in COUNTRIES {
        assert!(country.code.len() == 2 && country.currency.len() == 3, "{}", country.code);
        let found = Country::of(&country.code.to_lowercase()).unwrap();
        assert_eq!((found.code, &found.result), (country.code, &country.result), "found by its code, and the only one of it");
        let words = [&country.tax, &country.result, &country.profit];
        assert!(words.iter().all(|word| !word.fr.is_empty() && !word.en.is_empty()), "{}", country.code);
        match tax(country.code, "1000", &calendar(2024), &business) {
            Some(tax) => {
                assert!(tax > Decimal::ZERO && tax < d("500"), "{}: {tax}", country.code);
                let found = estimate(country.code, "1000", &calendar(2024), &business).unwrap();
                assert!(!found.source.is_empty() && !found.assumes.fr.is_empty(), "{}", country.code);
                assert_eq!(tax, found.slices.iter().map(|slice| slice.tax).sum(), "{}", country.code);
            }
            // Where the law leaves a rate to be told, what to write is said.
            None => assert!(estimate(country.code, "1000", &calendar(2024), &business).unwrap_err().en.contains("[business]")),
        }
        for loss in ["0", "-1000"] {
            assert!(tax(country.code, loss, &calendar(2024), &business).is_none_or(|tax| tax.is_zero()), "{}", country.code);
        }
        let long_ago = estimate(country.code, "1000", &calendar(1900), &business);
        assert!(long_ago.is_err_and(|why| why.en.contains("no tax is posted")), "{}", country.code);
        let huge = CompanyYear::new(Decimal::MAX, Decimal::MAX, &calendar(2024), &business).profit;
        assert!(tax(country.code, &huge.to_string(), &calendar(2024), &business).is_none_or(|tax| tax > Decimal::ONE));
    }
    assert!(Country::of("LU").is_none());
}

#[test]
fn tables_are_in_order() {
    assert_in_order(gb::RATES);
    assert_in_order(de::CORPORATION_TAX);
    assert_in_order(be::RATES);
    assert_in_order(us::RATES);
}

/// Corporation tax of years that follow financial years. Sources: CTA 2010, ss. 18A to 18E; gov.uk, Corporation Tax rates and reliefs.
#[test]
fn united_kingdom() {
    let business = Business::default();
    let year = period("2023-04-01", "2024-03-31");
    for (profit, expected) in [
        ("40000", "7600"),         // 19 %
        ("50000", "9500"),         // 19 %, the lower limit
        ("100000", "22750"),       // 25 000 − 150 000 × 3/200
        ("150000", "36000"),       // 37 500 − 100 000 × 3/200
        ("250000", "62500"),       // 25 %, the upper limit
        ("250000.10", "62500.03"), // 62 500.025: to the penny, halves up
    ] {
        assert_eq!(tax("GB", profit, &year, &business), Some(d(expected)), "{profit}");
    }
    let of = |profit, start: &str, end: &str| tax("GB", profit, &period(start, end), &business);
    // 20 % until March 2017, 19 % until March 2023.
    assert_eq!(of("100000", "2016-04-01", "2017-03-31"), Some(d("20000")));
    assert_eq!(of("100000", "2020-01-01", "2020-12-31"), Some(d("19000")));
    // 90 days at 20 %, 275 at 19 %: 4 931.5068 + 14 315.0685.
    assert_eq!(of("100000", "2017-01-01", "2017-12-31"), Some(d("19246.58")));
    assert_eq!(of("100000", "2015-03-31", "2016-03-30"), None, "rates of before are not known");
}

/// 274 days at 19 %: 14 263.0137. 91 days at 25 %: 6 232.8767, less 3/200 of 250 000 × 91/365 − 24 931.5068: 560.9589.
#[test]
fn a_british_year_across_the_change_of_2023() {
    let found = estimate("GB", "100000", &period("2022-07-01", "2023-06-30"), &Business::default()).unwrap();
    let slices: Vec<_> = found.slices.iter().map(|slice| slice.tax.round_dp(4)).collect();
    assert_eq!(slices, [d("14263.0137"), d("6232.8767"), d("-560.9589")]);
    assert_eq!(found.tax, d("19934.93"));
}

#[test]
fn british_limits_are_shared_with_associated_companies_and_short_periods() {
    let with = |associated_companies| Business { associated_companies, ..Business::default() };
    let year = period("2023-04-01", "2024-03-31");
    // Limits of 25 000 and 125 000: 25 000 − 25 000 × 3/200.
    assert_eq!(tax("GB", "100000", &year, &with(1)), Some(d("24625")));
    assert_eq!(tax("GB", "40000", &year, &with(1)), Some(d("8725"))); // 10 000 − 85 000 × 3/200
    assert_eq!(tax("GB", "100000", &year, &with(4)), Some(d("25000"))); // limits of 10 000 and 50 000
    // 183 of 366 days: limits of 25 000 and 125 000.
    let half = period("2023-04-01", "2023-09-30");
    assert_eq!(tax("GB", "25000", &half, &with(0)), Some(d("4750")));
    assert_eq!(tax("GB", "100000", &half, &with(0)), Some(d("24625")));
    // A leap day makes no year of more than twelve months.
    assert_eq!(tax("GB", "250000", &period("2023-07-01", "2024-06-30"), &with(0)), Some(d("62500")));
    // Eighteen months from April 2023: 366 days of 549 with whole limits, 183 of 365 with half of them.
    // 100 000: 25 000 − (250 000 − 66 666.67) × 3/200 − (250 000 × 183/365 − 33 333.33) × 3/200 = 25 000 − 2 750 − 1 380.1370.
    assert_eq!(tax("GB", "100000", &period("2023-04-01", "2024-09-30"), &with(0)), Some(d("20869.86")));
}

/// KStG § 23, SolZG § 4, GewStG §§ 11 and 16.
#[test]
fn germany() {
    let business = Business { trade_tax_multiplier: Some(410), ..Business::default() };
    let found = estimate("DE", "100000", &calendar(2024), &business).unwrap();
    assert_eq!(found.slices.iter().map(|slice| slice.tax).collect::<Vec<_>>(), [d("15000"), d("825"), d("14350")]);
    assert_eq!(found.tax, d("30175"));
    // KSt 1 850.985 → 1 850, SolZ 101.75, base 3.5 % of 12 300 = 430.5 → 430, × 4.1 = 1 763.
    assert_eq!(tax("DE", "12339.90", &calendar(2024), &business), Some(d("3714.75")));
    // 14 % from 2028, a point less each year to 10 % from 2032: + 5.5 % of it + 14 350.
    for (year, expected) in [(2027, "30175"), (2028, "29120"), (2029, "28065"), (2030, "27010"), (2031, "25955"), (2032, "24900")]
    {
        assert_eq!(tax("DE", "100000", &calendar(year), &business), Some(d(expected)), "{year}");
    }
    // The year in which the fiscal year ends is what counts.
    assert_eq!(tax("DE", "100000", &period("2027-07-01", "2028-06-30"), &business), Some(d("29120")));
    let without = estimate("DE", "100000", &calendar(2024), &Business::default());
    assert!(without.is_err_and(|why| why.en.contains("trade_tax_multiplier = 410")));
}

/// CIR 92, art. 215: 20.4 % of 100 000 and 29.58 % of 50 000; then 20 % and 25 %.
#[test]
fn belgium() {
    let small = Business { small_company: Some(true), ..Business::default() };
    let normal = Business::default();
    for (year, of_small, of_normal) in
        [(2018, "35190", "44370"), (2019, "35190", "44370"), (2020, "32500", "37500"), (2026, "32500", "37500")]
    {
        assert_eq!(tax("BE", "150000", &calendar(year), &small), Some(d(of_small)), "{year}");
        assert_eq!(tax("BE", "150000", &calendar(year), &normal), Some(d(of_normal)), "{year}");
    }
    assert_eq!(tax("BE", "60000", &calendar(2020), &small), Some(d("12000")));
    assert_eq!(tax("BE", "150000", &calendar(2017), &normal), Some(d("50985")));
    assert!(estimate("BE", "150000", &calendar(2017), &small).is_err_and(|why| why.en.contains("before 2018")));
    // The opening counts.
    assert_eq!(tax("BE", "100000", &period("2019-07-01", "2020-06-30"), &normal), Some(d("29580")));
    assert!(estimate("BE", "1", &calendar(2020), &normal).unwrap().assumes.en.contains("small_company = true"));
}

/// The rate after tax is 8.5 %: 8.5 ÷ 108.5 of the profit before tax.
#[test]
fn switzerland_asks_for_a_rate() {
    assert_eq!(ch::FEDERAL.share().map(|share| share.round_dp(5)), Some(d("0.07834")));
    let asked = estimate("CH", "100000", &calendar(2024), &Business::default()).unwrap_err();
    assert!(asked.en.contains("company_tax_rate = \"14.5 %\"") && asked.fr.contains("company_tax_rate = \"14.5 %\""));
    let (year, business) = (calendar(2024), Business::default());
    let stated = CompanyYear::new(d("100000"), d("150000"), &year, &business).at(d("14.5")).unwrap();
    assert_eq!((stated.tax, stated.assumes.fr.contains("14,5 %")), (d("14500"), true));
}

/// 26 U.S.C. § 11(b).
#[test]
fn united_states() {
    let business = Business::default();
    assert_eq!(tax("US", "100000", &calendar(2018), &business), Some(d("21000")));
    assert_eq!(tax("US", "100000", &period("2017-07-01", "2018-06-30"), &business), None);
}

#[test]
fn france_has_regions_with_a_tax_of_their_own() {
    let of = |region: Option<&str>| {
        let business = Business { region: region.map(str::to_owned), ..Business::default() };
        tax("FR", "9412", &calendar(2020), &business)
    };
    assert_eq!([of(None), of(Some("réunion"))], [Some(d("1412")); 2]);
    assert_eq!([of(Some("Nouvelle-Calédonie")), of(Some("Atlantis"))], [None; 2]);
    let not_small = Business { small_company: Some(false), ..Business::default() };
    assert_eq!(tax("FR", "10000", &calendar(2020), &not_small), Some(d("2800")));
}
