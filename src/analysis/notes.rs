//! Remarks the figures themselves call for.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use super::change::Change;
use super::choice::UNCLASSIFIED_LINES;
use super::figure::State;
use super::formula::{Metric, MetricRef};
use super::metric;
use super::note::Note;
use super::recognition::deposits_received;
use super::report::{Line, Report};
use crate::books::Table;
use crate::model::{Measure, Period, RevenueBasis, Wording};

/// The notes of a review, in a stable order.
pub(super) fn of(report: &Report, left_out: &[Line], metrics: &[MetricRef], last: NaiveDate, blocking: u64) -> Vec<Note> {
    let mut notes = Vec::new();
    let asked = |metric: &Metric| metrics.iter().any(|m| m.id == metric.id);
    errors(report, blocking, &mut notes);
    years(report, last, &mut notes);
    for line in left_out {
        let why = line.values.first().and_then(|value| value.state.reason());
        let (fr, en) = why.map_or(("", ""), |why| (&*why.fr, &*why.en));
        notes.push(Note::new(
            "row_left_out",
            Wording::made(format!("{} : {fr}", line.label.fr), format!("{}: {en}", line.label.en)),
        ));
    }
    for (number, shown) in report.periods.iter().enumerate() {
        let period = &shown.period;
        unclassified(report, number, period, &mut notes);
        sources(report, number, period, asked(metric::BILLED_DAYS) || asked(metric::DAY_RATE), &mut notes);
        for line in &report.lines {
            reasons(line, number, period, &mut notes);
            let stated = |metric: &&MetricRef| metric.id == line.metric && report.facts.evaluate(metric, number).is_declared;
            if metrics.iter().any(|metric| stated(&metric)) {
                notes.push(declared(line).of(&period.label));
            }
        }
    }
    if asked(metric::DAY_RATE) {
        mixed_scope(report, &mut notes);
    }
    deposits(report, &mut notes);
    notes
}

fn errors(report: &Report, blocking: u64, notes: &mut Vec<Note>) {
    let all = report.books().errors().len();
    if all == 0 {
        return;
    }
    let text = if blocking > 0 {
        Wording::made(
            format!("revue incomplète : {blocking} erreur(s) peuvent changer ces chiffres, {all} en tout"),
            format!("incomplete review: {blocking} error(s) could change these figures, {all} in all"),
        )
    } else {
        Wording::made(
            format!("{all} erreur(s) de lecture, hors des chiffres et exercices demandés"),
            format!("{all} error(s) while reading, outside the figures and years asked for"),
        )
    };
    notes.push(Note::new(if blocking > 0 { "lenient" } else { "rejected_rows" }, text));
}

fn years(report: &Report, last: NaiveDate, notes: &mut Vec<Note>) {
    for shown in report.periods.iter().filter(|shown| shown.running) {
        let as_at = report.as_at();
        notes.push(
            Note::new(
                "running_year",
                Wording::made(
                    format!("exercice en cours au {as_at} : il finit le {}", shown.period.end),
                    format!("running year: as at {as_at} it is not over, it ends on {}", shown.period.end),
                ),
            )
            .of(&shown.period.label),
        );
    }
    if let Some(newest) = report.periods.first()
        && last > newest.period.end
    {
        notes.push(Note::new(
            "later_data",
            Wording::made(
                format!("les fichiers vont jusqu'au {last}, après la fin de l'exercice affiché"),
                format!("the files go on to {last}, after the end of the year shown"),
            ),
        ));
    }
}

fn unclassified(report: &Report, number: usize, period: &Period, notes: &mut Vec<Note>) {
    let lines = report.facts.rows(Table::Invoices, number, &UNCLASSIFIED_LINES);
    if lines == 0 {
        return;
    }
    let amount = report.facts.evaluate(metric::REVENUE_UNCLASSIFIED, number).value.state.value().unwrap_or_default().normalize();
    let books = report.books();
    let example = books
        .invoice_lines()
        .iter()
        .find(|row| {
            let line = row.value();
            line.billing == crate::model::Billing::Unclassified && period.contains(line.issued)
        })
        .map(|row| {
            let line = row.value();
            if line.description.is_empty() {
                ("client", line.client.to_owned())
            } else {
                ("description", line.description.to_owned())
            }
        });
    let (key, text) = example.unwrap_or(("client", String::new()));
    let quoted = serde_json::Value::String(text);
    let rule = format!("[[rule]]\nmatch = {{ {key} = {quoted} }}\nset = {{ billing = \"fixed\" }}");
    notes.push(
        Note::new(
            "unclassified",
            Wording::made(
                format!(
                    "{lines} ligne(s) pour {amount} ne disent pas si elles sont en régie ou au forfait ; coller dans bilan.toml (time ou fixed) :\n{rule}"
                ),
                format!("{lines} line(s) worth {amount} do not say whether they are time or fixed price; paste into bilan.toml (time or fixed):\n{rule}"),
            ),
        )
        .of(&period.label),
    );
}

