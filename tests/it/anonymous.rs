//! What is shown to others names nobody, and every figure stays as it was.

use std::collections::BTreeSet;

use bilan::analysis::{Grouping, Review, metric};
use bilan::books::Books;
use bilan::locale::{Locale, NumberStyle};
use bilan::model::Language;
use bilan::render::{Format, Notes, ReviewJson, section};

const SHAPES: [&str; 3] = ["sample", "workbook", "ledger"];

fn sample(shape: &str) -> Books {
    Books::open(format!("{}/data/{shape}", env!("CARGO_MANIFEST_DIR"))).expect("the sample")
}

/// Every name and text of the books that is masked; those of three letters and more.
fn secrets(books: &Books) -> BTreeSet<String> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let of_invoices = books.invoice_lines().iter().map(|row| row.value());
    of_invoices.for_each(|line| found.extend([line.client, line.project, line.description, line.number]));
    let of_time = books.time_entries().iter().map(|row| row.value());
    of_time.for_each(|entry| found.extend([entry.client, entry.project, entry.task, entry.description, entry.person]));
    let of_ledger = books.ledger_entries().iter().map(|row| row.value());
    of_ledger.for_each(|entry| found.extend([entry.party, entry.label, entry.piece]));
    let of_expenses = books.expenses().iter().map(|row| row.value());
    of_expenses.for_each(|expense| found.extend([expense.supplier, expense.label]));
    found.extend(books.assets().iter().map(|asset| asset.value.label.as_str()));
    found.extend(books.settings().business.name.as_deref());
    // What figures are called themselves is no secret.
    let is_label = |text: &&str| metric::ALL.iter().any(|metric| metric.label.fr == **text);
    found.into_iter().filter(|text| text.chars().count() >= 3 && !is_label(text)).map(str::to_owned).collect()
}

/// All that is printed of these books.
fn outputs(books: &Books, language: Language) -> Vec<String> {
    let locale = Locale::new(language);
    let all: Vec<&section::Section> = section::ALL.to_vec();
    let report = Review::year(2020).metrics(metric::ALL.iter().copied()).of(books).expect("a report");
    let mut outputs = Vec::new();
    for (_, format) in Format::ALL {
        let screen = report.to_format(format, &locale, None, Notes::Below, &all);
        outputs.extend([screen.out, screen.err]);
    }
    let blog = report.to_format(Format::Table, &locale.with_style(NumberStyle::BLOG), None, Notes::Below, &[]);
    outputs.extend([blog.out, blog.err]);
    let worked = report.figure(metric::WORKED_DAYS, 2020).expect("a figure").explain();
    outputs.push(worked.to_json_by(&locale, Some(Grouping::Project)));
    for metric in [metric::RESULT_AFTER_TAX, metric::CLIENTS] {
        let explanation = report.figure(metric, 2020).expect("a figure").explain();
        outputs.extend(
            Format::ALL.map(|(_, format)| explanation.to_format(format, &locale, report.currency(), Some(Grouping::Client))),
        );
    }
    outputs
}

#[test]
fn no_name_of_the_sample_is_in_any_output() {
    let mut looked_for = 0;
    for shape in SHAPES {
        let books = sample(shape);
        let secrets = secrets(&books);
        assert!(secrets.contains("Exemple Conseil") && secrets.contains("Mutuelle Garance"), "{secrets:?}");
        looked_for += secrets.len();
        let named = outputs(&books, Language::French).concat();
        assert!(named.contains("Mutuelle Garance") && named.contains("F-2020-"), "the outputs do show names");
        for language in if shape == "sample" { &[Language::French, Language::English][..] } else { &[Language::French] } {
            let masked = outputs(&books.anonymised(*language), *language).concat();
            let told: Vec<&String> = secrets.iter().filter(|secret| masked.contains(secret.as_str())).collect();
            assert!(told.is_empty(), "{shape}: {told:?}");
            assert!(masked.contains("Client A"), "{shape}");
        }
    }
    assert!(looked_for > 300, "{looked_for}");
}

#[test]
fn every_figure_stays_as_it_was() {
    for shape in SHAPES {
        let books = sample(shape);
        let review = Review::year(2020).metrics(metric::ALL.iter().copied());
        let json = |books: &Books| {
            let mut json = ReviewJson::of(&review.of(books).expect("a report"), &bilan::locale::EN);
            json.business.clear();
            // The workbook is called as the business is.
            json.sources.iter_mut().for_each(|source| source.path.clear());
            json
        };
        let masked = books.anonymised(Language::English);
        assert_eq!(json(&masked), json(&books), "{shape}");
        assert_eq!(masked.fingerprint(), books.fingerprint(), "the same books");
    }
}

#[test]
fn the_first_letter_goes_to_the_largest_client() {
    let books = sample("sample");
    let masked = books.anonymised(Language::French);
    let totals = |books: &Books| {
        let mut totals = std::collections::BTreeMap::<String, rust_decimal::Decimal>::new();
        for row in books.invoice_lines().iter() {
            *totals.entry(row.value().client.to_owned()).or_default() += row.value().net.to_decimal();
        }
        totals
    };
    let by_letter: Vec<rust_decimal::Decimal> = totals(&masked).into_values().collect();
    let mut by_revenue: Vec<rust_decimal::Decimal> = totals(&books).into_values().collect();
    by_revenue.sort_by(|a, b| b.cmp(a));
    assert_eq!(by_letter, by_revenue);
}
