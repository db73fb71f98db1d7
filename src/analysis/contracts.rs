//! Fixed prices agreed by contract: the lines that bill each, what is earned of it by a day, when its revenue counts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::note::Note;
use super::notes::{cents, en, fr};
use super::receipts::{Line, Part, pay};
use super::recognition::{deposits_received, deposits_within_final};
use super::report::Report;
use super::statement::StatementRow;
use crate::books::{Books, Table};
use crate::model::{Contract, Document, InvoiceLine, Money, Recognition, RevenueBasis, Wording, day_number, rounded_to_the_cent};

/// A contract with the invoice lines that bill it.
pub(super) struct Agreed<'b> {
    books: &'b Books,
    pub(super) contract: &'b Contract,
    /// Its place in the settings.
    number: usize,
    rows: Vec<usize>,
    /// Deposits whose final invoice has the full price.
    within_final: Vec<usize>,
}

/// Every contract of the books. A line belongs to the one that names its project, else to the one of its client alone.
pub(super) fn of(books: &Books) -> Vec<Agreed<'_>> {
    let contracts = &books.settings().contracts;
    let all = contracts.iter().enumerate();
    let mut agreed: Vec<Agreed<'_>> =
        all.map(|(number, contract)| Agreed { books, contract, number, rows: Vec::new(), within_final: Vec::new() }).collect();
    if agreed.is_empty() {
        return agreed;
    }
    let within = deposits_within_final(books);
    for row in books.invoice_lines().iter() {
        let line = row.value();
        let mut of_line = agreed.iter_mut().filter(|agreed| agreed.contract.has(&line)).collect::<Vec<_>>();
        of_line.sort_by_key(|agreed| agreed.contract.project.is_none());
        if let Some(agreed) = of_line.into_iter().next() {
            agreed.rows.push(row.index());
            if within.binary_search(&row.index()).is_ok() {
                agreed.within_final.push(row.index());
            }
        }
    }
    agreed
}

/// Whether a contract names the project that work was done for, so that the work has a fixed price.
pub(super) fn has_work(books: &Books, client: &str, project: &str) -> bool {
    let contracts = &books.settings().contracts;
    contracts.iter().any(|contract| contract.client == client && contract.project.as_deref() == Some(project))
}

