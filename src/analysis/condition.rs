//! Which rows a figure counts: "column is (not) one of values", joined by *and*.

use std::borrow::Cow;

use crate::books::{Books, Expenses, InvoiceLines, LedgerEntries, NameNumbers, Names, Table, TimeEntries};
use crate::model::{Billing, Document, Expense, InvoiceLine, LedgerEntry, Status, TimeEntry, TimeKind, Wording};

/// A column a condition can ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// Account number; values are prefixes, so `70` is the whole class.
    Account,
    /// Whether a time entry is billable: `yes` or `no`.
    Billable,
    /// How the work is paid: the words of [`Billing::id`].
    Billing,
    /// Category of an expense.
    Category,
    /// Client, the whole name.
    Client,
    /// Kind of document: the words of [`Document::id`].
    Document,
    /// Journal code.
    Journal,
    /// Kind of time entry: the words of [`TimeKind::id`].
    Kind,
    /// Person.
    Person,
    /// Project.
    Project,
    /// State of the document: the words of [`Status::id`].
    Status,
    /// Supplier.
    Supplier,
    /// Task.
    Task,
}

impl Field {
    /// The name of the column.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Billable => "billable",
            Self::Billing => "billing",
            Self::Category => "category",
            Self::Client => "client",
            Self::Document => "document",
            Self::Journal => "journal",
            Self::Kind => "kind",
            Self::Person => "person",
            Self::Project => "project",
            Self::Status => "status",
            Self::Supplier => "supplier",
            Self::Task => "task",
        }
    }
}

/// "`field` is (not) one of `values`".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The column.
    pub field: Field,
    /// `true` for *is one of*, `false` for *is not one of*.
    pub is: bool,
    /// The values; for an account they are prefixes.
    pub values: Values,
}

/// The values of a clause: known when the program is written, or made at run time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Fixed values.
    Fixed(&'static [&'static str]),
    /// Values made at run time.
    Made(Vec<String>),
}

impl Values {
    /// Every value.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let (fixed, made): (&[&str], &[String]) = match self {
            Self::Fixed(values) => (values, &[]),
            Self::Made(values) => (&[], values),
        };
        fixed.iter().copied().chain(made.iter().map(String::as_str))
    }
}

impl Clause {
    fn holds(&self, text: &str) -> bool {
        let found = match self.field {
            Field::Account => self.values.iter().any(|prefix| text.starts_with(prefix)),
            _ => self.values.iter().any(|value| value == text),
        };
        found == self.is
    }
}

/// Clauses that must all hold; the empty condition holds for every row.
///
/// ```
/// use bilan::analysis::{Condition, Field};
/// const FIXED_FOR_A: Condition = Condition::ALL;
/// let condition = FIXED_FOR_A.and_is(Field::Billing, ["fixed"]).and_is(Field::Client, ["Client A"]);
/// assert_eq!(condition.to_string(), "billing = fixed and client = Client A");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(Cow<'static, [Clause]>);

impl Condition {
    /// Every row.
    pub const ALL: Self = Self(Cow::Borrowed(&[]));

    /// A condition known when the program is written.
    pub const fn fixed(clauses: &'static [Clause]) -> Self {
        Self(Cow::Borrowed(clauses))
    }

    /// This condition, and `field` is one of `values`.
    #[must_use]
    pub fn and_is<T: Into<String>>(self, field: Field, values: impl IntoIterator<Item = T>) -> Self {
        self.and(field, true, values)
    }

    /// This condition, and `field` is none of `values`.
    #[must_use]
    pub fn and_is_not<T: Into<String>>(self, field: Field, values: impl IntoIterator<Item = T>) -> Self {
        self.and(field, false, values)
    }

    fn and<T: Into<String>>(self, field: Field, is: bool, values: impl IntoIterator<Item = T>) -> Self {
        let mut clauses = self.0.into_owned();
        clauses.push(Clause { field, is, values: Values::Made(values.into_iter().map(Into::into).collect()) });
        Self(Cow::Owned(clauses))
    }

    /// Its clauses.
    pub fn clauses(&self) -> &[Clause] {
        &self.0
    }

    /// Whether it holds, given the text of each column it asks about.
    pub fn holds<'a>(&self, text: impl Fn(Field) -> &'a str) -> bool {
        self.0.iter().all(|clause| clause.holds(text(clause.field)))
    }
}

impl Condition {
    /// The condition as people read it: columns by their names, values as files write them.
    pub(super) fn in_words(&self) -> Wording {
        let clause = |clause: &Clause| {
            let star = if clause.field == Field::Account { "*" } else { "" };
            let values: Vec<String> =
                clause.values.iter().map(|value| format!("{}{star}", french(clause.field, value))).collect();
            let (sign, word) = if clause.is { ("=", "ou") } else { ("sauf", "et") };
            format!("{} {sign} {}", clause.field.id(), listed(&values, word))
        };
        Wording::made(self.0.iter().map(clause).collect::<Vec<_>>().join(" et "), self.to_string())
    }
}

/// `a, b or c`.
fn listed(values: &[String], word: &str) -> String {
    match values {
        [first @ .., last] if !first.is_empty() => format!("{} {word} {last}", first.join(", ")),
        _ => values.concat(),
    }
}

