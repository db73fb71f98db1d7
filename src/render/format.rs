//! The text formats of a review.

use super::json::pretty;
use super::review_json::ReviewJson;
use super::screen::{Notes, Screen};
use super::section::Section;
use super::section_json::SectionJson;
use crate::analysis::Report;
use crate::locale::Locale;

/// A format a review can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// For a terminal.
    #[default]
    Table,
    /// GitHub-flavoured Markdown.
    Markdown,
    /// A fragment of HTML.
    Html,
    /// Exact decimals, for scripts and spreadsheets.
    Csv,
    /// Exact decimals, schema `bilan.review/1`.
    Json,
}

impl Format {
    /// Every format with the word that names it.
    pub const ALL: [(&'static str, Self); 5] =
        [("table", Self::Table), ("markdown", Self::Markdown), ("html", Self::Html), ("csv", Self::Csv), ("json", Self::Json)];
}

impl Report {
    /// The review in a format, as the command prints it, with these [sections](super::section) below its table. `width` is that of the terminal,
    /// for [`Format::Table`]. Remarks go below a table and into JSON; the other formats hold tables alone, and the remarks go to standard error.
    pub fn to_format(
        &self,
        format: Format,
        locale: &Locale,
        width: Option<usize>,
        notes: Notes,
        sections: &[&'static Section],
    ) -> Screen {
        let tables = sections.iter().map(|section| section.of(self));
        let out = match format {
            Format::Table => return self.to_screen(locale, width, notes, sections),
            Format::Json => {
                let mut json = ReviewJson::of(self, locale);
                json.sections =
                    sections.iter().zip(tables).map(|(section, table)| SectionJson::of(section.id, &table, locale)).collect();
                return Screen { out: pretty(&json), err: String::new() };
            }
            Format::Markdown => {
                tables.fold(self.table().to_markdown(locale), |text, table| text + &table.markdown_section(locale))
            }
            Format::Html => tables.fold(self.table().to_html(locale), |text, table| text + &table.html_lines(locale)),
            Format::Csv => tables.fold(self.table().to_csv(locale), |text, table| text + "\n" + &table.to_csv(locale)),
        };
        Screen { out, err: self.apart(locale, notes) }
    }
}
