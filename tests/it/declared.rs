//! Every figure can be declared, and nothing else.

use std::fs;
use std::path::Path;

use bilan::analysis::metric;
use bilan::books::Books;

fn open(name: &str, settings: &str) -> Result<Books, bilan::error::Errors> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("invoices.csv"), "number,issued,client,net\n1,2020-01-31,A,100.00\n").expect("a file");
    fs::write(folder.join("bilan.toml"), settings).expect("a file");
    Books::open(&folder)
}

#[test]
fn every_metric_can_be_declared() {
    let lines: String = metric::ALL.iter().flat_map(|metric| [&*metric.id, " = 1.5\n"]).collect();
    let books = open("declared", &format!("[declared.2020]\n{lines}source = \"x\"\n")).expect("every identifier is known");
    let declared = books.settings().declared.get(&2020).expect("the year");
    assert_eq!(declared.values.len(), metric::ALL.len(), "a figure that is declared is a figure that can be asked for");
}

#[test]
fn what_is_no_figure_cannot_be_declared() {
    let errors = open("undeclared", "[declared.2020]\nresult_after_taxes = 1\n").expect_err("no such figure");
    let text = errors.to_string();
    assert!(text.starts_with("bilan.toml:2: ") && text.contains("result_after_tax"), "{text}");
}
