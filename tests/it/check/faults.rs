//! One fault of each kind in the sound business: found, named, located, with the amount at stake.

#![expect(clippy::inconsistent_digit_grouping, reason = "cents stand apart from euros: 1_234_56")]

use bilan::check::{Checks, Finding, Severity};

use super::sound::{self, A, B, Business};

/// What is found above info in the sound business once something is changed, without the codes that follow from the fault.
fn found(change: impl FnOnce(&mut Business), besides: &[&str]) -> (Business, Vec<Finding>) {
    let mut business = sound::business();
    change(&mut business);
    let findings = Checks::all().of(&business.open()).expect("findings");
    let above = findings.iter().map(|(_, finding)| finding).filter(|finding| finding.severity > Severity::Info);
    let above = above.filter(|finding| !besides.contains(&finding.code)).cloned().collect();
    (business, above)
}

/// The only finding: its code, year, amount, and places of both sides.
fn only(findings: &[Finding]) -> (&'static str, &str, Option<String>, Vec<String>, Vec<String>) {
    let [only] = findings else { panic!("{findings:#?}") };
    let places = |side: &[bilan::error::Origin]| side.iter().map(ToString::to_string).collect();
    let amount = only.amount.map(|amount| amount.normalize().to_string());
    assert!(
        !only.text.fr.contains('{') && !only.text.en.contains('{') && !only.remedy.en.is_empty() && !only.remedy.fr.is_empty()
    );
    (only.code, only.period.as_deref().unwrap_or_default(), amount, places(&only.left), places(&only.right))
}

fn entry_of(business: &Business, piece: &str) -> String {
    let sale = business.posted.iter().find(|posted| posted.journal == "VE" && posted.piece == piece);
    sale.expect("an entry").entry.clone()
}

#[expect(clippy::unnecessary_wraps, reason = "an amount that is expected")]
fn some(amount: &str) -> Option<String> {
    Some(amount.to_owned())
}

#[test]
fn an_invoice_that_is_not_booked() {
    let (b, found) = found(|b| b.posted.retain(|posted| posted.journal != "VE" || posted.piece != "F-2020-001"), &[]);
    assert_eq!(only(&found), ("missing_in_ledger", "2020", some("1500"), b.invoice_places("F-2020-001"), vec![]));
    assert_eq!(
        found[0].text.en,
        "invoice F-2020-001 of 15 Jan 2020 (Éolis Ponant): 1500.00 net, 1800.00 with VAT, not in the ledger"
    );
    assert_eq!(
        found[0].text.fr,
        "facture F-2020-001 du 15/01/2020 (Éolis Ponant) : 1500,00 HT, 1800,00 TTC, pas dans le grand livre"
    );
}

#[test]
fn revenue_without_an_invoice() {
    let (b, found) = found(|b| b.lines.retain(|line| line.number != "F-2020-001"), &["number_gap"]);
    let places = b.entry_places(&entry_of(&b, "F-2020-001"));
    assert_eq!(only(&found), ("missing_in_invoices", "2020", some("-1500"), vec![], places));
}

#[test]
fn another_amount() {
    let change = |b: &mut Business| {
        for (posted, cents) in b.sale("F-2020-001").into_iter().zip([1_860_00, -1_550_00, -310_00]) {
            posted.cents = cents;
        }
    };
    let (b, found) = found(change, &[]);
    let places = b.entry_places(&entry_of(&b, "F-2020-001"));
    assert_eq!(only(&found), ("amount_differs", "2020", some("-50"), b.invoice_places("F-2020-001"), places));
}

#[test]
fn another_amount_under_another_number() {
    let change = |b: &mut Business| {
        for (posted, cents) in b.sale("F-2020-001").into_iter().zip([1_860_00, -1_550_00, -310_00]) {
            posted.cents = cents;
            posted.piece = "X".into();
            posted.label = "X".into();
        }
    };
    let (b, found) = found(change, &[]);
    let places = b.entry_places(&entry_of(&b, "X"));
    assert_eq!(only(&found), ("amount_differs", "2020", some("-50"), b.invoice_places("F-2020-001"), places));
}

