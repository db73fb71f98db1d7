use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::books::Books;
use crate::ingest::rules::Rules;
use crate::model::Settings;

const HEADER: &str = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t\
                      PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise";

fn read(bytes: &[u8]) -> Books {
    let settings = Settings::default();
    let rules = Rules::new(&settings);
    let reading = Reading { path: "fec.txt", settings: &settings, mapping: None, rules: rules.for_file("fec.txt") };
    let mut builder = BooksBuilder::new(settings.clone());
    assert!(is_fec(bytes), "not recognised");
    assert_eq!(read_fec(&reading, bytes, &mut builder), Outcome::Read(0));
    let books = builder.finish();
    for source in books.sources() {
        assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected);
    }
    books
}

fn row(journal: &str, entry: &str, account: &str, label: &str, debit: &str, credit: &str) -> String {
    format!(
        "{journal}\tJ\t{entry}\t20221231\t{account}\tC\t\tClient A\tF-1\t20221231\t{label}\t{debit}\t{credit}\t\t\t20221231\t\t"
    )
}

fn amounts(books: &Books) -> Vec<(String, String)> {
    books.ledger_entries().iter().map(|row| (row.value().account.to_owned(), row.value().amount.to_string())).collect()
}

fn pair(account: &str, amount: &str) -> (String, String) {
    (account.to_owned(), amount.to_owned())
}

#[test]
fn a_sale_is_read_with_its_lines() {
    let text =
        [HEADER.to_owned(), row("VE", "1", "411000", "Facture", "120,00", ""), row("VE", "1", "706000", "Facture", "", "100,00")];
    let books = read(text.join("\r\n").as_bytes());
    assert_eq!(amounts(&books), [pair("411000", "120"), pair("706000", "-100")]);
    let first = books.ledger_entries().get(0);
    let entry = first.as_ref().map(|row| row.value());
    assert_eq!(
        entry.as_ref().map(|entry| (entry.party, entry.piece, entry.journal, entry.entry)),
        Some(("Client A", "F-1", "VE", "1"))
    );
    assert_eq!(first.map(|row| row.origin().to_string()).as_deref(), Some("fec.txt:2"));
    assert_eq!(books.sources().first().map(|source| (source.format.as_str(), source.french)), Some(("fec", true)));
}

#[test]
fn headers_may_be_shuffled_accented_padded_and_followed_by_others() {
    let text = "Ecriture Date | CRÉDIT|Débit|CompteNum |JournalCode|EcritureNum|EcritureLib|CompteAuxLib|Pièce Ref|Mon champ|\n\
                2022-12-31|100.00|0.00|706000|VE|7|Conseil|Client B|F-7|x|\n";
    let books = read(text.as_bytes());
    assert_eq!(amounts(&books), [pair("706000", "-100")]);
    assert_eq!(books.ledger_entries().get(0).map(|row| row.value().party.to_owned()).as_deref(), Some("Client B"));
    assert_eq!(books.sources().first().map(|source| source.ignored_columns.clone()), Some(vec!["Mon champ".to_owned()]));
}

#[test]
fn montant_and_sens_are_debit_and_credit() {
    let header = HEADER.replace("Debit\tCredit", "Montant\tSens").replace('\t', "|");
    let rows = [
        row("VE", "1", "411", "a", "120,00", "D"),
        row("VE", "1", "706", "a", "100,00", "c"),
        row("VE", "1", "4457", "a", "20,00", "-1"),
        row("VE", "2", "706", "a", "-5,00", "C"),
        row("VE", "3", "706", "a", "5,00", "X"),
    ];
    let books = read(format!("{header}\n{}", rows.map(|row| row.replace('\t', "|")).join("\n")).as_bytes());
    assert_eq!(amounts(&books), [pair("411", "120"), pair("706", "-100"), pair("4457", "-20"), pair("706", "5")]);
    let errors: Vec<String> = books.errors().iter().map(ToString::to_string).collect();
    assert_eq!(errors, ["fec.txt:6: Sens: \"X\" is neither debit nor credit; write D or C, +1 or -1"]);
}

#[test]
fn a_separator_inside_the_label_is_mended() {
    let lines = [row("VE", "1", "706", "Conseil | lot 2 | fin", "", "100,00"), row("VE", "1", "411", "ok", "100,00", "")];
    let text = format!("{HEADER}\n{}\n", lines.join("\n")).replace('\t', "|");
    let books = read(text.as_bytes());
    let labels: Vec<String> = books.ledger_entries().iter().map(|row| row.value().label.to_owned()).collect();
    assert_eq!(labels, ["Conseil | lot 2 | fin", "ok"]);
    assert_eq!(amounts(&books), [pair("706", "-100"), pair("411", "100")]);
}

