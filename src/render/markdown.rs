//! A table in GitHub-flavoured Markdown.

use super::plain_text::one_line;
use super::table::Table;
use crate::locale::Locale;

impl Table {
    /// The table in Markdown, numbers aligned on the right; its first line is a comment by which bilan knows its own files.
    pub fn to_markdown(&self, locale: &Locale) -> String {
        format!("<!-- {} -->\n\n{}", self.mark(), self.markdown_lines(locale))
    }

    /// A heading, what cannot be known and why, and the table.
    pub(super) fn markdown_section(&self, locale: &Locale) -> String {
        let reasons = self.reasons(locale).iter().fold(String::new(), |lines, why| lines + "- " + &escaped(why) + "\n");
        let gap = if reasons.is_empty() { "" } else { "\n" };
        format!("\n## {}\n\n{}{gap}{reasons}", escaped(locale.text(&self.caption)), self.markdown_lines(locale))
    }

    fn markdown_lines(&self, locale: &Locale) -> String {
        let table = self.shown(locale);
        let headers = table.columns.iter().map(|header| table.header_text(header, locale));
        let mut text = String::new();
        text.push_str(&line(std::iter::once(String::new()).chain(headers)));
        text.push_str(&format!("| --- |{}\n", " ---: |".repeat(table.columns.len())));
        for row in &table.rows {
            let cells = row.cells.iter().map(|cell| table.cell_text(row, cell, locale));
            text.push_str(&line(std::iter::once(locale.text(&row.label).to_owned()).chain(cells)));
        }
        text
    }
}

pub(super) fn line(cells: impl Iterator<Item = String>) -> String {
    let mut line = String::from("|");
    for cell in cells {
        line.push_str(&format!(" {} |", escaped(&cell)));
    }
    line.push('\n');
    line
}

/// What Markdown or the HTML in it would read as markup becomes text.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use crate::locale::{FR, NumberStyle};
    use crate::render::sample;

    #[test]
    fn the_published_table() {
        let text = sample::published_table().to_markdown(&FR.with_style(NumberStyle::BLOG));
        let expected = "<!-- bilan.review/1 -->

|  | 2020 | 2019 | 2018 | 2017 | Variation n/n-1 |
| --- | ---: | ---: | ---: | ---: | ---: |
| Chiffre d'affaires | ~138 K€ | ~150 K€ | ~132 K€ | ~100 K€ | -8% |
| Résultat après impôts | ~8 K€ | ~13.5 K€ | ~10 K€ | ~20 K€ | -41% |
| Jours facturés | 175 | 197 | 178 | 160 | -11% |
| TJM | 789€ | 761€ | 742€ | 625€ | +3.6% |
";
        assert_eq!(text, expected);
        let stamped = sample::published().table().to_markdown(&FR);
        assert!(stamped.starts_with(&format!("<!-- bilan.review/1 {} -->\n", sample::published().stamp())));
    }

    #[test]
    fn text_of_the_books_stays_text() {
        assert_eq!(
            super::escaped("a|b\\c\n`d` <script> [x](y) & *z*"),
            "a\\|b\\\\c \\`d\\` &lt;script&gt; \\[x\\](y) &amp; \\*z\\*"
        );
    }
}
