//! Reads the blocks of a text, one after the other or all at once, to the same rows.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::thread;

use super::blocks::{Block, Blocks, LONGEST_RECORD};
use super::convention::Convention;
use super::corrections::Mended;
use super::row::Record;
use super::source::Hash;
use super::tabular::{Frame, Part, Rows};
use super::tokens::{Sink, records};
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

/// What a block became.
enum Parsed {
    Part(Box<Part>),
    NotUtf8,
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
    pub(crate) fn read(self, text: &str, line: u32, rows: &mut Rows<'c>) {
        let corrections = self.frame.corrections;
        if corrections.is_empty() {
            records(text, self.delimiter, line, &mut (rows, self.header));
        } else {
            records(text, self.delimiter, line, &mut Mended { rows, header: self.header, corrections });
        }
    }

    /// Reads a block into a part that is empty.
    fn parse(self, block: &Block, conventions: &[Convention], part: Part) -> Parsed {
        let Ok(text) = std::str::from_utf8(&block.bytes) else { return Parsed::NotUtf8 };
        let mut rows = Rows::into_part(self.frame, conventions, part);
        rows.is_suspect = self.is_suspect || memchr::memchr(0, &block.bytes).is_some();
        self.read(text, block.line, &mut rows);
        Parsed::Part(Box::new(rows.finish()))
    }

    /// One block after the other.
    pub(crate) fn in_turn<R: Read>(self, blocks: &mut Blocks<R>, conventions: &[Convention]) -> Result<Run, NotUtf8> {
        let mut run = Run::default();
        let mut spare = Part::default();
        loop {
            match blocks.next() {
                Ok(Some(block)) => match self.parse(&block, conventions, std::mem::take(&mut spare)) {
                    Parsed::Part(mut part) => {
                        run.part.then(&mut part);
                        spare = *part;
                        blocks.reuse(block.bytes);
                    }
                    Parsed::NotUtf8 => return Err(NotUtf8),
                },
                Ok(None) => break,
                Err(error) => {
                    run.broken.get_or_insert_with(|| (0, unreadable(&error)));
                    break;
                }
            }
        }
        run.hash = std::mem::take(&mut blocks.hash);
        if let (None, Some(line)) = (&run.broken, blocks.unclosed) {
            run.broken = Some((line, unclosed(blocks.stopped)));
        }
        Ok(run)
    }

    /// All at once, put together in the order of the file; `None` if no thread can be had.
    pub(crate) fn in_parallel<R: Read + Send>(
        self,
        mut blocks: Blocks<R>,
        conventions: &[Convention],
        threads: usize,
    ) -> Option<Result<Run, NotUtf8>> {
        let stop = AtomicBool::new(false);
        let (block_sender, block_receiver) = sync_channel::<Block>(threads);
        let block_receiver = Mutex::new(block_receiver);
        let (part_sender, part_receiver) = sync_channel::<(usize, Parsed)>(2 * threads);
        // Blocks and parts that are done with give their memory to the next ones.
        let (bytes_sender, spare_bytes) = channel::<Vec<u8>>();
        let (spare_sender, spare_parts) = channel::<Part>();
        let spare_parts = Mutex::new(spare_parts);
        thread::scope(|scope| {
            let (stop, block_receiver, spare_parts) = (&stop, &block_receiver, &spare_parts);
            let mut workers = 0;
            for _ in 0..threads {
                let (part_sender, bytes_sender) = (part_sender.clone(), bytes_sender.clone());
                let work = move || {
                    loop {
                        // The lock is held while waiting: the next block goes to one worker.
                        let Ok(Ok(block)) = block_receiver.lock().map(|receiver| receiver.recv()) else { break };
                        if stop.load(Ordering::Relaxed) {
                            continue;
                        }
                        let spare = spare_parts.lock().ok().and_then(|parts| parts.try_recv().ok());
                        let parsed = self.parse(&block, conventions, spare.unwrap_or_default());
                        if part_sender.send((block.number, parsed)).is_err() {
                            break;
                        }
                        // Nobody reuses it once everything is read.
                        let _ = bytes_sender.send(block.bytes);
                    }
                };
                workers += usize::from(thread::Builder::new().spawn_scoped(scope, work).is_ok());
            }
            drop(part_sender);
            if workers == 0 {
                return None;
            }
            let read = move || {
                let mut failure = None;
                while !stop.load(Ordering::Relaxed) {
                    if let Ok(bytes) = spare_bytes.try_recv() {
                        blocks.reuse(bytes);
                    }
                    match blocks.next() {
                        Ok(Some(block)) => {
                            if block_sender.send(block).is_err() {
                                break;
                            }
                        }
                        Ok(None) => break,
                        Err(error) => {
                            failure = Some((0, unreadable(&error)));
                            break;
                        }
                    }
                }
                let unclosed = blocks.unclosed.map(|line| (line, unclosed(blocks.stopped)));
                (std::mem::take(&mut blocks.hash), failure.or(unclosed))
            };
            // If there is no thread for the reader, its end of the channel goes with it and the workers end.
            let reader = thread::Builder::new().spawn_scoped(scope, read).ok()?;

            let mut run = Run::default();
            let mut not_utf8 = false;
            let (mut waiting, mut next) = (BTreeMap::new(), 0);
            for (number, parsed) in part_receiver {
                if matches!(parsed, Parsed::NotUtf8) {
                    not_utf8 = true;
                    stop.store(true, Ordering::Relaxed);
                }
                waiting.insert(number, parsed);
                while let Some(parsed) = waiting.remove(&next) {
                    next += 1;
                    match parsed {
                        Parsed::Part(mut part) => {
                            run.part.then(&mut part);
                            // Nobody reuses it once everything is parsed.
                            let _ = spare_sender.send(*part);
                        }
                        Parsed::NotUtf8 => {}
                    }
                }
            }
            let (hash, broken) = reader.join().unwrap_or_default();
            if not_utf8 {
                return Some(Err(NotUtf8));
            }
            run.hash = hash;
            run.broken = run.broken.or(broken);
            Some(Ok(run))
        })
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
