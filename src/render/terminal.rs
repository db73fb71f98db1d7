//! A table for a terminal: no colours, no width of its own.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};

use super::layout::{GAP, trimmed_lines, widest};
use super::plain_text::one_line;
use super::table::{Row, Table};
use crate::locale::{Layout, Locale};

/// Names of rows are wrapped to no less than this.
const NARROWEST_LABEL: u16 = 14;
/// Below this nothing is fitted.
const NARROWEST: usize = 40;

impl Table {
    /// The table as lines of text, as wide as it needs, without a line break at the end.
    pub fn to_terminal(&self, locale: &Locale) -> String {
        self.to_terminal_within(locale, None)
    }

    /// The same, fitted to the width of a terminal (at least 40): headers and then names of rows wrap, and columns that still do not fit
    /// follow below.
    pub fn to_terminal_within(&self, locale: &Locale, width: Option<usize>) -> String {
        let mut texts = Texts::of(&self.shown(locale), locale);
        let Some(width) = width.map(|width| u16::try_from(width.max(NARROWEST)).unwrap_or(u16::MAX)) else {
            return texts.lines(&texts.every_column(), None, locale);
        };
        if texts.width() > width {
            texts.fold_headers();
        }
        let blocks = texts.blocks(width);
        let blocks: Vec<String> = blocks.iter().map(|columns| texts.lines(columns, Some(width), locale)).collect();
        blocks.join("\n\n")
    }
}

/// Everything a table prints, and how wide it is.
struct Texts {
    labels: Vec<String>,
    columns: Vec<Vec<String>>,
}

impl Texts {
    fn of(table: &Table, locale: &Locale) -> Self {
        let labels = std::iter::once(String::new()).chain(table.rows.iter().map(|row| one_line(locale.text(&row.label))));
        let cell = |row: &Row, number: usize| row.cells.get(number).map(|cell| one_line(&table.cell_text(row, cell, locale)));
        let columns = table.columns.iter().enumerate().map(|(number, header)| {
            let header = one_line(&table.header_text(header, locale));
            std::iter::once(header).chain(table.rows.iter().map(|row| cell(row, number).unwrap_or_default())).collect()
        });
        Self { labels: labels.collect(), columns: columns.collect() }
    }

    fn width(&self) -> u16 {
        self.columns.iter().map(|column| widest(column).saturating_add(GAP)).fold(widest(&self.labels), u16::saturating_add)
    }

    /// Headers of several words take several lines.
    fn fold_headers(&mut self) {
        for header in self.columns.iter_mut().filter_map(|column| column.first_mut()) {
            *header = header.replace(' ', "\n");
        }
    }

    fn every_column(&self) -> Vec<usize> {
        (0..self.columns.len()).collect()
    }

    /// The columns of each block, so that a block fits beside the narrowest names.
    fn blocks(&self, width: u16) -> Vec<Vec<usize>> {
        let room = width.saturating_sub(widest(&self.labels).min(NARROWEST_LABEL));
        let mut blocks: Vec<Vec<usize>> = Vec::new();
        let mut left = 0;
        for (number, column) in self.columns.iter().enumerate() {
            let needed = widest(column).saturating_add(GAP);
            match blocks.last_mut() {
                Some(block) if needed <= left => block.push(number),
                _ => {
                    blocks.push(vec![number]);
                    left = room;
                }
            }
            left = left.saturating_sub(needed);
        }
        blocks
    }

    fn lines(&self, columns: &[usize], width: Option<u16>, locale: &Locale) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING);
        let shown: Vec<&Vec<String>> = columns.iter().filter_map(|number| self.columns.get(*number)).collect();
        for (line, label) in self.labels.iter().enumerate() {
            let cells = shown.iter().map(|column| column.get(line).map_or("", String::as_str));
            table.add_row(std::iter::once(label.as_str()).chain(cells));
        }
        let alignment = match locale.style.layout {
            Layout::Report => CellAlignment::Right,
            Layout::Published => CellAlignment::Left,
        };
        for (number, column) in table.column_iter_mut().enumerate() {
            column.set_padding((if number == 0 { 0 } else { GAP }, 0));
            if number > 0 {
                column.set_cell_alignment(alignment);
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        if let Some(width) = width {
            let taken: u16 = shown.iter().map(|column| widest(column).saturating_add(GAP)).fold(0, u16::saturating_add);
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
            if let Some(labels) = table.column_mut(0) {
                labels.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(
                    width.saturating_sub(taken).max(NARROWEST_LABEL),
                )));
            }
        }
        trimmed_lines(&table)
    }
}

#[cfg(test)]
mod tests {
    use crate::locale::{EN, FR, NumberStyle};
    use crate::render::sample;

    #[test]
    fn the_published_table_character_for_character() {
        let expected = "                       2020     2019      2018     2017     Variation n/n-1
Chiffre d'affaires     ~138 K€  ~150 K€   ~132 K€  ~100 K€  -8%
Résultat après impôts  ~8 K€    ~13.5 K€  ~10 K€   ~20 K€   -41%
Jours facturés         175      197       178      160      -11%
TJM                    789€     761€      742€     625€     +3.6%";
        let table = sample::published().table();
        assert_eq!(table.to_terminal(&FR.with_style(NumberStyle::BLOG)), expected);
        assert_eq!(table.to_terminal_within(&FR.with_style(NumberStyle::BLOG), Some(80)), expected);
    }

    #[test]
    fn plain_numbers_stand_on_the_right() {
        let text = sample::published().table().to_terminal(&EN);
        let expected = "                      2020      2019      2018      2017  Change n/n-1
Revenue           €138,000  €150,000  €132,000  €100,000           -8%
Result after tax    €8,000   €13,500   €10,000   €20,000          -41%
Billed days            175       197       178       160          -11%
Day rate           €788.57   €761.42   €741.57      €625         +3.6%";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_does_not_fit_wraps_and_then_follows_below() {
        let table = sample::published().table();
        let at = |width| table.to_terminal_within(&FR, Some(width)).replace(['\u{a0}', '\u{202f}'], " ");
        let wide = "                            2020       2019       2018       2017  Variation
                                                                       n/n-1
Chiffre d'affaires     138 000 €  150 000 €  132 000 €  100 000 €       -8 %
Résultat après impôts    8 000 €   13 500 €   10 000 €   20 000 €      -41 %
Jours facturés               175        197        178        160      -11 %
TJM                     788,57 €   761,42 €   741,57 €      625 €     +3,6 %";
        assert_eq!(at(80), wide);
        // 40 columns less two of 9 and their gaps leave 18 for the names.
        let narrow = "                         2020       2019
Chiffre d'affaires  138 000 €  150 000 €
Résultat après        8 000 €   13 500 €
impôts
Jours facturés            175        197
TJM                  788,57 €   761,42 €

                         2018       2017
Chiffre d'affaires  132 000 €  100 000 €
Résultat après       10 000 €   20 000 €
impôts
Jours facturés            178        160
TJM                  741,57 €      625 €

                       Variation
                           n/n-1
Chiffre d'affaires          -8 %
Résultat après impôts      -41 %
Jours facturés             -11 %
TJM                       +3,6 %";
        assert_eq!(at(40), narrow);
        assert_eq!(at(1), narrow);
    }
}
