"""Training of the aligner: articles with gold beads become lessons for its two passes.

An article enters as it is and as synthetic variants: a block of one side deleted, or a block of another article put
in, as happens to real pages. The sentences are encoded once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tm.align.aligner import Model, Text, show
from tm.align.clauses import CLAUSE_FEATURES, LINK_FEATURES, ClauseBeads, ClauseModel, corners, with_words
from tm.align.confidence import Calibration
from tm.align.features import Evidence, gather_evidence
from tm.align.fitting import ClauseLesson, Lesson, Penalty, fit, fit_clauses
from tm.align.gold import GoldBead
from tm.align.grid import CLAUSE_TYPES
from tm.align.lattice import TYPES, best_path
from tm.align.network import Network
from tm.align.passes import (
    FIRST_FEATURES,
    SECOND_FEATURES,
    Candidates,
    Shown,
    Survivors,
    first_features,
    first_scores,
    second_candidates,
    survivors,
)
from tm.align.spans import pick_parts, side_of_parts
from tm.encode.arrays import IntVector
from tm.encode.encoder import SentenceParts, SpanEncoder

FIRST_PENALTY = Penalty(linear=1.0)
CLAUSE_PENALTY = Penalty(linear=3.0)
SECOND_PENALTY = Penalty(linear=20.0, hidden=6.0)
HIDDEN = 8  # units of a network of the second pass
NETWORKS = 3  # networks whose mean it is
VARIANTS = 1  # synthetic variants of an article
VARIANT_WEIGHT = 0.3
VARIANT_SHARE = (0.08, 0.25)  # of an article that is deleted or inserted
_INSIDE = 0.02  # worth of a gold cell covered, beside 1 for a whole gold bead, when the gold path leaves the lattice


@dataclass(frozen=True, slots=True)
class EncodedArticle:
    """A gold article, encoded."""

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    source_parts: SentenceParts
    target_parts: SentenceParts
    beads: tuple[GoldBead, ...]
    source_blocks: tuple[int, ...] | None = None
    target_blocks: tuple[int, ...] | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """An article ready for training: its evidence, and the features of the first pass."""

    article: EncodedArticle
    evidence: Evidence
    shown: tuple[Shown, Shown]
    dense: Candidates  # every bead of the band with the first pass's features


def make_example(encoder: SpanEncoder, article: EncodedArticle) -> Example:
    """The article with its band, lattice and first-pass features."""
    evidence = gather_evidence(
        side_of_parts(encoder, article.source, article.source_parts),
        side_of_parts(encoder, article.target, article.target_parts),
    )
    shown = show(Text(article.source, article.source_blocks)), show(Text(article.target, article.target_blocks))
    return Example(article, evidence, shown, _dense_candidates(evidence))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What training knows before the second pass: the passes before it, and what the examples teach the second."""

    first: Network
    clauses: ClauseModel
    lessons: tuple[Lesson, ...]


def train(examples: Sequence[Example], *, dropped: frozenset[str] = frozenset(), start: Model | None = None) -> Model:
    """The model that makes the gold paths of the examples most likely; confidence uncalibrated.

    The first pass is linear, the second the mean of NETWORKS small networks.

    Args:
        dropped: features left out: for ablation.
        start: where the first pass begins; its loss is convex, so this saves time and changes nothing else.
    """
    return finish(prepare(examples, dropped=dropped, start=start), dropped=dropped)


def prepare(
    examples: Sequence[Example], *, dropped: frozenset[str] = frozenset(), start: Model | Prepared | None = None
) -> Prepared:
    """The first pass and the clause model of some examples, and the lessons of the second; arguments as `train`."""
    kept = _kept(FIRST_FEATURES, dropped)
    lessons = [_lesson(example, example.dense) for example in examples]
    first = fit(lessons, kept=kept, penalty=FIRST_PENALTY, start=start.first if start else None)
    left = [survivors(example.evidence, first_scores(example.evidence, first)) for example in examples]
    clauses, links = _train_clauses(examples, left, dropped, start.clauses if start else None)
    sparse = [
        second_candidates(survivors, *example.shown, corners(beads, clauses.links))
        for example, survivors, beads in zip(examples, left, links, strict=True)
    ]
    taught = tuple(_lesson(example, candidates) for example, candidates in zip(examples, sparse, strict=True))
    return Prepared(first, clauses, taught)


def finish(prepared: Prepared, *, dropped: frozenset[str] = frozenset(), networks: int = NETWORKS) -> Model:
    """The model whose second pass is learned from the lessons prepared."""
    kept = _kept(SECOND_FEATURES, dropped)
    second = fit(prepared.lessons, kept=kept, penalty=SECOND_PENALTY, hidden=HIDDEN, networks=networks)
    return Model(prepared.first, prepared.clauses, second, Calibration())


def _kept(names: Sequence[str], dropped: frozenset[str]) -> NDArray[np.bool_]:
    return np.array([name not in dropped for name in names])


