//! A verified table for a terminal: the table with a mark after each cell, then what is wrong or not to be checked.

use rust_decimal::Decimal;

use super::layout::aligned;
use super::plain_text::{one_line, short};
use super::quality;
use crate::analysis::{Change, State};
use crate::check::{Actual, Verdict, Verification, VerifiedCell, VerifiedRow};
use crate::locale::{self, Locale};
use crate::model::Measure;

/// The mark of each verdict.
const MARKS: [(&str, &str); 5] =
    [("exact", "="), ("at_precision", "≈"), ("as_published", "†"), ("does_not_hold", "✗"), ("cannot_be_checked", "?")];

fn mark(verdict: &Verdict) -> &'static str {
    MARKS.iter().find(|(id, _)| *id == verdict.id()).map_or("", |(_, mark)| mark)
}

impl Verification {
    /// The published table with a mark after each cell, what the marks mean, a line for each cell that does not hold (what it should read,
    /// the exact figure, and a policy under which it would hold), holds under the rule of its year or cannot be checked, the rows of the books, where the figures were read, the fingerprint of the books, and the counts. Without
    /// a line break at the end.
    pub fn to_terminal(&self, locale: &Locale) -> String {
        let head = std::iter::once(String::new()).chain(self.columns().iter().map(|header| short(header))).collect();
        let rows = self.rows().iter().map(|row| {
            let cells = row.cells.iter().map(|cell| format!("{} {}", short(&cell.text), mark(&cell.verdict)).trim().to_owned());
            std::iter::once(short(&row.name)).chain(cells).collect()
        });
        let words = locale.words();
        let used = words.verdicts.iter().zip(MARKS).filter(|((id, _), _)| self.count(id) > 0);
        let legend: Vec<String> = used.map(|((_, noun), (_, mark))| format!("{mark} {}", noun.one)).collect();
        let mut blocks = vec![aligned(std::iter::once(head).chain(rows), &[]), legend.join("  ")];
        let mut remarks = self.headers_not_understood(locale);
        remarks.extend(self.rows().iter().flat_map(|row| self.remarks(row, locale)));
        if !remarks.is_empty() {
            blocks.push(remarks.join("\n"));
        }
        let report = self.report();
        let stamped = quality::stamped(locale, "bilan.verify/1", &report.stamp());
        let lines = [quality::rows_of(locale, report.books()), report.footer(locale), stamped, self.summary(locale)];
        blocks.push(lines.join("\n"));
        blocks.join("\n\n")
    }

    /// `20 cells: 14 exact, 5 at the precision shown, 1 does not hold`.
    fn summary(&self, locale: &Locale) -> String {
        let words = locale.words();
        let counts = words.verdicts.iter().map(|(id, noun)| (self.count(id), noun)).filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(count, noun)| locale.counted(count as u64, noun)).collect();
        format!("{}{}{}", locale.counted(self.cells().count() as u64, &words.cell), words.colon, counts.join(", "))
    }

    /// `post.md:9: TJM, 2020: 790€ does not hold: 789€ (€788.5714285714)`; one line for a row that is no figure.
    fn remarks(&self, row: &VerifiedRow, locale: &Locale) -> Vec<String> {
        let cells = row.cells.iter().zip(self.columns()).filter(|(cell, _)| cell.year.is_some());
        match (row.metric.is_some(), row.cells.iter().find(|cell| cell.year.is_some())) {
            (false, Some(first)) => self.remark(row, None, first, locale).into_iter().collect(),
            _ => cells.filter_map(|(cell, header)| self.remark(row, Some(header), cell, locale)).collect(),
        }
    }

    /// `post.md:1: Premier cannot be checked: …`; one line for a column.
    fn headers_not_understood(&self, locale: &Locale) -> Vec<String> {
        let words = locale.words();
        let cells = self.rows().first().map(|row| row.cells.as_slice()).unwrap_or_default();
        let about = cells.iter().zip(self.columns()).filter_map(|(cell, header)| match &cell.verdict {
            Verdict::Unknown(why) if cell.year.is_none() => {
                let verdict = words.verdicts.iter().find(|(id, _)| *id == cell.verdict.id()).map_or("", |(_, noun)| noun.one);
                let (path, line) = (self.path(), self.line());
                Some(one_line(&format!("{path}:{line}: {} {verdict}{}{}", short(header), words.colon, locale.text(why))))
            }
            _ => None,
        });
        about.collect()
    }

    fn remark(&self, row: &VerifiedRow, header: Option<&String>, cell: &VerifiedCell, locale: &Locale) -> Option<String> {
        let words = locale.words();
        let verdict = words.verdicts.iter().find(|(id, _)| *id == cell.verdict.id()).map_or("", |(_, noun)| noun.one);
        let why = match &cell.verdict {
            Verdict::Exact | Verdict::AtPrecision => return None,
            Verdict::Unknown(why) => locale.text(why).to_owned(),
            Verdict::AsPublished => {
                let rules = cell.published_under.iter().flat_map(|then| then.rules()).zip(self.report().policy().rules());
                let changed = rules.filter(|(then, now)| then != now).map(|((key, value), _)| format!("{key} = \"{value}\""));
                format!("{} ([policy.{}])", changed.collect::<Vec<_>>().join(", "), cell.year.unwrap_or_default())
            }
            Verdict::Wrong => {
                let exact = cell.actual.as_ref().map(|actual| self.exact(actual, row, locale)).unwrap_or_default();
                match &cell.should_read {
                    Some(should) if *should != exact => format!("{should} ({exact})"),
                    _ => exact,
                }
            }
        };
        let about = match header {
            Some(header) => format!("{}, {}{}{}", short(&row.name), short(header), words.colon, short(&cell.text)),
            None => short(&row.name),
        };
        let mut remark = one_line(&format!("{}:{}: {} {verdict}{}{why}", self.path(), row.line, about.trim_end(), words.colon));
        if let Some(remedy) = cell.remedy {
            let (would, under) = (words.would_hold, words.under);
            remark.push_str(&format!("\n    {would} {} = \"{}\" {under} [policy]", remedy.key, remedy.value));
        }
        Some(remark)
    }

    /// What the books say, with all decimals.
    fn exact(&self, actual: &Actual, row: &VerifiedRow, locale: &Locale) -> String {
        let measure = row.measure.unwrap_or(Measure::Index);
        match actual {
            Actual::Value(State::Known(value)) => locale.exact(measure, *value, self.report().currency()),
            Actual::Value(State::Missing(_)) | Actual::Change { change: Change::Missing, .. } => locale::MISSING.to_owned(),
            Actual::Value(State::Undefined(_)) | Actual::Change { change: Change::ZeroBase { .. }, .. } => {
                locale::UNDEFINED.to_owned()
            }
            Actual::Change { change: Change::NotMeaningful { .. }, .. } => locale::NOT_MEANINGFUL.to_owned(),
            Actual::Change { change: Change::Relative { share, .. }, .. } => locale.exact(Measure::Share, *share, ""),
            Actual::Change { change: Change::Points { points }, .. } => {
                let points = points.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(*points);
                format!("{} pts", locale.exact(Measure::Index, points, ""))
            }
        }
    }
}
