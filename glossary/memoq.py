"""The CSV file of a memoQ term base: an entry a row, columns repeated for each language and term.

After the columns of the entry come, for each language, `<language>_Def` and for each of its terms `<language>`,
`Term_Info`, `Term_Example`. A forbidden term says Forbidden in its Term_Info.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from html import escape, unescape
from pathlib import Path

from glossary.entries import Definition, ReadEntry, Status, Term, TermEntry, Workflow
from glossary.pairrows import made_id
from glossary.readterms import ReadTerms
from tm.errors import InputError
from tm.exchange.languagenames import name_of, tag_named
from tm.exchange.safexml import atomic_write
from tm.exchange.tables import guarded, read_rows
from tm.units import Problem, whole_second

_WORKFLOW = "Workflow"  # a column of ours, where there are proposals
_ENTRY = ("ID", "Subject", "Domain", "ClientID", "ProjectID", "Created", "Creator", "LastModified", "Modifier", "Note")
_FIELDS = frozenset([*_ENTRY, _WORKFLOW])
_PLACES = {"China": "PRC", "Hong Kong SAR China": "Hong Kong", "Macao SAR China": "Macao"}  # as memoQ names them
_DATE = "%m/%d/%Y %I:%M:%S %p"
_FORBIDDEN = "Forbidden"
_KEPT = re.compile(r'<admin type="Term_Info">(.*)</admin>')


def write_memoq(path: Path, entries: Sequence[TermEntry]) -> int:
    """The number of entries written, UTF-8 with a byte order mark. Raises: StorageError."""
    most: Counter[str] = Counter()
    for entry in entries:
        most |= Counter(_name(term.lang) for term in entry.terms)
    decided = all(entry.workflow is Workflow.APPROVED for entry in entries)
    head = [f"Entry_{name}" for name in (*_ENTRY, *([] if decided else [_WORKFLOW]))]
    for name in sorted(most):
        head += [f"{name}_Def", *[name, "Term_Info", "Term_Example"] * most[name]]
    with atomic_write(path) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", "backslashreplace", newline="", write_through=True)
        writer = csv.writer(text, delimiter=";")
        writer.writerow(head)
        for entry in entries:
            properties = dict(entry.properties)
            cells = [
                entry.concept,
                entry.subject_field,
                *(properties.get(name, "") for name in ("Domain", "ClientID", "ProjectID")),
                _date(entry.created_at) or properties.get("Created", ""),
                entry.created_by,
                _date(entry.changed_at) or properties.get("LastModified", ""),
                entry.changed_by,
                entry.note,
                *([] if decided else [str(entry.workflow)]),
            ]
            names = list(dict.fromkeys(_name(term.lang) for term in entry.terms))
            for name in sorted(most):
                cells += _language_cells(entry, name, most[name], unplaced=name == names[0], names=names)
            writer.writerow(map(guarded, cells))
        text.detach()
    return len(entries)


def read_memoq(path: Path) -> Iterator[ReadEntry]:
    """The entries of a memoQ CSV file.

    Problem codes: term-empty, term-twice, row-cells. Raises: InputError if its columns are others.
    """
    rows = read_rows(path)
    _, head = next(rows, (1, []))
    if not any(cell.startswith("Entry_") for cell in head):
        raise InputError("has no columns of memoQ, such as Entry_ID", path=path, line=1)
    names = [cell.strip() for cell in head]
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            named = names + [f"column {at + 1}" for at in range(len(names), len(cells))]
            reading = _Reading(line)
            for name, cell in zip(named, map(str.strip, cells), strict=False):
                reading.take(name, cell)
            yield reading.read(beyond=any(cell.strip() for cell in cells[len(names) :]))


class _Reading:
    """What has been read of a row, a cell after the other: the columns of a term follow it."""

    def __init__(self, line: int) -> None:
        self._line = line
        self._fields: dict[str, str] = {}
        self._definitions: list[Definition] = []
        self._terms = ReadTerms()
        self._term: Term | None = None  # whose details follow
        self._others: list[tuple[str, str]] = []

    def take(self, name: str, text: str) -> None:
        """Take in a cell of that column."""
        lang = tag_named(name.removesuffix("_Def"))
        detail = name.startswith("Term_") and not lang
        if not detail:
            self._end_term()
        if not text:
            return
        if lang and name.endswith("_Def"):
            self._definitions.append(Definition(text, lang))
        elif lang:
            self._term = Term(text=text, lang=lang)
        elif detail and self._term:
            self._term = _detailed(self._term, name, text)
        elif name.startswith("Entry_") and (field := name.removeprefix("Entry_")) in _FIELDS:
            self._fields[field] = text
        else:
            self._others.append((name.removeprefix("Entry_") or "column", text))

    def read(self, *, beyond: bool) -> ReadEntry:
        """The entry of the row; `beyond` says that it has cells beyond the named ones."""
        self._end_term()
        problems = list(self._terms.problems)
        if beyond:
            message = "the row has more cells than are named; they are kept as properties"
            problems.append(Problem("row-cells", "", self._line, message))
        if not self._terms:
            problems.append(Problem("term-empty", "", self._line, "a row needs a term; fill it or leave it out"))
            return ReadEntry(self._line, None, tuple(problems))
        settled, fields = self._terms.settled(), self._fields
        workflow = fields.get(_WORKFLOW, "")
        created_at, changed_at = _moment(fields.get("Created", "")), _moment(fields.get("LastModified", ""))
        unread = (("Created", created_at), ("LastModified", changed_at))
        entry = TermEntry(
            concept="-".join(fields.get("ID", "").split()) or made_id(settled),
            terms=settled,
            subject_field=fields.get("Subject", ""),
            definitions=tuple(self._definitions),
            note=fields.get("Note", ""),
            workflow=Workflow(workflow) if workflow in list(Workflow) else Workflow.APPROVED,
            created_at=created_at,
            created_by=fields.get("Creator", ""),
            changed_at=changed_at,
            changed_by=fields.get("Modifier", ""),
            properties=(
                *[(name, fields[name]) for name in ("Domain", "ClientID", "ProjectID") if name in fields],
                *[(name, fields[name]) for name, at in unread if name in fields and at is None],
                *self._others,
            ),
        )
        return ReadEntry(self._line, entry, tuple(problems))

    def _end_term(self) -> None:
        if self._term:
            self._terms.add(self._term, said=not self._term.usable, line=self._line)
        self._term = None


def _detailed(term: Term, name: str, text: str) -> Term:
    """The term with what the column of a detail says of it; what has no field is kept in the words of memoQ."""
    if name == "Term_Example":
        return replace(term, context=text)
    if name != "Term_Info":
        return replace(
            term, foreign=(*term.foreign, f'<admin type="{escape(name)}">{escape(text, quote=False)}</admin>')
        )
    said = [part.strip() for part in re.split("[;,]", text) if part.strip()]
    forbidden = [part for part in said if part.lower() == _FORBIDDEN.lower()]
    others = ";".join(part for part in said if part not in forbidden)
    kept = (f'<admin type="Term_Info">{escape(others, quote=False)}</admin>',) if others else ()
    return replace(term, status=Status.DEPRECATED if forbidden else term.status, foreign=(*term.foreign, *kept))


def _language_cells(entry: TermEntry, name: str, most: int, *, unplaced: bool, names: Sequence[str]) -> list[str]:
    """The cells of a language; `unplaced` asks for the definitions that are in none of the languages as well."""
    terms = [term for term in entry.terms if _name(term.lang) == name]
    texts = [d.text for d in entry.definitions if (_name(d.lang) if d.lang else "") == name]
    texts += [d.text for d in entry.definitions if unplaced and (not d.lang or _name(d.lang) not in names)]
    cells = ["\n".join(texts)]
    for term in terms:
        kept = [unescape(found[1]) for xml in term.foreign if (found := _KEPT.fullmatch(xml))]
        info = ";".join([*kept, *([] if term.usable else [_FORBIDDEN])])
        cells += [term.text, info, term.context]
    return cells + [""] * 3 * (most - len(terms))


def _name(lang: str) -> str:
    """MemoQ's name of a language: Chinese_PRC for zh-CN."""
    language, place = name_of(lang)
    return "_".join(filter(None, [language, _PLACES.get(place, place)])).replace(" ", "_")


def _date(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):{_DATE}}" if at else ""


def _moment(text: str) -> datetime | None:
    """The moment in memoQ's form or that of ISO 8601; None where the text is in another."""
    at = None
    with suppress(ValueError):
        at = datetime.fromisoformat(text)
    with suppress(ValueError):
        at = at or datetime.strptime(text, _DATE)
    return whole_second(at if at.tzinfo else at.replace(tzinfo=UTC)) if at else None
