"""Faults planted into the seeds' translations: renderings of terms deleted, replaced, forbidden; and harmless changes.

The articles' own term lists are the glossary. Everything is drawn with a fixed seed, so the same faults are planted
at every run.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from glossary.check import TermChecker
from glossary.entries import Status, Term, TermEntry, Workflow
from tm.align.gold import GoldDocument
from tm.check.findings import Finding
from tm.memory.rows import StoredUnit
from tm.units import Origin, TranslationUnit, Variant

_LEAST_WORDS = 2  # of a rendering: one common word is a translation of many things
_NEAR = 2  # units on either side
_WRONG = ("relevant arrangement", "said unit", "working matter", "above facility")


class Fault(StrEnum):
    """What is done to a rendering in a target."""

    DELETED = "deleted"
    REPLACED = "replaced"
    FORBIDDEN = "forbidden"
    UPPER = "upper"  # harmless: capitals
    SPACED = "spaced"  # harmless: a line break inside


HARMLESS = frozenset([Fault.UPPER, Fault.SPACED])


@dataclass(frozen=True, slots=True)
class Planted:
    """A few neighbouring units of an article with one fault in them: which unit, which concept."""

    fault: Fault
    units: tuple[StoredUnit, ...]
    number: int
    term: str


def units_of_article(article: GoldDocument, name: str) -> tuple[StoredUnit, ...]:
    """The gold pairs of an article as units."""
    found = []
    for number, (source, target) in enumerate(article.beads):
        if source and target:
            zh = "".join(article.source[at] for at in source)
            en = " ".join(article.target[at] for at in target)
            unit = TranslationUnit(
                source=Variant(zh, "zh-CN"), target=Variant(en, "en-US"), origin=Origin(document=name)
            )
            found.append(StoredUnit(number, unit))
    return tuple(found)


def entries_of_article(terms: Sequence[tuple[str, str]]) -> list[TermEntry]:
    """An approved entry a term, with a forbidden rendering that the article cannot hold."""
    grouped: dict[str, list[str]] = {}
    for zh, en in terms:
        grouped.setdefault(zh, []).append(en)
    return [
        TermEntry(
            concept=f"t{number}",
            terms=(
                Term(text=zh, lang="zh-CN"),
                *(Term(text=en, lang="en-US") for en in dict.fromkeys(renderings)),
                Term(text=_forbidden(number), lang="en-US", status=Status.DEPRECATED),
            ),
            workflow=Workflow.APPROVED,
        )
        for number, (zh, renderings) in enumerate(grouped.items())
    ]


def plant(units: Sequence[StoredUnit], entries: Sequence[TermEntry], rng: random.Random) -> Iterator[Planted]:
    """For each place where a term is rendered once by words of the list, one fault of each kind in turn."""
    kinds = list(Fault)
    checker = TermChecker(entries)
    clean = {(finding.number, finding.suggestion) for finding in checker.check(units)}
    places = [
        (at, entry, rendering)
        for at, stored in enumerate(units)
        for entry in entries
        for rendering in _rendered(stored, entry)
        if (stored.rowid, entry.terms[1].text) not in clean
    ]
    rng.shuffle(places)
    for number, (at, entry, rendering) in enumerate(places):
        fault = kinds[number % len(kinds)]
        stored = units[at]
        text = _faulty(stored.unit.target.text, rendering, fault, entry, rng)
        changed = replace(stored.unit, target=Variant(text, "en-US"))
        planted = (*units[max(0, at - _NEAR) : at], StoredUnit(stored.rowid, changed), *units[at + 1 : at + 1 + _NEAR])
        yield Planted(fault, planted, stored.rowid, entry.terms[0].text)


def found(planted: Planted, findings: Sequence[Finding]) -> bool:
    """Whether a finding names the unit and the term."""
    return any(
        finding.number == planted.number
        and finding.code in ("term-missing", "term-forbidden", "term-elided")
        and planted.term in finding.message
        for finding in findings
    )


def _rendered(stored: StoredUnit, entry: TermEntry) -> Iterator[str]:
    """The one rendering of the entry that the target holds, if it stands there once and the term does too."""
    zh, *renderings, _ = entry.terms
    if stored.unit.source.text.count(zh.text) != 1:
        return
    held = [term.text for term in renderings if term.text.lower() in stored.unit.target.text.lower()]
    once = len(held) == 1 and stored.unit.target.text.lower().count(held[0].lower()) == 1
    if once and len(held[0].split()) >= _LEAST_WORDS:
        yield held[0]


def _faulty(text: str, rendering: str, fault: Fault, entry: TermEntry, rng: random.Random) -> str:
    match = re.search(re.escape(rendering), text, re.IGNORECASE)
    assert match is not None
    instead = {
        Fault.DELETED: "",
        Fault.REPLACED: rng.choice(_WRONG),
        Fault.FORBIDDEN: entry.terms[-1].text,
        Fault.UPPER: match[0].upper(),
        Fault.SPACED: match[0].replace(" ", "\n", 1),
    }[fault]
    return text[: match.start()] + instead + text[match.end() :]


def _forbidden(number: int) -> str:
    """Words that no article holds, the same for the same number."""
    syllables = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu")
    return "".join(syllables[int(digit)] for digit in f"{number:03}") + " office"
