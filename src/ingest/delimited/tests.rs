//! Whole text tables, from bytes to books.

use super::*;
use crate::books::{Books, Reason};
use crate::ingest::tabular::no_rules;
use crate::model::{Billing, Mapping, Settings, TimeKind};

const EFFORT: Effort = Effort { block: 1 << 20, threads: Some(1) };

fn open(path: &str, bytes: &[u8], settings: &Settings, mapping: Option<&Mapping>, effort: Effort) -> (Outcome, Books) {
    let reading = Reading { path, settings, mapping, rules: no_rules() };
    let mut builder = BooksBuilder::new(settings.clone());
    let outcome = read_with(&reading, SourceBytes::from_bytes(bytes.to_vec()), &mut builder, effort);
    (outcome, builder.finish())
}

fn read(path: &str, text: &str) -> Books {
    let (outcome, books) = open(path, text.as_bytes(), &Settings::default(), None, EFFORT);
    assert_eq!(outcome, Outcome::Read(0), "{path}");
    for source in books.sources() {
        assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected, "conservation");
    }
    books
}

fn errors(books: &Books) -> Vec<String> {
    books.errors().iter().map(ToString::to_string).collect()
}

fn mapping(change: impl FnOnce(&mut Mapping)) -> Mapping {
    let mut mapping = Mapping::default();
    change(&mut mapping);
    mapping
}

#[test]
fn an_ordinary_invoice_file() {
    let books = read(
        "invoices.csv",
        "number,date,client,net,project,quantity,unit,unit price,vat rate,paid\n\
         F-1,2020-01-31,Acme,1400.00,Site,2,day,700,20 %,2020-02-28\n\
         F-2,2020-02-29,Acme,-350.50,,3.5,hours,100.142857,,\n\
         F-3,2020-03-31,Bolt,5000,,,,,,\n",
    );
    assert!(books.errors().is_empty(), "{}", books.errors());
    let rows: Vec<_> = books.invoice_lines().iter().map(|row| (row.origin().to_string(), row.value().clone())).collect();
    let [(place, first), (_, second), (_, third)] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(place, "invoices.csv:2");
    assert_eq!((first.number, first.client, first.net.mantissa()), ("F-1", "Acme", 14_000_000));
    assert_eq!(first.issued.to_string(), "2020-01-31");
    assert_eq!((first.billing, first.days.map(|days| days.mantissa())), (Billing::Time, Some(2_000_000)));
    assert_eq!(first.vat_rate.map(|rate| rate.mantissa()), Some(200_000));
    assert_eq!(first.paid.map(|paid| paid.to_string()).as_deref(), Some("2020-02-28"));
    assert_eq!(second.quantity.map(|quantity| quantity.mantissa()), Some(-3_500_000), "quantity has the sign of net");
    assert_eq!(second.time.map(|time| time.micros()), Some(-12_600_000_000));
    assert_eq!((third.billing, third.days), (Billing::Unclassified, None));
    let source = books.sources().first().map(|source| (source.format.as_str(), source.sha256.len(), source.rows, source.used));
    assert_eq!(source, Some(("invoices-csv", 64, 3, 3)));
}

#[test]
fn an_ordinary_french_file_in_windows_1252() {
    let text = "sep=;\r\nFactures 2020;;;;;\r\n\r\nN° Facture;Date d'émission;Raison sociale;Montant HT (€);Facturation;Notes internes\r\n\
                F-1;31/01/2020;Société Générale;1 234,50;Forfait;x\r\n\
                F-2;28/02/2020;Société Générale;-12,00 €;régie;\r\n\
                ;;;1 222,50;;\r\nTotal;;;1 222,50;;\r\n;;;;;\r\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
    let (outcome, books) = open("export.csv", &bytes, &Settings::default(), None, EFFORT);
    assert_eq!(outcome, Outcome::Read(0));
    assert!(books.errors().is_empty(), "{}", books.errors());
    let rows: Vec<_> = books
        .invoice_lines()
        .iter()
        .map(|row| {
            let line = row.value();
            (row.origin().to_string(), line.client.to_owned(), line.net.to_string(), line.billing, line.currency.to_owned())
        })
        .collect();
    let expected = |place: &str, net: &str, billing| {
        (place.to_owned(), "Société Générale".to_owned(), net.to_owned(), billing, "EUR".to_owned())
    };
    assert_eq!(rows, [expected("export.csv:5", "1234.5", Billing::Fixed), expected("export.csv:6", "-12", Billing::Time)]);
    let source = books.sources().first().cloned();
    assert_eq!(source.as_ref().map(|source| source.ignored_columns.as_slice()), Some(["Notes internes".to_owned()].as_slice()));
    assert_eq!(
        source.map(|source| source.set_aside.into_iter().map(|(reason, aside)| (reason, aside.lines)).collect::<Vec<_>>()),
        Some(vec![(Reason::Total, vec![7, 8])])
    );
}

