//! Puts differences between invoices and ledger into words, with the places of both sides.

use super::break_class::BreakClass;
use super::breaks::{Break, Comparison};
use super::document::{Document, decimal};
use super::finding::Finding;
use super::ledger_reconciliation::LedgerBreak;
use super::phrase::{day, days, money, sentence, text};
use super::posting::Posting;
use crate::books::Books;
use crate::error::Origin;
use crate::model::{Document as Kind, Period, Wording, date_of};

/// Whose words they are.
pub(super) struct Teller<'t, 'a> {
    pub(super) books: &'a Books,
    pub(super) comparison: &'t Comparison<'a>,
}

impl Teller<'_, '_> {
    pub(super) fn told(&self, found: &Break, period: &Period) -> LedgerBreak {
        let (net, gross) = (decimal(found.net), decimal(found.gross));
        let text = if found.class.is_told_together() { self.summed(found) } else { self.single(found) };
        // Where only VAT is wrong, VAT is at stake.
        let stake = if found.class == BreakClass::VatDiffers && found.net.abs() < found.gross.abs() { gross } else { net };
        let finding = Finding::new(found.class.code(), found.class.severity(), text)
            .between(self.lines(found), self.entries(found))
            .amount(stake)
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
        let of_documents = |of: fn(&Document<'_>) -> i128| {
            money(decimal(found.documents.iter().filter_map(|at| self.comparison.documents.get(*at)).map(of).sum()))
        };
        let of_postings = |of: fn(&Posting) -> i128| {
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
            BreakClass::ExchangeRateDiffers => {
                let Some(own) = found.own else { return document };
                let of_books = text(self.books.settings().business.currency.as_deref().unwrap_or_default());
                let rate = |amount| own.rate(amount).map_or_else(|| text("–"), days);
                let parts = [
                    &document,
                    &money(own.written.amount.to_decimal()),
                    &text(own.written.currency()),
                    &money(decimal(own.invoiced)),
                    &rate(own.invoiced),
                    &money(decimal(own.booked)),
                    &rate(own.booked),
                    &of_books,
                    &net,
                    &posting,
                ];
                sentence(
                    "{0} : {1} {2}, soit {3} {7} sur la facture (1 {7} = {4} {2}) et {5} {7} au grand livre (1 {7} = {6} {2}), écart {8} HT, {9}",
                    "{0}: {1} {2}, which is {3} {7} on the invoice (1 {7} = {4} {2}) and {5} {7} in the ledger (1 {7} = {6} {2}), difference {8} net, {9}",
                    &parts,
                )
            }
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
        let is_expected = |account: &str| account.starts_with("411") || account.starts_with("445") || account.starts_with("70");
        let is_odd = all.iter().any(|account| !is_expected(account));
        all.retain(|account| if is_odd { !is_expected(account) } else { account.starts_with("70") });
        all.join(", ")
    }
}

fn and_others(named: Wording, count: usize) -> Wording {
    match count.checked_sub(1) {
        None | Some(0) => named,
        Some(others) => sentence("{0} et {1} autre(s)", "{0} and {1} more", &[&named, &text(&others.to_string())]),
    }
}
