//! A header row: which table it belongs to, and which column holds what.

use std::collections::BTreeMap;

use super::columns::{
    Column, Field, TABLES, announced, columns, key, names_a_column, names_a_holiday, names_a_payment, required,
};
use super::currency::Currency;
use super::settings::toml_text;
use crate::books::Table;
use crate::error::{Error, ErrorKind, quoted};
use crate::model::Mapping;

/// Which column of a table of a file holds what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layout {
    pub(crate) table: Table,
    positions: [Option<u16>; Field::COUNT],
    /// Headers as written.
    pub(crate) headers: Vec<String>,
    /// Currency named by the header of the amounts.
    pub(crate) currency: Option<Currency>,
    /// Columns of years, in a table of published figures.
    pub(crate) years: Vec<(usize, i32)>,
    /// Headers that mean nothing.
    pub(crate) ignored: Vec<String>,
    /// How much of the header was understood.
    known: usize,
}

impl Layout {
    /// Position of the column of a field.
    #[inline]
    pub(crate) fn position(&self, field: Field) -> Option<usize> {
        self.positions.get(field as usize).copied().flatten().map(usize::from)
    }

    /// Header of the column of a field, or the name of the field.
    pub(crate) fn name(&self, field: Field) -> &str {
        match self.position(field).and_then(|position| self.headers.get(position)) {
            Some(header) => header,
            None => columns(self.table).iter().find(|column| column.field == field).map_or("", |column| column.id),
        }
    }
}

/// What a row of cells is, as a header.
#[derive(Debug)]
pub(crate) enum Recognition {
    /// The header of a table.
    Table(Box<Layout>),
    /// The header of a table, with something wrong.
    Wrong(Table, Vec<Error>),
    /// Nothing known.
    Nothing,
}

impl Recognition {
    /// To prefer one way of cutting a row into cells over another.
    pub(crate) fn rank(&self) -> (u8, usize) {
        match self {
            Self::Table(layout) => (2, layout.known),
            Self::Wrong(..) => (1, 0),
            Self::Nothing => (0, 0),
        }
    }
}

/// What to know of a file beyond the row itself.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub(crate) path: &'a str,
    pub(crate) sheet: Option<&'a str>,
    pub(crate) mapping: Option<&'a Mapping>,
    /// Whether an amount including VAT stands for the net one.
    pub(crate) vat_exempt: bool,
    /// Whether a rule gives the client of every entry of time.
    pub(crate) client_given: bool,
}

/// A table as a header row fits it.
struct Fit {
    table: Table,
    fields: BTreeMap<usize, &'static Column>,
    missing: Vec<&'static [Field]>,
    years: Vec<(usize, i32)>,
    errors: Vec<Error>,
}

