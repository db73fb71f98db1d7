//! What a figure measures.

/// The unit of a figure: decides how it is shown and how it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Measure {
    /// An amount in the currency of the books.
    Money,
    /// Working days.
    Days,
    /// Hours of recorded or billed time.
    Hours,
    /// An amount per working day.
    MoneyPerDay,
    /// A share of a whole: 0.77 is 77 %. Compared in points.
    Share,
    /// A number of things.
    Count,
    /// A number without a unit.
    Index,
}

impl Measure {
    /// The word that names it in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Days => "days",
            Self::Hours => "hours",
            Self::MoneyPerDay => "money_per_day",
            Self::Share => "share",
            Self::Count => "count",
            Self::Index => "index",
        }
    }
}
