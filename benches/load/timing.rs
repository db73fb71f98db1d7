//! How long something takes, several times over.

use std::error::Error;
use std::time::{Duration, Instant};

/// The shortest and the middle one of several runs.
pub(crate) struct Timing {
    pub shortest: Duration,
    pub median: Duration,
}

impl Timing {
    /// Times the work, and gives what its last run made. What an earlier run made is dropped outside the clock.
    pub(crate) fn of<T>(runs: u32, mut work: impl FnMut() -> Result<T, Box<dyn Error>>) -> Result<(Self, T), Box<dyn Error>> {
        let (mut times, mut made) = (Vec::new(), None);
        for _ in 0..runs {
            drop(made.take());
            let start = Instant::now();
            made = Some(work()?);
            times.push(start.elapsed());
        }
        times.sort();
        let shortest = *times.first().ok_or("no run")?;
        let median = *times.get(times.len() / 2).ok_or("no run")?;
        Ok((Self { shortest, median }, made.ok_or("no run")?))
    }
}
