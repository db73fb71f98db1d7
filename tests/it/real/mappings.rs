//! Refused files that a few lines of `bilan.toml` make readable: what a user would write after reading the error.

use std::collections::BTreeSet;

use bilan::books::{Books, Reason};
use bilan::error::ErrorKind;
use rust_decimal::Decimal;

use super::{Folder, assert_no_row_is_lost, facts, folder, hours, net, number};
use crate::book::{day, decimal};

/// Opens a file with a `[[mapping]]` of its own beside it.
fn mapped(file: &str, mapping: &str) -> Option<Books> {
    let source = folder(file)?.join(file);
    let name = source.file_name().unwrap().to_string_lossy().into_owned();
    let settings = format!("[[mapping]]\nfile = \"{name}\"\n{mapping}\n");
    let books = Folder::new(&name).copy(&source).write("bilan.toml", &settings).open();
    let books = books.unwrap_or_else(|errors| panic!("{file}: {errors}"));
    assert_no_row_is_lost(&books, file);
    Some(books)
}

fn hours_of(seconds: i64) -> Decimal {
    Decimal::from(seconds) / Decimal::from(3600)
}

#[test]
fn an_ambiguous_date_is_read_as_stated() {
    for file in ["clockify_time_entries_import_test_1.csv", "clockify_time_entries_import_test_4.csv"] {
        for (format, date) in [("%m/%d/%Y", "2024-03-04"), ("%d/%m/%Y", "2024-04-03")] {
            let path = format!("timetrackers/clockify/{file}");
            let Some(books) = mapped(&path, &format!("date_format = \"{format}\"")) else { return };
            assert!(books.errors().is_empty(), "{}", books.errors());
            assert_eq!((books.time_entries().len(), hours(&books)), (1, hours_of(3601)), "the timer that never ran is set aside");
            let entry = books.time_entries().get(0).unwrap().value();
            assert_eq!((entry.date, entry.client, entry.project), (day(date), "Big Company", "Project for Big Company"));
        }
    }
}

#[test]
fn the_block_of_an_error_settles_it_as_it_stands() {
    let Some(root) = folder("blocks to paste") else { return };
    for (file, entries) in [
        ("timetrackers/clockify/clockify_time_entries_import_test_1.csv", 1),
        ("timetrackers/clockify/clockify_time_entries_import_test_4.csv", 1),
        ("invoices/invoiceninja/invoiceninja_v4_invoice.csv", 401),
    ] {
        let source = root.join(file);
        let refused = Books::open(&source).unwrap_or_else(|errors| panic!("{file}: {errors}"));
        let block = refused.errors().iter().find_map(|error| error.block()).unwrap_or_else(|| panic!("{file}: no block"));
        let settled =
            Folder::new("pasted").copy(&source).write("bilan.toml", block).open().unwrap_or_else(|errors| panic!("{errors}"));
        assert!(settled.errors().is_empty(), "{file}: {}", settled.errors());
        assert_eq!(settled.invoice_lines().len() + settled.time_entries().len(), entries, "{file}");
    }
}

#[test]
fn a_client_is_given_by_the_rule_that_the_error_proposes() {
    let Some(root) = folder("rule to paste") else { return };
    let source = root.join("timetrackers/toggl/toggl_subset_title_case_headers.csv");
    let refused = Books::open(&source).unwrap_or_else(|errors| panic!("{errors}"));
    let block = refused.errors().iter().find_map(|error| error.block()).unwrap_or_default().to_owned();
    let (_, rule) = block.split_once("# or, when all of it is for one client:\n").unwrap_or_else(|| panic!("{block}"));
    let rule = rule.replace("# ", "").replace('…', "Lemoine");
    let settled =
        Folder::new("pasted-rule").copy(&source).write("bilan.toml", &rule).open().unwrap_or_else(|errors| panic!("{errors}"));
    assert!(settled.errors().is_empty(), "{}", settled.errors());
    assert_eq!((settled.time_entries().len(), hours(&settled)), (173, hours_of(218_670)));
    assert!(settled.time_entries().iter().all(|row| row.value().client == "Lemoine"));
}

