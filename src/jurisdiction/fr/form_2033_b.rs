//! Form 2033-B (*compte de résultat simplifié* of the *liasse fiscale*): its lines, and the accounts that each is read from.

use crate::model::Wording;

/// The form by which a small business declares its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Form2033B {
    /// Its lines, in the order of the form.
    pub lines: &'static [FormLine],
    /// The official text.
    pub source: &'static str,
}

/// A line of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FormLine {
    /// The number printed beside it.
    pub number: &'static str,
    /// What it says.
    pub label: Wording,
    /// Where it is read.
    pub reads: Reads,
}

/// Where a line of a form is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Credit less debit of the accounts that begin so; of two lines that claim an account, the one with the longer beginning has it.
    Income(&'static [&'static str]),
    /// Debit less credit of such accounts.
    Expenses(&'static [&'static str]),
    /// The first lines less the second.
    Lines(&'static [&'static str], &'static [&'static str]),
}

impl Reads {
    /// The beginnings of its accounts; none for a line made of others.
    pub const fn accounts(&self) -> &'static [&'static str] {
        match self {
            Self::Income(accounts) | Self::Expenses(accounts) => accounts,
            Self::Lines(..) => &[],
        }
    }
}

impl Form2033B {
    /// The line of an account; `None` for one that the form has no place for.
    ///
    /// ```
    /// use bilan::jurisdiction::fr::FORM_2033_B;
    /// let line = |account| FORM_2033_B.line_of(account).map(|line| line.number);
    /// assert_eq!(line("709600"), Some("218"), "rebates on services");
    /// assert_eq!((line("658000"), line("655000")), (Some("262"), Some("294")));
    /// assert_eq!(line("709300"), None);
    /// ```
    pub fn line_of(&self, account: &str) -> Option<&'static FormLine> {
        let claims = self.lines.iter().flat_map(|line| line.reads.accounts().iter().map(move |prefix| (line, prefix)));
        claims.filter(|(_, prefix)| account.starts_with(**prefix)).max_by_key(|(_, prefix)| prefix.len()).map(|(line, _)| line)
    }
}

const fn line(number: &'static str, fr: &'static str, en: &'static str, reads: Reads) -> FormLine {
    FormLine { number, label: Wording::fixed(fr, en), reads }
}

