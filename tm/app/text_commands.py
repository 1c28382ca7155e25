"""The commands on a text by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tm.app import door
from tm.app.render import Screen


@click.command()
@click.argument("file", type=door.PATH)
@click.option("--encoding", default="", help="Encoding of the file, where it is not found by itself.")
@click.option("-s", "--source", "lang", type=door.LanguageTag(), default="", help="Language of the text.")
@door.keep_option
@door.semicolons_option
@door.srx_option
@door.json_option
def split(
    file: Path,
    encoding: str,
    lang: str,
    keep: Sequence[str],
    semicolons: bool,
    srx: Path | None,
    as_json: bool,
) -> int:
    """Print the sentences of FILE, cleaned, one a line; the file may be of any size."""
    from tm.app import sentences, text_screens
    from tm.app.alignment import ReadOptions

    options = ReadOptions(
        source_lang=lang,
        encoding=encoding,
        keep=frozenset(keep),
        semicolons=semicolons,
        srx=door.segmentation(srx, semicolons=semicolons),
    )
    problems = text_screens.show_sentences(Screen(), sentences.split_file(file, options), as_json=as_json)
    return door.PROBLEMS if problems else 0


COMMANDS = (split,)
