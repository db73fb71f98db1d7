//! x
mod analysis;
pub mod books;
pub mod error;
mod ingest;
pub mod jurisdiction;
pub mod model;
