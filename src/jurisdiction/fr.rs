//! France: public holidays of each zone, corporate tax, charges of a micro-enterprise, the accounts of the *plan comptable général*, and form 2033-B.

mod corporate_tax;
mod form_2033_b;
mod micro;
mod vat;

use fasti::{EasterOffset, FixedDate, Month, Rule, Year, YearRange};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::accounts::{Accounts, ChartOfAccounts};
use super::calendar::{Holiday, WHIT_MONDAY};
use super::country::Country;
use crate::model::Wording;

pub use corporate_tax::{CORPORATE_TAX, LOSSES};
pub use form_2033_b::{FORM_2033_B, Form2033B, FormLine, Reads};
pub use micro::MICRO;
pub use vat::VAT_RATES;

/// France.
pub const COUNTRY: &Country = &Country {
    code: "FR",
    currency: "EUR",
    tax: Wording::fixed("IS", "corporate tax"),
    result: Wording::fixed("Résultat après impôts", "Result after tax"),
    profit: Wording::fixed("Bénéfice (avant IR)", "Profit (before personal income tax)"),
    losses: Some(LOSSES),
    company_tax: corporate_tax::company_tax,
};

const NATIONAL: &str = "Code du travail, art. L3133-1";
const LOCAL: &str = "Code du travail, art. L3134-13";
const ABOLITION: &str = "Code du travail, art. L3422-2; loi n° 83-550 du 30 juin 1983";
const ABOLITION_2018: &str = "data.gouv.fr, jours-feries-france-data: 28 May from 2018";

const fn fixed(name: &'static str, month: Month, day: u8, source: &'static str) -> Holiday {
    Holiday { name, source, rule: Rule::Fixed(FixedDate::new(month, day)) }
}
/// So many days after Easter Sunday.
const fn easter(name: &'static str, days: i16, source: &'static str) -> Holiday {
    Holiday { name, source, rule: Rule::Easter(EasterOffset::new(days)) }
}
const fn abolition(month: Month, day: u8) -> Holiday {
    fixed("Abolition de l'esclavage", month, day, ABOLITION)
}

/// The holidays of every zone.
pub const HOLIDAYS: [Holiday; 11] = [
    fixed("1er janvier", Month::Jan, 1, NATIONAL),
    easter("Lundi de Pâques", 1, NATIONAL),
    fixed("1er mai", Month::May, 1, "Code du travail, art. L3133-1 et L3133-4"),
    fixed("8 mai", Month::May, 8, NATIONAL),
    easter("Ascension", 39, NATIONAL),
    easter("Lundi de Pentecôte", WHIT_MONDAY, NATIONAL),
    fixed("14 juillet", Month::Jul, 14, NATIONAL),
    fixed("Assomption", Month::Aug, 15, NATIONAL),
    fixed("Toussaint", Month::Nov, 1, NATIONAL),
    fixed("11 novembre", Month::Nov, 11, NATIONAL),
    fixed("Jour de Noël", Month::Dec, 25, NATIONAL),
];

/// A part of France with holidays of its own.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Zone {
    /// The word that names it in `bilan.toml`.
    pub id: &'static str,
    /// Other words for it, and its ISO 3166 code where it has one.
    pub aliases: &'static [&'static str],
    /// Its holidays beside those of every zone.
    pub holidays: &'static [Holiday],
}

/// Every zone.
pub const ZONES: [Zone; 13] = [
    Zone { id: "metropole", aliases: &["france", "france metropolitaine"], holidays: &[] },
    Zone {
        id: "alsace-moselle",
        aliases: &["alsace", "moselle", "bas-rhin", "haut-rhin"],
        // By law Good Friday is kept where there is a Protestant church or a mixed one.
        holidays: &[easter("Vendredi saint", -2, LOCAL), fixed("2ème jour de Noël", Month::Dec, 26, LOCAL)],
    },
    Zone { id: "guadeloupe", aliases: &["gp"], holidays: &[abolition(Month::May, 27)] },
    Zone { id: "guyane", aliases: &["gf"], holidays: &[abolition(Month::Jun, 10)] },
    Zone { id: "martinique", aliases: &["mq"], holidays: &[abolition(Month::May, 22)] },
    Zone { id: "mayotte", aliases: &["yt"], holidays: &[abolition(Month::Apr, 27)] },
    Zone { id: "reunion", aliases: &["re", "la-reunion"], holidays: &[abolition(Month::Dec, 20)] },
    Zone { id: "saint-barthelemy", aliases: &["bl"], holidays: &[abolition(Month::Oct, 9)] },
    Zone {
        id: "saint-martin",
        aliases: &["mf"],
        holidays: &[
            Holiday {
                name: "Abolition de l'esclavage",
                source: ABOLITION,
                rule: Rule::Fixed(FixedDate::new(Month::May, 27).years(YearRange::literal_through(2017))),
            },
            Holiday {
                name: "Abolition de l'esclavage",
                source: ABOLITION_2018,
                rule: Rule::Fixed(FixedDate::new(Month::May, 28).from_year(Year::literal(2018))),
            },
        ],
    },
    Zone { id: "saint-pierre-et-miquelon", aliases: &["pm"], holidays: &[] },
    Zone { id: "nouvelle-caledonie", aliases: &["nc"], holidays: &[] },
    Zone { id: "polynesie-francaise", aliases: &["pf"], holidays: &[] },
    Zone { id: "wallis-et-futuna", aliases: &["wf"], holidays: &[] },
];

