"""Entries as rows of term pairs, for the formats that know no concepts: tables, UTX, OmegaT.

An entry with several terms gives a row for each pair of its first source term and a target term, and one for each
further source term with the first target term: every row is a pair that holds, and the concept id ties them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from operator import attrgetter

from glossary.entries import Definition, ReadEntry, Status, Term, TermEntry, TermType, Workflow
from glossary.fieldwords import part_of_speech, status_named, type_named
from glossary.readterms import ReadTerms
from tm.errors import SettingsError
from tm.exchange.safexml import xml_text
from tm.languages import canonical, primary, script
from tm.text.normalize import resolve_lang
from tm.units import Problem, Properties

_LONGEST_TERM = 10_000  # characters; what is longer has lost its line ends
_SIDES = ("source", "target")
_TERM_FIELDS = ("", "_lang", "_status", "_type", "_pos", "_context", "_origin", "_note")
_GETTERS = {side: attrgetter(*(f"{side}{name}" for name in _TERM_FIELDS)) for side in _SIDES}


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
class MoreTerm:
    """A further term of a row: one that shares a cell with the term of a side, or one in a third language."""

    text: str
    lang: str
    side: str = ""  # whose other fields are its fields too; empty where none are


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row of a file with its languages settled, or what is wrong with it."""

    line: int
    row: PairRow
    properties: Properties = ()
    problems: tuple[Problem, ...] = ()
    more: tuple[MoreTerm, ...] = ()


def entries_of(rows: Iterable[RowRead | Problem]) -> Iterator[ReadEntry]:
    """The entries of rows: one for each row without a concept id, then one for all rows of each id.

    Rows without a status of a term: the first term of a language is preferred, the others admitted. An entry without
    a word on its workflow comes from a glossary that people keep, so it is approved.
    Problem codes: term-value (a status, type, decision or language that cannot be, a term as long as a book),
    term-twice, row-conflict (rows of one concept of which each says something else of it).
    """
    concepts: dict[str, list[RowRead]] = {}
    for item in rows:
        if isinstance(item, Problem):
            yield ReadEntry(item.line, None, (item,))
        elif item.row.concept:
            concepts.setdefault("-".join(item.row.concept.split()), []).append(item)
        else:
            yield _entry("", [item])
    for concept in list(concepts):
        yield _entry(concept, concepts.pop(concept))  # held no longer than needed


def settled_lang(text: str, lang: str) -> str:
    """The language tag given, or that of Traditional Chinese for a text written in it."""
    if primary(lang) != "zh" or "-" not in lang or script(lang) == "Hant":
        return canonical(lang)
    read = resolve_lang("zh", text)
    return read if script(read) == "Hant" else canonical(lang)


def made_id(terms: Iterable[Term]) -> str:
    """An id for an entry that has none: it follows from its terms."""
    named = "\t".join(f"{term.lang} {term.text}" for term in terms)
    return "c" + sha256(named.encode()).hexdigest()[:12]


def _entry(concept: str, rows: list[RowRead]) -> ReadEntry:
    line = rows[0].line
    problems = [problem for item in rows for problem in item.problems]
    try:
        terms = ReadTerms()
        for side in (*_SIDES, ""):
            for item in rows:
                if side or item.more:
                    _take_terms(terms, item, side)
        settled = terms.settled()
        texts = dict.fromkeys(item.row.definition for item in rows if item.row.definition)
        return ReadEntry(
            line,
            TermEntry(
                concept=concept or made_id(settled),
                terms=settled,
                subject_field=_agreed(rows, "subject", problems),
                definitions=tuple(Definition(text) for text in texts),
                note="\n".join(dict.fromkeys(item.row.note for item in rows if item.row.note)),
                workflow=_workflow(_agreed(rows, "workflow", problems)),
                properties=tuple(dict.fromkeys(pair for item in rows for pair in item.properties)),
            ),
            (*problems, *terms.problems),
        )
    except (ValueError, SettingsError) as error:
        return ReadEntry(line, None, (*problems, Problem("term-value", "", line, f"{error}; correct the row")))


def _agreed(rows: Sequence[RowRead], field: str, problems: list[Problem]) -> str:
    """What the rows of a concept say of it; of several values the first, and the others are told."""
    kept = ""
    for item in rows:
        value = getattr(item.row, field)
        kept = kept or value
        if value != kept and value:
            message = f"the {field} of {item.row.concept} is {value[:60]!r} here and {kept[:60]!r} above, which stays"
            problems.append(Problem("row-conflict", "", item.line, message))
    return kept


def _take_terms(terms: ReadTerms, item: RowRead, side: str) -> None:
    """Take the terms of one side of a row, or, with no side, those of third languages."""
    read = _term(item.row, side) if side else None
    if read:
        terms.add(read[0], said=read[1], line=item.line)
    for more in item.more:
        if more.side == side:
            like = read[0] if read else Term(text=more.text, lang=canonical(more.lang))
            terms.add(
                replace(like, text=_checked(more.text), lang=canonical(more.lang)),
                said=read[1] if read else False,
                line=item.line,
            )


def _term(row: PairRow, side: str) -> tuple[Term, bool] | None:
    """The term of one side and whether its status is said."""
    text, lang, status, term_type, pos, context, origin, note = _GETTERS[side](row)
    if not text:
        return None
    said = status_named(status)
    if status and said is None:
        raise ValueError(f"{status!r} is no status; use {', '.join(Status)}")
    kind = type_named(term_type)
    if term_type and kind is None:
        raise ValueError(f"{term_type!r} is none of {', '.join(TermType)}")
    term = Term(
        text=_checked(text),
        lang=canonical(lang),
        status=said or Status.PREFERRED,
        part_of_speech=part_of_speech(pos),
        term_type=kind,
        source=origin,
        context=context,
        note=note,
    )
    return term, said is not None


def _checked(text: str) -> str:
    """The text of a term, where it can be one. Raises: ValueError."""
    if len(text) > _LONGEST_TERM:
        raise ValueError(f"a term has at most {_LONGEST_TERM:,} characters, not {len(text):,}")
    if xml_text(text)[1]:
        raise ValueError(f"{text[:60]!r} holds a character that no text has")
    return text


def _workflow(value: str) -> Workflow:
    """The decision that a word names; without one, that of a glossary that people keep. Raises: ValueError."""
    try:
        return Workflow(value.lower()) if value else Workflow.APPROVED
    except ValueError as error:
        raise ValueError(f"{value!r} is none of {', '.join(Workflow)}") from error
