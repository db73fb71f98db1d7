//! Why the result moved.

use super::bridge::{Bridge, BridgePart};
use super::facts::Facts;
use super::figure::{BEYOND, State};
use super::formula::Metric;
use super::metric;
use super::report::Report;
use super::written;
use crate::model::{LegalForm, Wording};

/// What the bridge is read from.
const READ: [&Metric; 7] = [
    metric::RESULT_AFTER_TAX,
    metric::RESULT_BEFORE_TAX,
    metric::DEPRECIATION,
    metric::REVENUE,
    metric::SOCIAL_CONTRIBUTIONS,
    metric::TRAINING_CONTRIBUTION,
    metric::FLAT_TAX,
];

impl Report {
    /// Why the result after tax moved from the base year to the newest: operations (revenue and other income less expenses), investment (the
    /// depreciation of what was bought) and tax. For a form without a tax of its own the tax is nil; for a micro-enterprise the parts are its
    /// receipts, its contributions and its flat-rate income tax.
    ///
    /// ```
    /// use bilan::analysis::Review;
    /// use bilan::books::Books;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
    /// let bridge = Review::year(2020).of(&books)?.result_bridge().map_err(|why| why.en)?;
    /// let parts: Vec<String> = bridge.parts.iter().map(|part| format!("{} {}", part.id, part.amount.normalize())).collect();
    /// // 10 000.89 − 15 882, −588.89, −(1 412 − 2 382): together 8 000 − 13 500.
    /// assert_eq!(parts, ["operations -5881.11", "investment -588.89", "tax 970"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Why it cannot be told: a side is not known.
    pub fn result_bridge(&self) -> Result<Bridge, Wording> {
        let facts = &self.with_metrics(READ).facts;
        let (from, to) = self.compared()?;
        let sides = facts.number_of(&from).zip(facts.number_of(&to)).ok_or(BEYOND)?;
        let of = |metric: &Metric| Ok::<_, Wording>((known(facts, metric, sides.0)?, known(facts, metric, sides.1)?));
        let (start, end) = of(metric::RESULT_AFTER_TAX)?;
        let parts = if facts.books.settings().business.form == Some(LegalForm::Micro) {
            let (receipts, social) = (of(metric::REVENUE)?, of(metric::SOCIAL_CONTRIBUTIONS)?);
            let (training, flat_tax) = (of(metric::TRAINING_CONTRIBUTION)?, of(metric::FLAT_TAX)?);
            vec![
                BridgePart::new("operations", "Recettes", "Receipts", receipts.1 - receipts.0).by(written::change(receipts)),
                BridgePart::new("contributions", "Cotisations", "Contributions", social.0 + training.0 - social.1 - training.1)
                    .by(written::change_of_sums((social.1, training.1), (social.0, training.0))),
                BridgePart::new("tax", "Versement libératoire", "Flat-rate income tax", flat_tax.0 - flat_tax.1)
                    .by(written::change((flat_tax.1, flat_tax.0))),
            ]
        } else {
            let (before, charged) = (of(metric::RESULT_BEFORE_TAX)?, of(metric::DEPRECIATION)?);
            let investment = charged.0 - charged.1;
            let taxes = (before.0 - start, before.1 - end);
            vec![
                BridgePart::new("operations", "Exploitation", "Operations", before.1 - before.0 - investment)
                    .by(written::change_of_sums((before.0, charged.0), (before.1, charged.1))),
                BridgePart::new("investment", "Amortissements", "Depreciation", investment)
                    .by(written::change((charged.1, charged.0))),
                BridgePart::new("tax", "Impôt", "Tax", taxes.0 - taxes.1).by(written::change((taxes.1, taxes.0))),
            ]
        };
        Ok(Bridge { from, to, start, end, parts })
    }
}

/// The value of a metric, or why there is none.
pub(super) fn known(facts: &Facts, metric: &Metric, period: usize) -> Result<rust_decimal::Decimal, Wording> {
    match facts.evaluate(metric, period).value.state {
        State::Known(value) => Ok(value),
        State::Missing(why) | State::Undefined(why) => Err(why),
    }
}
