#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    missing_docs,
    unreachable_pub,
    reason = "a test fails by panicking, and is no library"
)]

mod anonymous;
mod architecture;
mod book;
mod breakdown;
mod check;
#[cfg(feature = "cli")]
mod command;
mod contract;
mod contracts;
mod countries;
mod currencies;
mod damage;
mod declared;
mod faults;
mod figures;
mod footers;
mod form_2033_b;
mod holidays;
mod investment;
mod laws;
mod paid;
mod real;
mod realization;
mod receivables;
mod render;
mod result;
mod running;
mod sample;
mod section_figures;
mod sections;
mod verify;
mod working_time;
#[cfg(feature = "xlsx")]
mod xlsx;
