"""Suggestions written to files: tables, pages, XLIFF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tm.app.manuscript import Manuscript
from tm.app.project import Project
from tm.app.service import Answer, LookupOptions, check_output
from tm.app.suggestion_page import write_suggestion_page
from tm.app.suggestions import Suggested, suggest, suggestion_of
from tm.errors import SettingsError
from tm.progress import Progress, silent

if TYPE_CHECKING:
    from glossary.recognise import TermHit

SUGGESTION_SUFFIXES = (".xlf", ".xliff", ".html", ".tsv", ".csv", ".xlsx", ".jsonl")
_XLIFF = (".xlf", ".xliff")


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """What was written: segments of the file, those with a match, those with one of 100 percent or more, terms."""

    path: str
    segments: int
    matched: int
    exact: int
    terms: int
    prefilled: int = 0


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A match of a segment as a row of a table; a segment without one has a row without one."""

    number: int  # of the segment, from 1
    source: str
    percent: int | None
    band: str
    suggestion: str  # what to start from: the repaired or converted text, else the translation in the memory
    kind: str  # of the suggestion: context, exact, fuzzy, meaning, repaired, converted
    match_source: str
    match_target: str
    origin: str
    date: str
    unit: int | None  # its id in the memory
    terms: str


def write_suggestions(
    project: Project,
    manuscript: Manuscript,
    path: Path,
    options: LookupOptions,
    *,
    prefill: int | None = None,
    progress: Progress = silent,
) -> SuggestReport:
    """What was written to a table, a page or an XLIFF file, by its suffix.

    An XLIFF file is written with the suggestions in it and else as it was; any other text gives a new XLIFF 2.1 file.
    With `prefill`, a percent of 100 or more, segments without a target get that of such a match, unless another one
    translates the same text otherwise.
    Raises: SettingsError for another suffix, or `prefill` with another format; StorageError.
    """
    check_output(path, SUGGESTION_SUFFIXES)
    tally = _Tally()
    found = tally.counting(suggest(project, manuscript, options, progress=progress))
    suffix, filled = path.suffix.lower(), 0
    if suffix in _XLIFF:
        from tm.app.suggestion_xliff import write_edited, write_new

        write = write_edited if manuscript.xliff else write_new
        filled = write(path, manuscript, found, prefill=prefill)
    elif prefill is not None:
        raise SettingsError(f"only XLIFF files can be filled in; write {path.stem}.xlf, or leave --prefill out")
    elif suffix == ".html":
        write_suggestion_page(path, manuscript, found)
    else:
        from tm.exchange.tables import write_table

        columns = tuple(SuggestionRow.__dataclass_fields__)
        rows = (row for number, one in enumerate(found, start=1) for row in _rows(number, one))
        write_table(path, rows, columns=columns)
    counts = tally.counts
    return SuggestReport(
        str(path), counts["segments"], counts["matched"], counts["exact"], counts["terms"], prefilled=filled
    )


def terms_line(answer: Answer) -> str:
    """The glossary's terms in a segment on one line: 党支部 = Party branch; a forbidden rendering is marked ✗."""
    return "; ".join(dict.fromkeys(_term_line(hit) for hit in answer.terms if hit.translations))


def _term_line(hit: TermHit) -> str:
    renderings = " / ".join(term.text if term.usable else f"✗ {term.text}" for term in hit.translations)
    return f"{hit.term.text} = {renderings}" + (f" ({', '.join(hit.reservations)})" if hit.reservations else "")


class _Tally:
    """Counts what goes by."""

    def __init__(self) -> None:
        self.counts = Counter[str]()

    def counting(self, found: Iterable[Suggested]) -> Iterator[Suggested]:
        for one in found:
            best = max((match.percent or 0 for match in one.answer.result.matches), default=0)
            self.counts["segments"] += 1
            self.counts["matched"] += bool(one.answer.result.matches)
            self.counts["exact"] += best >= 100
            self.counts["terms"] += len(one.answer.terms)
            yield one


def _rows(number: int, one: Suggested) -> Iterator[SuggestionRow]:
    terms = terms_line(one.answer)
    if not one.answer.result.matches:
        yield SuggestionRow(number, one.segment.text, None, "none", "", "", "", "", "", "", None, terms)
    for match in one.answer.result.matches:
        unit, (text, kind) = match.unit, suggestion_of(match)
        yield SuggestionRow(
            number=number,
            source=one.segment.text,
            percent=match.percent,
            band=match.band,
            suggestion=text,
            kind=kind,
            match_source=unit.source.text,
            match_target=unit.target.text,
            origin=unit.origin.document,
            date=unit.origin.date,
            unit=match.rowid,
            terms=terms,
        )
