//! How long clients take to pay (*délai moyen de règlement*, days sales outstanding).

use rust_decimal::Decimal;

/// What was invoiced in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Amount invoiced, including VAT as receivables do; credit notes make it smaller.
    pub sales: Decimal,
    /// Days it counts for: 30, or those of the calendar.
    pub days: u32,
}

/// Days found by counting back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountBack {
    /// So many.
    Days(Decimal),
    /// More than the months given have: receivables are larger than all that was invoiced in them.
    MoreThan(Decimal),
}

/// Receivables ÷ sales × days of the period, both including VAT or both without. `None` when nothing was sold, or the amounts are too large.
///
/// ```
/// use bilan::analysis::dso;
/// let days = dso::simple(24_000.into(), 144_000.into(), 365).ok_or("no sales")?;
/// assert_eq!(days.round_dp(2), "60.83".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn simple(receivables: Decimal, sales: Decimal, days: u32) -> Option<Decimal> {
    if sales <= Decimal::ZERO {
        return None;
    }
    receivables.checked_mul(days.into())?.checked_div(sales)
}

/// Takes the sales of the latest months away from receivables, month by month, until nothing is left; the last month counts in part.
///
/// Months come latest first. `None` when the amounts are too large.
///
/// ```
/// use bilan::analysis::dso::{self, CountBack, Month};
/// let months = [100_000, 80_000, 70_000].map(|sales| Month { sales: sales.into(), days: 30 });
/// let Some(CountBack::Days(days)) = dso::count_back(212_000.into(), months) else { return Err("older than three months".into()) };
/// assert_eq!(days.round_dp(2), "73.71".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn count_back(receivables: Decimal, months: impl IntoIterator<Item = Month>) -> Option<CountBack> {
    let mut left = receivables;
    let mut days = Decimal::ZERO;
    for month in months {
        if left <= Decimal::ZERO {
            break;
        }
        if left < month.sales {
            let part = left.checked_mul(month.days.into())?.checked_div(month.sales)?;
            return Some(CountBack::Days(days.checked_add(part)?));
        }
        left = left.checked_sub(month.sales)?;
        days = days.checked_add(month.days.into())?;
    }
    Some(if left > Decimal::ZERO { CountBack::MoreThan(days) } else { CountBack::Days(days) })
}

/// The mean of the days that invoices (amount, and days from issue to payment) took, weighted by their amounts. `None` when these sum to
/// nothing or less, or are too large.
///
/// ```
/// use bilan::analysis::dso;
/// let paid = [(10_000, 30), (5_000, 60), (8_000, 45)].map(|(amount, days)| (amount.into(), days));
/// assert_eq!(dso::weighted(paid).map(|days| days.round_dp(2)), Some("41.74".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn weighted(paid: impl IntoIterator<Item = (Decimal, i64)>) -> Option<Decimal> {
    let mut total = Decimal::ZERO;
    let mut waited = Decimal::ZERO;
    for (amount, days) in paid {
        total = total.checked_add(amount)?;
        waited = waited.checked_add(amount.checked_mul(days.into())?)?;
    }
    if total > Decimal::ZERO { waited.checked_div(total) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn months(of: &[(i64, u32)]) -> Vec<Month> {
        of.iter().map(|(sales, days)| Month { sales: Decimal::from(*sales), days: *days }).collect()
    }
    fn counted(receivables: &str, of: &[(i64, u32)]) -> CountBack {
        count_back(d(receivables), months(of)).unwrap()
    }

    #[test]
    fn simple_wants_both_with_vat_or_both_without() {
        assert_eq!(simple(d("24000"), d("144000"), 365).unwrap().round_dp(2), d("60.83"));
        assert_eq!(simple(d("24000"), d("120000"), 365), Some(d("73")));
        assert_eq!(simple(d("212000"), d("250000"), 90), Some(d("76.32")));
        assert_eq!(simple(d("24000"), d("0"), 365), None);
        assert_eq!(simple(d("24000"), d("-1"), 365), None);
        assert_eq!(simple(Decimal::MAX, d("1"), 365), None);
    }

    #[test]
    fn the_last_month_counted_back_is_a_part() {
        let CountBack::Days(thirty) = counted("212000", &[(100_000, 30), (80_000, 30), (70_000, 30)]) else { panic!() };
        assert_eq!(thirty.round_dp(2), d("73.71"));
        let CountBack::Days(real) = counted("212000", &[(100_000, 31), (80_000, 30), (70_000, 31)]) else { panic!() };
        assert_eq!(real.round_dp(2), d("75.17"));
    }

    #[test]
    fn counting_back_at_its_ends() {
        let quarter = [(100, 31), (0, 30), (50, 31)];
        assert_eq!(counted("0", &quarter), CountBack::Days(d("0")));
        assert_eq!(counted("-5", &quarter), CountBack::Days(d("0")));
        assert_eq!(counted("100", &quarter), CountBack::Days(d("31")));
        assert_eq!(counted("125", &quarter), CountBack::Days(d("76.5")));
        assert_eq!(counted("150", &quarter), CountBack::Days(d("92")));
        assert_eq!(counted("151", &quarter), CountBack::MoreThan(d("92")));
        assert_eq!(counted("1", &[]), CountBack::MoreThan(d("0")));
        // A month of credit notes is counted whole and makes what is owed older.
        assert_eq!(counted("80", &[(-20, 30), (100, 30), (9, 30)]), CountBack::Days(d("60")));
    }

    #[test]
    fn invoices_weigh_by_their_amounts() {
        let paid = |of: &[(&str, i64)]| weighted(of.iter().map(|(amount, days)| (d(amount), *days)));
        assert_eq!(paid(&[("10000", 30), ("5000", 60), ("8000", 45)]).unwrap().round_dp(2), d("41.74"));
        assert_eq!(paid(&[("100", 30), ("100", -10)]), Some(d("10")));
        assert_eq!(paid(&[("100", 30), ("-100", 30)]), None);
        assert_eq!(paid(&[]), None);
        assert_eq!(weighted([(Decimal::MAX, 2)]), None);
    }
}
