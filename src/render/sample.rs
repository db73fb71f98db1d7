//! The published table as a report, for the tests of every format.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::analysis::{Basis, Change, Line, Note, Report, ReportPeriod, State, Value};
use crate::books::{Books, BooksBuilder, Source};
use crate::model::{Measure, Period, Settings, Wording};

pub(super) fn exact(text: &str) -> Decimal {
    text.parse().unwrap_or(Decimal::MAX)
}

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A source and nothing else.
pub(super) fn books(business: &str) -> Books {
    let mut settings = Settings::default();
    settings.business.name = Some(business.to_owned());
    settings.business.country = Some("FR".to_owned());
    settings.business.currency = Some("EUR".to_owned());
    let mut builder = BooksBuilder::new(settings);
    let mut source = Source::new("invoices.csv", "invoices-csv");
    source.sha256 = "0".repeat(64);
    (source.rows, source.used) = (160, 160);
    builder.source(source);
    builder.finish()
}

pub(super) fn line(metric: &str, label: Wording, measure: Measure, states: Vec<State>) -> Line {
    let change = match states.as_slice() {
        [new, base, ..] => Change::between(new, base, measure),
        _ => Change::Missing,
    };
    let values = states.into_iter().map(|state| Value { state, basis: Basis::Computed, source: "invoices", rows: 41 }).collect();
    Line { metric: metric.to_owned(), label, measure, values, change }
}

/// Four years of the published table, with exact quotients.
pub(super) fn published() -> Report {
    let revenue = [138_000, 150_000, 132_000, 100_000].map(Decimal::from);
    let result = [8_000, 13_500, 10_000, 20_000].map(Decimal::from);
    let days = [175, 197, 178, 160].map(Decimal::from);
    let rate: Vec<Decimal> = revenue.iter().zip(days).map(|(revenue, days)| revenue / days).collect();
    let known = |values: &[Decimal]| values.iter().map(|value| State::Known(*value)).collect();
    report(
        books("Exemple Conseil"),
        vec![
            line("revenue", Wording::fixed("Chiffre d'affaires", "Revenue"), Measure::Money, known(&revenue)),
            line("result_after_tax", Wording::fixed("Résultat après impôts", "Result after tax"), Measure::Money, known(&result)),
            line("billed_days", Wording::fixed("Jours facturés", "Billed days"), Measure::Days, known(&days)),
            line("day_rate", Wording::fixed("TJM", "Day rate"), Measure::MoneyPerDay, known(&rate)),
        ],
        vec![Note::new("mixed_scope_day_rate", Wording::fixed("TJM mixte.", "Blended day rate.")).of("2020")],
    )
}

/// A report of 2020 and the years before it, as many as the lines hold.
pub(super) fn report(books: Books, lines: Vec<Line>, notes: Vec<Note>) -> Report {
    let years = lines.iter().map(|line| line.values.len()).max().unwrap_or(0);
    let periods = (0..years).zip((2017..=2020).rev()).map(|(_, year)| ReportPeriod {
        period: Period::new(year.to_string(), day(year, 1, 1), day(year, 12, 31)),
        running: false,
    });
    let periods: Vec<ReportPeriod> = periods.collect();
    let against = periods.get(1).map(|shown| shown.period.clone());
    Report::for_tests(books, periods, lines, against, day(2020, 12, 31), notes)
}
