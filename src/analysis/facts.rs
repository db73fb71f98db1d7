//! Evaluation: a metric and a period in, a value and the cells it was read from out.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::choice::{self, BILLED_WORK, TIME_LINES};
use super::condition::{Condition, Field, Texts};
use super::explain::{Contribution, Explanation};
use super::figure::{Basis, State, Value};
use super::formula::{Amount, CalendarFact, Choice, Distinct, Feed, Formula, Metric, MetricRef, Sum};
use super::query::{Cell, DayIndex, Pass};
use super::recognition::Entries;
use crate::books::{Books, Located, Table};
use crate::error::Result;
use crate::jurisdiction::Calendar;
use crate::model::{Asset, Business, Days, LegalForm, Measure, Money, Period, Policy, RevenueBasis, Settings, Time, Wording};

/// Everything a review knows once its question is put: periods, entries, grouped passes.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) books: Books,
    pub(super) periods: Vec<Period>,
    pub(super) policy: Policy,
    index: DayIndex,
    calendar: Option<Calendar>,
    fields: BTreeMap<Table, BTreeSet<Field>>,
    tables: BTreeMap<Table, OnceLock<Read>>,
}

/// The entries of a table and their grouped pass, made when first needed.
#[derive(Debug)]
struct Read {
    entries: Entries,
    pass: Result<Pass>,
}

/// What a computed metric may ask about.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    facts: &'a Facts,
    period: usize,
}

impl<'a> Context<'a> {
    /// The period the value is for.
    pub fn period(&self) -> &'a Period {
        self.facts.periods.get(self.period).unwrap_or(&EPOCH)
    }

    /// The books.
    pub fn books(&self) -> &'a Books {
        &self.facts.books
    }

    /// The settings of the books.
    pub fn settings(&self) -> &'a Settings {
        self.facts.books.settings()
    }
}

static EPOCH: Period = Period { label: String::new(), start: chrono::NaiveDate::MIN, end: chrono::NaiveDate::MIN };

/// A value, and what it was read from.
#[derive(Clone, Debug)]
pub(super) struct Evaluated {
    pub(super) value: Value,
    /// Whether the value itself is stated in `bilan.toml`, not only something it is computed from.
    pub(super) is_declared: bool,
    cells: BTreeSet<(Table, usize)>,
    /// Rows of small lists: source and line.
    places: BTreeSet<(u32, u32)>,
}

impl Evaluated {
    fn new(state: State, source: &'static str) -> Self {
        Self {
            value: Value { state, basis: Basis::Computed, source, rows: 0 },
            is_declared: false,
            cells: BTreeSet::new(),
            places: BTreeSet::new(),
        }
    }

    /// A value of these parts: their rows, the source they share if they do, the weakest basis.
    fn of_parts<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut whole = Self::new(State::Known(Decimal::ZERO), "");
        let mut sources = BTreeSet::new();
        for part in parts {
            whole.read_like(part);
            whole.value.basis = whole.value.basis.max(match part.value.basis {
                // A posted tax within a computed result leaves the result computed.
                Basis::Posted => Basis::Computed,
                other => other,
            });
            sources.insert(part.value.source);
        }
        if let (Some(source), true) = (sources.first(), sources.len() == 1) {
            whole.value.source = source;
        }
        whole
    }

    fn read_like(&mut self, other: &Self) {
        self.cells.extend(&other.cells);
        self.places.extend(&other.places);
    }
}

impl Facts {
    /// Facts about these periods, with passes that answer the conditions of these metrics.
    pub(super) fn new(books: &Books, periods: Vec<Period>, policy: Policy, metrics: &[MetricRef]) -> Self {
        let mut fields = choice::FIELDS.iter().map(|(table, fields)| (*table, fields.iter().copied().collect())).collect();
        for metric in metrics {
            plan(metric, &mut fields);
        }
        let business = &books.settings().business;
        let calendar = business.country.as_deref().and_then(|country| Calendar::of(country, business.region.as_deref()));
        let tables = fields.keys().map(|table| (*table, OnceLock::new())).collect();
        Self { books: books.clone(), index: DayIndex::new(&periods), periods, policy, calendar, fields, tables }
    }

    /// Whether the passes answer the conditions of a metric.
    pub(super) fn covers(&self, metric: &Metric) -> bool {
        let mut needed = BTreeMap::new();
        plan(metric, &mut needed);
        needed.iter().all(|(table, fields)| self.fields.get(table).is_some_and(|known| known.is_superset(fields)))
    }

