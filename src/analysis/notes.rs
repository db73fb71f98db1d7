//! Remarks the figures themselves call for.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use super::annualised;
use super::change::Change;
use super::choice::{self, UNCLASSIFIED_LINES};
use super::client_share;
use super::concentration::{Bounds, Concentration};
use super::context::Context;
use super::contracts;
use super::contributions;
use super::figure::{Basis, State};
use super::formula::{Metric, MetricRef};
use super::income_tax;
use super::metric;
use super::note::Note;
use super::recognition::{deposits_added, deposits_received};
use super::report::{Line, Report};
use super::restatement;
use super::review::Span;
use super::working_time_notes;
use crate::books::Table;
use crate::model::{Measure, Period, RevenueBasis, Wording, rounded_to_the_cent};

/// The notes of a review, in a stable order; `metrics` are those of the table and those read besides.
pub(super) fn of(report: &Report, left_out: &[Line], metrics: &[MetricRef], span: &Span, blocking: u64) -> Vec<Note> {
    let mut notes = Vec::new();
    let asked = |metric: &Metric| metrics.iter().any(|m| m.id == metric.id);
    errors(report, blocking, &mut notes);
    years(report, span, &mut notes);
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
        if asked(metric::REVENUE) || asked(metric::RESULT_AFTER_TAX) {
            notes.extend(contributions::thresholds(&Context { facts: &report.facts, period: number }));
        }
    }
    estimates(report, metrics, &mut notes);
    if asked(metric::DAY_RATE) {
        mixed_scope(report, &mut notes);
    }
    let indices = [metric::CLIENT_HHI, metric::EFFECTIVE_CLIENTS];
    if [metric::TOP_CLIENT_SHARE, metric::TOP3_CLIENT_SHARE].into_iter().chain(indices).any(asked) {
        clients_left_out(report, &mut notes);
    }
    if indices.into_iter().any(asked) {
        clients_in_groups(report, &mut notes);
    }
    notes.extend(annualised::note(report));
    notes.extend(restatement::remarks(report));
    earlier_rates(report, &mut notes);
    working_time_notes::of(report, metrics, &mut notes);
    ledger_basis(report, &mut notes);
    unpaid(report, &mut notes);
    payments_without_vat(report, &mut notes);
    deposits(report, &mut notes);
    contracts::notes(report, &mut notes);
    added_deposits(report, &mut notes);
    unread_currencies(report, &mut notes);
    notes
}

/// What estimated figures rest on.
fn estimates(report: &Report, metrics: &[MetricRef], notes: &mut Vec<Note>) {
    let is_estimated =
        |number: &usize| metrics.iter().any(|metric| report.facts.evaluate(metric, *number).value.basis == Basis::Estimated);
    let periods = (0..report.periods.len()).filter(is_estimated);
    let contexts: Vec<Context<'_>> = periods.map(|period| Context { facts: &report.facts, period }).collect();
    match contexts.first().and_then(|context| contributions::note(context.facts)) {
        Some(note) => notes.push(note),
        None => {
            let told = income_tax::notes(&contexts);
            // The tax of a part of a year is not that of the year.
            let partial = contexts.iter().map(|context| (context.period(), report.elapsed(context.period())));
            let partial = partial.filter(|(year, elapsed)| elapsed.end < year.end && !told.is_empty());
            let partial: Vec<Note> = partial.map(|(year, elapsed)| partial_tax(elapsed.end, year)).collect();
            notes.extend(told.into_iter().chain(partial));
        }
    }
}

fn partial_tax(as_at: NaiveDate, year: &Period) -> Note {
    let text = Wording::made(
        format!("impôt estimé sur le résultat d'un exercice en cours au {}, non sur celui de l'exercice entier", day_fr(as_at)),
        format!("tax estimated on the result of a running year on {}, not on that of the whole year", day_en(as_at)),
    );
    Note::new("estimated_income_tax", text).of(&year.label)
}

