//! Where invoices and ledger part: every document and entry matched, and every difference put into a class, so that the classes add
//! up to the whole difference.

use hashbrown::{HashMap, HashSet};

use super::break_class::BreakClass;
use super::clients::Clients;
use super::context::CheckContext;
use super::document::{Document, Documents};
use super::foreign::{InCurrency, Own};
use super::matching::{self, Item, Match};
use super::posting::{Between, Posting, Postings};
use crate::books::TypedRow;
use crate::jurisdiction::ChartOfAccounts;
use crate::model::{Document as Kind, InvoiceLine, date_of};

/// Differences of up to five cents come from rounding line by line.
pub(super) const ROUNDING: i128 = 500;
/// Two currencies of one invoice: a difference within this part of the amount is one of exchange rates.
const EXCHANGE: i128 = 20;

/// A difference: left less right, in the smallest unit.
#[derive(Clone, Debug)]
pub(super) struct Break {
    pub(super) class: BreakClass,
    /// Position of its fiscal year.
    pub(super) year: usize,
    pub(super) net: i128,
    pub(super) gross: i128,
    pub(super) documents: Vec<u32>,
    pub(super) postings: Vec<u32>,
    /// Both sides in the currency of the document, where that tells the difference.
    pub(super) own: Option<InCurrency>,
}

/// Sums of a fiscal year, in the smallest unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) invoices_net: i128,
    pub(super) invoices_gross: i128,
    pub(super) ledger_net: i128,
    pub(super) ledger_gross: i128,
    pub(super) has_invoices: bool,
    pub(super) has_ledger: bool,
}

/// Both sides and how they compare.
pub(super) struct Comparison<'a> {
    pub(super) documents: Documents<'a>,
    pub(super) postings: Postings,
    pub(super) matches: Vec<Match>,
    pub(super) breaks: Vec<Break>,
    /// In the order of the fiscal years of the context.
    pub(super) sums: Vec<Sums>,
}

impl<'a> Comparison<'a> {
    pub(super) fn of(context: &CheckContext<'a>, chart: &ChartOfAccounts) -> Self {
        let books = context.books();
        let postings = Postings::of(context, chart);
        let documents = Documents::of(books, !postings.has_receivables && Documents::are_paid(books), postings.is_extract);
        let matches = matches(context, &documents, &postings);
        let sums = sums(context, &documents, &postings);
        let mut clients = Clients::new(books.names());
        let invoiced = documents.all.iter().map(|document| clients.of(document.client)).collect();
        let mut finder = Finder {
            context,
            chart,
            documents: &documents,
            postings: &postings,
            sums: &sums,
            deposits: documents.all.iter().filter(|d| d.kind == Kind::Deposit).map(|d| d.number).collect(),
            clients,
            invoiced,
            billed_as: HashMap::new(),
            breaks: Vec::new(),
            unknown_vat: vec![0; context.years().len()],
        };
        finder.all(&matches);
        let Finder { breaks, unknown_vat, .. } = finder;
        let sums =
            sums.iter().zip(unknown_vat).map(|(sums, vat)| Sums { invoices_gross: sums.invoices_gross + vat, ..*sums }).collect();
        Self { documents, postings, matches, breaks, sums }
    }
}

fn matches<'a>(context: &CheckContext<'a>, documents: &Documents<'a>, postings: &Postings) -> Vec<Match> {
    let books = context.books();
    let (names, table) = (books.names(), books.ledger_entries().table());
    let mut clients = Clients::new(names);
    let left: Vec<Item<'a>> = documents
        .all
        .iter()
        .map(|document| Item {
            key: document.number,
            amounts: [document.payable.or_else(|| document.gross()), Some(document.net)],
            day: document.day,
            client: clients.of(document.client),
        })
        .collect();
    let invoiced: HashSet<u32> = left.iter().map(|item| item.client).collect();
    let billing: Vec<u32> = (0..).zip(&postings.all).filter(|(_, posting)| posting.is_billing).map(|(at, _)| at).collect();
    let mut right: Vec<Item<'a>> = billing
        .iter()
        .filter_map(|at| postings.get(*at))
        .map(|posting| Item {
            key: names.get(table.piece.get(posting.first as usize)),
            amounts: [Some(posting.billed).filter(|_| !postings.is_extract), Some(posting.billed_net())],
            day: posting.day,
            // An account may bear the name of its client.
            client: match clients.of(posting.party) {
                0 => Some(clients.of(posting.account_name)).filter(|client| invoiced.contains(client)).unwrap_or_default(),
                party => party,
            },
        })
        .collect();
    let texts = |at: u32| {
        let lines = billing.get(at as usize).map(|posting| postings.lines.rows(*posting as usize)).unwrap_or_default();
        let of = |row: &u32| {
            let label = table.label.get(*row as usize);
            let piece = table.piece.get(*row as usize);
            [label, piece]
        };
        let mut texts: Vec<u32> = lines.iter().flat_map(of).filter(|name| *name != 0).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.into_iter().map(|name| names.get(name)).collect()
    };
    let mut matches = matching::matches(&left, &mut right, texts);
    for found in &mut matches {
        for at in &mut found.right {
            *at = billing.get(*at as usize).copied().unwrap_or(*at);
        }
    }
    matches
}

