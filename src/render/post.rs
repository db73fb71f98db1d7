//! The table in a blog post, between two comments.

use crate::error::{Error, ErrorKind, Origin, Result};
use crate::model::MARK;

/// What stands before the table.
const START: &str = "<!-- bilan -->";
/// What stands after it.
const END: &str = "<!-- /bilan -->";

/// A post with another table between `<!-- bilan -->` and `<!-- /bilan -->`, and everything else as it was, byte for byte. `table` is
/// Markdown or HTML as a review is written; it stands between blank lines, and ends its lines as the post does. `path` is for messages.
///
/// ```
/// use bilan::render::with_table;
/// let post = "# 2020\r\n\r\n<!-- bilan -->\r\nold\r\n<!-- /bilan -->\r\nThe end";
/// let updated = with_table("post.md", post, "| CA | ~138 K€ |\n")?;
/// assert_eq!(updated, "# 2020\r\n\r\n<!-- bilan -->\r\n\r\n| CA | ~138 K€ |\r\n\r\n<!-- /bilan -->\r\nThe end");
/// assert_eq!(with_table("post.md", &updated, "| CA | ~138 K€ |\n")?, updated);
/// # Ok::<(), bilan::error::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Question`] if one of the two comments is missing, stands twice, or the second before the first.
pub fn with_table(path: &str, post: &str, table: &str) -> Result<String> {
    let start = only(path, post, START)?;
    let end = only(path, post, END)?;
    let after_start = start + START.len();
    if end < after_start {
        let message =
            format!("{END} stands before {START} on line {}; write the table's place as the two in order", line(post, start));
        return Err(Error::new(ErrorKind::Question, message).at(Origin::file(path).line(line(post, end))));
    }
    let (before, rest) = post.split_at_checked(after_start).unwrap_or((post, ""));
    let after = post.get(end..).unwrap_or_default();
    let first_break = rest.find('\n').map(|at| rest.get(..at)).or_else(|| before.find('\n').map(|at| before.get(..at)));
    let line_break = if first_break.flatten().is_some_and(|line| line.ends_with('\r')) { "\r\n" } else { "\n" };
    // A post is no file that bilan wrote, and carries no mark.
    let mark = format!("<!-- {MARK}");
    let bare = table.strip_prefix(&mark).and_then(|marked| marked.split_once("-->")).map_or(table, |(_, bare)| bare);
    let table: Vec<&str> = bare.trim_matches('\n').lines().collect();
    Ok([before, line_break, line_break, &table.join(line_break), line_break, line_break, after].concat())
}

/// Where the only occurrence of a comment begins.
fn only(path: &str, post: &str, comment: &str) -> Result<usize> {
    let found: Vec<usize> = post.match_indices(comment).map(|(at, _)| at).collect();
    let wrong = |at: Option<usize>, message: String| {
        let origin = Origin::file(path);
        Error::new(ErrorKind::Question, message).at(at.map_or(origin.clone(), |at| origin.line(line(post, at))))
    };
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(wrong(
            None,
            format!("{comment} is missing; write {START} and {END}, each on a line of its own, where the table goes"),
        )),
        [first, second, ..] => Err(wrong(
            Some(*second),
            format!("{comment} stands here again, after line {}; a post has one table", line(post, *first)),
        )),
    }
}

fn line(post: &str, at: usize) -> u32 {
    let before = post.as_bytes().get(..at).unwrap_or_default();
    u32::try_from(memchr::memchr_iter(b'\n', before).count() + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{FR, NumberStyle};
    use crate::render::sample;

    #[test]
    fn only_what_stands_between_the_comments_changes() {
        let table = sample::published().table().to_markdown(&FR.with_style(NumberStyle::BLOG));
        for (before, after) in [("", ""), ("\u{feff}a\r\n", "\r\nz\r\n\r\n"), ("a\n\n", "z"), ("tab\t\n  ", " \n\n\n")] {
            for between in ["", "\n", "old <b>table</b>\r\n| x |\r\n"] {
                let post = format!("{before}{START}{between}{END}{after}");
                let updated = with_table("p.md", &post, &table).unwrap();
                assert!(updated.starts_with(&format!("{before}{START}")) && updated.ends_with(&format!("{END}{after}")));
                assert_eq!(updated.matches("TJM").count(), 1);
                assert!(!updated.contains(MARK), "a post is read as a post");
                assert_eq!(with_table("p.md", &updated, &table).unwrap(), updated, "again");
                let table = updated.get(before.len() + START.len()..updated.len() - after.len() - END.len()).unwrap();
                let breaks = table.matches('\n').count();
                assert_eq!(breaks, 9, "a line each, and blank lines around them");
                let is_crlf = between.contains('\r') || (!between.contains('\n') && before.contains('\r'));
                assert_eq!(table.matches("\r\n").count(), if is_crlf { breaks } else { 0 }, "{post:?}");
            }
        }
    }

    #[test]
    fn comments_that_do_not_make_one_place_are_errors() {
        for (post, expected) in [
            (
                "text",
                "p.md: <!-- bilan --> is missing; write <!-- bilan --> and <!-- /bilan -->, each on a line of its own, where the table goes",
            ),
            (
                "<!-- bilan -->\n",
                "p.md: <!-- /bilan --> is missing; write <!-- bilan --> and <!-- /bilan -->, each on a line of its own, where the table goes",
            ),
            (
                "<!-- /bilan -->",
                "p.md: <!-- bilan --> is missing; write <!-- bilan --> and <!-- /bilan -->, each on a line of its own, where the table goes",
            ),
            (
                "<!-- bilan -->\n<!-- /bilan -->\n<!-- bilan -->\n<!-- /bilan -->",
                "p.md:3: <!-- bilan --> stands here again, after line 1; a post has one table",
            ),
            (
                "<!-- bilan -->\n<!-- bilan -->\n<!-- /bilan -->\n<!-- /bilan -->",
                "p.md:2: <!-- bilan --> stands here again, after line 1; a post has one table",
            ),
            (
                "<!-- bilan -->\n<!-- /bilan -->\n<!-- /bilan -->",
                "p.md:3: <!-- /bilan --> stands here again, after line 2; a post has one table",
            ),
            (
                "\n<!-- /bilan -->\n<!-- bilan -->",
                "p.md:2: <!-- /bilan --> stands before <!-- bilan --> on line 3; write the table's place as the two in order",
            ),
        ] {
            let error = with_table("p.md", post, "x").unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Question, expected));
        }
    }
}
