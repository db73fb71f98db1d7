//! A table as CSV for scripts and spreadsheets: exact decimals, not those of a language.

use super::exact::written;
use super::plain_text::one_line;
use super::table::{Cell, Header, Table};
use crate::analysis::{Change, State};
use crate::locale::{self, Locale};
use crate::model::{MARK, Measure};

impl Table {
    /// The table as CSV: `metric,label,unit,currency`, a column per period, then `against,change_kind,change` if changes were measured. A
    /// missing figure is empty, an undefined one `n.a.`; `change_kind` is `relative`, `points`, or the state of a change without value.
    /// Relative changes are shares: -0.08 is −8 %. The last header, over what the table was made from, is the mark by which bilan knows its own files.
    pub fn to_csv(&self, locale: &Locale) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut lines = vec![self.header_cells(locale)];
        let mut stamp = self.stamp.as_ref().map(ToString::to_string);
        lines.extend(self.rows.iter().map(|row| {
            let currency = match row.measure {
                Measure::Money | Measure::MoneyPerDay => text(&self.currency),
                _ => String::new(),
            };
            let mut cells = vec![text(&row.id), text(locale.text(&row.label)), row.measure.id().to_owned(), currency];
            for (header, cell) in self.columns.iter().zip(&row.cells) {
                cells.extend(value_cells(row.measure, header, cell, locale));
            }
            cells.push(stamp.take().unwrap_or_default());
            cells
        }));
        for line in lines {
            // Writing into memory does not fail, and every line has as many cells as the header.
            let _ = writer.write_record(line);
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn header_cells(&self, locale: &Locale) -> Vec<String> {
        let mut cells = ["metric", "label", "unit", "currency"].map(str::to_owned).to_vec();
        for header in &self.columns {
            match header {
                Header::ChangeFrom(_) | Header::ChangeFromPrevious(_) => {
                    cells.extend(["against", "change_kind", "change"].map(str::to_owned));
                }
                header => cells.push(text(&self.header_text(header, locale))),
            }
        }
        cells.push(MARK.to_owned());
        cells
    }
}

fn value_cells(measure: Measure, header: &Header, cell: &Cell, locale: &Locale) -> Vec<String> {
    let cells = match cell {
        Cell::Value(State::Known(value)) => vec![written(measure, *value)],
        Cell::Share(State::Known(share)) => vec![written(Measure::Share, *share)],
        Cell::Value(State::Missing(_)) | Cell::Share(State::Missing(_)) => vec![String::new()],
        Cell::Value(State::Undefined(_)) | Cell::Share(State::Undefined(_)) => vec![locale::UNDEFINED.to_owned()],
        Cell::Text(wording) => vec![text(locale.text(wording))],
        Cell::Change(Change::Relative { share, .. }) => vec!["relative".to_owned(), written(Measure::Share, *share)],
        Cell::Change(Change::Points { points }) => vec!["points".to_owned(), written(Measure::Share, *points)],
        Cell::Change(change) => vec![change.state().to_owned(), String::new()],
    };
    match header {
        Header::ChangeFrom(label) | Header::ChangeFromPrevious(label) => std::iter::once(text(label)).chain(cells).collect(),
        _ => cells,
    }
}

/// Text that a spreadsheet would run as a formula is made text.
pub(super) fn text(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{}", one_line(text)) } else { one_line(text) }
}

#[cfg(test)]
mod tests {
    use crate::analysis::State;
    use crate::locale::{EN, FR};
    use crate::model::{Measure, Wording};
    use crate::render::sample;

    #[test]
    fn exact_values() {
        let expected = "metric,label,unit,currency,2020,2019,2018,2017,against,change_kind,change,bilan.review/1
revenue,Chiffre d'affaires,money,EUR,138000.00,150000.00,132000.00,100000.00,2019,relative,-0.08,
result_after_tax,Résultat après impôts,money,EUR,8000.00,13500.00,10000.00,20000.00,2019,relative,-0.4074074074,
billed_days,Jours facturés,days,,175,197,178,160,2019,relative,-0.1116751269,
day_rate,TJM,money_per_day,EUR,788.5714285714,761.421319797,741.5730337079,625,2019,relative,0.0356571429,
";
        // 150000 ÷ 197 = 761.42131979695… rounds to 761.4213197970; (138 ÷ 175) ÷ (150 ÷ 197) − 1 = 27186 ÷ 26250 − 1.
        assert_eq!(sample::published_table().to_csv(&FR), expected);
        let stamped = sample::published().table().to_csv(&FR);
        let stamp = sample::published().stamp().to_string();
        assert_eq!(stamped.lines().nth(1).map(|line| line.ends_with(&format!(",{stamp}"))), Some(true));
        assert_eq!(stamped.replace(&stamp, ""), expected, "on the first row only");
    }

    #[test]
    fn text_is_never_a_formula_and_numbers_stay_numbers() {
        let states = vec![State::Known((-8).into()), State::missing("", "")];
        let label = Wording::fixed("=HYPERLINK(\"http://x\")", "@SUM(1)\nx");
        let report = sample::report(&sample::books("x"), vec![sample::line("x", label, Measure::Days, states)], Vec::new());
        let csv = report.table().to_csv(&EN);
        assert!(csv.lines().nth(1).is_some_and(|line| line.starts_with("x,'@SUM(1) x,days,,-8,,2019,missing,,books=")));
        assert!(report.table().to_csv(&FR).contains(",\"'=HYPERLINK(\"\"http://x\"\")\","));
    }
}
