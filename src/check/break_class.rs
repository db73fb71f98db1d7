//! The ways in which invoices and ledger differ.

use super::finding::Severity;
use super::posting::Between;
use crate::model::Wording;

/// Why the total of the invoices is not that of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum BreakClass {
    /// An invoice that is not booked.
    MissingInLedger,
    /// Revenue or a receivable without an invoice.
    MissingInInvoices,
    /// Booked with another amount.
    AmountDiffers,
    /// Booked with the same total or the same net, and another VAT.
    VatDiffers,
    /// Booked in another fiscal year.
    WrongPeriod,
    /// Booked on an account that is not of revenue, or that the invoice does not call for.
    WrongAccount,
    /// Booked twice.
    DuplicateInLedger,
    /// The same lines twice on an invoice.
    DuplicateInInvoices,
    /// Invoice and ledger name different currencies.
    CurrencyDiffers,
    /// Booked for another client.
    ClientDiffers,
    /// A deposit booked as revenue.
    DepositAsRevenue,
    /// Invoiced after the last month of the ledger.
    NotBookedYet,
    /// Invoices of a year without a ledger.
    YearWithoutLedger,
    /// Revenue of a year without invoices.
    YearWithoutInvoices,
    /// Paid in the name of clients (467).
    Disbursements,
    /// Deposits and their reversals (4191).
    Deposits,
    /// Rebilled expenses outside class 70 (791).
    TransferredCharges,
    /// Income of later years and its reversal (487).
    DeferredIncome,
    /// Invoices to be issued and their reversal (418).
    AccruedIncome,
    /// Credit notes to be issued and their reversal (4198).
    CreditNotesDue,
    /// Cash discounts granted (665).
    CashDiscounts,
    /// Invoices in another currency, booked near their amount.
    ExchangeDifferences,
    /// An invoice in another currency, booked with its amount in that currency at another rate.
    ExchangeRateDiffers,
    /// A few cents.
    Rounding,
    /// Revenue carried to the result.
    ClosingEntries,
    /// Entries whose debits are not their credits.
    UnbalancedEntries,
    /// None of these: never, or the sums are wrong.
    Unexplained,
}

impl BreakClass {
    /// Every class, the worst first.
    pub const ALL: [Self; 27] = [
        Self::MissingInLedger,
        Self::MissingInInvoices,
        Self::AmountDiffers,
        Self::VatDiffers,
        Self::WrongPeriod,
        Self::WrongAccount,
        Self::DuplicateInLedger,
        Self::DuplicateInInvoices,
        Self::CurrencyDiffers,
        Self::ClientDiffers,
        Self::DepositAsRevenue,
        Self::NotBookedYet,
        Self::YearWithoutLedger,
        Self::YearWithoutInvoices,
        Self::Disbursements,
        Self::Deposits,
        Self::TransferredCharges,
        Self::DeferredIncome,
        Self::AccruedIncome,
        Self::CreditNotesDue,
        Self::CashDiscounts,
        Self::ExchangeDifferences,
        Self::ExchangeRateDiffers,
        Self::Rounding,
        Self::ClosingEntries,
        Self::UnbalancedEntries,
        Self::Unexplained,
    ];

