//! When a row counts: a policy turns the rows of a table into dated amounts.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use polars_arrow::array::{Array, PrimitiveArray};
use rust_decimal::Decimal;

use super::bills::Bills;
use super::contracts;
use super::receipts::{self, Part};
use super::statement::StatementRow;
use crate::books::{Books, InvoiceLines, Numbers, Table, TypedRow};
use crate::model::{Days, Document, Measure, Money, Period, Policy, RevenueBasis, ServiceSpread, Time, date_of, day_number};

/// A row that counts on no day at all.
const NEVER: i32 = i32::MIN;
/// A deposit that counts on no day because its final invoice has the full price.
const WITHIN_FINAL: i32 = i32::MIN + 1;

/// Dated amounts of a table: usually its rows as they are, sharing their memory.
#[derive(Clone, Debug)]
pub(super) struct Entries {
    /// Row behind each entry; `None` when entry and row are one.
    rows: Option<Vec<u32>>,
    /// Payment behind each entry, where payments are listed.
    payments: Option<Vec<Option<usize>>>,
    pub(super) dates: PrimitiveArray<i32>,
    pub(super) money: Option<Numbers>,
    pub(super) days: Option<Numbers>,
    pub(super) time: Option<Numbers>,
}

impl Entries {
    /// The entries of a table, as the basis of revenue of the policy has them.
    pub(super) fn of<'b>(books: &Books, table: Table, policy: Policy, periods: &[Period], bills: impl Fn() -> &'b Bills) -> Self {
        let plain = |dates: &PrimitiveArray<i32>| Self {
            rows: None,
            payments: None,
            dates: dates.clone(),
            money: None,
            days: None,
            time: None,
        };
        let given = |numbers: Numbers| (!numbers.are_missing()).then_some(numbers);
        match table {
            Table::Invoices => {
                let t = books.invoice_lines().table();
                let entries = Self {
                    money: Some(t.net.clone()),
                    days: given(t.days.clone()),
                    time: given(t.time.clone().into()),
                    ..plain(&t.issued)
                };
                match policy.revenue_basis {
                    RevenueBasis::Invoiced => entries.with_dates(deposit_dates(books)),
                    RevenueBasis::Paid => {
                        let dates = paid_dates(books, &bills);
                        let held = held_deposits(books);
                        match books.payments().is_empty() && held.is_empty() {
                            true => entries.with_dates(Some(dates)),
                            false => Self::by_payment(&receipts::parts(books, bills(), &dates, &held)),
                        }
                    }
                    RevenueBasis::Service => entries.by_service(books, policy.service_spread, periods),
                }
            }
            Table::Timesheets => {
                let t = books.time_entries().table();
                Self { days: given(t.days.clone()), time: given(t.time.clone().into()), ..plain(&t.date) }
            }
            Table::Ledger => {
                let t = books.ledger_entries().table();
                Self { money: Some(t.amount.clone().into()), ..plain(&t.date) }
            }
            Table::Expenses => {
                let t = books.expenses().table();
                Self { money: Some(t.net.clone().into()), ..plain(&t.date) }
            }
            _ => plain(&PrimitiveArray::from_vec(Vec::new())),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.dates.len()
    }

    /// Whether each row has one entry.
    pub(super) fn are_rows(&self) -> bool {
        self.rows.is_none()
    }

    /// The row behind an entry.
    pub(super) fn row(&self, entry: usize) -> usize {
        match &self.rows {
            Some(rows) => rows.get(entry).map_or(usize::MAX, |row| *row as usize),
            None => entry,
        }
    }

    /// The payment that an entry is a part of, by its position.
    pub(super) fn payment(&self, entry: usize) -> Option<usize> {
        self.payments.as_ref()?.get(entry).copied().flatten()
    }

    /// Whether an entry is of a row that the entry before it has already brought into its period: those of a row are in the order of their
    /// days.
    pub(super) fn is_again<P: PartialEq>(&self, entry: usize, period: impl Fn(i32) -> P) -> bool {
        let (Some(rows), Some(before)) = (&self.rows, entry.checked_sub(1)) else { return false };
        let period = |entry: usize| self.dates.values().get(entry).map(|day| period(*day));
        rows.get(before) == rows.get(entry) && period(before) == period(entry)
    }

    /// The day an entry counts on; `None` if it counts on none.
    pub(super) fn day(&self, entry: usize) -> Option<i32> {
        self.dates.values().get(entry).copied().filter(|day| *day != NEVER && *day != WITHIN_FINAL)
    }

    /// Whether an entry counts on no day at all.
    pub(super) fn never_counts(&self, entry: usize) -> bool {
        self.dates.values().get(entry) == Some(&NEVER)
    }

    /// Whether an entry has neither days nor time and lowers no price.
    pub(super) fn lacks_time(&self, entry: usize) -> bool {
        let lowers = at(self.money.as_ref(), entry).is_some_and(|value| value < 0);
        at(self.days.as_ref(), entry).is_none() && at(self.time.as_ref(), entry).is_none() && !lowers
    }

    pub(super) fn money_at(&self, entry: usize) -> Option<Decimal> {
        at(self.money.as_ref(), entry).map(|mantissa| Decimal::new(mantissa, Money::SCALE))
    }

    /// The money of an entry in 10⁻⁴, 0 if it has none.
    pub(super) fn mantissa_at(&self, entry: usize) -> i128 {
        at(self.money.as_ref(), entry).map_or(0, i128::from)
    }

    pub(super) fn days_at(&self, entry: usize) -> Option<Decimal> {
        at(self.days.as_ref(), entry).map(|mantissa| Decimal::new(mantissa, Days::SCALE))
    }

    /// The days of an entry, or its hours, as amounts of a row.
    pub(super) fn time_rows(&self, entry: usize, row: StatementRow) -> impl Iterator<Item = StatementRow> {
        let hours = self.micros_at(entry).and_then(|time| Decimal::from(time).checked_div(Time::HOUR.into()));
        let both = [(Measure::Days, self.days_at(entry)), (Measure::Hours, hours)];
        both.into_iter().filter_map(move |(measure, amount)| Some(StatementRow { measure, amount: amount?, ..row }))
    }

    pub(super) fn micros_at(&self, entry: usize) -> Option<i64> {
        at(self.time.as_ref(), entry)
    }

    fn with_dates(self, dates: Option<Vec<i32>>) -> Self {
        match dates {
            Some(dates) => Self { dates: PrimitiveArray::from_vec(dates), ..self },
            None => self,
        }
    }

    fn by_payment(parts: &[Part]) -> Self {
        let mut split = Split::default();
        for part in parts {
            split.push(part.row, part.day, part.money, part.days, part.time);
        }
        Self { payments: Some(parts.iter().map(|part| part.payment).collect()), ..split.into() }
    }

    /// A line with a service period counts day by day, or month by month, cut where periods begin and end, so that it has one entry in each; the parts,
    /// rounded to the cent cumulatively, add up to the line. A line without one counts on its date of issue.
    fn by_service(self, books: &Books, by: ServiceSpread, periods: &[Period]) -> Self {
        let lines = books.invoice_lines();
        let table = lines.table();
        let deposits = deposit_dates(books);
        let agreed = contracts::parts(books, NEVER);
        let says_service = [&table.service_start, &table.service_end].iter().any(|days| days.null_count() < days.len());
        if !says_service && deposits.is_none() && agreed.is_empty() {
            return self;
        }
        let mut split = Split::default();
        for row in 0..lines.len() {
            let row_number = u32::try_from(row).unwrap_or(u32::MAX);
            if let Some(parts) = agreed.get(&row_number) {
                parts.iter().for_each(|part| split.push(row_number, part.day, part.money, part.days, part.time));
                continue;
            }
            let line = table.row(row, books.names());
            let days = line.days.map(|d| d.mantissa());
            let time = line.time.map(|t| t.micros());
            let single =
                deposits.as_ref().and_then(|dates| dates.get(row).copied()).filter(|_| line.document == Document::Deposit);
            let stated =
                || service(day_number(line.issued), line.service_start.map(day_number), line.service_end.map(day_number));
            let (start, end) = single.map_or_else(stated, |day| (day, day));
            if start == end {
                split.push(row_number, start, line.net.mantissa(), days, time);
                continue;
            }
            split.spread(row_number, start, end, by, line.net, days, time, periods);
        }
        split.into()
    }
}

