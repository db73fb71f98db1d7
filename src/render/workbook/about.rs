//! The sheets that say where it all comes from: what became of the files, and the remarks.

use rust_decimal::Decimal;
use rust_xlsxwriter::Worksheet;

use super::pen::{Pen, Written};
use crate::analysis::Report;
use crate::model::{Measure, Wording};
use crate::render::screen::Notes;

/// Every file: what it was recognised as, its bytes, and what became of its rows.
pub(super) fn sources(sheet: &mut Worksheet, pen: &mut Pen, report: &Report) -> Written {
    let locale = pen.locale;
    sheet.set_name(locale.text(&Wording::fixed("Sources", "Sources")))?;
    let columns = [
        (Wording::fixed("Fichier", "File"), 32_u8),
        (Wording::fixed("Feuille", "Sheet"), 18),
        (Wording::fixed("Format", "Format"), 18),
        (Wording::fixed("SHA-256", "SHA-256"), 68),
        (Wording::fixed("Lignes", "Rows"), 10),
        (Wording::fixed("Utilisées", "Used"), 10),
        (Wording::fixed("Écartées", "Set aside"), 10),
        (Wording::fixed("Rejetées", "Rejected"), 10),
        (Wording::fixed("Pourquoi écartées", "Why set aside"), 60),
    ];
    pen.headers(sheet, 0, columns.iter().map(|(label, _)| locale.text(label)))?;
    for (column, (_, width)) in (0..).zip(&columns) {
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    let mut row = 0;
    for source in report.books().sources() {
        row += 1;
        let texts = [&source.path, source.sheet.as_deref().unwrap_or_default(), &source.format, &source.sha256];
        for (column, text) in (0..).zip(texts) {
            pen.text(sheet, row, column, text)?;
        }
        for (column, count) in (4..).zip([source.rows, source.used, source.set_aside_rows(), source.rejected]) {
            pen.number(sheet, row, column, Decimal::from(count), &pen.of(Measure::Count).clone())?;
        }
        let reasons: Vec<String> = source
            .set_aside
            .iter()
            .map(|(reason, aside)| format!("{}{}{}", locale.text(&reason.wording()), locale.words().colon, aside.rows))
            .collect();
        pen.text(sheet, row, 8, &reasons.join(locale.words().semicolon))?;
    }
    for path in report.books().unrecognised() {
        row += 1;
        pen.text(sheet, row, 0, path)?;
        pen.text(sheet, row, 2, locale.words().not_recognised)?;
    }
    sheet.autofilter(0, 0, row, 8)?;
    Ok(())
}

/// How to read the workbook, and the remarks on the figures.
pub(super) fn notes(sheet: &mut Worksheet, pen: &mut Pen, report: &Report, notes: Notes) -> Written {
    let locale = pen.locale;
    sheet.set_name(locale.text(&Wording::fixed("Notes", "Notes")))?.set_column_width(0, 120)?;
    let mut lines: Vec<String> = GUIDE.iter().map(|line| locale.text(line).to_owned()).collect();
    if pen.cut > 0 {
        let cut = Wording::made(
            format!("{} texte(s) plus longs que les 32 767 caractères d'une cellule sont coupés, avec « … ».", pen.cut),
            format!("{} text(s) longer than the 32 767 characters of a cell are cut, with “…”.", pen.cut),
        );
        lines.push(locale.text(&cut).to_owned());
    }
    if notes == Notes::Below {
        lines.extend(report.remarks(&locale));
    }
    for (row, line) in (0..).zip(lines) {
        pen.text(sheet, row, 0, &line)?;
    }
    Ok(())
}

const GUIDE: [Wording; 4] = [
    Wording::fixed(
        "Les chiffres sont des formules : changer une ligne, une date ou un réglage les recalcule. Les feuilles des lignes ont des noms de colonnes (invoices_net, ledger_account).",
        "Figures are formulas: changing a row, a date or a setting computes them anew. The sheets of rows have names of columns (invoices_net, ledger_account).",
    ),
    Wording::fixed(
        "Ne sont pas recalculés : la source choisie pour chaque exercice, ce qui manque (–), les jours ouvrés, les dotations, les estimations, les créances ; un commentaire dit d'où vient la valeur.",
        "Not computed anew: the source chosen for each fiscal year, what is missing (–), working days, charges of assets, estimates, receivables; a comment says where the value comes from.",
    ),
    Wording::fixed(
        "Une ligne ajoutée compte si elle est insérée entre la première et la dernière de sa feuille.",
        "A row that is added counts if it is inserted between the first and the last one of its sheet.",
    ),
    Wording::fixed(
        "Les mots des conditions (time, fixed, work, yes …) sont ceux de bilan.toml, les mêmes dans chaque langue.",
        "The words of conditions (time, fixed, work, yes …) are those of bilan.toml, the same in every language.",
    ),
];
