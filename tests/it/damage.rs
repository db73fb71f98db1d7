//! Bad input: every kind of damage is a folder of books, beside the exact messages it must give.
//!
//! `tests/fixtures/damage/<kind>/books/` is opened and compared with `expected.txt` beside it; books that are binary, huge or strange to
//! a file system are made by [`made`]. `BILAN_UPDATE=1 cargo test --test it damage` writes what is expected again.

mod fuzz;
mod made;
mod scratch;
mod workbooks;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as Failure;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bilan::analysis::Review;
use bilan::books::{Books, Located};
use bilan::error::{Errors, Origin};
use bilan::locale::EN;

use scratch::Scratch;

type Outcome = Result<(), Box<dyn Failure>>;

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/damage")
}

/// What one sees of books: each error with what to paste, what became of the rows of each source, and whether there is a review.
pub fn seen(opened: &Result<Books, Errors>) -> String {
    let mut text = String::new();
    let errors = match opened {
        Ok(books) => books.errors(),
        Err(errors) => errors,
    };
    for error in errors {
        let _ = writeln!(text, "{error}");
        for line in error.block().unwrap_or_default().lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    let Ok(books) = opened else {
        text.push_str("-- not opened\n");
        return text;
    };
    text.push_str("--\n");
    for source in books.sources() {
        let aside = source.set_aside_rows();
        let _ = write!(text, "{} ({}): ", source.origin(), source.format);
        let _ = write!(text, "{} rows = {} used + {aside} set aside + {} rejected", source.rows, source.used, source.rejected);
        for (reason, rows) in &source.set_aside {
            let _ = write!(text, "; {}: {} {:?}", reason.text(), rows.rows, rows.lines);
        }
        text.push('\n');
    }
    for path in books.unrecognised() {
        let _ = writeln!(text, "not recognised: {path:?}");
    }
    match Review::latest().of(books) {
        Ok(report) => {
            let codes: Vec<&str> = report.notes().iter().map(|note| note.code).collect();
            let _ = writeln!(text, "review: notes {}", codes.join(", "));
        }
        Err(error) => {
            let _ = writeln!(text, "review: refused, {error}");
        }
    }
    text
}

/// Nothing disappears: rows = used + set aside + rejected, and what is used is in the books.
pub fn check_conservation(books: &Books, what: &str) {
    let mut kept: BTreeMap<String, u64> = BTreeMap::new();
    let mut keep = |origin: Origin| *kept.entry(origin.line(0).to_string()).or_default() += 1;
    books.invoice_lines().iter().for_each(|row| keep(row.origin()));
    books.time_entries().iter().for_each(|row| keep(row.origin()));
    books.ledger_entries().iter().for_each(|row| keep(row.origin()));
    books.expenses().iter().for_each(|row| keep(row.origin()));
    books.bank_entries().iter().for_each(|row| keep(row.origin()));
    for (list, rows) in [("holidays", rows(books.holidays())), ("rates", rows(books.exchange_rates()))] {
        let used = books.sources().iter().filter(|source| source.format.starts_with(list)).map(|source| source.used).sum::<u64>();
        assert_eq!(used, rows, "{what}: used rows of {list}");
    }
    for source in books.sources() {
        let (rows, parts) = (source.rows, source.used + source.set_aside_rows() + source.rejected);
        assert_eq!(rows, parts, "{what}: {} has {rows} rows, and {parts} are accounted for", source.origin());
        let of_lists =
            ["assets", "payments", "published", "holidays", "rates"].iter().any(|list| source.format.starts_with(list));
        if !of_lists {
            let found = kept.get(&source.origin().to_string()).copied().unwrap_or_default();
            assert_eq!(
                source.used,
                found,
                "{what}: {} has {} used rows, and {found} are in the books",
                source.origin(),
                source.used
            );
        }
    }
    let rejected: u64 = books.sources().iter().map(|source| source.rejected).sum();
    assert_eq!(rejected, books.rejected().len() as u64, "{what}: rejected rows");
    assert!(rejected == 0 || !books.errors().is_empty(), "{what}: rows are rejected without an error");
}

/// How many rows there are behind these: one may name several days, or give several rates.
fn rows<T>(values: &[Located<T>]) -> u64 {
    values.iter().map(|value| (value.source, value.line)).collect::<BTreeSet<_>>().len() as u64
}

/// Reviews and their texts: none may panic, and none may hide that something was wrong.
pub fn check_review(books: &Books, what: &str) {
    for review in [Review::latest(), Review::latest().lenient()] {
        if let Ok(report) = review.of(books) {
            let texts = [report.table().to_terminal(&EN), report.table().to_html(&EN), report.to_json(&EN)];
            assert!(texts.iter().all(|text| !text.is_empty()), "{what}");
            assert!(books.errors().is_empty() || !report.notes().is_empty(), "{what}: nothing in the review tells of the errors");
        }
    }
}

fn check(kind: &str, folder: &Path, expected: &Path) -> Result<Option<String>, Box<dyn Failure>> {
    let opened = Books::open(folder);
    let found = seen(&opened).replace(&*folder.to_string_lossy(), "<books>");
    if let Ok(books) = &opened {
        check_conservation(books, kind);
        check_review(books, kind);
    }
    for line in found.lines() {
        assert!(!line.chars().any(|c| c.is_control()), "{kind}: a control character in {line:?}");
    }
    if std::env::var_os("BILAN_UPDATE").is_some() {
        fs::create_dir_all(expected.parent().ok_or("a folder")?)?;
        fs::write(expected, found)?;
        return Ok(None);
    }
    let wanted = fs::read_to_string(expected).unwrap_or_default();
    Ok((wanted != found).then(|| format!("== {kind}\nexpected:\n{wanted}\nfound:\n{found}")))
}

#[test]
fn every_kind_of_damage_has_its_message() -> Outcome {
    let mut differences = Vec::new();
    let mut kinds = 0;
    let mut folders: Vec<PathBuf> = fs::read_dir(fixtures())?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.join("books").is_dir()) {
        let kind = folder.file_name().unwrap_or_default().to_string_lossy();
        differences.extend(check(&kind, &folder.join("books"), &folder.join("expected.txt"))?);
        kinds += 1;
    }
    for (kind, make) in made::KINDS {
        let scratch = Scratch::new(kind)?;
        if !make(scratch.path())? {
            println!("{kind}: skipped, it cannot be made here");
            continue;
        }
        differences.extend(check(kind, scratch.path(), &fixtures().join(kind).join("expected.txt"))?);
        kinds += 1;
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(kinds >= 40, "only {kinds} kinds of damage");
    Ok(())
}

/// Nothing is forbidden to an administrator, so that their tests ask as somebody else.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_has_its_message_whoever_runs_the_tests() -> Outcome {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    use std::process::Command;
    const NOBODY: u32 = 65_534;

    let scratch = Scratch::new("forbidden")?;
    let (_, make) = made::KINDS.iter().find(|(kind, _)| *kind == "unreadable").ok_or("no such kind")?;
    make(scratch.path())?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_bilan"));
    command.arg("review").arg(scratch.path());
    if fs::metadata(scratch.path())?.uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            println!("skipped, nobody else can run it here: {error}");
            return Ok(());
        }
    };
    let expected = fs::read_to_string(fixtures().join("unreadable/expected.txt"))?;
    let message = expected.lines().next().ok_or("a message")?;
    let said = String::from_utf8(output.stderr)?;
    assert_eq!((output.status.code(), said.lines().next()), (Some(1), Some(message)));
    Ok(())
}
