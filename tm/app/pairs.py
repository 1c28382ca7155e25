"""What a user does with two files: align them, keep the pairs, write them down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tm.app.alignment import MOVED_NOTE, AlignedPair, ReadOptions, align_pair, units_of
from tm.app.files import marked_name, shown
from tm.app.formats import write_units
from tm.app.kept import keep_alignment, worked_on
from tm.app.project import Clock, Project, prepare_lookup
from tm.app.service import check_output
from tm.app.termties import approved_in_memory
from tm.encode.encoder import Encoder
from tm.exchange import tables
from tm.languages import primary
from tm.memory.memory import AddReport
from tm.memory.rows import StoredUnit
from tm.progress import Progress, silent
from tm.settings import Settings
from tm.units import joined

ALIGNMENT_SUFFIXES = (".tmx", ".xlf", ".xliff", ".po", *tables.WRITTEN_SUFFIXES, ".html")


def align_files(
    source: Path,
    target: Path | None,
    *,
    settings: Settings,
    encoder: Encoder,
    options: ReadOptions,
    progress: Progress = silent,
) -> AlignedPair:
    """The alignment of two files, or of the two sides of one, by the glossary of the memory too; nothing is stored.

    Raises: InputError, ModelUnavailable, StorageError if the memory is there but cannot be read.
    """
    glossary = approved_in_memory(settings.memory)
    defaults = (settings.source_lang, settings.target_lang)
    marked = marked_name(Path(source.name), {primary(lang) for lang in defaults})
    return align_pair(
        source,
        target,
        name=shown(marked.name if marked and marked.name != "." else source.stem),
        options=replace(options, defaults=defaults, glossary=glossary),
        encoder=encoder,
        progress=progress,
    )


def add_aligned(project: Project, pair: AlignedPair) -> AddReport:
    """Remember the paired beads, under the name that a build gives the article, and keep the alignment for review.

    Where a person has worked on the alignment of these texts, theirs stands and nothing is added.
    """
    units = tuple(units_of(pair, document=pair.name))
    if worked_on(project, pair):
        return AddReport(0, 0, len(units))
    report = project.memory.add(
        units,
        now=project.clock(),
        author=project.settings.author,
        kind="align",
        summary=pair.name,
    )
    keep_alignment(project, pair, held=True)
    prepare_lookup(project)
    return report


def write_alignment(pair: AlignedPair, path: Path, *, clock: Clock) -> int:
    """The number of rows or units written; a table or page also holds what has no counterpart, other formats do not."""
    check_output(path, ALIGNMENT_SUFFIXES)
    suffix = path.suffix.lower()
    if suffix not in (*tables.WRITTEN_SUFFIXES, ".html"):
        units = (StoredUnit(0, unit) for unit in units_of(pair, document=pair.name))
        return write_units(path, units, source_lang=pair.source.lang, target_lang=pair.target.lang, now=clock()).units
    if suffix == ".html":
        from tm.app.report import Report, ReportDocument, write_report

        document = ReportDocument(pair.name, pair.alignment, pair.source, pair.target)
        write_report(
            path,
            Report(
                title=pair.name,
                date=f"{clock():%Y-%m-%d}",
                source_lang=pair.source.lang,
                target_lang=pair.target.lang,
                documents=(document,),
            ),
        )
        return len(pair.alignment.beads)

    def rows() -> Iterator[tables.Row]:
        for position, bead in enumerate(pair.alignment.beads):
            yield tables.Row(
                source=joined(pair.source, pair.alignment.source[bead.source.start : bead.source.stop]),
                target=joined(pair.target, pair.alignment.target[bead.target.start : bead.target.stop]),
                confidence=round(bead.confidence, 4),
                document=pair.name,
                position=position,
                source_lang=pair.source.lang,
                target_lang=pair.target.lang,
                note=MOVED_NOTE if bead.moved else "",
            )

    return tables.write_table(path, rows())
