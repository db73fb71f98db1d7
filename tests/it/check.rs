//! Cross-checks: sound books give nothing above info, and each seeded fault is found, named and located.

mod faults;
mod law;
mod sound;

use std::path::Path;

use bilan::books::Books;
use bilan::check::{self, Checks, Reconciliation, Severity, Status, Why};

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
fn invoices_and_ledger_of_the_sample_agree_to_the_cent() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut files: Vec<_> = [2017, 2018, 2019, 2020].map(|year| data.join(format!("ledger/000000000FEC{year}1231.txt"))).into();
    files.extend([data.join("sample/invoices.csv"), data.join("sample/bilan.toml")]);
    let books = Books::reader().open_all(&files).expect("books");
    assert_eq!(above_info(&books), Vec::<String>::new());
    let years = Reconciliation::of(&books).expect("both sides");
    // The published totals; 240 in 2018 and 95.50 in 2020 were paid in the name of clients.
    let net: Vec<String> =
        years.iter().map(|year| format!("{} {}", year.invoices_net.normalize(), year.ledger_net.normalize())).collect();
    assert_eq!(net, ["100000 100000", "132240 132000", "150000 150000", "138095.5 138000"]);
    assert!(years.iter().all(|year| year.invoices_gross == year.ledger_gross));
}

#[test]
fn a_finding_is_told_with_both_sides_in_both_languages() {
    let mut business = sound::business();
    business.sale("F-2020-001").into_iter().zip([1_860, -1_550, -310]).for_each(|(posted, euros)| posted.cents = euros * 100);
    let findings = Checks::all().year(2020).of(&business.open()).expect("findings");
    let english = findings.to_terminal(&bilan::locale::EN, Some(2));
    let entry = business.sale("F-2020-001")[0].entry.clone();
    let (line, places) = (&business.invoice_places("F-2020-001")[0], business.entry_places(&entry));
    assert!(
        english.starts_with(&format!(
            "1\u{a0}error\n  amount_differs, 2020: invoice F-2020-001 of 15 Jan 2020 (Éolis Ponant): 1500.00 net on the invoice, 1550.00 in \
             the ledger, entry {entry} of journal VE of 15 Jan 2020 (F-2020-001)\n    \
             {line} against {}, {}, … 1\u{a0}more\n    \
             at stake: -€50.00\n    remedy: look at the invoice that was sent, then correct the entry or issue a credit note\n\n",
            places[0], places[1]
        )),
        "{english}"
    );
    let french = findings.to_terminal(&bilan::locale::FR, None);
    assert!(
        french.starts_with(
            "1\u{a0}erreur\n  amount_differs, 2020\u{a0}: facture F-2020-001 du 15/01/2020 (Éolis Ponant) : 1500,00 HT"
        ),
        "{french}"
    );
    assert!(french.contains("    enjeu\u{a0}: -50,00\u{a0}€\n    remède\u{a0}: vérifier la facture envoyée"), "{french}");
}

fn above_info(books: &Books) -> Vec<String> {
    let findings = Checks::all().of(books).expect("findings");
    let above = findings.iter().filter(|(_, finding)| finding.severity > Severity::Info);
    above
        .map(|(check, finding)| {
            format!("{}: {} {:?} {:?} {:?}", check.id, finding.code, finding.period, finding.amount, finding.text.en)
        })
        .collect()
}

#[test]
fn a_sound_business_gives_nothing_above_info() {
    assert_eq!(above_info(&sound::business().open()), Vec::<String>::new());
}

