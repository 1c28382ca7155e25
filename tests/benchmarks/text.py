"""How fast plain Chinese text is read, cleaned and split, in how much memory, and how rightly: two tables of figures.

    python tests/benchmarks/text.py                          a small text, and the sentences of the seeds
    python tests/benchmarks/text.py --megabytes 5,50,200     throughput, linearity and memory
    python tests/benchmarks/text.py --data FOLDER            sentences of other texts too: a.zh.txt beside a.zh.sents

The text is our seed articles, one after the other, again and again, in UTF-8; every size runs twice, each time in a
process of its own, one thread: part by part as `tm split` goes through a file, and as one document as `tm align` holds
it. Throughput is megabytes of the file by second of processor time; memory is the peak of the process less its size
after a first small article (dictionaries loaded). Boundary F1 counts the ends of sentences in characters that are not
white space, beside a plain regular expression and pySBD, which split the same lines; the golden cases count as one
text. The exit code is 1 where one of those is above ours in all texts of a language taken together.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pysbd

from tm.app.alignment import ReadOptions
from tm.app.sentences import split_file
from tm.text.clean import clean
from tm.text.read import read_document
from tm.text.split import sentence_spans, split

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
GOLDEN = ROOT / "tests" / "golden" / "split"
LANGS = {"zh": "zh-CN", "en": "en-US"}
PLAIN = {"zh": re.compile(r".+?(?:[。！？]+[”’」』）]*|$)"), "en": re.compile(r".+?(?:[.!?]+[”\"')]*(?=\s)|$)")}

Splitter = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Speed:
    """One run over a text of a size."""

    size_bytes: int
    seconds: float  # of processor time
    segments: int
    memory_bytes: int  # above the process with its dictionaries loaded


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", default="1", help="sizes of the text, by commas [default: 1]")
    parser.add_argument("--data", type=Path, action="append", default=[], help="a folder of texts and their sentences")
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)  # one size, in this process
    arguments = parser.parse_args()
    if arguments.run:
        print(json.dumps(asdict(measured(Path(arguments.run[0]), whole=arguments.run[1] == "whole"))))
        return 0
    print("| MB | way | MB/CPU-s | sentences | memory, MB | memory / text |")
    print("|---|---|---|---|---|---|")
    for size in arguments.megabytes.split(","):
        for row in speed_rows(float(size)):
            print(row, flush=True)
    worse = False
    print("\n| text | gold sentences | " + " | ".join(f"{name} F1 | ratio" for name in splitters("zh")) + " |")
    print("|---|---|" + "---|---|" * len(splitters("zh")))
    for side in LANGS:
        for name, counts in quality(side, arguments.data):
            ours, *others = (2 * both / (found + gold) for both, found, gold in counts.values())
            worse = worse or (name.startswith("all ") and max(others) > ours)
            cells = (f"{2 * both / (found + gold):.4f} | {found / gold:.3f}" for both, found, gold in counts.values())
            print(f"| {name} | {counts['ours'].gold} | {' | '.join(cells)} |")
    return int(worse)


def speed_rows(megabytes: float) -> Iterator[str]:
    """The figures of a text of a size, each way in a process of its own."""
    articles = "\n".join(path.read_text("utf-8") for path in sorted(SEEDS.glob("*.zh.txt"))).encode() + b"\n"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "long.zh.txt"
        with path.open("wb") as file:
            for _ in range(max(1, round(megabytes * 1e6 / len(articles)))):
                file.write(articles)
        for way in ("parts", "whole"):
            command = [sys.executable, __file__, "--run", str(path), way]
            speed = Speed(**json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
            rate = speed.size_bytes / 1e6 / speed.seconds
            memory = f"{speed.memory_bytes / 1e6:.0f} | {speed.memory_bytes / speed.size_bytes:.1f}"
            yield f"| {speed.size_bytes / 1e6:.1f} | {way} | {rate:.1f} | {speed.segments} | {memory} |"


def measured(path: Path, *, whole: bool) -> Speed:
    """The figures of one file, after a first article that loads what is loaded once."""
    list(split_file(SEEDS / "grid-stories-hant.zh.txt", ReadOptions()))
    before, start = peak(), time.process_time()
    if whole:
        segments = len(split(clean(read_document(path, lang="zh-CN"))))
    else:
        segments = sum(len(part.sentences) for part in split_file(path, ReadOptions(source_lang="zh-CN")))
    seconds = time.process_time() - start
    return Speed(path.stat().st_size, seconds, segments, peak() - before)


def peak() -> int:
    """The most memory that the process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@cache
def splitters(side: str) -> dict[str, Splitter]:
    """Ours, a plain regular expression and pySBD; each takes a line."""

    def ours(line: str) -> list[str]:
        return [line[start:end] for start, end in sentence_spans(line, LANGS[side])]

    return {"ours": ours, "regex": PLAIN[side].findall, "pySBD": pysbd.Segmenter(language=side, clean=False).segment}


class Counts(NamedTuple):
    """Sentence ends that are right, found, and of the gold."""

    both: int
    found: int
    gold: int


def quality(side: str, folders: Sequence[Path]) -> Iterator[tuple[str, dict[str, Counts]]]:
    """The name and counts of each text, and of all together."""
    totals = dict.fromkeys(splitters(side), Counts(0, 0, 0))
    for name, lines, sentences in texts(side, folders):
        gold = boundaries(sentences)
        counts = {}
        for splitter, pieces in splitters(side).items():
            found = boundaries([piece for line in lines if line.strip() for piece in pieces(line)])
            counts[splitter] = Counts(len(found & gold), len(found), len(gold))
            totals[splitter] = Counts(*map(sum, zip(totals[splitter], counts[splitter], strict=True)))
        yield name, counts
    yield f"all {side}", totals


def texts(side: str, folders: Sequence[Path]) -> Iterator[tuple[str, list[str], list[str]]]:
    """The name, the lines and the sentences of each text: seeds, other folders, golden cases."""
    for folder in (SEEDS, *folders):
        for path in sorted(folder.glob(f"*.{side}.sents")):
            lines = path.with_suffix(".txt").read_text("utf-8").splitlines()
            yield path.name.removesuffix(".sents"), lines, path.read_text("utf-8").splitlines()
    cases = [row.split("\t")[1] for row in (GOLDEN / f"{side}.tsv").read_text("utf-8").splitlines()]
    cases = [case for case in cases if "\\n" not in case]  # a line break in it is no line of a file
    space = {"zh": "", "en": " "}[side]
    lines = [case.replace("|", " " if case.isascii() else space) for case in cases]
    yield f"golden.{side}", lines, [sentence for case in cases for sentence in case.split("|")]


def boundaries(sentences: Sequence[str]) -> set[int]:
    """Where sentences end, in characters that are not white space."""
    ends, at = set(), 0
    for sentence in sentences:
        at += len("".join(sentence.split()))
        ends.add(at)
    return ends


if __name__ == "__main__":
    sys.exit(main())
