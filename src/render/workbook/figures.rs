//! The sheets of figures: the review, and what it is calculated from.

use rust_xlsxwriter::Worksheet;

use super::calculation::{CALCULATION, CALCULATION_TOP, Calculation, FIRST_PERIOD, FROM, REVIEW, REVIEW_TOP, TO, column};
use super::cell::Row;
use super::pen::{Pen, Written};
use crate::analysis::Report;
use crate::model::{MARK, Wording};

/// The table of the review. Its first row carries the mark by which bilan knows its own files.
pub(super) fn review(sheet: &mut Worksheet, pen: &mut Pen, report: &Report, rows: &[Row]) -> Written {
    let locale = pen.locale;
    let table = report.table();
    sheet.set_name(locale.text(&REVIEW))?;
    title(sheet, pen, report.heading(&locale).lines().next().unwrap_or_default())?;
    let pale = pen.pale.clone();
    let words = u16::try_from(table.columns.len()).unwrap_or(u16::MAX).saturating_add(FIRST_PERIOD);
    pen.text_as(sheet, 0, words, MARK, &pale)?;
    pen.text_as(sheet, 1, words, &report.stamp().to_string(), &pale)?;
    pen.text_as(sheet, 1, 0, &report.footer(&locale), &pale)?;
    let mut headers = vec![locale.words().figure.to_owned()];
    headers.extend(table.columns.iter().map(|header| table.header_text(header, &locale)));
    headers.push(locale.words().formula.to_owned());
    pen.headers(sheet, REVIEW_TOP - 1, headers.iter().map(String::as_str))?;
    let shown = report.periods().len();
    for (row, figures) in (REVIEW_TOP..).zip(rows) {
        figure(sheet, pen, row, figures, words)?;
        if let Some(change) = figures.cells.get(&column(shown)) {
            let format = pen.of_change(figures.measure).clone();
            change.write(sheet, pen, row, column(shown), &format)?;
        }
        for (at, cell) in figures.cells.range(..column(shown)) {
            let format = pen.of(figures.measure).clone();
            cell.write(sheet, pen, row, *at, &format)?;
        }
    }
    widths(sheet, words)?;
    sheet.set_freeze_panes(REVIEW_TOP, 1)?.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// First and last day of the periods, settings, and every figure that the table takes and does not show.
pub(super) fn calculation(sheet: &mut Worksheet, pen: &mut Pen, report: &Report, made: &Calculation<'_>) -> Written {
    let locale = pen.locale;
    let periods = report.periods_read();
    sheet.set_name(locale.text(&CALCULATION))?;
    title(sheet, pen, locale.text(&Wording::fixed("De quoi la revue est calculée", "What the review is calculated from")))?;
    let mut headers = vec![locale.words().figure];
    headers.extend(periods.iter().map(|period| period.label.as_str()));
    headers.push(locale.words().formula);
    pen.headers(sheet, FROM - 1, headers)?;
    let text = pen.text.clone();
    pen.phrase(sheet, FROM, 0, &Wording::fixed("Premier jour", "First day"), &text)?;
    pen.phrase(sheet, TO, 0, &Wording::fixed("Dernier jour", "Last day"), &text)?;
    for (number, period) in periods.iter().enumerate() {
        pen.date(sheet, FROM, column(number), period.start)?;
        pen.date(sheet, TO, column(number), period.end)?;
    }
    let words = column(periods.len());
    for (row, figures) in (CALCULATION_TOP..).zip(&made.rows) {
        figure(sheet, pen, row, figures, words)?;
        let format = pen.of(figures.measure).clone();
        for (at, cell) in &figures.cells {
            cell.write(sheet, pen, row, *at, &format)?;
        }
    }
    widths(sheet, words)?;
    sheet.set_freeze_panes(FROM, 1)?;
    Ok(())
}

fn title(sheet: &mut Worksheet, pen: &mut Pen, text: &str) -> Written {
    let format = pen.title.clone();
    pen.text_as(sheet, 0, 0, text, &format)
}

/// The name of a figure, and in the last column how it is computed.
fn figure(sheet: &mut Worksheet, pen: &mut Pen, row: u32, figures: &Row, words: u16) -> Written {
    let pale = pen.pale.clone();
    pen.text(sheet, row, 0, &figures.label)?;
    pen.text_as(sheet, row, words, &figures.words, &pale)
}

fn widths(sheet: &mut Worksheet, words: u16) -> Written {
    sheet.set_column_width(0, 44)?;
    for column in FIRST_PERIOD..words {
        sheet.set_column_width(column, 16)?;
    }
    sheet.set_column_width(words, 60)?;
    Ok(())
}