impl From<Split> for Entries {
    fn from(split: Split) -> Self {
        Self {
            rows: Some(split.rows),
            payments: None,
            dates: PrimitiveArray::from_vec(split.dates),
            money: Some(PrimitiveArray::from_vec(split.money).into()),
            days: Some(split.days.into_iter().collect::<PrimitiveArray<i64>>().into()),
            time: Some(split.time.into_iter().collect::<PrimitiveArray<i64>>().into()),
        }
    }
}

fn at(numbers: Option<&Numbers>, entry: usize) -> Option<i64> {
    numbers?.get(entry)
}

/// First and last day of the service of a line: what it states, else its date of issue.
fn service(issued: i32, start: Option<i32>, end: Option<i32>) -> (i32, i32) {
    match (start, end) {
        (Some(start), Some(end)) if start <= end => (start, end),
        (Some(day), _) | (None, Some(day)) => (day, day),
        (None, None) => (issued, issued),
    }
}

/// First and last day on which invoices count under a policy, where that need not be the day of issue.
pub(super) fn days(books: &Books, policy: Policy) -> Option<(i32, i32)> {
    let table = books.invoice_lines().table();
    let said = |days: &PrimitiveArray<i32>, row| (row < days.len() && days.is_valid(row)).then(|| days.value(row));
    let ends = |days: &mut dyn Iterator<Item = i32>| {
        days.filter(|day| *day != NEVER && *day != WITHIN_FINAL)
            .fold(None, |ends: Option<(i32, i32)>, day| Some(ends.map_or((day, day), |(a, b)| (a.min(day), b.max(day)))))
    };
    match policy.revenue_basis {
        RevenueBasis::Invoiced => None,
        RevenueBasis::Paid => {
            let paid = table.paid.iter().flatten().copied();
            ends(&mut paid.chain(books.payments().iter().map(|payment| day_number(payment.value.date))))
        }
        RevenueBasis::Service => {
            let deposits = deposit_dates(books);
            let agreed = contracts::parts(books, NEVER);
            let by_contract = agreed.values().flatten().map(|part| part.day);
            let others = (0..table.issued.len())
                .filter(|row| agreed.is_empty() || u32::try_from(*row).is_ok_and(|row| !agreed.contains_key(&row)));
            let by_service = others.flat_map(|row| {
                let is_deposit = table.document.values().get(row) == Some(&Document::Deposit.code());
                let single = deposits.as_ref().and_then(|dates| dates.get(row).copied()).filter(|_| is_deposit);
                let stated = || {
                    let issued = table.issued.values().get(row).copied().unwrap_or(NEVER);
                    service(issued, said(&table.service_start, row), said(&table.service_end, row))
                };
                let (start, end) = single.map_or_else(stated, |day| (day, day));
                [start, end]
            });
            ends(&mut by_contract.chain(by_service))
        }
    }
}

