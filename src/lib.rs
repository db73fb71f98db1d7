//! **bilan** makes the year-end review of a consulting business from the files it already has: invoices, timesheets, expenses, a
//! ledger. Every figure is exact, and every figure can show the rows it comes from.
//!
//! ```
//! use bilan::analysis::{Review, metric};
//! use bilan::books::Books;
//! use bilan::locale::{self, NumberStyle};
//!
//! let books = Books::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))?;
//! let report = Review::year(2020).back_to(2017).of(&books)?;
//!
//! let blog = locale::FR.with_style(NumberStyle::BLOG);
//! assert_eq!(
//!     report.table().to_terminal(&blog),
//!     [
//!         "                       2020     2019      2018     2017     Variation n/n-1",
//!         "Chiffre d'affaires     ~138 K€  ~150 K€   ~132 K€  ~100 K€  -8%",
//!         "Résultat après impôts  ~8 K€    ~13.5 K€  ~10 K€   ~20 K€   -41%",
//!         "Jours facturés         175      197       178      160      -11%",
//!         "TJM                    789€     761€      742€     625€     +3.6%",
//!     ]
//!     .join("\n")
//! );
//!
//! let result = report.figure(metric::RESULT_AFTER_TAX, 2020)?;
//! let rows = result.rows();
//! assert_eq!(rows.iter().map(|row| row.amount()).sum::<rust_decimal::Decimal>(), 8_000.into());
//! assert_eq!(rows[0].origin().to_string(), "invoices.csv:105");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The picture
//! An hourglass: many file formats above, many output formats below, and three plain values between them.
//!
//! ```text
//! files ──ingest──▶ Books ──analysis──▶ Report ──render──▶ text
//!                  (rows, as             (figures that
//!                   columns)              know their rows)
//! ```
//!
//! * [`books::Books`]: everything one business wrote down, validated, exact, each row with its file and line;
//! * [`analysis::Report`]: the answer to an [`analysis::Review`]: figures by fiscal year, each with its exact value or the reason there
//!   is none;
//! * text: a [`render::Table`], given a language and a style ([`locale`]) at the very end.
//!
//! What one part of the books says against another is asked with [`check::Checks`]; whether a published table says what the books say, with
//! [`check::Verify`].
//!
//! The other rooms: [`model`] is what a business records and decides, [`jurisdiction`] what the law fixes, [`ingest`] the only one that
//! opens files, [`error`] what went wrong and where.
//!
//! # Exactness
//! Text becomes an exact decimal or an error with its file and line; no float touches money or days. Sums are whole numbers of 128
//! bits; ratios are divided once, from exact sums, and rounded once, for display, half away from zero. Missing, zero and undefined are
//! three things, and a figure that is not known is never printed as 0.
//!
//! # Not (yet) here
//! Bank statements, electronic invoices (Factur-X, UBL), and the lines of form 2033-B; accounts are those of the French chart.
//!
//! # Features
//! * `cli` (default): the command `bilan`;
//! * `xlsx` (default): `Report::to_workbook`, a review as a workbook of live formulas;
//! * `frames`: `Books::frame`, the tables as polars frames.
//!
//! The guide: [`guide`].

#![warn(clippy::print_stdout, clippy::print_stderr)]

/// The README, so that its example is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

pub mod analysis;
pub mod books;
pub mod check;
pub mod error;
pub mod guide;
pub mod ingest;
pub mod jurisdiction;
pub mod locale;
pub mod model;
pub mod render;
