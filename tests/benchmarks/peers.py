"""Other aligners on the same sentences with the same vectors; each is used where it is installed, none comes with us.

Bertalign's algorithm: a folder with bertalign/corelib.py (with numba and faiss; its import of torch is not needed).
Vecalign's: the sentweave package, which carries its code. Gale and Church's: the galechurch package.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from tm.align.gold import GoldBead, GoldDocument
from tm.align.spans import SpanVectors

Peer = Callable[[GoldDocument, SpanVectors, SpanVectors], list[GoldBead]]  # spans as in tm.align.spans

MOST_SEGMENTS = 6  # of a bead, as ours


def find_peers(bertalign: Path | None) -> dict[str, Peer]:
    """Those that can be run here, by name."""
    peers: dict[str, Peer] = {}
    if bertalign and find_spec("numba"):
        core = _bertalign_core(bertalign)
        peers["Bertalign's algorithm"] = lambda document, source, target: _bertalign(core, document, source, target)
    if find_spec("sentweave"):
        peers["Vecalign's (sentweave)"] = _vecalign
    if find_spec("galechurch"):
        peers["Gale and Church's"] = _gale_church
    return peers


def _bertalign_core(folder: Path) -> Any:
    """Its module of the two passes, without the package around it that loads a model."""
    torch = ModuleType("torch")
    torch.cuda = SimpleNamespace(is_available=lambda: False)  # type: ignore[attr-defined]
    sys.modules.setdefault("torch", torch)
    sys.path.insert(0, str(folder / "bertalign"))
    return importlib.import_module("corelib")


def _bertalign(core: Any, document: GoldDocument, source: SpanVectors, target: SpanVectors) -> list[GoldBead]:
    """Both passes with the defaults of its front end, but for larger beads."""
    n, m = len(document.source), len(document.target)
    lengths = [_overlap_bytes(side) for side in (document.source, document.target)]
    sides = [np.ascontiguousarray(side[: MOST_SEGMENTS - 1]) for side in (source, target)]
    found = core.find_top_k_sents(sides[0][0], sides[1][0], k=3)
    types = core.get_alignment_types(2)
    width, path = core.find_first_search_path(n, m)
    first = core.first_back_track(n, m, core.first_pass_align(n, m, width, path, types, *found), path, types)
    types = core.get_alignment_types(MOST_SEGMENTS)
    width, path = core.find_second_search_path(first, 5, n, m)
    ratio = lengths[0][0].sum() / lengths[1][0].sum()
    pointers = core.second_pass_align(*sides, *lengths, width, path, types, ratio, -0.1, margin=True, len_penalty=True)
    return _beads(core.second_back_track(n, m, pointers, path, types))


def _overlap_bytes(texts: tuple[str, ...]) -> np.ndarray:
    """(MOST_SEGMENTS - 1, n) bytes of the sentences that end with each."""
    ends = np.concatenate([[0], np.cumsum([len(text.encode()) for text in texts])])
    rows = [ends[1:] - ends[np.maximum(np.arange(len(texts)) - extra, 0)] for extra in range(MOST_SEGMENTS - 1)]
    return np.stack(rows)


def _vecalign(document: GoldDocument, source: SpanVectors, target: SpanVectors) -> list[GoldBead]:
    """With the defaults of its command line, but for larger beads; it draws random pairs, from a fixed seed."""
    from random import seed

    from sentweave import dp_utils

    seed(42)
    np.random.seed(42)
    sides = [np.ascontiguousarray(side[: MOST_SEGMENTS - 1]) for side in (source, target)]
    stack = dp_utils.vecalign(
        vecs0=sides[0],
        vecs1=sides[1],
        final_alignment_types=dp_utils.make_alignment_types(MOST_SEGMENTS),
        del_percentile_frac=0.2,
        width_over2=MOST_SEGMENTS // 2 + 5,
        max_size_full_dp=300,
        costs_sample_size=20000,
        num_samps_for_norm=100,
    )
    return _beads(stack[0]["final_alignments"])


def _gale_church(document: GoldDocument, source: SpanVectors, target: SpanVectors) -> list[GoldBead]:
    """By lengths alone; the mean ratio is that of the text."""
    import galechurch

    ratio = sum(map(len, document.source)) / sum(map(len, document.target))
    found = galechurch.align(document.source, document.target, mean_xy=ratio, max_block_size=10**9)
    return _beads((range(b.source_start, b.source_end), range(b.target_start, b.target_end)) for b in found.beads)


def _beads(pairs: Iterable[tuple[Iterable[int], Iterable[int]]]) -> list[GoldBead]:
    return [(tuple(map(int, source)), tuple(map(int, target))) for source, target in pairs]
