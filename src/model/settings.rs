//! What a business decides: the content of `bilan.toml`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Billing, Contract, Correction, FiscalCalendar, Person, Price, TimeKind, WorkingTime};
use crate::error::{Error, ErrorKind, Result, quoted};

/// Everything `bilan.toml` can say, each key optional; [`Settings::default`] is a folder without the file.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Settings {
    /// Globs of files to leave alone, relative to the folder.
    pub ignore: Vec<String>,
    /// Who the business is.
    pub business: Business,
    /// Fiscal years; `None` when nothing is said, so that the ledger may tell.
    pub fiscal_years: Option<FiscalCalendar>,
    /// Hours of a day, time off, part time.
    pub time: WorkingTime,
    /// Who works; empty: one person.
    pub persons: Vec<Person>,
    /// Fixed prices and how far their work has come.
    pub contracts: Vec<Contract>,
    /// Which rule counts what.
    pub policy: Policy,
    /// Under which rule a fiscal year was published when another one held, by the calendar year in which it ends.
    pub published_under: BTreeMap<i32, Policy>,
    /// What was aimed at in a fiscal year, by the calendar year in which it ends.
    pub targets: BTreeMap<i32, Target>,
    /// Figures stated by hand for a fiscal year, by the calendar year in which it ends.
    pub declared: BTreeMap<i32, Declared>,
    /// Changes to rows, in file order; a later one wins.
    pub rules: Vec<Rule>,
    /// How to read files whose headers or conventions cannot be told from their content.
    pub mappings: Vec<Mapping>,
    /// Rows of exports that one cannot edit.
    pub corrections: Vec<Correction>,
    /// SHA-256 of the bytes of `bilan.toml`, in hexadecimal; empty without one.
    pub sha256: String,
    /// Names of cross-checks that are not made.
    pub checks_off: Vec<String>,
}

impl Settings {
    /// Hours of a day: as said, else 7 in France and 8 elsewhere.
    pub fn hours_per_day(&self) -> Decimal {
        let of_country = if self.business.country.as_deref() == Some("FR") { 7 } else { 8 };
        self.time.hours_per_day.unwrap_or_else(|| of_country.into())
    }
}

/// `[business]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Business {
    /// Name printed above the review.
    pub name: Option<String>,
    /// ISO 3166 country: holidays, tax, accounts.
    pub country: Option<String>,
    /// Region with holidays of its own.
    pub region: Option<String>,
    /// ISO 4217 currency of the books.
    pub currency: Option<String>,
    /// `fr` or `en`.
    pub language: Option<String>,
    /// Legal form: decides what "result after tax" means.
    pub form: Option<LegalForm>,
    /// SIREN number, to tell sales from purchases.
    pub siren: Option<String>,
    /// VAT identifier.
    pub vat_id: Option<String>,
    /// What a micro-enterprise does; `None`: consulting, a liberal profession.
    pub activity: Option<Activity>,
    /// `flat_tax = true`: a micro-enterprise pays its owner's income tax with its contributions (*versement libératoire*).
    pub flat_tax: bool,
    /// Total rate of the tax of a company, in percent, which then comes before that of the law.
    pub company_tax_rate: Option<Decimal>,
    /// Whether the company has the reduced rate of small ones; `None`: as the law of the country is taken.
    pub small_company: Option<bool>,
    /// Associated companies, which share the limits of the corporation tax of the United Kingdom.
    pub associated_companies: u32,
    /// *Hebesatz* of the municipality, in percent: the *Gewerbesteuer* of Germany.
    pub trade_tax_multiplier: Option<u32>,
    /// `vat = "exempt"`: no VAT is charged, so `gross` stands for `net`.
    pub vat_exempt: bool,
}

/// Legal form of the business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LegalForm {
    /// A company that pays corporate tax (SASU, EURL à l'IS).
    CompanyIs,
    /// A company taxed in the hands of its owner (EURL à l'IR).
    CompanyIr,
    /// Sole trader.
    Ei,
    /// Liberal profession on cash basis (BNC, form 2035).
    Bnc,
    /// Micro-entreprise.
    Micro,
}

