//! Every figure of the library: one const per metric.
//!
//! The identifiers are those scripts use; the French labels are those of a French year-end review.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::choice::{BILLED_WORK, CLIENT_LINES, TIME_LINES, UNCLASSIFIED_LINES, clause};
use super::condition::{Clause, Condition, Field, Values};
use super::context::Context;
use super::figure::Value;
use super::formula::{Amount, CalendarFact, Choice, Distinct, Feed, Formula, Metric, MetricRef, Sum, Term};
use super::statement::Statement;
use super::{
    asset_schedule, client_share, contributions, cut_off, income_tax, invoiced, realization, receivables, received_days,
    staff_costs, target, unbilled,
};
use crate::books::Table;
use crate::error::{Error, ErrorKind, quoted};
use crate::jurisdiction::COUNTRIES;
use crate::jurisdiction::fr::CHART;
use crate::model::{Measure, Wording};

macro_rules! metric {
    ($(#[$doc:meta])* $name:ident, $id:literal, $measure:ident, $fr:literal, $en:literal, $is:expr) => {
        $(#[$doc])*
        pub const $name: &Metric = &Metric::fixed($id, Measure::$measure, Wording::fixed($fr, $en), $is);
    };
}

/// A list within a const, in a const of its own so that it lives as long as the program.
macro_rules! fixed {
    ($type:ty: $($item:expr),+ $(,)?) => {{
        const LIST: &[$type] = &[$($item),+];
        Cow::Borrowed(LIST)
    }};
}

const fn of(metric: &'static Metric) -> MetricRef {
    MetricRef::Static(metric)
}

const fn sum(table: Table, amount: Amount, clauses: &'static [Clause]) -> Formula {
    Formula::Sum(Sum { table, amount, when: Condition::fixed(clauses), unless: None })
}

/// A part of revenue by how it is billed, not to be known while some lines do not say.
const fn split(clauses: &'static [Clause]) -> Formula {
    Formula::Sum(Sum {
        table: Table::Invoices,
        amount: Amount::Net,
        when: Condition::fixed(clauses),
        unless: Some(UNCLASSIFIED_LINES),
    })
}

/// What the law takes from each receipt of a micro-enterprise.
const fn charged_on_receipts(draw: fn(&Context<'_>, &[Value]) -> Statement) -> Formula {
    Formula::Statement {
        operands: fixed!(MetricRef: of(REVENUE)),
        reads: &[],
        rule: Wording::fixed("recettes × taux en vigueur à leur date", "receipts × the rate in force on their day"),
        draw,
    }
}

/// What a rule in code draws from these tables alone.
const fn drawn(
    reads: &'static [Table],
    fr: &'static str,
    en: &'static str,
    draw: fn(&Context<'_>, &[Value]) -> Statement,
) -> Formula {
    Formula::Statement { operands: Cow::Borrowed(&[]), reads, rule: Wording::fixed(fr, en), draw }
}

/// What invoices and payments come to.
const BILLS: &[Table] = &[Table::Invoices, Table::Payments];
/// What timesheets hold beyond invoices.
const WORK: &[Table] = &[Table::Timesheets, Table::Invoices];

const fn ratio(numerator: &'static Metric, denominator: &'static Metric) -> Formula {
    Formula::Ratio { numerator: of(numerator), denominator: of(denominator) }
}

metric! {
    /// Invoiced amounts excluding VAT, disbursements (*débours*, CGI art. 267-II-2°) apart.
    INVOICE_REVENUE, "invoice_revenue", Money, "CA facturé", "Invoiced revenue",
    sum(Table::Invoices, Amount::Net, &[clause!(Billing != "disbursement")])
}
metric! {
    /// Class 70 of the ledger, rebates granted (709) deducted (PCG art. 947-70).
    LEDGER_REVENUE, "ledger_revenue", Money, "CA comptable (classe 70)", "Ledger revenue (class 70)",
    sum(Table::Ledger, Amount::Credit, &[clause!(within CHART.revenue)])
}
metric! {
    /// *Chiffre d'affaires*: from invoices if the fiscal year has a line, else from class 70.
    REVENUE, "revenue", Money, "Chiffre d'affaires", "Revenue",
    Formula::Chosen { choice: Choice::Revenue, options: fixed!((Feed, MetricRef): (Feed::Invoices, of(INVOICE_REVENUE)), (Feed::Ledger, of(LEDGER_REVENUE))) }
}
metric! {
    /// Revenue of work paid by the day or the hour.
    REVENUE_TIME, "revenue_time", Money, "CA en régie", "Time revenue", split(&[clause!(Billing = "time")])
}
metric! {
    /// Revenue of work at a fixed price.
    REVENUE_FIXED, "revenue_fixed", Money, "CA au forfait", "Fixed-price revenue", split(&[clause!(Billing = "fixed")])
}
metric! {
    /// Rebilled expenses on invoices.
    INVOICE_REBILLED, "invoice_rebilled", Money, "Frais refacturés (factures)", "Rebilled expenses (invoices)",
    sum(Table::Invoices, Amount::Net, &[clause!(Billing = "rebilled")])
}
metric! {
    /// Ancillary revenue, account 708: rebilled expenses in a ledger.
    LEDGER_REBILLED, "ledger_rebilled", Money, "Frais refacturés (compte 708)", "Rebilled expenses (account 708)",
    sum(Table::Ledger, Amount::Credit, &[clause!(within CHART.rebilled)])
}
metric! {
    /// Expenses charged on to clients: revenue, but in no day rate.
    REVENUE_REBILLED, "revenue_rebilled", Money, "Frais refacturés", "Rebilled expenses",
    Formula::Chosen { choice: Choice::Revenue, options: fixed!((Feed, MetricRef): (Feed::Invoices, of(INVOICE_REBILLED)), (Feed::Ledger, of(LEDGER_REBILLED))) }
}
metric! {
    /// Revenue of lines that do not say how they are billed.
    REVENUE_UNCLASSIFIED, "revenue_unclassified", Money, "CA non classé", "Unclassified revenue",
    sum(Table::Invoices, Amount::Net, &[clause!(Billing = "unclassified")])
}

metric! {
    /// Class 7 except 70: subsidies, other and financial income.
    OTHER_INCOME, "other_income", Money, "Autres produits", "Other income",
    Formula::Chosen { choice: Choice::Result, options: fixed!((Feed, MetricRef): (Feed::Ledger, of(LEDGER_OTHER_INCOME))) }
}
metric! {
    /// Class 7 of the ledger except 70.
    LEDGER_OTHER_INCOME, "ledger_other_income", Money, "Autres produits (classe 7 sauf 70)", "Other income (class 7 except 70)",
    sum(Table::Ledger, Amount::Credit, &[clause!(within CHART.other_income), clause!(except CHART.other_income)])
}
metric! {
    /// Class 6 of the ledger except depreciation and income tax.
    LEDGER_EXPENSES, "ledger_expenses", Money, "Charges (classe 6)", "Expenses (class 6)",
    sum(Table::Ledger, Amount::Debit, &[
        clause!(within CHART.expenses),
        clause!(except CHART.expenses)
    ])
}
metric! {
    /// Rows of expenses except depreciation and income tax.
    LISTED_EXPENSES, "listed_expenses", Money, "Dépenses", "Listed expenses",
    sum(Table::Expenses, Amount::Net, &[
        clause!(except CHART.expenses),
        clause!(Category != "income_tax")
    ])
}
metric! {
    /// *Charges*: class 6 except depreciation (6811, 6812, 6871) and income tax (695–699), or the listed expenses.
    EXPENSES, "expenses", Money, "Charges", "Expenses",
    Formula::Chosen { choice: Choice::Result, options: fixed!((Feed, MetricRef): (Feed::Ledger, of(LEDGER_EXPENSES)), (Feed::Expenses, of(LISTED_EXPENSES))) }
}
metric! {
    /// Depreciation posted on 6811, 6812 and 6871.
    LEDGER_DEPRECIATION, "ledger_depreciation", Money, "Dotations (6811, 6812, 6871)", "Depreciation (6811, 6812, 6871)",
    sum(Table::Ledger, Amount::Debit, &[clause!(within CHART.depreciation)])
}
metric! {
    /// Depreciation listed among the expenses.
    LISTED_DEPRECIATION, "listed_depreciation", Money, "Dotations listées", "Listed depreciation",
    sum(Table::Expenses, Amount::Net, &[clause!(within CHART.depreciation)])
}
metric! {
    /// Straight-line depreciation of the listed assets, pro rata temporis in months of 30 days (CGI ann. II art. 23).
    ASSET_DEPRECIATION, "asset_depreciation", Money, "Plan d'amortissement", "Asset schedule",
    drawn(&[Table::Assets], "amortissement linéaire, prorata en mois de 30 jours sauf depreciation de la politique, jour de mise en service compris ; d'un exercice en cours jusqu'au dernier jour connu", "straight line, months of 30 days unless depreciation of the policy says otherwise, the day of service included; of a running year up to the last day known", asset_schedule::draw)
}
metric! {
    /// Depreciation of books without a ledger.
    EXPENSES_DEPRECIATION, "expenses_depreciation", Money, "Dotations (dépenses et immobilisations)", "Depreciation (expenses and assets)",
    Formula::Terms(fixed!(Term: Term::plus(of(LISTED_DEPRECIATION)), Term::plus(of(ASSET_DEPRECIATION))))
}
metric! {
    /// *Dotations aux amortissements*: posted on 6811, 6812, 6871, or the schedule of the listed assets.
    DEPRECIATION, "depreciation", Money, "Dotations aux amortissements", "Depreciation",
    Formula::Chosen { choice: Choice::Result, options: fixed!((Feed, MetricRef): (Feed::Ledger, of(LEDGER_DEPRECIATION)), (Feed::Expenses, of(EXPENSES_DEPRECIATION))) }
}
metric! {
    /// Revenue of the ledger less its expenses and depreciation: Σ7 − Σ6 without income tax.
    LEDGER_RESULT_BEFORE_TAX, "ledger_result_before_tax", Money, "Résultat avant impôts (grand livre)", "Result before tax (ledger)",
    Formula::Terms(fixed!(Term:
        Term::plus(of(LEDGER_REVENUE)),
        Term::plus(of(LEDGER_OTHER_INCOME)),
        Term::minus(of(LEDGER_EXPENSES)),
        Term::minus(of(LEDGER_DEPRECIATION)),
    ))
}
metric! {
    /// Invoices less expenses and depreciation.
    LISTED_RESULT_BEFORE_TAX, "listed_result_before_tax", Money, "Résultat avant impôts (factures et dépenses)", "Result before tax (invoices and expenses)",
    Formula::Terms(fixed!(Term:
        Term::plus(of(INVOICE_REVENUE)),
        Term { plus: true, metric: of(OTHER_INCOME), optional: true },
        Term::minus(of(LISTED_EXPENSES)),
        Term::minus(of(EXPENSES_DEPRECIATION)),
    ))
}
metric! {
    /// *Résultat avant impôts* = revenue + other income − expenses − depreciation, from one source.
    RESULT_BEFORE_TAX, "result_before_tax", Money, "Résultat avant impôts", "Result before tax",
    Formula::Chosen { choice: Choice::Result, options: fixed!((Feed, MetricRef): (Feed::Ledger, of(LEDGER_RESULT_BEFORE_TAX)), (Feed::Expenses, of(LISTED_RESULT_BEFORE_TAX))) }
}
metric! {
    /// Class 64 of the ledger.
    LEDGER_STAFF_COSTS, "ledger_staff_costs", Money, "charges de personnel (classe 64)", "staff costs (class 64)",
    sum(Table::Ledger, Amount::Debit, &[clause!(within CHART.staff)])
}
metric! {
    /// Expenses on accounts 64.
    LISTED_STAFF_COSTS, "listed_staff_costs", Money, "charges de personnel listées (64)", "listed staff costs (64)",
    drawn(&[Table::Expenses], "dépenses des comptes 64", "expenses on accounts 64", staff_costs::listed)
}
metric! {
    /// *Charges de personnel*: pay and its contributions, the owner's with them (PCG, class 64).
    STAFF_COSTS, "staff_costs", Money, "Charges de personnel", "Staff costs",
    Formula::Chosen { choice: Choice::Result, options: fixed!((Feed, MetricRef): (Feed::Ledger, of(LEDGER_STAFF_COSTS)), (Feed::Expenses, of(LISTED_STAFF_COSTS))) }
}
metric! {
    /// Result before tax + staff costs: for a business of one, what there is before the owner's pay (*résultat avant rémunération du dirigeant*).
    RESULT_BEFORE_STAFF_COSTS, "result_before_staff_costs", Money, "Résultat avant charges de personnel", "Result before staff costs",
    Formula::Terms(fixed!(Term: Term::plus(of(RESULT_BEFORE_TAX)), Term::plus(of(STAFF_COSTS))))
}
metric! {
    /// Accounts 695 to 699 of the ledger.
    LEDGER_INCOME_TAX, "ledger_income_tax", Money, "Impôt (695 à 699)", "Tax (695 to 699)",
    sum(Table::Ledger, Amount::Debit, &[clause!(within CHART.income_tax)])
}
metric! {
    /// Expenses on accounts 695 to 699.
    LISTED_TAX_ACCOUNTS, "listed_tax_accounts", Money, "Impôt listé (695 à 699)", "Listed tax (695 to 699)",
    sum(Table::Expenses, Amount::Net, &[clause!(within CHART.income_tax)])
}
metric! {
    /// Expenses of category `income_tax` on no such account.
    LISTED_TAX_CATEGORY, "listed_tax_category", Money, "Impôt listé (catégorie)", "Listed tax (category)",
    sum(Table::Expenses, Amount::Net, &[
        clause!(Category = "income_tax"),
        clause!(outside CHART.income_tax)
    ])
}
metric! {
    /// Income tax listed among the expenses.
    LISTED_INCOME_TAX, "listed_income_tax", Money, "Impôt listé", "Listed tax",
    Formula::Terms(fixed!(Term: Term::plus(of(LISTED_TAX_ACCOUNTS)), Term::plus(of(LISTED_TAX_CATEGORY))))
}
metric! {
    /// Tax on accounts 695 to 699 of the chosen source.
    POSTED_INCOME_TAX, "posted_income_tax", Money, "Impôt comptabilisé", "Posted tax",
    Formula::Chosen { choice: Choice::Result, options: fixed!((Feed, MetricRef): (Feed::Ledger, of(LEDGER_INCOME_TAX)), (Feed::Expenses, of(LISTED_INCOME_TAX))) }
}
metric! {
    /// Revenue of the source that the result is read from.
    RESULT_REVENUE, "result_revenue", Money, "CA de la source du résultat", "revenue of the source of the result",
    Formula::Chosen { choice: Choice::ResultRevenue, options: fixed!((Feed, MetricRef): (Feed::Ledger, of(LEDGER_REVENUE)), (Feed::Expenses, of(INVOICE_REVENUE)), (Feed::Revenue, of(REVENUE))) }
}
metric! {
    /// Company tax by the law of the country, on the result before tax less the losses of earlier years: see
    /// [`Country`](crate::jurisdiction::Country).
    ESTIMATED_INCOME_TAX, "estimated_income_tax", Money, "Impôt estimé sur le résultat comptable, sans retraitements fiscaux", "Tax estimated on the accounting result, without tax adjustments",
    Formula::Statement {
        operands: fixed!(MetricRef: of(RESULT_BEFORE_TAX), of(RESULT_REVENUE)),
        reads: &[],
        rule: Wording::fixed(
            "impôt des sociétés du pays sur le résultat avant impôts moins les déficits reportés, arrondi comme sa loi le veut",
            "company tax of the country on the result before tax less losses carried forward, rounded as its law says",
        ),
        draw: income_tax::estimate,
    }
}
metric! {
    /// *Impôt sur les bénéfices*: as posted, else estimated for a company by the law of its country; none where the form has no
    /// tax of its own.
    INCOME_TAX, "income_tax", Money, "Impôt sur les bénéfices", "Income tax",
    Formula::Chosen { choice: Choice::IncomeTax, options: fixed!((Feed, MetricRef): (Feed::Posted, of(POSTED_INCOME_TAX)), (Feed::Estimated, of(ESTIMATED_INCOME_TAX))) }
}
metric! {
    /// Result before tax − income tax.
    RESULT_LESS_TAX, "result_less_tax", Money, "Résultat avant impôts − impôt", "Result before tax − income tax",
    Formula::Terms(fixed!(Term: Term::plus(of(RESULT_BEFORE_TAX)), Term::minus(of(INCOME_TAX))))
}
metric! {
    /// *Résultat après impôts* = result before tax − income tax; before tax for a form that has no tax of its own; for a micro-enterprise
    /// what contributions leave of its receipts.
    RESULT_AFTER_TAX, "result_after_tax", Money, "Résultat après impôts", "Result after tax",
    Formula::Chosen { choice: Choice::LegalForm, options: fixed!((Feed, MetricRef): (Feed::Taxed, of(RESULT_LESS_TAX)), (Feed::Untaxed, of(RESULT_BEFORE_TAX)), (Feed::Micro, of(DISPOSABLE_INCOME))) }
}
metric! {
    /// Result after tax ÷ revenue of the source of the result.
    NET_MARGIN, "net_margin", Share, "Marge nette", "Net margin", ratio(RESULT_AFTER_TAX, RESULT_REVENUE)
}
metric! {
    /// *Cotisations sociales* of a micro-enterprise: a share of its receipts (CSS art. L613-7).
    SOCIAL_CONTRIBUTIONS, "social_contributions", Money, "Cotisations sociales estimées", "Estimated social contributions",
    charged_on_receipts(contributions::social)
}
metric! {
    /// *Contribution à la formation professionnelle* of a micro-enterprise (C. trav. art. L6331-48).
    TRAINING_CONTRIBUTION, "training_contribution", Money, "CFP estimée", "Estimated training contribution",
    charged_on_receipts(contributions::training)
}
metric! {
    /// *Versement libératoire*: income tax that a micro-enterprise pays with its contributions (CGI art. 151-0); 0 without that option.
    FLAT_TAX, "flat_tax", Money, "Versement libératoire estimé", "Estimated flat-rate income tax",
    charged_on_receipts(contributions::flat_tax)
}
metric! {
    /// *Disponible*: what contributions leave of the receipts of a micro-enterprise, its expenses not deducted.
    DISPOSABLE_INCOME, "disposable_income", Money, "Disponible estimé", "Estimated disposable income",
    Formula::Terms(fixed!(Term:
        Term::plus(of(REVENUE)),
        Term::minus(of(SOCIAL_CONTRIBUTIONS)),
        Term::minus(of(TRAINING_CONTRIBUTION)),
        Term::minus(of(FLAT_TAX)),
    ))
}

metric! {
    /// Days and hours of time lines on invoices, on the basis of revenue.
    INVOICE_DAYS, "invoice_days", Days, "Jours des lignes de facture", "Days of invoice lines",
    Formula::Sum(Sum { table: Table::Invoices, amount: Amount::Days, when: TIME_LINES, unless: None })
}
metric! {
    /// Days and hours of the time lines invoiced in the period, by the date of the invoice whatever the basis of revenue, credit notes apart.
    INVOICED_DAYS_BEFORE_CREDIT, "invoiced_days_before_credit", Days, "Jours des factures, avant avoirs", "Days on invoices, before credit notes",
    drawn(&[Table::Invoices], "jours des lignes en régie à la date de leur facture, avoirs à part", "days of time lines on the date of their invoice, credit notes apart", invoiced::days_before_credit)
}
metric! {
    /// Days and hours of time lines on the credit notes of the period, negative.
    CREDITED_DAYS, "credited_days", Days, "Jours des avoirs", "Days on credit notes",
    drawn(&[Table::Invoices], "jours des lignes en régie des avoirs, à leur date", "days of time lines on credit notes, on their date", invoiced::credited_days)
}
metric! {
    /// Days invoiced in the period, less those credited.
    INVOICED_DAYS, "invoiced_days", Days, "Jours des factures", "Days on invoices",
    Formula::Terms(fixed!(Term: Term::plus(of(INVOICED_DAYS_BEFORE_CREDIT)), Term::plus(of(CREDITED_DAYS))))
}
metric! {
    /// What was invoiced in the period excluding VAT, by the date of the invoice whatever the basis of revenue: a deposit with its final invoice, credit notes and
    /// disbursements apart.
    INVOICED_BEFORE_CREDIT, "invoiced_before_credit", Money, "Facturé HT, avant avoirs", "Invoiced excluding VAT, before credit notes",
    drawn(&[Table::Invoices], "lignes HT à la date de leur facture, un acompte à celle de sa facture finale, sans avoirs ni débours", "lines excluding VAT on the date of their invoice, a deposit on that of its final invoice, without credit notes and disbursements", invoiced::before_credit)
}
metric! {
    /// What was credited in the period excluding VAT, negative, disbursements apart.
    CREDITED, "credited", Money, "Avoirs HT", "Credited",
    drawn(&[Table::Invoices], "lignes HT des avoirs à leur date, sans débours", "lines of credit notes excluding VAT on their date, without disbursements", invoiced::credited)
}
metric! {
    /// What was invoiced in the period excluding VAT, less what was credited.
    INVOICED, "invoiced", Money, "Facturé HT", "Invoiced excluding VAT",
    Formula::Terms(fixed!(Term: Term::plus(of(INVOICED_BEFORE_CREDIT)), Term::plus(of(CREDITED))))
}
metric! {
    /// Billable work recorded that is not at a fixed price.
    RECORDED_BILLED_DAYS, "recorded_billed_days", Days, "Jours facturables saisis", "Billable days recorded",
    Formula::Sum(Sum { table: Table::Timesheets, amount: Amount::Days, when: BILLED_WORK, unless: None })
}
metric! {
    /// Days of time lines on invoices, else billable days recorded; never days of fixed-price work.
    TIME_DAYS, "time_days", Days, "Jours en régie", "Days of time work",
    Formula::Chosen { choice: Choice::BilledDays, options: fixed!((Feed, MetricRef): (Feed::Invoices, of(INVOICE_DAYS)), (Feed::Timesheets, of(RECORDED_BILLED_DAYS))) }
}
metric! {
    /// Days that fixed-price revenue is worth at the day rate of time work.
    EQUIVALENT_DAYS, "equivalent_days", Days, "Équivalent jours des forfaits", "Day equivalent of fixed prices",
    ratio(REVENUE_FIXED, DAY_RATE_TIME)
}
metric! {
    /// Days of time work and the equivalent of fixed-price work.
    DAYS_WITH_EQUIVALENT, "days_with_equivalent", Days, "Jours avec équivalent", "Days with equivalent",
    Formula::Terms(fixed!(Term: Term::plus(of(TIME_DAYS)), Term::plus(of(EQUIVALENT_DAYS))))
}
metric! {
    /// *Jours facturés*: days of time work; with the policy `fixed_price_days = "equivalent"`, also the equivalent of fixed prices.
    BILLED_DAYS, "billed_days", Days, "Jours facturés", "Billed days",
    Formula::Chosen { choice: Choice::FixedPriceDays, options: fixed!((Feed, MetricRef): (Feed::Excluded, of(TIME_DAYS)), (Feed::Equivalent, of(DAYS_WITH_EQUIVALENT))) }
}
metric! {
    /// All work and training recorded.
    WORKED_DAYS, "worked_days", Days, "Jours travaillés", "Worked days",
    sum(Table::Timesheets, Amount::Days, &[clause!(Kind = "work", "training")])
}
metric! {
    /// Billable work recorded, fixed-price work included.
    WORKED_DAYS_BILLABLE, "worked_days_billable", Days, "Jours travaillés facturables", "Billable worked days",
    sum(Table::Timesheets, Amount::Days, &[clause!(Kind = "work"), clause!(Billable = "yes")])
}
metric! {
    /// What day rates are computed from: revenue less rebilled expenses.
    FEES, "fees", Money, "CA hors frais refacturés", "Revenue less rebilled expenses",
    Formula::Terms(fixed!(Term: Term::plus(of(REVENUE)), Term::minus(of(REVENUE_REBILLED))))
}
metric! {
    /// What each billed day leaves after tax: result after tax ÷ billed days.
    RESULT_PER_BILLED_DAY, "result_per_billed_day", MoneyPerDay, "Résultat par jour facturé", "Result per billed day", ratio(RESULT_AFTER_TAX, BILLED_DAYS)
}
metric! {
    /// *TJM*: (revenue − rebilled) ÷ billed days, as the published table has it; it mixes fixed-price money with time days.
    DAY_RATE, "day_rate", MoneyPerDay, "TJM", "Day rate", ratio(FEES, BILLED_DAYS)
}
metric! {
    /// *TJM régie*: time revenue ÷ days of time work, like for like.
    DAY_RATE_TIME, "day_rate_time", MoneyPerDay, "TJM régie", "Day rate (time only)", ratio(REVENUE_TIME, TIME_DAYS)
}
metric! {
    /// (Revenue − rebilled) ÷ days with the equivalent of fixed prices, whatever the policy.
    DAY_RATE_EQUIVALENT, "day_rate_equivalent", MoneyPerDay, "TJM équivalent", "Equivalent day rate", ratio(FEES, DAYS_WITH_EQUIVALENT)
}
metric! {
    /// (Revenue − rebilled) ÷ worked days.
    DAY_RATE_EFFECTIVE, "day_rate_effective", MoneyPerDay, "TJM effectif", "Effective day rate", ratio(FEES, WORKED_DAYS)
}

metric! {
    /// Monday to Friday, holidays too.
    WEEKDAYS, "weekdays", Days, "Jours de semaine", "Weekdays", Formula::Calendar(CalendarFact::Weekdays)
}
metric! {
    /// *Jours ouvrés*: Monday to Friday less public holidays (C. trav. L3133-1 for France).
    WORKING_DAYS, "working_days", Days, "Jours ouvrés", "Working days", Formula::Calendar(CalendarFact::WorkingDays)
}
metric! {
    /// *Jours ouvrables*: Monday to Saturday less public holidays.
    BUSINESS_DAYS, "business_days", Days, "Jours ouvrables", "Business days (Monday to Saturday)", Formula::Calendar(CalendarFact::BusinessDays)
}
metric! {
    /// *Forfait en jours*: 218 days a year (C. trav. L3121-64), a twelfth for each month.
    CONTRACT_DAYS, "contract_days", Days, "Forfait jours", "Contract days", Formula::Calendar(CalendarFact::ContractDays)
}
metric! {
    /// Working days that part time leaves free: those on a day of the week off.
    DAYS_OFF, "days_off", Days, "Jours de la semaine non travaillés (temps partiel)", "Weekdays off (part time)", Formula::Calendar(CalendarFact::DaysOff)
}
metric! {
    /// Working days of leave: as settled, else as recorded.
    LEAVE_DAYS, "leave_days", Days, "Jours de congés", "Leave days", Formula::Calendar(CalendarFact::LeaveDays)
}
metric! {
    /// Working days of sickness: as settled, else as recorded.
    SICK_DAYS, "sick_days", Days, "Jours de maladie", "Sick days", Formula::Calendar(CalendarFact::SickDays)
}
metric! {
    /// Working days of training: as settled, else as recorded.
    TRAINING_DAYS, "training_days", Days, "Jours de formation", "Training days", Formula::Calendar(CalendarFact::TrainingDays)
}
metric! {
    /// Working days less leave.
    AVAILABLE_DAYS, "available_days", Days, "Jours ouvrés moins congés", "Working days less leave",
    Formula::Terms(fixed!(Term: Term::plus(of(WORKING_DAYS)), Term::minus(of(LEAVE_DAYS))))
}
metric! {
    /// (Working days − time off) × part time.
    CAPACITY_DAYS, "capacity_days", Days, "Capacité", "Capacity", Formula::Calendar(CalendarFact::Capacity)
}
metric! {
    /// *TACE*: billed days ÷ capacity.
    UTILIZATION, "utilization", Share, "TACE", "Utilization", ratio(BILLED_DAYS, CAPACITY_DAYS)
}
metric! {
    /// *TACI*: billed days ÷ working days.
    UTILIZATION_GROSS, "utilization_gross", Share, "TACI", "Gross utilization", ratio(BILLED_DAYS, WORKING_DAYS)
}

metric! {
    /// Billed days ÷ days from Monday to Friday.
    UTILIZATION_WEEKDAYS, "utilization_weekdays", Share, "Occupation (jours de semaine)", "Utilization (weekdays)", ratio(BILLED_DAYS, WEEKDAYS)
}
metric! {
    /// Billed days ÷ days from Monday to Saturday less holidays.
    UTILIZATION_BUSINESS, "utilization_business", Share, "Occupation (jours ouvrables)", "Utilization (business days)", ratio(BILLED_DAYS, BUSINESS_DAYS)
}
metric! {
    /// Billed days ÷ working days less leave.
    UTILIZATION_AVAILABLE, "utilization_available", Share, "Occupation (jours ouvrés moins congés)", "Utilization (working days less leave)", ratio(BILLED_DAYS, AVAILABLE_DAYS)
}
metric! {
    /// Billed days ÷ days of a *forfait en jours*.
    UTILIZATION_CONTRACT, "utilization_contract", Share, "Occupation (forfait jours)", "Utilization (contract days)", ratio(BILLED_DAYS, CONTRACT_DAYS)
}
metric! {
    /// *Objectif de CA*: target day rate × target share × capacity.
    TARGET_REVENUE, "target_revenue", Money, "Objectif de CA", "Target revenue",
    Formula::Statement {
        operands: fixed!(MetricRef: of(CAPACITY_DAYS)),
        reads: &[],
        rule: Wording::fixed("day_rate × share de [target] × Capacité", "day_rate × share of [target] × Capacity"),
        draw: target::revenue,
    }
}
metric! {
    /// Revenue ÷ target revenue.
    TARGET_ATTAINMENT, "target_attainment", Share, "Atteinte de l'objectif", "Target attainment", ratio(REVENUE, TARGET_REVENUE)
}
metric! {
    /// Time revenue ÷ target revenue.
    TARGET_ATTAINMENT_TIME, "target_attainment_time", Share, "Atteinte de l'objectif (régie)", "Target attainment (time only)", ratio(REVENUE_TIME, TARGET_REVENUE)
}

metric! {
    /// Clients whose revenue in the period is not zero; one whose name says that it stands for several counts as so many.
    CLIENTS, "clients", Count, "Clients", "Clients",
    Formula::Distinct { of: Distinct::ClientsWithRevenue, when: CLIENT_LINES }
}
metric! {
    /// Revenue of the largest client ÷ revenue of the clients above zero.
    TOP_CLIENT_SHARE, "top_client_share", Share, "Part du premier client", "Share of the largest client",
    Formula::Statement {
        operands: fixed!(MetricRef: of(CLIENTS)),
        reads: &[],
        rule: Wording::fixed("CA du premier client ÷ CA des clients au-dessus de zéro", "revenue of the largest client ÷ revenue of the clients above zero"),
        draw: client_share::top,
    }
}
metric! {
    /// Revenue of the three largest clients ÷ revenue of the clients above zero.
    TOP3_CLIENT_SHARE, "top3_client_share", Share, "Part des trois premiers clients", "Share of the three largest clients",
    Formula::Statement {
        operands: fixed!(MetricRef: of(CLIENTS)),
        reads: &[],
        rule: Wording::fixed("CA des trois premiers clients ÷ CA des clients au-dessus de zéro", "revenue of the three largest clients ÷ revenue of the clients above zero"),
        draw: client_share::top3,
    }
}
metric! {
    /// Herfindahl–Hirschman index of the clients above zero: from 1 ÷ clients (even) to 1 (a single one).
    CLIENT_HHI, "client_hhi", Index, "Concentration des clients (HHI)", "Client concentration (HHI)",
    Formula::Statement {
        operands: fixed!(MetricRef: of(CLIENTS)),
        reads: &[],
        rule: Wording::fixed("somme des carrés des parts des clients", "sum of the squares of the shares of the clients"),
        draw: client_share::hhi,
    }
}
metric! {
    /// How many clients of equal weight would give the same concentration: 1 ÷ HHI.
    EFFECTIVE_CLIENTS, "effective_clients", Index, "Nombre effectif de clients (1 ÷ HHI)", "Effective number of clients (1 ÷ HHI)",
    Formula::Statement {
        operands: fixed!(MetricRef: of(CLIENTS)),
        reads: &[],
        rule: Wording::fixed("1 ÷ somme des carrés des parts des clients", "1 ÷ sum of the squares of the shares of the clients"),
        draw: client_share::effective,
    }
}
metric! {
    /// *Créances clients*: what clients owe including VAT, disbursements and deposits with it, credit notes deducted, on the last day of the
    /// period or the day the review looks from.
    RECEIVABLES, "receivables", Money, "Créances clients", "Receivables",
    drawn(BILLS, "factures, acomptes et débours TTC non réglés, moins avoirs et règlements", "invoices, deposits and disbursements including VAT that are not settled, less credit notes and payments", receivables::receivables)
}
metric! {
    /// The part of receivables past its due date; 30 days from issue where none is stated (C. com. art. L441-10, I).
    OVERDUE, "overdue", Money, "Créances échues", "Overdue receivables",
    drawn(BILLS, "créances dont l'échéance est passée (à défaut, 30 jours après la facture)", "receivables past their due date (30 days from issue where none is stated)", receivables::overdue)
}
metric! {
    /// What was invoiced including VAT: deposits and disbursements with it, credit notes deducted.
    INVOICED_WITH_VAT, "invoiced_with_vat", Money, "Facturé TTC", "Invoiced including VAT",
    drawn(BILLS, "factures, acomptes, débours et avoirs TTC émis dans la période", "invoices, deposits, disbursements and credit notes including VAT issued in the period", receivables::invoiced)
}
metric! {
    /// What was received for invoices and deposits, including VAT, less what credit notes take off or give back: receivables at the start + invoiced −
    /// received = receivables at the end.
    RECEIVED_WITH_VAT, "received_with_vat", Money, "Encaissé TTC", "Received including VAT",
    drawn(BILLS, "règlements TTC reçus dans la période, moins ce que des avoirs retirent ou rendent", "payments including VAT received in the period, less what credit notes take off or give back", receivables::received)
}
metric! {
    /// Days of time lines whose payment came in the period; of a line that is paid in part, that part.
    RECEIVED_DAYS, "received_days", Days, "Jours encaissés", "Days paid for",
    drawn(BILLS, "jours des lignes en régie à la date de leur règlement, au prorata de ce qui est réglé", "days of time lines on the day of their payment, in proportion to what is paid", received_days::paid)
}
metric! {
    /// *DSO*: receivables ÷ what was invoiced in the period × its days, all including VAT.
    DSO_DAYS, "dso_days", Days, "Délai de règlement (DSO)", "Days sales outstanding",
    Formula::Computed {
        operands: fixed!(MetricRef: of(RECEIVABLES), of(INVOICED_WITH_VAT)),
        signs: &[],
        rule: Wording::fixed("Créances clients ÷ facturé TTC × jours de la période", "Receivables ÷ invoiced including VAT × days of the period"),
        compute: receivables::simple,
    }
}
metric! {
    /// Days of the latest months whose invoices make up receivables, the last month in part.
    DSO_COUNTBACK_DAYS, "dso_countback_days", Days, "DSO par épuisement", "Days sales outstanding (count-back)",
    Formula::Statement {
        operands: fixed!(MetricRef: of(RECEIVABLES)),
        reads: &[Table::Invoices],
        rule: Wording::fixed(
            "jours des derniers mois dont le facturé TTC épuise les créances, le dernier au prorata",
            "days of the latest months whose invoices including VAT make up receivables, the last one in part",
        ),
        draw: receivables::count_back,
    }
}
metric! {
    /// Mean days from issue to payment of what was received in the period, weighted by amounts including VAT.
    DSO_WEIGHTED_DAYS, "dso_weighted_days", Days, "Délai de règlement pondéré", "Weighted days to payment",
    Formula::Statement {
        operands: fixed!(MetricRef: of(RECEIVED_WITH_VAT)),
        reads: &[Table::Invoices, Table::Payments],
        rule: Wording::fixed("règlements reçus × jours d'attente ÷ règlements reçus, sans ce qui est rendu", "payments received × days waited ÷ payments received, without what goes back"),
        draw: receivables::weighted,
    }
}
metric! {
    /// Billable work recorded that no invoice bills yet, fixed-price work apart.
    UNBILLED_DAYS, "unbilled_days", Days, "Jours à facturer", "Unbilled days",
    drawn(WORK, "travail facturable des feuilles de temps, moins les jours facturés du client, les plus anciens d'abord", "billable work recorded, less the days billed to the client, the oldest first", unbilled::days)
}
metric! {
    /// Unbilled days at the rates of their rows, and what contracts say is earned and not invoiced.
    UNBILLED_VALUE, "unbilled_value", Money, "Travail à facturer", "Unbilled work",
    drawn(WORK, "jours à facturer × taux de leur ligne, au centime ; et pour chaque forfait sous contrat, prix × avancement − facturé", "unbilled days × the rate of their row, to the cent; and for each fixed price under contract, price × progress − invoiced", unbilled::value)
}
metric! {
    /// Billable work recorded, fixed-price work included, each entry at its list rate.
    STANDARD_VALUE, "standard_value", Money, "Travail au tarif", "Work at list rates",
    drawn(&[Table::Timesheets], "travail facturable des feuilles de temps × taux de chaque ligne, au centime", "billable work recorded × the rate of each row, to the cent", realization::standard)
}
metric! {
    /// Work on invoices, by their date: neither rebilled expenses, nor disbursements, nor deposits.
    BILLED_WORK_VALUE, "billed_work_value", Money, "Travail facturé", "Billed work",
    drawn(&[Table::Invoices], "factures et avoirs HT de la période, sans frais, débours ni acomptes", "invoices and credit notes of the period, without expenses, disbursements and deposits", realization::billed)
}
metric! {
    /// What was received for the documents of the period, including VAT, less what credit notes took off them, by the day the review looks from.
    COLLECTED_WITH_VAT, "collected_with_vat", Money, "Encaissé TTC des factures de la période", "Received including VAT for invoices of the period",
    drawn(BILLS, "règlements TTC des factures de la période moins leurs avoirs, reçus à la date de la revue", "payments including VAT for the invoices of the period less their credit notes, received by the day the review looks from", realization::collected)
}
metric! {
    /// What the documents of the period ask for, including VAT, after the credit notes that refer to them by the day the review looks from.
    ASKED_WITH_VAT, "asked_with_vat", Money, "TTC des factures de la période, leurs avoirs déduits", "Invoices of the period including VAT, less their credit notes",
    drawn(&[Table::Invoices], "factures, acomptes et débours TTC de la période moins leurs avoirs émis à la date de la revue ; un avoir sans référence à sa date", "invoices, deposits and disbursements of the period including VAT less their credit notes issued by the day the review looks from; a credit note without a reference on its date", realization::asked)
}
metric! {
    /// Billed work ÷ work at list rates.
    BILLING_REALIZATION, "billing_realization", Share, "Travail facturé ÷ travail au tarif", "Billed work ÷ work at list rates", ratio(BILLED_WORK_VALUE, STANDARD_VALUE)
}
metric! {
    /// Received for the invoices of the period ÷ what they ask for after their credit notes, both including VAT.
    COLLECTION_REALIZATION, "collection_realization", Share, "Encaissé ÷ facturé", "Received ÷ invoiced", ratio(COLLECTED_WITH_VAT, ASKED_WITH_VAT)
}
metric! {
    /// Billing realization × collection realization.
    OVERALL_REALIZATION, "overall_realization", Share, "Encaissé ÷ travail au tarif", "Received ÷ work at list rates",
    Formula::Computed {
        operands: fixed!(MetricRef: of(BILLING_REALIZATION), of(COLLECTION_REALIZATION)),
        signs: &[],
        rule: Wording::fixed("(travail facturé ÷ travail au tarif) × (encaissé ÷ facturé)", "(billed work ÷ work at list rates) × (received ÷ invoiced)"),
        compute: realization::overall,
    }
}
metric! {
    /// *Factures à établir* (PCG, account 418), excluding VAT: rendered by the end of the period, invoiced later; credit notes lower it.
    ACCRUED_INCOME, "accrued_income", Money, "Factures à établir (418)", "Accrued income (418)",
    drawn(&[Table::Invoices], "parts des lignes dont la prestation est rendue à cette date et la facture émise après ; par contrat, acquis − facturé au-dessus de zéro", "parts of lines whose service was rendered by that day and whose invoice came later; by contract, earned − invoiced above zero", cut_off::accrued)
}
metric! {
    /// *Produits constatés d'avance* (PCG, account 487): invoiced by the end of the period, rendered later.
    DEFERRED_INCOME, "deferred_income", Money, "Produits constatés d'avance (487)", "Deferred income (487)",
    drawn(&[Table::Invoices], "parts des lignes facturées à cette date dont la prestation vient après ; par contrat, facturé − acquis au-dessus de zéro", "parts of lines invoiced by that day whose service comes later; by contract, invoiced − earned above zero", cut_off::deferred)
}
metric! {
    /// *Acomptes reçus* (PCG, account 4191), excluding VAT: deposits that are not revenue at the end of the period.
    DEPOSITS_RECEIVED, "deposits_received", Money, "Acomptes reçus (4191)", "Deposits received (4191)",
    drawn(&[Table::Invoices], "acomptes émis à cette date qui ne sont pas encore du CA", "deposits issued by that day that are not revenue yet", cut_off::deposits)
}
metric! {
    /// Invoices of the period, credit notes apart.
    INVOICES, "invoices", Count, "Factures", "Invoices",
    Formula::Distinct { of: Distinct::InvoiceNumbers, when: Condition::fixed(&[clause!(Document != "credit_note")]) }
}

/// Metrics that can be asked for by name.
pub const ALL: &[&Metric] = &[
    REVENUE,
    REVENUE_TIME,
    REVENUE_FIXED,
    REVENUE_REBILLED,
    REVENUE_UNCLASSIFIED,
    OTHER_INCOME,
    EXPENSES,
    STAFF_COSTS,
    DEPRECIATION,
    RESULT_BEFORE_STAFF_COSTS,
    RESULT_BEFORE_TAX,
    INCOME_TAX,
    RESULT_AFTER_TAX,
    NET_MARGIN,
    SOCIAL_CONTRIBUTIONS,
    TRAINING_CONTRIBUTION,
    FLAT_TAX,
    BILLED_DAYS,
    WORKED_DAYS,
    WORKED_DAYS_BILLABLE,
    RESULT_PER_BILLED_DAY,
    DAY_RATE,
    DAY_RATE_TIME,
    DAY_RATE_EQUIVALENT,
    DAY_RATE_EFFECTIVE,
    EQUIVALENT_DAYS,
    WEEKDAYS,
    WORKING_DAYS,
    BUSINESS_DAYS,
    CONTRACT_DAYS,
    DAYS_OFF,
    LEAVE_DAYS,
    SICK_DAYS,
    TRAINING_DAYS,
    AVAILABLE_DAYS,
    CAPACITY_DAYS,
    UTILIZATION,
    UTILIZATION_GROSS,
    UTILIZATION_WEEKDAYS,
    UTILIZATION_BUSINESS,
    UTILIZATION_AVAILABLE,
    UTILIZATION_CONTRACT,
    TARGET_REVENUE,
    TARGET_ATTAINMENT,
    TARGET_ATTAINMENT_TIME,
    CLIENTS,
    INVOICES,
    INVOICED_DAYS_BEFORE_CREDIT,
    CREDITED_DAYS,
    INVOICED_DAYS,
    RECEIVED_DAYS,
    INVOICED_BEFORE_CREDIT,
    CREDITED,
    INVOICED,
    INVOICED_WITH_VAT,
    RECEIVED_WITH_VAT,
    TOP_CLIENT_SHARE,
    TOP3_CLIENT_SHARE,
    CLIENT_HHI,
    EFFECTIVE_CLIENTS,
    RECEIVABLES,
    OVERDUE,
    DSO_DAYS,
    DSO_COUNTBACK_DAYS,
    DSO_WEIGHTED_DAYS,
    UNBILLED_DAYS,
    UNBILLED_VALUE,
    BILLING_REALIZATION,
    COLLECTION_REALIZATION,
    OVERALL_REALIZATION,
    ACCRUED_INCOME,
    DEFERRED_INCOME,
    DEPOSITS_RECEIVED,
    LEDGER_REVENUE,
];

/// What stands at a day, or how long it waits: it does not add up over time.
const OF_A_DAY: &[&Metric] = &[
    RECEIVABLES,
    OVERDUE,
    DSO_DAYS,
    DSO_COUNTBACK_DAYS,
    DSO_WEIGHTED_DAYS,
    UNBILLED_DAYS,
    UNBILLED_VALUE,
    ACCRUED_INCOME,
    DEFERRED_INCOME,
    DEPOSITS_RECEIVED,
];

/// Whether a figure stands at a day, so that a longer period does not make it larger.
pub(super) fn is_of_a_day(id: &str) -> bool {
    OF_A_DAY.iter().any(|metric| metric.id == id)
}

/// The published table: revenue, result after tax, billed days, day rate.
pub const DEFAULT: &[&Metric] = &[REVENUE, RESULT_AFTER_TAX, BILLED_DAYS, DAY_RATE];

/// The label of the result where the tax is paid by the owner.
pub(crate) const PROFIT_LABEL: Wording = Wording::fixed("Bénéfice (avant IR)", "Profit (before personal income tax)");

/// The metric of an identifier.
///
/// ```
/// use bilan::analysis::metric;
/// assert_eq!(metric::named("day_rate").map(|m| m.label.fr.as_ref()), Some("TJM"));
/// ```
pub fn named(id: &str) -> Option<&'static Metric> {
    ALL.iter().find(|metric| metric.id == id).copied()
}

/// What matters of a name: its letters and digits, in lower case and without accents.
pub(crate) fn key(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric());
    plain.flat_map(char::to_lowercase).collect()
}

/// The metric whose identifier or label in any language is this one, by its [`key`]: the result goes by another label in each country, and in a micro-enterprise.
pub(crate) fn labelled(name: &str) -> Option<&'static Metric> {
    let wanted = key(name);
    let is_it = |text: &str| key(text) == wanted;
    let own = |metric: &&&Metric| [&*metric.id, &*metric.label.fr, &*metric.label.en].into_iter().any(is_it);
    let results = COUNTRIES.iter().flat_map(|country| [&country.result, &country.profit]).chain([&DISPOSABLE_INCOME.label]);
    let is_result = || results.flat_map(|word| [&*word.fr, &*word.en]).any(is_it);
    ALL.iter().find(own).copied().or_else(|| is_result().then_some(RESULT_AFTER_TAX))
}

/// What to say of an identifier that names no metric: the nearest one, or all of them.
pub fn unknown(id: &str) -> Error {
    none_of(id, &ALL.iter().map(|metric| &*metric.id).collect::<Vec<_>>())
}

/// The same of these identifiers.
pub(super) fn none_of(id: &str, known: &[&str]) -> Error {
    let nearest = known.iter().min_by_key(|known| strsim::damerau_levenshtein(id, known));
    let hint = nearest.map_or(String::new(), |nearest| format!("did you mean {nearest}? "));
    Error::new(ErrorKind::Question, format!("{} is no figure; {hint}known: {}", quoted(id), known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_named_by_identifier_or_label_in_any_language() {
        for (text, id) in [
            ("revenue", "revenue"),
            (" Chiffre d’affaires ", "revenue"),
            ("RESULTAT APRES IMPOTS", "result_after_tax"),
            ("bénéfice (avant ir)", "result_after_tax"),
            ("Disponible estimé", "result_after_tax"),
            ("Estimated disposable income", "result_after_tax"),
            ("day rate", "day_rate"),
            ("TJM", "day_rate"),
        ] {
            assert_eq!(labelled(text).map(|metric| &*metric.id), Some(id), "{text}");
        }
        assert!(labelled("").is_none() && labelled("CA en orbite").is_none());
    }
}