#[test]
fn an_ordinary_timesheet() {
    let books = read(
        "timesheets.csv",
        "date,client,days,hours,project,kind,billable,rate\n\
         2020-01-02,Acme,1,,Site,,yes,700\n\
         2020-01-03,Acme,,7:30,Site,,no,\n\
         2020-01-06,,1,,,congé,,\n\
         2020-01-07,Acme,0,,,,,\n\
         2020-01-08,Acme,,,,,,\n\
         2020-01-09,Acme,1,8,,,,\n\
         2020-01-10,,1,,,,,\n",
    );
    let rows: Vec<_> = books
        .time_entries()
        .iter()
        .map(|row| {
            let entry = row.value();
            (entry.days.map(|days| days.mantissa()), entry.time.map(|time| time.micros()), entry.kind, entry.billable)
        })
        .collect();
    assert_eq!(
        rows,
        [
            (Some(1_000_000), None, TimeKind::Work, true),
            (None, Some(27_000_000_000), TimeKind::Work, false),
            (Some(1_000_000), None, TimeKind::Leave, true),
        ]
    );
    assert_eq!(
        errors(&books),
        [
            "timesheets.csv:7: hours: \"8\" says again how long it took, after \"1\" in days; leave one of them empty",
            "timesheets.csv:8: client: is empty",
        ]
    );
    let source = books.sources().first().cloned();
    assert_eq!(
        source.map(|source| source.set_aside.get(&Reason::Empty).map(|aside| aside.lines.clone())),
        Some(Some(vec![5, 6]))
    );
}

#[test]
fn ledgers_expenses_assets_payments_and_published_figures() {
    let ledger =
        read("gl.csv", "Date;Compte;Libellé;Débit;Crédit\n31/01/2020;706000;Vente;;1 400,00\n31/01/2020;411000;Vente;1680,00;\n");
    assert_eq!(
        ledger.ledger_entries().iter().map(|row| row.value().amount.mantissa()).collect::<Vec<_>>(),
        [-14_000_000, 16_800_000]
    );
    let signed = read("gl.csv", "date,account,amount\n2020-01-31,706000,-1400.5\n");
    assert_eq!(signed.ledger_entries().iter().map(|row| row.value().amount.mantissa()).collect::<Vec<_>>(), [-14_005_000]);
    let sided = read("gl.csv", "date,compte,montant,sens\n2020-01-31,706000,1400.5,C\n2020-01-31,411000,1400.5,d\n");
    assert_eq!(
        sided.ledger_entries().iter().map(|row| row.value().amount.mantissa()).collect::<Vec<_>>(),
        [-14_005_000, 14_005_000]
    );

    let expenses = read(
        "dépenses.csv",
        "date,net,account,category,supplier\n2020-01-01,10.5,606400,,Shop\n2020-01-02,200,445510,,\n2020-01-03,99,,Dividendes,\n2020-01-04,1500,218300,,Shop\n2020-01-05,300,164000,,Bank\n",
    );
    assert_eq!(expenses.expenses().iter().map(|row| row.value().net.mantissa()).collect::<Vec<_>>(), [105_000]);
    let reasons = expenses.sources().first().map(|source| source.set_aside.keys().cloned().collect::<Vec<_>>());
    assert_eq!(reasons, Some(vec![Reason::Vat, Reason::LoanCapital, Reason::Dividend, Reason::Asset]));

    let assets = read("assets.csv", "Label,In service,Cost,Years\nLaptop,2020-03-01,1500,3\nDesk,2020-03-01,800,\n");
    assert_eq!(assets.assets().iter().map(|asset| (asset.value.label.as_str(), asset.line)).collect::<Vec<_>>(), [("Laptop", 2)]);
    assert_eq!(errors(&assets), ["assets.csv:3: Years: is empty"]);

    let payments = read("payments.csv", "invoice,date,amount\nF-1,2020-02-28,1680\n");
    assert_eq!(payments.payments().iter().map(|payment| payment.value.amount.mantissa()).collect::<Vec<_>>(), [16_800_000]);

    let announced = read("payments.csv", "Client,Invoice Number,Amount,Date\nAcme,1,$13.50 ,10/20/2019\n");
    assert_eq!(announced.payments().len(), 1);

    let published = read("published.csv", "metric,2020,2019\nrevenue,~138 K€,~150 K€\nday_rate,789€,\n");
    let figures: Vec<_> =
        published.published().iter().map(|figure| (figure.value.year, figure.value.value.to_string(), figure.line)).collect();
    assert_eq!(figures, [(2020, "138000".into(), 2), (2019, "150000".into(), 2), (2020, "789".into(), 3)]);
}

