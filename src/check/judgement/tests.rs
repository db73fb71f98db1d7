use super::*;

fn shown(digits: i64, exponent: i32, decimals: u32, unit: ShownUnit) -> ShownNumber {
    ShownNumber::new(digits.into(), exponent, decimals, unit)
}

fn exact(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn euro() -> ShownUnit {
    ShownUnit::Currency("EUR".into())
}

#[test]
fn a_wrong_cell_is_written_again_as_it_was() {
    for (text, number, figure, expected) in [
        ("~139 K€", shown(139, 3, 0, euro()), "138000", "~138 K€"),
        ("~13.9 K€", shown(139, 2, 1, euro()), "13500", "~13.5 K€"),
        ("790€", shown(790, 0, 0, euro()), "788.5714", "789€"),
        ("-9%", shown(-9, -2, 0, ShownUnit::Percent), "-0.08", "-8%"),
        ("-9%", shown(-9, -2, 0, ShownUnit::Percent), "0.08", "+8%"),
        ("+3,7 %", shown(37, -3, 1, ShownUnit::Percent), "0.03566", "+3,6 %"),
        ("+3.7%", shown(37, -3, 1, ShownUnit::Percent), "-0.03566", "-3.6%"),
        ("9 %", shown(9, -2, 0, ShownUnit::Percent), "0.0004", "0 %"),
        ("1 235,00 €", shown(123_500, -2, 2, euro()), "1234567.5", "1 234 567,50 €"),
        ("€1,235.00", shown(123_500, -2, 2, euro()), "-99.5", "€-99.50"),
        ("0.5", shown(5, -1, 1, ShownUnit::None), "0.04", "0.0"),
        ("(12 €)", shown(-12, 0, 0, euro()), "13", "13 €"),
    ] {
        assert_eq!(rewritten(text, &number, exact(figure)).as_deref(), Some(expected), "{text} {figure}");
    }
}

#[test]
fn what_has_no_value_is_said_as_it_is() {
    let missing = || State::missing("", "");
    let undefined = || State::Undefined(Wording::fixed("", ""));
    let value = Actual::Value;
    let change = |new: State, base: State| Actual::Change { change: Change::between(&new, &base, Measure::Money), new, base };
    let known = |number: i64| State::Known(number.into());
    let judged = |says: &Says, actual: &Actual| judge(says, actual, Measure::Money, "EUR").id();
    let number = Says::Number(vec![shown(8, 0, 0, ShownUnit::None)]);
    for (says, actual, expected) in [
        (&Says::Missing, value(missing()), "exact"),
        (&Says::Missing, value(known(8)), "does_not_hold"),
        (&Says::Missing, value(undefined()), "does_not_hold"),
        (&Says::Undefined, value(undefined()), "exact"),
        (&Says::NoValue, value(missing()), "exact"),
        (&Says::NoValue, value(known(0)), "does_not_hold"),
        (&Says::Nothing, value(missing()), "exact"),
        (&Says::Nothing, value(known(8)), "cannot_be_checked"),
        (&Says::NotMeaningful, change(known(8), known(-8)), "exact"),
        (&Says::NotMeaningful, change(known(8), known(4)), "does_not_hold"),
        (&Says::Undefined, change(known(8), known(0)), "exact"),
        (&Says::Missing, change(missing(), known(8)), "exact"),
        (&number, value(missing()), "cannot_be_checked"),
        (&number, value(undefined()), "does_not_hold"),
        (&number, change(known(8), known(0)), "does_not_hold"),
        (&number, value(known(8)), "exact"),
    ] {
        assert_eq!(judged(says, &actual), expected, "{says:?} {actual:?}");
    }
}

#[test]
fn a_unit_that_does_not_fit_is_not_compared() {
    let cell = |unit| Says::Number(vec![shown(8, 0, 0, unit)]);
    let of = |unit, measure, change: bool| {
        let (new, base) = (State::Known(8.into()), State::Known(10.into()));
        let actual = match change {
            true => Actual::Change { change: Change::between(&new, &base, measure), new, base },
            false => Actual::Value(new),
        };
        judge(&cell(unit), &actual, measure, "EUR").id()
    };
    assert_eq!(of(euro(), Measure::Days, false), "cannot_be_checked");
    assert_eq!(of(ShownUnit::Currency("USD".into()), Measure::Money, false), "cannot_be_checked");
    assert_eq!(of(ShownUnit::Percent, Measure::Money, false), "cannot_be_checked");
    assert_eq!(of(ShownUnit::Points, Measure::Money, true), "cannot_be_checked");
    assert_eq!(of(euro(), Measure::Money, false), "exact");
    assert_eq!(of(euro(), Measure::Money, true), "does_not_hold", "8 less 10 is -2");
}

#[test]
fn a_change_of_a_share_is_in_points_or_relative() {
    let (new, base) = (State::Known(exact("0.6")), State::Known(exact("0.8")));
    let actual = Actual::Change { change: Change::between(&new, &base, Measure::Share), new, base };
    // 0.6 − 0.8 = −20 points; 0.6 ÷ 0.8 − 1 = −25 %.
    let judged = |digits, unit| judge(&Says::Number(vec![shown(digits, -2, 0, unit)]), &actual, Measure::Share, "");
    assert_eq!(judged(-20, ShownUnit::Points), Verdict::Exact);
    assert_eq!(judged(-25, ShownUnit::Percent), Verdict::Exact);
    assert_eq!(judged(-20, ShownUnit::Percent), Verdict::Wrong);
}
