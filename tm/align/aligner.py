"""Alignment of two texts: beads over their sentences, each with a calibrated confidence.

A semi-Markov conditional random field over beads in two passes. The first scores every bead of a narrow band by
cosines and lengths and keeps those of any likelihood; the second adds clause mass and surface features on those few.
The path that is expected to be right most often is the answer; the calibrated posterior of each bead its confidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np

from tm.align.band import Anchors, mutual_best
from tm.align.blocks import BLOCK_SENTENCES, find_cuts, find_path
from tm.align.clauses import CLAUSE_FEATURES, LINK_FEATURES, ClauseModel
from tm.align.confidence import Calibration
from tm.align.features import gather_evidence
from tm.align.lattice import NULL_TYPES, TYPES, best_path, posteriors
from tm.align.moves import with_moves
from tm.align.network import Network, network_of_record
from tm.align.passes import FIRST_FEATURES, SECOND_FEATURES, Candidates, Shown, first_scores, second_pass, spans_of
from tm.align.spans import EncodedSide, join_parts, sentence_vectors, side_of_parts, slice_parts
from tm.align.surface import SurfaceSide
from tm.align.ties import Terms, term_scores
from tm.align.tokens import TokenSide
from tm.encode.arrays import FloatMatrix, FloatVector
from tm.encode.encoder import Encoder, SentenceParts, SpanEncoder, span_encoder
from tm.languages import guess
from tm.progress import Progress, silent
from tm.units import Alignment, Bead, Segment

PAIR_THRESHOLD = 0.2  # a paired bead pays from this posterior on; 0 to .46 give the same F1, higher ones more unpaired
ENCODED_AT_ONCE = 1000  # sentences between two steps of the progress
NULL_WEIGHT = 0.5  # of an unpaired sentence in the expected number of right beads

_Sides = tuple[EncodedSide, EncodedSide]


@dataclass(frozen=True, slots=True)
class Model:
    """What training leaves: how both passes score a bead, and the map from posterior to confidence."""

    first: Network  # of FIRST_FEATURES
    clauses: ClauseModel
    second: Network  # of SECOND_FEATURES
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Text:
    """One side as the aligner takes it: its sentences, the paragraph and the terms of each where these are known."""

    sentences: tuple[str, ...]
    blocks: tuple[int, ...] | None = None
    terms: Terms | None = None  # the glossary entries found in each sentence

    def part(self, sentences: range) -> Text:
        """The text of neighbouring sentences."""
        cut = slice(sentences.start, sentences.stop)
        blocks = None if self.blocks is None else self.blocks[cut]
        return Text(self.sentences[cut], blocks, None if self.terms is None else self.terms[cut])


def show(text: Text) -> Shown:
    """The surface and the tokens of a text."""
    return Shown(SurfaceSide(text.sentences, text.blocks), TokenSide(text.sentences, guess("".join(text.sentences))))


@cache
def shipped_model() -> Model:
    """The weights that come with the package, trained by `python -m tm.align.train`."""
    return model_of_json(json.loads(files("tm.align").joinpath("weights.json").read_text("utf-8")))


def model_of_json(stored: Mapping[str, Any]) -> Model:
    """The model of a weights file."""
    return Model(
        network_of_record(stored["first"], FIRST_FEATURES),
        ClauseModel(
            network_of_record(stored["clauses"], CLAUSE_FEATURES), network_of_record(stored["links"], LINK_FEATURES)
        ),
        network_of_record(stored["second"], SECOND_FEATURES),
        Calibration(**stored["calibration"]),
    )


def align(
    source: Sequence[Segment],
    target: Sequence[Segment],
    *,
    encoder: Encoder,
    moves: bool = True,
    terms: Sequence[Terms] | None = None,
    progress: Progress = silent,
) -> Alignment:
    """The alignment of two texts by their segments and the shipped weights; either side may be empty.

    Args:
        moves: whether blocks that stand elsewhere on the other side are looked for.
        terms: of the source and of the target, the glossary entries found in each segment.
    """
    texts = [
        Text(tuple(s.text for s in side), tuple(s.block for s in side), found)
        for side, found in zip((source, target), terms or (None, None), strict=True)
    ]
    beads = align_texts(*texts, encoder=encoder, model=shipped_model(), moves=moves, progress=progress)
    return Alignment(tuple(source), tuple(target), beads)


def align_texts(
    source: Text, target: Text, *, encoder: Encoder, model: Model, moves: bool = True, progress: Progress = silent
) -> tuple[Bead, ...]:
    """The beads over two texts in the order of the source, every sentence once; a book is aligned block by block.

    With `moves`, blocks that stand elsewhere on the other side are looked for and become beads that have moved.
    """
    if not source.sentences or not target.sentences:
        return _unpaired(source, target)
    spans = span_encoder(encoder)
    lengths = len(source.sentences), len(target.sentences)
    source_parts = _encoded(spans, source, lambda done: progress("encode", done, sum(lengths)))
    target_parts = _encoded(spans, target, lambda done: progress("encode", lengths[0] + done, sum(lengths)))

    work = _Work(spans, (source, target), (source_parts, target_parts), model)
    cuts = [(0, 0), lengths]
    if work.is_book:
        cuts = find_cuts(find_path(work.vectors[0][0], work.vectors[1][0]), lengths)
    beads: list[Bead] = []
    for (i, j), (i_end, j_end) in pairwise(cuts):
        beads += work.block(range(i, i_end), range(j, j_end))
        progress("align", i_end, lengths[0])
    return with_moves(beads, lengths, lambda: work.anchors, work.moved_block) if moves else tuple(beads)


def _encoded(encoder: SpanEncoder, text: Text, told: Callable[[int], None]) -> SentenceParts:
    """The parts of the sentences; of a book in steps that are told."""
    count = len(text.sentences)
    pieces = []
    for at in range(0, count, ENCODED_AT_ONCE):
        told(at)
        pieces.append(encoder.parts(text.sentences[at : at + ENCODED_AT_ONCE]))
    told(count)
    return join_parts(pieces)


@dataclass(frozen=True)
class _Work:
    """Two texts, encoded, of which stretches are aligned."""

    encoder: SpanEncoder
    texts: tuple[Text, Text]
    parts: tuple[SentenceParts, SentenceParts]
    model: Model

    @property
    def is_book(self) -> bool:
        """Whether the texts are aligned block by block."""
        return max(len(text.sentences) for text in self.texts) > 2 * BLOCK_SENTENCES

    @cached_property
    def whole(self) -> _Sides:
        """Both sides, of texts that are no book."""
        source, target = (range(len(text.sentences)) for text in self.texts)
        return self._sides(source, target)

    @cached_property
    def vectors(self) -> tuple[tuple[FloatMatrix, FloatMatrix], tuple[FloatMatrix, FloatMatrix]]:
        """The centred sentence vectors of either side, and the mean that was subtracted."""
        if self.is_book:
            return sentence_vectors(self.encoder, self.parts[0]), sentence_vectors(self.encoder, self.parts[1])
        source, target = self.whole
        return (source.spans[0], source.mean), (target.spans[0], target.mean)

    @cached_property
    def anchors(self) -> Anchors:
        """The sentences that are each other's best match in the whole of both texts."""
        return mutual_best(self.vectors[0][0], self.vectors[1][0])

    def block(self, source: range, target: range) -> list[Bead]:
        """The beads of two stretches taken as texts of their own, counted from the start of the whole."""
        return self._aligned(source, target, lambda: self._sides(source, target) if self.is_book else self.whole)

    def moved_block(self, source: range, target: range) -> list[Bead]:
        """The beads of two stretches too short to be texts of their own."""
        means = self.vectors[0][1], self.vectors[1][1]
        return self._aligned(source, target, lambda: self._sides(source, target, means))

    def _sides(
        self, source: range, target: range, means: tuple[FloatMatrix, FloatMatrix] | tuple[None, None] = (None, None)
    ) -> _Sides:
        found, other = (
            side_of_parts(self.encoder, text.part(cut).sentences, slice_parts(parts, cut), mean=mean)
            for text, parts, cut, mean in zip(self.texts, self.parts, (source, target), means, strict=True)
        )
        return found, other

    def _aligned(self, source: range, target: range, encoded: Callable[[], _Sides]) -> list[Bead]:
        sides = self.texts[0].part(source), self.texts[1].part(target)
        if not source or not target:
            beads = _unpaired(*sides)
        else:
            evidence = gather_evidence(*encoded())
            scores = first_scores(evidence, self.model.first)
            candidates = second_pass(evidence, show(sides[0]), show(sides[1]), scores, self.model.clauses)
            beads = decode(candidates, self.model, known=_shared_terms(candidates, *sides))
        return [_shifted(bead, source.start, target.start) for bead in beads]


