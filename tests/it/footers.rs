//! What every answer says of itself: rows, corrections, what three sides confirm, and by what two people can tell that they looked at the same books.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// Seven rows: three of invoices, one of which is set aside by hand, three of the ledger, and a payment. The second invoice is not booked.
fn books(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("footers").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let files = [
        (
            "invoices.csv",
            "number,date,client,net,vat,billing\n1,2023-01-31,A,1000,200,fixed\n2,2023-02-28,A,500,100,fixed\n3,2023-02-28,A,7,0,fixed\n",
        ),
        (
            "ledger.csv",
            "date,journal,entry,piece,account,label,debit,credit\n2023-01-31,VE,1,1,706000,Sale,,1000\n2023-01-31,VE,1,1,411000,Sale,1200,\n2023-01-31,VE,1,1,44571,Sale,,200\n",
        ),
        ("payments.csv", "number,date,amount\n1,2023-02-10,1200\n"),
        (
            "bilan.toml",
            "[business]\nname = \"Exemple\"\ncountry = \"FR\"\ncurrency = \"EUR\"\n[[correct]]\nfile = \"invoices.csv\"\nline = 4\nset_aside = true\nreason = \"a trial\"\n",
        ),
        // Prose in Markdown is no books.
        ("post.md", "| | 2023 |\n|---|---|\n| CA | 1500 € |\n"),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("a file");
    }
    folder
}

fn bilan(folder: &Path, arguments: &[&str]) -> Output {
    let output =
        Command::new(env!("CARGO_BIN_EXE_bilan")).args(arguments).current_dir(folder).output().expect("the command runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\u{a0}', " ")
}

const COMMANDS: [(&str, &[&str]); 5] = [
    ("check", &["check", ".", "--lang", "en"]),
    ("explain", &["explain", "revenue", ".", "--lang", "en"]),
    ("outlook", &["outlook", ".", "--lang", "en", "--year", "2023"]),
    ("sources", &["sources", ".", "--lang", "en"]),
    ("verify", &["verify", "post.md", ".", "--lang", "en"]),
];

#[test]
fn every_answer_tells_rows_corrections_confirmation_and_stamp() {
    let folder = books("text");
    let fingerprint = bilan::books::Books::open(&folder).expect("books").fingerprint();
    for (name, arguments) in COMMANDS {
        let text = text(&bilan(&folder, arguments).stdout);
        assert!(text.contains("7 rows: 6 used, 1 set aside, 0 rejected"), "{name}: {text}");
        assert!(text.contains("1 correction"), "{name}: {text}");
        let stamp = format!(
            "fingerprint: bilan.{name}/1 books={fingerprint} revenue_basis=invoiced revenue_source=auto billed_days=auto fixed_price_days=excluded\n"
        );
        assert!(text.contains(&stamp), "{name}: {text}");
        if name != "sources" {
            // Of 1 500 € the payment confirms the 1 000 that are booked.
            assert!(text.contains("1 unmatched document; revenue confirmed from three sides: 67%"), "{name}: {text}");
        }
        let json: Value =
            serde_json::from_slice(&bilan(&folder, &[arguments, &["--format", "json"]].concat()).stdout).expect("JSON");
        let policy = json!({
            "revenue_basis": "invoiced", "revenue_source": "auto", "billed_days": "auto", "fixed_price_days": "excluded"
        });
        match name {
            "verify" => assert_eq!((&json["books"], &json["policy"]), (&json!(fingerprint), &policy)),
            _ => assert_eq!(json["stamp"], json!({ "books": fingerprint, "policy": policy }), "{name}"),
        }
        if name != "sources" {
            let quality = json!({
                "read": 7, "used": 6, "set_aside": 1, "rejected": 0, "corrected": 1, "unmatched": 1, "matched_share": "0.6666666667"
            });
            assert_eq!(json["quality"], quality, "{name}");
        }
    }
    // Formats for scripts are left alone.
    for format in ["csv", "markdown", "html"] {
        let output = bilan(&folder, &["explain", "revenue", ".", "--lang", "en", "--format", format]);
        assert!(!text(&output.stdout).contains("set aside") && text(&output.stderr).contains("7 rows: 6 used"), "{format}");
    }
    // Another policy is another stamp.
    let paid = text(&bilan(&folder, &["outlook", ".", "--year", "2023", "--policy", "revenue_basis=paid"]).stdout);
    assert!(paid.contains("revenue_basis=paid revenue_source"), "{paid}");
}

#[test]
fn what_any_command_wrote_is_set_aside_whole() {
    let folder = books("written");
    let formats: [(&str, &[&str]); 5] = [
        ("check", &["table", "json"]),
        ("explain", &["table", "json", "csv", "markdown", "html"]),
        ("outlook", &["table", "json"]),
        ("sources", &["table", "json"]),
        ("verify", &["table", "json"]),
    ];
    let mut outputs: Vec<(String, Vec<u8>)> = Vec::new();
    for ((name, formats), (_, arguments)) in formats.into_iter().zip(COMMANDS) {
        for format in formats {
            let output = bilan(&folder, &[arguments, &["--format", format]].concat());
            outputs.push((format!("{name}-{format}.txt"), output.stdout));
        }
    }
    // A long answer ends with its mark too.
    let long = [vec![b'-'; 300_000], b"\n".to_vec(), outputs[0].1.clone()].concat();
    outputs.push(("long.txt".to_owned(), long));
    for (name, bytes) in &outputs {
        fs::write(folder.join(name), bytes).expect("a file");
    }
    let books = bilan::books::Books::open(&folder).expect("books");
    for (name, _) in &outputs {
        let source = books.sources().iter().find(|source| source.path == *name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!((source.format.as_str(), source.rows), ("bilan", source.set_aside_rows()), "{name}");
    }
    assert_eq!(
        (books.invoice_lines().len(), books.errors().len(), books.unrecognised()),
        (2, 0, ["post.md".to_owned()].as_slice())
    );
}

#[test]
fn matches_are_listed_with_their_reason_where_they_are_asked_for() {
    let folder = books("matches");
    let listed = text(&bilan(&folder, &["check", ".", "--lang", "en", "--matches"]).stdout);
    assert!(listed.contains("\n1, same number: invoices.csv:2 against ledger.csv:2, ledger.csv:3, ledger.csv:4\n"), "{listed}");
    let json = |more: &[&str]| -> Value {
        serde_json::from_slice(&bilan(&folder, &[&["check", ".", "--format", "json"], more].concat()).stdout).expect("JSON")
    };
    let place = |path: &str, line: u32| json!({ "path": path, "line": line });
    assert_eq!(
        json(&["--matches"])["matches"],
        json!([{
            "numbers": ["1"], "why": "number", "left": [place("invoices.csv", 2)],
            "right": [place("ledger.csv", 2), place("ledger.csv", 3), place("ledger.csv", 4)]
        }])
    );
    assert_eq!(json(&[]).get("matches"), None);
}
