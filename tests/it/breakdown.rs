//! What leads from one figure to another, part by part, down to the rows.

use bilan::analysis::breakdown::{self, Breakdown};
use bilan::analysis::{Explanation, Report, Review, State};
use bilan::books::Books;
use bilan::locale::{EN, FR};
use bilan::model::Measure;
use bilan::render::{Format, section};
use rust_decimal::Decimal;

use crate::book::{decimal, files};

fn sample() -> Books {
    Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample")).unwrap()
}

fn report(books: &Books, breakdown: &Breakdown, year: i32) -> Report {
    Review::year(year).years(1).metrics(breakdown.metrics.iter().copied()).of(books).unwrap()
}

fn explained(breakdown: &Breakdown, year: i32) -> Explanation {
    let books = sample();
    breakdown.of(&report(&books, breakdown, year))
}

fn value(explanation: &Explanation) -> Decimal {
    explanation.value.state.value().unwrap_or_else(|| panic!("{explanation:?}"))
}

fn part<'a>(whole: &'a Explanation, id: &str) -> &'a Explanation {
    let id = format!("{}.{id}", whole.metric);
    whole.operands.iter().find(|part| part.metric == id).unwrap_or_else(|| panic!("{id}"))
}

fn figure<'a>(part: &'a Explanation, metric: &str, period: &str) -> &'a Explanation {
    let is_it = |operand: &&Explanation| operand.metric == metric && operand.period.label == period;
    part.operands.iter().find(is_it).unwrap_or_else(|| panic!("{metric} {period}"))
}

fn assert_adds_up(whole: &Explanation) {
    assert_eq!(whole.operands.iter().map(value).sum::<Decimal>(), value(whole), "{}", whole.metric);
}

/// From 150 000 to 138 000: +3 000 + 1 167.84 − 16 842.37 + 674.53 = −12 000.
#[test]
fn the_bridge_of_revenue_leads_to_its_rows() {
    let bridge = explained(breakdown::REVENUE_BRIDGE, 2020);
    assert_eq!((bridge.metric.as_str(), value(&bridge)), ("revenue_bridge", decimal("-12000")));
    assert_eq!(bridge.formula.en, "Revenue, 138000 − 150000; the sum of the parts");
    assert_adds_up(&bridge);
    let parts: Vec<_> = bridge.operands.iter().map(|part| (part.metric.as_str(), value(part).round_dp(2))).collect();
    let expected = [
        ("revenue_bridge.fixed", "3000"),
        ("revenue_bridge.capacity", "1167.84"),
        ("revenue_bridge.occupancy", "-16842.37"),
        ("revenue_bridge.rate", "674.53"),
    ];
    assert_eq!(parts, expected.map(|(id, amount)| (id, decimal(amount))));

    // 13 000 of 2020 and 10 000 of 2019.
    let fixed = part(&bridge, "fixed");
    assert_eq!(fixed.formula.fr, "13000 − 10000");
    for (year, amount) in [("2020", "13000"), ("2019", "10000")] {
        let figure = figure(fixed, "revenue_fixed", year);
        assert_eq!(value(figure), decimal(amount), "{year}");
        assert_eq!(figure.rows.iter().map(|row| row.amount).sum::<Decimal>(), decimal(amount), "{year}");
        assert!(figure.rows.iter().all(|row| row.origin.path() == "invoices.csv" && row.origin.line_number().is_some()));
    }

    // 197 ÷ 226 = 0.8717, 175 ÷ 228 = 0.7675; 140 000 ÷ 197 = 710.6599, 125 000 ÷ 175 = 714.2857.
    let occupancy = part(&bridge, "occupancy");
    assert_eq!(
        occupancy.formula.en,
        "(0.7675 − 0.8717) × [(226 × 710.6599 + 228 × 714.2857) ÷ 3 + (226 × 714.2857 + 228 × 710.6599) ÷ 6]"
    );
    assert_eq!(
        part(&bridge, "rate").formula.fr,
        "(714,2857 − 710,6599) × [(226 × 0,8717 + 228 × 0,7675) ÷ 3 + (226 × 0,7675 + 228 × 0,8717) ÷ 6]"
    );
    for (metric, year, amount) in [
        ("capacity_days", "2020", "228"),
        ("capacity_days", "2019", "226"),
        ("time_days", "2020", "175"),
        ("time_days", "2019", "197"),
    ] {
        assert_eq!(value(figure(occupancy, metric, year)), decimal(amount), "{metric} {year}");
    }
    let rate = figure(occupancy, "day_rate_time", "2020");
    assert_eq!(value(&rate.operands[0]), decimal("125000"));
    assert!(!rate.operands[0].rows.is_empty(), "the rate leads to its rows");
}

