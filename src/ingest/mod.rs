//! Files to rows: the only room that opens files.

mod cell;
mod workbook;
