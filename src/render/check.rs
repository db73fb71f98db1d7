//! Findings for a terminal: the worst first, then what became of each check.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::layout::aligned;
use super::plain_text::{one_line, push_one_line};
use super::quality;
use crate::check::{CheckResult, Finding, Findings, Matched, Severity, Status};
use crate::error::Origin;
use crate::locale::{Locale, Noun};
use crate::model::{Measure, rounded_to_the_cent};

impl Findings {
    /// Findings by severity, each with its text, the places of both sides (at most `limit` of each, and then how many more there are),
    /// the amount at stake and the remedy; then the matches that were asked for, a
    /// line for each check, the counts, how far the books can be trusted, and their fingerprint. Without a line break at the end.
    pub fn to_terminal(&self, locale: &Locale, limit: Option<usize>) -> String {
        let mut blocks: Vec<String> = Vec::new();
        for severity in Severity::ALL {
            let count = self.of(severity).count();
            if count > 0 {
                let mut text = locale.counted(count as u64, noun(locale, severity));
                self.of(severity).for_each(|(_, finding)| self.block(&mut text, finding, locale, limit));
                blocks.push(text);
            }
        }
        let checks = self.results().iter().map(|result| {
            let label = one_line(locale.text(&result.check.label));
            vec![result.check.id.to_owned(), label, outcome(result, locale)]
        });
        blocks.extend(self.matched(locale, limit));
        blocks.push(aligned(checks, &[]));
        let stamped = quality::stamped(locale, "bilan.check/1", self.stamp());
        blocks.push([self.summary(locale), self.quality().to_line(locale), stamped].join("\n"));
        blocks.join("\n\n")
    }

    /// Adds the lines of a finding, each after a line break.
    fn block(&self, text: &mut String, finding: &Finding, locale: &Locale, limit: Option<usize>) {
        let words = locale.words();
        let mut line = |parts: &[&str]| {
            text.push('\n');
            parts.iter().for_each(|part| push_one_line(text, part));
        };
        let period = finding.period.as_deref();
        let comma = if period.is_some() { ", " } else { "" };
        line(&["  ", finding.code, comma, period.unwrap_or_default(), words.colon, locale.text(&finding.text)]);
        if let Some(places) = places([&finding.left, &finding.right], locale, limit) {
            line(&["    ", &places]);
        }
        if let Some(amount) = finding.amount {
            line(&[
                "    ",
                words.at_stake,
                words.colon,
                &locale.exact(finding.measure, shown(finding.measure, amount), self.currency()),
            ]);
        }
        let remedy = locale.text(&finding.remedy);
        if !remedy.is_empty() {
            line(&["    ", words.remedy, words.colon, remedy]);
        }
    }

    /// `F-1, same number: invoices.csv:2 against ledger.csv:2, ledger.csv:3`, a line for each match if they were asked for.
    fn matched(&self, locale: &Locale, limit: Option<usize>) -> Option<String> {
        let line = |matched: &Matched| {
            let places = places([&matched.left, &matched.right], locale, limit).unwrap_or_default();
            let numbers = matched.numbers.join(", ");
            one_line(&format!("{numbers}, {}{}{places}", locale.text(&matched.why.wording()), locale.words().colon))
        };
        self.matches().map(|all| all.iter().map(line).collect::<Vec<_>>().join("\n")).filter(|lines| !lines.is_empty())
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

/// An amount to the cent, unless that leaves nothing of it; JSON has it exact.
fn shown(measure: Measure, amount: Decimal) -> Decimal {
    let cents = rounded_to_the_cent(amount);
    match measure {
        Measure::Money | Measure::MoneyPerDay if !cents.is_zero() => cents,
        _ => amount,
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
fn places(sides: [&[Origin]; 2], locale: &Locale, limit: Option<usize>) -> Option<String> {
    let words = locale.words();
    let mut text = String::new();
    for side in sides.into_iter().filter(|side| !side.is_empty()) {
        if !text.is_empty() {
            text.extend([" ", words.against, " "]);
        }
        let shown = limit.unwrap_or(side.len()).min(side.len());
        for (at, origin) in side.iter().take(shown).enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{}{origin}", if at > 0 { ", " } else { "" });
        }
        if shown < side.len() {
            let more = locale.counted((side.len() - shown) as u64, &words.more);
            text.extend([if shown > 0 { ", " } else { "" }, "… ", &more]);
        }
    }
    (!text.is_empty()).then_some(text)
}