#[test]
fn a_project_stands_for_the_client() {
    let path = "timetrackers/toggl/toggl_subset_title_case_headers.csv";
    let Some(books) = mapped(path, "columns = { client = \"Project\" }") else { return };
    assert!(books.errors().is_empty(), "{}", books.errors());
    assert_eq!((books.time_entries().len(), hours(&books)), (173, hours_of(218_670)));

    let sample = mapped("timetrackers/clockify/clockify-sample.csv", "columns = { client = \"Project\" }").unwrap();
    assert!(sample.errors().is_empty(), "{}", sample.errors());
    assert_eq!((sample.time_entries().len(), hours(&sample)), (6, decimal("13")));
    let unbilled: Vec<_> = sample.time_entries().iter().filter(|row| !row.value().billable).collect();
    assert_eq!(unbilled.len(), 1);

    let rated = mapped("timetrackers/clockify/clockify-rated.csv", "columns = { client = \"Project\" }").unwrap();
    assert!(rated.errors().is_empty(), "{}", rated.errors());
    assert_eq!(hours(&rated), decimal("6"));
    let worth: Decimal = rated
        .time_entries()
        .iter()
        .map(|row| row.value())
        .map(|entry| {
            entry.rate.unwrap().to_decimal() * Decimal::from(entry.time.unwrap().micros()) / Decimal::from(3_600_000_000_i64)
        })
        .sum();
    assert_eq!(worth, decimal("1100"), "4 h at 150 and 2 h at 250");
}

#[test]
fn a_rule_gives_the_client_of_a_file_that_names_none() {
    let rule = |file: &str| format!("[[rule]]\nmatch = {{ file = \"{file}\" }}\nset = {{ client = \"Lemoine\" }}\n");
    let Some(root) = folder("one client") else { return };
    let clients = |books: &Books| books.time_entries().iter().map(|row| row.value().client.to_owned()).collect::<BTreeSet<_>>();

    let sample = Folder::new("one-client").copy(&root.join("timetrackers/clockify/clockify-sample.csv"));
    let sample = sample.write("bilan.toml", &rule("clockify-sample.csv")).open().unwrap_or_else(|errors| panic!("{errors}"));
    assert!(sample.errors().is_empty(), "{}", sample.errors());
    assert_eq!((hours(&sample), clients(&sample)), (decimal("13"), BTreeSet::from(["Lemoine".to_owned()])));

    let file = "timesheet_mixed_types.xlsx";
    let mapping = format!("kind = \"timesheets\"\ncolumns = {{ duration = \"Total Duration\" }}\n{}", rule(file));
    let books = mapped(&format!("spreadsheets/timesheets/{file}"), &mapping).unwrap();
    assert!(books.errors().is_empty(), "{}", books.errors());
    let fact = &facts(&root, "sheets.json")[file];
    assert_eq!((hours(&books), clients(&books).len()), (number(&fact["sum_text_durations_hours"]), 1));
    assert_eq!(books.sources()[0].rows, fact["rows"].as_u64().unwrap());
    let aside: Vec<_> = books.sources()[0].set_aside.iter().map(|(reason, aside)| (reason, aside.rows)).collect();
    assert_eq!(
        aside,
        [(&Reason::Total, 1), (&Reason::Empty, 1)],
        "the stated total, which disagrees, and a clock that did not run"
    );
    let first = books.time_entries().get(0).unwrap().value();
    assert_eq!(Some(first.date.to_string().as_str()), fact["first"][0].as_str());
}

#[test]
fn columns_of_another_language_are_named() {
    let columns = "kind = \"timesheets\"\ncolumns = { date = \"Datum\", client = \"Kunde\", duration = \"Dauer\", project = \"Projekt\", \
                   billable = \"Abrechenbar\", kind = \"Typ\" }";
    let Some(books) = mapped("extracts/kimai_export_de_decimal.csv", columns) else { return };
    assert!(books.errors().is_empty(), "{}", books.errors());
    assert_eq!((books.time_entries().len(), hours(&books)), (2, decimal("0.22")));
    let entry = books.time_entries().get(0).unwrap().value();
    assert_eq!((entry.date, entry.client, entry.billable), (day("2019-06-16"), "Customer Name", true));
}

