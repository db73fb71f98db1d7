//! x
pub mod books;
pub mod error;
mod ingest;
pub mod model;
