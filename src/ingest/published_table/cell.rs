//! One cell of a published table: which number it shows, and with how many digits.

use crate::ingest::columns::key;
use crate::ingest::convention::{Hint, Way};
use crate::ingest::currency::Currency;
use crate::ingest::number;
use crate::model::{Says, ShownNumber, ShownUnit, Wording};

/// What a cell shows, before its column's way of writing numbers is known.
pub(super) enum Seen<'t> {
    /// It shows no number.
    Says(Says),
    Number(Written<'t>),
}

/// A number as written.
pub(super) struct Written<'t> {
    digits: &'t str,
    negative: bool,
    unit: Unit,
    pub(super) hint: Hint,
}

/// What stands next to a number, or in the name of its row or column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Unit {
    /// The power of ten of `K` and `M`.
    power: i32,
    shown: ShownUnit,
}

const UNREADABLE: Wording = Wording::fixed("ce n'est pas un nombre lisible", "this is not a number that can be read");

/// Why no cell of a row with more cells than the header is read.
pub(super) const fn too_many() -> Wording {
    Wording::fixed("la ligne a plus de cellules que l'en-tête", "the row has more cells than the header")
}

/// Looks at the text of a cell.
pub(super) fn look(text: &str) -> Seen<'_> {
    let text = without_footnote(text.trim());
    let says = match text {
        "" => Some(Says::Nothing),
        "-" | "–" | "—" | "−" => Some(Says::Missing),
        _ => match text.to_lowercase().as_str() {
            "n.a." | "n.a" => Some(Says::Undefined),
            "n/a" | "na" | "n.d." | "nd" | "n.c." | "nc" => Some(Says::NoValue),
            "ns" | "n.s." | "n.s" => Some(Says::NotMeaningful),
            _ => None,
        },
    };
    match says {
        Some(says) => Seen::Says(says),
        None => written(text).map_or(Seen::Says(Says::Unreadable(UNREADABLE)), Seen::Number),
    }
}

/// `789€ (1)`, `789€*` and `789€ [2]` without what points to a note.
fn without_footnote(text: &str) -> &str {
    let text = text.trim_end_matches(['*', '†', '‡', '¹', '²', '³', '⁴', '⁵']).trim_end();
    for (open, close) in [('(', ')'), ('[', ']')] {
        let note = text.strip_suffix(close).and_then(|open_note| open_note.rsplit_once(open));
        if let Some((before, note)) = note
            && !before.trim().is_empty()
            && note.chars().count() <= 2
            && note.chars().all(|c| c.is_ascii_alphanumeric() || c == '*')
        {
            return before.trim_end();
        }
    }
    text
}

/// A number between what may stand before and after it.
fn written(text: &str) -> Option<Written<'_>> {
    let is_mark = |c: char| matches!(c, '.' | ',');
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    let (before, rest) = text.split_at_checked(first)?;
    let (digits, after) = rest.split_at_checked(last - first + 1)?;
    // `.5`
    let (before, digits) = match before.strip_suffix(is_mark) {
        Some(left) if !left.ends_with(char::is_alphabetic) => (left, text.get(left.len()..=last)?),
        _ => (before, digits),
    };
    if digits.contains(char::is_alphabetic) {
        return None;
    }
    let mut unit = Unit::default();
    let (mut minus, mut signed, mut open) = (false, false, false);
    let mut rest = before.trim_start_matches(['~', '≈', ' ', '\u{a0}', '\u{202f}']);
    while let Some(c) = rest.chars().next() {
        let word = rest.get(..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len()))?;
        let taken = match c {
            '-' | '\u{2212}' | '+' if !signed => {
                (minus, signed) = (c != '+', true);
                c.len_utf8()
            }
            '(' if !open => {
                open = true;
                1
            }
            c if c.is_whitespace() => c.len_utf8(),
            '€' | '$' | '£' => {
                unit.currency(Currency::parse(rest.get(..c.len_utf8())?)?)?;
                c.len_utf8()
            }
            _ if ["env", "environ", "approx", "ca", "about"].contains(&word.to_lowercase().as_str()) => {
                word.len() + usize::from(rest.get(word.len()..)?.starts_with('.'))
            }
            _ => {
                unit.currency(Currency::parse(word)?)?;
                word.len()
            }
        };
        rest = rest.get(taken..)?;
    }
    let after = if open { after.trim_end().strip_suffix(')')? } else { after };
    let after = match after.trim().strip_suffix(['-', '\u{2212}']).filter(|_| !signed && !open) {
        Some(left) => {
            minus = true;
            left
        }
        None => after,
    };
    unit.after(after)?;
    if minus && open {
        return None;
    }
    let hint = number::parse(digits, Way::First).filter(|number| !digits.ends_with(is_mark) && number.mantissa >= 0)?.hint;
    Some(Written { digits, negative: minus || open, unit, hint })
}

