//! Sets of accounts of a chart of accounts, told by how their numbers begin.

/// The accounts whose number begins with one of `within` and with none of `except`.
///
/// ```
/// use bilan::jurisdiction::fr;
/// assert!(fr::CHART.expenses.contains("625100"));
/// assert!(!fr::CHART.expenses.contains("695"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accounts {
    /// Prefixes of the accounts of the set.
    pub within: &'static [&'static str],
    /// Prefixes of those among them that are left out.
    pub except: &'static [&'static str],
}

impl Accounts {
    /// Whether an account number is in the set.
    pub fn contains(&self, account: &str) -> bool {
        let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| account.starts_with(prefix));
        begins(self.within) && !begins(self.except)
    }
}

/// The accounts that figures are made of. The first five sets share no account, and hold every account of classes 6 and 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChartOfAccounts {
    /// Revenue (*chiffre d'affaires*), net of rebates.
    pub revenue: Accounts,
    /// Other income (*autres produits*).
    pub other_income: Accounts,
    /// Depreciation and amortisation (*dotations aux amortissements*).
    pub depreciation: Accounts,
    /// Income tax of the company.
    pub income_tax: Accounts,
    /// Every other expense (*charges*).
    pub expenses: Accounts,
    /// Pay and its contributions, those of the owner with them (*charges de personnel*): a part of expenses.
    pub staff: Accounts,
    /// Expenses charged on to clients, a part of revenue (*frais refacturés*).
    pub rebilled: Accounts,
    /// What clients owe (*créances clients*).
    pub receivable: Accounts,
    /// VAT charged to clients (*TVA collectée*).
    pub vat: Accounts,
    /// VAT charged that waits: until payment, until an invoice is issued (*taxes à régulariser ou en attente*).
    pub vat_pending: Accounts,
    /// Deposits received from clients (*avances et acomptes reçus*).
    pub deposits: Accounts,
    /// Invoices to be issued (*factures à établir*).
    pub accrued_income: Accounts,
    /// Credit notes to be issued (*avoirs à établir*).
    pub credit_notes_due: Accounts,
    /// Income of a later year (*produits constatés d'avance*).
    pub deferred_income: Accounts,
    /// Paid in the name of clients (*débours*).
    pub disbursements: Accounts,
    /// Expenses passed on outside revenue (*transferts de charges*), until 2024.
    pub transferred_charges: Accounts,
    /// Cash discounts granted (*escomptes accordés*).
    pub cash_discounts: Accounts,
    /// Receivables given up or in doubt (*créances douteuses, pertes sur créances*).
    pub bad_debts: Accounts,
    /// Waiting and transfer accounts that are empty at the end of a year (*comptes d'attente, virements internes*).
    pub suspense: Accounts,
    /// Accounts at banks (*banques*).
    pub bank: Accounts,
    /// Cash and banks.
    pub cash: Accounts,
    /// Result of the year.
    pub result: Accounts,
    /// The official text.
    pub source: &'static str,
}
