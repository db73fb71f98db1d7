//! Invoices against the ledger: totals of each fiscal year, every difference in a class, and what the classes leave.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::break_class::BreakClass;
use super::breaks::{Break, Comparison};
use super::catalogue::Check;
use super::context::CheckContext;
use super::document::decimal;
use super::finding::{Finding, Severity};
use super::matching::Why;
use super::phrase::{day, money, sentence, text};
use crate::books::{Books, Table};
use crate::error::Origin;
use crate::model::{Document as Kind, Period, Wording, date_of};

pub(super) const CHECK: Check =
    Check::new("ledger_reconciliation", Wording::fixed("Factures et grand livre", "Invoices against the ledger"), |context| {
        let mut findings = Vec::new();
        for year in reconciled(context)? {
            if context.is_asked(&year.period) && year.is_comparable() {
                findings.push(year.summary());
                findings.extend(year.breaks.into_iter().map(|found| found.finding));
            }
        }
        Ok(findings)
    });

/// Invoices and ledger of one fiscal year.
///
/// The law: `invoices − ledger = Σ breaks`, exactly, net and with VAT, in each year and overall.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reconciliation {
    /// The fiscal year.
    pub period: Period,
    /// Net of all invoice lines, by date of issue; débours and deposits included.
    pub invoices_net: Decimal,
    /// The same with VAT: what clients were asked for.
    pub invoices_gross: Decimal,
    /// Revenue of the ledger (class 70), credits less debits.
    pub ledger_net: Decimal,
    /// Debits less credits of clients (411) in the entries that bill, and sales paid at once.
    pub ledger_gross: Decimal,
    /// Every class of difference.
    pub breaks: Vec<LedgerBreak>,
    /// How many documents of the year were matched, and why.
    pub matched: Vec<(Why, usize)>,
}

/// A difference between invoices and ledger, invoices less ledger.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LedgerBreak {
    /// What it is.
    pub class: BreakClass,
    /// Excluding VAT, against revenue.
    pub net: Decimal,
    /// Including VAT, against what clients owe.
    pub gross: Decimal,
    /// The finding that tells it.
    pub finding: Finding,
}

impl Reconciliation {
    /// Each fiscal year of the books, the oldest first.
    ///
    /// # Errors
    /// Why it is not possible: no invoices, no ledger, accounts of a country that is not known.
    pub fn of(books: &Books) -> Result<Vec<Self>, Wording> {
        reconciled(&CheckContext::new(books, None))
    }

    /// What the breaks leave of the difference excluding VAT: zero.
    pub fn residual_net(&self) -> Decimal {
        self.breaks.iter().fold(self.invoices_net - self.ledger_net, |rest, found| rest - found.net)
    }

    /// What the breaks leave of the difference including VAT: zero.
    pub fn residual_gross(&self) -> Decimal {
        self.breaks.iter().fold(self.invoices_gross - self.ledger_gross, |rest, found| rest - found.gross)
    }

    fn is_comparable(&self) -> bool {
        !self.breaks.is_empty() || !self.matched.is_empty()
    }

    /// The year in one sentence.
    fn summary(&self) -> Finding {
        let mut classes: BTreeMap<BreakClass, Decimal> = BTreeMap::new();
        for found in self.breaks.iter().filter(|found| !found.net.is_zero()) {
            *classes.entry(found.class).or_default() += found.net;
        }
        let parts: Vec<Wording> =
            classes.iter().map(|(class, net)| sentence("{0} {1}", "{0} {1}", &[&class.label(), &money(*net)])).collect();
        let listed = |of: fn(&Wording) -> &str| match parts.as_slice() {
            [] => String::new(),
            parts => format!(" = {}", parts.iter().map(of).collect::<Vec<_>>().join(" + ")),
        };
        let parts = Wording::made(listed(|part| &part.fr), listed(|part| &part.en));
        let matched: usize = self.matched.iter().map(|(_, count)| count).sum();
        let whys: Vec<Wording> = self
            .matched
            .iter()
            .map(|(why, count)| sentence("{0} par {1}", "{0} by {1}", &[&text(&count.to_string()), &why.wording()]))
            .collect();
        let whys = Wording::made(joined(&whys, |why| &why.fr), joined(&whys, |why| &why.en));
        let sums = [
            money(self.invoices_gross),
            money(self.ledger_gross),
            money(self.invoices_net),
            money(self.ledger_net),
            money(self.invoices_net - self.ledger_net),
            parts,
            money(self.residual_net()),
            text(&matched.to_string()),
            whys,
        ];
        let sums: Vec<&Wording> = sums.iter().collect();
        Finding::new(
            "reconciled",
            Severity::Info,
            sentence(
                "clients (411) : factures {0} TTC, grand livre {1} ; produits (70) : factures {2} HT, grand livre {3}, écart {4}{5}, reste {6} ; {7} document(s) rapproché(s) : {8}",
                "clients (411): invoices {0} with VAT, ledger {1}; revenue (70): invoices {2} net, ledger {3}, difference {4}{5}, rest {6}; {7} document(s) matched: {8}",
                &sums,
            ),
        )
        .of(&self.period.label)
    }
}

