//! Lines that end in LF, CR, CR LF or even CR CR LF.

/// Every line with its number, 1 being the first.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut rest = Some(text);
    (1..).map_while(move |number| {
        let text = rest?;
        let Some(end) = memchr::memchr2(b'\n', b'\r', text.as_bytes()) else {
            rest = None;
            return Some((number, text));
        };
        let (line, after) = text.split_at(end);
        // Returns before a line feed belong to it; without one each return ends a line.
        let stripped = after.trim_start_matches('\r');
        rest = stripped.strip_prefix('\n').or_else(|| after.get(1..));
        Some((number, line))
    })
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn every_line_end_ends_one_line() {
        for end in ["\n", "\r\n", "\r\r\n", "\r"] {
            let text = format!("a{end}b{end}{end}c");
            let found: Vec<_> = lines(&text).collect();
            assert_eq!(found, [(1, "a"), (2, "b"), (3, ""), (4, "c")], "{end:?}");
        }
    }
}