#[test]
fn a_total_is_taken_for_the_net_amount_when_the_user_says_so() {
    let path = "invoices/invoicely_invoices.csv";
    let Some(books) = mapped(path, "columns = { number = \"Details\", net = \"Total\" }") else { return };
    assert!(books.errors().is_empty(), "{}", books.errors());
    let line = books.invoice_lines().get(0).unwrap().value();
    assert_eq!(
        (line.number, line.client, line.issued, line.due),
        ("INV-1", "Bruce Wayne", day("2021-01-28"), Some(day("2021-01-28")))
    );
    assert_eq!(net(&books), number(&facts(&folder(path).unwrap(), "invoices.json")["invoicely_invoices.csv"]["total"]));
}

#[test]
fn a_column_of_amounts_named_as_dates_are_is_left_out() {
    let path = "invoices/invoiceninja/invoiceninja_v4_invoice.csv";
    let Some(books) = mapped(path, "columns = { paid = \"\" }") else { return };
    assert!(books.errors().is_empty(), "{}", books.errors());
    let fact = &facts(&folder(path).unwrap(), "invoices.json")["invoiceninja_v4_invoice.csv"];
    assert_eq!(books.invoice_lines().len() as u64, fact["rows"].as_u64().unwrap());
    let numbers: BTreeSet<_> = books.invoice_lines().iter().map(|row| row.value().number.to_owned()).collect();
    assert_eq!(numbers.len() as u64, fact["invoices"].as_u64().unwrap());
    // Two equal rows of one file are two lines, and their prices and quantities agree.
    assert_eq!(net(&books), number(&fact["cost_x_qty"]));
    assert!(books.invoice_lines().iter().all(|row| row.value().paid.is_none()));
    let issued: Vec<_> = books.invoice_lines().iter().map(|row| row.value().issued).collect();
    assert_eq!((issued.iter().min(), issued.iter().max()), (Some(&day("2019-10-14")), Some(&day("2020-05-01"))));
}

#[test]
fn drafts_count_when_their_status_is_left_out() {
    let path = "invoices/zoho_invoices.csv";
    let Some(books) = mapped(path, "columns = { status = \"\" }") else { return };
    assert!(books.errors().is_empty(), "{}", books.errors());
    let fact = &facts(&folder(path).unwrap(), "invoices.json")["zoho_invoices.csv"];
    assert_eq!(books.invoice_lines().len() as u64, fact["rows"].as_u64().unwrap());
    assert_eq!(net(&books), number(&fact["item_total"]), "the lines, not the total that each of them repeats");
    assert!(books.invoice_lines().iter().all(|row| row.value().currency == "USD"));
}

#[test]
fn payments_without_a_number_stay_errors() {
    let Some(books) = mapped("invoices/stripe/payments.csv", "columns = { date = \"Created date (UTC)\" }") else { return };
    assert_eq!(books.payments().len(), 606);
    assert_eq!((books.rejected().len(), books.errors().len()), (16, 16));
    for error in books.errors() {
        assert_eq!((error.kind(), error.field_name()), (ErrorKind::Value, Some("Invoice Number")), "{error}");
    }
}

#[test]
fn amounts_written_in_two_ways_stay_an_error() {
    let Some(root) = folder("two ways") else { return };
    let folder = Folder::new("two-ways").copy(&root.join("extracts/harvest_invoice_report_titles_and_totals.csv"));
    let settings = "[business]\nvat = \"exempt\"\n[[mapping]]\nfile = \"harvest*\"\ncolumns = { paid = \"\" }\n";
    let books = folder.write("bilan.toml", settings).open().unwrap_or_else(|errors| panic!("{errors}"));
    assert_no_row_is_lost(&books, "two ways");
    assert!(books.invoice_lines().is_empty());
    let error =
        books.errors().iter().find(|error| error.kind() == ErrorKind::Ambiguous).unwrap_or_else(|| panic!("{}", books.errors()));
    assert_eq!(error.field_name(), Some("Invoice Amount"));
    assert!(error.message().contains("12 500,00") && error.message().contains("1,234.50"), "{error}");
}
