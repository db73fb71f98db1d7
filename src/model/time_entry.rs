//! What a business works.

use chrono::NaiveDate;

use super::invoice::coded;
use super::{Billing, Days, Original, Price, Time};

/// One row of a timesheet: `days` or `time`, never both.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TimeEntry<'a> {
    /// Day of the work.
    pub date: NaiveDate,
    /// For whom.
    pub client: &'a str,
    /// Days recorded.
    pub days: Option<Days>,
    /// Time recorded.
    pub time: Option<Time>,
    /// Engagement.
    pub project: &'a str,
    /// Task within the project.
    pub task: &'a str,
    /// What was done, in words.
    pub description: &'a str,
    /// Who worked.
    pub person: &'a str,
    /// Whether the client pays for it.
    pub billable: bool,
    /// How the work is paid, if said.
    pub billing: Billing,
    /// Work, or time off.
    pub kind: TimeKind,
    /// Agreed price of one unit (a day, or an hour).
    pub rate: Option<Price>,
    /// Currency of the rate as written.
    pub currency: &'a str,
    /// The rate as written, if it is in another currency than that of the books; `rate` is then converted.
    pub original: Option<&'a Original>,
}

impl<'a> TimeEntry<'a> {
    /// A day of billable work for a client; set `days` or `time`.
    pub fn new(date: NaiveDate, client: &'a str) -> Self {
        Self {
            date,
            client,
            days: None,
            time: None,
            project: "",
            task: "",
            description: "",
            person: "",
            billable: true,
            billing: Billing::Unclassified,
            kind: TimeKind::Work,
            rate: None,
            currency: "",
            original: None,
        }
    }
}

coded! {
    /// What a timesheet row records.
    TimeKind {
        /// Work for a client or for the business.
        Work = "work",
        /// Paid leave (*congé*).
        Leave = "leave",
        /// Sickness (*maladie*).
        Sick = "sick",
        /// Training (*formation*).
        Training = "training",
    }
}
