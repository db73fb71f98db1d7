//! x
pub mod analysis;
pub mod books;
pub mod error;
pub mod ingest;
pub mod jurisdiction;
pub mod locale;
pub mod model;
pub mod render;