impl<'b> Agreed<'b> {
    fn line(&self, row: usize) -> Option<InvoiceLine<'b>> {
        self.books.invoice_lines().get(row).map(|row| row.value())
    }

    /// The lines that bill it by the end of a day, each with its net. A deposit counts until the final invoice that holds it.
    fn invoiced(&self, day: NaiveDate) -> Vec<(usize, NaiveDate, Decimal)> {
        let issued = |row: &usize| self.line(*row).filter(|line| line.issued <= day);
        let is_held = |number: &str| {
            self.rows.iter().filter_map(issued).any(|line| line.document == Document::Invoice && line.refers_to == number)
        };
        let lines = self.rows.iter().filter_map(|row| Some((*row, issued(row)?)));
        let open = lines.filter(|(row, line)| !(self.within_final.contains(row) && is_held(line.number)));
        open.map(|(row, line)| (row, line.issued, line.net.to_decimal())).collect()
    }

    /// What is earned of the price by the end of a day, and the day that says so; `None` while nothing does.
    pub(super) fn earned(&self, day: NaiveDate) -> Option<(NaiveDate, Decimal)> {
        let share = self.contract.progress_at(day)?;
        let delivered = self.contract.delivered.filter(|delivered| *delivered <= day);
        let said = delivered.or_else(|| self.contract.progress.range(..=day).next_back().map(|(day, _)| *day))?;
        Some((said, of_price(self.contract.price?, share)?))
    }

    /// Rows whose sum is what is earned by a day and not invoiced: the contract, less the lines that bill it. None where more is invoiced: that is
    /// deferred income.
    pub(super) fn unbilled(&self, day: NaiveDate) -> Vec<StatementRow> {
        let Some((said, earned)) = self.earned(day) else { return Vec::new() };
        let invoiced = self.invoiced(day);
        if earned <= invoiced.iter().map(|(_, _, net)| *net).sum::<Decimal>() {
            return Vec::new();
        }
        let mut rows =
            vec![StatementRow { contract: Some(self.number), ..StatementRow::new(Table::Invoices, usize::MAX, said, earned) }];
        rows.extend(invoiced.into_iter().map(|(row, issued, net)| StatementRow::new(Table::Invoices, row, issued, -net)));
        rows
    }

    /// The lines that its revenue counts on.
    fn counted(&self) -> impl Iterator<Item = (usize, InvoiceLine<'b>)> {
        let rows = self.rows.iter().filter(|row| !self.within_final.contains(row));
        rows.filter_map(|row| Some((*row, self.line(*row)?)))
    }

    /// The day of delivery, else the last day of service of its lines.
    fn completed(&self) -> Option<NaiveDate> {
        self.contract.delivered.or_else(|| self.counted().filter_map(|(_, line)| line.service_end).max())
    }

    /// Its lines in the parts that count, by row; `never` is the day of what counts on none.
    fn parts(&self, never: i32) -> Option<Vec<Part>> {
        let rows: Vec<Part> = self.counted().filter_map(|(row, line)| Part::whole(row, &line, never)).collect();
        let mut parts = Vec::new();
        match self.contract.recognition {
            Recognition::Completion => {
                let day = self.completed().map_or(never, day_number);
                parts.extend(rows.into_iter().map(|part| Part { day, ..part }));
            }
            Recognition::Progress => {
                let whole: i128 = rows.iter().map(|part| i128::from(part.money)).sum();
                if whole <= 0 {
                    return None;
                }
                let mut lines: Vec<Line> = rows.into_iter().map(|part| Line::new(part, false)).collect();
                let days = self.contract.progress.keys().copied().chain(self.contract.delivered);
                let mut steps = Vec::new();
                for day in days {
                    let share = self.contract.progress_at(day)?;
                    let earned = match share < Decimal::ONE {
                        true => Money::from_decimal(of_price(self.contract.price?, share)?)?.mantissa().into(),
                        false => whole,
                    };
                    steps.push((day_number(day), None, whole.min(earned)));
                }
                steps.sort_by_key(|(day, _, _)| *day);
                pay(&mut lines, &steps, whole, &mut parts)?;
            }
            _ => return None,
        }
        // A deposit that its final invoice holds is no revenue of its own.
        let held = self.within_final.iter().filter_map(|row| Part::whole(*row, &self.line(*row)?, never));
        parts.extend(held);
        Some(parts)
    }

    /// What its lines have earned by the end of a day less what they have invoiced, by line: the sum is accrued income above zero and deferred income
    /// below. `waiting` are the deposits received (4191) on that day, in their order: they are not invoiced yet. `None` where its lines
    /// do not count apart.
    pub(super) fn accrual(&self, day: NaiveDate, waiting: &[usize]) -> Option<Vec<StatementRow>> {
        let until = day_number(day);
        let mut earned: BTreeMap<usize, i64> = BTreeMap::new();
        for part in self.parts(i32::MAX)?.into_iter().filter(|part| part.day <= until) {
            *earned.entry(usize::try_from(part.row).ok()?).or_default() += part.money;
        }
        let rows = self.counted().filter_map(|(row, line)| {
            let invoiced = if is_invoiced(row, &line, day, waiting) { line.net.mantissa() } else { 0 };
            let amount = earned.get(&row).copied().unwrap_or(0).checked_sub(invoiced).filter(|amount| *amount != 0)?;
            Some(StatementRow::new(Table::Invoices, row, line.issued, Decimal::new(amount, Money::SCALE)))
        });
        Some(rows.collect())
    }

    /// Whether its lines count on days of its own, and not by their service.
    pub(super) fn counts_apart(&self) -> bool {
        self.parts(i32::MAX).is_some()
    }

    /// Whether a line is one that bills it.
    pub(super) fn has(&self, row: usize) -> bool {
        self.rows.binary_search(&row).is_ok()
    }

    /// What is earned against what is invoiced at the end of a day: accrued income (418) or deferred income (487), and what no line bills.
    fn note(&self, day: NaiveDate, waiting: &[usize]) -> Option<Note> {
        let all: Decimal = self.counted().map(|(_, line)| line.net.to_decimal()).sum();
        let of_contract = match self.contract.recognition {
            Recognition::Completion if self.completed().is_some_and(|completed| completed <= day) => {
                self.contract.price.unwrap_or(all)
            }
            Recognition::Completion => Decimal::ZERO,
            Recognition::Progress => self.earned(day).map_or(Decimal::ZERO, |(_, earned)| earned),
            _ => return None,
        };
        let unbilled = (of_contract - all).max(Decimal::ZERO);
        let open: Decimal = self.accrual(day, waiting).unwrap_or_default().iter().map(|row| row.amount).sum();
        if open.is_zero() && unbilled.is_zero() {
            return None;
        }
        let net = |is: &dyn Fn(usize, &InvoiceLine<'_>) -> bool| -> Decimal {
            self.rows
                .iter()
                .filter_map(|row| self.line(*row).filter(|line| is(*row, line)))
                .map(|line| line.net.to_decimal())
                .sum()
        };
        let invoiced = net(&|row, line| !self.within_final.contains(&row) && is_invoiced(row, line, day, waiting));
        let deposits = net(&|row, _| waiting.binary_search(&row).is_ok());
        let (name, earned) = (self.contract.name(), invoiced + open + unbilled);
        let (mut text_fr, mut text_en) = (
            format!("contrat {name} : {} acquis, {} facturés", fr(cents(earned)), fr(cents(invoiced))),
            format!("contract {name}: {} earned, {} invoiced", en(cents(earned)), en(cents(invoiced))),
        );
        if !open.is_zero() {
            let (account_fr, account_en) = match open > Decimal::ZERO {
                true => ("à facturer (facture à établir, 418)", "to be invoiced (accrued income, 418)"),
                false => ("d'avance (produit constaté d'avance, 487)", "in advance (deferred income, 487)"),
            };
            text_fr += &format!(", donc {} {account_fr}", fr(cents(open.abs())));
            text_en += &format!(", so {} {account_en}", en(cents(open.abs())));
        }
        if !deposits.is_zero() {
            text_fr += &format!(" ; acomptes reçus à part : {} (4191)", fr(cents(deposits)));
            text_en += &format!("; deposits received apart: {} (4191)", en(cents(deposits)));
        }
        if !unbilled.is_zero() {
            text_fr += &format!(
                " ; {} n'ont encore aucune ligne de facture et ne sont ni dans le CA ni en 418, mais dans le travail à facturer",
                fr(cents(unbilled))
            );
            text_en += &format!(
                "; {} have no invoice line yet and are neither in revenue nor on 418, but in unbilled work",
                en(cents(unbilled))
            );
        }
        Some(Note::new("contract_accrual", Wording::made(text_fr, text_en)))
    }
}

