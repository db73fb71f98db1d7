//! What a business bills.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Days, Money, Original, Price, Quantity, Time, fixed::rounded_to_the_cent};

/// One line of an invoice or credit note, its text borrowed from the file or from the books.
///
/// Terms are those of EN 16931: `number` is BT-1, `issued` BT-2, `net` BT-131, `unit_price` BT-146, `quantity` BT-129,
/// `service_start` and `service_end` BT-134 and BT-135, `due` BT-9, `refers_to` BT-25. An empty text means it is not stated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvoiceLine<'a> {
    /// Invoice number, one identity across files.
    pub number: &'a str,
    /// Date of issue.
    pub issued: NaiveDate,
    /// Who is billed.
    pub client: &'a str,
    /// Amount excluding VAT; negative on a credit note.
    pub net: Money,
    /// Engagement the line belongs to.
    pub project: &'a str,
    /// What is billed, in words.
    pub description: &'a str,
    /// How the work is paid.
    pub billing: Billing,
    /// Number of units; has the sign of `net` on a time line.
    pub quantity: Option<Quantity>,
    /// Unit as written in the file.
    pub unit: &'a str,
    /// Price of one unit excluding VAT.
    pub unit_price: Option<Price>,
    /// VAT amount of the line.
    pub vat: Option<Money>,
    /// VAT rate as a share: 0.2 for 20 %.
    pub vat_rate: Option<Price>,
    /// Amount including VAT.
    pub gross: Option<Money>,
    /// ISO 4217 code as written.
    pub currency: &'a str,
    /// First day of the service.
    pub service_start: Option<NaiveDate>,
    /// Last day of the service.
    pub service_end: Option<NaiveDate>,
    /// When payment is due.
    pub due: Option<NaiveDate>,
    /// When the invoice was paid in full.
    pub paid: Option<NaiveDate>,
    /// Kind of document.
    pub document: Document,
    /// State of the document.
    pub status: Status,
    /// Number of the invoice this one refers to.
    pub refers_to: &'a str,
    /// Days billed by a time line whose unit is the day.
    pub days: Option<Days>,
    /// Time billed by a time line whose unit is the hour.
    pub time: Option<Time>,
    /// What was written, if it is in another currency than that of the books; `net`, `vat` and `gross` are then converted, and
    /// `unit_price` is as written.
    pub original: Option<&'a Original>,
}

impl<'a> InvoiceLine<'a> {
    /// A line with what every line must state.
    pub fn new(number: &'a str, issued: NaiveDate, client: &'a str, net: Money) -> Self {
        Self {
            number,
            issued,
            client,
            net,
            project: "",
            description: "",
            billing: Billing::Unclassified,
            quantity: None,
            unit: "",
            unit_price: None,
            vat: None,
            vat_rate: None,
            gross: None,
            currency: "",
            service_start: None,
            service_end: None,
            due: None,
            paid: None,
            document: Document::Invoice,
            status: Status::Sent,
            refers_to: "",
            days: None,
            time: None,
            original: None,
        }
    }

    /// Net, VAT and the amount including VAT, in the currency they were written in.
    pub fn written(&self) -> (Decimal, Option<Decimal>, Option<Decimal>) {
        match self.original {
            Some(original) => (original.amount, original.vat, original.gross),
            None => (self.net.to_decimal(), self.vat.map(Money::to_decimal), self.gross.map(Money::to_decimal)),
        }
    }

