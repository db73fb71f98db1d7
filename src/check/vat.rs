//! VAT framing (*cadrage de TVA*): each sale bears VAT at a rate there is, nothing else feeds the accounts of VAT charged, and VAT that
//! waits for payment is that of what clients still owe.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};
use rust_decimal::Decimal;

use super::balances;
use super::breaks::Comparison;
use super::catalogue::{Check, Outcome};
use super::context::CheckContext;
use super::document::decimal;
use super::finding::{Finding, Severity};
use super::phrase::{day, money, sentence, text};
use super::posting::{Between, Posting};
use crate::error::Origin;
use crate::jurisdiction::{ChartOfAccounts, Dated, Rate, fr};
use crate::model::{Money, Period, Wording, date_of, rounded_to_the_cent};

pub(super) const CHECK: Check = Check::new("vat", Wording::fixed("Cadrage de TVA", "VAT framing"), findings);

/// VAT rounded line by line may be off by this much a line, in the smallest unit.
const ROUNDING: i128 = 500;
/// A balance of pending VAT may be off by this much.
const PENDING_ROUNDING: i128 = 10_000;

fn findings(context: &CheckContext<'_>) -> Outcome {
    let comparison = context.comparison()?;
    let chart = context.chart()?;
    balances::needs_balance_sheet(context.books())?;
    let books = context.books();
    let is_vat = |account| chart.vat.contains(books.names().get(account));
    if !books.ledger_entries().table().account.iter().any(is_vat) {
        return Err(Wording::fixed("pas de compte de TVA collectée (4457)", "no account of VAT charged (4457)"));
    }
    let framing = Framing { context, chart, comparison, invoiced: invoiced(comparison) };
    let mut findings = Vec::new();
    let sales = framing.sales();
    let paying = paying(&sales);
    let usual = usual(&sales);
    for (at, period) in context.years().iter().enumerate().filter(|(_, period)| context.is_asked(period)) {
        let of_year: Vec<&Sale> = sales.iter().filter(|sale| sale.posting.year == at).collect();
        findings.extend(framing.summary(&of_year, period));
        findings.extend(of_year.iter().filter_map(|sale| framing.odd_rate(sale, period, usual)));
        findings.extend(of_year.iter().filter_map(|sale| framing.untaxed(sale, period, &paying)));
    }
    findings.extend(framing.pending(&sales));
    findings.extend(framing.without_sale());
    Ok(findings)
}

/// VAT of entries as their invoices have it.
fn invoiced(comparison: &Comparison<'_>) -> HashMap<u32, i128> {
    let mut invoiced = HashMap::new();
    for found in &comparison.matches {
        let vat: Option<i128> = found.left.iter().map(|at| comparison.documents.get(*at).and_then(|document| document.vat)).sum();
        if let ([posting], Some(vat)) = (found.right.as_slice(), vat) {
            invoiced.insert(*posting, vat);
        }
    }
    invoiced
}

