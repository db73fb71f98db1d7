//! The figures of a review as formulas over the cells of their operands, down to the rows.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::utility::{column_number_to_name, row_col_to_cell};

use super::cell::{Cell, Content, Formula, Known, Row};
use super::clients::Clients;
use super::criteria::{Criteria, name};
use super::rows;
use crate::analysis::{Amount, Basis, Derivation, Line, Metric, MetricRef, OfClients, Report, Setting, State, Sum, Value};
use crate::books::Table;
use crate::locale::{Locale, MISSING, NOT_MEANINGFUL, UNDEFINED};
use crate::model::{Days, Measure, Money, Wording};

pub(super) const REVIEW: Wording = Wording::fixed("Revue", "Review");
pub(super) const CALCULATION: Wording = Wording::fixed("Calcul", "Calculation");
/// Row of the first figure on the sheet of the review.
pub(super) const REVIEW_TOP: u32 = 4;
/// On the sheet of the calculation, the rows of the first and of the last day of the periods, and of the first figure.
pub(super) const FROM: u32 = 3;
pub(super) const TO: u32 = 4;
pub(super) const CALCULATION_TOP: u32 = 5;
/// Column of the newest period on every sheet of figures; older ones follow.
pub(super) const FIRST_PERIOD: u16 = 1;

/// Decimals kept of hours, most of which end nowhere, and the most that are kept of anything.
const MOST_DECIMALS: u32 = 10;
/// The longest formula that is written; Excel refuses those beyond 8 192 characters.
const LONGEST_FORMULA: usize = 8_000;

/// Where a figure of a period stands, and what is known of it.
#[derive(Clone, Copy, Debug)]
struct Place {
    sheet: Sheet,
    row: u32,
    column: u16,
    /// Whether it can be a text: a quotient that has no value, or what is computed from one.
    may_be_text: bool,
    /// How many decimals its exact value has; `None` for a quotient.
    decimals: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sheet {
    Review,
    Calculation,
    /// A sheet that no formula names.
    Other,
}

/// A formula that is being made.
struct Made {
    text: String,
    is_array: bool,
    may_be_text: bool,
    decimals: Option<u32>,
}

impl Made {
    fn exact(text: String, decimals: u32) -> Self {
        Self { text, is_array: false, may_be_text: false, decimals: Some(decimals) }
    }

    fn quotient(text: String) -> Self {
        Self { text, is_array: false, may_be_text: true, decimals: None }
    }
}

/// The cells of all figures. A figure that the table of the review shows stands there; every other one that it takes has a row on the sheet of
/// the calculation.
pub(super) struct Calculation<'a> {
    report: &'a Report,
    pub(super) locale: Locale,
    /// The metrics of the table.
    shown: Vec<String>,
    places: BTreeMap<(String, usize), Place>,
    table: BTreeMap<(usize, usize), Cell>,
    /// The rows of the sheet of the calculation, each behind the rows of its operands.
    pub(super) rows: Vec<Row>,
    row_numbers: BTreeMap<String, usize>,
    /// Tables with hours.
    pub(super) timed: BTreeSet<Table>,
    /// What each client brought, once a figure asks for it.
    pub(super) clients: Option<Clients>,
}

impl<'a> Calculation<'a> {
    /// Of a report that covers all metrics that will be asked for, for a table of these metrics.
    pub(super) fn new(report: &'a Report, shown: &[MetricRef], locale: &Locale) -> Self {
        let timed = rows::TABLES.into_iter().filter(|table| report.counted(*table).any(|entry| entry.hours.is_some()));
        Self {
            report,
            locale: *locale,
            shown: shown.iter().map(|metric| format!("{:?}", &**metric)).collect(),
            places: BTreeMap::new(),
            table: BTreeMap::new(),
            rows: Vec::new(),
            row_numbers: BTreeMap::new(),
            timed: timed.collect(),
            clients: None,
        }
    }

    /// The rows of the table of the review, one per line, from [`REVIEW_TOP`] on.
    pub(super) fn table(&mut self, lines: &[Line], metrics: &[MetricRef]) -> Vec<Row> {
        let shown = self.report.periods().len();
        let mut rows = Vec::with_capacity(lines.len());
        for ((number, line), metric) in lines.iter().enumerate().zip(metrics) {
            let mut cells = BTreeMap::new();
            for period in 0..shown {
                let place = self.place(metric, period);
                // A metric that is asked for twice stands where it came first.
                let cell = self.table.remove(&(number, period)).unwrap_or_else(|| {
                    let result = line.values.get(period).map_or(Known::Text(MISSING), |value| (&value.state).into());
                    Cell::formula(refer(place, Sheet::Review, &self.locale), result)
                });
                cells.insert(column(period), cell);
            }
            if let Some(change) = self.change(metric, (&line.change).into(), Sheet::Review) {
                cells.insert(column(shown), change);
            }
            rows.push(Row { words: self.words(metric), label: self.text(&line.label), measure: line.measure, cells });
        }
        rows
    }

