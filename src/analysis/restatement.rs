//! What was published, and what the same years are under the rules of today.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::Facts;
use super::figure::State;
use super::metric;
use super::note::Note;
use super::notes::{self, to_the_cent};
use super::report::{Line, Report, ReportPeriod};
use crate::books::Located;
use crate::model::{Measure, Period, Policy, Published, Wording};

/// A figure as published and as restated, a value per period of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restated {
    /// Identifier of the metric.
    pub metric: String,
    /// Its name for people.
    pub label: Wording,
    /// Its unit.
    pub measure: Measure,
    /// As published: stated in a file of kind `published`, else computed under the rule of `[policy.YEAR]`.
    pub published: Vec<State>,
    /// Under the policy of this report.
    pub restated: Vec<State>,
    /// Restated − published; 0 where what was published holds at the precision it was written with.
    pub difference: Vec<State>,
}

impl Report {
    /// The figures of this report as they were published, and as its policy has them now.
    ///
    /// ```
    /// use bilan::analysis::Review;
    /// use bilan::books::Books;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let restated = Review::year(2020).of(&books)?.restatement();
    /// // 197 days of time work; with 10 000 € of fixed price at 140 000 ÷ 197 a day, 14.07 more were published in 2019.
    /// let days = restated.iter().find(|line| line.metric == "billed_days").ok_or("no such line")?;
    /// assert_eq!(days.difference[1].value().map(|days| days.round_dp(2)), Some("-14.07".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn restatement(&self) -> Vec<Restated> {
        let mut then: BTreeMap<i32, Facts> = BTreeMap::new();
        for shown in &self.periods {
            if let Some(policy) = self.books().settings().published_under.get(&shown.period.year()) {
                then.insert(shown.period.year(), self.one_year(&shown.period, *policy));
            }
        }
        let line = |line: &Line| {
            let published: Vec<State> = self.periods.iter().map(|shown| self.published(line, &shown.period, &then)).collect();
            let restated: Vec<State> = line.values.iter().map(|value| value.state.clone()).collect();
            let moved = |((now, then), shown): ((&State, &State), &ReportPeriod)| match (self.stated_of(line, &shown.period), now)
            {
                (Some(stated), State::Known(now)) if stated.holds(*now) => State::Known(Decimal::ZERO),
                _ => now.minus(then),
            };
            let difference = restated.iter().zip(&published).zip(&self.periods).map(moved).collect();
            Restated {
                metric: line.metric.clone(),
                label: line.label.clone(),
                measure: line.measure,
                published,
                restated,
                difference,
            }
        };
        self.lines.iter().map(line).collect()
    }

    /// The figures of this report in one of its years, under another policy.
    pub(super) fn one_year(&self, period: &Period, policy: Policy) -> Facts {
        Facts::new(self.books(), vec![period.clone()], policy, self.as_at, &self.metrics)
    }

    /// Where a file states a figure of a year: what was printed last stands.
    pub(super) fn stated(&self, metric: &str, label: &Wording, year: i32) -> Option<&Located<Published>> {
        // A metric of one's own is in no list.
        let own = [metric, &label.fr, &label.en].map(metric::key);
        let names = |text: &str| match metric::labelled(text) {
            Some(known) => known.id == metric,
            None => own.contains(&metric::key(text)),
        };
        self.books().published().iter().rev().find(|row| row.value.year == year && names(&row.value.metric))
    }

    fn stated_of(&self, line: &Line, period: &Period) -> Option<&Published> {
        self.stated(&line.metric, &line.label, period.year()).map(|row| &row.value)
    }

    /// A figure as it was published.
    fn published(&self, line: &Line, period: &Period, then: &BTreeMap<i32, Facts>) -> State {
        match (self.stated_of(line, period), then.get(&period.year()), metric::named(&line.metric)) {
            (Some(stated), ..) => State::Known(stated.value),
            (None, Some(facts), Some(metric)) => facts.evaluate(metric, 0).value.state,
            _ => State::missing(
                "pas publié sous une autre règle : ajouter un fichier « publié », ou [policy.ANNÉE] dans bilan.toml",
                "not published under another rule: add a file of published figures, or [policy.YEAR] in bilan.toml",
            ),
        }
    }

    /// The rules under which a figure of a year is what was published, each changed by itself, else all those of `[policy.YEAR]` together; each
    /// with its word then and now. None where no rule explains it.
    fn causes(&self, line: &Line, published: &State, period: &Period) -> Vec<Change> {
        let now = *self.policy();
        let Some(then) = self.books().settings().published_under.get(&period.year()) else { return Vec::new() };
        let (Some(metric), State::Known(published)) = (metric::named(&line.metric), published) else { return Vec::new() };
        let explains = |policy: Policy| match (
            self.one_year(period, policy).evaluate(metric, 0).value.state,
            self.stated_of(line, period),
        ) {
            (State::Known(value), Some(stated)) => stated.holds(value),
            (State::Known(value), None) => value == *published,
            _ => false,
        };
        let changed = then.rules().into_iter().zip(now.rules()).filter(|(then, now)| then != now);
        let changed: Vec<Change> = changed.map(|((key, then), (_, now))| (key, then, now)).collect();
        let alone = changed.iter().find(|(key, then, _)| now.with(key, then).is_ok_and(explains));
        match alone {
            Some(alone) => vec![*alone],
            None if explains(*then) => changed,
            None => Vec::new(),
        }
    }
}

