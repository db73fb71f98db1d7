//! Whether a table was written in French, as its headers show.

use super::rules::folded;

/// Headers that are French and not English, folded.
const WORDS: [&str; 42] = [
    "numero",
    "n°",
    "n° facture",
    "numero de facture",
    "facture",
    "piece",
    "date facture",
    "date de facture",
    "date d'emission",
    "raison sociale",
    "ht",
    "montant ht",
    "total ht",
    "prix unitaire",
    "pu ht",
    "tva",
    "montant tva",
    "taux tva",
    "ttc",
    "montant ttc",
    "total ttc",
    "libelle",
    "designation",
    "facturation",
    "quantite",
    "qte",
    "unite",
    "devise",
    "echeance",
    "paye le",
    "date de reglement",
    "statut",
    "projet",
    "jours",
    "heures",
    "duree",
    "tache",
    "personne",
    "facturable",
    "compte",
    "fournisseur",
    "mise en service",
];

/// Lines within which a header stands.
const HEADER_WITHIN: usize = 20;

/// Whether the header among these rows has a French word. The header is the first row with several cells and no digit.
pub(super) fn is_french<'t, R: IntoIterator<Item = &'t str>>(rows: impl IntoIterator<Item = R>) -> bool {
    let is_word = |cell: &&str| WORDS.contains(&&*folded(cell));
    for row in rows.into_iter().take(HEADER_WITHIN) {
        let cells: Vec<&str> =
            row.into_iter().map(|cell| cell.trim().trim_matches('"')).filter(|cell| !cell.is_empty()).collect();
        if cells.len() > 1 && !cells.iter().any(|cell| cell.contains(|c: char| c.is_ascii_digit())) {
            return cells.iter().any(is_word);
        }
    }
    false
}

/// The same for the beginning of a text file.
pub(super) fn is_french_text(head: &str) -> bool {
    is_french(head.lines().map(|line| line.split([',', ';', '\t', '|'])))
}

#[cfg(test)]
mod tests {
    use super::is_french_text;

    #[test]
    fn a_french_header_is_french() {
        assert!(is_french_text("Numéro;Date;Client;Montant HT\n1;2;3;4\n"));
        assert!(is_french_text("Relevé d'activité\n\n\"Date\",\"Client\",\"Jours\"\n"));
        assert!(!is_french_text("number,issued,client,net\n1,2020-01-01,Facture,HT\n"));
        assert!(!is_french_text("Facture\nHT\n"));
    }
}
