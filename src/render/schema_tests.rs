//! The JSON Schemas are those of the types, and real output holds to them. `BILAN_UPDATE=1` writes them.

use std::path::Path;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::{JsonSchema, schema_for};
use serde_json::{Value as Json, json};

use super::{CheckJson, ExplainJson, OutlookJson, ReviewJson, VerifyJson, sample};
use crate::analysis::{Change, Outlook, State};
use crate::books::{Books, BooksBuilder, Chunk, Source};
use crate::check::{Checks, Verify};
use crate::locale::{EN, FR};
use crate::model::{Measure, PublishedTable, TimeEntry, TimeOff, Wording};

/// The schema of a type, which must be the file in `src/guide`.
fn schema<T: JsonSchema>(file: &str) -> Json {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide").join(file);
    let schema = schema_for!(T);
    let text = super::json::pretty(&schema);
    if std::env::var_os("BILAN_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap_or(&path)).expect("the folder can be made");
        std::fs::write(&path, &text).expect("the schema can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, text, "{file} is not the schema of the types; run the tests with BILAN_UPDATE=1");
    schema.to_value()
}

fn parsed(text: &str) -> Json {
    serde_json::from_str(text).expect("JSON")
}

fn assert_valid(schema: &Json, output: &Json) {
    let validator = jsonschema::validator_for(schema).expect("a JSON Schema");
    let wrong: Vec<String> = validator.iter_errors(output).map(|error| error.to_string()).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_review_holds_to_its_schema() {
    let schema = schema::<ReviewJson>("review.schema.json");
    let text = sample::published().to_json(&FR);
    let json = parsed(&text);
    assert_valid(&schema, &json);
    let back: ReviewJson = serde_json::from_str(&text).expect("the types read what they wrote");
    assert_eq!(back, ReviewJson::of(&sample::published(), &FR));
    assert!(
        text.starts_with(
            "{\n  \"schema\": \"bilan.review/1\",\n  \"business\": \"Exemple Conseil\",\n  \"currency\": \"EUR\",\n"
        )
    );
    assert!(text.ends_with("}\n"));

    let mut wrong = json.clone();
    wrong["figures"][0]["values"][0]["value"] = json!(138_000);
    assert!(!jsonschema::is_valid(&schema, &wrong), "a number is a string");
    let mut wrong = json;
    wrong["figures"][0]["colour"] = json!("red");
    assert!(!jsonschema::is_valid(&schema, &wrong), "nothing is there that the schema does not name");
}

#[test]
fn a_verified_table_holds_to_its_schema() {
    let schema = schema::<VerifyJson>("verify.schema.json");
    let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample")).expect("the sample");
    let table = "x;2020;2010;Variation n/n-1\nCA;139 K€;;-8%\nMétéo;12;;\nTJM;714 €;n.a.;+3.6%\nTACE;77 %;;-10 pts\n";
    let table = PublishedTable::read("post.csv", table.as_bytes()).expect("a table");
    let verified = Verify::new().of(&books, &table).expect("a verification");
    let text = verified.to_json(&EN);
    let json = parsed(&text);
    assert_valid(&schema, &json);
    let back: VerifyJson = serde_json::from_str(&text).expect("the types read what they wrote");
    assert_eq!(back, VerifyJson::of(&verified, &EN));
    assert_eq!(json["holds"], false);
    assert_eq!(
        json["counts"],
        json!({ "exact": 3, "at_precision": 3, "as_published": 0, "does_not_hold": 3, "cannot_be_checked": 3 })
    );
    assert_eq!(
        json["cells"][0],
        json!({ "line": 2, "row": "CA", "column": "2020", "text": "139 K€", "metric": "revenue", "year": 2020, "from": null,
            "verdict": "does_not_hold", "unit": "money", "exact": "138000.00", "should_read": "138 K€" })
    );
    assert_eq!(json["cells"][3]["reason"], "no figure has this name");
    assert_eq!(json["cells"][6]["policy"], json!({ "key": "fixed_price_days", "value": "equivalent" }));
    assert_eq!(json["table"]["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn the_figures_of_the_contract() {
    let json = parsed(&sample::published().to_json(&FR));
    let expected = json!({
        "metric": "revenue", "unit": "money",
        "values": [
            { "value": "138000.00", "state": "value", "source": "invoices", "basis": "computed", "rows": 41 },
            { "value": "150000.00", "state": "value", "source": "invoices", "basis": "computed", "rows": 41 },
            { "value": "132000.00", "state": "value", "source": "invoices", "basis": "computed", "rows": 41 },
            { "value": "100000.00", "state": "value", "source": "invoices", "basis": "computed", "rows": 41 },
        ],
        "change": { "state": "value", "kind": "relative", "value": "-0.08", "absolute": "-12000.00" },
    });
    assert_eq!(json["figures"][0], expected);
    assert_eq!(json["figures"][3]["values"][0]["value"], "788.5714285714");
    assert_eq!(json["figures"][3]["values"][3]["value"], "625");
    assert_eq!(json["against"], "2019");
    assert_eq!(
        json["policy"],
        json!({ "revenue_basis": "invoiced", "revenue_source": "auto", "billed_days": "auto", "fixed_price_days": "excluded" })
    );
    assert_eq!(json["periods"][0], json!({ "label": "2020", "start": "2020-01-01", "end": "2020-12-31", "running": false }));
    assert_eq!(json["notes"], json!([{ "code": "mixed_scope_day_rate", "period": "2020", "text": "TJM mixte." }]));
    assert_eq!(
        json["sources"],
        json!([{ "path": "invoices.csv", "format": "invoices-csv", "sha256": "0".repeat(64), "rows": 160, "used": 160, "set_aside": 0, "rejected": 0 }])
    );
}

#[test]
fn states_of_values_and_changes() {
    let schema = schema::<ReviewJson>("review.schema.json");
    let known = |text: &str| State::Known(sample::exact(text));
    let states = |measure, new, base| {
        let report = sample::report(
            &sample::books("x"),
            vec![sample::line("x", Wording::fixed("", ""), measure, vec![new, base])],
            Vec::new(),
        );
        let json = parsed(&report.to_json(&EN));
        assert_valid(&schema, &json);
        (json["figures"][0]["values"][0].clone(), json["figures"][0]["change"].clone())
    };
    let (value, change) = states(Measure::Money, State::missing("", ""), known("1"));
    assert_eq!((&value["state"], &value["value"]), (&json!("missing"), &Json::Null));
    assert_eq!(change, json!({ "state": "missing", "kind": "relative", "value": null, "absolute": null }));
    let (value, _) = states(Measure::MoneyPerDay, State::Undefined(Wording::fixed("", "")), known("1"));
    assert_eq!(value["state"], "undefined");
    let (_, change) = states(Measure::Days, known("10"), known("0"));
    assert_eq!(change, json!({ "state": "zero_base", "kind": "relative", "value": null, "absolute": "10" }));
    let (_, change) = states(Measure::Money, known("10"), known("-5"));
    assert_eq!(change, json!({ "state": "not_meaningful", "kind": "relative", "value": null, "absolute": "15.00" }));
    let (_, change) = states(Measure::Share, known("0.7676"), known("0.8717"));
    assert_eq!(change, json!({ "state": "value", "kind": "points", "value": "-0.1041", "absolute": "-0.1041" }));
}

#[test]
fn an_explanation_holds_to_its_schema() {
    let schema = schema::<ExplainJson>("explain.schema.json");
    let text = sample::explanation().to_json(&EN);
    let json = parsed(&text);
    assert_valid(&schema, &json);
    assert!(text.starts_with("{\n  \"schema\": \"bilan.explain/1\",\n  \"metric\": \"day_rate\",\n  \"period\": \"2020\",\n"));
    assert_eq!(json["value"], "788.5714285714");
    assert_eq!(json["rows"], json!([]));
    assert_eq!(
        json["operands"][0]["rows"][1],
        json!({
            "path": "bilan.xlsx", "line": 7, "sheet": "Factures", "date": "2020-12-31",
            "label": "red \u{1b}[31m | <b>\nx\u{202e}", "unit": "money", "amount": "-2000.00",
        })
    );
}

/// CSV, JSON and Markdown carry the same values.
#[test]
fn every_format_carries_the_same_values() {
    let report = sample::published();
    let table = report.table();
    let json = ReviewJson::of(&report, &FR);
    let csv = table.to_csv(&FR);
    let markdown = table.to_markdown(&FR);
    for ((line, figure), (csv, markdown)) in
        report.lines().iter().zip(&json.figures).zip(csv.lines().skip(1).zip(markdown.lines().skip(4)))
    {
        let csv: Vec<&str> = csv.split(',').skip(4).collect();
        let markdown: Vec<&str> = markdown.split(" | ").skip(1).collect();
        for (((value, json), csv), markdown) in line.values.iter().zip(&figure.values).zip(csv).zip(&markdown) {
            assert_eq!(json.value.as_ref().map(|number| number.0.as_str()), Some(csv));
            let shown = value.state.value().map(|exact| FR.figure(line.measure, exact, "EUR"));
            assert_eq!(shown.as_deref(), Some(*markdown));
        }
        let share = match line.change {
            Change::Relative { share, .. } => FR.relative(share),
            _ => String::new(),
        };
        assert!(markdown.last().is_none_or(|last| last.trim_end_matches(" |") == share));
    }
}

#[test]
fn findings_hold_to_their_schema() {
    let schema = schema::<CheckJson>("check.schema.json");
    let findings = Checks::all().without("ledger_balance").of(&sample::books_with_errors()).expect("findings");
    let text = findings.to_json(&EN);
    let json = parsed(&text);
    assert_valid(&schema, &json);
    let back: CheckJson = serde_json::from_str(&text).expect("the types read what they wrote");
    assert_eq!(back, CheckJson::of(&findings, &EN));
    assert_eq!(json["checks"][0]["errors"], 2);
    let off: Vec<&Json> = json["checks"].as_array().expect("checks").iter().filter(|check| check["status"] == "off").collect();
    assert_eq!(
        off,
        [
            &json!({ "check": "ledger_balance", "label": "Debits equal credits", "status": "off", "errors": 0, "warnings": 0, "infos": 0 })
        ]
    );
}

#[test]
fn an_outlook_holds_to_its_schema() {
    let schema = schema::<OutlookJson>("outlook.schema.json");
    let books = sample::books("Exemple Conseil");
    let mut settings = books.settings().clone();
    settings.business.country = Some("FR".to_owned());
    settings.time.leave_days = TimeOff::every_year(25);
    let mut books = BooksBuilder::new(settings);
    let mut chunk = Chunk::default();
    chunk.time_entry(2, &TimeEntry::new(NaiveDate::from_ymd_opt(2021, 3, 31).expect("a day"), "A"));
    books.add(Source::new("timesheets.csv", "timesheets-csv"), chunk);
    let books = books.finish();
    for plan in [Outlook::for_year(2021), Outlook::for_year(2021).day_rate(700).share(Decimal::new(8, 1))] {
        let plan = plan.of(&books).expect("an outlook");
        let text = plan.to_json(&EN);
        let json = parsed(&text);
        assert_valid(&schema, &json);
        let back: OutlookJson = serde_json::from_str(&text).expect("the types read what they wrote");
        assert_eq!(back, OutlookJson::of(&plan, &EN));
        let parts: Vec<&str> = json["figures"].as_array().expect("figures").iter().filter_map(|f| f["part"].as_str()).collect();
        assert!(["target", "sensitivity", "progress", "remaining"].iter().all(|part| parts.contains(part)));
    }
}
