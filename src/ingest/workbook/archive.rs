//! Zip containers: what they hold, and whether it is safe to unpack it.

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use super::{Kind, damaged, extension, open_document, protected, unreadable};
use crate::error::{Error, quoted};

const MANIFEST: &str = "meta-inf/manifest.xml";
const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// How much a workbook may unpack to.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of all parts together.
    pub(super) unpacked: u64,
    /// Bytes from which the ratio to the packed size matters.
    pub(super) suspicious: u64,
    /// The largest honest ratio of unpacked to packed bytes.
    pub(super) ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { unpacked: 512 << 20, suspicious: 64 << 20, ratio: 200 }
    }
}

pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// What kind of workbook it is, if it is one, after unpacking every part once: the sizes an archive declares prove nothing.
pub(super) fn inspect(path: &str, bytes: &[u8], limits: Limits) -> Result<Option<Kind>, Error> {
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) if looks_like_workbook(path, bytes) => return Err(damaged(error)),
        Err(_) => return Ok(None),
    };
    let mut names: Vec<String> = Vec::new();
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).and_then(Result::ok).unwrap_or_default().replace('\\', "/");
        names.push(name.to_ascii_lowercase());
    }
    let Some(kind) = kind(&mut archive, &names) else { return Ok(None) };

    let mut room = limits.unpacked;
    let packed = bytes.len() as u64;
    let mut parts: Vec<(usize, &String)> = names.iter().enumerate().collect();
    // The manifest says whether the rest is encrypted and so cannot be examined.
    parts.sort_by_key(|(_, name)| name.as_str() != MANIFEST);
    for (index, name) in parts {
        if archive.by_index_raw(index).map_err(damaged)?.encrypted() {
            return Err(protected());
        }
        let mut part = archive.by_index(index).map_err(damaged)?;
        let mut limited = part.by_ref().take(room + 1);
        let unpacked = if is_examined(kind, name) {
            let mut content = Vec::new();
            limited.read_to_end(&mut content).map_err(damaged)?;
            if content.len() as u64 <= room {
                examine(name, &content)?;
            }
            content.len() as u64
        } else {
            std::io::copy(&mut limited, &mut std::io::sink()).map_err(damaged)?
        };
        let too_large = || {
            unreadable(format!(
                "the workbook unpacks to more than {} MB, or to over {} times its size; save a copy with only the sheets to be read",
                limits.unpacked >> 20,
                limits.ratio
            ))
        };
        room = room.checked_sub(unpacked).ok_or_else(too_large)?;
        let total = limits.unpacked - room;
        if total > limits.suspicious && total / limits.ratio > packed {
            return Err(too_large());
        }
    }
    Ok(Some(kind))
}

fn kind(archive: &mut ZipArchive<Cursor<&[u8]>>, names: &[String]) -> Option<Kind> {
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("xl/workbook.bin") {
        return Some(Kind::Xlsb);
    }
    if has("[content_types].xml") && names.iter().any(|n| n.starts_with("xl/")) {
        return Some(Kind::Xlsx);
    }
    let mimetype = names.iter().position(|n| n == "mimetype")?;
    let mut start = Vec::new();
    archive.by_index(mimetype).ok()?.take(ODS.len() as u64).read_to_end(&mut start).ok()?;
    (start == ODS).then_some(Kind::Ods)
}

/// A zip whose directory is lost: its first parts, or its name, still tell what it was.
fn looks_like_workbook(path: &str, bytes: &[u8]) -> bool {
    matches!(extension(path).as_str(), "xlsx" | "xlsm" | "xltx" | "xltm" | "xlsb" | "ods" | "ots")
        || memmem::find(bytes, b"xl/work").is_some()
        || memmem::find(bytes, ODS).is_some()
}

fn is_examined(kind: Kind, name: &str) -> bool {
    match kind {
        Kind::Ods => name == "content.xml" || name == MANIFEST,
        _ => name.ends_with("sharedstrings.xml"),
    }
}

fn examine(name: &str, content: &[u8]) -> Result<(), Error> {
    match name {
        "content.xml" => open_document::inspect(content),
        MANIFEST if memmem::find(content, b"encryption-data").is_some() => Err(protected()),
        MANIFEST => Ok(()),
        _ => shared_strings(content),
    }
}

/// The parser reserves memory for as many texts as the table of texts says it holds.
fn shared_strings(content: &[u8]) -> Result<(), Error> {
    const COUNT: &[u8] = b"uniqueCount";
    for place in memmem::find_iter(content, COUNT) {
        let rest = content.get(place + COUNT.len()..).unwrap_or_default();
        let digits: Vec<u8> = rest
            .iter()
            .copied()
            .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\''))
            .take_while(|b| b.is_ascii_digit() || *b == b'+')
            .collect();
        let count = String::from_utf8_lossy(&digits).trim_start_matches('+').parse::<u64>();
        // An empty text takes `<si/>`.
        if !digits.is_empty() && !count.is_ok_and(|count| count <= content.len() as u64) {
            return Err(damaged(format!("its table of texts claims {} of them", quoted(&String::from_utf8_lossy(&digits)))));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::{Kind, Limits, inspect};

    fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn tells_workbooks_from_other_archives() {
        let limits = Limits::default;
        let xlsx = zip(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]);
        assert_eq!(inspect("a", &xlsx, limits()), Ok(Some(Kind::Xlsx)));
        let xlsb = zip(&[("[Content_Types].xml", b""), ("xl/workbook.bin", b"")]);
        assert_eq!(inspect("a", &xlsb, limits()), Ok(Some(Kind::Xlsb)));
        let docx = zip(&[("[Content_Types].xml", b""), ("word/document.xml", b"")]);
        assert_eq!(inspect("a", &docx, limits()), Ok(None));
        let text = zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")]);
        assert_eq!(inspect("a", &text, limits()), Ok(None));
        assert_eq!(inspect("a", b"PK\x03\x04 not a zip", limits()), Ok(None));
        assert!(inspect("a", xlsx.get(..60).unwrap(), limits()).is_ok());
        assert!(inspect("a.xlsx", xlsx.get(..60).unwrap(), limits()).is_err());
    }

    #[test]
    fn refuses_what_unpacks_to_too_much() {
        let zeros = vec![b' '; 1 << 20];
        let parts: [(&str, &[u8]); 3] = [("[Content_Types].xml", b""), ("xl/workbook.xml", b""), ("xl/a.xml", &zeros)];
        let bomb = zip(&parts);
        let small = |unpacked, suspicious, ratio| inspect("a", &bomb, Limits { unpacked, suspicious, ratio });
        assert_eq!(small(1 << 20, 1 << 20, 200), Ok(Some(Kind::Xlsx)));
        assert!(small((1 << 20) - 1, 1 << 20, 200).is_err());
        assert!(small(1 << 30, 1 << 19, 200).is_err());
    }

    #[test]
    fn refuses_a_table_of_texts_that_lies() {
        let lie = zip(&[
            ("[Content_Types].xml", b""),
            ("xl/workbook.xml", b""),
            ("xl/sharedStrings.xml", b"<sst uniqueCount='99999999999'/>"),
        ]);
        assert!(inspect("a", &lie, Limits::default()).is_err());
    }
}
