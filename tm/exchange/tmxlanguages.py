"""Which languages of a TMX `tu` pair: by their tags, by what is asked for and by srclang, never by position."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tm.errors import InputError
from tm.exchange.safexml import MOST_TAGS, line_of
from tm.languages import canonical, known_tag, primary, script, serves

if TYPE_CHECKING:
    from lxml.etree import _Element

_FAR = 9  # of a tag that does not serve
_SHOWN = 5  # languages named in a message
Plan = tuple[int, tuple[int, ...]]  # index of the source tuv, indexes of its targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """Which languages of a file are taken: those named, else those expected, else as the file says.

    With both named, that pair; with one or none, every other language of a tu is paired with its source. The source
    is the language expected, else what srclang says.
    """

    source: str = ""
    target: str = ""
    expected_source: str = ""
    expected_target: str = ""


class Pairing:
    """Says of each tu which of its tuvs pair; remembers what it has said."""

    def __init__(self, path: str, languages: Languages) -> None:
        self._path, self._languages = path, languages
        self.srclang = ""  # of the header
        self.plans: dict[tuple[str, ...], Plan | str] = {}

    @property
    def takes_all(self) -> bool:
        """Whether no language was named, so that every one of the file is wanted."""
        return not (self._languages.source or self._languages.target)

    def plan(self, langs: tuple[str, ...], tu: _Element) -> Plan | str:
        """Which tuv is the source and which are targets, by the srclang of the tu and the languages; or why none."""
        if len(self.plans) > MOST_TAGS:
            self.plans.clear()
        plan = self.plans[langs] = self._planned(langs[0] or self.srclang, langs[1:], tu)
        return plan

    def _planned(self, srclang: str, langs: tuple[str, ...], tu: _Element) -> Plan | str:
        wished = self._languages
        known = [index for index, lang in enumerate(langs) if known_tag(lang)]
        source = self._source(srclang, langs, known, tu)
        if source is not None:
            others = [index for index in known if index != source]
            targets = _nearest(langs, others, wished.target) if wished.target else others
            if targets:
                return source, tuple(targets)
        found = ", ".join(map(_called, langs[:_SHOWN])) or "no <tuv>"
        if self.takes_all:
            return f"no pair of languages in this <tu> (it has {found}), so it cannot be looked up"
        asked = " and ".join(filter(None, [wished.source, wished.target]))
        return f"no {asked} in this <tu> (it has {found}); name languages that it has with -s and -t"

    def _source(self, srclang: str, langs: tuple[str, ...], known: list[int], tu: _Element) -> int | None:
        """The index of the source tuv, None where there is none. Raises: InputError where nothing tells it."""
        wished = self._languages
        if wished.source:
            return next(iter(_nearest(langs, known, wished.source)), None)
        if wished.target:
            targets = _nearest(langs, known, wished.target)
            known = [index for index in known if targets and index not in targets]
        if len(known) < (1 if wished.target else 2):
            return None
        expected = wished.expected_source
        for wanted in (expected, expected and primary(expected), srclang):
            if wanted and known_tag(wanted) and (nearest := _nearest(langs, known, wanted)):
                return nearest[0]
        rest = [index for index in known if index not in _nearest(langs, known, wished.expected_target)]
        if wished.target or len(rest) == 1:
            return (rest or known)[0] if len(rest or known) == 1 else None
        if (srclang and srclang != "*all*") or len({langs[index] for index in known}) == 1:
            return None
        choice = ", ".join(dict.fromkeys(langs[index] for index in known[:_SHOWN]))
        message = (
            f"it does not say which of {choice} is the source language; name it with -s, e.g. -s {langs[known[0]]}"
        )
        raise InputError(message, path=self._path, line=line_of(tu))


def _nearest(langs: tuple[str, ...], indexes: list[int], wanted: str) -> list[int]:
    """Of the tuvs at the indexes, those whose language serves the wanted one with the nearest tag."""
    distances = [_distance(langs[index], wanted) if wanted else _FAR for index in indexes]
    best = min(distances, default=_FAR)
    return [index for index, distance in zip(indexes, distances, strict=True) if distance == best < _FAR]


@lru_cache(maxsize=1024)
def _distance(tag: str, wanted: str) -> int:
    """How far the tag lies from the wanted one: 0 if it is the same, _FAR if it does not serve."""
    if serves(tag, wanted):
        region_only = 2 if "-" in canonical(tag) else 1
        return 0 if canonical(tag) == canonical(wanted) else region_only if script(tag) == script(wanted) else 3
    return _FAR


def _called(lang: str) -> str:
    if not lang:
        return "a <tuv> without xml:lang"
    return lang if known_tag(lang) else f"{lang!r}, which is no language tag"
