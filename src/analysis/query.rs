//! One grouped pass over a table: sums and counts by period and by the columns that conditions name.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::{AddAssign, Range};
use std::panic::resume_unwind;
use std::thread;

use polars::prelude::{
    Column as PolarsColumn, DataFrame, DataType, Expr, Int64Chunked, Int128Chunked, IntoColumn, IntoLazy, PlSmallStr,
    UInt64Chunked, col, lit,
};
use polars_arrow::array::PrimitiveArray;

use super::condition::{Codes, Condition, Field};
use super::recognition::Entries;
use crate::books::{Books, Numbers, Table};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Period, day_number};

/// From a day to the number of its period.
#[derive(Clone, Debug)]
pub(super) struct DayIndex {
    first: i32,
    period: Vec<u16>,
    /// How many periods there are.
    periods: usize,
}

impl DayIndex {
    pub(super) const NONE: u16 = u16::MAX;

    pub(super) fn new(periods: &[Period]) -> Self {
        let first = periods.iter().map(|p| day_number(p.start)).min().unwrap_or(0);
        let last = periods.iter().map(|p| day_number(p.end)).max().unwrap_or(-1);
        let days = usize::try_from(i64::from(last) - i64::from(first) + 1).unwrap_or(0);
        let mut period = vec![Self::NONE; days];
        for (number, span) in (0_u16..).zip(periods) {
            let from = usize::try_from(day_number(span.start) - first).unwrap_or(0);
            let to = usize::try_from(day_number(span.end) - first).unwrap_or(0);
            if let Some(days) = period.get_mut(from..=to) {
                days.fill(number);
            }
        }
        Self { first, period, periods: periods.len() }
    }

    pub(super) fn of(&self, day: i32) -> u16 {
        let offset = i64::from(day) - i64::from(self.first);
        usize::try_from(offset).ok().and_then(|i| self.period.get(i)).copied().unwrap_or(Self::NONE)
    }
}

/// Sums and counts of the rows of one period that share their codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) period: u16,
    codes: Vec<u32>,
    /// Distinct rows.
    pub(super) rows: u64,
    /// Entries with days or time.
    pub(super) timed: u64,
    /// Distinct rows of invoices that have neither, those that only lower a price apart.
    pub(super) untimed: u64,
    /// Sum of money, in 10⁻⁴.
    pub(super) money: i128,
    /// Sum of days, in 10⁻⁶.
    pub(super) days: i128,
    /// Sum of time, in microseconds.
    pub(super) time: i128,
}

/// The cells of a table.
#[derive(Clone, Debug)]
pub(super) struct Pass {
    fields: Vec<Field>,
    pub(super) cells: Vec<Cell>,
}

impl Pass {
    /// Groups the entries of a table by period and by the codes of `fields`.
    pub(super) fn over(books: &Books, table: Table, entries: &Entries, index: &DayIndex, fields: &[Field]) -> Result<Self> {
        let codes: Vec<Option<Codes<'_>>> = fields.iter().map(|field| Codes::of(books, table, *field)).collect();
        let bounds: Vec<u64> = codes.iter().map(|c| c.map_or(1, |c| c.bound())).collect();
        let fields = fields.to_vec();
        if let Some(groups) = few(index, &bounds) {
            let sums = in_place(entries, index, &codes, &bounds, groups);
            let cells = (0..).zip(&sums).filter_map(|(key, sums)| sums.cell(key, &bounds)).collect();
            return Ok(Self { fields, cells });
        }
        let keys = keys(entries, index, &codes, &bounds).ok_or_else(|| too_large("too many different values to group by"))?;
        if entries.len() <= FEW {
            return Ok(Self { fields, cells: one_by_one(entries, index, &keys, &bounds) });
        }
        Self::grouped(table, entries, index, fields, keys, &bounds)
    }

