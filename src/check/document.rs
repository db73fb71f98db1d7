//! Invoices and credit notes as whole documents, in the smallest unit of money.

use std::ops::Range;

use hashbrown::HashMap;
use rust_decimal::Decimal;

use super::groups::Groups;
use crate::books::{Books, TypedRow};
use crate::model::{Billing, Document as Kind, InvoiceLine, Money, RevenueBasis, day_number};

/// A document: the sums of its lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Document<'a> {
    pub(super) number: &'a str,
    /// Day number of the issue, or of the payment where only payments are booked.
    pub(super) day: i32,
    /// Number of the name of the client.
    pub(super) client: u32,
    pub(super) kind: Kind,
    pub(super) refers_to: &'a str,
    pub(super) currency: &'a str,
    pub(super) net: i128,
    /// VAT, if the lines tell.
    pub(super) vat: Option<i128>,
    /// Amount payable as stated, if all lines state it.
    pub(super) payable: Option<i128>,
    /// Net of lines paid in the name of the client.
    pub(super) disbursed: i128,
    /// Net of lines of expenses charged on.
    pub(super) rebilled: i128,
    /// Whether every line says how it is billed.
    pub(super) is_classified: bool,
}

impl Document<'_> {
    /// Net and VAT; `None` where VAT is not known.
    pub(super) fn gross(&self) -> Option<i128> {
        self.vat.map(|vat| self.net + vat)
    }

    /// What the amount payable lacks of net and VAT: a deposit taken off.
    pub(super) fn taken_off(&self) -> i128 {
        self.gross().zip(self.payable).map_or(0, |(gross, payable)| gross - payable)
    }
}

/// Every document of the books, in the order of their first lines.
pub(super) struct Documents<'a> {
    pub(super) all: Vec<Document<'a>>,
    pub(super) lines: Groups,
}

impl<'a> Documents<'a> {
    /// The documents; where `by_payment`, those that were paid, on the day of their payment. Without VAT where nothing else has it.
    pub(super) fn of(books: &'a Books, by_payment: bool, without_vat: bool) -> Self {
        let rows = books.invoice_lines();
        let (table, names) = (rows.table(), books.names());
        let is_exempt = books.settings().business.vat_exempt;
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut all: Vec<Document<'a>> = Vec::new();
        let mut vats: Vec<Vat> = Vec::new();
        let mut document_of_row = Vec::with_capacity(rows.len());
        for (row, client) in (0..rows.len()).zip(table.client.iter()) {
            let line = table.row(row, names);
            let day = if by_payment { line.paid } else { Some(line.issued) };
            let Some(day) = day.map(day_number) else {
                document_of_row.push(None);
                continue;
            };
            let next = u32::try_from(all.len()).unwrap_or(u32::MAX);
            let at = *numbers.entry(line.number).or_insert(next);
            document_of_row.push(Some(at));
            if at == next {
                all.push(Document {
                    number: line.number,
                    day,
                    client,
                    kind: line.document,
                    refers_to: line.refers_to,
                    currency: line.currency,
                    net: 0,
                    vat: None,
                    payable: Some(0),
                    disbursed: 0,
                    rebilled: 0,
                    is_classified: true,
                });
                vats.push(Vat::default());
            }
            let (Some(document), Some(vat)) = (all.get_mut(at as usize), vats.get_mut(at as usize)) else { continue };
            let net = i128::from(line.net.mantissa());
            document.net += net;
            document.payable = document.payable.zip(line.gross).map(|(sum, gross)| sum + i128::from(gross.mantissa()));
            vat.add(&line, is_exempt);
            match line.billing {
                Billing::Disbursement => document.disbursed += net,
                Billing::Rebilled => document.rebilled += net,
                Billing::Unclassified => document.is_classified = false,
                _ => {}
            }
        }
        for (document, vat) in all.iter_mut().zip(vats) {
            document.vat = (vat.is_known && !without_vat).then_some(vat.sum);
            document.payable = document.payable.filter(|_| !without_vat);
        }
        let lines = Groups::of(&document_of_row, all.len());
        Self { all, lines }
    }

    pub(super) fn get(&self, at: u32) -> Option<&Document<'a>> {
        self.all.get(at as usize)
    }

    /// Whether amounts are counted when they are paid.
    pub(super) fn are_paid(books: &Books) -> bool {
        books.settings().policy.revenue_basis == RevenueBasis::Paid
    }

    pub(super) fn numbers(&self) -> Range<u32> {
        0..u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }
}

/// VAT of the lines of a document: where one states it, lines that do not have none.
#[derive(Default)]
struct Vat {
    sum: i128,
    is_known: bool,
}

impl Vat {
    fn add(&mut self, line: &InvoiceLine<'_>, is_exempt: bool) {
        let of_rate = || Money::from_decimal(line.vat_by_rate()?);
        let of_gross = || Money::from_decimal(line.gross?.to_decimal().checked_sub(line.net.to_decimal())?);
        let stated = if is_exempt { Some(Money::ZERO) } else { line.vat.or_else(of_rate).or_else(of_gross) };
        if let Some(vat) = stated {
            self.sum += i128::from(vat.mantissa());
            self.is_known = true;
        }
    }
}

/// An amount of smallest units as a decimal.
pub(super) fn decimal(units: i128) -> Decimal {
    // Sums of 10¹⁴ by every row there can be stay far below the limit.
    Decimal::try_from_i128_with_scale(units, Money::SCALE).unwrap_or(Decimal::MAX)
}
