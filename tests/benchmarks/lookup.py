"""How fast and how complete fuzzy lookup is: a table of figures for memories of the sizes asked for.

    python tests/benchmarks/lookup.py                                        tiny, from our seeds: shows that it runs
    python tests/benchmarks/lookup.py --data PAIRS.tsv.xz --units 100000,1000000 [--queries 100] [--keep FOLDER]

PAIRS has a Chinese and an English segment a line, with a tab between. One pair in twenty, 4,000 at most, is held out;
memories larger than the rest are filled up with recombined and edited pairs. Queries are, in equal parts: exact
segments of the memory, mechanically edited ones, held-out ones, and short ones (1-3 characters, 1-2 words).
Recall compares with the scan of all texts, by percent: recall@1 over queries whose true best is 70 or more, recall@5
rank by rank over true matches of 60 or more. Times are single runs, one thread, after one search that opens the index.
Where translate-toolkit is installed its matcher answers the same queries from the first --peer-units units, since it
compares the query with every unit of like length and takes a time of them to fill; with --omegat /path/to/OmegaT.jar
(3.6, and a JDK 11 or newer) OmegaT answers them from the whole memory.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import lzma
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from matchers import omegat_times, toolkit_times

from tm.app.project import Project
from tm.app.service import LookupOptions, look_up
from tm.encode.choose import choose_encoder
from tm.languages import guess
from tm.lookup.concordance import concordance
from tm.lookup.forms import Candidate, form
from tm.lookup.fuzzy import FuzzyIndex
from tm.lookup.lookup import lookup
from tm.lookup.scan import Scan, sides
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.settings import Settings
from tm.units import TranslationUnit, Variant

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("exact", "edited", "held-out", "short")
MINIMUM = 50  # percent, the default of lookup
COLD_RUNS = 5

Pair = tuple[str, str]  # a Chinese and an English segment


@dataclass(frozen=True, slots=True)
class Measured:
    """What work took, in seconds."""

    cpu: float
    wall: float


def main() -> None:
    """Print one table for each size of memory."""
    parser = argparse.ArgumentParser(description="Speed and recall of fuzzy lookup.")
    parser.add_argument("--data", type=Path, help="pairs, TSV packed by xz; our seeds if left out")
    parser.add_argument("--units", default="3000", help="sizes of memory, with commas between")
    parser.add_argument("--queries", type=int, default=25, help="of each kind and language")
    parser.add_argument("--keep", type=Path, help="folder where memories are kept for the next run")
    parser.add_argument("--peer-units", type=int, default=100_000, help="units that translate-toolkit's matcher gets")
    parser.add_argument("--omegat", type=Path, metavar="JAR", help="OmegaT.jar, to ask it the same")
    options = parser.parse_args()
    pairs, held_out = parted(options.data)
    with TemporaryDirectory() as folder:
        for units in map(int, options.units.split(",")):
            run(options.keep or Path(folder), units, pairs, held_out, options)


def parted(data: Path | None) -> tuple[list[Pair], list[Pair]]:
    """The pairs to remember and those held out, of a packed file or of our seeds, in chance order."""
    pairs = read_pairs(data) if data else seed_pairs()
    random.Random(1).shuffle(pairs)
    count = min(4000, len(pairs) // 20)
    return pairs[count:], pairs[:count]


def read_pairs(path: Path) -> list[Pair]:
    """The different pairs of a packed TSV file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        found = (line.rstrip("\n").split("\t") for line in lines)
        return list(dict.fromkeys((pair[0], pair[1]) for pair in found if len(pair) == 2 and all(map(str.strip, pair))))


def seed_pairs() -> list[Pair]:
    """The paragraphs of our seeds, each with the one at its place in the other language: enough for a trial run."""
    pairs = []
    for path in sorted((ROOT / "seeds").rglob("*.zh.txt")):
        other = path.with_name(path.name.replace(".zh.txt", ".en.txt"))
        zh, en = ([line for line in file.read_text("utf-8").splitlines() if line.strip()] for file in (path, other))
        pairs += list(zip(zh, en, strict=False))
    return pairs