#[test]
fn an_error_says_what_was_found_and_what_would_be_right_and_all_of_a_row_at_once() {
    let books = read(
        "invoices.csv",
        "number,date,client,net,quantity,unit,billing\n\
         F-1,2020-06-31,Acme,\"12,3O\",,,\n\
         F-2,0020-06-30,,12.5,,,\n\
         F-3,2020-06-30,Acme,12.5,2,km,time\n\
         F-4,2020-06-30,Acme,12.5,,,,surplus\n\
         F-5,2020-06-30,Acme,12.5,,,fixd\n\
         F-6,2020-06-30,Acme,12.5,,,,\n",
    );
    assert_eq!(
        errors(&books),
        [
            "invoices.csv:2: date: \"2020-06-31\" is not a day of the calendar; correct the day or the month",
            "invoices.csv:2: net: \"12,3O\" is not an amount; write 1 234,56 or 1234.56",
            "invoices.csv:3: date: \"0020-06-30\" has a year that is not between 1900 and 2199; write it with four digits, as 2024-01-31",
            "invoices.csv:3: client: is empty",
            "invoices.csv:4: unit: \"km\" is neither a day nor an hour, as work paid by time needs; write day or hour",
            "invoices.csv:5: has 8 cells, the header 7; put quotes around a cell that holds the separator, and double a quote inside it",
            "invoices.csv:6: billing: \"fixd\" is not known; write time, fixed, rebilled or disbursement (régie, forfait, frais, débours)",
        ]
    );
    assert_eq!(books.invoice_lines().len(), 1);
    let dates: Vec<_> =
        books.rejected().iter().map(|rejected| (rejected.line, rejected.date.map(|date| date.to_string()))).collect();
    let june = Some("2020-06-30".to_owned());
    assert_eq!(dates, [(2, None), (3, None), (4, june.clone()), (5, june.clone()), (6, june)]);
}

#[test]
fn an_ambiguous_column_is_one_error_unless_a_cell_or_bilan_toml_decides() {
    let text = "number,date,client,net\nF-1,2020-01-31,Acme,\"1,234\"\nF-2,2020-02-28,Acme,\"2,000\"\nF-3,2020-03-31,Acme,500\n";
    let books = read("invoices.csv", text);
    assert_eq!(
        errors(&books),
        [
            "invoices.csv:2: net: \"1,234\" can be read with a decimal point or with a decimal comma, and no cell of the column decides; say which in bilan.toml"
        ]
    );
    let block = books.errors().iter().find_map(|error| error.block().map(str::to_owned));
    assert_eq!(block.as_deref(), Some("[[mapping]]\nfile = \"invoices.csv\"\ndecimal = \",\"  # or \".\"\n"));
    assert_eq!((books.invoice_lines().len(), books.rejected().len()), (1, 2));

    let nets = |books: &Books| books.invoice_lines().iter().map(|row| row.value().net.to_string()).collect::<Vec<_>>();
    assert_eq!(nets(&read("invoices.csv", &format!("{text}F-4,2020-04-30,Acme,0.5\n"))), ["1234", "2000", "500", "0.5"]);
    assert_eq!(nets(&read("invoices.csv", &format!("{text}F-4,2020-04-30,Acme,\"0,5\"\n"))), ["1.234", "2", "500", "0.5"]);
    for (decimal, expected) in [(',', ["1.234", "2", "500"]), ('.', ["1234", "2000", "500"])] {
        let mapping = mapping(|mapping| mapping.decimal = Some(decimal));
        let (_, books) = open("invoices.csv", text.as_bytes(), &Settings::default(), Some(&mapping), EFFORT);
        assert_eq!(nets(&books), expected);
        assert!(books.errors().is_empty());
    }
}

