//! Credit notes that name an invoice which is not there.

use hashbrown::{HashMap, HashSet};

use super::context::CheckContext;
use super::document::decimal;
use super::finding::{Finding, Severity};
use super::matching::folded;
use super::phrase::{count, day, money, sentence, text};
use crate::books::TypedRow;
use crate::error::Origin;
use crate::model::{Document, InvoiceLine, Wording};

/// More of them are told as one.
const MOST: usize = 20;

/// A credit note whose invoice is not among those that count.
struct Note<'a> {
    first: InvoiceLine<'a>,
    net: i128,
    places: Vec<Origin>,
}

/// Credit notes that refer to no invoice of the books. Numbers are the same whatever their separators, case and leading zeros.
pub(super) fn findings(context: &CheckContext<'_>) -> Vec<Finding> {
    let books = context.books();
    let rows = books.invoice_lines();
    let table = rows.table();
    let is_note = |row: usize| table.document.value(row) == Document::CreditNote.code();
    let refers = |(row, name): &(usize, u32)| *name != 0 && is_note(*row);
    if !table.refers_to.iter().enumerate().any(|row| refers(&row)) {
        return Vec::new();
    }
    let names = books.names();
    let asked = |line: &InvoiceLine<'_>| context.asked_year_of(line.issued).is_some();
    let is_open = |line: &InvoiceLine<'_>| !line.refers_to.trim().is_empty() && asked(line);
    let notes = table.refers_to.iter().enumerate().filter(refers).filter_map(|(row, _)| rows.get(row));
    let mut open: Vec<_> = notes.map(|row| (row.value(), row.origin())).filter(|(line, _)| is_open(line)).collect();
    // A credit note takes away from an invoice, never from itself or another credit note.
    let invoices = || (0..rows.len()).filter(|row| !is_note(*row)).map(|row| table.row(row, names).number);
    let wanted: HashSet<&str> = open.iter().map(|(line, _)| line.refers_to).collect();
    let exact: HashSet<&str> = invoices().filter(|number| wanted.contains(number)).collect();
    open.retain(|(line, _)| !exact.contains(line.refers_to));
    if open.is_empty() {
        return Vec::new();
    }
    let wanted: HashSet<String> = open.iter().filter_map(|(line, _)| folded(line.refers_to)).collect();
    let numbers: HashSet<String> = invoices().filter_map(folded).filter(|number| wanted.contains(number)).collect();
    let is_unknown = |line: &InvoiceLine<'_>| folded(line.refers_to).is_none_or(|number| !numbers.contains(&number));
    let (mut notes, mut known): (Vec<Note<'_>>, HashMap<(&str, &str), usize>) = (Vec::new(), HashMap::new());
    for (line, place) in open.into_iter().filter(|(line, _)| is_unknown(line)) {
        let net = i128::from(line.net.mantissa());
        let at = *known.entry((line.number, line.refers_to)).or_insert(notes.len());
        if at == notes.len() {
            notes.push(Note { first: line, net: 0, places: Vec::new() });
        }
        if let Some(note) = notes.get_mut(at) {
            note.net += net;
            note.places.push(place);
        }
    }
    if notes.len() > MOST {
        let words = sentence(
            "{0} avoirs renvoient à une facture qui n'est pas dans les livres, dont {1}",
            "{0} credit notes refer to an invoice that is not in the books, as {1}",
            &[&count(notes.len()), &text(notes.first().map_or("", |note| note.first.number))],
        );
        let net = notes.iter().map(|note| note.net).sum();
        let places = notes.into_iter().flat_map(|note| note.places);
        return vec![warning(words, net).between(places, [])];
    }
    let withheld: HashSet<String> = books.withheld_numbers().iter().filter_map(|number| folded(number)).collect();
    let told = |note: Note<'_>| {
        let is_withheld = folded(note.first.refers_to).is_some_and(|number| withheld.contains(&number));
        let (fr, en) = match is_withheld {
            true => (
                "avoir {0} du {1} de {2} HT : la facture {3} ne compte pas (écartée ou rejetée)",
                "credit note {0} of {1}, {2} net: invoice {3} does not count (set aside or rejected)",
            ),
            false => (
                "avoir {0} du {1} de {2} HT : la facture {3} n'est pas dans les livres",
                "credit note {0} of {1}, {2} net: invoice {3} is not in the books",
            ),
        };
        let parts = [&text(note.first.number), &day(note.first.issued), &money(decimal(note.net)), &text(note.first.refers_to)];
        let finding = warning(sentence(fr, en, &parts), note.net).between(note.places, []);
        match context.asked_year_of(note.first.issued) {
            Some(year) => finding.of(&year.label),
            None => finding,
        }
    };
    notes.into_iter().map(told).collect()
}

fn warning(words: Wording, net: i128) -> Finding {
    let remedy = Wording::fixed(
        "corriger le numéro auquel l'avoir renvoie, ajouter la facture, ou retirer un avoir sur ce qui n'a pas été facturé",
        "correct the number the credit note refers to, add the invoice, or take away a credit note on what was not invoiced",
    );
    Finding::new("credit_note_unknown_invoice", Severity::Warning, words).amount(decimal(net)).remedy(remedy)
}