/// Recognises a row of cells as a header.
pub(crate) fn recognise(cells: &[&str], expected: Expected<'_>) -> Recognition {
    let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let announced = expected.sheet.and_then(announced).or_else(|| announced(expected.path));
    let stated = expected.mapping.and_then(|mapping| mapping.kind.as_deref());
    let says_holidays = announced == Some(Table::Holidays) || stated == Some(Table::Holidays.id());
    // A list of days may be nothing but days.
    let enough = if says_holidays { 1 } else { 2 };
    if filled < enough || cells.len() > usize::from(u16::MAX) {
        return Recognition::Nothing;
    }
    let keys: Vec<String> = cells.iter().map(|cell| key(Currency::of_header(cell).map_or(*cell, |(_, before)| before))).collect();
    // Every table needs two columns, or one and years; rows of data are told from headers by that at once.
    let promising =
        keys.iter().zip(cells).filter(|(key, cell)| names_a_column(key) || year(cell).is_some()).nth(enough - 1).is_some();
    if !promising && expected.mapping.is_none_or(|mapping| mapping.columns.is_empty()) {
        return Recognition::Nothing;
    }
    let fits: Vec<Fit> = TABLES
        .into_iter()
        .filter(|table| stated.is_none_or(|stated| stated == table.id()))
        .map(|table| fit(table, cells, &keys, expected))
        .collect();
    let known = |fit: &Fit| fit.fields.len() + fit.years.len();
    // Number, date and amount are also what a report of sales has.
    let of_sales = fits
        .iter()
        .find(|fit| fit.table == Table::Invoices)
        .map_or(0, |fit| known(fit) + 2 * usize::from(fit.fields.values().any(|column| column.field == Field::Client)));
    let says_payment = announced == Some(Table::Payments) || stated.is_some() || keys.iter().any(|key| names_a_payment(key));
    let is_report = |fit: &Fit| fit.table == Table::Payments && !says_payment && of_sales >= known(fit) + 2;
    // A day and a text are also what a diary has; what is worked or paid on a day is none of a list of public holidays.
    let says_holidays = says_holidays || keys.iter().any(|key| names_a_holiday(key));
    let is_worked_or_paid = fits.iter().flat_map(|fit| fit.fields.values()).any(|column| {
        use Field::{Amount, Client, Cost, Days, Debit, Duration, Hours, Net};
        [Amount, Client, Cost, Days, Debit, Duration, Hours, Net].contains(&column.field)
    });
    let is_other = |fit: &Fit| fit.table == Table::Holidays && (!says_holidays || is_worked_or_paid);
    let complete = || fits.iter().filter(|fit| fit.missing.is_empty() && !is_report(fit) && !is_other(fit));
    // A day, a text and an amount are also what most tables have: a statement is what is nothing else, or shows what only a bank knows.
    let is_sold_or_worked = fits.iter().flat_map(|fit| fit.fields.values()).any(|column| {
        use Field::{Client, Days, Duration, Gross, Hours, Quantity, UnitPrice, Vat, VatRate};
        [Client, Days, Duration, Gross, Hours, Quantity, UnitPrice, Vat, VatRate].contains(&column.field)
    });
    let is_statement = |fit: &Fit| {
        let has = |field: Field| fit.fields.values().any(|column| column.field == field);
        let is_shown = has(Field::ValueDate) || announced == Some(Table::Bank) && has(Field::Balance);
        let explains_more = |other: &Fit| other.table == Table::Bank || is_shown && known(fit) > known(other);
        fit.errors.is_empty()
            && !is_sold_or_worked
            && announced.is_none_or(|announced| announced == Table::Bank)
            && complete().all(explains_more)
    };
    let complete = || complete().filter(|fit| fit.table != Table::Bank || stated.is_some() || is_statement(fit));
    // Of those that fit, the one the name announces; else the first of those that explain most of the header.
    let best = complete().find(|fit| announced == Some(fit.table)).or_else(|| complete().rev().max_by_key(|fit| known(fit)));
    if let Some(best) = best {
        if best.errors.is_empty() {
            return Recognition::Table(Box::new(layout(best, cells)));
        }
        return Recognition::Wrong(best.table, best.errors.clone());
    }
    let near = fits.into_iter().find(|fit| {
        let of_required = required(fit.table).iter().filter(|group| !fit.missing.contains(group)).count();
        let gross_only = fit.table == Table::Invoices
            && fit.missing == [&[Field::Net]]
            && fit.fields.values().any(|column| column.field == Field::Gross);
        let is_announced = announced == Some(fit.table) && fit.table != Table::Bank;
        of_required >= 2 && (is_announced || stated.is_some() || gross_only)
            || !fit.errors.is_empty() && of_required >= 2 && stated.is_some()
    });
    match near {
        Some(mut fit) => {
            let found = found_headers(cells);
            let is_stated = |field: &Field| {
                let id = columns(fit.table).iter().find(|column| column.field == *field).map(|column| column.id);
                expected.mapping.is_some_and(|mapping| id.is_some_and(|id| mapping.columns.contains_key(id)))
            };
            let missing_groups: Vec<_> = fit.missing.iter().copied().filter(|group| !group.iter().any(is_stated)).collect();
            for group in missing_groups {
                fit.errors.push(missing(fit.table, group, &found, expected));
            }
            Recognition::Wrong(fit.table, fit.errors)
        }
        None => Recognition::Nothing,
    }
}