    /// A figure on a sheet of its own: the cell where it stands.
    pub(super) fn figure(&mut self, metric: &Metric, period: usize, state: &State) -> Cell {
        let place = self.place(metric, period);
        let note = state.reason().map_or_else(String::new, |why| self.text(why));
        Cell { note, ..Cell::formula(refer(place, Sheet::Other, &self.locale), state.into()) }
    }

    /// The change of a figure on a sheet of its own.
    pub(super) fn change_elsewhere(&mut self, metric: &Metric, change: Known) -> Option<Cell> {
        self.change(metric, change, Sheet::Other)
    }

    /// From the base to the newest period; as [`Change::between`](crate::analysis::Change::between) has it.
    fn change(&mut self, metric: &Metric, change: Known, sheet: Sheet) -> Option<Cell> {
        let base = self.report.base()?;
        let (new, base) = (self.place(metric, 0), self.place(metric, base));
        let (new, base) = (refer(new, sheet, &self.locale), refer(base, sheet, &self.locale));
        let moved = match metric.measure {
            Measure::Share => format!("({new}-{base})*100"),
            _ => format!("IF({base}=0,\"{UNDEFINED}\",IF(MIN({new},{base})<0,\"{NOT_MEANINGFUL}\",{new}/{base}-1))"),
        };
        Some(Cell::formula(format!("IF(COUNT({new},{base})<2,\"{MISSING}\",{moved})"), change))
    }

    fn text(&self, wording: &Wording) -> String {
        self.locale.text(wording).to_owned()
    }

    fn words(&self, metric: &Metric) -> String {
        self.text(&Report::in_words(metric))
    }

    /// Where a figure stands; it and its operands are made when first asked for.
    fn place(&mut self, metric: &Metric, period: usize) -> Place {
        // Two metrics may have one name.
        let key = format!("{metric:?}");
        let at = (key.clone(), period);
        if let Some(place) = self.places.get(&at) {
            return *place;
        }
        let is_shown = period < self.report.periods().len();
        let line = self.shown.iter().position(|shown| is_shown && *shown == key);
        let sheet = if line.is_some() { Sheet::Review } else { Sheet::Calculation };
        let (value, derivation) = self.report.derive(metric, period);
        let made = match value.state {
            State::Missing(_) => None,
            _ => self.made(&derivation, sheet, period).filter(|made| made.text.len() <= LONGEST_FORMULA),
        };
        let cell = self.cell(metric, &value, &derivation, made.as_ref());
        let of_value = value.state.value().map(|value| value.normalize().scale());
        let place = Place {
            sheet,
            row: match line {
                Some(line) => {
                    self.table.insert((line, period), cell);
                    REVIEW_TOP + u32::try_from(line).unwrap_or_default()
                }
                None => {
                    let label = self.text(&metric.label);
                    let words = self.words(metric);
                    self.put(key, (label, words, metric.measure), period, cell)
                }
            },
            column: column(period),
            may_be_text: made.as_ref().map_or(of_value.is_none(), |made| made.may_be_text),
            decimals: made.map_or(of_value.filter(|scale| *scale <= MOST_DECIMALS), |made| made.decimals),
        };
        self.places.insert(at, place);
        place
    }

    /// The cell of a value: its formula, or the value and where it comes from.
    fn cell(&self, metric: &Metric, value: &Value, derivation: &Derivation<'_>, made: Option<&Made>) -> Cell {
        let words = self.locale.words();
        let note = match (&value.state, value.basis, derivation) {
            (State::Known(_), Basis::Computed, _) if made.is_some() => String::new(),
            (State::Known(_), Basis::Computed | Basis::Declared, Derivation::Stated(how)) => self.text(how),
            (State::Known(_), Basis::Computed, _) => self.text(&Derivation::computed(&Report::in_words(metric))),
            (State::Known(_), basis, _) => self.locale.word(words.value_bases, basis.id()).to_owned(),
            (state, _, _) => state.reason().map_or_else(String::new, |why| self.text(why)),
        };
        let known = Known::from(&value.state);
        match made {
            Some(made) => Cell {
                content: Content::Formula(Formula { text: made.text.clone(), is_array: made.is_array, result: known }),
                note,
            },
            None => Cell { content: Content::Known(known), note },
        }
    }

