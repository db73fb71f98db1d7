//! The command `bilan`: parses, calls the library, prints.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bilan::analysis::breakdown::{self, Breakdown};
use bilan::analysis::occupancy::{self, Percentage};
use bilan::analysis::{Grouping, MetricRef, Outlook, Report, Review, form_2033_b, metric, undeclarable, year_of_part};
use bilan::books::{Books, Mask};
use bilan::check::{Checks, Severity, Verify};
use bilan::error::{Error, ErrorKind, Errors};
use bilan::ingest::{Progress, commented_settings};
use bilan::locale::{self, Locale, NumberStyle};
use bilan::model::{Language, Policy, PublishedTable};
use bilan::render::{Format, Notes, SourceList, section, with_table};
use chrono::NaiveDate;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use rust_decimal::Decimal;

/// The year-end review of a consulting business, from the files it already has.
#[derive(Parser)]
#[command(name = "bilan", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    review: ReviewArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Prints the annual review table
    Review(ReviewArgs),
    /// Shows where a figure comes from: formula, operands, every row with its file and line
    Explain(ExplainArgs),
    /// Shows what each file was recognised as, and what became of its rows
    Sources(SourcesArgs),
    /// Compares what each part of the books says with the others: findings with both sides, amount and remedy
    Check(CheckArgs),
    /// Shows what a year is aimed at from its real calendar, what moves it, and how far it has come
    Outlook(OutlookArgs),
    /// Compares a published table with the books, cell by cell
    Verify(VerifyArgs),
    /// Writes a commented bilan.toml from what was found
    Init(InitArgs),
}

#[derive(Args)]
struct ReviewArgs {
    /// Folder of the business, or single files
    #[arg(default_value = ".")]
    books: Vec<PathBuf>,
    #[command(flatten)]
    question: Question,
    /// At most this many years, the newest included
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    years: u32,
    /// Compare with this fiscal year instead of the previous one
    #[arg(long, value_name = "Y")]
    against: Option<i32>,
    /// Figures to show, by identifier, separated by commas
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    metrics: Vec<String>,
    /// Sections to show below the table, separated by commas; all for every one
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    sections: Vec<String>,
    /// Output format [default: table; with --update, markdown]
    #[arg(long, value_parser = one_of(&ReviewFormat::ALL))]
    format: Option<ReviewFormat>,
    /// How numbers are shown
    #[arg(long, default_value = "plain", value_parser = one_of(&NumberStyle::ALL))]
    style: NumberStyle,
    /// Where notes go
    #[arg(long, default_value = "below", value_parser = one_of(&Notes::ALL))]
    notes: Notes,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the table of a blog post, between <!-- bilan --> and <!-- /bilan -->, as markdown or html
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    update: Option<PathBuf>,
}

#[derive(Args, Clone)]
struct Question {
    /// Fiscal year, by the calendar year in which it ends
    #[arg(long, value_name = "Y")]
    year: Option<i32>,
    /// Look from this day instead of the last one in the books (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    as_at: Option<NaiveDate>,
    /// Count under another rule than that of bilan.toml: fixed_price_days=equivalent …
    #[arg(long, value_name = "KEY=CHOICE")]
    policy: Vec<String>,
    /// Language of labels and numbers
    #[arg(long, value_parser = one_of(&Language::ALL))]
    lang: Option<Language>,
    /// Print even if rows were rejected that could change a figure
    #[arg(long)]
    lenient: bool,
    /// Show no names: clients become Client A, Client B …, the largest first; descriptions go
    #[arg(long)]
    anonymise: bool,
}

#[derive(Args)]
struct ExplainArgs {
    /// Identifier of the figure: revenue, day_rate …; or what leads to it: revenue_bridge, client_bridge, result_bridge, investment, restatement
    metric: String,
    /// Folder of the business, or single files
    #[arg(default_value = ".")]
    books: Vec<PathBuf>,
    #[command(flatten)]
    question: Question,
    /// Of a bridge: compare with this fiscal year instead of the previous one
    #[arg(long, value_name = "Y")]
    against: Option<i32>,
    /// Explain one month or quarter instead of the year: 2020-03, 2020-Q1
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Sort the rows into groups and add each up
    #[arg(long, value_parser = one_of(&Grouping::ALL))]
    by: Option<Grouping>,
    /// Also say which denominator gives this percentage, of a utilization: 77%
    #[arg(long, value_name = "PERCENT")]
    published: Option<Percentage>,
    /// Output format
    #[arg(long, default_value = "table", value_parser = one_of(&Format::ALL))]
    format: Format,
}

