//! XLS and XLSB workbooks put together record by record.

use super::read_workbook;
use super::tests::{date, number, rows, text, zip};
use crate::error::ErrorKind;
use crate::ingest::cell::OwnedCell::{Broken, Empty};

/// 1234.56 and the serial number of 29 February 2020, as binary fractions.
const AMOUNT: u64 = 0x4093_4A3D_70A3_D70A;
const LEAP_DAY: u64 = 0x40E5_6E40_0000_0000;

fn bytes(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&bytes(&[kind, u16::try_from(data.len()).unwrap()]), data].concat()
}

fn number_record(row: u16, column: u16, format: u16, value: u64) -> Vec<u8> {
    record(0x0203, &[bytes(&[row, column, format]), value.to_le_bytes().to_vec()].concat())
}

/// The records of a sheet between its first and its last one.
fn xls_stream(cells: &[u8], extra: &[u8]) -> Vec<u8> {
    let bof = |kind: u16| record(0x0809, &bytes(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let formats = [record(0x00E0, &bytes(&[0, 0, 0])), record(0x00E0, &bytes(&[0, 14, 0]))].concat();
    let sheet_name = b"\x05\x00Temps";
    let globals = [bof(5), extra.to_vec(), formats].concat();
    let position = u32::try_from(globals.len() + 4 + 6 + sheet_name.len() + 4).unwrap();
    let bound = record(0x0085, &[&position.to_le_bytes()[..], &[0, 0], sheet_name].concat());
    [globals, bound, record(0x000A, &[]), bof(0x10), cells.to_vec(), record(0x000A, &[])].concat()
}

/// A container with sectors of 512 bytes: allocation table, directory, then the stream.
fn compound(name: &str, mut stream: Vec<u8>, next_of_directory: u32) -> Vec<u8> {
    stream.resize(stream.len().next_multiple_of(512).max(4096), 0);
    let sectors = u32::try_from(stream.len() / 512).unwrap();
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[24..34].copy_from_slice(&bytes(&[0x3E, 3, 0xFFFE, 9, 6]));
    header[44..52].copy_from_slice(&[1_u32.to_le_bytes(), 1_u32.to_le_bytes()].concat());
    header[60..64].copy_from_slice(&u32::MAX.wrapping_sub(1).to_le_bytes());
    header[68..72].copy_from_slice(&u32::MAX.wrapping_sub(1).to_le_bytes());
    header[76..512].fill(0xFF);
    header[76..80].copy_from_slice(&0_u32.to_le_bytes());
    let mut table: Vec<u32> = vec![0xFFFF_FFFD, next_of_directory];
    table.extend((0..sectors).map(|sector| if sector + 1 == sectors { 0xFFFF_FFFE } else { sector + 3 }));
    table.resize(128, u32::MAX);
    let entry = |name: &str, start: u32, size: usize| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(116, 0);
        entry.extend([start.to_le_bytes(), u32::try_from(size).unwrap().to_le_bytes(), [0; 4]].concat());
        entry
    };
    let mut directory = [entry("Root Entry", 0xFFFF_FFFE, 0), entry(name, 2, stream.len())].concat();
    directory.resize(512, 0);
    [header, table.into_iter().flat_map(u32::to_le_bytes).collect(), directory, stream].concat()
}

const END: u32 = 0xFFFF_FFFE;

fn xls(cells: &[u8]) -> Vec<u8> {
    compound("Workbook", xls_stream(cells, &[]), END)
}

fn refusal(bytes: Vec<u8>) -> String {
    let error = read_workbook("a.xls", bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    error.to_string()
}

#[test]
fn cells_of_an_xls() {
    let label = record(0x0204, &[bytes(&[6, 1, 0, 6]), b"\x00Client".to_vec()].concat());
    let error = record(0x0205, &[bytes(&[6, 3, 0]), vec![7, 1]].concat());
    let cells = [number_record(6, 2, 0, AMOUNT), label, error, number_record(8, 1, 1, LEAP_DAY)].concat();
    let expected = vec![
        (7, vec![Empty, text("Client"), number("1234.56", None), Broken("#DIV/0!".into())]),
        (9, vec![Empty, date(2020, 2, 29)]),
    ];
    assert_eq!(rows(xls(&cells)), expected);
}

#[test]
fn an_xls_with_a_password_or_without_an_end_is_refused() {
    let locked = compound("Workbook", xls_stream(&[], &record(0x002F, &bytes(&[0, 1, 2]))), END);
    assert!(refusal(locked).contains("password"));
    assert!(refusal(compound("EncryptedPackage", vec![1], END)).contains("password"));
    let whole = xls(&number_record(0, 0, 0, AMOUNT));
    for length in [100, 600, 1100, 2000, 5000] {
        assert!(refusal(whole[..length].to_vec()).contains("cut short"), "{length}");
    }
    let mut open = xls_stream(&[], &[]);
    open.truncate(open.len() - 4);
    assert!(refusal(compound("Workbook", open, END)).contains("damaged"));
}

#[test]
fn an_xls_that_loops_or_reaches_too_far_is_refused() {
    // The directory is followed by itself.
    assert!(refusal(compound("Workbook", xls_stream(&[], &[]), 1)).contains("damaged"));
    let far = [number_record(0, 0, 0, AMOUNT), number_record(65_535, 255, 0, AMOUNT)].concat();
    assert!(refusal(xls(&far)).contains("too far apart"));
    let huge = record(0x0200, &[&[0; 4][..], &[0xFF; 4], &[0, 0, 0xFF, 0xFF, 0, 0]].concat());
    assert!(refusal(xls(&huge)).contains("impossible size"));
}

#[test]
fn a_container_of_something_else_is_left_to_others() {
    assert_eq!(read_workbook("letter.doc", compound("WordDocument", vec![1], END)), Ok(None));
    assert_eq!(read_workbook("letter.docx", compound("EncryptedPackage", vec![1], END)), Ok(None));
}

#[test]
fn cells_of_an_xlsb() {
    let record = |kind: u16, data: &[u8]| {
        let kind = if kind < 128 {
            vec![kind.to_le_bytes()[0]]
        } else {
            vec![kind.to_le_bytes()[0] | 0x80, (kind >> 7).to_le_bytes()[0]]
        };
        [kind, vec![u8::try_from(data.len()).unwrap()], data.to_vec()].concat()
    };
    let wide = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [u32::try_from(units.len() / 2).unwrap().to_le_bytes().to_vec(), units].concat()
    };
    let head = |column: u32| [column.to_le_bytes(), [0; 4]].concat();
    let formula = [3, 0, 0, 0, 0x1E, 1, 0, 0, 0, 0, 0];
    let sheet = [
        record(0x0081, &[]),
        record(0x0094, &[0; 16]),
        record(0x0091, &[]),
        record(0x0000, &[&9_u32.to_le_bytes()[..], &[0; 13]].concat()),
        record(0x0006, &[head(0), wide("Client")].concat()),
        record(0x0005, &[head(1), AMOUNT.to_le_bytes().to_vec()].concat()),
        record(0x000B, &[head(2), vec![7, 0, 0], formula.to_vec()].concat()),
        record(0x0008, &[head(3), wide(""), vec![0, 0], formula.to_vec()].concat()),
        record(0x0004, &[head(4), vec![1]].concat()),
        record(0x0092, &[]),
    ]
    .concat();
    let bundle = record(0x009C, &[vec![0; 4], vec![1, 0, 0, 0], wide("r1"), wide("Factures")].concat());
    let book = [bundle, record(0x0090, &[]), record(0x009D, &[])].concat();
    let relations = b"<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
    let bytes = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", relations),
        ("xl/worksheets/sheet1.bin", &sheet),
    ]);
    let error = Broken("formula with an error".into());
    let yes = crate::ingest::cell::OwnedCell::Bool(true);
    assert_eq!(rows(bytes), [(10, vec![text("Client"), number("1234.56", None), error, Empty, yes])]);
}
