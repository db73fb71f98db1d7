//! How long a review takes on books of a thousand to ten million rows.
//!
//! ```console
//! cargo bench -- 1000 100000                  # these sizes; all four without arguments
//! cargo bench -- --runs 9 --date 2021-01-14   # what the table says of its day
//! cargo bench -- --write DIR 1000000          # only writes the book
//! ```

mod book;
mod stages;
mod timing;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use timing::Timing;

const SIZES: [u64; 4] = [1_000, 100_000, 1_000_000, 10_000_000];

#[derive(Default)]
struct Arguments {
    sizes: Vec<u64>,
    runs: Option<u32>,
    date: Option<String>,
    machine: Option<String>,
    write: Option<PathBuf>,
}

impl Arguments {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut arguments = Self::default();
        let mut words = env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                // What cargo itself adds.
                "--bench" => {}
                "--runs" => arguments.runs = Some(value()?.parse()?),
                "--date" => arguments.date = Some(value()?),
                "--machine" => arguments.machine = Some(value()?),
                "--write" => arguments.write = Some(value()?.into()),
                size => arguments.sizes.push(size.parse().map_err(|_| format!("{size} is not a number of rows"))?),
            }
        }
        if arguments.sizes.is_empty() {
            arguments.sizes = SIZES.to_vec();
        }
        Ok(arguments)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read()?;
    if let Some(folder) = &arguments.write {
        let [rows] = arguments.sizes.as_slice() else { return Err("--write DIR needs one number of rows".into()) };
        return Ok(book::write(folder, *rows)?);
    }
    let runs = arguments.runs.unwrap_or(5);
    let date = arguments.date.or_else(|| env::var("BILAN_BENCH_DATE").ok());
    let machine = arguments.machine.or_else(|| env::var("BILAN_BENCH_MACHINE").ok()).unwrap_or_else(machine);
    println!("{machine}; {}{runs} runs of each, files in the page cache\n", date.map(|date| date + "; ").unwrap_or_default());
    println!("| rows | stage | fastest | median | rows per second |");
    println!("|---:|---|---:|---:|---:|");
    for rows in arguments.sizes {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("book-{rows}"));
        book::write(&folder, rows)?;
        for (stage, timing) in stages::measure(&folder, runs)? {
            print(stage, rows, &timing);
        }
        let (command, ()) = Timing::of(runs, || command(&folder))?;
        print("whole command", rows, &command);
        fs::remove_dir_all(&folder)?;
    }
    Ok(())
}

fn print(stage: &str, rows: u64, timing: &Timing) {
    let rate = u128::from(rows) * 1_000_000 / timing.median.as_micros().max(1);
    println!("| {rows} | {stage} | {:.1?} | {:.1?} | {rate} |", timing.shortest, timing.median);
}

/// `bilan review FOLDER --format json`, as anyone would run it.
fn command(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bilan"));
    let status = command.arg("review").arg(folder).args(["--format", "json"]).stdout(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("bilan ended with {status}").into()) }
}

fn machine() -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name));
    format!("{}, {cores} threads", model.unwrap_or(env::consts::ARCH))
}
