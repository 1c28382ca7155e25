"""The scan for fuzzy matches: the query against every text, which finds all of them by construction.

It serves small memories and what was added since the index was built, and it is what the index is measured against.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tm.languages import primary
from tm.lookup.forms import Candidate, Coding, coded_query, cutoff, floored
from tm.memory.memory import UnitText

Side = tuple[int, bool]  # a unit's row number; whether its text is the target


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
