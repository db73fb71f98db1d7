use super::scratch::Scratch;
use super::*;
use crate::books::{Books, Reason};

const INVOICES: &str = "number,issued,client,net,description,currency\n\
                        F-1,2020-01-31,Client A,1000.00,conseil,EUR\n\
                        F-2,2020-02-29,Client B,500.00,forfait,EUR\n";

fn open(scratch: &Scratch) -> Books {
    let books = Books::open(scratch.path());
    assert!(books.is_ok(), "{books:?}");
    let books = books.unwrap_or_else(|_| BooksBuilder::new(Settings::default()).finish());
    conserves(&books);
    books
}

fn refused(scratch: &Scratch) -> Vec<(ErrorKind, String)> {
    match Books::open(scratch.path()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|error| (error.kind(), error.to_string())).collect(),
    }
}

fn conserves(books: &Books) {
    for source in books.sources() {
        assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected, "{source:?}");
    }
    let used: u64 = books.sources().iter().map(|source| source.used).sum();
    let held = books.invoice_lines().len() + books.time_entries().len() + books.ledger_entries().len() + books.expenses().len();
    let held = held + books.bank_entries().len() + books.assets().len() + books.payments().len() + books.holidays().len();
    assert_eq!(used, held as u64);
    let rejected: u64 = books.sources().iter().map(|source| source.rejected).sum();
    assert_eq!(rejected, books.rejected().len() as u64);
}

#[test]
fn a_folder_is_read_in_the_order_of_its_paths() {
    let scratch = Scratch::new("open");
    scratch
        .write("z/invoices.csv", INVOICES)
        .write("a/time.csv", "date,client,days,description\n2020-01-02,Client A,1,conseil\n");
    scratch.write("README.md", "| date | client | days |\n").write("logo.png", [0x89, b'P', b'N', b'G', 0, 0]);
    let books = open(&scratch);
    assert_eq!(books.sources().iter().map(|source| source.path.as_str()).collect::<Vec<_>>(), ["a/time.csv", "z/invoices.csv"]);
    assert_eq!(books.unrecognised(), ["README.md", "logo.png"]);
    assert_eq!((books.invoice_lines().len(), books.time_entries().len()), (2, 1));
    assert!(books.errors().is_empty());
}

#[test]
fn nothing_recognised_names_what_was_looked_for() {
    let scratch = Scratch::new("nothing");
    let found = refused(&scratch);
    assert!(
        matches!(found.as_slice(), [(ErrorKind::NothingRecognised, text)] if text.contains("there is no file") && text.contains("invoices"))
    );
    scratch.write("notes.txt", "hello");
    let found = refused(&scratch);
    assert!(
        matches!(found.as_slice(), [(ErrorKind::NothingRecognised, text)] if text.contains("one file was found")),
        "{found:?}"
    );
    let missing = Books::open(scratch.path().join("gone"));
    assert!(matches!(&missing, Err(errors) if errors.iter().all(|error| error.kind() == ErrorKind::Unreadable)), "{missing:?}");
}

#[test]
fn several_settings_are_refused_each_named_unless_ignored() {
    let scratch = Scratch::new("several");
    scratch.write("invoices.csv", INVOICES).write("bilan.toml", "").write("old/bilan.toml", "[busines]\n");
    let message =
        "one folder is one business, and here are several bilan.toml; open one of their folders, or name this one in ignore";
    let expected = ["bilan.toml", "old/bilan.toml"].map(|path| (ErrorKind::Question, format!("{path}: {message}")));
    assert_eq!(refused(&scratch), expected);
    scratch.write("bilan.toml", "ignore = [\"old/**\"]\n");
    assert_eq!(open(&scratch).settings().ignore, ["old/**"]);
}

#[test]
fn wrong_settings_are_refused_with_all_that_is_wrong() {
    let scratch = Scratch::new("wrong-settings");
    scratch.write("invoices.csv", INVOICES).write("bilan.toml", "[tim]\n[policy]\nbilled_days = 1\n");
    assert_eq!(refused(&scratch).len(), 2);
}

#[test]
fn the_same_bytes_again_are_set_aside_whole() {
    let scratch = Scratch::new("same");
    scratch.write("a.csv", INVOICES).write("b/copy.csv", INVOICES);
    let books = open(&scratch);
    assert_eq!(books.invoice_lines().len(), 2);
    let copy = books.sources().get(1).map(|source| (source.path.as_str(), source.rows, source.set_aside_rows()));
    assert_eq!(copy, Some(("b/copy.csv", 2, 2)));
    let reasons: Vec<Reason> = books.sources().iter().flat_map(|source| source.set_aside.keys().cloned()).collect();
    assert_eq!(reasons, [Reason::SameFile("a.csv".to_owned())]);
}