fn joined(parts: &[Wording], of: fn(&Wording) -> &str) -> String {
    if parts.is_empty() { "–".to_owned() } else { parts.iter().map(of).collect::<Vec<_>>().join(", ") }
}

fn reconciled(context: &CheckContext<'_>) -> Result<Vec<Reconciliation>, Wording> {
    context.needs(&[Table::Invoices, Table::Ledger])?;
    let comparison = context.comparison()?;
    let teller = Teller { books: context.books(), comparison };
    let mut years: Vec<Reconciliation> = context
        .years()
        .iter()
        .zip(&comparison.sums)
        .map(|(period, sums)| Reconciliation {
            period: period.clone(),
            invoices_net: decimal(sums.invoices_net),
            invoices_gross: decimal(sums.invoices_gross),
            ledger_net: decimal(sums.ledger_net),
            ledger_gross: decimal(sums.ledger_gross),
            breaks: Vec::new(),
            matched: matched(context, comparison, period),
        })
        .collect();
    let mut together: BTreeMap<(usize, BreakClass), Break> = BTreeMap::new();
    for found in &comparison.breaks {
        if found.class.is_told_together() {
            let sum = together.entry((found.year, found.class)).or_insert_with(|| Break {
                net: 0,
                gross: 0,
                documents: Vec::new(),
                postings: Vec::new(),
                ..*found
            });
            sum.net += found.net;
            sum.gross += found.gross;
            sum.documents.extend(&found.documents);
            sum.postings.extend(&found.postings);
        } else if let Some(year) = years.get_mut(found.year) {
            year.breaks.push(teller.told(found, &year.period));
        }
    }
    for mut found in together.into_values() {
        for list in [&mut found.documents, &mut found.postings] {
            list.sort_unstable();
            list.dedup();
        }
        if let Some(year) = years.get_mut(found.year) {
            year.breaks.push(teller.told(&found, &year.period));
        }
    }
    for year in &mut years {
        year.breaks.sort_by(|one, other| {
            let key =
                |found: &LedgerBreak| (found.class, found.finding.left.first().cloned(), found.finding.right.first().cloned());
            key(one).cmp(&key(other))
        });
        let (net, gross) = (year.residual_net(), year.residual_gross());
        if !net.is_zero() || !gross.is_zero() {
            let class = BreakClass::Unexplained;
            let finding = Finding::new(class.code(), class.severity(), class.label()).amount(net).of(&year.period.label);
            year.breaks.push(LedgerBreak { class, net, gross, finding: finding.remedy(class.remedy()) });
        }
    }
    Ok(years)
}

/// How many documents issued in a year were matched, by reason.
fn matched(context: &CheckContext<'_>, comparison: &Comparison<'_>, period: &Period) -> Vec<(Why, usize)> {
    let mut counts: BTreeMap<Why, usize> = BTreeMap::new();
    for found in &comparison.matches {
        let days = found.left.iter().filter_map(|at| comparison.documents.get(*at)).map(|document| date_of(document.day));
        let count = days.filter(|day| context.year_of(*day).and_then(|at| context.years().get(at)) == Some(period)).count();
        if count > 0 {
            *counts.entry(found.why).or_default() += count;
        }
    }
    counts.into_iter().collect()
}

