"""What becomes of a stored entry that another one meets: what is joined, what stands, and what they disagree on.

The stored text of a field stands, an empty field is filled, and a person's decision is never overridden by a proposal.
Two values of one field are told as a problem, so that a person can choose; its path and line are the importer's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from operator import attrgetter
from typing import TypeVar

from glossary.entries import Status, Term, TermEntry, Workflow
from glossary.storedentries import comparable
from tm.units import Problem

_Item = TypeVar("_Item")
_SHOWN_CHARS = 60
_content = attrgetter(
    *("terms", "subject_field", "definitions", "note", "references", "renderings", "properties", "foreign")
)


@dataclass(frozen=True, slots=True)
class Merged:
    """The entry that two have become; it is the stored one where nothing changed."""

    entry: TermEntry
    problems: tuple[Problem, ...] = ()


def merged(stored: TermEntry, coming: TermEntry, *, overrule: bool = False) -> Merged:
    """The stored entry joined by the coming one.

    A coming proposal changes nothing that is decided. In a proposal that nobody has touched the terms of a decision
    stand as they come, in place of those that differ from them in letter case or number only. Two decisions that
    differ leave the stored entry as it is, with a problem, unless `overrule`: then the coming one holds.
    Problem codes: conflicting-decision, conflicting-status, conflicting-field.
    """
    if stored.workflow is not Workflow.PROPOSED and coming.workflow is Workflow.PROPOSED:
        return Merged(stored)
    if stored.workflow is coming.workflow and _content(stored) == _content(coming):
        return Merged(stored)  # as all that follows would find out
    decided = {stored.workflow, coming.workflow} >= {Workflow.APPROVED, Workflow.REJECTED}
    if decided and not overrule:
        message = f"{_named(stored)} is {coming.workflow} here and {stored.workflow} in the glossary, where it stays so"
        return Merged(stored, (Problem("conflicting-decision", "", None, message),))
    problems: list[Problem] = []
    settled = coming.workflow is not Workflow.PROPOSED and coming.workflow is not stored.workflow
    untouched = settled and stored.confidence is not None and stored.changed_at is None
    known = {definition.lang: definition.text for definition in reversed(stored.definitions)}
    texts = {definition.text for definition in stored.definitions}
    for definition in coming.definitions:
        if definition.lang in known and definition.text not in texts:
            problems.append(_difference(stored, "definition", known[definition.lang], definition.text))
    if stored.subject_field and coming.subject_field and stored.subject_field != coming.subject_field:
        problems.append(_difference(stored, "subject", stored.subject_field, coming.subject_field))
    entry = replace(
        stored,
        terms=tuple(_in_place(stored, coming) if untouched else _joined_terms(stored, coming, problems)),
        subject_field=stored.subject_field or coming.subject_field,
        definitions=stored.definitions + tuple(d for d in coming.definitions if d.lang not in known),
        note=_joined_notes(stored.note, coming.note),
        references=_union(stored.references, coming.references),
        workflow=coming.workflow if settled else stored.workflow,
        confidence=None if settled else stored.confidence,
        renderings=stored.renderings or coming.renderings,
        properties=_union(stored.properties, coming.properties),
        foreign=_union(stored.foreign, coming.foreign),
    )
    return Merged(entry, tuple(problems))


def joined_term(term: Term, other: Term) -> tuple[Term, tuple[tuple[str, str, str], ...]]:
    """The term with what another one of the same text adds, and the fields that differ: name, value kept, other value.

    Empty fields are filled, notes joined; a second context stands beside the first.
    """
    differing = []
    for field in ("part_of_speech", "term_type", "source"):
        mine, theirs = getattr(term, field), getattr(other, field)
        if mine and theirs and mine != theirs:
            differing.append((field.replace("_", " "), str(mine), str(theirs)))
    foreign = _union(term.foreign, other.foreign)
    if term.context and other.context and term.context != other.context:
        foreign = _union(foreign, (f'<descrip type="context">{escape(other.context, quote=False)}</descrip>',))
    joined = replace(
        term,
        part_of_speech=term.part_of_speech or other.part_of_speech,
        term_type=term.term_type or other.term_type,
        source=term.source or other.source,
        context=term.context or other.context,
        note=_joined_notes(term.note, other.note),
        foreign=foreign,
    )
    return joined, tuple(differing)


def check_preferred(entry: TermEntry) -> tuple[Problem, ...]:
    """A problem for each language with more than one preferred term. Problem codes: two-preferred."""
    problems = []
    for lang in entry.twice_preferred:
        texts = [term.text for term in entry.terms if term.lang == lang and term.status is Status.PREFERRED]
        message = f"{_named(entry)} has {len(texts)} preferred terms in {lang}: {_short(' / '.join(texts))}; choose one"
        problems.append(Problem("two-preferred", "", None, message))
    return tuple(problems)


def check_id(coming: TermEntry, added: TermEntry, holder: TermEntry | None) -> tuple[Problem, ...]:
    """A problem for an entry that was added under another id, since its own is that of another concept.

    Problem codes: taken-id.
    """
    if holder is None or coming.concept == added.concept:
        return ()
    message = f"the id {coming.concept} is that of {_short(holder.terms[0].text)} in the glossary; "
    message += f"{_short(added.terms[0].text)} is added as {added.concept}"
    return (Problem("taken-id", "", None, message),)


def _joined_terms(stored: TermEntry, coming: TermEntry, problems: list[Problem]) -> Iterator[Term]:
    """The stored terms, their empty fields filled, then the new ones."""
    named = {(term.text, term.lang): term for term in coming.terms}
    for term in stored.terms:
        other = named.pop((term.text, term.lang), None)
        if other is None:
            yield term
            continue
        if other.status is not term.status:
            message = f"{_named(stored)}: {_short(term.text)} is {other.status} here, {term.status} in the glossary"
            problems.append(Problem("conflicting-status", "", None, f"{message}, where it stays so"))
        joined, differing = joined_term(term, other)
        for field, mine, theirs in differing:
            problems.append(_difference(stored, f"{field} of {_short(term.text)}", mine, theirs))
        yield joined
    preferred = {_compared(term) for term in stored.terms if term.status is Status.PREFERRED}
    for term in named.values():
        twice = term.status is Status.PREFERRED and _compared(term) in preferred
        yield replace(term, status=Status.ADMITTED) if twice else term  # red armbands beside red armband


def _in_place(stored: TermEntry, coming: TermEntry) -> Iterator[Term]:
    """The terms of a decision, with what the proposal knows of them; then those of its terms that are others."""
    named = {(term.text, term.lang): term for term in stored.terms}
    for term in coming.terms:
        other = named.pop((term.text, term.lang), term)
        part_of_speech = term.part_of_speech or other.part_of_speech
        yield replace(term, context=term.context or other.context, part_of_speech=part_of_speech)
    decided = {_compared(term) for term in coming.terms}
    langs = {term.lang for term in coming.terms if term.status is Status.PREFERRED}
    for term in named.values():
        if _compared(term) not in decided:
            yield replace(term, status=Status.ADMITTED) if term.lang in langs else term


def _compared(term: Term) -> tuple[str, str]:
    return term.lang, comparable(term.text, term.lang)


def _union(left: tuple[_Item, ...], right: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return left + tuple(item for item in right if item not in left)


def _joined_notes(left: str, right: str) -> str:
    return left if right in left else f"{left}\n{right}" if left else right


def _difference(entry: TermEntry, field: str, kept: str, other: str) -> Problem:
    message = f"{_named(entry)}: the {field} is “{_short(other)}” here, “{_short(kept)}” in the glossary, which stays"
    return Problem("conflicting-field", "", None, message)


def _named(entry: TermEntry) -> str:
    return f"{entry.concept} ({_short(entry.terms[0].text)})"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[: _SHOWN_CHARS - 1]}…"
