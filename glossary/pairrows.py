"""Entries as rows of term pairs, for the formats that know no concepts: tables, UTX, OmegaT.

An entry with several terms gives a row for each pair of its first source term and a target term, and one for each
further source term with the first target term: every row is a pair that holds, and the concept id ties them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from hashlib import sha256
from operator import attrgetter
from typing import TypeVar

from glossary.entries import Definition, ReadEntry, Status, Term, TermEntry, TermType, Workflow, with_statuses
from tm.errors import SettingsError
from tm.languages import canonical, primary, script
from tm.text.normalize import resolve_lang
from tm.units import Problem, Properties

_STATUSES = {status.value: status for status in Status}
_STATUSES |= {"forbidden": Status.DEPRECATED, "obsolete": Status.SUPERSEDED, "approved": Status.PREFERRED}
_LONGEST_TERM = 10_000  # characters; what is longer has lost its line ends
_SIDES = ("source", "target")
_TERM_FIELDS = ("", "_lang", "_status", "_type", "_pos", "_context", "_origin", "_note")
_GETTERS = {side: attrgetter(*(f"{side}{name}" for name in _TERM_FIELDS)) for side in _SIDES}
_Choice = TypeVar("_Choice", Workflow, TermType)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """A pair of terms with what is known of each and of their concept; a side without a term is empty.

    No value has white space around it.
    """

    concept: str = ""
    source: str = ""
    target: str = ""
    source_lang: str = ""
    target_lang: str = ""
    source_status: str = ""
    target_status: str = ""
    source_type: str = ""
    target_type: str = ""
    source_pos: str = ""
    target_pos: str = ""
    source_context: str = ""
    target_context: str = ""
    source_origin: str = ""
    target_origin: str = ""
    source_note: str = ""
    target_note: str = ""
    subject: str = ""
    definition: str = ""
    note: str = ""
    workflow: str = ""


COLUMNS = tuple(field.name for field in fields(PairRow))


def pairs_of(entry: TermEntry, source_lang: str) -> Iterator[tuple[Term | None, Term | None]]:
    """The pairs of terms that an entry gives."""
    same = [term for term in entry.terms if primary(term.lang) == primary(source_lang)]
    others = [term for term in entry.terms if primary(term.lang) != primary(source_lang)]
    first, other = next(iter(same), None), next(iter(others), None)
    if first is None and other is None:
        return
    yield first, other
    for term in others[1:]:
        yield first, term
    for term in same[1:]:
        yield term, other


def rows_of(entry: TermEntry, source_lang: str) -> Iterator[PairRow]:
    """The rows of an entry; a term of any other language is a target."""
    for pair in pairs_of(entry, source_lang):
        values: dict[str, str] = {}
        for side, term in zip(_SIDES, pair, strict=True):
            if term is None:
                continue
            values |= {
                side: term.text,
                f"{side}_lang": term.lang,
                f"{side}_status": str(term.status),
                f"{side}_type": str(term.term_type or ""),
                f"{side}_pos": term.part_of_speech,
                f"{side}_context": term.context,
                f"{side}_origin": term.source,
                f"{side}_note": term.note,
            }
        yield PairRow(
            concept=entry.concept,
            subject=entry.subject_field,
            definition=entry.definition,
            note=entry.note,
            workflow=str(entry.workflow),
            **values,
        )


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row of a file with its languages settled, or what is wrong with it."""

    line: int
    row: PairRow
    properties: Properties = ()
    problems: tuple[Problem, ...] = ()


def entries_of(rows: Iterable[RowRead | Problem]) -> Iterator[ReadEntry]:
    """The entries of rows: one for each row without a concept id, then one for all rows of each id.

    Rows without a status of a term: the first term of a language is preferred, the others admitted. An entry without
    a word on its workflow comes from a glossary that people keep, so it is approved.
    Problem codes: term-value (a status, type, decision or language that cannot be, a term as long as a book).
    """
    concepts: dict[str, list[RowRead]] = {}
    for item in rows:
        if isinstance(item, Problem):
            yield ReadEntry(item.line, None, (item,))
        elif item.row.concept:
            concepts.setdefault("-".join(item.row.concept.split()), []).append(item)
        else:
            yield _entry("", [item])
    for concept, found in concepts.items():
        yield _entry(concept, found)


def settled_lang(text: str, lang: str) -> str:
    """The language tag given, or that of Traditional Chinese for a text written in it."""
    if primary(lang) != "zh" or "-" not in lang or script(lang) == "Hant":
        return canonical(lang)
    read = resolve_lang("zh", text)
    return read if script(read) == "Hant" else canonical(lang)


def status_of(value: str) -> Status | None:
    """The status that a word stands for, None for an empty one. Raises: ValueError."""
    if not value:
        return None
    try:
        return _STATUSES[value.strip().lower()]
    except KeyError as error:
        raise ValueError(f"{value!r} is no status; use {', '.join(Status)}") from error


def made_id(terms: Iterable[Term]) -> str:
    """An id for an entry that has none: it follows from its terms."""
    named = "\t".join(f"{term.lang} {term.text}" for term in terms)
    return "c" + sha256(named.encode()).hexdigest()[:12]


def _entry(concept: str, rows: list[RowRead]) -> ReadEntry:
    line = rows[0].line
    problems = tuple(problem for item in rows for problem in item.problems)
    try:
        terms: dict[tuple[str, str], tuple[Term, bool]] = {}
        for side in _SIDES:
            for item in rows:
                if read := _term(item.row, side):
                    terms.setdefault((read[0].text, read[0].lang), read)
        first = rows[0].row
        settled = with_statuses(terms.values())
        texts = dict.fromkeys(item.row.definition for item in rows if item.row.definition)
        return ReadEntry(
            line,
            TermEntry(
                concept=concept or made_id(settled),
                terms=settled,
                subject_field=first.subject,
                definitions=tuple(Definition(text) for text in texts),
                note="\n".join(dict.fromkeys(item.row.note for item in rows if item.row.note)),
                workflow=_choice(Workflow, first.workflow) or Workflow.APPROVED,
                properties=tuple(dict.fromkeys(pair for item in rows for pair in item.properties)),
            ),
            problems,
        )
    except (ValueError, SettingsError) as error:
        return ReadEntry(line, None, (*problems, Problem("term-value", "", line, f"{error}; correct the row")))


def _term(row: PairRow, side: str) -> tuple[Term, bool] | None:
    """The term of one side and whether its status is said."""
    text, lang, status, term_type, pos, context, origin, note = _GETTERS[side](row)
    if not text:
        return None
    if len(text) > _LONGEST_TERM:
        raise ValueError(f"a term has at most {_LONGEST_TERM:,} characters, not {len(text):,}")
    said = status_of(status)
    term = Term(
        text=text,
        lang=canonical(lang),
        status=said or Status.PREFERRED,
        part_of_speech=pos,
        term_type=_choice(TermType, term_type),
        source=origin,
        context=context,
        note=note,
    )
    return term, said is not None


def _choice(kind: type[_Choice], value: str) -> _Choice | None:
    """The choice that a word names, None for an empty one; ValueError names the choices."""
    if not value:
        return None
    try:
        return kind(value.lower())
    except ValueError as error:
        raise ValueError(f"{value!r} is none of {', '.join(kind)}") from error
