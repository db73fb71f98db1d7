//! Whether a published cell says what the books say, and what it should say.

use rust_decimal::Decimal;

use crate::analysis::{Change, State};
use crate::model::{Measure, Says, ShownNumber, ShownUnit, Wording};

/// What the books say where a cell says something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actual {
    /// The figure of a year.
    Value(State),
    /// How it moved between two years.
    Change {
        /// The change.
        change: Change,
        /// The figure of the year that moved.
        new: State,
        /// The figure of the year it is compared with.
        base: State,
    },
}

impl Actual {
    /// The exact figure, or the exact change: a share, or points of a share.
    pub fn value(&self) -> Option<Decimal> {
        match self {
            Self::Value(state) => state.value(),
            Self::Change { change: Change::Relative { share, .. }, .. } => Some(*share),
            Self::Change { change: Change::Points { points }, .. } => Some(*points),
            Self::Change { .. } => None,
        }
    }

    /// What a number with this unit is to be compared with.
    fn comparable(&self, unit: &ShownUnit, measure: Measure) -> Option<Decimal> {
        match (self, unit) {
            // `-12 K€`: the difference itself.
            (Self::Change { change, .. }, ShownUnit::Currency(_)) => change.absolute(),
            // A change of a share in percent is relative, as any other.
            (Self::Change { new, base, .. }, ShownUnit::Percent) if measure == Measure::Share => {
                match Change::between(new, base, Measure::Index) {
                    Change::Relative { share, .. } => Some(share),
                    _ => None,
                }
            }
            _ => self.value(),
        }
    }

    fn is_missing(&self) -> bool {
        matches!(self, Self::Value(State::Missing(_)) | Self::Change { change: Change::Missing, .. })
    }

    fn is_undefined(&self) -> bool {
        matches!(self, Self::Value(State::Undefined(_)) | Self::Change { change: Change::ZeroBase { .. }, .. })
    }

    /// Why there is no figure.
    fn why(&self) -> Wording {
        let states = match self {
            Self::Value(state) => [Some(state), None],
            Self::Change { new, base, .. } => [Some(new), Some(base)],
        };
        let why = states.into_iter().flatten().find_map(State::reason).cloned();
        why.unwrap_or_else(|| Wording::fixed("les comptes ne le disent pas", "the books do not say"))
    }
}

/// What became of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The exact figure is what is written.
    Exact,
    /// Rounded to the last digit written it is.
    AtPrecision,
    /// So it is under the rule of `[policy.YEAR]`, under which its year was published; the policy of the books has another figure.
    AsPublished,
    /// It does not hold.
    Wrong,
    /// It cannot be checked, and why.
    Unknown(Wording),
}

impl Verdict {
    /// The word that names it in JSON.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::AtPrecision => "at_precision",
            Self::AsPublished => "as_published",
            Self::Wrong => "does_not_hold",
            Self::Unknown(_) => "cannot_be_checked",
        }
    }
}

/// Whether a cell says what the books say.
pub(super) fn judge(says: &Says, actual: &Actual, measure: Measure, currency: &str) -> Verdict {
    let holds_if = |holds| if holds { Verdict::Exact } else { Verdict::Wrong };
    let numbers = match says {
        Says::Unreadable(why) => return Verdict::Unknown(why.clone()),
        Says::Nothing => {
            return match actual.value() {
                None => Verdict::Exact,
                Some(_) => Verdict::Unknown(Wording::fixed("la cellule est vide", "the cell is empty")),
            };
        }
        Says::Missing => return holds_if(actual.is_missing()),
        Says::Undefined => return holds_if(actual.is_undefined()),
        Says::NoValue => return holds_if(actual.is_missing() || actual.is_undefined()),
        Says::NotMeaningful => return holds_if(matches!(actual, Actual::Change { change: Change::NotMeaningful { .. }, .. })),
        Says::Number(numbers) => numbers,
    };
    if let Some(why) = numbers.first().and_then(|shown| unfit(&shown.unit, actual, measure, currency)) {
        return Verdict::Unknown(why);
    }
    if actual.is_missing() {
        return Verdict::Unknown(actual.why());
    }
    let exact = |shown: &ShownNumber| actual.comparable(&shown.unit, measure);
    if numbers.iter().any(|shown| exact(shown).is_some_and(|exact| shown.is(exact))) {
        return Verdict::Exact;
    }
    let holds = numbers.iter().any(|shown| exact(shown).is_some_and(|exact| shown.holds(exact)));
    if holds { Verdict::AtPrecision } else { Verdict::Wrong }
}

