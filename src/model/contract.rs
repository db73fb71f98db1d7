//! What a fixed price was agreed for, and how far the work has come.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::settings::choice;
use super::{Billing, Document, InvoiceLine};

choice! {
    /// When the revenue of a fixed price counts, on the service basis.
    Recognition {
        /// Day by day over the service period of each line, as without a contract.
        #[default]
        Service = "service",
        /// All of it on the day of delivery (*à l'achèvement*, CGI art. 38-2 bis).
        Completion = "completion",
        /// As far as the work has come (*à l'avancement*, PCG art. 622-2).
        Progress = "progress",
    }
}

/// `[[contract]]`: a fixed price agreed with a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contract {
    /// The client, as the invoices write it.
    pub client: String,
    /// The engagement, as the invoices write it; `None`: every fixed-price line of the client that is in no other contract.
    pub project: Option<String>,
    /// The whole price excluding VAT, in the currency of the books.
    pub price: Option<Decimal>,
    /// When its revenue counts.
    pub recognition: Recognition,
    /// How far the work has come, as a share of the whole, by day.
    pub progress: BTreeMap<NaiveDate, Decimal>,
    /// The day of delivery.
    pub delivered: Option<NaiveDate>,
    /// Line in `bilan.toml`.
    pub line: u32,
}

impl Contract {
    /// A contract with a client.
    pub fn new(client: impl Into<String>) -> Self {
        Self { client: client.into(), ..Self::default() }
    }

    /// What it is called: the client, and the project if there is one.
    pub fn name(&self) -> String {
        match &self.project {
            Some(project) => format!("{} · {project}", self.client),
            None => self.client.clone(),
        }
    }

    /// How far the work has come at the end of a day: all of it once delivered, else the latest share stated by then; `None` before the first.
    ///
    /// ```
    /// use bilan::model::Contract;
    /// let mut contract = Contract::new("Acme");
    /// contract.progress.insert("2020-12-31".parse()?, "0.4".parse()?);
    /// contract.delivered = Some("2021-03-31".parse()?);
    /// assert_eq!(contract.progress_at("2020-12-30".parse()?), None);
    /// assert_eq!(contract.progress_at("2021-01-15".parse()?), Some("0.4".parse()?));
    /// assert_eq!(contract.progress_at("2021-03-31".parse()?), Some(1.into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn progress_at(&self, day: NaiveDate) -> Option<Decimal> {
        if self.delivered.is_some_and(|delivered| delivered <= day) {
            return Some(Decimal::ONE);
        }
        self.progress.range(..=day).next_back().map(|(_, share)| *share)
    }

    /// Whether an invoice line bills it, other contracts apart.
    pub(crate) fn has(&self, line: &InvoiceLine<'_>) -> bool {
        let is_document = matches!(line.document, Document::Invoice | Document::Deposit | Document::CreditNote);
        is_document
            && line.billing == Billing::Fixed
            && line.client == self.client
            && self.project.as_ref().is_none_or(|project| line.project == project)
    }
}
