//! Tables in Markdown, and in columns set apart by spaces.

use super::html::plain;
use super::{Grid, GridRow, MOST_COLUMNS, MOST_ROWS};

/// Stretches of lines that hold `|`: tables of Markdown.
pub(super) fn piped(text: &str) -> Vec<Grid> {
    let row = |line: &str| {
        let line = line.trim().trim_start_matches('>').trim();
        let is_rule = !line.is_empty() && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+' | '='));
        line.contains('|').then(|| if is_rule { Vec::new() } else { between_pipes(line) })
    };
    stretches(text, row)
}

/// The cells of a row, without what is markup in them.
fn between_pipes(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    let inner = line.strip_prefix('|').unwrap_or(line);
    for c in inner.chars() {
        if c == '|' && !is_escaped {
            cells.push(String::new());
            continue;
        }
        is_escaped = c == '\\' && !is_escaped;
        if let Some(cell) = cells.last_mut() {
            cell.push(c);
        }
    }
    // What ends a row begins no cell.
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) && inner.trim_end().ends_with('|') {
        cells.pop();
    }
    cells.into_iter().take(MOST_COLUMNS + 1).map(|cell| without_markup(cell.trim())).collect()
}

/// The words of a cell of Markdown: no emphasis, no code marks, no escapes, of a link its text, of a note nothing.
fn without_markup(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(char::is_ascii_punctuation) => text.extend(chars.next().map(protected)),
            '*' | '`' | '[' => {}
            ']' => {
                // `[text](address)`
                if chars.peek() == Some(&'(') {
                    for c in chars.by_ref() {
                        if c == ')' {
                            break;
                        }
                    }
                }
            }
            c => text.push(c),
        }
        // `[^1]`
        if c == '[' && chars.peek() == Some(&'^') {
            for c in chars.by_ref() {
                if c == ']' {
                    break;
                }
            }
        }
    }
    let text = plain(&text);
    let text = text.trim();
    let text = ["__", "_"].into_iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark)).unwrap_or(text);
    text.chars().map(unprotected).collect()
}

/// Escaped signs stand aside, in a private area of Unicode, while markup is taken away.
const ASIDE: u32 = 0xF_0000;

fn protected(c: char) -> char {
    char::from_u32(ASIDE + u32::from(c)).unwrap_or(c)
}

fn unprotected(c: char) -> char {
    u32::from(c).checked_sub(ASIDE).filter(|code| *code < 128).and_then(char::from_u32).unwrap_or(c)
}

/// Stretches of lines whose cells are two spaces or a tab apart, as a terminal shows a table.
pub(super) fn in_columns(text: &str) -> Vec<Grid> {
    let mut grids = stretches(text, |line| (!line.trim().is_empty()).then(|| vec![line.to_owned()]));
    for grid in &mut grids {
        let margin = |row: &GridRow| row.cells.first().map_or(0, |line| line.len() - line.trim_start_matches(' ').len());
        let least = grid.iter().map(margin).min().unwrap_or(0);
        for row in grid.iter_mut() {
            let line = row.cells.first().and_then(|line| line.get(least..)).unwrap_or_default();
            row.cells = far_apart(line);
        }
    }
    grids
}

fn far_apart(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut rest = line.trim_end();
    while cells.len() <= MOST_COLUMNS {
        let gap = [rest.find("  "), rest.find('\t')].into_iter().flatten().min();
        let Some((cell, after)) = gap.and_then(|at| rest.split_at_checked(at)) else { break };
        cells.push(cell.trim().to_owned());
        rest = after.trim_start_matches([' ', '\t']);
    }
    cells.push(rest.trim().to_owned());
    cells
}

/// Stretches of lines that are rows; a row without cells belongs to its stretch and is left out.
fn stretches(text: &str, row: impl Fn(&str) -> Option<Vec<String>>) -> Vec<Grid> {
    let mut grids: Vec<Grid> = Vec::new();
    let mut is_within = false;
    for (line, text) in (1..).zip(text.lines()) {
        let Some(cells) = row(text) else {
            is_within = false;
            continue;
        };
        if !is_within {
            grids.push(Grid::new());
        }
        is_within = true;
        if let Some(grid) = grids.last_mut().filter(|grid| grid.len() <= MOST_ROWS && !cells.is_empty()) {
            grid.push(GridRow { line, cells });
        }
    }
    grids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(grids: &[Grid]) -> Vec<Vec<Vec<&str>>> {
        grids.iter().map(|grid| grid.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()).collect()
    }

    #[test]
    fn markup_is_taken_away_and_escapes_are_kept() {
        let text = "# T\n\n> |  | **2020** | [2019](http://x) |\n> |---|:--:|---:|\n> | `CA`[^1] | _~138 K€_ | a \\| b \\* c |\n\ntext\n";
        assert_eq!(cells(&piped(text)), [[vec!["", "2020", "2019"], vec!["CA", "~138 K€", "a | b * c"]]]);
        assert_eq!(piped(text).first().map(|grid| grid.iter().map(|row| row.line).collect()), Some(vec![3, 5]));
        assert_eq!(
            cells(&piped("result_after_tax | 1&nbsp;000 &lt;br&gt; | \\_x\\_")),
            [[["result_after_tax", "1\u{a0}000 <br>", "_x_"]]]
        );
    }

    #[test]
    fn columns_of_a_terminal() {
        let text = "Exemple\n\n    ```\n                        2020     Variation n/n-1\n    Chiffre d'affaires  ~138 K€  -8%\n    TJM\t789€\n";
        assert_eq!(
            cells(&in_columns(text)).last(),
            Some(&vec![
                vec!["```"],
                vec!["", "2020", "Variation n/n-1"],
                vec!["Chiffre d'affaires", "~138 K€", "-8%"],
                vec!["TJM", "789€"]
            ])
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(\\||\\\\|\\*|_|`|\\[|\\]|\\(|\\)|\\^|<|>|&|;| |  |\t|\n|é|a|1|-|:){0,60}") {
            let _ = (piped(&text), in_columns(&text));
        }
    }
}
