//! Which column is where.

use super::cell;
use crate::ingest::rules::folded;

macro_rules! fields {
    ($($field:ident),+ $(,)?) => {
        /// A column a FEC may have.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Field { $($field),+ }

        impl Field {
            const ALL: &'static [Self] = &[$(Self::$field),+];

            /// Its name in the regulation.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$field => stringify!($field)),+ }
            }
        }
    };
}

fields! {
    JournalCode, JournalLib, EcritureNum, EcritureDate, CompteNum, CompteLib, CompAuxNum, CompAuxLib, PieceRef, PieceDate,
    EcritureLib, Debit, Credit, EcritureLet, DateLet, ValidDate, Montantdevise, Idevise, Montant, Sens,
    DateRglt, ModeRglt, NatOp, IdClient,
}

/// Spellings found beside the regulation's.
const ALIASES: [(&str, Field); 5] = [
    ("compteauxnum", Field::CompAuxNum),
    ("compteauxlib", Field::CompAuxLib),
    ("ecrturelet", Field::EcritureLet),
    ("lettragepiece", Field::EcritureLet),
    ("codedevise", Field::Idevise),
];

/// Fewer known columns than this, and a table is something else.
const FEWEST: usize = 7;

/// The first line.
#[derive(Debug)]
pub(super) struct Header {
    separator: char,
    /// For each column what it is.
    fields: Vec<Option<Field>>,
    /// For each field where it is.
    positions: Vec<Option<usize>>,
    pub(super) columns: usize,
    pub(super) ignored: Vec<String>,
}

impl Header {
    /// The header, if this line is one.
    pub(super) fn find(line: &str) -> Option<Self> {
        let line = line.trim_start_matches('\u{feff}');
        let count = |separator: &char| line.matches(*separator).count();
        let separator = ['\t', '|', ';', ','].into_iter().max_by_key(|separator| (count(separator), *separator == '\t'))?;
        let mut header = Self { separator, fields: Vec::new(), positions: Vec::new(), columns: 0, ignored: Vec::new() };
        let mut names = Vec::new();
        header.split(line, &mut names);
        while names.last().is_some_and(|name| name.is_empty()) {
            names.pop();
        }
        header.columns = names.len();
        for name in names {
            let plain: String = folded(name).chars().filter(char::is_ascii_alphanumeric).collect();
            let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(&plain)).map(|(_, field)| *field);
            let field = alias.or_else(|| Field::ALL.iter().copied().find(|field| field.name().eq_ignore_ascii_case(&plain)));
            let field = field.filter(|field| !header.fields.contains(&Some(*field)));
            if field.is_none() {
                header.ignored.push(name.to_owned());
            }
            header.fields.push(field);
        }
        let find = |field: &Field| header.fields.iter().position(|found| *found == Some(*field));
        header.positions = Field::ALL.iter().map(find).collect();
        let known = header.fields.iter().flatten().count();
        (known >= FEWEST && header.position(Field::CompteNum).is_some()).then_some(header)
    }

    pub(super) fn position(&self, field: Field) -> Option<usize> {
        self.positions.get(field as usize).copied().flatten()
    }

    /// Columns without which no row can be read.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let mut needed = vec![Field::EcritureDate, Field::CompteNum];
        let is_signed = self.position(Field::Montant).is_some() && self.position(Field::Debit).is_none();
        needed.extend(if is_signed { [Field::Montant, Field::Sens] } else { [Field::Debit, Field::Credit] });
        needed.into_iter().filter(|field| self.position(*field).is_none()).map(Field::name).collect()
    }

    /// Position of the last column that a row cannot do without.
    pub(super) fn last_needed(&self) -> usize {
        const OPTIONAL: [Option<Field>; 10] = [
            None,
            Some(Field::EcritureLet),
            Some(Field::DateLet),
            Some(Field::ValidDate),
            Some(Field::Montantdevise),
            Some(Field::Idevise),
            Some(Field::DateRglt),
            Some(Field::ModeRglt),
            Some(Field::NatOp),
            Some(Field::IdClient),
        ];
        self.fields.iter().rposition(|field| !OPTIONAL.contains(field)).unwrap_or(0)
    }

    /// The cells of a line, without padding and quotation marks.
    pub(super) fn split<'t>(&self, line: &'t str, cells: &mut Vec<&'t str>) {
        if matches!(self.separator, '\t' | '|') || !line.contains('"') {
            cells.extend(line.split(self.separator).map(cell::plain));
            return;
        }
        let mut quoted = false;
        let is_end = |c: char| {
            quoted ^= c == '"';
            c == self.separator && !quoted
        };
        cells.extend(line.split(is_end).map(cell::plain));
    }

    /// The cells of a line whose label holds `extra` separators, if dates and amounts then stand where they should.
    pub(super) fn mend<'t>(&self, line: &'t str, extra: usize) -> Option<Vec<&'t str>> {
        let label = self.position(Field::EcritureLib)?;
        let mut cells: Vec<&'t str> = line.split(self.separator).collect();
        let mut columns = self.columns;
        if cells.last().is_some_and(|cell| cell.trim().is_empty()) && cells.len() > columns + extra {
            columns += 1;
        }
        let merged = cells.len().checked_sub(columns)?;
        let before: usize = cells.iter().take(label).map(|cell| cell.len() + self.separator.len_utf8()).sum();
        let after: usize = cells.iter().skip(label + merged + 1).map(|cell| cell.len() + self.separator.len_utf8()).sum();
        let whole = line.get(before..line.len().checked_sub(after)?)?;
        cells.splice(label..=label + merged, [whole]);
        let mended: Vec<&str> = cells.into_iter().map(cell::plain).take(self.columns).collect();
        self.fits(&mended).then_some(mended)
    }

    /// Whether dates and amounts stand where they should.
    pub(super) fn fits(&self, cells: &[&str]) -> bool {
        let fits = |field: Field, reads: fn(&str) -> bool| {
            self.position(field).is_none_or(|at| cells.get(at).is_some_and(|cell| reads(cell)))
        };
        let no_date_or_one = |cell: &str| cell::date(cell).is_some() || cell.bytes().all(|b| b == b'0');
        let amounts = [Field::Debit, Field::Credit, Field::Montant];
        let has_amount = amounts.iter().filter_map(|field| cells.get(self.position(*field)?)).any(|cell| !cell.is_empty());
        has_amount
            && fits(Field::EcritureDate, |cell| cell::date(cell).is_some())
            && amounts.into_iter().all(|field| fits(field, |cell| cell::amount(cell).is_some()))
            && fits(Field::Sens, |cell| cell::side(cell).is_some())
            && [Field::DateLet, Field::ValidDate].into_iter().all(|field| fits(field, no_date_or_one))
    }
}
