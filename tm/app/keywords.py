"""Keywords in context: found in the memory, written as a table."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from tm.app.project import Project
from tm.lookup.concordance import Concordance, concordance
from tm.progress import Progress, silent

SHOWN = 50  # hits that a person reads
KEYWORD_SUFFIXES = (".tsv", ".csv", ".xlsx", ".jsonl")


@dataclass(frozen=True, slots=True)
class KeywordRow:
    """A hit in a table: the keyword between what stands before and after it, and the translation."""

    id: int
    left: str
    keyword: str
    right: str
    target: str
    source_lang: str
    target_lang: str
    document: str
    date: str
    state: str
    publisher: str
    url: str
    memory: str


def find_keyword(
    project: Project,
    text: str,
    *,
    source_lang: str = "",
    target_lang: str = "",
    limit: int | None = None,
    progress: Progress = silent,
) -> Concordance:
    """Where the text stands in the memories asked, the newest document first. Raises: SettingsError, InputError."""
    found = [
        concordance(
            asked.memory, text, source_lang=source_lang, target_lang=target_lang, limit=limit, progress=progress
        )
        for asked in project.asked
    ]
    hits = sorted((hit for part in found for hit in part.hits), key=lambda hit: hit.unit.origin.date, reverse=True)
    total, units = sum(part.total for part in found), sum(part.units for part in found)
    return Concordance(found[0].query, total, units, tuple(hits[:limit]))


def write_keywords(path: Path, found: Concordance) -> int:
    """The number of rows written, one a hit, in the format of the suffix. Raises: StorageError."""
    from tm.exchange.tables import write_table

    rows = (
        KeywordRow(
            id=hit.rowid,
            left=hit.variant.text[: hit.start],
            keyword=hit.variant.text[hit.start : hit.end],
            right=hit.variant.text[hit.end :],
            target=hit.other.text,
            source_lang=hit.variant.lang,
            target_lang=hit.other.lang,
            document=hit.unit.origin.document,
            date=hit.unit.origin.date,
            state=hit.unit.state.value,
            publisher=hit.unit.origin.publisher,
            url=hit.unit.origin.url,
            memory=hit.memory,
        )
        for hit in found.hits
    )
    return write_table(path, rows, columns=[field.name for field in fields(KeywordRow)])
