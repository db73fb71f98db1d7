//! What was published, and what the same years are under the rules of today.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::Facts;
use super::figure::State;
use super::metric;
use super::note::Note;
use super::notes::{self, to_the_cent};
use super::report::Report;
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
    /// Restated − published.
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
        let books = self.books();
        let mut then: BTreeMap<i32, Facts> = BTreeMap::new();
        for shown in &self.periods {
            if let Some(policy) = books.settings().published_under.get(&shown.period.year()) {
                then.insert(
                    shown.period.year(),
                    Facts::new(books, vec![shown.period.clone()], *policy, self.as_at, &self.metrics),
                );
            }
        }
        let line = |line: &super::report::Line| {
            let published: Vec<State> = self.periods.iter().map(|shown| self.published(line, &shown.period, &then)).collect();
            let restated: Vec<State> = line.values.iter().map(|value| value.state.clone()).collect();
            let difference = restated.iter().zip(&published).map(|(now, then)| now.minus(then)).collect();
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

    /// A figure as it was published.
    fn published(&self, line: &super::report::Line, period: &Period, then: &BTreeMap<i32, Facts>) -> State {
        let year = period.year();
        if let Some(stated) = self.stated(&line.metric, &line.label, year) {
            return State::Known(stated.value.value);
        }
        match (then.get(&year), metric::named(&line.metric)) {
            (Some(facts), Some(metric)) => facts.evaluate(metric, 0).value.state,
            _ => State::missing(
                "pas publié sous une autre règle : ajouter un fichier « publié », ou [policy.ANNÉE] dans bilan.toml",
                "not published under another rule: add a file of published figures, or [policy.YEAR] in bilan.toml",
            ),
        }
    }
}

/// For each year that was published under another rule and comes out otherwise now: the note to print.
pub(super) fn remarks(report: &Report) -> Vec<Note> {
    let restated = report.restatement();
    let mut found = Vec::new();
    for (number, shown) in report.periods.iter().enumerate() {
        let at = |states: &[State]| Some(to_the_cent(states.get(number)?.value()?));
        let moved = |line: &&Restated| at(&line.published).zip(at(&line.restated)).is_some_and(|(then, now)| then != now);
        let said = |label: fn(&Wording) -> &str, number: fn(Decimal) -> String| {
            let line = |line: &Restated| {
                Some(format!("{} {} → {}", label(&line.label), number(at(&line.published)?), number(at(&line.restated)?)))
            };
            restated.iter().filter(moved).filter_map(line).collect::<Vec<_>>().join(", ")
        };
        let (fr, en) = (said(|label| &label.fr, notes::fr), said(|label| &label.en, notes::en));
        if fr.is_empty() {
            continue;
        }
        let rule = report.books().settings().published_under.get(&shown.period.year());
        let (why_fr, why_en) = rule.map_or_else(Default::default, |then| differences(*then, *report.policy()));
        let text = Wording::made(
            format!("retraité depuis la publication : {fr}{why_fr}"),
            format!("restated since it was published: {en}{why_en}"),
        );
        found.push(Note::new("restated", text).of(&shown.period.label));
    }
    found
}

/// The keys of a policy that changed: ` (fixed_price_days : equivalent → excluded)`.
fn differences(then: Policy, now: Policy) -> (String, String) {
    let changed: Vec<_> = then.rules().into_iter().zip(now.rules()).filter(|(then, now)| then != now).collect();
    let said = |colon: &str| {
        let rules = changed.iter().map(|((key, then), (_, now))| format!("{key}{colon}{then} → {now}"));
        rules.collect::<Vec<_>>().join(", ")
    };
    match changed.is_empty() {
        true => Default::default(),
        false => (format!(" ({})", said(" : ")), format!(" ({})", said(": "))),
    }
}
