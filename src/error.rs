//! What went wrong, and where: one opaque error type with a kind and an origin.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A place in the files of a business: path relative to the folder, sheet of a workbook, line.
///
/// Lines count as an editor counts them; in a workbook they are the row numbers on screen.
///
/// ```
/// use bilan::error::Origin;
/// assert_eq!(Origin::file("fec.txt").line(812).to_string(), "fec.txt:812");
/// assert_eq!(Origin::file("bilan.xlsx").sheet("Factures").line(14).to_string(), "bilan.xlsx!Factures:14");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    path: Arc<str>,
    sheet: Option<Arc<str>>,
    line: u32,
}

impl Origin {
    /// A whole file.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), sheet: None, line: 0 }
    }

    /// The same file, one of its sheets (or the member of an archive).
    #[must_use]
    pub fn sheet(mut self, sheet: impl Into<Arc<str>>) -> Self {
        self.sheet = Some(sheet.into());
        self
    }

    /// The same place, at a line (1 is the first; 0 means the whole file).
    #[must_use]
    pub fn line(mut self, line: u32) -> Self {
        self.line = line;
        self
    }

    /// Path relative to the folder of the books, with `/` between its parts.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Sheet of a workbook, if the source is one.
    pub fn sheet_name(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// Line in the file or row on the sheet; `None` for the whole file.
    pub fn line_number(&self) -> Option<u32> {
        (self.line > 0).then_some(self.line)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.path))?;
        if let Some(sheet) = &self.sheet {
            write!(f, "!{}", one_line(sheet))?;
        }
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        Ok(())
    }
}

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A path cannot be opened, or a recognised file cannot be read (password, truncated, too large).
    Unreadable,
    /// Nothing in the folder was recognised.
    NothingRecognised,
    /// The header or the shape of a table is wrong.
    Structure,
    /// A cell does not hold what its column needs.
    Value,
    /// A column can be read in two ways.
    Ambiguous,
    /// Two places say different things of the same document.
    Conflict,
    /// A row is in a currency that cannot be converted.
    Currency,
    /// `bilan.toml` is wrong.
    Settings,
    /// The question cannot be asked of these books: unknown metric, year or option.
    Question,
    /// A figure is outside what exact arithmetic holds.
    Overflow,
}

/// One thing that is wrong, with its place, the text found and what would be right.
///
/// It prints on one line, as `invoices.csv:14: net: "12,3O" is not an amount; write 1 234,56 or 1234.56`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    origin: Option<Origin>,
    field: Option<String>,
    message: String,
    paste: Option<String>,
}

impl Error {
    /// An error of this kind; `message` says what was found and what would be right.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, origin: None, field: None, message: message.into(), paste: None }))
    }

    /// The same error, at a place.
    #[must_use]
    pub fn at(mut self, origin: Origin) -> Self {
        self.0.origin = Some(origin);
        self
    }

    /// The same error, about a field (a column, a key).
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// The same error, with a block to paste into `bilan.toml` that settles it.
    #[must_use]
    pub fn paste(mut self, block: impl Into<String>) -> Self {
        self.0.paste = Some(block.into());
        self
    }

    /// The same error, saying more.
    #[must_use]
    pub(crate) fn adding(mut self, text: &str) -> Self {
        self.0.message.push_str(text);
        self
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Where, if it is about a place in a file.
    pub fn origin(&self) -> Option<&Origin> {
        self.0.origin.as_ref()
    }

    /// The column or key it is about.
    pub fn field_name(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// What was found and what would be right, without the place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// A block to paste into `bilan.toml` that settles it, if there is one.
    pub fn block(&self) -> Option<&str> {
        self.0.paste.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = &self.0.origin {
            write!(f, "{origin}: ")?;
        }
        if let Some(field) = &self.0.field {
            write!(f, "{}: ", one_line(field))?;
        }
        f.write_str(&one_line(&self.0.message))
    }
}

impl std::error::Error for Error {}

/// The result of an operation that can fail with one [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that is wrong, in the order of files and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// Adds one.
    pub fn push(&mut self, error: Error) {
        self.0.push(error);
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Error> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts them in the order of files, sheets and lines; errors of one line keep the order they were found in.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| a.origin().cmp(&b.origin()));
    }
}

impl std::error::Error for Errors {}

impl From<Error> for Errors {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

impl Extend<Error> for Errors {
    fn extend<T: IntoIterator<Item = Error>>(&mut self, errors: T) {
        self.0.extend(errors);
    }
}

impl From<Vec<Error>> for Errors {
    fn from(errors: Vec<Error>) -> Self {
        Self(errors)
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Errors {
    type Item = &'a Error;
    type IntoIter = std::slice::Iter<'a, Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

/// Text found in a file, quoted for a message: shortened, with control characters made visible.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect::<String>().replace("\\'", "'");
    shown = shown.replace("\\u{a0}", "\u{a0}").replace("\\u{202f}", "\u{202f}");
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

/// Messages are one line each, whatever a hostile file name or cell holds.
fn one_line(text: &str) -> Cow<'_, str> {
    let is_odd =
        |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect()
}
