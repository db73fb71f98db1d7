//! Fixed prices by contract: when their revenue counts, and what of them is not invoiced yet.

use bilan::analysis::{Metric, Report, Review, State, metric};
use bilan::books::Books;
use bilan::locale::{EN, FR};
use rust_decimal::Decimal;

use crate::book::{day, decimal, files};

/// A deposit of 3 000 and the balance of a fixed price of 10 000.
const INVOICES: &str = "\
number,issued,client,project,net,vat,gross,billing,type,refers to
F-1,2020-06-01,A,site,3000,600,3600,fixed,deposit,
F-2,2021-04-10,A,site,7000,1400,8400,fixed,invoice,F-1
F-3,2020-02-01,A,other,50,10,60,fixed,,
";
/// The same, the balance at the full price: what is payable is less by the deposit.
const FULL_PRICE: &str = "\
number,issued,client,project,net,vat,gross,billing,type,refers to
F-1,2020-06-01,A,site,3000,600,3600,fixed,deposit,
F-2,2021-04-10,A,site,10000,2000,8400,fixed,invoice,F-1
F-3,2020-02-01,A,other,50,10,60,fixed,,
";
const PROGRESS: &str = "recognition = \"progress\"\nprogress = { 2020-12-31 = 0.40 }\ndelivered = 2021-03-31\n";

fn books(name: &str, invoices: &str, basis: &str, said: &str) -> Books {
    let settings = format!(
        "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n[policy]\nrevenue_basis = \"{basis}\"\n[[contract]]\nclient = \"A\"\nproject = \"site\"\nprice = 10000\n{said}"
    );
    files(&format!("contract-{name}"), &[("invoices.csv", invoices), ("bilan.toml", &settings)])
}

fn review(books: &Books) -> Report {
    Review::year(2021).back_to(2020).metrics([metric::REVENUE]).of(books).expect("a review")
}

fn known(report: &Report, metric: &'static Metric, year: i32) -> Decimal {
    report.figure(metric, year).expect("a figure").value().state.value().expect("a value").normalize()
}

fn revenues(books: &Books) -> [Decimal; 2] {
    let report = review(books);
    [2020, 2021].map(|year| known(&report, metric::REVENUE, year))
}

fn note(report: &Report, period: &str) -> Option<(String, String)> {
    let note = report.notes().iter().find(|note| note.code == "contract_accrual" && note.period.as_deref() == Some(period))?;
    Some((FR.text(&note.text).to_owned(), EN.text(&note.text).to_owned()))
}

/// 80 % of 10 000 on 31 December is 8 000 earned of which 4 000 + 2 000 are invoiced: 2 000 that no line bills. On 30 June nothing says what is earned, and
/// 4 000 are invoiced.
#[test]
fn a_contract_is_looked_at_from_the_day_of_the_review_and_needs_no_timesheet() {
    let invoices = "number,issued,client,project,net,vat,billing\nF1,2020-03-31,A,site,4000,800,fixed\nF2,2020-12-20,A,site,2000,400,fixed\n";
    let books = books("day", invoices, "service", "recognition = \"progress\"\nprogress = { 2020-12-31 = 0.80 }\n");
    let on = |as_at: &str| {
        let review = Review::year(2020).as_at(day(as_at)).metrics([metric::UNBILLED_VALUE, metric::UNBILLED_DAYS]);
        review.of(&books).expect("a review")
    };
    let (december, june) = (on("2020-12-31"), on("2020-06-30"));
    assert_eq!(known(&december, metric::UNBILLED_VALUE, 2020), decimal("2000"));
    let (at_end, at_june) = (note(&december, "2020").expect("a note"), note(&june, "2020").expect("a note"));
    let unbilled = "contract A · site: 8000 earned, 6000 invoiced; 2000 have no invoice line yet and are neither in revenue nor on 418, but in unbilled work";
    assert_eq!(at_end.1, unbilled);
    assert_eq!(known(&december, metric::ACCRUED_INCOME, 2020), decimal("0"));
    assert_eq!(at_june.1, "contract A · site: 0 earned, 4000 invoiced, so 4000 in advance (deferred income, 487)");
    for (report, of) in [(&december, metric::UNBILLED_DAYS), (&june, metric::UNBILLED_VALUE)] {
        let state = report.figure(of, 2020).expect("a figure").value().state.clone();
        assert!(matches!(state, State::Missing(_)), "no timesheet: {state:?}");
    }
}

