"""What differs between two states of an entry, field by field and term by term: what a change of it did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from glossary.entries import CrossReference, Definition, Foreign, Rendering, Term, TermEntry

_SIGNED = ("concept", "terms", "created_at", "created_by", "changed_at", "changed_by")
_NAMED = ("text", "lang")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its former and its new value, either of them empty where there is none."""

    field: str  # of the entry, or of the term; `term` for a term that came or went
    term: str  # the term that is meant, as it was; empty where the entry is
    before: str
    after: str


def differences(before: TermEntry | None, after: TermEntry | None) -> tuple[FieldChange, ...]:
    """The changes that make one state of an entry the other; None is an entry that is not there."""
    return (*_of_fields(before, after, "", _SIGNED), *_of_terms(before, after))


def _of_terms(before: TermEntry | None, after: TermEntry | None) -> Iterator[FieldChange]:
    """A term that leaves where another one of its language comes has got another text."""
    old = {(term.text, term.lang): term for term in (before.terms if before else ())}
    new = {(term.text, term.lang): term for term in (after.terms if after else ())}
    coming = [term for name, term in new.items() if name not in old]
    for name, term in old.items():
        other = new.get(name) or next((one for one in coming if one.lang == term.lang and before and after), None)
        if other is None:
            yield FieldChange("term", "", _named(term), "")
            continue
        if name not in new:
            coming.remove(other)
            yield FieldChange("term", "", _named(term), _named(other))
        yield from _of_fields(term, other, term.text, _NAMED)
    for term in coming:
        yield FieldChange("term", "", "", _named(term))
        yield from _of_fields(None, term, term.text, _NAMED)


def _of_fields(
    before: TermEntry | Term | None, after: TermEntry | Term | None, term: str, left_out: tuple[str, ...]
) -> Iterator[FieldChange]:
    for field in fields(before or after or Term):
        if field.name in left_out:
            continue
        values = [_shown(getattr(one, field.name)) if one else "" for one in (before, after)]
        if values[0] != values[1]:
            yield FieldChange(field.name, term, *values)


def _named(term: Term) -> str:
    return f"{term.text} [{term.lang}]"


def _shown(value: object) -> str:
    if value is None or value == 0:
        return ""
    if isinstance(value, tuple):
        return " / ".join(map(_shown, value))
    if isinstance(value, Rendering):
        return f"{value.text} ({value.count})"
    if isinstance(value, Definition):
        return value.text
    if isinstance(value, CrossReference):
        return value.target
    return value.xml if isinstance(value, Foreign) else str(value)
