//! Typed rows out of the columns, each with its place.

use super::Books;
use super::names::Names;
use crate::error::Origin;

/// A table whose rows can be read back as typed values.
pub trait TypedRow {
    /// One row, its text borrowed from the books.
    type Row<'a>
    where
        Self: 'a;
    /// How many rows there are.
    fn rows(&self) -> usize;
    /// A row by its position.
    fn row<'a>(&'a self, row: usize, names: &'a Names) -> Self::Row<'a>;
    /// Source and line of a row.
    fn place(&self, row: usize, names: &Names) -> (u32, u32);
}

/// All rows of a table, in the order of sources and lines.
#[derive(Debug)]
pub struct Rows<'a, T> {
    books: &'a Books,
    table: &'a T,
}

impl<T> Clone for Rows<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Rows<'_, T> {}

impl<'a, T: TypedRow> Rows<'a, T> {
    pub(super) fn new(books: &'a Books, table: &'a T) -> Self {
        Self { books, table }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.table.rows()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The columns behind the rows.
    pub fn table(&self) -> &'a T {
        self.table
    }

    /// A row by its position, with its place.
    pub fn get(&self, row: usize) -> Option<Row<'a, T>> {
        (row < self.len()).then_some(Row { books: self.books, table: self.table, row })
    }

    /// Every row with its place.
    pub fn iter(&self) -> impl Iterator<Item = Row<'a, T>> + use<'a, T> {
        let (books, table) = (self.books, self.table);
        (0..table.rows()).map(move |row| Row { books, table, row })
    }
}

/// One row of a table and where it was read.
#[derive(Debug)]
pub struct Row<'a, T> {
    books: &'a Books,
    table: &'a T,
    row: usize,
}

impl<'a, T: TypedRow> Row<'a, T> {
    /// What was read.
    pub fn value(&self) -> T::Row<'a> {
        self.table.row(self.row, self.books.names())
    }

    /// File, sheet and line.
    pub fn origin(&self) -> Origin {
        let (source, line) = self.place();
        self.books.origin(source, line)
    }

    /// Source and line.
    pub(crate) fn place(&self) -> (u32, u32) {
        self.table.place(self.row, self.books.names())
    }

    /// Position in the table.
    pub fn index(&self) -> usize {
        self.row
    }
}

/// A value of a small list, and where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    /// Number of its source.
    pub source: u32,
    /// Line in the source.
    pub line: u32,
}

impl<T> Located<T> {
    /// A value and its place.
    pub fn new(value: T, source: u32, line: u32) -> Self {
        Self { value, source, line }
    }
}