    fn read(&self, table: Table) -> Option<&Read> {
        let made = self.tables.get(&table)?;
        Some(made.get_or_init(|| {
            let basis = if table == Table::Invoices { self.policy.revenue_basis } else { RevenueBasis::Invoiced };
            let entries = Entries::of(&self.books, table, basis, &self.periods);
            let fields: Vec<Field> = self.fields.get(&table).into_iter().flatten().copied().collect();
            let pass = Pass::over(&self.books, table, &entries, &self.index, &fields);
            Read { entries, pass }
        }))
    }

    pub(super) fn entries(&self, table: Table) -> Option<&Entries> {
        self.read(table).map(|read| &read.entries)
    }

    /// The period an entry falls in.
    pub(super) fn period_of(&self, day: i32) -> Option<usize> {
        let number = self.index.of(day);
        (number != DayIndex::NONE).then_some(usize::from(number))
    }

    fn cells(&self, table: Table, period: usize, when: &Condition) -> Result<Vec<(usize, &Cell)>> {
        let Some(read) = self.read(table) else { return Ok(Vec::new()) };
        let pass = read.pass.as_ref().map_err(Clone::clone)?;
        let number = u16::try_from(period).unwrap_or(DayIndex::NONE);
        let numbers = pass.matching(&self.books, table, number, when);
        Ok(numbers.into_iter().filter_map(|i| Some((i, pass.cells.get(i)?))).collect())
    }

    /// How many rows of a table count in a period and meet a condition.
    pub(super) fn rows(&self, table: Table, period: usize, when: &Condition) -> u64 {
        self.cells(table, period, when).map_or(0, |cells| cells.iter().map(|(_, cell)| cell.rows).sum())
    }

    /// How many of them have days or time, each of their parts by itself, and how many should have and do not.
    pub(super) fn timed(&self, table: Table, period: usize, when: &Condition) -> (u64, u64) {
        let add = |(timed, untimed): (u64, u64), cell: &Cell| (timed + cell.timed, untimed + cell.untimed);
        self.cells(table, period, when).map_or((0, 0), |cells| cells.iter().fold((0, 0), |sums, (_, cell)| add(sums, cell)))
    }

    /// Hours of a day: as said, else 7 in France and 8 elsewhere.
    pub(super) fn hours_per_day(&self) -> Decimal {
        let settings = self.books.settings();
        let of_country = if settings.business.country.as_deref() == Some("FR") { 7 } else { 8 };
        settings.time.hours_per_day.unwrap_or_else(|| of_country.into())
    }

