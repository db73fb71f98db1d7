//! Payments against the invoices they pay, and what the invoices say of their payment.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use hashbrown::HashMap;
use rust_decimal::Decimal;

use super::catalogue::{Check, Outcome};
use super::clients::Clients;
use super::context::CheckContext;
use super::document::decimal;
use super::finding::{Finding, Severity};
use super::payable::{Payable, Payables};
use super::phrase::{count, day, money, sentence, text};
use crate::books::{Located, Table};
use crate::error::Origin;
use crate::model::{Document, Money, Payment, Status, Wording, date_of};

pub(super) const CHECK: Check = Check::new("payments", Wording::fixed("Règlements", "Payments"), findings);

/// More payments of unknown invoices are told as one.
const MOST: usize = 20;
/// A hundredth of the amount times this: less than it may be missing as a discount (*escompte*) or as bank charges.
const DISCOUNT_PERCENT: i128 = 3;
/// Amounts agree to the cent.
const CENT: i128 = 100;

type Rows<'a> = Vec<&'a Located<Payment>>;

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Invoices])?;
    let payables = Payables::of(context.books());
    let mut by_number: HashMap<&str, Rows<'_>> = HashMap::new();
    for payment in context.books().payments() {
        by_number.entry(payment.value.number.as_str()).or_default().push(payment);
    }
    let audit = Audit { context, payables: &payables, by_number: &by_number };
    let tells_days = !by_number.is_empty() || payables.all.iter().any(|payable| payable.paid.is_some());
    let mut findings = audit.unknown();
    for payable in &payables.all {
        findings.extend(audit.too_much(payable));
        findings.extend(audit.before_issue(payable));
        findings.extend(audit.not_in_full(payable));
    }
    findings.extend(audit.without_date(if tells_days { Severity::Warning } else { Severity::Info }));
    if tells_days {
        findings.extend(audit.overdue());
    }
    Ok(findings)
}

struct Audit<'s, 'a> {
    context: &'s CheckContext<'a>,
    payables: &'s Payables<'a>,
    by_number: &'s HashMap<&'s str, Rows<'a>>,
}

