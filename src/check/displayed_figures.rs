//! Published figures that contradict each other, whatever the books say: each lies within half of its last digit.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::catalogue::{Check, Outcome};
use super::clients::Clients;
use super::context::CheckContext;
use super::finding::{Finding, Severity};
use super::phrase::{sentence, text};
use super::stated::{self, Stated, figure};
use crate::analysis::{Formula, Metric, Review, metric};
use crate::books::Table;
use crate::error::Origin;
use crate::model::{Measure, Wording};

pub(super) const CHECK: Check = Check::new(
    "displayed_figures",
    Wording::fixed("Cohérence des chiffres publiés", "Published figures among themselves"),
    findings,
);

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Published])?;
    let (all, _) = stated::all(context);
    let mut years: BTreeMap<i32, Displayed<'_, '_>> = BTreeMap::new();
    let mut findings = Vec::new();
    for stated in all {
        let year = stated.row.value.year;
        let displayed = years.entry(year).or_insert_with(|| Displayed { context, year, figures: BTreeMap::new() });
        findings.extend(displayed.add(stated));
    }
    for displayed in years.values() {
        findings.extend(displayed.ratios());
        findings.extend(displayed.tax());
        findings.extend(displayed.too_large());
    }
    Ok(findings)
}

/// What an exact value lies between. Above zero the lower end belongs to it and the upper one does not, unless both are one.
#[derive(Clone, Copy, Debug)]
struct Interval {
    low: Decimal,
    high: Decimal,
}

impl Interval {
    fn of(stated: &Stated<'_>) -> Option<Self> {
        stated.bounds().map(|(low, high)| Self { low, high })
    }

    fn times(self, other: Self) -> Option<Self> {
        let ends = [(self.low, other.low), (self.low, other.high), (self.high, other.low), (self.high, other.high)];
        let products: Vec<Decimal> = ends.into_iter().map(|(a, b)| a.checked_mul(b)).collect::<Option<_>>()?;
        Some(Self { low: products.iter().copied().min()?, high: products.iter().copied().max()? })
    }

    fn plus(self, other: Self) -> Option<Self> {
        Some(Self { low: self.low.checked_add(other.low)?, high: self.high.checked_add(other.high)? })
    }

    fn meets(self, other: Self) -> bool {
        let begins_before = |a: Self, b: Self| a.low < b.high || (a.low == b.high && (b.low == b.high || a.low <= Decimal::ZERO));
        begins_before(self, other) && begins_before(other, self)
    }

    /// From the nearest point of the other.
    fn distance(self, other: Self) -> Option<Decimal> {
        if self.low >= other.high { self.low.checked_sub(other.high) } else { self.high.checked_sub(other.low) }
    }

    fn wording(self, measure: Measure) -> Wording {
        let ends = [figure(measure, self.low), figure(measure, self.high)];
        let [low, high] = &ends;
        match self.low == self.high {
            true => low.clone(),
            false => sentence("entre {0} et {1}", "between {0} and {1}", &[low, high]),
        }
    }
}

/// The figures of a year.
struct Displayed<'s, 'a> {
    context: &'s CheckContext<'a>,
    year: i32,
    figures: BTreeMap<&'static str, Stated<'a>>,
}

