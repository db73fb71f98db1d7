//! What an accountant asks: do the files agree, and where does the result come from? `cargo run --example cross_check -- [FOLDER]`.
//!
//! Without a folder it takes the accountant's side of the sample business: ledger and timesheets.

use std::error::Error;

use bilan::analysis::{Review, metric};
use bilan::books::Books;
use bilan::check::Checks;
use bilan::locale;

fn main() -> Result<(), Box<dyn Error>> {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/ledger");
    let folder = std::env::args().nth(1).unwrap_or_else(|| sample.to_owned());
    let books = Books::open(&folder)?;

    println!("{}\n", Checks::all().of(&books)?.to_terminal(&locale::EN, None));

    let report = Review::latest().of(&books)?;
    let year = report.periods().first().ok_or("no fiscal year")?.period.year();
    let result = report.figure(metric::RESULT_AFTER_TAX, year)?;
    let sum: rust_decimal::Decimal = result.rows().iter().map(|row| row.amount()).sum();
    println!("Result after tax {year}: {} rows that sum to {sum}", result.rows().len());
    Ok(())
}
