//! Which denominator a published percentage comes from, for a terminal.

use rust_decimal::Decimal;

use super::layout::{aligned, indented};
use super::plain_text::one_line;
use crate::analysis::State;
use crate::analysis::occupancy::{Occupancy, Percentage, denominators_of};
use crate::locale::{self, Locale};
use crate::model::{Measure, Wording};

/// Decimals of a share: a hundredth of a percent.
const SHARE_DECIMALS: u32 = 4;

impl Percentage {
    /// The days that give it for so many billed days, then every denominator with its days and its share; those that give it are marked `=`. Without a line break at
    /// the end.
    pub fn to_terminal(&self, locale: &Locale, billed: Decimal, among: &[Occupancy]) -> String {
        let days = |days: Decimal| locale.figure(Measure::Days, days, "");
        let share = |share: Decimal| locale.exact(Measure::Share, locale::trimmed(share, SHARE_DECIMALS), "");
        let published = share(self.share());
        let head = match self.days_for(billed) {
            Some((above, up_to)) => {
                let (billed, above, up_to) = (days(billed), days(above), days(up_to));
                Wording::made(
                    format!("{published} publiés : {billed} jours facturés sur plus de {above} et jusqu'à {up_to} jours"),
                    format!("{published} as published: {billed} billed days of more than {above} and up to {up_to} days"),
                )
            }
            None => Wording::made(format!("{published} publiés"), format!("{published} as published")),
        };
        let holding = denominators_of(self, among);
        let rows = among.iter().map(|of| {
            let known = |state: &State, write: &dyn Fn(Decimal) -> String| match state {
                State::Known(value) => write(*value),
                State::Undefined(_) => locale::UNDEFINED.to_owned(),
                State::Missing(_) => locale::MISSING.to_owned(),
            };
            let mark = if holding.contains(&of) { "=" } else { "" };
            let label = one_line(locale.text(of.denominator.label()));
            vec![mark.to_owned(), label, known(&of.days.state, &days), known(&of.share.state, &share)]
        });
        let mut lines = vec![one_line(locale.text(&head)), indented(&aligned(rows, &[2, 3]), 1)];
        if holding.is_empty() {
            let none =
                Wording::fixed("aucun de ces dénominateurs ne donne ce taux", "none of these denominators gives this percentage");
            lines.push(indented(locale.text(&none), 1));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::occupancy::by_denominator;
    use crate::analysis::{Review, metric};
    use crate::books::Books;
    use crate::locale::EN;

    #[test]
    fn those_that_give_it_are_marked() {
        let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample")).expect("the sample");
        let report = Review::year(2020).metrics([metric::UTILIZATION]).of(&books).expect("a review");
        let among = by_denominator(&report, 2020).expect("the year");
        let shown = |text: &str| text.parse::<Percentage>().expect("a percentage").to_terminal(&EN, 175.into(), &among);
        assert_eq!(
            shown("77%"),
            "77% as published: 175 billed days of more than 225.81 and up to 228.76 days
     Weekdays                            262  66.79%
     Business days (Monday to Saturday)  304  57.57%
     Working days                        253  69.17%
  =  Working days less leave             228  76.75%
  =  Capacity                            228  76.75%
     Contract days                       218  80.28%"
        );
        assert!(shown("90%").ends_with("none of these denominators gives this percentage"));
        assert!(shown("57.6").contains("=  Business days"));
    }
}
