"""`python tests/benchmarks/build.py [--runs 3] [FOLDER]`: time and peak memory of `tm build` from a cold start.

Beside the whole, the CPU seconds of its steps: up to the end of the alignments with storing and indexing the units, the
terms, and the files written.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"
STEPS = ("align", "terms", "export")  # the stages that a build tells of


def measure(folder: Path) -> tuple[float, ...]:
    """Wall and CPU seconds and peak megabytes of one build into an empty place; CPU seconds of each step."""
    with tempfile.TemporaryDirectory() as place:
        start = time.monotonic()
        command = [sys.executable, str(Path(__file__).resolve()), "--here", str(folder.resolve())]
        process = subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        told = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"a build of {folder} ended with {process.returncode}")
        whole = (time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
        return (*whole, *json.loads(told))


def build_here(folder: Path) -> list[float]:
    """CPU seconds of each step of a build in the working folder; the first has the start of the program too."""
    from tm.app.build import build_folder
    from tm.app.project import open_project
    from tm.settings import Settings

    begun: dict[str, float] = {}

    def note(stage: str, done: int, total: int | None) -> None:
        begun.setdefault(stage, time.process_time())

    with open_project(Settings(), clock=lambda: datetime.now(UTC), create=True) as project:
        build_folder(project, folder, Path("exports"), progress=note)
    return [begun["terms"], begun["export"] - begun["terms"], time.process_time() - begun["export"]]


def main() -> None:
    """Print the figures of every run and their medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=SEEDS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        json.dump(build_here(options.folder), sys.stdout)
        return
    runs = [measure(options.folder) for _ in range(options.runs)]
    for name, row in (
        *((str(n), run) for n, run in enumerate(runs, 1)),
        ("median", map(statistics.median, zip(*runs, strict=True))),
    ):
        wall, cpu, peak, *steps = row
        told = ", ".join(f"{step} {seconds:.1f}" for step, seconds in zip(STEPS, steps, strict=True))
        print(f"{name:>6}: {wall:6.1f} s wall {cpu:6.1f} s CPU ({told}) {peak:6.0f} MB peak")


if __name__ == "__main__":
    main()
