//! The sheets of rows: every row of the books with file and line, and the day on which it counts. Columns have names that formulas use.

use std::collections::HashMap;

use rust_xlsxwriter::utility::{column_number_to_name, quote_sheet_name};
use rust_xlsxwriter::{IgnoreError, Workbook, Worksheet};

use super::calculation::Calculation;
use super::columns::{ASSET, COUNTED, Column, PLACE, Value, columns, expense, invoice_line, ledger_entry, time_entry};
use super::criteria::name;
use super::pen::{Pen, Written};
use crate::analysis::{Counted, Report};
use crate::books::Table;
use crate::error::Origin;
use crate::locale::Locale;
use crate::model::{Measure, Wording};

/// Tables whose rows formulas add up.
pub(super) const TABLES: [Table; 4] = [Table::Invoices, Table::Timesheets, Table::Ledger, Table::Expenses];
const ASSETS: Wording = Wording::fixed("Immobilisations", "Assets");

/// How many rows each sheet will have.
pub(super) fn counts(report: &Report) -> [(Table, usize); 5] {
    let [invoices, timesheets, ledger, expenses] = TABLES.map(|table| (table, report.counted(table).len()));
    [invoices, timesheets, ledger, expenses, (Table::Assets, report.books().assets().len())]
}

/// The cells of what each asset costs a period; `None` if there is no asset.
pub(super) fn charges(report: &Report, period: usize, locale: &Locale) -> Option<String> {
    let letter = column_number_to_name(charge_column(period));
    let last = report.books().assets().len() + 1;
    (last > 1).then(|| format!("{}!{letter}$2:{letter}${last}", locale.text(&ASSETS)))
}

fn charge_column(period: usize) -> u16 {
    u16::try_from(PLACE.len() + ASSET.len() + period).unwrap_or(u16::MAX)
}

/// A sheet for each table that has rows, and the names of its columns.
pub(super) fn write(workbook: &mut Workbook, pen: &mut Pen, report: &Report, calculation: &Calculation<'_>) -> Written {
    let books = report.books();
    if let Some(clients) = &calculation.clients {
        clients.write(workbook.add_worksheet(), pen, report)?;
    }
    let lines = books.invoice_lines();
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let rows = report.counted(Table::Invoices).filter_map(|entry| {
        let row = lines.get(entry.row)?;
        let line = row.value();
        let next = u32::try_from(numbers.len() + 1).unwrap_or(u32::MAX);
        let number = *numbers.entry(line.number).or_insert(next);
        Some((row.origin(), entry, invoice_line(&line, &entry, number)))
    });
    table(workbook, pen, Table::Invoices, &Wording::fixed("Factures", "Invoices"), calculation, rows)?;
    let entries = books.time_entries();
    let rows = report.counted(Table::Timesheets).filter_map(|entry| {
        let row = entries.get(entry.row)?;
        Some((row.origin(), entry, time_entry(&row.value(), &entry)))
    });
    table(workbook, pen, Table::Timesheets, &Wording::fixed("Temps", "Timesheets"), calculation, rows)?;
    let entries = books.ledger_entries();
    let rows = report.counted(Table::Ledger).filter_map(|entry| {
        let row = entries.get(entry.row)?;
        Some((row.origin(), entry, ledger_entry(&row.value(), &entry)))
    });
    table(workbook, pen, Table::Ledger, &Wording::fixed("Grand livre", "Ledger"), calculation, rows)?;
    let entries = books.expenses();
    let rows = report.counted(Table::Expenses).filter_map(|entry| {
        let row = entries.get(entry.row)?;
        Some((row.origin(), entry, expense(&row.value(), &entry)))
    });
    table(workbook, pen, Table::Expenses, &Wording::fixed("Dépenses", "Expenses"), calculation, rows)?;
    assets(workbook, pen, report)
}

