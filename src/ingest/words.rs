//! The words files use for what the model enumerates, in English and French.

use super::columns::key;
use crate::books::Ends;
use crate::model::{Billing, Document, Status, TimeKind};

/// A set of words: the value of each, and the words to propose when another one is found.
pub(crate) struct Words<T: 'static> {
    words: &'static [(Ends, &'static str, T)],
    /// What to write, for messages.
    pub(crate) proposed: &'static str,
}

impl<T: Copy> Words<T> {
    /// The value of a word that is written as in the list.
    pub(crate) fn as_written(&self, text: &str) -> Option<T> {
        let ends = Ends::of(text);
        let is_it = |known: Ends, word: &str| known == ends && (ends.are_all() || word == text);
        self.words.iter().find(|(known, word, _)| is_it(*known, word)).map(|(_, _, value)| *value)
    }

    /// The value of a word, ignoring case, accents and punctuation.
    pub(crate) fn read(&self, text: &str) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        if let Some(value) = self.as_written(text) {
            return Some(value);
        }
        let find = |is: &dyn Fn(&str) -> bool| self.words.iter().find(|(_, word, _)| is(word)).map(|(_, _, value)| *value);
        find(&|word| word.eq_ignore_ascii_case(text)).or_else(|| {
            let text = key(text);
            find(&|word| word == text)
        })
    }
}

macro_rules! words {
    ($(($word:literal, $value:expr)),+ $(,)?) => {
        &[$((Ends::of($word), $word, $value)),+]
    };
}

pub(crate) const BOOLEAN: Words<bool> = Words {
    words: words![
        ("yes", true),
        ("no", false),
        ("true", true),
        ("false", false),
        ("1", true),
        ("0", false),
        ("oui", true),
        ("non", false),
        ("vrai", true),
        ("faux", false),
    ],
    proposed: "yes or no",
};

pub(crate) const BILLING: Words<Billing> = Words {
    words: words![
        ("time", Billing::Time),
        ("fixed", Billing::Fixed),
        ("rebilled", Billing::Rebilled),
        ("disbursement", Billing::Disbursement),
        ("regie", Billing::Time),
        ("forfait", Billing::Fixed),
        ("frais", Billing::Rebilled),
        ("debours", Billing::Disbursement),
        ("timeandmaterials", Billing::Time),
        ("tempspasse", Billing::Time),
        ("fixedprice", Billing::Fixed),
        ("fixedfee", Billing::Fixed),
        ("aforfait", Billing::Fixed),
        ("auforfait", Billing::Fixed),
        ("enregie", Billing::Time),
        ("expenses", Billing::Rebilled),
        ("fraisrefactures", Billing::Rebilled),
        ("disbursements", Billing::Disbursement),
        ("unclassified", Billing::Unclassified),
    ],
    proposed: "time, fixed, rebilled or disbursement (régie, forfait, frais, débours)",
};

pub(crate) const DOCUMENT: Words<Document> = Words {
    words: words![
        ("invoice", Document::Invoice),
        ("facture", Document::Invoice),
        ("credit_note", Document::CreditNote),
        ("avoir", Document::CreditNote),
        ("deposit", Document::Deposit),
        ("acompte", Document::Deposit),
        ("quote", Document::Quote),
        ("devis", Document::Quote),
        ("proforma", Document::Proforma),
        ("creditnote", Document::CreditNote),
        ("creditmemo", Document::CreditNote),
        ("credit", Document::CreditNote),
        ("customerinvoice", Document::Invoice),
        ("customercreditnote", Document::CreditNote),
        ("factureclient", Document::Invoice),
        ("facturedavoir", Document::CreditNote),
        ("factureavoir", Document::CreditNote),
        ("notedecredit", Document::CreditNote),
        ("standard", Document::Invoice),
        ("solde", Document::Invoice),
        ("facturedesolde", Document::Invoice),
        ("finalinvoice", Document::Invoice),
        ("depositinvoice", Document::Deposit),
        ("prepayment", Document::Deposit),
        ("facturedacompte", Document::Deposit),
        ("factureacompte", Document::Deposit),
        ("estimate", Document::Quote),
        ("quotation", Document::Quote),
        ("proformainvoice", Document::Proforma),
        ("factureproforma", Document::Proforma),
        ("380", Document::Invoice),
        ("381", Document::CreditNote),
        ("386", Document::Deposit),
        ("325", Document::Proforma),
    ],
    proposed: "invoice, credit_note, deposit, quote or proforma (facture, avoir, acompte, devis)",
};

