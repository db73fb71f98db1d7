//! A restatement: each figure as it was published and as it is now, with the rows of both.

use rust_decimal::Decimal;

use super::Told;
use crate::analysis::explain::{self, Contribution, Explanation};
use crate::analysis::figure::{BEYOND, State};
use crate::analysis::metric;
use crate::analysis::written;
use crate::model::{Measure, Wording};

/// How many figures of the newest year came out otherwise, and each of them.
pub(super) fn told(told: &Told<'_>) -> Result<Explanation, Wording> {
    let (year, report) = (told.newest(), &told.report);
    let number = told.facts().number_of(&year).ok_or(BEYOND)?;
    let then = report.books().settings().published_under.get(&year.year());
    let then = then.map(|policy| report.one_year(&year, *policy));
    let mut operands = Vec::new();
    for line in report.restatement() {
        let states = (line.published.first(), line.restated.first(), line.difference.first());
        let ((Some(published), Some(restated), Some(difference)), Some(metric)) = (states, metric::named(&line.metric)) else {
            continue;
        };
        let part = |id: &str, label: Wording, state: &State| Explanation {
            measure: line.measure,
            ..told.part(format!("restatement.{}{id}", line.metric), label, year.clone(), state.clone())
        };
        let label = |fr: &str, en: &str| Wording::made(format!("{}, {fr}", line.label.fr), format!("{}, {en}", line.label.en));
        let mut before = part(".published", label("publié", "as published"), published);
        match (report.stated(&line.metric, &line.label, year.year()), &then) {
            (Some(stated), _) => {
                before.formula = Wording::fixed("publié dans un fichier", "published in a file");
                before.rows = vec![Contribution {
                    origin: report.books().origin(stated.source, stated.line),
                    date: year.end,
                    label: stated.value.metric.clone(),
                    client: String::new(),
                    project: String::new(),
                    measure: line.measure,
                    amount: stated.value.value,
                }];
                before.value.rows = 1;
            }
            (None, Some(then)) => {
                let found = explain::explain(then, metric, 0);
                before = Explanation { metric: before.metric, label: before.label, ..found };
            }
            (None, None) => {}
        }
        let now = explain::explain(told.facts(), metric, number);
        let mut moved = part("", label("écart", "difference"), difference);
        moved.formula = match (published.value(), restated.value()) {
            (Some(published), Some(restated)) if difference.value() == Some(Decimal::ZERO) && published != restated => {
                Wording::fixed(
                    "ce qui est publié tient à la précision écrite",
                    "what was published holds at the precision written",
                )
            }
            (Some(published), Some(restated)) => written::change((published, restated)),
            _ => Wording::fixed("retraité − publié", "restated − as published"),
        };
        moved.operands = vec![now, before];
        operands.push(moved);
    }
    let moved = operands.iter().filter(|part| part.value.state.value().is_some_and(|difference| !difference.is_zero())).count();
    // While no difference is known, neither is their number.
    let unknown = operands.first().filter(|_| operands.iter().all(|part| part.value.state.value().is_none()));
    let state = unknown.map_or(State::Known(moved.into()), |part| part.value.state.clone());
    let whole = told.part("restatement".to_owned(), told.of.label.clone(), year, state);
    let formula = Wording::fixed(
        "nombre de chiffres qui ont changé depuis leur publication",
        "number of figures that changed since they were published",
    );
    Ok(Explanation { measure: Measure::Count, formula, operands, ..whole })
}