    /// The value of a metric in a period.
    pub(super) fn evaluate(&self, metric: &Metric, period: usize) -> Evaluated {
        let mut found = match &metric.is {
            Formula::Sum(sum) => self.sum(sum, period),
            Formula::Count { table, when } => self.count(*table, when, period),
            Formula::Distinct { of, when } => self.distinct(*of, when, period),
            Formula::Terms(terms) => {
                let parts: Vec<(bool, Evaluated)> = terms
                    .iter()
                    .map(|term| (term, self.evaluate(&term.metric, period)))
                    .filter(|(term, part)| !(term.optional && matches!(part.value.state, State::Missing(_))))
                    .map(|(term, part)| (term.plus, part))
                    .collect();
                let mut total = State::Known(Decimal::ZERO);
                for (plus, part) in &parts {
                    total = match (total, &part.value.state) {
                        (State::Known(sum), State::Known(value)) => {
                            sum.checked_add(if *plus { *value } else { -*value }).map_or_else(State::beyond, State::Known)
                        }
                        (State::Known(_), other) => other.clone(),
                        (other, _) => other,
                    };
                }
                Evaluated::of_parts(parts.iter().map(|(_, part)| part)).with(total)
            }
            Formula::Ratio { numerator, denominator } => {
                let (top, bottom) = (self.evaluate(numerator, period), self.evaluate(denominator, period));
                let answer = Evaluated::of_parts([&top, &bottom]);
                let state = match (top.value.state, bottom.value.state) {
                    (State::Known(_), State::Known(zero)) if zero.is_zero() => State::Undefined(Wording::made(
                        format!("division par zéro : {} vaut 0", denominator.label.fr),
                        format!("division by zero: {} is 0", denominator.label.en),
                    )),
                    (State::Known(a), State::Known(b)) => a.checked_div(b).map_or_else(State::beyond, State::Known),
                    (State::Known(_), other) => other,
                    (other, _) => other,
                };
                answer.with(state)
            }
            Formula::Calendar(fact) => self.calendar(*fact, period),
            Formula::Chosen { choice, options } => match choice::choose(self, *choice, period) {
                Ok(feed) => match options.iter().find(|(of, _)| *of == feed) {
                    Some((feed, metric)) => {
                        let mut answer = self.evaluate(metric, period);
                        answer.is_declared = false;
                        if let Some(source) = feed.id() {
                            answer.value.source = source;
                        }
                        answer
                    }
                    None if feed == Feed::Nothing => Evaluated::new(State::Known(Decimal::ZERO), feed.id().unwrap_or_default()),
                    None => Evaluated::new(choice::not_held(feed), feed.id().unwrap_or_default()),
                },
                Err(why) => Evaluated::new(State::Missing(why), ""),
            },
            Formula::Computed { operands, compute, .. } => {
                let parts: Vec<Evaluated> = operands.iter().map(|operand| self.evaluate(operand, period)).collect();
                let values: Vec<Value> = parts.iter().map(|part| part.value.clone()).collect();
                let mut answer = Evaluated::new(State::Known(Decimal::ZERO), "");
                answer.value = compute(&Context { facts: self, period }, &values);
                for part in &parts {
                    answer.read_like(part);
                }
                if metric.id == super::metric::ASSET_DEPRECIATION.id {
                    answer.places.extend(self.charges(period).map(|(asset, _)| (asset.source, asset.line)));
                }
                answer
            }
        };
        if matches!(found.value.state, State::Missing(_))
            && let Some(declared) = self.declared(metric, period)
        {
            found = Evaluated::new(State::Known(declared), "settings");
            found.value.basis = Basis::Declared;
            found.is_declared = true;
        }
        found.value.rows = self.count_rows(&found);
        found
    }

    fn declared(&self, metric: &Metric, period: usize) -> Option<Decimal> {
        let year = self.periods.get(period)?.year();
        self.books.settings().declared.get(&year)?.values.get(&*metric.id).copied()
    }

    /// The assets that cost a period something, and what.
    fn charges(&self, period: usize) -> impl Iterator<Item = (&Located<Asset>, Decimal)> {
        let charge = |span: &Period, asset: &Asset| super::depreciation::charge(asset, span.start, span.end);
        let span = self.periods.get(period);
        self.books
            .assets()
            .iter()
            .filter_map(move |asset| Some((asset, charge(span?, &asset.value)?)))
            .filter(|(_, charge)| !charge.is_zero())
    }

    fn count_rows(&self, found: &Evaluated) -> u64 {
        let of_cell = |(table, cell): &(Table, usize)| {
            let pass = self.read(*table).and_then(|read| read.pass.as_ref().ok())?;
            pass.cells.get(*cell).map(|cell| cell.rows)
        };
        found.cells.iter().filter_map(of_cell).sum::<u64>() + found.places.len() as u64
    }

    /// A figure over no row at all is missing, unless rows of its table count in the period: then it is zero.
    fn no_rows(&self, table: Table, period: usize) -> Option<Evaluated> {
        (self.rows(table, period, &Condition::ALL) == 0).then(|| Evaluated::new(choice::no_rows(self, table), feed_of(table)))
    }

    fn sum(&self, sum: &Sum, period: usize) -> Evaluated {
        let cells = match self.cells(sum.table, period, &sum.when) {
            Ok(cells) => cells,
            Err(error) => return Evaluated::new(State::missing(error.to_string(), error.to_string()), feed_of(sum.table)),
        };
        if let Some(missing) = self.no_rows(sum.table, period) {
            return missing;
        }
        if let Some(unless) = &sum.unless
            && self.rows(sum.table, period, unless) > 0
        {
            return Evaluated::new(choice::unclassified(self, period, unless), feed_of(sum.table));
        }
        let total = |of: fn(&Cell) -> i128| cells.iter().try_fold(0_i128, |sum, (_, cell)| sum.checked_add(of(cell)));
        let exact = |sum: Option<i128>, scale| sum.and_then(|sum| Decimal::try_from_i128_with_scale(sum, scale).ok());
        let value = match sum.amount {
            Amount::Net | Amount::Debit => exact(total(|cell| cell.money), Money::SCALE),
            Amount::Credit => exact(total(|cell| -cell.money), Money::SCALE),
            Amount::Days => {
                days_and_hours(&cells).and_then(|(days, hours)| days.checked_add(hours.checked_div(self.hours_per_day())?))
            }
        };
        let mut answer = Evaluated::new(value.map_or_else(State::beyond, State::Known), feed_of(sum.table));
        answer.cells = cells.iter().map(|(cell, _)| (sum.table, *cell)).collect();
        answer
    }

