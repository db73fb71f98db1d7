//! An explanation for a terminal: the figure, its formula, its operands as a tree, then every row.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::format::Format;
use super::layout::{aligned, indented};
use super::plain_text::{one_line, short};
use super::quality::{self, QualityJson};
use super::screen::Screen;
use crate::analysis::{Basis, Contribution, Explanation, Grouping, Report, State};
use crate::locale::{self, Locale};
use crate::model::Wording;

/// Rows that are shown together.
pub(super) struct Part<'a> {
    /// What stands behind the name of the figure.
    pub(super) title: String,
    pub(super) rows: Vec<&'a Contribution>,
}

impl Explanation {
    /// The figure and its formula, its operands indented below, then every row with its place, and that the rows sum to the figure.
    /// Numbers have all their decimals. `currency` is an ISO 4217 code. Without a line break at the end.
    pub fn to_terminal(&self, locale: &Locale, currency: &str) -> String {
        self.to_terminal_by(locale, currency, None)
    }

    /// The same, rows in groups with what each sums to.
    pub fn to_terminal_by(&self, locale: &Locale, currency: &str, by: Option<Grouping>) -> String {
        let mut blocks = vec![self.tree(0, locale, currency)];
        blocks.extend(self.lists(locale).iter().map(|(names, figure)| figure.list(names, locale, currency, by)));
        blocks.extend(self.stamp.as_ref().map(|stamp| quality::stamped(locale, "bilan.explain/1", stamp)));
        blocks.join("\n\n")
    }

    /// The explanation in a format. `currency` is an ISO 4217 code.
    pub fn to_format(&self, format: Format, locale: &Locale, currency: &str, by: Option<Grouping>) -> String {
        match format {
            Format::Table => self.to_terminal_by(locale, currency, by) + "\n",
            Format::Markdown => self.to_markdown(locale, currency, by),
            Format::Html => self.to_html(locale, currency, by),
            Format::Csv => self.to_csv(),
            Format::Json => self.to_json_by(locale, by),
        }
    }

    /// The explanation of a figure of `report` as the command prints it, with how far its books can be trusted: below the text and in JSON; with the
    /// other formats on standard error.
    pub fn to_screen(&self, report: &Report, format: Format, locale: &Locale, by: Option<Grouping>) -> Screen {
        let quality = report.quality();
        let out = match format {
            Format::Json => {
                let out = self.json(locale, by, Some(QualityJson::of(&quality)), Some(report));
                return Screen { out, err: String::new() };
            }
            format => self.marked(&report.marks(), locale).to_format(format, locale, report.currency(), by),
        };
        let line = quality.to_line(locale) + "\n";
        match format {
            Format::Table => Screen { out: out + &line, err: String::new() },
            _ => Screen { out, err: line },
        }
    }

    /// The same with what is to be known of its periods behind their labels.
    fn marked(&self, marks: &BTreeMap<String, Wording>, locale: &Locale) -> Self {
        let mut marked = self.clone();
        if let Some(mark) = marks.get(&self.period.label) {
            marked.period.label = format!("{} ({})", self.period.label, locale.text(mark));
        }
        marked.operands = self.operands.iter().map(|operand| operand.marked(marks, locale)).collect();
        marked
    }

    /// The lists of rows of the tree, each under the names of the figures it is the rows of.
    pub(super) fn lists(&self, locale: &Locale) -> Vec<(Vec<String>, Self)> {
        let mut lists = Vec::new();
        self.push_rows(&mut lists, locale);
        lists
    }

