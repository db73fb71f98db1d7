#!/usr/bin/env python3
"""Times the review of a folder against the bare sums of two general tools on the same files.

    pip install duckdb polars
    cargo build --release
    cargo bench -- --write /tmp/book 1000000
    python3 benches/compare/compare.py /tmp/book

Each run is a whole process: start, read, add up, print. The tools take turns, so that a slow moment of the machine meets all of them.
`bilan` checks every row, keeps where each comes from and makes the whole review; the two others only add up. Sums are exact decimals
everywhere and must be equal.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
METRICS = ["revenue_time", "revenue_fixed", "billed_days", "worked_days_billable"]


def run(command):
    """Wall, CPU (user and system) in seconds, peak memory in MB, and what was printed."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
        out.seek(0)
        text = out.read().decode()
    unit = 1024 * 1024 if platform.system() == "Darwin" else 1024
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, text


def sums_of_review(text):
    review = json.loads(text)
    years = [period["label"] for period in review["periods"]]
    figures = {figure["metric"]: figure["values"] for figure in review["figures"]}
    return {f"{year} {metric}": value["value"] for metric in METRICS for year, value in zip(years, figures[metric])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="DIR", help="a folder written by `cargo bench -- --write DIR ROWS`")
    parser.add_argument("--bilan", default=HERE.parents[1] / "target" / "release" / "bilan", help="the release binary")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--without-bilan", action="store_true", help="only the two general tools")
    arguments = parser.parse_args()

    def tools(folder):
        if not arguments.without_bilan:
            review = [arguments.bilan, "review", folder, "--years", "4", "--metrics", ",".join(METRICS), "--format", "json"]
            yield "bilan", review, sums_of_review
        for package in ["duckdb", "polars"]:
            try:
                name = f"{package} {version(package)}"
            except PackageNotFoundError:
                sys.exit(f"{package} is not installed: pip install duckdb polars")
            yield name, [sys.executable, HERE / f"{package}_sums.py", folder], json.loads

    print(f"{os.cpu_count()} threads, Python {platform.python_version()}, {arguments.runs} runs of each, medians\n")
    print("| book | tool | wall, s | fastest, s | ratio | user + system, s | peak memory, MB |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for folder in arguments.folders:
        runs, sums = {}, {}
        for _ in range(arguments.runs):
            for name, command, read in tools(folder):
                *measures, text = run(command)
                runs.setdefault(name, []).append(measures)
                sums[name] = {key: Decimal(value) for key, value in read(text).items()}
        first = next(iter(sums))
        for name, values in sums.items():
            if values != sums[first]:
                different = sorted(key for key in values.keys() | sums[first].keys() if values.get(key) != sums[first].get(key))
                sys.exit(f"{name} and {first} differ: " + ", ".join(f"{k}: {values.get(k)} / {sums[first].get(k)}" for k in different))
        medians = {name: [statistics.median(column) for column in zip(*measures)] for name, measures in runs.items()}
        for name, (wall, cpu, memory) in medians.items():
            fastest = min(measures[0] for measures in runs[name])
            ratio = wall / medians[first][0]
            print(f"| {Path(folder).name} | {name} | {wall:.3f} | {fastest:.3f} | {ratio:.2f} | {cpu:.3f} | {memory:.0f} |", flush=True)


main()
