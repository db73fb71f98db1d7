//! A review as the command prints it: what stands above the table, the table, and what stands below.

use std::collections::BTreeSet;

use super::plain_text::one_line;
use super::quality;
use super::section::Section;
use crate::analysis::{Basis, Report, State};
use crate::locale::{Layout, Locale};
use crate::model::Wording;

/// What goes to each stream; both end with a line break unless they are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Screen {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// How much of the hash of the books stands in a footer: enough to tell books apart; JSON has it whole.
const SHOWN_OF_STAMP: usize = 12;

/// Where remarks go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notes {
    /// Below the table; on standard error in a published layout.
    #[default]
    Below,
    /// Nowhere.
    None,
}

impl Notes {
    /// Every choice with the word that names it.
    pub const ALL: [(&'static str, Self); 2] = [("below", Self::Below), ("none", Self::None)];
}

impl Report {
    /// The whole review for a terminal of this width, with these sections below its table. A published layout (style blog) has the tables alone
    /// on standard output.
    pub fn to_screen(&self, locale: &Locale, width: Option<usize>, notes: Notes, sections: &[&'static Section]) -> Screen {
        let mut table = self.table().to_terminal_within(locale, width);
        for section in sections {
            let of = section.of(self);
            let reasons: String = of.reasons(locale).iter().flat_map(|why| ["\n- ", why]).map(str::to_owned).collect();
            table += &format!("\n\n{}\n{}{reasons}", locale.text(&of.caption), of.to_terminal_within(locale, width));
        }
        match locale.style.layout {
            Layout::Published => Screen { out: format!("{table}\n"), err: self.apart(locale, notes) },
            Layout::Report => {
                let remarks = self.remark_lines(locale, notes);
                let out = format!("{}\n\n{table}\n\n{}\n{remarks}", self.heading(locale), self.footer(locale));
                Screen { out, err: String::new() }
            }
        }
    }

    /// Above the table: business and years, files and what became of their rows.
    pub fn heading(&self, locale: &Locale) -> String {
        let words = locale.words();
        let labels: Vec<String> = self
            .periods()
            .iter()
            .rev()
            .map(|shown| match shown.running {
                true => format!("{} ({})", shown.period.label, words.running),
                false => shown.period.label.clone(),
            })
            .collect();
        let years = match labels.as_slice() {
            [] => String::new(),
            [only] => format!("{} {only}", words.fiscal_year.one),
            [first, .., last] => format!("{} {first}{}{last}", words.fiscal_year.other, words.to),
        };
        let business = &self.books().settings().business;
        let name = business.name.as_deref().unwrap_or("");
        let registered = match (&business.siren, &business.vat_id) {
            (Some(siren), _) => format!("SIREN {siren}"),
            (None, Some(vat_id)) => format!("{} {vat_id}", words.vat),
            (None, None) => String::new(),
        };
        let number = self.number_of_year().filter(|number| *number > 1).map_or_else(String::new, |number| {
            let nth =
                Wording::made(format!("{number}e exercice des comptes"), format!("{} fiscal year of the books", nth(number)));
            locale.text(&nth).to_owned()
        });
        let title: Vec<&str> =
            [name, registered.as_str(), years.as_str(), number.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        let sources = self.books().sources();
        let files: BTreeSet<&str> = sources.iter().map(|source| source.path.as_str()).collect();
        let rows = quality::rows_of(locale, self.books());
        format!("{}\n{}, {rows}", one_line(&title.join(", ")), locale.counted(files.len() as u64, &words.file))
    }

    /// Below the table: where the figures were read, when revenue counts, the day the review looks from, and how many rows `bilan.toml` corrects.
    pub fn footer(&self, locale: &Locale) -> String {
        let words = locale.words();
        let mut tables: Vec<&str> = Vec::new();
        for value in self.lines().iter().flat_map(|line| &line.values) {
            let table = locale.word(words.tables, value.source);
            if value.state.value().is_some() && !table.is_empty() && !tables.contains(&table) {
                tables.push(table);
            }
        }
        let mut parts = Vec::new();
        if let Some(several) = tables.len().checked_sub(1) {
            let noun = if several > 0 { words.source.other } else { words.source.one };
            parts.push(format!("{noun}{}{}", words.colon, tables.join(", ")));
        }
        let basis = locale.word(words.revenue_bases, self.policy().revenue_basis.id());
        parts.push(format!("{}{}{basis}", words.basis, words.colon));
        parts.push(format!("{} {}", words.as_at, locale.date(self.as_at())));
        let quality = self.quality();
        parts.extend(quality::corrections(locale, quality.corrected));
        parts.extend(quality.confirmed(locale));
        let of_books = self.books().settings().policy.rules();
        let asked = self.policy().rules().into_iter().zip(of_books).filter(|(asked, of_books)| asked != of_books);
        parts.extend(asked.map(|((rule, choice), _)| format!("{rule} = {choice}")));
        let books = self.stamp().books;
        parts.push(format!("{} {}", words.stamp, books.get(..SHOWN_OF_STAMP).unwrap_or(&books)));
        parts.join(words.semicolon)
    }

    /// What the reader should know, a line each (and indented lines to paste): the notes, then figures that are posted, estimated or declared, then why figures are
    /// not known. Notes of single periods that these last two say for all periods at once are left to them.
    pub fn remarks(&self, locale: &Locale) -> Vec<String> {
        let colon = locale.words().colon;
        let mut remarks: Vec<String> = self
            .notes()
            .iter()
            .filter(|note| note.period.is_none() || !matches!(note.code, "missing" | "undefined" | "declared"))
            .map(|note| match &note.period {
                Some(period) => lines(&format!("{period}{colon}{}", locale.text(&note.text))),
                None => lines(locale.text(&note.text)),
            })
            .collect();
        remarks.extend(self.grouped(locale, |state, basis| match (state, basis) {
            (State::Known(_), Basis::Estimated | Basis::Declared | Basis::Posted) => {
                Some(locale.word(locale.words().value_bases, basis.id()).to_owned())
            }
            _ => None,
        }));
        remarks.extend(self.grouped(locale, |state, _| state.reason().map(|why| locale.text(why).to_owned())));
        remarks
    }

    /// How many rows `bilan.toml` sets aside or changes, if it does.
    fn corrections(&self, locale: &Locale) -> Option<String> {
        let count: usize = self.books().sources().iter().map(|source| source.corrected.len()).sum();
        quality::corrections(locale, count as u64)
    }

    /// What is said beside a table that stands alone.
    pub(super) fn apart(&self, locale: &Locale, notes: Notes) -> String {
        let corrections = self.corrections(locale).filter(|_| notes == Notes::Below).map(|text| format!("- {text}\n"));
        corrections.unwrap_or_default() + &self.remark_lines(locale, notes)
    }

    pub(super) fn remark_lines(&self, locale: &Locale, notes: Notes) -> String {
        match notes {
            Notes::Below => self.remarks(locale).iter().flat_map(|remark| ["- ", remark, "\n"]).collect(),
            Notes::None => String::new(),
        }
    }

    /// What is said of values of a line, with the periods it is said of.
    fn grouped(&self, locale: &Locale, said: impl Fn(&State, Basis) -> Option<String>) -> Vec<String> {
        let mut remarks = Vec::new();
        for line in self.lines() {
            let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
            for (shown, value) in self.periods().iter().zip(&line.values) {
                let Some(text) = said(&value.state, value.basis) else { continue };
                match groups.iter_mut().find(|(known, _)| *known == text) {
                    Some((_, periods)) => periods.push(&shown.period.label),
                    None => groups.push((text, vec![&shown.period.label])),
                }
            }
            remarks.extend(groups.into_iter().map(|(text, periods)| {
                let (label, periods) = (locale.text(&line.label), periods.join(", "));
                one_line(&format!("{label} ({periods}){}{text}", locale.words().colon))
            }));
        }
        remarks
    }
}

/// An ordinal number in English.
fn nth(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A remark may carry lines to paste, which stand below it: one line of TOML would be another thing.
fn lines(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{EN, FR, NumberStyle};
    use crate::model::Measure;
    use crate::render::sample;

    /// The fingerprint is that of no settings and a file of hash 0…0, an end of line each, as `sha256sum` has it.
    #[test]
    fn the_table_stands_between_what_it_was_made_from() {
        let screen = sample::published().to_screen(&FR, Some(100), Notes::Below, &[]);
        let expected = "Exemple Conseil, exercices 2017 à 2020
1\u{a0}fichier, 160\u{a0}lignes\u{a0}: 160\u{a0}utilisées, 0\u{a0}écartée, 0\u{a0}rejetée

                            2020       2019       2018       2017  Variation n/n-1
Chiffre d'affaires     138\u{202f}000\u{a0}€  150\u{202f}000\u{a0}€  132\u{202f}000\u{a0}€  100\u{202f}000\u{a0}€             -8\u{a0}%
Résultat après impôts    8\u{202f}000\u{a0}€   13\u{202f}500\u{a0}€   10\u{202f}000\u{a0}€   20\u{202f}000\u{a0}€            -41\u{a0}%
Jours facturés               175        197        178        160            -11\u{a0}%
TJM                     788,57\u{a0}€   761,42\u{a0}€   741,57\u{a0}€      625\u{a0}€           +3,6\u{a0}%

Source\u{a0}: factures\u{a0}; base\u{a0}: facturation\u{a0}; arrêté au 31/12/2020\u{a0}; CA confirmé de trois côtés\u{a0}: – (pas de factures)\u{a0}; empreinte c12a6a5f03ea
- 2020\u{a0}: TJM mixte.
";
        assert_eq!(screen.out, expected);
        assert_eq!(screen.err, "");
    }

    #[test]
    fn a_published_table_stands_alone() {
        let screen = sample::published().to_screen(&EN.with_style(NumberStyle::BLOG), None, Notes::Below, &[]);
        assert!(screen.out.starts_with("                  2020"));
        assert_eq!(screen.out.lines().count(), 5);
        assert_eq!(screen.err, "- 2020: Blended day rate.\n");
        assert_eq!(sample::published().to_screen(&EN.with_style(NumberStyle::BLOG), None, Notes::None, &[]).err, "");
    }

    #[test]
    fn why_a_figure_is_not_known_is_said_once_for_all_its_years() {
        let missing = || State::missing("pas de charges", "no expenses");
        let mut line = sample::line(
            "result_after_tax",
            Wording::fixed("Résultat", "Result"),
            Measure::Money,
            vec![State::Known(1.into()), missing(), missing()],
        );
        for value in line.values.iter_mut().take(1) {
            value.basis = Basis::Estimated;
        }
        let report = sample::report(&sample::books("x"), vec![line], Vec::new());
        assert_eq!(report.remarks(&EN), ["Result (2020): estimated", "Result (2019, 2018): no expenses"]);
    }
}
