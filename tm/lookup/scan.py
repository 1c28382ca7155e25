"""The scan for fuzzy matches: the query against every text, which finds all of them by construction.

It serves small memories and what was added since the index was built, and it is what the index is measured against.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from tm.languages import primary
from tm.lookup.forms import BOUNDARY, UNKNOWN, Candidate, Coding, Side, coded_query, cutoff, floored
from tm.lookup.runs import HOLDERS, Finder, Holder
from tm.memory.memory import UnitText


def sides(texts: Iterable[UnitText], source: str, target: str) -> Iterator[tuple[Side, str]]:
    """Each text in the one language that has the other language opposite, and the side that it is."""
    wanted = dict[tuple[str, str], tuple[bool, bool]]()  # by tags: whether the source, the target is such a text
    for text in texts:
        tags = text.source_lang, text.target_lang
        if tags not in wanted:
            langs = primary(tags[0]), primary(tags[1])
            wanted[tags] = langs == (source, target), langs == (target, source)
        is_source, is_target = wanted[tags]
        if is_source:
            yield (text.rowid, False), text.source
        if is_target:
            yield (text.rowid, True), text.target


class Scan:
    """The forms of some units' texts in one language."""

    def __init__(self) -> None:
        self._coding = Coding()
        self._forms: dict[Side, str] = {}

    def put(self, side: Side, text: str) -> None:
        """Take a text in."""
        self._forms[side] = self._coding.coded(text)

    def drop(self, rowid: int) -> None:
        """Forget the texts of a unit."""
        self._forms.pop((rowid, False), None)
        self._forms.pop((rowid, True), None)

    def search(self, query: list[str], minimum: int) -> Iterator[Candidate]:
        """The units at least `minimum` percent like the form given, in no order."""
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        hits = process.extract(
            coded_query(query, self._coding),
            self._forms,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=cutoff(minimum),
            limit=None,
        )
        for _, similarity, (rowid, turned) in hits:
            if (percent := floored(similarity)) >= minimum:
                yield Candidate(rowid, turned, percent)

    def sharing(self, query: list[str]) -> Finder:
        """What finds the texts that have the tokens start to end of the query."""
        coded = coded_query(query, self._coding)
        sides: dict[str, list[Side]] = {}
        for side, form in self._forms.items():
            sides.setdefault(form, []).append(side)
        forms = list(sides)
        starts = [0, *accumulate(len(form) + 1 for form in forms)]
        joined = "".join(f"{form}{BOUNDARY}" for form in forms)

        def find(start: int, end: int) -> Iterator[Holder]:
            wanted = coded[start:end]
            at, count = -1 if UNKNOWN in wanted else joined.find(wanted), 0
            while at >= 0 and count < HOLDERS:
                number, count = bisect_right(starts, at) - 1, count + 1
                yield Holder(coded, forms[number], tuple(sides[forms[number]]))
                at = joined.find(wanted, starts[number + 1])

        return find
