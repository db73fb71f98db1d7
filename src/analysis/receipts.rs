//! What payments make of invoice lines: each counts when, and as far as, it is paid. Any other thing that is reached by steps cuts lines the same way.

use std::collections::HashMap;

use super::bills::{Bill, Bills, gross_row};
use crate::books::Books;
use crate::model::{Billing, InvoiceLine, Money, day_number};

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
    /// A line that counts on one day.
    pub(super) fn whole(row: usize, line: &InvoiceLine<'_>, day: i32) -> Option<Self> {
        Some(Self {
            row: u32::try_from(row).ok()?,
            day,
            money: line.net.mantissa(),
            days: line.days.map(|days| days.mantissa()),
            time: line.time.map(|time| time.micros()),
            payment: None,
        })
    }

    fn is_nothing(&self) -> bool {
        self.money == 0 && self.days.unwrap_or(0) == 0 && self.time.unwrap_or(0) == 0
    }
}

/// Every invoice line in the parts that were paid, in the order of the rows and then of the days. What no listed payment pays counts on the
/// day of full payment, which `dates` has. `held` is the net of the deposits that a final invoice holds, by its number: it counts when they are
/// paid, so the final invoice counts without it.
pub(super) fn parts(books: &Books, bills: &Bills, dates: &[i32], held: &HashMap<&str, i128>) -> Vec<Part> {
    let mut parts = Vec::with_capacity(dates.len());
    for bill in bills.all() {
        let lines = bill.lines.iter().filter_map(|row| {
            let line = books.invoice_lines().get(*row)?.value();
            let whole = Part::whole(*row, &line, *dates.get(*row)?)?;
            Some((line.number, Line::new(whole, line.billing == Billing::Disbursement)))
        });
        let (numbers, mut lines): (Vec<&str>, Vec<Line>) = lines.unzip();
        if let Some(held) = numbers.first().and_then(|number| held.get(number)) {
            take_off(&mut lines, *held);
        }
        let first = parts.len();
        if bill.payments.is_empty() || by_payments(books, bill, &mut lines, &mut parts).is_none() {
            parts.truncate(first);
            parts.extend(lines.iter().map(|line| line.whole));
        }
    }
    parts.sort_by_key(|part| (part.row, part.day));
    parts
}

/// Takes an amount off lines in proportion, to the cent cumulatively; nothing if they are not worth as much.
fn take_off(lines: &mut [Line], amount: i128) {
    let net: i128 = lines.iter().filter(|line| !line.is_disbursement).map(|line| i128::from(line.whole.money)).sum();
    let (mut sum, mut counted) = (0_i128, 0_i128);
    for line in lines.iter_mut().filter(|line| !line.is_disbursement && net >= amount && amount > 0) {
        sum += i128::from(line.whole.money);
        let Some(up_to) = share(sum, net - amount, net, 100) else { return };
        line.whole.money = i64::try_from(up_to - counted).unwrap_or(line.whole.money);
        counted = up_to;
    }
}

/// Each payment pays every line of its document in proportion: of what that asks for including VAT, so much of each net and of its days. `None`
/// where the document does not say what it asks for, or is a credit note: that counts with the document it corrects.
fn by_payments(books: &Books, bill: &Bill, lines: &mut [Line], parts: &mut Vec<Part>) -> Option<()> {
    let mantissa = |row: &usize| Some(i128::from(Money::from_decimal(gross_row(books, *row).ok()?.amount)?.mantissa()));
    let asked: i128 = bill.lines.iter().map(mantissa).sum::<Option<i128>>()?;
    if asked <= 0 || bill.is_credit {
        return None;
    }
    let mut payments: Vec<(i32, usize)> = bill.payments.iter().map(|(at, day, _)| (day_number(*day), *at)).collect();
    payments.sort_unstable();
    let mut received = 0_i128;
    let mut steps = Vec::with_capacity(payments.len());
    for (day, at) in payments {
        received += i128::from(books.payments().get(at)?.value.amount.mantissa());
        steps.push((day, Some(at), received.clamp(0, asked)));
    }
    pay(lines, &steps, asked, parts)
}

/// A line, and what of it counts so far.
pub(super) struct Line {
    whole: Part,
    is_disbursement: bool,
    done: (i64, i64, i64),
    is_counted: bool,
}

/// Cuts lines at steps, each with its day, its payment, and how much of `whole` is reached by then. Revenue of the lines together is rounded to the
/// cent cumulatively, and so is that of each within it. What the steps do not reach counts on the day the line has.
pub(super) fn pay(lines: &mut [Line], steps: &[(i32, Option<usize>, i128)], whole: i128, parts: &mut Vec<Part>) -> Option<()> {
    let mut before = 0;
    for (day, payment, now) in steps.iter().copied() {
        if now == before {
            continue;
        }
        before = now;
        // Revenue and disbursements each add up to the cent.
        let mut sums = [(0_i128, 0_i128); 2];
        for line in lines.iter_mut() {
            let (net, counted) = sums.get_mut(usize::from(line.is_disbursement))?;
            *net += i128::from(line.whole.money);
            let up_to = share(*net, now, whole, 100)?;
            let of = |amount: Option<i64>| i64::try_from(share(amount.unwrap_or(0).into(), now, whole, 1)?).ok();
            let done = (i64::try_from(up_to - *counted).ok()?, of(line.whole.days)?, of(line.whole.time)?);
            *counted = up_to;
            let part = Part { day, payment, ..line.since(done)? };
            line.done = done;
            if !part.is_nothing() {
                line.is_counted = true;
                parts.push(part);
            }
        }
    }
    for line in lines.iter() {
        let rest = line.since((line.whole.money, line.whole.days.unwrap_or(0), line.whole.time.unwrap_or(0)))?;
        if !line.is_counted || !rest.is_nothing() {
            parts.push(rest);
        }
    }
    Some(())
}

impl Line {
    pub(super) fn new(whole: Part, is_disbursement: bool) -> Self {
        Self { whole, is_disbursement, done: (0, 0, 0), is_counted: false }
    }

    /// What counts by now, less what did.
    fn since(&self, now: (i64, i64, i64)) -> Option<Part> {
        Some(Part {
            money: now.0.checked_sub(self.done.0)?,
            days: self.whole.days.map(|_| now.1 - self.done.1),
            time: self.whole.time.map(|_| now.2 - self.done.2),
            ..self.whole
        })
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
