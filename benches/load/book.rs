//! A large book to measure with: the same rows every time, half invoice lines and half timesheet rows, over 2017–2020.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use chrono::{Days, NaiveDate};

/// 2017-01-01 to 2020-12-31.
const DAYS: u64 = 1461;
const CLIENTS: u64 = 200;
const LINES_PER_INVOICE: u64 = 4;
const SETTINGS: &str = "[business]\nname = \"Exemple Mesure\"\ncountry = \"FR\"\ncurrency = \"EUR\"\nform = \"company_is\"\n\n\
                        [time]\nleave_days = 25\npart_time = 1\nhours_per_day = 7\n";

/// Writes `invoices.csv`, `timesheets.csv` and `bilan.toml` with this many rows in all, in the order of dates.
pub(crate) fn write(folder: &Path, rows: u64) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("bilan.toml"), SETTINGS)?;
    let lines = rows / 2;
    invoices(&mut create(&folder.join("invoices.csv"))?, lines)?;
    timesheets(&mut create(&folder.join("timesheets.csv"))?, rows - lines)
}

fn create(path: &Path) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(path)?))
}

/// Knuth's linear congruential generator; its high bits are the ones that vary well.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Every day of the four years as text, made once.
fn calendar() -> Vec<String> {
    let first = NaiveDate::from_ymd_opt(2017, 1, 1).unwrap_or_default();
    (0..DAYS).map(|day| (first + Days::new(day)).to_string()).collect()
}

fn date(calendar: &[String], row: u64, rows: u64) -> &str {
    let day = row * DAYS / rows.max(1);
    calendar.get(usize::try_from(day).unwrap_or(0)).map_or("", String::as_str)
}

fn invoices(out: &mut impl Write, lines: u64) -> io::Result<()> {
    let (calendar, mut random) = (calendar(), Lcg(2017));
    writeln!(out, "number,issued,client,project,description,billing,quantity,unit,unit_price,net,vat")?;
    let (mut client, mut issued) = (0, "");
    for line in 0..lines {
        if line.is_multiple_of(LINES_PER_INVOICE) {
            client = random.below(CLIENTS);
            issued = date(&calendar, line, lines);
        }
        let number = line / LINES_PER_INVOICE + 1;
        let project = random.below(3) + 1;
        write!(out, "F-{number:07},{issued},Client {client:03},Mission {project},")?;
        if random.below(10) == 0 {
            let net = 100_000 + random.below(900_000);
            writeln!(out, "Forfait,fixed,,,,{},{}", Cents(net), Cents(vat(net)))?;
        } else {
            let (half_days, price) = (random.below(20) + 1, 60_000 + 500 * random.below(60));
            let net = half_days * price / 2;
            let quantity = HalfDays(half_days);
            let sprint = random.below(26) + 1;
            writeln!(out, "Conseil itération {sprint},time,{quantity},day,{},{},{}", Cents(price), Cents(net), Cents(vat(net)))?;
        }
    }
    out.flush()
}

fn timesheets(out: &mut impl Write, rows: u64) -> io::Result<()> {
    let (calendar, mut random) = (calendar(), Lcg(2020));
    writeln!(out, "date,client,project,days,billable,billing")?;
    for row in 0..rows {
        let (client, project) = (random.below(CLIENTS), random.below(3) + 1);
        let quantity = HalfDays(random.below(2) + 1);
        let how = match random.below(10) {
            0 => "yes,fixed",
            1 | 2 => "no,",
            _ => "yes,time",
        };
        writeln!(out, "{},Client {client:03},Mission {project},{quantity},{how}", date(&calendar, row, rows))?;
    }
    out.flush()
}

fn vat(net: u64) -> u64 {
    (net * 20 + 50) / 100
}

struct Cents(u64);

impl std::fmt::Display for Cents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

struct HalfDays(u64);

impl std::fmt::Display for HalfDays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.0 / 2, if self.0.is_multiple_of(2) { "" } else { ".5" })
    }
}
