"""Alignment quality against gold beads: strict and lax precision, recall and F1, by bead type, and calibration.

Strict: a bead counts when both its index sets are those of a gold bead. Lax: when it shares a source and a target
sentence with one. Unpaired sentences count in neither; they have rows of their own in the table by type.

Source: Langlais, Simard & Véronis 1998; the two degrees as in Vecalign (Thompson & Koehn 2019).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tm.align.gold import GoldBead
from tm.units import Bead


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall as counts, so that documents add up."""

    right: int = 0
    proposed: int = 0
    found: int = 0  # gold beads met; equals `right` in the strict count
    gold: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right, self.proposed + other.proposed, self.found + other.found, self.gold + other.gold
        )

    @property
    def precision(self) -> float:
        """Right beads of those proposed."""
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """Gold beads met."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class TypeScore:
    """Strict counts of one bead type, m-n."""

    type: str
    gold: int
    proposed: int
    right: int

    @property
    def precision(self) -> float:
        """Right beads of those proposed."""
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """Right beads of those in the gold."""
        return self.right / self.gold if self.gold else 0.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """The beads of one confidence bin: how many, their mean confidence, and the share that are right."""

    low: float
    high: float
    beads: int
    confidence: float
    right: float


CONFIDENCE_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


def gold_of_beads(beads: Iterable[Bead]) -> list[GoldBead]:
    """Beads as index tuples."""
    return [(tuple(bead.source), tuple(bead.target)) for bead in beads]


def strict_score(gold: Iterable[GoldBead], proposed: Iterable[GoldBead]) -> Score:
    """Counts of paired beads that agree on both sides."""
    wanted, given = {bead for bead in gold if all(bead)}, {bead for bead in proposed if all(bead)}
    right = len(wanted & given)
    return Score(right, len(given), right, len(wanted))


def lax_score(gold: Iterable[GoldBead], proposed: Iterable[GoldBead]) -> Score:
    """Counts of paired beads that share a sentence pair with one of the other."""
    wanted, given = [bead for bead in gold if all(bead)], [bead for bead in proposed if all(bead)]
    return Score(_touching(given, wanted), len(given), _touching(wanted, given), len(wanted))


def _touching(beads: Sequence[GoldBead], others: Sequence[GoldBead]) -> int:
    links = {(i, j) for source, target in others for i in source for j in target}
    return sum(any((i, j) in links for i in source for j in target) for source, target in beads)


def typed_beads(beads: Iterable[GoldBead]) -> dict[Hashable, str]:
    """Each bead with its type; each unpaired sentence is a 1-0 or 0-1 bead."""
    return {bead: _type(bead) for bead in _single_nulls(beads)}


def type_scores(pairs: Iterable[tuple[Mapping[Hashable, str], Mapping[Hashable, str]]]) -> tuple[TypeScore, ...]:
    """Strict counts by bead type over documents, each with the types of its gold and of its proposed beads."""
    gold_count, given_count, right_count = Counter[str](), Counter[str](), Counter[str]()
    for wanted, proposed in pairs:
        gold_count.update(wanted.values())
        given_count.update(proposed.values())
        right_count.update(wanted[bead] for bead in wanted.keys() & proposed.keys())
    names = sorted(gold_count | given_count, key=lambda name: (-gold_count[name], name))
    return tuple(TypeScore(name, gold_count[name], given_count[name], right_count[name]) for name in names)


def _single_nulls(beads: Iterable[GoldBead]) -> set[GoldBead]:
    single: set[GoldBead] = set()
    for source, target in beads:
        if source and target:
            single.add((source, target))
        single |= {((i,), ()) for i in source if not target}
        single |= {((), (j,)) for j in target if not source}
    return single


def _type(bead: GoldBead) -> str:
    return f"{len(bead[0])}-{len(bead[1])}"


def reliability(outcomes: Sequence[tuple[float, bool]]) -> tuple[Reliability, ...]:
    """For each confidence bin what (confidence, right) outcomes fell in it."""
    rows = []
    for low, high in pairwise(CONFIDENCE_BINS):
        inside = [(c, right) for c, right in outcomes if low <= c < high or (high == 1.0 and c == 1.0)]
        if inside:
            count = len(inside)
            mean = sum(c for c, _ in inside) / count
            rows.append(Reliability(low, high, count, mean, sum(right for _, right in inside) / count))
    return tuple(rows)


def errors_in_least_confident(outcomes: Sequence[tuple[float, bool]]) -> float:
    """The share of all wrong beads that lie in the least confident tenth."""
    ranked = sorted(outcomes, key=lambda outcome: outcome[0])
    wrong = [not right for _, right in ranked]
    return sum(wrong[: round(len(ranked) / 10)]) / max(1, sum(wrong))
