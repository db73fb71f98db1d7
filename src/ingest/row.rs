//! Reads the cells of one row by field, and remembers everything that is wrong with it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::cell::Cell;
use super::columns::{Field, key};
use super::convention::{Convention, Evidence, Hint, Refusal, Way};
use super::currency::{Currency, Unread};
use super::date;
use super::duration::Span;
use super::field::{self, Fixed, Read};
use super::header::{Layout, mapping_block};
use super::number;
use super::words::Words;
use crate::books::Reason;
use crate::error::{Error, ErrorKind, Origin, quoted};
use crate::model::{Money, Price, Unit};

/// A row of cells, from a line of text or from a sheet; text in it is trimmed.
pub(crate) trait Record<'r> {
    /// How many cells there are.
    fn len(&self) -> usize;
    /// A cell; empty beyond the last.
    fn cell(&self, at: usize) -> Cell<'r>;
    /// A cell as text, whatever it holds; empty beyond the last.
    fn text(&self, at: usize) -> &'r str;
    /// The last eight bytes of a cell, as many before it among them as it is shorter, the first one the lowest; `None` where they are
    /// not at hand.
    #[inline]
    fn last_eight(&self, _at: usize) -> Option<u64> {
        None
    }
}

/// The currency of a row.
pub(crate) enum CurrencyText<'r> {
    Written(&'r str),
    Noted(Currency),
}

impl CurrencyText<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Written(text) => text,
            Self::Noted(currency) => currency.code(),
        }
    }
}

/// The row being read.
pub(crate) struct RowReader<'c> {
    pub(crate) layout: &'c Layout,
    conventions: &'c [Convention],
    date_format: Option<&'c str>,
    file: &'c Origin,
    pub(crate) line: u32,
    errors: Vec<Error>,
    /// A cell could not be read because its column is not settled.
    unsettled: bool,
    /// A currency written next to an amount.
    currency: Option<Currency>,
    /// For each column the last hint that was noted and found well; the same again needs no look.
    usual: Vec<Hint>,
    /// The last date, as written.
    last_date: ([u8; 10], Option<NaiveDate>),
    /// What the cells of each column said.
    pub(crate) evidence: Vec<Evidence>,
    /// Workbook numbers that were rounded to what their cells show.
    pub(crate) rounded: u64,
    /// Rows of which an amount in another currency, or its currency, could not be read.
    pub(crate) unread: u64,
}

impl<'c> RowReader<'c> {
    pub(crate) fn new(layout: &'c Layout, conventions: &'c [Convention], date_format: Option<&'c str>, file: &'c Origin) -> Self {
        Self {
            layout,
            conventions,
            date_format,
            file,
            line: 0,
            errors: Vec::new(),
            unsettled: false,
            currency: None,
            usual: vec![Hint::Neutral; layout.headers.len()],
            last_date: ([0; 10], None),
            evidence: vec![Evidence::default(); layout.headers.len()],
            rounded: 0,
            unread: 0,
        }
    }

    pub(crate) fn start(&mut self, line: u32) {
        self.line = line;
        self.unsettled = false;
        self.currency = None;
    }

    /// Whether the row cannot be used.
    pub(crate) fn failed(&self) -> bool {
        self.unsettled || !self.errors.is_empty()
    }

    pub(crate) fn take_errors(&mut self) -> Vec<Error> {
        // In a row that is cut wrong no cell is where it should be.
        if self.errors.first().is_some_and(|error| error.kind() == ErrorKind::Structure) {
            self.errors.truncate(1);
        }
        std::mem::take(&mut self.errors)
    }

    /// Adds what is wrong with a field.
    pub(crate) fn wrong(&mut self, field: Field, message: impl Into<String>) {
        let name = self.layout.name(field).to_owned();
        self.wrong_row(Error::new(ErrorKind::Value, message).field(name));
    }

    /// Adds what is wrong with the row.
    pub(crate) fn wrong_row(&mut self, error: Error) {
        self.errors.push(error.at(self.file.clone().line(self.line)));
    }

