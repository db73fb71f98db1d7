//! The French ledger export (*fichier des écritures comptables*, LPF art. A47 A-1), as lenient as the official checker: columns in
//! any order, `Debit`/`Credit` or `Montant`/`Sens`, tab, `|`, `;` or `,`, any line end.

mod cell;
mod header;
mod lines;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use self::header::{Field, Header};
use super::corrections::{self, Corrections};
use super::currency::{self, Unread};
use super::source;
use super::tabular::{self, LONGEST_ROW, NO_TEXT, Outcome, Reading};
use crate::books::{BooksBuilder, Chunk, Column, Reason, Rejected, Source, Table};
use crate::error::{Error, ErrorKind, Origin, quoted};
use crate::model::{LedgerEntry, Money};

/// Whether a file begins with the header of one.
pub(crate) fn is_fec(head: &[u8]) -> bool {
    let end = head.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(head.len());
    let line: Vec<u8> = head.iter().take(end).copied().filter(|byte| *byte != 0).collect();
    let line = line.strip_prefix(&[0xFF, 0xFE]).unwrap_or(&line);
    source::decode(line).is_some_and(|line| Header::find(&line).is_some())
}

/// Reads a whole file.
pub(crate) fn read_fec(reading: &Reading<'_>, bytes: &[u8], builder: &mut BooksBuilder) -> Outcome {
    let without_zeros: Vec<u8>;
    let mut is_damaged = false;
    let text = match source::decode(bytes) {
        Some(text) => text,
        None => {
            without_zeros = bytes.iter().copied().filter(|byte| *byte != 0).collect();
            is_damaged = true;
            let is_wide = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
            let text = if is_wide { None } else { source::decode(&without_zeros) };
            text.unwrap_or_else(|| Cow::Owned(source::decode_damaged(bytes)))
        }
    };
    let mut lines = lines::lines(text.trim_start_matches('\u{feff}'));
    let header = lines.next().and_then(|(_, line)| Header::find(line));
    let Some(header) = header else { return Outcome::NotRecognised };
    let mut source = Source::new(reading.path, "fec");
    source.sha256 = source::sha256(bytes);
    source.ignored_columns.clone_from(&header.ignored);
    source.french = true;
    let source = builder.source(source);
    let origin = Origin::file(reading.path);
    let missing = header.missing();
    if !missing.is_empty() {
        let message = format!("columns missing: {}; a FEC has them all in its first line", missing.join(", "));
        builder.error(Error::new(ErrorKind::Structure, message).at(origin.clone().line(1)));
    }
    let corrections = Corrections::of_ledger(reading.settings, reading.path);
    let mut made = Vec::new();
    let mut chunk = Chunk::default();
    let mut cells = Vec::new();
    let mut unread = 0;
    for (line, text) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        if let Some((number, reason)) = corrections.set_aside(line) {
            made.push((number, line));
            builder.set_aside(source, line, reason);
            continue;
        }
        let row = if !missing.is_empty() {
            Err(Bad::default())
        } else if is_damaged && text.contains(char::REPLACEMENT_CHARACTER) {
            Err(Bad { date: None, errors: vec![Error::new(ErrorKind::Structure, NO_TEXT)] })
        } else {
            entry(&header, text, &mut cells)
        };
        match row {
            Ok((mut row, is_unread)) => {
                unread += u64::from(is_unread);
                if !reading.rules.is_empty() {
                    reading.rules.ledger_entry(&mut row);
                }
                chunk.ledger_entry(line, &row);
            }
            Err(bad) => {
                let at = origin.clone().line(line);
                let mut errors: Vec<Error> = bad.errors.into_iter().map(|error| error.at(at.clone())).collect();
                if let Some(error) = errors.first_mut()
                    && let Some(block) = corrections::block(&at, Table::Ledger, error)
                {
                    *error = error.clone().paste(block);
                }
                builder.reject(Rejected::new(Table::Ledger, source, line, bad.date), None, errors);
            }
        }
    }
    if let Some(keep) = without_closing(&chunk) {
        for (row, _) in keep.iter().enumerate().filter(|(_, keep)| !**keep) {
            builder.set_aside(source, chunk.ledger_entries.line.peek(row, &chunk.names), Reason::Closing);
        }
        chunk.ledger_entries.retain(&keep);
    }
    builder.absorb(source, chunk);
    if let Some(source) = builder.source_mut(source) {
        source.unread_cells = unread;
    }
    tabular::corrected(reading.settings, &corrections, &made, source, builder);
    Outcome::Read(source)
}

/// What is wrong with a row, and its date if that can be read.
#[derive(Default)]
struct Bad {
    date: Option<NaiveDate>,
    errors: Vec<Error>,
}

impl Bad {
    fn structure(found: usize, header: &Header) -> Self {
        let message = format!("{found} fields where the header has {}; is a line cut, or a separator missing?", header.columns);
        Self { date: None, errors: vec![Error::new(ErrorKind::Structure, message)] }
    }
}

