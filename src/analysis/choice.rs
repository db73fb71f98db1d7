//! Which source a figure is read from: chosen once per fiscal year, for the whole books.

use chrono::NaiveDate;
use polars_arrow::array::Array;

use super::condition::{Clause, Condition, Field, Values};
use super::facts::Facts;
use super::figure::State;
use super::formula::{Choice, Feed, Metric};
use super::metric;
use crate::books::{Books, Table};
use crate::jurisdiction::fr::CHART;
use crate::model::{BilledDays, FixedPriceDays, LegalForm, RevenueBasis, RevenueSource, Wording, day_number};

/// Columns the choices ask about.
pub(super) const FIELDS: [(Table, &[Field]); 4] = [
    (Table::Invoices, &[Field::Billing]),
    (Table::Timesheets, &[Field::Billable, Field::Billing, Field::Kind]),
    (Table::Ledger, &[Field::Account]),
    (Table::Expenses, &[Field::Account]),
];

macro_rules! clause {
    ($field:ident = $($value:literal),+) => {
        Clause { field: Field::$field, is: true, values: Values::Fixed(&[$($value),+]) }
    };
    ($field:ident != $($value:literal),+) => {
        Clause { field: Field::$field, is: false, values: Values::Fixed(&[$($value),+]) }
    };
    (within $accounts:expr) => {
        Clause { field: Field::Account, is: true, values: Values::Fixed($accounts.within) }
    };
    (outside $accounts:expr) => {
        Clause { field: Field::Account, is: false, values: Values::Fixed($accounts.within) }
    };
    (except $accounts:expr) => {
        Clause { field: Field::Account, is: false, values: Values::Fixed($accounts.except) }
    };
}
pub(super) use clause;

pub(super) const TIME_LINES: Condition = Condition::fixed(&[clause!(Billing = "time")]);
pub(super) const UNCLASSIFIED_LINES: Condition = Condition::fixed(&[clause!(Billing = "unclassified")]);
/// Lines that are revenue of a client.
pub(super) const CLIENT_LINES: Condition = Condition::fixed(&[clause!(Billing != "disbursement")]);
pub(super) const BILLED_WORK: Condition =
    Condition::fixed(&[clause!(Billable = "yes"), clause!(Kind = "work"), clause!(Billing != "fixed")]);
const CLASS_6: Condition = Condition::fixed(&[clause!(Account = "6")]);
const CLASS_7: Condition = Condition::fixed(&[clause!(Account = "7")]);
const CLASS_70: Condition = Condition::fixed(&[clause!(within CHART.revenue)]);

/// The source of a choice in a period: that of its fiscal year. `Err` says why there is none.
pub(super) fn choose(facts: &Facts, choice: Choice, period: usize) -> Result<Feed, Wording> {
    let (facts, years) = facts.years_of(period);
    let mut feeds = years.into_iter().map(|year| of_year(facts, choice, year));
    let first = feeds
        .next()
        .unwrap_or_else(|| Err(Wording::fixed("hors des exercices de la revue", "outside the fiscal years of the review")))?;
    for feed in feeds {
        let feed = feed?;
        if feed != first {
            return Err(Wording::fixed(
                "la source n'est pas la même dans les exercices que couvre la période",
                "the source is not the same in the fiscal years that the period covers",
            ));
        }
    }
    Ok(first)
}