def run(folder: Path, units: int, pairs: list[Pair], held_out: list[Pair], options: argparse.Namespace) -> None:
    """Measure a memory of so many units and print the table."""
    count: int = options.queries
    path = folder / f"lookup-{units}.tmdb"
    print(f"\n{units:,} units, {count} queries of each kind and language")
    fresh = not path.exists()
    with open_database(path) as database:
        memory = Memory(database)
        if fresh:
            units_of_pairs = (unit(pair) for pair in itertools.islice(extended(pairs), units))
            stored = measured(lambda: memory.add(units_of_pairs, now=NOW))
            show("store", f"{units / stored.cpu:,.0f} units/s CPU, the making of the units included")
        for number, (source, target) in enumerate((("zh", "en"), ("en", "zh"))):
            index_path = path.with_name(f"{path.name}.fuzzy-{source}-{target}")
            index_path.unlink(missing_ok=True)
            before = peak_megabytes()
            took = measured(lambda: FuzzyIndex(memory).prepare(source, target))  # noqa: B023
            size = index_path.stat().st_size / 1e6 if index_path.exists() else 0
            show(f"{source} index", f"{took.cpu:.1f} s CPU, {took.wall:.1f} s wall, {size:.0f} MB on disk")
            show(f"{source} peak memory", f"{peak_megabytes():.0f} MB (before: {before:.0f} MB)")
            asked = queries(pairs[:units], held_out, number, count)
            search = measure_queries(memory, number, source, target, asked)
            given = list(itertools.islice(extended(pairs), min(units, options.peer_units)))
            measure_peers(project_of(memory), given, asked, search, options.omegat)
        measure_adding(memory)
        measure_batch(memory, pairs[:units], held_out, count)
        measure_concordance(memory)
    measure_cold(path, pairs[0][0])


def measure_queries(memory: Memory, number: int, source: str, target: str, asked: dict[str, list[str]]) -> float:
    """Print the times and the recall of the queries from one side; returns the median of a search, in seconds of CPU.

    The scans come last, since they empty the caches.
    """
    fuzzy, scan = FuzzyIndex(memory), Scan()
    fuzzy.search("a", source, target, MINIMUM)
    every = [query for kind in KINDS for query in asked[kind]]
    found, searches = answered(every, lambda query: fuzzy.search(query, source, target, MINIMUM))
    _, lookups = answered(every, lambda query: lookup_hits(memory, query, source, target, fuzzy))
    show(f"{source} search", times(searches))
    show(f"{source} lookup", times(lookups))
    for side, text in sides(memory.texts(), source, target):
        scan.put(side, text)
    gc.collect()
    gc.freeze()  # the scan's million objects are the benchmark's, not the search's
    true, scans = answered(every, lambda query: scan.search(form(query), MINIMUM))
    search = statistics.median(one.cpu for one in searches)
    ratio = statistics.median(one.cpu for one in scans) / search
    show(f"{source} scan", f"{times(scans)}; {ratio:.0f} times the search")
    for kind in (*KINDS, "recall"):
        first, ranks = list[bool](), list[bool]()
        for query in every if kind == "recall" else asked[kind]:
            best = [percent for percent in true[query] if percent >= 60]
            ranks += [percent <= here for percent, here in zip(best, [*found[query], *[0] * 5], strict=False)]
            if best and best[0] >= 70:
                first.append(found[query][:1] == best[:1])
        show(f"{source} {kind}", f"@1 {share(first)}, @5 {share(ranks)}")
    return search