#[test]
fn the_other_breakdowns_add_up() {
    let clients = explained(breakdown::CLIENT_BRIDGE, 2020);
    assert_eq!(value(&clients), decimal("-12000"));
    assert_adds_up(&clients);
    for id in ["rate", "mix"] {
        let part = part(&clients, id);
        let of_clients: Vec<_> = part.operands.iter().filter(|operand| operand.metric.contains(".client_")).collect();
        assert_eq!(of_clients.len(), 3, "clients kept from 2019 to 2020");
        let sum: Decimal = of_clients.iter().map(|client| value(client)).sum();
        assert_eq!(sum.round_dp(6), value(part).round_dp(6), "{id}");
    }

    // 10 000.89 − 15 882; 0 − 588.89; 2 382 − 1 412: together 8 000 − 13 500.
    let result = explained(breakdown::RESULT_BRIDGE, 2020);
    assert_eq!(value(&result), decimal("-5500"));
    assert_adds_up(&result);
    let formulas: Vec<_> = result.operands.iter().map(|part| (value(part), part.formula.en.as_ref())).collect();
    assert_eq!(
        formulas,
        [
            (decimal("-5881.11"), "(9412 + 588.89) − (15882 + 0)"),
            (decimal("-588.89"), "0 − 588.89"),
            (decimal("970"), "2382 − 1412"),
        ]
    );
    assert_eq!(figure(part(&result, "tax"), "income_tax", "2020").rows.len(), 1);

    // 6 000 − 588.89; 2 000, 2 000 and 1 411.11 follow.
    let investment = explained(breakdown::INVESTMENT, 2020);
    assert_eq!((value(&investment), investment.formula.en.as_ref()), (decimal("5411.11"), "6000 − 588.89"));
    let charged = ["charged", "charged_2021", "charged_2022", "charged_2023"].map(|id| value(part(&investment, id)));
    assert_eq!(charged, ["588.89", "2000", "2000", "1411.11"].map(decimal));
    assert_eq!(part(&investment, "cost").rows[0].amount, decimal("6000"));
    assert_eq!(value(part(&investment, "if_expensed")), decimal("4000.89"));

    // Nothing of 2020 has a figure that was published.
    let books = sample();
    let unpublished = breakdown::RESTATEMENT.of(&report(&books, breakdown::RESTATEMENT, 2020));
    assert!(matches!(unpublished.value.state, State::Missing(_)), "{:?}", unpublished.value.state);

    // The same from the lines of the ledger, which does not say for how long.
    let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/ledger")).unwrap();
    let booked = breakdown::INVESTMENT.of(&report(&books, breakdown::INVESTMENT, 2020));
    assert_eq!((value(&booked), booked.formula.en.as_ref()), (decimal("5411.11"), "6000 − 588.89"));
    for (id, amount, line) in [("cost", "6000", 473), ("charged", "588.89", 683)] {
        let (part, origin) = (part(&booked, id), format!("000000000FEC20201231.txt:{line}"));
        assert_eq!((value(part), part.rows.len()), (decimal(amount), 1), "{id}");
        assert_eq!((part.rows[0].amount, part.rows[0].origin.to_string()), (decimal(amount), origin));
    }

    // 2019 was published with the day equivalent of its fixed price: 10 000 ÷ (140 000 ÷ 197) = 14.0714 days.
    let restated = explained(breakdown::RESTATEMENT, 2019);
    assert_eq!((value(&restated), restated.measure), (decimal("2"), Measure::Count));
    let days = part(&restated, "billed_days");
    assert_eq!((value(days).round_dp(4), days.formula.en.as_ref()), (decimal("-14.0714"), "197 − 211.0714"));
    assert_eq!(value(&days.operands[0]), decimal("197"));
    assert!(!days.operands[1].operands.is_empty(), "the published figure leads to its parts");
}