#[derive(Args)]
struct SourcesArgs {
    /// Folder of the business, or single files
    #[arg(default_value = ".")]
    books: Vec<PathBuf>,
    /// Show every error, not only the first 20 of each file
    #[arg(long)]
    errors: bool,
    /// Language
    #[arg(long, value_parser = one_of(&Language::ALL))]
    lang: Option<Language>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

/// Compares a published table with the books, cell by cell.
///
/// A cell holds when the exact figure, rounded to the last digit written, is what is written. Exits with 1 when a cell does not hold.
#[derive(Args)]
struct VerifyArgs {
    /// The published table: Markdown, HTML, CSV, or columns as a terminal shows them; - reads standard input
    table: PathBuf,
    /// Folder of the business, or single files
    #[arg(default_value = ".")]
    books: Vec<PathBuf>,
    #[command(flatten)]
    question: Question,
    /// At most this many years of the table, the newest included
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    years: Option<u32>,
    /// The year that changes are measured against where their header does not say
    #[arg(long, value_name = "Y")]
    against: Option<i32>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

#[derive(Args)]
struct CheckArgs {
    /// Folder of the business, or single files
    #[arg(default_value = ".")]
    books: Vec<PathBuf>,
    /// Only findings about this fiscal year, by the calendar year in which it ends
    #[arg(long, value_name = "Y")]
    year: Option<i32>,
    /// Checks that are not made, by name, separated by commas
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    without: Vec<String>,
    /// Show every place of a finding, not only the first 5 of each side
    #[arg(long)]
    places: bool,
    /// List every match of invoices and ledger, and why it was made
    #[arg(long)]
    matches: bool,
    /// Show no names: clients become Client A, Client B …, the largest first; descriptions go
    #[arg(long)]
    anonymise: bool,
    /// Language
    #[arg(long, value_parser = one_of(&Language::ALL))]
    lang: Option<Language>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

#[derive(Args)]
struct OutlookArgs {
    /// Folder of the business, or single files
    #[arg(default_value = ".")]
    books: Vec<PathBuf>,
    #[command(flatten)]
    question: Question,
    /// Day rate aimed at, instead of that of bilan.toml
    #[arg(long, value_name = "R")]
    day_rate: Option<Decimal>,
    /// Share of the capacity to bill, as 0.8 or 80%, instead of that of bilan.toml
    #[arg(long, value_name = "S", value_parser = share)]
    share: Option<Decimal>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

/// A share, as `0.8` or `80%`.
fn share(text: &str) -> Result<Decimal, String> {
    let (digits, percent) = text.strip_suffix('%').map_or((text, false), |digits| (digits.trim_end(), true));
    let share = Decimal::from_str_exact(digits).map_err(|_| "write 0.8 or 80%".to_owned())?;
    Ok(if percent { share / Decimal::ONE_HUNDRED } else { share })
}

#[derive(Args)]
struct InitArgs {
    /// Folder of the business
    #[arg(default_value = ".")]
    books: PathBuf,
}

/// A text format of the library, or a workbook.
#[derive(Clone, Copy)]
enum ReviewFormat {
    Text(Format),
    #[cfg(feature = "xlsx")]
    Workbook,
}

impl ReviewFormat {
    /// Every format with the word that names it.
    const ALL: [(&'static str, Self); Format::ALL.len() + cfg!(feature = "xlsx") as usize] = {
        let [(table, a), (markdown, b), (html, c), (csv, d), (json, e)] = Format::ALL;
        [
            (table, Self::Text(a)),
            (markdown, Self::Text(b)),
            (html, Self::Text(c)),
            (csv, Self::Text(d)),
            (json, Self::Text(e)),
            #[cfg(feature = "xlsx")]
            ("xlsx", Self::Workbook),
        ]
    };
}

#[derive(Clone, Copy, ValueEnum)]
enum ListFormat {
    Table,
    Json,
}

/// A choice of the library, by the word that names it.
fn one_of<T: Clone + Send + Sync + 'static>(choices: &'static [(&'static str, T)]) -> impl TypedValueParser<Value = T> {
    let words = choices.iter().map(|(word, _)| *word);
    PossibleValuesParser::new(words).try_map(|word| {
        let chosen = choices.iter().find(|(known, _)| *known == word);
        chosen.map(|(_, choice)| choice.clone()).ok_or_else(|| format!("{word} is no choice"))
    })
}

/// Errors shown for one file unless all are asked for.
const ERRORS_SHOWN: usize = 20;
/// Places shown of each side of a finding unless all are asked for.
const PLACES_SHOWN: usize = 5;

/// How a command failed: what is wrong, and the exit code that says of what kind.
enum Failure {
    Wrong(Errors),
    /// The answer was printed, and it is that something is not right.
    Found,
    Output(io::Error),
}

impl From<Errors> for Failure {
    fn from(errors: Errors) -> Self {
        Self::Wrong(errors)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Wrong(vec![error].into())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command.unwrap_or(Command::Review(cli.review)) {
        Command::Review(args) => review(&args),
        Command::Explain(args) => explain(&args),
        Command::Sources(args) => sources(&args),
        Command::Check(args) => check(&args),
        Command::Outlook(args) => outlook(&args),
        Command::Verify(args) => verify(&args),
        Command::Init(args) => init(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read our output has had enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => {
            complain(&format!("bilan: the output cannot be written: {error}"));
            ExitCode::from(2)
        }
        Err(Failure::Found) => ExitCode::from(1),
        Err(Failure::Wrong(errors)) => {
            complain(&errors.to_terminal(&locale::EN, Some(ERRORS_SHOWN)));
            let usage = |error: &Error| matches!(error.kind(), ErrorKind::Question | ErrorKind::NothingRecognised);
            ExitCode::from(if errors.iter().any(usage) { 2 } else { 1 })
        }
    }
}

fn review(args: &ReviewArgs) -> Result<(), Failure> {
    let otherwise = if args.update.is_some() { Format::Markdown } else { Format::Table };
    let format = args.format.unwrap_or(ReviewFormat::Text(otherwise));
    if args.update.is_some() && !matches!(format, ReviewFormat::Text(Format::Markdown | Format::Html)) {
        return Err(Error::new(ErrorKind::Question, "--update writes markdown or html; ask for one of them with --format").into());
    }
    let post = args.update.as_deref().map(Post::open).transpose()?;
    #[cfg(feature = "xlsx")]
    if matches!(format, ReviewFormat::Workbook) && args.output.is_none() && io::stdout().is_terminal() {
        return Err(
            Error::new(ErrorKind::Question, "a workbook is no text for a terminal; name a file: --output review.xlsx").into()
        );
    }
    let books = opened(&args.books, &args.question)?;
    let mut review = asked(&args.question, &books)?.years(args.years);
    if let Some(against) = args.against {
        review = review.against(against);
    }
    if !args.metrics.is_empty() {
        review = review.metrics(args.metrics.iter().map(|id| named(id)).collect::<Result<Vec<MetricRef>, Error>>()?);
    }
    let sections = section::named(args.sections.iter().map(String::as_str))?;
    let review = review.reading(sections.iter().flat_map(|section| section.metrics).copied());
    let report = answer(&review, &books)?;
    let locale = language(args.question.lang, report.language()).with_style(args.style);
    match format {
        ReviewFormat::Text(format) => {
            let width = args.output.is_none().then(width).flatten();
            let screen = report.to_format(format, &locale, width, args.notes, &sections);
            match post {
                Some(post) => post.update(&screen.out)?,
                None => write(args.output.as_deref(), screen.out.as_bytes())?,
            }
            complain(screen.err.trim_end());
        }
        #[cfg(feature = "xlsx")]
        ReviewFormat::Workbook => {
            let workbook = report.to_workbook(&locale, args.notes, &sections)?;
            write(args.output.as_deref(), &workbook)?;
        }
    }
    // The process ends here: giving back the memory of large books would only take time.
    std::mem::forget((books, report));
    Ok(())
}

fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let books = opened(&args.books, &args.question)?;
    if let Some(breakdown) = breakdown::named(args.metric.trim()) {
        return explain_parts(args, breakdown, &books);
    }
    let asked_for = args.metric.trim();
    let metric = metric::named(asked_for).map(MetricRef::from).or_else(|| form_2033_b::named(asked_for));
    let metric = metric.ok_or_else(|| breakdown::unknown(asked_for))?;
    if args.against.is_some() {
        let message = "--against is for what leads from one year to another: bilan explain revenue_bridge --against 2018";
        return Err(Error::new(ErrorKind::Question, message).into());
    }
    if args.period.is_some() && args.published.is_some() {
        let message = "--published is for a year; leave --period out";
        return Err(Error::new(ErrorKind::Question, message).into());
    }
    let of_period = args.period.as_deref().map(|label| year_of_part(&books, args.question.year, label)).transpose()?;
    let question = Question { year: of_period.or(args.question.year), ..args.question.clone() };
    let report = answer(&asked(&question, &books)?.years(1).metrics([metric.clone()]), &books)?;
    let newest = report.periods().first().map_or(0, |shown| shown.period.year());
    let denominators = match &args.published {
        Some(_) if !metric.id.starts_with("utilization") || args.format != Format::Table => {
            let message = "--published is for a utilization, as a table: bilan explain utilization --published 77%";
            return Err(Error::new(ErrorKind::Question, message).into());
        }
        Some(published) => Some((published, occupancy::by_denominator(&report, newest)?)),
        None => None,
    };
    let figure = match &args.period {
        Some(label) => {
            let part = report.part(label, [metric.clone()])?;
            let label = part.periods().first().map_or(label.as_str(), |shown| &shown.period.label);
            part.figure_of(metric, label)?
        }
        None => report.figure(metric, newest)?,
    };
    let explanation = figure.explain();
    let locale = language(args.question.lang, report.language());
    let screen = explanation.to_screen(&report, args.format, &locale, args.by);
    print(&screen.out)?;
    complain(screen.err.trim_end());
    if let Some((published, among)) = denominators {
        let billed = report.figure(metric::BILLED_DAYS, newest)?.value().state.value().unwrap_or_default();
        print(&format!("\n{}\n", published.to_terminal(&locale, billed, &among)))?;
    }
    Ok(())
}

/// What leads from one year to another, part by part.
fn explain_parts(args: &ExplainArgs, breakdown: &Breakdown, books: &Books) -> Result<(), Failure> {
    if args.published.is_some() {
        let message = "--published is for a utilization: bilan explain utilization --published 77%";
        return Err(Error::new(ErrorKind::Question, message).into());
    }
    if args.period.is_some() {
        let message = "--period is for a figure: bilan explain revenue --period 2020-03";
        return Err(Error::new(ErrorKind::Question, message).into());
    }
    let review = asked(&args.question, books)?.years(1).metrics(breakdown.metrics.iter().copied());
    let review = args.against.into_iter().fold(review, Review::against);
    let report = answer(&review, books)?;
    let locale = language(args.question.lang, report.language());
    let screen = breakdown.of(&report).to_screen(&report, args.format, &locale, args.by);
    print(&screen.out)?;
    complain(screen.err.trim_end());
    Ok(())
}

fn sources(args: &SourcesArgs) -> Result<(), Failure> {
    let books = open(&args.books)?;
    let locale = language(args.lang, Language::of_business(&books.settings().business));
    let list = SourceList::of(&books);
    print(&match args.format {
        ListFormat::Table => list.to_terminal(&locale, (!args.errors).then_some(ERRORS_SHOWN)) + "\n",
        ListFormat::Json => list.to_json(&locale),
    })?;
    Ok(())
}

fn check(args: &CheckArgs) -> Result<(), Failure> {
    let books = open(&args.books)?;
    let asked = args.year.map_or_else(Checks::all, |year| Checks::all().year(year));
    let asked = if args.matches { asked.with_matches() } else { asked };
    let mut findings = args.without.iter().fold(asked, |checks, id| checks.without(id)).of(&books)?;
    let locale = language(args.lang, findings.language());
    let anonymous = args.anonymise.then(|| books.anonymised(locale.language));
    if let Some(anonymous) = &anonymous {
        findings = findings.anonymised(&Mask::between(&books, anonymous));
    }
    complain(&anonymous.as_ref().unwrap_or(&books).errors().to_terminal(&locale, Some(ERRORS_SHOWN)));
    print(&match args.format {
        ListFormat::Table => findings.to_terminal(&locale, (!args.places).then_some(PLACES_SHOWN)) + "\n",
        ListFormat::Json => findings.to_json(&locale),
    })?;
    let worst = findings.worst();
    // The process ends here: giving back the memory of large books would only take time.
    std::mem::forget((books, anonymous, findings));
    if worst == Some(Severity::Error) { Err(Failure::Found) } else { Ok(()) }
}

fn outlook(args: &OutlookArgs) -> Result<(), Failure> {
    let books = opened(&args.books, &args.question)?;
    let question = &args.question;
    let mut outlook = question.year.map_or_else(Outlook::next, Outlook::for_year);
    outlook = question.as_at.into_iter().fold(outlook, Outlook::as_at);
    outlook = args.day_rate.into_iter().fold(outlook, Outlook::day_rate);
    outlook = policy(question, &books)?.into_iter().fold(outlook, Outlook::policy);
    outlook = args.share.into_iter().fold(outlook, Outlook::share);
    if question.lenient {
        outlook = outlook.lenient();
    }
    let locale = language(question.lang, Language::of_business(&books.settings().business));
    complain(&books.errors().to_terminal(&locale, Some(ERRORS_SHOWN)));
    let plan = outlook.of(&books)?;
    print(&match args.format {
        ListFormat::Table => plan.to_terminal(&locale),
        ListFormat::Json => plan.to_json(&locale),
    })?;
    Ok(())
}

fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let table = published(&args.table)?;
    let books = opened(&args.books, &args.question)?;
    let question = &args.question;
    let mut verify = question.year.map_or_else(Verify::new, |year| Verify::new().year(year));
    if let Some(years) = args.years {
        verify = verify.years(years);
    }
    if let Some(against) = args.against {
        verify = verify.against(against);
    }
    if let Some(day) = question.as_at {
        verify = verify.as_at(day);
    }
    if let Some(policy) = policy(question, &books)? {
        verify = verify.policy(policy);
    }
    if question.lenient {
        verify = verify.lenient();
    }
    tell_errors(&books);
    let verified = verify.of(&books, &table)?;
    let locale = language(question.lang, verified.report().language());
    print(&match args.format {
        ListFormat::Table => verified.to_terminal(&locale) + "\n",
        ListFormat::Json => verified.to_json(&locale),
    })?;
    if verified.holds() { Ok(()) } else { Err(Failure::Found) }
}

/// The table of a file, or of standard input.
fn published(path: &Path) -> Result<PublishedTable, Failure> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        // One byte more than is read of a file, to be told that it is too much.
        io::stdin().lock().take(PublishedTable::LARGEST + 1).read_to_end(&mut bytes)?;
        return Ok(PublishedTable::read("-", &bytes)?);
    }
    if let Err(error) = fs::File::open(path) {
        return Err(Error::new(ErrorKind::Question, format!("{} cannot be opened: {error}", path.display())).into());
    }
    Ok(PublishedTable::open(path)?)
}

fn init(args: &InitArgs) -> Result<(), Failure> {
    let path = args.books.join("bilan.toml");
    if path.exists() {
        return Err(Error::new(ErrorKind::Question, format!("{} is already there; it is left as it is", path.display())).into());
    }
    let books = open(std::slice::from_ref(&args.books))?;
    write_file(&path, commented_settings(&books).as_bytes())?;
    complain(&format!("{} written", path.display()));
    Ok(())
}

/// Opens the books, without the names in them if that is asked for.
fn opened(paths: &[PathBuf], question: &Question) -> Result<Books, Failure> {
    let books = open(paths)?;
    if !question.anonymise {
        return Ok(books);
    }
    let language = question.lang.unwrap_or_else(|| Language::of_business(&books.settings().business));
    Ok(books.anonymised(language))
}

/// Opens the books, telling on a terminal how far a long read is, and what was wrong once it is done.
fn open(paths: &[PathBuf]) -> Result<Books, Failure> {
    let started = Instant::now();
    let on_terminal = io::stderr().is_terminal();
    let mut told = false;
    let progress = |at: Progress<'_>| {
        if on_terminal && at.total > 0 && started.elapsed() > Duration::from_millis(500) {
            told = true;
            let percent = at.done.saturating_mul(100) / at.total;
            // Losing a line of progress is no failure.
            let _ = write!(io::stderr(), "\r\u{1b}[K{percent:3} % {}", at.path);
        }
    };
    let reader = Books::reader().progress(progress);
    let books = match paths {
        [path] => reader.open(path),
        several => reader.open_all(several),
    };
    if told {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
    let no_such_path = |error: Error| Error::new(ErrorKind::Question, error.to_string());
    let books = books.map_err(|errors| match paths.iter().all(|path| fs::metadata(path).is_ok()) {
        false => Failure::Wrong(errors.into_iter().map(no_such_path).collect::<Vec<_>>().into()),
        true => Failure::Wrong(errors),
    })?;
    let wrong = undeclarable(books.settings(), &[]);
    if wrong.is_empty() { Ok(books) } else { Err(wrong.into()) }
}

fn asked(question: &Question, books: &Books) -> Result<Review, Error> {
    let mut review = question.year.map_or_else(Review::latest, Review::year);
    if let Some(day) = question.as_at {
        review = review.as_at(day);
    }
    if let Some(policy) = policy(question, books)? {
        review = review.policy(policy);
    }
    Ok(if question.lenient { review.lenient() } else { review })
}

/// The policy that was asked for instead of the one of the settings.
fn policy(question: &Question, books: &Books) -> Result<Option<Policy>, Error> {
    let changed = |policy: Policy, rule: &String| {
        let (key, choice) = rule.split_once('=').unwrap_or((rule, ""));
        policy.with(key.trim(), choice.trim())
    };
    let asked = question.policy.iter().try_fold(books.settings().policy, changed)?;
    Ok((!question.policy.is_empty()).then_some(asked))
}

/// The answer; what was wrong with the rows is told first, on standard error.
fn answer(review: &Review, books: &Books) -> Result<Report, Failure> {
    tell_errors(books);
    Ok(review.of(books)?)
}

/// What was wrong with the rows, on standard error.
fn tell_errors(books: &Books) {
    let locale = language(None, Language::of_business(&books.settings().business));
    complain(&books.errors().to_terminal(&locale, Some(ERRORS_SHOWN)));
}

fn named(id: &str) -> Result<MetricRef, Error> {
    let id = id.trim();
    metric::named(id).map(MetricRef::from).or_else(|| form_2033_b::named(id)).ok_or_else(|| metric::unknown(id))
}

fn language(asked: Option<Language>, of_business: Language) -> Locale {
    Locale::new(asked.unwrap_or(of_business))
}

/// The width of the terminal that standard output is, if it is one.
fn width() -> Option<usize> {
    terminal_size::terminal_size().filter(|_| io::stdout().is_terminal()).map(|(width, _)| usize::from(width.0))
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// To a file if there is one, else to standard output.
fn write(path: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(path) = path {
        return write_file(path, bytes);
    }
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes)
        .map_err(|error| Error::new(ErrorKind::Question, format!("{} cannot be written: {error}", path.display())).into())
}

/// A blog post whose table is to be replaced.
struct Post {
    shown: String,
    /// The file itself, if the path is a link.
    path: PathBuf,
    text: String,
}

impl Post {
    /// Reads a post, and looks whether it has a place for a table.
    fn open(path: &Path) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let wrong = |what: String| Error::new(ErrorKind::Question, format!("{shown} {what}"));
        let path = fs::canonicalize(path).map_err(|error| wrong(format!("cannot be opened: {error}")))?;
        let bytes = fs::read(&path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let text = String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8; save it as such".to_owned()))?;
        with_table(&shown, &text, "")?;
        Ok(Self { shown, path, text })
    }

    /// Writes the post with this table: all of it, or nothing if that fails.
    fn update(self, table: &str) -> Result<(), Failure> {
        let text = with_table(&self.shown, &self.text, table)?;
        if text == self.text {
            complain(&format!("{} is up to date", self.shown));
            return Ok(());
        }
        replace(&self.path, &text)
            .map_err(|error| Error::new(ErrorKind::Question, format!("{} cannot be written: {error}", self.shown)))?;
        complain(&format!("{} updated", self.shown));
        Ok(())
    }
}

/// Replaces a file by another beside it, with the same permissions: nobody sees half of it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.bilan-{}", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let mut write = || {
        file.set_permissions(fs::metadata(path)?.permissions())?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    let written = write();
    if written.is_err() {
        // What went wrong is told; a file left beside is a smaller matter.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// A line or more on standard error; nothing if there is nothing to say.
fn complain(text: &str) {
    if !text.is_empty() {
        // Nobody is left to tell if standard error is gone.
        let _ = writeln!(io::stderr(), "{text}");
    }
}
