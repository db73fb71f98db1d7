//! x
pub mod analysis;
pub mod books;
pub mod error;
pub mod jurisdiction;
pub mod model;

mod ingest;
