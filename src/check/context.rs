//! What a check may ask about.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars_arrow::array::Array;

use super::breaks::Comparison;
use crate::books::{Books, Table};
use crate::jurisdiction::{ChartOfAccounts, fr};
use crate::model::{Period, Wording, date_of};

/// The books, their fiscal years, and which of these were asked for.
pub struct CheckContext<'a> {
    books: &'a Books,
    years: Vec<Period>,
    asked: Option<i32>,
    comparison: OnceCell<Comparison<'a>>,
}

impl<'a> CheckContext<'a> {
    pub(super) fn new(books: &'a Books, asked: Option<i32>) -> Self {
        Self { books, years: years(books), asked, comparison: OnceCell::new() }
    }

    /// The books.
    pub fn books(&self) -> &'a Books {
        self.books
    }

    /// Every fiscal year in which a row of the books falls, the oldest first.
    pub fn years(&self) -> &[Period] {
        &self.years
    }

    /// Position of the fiscal year of a day in [`CheckContext::years`].
    pub fn year_of(&self, day: NaiveDate) -> Option<usize> {
        let next = self.years.partition_point(|year| year.start <= day);
        let at = next.checked_sub(1)?;
        self.years.get(at).filter(|year| year.contains(day)).map(|_| at)
    }

    /// Whether findings about a fiscal year were asked for.
    pub fn is_asked(&self, year: &Period) -> bool {
        self.asked.is_none_or(|asked| asked == year.year())
    }

    /// The fiscal years that were asked for, the oldest first.
    pub fn asked(&self) -> impl Iterator<Item = &Period> {
        self.years.iter().filter(|year| self.is_asked(year))
    }

    /// Whether findings about the fiscal year that ends in a calendar year were asked for, be it one of the books or not.
    pub fn concerns_year(&self, year: i32) -> bool {
        self.asked.is_none_or(|asked| asked == year)
    }

    /// Whether findings about a day were asked for, be it one of the books or not.
    pub fn concerns(&self, day: NaiveDate) -> bool {
        let calendar = self.books.settings().fiscal_years.clone().unwrap_or_default();
        self.asked.is_none() || calendar.of(day).is_some_and(|year| self.is_asked(&year))
    }

    /// The fiscal year of a day, if findings about it were asked for.
    pub fn asked_year_of(&self, day: NaiveDate) -> Option<&Period> {
        self.year_of(day).and_then(|at| self.years.get(at)).filter(|year| self.is_asked(year))
    }

    /// Invoices and ledger, matched once for all checks.
    pub(super) fn comparison(&self) -> Result<&Comparison<'a>, Wording> {
        self.needs(&[Table::Ledger])?;
        let chart = self.chart()?;
        Ok(self.comparison.get_or_init(|| Comparison::of(self, chart)))
    }

    /// The accounts, where those of the country are known.
    ///
    /// # Errors
    /// Why they are not.
    pub fn chart(&self) -> Result<&'static ChartOfAccounts, Wording> {
        match self.books.settings().business.country.as_deref() {
            None | Some("FR") => Ok(&fr::CHART),
            Some(other) => Err(Wording::made(
                format!("le plan comptable de {other} n'est pas connu"),
                format!("the chart of accounts of {other} is not known"),
            )),
        }
    }

    /// Whether the books have rows of these tables.
    ///
    /// # Errors
    /// Which of them have none.
    pub fn needs(&self, tables: &[Table]) -> Result<(), Wording> {
        for table in tables {
            let (rows, fr, en) = match table {
                Table::Invoices => (self.books.invoice_lines().len(), "pas de factures", "no invoices"),
                Table::Timesheets => (self.books.time_entries().len(), "pas de feuilles de temps", "no timesheets"),
                Table::Ledger => (self.books.ledger_entries().len(), "pas de grand livre", "no ledger"),
                Table::Expenses => (self.books.expenses().len(), "pas de dépenses", "no expenses"),
                Table::Bank => (self.books.bank_entries().len(), "pas de relevé bancaire", "no bank statement"),
                Table::Assets => (self.books.assets().len(), "pas d'immobilisations", "no assets"),
                Table::Payments => (self.books.payments().len(), "pas de règlements", "no payments"),
                Table::Published => (self.books.published().len(), "pas de chiffres publiés", "no published figures"),
                Table::Holidays => (self.books.holidays().len(), "pas de jours fériés", "no public holidays"),
                Table::Rates => (self.books.exchange_rates().len(), "pas de cours de change", "no exchange rates"),
            };
            if rows == 0 {
                return Err(Wording::fixed(fr, en));
            }
        }
        Ok(())
    }
}

/// Every fiscal year in which a row falls, the oldest first.
fn years(books: &Books) -> Vec<Period> {
    let calendar = books.settings().fiscal_years.clone().unwrap_or_default();
    let days: [&[i32]; 4] = [
        books.invoice_lines().table().issued.values().as_slice(),
        books.ledger_entries().table().date.values().as_slice(),
        books.time_entries().table().date.values().as_slice(),
        books.expenses().table().date.values().as_slice(),
    ];
    let paid = &books.invoice_lines().table().paid;
    let paid = (0..paid.len()).filter(|row| paid.is_valid(*row)).map(|row| date_of(paid.value(row)));
    let payments = books.payments().iter().map(|payment| payment.value.date);
    let mut years: BTreeSet<(NaiveDate, NaiveDate, String)> = BTreeSet::new();
    let mut last: Option<Period> = None;
    for day in days.into_iter().flatten().map(|day| date_of(*day)).chain(payments).chain(paid) {
        if last.as_ref().is_some_and(|year| year.contains(day)) {
            continue;
        }
        last = calendar.of(day);
        years.extend(last.iter().map(|year| (year.start, year.end, year.label.clone())));
    }
    years.into_iter().map(|(start, end, label)| Period::new(label, start, end)).collect()
}