def _train_clauses(
    examples: Sequence[Example], left: Sequence[Survivors], dropped: frozenset[str], start: ClauseModel | None
) -> tuple[ClauseModel, list[ClauseBeads]]:
    """How runs of clauses are scored, and those of each example with all their features; variants teach nothing."""
    beads = [survivors.clauses() for survivors in left]
    genuine = [number for number, example in enumerate(examples) if example.article.weight == 1.0]
    allowed = {number: allowed_clauses(examples[number].article, beads[number]) for number in genuine}
    lessons = [ClauseLesson(beads[number], allowed[number]) for number in genuine]
    kept = _kept(CLAUSE_FEATURES, dropped)
    alone = fit_clauses(lessons, kept=kept, penalty=CLAUSE_PENALTY, start=start.clauses if start else None)
    links = [
        with_words(each, example.evidence.source, example.evidence.target, alone)
        for example, each in zip(examples, beads, strict=True)
    ]
    lessons = [ClauseLesson(links[number], allowed[number]) for number in genuine]
    kept = _kept(LINK_FEATURES, dropped)
    together = fit_clauses(lessons, kept=kept, penalty=CLAUSE_PENALTY, start=start.links if start else None)
    return ClauseModel(alone, together), links


def allowed_clauses(article: EncodedArticle, beads: ClauseBeads) -> NDArray[np.bool_]:
    """(c,) the clause beads that stay inside a gold bead and do not meet at a boundary inside it."""
    grid, sizes = beads.grid, np.array(CLAUSE_TYPES)[beads.types]
    counts = grid.source_start[-1], grid.target_start[-1]
    ends = grid.lattice.source[beads.nodes].astype(np.int64), grid.lattice.target[beads.nodes].astype(np.int64)
    starts = ends[0] - sizes[:, 0], ends[1] - sizes[:, 1]
    owner = [np.zeros(count, np.int64) for count in counts]  # of each clause: its gold bead
    extent = [np.array([[0, count]] * len(article.beads)) for count in counts]  # of each gold bead; anywhere if null
    inner: list[tuple[int, int]] = []
    for number, bead in enumerate(article.beads):
        for side, at in ((0, grid.source_start), (1, grid.target_start)):
            for sentence in bead[side]:
                owner[side][at[sentence] : at[sentence + 1]] = number
            if bead[0] and bead[1]:
                extent[side][number] = at[bead[side][0]], at[bead[side][-1] + 1]
        inner += [(int(grid.source_start[i]), int(grid.target_start[j])) for i in bead[0][1:] for j in bead[1][1:]]
    first = [owner[side][np.minimum(starts[side], counts[side] - 1)] for side in (0, 1)]
    last = [owner[side][np.maximum(ends[side] - 1, 0)] for side in (0, 1)]
    allowed = (first[0] == last[0]) & (first[1] == last[1]) & (first[0] == first[1])
    for side, other in ((0, 1), (1, 0)):
        null, bounds = sizes[:, other] == 0, extent[other][first[side]]
        inside = (starts[other] >= bounds[:, 0]) & (starts[other] <= bounds[:, 1])
        allowed = np.where(null, (first[side] == last[side]) & inside, allowed)
    width = counts[1] + 1
    forbidden = np.array([i * width + j for i, j in inner], np.int64)
    result: NDArray[np.bool_] = allowed & ~np.isin(ends[0] * width + ends[1], forbidden)
    return result


def _lesson(example: Example, candidates: Candidates) -> Lesson:
    return Lesson(candidates, gold_path(example.article, candidates), example.article.weight)


def gold_path(article: EncodedArticle, candidates: Candidates) -> IntVector:
    """The candidates (row numbers, in order) of the lattice path that is closest to the gold beads."""
    lattice = candidates.lattice
    n, m = len(article.source), len(article.target)
    cells = np.zeros((n + 1, m + 1))
    whole: set[tuple[int | None, int | None, int | None, int | None]] = set()
    for source, target in article.beads:
        cells[np.ix_([i + 1 for i in source], [j + 1 for j in target])] = 1.0
        if source and target:
            whole.add((source[0], source[-1] + 1, target[0], target[-1] + 1))
        whole |= {(i, i + 1, None, None) for i in source if not target}
        whole |= {(None, None, j, j + 1) for j in target if not source}
    covered = cells.cumsum(axis=0).cumsum(axis=1)
    sizes = np.array(TYPES)[candidates.types]
    i_end, j_end = lattice.source[candidates.nodes], lattice.target[candidates.nodes]
    i, j = i_end - sizes[:, 0], j_end - sizes[:, 1]
    inside = covered[i_end, j_end] - covered[i, j_end] - covered[i_end, j] + covered[i, j]
    worth = _INSIDE * (2 * inside - sizes[:, 0] * sizes[:, 1])
    keys = zip(i.tolist(), i_end.tolist(), j.tolist(), j_end.tolist(), strict=True)
    for row, (start, end, other, other_end) in enumerate(keys):
        key: tuple[int | None, int | None, int | None, int | None] = (start, end, other, other_end)
        if start == end:
            key = (None, None, other, other_end)
        elif other == other_end:
            key = (start, end, None, None)
        worth[row] += key in whole
    scores = np.full((lattice.missing, len(TYPES)), -np.inf)
    scores[candidates.nodes, candidates.types] = worth
    rows = np.full(scores.shape, -1)
    rows[candidates.nodes, candidates.types] = np.arange(len(worth))
    path: IntVector = rows[tuple(np.array(best_path(lattice, scores)).T)]
    return path