#[test]
fn another_vat() {
    let change = |b: &mut Business| {
        for (posted, cents) in b.sale("F-2020-001").into_iter().zip([1_800_00, -1_520_00, -280_00]) {
            posted.cents = cents;
        }
    };
    let (b, found) = found(change, &["vat_off_rate"]);
    let places = b.entry_places(&entry_of(&b, "F-2020-001"));
    assert_eq!(only(&found), ("vat_differs", "2020", some("-20"), b.invoice_places("F-2020-001"), places));
    assert!(found[0].text.en.contains("VAT 300.00 on the invoice, 280.00 in the ledger"), "{}", found[0].text.en);
}

/// VAT of 300 on the invoice: booked as 375, and not at all.
#[test]
fn another_vat_of_the_right_net() {
    for (cents, amount, vat) in [([1_875_00, -1_500_00, -375_00], "-75", "375.00"), ([1_500_00, -1_500_00, 0], "300", "0.00")] {
        let change = |b: &mut Business| {
            for (posted, cents) in b.sale("F-2020-001").into_iter().zip(cents) {
                posted.cents = cents;
            }
        };
        let (b, found) = found(change, &["vat_off_rate", "sale_without_vat"]);
        let places = b.entry_places(&entry_of(&b, "F-2020-001"));
        assert_eq!(only(&found), ("vat_differs", "2020", some(amount), b.invoice_places("F-2020-001"), places));
        let words = format!("VAT 300.00 on the invoice, {vat} in the ledger");
        assert!(found[0].text.en.contains(&words), "{}", found[0].text.en);
        // 1 800 with VAT less 1 875, or less 1 500.
        let years = bilan::check::Reconciliation::of(&b.open()).expect("both sides");
        let found = years[1].breaks.iter().find(|found| found.class.code() == "vat_differs").expect("the break");
        assert_eq!((found.net.normalize().to_string(), some(&found.gross.normalize().to_string())), ("0".into(), some(amount)));
        assert!(years[1].residual_gross().is_zero());
    }
}

#[test]
fn another_year() {
    let change = |b: &mut Business| {
        for posted in b.sale("F-2020-001") {
            posted.date = "2019-12-31".into();
        }
        b.carry_forward();
    };
    let (b, found) = found(change, &[]);
    let places = b.entry_places(&entry_of(&b, "F-2020-001"));
    let [old, new] = found.as_slice() else { panic!("{found:#?}") };
    let expected = |year, amount| ("wrong_period", year, some(amount), b.invoice_places("F-2020-001"), places.clone());
    assert_eq!(only(std::slice::from_ref(old)), expected("2019", "-1500"));
    assert_eq!(only(std::slice::from_ref(new)), expected("2020", "1500"));
}

#[test]
fn another_account() {
    for account in ["758000", "467000", "471000", "622600"] {
        let (b, found) = found(|b| b.sale("F-2020-001")[1].account = account.into(), &["suspense_open"]);
        let places = b.entry_places(&entry_of(&b, "F-2020-001"));
        assert_eq!(only(&found), ("wrong_account", "2020", some("1500"), b.invoice_places("F-2020-001"), places), "{account}");
    }
    // What was paid in the name of the client, booked as revenue.
    let change = |b: &mut Business| b.sale("F-2019-003")[2].account = "706000".into();
    let (b, found) = found(
        |b| {
            change(b);
            b.carry_forward();
        },
        &[],
    );
    let places = b.entry_places(&entry_of(&b, "F-2019-003"));
    assert_eq!(only(&found), ("wrong_account", "2019", some("-300"), b.invoice_places("F-2019-003"), places));
}

#[test]
fn booked_twice() {
    for piece in ["F-2020-001", "9999"] {
        let again = |b: &mut Business| {
            b.entry("VE", "2020-01-15", piece, B, &[("411000", 1_800_00), ("706000", -1_500_00), ("445710", -300_00)]);
        };
        let (b, found) = found(again, &[]);
        let first = b.posted.iter().find(|posted| posted.piece == "F-2020-001").expect("an entry").entry.clone();
        let places = [b.entry_places(&b.posted.last().expect("a line").entry), b.entry_places(&first)].concat();
        assert_eq!(only(&found), ("duplicate_in_ledger", "2020", some("-1500"), vec![], places));
    }
}