impl Unit {
    /// The unit that the name of a row or column ends with: `CA (K€)`, `CA en k€`, `TACE %`.
    pub(super) fn of_name(name: &str) -> Self {
        let name = name.trim();
        let inner = name.strip_suffix(')').and_then(|open| open.rsplit_once('(')).map(|(_, inner)| inner);
        let last = || name.rsplit_once(char::is_whitespace).map(|(_, last)| last);
        let candidate = inner.or_else(last).unwrap_or_default();
        let candidate = candidate.trim().strip_prefix("en ").unwrap_or(candidate).trim();
        let mut unit = Self::default();
        let is_unit = |unit: &mut Self| unit.after(candidate).is_some() && (unit.power != 0 || unit.shown != ShownUnit::None);
        if is_unit(&mut unit) { unit } else { Self::default() }
    }

    fn is_none(&self) -> bool {
        *self == Self::default()
    }

    fn currency(&mut self, currency: Currency) -> Option<()> {
        self.set(ShownUnit::Currency(currency.code().to_owned()))
    }

    fn set(&mut self, unit: ShownUnit) -> Option<()> {
        let is_first = self.shown == ShownUnit::None;
        self.shown = unit;
        is_first.then_some(())
    }

    /// What stands after a number: `K€`, ` %`, ` pts`, `€/jour`, ` jours`.
    fn after(&mut self, text: &str) -> Option<()> {
        let mut rest = text.trim();
        let per_day =
            ["/jour", "/j", "/day", "/d", "par jour", "per day", "HT"].into_iter().find_map(|end| rest.strip_suffix(end));
        rest = per_day.unwrap_or(rest).trim();
        if ["jours", "jour", "j", "days", "day", "d"].contains(&rest) {
            return Some(());
        }
        if ["pts", "pt", "points", "point", "pp"].contains(&rest) {
            return self.set(ShownUnit::Points);
        }
        if let Some(left) = rest.strip_prefix(['K', 'k']) {
            (self.power, rest) = (3, left.trim());
        } else if let Some(left) = rest.strip_prefix('M').filter(|left| left.is_empty() || currency(left).is_some()) {
            (self.power, rest) = (6, left.trim());
        }
        match rest {
            "" => Some(()),
            "%" if self.power == 0 => self.set(ShownUnit::Percent),
            name => self.currency(currency(name)?),
        }
    }
}

fn currency(name: &str) -> Option<Currency> {
    Currency::parse(name.trim()).or_else(|| Currency::parse(&name.trim().to_uppercase()))
}

