"""The main job: from a folder of bilingual articles to a memory, a glossary, and what they are exported as."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from shlex import quote

from glossary.entries import Workflow
from tm.app.alignment import AlignedPair, ReadOptions, align_pair, read_side, units_of
from tm.app.files import FilePair, FolderFiles, is_term_list, pair_files, shown
from tm.app.kept import keep_alignment, worked_on
from tm.app.project import Project, prepare_lookup
from tm.app.proposals import propose_terms
from tm.app.report import Report, ReportDocument, ReportTerm, needs_eyes, write_report
from tm.app.termties import approved
from tm.errors import InputError, ReaderMissing, StorageError
from tm.languages import primary
from tm.memory.memory import AddReport
from tm.progress import Progress, silent
from tm.text.account import Characters, characters
from tm.text.mixed import has_two_sides
from tm.units import BlockKind, Problem, TranslationUnit


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """One article of the folder as it was aligned."""

    name: str
    source: str  # paths
    target: str
    source_lang: str
    target_lang: str
    source_encoding: str
    target_encoding: str
    source_sentences: int
    target_sentences: int
    beads: int
    unpaired: int  # beads with an empty side
    confidence: float  # mean over the paired beads
    needs_eyes: int  # beads that the report marks C, D or unpaired
    boilerplate: int  # blocks of both pages that were left out
    repairs: int
    characters: Characters  # of both pages


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made, and what it could not use."""

    documents: tuple[BuiltDocument, ...]
    untranslated: tuple[str, ...]  # texts in the source language without a translation: searched for terms only
    ignored: tuple[str, ...]  # other texts whose name marks no language
    memory: str
    units: AddReport
    terms: AddReport
    exports: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """What files gave: aligned pairs, their units, and the sentences of texts without translation."""

    pairs: tuple[AlignedPair, ...]
    units: tuple[tuple[TranslationUnit, ...], ...]  # of each pair; none of one that seems to be no pair
    untranslated: tuple[tuple[Path, tuple[str, ...]], ...]  # sentences of texts without translation
    ignored: tuple[Path, ...]
    problems: tuple[Problem, ...]

    @property
    def alone(self) -> tuple[tuple[str, ...], ...]:
        """The sentences of each text without translation."""
        return tuple(sentences for _, sentences in self.untranslated)


def build_folder(
    project: Project, folder: Path, output: Path, *, options: ReadOptions | None = None, progress: Progress = silent
) -> BuildReport:
    """Pair, align, remember and extract what a folder holds; export memory.tmx, glossary.tbx and report.html.

    A file that cannot be used becomes a Problem; the others are built. A second run over the same folder adds nothing.
    Each alignment is kept for review; where a person has worked on one, theirs stands.
    Raises: InputError if no file can be used, StorageError if the memory or the output folder cannot be written.
    """
    settings = project.settings
    files = pair_files(folder, source_lang=settings.source_lang, target_lang=settings.target_lang)
    _check_output(output)
    read = read_files(project, folder, files, options or ReadOptions(), progress=progress)
    now = project.clock()
    fresh = [units for pair, units in zip(read.pairs, read.units, strict=True) if not worked_on(project, pair)]
    units = project.memory.add(
        chain.from_iterable(fresh), now=now, author=settings.author, kind="build", summary=shown(folder)
    )
    for pair in read.pairs:
        keep_alignment(project, pair, held=not pair.unlike)
    prepare_lookup(project, progress)
    entries = propose_terms(project, read.units, read.alone, progress=progress)
    terms = project.termbase.propose(entries, now=now, author=settings.author)
    return BuildReport(
        documents=tuple(_summary(pair) for pair in read.pairs),
        untranslated=tuple(str(path) for path, _ in read.untranslated),
        ignored=tuple(map(str, read.ignored)),
        memory=str(settings.memory),
        units=units,
        terms=terms,
        exports=_export(project, read, folder, output, progress),
        problems=read.problems,
    )