#[test]
fn invoiced_twice() {
    let again = |b: &mut Business| {
        let line = b.lines.iter().find(|line| line.number == "F-2020-001").expect("a line").clone();
        b.lines.push(line);
    };
    let (b, found) = found(again, &["invoice_twice"]);
    let places = b.entry_places(&entry_of(&b, "F-2020-001"));
    assert_eq!(only(&found), ("duplicate_in_invoices", "2020", some("1500"), b.invoice_places("F-2020-001"), places));
}

#[test]
fn another_currency() {
    let foreign = |b: &mut Business| b.sale("F-2020-001").into_iter().for_each(|posted| posted.currency = "USD");
    let (b, found) = found(foreign, &[]);
    let places = b.entry_places(&entry_of(&b, "F-2020-001"));
    assert_eq!(only(&found), ("currency_differs", "2020", some("0"), b.invoice_places("F-2020-001"), places));
}

/// A dollar invoice of 1 500 € booked as 1 650, the number of its dollars.
#[test]
fn dollars_booked_as_euros() {
    let foreign = |b: &mut Business| {
        b.lines.iter_mut().filter(|line| line.number == "F-2020-001").for_each(|line| line.currency = "USD");
        for (posted, cents) in b.sale("F-2020-001").into_iter().zip([1_980_00, -1_650_00, -330_00]) {
            posted.cents = cents;
        }
    };
    let (b, found) = found(foreign, &[]);
    let places = b.entry_places(&entry_of(&b, "F-2020-001"));
    assert_eq!(only(&found), ("currency_differs", "2020", some("-150"), b.invoice_places("F-2020-001"), places));
}

/// 1 980 dollars at 1.1 are 1 800 € with VAT; booked as 1 760 they are at 1.125, and nothing is wrong.
#[test]
fn the_same_dollars_at_another_rate() {
    let foreign = |b: &mut Business| {
        b.lines.iter_mut().filter(|line| line.number == "F-2020-001").for_each(|line| line.currency = "USD");
        let booked = [(1_760_00, 1_980_00), (-1_466_67, -1_650_00), (-293_33, -330_00)];
        for (posted, (cents, dollars)) in b.sale("F-2020-001").into_iter().zip(booked) {
            (posted.cents, posted.dollars) = (cents, Some(dollars));
        }
    };
    let (mut b, found) = found(foreign, &[]);
    assert!(found.is_empty(), "{found:#?}");
    let all = Checks::all().of(&b.open()).expect("findings");
    let rates: Vec<Finding> =
        all.iter().filter(|(_, finding)| finding.code == "exchange_rate_differs").map(|(_, finding)| finding.clone()).collect();
    let [rate] = rates.as_slice() else { panic!("{rates:#?}") };
    let places: Vec<String> = rate.right.iter().map(ToString::to_string).collect();
    assert_eq!((rate.severity, rate.amount.map(|amount| amount.to_string())), (Severity::Info, Some("33.3300".to_owned())));
    assert_eq!(places, b.entry_places(&entry_of(&b, "F-2020-001")));
    let told = "1980.00 USD, which is 1800.00 EUR on the invoice (1 EUR = 1.1 USD) and 1760.00 EUR in the ledger (1 EUR = 1.125 USD), difference 33.33 net";
    assert!(rate.text.en.contains(told), "{}", rate.text.en);
    // Other dollars, or other money, are an error.
    for posted in b.sale("F-2020-001") {
        posted.dollars = posted.dollars.map(|dollars| dollars + 10_00);
    }
    let all = Checks::all().of(&b.open()).expect("findings");
    let errors: Vec<&str> = all.of(Severity::Error).map(|(_, finding)| finding.code).collect();
    assert_eq!(errors, ["amount_differs"]);
}

