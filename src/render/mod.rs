//! Figures to text: a neutral table, then one file per output format.

mod plain_text;
mod table;
mod terminal;

pub use table::{Cell, Header, Row, Table};

#[cfg(test)]
mod sample;