/// The source of a choice in a fiscal year, or why there is none.
fn of_year(facts: &Facts, choice: Choice, period: usize) -> Result<Feed, Wording> {
    let rows = |table, when: &Condition| facts.rows(table, period, when) > 0;
    match choice {
        Choice::Revenue => match facts.policy.revenue_source {
            RevenueSource::Ledger => on_basis(facts),
            RevenueSource::Invoices => Ok(Feed::Invoices),
            RevenueSource::Auto if is_told_by_invoices(facts, period) => Ok(Feed::Invoices),
            RevenueSource::Auto if rows(Table::Ledger, &CLASS_70) => on_basis(facts),
            RevenueSource::Auto if waits_for_payment(facts) => Err(no_invoice(facts)),
            RevenueSource::Auto => Err(Wording::fixed(
                "ni facture ni compte 70 pour cet exercice",
                "neither an invoice nor account 70 in this fiscal year",
            )),
        },
        Choice::Result => {
            if rows(Table::Ledger, &CLASS_6) {
                return Ok(Feed::Ledger);
            }
            let (invoices, expenses) = (is_told_by_invoices(facts, period), rows(Table::Expenses, &Condition::ALL));
            if invoices && expenses {
                return Ok(Feed::Expenses);
            }
            Err(if rows(Table::Ledger, &CLASS_7) {
                Wording::fixed(
                    "le grand livre a une classe 7 mais aucune charge (classe 6) pour cet exercice",
                    "the ledger has class 7 but no expense (class 6) in this fiscal year",
                )
            } else if expenses {
                no_invoice(facts)
            } else {
                Wording::fixed(
                    "aucune dépense pour cet exercice : ajouter un fichier de dépenses ou un FEC",
                    "no expense in this fiscal year: add a file of expenses or a ledger",
                )
            })
        }
        Choice::FixedPriceDays => Ok(match facts.policy.fixed_price_days {
            FixedPriceDays::Excluded => Feed::Excluded,
            FixedPriceDays::Equivalent => Feed::Equivalent,
        }),
        Choice::IncomeTax => {
            let posted = facts.evaluate(metric::POSTED_INCOME_TAX, period).value;
            match (facts.books.settings().business.form, posted.state) {
                (_, State::Known(_)) if posted.rows > 0 => Ok(Feed::Posted),
                (Some(LegalForm::CompanyIs), _) => Ok(Feed::Estimated),
                (Some(_), _) => Err(Wording::fixed(
                    "cette forme n'a pas d'impôt propre : le bénéfice est imposé chez l'exploitant",
                    "this form pays no tax of its own: the profit is taxed in the hands of the owner",
                )),
                (None, State::Missing(why) | State::Undefined(why)) => Err(why),
                (None, State::Known(_)) => Err(Wording::fixed(
                    "forme juridique inconnue et aucun impôt comptabilisé : écrire form = \"company_is\" (ou ei, bnc, micro) dans [business] de bilan.toml",
                    "legal form unknown and no tax posted: write form = \"company_is\" (or ei, bnc, micro) under [business] in bilan.toml",
                )),
            }
        }
        Choice::LegalForm => Ok(match facts.books.settings().business.form {
            Some(LegalForm::Micro) => Feed::Micro,
            Some(form) if form.is_pass_through() && !is_known(facts, metric::INCOME_TAX, period) => Feed::Untaxed,
            _ => Feed::Taxed,
        }),
        Choice::ResultRevenue => Ok(match facts.books.settings().business.form {
            Some(LegalForm::Micro) => Feed::Revenue,
            _ => of_year(facts, Choice::Result, period).unwrap_or(Feed::Revenue),
        }),
        Choice::BilledDays => {
            let is_told = is_told_by_invoices(facts, period);
            let (timed, untimed) = if is_told { facts.timed(Table::Invoices, period, &TIME_LINES) } else { (0, 0) };
            match facts.policy.billed_days {
                BilledDays::Invoices => return Ok(Feed::Invoices),
                BilledDays::Timesheets => return Ok(Feed::Timesheets),
                BilledDays::Auto => {}
            }
            if timed > 0 && untimed == 0 {
                Ok(Feed::Invoices)
            } else if rows(Table::Timesheets, &Condition::ALL) {
                Ok(Feed::Timesheets)
            } else if untimed > 0 {
                Err(Wording::made(
                    format!("{untimed} ligne(s) en régie sans jours ni heures, et pas de feuille de temps"),
                    format!("{untimed} time line(s) without days or hours, and no timesheet"),
                ))
            } else if !is_told && waits_for_payment(facts) {
                Err(no_invoice(facts))
            } else if !is_told {
                Err(Wording::fixed(
                    "ni facture ni feuille de temps pour cet exercice",
                    "neither an invoice nor a timesheet in this fiscal year",
                ))
            } else if rows(Table::Invoices, &UNCLASSIFIED_LINES) {
                Err(Wording::fixed(
                    "des lignes de facture ne disent pas si elles sont en régie ou au forfait",
                    "some invoice lines do not say whether they are time or fixed price",
                ))
            } else {
                Ok(Feed::Nothing)
            }
        }
    }
}

/// Whether invoices tell a fiscal year: a line counts in it. On the paid basis it is enough that one was issued, if the books know any payment: then none
/// of it was paid. On the bases that move lines away from their issue, a year that the ledger tells and in which none was issued is the ledger's: the parts
/// that come from invoices of other years are not all of it.
pub(super) fn is_told_by_invoices(facts: &Facts, year: usize) -> bool {
    let counts = facts.rows(Table::Invoices, year, &Condition::ALL) > 0;
    match facts.policy.revenue_basis {
        RevenueBasis::Invoiced => counts,
        _ if counts => {
            facts.policy.revenue_source != RevenueSource::Auto
                || facts.rows(Table::Ledger, year, &CLASS_70) == 0
                || is_invoiced_in(facts, year)
        }
        RevenueBasis::Paid => knows_payments(&facts.books) && !is_revenue_declared(facts, year) && is_invoiced_in(facts, year),
        RevenueBasis::Service => false,
    }
}

/// What is stated in `bilan.toml` comes before a zero that only the want of a payment tells.
fn is_revenue_declared(facts: &Facts, year: usize) -> bool {
    let declared = facts.periods.get(year).and_then(|year| facts.books.settings().declared.get(&year.year()));
    declared.is_some_and(|declared| declared.values.contains_key(&*metric::REVENUE.id))
}

fn is_invoiced_in(facts: &Facts, year: usize) -> bool {
    let Some(year) = facts.periods.get(year) else { return false };
    let days = day_number(year.start)..=day_number(year.end);
    facts.books.invoice_lines().table().issued.values().iter().any(|issued| days.contains(issued))
}

