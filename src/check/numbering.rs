//! Invoice numbers are unique, without gaps and in the order of issue, within each series (CGI ann. II art. 242 nonies A, I-7°).

use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};

use super::catalogue::{Check, Outcome};
use super::clients::Clients;
use super::context::CheckContext;
use super::credited;
use super::finding::{Finding, Severity};
use super::phrase::{count, day, sentence, text};
use super::series::{self, Member, Numbered, Series};
use crate::books::{Books, Table, TypedRow};
use crate::error::Origin;
use crate::model::{Document as Kind, InvoiceLine, Measure, Wording, day_number};

pub(super) const CHECK: Check =
    Check::new("numbering", Wording::fixed("Numérotation des factures", "Numbering of invoices"), findings);

/// More findings of one kind in a series are told as one.
const MOST: usize = 20;

/// Lines of one number, day, client and kind.
#[derive(Clone, Copy, Debug)]
struct Issue<'a> {
    number: &'a str,
    day: NaiveDate,
    kind: Kind,
    /// Its first line.
    row: usize,
    lines: usize,
}

fn findings(context: &CheckContext<'_>) -> Outcome {
    context.needs(&[Table::Invoices])?;
    let books = context.books();
    let (issues, issue_of_row) = issues(books);
    let mut findings = Vec::new();
    twice(context, &issues, &issue_of_row, &mut findings);
    let shared = shared(&issues);
    let are_apart = credit_notes_apart(&issues, &shared);
    duplicates(context, &issues, &shared, are_apart, &mut findings);

    let mut seen: HashSet<(&str, bool)> = HashSet::new();
    let is_apart = |issue: &Issue<'_>| are_apart && issue.kind == Kind::CreditNote;
    let distinct: Vec<Issue<'_>> = issues.into_iter().filter(|issue| seen.insert((issue.number, is_apart(issue)))).collect();
    let counted = distinct.iter().map(|issue| Numbered { text: issue.number, day: Some(issue.day), is_apart: is_apart(issue) });
    let withheld = books.withheld_numbers().iter().filter(|number| !seen.contains(&(number.as_str(), false)));
    let withheld = withheld.map(|number| Numbered { text: number, day: None, is_apart: false });
    let numbers: Vec<Numbered<'_>> = counted.chain(withheld).collect();
    for series in series::of(&numbers) {
        let sequence = Sequence { context, issues: &distinct, series: &series };
        sequence.same_place(&mut findings);
        sequence.gaps(&mut findings);
        sequence.backwards(&mut findings);
    }
    findings.extend(credited::findings(context));
    Ok(findings)
}

/// Every issue in the order of the first lines, and the issue of each line.
fn issues(books: &Books) -> (Vec<Issue<'_>>, Vec<usize>) {
    let rows = books.invoice_lines();
    let (table, names) = (rows.table(), books.names());
    let mut clients = Clients::new(names);
    let mut issues: Vec<Issue<'_>> = Vec::new();
    let mut known: HashMap<(&str, i32, u32, Kind), usize> = HashMap::new();
    let mut of_row = Vec::with_capacity(rows.len());
    for (row, client) in table.client.iter().enumerate() {
        let line = table.row(row, names);
        let next = issues.len();
        let at = *known.entry((line.number, day_number(line.issued), clients.of(client), line.document)).or_insert(next);
        if at == next {
            issues.push(Issue { number: line.number, day: line.issued, kind: line.document, row, lines: 0 });
        }
        if let Some(issue) = issues.get_mut(at) {
            issue.lines += 1;
        }
        of_row.push(at);
    }
    (issues, of_row)
}

fn place(books: &Books, row: usize) -> Option<Origin> {
    books.invoice_lines().get(row).map(|row| row.origin())
}