impl LegalForm {
    /// Every form with the word that names it in `bilan.toml`.
    pub const ALL: [(&'static str, Self); 5] = [
        ("company_is", Self::CompanyIs),
        ("company_ir", Self::CompanyIr),
        ("ei", Self::Ei),
        ("bnc", Self::Bnc),
        ("micro", Self::Micro),
    ];

    /// Whether the profit is taxed in the hands of the owner, so that the books hold no income tax.
    pub fn is_pass_through(self) -> bool {
        !matches!(self, Self::CompanyIs)
    }
}

/// `[policy]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// When revenue counts.
    pub revenue_basis: RevenueBasis,
    /// Where revenue is read.
    pub revenue_source: RevenueSource,
    /// Where billed days are read.
    pub billed_days: BilledDays,
    /// Whether fixed-price work has days.
    pub fixed_price_days: FixedPriceDays,
    /// How the service basis spreads a line over its service period.
    pub service_spread: ServiceSpread,
    /// How time is counted for the depreciation of listed assets.
    pub depreciation: DepreciationTime,
}

impl Policy {
    /// Its rules: each key of `[policy]` with the word of its choice.
    pub const fn rules(&self) -> [(&'static str, &'static str); 6] {
        [
            ("revenue_basis", self.revenue_basis.id()),
            ("revenue_source", self.revenue_source.id()),
            ("billed_days", self.billed_days.id()),
            ("fixed_price_days", self.fixed_price_days.id()),
            ("service_spread", self.service_spread.id()),
            ("depreciation", self.depreciation.id()),
        ]
    }

    /// The same with one rule changed, as `[policy]` would write it.
    ///
    /// ```
    /// use bilan::model::{FixedPriceDays, Policy};
    /// let policy = Policy::default().with("fixed_price_days", "equivalent")?;
    /// assert_eq!(policy.fixed_price_days, FixedPriceDays::Equivalent);
    /// assert!(Policy::default().with("fixed_price_days", "half").is_err());
    /// # Ok::<(), bilan::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Question`] if there is no such key or choice.
    pub fn with(mut self, key: &str, choice: &str) -> Result<Self> {
        match key {
            "revenue_basis" => self.revenue_basis = chosen(key, choice, RevenueBasis::ALL)?,
            "revenue_source" => self.revenue_source = chosen(key, choice, RevenueSource::ALL)?,
            "billed_days" => self.billed_days = chosen(key, choice, BilledDays::ALL)?,
            "fixed_price_days" => self.fixed_price_days = chosen(key, choice, FixedPriceDays::ALL)?,
            "service_spread" => self.service_spread = chosen(key, choice, ServiceSpread::ALL)?,
            "depreciation" => self.depreciation = chosen(key, choice, DepreciationTime::ALL)?,
            _ => {
                let keys: Vec<&str> = self.rules().iter().map(|(key, _)| *key).collect();
                return Err(Error::new(
                    ErrorKind::Question,
                    format!("{} is no rule of [policy]; known: {}", quoted(key), keys.join(", ")),
                ));
            }
        }
        Ok(self)
    }
}

fn chosen<T: Copy>(key: &str, choice: &str, all: &[(&'static str, T)]) -> Result<T> {
    all.iter().find(|(id, _)| *id == choice).map(|(_, value)| *value).ok_or_else(|| {
        let ids: Vec<&str> = all.iter().map(|(id, _)| *id).collect();
        Error::new(ErrorKind::Question, format!("{} is no {key}; write {key}={}", quoted(choice), ids.join(" or ")))
    })
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $id:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every choice with the word that names it in `bilan.toml`.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($id, Self::$variant)),+];

            /// The word that names it.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }
        }
    };
}

pub(super) use choice;

