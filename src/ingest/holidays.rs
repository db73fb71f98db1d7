//! Public holidays from a file: rows of a table, and calendars (iCalendar, RFC 5545).

mod calendar;
mod recurrence;

use self::calendar::{Calendar, Event};
use super::columns::{Field, speaks_of_holidays};
use super::row::{Record, RowReader};
use super::source;
use super::tabular::{Part, Verdict};
use crate::books::{BooksBuilder, Reason, Rejected, Source, Table};
use crate::error::{Error, ErrorKind, Origin};

/// Bytes beyond which a calendar is none of public holidays only.
pub(crate) const LARGEST: u64 = 4 << 20;
/// Days a calendar may name: as many as the calendar has from 1900 to 2199.
const MOST: usize = 110_000;

/// One row of a table of public holidays.
pub(crate) fn holiday<'r>(reader: &mut RowReader<'_>, part: &mut Part, record: &impl Record<'r>) -> Verdict<'r> {
    if let Some(reason) = reader.not_data(record, Field::Date, &[Field::Label]) {
        return Verdict::Aside(reason);
    }
    reader.check_width(record);
    let date = reader.required_date(record, Field::Date);
    let (Some(date), false) = (date, reader.failed()) else {
        return Verdict::Rejected { date, document: None };
    };
    part.holidays.push((reader.line, date, reader.text(record, Field::Zone).to_owned()));
    Verdict::Used
}

/// Whether a file begins as a calendar does.
pub(crate) fn is_calendar(head: &[u8]) -> bool {
    const START: &[u8] = b"BEGIN:VCALENDAR";
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    head.get(..START.len()).is_some_and(|start| start.eq_ignore_ascii_case(START))
}

/// Reads a calendar if it is a list of public holidays: it says so, and nothing in it has a time of day. Others are not recognised.
pub(crate) fn read_calendar(path: &str, bytes: &[u8], builder: &mut BooksBuilder) -> bool {
    let text = source::decode(bytes).map_or_else(|| source::decode_damaged(bytes), std::borrow::Cow::into_owned);
    let calendar = Calendar::read(&text);
    let says_so = speaks_of_holidays(path) || calendar.says_holidays();
    if calendar.events.is_empty() || !says_so || calendar.events.iter().any(Event::has_time) {
        return false;
    }
    let mut source = Source::new(path, "holidays-ics");
    source.sha256 = source::sha256(bytes);
    let number = builder.source(source);
    let origin = Origin::file(path);
    let tells_public = calendar.events.iter().any(Event::is_public);
    let mut room = MOST;
    for event in &calendar.events {
        if event.is_cancelled() || tells_public && event.is_observance() {
            builder.set_aside(number, event.line, Reason::Worked);
            continue;
        }
        match event.days(room) {
            Ok(days) => {
                room = room.saturating_sub(days.len());
                builder.holidays(number, event.line, days);
            }
            Err(wrong) => reject(number, event.line, wrong.error.at(origin.clone().line(wrong.line)), builder),
        }
    }
    if let Some(line) = calendar.cut {
        let error = Error::new(ErrorKind::Structure, "the file ends before END:VCALENDAR: it is cut short; get it again");
        reject(number, line, error.at(origin.line(line)), builder);
    }
    true
}

fn reject(source: u32, line: u32, error: Error, builder: &mut BooksBuilder) {
    builder.reject(Rejected::new(Table::Holidays, source, line, None), None, [error]);
}
