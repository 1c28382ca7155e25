"""What stands between the two passes: the beads left, and what the best of them say of the texts."""

import numpy as np
import pytest
from stubs import StubEncoder, encode_side, parallel_text

from tm.align.aligner import shipped_model
from tm.align.features import gather_evidence
from tm.align.lattice import TYPES
from tm.align.passes import first_scores, survivors
from tm.encode.encoder import span_encoder

STUB = span_encoder(StubEncoder())


@pytest.mark.parametrize("side", [0, 1])
def test_what_the_first_path_leaves_unpaired_does_not_count_in_the_ratio_of_lengths(side: int) -> None:
    """A block of one side is gone: its counterpart is unpaired, and the ratio is that of the rest."""
    texts = parallel_text(60)
    whole = gather_evidence(*(encode_side(STUB, text) for text in texts)).ratio
    texts = tuple(text[:25] + text[37:] if number == side else text for number, text in enumerate(texts))
    evidence = gather_evidence(*(encode_side(STUB, text) for text in texts))
    left = survivors(evidence, first_scores(evidence, shipped_model().first))
    unpaired = {0: set(), 1: set()}
    for node, bead_type in left.path:
        if TYPES[bead_type] == (1, 0):
            unpaired[0].add(int(evidence.lattice.source[node]) - 1)
        elif TYPES[bead_type] == (0, 1):
            unpaired[1].add(int(evidence.lattice.target[node]) - 1)
    assert len(unpaired[1 - side]) >= 12
    for number, paired in enumerate(left.evidence.paired):
        assert set(np.flatnonzero(~paired)) == unpaired[number]
    assert left.evidence.ratio == pytest.approx(whole, rel=0.05)