#[test]
fn an_ambiguous_date_column_likewise() {
    let text = "number,date,client,net\nF-1,03/04/2020,Acme,1\n";
    let dates = |books: &Books| books.invoice_lines().iter().map(|row| row.value().issued.to_string()).collect::<Vec<_>>();
    let books = read("invoices.csv", text);
    assert_eq!(books.errors().len(), 1);
    assert!(errors(&books).concat().contains("\"03/04/2020\" can be read with the day first or with the month first"));
    assert_eq!(dates(&read("invoices.csv", &format!("{text}F-2,31/01/2020,Acme,1\n"))), ["2020-04-03", "2020-01-31"]);
    assert_eq!(dates(&read("invoices.csv", &format!("{text}F-2,01/31/2020,Acme,1\n"))), ["2020-03-04", "2020-01-31"]);
    for (format, expected) in [("%d/%m/%Y", "2020-04-03"), ("%m/%d/%Y", "2020-03-04")] {
        let mapping = mapping(|mapping| mapping.date_format = Some(format.to_owned()));
        let (_, books) = open("invoices.csv", text.as_bytes(), &Settings::default(), Some(&mapping), EFFORT);
        assert_eq!(dates(&books), [expected]);
    }
}

#[test]
fn contradicting_cells_are_one_error_that_names_both() {
    let books =
        read("i.csv", "number;date;client;net\nF-1;2020-01-31;Acme;1 234,50\nF-2;2020-02-28;Acme;99.5\nF-3;2020-03-31;Acme;7\n");
    assert_eq!(
        errors(&books),
        [
            "i.csv:2: net: the column is written in two ways: \"1 234,50\" on line 2 has a decimal comma, \"99.5\" on line 3 has a decimal point; write all its cells in one way"
        ]
    );
    assert_eq!((books.invoice_lines().len(), books.rejected().len()), (1, 2));
}

#[test]
fn headers_that_do_not_settle_it_are_errors() {
    let duplicated = read("factures.csv", "N°;Date;Client;Montant HT;Net\n1;2020-01-01;A;1;1\n");
    assert_eq!(
        errors(&duplicated),
        [
            "factures.csv:1: net: duplicated header: columns \"Montant HT\" and \"Net\" could each be it; rename or remove one, or say which in bilan.toml"
        ]
    );
    assert_eq!(errors(&read("x.csv", "number,date,date,client,net\n1,2020-01-01,2020-01-01,A,1\n")).len(), 1);
    let mapping = mapping(|mapping| {
        mapping.columns.insert("net".into(), "Net".into());
    });
    let text = "N°;Date;Client;Montant HT;Net\n1;2020-01-01;A;1;2\n";
    let (_, books) = open("factures.csv", text.as_bytes(), &Settings::default(), Some(&mapping), EFFORT);
    assert_eq!(books.invoice_lines().iter().map(|row| row.value().net.to_string()).collect::<Vec<_>>(), ["2"]);

    let missing = errors(&read("invoices.csv", "number,date,client,total\n1,2020-01-01,A,1\n")).concat();
    assert!(
        missing.starts_with("invoices.csv:1: net: looks like invoices, but no column is net; found \"number\", \"date\""),
        "{missing}"
    );
    let gross = errors(&read("export.csv", "number,date,client,TTC\n1,2020-01-01,A,1\n")).concat();
    assert!(gross.contains("[business] vat = \"exempt\""), "{gross}");
}

