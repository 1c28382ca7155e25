"""What other programs take to find fuzzy matches, for lookup.py: translate-toolkit and OmegaT, where they are there.

Both compare the query with every unit of like length or with all; percents are theirs, so only times are compared.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tm.app.project import Project
from tm.app.selection import UnitFilter
from tm.app.tmxexport import export_tmx
from tm.exchange.omegat import make_project

HARNESS = Path(__file__).with_name("OmegatMatches.java")
HEAP_KILOBYTES_A_UNIT = 4
LEAST_HEAP_MEGABYTES = 1_000

Took = tuple[float, float]  # seconds of CPU and of wall time


def toolkit_times(pairs: Sequence[tuple[str, str]], queries: Sequence[str], minimum: int) -> Iterator[Took]:
    """What translate-toolkit's matcher takes for each query among pairs of source and target."""
    from translate.search.match import matcher
    from translate.storage.base import TranslationUnit
    from translate.storage.po import pofile

    class Ordered(TranslationUnit):
        """A unit of the toolkit; its heap of matches compares units that are alike in percent, and fails on its own."""

        def __lt__(self, other: object) -> bool:
            return False

    store = pofile()
    for source, target in pairs:
        store.addsourceunit(source).target = target
    toolkit = matcher(store, max_candidates=5, min_similarity=minimum, max_length=1_000)
    for candidate in toolkit.candidates.units:
        candidate.__class__ = Ordered
    for query in queries:
        cpu, wall = time.process_time(), time.perf_counter()
        toolkit.matches(query)
        yield time.process_time() - cpu, time.perf_counter() - wall


def omegat_times(
    jar: Path, project: Project, langs: tuple[str, str], queries: Sequence[str], folder: Path
) -> list[Took]:
    """What OmegaT takes for each query, the memory a TMX file in `tm/`; the first search, which cuts words, apart."""
    job = folder / f"omegat-{langs[0]}"
    made = make_project(job, source_lang=langs[0], target_lang=langs[1])
    wanted = UnitFilter(source_lang=langs[0], target_lang=langs[1])
    export_tmx(project, made.memories / "memory.tmx", wanted, tool="omegat")
    asked = folder / "queries.txt"
    asked.write_text("\n".join(" ".join(query.split()) for query in queries), "utf-8")
    units = project.memory.database.number("SELECT count(*) FROM unit")
    heap = max(LEAST_HEAP_MEGABYTES, units * HEAP_KILOBYTES_A_UNIT // 1000)
    command = ["java", f"-Xmx{heap}m", "-cp", str(jar), str(HARNESS), str(job), str(asked), str(folder / "settings")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = done.stdout.partition("\nready\n")[2].splitlines()
    figures = [line.split() for line in lines if line[:1].isdigit()]
    if len(figures) != len(queries):
        raise RuntimeError(f"{len(figures)} of {len(queries)} queries were answered: {done.stderr[-2000:]}")
    return [(float(cpu) / 1e3, float(wall) / 1e3) for cpu, wall, _ in figures]
