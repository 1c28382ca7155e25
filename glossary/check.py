"""Translations checked against a glossary: required renderings missing, forbidden ones used, several for one term.

Works in both directions: the terms of whichever language a unit's source is in are looked for in its target, and
renderings in the target that no term of the source stands behind are noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice

from glossary.capitals import lost_capitals, means_capitals
from glossary.entries import Status, Term, TermEntry, Workflow
from glossary.recognise import Recogniser, TermHit
from glossary.usages import Usages
from glossary.wording import (
    before_noun,
    by_name,
    compounded,
    form,
    in_name,
    in_part,
    inside_word,
    loosely,
    parts,
    refers,
    replaced,
    scattered,
)
from tm.check.findings import Finding, Severity
from tm.languages import primary
from tm.memory.rows import StoredUnit
from tm.text.normalize import fold
from tm.units import Variant

_NEAR = 2  # units before and after in the same document whose rendering a pronoun may stand for
_EXTRACTED = "en"  # language of the renderings that extraction finds
_STRETCH = 1_000  # units looked at together


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
class _Stretch:
    """What has been seen in neighbouring units of a document; units are named by their place in it."""

    units: Sequence[StoredUnit]
    usages: Usages
    missing: list[_Missing] = field(default_factory=list)
    renderings: dict[str, set[int]] = field(default_factory=dict)  # the units that have it
    worded: dict[str, set[str]] = field(default_factory=dict)  # word or Chinese character: the renderings with it
    stray: dict[str, set[int]] = field(default_factory=dict)  # concept: units with a rendering but without its term

    def note(self, term: Term, at: int) -> None:
        """Take in that the target of a unit has a rendering."""
        if term.text not in self.renderings:
            for part in parts(term.text, term.lang):
                self.worded.setdefault(part, set()).add(term.text)
        self.renderings.setdefault(term.text, set()).add(at)

    def holding(self, term: Term) -> Iterator[str]:
        """The renderings seen that may hold the term."""
        found = [self.worded.get(part, set()) for part in parts(term.text, term.lang)]
        return iter(set.intersection(*found) if found else ())


class TermChecker:
    """Checks units against some entries; build it once for many units."""

    def __init__(self, entries: Iterable[TermEntry]) -> None:
        entries = tuple(entries)
        self._capitals = means_capitals(entries)
        self._recogniser = Recogniser(map(_as_seen, entries))
        self._alone: dict[str, Recogniser] = {}

    def check(self, units: Iterable[StoredUnit]) -> Iterator[Finding]:
        """The findings on the units, document by document in the order given.

        Codes: term-forbidden, term-missing; softer, term-elided (something else in the document accounts for the
        rendering that is missing: `_account`), term-case, term-unbacked, and last, over all units, term-inconsistent.
        """
        usages = Usages()
        for _, document in groupby(units, key=lambda stored: stored.unit.origin.document):
            for units_together in _stretches(document):
                seen = _Stretch(units_together, usages)
                for at, stored in enumerate(units_together):
                    yield from self._check_unit(stored, at, seen)
                for missing in seen.missing:
                    yield from self._told(missing, seen)
        yield from usages.findings()

    def _check_unit(self, stored: StoredUnit, at: int, seen: _Stretch) -> Iterator[Finding]:
        source, target = stored.unit.source, stored.unit.target
        places = self._places(source)
        backed = {entry.concept for place in places for entry in place.entries}
        hits = self._recogniser.find(target.text, target.lang)
        stray: dict[tuple[int, int], list[TermHit]] = {}
        for place in places:
            wanted, rendered = _renderings(place.entries, target.lang), self._rendered(place.entries, target)
            yield from _forbidden(stored, place, wanted, rendered, hits)
            if rendered.usable:
                yield from self._small_letters(stored, place, rendered.usable)
                for hit in rendered.usable[: place.count]:
                    seen.usages.note(place.entries[0].concept, place.hit.term.text, hit.term, stored)
            elif wanted and not rendered.forbidden and not any(loosely(term.text, target) for term in wanted):
                seen.missing.append(_Missing(at, place, wanted))
        for hit in hits:
            if hit.term.usable:
                seen.note(hit.term, at)
            if hit.entry.concept not in backed and not hit.doubtful:
                if hit.term.usable:
                    seen.stray.setdefault(hit.entry.concept, set()).add(at)
                stray.setdefault((hit.start, hit.end), []).append(hit)
        for group in stray.values():
            yield from _without_source(stored, group, hits, backed)

    def _small_letters(self, stored: StoredUnit, place: _Place, usable: Sequence[TermHit]) -> Iterator[Finding]:
        """A rendering that a text writes small where the glossary means a capital; not if enough others are right."""
        text = stored.unit.target.text
        small = [hit for hit in usable if lost_capitals(hit.term.text, text[hit.start : hit.end])]
        if self._capitals and small and len(usable) - len(small) < place.count:
            hit = small[0]
            message = f"“{text[hit.start : hit.end]}” has small letters for the capitals of “{hit.term.text}”"
            span, source_span = (hit.start, hit.end), (place.hit.start, place.hit.end)
            yield Finding(
                "term-case",
                Severity.NOTE,
                stored.rowid,
                message,
                suggestion=hit.term.text,
                source_span=source_span,
                target_span=span,
            )

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
        forms = {form(hit.term.text) for hit in usable}
        forbidden = tuple(hit for hit in found if not hit.term.usable and form(hit.term.text) not in forms)
        return _Rendered(usable, forbidden)

    def _alone_for(self, entry: TermEntry) -> Recogniser:
        if entry.concept not in self._alone:
            self._alone[entry.concept] = Recogniser([entry])
        return self._alone[entry.concept]

    def _told(self, missing: _Missing, seen: _Stretch) -> Iterator[Finding]:
        """The finding on a term without its rendering; softer where something accounts for it."""
        stored, place, wanted = seen.units[missing.at], missing.place, missing.wanted
        if inside_word(stored.unit.source.text, place.hit.start, place.hit.end):
            return
        account = "" if self._replaced(missing, stored.unit.target) else self._account(missing, seen)
        undecided = all(entry.workflow is Workflow.PROPOSED for entry in place.entries)
        listed = " or ".join(f"“{term.text}”" for term in wanted[:3])
        message = f"{place.hit.term.text} is not rendered as {listed}"
        yield Finding(
            "term-elided" if account else "term-missing",
            Severity.NOTE if account or undecided else Severity.WARNING,
            stored.rowid,
            f"{message} here, but {account}" if account else f"{message} (proposed)" if undecided else message,
            suggestion=wanted[0].text,
            source_span=(place.hit.start, place.hit.end),
        )

    def _in_short_name(self, missing: _Missing, seen: _Stretch) -> bool:
        """Whether it leads a name of which the target has only a part: the headquarters for 红安县疫情防控指挥部."""
        behind = (other for other in seen.missing if other.at == missing.at)
        follower = next((other for other in behind if other.place.hit.start == missing.place.hit.end), None)
        return follower is not None and self._account(follower, seen).startswith("in part")

    def _replaced(self, missing: _Missing, target: Variant) -> bool:
        """Whether a rendering has another word in the place of one of its own, and is not that of another term."""
        spans = {span for term in missing.wanted for span in replaced(term.text, target)}
        if not spans:
            return False
        hits = [(hit.start, hit.end) for hit in self._recogniser.find(target.text, target.lang)]
        return any(not any(first <= start and end <= last for first, last in hits) for start, end in spans)

    def _account(self, missing: _Missing, seen: _Stretch) -> str:
        """What may stand for a rendering that is missing, in words; empty if nothing does."""
        source, target = seen.units[missing.at].unit.source, seen.units[missing.at].unit.target
        entries = missing.place.entries
        rendered = set[int]()
        for text in {text for term in missing.wanted for text in seen.holding(term)}:  # longer terms too
            if self._rendered(entries, Variant(text, target.lang)).usable:
                rendered |= seen.renderings[text]
        near = range(max(0, missing.at - _NEAR), min(len(seen.units), missing.at + _NEAR + 1))
        rendered.update(at for at in near if self._rendered(entries, seen.units[at].unit.target).usable)
        stray = set[int]().union(*(seen.stray.get(entry.concept, ()) for entry in entries))
        compound = before_noun(source.text, missing.place.hit.end)
        if any(scattered(term.text, target) for term in missing.wanted):
            return "its words stand apart"
        if in_name(source.text, missing.place.hit.start, missing.place.hit.end, target):
            return "the name stands without it"
        of_longer = self._in_short_name(missing, seen)
        if rendered and (of_longer or any(in_part(term.text, target, compound=compound) for term in missing.wanted)):
            return "in part; it is elsewhere"
        if rendered and by_name(source.text, missing.place.hit.start, missing.place.hit.end, target):
            return "by a name; it is elsewhere"
        if not rendered.isdisjoint(near) and refers(target):
            return "by a pronoun; it is elsewhere"
        if not stray.isdisjoint((missing.at - 1, missing.at + 1)):
            return "in the unit before or after it"
        if any(compounded(term.text, target) for term in missing.wanted):
            return "as part of a word"
        return ""


def _as_seen(entry: TermEntry) -> TermEntry:
    """The entry; a proposal with every rendering that the texts had when it was made, since nobody has chosen one."""
    if entry.workflow is not Workflow.PROPOSED or not entry.renderings:
        return entry
    own, known = primary(entry.terms[0].lang), {term.text for term in entry.terms}
    lang = next((term.lang for term in entry.terms if primary(term.lang) != own), _EXTRACTED)
    seen = (Term(text=r.text, lang=lang, status=Status.ADMITTED) for r in entry.renderings if r.text not in known)
    return replace(entry, terms=(*entry.terms, *seen))


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
    stored: StoredUnit, group: Sequence[TermHit], hits: Sequence[TermHit], backed: frozenset[str] | set[str]
) -> Iterator[Finding]:
    """A forbidden word that nothing in the source asks for, or a rendering of several words without its term.

    The group are the hits at one place.
    """
    hit, source = group[0], stored.unit.source
    others = [term.text for one in group for term in one.translations]
    text = "".join(fold(source.text).casefold().split())
    if any("".join(fold(other).casefold().split()) in text or loosely(other, source) for other in others):
        return  # inside a longer term, or cut or worded otherwise
    if not others or any(
        other.start == hit.start and other.end == hit.end and other.entry.concept in backed for other in hits
    ):
        return
    shown, span = stored.unit.target.text[hit.start : hit.end], (hit.start, hit.end)
    if not hit.term.usable:
        best = next((t.text for t in hit.entry.terms if t.usable and primary(t.lang) == primary(hit.term.lang)), "")
        message = f"“{shown}” is not to be used" + (f"; write “{best}”" if best else "")
        yield Finding("term-forbidden", Severity.NOTE, stored.rowid, message, suggestion=best, target_span=span)
    elif len(hit.term.text.split()) > 1 or (primary(hit.term.lang) == "zh" and len(hit.term.text) > 3):
        named = " / ".join(dict.fromkeys(one.translations[0].text for one in group if one.translations))
        message = f"“{shown}” renders {named}, which the source does not have"
        yield Finding("term-unbacked", Severity.NOTE, stored.rowid, message, target_span=span)


def _stretches(units: Iterable[StoredUnit]) -> Iterator[list[StoredUnit]]:
    """The units in pieces that fit into memory, however long the document."""
    coming = iter(units)
    while stretch := list(islice(coming, _STRETCH)):
        yield stretch
