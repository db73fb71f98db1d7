//! The figures of a review as formulas over the cells of their operands, down to the rows.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::utility::{column_number_to_name, row_col_to_cell};

use super::cell::{Cell, Content, Formula, Known, Row};
use super::clients::Clients;
use super::formula::Made;
use super::rows;
use crate::analysis::{Basis, Derivation, Line, Metric, MetricRef, Report, Setting, State, Value};
use crate::books::Table;
use crate::locale::{Locale, MISSING, NOT_MEANINGFUL, UNDEFINED};
use crate::model::{Days, Measure, Wording};

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
pub(super) const MOST_DECIMALS: u32 = 10;
/// The longest formula that is written; Excel refuses those beyond 8 192 characters.
const LONGEST_FORMULA: usize = 8_000;

/// Where a figure of a period stands, and what is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    sheet: Sheet,
    row: u32,
    column: u16,
    /// Whether it can be a text: a quotient that has no value, or what is computed from one.
    pub(super) may_be_text: bool,
    /// How many decimals its exact value has; `None` for a quotient.
    pub(super) decimals: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    Review,
    Calculation,
    /// A sheet that no formula names.
    Other,
}

/// The cells of all figures. A figure that the table of the review shows stands there; every other one that it takes has a row on the sheet of
/// the calculation.
pub(super) struct Calculation<'a> {
    pub(super) report: &'a Report,
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
    pub(super) fn place(&mut self, metric: &Metric, period: usize) -> Place {
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
        // A value may be replaced by one with more decimals.
        let of_value = value.state.value().map(|value| value.normalize().scale().max(Days::SCALE));
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
            (State::Known(_), basis, _) => {
                let word = self.locale.word(words.value_bases, basis.id()).to_owned();
                if made.is_some() { word } else { format!("{word}{}{}", words.colon, self.words(metric)) }
            }
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
    pub(super) fn setting(&mut self, setting: &Setting, period: usize) -> Place {
        let words = "bilan.toml".to_owned();
        let cell = Cell::known(Known::Number(setting.value), "");
        let label = self.text(&setting.label);
        let row = self.put(setting.id.to_owned(), (label, words, setting.measure), period, cell);
        Place { sheet: Sheet::Calculation, row, column: column(period), may_be_text: false, decimals: None }
    }

    /// The cells of the first and of the last day of a period.
    pub(super) fn span(&self, sheet: Sheet, period: usize) -> (String, String) {
        let at = |row| {
            let cell = format!("{}${}", column_number_to_name(column(period)), row + 1);
            on_sheet(cell, Sheet::Calculation, sheet, &self.locale)
        };
        (at(FROM), at(TO))
    }
}

/// The column of a period.
pub(super) fn column(period: usize) -> u16 {
    FIRST_PERIOD.saturating_add(u16::try_from(period).unwrap_or(u16::MAX))
}

/// A place as a formula on a sheet names it.
pub(super) fn refer(place: Place, from: Sheet, locale: &Locale) -> String {
    on_sheet(row_col_to_cell(place.row, place.column), place.sheet, from, locale)
}

fn on_sheet(cell: String, sheet: Sheet, from: Sheet, locale: &Locale) -> String {
    match sheet {
        same if same == from => cell,
        Sheet::Review => format!("{}!{cell}", locale.text(&REVIEW)),
        Sheet::Calculation | Sheet::Other => format!("{}!{cell}", locale.text(&CALCULATION)),
    }
}