impl<'s, 'a> Audit<'s, 'a> {
    fn payments(&self, payable: &Payable<'_>) -> &'s [&'a Located<Payment>] {
        self.by_number.get(payable.number).map_or(&[], |rows| rows)
    }

    fn paid(&self, payable: &Payable<'_>) -> i128 {
        self.payments(payable).iter().map(|payment| i128::from(payment.value.amount.mantissa())).sum()
    }

    fn places(&self, payments: &[&Located<Payment>]) -> Vec<Origin> {
        payments.iter().map(|payment| self.context.books().origin(payment.source, payment.line)).collect()
    }

    fn place(&self, payable: &Payable<'_>) -> Option<Origin> {
        self.context.books().invoice_lines().get(payable.row).map(|row| row.origin())
    }

    /// Payments of numbers that no invoice has.
    fn unknown(&self) -> Vec<Finding> {
        let books = self.context.books();
        let first_issue = self.payables.all.iter().map(|payable| payable.issued).min();
        let is_unknown = |payment: &&Located<Payment>| !self.payables.has(&payment.value.number);
        let asked = |payment: &&Located<Payment>| self.context.asked_year_of(payment.value.date).is_some();
        let (early, unknown): (Rows<'_>, Rows<'_>) = books
            .payments()
            .iter()
            .filter(is_unknown)
            .filter(asked)
            .partition(|payment| first_issue.is_some_and(|first| payment.value.date < first));
        let mut findings = Vec::new();
        if !early.is_empty() {
            let words = sentence(
                "{0} règlement(s) d'avant la première facture lue",
                "{0} payment(s) from before the first invoice that was read",
                &[&count(early.len())],
            );
            findings.push(Finding::new("payment_unknown_invoice", Severity::Info, words).between(self.places(&early), []));
        }
        let remedy = Wording::fixed(
            "corriger le numéro du règlement, ou ajouter la facture",
            "correct the number of the payment, or add the invoice",
        );
        if unknown.len() > MOST {
            let words = sentence(
                "{0} règlements portent un numéro qu'aucune facture n'a, dont {1}",
                "{0} payments have a number that no invoice has, as {1}",
                &[&count(unknown.len()), &text(unknown.first().map_or("", |payment| &payment.value.number))],
            );
            let finding = Finding::new("payment_unknown_invoice", Severity::Warning, words).between(self.places(&unknown), []);
            findings.push(finding.amount(total(&unknown)).remedy(remedy));
            return findings;
        }
        for payment in unknown {
            let is_withheld = books.withheld_numbers().binary_search(&payment.value.number).is_ok();
            let (fr, en) = match is_withheld {
                true => (
                    "règlement de {0} du {1}, dont la facture {2} ne compte pas (écartée ou rejetée)",
                    "payment of {0} on {1}, whose invoice {2} does not count (set aside or rejected)",
                ),
                false => (
                    "règlement de {0} du {1} pour la facture {2}, qui n'est pas dans les livres",
                    "payment of {0} on {1} for invoice {2}, which is not in the books",
                ),
            };
            let amount = payment.value.amount.to_decimal();
            let words = sentence(fr, en, &[&money(amount), &day(payment.value.date), &text(&payment.value.number)]);
            let finding = Finding::new("payment_unknown_invoice", Severity::Warning, words)
                .between(self.places(&[payment]), [])
                .amount(amount)
                .remedy(remedy.clone());
            findings.push(self.in_year(finding, payment.value.date));
        }
        findings
    }

    fn in_year(&self, finding: Finding, day: NaiveDate) -> Finding {
        match self.context.asked_year_of(day) {
            Some(year) => finding.of(&year.label),
            None => finding,
        }
    }

    /// More than the invoice asks for; the same payment twice, if that is why.
    fn too_much(&self, payable: &Payable<'_>) -> Option<Finding> {
        let payments = self.payments(payable);
        let last = payments.iter().map(|payment| payment.value.date).max()?;
        self.context.asked_year_of(last)?;
        let paid = self.paid(payable);
        let same = |known: bool| {
            payments.iter().enumerate().any(|(at, payment)| {
                payments.iter().take(at).any(|earlier| {
                    earlier.value.amount == payment.value.amount && (known || earlier.value.date == payment.value.date)
                })
            })
        };
        let (is_twice, over) = match payable.gross {
            Some(gross) => {
                let over = if gross < 0 { gross - paid } else { paid - gross };
                (over > CENT && same(true), over)
            }
            None => (same(false), 0),
        };
        if !is_twice && over <= CENT {
            return None;
        }
        let (code, fr, en, remedy) = match is_twice {
            true => (
                "paid_twice",
                "facture {0} : réglée deux fois, {1} en tout",
                "invoice {0}: paid twice, {1} in all",
                Wording::fixed(
                    "retirer le règlement saisi deux fois, ou rembourser le client",
                    "remove the payment that was entered twice, or refund the client",
                ),
            ),
            false => (
                "overpaid",
                "facture {0} : réglée {1}, soit plus que son montant TTC de {2}",
                "invoice {0}: {1} paid, more than its amount of {2} including VAT",
                Wording::fixed(
                    "corriger le montant ou le numéro du règlement, ou rembourser le client",
                    "correct the amount or the number of the payment, or refund the client",
                ),
            ),
        };
        let gross = payable.gross.unwrap_or_default();
        let words = sentence(fr, en, &[&text(payable.number), &money(decimal(paid)), &money(decimal(gross))]);
        let finding = Finding::new(code, Severity::Warning, words).between(self.places(payments), self.place(payable));
        let finding = if payable.gross.is_some() { finding.amount(decimal(paid - gross)) } else { finding };
        Some(self.in_year(finding.remedy(remedy), last))
    }

    /// A payment from before the invoice, be it listed or stated by the invoice.
    fn before_issue(&self, payable: &Payable<'_>) -> Option<Finding> {
        let year = self.context.asked_year_of(payable.issued)?;
        let early: Rows<'_> =
            self.payments(payable).iter().copied().filter(|payment| payment.value.date < payable.issued).collect();
        let stated = payable.paid.filter(|paid| *paid < payable.issued);
        let first = early.iter().map(|payment| payment.value.date).chain(stated).min()?;
        // A deposit is often invoiced once it is received.
        let severity = if payable.kind == Document::Deposit { Severity::Info } else { Severity::Warning };
        let words = sentence(
            "facture {0} : réglée le {1}, émise le {2}",
            "invoice {0}: paid on {1}, issued on {2}",
            &[&text(payable.number), &day(first), &day(payable.issued)],
        );
        let finding = Finding::new("paid_before_issue", severity, words).between(self.places(&early), self.place(payable));
        Some(finding.of(&year.label).remedy(Wording::fixed(
            "corriger l'une des deux dates, ou le numéro du règlement",
            "correct one of the two dates, or the number of the payment",
        )))
    }

    /// An invoice that says it is paid, and payments that do not reach its amount.
    fn not_in_full(&self, payable: &Payable<'_>) -> Option<Finding> {
        let year = self.context.asked_year_of(payable.issued)?;
        let payments = self.payments(payable);
        let due = self.payables.due(payable)?;
        let says_paid = payable.paid.is_some() || payable.status == Status::Paid;
        let paid = self.paid(payable);
        let short = if due < 0 { paid - due } else { due - paid };
        if payments.is_empty() || !says_paid || short <= CENT {
            return None;
        }
        let is_discount = short * 100 <= due.abs() * DISCOUNT_PERCENT;
        let severity = if is_discount { Severity::Info } else { Severity::Warning };
        let words = sentence(
            "facture {0} : dite payée, {1} reçus sur {2}",
            "invoice {0}: said to be paid, {1} received of {2}",
            &[&text(payable.number), &money(decimal(paid)), &money(decimal(due))],
        );
        let finding = Finding::new("paid_in_part", severity, words).between(self.place(payable), self.places(payments));
        Some(finding.amount(decimal(due - paid)).of(&year.label).remedy(match is_discount {
            true => Wording::fixed("escompte ou frais bancaires, sans doute", "a discount or bank charges, most likely"),
            false => Wording::fixed(
                "ajouter le règlement qui manque, ou retirer la date de règlement et le statut « payée »",
                "add the payment that is missing, or remove the date of payment and the status \"paid\"",
            ),
        }))
    }

    /// Invoices with the status paid, and no day of payment.
    fn without_date(&self, severity: Severity) -> Vec<Finding> {
        let mut by_year: BTreeMap<usize, Vec<&Payable<'_>>> = BTreeMap::new();
        for payable in &self.payables.all {
            let is_undated = payable.status == Status::Paid && payable.paid.is_none() && self.payments(payable).is_empty();
            if let (true, Some(year)) = (is_undated, self.context.year_of(payable.issued)) {
                by_year.entry(year).or_default().push(payable);
            }
        }
        let of_year = |(_, payables): (usize, Vec<&Payable<'_>>)| {
            let first = payables.first()?;
            let year = self.context.asked_year_of(first.issued)?;
            let words = sentence(
                "{0} facture(s) au statut « payée » sans date de règlement, dont {1}",
                "{0} invoice(s) with the status \"paid\" and no date of payment, as {1}",
                &[&count(payables.len()), &text(first.number)],
            );
            let places = payables.iter().filter_map(|payable| self.place(payable));
            let finding = Finding::new("paid_without_date", severity, words).between(places, []);
            Some(finding.of(&year.label).remedy(Wording::fixed(
                "donner la date dans une colonne « payé le », ou le règlement dans un fichier de règlements",
                "give the date in a column \"paid\", or the payment in a file of payments",
            )))
        };
        by_year.into_iter().filter_map(of_year).collect()
    }

    /// What was due before the last day of the books and is not paid, by client.
    fn overdue(&self) -> Vec<Finding> {
        let Some(as_at) = self.last_day() else { return Vec::new() };
        let Some(year) = self.context.asked_year_of(as_at) else { return Vec::new() };
        let mut clients = Clients::new(self.context.books().names());
        let mut by_client: Vec<(&str, NaiveDate, i128, Vec<Origin>)> = Vec::new();
        let mut known: HashMap<u32, usize> = HashMap::new();
        for payable in &self.payables.all {
            let is_open = payable.paid.is_none() && matches!(payable.status, Status::Sent | Status::Draft);
            let (Some(due), Some(asked)) = (payable.due.filter(|due| *due < as_at && is_open), self.payables.due(payable)) else {
                continue;
            };
            let open = asked - self.paid(payable);
            if open <= CENT {
                continue;
            }
            let next = by_client.len();
            let at = *known.entry(clients.of(payable.client)).or_insert(next);
            if at == next {
                by_client.push((self.context.books().names().get(payable.client), due, 0, Vec::new()));
            }
            if let Some((_, since, sum, places)) = by_client.get_mut(at) {
                *since = due.min(*since);
                *sum += open;
                places.extend(self.place(payable));
            }
        }
        let told = |(client, since, sum, places): (&str, NaiveDate, i128, Vec<Origin>)| {
            let words = sentence(
                "{0} : {1} facture(s) échue(s) au {2}, la première depuis le {3}, pour {4} TTC",
                "{0}: {1} invoice(s) overdue on {2}, the first since {3}, for {4} including VAT",
                &[&text(client), &count(places.len()), &day(as_at), &day(since), &money(decimal(sum))],
            );
            let finding = Finding::new("overdue", Severity::Info, words).between(places, []).amount(decimal(sum));
            finding.of(&year.label).remedy(Wording::fixed("relancer le client", "remind the client"))
        };
        by_client.into_iter().map(told).collect()
    }

    /// The last day anything in the books is dated.
    fn last_day(&self) -> Option<NaiveDate> {
        let books = self.context.books();
        let days: [&[i32]; 3] = [
            books.invoice_lines().table().issued.values().as_slice(),
            books.ledger_entries().table().date.values().as_slice(),
            books.time_entries().table().date.values().as_slice(),
        ];
        let rows = days.into_iter().filter_map(|days| days.iter().max()).map(|day| date_of(*day));
        rows.chain(books.payments().iter().map(|payment| payment.value.date)).max()
    }
}

fn total(payments: &[&Located<Payment>]) -> Decimal {
    decimal(payments.iter().map(|payment| i128::from(payment.value.amount.mantissa())).sum())
}

const _: () = assert!(Money::SCALE == 4, "CENT is a hundredth in the smallest unit of money");
