"""Translations checked against a glossary: required renderings missing, forbidden ones used, several for one term.

Works in both directions: the terms of whichever language a unit's source is in are looked for in its target, and
renderings in the target that no term of the source stands behind are noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice

from glossary.entries import Term, TermEntry
from glossary.recognise import Recogniser, TermHit, base
from tm.check.findings import Finding, Severity
from tm.languages import primary
from tm.memory.rows import StoredUnit
from tm.text.normalize import fold
from tm.units import Variant

_NEAR = 2  # units before and after in the same document whose rendering a pronoun may stand for
_STRETCH = 1_000  # units looked at together
_SLACK_WORDS = 4  # other words that may stand between those of a rendering
_SLACK_CHARS = 2
_WORD = re.compile(r"[^\W_]+(?:['’&.][^\W_]+)*")
_FUNCTION_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with", "s"]
)
_PRONOUNS = frozenset(
    ["it", "its", "they", "them", "their", "this", "that", "these", "those", "such", "he", "she", "his", "her", "him"]
)
_PREPOSITION = re.compile(r"\s(?:of|for|in|on|to|with|by|from|at)\s")
_CHINESE_PRONOUNS = re.compile("[它其该此这]|他们|她们")


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of the source that one or more entries name, and how often."""

    hit: TermHit
    entries: tuple[TermEntry, ...]
    count: int


@dataclass(frozen=True, slots=True)
class _Rendered:
    """What stands for a concept in a target: hits of usable terms and of forbidden ones."""

    usable: tuple[TermHit, ...]
    forbidden: tuple[TermHit, ...]


@dataclass(frozen=True, slots=True)
class _Missing:
    """A term that the target of a unit, by its place in the stretch, does not render."""

    at: int
    place: _Place
    wanted: tuple[Term, ...]


@dataclass(slots=True)
class _Usage:
    """Which allowed renderings of a term a document has, and in which units."""

    source: str
    units: dict[str, list[int]] = field(default_factory=dict)


class TermChecker:
    """Checks units against some entries; build it once for many units."""

    def __init__(self, entries: Iterable[TermEntry]) -> None:
        self._recogniser = Recogniser(entries)
        self._alone: dict[str, Recogniser] = {}

    def check(self, units: Iterable[StoredUnit]) -> Iterator[Finding]:
        """The findings on the units, document by document in the order given.

        Codes: term-forbidden, term-missing; softer, term-elided (a pronoun stands in the target and a neighbouring
        unit renders the term, or a part of the rendering does and the document has the whole), term-unbacked and
        term-inconsistent.
        """
        for _, document in groupby(units, key=lambda stored: stored.unit.origin.document):
            for stretch in _stretches(document):
                usages: dict[tuple[str, str], _Usage] = {}
                missing: list[_Missing] = []
                for at, stored in enumerate(stretch):
                    yield from self._check_unit(stored, at, usages, missing)
                yield from (_told(one, stretch, usages) for one in missing)
                yield from _inconsistent(usages)

    def _check_unit(
        self, stored: StoredUnit, at: int, usages: dict[tuple[str, str], _Usage], missing: list[_Missing]
    ) -> Iterator[Finding]:
        source, target = stored.unit.source, stored.unit.target
        places = self._places(source)
        backed = {entry.concept for place in places for entry in place.entries}
        hits = self._recogniser.find(target.text, target.lang)
        for place in places:
            wanted, rendered = _renderings(place.entries, target.lang), self._rendered(place.entries, target)
            yield from _forbidden(stored, place, wanted, rendered, hits)
            if rendered.usable:
                form = rendered.usable[0].term.text
                usage = usages.setdefault((place.entries[0].concept, target.lang), _Usage(place.hit.term.text))
                usage.units.setdefault(form, []).append(stored.rowid)
            elif wanted and not rendered.forbidden and not any(_loosely(term.text, target) for term in wanted):
                missing.append(_Missing(at, place, wanted))
        for hit in hits:
            if hit.entry.concept not in backed and not hit.doubtful:
                yield from _without_source(stored, hit, hits, backed)

    def _places(self, source: Variant) -> tuple[_Place, ...]:
        """The terms of the source, each once; homonyms of several entries are one place."""
        spans: dict[tuple[int, int], list[TermHit]] = {}
        for hit in self._recogniser.find(source.text, source.lang):
            if not hit.doubtful:
                spans.setdefault((hit.start, hit.end), []).append(hit)
        places: dict[tuple[str, ...], list[list[TermHit]]] = {}
        for hits in spans.values():
            places.setdefault(tuple(sorted(hit.entry.concept for hit in hits)), []).append(hits)
        return tuple(_Place(found[0][0], tuple(hit.entry for hit in found[0]), len(found)) for found in places.values())

    def _rendered(self, entries: Sequence[TermEntry], target: Variant) -> _Rendered:
        """The hits of the entries' own terms in the target, whether or not they lie inside other terms."""
        found = [
            hit
            for entry in entries
            for hit in self._alone_for(entry).find(target.text, target.lang)
            if primary(hit.term.lang) == primary(target.lang)
        ]
        usable = tuple(hit for hit in found if hit.term.usable)
        forms = {_form(hit.term.text) for hit in usable}
        forbidden = tuple(hit for hit in found if not hit.term.usable and _form(hit.term.text) not in forms)
        return _Rendered(usable, forbidden)

    def _alone_for(self, entry: TermEntry) -> Recogniser:
        if entry.concept not in self._alone:
            self._alone[entry.concept] = Recogniser([entry])
        return self._alone[entry.concept]


