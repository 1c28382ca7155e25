"""Cross references that lead nowhere or round in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from tm.units import Problem

_MOST_CYCLES = 20
_SHOWN = 6


def check_references(references: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """A problem for each reference to a concept that is not there, and for the first circles.

    They are kept as they are: nothing follows references on its own.

    Args:
        references: for each concept that there is, those that it refers to.
    Problem codes: missing-reference, circular-reference.
    """
    graph: dict[str, set[str]] = {}
    for concept, targets in references.items():
        for target in targets:
            if target not in references:
                message = f"{concept} refers to {target}, which is not there; add that entry or drop the reference"
                yield Problem("missing-reference", "", None, message)
            else:
                graph.setdefault(concept, set()).add(target)
    for _ in range(_MOST_CYCLES):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = [str(concept) for concept in reversed(error.args[1])]
            shown = " → ".join(circle if len(circle) <= _SHOWN else [*circle[: _SHOWN - 1], "…", circle[-1]])
            yield Problem("circular-reference", "", None, f"cross references go in a circle: {shown}")
            for concept, target in pairwise(circle):
                graph[concept].discard(target)
        else:
            return
