//! The condition of a figure as criteria over the sheet of a table, whose columns have names: `invoices_net`, `ledger_account`.
//!
//! `SUMIFS` compares as people would, and reads `*` and `<` in what it compares with. So it is used where values are words of bilan or
//! account numbers, and names are compared exactly.

use std::collections::BTreeSet;

use super::columns;
use super::pen::clean;
use crate::analysis::{Clause, Condition, Field};
use crate::books::Table;

/// The name of a column of a table.
pub(super) fn name(table: Table, column: &str) -> String {
    format!("{}_{column}", table.id())
}

/// The rows of a table that count from a day to another, both cells, and meet a condition.
pub(super) struct Criteria<'a> {
    pub(super) table: Table,
    pub(super) when: &'a Condition,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
}

impl Criteria<'_> {
    /// The sum of a column over these rows.
    pub(super) fn sum(&self, column: &str) -> String {
        let column = name(self.table, column);
        match self.pairs() {
            Some((pairs, false)) => format!("SUMIFS({column},{pairs})"),
            Some((pairs, true)) => format!("SUMPRODUCT(SUMIFS({column},{pairs}))"),
            None => format!("SUMPRODUCT({},{column})", self.factors()),
        }
    }

    /// How many they are.
    pub(super) fn count(&self) -> String {
        match self.pairs() {
            Some((pairs, false)) => format!("COUNTIFS({pairs})"),
            Some((pairs, true)) => format!("SUMPRODUCT(COUNTIFS({pairs}))"),
            None => format!("SUMPRODUCT({})", self.factors()),
        }
    }

    /// 1 for each of these rows and 0 for any other, as a product.
    pub(super) fn factors(&self) -> String {
        let counted = name(self.table, "counted");
        let mut factors = vec![format!("({counted}>={})", self.from), format!("({counted}<={})", self.to)];
        factors.extend(self.when.clauses().iter().filter_map(|clause| self.factor(clause)));
        factors.join("*")
    }

    /// Ranges and criteria of `SUMIFS`, and whether they hold a list of values; `None` where they would not compare exactly.
    fn pairs(&self) -> Option<(String, bool)> {
        let counted = name(self.table, "counted");
        let mut pairs = vec![format!("{counted},\">=\"&{},{counted},\"<=\"&{}", self.from, self.to)];
        let mut has_list = false;
        for clause in self.when.clauses() {
            if !columns::has(self.table, clause.field) {
                return None;
            }
            let range = name(self.table, clause.field.id());
            let words: Vec<String> = values(clause).iter().map(|value| word(clause.field, value)).collect::<Option<_>>()?;
            match (clause.is, words.as_slice()) {
                (false, _) => pairs.extend(words.iter().map(|word| format!("{range},\"<>{word}\""))),
                (true, [word]) => pairs.push(format!("{range},\"{word}\"")),
                // Two lists would be read side by side.
                (true, []) => return None,
                (true, _) if has_list => return None,
                (true, _) => {
                    has_list = true;
                    pairs.push(format!("{range},{{\"{}\"}}", words.join("\",\"")));
                }
            }
        }
        Some((pairs.join(","), has_list))
    }

    /// A clause as a number, 0 or 1: no row has two of its values.
    fn factor(&self, clause: &Clause) -> Option<String> {
        if !columns::has(self.table, clause.field) {
            // A column that a table does not have is empty in all its rows.
            return (values(clause).contains("") != clause.is).then(|| "0".to_owned());
        }
        let range = name(self.table, clause.field.id());
        let tests: Vec<String> = values(clause)
            .iter()
            .map(|value| match clause.field {
                Field::Account => format!("EXACT(LEFT({range},{}),{})", value.encode_utf16().count(), literal(value)),
                _ => format!("EXACT({range},{})", literal(value)),
            })
            .collect();
        match (clause.is, tests.is_empty()) {
            (true, true) => Some("0".to_owned()),
            (false, true) => None,
            (true, false) => Some(format!("({})", tests.join("+"))),
            (false, false) => Some(format!("(1-{})", tests.join("-"))),
        }
    }
}

