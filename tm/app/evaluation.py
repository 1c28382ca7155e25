"""How well the aligner does on gold alignments: on the gold sentences, and end to end from the raw pages."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tm.align.aligner import Text, align_texts, shipped_model
from tm.align.evaluate import (
    Reliability,
    Score,
    TypeScore,
    errors_in_least_confident,
    gold_of_beads,
    lax_score,
    reliability,
    strict_score,
    type_scores,
    typed_beads,
)
from tm.align.gold import GoldBead, GoldDocument, read_gold
from tm.app.alignment import AlignedPair, ReadOptions, align_pair
from tm.encode.encoder import Encoder
from tm.progress import Progress, silent

Places = list[tuple[int, int]]  # start and end of each sentence
Span = tuple[int, int, int, int]  # source start and end, target start and end: code points of the raw texts


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of one way of aligning, over all documents."""

    strict: Score
    lax: Score
    types: tuple[TypeScore, ...]  # end to end a bead is right if it takes the places of a gold bead
    calibration: tuple[Reliability, ...]
    least_confident_tenth: float  # share of the wrong beads that lie in it


@dataclass(frozen=True, slots=True)
class DocumentQuality:
    """The strict F1 of one document, on gold sentences and, where its raw texts are at hand, end to end."""

    name: str
    given: float
    raw: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Alignment quality against gold; `raw` is None where no document has its raw texts beside it."""

    documents: tuple[DocumentQuality, ...]
    given: Quality
    raw: Quality | None


@dataclass(frozen=True, slots=True)
class _Outcome:
    strict: Score
    lax: Score
    confidences: tuple[tuple[float, bool], ...]
    types: tuple[Mapping[Hashable, str], Mapping[Hashable, str]]  # of the gold and of the proposed beads


def evaluate_gold(folders: Sequence[Path], *, encoder: Encoder, progress: Progress = silent) -> Evaluation:
    """The quality of the shipped weights on the gold documents of some folders.

    Raises: InputError for a folder without gold or with gold that is not well-formed.
    """
    documents = [document for folder in folders for document in read_gold(folder)]
    given, raw = [], []
    rows = []
    for count, document in enumerate(documents):
        progress("evaluate", count, len(documents))
        given.append(_on_sentences(document, encoder))
        end_to_end = _end_to_end(document, encoder)
        raw += [end_to_end] if end_to_end else []
        rows.append(DocumentQuality(document.name, given[-1].strict.f1, end_to_end.strict.f1 if end_to_end else None))
    progress("evaluate", len(documents), len(documents))
    return Evaluation(tuple(rows), _summary(given), _summary(raw) if raw else None)


def _on_sentences(document: GoldDocument, encoder: Encoder) -> _Outcome:
    beads = align_texts(
        Text(document.source, document.source_blocks),
        Text(document.target, document.target_blocks),
        encoder=encoder,
        model=shipped_model(),
    )
    proposed = gold_of_beads(beads)
    wanted = set(document.beads)
    outcomes = ((b.confidence, pair in wanted) for b, pair in zip(beads, proposed, strict=True) if all(pair))
    return _Outcome(
        strict_score(document.beads, proposed),
        lax_score(document.beads, proposed),
        tuple(outcomes),
        (typed_beads(document.beads), typed_beads(proposed)),
    )


def _end_to_end(document: GoldDocument, encoder: Encoder) -> _Outcome | None:
    if document.source_path is None or document.target_path is None:
        return None
    pair = align_pair(
        document.source_path,
        document.target_path,
        name=document.name,
        options=ReadOptions(source_lang=document.source_lang, target_lang=document.target_lang),
        encoder=encoder,
    )
    sides = (list(document.source_places), list(document.target_places))
    wanted = {_span(sides[0], source, sides[1], target) for source, target in document.beads if source and target}
    given = list(_proposed(pair))
    right = len(wanted & {span for span, _ in given})
    touched = sum(any(_overlap(span, other) for other in wanted) for span, _ in given)
    found = sum(any(_overlap(span, other) for other, _ in given) for span in wanted)
    return _Outcome(
        Score(right, len(given), right, len(wanted)),
        Score(touched, len(given), found, len(wanted)),
        tuple((confidence, span in wanted) for span, confidence in given),
        (_typed_spans(sides, document.beads), _typed_spans(_segment_spans(pair), gold_of_beads(pair.alignment.beads))),
    )


def _typed_spans(sides: tuple[Places, Places], beads: Iterable[GoldBead]) -> dict[Hashable, str]:
    """Each bead's places in the raw texts with its type, each unpaired sentence by itself."""
    typed: dict[Hashable, str] = {}
    for source, target in beads:
        if source and target:
            typed[_span(sides[0], source, sides[1], target)] = f"{len(source)}-{len(target)}"
        else:
            typed |= {("source", sides[0][i]): "1-0" for i in source}
            typed |= {("target", sides[1][j]): "0-1" for j in target}
    return typed


def _span(
    source: Sequence[tuple[int, int]], bead: Sequence[int], target: Sequence[tuple[int, int]], other: Sequence[int]
) -> Span:
    return source[bead[0]][0], source[bead[-1]][1], target[other[0]][0], target[other[-1]][1]


def _proposed(pair: AlignedPair) -> Iterable[tuple[Span, float]]:
    sides = _segment_spans(pair)
    for bead in pair.alignment.beads:
        if bead.source and bead.target:
            yield _span(sides[0], bead.source, sides[1], bead.target), bead.confidence


def _segment_spans(pair: AlignedPair) -> tuple[Places, Places]:
    alignment = pair.alignment
    return [(s.start, s.end) for s in alignment.source], [(s.start, s.end) for s in alignment.target]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _summary(outcomes: Sequence[_Outcome]) -> Quality:
    confidences = [row for outcome in outcomes for row in outcome.confidences]
    return Quality(
        sum((outcome.strict for outcome in outcomes), Score()),
        sum((outcome.lax for outcome in outcomes), Score()),
        type_scores(outcome.types for outcome in outcomes),
        reliability(confidences),
        errors_in_least_confident(confidences),
    )