fn errors(report: &Report, blocking: u64, notes: &mut Vec<Note>) {
    let all = report.books().errors().len();
    if all == 0 {
        return;
    }
    let text = if blocking > 0 {
        Wording::made(
            format!(
                "revue incomplète : {blocking} ligne(s) ou fichier(s) rejetés peuvent changer ces chiffres ; {all} erreur(s) en tout"
            ),
            format!("incomplete review: {blocking} rejected row(s) or file(s) could change these figures; {all} error(s) in all"),
        )
    } else {
        Wording::made(
            format!("{all} erreur(s) de lecture, hors des chiffres et exercices demandés"),
            format!("{all} error(s) while reading, outside the figures and years asked for"),
        )
    };
    notes.push(Note::new(if blocking > 0 { "lenient" } else { "rejected_rows" }, text));
}

fn years(report: &Report, span: &Span, notes: &mut Vec<Note>) {
    let as_at = report.as_at();
    for shown in report.periods.iter().filter(|shown| shown.running) {
        notes.push(
            Note::new(
                "running_year",
                Wording::made(
                    format!("exercice en cours au {}, il se termine le {}", day_fr(as_at), day_fr(shown.period.end)),
                    format!("running year on {}, it ends on {}", day_en(as_at), day_en(shown.period.end)),
                ),
            )
            .of(&shown.period.label),
        );
    }
    let Some(newest) = report.periods.first().map(|shown| &shown.period) else { return };
    if span.last > newest.end {
        notes.push(Note::new(
            "later_data",
            Wording::made(
                format!("les fichiers vont jusqu'au {}, après la fin de l'exercice affiché", day_fr(span.last)),
                format!("the files go on to {}, after the end of the year shown", day_en(span.last)),
            ),
        ));
    }
    if newest.contains(as_at) && span.as_at.min(newest.end) > as_at {
        notes.push(Note::new(
            "rows_after_as_at",
            Wording::made(
                format!("les lignes de l'exercice datées après le {} comptent aussi", day_fr(as_at)),
                format!("rows of the year dated after {} count too", day_en(as_at)),
            ),
        ));
    }
    for period in [Some(newest), report.against()].into_iter().flatten() {
        let (first, last) = span.counted;
        let outside = last < period.start || first > period.end;
        let declared = report.books().settings().declared.contains_key(&period.year());
        let previous = Some(period) == report.against() && period.year() + 1 == newest.year();
        if outside && !declared && !previous {
            notes.push(
                Note::new(
                    "no_data",
                    Wording::made(
                        format!("rien pour cet exercice : les fichiers vont du {} au {}", day_fr(first), day_fr(last)),
                        format!("nothing in this fiscal year: the files go from {} to {}", day_en(first), day_en(last)),
                    ),
                )
                .of(&period.label),
            );
        }
    }
}

/// On the paid basis, years whose revenue is class 70.
fn ledger_basis(report: &Report, notes: &mut Vec<Note>) {
    let of_ledger = |number: &usize| choice::takes_ledger_for_receipts(&report.facts, *number);
    let years = (0..report.periods.len()).filter(of_ledger).filter_map(|number| report.periods.get(number));
    let years: Vec<&str> = years.map(|shown| shown.period.label.as_str()).collect();
    if years.is_empty() {
        return;
    }
    let years = years.join(", ");
    notes.push(Note::new(
        "ledger_basis",
        Wording::made(
            format!(
                "base encaissement : le CA de {years} est la classe 70, le grand livre étant pris pour tenu en recettes-dépenses ; s'il l'est en créances, écrire revenue_basis = \"invoiced\" sous [policy] dans bilan.toml"
            ),
            format!(
                "paid basis: revenue of {years} is class 70, the ledger being taken as kept on receipts; if it is kept on invoices, write revenue_basis = \"invoiced\" under [policy] in bilan.toml"
            ),
        ),
    ));
}

