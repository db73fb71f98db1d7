//! A commented `bilan.toml` from what was found.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::settings::{CHECKS, toml_text};
use crate::books::Books;
use crate::error::Origin;
use crate::model::{
    Activity, BilledDays, Billing, Contract, DepreciationTime, FixedPriceDays, LegalForm, Money, PartTime, Person, RevenueBasis,
    RevenueSource, ServiceSpread, Settings, TimeOff,
};

/// More groups than this would bury the rest of the file.
const MOST_GROUPS: usize = 40;

/// The text of a commented `bilan.toml` for these books: what was told by the files or said before as keys, the rest as comments
/// with the choices there are, and a rule for each group of invoice lines that do not say how the work is paid.
///
/// ```
/// use bilan::books::BooksBuilder;
/// use bilan::model::Settings;
/// let books = BooksBuilder::new(Settings::default()).finish();
/// assert!(bilan::ingest::commented_settings(&books).contains("# leave_days = 25"));
/// ```
pub fn commented_settings(books: &Books) -> String {
    let mut text = String::from(
        "# Settings of one business. Lines that begin with # are not read: take the # away where one says more than the files do.\n",
    );
    let settings = books.settings();
    head(&mut text, settings);
    time_and_policy(&mut text, settings);
    checks(&mut text, settings);
    declared(&mut text);
    corrections(&mut text);
    rules(&mut text, books);
    text
}

/// `key = value`, as a comment if it is only an example, then what it means.
fn key(text: &mut String, key: &str, said: Option<String>, example: &str, meaning: &str) {
    let line = match said {
        Some(value) => format!("{key} = {value}"),
        None => format!("# {key} = {example}"),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line:<34}# {meaning}");
}

fn head(text: &mut String, settings: &Settings) {
    let business = &settings.business;
    let said = |value: &Option<String>| value.as_deref().map(toml_text);
    let ignored: Vec<String> = settings.ignore.iter().map(|glob| toml_text(glob)).collect();
    let ignored = (!ignored.is_empty()).then(|| format!("[{}]", ignored.join(", ")));
    key(text, "ignore", ignored, "[\"archives/**\"]", "files to leave alone");
    text.push_str("\n[business]\n");
    key(text, "name", said(&business.name), "\"Exemple Conseil\"", "printed above the review");
    key(text, "country", said(&business.country), "\"FR\"", "holidays, tax, accounts");
    key(text, "region", said(&business.region), "\"metropole\"", "a region with holidays of its own");
    key(text, "currency", said(&business.currency), "\"EUR\"", "of the books");
    key(text, "language", said(&business.language), "\"fr\"", "fr | en");
    let form = LegalForm::ALL.iter().find(|(_, form)| Some(*form) == business.form).map(|(id, _)| toml_text(id));
    key(text, "form", form, "\"company_is\"", &one_of(LegalForm::ALL.iter().map(|(id, _)| *id)));
    let activity = business.activity.map(|activity| toml_text(activity.id()));
    key(
        text,
        "activity",
        activity,
        "\"services_bnc\"",
        &format!("of a micro: {}", one_of(Activity::ALL.iter().map(|(id, _)| *id))),
    );
    let flat_tax = business.flat_tax.then(|| "true".to_owned());
    key(text, "flat_tax", flat_tax, "true", "only if a micro pays income tax with its contributions (versement libératoire)");
    let rate = business.company_tax_rate.map(|rate| toml_text(&format!("{rate} %")));
    key(text, "company_tax_rate", rate, "\"14.5 %\"", "of a company: a total rate instead of the law's, needed in Switzerland");
    let is_small = business.small_company.map(|is_small| is_small.to_string());
    key(text, "small_company", is_small, "true", "reduced rate of a company: unsaid true in France, false in Belgium");
    let associated = (business.associated_companies > 0).then(|| business.associated_companies.to_string());
    key(text, "associated_companies", associated, "1", "United Kingdom: limits of the corporation tax are shared with them");
    let multiplier = business.trade_tax_multiplier.map(|multiplier| multiplier.to_string());
    key(text, "trade_tax_multiplier", multiplier, "410", "Germany: Hebesatz of the municipality, in percent");
    let years = settings.fiscal_years.as_ref();
    let start = years.map(|years| years.start()).map(|(month, day)| format!("\"{month:02}-{day:02}\""));
    key(text, "fiscal_year_start", start, "\"01-01\"", "month and day");
    key(text, "siren", said(&business.siren), "\"123456789\"", "shown above the review");
    key(text, "vat_id", said(&business.vat_id), "\"FR32123456789\"", "the same");
    let exempt = business.vat_exempt.then(|| "\"exempt\"".to_owned());
    key(text, "vat", exempt, "\"exempt\"", "only if no VAT is charged: amounts including VAT then stand for those without");
    for year in years.map(|years| years.declared()).unwrap_or_default() {
        let label = toml_text(&year.label);
        let _ = writeln!(text, "\n[[fiscal_year]]\nlabel = {label}\nstart = {}\nend = {}", year.start, year.end);
    }
}

