//! Bank statements by the account of the ledger that books them, and their balances.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};

use super::bank_matching::{DAYS, Movement};
use crate::books::{Books, TypedRow};
use crate::jurisdiction::ChartOfAccounts;
use crate::model::{BankEntry, day_number};

/// Rows that are looked at to tell which account books a statement.
const SAMPLE: usize = 2_000;

/// Rows of one account at a bank: those that name it, or those of a file that names none.
#[derive(Debug)]
pub(super) struct Statement<'a> {
    /// Its rows, in the order of the table.
    pub(super) rows: Vec<u32>,
    /// Number or IBAN; empty if the file does not say.
    name: &'a str,
    path: &'a str,
}

/// Every statement, in the order of its first row, without rows in another currency than that of the books; and those rows.
pub(super) fn statements(books: &Books) -> (Vec<Statement<'_>>, Vec<u32>) {
    let (rows, names) = (books.bank_entries(), books.names());
    let of_books = books.settings().business.currency.as_deref().unwrap_or_default();
    let mut known: HashMap<(&str, u32), usize> = HashMap::new();
    let (mut all, mut foreign): (Vec<Statement<'_>>, Vec<u32>) = (Vec::new(), Vec::new());
    for row in 0..rows.len() {
        let entry = rows.table().row(row, names);
        let (source, _) = rows.table().place(row, names);
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        if !entry.currency.is_empty() && !of_books.is_empty() && !entry.currency.trim().eq_ignore_ascii_case(of_books) {
            foreign.push(row);
            continue;
        }
        let key = if entry.account.is_empty() { ("", source) } else { (entry.account, 0) };
        let at = *known.entry(key).or_insert(all.len());
        if at == all.len() {
            let path = books.sources().get(source as usize).map_or("", |source| source.path.as_str());
            all.push(Statement { rows: Vec::new(), name: entry.account, path });
        }
        if let Some(statement) = all.get_mut(at) {
            statement.rows.push(row);
        }
    }
    (all, foreign)
}

/// Lines of each account at a bank in the ledger, in the order of the table, without those that carry a balance forward.
pub(super) fn booked<'a>(
    books: &'a Books,
    chart: &ChartOfAccounts,
    opens: impl Fn(u32) -> bool,
) -> BTreeMap<&'a str, Vec<Movement<'a>>> {
    let (rows, names) = (books.ledger_entries(), books.names());
    let mut of_name: HashMap<u32, bool> = HashMap::new();
    let mut booked: BTreeMap<&str, Vec<Movement<'_>>> = BTreeMap::new();
    for (row, account) in (0..).zip(rows.table().account.iter()) {
        if *of_name.entry(account).or_insert_with(|| chart.bank.contains(names.get(account))) && !opens(row) {
            let line = rows.table().row(row as usize, names);
            let (day, amount) = (day_number(line.date), i128::from(line.amount.mantissa()));
            let movement = Movement { day, amount, reference: line.piece, label: line.label, row };
            booked.entry(line.account).or_default().push(movement);
        }
    }
    booked
}

impl<'a> Statement<'a> {
    /// What people know it by.
    pub(super) fn shown(&self) -> &'a str {
        if self.name.is_empty() { self.path } else { self.name }
    }

    pub(super) fn movements(&self, books: &'a Books) -> Vec<Movement<'a>> {
        let of = |row: &u32| {
            let entry: BankEntry<'a> = books.bank_entries().table().row(*row as usize, books.names());
            let (day, amount) = (day_number(entry.date), i128::from(entry.amount.mantissa()));
            Movement { day, amount, reference: entry.reference, label: entry.label, row: *row }
        };
        self.rows.iter().map(of).collect()
    }

    /// The account of the ledger that its account or the name of its file spells; else the one that has most of its amounts within the
    /// tolerance of days, of those that have as many the first.
    pub(super) fn account(&self, books: &'a Books, booked: &BTreeMap<&'a str, Vec<Movement<'a>>>) -> Option<&'a str> {
        let is_named = |account: &str| {
            self.name.trim() == account || self.path.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == account)
        };
        if let Some(named) = booked.keys().find(|account| is_named(account)) {
            return Some(named);
        }
        let movements = self.movements(books);
        let score = |lines: &[Movement<'_>]| {
            let places: HashSet<(i128, i32)> = lines.iter().map(|line| (line.amount, line.day)).collect();
            let has = |movement: &&Movement<'_>| {
                (movement.day - DAYS..=movement.day + DAYS).any(|day| places.contains(&(movement.amount, day)))
            };
            movements.iter().take(SAMPLE).filter(has).count()
        };
        let scores = booked.iter().map(|(account, lines)| (score(lines), *account)).filter(|(score, _)| *score > 0);
        let best = scores.reduce(|best, other| if other.0 > best.0 { other } else { best });
        best.map(|(_, account)| account)
    }
}

