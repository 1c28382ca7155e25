"""How fast TMX is read and written, in how much memory, beside other readers of the same file.

    python tests/benchmarks/exchange.py                       a small file
    python tests/benchmarks/exchange.py --megabytes 25        figures that stand still
    python tests/benchmarks/exchange.py --megabytes 1000 --alone    memory with a large file, nothing else loaded

The units are sentences of our seed articles, numbered, with id, document, day, position, confidence, dates and people,
as `tm export` writes them. Throughput is megabytes of the file by second of processor time, one thread, the best of
--runs. Bare lxml is `iterparse` that frees each tu and looks at nothing; translate-toolkit reads a file of at most
TOOLKIT_MEGABYTES, since it holds all of it. The exit code is 1 where reading is slower than translate-toolkit.
"""

from __future__ import annotations

import argparse
import itertools
import re
import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from tm.exchange.tmx import read_tmx, write_tmx
from tm.units import Origin, TranslationUnit, Variant

SEEDS = Path(__file__).parents[2] / "seeds"
START = datetime(2024, 1, 1, tzinfo=UTC)
TOOLKIT_MEGABYTES = 3


def sentences(lang: str, pattern: str) -> list[str]:
    """The sentences of the seeds in one language."""
    texts = [path.read_text("utf-8") for path in sorted(SEEDS.glob(f"*.{lang}.txt"))]
    return [sentence.strip() for text in texts for sentence in re.findall(pattern, text)]


def units(count: int) -> Iterator[TranslationUnit]:
    """As many units, no two alike."""
    sides = sentences("zh", r"[^。！？\n]{12,}[。！？]"), sentences("en", r"[^.!?\n]{40,}[.!?]")
    for index, (source, target) in enumerate(zip(*map(itertools.cycle, sides), strict=False)):
        if index == count:
            return
        yield TranslationUnit(
            id=str(index),
            source=Variant(f"{index}. {source}", "zh-CN"),
            target=Variant(f"{index}. {target}", "en-US"),
            origin=Origin(document=f"article-{index // 50}", date="2024-03-01", position=index % 50),
            confidence=0.97,
            created_at=START + timedelta(seconds=index),
            created_by="li",
            changed_at=START + timedelta(days=1, seconds=index // 7),
            changed_by="wang",
        )


def write(path: Path, given: Iterator[TranslationUnit]) -> None:
    """Write units as `tm export` does."""
    write_tmx(path, given, source_lang="zh-CN", target_lang="en-US", creation_tool_version="1", now=START)


def read(path: Path) -> None:
    """Read every unit and keep none."""
    deque(read_tmx(path, expected=("zh-CN", "en-US")), maxlen=0)


def read_bare(path: Path) -> None:
    """Bare lxml: what no reader on it can be faster than."""
    for _, element in etree.iterparse(str(path), tag="tu"):
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def read_with_toolkit(path: Path) -> None:
    """Read every source and target with translate-toolkit."""
    from translate.storage.tmx import tmxfile

    for unit in tmxfile.parsefile(str(path)).units:
        _ = unit.source, unit.target


def seconds(act: Callable[[], object], runs: int) -> float:
    """The least processor time of some runs."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return min(times)


def write_seconds(path: Path, count: int, runs: int) -> float:
    """The least processor time of writing units that are there already."""
    made = list(units(count))
    return seconds(lambda: write(path, iter(made)), runs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=2, help="size of the file [default: 2]")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--alone", action="store_true", help="write and read once, for the memory it takes")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        path, small = Path(folder) / "a.tmx", Path(folder) / "small.tmx"
        write(small, units(1000))
        count = int(options.megabytes * 1e6 / (small.stat().st_size / 1000))
        if options.alone:
            write(path, units(count))
            size = path.stat().st_size / 1e6
            ours = seconds(lambda: read(path), 1)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"read {size:.0f} MB, {count} units: {size / ours:.1f} MB/s, {peak:.0f} MB of memory at the peak")
            return 0
        writing = write_seconds(path, count, options.runs)
        size = path.stat().st_size / 1e6
        bare, ours = seconds(lambda: read_bare(path), options.runs), seconds(lambda: read(path), options.runs)
        write(small, units(min(count, int(count * TOOLKIT_MEGABYTES / size))))
        toolkit = seconds(lambda: read_with_toolkit(small), 1) / (small.stat().st_size / 1e6)
    print(f"{size:.1f} MB, {count} units, {1e6 * size / count:.0f} bytes each; processor time")
    print(f"  write              {size / writing:6.1f} MB/s")
    print(f"  read               {size / ours:6.1f} MB/s")
    print(f"  bare lxml          {size / bare:6.1f} MB/s   {ours / bare:.2f} times as fast as reading")
    each, parsing = 1e6 * ours / count, 1e6 * bare / count
    print(f"  a unit             {each:6.1f} µs     {parsing:.1f} of them lxml's; the others make a unit of its tree")
    print(f"  translate-toolkit  {1 / toolkit:6.1f} MB/s   reading is {toolkit * size / ours:.1f} times as fast")
    print(f"  no reader on lxml can be more than {toolkit * size / bare:.1f} times as fast as that")
    return 1 if toolkit * size < ours else 0


if __name__ == "__main__":
    sys.exit(main())
