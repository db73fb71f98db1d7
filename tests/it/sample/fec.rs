//! The ledger as text: the *fichier des écritures comptables* of LPF art. A47 A-1, 18 columns, one file per fiscal year.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};

use super::ledger::Entry;
use super::plan::month_end;

const HEADER: &str = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t\
                      PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n";

/// Name of the file of a year: SIREN, `FEC`, closing date. The SIREN is made up.
pub(super) fn name(year: i32) -> String {
    format!("000000000FEC{year}1231.txt")
}

pub(super) fn of_year(entries: &[Entry], year: i32) -> String {
    let mut out = HEADER.to_owned();
    for (entry, number) in entries.iter().filter(|entry| entry.date.year() == year).zip(1..) {
        let (date, valid) = (compact(entry.date), compact(month_end(year, entry.date.month())));
        for posting in &entry.postings {
            let (client, name) = posting.client.unwrap_or_default();
            let (letters, lettered) = match &posting.lettering {
                Some((letters, at)) => (letters.as_str(), compact(*at)),
                None => ("", String::new()),
            };
            writeln!(
                out,
                "{}\t{}\t{number}\t{date}\t{}\t{}\t{client}\t{name}\t{}\t{date}\t{}\t{}\t{}\t{letters}\t{lettered}\t{valid}\t\t",
                entry.journal,
                journal(entry.journal),
                posting.account,
                account(posting.account),
                entry.piece,
                entry.label,
                amount(posting.cents.max(0)),
                amount(-posting.cents.min(0)),
            )
            .expect("text grows");
        }
    }
    out
}

fn compact(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

fn amount(cents: i64) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}

fn journal(code: &str) -> &'static str {
    match code {
        "AN" => "À nouveau",
        "VE" => "Ventes",
        "AC" => "Achats",
        "BQ" => "Banque",
        _ => "Opérations diverses",
    }
}

fn account(number: &str) -> &'static str {
    match number {
        "101000" => "Capital",
        "110000" => "Report à nouveau",
        "120000" => "Résultat de l'exercice",
        "218300" => "Matériel informatique",
        "281830" => "Amortissement du matériel informatique",
        "401000" => "Fournisseurs",
        "404000" => "Fournisseurs d'immobilisations",
        "411000" => "Clients",
        "421000" => "Personnel, rémunérations dues",
        "431000" => "Sécurité sociale",
        "444000" => "État, impôt sur les bénéfices",
        "445510" => "TVA à décaisser",
        "445620" => "TVA sur immobilisations",
        "445660" => "TVA déductible",
        "445670" => "Crédit de TVA",
        "445710" => "TVA collectée",
        "447000" => "Autres impôts et taxes",
        "467000" => "Débiteurs et créditeurs divers",
        "512000" => "Banque",
        "606400" => "Fournitures administratives",
        "613200" => "Locations immobilières",
        "613500" => "Locations mobilières",
        "616000" => "Primes d'assurance",
        "618500" => "Colloques et conférences",
        "622600" => "Honoraires",
        "625100" => "Voyages et déplacements",
        "626200" => "Télécommunications",
        "627000" => "Services bancaires",
        "635110" => "Cotisation foncière des entreprises",
        "641000" => "Rémunération",
        "645000" => "Charges sociales",
        "681120" => "Dotations aux amortissements",
        "695000" => "Impôt sur les bénéfices",
        "706100" => "Prestations en régie",
        "706200" => "Prestations au forfait",
        other => panic!("account {other} has no name"),
    }
}