#[test]
fn a_part_of_clients_won_and_lost_has_their_rows() {
    let invoices = "number,date,client,net,billing,quantity,unit\n1,2019-06-30,Kept,6000,time,10,day\n2,2019-06-30,Lost,500,time,1,day\n\
                    3,2020-06-30,Kept,7700,time,11,day\n4,2020-06-30,Won,800,time,1,day\n";
    let books = files("breakdown-clients", &[("invoices.csv", invoices)]);
    let bridge = breakdown::CLIENT_BRIDGE.of(&report(&books, breakdown::CLIENT_BRIDGE, 2020));
    assert_adds_up(&bridge);
    let rows = |id: &str| part(&bridge, id).rows.iter().map(|row| format!("{} {}", row.origin, row.amount)).collect::<Vec<_>>();
    assert_eq!((rows("new"), rows("lost")), (vec!["invoices.csv:5 800".to_owned()], vec!["invoices.csv:3 -500".to_owned()]));
    // One day more at the mean of 600 and 700; 100 more on the mean of 10 and 11 days.
    assert_eq!((value(part(&bridge, "volume")), value(part(&bridge, "rate"))), (decimal("650"), decimal("1050")));
    assert_eq!(part(&bridge, "volume").formula.en, "(11 − 10) × (600 + 700) ÷ 2");
}

#[test]
fn every_format_tells_the_parts_in_both_languages() {
    let bridge = explained(breakdown::REVENUE_BRIDGE, 2020);
    let english = bridge.to_format(Format::Table, &EN, "EUR", None);
    assert!(english.starts_with("Why revenue moved (revenue_bridge), 2020: -€12,000.00\n"), "{english}");
    let rows = english.lines().filter(|line| line.trim_start().starts_with("invoices.csv:105 ")).count();
    assert_eq!(rows, 2, "once in time revenue and once in days, though three parts are made of them\n{english}");
    let french = bridge.to_format(Format::Table, &FR, "EUR", None);
    assert!(french.contains("Occupation (revenue_bridge.occupancy), 2020\u{a0}: -16\u{202f}842,3"), "{french}");
    for (format, shown) in [(Format::Markdown, "- Forfait"), (Format::Html, "<li>Forfait")] {
        let text = bridge.to_format(format, &FR, "EUR", None);
        assert!(text.contains(shown) && text.contains("invoices.csv:"), "{text}");
    }
    // A row once for each figure, though three parts are made of it.
    let csv = bridge.to_format(Format::Csv, &EN, "EUR", None);
    let mut lines: Vec<_> =
        csv.lines().filter(|line| line.starts_with("time_days,") || line.starts_with("revenue_time,")).collect();
    let all = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert!(all > 0 && lines.len() == all);
    let json: serde_json::Value = serde_json::from_str(&bridge.to_format(Format::Json, &EN, "EUR", None)).unwrap();
    assert_eq!((json["schema"].as_str(), json["value"].as_str()), (Some("bilan.explain/1"), Some("-12000.00")));
    assert_eq!(json["operands"][0]["metric"], "revenue_bridge.fixed");
    assert_eq!(json["operands"][0]["operands"][0]["rows"][0]["path"], "invoices.csv");
}

#[test]
fn a_breakdown_that_cannot_be_told_says_why() {
    let first = explained(breakdown::REVENUE_BRIDGE, 2017);
    assert!(matches!(first.value.state, State::Missing(_)) && first.operands.is_empty());
    let books = files("breakdown-assets", &[("invoices.csv", "number,date,client,net,billing\n1,2020-06-30,A,6000,fixed\n")]);
    let investment = breakdown::INVESTMENT.of(&report(&books, breakdown::INVESTMENT, 2020));
    let State::Missing(why) = &investment.value.state else { panic!("{investment:?}") };
    assert!(why.en.starts_with("no list of assets"));
}

#[test]
fn breakdowns_go_by_the_names_of_sections() {
    for breakdown in breakdown::ALL {
        let section =
            section::ALL.iter().find(|section| section.id == breakdown.id).unwrap_or_else(|| panic!("{}", breakdown.id));
        assert_eq!(section.title, breakdown.label, "{}", breakdown.id);
        assert!(breakdown::named(breakdown.id).is_some());
    }
}
