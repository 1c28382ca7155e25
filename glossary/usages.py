"""Which allowed renderings a term has over all the texts that are checked, and where: several of them are a finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from glossary.entries import Status, Term, TermType
from glossary.wording import form, initials
from tm.check.findings import Finding, Severity
from tm.languages import primary
from tm.memory.rows import StoredUnit
from tm.text.normalize import fold

_SHORT_FORMS = (TermType.ABBREVIATION, TermType.ACRONYM, TermType.SHORT)


@dataclass(slots=True)
class _Usage:
    """How a term was rendered: the renderings first seen, and by form the units and documents that have them."""

    source: str
    terms: dict[tuple[str, ...], Term] = field(default_factory=dict)
    units: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    documents: dict[tuple[str, ...], dict[str, None]] = field(default_factory=dict)


class Usages:
    """The renderings of every term met, document after document."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], _Usage] = {}

    def note(self, concept: str, source: str, rendering: Term, stored: StoredUnit) -> None:
        """Take in that a unit renders a concept, which its source calls so, in this way."""
        usage = self._of.setdefault((concept, stored.unit.target.lang), _Usage(source))
        worded = form(rendering.text)
        usage.terms.setdefault(worded, rendering)
        usage.units.setdefault(worded, []).append(stored.rowid)
        usage.documents.setdefault(worded, {})[stored.unit.origin.document] = None

    def findings(self) -> Iterator[Finding]:
        """A finding for each term with several renderings, at the first unit that has another one than suggested.

        Inflection and case make no other rendering, nor do short forms of one that is used as well (CDC).
        The preferred rendering is suggested where it is used, else the usual one.
        """
        for usage in self._of.values():
            terms = usage.terms
            full = [one for one in terms if not any(_shortens(terms[one], terms[other]) for other in terms)]
            if len(full) < 2:
                continue
            full.sort(key=lambda one: -len(usage.units[one]))  # stable: the first seen leads
            best = next((one for one in full if terms[one].status is Status.PREFERRED), full[0])
            units = sorted({unit for one in full if one != best for unit in usage.units[one]})
            several = len({document for one in full for document in usage.documents[one]}) > 1
            listed = ", ".join(_told(usage, one, several=several) for one in full)
            message = f"{usage.source} is rendered in several ways: {listed}"
            suggestion, others = terms[best].text, tuple(units[1:])
            yield Finding("term-inconsistent", Severity.NOTE, units[0], message, suggestion=suggestion, others=others)


def _told(usage: _Usage, worded: tuple[str, ...], *, several: bool) -> str:
    """A rendering with how often it is there and, of several documents, in which or in how many."""
    count, documents = len(usage.units[worded]), usage.documents[worded]
    often = {1: "once", 2: "twice"}.get(count, f"{count} times")
    where = f"{len(documents)} documents" if len(documents) > 1 else next(iter(documents))
    return f"“{usage.terms[worded].text}” {often}" + (f" in {where}" if several and where else "")


def _shortens(short: Term, term: Term) -> bool:
    """Whether a rendering is another one in short: it is said to be, its initials, 疾控中心 of a long name."""
    if short is term:
        return False
    if short.term_type in _SHORT_FORMS and term.term_type not in _SHORT_FORMS:
        return True
    if primary(short.lang) not in ("zh", "ja"):
        return len(short.text) > 1 and short.text == initials(term.text)
    few, many = fold(short.text), fold(term.text)
    left = iter(many)
    return few not in many and all(char in left for char in few)