fn fit(table: Table, cells: &[&str], keys: &[String], expected: Expected<'_>) -> Fit {
    let mut fit = Fit { table, fields: BTreeMap::new(), missing: Vec::new(), years: Vec::new(), errors: Vec::new() };
    let duplicated = |column: &Column, positions: &[usize]| {
        let names: Vec<String> = positions.iter().filter_map(|at| cells.get(*at)).map(|cell| quoted(cell.trim())).collect();
        if names.iter().all(|name| Some(name) == names.first()) {
            let message = format!(
                "duplicated header: {} columns are called {}; rename or remove one",
                names.len(),
                names.first().map_or("", String::as_str)
            );
            return Error::new(ErrorKind::Structure, message).field(column.id);
        }
        Error::new(
            ErrorKind::Structure,
            format!(
                "duplicated header: columns {} could each be it; rename or remove one, or say which in bilan.toml",
                names.join(" and ")
            ),
        )
        .field(column.id)
        .paste(mapping_block(
            expected.path,
            &format!("columns = {{ {} = {} }}", column.id, header_text(cells, positions.first().copied())),
        ))
    };
    let none = BTreeMap::new();
    let stated = expected.mapping.map_or(&none, |mapping| &mapping.columns);
    for column in columns(table) {
        let Some(header) = stated.get(column.id).filter(|header| !header.is_empty()) else { continue };
        let exact: Vec<usize> = (0..).zip(cells).filter(|(_, cell)| cell.trim() == header.trim()).map(|(at, _)| at).collect();
        let wanted = key(header);
        let alike: Vec<usize> =
            (0..).zip(cells).filter(|(_, cell)| !wanted.is_empty() && key(cell) == wanted).map(|(at, _)| at).collect();
        let found = if exact.is_empty() { alike } else { exact };
        match found.as_slice() {
            [] => fit.errors.push(
                Error::new(
                    ErrorKind::Structure,
                    format!(
                        "no column has the header {} that bilan.toml names; found {}",
                        quoted(header),
                        found_headers(cells).join(", ")
                    ),
                )
                .field(column.id),
            ),
            [at] => {
                fit.fields.insert(*at, column);
            }
            several => fit.errors.push(duplicated(column, several)),
        }
    }
    for column in columns(table) {
        if stated.contains_key(column.id) {
            continue;
        }
        for rank in column.ranks {
            let found: Vec<usize> = (0..)
                .zip(keys)
                .filter(|(at, key)| !fit.fields.contains_key(at) && rank.split_whitespace().any(|name| name == key.as_str()))
                .map(|(at, _)| at)
                .collect();
            match found.as_slice() {
                [] => continue,
                [at] => {
                    fit.fields.insert(*at, column);
                }
                several => {
                    fit.errors.push(duplicated(column, several));
                    // The table is recognised all the same.
                    if let Some(at) = several.first() {
                        fit.fields.insert(*at, column);
                    }
                }
            }
            break;
        }
    }
    if table == Table::Published {
        fit.years = (0..).zip(cells).filter_map(|(at, cell)| Some((at, year(cell)?))).collect();
    }
    if table == Table::Published {
        for (at, cell) in (0..).zip(cells).filter(|(at, _)| !fit.fields.contains_key(at)) {
            let cell = cell.trim();
            let is_number = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
            if is_number && !fit.years.iter().any(|(year_at, _)| *year_at == at) {
                let message = format!("the column {} is no year between 1900 and 2199; write it with four digits", quoted(cell));
                fit.errors.push(Error::new(ErrorKind::Structure, message).field("year"));
            }
        }
    }
    let has = |field: &Field| {
        let stands_for = *field == Field::Net && expected.vat_exempt;
        let is_client = *field == Field::Client;
        let is_given = is_client && table == Table::Timesheets && expected.client_given;
        is_given
            || fit.fields.values().any(|column| {
                column.field == *field
                    || (stands_for && column.field == Field::Gross)
                    || (is_client && table == Table::Invoices && column.field == Field::Party)
            })
    };
    fit.missing = required(table).iter().copied().filter(|group| !group.iter().any(has)).collect();
    let has_field = |field: Field| fit.fields.values().any(|column| column.field == field);
    if table == Table::Invoices && has_field(Field::Party) && !has_field(Field::Client) && !has_field(Field::Account) {
        let at = fit.fields.iter().find(|(_, column)| column.field == Field::Party).map(|(at, _)| *at);
        let error = Error::new(
            ErrorKind::Structure,
            format!(
                "{} may be a client or a supplier; say which in bilan.toml",
                quoted(&header_text(cells, at).replace('"', ""))
            ),
        );
        let block = mapping_block(expected.path, &format!("columns = {{ client = {} }}", header_text(cells, at)));
        fit.errors.push(error.field("client").paste(block));
    }
    if table == Table::Published && fit.years.is_empty() {
        fit.missing.push(&[]);
    }
    fit
}

