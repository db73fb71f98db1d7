//! Waiting and transfer accounts are at zero at the end of a fiscal year.

use super::balances;
use super::catalogue::{Check, Outcome};
use super::context::CheckContext;
use super::document::decimal;
use super::finding::{Finding, Severity};
use super::phrase::{money, sentence, text};
use crate::books::Table;
use crate::model::Wording;

pub(super) const CHECK: Check = Check::new(
    "suspense",
    Wording::fixed("Comptes d'attente soldés (471 à 473, 58)", "Suspense accounts at zero (471 to 473, 58)"),
    findings,
);

/// A year is running while the ledger ends more than this many days before it.
const RUNNING_AFTER_DAYS: i64 = 31;

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Ledger])?;
    let chart = context.chart()?;
    let books = context.books();
    let years = balances::years(context);
    let last = balances::last_day(books);
    let mut findings = Vec::new();
    for ((closing, year), period) in balances::closing(&years).iter().zip(&years).zip(context.years()) {
        if !context.is_asked(period) || year.accounts.is_empty() {
            continue;
        }
        let is_running = last.is_some_and(|last| (period.end - last).num_days() > RUNNING_AFTER_DAYS);
        for (account, sum) in closing.iter().filter(|(account, sum)| chart.suspense.contains(account) && **sum != 0) {
            let place = year.accounts.get(account).and_then(|account| books.ledger_entries().get(account.last as usize));
            findings.push(
                Finding::new(
                    "suspense_open",
                    if is_running { Severity::Info } else { Severity::Warning },
                    sentence(
                        "compte {0} : solde {1} à la fin de l'exercice",
                        "account {0}: balance {1} at the end of the year",
                        &[&text(account), &money(decimal(*sum))],
                    ),
                )
                .between(place.map(|row| row.origin()), [])
                .amount(decimal(*sum))
                .of(&period.label)
                .remedy(Wording::fixed(
                    "trouver ce que chaque ligne attend et la virer à son compte",
                    "find what each line waits for and move it to its account",
                )),
            );
        }
    }
    Ok(findings)
}
