//! What people call the figures in a table of their own.

use crate::analysis::metric::{key, labelled};
use crate::analysis::{Metric, metric};

/// Other names of metrics, besides their identifiers and labels, as [`key`]s.
const SYNONYMS: [(&str, &[&str]); 24] = [
    (
        "revenue",
        &[
            "ca",
            "caht",
            "catotal",
            "catotalht",
            "chiffredaffaireht",
            "chiffredaffairesht",
            "chiffredaffaire",
            "chiffreaffaires",
            "recettes",
            "revenues",
            "totalrevenue",
            "turnover",
            "sales",
            "netsales",
        ],
    ),
    ("revenue_time", &["regie", "caregie", "timeandmaterials", "revenuetime"]),
    ("revenue_fixed", &["forfait", "forfaits", "caforfait", "caforfaits", "fixedprice"]),
    ("revenue_rebilled", &["fraisrefactures", "refacturations", "rebilled"]),
    ("expenses", &["depenses", "costs", "totalcharges"]),
    ("depreciation", &["amortissements", "dotations", "dotationauxamortissements"]),
    (
        "result_before_tax",
        &[
            "resultatavantimpot",
            "resultatavantis",
            "beneficeavantimpot",
            "beneficeavantimpots",
            "profitbeforetax",
            "pretaxprofit",
            "incomebeforetax",
        ],
    ),
    (
        "income_tax",
        &["impot", "impots", "is", "impotsurlessocietes", "impotsurlebenefice", "tax", "corporatetax", "corporationtax"],
    ),
    (
        "result_after_tax",
        &[
            "resultatnet",
            "resultatnetcomptable",
            "resultatapresimpot",
            "resultatapresis",
            "beneficenet",
            "beneficeavantir",
            "netincome",
            "netprofit",
            "netresult",
            "profitaftertax",
            "incomeaftertax",
            "profitbeforepersonalincometax",
        ],
    ),
    ("net_margin", &["margenette", "tauxdemargenette", "netprofitmargin"]),
    (
        "billed_days",
        &["joursfacture", "nombredejoursfactures", "nbjoursfactures", "nbdejoursfactures", "daysbilled", "daysinvoiced"],
    ),
    ("worked_days", &["jourstravailles", "nombredejourstravailles", "daysworked"]),
    (
        "day_rate",
        &[
            "tjmmoyen",
            "tauxjournalier",
            "tauxjournaliermoyen",
            "tarifjournalier",
            "tarifjournaliermoyen",
            "dailyrate",
            "averagedayrate",
            "averagedailyrate",
        ],
    ),
    ("day_rate_time", &["tjmenregie", "tjmhorsforfait", "tjmhorsforfaits"]),
    ("working_days", &["jourouvre", "nombredejoursouvres"]),
    ("leave_days", &["conges", "joursdeconge", "leave"]),
    ("utilization", &["tauxdoccupation", "occupation", "utilisation", "utilizationrate", "occupancy"]),
    ("target_revenue", &["objectif", "objectifca", "objectifdechiffredaffaires", "target", "revenuetarget"]),
    ("target_attainment", &["atteintedelobjectif", "atteinte", "attainment"]),
    ("clients", &["nombredeclients", "nbclients", "customers", "numberofclients"]),
    ("invoices", &["nombredefactures", "nbfactures", "numberofinvoices"]),
    ("top_client_share", &["premierclient", "partdupremierclient", "largestclient", "topclient"]),
    ("client_hhi", &["hhi", "indicehhi"]),
    ("effective_clients", &["nombreeffectifdeclients", "effectivenumberofclients"]),
];

/// The metric a row of a published table is about, by the first of its names that is one.
pub(super) fn metric_of(names: &[String]) -> Option<&'static Metric> {
    names.iter().find_map(|name| named(name).or_else(|| named(without_unit(name)?)))
}

fn named(name: &str) -> Option<&'static Metric> {
    let key = key(name);
    if key.is_empty() {
        return None;
    }
    labelled(name).or_else(|| {
        let (id, _) = SYNONYMS.iter().find(|(_, names)| names.contains(&key.as_str()))?;
        metric::named(id)
    })
}

/// `CA (K€)`, `CA HT en k€` and `TACE %` without their unit; `None` if there is none. Anything else in parentheses may change what is meant.
fn without_unit(name: &str) -> Option<&str> {
    const UNITS: [&str; 12] = ["k€", "€", "eur", "keur", "m€", "%", "jours", "j", "days", "ht", "€/j", "euros"];
    let name = name.trim();
    let in_parentheses = name.strip_suffix(')').and_then(|open| open.rsplit_once('('));
    let (before, unit) = in_parentheses.or_else(|| name.rsplit_once(char::is_whitespace))?;
    let unit = unit.trim().to_lowercase();
    let unit = unit.strip_prefix("en ").unwrap_or(&unit).trim_end_matches(" ht");
    UNITS.contains(&unit).then(|| before.trim().trim_end_matches(" en").trim())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn found(name: &str) -> Option<&'static str> {
        metric_of(&[name.to_owned()]).map(|metric| match &metric.id {
            std::borrow::Cow::Borrowed(id) => *id,
            std::borrow::Cow::Owned(_) => "",
        })
    }

    #[test]
    fn figures_go_by_many_names() {
        for (name, id) in [
            ("Chiffre d'affaires", "revenue"),
            ("Chiffre d’affaires (K€)", "revenue"),
            ("CA", "revenue"),
            ("C.A. HT en k€", "revenue"),
            ("Revenue", "revenue"),
            ("Résultat net", "result_after_tax"),
            ("RÉSULTAT APRES IMPOTS", "result_after_tax"),
            ("Bénéfice (avant IR)", "result_after_tax"),
            ("Profit after corporation tax", "result_after_tax"),
            ("Gewinn (avant ESt)", "result_after_tax"),
            ("Résultat avant impôts", "result_before_tax"),
            ("TJM", "day_rate"),
            ("TJM régie", "day_rate_time"),
            ("TJM (régie)", "day_rate_time"),
            ("TJM (€)", "day_rate"),
            ("billed_days", "billed_days"),
            ("Nombre de jours facturés", "billed_days"),
            ("Jours facturés (jours)", "billed_days"),
            ("TACE (%)", "utilization"),
        ] {
            assert_eq!(found(name), Some(id), "{name}");
        }
        for name in ["", "Météo", "TJM (hors frais)", "CA TTC", "Chiffre d'affaires mensuel", "2020"] {
            assert_eq!(found(name), None, "{name}");
        }
        let names = ["Ligne 1", "CA"].map(str::to_owned);
        assert_eq!(metric_of(&names).map(|metric| &*metric.id), Some("revenue"), "the first name that is one");
    }

    #[test]
    fn no_name_means_two_figures() {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for metric in metric::ALL {
            let own: BTreeSet<String> = [&*metric.id, &*metric.label.fr, &*metric.label.en].map(key).into();
            for name in own {
                assert!(seen.insert(name.clone()), "{name}");
            }
        }
        for (id, names) in SYNONYMS {
            assert!(metric::named(id).is_some(), "{id}");
            for name in names {
                assert_eq!(key(name), **name, "not a key");
                let is_own = metric::named(id)
                    .is_some_and(|m| [&*m.id, &*m.label.fr, &*m.label.en].map(key).contains(&(*name).to_owned()));
                assert!(is_own || seen.insert((*name).to_owned()), "{name} is said twice");
            }
        }
    }
}