/// Form 2033-B, of years before and after the *règlement ANC n° 2022-06*, which holds for years opened from 2025: the accounts it closes (791, 796, 797)
/// keep the line they had, and those it opens (649, 657, 757, 7587) begin as accounts of their line always did.
pub const FORM_2033_B: Form2033B = Form2033B {
    lines: &[
        line("210", "Ventes de marchandises", "Sales of goods", Reads::Income(&["707", "7097"])),
        line(
            "214",
            "Production vendue : biens",
            "Goods produced and sold",
            Reads::Income(&["701", "702", "703", "7091", "7092"]),
        ),
        line(
            "218",
            "Production vendue : services",
            "Services sold",
            Reads::Income(&["704", "705", "706", "708", "7094", "7095", "7096", "7098"]),
        ),
        line("222", "Production stockée", "Change in stocks of products", Reads::Income(&["71"])),
        line("224", "Production immobilisée", "Own work capitalised", Reads::Income(&["72"])),
        line("226", "Subventions d'exploitation reçues", "Operating subsidies", Reads::Income(&["74"])),
        line("230", "Autres produits", "Other income", Reads::Income(&["75", "781", "791"])),
        line(
            "232",
            "Total des produits d'exploitation",
            "Total operating income",
            Reads::Lines(&["210", "214", "218", "222", "224", "226", "230"], &[]),
        ),
        line("234", "Achats de marchandises", "Purchases of goods", Reads::Expenses(&["607", "608", "6097"])),
        line("236", "Variation de stock (marchandises)", "Change in stocks of goods", Reads::Expenses(&["6037"])),
        line(
            "238",
            "Achats de matières premières et autres approvisionnements",
            "Purchases of materials and supplies",
            Reads::Expenses(&["601", "602", "6091", "6092"]),
        ),
        line(
            "240",
            "Variation de stock (matières premières et approvisionnements)",
            "Change in stocks of materials and supplies",
            Reads::Expenses(&["6031", "6032"]),
        ),
        line(
            "242",
            "Autres charges externes",
            "Other external expenses",
            Reads::Expenses(&["604", "605", "606", "6094", "6095", "6096", "61", "62"]),
        ),
        line("244", "Impôts, taxes et versements assimilés", "Taxes other than on income", Reads::Expenses(&["63"])),
        line("250", "Rémunérations du personnel", "Wages and salaries", Reads::Expenses(&["641", "644", "648"])),
        line("252", "Charges sociales", "Social charges", Reads::Expenses(&["645", "646", "647", "649"])),
        line("254", "Dotations aux amortissements", "Depreciation", Reads::Expenses(&["6811", "6812"])),
        line("256", "Dotations aux provisions", "Provisions", Reads::Expenses(&["6815", "6816", "6817"])),
        line("262", "Autres charges", "Other expenses", Reads::Expenses(&["65"])),
        line(
            "264",
            "Total des charges d'exploitation",
            "Total operating expenses",
            Reads::Lines(&["234", "236", "238", "240", "242", "244", "250", "252", "254", "256", "262"], &[]),
        ),
        line("270", "Résultat d'exploitation", "Operating result", Reads::Lines(&["232"], &["264"])),
        line("280", "Produits financiers", "Financial income", Reads::Income(&["76", "786", "796"])),
        line("290", "Produits exceptionnels", "Exceptional income", Reads::Income(&["77", "787", "797"])),
        line("294", "Charges financières", "Financial expenses", Reads::Expenses(&["655", "66", "686"])),
        line("300", "Charges exceptionnelles", "Exceptional expenses", Reads::Expenses(&["67", "687", "691"])),
        line("306", "Impôt sur les bénéfices", "Income tax", Reads::Expenses(&["695", "696", "697", "698", "699"])),
        line("310", "Bénéfice ou perte", "Profit or loss", Reads::Lines(&["270", "280", "290"], &["294", "300", "306"])),
    ],
    source: "Formulaire n° 2033-B-SD (CGI, art. 302 septies A bis et annexe III, art. 38 II); accounts as in OCA l10n_fr_mis_reports",
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_line_stands_once_and_each_account_on_one_line() {
        let lines = FORM_2033_B.lines;
        assert!(lines.windows(2).all(|pair| pair[0].number < pair[1].number), "in the order of the form");
        let accounts: Vec<_> = lines.iter().flat_map(|line| line.reads.accounts()).collect();
        assert_eq!(accounts.iter().collect::<BTreeSet<_>>().len(), accounts.len());
        for line in lines {
            let class = if matches!(line.reads, Reads::Income(_)) { '7' } else { '6' };
            assert!(line.reads.accounts().iter().all(|account| account.starts_with(class)), "{}", line.number);
            if let Reads::Lines(added, taken) = line.reads {
                let known = |number: &&str| lines.iter().any(|of| of.number == *number && of.number < line.number);
                assert!(added.iter().chain(taken).all(known), "{}", line.number);
            }
        }
    }

    /// Every line that is read from accounts adds to line 310 once.
    #[test]
    fn no_line_is_left_out_of_the_result() {
        fn made_of(number: &str, found: &mut Vec<&'static str>) {
            let line = FORM_2033_B.lines.iter().find(|line| line.number == number).expect("a line");
            match line.reads {
                Reads::Lines(added, taken) => added.iter().chain(taken).for_each(|number| made_of(number, found)),
                _ => found.push(line.number),
            }
        }
        let mut found = Vec::new();
        made_of("310", &mut found);
        found.sort_unstable();
        let read: Vec<_> =
            FORM_2033_B.lines.iter().filter(|line| !line.reads.accounts().is_empty()).map(|line| line.number).collect();
        assert_eq!(found, read);
    }

    /// What the règlement ANC n° 2022-06 opens: staff refunds, disposals, insurance paid out, expenses charged on.
    #[test]
    fn accounts_of_2025_have_a_line() {
        let accounts = ["649100", "657000", "757000", "758700", "708500"];
        let lines = accounts.map(|account| FORM_2033_B.line_of(account).map(|line| line.number));
        assert_eq!(lines, [Some("252"), Some("262"), Some("230"), Some("230"), Some("218")]);
    }
}
