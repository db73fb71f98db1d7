//! What `[declared.YEAR]` may name: figures, those of a crate of its own with them.

use super::formula::MetricRef;
use super::metric;
use crate::error::{Error, ErrorKind, Errors, Origin, quoted};
use crate::model::Settings;

/// An error for each declared value that is of no figure: neither one of [`metric::ALL`] nor one of these.
///
/// ```
/// use bilan::analysis::undeclarable;
/// use bilan::model::{Declared, Settings};
///
/// let mut declared = Declared::default();
/// declared.line = 2;
/// declared.values.extend([("revenu".to_owned(), 1.into()), ("day_rate".to_owned(), 700.into())]);
/// let mut settings = Settings::default();
/// settings.declared.insert(2019, declared);
/// assert_eq!(
///     undeclarable(&settings, &[]).to_string(),
///     "bilan.toml:2: declared.2019.revenu: \"revenu\" is no figure; did you mean revenue?"
/// );
/// ```
pub fn undeclarable(settings: &Settings, own: &[MetricRef]) -> Errors {
    let mut errors = Errors::default();
    for (year, declared) in &settings.declared {
        for id in declared.values.keys() {
            if metric::named(id).is_none() && own.iter().all(|metric| metric.id != *id) {
                let known = metric::ALL.iter().map(|metric| &*metric.id);
                let nearest = known.min_by_key(|known| strsim::damerau_levenshtein(id, known)).unwrap_or_default();
                let message = format!("{} is no figure; did you mean {nearest}?", quoted(id));
                let line = declared.lines.get(id).copied().unwrap_or(declared.line);
                let place = Origin::file("bilan.toml").line(line);
                errors.push(Error::new(ErrorKind::Settings, message).at(place).field(format!("declared.{year}.{id}")));
            }
        }
    }
    errors
}
