//! Books that are binary, huge or strange to a file system.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use super::workbooks::{HEADER, compound, row, sheet, text, with_sheet, zipped};

/// Writes the books into a folder; `false` if that cannot be done here.
type Make = fn(&Path) -> Result<bool, Box<dyn Error>>;

const INVOICES: &str = "number,date,client,net\nF-1,2020-01-31,Acme,1200.50\n";

pub const KINDS: [(&str, Make); 37] = [
    ("xlsx-cut", |folder| {
        let whole = invoices(&["F-1|2020-01-31|Acme|1200.50|x".to_owned()], "")?;
        let cut = whole.get(..whole.len() * 3 / 4).unwrap_or_default();
        with(folder, &[("invoices.xlsx", cut)])
    }),
    ("xlsx-password", |folder| {
        with(folder, &[("invoices.xlsx", &compound("EncryptedPackage", vec![7; 5000])), ("a.csv", INVOICES.as_bytes())])
    }),
    ("xls-password", |folder| {
        let record = |kind: u16, data: &[u8]| {
            let length = u16::try_from(data.len()).unwrap_or_default();
            [&kind.to_le_bytes()[..], &length.to_le_bytes()[..], data].concat()
        };
        let stream = [record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]), record(0x002F, &[1, 0, 1, 0]), vec![9; 600]].concat();
        with(folder, &[("factures.xls", &compound("Workbook", stream))])
    }),
    ("ods-password", |folder| {
        let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
        let parts: [(&str, &[u8]); 3] = [
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", b"\x93\x01\xfe\x80"),
            ("META-INF/manifest.xml", manifest.as_bytes()),
        ];
        with(folder, &[("temps.ods", &zipped(&parts)?)])
    }),
    ("xlsx-errors-in-cells", |folder| {
        let cells = |number: u32, net: &str| {
            let first = ["F", "2020-01-31", "Acme"].iter().zip('A'..);
            let texts: String = first.map(|(value, column)| text(&format!("{column}{number}"), value)).collect();
            format!(r#"<row r="{number}">{}{net}</row>"#, texts.replace(">F<", &format!(">F-{number}<")))
        };
        let rows = [
            cells(2, r#"<c r="D2"><v>1200.5</v></c>"#),
            cells(3, r#"<c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c>"#),
            cells(4, r#"<c r="D4"><v>NaN</v></c>"#),
            cells(5, r#"<c r="D5"><v>1e400</v></c>"#),
            cells(6, r#"<c r="D6"><v>12,3O</v></c>"#),
            cells(7, r#"<c r="D7" t="b"><v>1</v></c>"#),
            cells(8, r#"<c r="D8"><v>1e12</v></c>"#),
            cells(9, r#"<c r="D9"><v>-1E+300</v></c>"#),
            cells(10, r#"<c r="D10"><v>0.123456</v></c>"#),
            cells(11, ""),
        ];
        with(folder, &[("invoices.xlsx", &invoices(&rows, "")?)])
    }),
    ("xlsx-merged-header", |folder| {
        let rows = [
            format!(r#"<row r="1">{}</row>"#, text("A1", "Invoices of the year 2020")),
            format!(
                r#"<row r="2">{}{}{}{}</row>"#,
                text("A2", "number"),
                text("B2", "date"),
                text("C2", "client"),
                text("E2", "net")
            ),
            row(3, "F-1|2020-01-31|Acme|Paris|1200.50"),
            row(4, "F-2|2020-02-31|Acme|Paris|900.50"),
        ];
        let merged = r#"<mergeCells count="2"><mergeCell ref="A1:E1"/><mergeCell ref="C2:D2"/></mergeCells>"#;
        with(folder, &[("invoices.xlsx", &with_sheet(&sheet(&rows, merged), &[])?)])
    }),
    ("xlsx-two-row-header", |folder| {
        let rows = [row(1, "number|date|client|Amount|"), row(2, "|||net|gross"), row(3, "F-1|2020-01-31|Acme|1200.50|1440.60")];
        with(folder, &[("invoices.xlsx", &with_sheet(&sheet(&rows, ""), &[])?)])
    }),
    ("xlsx-missing-column", |folder| {
        let rows = [row(4, "number|date|client|description"), row(5, "F-1|2020-01-31|Acme|x")];
        with(folder, &[("invoices.xlsx", &with_sheet(&sheet(&rows, ""), &[])?)])
    }),
    ("xlsx-far-cell", |folder| {
        let far = format!(r#"<row r="1048576">{}</row>"#, text("XFD1048576", "far"));
        with(folder, &[("invoices.xlsx", &invoices(&[row(2, "F-1|2020-01-31|Acme|1200.50|x"), far], "")?)])
    }),
    ("xlsx-cell-beyond-the-sheet", |folder| {
        let beyond = format!(r#"<row r="1048577">{}</row>"#, text("XFE1048577", "far"));
        with(folder, &[("invoices.xlsx", &invoices(&[row(2, "F-1|2020-01-31|Acme|1200.50|x"), beyond], "")?)])
    }),
    ("xlsx-billion-laughs", |folder| {
        let mut entities = String::from(r#"<!ENTITY a0 "lol">"#);
        for level in 1..10 {
            let _ = write!(entities, r#"<!ENTITY a{level} "{}">"#, format!("&a{};", level - 1).repeat(10));
        }
        let rows = [row(1, HEADER), row(2, "F-1|2020-01-31|&a9;|1200.50|x")];
        let bomb = format!("<?xml version=\"1.0\"?><!DOCTYPE worksheet [{entities}]>{}", sheet(&rows, ""));
        with(folder, &[("invoices.xlsx", &with_sheet(&bomb, &[])?)])
    }),
    ("xlsx-outside-entity", |folder| {
        let rows = [row(1, HEADER), row(2, "F-1|2020-01-31|&file;|1200.50|x")];
        let outside = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE worksheet [<!ENTITY file SYSTEM \"file:///etc/passwd\">]>{}",
            sheet(&rows, "")
        );
        with(folder, &[("invoices.xlsx", &with_sheet(&outside, &[])?)])
    }),
    ("xlsx-bomb", |folder| {
        let blank = vec![b' '; 66 << 20];
        let sheet = sheet(&[row(1, HEADER), row(2, "F-1|2020-01-31|Acme|1200.50|x")], "");
        with(folder, &[("invoices.xlsx", &with_sheet(&sheet, &[("xl/theme/theme1.xml", &blank)])?)])
    }),
    ("rates-bomb", |folder| {
        let mut rates = b"Date,USD,GBP,\n2020-01-02,1.1193,0.84828,\n".to_vec();
        rates.resize(66 << 20, b'\n');
        with(folder, &[("eurofxref-hist.zip", &zipped(&[("eurofxref-hist.csv", &rates)])?), ("a.csv", INVOICES.as_bytes())])
    }),
    ("rates-cut", |folder| {
        let whole = zipped(&[("eurofxref-hist.csv", b"Date,USD,GBP,\n2020-01-02,1.1193,0.84828,\n".as_slice())])?;
        let cut = whole.get(..whole.len() * 3 / 4).unwrap_or_default();
        with(folder, &[("eurofxref-hist.zip", cut), ("a.csv", INVOICES.as_bytes())])
    }),
    ("xlsx-broken-xml", |folder| {
        let broken = sheet(&[row(1, HEADER), row(2, "F-1|2020-01-31|Acme & <b>|1200.50|x")], "");
        with(folder, &[("invoices.xlsx", &with_sheet(&broken, &[])?)])
    }),
    ("xlsx-without-rows", |folder| with(folder, &[("invoices.xlsx", &with_sheet(&sheet(&[], ""), &[])?)])),
    ("html-as-xls", |folder| {
        let html = "<html><body><table><tr><td>number</td><td>date</td><td>client</td><td>net</td></tr></table></body></html>";
        with(folder, &[("invoices.xls", html.as_bytes()), ("a.csv", INVOICES.as_bytes())])
    }),
    ("csv-as-xlsx", |folder| with(folder, &[("invoices.xlsx", INVOICES.as_bytes())])),
    ("xlsx-as-csv", |folder| with(folder, &[("invoices.csv", &invoices(&[row(2, "F-1|2020-01-31|Acme|1200.50|x")], "")?)])),
    ("utf16-cut", |folder| {
        let mut bytes: Vec<u8> = b"\xFF\xFE".to_vec();
        bytes.extend(INVOICES.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.pop();
        with(folder, &[("invoices.csv", &bytes)])
    }),
    ("utf16-broken", |folder| {
        let mut bytes: Vec<u8> = b"\xFF\xFE".to_vec();
        bytes.extend(INVOICES.encode_utf16().chain([0xD800, 0x0041, 0x000A]).flat_map(u16::to_le_bytes));
        with(folder, &[("invoices.csv", &bytes)])
    }),
    ("binary-in-csv", |folder| {
        with(
            folder,
            &[(
                "invoices.csv",
                &[INVOICES.as_bytes(), b"F-2,2020-02-28,\x00\x01\x02\xff\xfe,9.50\nF-3,2020-03-31,Acme,7.50\n"].concat(),
            )],
        )
    }),
    ("picture-named-csv", |folder| {
        with(folder, &[("invoices.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0"), ("a.csv", INVOICES.as_bytes())])
    }),
    ("zero-byte-late", |folder| {
        let mut text = INVOICES.to_owned();
        for number in 2..20_000 {
            let _ = writeln!(text, "F-{number},2020-01-31,Acme,10.50");
        }
        with(folder, &[("invoices.csv", &[text.as_bytes(), b"F-X,2020-02-28,\x00,9.50\nF-Y,2020-03-31,Acme,7.50\n"].concat())])
    }),
    ("folder-named-csv", |folder| {
        fs::create_dir(folder.join("old.csv"))?;
        with(folder, &[("old.csv/invoices.csv", INVOICES.as_bytes())])
    }),
    ("empty-folder", |_| Ok(true)),
    ("unreadable", |folder| {
        with(folder, &[("invoices.csv", INVOICES.as_bytes()), ("b.csv", INVOICES.as_bytes())])?;
        forbid(&folder.join("invoices.csv"))
    }),
    ("read-error", |folder| {
        with(folder, &[("b.csv", INVOICES.as_bytes())])?;
        // Its first page is never mapped: reading it is an error of the device, even for an administrator.
        Ok(cfg!(target_os = "linux") && link(Path::new("/proc/self/mem"), &folder.join("invoices.csv"))?)
    }),
    ("dangling-link", |folder| {
        with(folder, &[("b.csv", INVOICES.as_bytes())])?;
        link(Path::new("nowhere.csv"), &folder.join("invoices.csv"))
    }),
    ("links-in-a-circle", |folder| {
        with(folder, &[("2020/invoices.csv", b"number,date,client,net\nF-1,2020-06-31,Acme,1200.50\n")])?;
        link(folder, &folder.join("2020/all"))?;
        link(Path::new("again.csv"), &folder.join("again.csv"))
    }),
    ("deep-folders", |folder| {
        let deep = "deep/".repeat(60);
        fs::create_dir_all(folder.join(&deep))?;
        with(folder, &[(&format!("{deep}invoices.csv"), b"number,date,client,net\nF-1,2020-06-31,Acme,1200.50\n")])
    }),
    ("line-break-in-file-name", |folder| {
        if cfg!(windows) {
            return Ok(false);
        }
        with(folder, &[("in\nvoices\u{1b}[31m.csv", b"number,date,client,net\nF-1,2020-06-31,Acme,1200.50\n")])
    }),
    ("huge-cell", |folder| {
        let mut file = BufWriter::new(File::create(folder.join("invoices.csv"))?);
        file.write_all(INVOICES.as_bytes())?;
        file.write_all(b"F-2,2020-02-28,\"")?;
        for _ in 0..64 {
            file.write_all(&[b'x'; 1 << 20])?;
        }
        file.write_all(b"\",900.50\nF-3,2020-03-31,Acme,1.50\n")?;
        Ok(true)
    }),
    ("large-cell", |folder| {
        let large = "x".repeat(3 << 20);
        with(
            folder,
            &[("invoices.csv", format!("{INVOICES}F-2,2020-02-28,\"{large}\",900.50\nF-3,2020-03-31,Acme,1.50\n").as_bytes())],
        )
    }),
    ("large-cell-in-ledger", |folder| {
        let text = [FEC.to_owned(), fec_line("Facture"), fec_line(&"x".repeat(3 << 20)), fec_line("Facture")].concat();
        with(folder, &[("123456789FEC20201231.txt", text.as_bytes())])
    }),
    ("utf16-ledger-cut", |folder| {
        let text = format!("{FEC}{}{}", fec_line("Facture"), fec_line("Facture"));
        let mut bytes: Vec<u8> = b"\xFF\xFE".to_vec();
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.truncate(bytes.len() - 41);
        with(folder, &[("123456789FEC20201231.txt", &bytes)])
    }),
];

const FEC: &str = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n";

fn fec_line(label: &str) -> String {
    format!("VT\tVentes\t1\t20200131\t706000\tVentes\t\t\tF-1\t20200131\t{label}\t0,00\t1200,50\t\t\t20200131\t\t\n")
}

/// A workbook of invoices: the header, then these rows.
fn invoices(rows: &[String], after: &str) -> super::workbooks::Bytes {
    let mut all = vec![row(1, HEADER)];
    for (number, values) in (2..).zip(rows) {
        all.push(if values.starts_with('<') { values.clone() } else { row(number, values) });
    }
    with_sheet(&sheet(&all, after), &[])
}

fn with(folder: &Path, files: &[(&str, &[u8])]) -> Result<bool, Box<dyn Error>> {
    for (name, content) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    Ok(true)
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> Result<bool, Box<dyn Error>> {
    std::os::unix::fs::symlink(to, at)?;
    Ok(true)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<bool, Box<dyn Error>> {
    Ok(false)
}

/// Takes the right to read a file away; an administrator reads it all the same.
#[cfg(unix)]
fn forbid(path: &Path) -> Result<bool, Box<dyn Error>> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o000))?;
    Ok(File::open(path).is_err())
}

#[cfg(not(unix))]
fn forbid(_: &Path) -> Result<bool, Box<dyn Error>> {
    Ok(false)
}
