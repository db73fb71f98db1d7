//! Invoices against the ledger: totals of each fiscal year, every difference in a class, and what the classes leave.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::break_class::BreakClass;
use super::breaks::{Break, Comparison};
use super::catalogue::Check;
use super::context::CheckContext;
use super::document::decimal;
use super::finding::{Finding, Severity};
use super::matching::Why;
use super::phrase::{money, sentence, text};
use super::telling::Teller;
use crate::books::{Books, Table};
use crate::model::{Period, Wording, date_of};

pub(super) const CHECK: Check =
    Check::new("ledger_reconciliation", Wording::fixed("Factures et grand livre", "Invoices against the ledger"), |context| {
        let mut findings = Vec::new();
        for year in reconciled(context)? {
            if context.is_asked(&year.period) && year.is_comparable() {
                findings.push(year.summary());
                findings.extend(year.breaks.into_iter().map(|found| found.finding));
            }
        }
        Ok(findings)
    });

/// Invoices and ledger of one fiscal year.
///
/// The law: `invoices − ledger = Σ breaks`, exactly, net and with VAT, in each year and overall.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reconciliation {
    /// The fiscal year.
    pub period: Period,
    /// Net of all invoice lines, by date of issue; débours and deposits included.
    pub invoices_net: Decimal,
    /// The same with VAT: what clients were asked for.
    pub invoices_gross: Decimal,
    /// Revenue of the ledger (class 70), credits less debits.
    pub ledger_net: Decimal,
    /// Debits less credits of clients (411) in the entries that bill, and sales paid at once.
    pub ledger_gross: Decimal,
    /// Every class of difference.
    pub breaks: Vec<LedgerBreak>,
    /// How many documents of the year were matched, and why.
    pub matched: Vec<(Why, usize)>,
}

/// A difference between invoices and ledger, invoices less ledger.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LedgerBreak {
    /// What it is.
    pub class: BreakClass,
    /// Excluding VAT, against revenue.
    pub net: Decimal,
    /// Including VAT, against what clients owe.
    pub gross: Decimal,
    /// The finding that tells it.
    pub finding: Finding,
}

impl Reconciliation {
    /// Each fiscal year of the books, the oldest first.
    ///
    /// # Errors
    /// Why it is not possible: no invoices, no ledger, accounts of a country that is not known.
    pub fn of(books: &Books) -> Result<Vec<Self>, Wording> {
        reconciled(&CheckContext::new(books, None))
    }

    /// What the breaks leave of the difference excluding VAT: zero.
    pub fn residual_net(&self) -> Decimal {
        self.breaks.iter().fold(self.invoices_net - self.ledger_net, |rest, found| rest - found.net)
    }

    /// What the breaks leave of the difference including VAT: zero.
    pub fn residual_gross(&self) -> Decimal {
        self.breaks.iter().fold(self.invoices_gross - self.ledger_gross, |rest, found| rest - found.gross)
    }

    fn is_comparable(&self) -> bool {
        !self.breaks.is_empty() || !self.matched.is_empty()
    }

    /// The year in one sentence.
    fn summary(&self) -> Finding {
        let mut classes: BTreeMap<BreakClass, Decimal> = BTreeMap::new();
        for found in self.breaks.iter().filter(|found| !found.net.is_zero()) {
            *classes.entry(found.class).or_default() += found.net;
        }
        let parts: Vec<Wording> =
            classes.iter().map(|(class, net)| sentence("{0} {1}", "{0} {1}", &[&class.label(), &money(*net)])).collect();
        let listed = |of: fn(&Wording) -> &str| match parts.as_slice() {
            [] => String::new(),
            parts => format!(" = {}", parts.iter().map(of).collect::<Vec<_>>().join(" + ")),
        };
        let parts = Wording::made(listed(|part| &part.fr), listed(|part| &part.en));
        let matched: usize = self.matched.iter().map(|(_, count)| count).sum();
        let whys: Vec<Wording> = self
            .matched
            .iter()
            .map(|(why, count)| sentence("{0} par {1}", "{0} by {1}", &[&text(&count.to_string()), &why.wording()]))
            .collect();
        let whys = Wording::made(joined(&whys, |why| &why.fr), joined(&whys, |why| &why.en));
        let sums = [
            money(self.invoices_gross),
            money(self.ledger_gross),
            money(self.invoices_net),
            money(self.ledger_net),
            money(self.invoices_net - self.ledger_net),
            parts,
            money(self.residual_net()),
            text(&matched.to_string()),
            whys,
        ];
        let sums: Vec<&Wording> = sums.iter().collect();
        Finding::new(
            "reconciled",
            Severity::Info,
            sentence(
                "clients (411) : factures {0} TTC, grand livre {1} ; produits (70) : factures {2} HT, grand livre {3}, écart {4}{5}, reste {6} ; {7} document(s) rapproché(s) : {8}",
                "clients (411): invoices {0} with VAT, ledger {1}; revenue (70): invoices {2} net, ledger {3}, difference {4}{5}, rest {6}; {7} document(s) matched: {8}",
                &sums,
            ),
        )
        .of(&self.period.label)
    }
}