/// Net: 2019 invoices 7 000 − 700 + 2 000 + 1 500 + 4 000 = 13 800, class 70 7 000 − 700 + 1 200 + 4 000 − 2 000 + 1 500 = 11 000;
/// 2020 invoices 1 500 + 4 000 + 1 000 + 2 000 + 2 330 + 2 300 + 2 500 + 900 + 1 900 + 5 500 = 23 930, class 70 2 000 − 1 500 + 1 500 +
/// 4 000 + 3 000 + 2 000 + 2 300 + 2 500 + 900 + 1 900 + 5 500 − 500 = 23 600. With VAT only the deposit taken off in 2020 differs.
#[test]
fn the_differences_are_those_worked_out_by_hand() {
    let years = Reconciliation::of(&sound::business().open()).expect("both sides");
    let found = |at: usize| {
        let year = &years[at];
        assert!(year.residual_net().is_zero() && year.residual_gross().is_zero());
        let sums =
            [year.invoices_net, year.ledger_net, year.invoices_gross, year.ledger_gross].map(|sum| sum.normalize().to_string());
        let breaks: Vec<(&str, String, String)> = year
            .breaks
            .iter()
            .map(|found| (found.class.code(), found.net.normalize().to_string(), found.gross.normalize().to_string()))
            .collect();
        (sums.join(" "), breaks)
    };
    let class = |code, net: &str, gross: &str| (code, net.to_owned(), gross.to_owned());
    assert_eq!(
        found(0),
        (
            "13800 11000 16500 16500".to_owned(),
            vec![
                class("disbursements", "300", "0"),
                class("deposits", "2000", "0"),
                class("deferred_income", "2000", "0"),
                class("accrued_income", "-1500", "0"),
            ]
        )
    );
    assert_eq!(
        found(1),
        (
            "23930 23600 28716 26316".to_owned(),
            vec![
                class("deposits", "0", "2400"),
                class("transferred_charges", "330", "0"),
                class("deferred_income", "-2000", "0"),
                class("accrued_income", "1500", "0"),
                class("credit_notes_due", "500", "0"),
            ]
        )
    );
    let matched: Vec<(Why, usize)> = years[1].matched.clone();
    assert_eq!(
        matched,
        [
            (Why::Number, 6),
            (Why::NumberSpeltOtherwise, 1),
            (Why::NumberInText, 1),
            (Why::AmountDateClient, 1),
            (Why::Together, 2)
        ]
    );
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

/// Code and words in both languages of what is told of the account at the bank, without its summary.
fn bank_findings(name: &str, ledger: &str, bank: &str) -> Vec<(&'static str, String, String)> {
    let ledger = format!("date,journal,account,label,piece,debit,credit\n{ledger}");
    let bank = format!("Date;Libellé;Montant\n{bank}");
    let settings = "[business]\ncountry = \"FR\"\n";
    let books = crate::book::files(name, &[("fec.csv", &ledger), ("banque.csv", &bank), ("bilan.toml", settings)]);
    let compared = check::BankReconciliation::of(&books).expect("compared");
    assert!(compared.iter().all(|account| account.residual().is_zero()), "{compared:?}");
    let told = |found: &check::Finding| (found.code, found.text.fr.to_string(), found.text.en.to_string());
    compared.iter().flat_map(|account| &account.breaks).map(told).collect()
}

#[test]
fn a_movement_in_transit_tells_the_amounts_of_both_sides() {
    let posted = |date: &str, label: &str, amount: u32| {
        format!("{date},BQ,512000,{label},{label},{amount},0\n{date},BQ,411000,{label},{label},0,{amount}\n")
    };
    let start = posted("2020-01-02", "A", 500);
    let end = posted("2021-02-01", "Z", 1);
    // 3 000 at the bank on the last day of the statement are 1 000 the day before and 2 000 three days later.
    let split = start.clone() + &posted("2020-12-30", "B", 1000) + &posted("2021-01-03", "C", 2000) + &end;
    let found = bank_findings("transit-split", &split, "02/01/2020;VIR A;500,00\n31/12/2020;REMISE;3000,00\n");
    let [(code, fr, en)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(*code, "bank_in_transit");
    for (text, words) in [
        (fr, ["REMISE", "3000", "dont 1000", "le reste en dehors"]),
        (en, ["REMISE", "3000", "1000.00 of it", "the rest outside"]),
    ] {
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
    }
    // 3 000 in the ledger on its first day are 1 000 at the bank before it, and 2 000 after it.
    let one = posted("2020-01-03", "B", 3000) + &posted("2020-06-01", "A", 500);
    let found = bank_findings("transit-other", &one, "30/12/2019;VIR X;1000,00\n04/01/2020;VIR Y;2000,00\n01/06/2020;A;500,00\n");
    let [(code, fr, en)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(*code, "bank_in_transit");
    for (text, words) in
        [(fr, ["B", "3000", "dont 2000", "le reste en dehors"]), (en, ["B", "3000", "2000.00 of it", "the rest outside"])]
    {
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
    }
    // All of it after the last day of the statement.
    let later = start + &posted("2021-01-03", "C", 3000) + &end;
    let found = bank_findings("transit-later", &later, "02/01/2020;VIR A;500,00\n31/12/2020;REMISE;3000,00\n");
    let [(code, fr, en)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(*code, "bank_in_transit");
    assert!(fr.contains("au relevé, comptabilisés") && en.contains("3000.00 on the statement, booked"), "{fr} {en}");
}

#[test]
fn a_year_without_a_ledger_is_told_once() {
    let ledger = "2018-01-02,BQ,512000,A,1,500,0\n2018-01-02,BQ,411000,A,1,0,500\n2020-12-30,BQ,512000,B,2,1000,0\n2020-12-30,BQ,411000,B,2,0,1000\n";
    let bank = "02/01/2018;VIR A;500,00\n15/06/2019;LOYER;-800,00\n15/07/2019;LOYER;-800,00\n30/12/2020;VIR B;1000,00\n";
    let found = bank_findings("year-without-ledger", ledger, bank);
    let [(code, fr, en)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(*code, "bank_year_without_ledger");
    // Two rents of 800.
    assert!(
        fr.contains("2019 sans grand livre : 2 mouvement(s)") && en.contains("2019 without a ledger: 2 movement(s)"),
        "{fr} {en}"
    );
    assert!(fr.contains("1600") && en.contains("1600"), "{fr} {en}");
}
