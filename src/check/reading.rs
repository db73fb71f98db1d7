//! Rows that do not feed the books although they could matter: rejected ones, and cancelled invoices without a credit note.

use std::collections::BTreeMap;

use super::catalogue::Check;
use super::context::CheckContext;
use super::finding::{Finding, Severity};
use super::phrase::{sentence, text};
use crate::books::Reason;
use crate::error::{ErrorKind, Origin};
use crate::model::Wording;

pub(super) const CHECK: Check =
    Check::new("reading", Wording::fixed("Lecture des fichiers", "Reading of the files"), |context| Ok(findings(context)));

fn findings(context: &CheckContext<'_>) -> Vec<Finding> {
    let books = context.books();
    let mut findings = Vec::new();
    let mut rejected: BTreeMap<u32, Vec<Origin>> = BTreeMap::new();
    for row in books.rejected().iter().filter(|row| row.date.is_none_or(|day| context.concerns(day))) {
        rejected.entry(row.source).or_default().push(books.origin(row.source, row.line));
    }
    for (source, places) in rejected {
        let count = text(&places.len().to_string());
        let path = text(books.origin(source, 0).path());
        findings.push(
            Finding::new(
                "rejected_rows",
                Severity::Error,
                sentence(
                    "{1} : {0} ligne(s) rejetée(s) à la lecture manquent à tous les contrôles",
                    "{1}: {0} row(s) rejected while reading are missing from every check",
                    &[&count, &path],
                ),
            )
            .between(places, [])
            .remedy(Wording::fixed(
                "corriger ces lignes ; `bilan sources --errors` dit ce qui ne va pas",
                "mend these rows; `bilan sources --errors` says what is wrong",
            )),
        );
    }
    let whole = |kind| matches!(kind, ErrorKind::Unreadable | ErrorKind::Structure);
    for error in books.errors().iter().filter(|error| whole(error.kind())) {
        let Some(origin) = error.origin().filter(|origin| origin.line_number().is_none()) else { continue };
        findings.push(
            Finding::new(
                "unreadable_file",
                Severity::Error,
                sentence(
                    "{0} n'a pas pu être lu et manque à tous les contrôles",
                    "{0} could not be read and is missing from every check",
                    &[&text(&origin.to_string())],
                ),
            )
            .between([origin.clone()], [])
            .remedy(Wording::made(error.message(), error.message())),
        );
    }
    findings.extend(cancelled(context));
    findings
}

/// A cancelled invoice that no credit note undoes does not count; the ledger may still have it.
fn cancelled(context: &CheckContext<'_>) -> Option<Finding> {
    let mut places = Vec::new();
    for source in context.books().sources() {
        let aside = source.set_aside.get(&Reason::CancelledWithoutCreditNote);
        let lines = aside.map(|aside| aside.lines.as_slice()).unwrap_or_default();
        places.extend(lines.iter().map(|line| source.origin().line(*line)));
    }
    let count = text(&places.len().to_string());
    (!places.is_empty()).then(|| {
        Finding::new(
            "cancelled_without_credit_note",
            Severity::Warning,
            sentence(
                "{0} ligne(s) de facture annulée sans avoir sont écartées",
                "{0} line(s) of cancelled invoices without a credit note are set aside",
                &[&count],
            ),
        )
        .between(places, [])
        .remedy(Wording::fixed(
            "émettre l'avoir qui annule la facture (un numéro émis ne se supprime pas), ou corriger son statut",
            "issue the credit note that cancels the invoice (a number once issued is not deleted), or correct its status",
        ))
    })
}