def _renderings(entries: Sequence[TermEntry], lang: str) -> tuple[Term, ...]:
    """The usable terms of the entries in a language, preferred ones first."""
    terms = [term for entry in entries for term in entry.terms if term.usable and primary(term.lang) == primary(lang)]
    return tuple(sorted(terms, key=lambda term: term.status != "preferred"))


def _forbidden(
    stored: StoredUnit, place: _Place, wanted: Sequence[Term], rendered: _Rendered, hits: Sequence[TermHit]
) -> Iterator[Finding]:
    """The forbidden renderings of a term; graver where there are not enough allowed ones beside them."""
    best = wanted[0].text if wanted else ""
    for hit in rendered.forbidden:
        if _inside_longer(hit, hits):
            continue
        shown = f"“{stored.unit.target.text[hit.start : hit.end]}” is not to be used for {place.hit.term.text}"
        yield Finding(
            "term-forbidden",
            Severity.WARNING if len(rendered.usable) >= place.count else Severity.ERROR,
            stored.rowid,
            f"{shown}; write “{best}”" if best else shown,
            suggestion=best,
            source_span=(place.hit.start, place.hit.end),
            target_span=(hit.start, hit.end),
        )


def _inside_longer(hit: TermHit, hits: Sequence[TermHit]) -> bool:
    """Whether the hit is part of a longer term of another concept."""
    return any(
        other.entry.concept != hit.entry.concept
        and other.term.usable
        and other.start <= hit.start
        and hit.end <= other.end
        and other.end - other.start > hit.end - hit.start
        for other in hits
    )


def _without_source(
    stored: StoredUnit, hit: TermHit, hits: Sequence[TermHit], backed: frozenset[str] | set[str]
) -> Iterator[Finding]:
    """A forbidden word that nothing in the source asks for, or a rendering of several words without its term."""
    shown = stored.unit.target.text[hit.start : hit.end]
    others = [term.text for term in hit.translations]
    source = "".join(fold(stored.unit.source.text).casefold().split())
    if any("".join(fold(text).casefold().split()) in source for text in others):
        return  # inside a longer term, or cut otherwise
    if not others or any(
        other.start == hit.start and other.end == hit.end and other.entry.concept in backed for other in hits
    ):
        return
    span = hit.start, hit.end
    if not hit.term.usable:
        best = next((t.text for t in hit.entry.terms if t.usable and primary(t.lang) == primary(hit.term.lang)), "")
        message = f"“{shown}” is not to be used" + (f"; write “{best}”" if best else "")
        yield Finding("term-forbidden", Severity.NOTE, stored.rowid, message, suggestion=best, target_span=span)
    elif len(hit.term.text.split()) > 1 or (primary(hit.term.lang) == "zh" and len(hit.term.text) > 3):
        message = f"“{shown}” renders {others[0]}, which the source does not have"
        yield Finding("term-unbacked", Severity.NOTE, stored.rowid, message, target_span=span)


