//! A sound business of two fiscal years, with everything that makes invoices and revenue differ without being wrong. Cents.

#![expect(clippy::inconsistent_digit_grouping, reason = "cents stand apart from euros: 1_234_56")]

use std::collections::BTreeMap;
use std::sync::Arc;

use bilan::books::{Books, BooksBuilder, Chunk, Source};
use bilan::model::{
    BankEntry, Billing, Document, EuroRate, ExchangeRate, ForeignAmount, InvoiceLine, LedgerEntry, Money, Original, Settings,
};
use chrono::Datelike;
use rust_decimal::Decimal;

use crate::book::{day, decimal};

/// A line of an invoice.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) number: String,
    pub(super) issued: String,
    pub(super) client: &'static str,
    pub(super) net: i64,
    pub(super) vat: i64,
    pub(super) payable: Option<i64>,
    pub(super) billing: Billing,
    pub(super) document: Document,
    pub(super) refers_to: &'static str,
    pub(super) currency: &'static str,
}

/// A line of the ledger.
#[derive(Clone, Debug)]
pub(super) struct Posted {
    pub(super) journal: &'static str,
    pub(super) entry: String,
    pub(super) date: String,
    pub(super) account: String,
    pub(super) party: &'static str,
    pub(super) piece: String,
    pub(super) label: String,
    pub(super) cents: i64,
    pub(super) currency: &'static str,
    /// Cents of dollars.
    pub(super) dollars: Option<i64>,
}

impl Posted {
    /// Whether it stands in the export of a year: that of its date, or the one its label names.
    fn is_in_file(&self, year: i32) -> bool {
        match self.label.strip_prefix("file ") {
            Some(file) => file == year.to_string(),
            None => day(&self.date).year() == year,
        }
    }
}

/// A row of a bank statement.
#[derive(Clone, Debug)]
pub(super) struct AtBank {
    pub(super) file: &'static str,
    pub(super) date: String,
    pub(super) label: String,
    pub(super) cents: i64,
    pub(super) balance: Option<i64>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Business {
    pub(super) lines: Vec<Line>,
    pub(super) posted: Vec<Posted>,
    pub(super) at_bank: Vec<AtBank>,
    entries: u32,
}

const CURRENT: &str = "releve-courant.csv";
const SAVINGS: &str = "releve-epargne.csv";
pub(super) const A: &str = "Mutuelle Garance";
pub(super) const B: &str = "Éolis Ponant";

impl Business {
    pub(super) fn line(&mut self, number: &str, issued: &str, client: &'static str, net: i64, billing: Billing) -> &mut Line {
        let vat = if billing == Billing::Disbursement { 0 } else { net / 5 };
        self.lines.push(Line {
            number: number.into(),
            issued: issued.into(),
            client,
            net,
            vat,
            payable: None,
            billing,
            document: if net < 0 { Document::CreditNote } else { Document::Invoice },
            refers_to: "",
            currency: "EUR",
        });
        self.lines.last_mut().expect("a line")
    }

    pub(super) fn entry(&mut self, journal: &'static str, date: &str, piece: &str, party: &'static str, lines: &[(&str, i64)]) {
        self.entries += 1;
        for (account, cents) in lines {
            self.posted.push(Posted {
                journal,
                entry: self.entries.to_string(),
                date: date.into(),
                account: (*account).into(),
                party: if account.starts_with("411") || account.starts_with("41910") { party } else { "" },
                piece: piece.into(),
                label: piece.into(),
                cents: *cents,
                currency: "",
                dollars: None,
            });
        }
    }

    /// A time invoice, booked on its day under its number.
    pub(super) fn sold(&mut self, number: &str, issued: &str, client: &'static str, net: i64) {
        self.line(number, issued, client, net, Billing::Time);
        self.entry("VE", issued, number, client, &[("411000", net + net / 5), ("706000", -net), ("445710", -net / 5)]);
    }