/// Whether the books say of anything when it was paid.
pub(super) fn knows_payments(books: &Books) -> bool {
    let paid = &books.invoice_lines().table().paid;
    paid.null_count() < paid.len() || !books.payments().is_empty()
}

/// Whether the invoices tell everything that was paid in a period, so that no payment is none: the books know payments, and in each of its fiscal years invoices
/// were issued or, where no ledger tells more of them, something is owed at the start.
pub(super) fn are_payments_told(facts: &Facts, period: usize) -> bool {
    let (years, numbers) = facts.years_of(period);
    let is_owed = |year: usize| {
        let eve = years.periods.get(year).and_then(|year| year.start.pred_opt());
        let owed = eve.map(|eve| years.bills().receivables(&years.books, eve, NaiveDate::MAX));
        years.rows(Table::Ledger, year, &CLASS_70) == 0 && matches!(owed, Some(Ok(rows)) if !rows.is_empty())
    };
    knows_payments(&facts.books)
        && !numbers.is_empty()
        && numbers.into_iter().all(|year| is_invoiced_in(years, year) || is_owed(year))
}

/// The ledger as the source of revenue: class 70 is on the day of invoices, and only where the law has books kept on receipts (CGI art. 93, 50-0) is it on
/// that of payments.
fn on_basis(facts: &Facts) -> Result<Feed, Wording> {
    match facts.policy.revenue_basis {
        RevenueBasis::Paid if !is_kept_on_receipts(facts) => Err(Wording::fixed(
            "le grand livre ne dit pas quand le CA est encaissé : il faut les factures et leurs règlements",
            "the ledger does not say when revenue is received: it takes the invoices and their payments",
        )),
        RevenueBasis::Service => Err(Wording::fixed(
            "le grand livre ne dit pas quand la prestation est rendue : il faut les factures",
            "the ledger does not say when the service is rendered: it takes the invoices",
        )),
        _ => Ok(Feed::Ledger),
    }
}

fn is_kept_on_receipts(facts: &Facts) -> bool {
    matches!(facts.books.settings().business.form, Some(LegalForm::Bnc | LegalForm::Micro))
}

/// Whether class 70 stands for what was received in a period.
pub(super) fn takes_ledger_for_receipts(facts: &Facts, period: usize) -> bool {
    facts.policy.revenue_basis == RevenueBasis::Paid && choose(facts, Choice::Revenue, period) == Ok(Feed::Ledger)
}

fn is_known(facts: &Facts, metric: &Metric, period: usize) -> bool {
    facts.evaluate(metric, period).value.state.value().is_some()
}

/// Why a figure is missing when its table has no row in the fiscal year.
pub(super) fn no_rows(facts: &Facts, table: Table) -> State {
    State::Missing(match table {
        Table::Invoices => no_invoice(facts),
        Table::Timesheets => Wording::fixed("aucune feuille de temps pour cet exercice", "no timesheet in this fiscal year"),
        Table::Ledger => Wording::fixed("aucune écriture pour cet exercice", "no ledger entry in this fiscal year"),
        _ => Wording::fixed("aucune dépense pour cet exercice", "no expense in this fiscal year"),
    })
}

/// Why there is no figure of invoices in a fiscal year.
pub(super) const NO_INVOICE: Wording = Wording::fixed("aucune facture pour cet exercice", "no invoice in this fiscal year");

/// That no invoice counts in the fiscal year: none was issued or, on the paid basis, none paid.
fn no_invoice(facts: &Facts) -> Wording {
    if waits_for_payment(facts) {
        return Wording::fixed(
            "aucune facture payée dans cet exercice (base encaissement)",
            "no invoice paid in this fiscal year (paid basis)",
        );
    }
    NO_INVOICE
}

/// Whether there are invoices, and only payment makes them count.
fn waits_for_payment(facts: &Facts) -> bool {
    facts.policy.revenue_basis == RevenueBasis::Paid && !facts.books.invoice_lines().is_empty()
}

/// Why a figure is missing when the chosen source does not hold it.
pub(super) fn not_held(feed: Feed) -> State {
    let (fr, en) = match feed {
        Feed::Expenses => ("seul le grand livre tient cette grandeur", "only a ledger holds this figure"),
        _ => ("la source choisie ne tient pas cette grandeur", "the chosen source does not hold this figure"),
    };
    State::Missing(Wording::fixed(fr, en))
}

/// Why a split of revenue is missing when lines do not say how they are paid.
pub(super) fn unclassified(facts: &Facts, period: usize, when: &Condition) -> State {
    let lines = facts.rows(Table::Invoices, period, when);
    State::missing(
        format!("{lines} ligne(s) de facture sans mode de facturation (régie ou forfait)"),
        format!("{lines} invoice line(s) do not say how they are billed (time or fixed)"),
    )
}

/// Why the concentration of clients is not known.
pub(super) fn not_concentrated() -> State {
    State::missing("aucun client dont le CA soit positif", "no client whose revenue is above zero")
}
