//! What each file is taken for.
