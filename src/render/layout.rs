//! Texts in aligned columns.

use comfy_table::{CellAlignment, Table, presets};

/// Between two columns.
pub(super) const GAP: u16 = 2;

/// Rows of texts in columns as wide as they need; the columns whose number is in `right` are aligned there.
pub(super) fn aligned(rows: impl IntoIterator<Item = Vec<String>>, right: &[usize]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).add_rows(rows);
    for (number, column) in table.column_iter_mut().enumerate() {
        column.set_padding((if number == 0 { 0 } else { GAP }, 0));
        if right.contains(&number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    trimmed_lines(&table)
}

/// The lines of a table without spaces at their ends, without a line break after the last.
pub(super) fn trimmed_lines(table: &Table) -> String {
    let lines: Vec<String> = table.lines().map(|line| line.trim_end_matches(' ').to_owned()).collect();
    lines.join("\n")
}

/// The same lines, set in by two spaces for each level.
pub(super) fn indented(text: &str, levels: usize) -> String {
    let margin = "  ".repeat(levels);
    let lines: Vec<String> = text.lines().map(|line| format!("{margin}{line}")).collect();
    lines.join("\n")
}

/// The widest of these texts, in columns of a terminal.
pub(super) fn widest(texts: &[String]) -> u16 {
    let mut table = Table::new();
    table.add_rows(texts.iter().map(|text| [text]));
    table.column_max_content_widths().first().copied().unwrap_or(0)
}
