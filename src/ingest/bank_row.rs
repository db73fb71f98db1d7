//! Rows of bank statements.

use super::columns::Field;
use super::currency::Currency;
use super::row::Record;
use super::tabular::{Rows, Verdict};
use super::words::DEBIT;
use crate::books::Reason;
use crate::model::{BankEntry, Money};

pub(crate) fn read<'r>(rows: &mut Rows<'_>, record: &impl Record<'r>) -> Verdict<'r> {
    let reader = &mut rows.reader;
    if let Some(reason) = reader.not_data(record, Field::Date, &[Field::Label, Field::Piece]) {
        return Verdict::Aside(reason);
    }
    reader.check_width(record);
    let date = reader.required_date(record, Field::Date);
    let balance = reader.fixed::<Money>(record, Field::Balance);
    let is_in_two = reader.layout.position(Field::Debit).is_some() && reader.layout.position(Field::Credit).is_some();
    let amounts: &[Field] = if is_in_two { &[Field::Debit, Field::Credit] } else { &[Field::Amount] };
    let says_balance = || reader.text(record, Field::Label).split(|c: char| !c.is_alphanumeric()).any(is_balance);
    if balance.is_some() && amounts.iter().all(|field| reader.is_empty(record, *field)) && says_balance() {
        return Verdict::Aside(Reason::Empty);
    }
    let amount = if is_in_two {
        if amounts.iter().all(|field| reader.is_empty(record, *field)) {
            reader.wrong(Field::Debit, "is empty, and so is the credit; fill one of them");
        }
        let debit = reader.fixed::<Money>(record, Field::Debit).unwrap_or_default();
        let credit = reader.fixed::<Money>(record, Field::Credit).unwrap_or_default();
        // Some banks write a sign in front of what goes out, others do not.
        let amount = Money::from_mantissa(credit.mantissa() - debit.mantissa().abs());
        if amount.is_none() {
            reader.wrong(Field::Credit, "less the debit is too large");
        }
        amount
    } else {
        let amount = reader.required_fixed::<Money>(record, Field::Amount);
        let is_debit = match reader.layout.position(Field::Side) {
            Some(_) if !reader.is_empty(record, Field::Side) => reader.word(record, Field::Side, &DEBIT),
            _ => Some(false),
        };
        amount.zip(is_debit).map(|(amount, is_debit)| if is_debit && !amount.is_negative() { amount.negated() } else { amount })
    };
    let value_date = reader.optional_date(record, Field::ValueDate);
    let (Some(date), Some(amount), false) = (date, amount, reader.failed()) else {
        return Verdict::Rejected { date, document: None };
    };
    let written = reader.currency(record);
    let known = Currency::parse(written.as_str());
    let mut row = BankEntry::new(date, amount);
    row.label = reader.text(record, Field::Label);
    row.account = reader.text(record, Field::Account);
    row.value_date = value_date;
    row.balance = balance;
    row.reference = reader.text(record, Field::Piece);
    row.currency = known.as_ref().map_or_else(|| written.as_str(), Currency::code);
    rows.part.chunk.bank_entry(reader.line, &row);
    Verdict::Used
}

