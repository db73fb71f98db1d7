//! The published table as a report, for the tests of every format.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::analysis::{Basis, Change, Contribution, Explanation, Line, Note, Report, ReportPeriod, State, Value};
use crate::books::{Books, BooksBuilder, Reason, Rejected, Source, Table};
use crate::error::{Error, ErrorKind, Origin};
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
        &books("Exemple Conseil"),
        vec![
            line("revenue", Wording::fixed("Chiffre d'affaires", "Revenue"), Measure::Money, known(&revenue)),
            line("result_after_tax", Wording::fixed("Résultat après impôts", "Result after tax"), Measure::Money, known(&result)),
            line("billed_days", Wording::fixed("Jours facturés", "Billed days"), Measure::Days, known(&days)),
            line("day_rate", Wording::fixed("TJM", "Day rate"), Measure::MoneyPerDay, known(&rate)),
        ],
        vec![Note::new("mixed_scope_day_rate", Wording::fixed("TJM mixte.", "Blended day rate.")).of("2020")],
    )
}

/// Its table without the stamp of its books.
pub(super) fn published_table() -> super::Table {
    super::Table { stamp: None, ..published().table() }
}

/// A report of 2020 and the years before it, as many as the lines hold.
pub(super) fn report(books: &Books, lines: Vec<Line>, notes: Vec<Note>) -> Report {
    let years = lines.iter().map(|line| line.values.len()).max().unwrap_or(0);
    let periods = (0..years).zip((2017..=2020).rev()).map(|(_, year)| ReportPeriod {
        period: Period::new(year.to_string(), day(year, 1, 1), day(year, 12, 31)),
        running: false,
    });
    let periods: Vec<ReportPeriod> = periods.collect();
    let against = periods.get(1).map(|shown| shown.period.clone());
    Report::for_tests(books, periods, lines, against, day(2020, 12, 31), notes)
}

/// A day rate with a row that is hostile and a sum that does not hold.
pub(super) fn explanation() -> Explanation {
    let row = |origin: Origin, date, label: &str, measure, amount: &str| Contribution {
        origin,
        date,
        label: label.to_owned(),
        client: String::new(),
        project: String::new(),
        measure,
        amount: exact(amount),
    };
    let figure = |metric: &str, label, measure, value, formula, rows, operands| Explanation {
        metric: metric.to_owned(),
        label,
        period: Period::new("2020", day(2020, 1, 1), day(2020, 12, 31)),
        measure,
        value: Value { state: State::Known(value), basis: Basis::Computed, source: "invoices", rows: 2 },
        formula,
        rows,
        operands,
        computed: false,
        stamp: None,
    };
    let invoice = Origin::file("invoices.csv").line(2);
    let sheet = Origin::file("bilan.xlsx").sheet("Factures").line(7);
    let hostile = "red \u{1b}[31m | <b>\nx\u{202e}";
    let revenue = figure(
        "revenue",
        Wording::fixed("Chiffre d'affaires", "Revenue"),
        Measure::Money,
        exact("138000"),
        Wording::fixed("somme de net", "sum of net"),
        vec![
            row(invoice.clone(), day(2020, 1, 31), "Client A", Measure::Money, "140000"),
            row(sheet, day(2020, 12, 31), hostile, Measure::Money, "-2000"),
        ],
        Vec::new(),
    );
    let days = figure(
        "billed_days",
        Wording::fixed("Jours facturés", "Billed days"),
        Measure::Days,
        exact("175"),
        Wording::fixed("somme de days", "sum of days"),
        vec![row(invoice, day(2020, 1, 31), "Client A", Measure::Days, "174.5")],
        Vec::new(),
    );
    let formula = Wording::fixed("revenue ÷ billed_days", "revenue ÷ billed_days");
    let label = Wording::fixed("TJM", "Day rate");
    let rate = exact("138000") / exact("175");
    figure("day_rate", label, Measure::MoneyPerDay, rate, formula, Vec::new(), vec![revenue, days])
}

/// Books in which something is wrong.
pub(super) fn books_with_errors() -> Books {
    let mut builder = BooksBuilder::new(Settings::default());
    let mut source = Source::new("invoices.csv", "invoices-csv");
    (source.rows, source.used) = (156, 156);
    source.ignored_columns = vec!["colour".to_owned(), "<b>".to_owned()];
    let number = builder.source(source);
    builder.set_aside(number, 3, Reason::Quote);
    builder.set_aside(number, 4, Reason::Duplicate("old.csv:3".to_owned()));
    for (line, message) in [(14, "\"12,3O\" is not an amount; write 1 234,56 or 1234.56"), (15, "is empty")] {
        let error = Error::new(ErrorKind::Value, message).at(Origin::file("invoices.csv").line(line)).field("net");
        builder.reject(Rejected::new(Table::Invoices, number, line, None), None, [error]);
    }
    builder.unrecognised.push("notes\n.docx".to_owned());
    builder.error(Error::new(ErrorKind::Unreadable, "is protected by a password").at(Origin::file("locked.xlsx")));
    builder.finish()
}
