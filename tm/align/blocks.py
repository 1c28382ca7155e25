"""Cutting a book where both sides surely meet, so that each block is aligned in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence

BLOCK_SENTENCES = 1000  # of the source or the target between two cuts, at least
_PATIENCE = 3  # blocks' length after which a lone anchor is good enough for a cut

Boundary = tuple[int, int]  # source and target sentences before it


def find_cuts(
    anchors: Sequence[tuple[int, int]], lengths: tuple[int, int], *, size: int = BLOCK_SENTENCES
) -> list[Boundary]:
    """The boundaries that divide two texts into blocks: the start, cuts between them, the end.

    A cut follows an anchor whose neighbours before and after are anchors too: three pairs of sentences in a row that
    are each other's best. Where a text has none for long, a lone anchor has to do.

    Args:
        anchors: a monotone chain of sentence pairs.
        lengths: source and target sentences.
        size: sentences of a block on its longer side, from which on a cut is sought.
    """
    known = set(anchors)
    cuts: list[Boundary] = [(0, 0)]
    for i, j in anchors:
        length = max(i + 1 - cuts[-1][0], j + 1 - cuts[-1][1])
        firm = (i - 1, j - 1) in known and (i + 1, j + 1) in known
        if length >= size * (1 if firm else _PATIENCE):
            cuts.append((i + 1, j + 1))
    if len(cuts) > 1 and max(lengths[0] - cuts[-1][0], lengths[1] - cuts[-1][1]) < size / 4:
        cuts.pop()  # a short rest belongs to the last block
    return [*cuts, lengths]
