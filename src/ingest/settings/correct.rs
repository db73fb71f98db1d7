//! `[[correct]]`.

use rust_decimal::prelude::ToPrimitive;

use super::entry::{Checker, Entry};
use crate::error::quoted;
use crate::model::{Correction, Mend};

pub(super) fn corrections<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Vec<Correction> {
    const KEYS: [&str; 7] = ["file", "sheet", "line", "set_aside", "field", "value", "reason"];
    let mut corrections: Vec<Correction> = Vec::new();
    for (line, table) in checker.tables(entry) {
        let (mut file, mut sheet, mut row, mut reason) = (None, None, None, None);
        let (mut set_aside, mut field, mut value) = (None, None, None);
        for (key, example) in [("file", "\"export.csv\""), ("line", "14"), ("reason", "\"forgotten timer\"")] {
            if !table.contains_key(key) {
                checker.wrong(line, &entry.key, format!("{key} is missing; write {key} = {example}"));
            }
        }
        for entry in checker.entries(&entry.key, table, &KEYS) {
            match entry.name {
                "file" => file = checker.text(&entry),
                "sheet" => sheet = checker.text(&entry),
                "line" => row = row_number(checker, &entry),
                "set_aside" => set_aside = checker.boolean(&entry),
                "field" => field = checker.text(&entry),
                "value" => value = checker.scalar(&entry),
                _ => reason = checker.text(&entry),
            }
        }
        let has = |key: &str| table.contains_key(key);
        let mend = match (has("set_aside"), has("field"), has("value")) {
            (true, false, false) if set_aside == Some(false) => {
                checker.wrong(line, &entry.key, "set_aside = false changes nothing; write true, or remove the [[correct]]");
                None
            }
            (true, false, false) => set_aside.map(|_| Mend::SetAside),
            (false, true, true) => field.zip(value).map(|(field, value)| Mend::Replace { field, value }),
            _ => {
                checker.wrong(line, &entry.key, "write either set_aside = true, or field = \"net\" and value = \"1234.56\"");
                None
            }
        };
        let (Some(file), Some(row), Some(mend), Some(reason)) = (file, row, mend, reason) else { continue };
        let correction = Correction { sheet, mend, line, ..Correction::set_aside(file, row, reason) };
        let same = |earlier: &&Correction| {
            let place = |c: &Correction| (c.file.clone(), c.sheet.clone(), c.row);
            let fields = match (&earlier.mend, &correction.mend) {
                (Mend::Replace { field: a, .. }, Mend::Replace { field: b, .. }) => a == b,
                _ => true,
            };
            place(earlier) == place(&correction) && fields
        };
        match corrections.iter().find(same) {
            Some(earlier) => {
                let message = format!("the [[correct]] on line {} is about the same; keep one of them", earlier.line);
                checker.wrong(line, &entry.key, message);
            }
            None => corrections.push(correction),
        }
    }
    corrections
}

fn row_number<'t>(checker: &mut Checker<'t>, entry: &Entry<'t>) -> Option<u32> {
    let row = checker.decimal(entry)?;
    let number = row.to_u32().filter(|number| *number > 0 && row.is_integer());
    if number.is_none() {
        let found = quoted(&row.to_string());
        checker.wrong(entry.line, &entry.key, format!("{found} is not a line; write its number as an editor counts it, as 14"));
    }
    number
}
