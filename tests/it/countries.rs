//! Businesses of other countries: the tax of a company, what the result is called, and working days from a list of holidays.

use bilan::analysis::{Basis, Review, State, metric};
use bilan::books::Books;
use bilan::locale::{EN, FR};

use crate::book::{decimal, files};

/// A company with a result of 100 000 before tax in 2024: 150 000 invoiced, 50 000 spent.
fn company(name: &str, settings: &str) -> Books {
    let invoices = "number,date,client,net,billing\n1,2024-06-30,A,150000,fixed\n";
    let expenses = "date,net,account,label\n2024-06-30,50000,6226,fees\n";
    let settings = format!("[business]\nform = \"company_is\"\n{settings}");
    files(name, &[("bilan.toml", &settings), ("invoices.csv", invoices), ("expenses.csv", expenses)])
}

fn tax(books: &Books) -> State {
    let report = Review::year(2024).metrics([metric::INCOME_TAX]).of(books).unwrap();
    report.figure(metric::INCOME_TAX, 2024).unwrap().value().state
}

fn note(books: &Books) -> (String, String) {
    let report = Review::year(2024).of(books).unwrap();
    let note = report.notes().iter().find(|note| note.code == "estimated_income_tax").unwrap();
    (note.text.fr.to_string(), note.text.en.to_string())
}

