//! An outlook for a terminal: its parts, each a list of figures with what they are made of, then the remarks.

use super::layout::{aligned, indented};
use super::plain_text::one_line;
use super::quality;
use crate::analysis::{Part, Plan, PlanLine, State};
use crate::locale::{self, Locale};
use crate::model::{Measure, Wording};

/// Decimals of a share: a tenth of a percent.
const SHARE_DECIMALS: u32 = 3;

impl Plan {
    /// The year and the day it is looked at from, each part with its figures, then remarks and why figures are not known, how far the
    /// books can be trusted, and their fingerprint. Ends with a line break.
    pub fn to_terminal(&self, locale: &Locale) -> String {
        let mut blocks = vec![self.title(locale)];
        for part in Part::ALL {
            let lines: Vec<&PlanLine> = self.lines().iter().filter(|line| line.part == part).collect();
            if !lines.is_empty() {
                let cells = lines.iter().map(|line| self.cells(line, locale));
                blocks.push(format!("{}\n{}", locale.text(&part.label()), indented(&aligned(cells, &[1]), 1)));
            }
        }
        let remarks = self.remarks(locale);
        if !remarks.is_empty() {
            blocks.push(remarks.iter().map(|remark| format!("- {remark}")).collect::<Vec<_>>().join("\n"));
        }
        let stamped = quality::stamped(locale, "bilan.outlook/1", &self.stamp());
        blocks.push(format!("{}\n{stamped}", self.quality().to_line(locale)));
        blocks.join("\n\n") + "\n"
    }

    fn title(&self, locale: &Locale) -> String {
        let words = locale.words();
        let period = self.period();
        let outlook = Wording::fixed("perspectives", "outlook");
        let name = self.books().settings().business.name.as_deref().map(|name| format!("{name}, ")).unwrap_or_default();
        let (start, end) = (locale.date(period.start), locale.date(period.end));
        let as_at = format!("{} {}", words.as_at, locale.date(self.as_at()));
        one_line(&format!("{name}{} {}, {start}{}{end}{}{as_at}", locale.text(&outlook), period.label, words.to, words.semicolon))
    }

    fn cells(&self, line: &PlanLine, locale: &Locale) -> Vec<String> {
        let value = match &line.state {
            State::Known(value) if line.measure == Measure::Share => {
                locale.exact(Measure::Share, locale::trimmed(*value, SHARE_DECIMALS), "")
            }
            State::Known(value) => locale.figure(line.measure, *value, self.currency()),
            State::Undefined(_) => locale::UNDEFINED.to_owned(),
            State::Missing(_) => locale::MISSING.to_owned(),
        };
        [locale.text(&line.label), &value, locale.text(&line.formula)].map(one_line).to_vec()
    }

    /// Notes, then why figures are not known, each reason once.
    fn remarks(&self, locale: &Locale) -> Vec<String> {
        let notes = self.notes().iter().map(|note| one_line(locale.text(&note.text)));
        let mut remarks: Vec<String> = notes.collect();
        for reason in self.lines().iter().filter_map(|line| line.state.reason()) {
            let reason = one_line(locale.text(reason));
            if !remarks.contains(&reason) {
                remarks.push(reason);
            }
        }
        remarks
    }
}