/// On the paid basis, lines that say no day of payment count in no year.
fn unpaid(report: &Report, notes: &mut Vec<Note>) {
    if report.policy().revenue_basis != RevenueBasis::Paid {
        return;
    }
    let lines = report.books().invoice_lines();
    let shown = |day| report.periods.iter().any(|shown| shown.period.contains(day));
    let Some(entries) = report.facts.entries(Table::Invoices) else { return };
    let unpaid = (0..entries.len()).filter(|entry| entries.never_counts(*entry));
    let of_shown = |entry: &usize| lines.get(entries.row(*entry)).is_some_and(|row| shown(row.value().issued));
    let (count, total) = unpaid
        .filter(of_shown)
        .fold((0_u64, Decimal::ZERO), |(count, total), entry| (count + 1, total + entries.money_at(entry).unwrap_or_default()));
    if count > 0 {
        notes.push(Note::new(
            "unpaid",
            Wording::made(
                format!(
                    "base encaissement : {count} ligne(s) de facture non réglées, ou pas en entier, ne comptent pas pour {} HT ; dire leur règlement dans une colonne « payé le » ou un fichier de règlements, ou écrire revenue_basis = \"invoiced\" sous [policy] dans bilan.toml",
                    fr(cents(total))
                ),
                format!(
                    "paid basis: {count} invoice line(s) that are not paid, or not in full, do not count for {} net; tell their payment in a column \"paid on\" or a file of payments, or write revenue_basis = \"invoiced\" under [policy] in bilan.toml",
                    en(cents(total))
                ),
            ),
        ));
    }
}

fn unread_currencies(report: &Report, notes: &mut Vec<Note>) {
    let mut unread = report.books().sources().iter().filter(|source| source.unread_cells > 0).peekable();
    let Some(first) = unread.peek().map(|source| source.path.clone()) else { return };
    let count: u64 = unread.map(|source| source.unread_cells).sum();
    notes.push(Note::new(
        "unread_currency",
        Wording::made(
            format!("{count} écriture(s), la première dans {first}, dont le montant en devise (Montantdevise, Idevise) n'est pas lisible : il n'est pas lu, et aucun chiffre n'en dépend"),
            format!("ledger entries whose amount in another currency (Montantdevise, Idevise) cannot be read: {count}, the first in {first}; it is left out, and no figure needs it"),
        ),
    ));
}

/// How much of an invoice a payment pays is not known while nothing says what the invoice asks for.
fn payments_without_vat(report: &Report, notes: &mut Vec<Note>) {
    if report.policy().revenue_basis != RevenueBasis::Paid || report.books().payments().is_empty() {
        return;
    }
    let shown = |day| report.periods.iter().any(|shown| shown.period.contains(day));
    let mut unknown = report.facts.bills().all().iter().filter(|bill| shown(bill.issued) && bill.cannot_be_split(report.books()));
    let Some(first) = unknown.next().and_then(|bill| report.books().invoice_lines().get(*bill.lines.first()?)) else { return };
    let (count, number) = (unknown.count() + 1, first.value().number);
    notes.push(Note::new(
        "payment_without_vat",
        Wording::made(
            format!(
                "{count} facture(s) avec des règlements ne disent ni TVA ni montant TTC, dont {number} : ce que chacun paie du HT n'est pas connu, elles ne comptent qu'à leur date « payé le »"
            ),
            format!(
                "{count} invoice(s) with listed payments tell neither VAT nor an amount including it, as {number}: how much of the net each pays is not known, they count only on their day \"paid on\""
            ),
        ),
    ));
}

