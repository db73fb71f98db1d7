//! The published totals, added up again from the files alone.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_decimal::Decimal;

use super::data;

type Result<T> = std::result::Result<T, Box<dyn Error>>;
type Row = BTreeMap<String, String>;

/// Revenue, of which fixed price, billed days, result before tax, income tax.
const PUBLISHED: [(&str, [&str; 5]); 4] = [
    ("2017", ["100000", "5000", "160", "23529", "3529"]),
    ("2018", ["132000", "8000", "178", "11765", "1765"]),
    ("2019", ["150000", "10000", "197", "15882", "2382"]),
    ("2020", ["138000", "13000", "175", "9412", "1412"]),
];
const RESULTS: [(&str, &str); 4] = [("2017", "20000"), ("2018", "10000"), ("2019", "13500"), ("2020", "8000")];
/// 6 000 € over 3 years from 15 September: 2 000 × 106 ÷ 360.
const DEPRECIATION: [(&str, &str); 1] = [("2020", "588.89")];

/// Every cell that holds something: sheet, row, column, value.
pub(super) fn cells(bytes: Vec<u8>) -> Result<Vec<(String, u32, u32, Data)>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let mut cells = Vec::new();
    for (sheet, range) in workbook.worksheets() {
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            cells.push((sheet.clone(), top + row as u32, left + column as u32, value.clone()));
        }
    }
    Ok(cells)
}

/// Rows of a text file by the names of its columns.
fn rows(path: &str, separator: u8) -> Result<Vec<Row>> {
    let text = fs::read(data().join(path))?;
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).quoting(separator == b',').from_reader(text.as_slice());
    let header = reader.headers()?.clone();
    let named = |record: csv::StringRecord| header.iter().zip(&record).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    Ok(reader.records().collect::<std::result::Result<Vec<_>, _>>()?.into_iter().map(named).collect())
}

/// Rows of a sheet, its header being row 4 and its last row the totals; dates and amounts are written as in the CSV files.
fn sheet_rows(sheet: &str) -> Result<Vec<Row>> {
    let cells = cells(fs::read(data().join("workbook").join(super::workbook::NAME))?)?;
    let of_sheet: Vec<_> = cells.into_iter().filter(|cell| cell.0 == sheet).collect();
    let header: BTreeMap<u32, String> = of_sheet.iter().filter(|c| c.1 == 3).map(|c| (c.2, c.3.to_string())).collect();
    let last = of_sheet.iter().map(|cell| cell.1).max().ok_or("an empty sheet")?;
    let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
    for (_, row, column, value) in of_sheet.into_iter().filter(|cell| cell.1 > 3 && cell.1 < last) {
        let text = match value {
            Data::DateTime(date) => date.as_datetime().ok_or("a date")?.date().to_string(),
            Data::Float(number) => number.to_string(),
            other => other.to_string().replace(['\u{a0}', '\u{202f}'], ""),
        };
        let column = header.get(&column).ok_or("a column without a header")?;
        rows.entry(row).or_default().insert(column.clone(), text);
    }
    Ok(rows.into_values().collect())
}

fn field<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).map_or("", String::as_str)
}

fn number(row: &Row, name: &str) -> Result<Decimal> {
    let text = field(row, name);
    if text.is_empty() { Ok(Decimal::ZERO) } else { Ok(text.replace(',', ".").parse()?) }
}

/// Adds a column of the rows that are wanted by year, the first four characters of their date.
fn by_year(rows: &[Row], date: &str, amount: &str, is_wanted: impl Fn(&Row) -> bool) -> Result<BTreeMap<String, Decimal>> {
    let mut sums = BTreeMap::new();
    for row in rows.iter().filter(|row| is_wanted(row)) {
        let year = field(row, date).get(..4).ok_or("a year")?.to_owned();
        *sums.entry(year).or_default() += number(row, amount)?;
    }
    sums.retain(|_, sum: &mut Decimal| !sum.is_zero());
    Ok(sums)
}

