"""Alignments kept in the memory file for review, beside the units that they gave."""

from __future__ import annotations

from collections.abc import Sequence

from tm.app.alignment import AlignedPair
from tm.app.project import Project
from tm.review.rows import Cell, Piece, Review, Row, Sentence
from tm.review.store import ReviewInfo, Reviews
from tm.units import Document, Segment, joined


def keep_alignment(project: Project, pair: AlignedPair, *, held: bool = False) -> ReviewInfo:
    """The alignment kept for review under its name: the one kept before where the sentences are the same.

    An earlier one of other sentences gives way if nobody has worked on it; else the new one is kept as `name (2)`.
    `held` says that the memory was given the pairs as they are.
    """
    reviews, review = Reviews(project.memory.database), _review_of(pair)
    with project.memory.database.transaction():
        name, number = pair.name, 1
        while known := reviews.find(name):
            if _same_texts(reviews, known, review):
                if held and not known.held and not known.revision:
                    return reviews.hold(known)
                return known
            if not known.revision:
                reviews.delete(known)
                break
            number += 1
            name = f"{pair.name} ({number})"
        return reviews.create(
            review,
            name=name,
            langs=(pair.source.lang, pair.target.lang),
            paths=(str(pair.source.path), str(pair.target.path)),
            held=held,
            now=project.clock(),
        )


def worked_on(project: Project, pair: AlignedPair) -> bool:
    """Whether a person has changed the alignment of these very texts: then theirs stands, not the aligner's."""
    reviews = Reviews(project.memory.database)
    known = reviews.find(pair.name)
    return known is not None and known.revision > 0 and _same_texts(reviews, known, _review_of(pair))


def _same_texts(reviews: Reviews, known: ReviewInfo, review: Review) -> bool:
    there = reviews.load(known)
    return (there.source, there.target) == (review.source, review.target)


def _review_of(pair: AlignedPair) -> Review:
    """The beads of an alignment as rows."""
    sides = (pair.source, pair.alignment.source), (pair.target, pair.alignment.target)
    source, target = (_sentences(document, segments) for document, segments in sides)
    rows = tuple(
        Row(number, _cell(bead.source, source), _cell(bead.target, target), confidence=round(bead.confidence, 4))
        for number, bead in enumerate(pair.alignment.beads, start=1)
    )
    return Review(source, target, rows, len(rows) + 1)


def _sentences(document: Document, segments: Sequence[Segment]) -> tuple[Sentence, ...]:
    """The segments with what stands between each and the next where both are read as one text."""
    texts = [joined(document, [segment]) for segment in segments]
    gaps = [""] * len(texts)
    for at in range(len(texts) - 1):
        both = joined(document, segments[at : at + 2])
        gaps[at] = both[len(texts[at]) : len(both) - len(texts[at + 1])]
    return tuple(Sentence(text, gap, one.block) for text, gap, one in zip(texts, gaps, segments, strict=True))


def _cell(indices: range, sentences: Sequence[Sentence]) -> Cell:
    return Cell(tuple(Piece(at, 0, len(sentences[at].text)) for at in indices))