def measure_peers(
    project: Project, pairs: list[Pair], asked: dict[str, list[str]], search: float, omegat: Path | None
) -> None:
    """Print what other programs take, and how many times the median of our search that is."""
    queries = [query for kind in KINDS for query in asked[kind]]
    lang = guess("\n".join(queries))
    langs = ("zh", "en") if lang == "zh" else ("en", "zh")
    sides = pairs if lang == "zh" else [pair[::-1] for pair in pairs]
    told = {}
    if find_spec("translate"):
        told["toolkit"] = len(pairs), list(toolkit_times(sides, queries, MINIMUM))
    if omegat:
        with TemporaryDirectory() as folder:
            every = project.memory.database.number("SELECT count(*) FROM unit")
            told["OmegaT"] = every, omegat_times(omegat, project, langs, queries, Path(folder))
    for name, (units, figures) in told.items():
        took = [Measured(*one) for one in figures]
        ratio = statistics.median(one.cpu for one in took) / search
        show(f"{lang} {name}", f"{times(took)}; among {units:,} units {ratio:.0f} times our search among all")


def lookup_hits(memory: Memory, query: str, source: str, target: str, fuzzy: FuzzyIndex) -> tuple[Candidate, ...]:
    """What a whole lookup finds is not compared, only timed."""
    lookup(memory, query, source_lang=source, target_lang=target, fuzzy=fuzzy)
    return ()


def answered(
    queries: list[str], search: Callable[[str], Iterable[Candidate]]
) -> tuple[dict[str, list[int]], list[Measured]]:
    """The five best percents of each query, and what each search took."""
    answers, took = dict[str, list[int]](), list[Measured]()
    for query in queries:
        cpu, wall = time.process_time(), time.perf_counter()
        hits = list(search(query))
        took.append(Measured(time.process_time() - cpu, time.perf_counter() - wall))
        answers[query] = sorted((hit.percent for hit in hits), reverse=True)[:5]
    return answers, took


def measure_adding(memory: Memory) -> None:
    """Print how long it takes from adding a unit to finding it."""
    fuzzy = FuzzyIndex(memory)
    fuzzy.search("新", "zh", "en", MINIMUM)
    took, hits = list[Measured](), 0
    for turn in range(20):
        text = f"第{turn}次新增的句段编号{random.Random(turn).randrange(10**9)}号"
        found: list[int] = []

        def add_and_find() -> None:
            memory.add([unit((text, text))], now=NOW)  # noqa: B023
            found.extend(hit.percent for hit in fuzzy.search(text, "zh", "en", MINIMUM))  # noqa: B023

        took.append(measured(add_and_find))
        hits += found[:1] == [100]
    show("add, then find", f"{times(took)}; found {hits} of {len(took)}")


def measure_batch(memory: Memory, pairs: list[Pair], held_out: list[Pair], count: int) -> None:
    """Print how many segments a second the service answers, of all kinds of queries."""
    every = [
        query for number in (0, 1) for texts in queries(pairs, held_out, number, count).values() for query in texts
    ]
    project = project_of(memory)
    options = LookupOptions(minimum=MINIMUM, limit=5)
    list(look_up(project, every, options))  # the code is loaded
    took = measured(lambda: list(look_up(project, every, options)))
    show("batch", f"{len(every) / took.cpu:,.0f} segments/s CPU, indexes opened once more")


def measure_concordance(memory: Memory) -> None:
    """Print what it takes to find words that stand everywhere, and one that stands nowhere."""
    words = ("的", "the", "the file", "zyzzyva")
    took = [measured(partial(concordance, memory, word, limit=50)) for word in words]
    show("concordance", ", ".join(f"{word} {one.cpu:.2f} s" for word, one in zip(words, took, strict=True)) + " CPU")


def project_of(memory: Memory) -> Project:
    """What service functions ask."""
    return Project(Settings(memory=memory.database.path), memory, choose_encoder("builtin"), lambda: NOW)


