//! The same books without the names in them, to be shown to others.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::column::{Column, Text};
use super::name::NameNumbers;
use super::names::Names;
use super::source::{Corrected, Reason, Source};
use super::{Books, Inner};
use crate::error::{Error, Errors, Origin};
use crate::model::{Billing, Language, Settings};

impl Books {
    /// The same books, every figure of which is the same, without the names in them: clients become *Client A*, *Client B* … (the one with
    /// the largest revenue over all years first; those without invoices last, by name), invoice numbers *Invoice 1* …, projects, people,
    /// suppliers, bank accounts and assets likewise. Descriptions, tasks, labels, reasons and the text of errors go, as do the name, SIREN and VAT identifier
    /// of the business; of an account its digits stay. A file or sheet whose name holds one of these names becomes *File 1* …
    ///
    /// Amounts, dates, days, accounts, categories and journals stay. A metric of your own that asks for a project, a person, a task or
    /// a supplier by name finds none.
    ///
    /// ```
    /// use bilan::books::Books;
    /// use bilan::model::Language;
    ///
    /// let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?.anonymised(Language::English);
    /// let first = books.invoice_lines().iter().next().ok_or("no line")?;
    /// assert_eq!((first.value().number, first.value().description), ("Invoice 1", ""));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn anonymised(&self, language: Language) -> Self {
        let inner = &*self.0;
        let mut masks = Masks::of(self, language);
        let mut invoice_lines = inner.invoice_lines.clone();
        let mut time_entries = inner.time_entries.clone();
        let mut ledger_entries = inner.ledger_entries.clone();
        let mut expenses = inner.expenses.clone();
        let mut bank_entries = inner.bank_entries.clone();

        let mut number = Text::default();
        for row in self.invoice_lines().iter() {
            let masked = masks.number(row.value().number);
            number.push(&masked, &mut masks.names);
        }
        invoice_lines.number = number.freeze();
        invoice_lines.refers_to = masks.column(&invoice_lines.refers_to, Masks::number);
        invoice_lines.client = masks.column(&invoice_lines.client, Masks::client);
        invoice_lines.project = masks.column(&invoice_lines.project, Masks::project);
        invoice_lines.description = masks.column(&invoice_lines.description, Masks::nothing);
        invoice_lines.unit = masks.column(&invoice_lines.unit, Masks::as_it_is);
        invoice_lines.currency = masks.column(&invoice_lines.currency, Masks::as_it_is);

        time_entries.client = masks.column(&time_entries.client, Masks::client);
        time_entries.project = masks.column(&time_entries.project, Masks::project);
        time_entries.task = masks.column(&time_entries.task, Masks::nothing);
        time_entries.description = masks.column(&time_entries.description, Masks::nothing);
        time_entries.person = masks.column(&time_entries.person, Masks::person);

        ledger_entries.account = masks.column(&ledger_entries.account, Masks::account);
        ledger_entries.account_label = masks.column(&ledger_entries.account_label, Masks::nothing);
        ledger_entries.label = masks.column(&ledger_entries.label, Masks::nothing);
        ledger_entries.piece = masks.column(&ledger_entries.piece, Masks::number);
        ledger_entries.journal = masks.column(&ledger_entries.journal, Masks::as_it_is);
        ledger_entries.entry = masks.column(&ledger_entries.entry, Masks::as_it_is);
        ledger_entries.party = masks.column(&ledger_entries.party, Masks::party);
        ledger_entries.currency = masks.column(&ledger_entries.currency, Masks::as_it_is);

        expenses.account = masks.column(&expenses.account, Masks::account);
        expenses.category = masks.column(&expenses.category, Masks::as_it_is);
        expenses.label = masks.column(&expenses.label, Masks::nothing);
        expenses.supplier = masks.column(&expenses.supplier, Masks::party);
        expenses.currency = masks.column(&expenses.currency, Masks::as_it_is);

        bank_entries.label = masks.column(&bank_entries.label, Masks::nothing);
        bank_entries.account = masks.column(&bank_entries.account, Masks::bank_account);
        bank_entries.reference = masks.column(&bank_entries.reference, Masks::nothing);
        bank_entries.currency = masks.column(&bank_entries.currency, Masks::as_it_is);