    /// Puts a cell into the row of this key on the sheet of the calculation, and tells the number of the row on the sheet.
    fn put(&mut self, key: String, (label, words, measure): (String, String, Measure), period: usize, cell: Cell) -> u32 {
        let number = *self.row_numbers.entry(key).or_insert(self.rows.len());
        if number == self.rows.len() {
            self.rows.push(Row { label, words, measure, cells: BTreeMap::new() });
        }
        if let Some(row) = self.rows.get_mut(number) {
            row.cells.insert(column(period), cell);
        }
        CALCULATION_TOP + u32::try_from(number).unwrap_or_default()
    }

    /// The cell of a setting.
    fn setting(&mut self, setting: &Setting, period: usize) -> Place {
        let words = "bilan.toml".to_owned();
        let cell = Cell::known(Known::Number(setting.value), "");
        let label = self.text(&setting.label);
        let row = self.put(setting.id.to_owned(), (label, words, setting.measure), period, cell);
        let decimals = Some(setting.value.normalize().scale());
        Place { sheet: Sheet::Calculation, row, column: column(period), may_be_text: false, decimals }
    }

    /// The formula of a figure on a sheet; `None` where there is only the value.
    fn made(&mut self, derivation: &Derivation<'_>, sheet: Sheet, period: usize) -> Option<Made> {
        match derivation {
            Derivation::Sum(sum) => Some(self.sum(sum, sheet, period)),
            Derivation::Count(table, when) => {
                let (from, to) = self.span(sheet, period);
                Some(Made::exact(Criteria { table: *table, when, from: &from, to: &to }.count(), 0))
            }
            Derivation::InvoiceNumbers(when) => {
                let (from, to) = self.span(sheet, period);
                let rows = Criteria { table: Table::Invoices, when, from: &from, to: &to }.factors();
                let number = name(Table::Invoices, rows::DOCUMENT_NUMBER);
                let text = format!("SUM(--(FREQUENCY(IF({rows},{number},\"\"),{number})>0))");
                Some(Made { is_array: true, ..Made::exact(text, 0) })
            }
            Derivation::Clients(figure) => {
                let clients = self.clients.get_or_insert_with(|| Clients::of(self.report, &self.locale));
                let range = clients.range(period, &self.locale)?;
                Some(of_clients(*figure, &range, clients.len()))
            }
            Derivation::Assets => {
                let range = rows::charges(self.report, period, &self.locale)?;
                Some(Made::exact(format!("ROUND(SUM({range}),{})", Money::SCALE), Money::SCALE))
            }
            Derivation::Terms(terms, settings) => Some(self.terms(terms, settings, sheet, period)),
            Derivation::Ratio(numerator, denominator) => {
                let (top, bottom) = (self.place(numerator, period), self.place(denominator, period));
                let has_text = top.may_be_text || bottom.may_be_text;
                let (top, bottom) = (refer(top, sheet, &self.locale), refer(bottom, sheet, &self.locale));
                let divided = format!("IF({bottom}=0,\"{UNDEFINED}\",{top}/{bottom})");
                Some(Made::quotient(match has_text {
                    true => format!("IF(COUNT({top},{bottom})<2,\"{UNDEFINED}\",{divided})"),
                    false => divided,
                }))
            }
            Derivation::Stated(_) => None,
        }
    }

    /// Rows added up, rounded to the decimals that their amounts have, so that binary fractions leave nothing behind.
    fn sum(&mut self, sum: &Sum, sheet: Sheet, period: usize) -> Made {
        let (from, to) = self.span(sheet, period);
        let criteria = Criteria { table: sum.table, when: &sum.when, from: &from, to: &to };
        let money = |text: String| Made::exact(format!("ROUND({text},{})", Money::SCALE), Money::SCALE);
        match sum.amount {
            Amount::Net => money(criteria.sum("net")),
            Amount::Debit => money(criteria.sum("amount")),
            Amount::Credit => money(format!("-{}", criteria.sum("amount"))),
            Amount::Days => {
                let days = Made::exact(format!("ROUND({},{})", criteria.sum("days"), Days::SCALE), Days::SCALE);
                if !self.timed.contains(&sum.table) {
                    return days;
                }
                let hours = criteria.sum("hours");
                let per_day = self.setting(&self.report.hours_per_day(), period);
                let per_day = refer(per_day, sheet, &self.locale);
                Made { text: format!("{}+ROUND({hours},{MOST_DECIMALS})/{per_day}", days.text), decimals: None, ..days }
            }
        }
    }

