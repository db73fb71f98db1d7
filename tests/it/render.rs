//! Hostile text and every output format, through the public interface.

use bilan::analysis::{Change, State};
use bilan::books::{BooksBuilder, Source};
use bilan::locale::{EN, FR, NumberStyle};
use bilan::model::{MARK, Measure, Settings, Wording};
use bilan::render::{Cell, Header, Row, SourceList, Table};

const HOSTILE: &str = "=cmd()|<script>alert(1)</script>\r\n\u{1b}[31m\u{202e}`x` \\| \"q\" \u{9b}2J\u{7f}";

fn hostile() -> Table {
    let mut table = Table::new("EUR", vec![Header::Period(HOSTILE.into()), Header::ChangeFrom(HOSTILE.into())]);
    table.caption = Wording::made(HOSTILE, HOSTILE);
    let reason = State::Missing(Wording::made(HOSTILE, HOSTILE));
    table.rows.push(Row::new(
        HOSTILE,
        Wording::made(HOSTILE, HOSTILE),
        Measure::Money,
        vec![Cell::Value(reason), Cell::Change(Change::Missing)],
    ));
    table
}

fn has_controls(text: &str) -> bool {
    text.chars().any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c))
}

#[test]
fn hostile_text_stays_on_its_line_of_a_terminal() {
    for locale in [FR, EN.with_style(NumberStyle::BLOG)] {
        let text = hostile().to_terminal(&locale);
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(!has_controls(&text), "{text:?}");
        assert!(!has_controls(&hostile().to_terminal_within(&locale, Some(40))));
    }
}

#[test]
fn hostile_text_is_no_markup() {
    let markdown = hostile().to_markdown(&FR);
    assert_eq!(markdown.lines().count(), 5, "{markdown}");
    for line in markdown.lines().skip(2) {
        let unescaped = line.replace("\\\\", "").replace("\\|", "");
        assert_eq!(unescaped.matches('|').count(), 4, "{line}");
    }
    assert!(!markdown.contains("<script") && !has_controls(&markdown));

    let html = hostile().to_html(&EN);
    assert!(!html.contains("<script") && !has_controls(&html));
    for tag in ["table", "caption", "thead", "tbody", "tr", "th", "td"] {
        let (opened, closed) = (format!("<{tag}"), format!("</{tag}>"));
        let exactly = |html: &str| html.matches(&format!("{opened} ")).count() + html.matches(&format!("{opened}>")).count();
        assert_eq!(exactly(&html), html.matches(&closed).count(), "{tag}");
    }
}

#[test]
fn hostile_text_is_no_formula_of_a_spreadsheet() {
    let csv = hostile().to_csv(&FR);
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(!has_controls(&csv));
    for cell in csv.split(',') {
        assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '@']), "{cell}");
    }
}

#[test]
fn every_table_written_to_a_file_is_marked() {
    let table = hostile();
    for text in [table.to_markdown(&FR), table.to_html(&FR), table.to_csv(&FR)] {
        assert!(text.lines().next().is_some_and(|first| first.contains(MARK)), "{text}");
        assert!(text.ends_with('\n'));
    }
}

/// What is not known is never printed as zero.
#[test]
fn missing_undefined_and_zero_are_three_things() {
    let why = || Wording::fixed("", "");
    let change = |new: State, base: State| Cell::Change(Change::between(&new, &base, Measure::Money));
    let known = |n: i64| State::Known(n.into());
    let cells = [
        (Cell::Value(State::Missing(why())), "–"),
        (Cell::Value(State::Undefined(why())), "n.a."),
        (Cell::known(0.into()), "€0"),
        (change(known(138), known(100)), "+38%"),
        (change(known(10), known(0)), "n.a."),
        (change(known(0), known(10)), "-100%"),
        (change(known(10), known(-5)), "ns"),
        (change(known(-10), known(-5)), "ns"),
        (change(State::Missing(why()), known(10)), "–"),
        (change(known(100), known(100)), "0%"),
    ];
    let table = Table::new("EUR", Vec::new());
    for (cell, shown) in cells {
        let row = Row::new("x", why(), Measure::Money, Vec::new());
        assert_eq!(table.cell_text(&row, &cell, &EN), shown, "{cell:?}");
    }
}

#[test]
fn the_header_names_the_year_of_comparison() {
    let table = Table::new("EUR", Vec::new());
    let header = |header: Header, locale| table.header_text(&header, locale);
    assert_eq!(header(Header::ChangeFromPrevious("2019".into()), &FR), "Variation n/n-1");
    assert_eq!(header(Header::ChangeFrom("2018".into()), &FR), "Variation n/2018");
    assert_eq!(header(Header::ChangeFrom("2018".into()), &EN), "Change n/2018");
}

/// A style is a value: its fields can be set.
#[test]
fn a_style_of_ones_own() {
    let mut style = NumberStyle::COMPACT;
    style.rate_decimals = 2;
    style.money_prefix = "ca ";
    let locale = FR.with_style(style);
    assert_eq!(locale.figure(Measure::MoneyPerDay, "788.5714".parse().unwrap_or_default(), "EUR"), "788,57\u{a0}€");
    assert_eq!(locale.figure(Measure::Money, 13_500.into(), "EUR"), "ca 13,5\u{a0}K€");
}

#[test]
fn a_very_long_text_breaks_nothing() {
    let long = "é".repeat(100_000);
    let mut table = hostile();
    table.columns = vec![Header::Period(long.clone()), Header::Period(long.clone())];
    assert!(table.to_terminal(&FR).contains(&"é".repeat(60_000)));
    assert!(!table.to_terminal_within(&FR, Some(80)).is_empty());
}

#[test]
fn sources_with_hostile_names() {
    let mut builder = BooksBuilder::new(Settings::default());
    builder.source(Source::new(HOSTILE, "invoices-csv"));
    let books = builder.finish();
    let text = SourceList::of(&books).to_terminal(&FR, Some(20));
    // The source on one line; below an empty one, the rows of all and the fingerprint.
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(!has_controls(&text));
}