        let mut assets = inner.assets.clone();
        for asset in &mut assets {
            asset.value.label = masks.numbered(Kind::Asset, &asset.value.label);
        }
        let mut payments = inner.payments.clone();
        for payment in &mut payments {
            payment.value.number = masks.number(&payment.value.number);
        }
        let secrets = masks.secrets(self.settings());
        let settings = settings(self.settings(), &mut masks);
        let mut places = Places { secrets, masks: &mut masks };
        let sources: Vec<Source> = inner.sources.iter().map(|source| places.source(source)).collect();
        let mut errors: Errors = inner.errors.iter().map(|error| places.error(error)).collect::<Vec<_>>().into();
        errors.sort();
        let mut withheld: Vec<String> = inner.withheld.iter().map(|number| masks.number(number)).collect();
        withheld.sort_unstable();
        let inner = Inner {
            withheld,
            names: masks.names,
            invoice_lines,
            time_entries,
            ledger_entries,
            expenses,
            bank_entries,
            assets,
            payments,
            published: inner.published.clone(),
            holidays: inner.holidays.clone(),
            exchange_rates: inner.exchange_rates.clone(),
            origins: sources.iter().map(Source::origin).collect(),
            sources,
            unrecognised: Vec::new(),
            rejected: inner.rejected.clone(),
            errors,
            days: OnceLock::new(),
        };
        Self(Arc::new(inner), Arc::new(settings))
    }
}

/// Settings without names; what they did to the rows is done.
fn settings(settings: &Settings, masks: &mut Masks<'_>) -> Settings {
    let mut settings = settings.clone();
    (settings.business.name, settings.business.siren, settings.business.vat_id) = (None, None, None);
    settings.ignore.clear();
    settings.rules.clear();
    settings.mappings.clear();
    settings.corrections.clear();
    settings.persons.iter_mut().for_each(|person| person.name = masks.person(&person.name));
    for contract in &mut settings.contracts {
        contract.client = masks.client(&contract.client);
        contract.project = contract.project.as_ref().map(|project| masks.project(project));
    }
    settings.declared.values_mut().for_each(|declared| declared.source = None);
    settings
}

/// What is named by a word and a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Number,
    Project,
    Person,
    Party,
    BankAccount,
    Asset,
    File,
    Sheet,
}

impl Kind {
    fn word(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Number, Language::French) => "Facture",
            (Self::Number, Language::English) => "Invoice",
            (Self::Project, Language::French) => "Projet",
            (Self::Project, Language::English) => "Project",
            (Self::Person, Language::French) => "Personne",
            (Self::Person, Language::English) => "Person",
            (Self::Party, Language::French) => "Fournisseur",
            (Self::Party, Language::English) => "Supplier",
            (Self::BankAccount, Language::French) => "Compte bancaire",
            (Self::BankAccount, Language::English) => "Bank account",
            (Self::Asset, Language::French) => "Immobilisation",
            (Self::Asset, Language::English) => "Asset",
            (Self::File, Language::French) => "Fichier",
            (Self::File, Language::English) => "File",
            (Self::Sheet, Language::French) => "Feuille",
            (Self::Sheet, Language::English) => "Sheet",
        }
    }
}

/// What stands for each name.
struct Masks<'b> {
    old: &'b Names,
    names: Names,
    language: Language,
    clients: BTreeMap<String, String>,
    numbered: BTreeMap<(Kind, String), String>,
    /// How many there are of each kind.
    counts: BTreeMap<Kind, usize>,
}

