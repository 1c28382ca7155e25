"""`python tests/benchmarks/build.py [--runs 3] [FOLDER]`: time and peak memory of `tm build` from a cold start."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"


def measure(folder: Path) -> tuple[float, float, float]:
    """Wall and CPU seconds and peak megabytes of one build into an empty place."""
    with tempfile.TemporaryDirectory() as place:
        start = time.monotonic()
        command = [sys.executable, "-m", "tm.app.cli", "build", str(folder.resolve()), "--json"]
        process = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            sys.exit(f"tm build {folder} ended with {process.returncode}")
        return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print the figures of every run and their medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=SEEDS)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    runs = [measure(options.folder) for _ in range(options.runs)]
    for name, row in (
        *((str(n), run) for n, run in enumerate(runs, 1)),
        ("median", map(statistics.median, zip(*runs, strict=True))),
    ):
        wall, cpu, peak = row
        print(f"{name:>6}: {wall:6.1f} s wall {cpu:6.1f} s CPU {peak:6.0f} MB peak")


if __name__ == "__main__":
    main()