#[test]
fn gross_stands_for_net_only_without_vat() {
    let mut settings = Settings::default();
    settings.business.vat_exempt = true;
    let (_, books) = open("export.csv", b"number,date,client,TTC\n1,2020-01-01,A,12.5\n", &settings, None, EFFORT);
    assert_eq!(books.invoice_lines().iter().map(|row| row.value().net.to_string()).collect::<Vec<_>>(), ["12.5"]);
}

#[test]
fn quotes_proforma_and_drafts_are_set_aside_whatever_they_lack() {
    let books = read(
        "invoices.csv",
        "number,date,client,net,type,status\n,,A,1,Devis,\nP-1,2020-01-01,A,1,proforma,\n,,A,x,,Brouillon\nF-1,2020-01-01,A,-1,Avoir,Annulée\nnumber,date,client,net,type,status\n",
    );
    assert!(books.errors().is_empty(), "{}", books.errors());
    let aside = books
        .sources()
        .first()
        .map(|source| source.set_aside.iter().map(|(reason, aside)| (reason.clone(), aside.lines.clone())).collect::<Vec<_>>());
    let expected =
        vec![(Reason::Total, vec![6]), (Reason::Quote, vec![2]), (Reason::Proforma, vec![3]), (Reason::Draft, vec![4])];
    assert_eq!(aside, Some(expected));
    assert_eq!(books.invoice_lines().len(), 1);
}

#[test]
fn a_file_that_is_cut_off_or_damaged_says_so() {
    let cut = read("invoices.csv", "number,date,client,net\nF-1,2020-01-01,A,1\nF-2,2020-01-01,\"A,1\n");
    assert_eq!(
        errors(&cut),
        ["invoices.csv:3: a quote is opened here and never closed: the file is cut off, or a quote inside a cell is not doubled"]
    );
    assert_eq!((cut.invoice_lines().len(), cut.rejected().len()), (1, 1));
}

#[test]
fn other_files_are_not_recognised() {
    for bytes in [
        b"".as_slice(),
        b"\n\n",
        b"a,b\n1,2\n",
        b"name,email\nx,y\n",
        b"Date,Transaction Type,Num,Description,Qty,Sales Price,Amount\n2020-01-01,Invoice,1,x,1,1,1\n",
        b"PK\x03\x04\0\0",
        b"number,date\0,client,net\n",
        b"\xFF\xFE\xFF",
        b"\"\"\"\"",
        b"number",
        b";;;;;;",
    ] {
        let (outcome, books) = open("file.csv", bytes, &Settings::default(), None, EFFORT);
        assert_eq!(outcome, Outcome::NotRecognised, "{bytes:?}");
        assert!(books.sources().is_empty() && books.errors().is_empty());
    }
}

/// A file with quoted line breaks, blank lines, errors, totals, and a decision that comes late.
fn long_file(decided: &str) -> String {
    let mut text = String::from("number;date;client;net;description\r\n");
    for row in 0..400 {
        match row % 10 {
            3 => text.push_str(&format!("F-{row};2020-13-01;Acme;1;\r\n")),
            5 => text.push_str(&format!("F-{row};2020-01-01;\"Acme\r\n\"\"Sons\"\"\";{row};a \"b\" c\r\n\n")),
            7 => text.push_str("Total;;;12;\r\n"),
            _ => text.push_str(&format!("F-{row};2020-01-31;Client é {};1,{row:03};x\n", row % 7)),
        }
    }
    text.push_str(&format!("F-last;2020-12-31;Zoé;{decided};end"));
    text
}

#[test]
fn blocks_and_threads_cannot_show() {
    for decided in ["1,5", "1.5", "7"] {
        let text = long_file(decided);
        let see = |block, threads| {
            let (outcome, books) =
                open("f.csv", text.as_bytes(), &Settings::default(), None, Effort { block, threads: Some(threads) });
            assert_eq!(outcome, Outcome::Read(0));
            let rows: Vec<String> =
                books.invoice_lines().iter().map(|row| format!("{} {:?}", row.origin(), row.value())).collect();
            (rows, errors(&books), books.sources().to_vec(), books.rejected().to_vec())
        };
        let whole = see(1 << 20, 1);
        assert_eq!(
            whole.0.len()
                + whole.2.iter().map(|source| usize::try_from(source.set_aside_rows()).unwrap_or(0)).sum::<usize>()
                + whole.3.len(),
            401
        );
        for (block, threads) in [(1, 1), (7, 3), (64, 2), (1000, 4), (1 << 20, 4)] {
            assert_eq!(see(block, threads), whole, "blocks of {block}, {threads} threads");
        }
    }
}