#[test]
fn each_bad_row_is_rejected_with_all_that_is_wrong() {
    let bad = row("VE", "1", "", "a", "12,3O", "").replacen("20221231", "20221331", 1);
    let text = format!("{HEADER}\n{bad}\nVE\tcut\n\n{}\n", row("VE", "2", "706", "a", "", "1"));
    let books = read(text.as_bytes());
    let errors: Vec<String> = books.errors().iter().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "fec.txt:2: EcritureDate: \"20221331\" is not a date; write AAAAMMJJ, as 20221231",
            "fec.txt:2: CompteNum: is empty; write the number of the account",
            "fec.txt:2: Debit: \"12,3O\" is not an amount; write 1234,56",
            "fec.txt:3: 2 fields where the header has 18; is a line cut, or a separator missing?",
        ]
    );
    assert_eq!(books.rejected().len(), 2);
    assert_eq!(books.sources().first().map(|source| (source.rows, source.used, source.rejected)), Some((3, 1, 2)));
}

#[test]
fn closing_entries_are_set_aside_and_openings_and_appropriations_are_not() {
    let rows = [
        row("AN", "1", "120000", "A nouveau", "", "50,00"),
        row("AN", "1", "512000", "A nouveau", "50,00", ""),
        row("OD", "2", "120000", "Affectation", "50,00", ""),
        row("OD", "2", "106800", "Affectation", "", "50,00"),
        row("VE", "3", "706000", "Vente", "", "100,00"),
        row("CLO", "9", "706000", "Cloture", "100,00", ""),
        row("CLO", "9", "120000", "Cloture", "", "100,00"),
    ];
    let books = read(format!("{HEADER}\n{}", rows.join("\n")).as_bytes());
    assert_eq!(books.ledger_entries().len(), 5);
    let aside = books.sources().first().and_then(|source| source.set_aside.get(&Reason::Closing));
    assert_eq!(aside.map(|aside| aside.lines.clone()), Some(vec![7, 8]));
}

#[test]
fn line_ends_byte_order_marks_zero_bytes_and_latin_letters() {
    let lines = [HEADER.to_owned(), row("VE", "1", "706", "Prestation", "", "1,00"), row("VE", "2", "411", "x", "1,00", "")];
    for end in ["\n", "\r\n", "\r", "\r\r\n"] {
        assert_eq!(amounts(&read(lines.join(end).as_bytes())).len(), 2, "{end:?}");
    }
    let with_mark = format!("\u{feff}{}", lines.join("\n"));
    assert_eq!(amounts(&read(with_mark.as_bytes())).len(), 2);
    let zeros = lines.join("\n").replace("Prestation", "Prest\0ation");
    assert_eq!(amounts(&read(zeros.as_bytes())).len(), 2);
    let latin: Vec<u8> =
        lines.join("\n").replace("Prestation", "Infogerance").bytes().map(|b| if b == b'g' { 0xE9 } else { b }).collect();
    let books = read(&latin);
    assert_eq!(books.ledger_entries().get(0).map(|row| row.value().label.to_owned()).as_deref(), Some("Infoéerance"));
}

#[test]
fn a_missing_column_is_told_once_and_no_row_is_lost() {
    let text = format!("{HEADER}\n{}", row("VE", "1", "706", "a", "", "1,00")).replace("EcritureDate", "Jour");
    let books = read(text.as_bytes());
    let errors: Vec<String> = books.errors().iter().map(ToString::to_string).collect();
    assert_eq!(errors, ["fec.txt:1: columns missing: EcritureDate; a FEC has them all in its first line"]);
    assert_eq!(books.sources().first().map(|source| (source.rows, source.rejected)), Some((1, 1)));
}

#[test]
fn other_tables_are_no_fec() {
    for text in ["", "date;client;jours\n", "Date,Account,Debit,Credit\n", "\0\0\0"] {
        assert!(!is_fec(text.as_bytes()), "{text:?}");
    }
}

/// Sum of the accounts that begin so, debit minus credit.
fn sum(books: &Books, classes: &[&str]) -> Decimal {
    let rows = books.ledger_entries();
    let amounts = rows.iter().filter(|row| classes.iter().any(|class| row.value().account.starts_with(class)));
    amounts.map(|row| row.value().amount.to_decimal()).sum()
}