fn year(cell: &str) -> Option<i32> {
    cell.trim().parse().ok().filter(|year| (1900..=2199).contains(year))
}

fn layout(fit: &Fit, cells: &[&str]) -> Layout {
    let mut positions = [None; Field::COUNT];
    for (at, column) in &fit.fields {
        if let Some(position) = positions.get_mut(column.field as usize) {
            *position = u16::try_from(*at).ok();
        }
    }
    let position = |field: Field| positions.get(field as usize).copied().flatten().map(usize::from);
    let currency = [Field::Net, Field::Gross, Field::Amount, Field::Debit, Field::Rate]
        .into_iter()
        .filter_map(position)
        .find_map(|at| cells.get(at).and_then(|cell| Currency::of_header(cell)))
        .map(|(currency, _)| currency);
    let ignored = (0..)
        .zip(cells)
        .filter(|(at, cell)| {
            !cell.trim().is_empty() && !fit.fields.contains_key(at) && !fit.years.iter().any(|(year_at, _)| year_at == at)
        })
        .map(|(_, cell)| cell.trim().to_owned())
        .collect();
    Layout {
        table: fit.table,
        positions,
        headers: cells.iter().map(|cell| cell.trim().to_owned()).collect(),
        currency,
        years: fit.years.clone(),
        ignored,
        known: fit.fields.len() + fit.years.len(),
    }
}

/// The headers that are there, for messages.
fn found_headers(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).take(40).map(quoted).collect()
}

fn missing(table: Table, group: &'static [Field], found: &[String], expected: Expected<'_>) -> Error {
    let ids: Vec<&Column> = columns(table).iter().filter(|column| group.contains(&column.field)).collect();
    let right: Vec<&str> = ids.iter().map(|column| spelling(column.field).unwrap_or(column.id)).collect();
    let names =
        if group.is_empty() { "years".to_owned() } else { ids.iter().map(|column| column.id).collect::<Vec<_>>().join(" or ") };
    let right = if group.is_empty() { "2020, 2019 …".to_owned() } else { right.join(", ") };
    let exempt = if table == Table::Invoices && group == [Field::Net] {
        "; amounts including VAT stand for it only with [business] vat = \"exempt\""
    } else {
        ""
    };
    let first = ids.first().map_or("metric", |column| column.id);
    let mut block = mapping_block(expected.path, &format!("kind = \"{}\"\ncolumns = {{ {first} = \"…\" }}", table.id()));
    let mut or_rule = "";
    if table == Table::Timesheets && group == [Field::Client] {
        or_rule = "; or give all its rows one client with a [[rule]] in bilan.toml";
        let file = toml_text(expected.path);
        block.push_str(&format!(
            "# or, when all of it is for one client:\n# [[rule]]\n# match = {{ file = {file} }}\n# set = {{ client = \"…\" }}\n"
        ));
    }
    Error::new(
        ErrorKind::Structure,
        format!(
            "looks like {}, but no column is {names}; found {}; name it {right} (case, accents and punctuation do not matter){exempt}{or_rule}",
            table.id(),
            found.join(", ")
        ),
    )
    .field(names)
    .paste(block)
}

/// How to write the header of a column that a table must have.
fn spelling(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Number => "number or numéro",
        Field::Net => "net or montant HT",
        Field::Days => "days or jours",
        Field::Hours => "hours or heures",
        Field::Duration => "duration or durée",
        Field::Account => "account or compte",
        Field::Debit => "debit or débit",
        Field::Credit => "credit or crédit",
        Field::Amount => "amount or montant",
        Field::Balance => "balance or solde",
        Field::Category => "category or catégorie",
        Field::Supplier => "supplier or fournisseur",
        Field::Label => "label or libellé",
        Field::InService => "in_service or mise en service",
        Field::Cost => "cost or coût",
        Field::Years => "years or durée",
        _ => return None,
    })
}

/// A header as TOML text.
fn header_text(cells: &[&str], at: Option<usize>) -> String {
    toml_text(at.and_then(|at| cells.get(at)).map_or("…", |cell| cell.trim()))
}

/// A `[[mapping]]` for a file; what is special in a glob stands in brackets.
pub(crate) fn mapping_block(path: &str, rest: &str) -> String {
    format!("[[mapping]]\nfile = {}\n{rest}\n", toml_text(&globset::escape(path)))
}
