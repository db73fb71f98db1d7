//! What is wrong, a line each.

use std::collections::BTreeMap;

use super::layout::indented;
use super::plain_text::one_line;
use crate::error::{Error, Errors, Origin};
use crate::locale::Locale;

impl Errors {
    /// Every error on a line, at most `per_file` for one file and then how many more there are; under the errors of a file, the blocks to
    /// paste into `bilan.toml` that would settle them. Without a line break at the end; empty if nothing is wrong.
    pub fn to_terminal(&self, locale: &Locale, per_file: Option<usize>) -> String {
        let mut by_file: BTreeMap<Option<&str>, Vec<&Error>> = BTreeMap::new();
        for error in self {
            by_file.entry(error.origin().map(Origin::path)).or_default().push(error);
        }
        let blocks: Vec<String> = by_file.values().map(|errors| listed(errors, locale, per_file)).collect();
        blocks.join("\n")
    }
}

/// These errors, of one file.
pub(super) fn listed(errors: &[&Error], locale: &Locale, limit: Option<usize>) -> String {
    let shown = limit.unwrap_or(errors.len());
    let mut lines: Vec<String> = errors.iter().take(shown).map(|error| one_line(&error.to_string())).collect();
    let hidden = errors.len().saturating_sub(shown);
    if hidden > 0 {
        lines.push(format!("… {}", locale.counted(hidden as u64, &locale.words().more_errors)));
    }
    let mut pasted: Vec<&str> = Vec::new();
    for block in errors.iter().take(shown).filter_map(|error| error.block()) {
        if !pasted.contains(&block) {
            pasted.push(block);
            let block: Vec<String> = block.lines().map(one_line).collect();
            lines.push(indented(&block.join("\n"), 2));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use crate::error::{Error, ErrorKind, Errors, Origin};
    use crate::locale::{EN, FR};

    #[test]
    fn a_few_per_file_then_a_count() {
        let at = |path: &str, line| Error::new(ErrorKind::Value, "wrong").at(Origin::file(path).line(line));
        let mut errors = Errors::from((1..=4).map(|line| at("a.csv", line)).collect::<Vec<_>>());
        errors.push(at("b.csv", 1).paste("[[correct]]\nfile = \"b.csv\""));
        let expected =
            "a.csv:1: wrong\na.csv:2: wrong\n… 2\u{a0}autres erreurs\nb.csv:1: wrong\n    [[correct]]\n    file = \"b.csv\"";
        assert_eq!(errors.to_terminal(&FR, Some(2)), expected);
        assert_eq!(errors.to_terminal(&EN, None).lines().count(), 7);
        assert_eq!(errors.to_terminal(&EN, Some(3)).lines().nth(3), Some("… 1\u{a0}more error"));
    }
}