#[test]
fn a_british_company_pays_corporation_tax_and_works_between_bank_holidays() {
    // April 2023 to March 2024 begins on a Saturday and has 52 weeks and a weekend: 260 weekdays, ten of them bank holidays.
    let days = ["0407", "0410", "0501", "0508", "0529", "0828", "1225", "1226"].map(|day| format!("2023{day}"));
    let days = days.into_iter().chain(["20240101".to_owned(), "20240329".to_owned()]);
    let event = |day: String| format!("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:Bank holiday\r\nEND:VEVENT\r\n");
    let calendar = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", days.map(event).collect::<String>());
    let settings = "[business]\ncountry = \"UK\"\ncurrency = \"GBP\"\nform = \"company_is\"\nfiscal_year_start = \"04-01\"\n[time]\nleave_days = 25\n";
    let invoices = "number,date,client,net,billing,quantity,unit\n1,2023-09-30,A,120000,time,200,day\n";
    let expenses = "date,net,category,label\n2023-10-31,20000,fees,accountant\n";
    let books = files(
        "countries-gb",
        &[("bilan.toml", settings), ("invoices.csv", invoices), ("expenses.csv", expenses), ("bank-holidays.ics", &calendar)],
    );
    assert!(books.errors().is_empty() && books.unrecognised().is_empty(), "{books:?}");
    assert_eq!(books.settings().business.country.as_deref(), Some("GB"));
    let asked = [metric::WORKING_DAYS, metric::CAPACITY_DAYS, metric::UTILIZATION, metric::INCOME_TAX, metric::RESULT_AFTER_TAX];
    let report = Review::year(2024).metrics(asked).of(&books).unwrap();
    // 250 − 25 = 225; 200 ÷ 225. 25 % of 100 000 less 150 000 × 3/200.
    let known: Vec<_> = report.lines().iter().filter_map(|line| line.values[0].state.value()).map(|v| v.round_dp(4)).collect();
    assert_eq!(known, ["250", "225", "0.8889", "22750", "77250"].map(decimal));
    let result = &report.lines()[4];
    assert_eq!((&*result.label.en, result.values[0].basis), ("Profit after corporation tax", Basis::Estimated));
    let note = report.notes().iter().find(|note| note.code == "estimated_income_tax").unwrap();
    assert_eq!(
        note.text.en,
        "corporation tax estimated on the accounting result, without tax adjustments (2023/24); associated companies: 0 \
         (associated_companies); no dividends received; losses before 2023/24 are not in the files and not used"
    );
    assert!(
        note.text
            .fr
            .starts_with("Corporation tax estimé sur le résultat comptable, sans retraitements fiscaux (2023/24) ; sociétés")
    );

    // The way to the slices and to the rows.
    let explained = report.figure(metric::INCOME_TAX, 2024).unwrap().explain();
    let text = explained.to_terminal(&EN, "GBP");
    for line in [
        "financial years since 2023 at 25% (estimated_income_tax.slice_1), 2023/24: £25,000.00 (computed)",
        "Formula: 100000 × 25%",
        "marginal relief at 1.5% (estimated_income_tax.slice_2), 2023/24: -£2,250.00 (computed)",
        "Formula: -150000 × 1.5%",
        "invoices.csv:2",
        "expenses.csv:2",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(explained.to_terminal(&FR, "GBP").contains("marginal relief à 1,5 %"));
}

#[test]
fn each_country_has_its_tax() {
    for (name, settings, expected) in [
        // 2024 lies in financial years 2023 and 2024, of the same rates.
        ("gb", "country = \"GB\"\ncurrency = \"GBP\"\n", "22750"),
        // Limits of 25 000 and 125 000: 25 000 − 25 000 × 3/200.
        ("gb-associated", "country = \"GB\"\ncurrency = \"GBP\"\nassociated_companies = 1\n", "24625"),
        // 15 000 + 825 + 3 500 × 4.1
        ("de", "country = \"DE\"\ncurrency = \"EUR\"\ntrade_tax_multiplier = 410\n", "30175"),
        ("be", "country = \"BE\"\ncurrency = \"EUR\"\n", "25000"),
        ("be-small", "country = \"BE\"\ncurrency = \"EUR\"\nsmall_company = true\n", "20000"),
        ("ch", "country = \"CH\"\ncurrency = \"CHF\"\ncompany_tax_rate = \"14.5 %\"\n", "14500"),
        ("us", "country = \"US\"\ncurrency = \"USD\"\n", "21000"),
        // A total rate that is stated comes first, and does where the law is not known here.
        ("us-state", "country = \"US\"\ncurrency = \"USD\"\ncompany_tax_rate = \"29.84%\"\n", "29840"),
        ("lu", "country = \"LU\"\ncurrency = \"EUR\"\ncompany_tax_rate = \"23.87 %\"\n", "23870"),
        // 42 500 × 15 % + 57 500 × 25 %; without the reduced rate 25 % of all.
        ("fr", "country = \"FR\"\ncurrency = \"EUR\"\n", "20750"),
        ("fr-not-small", "country = \"FR\"\ncurrency = \"EUR\"\nsmall_company = false\n", "25000"),
    ] {
        let books = company(&format!("countries-{name}"), settings);
        assert_eq!(tax(&books), State::Known(decimal(expected)), "{name}");
    }
}

#[test]
fn what_a_country_needs_is_asked_for_and_never_guessed() {
    for (name, settings, line) in [
        ("de-unsaid", "country = \"DE\"\ncurrency = \"EUR\"\n", "trade_tax_multiplier = 410"),
        ("ch-unsaid", "country = \"CH\"\ncurrency = \"CHF\"\n", "company_tax_rate = \"14.5 %\""),
        ("lu-unsaid", "country = \"LU\"\ncurrency = \"EUR\"\n", "company_tax_rate = \"25 %\""),
        ("unsaid", "currency = \"EUR\"\n", "company_tax_rate = \"25 %\""),
        ("gb-euro", "country = \"GB\"\ncurrency = \"EUR\"\n", "the law counts in GBP, the books in EUR"),
    ] {
        let State::Missing(why) = tax(&company(&format!("countries-{name}"), settings)) else { panic!("{name}") };
        assert!(why.en.contains(line), "{name}: {}", why.en);
        assert!(why.fr.contains("aucun impôt comptabilisé"), "{name}: {}", why.fr);
    }
}

#[test]
fn an_estimate_says_what_it_supposes_in_both_languages() {
    let of = |name: &str, settings: &str| note(&company(&format!("countries-note-{name}"), settings));
    let (fr, en) = of("de", "country = \"DE\"\ncurrency = \"EUR\"\ntrade_tax_multiplier = 410\n");
    assert!(
        en.starts_with(
            "KSt, SolZ and GewSt estimated on the accounting result, without tax adjustments (2024); Hebesatz of 410%"
        )
    );
    assert!(fr.starts_with(
        "KSt, SolZ et GewSt estimés sur le résultat comptable, sans retraitements fiscaux (2024) ; Hebesatz de 410 %"
    ));
    let (fr, en) = of("be", "country = \"BE\"\ncurrency = \"EUR\"\n");
    assert!(en.contains("small_company = true under [business]") && fr.contains("small_company = true dans [business]"));
    let (fr, en) = of("us", "country = \"US\"\ncurrency = \"USD\"\n");
    assert!(en.ends_with("losses of earlier years are not used") && fr.ends_with("déficits antérieurs non imputés"));
    assert!(en.contains("without that of the states"));
    let (fr, en) = of("ch", "country = \"CH\"\ncurrency = \"CHF\"\ncompany_tax_rate = \"14.5 %\"\n");
    assert!(en.contains("total rate of 14.5% given by company_tax_rate") && fr.contains("taux total de 14,5 %"));
}

#[test]
fn the_result_goes_by_its_name_in_each_country() {
    let label = |form: &str, country: &str| {
        let settings = format!("[business]\ncountry = \"{country}\"\ncurrency = \"EUR\"\nform = \"{form}\"\n");
        let invoices = "number,date,client,net,billing,paid\n1,2024-06-30,A,150000,fixed,2024-06-30\n";
        let expenses = "date,net,category,label\n2024-06-30,50000,fees,fees\n";
        let files_of = [("bilan.toml", settings.as_str()), ("invoices.csv", invoices), ("expenses.csv", expenses)];
        let books = files(&format!("countries-label-{form}-{country}"), &files_of);
        let report = Review::year(2024).metrics([metric::RESULT_AFTER_TAX, metric::INCOME_TAX]).of(&books).unwrap();
        let value = |line: usize| report.lines()[line].values[0].state.value();
        (report.lines()[0].label.en.to_string(), value(0), value(1))
    };
    // A Freiberufler and an LLC of one member pay no tax of their own.
    let untaxed = Some(decimal("100000"));
    assert_eq!(label("bnc", "DE"), ("Gewinn (profit before ESt)".to_owned(), untaxed, None));
    assert_eq!(label("company_ir", "US"), ("Profit (pass-through, before tax)".to_owned(), untaxed, None));
    assert_eq!(label("ei", "FR"), ("Profit (before personal income tax)".to_owned(), untaxed, None));
    assert_eq!(label("company_is", "BE").0, "Profit after ISOC");
    assert_eq!(label("company_is", "FR").0, "Result after tax");
}

#[test]
fn british_losses_are_carried_forward() {
    let invoices = "number,date,client,net,billing\n1,2022-06-30,A,1000,fixed\n2,2024-06-30,A,150000,fixed\n";
    let expenses = "date,net,category,label\n2022-06-30,31000,fees,fees\n2024-06-30,50000,fees,fees\n";
    let settings = "[business]\ncountry = \"GB\"\ncurrency = \"GBP\"\nform = \"company_is\"\n";
    let books = files("countries-losses", &[("bilan.toml", settings), ("invoices.csv", invoices), ("expenses.csv", expenses)]);
    // 100 000 − 30 000 = 70 000: 17 500 − 180 000 × 3/200.
    assert_eq!(tax(&books), State::Known(decimal("14800")));
    let report = Review::year(2024).metrics([metric::INCOME_TAX]).of(&books).unwrap();
    let explained = report.figure(metric::INCOME_TAX, 2024).unwrap().explain();
    let used = explained.operands.iter().find(|operand| operand.metric.ends_with(".losses_used")).unwrap();
    assert_eq!(used.value.state.value(), Some(decimal("30000")));
    assert_eq!(used.formula.en, "at most 5000000 and 50% of the profit beyond (CTA 2010, s. 269ZW)");
}
