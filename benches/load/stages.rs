//! The parts of a review that are timed inside this process.

use std::error::Error;
use std::path::Path;

use bilan::analysis::Review;
use bilan::books::Books;

use crate::timing::Timing;

/// Reading the folder, then the review of its last year against the three before, each this many times.
pub(crate) fn measure(folder: &Path, runs: u32) -> Result<[(&'static str, Timing); 2], Box<dyn Error>> {
    let (load, books) = Timing::of(runs, || Ok(Books::open(folder)?))?;
    let (review, _) = Timing::of(runs, || Ok(Review::year(2020).back_to(2017).of(&books)?))?;
    Ok([("load", load), ("review", review)])
}
