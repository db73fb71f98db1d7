//! Files to rows: the only room that opens files.
//!
//! [`Books::open`] is the door. Which files are read and what becomes of each row: [the guide](crate::guide::formats).
//!
//! ```
//! use bilan::books::Books;
//!
//! let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
//! for source in books.sources() {
//!     assert_eq!(source.rows, source.used + source.set_aside_rows() + source.rejected);
//! }
//! assert_eq!(books.invoice_lines().len(), 143);
//! # Ok::<(), bilan::error::Errors>(())
//! ```

mod bank_row;
mod blocks;
mod cell;
mod columns;
mod convention;
mod corrections;
mod currency;
mod date;
mod delimited;
mod documents;
mod duration;
mod fec;
mod field;
mod folder;
mod french;
mod header;
mod holidays;
mod init;
mod invoice_row;
mod money_row;
mod number;
mod ofx;
mod published_table;
mod rates;
mod row;
mod rules;
#[cfg(test)]
mod scratch;
mod session;
mod settings;
mod source;
mod tabular;
mod task;
mod time_row;
mod tokens;
mod words;
mod workbook;

use std::path::{Path, PathBuf};

use self::folder::{File, Folder};
use self::session::Session;
use crate::books::{Books, BooksBuilder};
use crate::error::{Error, ErrorKind, Errors, Origin, quoted};
use crate::model::{Mapping, Settings};

pub use self::init::commented_settings;

/// What a folder is searched for, as the error names it when nothing was found.
const LOOKED_FOR: &str = "invoices, timesheets, expenses, a ledger, a bank statement, assets, payments or published figures as CSV or workbook \
                          (columns as number, issued, client, net; or date, client, days), or a French ledger export (FEC)";

impl Books {
    /// Reads the books of one business: a folder, at any depth, or a single file.
    ///
    /// Each file is recognised by its content first, by its name second. Hidden files, lock files (`~$…`) and what `ignore` in
    /// `bilan.toml` names are left alone. Bad rows are no failure: they are in [`Books::errors`].
    ///
    /// ```no_run
    /// use bilan::books::Books;
    /// let books = Books::open("data/sample")?;
    /// for error in books.errors() {
    ///     eprintln!("{error}");
    /// }
    /// # Ok::<(), bilan::error::Errors>(())
    /// ```
    ///
    /// # Errors
    /// Only where nothing can be read: the path cannot be opened ([`ErrorKind::Unreadable`]), nothing in it is recognised
    /// ([`ErrorKind::NothingRecognised`]), or `bilan.toml` is wrong ([`ErrorKind::Settings`], everything that is wrong in it).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Errors> {
        Self::reader().open(path)
    }

    /// The same for several files (or folders) of one business. A `bilan.toml` is read if it is one of them.
    ///
    /// # Errors
    /// As [`Books::open`].
    pub fn open_all<P: AsRef<Path>>(paths: &[P]) -> Result<Self, Errors> {
        Self::reader().open_all(paths)
    }

    /// A reader that can say how far it is.
    pub fn reader<'a>() -> Reader<'a> {
        Reader::default()
    }
}

/// How far a [`Reader`] is, told before each file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// Path of the file that is read next, relative to the folder.
    pub path: &'a str,
    /// Bytes of the files before it.
    pub done: u64,
    /// Bytes of all files.
    pub total: u64,
}

type Callback<'a> = Box<dyn FnMut(Progress<'_>) + 'a>;

/// Opens books and says how far it is.
///
/// ```no_run
/// use bilan::books::Books;
/// let books = Books::reader().progress(|at| eprintln!("{} {}/{}", at.path, at.done, at.total)).open("data/sample")?;
/// # Ok::<(), bilan::error::Errors>(())
/// ```
#[derive(Default)]
pub struct Reader<'a> {
    progress: Option<Callback<'a>>,
}