impl<'a> Displayed<'_, 'a> {
    /// Another figure of the year; a finding if it was stated before with another value.
    fn add(&mut self, stated: Stated<'a>) -> Option<Finding> {
        let before = self.figures.insert(&*stated.metric.id, stated)?;
        let (one, other) = (Interval::of(&before)?, Interval::of(&stated)?);
        if one.meets(other) {
            return None;
        }
        let words = sentence(
            "{0} {1} : publié {2}, puis {3}",
            "{0} {1}: published {2}, then {3}",
            &[&stated.metric.label, &stated::year(self.year), &before.wording(), &stated.wording()],
        );
        Some(self.contradiction(words, &[&before], &[&stated], one.distance(other)?, stated.metric.measure))
    }

    fn get(&self, metric: &Metric) -> Option<&Stated<'a>> {
        self.figures.get(&*metric.id)
    }

    fn contradiction(
        &self,
        words: Wording,
        left: &[&Stated<'_>],
        right: &[&Stated<'_>],
        amount: Decimal,
        measure: Measure,
    ) -> Finding {
        let places = |stated: &[&Stated<'_>]| -> Vec<Origin> {
            let mut places: Vec<Origin> = stated.iter().map(|stated| stated.place(self.context.books())).collect();
            places.dedup();
            places
        };
        let finding = Finding::new("figures_contradict", Severity::Error, words).between(places(left), places(right));
        let held = self.context.asked().find(|year| year.year() == self.year);
        let label = held.map_or_else(|| self.year.to_string(), |year| year.label.clone());
        finding.quantity(measure, amount.normalize()).of(label).remedy(Wording::fixed(
            "l'un des chiffres est faux : refaire le tableau depuis les livres",
            "one of the figures is wrong: make the table again from the books",
        ))
    }

    /// Each ratio with what it divides: a rate times its days is the revenue.
    fn ratios(&self) -> Vec<Finding> {
        self.figures.values().filter_map(|ratio| self.ratio(ratio)).collect()
    }

    fn ratio(&self, ratio: &Stated<'_>) -> Option<Finding> {
        let Formula::Ratio { numerator, denominator } = &ratio.metric.is else { return None };
        let divisor = self.get(denominator)?;
        // Fees are what is left of revenue without rebilled expenses.
        let (whole, rebilled) = match self.get(numerator) {
            Some(whole) => (whole, Some(Interval { low: Decimal::ZERO, high: Decimal::ZERO })),
            None if numerator.id == metric::FEES.id => (self.get(metric::REVENUE)?, self.rebilled()),
            None => return None,
        };
        let product = Interval::of(ratio)?.times(Interval::of(divisor)?)?;
        let expected = Interval::of(whole)?;
        let agrees = match rebilled {
            Some(rebilled) => product.plus(rebilled)?.meets(expected),
            // Some revenue may be expenses charged on: it is only too small that it cannot be.
            None => product.low < expected.high,
        };
        if agrees {
            return None;
        }
        let measure = whole.metric.measure;
        let words = sentence(
            "{0} : {1} {2} × {3} {4} donne {5}, et {6} est {7}",
            "{0}: {1} {2} × {3} {4} is {5}, and {6} is {7}",
            &[
                &stated::year(self.year),
                &ratio.metric.label,
                &ratio.wording(),
                &divisor.metric.label,
                &divisor.wording(),
                &product.wording(measure),
                &whole.metric.label,
                &expected.wording(measure),
            ],
        );
        Some(self.contradiction(words, &[ratio, divisor], &[whole], product.distance(expected)?, measure))
    }

    /// Expenses charged on, as published or as the books have them.
    fn rebilled(&self) -> Option<Interval> {
        if let Some(stated) = self.get(metric::REVENUE_REBILLED) {
            return Interval::of(stated);
        }
        let exact = self.computed(metric::REVENUE_REBILLED)?;
        Some(Interval { low: exact, high: exact })
    }

    fn computed(&self, metric: &'static Metric) -> Option<Decimal> {
        let is_held = self.context.asked().any(|year| year.year() == self.year);
        let review = Review::year(self.year).years(1).metrics([metric]).lenient();
        let report = if is_held { review.of(self.context.books()).ok()? } else { return None };
        report.figure(metric, self.year).ok()?.value().state.value()
    }

    /// The result before tax less the tax is the result after it.
    fn tax(&self) -> Option<Finding> {
        let before = self.get(metric::RESULT_BEFORE_TAX)?;
        let (after, tax) = (self.get(metric::RESULT_AFTER_TAX)?, self.get(metric::INCOME_TAX)?);
        let sum = Interval::of(after)?.plus(Interval::of(tax)?)?;
        let expected = Interval::of(before)?;
        if sum.meets(expected) {
            return None;
        }
        let words = sentence(
            "{0} : le résultat après impôts et l'impôt font {1}, et le résultat avant impôts est {2}",
            "{0}: result after tax and tax make {1}, and the result before tax is {2}",
            &[&stated::year(self.year), &sum.wording(Measure::Money), &expected.wording(Measure::Money)],
        );
        Some(self.contradiction(words, &[after, tax], &[before], sum.distance(expected)?, Measure::Money))
    }

    /// Parts that are more than their whole.
    fn too_large(&self) -> Vec<Finding> {
        // Other income may carry a result above revenue, and several persons more days than a year has.
        const PARTS: [(&Metric, &Metric, Severity); 5] = [
            (metric::REVENUE_TIME, metric::REVENUE, Severity::Error),
            (metric::REVENUE_FIXED, metric::REVENUE, Severity::Error),
            (metric::REVENUE_REBILLED, metric::REVENUE, Severity::Error),
            (metric::RESULT_AFTER_TAX, metric::REVENUE, Severity::Warning),
            (metric::RESULT_AFTER_TAX, metric::RESULT_BEFORE_TAX, Severity::Warning),
        ];
        let of_part = |(part, whole, severity): (&'static Metric, &'static Metric, Severity)| {
            let (part, whole) = (self.get(part)?, self.get(whole)?);
            let (of_part, of_whole) = (Interval::of(part)?, Interval::of(whole)?);
            // Losses and tax credits turn the order round.
            if of_part.low <= of_whole.high || (of_whole.low < Decimal::ZERO && severity == Severity::Error) {
                return None;
            }
            let words = self.larger(part, &part.wording(), &whole.metric.label, &whole.wording());
            let amount = of_part.low.checked_sub(of_whole.high)?;
            let finding = self.contradiction(words, &[part], &[whole], amount, Measure::Money);
            Some(Finding { severity, ..finding })
        };
        PARTS.into_iter().filter_map(of_part).chain(self.too_many_days()).collect()
    }

    /// More days billed than one person can work.
    fn too_many_days(&self) -> Option<Finding> {
        let billed = self.get(metric::BILLED_DAYS)?;
        let working = self.computed(metric::WORKING_DAYS)?;
        let mut persons = Clients::new(self.context.books().names());
        let table = self.context.books().time_entries().table();
        let all: std::collections::BTreeSet<u32> = table.person.iter().map(|person| persons.of(person)).collect();
        let days = billed.row.value.value;
        if all.len() > 1 || days <= working {
            return None;
        }
        let label = &metric::WORKING_DAYS.label;
        let words = self.larger(billed, &billed.wording(), label, &figure(Measure::Days, working));
        let finding = self.contradiction(words, &[billed], &[], days.checked_sub(working)?, Measure::Days);
        Some(Finding { severity: Severity::Warning, ..finding })
    }

    fn larger(&self, part: &Stated<'_>, value: &Wording, label: &Wording, limit: &Wording) -> Wording {
        sentence(
            "{0} : {1} {2} dépasse {3} {4}",
            "{0}: {1} {2} is more than {3} {4}",
            &[&text(&self.year.to_string()), &part.metric.label, value, label, limit],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: &str, high: &str) -> Interval {
        Interval { low: low.parse().unwrap(), high: high.parse().unwrap() }
    }

    /// 788.5 × 175 and 789.5 × 175, and so on for the other years of the table.
    #[test]
    fn a_printed_rate_times_days_bounds_the_revenue() {
        for (rate, days, low, high, revenue) in [
            ("789", 175, "137_987.50", "138_162.50", "138_000"),
            ("761", 197, "149_818.50", "150_015.50", "150_000"),
            ("742", 178, "131_987", "132_165", "132_000"),
            ("625", 160, "99_920", "100_080", "100_000"),
        ] {
            let rate: Decimal = rate.parse().unwrap();
            let half = Decimal::new(5, 1);
            let days = Decimal::from(days);
            let product = Interval { low: rate - half, high: rate + half }.times(Interval { low: days, high: days }).unwrap();
            assert_eq!((product.low, product.high), (low.parse().unwrap(), high.parse().unwrap()));
            let printed: Decimal = revenue.parse().unwrap();
            let five_hundred = Decimal::from(500);
            assert!(product.meets(Interval { low: printed - five_hundred, high: printed + five_hundred }));
        }
    }

    #[test]
    fn the_upper_end_does_not_belong_to_an_interval() {
        assert!(!between("1", "2").meets(between("2", "3")) && !between("2", "3").meets(between("1", "2")));
        assert!(between("1", "2").meets(between("1", "1")) && between("2", "2").meets(between("2", "3")));
        assert!(between("-2", "-1").meets(between("-1", "0")), "below zero both ends count");
    }
}
