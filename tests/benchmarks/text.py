"""How fast plain Chinese text is read, cleaned and split, and how rightly: two tables of figures.

    python tests/benchmarks/text.py                                a small text: shows that it runs
    python tests/benchmarks/text.py --megabytes 5,50,200           throughput, linearity and memory
    pip install pysbd; python tests/benchmarks/text.py --megabytes 5      with a second splitter beside ours

The text is our seed articles, one after the other, again and again, in UTF-8; every size runs in a process of its own,
one thread. Throughput is megabytes of the file by second of processor time; memory is the peak of the process less its
size after a first small article (dictionaries loaded). Boundary F1 counts the ends of sentences of the seeds, in
characters that are not white space; a plain regular expression and, where it is installed, pySBD split the same lines.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from tm.text.clean import clean
from tm.text.read import read_document
from tm.text.split import sentence_spans, split

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
LANGS = {"zh": "zh-CN", "en": "en-US"}
PLAIN = {"zh": re.compile(r".+?(?:[。！？]+[”’」』）]*|$)"), "en": re.compile(r".+?(?:[.!?]+[”\"')]*(?=\s)|$)")}

Splitter = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Speed:
    """One run over a text of a size."""

    size_bytes: int
    read_seconds: float  # of processor time, as the next two
    clean_seconds: float
    split_seconds: float
    segments: int
    memory_bytes: int  # above the process with its dictionaries loaded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", default="1", help="sizes of the text, by commas [default: 1]")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)  # one size, in this process
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(asdict(measured(arguments.run))))
        return
    print("| MB | read | clean | split | all, MB/CPU-s | sentences | memory, MB | memory / text |")
    print("|---|---|---|---|---|---|---|---|")
    for size in arguments.megabytes.split(","):
        print(speed_row(measured_apart(float(size))), flush=True)
    print("\n| text | gold sentences | " + " | ".join(f"{name} F1 | ratio" for name in splitters("zh")) + " |")
    print("|---|---|" + "---|---|" * len(splitters("zh")))
    for side in LANGS:
        for row in quality_rows(side):
            print(row)


def measured_apart(megabytes: float) -> Speed:
    """The figures of a text of a size, in a process of its own."""
    articles = "\n".join(path.read_text("utf-8") for path in sorted(SEEDS.glob("*.zh.txt"))).encode() + b"\n"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "long.zh.txt"
        with path.open("wb") as file:
            for _ in range(max(1, round(megabytes * 1e6 / len(articles)))):
                file.write(articles)
        command = [sys.executable, __file__, "--run", str(path)]
        return Speed(**json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def measured(path: Path) -> Speed:
    """The figures of one file, after a first article that loads what is loaded once."""
    split(clean(read_document(SEEDS / "grid-stories-hant.zh.txt")))
    before = peak()
    clock = [time.process_time()]
    document = read_document(path, lang="zh-CN")
    clock.append(time.process_time())
    document = clean(document)
    clock.append(time.process_time())
    segments = split(document)
    clock.append(time.process_time())
    spent = [after - start for start, after in pairwise(clock)]
    return Speed(path.stat().st_size, *spent, len(segments), peak() - before)


def peak() -> int:
    """The most memory that the process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def speed_row(speed: Speed) -> str:
    megabytes = speed.size_bytes / 1e6
    parts = (speed.read_seconds, speed.clean_seconds, speed.split_seconds)
    rates = " | ".join(f"{megabytes / max(1e-9, seconds):.1f}" for seconds in (*parts, sum(parts)))
    ratio = speed.memory_bytes / speed.size_bytes
    return f"| {megabytes:.1f} | {rates} | {speed.segments} | {speed.memory_bytes / 1e6:.0f} | {ratio:.1f} |"


def splitters(side: str) -> dict[str, Splitter]:
    """Ours, a plain regular expression and, where it is installed, pySBD; each takes a line."""

    def ours(line: str) -> list[str]:
        return [line[start:end] for start, end in sentence_spans(line, LANGS[side])]

    found: dict[str, Splitter] = {"ours": ours, "regex": PLAIN[side].findall}
    if find_spec("pysbd"):
        import pysbd

        found["pySBD"] = pysbd.Segmenter(language=side, clean=False).segment
    return found


def quality_rows(side: str) -> list[str]:
    """A row for each seed, and one for all: F1 of boundaries, and sentences found for each of gold."""
    totals: dict[str, list[int]] = {name: [0, 0, 0] for name in splitters(side)}
    rows = []
    for path in [*sorted(SEEDS.glob(f"*.{side}.sents")), None]:
        if path:
            gold = boundaries(path.read_text("utf-8").splitlines())
            lines = path.with_suffix(".txt").read_text("utf-8").splitlines()
            figures = {}
            for name, splitter in splitters(side).items():
                found = boundaries([piece for line in lines if line.strip() for piece in splitter(line)])
                figures[name] = [len(found & gold), len(found), len(gold)]
                totals[name] = [total + figure for total, figure in zip(totals[name], figures[name], strict=True)]
            label, count = path.name.removesuffix(".sents"), len(gold)
        else:
            figures, label, count = totals, f"all {side}", totals["ours"][2]
        cells = (f"{2 * both / (found + gold):.4f} | {found / gold:.3f}" for both, found, gold in figures.values())
        rows.append(f"| {label} | {count} | {' | '.join(cells)} |")
    return rows


def boundaries(sentences: Sequence[str]) -> set[int]:
    """Where sentences end, in characters that are not white space."""
    ends, at = set(), 0
    for sentence in sentences:
        at += len("".join(sentence.split()))
        ends.add(at)
    return ends


if __name__ == "__main__":
    main()
