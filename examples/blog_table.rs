//! What a script asks: the table for a blog post, the same bytes every time. `cargo run --example blog_table -- [FOLDER]`.
//!
//! Without a folder it takes the sample business.

use std::error::Error;

use bilan::analysis::Review;
use bilan::books::Books;
use bilan::locale::{self, NumberStyle};

fn main() -> Result<(), Box<dyn Error>> {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");
    let folder = std::env::args().nth(1).unwrap_or_else(|| sample.to_owned());

    let report = Review::latest().of(&Books::open(&folder)?)?;
    print!("{}", report.table().to_markdown(&locale::FR.with_style(NumberStyle::BLOG)));
    Ok(())
}
