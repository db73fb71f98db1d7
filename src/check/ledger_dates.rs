//! Entries of a ledger export fall in the fiscal year the export is of.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::catalogue::{Check, Outcome};
use super::context::CheckContext;
use super::finding::{Finding, Severity};
use super::phrase::{day, sentence, text};
use crate::books::Table;
use crate::model::{Period, Wording, date_of};

pub(super) const CHECK: Check =
    Check::new("ledger_dates", Wording::fixed("Écritures hors exercice", "Entries outside the fiscal year"), findings);

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Ledger])?;
    let books = context.books();
    let table = books.ledger_entries().table();
    let mut lines_of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (row, source) in (0_u32..).zip(table.source.numbers()) {
        lines_of.entry(source).or_default().push(row);
    }
    let mut findings = Vec::new();
    let mut is_told = false;
    for (source, lines) in lines_of {
        let Some(file) = books.sources().get(source as usize).filter(|file| file.format == "fec") else { continue };
        is_told = true;
        let date = |row: &u32| date_of(table.date.values().get(*row as usize).copied().unwrap_or_default());
        let calendar = books.settings().fiscal_years.clone().unwrap_or_default();
        let named = closing_in(&file.path).and_then(|end| calendar.of(end));
        let Some(year) = named.or_else(|| most(context, lines.iter().map(date))) else { continue };
        let outside = lines
            .iter()
            .filter(|row| !year.contains(date(row)))
            .filter(|row| context.concerns(date(row)) || context.is_asked(&year));
        for row in outside.filter_map(|row| books.ledger_entries().get(*row as usize)) {
            let line = row.value();
            let parts = [
                &text(line.entry),
                &text(line.journal),
                &day(line.date),
                &text(line.account),
                &text(&year.label),
                &day(year.start),
                &day(year.end),
            ];
            findings.push(
                Finding::new(
                    "outside_fiscal_year",
                    Severity::Error,
                    sentence(
                        "écriture {0} du journal {1}, compte {3} : le {2} n'est pas dans l'exercice {4} ({5} à {6})",
                        "entry {0} of journal {1}, account {3}: {2} is not in fiscal year {4} ({5} to {6})",
                        &parts,
                    ),
                )
                .between([row.origin()], [])
                .amount(line.amount.to_decimal())
                .of(&year.label)
                .remedy(Wording::fixed(
                    "corriger la date, ou passer l'écriture dans son exercice",
                    "correct the date, or book the entry in its fiscal year",
                )),
            );
        }
    }
    if is_told { Ok(findings) } else { Err(Wording::fixed("pas de FEC", "no FEC")) }
}

/// The closing date in the name of a FEC: `SirenFECAAAAMMJJ`.
fn closing_in(path: &str) -> Option<NaiveDate> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let at = name.to_ascii_uppercase().find("FEC")?;
    let digits = name.get(at + 3..at + 11)?;
    NaiveDate::parse_from_str(digits, "%Y%m%d").ok()
}

/// The fiscal year of nine tenths of these days.
fn most(context: &CheckContext<'_>, days: impl Iterator<Item = NaiveDate>) -> Option<Period> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut all = 0;
    for day in days {
        all += 1;
        if let Some(year) = context.year_of(day) {
            *counts.entry(year).or_default() += 1;
        }
    }
    let (year, _) = counts.into_iter().find(|(_, count)| count * 10 >= all * 9)?;
    context.years().get(year).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fec_is_named_by_its_closing_date() {
        assert_eq!(closing_in("ledger/000000000FEC20201231.txt"), NaiveDate::from_ymd_opt(2020, 12, 31));
        assert_eq!(closing_in("x/123456789fec20200630_1.csv"), NaiveDate::from_ymd_opt(2020, 6, 30));
        assert_eq!((closing_in("FEC.txt"), closing_in("export.txt"), closing_in("FEC2020é231.txt")), (None, None, None));
    }
}
