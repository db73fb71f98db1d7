//! A commented `bilan.toml`.
use crate::books::Books;
/// x
pub fn commented_settings(_: &Books) -> String {
    String::new()
}