/// The name of a figure, as published and as it is now.
type Moved<'a> = (&'a Wording, Decimal, Decimal);

/// A rule of the policy, as it was and as it is.
type Change = (&'static str, &'static str, &'static str);

/// For each year that was published otherwise than it comes out now: the notes to print, one per cause.
pub(super) fn remarks(report: &Report) -> Vec<Note> {
    let restated = report.restatement();
    let mut found = Vec::new();
    for (number, shown) in report.periods.iter().enumerate() {
        let mut by_cause: Vec<(Vec<Change>, Vec<Moved<'_>>)> = Vec::new();
        for (line, restated) in report.lines.iter().zip(&restated) {
            let at = |states: &[State]| Some(to_the_cent(states.get(number)?.value()?));
            let (Some(then), Some(now)) = (at(&restated.published), at(&restated.restated)) else { continue };
            if then == now || at(&restated.difference) == Some(Decimal::ZERO) {
                continue;
            }
            let published = restated.published.get(number).cloned().unwrap_or_else(State::beyond);
            let causes = report.causes(line, &published, &shown.period);
            match by_cause.iter_mut().find(|(known, _)| *known == causes) {
                Some((_, moved)) => moved.push((&restated.label, then, now)),
                None => by_cause.push((causes, vec![(&restated.label, then, now)])),
            }
        }
        found.extend(by_cause.into_iter().map(|(causes, moved)| remark(&causes, &moved).of(&shown.period.label)));
    }
    found
}

fn remark(causes: &[Change], moved: &[Moved<'_>]) -> Note {
    let said = |label: fn(&Wording) -> &str, number: fn(Decimal) -> String| {
        let each = moved.iter().map(|(of, then, now)| format!("{} {} → {}", label(of), number(*then), number(*now)));
        each.collect::<Vec<_>>().join(", ")
    };
    let (fr, en) = (said(|label| &label.fr, notes::fr), said(|label| &label.en, notes::en));
    let rules = |colon: &str| {
        let rules = causes.iter().map(|(key, then, now)| format!("{key}{colon}{then} → {now}"));
        rules.collect::<Vec<_>>().join(", ")
    };
    let text = match causes.is_empty() {
        true => Wording::made(format!("a changé depuis la publication : {fr}"), format!("changed since it was published: {en}")),
        false => Wording::made(
            format!("retraité depuis la publication : {fr} ({})", rules(" : ")),
            format!("restated since it was published: {en} ({})", rules(": ")),
        ),
    };
    Note::new("restated", text)
}