    fn wrong_cell(&mut self, at: usize, cell: &Cell<'_>, message: &str) {
        let name = self.layout.headers.get(at).cloned().unwrap_or_default();
        let message = format!("{} {message}", quoted(&field::shown(cell)));
        self.wrong_row(Error::new(ErrorKind::Value, message).field(name));
    }

    /// Text of a field; empty when there is none.
    #[inline]
    pub(crate) fn text<'r>(&self, record: &impl Record<'r>, field: Field) -> &'r str {
        self.layout.position(field).map_or("", |at| record.text(at))
    }

    /// Text that must be there.
    #[inline]
    pub(crate) fn required_text<'r>(&mut self, record: &impl Record<'r>, field: Field) -> &'r str {
        let Some(at) = self.layout.position(field) else {
            self.missing(field);
            return "";
        };
        match record.cell(at) {
            Cell::Text(text) => text,
            cell @ Cell::Broken(_) => {
                self.wrong_cell(at, &cell, "is no value; mend the cell or its formula in the workbook");
                ""
            }
            Cell::Empty => {
                self.missing(field);
                ""
            }
            _ => record.text(at),
        }
    }

    /// The field is empty and must not be.
    pub(crate) fn missing(&mut self, field: Field) {
        self.wrong(field, "is empty");
    }

    /// Whether the cell of a field holds nothing.
    pub(crate) fn is_empty<'r>(&self, record: &impl Record<'r>, field: Field) -> bool {
        self.layout.position(field).is_none_or(|at| matches!(record.cell(at), Cell::Empty))
    }

    /// Notes what a cell says about its column; whether it may be used.
    #[inline]
    fn settled(&mut self, at: usize, hint: Hint, cell: &Cell<'_>) -> bool {
        if hint == Hint::Neutral {
            return true;
        }
        if let (Some(evidence), Cell::Text(text)) = (self.evidence.get_mut(at), cell) {
            evidence.note(hint, self.line, text);
        }
        match self.conventions.get(at).copied().unwrap_or_default().admits(hint) {
            Ok(()) => {
                if let Some(usual) = self.usual.get_mut(at) {
                    *usual = hint;
                }
                true
            }
            Err(Refusal::Unsettled) => {
                self.unsettled = true;
                false
            }
            Err(Refusal::NotAsStated) => {
                self.wrong_cell(at, cell, "is not written as the [[mapping]] of this file in bilan.toml says");
                false
            }
        }
    }

    #[inline]
    fn read<'r, T>(
        &mut self,
        record: &impl Record<'r>,
        at: usize,
        read: impl FnOnce(&Cell<'r>, Way) -> Result<Read<T>, String>,
    ) -> Option<T> {
        let cell = record.cell(at);
        if matches!(cell, Cell::Empty) {
            return None;
        }
        let way = self.conventions.get(at).copied().unwrap_or_default().way();
        match read(&cell, way) {
            Ok(read) => {
                self.rounded += u64::from(read.rounded);
                if read.currency.is_some() {
                    self.currency = self.currency.or(read.currency);
                }
                self.settled(at, read.hint, &cell).then_some(read.value)
            }
            Err(message) => {
                self.wrong_cell(at, &cell, &message);
                None
            }
        }
    }

    /// A number spelt plainly, as the other cells of its column are: nearly every one of a large file.
    #[inline]
    pub(crate) fn usual<'r, T: Fixed>(&self, record: &impl Record<'r>, field: Field) -> Option<T> {
        let at = self.layout.position(field)?;
        let Cell::Text(text) = record.cell(at) else { return None };
        let money = record.last_eight(at).and_then(|eight| number::with_cents(eight, text.len(), T::SCALE));
        let (mantissa, hint) = money.or_else(|| number::plain(text.as_bytes(), T::SCALE))?;
        if hint != Hint::Neutral && self.usual.get(at) != Some(&hint) {
            return None;
        }
        T::from_mantissa(mantissa)
    }

    /// A number; `None` when the cell is empty or wrong.
    #[inline]
    pub(crate) fn fixed<'r, T: Fixed>(&mut self, record: &impl Record<'r>, field: Field) -> Option<T> {
        self.layout.position(field)?;
        let usual = self.usual(record, field);
        if usual.is_some() { usual } else { self.any_fixed(record, field) }
    }

    #[inline(never)]
    fn any_fixed<'r, T: Fixed>(&mut self, record: &impl Record<'r>, field: Field) -> Option<T> {
        self.read(record, self.layout.position(field)?, field::fixed)
    }

    /// A number that no figure needs: one that cannot be read is no error of its row.
    pub(crate) fn spare<'r, T: Fixed>(&mut self, record: &impl Record<'r>, field: Field) -> Result<Option<T>, Unread> {
        let errors = self.errors.len();
        let found = self.fixed(record, field);
        if self.errors.len() > errors {
            self.errors.truncate(errors);
            return Err(Unread);
        }
        Ok(found)
    }

    /// A rate as a share.
    pub(crate) fn share<'r>(&mut self, record: &impl Record<'r>, field: Field) -> Option<Price> {
        self.read(record, self.layout.position(field)?, field::share)
    }

    /// A span of time, a number alone being in `unit`.
    #[inline]
    pub(crate) fn span<'r>(&mut self, record: &impl Record<'r>, field: Field, unit: Unit) -> Option<Span> {
        self.read(record, self.layout.position(field)?, |cell, way| field::span(cell, unit, way))
    }

    /// A figure as published, in a column, and the power of ten that its last digit stands for.
    pub(crate) fn figure<'r>(&mut self, record: &impl Record<'r>, at: usize) -> Option<(Decimal, i32)> {
        self.read(record, at, field::figure)
    }

    /// A date.
    #[inline]
    pub(crate) fn date<'r>(&mut self, record: &impl Record<'r>, field: Field) -> Option<NaiveDate> {
        let at = self.layout.position(field)?;
        // Rows that follow each other often are of one day.
        if let Cell::Text(text) = record.cell(at)
            && let Ok(written) = <&[u8; 10]>::try_from(text.as_bytes())
            && *written == self.last_date.0
            && self.last_date.1.is_some()
        {
            return self.last_date.1;
        }
        self.any_date(&record.cell(at), at, field)
    }

    #[inline(never)]
    fn any_date(&mut self, cell: &Cell<'_>, at: usize, field: Field) -> Option<NaiveDate> {
        if matches!(cell, Cell::Empty) {
            return None;
        }
        if let Cell::Text(text) = cell {
            if let Some(format) = self.date_format {
                if let Some(date) = date::formatted(text, format) {
                    return Some(date);
                }
            } else if let Ok(written) = <[u8; 10]>::try_from(text.as_bytes())
                && let Some(date) = date::iso(&written)
            {
                self.last_date = (written, Some(date));
                return Some(date);
            }
        }
        let way = self.conventions.get(at).copied().unwrap_or_default().way();
        match field::date(cell, way) {
            Ok((date, hint)) => self.settled(at, hint, cell).then_some(date),
            Err(message) => {
                self.wrong_cell(at, cell, message);
                if field == Field::Paid && field::fixed::<Money>(cell, Way::First).is_ok() {
                    self.not_a_date_of_payment();
                }
                None
            }
        }
    }

    /// Adds to the last error what to do with a column of amounts that is named as dates of payment are.
    fn not_a_date_of_payment(&mut self) {
        let Some(error) = self.errors.pop() else { return };
        let block = mapping_block(self.file.path(), "columns = { paid = \"\" }");
        let message =
            format!("{}; if the column holds amounts, say so in bilan.toml: columns = {{ paid = \"\" }}", error.message());
        let mut clear = Error::new(error.kind(), message).at(self.file.clone().line(self.line)).paste(block);
        if let Some(name) = error.field_name() {
            clear = clear.field(name);
        }
        self.errors.push(clear);
    }

    /// A date that must be there.
    #[inline]
    pub(crate) fn required_date<'r>(&mut self, record: &impl Record<'r>, field: Field) -> Option<NaiveDate> {
        let date = self.date(record, field);
        if date.is_none() && self.is_empty(record, field) {
            self.missing(field);
        }
        date
    }

    /// A date that is good to know: one that cannot be read, or in two ways, costs no row.
    pub(crate) fn optional_date<'r>(&mut self, record: &impl Record<'r>, field: Field) -> Option<NaiveDate> {
        let (errors, unsettled) = (self.errors.len(), self.unsettled);
        let date = self.date(record, field);
        self.errors.truncate(errors);
        self.unsettled = unsettled;
        date
    }

    /// A number that must be there.
    #[inline]
    pub(crate) fn required_fixed<'r, T: Fixed>(&mut self, record: &impl Record<'r>, field: Field) -> Option<T> {
        let usual = self.usual(record, field);
        if usual.is_some() {
            return usual;
        }
        if self.is_empty(record, field) {
            self.missing(field);
        }
        self.any_fixed(record, field)
    }

    /// One of the words of a set.
    #[inline]
    pub(crate) fn word<'r, T: Copy>(&mut self, record: &impl Record<'r>, field: Field, words: &Words<T>) -> Option<T> {
        let text = self.text(record, field);
        if text.is_empty() {
            return None;
        }
        let value = words.as_written(text);
        if value.is_some() { value } else { self.any_word(text, field, words) }
    }

    #[cold]
    #[inline(never)]
    fn any_word<T: Copy>(&mut self, text: &str, field: Field, words: &Words<T>) -> Option<T> {
        let value = words.read(text);
        if value.is_none() {
            self.wrong(field, format!("{} is not known; write {}", quoted(text), words.proposed));
        }
        value
    }

    /// The currency of a row as written: in its own column, else in the header of the amounts, else next to an amount.
    #[inline]
    pub(crate) fn currency<'r>(&self, record: &impl Record<'r>) -> CurrencyText<'r> {
        let text = self.text(record, Field::Currency);
        match self.layout.currency.or(self.currency) {
            Some(currency) if text.is_empty() => CurrencyText::Noted(currency),
            _ => CurrencyText::Written(text),
        }
    }

    /// Whether the row is no row of data: a total of others, or the header once more. `date` is the field of its date; `texts` are
    /// the fields that a total leaves empty.
    #[inline]
    pub(crate) fn not_data<'r>(&self, record: &impl Record<'r>, date: Field, texts: &[Field]) -> Option<Reason> {
        let position = self.layout.position(date)?;
        let cell = record.cell(position);
        // Nearly every row begins with a date.
        if matches!(cell, Cell::Text(text) if text.as_bytes().first().is_some_and(u8::is_ascii_digit)) {
            return None;
        }
        self.total_or_header(record, position, &cell, texts)
    }

    #[cold]
    #[inline(never)]
    fn total_or_header<'r>(&self, record: &impl Record<'r>, position: usize, date: &Cell<'_>, texts: &[Field]) -> Option<Reason> {
        match date {
            Cell::Empty => {}
            Cell::Text(text) => {
                let header = self.layout.headers.get(position).is_some_and(|header| key(header) == key(text));
                return (header || is_total(text)).then_some(Reason::Total);
            }
            _ => return None,
        }
        let says_total = (0..record.len()).any(|at| is_total(record.text(at)));
        let only_amounts = texts.iter().all(|field| self.is_empty(record, *field));
        (says_total || only_amounts).then_some(Reason::Total)
    }

    /// Adds an error if the row has more cells than the header, unless they are empty.
    #[inline]
    pub(crate) fn check_width<'r>(&mut self, record: &impl Record<'r>) {
        let width = self.layout.headers.len();
        // In a sheet a cell cannot shift others: one without a header is a remark.
        if self.file.sheet_name().is_some() {
            return;
        }
        if record.len() > width && (width..record.len()).any(|at| !matches!(record.cell(at), Cell::Empty)) {
            let message = format!(
                "has {} cells, the header {width}; put quotes around a cell that holds the separator, and double a quote inside it",
                record.len()
            );
            self.wrong_row(Error::new(ErrorKind::Structure, message));
        }
    }
}

/// Whether a text announces a total: `Total`, `TOTAL HT`, `Sous-total`, `Somme`.
fn is_total(text: &str) -> bool {
    const WORDS: [&str; 6] = ["total", "totaux", "sous-total", "sous total", "subtotal", "somme"];
    let starts = |word: &str| {
        text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !text.get(word.len()..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
    };
    WORDS.iter().any(|word| starts(word)) || text.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("grand total"))
}