fn time_and_policy(text: &mut String, settings: &Settings) {
    let time = &settings.time;
    text.push_str("\n[time]\n");
    let hours = time.hours_per_day.map(|hours| hours.to_string());
    key(text, "hours_per_day", hours, "7", "unsaid: 7 in France, 8 elsewhere");
    key(
        text,
        "leave_days",
        time_off(&time.leave_days),
        "25",
        "working days; unsaid: as recorded; without either capacity and utilization are missing; per year: { 2020 = 25 }",
    );
    key(text, "sick_days", time_off(&time.sick_days), "3", "the same for sickness; unsaid: as recorded");
    let training = "the same for training that takes working days away; \"recorded\": as in the timesheets; unsaid: none does";
    key(text, "training_days", time_off(&time.training_days), "\"recorded\"", training);
    let meaning = "share of full time, or days of the week off: [{ from = 2020-01-01, off = [\"wednesday\"] }]";
    key(text, "part_time", part_time(&time.part_time), "1", meaning);
    let worked = time.solidarity_day.then(|| "true".to_owned());
    key(text, "solidarity_day", worked, "true", "Whit Monday is worked");
    persons(text, &settings.persons);
    contracts(text, &settings.contracts);
    text.push_str("\n[policy]\n");
    let policy = settings.policy;
    let ids = |all: &[(&'static str, RevenueBasis)]| one_of(all.iter().map(|(id, _)| *id));
    key(text, "revenue_basis", Some(toml_text(policy.revenue_basis.id())), "", &ids(RevenueBasis::ALL));
    let sources = one_of(RevenueSource::ALL.iter().map(|(id, _)| *id));
    key(text, "revenue_source", Some(toml_text(policy.revenue_source.id())), "", &sources);
    let days = one_of(BilledDays::ALL.iter().map(|(id, _)| *id));
    key(text, "billed_days", Some(toml_text(policy.billed_days.id())), "", &days);
    let fixed = one_of(FixedPriceDays::ALL.iter().map(|(id, _)| *id));
    key(text, "fixed_price_days", Some(toml_text(policy.fixed_price_days.id())), "", &fixed);
    let spread = one_of(ServiceSpread::ALL.iter().map(|(id, _)| *id));
    key(text, "service_spread", Some(toml_text(policy.service_spread.id())), "", &spread);
    let time = one_of(DepreciationTime::ALL.iter().map(|(id, _)| *id));
    key(text, "depreciation", Some(toml_text(policy.depreciation.id())), "", &time);
    text.push_str("# The rule a year was published under, when it was another one:\n");
    text.push_str("# [policy.2019]\n# fixed_price_days = \"equivalent\"\n");
}

fn time_off(said: &TimeOff) -> Option<String> {
    let days = match said {
        TimeOff::Stated(days) => days,
        TimeOff::Recorded => return Some("\"recorded\"".to_owned()),
        _ => return None,
    };
    if let (Some(days), true) = (days.default, days.of.is_empty()) {
        return Some(days.to_string());
    }
    let mut years: Vec<String> = days.of.iter().map(|(year, days)| format!("{year} = {days}")).collect();
    years.extend(days.default.map(|days| format!("default = {days}")));
    Some(format!("{{ {} }}", years.join(", ")))
}

fn part_time(said: &PartTime) -> Option<String> {
    if let Some(share) = said.only_share() {
        return (share != Decimal::ONE).then(|| share.to_string());
    }
    let phases = said.phases().iter().map(|phase| {
        let off: Vec<String> = phase.off.iter().map(|day| toml_text(day.id())).collect();
        let from = phase.from.map(|day| format!("from = {day}"));
        let keys = [from, Some(format!("off = [{}]", off.join(", "))), Some(format!("share = {}", phase.share))];
        format!("{{ {} }}", keys.into_iter().flatten().collect::<Vec<_>>().join(", "))
    });
    Some(format!("[{}]", phases.collect::<Vec<_>>().join(", ")))
}

fn persons(text: &mut String, persons: &[Person]) {
    if persons.is_empty() {
        text.push_str("\n# Who works, if several do: their days make the capacity.\n# [[person]]\n# name = \"Alice\"\n# from = 2020-01-01\n");
    }
    for person in persons {
        let _ = writeln!(text, "\n[[person]]\nname = {}", toml_text(&person.name));
        let said = [
            ("from", person.from.map(|day| day.to_string())),
            ("to", person.to.map(|day| day.to_string())),
            ("part_time", person.part_time.as_ref().map(|said| part_time(said).unwrap_or_else(|| "1".to_owned()))),
            ("leave_days", time_off(&person.leave_days)),
            ("sick_days", time_off(&person.sick_days)),
            ("training_days", time_off(&person.training_days)),
        ];
        for (key, value) in said.into_iter().filter_map(|(key, value)| Some((key, value?))) {
            let _ = writeln!(text, "{key} = {value}");
        }
    }
}

fn contracts(text: &mut String, contracts: &[Contract]) {
    if contracts.is_empty() {
        text.push_str(
            "\n# A fixed price: when its revenue counts (service basis), and how far the work has come.\n# [[contract]]\n# client = \"Acme\"\n\
             # price = 10000\n# recognition = \"progress\"\n# progress = { 2020-12-31 = 0.40 }\n",
        );
    }
    for contract in contracts {
        let shares: Vec<String> = contract.progress.iter().map(|(day, share)| format!("{day} = {share}")).collect();
        let _ = writeln!(text, "\n[[contract]]\nclient = {}", toml_text(&contract.client));
        let said = [
            ("project", contract.project.as_ref().map(|project| toml_text(project))),
            ("price", contract.price.map(|price| price.to_string())),
            ("recognition", Some(toml_text(contract.recognition.id()))),
            ("progress", (!shares.is_empty()).then(|| format!("{{ {} }}", shares.join(", ")))),
            ("delivered", contract.delivered.map(|day| day.to_string())),
        ];
        for (key, value) in said.into_iter().filter_map(|(key, value)| Some((key, value?))) {
            let _ = writeln!(text, "{key} = {value}");
        }
    }
}

fn one_of<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.collect::<Vec<_>>().join(" | ")
}

fn checks(text: &mut String, settings: &Settings) {
    let off: Vec<String> = settings.checks_off.iter().map(|id| toml_text(id)).collect();
    text.push_str("\n[check]\n");
    let off = (!off.is_empty()).then(|| format!("[{}]", off.join(", ")));
    key(text, "off", off, "[\"ledger_balance\"]", &format!("cross-checks that are not made: {}", one_of(CHECKS.into_iter())));
}

fn declared(text: &mut String) {
    text.push_str("\n# Figures that nothing in the files feeds, by the year in which the fiscal year ends.\n");
    text.push_str("# [declared.2020]\n# result_after_tax = 8000\n# source = \"liasse\"\n");
}

fn corrections(text: &mut String) {
    text.push_str("\n# A row of an export that cannot be edited; with field and value one of its cells is replaced.\n");
    text.push_str("# [[correct]]\n# file = \"export.csv\"\n# line = 14\n# set_aside = true\n# reason = \"forgotten timer\"\n");
}

/// Invoice lines of one client with one description.
struct Group {
    lines: u32,
    net: i128,
    first: Origin,
}

fn rules(text: &mut String, books: &Books) {
    let mut groups: BTreeMap<(String, String), Group> = BTreeMap::new();
    for row in books.invoice_lines().iter() {
        let line = row.value();
        if line.billing == Billing::Unclassified {
            let group = groups.entry((line.client.trim().to_owned(), line.description.trim().to_owned()));
            let group = group.or_insert_with(|| Group { lines: 0, net: 0, first: row.origin() });
            group.lines += 1;
            group.net += i128::from(line.net.mantissa());
        }
    }
    if groups.is_empty() {
        return;
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.net.abs()));
    text.push_str(
        "\n# These invoice lines do not say how the work is paid. Until a rule does, revenue by kind of work is missing.\n",
    );
    let currency = books.settings().business.currency.as_deref().unwrap_or_default();
    for ((client, description), group) in groups.iter().take(MOST_GROUPS) {
        let net =
            Decimal::try_from_i128_with_scale(group.net, Money::SCALE).map(|net| net.normalize().to_string()).unwrap_or_default();
        let lines = if group.lines == 1 { "1 line".to_owned() } else { format!("{} lines", group.lines) };
        let sum = format!("{net} {currency}");
        let _ = writeln!(text, "\n# {lines}, {} the first: {}", group.first, sum.trim_end());
        let asked = [("client", client), ("description", description)].into_iter().filter(|(_, cell)| !cell.is_empty());
        let asked: Vec<String> = asked.map(|(key, cell)| format!("{key} = {}", toml_text(&format!("={cell}")))).collect();
        if asked.is_empty() {
            text.push_str("# They name neither client nor description: write billing in the file.\n");
            continue;
        }
        let _ = writeln!(text, "# [[rule]]\n# match = {{ {} }}", asked.join(", "));
        text.push_str("# set = { billing = \"fixed\" }   # time | fixed | rebilled | disbursement\n");
    }
    if let Some(more) = groups.len().checked_sub(MOST_GROUPS).filter(|more| *more > 0) {
        let _ = writeln!(text, "\n# and {more} more groups with smaller amounts");
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::books::{BooksBuilder, Chunk, Source};
    use crate::ingest::settings::read_settings;
    use crate::model::InvoiceLine;

    fn books(settings: &str, lines: &[(&str, &str, i64)]) -> Books {
        let settings = read_settings("bilan.toml", settings);
        assert!(settings.is_ok(), "{settings:?}");
        let mut builder = BooksBuilder::new(settings.unwrap_or_default());
        let mut chunk = Chunk::default();
        for (at, (client, description, net)) in (2..).zip(lines) {
            let net = Money::from_mantissa(net * 10_000).unwrap_or_default();
            let mut line = InvoiceLine::new("F-1", NaiveDate::default(), client, net);
            line.description = description;
            chunk.invoice_line(at, &line);
        }
        builder.add(Source::new("invoices.csv", "invoices-csv"), chunk);
        builder.finish()
    }

    #[test]
    fn it_reads_back_as_what_was_known() {
        let said = "ignore = [\"a\\\\b\"]\n[business]\nname = \"\\\"É\\\"\"\ncountry = \"FR\"\nform = \"ei\"\nfiscal_year_start = \"07-01\"\n\
                    vat = \"exempt\"\n[[fiscal_year]]\nlabel = \"long\"\nstart = 2019-01-01\nend = 2020-06-30\n\
                    [time]\nhours_per_day = 7.5\nleave_days = { 2020 = 25, default = 20 }\nsick_days = 3\ntraining_days = \"recorded\"\n\
                    part_time = 0.8\nsolidarity_day = true\n\
                    [[person]]\nname = \"Alice\"\nfrom = 2019-07-01\nto = 2021-12-31\nleave_days = { 2019 = 12 }\n\
                    [[person.part_time]]\noff = [\"friday\"]\n[[person.part_time]]\nfrom = 2020-01-01\nshare = 0.5\n\
                    [[person]]\nname = \"Bob\"\npart_time = 1\n\
                    [policy]\nrevenue_basis = \"service\"\nbilled_days = \"timesheets\"\n[check]\noff = [\"reading\"]\n";
        for said in ["", said] {
            let books = books(said, &[("Client \"A\"\n", "conseil", 100)]);
            let read = read_settings("bilan.toml", &commented_settings(&books));
            assert_eq!(read.as_ref(), Ok(books.settings()));
        }
    }

    #[test]
    fn every_example_is_right_once_its_mark_is_taken_away() {
        let text = commented_settings(&books("", &[]));
        let is_example = |line: &&str| line.contains(" = ") || line.starts_with('[');
        let uncommented: Vec<&str> =
            text.lines().map(|line| line.strip_prefix("# ").filter(is_example).unwrap_or(line)).collect();
        let read = read_settings("bilan.toml", &uncommented.join("\n"));
        assert!(read.as_ref().is_ok_and(|settings| settings.declared.len() == 1 && settings.business.vat_exempt), "{read:?}");
    }

    #[test]
    fn each_unclassified_group_gets_a_rule_the_largest_first() {
        let lines = [("A", "one", 10), ("B", "two\nlines", -300), ("A", "one", 20), ("C", "", 5)];
        let text = commented_settings(&books("", &lines));
        let (_, rules) = text.split_once("is missing.\n").unwrap_or_default();
        assert_eq!(
            rules,
            "\n# 1 line, invoices.csv:3 the first: -300\n# [[rule]]\n# match = { client = \"=B\", description = \"=two\\u000Alines\" }\n\
             # set = { billing = \"fixed\" }   # time | fixed | rebilled | disbursement\n\
             \n# 2 lines, invoices.csv:2 the first: 30\n# [[rule]]\n# match = { client = \"=A\", description = \"=one\" }\n\
             # set = { billing = \"fixed\" }   # time | fixed | rebilled | disbursement\n\
             \n# 1 line, invoices.csv:5 the first: 5\n# [[rule]]\n# match = { client = \"=C\" }\n\
             # set = { billing = \"fixed\" }   # time | fixed | rebilled | disbursement\n"
        );
        let uncommented: String = rules
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| line.starts_with(['[', 'm', 's']))
            .flat_map(|line| [line, "\n"])
            .collect();
        assert_eq!(read_settings("bilan.toml", &uncommented).map(|settings| settings.rules.len()), Ok(3));
    }
}
