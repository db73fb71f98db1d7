use crate::books::{Books, Reason};
use crate::error::Errors;
use crate::ingest::scratch::Scratch;

const HEADER: &str = "number,date,client,net,quantity,unit,billing\n";

fn open(name: &str, files: &[(&str, &str)]) -> Result<Books, Errors> {
    let scratch = Scratch::new(name);
    for (file, content) in files {
        scratch.write(file, content);
    }
    let opened = Books::open(scratch.path());
    for source in opened.as_ref().map(Books::sources).unwrap_or_default() {
        assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected, "conservation");
    }
    opened
}

fn correct(line: u32, rest: &str) -> String {
    format!("[[correct]]\nfile = \"a.csv\"\nline = {line}\nreason = \"why\"\n{rest}\n")
}

fn lines(books: &Books) -> Vec<String> {
    let line = |row: crate::books::Row<'_, crate::books::InvoiceLines>| {
        let value = row.value();
        format!("{} {} {} {} {}", row.origin(), value.number, value.issued, value.client, value.net)
    };
    books.invoice_lines().iter().map(line).collect()
}

#[test]
fn a_row_is_set_aside_with_its_reason_and_a_cell_is_replaced() {
    let rows = format!(
        "{HEADER}F-1,31/01/2020,Acme,\"1200,50\",,,fixed\nF-2,28/02/2020,Acme,\"12,3O\",,,fixed\nF-3,x,Acme,\"1,5\",,,fixed\n"
    );
    let settings = [
        correct(2, "set_aside = true"),
        correct(3, "field = \"net\"\nvalue = 1234.56"),
        correct(4, "field = \"date\"\nvalue = 2020-03-31"),
        correct(4, "field = \"client\"\nvalue = \"12.5\""),
    ];
    let books = open("correct", &[("a.csv", &rows), ("bilan.toml", &settings.concat())]).unwrap();
    assert!(books.errors().is_empty(), "{}", books.errors());
    assert_eq!(lines(&books), ["a.csv:3 F-2 2020-02-28 Acme 1234.56", "a.csv:4 F-3 2020-03-31 12.5 1.5"]);
    let source = &books.sources()[0];
    assert_eq!(source.set_aside.get(&Reason::Corrected("why".into())).map(|aside| aside.lines.clone()), Some(vec![2]));
    let made: Vec<_> =
        source.corrected.iter().map(|made| (made.line, made.replaced.as_ref().map(|(field, _)| field.as_str()))).collect();
    assert_eq!(made, [(2, None), (3, Some("net")), (4, Some("date")), (4, Some("client"))]);
}

#[test]
fn what_is_replaced_says_nothing_of_how_its_column_writes_numbers() {
    // The column has decimal commas; 1234.56 alone would contradict them.
    let rows = format!(
        "{HEADER}F-1,2020-01-31,Acme,\"1,234\",,,fixed\nF-2,2020-02-28,Acme,\"0,50\",,,fixed\nF-3,2020-03-31,Acme,?,,,fixed\n"
    );
    for value in ["1234.56", "\"1234,56\"", "\"1 234,56\""] {
        let settings = correct(4, &format!("field = \"net\"\nvalue = {value}"));
        let books = open("correct-way", &[("a.csv", &rows), ("bilan.toml", &settings)]).unwrap();
        assert!(books.errors().is_empty(), "{value}: {}", books.errors());
        let nets: Vec<String> = books.invoice_lines().iter().map(|row| row.value().net.to_string()).collect();
        assert_eq!(nets, ["1.234", "0.5", "1234.56"], "{value}");
    }
}

#[test]
fn a_wrong_value_is_told_with_its_place_in_the_settings() {
    let rows = format!("{HEADER}F-1,2020-01-31,Acme,?,,,fixed\n");
    let settings = correct(2, "field = \"net\"\nvalue = \"12,3O\"");
    let books = open("correct-wrong", &[("a.csv", &rows), ("bilan.toml", &settings)]).unwrap();
    assert_eq!(
        books.errors().to_string(),
        "a.csv:2: net: \"12,3O\" is not an amount; write 1 234,56 or 1234.56 (as the [[correct]] on line 1 of bilan.toml has it)"
    );
}

#[test]
fn the_block_under_an_error_settles_it_once_pasted() {
    let rows = format!("{HEADER}F-1,2020-01-31,Acme,?,,,fixed\nF-2,2020-02-28,Acme,?,,,fixed\nF-3,2020-03-31,Acme,1,,,fixed\n");
    let ledger = "date,account,debit,credit\n2020-01-31,706000,,x\n";
    let fec = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\t\
               Debit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\nVE\tV\t1\t20200131\t706000\tV\t\t\tF\t20200131\tv\t0,00\tx\t\t\t20200131\t\t\n";
    let mut settings = String::new();
    let mut left = Vec::new();
    for round in 0..3 {
        let files = [("a.csv", rows.as_str()), ("dir/l.csv", ledger), ("fec.txt", fec), ("bilan.toml", settings.as_str())];
        let books = open(&format!("correct-paste-{round}"), &files).unwrap();
        left.push(books.errors().len());
        let blocks: String = books.errors().iter().filter_map(|error| error.block()).collect();
        settings.push_str(&blocks);
    }
    assert_eq!(left, [4, 0, 0], "a block for each row");
}

#[test]
fn a_ledger_export_loses_a_row_and_no_other_changes() {
    let head = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|\
                Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\n";
    let row = |debit: &str, credit: &str| format!("VE|V|1|20200131|706000|V|||F|20200131|v|{debit}|{credit}|||20200131||\n");
    let text = head.to_owned() + &row("0,00", "100,00") + &row("0,00", "200,00") + &row("0,00", "300,00");
    let settings = "[[correct]]\nfile = \"fec.txt\"\nline = 3\nset_aside = true\nreason = \"twice\"\n";
    let books = open("correct-fec", &[("fec.txt", &text), ("bilan.toml", settings)]).unwrap();
    let amounts: Vec<String> =
        books.ledger_entries().iter().map(|row| format!("{} {}", row.origin(), row.value().amount)).collect();
    assert_eq!(amounts, ["fec.txt:2 -100", "fec.txt:4 -300"]);
    assert_eq!(books.sources()[0].corrected.len(), 1);
    let change = "[[correct]]\nfile = \"fec.txt\"\nline = 3\nfield = \"Credit\"\nvalue = \"1\"\nreason = \"x\"\n";
    let error = open("correct-fec-change", &[("fec.txt", &text), ("bilan.toml", change)]).map(|_| ()).unwrap_err();
    assert!(
        error.to_string().starts_with("bilan.toml:1: correct.field: rows of a ledger may be set aside and never changed"),
        "{error}"
    );
}

#[test]
fn a_file_that_was_not_asked_for_is_no_slip() {
    let scratch = Scratch::new("correct-single");
    let rows = format!("{HEADER}F-1,2020-01-31,Acme,1,,,fixed\n");
    let settings = "[[correct]]\nfile = \"other.csv\"\nline = 3\nset_aside = true\nreason = \"x\"\n";
    scratch.write("a.csv", &rows).write("bilan.toml", settings);
    let files = ["a.csv", "bilan.toml"].map(|name| scratch.path().join(name));
    assert!(Books::open_all(&files).is_ok());
    assert!(Books::open(scratch.path()).is_err());
}
