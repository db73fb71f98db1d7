//! Tables of an HTML page: what a reader sees in their cells.

use super::{Grid, GridRow, MOST_COLUMNS, MOST_ROWS};

/// Tables within tables beyond this are text.
const DEEPEST: usize = 16;
/// Cells that one cell may stand for.
const WIDEST: usize = MOST_COLUMNS;

/// A table that is being read.
#[derive(Default)]
struct Open {
    /// Its place among the tables of the page.
    number: usize,
    grid: Grid,
    row: Option<GridRow>,
    cell: Option<OpenCell>,
    /// Cells of rows above that reach down, by column: how many rows are left.
    reaching: Vec<usize>,
}

struct OpenCell {
    text: String,
    columns: usize,
    rows: usize,
    /// Within `<sup>`: a note, not a digit.
    notes: usize,
}

impl Open {
    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let row = self.row.get_or_insert_default();
        skip_reached(&mut self.reaching, row);
        for at in 0..cell.columns {
            let column = row.cells.len();
            if column > MOST_COLUMNS {
                return;
            }
            if self.reaching.len() <= column {
                self.reaching.resize(column + 1, 0);
            }
            if let Some(reaching) = self.reaching.get_mut(column) {
                *reaching = cell.rows - 1;
            }
            row.cells.push(if at == 0 { cell.text.split_whitespace().collect::<Vec<_>>().join(" ") } else { String::new() });
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if let Some(mut row) = self.row.take() {
            skip_reached(&mut self.reaching, &mut row);
            if self.grid.len() <= MOST_ROWS {
                self.grid.push(row);
            }
        }
    }
}

/// Empty cells where cells of rows above reach down.
fn skip_reached(reaching: &mut [usize], row: &mut GridRow) {
    while let Some(left) = reaching.get_mut(row.cells.len()).filter(|left| **left > 0) {
        *left -= 1;
        row.cells.push(String::new());
    }
}

/// The tables of a page, in the order in which they begin.
pub(super) fn tables(text: &str) -> Vec<Grid> {
    let mut closed: Vec<(usize, Grid)> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut number = 0;
    let (mut line, mut rest) = (1_u32, text);
    while !rest.is_empty() {
        let (before, from) = rest.split_at_checked(rest.find('<').unwrap_or(rest.len())).unwrap_or((rest, ""));
        add(&mut open, &decoded(before));
        line = line.saturating_add(lines(before));
        let (tag, after) = tag(from);
        let start_line = line;
        line = line.saturating_add(lines(from.get(..from.len() - after.len()).unwrap_or_default()));
        rest = after;
        match tag {
            Tag::Text(text) => add(&mut open, text),
            Tag::Hidden => {}
            Tag::Open("table", _) if open.len() < DEEPEST => {
                open.push(Open { number, ..Open::default() });
                number += 1;
            }
            Tag::Close("table") => {
                if let Some(mut table) = open.pop() {
                    table.end_row();
                    closed.push((table.number, table.grid));
                }
            }
            Tag::Open(name, attributes) => {
                let Some(table) = open.last_mut() else { continue };
                match name {
                    "tr" => {
                        table.end_row();
                        table.row = Some(GridRow { line: start_line, cells: Vec::new() });
                    }
                    "td" | "th" => {
                        table.end_cell();
                        table.row.get_or_insert_with(|| GridRow { line: start_line, cells: Vec::new() });
                        let span = |name| attribute(attributes, name).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
                        let (columns, rows) = (span("colspan").clamp(1, WIDEST), span("rowspan").clamp(1, WIDEST));
                        table.cell = Some(OpenCell { text: String::new(), columns, rows, notes: 0 });
                    }
                    "sup" => table.cell.iter_mut().for_each(|cell| cell.notes += 1),
                    "br" | "p" | "div" | "li" => add(&mut open, " "),
                    _ => {}
                }
            }
            Tag::Close(name) => {
                let Some(table) = open.last_mut() else { continue };
                match name {
                    "tr" => table.end_row(),
                    "td" | "th" => table.end_cell(),
                    "sup" => table.cell.iter_mut().for_each(|cell| cell.notes = cell.notes.saturating_sub(1)),
                    "p" | "div" | "li" => add(&mut open, " "),
                    _ => {}
                }
            }
        }
    }
    closed.extend(open.into_iter().map(|mut table| {
        table.end_row();
        (table.number, table.grid)
    }));
    closed.sort_by_key(|(number, _)| *number);
    closed.into_iter().map(|(_, grid)| grid).collect()
}

