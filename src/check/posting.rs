//! Ledger lines put together as they were posted: one event of the business each, with what it bills, its VAT, its revenue, and the
//! accounts in between.

use hashbrown::HashMap;

use super::balances;
use super::context::CheckContext;
use super::groups::Groups;
use crate::books::NameNumbers;
use crate::jurisdiction::{Accounts, ChartOfAccounts};
use crate::model::date_of;

/// An account that may stand between what is billed and revenue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Between {
    Deposit,
    AccruedIncome,
    CreditNoteDue,
    DeferredIncome,
    Disbursement,
    Transferred,
    Discount,
    Other,
}

impl Between {
    pub(super) const ALL: [Self; 8] = [
        Self::Deposit,
        Self::AccruedIncome,
        Self::CreditNoteDue,
        Self::DeferredIncome,
        Self::Disbursement,
        Self::Transferred,
        Self::Discount,
        Self::Other,
    ];

    /// Whether it holds income of another year.
    pub(super) fn is_accrual(self) -> bool {
        matches!(self, Self::AccruedIncome | Self::CreditNoteDue | Self::DeferredIncome)
    }

    fn accounts(self, chart: &ChartOfAccounts) -> Option<Accounts> {
        match self {
            Self::Deposit => Some(chart.deposits),
            Self::AccruedIncome => Some(chart.accrued_income),
            Self::CreditNoteDue => Some(chart.credit_notes_due),
            Self::DeferredIncome => Some(chart.deferred_income),
            Self::Disbursement => Some(chart.disbursements),
            Self::Transferred => Some(chart.transferred_charges),
            Self::Discount => Some(chart.cash_discounts),
            Self::Other => None,
        }
    }
}

/// What an account is to the comparison with invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Receivable,
    Vat,
    VatPending,
    Revenue,
    Cash,
    /// Capital, assets, result, bad debts: what no sale is posted on.
    Apart,
    /// Result of the year.
    Result,
    Between(Between),
}

impl Role {
    fn of(account: &str, chart: &ChartOfAccounts) -> Self {
        let between = |between: &Between| between.accounts(chart).is_some_and(|accounts| accounts.contains(account));
        if chart.receivable.contains(account) {
            Self::Receivable
        } else if chart.revenue.contains(account) {
            Self::Revenue
        } else if chart.vat.contains(account) {
            Self::Vat
        } else if chart.vat_pending.contains(account) {
            Self::VatPending
        } else if chart.cash.contains(account) {
            Self::Cash
        } else if chart.result.contains(account) {
            Self::Result
        } else if account.starts_with(['1', '2']) || chart.bad_debts.contains(account) {
            Self::Apart
        } else {
            Self::Between(Between::ALL.into_iter().find(between).unwrap_or(Between::Other))
        }
    }
}

/// One event, in the smallest unit: `billed − vat − revenue = Σ between + unbalanced`.
#[derive(Clone, Debug)]
pub(super) struct Posting {
    /// Its first line.
    pub(super) first: u32,
    /// Position of its fiscal year.
    pub(super) year: usize,
    pub(super) day: i32,
    /// Number of the name of the third party; 0 if it names none, or several.
    pub(super) party: u32,
    /// Number of the name of the account of the client; 0 if there are several.
    pub(super) account_name: u32,
    /// Whether it bills a client: then it should have an invoice.
    pub(super) is_billing: bool,
    /// Whether it carries revenue to the result of the year.
    pub(super) is_closing: bool,
    /// Debited to clients, or paid at once.
    pub(super) billed: i128,
    pub(super) vat: i128,
    /// Credited to revenue.
    pub(super) revenue: i128,
    /// Credited to each account in between, in the order of [`Between::ALL`].
    between: [i128; Between::ALL.len()],
    /// Debits less credits of all its lines, taken as a credit that is missing.
    pub(super) unbalanced: i128,
}

impl Posting {
    /// Excluding VAT.
    pub(super) fn billed_net(&self) -> i128 {
        self.billed - self.vat
    }

    /// What went to accounts in between.
    pub(super) fn between(&self) -> impl Iterator<Item = (Between, i128)> {
        Between::ALL.into_iter().zip(self.between).filter(|(_, amount)| *amount != 0)
    }

    /// What went to one of them.
    pub(super) fn on(&self, between: Between) -> i128 {
        self.between().find(|(known, _)| *known == between).map_or(0, |(_, amount)| amount)
    }

    fn credit(&mut self, between: Between, amount: i128) {
        for (known, sum) in Between::ALL.into_iter().zip(&mut self.between) {
            if known == between {
                *sum += amount;
            }
        }
    }
}

