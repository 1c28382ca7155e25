"""Terms of the user's glossary as evidence: sentences in which both sides of an entry stand attract each other.

The weights know nothing of a glossary; each term that both sides of a bead share adds to its score as it is. So no
training is needed, and without a glossary nothing changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from tm.encode.arrays import FloatVector, IntVector

TERM_SCORE = 1.0  # added to the score of a bead for a term of its own that both its sides have

Terms = Sequence[Collection[str]]  # for each sentence the glossary entries found in it


def term_scores(
    source: Terms, target: Terms, starts: tuple[IntVector, IntVector], ends: tuple[IntVector, IntVector]
) -> FloatVector:
    """(beads,) what shared terms add to the scores of beads over source sentences starts[0]..ends[0], target likewise.

    A term counts as often as both sides of the bead have it, so that merging two beads gains nothing; one that many
    sentences have says little and counts less.
    """
    counts = Counter(e for row in source for e in set(row)), Counter(e for row in target for e in set(row))
    weight = {entry: 1 / np.sqrt(min(counts[0][entry], counts[1][entry])) for entry in counts[0] & counts[1]}
    sides = [[[entry for entry in set(row) if entry in weight] for row in side] for side in (source, target)]
    filled = [np.concatenate([[0], np.cumsum([bool(row) for row in side])]) for side in sides]
    both = (filled[0][ends[0]] > filled[0][starts[0]]) & (filled[1][ends[1]] > filled[1][starts[1]])
    scores = np.zeros(len(both))
    for bead in np.flatnonzero(both):
        ours = Counter(entry for i in range(starts[0][bead], ends[0][bead]) for entry in sides[0][i])
        theirs = Counter(entry for j in range(starts[1][bead], ends[1][bead]) for entry in sides[1][j])
        scores[bead] = sum(count * weight[entry] for entry, count in (ours & theirs).items())
    return TERM_SCORE * scores