    /// What the line asks for including VAT: as stated, else its net and VAT, else its net and the VAT of its rate, to the cent. A disbursement
    /// carries none (CGI art. 267-II-2°), nor does any line of a business that charges none. `None` if it cannot be told.
    ///
    /// ```
    /// use bilan::model::{InvoiceLine, Money, Price};
    /// use chrono::NaiveDate;
    /// let net = Money::from_decimal("33.33".parse()?).ok_or("too many digits")?;
    /// let mut line = InvoiceLine::new("F-1", NaiveDate::MIN, "A", net);
    /// assert_eq!(line.including_vat(false), None);
    /// line.vat_rate = Price::from_decimal("0.2".parse()?);
    /// assert_eq!(line.including_vat(false), Some("40.00".parse()?)); // 33.33 + 6.67
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn including_vat(&self, vat_exempt: bool) -> Option<Decimal> {
        if let Some(gross) = self.gross {
            return Some(gross.to_decimal());
        }
        let net = self.net.to_decimal();
        let none = || (vat_exempt || self.billing == Billing::Disbursement).then_some(Decimal::ZERO);
        net.checked_add(self.vat.map(Money::to_decimal).or_else(|| self.vat_by_rate()).or_else(none)?)
    }

    /// The VAT of its rate, to the cent; `None` without a rate.
    pub(crate) fn vat_by_rate(&self) -> Option<Decimal> {
        let vat = self.net.to_decimal().checked_mul(self.vat_rate?.to_decimal())?;
        Some(rounded_to_the_cent(vat))
    }
}

/// Enumerations that columns store as one byte; `code` and `from_code` are that byte, `id` the word used in files and output.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $id:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in the order of their codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The byte a column stores.
            pub const fn code(self) -> u8 {
                self as u8
            }

            /// The value of a byte in a column; an unknown byte is the first value.
            pub fn from_code(code: u8) -> Self {
                let [first, ..] = [$(Self::$variant),+];
                Self::ALL.get(usize::from(code)).copied().unwrap_or(first)
            }

            /// The word that names it in files and in output.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// How the work on a line is paid.
    Billing {
        /// Not said, and not to be told from the unit.
        Unclassified = "unclassified",
        /// By the day or the hour (*régie*).
        Time = "time",
        /// At a fixed price (*forfait*).
        Fixed = "fixed",
        /// Expenses charged on to the client (*frais refacturés*): revenue, but in no day rate.
        Rebilled = "rebilled",
        /// Paid in the name of the client (*débours*, CGI art. 267-II-2°): never revenue.
        Disbursement = "disbursement",
    }
}

coded! {
    /// Kind of document (EN 16931 BT-3).
    Document {
        /// An invoice.
        Invoice = "invoice",
        /// A credit note (*avoir*).
        CreditNote = "credit_note",
        /// A deposit invoice (*acompte*).
        Deposit = "deposit",
        /// A quote (*devis*): set aside.
        Quote = "quote",
        /// A proforma: set aside.
        Proforma = "proforma",
    }
}

coded! {
    /// State of a document.
    Status {
        /// Sent, or not said.
        Sent = "sent",
        /// Not issued yet: set aside.
        Draft = "draft",
        /// Paid.
        Paid = "paid",
        /// Cancelled: counts only together with its credit note.
        Cancelled = "cancelled",
    }
}

/// A unit of time in which work is billed or recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A day of work.
    Day,
    /// An hour.
    Hour,
}

impl Unit {
    /// Reads a unit: day, days, d, jour, jours, j, jh, hour, hours, h, heure, heures (UN/ECE Rec. 20: DAY, HUR).
    ///
    /// ```
    /// use bilan::model::Unit;
    /// assert_eq!(Unit::parse("Jours"), Some(Unit::Day));
    /// assert_eq!(Unit::parse("forfait"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        const DAYS: [&str; 9] = ["day", "days", "d", "jour", "jours", "j", "jh", "j/h", "tag"];
        const HOURS: [&str; 8] = ["hour", "hours", "h", "heure", "heures", "hr", "hrs", "hur"];
        if text.is_empty() {
            return None;
        }
        // Nearly every cell is spelt as in the list.
        if DAYS.contains(&text) {
            return Some(Self::Day);
        }
        let text = text.trim();
        if DAYS.iter().any(|unit| unit.eq_ignore_ascii_case(text)) {
            Some(Self::Day)
        } else if HOURS.iter().any(|unit| unit.eq_ignore_ascii_case(text)) {
            Some(Self::Hour)
        } else {
            None
        }
    }
}
