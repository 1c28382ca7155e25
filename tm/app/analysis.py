"""What a translation of files will take: segments, words and characters by match band, repetitions apart.

Each segment counts once. In this order it is: translated already (the file vouches for it), without a letter (figures
and signs only), in the memory (102, 101, 100), a repetition of an earlier segment of its file or of another one, or in
the band of its best match. So a text that the memory knows is never a repetition, and of a text that it does not know
the first place counts by its match and the others as repetitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from tm.app.manuscript import Manuscript, OpenSegment
from tm.app.pagefile import write_page
from tm.app.project import Project
from tm.app.service import LookupOptions, Query, check_output, look_up
from tm.lookup.lookup import MAX_QUERY_CHARS
from tm.lookup.matches import band
from tm.progress import Progress, silent
from tm.text.words import tokens

BAND_NAMES = {
    "102": "102 both neighbours",
    "101": "101 one neighbour",
    "100": "100",
    "repeated": "repeated in the file",
    "repeated-elsewhere": "repeated elsewhere",
    "95-99": "95–99",
    "85-94": "85–94",
    "75-84": "75–84",
    "50-74": "50–74",
    "none": "no match",
    "numbers": "figures only",
    "translated": "translated already",
}
BANDS = tuple(BAND_NAMES)
ANALYSIS_SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl", ".html")
_MINIMUM = 50
_EXACT = 100


@dataclass(frozen=True, slots=True)
class Size:
    """How much text: a Chinese character is a word, as word processors count; punctuation is no word."""

    segments: int = 0
    words: int = 0
    characters: int = 0  # white space aside
    characters_with_spaces: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class BandSize:
    """How much of a file lies in a band of BANDS."""

    band: str
    size: Size


@dataclass(frozen=True, slots=True)
class FileAnalysis:
    """A file: every band, and all of them together."""

    path: str
    source_lang: str
    target_lang: str
    bands: tuple[BandSize, ...]
    total: Size


@dataclass(frozen=True, slots=True)
class Analysis:
    """Some files, and all of them together."""

    files: tuple[FileAnalysis, ...]
    bands: tuple[BandSize, ...]
    total: Size


@dataclass(frozen=True, slots=True)
class AnalysisRow:
    """A band of a file as a row of a table; the file is empty where all are meant."""

    file: str
    band: str
    segments: int
    words: int
    characters: int
    characters_with_spaces: int


def size_of(text: str) -> Size:
    """One segment's words and characters."""
    words = sum(any(char.isalnum() for char in token) for token in tokens(text))
    return Size(1, words, sum(not char.isspace() for char in text), len(text))


def analyse(
    project: Project, manuscripts: Sequence[Manuscript], *, strict_variant: bool = False, progress: Progress = silent
) -> Analysis:
    """The bands of the files against the memory; a repetition may be one of an earlier file."""
    seen: dict[tuple[str, str], _Known] = {}
    files = []
    for number, manuscript in enumerate(manuscripts):
        options = LookupOptions(
            source_lang=manuscript.source_lang,
            target_lang=manuscript.target_lang,
            minimum=_MINIMUM,
            limit=1,
            strict_variant=strict_variant,
        )
        found = dict.fromkeys(BANDS, Size())
        names = _band_names(project, manuscript, options, seen, number, progress)
        for segment, name in zip(manuscript.segments, names, strict=True):
            found[name] += size_of(segment.text)
        rows = tuple(BandSize(name, size) for name, size in found.items())
        languages = manuscript.source_lang, manuscript.target_lang
        files.append(FileAnalysis(str(manuscript.path), *languages, rows, _sum(found.values())))
    together = tuple(BandSize(name, _sum(file.bands[at].size for file in files)) for at, name in enumerate(BANDS))
    return Analysis(tuple(files), together, _sum(row.size for row in together))


def analysis_rows(analysis: Analysis) -> Iterator[AnalysisRow]:
    """Every band of every file, then of all files together, each closed by its total."""
    for path, bands, total in (
        *((file.path, file.bands, file.total) for file in analysis.files),
        ("", analysis.bands, analysis.total),
    ):
        for row in (*bands, BandSize("total", total)):
            yield AnalysisRow(path, row.band, *astuple(row.size))


def write_analysis(path: Path, analysis: Analysis, *, memory: str, date: str) -> int:
    """The number of rows written: a table with a row for each band of each file, or a page.

    Raises: SettingsError for another suffix, StorageError.
    """
    check_output(path, ANALYSIS_SUFFIXES)
    if path.suffix.lower() != ".html":
        from tm.exchange.tables import write_table

        return write_table(path, analysis_rows(analysis), columns=tuple(field.name for field in fields(AnalysisRow)))
    write_page(path, "analysis.html.j2", analysis=analysis, names=BAND_NAMES, memory=memory, date=date)
    return len(analysis.files) * len(BANDS)


@dataclass(frozen=True, slots=True)
class _Known:
    """Where a text stood first, and the percent of its best match there; None where it has none."""

    manuscript: int
    percent: int | None


def _band_names(
    project: Project,
    manuscript: Manuscript,
    options: LookupOptions,
    seen: dict[tuple[str, str], _Known],
    number: int,
    progress: Progress,
) -> list[str]:
    """The band of each segment. Texts are looked up once, those that the memory holds again in each other context."""
    names = [_plain_band(segment) for segment in manuscript.segments]
    queries = list(manuscript.queries())
    keys = [(manuscript.source_lang, query.text) for query in queries]
    first: dict[tuple[str, str], int] = {}
    for at, key in enumerate(keys):
        if not names[at] and key not in seen:
            first.setdefault(key, at)
    fresh = set(first.values())
    percents = _percents(project, queries, sorted(fresh), options, progress)
    seen |= {keys[at]: _Known(number, percents[at]) for at in fresh}
    others = [at for at, name in enumerate(names) if not name and at not in fresh]
    percents |= _percents(project, queries, [at for at in others if _is_held(seen[keys[at]])], options, progress)
    for at in (*fresh, *others):
        percent = percents.get(at)
        if at in fresh or (percent is not None and percent >= _EXACT):
            names[at] = "none" if percent is None else band(percent)
        else:
            names[at] = "repeated" if seen[keys[at]].manuscript == number else "repeated-elsewhere"
    return names


def _plain_band(segment: OpenSegment) -> str:
    """The band of a segment that needs no looking up, or is too long for it; else an empty string."""
    if segment.target:
        return "translated"
    if len(segment.text) > MAX_QUERY_CHARS:
        return "none"
    return "" if any(char.isalpha() for char in segment.text) else "numbers"


def _is_held(known: _Known) -> bool:
    """Whether the memory may hold the very text: between other neighbours it may be a context match."""
    return known.percent is not None and known.percent >= _EXACT - 1  # of several translations each counts one less


def _percents(
    project: Project, queries: Sequence[Query], wanted: Sequence[int], options: LookupOptions, progress: Progress
) -> dict[int, int | None]:
    """The percent of the best match of each query wanted."""
    percents: dict[int, int | None] = {}
    if not wanted:
        return percents
    for at, answer in zip(
        wanted, look_up(project, (queries[at] for at in wanted), options, progress=progress), strict=True
    ):
        percents[at] = answer.result.matches[0].percent if answer.result.matches else None
        progress("look-up", len(percents), len(wanted))
    return percents


def _sum(sizes: Iterable[Size]) -> Size:
    total = Size()
    for size in sizes:
        total += size
    return total
