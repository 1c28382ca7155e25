"""Runs of tokens that a query shares with several texts of the memory: what fragments are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tm.lookup.forms import BOUNDARY

HOLDERS = 100  # texts looked at for one place of the query
LEAST_TEXTS = 2  # that have a run; what stands once is no set phrase


@dataclass(frozen=True, slots=True)
class Holder:
    """A text of the memory that has part of the query: both as signs, and the sides of units that have the text."""

    query: str
    form: str
    sides: tuple[tuple[int, bool], ...]  # row number of a unit; whether the text is its target

    def has(self, start: int, end: int) -> bool:
        """Whether query[start:end] stands in the text."""
        return self.query[start:end] in self.form

    def after(self, start: int, end: int) -> str:
        """The sign behind query[start:end] where it stands first; BOUNDARY at the end of the text."""
        return (self.form + BOUNDARY)[self.form.index(self.query[start:end]) + end - start]

    def before(self, start: int, end: int) -> str:
        """The sign in front of query[start:end] where it stands first; BOUNDARY at the beginning of the text."""
        return (BOUNDARY + self.form)[self.form.index(self.query[start:end])]


@dataclass(frozen=True, slots=True)
class Run:
    """The tokens start to end of the query, and texts that have them all in a row."""

    start: int
    end: int
    holders: tuple[Holder, ...]


Finder = Callable[[int, int], Iterable[Holder]]  # texts that have the tokens start to end of the query


def shared_runs(
    tokens: Sequence[str], least: int, finders: Sequence[Finder], inside: Callable[[str], bool]
) -> list[Run]:
    """The longest runs of at least `least` tokens that several texts have, none inside another, by their place.

    Where the query goes on, and every text goes on otherwise but all in the same way, the run may end inside a word:
    it is cut back. `inside` tells whether a sign may stand inside a word; only such neighbours count.
    """
    bases = [_holders(start, start + least, finders) for start in range(len(tokens) - least + 1)]
    found: list[Run] = []
    for start, base in enumerate(bases):
        end = start + least
        if not _several(base):
            continue
        while end < len(tokens) and _several(_having(base, start, end + 1)):
            end += 1
        run = _cut_back(tokens, start, end, least, bases, inside)
        if run and not any(other.start <= run.start and run.end <= other.end for other in found):
            found = [other for other in found if not run.start <= other.start < other.end <= run.end]
            found.append(run)
    return found


def whole_run(start: int, end: int, finders: Sequence[Finder]) -> Run | None:
    """The run of the tokens start to end with the texts that have them; None where they are not several."""
    holders = _holders(start, end, finders)
    return Run(start, end, tuple(holders)) if _several(holders) else None


def _cut_back(
    tokens: Sequence[str], start: int, end: int, least: int, bases: list[list[Holder]], inside: Callable[[str], bool]
) -> Run | None:
    """The run without what belongs to a word that goes on; None if it gets too short."""
    while end - start >= least:
        holders = _having(bases[start], start, end)
        after = {holder.after(start, end) for holder in holders}
        before = {holder.before(start, end) for holder in holders}
        if end < len(tokens) and _goes_on(after, tokens[end], inside):
            end -= 1
        elif start and _goes_on(before, tokens[start - 1], inside):
            start += 1
        else:
            return Run(start, end, tuple(holders))
    return None


def _goes_on(signs: set[str], own: str, inside: Callable[[str], bool]) -> bool:
    """Whether all texts go on with one sign, the query with another, and both may stand inside words."""
    return len(signs) == 1 and signs != {own} and inside(own) and all(map(inside, signs))


def _holders(start: int, end: int, finders: Sequence[Finder]) -> list[Holder]:
    return [holder for find in finders for holder in find(start, end)]


def _having(holders: list[Holder], start: int, end: int) -> list[Holder]:
    return [holder for holder in holders if holder.has(start, end)]


def _several(holders: Sequence[Holder]) -> bool:
    return len(holders) >= LEAST_TEXTS