def _unpaired(source: Text, target: Text) -> tuple[Bead, ...]:
    """Beads of single sentences, where one side has none at all."""
    return (
        *(Bead(range(i, i + 1), range(0), 0.0, 1.0) for i in range(len(source.sentences))),
        *(Bead(range(0), range(j, j + 1), 0.0, 1.0) for j in range(len(target.sentences))),
    )


def _shifted(bead: Bead, source: int, target: int) -> Bead:
    """The bead of a block, its sentences counted from the start of the text."""
    i, j = bead.source, bead.target
    return replace(
        bead,
        source=range(i.start + source, i.stop + source),
        target=range(j.start + target, j.stop + target),
    )


def decode(candidates: Candidates, model: Model, *, known: FloatVector | None = None) -> tuple[Bead, ...]:
    """The path of highest expected number of right beads, with their calibrated posteriors.

    Args:
        known: (c,) what is known of each candidate beside its features, added to its score.
    """
    lattice = candidates.lattice
    scores = candidates.scores(model.second)
    if known is not None:
        scores[candidates.nodes, candidates.types] += known
    posterior, _ = posteriors(lattice, scores)
    alive = np.zeros_like(posterior, bool)
    alive[candidates.nodes, candidates.types] = True
    gains = np.where(alive, posterior - PAIR_THRESHOLD, -np.inf)
    gains[:, :NULL_TYPES] = np.where(alive, NULL_WEIGHT * posterior, -np.inf)[:, :NULL_TYPES]
    beads = []
    unpaired = (  # of a sentence, wherever on the other side the path passes it
        np.bincount(lattice.target, posterior[:, TYPES.index((0, 1))]),
        np.bincount(lattice.source, posterior[:, TYPES.index((1, 0))]),
    )
    for node, bead_type in best_path(lattice, gains):
        i, j = int(lattice.source[node]), int(lattice.target[node])
        a, b = TYPES[bead_type]
        probability = posterior[node, bead_type] if a and b else unpaired[0][j] if b else unpaired[1][i]
        log_odds, confidence = model.calibration.apply(min(1.0, float(probability)))
        beads.append(Bead(range(i - a, i), range(j - b, j), log_odds, confidence))
    return tuple(beads)


def _shared_terms(candidates: Candidates, source: Text, target: Text) -> FloatVector | None:
    """(c,) what the terms that both sides of a candidate share add to its score; None without terms."""
    if source.terms is None or target.terms is None:
        return None
    starts, ends = spans_of(candidates.lattice, candidates.nodes, candidates.types)
    return term_scores(source.terms, target.terms, starts, ends)
