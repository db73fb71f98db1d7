//! Balances of the accounts at the end of a fiscal year, and what opens it.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::context::CheckContext;
use crate::books::{Books, Table, TypedRow};
use crate::model::{Wording, date_of, is_of_balance_sheet};

/// Whether a line of the ledger carries a balance forward.
pub(super) fn opens(books: &Books, row: u32) -> bool {
    let rows = books.ledger_entries();
    rows.table().row(row as usize, books.names()).carries_forward()
}

/// Whether the ledger has accounts of the balance sheet: else it is an extract, of which no entry can balance.
///
/// # Errors
/// That it has none.
pub(super) fn needs_balance_sheet(books: &Books) -> Result<(), Wording> {
    let is_of_sheet = |account| is_of_balance_sheet(books.names().get(account));
    match books.ledger_entries().table().account.iter().any(is_of_sheet) {
        true => Ok(()),
        false => Err(Wording::fixed(
            "le grand livre n'a pas de comptes des classes 1 à 5",
            "the ledger has no accounts of classes 1 to 5",
        )),
    }
}

/// An account in a fiscal year, in the smallest unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Account {
    /// Carried forward into the year.
    pub(super) opening: i128,
    /// All else.
    pub(super) movement: i128,
    /// Its last line in the year.
    pub(super) last: u32,
}

/// The accounts of one fiscal year.
#[derive(Clone, Debug, Default)]
pub(super) struct Year<'a> {
    /// By account number.
    pub(super) accounts: BTreeMap<&'a str, Account>,
    /// Lines that open it.
    pub(super) opening: Vec<u32>,
}

impl Year<'_> {
    /// Opening and movement of the accounts for which something holds.
    pub(super) fn sum(&self, of: impl Fn(&str) -> bool) -> Account {
        let mut sum = Account::default();
        for (_, account) in self.accounts.iter().filter(|(number, _)| of(number)) {
            sum.opening += account.opening;
            sum.movement += account.movement;
            sum.last = sum.last.max(account.last);
        }
        sum
    }
}

/// Every fiscal year of the context, in its order.
pub(super) fn years<'a>(context: &CheckContext<'a>) -> Vec<Year<'a>> {
    let books = context.books();
    let (rows, names) = (books.ledger_entries(), books.names());
    let table = rows.table();
    let mut years: Vec<HashMap<u32, Account>> = vec![HashMap::new(); context.years().len()];
    let mut openings: Vec<Vec<u32>> = vec![Vec::new(); context.years().len()];
    for row in 0..rows.len() {
        let line = table.row(row, names);
        let name = table.account.get(row);
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let Some(at) = context.year_of(line.date) else { continue };
        let (Some(accounts), Some(opening)) = (years.get_mut(at), openings.get_mut(at)) else { continue };
        let account = accounts.entry(name).or_default();
        account.last = row;
        // Only the first day of a year opens it.
        let begins = context.years().get(at).is_some_and(|year| year.start == line.date);
        if begins && line.carries_forward() {
            account.opening += i128::from(line.amount.mantissa());
            opening.push(row);
        } else {
            account.movement += i128::from(line.amount.mantissa());
        }
    }
    let named = |accounts: HashMap<u32, Account>| accounts.into_iter().map(|(id, account)| (names.get(id), account)).collect();
    years.into_iter().zip(openings).map(|(accounts, opening)| Year { accounts: named(accounts), opening }).collect()
}

/// The balance of each account at the end of each year: where nothing opens a year, that of the year before goes on.
pub(super) fn closing<'a>(years: &[Year<'a>]) -> Vec<BTreeMap<&'a str, i128>> {
    let mut closing: Vec<BTreeMap<&'a str, i128>> = Vec::new();
    for year in years {
        let mut balances: BTreeMap<&str, i128> = match closing.last() {
            Some(before) if year.opening.is_empty() => before
                .iter()
                .filter(|(account, _)| !account.starts_with(['6', '7']))
                .map(|(account, sum)| (*account, *sum))
                .collect(),
            _ => BTreeMap::new(),
        };
        for (account, sums) in &year.accounts {
            *balances.entry(account).or_default() += sums.opening + sums.movement;
        }
        closing.push(balances);
    }
    closing
}

/// The last day of the ledger, if it has a line.
pub(super) fn last_day(books: &Books) -> Option<chrono::NaiveDate> {
    books.days(Table::Ledger).map(|(_, last)| date_of(last))
}
