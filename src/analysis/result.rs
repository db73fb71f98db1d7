//! The result: what is left of revenue, before and after income tax.

use super::context::Context;
use super::figure::{Basis, State, Value};
use crate::model::LegalForm;

/// The tax booked for the period, or why there is none.
pub(super) fn income_tax(context: &Context<'_>, operands: &[Value]) -> Value {
    let posted =
        operands.first().cloned().unwrap_or(Value { state: State::beyond(), basis: Basis::Computed, source: "", rows: 0 });
    if posted.rows > 0 || !matches!(posted.state, State::Known(_)) {
        return Value { basis: Basis::Posted, ..posted };
    }
    let state = match context.settings().business.form {
        Some(form) if form.is_pass_through() => State::missing(
            "cette forme n'a pas d'impôt propre : le bénéfice est imposé chez l'exploitant",
            "this form pays no tax of its own: the profit is taxed in the hands of the owner",
        ),
        Some(LegalForm::CompanyIs) => State::missing(
            "aucun impôt comptabilisé (compte 695) : ajouter la dépense, ou income_tax dans [declared.ANNÉE] de bilan.toml",
            "no tax is posted (account 695): add the expense, or income_tax under [declared.YEAR] in bilan.toml",
        ),
        _ => State::missing(
            "forme juridique inconnue et aucun impôt comptabilisé : écrire form = \"company_is\" (ou ei, bnc, micro) dans [business] de bilan.toml",
            "legal form unknown and no tax posted: write form = \"company_is\" (or ei, bnc, micro) under [business] in bilan.toml",
        ),
    };
    Value { state, basis: Basis::Computed, source: posted.source, rows: 0 }
}

/// Result before tax less the tax; before tax where the form has no tax of its own.
pub(super) fn result_after_tax(context: &Context<'_>, operands: &[Value]) -> Value {
    let [before, tax] = operands else {
        return Value { state: State::beyond(), basis: Basis::Computed, source: "", rows: 0 };
    };
    if context.settings().business.form.is_some_and(LegalForm::is_pass_through) && tax.state.value().is_none() {
        return before.clone();
    }
    let state = match (&before.state, &tax.state) {
        (State::Known(before), State::Known(tax)) => before.checked_sub(*tax).map_or_else(State::beyond, State::Known),
        (State::Known(_), other) => other.clone(),
        (other, _) => other.clone(),
    };
    let basis = if tax.basis == Basis::Posted { before.basis } else { before.basis.max(tax.basis) };
    Value { state, basis, source: before.source, rows: 0 }
}
