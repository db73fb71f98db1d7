//! Bank statements in OFX: the SGML of versions 1 and the XML of versions 2, read alike, tag by tag. No entity is expanded but the five
//! of XML, and nothing is nested deeper than one transaction.

use rust_decimal::Decimal;

use super::cell::{Grid, OwnedCell};
use super::source;
use crate::error::{Error, ErrorKind, Origin};

/// The tags that are read, as the header of a table: [`super::columns`] knows them.
const HEADER: [&str; 7] = ["DTPOSTED", "TRNAMT", "NAME", "FITID", "ACCTID", "CURDEF", "balance"];

/// No statement is larger, in bytes.
const LARGEST: usize = 64 << 20;

/// Whether a file begins as OFX does.
pub(crate) fn is_ofx(head: &[u8]) -> bool {
    let head = head.get(..4096).unwrap_or(head);
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let is_marked = start.starts_with(b"OFXHEADER") || start.starts_with(b"<");
    is_marked && memchr::memmem::find(&head.to_ascii_uppercase(), b"<OFX>").is_some()
}

/// The transactions as a sheet without a name.
pub(crate) fn read(path: &str, bytes: &[u8]) -> Result<Grid, Error> {
    let damaged = |message: &str| Error::new(ErrorKind::Unreadable, message).at(Origin::file(path));
    if bytes.len() > LARGEST {
        return Err(damaged("is larger than 64 MiB; get it in parts"));
    }
    let text =
        source::decode(bytes).ok_or_else(|| damaged("holds bytes that are no text: the file is damaged or cut; get it again"))?;
    let declares = |word: &str| text.to_ascii_uppercase().contains(word);
    if declares("<!DOCTYPE") || declares("<!ENTITY") {
        return Err(damaged("declares a document type or entities, as no bank does; get it again from the bank"));
    }
    let mut statement = Statement::default();
    let mut line = 1;
    for piece in text.split_inclusive('<') {
        // What follows a `<`, up to the next one: a tag and its text.
        let piece_line = line;
        line += u32::try_from(piece.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX);
        if let Some((tag, value)) = piece.strip_suffix('<').unwrap_or(piece).split_once('>') {
            statement.tag(tag.trim(), value.trim(), piece_line);
        }
    }
    statement.end();
    if statement.is_open {
        return Err(damaged("ends inside a transaction: it is cut; get it again"));
    }
    let header = HEADER.map(|tag| OwnedCell::Text(tag.to_owned())).to_vec();
    Ok(Grid { sheet: String::new(), rows: std::iter::once((1, header)).chain(statement.rows).collect() })
}

#[derive(Default)]
struct Statement {
    currency: String,
    account: String,
    /// What the bank says of the account at the end: day and amount.
    balance: (String, String),
    is_balance: bool,
    /// Last day of the list.
    until: String,
    is_open: bool,
    transaction: Transaction,
    /// Of the statement that is being read.
    own: Vec<Transaction>,
    rows: Vec<(u32, Vec<OwnedCell>)>,
}

#[derive(Default)]
struct Transaction {
    line: u32,
    date: String,
    amount: String,
    name: String,
    memo: String,
    id: String,
}

impl Statement {
    fn tag(&mut self, tag: &str, value: &str, line: u32) {
        let own = &mut self.transaction;
        match (tag.to_ascii_uppercase().as_str(), self.is_open) {
            ("STMTTRN", _) => {
                self.close();
                self.is_open = true;
                self.transaction = Transaction { line, ..Transaction::default() };
            }
            ("/STMTTRN" | "/BANKTRANLIST", _) => self.close(),
            ("/STMTRS" | "/CCSTMTRS", _) => self.end(),
            ("DTPOSTED", true) => own.date = day(value),
            ("TRNAMT", true) => own.amount = plain(value),
            ("NAME", true) => own.name = plain(value),
            ("MEMO", true) => own.memo = plain(value),
            ("FITID", true) => own.id = plain(value),
            ("DTEND", false) => self.until = day(value),
            ("CURDEF", false) => self.currency = plain(value),
            ("ACCTID", false) => self.account = plain(value),
            ("LEDGERBAL", false) => self.is_balance = true,
            ("AVAILBAL" | "/LEDGERBAL", false) => self.is_balance = false,
            ("BALAMT", false) if self.is_balance => self.balance.1 = plain(value),
            ("DTASOF", false) if self.is_balance => self.balance.0 = day(value),
            _ => {}
        }
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.own.push(std::mem::take(&mut self.transaction));
        }
    }

    /// The end of one statement; a file may hold several.
    fn end(&mut self) {
        let own = std::mem::take(&mut self.own);
        let (as_at, balance) = std::mem::take(&mut self.balance);
        // A balance of a later day than the list may hold other transactions.
        let until = std::mem::take(&mut self.until);
        let is_newest_first = own.first().zip(own.last()).is_some_and(|(first, last)| first.date > last.date);
        let at = if is_newest_first { 0 } else { own.len().saturating_sub(1) };
        for (number, transaction) in own.into_iter().enumerate() {
            let is_last = number == at && transaction.date <= as_at && (as_at <= until || as_at == transaction.date);
            let label = match (transaction.name.as_str(), transaction.memo.as_str()) {
                (name, memo) if memo.is_empty() || name == memo => name.to_owned(),
                ("", memo) => memo.to_owned(),
                (name, memo) => format!("{name} {memo}"),
            };
            let cells = [
                OwnedCell::Text(transaction.date),
                amount(transaction.amount),
                OwnedCell::Text(label),
                OwnedCell::Text(transaction.id),
                OwnedCell::Text(self.account.clone()),
                OwnedCell::Text(self.currency.clone()),
                if is_last { amount(balance.clone()) } else { OwnedCell::Empty },
            ];
            self.rows.push((transaction.line, cells.to_vec()));
        }
        self.account.clear();
    }
}