fn sources(report: &Report, number: usize, period: &Period, days_asked: bool, notes: &mut Vec<Note>) {
    let value = |metric: &Metric| report.facts.evaluate(metric, number).value;
    let (invoiced, booked) = (value(metric::INVOICE_REVENUE).state, value(metric::LEDGER_REVENUE).state);
    if let (State::Known(invoiced), State::Known(booked)) = (invoiced, booked)
        && invoiced != booked
    {
        let (invoiced, booked) = (invoiced.normalize(), booked.normalize());
        notes.push(
            Note::new(
                "revenue_differs_from_ledger",
                Wording::made(
                    format!(
                        "CA des factures {invoiced}, classe 70 du grand livre {booked} : écart {}",
                        (invoiced - booked).normalize()
                    ),
                    format!(
                        "revenue of the invoices {invoiced}, class 70 of the ledger {booked}: difference {}",
                        (invoiced - booked).normalize()
                    ),
                ),
            )
            .of(&period.label),
        );
    }
    if !days_asked {
        return;
    }
    let days = value(metric::TIME_DAYS);
    if days.source == "timesheets" && days.rows > 0 {
        notes.push(
            Note::new(
                "billed_days_from_timesheets",
                Wording::fixed(
                    "jours facturés lus dans les feuilles de temps : travail facturable hors forfait",
                    "billed days read from the timesheets: billable work that is not at a fixed price",
                ),
            )
            .of(&period.label),
        );
    }
    hours(report, number, period, notes);
}

/// Hours were turned into days and nobody said how many make a day.
fn hours(report: &Report, number: usize, period: &Period, notes: &mut Vec<Note>) {
    if report.books().settings().time.hours_per_day.is_some() {
        return;
    }
    let Some((days, hours)) = report.facts.billed_time(number).filter(|(_, hours)| !hours.is_zero()) else { return };
    let at = |per_day: i64| {
        let exact = days + hours / Decimal::from(per_day);
        exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
    };
    let used = report.facts.hours_per_day().normalize();
    notes.push(
        Note::new(
            "hours_per_day",
            Wording::made(
                format!(
                    "une journée compte {used} h faute de [time] hours_per_day : {} jours facturés à 7 h, {} à 8 h",
                    at(7),
                    at(8)
                ),
                format!(
                    "a day has {used} hours for want of [time] hours_per_day: {} billed days at 7 h, {} at 8 h",
                    at(7),
                    at(8)
                ),
            ),
        )
        .of(&period.label),
    );
}

/// Why a value of the table is not there.
fn reasons(line: &Line, number: usize, period: &Period, notes: &mut Vec<Note>) {
    let Some(value) = line.values.get(number) else { return };
    if let Some(why) = value.state.reason() {
        let code = if matches!(value.state, State::Undefined(_)) { "undefined" } else { "missing" };
        let text = Wording::made(format!("{} : {}", line.label.fr, why.fr), format!("{}: {}", line.label.en, why.en));
        notes.push(Note::new(code, text).of(&period.label));
    }
}

fn declared(line: &Line) -> Note {
    let text = Wording::made(
        format!("{} : déclaré dans bilan.toml", line.label.fr),
        format!("{}: declared in bilan.toml", line.label.en),
    );
    Note::new("declared", text)
}

/// A day rate that divides money not earned by the days: gives the like-for-like rate and change.
fn mixed_scope(report: &Report, notes: &mut Vec<Note>) {
    let Some(newest) = report.periods.first() else { return };
    let value = |metric: &Metric, period| report.facts.evaluate(metric, period).value.state;
    let (mixed, State::Known(pure)) = (value(metric::DAY_RATE, 0), value(metric::DAY_RATE_TIME, 0)) else { return };
    let State::Known(mixed) = mixed else { return };
    let to = |rate: Decimal, digits| rate.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    // Two quotients of the same worth may differ in their last digit.
    if to(mixed, 10) == to(pure, 10) {
        return;
    }
    let two = |rate| to(rate, 2);
    let percent = |change: Change| {
        let Change::Relative { share, .. } = change else { return None };
        let percent = to(share.checked_mul(Decimal::ONE_HUNDRED)?, 1).normalize();
        Some(if percent > Decimal::ZERO { format!("+{percent}") } else { percent.to_string() })
    };
    let base = report.against().and_then(|base| report.facts.periods.iter().position(|period| period == base));
    let change_of = |metric: &Metric| {
        let base = value(metric, base?);
        percent(Change::between(&value(metric, 0), &base, Measure::MoneyPerDay))
    };
    let (fr, en) = match (change_of(metric::DAY_RATE), change_of(metric::DAY_RATE_TIME)) {
        (Some(shown), Some(like)) => (
            format!(" ; variation {} % affichée, {} % à périmètre égal", shown.replace('.', ","), like.replace('.', ",")),
            format!("; change {shown}% as shown, {like}% like for like"),
        ),
        _ => (String::new(), String::new()),
    };
    notes.push(
        Note::new(
            "mixed_scope_day_rate",
            Wording::made(
                format!(
                    "le TJM divise aussi des montants qui ne viennent pas des jours (forfaits) : {} affiché, {} en régie seule{fr}",
                    two(mixed).to_string().replace('.', ","),
                    two(pure).to_string().replace('.', ",")
                ),
                format!("the day rate also divides money not earned by the days (fixed price): {} as shown, {} for time alone{en}", two(mixed), two(pure)),
            ),
        )
        .of(&newest.period.label),
    );
}

fn deposits(report: &Report, notes: &mut Vec<Note>) {
    let books = report.books();
    if report.policy().revenue_basis == RevenueBasis::Paid {
        return;
    }
    let waiting = deposits_received(books);
    if waiting.is_empty() {
        return;
    }
    let rows: Vec<_> = waiting.iter().filter_map(|row| books.invoice_lines().get(*row)).collect();
    let total: Decimal = rows.iter().map(|row| row.value().net.to_decimal()).sum::<Decimal>().normalize();
    let mut numbers: Vec<&str> = rows.iter().map(|row| row.value().number).collect();
    numbers.dedup();
    let listed = numbers.join(", ");
    notes.push(Note::new(
        "deposits_received",
        Wording::made(
            format!("acomptes reçus qui ne sont pas encore du CA (4191) : {total} ({listed})"),
            format!("deposits received that are not revenue yet (4191): {total} ({listed})"),
        ),
    ));
}