    pub(super) fn paid(&mut self, date: &str, piece: &str, client: &'static str, cents: i64) {
        self.entry("BQ", date, piece, client, &[("512000", cents), ("411000", -cents)]);
    }

    /// The lines of the entry that bears this piece in the journal of sales.
    pub(super) fn sale(&mut self, piece: &str) -> Vec<&mut Posted> {
        self.posted.iter_mut().filter(|posted| posted.journal == "VE" && posted.piece == piece).collect()
    }

    /// Opens 2020 with what 2019 leaves, the result on 120.
    pub(super) fn carry_forward(&mut self) {
        self.posted.retain(|posted| posted.journal != "AN");
        let mut balances: BTreeMap<String, i64> = BTreeMap::new();
        for posted in self.posted.iter().filter(|posted| posted.date.starts_with("2019")) {
            let account = if posted.account.starts_with(['6', '7']) { "120000" } else { &posted.account };
            *balances.entry(account.to_owned()).or_default() += posted.cents;
        }
        let opening: Vec<(String, i64)> = balances.into_iter().filter(|(_, cents)| *cents != 0).collect();
        let opening: Vec<(&str, i64)> = opening.iter().map(|(account, cents)| (account.as_str(), *cents)).collect();
        self.entry("AN", "2020-01-01", "AN", "", &opening);
    }

    /// A row of a statement, with the balance after it.
    fn at_bank(&mut self, file: &'static str, date: &str, label: &str, cents: i64) {
        let before = self.at_bank.iter().rfind(|row| row.file == file).and_then(|row| row.balance).unwrap_or_default();
        self.at_bank.push(AtBank { file, date: date.into(), label: label.into(), cents, balance: Some(before + cents) });
    }

    /// What the bank says: some days later than the ledger, two cheques in one row, and the last payment not yet.
    fn statements(&mut self) {
        for (date, label, cents) in [
            ("2019-01-02", "VERSEMENT CAPITAL", 5_000_00),
            ("2019-05-02", "VIR GARANCE F-2019-001", 8_400_00),
            ("2019-06-20", "VIR EOLIS F-2019-002", 2_400_00),
            ("2019-07-10", "CB HOTEL", -300_00),
            ("2019-09-30", "PRLV FOURNISSEUR", -1_200_00),
            ("2020-01-03", "VIR EOLIS F-2019-004", 4_800_00),
            ("2020-01-20", "PRLV DGFIP TVA", -2_500_00),
            ("2020-07-08", "REMISE 2 CHEQUES", 2_760_00),
            ("2020-08-17", "VIR EOLIS ACOMPTE", 1_000_00),
            ("2020-11-10", "VIR EPARGNE", -100_00),
            ("2020-12-31", "INTERETS", 0),
        ] {
            self.at_bank(CURRENT, date, label, cents);
        }
        self.at_bank(SAVINGS, "2020-11-12", "VIR COURANT", 100_00);
    }

    /// The row of a statement with this label.
    pub(super) fn bank_row(&mut self, label: &str) -> &mut AtBank {
        self.at_bank.iter_mut().find(|row| row.label == label).expect("a row")
    }

    /// Where the row with this label is.
    pub(super) fn bank_place(&self, label: &str) -> Vec<String> {
        let row = self.at_bank.iter().find(|row| row.label == label).expect("a row");
        let of_file = self.at_bank.iter().filter(|other| other.file == row.file);
        let at = (2..).zip(of_file).find(|(_, other)| other.label == label);
        at.map(|(at, _)| format!("{}:{at}", row.file)).into_iter().collect()
    }

    /// Where the line of an entry on account 512000 is, by its piece.
    pub(super) fn booked_place(&self, piece: &str) -> Vec<String> {
        let line = self.posted.iter().find(|posted| posted.journal == "BQ" && posted.piece == piece).expect("a line");
        let entry: Vec<&Posted> = self.posted.iter().filter(|posted| posted.entry == line.entry).collect();
        let at = entry.iter().position(|posted| posted.account == "512000").expect("a line of the bank");
        self.entry_places(&line.entry).get(at).cloned().into_iter().collect()
    }

