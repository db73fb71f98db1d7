//! A review as a workbook that an accountant can audit: its figures are formulas over sheets of the rows.

mod about;
mod calculation;
mod cell;
mod clients;
mod columns;
mod criteria;
mod figures;
mod formula;
mod pen;
mod rows;
mod section_sheet;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::calculation::Calculation;
use self::pen::Pen;
use self::section_sheet::SectionSheet;
use super::screen::Notes;
use super::section::Section;
use crate::analysis::{MetricRef, Report};
use crate::error::{Error, ErrorKind, Result};
use crate::locale::Locale;

/// What a sheet holds besides its header.
const MOST_ROWS: usize = 1_048_575;

impl Report {
    /// The review as a workbook (`.xlsx`) of live formulas: the table, the operands of its figures, a sheet for each of these
    /// [sections](super::section), the rows of every table with file and line, what became of the files, the remarks. What each sheet holds and what
    /// a formula can show is in the [guide](crate::guide::workbook). The same books and question give the same bytes. Only with the feature `xlsx`.
    ///
    /// ```
    /// use bilan::analysis::Review;
    /// use bilan::books::Books;
    /// use bilan::locale;
    /// use bilan::render::Notes;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let workbook = Review::year(2020).of(&books)?.to_workbook(&locale::FR, Notes::Below, &[])?;
    /// assert!(workbook.starts_with(b"PK"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Question`] if a table has more rows than a sheet holds, 1 048 575 and its header.
    pub fn to_workbook(&self, locale: &Locale, notes: Notes, sections: &[&'static Section]) -> Result<Vec<u8>> {
        for (table, entries) in rows::counts(self) {
            if entries > MOST_ROWS {
                return Err(Error::new(
                    ErrorKind::Question,
                    format!(
                        "{} have {entries} rows, and a sheet of a workbook holds {MOST_ROWS}; ask for another format, or open fewer files",
                        table.id()
                    ),
                ));
            }
        }
        self.write_workbook(locale, notes, sections)
            .map_err(|error| Error::new(ErrorKind::Question, format!("the workbook cannot be written: {error}")))
    }

    fn write_workbook(
        &self,
        locale: &Locale,
        notes: Notes,
        sections: &[&'static Section],
    ) -> std::result::Result<Vec<u8>, XlsxError> {
        // The figures of sections are read from the same facts as those of the table.
        let of_sections = sections.iter().flat_map(|section| section.metrics).map(|metric| MetricRef::from(*metric));
        let whole = self.with_metrics(self.metrics().iter().cloned().chain(of_sections));
        let mut calculation = Calculation::new(&whole, self.metrics(), locale);
        let table = calculation.table(self.lines(), self.metrics());
        let section = |section: &&'static Section| SectionSheet::of(section.of(self), section.metrics, &whole, &mut calculation);
        let sections: Vec<SectionSheet> = sections.iter().map(section).collect();

        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(self, locale)?);
        let mut pen = Pen::new(locale, self.currency());
        figures::review(workbook.add_worksheet(), &mut pen, self, &table)?;
        figures::calculation(workbook.add_worksheet(), &mut pen, &whole, &calculation)?;
        for section in &sections {
            section.write(workbook.add_worksheet(), &mut pen)?;
        }
        rows::write(&mut workbook, &mut pen, &whole, &calculation)?;
        about::sources(workbook.add_worksheet(), &mut pen, self)?;
        about::notes(workbook.add_worksheet(), &mut pen, self, notes)?;
        workbook.save_to_buffer()
    }
}

/// What identifies the file: business, program, policy, and the bytes it was made from. Its date is the day the review looks from.
fn properties(report: &Report, locale: &Locale) -> std::result::Result<DocProperties, XlsxError> {
    let title = report.heading(locale).lines().next().unwrap_or_default().to_owned();
    let business = report.books().settings().business.name.clone().unwrap_or_default();
    let mut properties = DocProperties::new()
        .set_title(pen::property(&title))
        .set_company(pen::property(&business))
        .set_author(concat!("bilan ", env!("CARGO_PKG_VERSION")))
        .set_custom_property("bilan", env!("CARGO_PKG_VERSION"))
        .set_custom_property("books", report.stamp().books)
        .set_custom_property("as_at", report.as_at().to_string())
        .set_creation_datetime(&created(report.as_at())?);
    for (key, choice) in report.policy().rules() {
        properties = properties.set_custom_property(format!("policy {key}"), choice);
    }
    let files: BTreeMap<&str, &str> = report.books().sources().iter().map(|s| (s.path.as_str(), s.sha256.as_str())).collect();
    for (number, (path, sha256)) in (1..).zip(files) {
        properties = properties.set_custom_property(format!("sha256 {number}"), pen::property(&format!("{sha256} {path}")));
    }
    Ok(properties)
}

/// The day the review looks from, as far as workbooks know the calendar: no clock.
fn created(as_at: NaiveDate) -> std::result::Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(as_at.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, part(as_at.month()), part(as_at.day())).or_else(|_| ExcelDateTime::from_ymd(1980, 1, 1))
}
