"""UTX, the dictionary format of the Asia-Pacific Association for Machine Translation: 1.11 and 1.20, read and written.

Written is 1.11, which other tools read: tab-separated, a line of properties, a line of columns. A provisional term is
one that nobody has approved; a non-standard one is admitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from glossary.entries import ReadEntry, Status, Term, TermEntry, Workflow
from glossary.pairrows import PairRow, RowRead, entries_of, pairs_of, settled_lang
from tm.errors import InputError, SettingsError
from tm.exchange.safexml import atomic_write
from tm.exchange.tables import decoded
from tm.languages import canonical
from tm.memory.database import moment_text
from tm.units import Problem

_COLUMNS = ("src", "tgt", "src:pos", "tgt:pos", "term status", "concept ID", "comment")
_STATUSES = {"approved": Status.PREFERRED, "non-standard": Status.ADMITTED, "forbidden": Status.DEPRECATED}
_WRITTEN = {status: name for name, status in _STATUSES.items()} | {Status.SUPERSEDED: "non-standard"}
_KNOWN = {
    "src": "source",
    "tgt": "target",
    "src:pos": "source_pos",
    "tgt:pos": "target_pos",
    "concept id": "concept",
    "comment": "note",
    "src:comment": "source_note",
    "tgt:comment": "target_note",
}
_POS = {"proper noun": "noun", "-": ""}


def write_utx(path: Path, entries: Iterable[TermEntry], *, source_lang: str, target_lang: str, now: datetime) -> int:
    """The number of entries written: those with a pair of the two languages. Raises: StorageError."""
    head = f"#UTX 1.11; {source_lang}/{target_lang}; {moment_text(now)}; copyright: ; license: ; bidirectional\r\n"
    count = 0
    with atomic_write(path) as file:
        file.write(head.encode())
        file.write(("#" + "\t".join(_COLUMNS) + "\r\n").encode())
        for entry in entries:
            lines = [
                _line(entry, source, target)
                for source, target in pairs_of(entry, source_lang)
                if source and target and target in entry.in_language(target_lang)
            ]
            file.writelines(line.encode() for line in lines)
            count += bool(lines)
    return count


def read_utx(path: Path, *, source_lang: str, target_lang: str) -> Iterator[ReadEntry]:
    """The entries of a UTX file, whatever its two languages are; a file without any takes those given.

    Problem codes: term-empty, term-value. Raises: InputError for a file that has no UTX header.
    """
    return entries_of(_rows(path, (source_lang, target_lang)))


def _rows(path: Path, languages: tuple[str, str]) -> Iterator[RowRead | Problem]:
    lines = re.split(r"\r\n|\r|\n", decoded(path))
    if not lines[0].lower().startswith("#utx"):
        raise InputError("does not begin with #UTX; save it as UTX, or name it .tsv", path=path, line=1)
    languages = _languages(lines[0], path) or languages
    columns: list[str] = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if line.startswith("#"):
            if len(cells) > 1 and not columns:
                columns = [_column(cell) for cell in cells]
        elif line.strip() and not columns:
            raise InputError("has no line of columns, e.g. #src and tgt between tabs", path=path, line=number)
        elif line.strip():
            yield _row(number, dict(zip(columns, map(str.strip, cells), strict=False)), languages)


def _languages(head: str, path: Path) -> tuple[str, str] | None:
    for part in head.split(";")[1:]:
        source, slash, target = part.strip().partition("/")
        if slash:
            try:
                return canonical(source), canonical(target)
            except SettingsError as error:
                raise InputError(f"{error} (in the first line)", path=path, line=1) from error
    return None


def _column(cell: str) -> str:
    """The name of a column in 1.11; `term:zh term:en` of 1.20 are the two terms in their order."""
    name = cell.lstrip("#").strip().lower()
    return (
        "tgt" if name.startswith("term:") and not cell.startswith("#") else "src" if name.startswith("term:") else name
    )


def _row(line: int, cells: dict[str, str], languages: tuple[str, str]) -> RowRead | Problem:
    values = {_KNOWN[name]: _POS.get(value, value) for name, value in cells.items() if name in _KNOWN and value}
    if not values.get("source"):
        return Problem("term-empty", "", line, "a line needs a term; fill it or leave it out")
    for side, lang in zip(("source", "target"), languages, strict=True):
        values[f"{side}_lang"] = settled_lang(values.get(side, ""), lang)
    status = cells.get("term status", "").lower()
    if status == "provisional":
        values["workflow"] = Workflow.PROPOSED
    elif status:
        values["target_status"] = _STATUSES.get(status, status)
    others = [(name, value) for name, value in cells.items() if value and name not in _KNOWN and name != "term status"]
    return RowRead(line, PairRow(**values), tuple(others))


def _line(entry: TermEntry, source: Term, target: Term) -> str:
    proposed = entry.workflow is Workflow.PROPOSED and target.usable
    status = "provisional" if proposed else _WRITTEN[target.status]
    cells = (source.text, target.text, source.part_of_speech, target.part_of_speech, status, entry.concept, entry.note)
    return "\t".join(" ".join(cell.split()) for cell in cells) + "\r\n"
