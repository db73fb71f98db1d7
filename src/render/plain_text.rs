//! Text of the books made harmless for people's screens.

/// On one line, without what can move the cursor or reverse the reading order: line breaks and tabs become spaces, other control
/// characters U+FFFD, and bidirectional controls go.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    push_one_line(&mut line, text);
    line
}

/// The same, at the end of another text.
pub(super) fn push_one_line(line: &mut String, text: &str) {
    // Nearly every text is printable ASCII and letters of Latin-1, whose first byte is 0xC3.
    let mut is_second = false;
    let is_plain = text.bytes().all(|byte| {
        let is_letter = byte == 0xC3 || is_second;
        is_second = byte == 0xC3;
        is_letter || matches!(byte, b' '..=b'~')
    });
    if is_plain {
        return line.push_str(text);
    }
    let harmless = text
        .chars()
        .filter(|c| !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .map(|c| match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
            c if c.is_control() => '\u{fffd}',
            c => c,
        });
    line.extend(harmless);
}

/// The same, cut to 60 characters, for columns as wide as their widest text.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = one_line(text).chars().take(LONGEST).collect();
    if text.chars().count() > LONGEST {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_move_the_cursor_or_reverse_the_order() {
        assert_eq!(one_line("red \u{1b}[31m\u{7}"), "red \u{fffd}[31m\u{fffd}");
        assert_eq!(one_line("a\nb\tc\u{2028}d"), "a b c d");
        assert_eq!(one_line("evil\u{202e}fdp.exe\u{2066}"), "evilfdp.exe");
        assert_eq!(one_line("Chiffre d'affaires\u{a0}: 1\u{202f}000\u{a0}€"), "Chiffre d'affaires\u{a0}: 1\u{202f}000\u{a0}€");
    }

    #[test]
    fn a_long_text_is_cut_where_columns_are_as_wide_as_it() {
        assert_eq!(short("Client A"), "Client A");
        assert_eq!(short(&"é".repeat(60)), "é".repeat(60));
        assert_eq!(short(&"é".repeat(61)), format!("{}…", "é".repeat(60)));
    }
}
