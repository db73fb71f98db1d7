//! The command as a user or a script runs it: what it prints, where, and with which exit code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PUBLISHED: &str = "                       2020     2019      2018     2017     Variation n/n-1
Chiffre d'affaires     ~138 K€  ~150 K€   ~132 K€  ~100 K€  -8%
Résultat après impôts  ~8 K€    ~13.5 K€  ~10 K€   ~20 K€   -41%
Jours facturés         175      197       178      160      -11%
TJM                    789€     761€      742€     625€     +3.6%
";

const SHAPES: [&str; 3] = ["data/sample", "data/workbook", "data/ledger"];

fn bilan(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bilan"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .output()
        .expect("the command runs")
}

fn out(arguments: &[&str]) -> String {
    let output = bilan(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder of its own for a test, empty.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder");
    path
}

#[test]
fn each_shape_of_the_sample_gives_the_published_table() {
    for shape in SHAPES {
        assert_eq!(out(&["review", shape, "--lang", "fr", "--style", "blog"]), PUBLISHED, "{shape}");
    }
    assert_eq!(
        out(&["data/sample", "--style", "blog"]),
        PUBLISHED,
        "review is the default command, French the language of France"
    );
}

#[test]
fn books_can_be_single_files() {
    let one = out(&["review", "data/sample/invoices.csv", "--metrics", "revenue,billed_days", "--style", "blog", "--lang", "fr"]);
    assert!(one.contains("~138 K€") && one.contains("175"), "{one}");
    let files = ["data/sample/invoices.csv", "data/sample/expenses.csv", "data/sample/assets.csv", "data/sample/bilan.toml"];
    let review: Vec<&str> = ["review"].into_iter().chain(files).chain(["--style", "blog"]).collect();
    assert_eq!(out(&review), PUBLISHED);
    let bare: Vec<&str> = files.into_iter().chain(["--style", "blog"]).collect();
    assert_eq!(out(&bare), PUBLISHED, "review is the default command");
}

#[test]
fn the_base_and_the_newest_year_can_be_chosen() {
    for shape in SHAPES {
        let against = out(&["review", shape, "--against", "2018", "--style", "blog", "--lang", "fr"]);
        assert!(against.lines().next().is_some_and(|header| header.ends_with("Variation n/2018")), "{against}");
        let result = against.lines().find(|line| line.starts_with("Résultat")).expect("the result");
        assert!(result.ends_with("  -20%"), "{result}");
        let earlier = out(&["review", shape, "--year", "2019", "--style", "blog", "--lang", "fr"]);
        assert!(earlier.lines().next().is_some_and(|header| header.split_whitespace().eq([
            "2019",
            "2018",
            "2017",
            "Variation",
            "n/n-1"
        ])));
        let revenue = earlier.lines().nth(1).expect("revenue");
        // 150 ÷ 132 − 1 = 13.6 %
        assert!(revenue.ends_with("  +14%"), "{revenue}");
    }
    let two = out(&["review", "data/sample", "--years", "2", "--style", "blog"]);
    assert!(two.lines().next().is_some_and(|header| header.split_whitespace().eq(["2020", "2019", "Variation", "n/n-1"])));
}

#[test]
fn the_screen_tells_what_was_read_and_what_to_know() {
    let screen = out(&["review", "data/sample", "--lang", "en"]);
    for part in ["Exemple Conseil", "1,615", "€138,000", "€788.57", "-41%", "714.29", "31 Dec 2020"] {
        assert!(screen.contains(part), "{part} in\n{screen}");
    }
    let silent = out(&["review", "data/sample", "--lang", "en", "--notes", "none"]);
    assert!(!silent.contains("714.29"));
    let blog = bilan(&["review", "data/sample", "--style", "blog"]);
    assert!(err(&blog).contains("714,29"), "notes of the published layout go to standard error");
}

#[test]
fn a_registered_business_says_so_above_the_table() {
    let folder = folder("registered");
    fs::write(folder.join("invoices.csv"), "number,issued,client,net,unit,quantity\n1,2020-12-31,A,700,day,1\n").expect("a file");
    let path = folder.to_str().expect("UTF-8");
    let heading = |settings: &str| {
        fs::write(folder.join("bilan.toml"), settings).expect("a file");
        out(&["review", path, "--lang", "fr"]).lines().next().map(str::to_owned).expect("a heading")
    };
    assert_eq!(heading("[business]\nname = \"X\"\nsiren = \"123456782\"\n"), "X, SIREN 123456782, exercice 2020");
    assert_eq!(heading("[business]\nname = \"X\"\nvat_id = \"FR11123456782\"\n"), "X, TVA FR11123456782, exercice 2020");
}

#[test]
fn every_format_can_be_written_to_a_file() {
    let folder = folder("formats");
    for (format, start) in [
        ("markdown", "<!-- bilan"),
        ("html", "<!-- bilan"),
        ("csv", "metric,label"),
        ("json", "{\n  \"schema\": \"bilan.review/1\""),
    ] {
        let file = folder.join(format);
        let file = file.to_str().expect("UTF-8");
        assert_eq!(out(&["review", "data/sample", "--format", format, "--output", file]), "");
        let text = fs::read_to_string(file).expect("the file");
        assert!(text.starts_with(start), "{format}: {text}");
        assert_eq!(text, out(&["review", "data/sample", "--format", format]), "the same bytes on standard output");
    }
}

#[test]
fn figures_are_asked_for_by_name() {
    let table = out(&[
        "review",
        "data/ledger",
        "--metrics",
        "ledger_revenue,expenses,depreciation,income_tax,utilization",
        "--lang",
        "fr",
    ]);
    for part in ["1 412 €", "588,89 €", "77 %", "-10 pts"] {
        assert!(table.replace(['\u{a0}', '\u{202f}'], " ").contains(part), "{part} in\n{table}");
    }
    let wrong = bilan(&["review", "data/sample", "--metrics", "revenu"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("\"revenu\" is no figure; did you mean revenue?"), "{}", err(&wrong));
}

#[test]
fn the_sentences_of_the_published_review_are_figures() {
    // 700 × 80 % × (253 − 25) = 127 680; 125 ÷ 127.68 = 97.9 %, 138 ÷ 127.68 = 108.1 %; 175 ÷ 228 = 77 %.
    let metrics = "target_revenue,target_attainment_time,target_attainment,utilization,revenue_fixed";
    for shape in ["data/sample", "data/workbook"] {
        let table: serde_json::Value =
            serde_json::from_str(&out(&["review", shape, "--metrics", metrics, "--format", "json"])).expect("JSON");
        let newest = |number: usize| table["figures"][number]["values"][0]["value"].as_str().map(str::to_owned).expect("a value");
        assert_eq!(newest(0), "127680.00");
        assert!(newest(1).starts_with("0.9790") && newest(2).starts_with("1.0808") && newest(3).starts_with("0.7675"), "{table}");
        assert_eq!(table["figures"][4]["change"]["value"], "0.3", "fixed price from 10 000 to 13 000");
        assert_eq!(table["figures"][0]["values"][1]["state"], "missing", "2019 had no target");
    }
}

/// The fourth fiscal year; 80 % of the capacity at 700 € a day, 128 K€; 77 %; fixed price from 10 to 13 K€; a result 20 % below that of 2018.
#[test]
fn every_number_of_the_published_review_is_printed_by_its_sections() {
    let all = out(&["review", "data/sample", "--sections", "all", "--lang", "fr"]);
    let has_line = |label: &str, values: &[&str]| {
        let found = all.lines().any(|line| line.starts_with(label) && values.iter().all(|value| line.contains(value)));
        assert!(found, "{label} {values:?} in\n{all}");
    };
    has_line("Exemple Conseil", &["4e exercice des comptes"]);
    has_line("TJM visé", &["700\u{a0}€"]);
    has_line("Part de la capacité à facturer", &["80\u{a0}%"]);
    has_line("Objectif de CA", &["127\u{202f}680\u{a0}€"]);
    has_line("TACE", &["77\u{a0}%"]);
    has_line("CA au forfait", &["13\u{202f}000\u{a0}€", "10\u{202f}000\u{a0}€"]);
    let against = out(&["review", "data/sample", "--against", "2018", "--lang", "fr"]);
    assert!(against.lines().any(|line| line.starts_with("Résultat après impôts") && line.ends_with("-20\u{a0}%")), "{against}");
}

#[test]
fn a_year_is_looked_ahead_to() {
    for shape in SHAPES {
        let of_2020 = out(&["outlook", shape, "--year", "2020", "--lang", "en"]);
        for part in ["€127,680", "108.1%", "€560", "€1,596", "€1,824"] {
            assert!(of_2020.contains(part), "{part} in\n{of_2020}");
        }
        // A ledger does not tell time from fixed prices.
        assert_eq!(of_2020.contains("97.9%"), shape != "data/ledger", "{of_2020}");
        // (254 − 25) × 80 % × 700 €, the year after the books.
        let next = out(&["outlook", shape, "--lang", "fr"]);
        assert!(next.contains("perspectives 2021") && next.contains("128\u{202f}240\u{a0}€"), "{next}");
        assert!(next.contains("l'objectif reprend celui de 2020"), "{next}");
    }
    let asked = out(&["outlook", "data/sample", "--day-rate", "750", "--share", "85%", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&asked).expect("JSON");
    let target =
        json["figures"].as_array().and_then(|all| all.iter().find(|f| f["figure"] == "target_revenue")).expect("the target");
    // 750 × 0.85 × 229
    assert_eq!(target["value"], "145987.50");
    assert_eq!(json["notes"], serde_json::json!([]));
    assert_eq!(bilan(&["outlook", "data/sample", "--share", "80"]).status.code(), Some(2));
}

#[test]
fn a_published_percentage_has_its_denominator() {
    let shown = out(&["explain", "utilization", "data/sample", "--published", "77%", "--lang", "en"]);
    assert!(shown.contains("  =  Capacity                            228  76.75%"), "{shown}");
    assert!(shown.contains("more than 225.81 and up to 228.76 days"), "{shown}");
    assert_eq!(bilan(&["explain", "revenue", "data/sample", "--published", "77%"]).status.code(), Some(2));
    assert_eq!(bilan(&["explain", "utilization", "data/sample", "--published", "most"]).status.code(), Some(2));
    let side_by_side = out(&["review", "data/sample", "--sections", "occupancy", "--lang", "en"]);
    assert!(side_by_side.contains("Utilization (contract days)"), "{side_by_side}");
}

#[test]
fn a_figure_is_followed_to_its_lines() {
    for shape in SHAPES {
        let json: serde_json::Value =
            serde_json::from_str(&out(&["explain", "result_after_tax", shape, "--year", "2020", "--format", "json"]))
                .expect("JSON");
        assert_eq!(json["value"], "8000.00", "{shape}");
        let rows = json["rows"].as_array().expect("rows");
        let amount = |row: &serde_json::Value| {
            row["amount"].as_str().and_then(|text| text.parse::<rust_decimal::Decimal>().ok()).unwrap_or_default()
        };
        assert_eq!(rows.iter().map(amount).sum::<rust_decimal::Decimal>(), 8000.into(), "{shape}");
        assert!(rows.iter().all(|row| row["line"].as_u64().is_some_and(|line| line > 1)), "{shape}");
    }
    let text = out(&["explain", "day_rate", "data/sample", "--lang", "en"]);
    assert!(text.contains("invoices.csv:105"), "{text}");
}

#[test]
fn a_bridge_is_followed_to_its_lines() {
    for shape in SHAPES {
        let text = out(&["explain", "revenue_bridge", shape, "--year", "2020", "--lang", "en"]);
        if shape == "data/ledger" {
            assert!(
                text.starts_with("Why revenue moved (revenue_bridge), 2020: – ("),
                "a ledger does not tell time work\n{text}"
            );
            continue;
        }
        assert!(text.contains("Occupancy (revenue_bridge.occupancy), 2020: -€16,842.37"), "{text}");
        assert!(text.contains("F-2020-007"), "the invoice of fixed price\n{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&out(&[
        "explain",
        "revenue_bridge",
        "data/sample",
        "--year",
        "2020",
        "--against",
        "2018",
        "--format",
        "json",
    ]))
    .expect("JSON");
    // From 132 000 to 138 000.
    assert_eq!((json["metric"].as_str(), json["value"].as_str()), (Some("revenue_bridge"), Some("6000.00")));
    assert_eq!(json["operands"][0]["operands"][1]["period"], "2018");
    let wrong = bilan(&["explain", "revenu_bridge", "data/sample"]);
    assert!(err(&wrong).contains("did you mean revenue_bridge?"));
    assert!(err(&wrong).contains("revenue_bridge, client_bridge, result_bridge, investment, restatement"));
    assert_eq!(bilan(&["explain", "revenue", "data/sample", "--against", "2018"]).status.code(), Some(2));
}

#[test]
fn sources_account_for_every_row() {
    let json: serde_json::Value = serde_json::from_str(&out(&["sources", "data/workbook", "--format", "json"])).expect("JSON");
    let sources = json["sources"].as_array().expect("sources");
    assert_eq!(sources.len(), 4);
    for source in sources {
        let count = |key: &str| source[key].as_u64().expect("a count");
        let set_aside: u64 =
            source["set_aside"].as_array().expect("reasons").iter().filter_map(|aside| aside["rows"].as_u64()).sum();
        assert_eq!(count("rows"), count("used") + set_aside + count("rejected"));
        assert_eq!(set_aside, 1, "the totals row of each sheet");
    }
}

#[test]
fn init_writes_settings_that_change_nothing() {
    let folder = folder("init");
    for file in ["invoices.csv", "timesheets.csv", "expenses.csv", "assets.csv"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample").join(file);
        fs::copy(from, folder.join(file)).expect("a copy");
    }
    let path = folder.to_str().expect("UTF-8");
    // Its own hash is part of the fingerprint of the books.
    let figures = || {
        out(&["review", path, "--format", "csv", "--lang", "en"])
            .lines()
            .map(|line| line.split("books=").next().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let before = figures();
    assert_eq!(bilan(&["init", path]).status.code(), Some(0));
    assert!(folder.join("bilan.toml").exists());
    assert_eq!(figures(), before);
    let again = bilan(&["init", path]);
    assert_eq!(again.status.code(), Some(2), "what is there is left as it is");
}

#[test]
fn what_bilan_wrote_is_never_read_as_books() {
    let folder = folder("mark");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    for file in ["invoices.csv", "bilan.toml"] {
        fs::copy(from.join(file), folder.join(file)).expect("a copy");
    }
    let path = folder.to_str().expect("UTF-8");
    let before = out(&["review", path, "--format", "csv"]);
    for (format, name) in [("csv", "review.csv"), ("json", "review.json"), ("html", "review.html"), ("markdown", "review.md")] {
        out(&["review", path, "--format", format, "--output", folder.join(name).to_str().expect("UTF-8")]);
    }
    assert_eq!(out(&["review", path, "--format", "csv"]), before);
}

#[test]
fn a_published_table_is_verified() {
    let folder = folder("verify");
    let write = |name: &str, text: &str| {
        fs::write(folder.join(name), text).expect("a file");
        folder.join(name).to_str().expect("UTF-8").to_owned()
    };
    let published = write("post.md", PUBLISHED);
    for shape in SHAPES {
        assert!(
            out(&["verify", &published, shape, "--lang", "fr"])
                .ends_with("20\u{a0}cellules\u{a0}: 14\u{a0}exactes, 6\u{a0}à la précision affichée\n")
        );
    }
    let wrong = write("wrong.md", &PUBLISHED.replace("742€", "743€"));
    let output = bilan(&["verify", &wrong, "data/sample", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1), "a cell does not hold");
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("wrong.md:5: TJM, 2018: 743€ does not hold: 742€ (€741.5730337079)")
    );
    assert_eq!(bilan(&["verify", &wrong, "data/sample", "--years", "2"]).status.code(), Some(0), "2018 was not asked about");
    let json: serde_json::Value =
        serde_json::from_str(&out(&["verify", &published, "data/sample", "--format", "json"])).expect("JSON");
    assert_eq!(json["counts"]["does_not_hold"], 0);
    let unknown = write("unknown.md", "|   | 2020 |\n|---|---|\n| Météo | 12 |\n");
    for table in [unknown.as_str(), "no/such/table.md", "Cargo.toml"] {
        assert_eq!(bilan(&["verify", table, "data/sample"]).status.code(), Some(2), "{table}");
    }
}

#[test]
fn names_can_be_left_out() {
    for arguments in [
        &["review", "data/sample", "--anonymise", "--sections", "all"][..],
        &["explain", "revenue", "data/sample", "--anonymise", "--format", "json"],
        &["outlook", "data/sample", "--anonymise"],
        &["check", "data/sample", "--anonymise"],
        &["check", "data/sample", "--anonymise", "--format", "json", "--lang", "en"],
    ] {
        let output = bilan(arguments);
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &err(&output);
        assert_eq!(output.status.code(), Some(0), "{text}");
        for name in ["Mutuelle Garance", "Exemple Conseil", "F-2020-001"] {
            assert!(!text.contains(name), "{arguments:?}: {text}");
        }
    }
    let folder = folder("anonymise");
    fs::write(folder.join("Acme SA 2020.csv"), "number,issued,client,net\n1,2020-01-31,Acme SA,100\n2,2020-01-32,Acme SA,100\n")
        .expect("a file");
    let output = bilan(&["explain", "revenue", folder.to_str().expect("UTF-8"), "--anonymise", "--lenient", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("File 1.csv:2") && text.contains("Client A"), "{text}");
    assert!(err(&output).contains("File 1.csv:3: is wrong"), "{}", err(&output));
    assert!(!(text + &err(&output)).contains("Acme"));
}

#[test]
fn the_table_of_a_post_is_replaced_in_place() {
    let folder = folder("update");
    let post = folder.join("post.md");
    let path = post.to_str().expect("UTF-8").to_owned();
    fs::write(&post, "# Bilan 2020\r\n\r\n<!-- bilan -->\r\n<!-- /bilan -->\r\n\r\nFin, sans saut de ligne").expect("a post");
    let update = |more: &[&str]| bilan(&[&["review", "data/sample", "--update", &path, "--lang", "fr"], more].concat());
    let first = update(&["--style", "blog"]);
    assert_eq!((first.status.code(), first.stdout.len()), (Some(0), 0), "{}", err(&first));
    assert!(err(&first).contains("post.md updated"));
    let expected = "# Bilan 2020\r\n\r\n<!-- bilan -->\r\n\r\n\
                    |  | 2020 | 2019 | 2018 | 2017 | Variation n/n-1 |\r\n| --- | ---: | ---: | ---: | ---: | ---: |\r\n\
                    | Chiffre d'affaires | ~138 K€ | ~150 K€ | ~132 K€ | ~100 K€ | -8% |\r\n\
                    | Résultat après impôts | ~8 K€ | ~13.5 K€ | ~10 K€ | ~20 K€ | -41% |\r\n\
                    | Jours facturés | 175 | 197 | 178 | 160 | -11% |\r\n\
                    | TJM | 789€ | 761€ | 742€ | 625€ | +3.6% |\r\n\r\n<!-- /bilan -->\r\n\r\nFin, sans saut de ligne";
    assert_eq!(fs::read_to_string(&post).expect("the post"), expected);
    assert!(err(&update(&["--style", "blog"])).contains("post.md is up to date"));
    assert_eq!(fs::read_to_string(&post).expect("the post"), expected);
    assert_eq!(out(&["verify", &path, "data/sample", "--lang", "en"]).matches('✗').count(), 0, "what was written holds");
    assert_eq!(update(&["--format", "html", "--metrics", "revenue", "--notes", "none"]).status.code(), Some(0));
    let html = fs::read_to_string(&post).expect("the post");
    assert!(
        html.contains("<!-- bilan -->\r\n\r\n<table class=\"bilan\"") && html.contains("</table>\r\n\r\n<!-- /bilan -->"),
        "{html}"
    );
    assert!(!html.contains("TJM") && !html.contains("bilan.review/1"));
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 1, "nothing is left beside it");

    for arguments in [&["--format", "csv"][..], &["--output", "x.md"]] {
        assert_eq!(update(arguments).status.code(), Some(2), "{arguments:?}");
    }
    fs::write(&post, "no place").expect("a post");
    let none = update(&[]);
    assert_eq!(none.status.code(), Some(2));
    assert!(err(&none).contains("post.md: <!-- bilan --> is missing"), "{}", err(&none));
    assert_eq!(fs::read_to_string(&post).expect("the post"), "no place");
    fs::write(&post, b"\xe9<!-- bilan --><!-- /bilan -->").expect("a post");
    assert_eq!(update(&[]).status.code(), Some(2), "not UTF-8");
    assert_eq!(bilan(&["review", "data/sample", "--update", "no/such/post.md"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_post_keeps_its_permissions_and_a_link_its_target() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder("update-link");
    let (post, link) = (folder.join("post.md"), folder.join("link.md"));
    fs::write(&post, "<!-- bilan --><!-- /bilan -->").expect("a post");
    fs::set_permissions(&post, fs::Permissions::from_mode(0o640)).expect("permissions");
    symlink("post.md", &link).expect("a link");
    out(&["review", "data/sample", "--update", link.to_str().expect("UTF-8")]);
    assert!(fs::symlink_metadata(&link).expect("the link").file_type().is_symlink());
    assert!(fs::read_to_string(&post).expect("the post").contains("TJM"));
    assert_eq!(fs::metadata(&post).expect("the post").permissions().mode() & 0o777, 0o640);
}

#[test]
fn exit_codes_tell_usage_from_wrong_rows() {
    assert_eq!(bilan(&["review", "--no-such-option"]).status.code(), Some(2));
    assert_eq!(bilan(&["review", "no/such/folder"]).status.code(), Some(2));
    assert_eq!(bilan(&["review", "data/sample", "--against", "2020"]).status.code(), Some(2));
    let nothing = folder("nothing");
    fs::write(nothing.join("notes.txt"), "hello").expect("a file");
    let output = bilan(&["review", nothing.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("looked for"), "{}", err(&output));

    let broken = folder("broken");
    let path = broken.to_str().expect("UTF-8");
    let rows = "number,issued,client,net,unit,quantity\n1,2020-01-31,A,100.00,day,1\n2,2020-02-29,A,12;3O,day,1\n3,2019-05-31,A,90.00,day,1\n";
    fs::write(broken.join("invoices.csv"), rows).expect("a file");
    let output = bilan(&["review", path, "--year", "2020"]);
    assert_eq!(output.status.code(), Some(1), "a rejected row of 2020 could change it");
    assert!(err(&output).contains("invoices.csv:3: net: \"12;3O\" is not an amount"), "{}", err(&output));
    assert!(output.stdout.is_empty(), "no partial table without saying so");
    assert_eq!(bilan(&["review", path, "--year", "2019", "--years", "1"]).status.code(), Some(0), "2020 cannot change 2019");
    let lenient = bilan(&["review", path, "--year", "2020", "--lenient", "--lang", "en"]);
    assert_eq!(lenient.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&lenient.stdout).contains("incomplete review"));

    let unread = folder("unread");
    fs::write(unread.join("invoices.csv"), "number,issued,client,net\n1,01/02/2020,A,1.00\n").expect("a file");
    let output = bilan(&["review", unread.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(1), "books of which no row could be read are wrong, the question is not");

    fs::write(broken.join("bilan.toml"), "[bussiness]\nname = \"x\"\n").expect("a file");
    let output = bilan(&["review", path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("bilan.toml:1") && err(&output).contains("business"), "{}", err(&output));
}

#[test]
fn the_example_prints_the_table() {
    let built = Path::new(env!("CARGO_BIN_EXE_bilan")).with_file_name("examples");
    let example = built.join(format!("annual_review{}", std::env::consts::EXE_SUFFIX));
    // `cargo test` builds the examples, `cargo test --test it` leaves an older one.
    let written = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    if written(&example) < written(Path::new(env!("CARGO_BIN_EXE_bilan"))) {
        println!("skipped: the example is not built");
        return;
    }
    let output = Command::new(example).output().expect("the example runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), PUBLISHED);
}

#[test]
fn a_check_ends_with_1_only_if_the_books_contradict_themselves() {
    for shape in SHAPES {
        let text = out(&["check", shape, "--lang", "en"]);
        assert!(text.contains("ledger_balance") && text.contains("checks: "), "{text}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&out(&["check", "data/ledger", "--format", "json", "--year", "2020"])).expect("JSON");
    assert_eq!(json["schema"], "bilan.check/1");
    let unbalanced = folder("unbalanced");
    fs::write(unbalanced.join("ledger.csv"), "date,account,debit,credit\n2020-05-01,411,120.00,0\n2020-05-01,706,0,100.00\n")
        .expect("a file");
    let path = unbalanced.to_str().expect("UTF-8");
    let output = bilan(&["check", path, "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("2\u{a0}errors\n  ledger_unbalanced, 2020: "), "{output:?}");
    assert_eq!(bilan(&["check", path, "--without", "ledger_balance,balance_sheet"]).status.code(), Some(0));
    for wrong in [["--without", "balance"], ["--year", "2031"]] {
        let output = bilan(&["check", path, wrong[0], wrong[1]]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(output.stdout.is_empty());
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_goes_to_a_file_or_into_a_pipe() {
    let path = folder("workbook").join("revue.xlsx");
    let file = path.to_str().expect("a path");
    assert_eq!(out(&["review", "data/sample", "--format", "xlsx", "--sections", "all", "--output", file]), "");
    let written = fs::read(&path).expect("a workbook");
    let piped = bilan(&["review", "data/sample", "--format", "xlsx", "--sections", "all"]);
    assert_eq!((piped.status.code(), err(&piped)), (Some(0), String::new()));
    assert!(written.starts_with(b"PK") && written == piped.stdout);
}

/// Invoices of the first quarter of 2020 in the sample; a month is a part of it, and both are told in every format.
#[test]
fn a_month_or_a_quarter_is_explained() {
    let json = |period: &str| -> serde_json::Value {
        let text = out(&["explain", "revenue", "data/sample", "--period", period, "--format", "json"]);
        serde_json::from_str(&text).expect("JSON")
    };
    let sum = |told: &serde_json::Value| -> rust_decimal::Decimal {
        let rows = told["rows"].as_array().expect("rows");
        rows.iter().map(|row| row["amount"].as_str().expect("a number").parse::<rust_decimal::Decimal>().expect("a number")).sum()
    };
    let quarter = json("2020-Q1");
    let months: rust_decimal::Decimal = ["2020-01", "2020-02", "2020-03"].iter().map(|month| sum(&json(month))).sum();
    assert_eq!(quarter["period"], "2020-Q1");
    assert!(months > rust_decimal::Decimal::ZERO);
    assert_eq!(months, sum(&quarter), "months add up to their quarter");
    for row in quarter["rows"].as_array().expect("rows") {
        assert!(["2020-01", "2020-02", "2020-03"].contains(&&row["date"].as_str().expect("a date")[..7]), "{row}");
    }
    for format in ["table", "markdown", "html", "csv"] {
        let text = out(&["explain", "revenue", "data/sample", "--period", "2019-06", "--format", format, "--lang", "fr"]);
        assert!(text.contains("2019-06") && text.contains("invoices.csv"), "{format}: {text}");
    }
    for (arguments, told) in [
        (
            &["--period", "2020-13"][..],
            "\"2020-13\" is no month or quarter of these years; months are 2017-01 to 2020-12, quarters 2017-Q1 to 2020-Q4",
        ),
        (&["--period", "2019-03", "--year", "2020"], "months are 2020-01 to 2020-12"),
    ] {
        let wrong = bilan(&[&["explain", "revenue", "data/sample"], arguments].concat());
        assert_eq!(wrong.status.code(), Some(2));
        assert!(err(&wrong).contains(told), "{}", err(&wrong));
    }
    assert_eq!(bilan(&["explain", "revenue_bridge", "data/sample", "--period", "2020-03"]).status.code(), Some(2));
}

#[test]
fn a_line_of_form_2033_b_is_explained() {
    let text = out(&["explain", "form_2033_b_218", "data/ledger", "--year", "2020", "--lang", "en"]);
    assert!(text.starts_with("218 Services sold (form_2033_b_218), 2020: €138,000.00"), "{text}");
    assert!(out(&["explain", "form_2033_b_306", "data/ledger", "--lang", "en"]).contains("(form_2033_b_306), 2020: €1,412.00"));
}

#[test]
fn formulas_read_in_their_language() {
    let told = |metric: &str, language: &str| out(&["explain", metric, "data/sample", "--lang", language]);
    let french = told("worked_days_billable", "fr");
    assert!(french.contains("kind = travail et billable = oui"), "{french}");
    assert!(told("worked_days_billable", "en").contains("kind = work and billable = yes"));
    let expenses = told("expenses", "fr");
    assert!(
        expenses.contains("account sauf 6811*, 6812*") && expenses.contains("et 699* et category sauf income_tax"),
        "{expenses}"
    );
    for metric in ["expenses", "other_income", "revenue", "billed_days", "leave_days", "clients", "result_after_tax"] {
        let french = told(metric, "fr");
        let english = [" and ", " or ", "= work", "= yes", "= leave", "≠"];
        assert!(
            french.lines().filter(|line| line.contains("Formule")).all(|line| english.iter().all(|word| !line.contains(word))),
            "{french}"
        );
    }
}

/// The rate and the share of a target lead to the line of `bilan.toml` that says them: 700 × 0.8 × 228 = 127 680.
#[test]
fn a_target_says_where_it_was_set() {
    let text = out(&["explain", "target_revenue", "data/sample", "--year", "2020", "--lang", "en"]);
    let toml = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/bilan.toml")).expect("settings");
    let line = toml.lines().position(|line| line == "[target.2020]").expect("a target") + 1;
    for key in ["day_rate", "share"] {
        assert!(text.contains(&format!("{key} [target.2020], bilan.toml:{line}")), "{text}");
    }
    assert!(text.contains("(target_revenue.target_share), 2020: 80%"), "{text}");
}
