//! What became of every file and every row, for a terminal.

use std::collections::{BTreeMap, BTreeSet};

use super::errors::listed;
use super::layout::{aligned, indented};
use super::plain_text::one_line;
use super::quality;
use crate::analysis::Stamp;
use crate::books::{Books, Source};
use crate::error::{Error, quoted};
use crate::locale::Locale;

/// The sources of books: `rows = used + set aside + rejected` for each, files that were not recognised, and errors.
#[derive(Clone, Debug)]
pub struct SourceList<'a> {
    pub(super) books: &'a Books,
    errors: BTreeMap<Place<'a>, Vec<&'a Error>>,
}

/// Path and sheet; `None` for an error that is about no file.
type Place<'a> = Option<(&'a str, Option<&'a str>)>;

impl<'a> SourceList<'a> {
    /// The sources of these books.
    pub fn of(books: &'a Books) -> Self {
        let mut errors: BTreeMap<Place<'a>, Vec<&'a Error>> = BTreeMap::new();
        for error in books.errors() {
            errors.entry(error.origin().map(|origin| (origin.path(), origin.sheet_name()))).or_default().push(error);
        }
        Self { books, errors }
    }

    /// A block per file or sheet: its format and the count of its rows, then reasons, ignored columns and errors, at most `limit` of
    /// each and then how many more there are; below, the rows of all and the fingerprint of the books. Without a line break at the end.
    pub fn to_terminal(&self, locale: &Locale, limit: Option<usize>) -> String {
        let words = locale.words();
        let heads = self.books.sources().iter().map(|source| {
            let rows = locale.counted(source.rows, &words.row);
            let used = locale.counted(source.used, &words.used);
            let set_aside = locale.counted(source.set_aside_rows(), &words.set_aside);
            let rejected = locale.counted(source.rejected, &words.rejected);
            vec![
                one_line(&source.origin().to_string()),
                one_line(&source.format),
                rows,
                format!("= {used}"),
                format!("+ {set_aside}"),
                format!("+ {rejected}"),
            ]
        });
        let unknown = self.books.unrecognised().iter().map(|path| vec![one_line(path), words.not_recognised.to_owned()]);
        let heads = aligned(heads.chain(unknown), &[2]);
        let mut heads = heads.lines();
        let mut lines: Vec<String> = Vec::new();
        for source in self.books.sources() {
            lines.extend(heads.next().map(str::to_owned));
            lines.extend(self.details(source, locale, limit).into_iter().map(|detail| indented(&detail, 1)));
        }
        lines.extend(heads.map(str::to_owned));
        let others = self.errors_elsewhere();
        if !others.is_empty() {
            lines.push(listed(&others, locale, limit));
        }
        let stamp = Stamp::of(self.books, self.books.settings().policy);
        lines.extend([String::new(), self.counts(locale), quality::stamped(locale, "bilan.sources/1", &stamp)]);
        lines.join("\n")
    }

    /// The rows of all sources and what became of them, and how many `bilan.toml` corrects.
    fn counts(&self, locale: &Locale) -> String {
        let count: usize = self.books.sources().iter().map(|source| source.corrected.len()).sum();
        let corrected = quality::corrections(locale, count as u64);
        [Some(quality::rows_of(locale, self.books)), corrected]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(locale.words().semicolon)
    }

    fn details(&self, source: &'a Source, locale: &Locale, limit: Option<usize>) -> Vec<String> {
        let words = locale.words();
        let mut details: Vec<String> = source
            .set_aside
            .iter()
            .take(limit.unwrap_or(usize::MAX))
            .map(|(reason, aside)| {
                let rows = locale.counted(aside.rows, &words.set_aside);
                one_line(&format!("{rows}{}{}", words.colon, locale.text(&reason.wording())))
            })
            .collect();
        let hidden = source.set_aside.len().saturating_sub(details.len());
        if hidden > 0 {
            details.push(format!("… {}", locale.counted(hidden as u64, &words.more)));
        }
        let replaced = source.corrected.iter().filter_map(|corrected| Some((corrected, corrected.replaced.as_ref()?)));
        let mut replaced = replaced.map(|(corrected, (field, value))| {
            let place = source.origin().line(corrected.line);
            one_line(&format!("{place}: {field} = {} ([[correct]]{}{})", quoted(value), words.colon, corrected.reason))
        });
        details.extend(replaced.by_ref().take(limit.unwrap_or(usize::MAX)));
        let hidden = replaced.count();
        if hidden > 0 {
            details.push(format!("… {}", locale.counted(hidden as u64, &words.more)));
        }
        if !source.ignored_columns.is_empty() {
            let columns = source.ignored_columns.join(", ");
            details.push(one_line(&format!("{}{}{columns}", words.ignored_columns, words.colon)));
        }
        let errors = self.errors_of(source);
        if !errors.is_empty() {
            details.push(listed(errors, locale, limit));
        }
        details
    }

    /// Errors of a source, in order.
    pub(super) fn errors_of(&self, source: &'a Source) -> &[&'a Error] {
        self.errors.get(&Some((source.path.as_str(), source.sheet.as_deref()))).map_or(&[], Vec::as_slice)
    }

    /// Errors of no source: files that could not be read, settings.
    pub(super) fn errors_elsewhere(&self) -> Vec<&'a Error> {
        let known: BTreeSet<Place<'a>> =
            self.books.sources().iter().map(|source| Some((source.path.as_str(), source.sheet.as_deref()))).collect();
        self.errors.iter().filter(|(place, _)| !known.contains(*place)).flat_map(|(_, errors)| errors).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{EN, FR};
    use crate::render::sample;

    #[test]
    fn every_row_is_accounted_for() {
        let books = sample::books_with_errors();
        let text = SourceList::of(&books).to_terminal(&EN, Some(1));
        let (text, stamp) = text.rsplit_once('\n').unwrap_or_default();
        assert!(
            stamp.starts_with(&format!("fingerprint: bilan.sources/1 books={} revenue_basis=", books.fingerprint())),
            "{stamp}"
        );
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "invoices.csv  invoices-csv    160\u{a0}rows  = 156\u{a0}used  + 2\u{a0}set aside  + 2\u{a0}rejected",
                "  1\u{a0}set aside: quote",
                "  … 1\u{a0}more",
                "  ignored columns: colour, <b>",
                "  invoices.csv:14: net: \"12,3O\" is not an amount; write 1 234,56 or 1234.56",
                "  … 1\u{a0}more error",
                "notes .docx   not recognised",
                "locked.xlsx: is protected by a password",
                "",
                "160\u{a0}rows: 156\u{a0}used, 2\u{a0}set aside, 2\u{a0}rejected",
            ]
        );
        let french = SourceList::of(&books).to_terminal(&FR, None);
        assert!(french.contains("\n  1\u{a0}écartée\u{a0}: devis\n  1\u{a0}écartée\u{a0}: doublon de old.csv:3\n"), "{french}");
    }
}
