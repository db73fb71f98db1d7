//! The sheet of a section: its table, whose cells are those of the calculation where they are figures of a year of the review, else values.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::calculation::{Calculation, column};
use super::cell;
use super::pen::{Pen, Written, clean};
use crate::analysis::{Metric, Report};
use crate::model::Measure;
use crate::render::table::{Cell, Header, Table};

/// The table of a section, with the cells that are formulas.
pub(super) struct SectionSheet {
    table: Table,
    formulas: BTreeMap<(usize, usize), cell::Cell>,
}

impl SectionSheet {
    pub(super) fn of(table: Table, metrics: &[&'static Metric], report: &Report, calculation: &mut Calculation<'_>) -> Self {
        let mut formulas = BTreeMap::new();
        for (number, row) in table.rows.iter().enumerate() {
            let Some(metric) = metrics.iter().find(|metric| metric.id == row.id) else { continue };
            // The newest period, if that is a figure of the review.
            let mut is_figure = false;
            for (at, (header, shown)) in table.columns.iter().zip(&row.cells).enumerate() {
                let found = match (header, shown) {
                    (Header::Period(label), Cell::Value(state)) => {
                        let period = report.periods_read().iter().position(|period| period.label == *label);
                        let same = period.filter(|period| report.derive(metric, *period).0.state == *state);
                        is_figure |= same == Some(0);
                        same.map(|period| calculation.figure(metric, period, state))
                    }
                    (Header::ChangeFromPrevious(_) | Header::ChangeFrom(_), Cell::Change(change)) if is_figure => {
                        calculation.change_elsewhere(metric, change.into())
                    }
                    _ => None,
                };
                formulas.extend(found.map(|cell| ((number, at), cell)));
            }
        }
        Self { table, formulas }
    }

    pub(super) fn write(&self, sheet: &mut Worksheet, pen: &mut Pen) -> Written {
        let locale = pen.locale;
        sheet.set_name(sheet_name(locale.text(&self.table.caption)))?;
        let mut headers = vec![locale.words().figure.to_owned()];
        headers.extend(self.table.columns.iter().map(|header| self.table.header_text(header, &locale)));
        pen.headers(sheet, 0, headers.iter().map(String::as_str))?;
        sheet.set_freeze_panes(1, 1)?.set_column_width(0, 44)?;
        for (number, (at, row)) in (1..).zip(&self.table.rows).enumerate() {
            pen.text(sheet, at, 0, locale.text(&row.label))?;
            for (place, shown) in row.cells.iter().enumerate() {
                let format = match shown {
                    Cell::Change(_) => pen.of_change(row.measure).clone(),
                    Cell::Share(_) => pen.of(Measure::Share).clone(),
                    Cell::Value(_) => pen.of(row.measure).clone(),
                    Cell::Text(_) => pen.text.clone(),
                };
                let value = match (self.formulas.get(&(number, place)), shown) {
                    (Some(formula), _) => formula.clone(),
                    (None, Cell::Value(state) | Cell::Share(state)) => {
                        let why = state.reason().map_or("", |why| locale.text(why));
                        cell::Cell::known(state.into(), why)
                    }
                    (None, Cell::Change(change)) => cell::Cell::known(change.into(), ""),
                    (None, Cell::Text(wording)) => {
                        pen.phrase(sheet, at, column(place), wording, &format)?;
                        continue;
                    }
                };
                value.write(sheet, pen, at, column(place), &format)?;
            }
        }
        for place in 0..self.table.columns.len() {
            sheet.set_column_width(column(place), 16)?;
        }
        Ok(())
    }
}

/// The name of the sheet of a section: its title, cut to what names of sheets may be, behind a sign that no other sheet begins with.
fn sheet_name(title: &str) -> String {
    const LONGEST: usize = 31;
    let allowed = |c: char| if "[]:*?/\\".contains(c) { ' ' } else { c };
    let name: String = format!("§ {}", clean(title)).chars().map(allowed).take(LONGEST).collect();
    name.trim_end_matches([' ', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::locale::{EN, FR};
    use crate::render::section;

    #[test]
    fn no_two_sections_share_a_sheet() {
        for locale in [FR, EN] {
            let names: BTreeSet<String> =
                section::ALL.iter().map(|section| sheet_name(locale.text(&section.title)).to_lowercase()).collect();
            assert_eq!(names.len(), section::ALL.len());
            assert!(names.iter().all(|name| rust_xlsxwriter::utility::check_sheet_name(name).is_ok()), "{names:?}");
        }
    }
}
