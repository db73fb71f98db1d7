//! How bilan knows the files it wrote itself.

/// The token every file bilan writes of a review carries near its beginning: in a comment, in the first cell, or as the schema.
pub const MARK: &str = "bilan.review/1";

/// The same for all that bilan writes; a file with one of them in its first kilobyte, or in the last one, is set aside whole.
pub const MARKS: [&str; 6] = [MARK, "bilan.explain/1", "bilan.verify/1", "bilan.check/1", "bilan.outlook/1", "bilan.sources/1"];