impl<'a> Reader<'a> {
    /// Calls this before each file.
    #[must_use]
    pub fn progress(mut self, callback: impl FnMut(Progress<'_>) + 'a) -> Self {
        self.progress = Some(Box::new(callback));
        self
    }

    /// Reads a folder or a single file.
    ///
    /// # Errors
    /// As [`Books::open`].
    pub fn open(self, path: impl AsRef<Path>) -> Result<Books, Errors> {
        self.read(Folder::open(path.as_ref())?)
    }

    /// Reads several files.
    ///
    /// # Errors
    /// As [`Books::open`].
    pub fn open_all<P: AsRef<Path>>(self, paths: &[P]) -> Result<Books, Errors> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| path.as_ref().to_path_buf()).collect();
        self.read(Folder::open_all(&paths)?)
    }

    fn read(mut self, mut folder: Folder) -> Result<Books, Errors> {
        let (settings, settings_file) = settings_of(&mut folder)?;
        let total = folder.files.iter().map(|file| file.size).sum();
        let mut session = Session::new(&settings);
        let mut builder = BooksBuilder::new(settings);
        builder.unrecognised = folder.others;
        builder.errors = folder.errors;
        let mut done = 0;
        for file in &folder.files {
            if let Some(callback) = &mut self.progress {
                callback(Progress { path: &file.shown, done, total });
            }
            if let Err(error) = session.read(file, &mut builder) {
                builder.error(error);
            }
            done += file.size;
        }
        let paths: Vec<&str> = folder.files.iter().map(|file| file.shown.as_str()).collect();
        let mut wrong = corrections::not_made(&builder, &settings_file, &paths, folder.is_whole);
        if !wrong.is_empty() {
            // The reason may be that the file could not be read.
            wrong.extend(builder.errors);
            wrong.sort();
            return Err(wrong);
        }
        if builder.sources.is_empty() {
            return Err(nothing(builder, folder.files.len()));
        }
        if folder.is_whole {
            builder.errors.extend(mappings_of_nothing(&builder.settings, &settings_file, &folder.files));
        }
        builder.unrecognised.sort();
        documents::settle(&mut builder, session.rates());
        Ok(builder.finish())
    }
}

fn nothing(builder: BooksBuilder, files: usize) -> Errors {
    if !builder.errors.is_empty() {
        return builder.errors;
    }
    let found = match files {
        0 => "there is no file".to_owned(),
        1 => "one file was found and it is none of these".to_owned(),
        count => format!("{count} files were found and none is one of these"),
    };
    Error::new(ErrorKind::NothingRecognised, format!("nothing to read: {found}; looked for {LOOKED_FOR}")).into()
}

/// Takes `bilan.toml` out of the files, reads it, and leaves alone what it ignores.
fn settings_of(folder: &mut Folder) -> Result<(Settings, String), Errors> {
    let is_settings = |file: &File| file.shown.rsplit('/').next() == Some(settings::FILE_NAME);
    let named: Vec<File> = folder.files.iter().filter(|file| is_settings(file)).cloned().collect();
    // The one nearest to the top decides what is ignored, another `bilan.toml` perhaps included.
    let Some(first) = named.iter().min_by_key(|file| (file.shown.matches('/').count(), &file.shown)) else {
        return Ok((Settings::default(), String::new()));
    };
    let bytes = std::fs::read(&first.path).map_err(|error| folder::unreadable(&first.shown, &error))?;
    let text = source::decode(&bytes).ok_or_else(|| {
        Error::new(ErrorKind::Settings, "not a text file; write it as UTF-8").at(Origin::file(first.shown.as_str()))
    })?;
    let mut settings = settings::read_settings(&first.shown, &text)?;
    settings.sha256 = source::sha256(&bytes);
    folder.ignore(&settings.ignore);
    let left: Vec<File> = folder.files.iter().filter(|file| is_settings(file)).cloned().collect();
    if left.len() > 1 {
        let message =
            "one folder is one business, and here are several bilan.toml; open one of their folders, or name this one in ignore";
        let errors = left.iter().map(|file| Error::new(ErrorKind::Question, message).at(Origin::file(file.shown.as_str())));
        return Err(errors.collect::<Vec<_>>().into());
    }
    folder.files.retain(|file| !is_settings(file));
    Ok((settings, first.shown.clone()))
}

/// A `[[mapping]]` that is about no file is a slip of the pen.
fn mappings_of_nothing(settings: &Settings, settings_file: &str, files: &[File]) -> Vec<Error> {
    let of_nothing = |mapping: &&Mapping| {
        mapping.file.as_deref().is_some_and(|glob| !files.iter().any(|file| folder::names(glob, &file.shown)))
    };
    let error = |mapping: &Mapping| {
        let glob = mapping.file.as_deref().unwrap_or_default();
        let distance = |file: &&File| strsim::damerau_levenshtein(glob, &file.shown);
        let nearest = files.iter().min_by_key(distance).filter(|file| distance(file) <= 3);
        let right = nearest
            .map_or_else(|| "correct it, or remove the mapping".to_owned(), |file| format!("did you mean {}?", file.shown));
        Error::new(ErrorKind::Settings, format!("{} names no file of the folder; {right}", quoted(glob)))
            .at(Origin::file(settings_file).line(mapping.line))
            .field("mapping.file")
    };
    settings.mappings.iter().filter(of_nothing).map(error).collect()
}

#[cfg(test)]
mod tests;
