//! The sample as a French workbook, with what such workbooks have: titles above the header, totals below, numbers typed as text.

use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::csv::days;
use super::days::{Activity, Entry};
use super::expenses::Expense;
use super::invoices::{Billing, Invoice};
use super::plan::{ASSET, BUSINESS, in_service};

pub(super) const NAME: &str = "exemple-conseil.xlsx";

/// A cell; amounts are in cents.
pub(super) enum Value {
    Blank,
    Text(String),
    Date(NaiveDate),
    Amount(i64),
    HalfDays(i64),
    Whole(i64),
}

use Value::{Amount, Blank, Date, HalfDays, Whole};

pub(super) struct Sheet {
    pub name: &'static str,
    pub title: &'static str,
    pub header: &'static [&'static str],
    pub rows: Vec<Vec<Value>>,
    pub totals: Vec<Value>,
}

fn words(value: &str) -> Value {
    if value.is_empty() { Blank } else { Value::Text(value.to_owned()) }
}

/// An amount typed as text, with a no-break space between thousands.
fn typed(cents: i64, space: char) -> Value {
    let whole = cents / 100;
    Value::Text(format!("{}{space}{:03},{:02}", whole / 1000, whole % 1000, cents % 100))
}

pub(super) fn sheets(invoices: &[Invoice], timesheet: &[Entry], expenses: &[Expense]) -> [Sheet; 4] {
    [invoice_sheet(invoices), time_sheet(timesheet), expense_sheet(expenses), asset_sheet()]
}

fn invoice_sheet(invoices: &[Invoice]) -> Sheet {
    let (mut rows, mut net, mut vat) = (Vec::new(), 0, 0);
    for invoice in invoices {
        for line in &invoice.lines {
            let (billing, amount) = match line.billing {
                Billing::Time => ("régie", Amount(line.net)),
                Billing::Fixed => ("forfait", typed(line.net, '\u{a0}')),
                Billing::Disbursement => ("débours", Amount(line.net)),
            };
            (net, vat) = (net + line.net, vat + line.vat());
            rows.push(vec![
                words(&invoice.number),
                Date(invoice.issued),
                words(invoice.client.name),
                words(invoice.client.project),
                words(&line.description),
                words(billing),
                line.half_days.map_or(Blank, HalfDays),
                words(if line.half_days.is_some() { "jour" } else { "" }),
                line.price.map_or(Blank, Amount),
                amount,
                Amount(line.vat()),
                Amount(line.net + line.vat()),
                Date(invoice.service.0),
                Date(invoice.service.1),
                Date(invoice.due()),
                invoice.paid.map_or(Blank, Date),
                words(if invoice.refers_to.is_some() { "avoir" } else { "facture" }),
                words(invoice.refers_to.as_deref().unwrap_or_default()),
            ]);
        }
    }
    let mut totals = vec![words("Total")];
    totals.extend((0..8).map(|_| Blank));
    totals.extend([Amount(net), Amount(vat), Amount(net + vat)]);
    let header = &[
        "N° facture",
        "Date",
        "Client",
        "Mission",
        "Désignation",
        "Facturation",
        "Quantité",
        "Unité",
        "PU HT",
        "Montant HT",
        "TVA",
        "TTC",
        "Début de période",
        "Fin de période",
        "Échéance",
        "Payé le",
        "Type",
        "Facture d'origine",
    ];
    Sheet { name: "Factures", title: "Factures émises", header, rows, totals }
}

fn time_sheet(timesheet: &[Entry]) -> Sheet {
    let row = |entry: &Entry| {
        let billing = match entry.activity {
            Activity::Billed(_) => "régie",
            Activity::FixedPrice => "forfait",
            _ => "",
        };
        let kind = match entry.activity {
            Activity::Training => "formation",
            Activity::Leave => "congé",
            _ => "travail",
        };
        vec![
            Date(entry.date),
            words(entry.client()),
            words(entry.project()),
            words(entry.task()),
            HalfDays(entry.half_days),
            words(if entry.is_billable() { "oui" } else { "non" }),
            words(billing),
            words(kind),
        ]
    };
    let total = timesheet.iter().map(|entry| entry.half_days).sum();
    Sheet {
        name: "Temps",
        title: "Temps passés",
        header: &["Date", "Client", "Projet", "Tâche", "Jours", "Facturable", "Facturation", "Type"],
        rows: timesheet.iter().map(row).collect(),
        totals: vec![words("Total"), Blank, Blank, Blank, HalfDays(total)],
    }
}

fn expense_sheet(expenses: &[Expense]) -> Sheet {
    let row = |expense: &Expense| {
        let net = if expense.account == "695" { typed(expense.net, '\u{202f}') } else { Amount(expense.net) };
        let (supplier, label) = (words(expense.supplier), words(&expense.label));
        vec![Date(expense.date), supplier, label, words(expense.account), net, Amount(expense.vat)]
    };
    let net = expenses.iter().map(|expense| expense.net).sum();
    let vat = expenses.iter().map(|expense| expense.vat).sum();
    Sheet {
        name: "Dépenses",
        title: "Dépenses par compte",
        header: &["Date", "Fournisseur", "Libellé", "Compte", "Montant HT", "TVA"],
        rows: expenses.iter().map(row).collect(),
        totals: vec![words("Total"), Blank, Blank, Blank, Amount(net), Amount(vat)],
    }
}

fn asset_sheet() -> Sheet {
    let (label, cost, years) = ASSET;
    Sheet {
        name: "Immobilisations",
        title: "Immobilisations amorties en linéaire",
        header: &["Libellé", "Mise en service", "Coût", "Durée"],
        rows: vec![vec![words(label), Date(in_service()), Amount(cost), Whole(years)]],
        totals: vec![words("Total"), Blank, Amount(cost)],
    }
}

/// The workbook as a file; its date of creation is fixed, so that it can be made again.
pub(super) fn bytes(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2021, 1, 4)?;
    workbook.set_properties(&DocProperties::new().set_author(BUSINESS).set_creation_datetime(&created));
    for sheet in sheets {
        let worksheet = workbook.add_worksheet().set_name(sheet.name)?;
        let bold = Format::new().set_bold();
        worksheet.write_string_with_format(0, 0, BUSINESS, &bold)?;
        worksheet.write_string(1, 0, format!("{} – données d'exemple, inventées", sheet.title))?;
        for (column, name) in (0..).zip(sheet.header) {
            worksheet.write_string_with_format(3, column, *name, &bold)?;
            worksheet.set_column_width(column, 16)?;
        }
        for (row, values) in (4..).zip(sheet.rows.iter().chain([&sheet.totals])) {
            for (column, value) in (0..).zip(values) {
                write(worksheet, row, column, value)?;
            }
        }
    }
    workbook.save_to_buffer()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, value: &Value) -> Result<(), XlsxError> {
    match value {
        Blank => {}
        Value::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
        Date(date) => {
            sheet.write_date_with_format(row, column, date, &Format::new().set_num_format("dd/mm/yyyy"))?;
        }
        Amount(cents) => {
            let amount = binary(&super::csv::amount(*cents));
            sheet.write_number_with_format(row, column, amount, &Format::new().set_num_format("#,##0.00"))?;
        }
        HalfDays(half_days) => {
            sheet.write_number(row, column, binary(&days(*half_days)))?;
        }
        Whole(number) => {
            sheet.write_number(row, column, binary(&number.to_string()))?;
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_types, reason = "a cell of a workbook holds a binary number")]
fn binary(text: &str) -> f64 {
    text.parse().expect("an amount is a number")
}