impl Written<'_> {
    /// The number, read in the way its table writes numbers; in both ways where nothing decides. `named` is the unit of a bare number.
    pub(super) fn says(&self, way: Option<Way>, named: &Unit) -> Says {
        let ways = match (self.hint, way) {
            (Hint::First, _) => vec![Way::First],
            (Hint::Second, _) => vec![Way::Second],
            (Hint::Neutral, _) => vec![Way::First],
            (Hint::Either, Some(way)) => vec![way],
            (Hint::Either, None) => vec![Way::First, Way::Second],
        };
        let unit = if self.unit.is_none() { named } else { &self.unit };
        match ways.into_iter().map(|way| self.shown(way, unit)).collect() {
            Some(numbers) => Says::Number(numbers),
            None => Says::Unreadable(UNREADABLE),
        }
    }

    fn shown(&self, way: Way, unit: &Unit) -> Option<ShownNumber> {
        let mark = if way == Way::First { '.' } else { ',' };
        let decimals = match self.digits.rsplit_once(mark) {
            // A mark that stands more than once separates groups.
            Some((whole, decimals)) if !whole.contains(mark) => u32::try_from(decimals.len()).ok()?,
            _ => 0,
        };
        let number = number::parse(self.digits, way)?;
        let digits = number.mantissa.checked_mul(10_i128.checked_pow(decimals.checked_sub(number.scale)?)?)?;
        let digits = rust_decimal::Decimal::try_from_i128_with_scale(if self.negative { -digits } else { digits }, 0).ok()?;
        let power = if matches!(unit.shown, ShownUnit::Percent | ShownUnit::Points) { -2 } else { unit.power };
        Some(ShownNumber::new(digits, power.checked_sub_unsigned(decimals)?, decimals, unit.shown.clone()))
    }
}

/// The fiscal year that a header names, by the calendar year in which it ends: `2020`, `2019/20`, `FY2020`, `Exercice 2020 (en cours)`.
pub(super) fn year(header: &str) -> Option<i32> {
    const WORDS: [&str; 12] =
        ["exercice", "annee", "an", "fy", "year", "fiscal", "au", "clos", "le", "running", "encours", "reel"];
    let header = header.split_once('(').map_or(header, |(before, _)| before);
    let mut found = None;
    for word in header.split_whitespace() {
        let word = word.trim_matches(['*', ':', '†']);
        match one_year(word.strip_prefix("FY").unwrap_or(word)) {
            Some(year) if found.is_none() => found = Some(year),
            Some(_) => return None,
            None if word.is_empty() || WORDS.contains(&key(word).as_str()) => {}
            None => return None,
        }
    }
    found
}

fn four_digits(text: &str) -> Option<i32> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| is_year && (1900..=2199).contains(year))
}

fn one_year(word: &str) -> Option<i32> {
    if let Some(year) = four_digits(word) {
        return Some(year);
    }
    // `31/12/2020`
    if let Some((day, year)) = word.rsplit_once(['/', '.', '-'])
        && let Some(year) = four_digits(year)
        && day.len() == 5
        && day.bytes().filter(u8::is_ascii_digit).count() == 4
    {
        return Some(year);
    }
    let (start, end) = word.split_once('/').or_else(|| word.split_once('-').filter(|(_, end)| end.len() == 4))?;
    let start = four_digits(start)?;
    let next = start + 1;
    let is_next = end == next.to_string() || (end.len() == 2 && next.to_string().ends_with(end));
    is_next.then_some(next)
}

/// What a header of changes is measured against, as it writes it: `Premier` of `Variation n/Premier`.
pub(super) fn against(header: &str) -> Option<&str> {
    let (before, base) = header.split_once("n/")?;
    let is_n = before.is_empty() || before.ends_with(char::is_whitespace);
    (is_n && base.trim() != "n-1").then(|| base.trim()).filter(|base| !base.is_empty())
}