#[test]
fn revenue_of_a_contract_counts_as_its_work_comes_along() {
    for (name, invoices) in [("balance", INVOICES), ("full", FULL_PRICE)] {
        let books = books(name, invoices, "service", PROGRESS);
        // 40 % of 10 000 in 2020 and the rest in 2021; F-3 is of another engagement.
        assert_eq!(revenues(&books), [decimal("4050"), decimal("6000")], "{name}");
        let (french, english) = note(&review(&books), "2020").expect("a note");
        assert_eq!(
            french,
            "contrat A · site : 4000 acquis, 0 facturés, donc 4000 à facturer (facture à établir, 418) ; acomptes reçus à part : 3000 (4191)",
            "{name}"
        );
        assert_eq!(
            english,
            "contract A · site: 4000 earned, 0 invoiced, so 4000 to be invoiced (accrued income, 418); deposits received apart: 3000 (4191)"
        );
        // 50 invoiced + 4 000 = 4 050 by service; the deposit waits for the final invoice.
        let report = review(&books);
        let cut_off = [metric::ACCRUED_INCOME, metric::DEFERRED_INCOME, metric::DEPOSITS_RECEIVED];
        assert_eq!(cut_off.map(|metric| known(&report, metric, 2020)), ["4000", "0", "3000"].map(decimal), "{name}");
        assert_eq!(cut_off.map(|metric| known(&report, metric, 2021)), [Decimal::ZERO; 3], "{name}");
        assert_eq!(note(&review(&books), "2021"), None, "10 000 earned and invoiced");
    }
    let books = books("rows", INVOICES, "service", PROGRESS);
    let rows: Vec<String> = review(&books)
        .figure(metric::REVENUE, 2020)
        .expect("a figure")
        .explain()
        .rows
        .iter()
        .map(|row| format!("{} {} {}", row.origin(), row.date, row.amount()))
        .collect();
    // 3 000 × 40 % and 7 000 × 40 %.
    assert_eq!(rows, ["invoices.csv:2 2020-12-31 1200", "invoices.csv:3 2020-12-31 2800", "invoices.csv:4 2020-02-01 50"]);
}

#[test]
fn revenue_of_a_contract_counts_when_it_is_delivered() {
    let said = "recognition = \"completion\"\ndelivered = 2021-03-31\n";
    let books_of = |name, invoices| books(name, invoices, "service", said);
    for (name, invoices) in [("done", INVOICES), ("done-full", FULL_PRICE)] {
        let books = books_of(name, invoices);
        assert_eq!(revenues(&books), [decimal("50"), decimal("10000")], "{name}");
        // Nothing but a deposit, which is on 4191.
        let report = review(&books);
        assert_eq!(note(&report, "2020"), None, "{name}");
        let cut_off = [metric::ACCRUED_INCOME, metric::DEFERRED_INCOME, metric::DEPOSITS_RECEIVED];
        assert_eq!(cut_off.map(|metric| known(&report, metric, 2020)), ["0", "0", "3000"].map(decimal), "{name}");
    }
    // Not delivered, and no line says when its service ends.
    let open = books("open", INVOICES, "service", "recognition = \"completion\"\n");
    let report = review(&open);
    assert_eq!(known(&report, metric::REVENUE, 2020), decimal("50"));
    assert!(matches!(report.figure(metric::REVENUE, 2021).expect("a figure").value().state, State::Missing(_)), "no line counts");
    assert!(note(&report, "2021").is_some_and(|(_, english)| english.contains("0 earned, 10000 invoiced")));
    // The last day of service stands for the delivery.
    let ended = INVOICES.replace("refers to\n", "refers to,service end\n").replace("F-1\n", "F-1,2021-02-28\n");
    assert_eq!(revenues(&books("ended", &ended, "service", "recognition = \"completion\"\n")), [decimal("50"), decimal("10000")]);
}

