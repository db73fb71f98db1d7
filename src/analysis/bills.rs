//! Invoices as documents: what each asks for including VAT, when it is due, what was received for it.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::figure::State;
use super::statement::StatementRow;
use crate::books::{Books, Table};
use crate::model::{Document, Period, Status};

/// Payment is due so many days after the date of issue where nothing else is said (C. com. art. L441-10, I).
const DUE_AFTER: Days = Days::new(30);

/// Every invoice, deposit and credit note of the books.
#[derive(Debug)]
pub(super) struct Bills {
    list: Vec<Bill>,
    /// Whether the books say anything about payments.
    tells_payments: bool,
}

/// The lines that share a number.
#[derive(Debug)]
pub(super) struct Bill {
    pub(super) lines: Vec<usize>,
    pub(super) issued: NaiveDate,
    due: Option<NaiveDate>,
    /// The day of full payment.
    paid: Option<NaiveDate>,
    /// Paid, on a day that is not said.
    is_paid_some_day: bool,
    pub(super) is_credit: bool,
    /// The document it corrects.
    corrects: Option<usize>,
    /// Payments listed for it: their place in the list, day and amount.
    pub(super) payments: Vec<(usize, NaiveDate, Decimal)>,
}

impl Bills {
    pub(super) fn of(books: &Books) -> Self {
        let lines = books.invoice_lines();
        let mut list: Vec<Bill> = Vec::new();
        let mut by_number: HashMap<&str, usize> = HashMap::new();
        let mut net: Vec<i128> = Vec::new();
        for row in lines.iter() {
            let line = row.value();
            let number = *by_number.entry(line.number).or_insert_with(|| {
                list.push(Bill {
                    lines: Vec::new(),
                    issued: line.issued,
                    due: None,
                    paid: None,
                    is_paid_some_day: false,
                    is_credit: false,
                    corrects: None,
                    payments: Vec::new(),
                });
                net.push(0);
                list.len() - 1
            });
            let (Some(bill), Some(net)) = (list.get_mut(number), net.get_mut(number)) else { continue };
            bill.lines.push(row.index());
            bill.issued = bill.issued.min(line.issued);
            bill.due = bill.due.max(line.due);
            bill.paid = bill.paid.max(line.paid);
            bill.is_paid_some_day |= line.status == Status::Paid;
            bill.is_credit |= line.document == Document::CreditNote;
            *net += i128::from(line.net.mantissa());
        }
        for (row, payment) in books.payments().iter().enumerate() {
            if let Some(bill) = by_number.get(payment.value.number.as_str()).and_then(|number| list.get_mut(*number)) {
                bill.payments.push((row, payment.value.date, payment.value.amount.to_decimal()));
            }
        }
        for (bill, net) in list.iter_mut().zip(net) {
            bill.is_credit |= net < 0;
            bill.is_paid_some_day &= bill.paid.is_none() && bill.payments.is_empty();
            let refers = bill.lines.iter().filter_map(|row| lines.get(*row)).map(|row| row.value().refers_to);
            let named = refers.filter(|number| bill.is_credit && !number.is_empty()).find_map(|number| by_number.get(number));
            bill.corrects = named.copied();
        }
        let tells_payments = list.iter().any(|bill| bill.paid.is_some() || bill.is_paid_some_day) || !books.payments().is_empty();
        Self { list, tells_payments }
    }

    /// Every document, in the order of its first line.
    pub(super) fn all(&self) -> &[Bill] {
        &self.list
    }

    /// Credit notes, each with the day on which it counts as money; none while the document it corrects is not paid.
    pub(super) fn credits(&self) -> impl Iterator<Item = (&Bill, Option<NaiveDate>)> {
        let credits = self.list.iter().filter(|bill| bill.is_credit);
        credits.map(|bill| (bill, if bill.corrects.is_some() { self.settled(bill) } else { bill.paid.or(Some(bill.issued)) }))
    }