/// Why a number with this unit cannot be compared with a figure.
fn unfit(unit: &ShownUnit, actual: &Actual, measure: Measure, currency: &str) -> Option<Wording> {
    let is_money = matches!(measure, Measure::Money | Measure::MoneyPerDay);
    let is_change = matches!(actual, Actual::Change { .. });
    match unit {
        ShownUnit::Currency(code) if !is_money => Some(Wording::made(
            format!("un montant en {code}, et le chiffre n'en est pas un"),
            format!("an amount in {code}, and the figure is none"),
        )),
        ShownUnit::Currency(code) if !currency.is_empty() && code != currency => Some(Wording::made(
            format!("en {code}, et les comptes sont en {currency}"),
            format!("in {code}, and the books are in {currency}"),
        )),
        ShownUnit::Percent if !is_change && measure != Measure::Share => {
            Some(Wording::fixed("un pourcentage, et le chiffre n'en est pas un", "a percentage, and the figure is none"))
        }
        ShownUnit::Points if !is_change || measure != Measure::Share => {
            Some(Wording::fixed("des points, et le chiffre n'est pas une part", "points, and the figure is no share"))
        }
        _ => None,
    }
}

/// The number that a cell should show, as its first reading shows it, and the exact figure.
pub(super) fn right<'s>(says: &'s Says, actual: &Actual, measure: Measure) -> Option<(&'s ShownNumber, Decimal)> {
    let Says::Number(numbers) = says else { return None };
    let shown = numbers.first()?;
    Some((shown, actual.comparable(&shown.unit, measure)?))
}

/// The text of a cell with another number in the place of its own, as many digits after the mark.
pub(super) fn rewritten(text: &str, shown: &ShownNumber, exact: Decimal) -> Option<String> {
    let digits = shown.digits_of(exact)?;
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last =
        text.get(first..)?.find(|c: char| !(c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ',' | '\'' | '’')));
    let number = text.get(first..last.map_or(text.len(), |last| first + last))?.trim_end();
    let (before, after) = (text.get(..first)?, text.get(first + number.len()..)?);
    if before.ends_with(['.', ',']) || after.trim_start().starts_with(['-', '\u{2212}']) {
        return None;
    }
    let mark = if shown.decimals == 0 { None } else { number.chars().rev().find(|c| !c.is_ascii_digit()) };
    let group = number.chars().find(|c| !c.is_ascii_digit() && Some(*c) != mark);
    // The sign is written again, as the cell writes signs.
    let bare = before.trim_end_matches(['+', '-', '\u{2212}', '(']);
    let is_signed = before.contains(['+', '-', '\u{2212}']);
    let sign = if digits.is_sign_negative() && !digits.is_zero() {
        if before.contains('\u{2212}') { "\u{2212}" } else { "-" }
    } else if is_signed && !digits.is_zero() && matches!(shown.unit, ShownUnit::Percent | ShownUnit::Points) {
        "+"
    } else {
        ""
    };
    let after = if before.contains('(') { after.replacen(')', "", 1) } else { after.to_owned() };
    let all = digits.abs().to_string();
    let decimals = usize::try_from(shown.decimals).ok()?;
    let all = format!("{all:0>width$}", width = decimals + 1);
    let (whole, decimals) = all.split_at_checked(all.len() - decimals)?;
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.extend(group);
        }
        grouped.push(digit);
    }
    Some(format!("{bare}{sign}{grouped}{}{decimals}{after}", mark.map(String::from).unwrap_or_default()))
}

#[cfg(test)]
mod tests;