    /// Where the lines of an invoice are.
    pub(super) fn invoice_places(&self, number: &str) -> Vec<String> {
        let lines = (2..).zip(&self.lines).filter(|(_, line)| line.number == number);
        lines.map(|(at, _)| format!("invoices.csv:{at}")).collect()
    }

    /// Where the lines of an entry are.
    pub(super) fn entry_places(&self, entry: &str) -> Vec<String> {
        let mut places = Vec::new();
        for year in [2019, 2020] {
            let lines = (2..).zip(self.posted.iter().filter(|posted| posted.is_in_file(year)));
            let lines = lines.filter(|(_, posted)| posted.entry == entry);
            places.extend(lines.map(|(at, _)| format!("000000000FEC{year}1231.txt:{at}")));
        }
        places
    }

    pub(super) fn open(&self) -> Books {
        let mut settings = Settings::default();
        settings.business.country = Some("FR".into());
        settings.business.currency = Some("EUR".into());
        let mut builder = BooksBuilder::new(settings);
        let money = |cents: i64| Money::from_mantissa(cents * 100).expect("an amount");
        let rate = Arc::new(ExchangeRate::new(
            "USD",
            day("2019-01-02"),
            EuroRate::from_decimal(decimal("1.1")).expect("a rate"),
            EuroRate::EURO,
        ));
        let mut invoices = Chunk::default();
        for (at, line) in (2..).zip(&self.lines) {
            let mut row = InvoiceLine::new(&line.number, day(&line.issued), line.client, money(line.net));
            row.vat = Some(money(line.vat));
            row.gross = line.payable.map(money);
            row.billing = line.billing;
            row.document = line.document;
            row.refers_to = line.refers_to;
            row.currency = line.currency;
            let dollars = |cents: i64| Decimal::new(cents * 11, 3);
            let mut original = Original::new(dollars(line.net), Arc::clone(&rate));
            original.vat = Some(dollars(line.vat));
            row.original = Some(&original).filter(|_| line.currency == "USD");
            invoices.invoice_line(at, &row);
        }
        builder.add(Source::new("invoices.csv", "invoices-csv"), invoices);
        for year in [2019, 2020] {
            let mut ledger = Chunk::default();
            for (at, posted) in (2..).zip(self.posted.iter().filter(|posted| posted.is_in_file(year))) {
                let mut row = LedgerEntry::new(day(&posted.date), &posted.account, money(posted.cents));
                row.journal = posted.journal;
                row.entry = &posted.entry;
                row.piece = &posted.piece;
                row.party = posted.party;
                row.label = &posted.label;
                row.currency = posted.currency;
                row.foreign = posted.dollars.and_then(|cents| ForeignAmount::new(money(cents), "USD"));
                ledger.ledger_entry(at, &row);
            }
            builder.add(Source::new(format!("000000000FEC{year}1231.txt"), "fec"), ledger);
        }
        for file in [CURRENT, SAVINGS] {
            let mut rows = Chunk::default();
            for (at, row) in (2..).zip(self.at_bank.iter().filter(|row| row.file == file)) {
                let mut entry = BankEntry::new(day(&row.date), money(row.cents));
                entry.label = &row.label;
                entry.balance = row.balance.map(money);
                rows.bank_entry(at, &entry);
            }
            builder.add(Source::new(file, "bank-csv"), rows);
        }
        builder.finish()
    }
}

/// The sound business; its totals are worked out in `the_differences_are_those_worked_out_by_hand`.
pub(super) fn business() -> Business {
    let mut b = Business::default();
    b.entry("BQ", "2019-01-02", "CAP", "", &[("512000", 5_000_00), ("101000", -5_000_00)]);
    // 2019. Time work and a credit note on it.
    b.sold("F-2019-001", "2019-03-31", A, 7_000_00);
    b.paid("2019-04-30", "F-2019-001", A, 8_400_00);
    b.line("A-2019-001", "2019-05-15", A, -700_00, Billing::Time).refers_to = "F-2019-001";
    b.entry("VE", "2019-05-15", "A-2019-001", A, &[("411000", -840_00), ("706000", 700_00), ("445710", 140_00)]);
    // A deposit of half of a fixed price.
    b.line("F-2019-002", "2019-06-01", B, 2_000_00, Billing::Fixed).document = Document::Deposit;
    b.entry("VE", "2019-06-01", "F-2019-002", B, &[("411000", 2_400_00), ("419100", -2_000_00), ("445710", -400_00)]);
    b.paid("2019-06-20", "F-2019-002", B, 2_400_00);
    // Paid in the name of the client, and expenses charged on: 708 and 791.
    b.line("F-2019-003", "2019-07-31", A, 1_000_00, Billing::Time);
    b.line("F-2019-003", "2019-07-31", A, 300_00, Billing::Disbursement);
    b.line("F-2019-003", "2019-07-31", A, 200_00, Billing::Rebilled);
    let lines = [("411000", 1_740_00), ("706000", -1_000_00), ("467000", -300_00), ("708500", -200_00), ("445710", -240_00)];
    b.entry("VE", "2019-07-31", "F-2019-003", A, &lines);
    b.entry("BQ", "2019-07-10", "F-2019-003", A, &[("467000", 300_00), ("512000", -300_00)]);
    // A retainer of six months, three of them in 2020.
    b.sold("F-2019-004", "2019-10-01", B, 4_000_00);
    b.entry("OD", "2019-12-31", "PCA-2019", "", &[("706000", 2_000_00), ("487000", -2_000_00)]);
    b.entry("OD", "2020-01-01", "PCA-2019", "", &[("487000", 2_000_00), ("706000", -2_000_00)]);
    // Work of December 2019, invoiced in January.
    b.entry("OD", "2019-12-31", "FAE-2019", "", &[("418100", 1_800_00), ("706000", -1_500_00), ("445870", -300_00)]);
    b.entry("OD", "2020-01-01", "FAE-2019", "", &[("418100", -1_800_00), ("706000", 1_500_00), ("445870", 300_00)]);
    // Costs, and VAT returns that empty 4457.
    b.entry("AC", "2019-09-01", "HA-1", "", &[("622600", 1_000_00), ("445660", 200_00), ("401000", -1_200_00)]);
    b.entry("BQ", "2019-09-30", "HA-1", "", &[("401000", 1_200_00), ("512000", -1_200_00)]);
    let collected = [("445710", 1_400_00 - 140_00 + 400_00 + 240_00 + 800_00), ("445660", -200_00), ("445510", -2_500_00)];
    b.entry("OD", "2019-12-31", "TVA-2019", "", &collected);
    b.entry("BQ", "2020-01-20", "TVA-2019", "", &[("445510", 2_500_00), ("512000", -2_500_00)]);

    // Paid on the last days of the year, at the bank in the next one.
    b.paid("2019-12-30", "F-2019-004", B, 4_800_00);

    // 2020.
    b.sold("F-2020-001", "2020-01-15", B, 1_500_00);
    // The rest of the fixed price: the whole price, less the deposit only in the amount payable.
    let last = b.line("F-2020-002", "2020-02-28", B, 4_000_00, Billing::Fixed);
    (last.refers_to, last.payable) = ("F-2019-002", Some(2_400_00));
    let lines = [("411000", 2_400_00), ("419100", 2_000_00), ("706000", -4_000_00), ("445710", -400_00)];
    b.entry("VE", "2020-02-28", "F-2020-002", B, &lines);
    // A deposit and its final invoice, which takes it off in a line.
    b.line("F-2020-003", "2020-03-01", A, 1_000_00, Billing::Fixed).document = Document::Deposit;
    b.entry("VE", "2020-03-01", "F-2020-003", A, &[("411000", 1_200_00), ("419100", -1_000_00), ("445710", -200_00)]);
    b.line("F-2020-004", "2020-04-01", A, 3_000_00, Billing::Fixed).refers_to = "F-2020-003";
    let off = b.line("F-2020-004", "2020-04-01", A, -1_000_00, Billing::Fixed);
    (off.refers_to, off.document) = ("F-2020-003", Document::Invoice);
    let lines = [("411000", 2_400_00), ("419100", 1_000_00), ("706000", -3_000_00), ("445710", -400_00)];
    b.entry("VE", "2020-04-01", "F-2020-004", A, &lines);
    // Expenses charged on through 791, as before 2025.
    b.line("F-2020-005", "2020-05-31", A, 2_000_00, Billing::Time);
    b.line("F-2020-005", "2020-05-31", A, 330_00, Billing::Rebilled);
    let lines = [("411000", 2_796_00), ("706000", -2_000_00), ("791000", -330_00), ("445710", -466_00)];
    b.entry("VE", "2020-05-31", "F-2020-005", A, &lines);
    // One entry for the invoices of a month, one invoice in two entries, a part payment.
    b.line("F-2020-006", "2020-06-10", A, 1_100_00, Billing::Time);
    b.line("F-2020-007", "2020-06-20", A, 1_200_00, Billing::Time);
    b.entry("VE", "2020-06-30", "VTE-06", A, &[("411000", 2_760_00), ("706000", -2_300_00), ("445710", -460_00)]);
    b.line("F-2020-008", "2020-07-31", B, 2_500_00, Billing::Time);
    b.entry("VE", "2020-07-31", "F-2020-008", B, &[("411000", 1_800_00), ("706000", -1_500_00), ("445710", -300_00)]);
    b.entry("VE", "2020-07-31", "F-2020-008", B, &[("411000", 1_200_00), ("706000", -1_000_00), ("445710", -200_00)]);
    b.paid("2020-08-15", "F-2020-008", B, 1_000_00);
    // A number spelt otherwise, one only in the label, and one that the ledger does not know.
    b.line("F-2020-009", "2020-08-31", A, 900_00, Billing::Time);
    b.entry("VE", "2020-08-31", "F2020/9", A, &[("411000", 1_080_00), ("706000", -900_00), ("445710", -180_00)]);
    b.line("F-2020-010", "2020-09-30", A, 1_900_00, Billing::Time);
    b.entry("VE", "2020-10-20", "771", A, &[("411000", 2_280_00), ("706000", -1_900_00), ("445710", -380_00)]);
    b.sale("771").into_iter().for_each(|posted| posted.label = "Facture F-2020-010".into());
    b.line("F-2020-011", "2020-10-31", B, 5_500_00, Billing::Time);
    b.entry("VE", "2020-11-02", "772", B, &[("411000", 6_600_00), ("706000", -5_500_00), ("445710", -1_100_00)]);
    // A rebate owed to a client, which will be a credit note.
    b.entry("OD", "2020-12-31", "AAE-2020", "", &[("709600", 500_00), ("445870", 100_00), ("419800", -600_00)]);
    // Between two accounts of the bank, by way of 580.
    b.entry("BQ", "2020-11-10", "VIR", "", &[("580000", 100_00), ("512000", -100_00)]);
    b.entry("BQ", "2020-11-12", "VIR", "", &[("512100", 100_00), ("580000", -100_00)]);
    let charged: i64 = b.posted.iter().filter(|p| p.account == "445710" && p.date.starts_with("2020")).map(|p| p.cents).sum();
    b.entry("OD", "2020-12-31", "TVA-2020", "", &[("445710", -charged), ("445510", charged)]);
    // Two cheques, one deposit.
    b.paid("2020-07-06", "F-2020-006", A, 1_320_00);
    b.paid("2020-07-07", "F-2020-007", A, 1_440_00);
    b.paid("2020-12-30", "F-2020-011", B, 6_600_00);
    b.carry_forward();
    b.statements();
    b
}
