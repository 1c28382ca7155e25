"""`python tests/benchmarks/glossaries.py [--entries 2000]`: what glossary files in and out cost, by format.

CPU seconds and the peak of memory of the commands themselves, each in a process of its own, their start (a quarter of
a second) with it.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from glossary.entries import Definition, Status, Term, TermEntry, Workflow
from glossary.exchange import write_entries

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = ("grid", "branch", "office", "worker", "village", "canal", "tea", "relief", "station", "policy", "fund")
FORMATS = ("tbx", "csv", "xml", "utx", "txt", "xlsx")


def made(count: int) -> list[TermEntry]:
    """Entries of two to three terms and a definition; the same for the same count."""
    dice = random.Random(count)
    entries = []
    for number in range(count):
        chinese = "".join(chr(dice.randrange(0x4E00, 0x5B00)) for _ in range(dice.randint(2, 6)))
        english = f"{' '.join(dice.choices(WORDS, k=dice.randint(1, 3)))} {number % 5000}"
        terms = [Term(text=chinese, lang="zh-CN"), Term(text=english, lang="en-US")]
        if number % 3 == 0:
            terms.append(Term(text=f"{english} x", lang="en-US", status=Status.DEPRECATED))
        what = (Definition("what the village calls so"),)
        entries.append(
            TermEntry(concept=f"c{number}", terms=tuple(terms), definitions=what, workflow=Workflow.APPROVED)
        )
    return entries


def run(name: str, count: int, module: str, *arguments: str) -> None:
    """Run a command and print its CPU seconds, entries a CPU second and peak of memory. Raises: if it fails."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], **quiet)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:  # 1: problems were told
        raise SystemExit(f"{name}: exit code {process.returncode}")
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"{name:<20}{seconds:8.2f} s CPU {count / seconds:10.0f} entries/s {megabytes:6.0f} MB", flush=True)


def main() -> None:
    """Print a line for each way in and out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=2000)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    options = parser.parse_args()
    count = options.entries
    with tempfile.TemporaryDirectory() as folder:
        first, whole = Path(folder) / "a.tbx", str(Path(folder) / "a.tmdb")
        write_entries(first, made(count), form="tbx", source_lang="zh-CN", target_lang="en-US", now=NOW)
        run("import tbx", count, "glossary.cli", "import", str(first), "--memory", whole)
        run("import again", count, "glossary.cli", "import", str(first), "--memory", whole)
        for form in options.formats:
            path, memory = str(Path(folder) / f"b.{form}"), str(Path(folder) / f"{form}.tmdb")
            run(f"export {form}", count, "glossary.cli", "export", "-o", path, "--memory", whole)
            if form != "tbx":
                run(f"import {form}", count, "glossary.cli", "import", path, "--memory", memory)
        run("undo the import", count, "tm.app.cli", "undo", "--memory", whole)


if __name__ == "__main__":
    main()