/// Invoices all lines of which are there as often as each other, and more than once.
fn twice(context: &CheckContext<'_>, issues: &[Issue<'_>], issue_of_row: &[usize], findings: &mut Vec<Finding>) {
    let lines = context.books().invoice_lines();
    let several = |at: &usize| issues.get(*at).is_some_and(|issue| issue.lines > 1);
    let mut rows: Vec<(usize, usize)> =
        issue_of_row.iter().copied().enumerate().filter(|(_, at)| several(at)).map(|(row, at)| (at, row)).collect();
    rows.sort_unstable();
    for rows in rows.chunk_by(|(a, _), (b, _)| a == b) {
        let mut contents: Vec<_> = rows.iter().filter_map(|(_, row)| lines.get(*row)).map(|row| content(&row.value())).collect();
        contents.sort_unstable();
        let mut counts = contents.chunk_by(|a, b| a == b).map(<[_]>::len);
        let times = counts.next().unwrap_or_default();
        // A line that says nothing may well be there twice.
        let is_said = contents.first().is_some_and(|content| !content.description.is_empty() || contents.len() > times);
        let is_split = rows.iter().zip(rows.iter().skip(1)).any(|((_, a), (_, b))| a + 1 != *b);
        if times < 2 || !counts.all(|count| count == times) || !(is_said || is_split) {
            continue;
        }
        let Some(issue) = rows.first().and_then(|(at, _)| issues.get(*at)) else { continue };
        let Some(year) = context.asked_year_of(issue.day) else { continue };
        let places = rows.iter().filter_map(|(_, row)| place(context.books(), *row));
        let (first, again): (Vec<_>, Vec<_>) = places.enumerate().partition(|(at, _)| *at < rows.len() / times);
        findings.push(
            Finding::new(
                "invoice_twice",
                Severity::Warning,
                sentence(
                    "facture {0} : chaque ligne y est {1} fois",
                    "invoice {0}: each of its lines is there {1} times",
                    &[&text(issue.number), &count(times)],
                ),
            )
            .between(first.into_iter().map(|(_, place)| place), again.into_iter().map(|(_, place)| place))
            .of(&year.label)
            .remedy(Wording::fixed(
                "retirer les lignes répétées si la facture a été saisie deux fois",
                "remove the repeated lines if the invoice was entered twice",
            )),
        );
    }
}

/// What makes two lines of an invoice the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Content<'a> {
    description: &'a str,
    project: &'a str,
    amounts: [Option<i64>; 5],
    billing: u8,
}

fn content<'a>(line: &InvoiceLine<'a>) -> Content<'a> {
    let day = |day: Option<NaiveDate>| day.map(|day| i64::from(day_number(day)));
    Content {
        description: line.description,
        project: line.project,
        amounts: [
            Some(line.net.mantissa()),
            line.quantity.map(|quantity| quantity.mantissa()),
            line.unit_price.map(|price| price.mantissa()),
            day(line.service_start),
            day(line.service_end),
        ],
        billing: line.billing.code(),
    }
}

/// Issues of each number that several have, in the order of the first.
fn shared(issues: &[Issue<'_>]) -> Vec<Vec<usize>> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut shared: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (at, issue) in issues.iter().enumerate() {
        let before = *first.entry(issue.number).or_insert(at);
        if before == at {
            continue;
        }
        let next = shared.len();
        let group = *known.entry(issue.number).or_insert(next);
        if group == next {
            shared.push(vec![before]);
        }
        if let Some(group) = shared.get_mut(group) {
            group.push(at);
        }
    }
    shared
}

/// Whether credit notes are numbered apart, although their numbers look like those of invoices: most of them have the number of one.
fn credit_notes_apart(issues: &[Issue<'_>], shared: &[Vec<usize>]) -> bool {
    let is_note = |at: &usize| issues.get(*at).is_some_and(|issue| issue.kind == Kind::CreditNote);
    let both = shared.iter().filter(|group| group.iter().any(is_note) && !group.iter().all(is_note)).count();
    let notes = issues.iter().filter(|issue| issue.kind == Kind::CreditNote).count();
    both > 0 && both * 2 > notes
}

fn duplicates(
    context: &CheckContext<'_>,
    issues: &[Issue<'_>],
    shared: &[Vec<usize>],
    are_apart: bool,
    findings: &mut Vec<Finding>,
) {
    for group in shared {
        let group: Vec<&Issue<'_>> = group.iter().filter_map(|at| issues.get(*at)).collect();
        let notes = group.iter().filter(|issue| issue.kind == Kind::CreditNote).count();
        let is_explained = are_apart && notes == 1 && group.len() == 2;
        findings.extend(duplicate(context, &group, if is_explained { Severity::Info } else { Severity::Warning }));
    }
}

/// One number, or one place in a series, on several documents.
fn duplicate(context: &CheckContext<'_>, group: &[&Issue<'_>], severity: Severity) -> Option<Finding> {
    let [first, others @ ..] = group else { return None };
    let second = others.first()?;
    let year = group.iter().find_map(|issue| context.asked_year_of(issue.day))?;
    let books = context.books();
    let finding = Finding::new(
        "number_duplicate",
        severity,
        sentence(
            "{0} documents ont le même numéro : {1} du {2} et {3} du {4}",
            "{0} documents have the same number: {1} of {2} and {3} of {4}",
            &[&count(group.len()), &text(first.number), &day(first.day), &text(second.number), &day(second.day)],
        ),
    );
    Some(finding.between(place(books, first.row), others.iter().filter_map(|issue| place(books, issue.row))).of(&year.label).remedy(
        match severity {
            Severity::Info => Wording::fixed(
                "les avoirs semblent numérotés à part : leur donner un préfixe, un numéro devant être unique",
                "credit notes seem to be numbered apart: give them a prefix, since a number has to be unique",
            ),
            _ => Wording::fixed(
                "un numéro est unique : corriger la saisie, ou annuler l'un des documents par un avoir et l'émettre de nouveau",
                "a number is unique: correct the entry, or cancel one of the documents with a credit note and issue it again",
            ),
        },
    ))
}

/// A series with what its numbers are.
#[derive(Clone, Copy)]
struct Sequence<'s, 'a> {
    context: &'s CheckContext<'a>,
    issues: &'s [Issue<'a>],
    series: &'s Series,
}

