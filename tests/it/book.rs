//! Books made in memory, for tests.

use std::path::Path;

use bilan::books::{Books, BooksBuilder, Chunk, Rejected, Source, Table};
use bilan::error::{Error, ErrorKind};
use bilan::model::{
    Asset, Billing, Days, Expense, InvoiceLine, LedgerEntry, Money, Payment, Quantity, Settings, Time, TimeEntry,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A date as `2020-12-31`.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is no date"))
}

/// An exact decimal.
pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text} is no decimal"))
}

/// An amount of money.
pub(crate) fn money(text: &str) -> Money {
    Money::from_decimal(decimal(text)).unwrap_or_else(|| panic!("{text} is no amount"))
}

/// A number of days.
pub(crate) fn days(text: &str) -> Days {
    Days::from_decimal(decimal(text)).unwrap_or_else(|| panic!("{text} are no days"))
}

/// A folder of these files, opened.
pub(crate) fn files(name: &str, files: &[(&str, &str)]) -> Books {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    for (file, content) in files {
        std::fs::write(folder.join(file), content).expect("a file");
    }
    Books::open(&folder).unwrap_or_else(|errors| panic!("{name}: {errors}"))
}

/// A line of time work: `quantity` days for `net`.
pub(crate) fn time_line<'a>(number: &'a str, issued: &str, client: &'a str, net: &str, quantity: &str) -> InvoiceLine<'a> {
    let mut line = InvoiceLine::new(number, day(issued), client, money(net));
    line.billing = Billing::Time;
    line.unit = "day";
    line.days = Some(days(quantity));
    line
}

/// A line billed otherwise.
pub(crate) fn line<'a>(number: &'a str, issued: &str, client: &'a str, net: &str, billing: Billing) -> InvoiceLine<'a> {
    let mut line = InvoiceLine::new(number, day(issued), client, money(net));
    line.billing = billing;
    line
}

/// Hours as recorded time.
pub(crate) fn hours(text: &str) -> Time {
    Time::from_hours(decimal(text)).unwrap_or_else(|| panic!("{text} are no hours"))
}

/// Books made row by row; lines count from 2, as in a file with a header.
pub(crate) struct Book {
    settings: Settings,
    invoices: Chunk,
    time: Chunk,
    ledger: Chunk,
    expenses: Chunk,
    assets: Vec<Asset>,
    payments: Vec<Payment>,
    rejected: Vec<(Table, NaiveDate)>,
}

impl Book {
    pub(crate) fn new() -> Self {
        let mut settings = Settings::default();
        settings.business.country = Some("FR".into());
        settings.business.currency = Some("EUR".into());
        Self::with(settings)
    }

    pub(crate) fn with(settings: Settings) -> Self {
        Self {
            settings,
            invoices: Chunk::default(),
            time: Chunk::default(),
            ledger: Chunk::default(),
            expenses: Chunk::default(),
            assets: Vec::new(),
            payments: Vec::new(),
            rejected: Vec::new(),
        }
    }

    pub(crate) fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    pub(crate) fn invoice(mut self, line: &InvoiceLine<'_>) -> Self {
        self.invoices.invoice_line(next(&self.invoices), line);
        self
    }

    pub(crate) fn time(mut self, entry: &TimeEntry<'_>) -> Self {
        self.time.time_entry(next(&self.time), entry);
        self
    }

    pub(crate) fn entry(mut self, date: &str, account: &str, amount: &str) -> Self {
        self.ledger.ledger_entry(next(&self.ledger), &LedgerEntry::new(day(date), account, money(amount)));
        self
    }

    pub(crate) fn expense(mut self, date: &str, account: &str, net: &str) -> Self {
        let mut expense = Expense::new(day(date), money(net));
        expense.account = account;
        self.expenses.expense(next(&self.expenses), &expense);
        self
    }

    #[cfg(feature = "xlsx")]
    pub(crate) fn with_expense(mut self, expense: &Expense<'_>) -> Self {
        self.expenses.expense(next(&self.expenses), expense);
        self
    }

    pub(crate) fn asset(mut self, in_service: &str, cost: &str, years: &str) -> Self {
        let years = Quantity::from_decimal(decimal(years)).expect("a number of years");
        self.assets.push(Asset::new("computer", day(in_service), money(cost), years));
        self
    }

    pub(crate) fn payment(mut self, number: &str, date: &str, amount: &str) -> Self {
        self.payments.push(Payment::new(number, day(date), money(amount)));
        self
    }

    pub(crate) fn rejected(mut self, table: Table, date: &str) -> Self {
        self.rejected.push((table, day(date)));
        self
    }

    pub(crate) fn open(self) -> Books {
        let mut builder = BooksBuilder::new(self.settings);
        builder.add(Source::new("invoices.csv", "invoices-csv"), self.invoices);
        builder.add(Source::new("timesheets.csv", "timesheets-csv"), self.time);
        builder.add(Source::new("fec.txt", "fec"), self.ledger);
        builder.add(Source::new("expenses.csv", "expenses-csv"), self.expenses);
        let assets = builder.source(Source::new("assets.csv", "assets-csv"));
        for (line, asset) in (2..).zip(self.assets) {
            builder.asset(assets, line, asset);
        }
        let payments = builder.source(Source::new("payments.csv", "payments-csv"));
        for (line, payment) in (2..).zip(self.payments) {
            builder.payment(payments, line, payment);
        }
        for (table, date) in self.rejected {
            let row = Rejected::new(table, payments, 1, Some(date));
            builder.reject(row, None, [Error::new(ErrorKind::Value, "wrong")]);
        }
        builder.finish()
    }
}

fn next(chunk: &Chunk) -> u32 {
    u32::try_from(chunk.len() + 2).unwrap_or(u32::MAX)
}
