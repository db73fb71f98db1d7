//! Files to rows: the only room that opens files.

mod blocks;
mod cell;
mod columns;
mod convention;
mod currency;
mod date;
mod delimited;
mod duration;
mod field;
mod header;
mod invoice_row;
mod money_row;
mod number;
mod row;
mod rules;
mod source;
mod tabular;
mod task;
mod time_row;
mod tokens;
mod words;