impl<'b> Masks<'b> {
    fn of(books: &'b Books, language: Language) -> Self {
        let mut revenue: BTreeMap<&str, i128> = BTreeMap::new();
        for row in books.invoice_lines().iter() {
            let line = row.value();
            let is_revenue = line.billing != Billing::Disbursement;
            *revenue.entry(line.client).or_default() += if is_revenue { i128::from(line.net.mantissa()) } else { 0 };
        }
        let mut clients: Vec<(&str, i128)> = revenue.iter().map(|(client, net)| (*client, *net)).collect();
        clients.sort_by_key(|(client, net)| (Reverse(*net), *client));
        let mut others: Vec<&str> = books.time_entries().iter().map(|row| row.value().client).collect();
        others.sort_unstable();
        others.dedup();
        let others = others.into_iter().filter(|client| !revenue.contains_key(client));
        let all = clients.into_iter().map(|(client, _)| client).chain(others).filter(|client| !client.is_empty());
        let clients = all.enumerate().map(|(at, client)| (client.to_owned(), format!("Client {}", letters(at)))).collect();
        Self {
            old: books.names(),
            names: Names::default(),
            language,
            clients,
            numbered: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    /// A column of names with others in their place.
    fn column(&mut self, codes: &NameNumbers, mask: fn(&mut Self, &str) -> String) -> NameNumbers {
        let mut known: BTreeMap<u32, u32> = BTreeMap::new();
        let old = self.old;
        let masked = |code| {
            *known.entry(code).or_insert_with(|| {
                let text = mask(self, old.get(code));
                self.names.intern(&text)
            })
        };
        codes.iter().map(masked).collect()
    }

    fn nothing(&mut self, _: &str) -> String {
        String::new()
    }

    fn as_it_is(&mut self, text: &str) -> String {
        text.to_owned()
    }

    fn client(&mut self, name: &str) -> String {
        self.clients.get(name).cloned().unwrap_or_default()
    }

    /// A third party: a client, or a supplier.
    fn party(&mut self, name: &str) -> String {
        self.clients.get(name).cloned().unwrap_or_else(|| self.numbered(Kind::Party, name))
    }

    fn project(&mut self, name: &str) -> String {
        self.numbered(Kind::Project, name)
    }

    fn person(&mut self, name: &str) -> String {
        self.numbered(Kind::Person, name)
    }

    fn number(&mut self, number: &str) -> String {
        self.numbered(Kind::Number, number)
    }

    /// The digits that an account begins with: what follows may be the name of a client.
    fn account(&mut self, account: &str) -> String {
        account.chars().take_while(char::is_ascii_digit).collect()
    }

    fn bank_account(&mut self, account: &str) -> String {
        self.numbered(Kind::BankAccount, account)
    }

    /// A word and a number, in the order in which the names come.
    fn numbered(&mut self, kind: Kind, name: &str) -> String {
        if name.is_empty() {
            return String::new();
        }
        let key = (kind, name.to_owned());
        if let Some(known) = self.numbered.get(&key) {
            return known.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let masked = format!("{} {count}", kind.word(self.language));
        self.numbered.insert(key, masked.clone());
        masked
    }

    /// Every name that was masked, in lower case.
    fn secrets(&self, settings: &Settings) -> Vec<String> {
        const SHORTEST: usize = 3;
        let business = settings.business.name.iter().chain(&settings.business.siren).chain(&settings.business.vat_id);
        let numbered = self.numbered.keys().filter(|(kind, _)| *kind != Kind::Number).map(|(_, name)| name);
        let all = self.clients.keys().chain(numbered).chain(business).map(|name| name.trim().to_lowercase());
        all.filter(|name| name.chars().count() >= SHORTEST).collect()
    }
}

/// `A`, `B` … `Z`, `AA`, `AB` …
fn letters(at: usize) -> String {
    let last = u8::try_from(at % 26).map_or('?', |letter| char::from(b'A' + letter));
    match (at / 26).checked_sub(1) {
        Some(before) => format!("{}{last}", letters(before)),
        None => last.to_string(),
    }
}

/// Files and sheets, where their names tell what is masked.
struct Places<'m, 'b> {
    secrets: Vec<String>,
    masks: &'m mut Masks<'b>,
}

impl Places<'_, '_> {
    fn tells(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let spaced = name.replace(['_', '-', '.', '/'], " ");
        self.secrets.iter().any(|secret| name.contains(secret) || spaced.contains(secret))
    }

    fn path(&mut self, path: &str) -> String {
        if !self.tells(path) {
            return path.to_owned();
        }
        let masked = self.masks.numbered(Kind::File, path);
        match path.rsplit('/').next().and_then(|name| name.rsplit_once('.')) {
            Some((_, extension)) if !self.tells(extension) => format!("{masked}.{extension}"),
            _ => masked,
        }
    }

    fn sheet(&mut self, sheet: &str) -> String {
        if self.tells(sheet) { self.masks.numbered(Kind::Sheet, sheet) } else { sheet.to_owned() }
    }

    fn source(&mut self, source: &Source) -> Source {
        let mut masked = Source::new(self.path(&source.path), source.format.clone());
        masked.sheet = source.sheet.as_deref().map(|sheet| self.sheet(sheet));
        masked.sha256.clone_from(&source.sha256);
        (masked.rows, masked.used, masked.rejected) = (source.rows, source.used, source.rejected);
        (masked.french, masked.rounded_cells, masked.unread_cells) = (source.french, source.rounded_cells, source.unread_cells);
        for (reason, aside) in &source.set_aside {
            let kept = masked.set_aside.entry(without_text(reason)).or_default();
            kept.rows += aside.rows;
            kept.lines.extend(&aside.lines);
        }
        let corrected = |made: &Corrected| {
            let replaced = made.replaced.as_ref().map(|(field, _)| (field.clone(), String::new()));
            Corrected::new(made.line, replaced, "")
        };
        masked.corrected = source.corrected.iter().map(corrected).collect();
        masked
    }

    fn error(&mut self, error: &Error) -> Error {
        let masked = Error::new(error.kind(), "is wrong; its text is not shown with names masked");
        match error.origin() {
            Some(origin) => {
                let mut place = Origin::file(self.path(origin.path()));
                if let Some(sheet) = origin.sheet_name() {
                    place = place.sheet(self.sheet(sheet));
                }
                masked.at(place.line(origin.line_number().unwrap_or(0)))
            }
            None => masked,
        }
    }
}

/// A reason without the places and words in it.
fn without_text(reason: &Reason) -> Reason {
    let hidden = || "…".to_owned();
    match reason {
        Reason::SameFile(_) => Reason::SameFile(hidden()),
        Reason::Duplicate(_) => Reason::Duplicate(hidden()),
        Reason::Replaced(_) => Reason::Replaced(hidden()),
        Reason::Corrected(_) => Reason::Corrected(hidden()),
        reason => reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::books::{BooksBuilder, Chunk};
    use crate::error::ErrorKind;
    use crate::model::{InvoiceLine, LedgerEntry, Money, TimeEntry};

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2020, 1, 31).unwrap()
    }

    #[test]
    fn letters_go_on_after_z() {
        let some: Vec<String> = [0, 25, 26, 27, 51, 52, 701, 702].map(letters).into();
        assert_eq!(some, ["A", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn the_largest_client_is_the_first_and_equal_names_stay_equal() {
        let mut settings = Settings::default();
        settings.business.name = Some("Moi".into());
        let mut builder = BooksBuilder::new(settings);
        let mut chunk = Chunk::default();
        for (line, number, client, net, refers_to) in [
            (2, "F-1", "Petit", 100, ""),
            (3, "F-2", "Large", 900, ""),
            (4, "A-1", "Large", -100, "F-2"),
            (5, "F-2", "Même", 100, ""),
        ] {
            let mut row = InvoiceLine::new(number, day(), client, Money::from_mantissa(net * 10_000).unwrap());
            (row.refers_to, row.description, row.project) = (refers_to, "for Large", "P");
            chunk.invoice_line(line, &row);
        }
        let mut entry = TimeEntry::new(day(), "Unbilled");
        (entry.person, entry.project, entry.task) = ("Ann", "P", "T");
        chunk.time_entry(6, &entry);
        let mut booked = LedgerEntry::new(day(), "411LARGE", Money::ZERO);
        (booked.party, booked.piece, booked.label) = ("Large", "F-2", "Large F-2");
        chunk.ledger_entry(7, &booked);
        let mut source = Source::new("2020/acompte-large.csv", "invoices-csv");
        source.ignored_columns.push("Large".into());
        let number = builder.add(source, chunk);
        builder.set_aside(number, 8, Reason::Duplicate("large.csv:1".into()));
        builder.set_aside(number, 9, Reason::Duplicate("large.csv:2".into()));
        builder.error(
            Error::new(ErrorKind::Value, "\"Large\" is wrong").at(Origin::file("2020/acompte-large.csv").line(10)).field("net"),
        );
        let books = builder.finish().anonymised(Language::French);

        let lines: Vec<String> = books
            .invoice_lines()
            .iter()
            .map(|row| {
                let line = row.value();
                format!(
                    "{}|{}|{}|{}|{}|{}",
                    row.origin(),
                    line.number,
                    line.client,
                    line.project,
                    line.refers_to,
                    line.description
                )
            })
            .collect();
        // Of two with the same revenue the first is the one whose name comes first.
        assert_eq!(
            lines,
            [
                "Fichier 1.csv:2|Facture 1|Client C|Projet 1||",
                "Fichier 1.csv:3|Facture 2|Client A|Projet 1||",
                "Fichier 1.csv:4|Facture 3|Client A|Projet 1|Facture 2|",
                "Fichier 1.csv:5|Facture 2|Client B|Projet 1||",
            ]
        );
        let worked = books.time_entries().iter().next().unwrap().value();
        assert_eq!((worked.client, worked.person, worked.project, worked.task), ("Client D", "Personne 1", "Projet 1", ""));
        let booked = books.ledger_entries().iter().next().unwrap().value();
        assert_eq!((booked.account, booked.party, booked.piece, booked.label), ("411", "Client A", "Facture 2", ""));
        let source = &books.sources()[0];
        assert_eq!((source.rows, source.used, source.set_aside_rows()), (8, 6, 2));
        assert_eq!(source.set_aside.get(&Reason::Duplicate("…".into())).map(|aside| aside.lines.clone()), Some(vec![8, 9]));
        assert_eq!(books.errors().to_string(), "Fichier 1.csv:10: is wrong; its text is not shown with names masked");
        let all = format!("{books:?}").to_lowercase();
        for name in ["large", "petit", "même", "unbilled", "ann\"", "moi"] {
            assert!(!all.contains(name), "{name}");
        }
    }
}
