//! Staff costs among listed expenses.

use super::choice;
use super::context::Context;
use super::figure::{State, Value};
use super::statement::{Statement, StatementRow};
use crate::books::Table;
use crate::jurisdiction::fr::CHART;

const EXPENSES: &str = Table::Expenses.id();

/// Expenses of the period on accounts 64; missing while one states no account, for it may be pay.
pub(super) fn listed(context: &Context<'_>, _: &[Value]) -> Statement {
    let all = context.books().expenses();
    let mut of_period = all.iter().filter(|expense| context.period().contains(expense.value().date)).peekable();
    if of_period.peek().is_none() && context.facts.fiscal_year(context.period).is_some() {
        return Statement::new(choice::no_rows(context.facts, Table::Expenses), EXPENSES);
    }
    let (mut rows, mut unsaid) = (Vec::new(), 0_u64);
    for expense in of_period {
        let value = expense.value();
        unsaid += u64::from(value.account.is_empty());
        if CHART.staff.contains(value.account) {
            rows.push(StatementRow::new(Table::Expenses, expense.index(), value.date, value.net.to_decimal()));
        }
    }
    if unsaid > 0 {
        let why = State::missing(
            format!("{unsaid} dépense(s) sans compte : rien ne dit si ce sont des charges de personnel (64)"),
            format!("{unsaid} expense(s) without an account: nothing tells whether they are staff costs (64)"),
        );
        return Statement::new(why, EXPENSES);
    }
    Statement::sum(rows, EXPENSES)
}
