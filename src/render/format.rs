//! The text formats of a review.

use super::screen::{Notes, Screen};
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
    /// The review in a format, as the command prints it. `width` is that of the terminal, for [`Format::Table`]. Remarks go below a
    /// table and into JSON; the other formats hold the table alone, and the remarks go to standard error.
    pub fn to_format(&self, format: Format, locale: &Locale, width: Option<usize>, notes: Notes) -> Screen {
        let out = match format {
            Format::Table => return self.to_screen(locale, width, notes),
            Format::Json => return Screen { out: self.to_json(locale), err: String::new() },
            Format::Markdown => self.table().to_markdown(locale),
            Format::Html => self.table().to_html(locale),
            Format::Csv => self.table().to_csv(locale),
        };
        Screen { out, err: self.remark_lines(locale, notes) }
    }
}