def variants(articles: Sequence[EncodedArticle], *, count: int = VARIANTS, seed: int = 0) -> list[EncodedArticle]:
    """Synthetic variants of each article: a block deleted from a side, or put in from the next article.

    Every other one forgets the paragraphs, as texts given sentence by sentence do.
    """
    generator = np.random.default_rng(seed)
    made = []
    for number, article in enumerate(articles):
        foreign = articles[(number + 1) % len(articles)]
        for turn in range(count):
            share = float(generator.uniform(*VARIANT_SHARE))
            side, deletes = (number + turn) % 2, (number // 2 + turn) % 2 == 0
            length = len((article.source, article.target)[side])
            if length < 2:
                continue  # nothing would be left
            size = max(1, int(length * share))
            at = int(generator.integers(0, length - size))
            known = article if turn % 2 == 0 else replace(article, source_blocks=None, target_blocks=None)
            if deletes:
                made.append(_without(known, side, range(at, at + size)))
            else:
                made.append(_with(known, side, at, foreign, size, generator))
    return made


def _dense_candidates(evidence: Evidence) -> Candidates:
    lattice = evidence.lattice
    nodes_of_type = [np.flatnonzero(lattice.before[:, t] != lattice.missing) for t in range(len(TYPES))]
    types = np.repeat(np.arange(len(TYPES)), [len(nodes) for nodes in nodes_of_type])
    features = np.concatenate([first_features(evidence, t, nodes) for t, nodes in enumerate(nodes_of_type)])
    return Candidates(lattice, np.concatenate(nodes_of_type), types, features)


def _without(article: EncodedArticle, side: int, dropped: range) -> EncodedArticle:
    """The article without a block of one side."""
    length = len((article.source, article.target)[side])
    kept = [index for index in range(length) if index not in dropped]
    return _rebuilt(article, side, [(article, kept)])


def _with(
    article: EncodedArticle, side: int, at: int, foreign: EncodedArticle, size: int, generator: np.random.Generator
) -> EncodedArticle:
    """The article with a block of another article's same side put in before sentence `at`."""
    length, other = len((article.source, article.target)[side]), len((foreign.source, foreign.target)[side])
    size = min(size, other)
    first = int(generator.integers(0, other - size + 1))
    pieces = [
        (article, list(range(at))),
        (foreign, list(range(first, first + size))),
        (article, list(range(at, length))),
    ]
    return _rebuilt(article, side, pieces)


def _rebuilt(article: EncodedArticle, side: int, pieces: list[tuple[EncodedArticle, list[int]]]) -> EncodedArticle:
    """The article with one side made of the given sentences; beads follow, foreign sentences are unpaired."""
    order = [(piece is article, index) for piece, indices in pieces for index in indices]
    moved = {index: place for place, (own, index) in enumerate(order) if own}
    beads = []
    for bead in article.beads:
        sides = [*bead]
        sides[side] = tuple(moved[index] for index in bead[side] if index in moved)
        if sides[0] or sides[1]:
            beads.append((sides[0], sides[1]))
    strangers = [(place,) for place, (own, _) in enumerate(order) if not own]
    beads += [(stranger, ()) if side == 0 else ((), stranger) for stranger in strangers]
    parts = pick_parts([((p.source_parts, p.target_parts)[side], indices) for p, indices in pieces])
    texts = tuple((p.source, p.target)[side][index] for p, indices in pieces for index in indices)
    blocks = _moved_blocks(article, side, pieces)
    weight = VARIANT_WEIGHT * article.weight
    if side == 0:
        return replace(
            article, source=texts, source_parts=parts, beads=tuple(beads), source_blocks=blocks, weight=weight
        )
    return replace(article, target=texts, target_parts=parts, beads=tuple(beads), target_blocks=blocks, weight=weight)


def _moved_blocks(
    article: EncodedArticle, side: int, pieces: list[tuple[EncodedArticle, list[int]]]
) -> tuple[int, ...] | None:
    """The paragraphs of the rebuilt side, those of a foreign article numbered apart; None unless all are known."""
    moved: list[int] = []
    for piece, indices in pieces:
        blocks = (piece.source_blocks, piece.target_blocks)[side]
        if blocks is None:
            return None
        moved += [blocks[index] if piece is article else -1 - blocks[index] for index in indices]
    return tuple(moved)