fn lines(text: &str) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u32::MAX)
}

/// Adds text to the innermost cell.
fn add(open: &mut [Open], text: &str) {
    if let Some(cell) = open.last_mut().and_then(|table| table.cell.as_mut())
        && cell.notes == 0
    {
        cell.text.push_str(text);
    }
}

enum Tag<'t> {
    Open(&'t str, &'t str),
    Close(&'t str),
    /// A comment, a script, a style.
    Hidden,
    /// A `<` that begins no tag.
    Text(&'t str),
}

/// The tag that a text begins with, and what follows it. Names in capitals are none that matter: pages are folded first.
fn tag(text: &str) -> (Tag<'_>, &str) {
    let Some(rest) = text.strip_prefix('<') else { return (Tag::Text(""), text) };
    if let Some(comment) = rest.strip_prefix("!--") {
        return (Tag::Hidden, comment.split_once("-->").map_or("", |(_, after)| after));
    }
    if rest.starts_with(['!', '?']) {
        return (Tag::Hidden, rest.split_once('>').map_or("", |(_, after)| after));
    }
    let (is_close, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (Tag::Text("<"), text.get(1..).unwrap_or_default());
    }
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (name, inner) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let (attributes, after) = attributes(inner);
    let name = NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or_default();
    if is_close {
        return (Tag::Close(name), after);
    }
    if ["script", "style", "template", "title"].contains(&name) {
        return (Tag::Hidden, after_close(after, name));
    }
    (Tag::Open(name, attributes), after)
}

/// Tags that matter.
const NAMES: [&str; 13] = ["table", "tr", "td", "th", "sup", "br", "p", "div", "li", "script", "style", "template", "title"];

/// What follows the end tag of a name.
fn after_close<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some((_, from)) = rest.split_once("</") {
        if from.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return from.split_once('>').map_or("", |(_, after)| after);
        }
        rest = from;
    }
    ""
}

/// The attributes of a tag, up to its `>` outside quotes, and what follows.
fn attributes(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default()),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    (text, "")
}

/// The value of an attribute.
fn attribute<'t>(attributes: &'t str, name: &str) -> Option<&'t str> {
    let at = attributes.to_ascii_lowercase().find(name)?;
    let value = attributes.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let end = |value: &str| value.find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'')).unwrap_or(value.len());
    let value = value.strip_prefix(['"', '\'']).unwrap_or(value);
    value.get(..end(value))
}

/// A text without tags, its entities decoded: a cell of Markdown may hold both.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    let mut notes = 0_usize;
    while !rest.is_empty() {
        let (before, from) = rest.split_at_checked(rest.find('<').unwrap_or(rest.len())).unwrap_or((rest, ""));
        let (tag, after) = tag(from);
        if notes == 0 {
            plain.push_str(&decoded(before));
        }
        match tag {
            Tag::Text(text) if notes == 0 => plain.push_str(text),
            Tag::Open("br", _) => plain.push(' '),
            Tag::Open("sup", _) => notes += 1,
            Tag::Close("sup") => notes = notes.saturating_sub(1),
            _ => {}
        }
        rest = after;
    }
    plain
}

