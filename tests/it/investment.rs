//! What a ledger alone says of an investment.

use std::path::Path;

use bilan::analysis::{Investment, Report, Review, metric};
use bilan::books::{Books, Table};
use bilan::model::Wording;

use crate::book::{decimal, files};

type Line = (&'static str, &'static str, &'static str, &'static str);

fn review(books: &Books) -> Report {
    Review::year(2020).metrics([metric::RESULT_BEFORE_TAX]).of(books).expect("a review")
}

/// A ledger of 2020 with these lines, debit less credit, beside sales of 20 000 and purchases of 5 000.
fn booked(name: &str, lines: &[Line]) -> Result<Investment, Wording> {
    let mut ledger = String::from("date,account,amount,label\n");
    for (date, account, amount, label) in lines {
        ledger += &format!("{date},{account},{amount},{label}\n");
    }
    ledger += "2020-06-30,706000,-20000,Sales\n2020-06-30,606000,5000,Purchases\n";
    let name = format!("investment-{name}");
    let books = files(&name, &[("ledger.csv", &ledger), ("bilan.toml", "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n")]);
    assert!(books.errors().is_empty(), "{:?}", books.errors());
    review(&books).investment(2020).expect("the year")
}

const OPENING: Line = ("2020-01-01", "512000", "9000", "À nouveau");
const BOUGHT: Line = ("2020-09-15", "218300", "6000", "Station");
const CHARGE: Line = ("2020-12-31", "681120", "588.89", "Dotation");
const DEPRECIATION: Line = ("2020-12-31", "281830", "-588.89", "Dotation");

#[test]
fn a_ledger_tells_an_investment_where_its_accounts_were_empty() {
    let investment = booked("whole", &[OPENING, BOUGHT, CHARGE, DEPRECIATION]).expect("an investment");
    assert_eq!((investment.source, investment.assets.len()), (Table::Ledger, 0));
    assert_eq!(
        (investment.cost, investment.charged, investment.difference()),
        (decimal("6000"), decimal("588.89"), decimal("5411.11"))
    );
    // 20 000 − 5 000 − 588.89 = 14 411.11; less 5 411.11.
    assert_eq!((investment.result.clone(), investment.if_expensed()), (Ok(decimal("14411.11")), Ok(decimal("9000"))));
    let rows: Vec<String> = investment.rows.iter().map(|row| format!("{} {}", row.label, row.amount)).collect();
    assert_eq!(rows, ["218300 · Station 6000", "281830 · Dotation -588.89"]);
    assert!(investment.schedule.is_empty(), "for how long it is used is not known");
    let nothing = booked("none", &[OPENING]).expect("an investment");
    assert_eq!((nothing.cost, nothing.difference()), (decimal("0"), decimal("0")));
    // Older assets of another kind charge the year 300: nothing would be left of them, 6 000 − 588.89 − 300.
    let older = ("2020-01-01", "215400", "900", "À nouveau");
    let others = [("2020-12-31", "681120", "300", "Dotation"), ("2020-12-31", "281540", "-300", "Dotation")];
    let beside = booked("beside", &[OPENING, older, BOUGHT, CHARGE, DEPRECIATION, others[0], others[1]]).expect("an investment");
    assert_eq!((beside.charged, beside.earlier, beside.difference()), (decimal("588.89"), decimal("300"), decimal("5111.11")));
    // 20 000 − 5 000 − 588.89 − 300 = 14 111.11; less 5 111.11.
    assert_eq!(beside.if_expensed(), Ok(decimal("9000")));
    let rows: Vec<String> = beside.rows.iter().map(|row| format!("{} {}", row.label, row.amount)).collect();
    assert_eq!(rows, ["218300 · Station 6000", "281830 · Dotation -588.89", "281540 · Dotation -300"]);
    let aged = booked("aged", &[OPENING, older, others[0], others[1]]).expect("an investment");
    // Nothing bought: 20 000 − 5 000 − 300 = 14 700, and 15 000 without the charge on what is older.
    assert_eq!((aged.cost, aged.difference(), aged.if_expensed()), (decimal("0"), decimal("-300"), Ok(decimal("15000"))));
}

#[test]
fn a_ledger_that_leaves_a_doubt_says_which() {
    let opened = |account: &'static str, amount: &'static str| ("2020-01-01", account, amount, "À nouveau");
    for (number, (lines, expected)) in [
        (vec![BOUGHT, CHARGE, DEPRECIATION], "the year has no opening entries"),
        (
            vec![OPENING, opened("218300", "1500"), BOUGHT, CHARGE, DEPRECIATION],
            "account 218300 was not empty when the year opened (1500)",
        ),
        (
            vec![OPENING, opened("281830", "-200"), BOUGHT, CHARGE, DEPRECIATION],
            "account 281830 was not empty when the year opened (200)",
        ),
        // 2818 may be that of 2183 and of 2184.
        (
            vec![OPENING, opened("218400", "700"), BOUGHT, CHARGE, ("2020-12-31", "281800", "-588.89", "Dotation")],
            "account 218400 was not empty when the year opened (700)",
        ),
        (vec![OPENING, BOUGHT], "no depreciation is posted against account 218300"),
        (vec![OPENING, BOUGHT, CHARGE, ("2020-12-31", "281830", "-500", "Dotation")], "credits of the accounts 28 (500"),
        (vec![OPENING, CHARGE], "credits of the accounts 28 (0"),
        (
            vec![OPENING, BOUGHT, CHARGE, DEPRECIATION, ("2020-11-30", "218300", "-1000", "Cession")],
            "account 218300 has disposals in the year too",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let found = booked(&format!("doubt-{number}"), &lines).expect_err("a doubt").en.into_owned();
        assert!(found.starts_with("no list of assets, and the ledger alone does not tell: "), "{found}");
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn the_ledger_of_the_sample_tells_what_its_list_of_assets_does() {
    let of = |folder: &str| {
        let books = Books::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(folder)).expect("the sample");
        review(&books).investment(2020).expect("the year").expect("an investment")
    };
    let (listed, booked) = (of("sample"), of("ledger"));
    assert_eq!(booked.difference(), decimal("5411.11"));
    assert_eq!((listed.cost, listed.charged, listed.if_expensed()), (booked.cost, booked.charged, booked.if_expensed()));
    let rows: Vec<String> = booked.rows.iter().map(|row| format!("{} {}", row.origin(), row.amount)).collect();
    assert_eq!(rows, ["000000000FEC20201231.txt:473 6000", "000000000FEC20201231.txt:683 -588.89"]);
}
