//! Every figure can be declared, and nothing else.

use std::fs;
use std::path::Path;

use bilan::analysis::{Condition, Formula, Metric, Review, State, metric, undeclarable};
use bilan::books::{Books, Table};
use bilan::error::ErrorKind;
use bilan::model::{Measure, Wording};

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
    let books = open("undeclared", "[declared.2020]\nday_rate = 1\nresult_after_taxes = 1\nrevenus = 2\n").expect("numbers");
    let errors = undeclarable(books.settings(), &[]).to_string();
    assert_eq!(
        errors.lines().collect::<Vec<_>>(),
        [
            "bilan.toml:3: declared.2020.result_after_taxes: \"result_after_taxes\" is no figure; did you mean result_after_tax?",
            "bilan.toml:4: declared.2020.revenus: \"revenus\" is no figure; did you mean revenue?",
        ]
    );
    let refused = Review::year(2020).of(&books).expect_err("no figure");
    assert_eq!(refused.kind(), ErrorKind::Settings);
}

/// A figure of a crate of its own may be stated too.
#[test]
fn a_figure_of_ones_own_can_be_declared() {
    let books = open("declared-own", "[declared.2020]\nmissions = 3\n").expect("numbers");
    let missions = Metric::new(
        "missions",
        Measure::Count,
        Wording::fixed("Missions", "Missions"),
        Formula::Count { table: Table::Timesheets, when: Condition::ALL },
    );
    let report = Review::year(2020).metrics([missions]).of(&books).expect("a review");
    assert_eq!(report.lines()[0].values[0].state, State::Known(3.into()));
}
