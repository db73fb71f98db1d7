//! What a ledger alone says for certain of the assets of a year: what was bought, and the depreciation that can only be theirs.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::notes::{cents, en, fr};
use super::statement::StatementRow;
use crate::books::{Books, Table};
use crate::model::{Period, Wording, is_of_balance_sheet};

/// Assets bought (accounts 20 and 21), the depreciation charged on them (280, 281) and that of all other assets (28), row by row.
pub(super) struct Booked {
    pub(super) bought: Vec<StatementRow>,
    /// Credits, as amounts above zero.
    pub(super) charged: Vec<StatementRow>,
    /// Credits too.
    pub(super) earlier: Vec<StatementRow>,
}

/// An account in a year.
#[derive(Default)]
struct Account {
    opening: Decimal,
    debits: Vec<StatementRow>,
    credits: Vec<StatementRow>,
}

impl Account {
    fn is_open(&self) -> bool {
        !self.opening.is_zero() || !self.debits.is_empty() || !self.credits.is_empty()
    }
}

/// What a year bought and charged. A ledger does not say which depreciation is of which asset; it is certain only where every account of
/// assets that a depreciation account can belong to was empty when the year opened, and so was that account.
///
/// # Errors
/// Why it cannot be known.
pub(super) fn of(books: &Books, year: &Period) -> Result<Booked, Wording> {
    let mut accounts: BTreeMap<&str, Account> = BTreeMap::new();
    let (mut is_opened, mut has_sheet, mut posted) = (false, false, Decimal::ZERO);
    for row in books.ledger_entries().iter() {
        let line = row.value();
        if !year.contains(line.date) {
            continue;
        }
        let amount = line.amount.to_decimal();
        let opens = line.date == year.start && line.carries_forward();
        is_opened |= opens;
        has_sheet |= is_of_balance_sheet(line.account);
        if line.account.starts_with("6811") {
            posted += amount;
        }
        if !line.account.starts_with(['2']) {
            continue;
        }
        let account = accounts.entry(line.account).or_default();
        let one = StatementRow::new(Table::Ledger, row.index(), line.date, amount.abs());
        match amount.is_sign_negative() {
            _ if opens => account.opening += amount,
            true => account.credits.push(one),
            false if amount.is_zero() => {}
            false => account.debits.push(one),
        }
    }
    if !has_sheet {
        return Err(unknown(
            "le grand livre de l'exercice n'a pas de comptes de bilan",
            "the ledger of the year has no accounts of the balance sheet",
        ));
    }
    let is_asset = |number: &str| number.starts_with("20") || number.starts_with("21");
    let bought: Vec<&str> =
        accounts.iter().filter(|(number, account)| is_asset(number) && !account.debits.is_empty()).map(|(n, _)| *n).collect();
    if !is_opened && !bought.is_empty() {
        return Err(unknown(
            "l'exercice n'a pas d'à-nouveaux, qui diraient si ses comptes d'immobilisations étaient vides",
            "the year has no opening entries, which would say whether its accounts of assets were empty",
        ));
    }
    let credited: Decimal =
        accounts.iter().filter(|(number, _)| number.starts_with("28")).flat_map(|(_, a)| &a.credits).map(|row| row.amount).sum();
    if credited != posted {
        let (credited, posted) = (cents(credited), cents(posted));
        return Err(unknown(
            &format!("les crédits des comptes 28 ({}) ne sont pas les dotations 6811 ({})", fr(credited), fr(posted)),
            &format!("credits of the accounts 28 ({}) are not the depreciation of 6811 ({})", en(credited), en(posted)),
        ));
    }
    let mut of_bought: BTreeSet<&str> = BTreeSet::new();
    for asset in &bought {
        let theirs: Vec<&str> = accounts
            .iter()
            .filter(|(number, account)| number.starts_with("28") && account.is_open() && belongs(number, asset))
            .map(|(number, _)| *number)
            .collect();
        if theirs.iter().all(|number| accounts.get(number).is_none_or(|account| account.credits.is_empty())) {
            return Err(unknown(
                &format!("aucune dotation n'est comptabilisée en face du compte {asset}"),
                &format!("no depreciation is posted against account {asset}"),
            ));
        }
        let shared = accounts.keys().filter(|number| is_asset(number) && theirs.iter().any(|of| belongs(of, number)));
        for number in shared.chain(&theirs) {
            let Some(account) = accounts.get(number) else { continue };
            if !account.opening.is_zero() {
                let held = cents(account.opening.abs());
                return Err(unknown(
                    &format!(
                        "le compte {number} n'était pas vide à l'ouverture ({}) : ses dotations peuvent être celles d'immobilisations plus anciennes",
                        fr(held)
                    ),
                    &format!(
                        "account {number} was not empty when the year opened ({}): its depreciation may be that of older assets",
                        en(held)
                    ),
                ));
            }
            let is_reduced = if number.starts_with("28") { &account.debits } else { &account.credits };
            if !is_reduced.is_empty() {
                return Err(unknown(
                    &format!("le compte {number} a aussi des sorties dans l'exercice"),
                    &format!("account {number} has disposals in the year too"),
                ));
            }
        }
        of_bought.extend(theirs);
    }
    let rows = |numbers: &mut dyn Iterator<Item = &&str>, of: fn(&Account) -> &Vec<StatementRow>| {
        let mut rows: Vec<StatementRow> = numbers.filter_map(|number| accounts.get(number)).flat_map(of).copied().collect();
        rows.sort_by_key(|row| row.row);
        rows
    };
    let mut of_others = accounts.keys().filter(|number| number.starts_with("28") && !of_bought.contains(*number));
    Ok(Booked {
        bought: rows(&mut bought.iter(), |account| &account.debits),
        charged: rows(&mut of_bought.iter(), |account| &account.credits),
        earlier: rows(&mut of_others, |account| &account.credits),
    })
}

/// Whether a depreciation account can be that of an account of assets: 28183 of 2183, and 2818 of both 2183 and 2184 (PCG art. 942-28).
fn belongs(depreciation: &str, asset: &str) -> bool {
    let stem = |rest: &str| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let trimmed = digits.trim_end_matches('0');
        // An account may end in zeros that say nothing; its second digit does: 20, 21.
        if trimmed.is_empty() { digits.chars().take(1).collect() } else { trimmed.to_owned() }
    };
    let (of, asset) = (stem(depreciation.get(2..).unwrap_or_default()), stem(asset.get(1..).unwrap_or_default()));
    asset.starts_with(&of) || of.starts_with(&asset)
}

fn unknown(fr: &str, en: &str) -> Wording {
    Wording::made(
        format!("pas de liste d'immobilisations, et le grand livre seul ne le dit pas : {fr}"),
        format!("no list of assets, and the ledger alone does not tell: {en}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_of_depreciation_belong_to_accounts_of_assets() {
        for (depreciation, asset, expected) in [
            ("281830", "218300", true),
            ("28183", "2183", true),
            ("281800", "218300", true),
            ("281000", "218300", true),
            ("280500", "205000", true),
            ("281840", "218300", false),
            ("280000", "218300", false),
            ("280000", "201000", true),
            ("28", "218300", true),
        ] {
            assert_eq!(belongs(depreciation, asset), expected, "{depreciation} of {asset}");
        }
    }
}
