//! Figures that were published against what the books give today.

use std::collections::BTreeSet;

use rust_decimal::RoundingStrategy;

use super::catalogue::{Check, Outcome};
use super::context::CheckContext;
use super::finding::{Finding, Severity};
use super::phrase::{sentence, text};
use super::stated::{self, Stated, figure};
use crate::analysis::{Metric, Report, Review, State};
use crate::books::{Located, Table};
use crate::error::Origin;
use crate::model::{
    BilledDays, DepreciationTime, FixedPriceDays, Policy, Published, RevenueBasis, RevenueSource, ServiceSpread, Wording,
};

pub(super) const CHECK: Check = Check::new(
    "published_vs_computed",
    Wording::fixed("Chiffres publiés et chiffres calculés", "Published figures against computed ones"),
    findings,
);

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Published])?;
    let (all, unknown) = stated::all(context);
    let held: BTreeSet<i32> = context.asked().map(|year| year.year()).collect();
    let mut findings = not_figures(context, &unknown);
    // A year at a time: those that are published may be far apart.
    for year in all.iter().map(|stated| stated.row.value.year).collect::<BTreeSet<_>>() {
        let of_year: Vec<&Stated<'_>> = all.iter().filter(|stated| stated.row.value.year == year).collect();
        let metrics: Vec<&'static Metric> = of_year.iter().map(|stated| stated.metric).collect();
        let review = Review::year(year).years(1).metrics(metrics).lenient();
        let report = if held.contains(&year) { review.of(context.books()).ok() } else { None };
        let of_year = of_year.into_iter().filter_map(|stated| match &report {
            Some(report) => compared(context, report, stated),
            None => Some(not_checked(context, stated, &Wording::fixed("rien dans les livres", "nothing in the books"))),
        });
        findings.extend(of_year);
    }
    Ok(findings)
}

/// Names of no figure, each once, whatever the number of its years.
fn not_figures(context: &CheckContext<'_>, unknown: &[&Located<Published>]) -> Vec<Finding> {
    let mut names: Vec<&str> = Vec::new();
    for row in unknown {
        if !names.contains(&row.value.metric.as_str()) {
            names.push(&row.value.metric);
        }
    }
    let told = |name: &str| {
        let words = sentence(
            "« {0} » n'est pas un chiffre que bilan calcule",
            "\"{0}\" is no figure that bilan computes",
            &[&text(name)],
        );
        let of_name = unknown.iter().filter(|row| row.value.metric == name);
        let mut places: Vec<Origin> = of_name.map(|row| context.books().origin(row.source, row.line)).collect();
        places.dedup();
        Finding::new("published_unknown", Severity::Info, words).between(places, [])
    };
    names.into_iter().map(told).collect()
}

fn not_checked(context: &CheckContext<'_>, stated: &Stated<'_>, why: &Wording) -> Finding {
    let year = stated::year(stated.row.value.year);
    let words =
        sentence("{0} {1} : ne peut être vérifié, {2}", "{0} {1}: cannot be checked, {2}", &[&stated.metric.label, &year, why]);
    Finding::new("published_not_checked", Severity::Info, words).between([stated.place(context.books())], [])
}

/// What the books say where it is not what was published.
fn compared(context: &CheckContext<'_>, report: &Report, stated: &Stated<'_>) -> Option<Finding> {
    let (books, published) = (context.books(), &stated.row.value);
    let value = report.figure(stated.metric, published.year).ok()?.value();
    let computed = match value.state {
        State::Known(computed) => computed,
        State::Missing(why) | State::Undefined(why) => return Some(not_checked(context, stated, &why)),
    };
    if published.holds(computed) {
        return None;
    }
    let then = books.settings().published_under.get(&published.year);
    let holds_under = |policy: Policy| {
        let figure = report.under(policy, [stated.metric]).figure(stated.metric, published.year);
        figure.is_ok_and(|figure| figure.value().state.value().is_some_and(|value| published.holds(value)))
    };
    let difference = published.value.checked_sub(computed)?;
    let is_cut_off = published.last_digit().is_some_and(|digit| difference.abs() < digit);
    let (code, severity, remedy) = if then.is_some_and(|policy| holds_under(*policy)) {
        let remedy = Wording::made(
            format!("rien à faire : [policy.{}] dit sous quelle règle il a été publié", published.year),
            format!("nothing to do: [policy.{}] says under which rule it was published", published.year),
        );
        ("published_under_other_rule", Severity::Info, remedy)
    } else if let Some((key, word)) = which_rule(*report.policy(), holds_under) {
        let block = format!("[policy.{}] {key} = \"{word}\"", published.year);
        let remedy = Wording::made(
            format!("exact sous une autre règle : écrire {block} dans bilan.toml s'il a été publié ainsi"),
            format!("holds under another rule: write {block} in bilan.toml if it was published so"),
        );
        ("published_differs", Severity::Warning, remedy)
    } else if is_cut_off {
        let remedy = Wording::fixed("arrondir au lieu de tronquer", "round instead of cutting off digits");
        ("published_differs", Severity::Warning, remedy)
    } else {
        let remedy = Wording::fixed(
            "corriger le chiffre publié, ou chercher ce qui a changé dans les livres depuis",
            "correct the published figure, or look for what changed in the books since",
        );
        ("published_differs", Severity::Error, remedy)
    };
    let measure = stated.metric.measure;
    let words = sentence(
        "{0} {1} : publié {2}, calculé {3}",
        "{0} {1}: published {2}, computed {3}",
        &[&stated.metric.label, &stated::year(published.year), &stated.wording(), &figure(measure, computed)],
    );
    let finding = Finding::new(code, severity, words).between([stated.place(books)], sources(context, value.source));
    let year = context.asked().find(|year| year.year() == published.year)?;
    let difference = difference.round_dp_with_strategy(10, RoundingStrategy::MidpointAwayFromZero).normalize();
    Some(finding.quantity(measure, difference).of(&year.label).remedy(remedy))
}

/// The one key of the policy under which a figure holds, with its word.
fn which_rule(now: Policy, holds: impl Fn(Policy) -> bool) -> Option<(&'static str, &'static str)> {
    let mut others: Vec<(&'static str, &'static str, Policy)> = Vec::new();
    macro_rules! vary {
        ($key:ident, $type:ty) => {
            for (word, choice) in <$type>::ALL.iter().filter(|(_, choice)| *choice != now.$key) {
                let mut policy = now;
                policy.$key = *choice;
                others.push((stringify!($key), *word, policy));
            }
        };
    }
    vary!(fixed_price_days, FixedPriceDays);
    vary!(billed_days, BilledDays);
    vary!(revenue_basis, RevenueBasis);
    vary!(revenue_source, RevenueSource);
    vary!(service_spread, ServiceSpread);
    vary!(depreciation, DepreciationTime);
    others.into_iter().find(|(_, _, policy)| holds(*policy)).map(|(key, word, _)| (key, word))
}

/// The files a figure was read from, by the word of their table.
fn sources(context: &CheckContext<'_>, table: &str) -> Vec<Origin> {
    let is_of = |format: &str| format.starts_with(table) || (table == Table::Ledger.id() && format == "fec");
    let sources = context.books().sources().iter().filter(|source| !table.is_empty() && is_of(&source.format));
    sources.map(|source| source.origin()).collect()
}
