//! What becomes of work at its list rates, and how much hangs on few clients.

use bilan::analysis::{Explanation, Report, Review, State, metric};
use bilan::books::Books;
use bilan::locale::EN;

use crate::book::{decimal, files};

const REALIZATION: [&bilan::analysis::Metric; 3] =
    [metric::BILLING_REALIZATION, metric::COLLECTION_REALIZATION, metric::OVERALL_REALIZATION];

/// 190 days worked: 100 at the rate of the row, 90 at that of a rule; 120 000 billed in two invoices, 6 000 of which is never paid.
fn books(name: &str, settings: &str, rate: &str) -> Books {
    let settings = format!("[business]\nvat = \"exempt\"\ncurrency = \"EUR\"\n{settings}");
    let times = format!("date,client,days,rate\n2020-03-31,Acme,100,700\n2020-09-30,Acme,90,{rate}\n");
    let invoices = "number,date,client,net,billing,quantity,unit\nF-1,2020-04-01,Acme,70000,time,100,day\n\
                    F-2,2020-10-01,Acme,50000,fixed,,\nF-3,2021-01-15,Acme,900,fixed,,\n";
    let payments = "number,date,amount\nF-1,2020-05-01,64000\nF-2,2021-01-20,50000\nF-3,2021-02-15,900\n";
    let all =
        [("bilan.toml", settings.as_str()), ("timesheet.csv", &times), ("invoices.csv", invoices), ("payments.csv", payments)];
    files(&format!("realization-{name}"), &all)
}

fn report(books: &Books) -> Report {
    Review::year(2020).as_at("2021-03-01".parse().unwrap()).years(1).metrics(REALIZATION).of(books).unwrap()
}

fn states(books: &Books) -> Vec<State> {
    report(books).lines().iter().map(|line| line.values[0].state.clone()).collect()
}

fn missing(state: &State) -> &str {
    let State::Missing(why) = state else { panic!("{state:?}") };
    &why.en
}

/// 120 000 ÷ (190 × 700 = 133 000) = 90.23 %; 114 000 ÷ 120 000 = 95 %; 114 000 ÷ 133 000 = 85.71 %.
#[test]
fn the_three_rates_of_the_worked_example() {
    let books = books("worked", "[[rule]]\nmatch = { client = \"=Acme\" }\nset = { rate = 700 }\n", "");
    assert!(books.errors().is_empty(), "{:?}", books.errors());
    let report = report(&books);
    let percent = |state: &State| (state.value().unwrap() * decimal("100")).round_dp(2);
    let found: Vec<_> = report.lines().iter().map(|line| percent(&line.values[0].state)).collect();
    assert_eq!(found, ["90.23", "95", "85.71"].map(decimal));

    // F-2 was paid in 2021: an invoice of 2020 counts, whenever its money came; the invoice of 2021 does not.
    let overall = report.figure(metric::OVERALL_REALIZATION, 2020).unwrap().explain();
    let part = |path: [usize; 2]| &overall.operands[path[0]].operands[path[1]];
    let rows = |part: &Explanation| part.rows.iter().map(|row| format!("{} {}", row.origin, row.amount)).collect::<Vec<_>>();
    let amount = |part: &Explanation| part.value.state.value().unwrap();
    assert_eq!(
        (amount(part([0, 0])), rows(part([0, 0]))),
        (decimal("120000"), vec!["invoices.csv:2 70000".into(), "invoices.csv:3 50000".into()])
    );
    assert_eq!(amount(part([0, 1])), decimal("133000"));
    assert_eq!(rows(part([0, 1])), ["timesheet.csv:2 70000", "timesheet.csv:3 63000"]);
    assert_eq!(rows(part([1, 0])), ["payments.csv:2 64000", "payments.csv:3 50000"]);
    assert_eq!(amount(part([1, 1])), decimal("120000"));
    assert!(
        overall.to_terminal(&EN, "EUR").contains("Billed work ÷ work at list rates (billing_realization), 2020: 90.22556391%")
    );
}

#[test]
fn what_is_not_known_is_missing_with_the_reason() {
    // The second row has no rate, and no mean stands for it.
    let found = states(&books("no-rate", "", ""));
    assert!(missing(&found[0]).starts_with("1 entries of billable work without a rate"), "{found:?}");
    assert!(missing(&found[0]).contains("set = { rate = 700 }") && missing(&found[2]).contains("without a rate"));
    assert_eq!(found[1], State::Known(decimal("0.95")), "money does not ask for rates");

    let only = |name: &str, more: &[(&str, &str)]| {
        let settings = "[business]\nvat = \"exempt\"\ncurrency = \"EUR\"\n";
        let invoices = "number,date,client,net,billing\nF-1,2020-04-01,Acme,70000,fixed\n";
        let all: Vec<_> =
            [("bilan.toml", settings), ("invoices.csv", invoices)].into_iter().chain(more.iter().copied()).collect();
        states(&files(&format!("realization-{name}"), &all))
    };
    let unpaid = only("unpaid", &[("timesheet.csv", "date,client,days,rate\n2020-03-31,Acme,100,700\n")]);
    assert_eq!(unpaid[0], State::Known(decimal("1")));
    assert!(missing(&unpaid[1]).starts_with("nothing says what was paid"), "{unpaid:?}");
    assert!(missing(&unpaid[2]).starts_with("nothing says what was paid"), "{unpaid:?}");
    let untimed = only("untimed", &[]);
    assert!(missing(&untimed[0]).contains("no timesheet in this fiscal year"), "{untimed:?}");
}