/// The values of a clause as cells hold them, each once; of account numbers only those that begin with no other.
fn values(clause: &Clause) -> BTreeSet<String> {
    let all: BTreeSet<String> = clause.values.iter().map(clean).collect();
    let is_within = |value: &String| all.iter().any(|other| other != value && value.starts_with(other.as_str()));
    match clause.field {
        Field::Account => all.iter().filter(|value| !is_within(value)).cloned().collect(),
        _ => all,
    }
}

/// A value that `SUMIFS` compares exactly: an account number that begins with these digits, or a word of bilan.
fn word(field: Field, value: &str) -> Option<String> {
    let is_plain = |of: fn(&char) -> bool| !value.is_empty() && value.chars().all(|c| of(&c));
    match field {
        Field::Account => is_plain(char::is_ascii_digit).then(|| format!("{value}*")),
        Field::Billable | Field::Billing | Field::Document | Field::Kind | Field::Status => {
            is_plain(|c| c.is_ascii_lowercase() || *c == '_').then(|| value.to_owned())
        }
        _ => None,
    }
}

/// A text in a formula: quotes doubled, in pieces that are not longer than a formula may hold.
pub(super) fn literal(text: &str) -> String {
    const LONGEST: usize = 120;
    let chars: Vec<char> = text.chars().collect();
    let piece = |piece: &[char]| format!("\"{}\"", piece.iter().collect::<String>().replace('"', "\"\""));
    match chars.len() {
        0..=LONGEST => piece(&chars),
        _ => chars.chunks(LONGEST).map(piece).collect::<Vec<_>>().join("&"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(when: &Condition) -> Criteria<'_> {
        Criteria { table: Table::Ledger, when, from: "B$4", to: "B$5" }
    }

    const DATES: &str = "ledger_counted,\">=\"&B$4,ledger_counted,\"<=\"&B$5";

    #[test]
    fn words_and_account_numbers_are_criteria() {
        let revenue = Condition::ALL.and_is(Field::Account, ["70"]);
        assert_eq!(of(&revenue).sum("amount"), format!("SUMIFS(ledger_amount,{DATES},ledger_account,\"70*\")"));
        let expenses = Condition::ALL.and_is(Field::Account, ["6", "62"]).and_is_not(Field::Account, ["6811", "695"]);
        let criteria = "ledger_account,\"6*\",ledger_account,\"<>6811*\",ledger_account,\"<>695*\"";
        assert_eq!(of(&expenses).sum("amount"), format!("SUMIFS(ledger_amount,{DATES},{criteria})"));
        let taxes = Condition::ALL.and_is(Field::Account, ["695", "696"]);
        assert_eq!(of(&taxes).count(), format!("SUMPRODUCT(COUNTIFS({DATES},ledger_account,{{\"695*\",\"696*\"}}))"));
    }

    #[test]
    fn names_are_compared_exactly() {
        let dates = "(ledger_counted>=B$4)*(ledger_counted<=B$5)";
        for (condition, factor) in [
            (Condition::ALL.and_is(Field::Client, ["=\"A\"*"]), "(EXACT(ledger_client,\"=\"\"A\"\"*\"))"),
            (
                Condition::ALL.and_is_not(Field::Journal, ["AC", "BQ"]),
                "(1-EXACT(ledger_journal,\"AC\")-EXACT(ledger_journal,\"BQ\"))",
            ),
            (Condition::ALL.and_is(Field::Account, ["7A"]), "(EXACT(LEFT(ledger_account,2),\"7A\"))"),
            (Condition::ALL.and_is(Field::Account, [""; 0]), "0"),
            (Condition::ALL.and_is(Field::Task, ["x"]), "0"),
        ] {
            assert_eq!(of(&condition).sum("amount"), format!("SUMPRODUCT({dates}*{factor},ledger_amount)"));
        }
        let none = Condition::ALL.and_is_not(Field::Client, [""; 0]);
        assert_eq!(of(&none).count(), format!("COUNTIFS({DATES})"));
        let two_lists = Condition::ALL.and_is(Field::Account, ["1", "2"]).and_is(Field::Account, ["3", "4"]);
        assert!(of(&two_lists).sum("amount").starts_with("SUMPRODUCT((ledger_counted"));
    }

    #[test]
    fn a_long_text_comes_in_pieces() {
        assert_eq!(literal(&"é".repeat(121)), format!("\"{}\"&\"é\"", "é".repeat(120)));
    }
}
