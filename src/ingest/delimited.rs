//! CSV with the canonical English headers.

use chrono::NaiveDate;

use super::source::SourceBytes;
use super::tabular::{Outcome, Reading};
use crate::books::{BooksBuilder, Chunk, Reason, Rejected, Source, Table};
use crate::error::{Error, ErrorKind, quoted};
use crate::model::{Billing, Days, Document, Expense, InvoiceLine, Money, Payment, Quantity, Status, TimeEntry};

pub(crate) fn read_delimited(reading: &Reading<'_>, bytes: SourceBytes, builder: &mut BooksBuilder) -> Outcome {
    let Ok(bytes) = bytes.into_whole() else { return Outcome::NotRecognised };
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
    let Ok(headers) = rows.headers().cloned() else { return Outcome::NotRecognised };
    let has = |name: &str| headers.iter().any(|header| header == name);
    let table = if has("number") && has("issued") && has("client") && has("net") {
        Table::Invoices
    } else if has("number") && has("date") && has("amount") {
        Table::Payments
    } else if has("date") && has("client") && has("days") {
        Table::Timesheets
    } else if has("date") && has("net") && has("category") {
        Table::Expenses
    } else {
        return Outcome::NotRecognised;
    };
    let source = builder.source(Source::new(reading.path, format!("{}-csv", table.id())));
    let mut chunk = Chunk::default();
    for row in rows.records().filter_map(Result::ok) {
        let line = row.position().map_or(0, |position| u32::try_from(position.line()).unwrap_or(0));
        let cell = |name: &str| headers.iter().position(|header| header == name).and_then(|at| row.get(at)).unwrap_or_default();
        let day = |name: &str| cell(name).parse::<NaiveDate>().ok();
        let money = |name: &str| cell(name).parse().ok().and_then(Money::from_decimal);
        let date = day("issued").or(day("date"));
        let net = money("net").or(money("amount")).or(Some(Money::ZERO).filter(|_| table == Table::Timesheets));
        let (Some(date), Some(net)) = (date, net) else {
            let origin = builder.source_mut(source).map(|source| source.origin().line(line));
            let error = Error::new(ErrorKind::Value, format!("{} is wrong", quoted(&row.iter().collect::<String>())));
            let error = origin.into_iter().fold(error, Error::at);
            let document = Some(cell("number")).filter(|number| !number.is_empty());
            builder.reject(Rejected::new(table, source, line, date), document, [error]);
            continue;
        };
        match table {
            Table::Invoices => {
                let mut new = InvoiceLine::new(cell("number"), date, cell("client"), net);
                new.description = cell("description");
                new.currency = cell("currency");
                new.refers_to = cell("refers_to");
                new.vat = money("vat");
                new.gross = money("gross");
                new.paid = day("paid");
                new.quantity = cell("quantity").parse().ok().and_then(Quantity::from_decimal);
                new.days = new.quantity.and_then(|quantity| Days::from_mantissa(quantity.mantissa()));
                new.billing = Billing::ALL.iter().copied().find(|b| b.id() == cell("billing")).unwrap_or(new.billing);
                new.document = Document::ALL.iter().copied().find(|d| d.id() == cell("type")).unwrap_or(new.document);
                new.status = Status::ALL.iter().copied().find(|s| s.id() == cell("status")).unwrap_or(new.status);
                if new.status == Status::Draft {
                    builder.set_aside(source, line, Reason::Draft);
                    continue;
                }
                reading.rules.invoice_line(&mut new);
                chunk.invoice_line(line, &new);
            }
            Table::Payments => builder.payment(source, line, Payment::new(cell("number"), date, net)),
            Table::Expenses => chunk.expense(line, &Expense::new(date, net)),
            _ => {
                let mut new = TimeEntry::new(date, cell("client"));
                new.days = cell("days").parse().ok().and_then(Days::from_decimal);
                new.description = cell("description");
                reading.rules.time_entry(&mut new);
                chunk.time_entry(line, &new);
            }
        }
    }
    builder.absorb(source, chunk);
    Outcome::Read(source)
}
