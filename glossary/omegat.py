"""The glossary file of OmegaT: term, rendering and comment between tabs, UTF-8.

Lossy: it knows no concepts and no status. Forbidden renderings go into the comment, never into the second column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from glossary.columns import refuse_other_columns
from glossary.entries import ReadEntry, Term, TermEntry
from glossary.pairrows import PairRow, RowRead, entries_of, settled_lang
from tm.exchange.omegat import GlossaryLine, write_glossary
from tm.exchange.tables import decoded
from tm.languages import primary, script
from tm.text.normalize import convert
from tm.units import Problem

_SAMPLE = 50  # lines that tell whether the columns hold the two languages


def write_omegat(path: Path, entries: Iterable[TermEntry], *, source_lang: str, target_lang: str) -> int:
    """The number of entries written: those with a usable pair of the two languages. Raises: StorageError."""
    found = [list(glossary_lines(entry, source_lang, target_lang)) for entry in entries]
    write_glossary(path, chain.from_iterable(found))
    return sum(map(bool, found))


def glossary_lines(entry: TermEntry, source_lang: str, target_lang: str) -> Iterator[GlossaryLine]:
    """A line for each term of the source language and each usable rendering; what not to write is in the comment.

    A Chinese term that the entry has in the other script only is converted, and the comment says so.
    """
    targets = _written(entry, target_lang)
    forbidden = ", ".join(text for text, term in targets if not term.usable)
    told = (
        f"not: {forbidden}" if forbidden else "",
        entry.subject_field,
        *(d.text for d in entry.definitions),
        entry.note,
    )
    for source, of_source in _written(entry, source_lang):
        for target, of_target in targets:
            if of_target.usable:
                converted = (
                    term.text for text, term in ((source, of_source), (target, of_target)) if text != term.text
                )
                comment = filter(None, (*told, *(f"converted from {text}" for text in converted)))
                yield GlossaryLine(source, target, "; ".join(comment))


def _written(entry: TermEntry, lang: str) -> list[tuple[str, Term]]:
    """The terms of a language as they are written in its script; OmegaT finds nothing in the other one."""
    own = entry.in_language(lang)
    written = {term.text: term for term in own}
    for term in entry.terms if script(lang) else ():
        if primary(term.lang) == primary(lang) and term not in own:
            written.setdefault(convert(term.text, term.lang, lang), term)
    return list(written.items())


def read_omegat(path: Path, *, source_lang: str, target_lang: str) -> Iterator[ReadEntry]:
    """The entries of a glossary file, an entry a line. Problem codes: term-empty.

    Raises: InputError for a file that cannot be read, or whose columns hold the two languages the other way round.
    """
    lines = [
        (number, [cell.strip() for cell in line.split("\t", 2)])
        for number, line in enumerate(re.split(r"\r\n|\r|\n", decoded(path)), start=1)
        if line.strip() and not line.startswith("#")
    ]
    refuse_other_columns([cells for _, cells in lines[:_SAMPLE] if len(cells) > 1], (source_lang, target_lang), path)

    def rows() -> Iterator[RowRead | Problem]:
        for number, cells in lines:
            source, target, comment = [*cells, "", ""][:3]
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