#[derive(Default)]
struct Split {
    rows: Vec<u32>,
    dates: Vec<i32>,
    money: Vec<i64>,
    days: Vec<Option<i64>>,
    time: Vec<Option<i64>>,
}

impl Split {
    fn push(&mut self, row: u32, day: i32, money: i64, days: Option<i64>, time: Option<i64>) {
        self.rows.push(row);
        self.dates.push(day);
        self.money.push(money);
        self.days.push(days);
        self.time.push(time);
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one line, passed once")]
    fn spread(
        &mut self,
        row: u32,
        start: i32,
        end: i32,
        by: ServiceSpread,
        net: Money,
        days: Option<i64>,
        time: Option<i64>,
        periods: &[Period],
    ) {
        let whole = weight(start, end, by);
        let mut done = (0, 0, 0);
        let mut from = start;
        while from <= end {
            let to = cut_after(from, periods).min(end);
            let elapsed = weight(start, to, by);
            let now = if to == end {
                (net.mantissa(), days.unwrap_or(0), time.unwrap_or(0))
            } else {
                // Money to the cent, of a mantissa in ten-thousandths.
                (
                    share(net.mantissa(), elapsed, whole, 100),
                    share(days.unwrap_or(0), elapsed, whole, 1),
                    share(time.unwrap_or(0), elapsed, whole, 1),
                )
            };
            self.push(row, to, now.0 - done.0, days.map(|_| now.1 - done.1), time.map(|_| now.2 - done.2));
            done = now;
            if to == i32::MAX {
                break;
            }
            from = to + 1;
        }
    }
}

/// What a span of days weighs, both ends included: a unit a day, or for each month its covered days ÷ its days.
fn weight(start: i32, end: i32, by: ServiceSpread) -> i64 {
    match by {
        ServiceSpread::Days => i64::from(end) - i64::from(start) + 1,
        ServiceSpread::Months => month_parts(end, true) - month_parts(start, false),
    }
}

/// Where a day ends or begins, in parts of a month: as many as 28, 29, 30 and 31 days divide.
fn month_parts(day: i32, ends: bool) -> i64 {
    const PARTS: i64 = 377_580;
    let date = date_of(day);
    let month = i64::from(date.year()) * 12 + i64::from(date.month0());
    let gone = i64::from(date.day()) - i64::from(!ends);
    month * PARTS + gone * PARTS / i64::from(date.num_days_in_month())
}

/// `amount × elapsed ÷ whole`, rounded half away from zero to a multiple of `step`.
fn share(amount: i64, elapsed: i64, whole: i64, step: i64) -> i64 {
    let share = receipts::share(amount.into(), elapsed.into(), whole.into(), step.into());
    share.and_then(|share| i64::try_from(share).ok()).unwrap_or(amount)
}

/// The last day before the next cut: the end of the period, or outside of any the eve of the next one.
fn cut_after(day: i32, periods: &[Period]) -> i32 {
    let date = date_of(day);
    match periods.iter().find(|period| period.contains(date)) {
        Some(period) => day_number(period.end),
        None => {
            periods.iter().map(|period| day_number(period.start)).filter(|start| *start > day).min().map_or(i32::MAX, |s| s - 1)
        }
    }
}

fn has_deposits(table: &InvoiceLines) -> bool {
    table.document.values().contains(&Document::Deposit.code())
}

/// Dates of all lines, with each deposit moved to the final invoice that refers to it, else to the end of its service, else to never.
/// `None` when there is no deposit, so that nothing needs to move.
fn deposit_dates(books: &Books) -> Option<Vec<i32>> {
    has_deposits(books.invoice_lines().table()).then(|| settled_dates(books, &Settlements::of(books)))
}

fn settled_dates(books: &Books, settlements: &Settlements<'_>) -> Vec<i32> {
    let table = books.invoice_lines().table();
    let mut dates = table.issued.values().as_slice().to_vec();
    for (row, (date, code)) in dates.iter_mut().zip(table.document.values().iter()).enumerate() {
        if *code == Document::Deposit.code() {
            let line = table.row(row, books.names());
            *date = match settlements.finals.get(line.number) {
                Some(end) if settlements.is_within(line.number, end) => WITHIN_FINAL,
                Some(end) => end.day,
                None => line.service_end.map_or(NEVER, day_number),
            };
        }
    }
    dates
}

/// Deposits by their number, and the final invoice of each by the number of its deposit.
struct Settlements<'a> {
    deposits: BTreeMap<&'a str, Deposit>,
    finals: BTreeMap<&'a str, Final<'a>>,
}