/// Totals of each fiscal year, straight from the documents and from the lines of the ledger.
fn sums(context: &CheckContext<'_>, documents: &Documents<'_>, postings: &Postings) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); context.years().len()];
    for document in &documents.all {
        if let Some(of_year) = year_of(context, document.day).and_then(|year| sums.get_mut(year)) {
            of_year.invoices_net += document.net;
            of_year.invoices_gross += document.gross().unwrap_or(document.net);
            of_year.has_invoices = true;
        }
    }
    for posting in &postings.all {
        let Some(of_year) = sums.get_mut(posting.year) else { continue };
        of_year.ledger_net += posting.revenue;
        if posting.is_billing {
            of_year.ledger_gross += posting.billed;
        }
        of_year.has_ledger |= posting.is_billing || posting.revenue != 0;
    }
    sums
}

fn year_of(context: &CheckContext<'_>, day: i32) -> Option<usize> {
    context.year_of(date_of(day))
}

struct Finder<'f, 'a> {
    context: &'f CheckContext<'a>,
    chart: &'f ChartOfAccounts,
    documents: &'f Documents<'a>,
    postings: &'f Postings,
    sums: &'f [Sums],
    /// Numbers of deposits.
    deposits: HashSet<&'a str>,
    clients: Clients<'a>,
    /// Clients of the invoices.
    invoiced: HashSet<u32>,
    /// A matched posting by what is billed, to whom and when.
    billed_as: HashMap<(i128, u32, i32), u32>,
    breaks: Vec<Break>,
    /// VAT of invoices that do not tell theirs, as the ledger has it, by fiscal year.
    unknown_vat: Vec<i128>,
}