    /// What billed time adds up to in a period: what is stated in days, and what is stated in hours.
    pub(super) fn billed_time(&self, period: usize) -> Option<(Decimal, Decimal)> {
        let (table, when) = match choice::choose(self, Choice::BilledDays, period).ok()? {
            Feed::Invoices => (Table::Invoices, TIME_LINES),
            Feed::Timesheets => (Table::Timesheets, BILLED_WORK),
            _ => return None,
        };
        days_and_hours(&self.cells(table, period, &when).ok()?)
    }

    fn count(&self, table: Table, when: &Condition, period: usize) -> Evaluated {
        if let Some(missing) = self.no_rows(table, period) {
            return missing;
        }
        let cells = self.cells(table, period, when).unwrap_or_default();
        let rows: u64 = cells.iter().map(|(_, cell)| cell.rows).sum();
        let mut answer = Evaluated::new(State::Known(rows.into()), feed_of(table));
        answer.cells = cells.iter().map(|(cell, _)| (table, *cell)).collect();
        answer
    }

    fn distinct(&self, of: Distinct, when: &Condition, period: usize) -> Evaluated {
        if let Some(missing) = self.no_rows(Table::Invoices, period) {
            return missing;
        }
        let mut answer = Evaluated::new(State::Known(Decimal::ZERO), feed_of(Table::Invoices));
        let cells = self.cells(Table::Invoices, period, when).unwrap_or_default();
        answer.cells = cells.iter().map(|(cell, _)| (Table::Invoices, *cell)).collect();
        let count = match of {
            Distinct::InvoiceNumbers => self.invoice_numbers(when, period),
            Distinct::ClientsWithRevenue => self.clients(when, period).len(),
        };
        answer.with(State::Known(Decimal::from(count)))
    }

    /// Revenue by client in a period, clients whose revenue is not zero, by name.
    pub(super) fn clients(&self, when: &Condition, period: usize) -> BTreeMap<&str, Decimal> {
        let lines = self.books.invoice_lines();
        let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
        let Some(entries) = self.entries(Table::Invoices) else { return BTreeMap::new() };
        let net = entries.money.as_ref();
        for entry in 0..entries.len() {
            if entries.dates.values().get(entry).and_then(|day| self.period_of(*day)) != Some(period) {
                continue;
            }
            let Some(row) = lines.get(entries.row(entry)) else { continue };
            let line = row.value();
            if when.holds(|field| line.text(field)) {
                *sums.entry(line.client).or_default() += net.and_then(|n| n.values().get(entry)).copied().map_or(0, i128::from);
            }
        }
        sums.into_iter()
            .filter(|(_, sum)| *sum != 0)
            .filter_map(|(client, sum)| Some((client, Decimal::try_from_i128_with_scale(sum, Money::SCALE).ok()?)))
            .collect()
    }

    /// How many invoice numbers occur on the lines that count in a period and meet a condition.
    fn invoice_numbers(&self, when: &Condition, period: usize) -> usize {
        let lines = self.books.invoice_lines();
        let Some(entries) = self.entries(Table::Invoices) else { return 0 };
        let mut numbers = HashSet::new();
        for (entry, day) in entries.dates.values().iter().enumerate() {
            if self.period_of(*day) != Some(period) {
                continue;
            }
            let Some(line) = lines.get(entries.row(entry)).map(|row| row.value()) else { continue };
            if when.holds(|field| line.text(field)) {
                numbers.insert(line.number);
            }
        }
        numbers.len()
    }