impl<'s, 'a> Sequence<'s, 'a> {
    /// The document of a number; `None` for one that does not count.
    fn issue(&self, member: &Member) -> Option<&'s Issue<'a>> {
        self.issues.get(member.at)
    }

    fn place(&self, issue: &Issue<'_>) -> Option<Origin> {
        place(self.context.books(), issue.row)
    }

    /// Numbers that differ in writing and not in what they say: `12` and `012`.
    fn same_place(&self, findings: &mut Vec<Finding>) {
        for members in self.series.members.chunk_by(|a, b| a.place == b.place).filter(|members| members.len() > 1) {
            let group: Vec<&Issue<'_>> = members.iter().filter_map(|member| self.issue(member)).collect();
            findings.extend(duplicate(self.context, &group, Severity::Warning));
        }
    }

    /// Places between two numbers, and before the first of a series that starts again, that no number has.
    fn gaps(&self, findings: &mut Vec<Finding>) {
        let mut gaps: Vec<Gap<'_>> = Vec::new();
        let mut before: Option<&Issue<'_>> = None;
        let mut next = if self.series.starts_again { Some(1) } else { None };
        for member in &self.series.members {
            let here = self.issue(member);
            if let Some(missing) = next.and_then(|next| member.place.checked_sub(next)).filter(|missing| *missing > 0) {
                let after = here.or_else(|| self.first_issue_after(member.place));
                gaps.extend(after.map(|after| Gap { first: next.unwrap_or(1), missing, before, after }));
            }
            next = member.place.checked_add(1);
            before = here.or(before);
        }
        gaps.retain(|gap| self.context.asked_year_of(gap.after.day).is_some());
        let missing: u64 = gaps.iter().fold(0, |sum, gap| sum.saturating_add(gap.missing));
        let are_many = gaps.len() > MOST || (gaps.len() > 1 && missing > self.series.members.len() as u64);
        let Some((first, last)) = gaps.first().zip(gaps.last()).filter(|_| are_many) else {
            findings.extend(gaps.iter().filter_map(|gap| self.gap(gap)));
            return;
        };
        let Some(year) = self.context.asked_year_of(first.after.day) else { return };
        let from = first.before.unwrap_or(first.after);
        findings.push(
            Finding::new(
                "number_gap",
                Severity::Warning,
                sentence(
                    "de {0} à {1}, {2} numéros manquent en {3} endroits",
                    "from {0} to {1}, {2} numbers are missing in {3} places",
                    &[&text(from.number), &text(last.after.number), &text(&missing.to_string()), &count(gaps.len())],
                ),
            )
            .between(self.place(from), self.place(last.after))
            .quantity(Measure::Count, missing.into())
            .of(&year.label)
            .remedy(Wording::fixed(
                "ajouter les factures qui manquent ; si ces numéros ne forment pas une suite, écarter ce contrôle par [check] off",
                "add the invoices that are missing; if these numbers are no sequence, switch this check off with [check] off",
            )),
        );
    }

    fn first_issue_after(&self, place: u64) -> Option<&'s Issue<'a>> {
        let from = self.series.members.partition_point(|member| member.place < place);
        self.series.members.get(from..)?.iter().find_map(|member| self.issue(member))
    }