/// A contract of 20 000, 30 % done in 2021 and 75 % in 2022, bills 8 000, 4 000, 8 000: 6 000 − 8 000 are 2 000 on 487, then 15 000 − 12 000 are 3 000 on 418.
/// Another is delivered in 2022 after a deposit of 3 000. F6, 6 000 for the 62 days of December 2022 and January 2023, leaves 3 000 on 487. So by service
/// 2021 is 8 000 − 2 000 = 6 000 and 2022 is 19 000 invoiced + 3 000 − 3 000 + 2 000 = 21 000.
#[test]
fn a_contract_stands_on_one_side_of_the_cut_off() {
    let invoices = "\
number,issued,client,project,net,vat,billing,quantity,unit,type,refers to,service start,service end
F1,2021-10-01,Garance,Refonte,8000,1600,fixed,,,,,2021-10-01,2021-12-31
F2,2022-06-01,Garance,Refonte,4000,800,fixed,,,,,,
F3,2023-03-31,Garance,Refonte,8000,1600,fixed,,,,,,
F4,2021-12-15,Zed,Site,3000,600,fixed,,,deposit,,,
F5,2022-03-01,Zed,Site,6000,1200,fixed,,,,F4,,
F6,2022-12-31,Zed,TMA,6000,1200,time,10,day,,,2022-12-01,2023-01-31
";
    let settings = "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n[policy]\nrevenue_basis = \"service\"\n\
        [[contract]]\nclient = \"Garance\"\nproject = \"Refonte\"\nprice = 20000\nrecognition = \"progress\"\n\
        progress = { 2021-12-31 = 0.30, 2022-12-31 = 0.75 }\ndelivered = 2023-03-15\n\
        [[contract]]\nclient = \"Zed\"\nproject = \"Site\"\nprice = 9000\nrecognition = \"completion\"\ndelivered = 2022-02-10\n";
    let books = files("contract-cut-off", &[("invoices.csv", invoices), ("bilan.toml", settings)]);
    let report = Review::year(2022).back_to(2021).metrics([metric::REVENUE]).of(&books).expect("a review");
    let figures = [metric::REVENUE, metric::ACCRUED_INCOME, metric::DEFERRED_INCOME, metric::DEPOSITS_RECEIVED];
    assert_eq!(figures.map(|metric| known(&report, metric, 2021)), ["6000", "0", "2000", "3000"].map(decimal));
    assert_eq!(figures.map(|metric| known(&report, metric, 2022)), ["21000", "3000", "3000", "0"].map(decimal));
    let rows = |metric: &'static Metric| -> Vec<String> {
        let explained = report.figure(metric, 2022).expect("a figure").explain();
        explained.rows.iter().map(|row| format!("{} {}", row.origin(), row.amount())).collect()
    };
    // 75 % of each line, less those that are invoiced.
    assert_eq!(rows(metric::ACCRUED_INCOME), ["invoices.csv:2 -2000", "invoices.csv:3 -1000", "invoices.csv:4 6000"]);
    assert_eq!(rows(metric::DEFERRED_INCOME), ["invoices.csv:7 3000"]);
    let told: Vec<&str> = report.notes().iter().filter(|n| n.code == "contract_accrual").map(|n| n.text.en.as_ref()).collect();
    assert_eq!(
        told,
        [
            "contract Garance · Refonte: 15000 earned, 12000 invoiced, so 3000 to be invoiced (accrued income, 418)",
            "contract Garance · Refonte: 6000 earned, 8000 invoiced, so 2000 in advance (deferred income, 487)"
        ]
    );
}

#[test]
fn all_bases_come_to_the_price_once_all_is_delivered_and_invoiced() {
    for basis in ["service", "invoiced"] {
        for said in ["", PROGRESS, "recognition = \"completion\"\ndelivered = 2021-03-31\n"] {
            let [before, after] = revenues(&books("bases", INVOICES, basis, said));
            assert_eq!(before + after, decimal("10050"), "{basis} {said}");
        }
    }
    // Without a word of when it counts a contract changes nothing: the deposit moves to its final invoice.
    let plain = revenues(&books("plain", INVOICES, "service", "progress = { 2020-12-31 = 0.40 }\n"));
    assert_eq!(plain, [decimal("50"), decimal("10000")]);
    assert_eq!(revenues(&books("other-basis", INVOICES, "invoiced", PROGRESS)), [decimal("50"), decimal("10000")]);
}

