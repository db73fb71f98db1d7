//! Cuts text into blocks that end where a record ends, so that they can be read at the same time.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::source::Hash;

/// No record is as long as this; a text in which one is has an unclosed quote.
pub(crate) const LONGEST_RECORD: usize = 8 * 1024 * 1024;

/// Whole records.
pub(crate) struct Block {
    /// Position among the blocks.
    pub(crate) number: usize,
    /// Line of its first record.
    pub(crate) line: u32,
    pub(crate) bytes: Vec<u8>,
    /// Whether every line is a record as it stands: no quote, no CR.
    pub(crate) is_plain: bool,
}

/// The blocks of a text.
pub(crate) struct Blocks<R> {
    reader: R,
    delimiter: u8,
    size: usize,
    carry: Vec<u8>,
    line: u32,
    number: usize,
    ended: bool,
    /// Bytes at the beginning that mark the encoding.
    mark: usize,
    /// Of everything read so far.
    pub(crate) hash: Hash,
    /// Line of a quote that nothing closes: the text ends in the middle of a record.
    pub(crate) unclosed: Option<u32>,
    /// Whether reading stopped there, for the record is longer than any can be.
    pub(crate) stopped: bool,
}

impl<R: Read> Blocks<R> {
    pub(crate) fn new(reader: R, mark: usize, delimiter: u8, size: usize) -> Self {
        Self {
            reader,
            delimiter,
            size: size.max(1),
            carry: Vec::new(),
            line: 1,
            number: 0,
            ended: false,
            mark,
            hash: Hash::default(),
            unclosed: None,
            stopped: false,
        }
    }

    /// The next block, in memory that another one is done with; `None` after the last.
    pub(crate) fn next(&mut self, mut bytes: Vec<u8>) -> io::Result<Option<Block>> {
        if self.ended {
            return Ok(None);
        }
        bytes.clear();
        bytes.reserve(self.carry.len() + self.size);
        bytes.append(&mut self.carry);
        let mut quote;
        loop {
            let old = bytes.len();
            let want = self.size as u64;
            self.ended = (&mut self.reader).take(want).read_to_end(&mut bytes)? < self.size;
            self.hash.update(bytes.get(old..).unwrap_or_default());
            if self.mark > 0 && bytes.len() >= self.mark {
                bytes.drain(..self.mark);
                self.mark = 0;
            }
            quote = memchr(b'"', &bytes);
            let (end, open) = record_end_from(&bytes, self.delimiter, quote);
            if self.ended {
                if let Some(quote) = open {
                    self.unclosed = Some(self.line.saturating_add(lines(bytes.get(..quote).unwrap_or_default())));
                    bytes.truncate(end);
                }
                break;
            }
            if end > 0 {
                self.carry.extend_from_slice(bytes.get(end..).unwrap_or_default());
                bytes.truncate(end);
                break;
            }
            if bytes.len() > LONGEST_RECORD {
                // The rest is read for its hash only.
                self.unclosed = Some(self.line);
                self.stopped = true;
                self.ended = true;
                bytes.clear();
                let mut rest = vec![0; 1024 * 1024];
                loop {
                    match self.reader.read(&mut rest)? {
                        0 => break,
                        read => self.hash.update(rest.get(..read).unwrap_or_default()),
                    }
                }
                break;
            }
        }
        let has_returns = memchr(b'\r', &bytes).is_some();
        let count = if has_returns { lines(&bytes) } else { line_feeds(&bytes) };
        let block = Block { number: self.number, line: self.line, is_plain: quote.is_none() && !has_returns, bytes };
        self.number += 1;
        self.line = self.line.saturating_add(count);
        Ok(Some(block))
    }
}

/// Line breaks as an editor counts them: LF, CR LF, and CR alone.
pub(crate) fn lines(bytes: &[u8]) -> u32 {
    let alone = memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    line_feeds(bytes).saturating_add(u32::try_from(alone).unwrap_or(u32::MAX))
}