/// No rate was published on the day of a row in another currency: at a weekend, on a holiday.
fn earlier_rates(report: &Report, notes: &mut Vec<Note>) {
    let books = report.books();
    let (lines, expenses) = (books.invoice_lines(), books.expenses());
    let of_lines = lines.table().original.iter().filter_map(|(row, original)| Some((lines.get(row)?.value().issued, original)));
    let of_expenses =
        expenses.table().original.iter().filter_map(|(row, original)| Some((expenses.get(row)?.value().date, original)));
    let earlier: Vec<_> = of_lines.chain(of_expenses).filter(|(date, original)| original.rate.day < *date).collect();
    for shown in &report.periods {
        let here: Vec<_> = earlier.iter().filter(|(date, _)| shown.period.contains(*date)).collect();
        let oldest = here.iter().max_by_key(|(date, original)| (*date - original.rate.day, std::cmp::Reverse(*date)));
        let Some((date, original)) = oldest else { continue };
        let (count, currency, day) = (here.len(), &original.rate.currency, original.rate.day);
        let text = Wording::made(
            format!(
                "{count} ligne(s) en devise converties au dernier cours publié avant leur jour ; le plus ancien : {currency} du {} pour le {}",
                day_fr(day),
                day_fr(*date)
            ),
            format!(
                "{count} row(s) in another currency converted at the last rate published before their day; the oldest: {currency} of {} for {}",
                day_en(day),
                day_en(*date)
            ),
        );
        notes.push(Note::new("exchange_rate_earlier", text).of(&shown.period.label));
    }
}

/// A number in a French sentence.
pub(super) fn fr(number: Decimal) -> String {
    en(number).replace('.', ",")
}

/// A number in an English sentence.
pub(super) fn en(number: Decimal) -> String {
    number.to_string()
}

/// A change in percent with its sign, rounded to one decimal; `None` where there is none to tell.
pub(super) fn percent(change: Change) -> Option<String> {
    let Change::Relative { share, .. } = change else { return None };
    let percent = share.checked_mul(Decimal::ONE_HUNDRED)?;
    let percent = percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero).normalize();
    Some(if percent > Decimal::ZERO { format!("+{percent}") } else { percent.to_string() })
}

/// An amount rounded to the cent, as people write it.
pub(super) fn to_the_cent(amount: Decimal) -> Decimal {
    cents(rounded_to_the_cent(amount))
}

/// An amount as people write it: whole, or with its cents.
pub(super) fn cents(amount: Decimal) -> Decimal {
    let mut amount = amount.normalize();
    if amount.scale() == 1 {
        amount.rescale(2);
    }
    amount
}

