//! Bank statements against the accounts of the ledger that book them: every difference of the days both cover, and the balance.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::balances;
use super::bank_matching::{self, DAYS, Movement};
use super::bank_statements::{Balances, Statement, booked, statements};
use super::catalogue::Check;
use super::context::CheckContext;
use super::document::decimal;
use super::finding::{Finding, Severity};
use super::phrase::{count, day, money, sentence, text};
use crate::books::{Books, Table};
use crate::error::Origin;
use crate::model::{FiscalCalendar, Period, Wording, date_of, day_number};

pub(super) const CHECK: Check = Check::new(
    "bank_vs_ledger",
    Wording::fixed("Relevés bancaires et grand livre (512)", "Bank statements against the ledger (512)"),
    |context| {
        let compared = Compared::of(context)?;
        let mut findings = compared.apart;
        for account in compared.accounts {
            if context.asked().any(|year| year.start <= account.to && account.from <= year.end) {
                findings.push(account.summary());
            }
            let is_asked = |finding: &Finding| {
                finding.period.as_ref().is_none_or(|period| context.asked().any(|year| year.label == *period))
            };
            findings.extend(account.breaks.into_iter().chain(account.balances).filter(is_asked));
        }
        Ok(findings)
    },
);

/// One account of the ledger and its bank statements, over the days that both cover.
///
/// The law: `bank − ledger = Σ amounts of the breaks`, exactly.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BankReconciliation {
    /// Account of the ledger.
    pub account: String,
    /// First day that statements and ledger cover.
    pub from: NaiveDate,
    /// Last day that both cover.
    pub to: NaiveDate,
    /// Sum of the rows of the statements on these days.
    pub bank: Decimal,
    /// Debits less credits of the account on these days, without opening entries.
    pub ledger: Decimal,
    /// Every difference, bank less ledger: its amount is that of the finding.
    pub breaks: Vec<Finding>,
    /// How many rows of the statements have their lines in the ledger.
    pub matched: usize,
    /// Where the balance told by the bank is not that of the account.
    balances: Vec<Finding>,
}

impl BankReconciliation {
    /// Each account that has statements, by number.
    ///
    /// # Errors
    /// Why it is not possible: no statement, no ledger, accounts of a country that is not known.
    pub fn of(books: &Books) -> Result<Vec<Self>, Wording> {
        Compared::of(&CheckContext::new(books, None)).map(|compared| compared.accounts)
    }

    /// What the breaks leave of the difference: zero.
    pub fn residual(&self) -> Decimal {
        self.breaks.iter().filter_map(|found| found.amount).fold(self.bank - self.ledger, |rest, amount| rest - amount)
    }

    fn summary(&self) -> Finding {
        let parts = [
            &text(&self.account),
            &day(self.from),
            &day(self.to),
            &money(self.bank),
            &money(self.ledger),
            &money(self.bank - self.ledger),
            &count(self.breaks.len()),
            &money(self.residual()),
            &count(self.matched),
        ];
        let words = sentence(
            "compte {0}, du {1} au {2} : mouvements du relevé {3}, du grand livre {4}, écart {5} en {6} constat(s), reste {7} ; {8} ligne(s) rapprochée(s)",
            "account {0}, {1} to {2}: movements of the statement {3}, of the ledger {4}, difference {5} in {6} finding(s), rest {7}; {8} row(s) matched",
            &parts,
        );
        Finding::new("bank_reconciled", Severity::Info, words)
    }
}

struct Compared {
    accounts: Vec<BankReconciliation>,
    /// About statements that could not be compared.
    apart: Vec<Finding>,
}

