//! Published figures by the metric they are about.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::context::CheckContext;
use super::phrase::{days, money, text};
use crate::analysis::{Metric, metric};
use crate::books::{Books, Located};
use crate::error::Origin;
use crate::model::{Measure, Published, Wording};

/// A published figure and its metric.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stated<'a> {
    pub(super) metric: &'static Metric,
    pub(super) row: &'a Located<Published>,
}

/// Published figures of the years asked about, in the order of the books, and those that name no metric.
pub(super) fn all<'a>(context: &CheckContext<'a>) -> (Vec<Stated<'a>>, Vec<&'a Located<Published>>) {
    let mut known: BTreeMap<&str, Option<&'static Metric>> = BTreeMap::new();
    let (mut stated, mut unknown) = (Vec::new(), Vec::new());
    for row in context.books().published().iter().filter(|row| context.concerns_year(row.value.year)) {
        match *known.entry(&row.value.metric).or_insert_with(|| metric::labelled(&row.value.metric)) {
            Some(metric) => stated.push(Stated { metric, row }),
            None => unknown.push(row),
        }
    }
    (stated, unknown)
}

impl Stated<'_> {
    pub(super) fn place(&self, books: &Books) -> Origin {
        books.origin(self.row.source, self.row.line)
    }

    /// Between what the exact value lies: half of the last digit on either side, where it is rounded at all.
    pub(super) fn bounds(&self) -> Option<(Decimal, Decimal)> {
        let value = self.row.value.value;
        let half = match self.metric.measure {
            Measure::Days | Measure::Count => Decimal::ZERO,
            _ => self.row.value.last_digit()?.checked_div(Decimal::TWO)?,
        };
        Some((value.checked_sub(half)?, value.checked_add(half)?))
    }

    pub(super) fn wording(&self) -> Wording {
        figure(self.metric.measure, self.row.value.value)
    }
}

/// A figure inside a sentence.
pub(super) fn figure(measure: Measure, value: Decimal) -> Wording {
    match measure {
        Measure::Money | Measure::MoneyPerDay => money(value.round_dp(2)),
        _ => days(value.round_dp(4)),
    }
}

pub(super) fn year(year: i32) -> Wording {
    text(&year.to_string())
}
