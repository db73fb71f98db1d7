//! Each fiscal year opens with the balances the one before closed with, account by account.

use std::collections::BTreeMap;

use super::balances::{self, Year};
use super::catalogue::{Check, Outcome};
use super::context::CheckContext;
use super::document::decimal;
use super::finding::{Finding, Severity};
use super::phrase::{money, sentence, text};
use crate::books::Table;
use crate::error::Origin;
use crate::jurisdiction::ChartOfAccounts;
use crate::model::{Period, Wording};

pub(super) const CHECK: Check =
    Check::new("opening", Wording::fixed("À-nouveaux et clôture précédente", "Openings and last closings"), findings);

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Ledger])?;
    let chart = context.chart()?;
    let years = balances::years(context);
    let closing = balances::closing(&years);
    let mut findings = Vec::new();
    let mut compared = 0;
    let before = closing.iter().zip(&years).zip(context.years());
    for (((closed, last), before), (year, period)) in before.zip(years.iter().zip(context.years()).skip(1)) {
        let follows = before.end.succ_opt() == Some(period.start);
        if year.opening.is_empty() || last.accounts.is_empty() || !follows {
            continue;
        }
        compared += 1;
        if context.is_asked(period) {
            findings.extend(compare(context, chart, closed, last, year, (before, period)));
        }
    }
    if compared == 0 {
        return Err(Wording::fixed(
            "pas deux exercices qui se suivent, le second avec ses à-nouveaux",
            "no two fiscal years that follow each other, the second with its opening entry",
        ));
    }
    Ok(findings)
}

fn compare(
    context: &CheckContext<'_>,
    chart: &ChartOfAccounts,
    closed: &BTreeMap<&str, i128>,
    last: &Year<'_>,
    year: &Year<'_>,
    (before, period): (&Period, &Period),
) -> Vec<Finding> {
    let is_of_result = |account: &str| account.starts_with(['6', '7']);
    // The result of a year is what classes 6 and 7 leave; it is carried to account 12.
    let result: i128 = closed.iter().filter(|(account, _)| is_of_result(account)).map(|(_, sum)| *sum).sum();
    let mut differences: BTreeMap<&str, (i128, i128)> = BTreeMap::new();
    for (account, sum) in closed.iter().filter(|(account, _)| !is_of_result(account)) {
        differences.entry(account).or_default().0 += sum;
    }
    for (account, sums) in &year.accounts {
        differences.entry(account).or_default().1 += sums.opening;
    }
    differences.retain(|_, (closed, opened)| closed != opened);
    settle_result(chart, result, &mut differences);
    // A first year of the books that does not say what it opened with may not be the first of the business: then nearly all differ.
    let carried = year.accounts.values().filter(|account| account.opening != 0).count();
    let is_first = last.opening.is_empty() && context.years().first() == Some(before);
    if is_first && differences.len() * 2 > carried {
        return vec![
            Finding::new(
                "closing_unknown",
                Severity::Info,
                sentence(
                    "l'exercice {0} n'a pas d'à-nouveaux : ses soldes de clôture ne sont pas connus",
                    "fiscal year {0} has no opening entry: its closing balances are not known",
                    &[&text(&before.label)],
                ),
            )
            .of(&period.label),
        ];
    }
    let books = context.books();
    let rows = books.ledger_entries();
    let place = |row: u32| rows.get(row as usize).map(|row| row.origin());
    let opened_on = |account: &str| -> Vec<Origin> {
        let is_on = |row: &&u32| rows.get(**row as usize).is_some_and(|row| row.value().account == account);
        year.opening.iter().filter(is_on).filter_map(|row| place(*row)).collect()
    };
    differences
        .into_iter()
        .filter(|(_, (closed, opened))| closed != opened)
        .map(|(account, (closed, opened))| {
            let closed_on = last.accounts.get(account).and_then(|account| place(account.last));
            Finding::new(
                "opening_differs",
                Severity::Error,
                sentence(
                    "compte {0} : clôture {1} {2}, à-nouveau {3}",
                    "account {0}: closing of {1} {2}, opening {3}",
                    &[&text(account), &text(&before.label), &money(decimal(closed)), &money(decimal(opened))],
                ),
            )
            .between(closed_on, opened_on(account))
            .amount(decimal(closed - opened))
            .of(&period.label)
            .remedy(Wording::fixed(
                "reprendre les soldes de clôture, ou passer dans l'ancien exercice l'écriture qui manque",
                "carry the closing balances forward again, or book in the old year the entry that is missing",
            ))
        })
        .collect()
}

/// Puts the result where the opening has it: on account 12, or at once on the accounts of equity it was allocated to.
fn settle_result(chart: &ChartOfAccounts, result: i128, differences: &mut BTreeMap<&str, (i128, i128)>) {
    let is_equity = |account: &str| chart.result.contains(account) || account.starts_with("10") || account.starts_with("11");
    let rest: i128 =
        differences.iter().filter(|(account, _)| is_equity(account)).map(|(_, (closed, opened))| opened - closed).sum::<i128>()
            - result;
    if rest == 0 {
        differences.retain(|account, _| !is_equity(account));
        return;
    }
    let on_result = differences.keys().copied().find(|account| chart.result.contains(account));
    differences.entry(on_result.unwrap_or("12")).or_default().0 += result;
}
