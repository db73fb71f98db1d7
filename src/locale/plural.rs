//! One or several, by the plural rules of CLDR: French says `1,5 jour`, English `1.5 days`.

use icu_decimal::input::Decimal as Fixed;
use icu_plurals::{PluralCategory, PluralRules};
use rust_decimal::Decimal;

use super::Locale;
use super::words::Noun;

impl Locale {
    /// The form of a noun that goes with a number, as the number is shown.
    pub(crate) fn inflected(&self, number: Decimal, noun: &Noun) -> &'static str {
        let rules = PluralRules::try_new_cardinal((&self.words().icu).into());
        let is_one = match (rules, number.abs().to_string().parse::<Fixed>()) {
            (Ok(rules), Ok(fixed)) => rules.category_for(&fixed) == PluralCategory::One,
            _ => number.abs() == Decimal::ONE,
        };
        if is_one { noun.one } else { noun.other }
    }
}
