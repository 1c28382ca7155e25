"""The command `tm`: each command parses, calls one service function and renders what it returns."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tm import __version__
from tm.app import (
    align_commands,
    check_commands,
    door,
    review_commands,
    serve_commands,
    suggestion_commands,
    text_commands,
    unit_commands,
)
from tm.app.examples import show_examples
from tm.app.importing import Importer, import_command
from tm.app.project import NamedMemory
from tm.app.render import Screen
from tm.errors import InputError, SettingsError
from tm.units import is_whole

if TYPE_CHECKING:
    from tm.app.alignment import ReadOptions

TOOLS = ("plain", "original", "omegat", "trados", "memoq", "phrase", "wordfast", "weblate")
_CONVERT = "convert it first, e.g. with `iconv -f gb18030 -t utf-8`"


@click.group(cls=door.CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="duizhao")
def commands() -> None:
    """Duizhao 对照: translation memory for Chinese and English, offline."""


@commands.command()
@click.argument("folder", type=door.PATH)
@click.option(
    "-o", "--output", type=door.PATH, default=Path("exports"), show_default=True, help="Folder for the exports."
)
@door.reading
@door.source_option
@door.target_option
@door.moves_option
@door.memory_option
@door.encoder_option
@door.json_option
def build(
    folder: Path,
    output: Path,
    options: ReadOptions,
    memory: Path | None,
    encoder: str | None,
    as_json: bool,
) -> int:
    """Align the article pairs of FOLDER, fill the memory, extract terms, export TMX, TBX and a report.

    Files pair by name: a.zh.txt + a.en.txt, a_zh.docx + a_en.docx, zh/a.html + en/a.html.
    """
    from tm.app.build import build_folder

    screen = Screen()
    langs: dict[str, Any] = {"source_lang": options.source_lang, "target_lang": options.target_lang}
    opened = door.project(create=True, memory=memory, encoder=encoder, **langs)
    with screen.progress() as progress, opened as project:
        report = build_folder(project, folder, output, options=options, progress=progress)
    screen.tell(report, Screen.build, as_json=as_json)
    return door.PROBLEMS if report.problems else 0


def _unit_importer() -> Importer:
    from tm.app import service

    return service.import_files


commands.add_command(
    import_command(
        _unit_importer,
        about="""Add the units of FILES to the memory: TMX (plain, .gz, .zip), XLIFF, PO, TSV, CSV, XLSX, JSON lines.

        Rows of a reviewed file that `tm export` wrote (.docx, tables) correct the units that they name.""",
    )
)


@commands.command()
@click.option("-o", "--output", type=door.PATH, help="File to write: .tmx .xlf .po .tsv .csv .xlsx .jsonl .html .docx")
@click.option("--for", "tool", default="plain", type=click.Choice(TOOLS), help="Tool that a .tmx file is meant for.")
@click.option("--each-pair", is_flag=True, help="A .tmx file for each language pair: FILE.zh-CN_en-US.tmx")
@click.option("--omegat", type=door.PATH, metavar="PROJECT", help="OmegaT project to put memory and glossary into.")
@click.option("--origin", "document", default="", help="Only units of this document.")
@click.option("--since", type=door.Day(), help="Only units changed on or after this day.")
@click.option(
    "--state", "states", multiple=True, type=door.STATES, help="Only units in this state; may be given more than once."
)
@door.source_option
@door.target_option
@door.memory_option
@door.json_option
def export(
    output: Path | None,
    tool: str,
    each_pair: bool,
    omegat: Path | None,
    document: str,
    since: date | None,
    states: Sequence[str],
    source_lang: str,
    target_lang: str,
    memory: Path | None,
    as_json: bool,
) -> None:
    """Write the memory, or a part of it, for other tools: into a file, or into an OmegaT project.

    A project that is not there is made. In it, sure units go to tm/auto, the others to tm.
    """
    from tm.app import service
    from tm.app.selection import UnitFilter
    from tm.units import State

    if (output is None) == (omegat is None):
        raise click.UsageError("name a file with -o, or an OmegaT project with --omegat")
    screen = Screen()
    wanted = UnitFilter(
        source_lang=source_lang,
        target_lang=target_lang,
        document=document,
        since=since,
        states=tuple(map(State, states)),
    )
    with door.project(readonly=True, memory=memory) as project:
        if omegat:
            from tm.app.omegat import export_project

            screen.tell(export_project(project, omegat, wanted), Screen.put_into_omegat, as_json=as_json)
        elif output:
            report = service.export_units(project, output, wanted, tool=tool, each_pair=each_pair)
            screen.tell(report, Screen.exported, as_json=as_json, tool=tool)


@commands.command()
@click.argument("texts", nargs=-1, required=True)
@door.minimum_option
@door.limit_option
@door.meaning_option
@click.option("--context-before", default="", help="The segment before, for context matches.")
@click.option("--context-after", default="", help="The segment after.")
@door.strict_variant_option
@door.as_of_option
@click.option("--prefer", multiple=True, metavar="NAME", help="Publisher or document to rank first; may be repeated.")
@click.option("--fragments/--no-fragments", default=None, help="Phrases of TEXT that the memory has; not with `-`.")
@door.source_option
@door.target_option
@door.memories_option
@door.encoder_option
@door.json_option
def lookup(
    texts: Sequence[str],
    minimum: int | None,
    limit: int | None,
    meaning: bool,
    context_before: str,
    context_after: str,
    strict_variant: bool,
    as_of: date | None,
    prefer: tuple[str, ...],
    fragments: bool | None,
    source_lang: str,
    target_lang: str,
    memories: Sequence[NamedMemory],
    encoder: str | None,
    as_json: bool,
) -> None:
    """Find what the memory knows of each TEXT; `-` reads one segment a line from stdin."""
    from tm.app import jsonform, service

    screen = Screen()
    with screen.progress() as progress, door.project(readonly=True, memories=memories, encoder=encoder) as project:
        options = service.LookupOptions(
            source_lang=source_lang,
            target_lang=target_lang,
            minimum=project.settings.min_percent if minimum is None else minimum,
            limit=limit or project.settings.max_matches,
            meaning=meaning,
            strict_variant=strict_variant,
            as_of=as_of,
            prefer=prefer,
            thorough="-" not in texts,
            fragments="-" not in texts and as_of is None if fragments is None else fragments,
        )
        queries = (service.Query(text, context_before, context_after) for text in _queries(texts))
        for answer in service.look_up(project, queries, options, progress=progress):
            screen.json(jsonform.answer(answer)) if as_json else screen.answer(answer)


@click.command()
@door.memory_option
@door.json_option
def stats(memory: Path | None, as_json: bool) -> None:
    """Say what the memory and the glossary hold."""
    with door.project(readonly=True, memory=memory) as project:
        Screen().tell(project.memory.stats(), Screen.stats, as_json=as_json, path=project.settings.memory)


@click.command("settings")
@door.json_option
def settings_command(as_json: bool) -> None:
    """Show every setting, its value and where it comes from."""
    from tm.app import jsonform
    from tm.settings import read_settings

    screen = Screen()
    _, sources = read_settings(os.environ, home=Path.home())
    if as_json:
        screen.json(jsonform.settings(sources))
    else:
        screen.settings(sources)


for group in (
    align_commands,
    text_commands,
    review_commands,
    suggestion_commands,
    unit_commands,
    check_commands,
    serve_commands,
):
    for command in group.COMMANDS:
        commands.add_command(command)
commands.add_command(stats)
commands.add_command(settings_command)
show_examples("tm", commands)


def _queries(texts: Sequence[str]) -> Iterator[str]:
    """The texts given, each `-` replaced by the lines of stdin that hold any text."""
    for text in texts:
        if text == "-":
            yield from _stdin_lines()
        elif not text.strip():
            raise SettingsError("an empty text cannot be looked up; give a segment")
        elif not is_whole(text):
            raise SettingsError(f"{text!r} is not UTF-8; {_CONVERT}")
        else:
            yield text


def _stdin_lines() -> Iterator[str]:
    if sys.stdin is None:
        raise InputError("is closed; give the text itself, or send the lines in", path="stdin")
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            text = line.decode("utf-8-sig").strip("\r\n")
        except UnicodeDecodeError as error:
            raise InputError(f"is not UTF-8; {_CONVERT}", path="stdin", line=number) from error
        if text.strip():
            yield text


def main() -> None:
    """Run the command line."""
    sys.exit(door.run(commands, None))


if __name__ == "__main__":
    main()