#[test]
fn another_client() {
    let (b, found) = found(|b| b.sale("F-2020-001")[0].party = A, &[]);
    let places = b.entry_places(&entry_of(&b, "F-2020-001"));
    assert_eq!(only(&found), ("client_differs", "2020", some("0"), b.invoice_places("F-2020-001"), places));
}

#[test]
fn a_deposit_as_revenue() {
    let (b, found) = found(|b| b.sale("F-2020-003")[1].account = "706000".into(), &[]);
    let places = b.entry_places(&entry_of(&b, "F-2020-003"));
    assert_eq!(only(&found), ("deposit_as_revenue", "2020", some("-1000"), b.invoice_places("F-2020-003"), places));
}

#[test]
fn an_invoice_as_a_deposit() {
    let (b, found) = found(|b| b.sale("F-2020-001")[1].account = "419100".into(), &[]);
    let places = b.entry_places(&entry_of(&b, "F-2020-001"));
    assert_eq!(only(&found), ("wrong_account", "2020", some("1500"), b.invoice_places("F-2020-001"), places));
}

#[test]
fn invoices_after_the_last_month_of_the_ledger() {
    let late = |b: &mut Business| b.line("F-2021-001", "2021-01-15", B, 500_00, bilan::model::Billing::Time).vat = 100_00;
    let (_, found) = found(late, &[]);
    assert!(found.is_empty(), "a year without a ledger is no fault: {found:#?}");
    let early = |b: &mut Business| b.posted.retain(|posted| posted.date.as_str() < "2020-10-21");
    let (b, found) = self::found(early, &["suspense_open"]);
    assert_eq!(only(&found), ("missing_in_ledger", "2020", some("5500"), b.invoice_places("F-2020-011"), vec![]));
    let earlier = |b: &mut Business| b.posted.retain(|posted| posted.date.as_str() < "2020-09-30");
    let (b, found) = self::found(earlier, &["suspense_open", "missing_in_ledger"]);
    assert_eq!(
        only(&found),
        (
            "not_booked_yet",
            "2020",
            some("7400"),
            [b.invoice_places("F-2020-010"), b.invoice_places("F-2020-011")].concat(),
            vec![]
        )
    );
}

#[test]
fn an_entry_that_does_not_balance() {
    let change = |b: &mut Business| {
        b.posted
            .iter_mut()
            .filter(|posted| posted.piece == "VIR" && posted.account == "512100")
            .for_each(|posted| posted.cents = 90_00);
    };
    let (b, found) = found(change, &["result_differs", "bank_not_compared"]);
    let entry = b.posted.iter().find(|posted| posted.account == "512100").expect("a line").entry.clone();
    assert_eq!(only(&found), ("entry_unbalanced", "2020", some("-10"), b.entry_places(&entry), vec![]));
    let (_, found) = self::found(change, &["entry_unbalanced", "bank_not_compared"]);
    let file = vec!["000000000FEC20201231.txt".to_owned()];
    assert_eq!(only(&found), ("result_differs", "2020", some("10"), file.clone(), file));
}

#[test]
fn an_entry_outside_the_fiscal_year_of_its_file() {
    let change = |b: &mut Business| {
        for posted in b.posted.iter_mut().filter(|posted| posted.piece == "HA-1" && posted.journal == "BQ") {
            posted.label = "file 2020".into();
        }
    };
    let (b, found) = found(change, &[]);
    let [one, other] = found.as_slice() else { panic!("{found:#?}") };
    let entry = b.posted.iter().find(|posted| posted.label == "file 2020").expect("a line").entry.clone();
    let places = b.entry_places(&entry);
    assert_eq!(only(std::slice::from_ref(one)), ("outside_fiscal_year", "2020", some("1200"), vec![places[0].clone()], vec![]));
    assert_eq!(
        only(std::slice::from_ref(other)),
        ("outside_fiscal_year", "2020", some("-1200"), vec![places[1].clone()], vec![])
    );
}

