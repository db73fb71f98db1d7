//! Prints the annual review table of a folder: `cargo run --example annual_review -- [FOLDER]`.
//!
//! Without a folder it takes the sample business.

use std::error::Error;

use bilan::analysis::Review;
use bilan::books::Books;
use bilan::locale::{self, NumberStyle};

fn main() -> Result<(), Box<dyn Error>> {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");
    let folder = std::env::args().nth(1).unwrap_or_else(|| sample.to_owned());

    let books = Books::open(&folder)?;
    for error in books.errors() {
        eprintln!("{error}");
    }
    let report = Review::latest().of(&books)?;
    let french = locale::FR.with_style(NumberStyle::BLOG);
    println!("{}", report.table().to_terminal(&french));
    Ok(())
}