impl Compared {
    fn of(context: &CheckContext<'_>) -> Result<Self, Wording> {
        context.needs(&[Table::Bank, Table::Ledger])?;
        let chart = context.chart()?;
        let books = context.books();
        let years = balances::years(context);
        let opening: HashSet<u32> = years.iter().flat_map(|year| &year.opening).copied().collect();
        let booked = booked(books, chart, |row| opening.contains(&row));
        if booked.is_empty() {
            return Err(Wording::fixed("le grand livre n'a pas de compte 512", "the ledger has no account 512"));
        }
        let covered = Covered::of(books);
        let (all, foreign) = statements(books);
        let mut of_account: BTreeMap<&str, Vec<&Statement<'_>>> = BTreeMap::new();
        let mut apart = Vec::new();
        for statement in &all {
            match statement.account(books, &booked) {
                Some(account) => of_account.entry(account).or_default().push(statement),
                None => apart.push(unknown_account(books, statement, &covered)),
            }
        }
        if !foreign.is_empty() {
            apart.push(other_currency(books, &foreign));
        }
        let closing = balances::closing(&years);
        let mut accounts = Vec::new();
        for (account, own) in of_account {
            let bank: Vec<Movement<'_>> = own.iter().flat_map(|statement| statement.movements(books)).collect();
            let ledger = booked.get(account).map(Vec::as_slice).unwrap_or_default();
            let Some(mut pair) = Pair::of(books, account, &bank, ledger, &covered) else { continue };
            let mut found = pair.compare(context);
            let told = Balances::of(books, &own);
            found.balances = pair.balances(context, &told, |at, until| {
                let year = years.get(at)?;
                let before = at.checked_sub(1).and_then(|before| closing.get(before)?.get(account).copied());
                let start = match year.opening.is_empty() {
                    true => before.unwrap_or_default(),
                    false => year.accounts.get(account).map_or(0, |account| account.opening),
                };
                let first = context.years().get(at).map(|year| day_number(year.start))?;
                let movements = ledger.iter().filter(|line| first <= line.day && line.day <= until).map(|line| line.amount);
                let is_opened = years.iter().take(at + 1).any(|year| !year.opening.is_empty());
                Some((start + movements.sum::<i128>(), is_opened))
            });
            accounts.push(found);
        }
        Ok(Self { accounts, apart })
    }
}

/// The days that the ledger covers: from its first to its last, but for fiscal years in which it has no row.
struct Covered {
    first: i32,
    last: i32,
    calendar: FiscalCalendar,
    /// Years with a row, by their first day.
    years: BTreeSet<NaiveDate>,
}

impl Covered {
    fn of(books: &Books) -> Self {
        let dates = books.ledger_entries().table().date.values();
        let calendar = books.settings().fiscal_years.clone().unwrap_or_default();
        let days: BTreeSet<i32> = dates.iter().copied().collect();
        let years = days.iter().filter_map(|day| calendar.of(date_of(*day))).map(|year| year.start).collect();
        let (first, last) = days.first().copied().zip(days.last().copied()).unwrap_or_default();
        Self { first, last, calendar, years }
    }

    fn has(&self, day: i32) -> bool {
        self.first <= day && day <= self.last && self.year_without(day).is_none()
    }

    /// The fiscal year of a day, if the ledger has no row in it.
    fn year_without(&self, day: i32) -> Option<Period> {
        self.calendar.of(date_of(day)).filter(|year| !self.years.contains(&year.start))
    }
}

fn unknown_account(books: &Books, statement: &Statement<'_>, covered: &Covered) -> Finding {
    let movements = statement.movements(books);
    let sum: i128 = movements.iter().map(|movement| movement.amount).sum();
    let is_covered = movements.iter().any(|movement| covered.has(movement.day));
    let severity = if is_covered { Severity::Warning } else { Severity::Info };
    let parts = [&text(statement.shown()), &count(statement.rows.len()), &money(decimal(sum))];
    let words = sentence(
        "relevé {0} : aucun compte 512 ne porte l'un de ses {1} mouvements, {2} en tout",
        "statement {0}: no account 512 has one of its {1} movements, {2} in all",
        &parts,
    );
    let places = statement.rows.iter().filter_map(|row| books.bank_entries().get(*row as usize)).map(|row| row.origin());
    Finding::new("bank_not_compared", severity, words).between(places, []).amount(decimal(sum)).remedy(Wording::fixed(
        "comptabiliser ce compte, ou mettre le numéro du compte 512 dans le nom du fichier ; si ce n'est pas un compte de l'entreprise, ignore = [\"…\"]",
        "book this account, or put the number of its account 512 into the name of the file; if it is no account of the business, ignore = [\"…\"]",
    ))
}

