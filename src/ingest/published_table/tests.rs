use crate::error::ErrorKind;
use crate::model::{Holds, PublishedTable, Says};

fn read(path: &str, text: &str) -> PublishedTable {
    PublishedTable::read(path, text.as_bytes()).unwrap()
}

fn texts(table: &PublishedTable) -> Vec<Vec<String>> {
    let row = |row: &crate::model::PublishedRow| {
        row.names.iter().cloned().chain(row.cells.iter().map(|cell| cell.text.clone())).collect()
    };
    table.rows.iter().map(row).collect()
}

const MARKDOWN: &str = "| CA 2020 | montant |\n|---|---|\n| x | 1 |\n\n|  | 2020 | 2019 | Variation n/n-1 |\n| --- | ---: | ---: | ---: |\n\
                        | CA | 138 K€ | 150 K€ | -8% |\n| Divers | | | |\n";

#[test]
fn the_same_table_in_every_format() {
    let html = "<p>2020</p><table><tr><th>CA</th><th>montant</th></tr></table><table><tr><th></th><th>2020</th><th>2019</th>\
                <th>Variation n/n-1</th></tr><tr><td>CA</td><td>138 K&euro;</td><td>150 K€</td><td>-8%</td></tr></table>";
    let csv = "sans titre;;;\n;2020;2019;Variation n/n-1\nCA;138 K€;150 K€;-8%\n";
    let columns = "En bref\n\n    2020    2019    Variation n/n-1\nCA  138 K€  150 K€  -8%\n\nFin\n";
    for (path, text) in [("a.md", MARKDOWN), ("a.html", html), ("a.md", html), ("a.csv", csv), ("a.txt", csv), ("-", columns)] {
        let table = read(path, text);
        assert_eq!(
            texts(&table).first().map(Vec::as_slice),
            Some(["CA", "138 K€", "150 K€", "-8%"].map(str::to_owned).as_slice()),
            "{path}: {text}"
        );
        let holds: Vec<Holds> = table.columns.iter().map(|column| column.holds).collect();
        assert_eq!(holds, [Holds::Year(2020), Holds::Year(2019), Holds::Change { of: None, from: None }]);
    }
    assert_eq!(read("a.md", MARKDOWN).line, 5);
    assert_eq!(read("a.md", MARKDOWN).rows.first().map(|row| row.line), Some(7));
}

#[test]
fn the_exact_csv_says_what_its_changes_are_measured_against() {
    let csv = "metric,label,unit,currency,2020,against,change_kind,change,bilan.review/1\nrevenue,CA,money,EUR,138000.00,2018,relative,0.045,\n";
    let table = read("review.csv", csv);
    assert_eq!(
        table.columns.iter().map(|column| column.holds).collect::<Vec<_>>(),
        [Holds::Year(2020), Holds::Change { of: None, from: Some(2018) }]
    );
    assert_eq!(texts(&table), [["revenue", "CA", "money", "EUR", "relative", "138000.00", "0.045"]]);
}

/// The first table is the one that is read, wherever the next begins.
#[test]
fn a_table_ends_where_another_begins() {
    let first = "metric,label,2020\nrevenue,CA,138000.00\n";
    let next = "metric,label,2020\nworking_days,Jours,253\n";
    for text in [
        format!("{first}\n{next}"),
        format!("{first}{next}"),
        format!("{first}\r\n{next}"),
        format!("{first}\nmetric,label,Montant\nresult,R,1\n"),
        format!("2020 in short\n\n{first}\n{next}"),
    ] {
        let table = read("review.csv", &text);
        assert_eq!(texts(&table), [["revenue", "CA", "138000.00"]], "{text:?}");
        let row = text.lines().position(|line| line.starts_with("revenue")).and_then(|at| u32::try_from(at + 1).ok());
        assert_eq!(table.rows.first().map(|row| row.line), row, "{text:?}");
    }
    let quoted = read("a.csv", "metric,2020\n\"revenue\n\nof all\",1\nTJM,2\n");
    assert_eq!(quoted.rows.len(), 2);
    // A figure may be a year's number.
    let figures = read("a.csv", "metric,2020\nrevenue,2019\nTJM,2\n");
    assert_eq!(figures.rows.len(), 2);
    // Without a name above its rows, so may one without a name.
    let table = read("a.md", "|  | 2020 | 2019 |\n|---|---|---|\n| CA | 1 | 2 |\n|  | 2020 | 2019 |\n| TJM | 3 | 4 |\n");
    assert_eq!(table.rows.len(), 1);
}

#[test]
fn one_cell_decides_how_the_others_are_read() {
    let digits = |text: &str| {
        let table = read("a.csv", text);
        let numbers = |says: &Says| match says {
            Says::Number(numbers) => {
                numbers.iter().filter_map(|number| number.value()).map(|value| value.normalize().to_string()).collect()
            }
            _ => Vec::new(),
        };
        table.rows.iter().flat_map(|row| row.cells.iter().flat_map(|cell| numbers(&cell.says))).collect::<Vec<String>>()
    };
    assert_eq!(digits("x;2020\nCA;138.000\nTJM;788,57\n"), ["138000", "788.57"]);
    assert_eq!(digits("x;2020\nCA;138,000\nTJM;788.57\n"), ["138000", "788.57"]);
    assert_eq!(digits("x;2020\nCA;138,000\n"), ["138000", "138"], "both ways");
    assert_eq!(digits("en K€;2020\nCA;138\nTJM (€);788,57\n"), ["138000", "788.57"]);
}

#[test]
fn a_row_that_does_not_fit_its_header_is_not_read() {
    let table = read("-", "    2020    2019\nCA  138 K€  150 K€  132 K€\nTJM  789€\n");
    let says: Vec<Vec<bool>> =
        table.rows.iter().map(|row| row.cells.iter().map(|cell| matches!(cell.says, Says::Unreadable(_))).collect()).collect();
    assert_eq!(says, [[true, true], [false, false]]);
    assert_eq!(table.rows.get(1).and_then(|row| row.cells.get(1)).map(|cell| &cell.says), Some(&Says::Nothing));
}

#[test]
fn what_holds_no_table_says_so() {
    let kind = |bytes: &[u8]| PublishedTable::read("a.md", bytes).map(|_| ()).map_err(|error| error.kind());
    assert_eq!(kind(b""), Err(ErrorKind::NothingRecognised));
    assert_eq!(kind(b"In 2020 it was good.\n\n| a | b |\n| - | - |\n"), Err(ErrorKind::NothingRecognised));
    assert_eq!(kind(b"\0\x01\x02"), Err(ErrorKind::Unreadable));
    assert_eq!(kind(&vec![b' '; (8 << 20) + 1]), Err(ErrorKind::Unreadable));
    assert_eq!(kind(b"|  | 2020 | 2020 |\n| x | 1 | 2 |\n"), Err(ErrorKind::Structure));
    let long = "|x|2020|\n".to_owned() + &"|CA|1|\n".repeat(2_001);
    assert_eq!(kind(long.as_bytes()), Err(ErrorKind::Structure));
    let wide = "|x|2020|\n".replace("|2020|", &format!("|2020{}|", "|a".repeat(200)));
    assert_eq!(kind(wide.as_bytes()), Err(ErrorKind::Structure));
    assert!(PublishedTable::open("no/such/file.md").is_err_and(|error| error.kind() == ErrorKind::Unreadable));
}