#[test]
fn a_suspense_account_that_is_not_empty() {
    let change = |b: &mut Business| b.entry("BQ", "2020-12-01", "?", "", &[("512000", 12_34), ("471000", -12_34)]);
    let (b, found) = found(change, &["booked_not_at_bank"]);
    let entry = b.posted.last().expect("a line").entry.clone();
    assert_eq!(only(&found), ("suspense_open", "2020", some("-12.34"), vec![b.entry_places(&entry)[1].clone()], vec![]));
}

#[test]
fn an_opening_that_is_not_the_last_closing() {
    let change = |b: &mut Business| {
        for (account, cents) in [("512000", 10_00), ("411000", -10_00)] {
            let line = b.posted.iter_mut().find(|posted| posted.journal == "AN" && posted.account == account);
            line.expect("an opening").cents += cents;
        }
    };
    let (b, found) = found(change, &["bank_balance_differs"]);
    let [client, bank] = found.as_slice() else { panic!("{found:#?}") };
    let place = |account: &str| {
        let entry = b.posted.iter().find(|posted| posted.journal == "AN").expect("an opening").entry.clone();
        let at = b.posted.iter().filter(|posted| posted.journal == "AN").position(|posted| posted.account == account);
        vec![b.entry_places(&entry)[at.expect("an opening")].clone()]
    };
    let (code, period, amount, left, right) = only(std::slice::from_ref(client));
    assert_eq!((code, period, amount, left.len(), right), ("opening_differs", "2020", some("10"), 1, place("411000")));
    let (code, period, amount, left, right) = only(std::slice::from_ref(bank));
    assert_eq!((code, period, amount, left.len(), right), ("opening_differs", "2020", some("-10"), 1, place("512000")));
}

#[test]
fn a_first_year_without_its_opening_cannot_tell_its_closing() {
    let change =
        |b: &mut Business| b.posted.retain(|posted| posted.date.starts_with("2020") || posted.date.as_str() > "2019-12-01");
    let (b, found) = found(change, &["missing_in_ledger"]);
    assert!(found.is_empty(), "{found:#?}");
    let findings = Checks::all().of(&b.open()).expect("findings");
    assert!(findings.iter().any(|(_, finding)| finding.code == "closing_unknown"));
}

#[test]
fn vat_that_no_rate_makes_or_no_sale_bears() {
    let change = |b: &mut Business| {
        b.lines.clear();
        for (posted, cents) in b.sale("F-2020-001").into_iter().zip([1_800_00, -1_520_00, -280_00]) {
            posted.cents = cents;
        }
    };
    let (b, found) = found(change, &[]);
    // 20 % of 1 520 are 304.
    assert_eq!(only(&found), ("vat_off_rate", "2020", some("-24"), b.entry_places(&entry_of(&b, "F-2020-001")), vec![]));

    let without = |b: &mut Business| {
        b.lines.clear();
        for (posted, cents) in b.sale("F-2020-001").into_iter().zip([1_800_00, -1_800_00, 0]) {
            posted.cents = cents;
        }
    };
    let (b, found) = self::found(without, &[]);
    assert_eq!(only(&found), ("sale_without_vat", "2020", some("1800"), b.entry_places(&entry_of(&b, "F-2020-001")), vec![]));

    let alone = |b: &mut Business| b.entry("OD", "2020-12-01", "?", "", &[("445710", -50_00), ("401000", 50_00)]);
    let (b, found) = self::found(alone, &[]);
    let places = b.entry_places(&b.posted.last().expect("a line").entry);
    assert_eq!(only(&found), ("vat_without_sale", "2020", some("50"), vec![places[0].clone()], vec![]));
}

#[test]
fn a_movement_of_the_bank_that_is_not_booked() {
    // The account then closes 300 above the bank, and the finding explains it.
    let change = |b: &mut Business| {
        let entry = b.posted.iter().find(|p| p.piece == "F-2019-003" && p.account == "512000").expect("a line").entry.clone();
        b.posted.retain(|posted| posted.entry != entry);
        b.carry_forward();
    };
    let (b, found) = found(change, &["wrong_account"]);
    assert_eq!(only(&found), ("bank_not_booked", "2019", some("-300"), b.bank_place("CB HOTEL"), vec![]));
    assert_eq!(found[0].text.en, "10 Jul 2019, CB HOTEL: -300.00 on the statement, not on account 512000");
    assert_eq!(found[0].text.fr, "10/07/2019, CB HOTEL : -300,00 au relevé, pas au compte 512000");
}

