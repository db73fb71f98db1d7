//! Switzerland: the tax on the profit of an Sàrl (GmbH) or SA (AG).
//!
//! The Confederation, the canton and the commune each take theirs: the total rate is what the owner states. The Confederation takes 8.5 %
//! of the profit after tax (LIFD art. 68), which is [`FEDERAL`] of the profit before tax. Losses of the seven years before (LIFD art. 67)
//! are left out.

use super::country::{CompanyYear, Country};
use super::rate::Rate;
use super::tax_estimate::TaxEstimate;
use crate::model::Wording;

/// Switzerland.
pub const COUNTRY: &Country = &Country {
    code: "CH",
    currency: "CHF",
    tax: Wording::fixed("Impôt sur le bénéfice", "profit tax"),
    result: Wording::fixed("Résultat après impôts", "Result after tax"),
    profit: Wording::fixed("Bénéfice (avant impôt sur le revenu)", "Profit (before personal income tax)"),
    losses: None,
    company_tax,
};

/// The federal share of the profit before tax: 8.5 ÷ 108.5, some 7.834 %.
///
/// ```
/// use bilan::jurisdiction::ch;
/// assert_eq!(ch::FEDERAL.of(108_500.into()), Some(8_500.into()));
/// ```
pub const FEDERAL: Rate = Rate::new(85, 1085);

fn company_tax(_: &CompanyYear<'_>) -> Result<TaxEstimate, Wording> {
    Err(Wording::fixed(
        "aucun impôt comptabilisé, et le taux dépend du canton et de la commune : company_tax_rate = \"14.5 %\" dans [business] de bilan.toml, avec votre taux total sur le bénéfice avant impôts (Confédération comprise, 7,834 %)",
        "no tax is posted, and the rate depends on canton and commune: company_tax_rate = \"14.5 %\" under [business] in bilan.toml, with your total rate on the profit before tax (the Confederation's 7.834% included)",
    ))
}
