"""Fuzzy matches by form: the best of an index file beside a large memory, all by a scan of a small one.

What the memory's history has changed since the index was made is scanned beside it, and so found at once; when that
grows long, the index is made anew. The file is derived: it may be missing, stale, damaged or of another program, and
may be deleted at any time; then it is made anew too, and where it cannot be written it serves this process only.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tm.errors import StorageError
from tm.languages import primary
from tm.lookup.forms import Candidate, form
from tm.lookup.index import DamagedIndex, FormIndex, file_parts, open_index
from tm.lookup.journal import Moment, changed_rows, follows, moment, texts_of
from tm.lookup.runs import Finder
from tm.lookup.scan import Scan, sides
from tm.memory.memory import Memory, UnitText
from tm.progress import Progress, silent

SMALL_MEMORY = 2_000  # units that are scanned without an index
MOST_CHANGED = 10_000  # units scanned beside a large index, some 1 ms a search; a small one is sooner made anew
_SHARE_CHANGED = 50  # one in so many units of the index, beyond SMALL_MEMORY

log = logging.getLogger(__name__)


class FuzzyIndex:
    """The forms of a memory's texts by language pair, brought up to the memory's state at each search."""

    def __init__(self, memory: Memory, *, progress: Progress = silent) -> None:
        self._memory, self._progress = memory, progress
        self._directions: dict[tuple[str, str], _Direction] = {}

    def search(
        self, query: str, source_lang: str, target_lang: str, minimum: int, *, every: bool = False
    ) -> Iterator[Candidate]:
        """The units of the two languages, either way round, whose text is at least `minimum` percent like the query.

        Best first, then in the order of their adding. Scripts and regions of Chinese are not told apart here. In a
        large memory the units of the few hundred texts that share most with the query; all below 50 percent, and
        where `every` one is wanted, which takes a hundred times as long.
        """
        return self._direction(source_lang, target_lang).search(form(query), minimum, every=every)

    def sharing(self, query: list[str], source_lang: str, target_lang: str) -> tuple[Finder, ...]:
        """What finds texts that have a part of the form. They raise DamagedIndex."""
        return self._direction(source_lang, target_lang).sharing(query)

    def prepare(self, source_lang: str, target_lang: str) -> None:
        """Make the index beside a large memory, unless one serves that is there: then no search waits for it."""
        if not self._memory.is_within(SMALL_MEMORY):
            self._direction(source_lang, target_lang).follow()

    def _direction(self, source_lang: str, target_lang: str) -> _Direction:
        pair = primary(source_lang), primary(target_lang)
        if pair not in self._directions:
            self._directions[pair] = _Direction(self._memory, *pair, self._progress)
        return self._directions[pair]


class _Direction:
    """The texts in one language of the units that have the other language opposite."""

    def __init__(self, memory: Memory, source: str, target: str, progress: Progress) -> None:
        self._memory, self._source, self._target, self._progress = memory, source, target, progress
        self._index: FormIndex | None = None
        self._scan = Scan()
        self._changed: set[int] = set()  # units that the index does not know, or knows otherwise
        self._seen: Moment | None = None  # the state of the memory that all this stands for

    @property
    def path(self) -> Path:
        """The index file: beside the memory."""
        memory = self._memory.database.path
        return memory.with_name(f"{memory.name}.fuzzy-{self._source}-{self._target}")

    def search(self, query: list[str], minimum: int, *, every: bool) -> Iterator[Candidate]:
        """The units at least `minimum` percent like the form, best first."""
        self.follow()
        alike, changed, index = defaultdict[int, list[int]](list), self._changed, self._index
        if index is not None:
            try:
                hits = list(index.search(query, minimum, every=every))
            except DamagedIndex as exc:
                log.debug("made anew: %s %s", self.path, exc)
                index = self._make()
                hits, changed = list(index.search(query, minimum, every=every)), self._changed
            for hit in hits:
                alike[hit.percent].append(hit.number)
        scanned = list(self._scan.search(query, minimum))

        def best_first() -> Iterator[Candidate]:
            for level in sorted(alike.keys() | {candidate.percent for candidate in scanned}, reverse=True):
                codes = [2 * one.rowid + one.turned for one in scanned if one.percent == level]
                if index is not None:
                    known = index.codes(alike[level])
                    codes += [code for code in known if code >> 1 not in changed] if changed else known
                yield from (Candidate(code >> 1, bool(code & 1), level) for code in sorted(codes))

        return best_first()

    def sharing(self, query: list[str]) -> tuple[Finder, ...]:
        """What finds texts in the index as they now are, and what finds changed ones."""
        self.follow()
        if self._index is None:
            return (self._scan.sharing(query),)
        return self._index.sharing(query, self._changed), self._scan.sharing(query)

    def follow(self) -> None:
        """Catch up with the memory."""
        database = self._memory.database
        if self._seen is not None and database.stamp == self._seen.stamp:
            return
        now = moment(database)
        if self._seen is None or not follows(database, now, self._seen):
            self._begin(now)
        if self._seen is not None:
            rows = changed_rows(database, self._seen, self._most_changed())
            if rows is not None and len(self._changed | rows) <= self._most_changed():
                self._take(rows)
                self._seen = now
                return
        self._make()

    def _begin(self, now: Moment) -> None:
        """Take the index file if it is one of an earlier state of this memory; a small memory needs none."""
        database = self._memory.database
        self._index, self._seen = None, None
        self._scan, self._changed = Scan(), set()
        try:
            index = open_index(self.path)
        except (OSError, DamagedIndex) as exc:
            log.debug("no index: %s", exc)
        else:
            if follows(database, now, index.moment):
                self._index, self._seen = index, index.moment
        if self._index is None and self._memory.is_within(SMALL_MEMORY):
            self._put(self._memory.texts())
            self._seen = now

    def _most_changed(self) -> int:
        """How many changed units are scanned before an index is made."""
        return min(SMALL_MEMORY + len(self._index or ()) // _SHARE_CHANGED, MOST_CHANGED)

    def _take(self, rows: set[int]) -> None:
        """Scan these units from now on, as they now are."""
        self._changed |= rows
        for rowid in rows:
            self._scan.drop(rowid)
        self._put(texts_of(self._memory.database, rows))

    def _put(self, texts: Iterable[UnitText]) -> None:
        for side, text in sides(texts, self._source, self._target):
            self._scan.put(side, text)

    def _make(self) -> FormIndex:
        """The index of the memory as it is, made anew; put it beside the memory if that is possible."""
        from tm.exchange.safexml import atomic_write
        from tm.lookup.postings import build

        self._seen = moment(self._memory.database)
        self._scan, self._changed = Scan(), set()
        texts = sides(self._memory.texts(), self._source, self._target)
        units = self._memory.database.number("SELECT count(*) FROM unit")
        sections = build(texts, total=units, progress=self._progress)
        try:
            with atomic_write(self.path) as file:
                file.writelines(file_parts(sections, self._seen))
            self._index = open_index(self.path)
        except (OSError, StorageError, DamagedIndex) as exc:
            log.debug("the index serves this process only: %s", exc)
            self._index = FormIndex(b"".join(file_parts(sections, self._seen)))
        return self._index
