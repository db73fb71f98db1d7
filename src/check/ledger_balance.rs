//! Debits equal credits: in each entry, and in all lines without an entry number of a file and fiscal year.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rust_decimal::Decimal;

use super::balances;
use super::catalogue::{Check, Outcome};
use super::context::CheckContext;
use super::finding::{Finding, Severity};
use super::phrase::{day, money, sentence, text};
use crate::books::Table;
use crate::model::{Money, Wording, date_of};

pub(super) const CHECK: Check =
    Check::new("ledger_balance", Wording::fixed("Débits égaux aux crédits", "Debits equal credits"), findings);

/// A whole entry, or the lines of a file and year that name none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Whole {
    Entry { year: usize, journal: u32, entry: u32 },
    Unnamed { year: usize, source: u32 },
}

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Ledger])?;
    let books = context.books();
    balances::needs_balance_sheet(books)?;
    let rows = books.ledger_entries();
    let table = rows.table();
    let keys = table.date.values().iter().zip(table.journal.iter());
    let keys = keys.zip(table.entry.iter().zip(table.source.numbers()));
    let wholes: Vec<Whole> = keys
        .map(|((date, journal), (entry, source))| {
            let year = context.year_of(date_of(*date)).unwrap_or(usize::MAX);
            match entry {
                0 => Whole::Unnamed { year, source },
                entry => Whole::Entry { year, journal, entry },
            }
        })
        .collect();
    let mut sums: HashMap<Whole, i128> = HashMap::new();
    for (whole, amount) in wholes.iter().zip(table.amount.values().iter()) {
        *sums.entry(*whole).or_default() += i128::from(*amount);
    }
    // In the order of their first lines.
    let mut wrong: BTreeMap<usize, (Whole, Vec<usize>)> = BTreeMap::new();
    let mut first_of: HashMap<Whole, usize> = HashMap::new();
    for (row, whole) in wholes.iter().enumerate().filter(|(_, whole)| sums.get(*whole).is_some_and(|sum| *sum != 0)) {
        let first = *first_of.entry(*whole).or_insert(row);
        wrong.entry(first).or_insert((*whole, Vec::new())).1.push(row);
    }
    let mut findings = Vec::new();
    for (first, (whole, lines)) in wrong {
        let Some(first) = rows.get(first).map(|row| row.value()) else { continue };
        let Some(year) = context.asked_year_of(first.date) else { continue };
        let sum = sums.get(&whole).and_then(|sum| Decimal::try_from_i128_with_scale(*sum, Money::SCALE).ok());
        let Some(sum) = sum else { continue };
        let places = lines.iter().filter_map(|line| rows.get(*line)).map(|row| row.origin());
        let finding = match whole {
            Whole::Entry { .. } => Finding::new(
                "entry_unbalanced",
                Severity::Error,
                sentence(
                    "écriture {0} du journal {1}, {2} : débits moins crédits {3}",
                    "entry {0} of journal {1}, {2}: debits less credits {3}",
                    &[&text(first.entry), &text(first.journal), &day(first.date), &money(sum)],
                ),
            )
            .between(places, []),
            // They may be thousands: the file says where to look.
            Whole::Unnamed { source, .. } => Finding::new(
                "ledger_unbalanced",
                Severity::Error,
                sentence(
                    "{0} lignes sans numéro d'écriture : débits moins crédits {1}",
                    "{0} lines without an entry number: debits less credits {1}",
                    &[&text(&lines.len().to_string()), &money(sum)],
                ),
            )
            .between([books.origin(source, 0)], []),
        };
        findings.push(finding.amount(sum).of(&year.label).remedy(Wording::fixed(
            "retrouver la ligne qui manque ou dont le montant est faux, et corriger l'écriture",
            "find the line that is missing or whose amount is wrong, and correct the entry",
        )));
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::{Books, BooksBuilder, Chunk, Source};
    use crate::model::{LedgerEntry, Settings};

    fn ledger(lines: &[(&str, &str, i64)]) -> Books {
        let mut builder = BooksBuilder::new(Settings::default());
        let mut chunk = Chunk::default();
        for (at, (entry, account, euros)) in (2..).zip(lines) {
            let amount = Money::from_mantissa(euros * 10_000).unwrap_or_default();
            let mut row = LedgerEntry::new(chrono::NaiveDate::from_ymd_opt(2020, 5, 1).unwrap_or_default(), account, amount);
            row.entry = entry;
            row.journal = "VE";
            chunk.ledger_entry(at, &row);
        }
        builder.add(Source::new("fec.txt", "fec"), chunk);
        builder.finish()
    }

    #[test]
    fn an_entry_that_does_not_balance_is_named_with_its_lines() {
        let books = ledger(&[("1", "411", 120), ("1", "706", -100), ("2", "411", 60), ("1", "4457", -20), ("2", "706", -50)]);
        let found = findings(&CheckContext::new(&books, None)).unwrap_or_default();
        let [only] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((only.code, only.amount), ("entry_unbalanced", Some(10.into())));
        assert_eq!(only.text.en, "entry 2 of journal VE, 1 May 2020: debits less credits 10.00");
        assert_eq!(only.left.iter().map(|at| at.to_string()).collect::<Vec<_>>(), ["fec.txt:4", "fec.txt:6"]);
    }

    #[test]
    fn lines_without_an_entry_number_balance_together() {
        let books = ledger(&[("", "411", 120), ("", "706", -100)]);
        let found = findings(&CheckContext::new(&books, None)).unwrap_or_default();
        assert_eq!(
            found.iter().map(|finding| (finding.code, finding.amount)).collect::<Vec<_>>(),
            [("ledger_unbalanced", Some(20.into()))]
        );
        assert!(findings(&CheckContext::new(&ledger(&[("", "706", -100)]), None)).is_err(), "an extract cannot balance");
    }
}