/// Whether a line is invoiced by the end of a day, on which these deposits wait for their final invoice.
fn is_invoiced(row: usize, line: &InvoiceLine<'_>, day: NaiveDate, waiting: &[usize]) -> bool {
    line.issued <= day && waiting.binary_search(&row).is_err()
}

/// A share of a price, to the cent.
fn of_price(price: Decimal, share: Decimal) -> Option<Decimal> {
    price.checked_mul(share).map(rounded_to_the_cent)
}

/// The lines that count by contract and not by their service, each with its parts, by row.
pub(super) fn parts(books: &Books, never: i32) -> BTreeMap<u32, Vec<Part>> {
    let mut by_row: BTreeMap<u32, Vec<Part>> = BTreeMap::new();
    for part in of(books).iter().filter_map(|agreed| agreed.parts(never)).flatten() {
        by_row.entry(part.row).or_default().push(part);
    }
    by_row.values_mut().for_each(|parts| parts.sort_by_key(|part| part.day));
    by_row
}

/// On the service basis what each contract leaves to be accrued or deferred at the end of each period, or on the day the review looks from; and
/// contracts that no row is of.
pub(super) fn notes(report: &Report, notes: &mut Vec<Note>) {
    let agreed = of(report.books());
    if report.policy().revenue_basis == RevenueBasis::Service {
        for shown in &report.periods {
            let day = shown.period.end.min(report.as_at());
            if day < shown.period.start {
                continue;
            }
            let waiting = deposits_received(report.books(), day);
            let of_period = agreed.iter().filter_map(|agreed| agreed.note(day, &waiting));
            notes.extend(of_period.map(|note| note.of(&shown.period.label)));
        }
    }
    for Agreed { contract, rows, .. } in agreed {
        let is_of = |client: &str, project: &str| {
            client == contract.client && contract.project.as_ref().is_none_or(|named| named == project)
        };
        if rows.is_empty() && !report.books().time_entries().iter().any(|row| is_of(row.value().client, row.value().project)) {
            let (name, line) = (contract.name(), contract.line);
            notes.push(Note::new(
                "contract_without_rows",
                Wording::made(
                    format!("contrat {name} (bilan.toml:{line}) : aucune ligne de facture au forfait ni de temps à ce nom ; écrire client et project comme dans les fichiers"),
                    format!("contract {name} (bilan.toml:{line}): no fixed-price invoice line and no time of that name; write client and project as the files have them"),
                ),
            ));
        }
    }
}
