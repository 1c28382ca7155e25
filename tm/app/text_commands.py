"""The commands on a text by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tm.app import door
from tm.app.render import Screen

if TYPE_CHECKING:
    from tm.app.alignment import ReadOptions


@click.command()
@click.argument("file", type=door.PATH)
@door.reading
@click.option("-s", "--source", "source_lang", type=door.LanguageTag(), default="", help="Language of the text.")
@door.json_option
def split(file: Path, options: ReadOptions, as_json: bool) -> int:
    """Print the sentences of FILE, cleaned, one a line; the file may be of any size."""
    from tm.app import sentences, text_screens

    problems = text_screens.show_sentences(Screen(), sentences.split_file(file, options), as_json=as_json)
    return door.PROBLEMS if problems else 0


COMMANDS = (split,)
