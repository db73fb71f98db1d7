//! What every figure means, which files are read, how the house is built, what changed.

#[doc = include_str!("figures.md")]
pub mod figures {}

#[doc = include_str!("sections.md")]
pub mod sections {}

#[doc = include_str!("formats.md")]
pub mod formats {}

#[doc = include_str!("settings.md")]
pub mod settings {}

#[doc = include_str!("workbook.md")]
pub mod workbook {}

#[doc = include_str!("checks.md")]
pub mod checks {}

#[doc = include_str!("publishing.md")]
pub mod publishing {}

#[doc = include_str!("design.md")]
pub mod design {}

#[doc = include_str!("speed.md")]
pub mod speed {}

#[doc = include_str!("changelog.md")]
pub mod changelog {}