/// A value as a French file writes it; what a user calls something stays.
pub(super) fn french(field: Field, value: &str) -> &str {
    match (field, value) {
        (Field::Billable, "yes") => "oui",
        (Field::Billable, "no") => "non",
        (Field::Kind, "work") => "travail",
        (Field::Kind, "leave") => "congé",
        (Field::Kind, "sick") => "maladie",
        (Field::Kind, "training") => "formation",
        (Field::Billing, "time") => "régie",
        (Field::Billing, "fixed") => "forfait",
        (Field::Billing, "rebilled") => "frais",
        (Field::Billing, "disbursement") => "débours",
        (Field::Billing, "unclassified") => "non classé",
        (Field::Document, "invoice") => "facture",
        (Field::Document, "credit_note") => "avoir",
        (Field::Document, "deposit") => "acompte",
        _ => value,
    }
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, clause) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(" and ")?;
            }
            let star = if clause.field == Field::Account { "*" } else { "" };
            let values: Vec<String> = clause.values.iter().map(|v| format!("{v}{star}")).collect();
            write!(f, "{} {} {}", clause.field.id(), if clause.is { "=" } else { "≠" }, values.join(", "))?;
        }
        Ok(())
    }
}

/// A row whose columns a condition can ask about by name.
pub(super) trait Texts {
    /// The text of a column; empty if the table has no such column.
    fn text(&self, field: Field) -> &str;
}

impl Texts for InvoiceLine<'_> {
    fn text(&self, field: Field) -> &str {
        match field {
            Field::Billing => self.billing.id(),
            Field::Client => self.client,
            Field::Document => self.document.id(),
            Field::Project => self.project,
            Field::Status => self.status.id(),
            _ => "",
        }
    }
}

impl Texts for TimeEntry<'_> {
    fn text(&self, field: Field) -> &str {
        match field {
            Field::Billable => yes_no(self.billable),
            Field::Billing => self.billing.id(),
            Field::Client => self.client,
            Field::Kind => self.kind.id(),
            Field::Person => self.person,
            Field::Project => self.project,
            Field::Task => self.task,
            _ => "",
        }
    }
}

impl Texts for LedgerEntry<'_> {
    fn text(&self, field: Field) -> &str {
        match field {
            Field::Account => self.account,
            Field::Client => self.party,
            Field::Journal => self.journal,
            _ => "",
        }
    }
}

impl Texts for Expense<'_> {
    fn text(&self, field: Field) -> &str {
        match field {
            Field::Account => self.account,
            Field::Category => self.category,
            Field::Supplier => self.supplier,
            _ => "",
        }
    }
}

const fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// The codes of a column, and what each of them means.
#[derive(Clone, Copy)]
pub(super) enum Codes<'a> {
    Byte(&'a [u8], fn(u8) -> &'static str),
    Name(&'a NameNumbers, &'a Names),
}

impl<'a> Codes<'a> {
    /// The column of a table behind a field, if the table has it.
    pub(super) fn of(books: &'a Books, table: Table, field: Field) -> Option<Self> {
        let names = books.names();
        let billing: fn(u8) -> &'static str = |code| Billing::from_code(code).id();
        Some(match table {
            Table::Invoices => {
                let t: &InvoiceLines = books.invoice_lines().table();
                match field {
                    Field::Billing => Self::Byte(t.billing.values(), billing),
                    Field::Client => Self::Name(&t.client, names),
                    Field::Document => Self::Byte(t.document.values(), |code| Document::from_code(code).id()),
                    Field::Project => Self::Name(&t.project, names),
                    Field::Status => Self::Byte(t.status.values(), |code| Status::from_code(code).id()),
                    _ => return None,
                }
            }
            Table::Timesheets => {
                let t: &TimeEntries = books.time_entries().table();
                match field {
                    Field::Billable => Self::Byte(t.billable.values(), |code| yes_no(code != 0)),
                    Field::Billing => Self::Byte(t.billing.values(), billing),
                    Field::Client => Self::Name(&t.client, names),
                    Field::Kind => Self::Byte(t.kind.values(), |code| TimeKind::from_code(code).id()),
                    Field::Person => Self::Name(&t.person, names),
                    Field::Project => Self::Name(&t.project, names),
                    Field::Task => Self::Name(&t.task, names),
                    _ => return None,
                }
            }
            Table::Ledger => {
                let t: &LedgerEntries = books.ledger_entries().table();
                match field {
                    Field::Account => Self::Name(&t.account, names),
                    Field::Client => Self::Name(&t.party, names),
                    Field::Journal => Self::Name(&t.journal, names),
                    _ => return None,
                }
            }
            Table::Expenses => {
                let t: &Expenses = books.expenses().table();
                match field {
                    Field::Account => Self::Name(&t.account, names),
                    Field::Category => Self::Name(&t.category, names),
                    Field::Supplier => Self::Name(&t.supplier, names),
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    /// The code of a row.
    pub(super) fn code(&self, row: usize) -> u32 {
        match self {
            Self::Byte(codes, _) => codes.get(row).copied().map_or(0, u32::from),
            Self::Name(codes, _) => codes.get(row),
        }
    }

    /// What a code means.
    pub(super) fn text(&self, code: u32) -> &'a str {
        match self {
            Self::Byte(_, text) => text(u8::try_from(code).unwrap_or(0)),
            Self::Name(_, names) => names.get(code),
        }
    }

    /// One more than the largest code.
    pub(super) fn bound(&self) -> u64 {
        match self {
            Self::Byte(codes, _) => u64::from(codes.iter().copied().fold(0, u8::max)) + 1,
            Self::Name(_, names) => names.len() as u64,
        }
    }
}