/// Hours at a rate of the hour; what is not billable or not work has no list value; rebilled travel is not billed work.
#[test]
fn only_client_work_counts() {
    let settings = "[business]\nvat = \"exempt\"\ncurrency = \"EUR\"\n";
    let times = "date,client,hours,rate,billable,kind\n2020-03-31,Acme,10,100,yes,work\n2020-04-01,Acme,5,,no,work\n2020-04-02,Acme,7,,yes,training\n";
    let invoices = "number,date,client,net,billing,quantity,unit,type,paid,refers to\nF-1,2020-04-01,Acme,800,time,8,hour,invoice,2020-05-01,\n\
                    F-1,2020-04-01,Acme,60,rebilled,,,invoice,2020-05-01,\nA-1,2020-06-01,Acme,-50,time,,,credit note,,F-1\n";
    let books = files("realization-hours", &[("bilan.toml", settings), ("timesheet.csv", times), ("invoices.csv", invoices)]);
    assert!(books.errors().is_empty(), "{:?}", books.errors());
    // (800 − 50) ÷ (10 × 100); 860 − 50 received of 860 − 50.
    assert_eq!(states(&books)[..2], [State::Known(decimal("0.75")), State::Known(decimal("1"))]);
}

/// F1 asks for 12 000 in 2020; A1 of January 2021 takes off 2 400 and 9 600 are paid: 9 600 ÷ (12 000 − 2 400) of 2020. Of 2021 are F2, 6 000 paid, and F3, 600
/// open: 6 000 ÷ 6 600, whatever A1 is. Seen from the end of 2020, A1 is not known, and nothing is received: 0 ÷ 12 000.
#[test]
fn a_credit_note_is_of_the_year_of_the_invoice_it_corrects_on_both_sides() {
    let invoices = "number,date,client,net,vat,billing,type,refers to,paid\nF1,2020-12-01,A,10000,2000,fixed,invoice,,2021-02-01\n\
                    A1,2021-01-10,A,-2000,-400,fixed,credit note,F1,\nF2,2021-06-01,A,5000,1000,fixed,invoice,,2021-07-01\n\
                    F3,2021-12-31,B,500,100,fixed,invoice,,\n";
    let of = |name: &str, more: &str, as_at: &str| {
        let books = files(&format!("realization-credit-{name}"), &[("invoices.csv", &format!("{invoices}{more}"))]);
        let metrics = [metric::COLLECTED_WITH_VAT, metric::ASKED_WITH_VAT, metric::COLLECTION_REALIZATION];
        let report = Review::year(2021).back_to(2020).as_at(as_at.parse().unwrap()).metrics(metrics).of(&books).unwrap();
        [2020, 2021].map(|year| metrics.map(|metric| report.figure(metric, year).unwrap().value().state.value()))
    };
    let [of_2020, of_2021] = of("referring", "", "2021-12-31");
    assert_eq!(of_2020, ["9600", "9600", "1"].map(|value| Some(decimal(value))));
    assert_eq!(of_2021[..2], ["6000", "6600"].map(|value| Some(decimal(value))));
    assert_eq!(of_2021[2].map(|share| share.round_dp(4)), Some(decimal("0.9091")));
    let [of_2020, _] = of("before", "", "2020-12-31");
    assert_eq!(of_2020, ["0", "12000", "0"].map(|value| Some(decimal(value))));
    // A2 refers to nothing: it lowers 2021 by 1 200, of which nothing is paid out.
    let [of_2020, of_2021] = of("free", "A2,2021-09-01,B,-1000,-200,fixed,credit note,,\n", "2021-12-31");
    assert_eq!(of_2020[2], Some(decimal("1")));
    assert_eq!(of_2021[..2], ["6000", "5400"].map(|value| Some(decimal(value))));
}

fn clients(name: &str, shares: &[(&str, &str)]) -> Report {
    let rows = (1..).zip(shares).map(|(number, (client, net))| format!("F-{number},2020-06-30,{client},{net},fixed"));
    let invoices = ["number,date,client,net,billing".to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join("\n");
    let books = files(&format!("realization-clients-{name}"), &[("invoices.csv", &invoices)]);
    Review::year(2020).years(1).metrics([metric::CLIENT_HHI, metric::EFFECTIVE_CLIENTS]).of(&books).unwrap()
}

#[test]
fn clients_count_by_their_weight() {
    let of = |name: &str, shares: &[(&str, &str)]| {
        let report = clients(name, shares);
        report.lines()[1].values[0].state.value().map(|effective| effective.round_dp(3))
    };
    // 1 ÷ (0.25 + 0.09 + 0.04) = 1 ÷ 0.38; four of 25 % are four.
    assert_eq!(of("uneven", &[("A", "50"), ("B", "30"), ("C", "20")]), Some(decimal("2.632")));
    assert_eq!(of("even", &[("A", "25"), ("B", "25"), ("C", "25"), ("D", "25")]), Some(decimal("4")));
    assert_eq!(of("negative", &[("A", "50"), ("B", "-10")]), Some(decimal("1")));
}

/// 30 for three clients: 10 each, or one of 30. The squares are 0.32 or 0.38.
#[test]
fn clients_known_together_give_bounds() {
    let report = clients("groups", &[("A", "50"), ("B", "20"), ("Others (3 clients)", "30")]);
    assert!(report.lines().iter().all(|line| matches!(line.values[0].state, State::Missing(_))), "{:?}", report.lines());
    let note = report.notes().iter().find(|note| note.code == "clients_in_groups").unwrap();
    assert_eq!(
        note.text.en,
        "some clients are known together only (Others (3 clients)): HHI between 0.32 and 0.38, effective number of clients between 2.6316 and 3.125"
    );
    assert!(note.text.fr.contains("HHI entre 0,32 et 0,38, nombre effectif de clients entre 2,6316 et 3,125"));
}