choice! {
    /// What a micro-enterprise does, in the words of the law: rates and thresholds follow it.
    Activity {
        /// A liberal profession without a regulated order, such as consulting (BNC; not those of the Cipav).
        #[default]
        Liberal = "services_bnc",
        /// Services of a craft (BIC, *artisan*).
        Craft = "craft",
        /// Commercial services (BIC).
        Services = "services_bic",
        /// Sales of goods.
        Sales = "sales",
    }
}
choice! {
    /// When revenue counts.
    RevenueBasis {
        /// At the date of the invoice.
        #[default]
        Invoiced = "invoiced",
        /// When the service is rendered (CGI art. 38-2 bis).
        Service = "service",
        /// When the client pays.
        Paid = "paid",
    }
}
choice! {
    /// Where revenue is read.
    RevenueSource {
        /// Invoices if the year has a line, else class 70 of the ledger.
        #[default]
        Auto = "auto",
        /// Invoices.
        Invoices = "invoices",
        /// Class 70 of the ledger.
        Ledger = "ledger",
    }
}
choice! {
    /// Where billed days are read.
    BilledDays {
        /// Invoices if every time line of the year has days or hours, else timesheets.
        #[default]
        Auto = "auto",
        /// Invoices.
        Invoices = "invoices",
        /// Billable timesheet work that is not at a fixed price.
        Timesheets = "timesheets",
    }
}
choice! {
    /// Whether fixed-price work has days.
    FixedPriceDays {
        /// It has none.
        #[default]
        Excluded = "excluded",
        /// Its revenue divided by the day rate of time work.
        Equivalent = "equivalent",
    }
}
choice! {
    /// How the service basis of revenue spreads a line over its service period.
    ServiceSpread {
        /// Every day has the same part.
        #[default]
        Days = "days",
        /// Every calendar month has the same part; one that is covered in part, its covered days ÷ its days.
        Months = "months",
    }
}
choice! {
    /// How time is counted for the straight-line depreciation of listed assets; the day of putting in service counts.
    DepreciationTime {
        /// Years of 360 days, months of 30.
        #[default]
        Days360 = "360",
        /// Days ÷ those of their calendar year, 365 or 366.
        Actual = "actual",
        /// Days ÷ 365; 29 February is none.
        Days365 = "365",
        /// Months ÷ 12; one that has begun counts whole.
        Months = "months",
    }
}

/// `[target.YEAR]`: what was aimed at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target {
    /// Day rate, in the currency of the books.
    pub day_rate: Decimal,
    /// Share of the capacity to bill, above 0 and up to 1.
    pub share: Decimal,
    /// Line in `bilan.toml`.
    pub line: u32,
}

impl Target {
    /// A day rate for a share of the capacity.
    pub fn new(day_rate: Decimal, share: Decimal) -> Self {
        Self { day_rate, share, line: 0 }
    }
}

/// `[declared.YEAR]`: figures used only where nothing else feeds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declared {
    /// Values by metric identifier.
    pub values: BTreeMap<String, Decimal>,
    /// The line of each in `bilan.toml`.
    pub lines: BTreeMap<String, u32>,
    /// Where they come from, in words.
    pub source: Option<String>,
    /// Line in `bilan.toml`.
    pub line: u32,
}

/// `[[rule]]`: rows that match get these values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// All of these must match.
    pub matches: RuleMatch,
    /// What is set.
    pub set: RuleChange,
    /// Line in `bilan.toml`.
    pub line: u32,
}

/// What a rule asks of a row: a text is a substring, ignoring case and accents; with a leading `=`, the whole cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleMatch {
    /// Glob of the file.
    pub file: Option<String>,
    /// Invoice number.
    pub number: Option<String>,
    /// Client.
    pub client: Option<String>,
    /// Project.
    pub project: Option<String>,
    /// Task.
    pub task: Option<String>,
    /// Description or label.
    pub description: Option<String>,
    /// Account.
    pub account: Option<String>,
    /// Person.
    pub person: Option<String>,
}

/// What a rule sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleChange {
    /// How the work is paid.
    pub billing: Option<Billing>,
    /// Client.
    pub client: Option<String>,
    /// Project.
    pub project: Option<String>,
    /// Whether the client pays.
    pub billable: Option<bool>,
    /// Work, or time off.
    pub kind: Option<TimeKind>,
    /// Hours of a day for these rows.
    pub hours_per_day: Option<Decimal>,
    /// Agreed price of one unit of a time entry: a day, or an hour where the row is in hours.
    pub rate: Option<Price>,
}

/// `[[mapping]]`: how to read the files a glob names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mapping {
    /// Glob of the file, relative to the folder.
    pub file: Option<String>,
    /// Kind of rows: invoices, timesheets, ledger, expenses, assets, payments, published.
    pub kind: Option<String>,
    /// Field to header.
    pub columns: BTreeMap<String, String>,
    /// How dates are written, in strftime terms: `%d/%m/%Y`.
    pub date_format: Option<String>,
    /// The decimal mark: `,` or `.`.
    pub decimal: Option<char>,
    /// Another file whose documents these ones replace.
    pub replaces: Option<String>,
    /// Line in `bilan.toml`.
    pub line: u32,
}