    /// Lines of credit notes that correct no document, each with the day on which they are paid out, if they are.
    pub(super) fn free_credits(&self) -> impl Iterator<Item = (usize, Option<NaiveDate>)> {
        let free = self.list.iter().filter(|bill| bill.is_credit && bill.corrects.is_none());
        free.flat_map(|bill| bill.lines.iter().map(|row| (*row, self.settled(bill))))
    }

    /// The document that a credit note corrects.
    fn corrected(&self, bill: &Bill) -> Option<&Bill> {
        self.list.get(bill.corrects?)
    }

    /// The day on which a document was settled. A credit note is set off against the document it corrects: when that is settled, and not before it is
    /// issued, nor before a day or a payment of its own.
    fn settled(&self, bill: &Bill) -> Option<NaiveDate> {
        let own = bill.payments.iter().map(|(_, day, _)| *day).max().max(bill.paid);
        match self.corrected(bill).filter(|corrected| !corrected.is_paid_some_day) {
            Some(corrected) => Some(corrected.paid?.max(bill.issued).max(own.unwrap_or(bill.issued))),
            None if bill.is_credit => bill.paid.and(own),
            None => bill.paid,
        }
    }

    /// Whether it is settled with a document that was paid on a day that is not said.
    fn corrects_paid_some_day(&self, bill: &Bill) -> bool {
        bill.paid.is_none() && self.corrected(bill).is_some_and(|corrected| corrected.is_paid_some_day)
    }

    /// The documents that are not settled at the end of a day, each with its number in the list; or why that is not known.
    ///
    /// `ends` is the last day of the books: until then a document marked as paid without a date has been.
    fn open(&self, day: NaiveDate, ends: NaiveDate) -> Result<Vec<(usize, &Bill)>, State> {
        let mut issued = self.list.iter().enumerate().filter(|(_, bill)| bill.issued <= day).peekable();
        if issued.peek().is_none() {
            return Err(State::missing("aucune facture à cette date", "no invoice by that day"));
        }
        if !self.tells_payments {
            return Err(State::missing(
                "rien ne dit ce qui est payé : une colonne « payé le », ou un fichier de règlements",
                "nothing says what was paid: a column \"paid on\", or a file of payments",
            ));
        }
        let mut open = Vec::new();
        let mut unknown = 0_usize;
        for (number, bill) in issued {
            if bill.is_paid_some_day {
                unknown += usize::from(day < ends);
            } else if !self.corrects_paid_some_day(bill) && self.settled(bill).is_none_or(|settled| settled > day) {
                open.push((number, bill));
            }
        }
        if unknown > 0 { Err(paid_on_no_day(unknown)) } else { Ok(open) }
    }

    /// Lines and payments whose sum is what clients owe at the end of a day.
    pub(super) fn receivables(&self, books: &Books, day: NaiveDate, ends: NaiveDate) -> Result<Vec<StatementRow>, State> {
        let mut rows = Vec::new();
        for (_, bill) in self.open(day, ends)? {
            rows.extend(bill.balance(books, day)?.unless_settled());
        }
        Ok(rows)
    }

    /// Those of them that belong to documents past their due date. Credit notes lower the document they correct; one that is lowered to
    /// nothing owes nothing.
    pub(super) fn overdue(&self, books: &Books, day: NaiveDate, ends: NaiveDate) -> Result<Vec<StatementRow>, State> {
        let open = self.open(day, ends)?;
        let mut credits: HashMap<usize, Vec<&Bill>> = HashMap::new();
        for (_, credit) in &open {
            if let Some(corrected) = credit.corrects {
                credits.entry(corrected).or_default().push(credit);
            }
        }
        let mut rows = Vec::new();
        for (number, bill) in open.iter().filter(|(_, bill)| !bill.is_credit && bill.due().is_some_and(|due| due < day)) {
            let mut balance = bill.balance(books, day)?;
            for credit in credits.get(number).into_iter().flatten() {
                balance.rows.extend(credit.balance(books, day)?.rows);
            }
            if balance.sum().is_some_and(|sum| sum > Decimal::ZERO) {
                rows.extend(balance.rows);
            }
        }
        Ok(rows)
    }