fn other_currency(books: &Books, rows: &[u32]) -> Finding {
    let words = sentence(
        "{0} ligne(s) de relevé dans une autre devise que les livres : pas comparée(s)",
        "{0} row(s) of statements in another currency than the books: not compared",
        &[&count(rows.len())],
    );
    let places = rows.iter().filter_map(|row| books.bank_entries().get(*row as usize)).map(|row| row.origin());
    Finding::new("bank_other_currency", Severity::Info, words).between(places, [])
}

/// Statements and ledger of one account.
struct Pair<'p, 'a> {
    books: &'a Books,
    account: &'a str,
    bank: &'p [Movement<'a>],
    ledger: &'p [Movement<'a>],
    covered: &'p Covered,
    /// First and last day that both cover.
    from: i32,
    to: i32,
    /// Whether statements and ledger know nothing of the days before, or after.
    ledger_begins: bool,
    statement_ends: bool,
    /// What explains why the balances differ from the first day on.
    before: Vec<(i32, i128)>,
}

impl<'p, 'a> Pair<'p, 'a> {
    fn of(
        books: &'a Books,
        account: &'a str,
        bank: &'p [Movement<'a>],
        ledger: &'p [Movement<'a>],
        covered: &'p Covered,
    ) -> Option<Self> {
        let days = || bank.iter().map(|movement| movement.day);
        let (first, last) = (days().min()?, days().max()?);
        let (from, to) = (first.max(covered.first), last.min(covered.last));
        (from <= to).then_some(Self {
            books,
            account,
            bank,
            ledger,
            from,
            to,
            covered,
            ledger_begins: covered.first == from,
            statement_ends: last == to,
            before: Vec::new(),
        })
    }

    fn is_within(&self, day: i32) -> bool {
        self.from <= day && day <= self.to
    }

    fn compare(&mut self, context: &CheckContext<'_>) -> BankReconciliation {
        // What is a few days outside may be the other side of what is within.
        let near = |side: &[Movement<'a>]| -> Vec<Movement<'a>> {
            side.iter().filter(|one| self.from - DAYS <= one.day && one.day <= self.to + DAYS).copied().collect()
        };
        let (bank, ledger) = (near(self.bank), near(self.ledger));
        let (mut bank_alone, mut ledger_alone) = (vec![true; bank.len()], vec![true; ledger.len()]);
        let mut breaks: Vec<(i32, Finding)> = Vec::new();
        let mut matched = 0;
        for group in bank_matching::groups(&bank, &ledger) {
            let of = |side: &[Movement<'a>], places: &[u32], alone: &mut [bool]| -> Vec<Movement<'a>> {
                for at in places {
                    if let Some(alone) = alone.get_mut(*at as usize) {
                        *alone = false;
                    }
                }
                places.iter().filter_map(|at| side.get(*at as usize)).copied().collect()
            };
            let (ours, theirs) = (of(&bank, &group.bank, &mut bank_alone), of(&ledger, &group.ledger, &mut ledger_alone));
            matched += ours.iter().filter(|one| self.is_within(one.day)).count();
            if ours.iter().chain(&theirs).all(|one| self.is_within(one.day))
                || !ours.iter().chain(&theirs).any(|one| self.is_within(one.day))
            {
                continue;
            }
            breaks.push(self.in_transit(&ours, &theirs));
        }
        let rest = |side: &[Movement<'a>], alone: &[bool]| -> Vec<Movement<'a>> {
            side.iter().zip(alone).filter(|(one, alone)| **alone && self.is_within(one.day)).map(|(one, _)| *one).collect()
        };
        let (ours, theirs) = (rest(&bank, &bank_alone), rest(&ledger, &ledger_alone));
        let (mut ours_alone, mut theirs_alone) = (vec![true; ours.len()], vec![true; theirs.len()]);
        for (one, two) in bank_matching::same_names(&ours, &theirs) {
            let pair = ours.get(one as usize).zip(theirs.get(two as usize));
            let flags = ours_alone.get_mut(one as usize).zip(theirs_alone.get_mut(two as usize));
            if let (Some((one, two)), Some((one_alone, two_alone))) = (pair, flags)
                && one.amount != two.amount
            {
                (*one_alone, *two_alone) = (false, false);
                breaks.push((one.day, self.differs(one, two)));
            }
        }
        let mut without: BTreeMap<NaiveDate, (Period, Vec<Movement<'a>>)> = BTreeMap::new();
        for one in ours.iter().zip(&ours_alone).filter(|(_, alone)| **alone).map(|(one, _)| *one) {
            if let Some(year) = self.covered.year_without(one.day) {
                without.entry(year.start).or_insert_with(|| (year, Vec::new())).1.push(one);
                continue;
            }
            let is_transit = self.ledger_begins && one.day < self.from + DAYS;
            breaks.push(if is_transit { self.in_transit(&[one], &[]) } else { (one.day, self.not_booked(&one)) });
        }
        for one in theirs.iter().zip(&theirs_alone).filter(|(_, alone)| **alone).map(|(one, _)| *one) {
            let is_transit = self.statement_ends && one.day > self.to - DAYS;
            breaks.push(if is_transit { self.in_transit(&[], &[one]) } else { (one.day, self.not_at_bank(&one)) });
        }
        breaks.retain(|(_, finding)| finding.amount.is_some_and(|amount| !amount.is_zero()));
        breaks.extend(without.values().map(|(year, of)| (day_number(year.start), self.year_without_ledger(year, of))));
        breaks.sort_by(|(one_day, one), (other_day, other)| {
            (one_day, &one.left, &one.right).cmp(&(other_day, &other.left, &other.right))
        });
        let in_year = |(day, finding): (i32, Finding)| match context.year_of(date_of(day)).and_then(|at| context.years().get(at))
        {
            Some(year) => finding.of(&year.label),
            None => finding,
        };
        let sum = |side: &[Movement<'a>]| decimal(side.iter().filter(|one| self.is_within(one.day)).map(|one| one.amount).sum());
        let mut found = BankReconciliation {
            account: self.account.to_owned(),
            from: date_of(self.from),
            to: date_of(self.to),
            bank: sum(self.bank),
            ledger: sum(self.ledger),
            breaks: breaks.into_iter().map(in_year).collect(),
            matched,
            balances: Vec::new(),
        };
        let residual = found.residual();
        if !residual.is_zero() {
            let words = Wording::fixed("écart que rien n'explique", "difference that nothing explains");
            found.breaks.push(Finding::new("bank_unexplained", Severity::Error, words).amount(residual));
        }
        found
    }

    fn bank_places(&self, of: &[Movement<'_>]) -> Vec<Origin> {
        of.iter().filter_map(|one| self.books.bank_entries().get(one.row as usize)).map(|row| row.origin()).collect()
    }

    fn ledger_places(&self, of: &[Movement<'_>]) -> Vec<Origin> {
        of.iter().filter_map(|one| self.books.ledger_entries().get(one.row as usize)).map(|row| row.origin()).collect()
    }

    /// `12 Mar 2020, VIR SEPA GARANCE`.
    fn named(one: &Movement<'_>) -> Wording {
        let name = [one.label, one.reference].into_iter().find(|name| !name.is_empty()).unwrap_or("–");
        sentence("{0}, {1}", "{0}, {1}", &[&day(date_of(one.day)), &text(name)])
    }

    fn not_booked(&self, one: &Movement<'_>) -> Finding {
        let words = sentence(
            "{0} : {1} au relevé, pas au compte {2}",
            "{0}: {1} on the statement, not on account {2}",
            &[&Self::named(one), &money(decimal(one.amount)), &text(self.account)],
        );
        let finding = Finding::new("bank_not_booked", Severity::Error, words).between(self.bank_places(&[*one]), []);
        finding
            .amount(decimal(one.amount))
            .remedy(Wording::fixed("retrouver la pièce et comptabiliser le mouvement", "find the document and book the movement"))
    }

    fn year_without_ledger(&self, year: &Period, of: &[Movement<'_>]) -> Finding {
        let sum = decimal(of.iter().map(|one| one.amount).sum());
        let words = sentence(
            "exercice {0} sans grand livre : {1} mouvement(s) au relevé du compte {2}, {3} en tout",
            "fiscal year {0} without a ledger: {1} movement(s) on the statement of account {2}, {3} in all",
            &[&text(&year.label), &count(of.len()), &text(self.account), &money(sum)],
        );
        Finding::new("bank_year_without_ledger", Severity::Info, words).between(self.bank_places(of), []).amount(sum)
    }

    fn not_at_bank(&self, one: &Movement<'_>) -> Finding {
        let words = sentence(
            "{0} : {1} au compte {2}, pas au relevé",
            "{0}: {1} on account {2}, not on the statement",
            &[&Self::named(one), &money(decimal(one.amount)), &text(self.account)],
        );
        let finding = Finding::new("booked_not_at_bank", Severity::Error, words).between([], self.ledger_places(&[*one]));
        finding.amount(decimal(-one.amount)).remedy(Wording::fixed(
            "vérifier que le paiement a eu lieu, sinon contre-passer l'écriture ; un relevé peut manquer",
            "see that the payment took place, else reverse the entry; a statement may be missing",
        ))
    }

    fn differs(&self, one: &Movement<'_>, two: &Movement<'_>) -> Finding {
        let words = sentence(
            "{0} : {1} au relevé, {2} au compte {3}",
            "{0}: {1} on the statement, {2} on account {3}",
            &[&Self::named(one), &money(decimal(one.amount)), &money(decimal(two.amount)), &text(self.account)],
        );
        let places = (self.bank_places(&[*one]), self.ledger_places(&[*two]));
        let finding = Finding::new("bank_amount_differs", Severity::Error, words).between(places.0, places.1);
        finding
            .amount(decimal(one.amount - two.amount))
            .remedy(Wording::fixed("le relevé fait foi : corriger l'écriture", "the statement decides: correct the entry"))
    }

    /// On one side within the days both cover, on the other before or after them, or not yet.
    fn in_transit(&mut self, bank: &[Movement<'a>], ledger: &[Movement<'a>]) -> (i32, Finding) {
        let within =
            |side: &[Movement<'a>]| -> Vec<Movement<'a>> { side.iter().filter(|one| self.is_within(one.day)).copied().collect() };
        let (ours, theirs) = (within(bank), within(ledger));
        let sum = |side: &[Movement<'a>]| side.iter().map(|one| one.amount).sum::<i128>();
        let is_before = ledger.is_empty() || bank.iter().chain(ledger).any(|one| one.day < self.from);
        let amount = decimal(sum(&ours) - sum(&theirs));
        let Some(first) = ours.iter().chain(&theirs).min_by_key(|one| one.day) else {
            return (self.from, Finding::new("bank_in_transit", Severity::Info, text("")));
        };
        let (at_bank, booked) = (money(decimal(sum(&ours))), money(decimal(sum(&theirs))));
        let account = text(self.account);
        // Where both sides have some within, the one movement is all within, and some of its parts are.
        let words = match (ours.len() == bank.len() && !ours.is_empty(), ours.is_empty(), theirs.is_empty()) {
            (_, _, true) => sentence(
                "{0} : {1} au relevé, comptabilisés au compte {2} hors des jours comparés",
                "{0}: {1} on the statement, booked on account {2} outside the days compared",
                &[&Self::named(first), &at_bank, &account],
            ),
            (_, true, false) => sentence(
                "{0} : {1} au compte {2}, au relevé hors des jours comparés",
                "{0}: {1} on account {2}, on the statement outside the days compared",
                &[&Self::named(first), &booked, &account],
            ),
            (true, false, false) => sentence(
                "{0} : {1} au relevé, dont {3} comptabilisés au compte {2} dans les jours comparés, le reste en dehors",
                "{0}: {1} on the statement, {3} of it booked on account {2} within the days compared, the rest outside",
                &[&Self::named(ours.first().unwrap_or(first)), &at_bank, &account, &booked],
            ),
            (false, false, false) => sentence(
                "{0} : {1} au compte {2}, dont {3} au relevé dans les jours comparés, le reste en dehors",
                "{0}: {1} on account {2}, {3} of it on the statement within the days compared, the rest outside",
                &[&Self::named(theirs.first().unwrap_or(first)), &booked, &account, &at_bank],
            ),
        };
        let finding = Finding::new("bank_in_transit", Severity::Info, words)
            .between(self.bank_places(bank), self.ledger_places(ledger))
            .amount(amount);
        if is_before {
            let signed = ours.iter().map(|one| (one.day, one.amount)).chain(theirs.iter().map(|one| (one.day, -one.amount)));
            self.before.extend(signed);
        }
        (first.day, finding)
    }

    /// The balance told by the bank against that of the account, at the end of each fiscal year and of the days compared. What findings explain is
    /// told as an info; what they leave, once.
    fn balances(
        &self,
        context: &CheckContext<'_>,
        told: &Balances,
        booked: impl Fn(usize, i32) -> Option<(i128, bool)>,
    ) -> Vec<Finding> {
        let ends = context.years().iter().map(|year| day_number(year.end)).filter(|end| self.from <= *end && *end < self.to);
        let mut findings = Vec::new();
        let mut known = 0;
        for end in ends.chain([self.to]) {
            let Some(at) = context.year_of(date_of(end)) else { continue };
            let Some((bank, (ledger, is_opened))) = told.at(end).zip(booked(at, end)) else { continue };
            let until = |side: &[Movement<'_>]| -> i128 {
                side.iter().filter(|one| self.from <= one.day && one.day <= end).map(|one| one.amount).sum()
            };
            let before: i128 = self.before.iter().filter(|(day, _)| *day <= end).map(|(_, amount)| amount).sum();
            let rest = (bank - ledger) - (until(self.bank) - until(self.ledger) - before);
            let unexplained = if rest == 0 { 0 } else { rest - known };
            // Before the first opening entry the balance of the ledger is a guess.
            if is_opened {
                known = rest;
            }
            if bank == ledger {
                continue;
            }
            let parts = [
                &text(self.account),
                &day(date_of(end)),
                &money(decimal(bank)),
                &money(decimal(ledger)),
                &money(decimal(bank - ledger)),
                &money(decimal(unexplained)),
            ];
            let finding = match unexplained {
                0 => Finding::new(
                    "bank_balance_explained",
                    Severity::Info,
                    sentence(
                        "compte {0} au {1} : solde {2} à la banque, {3} au grand livre, écart {4} que les constats expliquent",
                        "account {0} on {1}: balance {2} at the bank, {3} in the ledger, difference {4} as the findings explain",
                        &parts,
                    ),
                ),
                _ => Finding::new(
                    "bank_balance_differs",
                    if is_opened { Severity::Error } else { Severity::Info },
                    sentence(
                        "compte {0} au {1} : solde {2} à la banque, {3} au grand livre, écart {4}, dont {5} que rien n'explique",
                        "account {0} on {1}: balance {2} at the bank, {3} in the ledger, difference {4}, of which {5} is not explained",
                        &parts,
                    ),
                )
                .remedy(Wording::fixed(
                    "vérifier le solde d'ouverture du compte, et qu'aucune ligne du relevé ne manque",
                    "look at the opening balance of the account, and whether a row of the statement is missing",
                ))
                .amount(decimal(unexplained)),
            };
            findings.push(match context.years().get(at) {
                Some(year) => finding.of(&year.label),
                None => finding,
            });
        }
        findings
    }
}