def _inconsistent(usages: Mapping[tuple[str, str], _Usage]) -> Iterator[Finding]:
    """A finding for each term that a document renders in several ways, at the first unit with a rarer rendering."""
    for usage in usages.values():
        counts = Counter({text: len(units) for text, units in usage.units.items()})
        if len({_form(text) for text in counts}) < 2:
            continue
        (usual, _), *rarer = counts.most_common()
        units = sorted({number for text, _ in rarer for number in usage.units[text]})
        listed = ", ".join(f"“{text}” {count} times" for text, count in counts.most_common())
        message = f"{usage.source} is rendered in several ways: {listed}"
        yield Finding("term-inconsistent", Severity.NOTE, units[0], message, suggestion=usual, others=tuple(units[1:]))


def _stretches(units: Iterable[StoredUnit]) -> Iterator[list[StoredUnit]]:
    """The units in pieces that fit into memory, however long the document."""
    coming = iter(units)
    while stretch := list(islice(coming, _STRETCH)):
        yield stretch


def _told(missing: _Missing, stretch: Sequence[StoredUnit], usages: Mapping[tuple[str, str], _Usage]) -> Finding:
    """The finding on a term without its rendering; softer where one elsewhere accounts for it."""
    stored, place, wanted = stretch[missing.at], missing.place, missing.wanted
    target = stored.unit.target
    usage = usages.get((place.entries[0].concept, target.lang))
    rendered = {number for units in usage.units.values() for number in units} if usage else set[int]()
    near = {other.rowid for other in stretch[max(0, missing.at - _NEAR) : missing.at + _NEAR + 1]}
    referred = not rendered.isdisjoint(near) and _has_pronoun(target)
    shortened = bool(rendered) and any(_has_part(term.text, target) for term in wanted)
    soft = "by a pronoun" if referred and not shortened else "in part" if shortened else ""
    listed = " or ".join(f"“{term.text}”" for term in wanted[:3])
    message = f"{place.hit.term.text} is not rendered as {listed}"
    return Finding(
        "term-elided" if soft else "term-missing",
        Severity.NOTE if soft else Severity.WARNING,
        stored.rowid,
        f"{message} here, but {soft}; it is elsewhere" if soft else message,
        suggestion=wanted[0].text,
        source_span=(place.hit.start, place.hit.end),
    )


def _form(text: str) -> tuple[str, ...]:
    """What makes two renderings the same one but for inflection and case."""
    return tuple(base(word) for word in _WORD.findall(fold(text)))


def _content(text: str) -> list[str]:
    """The words of an English text that carry its meaning, without inflection."""
    return [base(word) for word in _WORD.findall(fold(text)) if word.casefold() not in _FUNCTION_WORDS]


def _loosely(rendering: str, target: Variant) -> bool:
    """Whether the words of a rendering stand close together in the target, in any order or with others between."""
    if primary(target.lang) in ("zh", "ja"):
        pattern = f".{{0,{_SLACK_CHARS}}}?".join(map(re.escape, fold(rendering)))
        return len(rendering) > 2 and re.search(pattern, fold(target.text)) is not None
    wanted = set(_content(rendering))
    if len(wanted) < 2:
        return False
    words = _content(target.text)
    places = [at for at, word in enumerate(words) if word in wanted]
    reach = len(wanted) + _SLACK_WORDS
    return any(wanted <= set(words[at : at + reach]) for at in places)


def _has_pronoun(target: Variant) -> bool:
    if primary(target.lang) in ("zh", "ja"):
        return _CHINESE_PRONOUNS.search(target.text) is not None
    return not _PRONOUNS.isdisjoint(word.casefold() for word in _WORD.findall(fold(target.text)))


def _has_part(rendering: str, target: Variant) -> bool:
    """Whether the target has a part of an English rendering that may stand for it.

    The second mention of a thing is often so: the board of directors, then the board; Wangchao Island, then Wangchao;
    or half of the words of a long name.
    """
    words = [word for word in _WORD.findall(fold(rendering)) if word.casefold() not in _FUNCTION_WORDS]
    if primary(target.lang) in ("zh", "ja") or len(words) < 2:
        return False
    have = set(_form(target.text))
    first_phrase = _PREPOSITION.split(rendering, maxsplit=1)[0]
    heads = {*_form(first_phrase)[-1:], *(map(base, words) if all(word[0].isupper() for word in words) else ())}
    half = len(words) > 2 and 2 * sum(base(word) in have for word in words) >= len(words)
    return half or not heads.isdisjoint(have)
