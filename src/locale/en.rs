//! English.

use icu_locale_core::locale;

use super::words::{CurrencyPlace, Noun, Words};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(super) static WORDS: Words = Words {
    icu: locale!("en"),
    currency: CurrencyPlace::Before,
    decimal: '.',
    percent_space: "",
    points_space: " ",
    date: |year, month, day| {
        let month = MONTHS.iter().zip(1..).find(|(_, number)| *number == month).map_or("", |(name, _)| name);
        format!("{day} {month} {year}")
    },

    change_previous: "Change n/n-1",
    change_against: "Change n/",
    figure: "Figure",
    colon: ": ",
    semicolon: "; ",

    day: Noun { one: "day", other: "days" },
    file: Noun { one: "file", other: "files" },
    row: Noun { one: "row", other: "rows" },
    used: Noun { one: "used", other: "used" },
    set_aside: Noun { one: "set aside", other: "set aside" },
    rejected: Noun { one: "rejected", other: "rejected" },
    more: Noun { one: "more", other: "more" },
    more_errors: Noun { one: "more error", other: "more errors" },
    correction: Noun { one: "correction of bilan.toml", other: "corrections of bilan.toml" },
    fiscal_year: Noun { one: "fiscal year", other: "fiscal years" },
    source: Noun { one: "Source", other: "Sources" },
    to: " to ",
    running: "running",
    vat: "VAT",
    not_recognised: "not recognised",
    ignored_columns: "ignored columns",
    basis: "basis",
    as_at: "as at",
    unmatched: Noun { one: "unmatched document", other: "unmatched documents" },
    matched_share: "revenue confirmed from three sides",
    stamp: "fingerprint",
    formula: "Formula",
    computed: "computed",
    sum: "Sum",
    sum_is_the_figure: "equal to the figure",
    sum_differs_by: "differs from the figure by",
    error: Noun { one: "error", other: "errors" },
    warning: Noun { one: "warning", other: "warnings" },
    info: Noun { one: "info", other: "infos" },
    check: Noun { one: "check", other: "checks" },
    checks_made: Noun { one: "made", other: "made" },
    checks_off: Noun { one: "off", other: "off" },
    checks_not_possible: Noun { one: "not possible", other: "not possible" },
    no_finding: "nothing found",
    at_stake: "at stake",
    remedy: "remedy",
    against: "against",
    cell: Noun { one: "cell", other: "cells" },
    verdicts: [
        ("exact", Noun { one: "exact", other: "exact" }),
        ("at_precision", Noun { one: "at the precision shown", other: "at the precision shown" }),
        (
            "as_published",
            Noun { one: "holds under the rule it was published under", other: "hold under the rule they were published under" },
        ),
        ("does_not_hold", Noun { one: "does not hold", other: "do not hold" }),
        ("cannot_be_checked", Noun { one: "cannot be checked", other: "cannot be checked" }),
    ],
    would_hold: "it would hold with",
    under: "under",
    tables: &[
        ("invoices", "invoices"),
        ("timesheets", "timesheets"),
        ("ledger", "ledger"),
        ("expenses", "expenses"),
        ("assets", "assets"),
        ("payments", "payments"),
        ("published", "published figures"),
        ("holidays", "holidays"),
        ("calendar", "calendar"),
        ("settings", "bilan.toml"),
    ],
    revenue_bases: &[("invoiced", "invoiced"), ("service", "service rendered"), ("paid", "paid")],
    value_bases: &[("posted", "posted"), ("estimated", "estimated"), ("declared", "declared"), ("computed", "computed")],
};
