"""How fast a file is analysed and provided with suggestions: segments a second of CPU, one thread.

    python tests/benchmarks/suggest.py                                     tiny, from our seeds: shows that it runs
    python tests/benchmarks/suggest.py --memory MEMORY.tmdb --file FILE    a memory and a file of your own

Reading the file is timed apart; the first look-up, which opens the index, is not timed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from lookup import NOW, ROOT, seed_pairs, unit

from tm.app.alignment import ReadOptions
from tm.app.analysis import analyse
from tm.app.manuscript import read_manuscript
from tm.app.project import open_project
from tm.app.service import LookupOptions, look_up
from tm.app.suggestion_files import write_suggestions
from tm.settings import Settings

LIMITS = (1, 3, 5)  # matches a segment


def main() -> None:
    """Print a line for each thing that is timed."""
    parser = argparse.ArgumentParser(description="Speed of tm analyse and tm suggest.")
    parser.add_argument("--memory", type=Path, help="memory file; one of our seeds if left out")
    parser.add_argument("--file", type=Path, default=ROOT / "seeds" / "flood-relief.zh.txt")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        memory = options.memory or filled(Path(folder) / "memory.tmdb")
        measure(Settings(memory=memory), options.file, Path(folder))


def filled(path: Path) -> Path:
    """A memory of the seeds' paragraphs, each with the one at its place in the other language."""
    with open_project(Settings(memory=path), clock=lambda: NOW, create=True) as project:
        project.memory.add(map(unit, seed_pairs()), now=NOW)
    return path


def measure(settings: Settings, file: Path, folder: Path) -> None:
    """Time reading, analysis and suggestions of a file against a memory."""
    with open_project(settings, clock=lambda: NOW, readonly=True) as project:
        start = time.process_time()
        manuscript = read_manuscript(file, options=ReadOptions(), settings=settings)
        count = len(manuscript.segments)
        show("read", count, time.process_time() - start)
        languages = {"source_lang": manuscript.source_lang, "target_lang": manuscript.target_lang}
        list(look_up(project, ["新"], LookupOptions(minimum=50, limit=1, **languages)))
        start = time.process_time()
        analyse(project, [manuscript])
        show("analyse", count, time.process_time() - start)
        for limit in LIMITS:
            wanted = LookupOptions(minimum=50, limit=limit, **languages)
            start = time.process_time()
            write_suggestions(project, manuscript, folder / "out.xlf", wanted)
            show(f"suggest --max {limit}", count, time.process_time() - start)


def show(name: str, count: int, seconds: float) -> None:
    """Print segments a second."""
    print(f"{name:<16}{count:>8,} segments {count / max(seconds, 1e-9):>10,.0f} a second")


if __name__ == "__main__":
    main()