#[test]
fn a_payment_that_the_bank_does_not_have() {
    let change = |b: &mut Business| b.paid("2020-05-15", "F-2020-001", B, 1_800_00);
    let (b, found) = found(change, &[]);
    assert_eq!(only(&found), ("booked_not_at_bank", "2020", some("-1800"), vec![], b.booked_place("F-2020-001")));
    // A row that is missing in the statement: the balance of the bank goes on all the same.
    let change = |b: &mut Business| b.at_bank.retain(|row| row.label != "PRLV DGFIP TVA");
    let (b, found) = self::found(change, &["bank_balance_differs"]);
    assert_eq!(only(&found), ("booked_not_at_bank", "2020", some("2500"), vec![], b.booked_place("TVA-2019")));
}

#[test]
fn a_payment_booked_with_another_amount() {
    let change = |b: &mut Business| {
        b.posted.iter_mut().filter(|p| p.journal == "BQ" && p.piece == "F-2019-001").for_each(|p| p.cents = p.cents / 84 * 48);
        b.carry_forward();
    };
    let (b, found) = found(change, &[]);
    // 8 400 at the bank, 4 800 in the ledger.
    let places = (b.bank_place("VIR GARANCE F-2019-001"), b.booked_place("F-2019-001"));
    assert_eq!(only(&found), ("bank_amount_differs", "2019", some("3600"), places.0, places.1));
}

#[test]
fn a_balance_of_the_bank_that_nothing_explains() {
    let change = |b: &mut Business| {
        b.at_bank
            .iter_mut()
            .filter(|row| row.file.contains("courant"))
            .for_each(|row| row.balance = row.balance.map(|sum| sum + 7_00));
    };
    let (_, found) = found(change, &[]);
    // Since 2019, which no entry opens, it is known by 2020 that 7 are missing.
    assert_eq!(only(&found), ("bank_balance_differs", "2020", some("7"), vec![], vec![]));
}

#[test]
fn a_statement_of_no_account() {
    let change = |b: &mut Business| b.bank_row("VIR COURANT").cents = 55_00;
    let (b, found) = found(change, &[]);
    assert_eq!(only(&found), ("bank_not_compared", "", some("55"), b.bank_place("VIR COURANT"), vec![]));
}

/// VAT due on receipt: it waits on 4458 until the client pays.
#[test]
fn vat_that_waits_is_that_of_unpaid_invoices() {
    let mut b = Business::default();
    for (number, issued, net) in [("F-1", "2019-10-31", 1_000_00), ("F-2", "2019-11-30", 2_000_00)] {
        b.line(number, issued, A, net, bilan::model::Billing::Time);
        b.entry("VE", issued, number, A, &[("411000", net + net / 5), ("706000", -net), ("445800", -net / 5)]);
    }
    let lines = [("512000", 1_200_00), ("411000", -1_200_00), ("445800", 200_00), ("445710", -200_00)];
    b.entry("BQ", "2019-12-15", "F-1", A, &lines);
    let above = |b: &Business| -> Vec<Finding> {
        let findings = Checks::all().of(&b.open()).expect("findings");
        findings.iter().filter(|(_, finding)| finding.severity > Severity::Info).map(|(_, finding)| finding.clone()).collect()
    };
    assert_eq!(above(&b), []);
    // A part payment whose VAT was left waiting: 2 400 − 600 owed include 300, and 400 wait.
    b.paid("2019-12-20", "F-2", A, 600_00);
    let found = above(&b);
    let last = b.entry_places("3")[2].clone();
    assert_eq!(only(&found), ("vat_on_unpaid_differs", "2019", some("100"), vec![last], vec![]));
}
