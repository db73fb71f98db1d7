//! What each invoice asks for, including VAT, and what it says of its payment.

use chrono::NaiveDate;
use hashbrown::HashMap;

use crate::books::{Books, TypedRow};
use crate::model::{Document, InvoiceLine, Money, Status};

/// An invoice, a deposit or a credit note as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Payable<'a> {
    pub(super) number: &'a str,
    pub(super) issued: NaiveDate,
    /// Number of the name of the client.
    pub(super) client: u32,
    pub(super) kind: Document,
    pub(super) status: Status,
    pub(super) due: Option<NaiveDate>,
    pub(super) paid: Option<NaiveDate>,
    refers_to: &'a str,
    /// Its first line.
    pub(super) row: usize,
    /// The amount including VAT in the smallest unit of money, if its lines tell.
    pub(super) gross: Option<i128>,
}

/// Every document, in the order of their first lines.
#[derive(Debug)]
pub(super) struct Payables<'a> {
    pub(super) all: Vec<Payable<'a>>,
    numbers: HashMap<&'a str, usize>,
    /// By number of an invoice: what credit notes that refer to it take off.
    credited: HashMap<&'a str, i128>,
}

impl<'a> Payables<'a> {
    pub(super) fn of(books: &'a Books) -> Self {
        let table = books.invoice_lines().table();
        let is_exempt = books.settings().business.vat_exempt;
        let mut all: Vec<Payable<'a>> = Vec::new();
        let mut numbers: HashMap<&'a str, usize> = HashMap::new();
        let mut sums: Vec<Sum> = Vec::new();
        for (row, client) in table.client.iter().enumerate() {
            let line = table.row(row, books.names());
            let next = all.len();
            let at = *numbers.entry(line.number).or_insert(next);
            if at == next {
                all.push(Payable::new(&line, client, row));
                sums.push(Sum::default());
            }
            let (Some(payable), Some(sum)) = (all.get_mut(at), sums.get_mut(at)) else { continue };
            payable.due = payable.due.or(line.due);
            payable.paid = payable.paid.or(line.paid);
            sum.add(&line);
        }
        let mut credited: HashMap<&'a str, i128> = HashMap::new();
        for (payable, sum) in all.iter_mut().zip(sums) {
            payable.gross = ((sum.is_known || is_exempt) && !sum.is_converted).then_some(sum.gross);
            if let (Document::CreditNote, Some(gross)) = (payable.kind, payable.gross) {
                *credited.entry(payable.refers_to).or_default() += gross;
            }
        }
        Self { all, numbers, credited }
    }

    pub(super) fn has(&self, number: &str) -> bool {
        self.numbers.contains_key(number)
    }

    /// What is left to pay of a document after its credit notes and the deposit it refers to.
    pub(super) fn due(&self, payable: &Payable<'_>) -> Option<i128> {
        let credited = self.credited.get(payable.number).copied().unwrap_or_default();
        let refers_to = self.numbers.get(payable.refers_to).and_then(|at| self.all.get(*at));
        let deposit = refers_to.filter(|original| original.kind == Document::Deposit && payable.kind == Document::Invoice);
        let deposit = deposit.and_then(|deposit| deposit.gross).unwrap_or_default();
        Some(payable.gross? + credited - deposit)
    }
}

impl<'a> Payable<'a> {
    fn new(line: &InvoiceLine<'a>, client: u32, row: usize) -> Self {
        Self {
            number: line.number,
            issued: line.issued,
            client,
            kind: line.document,
            status: line.status,
            due: line.due,
            paid: line.paid,
            refers_to: line.refers_to,
            row,
            gross: None,
        }
    }
}

/// The lines of a document so far: where one tells its VAT, lines that do not have none.
#[derive(Default)]
struct Sum {
    gross: i128,
    is_known: bool,
    /// Whether a line is in another currency: a payment does not say in which one it is.
    is_converted: bool,
}

impl Sum {
    fn add(&mut self, line: &InvoiceLine<'_>) {
        let of_rate = || Money::from_decimal(line.vat_by_rate()?);
        let with = |vat: Money| i128::from(line.net.mantissa()) + i128::from(vat.mantissa());
        let stated = line.gross.map(|gross| i128::from(gross.mantissa())).or_else(|| line.vat.or_else(of_rate).map(with));
        self.is_known |= stated.is_some();
        self.is_converted |= line.original.is_some();
        self.gross += stated.unwrap_or_else(|| with(Money::ZERO));
    }
}