def _check_output(output: Path) -> None:
    """Refuse, before the work, an output folder that cannot be made or written; it is made when there is output."""
    there = next(place for place in (output.absolute(), *output.absolute().parents) if os.path.exists(place))
    if not there.is_dir():
        cause = "is a file, not a folder" if there == output.absolute() else f"cannot be made: {there} is a file"
        raise StorageError(f"{cause}; choose another output folder with -o", path=output)
    if not os.access(there, os.W_OK | os.X_OK):
        raise StorageError("cannot be written: no rights to it; choose another output folder with -o", path=output)


def read_files(
    project: Project, folder: Path, files: FolderFiles, options: ReadOptions, *, progress: Progress = silent
) -> ReadFiles:
    """The files of a folder, aligned; one that cannot be used becomes a Problem. Raises: InputError if none can."""
    options = replace(options, glossary=approved(project.termbase))
    pairs, problems = [], list(files.problems)
    for count, found in enumerate(files.pairs):
        progress("align", count, len(files.pairs))
        try:
            pairs.append(_align(project, found, options))
            problems += _told(pairs[-1])
        except (InputError, ReaderMissing) as error:
            problems.append(Problem("unusable-file", str(error.path), error.line, _message(error)))
    progress("align", len(files.pairs), len(files.pairs))
    untranslated, ignored = [], []
    for path in files.single:
        if is_term_list(path):
            ignored.append(path)
            continue
        try:
            if has_two_sides(path, encoding=options.encoding):
                pairs.append(_align_mixed(project, path, folder, options))
                problems += _told(pairs[-1])
                continue
            sentences = _source_sentences(project, path, options)
        except (InputError, ReaderMissing) as error:
            problems.append(Problem("unusable-file", str(error.path), error.line, _message(error)))
            continue
        if sentences:
            untranslated.append((path, sentences))
        else:
            ignored.append(path)
    if not pairs and not untranslated:
        raise _nothing_usable(project, folder, problems)
    units = tuple(() if pair.unlike else tuple(units_of(pair, document=pair.name)) for pair in pairs)
    return ReadFiles(tuple(pairs), units, tuple(untranslated), tuple(ignored), tuple(problems))


def _told(pair: AlignedPair) -> list[Problem]:
    """The problems of a pair; of one that seems to be none, with what becomes of it."""
    fate = f"; the memory takes nothing of it, unless you accept it in: tm review {quote(pair.name)}"
    return [
        replace(problem, message=f"{problem.message}{fate}") if problem.code == "unlike-pair" else problem
        for problem in pair.problems
    ]


def _align(project: Project, found: FilePair, options: ReadOptions) -> AlignedPair:
    options = replace(options, source_lang=found.source_lang, target_lang=found.target_lang)
    return align_pair(found.source, found.target, name=found.name, options=options, encoder=project.encoder)


def _align_mixed(project: Project, path: Path, folder: Path, options: ReadOptions) -> AlignedPair:
    """A file that holds both languages."""
    defaults = (project.settings.source_lang, project.settings.target_lang)
    name = shown(path.relative_to(folder).with_suffix(""))
    options = replace(options, defaults=defaults)
    return align_pair(path, None, name=name, options=options, encoder=project.encoder)


def _source_sentences(project: Project, path: Path, options: ReadOptions) -> tuple[str, ...]:
    """The sentences of a text in the source language; none if it is in another."""
    document, segments = read_side(path, "", options)
    if primary(document.lang) != primary(project.settings.source_lang):
        return ()
    return tuple(segment.text for segment in segments)


def _message(error: InputError | ReaderMissing) -> str:
    return str(error).removeprefix(f"{error.path}: ").removeprefix(f"{error.path}:{error.line}: ")


def _nothing_usable(project: Project, folder: Path, problems: Sequence[Problem]) -> InputError:
    source, target = primary(project.settings.source_lang), primary(project.settings.target_lang)
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return InputError(f"no pair of files can be used; {first.path}: {first.message}{more}", path=folder)
    return InputError(
        f"holds no pair of files; name a text and its translation alike, e.g. a.{source}.txt and a.{target}.txt",
        path=folder,
    )