fn joined(parts: &[Wording], of: fn(&Wording) -> &str) -> String {
    if parts.is_empty() { "–".to_owned() } else { parts.iter().map(of).collect::<Vec<_>>().join(", ") }
}

fn reconciled(context: &CheckContext<'_>) -> Result<Vec<Reconciliation>, Wording> {
    context.needs(&[Table::Invoices, Table::Ledger])?;
    let comparison = context.comparison()?;
    let teller = Teller { books: context.books(), comparison };
    let mut years: Vec<Reconciliation> = context
        .years()
        .iter()
        .zip(&comparison.sums)
        .map(|(period, sums)| Reconciliation {
            period: period.clone(),
            invoices_net: decimal(sums.invoices_net),
            invoices_gross: decimal(sums.invoices_gross),
            ledger_net: decimal(sums.ledger_net),
            ledger_gross: decimal(sums.ledger_gross),
            breaks: Vec::new(),
            matched: matched(context, comparison, period),
        })
        .collect();
    let mut together: BTreeMap<(usize, BreakClass), Break> = BTreeMap::new();
    for found in &comparison.breaks {
        if found.class.is_told_together() {
            let sum = together.entry((found.year, found.class)).or_insert_with(|| Break {
                net: 0,
                gross: 0,
                documents: Vec::new(),
                postings: Vec::new(),
                own: None,
                ..*found
            });
            sum.net += found.net;
            sum.gross += found.gross;
            sum.documents.extend(&found.documents);
            sum.postings.extend(&found.postings);
        } else if let Some(year) = years.get_mut(found.year) {
            year.breaks.push(teller.told(found, &year.period));
        }
    }
    for mut found in together.into_values() {
        for list in [&mut found.documents, &mut found.postings] {
            list.sort_unstable();
            list.dedup();
        }
        if let Some(year) = years.get_mut(found.year) {
            year.breaks.push(teller.told(&found, &year.period));
        }
    }
    for year in &mut years {
        year.breaks.sort_by(|one, other| {
            let key =
                |found: &LedgerBreak| (found.class, found.finding.left.first().cloned(), found.finding.right.first().cloned());
            key(one).cmp(&key(other))
        });
        let (net, gross) = (year.residual_net(), year.residual_gross());
        if !net.is_zero() || !gross.is_zero() {
            let class = BreakClass::Unexplained;
            let finding = Finding::new(class.code(), class.severity(), class.label()).amount(net).of(&year.period.label);
            year.breaks.push(LedgerBreak { class, net, gross, finding: finding.remedy(class.remedy()) });
        }
    }
    Ok(years)
}

/// How many documents issued in a year were matched, by reason.
fn matched(context: &CheckContext<'_>, comparison: &Comparison<'_>, period: &Period) -> Vec<(Why, usize)> {
    let mut counts: BTreeMap<Why, usize> = BTreeMap::new();
    for found in &comparison.matches {
        let days = found.left.iter().filter_map(|at| comparison.documents.get(*at)).map(|document| date_of(document.day));
        let count = days.filter(|day| context.year_of(*day).and_then(|at| context.years().get(at)) == Some(period)).count();
        if count > 0 {
            *counts.entry(found.why).or_default() += count;
        }
    }
    counts.into_iter().collect()
}