pub(crate) const STATUS: Words<Status> = Words {
    words: words![
        ("sent", Status::Sent),
        ("paid", Status::Paid),
        ("payée", Status::Paid),
        ("envoyée", Status::Sent),
        ("draft", Status::Draft),
        ("brouillon", Status::Draft),
        ("cancelled", Status::Cancelled),
        ("annulée", Status::Cancelled),
        ("payee", Status::Paid),
        ("paye", Status::Paid),
        ("payees", Status::Paid),
        ("reglee", Status::Paid),
        ("regle", Status::Paid),
        ("acquittee", Status::Paid),
        ("encaissee", Status::Paid),
        ("soldee", Status::Paid),
        ("closed", Status::Paid),
        ("envoyee", Status::Sent),
        ("envoye", Status::Sent),
        ("emise", Status::Sent),
        ("emis", Status::Sent),
        ("validee", Status::Sent),
        ("finalisee", Status::Sent),
        ("enretard", Status::Sent),
        ("impayee", Status::Sent),
        ("impaye", Status::Sent),
        ("nonpayee", Status::Sent),
        ("nonpaye", Status::Sent),
        ("apayer", Status::Sent),
        ("enattente", Status::Sent),
        ("enattentedepaiement", Status::Sent),
        ("echue", Status::Sent),
        ("relancee", Status::Sent),
        ("partiel", Status::Sent),
        ("partielle", Status::Sent),
        ("partiellementpayee", Status::Sent),
        ("issued", Status::Sent),
        ("final", Status::Sent),
        ("finalized", Status::Sent),
        ("posted", Status::Sent),
        ("viewed", Status::Sent),
        ("open", Status::Sent),
        ("outstanding", Status::Sent),
        ("due", Status::Sent),
        ("unpaid", Status::Sent),
        ("notpaid", Status::Sent),
        ("pending", Status::Sent),
        ("overdue", Status::Sent),
        ("late", Status::Sent),
        ("approved", Status::Sent),
        ("authorised", Status::Sent),
        ("authorized", Status::Sent),
        ("partial", Status::Sent),
        ("partiallypaid", Status::Sent),
        ("inpayment", Status::Paid),
        ("submitted", Status::Draft),
        ("canceled", Status::Cancelled),
        ("annulee", Status::Cancelled),
        ("annule", Status::Cancelled),
        ("void", Status::Cancelled),
        ("voided", Status::Cancelled),
        ("deleted", Status::Cancelled),
        ("reversed", Status::Cancelled),
    ],
    proposed: "draft, sent, paid or cancelled (brouillon, envoyée, payée, annulée)",
};

pub(crate) const TIME_KIND: Words<TimeKind> = Words {
    words: words![
        ("work", TimeKind::Work),
        ("travail", TimeKind::Work),
        ("leave", TimeKind::Leave),
        ("congé", TimeKind::Leave),
        ("sick", TimeKind::Sick),
        ("maladie", TimeKind::Sick),
        ("training", TimeKind::Training),
        ("formation", TimeKind::Training),
        ("conge", TimeKind::Leave),
        ("conges", TimeKind::Leave),
        ("congespayes", TimeKind::Leave),
        ("holiday", TimeKind::Leave),
        ("holidays", TimeKind::Leave),
        ("vacation", TimeKind::Leave),
        ("vacances", TimeKind::Leave),
        ("timeoff", TimeKind::Leave),
        ("rtt", TimeKind::Leave),
        ("sickness", TimeKind::Sick),
        ("arretmaladie", TimeKind::Sick),
        ("regular", TimeKind::Work),
        ("timesheet", TimeKind::Work),
    ],
    proposed: "work, leave, sick or training (travail, congé, maladie, formation)",
};

/// Whether an amount of a ledger is a debit.
pub(crate) const DEBIT: Words<bool> = Words {
    words: words![
        ("d", true),
        ("c", false),
        ("debit", true),
        ("credit", false),
        ("+1", true),
        ("-1", false),
        ("+", true),
        ("-", false),
    ],
    proposed: "D or C",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        assert_eq!(BOOLEAN.read("VRAI"), Some(true));
        assert_eq!(BOOLEAN.read("Non"), Some(false));
        assert_eq!(BILLING.read("Régie"), Some(Billing::Time));
        assert_eq!(BILLING.read("DÉBOURS"), Some(Billing::Disbursement));
        assert_eq!(DOCUMENT.read("Credit note"), Some(Document::CreditNote));
        assert_eq!(DOCUMENT.read("Pro-forma"), Some(Document::Proforma));
        assert_eq!(DOCUMENT.read("Facture d'acompte"), Some(Document::Deposit));
        assert_eq!(STATUS.read("Annulée"), Some(Status::Cancelled));
        assert_eq!(STATUS.read("ENVOYÉE"), Some(Status::Sent));
        assert_eq!(TIME_KIND.read("Congés"), Some(TimeKind::Leave));
    }

    #[test]
    fn other_words_are_not_guessed() {
        assert_eq!(BOOLEAN.read("2"), None);
        assert_eq!(BILLING.read("tim"), None);
        assert_eq!(DOCUMENT.read("purchase order"), None);
        assert_eq!(STATUS.read(""), None);
        assert_eq!(TIME_KIND.read("x"), None);
    }
}
