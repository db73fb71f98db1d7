use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::model::{Mend, PartTime, Recognition, TimeOff};

fn errors(text: &str) -> Vec<String> {
    match read_settings("bilan.toml", text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

fn read(text: &str) -> Settings {
    let read = read_settings("bilan.toml", text);
    assert!(read.is_ok(), "{read:?}");
    read.unwrap_or_default()
}

#[test]
fn every_table_is_read() {
    let settings = read(
        r#"
ignore = ["archives/**"]
[business]
name = "Exemple Conseil"
country = "FR"
region = "metropole"
currency = "EUR"
language = "fr"
form = "company_is"
fiscal_year_start = "07-01"
siren = "123 456 789"
vat_id = "FR 32 123456789"
vat = "exempt"
[time]
hours_per_day = 7.50
leave_days = { 2020 = 25, default = 20.5 }
part_time = 0.8
[policy]
revenue_basis = "service"
revenue_source = "ledger"
billed_days = "timesheets"
fixed_price_days = "equivalent"
service_spread = "months"
depreciation = "365"
[declared.2020]
result_after_tax = 8_000.10
source = "liasse"
[[rule]]
match = { description = "infogérance", file = "*.csv" }
set = { billing = "fixed" }
[[mapping]]
file = "crm-export*.xlsx"
kind = "invoices"
columns = { number = "Pièce", net = "Total HT" }
date_format = "%d/%m/%Y"
decimal = ","
replaces = "old.csv"
"#,
    );
    assert_eq!(settings.ignore, ["archives/**"]);
    assert_eq!(settings.business.siren.as_deref(), Some("123456789"));
    assert_eq!(settings.business.vat_id.as_deref(), Some("FR32123456789"));
    assert!(settings.business.vat_exempt);
    assert_eq!(settings.business.form, Some(LegalForm::CompanyIs));
    assert_eq!(settings.fiscal_years, FiscalCalendar::new(7, 1, Vec::new()).ok());
    assert_eq!(settings.time.hours_per_day, Some(Decimal::new(75, 1)));
    assert_eq!(settings.time.leave_of(2020), Some(Decimal::from(25)));
    assert_eq!(settings.time.leave_of(2021), Some(Decimal::new(205, 1)));
    assert_eq!(settings.time.part_time.only_share(), Some(Decimal::new(8, 1)));
    assert_eq!(settings.policy.revenue_basis, RevenueBasis::Service);
    assert_eq!(settings.policy.fixed_price_days, FixedPriceDays::Equivalent);
    assert_eq!(settings.policy.service_spread, ServiceSpread::Months);
    assert_eq!(settings.policy.depreciation, DepreciationTime::Days365);
    let declared = settings.declared.get(&2020);
    assert_eq!(declared.and_then(|declared| declared.values.get("result_after_tax")), Some(&Decimal::new(80001, 1)));
    assert_eq!(declared.map(|declared| declared.line), Some(25));
    assert_eq!(settings.rules.iter().map(|rule| rule.line).collect::<Vec<_>>(), [28]);
    assert_eq!(settings.mappings.iter().map(|mapping| mapping.line).collect::<Vec<_>>(), [31]);
    assert_eq!(settings.mappings.first().and_then(|mapping| mapping.decimal), Some(','));
}

#[test]
fn an_empty_file_says_nothing() {
    assert_eq!(read(""), Settings::default());
    assert_eq!(read("\u{feff}# nothing\r\n"), Settings::default());
}

#[test]
fn all_errors_come_at_once_each_with_its_line_and_what_would_be_right() {
    let found = errors(
        "[busines]\nname = \"x\"\n[business]\ncurency = \"EUR\"\ncountry = \"fr\"\nform = \"sasu\"\n[time]\nhours_per_day = \"seven\"\n\
         leave_days = -1\npart_time = 80\n[policy]\nrevenue_basis = \"invoicd\"\n[[rule]]\nmatch = { descripton = \"a\" }\n",
    );
    assert_eq!(
        found,
        [
            "bilan.toml:1: busines: \"busines\" is not a table or key; did you mean business?",
            "bilan.toml:4: business.curency: \"curency\" is not a key here; did you mean currency?",
            "bilan.toml:5: business.country: \"fr\" is not a country; write its two letters (ISO 3166), as \"FR\"",
            "bilan.toml:6: business.form: \"sasu\" is not a choice; write one of company_is, company_ir, ei, bnc or micro",
            "bilan.toml:8: time.hours_per_day: \"seven\" is not a number; write digits with a point, as 7.5",
            "bilan.toml:9: time.leave_days: \"-1\" is not in range; write a number from 0 up to 366",
            "bilan.toml:10: time.part_time: \"80\" is not in range; write a number above 0 and up to 1",
            "bilan.toml:12: policy.revenue_basis: \"invoicd\" is not a choice; did you mean invoiced?",
            "bilan.toml:13: rule: set is missing; write set = { billing = \"fixed\" }",
            "bilan.toml:14: rule.match.descripton: \"descripton\" is not a key here; did you mean description?",
        ]
    );
}

#[test]
fn corrections_say_where_what_and_why() {
    let settings = read(
        "[[correct]]\nfile = \"toggl.csv\"\nline = 41\nset_aside = true\nreason = \"forgotten timer\"\n\
         [[correct]]\nfile = \"b.xlsx\"\nsheet = \"Mai\"\nline = 3\nfield = \"net\"\nvalue = 1_234.50\nreason = \"x\"\n",
    );
    let [first, second] = settings.corrections.as_slice() else { panic!("{settings:?}") };
    assert_eq!(
        (first.file.as_str(), first.row, &first.mend, first.reason.as_str()),
        ("toggl.csv", 41, &Mend::SetAside, "forgotten timer")
    );
    assert_eq!((second.sheet.as_deref(), second.line), (Some("Mai"), 6));
    assert_eq!(second.mend, Mend::Replace { field: "net".into(), value: "1234.50".into() });
}

#[test]
fn a_contract_says_its_price_and_how_far_it_has_come() {
    let settings = read(
        "[[contract]]\nclient = \"Acme\"\nproject = \"Site\"\nprice = 10_000\nrecognition = \"progress\"\n\
         progress = { 2020-12-31 = \"40 %\", 2021-06-30 = 0.755 }\ndelivered = 2021-09-30\n[[contract]]\nclient = \"Acme\"\n",
    );
    let [site, other] = settings.contracts.as_slice() else { panic!("{settings:?}") };
    assert_eq!((site.name().as_str(), site.price, site.line), ("Acme · Site", Some(10_000.into()), 1));
    assert_eq!(site.progress.values().copied().collect::<Vec<_>>(), [Decimal::new(4, 1), Decimal::new(755, 3)]);
    assert_eq!((site.recognition, site.delivered), (Recognition::Progress, NaiveDate::from_ymd_opt(2021, 9, 30)));
    assert_eq!((other.recognition, &other.project), (Recognition::Service, &None));
    assert_eq!(
        errors(
            "[[contract]]\nproject = \"x\"\nprise = 1\nrecognition = \"progres\"\nprogress = { 2020-13-01 = 1, 2020-01-01 = 0.5, 2020-02-01 = \"40\", 2020-03-01 = 0.4 }\n\
             [[contract]]\nclient = \"A\"\nrecognition = \"progress\"\nprice = 1\n[[contract]]\nclient = \"A\"\n"
        ),
        [
            "bilan.toml:1: contract: client is missing; write client = \"Acme\" as the invoices have it",
            "bilan.toml:1: contract: price is missing; write price = 10000, the whole price excluding VAT, that progress is a share of",
            "bilan.toml:3: contract.prise: \"prise\" is not a key here; did you mean price?",
            "bilan.toml:4: contract.recognition: \"progres\" is not a choice; did you mean progress?",
            "bilan.toml:5: contract.progress.2020-13-01: \"2020-13-01\" is not a date; write year, month and day, as 2020-12-31",
            "bilan.toml:5: contract.progress.2020-02-01: \"40\" is not a share of the whole; write 0.40 or \"40 %\", up to 1",
            "bilan.toml:5: contract.progress: progress falls from 0.5 to 0.4 on 2020-03-01; write the whole of what is done by each day",
            "bilan.toml:6: contract: progress is missing; write progress = { 2020-12-31 = 0.40 }, a share of the whole by day",
            "bilan.toml:10: contract: \"A\" is already at line 6; keep one of the two",
        ]
    );
}

#[test]
fn a_target_is_a_rate_and_a_share() {
    let settings = read("[target.2021]\nday_rate = 700\nshare = 0.80\n");
    let target = settings.targets.get(&2021).map(|target| (target.day_rate, target.share, target.line));
    assert_eq!(target, Some((Decimal::from(700), Decimal::new(8, 1), 1)));
    assert_eq!(
        errors("[target.2021]\nday_rate = 700\nshare = 80\n[target.2020]\nshare = 0.8\n[target.20]\n"),
        [
            "bilan.toml:3: target.2021.share: \"80\" is not in range; write a number above 0 and up to 1",
            "bilan.toml:4: target.2020: day_rate is missing; write day_rate = 700 and share = 0.80",
            "bilan.toml:6: target.20: \"20\" is not a year; write the four digits of the year in which the fiscal year ends",
        ]
    );
}

#[test]
fn checks_are_switched_off_by_their_names() {
    assert_eq!(read("[check]\noff = [\"reading\"]\n").checks_off, ["reading"]);
    assert_eq!(
        errors("[check]\noff = [\"readings\"]\non = []\n"),
        [
            "bilan.toml:2: check.off: \"readings\" is not a check; did you mean reading?",
            "bilan.toml:3: check.on: \"on\" is not a key here; did you mean off?",
        ]
    );
}

#[test]
fn working_time_is_stated_or_recorded_and_part_time_has_its_days() {
    let settings = read(
        "[time]\nleave_days = \"recorded\"\nsick_days = { 2020 = 3 }\nsolidarity_day = true\n\
         [[time.part_time]]\nfrom = 2021-01-01\noff = []\n[[time.part_time]]\nfrom = 2020-01-01\noff = [\"mercredi\", \"monday\"]\n\
         [[person]]\nname = \"Alice\"\nfrom = 2020-03-01\npart_time = 0.5\n",
    );
    assert_eq!(settings.time.leave_days, TimeOff::Recorded);
    assert_eq!((settings.time.sick_days.in_year(2020), settings.time.sick_days.in_year(2019)), (Some(3.into()), None));
    assert!(settings.time.solidarity_day);
    let on = |month, day| NaiveDate::from_ymd_opt(2020, month, day).and_then(|day| settings.time.part_time.on(day));
    // 6 January 2020 is a Monday.
    assert_eq!([on(1, 6), on(1, 7), on(1, 8)], [None, Some(1.into()), None]);
    let alice = settings.persons.first().expect("a person");
    assert_eq!((alice.name.as_str(), alice.from), ("Alice", NaiveDate::from_ymd_opt(2020, 3, 1)));
    assert_eq!(alice.part_time.as_ref().and_then(PartTime::only_share), Some(Decimal::new(5, 1)));
    assert_eq!(
        errors(
            "[time]\nleave_days = \"many\"\nsolidarity_day = 1\n[[time.part_time]]\noff = [\"wensday\"]\n[[time.part_time]]\nshare = 2\n\
             [[person]]\nfrom = 2020-02-01\nto = 2020-01-01\n[[person]]\nname = \"A\"\n[[person]]\nname = \"A\"\n"
        ),
        [
            "bilan.toml:2: time.leave_days: \"many\" is not a number of days; write a number of days, { 2020 = 25 }, or \"recorded\"",
            "bilan.toml:3: time.solidarity_day: \"1\" is not a yes or no; write true or false",
            "bilan.toml:5: time.part_time.off: \"wensday\" is no day of the working week; did you mean wednesday?",
            "bilan.toml:6: time.part_time: another part time begins on the same day; write from = 2020-01-01 with its date",
            "bilan.toml:7: time.part_time.share: \"2\" is not in range; write a number above 0 and up to 1",
            "bilan.toml:8: person: name is missing; write name = \"Alice\" as the timesheets have it",
            "bilan.toml:8: person: to = 2020-01-01 is before from = 2020-02-01; write the last day after the first",
            "bilan.toml:13: person: \"A\" is already at line 11; keep one of the two",
        ]
    );
}

#[test]
fn text_that_is_no_toml_is_told_with_its_line() {
    let found = errors("[business]\nname = Exemple\n");
    assert!(found.first().is_some_and(|error| error.starts_with("bilan.toml:2: not readable as TOML: ")), "{found:?}");
}

#[test]
fn fiscal_years_must_follow_each_other() {
    let years = |second: &str| {
        format!(
            "[[fiscal_year]]\nlabel = \"2017\"\nstart = 2016-12-01\nend = 2017-12-31\n[[fiscal_year]]\n{second}\nend = 2018-12-31\n"
        )
    };
    assert_eq!(
        errors(&years("start = 2017-12-01")),
        [
            "bilan.toml:5: fiscal_year: fiscal years 2017 and 2017/18 overlap: the first ends on 2017-12-31, the second starts on 2017-12-01; start it on the day after the first ends"
        ]
    );
    assert_eq!(
        errors(&years("label = \"2018\"")),
        ["bilan.toml:5: fiscal_year: start is missing; write start = 2017-12-31 with its date"]
    );
    let settings = read(&years("start = 2018-01-01"));
    let first = settings.fiscal_years.and_then(|years| years.year(2017));
    assert_eq!(first.map(|year| year.start), NaiveDate::from_ymd_opt(2016, 12, 1));
    assert_eq!(
        errors("[business]\nfiscal_year_start = \"1-1\"\n"),
        [
            "bilan.toml:2: business.fiscal_year_start: \"1-1\" is not the start of a year; write month and day in quotation marks, as \"01-01\""
        ]
    );
    assert_eq!(errors("[business]\nfiscal_year_start = \"02-30\"\n").len(), 1);
}

/// Which names are figures is told where figures are: see `analysis::undeclarable`.
#[test]
fn declared_figures_have_a_year_and_a_line() {
    assert_eq!(
        errors("[declared.2020]\nrevenue = 1\n[declared.20]\nrevenue = 1\n"),
        ["bilan.toml:3: declared.20: \"20\" is not a year; write the four digits of the year in which the fiscal year ends"]
    );
    assert_eq!(
        errors("[declared]\nrevnue = 3\n2020 = 4\n"),
        [
            "bilan.toml:2: declared.revnue: \"revnue\" is not a year; write the four digits of the year in which the fiscal year ends",
            "bilan.toml:3: declared.2020: \"4\" is not a table; write [declared.2020] on a line of its own",
        ],
        "one mistake, one error"
    );
    let settings = read("[declared.2020]\n\nrevenue = 1\n");
    assert_eq!(settings.declared.get(&2020).and_then(|declared| declared.lines.get("revenue").copied()), Some(3));
}

#[test]
fn columns_of_a_mapping_are_those_of_its_kind() {
    assert_eq!(
        errors("[[mapping]]\nfile = \"a.csv\"\ncolumns = { nett = \"Total\" }\n"),
        ["bilan.toml:3: mapping.columns.nett: \"nett\" is not a key here; did you mean net?"]
    );
    let of_payments = errors("[[mapping]]\nfile = \"a.csv\"\ncolumns = { net = \"Total\" }\nkind = \"payments\"\n");
    assert_eq!(of_payments.len(), 1, "{of_payments:?}");
    assert!(errors("[[mapping]]\nfile = \"a.csv\"\ncolumns = { paid = \"\", debit = \"D\" }\n").is_empty());
}

#[test]
fn decimals_never_pass_through_floats() {
    let value = |text: &str| {
        read(&format!("[declared.2020]\nrevenue = {text}\n")).declared.get(&2020).and_then(|d| d.values.get("revenue").copied())
    };
    assert_eq!(value("0.1000000000000000055"), "0.1000000000000000055".parse().ok());
    assert_eq!(value("9007199254740993.0"), Some(Decimal::from(9_007_199_254_740_993_i64)));
    assert_eq!(value("1e3"), Some(Decimal::from(1000)));
    assert_eq!(errors("[declared.2020]\nrevenue = nan\n").len(), 1);
    assert_eq!(errors("[declared.2020]\nrevenue = 0xff\n").len(), 1);
}

#[test]
fn cash_accounting_is_the_default_where_it_is_the_rule() {
    assert_eq!(read("[business]\nform = \"micro\"\n").policy.revenue_basis, RevenueBasis::Paid);
    let years = read(
        "[business]\nform = \"bnc\"\n[policy]\nbilled_days = \"timesheets\"\n[policy.2019]\nfixed_price_days = \"equivalent\"\n",
    );
    let then = years.published_under.get(&2019).copied().unwrap_or_default();
    assert_eq!(then.fixed_price_days, FixedPriceDays::Equivalent);
    assert_eq!((then.billed_days, then.revenue_basis), (years.policy.billed_days, RevenueBasis::Paid), "the rest is as today");
    let said = read("[business]\nform = \"bnc\"\n[policy]\nrevenue_basis = \"invoiced\"\n");
    assert_eq!(said.policy.revenue_basis, RevenueBasis::Invoiced);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(
        keys in prop::collection::vec(prop::sample::select(vec![
            "[business]", "[time]", "[policy]", "[[rule]]", "[[mapping]]", "[[fiscal_year]]", "[declared.2020]", "[declared]", "ignore = 1",
            "leave_days = { 2020 = 1, x = 2 }", "match = 1", "match = {}", "set = { kind = 1 }", "start = 2020-01-01", "end = 12:00:00",
            "columns = []", "file = \"[\"", "revenue = 1e400", "fiscal_year_start = \"é-é\"", "name = \"\"", "time = 1", "rule = [1]",
        ]), 0..8),
    ) {
        let text = keys.join("\n");
        match read_settings("bilan.toml", &text) {
            Ok(_) => {}
            Err(errors) => prop_assert!(errors.iter().all(|error| error.origin().and_then(crate::error::Origin::line_number).is_some())),
        }
    }
}

#[test]
fn a_micro_enterprise_says_what_it_does() {
    let settings = read("[business]\nform = \"micro\"\nactivity = \"services_bic\"\nflat_tax = true\n");
    assert_eq!((settings.business.activity, settings.business.flat_tax), (Some(Activity::Services), true));
    let wrong = errors(
        "[business]\nactivity = \"services\"\nflat_tax = \"yes\"\n[[rule]]\nmatch = { client = \"a\" }\nset = { rate = -1 }\n",
    );
    let text = wrong.join("\n");
    for part in
        ["bilan.toml:2: business.activity", "services_bnc", "bilan.toml:3: business.flat_tax", "bilan.toml:6: rule.set.rate"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn what_the_tax_of_a_company_asks_for() {
    let business = read(
        "[business]\ncountry = \"UK\"\ncompany_tax_rate = \"14.50 %\"\nsmall_company = false\nassociated_companies = 2\ntrade_tax_multiplier = 410\n",
    )
    .business;
    assert_eq!(business.country.as_deref(), Some("GB"));
    assert_eq!(business.company_tax_rate, Some(Decimal::new(145, 1)));
    assert_eq!((business.small_company, business.associated_companies), (Some(false), 2));
    assert_eq!(business.trade_tax_multiplier, Some(410));
    for (line, said) in [
        ("company_tax_rate = 0.145", "\"0.145\" is not a rate; write it in percent and quotation marks, as \"14.5 %\""),
        ("company_tax_rate = \"14,5 %\"", "\"14,5 %\" is not a rate"),
        ("company_tax_rate = \"-1%\"", "\"-1%\" is not a rate"),
        ("company_tax_rate = \"101 %\"", "\"101 %\" is not a rate"),
        ("company_tax_rate = \"%\"", "\"%\" is not a rate"),
        ("associated_companies = -1", "\"-1\" is not in range; write a whole number from 0 to 1000"),
        ("trade_tax_multiplier = 4.1", "\"4.1\" is not in range; write a whole number from 200 to 2000"),
        ("small_company = \"yes\"", "\"yes\" is not a yes or no"),
    ] {
        let errors = errors(&format!("[business]\n{line}\n"));
        assert!(errors.len() == 1 && errors.iter().all(|error| error.contains(said)), "{line}: {errors:?}");
    }
}
