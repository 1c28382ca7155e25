"""How well, how robustly, how fast and in how much memory texts are aligned: tables of figures.

    python tests/benchmarks/align.py                                  a few seeds: shows that it runs
    python tests/benchmarks/align.py --gold DIR --gold DIR --folds 4  other gold, weights that never saw the article
    python tests/benchmarks/align.py --terms seeds                    with the lists of terms of a folder approved
    python tests/benchmarks/align.py --books 6000x8500,10000x13000    time and peak memory of books
    pip install numba galechurch sentweave; … --bertalign DIR         other aligners beside ours (peers.py)

Without --folds the shipped weights are used, which flatters where they were trained on the gold. With it the articles
are dealt into so many parts, and each is aligned by weights trained on the others (a CPU-minute a part; needs scipy).

Damage: a fifth of a side missing or foreign, a tenth of the beads left without one side, two tenths swapped. `rest` is
the F1 of the beads that the damage left, before and after it. Books are made of gold chapters, again and again, with
a tenth of their sentences left out, a twentieth repeated and pages of another text; each runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from damage import KINDS, scattered_omissions
from peers import Peer, find_peers

from glossary.entries import Term, TermEntry
from tm.align.aligner import Model, Text, align_texts, shipped_model
from tm.align.evaluate import Score, gold_of_beads, lax_score, strict_score
from tm.align.gold import GoldBead, GoldDocument, read_gold
from tm.align.spans import SpanVectors, side_of_parts
from tm.app.termties import entries_found
from tm.encode.arrays import FloatMatrix, IntVector
from tm.encode.builtin import BuiltinEncoder
from tm.encode.encoder import SentenceParts
from tm.units import Bead, Segment

ROOT = Path(__file__).parents[2]
SMALL = 4  # articles of the seeds that show that it runs
Group = list[GoldDocument]


class TimedEncoder:
    """The built-in encoder: each sentence encoded once, its own processor time counted."""

    def __init__(self) -> None:
        self.encoder = BuiltinEncoder()
        align_texts(Text(("你好。",)), Text(("Hello.",)), encoder=self.encoder, model=shipped_model())  # loads all
        self.name, self.seconds = self.encoder.name, 0.0
        self.known: dict[tuple[str, ...], SentenceParts] = {}

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        return self.encoder.encode(texts)

    def parts(self, texts: Sequence[str]) -> SentenceParts:
        key = tuple(texts)
        if key not in self.known:
            start = time.process_time()
            self.known[key] = self.encoder.parts(texts)
            self.seconds += time.process_time() - start
        return self.known[key]

    def vectors(self, sums: FloatMatrix, tokens: IntVector) -> FloatMatrix:
        start = time.process_time()
        found = self.encoder.vectors(sums, tokens)
        self.seconds += time.process_time() - start
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, action="append", help="folder of gold alignments [default: seeds]")
    parser.add_argument("--folds", type=int, default=0, help="parts for weights that never saw the article")
    parser.add_argument("--terms", type=Path, action="append", default=[], help="folder of lists, NAME.terms.tsv")
    parser.add_argument("--bertalign", type=Path, help="folder of Bertalign's source, to run it beside")
    parser.add_argument("--rounds", type=int, default=1, help="times each damage is done, at other places")
    parser.add_argument("--no-damage", action="store_true", help="leave out the table of damage")
    parser.add_argument("--books", default="300x400", help="source x target sentences, by commas; empty: none")
    parser.add_argument("--book", help=argparse.SUPPRESS)  # one size, in this process
    arguments = parser.parse_args()
    groups = {folder.name: read_gold(folder) for folder in arguments.gold or ()}
    groups = groups or {"seeds": read_gold(ROOT / "seeds")[:SMALL]}
    if arguments.book:
        print(json.dumps(asdict(measured(groups, *map(int, arguments.book.split("x"))))))
        return
    encoder = TimedEncoder()
    models = held_out_models(groups, arguments.folds) if arguments.folds else {}
    plain = quality_table(groups, models, encoder, glossary_of(arguments.terms))
    peers_table(groups, encoder, find_peers(arguments.bertalign))
    if not arguments.no_damage:
        print()
        damage_table(groups, models, encoder, plain, arguments.rounds)
    sizes = [size for size in arguments.books.split(",") if size]
    if sizes:
        print("\n| book | beads | strict F1 | CPU s | sentences / CPU-s | peak MB | above a small text |")
        print("|---|---|---|---|---|---|---|")
    for size in sizes:
        print(book_row(size, arguments.gold or []), flush=True)


def quality_table(
    groups: dict[str, Group], models: dict[str, Model], encoder: TimedEncoder, glossary: Sequence[TermEntry]
) -> dict[str, tuple[Bead, ...]]:
    """Print quality and speed by gold folder, and what a glossary makes of it; the beads of each article without it."""
    print("| texts | gold beads | strict F1 | lax F1 | moved | sentences / CPU-s | align step |")
    print("|---|---|---|---|---|---|---|")
    found: dict[str, tuple[Bead, ...]] = {}
    for name, group in groups.items():
        encoder.seconds, start = 0.0, time.process_time()
        for document in group:
            found[document.name] = aligned(document, models, encoder)
        seconds = time.process_time() - start
        sentences = sum(len(d.source) + len(d.target) for d in group)
        share = 1 - encoder.seconds / seconds
        figures = quality(group, [found[document.name] for document in group])
        print(f"| {name} | {figures} | {sentences / seconds:.0f} | {share:.0%} |", flush=True)
        if glossary:
            helped = [aligned(document, models, encoder, glossary) for document in group]
            print(f"| {name}, with {len(glossary)} entries | {quality(group, helped)} | | |", flush=True)
    return found


def quality(group: Group, beads: Sequence[tuple[Bead, ...]]) -> str:
    """Gold beads, strict and lax F1 and beads that moved, as cells of a table row."""
    pairs = [(document, gold_of_beads(found)) for document, found in zip(group, beads, strict=True)]
    strict = sum((strict_score(document.beads, found) for document, found in pairs), Score())
    lax = sum((lax_score(document.beads, found) for document, found in pairs), Score())
    moved = sum(bead.moved for found in beads for bead in found)
    return f"{strict.gold} | {strict.f1:.4f} | {lax.f1:.4f} | {moved}"


def glossary_of(folders: Sequence[Path]) -> list[TermEntry]:
    """An entry for each line of the lists of terms in the folders: Chinese, and its renderings parted by slashes."""
    rows = {
        (zh, en)
        for folder in folders
        for path in folder.glob("*.terms.tsv")
        for zh, en, *_ in (line.split("\t") for line in path.read_text("utf-8").splitlines())
    }
    return [
        TermEntry(
            concept=str(number),
            terms=(Term(text=zh, lang="zh"), *(Term(text=text, lang="en") for text in en.split(" / "))),
        )
        for number, (zh, en) in enumerate(sorted(rows))
    ]


def peers_table(groups: dict[str, Group], encoder: TimedEncoder, peers: dict[str, Peer]) -> None:
    """Print what other aligners make of the same sentences, with the vectors as they are and centred as ours."""
    for name, peer in peers.items():
        for centred in (False, True) if name != "Gale and Church's" else (False,):
            for label, group in groups.items():
                strict, lax, seconds = Score(), Score(), 0.0
                for number, document in enumerate((group[0], *group)):
                    spans = [span_vectors(side, encoder, centred) for side in (document.source, document.target)]
                    start = time.process_time()
                    beads = peer(document, *spans)
                    if number:  # the first run compiles
                        seconds += time.process_time() - start
                        strict += strict_score(document.beads, beads)
                        lax += lax_score(document.beads, beads)
                sentences = sum(len(d.source) + len(d.target) for d in group)
                vectors = ", centred" if centred else ""
                figures = f"{strict.gold} | {strict.f1:.4f} | {lax.f1:.4f} | | {sentences / seconds:.0f} after encoding"
                print(f"| {label}: {name}{vectors} | {figures} | |", flush=True)


def span_vectors(texts: tuple[str, ...], encoder: TimedEncoder, centred: bool) -> SpanVectors:
    """The vectors of one to six sentences that end with each."""
    parts = encoder.parts(texts)
    mean = None if centred else np.zeros(parts.edges.shape[1], np.float32)
    spans = side_of_parts(encoder, texts, parts, mean=mean).spans
    for extra in range(1, len(spans)):  # what would begin before the text is what there is of it
        spans[extra, :extra] = spans[extra - 1, :extra]
    return spans


def aligned(
    document: GoldDocument, models: dict[str, Model], encoder: TimedEncoder, glossary: Sequence[TermEntry] = ()
) -> tuple[Bead, ...]:
    """The beads of an article by the weights that are for it."""
    sides = [
        tuple(Segment(text, lang, 0, len(text)) for text in side)
        for side, lang in ((document.source, "zh"), (document.target, "en"))
    ]
    source_terms, target_terms = entries_found(glossary, *sides) if glossary else (None, None)
    return align_texts(
        Text(document.source, document.source_blocks, source_terms),
        Text(document.target, document.target_blocks, target_terms),
        encoder=encoder,
        model=models.get(document.name) or shipped_model(),
    )


def damage_table(
    groups: dict[str, Group],
    models: dict[str, Model],
    encoder: TimedEncoder,
    plain: dict[str, tuple[Bead, ...]],
    rounds: int,
) -> None:
    """Print what each kind of damage does."""
    print("| damage | texts | rest before | rest after | change | null recall | null precision | moved | right |")
    print("|---|---|---|---|---|---|---|---|---|")
    for kind, damage in KINDS.items():
        for name, group in groups.items():
            before, after, moved, moved_right = Score(), Score(), 0, 0
            nulls = [0, 0, 0]  # of gold, proposed, right
            for number, document in enumerate(group):
                foreign = group[(number + 1) % len(group)]
                for turn in range(rounds):
                    damaged = damage(document, np.random.default_rng([number, turn]), [foreign])
                    beads = aligned(damaged.document, models, encoder)
                    after += strict_score(damaged.untouched, gold_of_beads(beads))
                    before += strict_score(damaged.before, on_rest(gold_of_beads(plain[document.name]), damaged.before))
                    gold, given = unpaired(damaged.document.beads), unpaired(gold_of_beads(beads))
                    for place, count in enumerate((len(gold), len(given), len(gold & given))):
                        nulls[place] += count
                    crossing = [bead for bead in beads if bead.moved]
                    moved += len(crossing)
                    moved_right += len(damaged.untouched & set(gold_of_beads(crossing)))
            shares = f"{nulls[2] / max(1, nulls[0]):.2f} | {nulls[2] / max(1, nulls[1]):.2f} | {moved} | {moved_right}"
            f1 = f"{before.f1:.4f} | {after.f1:.4f} | {100 * (after.f1 - before.f1):+.1f}"
            print(f"| {kind} | {name} | {f1} | {shares} |", flush=True)


def on_rest(proposed: Iterable[GoldBead], rest: frozenset[GoldBead]) -> list[GoldBead]:
    """The proposed beads that have a sentence in common with the rest."""
    sides = {i for bead in rest for i in bead[0]}, {j for bead in rest for j in bead[1]}
    return [bead for bead in proposed if sides[0] & set(bead[0]) or sides[1] & set(bead[1])]


def unpaired(beads: Iterable[GoldBead]) -> set[tuple[int, int]]:
    """Side and index of every sentence without a partner."""
    rows = [bead for bead in beads if not all(bead)]
    return {(side, index) for bead in rows for side in (0, 1) for index in bead[side]}


def held_out_models(groups: dict[str, Group], folds: int) -> dict[str, Model]:
    """For each article the weights trained on the articles of the other parts; confidence not calibrated anew."""
    from tm.align.training import EncodedArticle, make_example, train, variants

    encoder = BuiltinEncoder()
    articles = [
        EncodedArticle(
            d.name,
            d.source,
            d.target,
            encoder.parts(d.source),
            encoder.parts(d.target),
            d.beads,
            d.source_blocks,
            d.target_blocks,
        )
        for group in groups.values()
        for d in group
    ]
    models: dict[str, Model] = {}
    for fold in range(folds):
        rest = [article for number, article in enumerate(articles) if number % folds != fold]
        model = train([make_example(encoder, article) for article in (*rest, *variants(rest))])
        calibrated = replace(model, calibration=shipped_model().calibration)
        models |= {article.name: calibrated for article in articles[fold::folds]}
    return models


@dataclass(frozen=True, slots=True)
class Measured:
    """A book aligned: figures of one process."""

    source: int
    target: int
    beads: int
    f1: float
    seconds: float  # of processor time, the model loaded
    peak_bytes: int
    base_bytes: int  # peak after a small text


def measured(groups: dict[str, Group], source: int, target: int) -> Measured:
    """One book aligned in this process."""
    encoder, model = BuiltinEncoder(), shipped_model()
    small = next(iter(groups.values()))[0]
    align_texts(Text(small.source), Text(small.target), encoder=encoder, model=model)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    book = made_book([d for group in groups.values() for d in group], source, target)
    start = time.process_time()
    beads = align_texts(Text(book.source), Text(book.target), encoder=encoder, model=model)
    seconds = time.process_time() - start
    f1 = strict_score(book.beads, gold_of_beads(beads)).f1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Measured(len(book.source), len(book.target), len(beads), f1, seconds, peak, base)


def made_book(chapters: Sequence[GoldDocument], source: int, target: int) -> GoldDocument:
    """A book of at least so many sentences: chapters with omissions, repeats and foreign pages, from a fixed seed."""
    generator = np.random.default_rng(0)
    sides: tuple[list[str], list[str]] = [], []
    beads: list[GoldBead] = []
    for number, chapter in enumerate(endless(chapters)):
        if len(sides[0]) >= source and len(sides[1]) >= target:
            break
        gappy = scattered_omissions(chapter, number % 2, generator).document
        add(sides, beads, (gappy.source, gappy.target), gappy.beads)
        side = int(len(sides[0]) * target > len(sides[1]) * source)  # the side that lags behind its length
        stranger = (gappy.source, gappy.target)[side]
        size = len(stranger) // 20 + (len(stranger) // 10 if number % 4 == 0 else 0)
        at = int(generator.integers(0, len(stranger) - size + 1))
        repeats = list(stranger[at : at + size])  # said again, or a page of another chapter
        add(sides, beads, (repeats if side == 0 else [], repeats if side == 1 else []), ())
    return GoldDocument("book", tuple(sides[0]), tuple(sides[1]), tuple(beads))


def endless(chapters: Sequence[GoldDocument]) -> Iterator[GoldDocument]:
    while True:
        yield from chapters


def add(
    sides: tuple[list[str], list[str]],
    beads: list[GoldBead],
    texts: tuple[Sequence[str], Sequence[str]],
    new: Iterable[GoldBead],
) -> None:
    """Put sentences at the end of the book, with their beads."""
    at = len(sides[0]), len(sides[1])
    beads += [(tuple(i + at[0] for i in source), tuple(j + at[1] for j in target)) for source, target in new]
    for side, more in zip(sides, texts, strict=True):
        side += more


def book_row(size: str, gold: Sequence[Path]) -> str:
    """The table row of a book, aligned in a process of its own."""
    folders = [argument for folder in gold for argument in ("--gold", str(folder))]
    command = [sys.executable, __file__, "--book", size, *folders]
    found = Measured(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    speed = (found.source + found.target) / found.seconds
    memory = f"{found.peak_bytes / 1e6:.0f} | {(found.peak_bytes - found.base_bytes) / 1e6:.0f}"
    figures = f"{found.beads} | {found.f1:.3f} | {found.seconds:.1f} | {speed:.0f} | {memory}"
    return f"| {found.source} × {found.target} | {figures} |"


if __name__ == "__main__":
    main()
