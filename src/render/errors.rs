//! What is wrong, a line each.

use std::collections::{BTreeMap, HashSet};

use super::layout::indented;
use super::plain_text::one_line;
use crate::error::{Error, Errors, Origin};
use crate::locale::Locale;

impl Errors {
    /// Every error on a line, at most `per_file` for one file and then how many more there are; under each error, the block to
    /// paste into `bilan.toml` that would settle it, unless it stands there already. Without a line break at the end; empty if nothing is wrong.
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
    let mut lines: Vec<String> = Vec::new();
    let mut pasted: HashSet<&str> = HashSet::new();
    for error in errors.iter().take(shown) {
        lines.push(one_line(&error.to_string()));
        // What settles several errors is pasted once.
        if let Some(block) = error.block().filter(|block| pasted.insert(block)) {
            let block: Vec<String> = block.lines().map(one_line).collect();
            lines.push(indented(&block.join("\n"), 2));
        }
    }
    let hidden = errors.len().saturating_sub(shown);
    if hidden > 0 {
        lines.push(format!("… {}", locale.counted(hidden as u64, &locale.words().more_errors)));
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
        errors.push(at("b.csv", 1).paste("[[correct]]\nline = 1"));
        errors.push(at("b.csv", 2).paste("[[correct]]\nline = 2"));
        let expected = "a.csv:1: wrong\na.csv:2: wrong\n… 2\u{a0}autres erreurs\nb.csv:1: wrong\n    [[correct]]\n    line = 1\nb.csv:2: wrong\n    [[correct]]\n    line = 2";
        assert_eq!(errors.to_terminal(&FR, Some(2)), expected);
        assert_eq!(errors.to_terminal(&EN, None).lines().count(), 10);
        assert_eq!(errors.to_terminal(&EN, Some(3)).lines().nth(3), Some("… 1\u{a0}more error"));
    }
}
