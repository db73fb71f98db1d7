//! `[[correct]]`: a row of an export that one cannot edit.

/// One row that is set aside, or one of its cells that is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Correction {
    /// Path relative to the folder, or the name of the file alone.
    pub file: String,
    /// Sheet of a workbook; unsaid: any.
    pub sheet: Option<String>,
    /// Line in the file, or row of the sheet.
    pub row: u32,
    /// What is done to it.
    pub mend: Mend,
    /// Why, in words.
    pub reason: String,
    /// Line in `bilan.toml`.
    pub line: u32,
}

/// What a correction does to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mend {
    /// It does not feed the books.
    SetAside,
    /// One of its cells holds another text.
    Replace {
        /// Name of the field, or header of the column.
        field: String,
        /// The text; a number with a decimal point, or as its column writes numbers.
        value: String,
    },
}

impl Correction {
    /// A row of a file that is set aside.
    pub fn set_aside(file: impl Into<String>, row: u32, reason: impl Into<String>) -> Self {
        Self { file: file.into(), sheet: None, row, mend: Mend::SetAside, reason: reason.into(), line: 0 }
    }

    /// Whether it is about a file.
    pub fn names(&self, path: &str) -> bool {
        self.file == path || (!self.file.contains('/') && path.rsplit('/').next() == Some(&*self.file))
    }
}
