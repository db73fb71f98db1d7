//! What listed payments make of invoice lines: each counts when, and as far as, it is paid.

use super::bills::{Bill, Bills, gross_row};
use crate::books::{Books, TypedRow};
use crate::model::{Billing, Money, day_number};

/// A part of an invoice line that counts on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) row: u32,
    pub(super) day: i32,
    pub(super) money: i64,
    pub(super) days: Option<i64>,
    pub(super) time: Option<i64>,
    /// Position of the payment that it is a part of.
    pub(super) payment: Option<usize>,
}

impl Part {
    fn is_nothing(&self) -> bool {
        self.money == 0 && self.days.unwrap_or(0) == 0 && self.time.unwrap_or(0) == 0
    }
}

/// Every invoice line in the parts that were paid, in the order of the rows and then of the days. What no listed payment pays counts on the
/// day of full payment, which `dates` has.
pub(super) fn parts(books: &Books, bills: &Bills, dates: &[i32]) -> Vec<Part> {
    let mut parts = Vec::with_capacity(dates.len());
    for bill in bills.all() {
        let first = parts.len();
        if !bill.payments.is_empty() && by_payments(books, bill, dates, &mut parts).is_none() {
            parts.truncate(first);
        }
        if parts.len() == first {
            parts.extend(bill.lines.iter().filter_map(|row| whole(books, dates, *row)));
        }
    }
    parts.sort_by_key(|part| (part.row, part.day));
    parts
}

/// A line on its day of full payment.
fn whole(books: &Books, dates: &[i32], row: usize) -> Option<Part> {
    let line = books.invoice_lines().table().row(row, books.names());
    Some(Part {
        row: u32::try_from(row).ok()?,
        day: *dates.get(row)?,
        money: line.net.mantissa(),
        days: line.days.map(|days| days.mantissa()),
        time: line.time.map(|time| time.micros()),
        payment: None,
    })
}

/// A line and what of it the payments so far have paid.
struct Line {
    whole: Part,
    is_disbursement: bool,
    paid: (i64, i64, i64),
    is_counted: bool,
}

/// Each payment pays every line in proportion: of what the document asks for including VAT, so much of each net and of its days. Revenue of the
/// document is rounded to the cent cumulatively, and so is that of its lines within it. `None` where the document does not say what it
/// asks for, or is a credit note: that counts with the document it corrects.
fn by_payments(books: &Books, bill: &Bill, dates: &[i32], parts: &mut Vec<Part>) -> Option<()> {
    let mantissa = |row: &usize| Some(i128::from(Money::from_decimal(gross_row(books, *row).ok()?.amount)?.mantissa()));
    let asked: i128 = bill.lines.iter().map(mantissa).sum::<Option<i128>>()?;
    if asked <= 0 || bill.is_credit {
        return None;
    }
    let mut lines: Vec<Line> = Vec::with_capacity(bill.lines.len());
    for row in &bill.lines {
        let is_disbursement = books.invoice_lines().get(*row)?.value().billing == Billing::Disbursement;
        lines.push(Line { whole: whole(books, dates, *row)?, is_disbursement, paid: (0, 0, 0), is_counted: false });
    }
    let listed = books.payments();
    let mut payments: Vec<(i32, usize)> = bill.payments.iter().map(|(at, day, _)| (day_number(*day), *at)).collect();
    payments.sort_unstable();
    let (mut received, mut before) = (0_i128, 0_i128);
    for (day, at) in payments {
        received += i128::from(listed.get(at)?.value.amount.mantissa());
        let now = received.clamp(0, asked);
        if now == before {
            continue;
        }
        before = now;
        // Revenue and disbursements each add up to the cent.
        let mut sums = [(0_i128, 0_i128); 2];
        for line in &mut lines {
            let (net, counted) = sums.get_mut(usize::from(line.is_disbursement))?;
            *net += i128::from(line.whole.money);
            let up_to = share(*net, now, asked, 100)?;
            let of = |amount: Option<i64>| i64::try_from(share(amount.unwrap_or(0).into(), now, asked, 1)?).ok();
            let paid = (i64::try_from(up_to - *counted).ok()?, of(line.whole.days)?, of(line.whole.time)?);
            *counted = up_to;
            line.push(Part { day, payment: Some(at), ..line.since(paid)? }, parts);
            line.paid = paid;
        }
    }
    for line in &mut lines {
        let rest = line.since((line.whole.money, line.whole.days.unwrap_or(0), line.whole.time.unwrap_or(0)))?;
        if !line.is_counted || !rest.is_nothing() {
            parts.push(rest);
        }
    }
    Some(())
}

impl Line {
    /// What is paid by now, less what was.
    fn since(&self, now: (i64, i64, i64)) -> Option<Part> {
        Some(Part {
            money: now.0.checked_sub(self.paid.0)?,
            days: self.whole.days.map(|_| now.1 - self.paid.1),
            time: self.whole.time.map(|_| now.2 - self.paid.2),
            ..self.whole
        })
    }

    fn push(&mut self, part: Part, parts: &mut Vec<Part>) {
        if !part.is_nothing() {
            self.is_counted = true;
            parts.push(part);
        }
    }
}

/// `amount × elapsed ÷ whole`, rounded half away from zero to a multiple of `step`; all of it where `elapsed` is `whole`. `None` if it is too
/// large.
pub(super) fn share(amount: i128, elapsed: i128, whole: i128, step: i128) -> Option<i128> {
    if elapsed == whole {
        return Some(amount);
    }
    let exact = amount.checked_mul(elapsed)?;
    let unit = whole.checked_mul(step)?;
    let rounded = exact.checked_abs()?.checked_mul(2)?.checked_add(unit)? / unit.checked_mul(2)? * exact.signum();
    rounded.checked_mul(step)
}
