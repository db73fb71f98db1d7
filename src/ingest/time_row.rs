//! One row of a timesheet.

use rust_decimal::{Decimal, RoundingStrategy};

use super::columns::{Field, key};
use super::duration::Span;
use super::row::{Record, RowReader};
use super::tabular::{Rows, Verdict};
use super::words::{BILLING, BOOLEAN, TIME_KIND};
use crate::books::Reason;
use crate::error::quoted;
use crate::model::{Billing, Days, Price, Time, TimeEntry, TimeKind, Unit};

const TEXTS: [Field; 5] = [Field::Client, Field::Project, Field::Task, Field::Description, Field::Kind];

pub(crate) fn read<'r>(rows: &mut Rows<'_>, record: &impl Record<'r>) -> Verdict<'r> {
    let reader = &mut rows.reader;
    if let Some(reason) = reader.not_data(record, Field::Date, &TEXTS) {
        return Verdict::Aside(reason);
    }
    // A break of a time tracker is no work of any kind.
    let kind = reader.text(record, Field::Kind);
    if !kind.is_empty() && matches!(key(kind).as_str(), "break" | "pause") {
        return Verdict::Aside(Reason::Empty);
    }
    reader.check_width(record);
    let date = reader.required_date(record, Field::Date);
    let mut kind = reader.word(record, Field::Kind, &TIME_KIND).unwrap_or(TimeKind::Work);
    // A tracker that types every row as time tells leave by a category; training in one may be what a client pays for.
    if let (TimeKind::Work, Some(away @ (TimeKind::Leave | TimeKind::Sick))) =
        (kind, TIME_KIND.read(reader.text(record, Field::Category)))
    {
        kind = away;
    }
    let billable = reader.word(record, Field::Billable, &BOOLEAN).unwrap_or(true);
    let billing = reader.word(record, Field::Billing, &BILLING).unwrap_or(Billing::Unclassified);
    let (days, time) = duration(reader, record);
    let rate = reader.fixed::<Price>(record, Field::Rate);
    let (Some(date), false) = (date, reader.failed()) else {
        return Verdict::Rejected { date, document: None };
    };
    if days.is_none_or(|days| days == Days::ZERO) && time.is_none_or(|time| time == Time::default()) {
        return Verdict::Aside(Reason::Empty);
    }
    let mut row = TimeEntry::new(date, reader.text(record, Field::Client));
    (row.days, row.time) = (days, time);
    row.project = reader.text(record, Field::Project);
    row.task = reader.text(record, Field::Task);
    row.description = reader.text(record, Field::Description);
    row.person = reader.text(record, Field::Person);
    row.billable = billable;
    row.billing = billing;
    row.kind = kind;
    let hours_per_day = rows.rules.time_entry(&mut row);
    let by_rule = row.rate;
    row.rate = by_rule.or(rate);
    let currency = reader.currency(record);
    if by_rule.is_none() && rate.is_some_and(|rate| rate != Price::ZERO) {
        row.currency = currency.as_str();
    }
    // Where hours become days, the rate of the row was that of an hour; a rule says that of a day.
    let of_day = |hours| match (by_rule, rate) {
        (None, Some(rate)) => times(rate, hours).map(Some),
        (by_rule, _) => Some(by_rule),
    };
    if let (Some(hours), Some(time)) = (hours_per_day, row.time) {
        match in_days(time, hours).zip(of_day(hours)) {
            Some((days, rate)) => (row.days, row.time, row.rate) = (Some(days), None, rate),
            None => {
                reader.wrong(Field::Duration, format!("cannot be made into days of {hours} hours"));
                return Verdict::Rejected { date: Some(date), document: None };
            }
        }
    }
    // Leave and internal work have no client; work that a client pays has one.
    if row.client.is_empty() && row.billable && row.kind == TimeKind::Work {
        reader.missing(Field::Client);
        return Verdict::Rejected { date: Some(date), document: None };
    }
    rows.part.chunk.time_entry(reader.line, &row);
    Verdict::Used
}

/// How long an entry took, in days or as a span of time.
#[inline]
fn duration<'r>(reader: &mut RowReader<'_>, record: &impl Record<'r>) -> (Option<Days>, Option<Time>) {
    let days = reader.usual(record, Field::Days);
    if days.is_some() && reader.is_empty(record, Field::Hours) && reader.is_empty(record, Field::Duration) {
        return (days, None);
    }
    any_duration(reader, record)
}

/// The same, however it is written.
#[inline(never)]
fn any_duration<'r>(reader: &mut RowReader<'_>, record: &impl Record<'r>) -> (Option<Days>, Option<Time>) {
    let (mut days, mut time, mut span) = (None, None, None);
    let mut filled: Option<Field> = None;
    for (field, unit) in [(Field::Days, Unit::Day), (Field::Hours, Unit::Hour), (Field::Duration, Unit::Hour)] {
        if reader.is_empty(record, field) {
            continue;
        }
        if let Some(first) = filled {
            let (said, again) = (quoted(reader.text(record, first)), quoted(reader.text(record, field)));
            let first = reader.layout.name(first).to_owned();
            reader.wrong(field, format!("{again} says again how long it took, after {said} in {first}; leave one of them empty"));
        }
        filled = Some(field);
        span = reader.span(record, field, unit);
        if unit == Unit::Day && matches!(span, Some(Span::Time(_))) {
            reader.wrong(field, "is a time, where days are needed; write 0,5 or 0.5, or name the column hours");
        }
    }
    match span {
        Some(Span::Days(value)) => {
            days = Days::from_decimal(value);
            if days.is_none() {
                let field = if reader.is_empty(record, Field::Days) { Field::Duration } else { Field::Days };
                reader.wrong(field, format!("{value} has more than 6 decimals, or is too large"));
            }
        }
        Some(Span::Time(value)) => time = Some(value),
        None => {}
    }
    (days, time)
}

/// Time as days of so many hours, rounded half away from zero to the decimals days keep.
pub(super) fn in_days(time: Time, hours: Decimal) -> Option<Days> {
    let day = hours.checked_mul(Decimal::from(Time::HOUR))?;
    let days = Decimal::from(time.micros()).checked_div(day)?;
    Days::from_decimal(days.round_dp_with_strategy(Days::SCALE, RoundingStrategy::MidpointAwayFromZero))
}

/// The rate of so many hours, rounded half away from zero to the decimals rates keep.
fn times(rate: Price, hours: Decimal) -> Option<Price> {
    let rate = rate.to_decimal().checked_mul(hours)?;
    Price::from_decimal(rate.round_dp_with_strategy(Price::SCALE, RoundingStrategy::MidpointAwayFromZero))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_an_hour_becomes_that_of_a_day() {
        let rate = |text: &str| text.parse().ok().and_then(Price::from_decimal);
        assert_eq!(rate("90.333333").and_then(|rate| times(rate, Decimal::new(75, 1))), rate("677.499998"), "677.4999975");
        assert_eq!(rate("90").and_then(|rate| times(rate, Decimal::MAX)), None);
    }

    #[test]
    fn days_of_a_rule_are_rounded_half_away_from_zero() {
        let time = Time::from_hours(Decimal::TWO).unwrap_or_default();
        assert_eq!(in_days(time, Decimal::from(7)).map(Days::mantissa), Some(285_714));
        assert_eq!(in_days(time, Decimal::ZERO), None);
    }
}
