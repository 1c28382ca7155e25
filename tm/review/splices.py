"""What an operation changed, as splices: stretches of rows with what stood there before and what stands there now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from tm.review.rows import Row

Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Splice:
    """From row `at` on, counted after the splices before it, the rows `before` became the rows `after`."""

    at: int
    before: Rows
    after: Rows

    @property
    def inverse(self) -> Splice:
        """What puts the rows back."""
        return Splice(self.at, self.after, self.before)


def splices_between(before: Rows, after: Rows) -> tuple[Splice, ...]:
    """What makes the rows `before` the rows `after`: one splice, or one for each changed run where none moved."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) != len(new):
        return (Splice(start, old, new),)
    found: list[Splice] = []
    for changed, run in groupby(range(len(old)), key=lambda at: old[at] != new[at]):
        places = list(run)
        if changed:
            low, high = places[0], places[-1] + 1
            found.append(Splice(start + low, old[low:high], new[low:high]))
    return tuple(found)


def spliced(rows: Rows, splices: Iterable[Splice]) -> Rows:
    """The rows after the splices, made one after the other.

    Raises: ValueError if the rows are not those that a splice was taken from.
    """
    made = list(rows)
    for splice in splices:
        end = splice.at + len(splice.before)
        if tuple(made[splice.at : end]) != splice.before:
            raise ValueError(f"the rows from {splice.at} on are not those that were changed")
        made[splice.at : end] = splice.after
    return tuple(made)


def undoing(splices: Sequence[Splice]) -> tuple[Splice, ...]:
    """The splices that put back what these changed."""
    return tuple(splice.inverse for splice in reversed(splices))


def _common(first: Sequence[Row], second: Sequence[Row]) -> int:
    """How many rows both begin with."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
