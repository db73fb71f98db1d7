//! An explanation as Markdown, HTML and CSV.

use std::collections::BTreeSet;

use super::exact::written;
use super::html;
use super::markdown;
use super::plain_text::one_line;
use crate::analysis::{Contribution, Explanation, Grouping};
use crate::locale::Locale;

/// The mark by which bilan knows its own files.
const MARK: &str = "bilan.explain/1";

impl Explanation {
    /// Markdown: the tree of the formula as a list, then every row in a table, a table per group if `by` says so.
    pub fn to_markdown(&self, locale: &Locale, currency: &str, by: Option<Grouping>) -> String {
        let mut text = format!("<!-- {MARK}{} -->\n\n", self.stamped());
        self.each(0, &mut |figure, level| {
            text.push_str(&format!("{}- {}\n", "  ".repeat(level), markdown::escaped(&figure.head(locale, currency))));
        });
        for (names, figure) in self.lists(locale) {
            for part in figure.parts(by, locale, currency) {
                text.push_str(&format!("\n## {}\n\n", markdown::escaped(&format!("{}{}", names.join(" = "), part.title))));
                text.push_str(&markdown::line(headers(locale).map(str::to_owned).into_iter()));
                text.push_str("| --- | --- | --- | ---: |\n");
                for row in part.rows {
                    text.push_str(&markdown::line(cells(row, locale, currency).into_iter()));
                }
            }
        }
        text
    }

    /// A fragment of HTML: the tree of the formula as nested lists, then every row in a table, a table per group if `by` says so.
    pub fn to_html(&self, locale: &Locale, currency: &str, by: Option<Grouping>) -> String {
        let mut text =
            format!("<!-- {MARK}{} -->\n<section class=\"bilan-explain\" lang=\"{}\">\n", self.stamped(), locale.language.code());
        text.push_str(&self.html_tree(locale, currency));
        for (names, figure) in self.lists(locale) {
            for part in figure.parts(by, locale, currency) {
                let caption = html::escaped(&format!("{}{}", names.join(" = "), part.title));
                text.push_str(&format!("<table>\n  <caption>{caption}</caption>\n  <thead>\n    <tr>"));
                text.extend(headers(locale).iter().map(|header| format!("<th scope=\"col\">{}</th>", html::escaped(header))));
                text.push_str("</tr>\n  </thead>\n  <tbody>\n");
                for row in part.rows {
                    let cells = cells(row, locale, currency).map(|cell| format!("<td>{}</td>", html::escaped(&cell)));
                    text.push_str(&format!("    <tr>{}</tr>\n", cells.concat()));
                }
                text.push_str("  </tbody>\n</table>\n");
            }
        }
        text.push_str("</section>\n");
        text
    }

    fn html_tree(&self, locale: &Locale, currency: &str) -> String {
        let operands: String = self.operands.iter().map(|operand| operand.html_tree(locale, currency)).collect();
        format!("<ul>\n<li>{}\n{operands}</li>\n</ul>\n", html::escaped(&self.head(locale, currency)))
    }

    /// CSV for scripts: a line per row of each figure of the tree, with exact decimals. The last header, over the stamp of the books, is the mark by
    /// which bilan knows its own files.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = ["metric", "period", "path", "sheet", "line", "date", "client", "project", "label", "unit", "amount", MARK];
        // Writing into memory does not fail, and every line has as many cells as the header.
        let _ = writer.write_record(header);
        let mut stamp = self.stamp.as_ref().map(ToString::to_string);
        // A figure that several parts are made of is listed once.
        let mut listed = BTreeSet::new();
        self.each(0, &mut |figure, _| {
            if !figure.rows.is_empty() && !listed.insert((figure.metric.clone(), figure.period.label.clone())) {
                return;
            }
            for row in &figure.rows {
                let text = |text: &str| super::csv::text(text);
                let line = row.origin.line_number().map(|line| line.to_string()).unwrap_or_default();
                let _ = writer.write_record([
                    text(&figure.metric),
                    text(&figure.period.label),
                    text(row.origin.path()),
                    text(row.origin.sheet_name().unwrap_or_default()),
                    line,
                    row.date.to_string(),
                    text(&row.client),
                    text(&row.project),
                    text(&one_line(&row.label)),
                    row.measure.id().to_owned(),
                    written(row.measure, row.amount),
                    stamp.take().unwrap_or_default(),
                ]);
            }
        });
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn stamped(&self) -> String {
        self.stamp.as_ref().map(|stamp| format!(" {stamp}")).unwrap_or_default()
    }

    /// The name, the value and the formula.
    fn head(&self, locale: &Locale, currency: &str) -> String {
        let words = locale.words();
        let formula = locale.text(&self.formula);
        let tail = if formula.is_empty() { String::new() } else { format!(" = {formula}") };
        format!("{}{}{}{tail}", self.name(locale), words.colon, self.shown(locale, currency))
    }

    fn each(&self, level: usize, then: &mut impl FnMut(&Self, usize)) {
        then(self, level);
        for operand in &self.operands {
            operand.each(level + 1, then);
        }
    }
}

fn headers(locale: &Locale) -> [&'static str; 4] {
    match locale.language {
        crate::model::Language::French => ["Ligne", "Date", "Libellé", "Montant"],
        crate::model::Language::English => ["Row", "Date", "Label", "Amount"],
    }
}

fn cells(row: &Contribution, locale: &Locale, currency: &str) -> [String; 4] {
    [row.origin.to_string(), locale.date(row.date), row.label.clone(), locale.exact(row.measure, row.amount, currency)]
}