#[test]
fn late_bytes_decide_the_encoding_of_a_file_that_is_streamed() {
    let mut bytes = b"number,date,client,net\n".to_vec();
    for row in 0..20_000 {
        bytes.extend(format!("F-{row},2020-01-31,Acme,1.5\n").bytes());
    }
    bytes.extend(b"F-last,2020-01-31,Caf\xE9,1.5\n");
    let path = std::env::temp_dir().join(format!("bilan-late-{}.csv", std::process::id()));
    std::fs::write(&path, &bytes).unwrap_or_default();
    let source = SourceBytes::open(&path);
    let settings = Settings::default();
    let mut builder = BooksBuilder::new(settings.clone());
    let reading = Reading { path: "late.csv", settings: &settings, mapping: None, rules: no_rules() };
    let outcome = source.map(|source| {
        assert!(!source.is_whole());
        read_with(&reading, source, &mut builder, Effort { block: 4096, threads: Some(2) })
    });
    std::fs::remove_file(&path).unwrap_or_default();
    assert_eq!(outcome.ok(), Some(Outcome::Read(0)));
    let books = builder.finish();
    assert_eq!(books.invoice_lines().len(), 20_001);
    assert_eq!(books.invoice_lines().get(20_000).map(|row| row.value().client.to_owned()).as_deref(), Some("Café"));
    assert_eq!(books.sources().first().map(|source| source.sha256.clone()), Some(sha256(&bytes)));
}

#[test]
fn real_files_do_no_harm() {
    let Ok(data) = std::env::var("BILAN_REAL_DATA") else {
        println!("skipped");
        return;
    };
    let mut folders = vec![std::path::PathBuf::from(data)];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if entry.metadata().map_or(0, |metadata| metadata.len()) > 2_000_000 {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap_or_default();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let (outcome, books) = open(&name, &bytes, &Settings::default(), None, Effort { block: 10_000, threads: Some(2) });
            if let Outcome::Read(_) = outcome {
                for source in books.sources() {
                    assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected, "{name}");
                    println!(
                        "{name}: {} {} rows, {} used, {} errors",
                        source.format,
                        source.rows,
                        source.used,
                        books.errors().len()
                    );
                    for error in books.errors().iter().take(3) {
                        println!("   {error}");
                    }
                }
            }
            read += 1;
        }
    }
    assert!(read > 100, "{read} files");
}

#[test]
fn corrections_are_made_whatever_the_blocks_and_threads() {
    let header = "number,date,client,net,quantity,unit,billing\n";
    let rows: Vec<String> = (0..200).map(|n| format!("F-{n},2020-01-{:02},Acme,{n}.50,,,fixed\n", n % 28 + 1)).collect();
    let text = header.to_owned() + &rows.concat();
    let mut settings = Settings::default();
    for line in [2, 77, 200, 201] {
        settings.corrections.push(crate::model::Correction::set_aside("a.csv", line, "x"));
    }
    let mut replaced = crate::model::Correction::set_aside("a.csv", 100, "x");
    replaced.mend = crate::model::Mend::Replace { field: "net".into(), value: "7".into() };
    settings.corrections.push(replaced);
    let seen = |effort| {
        let (_, books) = open("a.csv", text.as_bytes(), &settings, None, effort);
        assert_eq!(books.invoice_lines().len(), 196);
        let rows: Vec<String> = books.invoice_lines().iter().map(|row| format!("{} {}", row.origin(), row.value().net)).collect();
        assert!(rows.contains(&"a.csv:100 7".to_owned()));
        (rows, books.sources().to_vec())
    };
    let once = seen(EFFORT);
    for (block, threads) in [(64, 1), (64, 4), (1_000, 3), (7, 2)] {
        assert_eq!(seen(Effort { block, threads: Some(threads) }), once, "{block} {threads}");
    }
}
