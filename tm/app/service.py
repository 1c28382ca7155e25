"""One function for each thing a user asks: they take a Project, return a frozen report, print nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tm.app.project import Project, Reference, prepare_lookup
from tm.app.selection import UnitFilter, chosen, kept_records, refuse_nothing
from tm.errors import InputError, SettingsError, StorageError
from tm.languages import guess, primary
from tm.lookup.fuzzy import FuzzyIndex
from tm.lookup.lookup import lookup
from tm.lookup.matches import LookupResult
from tm.lookup.several import MemoryAnswer, merged
from tm.progress import Progress, silent
from tm.settings import Settings
from tm.units import Code, Kept, Problem, TranslationUnit

if TYPE_CHECKING:
    from glossary.recognise import TermHit
    from glossary.standing import StandingRecogniser
    from tm.app.corrections import Corrections
    from tm.app.formats import Reader
    from tm.encode.encoder import Encoder
    from tm.lookup.fragments import Fragment, FragmentFinder
    from tm.lookup.semantic import SemanticIndex

NO_FRAGMENTS = 85  # percent of a match beside which fragments add nothing


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the records of the files: read = added + merged + skipped + failed."""

    files: tuple[str, ...]
    read: int
    added: int
    merged: int
    skipped: int
    failed: int
    problems: tuple[Problem, ...]
    kept: int = 0  # records that gave no unit and come back in a TMX file all the same


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written where; `stripped` counts characters that XML cannot hold."""

    path: str
    units: int
    stripped: int = 0
    skipped: int = 0
    files: tuple[str, ...] = ()  # one for each language pair, where several were written
    kept: int = 0  # records without a pair of texts, in a plain TMX file of all languages
    foreign: int = 0  # attributes and elements that TMX 1.4 does not know: in props, as they were, or left out


@dataclass(frozen=True, slots=True)
class Answer:
    """A lookup with the glossary's terms in the query."""

    result: LookupResult
    terms: tuple[TermHit, ...]
    memories: int = 1  # that were asked
    fragments: tuple[Fragment, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A segment to look up, with its neighbours and its id where they are known."""

    text: str
    context_before: str = ""
    context_after: str = ""
    unit_id: str = ""
    codes: tuple[Code, ...] = ()  # inline codes of the text


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupOptions:
    """How to look up; a language left empty is read from each query."""

    source_lang: str = ""
    target_lang: str = ""
    minimum: int = 50  # percent
    limit: int = 5
    meaning: bool = False
    strict_variant: bool = False
    as_of: date | None = None
    prefer: tuple[str, ...] = ()  # publishers or documents, the most trusted first
    thorough: bool = False  # compare every text before saying that there is no match
    fragments: bool = False  # also phrases that the memory has translated, where no match is better than NO_FRAGMENTS


def check_output(path: Path, suffixes: Sequence[str]) -> None:
    """Refuse, before the work, a file that could not be written after it.

    Raises: SettingsError for another suffix, StorageError for a folder or one that is not there.
    """
    if path.is_dir():
        raise StorageError("is a folder; name a file in it", path=path)
    if path.suffix.lower() not in suffixes:
        raise SettingsError(f"{path}: {path.suffix or 'no suffix'} is not written; use {', '.join(suffixes)}")
    if not path.parent.is_dir():
        raise StorageError(f"the folder {path.parent} does not exist; make it first", path=path)


def import_files(
    project: Project,
    paths: Sequence[Path],
    *,
    source_lang: str = "",
    target_lang: str = "",
    strict: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Add the units of files, all files in one action; rows of files exported from this memory correct its units.

    Without languages given, any Chinese and any English of the settings' languages is taken, each under its own tag;
    of TMX all languages are, each paired with the source; of tables those that a row is tagged with.
    Corrections are an action of their own. A corrected unit counts as merged, an unchanged row as skipped.
    Raises: InputError for a file that cannot be read, and with `strict` for the first record that gives no unit.
    """
    from tm.app.corrections import Corrections
    from tm.app.files import shown
    from tm.app.formats import reader_of

    defaults = project.settings.source_lang, project.settings.target_lang
    readers = [reader_of(path, source_lang=source_lang, target_lang=target_lang, defaults=defaults) for path in paths]
    corrections = Corrections(project)
    intake = _Intake(corrections, strict=strict)
    summary = ", ".join(shown(path.name) for path in paths)
    counts = project.memory.add(
        intake.units(zip(paths, readers, strict=True)),
        now=project.clock(),
        author=project.settings.author,
        kind="import",
        summary=summary,
        progress=progress,
    )
    corrected = corrections.apply(summary)
    prepare_lookup(project, progress)
    merged, skipped = counts.merged + corrected, counts.skipped + corrections.skipped
    return ImportReport(
        files=tuple(map(str, paths)),
        read=counts.added + merged + skipped + len(intake.problems),
        added=counts.added,
        merged=merged,
        skipped=skipped,
        failed=len(intake.problems),
        problems=tuple(intake.problems),
        kept=intake.kept,
    )


class _Intake:
    """What files say, on its way: units and records to keep go on to the memory, corrections and problems stay."""

    def __init__(self, corrections: Corrections, *, strict: bool) -> None:
        self._corrections, self._strict = corrections, strict
        self.problems: list[Problem] = []
        self.kept = 0  # records, without those about a whole file

    def units(self, files: Iterable[tuple[Path, Reader]]) -> Iterator[TranslationUnit | Kept]:
        """What the memory takes. Raises: InputError for the first problem, if it is strict, or an unreadable file."""
        for path, read in files:
            for item in map(self._corrections.take, read(path)):
                if isinstance(item, Problem):
                    if self._strict:
                        raise InputError(f"{item.message} ({item.code})", path=path, line=item.line)
                    self.problems.append(item)
                elif item is not None:
                    self.kept += isinstance(item, Kept) and not item.of_file
                    yield item


def export_units(
    project: Project, path: Path, wanted: UnitFilter, *, tool: str = "plain", each_pair: bool = False
) -> ExportReport:
    """Write the units that pass the filter as TMX for a tool (tm.app.tmxexport) or in another format, by its suffix.

    A Word file to be corrected holds units as they stand in the memory, never turned.
    Raises: SettingsError for another suffix, or a tool or `each_pair` without TMX; InputError where no unit passes, and
    then nothing is written; StorageError.
    """
    from tm.app.formats import WHOLE, WRITTEN_SUFFIXES, write_units
    from tm.lookup.journal import moment

    check_output(path, WRITTEN_SUFFIXES)
    suffix = path.suffix.lower()
    turning = suffix != ".docx"
    if not (suffix == ".tmx" and tool in WHOLE and not each_pair and any(kept_records(project, wanted))):
        refuse_nothing(project, wanted, turning=turning)
    if suffix == ".tmx":
        from tm.app.tmxexport import export_tmx

        written = export_tmx(project, path, wanted, tool=tool, each_pair=each_pair)
        reports = written.values()
        return ExportReport(
            path=str(path),
            units=sum(report.units for report in reports),
            stripped=sum(report.stripped for report in reports),
            skipped=sum(report.skipped for report in reports),
            kept=sum(report.kept for report in reports),
            foreign=sum(report.foreign for report in reports),
            files=tuple(map(str, written)) if each_pair else (),
        )
    if tool != "plain" or each_pair:
        raise SettingsError(f"{path}: only a .tmx file is written for a tool or for each language pair")
    outcome = write_units(
        path,
        chosen(project, wanted, turning=turning),
        source_lang=wanted.source_lang or project.settings.source_lang,
        target_lang=wanted.target_lang or project.settings.target_lang,
        now=project.clock(),
        memory=moment(project.memory.database).identity,
    )
    return ExportReport(str(path), outcome.units, outcome.stripped, outcome.skipped)


def look_up(
    project: Project, queries: Iterable[Query | str], options: LookupOptions, *, progress: Progress = silent
) -> Iterator[Answer]:
    """The answer to each query, a text or a segment with its neighbours, in order, as it is found.

    The memory and the glossary are read once for all. `progress` is told what is made first: index, vectors.
    """
    lookups = Lookups(project, progress=progress)
    for asked in queries:
        yield lookups.answer(asked, options)


class Lookups:
    """Answers queries one by one from memories and glossaries that are read once, and again when they have changed.

    For one thread, as the connections of its project are.
    """

    def __init__(self, project: Project, *, progress: Progress = silent) -> None:
        self._project = project
        self._sources = [_Source(reference, project.encoder, progress) for reference in project.asked]
        self._recogniser: StandingRecogniser | None = None
        self._stamps: tuple[str, ...] = ()  # of the memories, when their terms were read

    def answer(self, asked: Query | str, options: LookupOptions) -> Answer:
        """The matches of a query, the terms in it, and the fragments if they are asked for."""
        query = Query(asked) if isinstance(asked, str) else asked
        languages = _directions(query.text, options, self._project.settings)
        answers = [_ask(source, query, languages, options) for source in self._sources]
        result = merged(answers, minimum=options.minimum, limit=options.limit, prefer=options.prefer)
        fragments = _fragments(self._sources, result, languages) if options.fragments else ()
        return Answer(result, self.terms(query.text, result.lang), len(self._sources), fragments)

    def terms(self, text: str, lang: str) -> tuple[TermHit, ...]:
        """The terms of all glossaries that stand in the text."""
        stamps = tuple(reference.memory.database.stamp for reference in self._project.asked)
        if stamps != self._stamps:
            self._recogniser, self._stamps = _recogniser(self._project), stamps
        return self._recogniser.find(text, lang) if self._recogniser else ()


class _Source:
    """A memory with what finds its units, made when it is first asked for."""

    def __init__(self, reference: Reference, encoder: Encoder, progress: Progress) -> None:
        self.memory, self.penalty = reference.memory, reference.penalty
        self.fuzzy = FuzzyIndex(reference.memory, progress=progress)
        self._encoder, self._progress = encoder, progress
        self._index: SemanticIndex | None = None
        self._phrases: FragmentFinder | None = None

    def index(self) -> SemanticIndex:
        """What finds units by meaning."""
        if self._index is None:
            from tm.lookup.semantic import SemanticIndex

            self._index = SemanticIndex(self.memory, self._encoder, progress=self._progress)
        return self._index

    def phrases(self) -> FragmentFinder:
        """What finds phrases that the memory has translated."""
        if self._phrases is None:
            from tm.lookup.fragments import FragmentFinder

            self._phrases = FragmentFinder(self.memory, self.fuzzy)
        return self._phrases


def _fragments(sources: Sequence[_Source], result: LookupResult, languages: tuple[str, str]) -> tuple[Fragment, ...]:
    """The fragments of a query without a good match; a phrase that two memories have is the first one's."""
    if any((match.percent or 0) >= NO_FRAGMENTS for match in result.matches):
        return ()
    found = [fragment for source in sources for fragment in source.phrases().find(result.query, *languages)]
    return tuple({(fragment.start, fragment.end): fragment for fragment in found[::-1]}.values())[::-1]


def _ask(source: _Source, query: Query, languages: tuple[str, str], options: LookupOptions) -> MemoryAnswer:
    """What one memory answers to the query; its matches must reach the minimum in spite of its penalty."""
    result = lookup(
        source.memory,
        query.text,
        source_lang=languages[0],
        target_lang=languages[1],
        minimum=min(100, options.minimum + source.penalty),
        limit=options.limit,
        context_before=query.context_before,
        context_after=query.context_after,
        unit_id=query.unit_id,
        codes=query.codes,
        strict_variant=options.strict_variant,
        as_of=options.as_of,
        prefer=options.prefer,
        thorough=options.thorough,
        fuzzy=source.fuzzy,
        index=source.index() if options.meaning else None,
    )
    return MemoryAnswer(result, source.penalty)


def _recogniser(project: Project) -> StandingRecogniser | None:
    """What finds the terms of all glossaries; None where there is none, so that its code need not be loaded."""
    databases = [reference.memory.database for reference in project.asked]
    filled = [database for database in databases if database.number("SELECT EXISTS (SELECT 1 FROM entry)")]
    if not filled:
        return None
    from glossary.standing import StandingRecogniser
    from glossary.termbase import Termbase

    entries = [entry for database in reversed(filled) for entry in Termbase(database).kept()]
    return StandingRecogniser({entry.concept: entry for entry in entries}.values())


def _directions(query: str, options: LookupOptions, settings: Settings) -> tuple[str, str]:
    """Source and target of a query: as asked, else whichever of the two languages its letters speak for first."""
    source, target = settings.source_lang, settings.target_lang
    if options.source_lang or options.target_lang:
        source = options.source_lang or (target if primary(options.target_lang) == primary(source) else source)
        target = options.target_lang or (settings.source_lang if primary(source) == primary(target) else target)
        if primary(source) == primary(target):
            raise SettingsError(f"source and target are both {primary(source)}; name two languages with -s and -t")
        return source, target
    return (target, source) if guess(query) == primary(target) else (source, target)
