//! The sheet of clients: what each brought, the operand of figures about how many they are and how much hangs on few of them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_xlsxwriter::Worksheet;
use rust_xlsxwriter::utility::column_number_to_name;

use super::calculation::{CALCULATION, FROM, TO, column};
use super::cell::{Cell, Known};
use super::criteria::{Criteria, name};
use super::pen::{Pen, Written, clean};
use crate::analysis::{OF_CLIENTS, Report};
use crate::books::Table;
use crate::locale::Locale;
use crate::model::{Measure, Money, Wording};

pub(super) const CLIENTS: Wording = Wording::fixed("Clients", "Clients");
/// How many comparisons formulas may take; beyond, revenue is written as values.
const MOST_COMPARISONS: usize = 20_000_000;

/// Clients, and a cell for each in each period.
pub(super) struct Clients {
    rows: Vec<(String, Vec<Cell>)>,
}

impl Clients {
    pub(super) fn of(report: &Report, locale: &Locale) -> Self {
        let names: BTreeSet<&str> = report.books().invoice_lines().iter().map(|line| line.value().client).collect();
        let written: BTreeSet<String> = names.iter().map(|name| clean(name)).collect();
        let comparisons = report.counted(Table::Invoices).len().saturating_mul(names.len());
        // Names that differ only in what no cell can hold would be taken for each other.
        let is_live = written.len() == names.len() && comparisons <= MOST_COMPARISONS;
        let periods: Vec<_> = (0..report.periods_read().len()).map(|period| (period, report.revenue_by_client(period))).collect();
        let cell = |row: usize, client: &str, (period, revenue): &(usize, std::collections::BTreeMap<&str, Decimal>)| {
            let known = Known::Number(revenue.get(client).copied().unwrap_or_default());
            if !is_live {
                return Cell::known(known, "");
            }
            let letter = column_number_to_name(column(*period));
            let day = |row: u32| format!("{}!{letter}${}", locale.text(&CALCULATION), row + 1);
            let (from, to) = (day(FROM), day(TO));
            let rows = Criteria { table: Table::Invoices, when: OF_CLIENTS, from: &from, to: &to }.factors();
            let (clients, net) = (name(Table::Invoices, "client"), name(Table::Invoices, "net"));
            Cell::formula(format!("ROUND(SUMPRODUCT({rows}*EXACT({clients},$A{row}),{net}),{})", Money::SCALE), known)
        };
        let rows = (2..).zip(&names).map(|(row, client)| {
            let cells = periods.iter().map(|period| cell(row, client, period));
            ((*client).to_owned(), cells.collect())
        });
        Self { rows: rows.collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The cells of a period; `None` if there is no client.
    pub(super) fn range(&self, period: usize, locale: &Locale) -> Option<String> {
        let letter = column_number_to_name(column(period));
        let last = self.rows.len() + 1;
        (!self.rows.is_empty()).then(|| format!("{}!{letter}$2:{letter}${last}", locale.text(&CLIENTS)))
    }

    pub(super) fn write(&self, sheet: &mut Worksheet, pen: &mut Pen, report: &Report) -> Written {
        sheet.set_name(pen.locale.text(&CLIENTS))?;
        let client = pen.locale.text(&Wording::fixed("Client", "Client")).to_owned();
        let periods = report.periods_read().iter().map(|period| period.label.as_str());
        pen.headers(sheet, 0, std::iter::once(client.as_str()).chain(periods))?;
        sheet.set_freeze_panes(1, 1)?.set_column_width(0, 40)?;
        let format = pen.of(Measure::Money).clone();
        for (row, (client, cells)) in (1..).zip(&self.rows) {
            pen.text(sheet, row, 0, client)?;
            for (period, cell) in cells.iter().enumerate() {
                cell.write(sheet, pen, row, column(period), &format)?;
            }
        }
        for period in 0..report.periods_read().len() {
            sheet.set_column_width(column(period), 16)?;
        }
        Ok(())
    }
}
