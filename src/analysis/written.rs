//! Formulas of the parts of a change with their numbers in them, rounded: amounts to the cent, shares and days to four decimals.

use rust_decimal::{Decimal, RoundingStrategy};

use super::decomposition::DayWork;
use super::notes::{cents, en, fr};
use crate::model::Wording;

/// A number before and after.
type Pair = (Decimal, Decimal);

/// A formula in both languages, given how a language writes a number.
fn both(formula: impl Fn(&dyn Fn(Decimal) -> String) -> String) -> Wording {
    let four = |number: Decimal| cents(number.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero));
    Wording::made(formula(&|number| fr(four(number))), formula(&|number| en(four(number))))
}

/// After less before.
pub(super) fn change((before, after): Pair) -> Wording {
    both(|n| match before.is_sign_negative() && !before.is_zero() {
        true => format!("{} − ({})", n(after), n(before)),
        false => format!("{} − {}", n(after), n(before)),
    })
}

/// A sum after less the same before.
pub(super) fn change_of_sums(before: Pair, after: Pair) -> Wording {
    both(|n| format!("({} + {}) − ({} + {})", n(after.0), n(after.1), n(before.0), n(before.1)))
}

/// What the first of two factors does.
pub(super) fn of_two(a: Pair, b: Pair) -> Wording {
    both(|n| format!("({} − {}) × ({} + {}) ÷ 2", n(a.1), n(a.0), n(b.0), n(b.1)))
}

/// What the first of three factors does.
pub(super) fn of_three(a: Pair, b: Pair, c: Pair) -> Wording {
    both(|n| {
        let [a0, a1, b0, b1, c0, c1] = [a.0, a.1, b.0, b.1, c.0, c.1].map(n);
        format!("({a1} − {a0}) × [({b0} × {c0} + {b1} × {c1}) ÷ 3 + ({b0} × {c1} + {b1} × {c0}) ÷ 6]")
    })
}

/// Less what exchange rates did, if they did.
pub(super) fn less_rates(formula: Wording, effect: Decimal) -> Wording {
    if effect.is_zero() {
        return formula;
    }
    let effect = both(|n| n(effect));
    Wording::made(
        format!("{} − {} dû aux taux de change", formula.fr, effect.fr),
        format!("{} − {} of exchange rates", formula.en, effect.en),
    )
}

/// Says that revenue is at the mean exchange rates of both years, if rates moved.
pub(super) fn at_mean_rates(formula: Wording, rise: Decimal, fall: Decimal) -> Wording {
    if rise.is_zero() && fall.is_zero() {
        return formula;
    }
    Wording::made(
        format!("{}, aux taux de change moyens des deux exercices", formula.fr),
        format!("{}, at the mean exchange rates of both years", formula.en),
    )
}

/// Capacity, occupancy and rate, each before and after, as the change of revenue is split by them.
pub(super) fn factors((base, new): ((DayWork, Decimal), (DayWork, Decimal))) -> Option<(Pair, Pair, Pair)> {
    let occupancy = |own: (DayWork, Decimal), other: (DayWork, Decimal)| {
        let (work, capacity) = if own.1.is_zero() { other } else { own };
        work.days.checked_div(capacity)
    };
    let occupancy = (occupancy(base, new)?, occupancy(new, base)?);
    Some(((base.1, new.1), occupancy, (base.0.rate_or(new.0)?, new.0.rate_or(base.0)?)))
}

/// What the first of two factors does, times a number.
pub(super) fn of_two_times(a: Pair, b: Pair, times: Decimal) -> Wording {
    both(|n| format!("({} − {}) × ({} + {}) ÷ 2 × {}", n(a.1), n(a.0), n(b.0), n(b.1), n(times)))
}
