//! The formula of a figure, from its derivation.

use super::calculation::{Calculation, MOST_DECIMALS, Place, Sheet, refer};
use super::clients::Clients;
use super::columns::DOCUMENT_NUMBER;
use super::criteria::{Criteria, name};
use super::rows;
use crate::analysis::{Amount, Derivation, Metric, OfClients, Setting, Sum};
use crate::books::Table;
use crate::locale::{MISSING, UNDEFINED};
use crate::model::{Days, Money};

/// A formula that is being made.
pub(super) struct Made {
    pub(super) text: String,
    pub(super) is_array: bool,
    /// Whether the result can be a text: a quotient that has no value, or what is computed from one.
    pub(super) may_be_text: bool,
    /// How many decimals the exact result has; `None` for a quotient.
    pub(super) decimals: Option<u32>,
}

impl Made {
    fn exact(text: String, decimals: u32) -> Self {
        Self { text, is_array: false, may_be_text: false, decimals: Some(decimals) }
    }

    fn quotient(text: String) -> Self {
        Self { text, is_array: false, may_be_text: true, decimals: None }
    }
}

impl Calculation<'_> {
    /// The formula of a figure on a sheet; `None` where there is only the value.
    pub(super) fn made(&mut self, derivation: &Derivation<'_>, sheet: Sheet, period: usize) -> Option<Made> {
        match derivation {
            Derivation::Sum(sum) => Some(self.sum(sum, sheet, period)),
            Derivation::Count(table, when) => {
                let (from, to) = self.span(sheet, period);
                Some(Made::exact(Criteria { table: *table, when, from: &from, to: &to }.count(), 0))
            }
            Derivation::InvoiceNumbers(when) => {
                let (from, to) = self.span(sheet, period);
                let rows = Criteria { table: Table::Invoices, when, from: &from, to: &to }.factors();
                let number = name(Table::Invoices, DOCUMENT_NUMBER);
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
            let sign = if !plus {
                "-"
            } else if text.is_empty() {
                ""
            } else {
                "+"
            };
            text += &format!("{sign}{}", at(place));
        }
        let of_terms = terms.iter().map(|(_, place)| place.decimals).try_fold(0, |most: u32, more| Some(most.max(more?)));
        let decimals = if settings.is_empty() { of_terms } else { of_terms.map(|_| MOST_DECIMALS) };
        if !settings.is_empty() {
            let factors: String = settings.iter().flat_map(|factor| ["*".to_owned(), at(factor)]).collect();
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
        OfClients::Effective => divided(format!("{whole}^2/SUMPRODUCT(({range}>0)*{range}^2)")),
        OfClients::Hhi => divided(format!("SUMPRODUCT(({range}>0)*{range}^2)/{whole}^2")),
    }
}