/// Every event of the ledger that touches clients or revenue.
pub(super) struct Postings {
    pub(super) all: Vec<Posting>,
    pub(super) lines: Groups,
    /// Whether the ledger has accounts of clients: else it is an extract, or kept on a cash basis.
    pub(super) has_receivables: bool,
    /// Whether it holds only lines of revenue and expenses, so that no entry can balance.
    pub(super) is_extract: bool,
    /// First and last day number of the ledger.
    pub(super) span: Option<(i32, i32)>,
}

impl Postings {
    pub(super) fn of(context: &CheckContext<'_>, chart: &ChartOfAccounts) -> Self {
        let books = context.books();
        let (rows, names) = (books.ledger_entries(), books.names());
        let table = rows.table();
        let mut role_of: HashMap<u32, Role> = HashMap::new();
        let roles: Vec<Role> = table
            .account
            .iter()
            .map(|account| *role_of.entry(account).or_insert_with(|| Role::of(names.get(account), chart)))
            .collect();
        let has_receivables = roles.contains(&Role::Receivable);
        let is_extract = balances::needs_balance_sheet(books).is_err();
        let events = events(context, table.amount.values().as_slice(), is_extract);
        let count = events.iter().max().map_or(0, |last| *last as usize + 1);
        // Only events that touch clients or revenue matter.
        let mut matters = vec![false; count];
        for (event, role) in events.iter().zip(&roles) {
            if let Some(matters) = matters.get_mut(*event as usize) {
                *matters |= matches!(role, Role::Receivable | Role::Revenue) || is_deposit_role(*role);
            }
        }
        let mut kept = 0;
        let renumbered: Vec<Option<u32>> = matters
            .iter()
            .map(|matters| {
                matters.then(|| {
                    kept += 1;
                    kept - 1
                })
            })
            .collect();
        let group_of_row: Vec<Option<u32>> =
            events.iter().map(|event| renumbered.get(*event as usize).copied().flatten()).collect();
        let lines = Groups::of(&group_of_row, kept as usize);
        let all = (0..kept as usize).map(|at| posting(context, lines.rows(at), &roles, is_extract)).collect();
        let days = table.date.values();
        let span = days.iter().min().copied().zip(days.iter().max().copied());
        Self { all, lines, has_receivables, is_extract, span }
    }

    pub(super) fn get(&self, at: u32) -> Option<&Posting> {
        self.all.get(at as usize)
    }
}

fn is_deposit_role(role: Role) -> bool {
    role == Role::Between(Between::Deposit)
}

/// The event of each line. Lines of one entry and piece are one if they balance; else the rest of the entry is. Lines that name no
/// entry follow each other until they balance.
fn events(context: &CheckContext<'_>, amounts: &[i64], is_extract: bool) -> Vec<u32> {
    let table = context.books().ledger_entries().table();
    let mut part_of: HashMap<(usize, u32, u32, u32), u32> = HashMap::new();
    let mut sums: Vec<i128> = Vec::new();
    let mut whole_of: Vec<Option<(usize, u32, u32)>> = Vec::new();
    let mut open: Option<(i32, u32, u32, u32)> = None;
    let mut parts: Vec<u32> = Vec::with_capacity(amounts.len());
    let keys = table.journal.iter().zip(table.entry.iter());
    let keys = keys.zip(table.piece.iter().zip(table.source.numbers()));
    for ((date, amount), ((journal, entry), (piece, source))) in table.date.values().iter().zip(amounts).zip(keys) {
        let new = u32::try_from(sums.len()).unwrap_or(u32::MAX);
        let part = if entry != 0 {
            let year = context.year_of(date_of(*date)).unwrap_or(usize::MAX);
            let part = *part_of.entry((year, journal, entry, piece)).or_insert(new);
            if part == new {
                whole_of.push(Some((year, journal, entry)));
            }
            part
        } else {
            let key = (*date, journal, piece, source);
            let goes_on = open == Some(key) && sums.last().is_some_and(|sum| *sum != 0) && !(is_extract && piece == 0);
            open = Some(key);
            if goes_on {
                new.saturating_sub(1)
            } else {
                whole_of.push(None);
                new
            }
        };
        if part == new {
            sums.push(0);
        }
        if entry != 0 {
            open = None;
        }
        if let Some(sum) = sums.get_mut(part as usize) {
            *sum += i128::from(*amount);
        }
        parts.push(part);
    }
    if is_extract {
        return parts;
    }
    let mut rest_of: HashMap<(usize, u32, u32), u32> = HashMap::new();
    let merged: Vec<u32> = (0_u32..)
        .zip(sums.iter().zip(&whole_of))
        .map(|(part, (sum, whole))| match whole {
            Some(whole) if *sum != 0 => *rest_of.entry(*whole).or_insert(part),
            _ => part,
        })
        .collect();
    parts.iter().map(|part| merged.get(*part as usize).copied().unwrap_or(*part)).collect()
}

