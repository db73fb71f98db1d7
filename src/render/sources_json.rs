//! What became of every file and every row, as JSON of schema `bilan.sources/1`.

use serde::Serialize;

use super::json::pretty;
use super::sources::SourceList;
use super::stamp_json::StampJson;
use crate::analysis::Stamp;
use crate::error::Error;
use crate::locale::Locale;

#[derive(Serialize)]
struct SourcesJson<'a> {
    schema: &'static str,
    sources: Vec<SourceDetailsJson<'a>>,
    not_recognised: &'a [String],
    errors: Vec<String>,
    stamp: StampJson,
}

#[derive(Serialize)]
struct SourceDetailsJson<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    format: &'a str,
    sha256: &'a str,
    rows: u64,
    used: u64,
    set_aside: Vec<SetAsideJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrected: Vec<CorrectedJson<'a>>,
    rejected: u64,
    ignored_columns: &'a [String],
    errors: Vec<String>,
}

#[derive(Serialize)]
struct CorrectedJson<'a> {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    reason: &'a str,
}

#[derive(Serialize)]
struct SetAsideJson<'a> {
    reason: String,
    rows: u64,
    lines: &'a [u32],
}

impl SourceList<'_> {
    /// The sources as JSON: for each its `rows`, `used`, `set_aside` (a list of reasons with their `rows` and `lines`), `rejected`, `corrected`
    /// (corrections of `bilan.toml`, if there are any),
    /// `ignored_columns` and all its `errors`; then what was `not_recognised`, the `errors` of no source, and
    /// the `stamp`: fingerprint of the books and policy. Reasons are in the language
    /// of `locale`.
    pub fn to_json(&self, locale: &Locale) -> String {
        let texts = |errors: &[&Error]| errors.iter().map(|error| error.to_string()).collect();
        let sources = self.books.sources().iter().map(|source| SourceDetailsJson {
            path: &source.path,
            sheet: source.sheet.as_deref(),
            format: &source.format,
            sha256: &source.sha256,
            rows: source.rows,
            used: source.used,
            set_aside: source
                .set_aside
                .iter()
                .map(|(reason, aside)| SetAsideJson {
                    reason: locale.text(&reason.wording()).to_owned(),
                    rows: aside.rows,
                    lines: &aside.lines,
                })
                .collect(),
            corrected: source
                .corrected
                .iter()
                .map(|corrected| CorrectedJson {
                    line: corrected.line,
                    field: corrected.replaced.as_ref().map(|(field, _)| field.as_str()),
                    value: corrected.replaced.as_ref().map(|(_, value)| value.as_str()),
                    reason: &corrected.reason,
                })
                .collect(),
            rejected: source.rejected,
            ignored_columns: &source.ignored_columns,
            errors: texts(self.errors_of(source)),
        });
        pretty(&SourcesJson {
            schema: "bilan.sources/1",
            sources: sources.collect(),
            not_recognised: self.books.unrecognised(),
            errors: texts(&self.errors_elsewhere()),
            stamp: StampJson::of(&Stamp::of(self.books, self.books.settings().policy)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::EN;
    use crate::render::sample;

    #[test]
    fn reasons_lines_and_errors() {
        let json: serde_json::Value =
            serde_json::from_str(&SourceList::of(&sample::books_with_errors()).to_json(&EN)).unwrap_or_default();
        assert_eq!(json["schema"], "bilan.sources/1");
        assert_eq!(json["sources"][0]["set_aside"][0], serde_json::json!({ "reason": "quote", "rows": 1, "lines": [3] }));
        assert_eq!(json["sources"][0]["errors"].as_array().map(Vec::len), Some(2));
        assert_eq!(json["not_recognised"], serde_json::json!(["notes\n.docx"]));
        assert_eq!(json["errors"], serde_json::json!(["locked.xlsx: is protected by a password"]));
    }
}