impl<'a> Finder<'_, 'a> {
    fn all(&mut self, matches: &[Match]) {
        let mut has_entry = vec![false; self.documents.all.len()];
        let mut has_document = vec![false; self.postings.all.len()];
        for found in matches {
            for document in &found.left {
                if let Some(has) = has_entry.get_mut(*document as usize) {
                    *has = true;
                }
            }
            for posting in &found.right {
                if let Some(has) = has_document.get_mut(*posting as usize) {
                    *has = true;
                }
            }
            self.matched(found);
        }
        for (at, _) in self.documents.numbers().zip(has_entry).filter(|(_, has)| !has) {
            self.document_alone(at);
        }
        for (at, _) in (0..).zip(has_document).filter(|(_, has)| !has) {
            self.posting_alone(at);
        }
    }

    fn push(&mut self, class: BreakClass, year: usize, (net, gross): (i128, i128), documents: &[u32], postings: &[u32]) {
        if net != 0 || gross != 0 || matches!(class, BreakClass::ClientDiffers | BreakClass::CurrencyDiffers) {
            let (documents, postings) = (documents.to_vec(), postings.to_vec());
            self.breaks.push(Break { class, year, net, gross, documents, postings, own: None });
        }
    }

    fn matched(&mut self, found: &Match) {
        let documents: Vec<Document<'a>> = found.left.iter().filter_map(|at| self.documents.get(*at)).copied().collect();
        let postings = self.without_duplicates(&documents, &found.right);
        let of = |at: &u32| self.postings.get(*at).cloned();
        let entries: Vec<Posting> = postings.iter().filter_map(of).collect();
        let (Some(first), true) = (entries.first(), entries.len() == postings.len()) else { return };
        let (year, first_year) = (first.year, first.year);
        let billed: i128 = entries.iter().map(|entry| entry.billed).sum();
        let net = documents.iter().map(|d| d.net).sum::<i128>() - entries.iter().map(Posting::billed_net).sum::<i128>();
        let known: Option<i128> = documents.iter().map(Document::gross).sum();
        let gross = known.map_or(0, |known| known - billed);
        // VAT that is not told is taken from the ledger: on the first document, as amounts of VAT cannot be told apart.
        let untold =
            if known.is_none() { billed - documents.iter().map(|d| d.gross().unwrap_or(d.net)).sum::<i128>() } else { 0 };
        let sides = (found.left.as_slice(), postings.as_slice());
        self.values(&documents, &entries, (net, gross), known.is_some(), year, sides);
        self.periods(&documents, &entries, (net, gross, untold), first_year, sides);
        self.accounts(&documents, &entries, year, sides);
        self.parties(&documents, &entries, year, sides);
        for (entry, at) in entries.iter().zip(&postings) {
            let client = self.clients.of(entry.party);
            self.billed_as.entry((entry.billed, client, entry.day)).or_insert(*at);
        }
    }

    /// The entries of a document, without those that book it again.
    fn without_duplicates(&mut self, documents: &[Document<'a>], postings: &[u32]) -> Vec<u32> {
        let [document] = documents else { return postings.to_vec() };
        if postings.len() < 2 {
            return postings.to_vec();
        }
        let gross = document.payable.or_else(|| document.gross());
        let wanted = gross.unwrap_or(document.net);
        let amount = |entry: &Posting| if gross.is_some() { entry.billed } else { entry.billed_net() };
        let mut entries: Vec<(i128, u32)> =
            postings.iter().filter_map(|at| self.postings.get(*at).map(|entry| (amount(entry), *at))).collect();
        if entries.iter().map(|(amount, _)| amount).sum::<i128>() == wanted {
            return postings.to_vec();
        }
        // The entry with the right amount counts, or the first, if all others repeat it.
        let right = entries.iter().position(|(amount, _)| *amount == wanted);
        let all_equal = entries.iter().all(|(amount, _)| entries.first().is_some_and(|(first, _)| first == amount));
        let Some(right) = right.or(all_equal.then_some(0)) else { return postings.to_vec() };
        let (amount, kept) = entries.remove(right);
        let (again, others): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(other, _)| *other == amount);
        for (_, at) in again {
            self.again(at, kept);
        }
        let mut rest: Vec<u32> = others.into_iter().map(|(_, at)| at).chain([kept]).collect();
        rest.sort_unstable();
        rest
    }

    /// An entry that books what another one has booked.
    fn again(&mut self, at: u32, first: u32) {
        let Some(entry) = self.postings.get(at).cloned() else { return };
        let rest = self.explained(&entry, at);
        self.push(BreakClass::DuplicateInLedger, entry.year, (rest - entry.billed_net(), -entry.billed), &[], &[at, first]);
    }

    /// Amounts that differ.
    fn values(
        &mut self,
        documents: &[Document<'a>],
        entries: &[Posting],
        (net, gross): (i128, i128),
        is_vat_known: bool,
        year: usize,
        (left, right): (&[u32], &[u32]),
    ) {
        let foreign = self.is_foreign(documents, entries);
        let own = foreign.and_then(|_| self.in_own_currency(documents, entries, (left, right)));
        let taken_off: i128 = documents.iter().map(Document::taken_off).sum();
        let whole: i128 = entries.iter().map(Posting::billed_net).sum();
        let class = if net == 0 && gross == 0 {
            // The same number in two currencies.
            if foreign == Some(true) { BreakClass::CurrencyDiffers } else { return }
        } else if taken_off != 0 && gross == taken_off {
            BreakClass::Deposits
        } else if let Some(own) = own {
            match own {
                Own::Same(_) => BreakClass::ExchangeRateDiffers,
                Own::Different => BreakClass::AmountDiffers,
                Own::Elsewhere => BreakClass::CurrencyDiffers,
            }
        } else if foreign.is_some() {
            let is_near = net.abs() * EXCHANGE <= whole.abs();
            if foreign == Some(false) && is_near { BreakClass::ExchangeDifferences } else { BreakClass::CurrencyDiffers }
        } else if net.abs() <= ROUNDING && gross.abs() <= ROUNDING {
            BreakClass::Rounding
        } else if (gross == 0 && is_vat_known) || net.abs() <= ROUNDING {
            BreakClass::VatDiffers
        } else if left.iter().map(|at| self.repeated(*at)).sum::<i128>() == net {
            BreakClass::DuplicateInInvoices
        } else {
            BreakClass::AmountDiffers
        };
        self.push(class, year, (net, gross), left, right);
        if let (BreakClass::ExchangeRateDiffers, Some(Own::Same(own)), Some(told)) = (class, own, self.breaks.last_mut()) {
            told.own = Some(own);
        }
    }

    /// What document and entries say in the currency of the document.
    fn in_own_currency(&self, documents: &[Document<'a>], entries: &[Posting], (left, right): (&[u32], &[u32])) -> Option<Own> {
        let lines = left.iter().flat_map(|at| self.documents.lines.rows(*at as usize)).copied();
        let posted = right.iter().flat_map(|at| self.postings.lines.rows(*at as usize)).copied();
        let gross: Option<i128> = documents.iter().map(Document::gross).sum();
        let net = documents.iter().map(|document| document.net).sum();
        let billed = entries.iter().map(|entry| entry.billed).sum();
        let billed_net = entries.iter().map(Posting::billed_net).sum();
        Own::of(self.context.books(), self.chart, (lines, posted), gross.map(|gross| (gross, billed)), (net, billed_net))
    }

    /// Whether a document is in another currency than the books, and then whether the ledger names a third one.
    fn is_foreign(&self, documents: &[Document<'a>], entries: &[Posting]) -> Option<bool> {
        let books = self.context.books();
        let of_books = books.settings().business.currency.as_deref().unwrap_or_default();
        let same = |one: &str, other: &str| one.is_empty() || other.is_empty() || one.trim().eq_ignore_ascii_case(other.trim());
        let table = books.ledger_entries().table();
        let of_entry = |entry: &Posting| {
            let name = table.currency.get(entry.first as usize);
            books.names().get(name)
        };
        let said = documents.iter().map(|document| document.currency).find(|currency| !same(currency, of_books));
        let booked = entries.iter().map(of_entry).find(|currency| !same(currency, of_books));
        match (said, booked) {
            (None, None) => None,
            (Some(said), Some(booked)) => Some(!same(said, booked)),
            (Some(_), None) => Some(false),
            (None, Some(_)) => Some(true),
        }
    }

    /// Net of lines of a document that say what a line before them says.
    fn repeated(&self, document: u32) -> i128 {
        const MOST: usize = 200;
        let rows = self.context.books().invoice_lines();
        let names = self.context.books().names();
        let lines: Vec<InvoiceLine<'a>> = self
            .documents
            .lines
            .rows(document as usize)
            .iter()
            .take(MOST)
            .map(|row| rows.table().row(*row as usize, names))
            .collect();
        let is_again = |(at, line): &(usize, &InvoiceLine<'_>)| lines.iter().take(*at).any(|before| before == *line);
        lines.iter().enumerate().filter(is_again).map(|(_, line)| i128::from(line.net.mantissa())).sum()
    }

    /// Documents and entries in different years.
    fn periods(
        &mut self,
        documents: &[Document<'a>],
        entries: &[Posting],
        (net, gross, untold): (i128, i128, i128),
        first_year: usize,
        (left, right): (&[u32], &[u32]),
    ) {
        let mut of_year: Vec<(usize, i128, i128)> = vec![(first_year, -net, -gross)];
        for (position, document) in documents.iter().enumerate() {
            let Some(year) = year_of(self.context, document.day) else { continue };
            let vat = if position == 0 { untold } else { 0 };
            if let Some(unknown) = self.unknown_vat.get_mut(year) {
                *unknown += vat;
            }
            of_year.push((year, document.net, document.gross().unwrap_or(document.net) + vat));
        }
        of_year.extend(entries.iter().map(|entry| (entry.year, -entry.billed_net(), -entry.billed)));
        of_year.sort_unstable();
        for same in of_year.chunk_by(|one, other| one.0 == other.0) {
            let sum = same.iter().fold((0, 0), |sum, (_, net, gross)| (sum.0 + net, sum.1 + gross));
            let year = same.first().map_or(0, |(year, ..)| *year);
            self.push(BreakClass::WrongPeriod, year, sum, left, right);
        }
    }

    /// What went to accounts other than those of revenue.
    fn accounts(&mut self, documents: &[Document<'a>], entries: &[Posting], year: usize, (left, right): (&[u32], &[u32])) {
        let mut sums = [0_i128; Between::ALL.len()];
        for (entry, at) in entries.iter().zip(right) {
            for (between, amount) in entry.between() {
                self.push(BreakClass::of(between), entry.year, (amount, 0), left, &[*at]);
                for (known, sum) in Between::ALL.into_iter().zip(&mut sums) {
                    *sum += if known == between { amount } else { 0 };
                }
            }
            self.push(BreakClass::UnbalancedEntries, entry.year, (entry.unbalanced, 0), left, &[*at]);
        }
        let on = |wanted| Between::ALL.into_iter().zip(sums).find(|(known, _)| *known == wanted).map_or(0, |(_, sum)| sum);
        let moved = |finder: &mut Self, between, excess: i128, class| {
            finder.push(BreakClass::of(between), year, (-excess, 0), left, right);
            finder.push(class, year, (excess, 0), left, right);
        };
        let is_classified = documents.iter().all(|document| document.is_classified);
        let disbursed: i128 = documents.iter().map(|document| document.disbursed).sum();
        if is_classified {
            moved(self, Between::Disbursement, on(Between::Disbursement) - disbursed, BreakClass::WrongAccount);
            let rebilled: i128 = documents.iter().map(|document| document.rebilled).sum();
            if on(Between::Transferred) != 0 {
                moved(self, Between::Transferred, on(Between::Transferred) - rebilled, BreakClass::WrongAccount);
            }
        }
        let deposit: i128 = documents.iter().filter(|d| d.kind == Kind::Deposit).map(|d| d.net).sum();
        let is_after_deposit = |d: &Document<'_>| {
            d.kind != Kind::Invoice || self.deposits.contains(d.refers_to) || d.taken_off() != 0 || !d.refers_to.is_empty()
        };
        if deposit != 0 && on(Between::Deposit) == 0 {
            moved(self, Between::Deposit, -deposit, BreakClass::DepositAsRevenue);
        } else if on(Between::Deposit) > 0 && !self.deposits.is_empty() && !documents.iter().any(is_after_deposit) {
            moved(self, Between::Deposit, on(Between::Deposit), BreakClass::WrongAccount);
        }
    }

    /// An entry on the account of another client.
    fn parties(&mut self, documents: &[Document<'a>], entries: &[Posting], year: usize, (left, right): (&[u32], &[u32])) {
        let ([document], [entry]) = (documents, entries) else { return };
        let (client, party) = (self.clients.of(document.client), self.clients.of(entry.party));
        if client != 0 && party != 0 && client != party && self.invoiced.contains(&party) {
            self.push(BreakClass::ClientDiffers, year, (0, 0), left, right);
        }
    }

    fn document_alone(&mut self, at: u32) {
        let Some(document) = self.documents.get(at) else { return };
        let Some(year) = year_of(self.context, document.day) else { return };
        let class = if self.sums.get(year).is_none_or(|sums| !sums.has_ledger) {
            BreakClass::YearWithoutLedger
        } else if self.postings.span.is_some_and(|(_, last)| month(document.day) > month(last)) {
            BreakClass::NotBookedYet
        } else {
            BreakClass::MissingInLedger
        };
        self.push(class, year, (document.net, document.gross().unwrap_or(document.net)), &[at], &[]);
    }

    fn posting_alone(&mut self, at: u32) {
        let Some(entry) = self.postings.get(at).cloned() else { return };
        let gross = if entry.is_billing { -entry.billed } else { 0 };
        if !entry.is_billing && entry.revenue == 0 {
            return;
        }
        if self.sums.get(entry.year).is_none_or(|sums| !sums.has_invoices) {
            self.push(BreakClass::YearWithoutInvoices, entry.year, (-entry.revenue, gross), &[], &[at]);
            return;
        }
        if entry.is_closing {
            self.push(BreakClass::ClosingEntries, entry.year, (-entry.revenue, gross), &[], &[at]);
            return;
        }
        let is_deposit_used = entry.revenue == 0 && entry.billed < 0 && entry.on(Between::Deposit) == entry.billed_net();
        if entry.is_billing && is_deposit_used && entry.between().count() == 1 {
            self.push(BreakClass::Deposits, entry.year, (0, gross), &[], &[at]);
            return;
        }
        let rest = self.explained(&entry, at) - entry.billed_net();
        let client = self.clients.of(entry.party);
        let known = self.billed_as.get(&(entry.billed, client, entry.day)).copied().filter(|_| client != 0);
        match known.filter(|_| entry.is_billing) {
            Some(first) => self.push(BreakClass::DuplicateInLedger, entry.year, (rest, gross), &[], &[at, first]),
            None => self.push(BreakClass::MissingInInvoices, entry.year, (rest, gross), &[], &[at]),
        }
    }

    /// Tells what accounts in between explain of an entry that has no invoice of its own, and gives back the rest.
    fn explained(&mut self, entry: &Posting, at: u32) -> i128 {
        let mut rest = 0;
        for (between, amount) in entry.between() {
            match between {
                Between::Other => rest += amount,
                _ => self.push(BreakClass::of(between), entry.year, (amount, 0), &[], &[at]),
            }
        }
        self.push(BreakClass::UnbalancedEntries, entry.year, (entry.unbalanced, 0), &[], &[at]);
        rest
    }
}

/// Years and months of a day number, in order.
fn month(day: i32) -> (i32, u32) {
    use chrono::Datelike;
    let date = date_of(day);
    (date.year(), date.month())
}
