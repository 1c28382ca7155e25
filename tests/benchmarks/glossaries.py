"""`python tests/benchmarks/glossaries.py [--entries 2000]`: CPU time of glossary files in and out, by format."""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from glossary.entries import Definition, Status, Term, TermEntry, Workflow
from glossary.exchange import format_to_write, write_entries
from tm.app import changes, termexchange
from tm.app.project import open_project
from tm.settings import Settings

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = ("grid", "branch", "office", "worker", "village", "canal", "tea", "relief", "station", "policy", "fund")
LANGS = {"source_lang": "zh-CN", "target_lang": "en-US"}


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


def timed(name: str, count: int, act: Callable[[], object]) -> None:
    """Run and print CPU seconds, and entries a CPU second."""
    start = time.process_time()
    act()
    seconds = time.process_time() - start
    print(f"{name:<28}{seconds:8.2f} s CPU {count / max(seconds, 1e-9):10.0f} entries/s")


def main() -> None:
    """Print a line for each way in and out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=2000)
    count = parser.parse_args().entries
    entries = made(count)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.tbx", "a.csv", "a.xml", "a.utx"):
            path = Path(folder) / name
            form = format_to_write(path)
            timed(f"write {form}", count, lambda p=path, f=form: write_entries(p, entries, form=f, now=NOW, **LANGS))
            settings = Settings(memory=Path(folder) / f"{name}.tmdb")
            with open_project(settings, clock=lambda: NOW, create=True) as project:
                timed(f"import {form}", count, lambda p=path: termexchange.import_entries(project, [p]))
                if name == "a.tbx":
                    timed("import again", count, lambda p=path: termexchange.import_entries(project, [p]))
                    timed("undo the import", count, lambda: changes.undo(project))


if __name__ == "__main__":
    main()
