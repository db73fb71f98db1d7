//! LibreOffice, which computes a workbook anew.

use std::collections::HashMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What stands as the result of every formula before it is computed.
pub(super) const STALE: &str = "424242";

/// Computes formulas on loading, whatever the file says their results are.
const ALWAYS_RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// LibreOffice, if the machine has it.
fn program() -> Option<&'static str> {
    let found = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    ["soffice", "libreoffice"].into_iter().find(|name| found(name))
}

/// The workbooks as LibreOffice computes and saves them, by their names; `None`, and `skipped` is printed, on a machine without it.
pub(super) fn computed(test: &str, workbooks: &[(String, Vec<u8>)]) -> Option<Vec<Vec<u8>>> {
    let Some(program) = program() else {
        println!("skipped: no soffice on PATH");
        return None;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    let (profile, out) = (folder.join("profile"), folder.join("out"));
    fs::create_dir_all(profile.join("user")).expect("a profile");
    fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS_RECALCULATE).expect("a profile");
    let files: Vec<PathBuf> = workbooks
        .iter()
        .map(|(name, bytes)| {
            let path = folder.join(format!("{name}.xlsx"));
            fs::write(&path, bytes).expect("a workbook");
            path
        })
        .collect();
    let output = Command::new(program)
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&out)
        .args(&files)
        .output()
        .expect("LibreOffice runs");
    let read = |(name, _): &(String, Vec<u8>)| {
        fs::read(out.join(format!("{name}.xlsx")))
            .unwrap_or_else(|_| panic!("{name}: {}", String::from_utf8_lossy(&output.stderr)))
    };
    Some(workbooks.iter().map(read).collect())
}

/// The members of an archive.
pub(super) fn members(workbook: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).expect("a zip archive");
    (0..archive.len())
        .map(|number| {
            let mut member = archive.by_index(number).expect("a member");
            let mut text = String::new();
            member.read_to_string(&mut text).expect("a text");
            (member.name().expect("a name").into_owned(), text)
        })
        .collect()
}

/// The same workbook with its sheets changed.
pub(super) fn changed(workbook: &[u8], mut change: impl FnMut(&str, String) -> String) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in members(workbook) {
        archive.start_file(&name, options).expect("a member");
        let text = if name.starts_with("xl/worksheets/sheet") { change(&name, text) } else { text };
        archive.write_all(text.as_bytes()).expect("a member");
    }
    archive.finish().expect("an archive").into_inner()
}

/// The same sheet with another number as the result of every formula, so that a result that is right was computed.
pub(super) fn stale(sheet: &str) -> String {
    let mut pieces = sheet.split("</f><v>");
    let mut stale = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (_, rest) = piece.split_once("</v>").expect("a result");
        stale += &format!("</f><v>{STALE}</v>{rest}");
    }
    stale
}

/// The sheets of a workbook in their order, and its cells by sheet, row and column, both from 0.
pub(super) struct Cells {
    pub(super) sheets: Vec<String>,
    values: HashMap<(String, (u32, u32)), Data>,
}

impl Cells {
    pub(super) fn of(workbook: &[u8]) -> Self {
        let mut book = Xlsx::new(Cursor::new(workbook)).expect("a workbook");
        let sheets = book.sheet_names();
        let mut values = HashMap::new();
        for name in &sheets {
            let range = book.worksheet_range(name).expect("a sheet");
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                values.insert((name.clone(), (top + row as u32, left + column as u32)), value.clone());
            }
        }
        Self { sheets, values }
    }

    pub(super) fn at(&self, sheet: &str, at: (u32, u32)) -> Data {
        self.values.get(&(sheet.to_owned(), at)).cloned().unwrap_or_default()
    }
}

/// Where formulas are, and their texts.
pub(super) fn formulas(workbook: &[u8]) -> Vec<(String, (u32, u32), String)> {
    let mut book = Xlsx::new(Cursor::new(workbook)).expect("a workbook");
    let mut found = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_formula(&name).expect("a sheet");
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, text) in range.used_cells().filter(|(_, _, text)| !text.is_empty()) {
            found.push((name.clone(), (top + row as u32, left + column as u32), text.clone()));
        }
    }
    found
}
