//! What the number format of a cell shows: how many decimals, or only a clock.

/// What matters of a number format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberFormat {
    /// Decimals of the value that are seen; `None` when the format does not fix them.
    pub(super) shown: Option<u32>,
    /// Whether a date format shows no day, month or year.
    pub(super) clock: bool,
}

impl NumberFormat {
    /// Reads a format code such as `#,##0.00 "€";[Red]-#,##0.00 "€"`.
    pub(super) fn of(code: &str) -> Self {
        let sections = sections(code);
        let mut parts = sections.iter().take(2).map(|section| decimals(section));
        let first = parts.next().flatten();
        let shown = match parts.next() {
            Some(Some(second)) if Some(second) != first => None,
            _ => first,
        };
        let clock = sections.first().is_some_and(|section| {
            let has = |letters: &str| section.chars().any(|c| letters.contains(c.to_ascii_lowercase()));
            has("hs") && !has("dyg")
        });
        Self { shown, clock }
    }
}

/// The sections of a code without what is only text: quoted and escaped characters, padding, colours, conditions, currencies.
fn sections(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            '[' => {
                chars.by_ref().find(|c| *c == ']');
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => sections.push(String::new()),
            _ => {
                if let Some(section) = sections.last_mut() {
                    section.push(c);
                }
            }
        }
    }
    sections
}

/// Decimals of the value that one section shows.
fn decimals(section: &str) -> Option<u32> {
    let is_digit = |c: char| matches!(c, '0' | '#' | '?');
    if !section.contains(is_digit) || section.contains(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '@')) {
        return None;
    }
    let (whole, fraction) = section.split_once('.').unwrap_or((section, ""));
    // A comma after the last digit divides by a thousand.
    let scaled = |part: &str| part.trim_end_matches(|c| c != ',' && !is_digit(c)).ends_with(',');
    if scaled(whole) || scaled(fraction) {
        return None;
    }
    let percent = section.matches('%').count() * 2;
    u32::try_from(fraction.chars().filter(|c| is_digit(*c)).count() + percent).ok()
}

#[cfg(test)]
mod tests {
    use super::NumberFormat;

    #[test]
    fn shown_decimals() {
        for (code, shown) in [
            ("General", None),
            ("0", Some(0)),
            ("0.00", Some(2)),
            ("#,##0.00", Some(2)),
            ("#,##0.00\\ \"€\"", Some(2)),
            ("#,##0.00\\ [$€-40C];[Red]\\-#,##0.00\\ [$€-40C]", Some(2)),
            ("_-* #,##0.00\\ _€_-;\\-* #,##0.00\\ _€_-;_-* \"-\"??\\ _€_-;_-@_-", Some(2)),
            ("0%", Some(2)),
            ("0.0%", Some(3)),
            ("0.##", Some(2)),
            ("0.00;0.000", None),
            ("#,##0,", None),
            ("0.0,", None),
            ("0.00E+00", None),
            ("# ?/?", None),
            ("@", None),
            ("", None),
            ("\"0.00\"", None),
        ] {
            assert_eq!(NumberFormat::of(code).shown, shown, "{code}");
        }
    }

    #[test]
    fn clocks() {
        for code in ["h:mm", "hh:mm:ss", "h:mm AM/PM", "mm:ss", "[$-40C]h:mm"] {
            assert!(NumberFormat::of(code).clock, "{code}");
        }
        for code in ["dd/mm/yyyy", "yyyy-mm-dd hh:mm", "mmm-yy", "0.00", "d \"h\""] {
            assert!(!NumberFormat::of(code).clock, "{code}");
        }
    }
}
