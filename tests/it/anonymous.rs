//! What is shown to others names nobody, and every figure stays as it was.

use std::collections::BTreeSet;

use bilan::analysis::{Grouping, Outlook, Review, metric};
use bilan::books::{Books, Mask};
use bilan::check::{Checks, Verify};
use bilan::locale::{Locale, NumberStyle};
use bilan::model::{Language, PublishedTable};
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
    let plan = Outlook::for_year(2020).of(books).expect("a plan");
    outputs.extend([plan.to_terminal(&locale), plan.to_json(&locale)]);
    let table = PublishedTable::read("post.md", "| | 2020 | 2019 |\n|---|---|---|\n| CA | 139 K€ | 150 K€ |\n".as_bytes())
        .expect("a table");
    let verified = Verify::new().of(books, &table).expect("a verification");
    outputs.extend([verified.to_terminal(&locale), verified.to_json(&locale)]);
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

/// Invoices and ledger of the sample together, so that checks have something to say: two numbers are missing, and a name stands in the name of a file.
fn at_odds() -> Books {
    let read = |path: &str| std::fs::read_to_string(format!("{}/data/{path}", env!("CARGO_MANIFEST_DIR"))).expect("a file");
    let invoices = read("sample/invoices.csv");
    let without = |line: &&str| !line.starts_with("F-2020-004,") && !line.starts_with("F-2020-009,");
    let invoices: String = invoices.lines().filter(without).flat_map(|line| [line, "\n"]).collect();
    let ledger = read("ledger/000000000FEC20201231.txt");
    crate::book::files(
        "at_odds",
        &[
            ("Mutuelle Garance.csv", invoices.as_str()),
            ("000000000FEC20201231.txt", ledger.as_str()),
            ("timesheets.csv", &read("sample/timesheets.csv")),
            ("bilan.toml", "[business]\nname = \"Exemple Conseil\"\ncountry = \"FR\"\n"),
        ],
    )
}

#[test]
fn findings_stay_and_their_names_go() {
    let books = at_odds();
    let secrets = secrets(&books);
    for language in [Language::French, Language::English] {
        let locale = Locale::new(language);
        let findings = Checks::all().of(&books).expect("findings");
        let masked = findings.clone().anonymised(&Mask::between(&books, &books.anonymised(language)));
        let text = |findings: &bilan::check::Findings| findings.to_terminal(&locale, None) + &findings.to_json(&locale);
        let (named, text) = (text(&findings), text(&masked));
        assert!(
            ["Mutuelle Garance", "F-2020-004", "F-2020-005", "Exemple Conseil"].iter().all(|name| named.contains(name)),
            "{named}"
        );
        let told: Vec<&String> = secrets.iter().filter(|secret| text.contains(secret.as_str())).collect();
        assert!(told.is_empty(), "{told:?}: {text}");
        assert!(text.contains("Client A") && !text.contains("Mutuelle"), "{text}");
        let codes = |findings: &bilan::check::Findings| -> Vec<_> {
            findings
                .iter()
                .map(|(check, found)| (check.id, found.code, found.amount, found.left.len(), found.right.len()))
                .collect()
        };
        assert_eq!(codes(&masked), codes(&findings), "no finding is lost");
        assert!(codes(&masked).iter().any(|(_, code, ..)| *code == "number_gap"), "{named}");
    }
}

#[test]
fn what_a_bank_and_a_contract_name_goes_from_findings() {
    let ledger = "date,journal,account,label,piece,debit,credit\n\
        2020-01-02,BQ,512000,A,1,500,0\n2020-01-02,BQ,411000,A,1,0,500\n2020-12-30,BQ,512000,B,2,1000,0\n2020-12-30,BQ,411000,B,2,0,1000\n";
    let own = "Date;Date de valeur;Libellé;Montant;Référence\n02/01/2020;;VIR A;500,00;\n15/06/2020;;;300,00;REF-GARANCE-1\n16/06/2020;;VIR SEPA MUTUELLE GARANCE;7,00;\n";
    let other = |iban: &str| format!("Date;Date de valeur;Libellé;Montant;Compte\n15/06/2020;;VIR SEPA FOYER;123,00;{iban}\n");
    let (iban, number) = (other("FR7630001007941234567890185"), other("00012345678"));
    let settings =
        "[business]\ncountry = \"FR\"\n\n[[contract]]\nclient = \"Assurances Lointaines\"\nproject = \"Phare\"\nprice = 100\n";
    let books = crate::book::files(
        "bank_names",
        &[("fec.csv", ledger), ("banque.csv", own), ("b2.csv", &iban), ("b3.csv", &number), ("bilan.toml", settings)],
    );
    let secrets = ["MUTUELLE", "REF-GARANCE-1", "FOYER", "FR7630001007941234567890185", "00012345678"];
    for language in [Language::French, Language::English] {
        let locale = Locale::new(language);
        let findings = Checks::all().of(&books).expect("findings");
        let mask = Mask::between(&books, &books.anonymised(language));
        let masked = findings.clone().anonymised(&mask);
        let text = |findings: &bilan::check::Findings| findings.to_terminal(&locale, None) + &findings.to_json(&locale);
        let (named, text) = (text(&findings), text(&masked));
        for secret in secrets.iter().filter(|secret| **secret != "FOYER") {
            assert!(named.contains(secret), "{secret} {named}");
        }
        assert!(secrets.iter().all(|secret| !text.contains(secret)), "{text}");
        assert!(text.contains("512000"), "an account of the ledger is no name: {text}");
        let contract = mask.text("Assurances Lointaines: Phare");
        assert!(!contract.contains("Lointaines") && !contract.contains("Phare"), "{contract}");
    }
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
