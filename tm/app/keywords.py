"""Keywords in context: found in the memory, counted by document, written as a table or a page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from pathlib import Path

from tm.app.pagefile import write_page
from tm.app.project import Project
from tm.lookup.concordance import Concordance, concordance
from tm.progress import Progress, silent

SHOWN = 50  # hits that a person reads
KEYWORD_SUFFIXES = (".html", ".tsv", ".csv", ".xlsx", ".jsonl")


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
    return Concordance(found[0].query, total, units, tuple(hits[:limit]), all(part.complete for part in found))


@dataclass(frozen=True, slots=True)
class Band:
    """How many of the hits a document has, and the dates of their units, the first and the last."""

    document: str
    hits: int
    first: str
    last: str

    def __str__(self) -> str:
        days = " – ".join(dict.fromkeys(filter(None, (self.first, self.last))))
        return f"{self.document} {self.hits}" + (f" ({days})" if days else "")


def bands(found: Concordance) -> tuple[Band, ...]:
    """The documents that the hits stand in, those with the most hits first; hits without a document are left out."""
    dates = defaultdict[str, list[str]](list)
    for hit in found.hits:
        if hit.unit.origin.document:
            dates[hit.unit.origin.document].append(hit.unit.origin.date)
    every = [Band(document, len(days), min(days), max(days)) for document, days in dates.items()]
    return tuple(sorted(every, key=lambda band: -band.hits))


def write_keywords(path: Path, found: Concordance) -> int:
    """The number of hits written, a row or a paragraph each, in the format of the suffix. Raises: StorageError."""
    from tm.exchange.tables import write_table

    if path.suffix.lower() == ".html":
        write_page(path, "keywords.html.j2", found=found, bands=bands(found))
        return len(found.hits)

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