#[test]
fn real_ledgers_agree_with_their_facts() -> Result<(), Box<dyn std::error::Error>> {
    let Some(data) = std::env::var_os("BILAN_REAL_DATA").map(std::path::PathBuf::from) else {
        println!("skipped");
        return Ok(());
    };
    let facts: serde_json::Value = serde_json::from_slice(&std::fs::read(data.join("facts/fec.json"))?)?;
    let facts = facts.as_object().ok_or("facts are an object")?;
    assert!(!facts.is_empty());
    for (path, facts) in facts {
        let books = read(&std::fs::read(data.join(path))?);
        assert!(books.errors().is_empty(), "{path}: {}", books.errors());
        let fact = |name: &str| facts.get(name).and_then(|fact| fact.as_str()).unwrap_or_default().parse::<Decimal>();
        let rows = facts.get("data_rows").and_then(serde_json::Value::as_u64).unwrap_or_default();
        assert_eq!(books.ledger_entries().len() as u64, rows, "{path}");
        let debits: Decimal =
            books.ledger_entries().iter().map(|row| row.value().amount.to_decimal()).filter(|a| a.is_sign_positive()).sum();
        assert_eq!(sum(&books, &[""]), fact("sum_debit")? - fact("sum_credit")?, "{path}");
        assert!(debits <= fact("sum_debit")?, "{path}");
        assert_eq!(-sum(&books, &["70"]), fact("class70_turnover")?, "{path}");
        assert_eq!(-sum(&books, &["7"]), fact("class7")?, "{path}");
        assert_eq!(sum(&books, &["6"]), fact("class6")?, "{path}");
        assert_eq!(-sum(&books, &["6", "7"]), fact("result_class7_minus_class6")?, "{path}");
        assert_eq!(-sum(&books, &["4457"]), fact("vat_collected_4457")?, "{path}");
        let months = facts.get("class70_by_month").and_then(|months| months.as_object()).ok_or("months")?;
        for (month, amount) in months {
            let month = month.replace('-', "");
            let rows = books.ledger_entries();
            let rows = rows.iter().map(|row| row.value().clone()).filter(|row| row.account.starts_with("70"));
            let found: Decimal =
                rows.filter(|row| row.date.format("%Y%m").to_string() == month).map(|row| -row.amount.to_decimal()).sum();
            assert_eq!(Some(found), amount.as_str().and_then(|amount| amount.parse().ok()), "{path} {month}");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_row_is_lost_whatever_is_broken(
        changes in prop::collection::vec((0..2000_usize, prop::sample::select(vec!["", "\t", "|", "\"", "\n", "\r", "9", "-", ",", "é", "\0"])), 0..12),
    ) {
        let rows: Vec<String> = (1..9).map(|n| row("VE", &n.to_string(), "706000", "Conseil", "", "100,00")).collect();
        let mut text: Vec<String> = rows.join("\n").chars().map(String::from).collect();
        for (at, change) in changes {
            let at = at % text.len();
            if let Some(c) = text.get_mut(at) {
                change.clone_into(c);
            }
        }
        let books = read(format!("{HEADER}\n{}", text.concat()).as_bytes());
        let found: u64 = books.sources().iter().map(|source| source.rows).sum();
        prop_assert_eq!(found, books.ledger_entries().len() as u64 + books.rejected().len() as u64);
        prop_assert!(books.rejected().is_empty() == books.errors().is_empty());
    }
}

fn in_currency(side: (&str, &str), written: &str, currency: &str) -> Books {
    let row = row("VE", "1", "411000", "Facture", side.0, side.1);
    let row = row.strip_suffix("\t\t").map(|row| format!("{row}\t{written}\t{currency}"));
    read(format!("{HEADER}\n{}\n", row.unwrap_or_default()).as_bytes())
}

fn unread(side: (&str, &str), written: &str, currency: &str) -> u64 {
    in_currency(side, written, currency).sources().iter().map(|source| source.unread_cells).sum()
}

/// One entry of 100 € with these last two cells: what it says in another currency, or its errors.
fn foreign(side: (&str, &str), written: &str, currency: &str) -> Result<Option<String>, String> {
    let books = in_currency(side, written, currency);
    match books.ledger_entries().get(0) {
        Some(entry) => Ok(entry.value().foreign.map(|foreign| foreign.to_string())),
        None => Err(books.errors().to_string()),
    }
}

#[test]
fn an_amount_in_another_currency_is_read_on_the_side_of_its_entry() {
    let (debit, credit) = (("100,00", ""), ("", "100,00"));
    let dollars = |amount: &str| Ok(Some(format!("{amount} USD")));
    assert_eq!(foreign(debit, "112,34", "USD"), dollars("112.34"));
    assert_eq!(foreign(credit, "112,34", "usd"), dollars("-112.34"));
    assert_eq!(foreign(credit, "-112,34", "$"), dollars("-112.34"));
    assert_eq!(foreign(debit, "-112,34", "USD"), dollars("112.34"), "files differ in what a sign says");
    for (written, currency) in [("", ""), ("", "USD"), ("0,00", "USD"), ("112,34", ""), ("112,34", "EUR"), ("100,00", "E")] {
        assert_eq!(foreign(debit, written, currency), Ok(None), "{written:?} {currency:?}");
    }
    // No figure needs what cannot be read.
    for (written, currency) in [("12,3O", "USD"), ("n/a", ""), ("112,34", "dollars")] {
        assert_eq!(foreign(debit, written, currency), Ok(None), "{written:?} {currency:?}");
        assert_eq!(unread(debit, written, currency), 1, "{written:?} {currency:?}");
    }
    assert_eq!([unread(debit, "112,34", "USD"), unread(debit, "100,00", "E"), unread(debit, "", "dollars")], [0, 0, 0]);
}