    fn calendar(&self, fact: CalendarFact, period: usize) -> Evaluated {
        let Some(span) = self.periods.get(period) else { return Evaluated::new(State::beyond(), "calendar") };
        match fact {
            CalendarFact::WorkingDays => {
                let holidays: Vec<chrono::NaiveDate> = self.books.holidays().iter().map(|day| day.value).collect();
                let calendar = match &self.calendar {
                    Some(calendar) => Some(calendar.clone().with_holidays(holidays)),
                    None if holidays.is_empty() => None,
                    None => Some(Calendar::weekdays().with_holidays(holidays)),
                };
                let state = calendar.map_or_else(
                    || no_calendar(&self.books.settings().business),
                    |calendar| State::Known(calendar.working_days(span.start, span.end).into()),
                );
                Evaluated::new(state, "calendar")
            }
            CalendarFact::LeaveDays => {
                let state = self.books.settings().time.leave_of(span.year()).map_or_else(
                    || {
                        State::missing(
                            "congés inconnus : écrire leave_days = 25 dans [time] de bilan.toml",
                            "leave is not known: write leave_days = 25 under [time] in bilan.toml",
                        )
                    },
                    State::Known,
                );
                Evaluated::new(state, "settings")
            }
        }
    }
}

impl Facts {
    /// What working days are made of, for an explanation.
    pub(super) fn working_days_parts(&self, period: usize, whole: &Explanation) -> Vec<Explanation> {
        let Some(span) = self.periods.get(period) else { return Vec::new() };
        let Some(working) = whole.value.state.value() else { return Vec::new() };
        let weekdays = Decimal::from(Calendar::weekdays().working_days(span.start, span.end));
        let part = |id: &str, label: Wording, formula: Wording, count: Decimal| Explanation {
            metric: format!("{}.{id}", whole.metric),
            label,
            formula,
            value: Value { state: State::Known(count), ..whole.value.clone() },
            rows: Vec::new(),
            operands: Vec::new(),
            computed: true,
            ..whole.clone()
        };
        vec![
            part(
                "weekdays",
                Wording::fixed("jours du lundi au vendredi", "days from Monday to Friday"),
                Wording::made(format!("du {} au {}", span.start, span.end), format!("{} to {}", span.start, span.end)),
                weekdays,
            ),
            part(
                "holidays",
                Wording::fixed("jours fériés tombant en semaine", "public holidays on a weekday"),
                Wording::fixed("à déduire", "to be deducted"),
                weekdays - working,
            ),
        ]
    }

    /// The charge of each asset in a period, as contributions.
    pub(super) fn asset_rows(&self, period: usize) -> Vec<Contribution> {
        let Some(span) = self.periods.get(period) else { return Vec::new() };
        let row = |(asset, amount): (&Located<Asset>, Decimal)| Contribution {
            origin: self.books.origin(asset.source, asset.line),
            date: span.end,
            label: asset.value.label.clone(),
            measure: Measure::Money,
            amount,
        };
        self.charges(period).map(row).collect()
    }
}

impl Evaluated {
    fn with(mut self, state: State) -> Self {
        self.value.state = state;
        self
    }
}

fn no_calendar(business: &Business) -> State {
    match (business.country.as_deref(), business.region.as_deref()) {
        (None, _) => State::missing(
            "pays inconnu : écrire country = \"FR\" dans [business] de bilan.toml",
            "unknown country: write country = \"FR\" under [business] in bilan.toml",
        ),
        (Some(country), Some(region)) => State::missing(
            format!("jours fériés inconnus pour {country}, {region} : corriger region dans [business] de bilan.toml"),
            format!("public holidays of {country}, {region} are not known: correct region under [business] in bilan.toml"),
        ),
        (Some(country), None) => {
            State::missing(format!("jours fériés inconnus pour {country}"), format!("public holidays of {country} are not known"))
        }
    }
}

/// Sums of the days and of the hours of these cells.
fn days_and_hours(cells: &[(usize, &Cell)]) -> Option<(Decimal, Decimal)> {
    let total = |of: fn(&Cell) -> i128| cells.iter().try_fold(0_i128, |sum, (_, cell)| sum.checked_add(of(cell)));
    let days = Decimal::try_from_i128_with_scale(total(|cell| cell.days)?, Days::SCALE).ok()?;
    let micros = Decimal::try_from_i128_with_scale(total(|cell| cell.time)?, 0).ok()?;
    Some((days, micros.checked_div(Time::HOUR.into())?))
}

const fn feed_of(table: Table) -> &'static str {
    table.id()
}

