"""The glossary file of OmegaT: term, rendering and comment between tabs, UTF-8.

Lossy: it knows no concepts and no status. Forbidden renderings go into the comment, never into the second column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from glossary.entries import ReadEntry, TermEntry
from glossary.pairrows import PairRow, RowRead, entries_of, settled_lang
from tm.exchange.safexml import atomic_write
from tm.exchange.tables import decoded
from tm.units import Problem

_HEAD = "# Glossary in tab-separated format -*- coding: utf-8 -*-\n"


def write_omegat(path: Path, entries: Iterable[TermEntry], *, source_lang: str, target_lang: str) -> int:
    """The number of entries written: those with a usable pair of the two languages. Raises: StorageError."""
    count = 0
    with atomic_write(path) as file:
        file.write(_HEAD.encode())
        for entry in entries:
            lines = list(_lines(entry, source_lang, target_lang))
            file.writelines(line.encode() for line in lines)
            count += bool(lines)
    return count


def read_omegat(path: Path, *, source_lang: str, target_lang: str) -> Iterator[ReadEntry]:
    """The entries of a glossary file, an entry a line. Problem codes: term-empty. Raises: InputError."""

    def rows() -> Iterator[RowRead | Problem]:
        for number, line in enumerate(re.split(r"\r\n|\r|\n", decoded(path)), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            source, target, comment = (cell.strip() for cell in [*line.split("\t", 2), "", ""][:3])
            if not source or not target:
                yield Problem("term-empty", "", number, "a line needs a term, a tab and its rendering")
                continue
            yield RowRead(
                number,
                PairRow(
                    source=source,
                    target=target,
                    source_lang=settled_lang(source, source_lang),
                    target_lang=settled_lang(target, target_lang),
                    note=comment,
                ),
            )

    return entries_of(rows())


def _lines(entry: TermEntry, source_lang: str, target_lang: str) -> Iterator[str]:
    targets = entry.in_language(target_lang)
    forbidden = [term.text for term in targets if not term.usable]
    comment = "; ".join(
        part
        for part in (
            entry.subject_field,
            entry.definition,
            entry.note,
            f"not: {', '.join(forbidden)}" if forbidden else "",
        )
        if part
    )
    for source in entry.in_language(source_lang):
        for target in targets:
            if target.usable:
                cells = (source.text, target.text, comment)
                yield "\t".join(" ".join(cell.split()) for cell in cells).rstrip() + "\n"