    fn gap(&self, gap: &Gap<'_>) -> Option<Finding> {
        let year = self.context.asked_year_of(gap.after.day)?;
        let missing = match gap.missing {
            1 => text(&gap.first.to_string()),
            more => sentence(
                "{0} à {1}",
                "{0} to {1}",
                &[&text(&gap.first.to_string()), &text(&gap.first.saturating_add(more - 1).to_string())],
            ),
        };
        let after = text(gap.after.number);
        let words = match gap.before {
            Some(before) => sentence(
                "entre {0} et {1} il manque {2}",
                "between {0} and {1}, {2} is missing",
                &[&text(before.number), &after, &missing],
            ),
            None => sentence("avant {0} il manque {1}", "before {0}, {1} is missing", &[&after, &missing]),
        };
        let finding = Finding::new("number_gap", Severity::Warning, words)
            .between(gap.before.and_then(|before| self.place(before)), self.place(gap.after))
            .quantity(Measure::Count, gap.missing.into())
            .of(&year.label);
        Some(finding.remedy(Wording::fixed(
            "ajouter la facture qui manque ; un numéro émis ne se supprime pas, il s'annule par un avoir",
            "add the invoice that is missing; a number once issued is not deleted, a credit note cancels it",
        )))
    }

    /// Documents issued before one with a lower number, or after one with a higher: as few as explain the order.
    fn backwards(&self, findings: &mut Vec<Finding>) {
        let issued: Vec<&Issue<'_>> = self.series.members.iter().filter_map(|member| self.issue(member)).collect();
        let in_order = longest_in_order(&issued.iter().map(|issue| issue.day).collect::<Vec<_>>());
        let odd: Vec<usize> = (0..issued.len())
            .filter(|at| in_order.binary_search(at).is_err())
            .filter(|at| issued.get(*at).is_some_and(|issue| self.context.asked_year_of(issue.day).is_some()))
            .collect();
        let remedy = Wording::fixed(
            "vérifier la date d'émission : la suite des numéros est chronologique",
            "check the date of issue: the sequence of numbers is chronological",
        );
        if odd.len() > MOST {
            let places = odd.iter().filter_map(|at| issued.get(*at)).filter_map(|issue| self.place(issue));
            let finding = Finding::new(
                "number_backwards",
                Severity::Warning,
                sentence(
                    "{0} documents sur {1} ne suivent pas l'ordre des dates",
                    "{0} of {1} documents are not in the order of their dates",
                    &[&count(odd.len()), &count(issued.len())],
                ),
            );
            findings.push(finding.between(places, []).quantity(Measure::Count, odd.len().into()).remedy(remedy));
            return;
        }
        for at in odd {
            let Some(issue) = issued.get(at) else { continue };
            let next = in_order.partition_point(|kept| *kept < at);
            let kept = |position: usize| in_order.get(position).and_then(|at| issued.get(*at));
            let before = next.checked_sub(1).and_then(kept).filter(|before| before.day > issue.day);
            let after = kept(next).filter(|after| after.day < issue.day);
            let Some(other) = before.or(after) else { continue };
            let Some(year) = self.context.asked_year_of(issue.day) else { continue };
            findings.push(
                Finding::new(
                    "number_backwards",
                    Severity::Warning,
                    sentence(
                        "{0} est du {1}, alors que {2} est du {3}",
                        "{0} is of {1}, whereas {2} is of {3}",
                        &[&text(issue.number), &day(issue.day), &text(other.number), &day(other.day)],
                    ),
                )
                .between(self.place(issue), self.place(other))
                .of(&year.label)
                .remedy(remedy.clone()),
            );
        }
    }
}

/// Numbers no document has.
struct Gap<'s> {
    first: u64,
    missing: u64,
    before: Option<&'s Issue<'s>>,
    after: &'s Issue<'s>,
}

/// Positions of as many days as can be kept so that none goes backwards.
fn longest_in_order(days: &[NaiveDate]) -> Vec<usize> {
    // For each length the position of the earliest day that ends a run of that length.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(days.len());
    for (at, day) in days.iter().enumerate() {
        let length = ends.partition_point(|end| days.get(*end).is_some_and(|end| end <= day));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut kept = Vec::with_capacity(ends.len());
    let mut last = ends.last().copied();
    while let Some(at) = last {
        kept.push(at);
        last = before.get(at).copied().flatten();
    }
    kept.reverse();
    kept
}
