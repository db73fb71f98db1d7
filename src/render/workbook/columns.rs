//! The columns of the sheets of rows, and what each holds of a row.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::analysis::{Counted, Field};
use crate::books::Table;
use crate::model::{Expense, InvoiceLine, LedgerEntry, Measure, TimeEntry, Wording};

/// The column that has one number for all lines of an invoice.
pub(super) const DOCUMENT_NUMBER: &str = "document_number";

/// A column of a table: the name formulas use, and the header.
pub(super) struct Column {
    pub(super) id: &'static str,
    pub(super) label: Wording,
    pub(super) width: u8,
}

const fn column(id: &'static str, fr: &'static str, en: &'static str, width: u8) -> Column {
    Column { id, label: Wording::fixed(fr, en), width }
}

/// Columns of every table.
pub(super) static PLACE: [Column; 2] = [column("file", "Fichier", "File", 26), column("line", "Ligne", "Line", 8)];
pub(super) static COUNTED: Column = column("counted", "Compte le", "Counts on", 12);

static INVOICES: [Column; 15] = [
    column("number", "N° facture", "Invoice", 14),
    column(DOCUMENT_NUMBER, "Rang de la facture", "Rank of the invoice", 10),
    column("issued", "Émise le", "Issued", 12),
    column("client", "Client", "Client", 22),
    column("project", "Mission", "Project", 18),
    column("description", "Désignation", "Description", 32),
    column("billing", "Facturation", "Billing", 13),
    column("document", "Type", "Type", 12),
    column("status", "Statut", "Status", 10),
    column("net", "HT", "Net", 14),
    column("days", "Jours", "Days", 10),
    column("hours", "Heures", "Hours", 10),
    column("service_start", "Début de période", "Service start", 12),
    column("service_end", "Fin de période", "Service end", 12),
    column("paid", "Payée le", "Paid", 12),
];

pub(super) fn invoice_line<'a>(line: &InvoiceLine<'a>, entry: &Counted, document_number: u32) -> [Value<'a>; 15] {
    [
        Value::Text(line.number),
        Value::Whole(document_number),
        Value::Day(Some(line.issued)),
        Value::Text(line.client),
        Value::Text(line.project),
        Value::Text(line.description),
        Value::Text(line.billing.id()),
        Value::Text(line.document.id()),
        Value::Text(line.status.id()),
        Value::Amount(entry.money, Measure::Money),
        Value::Amount(entry.days, Measure::Days),
        Value::Amount(entry.hours, Measure::Hours),
        Value::Day(line.service_start),
        Value::Day(line.service_end),
        Value::Day(line.paid),
    ]
}

static TIMESHEETS: [Column; 10] = [
    column("client", "Client", "Client", 22),
    column("project", "Mission", "Project", 18),
    column("task", "Tâche", "Task", 18),
    column("description", "Description", "Description", 32),
    column("person", "Personne", "Person", 18),
    column("kind", "Nature", "Kind", 10),
    column("billable", "Facturable", "Billable", 10),
    column("billing", "Facturation", "Billing", 13),
    column("days", "Jours", "Days", 10),
    column("hours", "Heures", "Hours", 10),
];

pub(super) fn time_entry<'a>(line: &TimeEntry<'a>, entry: &Counted) -> [Value<'a>; 10] {
    [
        Value::Text(line.client),
        Value::Text(line.project),
        Value::Text(line.task),
        Value::Text(line.description),
        Value::Text(line.person),
        Value::Text(line.kind.id()),
        Value::Text(if line.billable { "yes" } else { "no" }),
        Value::Text(line.billing.id()),
        Value::Amount(entry.days, Measure::Days),
        Value::Amount(entry.hours, Measure::Hours),
    ]
}

static LEDGER: [Column; 8] = [
    column("journal", "Journal", "Journal", 10),
    column("entry", "Écriture", "Entry", 12),
    column("piece", "Pièce", "Piece", 16),
    column("account", "Compte", "Account", 12),
    column("account_label", "Libellé du compte", "Account label", 26),
    column("label", "Libellé", "Label", 32),
    column("client", "Tiers", "Third party", 22),
    column("amount", "Débit − crédit", "Debit − credit", 14),
];

pub(super) fn ledger_entry<'a>(line: &LedgerEntry<'a>, entry: &Counted) -> [Value<'a>; 8] {
    [
        Value::Text(line.journal),
        Value::Text(line.entry),
        Value::Text(line.piece),
        Value::Text(line.account),
        Value::Text(line.account_label),
        Value::Text(line.label),
        Value::Text(line.party),
        Value::Amount(entry.money, Measure::Money),
    ]
}

static EXPENSES: [Column; 5] = [
    column("supplier", "Fournisseur", "Supplier", 22),
    column("label", "Libellé", "Label", 32),
    column("account", "Compte", "Account", 12),
    column("category", "Catégorie", "Category", 18),
    column("net", "HT", "Net", 14),
];

pub(super) fn expense<'a>(line: &Expense<'a>, entry: &Counted) -> [Value<'a>; 5] {
    [
        Value::Text(line.supplier),
        Value::Text(line.label),
        Value::Text(line.account),
        Value::Text(line.category),
        Value::Amount(entry.money, Measure::Money),
    ]
}

pub(super) static ASSET: [Column; 5] = [
    column("label", "Libellé", "Label", 32),
    column("in_service", "Mise en service", "In service", 14),
    column("cost", "Coût", "Cost", 14),
    column("years", "Durée (années)", "Years", 12),
    column("disposed", "Sortie", "Disposed", 12),
];

/// What a cell of a row holds.
pub(super) enum Value<'a> {
    Text(&'a str),
    Day(Option<NaiveDate>),
    Amount(Option<Decimal>, Measure),
    Whole(u32),
}

pub(super) fn columns(table: Table) -> &'static [Column] {
    match table {
        Table::Invoices => &INVOICES,
        Table::Timesheets => &TIMESHEETS,
        Table::Ledger => &LEDGER,
        Table::Expenses => &EXPENSES,
        _ => &[],
    }
}

/// Whether the rows of a table have the column a condition asks about.
pub(super) fn has(table: Table, field: Field) -> bool {
    columns(table).iter().any(|column| column.id == field.id())
}