/// A sheet of rows; none if there is no row.
fn table<'a, const N: usize>(
    workbook: &mut Workbook,
    pen: &mut Pen,
    table: Table,
    title: &Wording,
    calculation: &Calculation<'_>,
    rows: impl Iterator<Item = (Origin, Counted, [Value<'a>; N])>,
) -> Written {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    let title = pen.locale.text(title).to_owned();
    let has_hours = calculation.timed.contains(&table);
    let is_kept = |column: &Column| column.id != "hours" || has_hours;
    let of_table = columns(table).iter().filter(|column| is_kept(column));
    let all: Vec<&Column> = PLACE.iter().chain([&COUNTED]).chain(of_table).collect();
    let sheet = workbook.add_worksheet().set_name(&title)?;
    header(sheet, pen, &all)?;
    let counted = Wording::fixed(
        "Jour où la ligne compte, selon la base du chiffre d'affaires. Vide : elle ne compte pas (non payée, acompte).",
        "The day on which the row counts, by the basis of revenue. Empty: it does not count (not paid, a deposit).",
    );
    pen.note(sheet, 0, 2, pen.locale.text(&counted))?;
    let mut last = 0;
    for (row, (origin, entry, values)) in (1..).zip(rows) {
        place(sheet, pen, row, &origin)?;
        if let Some(day) = entry.day {
            pen.date(sheet, row, 2, day)?;
        }
        let kept = columns(table).iter().zip(values).filter(|(column, _)| is_kept(column)).map(|(_, value)| value);
        for (column, value) in (3..).zip(kept) {
            write_value(sheet, pen, row, column, &value)?;
        }
        last = row;
    }
    sheet.autofilter(0, 0, last, last_column(&all))?;
    // Account and invoice numbers are texts on purpose.
    sheet.ignore_error_range(1, 0, last, last_column(&all), IgnoreError::NumberStoredAsText)?;
    for (number, column) in (0..).zip(&all) {
        let letter = column_number_to_name(number);
        let range = format!("={}!${letter}$2:${letter}${}", quote_sheet_name(&title), last + 1);
        workbook.define_name(name(table, column.id), &range)?;
    }
    Ok(())
}

fn last_column(columns: &[&Column]) -> u16 {
    u16::try_from(columns.len().saturating_sub(1)).unwrap_or_default()
}

fn header(sheet: &mut Worksheet, pen: &mut Pen, columns: &[&Column]) -> Written {
    let labels: Vec<String> = columns.iter().map(|column| pen.locale.text(&column.label).to_owned()).collect();
    pen.headers(sheet, 0, labels.iter().map(String::as_str))?;
    for (number, column) in (0..).zip(columns) {
        sheet.set_column_width(number, column.width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn place(sheet: &mut Worksheet, pen: &mut Pen, row: u32, origin: &Origin) -> Written {
    match origin.sheet_name() {
        Some(of_file) => pen.text(sheet, row, 0, &format!("{}!{of_file}", origin.path()))?,
        None => pen.text(sheet, row, 0, origin.path())?,
    }
    if let Some(line) = origin.line_number() {
        sheet.write_number(row, 1, line)?;
    }
    Ok(())
}

fn write_value(sheet: &mut Worksheet, pen: &mut Pen, row: u32, column: u16, value: &Value<'_>) -> Written {
    match value {
        Value::Text(text) => pen.text(sheet, row, column, text),
        Value::Day(Some(day)) => pen.date(sheet, row, column, *day),
        Value::Amount(Some(amount), measure) => pen.number(sheet, row, column, *amount, pen.of(*measure)),
        Value::Whole(number) => {
            sheet.write_number(row, column, *number)?;
            Ok(())
        }
        Value::Day(None) | Value::Amount(None, _) => Ok(()),
    }
}

/// The assets, and what each costs each period.
fn assets(workbook: &mut Workbook, pen: &mut Pen, report: &Report) -> Written {
    let books = report.books();
    if books.assets().is_empty() {
        return Ok(());
    }
    let sheet = workbook.add_worksheet().set_name(pen.locale.text(&ASSETS))?;
    let all: Vec<&Column> = PLACE.iter().chain(&ASSET).collect();
    header(sheet, pen, &all)?;
    let words = Wording::fixed(
        "Dotation de l'exercice, calculée par bilan : linéaire, prorata en mois de 30 jours sauf depreciation de la politique, jour de mise en service compris ; d'un exercice en cours jusqu'au dernier jour connu.",
        "Depreciation of the fiscal year, computed by bilan: straight line, months of 30 days unless depreciation of the policy says otherwise, the day of service included; of a running year up to the last day known.",
    );
    let bold = pen.header.clone();
    for (period, of) in report.periods_read().iter().enumerate() {
        pen.text_as(sheet, 0, charge_column(period), &of.label, &bold)?;
        pen.note(sheet, 0, charge_column(period), pen.locale.text(&words))?;
        sheet.set_column_width(charge_column(period), 14)?;
    }
    let mut last = 0;
    for (row, asset) in (1..).zip(books.assets()) {
        place(sheet, pen, row, &books.origin(asset.source, asset.line))?;
        let asset = &asset.value;
        let values = [
            Value::Text(&asset.label),
            Value::Day(Some(asset.in_service)),
            Value::Amount(Some(asset.cost.to_decimal()), Measure::Money),
            Value::Amount(Some(asset.years.to_decimal()), Measure::Days),
            Value::Day(asset.disposed),
        ];
        for (column, value) in (2..).zip(&values) {
            write_value(sheet, pen, row, column, value)?;
        }
        for period in 0..report.periods_read().len() {
            let charge = Value::Amount(report.charge(asset, period), Measure::Money);
            write_value(sheet, pen, row, charge_column(period), &charge)?;
        }
        last = row;
    }
    sheet.autofilter(0, 0, last, last_column(&all))?;
    Ok(())
}