    /// The same by polars, for any number of groups.
    fn grouped(
        table: Table,
        entries: &Entries,
        index: &DayIndex,
        fields: Vec<Field>,
        keys: Vec<u64>,
        bounds: &[u64],
    ) -> Result<Self> {
        let mut columns = vec![UInt64Chunked::from_vec(PlSmallStr::from_static("key"), keys).into_column()];
        let mut sums = Vec::new();
        let arrays = [("money", &entries.money), ("days", &entries.days), ("time", &entries.time)];
        for (name, array) in arrays {
            if let Some(array) = array {
                columns.push(column(name, array.to_long()));
                sums.push(col(name).cast(DataType::Int128).sum());
                if name == "days" || name == "time" {
                    sums.push(col(name).count().alias(format!("{name}_count")));
                }
            }
        }
        if table == Table::Invoices {
            sums.push(lacks_time(entries).and(col("first").eq(lit(1_u64))).sum().alias("untimed"));
        }
        columns.push(first_of_row(entries, index));
        sums.push(col("first").sum().alias("len"));
        let frame = DataFrame::new(entries.len(), columns).map_err(too_large)?;
        let grouped = frame.lazy().filter(col("key").neq(lit(u64::MAX))).group_by([col("key")]).agg(sums);
        let answer = grouped.collect().map_err(too_large)?;
        Self::from_frame(&answer, fields, bounds)
    }

    fn from_frame(answer: &DataFrame, fields: Vec<Field>, bounds: &[u64]) -> Result<Self> {
        let key = answer.column("key").and_then(|c| c.u64().cloned()).map_err(too_large)?;
        let wide = |name: &str| answer.column(name).ok().and_then(|c| c.as_materialized_series().i128().ok().cloned());
        let count = |name: &str| {
            answer.column(name).ok().and_then(|c| c.cast(&DataType::UInt64).ok()).and_then(|c| c.u64().ok().cloned())
        };
        let (money, days, time) = (wide("money"), wide("days"), wide("time"));
        let (rows, day_count, time_count) = (count("len"), count("days_count"), count("time_count"));
        let untimed = count("untimed");
        let mut cells: Vec<Cell> = Vec::with_capacity(answer.height());
        for row in 0..answer.height() {
            let Some(key) = key.get(row) else { continue };
            let (period, codes) = apart(key, bounds);
            let sum = |column: &Option<Int128Chunked>| column.as_ref().and_then(|c| c.get(row)).unwrap_or(0);
            let counted = |column: &Option<UInt64Chunked>| column.as_ref().and_then(|c| c.get(row)).unwrap_or(0);
            cells.push(Cell {
                period,
                codes,
                rows: counted(&rows),
                timed: counted(&day_count) + counted(&time_count),
                untimed: counted(&untimed),
                money: sum(&money),
                days: sum(&days),
                time: sum(&time),
            });
        }
        cells.sort_by(|a, b| (a.period, &a.codes).cmp(&(b.period, &b.codes)));
        Ok(Self { fields, cells })
    }

    /// Numbers of the cells of a period whose rows meet a condition.
    pub(super) fn matching(&self, books: &Books, table: Table, period: u16, when: &Condition) -> Vec<usize> {
        let codes: Vec<Option<Codes<'_>>> = self.fields.iter().map(|field| Codes::of(books, table, *field)).collect();
        let holds = |cell: &Cell| {
            when.holds(|field| {
                let position = self.fields.iter().position(|f| *f == field);
                let meaning = position.and_then(|i| Some((codes.get(i).copied().flatten()?, cell.codes.get(i)?)));
                meaning.map_or("", |(codes, code)| codes.text(*code))
            })
        };
        self.cells.iter().enumerate().filter(|(_, cell)| cell.period == period && holds(cell)).map(|(i, _)| i).collect()
    }
}

/// The period and the codes of a key.
fn apart(key: u64, bounds: &[u64]) -> (u16, Vec<u32>) {
    let mut rest = key;
    let mut codes = vec![0; bounds.len()];
    for (code, bound) in codes.iter_mut().zip(bounds).rev() {
        *code = u32::try_from(rest % bound).unwrap_or(0);
        rest /= bound;
    }
    (u16::try_from(rest).unwrap_or(DayIndex::NONE), codes)
}

/// As many keys as can each have their place in a list, and as many entries as need no other tool.
const FEW: usize = 16 * 1024;

/// How many keys there can be, if so few that each has its place in a list: then entries are added up where they are, and polars,
/// which would copy them, groups only many entries by more.
fn few(index: &DayIndex, bounds: &[u64]) -> Option<usize> {
    let keys = bounds.iter().try_fold(index.periods as u64, |keys, bound| keys.checked_mul(*bound))?;
    usize::try_from(keys).ok().filter(|keys| *keys <= FEW)
}

/// Sums of entries, in so many bits.
#[derive(Clone, Copy, Default)]
struct Sums<N> {
    rows: u64,
    timed: u64,
    untimed: u64,
    money: N,
    days: N,
    time: N,
}