/// Accounts of the *plan comptable général* that figures are made of: by prefix, so that no account of classes 6 and 7 is lost.
pub const CHART: ChartOfAccounts = ChartOfAccounts {
    revenue: Accounts { within: &["70"], except: &[] },
    other_income: Accounts { within: &["7"], except: &["70"] },
    depreciation: Accounts { within: &["6811", "6812", "6871"], except: &[] },
    income_tax: Accounts { within: &["695", "696", "697", "698", "699"], except: &[] },
    expenses: Accounts { within: &["6"], except: &["6811", "6812", "6871", "695", "696", "697", "698", "699"] },
    staff: Accounts { within: &["64"], except: &[] },
    rebilled: Accounts { within: &["708"], except: &[] },
    receivable: Accounts { within: &["411"], except: &[] },
    vat: Accounts { within: &["4457"], except: &[] },
    vat_pending: Accounts { within: &["4458"], except: &["44581", "44583", "44586"] },
    deposits: Accounts { within: &["4191"], except: &[] },
    accrued_income: Accounts { within: &["418"], except: &[] },
    credit_notes_due: Accounts { within: &["4198"], except: &[] },
    deferred_income: Accounts { within: &["487"], except: &[] },
    disbursements: Accounts { within: &["467"], except: &[] },
    transferred_charges: Accounts { within: &["791"], except: &[] },
    cash_discounts: Accounts { within: &["665"], except: &[] },
    bad_debts: Accounts { within: &["416", "654", "6714"], except: &[] },
    suspense: Accounts { within: &["471", "472", "473", "58"], except: &[] },
    bank: Accounts { within: &["512"], except: &[] },
    cash: Accounts { within: &["5"], except: &["58"] },
    result: Accounts { within: &["12"], except: &[] },
    source: "Plan comptable général (règlement ANC n° 2014-03, modifié par le règlement ANC n° 2022-06)",
};

/// Whether the corporate tax of the *Code général des impôts* holds in a zone: not in the territories that levy their own (Constitution,
/// art. 74; code électoral et CGCT for Saint-Barthélemy, Saint-Martin and Saint-Pierre-et-Miquelon).
fn has_common_tax(region: &str) -> bool {
    const OWN_TAX: [&str; 6] = [
        "saint-barthelemy",
        "saint-martin",
        "saint-pierre-et-miquelon",
        "nouvelle-caledonie",
        "polynesie-francaise",
        "wallis-et-futuna",
    ];
    zone(&folded(region)).is_some_and(|zone| !OWN_TAX.contains(&zone.id))
}

/// Whether a zone is in metropolitan France.
pub(crate) fn is_metropolitan(region: &str) -> bool {
    zone(&folded(region)).is_some_and(|zone| matches!(zone.id, "metropole" | "alsace-moselle"))
}

/// The holidays of a zone: `FR` and its name, or the country code it has itself.
pub(super) fn holidays(country: &str, region: Option<&str>) -> Option<Vec<Holiday>> {
    let country = folded(country);
    let wanted = match region.map(folded) {
        Some(region) if country == "fr" => region,
        None if country == "fr" => "metropole".to_owned(),
        region => {
            let zone = zone(&country).filter(|zone| zone.aliases.iter().any(|code| code.len() == 2 && *code == country))?;
            if region.is_some_and(|region| folded(zone.id) != region) {
                return None;
            }
            country
        }
    };
    let zone = zone(&wanted)?;
    Some(HOLIDAYS.iter().chain(zone.holidays).copied().collect())
}

fn zone(name: &str) -> Option<&'static Zone> {
    ZONES.iter().find(|zone| std::iter::once(&zone.id).chain(zone.aliases).any(|known| folded(known) == name))
}

/// Lower case letters without accents, spaces or hyphens.
fn folded(name: &str) -> String {
    name.nfd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
