//! The rooms look only in the direction the design draws.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room and what it may name; `crate` paths to anything else are arrows that are not drawn.
const MAY_NAME: [(&str, &[&str]); 10] = [
    ("error", &[]),
    ("model", &["error"]),
    ("jurisdiction", &["model", "error"]),
    ("locale", &["model", "error"]),
    ("books", &["model", "error"]),
    ("ingest", &["books", "model", "error"]),
    ("analysis", &["books", "jurisdiction", "model", "error"]),
    ("check", &["analysis", "books", "jurisdiction", "model", "error"]),
    ("guide", &[]),
    ("render", &["analysis", "books", "check", "locale", "model", "error"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Rooms a source names by their own path; names through the crate root's re-exports come out as they are.
fn named(source: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    for line in code {
        for rest in line.split("crate::").skip(1) {
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if rest.starts_with('{') {
                rooms.insert("a list of rooms in one use: name each room by its own path".to_owned());
            }
            rooms.insert(word);
        }
    }
    rooms.remove("");
    rooms
}

#[test]
fn rooms_look_in_one_direction() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 20, "the rooms were not found");
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        let room = relative.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
        if room == "lib" || room == "main" {
            continue;
        }
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{relative}: no such room is drawn"));
            continue;
        };
        let text = fs::read_to_string(&file).expect("a source file");
        for other in named(&text) {
            if other != room && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{relative} names {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that are not drawn:\n{}", wrong.join("\n"));
}

#[test]
fn the_check_can_fail() {
    assert!(named("use crate::render::Table;").contains("render"));
    assert!(named("let x = crate::ingest::open();").contains("ingest"));
    assert!(named("// crate::ingest is downstream").is_empty());
}
