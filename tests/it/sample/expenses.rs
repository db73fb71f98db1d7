//! Expenses: a few suppliers at plain prices, the owner's salary and its charges taking what remains, and the income tax.

use chrono::{Datelike, NaiveDate};

use super::plan::{YEARS, Year, day, month_end, share};

pub(super) struct Expense {
    pub date: NaiveDate,
    /// Account of the general chart, four digits or fewer.
    pub account: &'static str,
    pub supplier: &'static str,
    pub label: String,
    /// Cents, excluding VAT.
    pub net: i64,
    /// Deductible VAT in cents.
    pub vat: i64,
}

/// A supplier paid the same amount in given months: account, supplier, label, day of month (31 for the last), amount, VAT rate, months.
type Habit = (&'static str, &'static str, &'static str, u32, i64, i64, &'static [u32]);

const MONTHLY: &[u32] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const HABITS: [Habit; 9] = [
    ("6132", "L'Établi Partagé", "Loyer du bureau", 1, 320_00, 20, MONTHLY),
    ("6262", "Télécom Exemple", "Internet et téléphone", 8, 49_90, 20, MONTHLY),
    ("6135", "Hébergement Exemple", "Location de serveurs", 10, 64_35, 20, MONTHLY),
    ("627", "Banque Exemple", "Frais de tenue de compte", 31, 12_50, 0, MONTHLY),
    ("6226", "Cabinet Exemple", "Honoraires comptables", 20, 465_00, 20, &[3, 6, 9, 12]),
    ("616", "Assurances Exemple", "Responsabilité civile professionnelle", 5, 684_12, 0, &[1]),
    ("6064", "Papeterie Exemple", "Fournitures de bureau", 17, 38_75, 20, &[2, 5, 9, 11]),
    ("6185", "Conférences Exemple", "Inscription à une conférence", 12, 290_00, 20, &[6]),
    ("63511", "Trésor public", "Cotisation foncière des entreprises", 15, 512_00, 0, &[12]),
];

pub(super) fn expenses() -> Vec<Expense> {
    YEARS.iter().flat_map(of_year).collect()
}

fn of_year(plan: &Year) -> Vec<Expense> {
    let mut rows = Vec::new();
    for (account, supplier, label, on, net, rate, months) in HABITS {
        for month in months {
            let end = month_end(plan.year, *month);
            let date = if on == 31 { end } else { day(plan.year, *month, on) };
            rows.push(Expense { date, account, supplier, label: label.to_owned(), net, vat: (net * rate + 50) / 100 });
        }
    }
    for month in MONTHLY {
        // Train tickets: prices that vary, VAT not deductible.
        let net = 61_20 + i64::from((*month * 37 + plan.year.unsigned_abs() * 11) % 97) * 1_37;
        let label = "Billets de train".to_owned();
        rows.push(Expense { date: day(plan.year, *month, 22), account: "6251", supplier: "Rail Exemple", label, net, vat: 0 });
    }
    let pay = plan.expenses() - rows.iter().map(|row| row.net).sum::<i64>();
    let salary = pay * 69 / 100;
    for (account, supplier, label, total) in [
        ("641", "Gérance", "Rémunération de la gérance", salary),
        ("645", "Caisse Exemple", "Cotisations sociales", pay - salary),
    ] {
        for (month, net) in share(total, &[1; 12]).into_iter().enumerate() {
            let month = month as u32 + 1;
            let label = format!("{label} {month:02}/{}", plan.year);
            rows.push(Expense { date: month_end(plan.year, month), account, supplier, label, net, vat: 0 });
        }
    }
    rows.push(Expense {
        date: day(plan.year, 12, 31),
        account: "695",
        supplier: "Trésor public",
        label: format!("Impôt sur les sociétés {}", plan.year),
        net: plan.income_tax,
        vat: 0,
    });
    rows.sort_by_key(|row| (row.date.ordinal(), row.account));
    rows
}