/// Puts breaks into words.
struct Teller<'t, 'a> {
    books: &'a Books,
    comparison: &'t Comparison<'a>,
}

impl Teller<'_, '_> {
    fn told(&self, found: &Break, period: &Period) -> LedgerBreak {
        let (net, gross) = (decimal(found.net), decimal(found.gross));
        let text = if found.class.is_told_together() { self.summed(found) } else { self.single(found) };
        let finding = Finding::new(found.class.code(), found.class.severity(), text)
            .between(self.lines(found), self.entries(found))
            .amount(net)
            .of(&period.label)
            .remedy(found.class.remedy());
        LedgerBreak { class: found.class, net, gross, finding }
    }

    fn lines(&self, found: &Break) -> Vec<Origin> {
        let rows = self.books.invoice_lines();
        let lines = found.documents.iter().flat_map(|at| self.comparison.documents.lines.rows(*at as usize));
        lines.filter_map(|row| rows.get(*row as usize)).map(|row| row.origin()).collect()
    }

    fn entries(&self, found: &Break) -> Vec<Origin> {
        let rows = self.books.ledger_entries();
        let lines = found.postings.iter().flat_map(|at| self.comparison.postings.lines.rows(*at as usize));
        lines.filter_map(|row| rows.get(*row as usize)).map(|row| row.origin()).collect()
    }

    /// All differences of a class in a year.
    fn summed(&self, found: &Break) -> Wording {
        let count = text(&found.documents.len().max(found.postings.len()).to_string());
        let parts = [&found.class.label(), &count, &money(decimal(found.net)), &money(decimal(found.gross))];
        sentence(
            "{0} : {1} document(s) ou écriture(s), écart {2} HT, {3} TTC",
            "{0}: {1} document(s) or entries, difference {2} net, {3} with VAT",
            &parts,
        )
    }

    fn single(&self, found: &Break) -> Wording {
        let (document, posting) = (self.document(found), self.posting(found));
        let (net, gross) = (money(decimal(found.net)), money(decimal(found.gross)));
        let taken = money(decimal(-found.net));
        let of_documents = |of: fn(&super::document::Document<'_>) -> i128| {
            money(decimal(found.documents.iter().filter_map(|at| self.comparison.documents.get(*at)).map(of).sum()))
        };
        let of_postings = |of: fn(&super::posting::Posting) -> i128| {
            money(decimal(found.postings.iter().filter_map(|at| self.comparison.postings.get(*at)).map(of).sum()))
        };
        match found.class {
            BreakClass::MissingInLedger => sentence(
                "{0} : {1} HT, {2} TTC, pas dans le grand livre",
                "{0}: {1} net, {2} with VAT, not in the ledger",
                &[&document, &net, &gross],
            ),
            BreakClass::MissingInInvoices => {
                sentence("{0} : {1} HT sans facture", "{0}: {1} net without an invoice", &[&posting, &taken])
            }
            BreakClass::DuplicateInLedger => {
                sentence("{0} : {1} HT comptabilisés une deuxième fois", "{0}: {1} net booked a second time", &[&posting, &taken])
            }
            BreakClass::AmountDiffers => sentence(
                "{0} : {1} HT sur la facture, {2} au grand livre, {3}",
                "{0}: {1} net on the invoice, {2} in the ledger, {3}",
                &[&document, &of_documents(|d| d.net), &of_postings(|p| p.billed_net()), &posting],
            ),
            BreakClass::VatDiffers => sentence(
                "{0} : TVA {1} sur la facture, {2} au grand livre, {3}",
                "{0}: VAT {1} on the invoice, {2} in the ledger, {3}",
                &[&document, &of_documents(|d| d.vat.unwrap_or_default()), &of_postings(|p| p.vat), &posting],
            ),
            BreakClass::WrongPeriod => sentence(
                "{0} : écart de {1} HT entre deux exercices, {2}",
                "{0}: {1} net between two fiscal years, {2}",
                &[&document, &net, &posting],
            ),
            BreakClass::WrongAccount => sentence(
                "{0} : {1} HT sur d'autres comptes que la facture ne le demande ({2}), {3}",
                "{0}: {1} net on accounts the invoice does not call for ({2}), {3}",
                &[&document, &net, &text(&self.accounts(found)), &posting],
            ),
            BreakClass::DuplicateInInvoices => sentence(
                "{0} : lignes répétées, {1} HT de plus qu'au grand livre, {2}",
                "{0}: repeated lines, {1} net more than in the ledger, {2}",
                &[&document, &net, &posting],
            ),
            BreakClass::CurrencyDiffers => sentence(
                "{0} : pas la même devise au grand livre, écart {1} HT, {2}",
                "{0}: not in the same currency in the ledger, difference {1} net, {2}",
                &[&document, &net, &posting],
            ),
            BreakClass::ClientDiffers => sentence(
                "{0} : comptabilisée au compte d'un autre client, {1}",
                "{0}: booked for another client, {1}",
                &[&document, &posting],
            ),
            BreakClass::DepositAsRevenue => sentence(
                "{0} : acompte de {1} HT comptabilisé en produits, {2}",
                "{0}: deposit of {1} net booked as revenue, {2}",
                &[&document, &taken, &posting],
            ),
            class => sentence("{0} : {1} HT, {2}", "{0}: {1} net, {2}", &[&document, &class.label(), &posting]),
        }
    }

