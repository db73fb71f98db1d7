//! Reads the blocks of a text on one thread or on several, to the same rows.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::blocks::{Block, Blocks, LONGEST_RECORD};
use super::convention::Convention;
use super::corrections::Mended;
use super::row::Record;
use super::source::Hash;
use super::tabular::{Frame, LONGEST_ROW, Part, Rows};
use super::tokens::{Sink, plain_records, records};
use crate::books::Names;
use crate::error::{Error, ErrorKind};

/// The text is not the UTF-8 its beginning promised.
pub(crate) struct NotUtf8;

impl Sink for (&mut Rows<'_>, u32) {
    #[inline]
    fn record<'r>(&mut self, line: u32, record: &impl Record<'r>) {
        if line > self.1 {
            self.0.record(line, record);
        }
    }
}

/// Everything read from a text.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) part: Part,
    pub(crate) hash: Hash,
    /// Where and why it could not be read to its end.
    pub(crate) broken: Option<(u32, Error)>,
}

/// How to read the blocks of a text.
#[derive(Clone, Copy)]
pub(crate) struct Task<'c> {
    pub(crate) frame: Frame<'c>,
    pub(crate) delimiter: u8,
    pub(crate) header: u32,
    /// Whether the text holds what is no text somewhere.
    pub(crate) is_suspect: bool,
}

impl<'c> Task<'c> {
    /// Reads the records of a text that begins at a line.
    pub(crate) fn read(self, text: &str, line: u32, is_plain: bool, rows: &mut Rows<'c>) {
        let corrections = self.frame.corrections;
        if corrections.is_empty() && is_plain {
            plain_records(text, self.delimiter, line, &mut (rows, self.header));
        } else if corrections.is_empty() {
            records(text, self.delimiter, line, &mut (rows, self.header));
        } else {
            records(text, self.delimiter, line, &mut Mended { rows, header: self.header, corrections });
        }
    }

    /// Reads a block into a part that is empty; `None` if it is not UTF-8.
    fn parse(self, block: &Block, conventions: &[Convention], part: Part) -> Option<Part> {
        let text = simdutf8::basic::from_utf8(&block.bytes).ok()?;
        let mut rows = Rows::into_part(self.frame, conventions, part);
        rows.is_suspect = self.is_suspect || memchr::memchr(0, &block.bytes).is_some();
        rows.has_long_rows = block.bytes.len() > LONGEST_ROW;
        self.read(text, block.line, block.is_plain, &mut rows);
        Some(rows.finish())
    }

    /// Reads all blocks on so many threads. Each takes the next block, hashes and reads it, and puts it where it belongs, so that the
    /// text stays near one processor.
    pub(crate) fn run<R: Read + Send>(
        self,
        blocks: Blocks<R>,
        conventions: &[Convention],
        threads: usize,
        known: &Names,
    ) -> Result<Run, NotUtf8> {
        let queue = Mutex::new(Queue { blocks, failure: None, stop: false });
        let mut joint = Joint::default();
        if threads > 1 {
            // A long text takes over the numbers of the names there are, so that those of its rows need not be changed in the end.
            joint.part.chunk.names = known.clone();
        }
        let joint = Mutex::new(joint);
        let next = |memory| locked(&queue).next(memory);
        let work = || {
            let (mut bytes, mut part) = (Vec::new(), Part::default());
            while let Some(block) = next(bytes) {
                match self.parse(&block, conventions, part) {
                    Some(parsed) => part = locked(&joint).put(block.number, parsed),
                    None => return locked(&queue).give_up(),
                }
                bytes = block.bytes;
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads {
                // Where there is no thread to be had, the others do its work.
                let _ = thread::Builder::new().spawn_scoped(scope, work);
            }
            work();
        });
        let Queue { blocks, failure, stop } = queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        if stop {
            return Err(NotUtf8);
        }
        let unclosed = blocks.unclosed.map(|line| (line, unclosed(blocks.stopped)));
        let part = joint.into_inner().unwrap_or_else(PoisonError::into_inner).part;
        Ok(Run { part, hash: blocks.hash, broken: failure.map(|error| (0, error)).or(unclosed) })
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is still to be read.
struct Queue<R> {
    blocks: Blocks<R>,
    failure: Option<Error>,
    stop: bool,
}

impl<R: Read> Queue<R> {
    /// The next block, in the memory of one that is done with.
    fn next(&mut self, memory: Vec<u8>) -> Option<Block> {
        if self.stop || self.failure.is_some() {
            return None;
        }
        self.blocks.next(memory).unwrap_or_else(|error| {
            self.failure = Some(unreadable(&error));
            None
        })
    }

    /// A block is not UTF-8.
    fn give_up(&mut self) {
        self.stop = true;
    }
}

/// What was read, put together in the order of the file.
#[derive(Default)]
struct Joint {
    part: Part,
    next: usize,
    /// Parts whose predecessors are still being read.
    waiting: BTreeMap<usize, Part>,
    /// Empty parts, with their memory.
    spare: Vec<Part>,
}

impl Joint {
    /// Takes what a block became, and gives an empty part for the next one.
    fn put(&mut self, number: usize, part: Part) -> Part {
        self.waiting.insert(number, part);
        while let Some(mut part) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.part.then(&mut part);
            self.spare.push(part);
        }
        self.spare.pop().unwrap_or_default()
    }
}

pub(crate) fn unreadable(error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Unreadable, format!("cannot be read to its end: {error}"))
}

fn unclosed(stopped: bool) -> Error {
    if stopped {
        let message = format!(
            "a quote is opened here and not closed within {} MB; nothing from here on was read: close it, or double a quote inside a cell",
            LONGEST_RECORD >> 20
        );
        return Error::new(ErrorKind::Unreadable, message);
    }
    Error::new(
        ErrorKind::Unreadable,
        "a quote is opened here and never closed: the file is cut off, or a quote inside a cell is not doubled",
    )
}
