//! Cross-checks: sound books give nothing above info, and each seeded fault is found, named and located.

use std::path::Path;

use bilan::books::Books;
use bilan::check::{self, Checks, Severity, Status};

fn sample(shape: &str) -> Books {
    Books::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(shape)).expect("books")
}

#[test]
fn the_sample_gives_nothing_above_info() {
    for shape in ["sample", "workbook", "ledger"] {
        let findings = Checks::all().of(&sample(shape)).expect("findings");
        let above: Vec<_> = findings.iter().filter(|(_, finding)| finding.severity > Severity::Info).collect();
        assert!(above.is_empty(), "{shape}: {above:?}");
    }
}

#[test]
fn each_check_can_be_switched_off_by_name_in_both_places() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checks-off");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("invoices.csv"), "number,issued,client,net,unit,quantity\n1,2020-12-31,A,700,day,1\n")
        .expect("a file");
    for check in &check::ALL {
        std::fs::write(folder.join("bilan.toml"), format!("[check]\noff = [\"{}\"]\n", check.id)).expect("a file");
        let by_settings = Checks::all().of(&Books::open(&folder).expect("the settings know every check")).expect("findings");
        let by_question = Checks::all().without(check.id).of(&sample("ledger")).expect("findings");
        for findings in [by_settings, by_question] {
            let off: Vec<&str> =
                findings.results().iter().filter(|result| result.status == Status::Off).map(|result| result.check.id).collect();
            assert_eq!(off, [check.id]);
        }
    }
}

#[test]
fn a_question_that_cannot_be_asked_is_refused() {
    let refused = |checks: Checks| checks.of(&sample("ledger")).expect_err("no such question").to_string();
    assert!(refused(Checks::all().without("numbring")).starts_with("\"numbring\" is not a check; the checks are reading, "));
    assert_eq!(refused(Checks::all().year(2031)), "no row of the books falls in the fiscal year that ends in 2031");
}