pub(super) fn day_fr(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

pub(super) fn day_en(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

fn unclassified(report: &Report, number: usize, period: &Period, notes: &mut Vec<Note>) {
    let lines = report.facts.rows(Table::Invoices, number, &UNCLASSIFIED_LINES);
    if lines == 0 {
        return;
    }
    let amount = report.facts.evaluate(metric::REVENUE_UNCLASSIFIED, number).value.state.value().unwrap_or_default();
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
                    "{lines} ligne(s) pour {} ne disent pas si elles sont en régie ou au forfait ; coller dans bilan.toml (time ou fixed) :\n{rule}",
                    fr(cents(amount))
                ),
                format!("{lines} line(s) worth {} do not say whether they are time or fixed price; paste into bilan.toml (time or fixed):\n{rule}", en(cents(amount))),
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
        let difference = invoiced - booked;
        let (otherwise_fr, otherwise_en) = match report.facts.policy.revenue_basis {
            RevenueBasis::Invoiced => ("", ""),
            RevenueBasis::Service => (", le CA étant compté à la prestation", ", revenue being counted by service"),
            RevenueBasis::Paid => (", le CA étant compté à l'encaissement", ", revenue being counted when paid"),
        };
        notes.push(
            Note::new(
                "revenue_differs_from_ledger",
                Wording::made(
                    format!(
                        "CA des factures {}, classe 70 du grand livre {} : écart {}{otherwise_fr}",
                        fr(cents(invoiced)),
                        fr(cents(booked)),
                        fr(cents(difference))
                    ),
                    format!(
                        "revenue of the invoices {}, class 70 of the ledger {}: difference {}{otherwise_en}",
                        en(cents(invoiced)),
                        en(cents(booked)),
                        en(cents(difference))
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
                    "une journée compte {} h faute de [time] hours_per_day : {} jours facturés à 7 h, {} à 8 h",
                    fr(used),
                    fr(at(7)),
                    fr(at(8))
                ),
                format!(
                    "a day has {} hours for want of [time] hours_per_day: {} billed days at 7 h, {} at 8 h",
                    en(used),
                    en(at(7)),
                    en(at(8))
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
    let base = report.base();
    // Two quotients of the same worth may differ in their last digit.
    let differ = |mixed: Decimal, pure: Decimal| {
        let ten = |rate: Decimal| rate.round_dp_with_strategy(10, RoundingStrategy::MidpointAwayFromZero);
        ten(mixed) != ten(pure)
    };
    let rates = |period| match (value(metric::DAY_RATE, period), value(metric::DAY_RATE_TIME, period)) {
        (State::Known(mixed), State::Known(pure)) => Some((mixed, pure)),
        _ => None,
    };
    let Some((mixed, pure)) = rates(0) else { return };
    // A base that mixes falsifies the change as a newest year that does.
    let base_mixes = base.and_then(rates).is_some_and(|(mixed, pure)| differ(mixed, pure));
    if !differ(mixed, pure) && !base_mixes {
        return;
    }
    let change_of = |metric: &Metric| {
        let base = value(metric, base?);
        percent(Change::between(&value(metric, 0), &base, Measure::MoneyPerDay))
    };
    let (change_fr, change_en) = match (change_of(metric::DAY_RATE), change_of(metric::DAY_RATE_TIME)) {
        (Some(shown), Some(like)) => (
            format!(" ; variation {} % affichée, {} % à périmètre égal", shown.replace('.', ","), like.replace('.', ",")),
            format!("; change {shown}% as shown, {like}% like for like"),
        ),
        _ => (String::new(), String::new()),
    };
    // The year whose rate mixes: its own, else that of the base.
    let ((mixed, pure), of_base) = match base.and_then(rates).filter(|_| !differ(mixed, pure)) {
        Some(rates) => (rates, report.against().map(|base| base.label.as_str())),
        None => ((mixed, pure), None),
    };
    let (whose_fr, whose_en) = of_base.map_or_else(Default::default, |base| (format!(" de {base}"), format!(" of {base}")));
    notes.push(
        Note::new(
            "mixed_scope_day_rate",
            Wording::made(
                format!(
                    "le TJM{whose_fr} divise aussi des montants qui ne viennent pas des jours (forfaits) : {} affiché, {} en régie seule{change_fr}",
                    fr(to_the_cent(mixed)),
                    fr(to_the_cent(pure))
                ),
                format!("the day rate{whose_en} also divides money not earned by the days (fixed price): {} as shown, {} for time alone{change_en}", en(to_the_cent(mixed)), en(to_the_cent(pure))),
            ),
        )
        .of(&newest.period.label),
    );
}

/// Clients whose revenue is not above zero have no share of it.
fn clients_left_out(report: &Report, notes: &mut Vec<Note>) {
    for (number, shown) in report.periods.iter().enumerate() {
        let context = Context { facts: &report.facts, period: number };
        let left_out = client_share::of(&context).into_iter().filter(|(_, net)| *net < Decimal::ZERO).map(|(client, _)| client);
        let listed = left_out.collect::<Vec<_>>().join(", ");
        if !listed.is_empty() {
            let text = Wording::made(
                format!("concentration sans les clients dont le CA est négatif : {listed}"),
                format!("concentration without the clients whose revenue is negative: {listed}"),
            );
            notes.push(Note::new("clients_left_out", text).of(&shown.period.label));
        }
    }
}

/// Between which numbers the indices lie where clients are known together only.
fn clients_in_groups(report: &Report, notes: &mut Vec<Note>) {
    for (number, shown) in report.periods.iter().enumerate() {
        let context = Context { facts: &report.facts, period: number };
        let Some(clients) = client_share::concentration(&context).filter(Concentration::is_grouped) else { continue };
        let (Some(hhi), Some(effective)) = (clients.hhi_bounds(), clients.effective_bounds()) else { continue };
        let said = |bounds: Bounds| {
            [bounds.least, bounds.most]
                .map(|bound| bound.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero).normalize())
        };
        let ([least, most], [fewest, largest]) = (said(hhi), said(effective));
        let named = client_share::of(&context).into_keys().filter(|client| client_share::group(client).is_some());
        let listed = named.collect::<Vec<_>>().join(", ");
        let text = Wording::made(
            format!(
                "des clients ne sont connus qu'ensemble ({listed}) : HHI entre {} et {}, nombre effectif de clients entre {} et {}",
                fr(least),
                fr(most),
                fr(fewest),
                fr(largest)
            ),
            format!(
                "some clients are known together only ({listed}): HHI between {} and {}, effective number of clients between {} and {}",
                en(least),
                en(most),
                en(fewest),
                en(largest)
            ),
        );
        notes.push(Note::new("clients_in_groups", text).of(&shown.period.label));
    }
}

/// Deposits that are not revenue by the end of the newest year shown, or the day the review looks from if that is earlier.
fn deposits(report: &Report, notes: &mut Vec<Note>) {
    let books = report.books();
    let Some(newest) = report.periods.first() else { return };
    let waiting = deposits_received(books, newest.period.end.min(report.as_at));
    // On the paid basis a deposit is revenue when it is paid.
    if waiting.is_empty() || report.policy().revenue_basis == RevenueBasis::Paid {
        return;
    }
    let rows: Vec<_> = waiting.iter().filter_map(|row| books.invoice_lines().get(*row)).collect();
    let total: Decimal = rows.iter().map(|row| row.value().net.to_decimal()).sum();
    let mut numbers: Vec<&str> = rows.iter().map(|row| row.value().number).collect();
    numbers.dedup();
    let listed = numbers.join(", ");
    notes.push(Note::new(
        "deposits_received",
        Wording::made(
            format!("acomptes reçus qui ne sont pas encore du CA (4191) : {} ({listed})", fr(cents(total))),
            format!("deposits received that are not revenue yet (4191): {} ({listed})", en(cents(total))),
        ),
    ));
}

/// A deposit and its final invoice both count, and nothing tells the balance from the full price.
fn added_deposits(report: &Report, notes: &mut Vec<Note>) {
    let books = report.books();
    for added in deposits_added(books) {
        let Some(shown) = report.periods.iter().find(|shown| shown.period.contains(added.day)) else { continue };
        let ((deposit, paid), (last, asked)) = (added.deposit, added.last);
        let (both, paid, asked) = (cents(paid + asked), cents(paid), cents(asked));
        let text = Wording::made(
            format!(
                "l'acompte {deposit} ({}) et sa facture finale {last} ({}) comptent tous deux, {} : si {last} est le solde, écrire sa TVA et son TTC ; si c'est le prix entier, écrire sa TVA et le TTC restant à payer, acompte déduit, ou une ligne de -{}",
                fr(paid),
                fr(asked),
                fr(both),
                fr(paid)
            ),
            format!(
                "the deposit {deposit} ({}) and its final invoice {last} ({}) both count, {}: if {last} is the balance, write its VAT and its total including VAT; if it is the full price, write its VAT and the total left to pay, the deposit taken off, or a line of -{}",
                en(paid),
                en(asked),
                en(both),
                en(paid)
            ),
        );
        notes.push(Note::new("deposit_added", text).of(&shown.period.label));
    }
}