/// Adds the columns the conditions of a metric name.
fn plan(metric: &Metric, fields: &mut BTreeMap<Table, BTreeSet<Field>>) {
    let mut need = |table: Table, when: &Condition| {
        fields.entry(table).or_default().extend(when.clauses().iter().map(|clause| clause.field));
    };
    match &metric.is {
        Formula::Sum(sum) => {
            need(sum.table, &sum.when);
            if let Some(unless) = &sum.unless {
                need(sum.table, unless);
            }
        }
        Formula::Count { table, when } => need(*table, when),
        Formula::Distinct { when, .. } => need(Table::Invoices, when),
        Formula::Calendar(_) => {}
        Formula::Terms(terms) => terms.iter().for_each(|term| plan(&term.metric, fields)),
        Formula::Ratio { numerator, denominator } => {
            plan(numerator, fields);
            plan(denominator, fields);
        }
        Formula::Chosen { options, .. } => options.iter().for_each(|(_, metric)| plan(metric, fields)),
        Formula::Computed { operands, .. } => operands.iter().for_each(|metric| plan(metric, fields)),
    }
}

/// The depreciation of the assets of the books in a period, to the cent.
pub(super) fn asset_depreciation(context: &Context<'_>, _: &[Value]) -> Value {
    let period = context.period();
    let mut charges =
        context.books().assets().iter().map(|asset| super::depreciation::charge(&asset.value, period.start, period.end));
    let total = charges.try_fold(Decimal::ZERO, |sum, charge| sum.checked_add(charge?));
    Value { state: total.map_or_else(State::beyond, State::Known), basis: Basis::Computed, source: "expenses", rows: 0 }
}

/// The tax booked for the period, or why there is none.
pub(super) fn income_tax(context: &Context<'_>, operands: &[Value]) -> Value {
    let posted =
        operands.first().cloned().unwrap_or(Value { state: State::beyond(), basis: Basis::Computed, source: "", rows: 0 });
    if posted.rows > 0 || !matches!(posted.state, State::Known(_)) {
        return Value { basis: Basis::Posted, ..posted };
    }
    let state = match context.settings().business.form {
        Some(form) if form.is_pass_through() => State::missing(
            "cette forme n'a pas d'impôt propre : le bénéfice est imposé chez l'exploitant",
            "this form pays no tax of its own: the profit is taxed in the hands of the owner",
        ),
        Some(LegalForm::CompanyIs) => State::missing(
            "aucun impôt comptabilisé (compte 695) : ajouter la dépense, ou income_tax dans [declared.ANNÉE] de bilan.toml",
            "no tax is posted (account 695): add the expense, or income_tax under [declared.YEAR] in bilan.toml",
        ),
        _ => State::missing(
            "forme juridique inconnue et aucun impôt comptabilisé : écrire form = \"company_is\" (ou ei, bnc, micro) dans [business] de bilan.toml",
            "legal form unknown and no tax posted: write form = \"company_is\" (or ei, bnc, micro) under [business] in bilan.toml",
        ),
    };
    Value { state, basis: Basis::Computed, source: posted.source, rows: 0 }
}

/// Result before tax less the tax; before tax where the form has no tax of its own.
pub(super) fn result_after_tax(context: &Context<'_>, operands: &[Value]) -> Value {
    let [before, tax] = operands else {
        return Value { state: State::beyond(), basis: Basis::Computed, source: "", rows: 0 };
    };
    if context.settings().business.form.is_some_and(LegalForm::is_pass_through) && tax.state.value().is_none() {
        return before.clone();
    }
    let state = match (&before.state, &tax.state) {
        (State::Known(before), State::Known(tax)) => before.checked_sub(*tax).map_or_else(State::beyond, State::Known),
        (State::Known(_), other) => other.clone(),
        (other, _) => other.clone(),
    };
    let basis = if tax.basis == Basis::Posted { before.basis } else { before.basis.max(tax.basis) };
    Value { state, basis, source: before.source, rows: 0 }
}

/// (working days − leave) × part time.
pub(super) fn capacity(context: &Context<'_>, operands: &[Value]) -> Value {
    let [working, leave] = operands else {
        return Value { state: State::beyond(), basis: Basis::Computed, source: "", rows: 0 };
    };
    let part_time = context.settings().time.part_time;
    let state = match (&working.state, &leave.state) {
        (State::Known(working), State::Known(leave)) => working
            .checked_sub(*leave)
            .and_then(|days| days.checked_mul(part_time))
            .map_or_else(State::beyond, |days| State::Known(days.normalize())),
        (State::Known(_), other) => other.clone(),
        (other, _) => other.clone(),
    };
    Value { state, basis: Basis::Computed, source: "calendar", rows: 0 }
}
