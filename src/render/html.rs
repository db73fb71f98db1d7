//! A table as HTML to be put into a page: no style and no script, class names that stay.

use super::plain_text::one_line;
use super::table::{Cell, Table};
use crate::analysis::{Change, State};
use crate::locale::Locale;
use crate::model::Measure;

impl Table {
    /// The table as a `<table class="bilan">` with a caption, scoped headers and a body; its first line is a comment by which bilan knows
    /// its own files. Cells have the unit as class (`money`, `days`, `money_per_day` …) or `change`, and also `missing`, `undefined`,
    /// `zero_base` or `not_meaningful` when there is no value, with the reason as title.
    pub fn to_html(&self, locale: &Locale) -> String {
        format!("<!-- {} -->\n{}", self.mark(), self.html_lines(locale))
    }

    /// The same without the comment, to stand below another table.
    pub(super) fn html_lines(&self, locale: &Locale) -> String {
        let table = self.shown(locale);
        let words = locale.words();
        let mut html = format!("<table class=\"bilan\" lang=\"{}\">\n", locale.language.code());
        let caption = locale.text(&self.caption);
        if !caption.is_empty() {
            html.push_str(&format!("  <caption>{}</caption>\n", escaped(caption)));
        }
        html.push_str(&format!("  <thead>\n    <tr>\n      <th scope=\"col\">{}</th>\n", words.figure));
        for header in &table.columns {
            html.push_str(&format!("      <th scope=\"col\">{}</th>\n", escaped(&table.header_text(header, locale))));
        }
        html.push_str("    </tr>\n  </thead>\n  <tbody>\n");
        for row in &table.rows {
            html.push_str(&format!(
                "    <tr class=\"{}\">\n      <th scope=\"row\">{}</th>\n",
                escaped(&row.id),
                escaped(locale.text(&row.label))
            ));
            for cell in &row.cells {
                let text = escaped(&table.cell_text(row, cell, locale));
                let (class, title) = match cell {
                    Cell::Value(State::Known(_)) => (row.measure.id().to_owned(), None),
                    Cell::Value(state) => (format!("{} {}", row.measure.id(), state.id()), state.reason()),
                    Cell::Share(State::Known(_)) => (Measure::Share.id().to_owned(), None),
                    Cell::Share(state) => (format!("{} {}", Measure::Share.id(), state.id()), state.reason()),
                    Cell::Change(Change::Relative { .. } | Change::Points { .. }) => ("change".to_owned(), None),
                    Cell::Change(change) => (format!("change {}", change.state()), None),
                    Cell::Text(_) => ("text".to_owned(), None),
                };
                let title = title.map(|why| format!(" title=\"{}\"", escaped(locale.text(why)))).unwrap_or_default();
                html.push_str(&format!("      <td class=\"{class}\"{title}>{text}</td>\n"));
            }
            html.push_str("    </tr>\n");
        }
        html.push_str("  </tbody>\n</table>\n");
        html
    }
}

pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use crate::analysis::State;
    use crate::locale::EN;
    use crate::model::{Measure, Wording};
    use crate::render::sample;

    #[test]
    fn headers_are_scoped_and_text_is_escaped() {
        let states = vec![State::Known(8.into()), State::missing("pas de \"695\"", "no \"695\"")];
        let line = sample::line("result_after_tax", Wording::fixed("<b>", "<b>"), Measure::Money, states);
        let report = sample::report(&sample::books("<script>alert('x')</script>"), vec![line], Vec::new());
        let html = crate::render::Table { stamp: None, ..report.table() }.to_html(&EN);
        let expected = "<!-- bilan.review/1 -->
<table class=\"bilan\" lang=\"en\">
  <caption>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</caption>
  <thead>
    <tr>
      <th scope=\"col\">Figure</th>
      <th scope=\"col\">2020</th>
      <th scope=\"col\">2019</th>
      <th scope=\"col\">Change n/n-1</th>
    </tr>
  </thead>
  <tbody>
    <tr class=\"result_after_tax\">
      <th scope=\"row\">&lt;b&gt;</th>
      <td class=\"money\">€8</td>
      <td class=\"money missing\" title=\"no &quot;695&quot;\">–</td>
      <td class=\"change missing\">–</td>
    </tr>
  </tbody>
</table>
";
        assert_eq!(html, expected);
    }
}
