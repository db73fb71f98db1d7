//! Bridges, parts of years, years under other rules: by numbers worked out by hand.

use bilan::analysis::{Bridge, Change, Review, State, metric};
use bilan::books::Books;
use bilan::locale::{EN, NumberStyle};
use bilan::model::{Billing, Document, FiscalCalendar, FixedPriceDays, Period, Policy, RevenueBasis};
use bilan::render::{Cell, Notes, section};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::book::{Book, day, decimal, line, time_line};

fn sample() -> Books {
    Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample")).expect("the sample")
}

fn to(value: Decimal, digits: u32) -> Decimal {
    value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

fn parts(bridge: &Bridge, digits: u32) -> Vec<(&'static str, Decimal)> {
    bridge.parts.iter().map(|part| (part.id, to(part.amount, digits))).collect()
}

/// Time work 140 000 for 197 of 226 days, then 125 000 for 175 of 228; fixed price 10 000, then 13 000.
#[test]
fn why_revenue_fell_in_the_published_year() {
    let bridge = Review::year(2020).of(&sample()).expect("a review").revenue_bridge().expect("a bridge");
    let expected = [("fixed", "3000"), ("capacity", "1167.84"), ("occupancy", "-16842.37"), ("rate", "674.53")];
    assert_eq!(parts(&bridge, 2), expected.map(|(id, amount)| (id, decimal(amount))));
    assert_eq!((bridge.start, bridge.end), (decimal("150000"), decimal("138000")));
    assert_eq!(bridge.parts.iter().map(|part| part.amount).sum::<Decimal>(), decimal("-12000"), "to the last digit");
}

/// Without leave the capacity is not known, and days and rate remain: (175 − 197) × (140 000 ÷ 197 + 125 000 ÷ 175) ÷ 2 = −15 674.40.
#[test]
fn two_factors_remain_where_the_capacity_is_not_known() {
    let books = Book::new().invoice(&time_line("1", "2019-06-30", "A", "140000", "197")).invoice(&time_line(
        "2",
        "2020-06-30",
        "A",
        "125000",
        "175",
    ));
    let bridge = Review::year(2020).of(&books.open()).expect("a review").revenue_bridge().expect("a bridge");
    assert_eq!(parts(&bridge, 2), [("fixed", decimal("0")), ("days", decimal("-15674.40")), ("rate", decimal("674.40"))]);
}

/// A and B are kept (150 days for 100 000, then 170 for 124 200), C is lost and D won, 10 000 each. Volume (170 − 150) × (666.667 + 730.588) ÷ 2; rate
/// 160 × (30 × 0.568627 + 20 × 0.431373); mix is the rest of 24 200.
#[test]
fn why_revenue_moved_by_client() {
    let mut book = Book::new();
    let years = [
        ("2019", [("A", "60000", "100"), ("B", "40000", "50"), ("C", "10000", "20")]),
        ("2020", [("A", "50400", "80"), ("B", "73800", "90"), ("D", "10000", "10")]),
    ];
    for (year, clients) in years {
        for (client, net, billed) in clients {
            book = book.invoice(&time_line(&format!("{year}{client}"), &format!("{year}-05-31"), client, net, billed));
        }
    }
    let bridge = Review::year(2020).of(&book.open()).expect("a review").client_bridge().expect("a bridge");
    let expected = [("volume", "13972.549"), ("rate", "4109.804"), ("mix", "6117.647"), ("new", "10000"), ("lost", "-10000")];
    let expected: Vec<_> =
        [("fixed", "0")].into_iter().chain(expected).map(|(id, amount)| (id, to(decimal(amount), 3))).collect();
    assert_eq!(parts(&bridge, 3), expected);
}

#[test]
fn a_bridge_that_cannot_be_told_says_why() {
    let unclassified = Book::new()
        .invoice(&line("1", "2019-06-30", "A", "100", Billing::Unclassified))
        .invoice(&line("2", "2020-06-30", "A", "100", Billing::Fixed))
        .open();
    let why = Review::year(2020).of(&unclassified).expect("a review").revenue_bridge().expect_err("not known");
    assert!(why.en.contains("do not say how they are billed"), "{}", why.en);
    let ledger = Book::new().entry("2019-06-30", "706000", "-100").entry("2020-06-30", "706000", "-100").open();
    let why = Review::year(2020).of(&ledger).expect("a review").revenue_bridge().expect_err("not known");
    assert!(why.en.contains("no invoice"), "{}", why.en);
    let text = section::REVENUE_BRIDGE.of(&Review::year(2020).of(&ledger).expect("a review")).to_terminal(&EN);
    assert_eq!(text, "        Amount\nChange       –", "never 0");
}

#[test]
fn what_is_printed_of_a_bridge_adds_up() {
    let report = Review::year(2020).of(&sample()).expect("a review");
    let screen = report.to_screen(&EN.with_style(NumberStyle::COMPACT), None, Notes::None, &[section::REVENUE_BRIDGE]).out;
    // 150 + 3 + 1 − 17 + 1 = 138.
    let shown: Vec<&str> = screen.lines().filter_map(|line| line.split_once("  €").map(|(_, amount)| amount)).collect();
    let minus = screen.lines().filter_map(|line| line.split_once("-€").map(|(_, amount)| amount)).collect::<Vec<_>>();
    assert_eq!((&shown[shown.len() - 5..], &*minus), (&["150K", "3K", "1K", "1K", "138K"][..], &["17K"][..]), "{screen}");
}

/// The fiscal year 2017 of thirteen months, December 2016 included.
fn long_first_year() -> Books {
    let calendar =
        FiscalCalendar::new(1, 1, vec![Period::new("2017", day("2016-12-01"), day("2017-12-31"))]).expect("a calendar");
    Book::new()
        .settings(|settings| settings.fiscal_years = Some(calendar))
        .invoice(&time_line("1", "2016-12-31", "A", "3000", "5"))
        .invoice(&time_line("2", "2017-06-30", "A", "10000", "15"))
        .invoice(&time_line("3", "2018-06-30", "A", "12000", "18"))
        .open()
}

/// 13 000 in thirteen months is 12 000 in twelve, and 20 days are 18.4615…: revenue did not move, days by −2.5 %.
#[test]
fn a_long_year_is_compared_marked_and_brought_to_twelve_months() {
    let books = long_first_year();
    let report =
        Review::year(2018).as_at(day("2018-12-31")).metrics([metric::REVENUE, metric::BILLED_DAYS]).of(&books).expect("a review");
    assert_eq!(
        report.lines()[0].change,
        Change::between(&State::Known(12_000.into()), &State::Known(13_000.into()), bilan::model::Measure::Money)
    );
    let note = report.notes().iter().find(|note| note.code == "unequal_years").expect("a mark");
    assert_eq!(note.text.en, "12 months compared with 13 (2017); brought to twelve months: revenue 0%, billed days -2.5%");
    let lines = report.annualised();
    assert_eq!(lines[0].values[1].state, State::Known(12_000.into()));
    assert_eq!(lines[0].change, Change::Relative { share: Decimal::ZERO, absolute: Decimal::ZERO });
    assert_eq!(lines[1].values[1].state.value().map(|days| to(days, 4)), Some(decimal("18.4615")));
    let months = report.months(2017, [metric::REVENUE]).expect("the months");
    assert_eq!(months.periods().len(), 13);
    assert_eq!(months.figure_of(metric::REVENUE, "2016-12").expect("a month").value().state, State::Known(3_000.into()));
    assert_eq!(
        months.figure_of(metric::REVENUE, "2017-01").expect("a month").value().state,
        State::Known(Decimal::ZERO),
        "none, in a year that has some"
    );
    let grid = section::GRID.of(&report);
    assert_eq!(grid.rows.len(), 13, "a month before the twelve");
    assert_eq!(grid.rows[0].label.en, "December");
}

/// Of time lines of the sample, added up by the year of their payment: of 710 days, the 29 of the last two months are not paid.
#[test]
fn the_chain_ends_in_days_and_in_money() {
    let report =
        Review::year(2020).back_to(2017).metrics(section::CHAIN.metrics.iter().copied()).of(&sample()).expect("a review");
    let days = |year| report.figure(metric::RECEIVED_DAYS, year).expect("a figure").value().state.value();
    let expected = ["177.5", "194", "176", "133.5"].map(|days| Some(decimal(days)));
    assert_eq!([2020, 2019, 2018, 2017].map(days), expected);
}

/// A business that charges no VAT and counts what is paid. 2022 invoices 4 000 + 3 200, a deposit of 6 000 and disbursements of 100, 13 300 in all; the deposit belongs to its final
/// invoice, so 7 200 are invoiced for 18 days. 2023 invoices 14 000 and credits 400: with the deposit 20 000 − 400 = 19 600, and a day less.
#[test]
fn what_was_invoiced_is_by_date_whatever_the_basis() {
    let mut lines = [
        time_line("M-1", "2022-09-30", "A", "4000", "10"),
        time_line("M-4", "2022-12-31", "A", "3200", "8"),
        line("M-4", "2022-12-31", "A", "100", Billing::Disbursement),
        line("M-3", "2022-12-20", "B", "6000", Billing::Fixed),
        line("M-5", "2023-05-31", "B", "14000", Billing::Fixed),
        time_line("A-1", "2023-01-15", "A", "-400", "-1"),
    ];
    for (line, paid) in lines.iter_mut().zip(["2022-10-01", "2023-02-10", "2023-02-10", "2022-12-28", "2023-06-30", ""]) {
        line.paid = paid.parse().ok();
    }
    (lines[3].document, lines[4].refers_to) = (Document::Deposit, "M-3");
    (lines[5].document, lines[5].refers_to) = (Document::CreditNote, "M-4");
    for basis in [RevenueBasis::Invoiced, RevenueBasis::Service, RevenueBasis::Paid] {
        let book = Book::new().settings(|settings| {
            settings.policy.revenue_basis = basis;
            settings.business.vat_exempt = true;
        });
        let books = lines.iter().fold(book, |book, line| book.invoice(line)).open();
        let report = Review::year(2023).of(&books).expect("a review");
        let in_year = |year: i32| {
            let figures = [
                metric::INVOICED_DAYS_BEFORE_CREDIT,
                metric::CREDITED_DAYS,
                metric::INVOICED_DAYS,
                metric::INVOICED_BEFORE_CREDIT,
                metric::CREDITED,
                metric::INVOICED,
                metric::INVOICED_WITH_VAT,
            ];
            let value = |metric| report.figure(metric, year).expect("a figure").value().state.value().expect("a value");
            figures.map(|metric| value(metric).normalize())
        };
        assert_eq!(in_year(2022), ["18", "0", "18", "7200", "0", "7200", "13300"].map(decimal), "{}", basis.id());
        assert_eq!(in_year(2023), ["0", "-1", "-1", "20000", "-400", "19600", "13600"].map(decimal), "{}", basis.id());
    }
}

/// What a section prints can be asked for by name, and so explained.
#[test]
fn figures_of_sections_have_names() {
    for section in section::ALL {
        for metric in section.metrics.iter().filter(|metric| metric.id != "time_days" && metric.id != "asset_depreciation") {
            assert!(metric::named(&metric.id).is_some(), "{} of {}", metric.id, section.id);
        }
    }
}

/// 100 000 in 2017 and 138 000 in 2020: the cube root of 1.38 is 1.1133. From 20 000 to 8 000: 0.4^(1/3) = 0.7368. From 160 days to 175: 1.09375^(1/3) = 1.0303.
#[test]
fn how_much_figures_grew_a_year() {
    let books = sample();
    let report = Review::year(2020).back_to(2017).of(&books).expect("a review");
    assert_eq!(report.mean_growth(metric::REVENUE).map(|growth| to(growth, 4)), Some(decimal("0.1133")));
    assert_eq!(report.mean_growth(metric::NET_MARGIN), None, "a share moves in points");
    let table = section::ANNUALISED.of(&report);
    let text = table.to_terminal(&EN);
    assert!(text.contains("Mean yearly growth 2017–2020"), "{text}");
    let last = |row: usize| table.rows[row].cells.last().map(|cell| table.cell_text(&table.rows[row], cell, &EN));
    assert_eq!([0, 1, 2].map(last), ["+11%", "-26%", "+3%"].map(|text| Some(text.to_owned())));
    let moved =
        table.rows[0].cells.last().map(|cell| matches!(cell, Cell::Change(change) if change.absolute() == Some(38_000.into())));
    assert_eq!(moved, Some(true), "over the three years");
    let one = Review::year(2020).years(1).of(&books).expect("a review");
    assert_eq!(one.mean_growth(metric::REVENUE), None);
    let long = long_first_year();
    let long = Review::year(2018).as_at(day("2018-12-31")).back_to(2017).of(&long).expect("a review");
    assert_eq!(long.mean_growth(metric::REVENUE), None, "thirteen months");
}

/// Of every figure, those brought to twelve months are those that twice the time doubles.
#[test]
fn what_stands_at_a_day_is_not_brought_to_twelve_months() {
    let report = Review::year(2018).metrics(metric::ALL.iter().copied()).of(&long_first_year()).expect("a review");
    let annualised: Vec<String> = report.annualised().into_iter().map(|line| line.metric).collect();
    let flows = "revenue revenue_time revenue_fixed revenue_rebilled revenue_unclassified other_income expenses staff_costs depreciation \
                 result_before_staff_costs result_before_tax income_tax result_after_tax social_contributions training_contribution flat_tax billed_days \
                 worked_days worked_days_billable equivalent_days weekdays working_days business_days contract_days days_off leave_days sick_days \
                 training_days available_days capacity_days target_revenue invoiced_days_before_credit credited_days \
                 invoiced_days received_days invoiced_before_credit credited invoiced invoiced_with_vat received_with_vat \
                 ledger_revenue";
    assert_eq!(annualised, flows.split_whitespace().collect::<Vec<_>>());
}

/// 5 100 by 3 June 2020, in 5 months and 3 days of 30: 5 100 × 360 ÷ 153 = 12 000 in twelve, as in 2019; −57.5 % as it stands. Working days of a running
/// year are those of the whole year.
#[test]
fn a_running_year_is_compared_marked_and_brought_to_twelve_months() {
    let book = Book::new()
        .settings(|settings| settings.business.form = Some(bilan::model::LegalForm::CompanyIs))
        .invoice(&line("1", "2019-06-30", "A", "12000", Billing::Fixed))
        .invoice(&line("2", "2020-06-03", "A", "5100", Billing::Fixed))
        .expense("2020-05-31", "6226", "100");
    let books = book.open();
    let review = Review::year(2020).metrics([metric::REVENUE, metric::WORKING_DAYS, metric::INCOME_TAX]);
    let report = review.clone().of(&books).expect("a review");
    let texts = |report: &bilan::analysis::Report, code: &str| -> Vec<String> {
        report.notes().iter().filter(|note| note.code == code).map(|note| note.text.en.to_string()).collect()
    };
    // 253 working days against 251.
    assert_eq!(
        texts(&report, "unequal_years"),
        ["5.1 months (up to 3 Jun 2020) compared with 12 (2019); brought to twelve months: revenue 0%, working days +0.8%"]
    );
    let annualised = report.annualised();
    assert_eq!(annualised[0].values[0].state, State::Known(12_000.into()));
    assert_eq!(annualised[1].values[0].state, State::Known(253.into()));
    let tax = texts(&report, "estimated_income_tax");
    assert!(tax.iter().any(|note| note.contains("a running year on 3 Jun 2020, not on that of the whole year")), "{tax:?}");
    // Looked at from June with rows up to December, the year is whole.
    let december = Book::new()
        .invoice(&line("1", "2019-06-30", "A", "12000", Billing::Fixed))
        .invoice(&line("2", "2020-12-31", "A", "5100", Billing::Fixed))
        .open();
    let whole = Review::year(2020).as_at(day("2020-06-03")).of(&december).expect("a review");
    assert_eq!(texts(&whole, "unequal_years"), Vec::<String>::new());
}

#[test]
fn twelve_months_up_to_the_last_one_are_the_year() {
    let report = Review::year(2020).of(&sample()).expect("a review");
    let spans = report.sliding_years(2020, [metric::REVENUE, metric::DAY_RATE]).expect("spans");
    assert_eq!(spans.len(), 12);
    let last = spans.last().expect("December");
    for line in last.lines() {
        let year = report.lines().iter().find(|of_year| of_year.metric == line.metric).expect("the same figure");
        assert_eq!(line.values[0].state, year.values[0].state);
    }
    let first = &spans[0].periods()[0].period;
    assert_eq!((first.start, first.end), (day("2019-02-01"), day("2020-01-31")));
}

#[test]
fn quarters_add_up_to_the_year() {
    let report = Review::year(2020).of(&sample()).expect("a review");
    let quarters = report.quarters(2020, [metric::REVENUE, metric::BILLED_DAYS]).expect("quarters");
    assert_eq!(
        quarters.periods().iter().map(|shown| shown.period.label.as_str()).collect::<Vec<_>>(),
        ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"]
    );
    let sum = |line: usize| quarters.lines()[line].values.iter().filter_map(|value| value.state.value()).sum::<Decimal>();
    assert_eq!((sum(0), sum(1)), (decimal("138000"), decimal("175")));
    assert!(report.quarters(2011, [metric::REVENUE]).is_err());
}

/// 2 days of leave in January and 1 in March; 22, 20 and 22 working days in the first quarter of 2020: 20, 20, 21, and 61 in all.
#[test]
fn months_and_quarters_have_the_figures_that_are_asked_for() {
    let time = "date,client,days,kind\n2020-01-06,,1,leave\n2020-01-07,,1,leave\n2020-03-02,,1,leave\n2020-03-03,A,1,work\n";
    let files = [("time.csv", time), ("bilan.toml", "business.country = \"FR\"\n")];
    let books = crate::book::files("asked_by_month", &files);
    let report = Review::year(2020).metrics([metric::CAPACITY_DAYS]).of(&books).expect("a review");
    let days = |of: &section::Section| -> Vec<Decimal> {
        let table = of.of(&report);
        assert_eq!(table.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["capacity_days"]);
        let value = |cell: &Cell| match cell {
            Cell::Value(State::Known(days)) => *days,
            other => panic!("{other:?}"),
        };
        table.rows[0].cells.iter().map(value).collect()
    };
    let (months, quarters) = (days(section::MONTHS), days(section::QUARTERS));
    assert_eq!(months[..3], ["20", "20", "21"].map(decimal));
    assert_eq!(quarters[0], decimal("61"));
    assert!(months.chunks(3).map(|three| three.iter().sum::<Decimal>()).eq(quarters));
    let by_default = section::MONTHS.of(&Review::year(2020).of(&sample()).expect("a review"));
    assert_eq!(by_default.rows.len(), 4, "revenue, days and two rates");
}

/// With 10 000 € of fixed price at 140 000 ÷ 197 a day, 2019 had 14.07 days more when it was published, and 710.66 € a day.
#[test]
fn a_year_is_shown_as_published_and_as_restated() {
    let report = Review::year(2020).of(&sample()).expect("a review");
    let restated = report.restatement();
    let days = restated.iter().find(|line| line.metric == "billed_days").expect("billed days");
    assert_eq!(days.published[1].value().map(|days| to(days, 2)), Some(decimal("211.07")));
    assert_eq!(days.restated[1], State::Known(decimal("197")));
    assert_eq!(days.difference[1].value().map(|days| to(days, 2)), Some(decimal("-14.07")));
    assert!(matches!(days.published[0], State::Missing(_)), "2020 was never published otherwise");
    let note = report.notes().iter().find(|note| note.code == "restated").expect("a note to print");
    assert_eq!(
        (note.period.as_deref(), &*note.text.en),
        (
            Some("2019"),
            "restated since it was published: Billed days 211.07 → 197, Day rate 710.66 → 761.42 (fixed_price_days: equivalent → excluded)"
        )
    );
}

/// Published names are those of figures whatever their case, accents and punctuation; the result goes by both of its labels.
#[test]
fn published_names_are_recognised_as_checks_recognise_them() {
    let published = "metric,2019\nCHIFFRE D’AFFAIRES,151000\njours factures,211\nday-rate,711\nBénéfice avant IR,13600\n";
    let invoices = "number,date,client,net,quantity,unit\nF-1,2019-06-30,A,1000,2,day\nF-2,2020-06-30,A,1200,2,day\n";
    let books = crate::book::files("published-names", &[("publié.csv", published), ("factures.csv", invoices)]);
    assert!(books.errors().is_empty(), "{}", books.errors());
    let restated = Review::year(2020).of(&books).expect("a review").with_metrics(metric::DEFAULT.iter().copied()).restatement();
    let of_2019: Vec<_> = restated.iter().map(|line| (line.metric.as_str(), line.published[1].value())).collect();
    let expected = [("revenue", "151000"), ("result_after_tax", "13600"), ("billed_days", "211"), ("day_rate", "711")];
    assert_eq!(of_2019, expected.map(|(metric, value)| (metric, Some(decimal(value)))));
}

const A_YEAR_OF_BOTH_KINDS: &str = "\
number,issued,client,net,billing,quantity,unit
1,2020-06-30,A,7000,time,9,day
2,2020-06-30,A,1000,fixed,,
";

/// 8 000 ÷ 9 days is 888.89, published as 889: what is written to the euro holds to the euro.
#[test]
fn what_holds_as_it_was_written_is_not_restated() {
    let published = "metric,2020\nDay rate,889 €\nRevenue,8 K€\nBilled days,9\n";
    let files =
        [("invoices.csv", A_YEAR_OF_BOTH_KINDS), ("published.csv", published), ("bilan.toml", "business.country = \"FR\"\n")];
    let report = Review::year(2020).of(&crate::book::files("published_holds", &files)).expect("a review");
    assert!(report.notes().iter().all(|note| note.code != "restated"), "{:?}", report.notes());
    let rate = report.restatement().into_iter().find(|line| line.metric == "day_rate").expect("the day rate");
    assert_eq!((&rate.published[0], &rate.difference[0]), (&State::Known(889.into()), &State::Known(Decimal::ZERO)));
}

/// The fixed price is worth 1 000 ÷ (7 000 ÷ 9) = 1.29 days: 10.29 days were published under that rule. No rule makes revenue 9 000.
#[test]
fn a_rule_is_named_only_if_it_gives_what_was_published() {
    let published = "metric,2020\nBilled days,10.29\nRevenue,9 K€\n";
    let settings =
        "[business]\ncountry = \"FR\"\n[policy.2020]\nfixed_price_days = \"equivalent\"\nrevenue_source = \"invoices\"\n";
    let files = [("invoices.csv", A_YEAR_OF_BOTH_KINDS), ("published.csv", published), ("bilan.toml", settings)];
    let report = Review::year(2020).of(&crate::book::files("published_cause", &files)).expect("a review");
    let mut notes: Vec<&str> = report.notes().iter().filter(|note| note.code == "restated").map(|note| &*note.text.en).collect();
    notes.sort_unstable();
    // Under that rule the day rate is 8 000 ÷ 10.29 = 777.78, which no file states.
    assert_eq!(
        notes,
        [
            "changed since it was published: Revenue 9000 → 8000",
            "restated since it was published: Billed days 10.29 → 9, Day rate 777.78 → 888.89 (fixed_price_days: equivalent → excluded)"
        ]
    );
}

#[test]
fn any_year_can_be_counted_under_any_policy() {
    let books = sample();
    let policy = Policy::default().with("fixed_price_days", "equivalent").expect("a policy");
    assert_eq!(policy.fixed_price_days, FixedPriceDays::Equivalent);
    let report = Review::year(2020).policy(policy).of(&books).expect("a review");
    // 175 + 13 000 ÷ (125 000 ÷ 175) = 193.2
    assert_eq!(
        report.figure(metric::BILLED_DAYS, 2020).expect("days").value().state.value().map(|days| to(days, 4)),
        Some(decimal("193.2"))
    );
    let back = report.under(Policy::default(), [metric::BILLED_DAYS]);
    assert_eq!(back.lines()[0].values[0].state, State::Known(decimal("175")));
}

#[test]
fn clients_won_and_lost_are_told_from_those_that_stayed() {
    let book = Book::new()
        .invoice(&time_line("1", "2019-06-30", "Lost", "100", "1"))
        .invoice(&time_line("2", "2019-06-30", "Kept", "200", "1"))
        .invoice(&time_line("3", "2020-06-30", "Kept", "300", "1"))
        .invoice(&time_line("4", "2020-06-30", "Won", "700", "1"))
        .open();
    let clients = Review::year(2020).of(&book).expect("a review").clients();
    let told: Vec<_> = clients.iter().map(|client| (client.name.as_str(), client.change.state())).collect();
    assert_eq!(told, [("Won", "zero_base"), ("Kept", "value"), ("Lost", "value")]);
    assert_eq!(clients[2].change, Change::Relative { share: (-1).into(), absolute: (-100).into() });
}

#[test]
fn sections_are_named_once_each_in_their_order() {
    let named = section::named(["target", " capacity ", "target"]).expect("sections");
    assert_eq!(named.iter().map(|section| section.id).collect::<Vec<_>>(), ["capacity", "target"]);
    assert_eq!(section::named(["all"]).expect("all").len(), section::ALL.len());
    let wrong = section::named(["targets"]).expect_err("no section");
    assert!(wrong.to_string().contains("did you mean target?"), "{wrong}");
}