#[test]
fn what_bilan_wrote_is_set_aside_whole() {
    let scratch = Scratch::new("marked");
    scratch.write("invoices.csv", INVOICES).write("review.csv", format!("# {}\n{INVOICES}", crate::model::MARK));
    let books = open(&scratch);
    assert_eq!(books.invoice_lines().len(), 2);
    let review = books.sources().iter().find(|source| source.path == "review.csv");
    assert_eq!(
        review.map(|source| (source.rows, source.set_aside.get(&Reason::WrittenByBilan).map(|aside| aside.rows))),
        Some((4, Some(4)))
    );
}

#[test]
fn single_files_go_by_their_names() {
    let scratch = Scratch::new("single");
    scratch
        .write("invoices.csv", INVOICES)
        .write("time.csv", "date,client,days\n2020-01-02,Client A,1\n")
        .write("x.csv", "date,client,days\n");
    let mut told = Vec::new();
    let paths = [scratch.path().join("time.csv"), scratch.path().join("invoices.csv")];
    let books = Books::reader().progress(|at| told.push((at.path.to_owned(), at.done, at.total))).open_all(&paths);
    let paths: Vec<String> = books.iter().flat_map(|books| books.sources().iter().map(|source| source.path.clone())).collect();
    assert_eq!(paths, ["invoices.csv", "time.csv"]);
    let (first, second) = (INVOICES.len() as u64, 39);
    assert_eq!(told, [("invoices.csv".to_owned(), 0, first + second), ("time.csv".to_owned(), first, first + second)]);
}

#[test]
fn rules_of_the_settings_reach_the_rows() {
    let scratch = Scratch::new("rules");
    scratch.write("invoices.csv", INVOICES);
    scratch.write("bilan.toml", "[[rule]]\nmatch = { description = \"FORFAIT\" }\nset = { billing = \"fixed\" }\n");
    let billing: Vec<&str> = open(&scratch).invoice_lines().iter().map(|row| row.value().billing.id()).collect();
    assert_eq!(billing, ["unclassified", "fixed"]);
}

#[test]
fn a_folder_where_the_settings_should_be_is_an_error_of_its_own() {
    let scratch = Scratch::new("settings-folder");
    scratch.write("invoices.csv", INVOICES).write("bilan.toml/a.csv", INVOICES);
    let books = open(&scratch);
    let errors: Vec<String> = books.errors().iter().map(ToString::to_string).collect();
    assert_eq!(errors, ["bilan.toml: is a folder; settings are a text file of this name"]);
    assert_eq!(books.sources().len(), 1);
}

#[test]
fn a_ledger_export_is_recognised_by_its_content_and_settles_the_business() {
    let scratch = Scratch::new("fec");
    scratch.write(
        "export.dat",
        "JournalCode|EcritureNum|EcritureDate|CompteNum|CompteLib|EcritureLib|Debit|Credit\n\
         AN|1|20200701|512000|Banque|A nouveau|10,00|\nAN|1|20200701|101000|Capital|A nouveau||10,00\n",
    );
    let books = open(&scratch);
    assert_eq!(books.ledger_entries().len(), 2);
    let settings = books.settings();
    assert_eq!((settings.business.country.as_deref(), settings.business.currency.as_deref()), (Some("FR"), Some("EUR")));
    assert_eq!(settings.fiscal_years.as_ref().map(|years| years.start()), Some((7, 1)));
}

#[test]
fn one_ledger_in_every_spelling_at_once_is_one_ledger() -> Result<(), Box<dyn std::error::Error>> {
    let Some(data) = std::env::var_os("BILAN_REAL_DATA").map(PathBuf::from) else {
        println!("skipped");
        return Ok(());
    };
    let one = Books::open(data.join("fec/neolegal/0000000001FEC20220831.txt"))?;
    let all = Books::open(data.join("fec"))?;
    conserves(&all);
    assert!(all.errors().is_empty(), "{}", all.errors());
    assert_eq!(all.ledger_entries().len(), one.ledger_entries().len());
    let sum =
        |books: &Books| books.ledger_entries().iter().map(|row| row.value().amount.to_decimal()).sum::<rust_decimal::Decimal>();
    assert_eq!((sum(&all), sum(&one)), (rust_decimal::Decimal::ZERO, rust_decimal::Decimal::ZERO));
    assert_eq!(one.settings().fiscal_years.as_ref().map(|years| years.start()), Some((9, 1)));
    Ok(())
}