/// The rate of most sales; of several, the highest.
fn usual(sales: &[Sale<'_>]) -> Option<Rate> {
    let mut counts: BTreeMap<Decimal, (usize, Rate)> = BTreeMap::new();
    for rate in sales.iter().filter_map(|sale| sale.rate) {
        counts.entry(rate.share()?).or_insert((0, rate)).0 += 1;
    }
    counts.into_values().max_by_key(|(count, _)| *count).map(|(_, rate)| rate)
}

/// Clients who pay VAT on more than half of what they buy.
fn paying(sales: &[Sale<'_>]) -> HashSet<u32> {
    let mut counts: HashMap<u32, (usize, usize)> = HashMap::new();
    for sale in sales.iter().filter(|sale| sale.base != 0 && sale.posting.party != 0) {
        let (taxed, all) = counts.entry(sale.posting.party).or_default();
        *taxed += usize::from(sale.posting.vat != 0);
        *all += 1;
    }
    counts.into_iter().filter(|(_, (taxed, all))| taxed * 2 > *all).map(|(party, _)| party).collect()
}

/// A sale, what VAT is charged on, and the rate of it.
struct Sale<'a> {
    at: u32,
    posting: &'a Posting,
    base: i128,
    rate: Option<Rate>,
}

struct Framing<'f, 'a> {
    context: &'f CheckContext<'a>,
    chart: &'f ChartOfAccounts,
    comparison: &'f Comparison<'a>,
    /// VAT of the invoice of a posting.
    invoiced: HashMap<u32, i128>,
}

impl<'f> Framing<'f, '_> {
    /// Every entry that bills.
    fn sales(&self) -> Vec<Sale<'f>> {
        let billing = (0..).zip(&self.comparison.postings.all).filter(|(_, posting)| posting.is_billing);
        billing
            .map(|(at, posting)| {
                let base = posting.billed_net() - posting.on(Between::Disbursement);
                Sale { at, posting, base, rate: self.rate(at, posting, base) }
            })
            .collect()
    }

    /// The rate there is that makes the VAT of a base.
    fn rate(&self, at: u32, posting: &Posting, base: i128) -> Option<Rate> {
        if posting.vat == 0 {
            return None;
        }
        let date = date_of(posting.day);
        let lines = i128::try_from(self.comparison.postings.lines.rows(at as usize).len()).unwrap_or(1);
        let is_made =
            |rate: &&Rate| taxed(base, **rate).is_some_and(|vat| (vat - posting.vat).abs() <= ROUNDING.max(lines * 100));
        rates(date).find(is_made).copied()
    }

    fn place(&self, at: u32) -> Vec<Origin> {
        let rows = self.context.books().ledger_entries();
        let lines = self.comparison.postings.lines.rows(at as usize).iter();
        lines.filter_map(|row| rows.get(*row as usize)).map(|row| row.origin()).collect()
    }

    /// Entry, journal and day of a sale.
    fn named(&self, posting: &Posting) -> Wording {
        let line = self.context.books().ledger_entries().get(posting.first as usize);
        let Some(line) = line.as_ref().map(|row| row.value()) else { return text("–") };
        let name = [line.piece, line.party].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let parts = [&text(line.entry), &text(line.journal), &day(line.date), &text(name)];
        sentence("écriture {0} du journal {1} du {2} ({3})", "entry {0} of journal {1} of {2} ({3})", &parts)
    }

    /// Base, rate and VAT of a year.
    fn summary(&self, sales: &[&Sale<'_>], period: &Period) -> Option<Finding> {
        let mut by_rate: BTreeMap<Option<Decimal>, (i128, i128)> = BTreeMap::new();
        for sale in sales {
            let share = sale.rate.and_then(Rate::share);
            let sums = by_rate.entry(share).or_default();
            sums.0 += sale.base;
            sums.1 += sale.posting.vat;
        }
        let parts: Vec<Wording> = by_rate
            .iter()
            .rev()
            .map(|(share, (base, vat))| match share {
                Some(share) => {
                    let percent = (*share * Decimal::ONE_HUNDRED).normalize();
                    let percent = Wording::made(percent.to_string().replace('.', ","), percent.to_string());
                    sentence(
                        "{0} à {1} % : TVA {2}",
                        "{0} at {1}%: VAT {2}",
                        &[&money(decimal(*base)), &percent, &money(decimal(*vat))],
                    )
                }
                None => sentence(
                    "{0} sans taux connu : TVA {1}",
                    "{0} at no known rate: VAT {1}",
                    &[&money(decimal(*base)), &money(decimal(*vat))],
                ),
            })
            .collect();
        let joined = |of: fn(&Wording) -> &str| parts.iter().map(of).collect::<Vec<_>>().join(", ");
        let total: i128 = sales.iter().map(|sale| sale.posting.vat).sum();
        let listed = Wording::made(joined(|part| &part.fr), joined(|part| &part.en));
        (!sales.is_empty()).then(|| {
            Finding::new(
                "vat_framed",
                Severity::Info,
                sentence("TVA facturée {0} ; bases : {1}", "VAT charged {0}; bases: {1}", &[&money(decimal(total)), &listed]),
            )
            .of(&period.label)
        })
    }

    /// VAT that no rate makes. Two rates on one entry can make any; so does an invoice that says the same.
    fn odd_rate(&self, sale: &Sale<'_>, period: &Period, usual: Option<Rate>) -> Option<Finding> {
        let posting = sale.posting;
        if posting.vat == 0 || sale.rate.is_some() || self.invoiced.get(&sale.at) == Some(&posting.vat) {
            return None;
        }
        let usual = usual.or_else(|| rates(date_of(posting.day)).next().copied())?;
        let expected = taxed(sale.base, usual)?;
        let is_within = posting.vat.signum() == expected.signum() && posting.vat.abs() < expected.abs();
        if is_within && self.revenue_lines(sale.at) > 1 {
            return None;
        }
        let parts = [self.named(posting), money(decimal(posting.vat)), money(decimal(sale.base)), money(decimal(expected))];
        let [named, vat, base, expected_text] = &parts;
        Some(
            Finding::new(
                "vat_off_rate",
                Severity::Warning,
                sentence(
                    "{0} : TVA {1} pour une base de {2}, qu'aucun taux ne donne (au taux habituel {3})",
                    "{0}: VAT {1} on a base of {2}, which no rate makes (at the usual rate {3})",
                    &[named, vat, base, expected_text],
                ),
            )
            .between(self.place(sale.at), [])
            .amount(decimal(posting.vat - expected))
            .of(&period.label)
            .remedy(Wording::fixed("vérifier le taux et la base de l'écriture", "look at the rate and the base of the entry")),
        )
    }

    fn revenue_lines(&self, at: u32) -> usize {
        let books = self.context.books();
        let accounts = &books.ledger_entries().table().account;
        let account = |row: &u32| books.names().get(accounts.get(*row as usize));
        self.comparison.postings.lines.rows(at as usize).iter().filter(|row| self.chart.revenue.contains(account(row))).count()
    }

    /// A sale without VAT to a client who pays VAT on others, unless the invoice says so.
    fn untaxed(&self, sale: &Sale<'_>, period: &Period, paying: &HashSet<u32>) -> Option<Finding> {
        let posting = sale.posting;
        let is_said = self.invoiced.get(&sale.at) == Some(&0);
        if posting.vat != 0 || sale.base == 0 || !paying.contains(&posting.party) || is_said || posting.on(Between::Deposit) != 0
        {
            return None;
        }
        Some(
            Finding::new(
                "sale_without_vat",
                Severity::Warning,
                sentence(
                    "{0} : {1} HT sans TVA, et les autres ventes à ce client en portent",
                    "{0}: {1} net without VAT, and other sales to this client bear it",
                    &[&self.named(posting), &money(decimal(sale.base))],
                ),
            )
            .between(self.place(sale.at), [])
            .amount(decimal(sale.base))
            .of(&period.label)
            .remedy(Wording::fixed("vérifier si la TVA était due", "look whether VAT was due")),
        )
    }

    /// VAT due on receipt: what waits is the VAT of what clients owe at the end of a year. Known where all sales have one rate.
    fn pending(&self, sales: &[Sale<'_>]) -> Vec<Finding> {
        let books = self.context.books();
        let accounts = &books.ledger_entries().table().account;
        let account = |row: &u32| books.names().get(accounts.get(*row as usize));
        let waiting: BTreeSet<&str> = sales
            .iter()
            .filter(|sale| sale.posting.between().all(|(between, _)| !between.is_accrual()))
            .flat_map(|sale| self.comparison.postings.lines.rows(sale.at as usize))
            .map(account)
            .filter(|account| self.chart.vat_pending.contains(account))
            .collect();
        let mut shares: Vec<Option<Decimal>> =
            sales.iter().filter(|sale| sale.posting.billed != 0).map(|sale| sale.rate.and_then(Rate::share)).collect();
        shares.sort_unstable();
        shares.dedup();
        let has_disbursed = sales.iter().any(|sale| sale.posting.on(Between::Disbursement) != 0);
        let ([Some(share)], false, false) = (shares.as_slice(), waiting.is_empty(), has_disbursed) else { return Vec::new() };
        let years = balances::years(self.context);
        let mut findings = Vec::new();
        for ((closing, year), period) in balances::closing(&years).iter().zip(&years).zip(self.context.years()) {
            if !self.context.is_asked(period) || year.accounts.is_empty() {
                continue;
            }
            let sum =
                |of: &dyn Fn(&str) -> bool| closing.iter().filter(|(account, _)| of(account)).map(|(_, sum)| *sum).sum::<i128>();
            let owed = sum(&|account| self.chart.receivable.contains(account));
            let waits = -sum(&|account| waiting.contains(account));
            let Some(expected) = within(owed, *share) else { continue };
            if (expected - waits).abs() <= PENDING_ROUNDING {
                continue;
            }
            let last = waiting.iter().filter_map(|account| year.accounts.get(account)).map(|account| account.last).max();
            let place = last.and_then(|row| books.ledger_entries().get(row as usize)).map(|row| row.origin());
            findings.push(
                Finding::new(
                    "vat_on_unpaid_differs",
                    Severity::Warning,
                    sentence(
                        "TVA en attente {0} ({1}) ; celle des créances clients de {2} est {3}",
                        "VAT waiting for payment {0} ({1}); that of receivables of {2} is {3}",
                        &[
                            &money(decimal(waits)),
                            &text(&waiting.iter().copied().collect::<Vec<_>>().join(", ")),
                            &money(decimal(owed)),
                            &money(decimal(expected)),
                        ],
                    ),
                )
                .between(place, [])
                .amount(decimal(waits - expected))
                .of(&period.label)
                .remedy(Wording::fixed(
                    "virer en 4457 la TVA des factures payées, et elle seule",
                    "move to 4457 the VAT of invoices that are paid, and only that",
                )),
            );
        }
        findings
    }

    /// VAT charged by an entry that neither sells, nor settles VAT, nor carries it over.
    fn without_sale(&self) -> Vec<Finding> {
        let books = self.context.books();
        let (rows, names) = (books.ledger_entries(), books.names());
        let table = rows.table();
        let is_known = |account: &str| {
            let sells = self.chart.receivable.contains(account) || account.starts_with('7') || account.starts_with("41");
            let settles = account.starts_with("445") && !self.chart.vat.contains(account);
            sells || settles || self.chart.deferred_income.contains(account) || self.chart.bad_debts.contains(account)
        };
        let mut role: HashMap<u32, (bool, bool)> = HashMap::new();
        let mut known: HashSet<(usize, u32, u32)> = HashSet::new();
        let mut charged: BTreeMap<u32, (usize, u32, u32)> = BTreeMap::new();
        let keys = table.date.values().iter().zip(table.journal.iter().zip(table.entry.iter()));
        for ((row, account), (date, (journal, entry))) in (0_u32..).zip(table.account.iter()).zip(keys) {
            let (is_vat, is_known) = *role.entry(account).or_insert_with(|| {
                let account = names.get(account);
                (self.chart.vat.contains(account), is_known(account))
            });
            if entry == 0 || !(is_vat || is_known) {
                continue;
            }
            let Some(year) = self.context.year_of(date_of(*date)) else { continue };
            if is_known {
                known.insert((year, journal, entry));
            } else if !balances::opens(books, row) {
                charged.insert(row, (year, journal, entry));
            }
        }
        let mut findings = Vec::new();
        for row in charged.iter().filter(|(_, key)| !known.contains(*key)).filter_map(|(row, _)| rows.get(*row as usize)) {
            let line = row.value();
            let Some(year) = self.context.asked_year_of(line.date) else { continue };
            let amount = -line.amount.to_decimal();
            let parts = [&text(line.entry), &text(line.journal), &day(line.date), &money(amount), &text(line.account)];
            findings.push(
                Finding::new(
                    "vat_without_sale",
                    Severity::Warning,
                    sentence(
                        "écriture {0} du journal {1} du {2} : {3} au compte {4}, sans vente ni déclaration",
                        "entry {0} of journal {1} of {2}: {3} on account {4}, without a sale or a VAT return",
                        &parts,
                    ),
                )
                .between([row.origin()], [])
                .amount(amount)
                .of(&year.label)
                .remedy(Wording::fixed(
                    "rattacher la TVA à sa vente, ou la virer au compte qui convient",
                    "put the VAT with its sale, or move it to the account it belongs to",
                )),
            );
        }
        findings
    }
}

/// Rates in force on a day or in the year before it, the normal one of the day first.
fn rates(day: NaiveDate) -> impl Iterator<Item = &'static Rate> {
    static RATES: [Dated<&[Rate]>; 3] = fr::VAT_RATES;
    let before = day.checked_sub_days(chrono::Days::new(366)).unwrap_or(day);
    [day, before].into_iter().filter_map(|day| Dated::on(&RATES, day)).flat_map(|rates| rates.value)
}

/// VAT on a base, to the cent, in the smallest unit.
fn taxed(base: i128, rate: Rate) -> Option<i128> {
    units(rate.of(decimal(base))?)
}

/// VAT within an amount that includes it.
fn within(gross: i128, share: Decimal) -> Option<i128> {
    units(decimal(gross).checked_mul(share)?.checked_div(Decimal::ONE + share)?)
}

fn units(amount: Decimal) -> Option<i128> {
    let amount = rounded_to_the_cent(amount);
    let missing = Money::SCALE.checked_sub(amount.scale())?;
    amount.mantissa().checked_mul(10_i128.checked_pow(missing)?)
}
