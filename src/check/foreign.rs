//! An invoice in another currency than the books, and what its entries say in that currency.

use rust_decimal::{Decimal, RoundingStrategy};

use super::document::decimal;
use crate::books::Books;
use crate::jurisdiction::ChartOfAccounts;
use crate::model::{ForeignAmount, Money};

/// The same amount in the currency of a document on both sides, and what each side makes of it in that of the books.
#[derive(Clone, Copy, Debug)]
pub(super) struct InCurrency {
    pub(super) written: ForeignAmount,
    /// On the invoice, in the smallest unit.
    pub(super) invoiced: i128,
    /// In the ledger.
    pub(super) booked: i128,
}

impl InCurrency {
    /// Units of the currency for one of the books, four decimals.
    pub(super) fn rate(&self, of_books: i128) -> Option<Decimal> {
        let rate = self.written.amount.to_decimal().checked_div(decimal(of_books))?;
        Some(rate.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero))
    }
}

/// What entries say in the currency of a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Own {
    /// Its amount.
    Same(InCurrency),
    /// Another amount.
    Different,
    /// Amounts in yet another currency.
    Elsewhere,
}

impl Own {
    /// Compares invoice lines with ledger lines: what clients owe with VAT, else revenue without. Both as (invoiced, booked) in the currency of the
    /// books. `None` where the lines were not all converted from one currency, or the ledger names no amount in another.
    pub(super) fn of(
        books: &Books,
        chart: &ChartOfAccounts,
        (lines, posted): (impl Iterator<Item = u32>, impl Iterator<Item = u32>),
        gross: Option<(i128, i128)>,
        net: (i128, i128),
    ) -> Option<Self> {
        let invoice_lines = books.invoice_lines();
        let (mut code, mut without_vat, mut with_vat) = (None::<&str>, Decimal::ZERO, Decimal::ZERO);
        for row in lines {
            let original = invoice_lines.get(row as usize)?.value().original?;
            let currency = original.rate.currency.as_str();
            if code.is_some_and(|code| code != currency) {
                return None;
            }
            code = Some(currency);
            without_vat = without_vat.checked_add(original.amount)?;
            with_vat = with_vat.checked_add(original.amount)?.checked_add(original.vat.unwrap_or_default())?;
        }
        let code = code?;
        let entries = books.ledger_entries();
        let (mut owed, mut earned, mut is_elsewhere) = (None::<Decimal>, None::<Decimal>, false);
        for row in posted {
            let entry = entries.get(row as usize)?.value();
            let Some(foreign) = entry.foreign else { continue };
            if foreign.currency() != code {
                is_elsewhere = true;
                continue;
            }
            let amount = foreign.amount.to_decimal();
            if chart.receivable.contains(entry.account) {
                owed = owed.unwrap_or_default().checked_add(amount);
            } else if chart.revenue.contains(entry.account) {
                earned = earned.unwrap_or_default().checked_sub(amount);
            }
        }
        let same = |written: Decimal, posted: Option<Decimal>, sides: Option<(i128, i128)>| {
            let (invoiced, booked) = sides.filter(|_| posted == Some(written) && !written.is_zero())?;
            Some(Self::Same(InCurrency { written: ForeignAmount::new(Money::from_decimal(written)?, code)?, invoiced, booked }))
        };
        let known = same(with_vat, owed, gross).or_else(|| same(without_vat, earned, Some(net)));
        known
            .or_else(|| (owed.is_some() || earned.is_some()).then_some(Self::Different))
            .or(is_elsewhere.then_some(Self::Elsewhere))
    }
}