def _summary(pair: AlignedPair) -> BuiltDocument:
    paired = [bead for bead in pair.alignment.beads if bead.source and bead.target]
    sides = (pair.source, pair.target)
    return BuiltDocument(
        name=pair.name,
        source=str(pair.source.path),
        target=str(pair.target.path),
        source_lang=pair.source.lang,
        target_lang=pair.target.lang,
        source_encoding=pair.source.encoding,
        target_encoding=pair.target.encoding,
        source_sentences=len(pair.alignment.source),
        target_sentences=len(pair.alignment.target),
        beads=len(pair.alignment.beads),
        unpaired=len(pair.alignment.beads) - len(paired),
        confidence=sum(bead.confidence for bead in paired) / max(1, len(paired)),
        needs_eyes=sum(needs_eyes(bead) for bead in pair.alignment.beads),
        boilerplate=sum(block.kind is BlockKind.BOILERPLATE for side in sides for block in side.blocks),
        repairs=sum(len(side.repairs) for side in sides),
        characters=characters(*sides),
    )


def _report_terms(project: Project, units: Iterable[TranslationUnit]) -> tuple[ReportTerm, ...]:
    """The proposed pairs, surest first, each with the first unit that shows both terms, or else the Chinese one.

    Behind them the terms without a rendering, each with its own sentence.
    """
    texts = [(unit.source.text, unit.target.text) for unit in units]
    rows = []
    for entry in project.termbase.entries(workflow=Workflow.PROPOSED):
        sides = [
            [term.text for term in entry.terms if primary(term.lang) == primary(lang)]
            for lang in (project.settings.source_lang, project.settings.target_lang)
        ]
        if not sides[0]:
            continue
        if not sides[1]:
            context = next((term.context for term in entry.terms if term.context), "")
            rows.append(ReportTerm(sides[0][0], "", entry.confidence, entry.count, context))
            continue
        source, target = sides[0][0], sides[1][0]
        shown = [pair for pair in texts if source in pair[0]]
        both = [pair for pair in shown if target.lower() in pair[1].lower()]
        example = (both or shown or [("", "")])[0]
        rows.append(ReportTerm(source, target, entry.confidence, entry.count, *example))
    return tuple(sorted(rows, key=lambda row: (not row.target, -(row.confidence or 0.0), -row.count, row.source)))


def _export(project: Project, read: ReadFiles, folder: Path, output: Path, progress: Progress) -> tuple[str, ...]:
    """The paths written: the memory as TMX, the termbase as TBX if it holds any entry, the report of this build."""
    from glossary.tbx import write_tbx
    from tm import __version__
    from tm.exchange.tmx import write_tmx

    progress("export", 0, 3)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot be made: {error.strerror}; choose another output folder with -o"
        raise StorageError(message, path=output) from error
    settings, now = project.settings, project.clock()
    paths = [output / name for name in ("memory.tmx", "glossary.tbx", "report.html")]
    write_tmx(
        paths[0],
        project.memory.units(),
        source_lang=settings.source_lang,
        target_lang=settings.target_lang,
        creation_tool_version=__version__,
        now=now,
    )
    progress("export", 1, 3)
    entries = project.termbase.kept()
    if entries:
        write_tbx(paths[1], entries, now=now)
    else:
        del paths[1]  # TBX needs an entry
    progress("export", 2, 3)
    report = Report(
        title=folder.resolve().name,
        date=f"{now:%Y-%m-%d}",
        source_lang=settings.source_lang,
        target_lang=settings.target_lang,
        documents=tuple(ReportDocument(p.name, p.alignment, p.source, p.target) for p in read.pairs),
        terms=_report_terms(project, chain.from_iterable(read.units)),
    )
    write_report(paths[-1], report)
    progress("export", 3, 3)
    return tuple(map(str, paths))
