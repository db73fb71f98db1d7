//! A sound book gives nothing above info, and one fault in it is found, named and located. Each fault is one change of a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bilan::books::Books;
use bilan::check::{Checks, Finding, LedgerMatch, Quality, Severity};
use bilan::model::Wording;
use chrono::Datelike as _;

/// Files by their names, as text.
#[derive(Clone)]
struct Files(Vec<(&'static str, String)>);

impl Files {
    /// The same files with one text replaced, which has to be there once.
    fn with(mut self, name: &str, from: &str, to: &str) -> Self {
        let (_, text) = self.0.iter_mut().find(|(known, _)| *known == name).expect("a file of this name");
        assert_eq!(text.matches(from).count(), 1, "{from} in {name}");
        *text = text.replace(from, to);
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self
    }

    fn and(mut self, name: &'static str, text: &str) -> Self {
        self.0.push((name, text.to_owned()));
        self
    }

    fn open(&self, test: &str) -> Books {
        let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults").join(test);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        for (name, text) in &self.0 {
            std::fs::write(folder.join(name), text).expect("a file");
        }
        Books::open(&folder).expect("books")
    }

    /// Findings of a check above info: code, and the places of both sides.
    fn found(&self, test: &str, check: &str) -> Vec<String> {
        let books = self.open(test);
        let errors: Vec<_> = books.errors().iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let findings = Checks::all().of(&books).expect("findings");
        let of_check = findings.iter().filter(|(of, finding)| of.id == check && finding.severity > Severity::Info);
        of_check.map(|(_, finding)| told(finding)).collect()
    }
}

fn told(finding: &Finding) -> String {
    let places = |places: &[bilan::error::Origin]| places.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let mut told = format!("{} {} | {}", finding.code, places(&finding.left), places(&finding.right));
    if let Some(amount) = finding.amount {
        let _ = write!(told, " = {}", amount.normalize());
    }
    assert!(!finding.text.fr.is_empty() && !finding.text.en.is_empty());
    assert!(!finding.text.en.contains('{'), "{}", finding.text.en);
    told
}

/// Two clients billed each month of 2020 for ten and five days, at 700 and 600 €: paid in the month after, but for December. Each entry is a
/// day on a working day; the timesheet of a month begins on its line 2 + 15 × month0, its invoices stand on lines 2 + 2 × month0 and the next.
fn sound() -> Files {
    let mut invoices = "number,issued,client,description,billing,quantity,unit,unit_price,net,vat,service_start,service_end,due,paid,type,status,refers_to\n".to_owned();
    let mut times = "date,client,project,task,days,billable,billing,kind,rate\n".to_owned();
    let mut payments = "number,date,amount\n".to_owned();
    for month in 1..=12 {
        let last = chrono::NaiveDate::from_ymd_opt(2020, month, 1).and_then(|day| day.checked_add_months(chrono::Months::new(1)));
        let last = last.and_then(|day| day.pred_opt()).expect("a day");
        for (client, number, quantity, rate) in [("Alpha", 2 * month - 1, 10, 700), ("Beta", 2 * month, 5, 600)] {
            let (net, vat) = (quantity * rate, quantity * rate / 5);
            let (paid, status) = match month {
                12 => (String::new(), "sent"),
                _ => (format!("2020-{:02}-25", month + 1), "paid"),
            };
            let due = last + chrono::Days::new(30);
            let _ = writeln!(
                invoices,
                "F-2020-{number:03},{last},{client},Work {month:02}/2020,time,{quantity},day,{rate},{net},{vat},2020-{month:02}-01,{last},{due},{paid},invoice,{status},"
            );
            if month < 12 {
                let _ = writeln!(payments, "F-2020-{number:03},{paid},{}", net + vat);
            }
        }
        let calendar = bilan::jurisdiction::Calendar::of("FR", None).expect("a calendar");
        let first = last.with_day(1).expect("a day");
        let working = first.iter_days().filter(|day| calendar.is_working_day(*day)).take(15);
        for (at, day) in working.enumerate() {
            let (client, rate) = if at < 10 { ("Alpha", 700) } else { ("Beta", 600) };
            let _ = writeln!(times, "{day},{client},,Work,1,yes,time,work,{rate}");
        }
    }
    let published = "metric,2020\nChiffre d'affaires,120 K€\nbilled_days,180\nTJM,667 €\n";
    Files(vec![
        ("bilan.toml", "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n[time]\nleave_days = 25\n".to_owned()),
        ("invoices.csv", invoices),
        ("timesheets.csv", times),
        ("payments.csv", payments),
        ("published.csv", published.to_owned()),
    ])
}

fn assert_faults(check: &str, faults: &[(&str, Files, &[&str])]) {
    for (name, files, expected) in faults {
        let found = files.found(&format!("{check}-{name}"), check);
        assert_eq!(found, *expected, "{check}: {name}");
    }
}

#[test]
fn a_sound_book_gives_nothing_above_info() {
    let findings = Checks::all().of(&sound().open("sound")).expect("findings");
    let above: Vec<_> = findings.iter().filter(|(_, finding)| finding.severity > Severity::Info).collect();
    assert!(above.is_empty(), "{above:#?}");
}

/// Billed on the 5th of the month after, without service dates, numbered anew each month; hours a little off; a pack of days paid before it is
/// worked; work at a fixed price that no column tells; a deposit and the invoice that refers to it.
#[test]
fn other_habits_are_sound_too() {
    let mut invoices = "number,issued,client,description,billing,quantity,unit,unit_price,net,vat,type,refers_to\n".to_owned();
    invoices += "2020-01-001,2020-01-03,Pack,Days,time,24,day,500,12000,2400,invoice,\n";
    invoices += "2020-01-002,2020-01-04,Fixed,Deposit,fixed,,,,5000,1000,deposit,\n";
    let mut times = "date,client,hours\n".to_owned();
    for month in 1..=11 {
        let _ = writeln!(invoices, "2020-{0:02}-001,2020-{0:02}-05,Alpha,Work,time,10,day,700,7000,1400,invoice,", month + 1);
        for day in 6..=15 {
            let _ = writeln!(times, "2020-{month:02}-{day:02},ALPHA SARL,6.9");
        }
        let _ = writeln!(times, "2020-{month:02}-16,Pack,7\n2020-{month:02}-17,Pack,6.9\n2020-{month:02}-18,fixed,7");
    }
    invoices += "2020-12-002,2020-12-18,Fixed,Balance,fixed,,,,15000,3000,invoice,2020-01-002\n";
    invoices += "2020-12-003,2020-12-18,Alpha,Rebate on November,time,-1,day,700,-700,-140,credit_note,2020-12-001\n";
    let times = times.replace("2020-11-06,ALPHA SARL,6.9\n", "");
    let payments = "number,date,amount\n2020-01-002,2020-01-30,6000\n2020-12-002,2020-12-30,12000\n";
    let settings = "[business]\ncountry = \"FR\"\ncurrency = \"EUR\"\n";
    let files = Files(vec![
        ("bilan.toml", settings.to_owned()),
        ("invoices.csv", invoices),
        ("timesheets.csv", times),
        ("payments.csv", payments.to_owned()),
    ]);
    let findings = Checks::all().of(&files.open("other-habits")).expect("findings");
    let above: Vec<_> = findings.iter().filter(|(_, finding)| finding.severity > Severity::Info).collect();
    let above: Vec<_> = above.into_iter().map(|(_, finding)| (told(finding), &finding.text.en)).collect();
    assert!(above.is_empty(), "{above:#?}");
    let found: Vec<&str> =
        findings.iter().filter(|(check, _)| check.id == "timesheets_vs_invoices").map(|(_, finding)| finding.code).collect();
    assert_eq!(found, ["not_worked_yet", "billed_before"]);
}

/// Lines of an invoice, by its number, on line `number` + 1 of the file.
fn invoice(number: u32) -> String {
    let books = sound();
    let (_, text) = books.0.iter().find(|(name, _)| *name == "invoices.csv").expect("invoices");
    text.lines().nth(number as usize).expect("a line").to_owned()
}

#[test]
fn numbering() {
    let line = |number: u32| invoice(number) + "\n";
    let aside = sound().with(
        "invoices.csv",
        "Work 03/2020,time,5,day,600,3000,600,2020-03-01,2020-03-31,2020-04-30,2020-04-25,invoice,paid",
        "Work 03/2020,time,5,day,600,3000,600,2020-03-01,2020-03-31,2020-04-30,,invoice,cancelled",
    );
    let next_year = "F-2021-002,2021-01-31,Alpha,Work,time,1,day,700,700,140,,,,,invoice,sent,\n";
    assert_faults("numbering", &[
        ("gap", sound().with("invoices.csv", &line(5), ""), &["number_gap invoices.csv:5 | invoices.csv:6 = 1"]),
        (
            "huge-gap",
            sound().with("invoices.csv", "F-2020-024", "F-2020-024000"),
            &["number_gap invoices.csv:24 | invoices.csv:25 = 23976"],
        ),
        ("many-gaps", sound().with("invoices.csv", "F-2020-024", "F-2020-900").with("invoices.csv", "F-2020-012", "F-2020-800"), &[
            "number_gap invoices.csv:12 | invoices.csv:25 = 876",
            "number_backwards invoices.csv:13 | invoices.csv:24",
        ]),
        ("duplicate", sound().with("invoices.csv", "F-2020-008", "F-2020-007"), &[
            "number_duplicate invoices.csv:8 | invoices.csv:9",
            "number_gap invoices.csv:8 | invoices.csv:10 = 1",
        ]),
        ("same-place", sound().with("invoices.csv", "F-2020-008", "F-2020-7"), &[
            "number_duplicate invoices.csv:8 | invoices.csv:9",
            "number_gap invoices.csv:9 | invoices.csv:10 = 1",
        ]),
        ("backwards", sound().with("invoices.csv", "F-2020-009,2020-05-31", "F-2020-009,2020-02-10"), &[
            "number_backwards invoices.csv:10 | invoices.csv:9",
        ]),
        ("twice", sound().with("invoices.csv", &line(6), &line(6).repeat(2)), &["invoice_twice invoices.csv:7 | invoices.csv:8"]),
        ("cancelled-is-no-gap", aside.without("payments.csv"), &[]),
        (
            "first-of-a-year",
            sound().with("invoices.csv", &line(24), &(line(24) + next_year)),
            &["number_gap  | invoices.csv:26 = 1"],
        ),
        (
            "credit-note-in-the-series",
            sound().with("invoices.csv", &line(24), &(line(24) + "F-2020-025,2020-12-31,Alpha,Rebate,fixed,,,,-100,-20,,,,,credit_note,sent,F-2020-023\n")),
            &[],
        ),
        (
            "credit-note-series",
            sound().with("invoices.csv", &line(24), &(line(24) + "A-2020-001,2020-12-31,Alpha,Rebate,fixed,,,,-100,-20,,,,,credit_note,sent,F-2020-023\nA-2020-003,2020-12-31,Alpha,Rebate,fixed,,,,-100,-20,,,,,credit_note,sent,F-2020-023\n")),
            &["number_gap invoices.csv:26 | invoices.csv:27 = 1"],
        ),
        (
            "credit-note-of-nothing",
            sound().with("invoices.csv", &line(24), &(line(24) + "A-2020-001,2020-12-31,Alpha,Rebate,fixed,,,,-100,-20,,,,,credit_note,sent,F-9999\n")),
            &["credit_note_unknown_invoice invoices.csv:26 |  = -100"],
        ),
        // The same number with other separators, and an invoice that was only a draft.
        (
            "credit-note-spelt-otherwise",
            sound().with("invoices.csv", &line(24), &(line(24) + "A-2020-001,2020-12-31,Alpha,Rebate,fixed,,,,-100,-20,,,,,credit_note,sent,f2020/23\n")),
            &[],
        ),
        (
            "credit-note-of-a-draft",
            sound().with("invoices.csv", &line(24), &(line(24) + "F-2020-025,2020-12-31,Alpha,Work,fixed,,,,100,20,,,,,invoice,draft,\nA-2020-001,2020-12-31,Alpha,Rebate,fixed,,,,-100,-20,,,,,credit_note,sent,F-2020-025\n")),
            &["credit_note_unknown_invoice invoices.csv:27 |  = -100"],
        ),
        // The first refers to itself, the second to the first: no invoice. The third takes off invoice F-2020-023.
        (
            "credit-note-of-a-credit-note",
            sound().with("invoices.csv", &line(24), &(line(24) + "A-2020-001,2020-12-31,Alpha,Rebate,fixed,,,,-100,-20,,,,,credit_note,sent,A-2020-001\nA-2020-002,2020-12-31,Alpha,Rebate,fixed,,,,-50,-10,,,,,credit_note,sent,a2020/1\nA-2020-003,2020-12-31,Alpha,Rebate,fixed,,,,-10,-2,,,,,credit_note,sent,F-2020-023\n")),
            &["credit_note_unknown_invoice invoices.csv:26 |  = -100", "credit_note_unknown_invoice invoices.csv:27 |  = -50"],
        ),
    ]);
}

#[test]
fn timesheets_against_invoices() {
    let alpha = "Work 03/2020,time,10,day,700,7000,1400";
    assert_faults(
        "timesheets_vs_invoices",
        &[
            // March has its entries on lines 32 to 46: ten of Alpha, five of Beta. Its invoices are on lines 6 and 7.
            (
                "not-billed",
                sound().with("invoices.csv", alpha, "Work 03/2020,time,9,day,700,6300,1260"),
                &[&*format!("worked_not_billed {} | invoices.csv:6 = 1", lines("timesheets.csv", 32..42))],
            ),
            (
                "not-worked",
                sound().with("invoices.csv", alpha, "Work 03/2020,time,10.5,day,700,7350,1470"),
                &[&*format!("billed_not_worked {} | invoices.csv:6 = -0.5", lines("timesheets.csv", 32..42))],
            ),
            (
                "rate",
                sound().with("invoices.csv", alpha, "Work 03/2020,time,10,day,710,7100,1420"),
                &[&*format!("rate_differs invoices.csv:6 | {} = 10", lines("timesheets.csv", 32..42))],
            ),
            (
                "rate-of-an-entry",
                sound().with(
                    "timesheets.csv",
                    "2020-03-02,Alpha,,Work,1,yes,time,work,700",
                    "2020-03-02,Alpha,,Work,1,yes,time,work,650",
                ),
                &["rate_differs invoices.csv:6 | timesheets.csv:32 = 50"],
            ),
            // Of the invoice only net and quantity are said: 7 000 ÷ 10 = 700, as agreed; then 7 100 ÷ 10.
            ("no-price", sound().with("invoices.csv", alpha, "Work 03/2020,time,10,day,,7000,1400"), &[]),
            (
                "rate-without-a-price",
                sound().with("invoices.csv", alpha, "Work 03/2020,time,10,day,,7100,1420"),
                &[&*format!("rate_differs invoices.csv:6 | {} = 10", lines("timesheets.csv", 32..42))],
            ),
            // 70 hours, ten days of seven, at 700 a day.
            ("no-price-of-hours", sound().with("invoices.csv", alpha, "Work 03/2020,time,70,hour,,7000,1400"), &[]),
            (
                "no-invoice",
                sound().with("invoices.csv", &(invoice(6) + "\n"), ""),
                &[&*format!("worked_not_billed {} |  = 5", lines("timesheets.csv", 42..47))],
            ),
        ],
    );
}

#[test]
fn payments() {
    let third = "F-2020-003,2020-03-25,8400\n";
    assert_faults(
        "payments",
        &[
            // The third invoice is on line 4 of both files.
            (
                "unknown",
                sound().with("payments.csv", third, "F-2020-030,2020-03-25,8400\n"),
                &["payment_unknown_invoice payments.csv:4 |  = 8400"],
            ),
            (
                "twice",
                sound().with("payments.csv", third, &third.repeat(2)),
                &["paid_twice payments.csv:4 payments.csv:5 | invoices.csv:4 = 8400"],
            ),
            (
                "overpaid",
                sound().with("payments.csv", third, "F-2020-003,2020-03-25,8500\n"),
                &["overpaid payments.csv:4 | invoices.csv:4 = 100"],
            ),
            (
                "before",
                sound().with("payments.csv", third, "F-2020-003,2020-02-25,8400\n"),
                &["paid_before_issue payments.csv:4 | invoices.csv:4"],
            ),
            (
                "in-part",
                sound().with("payments.csv", third, "F-2020-003,2020-03-25,4000\n"),
                &["paid_in_part invoices.csv:4 | payments.csv:4 = 4400"],
            ),
            (
                "in-two-parts",
                sound().with("payments.csv", third, "F-2020-003,2020-03-25,4200\nF-2020-003,2020-04-25,4200\n"),
                &[],
            ),
            ("less-a-discount", sound().with("payments.csv", third, "F-2020-003,2020-03-25,8232\n"), &[]),
            (
                "no-date",
                sound().with("payments.csv", third, "").with(
                    "invoices.csv",
                    "2020-03-30,2020-03-25,invoice,paid,\nF-2020-004",
                    "2020-03-30,,invoice,paid,\nF-2020-004",
                ),
                &["paid_without_date invoices.csv:4 | "],
            ),
        ],
    );
}

/// The first line of `timesheets.csv` with this text.
fn entry(text: &str) -> String {
    let files = sound();
    let (_, times) = files.0.iter().find(|(name, _)| *name == "timesheets.csv").expect("timesheets");
    times.lines().find(|line| line.starts_with(text)).expect("an entry").to_owned() + "\n"
}

fn leave_of_a_summer() -> String {
    ["2020-07-27,,,,1", "2020-07-28,,,,1", "2020-07-14,,,,1", "2020-07-25,,,,1", "2020-08-01,,,,10"]
        .map(|row| format!("{row},no,,leave,\n"))
        .concat()
}

#[test]
fn time_recording() {
    // The first entry of March, on line 32, is of the 2nd.
    let march = entry("2020-03-02,");
    let leave = "2020-03-02,,,,1,no,,leave,\n";
    let hours = |first: &str, second: &str| {
        let times = format!("date,client,hours\n2020-03-02,Alpha,{first}\n2020-03-02,Beta,{second}\n");
        sound().without("timesheets.csv").and("hours.csv", &times)
    };
    assert_faults(
        "time_recording",
        &[
            (
                "twice",
                sound().with("timesheets.csv", &march, &march.repeat(2)),
                &["entry_twice timesheets.csv:32 | timesheets.csv:33", "day_too_long timesheets.csv:32 timesheets.csv:33 |  = 2"],
            ),
            (
                "too-long",
                sound().with("timesheets.csv", &march, &march.replace(",1,", ",1.5,")),
                &["day_too_long timesheets.csv:32 |  = 1.5"],
            ),
            // Five days of seven hours are more than there are in a day.
            (
                "impossible",
                sound().with("timesheets.csv", &march, &march.replace(",1,", ",5,")),
                &["day_too_long timesheets.csv:32 |  = 5"],
            ),
            ("long-hours", hours("8", "4.5"), &["day_too_long hours.csv:2 hours.csv:3 |  = 12.5"]),
            ("usual-hours", hours("8", "4"), &[]),
            (
                "leave-and-work",
                sound().with("timesheets.csv", &march, &(march.clone() + leave)).with(
                    "bilan.toml",
                    "leave_days = 25",
                    "leave_days = 1",
                ),
                &["leave_and_work timesheets.csv:32 | timesheets.csv:33 = 2"],
            ),
            // A day of leave more than the settings say, on the Friday after the last entry of March.
            (
                "leave",
                sound().with("timesheets.csv", &march, &("2020-03-27,,,,1,no,,leave,\n".to_owned() + &march)).with(
                    "bilan.toml",
                    "leave_days = 25",
                    "leave_days = 0",
                ),
                &["leave_differs timesheets.csv:32 | bilan.toml = 1"],
            ),
            // Two days of leave in July; nothing on the 14th, a holiday, and on Saturday 25; ten days of August in one row: 12 in all.
            (
                "leave-in-a-row",
                sound().with("timesheets.csv", &march, &(leave_of_a_summer() + &march)).with(
                    "bilan.toml",
                    "leave_days = 25",
                    "leave_days = 10",
                ),
                &["leave_differs timesheets.csv:32 timesheets.csv:33 timesheets.csv:36 | bilan.toml = 2"],
            ),
            (
                "leave-as-stated",
                sound().with("timesheets.csv", &march, &(leave_of_a_summer() + &march)).with(
                    "bilan.toml",
                    "leave_days = 25",
                    "leave_days = 12",
                ),
                &[],
            ),
            (
                "sickness-and-training",
                sound()
                    .with(
                        "timesheets.csv",
                        &march,
                        &("2020-03-30,,,,1,no,,sick,\n2020-03-31,,,,0.5,no,,training,\n".to_owned() + &march),
                    )
                    .with("bilan.toml", "leave_days = 25", "leave_days = 25\nsick_days = 0\ntraining_days = { 2020 = 0 }"),
                &["sickness_differs timesheets.csv:32 | bilan.toml = 1", "training_differs timesheets.csv:33 | bilan.toml = 0.5"],
            ),
            // Each of two persons has a count of their own.
            (
                "of-a-person",
                sound().and("away.csv", "date,client,days,kind,person\n2020-03-30,,1,leave,Ann\n2020-03-30,,1,leave,Bob\n").with(
                    "bilan.toml",
                    "leave_days = 25\n",
                    "leave_days = 1\n[[person]]\nname = \"Ann\"\nleave_days = 0\n[[person]]\nname = \"Bob\"\n",
                ),
                &["leave_differs away.csv:2 | bilan.toml = 1"],
            ),
        ],
    );
    let books = sound()
        .with("timesheets.csv", &march, &(leave_of_a_summer() + &march))
        .open("time_recording-leave-as-the-review-counts-it");
    let findings = Checks::all().of(&books).expect("findings");
    let leave = findings.iter().find(|(_, finding)| finding.code == "leave_differs").expect("a finding").1;
    assert_eq!(leave.text.en, "leave: 12 days recorded, 25 in bilan.toml");
    assert_eq!(leave.remedy.en, "write leave_days = { 2020 = 12 } under [time], or correct the entries");
    let books = hours("20", "4.5").open("time_recording-all-hours");
    let findings = Checks::all().of(&books).expect("findings");
    assert!(findings.of(Severity::Error).any(|(_, finding)| told(finding) == "day_too_long hours.csv:2 hours.csv:3 |  = 24.5"));
    // A Saturday, and the first of May.
    let off = sound().with(
        "timesheets.csv",
        &march,
        &(march.clone() + &march.replace("03-02", "03-07") + &march.replace("03-02", "05-01")),
    );
    let findings = Checks::all().of(&off.open("time_recording-off")).expect("findings");
    let off: Vec<_> =
        findings.of(Severity::Info).filter(|(check, _)| check.id == "time_recording").map(|(_, finding)| told(finding)).collect();
    assert_eq!(off, ["work_at_weekend timesheets.csv:33 |  = 1", "work_on_holiday timesheets.csv:34 |  = 1"]);
}

#[test]
fn what_is_not_paid_when_it_is_due_is_told() {
    // The books end on 31 December: invoice 20 is due on 30 November; Beta pays 3 600 € for it.
    let files = sound().with("payments.csv", "F-2020-020,2020-11-25,3600\n", "").with(
        "invoices.csv",
        ",2020-11-30,2020-11-25,invoice,paid,\nF-2020-021",
        ",2020-11-30,,invoice,sent,\nF-2020-021",
    );
    let findings = Checks::all().of(&files.open("payments-overdue")).expect("findings");
    let overdue: Vec<_> =
        findings.iter().filter(|(_, finding)| finding.code == "overdue").map(|(_, finding)| told(finding)).collect();
    assert_eq!(overdue, ["overdue invoices.csv:21 |  = 3600"]);
}

#[test]
fn published_against_computed() {
    let paid = sound().with("published.csv", "120 K€", "110 K€");
    assert_faults(
        "published_vs_computed",
        &[
            (
                "wrong",
                sound().with("published.csv", "120 K€", "121 K€"),
                &["published_differs published.csv:2 | invoices.csv = 1000"],
            ),
            // 666.67 cut off.
            (
                "cut-off",
                sound().with("published.csv", "667", "666"),
                &["published_differs published.csv:4 | invoices.csv = -0.6666666667"],
            ),
            // What was paid in 2020 are the first eleven months, 10 000 each.
            ("other-rule", paid.clone(), &["published_differs published.csv:2 | invoices.csv = -10000"]),
            ("declared-rule", paid.clone().with("bilan.toml", "[time]", "[policy.2020]\nrevenue_basis = \"paid\"\n[time]"), &[]),
            ("more-digits", sound().with("published.csv", "120 K€", "120 000.00 €"), &[]),
        ],
    );
    let findings = Checks::all().of(&paid.open("published-remedy")).expect("findings");
    let remedy = findings.of(Severity::Warning).find(|(_, finding)| finding.code == "published_differs").expect("a finding").1;
    assert!(remedy.remedy.en.contains("[policy.2020] revenue_basis = \"paid\""), "{}", remedy.remedy.en);
    // Money is shown to the cent and exact in JSON; a name of no figure is told once for all its years.
    let books = sound()
        .with(
            "published.csv",
            "metric,2020\nChiffre d'affaires,120 K€\nbilled_days,180\nTJM,667 €",
            "metric,2020,2021\nTJM,666 €,\nFoo,1,2",
        )
        .open("published-unknown");
    let findings = Checks::all().of(&books).expect("findings");
    let text = findings.to_terminal(&bilan::locale::EN, None);
    assert_eq!(text.matches("\"Foo\" is no figure").count(), 1, "{text}");
    assert!(text.contains("at stake: -€0.67\n"), "{text}");
    assert!(findings.to_json(&bilan::locale::EN).contains("-0.6666666667"));
}

#[test]
fn displayed_figures() {
    assert_faults(
        "displayed_figures",
        &[
            // 667 € × 180 is below 120 150, and 121 K€ from 120 500.
            (
                "rate-times-days",
                sound().with("published.csv", "120 K€", "121 K€"),
                &["figures_contradict published.csv:4 published.csv:3 | published.csv:2 = -350"],
            ),
            ("result", sound().with("published.csv", "TJM", "Résultat après impôts,121 K€\nTJM"), &[]),
            // From 129 500 on it is more than revenue, which is below 120 500.
            (
                "result-above-revenue",
                sound().with("published.csv", "TJM", "Résultat après impôts,130 K€\nTJM"),
                &["figures_contradict published.csv:4 | published.csv:2 = 9000"],
            ),
            // 2020 has 253 working days.
            (
                "days",
                sound().with("published.csv", "180", "300").with("published.csv", "667", "400"),
                &["figures_contradict published.csv:3 |  = 47"],
            ),
            (
                "stated-twice",
                sound().with("published.csv", "TJM", "revenue,118 K€\nTJM").with("published.csv", "667", "655"),
                &["figures_contradict published.csv:2 | published.csv:4 = 1000"],
            ),
            (
                "tax",
                sound().with("published.csv", "TJM", "result_after_tax,8000\nincome_tax,1412\nresult_before_tax,9500\nTJM"),
                &["figures_contradict published.csv:4 published.csv:5 | published.csv:6 = -86.5"],
            ),
        ],
    );
}

#[test]
fn a_month_without_an_invoice_is_told() {
    // May has the invoices 9 and 10.
    let gap = format!("{}\n{}\n", invoice(9), invoice(10));
    let findings = Checks::all().of(&sound().with("invoices.csv", &gap, "").open("missing-month")).expect("findings");
    let found: Vec<_> =
        findings.iter().filter(|(check, _)| check.id == "missing_months").map(|(_, finding)| told(finding)).collect();
    assert_eq!(found, ["month_without_invoice invoices.csv:9 | invoices.csv:10"]);
}

#[test]
fn quality_is_the_share_that_three_sides_confirm() {
    let share_or_why = |files: &Files, test: &str, ledger: &[u32]| {
        let books = files.open(test);
        let year = bilan::model::FiscalCalendar::default().year(2020).expect("a year");
        let ledger = LedgerMatch::new(ledger.iter().map(|number| format!("F-2020-{number:03}")), 0);
        Quality::of(&books, &year, Ok(&ledger)).matched_share.map(|share| share.to_string()).map_err(|why| why.fr.into_owned())
    };
    let share = share_or_why;
    let all: Vec<u32> = (1..=24).collect();
    assert_eq!(share(&sound(), "quality-all", &all), Ok("1".into()));
    // Without January: 10 000 of 120 000 €.
    assert_eq!(share(&sound(), "quality-ledger", &all[2..]), Ok("0.9166666667".into()));
    // December is not paid.
    assert_eq!(share(&sound().without("timesheets.csv"), "quality-paid", &all), Ok("0.9166666667".into()));
    // A half day more of March: 7 000 € of it are in question, and paid all the same.
    let march = sound().with("timesheets.csv", &entry("2020-03-02,"), &entry("2020-03-02,").replace(",1,", ",0.5,"));
    assert_eq!(share(&march, "quality-worked-or-paid", &all), Ok("1".into()));
    assert_eq!(share(&march.without("payments.csv"), "quality-worked", &all), Ok("0.9416666667".into()));
    // Nothing there that could be a third side, or no ledger in the year: not known, and no zero.
    let without = sound().without("timesheets.csv").without("payments.csv");
    let why = "ni feuilles de temps ni règlements dans la période";
    assert_eq!(share_or_why(&without, "quality-two-sides", &all), Err(why.into()));
    let earlier = sound().and("ledger.csv", "date,account,debit,credit\n2019-01-31,706,,1\n2019-01-31,411,1,\n");
    assert_eq!(share_or_why(&earlier, "quality-earlier-ledger", &[]), Err("pas de grand livre dans la période".into()));
    let unknown = Quality::of(
        &sound().open("quality-unknown"),
        &bilan::model::FiscalCalendar::default().year(2020).expect("a year"),
        Err(Wording::fixed("pas de grand livre", "no ledger")),
    );
    assert_eq!(unknown.matched_share.map_err(|why| why.en), Err("no ledger".into()));
    // The ledger lacks the last invoice and has one of 1 000 € that nobody issued.
    let mut ledger = "date,journal,piece,account,debit,credit,label\n".to_owned();
    for (number, net) in (1..24).map(|number| (number, if number % 2 == 1 { 7000 } else { 3000 })).chain([(99, 1000)]) {
        let day =
            if number == 99 { "2020-12-31".to_owned() } else { invoice(number).split(',').nth(1).expect("a day").to_owned() };
        for (account, debit, credit) in [("411", net * 6 / 5, 0), ("706", 0, net), ("4457", 0, net / 5)] {
            let _ = writeln!(ledger, "{day},VE,F-2020-{number:03},{account},{debit},{credit},Invoice");
        }
    }
    let found = LedgerMatch::of(&sound().and("ledger.csv", &ledger).open("quality-match")).expect("both sides are there");
    assert_eq!((found.matched.len(), found.matched.contains("F-2020-024"), found.unmatched), (23, false, 2));
    assert!(LedgerMatch::of(&sound().open("quality-no-ledger")).is_err());
    // With a ledger of January and February alone: invoices 5 to 24 are not booked yet. With an entry of 2021, when nothing was invoiced: one more.
    let both: Vec<&str> = ledger.lines().filter(|line| line.starts_with("date") || *line < "2020-03").collect();
    let months = both.join("\n") + "\n";
    let found = LedgerMatch::of(&sound().and("ledger.csv", &months).open("quality-months")).expect("both sides are there");
    assert_eq!((found.matched.len(), found.unmatched), (4, 20));
    let later = months + "2021-01-31,VE,X,411,120,0,Sale\n2021-01-31,VE,X,706,0,100,Sale\n2021-01-31,VE,X,4457,0,20,Sale\n";
    let found = LedgerMatch::of(&sound().and("ledger.csv", &later).open("quality-later")).expect("both sides are there");
    assert_eq!((found.matched.len(), found.unmatched), (4, 21));
    // 24 invoices, 180 entries, 22 payments, 3 published figures.
    assert_eq!((unknown.read, unknown.used, unknown.set_aside, unknown.rejected), (229, 229, 0, 0));
}

fn lines(file: &str, lines: std::ops::Range<u32>) -> String {
    lines.map(|line| format!("{file}:{line}")).collect::<Vec<_>>().join(" ")
}
