"""The CSV file of a memoQ term base: an entry a row, columns repeated for each language and term.

After the columns of the entry come, for each language, `<language>_Def` and for each of its terms `<language>`,
`Term_Info`, `Term_Example`. A forbidden term says Forbidden in its Term_Info.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from glossary.entries import Definition, ReadEntry, Status, Term, TermEntry, Workflow, with_statuses
from glossary.pairrows import made_id
from tm.errors import InputError
from tm.exchange.safexml import atomic_write
from tm.exchange.tables import guarded, read_rows
from tm.languages import canonical
from tm.units import Problem

_ENTRY = ("ID", "Subject", "Domain", "ClientID", "ProjectID", "Created", "Creator", "LastModified", "Modifier", "Note")
_NAMES = {"zh": "Chinese", "en": "English", "ja": "Japanese", "ko": "Korean", "de": "German", "fr": "French"}
_NAMES |= {"es": "Spanish", "ru": "Russian", "pt": "Portuguese", "it": "Italian", "ar": "Arabic", "nl": "Dutch"}
_PLACES = {"CN": "PRC", "TW": "Taiwan", "HK": "Hong_Kong", "SG": "Singapore", "MO": "Macao"}
_PLACES |= {"US": "United_States", "GB": "United_Kingdom", "Hans": "PRC", "Hant": "Taiwan"}
_LANGS = {name: lang for lang, name in _NAMES.items()}
_REGIONS = {name: region for region, name in reversed(_PLACES.items())}
_DATE = "%m/%d/%Y %I:%M:%S %p"


def write_memoq(path: Path, entries: Sequence[TermEntry]) -> int:
    """The number of entries written, UTF-8 with a byte order mark. Raises: StorageError."""
    most: Counter[str] = Counter()
    for entry in entries:
        most |= Counter(_name(term.lang) for term in entry.terms)
    head = [f"Entry_{name}" for name in _ENTRY]
    for name in sorted(most):
        head += [f"{name}_Def", *[name, "Term_Info", "Term_Example"] * most[name]]
    with atomic_write(path) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", "backslashreplace", newline="", write_through=True)
        writer = csv.writer(text, delimiter=";")
        writer.writerow(head)
        for entry in entries:
            cells = [
                entry.concept,
                entry.subject_field,
                *(dict(entry.properties).get(name, "") for name in ("Domain", "ClientID", "ProjectID")),
                _date(entry.created_at),
                entry.created_by,
                _date(entry.changed_at),
                entry.changed_by,
                entry.note,
            ]
            for name in sorted(most):
                cells += _language_cells(entry, name, most[name])
            writer.writerow(map(guarded, cells))
        text.detach()
    return len(entries)


def read_memoq(path: Path) -> Iterator[ReadEntry]:
    """The entries of a memoQ CSV file. Problem codes: term-empty. Raises: InputError if its columns are others."""
    rows = read_rows(path)
    _, head = next(rows, (1, []))
    if not any(cell.startswith("Entry_") for cell in head):
        raise InputError("has no columns of memoQ, such as Entry_ID", path=path, line=1)
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            yield _entry(line, list(zip(head, map(str.strip, cells), strict=False)))


def _entry(line: int, cells: Sequence[tuple[str, str]]) -> ReadEntry:
    fields = {name.removeprefix("Entry_"): value for name, value in cells if name.startswith("Entry_")}
    terms: dict[tuple[str, str], tuple[Term, bool]] = {}
    definitions = []
    for at, (name, text) in enumerate(cells):
        lang = _lang(name.removesuffix("_Def"))
        if not lang or not text:
            continue
        if name.endswith("_Def"):
            definitions.append(Definition(text, lang))
            continue
        details = dict(cells[at + 1 : at + 3])
        forbidden = "forbidden" in details.get("Term_Info", "").lower()
        status = Status.DEPRECATED if forbidden else Status.PREFERRED
        term = Term(text=text, lang=lang, status=status, context=details.get("Term_Example", ""))
        terms.setdefault((text, lang), (term, forbidden))
    if not terms:
        return ReadEntry(line, None, (Problem("term-empty", "", line, "a row needs a term; fill it or leave it out"),))
    settled = with_statuses(terms.values())
    properties = [(name, fields[name]) for name in ("Domain", "ClientID", "ProjectID") if fields.get(name)]
    return ReadEntry(
        line,
        TermEntry(
            concept="-".join(fields.get("ID", "").split()) or made_id(settled),
            terms=settled,
            subject_field=fields.get("Subject", ""),
            definitions=tuple(definitions),
            note=fields.get("Note", ""),
            workflow=Workflow.APPROVED,
            created_at=_moment(fields.get("Created", "")),
            created_by=fields.get("Creator", ""),
            changed_at=_moment(fields.get("LastModified", "")),
            changed_by=fields.get("Modifier", ""),
            properties=tuple(properties),
        ),
    )


def _language_cells(entry: TermEntry, name: str, most: int) -> list[str]:
    terms = [term for term in entry.terms if _name(term.lang) == name]
    cells = [next((d.text for d in entry.definitions if d.lang and _name(d.lang) == name), "")]
    for term in terms:
        cells += [term.text, "" if term.usable else "Forbidden", term.context]
    return cells + [""] * 3 * (most - len(terms))


def _name(lang: str) -> str:
    """MemoQ's name of a language: Chinese_PRC for zh-CN."""
    first, *rest = lang.split("-")
    places = [_PLACES[part] for part in reversed(rest) if part in _PLACES]
    return "_".join([_NAMES.get(first, first), *places[:1]])


def _lang(name: str) -> str:
    """The tag of a language of memoQ, or an empty string."""
    first, _, place = name.partition("_")
    lang = _LANGS.get(first, "")
    if not lang or (place and place not in _REGIONS):
        return ""
    return canonical(f"{lang}-{_REGIONS[place]}" if place else lang)


def _date(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):{_DATE}}" if at else ""


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(text, _DATE).replace(tzinfo=UTC)
    return None