/// Named entities that tables of figures hold; the others stay as they are.
const ENTITIES: [(&str, char); 44] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("euro", '€'),
    ("pound", '£'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("plus", '+'),
    ("minus", '−'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("asymp", '≈'),
    ("tilde", '~'),
    ("rsquo", '’'),
    ("lsquo", '‘'),
    ("Delta", 'Δ'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("agrave", 'à'),
    ("acirc", 'â'),
    ("ccedil", 'ç'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("ocirc", 'ô'),
    ("ugrave", 'ù'),
    ("ucirc", 'û'),
    ("uuml", 'ü'),
    ("oelig", 'œ'),
    ("Eacute", 'É'),
    ("Egrave", 'È'),
    ("Agrave", 'À'),
    ("Ccedil", 'Ç'),
    ("comma", ','),
    ("period", '.'),
    ("num", '#'),
    ("sol", '/'),
];

/// A text with its entities decoded.
fn decoded(text: &str) -> String {
    const LONGEST: usize = 10;
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('&') {
        decoded.push_str(before);
        let end = from.bytes().take(LONGEST).position(|byte| byte == b';');
        let entity = end.and_then(|end| Some((character(from.get(..end)?)?, from.get(end + 1..)?)));
        match entity {
            Some((c, after)) => {
                decoded.push(c);
                rest = after;
            }
            None => {
                decoded.push('&');
                rest = from;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character(entity: &str) -> Option<char> {
    let Some(number) = entity.strip_prefix('#') else {
        return ENTITIES.iter().find(|(name, _)| *name == entity).map(|(_, c)| *c);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<Vec<String>>> {
        tables(text).into_iter().map(|grid| grid.into_iter().map(|row| row.cells).collect()).collect()
    }

    #[test]
    fn what_a_reader_sees() {
        let page = "<!DOCTYPE html><!-- <table><tr><td>x</td></tr></table> --><script>\"<table>\"</script>
            <TABLE class='a>b'><caption>C</caption><tr><th>
            <th scope=col>2020<th>2019</tr>
            <tr><th>Chiffre d&#39;affaires<sup>1</sup></th><td>~138&nbsp;K&euro;<sup><a href='#n'>2</a></sup></td><td><b>150</b> K&#x20AC;</td></tr>
            </TABLE>";
        assert_eq!(cells(page), [[vec!["", "2020", "2019"], vec!["Chiffre d'affaires", "~138 K€", "150 K€"]]]);
        let rows: Vec<u32> = tables(page).iter().flatten().map(|row| row.line).collect();
        assert_eq!(rows, [2, 4]);
    }

    #[test]
    fn cells_that_span_leave_the_others_where_they_are() {
        let page = "<table><tr><td rowspan=2>A<td colspan='2'>B<td>C<tr><td>d<td>e<td>f<tr><td>g</table>";
        assert_eq!(cells(page), [[vec!["A", "B", "", "C"], vec!["", "d", "e", "f"], vec!["g"]]]);
    }

    #[test]
    fn tables_in_tables_are_tables() {
        let page = "<table><tr><td>out<table><tr><td>in</table>side<td>2</table><table><tr><td>next";
        assert_eq!(cells(page), [[vec!["outside", "2"]], [vec!["in"]], [vec!["next"]]]);
    }

    #[test]
    fn entities_and_signs_that_are_none() {
        assert_eq!(
            plain("a &lt;b&gt; &amp;amp; &nosuch; &; & 1 < 2 &#0; &#xD800; &#8239;"),
            "a <b> &amp; &nosuch; &; & 1 < 2 &#0; &#xD800; \u{202f}"
        );
        assert_eq!(plain("138<sup>2</sup><br/>K€ <i>x</i>"), "138 K€ x");
    }

    #[test]
    fn hostile_pages_take_no_time_and_no_room() {
        let many = 200_000;
        for page in [
            "<table>".repeat(many),
            "<table><tr>".to_owned() + &"<td colspan=100 rowspan=99>".repeat(2_000),
            "<".repeat(many),
            "<a \"".repeat(many),
            "&".repeat(many),
            "<script>".repeat(many),
            "<script></".repeat(many),
            "<!--".repeat(many),
            "<table><tr><td>".to_owned() + &"<sup>".repeat(many),
            "</table></tr></td></sup>".repeat(many),
        ] {
            assert!(tables(&page).len() <= many);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_page_is_read(page in "(<|>|/|table|tr|td|th|sup|=|\"|'|&|;|#x?|rowspan|9|é|\n| |<!--|-->|script){0,60}") {
            let _ = (tables(&page), plain(&page));
        }
    }
}
