//! x
pub mod books;
pub mod error;
mod ingest;
pub mod model;
pub use ingest::{Progress, Reader, commented_settings};