/// An entry, and whether what it says in another currency could not be read.
fn entry<'t>(header: &Header, line: &'t str, cells: &mut Vec<&'t str>) -> Result<(LedgerEntry<'t>, bool), Bad> {
    cells.clear();
    header.split(line, cells);
    let found = cells.len();
    match found.checked_sub(header.columns) {
        Some(0) => {}
        Some(extra) => {
            let is_trailing = cells.iter().rev().take(extra).all(|cell| cell.is_empty());
            // A separator within the label: the cells left and right of it are where they should be.
            if is_trailing && header.fits(cells) {
                cells.truncate(header.columns);
            } else if !header.fits(cells)
                && let Some(mended) = header.mend(line, extra)
            {
                *cells = mended;
            } else if is_trailing {
                cells.truncate(header.columns);
            } else {
                return Err(Bad::structure(found, header));
            }
        }
        // The last columns are optional and may be left out.
        None if header.last_needed() < found => cells.resize(header.columns, ""),
        None => return Err(Bad::structure(found, header)),
    }
    if line.len() > LONGEST_ROW {
        let message = format!(
            "holds {} MB of text, and a line at most {} MB; is a line break missing?",
            line.len() >> 20,
            LONGEST_ROW >> 20
        );
        return Err(Bad { date: None, errors: vec![Error::new(ErrorKind::Structure, message)] });
    }
    let get = |field: Field| header.position(field).and_then(|at| cells.get(at)).copied().unwrap_or_default();
    let mut errors = Vec::new();
    let date = cell::date(get(Field::EcritureDate));
    if date.is_none() {
        let found = Some(get(Field::EcritureDate)).filter(|found| !found.is_empty());
        let what = found.map_or_else(|| "is empty".to_owned(), |found| format!("{} is not a date", quoted(found)));
        errors.push(wrong("EcritureDate", format!("{what}; write AAAAMMJJ, as 20221231")));
    }
    let account = get(Field::CompteNum);
    if account.is_empty() {
        errors.push(wrong("CompteNum", "is empty; write the number of the account".to_owned()));
    }
    let mut amount_of = |field: Field| {
        let found = get(field);
        let amount = cell::amount(found);
        if amount.is_none() {
            let is_long =
                found.len() > 10 && found.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b'-'));
            let what = if is_long { "is too large, or has too many decimals" } else { "is not an amount" };
            errors.push(wrong(field.name(), format!("{} {what}; write 1234,56", quoted(found))));
        }
        amount
    };
    let amount = if header.position(Field::Debit).is_some() {
        let (debit, credit) = (amount_of(Field::Debit), amount_of(Field::Credit));
        debit.zip(credit).map(|(debit, credit)| debit.mantissa() - credit.mantissa())
    } else {
        let amount = amount_of(Field::Montant);
        let side = cell::side(get(Field::Sens));
        if side.is_none() {
            let found = quoted(get(Field::Sens));
            errors.push(wrong("Sens", format!("{found} is neither debit nor credit; write D or C, +1 or -1")));
        }
        amount.zip(side).map(|(amount, side)| amount.mantissa() * side)
    };
    match (date, amount.and_then(Money::from_mantissa), errors.is_empty()) {
        (Some(date), Some(amount), true) => {
            let mut entry = LedgerEntry::new(date, account, amount);
            entry.account_label = get(Field::CompteLib);
            entry.label = get(Field::EcritureLib);
            entry.piece = get(Field::PieceRef);
            entry.journal = get(Field::JournalCode);
            entry.entry = get(Field::EcritureNum);
            entry.party = get(Field::CompAuxLib);
            let written = Some(get(Field::Montantdevise)).filter(|written| !written.is_empty());
            let foreign = match written.map_or(Some(Money::ZERO), cell::amount) {
                Some(written) => currency::foreign(written, get(Field::Idevise), amount),
                None => Err(Unread),
            };
            // Its amounts are euros: one in euros again says nothing.
            entry.foreign = foreign.unwrap_or_default().filter(|foreign| foreign.currency() != "EUR");
            Ok((entry, foreign.is_err()))
        }
        _ => {
            if errors.is_empty() {
                errors.push(wrong("Debit", "debit and credit are too large together".to_owned()));
            }
            Err(Bad { date, errors })
        }
    }
}

fn wrong(field: &str, message: String) -> Error {
    Error::new(ErrorKind::Value, message).field(field)
}

/// Which rows to keep, if there are entries that carry classes 6 and 7 to the result: all their lines are on 6, 7 or 12, some on
/// 12 and some not. A FEC should hold none.
fn without_closing(chunk: &Chunk) -> Option<Vec<bool>> {
    let (rows, names) = (&chunk.ledger_entries, &chunk.names);
    let account = |row: usize| rows.account.peek(row, names);
    let key = |row: usize| (rows.journal.peek(row, names), rows.entry.peek(row, names), rows.date.peek(row, names));
    let is_result = |row: &usize| account(*row).starts_with("12");
    // Whether an entry carries anything, and whether it carries nothing but classes 6 and 7.
    let mut entries: BTreeMap<_, (bool, bool)> = (0..rows.len()).filter(is_result).map(|row| (key(row), (false, true))).collect();
    if entries.is_empty() {
        return None;
    }
    for row in (0..rows.len()).filter(|row| !is_result(row)) {
        if let Some((carries, only)) = entries.get_mut(&key(row)) {
            let is_carried = account(row).starts_with(['6', '7']);
            *carries |= is_carried;
            *only &= is_carried;
        }
    }
    entries.retain(|_, (carries, only)| *carries && *only);
    (!entries.is_empty()).then(|| (0..rows.len()).map(|row| !entries.contains_key(&key(row))).collect())
}

#[cfg(test)]
mod tests;
