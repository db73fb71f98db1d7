//! The sample as plain CSV files with English headers.

use std::fmt::Write;

use super::days::{Activity, Entry};
use super::expenses::Expense;
use super::invoices::{Billing, Invoice};
use super::plan::{ASSET, BUSINESS, in_service};

/// Cents as an amount: `1234.50`.
pub(super) fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// Half days as days: `2`, `0.5`.
pub(super) fn days(half_days: i64) -> String {
    let sign = if half_days < 0 { "-" } else { "" };
    let half = if half_days % 2 == 0 { "" } else { ".5" };
    format!("{sign}{}{half}", half_days.abs() / 2)
}

pub(super) fn settings() -> String {
    format!(
        "[business]\nname = \"{BUSINESS}\"\ncountry = \"FR\"\nregion = \"metropole\"\ncurrency = \"EUR\"\nform = \"company_is\"\n\n\
         [time]\nleave_days = 25\npart_time = 1\nhours_per_day = 7\n\n\
         [policy]\nfixed_price_days = \"excluded\"\n\n\
         [policy.2019]\nfixed_price_days = \"equivalent\"\n\n\
         [policy.2018]\nfixed_price_days = \"equivalent\"\n\n\
         [policy.2017]\nfixed_price_days = \"equivalent\"\n\n\
         [target.2020]\nday_rate = 700\nshare = 0.80\n"
    )
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A cell, quoted where it holds a comma.
fn cell(value: &str) -> String {
    if value.contains(',') { format!("\"{value}\"") } else { value.to_owned() }
}

fn row(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|value| cell(value)).collect();
    writeln!(out, "{}", cells.join(",")).expect("text grows");
}

pub(super) fn invoices(invoices: &[Invoice]) -> String {
    let mut out = "number,issued,client,project,description,billing,quantity,unit,unit_price,net,vat,currency,\
                   service_start,service_end,due,paid,type,refers_to\n"
        .to_owned();
    for invoice in invoices {
        for line in &invoice.lines {
            let billing = match line.billing {
                Billing::Time => "time",
                Billing::Fixed => "fixed",
                Billing::Disbursement => "disbursement",
            };
            row(
                &mut out,
                &[
                    invoice.number.clone(),
                    invoice.issued.to_string(),
                    invoice.client.name.to_owned(),
                    invoice.client.project.to_owned(),
                    line.description.clone(),
                    billing.to_owned(),
                    text(line.half_days.map(days)),
                    text(line.half_days.map(|_| "day")),
                    text(line.price.map(amount)),
                    amount(line.net),
                    amount(line.vat()),
                    "EUR".to_owned(),
                    invoice.service.0.to_string(),
                    invoice.service.1.to_string(),
                    invoice.due().to_string(),
                    text(invoice.paid),
                    if invoice.refers_to.is_some() { "credit_note" } else { "invoice" }.to_owned(),
                    text(invoice.refers_to.clone()),
                ],
            );
        }
    }
    out
}

pub(super) fn timesheets(entries: &[Entry]) -> String {
    let mut out = "date,client,project,task,days,billable,billing,kind\n".to_owned();
    for entry in entries {
        let billing = match entry.activity {
            Activity::Billed(_) => "time",
            Activity::FixedPrice => "fixed",
            _ => "",
        };
        let kind = match entry.activity {
            Activity::Training => "training",
            Activity::Leave => "leave",
            _ => "work",
        };
        row(
            &mut out,
            &[
                entry.date.to_string(),
                entry.client().to_owned(),
                entry.project().to_owned(),
                entry.task().to_owned(),
                days(entry.half_days),
                if entry.is_billable() { "yes" } else { "no" }.to_owned(),
                billing.to_owned(),
                kind.to_owned(),
            ],
        );
    }
    out
}

pub(super) fn expenses(expenses: &[Expense]) -> String {
    let mut out = "date,supplier,label,account,net,vat,currency\n".to_owned();
    for expense in expenses {
        row(
            &mut out,
            &[
                expense.date.to_string(),
                expense.supplier.to_owned(),
                expense.label.clone(),
                expense.account.to_owned(),
                amount(expense.net),
                amount(expense.vat),
                "EUR".to_owned(),
            ],
        );
    }
    out
}

pub(super) fn assets() -> String {
    let (label, cost, years) = ASSET;
    format!("label,in_service,cost,years,disposed\n{label},{},{},{years},\n", in_service(), amount(cost))
}