fn line_feeds(bytes: &[u8]) -> u32 {
    u32::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}

/// Where the last whole record ends (0 if none does), and where a quote opens that is not closed. Quotes are those of RFC 4180: they
/// open only at the beginning of a cell, and a doubled one stands for itself.
pub(crate) fn last_record_end(bytes: &[u8], delimiter: u8) -> (usize, Option<usize>) {
    record_end_from(bytes, delimiter, memchr(b'"', bytes))
}

/// The same where the first quote is known.
fn record_end_from(bytes: &[u8], delimiter: u8, first: Option<usize>) -> (usize, Option<usize>) {
    let find = |from: usize| bytes.get(from..).and_then(|rest| memchr(b'"', rest)).map(|at| from + at);
    let last_newline = |from: usize, to: usize| {
        let stretch = bytes.get(from..to)?;
        // A CR at the very end may be half of a CR LF.
        let cr = || memrchr(b'\r', bytes.get(from..to.min(bytes.len().saturating_sub(1)))?);
        memrchr(b'\n', stretch).or_else(cr).map(|at| from + at + 1)
    };
    let (mut end, mut outside, mut quote) = (0, 0, first);
    loop {
        if let Some(newline) = last_newline(outside, quote.unwrap_or(bytes.len())) {
            end = newline;
        }
        let Some(at) = quote else { return (end, None) };
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        if before.is_some_and(|byte| *byte != delimiter && *byte != b'\n' && *byte != b'\r') {
            outside = at + 1;
        } else {
            let mut inside = at + 1;
            outside = loop {
                let Some(close) = find(inside) else { return (end, Some(at)) };
                if bytes.get(close + 1) != Some(&b'"') {
                    break close + 1;
                }
                inside = close + 2;
            };
        }
        quote = find(outside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> (usize, Option<usize>) {
        last_record_end(text.as_bytes(), b',')
    }

    #[test]
    fn records_end_outside_quotes() {
        assert_eq!(ends("a,b\nc,d\ne"), (8, None));
        assert_eq!(ends("a,b\n\"c\nd\",e"), (4, None));
        assert_eq!(ends("a,b\n\"c\nd\",e\n"), (12, None));
        assert_eq!(ends("a,b\n\"c\nd"), (4, Some(4)));
        assert_eq!(ends("a,\"b \"\"c\"\"\n\"\n"), (13, None));
        assert_eq!(ends("a,12\" disk\nb"), (11, None), "a quote inside a cell is a letter");
        assert_eq!(ends("a\rb\r"), (2, None), "the last CR may be half a line break");
        assert_eq!(ends(""), (0, None));
    }

    #[test]
    fn line_breaks_are_those_of_an_editor() {
        assert_eq!(lines(b"a\nb\r\nc\rd\n\n"), 5);
    }

    #[test]
    fn blocks_are_the_text_again_whatever_their_size() {
        let text = "a,b\n\"x\ny\",2\r\n\r\nc,\"d\"\"\n\"\nlast,line";
        for size in 1..text.len() + 2 {
            let mut blocks = Blocks::new(text.as_bytes(), 0, b',', size);
            let (mut all, mut line) = (Vec::new(), 1);
            while let Ok(Some(block)) = blocks.next(Vec::new()) {
                assert_eq!(block.line, line, "{size}");
                line += lines(&block.bytes);
                all.extend(block.bytes);
            }
            assert_eq!(all, text.as_bytes(), "{size}");
            assert_eq!(blocks.hash.finish(), super::super::source::sha256(text.as_bytes()));
        }
    }

    #[test]
    fn an_unclosed_quote_is_found_with_its_line() {
        let mut blocks = Blocks::new("a,b\nc,\"d\ne\n".as_bytes(), 0, b',', 4);
        let mut all = Vec::new();
        while let Ok(Some(block)) = blocks.next(Vec::new()) {
            all.extend(block.bytes);
        }
        assert_eq!((all.as_slice(), blocks.unclosed), (b"a,b\n".as_slice(), Some(2)));
    }
}