fn posting(context: &CheckContext<'_>, lines: &[u32], roles: &[Role], is_extract: bool) -> Posting {
    let table = context.books().ledger_entries().table();
    let value = |row: u32| table.amount.values().get(row as usize).copied().map_or(0, i128::from);
    let role = |row: u32| roles.get(row as usize).copied().unwrap_or(Role::Apart);
    let first = lines.first().copied().unwrap_or_default();
    let day = table.date.values().get(first as usize).copied().unwrap_or_default();
    let sum_of = |wanted: Role| lines.iter().filter(|row| role(**row) == wanted).map(|row| value(*row)).sum::<i128>();
    let has = |wanted: &dyn Fn(Role) -> bool| lines.iter().any(|row| wanted(role(*row)));
    let is_accrual =
        |role: Role| matches!(role, Role::Between(Between::AccruedIncome | Between::CreditNoteDue | Between::DeferredIncome));
    let has_accrual = has(&is_accrual);
    let (has_revenue, has_cash) = (has(&|role| role == Role::Revenue), has(&|role| role == Role::Cash));
    let has_client = has(&|role| role == Role::Receivable);
    let has_deposit = has(&is_deposit_role);
    let is_sale = has_revenue
        || has_deposit
        || has_accrual
        || has(&|role| matches!(role, Role::Vat | Role::VatPending))
        || has(&|role| role == Role::Between(Between::Disbursement));
    let is_apart = has(&|role| matches!(role, Role::Apart | Role::Result)) || balances::opens(context.books(), first);
    let is_billing = !is_apart
        && match (has_client, has_cash) {
            (true, false) => is_sale,
            (_, true) => has_revenue || (has_deposit && !has_client),
            (false, false) => has_revenue && is_extract,
        };
    let mut posting = Posting {
        first,
        year: context.year_of(date_of(day)).unwrap_or_default(),
        day,
        party: party(context, lines, roles),
        account_name: one_of(&context.books().ledger_entries().table().account_label, lines, roles).unwrap_or_default(),
        is_billing,
        is_closing: has(&|role| role == Role::Result) && !has_client && !has_cash,
        billed: sum_of(Role::Receivable),
        vat: -sum_of(Role::Vat),
        revenue: -sum_of(Role::Revenue),
        between: [0; Between::ALL.len()],
        unbalanced: 0,
    };
    let mut pending = sum_of(Role::VatPending);
    if has_accrual && !has_client {
        // VAT of an invoice that is still to be issued.
        pending -= posting.vat;
        posting.vat = 0;
    }
    if !has_accrual {
        posting.vat -= pending;
    } else if has(&|role| role == Role::Between(Between::CreditNoteDue)) {
        posting.credit(Between::CreditNoteDue, -pending);
    } else {
        posting.credit(Between::AccruedIncome, -pending);
    }
    for row in lines {
        if let Role::Between(between) = role(*row) {
            posting.credit(between, -value(*row));
        }
    }
    let (cash, apart) = (sum_of(Role::Cash), sum_of(Role::Apart) + sum_of(Role::Result));
    posting.credit(Between::Other, -apart);
    if is_billing {
        posting.billed += cash;
    } else {
        posting.credit(Between::Other, -cash);
    }
    let between: i128 = posting.between.iter().sum();
    posting.unbalanced = posting.billed - posting.vat - posting.revenue - between;
    if is_billing && !has_client && !has_cash {
        // An extract of revenue: what is credited is what was billed, and nothing stands against it.
        posting.billed += -posting.unbalanced;
        posting.unbalanced = 0;
    }
    posting
}

/// The third party, if the lines name one and only one; those on accounts of clients come first.
fn party(context: &CheckContext<'_>, lines: &[u32], roles: &[Role]) -> u32 {
    let parties = &context.books().ledger_entries().table().party;
    one_of(parties, lines, roles).or_else(|| only(parties, lines.iter().copied())).unwrap_or_default()
}

/// The only name on the lines of clients; 0 if there are several.
fn one_of(names: &NameNumbers, lines: &[u32], roles: &[Role]) -> Option<u32> {
    let is_client = |row: &u32| roles.get(*row as usize) == Some(&Role::Receivable);
    only(names, lines.iter().copied().filter(is_client))
}

fn only(names: &NameNumbers, rows: impl Iterator<Item = u32>) -> Option<u32> {
    let mut found = rows.map(|row| names.get(row as usize)).filter(|name| *name != 0);
    let first = found.next()?;
    Some(if found.all(|name| name == first) { first } else { 0 })
}
