//! Workbooks put together part by part, so that a part can be wrong.

use std::error::Error;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub type Bytes = Result<Vec<u8>, Box<dyn Error>>;

pub const HEADER: &str = "number|date|client|net|description";

pub fn zipped(parts: &[(&str, &[u8])]) -> Bytes {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default())?;
        writer.write_all(content)?;
    }
    Ok(writer.finish()?.into_inner())
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Invoices" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet, given its XML, and further parts.
pub fn with_sheet(sheet: &str, more: &[(&str, &[u8])]) -> Bytes {
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend(more);
    zipped(&parts)
}

/// A cell of text.
pub fn text(place: &str, value: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>"#)
}

/// A row of text cells.
pub fn row(number: u32, values: &str) -> String {
    let cells: String = ('A'..).zip(values.split('|')).map(|(column, value)| text(&format!("{column}{number}"), value)).collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

/// A sheet of these rows; what follows them (merged cells) comes after.
pub fn sheet(rows: &[String], after: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData>{after}</worksheet>"#,
        rows.concat()
    )
}

/// A compound file of sectors of 512 bytes: allocation table, directory, then one stream.
pub fn compound(name: &str, mut stream: Vec<u8>) -> Vec<u8> {
    let halves = |numbers: &[u16]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let words = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    stream.resize(stream.len().next_multiple_of(512).max(4096), 0);
    let sectors = u32::try_from(stream.len() / 512).unwrap_or_default();
    let mut header = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    header.resize(24, 0);
    header.extend(halves(&[0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0]));
    header.resize(44, 0);
    header.extend(words(&[1, 1, 0, 4096, 0xFFFF_FFFE, 0, 0xFFFF_FFFE, 0, 0]));
    header.extend(words(&[u32::MAX; 108]));
    let mut table = words(&[0xFFFF_FFFD, 0xFFFF_FFFE]);
    table.extend(words(&(3..sectors + 2).collect::<Vec<_>>()));
    table.extend(words(&[0xFFFF_FFFE]));
    table.resize(512, 0xFF);
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let units: Vec<u16> = name.encode_utf16().collect();
        let mut entry = halves(&units);
        entry.resize(64, 0);
        entry.extend(halves(&[u16::try_from(2 * units.len() + 2).unwrap_or_default()]));
        entry.extend([kind, 1]);
        entry.extend(words(&[u32::MAX, u32::MAX, child]));
        entry.resize(116, 0);
        entry.extend(words(&[start, size, 0]));
        entry
    };
    let size = u32::try_from(stream.len()).unwrap_or_default();
    let mut directory = [entry("Root Entry", 5, 1, 0xFFFF_FFFE, 0), entry(name, 2, u32::MAX, 2, size)].concat();
    directory.resize(512, 0);
    [header, table, directory, stream].concat()
}

/// A small workbook as a spreadsheet program writes it, with a sheet of each of two kinds.
pub fn small() -> Bytes {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let invoices = workbook.add_worksheet().set_name("Factures")?;
    for (row, values) in
        [["N° facture", "Date", "Client", "Montant HT"], ["F-1", "2020-01-31", "Acme", "1 200,50"]].iter().enumerate()
    {
        invoices.write_row(u32::try_from(row)?, 0, *values)?;
    }
    invoices.write_row(2, 0, ["F-2", "2020-02-28", "Acme"])?.write_number(2, 3, 900)?;
    let time = workbook.add_worksheet().set_name("Temps")?;
    time.write_row(0, 0, ["Date", "Client", "Jours"])?.write_row(1, 0, ["2020-01-06", "Acme"])?.write_number(1, 2, 1)?;
    Ok(workbook.save_to_buffer()?)
}
