"""Glossary files in and out: what was read and written, and what it met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from glossary.cycles import check_references
from glossary.entries import ReadEntry, TermEntry, Workflow
from glossary.exchange import format_to_write, read_entries, write_entries
from glossary.termbase import MergeProblem
from tm.app.files import shown
from tm.app.project import Project
from tm.app.service import ImportReport, check_output
from tm.errors import InputError
from tm.progress import Progress, silent
from tm.units import Problem


@dataclass(frozen=True, slots=True)
class TermExportReport:
    """What was written where; `left_out` counts entries that the format has no place for."""

    path: str
    format: str
    entries: int
    left_out: int


def import_entries(
    project: Project,
    paths: Sequence[Path],
    *,
    source_lang: str = "",
    target_lang: str = "",
    strict: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Add the entries of glossary files, all files in one action: read = added + merged + skipped + failed.

    An entry is merged into the one with its id that shares a term, else into one that shares a pair of terms. What the
    files say otherwise than the glossary is told and left as the glossary has it.
    Raises: InputError for a file that cannot be read, and with `strict` for the first problem; then nothing is changed.
    """
    settings = project.settings
    languages = {"source_lang": source_lang or settings.source_lang, "target_lang": target_lang or settings.target_lang}
    intake = _Intake(strict=strict)
    readers = [read_entries(path, **languages) for path in paths]
    counts = project.termbase.add(
        *(intake.entries(path, records) for path, records in zip(paths, readers, strict=True)),
        now=project.clock(),
        author=settings.author,
        kind="import",
        summary=", ".join(shown(path.name) for path in paths),
        told=intake.met,
        parts=intake.parts,
        progress=progress,
    )
    return ImportReport(
        files=tuple(map(str, paths)),
        read=counts.added + counts.merged + counts.skipped + intake.failed,
        added=counts.added,
        merged=counts.merged,
        skipped=counts.skipped,
        failed=intake.failed,
        problems=(*intake.problems, *(_check_references(project, str(paths[0])) if intake.referring else ())),
    )


class _Intake:
    """What glossary files say, on its way: entries go on to the termbase, problems stay, each with its place."""

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._places: list[tuple[str, int | None]] = []  # of each entry given to the termbase
        self.problems: list[Problem] = []
        self.failed, self.referring = 0, False
        self.parts: dict[str, str] = {}  # ids of terms of the file at hand, with those of their entries

    def entries(self, path: Path, records: Iterator[ReadEntry]) -> Iterator[TermEntry]:
        """The entries of a file. Raises: InputError for the first problem, if it is strict."""
        empty = True
        self.parts.clear()
        for record in records:
            empty = False
            for problem in record.problems:
                self._tell(problem, str(path), record.line)
            if record.entry is None:
                self.failed += 1
                continue
            self._places.append((str(path), record.line))
            if record.parts:
                self.parts |= dict.fromkeys(record.parts, record.entry.concept)
            self.referring |= bool(record.entry.references)
            yield record.entry
        if empty:
            self._tell(Problem("no-entries", "", None, "holds no entry; check that it is a glossary"), str(path), None)

    def met(self, found: MergeProblem) -> None:
        """Take in what the termbase says of an entry that it was given."""
        self._tell(found.problem, *self._places[found.number])

    def _tell(self, problem: Problem, path: str, line: int | None) -> None:
        placed = replace(problem, path=problem.path or path, line=problem.line or line)
        if self._strict:
            raise InputError(f"{placed.message} ({placed.code})", path=placed.path, line=placed.line)
        self.problems.append(placed)


def export_entries(
    project: Project,
    path: Path,
    *,
    proposed_too: bool = False,
    form: str = "",
    source_lang: str = "",
    target_lang: str = "",
) -> TermExportReport:
    """Write the approved entries, and the proposed ones if asked, in the format asked for or that of the suffix.

    Raises: SettingsError for a format that is none, InputError if there is no entry to write, StorageError.
    """
    chosen = format_to_write(path, form)
    check_output(path, (path.suffix.lower(),))
    wanted = {Workflow.APPROVED, Workflow.PROPOSED} if proposed_too else {Workflow.APPROVED}
    entries = [entry for entry in project.termbase.entries() if entry.workflow in wanted]
    if not entries:
        kind = "entry" if proposed_too else "approved entry"
        more = "" if proposed_too else ", or export proposals as well with --all"
        message = f"holds no {kind} to export; approve some (glossary review){more}"
        raise InputError(message, path=project.settings.memory)
    written = write_entries(
        path,
        entries,
        form=chosen,
        source_lang=source_lang or project.settings.source_lang,
        target_lang=target_lang or project.settings.target_lang,
        now=project.clock(),
    )
    return TermExportReport(str(path), chosen, written, len(entries) - written)


def _check_references(project: Project, path: str) -> Iterator[Problem]:
    """What is wrong with the cross references of the glossary as it stands."""
    entries = project.termbase.entries()
    graph = {entry.concept: [r.target for r in entry.references if not r.external] for entry in entries}
    for problem in check_references(graph):
        yield replace(problem, path=path)
