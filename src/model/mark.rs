//! How bilan knows the files it wrote itself.

/// The token every file bilan writes of a review carries near its beginning: in a comment, in the first cell, or as the schema.
pub const MARK: &str = "bilan.review/1";

/// The same for all that bilan writes; a file with one of them in its first kilobyte is set aside whole.
pub const MARKS: [&str; 3] = [MARK, "bilan.explain/1", "bilan.verify/1"];
