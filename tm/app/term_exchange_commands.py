"""Commands that read and write glossary files: `glossary import`, `export`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from glossary.exchange import FORMATS
from tm.app import door
from tm.app.importing import Importer, import_command
from tm.app.render import Screen


@click.command()
@click.option("-o", "--output", type=door.PATH, required=True, help="File to write.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Format [default: by the suffix]; tbx-v2 is for Weblate, memoq a .csv.",
)
@click.option("--all", "proposed_too", is_flag=True, help="Proposed entries as well as approved ones.")
@door.source_option
@door.target_option
@door.memory_option
@door.json_option
def export(
    output: Path,
    form: str | None,
    proposed_too: bool,
    source_lang: str,
    target_lang: str,
    memory: Path | None,
    as_json: bool,
) -> None:
    """Write the approved entries: .tbx .csv .tsv .xlsx .jsonl .txt (OmegaT) .utx .xml (MultiTerm)."""
    from tm.app import termexchange
    from tm.app.term_screens import show_exported

    with door.project(readonly=True, memory=memory) as project, _no_garbage():
        report = termexchange.export_entries(
            project,
            output,
            proposed_too=proposed_too,
            form=form or "",
            source_lang=source_lang,
            target_lang=target_lang,
        )
    Screen().tell(report, show_exported, as_json=as_json)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Look for no cycles in memory meanwhile: entries have none, and looking takes a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _entry_importer() -> Importer:
    from tm.app import termexchange

    return _no_garbage()(termexchange.import_entries)


COMMANDS = (
    import_command(
        _entry_importer, about="Add the entries of FILES: TBX, tables, OmegaT, UTX, MultiTerm XML, memoQ CSV."
    ),
    export,
)
