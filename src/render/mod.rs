//! Figures to text: a neutral table, then one file per output format.

mod csv;
mod exact;
mod html;
mod markdown;
mod plain_text;
mod table;
mod terminal;

pub use table::{Cell, Header, Row, Table};

#[cfg(test)]
mod sample;
