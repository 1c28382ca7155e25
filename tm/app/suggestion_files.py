"""Suggestions written to files: tables and pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tm.app.manuscript import Manuscript
from tm.app.project import Project
from tm.app.service import Answer, LookupOptions, check_output
from tm.app.suggestion_page import write_suggestion_page
from tm.app.suggestions import Suggested, suggest, suggestion_of
from tm.progress import Progress, silent
from tm.units import Problem

SUGGESTION_SUFFIXES = (".html", ".tsv", ".csv", ".xlsx", ".jsonl")


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """What was written: segments of the file, those with a match, those with one of 100 percent or more, terms."""

    path: str
    segments: int
    matched: int
    exact: int
    terms: int
    prefilled: int = 0
    problems: tuple[Problem, ...] = ()


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
    progress: Progress = silent,
) -> SuggestReport:
    """What was written to a table, a page or an XLIFF file, by its suffix.

    Raises: SettingsError for another suffix, StorageError; InputError for a segment too long to be one.
    """
    check_output(path, SUGGESTION_SUFFIXES)
    tally = _Tally()
    found = tally.counting(suggest(project, manuscript, options, progress=progress))
    suffix = path.suffix.lower()
    if suffix == ".html":
        write_suggestion_page(path, manuscript, found)
    else:
        from tm.exchange.tables import write_table

        columns = tuple(SuggestionRow.__dataclass_fields__)
        rows = (row for number, one in enumerate(found, start=1) for row in _rows(number, one))
        write_table(path, rows, columns=columns)
    counts = tally.counts
    return SuggestReport(str(path), counts["segments"], counts["matched"], counts["exact"], counts["terms"])


def terms_line(answer: Answer) -> str:
    """The glossary's terms in a segment on one line: 党支部 = Party branch; a forbidden rendering is marked ✗."""
    lines = (
        f"{hit.term.text} = {' / '.join(term.text if term.usable else f'✗ {term.text}' for term in hit.translations)}"
        for hit in answer.terms
    )
    return "; ".join(dict.fromkeys(lines))


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