    /// Its rows: all in one part without a title, or a part per group, entitled with its name and sum.
    pub(super) fn parts(&self, by: Option<Grouping>, locale: &Locale, currency: &str) -> Vec<Part<'_>> {
        let Some(by) = by else { return vec![Part { title: String::new(), rows: self.rows.iter().collect() }] };
        let groups = self.groups(by).into_iter().map(|group| {
            let key = if group.key.is_empty() { locale::MISSING } else { group.key.as_str() };
            let sum = locale.exact(group.measure, group.amount, currency);
            Part { title: format!(", {key}{}{sum}", locale.words().colon), rows: group.rows }
        });
        groups.collect()
    }

    fn tree(&self, level: usize, locale: &Locale, currency: &str) -> String {
        let words = locale.words();
        let mut head = format!("{}{}{}", self.name(locale), words.colon, self.shown(locale, currency));
        if self.value.basis != Basis::Computed {
            head.push_str(&format!(" ({})", locale.word(words.value_bases, self.value.basis.id())));
        } else if self.computed {
            head.push_str(&format!(" ({})", words.computed));
        }
        let mut lines = vec![indented(&head, level)];
        let formula = one_line(locale.text(&self.formula));
        if !formula.is_empty() {
            lines.push(indented(&format!("{}{}{formula}", words.formula, words.colon), level));
        }
        lines.extend(self.operands.iter().map(|operand| operand.tree(level + 1, locale, currency)));
        lines.join("\n")
    }

    pub(super) fn name(&self, locale: &Locale) -> String {
        one_line(&format!("{} ({}), {}", locale.text(&self.label), self.metric, self.period.label))
    }

    pub(super) fn shown(&self, locale: &Locale, currency: &str) -> String {
        let without = |sign: &str, why| format!("{sign} ({})", one_line(locale.text(why)));
        match &self.value.state {
            State::Known(value) => one_line(&locale.exact(self.measure, *value, currency)),
            State::Missing(why) => without(locale::MISSING, why),
            State::Undefined(why) => without(locale::UNDEFINED, why),
        }
    }

    /// The rows of this figure and then of its operands, each under its name. Figures that are the same rows share one list.
    fn push_rows(&self, lists: &mut Vec<(Vec<String>, Self)>, locale: &Locale) {
        if !self.rows.is_empty() {
            let same = |known: &Self| known.rows == self.rows && known.value.state == self.value.state;
            match lists.iter_mut().find(|(_, known)| same(known)) {
                Some((names, _)) if names.contains(&self.name(locale)) => {}
                Some((names, _)) => names.push(self.name(locale)),
                None => lists.push((vec![self.name(locale)], self.clone())),
            }
        }
        for operand in &self.operands {
            operand.push_rows(lists, locale);
        }
    }

    fn list(&self, names: &[String], locale: &Locale, currency: &str, by: Option<Grouping>) -> String {
        let row = |row: &&Contribution| {
            vec![
                one_line(&row.origin.to_string()),
                locale.date(row.date),
                short(&row.label),
                one_line(&locale.exact(row.measure, row.amount, currency)),
            ]
        };
        let mut lines = vec![names.join("\n= ")];
        for part in self.parts(by, locale, currency) {
            let rows = aligned(part.rows.iter().map(row), &[3]);
            match by {
                None => lines.push(indented(&rows, 1)),
                Some(_) => {
                    lines.push(indented(&one_line(part.title.trim_start_matches(", ")), 1));
                    lines.push(indented(&rows, 2));
                }
            }
        }
        lines.extend(self.sum_line(locale, currency).map(|line| indented(&line, 1)));
        lines.join("\n")
    }

    /// What the rows sum to, when they are in the unit of the figure.
    fn sum_line(&self, locale: &Locale, currency: &str) -> Option<String> {
        let figure = self.value.state.value()?;
        if self.rows.iter().any(|row| row.measure != self.measure) {
            return None;
        }
        let sum = self.rows.iter().try_fold(Decimal::ZERO, |sum, row| sum.checked_add(row.amount))?;
        let words = locale.words();
        let shown = locale.exact(self.measure, sum, currency);
        let difference = sum.checked_sub(figure)?;
        Some(if difference.is_zero() {
            format!("{}{}{shown}, {}", words.sum, words.colon, words.sum_is_the_figure)
        } else {
            let difference = locale.exact(self.measure, difference, currency);
            format!("{}{}{shown}, {} {difference}", words.sum, words.colon, words.sum_differs_by)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::locale::{EN, FR};
    use crate::render::sample;

    #[test]
    fn a_ratio_shows_its_operands_and_their_rows() {
        let expected = "Day rate (day_rate), 2020: €788.5714285714
Formula: revenue ÷ billed_days
  Revenue (revenue), 2020: €138,000.00
  Formula: sum of net
  Billed days (billed_days), 2020: 175
  Formula: sum of days

Revenue (revenue), 2020
  invoices.csv:2         31 Jan 2020  Client A           €140,000.00
  bilan.xlsx!Factures:7  31 Dec 2020  red \u{fffd}[31m | <b> x   -€2,000.00
  Sum: €138,000.00, equal to the figure

Billed days (billed_days), 2020
  invoices.csv:2  31 Jan 2020  Client A  174.5
  Sum: 174.5, differs from the figure by -0.5";
        assert_eq!(sample::explanation().to_terminal(&EN, "EUR"), expected);
        let french = sample::explanation().to_terminal(&FR, "EUR");
        assert!(french.starts_with("TJM (day_rate), 2020\u{a0}: 788,5714285714\u{a0}€\nFormule\u{a0}: revenue ÷ billed_days\n"));
        assert!(french.contains("Somme\u{a0}: 138\u{202f}000,00\u{a0}€, égale au chiffre"));
    }
}