    /// What was received from a day to another, each row with the document it was received for. What a credit note takes off or gives back is below zero, and
    /// of the document it corrects.
    fn received_for(&self, books: &Books, from: NaiveDate, to: NaiveDate) -> Result<Vec<(StatementRow, usize)>, State> {
        let unknown = self.list.iter().filter(|bill| bill.is_paid_some_day && bill.issued <= to).count();
        if unknown > 0 {
            return Err(paid_on_no_day(unknown));
        }
        let mut received = Vec::new();
        for (number, bill) in self.list.iter().enumerate() {
            let rows = self.receipts(books, bill, |day| from <= day && day <= to)?;
            received.extend(rows.into_iter().map(|row| (row, bill.corrects.unwrap_or(number))));
        }
        Ok(received)
    }

    /// The rows of what was received from a day to another.
    pub(super) fn received(&self, books: &Books, from: NaiveDate, to: NaiveDate) -> Result<Vec<StatementRow>, State> {
        Ok(self.received_for(books, from, to)?.into_iter().map(|(row, _)| row).collect())
    }

    /// The money that came from a day to another, and how many days after the issue of its document. What a credit note takes off on the day of a payment is no
    /// money, and what goes back has waited for nothing.
    pub(super) fn waits(&self, books: &Books, from: NaiveDate, to: NaiveDate) -> Result<Vec<(Decimal, i64)>, State> {
        let mut sums: BTreeMap<(usize, NaiveDate), Decimal> = BTreeMap::new();
        for (row, document) in self.received_for(books, from, to)? {
            let sum = sums.entry((document, row.date)).or_default();
            *sum = sum.checked_add(row.amount).ok_or_else(State::beyond)?;
        }
        let waited = |((document, day), amount): ((usize, NaiveDate), Decimal)| {
            Some((amount, (day - self.list.get(document)?.issued).num_days()))
        };
        Ok(sums.into_iter().filter(|(_, amount)| *amount > Decimal::ZERO).filter_map(waited).collect())
    }

    /// What was received by the end of a day for documents issued in a period, whenever it came, less what credit notes took off them; or why that is not
    /// known. `ends` as for [`Bills::receivables`].
    pub(super) fn collected(
        &self,
        books: &Books,
        issued: &Period,
        day: NaiveDate,
        ends: NaiveDate,
    ) -> Result<Vec<StatementRow>, State> {
        // Says why it is not known.
        self.open(day, ends)?;
        let mut rows = Vec::new();
        for bill in self.list.iter().filter(|bill| bill.issued <= day) {
            let of = self.corrected(bill).unwrap_or(bill);
            if !issued.contains(of.issued) {
                continue;
            }
            if bill.is_paid_some_day || self.corrects_paid_some_day(bill) {
                rows.extend(bill.gross_rows(books)?.into_iter().map(|line| StatementRow { date: day, ..line }));
            } else {
                rows.extend(self.receipts(books, bill, |date| date <= day)?);
            }
        }
        Ok(rows)
    }

    /// What the documents issued in a period ask for after the credit notes that refer to them, all issued by the end of a day. A credit note that refers to
    /// none is of its own date.
    pub(super) fn asked(&self, books: &Books, issued: &Period, day: NaiveDate) -> Result<Vec<StatementRow>, State> {
        let mut rows = Vec::new();
        for bill in self.list.iter().filter(|bill| bill.issued <= day) {
            if issued.contains(self.corrected(bill).unwrap_or(bill).issued) {
                rows.extend(bill.gross_rows(books)?);
            }
        }
        Ok(rows)
    }

