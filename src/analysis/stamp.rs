//! By what two people can tell that they looked at the same books under the same rules.

use super::report::Report;
use crate::books::Books;
use crate::model::Policy;

/// How many of the rules a stamp always has.
const ALWAYS_TOLD: usize = 4;

/// The hash of everything that was read, and the policy: with the same stamp, the same figures.
///
/// ```
/// use bilan::analysis::Review;
/// use bilan::books::Books;
///
/// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
/// let stamp = Review::year(2020).of(&books)?.stamp();
/// assert_eq!(stamp.books, books.fingerprint());
/// assert!(stamp.to_string().ends_with("revenue_basis=invoiced revenue_source=auto billed_days=auto fixed_price_days=excluded"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stamp {
    /// [`Books::fingerprint`](crate::books::Books::fingerprint).
    pub books: String,
    /// The policy the figures were computed under.
    pub policy: Policy,
}

impl Stamp {
    /// What is made from these books under a policy.
    pub fn of(books: &Books, policy: Policy) -> Self {
        Self { books: books.fingerprint(), policy }
    }
}

impl std::fmt::Display for Stamp {
    /// `books=3f2a… revenue_basis=invoiced …`, in ASCII and without `--`, so that it can stand in any comment.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "books={}", self.books)?;
        // Rules that came later are written only where they are not as ever, so that a stamp of then is the stamp of now.
        let as_ever = Policy::default().rules();
        let told = self.policy.rules().into_iter().zip(as_ever).enumerate();
        let mut told = told.filter(|(number, (now, as_ever))| *number < ALWAYS_TOLD || now != as_ever);
        told.try_for_each(|(_, ((rule, choice), _))| write!(f, " {rule}={choice}"))
    }
}

impl Report {
    /// What the figures of this report were made from.
    pub fn stamp(&self) -> Stamp {
        Stamp::of(self.books(), *self.policy())
    }
}