impl<'a> Settlements<'a> {
    fn of(books: &'a Books) -> Self {
        let lines = books.invoice_lines();
        let table = lines.table();
        // A business that charges no VAT says none.
        let no_vat = books.settings().business.vat_exempt.then_some(Decimal::ZERO);
        let mut finals: BTreeMap<&str, Final<'_>> = BTreeMap::new();
        let mut deposits: BTreeMap<&str, Deposit> = BTreeMap::new();
        if !has_deposits(table) {
            return Self { deposits, finals };
        }
        // Of millions of lines few are deposits or refer to another document.
        let concerned =
            |row: &usize| table.refers_to.get(*row) != 0 || table.document.values().get(*row) == Some(&Document::Deposit.code());
        for row in (0..lines.len()).filter(concerned) {
            let line = table.row(row, books.names());
            let (net, vat, gross) = line.written();
            let vat = vat.or(no_vat);
            if line.document == Document::Invoice && !line.refers_to.is_empty() {
                let end = finals.entry(line.refers_to).or_insert_with(|| Final {
                    number: line.number,
                    day: day_number(line.issued),
                    net: Decimal::ZERO,
                    lowered: Decimal::ZERO,
                    deducted: Some(Decimal::ZERO),
                });
                if end.number == line.number {
                    end.net += net;
                    end.lowered += net.min(Decimal::ZERO);
                    let deducted = vat.zip(gross).map(|(vat, gross)| net + vat - gross);
                    end.deducted = end.deducted.zip(deducted).map(|(sum, more)| sum + more);
                }
            } else if line.document == Document::Deposit {
                let payable = gross.or(vat.map(|vat| net + vat));
                let deposit = deposits.entry(line.number).or_insert(Deposit { net: Decimal::ZERO, payable: Some(Decimal::ZERO) });
                deposit.net += net;
                deposit.payable = deposit.payable.zip(payable).map(|(sum, more)| sum + more);
            }
        }
        Self { deposits, finals }
    }

