//! The rules of the shown numbers, by example.

use rust_decimal::Decimal;

use super::{EN, FR, Locale, NumberStyle};
use crate::model::Measure;

const BLOG: Locale = FR.with_style(NumberStyle::BLOG);
const ENGLISH_BLOG: Locale = EN.with_style(NumberStyle::BLOG);
const COMPACT: Locale = FR.with_style(NumberStyle::COMPACT);
const ENGLISH_COMPACT: Locale = EN.with_style(NumberStyle::COMPACT);

fn exact(text: &str) -> Decimal {
    text.parse().unwrap_or(Decimal::MAX)
}

/// (value, plain French, plain English, compact French, compact English, blog French, blog English)
#[test]
fn money_totals() {
    let cases = [
        ("138000", "138\u{202f}000\u{a0}€", "€138,000", "138\u{a0}K€", "€138K", "~138 K€", "~€138K"),
        ("13500.00", "13\u{202f}500\u{a0}€", "€13,500", "13,5\u{a0}K€", "€13.5K", "~13.5 K€", "~€13.5K"),
        ("788.574", "788,57\u{a0}€", "€788.57", "0,8\u{a0}K€", "€0.8K", "~0.8 K€", "~€0.8K"),
        ("788.5", "788,50\u{a0}€", "€788.50", "0,8\u{a0}K€", "€0.8K", "~0.8 K€", "~€0.8K"),
        ("-12000", "-12\u{202f}000\u{a0}€", "-€12,000", "-12\u{a0}K€", "-€12K", "~-12 K€", "~-€12K"),
        ("99949", "99\u{202f}949\u{a0}€", "€99,949", "99,9\u{a0}K€", "€99.9K", "~99.9 K€", "~€99.9K"),
        ("99950", "99\u{202f}950\u{a0}€", "€99,950", "100\u{a0}K€", "€100K", "~100 K€", "~€100K"),
        ("1380000", "1\u{202f}380\u{202f}000\u{a0}€", "€1,380,000", "1\u{202f}380\u{a0}K€", "€1,380K", "~1 380 K€", "~€1,380K"),
        ("45.4", "45,40\u{a0}€", "€45.40", "45\u{a0}€", "€45", "~45 €", "~€45"),
        ("0", "0\u{a0}€", "€0", "0\u{a0}K€", "€0K", "~0 K€", "~€0K"),
        ("-0.001", "0\u{a0}€", "€0", "0\u{a0}€", "€0", "~0 €", "~€0"),
    ];
    for (value, fr, en, compact, english_compact, blog, english_blog) in cases {
        let shown = [FR, EN, COMPACT, ENGLISH_COMPACT, BLOG, ENGLISH_BLOG].map(|l| l.figure(Measure::Money, exact(value), "EUR"));
        assert_eq!(shown, [fr, en, compact, english_compact, blog, english_blog], "{value}");
    }
}

#[test]
fn day_rates() {
    let cases = [
        ("788.5714285714", "788,57\u{a0}€", "€788.57", "789\u{a0}€", "789€", "€789"),
        ("625.000", "625\u{a0}€", "€625", "625\u{a0}€", "625€", "€625"),
        ("714.2857", "714,29\u{a0}€", "€714.29", "714\u{a0}€", "714€", "€714"),
        ("1250.5", "1\u{202f}250,50\u{a0}€", "€1,250.50", "1\u{202f}251\u{a0}€", "1 251€", "€1,251"),
    ];
    for (value, fr, en, compact, blog, english_blog) in cases {
        let shown = [FR, EN, COMPACT, BLOG, ENGLISH_BLOG].map(|l| l.figure(Measure::MoneyPerDay, exact(value), "EUR"));
        assert_eq!(shown, [fr, en, compact, blog, english_blog], "{value}");
    }
}

#[test]
fn days_counts_and_indexes() {
    for (measure, value, fr, en, blog) in [
        (Measure::Days, "175", "175", "175", "175"),
        (Measure::Days, "175.50", "175,5", "175.5", "175.5"),
        (Measure::Days, "0.125", "0,13", "0.13", "0.13"),
        (Measure::Days, "-2", "-2", "-2", "-2"),
        (Measure::Count, "1412", "1\u{202f}412", "1,412", "1 412"),
        (Measure::Index, "0.25", "0,25", "0.25", "0.25"),
        (Measure::Index, "0.123456", "0,1235", "0.1235", "0.1235"),
    ] {
        assert_eq!([FR, EN, BLOG].map(|l| l.figure(measure, exact(value), "EUR")), [fr, en, blog], "{value}");
    }
}

