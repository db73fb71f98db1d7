//! What each file is taken for when it is opened alone: read (and with which sums), refused (and why), or none of ours.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bilan::books::{Books, Reason};
use bilan::error::ErrorKind;
use rust_decimal::Decimal;

use super::{assert_no_row_is_lost, folder, hours, net};
use crate::book::decimal;

/// What becomes of a file.
pub(super) enum Decision {
    Invoices {
        lines: usize,
        numbers: usize,
        clients: usize,
        net: &'static str,
        days: [&'static str; 2],
    },
    /// Clients are counted without the empty one.
    Time {
        entries: usize,
        clients: usize,
        hours: &'static str,
        days: [&'static str; 2],
    },
    Payments {
        rows: usize,
        amount: &'static str,
        days: [&'static str; 2],
    },
    Ledger,
    Holidays {
        rows: usize,
        days: [&'static str; 2],
    },
    /// Every row is set aside, for this reason.
    Aside(Reason, u64),
    /// It is recognised; each error is of this kind, about these fields, and the first says this.
    Refused {
        kind: ErrorKind,
        fields: &'static [&'static str],
        rows: u64,
        says: &'static str,
    },
    /// It cannot be opened, and the error says this.
    Unreadable(&'static str),
    /// No table of a business.
    Unknown,
}

use Decision::{Aside, Holidays, Invoices, Ledger, Payments, Refused, Time, Unknown, Unreadable};

const NO_CLIENT: Decision = Refused { kind: ErrorKind::Structure, fields: &["client"], rows: 0, says: "name it client" };
const NO_DATE: Decision = Refused { kind: ErrorKind::Structure, fields: &["date"], rows: 0, says: "name it date" };
const TWO_DATES: Decision = Refused {
    kind: ErrorKind::Ambiguous,
    fields: &["Start Date"],
    rows: 2,
    says: "\"03/04/2024\" can be read with the day first",
};

/// A path, or a folder that ends with `/`; the longest that fits decides.
const DECISIONS: &[(&str, Decision)] = &[
    // Books without a row in another currency need no rate.
    ("ecb/eurofxref-hist_reduced_2022.csv", Aside(Reason::RateNotNeeded, 222)),
    ("ecb/eurofxref.csv", Aside(Reason::RateNotNeeded, 1)),
    (
        "extracts/clockify_detailed_de_dates_euro.csv",
        Time { entries: 12, clients: 1, hours: "85", days: ["2026-01-30", "2026-08-17"] },
    ),
    (
        "extracts/faktu_export_simple_fr.csv",
        Invoices { lines: 2, numbers: 2, clients: 2, net: "3500", days: ["2025-01-15", "2025-01-20"] },
    ),
    (
        "extracts/harvest_detailed_2015_finnish_locale.csv",
        Time { entries: 1, clients: 1, hours: "7.5", days: ["2015-01-26", "2015-01-26"] },
    ),
    (
        "extracts/harvest_invoice_lines_2011_usd.csv",
        Invoices { lines: 1, numbers: 1, clients: 1, net: "425", days: ["2011-08-01", "2011-08-01"] },
    ),
    (
        "extracts/harvest_invoice_report_titles_and_totals.csv",
        Refused { kind: ErrorKind::Structure, fields: &["net"], rows: 0, says: "vat = \"exempt\"" },
    ),
    // German headers: a mapping names them.
    ("extracts/kimai_export_de_decimal.csv", Unknown),
    ("extracts/kimai_export_en.csv", Time { entries: 2, clients: 1, hours: "0.2", days: ["2019-06-16", "2019-06-16"] }),
    // A report by client, whose name stands above its rows.
    ("extracts/quickbooks_online_sales_by_customer_detail.csv", Unknown),
    ("fec/derived/", Ledger),
    ("fec/dgfip/", Unknown),
    ("fec/neolegal/0000000001FEC20220831-expected.csv", Unknown),
    ("fec/neolegal/0000000001FEC20220831.txt", Ledger),
    // As JSON, a list of holidays is read by no one.
    ("holidays/", Unknown),
    (
        "holidays/etalab/jours_feries.csv",
        Refused { kind: ErrorKind::Ambiguous, fields: &["zone"], rows: 508, says: "several zones" },
    ),
    ("holidays/etalab/jours_feries_alsace-moselle.csv", Holidays { rows: 338, days: ["2006-01-01", "2031-12-26"] }),
    ("holidays/etalab/jours_feries_alsace-moselle.ics", Holidays { rows: 143, days: ["2021-01-01", "2031-12-26"] }),
    ("holidays/etalab/jours_feries_guadeloupe.csv", Holidays { rows: 312, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_guyane.csv", Holidays { rows: 312, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_la-reunion.csv", Holidays { rows: 312, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_martinique.csv", Holidays { rows: 312, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_mayotte.csv", Holidays { rows: 312, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_nouvelle-caledonie.csv", Holidays { rows: 286, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_polynesie-francaise.csv", Holidays { rows: 286, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_saint-barthelemy.csv", Holidays { rows: 312, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_saint-martin.csv", Holidays { rows: 312, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_saint-pierre-et-miquelon.csv", Holidays { rows: 286, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_wallis-et-futuna.csv", Holidays { rows: 286, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_metropole.csv", Holidays { rows: 286, days: ["2006-01-01", "2031-12-25"] }),
    ("holidays/etalab/jours_feries_metropole.ics", Holidays { rows: 121, days: ["2021-01-01", "2031-12-25"] }),
    ("invoices/freshbooks_clients.csv", Unknown),
    (
        "invoices/freshbooks_invoices.csv",
        Invoices { lines: 3, numbers: 1, clients: 1, net: "7890", days: ["2021-01-28", "2021-01-28"] },
    ),
    ("invoices/invoicely_clients.csv", Unknown),
    (
        "invoices/invoicely_invoices.csv",
        Refused { kind: ErrorKind::Structure, fields: &["number", "net"], rows: 0, says: "found \"Date\", \"Due\", \"Details\"" },
    ),
    ("invoices/invoiceninja/invoiceninja_v4_clients.csv", Unknown),
    (
        "invoices/invoiceninja/invoiceninja_v4_invoice.csv",
        Refused { kind: ErrorKind::Value, fields: &["Paid"], rows: 401, says: "columns = { paid = \"\" }" },
    ),
    // The sum known of the file counts its two rows of ($400.00), paid back, as paid.
    (
        "invoices/invoiceninja/invoiceninja_v4_payments.csv",
        Payments { rows: 403, amount: "11087.54", days: ["2019-10-14", "2020-04-30"] },
    ),
    // Tables of an interface, in cents and joined by identifiers.
    (
        "invoices/stripe/invoice_data.csv",
        Refused {
            kind: ErrorKind::Structure,
            fields: &["net", "issued"],
            rows: 0,
            says: "\"amount\" and \"subtotal\" could each be it",
        },
    ),
    (
        "invoices/stripe/invoice_line_item_data.csv",
        Refused {
            kind: ErrorKind::Structure,
            fields: &["number", "issued", "client"],
            rows: 0,
            says: "\"id\" and \"invoice_id\" could each be it",
        },
    ),
    ("invoices/stripe/payments.csv", NO_DATE),
    ("invoices/stripe/unified_payments.csv", NO_DATE),
    ("invoices/zoho_contacts.csv", Unknown),
    ("invoices/zoho_invoices.csv", Aside(Reason::Draft, 13)),
    ("spreadsheets/calamine/", Unknown),
    ("spreadsheets/calamine/pass_protected.ods", Unreadable("password")),
    ("spreadsheets/calamine/pass_protected.xlsb", Unreadable("password")),
    ("spreadsheets/calamine/pass_protected.xlsx", Unreadable("password")),
    // One invoice as a form, which its name announces: no table, and no row to lose silently.
    (
        "spreadsheets/invoices/facture_fr_atelier.xlsx",
        Refused { kind: ErrorKind::Structure, fields: &["client", "net"], rows: 30, says: "looks like invoices" },
    ),
    ("spreadsheets/phpspreadsheet/", Unknown),
    // Forms and clocks without a client.
    ("spreadsheets/timesheets/", Unknown),
    ("timetrackers/clockify/clockify-rated.csv", NO_CLIENT),
    ("timetrackers/clockify/clockify-sample.csv", NO_CLIENT),
    ("timetrackers/clockify/clockify_projects_import_test_1.csv", Unknown),
    ("timetrackers/clockify/clockify_projects_import_test_2.csv", Unknown),
    ("timetrackers/clockify/clockify_time_entries_import_test_1.csv", TWO_DATES),
    (
        "timetrackers/clockify/clockify_time_entries_import_test_2.csv",
        Time { entries: 1, clients: 1, hours: "0.5", days: ["2024-10-15", "2024-10-15"] },
    ),
    (
        "timetrackers/clockify/clockify_time_entries_import_test_3.csv",
        Refused { kind: ErrorKind::Value, fields: &["Start Date"], rows: 1, says: "\"13/15/2024\" is not a day of the calendar" },
    ),
    ("timetrackers/clockify/clockify_time_entries_import_test_4.csv", TWO_DATES),
    ("timetrackers/clockify/malformed.csv", Unknown),
    ("timetrackers/crossformat/", Unknown),
    (
        "timetrackers/harvest/harvest_import_sample.csv",
        Time { entries: 250, clients: 1, hours: "518.32", days: ["2023-01-02", "2023-01-30"] },
    ),
    (
        "timetrackers/harvest/harvest_time_entries_import_test_1.csv",
        Time { entries: 2, clients: 1, hours: "20.01", days: ["2024-03-04", "2024-03-04"] },
    ),
    ("timetrackers/ical/", Unknown),
    // Its name is Holidays, and its events last all day.
    ("timetrackers/ical/example.ics", Holidays { rows: 3, days: ["2022-01-01", "2022-03-08"] }),
    // Forms of invoices, with names in braces.
    ("timetrackers/kimai/", Unknown),
    ("timetrackers/plaintext/", Unknown),
    ("timetrackers/solidtime/", Unknown),
    (
        "timetrackers/solidtime/generic_time_entries_import_test_1.csv",
        Refused { kind: ErrorKind::Structure, fields: &["days or hours or duration"], rows: 0, says: "name it days or jours" },
    ),
    (
        "timetrackers/toggl/toggl_detailed_2020_b.csv",
        Time { entries: 146, clients: 0, hours: "273.8483", days: ["2020-01-03", "2020-05-19"] },
    ),
    (
        "timetrackers/toggl/toggl_detailed_invoiceninja_tasks.csv",
        Time { entries: 47, clients: 0, hours: "79.1208", days: ["2023-10-23", "2023-10-27"] },
    ),
    (
        "timetrackers/toggl/toggl_detailed_small.csv",
        Time { entries: 11, clients: 0, hours: "10.75", days: ["2022-06-07", "2022-06-09"] },
    ),
    ("timetrackers/toggl/toggl_subset_title_case_headers.csv", NO_CLIENT),
    (
        "timetrackers/toggl/toggl_time_entries_import_test_1.csv",
        Time { entries: 1, clients: 1, hours: "1.0003", days: ["2024-03-04", "2024-03-04"] },
    ),
    (
        "timetrackers/toggl/toggl_time_entries_import_test_2.csv",
        Time { entries: 1, clients: 1, hours: "0.0006", days: ["2024-10-15", "2024-10-15"] },
    ),
];

pub(super) fn decision(path: &str) -> Option<&'static Decision> {
    let fits = |(name, _): &&(&str, Decision)| path == *name || (name.ends_with('/') && path.starts_with(name));
    DECISIONS.iter().filter(fits).max_by_key(|(name, _)| name.len()).map(|(_, decision)| decision)
}

/// What was read of a file, in terms a decision is written in.
fn assert_read(
    books: &Books,
    path: &str,
    rows: usize,
    clients: &BTreeSet<String>,
    wanted: usize,
    days: (Vec<String>, [&str; 2]),
) {
    assert!(books.errors().is_empty(), "{path}: {}", books.errors());
    let used: u64 = books.sources().iter().map(|source| source.used).sum();
    assert_eq!(used, rows as u64, "{path}");
    assert_eq!(clients.iter().filter(|client| !client.is_empty()).count(), wanted, "{path}");
    let (found, [first, last]) = days;
    assert_eq!(found.iter().min().map(String::as_str), Some(first), "{path}");
    assert_eq!(found.iter().max().map(String::as_str), Some(last), "{path}");
}

pub(super) fn open(folder: &Path, path: &str) -> Books {
    let books = Books::open(folder.join(path)).unwrap_or_else(|errors| panic!("{path}: {errors}"));
    assert_no_row_is_lost(&books, path);
    books
}

/// How many records with content a text has below the line that the first error is about.
fn rows_below(file: &Path, books: &Books) -> Option<u64> {
    let header = u64::from(books.errors().iter().next()?.origin()?.line_number()?);
    let text = String::from_utf8_lossy(&fs::read(file).ok()?).replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().ok()?;
    let is_row = |record: &&csv::StringRecord| {
        let has_content = record.iter().any(|cell| cell.chars().any(|c| !c.is_whitespace() && c != ';'));
        has_content && record.position().is_some_and(|position| position.line() > header)
    };
    Some(records.iter().filter(is_row).count() as u64)
}

fn check(folder: &Path, path: &str, decision: &Decision) {
    match decision {
        Invoices { lines, numbers, clients, net: sum, days } => {
            let books = open(folder, path);
            let values = || books.invoice_lines().iter().map(|row| row.value()).collect::<Vec<_>>();
            let found = values().iter().map(|line| line.client.to_owned()).collect();
            let dates = values().iter().map(|line| line.issued.to_string()).collect();
            assert_read(&books, path, *lines, &found, *clients, (dates, *days));
            assert_eq!(values().iter().map(|line| line.number.to_owned()).collect::<BTreeSet<_>>().len(), *numbers, "{path}");
            assert_eq!(net(&books), decimal(sum), "{path}");
        }
        Time { entries, clients, hours: sum, days } => {
            let books = open(folder, path);
            let values = || books.time_entries().iter().map(|row| row.value()).collect::<Vec<_>>();
            let found = values().iter().map(|entry| entry.client.to_owned()).collect();
            let dates = values().iter().map(|entry| entry.date.to_string()).collect();
            assert_read(&books, path, *entries, &found, *clients, (dates, *days));
            assert_eq!(hours(&books).round_dp(4), decimal(sum), "{path}");
        }
        Payments { rows, amount, days } => {
            let books = open(folder, path);
            let dates = books.payments().iter().map(|payment| payment.value.date.to_string()).collect();
            assert_read(&books, path, *rows, &BTreeSet::new(), 0, (dates, *days));
            let sum: Decimal = books.payments().iter().map(|payment| payment.value.amount.to_decimal()).sum();
            assert_eq!(sum, decimal(amount), "{path}");
        }
        Ledger => {
            let books = open(folder, path);
            assert!(books.errors().is_empty() && !books.ledger_entries().is_empty(), "{path}: {}", books.errors());
        }
        Holidays { rows, days } => {
            let books = open(folder, path);
            let dates = books.holidays().iter().map(|holiday| holiday.value.to_string()).collect();
            assert_read(&books, path, *rows, &BTreeSet::new(), 0, (dates, *days));
        }
        Aside(reason, rows) => {
            let books = open(folder, path);
            assert!(books.errors().is_empty(), "{path}: {}", books.errors());
            let aside: Vec<_> = books.sources().iter().flat_map(|source| &source.set_aside).collect();
            assert!(matches!(aside[..], [(found, aside)] if found == reason && aside.rows == *rows), "{path}: {aside:?}");
        }
        Refused { kind, fields, rows, says } => {
            let books = open(folder, path);
            let used: u64 = books.sources().iter().map(|source| source.used).sum();
            // Under a wrong header no row can be read, and each is accounted for.
            let below = rows_below(&folder.join(path), &books).filter(|_| *kind == ErrorKind::Structure && path.ends_with("csv"));
            assert_eq!((used, books.rejected().len() as u64), (0, below.unwrap_or(*rows)), "{path}");
            for error in books.errors() {
                assert_eq!(error.kind(), *kind, "{path}: {error}");
                assert!(error.field_name().is_some_and(|field| fields.contains(&field)), "{path}: {error}");
                assert!(error.origin().is_some_and(|origin| origin.line_number().is_some()), "{path}: {error}");
            }
            for field in *fields {
                assert!(books.errors().iter().any(|error| error.field_name() == Some(field)), "{path}: nothing of {field}");
            }
            let first = books.errors().iter().next().unwrap();
            assert!(first.message().contains(says), "{path}: {first}");
        }
        Unreadable(says) => {
            let errors = Books::open(folder.join(path)).expect_err(path);
            let [error] = errors.iter().collect::<Vec<_>>()[..] else { panic!("{path}: {errors}") };
            assert_eq!(error.kind(), ErrorKind::Unreadable, "{path}: {error}");
            assert!(error.message().contains(says), "{path}: {error}");
        }
        Unknown => {
            let errors = Books::open(folder.join(path)).expect_err(path);
            let kinds: Vec<_> = errors.iter().map(bilan::error::Error::kind).collect();
            assert_eq!(kinds, [ErrorKind::NothingRecognised], "{path}: {errors}");
        }
    }
}

#[test]
fn every_table_is_taken_for_what_it_is() {
    let Some(folder) = folder("decisions") else { return };
    let mut used = BTreeSet::new();
    for part in ["ecb", "extracts", "fec", "holidays", "invoices", "spreadsheets", "timetrackers"] {
        let mut files = Vec::new();
        super::every_file::walk(&folder.join(part), &mut files);
        for file in files {
            let path = file.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
            let decision = decision(&path).unwrap_or_else(|| panic!("{path} is not decided"));
            check(&folder, &path, decision);
            used.insert(std::ptr::from_ref(decision) as usize);
        }
    }
    assert_eq!(used.len(), DECISIONS.len(), "decisions that are about a file");
}
