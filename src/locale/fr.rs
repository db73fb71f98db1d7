//! French, as written in France.

use icu_locale_core::locale;

use super::words::{CurrencyPlace, Noun, Words};

pub(super) static WORDS: Words = Words {
    icu: locale!("fr"),
    currency: CurrencyPlace::After,
    decimal: ',',
    percent_space: "\u{a0}",
    points_space: "\u{a0}",
    date: |year, month, day| format!("{day:02}/{month:02}/{year}"),

    change_previous: "Variation n/n-1",
    change_against: "Variation n/",
    figure: "Indicateur",
    colon: "\u{a0}: ",
    semicolon: "\u{a0}; ",

    day: Noun { one: "jour", other: "jours" },
    file: Noun { one: "fichier", other: "fichiers" },
    row: Noun { one: "ligne", other: "lignes" },
    used: Noun { one: "utilisée", other: "utilisées" },
    set_aside: Noun { one: "écartée", other: "écartées" },
    rejected: Noun { one: "rejetée", other: "rejetées" },
    more: Noun { one: "autre", other: "autres" },
    more_errors: Noun { one: "autre erreur", other: "autres erreurs" },
    fiscal_year: Noun { one: "exercice", other: "exercices" },
    source: Noun { one: "Source", other: "Sources" },
    to: " à ",
    running: "en cours",
    vat: "TVA",
    not_recognised: "non reconnu",
    ignored_columns: "colonnes ignorées",
    basis: "base",
    as_at: "arrêté au",
    formula: "Formule",
    computed: "calculé",
    sum: "Somme",
    sum_is_the_figure: "égale au chiffre",
    sum_differs_by: "écart avec le chiffre",
    tables: &[
        ("invoices", "factures"),
        ("timesheets", "feuilles de temps"),
        ("ledger", "grand livre"),
        ("expenses", "dépenses"),
        ("assets", "immobilisations"),
        ("payments", "règlements"),
        ("published", "chiffres publiés"),
        ("holidays", "jours fériés"),
        ("calendar", "calendrier"),
        ("settings", "bilan.toml"),
    ],
    revenue_bases: &[("invoiced", "facturation"), ("service", "réalisation"), ("paid", "encaissement")],
    value_bases: &[("posted", "comptabilisé"), ("estimated", "estimé"), ("declared", "déclaré"), ("computed", "calculé")],
};