    /// Whether the final invoice of a deposit holds it.
    fn is_within(&self, number: &str, end: &Final<'_>) -> bool {
        self.deposits.get(number).is_some_and(|deposit| deposit.is_deducted(end.deducted))
    }
}

/// A deposit: its net, and what was payable on it while every line tells.
struct Deposit {
    net: Decimal,
    payable: Option<Decimal>,
}

impl Deposit {
    /// Whether its final invoice takes off just this deposit from the amount payable, and not from the price. Where the deposit does
    /// not say its VAT, taking off at least its net is enough.
    fn is_deducted(&self, deducted: Option<Decimal>) -> bool {
        let Some(deducted) = deducted else { return false };
        match self.payable {
            Some(payable) => deducted == payable && !payable.is_zero(),
            None => deducted >= self.net && self.net > Decimal::ZERO,
        }
    }
}

/// The final invoice of a deposit.
struct Final<'a> {
    number: &'a str,
    day: i32,
    /// The sum of its lines, and of those below zero.
    net: Decimal,
    lowered: Decimal,
    /// What its total including VAT lacks of net and VAT: the deposit, when only the amount payable is less by it.
    deducted: Option<Decimal>,
}

/// Dates of payment of all lines. A credit note that says none counts when the document it corrects is paid, and not before its own date;
/// one that corrects none, on its own date.
fn paid_dates<'b>(books: &Books, bills: &impl Fn() -> &'b Bills) -> Vec<i32> {
    let table = books.invoice_lines().table();
    let paid = &table.paid;
    let mut dates: Vec<i32> = (0..paid.len()).map(|row| if paid.is_valid(row) { paid.value(row) } else { NEVER }).collect();
    let lowers = |(row, date): (usize, &i32)| *date == NEVER && table.net.get(row).is_some_and(|net| net < 0);
    if dates.iter().enumerate().any(lowers) {
        for (bill, day) in bills().credits() {
            for row in &bill.lines {
                if let Some(date) = dates.get_mut(*row).filter(|date| **date == NEVER) {
                    *date = day.map_or(NEVER, day_number);
                }
            }
        }
    }
    dates
}

/// Deposits that their final invoice holds, by their place in the table.
pub(super) fn deposits_within_final(books: &Books) -> Vec<usize> {
    let dates = deposit_dates(books).unwrap_or_default();
    dates.iter().enumerate().filter(|(_, date)| **date == WITHIN_FINAL).map(|(row, _)| row).collect()
}

/// The net of the deposits that each final invoice holds, by its number.
fn held_deposits(books: &Books) -> HashMap<&str, i128> {
    let lines = books.invoice_lines();
    let mut held: HashMap<&str, i128> = HashMap::new();
    let mut deposits: HashMap<&str, i128> = HashMap::new();
    for line in deposits_within_final(books).into_iter().filter_map(|row| lines.get(row)).map(|row| row.value()) {
        *deposits.entry(line.number).or_default() += i128::from(line.net.mantissa());
    }
    if deposits.is_empty() {
        return held;
    }
    for line in lines.iter().map(|row| row.value()).filter(|line| line.document == Document::Invoice) {
        // Each deposit has one final invoice: the first that refers to it.
        if let Some(net) = deposits.remove(line.refers_to) {
            *held.entry(line.number).or_default() += net;
        }
    }
    held
}

/// Lines of deposits issued by the end of a day that were not revenue by then: their place in the table.
pub(super) fn deposits_received(books: &Books, day: NaiveDate) -> Vec<usize> {
    let table = books.invoice_lines().table();
    if !has_deposits(table) {
        return Vec::new();
    }
    let settlements = Settlements::of(books);
    let dates = settled_dates(books, &settlements);
    let waits = |(row, (date, code)): (usize, (&i32, &u8))| {
        if *code != Document::Deposit.code() {
            return None;
        }
        let line = table.row(row, books.names());
        let until = match *date {
            NEVER => i32::MAX,
            WITHIN_FINAL => settlements.finals.get(line.number).map_or(i32::MAX, |end| end.day),
            date => date,
        };
        (line.issued <= day && until > day_number(day)).then_some(row)
    };
    dates.iter().zip(table.document.values().iter()).enumerate().filter_map(waits).collect()
}

