"""The commands over alignments: `tm align` and `tm evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tm.app import door
from tm.app.render import Screen

if TYPE_CHECKING:
    from tm.app.alignment import ReadOptions


@click.command()
@click.argument("source", type=door.PATH)
@click.argument("target", type=door.PATH, required=False)
@click.option("-o", "--output", type=door.PATH, help="File to write: .tmx .xlf .po .html .tsv .csv .xlsx .jsonl")
@click.option("--add", is_flag=True, help="Add the pairs to the memory.")
@door.reading
@door.sentences_option
@door.moves_option
@door.source_option
@door.target_option
@door.memory_option
@door.encoder_option
@door.json_option
def align(
    source: Path,
    target: Path | None,
    output: Path | None,
    add: bool,
    options: ReadOptions,
    memory: Path | None,
    encoder: str | None,
    as_json: bool,
) -> int:
    """Align SOURCE with its translation TARGET, sentence by sentence.

    Without TARGET, SOURCE holds both: paragraphs in turn, one half after the other, a table, PO or XLIFF.
    """
    from tm.app import jsonform, pairs, service
    from tm.encode.choose import choose_encoder

    screen = Screen()
    if output:
        service.check_output(output, pairs.ALIGNMENT_SUFFIXES)
    settings = door.settings_with(memory=memory, encoder=encoder)
    with screen.progress() as progress:
        pair = pairs.align_files(
            source,
            target,
            settings=settings,
            encoder=choose_encoder(settings.encoder),
            options=options,
            progress=progress,
        )
    if output:
        written = pairs.write_alignment(pair, output, clock=door.clock)
        screen.note(f"wrote {output}: {written} rows")
    if add:
        with door.project(create=True, memory=memory, encoder=encoder) as project:
            counts = pairs.add_aligned(project, pair)
        screen.note(f"{settings.memory}: {counts.added} added, {counts.merged} merged, {counts.skipped} already there")
    if as_json:
        screen.json(jsonform.alignment(pair))
    elif not output and not add:
        screen.alignment(pair)
    if not as_json:
        screen.reading(pair)
    return door.PROBLEMS if pair.problems else 0


@click.command()
@click.argument("gold", type=door.PATH, nargs=-1, required=True)
@door.encoder_option
@door.json_option
def evaluate(gold: Sequence[Path], encoder: str | None, as_json: bool) -> None:
    """Measure alignment against GOLD, folders or files of beads, on their sentences and end to end from raw text."""
    from tm.app import jsonform
    from tm.app.align_screens import show_evaluation
    from tm.app.evaluation import evaluate_gold
    from tm.encode.choose import choose_encoder

    screen = Screen()
    settings = door.settings_with(encoder=encoder)
    with screen.progress() as progress:
        report = evaluate_gold(gold, encoder=choose_encoder(settings.encoder), progress=progress)
    if as_json:
        screen.json(jsonform.evaluation(report))
    else:
        show_evaluation(screen, report)


COMMANDS = (align, evaluate)
