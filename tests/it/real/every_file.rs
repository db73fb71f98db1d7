//! Every file, whatever it is: nothing panics, nothing takes long, no row is lost.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bilan::books::Books;
use bilan::error::ErrorKind;

use super::{Folder, assert_no_row_is_lost, folder};

/// Without optimisation, on a machine that has other things to do.
const LONGEST: Duration = Duration::from_secs(5);

pub(super) fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
    files.sort();
}

#[test]
fn every_file_is_opened_alone() {
    let Some(folder) = folder("every file") else { return };
    let mut files = Vec::new();
    walk(&folder, &mut files);
    assert!(files.len() > 400, "{}", files.len());
    for file in files {
        let path = file.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        let start = Instant::now();
        let opened = Books::open(&file);
        let took = start.elapsed();
        if took > Duration::from_secs(1) {
            println!("slow: {path} {} ms", took.as_millis());
        }
        assert!(took < LONGEST, "{path} took {} ms", took.as_millis());
        match opened {
            Ok(books) => {
                assert_no_row_is_lost(&books, &path);
                for error in books.errors() {
                    assert!(error.origin().is_some(), "{path}: {error} is nowhere");
                    assert!(!error.to_string().contains('\n'), "{path}: {error}");
                }
            }
            Err(errors) => {
                assert!(!errors.is_empty(), "{path}");
                for error in &errors {
                    assert!(matches!(error.kind(), ErrorKind::NothingRecognised | ErrorKind::Unreadable), "{path}: {error}");
                }
            }
        }
    }
}

#[test]
fn the_whole_folder_is_opened_at_once() {
    let Some(folder) = folder("the whole folder") else { return };
    let books = Books::open(&folder).unwrap_or_else(|errors| panic!("{errors}"));
    assert_no_row_is_lost(&books, "the whole folder");
    assert!(books.sources().len() > 30 && books.unrecognised().len() > 300);
}

#[test]
fn tables_cut_or_scratched_lose_no_row_silently() {
    const BROKEN: [&[u8]; 4] = [b"\"", b"\xFF\xFE", b";;,,\t\t", b"\n\n\0"];
    let Some(folder) = folder("scratched tables") else { return };
    let mut files = Vec::new();
    for part in ["extracts", "invoices", "timetrackers"] {
        walk(&folder.join(part), &mut files);
    }
    let mut read = 0;
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "csv")) {
        let whole = std::fs::read(file).unwrap();
        if whole.len() > 20_000 {
            continue;
        }
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let broken_at = |place: usize, broken: &[u8]| {
            let (before, after) = whole.split_at(whole.len() * place / 5);
            [before, broken, after].concat()
        };
        let scratched = (1..5).flat_map(|place| BROKEN.map(|broken| broken_at(place, broken)));
        let cut = whole.get(..whole.len() * 3 / 4).unwrap().to_vec();
        for (number, bytes) in scratched.chain([cut]).enumerate() {
            let scratch = Folder::new(&format!("scratched-{name}"));
            std::fs::write(scratch.0.join(&name), bytes).unwrap();
            if let Ok(books) = scratch.open() {
                assert_no_row_is_lost(&books, &format!("{name} broken {number}"));
            }
            read += 1;
        }
    }
    assert!(read > 400, "{read}");
}