fn expected(years: &[(&str, &str)]) -> BTreeMap<String, Decimal> {
    years.iter().map(|(year, value)| ((*year).to_owned(), value.parse().expect("a number"))).collect()
}

fn published(column: usize) -> BTreeMap<String, Decimal> {
    expected(&PUBLISHED.map(|(year, values)| (year, values[column])))
}

/// What the rows of a shape must be called to be added up.
struct Names {
    invoice: [&'static str; 5],
    time: &'static str,
    disbursement: &'static str,
    fixed: &'static str,
    days: [&'static str; 3],
    expense: [&'static str; 3],
}

fn holds(invoices: &[Row], timesheet: &[Row], expenses: &[Row], names: &Names) -> Result<()> {
    let [issued, billing, quantity, price, net] = names.invoice;
    let [date, account, cost] = names.expense;
    let is = |row: &Row, word: &str| field(row, billing) == word;
    assert_eq!(by_year(invoices, issued, net, |row| !is(row, names.disbursement))?, published(0), "revenue");
    assert_eq!(by_year(invoices, issued, net, |row| is(row, names.fixed))?, published(1), "fixed price");
    assert_eq!(by_year(invoices, issued, quantity, |row| is(row, names.time))?, published(2), "billed days");
    for row in invoices.iter().filter(|row| is(row, names.time)) {
        assert_eq!(number(row, quantity)? * number(row, price)?, number(row, net)?, "{row:?}");
    }
    let [worked, days, how] = names.days;
    let billed = by_year(timesheet, worked, days, |row| field(row, how) == names.time)?;
    assert_eq!(billed, published(2), "billable work that is not at a fixed price");

    let tax = by_year(expenses, date, cost, |row| field(row, account) == "695")?;
    assert_eq!(tax, published(4), "income tax");
    let mut result = published(0);
    for (year, value) in by_year(expenses, date, cost, |_| true)?.into_iter().chain(expected(&DEPRECIATION)) {
        *result.entry(year).or_default() -= value;
    }
    assert_eq!(result, expected(&RESULTS), "result after tax");
    for (year, value) in tax {
        *result.entry(year).or_default() += value;
    }
    assert_eq!(result, published(3), "result before tax");
    Ok(())
}

#[test]
fn csv_files_add_up_to_the_published_totals() -> Result<()> {
    let names = Names {
        invoice: ["issued", "billing", "quantity", "unit_price", "net"],
        time: "time",
        disbursement: "disbursement",
        fixed: "fixed",
        days: ["date", "days", "billing"],
        expense: ["date", "account", "net"],
    };
    let read = |name: &str| rows(&format!("sample/{name}.csv"), b',');
    holds(&read("invoices")?, &read("timesheets")?, &read("expenses")?, &names)
}

#[test]
fn workbook_adds_up_to_the_published_totals() -> Result<()> {
    let names = Names {
        invoice: ["Date", "Facturation", "Quantité", "PU HT", "Montant HT"],
        time: "régie",
        disbursement: "débours",
        fixed: "forfait",
        days: ["Date", "Jours", "Facturation"],
        expense: ["Date", "Compte", "Montant HT"],
    };
    holds(&sheet_rows("Factures")?, &sheet_rows("Temps")?, &sheet_rows("Dépenses")?, &names)
}

#[test]
fn timesheets_agree_with_invoices_per_client_and_month() -> Result<()> {
    let sums = |rows: &[Row], date: &str, days: &str| -> Result<BTreeMap<(String, String), Decimal>> {
        let mut sums = BTreeMap::new();
        for row in rows.iter().filter(|row| field(row, "billing") == "time") {
            let month = field(row, date).get(..7).ok_or("a month")?.to_owned();
            *sums.entry((field(row, "client").to_owned(), month)).or_default() += number(row, days)?;
        }
        Ok(sums)
    };
    let invoices = rows("sample/invoices.csv", b',')?;
    assert_eq!(sums(&invoices, "issued", "quantity")?, sums(&rows("sample/timesheets.csv", b',')?, "date", "days")?);
    Ok(())
}

#[test]
fn invoice_numbers_have_no_gap_and_every_december_has_rows() -> Result<()> {
    let invoices = rows("sample/invoices.csv", b',')?;
    for (year, _) in PUBLISHED {
        let numbers: BTreeSet<_> =
            invoices.iter().map(|row| field(row, "number")).filter(|n| n.starts_with(&format!("F-{year}"))).collect();
        let last = numbers.iter().next_back().ok_or("no invoice")?.get(7..).ok_or("no sequence")?.parse::<usize>()?;
        assert_eq!(numbers.len(), last, "{year}");
        let latest = invoices.iter().map(|row| field(row, "issued")).filter(|date| date.starts_with(year)).max();
        assert_eq!(latest, Some(format!("{year}-12-31").as_str()));
    }
    Ok(())
}

#[test]
fn ledger_balances_carries_forward_and_has_the_revenue_of_the_invoices() -> Result<()> {
    let mut forward: BTreeMap<String, Decimal> = BTreeMap::new();
    let invoices = rows("sample/invoices.csv", b',')?;
    for (year, [_, _, _, before, tax]) in PUBLISHED {
        let ledger = rows(&format!("ledger/{}", super::fec::name(year.parse()?)), b'\t')?;
        let mut balances: BTreeMap<String, Decimal> = BTreeMap::new();
        let mut opening: BTreeMap<String, Decimal> = BTreeMap::new();
        let mut entries: BTreeMap<String, Decimal> = BTreeMap::new();
        let mut revenue: BTreeMap<String, Decimal> = BTreeMap::new();
        for row in &ledger {
            let amount = number(row, "Debit")? - number(row, "Credit")?;
            let account = field(row, "CompteNum").to_owned();
            *entries.entry(field(row, "EcritureNum").to_owned()).or_default() += amount;
            if field(row, "JournalCode") == "AN" {
                *opening.entry(account.clone()).or_default() += amount;
            }
            if account.starts_with("70") {
                *revenue.entry(field(row, "EcritureDate").to_owned()).or_default() -= amount;
            }
            *balances.entry(account).or_default() += amount;
        }
        let unbalanced: Vec<_> = entries.iter().filter(|(_, sum)| !sum.is_zero()).collect();
        assert!(unbalanced.is_empty(), "{year}: {unbalanced:?}");
        if !forward.is_empty() {
            assert_eq!(opening, forward, "opening of {year}");
        }

        let mut invoiced: BTreeMap<String, Decimal> = BTreeMap::new();
        for row in invoices.iter().filter(|row| field(row, "issued").starts_with(year) && field(row, "billing") != "disbursement")
        {
            *invoiced.entry(field(row, "issued").replace('-', "")).or_default() += number(row, "net")?;
        }
        assert_eq!(revenue, invoiced, "revenue of {year} by day");

        let sum = |class: &str| -> Decimal { balances.iter().filter(|(k, _)| k.starts_with(class)).map(|(_, v)| *v).sum() };
        assert_eq!(sum("695"), tax.parse()?, "income tax of {year}");
        assert_eq!(sum("6811"), expected(&DEPRECIATION).get(year).copied().unwrap_or_default(), "depreciation of {year}");
        assert_eq!(-sum("7") - sum("6") + sum("695"), before.parse()?, "result before tax of {year}");
        assert!(sum("512") > Decimal::ZERO, "the bank account of {year} holds {}", sum("512"));

        let result = sum("6") + sum("7");
        forward = balances.into_iter().filter(|(account, _)| !account.starts_with(['6', '7'])).collect();
        *forward.entry("120000".to_owned()).or_default() += result;
        forward.retain(|_, sum| !sum.is_zero());
    }
    Ok(())
}
