//! Rows of ledgers, expenses, payments, assets and published figures.

use super::columns::{Field, key};
use super::convention::Way;
use super::currency::{self, Currency, Unread};
use super::number;
use super::row::{Record, RowReader};
use super::tabular::{Rows, Verdict};
use super::words::DEBIT;
use crate::books::Reason;
use crate::error::quoted;
use crate::model::{Asset, Expense, ForeignAmount, LedgerEntry, Money, Payment, Published, Quantity};

pub(crate) fn ledger<'r>(rows: &mut Rows<'_>, record: &impl Record<'r>) -> Verdict<'r> {
    let reader = &mut rows.reader;
    if let Some(reason) = reader.not_data(record, Field::Date, &[Field::Account, Field::Label, Field::Piece, Field::Journal]) {
        return Verdict::Aside(reason);
    }
    reader.check_width(record);
    let date = reader.required_date(record, Field::Date);
    let account = reader.required_text(record, Field::Account);
    let amount = if reader.layout.position(Field::Debit).is_some() && reader.layout.position(Field::Credit).is_some() {
        if reader.is_empty(record, Field::Debit) && reader.is_empty(record, Field::Credit) {
            reader.wrong(Field::Debit, "is empty, and so is the credit; fill one of them");
        }
        let debit = reader.fixed::<Money>(record, Field::Debit).unwrap_or_default();
        let credit = reader.fixed::<Money>(record, Field::Credit).unwrap_or_default();
        let amount = Money::from_mantissa(debit.mantissa() - credit.mantissa());
        if amount.is_none() {
            reader.wrong(Field::Debit, "less the credit is too large");
        }
        amount
    } else {
        let amount = reader.required_fixed::<Money>(record, Field::Amount);
        let is_credit = match reader.layout.position(Field::Side) {
            Some(_) if reader.required_text(record, Field::Side).is_empty() => None,
            Some(_) => reader.word(record, Field::Side, &DEBIT).map(|is_debit| !is_debit),
            None => Some(false),
        };
        amount.zip(is_credit).map(|(amount, is_credit)| if is_credit { amount.negated() } else { amount })
    };
    let foreign = foreign(reader, record, amount.unwrap_or_default());
    let (Some(date), Some(amount), false) = (date, amount, reader.failed()) else {
        return Verdict::Rejected { date, document: None };
    };
    let currency = reader.currency(record);
    let mut row = LedgerEntry::new(date, account, amount);
    row.foreign = foreign.unwrap_or_default();
    row.account_label = reader.text(record, Field::AccountLabel);
    row.label = reader.text(record, Field::Label);
    row.piece = reader.text(record, Field::Piece);
    row.journal = reader.text(record, Field::Journal);
    row.entry = reader.text(record, Field::Entry);
    row.party = reader.text(record, Field::Party);
    reader.unread += u64::from(foreign.is_err());
    let is_unread = foreign.is_err() && Currency::parse(currency.as_str().to_ascii_uppercase().as_str()).is_none();
    row.currency = if row.foreign.is_some() || is_unread { "" } else { currency.as_str() };
    rows.rules.ledger_entry(&mut row);
    rows.part.chunk.ledger_entry(reader.line, &row);
    Verdict::Used
}

/// What an entry says in the currency of its row; nothing if that is the amount of the books again.
fn foreign<'r>(reader: &mut RowReader<'_>, record: &impl Record<'r>, amount: Money) -> Result<Option<ForeignAmount>, Unread> {
    let written = reader.spare::<Money>(record, Field::ForeignAmount)?.unwrap_or_default();
    if written.mantissa().abs() == amount.mantissa().abs() {
        return Ok(None);
    }
    currency::foreign(written, reader.text(record, Field::Currency), amount)
}

pub(crate) fn expense<'r>(rows: &mut Rows<'_>, record: &impl Record<'r>) -> Verdict<'r> {
    let reader = &mut rows.reader;
    if let Some(reason) = reader.not_data(record, Field::Date, &[Field::Account, Field::Category, Field::Label, Field::Supplier])
    {
        return Verdict::Aside(reason);
    }
    reader.check_width(record);
    let date = reader.required_date(record, Field::Date);
    let gross = reader.fixed::<Money>(record, Field::Gross);
    let net = if rows.vat_exempt && reader.is_empty(record, Field::Net) && gross.is_some() {
        gross
    } else {
        reader.required_fixed(record, Field::Net)
    };
    let vat = reader.fixed(record, Field::Vat);
    let (Some(date), Some(net), false) = (date, net, reader.failed()) else {
        return Verdict::Rejected { date, document: None };
    };
    let currency = reader.currency(record);
    let mut row = Expense::new(date, net);
    row.account = reader.text(record, Field::Account);
    row.category = reader.text(record, Field::Category);
    row.label = reader.text(record, Field::Label);
    row.supplier = reader.text(record, Field::Supplier);
    row.vat = vat;
    row.currency = currency.as_str();
    rows.rules.expense(&mut row);
    if let Some(reason) = no_expense(row.account, row.category) {
        return Verdict::Aside(reason);
    }
    rows.part.chunk.expense(reader.line, &row);
    Verdict::Used
}

