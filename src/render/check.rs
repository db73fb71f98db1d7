//! Findings for a terminal: the worst first, then what became of each check.

use super::layout::{aligned, indented};
use super::plain_text::one_line;
use crate::check::{CheckResult, Finding, Findings, Severity, Status};
use crate::error::Origin;
use crate::locale::{Locale, Noun};

impl Findings {
    /// Findings by severity, each with its text, the places of both sides (at most `limit` of each, and then how many more there are),
    /// the amount at stake and the remedy; then a line for each check and a line with the counts. Without a line break at the end.
    pub fn to_terminal(&self, locale: &Locale, limit: Option<usize>) -> String {
        let mut blocks: Vec<String> = Vec::new();
        for severity in Severity::ALL {
            let found: Vec<String> = self.of(severity).map(|(_, finding)| self.block(finding, locale, limit)).collect();
            if !found.is_empty() {
                blocks.push(format!("{}\n{}", locale.counted(found.len() as u64, noun(locale, severity)), found.join("\n")));
            }
        }
        let checks = self.results().iter().map(|result| {
            let label = one_line(locale.text(&result.check.label));
            vec![result.check.id.to_owned(), label, outcome(result, locale)]
        });
        blocks.push(aligned(checks, &[]));
        blocks.push(self.summary(locale));
        blocks.join("\n\n")
    }

    fn block(&self, finding: &Finding, locale: &Locale, limit: Option<usize>) -> String {
        let words = locale.words();
        let period = finding.period.as_deref().map(|period| format!(", {period}")).unwrap_or_default();
        let mut lines = vec![format!("{}{period}{}{}", finding.code, words.colon, locale.text(&finding.text))];
        let details = [
            places(finding, locale, limit),
            finding.amount.map(|amount| {
                let amount = locale.exact(finding.measure, amount, self.currency());
                format!("{}{}{amount}", words.at_stake, words.colon)
            }),
            Some(locale.text(&finding.remedy))
                .filter(|remedy| !remedy.is_empty())
                .map(|remedy| format!("{}{}{remedy}", words.remedy, words.colon)),
        ];
        lines.extend(details.into_iter().flatten().map(|detail| format!("  {detail}")));
        let lines: Vec<String> = lines.iter().map(|line| one_line(line)).collect();
        indented(&lines.join("\n"), 1)
    }

    /// `2 errors, 1 warning; 8 checks: 6 made, 1 off, 1 not possible`.
    fn summary(&self, locale: &Locale) -> String {
        let words = locale.words();
        let found = counts(locale, |severity| self.of(severity).count());
        let found = if found.is_empty() { words.no_finding.to_owned() } else { found };
        let with = |is: fn(&Status) -> bool| self.results().iter().filter(|result| is(&result.status)).count();
        let checks = [
            (with(|status| matches!(status, Status::Made)), &words.checks_made),
            (with(|status| matches!(status, Status::Off)), &words.checks_off),
            (with(|status| matches!(status, Status::NotPossible(_))), &words.checks_not_possible),
        ];
        let checks: Vec<String> =
            checks.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| locale.counted(*count as u64, noun)).collect();
        let all = locale.counted(self.results().len() as u64, &words.check);
        format!("{found}{}{all}{}{}", words.semicolon, words.colon, checks.join(", "))
    }
}

fn noun(locale: &Locale, severity: Severity) -> &Noun {
    let words = locale.words();
    match severity {
        Severity::Info => &words.info,
        Severity::Warning => &words.warning,
        Severity::Error => &words.error,
    }
}

fn counts(locale: &Locale, of: impl Fn(Severity) -> usize) -> String {
    let counts = Severity::ALL.into_iter().map(|severity| (of(severity), severity)).filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, severity)| locale.counted(count as u64, noun(locale, severity))).collect();
    counts.join(", ")
}

fn outcome(result: &CheckResult, locale: &Locale) -> String {
    let words = locale.words();
    match &result.status {
        Status::Off => words.checks_off.one.to_owned(),
        Status::NotPossible(why) => one_line(&format!("{}{}{}", words.checks_not_possible.one, words.colon, locale.text(why))),
        Status::Made if result.findings.is_empty() => words.no_finding.to_owned(),
        Status::Made => counts(locale, |severity| result.findings.iter().filter(|finding| finding.severity == severity).count()),
    }
}

/// `invoices.csv:14, invoices.csv:15 against fec.txt:812`.
fn places(finding: &Finding, locale: &Locale, limit: Option<usize>) -> Option<String> {
    let words = locale.words();
    let listed = |side: &[Origin]| {
        let shown = limit.unwrap_or(side.len()).min(side.len());
        let mut places: Vec<String> = side.iter().take(shown).map(|origin| origin.to_string()).collect();
        if shown < side.len() {
            places.push(format!("… {}", locale.counted((side.len() - shown) as u64, &words.more)));
        }
        places.join(", ")
    };
    let sides = [&finding.left, &finding.right].into_iter().filter(|side| !side.is_empty()).map(|side| listed(side));
    let sides: Vec<String> = sides.collect();
    (!sides.is_empty()).then(|| sides.join(&format!(" {} ", words.against)))
}