/// A deposit that is added to its final invoice although nothing tells whether that asks for the balance or for the full price.
pub(super) struct Added<'a> {
    /// The number and the net amount of the deposit.
    pub(super) deposit: (&'a str, Decimal),
    /// Those of the final invoice.
    pub(super) last: (&'a str, Decimal),
    /// The day of the final invoice.
    pub(super) day: NaiveDate,
}

/// Deposits that are added to a final invoice that may hold them, in the order of their numbers: neither its amount payable nor a negative line says what
/// became of the deposit.
pub(super) fn deposits_added(books: &Books) -> Vec<Added<'_>> {
    let settlements = Settlements::of(books);
    let added = settlements.deposits.iter().filter_map(|(number, deposit)| {
        let end = settlements.finals.get(number)?;
        let is_told = settlements.is_within(number, end) || end.deducted == Some(Decimal::ZERO) || end.lowered == -deposit.net;
        let last = (end.number, end.net);
        (!is_told && deposit.net > Decimal::ZERO).then(|| Added { deposit: (number, deposit.net), last, day: date_of(end.day) })
    });
    added.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retainer_of_a_year_splits_to_the_cent() {
        // 12 000 over 2020-10-01..2021-09-30: the 92 days of 2020 are 12 000 × 92 ÷ 365 = 3 024.66 (worked example of the basis rules).
        let mut split = Split::default();
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).map(day_number).unwrap_or_default();
        let net = Money::from_mantissa(120_000_000).unwrap_or_default();
        let year = NaiveDate::from_ymd_opt(2020, 1, 1).zip(NaiveDate::from_ymd_opt(2020, 12, 31));
        let periods: Vec<Period> = year.map(|(start, end)| Period::new("2020", start, end)).into_iter().collect();
        split.spread(0, day(2020, 10, 1), day(2021, 9, 30), ServiceSpread::Days, net, None, None, &periods);
        assert_eq!(split.dates, [day(2020, 12, 31), day(2021, 9, 30)]);
        assert_eq!(split.money, [30_246_600, 120_000_000 - 30_246_600]);
    }

    #[test]
    fn months_weigh_the_same_and_their_parts_by_their_days() {
        let day = |text: &str| text.parse().map(day_number).unwrap();
        let part = |start: &str, cut: &str, end: &str, net: i64| {
            let mut split = Split::default();
            let net = Money::from_mantissa(net * 10_000).unwrap();
            let first = Period::new("", NaiveDate::MIN, date_of(day(cut)));
            split.spread(0, day(start), day(end), ServiceSpread::Months, net, None, None, &[first]);
            assert_eq!(split.money.iter().sum::<i64>(), net.mantissa());
            split.money.first().copied()
        };
        // Three of twelve months.
        assert_eq!(part("2020-10-01", "2020-12-31", "2021-09-30", 12_000), Some(30_000_000));
        // Half of November and December of 2.5 months: 1.5 ÷ 2.5 of 5 000.
        assert_eq!(part("2020-11-16", "2020-12-31", "2021-01-31", 5_000), Some(3_000 * 10_000));
        // 17 of 31 days, and 14 of 28: 17/31 ÷ (17/31 + 1/2) = 34/65 of 1 000 is 523.08.
        assert_eq!(part("2021-01-15", "2021-01-31", "2021-02-14", 1_000), Some(5_230_800));
        // Within a month, its days.
        assert_eq!(part("2021-01-01", "2021-01-10", "2021-01-30", 300), Some(1_000_000));
    }

    #[test]
    fn a_service_period_of_millennia_is_few_entries() {
        let mut split = Split::default();
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default();
        let net = Money::from_mantissa(1_000_000).unwrap_or_default();
        let periods =
            [Period::new("2020", day(2020, 1, 1), day(2020, 12, 31)), Period::new("2018", day(2018, 1, 1), day(2018, 12, 31))];
        split.spread(0, day_number(day(1, 1, 1)), day_number(day(9999, 12, 31)), ServiceSpread::Days, net, None, None, &periods);
        let ends: Vec<i32> = [(2017, 12, 31), (2018, 12, 31), (2019, 12, 31), (2020, 12, 31), (9999, 12, 31)]
            .map(|(y, m, d)| day_number(day(y, m, d)))
            .into();
        assert_eq!(split.dates, ends);
        assert_eq!(split.money.iter().sum::<i64>(), 1_000_000);
    }
}