/// Whether a word of a label tells that the row has a balance and no movement: `Solde au 31/12`, `Report`.
fn is_balance(word: &str) -> bool {
    ["solde", "soldes", "balance", "report"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use crate::books::Books;
    use crate::ingest::scratch::Scratch;

    fn open(files: &[(&str, &str)]) -> Result<Books, crate::error::Errors> {
        let folder = Scratch::new(&format!("bank-{:?}", std::thread::current().id()));
        files.iter().for_each(|(name, text)| {
            folder.write(name, text);
        });
        Books::open(folder.path())
    }

    fn formats(books: &Books) -> Vec<&str> {
        books.sources().iter().map(|source| source.format.as_str()).collect()
    }

    fn rows(books: &Books) -> Vec<String> {
        let rows = books.bank_entries();
        rows.iter().map(|row| row.value()).map(|entry| format!("{} {} {}", entry.date, entry.amount, entry.label)).collect()
    }

    #[test]
    fn statements_as_banks_write_them() {
        // Money out is -45.50 whether or not the bank writes a sign in front of it.
        for text in [
            "Date;Libellé;Montant\n03/01/2020;Loyer;-45,50\n13/01/2020;Virement;1 200,00\n",
            "Date;Date de valeur;Débit;Crédit;Libellé;Solde\n03/01/2020;03/01/2020;-45,50;;Loyer;54,50\n13/01/2020;14/01/2020;;1200,00;Virement;1254,50\n",
            "Compte 0012345\n\nDate;Libellé;Débit euros;Crédit euros\n03/01/2020;Loyer;45,50;\n13/01/2020;Virement;;1200,00\n",
            "date,value date,label,debit,credit,balance,account,reference,currency\n\
             2020-01-03,2020-01-03,Loyer,45.50,,54.50,FR7630001007941234567890185,R1,EUR\n2020-01-13,2020-01-13,Virement,,1200.00,1254.50,FR76,R2,EUR\n",
            "Date comptable;Libellé;Sens;Montant;Solde\n2020-01-02;Solde;;;100,00\n2020-01-03;Loyer;D;45,50;54,50\n2020-01-13;Virement;C;1200,00;1254,50\n",
        ] {
            let books = open(&[("x.csv", text)]).unwrap();
            assert_eq!(formats(&books), ["bank-csv"], "{text}");
            assert_eq!(rows(&books), ["2020-01-03 -45.5 Loyer", "2020-01-13 1200 Virement"], "{text} {}", books.errors());
            let source = &books.sources()[0];
            assert_eq!(source.rows, source.used + source.set_aside_rows());
        }
    }

    #[test]
    fn other_tables_stay_what_they_are() {
        for (name, header, format) in [
            ("x.csv", "date,account,label,debit,credit,balance", "ledger-csv"),
            ("banque.csv", "date,account,label,debit,credit,balance,piece,journal", "ledger-csv"),
            ("x.csv", "date,label,amount,category", "expenses-csv"),
            ("x.csv", "number,date,amount,label,balance", "payments-csv"),
            ("reglements.csv", "number,date,amount,value date", "payments-csv"),
            ("banque.csv", "date,account,label,debit,credit,balance", "bank-csv"),
            ("relevé bancaire.csv", "date,reference,label,amount,balance", "bank-csv"),
        ] {
            let books = open(&[(name, &format!("{header}\n"))]).unwrap();
            assert_eq!(formats(&books), [format], "{name} {header}");
        }
        for header in ["date,label,amount,client", "date,description,quantity,amount,balance", "date,label"] {
            assert!(open(&[("releve.csv", &format!("{header}\n"))]).is_err(), "{header}");
        }
    }

    #[test]
    fn a_value_date_that_cannot_be_read_costs_no_row() {
        // 05/03 is the third of May or the fifth of March; the days of the rows tell their own order.
        for (name, written) in [("ambiguous", "05/03/2020"), ("empty", ""), ("no date", "n/a"), ("no day", "31/02/2020")] {
            let text = format!("Date;Date de valeur;Libellé;Montant\n13/03/2020;{written};Loyer;-45,50\n");
            let books = open(&[("x.csv", &text)]).unwrap();
            assert_eq!(rows(&books), ["2020-03-13 -45.5 Loyer"], "{name} {}", books.errors());
            assert!(books.errors().is_empty(), "{name} {}", books.errors());
        }
        let text = "Date;Date de valeur;Libellé;Montant\n13/03/2020;14/03/2020;Loyer;-45,50\n";
        let books = open(&[("x.csv", text)]).unwrap();
        let value_date = books.bank_entries().iter().next().unwrap().value().value_date;
        assert_eq!(value_date.map(|date| date.to_string()).as_deref(), Some("2020-03-14"));
    }

    #[test]
    fn only_a_row_that_says_balance_has_no_amount() {
        for header in ["Débit;Crédit", "Montant;Remarque"] {
            let text = format!(
                "Date;Libellé;{header};Solde\n02/01/2020;VIR A;;500,00;500,00\n15/06/2020;LOYER;;;500,00\n\
                 30/06/2020;Ancien solde au 30/06;;;500,00\n30/06/2020;REPORT;;;500,00\n"
            );
            let text = if header.starts_with('M') { text.replace(";;500,00;", ";500,00;;") } else { text };
            let books = open(&[("banque.csv", &text)]).unwrap();
            let source = &books.sources()[0];
            assert_eq!((source.used, source.set_aside_rows(), source.rejected), (1, 2, 1), "{}", books.errors());
            let errors = books.errors().to_string();
            assert!(errors.contains("banque.csv:3") && errors.contains("is empty"), "{errors}");
        }
    }

    #[test]
    fn a_mapping_names_a_statement_and_its_rows_are_never_changed() {
        let text = "date,account,label,debit,credit\n2020-01-03,512000,Loyer,45.50,\n2020-01-04,512000,Frais,1,\n";
        let mapping = "[[mapping]]\nfile = \"x.csv\"\nkind = \"bank\"\n";
        let correct = "[[correct]]\nfile = \"x.csv\"\nline = 3\nreason = \"r\"\n";
        let read = |settings: &str| open(&[("x.csv", text), ("bilan.toml", settings)]);
        let books = read(&format!("{mapping}{correct}set_aside = true\n")).unwrap();
        assert_eq!((formats(&books), rows(&books)), (vec!["bank-csv"], vec!["2020-01-03 -45.5 Loyer".to_owned()]));
        let changed = format!("{mapping}{correct}field = \"debit\"\nvalue = \"2\"\n");
        let errors = read(&changed).unwrap_err().to_string();
        assert!(errors.contains("rows of a bank statement may be set aside and never changed"), "{errors}");
    }
}