    /// `invoice F-2020-001 of 31 Jan 2020 (Client A)`, and how many others.
    fn document(&self, found: &Break) -> Wording {
        let Some(first) = found.documents.first().and_then(|at| self.comparison.documents.get(*at)) else { return text("–") };
        let (fr, en) = match first.kind {
            Kind::CreditNote => ("avoir", "credit note"),
            Kind::Deposit => ("acompte", "deposit"),
            _ => ("facture", "invoice"),
        };
        let client = self.books.names().get(first.client);
        let parts = [&Wording::fixed(fr, en), &text(first.number), &day(date_of(first.day)), &text(client)];
        let named = sentence("{0} {1} du {2} ({3})", "{0} {1} of {2} ({3})", &parts);
        and_others(named, found.documents.len())
    }

    /// `entry 12 of journal VE of 31 Jan 2020 (F-2020-001)`, and how many others.
    fn posting(&self, found: &Break) -> Wording {
        let first = found.postings.first().and_then(|at| self.comparison.postings.get(*at));
        let row = first.and_then(|posting| self.books.ledger_entries().get(posting.first as usize));
        let Some(line) = row.map(|row| row.value()) else { return text("–") };
        let parts = [&text(line.entry), &text(line.journal), &day(line.date), &text(line.piece)];
        let mut named = match (line.entry.is_empty(), line.journal.is_empty()) {
            (true, true) => sentence("écriture du {2}", "entry of {2}", &parts),
            (true, false) => sentence("écriture du journal {1} du {2}", "entry of journal {1} of {2}", &parts),
            (false, _) => sentence("écriture {0} du journal {1} du {2}", "entry {0} of journal {1} of {2}", &parts),
        };
        let name = [line.piece, line.party].into_iter().find(|name| !name.is_empty());
        if let Some(name) = name {
            named = sentence("{0} ({1})", "{0} ({1})", &[&named, &text(name)]);
        }
        and_others(named, found.postings.len())
    }

    /// The accounts of entries that are none of clients, VAT or revenue; else those of revenue.
    fn accounts(&self, found: &Break) -> String {
        let lines = found.postings.iter().flat_map(|at| self.comparison.postings.lines.rows(*at as usize));
        let rows = self.books.ledger_entries();
        let mut all: Vec<&str> = lines.filter_map(|row| rows.get(*row as usize)).map(|row| row.value().account).collect();
        all.sort_unstable();
        all.dedup();
        let odd: Vec<&str> = all
            .iter()
            .copied()
            .filter(|account| !account.starts_with("411") && !account.starts_with("445") && !account.starts_with("70"))
            .collect();
        if odd.is_empty() {
            all.retain(|account| account.starts_with("70"))
        } else {
            all = odd
        }
        all.join(", ")
    }
}

fn and_others(named: Wording, count: usize) -> Wording {
    match count.checked_sub(1) {
        None | Some(0) => named,
        Some(others) => sentence("{0} et {1} autre(s)", "{0} and {1} more", &[&named, &text(&others.to_string())]),
    }
}
