"""The commands on files to be translated: what they will take, and what the memory suggests for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tm.app import door
from tm.app.project import NamedMemory
from tm.app.render import Screen

if TYPE_CHECKING:
    from tm.app.alignment import ReadOptions


@click.command()
@click.argument("files", type=door.PATH, nargs=-1, required=True)
@click.option("-o", "--output", type=door.PATH, help="File to write: .csv .tsv .xlsx .jsonl .html")
@door.strict_variant_option
@door.reading
@door.source_option
@door.target_option
@door.memories_option
@door.json_option
def analyse(
    files: Sequence[Path],
    output: Path | None,
    strict_variant: bool,
    options: ReadOptions,
    memories: Sequence[NamedMemory],
    as_json: bool,
) -> int:
    """Count segments, words and characters of FILES by match band, repetitions and figures apart."""
    from tm.app import analysis, service, suggestion_screens
    from tm.app.jsonform import plain
    from tm.app.manuscript import read_manuscript

    screen = Screen()
    if output:
        service.check_output(output, analysis.ANALYSIS_SUFFIXES)
    with screen.progress() as progress, door.project(readonly=True, memories=memories) as project:
        settings = project.settings
        manuscripts = [read_manuscript(path, options=options, settings=settings) for path in files]
        found = analysis.analyse(project, manuscripts, strict_variant=strict_variant, progress=progress)
    if output:
        analysis.write_analysis(output, found, memory=str(settings.memory), date=f"{door.clock():%Y-%m-%d}")
        screen.note(f"wrote {output}: {found.total.segments} segments")
    if as_json:
        screen.json(plain(found))
    elif not output:
        suggestion_screens.show_analysis(screen, found)
    problems = [problem for manuscript in manuscripts for problem in manuscript.problems]
    screen.problems(problems)
    return door.PROBLEMS if problems else 0


@click.command()
@click.argument("file", type=door.PATH)
@click.option("-o", "--output", type=door.PATH, help="File to write: .xlf .html .tsv .csv .xlsx .jsonl")
@click.option(
    "--prefill",
    type=click.IntRange(100, 102),
    metavar="PERCENT",
    help="Fill segments without a translation with matches of 100 (101, 102) percent; XLIFF only.",
)
@door.minimum_option
@door.limit_option
@door.meaning_option
@door.strict_variant_option
@door.as_of_option
@door.reading
@door.source_option
@door.target_option
@door.memories_option
@door.encoder_option
@door.json_option
def suggest(
    file: Path,
    output: Path | None,
    prefill: int | None,
    minimum: int | None,
    limit: int | None,
    meaning: bool,
    strict_variant: bool,
    as_of: date | None,
    options: ReadOptions,
    memories: Sequence[NamedMemory],
    encoder: str | None,
    as_json: bool,
) -> int:
    """Find the best matches and terms of every segment of FILE.

    The sentences of a text, web page, Word file and the like; the segments of a PO or XLIFF file. An XLIFF file is
    written back with the matches as candidates and else as it was; of another file a new one is made.
    """
    from tm.app import jsonform, service, suggestion_files, suggestion_screens
    from tm.app.manuscript import read_manuscript

    screen = Screen()
    if output:
        service.check_output(output, suggestion_files.SUGGESTION_SUFFIXES)
    elif prefill is not None:
        raise click.UsageError("--prefill fills in a file; name it with -o, e.g. -o filled.xlf")
    with screen.progress() as progress, door.project(readonly=True, memories=memories, encoder=encoder) as project:
        settings = project.settings
        manuscript = read_manuscript(file, options=options, settings=settings)
        wanted = service.LookupOptions(
            source_lang=manuscript.source_lang,
            target_lang=manuscript.target_lang,
            minimum=settings.min_percent if minimum is None else minimum,
            limit=limit or settings.max_matches,
            meaning=meaning,
            strict_variant=strict_variant,
            as_of=as_of,
        )
        if output:
            report = suggestion_files.write_suggestions(
                project, manuscript, output, wanted, prefill=prefill, progress=progress
            )
            screen.tell(report, suggestion_screens.show_suggested, as_json=as_json)
        else:
            for answer in service.look_up(project, manuscript.queries(), wanted, progress=progress):
                screen.json(jsonform.answer(answer)) if as_json else screen.answer(answer)
    screen.problems(manuscript.problems)
    return door.PROBLEMS if manuscript.problems else 0


COMMANDS = (analyse, suggest)