def measure_cold(path: Path, query: str) -> None:
    """Print what one `tm lookup` costs a process of its own."""
    command = [sys.executable, "-m", "tm.app.cli", "lookup", query, "--memory", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once
    took = list[float]()
    for _ in range(COLD_RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if done.returncode > 1:
            show("cold `tm lookup`", f"failed: {done.stderr.strip()}")
            return
    show("cold `tm lookup`", f"{min(took) * 1e3:.0f} ms CPU, least of {COLD_RUNS}")


def queries(pairs: list[Pair], held_out: list[Pair], number: int, count: int) -> dict[str, list[str]]:
    """So many queries of each kind, of the side numbered."""
    generator = random.Random(2)
    stored = [pair[number] for pair in pairs]
    exact = generator.sample(stored, min(count, len(stored)))
    edited = [edit(text, number, generator, pairs) for text in generator.sample(stored, min(count, len(stored)))]
    unseen = generator.sample([pair[number] for pair in held_out], min(count, len(held_out)))
    short = []
    for text in generator.choices(stored, k=count):
        tokens = words(text, number)
        size = generator.randint(1, 2 if number else 3)
        at = generator.randrange(max(1, len(tokens) - size))
        short.append(joined(tokens[at : at + size], number))
    kinds = zip(KINDS, (exact, edited, unseen, short), strict=True)
    return {kind: [text for text in texts if text.strip()] for kind, texts in kinds}


def extended(pairs: list[Pair]) -> Iterator[Pair]:
    """The pairs, and after them without end: beginnings of one with the end of another, and edited ones."""
    yield from pairs
    generator = random.Random(3)
    while True:
        one, other = generator.choice(pairs), generator.choice(pairs)
        if generator.random() < 0.5:
            made = [joined(halves(one, other, number), number) for number in (0, 1)]
        else:
            made = [edit(one[number], number, generator, pairs) for number in (0, 1)]
        if made[0].strip() and made[1].strip():
            yield made[0], made[1]


def halves(one: Pair, other: Pair, number: int) -> list[str]:
    """The words of the first half of one segment and the second half of another."""
    first, second = words(one[number], number), words(other[number], number)
    return first[: len(first) // 2 + 1] + second[len(second) // 2 :]


def edit(text: str, number: int, generator: random.Random, pairs: list[Pair]) -> str:
    """The text with 10 to 35 percent of its words (characters in Chinese) replaced, deleted, inserted or counted up."""
    tokens = words(text, number)
    for _ in range(max(1, round(len(tokens) * generator.uniform(0.1, 0.35)))):
        at, kind = generator.randrange(len(tokens) or 1), generator.random()
        if kind < 0.4:
            tokens[at : at + 1] = [generator.choice(words(generator.choice(pairs)[number], number) or [""])]
        elif kind < 0.65:
            del tokens[at : at + 1]
        elif kind < 0.9:
            tokens.insert(at, generator.choice(words(generator.choice(pairs)[number], number) or [""]))
        else:
            tokens.insert(at, str(generator.randrange(1000)))
    return joined(tokens, number)


def words(text: str, number: int) -> list[str]:
    """The characters of a Chinese segment, the words of an English one."""
    return text.split() if number else list(text)


def joined(tokens: list[str], number: int) -> str:
    """The segment of these words."""
    return (" " if number else "").join(tokens)


def unit(pair: Pair) -> TranslationUnit:
    """The unit of a pair."""
    return TranslationUnit(source=Variant(pair[0], "zh-CN"), target=Variant(pair[1], "en-US"))


def measured(work: Callable[[], object]) -> Measured:
    """What the work took."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Measured(time.process_time() - cpu, time.perf_counter() - wall)


def times(took: list[Measured]) -> str:
    """Median and 95th percentile in milliseconds."""
    kinds = (("CPU", sorted(one.cpu for one in took)), ("wall", sorted(one.wall for one in took)))
    return ", ".join(f"{kind} {at(ordered, 0.5)} / {at(ordered, 0.95)} ms" for kind, ordered in kinds)


def at(ordered: list[float], part: float) -> str:
    """The value at a part of the way through the ordered ones, in thousandths."""
    return f"{ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1e3:.2f}"


def share(hits: list[bool]) -> str:
    """How many of how many, and in percent."""
    return f"{sum(hits)}/{len(hits)} ({100 * sum(hits) / len(hits):.2f} %)" if hits else "-"


def peak_megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def show(name: str, figures: str) -> None:
    """Print one line of the table."""
    print(f"  {name:<18}{figures}", flush=True)


if __name__ == "__main__":
    main()
