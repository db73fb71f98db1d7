//! Rows to figures: the only room with queries.

mod depreciation;