/// Money that leaves the business and is no expense, by the French chart of accounts (PCG) or by its category: 445 VAT, 16 loans,
/// 457 dividends, class 2 assets.
fn no_expense(account: &str, category: &str) -> Option<Reason> {
    const ACCOUNTS: [(&str, Reason); 4] =
        [("445", Reason::Vat), ("16", Reason::LoanCapital), ("457", Reason::Dividend), ("2", Reason::Asset)];
    if account.bytes().all(|byte| byte.is_ascii_digit())
        && let Some((_, reason)) = ACCOUNTS.into_iter().find(|(prefix, _)| account.starts_with(prefix))
    {
        return Some(reason);
    }
    if category.is_empty() {
        return None;
    }
    match key(category).as_str() {
        "vat" | "tva" | "vatpayment" | "paiementtva" | "tvaadecaisser" | "tvadeductible" => Some(Reason::Vat),
        "loancapital"
        | "loanrepayment"
        | "loanprincipal"
        | "capitaldemprunt"
        | "remboursementdemprunt"
        | "remboursementemprunt"
        | "emprunt" => Some(Reason::LoanCapital),
        "dividend" | "dividends" | "dividende" | "dividendes" => Some(Reason::Dividend),
        "asset" | "assets" | "immobilisation" | "immobilisations" | "investissement" => Some(Reason::Asset),
        _ => None,
    }
}

pub(crate) fn payment<'r>(rows: &mut Rows<'_>, record: &impl Record<'r>) -> Verdict<'r> {
    let reader = &mut rows.reader;
    if let Some(reason) = reader.not_data(record, Field::Date, &[Field::Number]) {
        return Verdict::Aside(reason);
    }
    reader.check_width(record);
    let number = reader.required_text(record, Field::Number);
    let date = reader.required_date(record, Field::Date);
    let amount = reader.required_fixed(record, Field::Amount);
    let (Some(date), Some(amount), false) = (date, amount, reader.failed()) else {
        return Verdict::Rejected { date, document: None };
    };
    rows.part.payments.push((reader.line, Payment::new(number, date, amount)));
    Verdict::Used
}

pub(crate) fn asset<'r>(rows: &mut Rows<'_>, record: &impl Record<'r>) -> Verdict<'r> {
    let reader = &mut rows.reader;
    if let Some(reason) = reader.not_data(record, Field::InService, &[Field::Label]) {
        return Verdict::Aside(reason);
    }
    reader.check_width(record);
    let label = reader.required_text(record, Field::Label);
    let in_service = reader.required_date(record, Field::InService);
    let cost = reader.required_fixed::<Money>(record, Field::Cost);
    let years = years(rows, record);
    let reader = &mut rows.reader;
    if let Some(cost) = cost.filter(|cost| cost.is_negative()) {
        reader.wrong(Field::Cost, format!("{cost} is below zero; write what was paid, and the end of its use in disposed"));
    }
    let disposed = reader.date(record, Field::Disposed);
    if let (Some(start), Some(end)) = (in_service, disposed)
        && end < start
    {
        reader.wrong(Field::Disposed, format!("{end} is before {start}, when it was put in service"));
    }
    let (Some(in_service), Some(cost), Some(years), false) = (in_service, cost, years, reader.failed()) else {
        return Verdict::Rejected { date: in_service, document: None };
    };
    let mut asset = Asset::new(label, in_service, cost, years);
    asset.disposed = disposed;
    rows.part.assets.push((reader.line, asset));
    Verdict::Used
}

/// `3`, `3 ans`, `5 years`: more than nothing.
fn years<'r>(rows: &mut Rows<'_>, record: &impl Record<'r>) -> Option<Quantity> {
    let reader = &mut rows.reader;
    let text = reader.text(record, Field::Years);
    let bare = ["ans", "an", "years", "year", "années", "annees"].iter().find_map(|word| text.strip_suffix(word)).map(str::trim);
    let years = match bare.and_then(|bare| number::parse(bare, Way::Second)) {
        Some(number) => {
            let years = number.at_scale(Quantity::SCALE).and_then(Quantity::from_mantissa);
            if years.is_none() {
                reader.wrong(Field::Years, format!("{} is not a number of years", quoted(text)));
            }
            years
        }
        None => reader.required_fixed::<Quantity>(record, Field::Years),
    };
    if years.is_some_and(|years| years <= Quantity::ZERO) {
        reader.wrong(Field::Years, format!("{} is not a number of years above zero", quoted(text)));
    }
    years
}

pub(crate) fn published<'r>(rows: &mut Rows<'_>, record: &impl Record<'r>) -> Verdict<'r> {
    let reader = &mut rows.reader;
    reader.check_width(record);
    let metric = reader.required_text(record, Field::Metric);
    let mut figures = Vec::new();
    let layout = reader.layout;
    for (at, year) in &layout.years {
        if let Some((value, exponent)) = reader.figure(record, *at) {
            let mut figure = Published::new(metric, *year, value);
            figure.exponent = exponent;
            figures.push(figure);
        }
    }
    if reader.failed() {
        return Verdict::Rejected { date: None, document: None };
    }
    if figures.is_empty() {
        return Verdict::Aside(Reason::Empty);
    }
    rows.part.published.push((reader.line, figures));
    Verdict::Used
}