/// Whether a header announces changes, and the years it names: of, and against. `n/n-1` is the newest against the year before.
pub(super) fn change(header: &str) -> Option<(Option<i32>, Option<i32>)> {
    const WORDS: [&str; 10] =
        ["variation", "var", "evolution", "change", "growth", "croissance", "progression", "ecart", "delta", "yoy"];
    let compact = header.replace(char::is_whitespace, "").to_lowercase();
    let first = key(header.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default());
    let is_change = WORDS.contains(&first.as_str()) || header.contains(['Δ', '∆']) || compact.starts_with("n/n-1");
    if !is_change {
        return None;
    }
    if let Some(from) = against(header).and_then(year) {
        return Some((None, Some(from)));
    }
    let mut years: Vec<i32> = header.split(|c: char| !c.is_ascii_digit()).filter_map(four_digits).collect();
    years.sort_unstable();
    match years.as_slice() {
        [] => Some((None, None)),
        [from] => Some((None, Some(*from))),
        [from, .., of] => Some((Some(*of), Some(*from))),
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    fn read(text: &str) -> Option<Vec<(String, i32, ShownUnit)>> {
        read_as(text, None, &Unit::default())
    }

    fn read_as(text: &str, way: Option<Way>, named: &Unit) -> Option<Vec<(String, i32, ShownUnit)>> {
        let Seen::Number(written) = look(text) else { return None };
        let Says::Number(numbers) = written.says(way, named) else { return None };
        Some(numbers.into_iter().map(|n| (n.digits.to_string(), n.exponent, n.unit)).collect())
    }

    fn euro() -> ShownUnit {
        ShownUnit::Currency("EUR".into())
    }

    #[test]
    fn every_spelling_has_its_digits_and_what_the_last_one_stands_for() {
        for (text, digits, exponent, unit) in [
            ("~138 K€", "138", 3, euro()),
            ("~€138K", "138", 3, euro()),
            ("138K", "138", 3, ShownUnit::None),
            ("13.5 K€", "135", 2, euro()),
            ("13,50 k€", "1350", 1, euro()),
            ("1,2 M€", "12", 5, euro()),
            ("138 kEUR", "138", 3, euro()),
            ("-8%", "-8", -2, ShownUnit::Percent),
            ("−8 %", "-8", -2, ShownUnit::Percent),
            ("+3.6%", "36", -3, ShownUnit::Percent),
            ("0\u{a0}%", "0", -2, ShownUnit::Percent),
            ("-10\u{a0}pts", "-10", -2, ShownUnit::Points),
            ("789€", "789", 0, euro()),
            ("789 €/j", "789", 0, euro()),
            ("788,50\u{a0}€", "78850", -2, euro()),
            ("1 234,56 €", "123456", -2, euro()),
            ("1\u{202f}234,56\u{a0}€", "123456", -2, euro()),
            ("€1,234.56", "123456", -2, euro()),
            ("-€1,234.50", "-123450", -2, euro()),
            ("~-12 K€", "-12", 3, euro()),
            ("(1 234 €)", "-1234", 0, euro()),
            ("env. 138 K€", "138", 3, euro()),
            ("≈ 138 K€", "138", 3, euro()),
            ("CHF 1 234.50", "123450", -2, ShownUnit::Currency("CHF".into())),
            ("175", "175", 0, ShownUnit::None),
            ("175 jours", "175", 0, ShownUnit::None),
            ("175.5", "1755", -1, ShownUnit::None),
            (".5", "5", -1, ShownUnit::None),
            ("1,234,567", "1234567", 0, ShownUnit::None),
            ("1.234.567", "1234567", 0, ShownUnit::None),
            ("789€ (1)", "789", 0, euro()),
            ("789€*", "789", 0, euro()),
            ("0.7675438596", "7675438596", -10, ShownUnit::None),
        ] {
            assert_eq!(read(text), Some(vec![(digits.to_owned(), exponent, unit)]), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_follows_the_table() {
        let thousand = vec![("138000".to_owned(), 0, euro())];
        let fraction = ("138000".to_owned(), -3, euro());
        assert_eq!(read_as("138,000 €", Some(Way::First), &Unit::default()), Some(thousand.clone()));
        assert_eq!(read_as("138.000 €", Some(Way::Second), &Unit::default()), Some(thousand.clone()));
        assert_eq!(read("€138,000"), Some([thousand, vec![fraction]].concat()));
    }

    #[test]
    fn the_name_of_a_row_may_hold_the_unit() {
        let thousands = Unit { power: 3, shown: euro() };
        for name in ["CA (K€)", "CA en k€", "CA en K€", "Chiffre d'affaires (en k€)"] {
            assert_eq!(Unit::of_name(name), thousands, "{name}");
        }
        assert_eq!(Unit::of_name("TACE (%)").shown, ShownUnit::Percent);
        for name in ["Chiffre d'affaires", "TJM (régie)", "Bénéfice (avant IR)", "Jours", "Part du premier client", ""] {
            assert!(Unit::of_name(name).is_none(), "{name}");
        }
        assert_eq!(read_as("138", None, &thousands), Some(vec![("138".to_owned(), 3, euro())]));
        assert_eq!(read_as("138 €", None, &thousands), Some(vec![("138".to_owned(), 0, euro())]), "the cell says otherwise");
    }

    #[test]
    fn what_is_no_number() {
        let says = |text| match look(text) {
            Seen::Says(says) => says,
            Seen::Number(_) => Says::Number(Vec::new()),
        };
        for (text, expected) in [
            ("", Says::Nothing),
            (" \u{a0}", Says::Nothing),
            ("–", Says::Missing),
            ("-", Says::Missing),
            ("n.a.", Says::Undefined),
            ("N/A", Says::NoValue),
            ("ns", Says::NotMeaningful),
        ] {
            assert_eq!(says(text), expected, "{text}");
        }
        for text in [
            "oui",
            "12,3O",
            "12,34,5",
            "1 23",
            "138 K€ 12",
            "138 K%",
            "€138 €",
            "--8",
            "+-8",
            "1e3",
            "~",
            "138 xyz",
            "5 % %",
            "(8",
            "2020-01",
            "a1b",
            "€",
            "١٢",
            "99999999999999999999999999999999999999",
        ] {
            assert!(matches!(says(text), Says::Unreadable(_)) || read(text).is_none(), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn years() {
        for (header, expected) in [
            ("2020", Some(2020)),
            ("FY2020", Some(2020)),
            ("Exercice 2020 (en cours)", Some(2020)),
            ("Année 2020", Some(2020)),
            ("2019/20", Some(2020)),
            ("2019/2020", Some(2020)),
            ("2019-2020", Some(2020)),
            ("31/12/2020", Some(2020)),
            ("2020*", Some(2020)),
            ("2020 (K€)", Some(2020)),
            ("2020-03", None),
            ("2020-Q1", None),
            ("2018/20", None),
            ("n/2018", None),
            ("Variation n/2018", None),
            ("2020 2019", None),
            ("TJM 2020", None),
            ("", None),
        ] {
            assert_eq!(year(header), expected, "{header}");
        }
    }

    #[test]
    fn changes_and_the_years_they_name() {
        for (header, expected) in [
            ("Variation n/n-1", Some((None, None))),
            ("Change n/n-1", Some((None, None))),
            ("n/n-1", Some((None, None))),
            ("Évolution", Some((None, None))),
            ("Δ %", Some((None, None))),
            ("Variation n/2018", Some((None, Some(2018)))),
            ("Variation n/2018/19 (8,3 mois)", Some((None, Some(2019)))),
            ("Change n/2018-2019", Some((None, Some(2019)))),
            ("Variation n/Premier", Some((None, None))),
            ("Change vs 2018", Some((None, Some(2018)))),
            ("Variation 2020/2018", Some((Some(2020), Some(2018)))),
            ("Évolution 2018-2020", Some((Some(2020), Some(2018)))),
            ("2020", None),
            ("Total", None),
            ("Changelog", None),
        ] {
            assert_eq!(change(header), expected, "{header}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_at(text in "[-~+()€$£%KkM., 0-9a-zé\u{a0}\u{202f}/*]{0,24}") {
            if let Seen::Number(written) = look(&text) {
                let _ = written.says(None, &Unit::of_name(&text));
            }
            let _ = (year(&text), change(&text));
        }

        #[test]
        fn a_number_holds_itself(digits in -1_000_000_i64..1_000_000, decimals in 0_u32..4) {
            let value = Decimal::new(digits, decimals);
            let text = value.to_string();
            let Seen::Number(written) = look(&text) else { panic!("{value}") };
            let Says::Number(numbers) = written.says(Some(Way::First), &Unit::default()) else { panic!("{value}") };
            proptest::prop_assert!(numbers.iter().any(|number| number.is(value) && number.holds(value)));
        }
    }
}
