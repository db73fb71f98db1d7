//! One row of an invoice table: the rules of reading that concern one line.

use rust_decimal::Decimal;

use super::columns::Field;
use super::duration::Span;
use super::row::{Record, RowReader};
use super::tabular::{Rows, Verdict};
use super::time_row::in_days;
use super::words::{BILLING, DOCUMENT, STATUS};

use crate::books::Reason;
use crate::error::quoted;
use crate::model::{Billing, Days, Document, InvoiceLine, Money, Quantity, Status, Time, Unit};

const TEXTS: [Field; 8] =
    [Field::Number, Field::Client, Field::Description, Field::Project, Field::Unit, Field::Party, Field::Type, Field::Billing];

pub(crate) fn read<'r>(rows: &mut Rows<'_>, record: &impl Record<'r>) -> Verdict<'r> {
    let reader = &mut rows.reader;
    if let Some(reason) = reader.not_data(record, Field::Date, &TEXTS) {
        return Verdict::Aside(reason);
    }
    reader.check_width(record);
    let document = reader.word(record, Field::Type, &DOCUMENT);
    let status = reader.word(record, Field::Status, &STATUS);
    let reason = match (document, status) {
        _ if reader.failed() => None,
        (Some(Document::Quote), _) => Some(Reason::Quote),
        (Some(Document::Proforma), _) => Some(Reason::Proforma),
        (_, Some(Status::Draft)) => Some(Reason::Draft),
        _ => None,
    };
    if let Some(reason) = reason {
        rows.part.withheld.push(reader.text(record, Field::Number).to_owned());
        return Verdict::Aside(reason);
    }
    let number = reader.required_text(record, Field::Number);
    let issued = reader.required_date(record, Field::Date);
    let client = match reader.layout.position(Field::Client) {
        Some(_) => reader.required_text(record, Field::Client),
        None => match party(reader, record) {
            Ok(client) => client,
            Err(reason) => return Verdict::Aside(reason),
        },
    };
    let gross = reader.fixed::<Money>(record, Field::Gross);
    let net = if rows.vat_exempt && reader.is_empty(record, Field::Net) && gross.is_some() {
        gross
    } else {
        reader.required_fixed::<Money>(record, Field::Net)
    };
    let billing = reader.word(record, Field::Billing, &BILLING);
    let mut quantity = reader.fixed::<Quantity>(record, Field::Quantity);
    let mut unit = reader.text(record, Field::Unit);
    if quantity.is_none() && reader.is_empty(record, Field::Quantity) {
        // A column of days or hours is a quantity and its unit.
        if let Some(days) = reader.fixed::<Quantity>(record, Field::Days) {
            (quantity, unit) = (Some(days), "day");
        } else {
            match reader.span(record, Field::Hours, Unit::Hour) {
                Some(Span::Time(time)) => match hours(time) {
                    Some(hours) => (quantity, unit) = (Some(hours), "hour"),
                    None => reader.wrong(Field::Hours, "has more than 6 decimals of an hour"),
                },
                Some(Span::Days(_)) => reader.wrong(Field::Hours, "is in days; write hours, or name the column days"),
                None => {}
            }
        }
    }
    let unit_price = reader.fixed(record, Field::UnitPrice);
    let vat = reader.fixed(record, Field::Vat);
    let vat_rate = reader.share(record, Field::VatRate);
    let service_start = reader.date(record, Field::ServiceStart);
    let service_end = reader.date(record, Field::ServiceEnd);
    if let (Some(start), Some(end)) = (service_start, service_end)
        && end < start
    {
        reader.wrong(Field::ServiceEnd, format!("{end} is before the start of the service, {start}"));
    }
    let due = reader.date(record, Field::Due);
    let paid = reader.date(record, Field::Paid);
    let (Some(issued), Some(net), false) = (issued, net, reader.failed()) else {
        return Verdict::Rejected { date: issued, document: Some(number) };
    };
    let currency = reader.currency(record);

    let mut row = InvoiceLine::new(number, issued, client, net);
    row.project = reader.text(record, Field::Project);
    row.description = reader.text(record, Field::Description);
    row.billing = billing.unwrap_or(Billing::Unclassified);
    row.quantity = quantity;
    row.unit = unit;
    row.unit_price = unit_price;
    row.vat = vat;
    row.vat_rate = vat_rate;
    row.gross = gross;
    row.currency = currency.as_str();
    row.service_start = service_start;
    row.service_end = service_end;
    row.due = due;
    row.paid = paid;
    row.document = document.unwrap_or(Document::Invoice);
    row.status = status.unwrap_or(Status::Sent);
    row.refers_to = reader.text(record, Field::RefersTo);
    let hours_per_day = rows.rules.invoice_line(&mut row);
    if let Err((field, message)) = derive(&mut row, hours_per_day) {
        reader.wrong(field, message);
        return Verdict::Rejected { date: Some(issued), document: Some(number) };
    }
    rows.part.chunk.invoice_line(reader.line, &row);
    Verdict::Used
}

/// What follows from unit and quantity: how the work is paid, and the days or hours it took. Hours become days where a rule says how
/// many make one.
pub(crate) fn derive(row: &mut InvoiceLine<'_>, hours_per_day: Option<Decimal>) -> Result<(), (Field, String)> {
    let unit = Unit::parse(row.unit);
    if row.billing == Billing::Unclassified && unit.is_some() {
        row.billing = Billing::Time;
    }
    let (Billing::Time, Some(quantity)) = (row.billing, row.quantity) else { return Ok(()) };
    let Some(unit) = unit else {
        let message = format!("{} is neither a day nor an hour, as work paid by time needs; write day or hour", quoted(row.unit));
        return Err((Field::Unit, message));
    };
    let quantity = match row.net.mantissa() {
        0 => quantity,
        net if (net < 0) == quantity.is_negative() => quantity,
        _ => quantity.negated(),
    };
    row.quantity = Some(quantity);
    match unit {
        Unit::Day => row.days = Days::from_mantissa(quantity.mantissa()),
        Unit::Hour => {
            let time = quantity.mantissa().checked_mul(Time::HOUR / 1_000_000).and_then(Time::from_micros);
            let time = time.ok_or((Field::Quantity, "is more hours than a line can hold".to_owned()))?;
            match hours_per_day.and_then(|hours| in_days(time, hours)) {
                Some(days) => row.days = Some(days),
                None => row.time = Some(time),
            }
        }
    }
    Ok(())
}

fn hours(time: Time) -> Option<Quantity> {
    let (hours, rest) = (time.micros() / 3_600, time.micros() % 3_600);
    (rest == 0).then(|| Quantity::from_mantissa(hours)).flatten()
}

/// The client of a row whose third party may also be a supplier: its account tells.
fn party<'r>(reader: &mut RowReader<'_>, record: &impl Record<'r>) -> Result<&'r str, Reason> {
    let account = reader.text(record, Field::Account);
    if account.starts_with('7') || account.starts_with("41") {
        return Ok(reader.required_text(record, Field::Party));
    }
    if account.starts_with('6') || account.starts_with('2') || account.starts_with("40") {
        return Err(Reason::Purchase);
    }
    reader.wrong(
        Field::Account,
        format!("{} does not tell whether the third party is a client (7…, 41…) or a supplier (6…, 2…, 40…)", quoted(account)),
    );
    Ok("")
}