#[test]
fn parts_of_progress_add_up_to_the_cent() {
    let invoices = "\
number,issued,client,project,net,vat,billing
F-1,2019-06-01,A,site,333.33,0,fixed
F-2,2020-06-01,A,site,333.33,0,fixed
F-3,2021-06-01,A,site,333.34,0,fixed
";
    let settings = "[policy]\nrevenue_basis = \"service\"\n[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n[[contract]]\nclient = \"A\"\nprice = 1000\n\
        recognition = \"progress\"\nprogress = { 2019-12-31 = \"33,333 %\", 2020-12-31 = 0.66667, 2021-12-31 = 1 }\n";
    let books = files("contract-cents", &[("invoices.csv", invoices), ("bilan.toml", settings)]);
    let report = Review::year(2021).back_to(2019).metrics([metric::REVENUE]).of(&books).expect("a review");
    // 333.33, 666.67 and 1 000, each less the one before.
    let years = [2019, 2020, 2021].map(|year| known(&report, metric::REVENUE, year));
    assert_eq!(years, [decimal("333.33"), decimal("333.34"), decimal("333.33")]);
}

#[test]
fn what_is_earned_without_an_invoice_line_is_said() {
    let only_deposit = INVOICES.replace("F-2,2021-04-10,A,site,7000,1400,8400,fixed,invoice,F-1\n", "");
    let books = books("no-line", &only_deposit, "service", PROGRESS);
    let report = Review::year(2020).as_at(day("2020-12-31")).metrics([metric::REVENUE]).of(&books).expect("a review");
    assert_eq!(known(&report, metric::REVENUE, 2020), decimal("3050"));
    let (_, english) = note(&report, "2020").expect("a note");
    // 40 % of 10 000 are 4 000, of which the only line, the deposit, holds 3 000.
    let said = "contract A · site: 4000 earned, 0 invoiced, so 3000 to be invoiced (accrued income, 418); deposits received apart: 3000 (4191); \
                1000 have no invoice line yet and are neither in revenue nor on 418, but in unbilled work";
    assert_eq!(english, said);
    let misspelt = files(
        "contract-misspelt",
        &[("invoices.csv", INVOICES), ("bilan.toml", "[business]\ncurrency = \"EUR\"\n[[contract]]\nclient = \"Aa\"\n")],
    );
    assert!(review(&misspelt).notes().iter().any(|note| note.code == "contract_without_rows"));
}

#[test]
fn unbilled_value_holds_fixed_prices_as_far_as_they_have_come() {
    let timesheets = "date,client,project,days,rate\n2020-12-01,B,,6.5,720\n2020-12-02,A,site,9,\n";
    let with = |name: &str, deposit: &str| {
        let invoices = INVOICES.replace("3000,600,3600", deposit) + "F-0,2020-01-02,C,,700,140,840,fixed,,\n";
        let settings = "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n[[contract]]\nclient = \"A\"\nproject = \"site\"\nprice = 10000\nprogress = { 2020-12-31 = \"40 %\" }\n";
        let name = format!("contract-unbilled-{name}");
        let books = files(&name, &[("invoices.csv", &invoices), ("time.csv", timesheets), ("bilan.toml", settings)]);
        Review::year(2020)
            .as_at(day("2020-12-31"))
            .metrics([metric::UNBILLED_DAYS, metric::UNBILLED_VALUE])
            .of(&books)
            .expect("a review")
    };
    let report = with("earned", "3000,600,3600");
    // 6.5 × 720 = 4 680, and 10 000 × 40 % − 3 000 = 1 000. Work on the contract is not billed by the day.
    assert_eq!(known(&report, metric::UNBILLED_VALUE, 2020), decimal("5680"));
    assert_eq!(known(&report, metric::UNBILLED_DAYS, 2020), decimal("6.5"));
    let rows: Vec<String> = report
        .figure(metric::UNBILLED_VALUE, 2020)
        .expect("a figure")
        .explain()
        .rows
        .iter()
        .map(|row| format!("{} {} {} {}", row.origin(), row.date, row.label, row.amount()))
        .collect();
    assert_eq!(
        rows,
        ["time.csv:2 2020-12-01 B 4680", "bilan.toml:4 2020-12-31 A · site 4000", "invoices.csv:2 2020-06-01 F-1 · A -3000",]
    );
    // More is invoiced than earned: deferred income, and nothing to be billed.
    assert_eq!(known(&with("deferred", "5000,1000,6000"), metric::UNBILLED_VALUE, 2020), decimal("4680"));
    // Before the first day that says how far it has come, nothing is earned.
    let early = Review::year(2020).as_at(day("2020-12-30")).metrics([metric::UNBILLED_VALUE]);
    let books = books("early", INVOICES, "invoiced", PROGRESS);
    let state = early.of(&books).expect("a review").figure(metric::UNBILLED_VALUE, 2020).expect("a figure").value().state.clone();
    assert!(matches!(state, State::Missing(_)), "no timesheet");
}