#[test]
fn shares_and_changes() {
    for (share, fr, en, blog) in [
        ("0.76754", "77\u{a0}%", "77%", "77%"),
        ("0.05797", "5,8\u{a0}%", "5.8%", "5.8%"),
        ("1.081", "108\u{a0}%", "108%", "108%"),
        ("0", "0\u{a0}%", "0%", "0%"),
    ] {
        assert_eq!([FR, EN, BLOG].map(|l| l.figure(Measure::Share, exact(share), "EUR")), [fr, en, blog], "{share}");
    }
    for (share, fr, en, blog) in [
        ("-0.08", "-8\u{a0}%", "-8%", "-8%"),
        ("-0.40740740", "-41\u{a0}%", "-41%", "-41%"),
        ("-0.11167", "-11\u{a0}%", "-11%", "-11%"),
        ("0.03566", "+3,6\u{a0}%", "+3.6%", "+3.6%"),
        ("0.0997", "+10\u{a0}%", "+10%", "+10%"),
        ("0.0005", "+0,1\u{a0}%", "+0.1%", "+0.1%"),
        ("-0.0004", "0\u{a0}%", "0%", "0%"),
        ("0.0004", "0\u{a0}%", "0%", "0%"),
        ("0", "0\u{a0}%", "0%", "0%"),
        ("12.5", "+1\u{202f}250\u{a0}%", "+1,250%", "+1 250%"),
    ] {
        let english = EN.relative(exact(share));
        assert_eq!([FR.relative(exact(share)), english, BLOG.relative(exact(share))], [fr, en, blog], "{share}");
    }
}

#[test]
fn points() {
    for (points, fr, en, blog) in [
        ("-0.1041", "-10\u{a0}pts", "-10 pts", "-10 pts"),
        ("0.0359", "+3,6\u{a0}pts", "+3.6 pts", "+3.6 pts"),
        ("0.0001", "0\u{a0}pts", "0 pts", "0 pts"),
    ] {
        let points = exact(points);
        assert_eq!([FR.points(points), EN.points(points), BLOG.points(points)], [fr, en, blog]);
    }
}

#[test]
fn other_currencies_stand_where_the_language_puts_them() {
    for (currency, fr, en, compact, blog_rate) in [
        ("USD", "-1\u{202f}234,50\u{a0}$", "-$1,234.50", "-1,2\u{a0}K$", "-1 235$"),
        ("GBP", "-1\u{202f}234,50\u{a0}£", "-£1,234.50", "-1,2\u{a0}K£", "-1 235£"),
        ("CHF", "-1\u{202f}234,50\u{a0}CHF", "-CHF\u{a0}1,234.50", "-1,2\u{a0}KCHF", "-1 235 CHF"),
        ("", "-1\u{202f}234,50", "-1,234.50", "-1,2\u{a0}K", "-1 235"),
    ] {
        let value = exact("-1234.5");
        assert_eq!(FR.figure(Measure::Money, value, currency), fr);
        assert_eq!(EN.figure(Measure::Money, value, currency), en);
        assert_eq!(COMPACT.figure(Measure::Money, value, currency), compact);
        assert_eq!(BLOG.figure(Measure::MoneyPerDay, value, currency), blog_rate);
    }
}

#[test]
fn explanations_show_every_decimal() {
    assert_eq!(FR.exact(Measure::Share, exact("0.767543859649"), ""), "76,75438596\u{a0}%");
    assert_eq!(FR.exact(Measure::Money, exact("1400"), "EUR"), "1\u{202f}400,00\u{a0}€");
    assert_eq!(FR.exact(Measure::Money, exact("-0.1250"), "EUR"), "-0,125\u{a0}€");
    assert_eq!(FR.exact(Measure::Money, exact("-15674.4017403916"), "EUR"), "-15\u{202f}674,40\u{a0}€", "a quotient");
    assert_eq!(EN.exact(Measure::Days, exact("0.333333"), "EUR"), "0.333333");
    assert_eq!(EN.exact(Measure::MoneyPerDay, exact("788.57142857142857"), "EUR"), "€788.5714285714");
}

#[test]
fn days_in_a_sentence_and_dates() {
    for (days, fr, en) in [
        ("0", "0\u{a0}jour", "0\u{a0}days"),
        ("1", "1\u{a0}jour", "1\u{a0}day"),
        ("1.5", "1,5\u{a0}jour", "1.5\u{a0}days"),
        ("2", "2\u{a0}jours", "2\u{a0}days"),
        ("-1", "-1\u{a0}jour", "-1\u{a0}day"),
    ] {
        assert_eq!([FR.days(exact(days)), EN.days(exact(days))], [fr, en]);
    }
    let date = chrono::NaiveDate::from_ymd_opt(2020, 12, 31).unwrap_or_default();
    assert_eq!([FR.date(date), EN.date(date)], ["31/12/2020", "31 Dec 2020"]);
}
