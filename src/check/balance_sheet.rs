//! The result of classes 6 and 7 is the movement of the balance sheet, classes 1 to 5.

use super::balances;
use super::catalogue::{Check, Outcome};
use super::context::CheckContext;
use super::document::decimal;
use super::finding::{Finding, Severity};
use super::phrase::{money, sentence};
use crate::books::Table;
use crate::model::{Wording, is_of_balance_sheet};

pub(super) const CHECK: Check = Check::new(
    "balance_sheet",
    Wording::fixed("Résultat et mouvement du bilan", "Result and movement of the balance sheet"),
    findings,
);

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Ledger])?;
    context.chart()?;
    balances::needs_balance_sheet(context.books())?;
    let years = balances::years(context);
    let is_of_result = |account: &str| account.starts_with(['6', '7']);
    let books = context.books();
    let mut findings = Vec::new();
    for (year, period) in years.iter().zip(context.years()).filter(|(_, period)| context.is_asked(period)) {
        let (of_result, sheet) = (year.sum(is_of_result), year.sum(is_of_balance_sheet));
        let result = -of_result.movement;
        // Every line of the year has its part in it: the file is the place.
        let sources = &books.ledger_entries().table().source;
        let file =
            |last: u32| (books.ledger_entries().len() > last as usize).then(|| books.origin(sources.number(last as usize), 0));
        if result != sheet.movement {
            findings.push(
                Finding::new(
                    "result_differs",
                    Severity::Error,
                    sentence(
                        "classes 7 moins 6 : {0} ; mouvement des classes 1 à 5 : {1}",
                        "classes 7 less 6: {0}; movement of classes 1 to 5: {1}",
                        &[&money(decimal(result)), &money(decimal(sheet.movement))],
                    ),
                )
                .between(file(of_result.last), file(sheet.last))
                .amount(decimal(result - sheet.movement))
                .of(&period.label)
                .remedy(Wording::fixed(
                    "voir les écritures déséquilibrées (contrôle ledger_balance)",
                    "see the entries that do not balance (check ledger_balance)",
                )),
            );
        }
        if sheet.opening != 0 {
            let rows = books.ledger_entries();
            findings.push(
                Finding::new(
                    "opening_unbalanced",
                    Severity::Error,
                    sentence(
                        "les à-nouveaux ne sont pas équilibrés : débits moins crédits {0}",
                        "the opening entry does not balance: debits less credits {0}",
                        &[&money(decimal(sheet.opening))],
                    ),
                )
                .between(year.opening.iter().filter_map(|row| rows.get(*row as usize)).map(|row| row.origin()), [])
                .amount(decimal(sheet.opening))
                .of(&period.label)
                .remedy(Wording::fixed(
                    "reprendre tous les soldes de clôture, résultat compris",
                    "carry every closing balance forward, the result included",
                )),
            );
        }
    }
    Ok(findings)
}