    /// What was received for a document on days that count: its listed payments and, on the day it is settled, the rest.
    fn receipts(&self, books: &Books, bill: &Bill, counts: impl Fn(NaiveDate) -> bool) -> Result<Vec<StatementRow>, State> {
        let listed = bill.payments.iter().filter(|(_, day, _)| counts(*day));
        let mut rows: Vec<StatementRow> = listed.map(|(row, day, amount)| bill.payment(*row, *day, *amount)).collect();
        if let Some(settled) = self.settled(bill).filter(|settled| counts(*settled)) {
            let lines = bill.gross_rows(books)?;
            match bill.payments.is_empty() {
                true => rows.extend(lines.into_iter().map(|line| StatementRow { date: settled, ..line })),
                false => rows.extend(bill.rest(&lines, settled)),
            }
        }
        Ok(rows)
    }
}

impl Bill {
    fn due(&self) -> Option<NaiveDate> {
        self.due.or_else(|| self.issued.checked_add_days(DUE_AFTER))
    }

    /// Whether payments are listed for it and it does not say what it asks for.
    pub(super) fn cannot_be_split(&self, books: &Books) -> bool {
        !self.payments.is_empty() && !self.is_credit && self.gross_rows(books).is_err()
    }

    /// A listed payment, as one of its client.
    fn payment(&self, row: usize, date: NaiveDate, amount: Decimal) -> StatementRow {
        StatementRow { pays: self.lines.first().copied(), ..StatementRow::new(Table::Payments, row, date, amount) }
    }

    /// Its lines, including VAT.
    fn gross_rows(&self, books: &Books) -> Result<Vec<StatementRow>, State> {
        self.lines.iter().map(|row| gross_row(books, *row)).collect()
    }

    /// Its lines and, below zero, what was received for it by the end of a day.
    fn balance(&self, books: &Books, day: NaiveDate) -> Result<Balance, State> {
        let mut rows = self.gross_rows(books)?;
        let received = self.payments.iter().filter(|(_, date, _)| *date <= day);
        rows.extend(received.map(|(row, date, amount)| self.payment(*row, *date, -*amount)));
        Ok(Balance { rows })
    }

    /// What the listed payments leave to be paid on the day of full payment.
    fn rest(&self, lines: &[StatementRow], paid: NaiveDate) -> Option<StatementRow> {
        let asked = lines.iter().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.amount))?;
        let listed = self.payments.iter().try_fold(Decimal::ZERO, |sum, (_, _, amount)| sum.checked_add(*amount))?;
        // Not what was paid beyond it.
        let rest =
            asked.checked_sub(listed).filter(|rest| !rest.is_zero() && rest.is_sign_negative() == asked.is_sign_negative())?;
        Some(StatementRow { date: paid, amount: rest, ..*lines.first()? })
    }
}

/// Rows whose sum is what is still to be paid.
struct Balance {
    rows: Vec<StatementRow>,
}

impl Balance {
    fn sum(&self) -> Option<Decimal> {
        self.rows.iter().try_fold(Decimal::ZERO, |sum, row| sum.checked_add(row.amount))
    }

    /// No rows for a document that payments have settled.
    fn unless_settled(self) -> Vec<StatementRow> {
        if self.sum().is_some_and(|sum| sum.is_zero()) { Vec::new() } else { self.rows }
    }
}

fn paid_on_no_day(documents: usize) -> State {
    State::missing(
        format!("{documents} facture(s) payée(s) à une date inconnue : la donner dans une colonne « payé le »"),
        format!("{documents} invoice(s) paid on a day that is not known: give it in a column \"paid on\""),
    )
}

/// An invoice line with its amount including VAT, or why that is not known.
pub(super) fn gross_row(books: &Books, row: usize) -> Result<StatementRow, State> {
    let found = books.invoice_lines().get(row).and_then(|line| {
        let line = line.value();
        Some(StatementRow::new(Table::Invoices, row, line.issued, line.including_vat(books.settings().business.vat_exempt)?))
    });
    found.ok_or_else(|| {
        State::missing(
            "des lignes de facture sans TVA ni montant TTC : les donner, ou écrire vat = \"exempt\" dans [business] de bilan.toml",
            "some invoice lines have neither VAT nor an amount including it: give them, or write vat = \"exempt\" under [business] in bilan.toml",
        )
    })
}