/// Day, amount, and the balance after it.
type Told = (i32, i128, Option<i128>);

/// What the statements of one account of the ledger tell of its balance.
pub(super) struct Balances {
    /// For each account at a bank its rows in the order of time.
    accounts: Vec<Vec<Told>>,
}

impl Balances {
    /// Files that name no account are parts of one statement.
    pub(super) fn of(books: &Books, statements: &[&Statement<'_>]) -> Self {
        let mut accounts: BTreeMap<&str, Vec<Told>> = BTreeMap::new();
        for statement in statements {
            accounts.entry(statement.name).or_default().extend(in_time(books, statement));
        }
        let mut accounts: Vec<_> = accounts.into_values().collect();
        accounts.iter_mut().for_each(|rows| rows.sort_by_key(|(day, ..)| *day));
        Self { accounts }
    }

    /// The balance at the end of a day; `None` where a statement tells none.
    pub(super) fn at(&self, day: i32) -> Option<i128> {
        let of_account = |rows: &Vec<Told>| {
            let next = rows.partition_point(|(other, ..)| *other <= day);
            let (before, after) = rows.split_at_checked(next)?;
            if let Some(told) = before.iter().rposition(|(.., balance)| balance.is_some()) {
                let later: i128 = before.get(told + 1..)?.iter().map(|(_, amount, _)| amount).sum();
                return before.get(told)?.2.map(|balance| balance + later);
            }
            let told = after.iter().position(|(.., balance)| balance.is_some())?;
            let until: i128 = after.get(..=told)?.iter().map(|(_, amount, _)| amount).sum();
            after.get(told)?.2.map(|balance| balance - until)
        };
        self.accounts.iter().map(of_account).sum()
    }
}

/// The rows of a statement, the oldest first: each of its files is turned round where its balances, or else its days, run backwards.
fn in_time(books: &Books, statement: &Statement<'_>) -> Vec<Told> {
    let (rows, names) = (books.bank_entries(), books.names());
    let table = rows.table();
    let sources: BTreeSet<u32> = statement.rows.iter().map(|row| table.place(*row as usize, names).0).collect();
    let mut all = Vec::with_capacity(statement.rows.len());
    for source in sources {
        let of_source = statement.rows.iter().filter(|row| table.place(**row as usize, names).0 == source);
        let mut own: Vec<Told> = of_source
            .map(|row| table.row(*row as usize, names))
            .map(|entry| {
                let balance = entry.balance.map(|balance| i128::from(balance.mantissa()));
                (day_number(entry.date), i128::from(entry.amount.mantissa()), balance)
            })
            .collect();
        let (mut forwards, mut backwards) = (0, 0);
        for pair in own.windows(2) {
            let [(_, one_amount, Some(one)), (_, two_amount, Some(two))] = pair else { continue };
            forwards += usize::from(one + two_amount == *two);
            backwards += usize::from(two + one_amount == *one);
        }
        let is_later_first = own.first().zip(own.last()).is_some_and(|(first, last)| first.0 > last.0);
        if backwards > forwards || backwards == forwards && is_later_first {
            own.reverse();
        }
        all.extend(own);
    }
    all
}