    /// The code of its findings.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MissingInLedger => "missing_in_ledger",
            Self::MissingInInvoices => "missing_in_invoices",
            Self::AmountDiffers => "amount_differs",
            Self::VatDiffers => "vat_differs",
            Self::WrongPeriod => "wrong_period",
            Self::WrongAccount => "wrong_account",
            Self::DuplicateInLedger => "duplicate_in_ledger",
            Self::DuplicateInInvoices => "duplicate_in_invoices",
            Self::CurrencyDiffers => "currency_differs",
            Self::ClientDiffers => "client_differs",
            Self::DepositAsRevenue => "deposit_as_revenue",
            Self::NotBookedYet => "not_booked_yet",
            Self::YearWithoutLedger => "year_without_ledger",
            Self::YearWithoutInvoices => "year_without_invoices",
            Self::Disbursements => "disbursements",
            Self::Deposits => "deposits",
            Self::TransferredCharges => "transferred_charges",
            Self::DeferredIncome => "deferred_income",
            Self::AccruedIncome => "accrued_income",
            Self::CreditNotesDue => "credit_notes_due",
            Self::CashDiscounts => "cash_discounts",
            Self::ExchangeDifferences => "exchange_differences",
            Self::ExchangeRateDiffers => "exchange_rate_differs",
            Self::Rounding => "rounding",
            Self::ClosingEntries => "closing_entries",
            Self::UnbalancedEntries => "unbalanced_entries",
            Self::Unexplained => "unexplained",
        }
    }

    /// How much it matters.
    pub const fn severity(self) -> Severity {
        match self {
            Self::MissingInLedger
            | Self::MissingInInvoices
            | Self::AmountDiffers
            | Self::VatDiffers
            | Self::WrongPeriod
            | Self::WrongAccount
            | Self::DuplicateInLedger
            | Self::DuplicateInInvoices
            | Self::CurrencyDiffers
            | Self::Unexplained => Severity::Error,
            Self::ClientDiffers | Self::DepositAsRevenue | Self::NotBookedYet => Severity::Warning,
            _ => Severity::Info,
        }
    }

    /// Whether one finding a year says it all: nothing has to be done for each document, and each has no more to say.
    pub(super) fn is_told_together(self) -> bool {
        match self {
            Self::ExchangeRateDiffers => false,
            _ => self.severity() == Severity::Info || self == Self::NotBookedYet,
        }
    }

    /// The class of what went to an account in between.
    pub(super) const fn of(between: Between) -> Self {
        match between {
            Between::Deposit => Self::Deposits,
            Between::AccruedIncome => Self::AccruedIncome,
            Between::CreditNoteDue => Self::CreditNotesDue,
            Between::DeferredIncome => Self::DeferredIncome,
            Between::Disbursement => Self::Disbursements,
            Between::Transferred => Self::TransferredCharges,
            Between::Discount => Self::CashDiscounts,
            Between::Other => Self::WrongAccount,
        }
    }

    /// What it is, for people.
    pub const fn label(self) -> Wording {
        match self {
            Self::MissingInLedger => Wording::fixed("pas dans le grand livre", "not in the ledger"),
            Self::MissingInInvoices => Wording::fixed("sans facture", "without an invoice"),
            Self::AmountDiffers => Wording::fixed("montants différents", "different amounts"),
            Self::VatDiffers => Wording::fixed("TVA différente", "different VAT"),
            Self::WrongPeriod => Wording::fixed("autre exercice", "another fiscal year"),
            Self::WrongAccount => Wording::fixed("autre compte", "another account"),
            Self::DuplicateInLedger => Wording::fixed("comptabilisé deux fois", "booked twice"),
            Self::DuplicateInInvoices => Wording::fixed("facturé deux fois", "invoiced twice"),
            Self::CurrencyDiffers => Wording::fixed("autre devise", "another currency"),
            Self::ClientDiffers => Wording::fixed("autre client", "another client"),
            Self::DepositAsRevenue => Wording::fixed("acompte en produits", "deposit as revenue"),
            Self::NotBookedYet => Wording::fixed("après le dernier mois du grand livre", "after the last month of the ledger"),
            Self::YearWithoutLedger => {
                Wording::fixed("factures d'un exercice sans grand livre", "invoices of a year without a ledger")
            }
            Self::YearWithoutInvoices => {
                Wording::fixed("produits d'un exercice sans factures", "revenue of a year without invoices")
            }
            Self::Disbursements => Wording::fixed("débours (467)", "paid in the name of clients (467)"),
            Self::Deposits => Wording::fixed("acomptes (4191)", "deposits (4191)"),
            Self::TransferredCharges => Wording::fixed("frais refacturés hors 70 (791)", "rebilled outside 70 (791)"),
            Self::DeferredIncome => Wording::fixed("produits constatés d'avance (487)", "deferred income (487)"),
            Self::AccruedIncome => Wording::fixed("factures à établir (418)", "accrued income (418)"),
            Self::CreditNotesDue => Wording::fixed("avoirs à établir (4198)", "credit notes to be issued (4198)"),
            Self::CashDiscounts => Wording::fixed("escomptes accordés (665)", "cash discounts (665)"),
            Self::ExchangeDifferences => Wording::fixed("cours de change", "exchange rates"),
            Self::ExchangeRateDiffers => Wording::fixed("autre cours de change", "another exchange rate"),
            Self::Rounding => Wording::fixed("arrondis", "rounding"),
            Self::ClosingEntries => Wording::fixed("écritures de clôture", "closing entries"),
            Self::UnbalancedEntries => Wording::fixed("écritures déséquilibrées", "entries that do not balance"),
            Self::Unexplained => Wording::fixed("inexpliqué", "unexplained"),
        }
    }

    /// What to do about it.
    pub(super) const fn remedy(self) -> Wording {
        match self {
            Self::MissingInLedger => Wording::fixed(
                "comptabiliser la facture, ou corriger la référence de l'écriture qui la porte",
                "book the invoice, or correct the reference of the entry that stands for it",
            ),
            Self::MissingInInvoices => Wording::fixed(
                "ajouter la facture aux fichiers, ou contre-passer l'écriture",
                "add the invoice to the files, or reverse the entry",
            ),
            Self::AmountDiffers | Self::VatDiffers => Wording::fixed(
                "vérifier la facture envoyée, puis corriger l'écriture ou émettre un avoir",
                "look at the invoice that was sent, then correct the entry or issue a credit note",
            ),
            Self::WrongPeriod => Wording::fixed(
                "comptabiliser la facture à sa date, ou rattacher le produit à son exercice par 418 ou 487",
                "book the invoice on its date, or move the income to its year by 418 or 487",
            ),
            Self::WrongAccount => Wording::fixed(
                "virer le montant au compte que la facture demande",
                "move the amount to the account the invoice calls for",
            ),
            Self::DuplicateInLedger => Wording::fixed("contre-passer la seconde écriture", "reverse the second entry"),
            Self::DuplicateInInvoices => Wording::fixed(
                "ôter les lignes répétées, ou émettre un avoir",
                "take away the repeated lines, or issue a credit note",
            ),
            Self::CurrencyDiffers => Wording::fixed(
                "comptabiliser la contre-valeur au cours du jour de la facture",
                "book the equivalent at the rate of the day of the invoice",
            ),
            Self::ClientDiffers => {
                Wording::fixed("virer la créance au compte de son client", "move the receivable to the account of its client")
            }
            Self::DepositAsRevenue => Wording::fixed(
                "virer l'acompte en 4191 jusqu'à la facture finale",
                "move the deposit to 4191 until the final invoice",
            ),
            Self::NotBookedYet => {
                Wording::fixed("compléter le grand livre, ou attendre sa mise à jour", "complete the ledger, or wait for it")
            }
            Self::UnbalancedEntries => Wording::fixed("voir le contrôle ledger_balance", "see the check ledger_balance"),
            Self::Unexplained => {
                Wording::fixed("signaler ce cas : la somme des écarts est fausse", "report this: the breaks do not add up")
            }
            _ => Wording::fixed("", ""),
        }
    }
}