impl<N: AddAssign> Sums<N> {
    #[inline]
    fn add<M: Into<N>>(&mut self, other: Sums<M>) {
        self.rows += other.rows;
        self.timed += other.timed;
        self.untimed += other.untimed;
        self.money += other.money.into();
        self.days += other.days.into();
        self.time += other.time.into();
    }
}

impl Sums<i128> {
    fn cell(&self, key: u64, bounds: &[u64]) -> Option<Cell> {
        let (period, codes) = apart(key, bounds);
        let Self { rows, timed, untimed, money, days, time } = *self;
        (rows > 0).then_some(Cell { period, codes, rows, timed, untimed, money, days, time })
    }
}

/// Entries that are looked at together, so that they stay near the processor.
const STRETCH: usize = 1024;

/// Sums by key, in the order of the keys. Many entries are shared out among all processors.
fn in_place(entries: &Entries, index: &DayIndex, codes: &[Option<Codes<'_>>], bounds: &[u64], groups: usize) -> Vec<Sums<i128>> {
    /// Stretches worth a thread.
    const SHARE: usize = 256;
    let stretches = entries.len().div_ceil(STRETCH);
    // To ask how many processors there are takes longer than to add up a few.
    let threads = match stretches / SHARE {
        0 | 1 => 1,
        shares => thread::available_parallelism().map_or(1, NonZero::get).min(shares),
    };
    let share = stretches.div_ceil(threads).max(1);
    let add_up = |first: usize| add_up(entries, index, codes, bounds, groups, first..(first + share).min(stretches));
    thread::scope(|scope| {
        let start = |first| thread::Builder::new().spawn_scoped(scope, move || add_up(first)).map_err(|_| first);
        let others: Vec<_> = (share..stretches).step_by(share).map(start).collect();
        let mut sums = add_up(0);
        for other in others {
            let other = match other {
                Ok(other) => other.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // No thread to be had.
                Err(first) => add_up(first),
            };
            sums.iter_mut().zip(other).for_each(|(sums, other)| sums.add(other));
        }
        sums
    })
}

/// The sums of some stretches.
fn add_up(
    entries: &Entries,
    index: &DayIndex,
    codes: &[Option<Codes<'_>>],
    bounds: &[u64],
    groups: usize,
    stretches: Range<usize>,
) -> Vec<Sums<i128>> {
    /// So many stretches of numbers below 10¹⁴ add up to less than 2⁶³.
    const EXACT: usize = 64;
    let mut sums = vec![Sums::default(); groups];
    // One more for the entries outside every period.
    let mut part = vec![Sums::<i64>::default(); groups + 1];
    let (mut keys, mut amounts) = (Vec::with_capacity(STRETCH), Amounts::default());
    for stretch in stretches.clone() {
        let rows = stretch * STRETCH..((stretch + 1) * STRETCH).min(entries.len());
        keys.clear();
        keys.extend(entries.dates.values().get(rows.clone()).unwrap_or_default().iter().map(|day| usize::from(index.of(*day))));
        for (codes, bound) in codes.iter().zip(bounds) {
            // No key can be too large where there are few: see `few`.
            let bound = usize::try_from(*bound).unwrap_or(1);
            // Where there is one code there is nothing to tell apart.
            let Some(codes) = codes.as_ref().filter(|_| bound > 1) else { continue };
            for (key, entry) in keys.iter_mut().zip(rows.clone()) {
                *key = *key * bound + codes.code(entries.row(entry)) as usize;
            }
        }
        amounts.read(entries, index, rows);
        for (key, entry) in keys.iter().zip(amounts.iter()) {
            if let Some(part) = part.get_mut(groups.min(*key)) {
                part.add(entry);
            }
        }
        if (stretch + 1 - stretches.start).is_multiple_of(EXACT) || stretch + 1 == stretches.end {
            sums.iter_mut().zip(&mut part).for_each(|(sums, part)| sums.add(std::mem::take(part)));
        }
    }
    sums
}

/// The amounts of a stretch of entries, 0 where there is none.
#[derive(Default)]
struct Amounts {
    money: Vec<i64>,
    days: Vec<i64>,
    time: Vec<i64>,
    /// How many of days and time an entry has.
    timed: Vec<u8>,
    /// 1 for the first entry of its row.
    first: Vec<u8>,
}

impl Amounts {
    fn read(&mut self, entries: &Entries, index: &DayIndex, rows: Range<usize>) {
        let count = rows.len();
        self.timed.clear();
        self.timed.resize(count, 0);
        self.first.clear();
        match entries.are_rows() {
            true => self.first.resize(count, 1),
            false => self.first.extend(rows.clone().map(|entry| u8::from(!entries.is_again(entry, |day| index.of(day))))),
        }
        let read = |numbers: &Option<Numbers>, amounts: &mut Vec<i64>, counts: &mut [u8]| match numbers {
            Some(numbers) => numbers.read(rows.clone(), amounts, counts),
            None => amounts.resize(count, 0),
        };
        // That of money is no time.
        read(&entries.money, &mut self.money, &mut []);
        read(&entries.days, &mut self.days, &mut self.timed);
        read(&entries.time, &mut self.time, &mut self.timed);
    }

    /// Each entry as a sum of its own.
    fn iter(&self) -> impl Iterator<Item = Sums<i64>> {
        let times = self.days.iter().zip(&self.time).zip(&self.timed);
        let all = self.money.iter().zip(times).zip(&self.first);
        all.map(|((money, ((days, time), timed)), first)| Sums {
            rows: (*first).into(),
            timed: (*timed).into(),
            // As `lacks_time` has it.
            untimed: u64::from(*first != 0 && *timed == 0 && *money >= 0),
            money: *money,
            days: *days,
            time: *time,
        })
    }
}

/// Sums by key, where there may be many keys and are few entries.
fn one_by_one(entries: &Entries, index: &DayIndex, keys: &[u64], bounds: &[u64]) -> Vec<Cell> {
    let mut sums: BTreeMap<u64, Sums<i128>> = BTreeMap::new();
    let mut amounts = Amounts::default();
    amounts.read(entries, index, 0..entries.len());
    for (key, entry) in keys.iter().zip(amounts.iter()).filter(|(key, _)| **key != u64::MAX) {
        sums.entry(*key).or_default().add(entry);
    }
    sums.into_iter().filter_map(|(key, sums)| sums.cell(key, bounds)).collect()
}

/// One number per entry: its period and codes in mixed radix, `u64::MAX` outside every period.
fn keys(entries: &Entries, index: &DayIndex, codes: &[Option<Codes<'_>>], bounds: &[u64]) -> Option<Vec<u64>> {
    let mut largest = u64::from(u16::MAX);
    for bound in bounds {
        largest = largest.checked_mul(*bound)?;
    }
    let none = u64::from(DayIndex::NONE);
    let outside = |key: u64| if key == none { u64::MAX } else { key };
    let mut keys: Vec<u64> = entries.dates.values().iter().map(|day| outside(u64::from(index.of(*day)))).collect();
    for (codes, bound) in codes.iter().zip(bounds) {
        let Some(codes) = codes else { continue };
        for (entry, key) in keys.iter_mut().enumerate().filter(|(_, key)| **key != u64::MAX) {
            *key = *key * bound + u64::from(codes.code(entries.row(entry)));
        }
    }
    Some(keys)
}

/// 1 for each entry that is the first of its row in its period, else 0.
fn first_of_row(entries: &Entries, index: &DayIndex) -> PolarsColumn {
    let first = (0..entries.len()).map(|entry| u64::from(!entries.is_again(entry, |day| index.of(day))));
    UInt64Chunked::from_vec(PlSmallStr::from_static("first"), first.collect()).into_column()
}

fn column(name: &'static str, array: PrimitiveArray<i64>) -> PolarsColumn {
    Int64Chunked::with_chunk(PlSmallStr::from_static(name), array).into_column()
}

fn too_large(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Overflow, format!("the rows cannot be added up: {what}"))
}

/// Whether an entry has neither days nor time and lowers no price, as [`Entries::lacks_time`] has it.
fn lacks_time(entries: &Entries) -> Expr {
    let mut lacks = col("key").neq(lit(u64::MAX));
    for (name, array) in [("days", &entries.days), ("time", &entries.time)] {
        if array.is_some() {
            lacks = lacks.and(col(name).is_null());
        }
    }
    if entries.money.is_some() {
        lacks = lacks.and(col("money").gt_eq(lit(0)));
    }
    lacks
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::bills::Bills;
    use crate::books::{BooksBuilder, Chunk, Source};
    use crate::model::{Billing, Days, InvoiceLine, Money, Payment, Policy, RevenueBasis, Settings, Time};

    type Line = (u64, usize, i64, Option<i64>, bool);
    const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2019, 11, 1).expect("a day");

    /// Lines of one invoice, and what is paid for it.
    fn books(lines: &[Line], paid: &[(u64, i64)]) -> Books {
        let mut chunk = Chunk::default();
        for (line, (day, billing, cents, quantity, in_hours)) in (2..).zip(lines) {
            let net = Money::from_mantissa(cents * 100).unwrap_or_default();
            let mut row = InvoiceLine::new("F-1", FIRST + chrono::Days::new(*day), "A", net);
            row.billing = Billing::ALL.get(*billing).copied().unwrap_or(Billing::Time);
            match quantity {
                Some(quantity) if *in_hours => row.time = Time::from_micros(quantity * Time::HOUR),
                Some(quantity) => row.days = Days::from_mantissa(*quantity * 250_000),
                None => {}
            }
            chunk.invoice_line(line, &row);
        }
        let mut settings = Settings::default();
        settings.business.vat_exempt = true;
        let mut builder = BooksBuilder::new(settings);
        builder.add(Source::new("invoices.csv", "invoices-csv"), chunk);
        let source = builder.source(Source::new("payments.csv", "payments-csv"));
        for (line, (day, cents)) in (2..).zip(paid) {
            let amount = Money::from_mantissa(cents * 100).unwrap_or_default();
            builder.payment(source, line, Payment::new("F-1", FIRST + chrono::Days::new(*day), amount));
        }
        builder.finish()
    }

    #[test]
    fn the_largest_amounts_add_up_exactly_however_many_there_are() {
        const LINES: u32 = 70_000;
        let largest = 100_000_000_000_000;
        let mut chunk = Chunk::default();
        for line in 0..LINES {
            let net = Money::from_mantissa(largest).unwrap_or_default();
            chunk.invoice_line(line, &InvoiceLine::new("F-1", FIRST, "A", net));
        }
        let mut builder = BooksBuilder::new(Settings::default());
        builder.add(Source::new("invoices.csv", "invoices-csv"), chunk);
        let books = builder.finish();
        let bills = Bills::of(&books);
        let periods = [Period::new("2019", FIRST, FIRST)];
        let entries = Entries::of(&books, Table::Invoices, Policy::default(), &periods, || &bills);
        let cells = Pass::over(&books, Table::Invoices, &entries, &DayIndex::new(&periods), &[]).map(|pass| pass.cells);
        let sums: Vec<(u64, i128)> = cells.iter().flatten().map(|cell| (cell.rows, cell.money)).collect();
        assert_eq!(sums, [(u64::from(LINES), i128::from(LINES) * i128::from(largest))]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn all_ways_of_adding_up_agree(
            lines in prop::collection::vec((0_u64..500, 0..Billing::ALL.len(), -900_000_i64..900_000, prop::option::of(-8_i64..8), any::<bool>()), 0..60),
            paid in prop::collection::vec((0_u64..500, -200_000_i64..900_000), 0..8),
        ) {
            let books = books(&lines, &paid);
            let bills = Bills::of(&books);
            let year = |year| {
                let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
                Period::new(year.to_string(), day(1, 1), day(12, 31))
            };
            let periods = [year(2020), year(2019)];
            let index = DayIndex::new(&periods);
            for basis in [RevenueBasis::Invoiced, RevenueBasis::Paid] {
                let policy = Policy { revenue_basis: basis, ..Policy::default() };
                let entries = Entries::of(&books, Table::Invoices, policy, &periods, || &bills);
                let fields = [Field::Billing];
                let codes: Vec<Option<Codes<'_>>> =
                    fields.iter().map(|field| Codes::of(&books, Table::Invoices, *field)).collect();
                let bounds: Vec<u64> = codes.iter().map(|c| c.map_or(1, |c| c.bound())).collect();
                let in_place = Pass::over(&books, Table::Invoices, &entries, &index, &fields).map(|pass| pass.cells);
                prop_assert!(few(&index, &bounds).is_some(), "few groups are added up in place");
                let keys = keys(&entries, &index, &codes, &bounds).unwrap_or_default();
                let one_by_one = one_by_one(&entries, &index, &keys, &bounds);
                let grouped = Pass::grouped(Table::Invoices, &entries, &index, fields.to_vec(), keys, &bounds).map(|pass| pass.cells);
                prop_assert_eq!(&in_place, &grouped);
                prop_assert_eq!(in_place, Ok(one_by_one));
            }
        }
    }
}