/// `20200131120000[+1:CET]` is a day first.
fn day(text: &str) -> String {
    match text.get(..8) {
        Some(day) if day.bytes().all(|byte| byte.is_ascii_digit()) => day.to_owned(),
        _ => plain(text),
    }
}

/// An amount has a point or a comma before its decimals and no other separator.
fn amount(text: String) -> OwnedCell {
    match text.replace(',', ".").parse::<Decimal>() {
        Ok(value) => OwnedCell::Number { value, shown: None },
        Err(_) => OwnedCell::Text(text),
    }
}

fn plain(text: &str) -> String {
    const ENTITIES: [(&str, &str); 6] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use crate::books::Books;
    use crate::ingest::scratch::Scratch;

    const SGML: &str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX>\n<BANKMSGSRSV1><STMTTRNRS><STMTRS>\n\
        <CURDEF>EUR\n<BANKACCTFROM><BANKID>30001<ACCTID>0000123\n</BANKACCTFROM>\n<BANKTRANLIST><DTSTART>20200101<DTEND>20200131\n\
        <STMTTRN>\n<TRNTYPE>CREDIT\n<DTPOSTED>20200103120000[+1:CET]\n<TRNAMT>+4800,00\n<FITID>A1\n<NAME>VIR EOLIS &amp; CIE\n</STMTTRN>\n\
        <STMTTRN>\n<DTPOSTED>20200120\n<TRNAMT>-2500.5\n<FITID>A2\n<MEMO>TVA\n\
        </BANKTRANLIST>\n<LEDGERBAL><BALAMT>2299.50<DTASOF>20200131</LEDGERBAL><AVAILBAL><BALAMT>9<DTASOF>20200131</AVAILBAL>\n\
        </STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n";
    const XML: &str = "<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"211\"?>\n<OFX><STMTRS><CURDEF>EUR</CURDEF><BANKACCTFROM><ACCTID>0000123</ACCTID></BANKACCTFROM>\
        <BANKTRANLIST>\n<STMTTRN><DTPOSTED>20200120</DTPOSTED><TRNAMT>-2500.50</TRNAMT><FITID>A2</FITID><NAME>TVA</NAME></STMTTRN>\n\
        <STMTTRN><DTPOSTED>20200205</DTPOSTED><TRNAMT>x</TRNAMT><FITID>A3</FITID></STMTTRN>\n<STMTTRN><DTPOSTED>20200206</DTPOSTED><TRNAMT>7</TRNAMT></STMTTRN></BANKTRANLIST></STMTRS></OFX>";

    fn rows(books: &Books) -> Vec<String> {
        let told = |row: crate::books::Row<'_, crate::books::BankEntries>| {
            let entry = row.value();
            let balance = entry.balance.map_or_else(|| "–".to_owned(), |balance| balance.to_string());
            format!(
                "{} {} {} {} {} {} {balance}",
                row.origin(),
                entry.date,
                entry.amount,
                entry.label,
                entry.reference,
                entry.account
            )
        };
        books.bank_entries().iter().map(told).collect()
    }

    #[test]
    fn both_versions_are_read_and_what_overlaps_counts_once() {
        let folder = Scratch::new("ofx");
        folder.write("01.ofx", SGML).write("02.ofx", XML);
        let books = Books::open(folder.path()).unwrap();
        assert_eq!(
            rows(&books),
            [
                "01.ofx:13 2020-01-03 4800 VIR EOLIS & CIE A1 0000123 –",
                "01.ofx:20 2020-01-20 -2500.5 TVA A2 0000123 2299.5",
                "02.ofx:6 2020-02-06 7   0000123 –",
            ]
        );
        assert_eq!(books.errors().to_string(), "02.ofx:5: TRNAMT: \"x\" is not an amount; write 1 234,56 or 1234.56");
        let counts: Vec<_> =
            books.sources().iter().map(|s| (s.format.as_str(), s.rows, s.used, s.set_aside_rows(), s.rejected)).collect();
        assert_eq!(counts, [("bank-ofx", 2, 2, 0, 0), ("bank-ofx", 3, 1, 1, 1)]);
    }

    #[test]
    fn what_is_cut_or_declares_entities_is_refused() {
        for (text, says) in [
            (SGML.split("<FITID>A2").next().unwrap_or_default().to_owned(), "ends inside a transaction"),
            (format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{XML}"), "declares a document type or entities"),
        ] {
            let folder = Scratch::new("ofx-refused");
            folder.write("a.ofx", &text);
            let errors = Books::open(folder.path()).unwrap_err().to_string();
            assert!(errors.contains(says), "{errors}");
        }
    }
}