    fn terms(&mut self, terms: &[(bool, &Metric)], settings: &[Setting], sheet: Sheet, period: usize) -> Made {
        let terms: Vec<(bool, Place)> = terms.iter().map(|(plus, metric)| (*plus, self.place(metric, period))).collect();
        let settings: Vec<Place> = settings.iter().map(|setting| self.setting(setting, period)).collect();
        let at = |place: &Place| refer(*place, sheet, &self.locale);
        if let ([(true, only)], []) = (terms.as_slice(), settings.as_slice()) {
            return Made { text: at(only), is_array: false, may_be_text: only.may_be_text, decimals: only.decimals };
        }
        let mut text = String::new();
        for (plus, place) in &terms {
            let sign = if !plus { "-" } else if text.is_empty() { "" } else { "+" };
            text += &format!("{sign}{}", at(place));
        }
        let of_terms = terms.iter().map(|(_, place)| place.decimals).try_fold(0, |most: u32, more| Some(most.max(more?)));
        let decimals = settings.iter().try_fold(of_terms, |sum, factor| Some(sum.zip(factor.decimals).map(|(a, b)| a + b)));
        let decimals = decimals.flatten().filter(|decimals| *decimals <= MOST_DECIMALS);
        if !settings.is_empty() {
            let factors: String = settings.iter().map(|factor| format!("*{}", at(factor))).collect();
            text = if terms.len() > 1 { format!("({text}){factors}") } else { format!("{text}{factors}") };
        }
        if let Some(decimals) = decimals {
            text = format!("ROUND({},{decimals})", if text.is_empty() { "0" } else { &text });
        }
        let may_be_text = terms.iter().any(|(_, place)| place.may_be_text);
        if may_be_text {
            let cells: Vec<String> = terms.iter().map(|(_, place)| at(place)).collect();
            text = format!("IF(COUNT({})<{},\"{UNDEFINED}\",{text})", cells.join(","), cells.len());
        }
        Made { text, is_array: false, may_be_text, decimals }
    }

    /// The cells of the first and of the last day of a period.
    fn span(&self, sheet: Sheet, period: usize) -> (String, String) {
        let at = |row| {
            let cell = format!("{}${}", column_number_to_name(column(period)), row + 1);
            on_sheet(cell, Sheet::Calculation, sheet, &self.locale)
        };
        (at(FROM), at(TO))
    }
}

/// A figure of what clients brought, whose cells are a range.
fn of_clients(figure: OfClients, range: &str, clients: usize) -> Made {
    let whole = format!("SUMIF({range},\">0\")");
    let divided = |text: String| Made::quotient(format!("IF({whole}=0,\"{MISSING}\",{text})"));
    match figure {
        OfClients::Count => Made::exact(format!("COUNTIF({range},\"<>0\")"), 0),
        OfClients::Top(1) => divided(format!("MAX({range})/{whole}")),
        OfClients::Top(largest) => {
            let places: Vec<String> = (1..=largest.min(clients)).map(|place| place.to_string()).collect();
            let largest = format!("LARGE({range},{{{}}})", places.join(","));
            divided(format!("SUMPRODUCT(({largest}>0)*{largest})/{whole}"))
        }
        OfClients::Hhi => divided(format!("SUMPRODUCT(({range}>0)*{range}^2)/{whole}^2")),
    }
}

/// The column of a period.
pub(super) fn column(period: usize) -> u16 {
    FIRST_PERIOD.saturating_add(u16::try_from(period).unwrap_or(u16::MAX))
}

/// A place as a formula on a sheet names it.
fn refer(place: Place, from: Sheet, locale: &Locale) -> String {
    on_sheet(row_col_to_cell(place.row, place.column), place.sheet, from, locale)
}

fn on_sheet(cell: String, sheet: Sheet, from: Sheet, locale: &Locale) -> String {
    match sheet {
        same if same == from => cell,
        Sheet::Review => format!("{}!{cell}", locale.text(&REVIEW)),
        Sheet::Calculation | Sheet::Other => format!("{}!{cell}", locale.text(&CALCULATION)),
    }
}
