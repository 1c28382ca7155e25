"""Moved blocks are proposed on evidence only, and taken over without losing a sentence."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tm.align.band import Anchors
from tm.align.moves import LEAST_EVIDENCE, with_moves
from tm.units import Bead, source_order

N = 12  # sentences on either side


def bead(source: range, target: range, confidence: float = 0.95) -> Bead:
    return Bead(source, target, 2.0, confidence)


def swapped() -> list[Bead]:
    """Sentences 2-4 of the source are 7-9 of the target; the path through the rest leaves them unpaired."""
    source, target = [0, 1, *range(5, N)], [*range(7), 10, 11]
    return sorted(
        [
            *(bead(range(i, i + 1), range(j, j + 1)) for i, j in zip(source, target, strict=True)),
            *(bead(range(i, i + 1), range(2, 2), 0.9) for i in (2, 3, 4)),
            *(bead(range(10, 10), range(j, j + 1), 0.9) for j in (7, 8, 9)),
        ],
        key=lambda b: (b.source.start, b.target.start),
    )


def anchors(weight: float, pairs: tuple[tuple[int, int], ...] = ((2, 7), (3, 8), (4, 9))) -> Anchors:
    columns = np.array(pairs, np.int64).reshape(-1, 2).T
    return Anchors(columns[0], columns[1], np.full(len(pairs), weight))


def diagonal(source: range, target: range) -> list[Bead]:
    """A block aligned one to one from its start."""
    pairs = zip(source, target, strict=False)
    return [bead(range(i, i + 1), range(j, j + 1)) for i, j in pairs]


def moved_pairs(beads: tuple[Bead, ...]) -> list[tuple[list[int], list[int]]]:
    return [(list(b.source), list(b.target)) for b in beads if b.moved]


def test_a_block_with_enough_evidence_is_moved() -> None:
    """Its sentences leave their unpaired beads; the others stay as they are."""
    before = swapped()
    found = with_moves(before, (N, N), lambda: anchors(LEAST_EVIDENCE / 3 + 0.01), diagonal)
    assert moved_pairs(found) == [([2], [7]), ([3], [8]), ([4], [9])]
    assert [b for b in found if not b.moved] == [b for b in before if b.source and b.target]


def test_too_little_evidence_changes_nothing() -> None:
    """Unpaired sentences on both sides are common; being alike by chance is no move."""
    before = swapped()
    assert with_moves(before, (N, N), lambda: anchors(LEAST_EVIDENCE / 3 - 0.01), diagonal) == tuple(before)


def test_anchors_that_the_blocks_own_alignment_denies_are_no_evidence() -> None:
    """Alike one by one, but in another order."""
    turned = anchors(1.0, ((2, 9), (3, 8), (4, 7)))
    found = with_moves(swapped(), (N, N), lambda: turned, lambda source, target: diagonal(source[1:], target[:1]))
    assert moved_pairs(found) == []


def test_sentences_that_the_path_could_have_paired_are_no_move() -> None:
    """Unpaired on both sides in one place: the path has decided on them."""
    before = [
        bead(range(1), range(1)),
        bead(range(1, 2), range(1, 1)),
        bead(range(2, 2), range(1, 2)),
        bead(range(2, 3), range(2, 3)),
    ]
    assert with_moves(before, (3, 3), lambda: anchors(5.0, ((1, 1),)), diagonal) == tuple(before)


def test_anchors_are_asked_for_only_where_both_sides_have_loose_sentences() -> None:
    """They cost a comparison of all sentences with all."""

    def fail() -> Anchors:
        raise AssertionError("not needed")

    whole = diagonal(range(N), range(N))
    assert with_moves(whole, (N, N), fail, diagonal) == tuple(whole)


@given(
    st.lists(st.tuples(st.integers(0, N - 1), st.integers(0, N - 1)), unique_by=(lambda p: p[0], lambda p: p[1])),
    st.lists(st.booleans(), min_size=len(swapped()), max_size=len(swapped())),
    st.floats(0, 2),
)
def test_no_sentence_is_lost_or_taken_twice(pairs: list[tuple[int, int]], doubtful: list[bool], weight: float) -> None:
    """Whatever anchors say and however doubtful the path was; what has not moved keeps its order."""
    before = [replace(b, confidence=0.2) if low else b for b, low in zip(swapped(), doubtful, strict=True)]
    found = with_moves(before, (N, N), lambda: anchors(weight, tuple(sorted(pairs))), diagonal)
    assert [i for b in found for i in b.source] == list(range(N))
    assert sorted(j for b in found for j in b.target) == list(range(N))
    unmoved = [j for b in found if not b.moved for j in b.target]
    assert unmoved == sorted(unmoved)
    assert source_order(found) == found
