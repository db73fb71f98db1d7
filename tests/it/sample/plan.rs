//! What the sample business did: yearly facts, clients, calendar. Everything else is derived from these numbers.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The facts of one year. Money in cents, days in half days.
pub(super) struct Year {
    pub year: i32,
    pub revenue: i64,
    /// Fixed-price invoices: month, amount. They are issued on the 15th.
    pub fixed: &'static [(u32, i64)],
    /// Billed half days of each of `CLIENTS`.
    pub billed: [i64; 4],
    /// Day rate of each of `CLIENTS`; the last line of the year takes the rest.
    pub rates: [i64; 4],
    pub fixed_work: i64,
    pub training: i64,
    pub result_before_tax: i64,
    pub income_tax: i64,
    pub depreciation: i64,
    /// Easter Monday, Ascension and Whit Monday (month, day).
    pub moving_holidays: [(u32, u32); 3],
}

pub(super) const YEARS: [Year; 4] = [
    Year {
        year: 2017,
        revenue: 100_000_00,
        fixed: &[(9, 5_000_00)],
        billed: [200, 120, 0, 0],
        rates: [590_00, 600_00, 0, 0],
        fixed_work: 14,
        training: 16,
        result_before_tax: 23_529_00,
        income_tax: 3_529_00,
        depreciation: 0,
        moving_holidays: [(4, 17), (5, 25), (6, 5)],
    },
    Year {
        year: 2018,
        revenue: 132_000_00,
        fixed: &[(4, 3_000_00), (10, 5_000_00)],
        billed: [180, 100, 76, 0],
        rates: [695_00, 700_00, 695_00, 0],
        fixed_work: 22,
        training: 12,
        result_before_tax: 11_765_00,
        income_tax: 1_765_00,
        depreciation: 0,
        moving_holidays: [(4, 2), (5, 10), (5, 21)],
    },
    Year {
        year: 2019,
        revenue: 150_000_00,
        fixed: &[(4, 4_000_00), (10, 6_000_00)],
        billed: [150, 0, 154, 90],
        rates: [700_00, 0, 715_00, 721_00],
        fixed_work: 26,
        training: 6,
        result_before_tax: 15_882_00,
        income_tax: 2_382_00,
        depreciation: 0,
        moving_holidays: [(4, 22), (5, 30), (6, 10)],
    },
    Year {
        year: 2020,
        revenue: 138_000_00,
        fixed: &[(3, 4_000_00), (7, 5_000_00), (11, 4_000_00)],
        billed: [60, 0, 170, 120],
        rates: [695_00, 0, 710_00, 730_00],
        fixed_work: 36,
        training: 10,
        result_before_tax: 9_412_00,
        income_tax: 1_412_00,
        depreciation: 588_89,
        moving_holidays: [(4, 13), (5, 21), (6, 1)],
    },
];

impl Year {
    /// Expenses other than depreciation and income tax.
    pub(super) fn expenses(&self) -> i64 {
        self.revenue - self.depreciation - self.result_before_tax
    }
}

/// A client, the account it has in the ledger, and the engagement.
pub(super) struct Client {
    pub name: &'static str,
    pub account: &'static str,
    pub project: &'static str,
    pub task: &'static str,
}

/// Clients billed by the day.
pub(super) const CLIENTS: [Client; 4] = [
    Client { name: "Mutuelle Garance", account: "C001", project: "Entrepôt de données", task: "Modélisation" },
    Client { name: "L'Atelier d'Ambre", account: "C002", project: "Site marchand", task: "Développement" },
    Client { name: "Éolis Ponant", account: "C003", project: "Supervision des parcs", task: "Développement" },
    Client { name: "Coopérative des Trois Chênes", account: "C004", project: "Portail des adhérents", task: "Conseil" },
];

/// The client whose contract is at a fixed price.
pub(super) const FIXED_CLIENT: Client =
    Client { name: "Musée des Ardoisières", account: "C005", project: "Billetterie", task: "Infogérance" };

pub(super) const BUSINESS: &str = "Exemple Conseil";

/// Costs paid in a client's name and claimed back without VAT: invoice month, client, amount, wording.
pub(super) const DISBURSEMENTS: [(i32, u32, usize, i64, &str); 2] = [
    (2018, 6, 1, 240_00, "Débours : dépôt de marque payé au nom du client"),
    (2020, 3, 2, 95_50, "Débours : nom de domaine payé au nom du client"),
];

/// The one credit note: a month in which a client was billed two days too many, taken back at its end.
pub(super) const CREDIT_NOTE: (i32, u32, usize, i64) = (2019, 6, 2, 4);

/// The investment of 2020: cost excluding VAT, straight line over three years.
pub(super) const ASSET: (&str, i64, i64) = ("Station de calcul", 6_000_00, 3);

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the plan")
}

pub(super) fn in_service() -> NaiveDate {
    day(2020, 9, 15)
}

pub(super) fn month_end(year: i32, month: u32) -> NaiveDate {
    let next = if month == 12 { day(year + 1, 1, 1) } else { day(year, month + 1, 1) };
    next.pred_opt().expect("a day before")
}

pub(super) fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date + Days::new(days)
}

impl Year {
    fn is_working_day(&self, date: NaiveDate) -> bool {
        const FIXED: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
        let of_year = (date.month(), date.day());
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
            && !FIXED.contains(&of_year)
            && !self.moving_holidays.contains(&of_year)
    }

    pub(super) fn working_days(&self) -> Vec<NaiveDate> {
        day(self.year, 1, 1).iter_days().take_while(|d| d.year() == self.year).filter(|d| self.is_working_day(*d)).collect()
    }

    /// Twenty-five working days off: three weeks in August, four days after Christmas, the rest from 20 April.
    pub(super) fn leave(&self) -> Vec<NaiveDate> {
        let working = self.working_days();
        let from = |month, first, count| working.iter().copied().filter(move |d| *d >= day(self.year, month, first)).take(count);
        let mut leave: Vec<_> = from(8, 1, 15).chain(from(12, 24, 4)).collect();
        leave.extend(from(4, 20, 25 - leave.len()));
        leave.sort();
        leave
    }
}

/// Cuts a total into parts that follow the weights and sum to it exactly.
pub(super) fn share(total: i64, weights: &[i64]) -> Vec<i64> {
    let all: i64 = weights.iter().sum();
    let (mut seen, mut given) = (0, 0);
    weights
        .iter()
        .map(|weight| {
            seen += weight;
            let until = (2 * total * seen + all) / (2 * all);
            let part = until - given;
            given = until;
            part
        })
        .collect()
}
