//! A statement (*état*): what a rule in code finds, with the rows it adds up or the steps it takes.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::explain::{Contribution, Explanation};
use super::figure::{Basis, State, Value};
use super::named::Named;
use crate::books::{Books, Located, Row, Table, TypedRow};
use crate::error::Origin;
use crate::model::{Measure, Wording};

/// What a rule in code finds: a value, the rows that add up to it, the steps that lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statement {
    /// The value, or why there is none; its count of rows is that of `rows` and of the operands.
    pub value: Value,
    /// Rows of the books, with what each adds to the value; none where the value is no sum of rows.
    pub rows: Vec<StatementRow>,
    /// Amounts on the way to the value.
    pub steps: Vec<Step>,
}

/// What a row of the books adds to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatementRow {
    /// The table or list of the row.
    pub table: Table,
    /// Its position there.
    pub row: usize,
    /// The day on which it counts.
    pub date: NaiveDate,
    /// Unit of the amount.
    pub measure: Measure,
    /// Signed amount.
    pub amount: Decimal,
    /// The invoice line whose client and project are those of a row that names none: of a payment.
    pub pays: Option<usize>,
    /// The contract of the settings that says the amount, in place of a row.
    pub contract: Option<usize>,
}

/// An amount on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// The word that names it after the metric and a point: `income_tax.taxable`.
    pub id: String,
    /// Its name for people.
    pub label: Wording,
    /// Its unit.
    pub measure: Measure,
    /// The amount.
    pub amount: Decimal,
    /// How it is computed, in words.
    pub formula: Wording,
}

impl Statement {
    /// A value read from a table, without rows or steps.
    pub fn new(state: State, source: &'static str) -> Self {
        let value = Value { state, basis: Basis::Computed, source, rows: 0 };
        Self { value, rows: Vec::new(), steps: Vec::new() }
    }

    /// The sum of these rows.
    pub fn sum(rows: Vec<StatementRow>, source: &'static str) -> Self {
        let total = rows.iter().try_fold(Decimal::ZERO, |sum, row| sum.checked_add(row.amount));
        Self { rows, ..Self::new(total.map_or_else(State::beyond, State::Known), source) }
    }

    /// The sum of these rows of days and of hours, in days of so many hours.
    pub(super) fn sum_of_days(rows: Vec<StatementRow>, hours_per_day: Decimal, source: &'static str) -> Self {
        let total = |measure| {
            let mut rows = rows.iter().filter(|row| row.measure == measure);
            rows.try_fold(Decimal::ZERO, |sum, row| sum.checked_add(row.amount))
        };
        let hours = || total(Measure::Hours)?.checked_div(hours_per_day);
        let days = total(Measure::Days).and_then(|days| days.checked_add(hours()?));
        Self { rows, ..Self::new(days.map_or_else(State::beyond, State::Known), source) }
    }

    /// The same, estimated by a rule of law.
    #[must_use]
    pub fn estimated(mut self) -> Self {
        self.value.basis = Basis::Estimated;
        self
    }

    /// The same with steps.
    #[must_use]
    pub fn with_steps(self, steps: Vec<Step>) -> Self {
        Self { steps, ..self }
    }
}

impl StatementRow {
    /// A row of a table and what it adds, in money.
    pub fn new(table: Table, row: usize, date: NaiveDate, amount: Decimal) -> Self {
        Self { table, row, date, measure: Measure::Money, amount, pays: None, contract: None }
    }

    /// Source and line of the row.
    pub(super) fn place(&self, books: &Books) -> Option<(u32, u32)> {
        fn of<T: TypedRow>(row: Option<Row<'_, T>>) -> Option<(u32, u32)> {
            row.map(|row| row.place())
        }
        fn listed<T>(list: &[Located<T>], row: usize) -> Option<(u32, u32)> {
            list.get(row).map(|located| (located.source, located.line))
        }
        match self.table {
            _ if self.contract.is_some() => None,
            Table::Invoices => of(books.invoice_lines().get(self.row)),
            Table::Timesheets => of(books.time_entries().get(self.row)),
            Table::Ledger => of(books.ledger_entries().get(self.row)),
            Table::Expenses => of(books.expenses().get(self.row)),
            Table::Bank => of(books.bank_entries().get(self.row)),
            Table::Assets => listed(books.assets(), self.row),
            Table::Payments => listed(books.payments(), self.row),
            Table::Published => listed(books.published(), self.row),
            Table::Holidays => listed(books.holidays(), self.row),
            Table::Rates => None,
        }
    }

    pub(super) fn contribution(&self, books: &Books) -> Contribution {
        if let Some(contract) = self.contract.and_then(|contract| books.settings().contracts.get(contract)) {
            return Contribution {
                origin: Origin::file("bilan.toml").line(contract.line),
                date: self.date,
                label: contract.name(),
                client: contract.client.clone(),
                project: contract.project.clone().unwrap_or_default(),
                measure: self.measure,
                amount: self.amount.normalize(),
            };
        }
        let named = Named::of(books, self.table, self.row);
        let of = self.pays.map(|line| Named::of(books, Table::Invoices, line));
        let (client, project) = of.map_or((named.client, named.project), |of| (of.client, of.project));
        Contribution {
            origin: self.place(books).map_or_else(|| Origin::file("?"), |(source, line)| books.origin(source, line)),
            date: self.date,
            label: named.label,
            client: client.to_owned(),
            project: project.to_owned(),
            measure: self.measure,
            amount: self.amount.normalize(),
        }
    }
}

impl Step {
    /// An amount of money on the way to a value.
    pub fn new(id: impl Into<String>, label: Wording, amount: Decimal, formula: Wording) -> Self {
        Self { id: id.into(), label, measure: Measure::Money, amount, formula }
    }

    /// The same in another unit.
    #[must_use]
    pub fn in_unit(self, measure: Measure) -> Self {
        Self { measure, ..self }
    }

    /// The step as an operand of its figure.
    pub(super) fn of(self, whole: &Explanation) -> Explanation {
        Explanation {
            metric: format!("{}.{}", whole.metric, self.id),
            label: self.label,
            measure: self.measure,
            value: Value {
                state: State::Known(self.amount.normalize()),
                basis: Basis::Computed,
                source: whole.value.source,
                rows: 0,
            },
            formula: self.formula,
            rows: Vec::new(),
            operands: Vec::new(),
            computed: true,
            period: whole.period.clone(),
            stamp: None,
        }
    }
}
