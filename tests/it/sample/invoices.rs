//! Invoices: one per client and month for the days, one per milestone of the fixed-price contract, and one credit note.

use chrono::{Datelike, NaiveDate};

use super::days::{Entry, billed};
use super::plan::{CLIENTS, CREDIT_NOTE, Client, DISBURSEMENTS, FIXED_CLIENT, YEARS, Year, day, later, month_end};

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Billing {
    Time,
    Fixed,
    Disbursement,
}

pub(super) struct Line {
    pub description: String,
    pub billing: Billing,
    /// Half days, negative on a credit note.
    pub half_days: Option<i64>,
    /// Price of a day in cents.
    pub price: Option<i64>,
    /// Cents, excluding VAT.
    pub net: i64,
}

impl Line {
    /// VAT at 20 %; there is none on what was paid in the client's name.
    pub(super) fn vat(&self) -> i64 {
        if self.billing == Billing::Disbursement { 0 } else { (self.net * 20 + 50 * self.net.signum()) / 100 }
    }
}

pub(super) struct Invoice {
    pub number: String,
    pub issued: NaiveDate,
    pub client: &'static Client,
    pub lines: Vec<Line>,
    pub service: (NaiveDate, NaiveDate),
    /// The invoice a credit note corrects.
    pub refers_to: Option<String>,
    pub paid: Option<NaiveDate>,
}

impl Invoice {
    pub(super) fn due(&self) -> NaiveDate {
        later(self.issued, 30)
    }

    pub(super) fn gross(&self) -> i64 {
        self.lines.iter().map(|line| line.net + line.vat()).sum()
    }
}

pub(super) fn invoices(timesheet: &[Entry]) -> Vec<Invoice> {
    YEARS.iter().flat_map(|plan| of_year(plan, timesheet)).collect()
}

fn of_year(plan: &Year, timesheet: &[Entry]) -> Vec<Invoice> {
    let mut invoices = Vec::new();
    for month in 1..=12 {
        for (milestone, (_, net)) in plan.fixed.iter().enumerate().filter(|(_, (at, _))| *at == month) {
            let description = format!("Infogérance de la billetterie, jalon {} sur {}", milestone + 1, plan.fixed.len());
            let line = Line { description, billing: Billing::Fixed, half_days: None, price: None, net: *net };
            invoices.push(invoice(plan.year, month, day(plan.year, month, 15), &FIXED_CLIENT, vec![line]));
        }
        for (client, who) in CLIENTS.iter().enumerate() {
            let half_days = billed(timesheet, plan.year, month, client);
            if half_days > 0 {
                invoices.extend(of_month(plan, month, client, who, half_days));
            }
        }
    }
    number(plan, &mut invoices);
    let rest = plan.revenue - net(&invoices);
    let last = invoices.last_mut().and_then(|invoice| invoice.lines.last_mut()).expect("rows in December");
    last.net += rest;
    let half_days = last.half_days.expect("the last line bills days");
    assert_eq!(2 * last.net % half_days, 0, "{}: the last price has more than two digits", plan.year);
    last.price = Some(2 * last.net / half_days);
    invoices
}

/// Revenue: everything but disbursements.
pub(super) fn net(invoices: &[Invoice]) -> i64 {
    let lines = invoices.iter().flat_map(|invoice| &invoice.lines);
    lines.filter(|line| line.billing != Billing::Disbursement).map(|line| line.net).sum()
}

fn of_month(plan: &Year, month: u32, client: usize, who: &'static Client, half_days: i64) -> Vec<Invoice> {
    let rate = plan.rates[client];
    let days = |description: String, half_days: i64| Line {
        description,
        billing: Billing::Time,
        half_days: Some(half_days),
        price: Some(rate),
        net: half_days * rate / 2,
    };
    let wording = format!("{}, {month:02}/{}", who.task, plan.year);
    let end = month_end(plan.year, month);
    let credited = if (plan.year, month, client) == (CREDIT_NOTE.0, CREDIT_NOTE.1, CREDIT_NOTE.2) { CREDIT_NOTE.3 } else { 0 };
    let issued = if credited > 0 { day(plan.year, month, 26) } else { end };
    let mut lines = vec![days(wording, half_days + credited)];
    for (_, _, _, net, description) in DISBURSEMENTS.iter().filter(|d| (d.0, d.1, d.2) == (plan.year, month, client)) {
        let (billing, half_days, price) = (Billing::Disbursement, None, None);
        lines.push(Line { description: (*description).to_owned(), billing, half_days, price, net: *net });
    }
    let mut invoices = vec![invoice(plan.year, month, issued, who, lines)];
    if credited > 0 {
        let lines = vec![days("Avoir : jours facturés en trop".to_owned(), -credited)];
        let mut note = invoice(plan.year, month, end, who, lines);
        note.refers_to = Some(String::new());
        invoices.push(note);
    }
    invoices
}

fn invoice(year: i32, month: u32, issued: NaiveDate, client: &'static Client, lines: Vec<Line>) -> Invoice {
    let service = (day(year, month, 1), month_end(year, month));
    Invoice { number: String::new(), issued, client, lines, service, refers_to: None, paid: None }
}

/// Numbers without gaps in the order of issue; invoices of 2020 that are due in 2021 are not paid yet.
fn number(plan: &Year, invoices: &mut [Invoice]) {
    invoices.sort_by_key(|invoice| invoice.issued);
    let (mut sequence, mut credited) = (0, String::new());
    for invoice in invoices {
        let late = u64::from(invoice.issued.ordinal() * 7 % 13);
        let paid = later(invoice.due(), late);
        if invoice.refers_to.is_some() {
            invoice.number = format!("A-{}-001", plan.year);
            invoice.refers_to = Some(credited.clone());
        } else {
            sequence += 1;
            invoice.number = format!("F-{}-{sequence:03}", plan.year);
            if invoice.issued == day(CREDIT_NOTE.0, CREDIT_NOTE.1, 26) {
                credited.clone_from(&invoice.number);
            }
        }
        invoice.paid = (paid <= day(2020, 12, 31)).then_some(paid);
    }
}
